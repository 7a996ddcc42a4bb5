//! What is kept of each document beside its record, so that an update need neither read nor resolve anew what it does not touch.
//!
//! The file `kept` begins with a line that tells layout, program and the digest of what it was made from. A block
//! ([`sealed`](super::sealed)) with the [`Descriptions`] follows, then one a document, sorted by their ids: an excerpt with a
//! [`Kept`]. Like the dataset it can always be made anew from the records.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::StoreError;
use super::directory::KEPT;
use super::manifest::write_parts_unsynced;
use super::membership::Holding;
use super::pieces::description;
use super::rdf::{Dataset, Fact, Reification};
use super::sealed::{Sealed, begins_with, seal};
use crate::Knowledge;
use crate::document::origin;
use crate::entity::Entity;
use crate::entity::resolution::Excerpt;
use crate::iri;
use crate::ontology::EntityType;
use crate::packed::{Bytes, Numbers, Packable, Packed};
use crate::rule::Rule;
use crate::statement::Predicate;

/// Changes whenever the same records come to something else, or it is written otherwise.
const LAYOUT: u32 = 9;

/// What is kept of one document: as numbers what an update looks for in all documents, packed what it asks of few.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept<'a> {
    /// The id of the document.
    #[serde(borrow)]
    pub document: Cow<'a, str>,
    /// For each chain that is not private, in order, what it refers to.
    #[serde(borrow)]
    pub refers: References<'a>,
    /// The numbers of its statements and of the plain triples that they make.
    #[serde(borrow)]
    pub statements: Numbers<'a>,
    #[serde(borrow)]
    pub facts: Numbers<'a>,
    /// For each of its holdings the number of the person with the post.
    #[serde(borrow)]
    pub posts: Numbers<'a>,
    /// The numbers of the rules that found them, as [`Sayings`] has them.
    #[serde(borrow)]
    pub rules: Numbers<'a>,
    #[serde(borrow)]
    pub sayings: Packed<'a, Sayings>,
    #[serde(borrow)]
    pub holdings: Packed<'a, Vec<Holding>>,
    /// See [`origin::telling_sentences`].
    #[serde(borrow)]
    pub sentences: Numbers<'a>,
    /// The number of the id that it shares with those that tell the same story.
    pub origin: u64,
}

/// What several chains refer to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct References<'a> {
    /// The numbers of the entities.
    #[serde(borrow)]
    entities: Numbers<'a>,
    /// For each whether it is described, and a date.
    #[serde(borrow)]
    marks: Bytes<'a>,
}

const IS_DESCRIBED: u8 = 1;
const IS_DATE: u8 = 2;

impl References<'_> {
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = Reference> {
        self.entities.iter().zip(self.marks.0.iter()).map(|(entity, mark)| Reference {
            entity,
            is_described: mark & IS_DESCRIBED != 0,
            is_date: mark & IS_DATE != 0,
        })
    }

    /// The numbers of the entities.
    pub fn entities(&self) -> impl Iterator<Item = u64> {
        self.entities.iter()
    }
}

impl FromIterator<Reference> for References<'_> {
    fn from_iter<I: IntoIterator<Item = Reference>>(references: I) -> Self {
        let mark = |of: &Reference| IS_DESCRIBED * u8::from(of.is_described) + IS_DATE * u8::from(of.is_date);
        let (entities, marks): (Vec<u64>, Vec<u8>) = references.into_iter().map(|of| (of.entity, mark(&of))).unzip();
        Self { entities: entities.into_iter().collect(), marks: Bytes(marks.into()) }
    }
}

/// The entity that a chain refers to, as far as graphs of documents depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    /// The number of its id.
    pub entity: u64,
    pub is_described: bool,
    pub is_date: bool,
}

impl Reference {
    pub fn to(entity: &Entity) -> Self {
        Self {
            entity: iri::number(&entity.id),
            is_described: entity.is_described,
            is_date: entity.entity_type == EntityType::Date,
        }
    }
}

/// The statements of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Sayings {
    /// The rules that found them, sorted.
    pub rules: Vec<String>,
    /// In the order of [`Kept::statements`].
    pub said: Vec<Said>,
}

impl Packable for Sayings {
    type Of<'s> = Self;
}

impl Packable for Vec<Holding> {
    type Of<'s> = Self;
}

/// A statement of a document, as far as the graphs of others depend on it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Said {
    /// Of the surest piece of evidence.
    pub confidence: f32,
    /// That of the first piece of evidence, by its place among the document's rules.
    pub rule: usize,
    /// A number for the ontology's property and type of event, which the id does not tell.
    pub kind: u64,
}

impl Kept<'static> {
    /// What is kept of the document of a record, of which resolution reads this.
    pub fn of(dataset: &Dataset<'_>, index: usize, excerpt: &Excerpt) -> Self {
        let knowledge = dataset.knowledge;
        let record = &knowledge.records[index];
        let public = record.chains.iter().enumerate().filter(|&(c, _)| !excerpt.is_private(c));
        let entity = |mention: usize| &knowledge.entities[knowledge.entity_of[index][mention]];
        let refers = public.map(|(_, chain)| Reference::to(entity(chain.mentions[0]))).collect();
        let statements = || dataset.evidence[index].iter().map(|&statement| &knowledge.statements[statement]);
        let evidence = statements().flat_map(|statement| statement.evidence_of(index));
        let rules: BTreeSet<&str> = evidence.map(|found| found.rule.as_str()).collect();
        let rules: Vec<String> = rules.into_iter().map(str::to_owned).collect();
        let said: Vec<Said> = statements()
            .map(|statement| {
                let found = statement.evidence_of(index);
                Said {
                    confidence: found.iter().map(|found| found.confidence).fold(0.0, f32::max),
                    rule: rules.binary_search(&found[0].rule).expect("a rule of its evidence"),
                    kind: kind(&statement.predicate),
                }
            })
            .collect();
        let holdings: Vec<Holding> = statements().filter_map(|statement| Holding::of(knowledge, statement)).collect();
        Self {
            document: record.document.id.clone().into(),
            refers,
            statements: statements().map(|statement| iri::number(&statement.id)).collect(),
            facts: statements().filter_map(|statement| dataset.fact(statement)).map(|fact| number_of(&fact)).collect(),
            posts: holdings.iter().map(Holding::number).collect(),
            rules: rules.iter().map(|rule| number_of_rule(rule)).collect(),
            sayings: Packed::new(&Sayings { rules, said }),
            holdings: Packed::new(&holdings),
            sentences: origin::telling_sentences(&record.document, &record.sentences).into_iter().collect(),
            origin: iri::number(&knowledge.origins[index]),
        }
    }
}

fn kind(predicate: &Predicate) -> u64 {
    let [property, event_type] = [&predicate.property, &predicate.event_type].map(|name| name.as_deref().unwrap_or(""));
    iri::number(&iri::mint("kind", &[property, event_type]))
}

pub(super) fn number_of_rule(name: &str) -> u64 {
    iri::number(&iri::mint("rule", &[name]))
}

/// A number for a plain triple.
pub(super) fn number_of(Fact { subject, predicate, object }: &Fact) -> u64 {
    let [subject, predicate, object] = [subject, predicate, object].map(|node| node.as_str());
    iri::number(&iri::mint("fact", &[subject, predicate, object]))
}

fn stamp(digest: &str) -> String {
    format!("whom kept {LAYOUT} {} {digest}\n", env!("CARGO_PKG_VERSION"))
}

/// Whether the file was made from the records with this digest.
pub(super) fn fits(graph: &Path, digest: &str) -> bool {
    begins_with(&graph.join(KEPT), &stamp(digest))
}

/// For each entity that is not private to a document, the digest of its description.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Descriptions<'a> {
    /// The numbers of the entities, ascending.
    #[serde(borrow)]
    entities: Numbers<'a>,
    #[serde(borrow)]
    digests: Numbers<'a>,
}

impl Descriptions<'_> {
    pub fn get(&self, entity: u64) -> Option<u64> {
        self.entities.position(entity).map(|place| self.digests.get(place))
    }

    /// With other digests for some entities, or none.
    pub fn with(&self, changes: &BTreeMap<u64, Option<u64>>) -> Descriptions<'static> {
        let there = self.entities.iter().zip(self.digests.iter());
        let mut staying = there.filter(|(entity, _)| !changes.contains_key(entity)).peekable();
        let mut new = changes.iter().filter_map(|(&entity, digest)| Some((entity, (*digest)?))).peekable();
        let merged = std::iter::from_fn(|| match (staying.peek(), new.peek()) {
            (Some((one, _)), Some((other, _))) if other < one => new.next(),
            (Some(_), _) => staying.next(),
            (None, _) => new.next(),
        });
        merged.collect()
    }
}

/// Of numbers of entities, ascending, and digests.
impl FromIterator<(u64, u64)> for Descriptions<'static> {
    fn from_iter<I: IntoIterator<Item = (u64, u64)>>(descriptions: I) -> Self {
        let (entities, digests): (Vec<u64>, Vec<u64>) = descriptions.into_iter().unzip();
        Self { entities: entities.into_iter().collect(), digests: digests.into_iter().collect() }
    }
}

/// What is kept of all records, which are sorted by document.
pub(super) fn of_all(knowledge: &Knowledge, rules: &[Rule]) -> (Descriptions<'static>, Vec<Vec<u8>>) {
    let dataset = Dataset::new(knowledge, rules, Reification::TripleTerms);
    let of = |(index, excerpt): (usize, &Excerpt)| block(&excerpt.public(), &Kept::of(&dataset, index, excerpt));
    let blocks = knowledge.excerpts.par_iter().enumerate().map(of).collect();
    let mut is_public = vec![false; knowledge.entities.len()];
    for ((record, entity_of), excerpt) in knowledge.records.iter().zip(&knowledge.entity_of).zip(&knowledge.excerpts) {
        for (_, chain) in record.chains.iter().enumerate().filter(|&(c, _)| !excerpt.is_private(c)) {
            is_public[entity_of[chain.mentions[0]]] = true;
        }
    }
    let public = knowledge.entities.par_iter().zip(is_public).filter(|(_, is_public)| *is_public);
    let mut descriptions: Vec<(u64, u64)> =
        public.map(|(entity, _)| (iri::number(&entity.id), description(entity))).collect();
    descriptions.par_sort_unstable();
    (descriptions.into_iter().collect(), blocks)
}

/// The blocks of the documents of a graph, read at once and unpacked where they are asked for.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    bytes: Vec<u8>,
    /// Where the descriptions are.
    descriptions: std::ops::Range<usize>,
    /// Where the block of each document is, with its length and hash.
    ranges: Vec<std::ops::Range<usize>>,
}

impl Blocks {
    /// What was kept of the records with this digest; `None` where the file is another's, is damaged or is not there.
    pub fn read(graph: &Path, digest: &str) -> Option<Self> {
        let bytes = std::fs::read(graph.join(KEPT)).ok()?;
        let mut rest = bytes.strip_prefix(stamp(digest).as_bytes())?;
        let mut next = || {
            let start = bytes.len() - rest.len();
            Sealed::split(&mut rest)?;
            Some(start..bytes.len() - rest.len())
        };
        let descriptions = next()?;
        let mut ranges = Vec::new();
        while ranges.last().unwrap_or(&descriptions).end < bytes.len() {
            ranges.push(next()?);
        }
        Some(Self { bytes, descriptions, ranges })
    }

    /// The descriptions of entities; `None` where they are damaged.
    pub fn descriptions(&self) -> Option<Descriptions<'_>> {
        self.open(&self.descriptions)
    }

    /// All that is kept, sorted by document, each with what resolution reads of it but for what is private to it; `None` where
    /// a block is damaged.
    pub fn unpack(&self) -> Option<Vec<(Excerpt<'_>, Kept<'_>)>> {
        self.ranges.par_iter().map(|range| self.open(range)).collect()
    }

    fn open<'b, T: Deserialize<'b>>(&'b self, range: &std::ops::Range<usize>) -> Option<T> {
        Sealed::split(&mut &self.bytes[range.clone()])?.open()
    }

    /// One of the blocks, as it is written.
    pub fn block(&self, index: usize) -> &[u8] {
        &self.bytes[self.ranges[index].clone()]
    }
}

/// The block of a document; what is private to it is left out of the excerpt.
pub(super) fn block(excerpt: &Excerpt, kept: &Kept) -> Vec<u8> {
    seal(&(excerpt, kept))
}

/// Writes descriptions and the blocks of all documents, sorted by their ids, whole or not at all.
pub(super) fn write(
    graph: &Path,
    digest: &str,
    descriptions: &Descriptions,
    blocks: &[impl AsRef<[u8]>],
) -> Result<(), StoreError> {
    let (stamp, descriptions) = (stamp(digest), seal(descriptions));
    let parts = [stamp.as_bytes(), &descriptions].into_iter().chain(blocks.iter().map(AsRef::as_ref));
    write_parts_unsynced(&graph.join(KEPT), parts)
}
