//! What a user knows better than the texts: decisions on who is whom, which every build honours.
//!
//! Decisions speak of *groups*: the chains that resolution takes for one thing by their key alone, before it weighs any
//! evidence. A group's key stays the same however the groups are merged later, so that a decision outlives the ids.

//!
//! A decision may also speak of one *mention*, which is then cut off its chain and gets a group of its own ([`cut`]).

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::OnceLock;

use petgraph::unionfind::UnionFind;
use rustc_hash::FxHashMap;

use super::gazetteer::Gazetteer;
use super::{Chain, Link, coreference};
use crate::iri;
use crate::mention::Mention;
use crate::ontology::EntityType;
use crate::record::Record;
use crate::span::Span;

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
    /// By a group's key and a document's (see [`DocumentKeys`]), what the user called the document.
    parted: BTreeMap<(String, String), String>,
    /// Mentions that are cut off their chains, by document (see [`DocumentKeys`]), place, and the group that they are not or
    /// are.
    mentions: BTreeMap<(String, Span, String), MentionDecision>,
    /// Pairs that are apart because a document was parted.
    apart: BTreeSet<(String, String)>,
    types: BTreeMap<String, EntityType>,
    labels: BTreeMap<String, String>,
    links: BTreeMap<String, String>,
    unlinked: BTreeSet<(String, String)>,
}

/// What the user said of one mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MentionDecision {
    /// Whether the mention is of the group, or is not.
    pub belongs: bool,
    /// What the user calls the mention.
    pub called: String,
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
    /// [`parted_key`]. `document` is the document's key, `called` what the user calls it.
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

    /// A mention, with what hangs on it, is of a group or is not, whatever chain it stands in: it gets a group of its own, see
    /// [`mention_key`]. `document` is the document's key.
    pub fn move_mention(&mut self, document: &str, span: Span, group: &str, decision: MentionDecision) {
        let pair = pair(group, &mention_key(document, span));
        let pairs = if decision.belongs { &mut self.accepted } else { &mut self.apart };
        pairs.insert(pair);
        self.mentions.insert((document.to_owned(), span, group.to_owned()), decision);
    }

    /// The mentions that are decided on, in order: document, place, group.
    pub fn mentions(&self) -> impl Iterator<Item = (&str, Span, &str, &MentionDecision)> {
        self.mentions
            .iter()
            .map(|((document, span, group), decision)| (document.as_str(), *span, group.as_str(), decision))
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

    /// Whether the chains of a group in a document have a group of their own; `document` is its key.
    pub fn is_parted(&self, group: &str, document: &str) -> bool {
        !self.parted.is_empty() && self.parted.contains_key(&(group.to_owned(), document.to_owned()))
    }

    /// (group, key of a document, what the user calls the document), in order.
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

    /// All groups that anything was decided on.
    pub fn groups(&self) -> HashSet<&str> {
        let pairs = self.accepted.iter().chain(&self.kept).chain(&self.refused).chain(&self.split).chain(&self.apart);
        let single = self.types.keys().chain(self.labels.keys()).chain(self.links.keys());
        let unlinked = self.unlinked.iter().map(|(group, _)| group);
        pairs.flat_map(|(a, b)| [a, b]).chain(single).chain(unlinked).map(String::as_str).collect()
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

/// The key of the group that a mention gets that is cut off its chain.
pub fn mention_key(document: &str, span: Span) -> String {
    format!("mention/{document}/{}-{}", span.start, span.end)
}

/// What groups that are known in one document only are named after: a hash of the document's source, which stays when its
/// text changes. Of several documents from one source, the last part of the id.
#[derive(Debug)]
pub struct DocumentKeys<'a>(Vec<DocumentKey<'a>>);

#[derive(Debug)]
struct DocumentKey<'a> {
    id: &'a str,
    source: &'a str,
    /// Whether no other document has this source.
    is_alone: bool,
    /// Made where it is asked for.
    key: OnceLock<String>,
}

impl<'a> DocumentKeys<'a> {
    /// Of documents that are given by id and source.
    pub fn new(documents: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> Self {
        let sources = Sources::new(documents.clone().map(|(_, source)| source));
        Self::known(documents.map(|(id, source)| (id, source, sources.is_alone(source))))
    }

    /// Of documents that are given by id and source, and whether no other has that.
    pub fn known(documents: impl Iterator<Item = (&'a str, &'a str, bool)>) -> Self {
        let key = |(id, source, is_alone)| DocumentKey { id, source, is_alone, key: OnceLock::new() };
        Self(documents.map(key).collect())
    }

    pub fn of_records(records: &'a [Record]) -> Self {
        Self::new(records.iter().map(|record| (record.document.id.as_str(), record.document.source.as_str())))
    }

    /// The key of a document, by its place.
    pub fn get(&self, document: usize) -> &str {
        let DocumentKey { id, source, is_alone, key } = &self.0[document];
        key.get_or_init(|| document_key(id, source, *is_alone))
    }
}

/// How many documents have each source.
#[derive(Debug)]
pub struct Sources<'a>(FxHashMap<&'a str, usize>);

impl<'a> Sources<'a> {
    pub fn new(sources: impl Iterator<Item = &'a str>) -> Self {
        let mut count = Self(FxHashMap::default());
        sources.for_each(|source| count.add(source));
        count
    }

    /// One document more has this source.
    pub fn add(&mut self, source: &'a str) {
        *self.0.entry(source.trim()).or_default() += 1;
    }

    /// One document less has this source, of those that have it.
    pub fn remove(&mut self, source: &'a str) {
        self.0.entry(source.trim()).and_modify(|count| *count -= 1);
    }

    /// Whether no two documents have this source.
    pub fn is_alone(&self, source: &str) -> bool {
        self.0.get(source.trim()).is_none_or(|&count| count < 2)
    }
}

/// The key of a document; `is_alone` tells whether no other has its source.
pub fn document_key(id: &str, source: &str, is_alone: bool) -> String {
    let last = |id: &str| id.rsplit('/').next().unwrap_or(id).to_owned();
    if is_alone { last(&iri::mint("source", &[source.trim()])) } else { last(id) }
}

/// The [`DocumentKeys`] of some records.
pub fn keys_of_records(records: &[Record]) -> Vec<String> {
    let keys = DocumentKeys::of_records(records);
    (0..records.len()).map(|document| keys.get(document).to_owned()).collect()
}

/// Cuts the mentions that are decided on off their chains. What was joined by way of a mention goes with it; a mention that
/// begins its chain goes alone. Cutting again changes nothing.
pub fn cut(records: &mut [Record], decisions: &Decisions) {
    if decisions.mentions.is_empty() {
        return;
    }
    let keys = keys_of_records(records);
    let mut places: BTreeMap<&str, BTreeSet<Span>> = BTreeMap::new();
    for (document, span, ..) in decisions.mentions() {
        places.entry(document).or_default().insert(span);
    }
    for (record, key) in records.iter_mut().zip(keys) {
        for &span in places.get(key.as_str()).into_iter().flatten() {
            if let Some(mention) = record.mentions.iter().position(|mention| mention.span == span) {
                cut_off(&mut record.chains, &record.mentions, mention);
            }
        }
    }
}

fn cut_off(chains: &mut Vec<Chain>, mentions: &[Mention], mention: usize) {
    let Some(at) = chains.iter().position(|chain| chain.mentions.contains(&mention)) else { return };
    let chain = &mut chains[at];
    if chain.cut == Some(mention) {
        return;
    }
    let begins = chain.mentions[0] == mention;
    let mut moved = if begins { Vec::new() } else { hanging_on(chain, mention) };
    if begins || moved[0] != mention {
        moved = vec![mention];
    }
    let rest: Vec<usize> = chain.mentions.iter().copied().filter(|m| !moved.contains(m)).collect();
    let within = |link: &Link, part: &[usize]| part.contains(&link.mention) && part.contains(&link.antecedent);
    let of_part = |part: &[usize]| chain.links.iter().filter(|link| within(link, part)).cloned().collect();
    let mut part =
        Chain { links: of_part(&moved), members: Vec::new(), cut: Some(mention), mentions: moved, ..chain.clone() };
    coreference::name(&mut part, mentions);
    if rest.is_empty() {
        *chain = part;
        return;
    }
    chain.links = of_part(&rest);
    chain.mentions = rest;
    coreference::name(chain, mentions);
    chains.push(part);
    chains.sort_by_key(|chain| chain.mentions[0]);
}

/// The mentions of a chain, ascending, that are joined to one without its own joins to those before it.
fn hanging_on(chain: &Chain, mention: usize) -> Vec<usize> {
    let place = |m: usize| chain.mentions.binary_search(&m).unwrap_or_default();
    let mut sets = UnionFind::<usize>::new(chain.mentions.len());
    for link in &chain.links {
        let (a, b) = (link.mention, link.antecedent);
        let before = (a == mention || b == mention) && a.min(b) < mention;
        if !before {
            sets.union(place(a), place(b));
        }
    }
    let own = sets.find(place(mention));
    chain.mentions.iter().copied().filter(|&m| sets.find(place(m)) == own).collect()
}

/// The key of the group that the chains of a group in one document get when they are parted from the others.
pub fn parted_key(group: &str, document: &str) -> String {
    format!("{group}/{document}")
}

fn pair(a: &str, b: &str) -> (String, String) {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    (a.to_owned(), b.to_owned())
}
