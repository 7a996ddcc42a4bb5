//! Review: what is left to the user, written into a plain file, and what the user decided, read back from it.
//!
//! [`suggestions`] gathers the proposals of a graph, [`Review`] is the file, and [`reduce`] makes knowledge that honours it.
//! Groups are named by their keys ([`crate::entity::curation`]); entities that the user names by id or label are looked up.

mod file;
mod suggestion;

use std::collections::{BTreeMap, BTreeSet};

use crate::entity::Entity;
use crate::entity::ProposalKind;
use crate::entity::curation::{Curation, Decisions};
use crate::entity::gazetteer::{Gazetteer, name_key};
use crate::ontology::EntityType;
use crate::{Knowledge, Record};

pub use file::{Line, Review, Verdict, decision, decisions_on};
pub use suggestion::suggestions;

/// What is wrong with a file of decisions; each message names file, line and the way out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReviewError {
    #[error("{file}:{line}: no tab in this line; put tabs between decision, kind, a and b, or `#` before a comment")]
    NoTab { file: String, line: u64 },
    #[error("{file}:{line}: not a table: {reason}")]
    Table { file: String, line: u64, reason: String },
    #[error("{file}:{line}: the header must begin with `{expected}`; put it back, or take it out")]
    Header { file: String, line: u64, expected: String },
    #[error("{file}:{line}: the decision is `{found}`; it must be accept, reject, defer or empty")]
    Verdict { file: String, line: u64, found: String },
    #[error("{file}:{line}: the kind is `{found}`; it must be merge, split, retype, rename or link")]
    Kind { file: String, line: u64, found: String },
    #[error("{file}:{line}: {kind} needs {expected}")]
    Operand { file: String, line: u64, kind: ProposalKind, expected: &'static str },
    #[error("{file}:{line}: line {other} says otherwise of {a} and {b}; take one of the two out")]
    Contradiction { file: String, line: u64, other: u64, a: String, b: String },
    #[error(
        "{file}:{line}: {a} and {b} are kept apart here, but other lines make them one by way of third ones; take one out"
    )]
    RoundAbout { file: String, line: u64, a: String, b: String },
    #[error("{file}:{line}: `{name}` names {count}; write one of their keys instead: {keys}")]
    Ambiguous { file: String, line: u64, name: String, count: String, keys: String },
}

/// Knowledge that honours a review, and what it was made with.
#[derive(Clone, Debug)]
pub struct Curated {
    pub knowledge: Knowledge,
    pub curation: Curation,
    /// What decisions name that is not in the graph (yet): (line, name).
    pub unknown: Vec<(u64, String)>,
}

/// Reduces records as a review and a gazetteer say: a pure function of the four.
///
/// Decisions that name entities by id or label mean those that there are without these decisions.
pub fn reduce(
    records: Vec<Record>,
    review: &Review,
    gazetteer: Gazetteer,
    reduce: &dyn Fn(Vec<Record>, &Curation) -> Knowledge,
) -> Result<Curated, ReviewError> {
    let mut curation = Curation { decisions: review.decisions(|_, name| Ok(name.to_owned()))?, gazetteer };
    let mut knowledge = reduce(records, &curation);
    if review.decided().next().is_none() {
        return Ok(Curated { knowledge, curation, unknown: Vec::new() });
    }
    let index = Index::of(&knowledge.entities);
    let mut unknown = BTreeSet::new();
    let decisions = review.decisions(|line, name| {
        let group = index.group(review, line, name)?;
        if group.is_none() {
            unknown.insert((line.number, name.to_owned()));
        }
        Ok(group.unwrap_or_else(|| name.to_owned()))
    })?;
    if decisions != curation.decisions {
        curation.decisions = decisions;
        knowledge = reduce(knowledge.records, &curation);
    }
    Ok(Curated { knowledge, curation, unknown: unknown.into_iter().collect() })
}

impl Review {
    /// What the decided lines come to, with `group` as the key of what a line names.
    fn decisions(
        &self,
        mut group: impl FnMut(&Line, &str) -> Result<String, ReviewError>,
    ) -> Result<Decisions, ReviewError> {
        let mut decisions = Decisions::default();
        let mut pairs = Pairs { review: self, one: BTreeMap::new(), apart: BTreeMap::new() };
        let mut single: BTreeMap<(ProposalKind, String), &Line> = BTreeMap::new();
        for line in self.decided() {
            let accepted = line.verdict == Some(Verdict::Accept);
            let a = group(line, &line.a)?;
            match line.kind {
                ProposalKind::Merge | ProposalKind::Split => {
                    let b = group(line, &line.b)?;
                    if a != b {
                        pairs.add(line, (line.kind == ProposalKind::Merge) == accepted, &a, &b)?;
                    }
                    continue;
                }
                ProposalKind::Link if !accepted => decisions.unlink(&a, &line.b),
                _ if !accepted => {}
                kind => {
                    if let Some(other) = single.insert((kind, a.clone()), line).filter(|other| other.b != line.b) {
                        return Err(self.contradiction(line, other.number));
                    }
                    match kind {
                        ProposalKind::Retype => {
                            decisions
                                .retype(&a, line.b.parse::<EntityType>().expect("a review holds only known types"));
                        }
                        ProposalKind::Rename => decisions.rename(&a, &line.b),
                        _ => decisions.link_to(&a, &line.b),
                    }
                }
            }
        }
        pairs.check()?;
        pairs.one.keys().for_each(|(a, b)| decisions.accept(a, b));
        pairs.apart.keys().for_each(|(a, b)| decisions.refuse(a, b));
        Ok(decisions)
    }

    fn contradiction(&self, line: &Line, other: u64) -> ReviewError {
        let (a, b) = (line.a.clone(), line.b.clone());
        ReviewError::Contradiction { file: self.file.clone(), line: line.number, other, a, b }
    }
}

/// Pairs of groups that are one or apart, each with its line.
struct Pairs<'a> {
    review: &'a Review,
    one: BTreeMap<(String, String), &'a Line>,
    apart: BTreeMap<(String, String), &'a Line>,
}

impl<'a> Pairs<'a> {
    fn add(&mut self, line: &'a Line, one: bool, a: &str, b: &str) -> Result<(), ReviewError> {
        let pair = if a <= b { (a.to_owned(), b.to_owned()) } else { (b.to_owned(), a.to_owned()) };
        let (own, other) = if one { (&mut self.one, &self.apart) } else { (&mut self.apart, &self.one) };
        if let Some(other) = other.get(&pair) {
            return Err(self.review.contradiction(line, other.number));
        }
        own.entry(pair).or_insert(line);
        Ok(())
    }

    /// Fails where two are kept apart that are one by way of others.
    fn check(&self) -> Result<(), ReviewError> {
        let names: BTreeSet<&str> = self.one.keys().flat_map(|(a, b)| [a.as_str(), b.as_str()]).collect();
        let index: BTreeMap<&str, usize> = names.into_iter().enumerate().map(|(i, name)| (name, i)).collect();
        let mut sets = petgraph::unionfind::UnionFind::<usize>::new(index.len());
        for (a, b) in self.one.keys() {
            sets.union(index[a.as_str()], index[b.as_str()]);
        }
        for ((a, b), line) in &self.apart {
            if let (Some(&i), Some(&j)) = (index.get(a.as_str()), index.get(b.as_str()))
                && sets.find(i) == sets.find(j)
            {
                let (file, line) = (self.review.file.clone(), line.number);
                return Err(ReviewError::RoundAbout { file, line, a: a.clone(), b: b.clone() });
            }
        }
        Ok(())
    }
}

/// Entities by all that a user may call them.
struct Index<'a> {
    groups: BTreeSet<&'a str>,
    ids: BTreeMap<&'a str, &'a Entity>,
    names: BTreeMap<String, Vec<&'a Entity>>,
}

impl<'a> Index<'a> {
    fn of(entities: &'a [Entity]) -> Self {
        let mut index = Self { groups: BTreeSet::new(), ids: BTreeMap::new(), names: BTreeMap::new() };
        for entity in entities.iter().filter(|entity| !entity.groups.is_empty()) {
            index.groups.extend(entity.groups.iter().map(String::as_str));
            index.ids.insert(&entity.id, entity);
            index.ids.insert(entity.id.rsplit('/').next().unwrap_or_default(), entity);
            let names: BTreeSet<String> =
                std::iter::once(&entity.label).chain(&entity.aliases).map(|name| name_key(name)).collect();
            for name in names {
                index.names.entry(name).or_default().push(entity);
            }
        }
        index
    }

    /// The key of the group that a line names; `None` where the graph has no such thing.
    fn group(&self, review: &Review, line: &Line, name: &str) -> Result<Option<String>, ReviewError> {
        if self.groups.contains(name) {
            return Ok(Some(name.to_owned()));
        }
        let key = name_key(name);
        let named = self.names.get(&key).map_or(&[][..], Vec::as_slice);
        let entity = match (self.ids.get(name), named) {
            (Some(entity), _) => entity,
            (None, [entity]) => entity,
            (None, []) => return Ok(None),
            (None, several) => {
                let keys: Vec<&str> = several.iter().map(|entity| entity.groups[0].as_str()).collect();
                return Err(ambiguous(review, line, name, format!("{} entities", several.len()), &keys));
            }
        };
        // Which of an entity's groups a name means matters only to a split; else the one that bears the name stands for all.
        let bearing: Vec<&String> = entity.groups.iter().filter(|group| ends_with_words(group, &key)).collect();
        let meant = bearing.first().copied().or(entity.groups.first());
        let several = if bearing.is_empty() { entity.groups.len() } else { bearing.len() };
        if line.kind == ProposalKind::Split && several > 1 {
            let keys: Vec<&str> = entity.groups.iter().map(String::as_str).collect();
            return Err(ambiguous(review, line, name, format!("{} groups", keys.len()), &keys));
        }
        Ok(meant.cloned())
    }
}

fn ambiguous(review: &Review, line: &Line, name: &str, count: String, keys: &[&str]) -> ReviewError {
    const SHOWN: usize = 6;
    let more = if keys.len() > SHOWN { ", ..." } else { "" };
    let keys = format!("{}{more}", keys[..keys.len().min(SHOWN)].join(", "));
    ReviewError::Ambiguous { file: review.file.clone(), line: line.number, name: name.to_owned(), count, keys }
}

fn ends_with_words(group: &str, words: &str) -> bool {
    let before = group.to_lowercase().strip_suffix(words).and_then(|rest| rest.chars().next_back());
    before.is_some_and(|c| !c.is_alphanumeric() && c != ' ')
}
