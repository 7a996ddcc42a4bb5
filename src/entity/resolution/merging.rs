//! Stage two: groups are merged link by link, the surest first, unless something speaks against it.

use std::cmp::{Ordering, Reverse};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use petgraph::unionfind::UnionFind;
use rustc_hash::FxHashMap;

use super::super::curation::Decisions;
use super::super::{Merge, Proposal, ProposalKind};
use super::group::{Groups, Rank};
use super::reading::sorted;
use super::traits::Traits;
use crate::rule::Rule;

const ACCEPTED: Rule = Rule::new("accepted", "the user accepted the merge");

pub(super) const RULES: &[Rule] = &[ACCEPTED];

/// Links that score less are proposals.
pub(super) const MERGED: f64 = 0.75;
/// Accepted links that score less are proposed for splitting.
const THIN: f64 = 0.82;
/// Links that score less are not worth a user's time.
const PROPOSED: f64 = 0.4;

/// Two groups that may be one thing.
#[derive(Clone, Debug)]
pub(super) struct Link {
    pub a: usize,
    pub b: usize,
    pub rule: Rule,
    /// How likely, 0 to 1.
    pub score: f64,
    /// In words, where they are asked for ([`Clusters::tell`]).
    pub evidence: String,
}

/// Sets of groups that are one thing each.
pub(super) struct Clusters<'a> {
    pub groups: &'a Groups<'a>,
    sets: UnionFind<usize>,
    /// By the set's representative, the groups that no group of the set may be one with.
    refused: FxHashMap<usize, BTreeSet<usize>>,
    /// By the set's representative, what is known of a person.
    traits: FxHashMap<usize, Box<Traits>>,
    /// By the set's representative, its groups, where it has several.
    members: FxHashMap<usize, Vec<usize>>,
    /// The links that merged two sets.
    pub merges: Vec<Link>,
    /// The links that didn't.
    left: Vec<Link>,
    asked: Asked,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// What is one, but not why.
    Sets,
    /// The entities with the links that made them, and what is left to the user.
    EntitiesAndProposals,
}

impl<'a> Clusters<'a> {
    /// Every group for itself but for what the user accepted.
    pub fn new(groups: &'a Groups<'a>, decisions: &Decisions, asked: Asked) -> Self {
        let mut clusters = Self {
            groups,
            sets: UnionFind::new(groups.len()),
            refused: FxHashMap::default(),
            traits: FxHashMap::default(),
            members: FxHashMap::default(),
            merges: Vec::new(),
            left: Vec::new(),
            asked,
        };
        let decided: BTreeSet<&str> =
            decisions.accepted().chain(decisions.refused()).flat_map(|(a, b)| [a, b]).collect();
        if decided.is_empty() {
            return clusters;
        }
        let index: HashMap<&str, usize> =
            groups.all().map(|g| (groups.key(g), g)).filter(|(key, _)| decided.contains(key)).collect();
        let known = |(a, b): (&str, &str)| Some((*index.get(a)?, *index.get(b)?));
        for (a, b) in decisions.refused().filter_map(known).filter(|(a, b)| a != b) {
            clusters.refused.entry(a).or_default().insert(b);
            clusters.refused.entry(b).or_default().insert(a);
        }
        for (a, b) in decisions.accepted().filter_map(known) {
            if !clusters.is_refused(a, b) {
                clusters.union(Link { a, b, rule: ACCEPTED, score: 1.0, evidence: "decided by the user".to_owned() });
            }
        }
        clusters
    }

    /// Links that score less are of no use to whoever asked.
    pub fn least(&self) -> f64 {
        match self.asked {
            Asked::Sets => MERGED,
            Asked::EntitiesAndProposals => PROPOSED,
        }
    }

    /// The evidence of a link in words, if it is asked for.
    pub fn tell(&self, evidence: impl FnOnce() -> String) -> String {
        if self.asked == Asked::Sets { String::new() } else { evidence() }
    }

    /// The representative of the set that a group is in.
    pub fn find(&self, group: usize) -> usize {
        self.sets.find(group)
    }

    /// Adds to what is known of the set that a group is in.
    pub fn note(&mut self, group: usize, traits: impl Into<Box<Traits>>) {
        let traits = traits.into();
        match self.traits.entry(self.find(group)) {
            Entry::Vacant(place) => _ = place.insert(traits),
            Entry::Occupied(mut known) => known.get_mut().add(&traits),
        }
    }

    /// The groups of a set, by its representative.
    pub fn members(&self, root: usize) -> impl Iterator<Item = usize> {
        let several = self.members.get(&root).map(Vec::as_slice);
        several.is_none().then_some(root).into_iter().chain(several.unwrap_or_default().iter().copied())
    }

    /// Whether some name makes the set known beyond its document.
    pub fn is_named(&self, root: usize) -> bool {
        self.members(root).any(|g| !self.groups.is_local(g))
    }

    /// The records that mention something of a set, ascending.
    pub fn records_of(&self, root: usize) -> Vec<usize> {
        sorted(self.members(root).flat_map(|g| self.groups.chains(g).iter().map(|(r, _)| *r)).collect())
    }

    /// What is known of the person whose set a group is in.
    pub fn traits(&self, group: usize) -> Option<&Traits> {
        self.traits.get(&self.find(group)).map(Box::as_ref)
    }

    /// Merges along links from sure to less sure.
    pub fn apply(&mut self, links: Vec<Link>) {
        let least = self.least();
        let links = links.into_iter().filter(|link| link.score >= least);
        let (mut sure, likely): (Vec<Link>, Vec<Link>) = links.partition(|link| link.score >= MERGED);
        let ranks = self.ranks_of(&sure);
        // Scores are positive, so that they are in the order of their bits.
        let ends = |link: &Link| (ranks[&link.a].min(ranks[&link.b]), ranks[&link.a].max(ranks[&link.b]));
        sure.sort_by_cached_key(|link| (Reverse(link.score.to_bits()), ends(link), link.rule.name));
        for mut link in sure.into_iter().chain(likely) {
            if self.find(link.a) == self.find(link.b) || self.is_refused(link.a, link.b) {
                continue;
            }
            match self.clash(link.a, link.b) {
                None if link.score >= MERGED => self.union(link),
                None => self.left.push(link),
                Some(clash) => {
                    link.score *= 0.6;
                    link.evidence = self.tell(|| format!("{}, but {clash}", link.evidence));
                    self.left.push(link);
                }
            }
        }
    }

    /// The places of the groups that links join in the order of their contents.
    fn ranks_of(&self, links: &[Link]) -> FxHashMap<usize, usize> {
        let mut groups: Vec<usize> = links.iter().flat_map(|link| [link.a, link.b]).collect();
        groups.sort_unstable();
        groups.dedup();
        groups.sort_by(|&a, &b| self.groups.rank(a).cmp(&self.groups.rank(b)));
        groups.into_iter().enumerate().map(|(rank, group)| (group, rank)).collect()
    }

    /// The ends of a link in the order of their contents.
    fn ranks(&self, link: &Link) -> [Rank<'a>; 2] {
        let [a, b] = [link.a, link.b].map(|g| self.groups.rank(g));
        if a <= b { [a, b] } else { [b, a] }
    }

    /// Surest first; then by content.
    fn order(&self, x: &Link, y: &Link) -> Ordering {
        let ranks = || self.ranks(x).cmp(&self.ranks(y));
        y.score.total_cmp(&x.score).then_with(ranks).then_with(|| x.rule.name.cmp(y.rule.name))
    }

    /// Whether a user said that a group of one set is not one with a group of the other.
    fn is_refused(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.find(a), self.find(b));
        let [x, y] = [a, b].map(|root| self.refused.get(&root));
        let (Some(x), Some(y)) = (x, y) else { return false };
        if x.len() <= y.len() { x.iter().any(|&g| self.find(g) == b) } else { y.iter().any(|&g| self.find(g) == a) }
    }

    fn clash(&self, a: usize, b: usize) -> Option<&'static str> {
        self.traits(a)?.clash(self.traits(b)?, self.groups.ontology)
    }

    fn union(&mut self, link: Link) {
        let (a, b) = (self.find(link.a), self.find(link.b));
        if !self.sets.union(a, b) {
            return;
        }
        let root = self.find(a);
        let other = if root == a { b } else { a };
        let moved = self.members.remove(&other).unwrap_or_else(|| vec![other]);
        self.members.entry(root).or_insert_with(|| vec![root]).extend(moved);
        if let Some(moved) = self.refused.remove(&other) {
            self.refused.entry(root).or_default().extend(moved);
        }
        if let Some(moved) = self.traits.remove(&other) {
            self.note(root, moved);
        }
        self.merges.push(link);
    }

    /// What resolution leaves to the user: likely links that it did not follow and unlikely ones that it did, one for each
    /// pair of entities, the most likely merges first.
    pub fn proposals(&self) -> Vec<Proposal> {
        let mut best: BTreeMap<(usize, usize), &Link> = BTreeMap::new();
        for link in self.left.iter().filter(|link| link.score >= PROPOSED) {
            let (a, b) = (self.find(link.a), self.find(link.b));
            if a == b || self.is_refused(a, b) {
                continue;
            }
            let best = best.entry((a.min(b), a.max(b))).or_insert(link);
            if self.order(link, best) == Ordering::Less {
                *best = link;
            }
        }
        let mut merges: Vec<&Link> = best.into_values().collect();
        merges.sort_by(|x, y| self.order(x, y));
        let mut splits: Vec<&Link> = self.merges.iter().filter(|link| link.score < THIN).collect();
        splits.sort_by(|x, y| self.order(y, x));
        let proposal = |kind, link: &Link| {
            let (a, b) = self.ends(link);
            let label = |g: usize| self.groups.label(g).to_owned();
            let key = |g: usize| self.groups.key(g).to_owned();
            Proposal {
                kind,
                groups: (key(a), key(b)),
                labels: (label(a), label(b)),
                score: link.score,
                evidence: link.evidence.clone(),
            }
        };
        let merges = merges.into_iter().map(|link| proposal(ProposalKind::Merge, link));
        merges.chain(splits.into_iter().map(|link| proposal(ProposalKind::Split, link))).collect()
    }

    /// The groups of a link by their keys.
    fn ends(&self, link: &Link) -> (usize, usize) {
        let key = |g: usize| self.groups.key(g);
        if key(link.a) <= key(link.b) { (link.a, link.b) } else { (link.b, link.a) }
    }

    /// The links that made each set, by representative, if they are asked for.
    pub fn reasons(&self) -> FxHashMap<usize, Vec<Merge>> {
        let mut reasons: FxHashMap<usize, Vec<Merge>> = FxHashMap::default();
        if self.asked == Asked::Sets {
            return reasons;
        }
        for link in &self.merges {
            let key = |g: usize| self.groups.key(g).to_owned();
            reasons.entry(self.find(link.a)).or_default().push(Merge {
                rule: link.rule.name.to_owned(),
                from: key(link.a),
                into: key(link.b),
                score: link.score,
                evidence: link.evidence.clone(),
            });
        }
        reasons
    }
}
