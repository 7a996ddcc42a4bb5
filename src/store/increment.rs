//! What changes in a dataset when few documents come or go, worked out from what is kept of all documents and the records of
//! few: those that come, and those whose chains now refer to something else.
//!
//! The outcome is that of making the dataset anew, to the quad. Where that cannot be told from so little, there is none, and the
//! dataset is made from all records.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{GraphName, GraphNameRef, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::store::{StorageError, Store};
use rustc_hash::{FxHashMap, FxHashSet};

use super::StoreError;
use super::kept::{Blocks, Kept, Reference, Said, Sayings, block, number_of};
use super::membership::{self, Holding};
use super::rdf::{Dataset, Fact, OF_ENTITIES, Piece, Quads, Reification, describe_entity, describe_provenance};
use super::statement_rdf;
use super::vocabulary::*;
use crate::document::origin;
use crate::entity::Entity;
use crate::entity::curation::document_keys;
use crate::entity::resolution::{self, Excerpt, Sets};
use crate::iri;
use crate::ontology::{EntityType, Ontology};
use crate::rule::Rule;
use crate::{Findings, Knowledge, Record, statement};

/// What comes and what goes.
pub(super) struct Coming<'a> {
    /// The ids of the documents that go.
    pub leaving: &'a BTreeSet<String>,
    /// Sorted by the ids of their documents, none of which is there or only among those that go.
    pub records: Vec<Record>,
    /// Reads the record of a document that stays.
    pub read: &'a dyn Fn(&str) -> Result<Record, StoreError>,
    /// Hashes of model and ontology, which are those of the documents that stay.
    pub make: (&'a str, &'a str),
    pub ontology: &'a Ontology,
    pub rules: &'a [Rule],
}

/// What is to be changed.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub removed: HashSet<Quad>,
    pub added: HashSet<Quad>,
    /// The IRIs of the pieces of the dataset that become others.
    pub pieces: BTreeSet<String>,
    /// What is kept of all documents afterwards, sorted by their ids; those before by their place.
    pub blocks: Vec<Block>,
}

/// What is kept of one document.
#[derive(Debug)]
pub(super) enum Block {
    /// The same as before, by its place there.
    Same(usize),
    New(Vec<u8>),
}

impl Block {
    /// As it is written; `before` are the blocks there were.
    pub fn bytes<'b>(&'b self, before: &'b Blocks) -> &'b [u8] {
        match self {
            Self::Same(place) => before.block(*place),
            Self::New(bytes) => bytes,
        }
    }
}

/// Why there are no changes.
#[derive(Debug)]
pub(super) enum Failure {
    /// They cannot be told from so little.
    Unknown,
    Store(StoreError),
    Storage(StorageError),
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What changes in a dataset that was made from what is kept.
pub(super) fn changes(store: &Store, blocks: &Blocks, coming: Coming<'_>) -> Result<Changes, Failure> {
    let (excerpts, before): (Vec<Excerpt>, Vec<Kept>) = blocks.unpack().ok_or(Failure::Unknown)?.into_iter().unzip();
    let documents = Documents::new(&excerpts, &coming)?;
    let mut before_of: Vec<Option<Excerpt>> = excerpts.into_iter().map(Some).collect();
    let mut whole = resolution::excerpts(&coming.records, coming.ontology).into_iter();
    let excerpts: Vec<Excerpt> = documents
        .there
        .iter()
        .map(|from| match from {
            Origin::Before(d) => before_of[*d].take(),
            Origin::Coming => whole.next(),
        })
        .collect::<Option<_>>()
        .ok_or(Failure::Unknown)?;
    let groups = resolution::groups(&excerpts, coming.ontology);
    let sets = resolution::sets(&groups);
    let references = References::new(&sets, &documents, &before, coming.ontology)?;
    Update { store, before: &before, excerpts: &excerpts, documents: &documents, sets: &sets, references: &references }
        .changes(coming)
}

/// Where what is said of a document comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// It was there, at this place.
    Before(usize),
    Coming,
}

/// The documents that are there afterwards, sorted by id.
struct Documents {
    there: Vec<Origin>,
    /// The places of those that go.
    leaving: Vec<usize>,
}

impl Documents {
    fn new(excerpts: &[Excerpt], coming: &Coming<'_>) -> Result<Self, Failure> {
        let (leaving, staying): (Vec<usize>, Vec<usize>) =
            (0..excerpts.len()).partition(|&d| coming.leaving.contains(excerpts[d].id()));
        let names = |d: usize| (excerpts[d].id(), excerpts[d].source());
        let new = || coming.records.iter().map(|record| (record.document.id.as_str(), record.document.source.as_str()));
        let staying = staying.into_iter();
        let mut there: Vec<((&str, &str), Origin)> = staying.map(|d| (names(d), Origin::Before(d))).collect();
        there.extend(new().map(|names| (names, Origin::Coming)));
        there.sort_by_key(|&((id, _), _)| id);
        if there.is_empty() || !there.is_sorted_by(|((a, _), _), ((b, _), _)| a < b) {
            return Err(Failure::Unknown);
        }
        // Two documents of one source name what is private to them otherwise than one.
        let before = document_keys((0..excerpts.len()).map(names));
        let after = document_keys(there.iter().map(|(names, _)| *names));
        let is_kept = |(key, (_, from)): (&String, &(_, Origin))| match from {
            Origin::Before(d) => *key == before[*d],
            Origin::Coming => true,
        };
        if !after.iter().zip(&there).all(is_kept) {
            return Err(Failure::Unknown);
        }
        Ok(Self { there: there.into_iter().map(|(_, from)| from).collect(), leaving })
    }
}

/// What chains refer to afterwards.
struct References {
    /// By set.
    of_set: FxHashMap<usize, Reference>,
    /// The entities of the sets that are new or that chains joined or left.
    changed: BTreeMap<usize, Entity>,
    /// The documents that come or whose chains refer to something else, by their place afterwards.
    affected: BTreeSet<usize>,
    /// The numbers of the entities that are no more and are not private.
    gone: FxHashSet<u64>,
    /// The numbers of all that were there and are not private.
    before: FxHashSet<u64>,
}

impl References {
    fn new(sets: &Sets<'_>, documents: &Documents, before: &[Kept<'_>], ontology: &Ontology) -> Result<Self, Failure> {
        let mut chains_before: FxHashMap<u64, usize> = FxHashMap::default();
        for reference in before.iter().flat_map(|kept| &kept.refers) {
            *chains_before.entry(reference.entity).or_default() += 1;
        }
        /// What the chains of a set referred to, as far as it is one thing, and how many there are.
        type Seen = (Option<Reference>, usize);
        let mut seen: FxHashMap<usize, Seen> = FxHashMap::default();
        for (d, from) in documents.there.iter().enumerate() {
            let refers: &[Reference] = match from {
                Origin::Before(b) => &before[*b].refers,
                Origin::Coming => &[],
            };
            let mut number = 0;
            for (n, (_, set)) in sets.in_document(d).enumerate() {
                let reference = refers.get(n).copied();
                let (one, chains) = seen.entry(set).or_insert((reference, 0));
                *one = one.filter(|one| reference == Some(*one));
                *chains += 1;
                number += 1;
            }
            if matches!(from, Origin::Before(_)) && number != refers.len() {
                return Err(Failure::Unknown);
            }
        }
        let mut of_set = FxHashMap::default();
        let mut changed = BTreeMap::new();
        for (set, (one, chains)) in seen {
            match one.filter(|one| chains_before[&one.entity] == chains) {
                Some(same) => drop(of_set.insert(set, same)),
                None => {
                    let entity = finished(sets.entity(set), ontology);
                    of_set.insert(set, Reference::to(&entity));
                    changed.insert(set, entity);
                }
            }
        }
        let mut affected = BTreeSet::new();
        for (d, from) in documents.there.iter().enumerate() {
            let is_same = match from {
                Origin::Before(b) => sets.in_document(d).map(|(_, set)| &of_set[&set]).eq(&before[*b].refers),
                Origin::Coming => false,
            };
            if !is_same {
                affected.insert(d);
            }
        }
        let now: FxHashSet<u64> = of_set.values().map(|reference| reference.entity).collect();
        let before: FxHashSet<u64> = chains_before.into_keys().collect();
        Ok(Self { gone: before.difference(&now).copied().collect(), of_set, changed, affected, before })
    }
}

/// An entity as it is described.
fn finished(mut entity: Entity, ontology: &Ontology) -> Entity {
    entity.country = entity.country.take().map(|name| ontology.country_code(&name));
    entity
}

/// What all documents that say a statement make of it.
#[derive(Clone, Debug, PartialEq)]
struct Joined {
    confidence: f32,
    rule: String,
    kind: u64,
}

struct Update<'a> {
    store: &'a Store,
    before: &'a [Kept<'a>],
    excerpts: &'a [Excerpt<'a>],
    documents: &'a Documents,
    sets: &'a Sets<'a>,
    references: &'a References,
}

impl Update<'_> {
    fn changes(self, coming: Coming<'_>) -> Result<Changes, Failure> {
        let mut changes = Changes::default();
        let (ontology, rules, make) = (coming.ontology, coming.rules, coming.make);
        let mut part = self.part(coming)?;
        let after: BTreeMap<usize, Kept<'static>> = {
            let dataset = Dataset::new(&part.knowledge, rules, Reification::TripleTerms);
            let kept = part.places.iter().zip(&part.excerpts).enumerate();
            kept.map(|(index, (&d, excerpt))| (d, Kept::of(&dataset, index, excerpt))).collect()
        };
        let others = self.join(&after, &mut part.knowledge)?;
        let origins = self.origins(&after);
        part.knowledge.findings.origins = part.places.iter().map(|&d| origins[d].clone()).collect();
        let dataset = Dataset::new(&part.knowledge, rules, Reification::TripleTerms);

        // The graphs of the documents.
        let mut leaving = Vec::new();
        for graph in self.leaving().chain(part.places.iter().map(|&d| self.excerpts[d].id())) {
            let node = NamedNode::new_unchecked(graph);
            let graph = Some(GraphNameRef::NamedNode(node.as_ref()));
            for quad in self.store.quads_for_pattern(None, None, None, graph) {
                leaving.push(quad?);
            }
        }
        for index in 0..part.places.len() {
            changes.added.extend(dataset.quads(Piece::Document(index)));
        }
        changes.pieces.extend(self.leaving().map(str::to_owned));
        changes.pieces.extend(part.places.iter().map(|&d| self.excerpts[d].id().to_owned()));
        for (d, number, old, new) in others {
            let graph = NamedNode::new_unchecked(self.excerpts[d].id());
            let node = NamedNode::new_unchecked(iri::of_number("statement", number));
            let quads = |joined: &Joined| {
                let confidence = Term::from(statement_rdf::confidence(joined.confidence));
                let rule = Term::from(rule(&joined.rule));
                [(WHOM_CONFIDENCE, confidence), (WHOM_RULE, rule)]
                    .map(|(predicate, object)| Quad::new(node.clone(), predicate, object, graph.clone()))
            };
            changes.removed.extend(quads(&old));
            changes.added.extend(quads(&new));
            changes.pieces.insert(graph.into_string());
        }
        for (d, from) in self.documents.there.iter().enumerate() {
            let Origin::Before(b) = *from else { continue };
            let old = iri::of_number("origin", self.before[b].origin);
            if !part.places.contains(&d) && old != origins[d] {
                let node = NamedNode::new_unchecked(self.excerpts[d].id());
                let quad = |origin: &str| Quad::new(node.clone(), WHOM_ORIGIN, Literal::from(origin), node.clone());
                changes.removed.insert(quad(&old));
                changes.added.insert(quad(&origins[d]));
                changes.pieces.insert(node.into_string());
            }
        }

        // The default graph.
        self.describe_entities(&part, &leaving, ontology, &mut changes)?;
        self.change_facts(&dataset, &after, &leaving, &mut changes);
        self.change_memberships(&after, &mut changes)?;
        self.change_provenance(&after, make, rules, &mut changes)?;
        changes.removed.extend(leaving);
        let same: Vec<Quad> = changes.removed.intersection(&changes.added).cloned().collect();
        for quad in same {
            changes.removed.remove(&quad);
            changes.added.remove(&quad);
        }
        changes.blocks = self.blocks(after, &part, &origins);
        Ok(changes)
    }

    /// The ids of the documents that go.
    fn leaving(&self) -> impl Iterator<Item = &str> {
        self.documents.leaving.iter().map(|&b| &*self.before[b].document)
    }

    /// The documents that are affected, as a graph of their own.
    fn part(&self, coming: Coming<'_>) -> Result<Part, Failure> {
        let places: Vec<usize> = self.references.affected.iter().copied().collect();
        let mut new = coming.records.into_iter();
        let mut records = Vec::with_capacity(places.len());
        for &d in &places {
            records.push(match self.documents.there[d] {
                Origin::Before(_) => (coming.read)(self.excerpts[d].id())?,
                Origin::Coming => new.next().ok_or(Failure::Unknown)?,
            });
        }
        let excerpts = resolution::excerpts(&records, coming.ontology);
        let mut entities: BTreeMap<u64, Entity> = BTreeMap::new();
        let mut private = Vec::new();
        let mut of_chains: Vec<Vec<u64>> = Vec::with_capacity(places.len());
        for (&d, excerpt) in places.iter().zip(&excerpts) {
            let mut of: BTreeMap<usize, Reference> = BTreeMap::new();
            for (chain, set) in self.sets.in_document(d) {
                of.insert(chain, self.references.of_set[&set]);
            }
            for chain in 0..excerpt.chains() {
                if let Entry::Vacant(place) = of.entry(chain) {
                    let entity = self.sets.private((d, chain), excerpt).ok_or(Failure::Unknown)?;
                    place.insert(Reference::to(&entity));
                    private.push(finished(entity, coming.ontology));
                }
            }
            entities.extend(of.values().map(|reference| (reference.entity, stand_in(*reference))));
            of_chains.push(of.into_values().map(|reference| reference.entity).collect());
        }
        let index: HashMap<u64, usize> = entities.keys().enumerate().map(|(index, &number)| (number, index)).collect();
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
        let findings = Findings { documents, entities, statements, origins, extents: Vec::new() };
        let knowledge = Knowledge { findings, records, entity_of, proposals: Vec::new(), excerpts: Vec::new() };
        Ok(Part { places, excerpts, private, knowledge })
    }

    /// What is kept of a document afterwards.
    fn kept<'k>(&'k self, d: usize, after: &'k BTreeMap<usize, Kept<'static>>) -> &'k Kept<'k> {
        match (after.get(&d), self.documents.there[d]) {
            (Some(kept), _) => kept,
            (None, Origin::Before(b)) => &self.before[b],
            (None, Origin::Coming) => unreachable!("what comes is affected"),
        }
    }

    /// What is kept of all documents afterwards.
    fn all_kept<'k>(&'k self, after: &'k BTreeMap<usize, Kept<'static>>) -> impl Iterator<Item = &'k Kept<'k>> + Clone {
        (0..self.documents.there.len()).map(|d| self.kept(d, after))
    }

    /// What was kept of the documents that are affected or go.
    fn kept_before(&self) -> impl Iterator<Item = &Kept<'_>> {
        let affected = self.references.affected.iter().filter_map(|&d| match self.documents.there[d] {
            Origin::Before(b) => Some(b),
            Origin::Coming => None,
        });
        affected.chain(self.documents.leaving.iter().copied()).map(|b| &self.before[b])
    }

    /// Gives the statements of a part what all documents make of them. Also tells of which other documents the graphs say
    /// something else of them now: document, number of the statement, what they said, what they are to say.
    fn join(
        &self,
        after: &BTreeMap<usize, Kept<'static>>,
        part: &mut Knowledge,
    ) -> Result<Vec<(usize, u64, Joined, Joined)>, Failure> {
        let touched = after.values().chain(self.kept_before()).flat_map(|kept| &kept.statements);
        let touched: FxHashSet<u64> = touched.copied().collect();
        let says = |kept: &Kept| kept.statements.iter().any(|statement| touched.contains(statement));
        let joined = |documents: &mut dyn Iterator<Item = &Kept>| -> Option<FxHashMap<u64, Joined>> {
            let mut all: FxHashMap<u64, Joined> = FxHashMap::default();
            for kept in documents.filter(|kept| says(kept)) {
                let Sayings { rules, said } = kept.sayings.unpack();
                for (&statement, said) in kept.statements.iter().zip(said).filter(|(s, _)| touched.contains(s)) {
                    let Said { confidence, kind, .. } = said;
                    let new = || Joined { confidence, rule: rules[said.rule].clone(), kind };
                    let there = all.entry(statement).or_insert_with(new);
                    there.confidence = there.confidence.max(confidence);
                    // That of the first document would count.
                    if there.kind != kind {
                        return None;
                    }
                }
            }
            Some(all)
        };
        let before = joined(&mut self.before.iter()).ok_or(Failure::Unknown)?;
        let now = joined(&mut self.all_kept(after)).ok_or(Failure::Unknown)?;
        for statement in &mut part.findings.statements {
            let joined = &now[&iri::number(&statement.id)];
            statement.confidence = joined.confidence;
            statement.rule.clone_from(&joined.rule);
        }
        let mut others = Vec::new();
        for d in (0..self.documents.there.len()).filter(|d| !after.contains_key(d)) {
            for statement in self.kept(d, after).statements.iter().filter(|statement| touched.contains(statement)) {
                let (old, new) = (&before[statement], &now[statement]);
                if old != new {
                    others.push((d, *statement, old.clone(), new.clone()));
                }
            }
        }
        Ok(others)
    }

    fn origins(&self, after: &BTreeMap<usize, Kept<'static>>) -> Vec<String> {
        let told = self.excerpts.iter().zip(self.all_kept(after));
        origin::origins(&told.map(|(excerpt, kept)| (excerpt.id(), kept.sentences.as_slice())).collect::<Vec<_>>())
    }

    /// Describes the entities that are new, gone, or other than they were.
    fn describe_entities(
        &self,
        part: &Part,
        leaving: &[Quad],
        ontology: &Ontology,
        changes: &mut Changes,
    ) -> Result<(), Failure> {
        let references = self.references;
        let mut wanted: BTreeMap<String, Option<Entity>> = BTreeMap::new();
        wanted.extend(references.gone.iter().map(|&number| (iri::of_number("entity", number), None)));
        // What was private to a document that goes.
        let goes: HashSet<&str> = self.leaving().collect();
        for quad in leaving.iter().filter(|quad| quad.predicate == ITS_IDENTITY) {
            if let (GraphName::NamedNode(graph), Term::NamedNode(entity)) = (&quad.graph_name, &quad.object)
                && goes.contains(graph.as_str())
                && !references.before.contains(&iri::number(entity.as_str()))
            {
                wanted.insert(entity.as_str().to_owned(), None);
            }
        }
        let mut renamed: HashSet<usize> = HashSet::new();
        for (&set, entity) in &references.changed {
            let graph = Some(GraphNameRef::DefaultGraph);
            let node = NamedNode::new_unchecked(&entity.id);
            let label = self.store.quads_for_pattern(Some(node.as_ref().into()), Some(rdfs::LABEL), None, graph).next();
            let label = label.transpose()?.map(|quad| quad.object);
            if label != Some(Term::from(Literal::from(entity.label.as_str()))) {
                renamed.insert(set);
            }
        }
        let is_renamed = |set: &usize| self.sets.owner(*set).is_some_and(|owner| renamed.contains(&owner));
        let offices = self.sets.offices().filter(|set| !references.changed.contains_key(set)).filter(is_renamed);
        let offices = offices.map(|set| finished(self.sets.entity(set), ontology));
        let private = part.private.iter().cloned();
        let described = references.changed.values().cloned().chain(offices).chain(private);
        wanted.extend(described.map(|entity| (entity.id.clone(), Some(entity))));
        for (id, entity) in wanted {
            let node = NamedNode::new_unchecked(&id);
            let mut before = HashSet::new();
            for predicate in OF_ENTITIES {
                let (subject, graph) = (Some(node.as_ref().into()), Some(GraphNameRef::DefaultGraph));
                for quad in self.store.quads_for_pattern(subject, Some(*predicate), None, graph) {
                    before.insert(quad?);
                }
            }
            let mut quads = Quads::new(GraphName::DefaultGraph);
            entity.iter().for_each(|entity| describe_entity(&mut quads, entity));
            changes.replace(id, before, quads.quads.into_iter().collect());
        }
        Ok(())
    }

    /// Plain triples that no document tells any more go; those that affected documents tell are there.
    fn change_facts(
        &self,
        dataset: &Dataset<'_>,
        after: &BTreeMap<usize, Kept<'static>>,
        leaving: &[Quad],
        changes: &mut Changes,
    ) {
        let told_before: FxHashSet<u64> = self.kept_before().flat_map(|kept| &kept.facts).copied().collect();
        let now = self.all_kept(after).flat_map(|kept| &kept.facts).copied();
        let now: FxHashSet<u64> = now.filter(|fact| told_before.contains(fact)).collect();
        let gone: FxHashSet<&u64> = told_before.difference(&now).collect();
        if !gone.is_empty() {
            let mut triples: HashMap<(&GraphName, &NamedOrBlankNode), [Option<&Term>; 3]> = HashMap::new();
            let parts = [rdf::SUBJECT, rdf::PREDICATE, rdf::OBJECT];
            for quad in leaving {
                if let Some(part) = parts.iter().position(|part| quad.predicate == *part) {
                    triples.entry((&quad.graph_name, &quad.subject)).or_default()[part] = Some(&quad.object);
                }
            }
            for triple in triples.into_values() {
                let [Some(Term::NamedNode(s)), Some(Term::NamedNode(p)), Some(Term::NamedNode(o))] = triple else {
                    continue;
                };
                let fact = Fact { subject: s.clone(), predicate: p.clone(), object: o.clone() };
                if gone.contains(&number_of(&fact)) {
                    changes.pieces.insert(fact.subject.as_str().to_owned());
                    changes.removed.insert(quad_of(fact));
                }
            }
        }
        for fact in dataset.knowledge.statements.iter().filter_map(|statement| dataset.fact(statement)) {
            changes.pieces.insert(fact.subject.as_str().to_owned());
            changes.added.insert(quad_of(fact));
        }
    }

    /// The memberships of the people of whom affected documents say or said that they hold a post.
    fn change_memberships(&self, after: &BTreeMap<usize, Kept<'static>>, changes: &mut Changes) -> Result<(), Failure> {
        let holders = after.values().chain(self.kept_before()).flat_map(|kept| &kept.holders);
        let mut now: BTreeMap<u64, Vec<Box<Holding>>> = holders.map(|&person| (person, Vec::new())).collect();
        for kept in self.all_kept(after) {
            if !kept.holders.iter().any(|person| now.contains_key(person)) {
                continue;
            }
            for holding in kept.sayings.unpack().said.into_iter().filter_map(|said| said.holding) {
                if let Some(of_person) = now.get_mut(&iri::number(&holding.person)) {
                    of_person.push(holding);
                }
            }
        }
        for (person, holdings) in now {
            let person = iri::of_number("entity", person);
            let node = NamedNode::new_unchecked(&person);
            let graph = Some(GraphNameRef::DefaultGraph);
            let mut before = HashSet::new();
            for quad in self.store.quads_for_pattern(None, Some(ORG_MEMBER), Some(node.as_ref().into()), graph) {
                let membership = quad?.subject;
                for quad in self.store.quads_for_pattern(Some(membership.as_ref()), None, None, graph) {
                    before.insert(quad?);
                }
            }
            let mut quads = Quads::new(GraphName::DefaultGraph);
            membership::describe(&mut quads, holdings.iter().map(Box::as_ref));
            changes.replace(person, before, quads.quads.into_iter().collect());
        }
        Ok(())
    }

    fn change_provenance(
        &self,
        after: &BTreeMap<usize, Kept<'static>>,
        make: (&str, &str),
        rules: &[Rule],
        changes: &mut Changes,
    ) -> Result<(), Failure> {
        // Documents share most of their rules: few need be asked for the names.
        let mut used: BTreeMap<u64, String> = BTreeMap::new();
        for kept in self.all_kept(after) {
            if !kept.rules.iter().all(|rule| used.contains_key(rule)) {
                used.extend(kept.rules.iter().copied().zip(kept.sayings.unpack().rules));
            }
        }
        let used = used.values().map(String::as_str).collect();
        let graph = Some(GraphNameRef::NamedNode(WHOM_PROVENANCE));
        let before: HashSet<Quad> = self.store.quads_for_pattern(None, None, None, graph).collect::<Result<_, _>>()?;
        let mut quads = Quads::new(GraphName::NamedNode(WHOM_PROVENANCE.into_owned()));
        describe_provenance(&mut quads, [make].into(), used, rules);
        changes.replace(WHOM_PROVENANCE.as_str().to_owned(), before, quads.quads.into_iter().collect());
        Ok(())
    }

    fn blocks(&self, mut after: BTreeMap<usize, Kept<'static>>, part: &Part, origins: &[String]) -> Vec<Block> {
        let whole: HashMap<usize, &Excerpt> = part.places.iter().copied().zip(&part.excerpts).collect();
        let block_of = |d: usize| {
            let origin = iri::number(&origins[d]);
            match (after.remove(&d), self.documents.there[d]) {
                (Some(kept), _) => Block::New(block(&whole[&d].public(), &Kept { origin, ..kept })),
                (None, Origin::Before(b)) if self.before[b].origin == origin => Block::Same(b),
                (None, Origin::Before(b)) => {
                    Block::New(block(&self.excerpts[d], &Kept { origin, ..self.before[b].clone() }))
                }
                (None, Origin::Coming) => unreachable!("what comes is affected"),
            }
        };
        (0..self.documents.there.len()).map(block_of).collect()
    }
}

/// The documents that are affected, as a graph of their own.
struct Part {
    /// Their places among all.
    places: Vec<usize>,
    excerpts: Vec<Excerpt<'static>>,
    /// What is private to each.
    private: Vec<Entity>,
    /// Their entities are known by id and by what references tell only.
    knowledge: Knowledge,
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

fn quad_of(Fact { subject, predicate, object }: Fact) -> Quad {
    Quad::new(subject, predicate, object, GraphName::DefaultGraph)
}

impl Changes {
    /// Puts quads of a piece in the place of others.
    fn replace(&mut self, piece: String, before: HashSet<Quad>, now: HashSet<Quad>) {
        if before != now {
            self.pieces.insert(piece);
            self.removed.extend(before.difference(&now).cloned());
            self.added.extend(now.difference(&before).cloned());
        }
    }
}
