//! What a set of records says together: a pure function of the set, whatever order it comes in.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::document::{Document, origin};
use crate::entity::curation::{self, Curation};
use crate::entity::resolution::{self, Excerpt};
use crate::entity::{Entity, Proposal, linking};
use crate::mention::MentionKind;
use crate::ontology::Ontology;
use crate::record::Record;
use crate::statement::{self, Statement};

/// Documents, and the entities that they tell of, both sorted by id; indices in entities and statements point into these.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue {
    pub documents: Vec<Arc<Document>>,
    pub entities: Vec<Entity>,
    /// For each document, the id that it shares with those that tell the same wire story.
    pub origins: Vec<String>,
    /// For each document, what it has that is neither entity nor statement.
    pub extents: Vec<Extent>,
}

impl Catalogue {
    /// For each document and each of its chains the index of its entity.
    pub fn entities_of_chains(&self) -> Vec<Vec<usize>> {
        let mut of_chains: Vec<Vec<usize>> = vec![Vec::new(); self.documents.len()];
        for (entity, chains) in self.entities.iter().map(|entity| &entity.chains).enumerate() {
            for &(document, chain) in chains {
                let of = &mut of_chains[document];
                of.resize(of.len().max(chain + 1), 0);
                of[chain] = entity;
            }
        }
        of_chains
    }
}

/// A catalogue and what its documents say, sorted by id: all that graphs and tables of statements are drawn from. What stands in
/// the texts beside it is in the records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    pub catalogue: Catalogue,
    pub statements: Vec<Statement>,
}

impl Deref for Findings {
    type Target = Catalogue;

    fn deref(&self) -> &Catalogue {
        &self.catalogue
    }
}

impl DerefMut for Findings {
    fn deref_mut(&mut self) -> &mut Catalogue {
        &mut self.catalogue
    }
}

/// How much a document has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    pub sentences: usize,
    pub mentions: BTreeMap<MentionKind, usize>,
}

impl Extent {
    pub fn of(record: &Record) -> Self {
        let mut mentions = BTreeMap::new();
        for mention in &record.mentions {
            *mentions.entry(mention.kind).or_default() += 1;
        }
        Self { sentences: record.sentences.len(), mentions }
    }
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
    /// What resolution read of each record.
    pub excerpts: Vec<Excerpt<'static>>,
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
        let resolution::Resolution { mut entities, entity_of, mut proposals, excerpts } = resolution;
        let entity_of: Vec<Vec<usize>> =
            records.iter().zip(&entity_of).map(|(record, of)| record.of_mentions(of)).collect();
        proposals.extend(linking::link_entities(&records, &mut entities, ontology, curation));
        entities.par_iter_mut().for_each(|entity| entity.code_country(ontology));
        let statements = statement::merge(&records, &entities, &entity_of);
        let documents = records.iter().map(|record| Arc::clone(&record.document)).collect();
        let extents = records.iter().map(Extent::of).collect();
        let catalogue = Catalogue { documents, entities, origins, extents };
        let findings = Findings { catalogue, statements };
        Knowledge { findings, records, entity_of, proposals, excerpts }
    }
}

/// For each record the id that its document shares with those that tell the same story.
fn origins(records: &[Record]) -> Vec<String> {
    let told = |record: &Record| origin::telling_sentences(&record.document, &record.sentences);
    let sentences: Vec<Vec<u64>> = records.par_iter().map(told).collect();
    let documents = records.iter().zip(&sentences);
    origin::origins(&documents.map(|(r, told)| (r.document.id.as_str(), told.iter().copied())).collect::<Vec<_>>())
}
