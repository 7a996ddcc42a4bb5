//! Findings that are behind their graph: increments change records, dataset and what is kept, and leave the findings, of which a
//! few documents tell otherwise then, to whoever asks for them.
//!
//! What those documents say is read from their records, who is whom from what is kept; the rest is taken over from the findings
//! that there are. The outcome is that of reducing all records.
//!
//! The file `behind` tells of which records the findings were, by digest, and which documents tell otherwise since: a line each.
//! It may name more than do.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::StoreError;
use super::directory::BEHIND;
use super::kept::{Blocks, Kept};
use super::manifest::write_whole;
use crate::document::Document;
use crate::entity::Entity;
use crate::entity::curation::DocumentKeys;
use crate::entity::resolution::{self, Excerpt, Reader};
use crate::iri;
use crate::knowledge::Extent;
use crate::ontology::Ontology;
use crate::statement::{self, Node, Statement};
use crate::{Catalogue, Findings, Record};

/// What findings lack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Behind {
    /// The digest of the records that they are of.
    pub digest: String,
    /// The ids of documents that came, went or are affected since.
    pub documents: BTreeSet<String>,
}

impl Behind {
    /// `None` where nothing is told.
    pub fn read(graph: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(graph.join(BEHIND)).ok()?;
        let mut lines = text.lines().map(str::to_owned);
        Some(Self { digest: lines.next()?, documents: lines.collect() })
    }

    pub fn write(&self, graph: &Path) -> Result<(), StoreError> {
        let lines = std::iter::once(&self.digest).chain(&self.documents);
        let text: String = lines.flat_map(|line| [line, "\n"]).collect();
        write_whole(&graph.join(BEHIND), text.as_bytes())
    }
}

/// The findings of the records that something is kept of: from others, of which these documents tell otherwise. `read` gives the
/// record of a document. `None` where it cannot be told from so little.
pub(super) fn renew(
    before: Findings,
    behind: &BTreeSet<String>,
    blocks: &Blocks,
    read: impl Fn(&str) -> Result<Record, StoreError> + Sync,
    ontology: &Ontology,
) -> Result<Option<Findings>, StoreError> {
    let Some(kept) = blocks.unpack() else { return Ok(None) };
    let (excerpts, kept): (Vec<Excerpt>, Vec<Kept>) = kept.into_iter().unzip();
    let place_of: HashMap<&str, usize> = excerpts.iter().enumerate().map(|(d, excerpt)| (excerpt.id(), d)).collect();
    // For each document before its place now, where its part is taken over.
    let place = |document: &Arc<Document>| place_of.get(document.id.as_str()).copied();
    let of_same = |document: &Arc<Document>| place(document).filter(|_| !behind.contains(&document.id));
    let mut places: Vec<Option<usize>> = before.documents.iter().map(of_same).collect();
    let mut anew: BTreeSet<usize> = (0..excerpts.len()).filter(|&d| behind.contains(excerpts[d].id())).collect();
    let donors: BTreeSet<usize> = before.statements.iter().filter_map(|said| donor(said, &places)).collect();
    for place in &mut places {
        *place = place.filter(|d| !donors.contains(d));
    }
    anew.extend(donors);
    let taken: BTreeSet<usize> = places.iter().flatten().copied().collect();
    if taken.len() + anew.len() != excerpts.len() {
        return Ok(None);
    }
    let anew: Vec<usize> = anew.into_iter().collect();
    let records: Vec<Record> = anew.par_iter().map(|&d| read(excerpts[d].id())).collect::<Result<_, _>>()?;

    let Findings { catalogue, statements } = before;
    let Catalogue { documents, entities, extents, .. } = catalogue;
    let numbers: Vec<u64> = entities.par_iter().map(|entity| iri::number(&entity.id)).collect();
    let entities = Entities::new(entities, &places, &excerpts, (&anew, &records), ontology);
    let of_records = anew.iter().zip(&records).map(|(&d, record)| entities.of_mentions(d, record));
    let Some(of_records) = of_records.collect::<Option<Vec<_>>>() else { return Ok(None) };
    let mut said = statement::merge(&records, &entities.all, &of_records);
    for found in said.iter_mut().flat_map(|statement| &mut statement.evidence) {
        found.document = anew[found.document];
    }
    let moved: Vec<Option<usize>> = numbers.par_iter().map(|number| entities.index.get(number).copied()).collect();
    let taken = statements.into_par_iter().filter_map(|statement| take_over(statement, &places, &moved));
    let Some(taken) = taken.collect::<Option<Vec<Statement>>>() else { return Ok(None) };

    let mut of_documents: BTreeMap<usize, (Arc<Document>, Extent)> = BTreeMap::new();
    for (place, told) in places.iter().zip(documents.into_iter().zip(extents)) {
        of_documents.extend(place.map(|d| (d, told)));
    }
    for (&d, record) in anew.iter().zip(&records) {
        of_documents.insert(d, (Arc::clone(&record.document), Extent::of(record)));
    }
    let (documents, extents) = of_documents.into_values().unzip();
    let origins = kept.iter().map(|kept| iri::of_number("origin", kept.origin)).collect();
    let statements = statement::join(taken, said);
    let catalogue = Catalogue { documents, entities: entities.all, origins, extents };
    Ok(Some(Findings { catalogue, statements }))
}

/// A statement has the words of the first document that makes it. Where that is not taken over, the next that is.
fn donor(statement: &Statement, places: &[Option<usize>]) -> Option<usize> {
    let first = places[statement.evidence[0].document];
    if first.is_some() {
        return None;
    }
    statement.evidence.iter().find_map(|found| places[found.document])
}

/// The part of a statement that documents make which are taken over, at their places, with entities at theirs; nothing where none
/// makes it, and `Some(None)` where an entity is not there.
fn take_over(
    mut statement: Statement,
    places: &[Option<usize>],
    entities: &[Option<usize>],
) -> Option<Option<Statement>> {
    statement.evidence.retain_mut(|found| match places[found.document] {
        Some(place) => {
            found.document = place;
            true
        }
        None => false,
    });
    if statement.evidence.is_empty() {
        return None;
    }
    statement.confidence = statement.evidence.iter().map(|found| found.confidence).fold(0.0, f32::max);
    statement.rule.clone_from(&statement.evidence[0].rule);
    let Statement { subject, object, arguments, place, attribution, .. } = &mut statement;
    let nodes = subject.iter_mut().chain(object).chain(arguments.iter_mut().map(|argument| &mut argument.node));
    let of_nodes = nodes.filter_map(|node| match node {
        Node::Entity(entity) => Some(entity),
        Node::Statement(_) | Node::Literal(_) => None,
    });
    let sources = attribution.iter_mut().filter_map(|attribution| attribution.source.as_mut());
    for entity in of_nodes.chain(place).chain(sources) {
        let Some(there) = entities[*entity] else { return Some(None) };
        *entity = there;
    }
    Some(Some(statement))
}

/// The entities as they are now, sorted by id.
struct Entities<'a> {
    all: Vec<Entity>,
    /// By the numbers of their ids.
    index: FxHashMap<u64, usize>,
    excerpts: &'a [Excerpt<'a>],
    /// For each document and each of the chains of its excerpt, the number of the entity.
    of_public: Vec<Vec<u64>>,
    /// By document and chain, the number of what is private to a document that is read anew.
    of_private: FxHashMap<(usize, usize), u64>,
}

impl<'a> Entities<'a> {
    /// `before` are those before, of which is taken over what is private to documents at these places; what is private to the
    /// others, their records tell.
    fn new(
        before: Vec<Entity>,
        places: &[Option<usize>],
        excerpts: &'a [Excerpt<'a>],
        (anew, records): (&[usize], &[Record]),
        ontology: &Ontology,
    ) -> Self {
        let documents = DocumentKeys::new(excerpts.iter().map(|excerpt| (excerpt.id(), excerpt.source())));
        let reader = Reader::new(ontology);
        let groups = resolution::groups(excerpts, documents, &reader);
        let sets = resolution::sets_with_reasons(&groups);
        let (mut all, of_chains) = sets.entities();
        let of_public = |of: &Vec<usize>| of.iter().map(|&entity| iri::number(&all[entity].id)).collect();
        let of_public: Vec<Vec<u64>> = of_chains.par_iter().map(of_public).collect();
        let chains: Vec<Vec<usize>> = excerpts.par_iter().map(Excerpt::numbers).collect();
        let in_records = |&mut (d, ref mut chain): &mut (usize, usize)| *chain = chains[d][*chain];
        all.par_iter_mut().for_each(|entity| entity.chains.iter_mut().for_each(in_records));
        let mut of_private = FxHashMap::default();
        let whole = reader.excerpts(records);
        for (&d, excerpt) in anew.iter().zip(&whole) {
            for chain in (0..excerpt.chains()).filter(|&chain| excerpt.is_private(chain)) {
                let entity = sets.private_in(d, chain, excerpt);
                of_private.insert((d, chain), iri::number(&entity.id));
                all.push(entity);
            }
        }
        all.par_iter_mut().for_each(|entity| entity.code_country(ontology));
        all.par_extend(before.into_par_iter().filter_map(|mut entity| {
            let [(document, chain)] = entity.chains[..] else { return None };
            let d = places[document].filter(|&d| chains[d].binary_search(&chain).is_err())?;
            entity.chains = vec![(d, chain)];
            Some(entity)
        }));
        all.par_sort_by_cached_key(|entity| iri::number(&entity.id));
        let index = all.iter().enumerate().map(|(index, entity)| (iri::number(&entity.id), index)).collect();
        Self { all, index, excerpts, of_public, of_private }
    }

    /// For each mention of a record that is read anew, the index of its entity.
    fn of_mentions(&self, d: usize, record: &Record) -> Option<Vec<usize>> {
        let numbers = self.excerpts[d].numbers();
        let entity = |c: usize| {
            let number = match numbers.binary_search(&c) {
                Ok(public) => self.of_public[d][public],
                Err(_) => *self.of_private.get(&(d, c))?,
            };
            self.index.get(&number).copied()
        };
        let of_chains: Vec<usize> = (0..record.chains.len()).map(entity).collect::<Option<_>>()?;
        Some(record.of_mentions(&of_chains))
    }
}
