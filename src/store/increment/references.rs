//! What the chains of all documents refer to afterwards, and which entities and documents change by it.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::{Documents, Failure, Origin};
use crate::entity::Entity;
use crate::entity::resolution::Sets;
use crate::iri;
use crate::ontology::Ontology;
use crate::store::kept::{self, Kept, Reference};

/// What chains refer to afterwards.
pub(super) struct References {
    /// For each set; nothing for numbers that are no set's.
    of_set: Vec<Option<Reference>>,
    /// The entities of the sets that are new or that chains joined or left.
    pub changed: BTreeMap<usize, Entity>,
    /// The documents that come or whose chains refer to something else, by their place afterwards.
    pub affected: BTreeSet<usize>,
    /// The numbers of the entities that are no more and were not private.
    pub gone: BTreeSet<u64>,
}

impl References {
    pub fn new(
        sets: &Sets<'_>,
        documents: &Documents,
        before: &[Kept<'_>],
        ontology: &Ontology,
    ) -> Result<Self, Failure> {
        /// What the chains of a set referred to, as far as it is one thing, and whether there are any.
        #[derive(Clone, Copy, PartialEq)]
        enum Seen {
            Nothing,
            One(Reference),
            Several,
        }
        let mut seen = vec![Seen::Nothing; sets.size()];
        // Entities to which chains referred that go, or whose set is not that of others that did.
        let gone = documents.leaving.iter().flat_map(|&b| before[b].refers.entities());
        let mut parted: FxHashSet<u64> = gone.collect();
        for (d, from) in documents.there.iter().enumerate() {
            let refers = match from {
                Origin::Before(b) => Some(&before[*b].refers),
                Origin::Coming => None,
            };
            let mut references = refers.into_iter().flat_map(kept::References::iter);
            let mut number = 0;
            for set in sets.in_document(d) {
                let reference = references.next();
                let seen = &mut seen[set];
                match (*seen, reference) {
                    (Seen::Nothing, Some(reference)) => *seen = Seen::One(reference),
                    (Seen::One(one), Some(reference)) if one == reference => {}
                    (before, reference) => {
                        let one = match before {
                            Seen::One(one) => Some(one),
                            Seen::Nothing | Seen::Several => None,
                        };
                        parted.extend(one.into_iter().chain(reference).map(|of| of.entity));
                        *seen = Seen::Several;
                    }
                }
                number += 1;
            }
            if refers.is_some_and(|refers| refers.len() != number) {
                return Err(Failure::Unknown);
            }
        }
        // Of what is one thing in two sets, neither is what it was.
        let mut set_of: FxHashMap<u64, usize> = FxHashMap::with_capacity_and_hasher(seen.len(), FxBuildHasher);
        for (set, seen) in seen.iter().enumerate() {
            if let Seen::One(one) = seen
                && set_of.insert(one.entity, set).is_some()
            {
                parted.insert(one.entity);
            }
        }
        let mut of_set = Vec::with_capacity(seen.len());
        let mut changed = BTreeMap::new();
        for (set, seen) in seen.into_iter().enumerate() {
            of_set.push(match seen {
                Seen::Nothing => None,
                Seen::One(same) if !parted.contains(&same.entity) => Some(same),
                Seen::One(_) | Seen::Several => {
                    let entity = finished(sets.entity(set), ontology);
                    let reference = Reference::to(&entity);
                    changed.insert(set, entity);
                    Some(reference)
                }
            });
        }
        let mut affected = BTreeSet::new();
        for (d, from) in documents.there.iter().enumerate() {
            let refers = || sets.in_document(d).filter_map(|set| of_set[set].as_ref());
            let is_same = match from {
                Origin::Before(b) => refers().copied().eq(before[*b].refers.iter()),
                Origin::Coming => false,
            };
            if !is_same {
                affected.insert(d);
            }
        }
        let mut references = Self { of_set, changed, affected, gone: BTreeSet::new() };
        // What still is there as it was, the affected documents that had it still have.
        let still = references.affected.iter().flat_map(|&d| references.of_document(sets, d)).map(|of| of.entity);
        let changed = references.changed.values().map(|entity| iri::number(&entity.id));
        let still: FxHashSet<u64> = still.chain(changed).collect();
        let had = references.affected_before(documents).flat_map(|b| before[b].refers.entities());
        references.gone = had.filter(|number| !still.contains(number)).collect();
        Ok(references)
    }

    /// What the chains of a document refer to afterwards that are not private to it, in order.
    pub fn of_document(&self, sets: &Sets<'_>, d: usize) -> impl Iterator<Item = Reference> {
        sets.in_document(d).filter_map(|set| self.of_set[set])
    }

    /// The documents that go or are affected, by their place before; ascending.
    pub fn affected_before(&self, documents: &Documents) -> impl Iterator<Item = usize> + use<> {
        let affected = self.affected.iter().filter_map(|&d| match documents.there[d] {
            Origin::Before(b) => Some(b),
            Origin::Coming => None,
        });
        let all: BTreeSet<usize> = affected.chain(documents.leaving.iter().copied()).collect();
        all.into_iter()
    }
}

/// An entity as it is described.
pub(super) fn finished(mut entity: Entity, ontology: &Ontology) -> Entity {
    entity.code_country(ontology);
    entity
}
