//! Resolution over documents: which chains of different documents are one entity.
//!
//! A pure function of the set of records, in two stages. Chains with one key are a *group* ([`group`]); groups are merged
//! along links with a score and evidence, the surest first, unless a decision of the user or a contradiction forbids it
//! ([`merging`]). The links come from names ([`people`], [`organizations`]), posts ([`offices`]), parts in events
//! ([`occurrences`]) and the user's [`gazetteer`]. Every step meets its candidates in blocks, so that its cost stays near-linear.

mod body;
mod companions;
mod entities;
mod excerpt;
mod gazetteer;
mod group;
mod key;
mod lookup;
mod merging;
mod occurrences;
mod offices;
mod organizations;
mod people;
mod reading;
mod traits;
mod wider;

use super::curation::{Curation, Decisions, DocumentKeys};
use super::{Entity, Proposal};
use crate::ontology::Ontology;
use crate::record::Record;
use crate::rule::Rule;
use merging::{Asked, Clusters};

pub use entities::Sets;
pub use excerpt::Excerpt;
pub use group::Groups;
pub use reading::Reader;

/// The entities of some documents and, for each document and each of its chains, the index of its entity.
pub struct Resolution {
    /// Sorted by id.
    pub entities: Vec<Entity>,
    pub entity_of: Vec<Vec<usize>>,
    /// What is left to the user, most likely merges first.
    pub proposals: Vec<Proposal>,
    /// What was read of each record.
    pub excerpts: Vec<Excerpt<'static>>,
}

/// The rules of resolution, by name.
pub(super) fn rules() -> impl Iterator<Item = Rule> {
    let rules = [
        entities::RULES,
        gazetteer::RULES,
        merging::RULES,
        organizations::RULES,
        people::RULES,
        offices::RULES,
        wider::RULES,
        occurrences::RULES,
    ];
    rules.into_iter().flatten().copied()
}

/// Groups chains by key, then merges the groups that are one by all that is told of them.
///
/// `records` are sorted by the ids of their documents, each document once, as [`crate::Knowledge::reduce`] has them.
pub fn resolve(records: &[Record], ontology: &Ontology, curation: &Curation) -> Resolution {
    let reader = Reader::new(ontology);
    let excerpts = reader.excerpts(records);
    let documents = DocumentKeys::of_records(records);
    let groups = Groups::new(records, (&excerpts, documents), &reader, &curation.decisions);
    let clusters = clusters(&groups, curation, Asked::EntitiesAndProposals);
    let (entities, entity_of) = entities::entities(&Sets::new(&clusters), &curation.decisions);
    let proposals = clusters.proposals();
    Resolution { entities, entity_of, proposals, excerpts }
}

/// Groups the chains of documents by key; those that hold in one document are called after its own. `reader` is what read them.
pub fn groups<'a>(excerpts: &'a [Excerpt<'a>], documents: DocumentKeys<'a>, reader: &'a Reader<'a>) -> Groups<'a> {
    Groups::new(&[], (excerpts, documents), reader, &Decisions::default())
}

/// Merges the groups that are one by all that is told of them, where the user says nothing of them. Its entities do not tell why.
pub fn sets<'a>(groups: &'a Groups<'a>) -> Sets<'a> {
    Sets::new(&clusters(groups, &Curation::default(), Asked::Sets))
}

/// [`sets`] whose entities tell why they are one.
pub fn sets_with_reasons<'a>(groups: &'a Groups<'a>) -> Sets<'a> {
    Sets::new(&clusters(groups, &Curation::default(), Asked::EntitiesAndProposals))
}

fn clusters<'a>(groups: &'a Groups<'a>, curation: &Curation, asked: Asked) -> Clusters<'a> {
    let mut clusters = Clusters::new(groups, &curation.decisions, asked);
    gazetteer::merge(&mut clusters, curation);
    organizations::merge(&mut clusters);
    people::merge(&mut clusters);
    offices::merge(&mut clusters);
    occurrences::merge(&mut clusters);
    clusters
}
