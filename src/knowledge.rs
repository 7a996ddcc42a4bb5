//! What a set of records says together: a pure function of the set, whatever order it comes in.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::unionfind::UnionFind;

use crate::entity::curation::{self, Curation};
use crate::entity::{Entity, Proposal, linking, resolution};
use crate::iri;
use crate::mention::{Mention, MentionKind};
use crate::ontology::{Ontology, Subclass};
use crate::record::Record;
use crate::span::IndexedText;
use crate::statement::{self, Statement};

/// Records, entities and statements, all sorted by id; indices in statements and entities point into these.
#[derive(Clone, Debug, PartialEq)]
pub struct Knowledge {
    pub records: Vec<Record>,
    pub entities: Vec<Entity>,
    pub statements: Vec<Statement>,
    /// For each record, for each of its mentions, the index of its entity.
    pub entity_of: Vec<Vec<usize>>,
    /// Merges and splits that are left to the user.
    pub proposals: Vec<Proposal>,
    /// For each record, the id that it shares with the documents that tell the same wire story.
    pub origins: Vec<String>,
}

impl Knowledge {
    /// Entities and statements of some records; records of one document count once.
    pub fn reduce(mut records: Vec<Record>, ontology: &Ontology, curation: &Curation) -> Knowledge {
        records.sort_by(|a, b| a.document.id.cmp(&b.document.id));
        records.dedup_by(|a, b| a.document.id == b.document.id);
        curation::cut(&mut records, &curation.decisions);
        let resolution = resolution::resolve(&records, ontology, curation);
        let resolution::Resolution { mut entities, entity_of, mut proposals } = resolution;
        proposals.extend(linking::link_entities(&records, &mut entities, ontology, curation));
        let statements = statement::merge(&records, &entities, &entity_of);
        let origins = origins(&records);
        Knowledge { records, entities, statements, entity_of, proposals, origins }
    }

    /// The narrower class that most of the entity's mentions tell; ties go to the first of the classes.
    pub fn subclass(&self, entity: usize) -> Option<Subclass> {
        let mut votes: BTreeMap<Subclass, usize> = BTreeMap::new();
        let entity_type = self.entities[entity].entity_type;
        for subclass in self.mentions(entity).filter_map(|m| m.subclass).filter(|s| s.fits(entity_type)) {
            *votes.entry(subclass).or_default() += 1;
        }
        votes
            .into_iter()
            .max_by_key(|&(subclass, votes)| (votes, std::cmp::Reverse(subclass)))
            .map(|(subclass, _)| subclass)
    }

    /// How many a group is, or how much a quantity or sum, where every mention that says it agrees.
    pub fn amount(&self, entity: usize) -> Option<f64> {
        let mut amounts = self.mentions(entity).filter_map(|m| m.amount);
        let first = amounts.next()?;
        amounts.all(|other| other == first).then_some(first)
    }

    fn mentions(&self, entity: usize) -> impl Iterator<Item = &Mention> {
        self.entities[entity].chains.iter().flat_map(|&(record, chain)| {
            let record = &self.records[record];
            record.chains[chain].mentions.iter().map(move |&m| &record.mentions[m])
        })
    }

    /// Whether a name or a noun refers to the entity, not pronouns alone.
    pub fn is_described(&self, entity: usize) -> bool {
        self.entities[entity].chains.iter().any(|&(record, chain)| {
            let record = &self.records[record];
            record.chains[chain].mentions.iter().any(|&m| record.mentions[m].kind != MentionKind::Pronoun)
        })
    }
}

/// Shortest sentence, in words, that tells that two documents were copied.
const TELLING: usize = 6;
/// Sentences in more documents than this are boilerplate.
const BOILERPLATE: usize = 50;

/// One id for the documents that share most of their sentences, whichever paper printed them.
fn origins(records: &[Record]) -> Vec<String> {
    let sentences: Vec<BTreeSet<String>> = records.iter().map(telling_sentences).collect();
    let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (r, set) in sentences.iter().enumerate() {
        for sentence in set {
            holders.entry(sentence).or_default().push(r);
        }
    }
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for documents in holders.values().filter(|d| (2..=BOILERPLATE).contains(&d.len())) {
        for (i, &a) in documents.iter().enumerate() {
            for &b in &documents[i + 1..] {
                *shared.entry((a, b)).or_default() += 1;
            }
        }
    }
    let mut sets = UnionFind::<usize>::new(records.len());
    for ((a, b), count) in shared {
        if count * 2 > sentences[a].len().min(sentences[b].len()) {
            sets.union(a, b);
        }
    }
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    (0..records.len())
        .map(|r| {
            let first = *first.entry(sets.find(r)).or_insert(r);
            iri::mint("origin", &[&records[first].document.id])
        })
        .collect()
}

fn telling_sentences(record: &Record) -> BTreeSet<String> {
    let text = IndexedText::new(&record.document.text);
    let plain = |span| -> String {
        let words: Vec<String> = text
            .slice(span)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect();
        if words.len() < TELLING { String::new() } else { words.join(" ") }
    };
    record.sentences.iter().map(|&span| plain(span)).filter(|s| !s.is_empty()).collect()
}
