//! The documents that come, go or are affected, as a graph of their own.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::references::{References, finished};
use super::{Coming, Documents, Failure, Origin};
use crate::entity::Entity;
use crate::entity::curation::document_key;
use crate::entity::resolution::{Excerpt, Reader, Sets};
use crate::iri;
use crate::ontology::{EntityType, Ontology};
use crate::rule::Rule;
use crate::store::kept::{Kept, Reference};
use crate::store::rdf::{Dataset, Reification};
use crate::{Catalogue, Findings, Knowledge, Record, statement};

pub(super) struct Part {
    /// Their places among all; ascending.
    pub places: Vec<usize>,
    pub excerpts: Vec<Excerpt<'static>>,
    /// What is private to each.
    pub private: Vec<Entity>,
    /// Their entities are known by id and by what references tell only, their statements by what they say themselves, their
    /// origins not.
    pub knowledge: Knowledge,
}

impl Part {
    /// What goes or is affected as it was, and what comes or is affected as it is to be.
    pub fn both(
        (sets, reader): (&Sets<'_>, &Reader<'_>),
        documents: &Documents,
        before: &[Kept<'_>],
        references: &References,
        coming: Coming<'_>,
    ) -> Result<(Self, Self), Failure> {
        let mut old = Vec::new();
        for b in references.affected_before(documents) {
            old.push((b, (coming.read)(&before[b].document)?));
        }
        let staying: BTreeMap<usize, &Record> = old.iter().map(|(b, record)| (*b, record)).collect();
        let mut coming_records = coming.records.into_iter();
        let mut new = Vec::new();
        for &d in &references.affected {
            let record = match documents.there[d] {
                Origin::Before(b) => staying[&b].clone(),
                Origin::Coming => coming_records.next().ok_or(Failure::Unknown)?,
            };
            new.push((d, record));
        }
        fn public(excerpt: &Excerpt) -> impl Iterator<Item = usize> {
            (0..excerpt.chains()).filter(|&chain| !excerpt.is_private(chain))
        }
        let of_old = |b: usize, excerpt: &Excerpt| public(excerpt).zip(before[b].refers.iter()).collect();
        let of_new = |d: usize, excerpt: &Excerpt| public(excerpt).zip(references.of_document(sets, d)).collect();
        let old = Self::new((sets, reader), old, &documents.alone_before, of_old, coming.ontology)?;
        let new = Self::new((sets, reader), new, &documents.alone, of_new, coming.ontology)?;
        Ok((old, new))
    }

    /// `refers` tells what the chains of a document refer to that are not private to it, `alone` which documents have their
    /// source alone.
    fn new(
        (sets, reader): (&Sets<'_>, &Reader<'_>),
        documents: Vec<(usize, Record)>,
        alone: &[bool],
        refers: impl Fn(usize, &Excerpt) -> BTreeMap<usize, Reference>,
        ontology: &Ontology,
    ) -> Result<Self, Failure> {
        let (places, records): (Vec<usize>, Vec<Record>) = documents.into_iter().unzip();
        let excerpts = reader.excerpts(&records);
        let mut entities: BTreeMap<u64, Entity> = BTreeMap::new();
        let mut private = Vec::new();
        let mut of_chains: Vec<Vec<u64>> = Vec::with_capacity(places.len());
        for ((&place, excerpt), record) in places.iter().zip(&excerpts).zip(&records) {
            let key = document_key(&record.document.id, &record.document.source, alone[place]);
            let mut of = refers(place, excerpt);
            for chain in 0..excerpt.chains() {
                if let Entry::Vacant(vacant) = of.entry(chain) {
                    let entity = sets.private(&key, chain, excerpt);
                    vacant.insert(Reference::to(&entity));
                    private.push(finished(entity, ontology));
                }
            }
            entities.extend(of.values().map(|reference| (reference.entity, stand_in(*reference))));
            of_chains.push(of.into_values().map(|reference| reference.entity).collect());
        }
        let index: BTreeMap<u64, usize> = entities.keys().enumerate().map(|(index, &number)| (number, index)).collect();
        let entities: Vec<Entity> = entities.into_values().collect();
        let of_record = |(record, of): (&Record, &Vec<u64>)| {
            let mut entity_of = vec![0; record.mentions.len()];
            for (chain, number) in record.chains.iter().zip(of) {
                chain.mentions.iter().for_each(|&mention| entity_of[mention] = index[number]);
            }
            entity_of
        };
        let entity_of: Vec<Vec<usize>> = records.iter().zip(&of_chains).map(of_record).collect();
        let statements = statement::merge(&records, &entities, &entity_of);
        let documents = records.iter().map(|record| record.document.clone()).collect();
        let origins = vec![String::new(); records.len()];
        let catalogue = Catalogue { documents, entities, origins, extents: Vec::new() };
        let findings = Findings { catalogue, statements };
        let knowledge = Knowledge { findings, records, entity_of, proposals: Vec::new(), excerpts: Vec::new() };
        Ok(Self { places, excerpts, private, knowledge })
    }

    pub fn dataset<'a>(&'a self, rules: &'a [Rule]) -> Dataset<'a> {
        Dataset::new(&self.knowledge, rules, Reification::TripleTerms)
    }
}

/// An entity of which no more is known than what a reference tells.
fn stand_in(reference: Reference) -> Entity {
    Entity {
        id: iri::of_number("entity", reference.entity),
        label: String::new(),
        entity_type: if reference.is_date { EntityType::Date } else { EntityType::Thing },
        subclass: None,
        amount: None,
        mentions: 0,
        is_described: reference.is_described,
        aliases: Vec::new(),
        wikidata: None,
        link: None,
        country: None,
        chains: Vec::new(),
        groups: Vec::new(),
        merges: Vec::new(),
    }
}
