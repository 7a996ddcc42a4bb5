//! What a user knows better than the texts: decisions on who is whom, which every build honours.
//!
//! Decisions speak of *groups*: the chains that resolution takes for one thing by their key alone, before it weighs any
//! evidence. A group's key stays the same however the groups are merged later, so that a decision outlives the ids.

use std::collections::{BTreeMap, BTreeSet};

use super::gazetteer::Gazetteer;
use crate::ontology::EntityType;

/// All that a user adds to what the documents say. The graph is a function of documents, ontology, model and this.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curation {
    pub decisions: Decisions,
    pub gazetteer: Gazetteer,
}

/// Accepted and refused proposals, by the keys of groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions {
    accepted: BTreeSet<(String, String)>,
    kept: BTreeSet<(String, String)>,
    refused: BTreeSet<(String, String)>,
    split: BTreeSet<(String, String)>,
    /// By a group's key and the last part of a document's id, what the user called the document.
    parted: BTreeMap<(String, String), String>,
    /// Pairs that are apart because a document was parted.
    apart: BTreeSet<(String, String)>,
    types: BTreeMap<String, EntityType>,
    labels: BTreeMap<String, String>,
    links: BTreeMap<String, String>,
    unlinked: BTreeSet<(String, String)>,
}

impl Decisions {
    /// Two groups are one thing, whatever the evidence says.
    pub fn accept(&mut self, a: &str, b: &str) {
        self.accepted.insert(pair(a, b));
    }

    /// Two groups are never one thing: neither by evidence of their own nor by way of others.
    pub fn refuse(&mut self, a: &str, b: &str) {
        self.refused.insert(pair(a, b));
    }

    /// Two groups were one thing and are not: as [`Self::refuse`].
    pub fn split(&mut self, a: &str, b: &str) {
        self.split.insert(pair(a, b));
    }

    /// Two groups that resolution joined are rightly one; where it does not join them, this does not either.
    pub fn keep(&mut self, a: &str, b: &str) {
        self.kept.insert(pair(a, b));
    }

    /// The chains of a group in one document are another thing than its others: they get a group of their own, see
    /// [`parted_key`]. `document` is the last part of the document's id, `called` what the user calls it.
    pub fn part(&mut self, group: &str, document: &str, called: &str) {
        let own = parted_key(group, document);
        self.apart.insert(pair(group, &own));
        for other in self.parted.keys().filter(|(other, of)| other == group && of != document) {
            let other = pair(&own, &parted_key(group, &other.1));
            if !self.accepted.contains(&other) {
                self.apart.insert(other);
            }
        }
        self.parted.insert((group.to_owned(), document.to_owned()), called.to_owned());
    }

    pub fn retype(&mut self, group: &str, entity_type: EntityType) {
        self.types.insert(group.to_owned(), entity_type);
    }

    pub fn rename(&mut self, group: &str, label: &str) {
        self.labels.insert(group.to_owned(), label.to_owned());
    }

    /// A group is a Wikidata item.
    pub fn link_to(&mut self, group: &str, item: &str) {
        self.links.insert(group.to_owned(), item.to_owned());
    }

    /// A group is not what the gazetteer takes it for.
    pub fn unlink(&mut self, group: &str, item: &str) {
        self.unlinked.insert((group.to_owned(), item.to_owned()));
    }

    /// Pairs in order, each pair in order.
    pub fn accepted(&self) -> impl Iterator<Item = (&str, &str)> {
        self.accepted.iter().map(|(a, b)| (a.as_str(), b.as_str()))
    }

    /// All pairs that are never one thing, for whatever reason, in order.
    pub fn refused(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs: BTreeSet<&(String, String)> = self.refused.iter().chain(&self.split).chain(&self.apart).collect();
        pairs.into_iter().map(|(a, b)| (a.as_str(), b.as_str()))
    }

    /// The pairs of [`Self::refused`] whose merge was refused.
    pub fn refused_merges(&self) -> impl Iterator<Item = (&str, &str)> {
        self.refused.iter().map(|(a, b)| (a.as_str(), b.as_str()))
    }

    /// The pairs of [`Self::refused`] that were taken apart.
    pub fn splits(&self) -> impl Iterator<Item = (&str, &str)> {
        self.split.iter().map(|(a, b)| (a.as_str(), b.as_str()))
    }

    /// Pairs that stay as resolution joined them.
    pub fn kept(&self) -> impl Iterator<Item = (&str, &str)> {
        self.kept.iter().map(|(a, b)| (a.as_str(), b.as_str()))
    }

    /// Whether the chains of a group in a document have a group of their own; `document` is the last part of its id.
    pub fn is_parted(&self, group: &str, document: &str) -> bool {
        !self.parted.is_empty() && self.parted.contains_key(&(group.to_owned(), document.to_owned()))
    }

    /// (group, last part of a document's id, what the user calls the document), in order.
    pub fn parted(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.parted.iter().map(|((group, document), called)| (group.as_str(), document.as_str(), called.as_str()))
    }

    /// These decisions without those that take joined groups apart.
    pub fn without_splits(&self) -> Self {
        Self { split: BTreeSet::new(), ..self.clone() }
    }

    pub fn entity_type(&self, group: &str) -> Option<EntityType> {
        self.types.get(group).copied()
    }

    pub fn label(&self, group: &str) -> Option<&str> {
        self.labels.get(group).map(String::as_str)
    }

    /// The Wikidata item that a group was decided to be.
    pub fn link(&self, group: &str) -> Option<&str> {
        self.links.get(group).map(String::as_str)
    }

    /// Pairs of a group and the Wikidata item that it was decided to be, in order.
    pub fn links(&self) -> impl Iterator<Item = (&str, &str)> {
        self.links.iter().map(|(group, item)| (group.as_str(), item.as_str()))
    }

    /// Pairs of a group and what it was decided not to be, in order.
    pub fn unlinked(&self) -> impl Iterator<Item = (&str, &str)> {
        self.unlinked.iter().map(|(group, item)| (group.as_str(), item.as_str()))
    }

    /// Whether a group was decided not to be a Wikidata item or, for an entry without one, not to be what has that name.
    pub fn is_unlinked(&self, group: &str, item: &str) -> bool {
        self.unlinked.contains(&(group.to_owned(), item.to_owned()))
    }
}

/// The key of the group that the chains of a group in one document get when they are parted from the others.
pub fn parted_key(group: &str, document: &str) -> String {
    format!("{group}/{document}")
}

fn pair(a: &str, b: &str) -> (String, String) {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    (a.to_owned(), b.to_owned())
}
