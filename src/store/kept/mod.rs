//! What is kept of each document beside its record, so that an update need neither read nor resolve anew what it does not touch:
//! an excerpt with a [`Kept`] for each, and the [`Descriptions`]. Like the dataset it can always be made anew from the records.

mod files;

pub(super) use files::{Block, Blocks, fits, remove, write};

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::membership::Holding;
use super::pieces::description;
use super::rdf::{Dataset, Fact, Reification};
use crate::Knowledge;
use crate::document::origin;
use crate::entity::Entity;
use crate::entity::resolution::Excerpt;
use crate::iri;
use crate::ontology::EntityType;
use crate::packed::{Bytes, Numbers, Packable, Packed};
use crate::rule::Rule;
use crate::statement::Predicate;

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
    #[serde(borrow = "'a")]
    pub sayings: Packed<'a, Sayings<'static>>,
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
pub(super) struct Sayings<'a> {
    /// The rules that found them, sorted.
    pub rules: Vec<Cow<'a, str>>,
    /// For each statement, in the order of [`Kept::statements`], a [`Said`]: its kind, then its confidence and rule.
    #[serde(borrow)]
    kinds: Numbers<'a>,
    #[serde(borrow)]
    others: Numbers<'a>,
}

impl Packable for Sayings<'static> {
    type Of<'s> = Sayings<'s>;
}

impl<'a> Sayings<'a> {
    fn new(rules: Vec<Cow<'a, str>>, said: &[Said]) -> Self {
        let other = |said: &Said| (said.rule as u64) << 32 | u64::from(said.confidence.to_bits());
        let kinds = said.iter().map(|said| said.kind).collect();
        Self { rules, kinds, others: said.iter().map(other).collect() }
    }

    pub fn said(&self) -> impl Iterator<Item = Said> {
        let of = |(kind, other): (u64, u64)| {
            let confidence = f32::from_bits((other & u64::from(u32::MAX)) as u32);
            Said { confidence, rule: (other >> 32) as usize, kind }
        };
        self.kinds.iter().zip(self.others.iter()).map(of)
    }
}

impl Packable for Vec<Holding> {
    type Of<'s> = Self;
}

/// A statement of a document, as far as the graphs of others depend on it.
#[derive(Clone, Copy, Debug, PartialEq)]
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
        let catalogue = dataset.catalogue;
        let record = &dataset.records[index];
        let public = record.chains.iter().enumerate().filter(|&(c, _)| !excerpt.is_private(c));
        let entity = |mention: usize| &catalogue.entities[dataset.entity_of[index][mention]];
        let refers = public.map(|(_, chain)| Reference::to(entity(chain.mentions[0]))).collect();
        let statements = || dataset.evidence[index].iter().map(|&statement| &dataset.statements[statement]);
        let evidence = statements().flat_map(|statement| statement.evidence_of(index));
        let rules: BTreeSet<&str> = evidence.map(|found| found.rule.as_str()).collect();
        let rules: Vec<&str> = rules.into_iter().collect();
        let said: Vec<Said> = statements()
            .map(|statement| {
                let found = statement.evidence_of(index);
                Said {
                    confidence: found.iter().map(|found| found.confidence).fold(0.0, f32::max),
                    rule: rules.binary_search(&found[0].rule.as_str()).expect("a rule of its evidence"),
                    kind: kind(&statement.predicate),
                }
            })
            .collect();
        let holdings: Vec<Holding> = statements().filter_map(|statement| Holding::of(catalogue, statement)).collect();
        Self {
            document: record.document.id.clone().into(),
            refers,
            statements: statements().map(|statement| iri::number(&statement.id)).collect(),
            facts: statements().filter_map(|statement| dataset.fact(statement)).map(|fact| number_of(&fact)).collect(),
            posts: holdings.iter().map(Holding::number).collect(),
            rules: rules.iter().map(|rule| number_of_rule(rule)).collect(),
            sayings: Packed::new(&Sayings::new(rules.into_iter().map(Cow::Borrowed).collect(), &said)),
            holdings: Packed::new(&holdings),
            sentences: origin::telling_sentences(&record.document, &record.sentences).into_iter().collect(),
            origin: iri::number(&catalogue.origins[index]),
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
pub(super) fn of_all(knowledge: &Knowledge, rules: &[Rule]) -> (Descriptions<'static>, Vec<Block>) {
    let dataset = Dataset::new(knowledge, rules, Reification::TripleTerms);
    let of = |(index, excerpt): (usize, &Excerpt)| Block::new(&excerpt.public(), &Kept::of(&dataset, index, excerpt));
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
