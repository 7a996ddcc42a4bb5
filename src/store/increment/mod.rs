//! What changes in a dataset when few documents come or go, worked out from what is kept of all documents and the records of
//! few: those that come, those that go, and those whose chains now refer to something else.
//!
//! The outcome is that of making the dataset anew, to the quad. Where that cannot be told from so little, there is none, and the
//! dataset is made from all records. What the dataset had of a document is worked out as what it is to have is; the dataset itself
//! is read for the entities alone that are to be described otherwise.

mod part;
mod references;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use oxigraph::model::vocab::rdfs;
use oxigraph::model::{GraphName, GraphNameRef, Literal, NamedNode, Quad, Term};
use oxigraph::store::{StorageError, Store};
use rustc_hash::{FxHashMap, FxHashSet};

use super::StoreError;
use super::kept::{Block, Blocks, Descriptions, Kept, Said, number_of, number_of_rule};
use super::membership::{self, Holding};
use super::pieces::description;
use super::rdf::{Dataset, Fact, OF_ENTITIES, Piece, Quads, describe_entity, describe_rules};
use super::statement_rdf;
use super::vocabulary::*;
use crate::document::origin;
use crate::entity::Entity;
use crate::entity::curation::{DocumentKeys, Sources};
use crate::entity::resolution::{self, Excerpt, Reader, Sets};
use crate::iri;
use crate::ontology::Ontology;
use crate::rule::Rule;
use crate::{Knowledge, Record};
use part::Part;
use references::References;

/// What comes and what goes.
pub(super) struct Coming<'a> {
    /// The ids of the documents that go.
    pub leaving: &'a BTreeSet<String>,
    /// Sorted by the ids of their documents, none of which is there or only among those that go.
    pub records: Vec<Record>,
    /// Reads the record of a document that was there.
    pub read: &'a dyn Fn(&str) -> Result<Record, StoreError>,
    pub ontology: &'a Ontology,
    pub rules: &'a [Rule],
}

/// What is to be changed.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub removed: FxHashSet<Quad>,
    pub added: FxHashSet<Quad>,
    /// The IRIs of the pieces of the dataset that become others.
    pub pieces: BTreeSet<String>,
    pub patched: Patched,
}

/// What is there beside the dataset once that is changed.
#[derive(Debug, Default)]
pub(super) struct Patched {
    /// What is kept of all documents, sorted by their ids; those before by their place.
    pub blocks: Vec<Block>,
    pub descriptions: Descriptions<'static>,
    /// The ids of the documents that came, went or are affected.
    pub documents: BTreeSet<String>,
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

/// What changes in a dataset that was made from what is kept, and the dataset, which `open` opens.
pub(super) fn changes(
    open: impl FnOnce() -> Result<Store, StorageError>,
    blocks: &Blocks,
    coming: Coming<'_>,
) -> Result<(Changes, Store), Failure> {
    let (excerpts, before): (Vec<Excerpt>, Vec<Kept>) = blocks.unpack().ok_or(Failure::Unknown)?.into_iter().unzip();
    let descriptions = blocks.descriptions().ok_or(Failure::Unknown)?;
    let documents = Documents::new(&excerpts, &coming)?;
    let mut before_of: Vec<Option<Excerpt>> = excerpts.into_iter().map(Some).collect();
    let reader = Reader::new(coming.ontology);
    let mut whole = reader.excerpts(&coming.records).into_iter();
    let excerpts: Vec<Excerpt> = documents
        .there
        .iter()
        .map(|from| match from {
            Origin::Before(d) => before_of[*d].take(),
            Origin::Coming => whole.next(),
        })
        .collect::<Option<_>>()
        .ok_or(Failure::Unknown)?;
    let alone = excerpts.iter().zip(&documents.alone);
    let keys = DocumentKeys::known(alone.map(|(excerpt, &is_alone)| (excerpt.id(), excerpt.source(), is_alone)));
    let groups = resolution::groups(&excerpts, keys, &reader);
    let sets = resolution::sets(&groups);
    let references = References::new(&sets, &documents, &before, coming.ontology)?;
    let (ontology, rules) = (coming.ontology, coming.rules);
    let (old, new) = Part::both((&sets, &reader), &documents, &before, &references, coming)?;
    Update {
        before: &before,
        excerpts: &excerpts,
        documents: &documents,
        sets: &sets,
        references: &references,
        ontology,
        rules,
    }
    .changes(open, old, new, &descriptions)
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
    /// For each that was there and each that is, whether it has its source alone, as their keys ([`DocumentKeys`]) ask.
    alone_before: Vec<bool>,
    alone: Vec<bool>,
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
        let mut sources = Sources::new(excerpts.iter().map(Excerpt::source));
        let alone_before: Vec<bool> = excerpts.iter().map(|excerpt| sources.is_alone(excerpt.source())).collect();
        leaving.iter().for_each(|&d| sources.remove(excerpts[d].source()));
        new().for_each(|(_, source)| sources.add(source));
        let alone: Vec<bool> = there.iter().map(|((_, source), _)| sources.is_alone(source)).collect();
        // Two documents of one source name what is private to them otherwise than one.
        let is_kept = |(alone, (_, from)): (&bool, &(_, Origin))| match from {
            Origin::Before(d) => *alone == alone_before[*d],
            Origin::Coming => true,
        };
        if !alone.iter().zip(&there).all(is_kept) {
            return Err(Failure::Unknown);
        }
        Ok(Self { there: there.into_iter().map(|(_, from)| from).collect(), leaving, alone_before, alone })
    }
}

/// What all documents that say a statement make of it.
#[derive(Clone, Debug, PartialEq)]
struct Joined {
    confidence: f32,
    rule: String,
    kind: u64,
}

/// A statement of a document that is not affected, of which others make something else now.
struct Changed {
    document: usize,
    number: u64,
    before: Joined,
    now: Joined,
}

struct Update<'a> {
    before: &'a [Kept<'a>],
    excerpts: &'a [Excerpt<'a>],
    documents: &'a Documents,
    sets: &'a Sets<'a>,
    references: &'a References,
    ontology: &'a Ontology,
    rules: &'a [Rule],
}

impl Update<'_> {
    /// `old` is the part of the graph that goes or is affected as it was, `new` that which comes or is affected as it is to be.
    fn changes(
        self,
        open: impl FnOnce() -> Result<Store, StorageError>,
        mut old: Part,
        mut new: Part,
        descriptions: &Descriptions,
    ) -> Result<(Changes, Store), Failure> {
        let mut changes = Changes::default();
        let after: BTreeMap<usize, Kept<'static>> = {
            let dataset = new.dataset(self.rules);
            let kept = new.places.iter().zip(&new.excerpts).enumerate();
            kept.map(|(index, (&d, excerpt))| (d, Kept::of(&dataset, index, excerpt))).collect()
        };
        let others = self.join(&after, &mut old.knowledge, &mut new.knowledge)?;
        let origin_before = |b: usize| iri::of_number("origin", self.before[b].origin);
        let origins = self.origins(&after);
        old.knowledge.origins = old.places.iter().map(|&b| origin_before(b)).collect();
        new.knowledge.origins = new.places.iter().map(|&d| origins[d].clone()).collect();
        let (dataset_before, dataset) = (old.dataset(self.rules), new.dataset(self.rules));

        // The graphs of the documents.
        let graphs = |part: &Part, dataset: &Dataset| -> FxHashSet<Quad> {
            (0..part.places.len()).flat_map(|index| dataset.quads(Piece::Document(index))).collect()
        };
        changes.removed = graphs(&old, &dataset_before);
        changes.added = graphs(&new, &dataset);
        let documents = old.knowledge.records.iter().chain(&new.knowledge.records);
        changes.patched.documents = documents.map(|record| record.document.id.clone()).collect();
        changes.pieces.extend(changes.patched.documents.iter().cloned());
        for Changed { document, number, before, now } in others {
            let graph = NamedNode::new_unchecked(self.excerpts[document].id());
            let node = NamedNode::new_unchecked(iri::of_number("statement", number));
            let quads = |joined: &Joined| {
                let confidence = Term::from(statement_rdf::confidence(joined.confidence));
                let rule = Term::from(rule(&joined.rule));
                [(WHOM_CONFIDENCE, confidence), (WHOM_RULE, rule)]
                    .map(|(predicate, object)| Quad::new(node.clone(), predicate, object, graph.clone()))
            };
            changes.removed.extend(quads(&before));
            changes.added.extend(quads(&now));
            changes.pieces.insert(graph.into_string());
        }
        for (d, from) in self.documents.there.iter().enumerate() {
            let Origin::Before(b) = *from else { continue };
            if !after.contains_key(&d) && self.before[b].origin != iri::number(&origins[d]) {
                let node = NamedNode::new_unchecked(self.excerpts[d].id());
                let quad = |origin: &str| Quad::new(node.clone(), WHOM_ORIGIN, Literal::from(origin), node.clone());
                changes.removed.insert(quad(&origin_before(b)));
                changes.added.insert(quad(&origins[d]));
                changes.pieces.insert(node.into_string());
            }
        }

        // The default graph and the provenance.
        self.change_facts(&dataset_before, &dataset, &after, &mut changes);
        self.change_memberships(&after, &mut changes);
        self.change_provenance(&after, &mut changes);
        let store = open()?;
        changes.patched.descriptions = self.describe_entities(&store, &old, &new, descriptions, &mut changes)?;
        let Changes { removed, added, .. } = &mut changes;
        added.retain(|quad| !removed.remove(quad));
        changes.patched.blocks = self.blocks(after, &new, &origins);
        Ok((changes, store))
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
        self.references.affected_before(self.documents).map(|b| &self.before[b])
    }

    /// Gives the statements of both parts what all documents made and make of them. Also tells of which other documents the graphs
    /// say something else of them now.
    fn join(
        &self,
        after: &BTreeMap<usize, Kept<'static>>,
        old: &mut Knowledge,
        new: &mut Knowledge,
    ) -> Result<Vec<Changed>, Failure> {
        let touched = after.values().chain(self.kept_before()).flat_map(|kept| kept.statements.iter());
        let touched: FxHashSet<u64> = touched.collect();
        let says = |kept: &&Kept| kept.statements.iter().any(|statement| touched.contains(&statement));
        let joined = |documents: &mut dyn Iterator<Item = &Kept>| -> Option<FxHashMap<u64, Joined>> {
            let mut all: FxHashMap<u64, Joined> = FxHashMap::default();
            for kept in documents {
                let sayings = kept.sayings.unpack();
                let said = kept.statements.iter().zip(sayings.said());
                for (statement, Said { confidence, rule, kind }) in said.filter(|(s, _)| touched.contains(s)) {
                    let new = || Joined { confidence, rule: sayings.rules[rule].to_string(), kind };
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
        let saying = self.all_kept(after).enumerate().filter(|(_, kept)| says(kept));
        let saying: Vec<(usize, &Kept)> = saying.collect();
        let is_other = |d: &usize| !after.contains_key(d);
        let others = || saying.iter().filter(|(d, _)| is_other(d));
        // In the order of the documents, as those after are.
        let mut before: Vec<&Kept> = others().map(|(_, kept)| *kept).chain(self.kept_before()).collect();
        before.sort_unstable_by(|a, b| a.document.cmp(&b.document));
        let before = joined(&mut before.into_iter()).ok_or(Failure::Unknown)?;
        let now = joined(&mut saying.iter().map(|(_, kept)| *kept)).ok_or(Failure::Unknown)?;
        for (knowledge, joined) in [(old, &before), (new, &now)] {
            for statement in &mut knowledge.findings.statements {
                let joined = &joined[&iri::number(&statement.id)];
                statement.confidence = joined.confidence;
                statement.rule.clone_from(&joined.rule);
            }
        }
        let mut changed = Vec::new();
        for (document, kept) in others() {
            for number in kept.statements.iter().filter(|statement| touched.contains(statement)) {
                let (before, now) = (&before[&number], &now[&number]);
                if before != now {
                    let (before, now) = (before.clone(), now.clone());
                    changed.push(Changed { document: *document, number, before, now });
                }
            }
        }
        Ok(changed)
    }

    fn origins(&self, after: &BTreeMap<usize, Kept<'static>>) -> Vec<String> {
        let told = self.excerpts.iter().zip(self.all_kept(after));
        origin::origins(&told.map(|(excerpt, kept)| (excerpt.id(), kept.sentences.iter())).collect::<Vec<_>>())
    }

    /// Plain triples that no document tells any more go, those that none told before come.
    fn change_facts(
        &self,
        old: &Dataset<'_>,
        new: &Dataset<'_>,
        after: &BTreeMap<usize, Kept<'static>>,
        changes: &mut Changes,
    ) {
        let told = |kept: &mut dyn Iterator<Item = &Kept>| -> FxHashSet<u64> {
            kept.flat_map(|kept| kept.facts.iter()).collect()
        };
        let (of_old, of_new) = (told(&mut self.kept_before()), told(&mut after.values()));
        let (mut gone, mut come) = (of_old.clone(), of_new.clone());
        for fact in self.all_kept(after).flat_map(|kept| kept.facts.iter()).filter(|fact| of_old.contains(fact)) {
            gone.remove(&fact);
        }
        for fact in self.before.iter().flat_map(|kept| kept.facts.iter()).filter(|fact| of_new.contains(fact)) {
            come.remove(&fact);
        }
        for (dataset, wanted, quads) in [(old, gone, &mut changes.removed), (new, come, &mut changes.added)] {
            for fact in dataset.statements.iter().filter_map(|statement| dataset.fact(statement)) {
                if wanted.contains(&number_of(&fact)) {
                    changes.pieces.insert(fact.subject.as_str().to_owned());
                    quads.insert(quad_of(fact));
                }
            }
        }
    }

    /// The memberships of people in posts of which affected documents say something else than they said.
    fn change_memberships(&self, after: &BTreeMap<usize, Kept<'static>>, changes: &mut Changes) {
        type Holdings = BTreeMap<u64, BTreeSet<Holding>>;
        let told = |documents: &mut dyn Iterator<Item = &Kept>, wanted: &dyn Fn(&u64) -> bool| {
            let mut told = Holdings::new();
            for kept in documents.filter(|kept| kept.posts.iter().any(|post| wanted(&post))) {
                for (post, holding) in kept.posts.iter().zip(kept.holdings.unpack()).filter(|(post, _)| wanted(post)) {
                    told.entry(post).or_default().insert(holding);
                }
            }
            told
        };
        let old = told(&mut self.kept_before(), &|_| true);
        let new = told(&mut after.values(), &|_| true);
        let changed: FxHashSet<u64> =
            old.keys().chain(new.keys()).filter(|post| old.get(post) != new.get(post)).copied().collect();
        let described = |holdings: &Holdings| -> BTreeMap<String, FxHashSet<Quad>> {
            let mut of_people: BTreeMap<String, Quads> = BTreeMap::new();
            for holding in holdings.values().filter_map(BTreeSet::first) {
                let quads = of_people.entry(holding.person());
                let quads = quads.or_insert_with(|| Quads::new(GraphName::DefaultGraph));
                membership::describe(quads, holdings[&holding.number()].iter());
            }
            of_people.into_iter().map(|(person, quads)| (person, quads.quads.into_iter().collect())).collect()
        };
        let before = described(&told(&mut self.before.iter(), &|post| changed.contains(post)));
        let mut now = described(&told(&mut self.all_kept(after), &|post| changed.contains(post)));
        for (person, before) in before {
            let now = now.remove(&person).unwrap_or_default();
            changes.replace(person, before, now);
        }
        now.into_iter().for_each(|(person, now)| changes.replace(person, FxHashSet::default(), now));
    }

    /// Rules that no statement rests on any more go, those that none did before come.
    fn change_provenance(&self, after: &BTreeMap<usize, Kept<'static>>, changes: &mut Changes) {
        let used = |documents: &mut dyn Iterator<Item = &Kept>| -> FxHashSet<u64> {
            documents.flat_map(|kept| kept.rules.iter()).collect()
        };
        let (before, now) = (used(&mut self.before.iter()), used(&mut self.all_kept(after)));
        let described = |documents: &mut dyn Iterator<Item = &Kept>, others: &FxHashSet<u64>| -> FxHashSet<Quad> {
            let is_new = |kept: &&Kept| kept.rules.iter().any(|rule| !others.contains(&rule));
            let mut names: Vec<String> = documents.filter(is_new).flat_map(|kept| rules_of(kept)).collect();
            names.retain(|name| !others.contains(&number_of_rule(name)));
            let mut quads = Quads::new(GraphName::NamedNode(WHOM_PROVENANCE.into_owned()));
            describe_rules(&mut quads, names.iter().map(String::as_str), self.rules);
            quads.quads.into_iter().collect()
        };
        let gone = described(&mut self.kept_before(), &now);
        let come = described(&mut after.values(), &before);
        changes.replace(WHOM_PROVENANCE.as_str().to_owned(), gone, come);
    }

    /// Describes the entities that are new, gone, or other than they were, and tells what is known of all descriptions then.
    fn describe_entities(
        &self,
        store: &Store,
        old: &Part,
        new: &Part,
        descriptions: &Descriptions,
        changes: &mut Changes,
    ) -> Result<Descriptions<'static>, Failure> {
        let mut digests: BTreeMap<u64, Option<u64>> = BTreeMap::new();
        let references = self.references;
        // What is private to one document has no description but that of the one part.
        let mut private: HashMap<&str, &Entity> =
            old.private.iter().map(|entity| (entity.id.as_str(), entity)).collect();
        for entity in &new.private {
            let before = private.remove(entity.id.as_str()).map(described).unwrap_or_default();
            changes.replace(entity.id.clone(), before, described(entity));
        }
        for (id, entity) in private {
            changes.replace(id.to_owned(), described(entity), FxHashSet::default());
        }
        for &number in &references.gone {
            let id = iri::of_number("entity", number);
            changes.replace(id.clone(), description_in(store, &id)?, FxHashSet::default());
            digests.insert(number, None);
        }
        let mut renamed: HashSet<usize> = HashSet::new();
        let mut describe = |entity: &Entity| -> Result<bool, Failure> {
            let digest = description(entity);
            let number = iri::number(&entity.id);
            let before = match descriptions.get(number) {
                Some(before) if before == digest => return Ok(false),
                Some(_) => description_in(store, &entity.id)?,
                None => FxHashSet::default(),
            };
            digests.insert(number, Some(digest));
            let label = Term::from(Literal::from(entity.label.as_str()));
            let is_called_so = before.iter().any(|quad| quad.predicate == rdfs::LABEL && quad.object == label);
            changes.replace(entity.id.clone(), before, described(entity));
            Ok(!is_called_so)
        };
        for (&set, entity) in &references.changed {
            if describe(entity)? {
                renamed.insert(set);
            }
        }
        // Offices are called after their owners.
        let was_there = |set: &usize| self.sets.chains(*set).any(|(d, _)| self.documents.there[d] != Origin::Coming);
        renamed.retain(was_there);
        if !renamed.is_empty() {
            let is_renamed = |set: &usize| self.sets.owner(*set).is_some_and(|owner| renamed.contains(&owner));
            let offices = self.sets.offices().filter(|set| !references.changed.contains_key(set)).filter(is_renamed);
            for set in offices {
                describe(&references::finished(self.sets.entity(set), self.ontology))?;
            }
        }
        Ok(descriptions.with(&digests))
    }

    fn blocks(&self, mut after: BTreeMap<usize, Kept<'static>>, part: &Part, origins: &[String]) -> Vec<Block> {
        let whole: HashMap<usize, &Excerpt> = part.places.iter().copied().zip(&part.excerpts).collect();
        let block_of = |d: usize| {
            let origin = iri::number(&origins[d]);
            match (after.remove(&d), self.documents.there[d]) {
                (Some(kept), _) => Block::new(&whole[&d].public(), &Kept { origin, ..kept }),
                (None, Origin::Before(b)) if self.before[b].origin == origin => Block::Same(b),
                (None, Origin::Before(b)) => Block::new(&self.excerpts[d], &Kept { origin, ..self.before[b].clone() }),
                (None, Origin::Coming) => unreachable!("what comes is affected"),
            }
        };
        (0..self.documents.there.len()).map(block_of).collect()
    }
}

/// The names of the rules that found the statements of a document.
fn rules_of(kept: &Kept) -> Vec<String> {
    kept.sayings.unpack().rules.into_iter().map(Cow::into_owned).collect()
}

fn described(entity: &Entity) -> FxHashSet<Quad> {
    let mut quads = Quads::new(GraphName::DefaultGraph);
    describe_entity(&mut quads, entity);
    quads.quads.into_iter().collect()
}

/// The description of an entity in a dataset.
fn description_in(store: &Store, id: &str) -> Result<FxHashSet<Quad>, StorageError> {
    let node = NamedNode::new_unchecked(id);
    let (subject, graph) = (Some(node.as_ref().into()), Some(GraphNameRef::DefaultGraph));
    let of = |predicate| store.quads_for_pattern(subject, Some(predicate), None, graph);
    OF_ENTITIES.iter().copied().flat_map(of).collect()
}

fn quad_of(Fact { subject, predicate, object }: Fact) -> Quad {
    Quad::new(subject, predicate, object, GraphName::DefaultGraph)
}

impl Changes {
    /// Puts quads of a piece in the place of others.
    fn replace(&mut self, piece: String, before: FxHashSet<Quad>, now: FxHashSet<Quad>) {
        if before != now {
            self.pieces.insert(piece);
            self.removed.extend(before.difference(&now).cloned());
            self.added.extend(now.difference(&before).cloned());
        }
    }
}
