//! What a set of records says together: a pure function of the set, whatever order it comes in.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use petgraph::unionfind::UnionFind;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::entity::curation::{self, Curation};
use crate::entity::{Entity, Proposal, linking, resolution};
use crate::iri;
use crate::ontology::Ontology;
use crate::record::Record;
use crate::span::IndexedText;
use crate::statement::{self, Statement};

/// Documents, entities and statements, all sorted by id; indices in statements and entities point into these. All that graphs
/// and tables of statements are drawn from; what stands in the texts beside it is in the records.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    pub documents: Vec<Arc<Document>>,
    pub entities: Vec<Entity>,
    pub statements: Vec<Statement>,
    /// For each document, the id that it shares with those that tell the same wire story.
    pub origins: Vec<String>,
}

/// What was found, with the records that it was found in. It can stand wherever its findings are asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Knowledge {
    pub findings: Findings,
    /// One for each document, in their order.
    pub records: Vec<Record>,
    /// For each record, for each of its mentions, the index of its entity.
    pub entity_of: Vec<Vec<usize>>,
    /// Merges and splits that are left to the user.
    pub proposals: Vec<Proposal>,
}

impl Deref for Knowledge {
    type Target = Findings;

    fn deref(&self) -> &Findings {
        &self.findings
    }
}

impl DerefMut for Knowledge {
    fn deref_mut(&mut self) -> &mut Findings {
        &mut self.findings
    }
}

impl Knowledge {
    /// Entities and statements of some records; records of one document count once.
    pub fn reduce(mut records: Vec<Record>, ontology: &Ontology, curation: &Curation) -> Knowledge {
        records.sort_by(|a, b| a.document.id.cmp(&b.document.id));
        records.dedup_by(|a, b| a.document.id == b.document.id);
        curation::cut(&mut records, &curation.decisions);
        let (resolution, origins) =
            rayon::join(|| resolution::resolve(&records, ontology, curation), || origins(&records));
        let resolution::Resolution { mut entities, entity_of, mut proposals } = resolution;
        let entity_of = of_mentions(&records, &entity_of);
        proposals.extend(linking::link_entities(&records, &mut entities, ontology, curation));
        entities.par_iter_mut().for_each(|entity| {
            entity.country = entity.country.take().map(|name| ontology.country_code(&name));
        });
        let statements = statement::merge(&records, &entities, &entity_of);
        let documents = records.iter().map(|record| Arc::clone(&record.document)).collect();
        Knowledge { findings: Findings { documents, entities, statements, origins }, records, entity_of, proposals }
    }
}

/// For each record and each of its mentions the entity of its chain.
fn of_mentions(records: &[Record], of_chains: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let of_record = |(record, of_chains): (&Record, &Vec<usize>)| {
        let mut entity_of = vec![0; record.mentions.len()];
        for (chain, &entity) in record.chains.iter().zip(of_chains) {
            chain.mentions.iter().for_each(|&mention| entity_of[mention] = entity);
        }
        entity_of
    };
    records.iter().zip(of_chains).map(of_record).collect()
}

/// Shortest sentence, in words, that tells that two documents were copied.
const TELLING: usize = 6;
/// Sentences in more documents than this are boilerplate.
const BOILERPLATE: usize = 50;

/// One id for the documents that share most of their sentences, whichever paper printed them.
fn origins(records: &[Record]) -> Vec<String> {
    let sentences: Vec<BTreeSet<u64>> = records.par_iter().map(telling_sentences).collect();
    let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
    for (r, set) in sentences.iter().enumerate() {
        for &sentence in set {
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

/// The sentences that are long enough to tell, as hashes of their words.
fn telling_sentences(record: &Record) -> BTreeSet<u64> {
    let text = IndexedText::new(&record.document.text);
    let hashed = |span| -> Option<u64> {
        // The same keys in every run.
        let mut hasher = DefaultHasher::new();
        let words = text.slice(span).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        let count = words.map(|word| word.to_lowercase().hash(&mut hasher)).count();
        (count >= TELLING).then(|| hasher.finish())
    };
    record.sentences.iter().filter_map(|&span| hashed(span)).collect()
}
