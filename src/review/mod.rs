//! Review: what is left to the user, written into a plain file, and what the user decided, read back from it.
//!
//! [`suggestions`] gathers the proposals of a graph, [`Review`] is the file, and [`reduce`] makes knowledge that honours it.
//! Groups are named by their keys ([`crate::entity::curation`]); entities that the user names by id or label are looked up.

mod file;
mod suggestion;

use std::collections::{BTreeMap, BTreeSet};

use crate::entity::Entity;
use crate::entity::ProposalKind;
use crate::entity::curation::{Curation, Decisions, MentionDecision, keys_of_records, mention_key, parted_key};
use crate::entity::gazetteer::{Gazetteer, name_key};
use crate::ontology::EntityType;
use crate::span::Span;
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
    /// Decisions that change nothing: (line, why and the way out).
    pub idle: Vec<(u64, String)>,
    splits: Vec<PairLine>,
}

/// An accepted or rejected merge or split, with the keys of what it names.
#[derive(Clone, Debug)]
struct PairLine {
    number: u64,
    kind: ProposalKind,
    accepted: bool,
    a: String,
    b: String,
    /// Whether `b` are the chains of `a` in one document.
    of_document: bool,
    /// Whether `b` is one mention.
    of_mention: bool,
}

/// What the decided lines of a review come to.
struct Read {
    decisions: Decisions,
    pairs: Vec<PairLine>,
}

/// Reduces records as a review and a gazetteer say: a pure function of the four.
///
/// Decisions that name entities by id or label mean those that there are without these decisions, or that another line
/// gives this name.
pub fn reduce(
    records: Vec<Record>,
    review: &Review,
    gazetteer: Gazetteer,
    reduce: &dyn Fn(Vec<Record>, &Curation) -> Knowledge,
) -> Result<Curated, ReviewError> {
    let documents = Documents::of(&records);
    let document = |line: &Line, name: &str| documents.named(review, line, name);
    let read = review.decisions(|_, name| Ok(name.to_owned()), document)?;
    let mut curation = Curation { decisions: read.decisions, gazetteer };
    let mut knowledge = reduce(records, &curation);
    let curated = |knowledge, curation, unknown, idle, splits| Curated { knowledge, curation, unknown, idle, splits };
    if review.decided().next().is_none() {
        return Ok(curated(knowledge, curation, Vec::new(), Vec::new(), Vec::new()));
    }
    let mut index = Index::of(&knowledge.entities);
    index.add_renamed(review)?;
    let mut unknown = BTreeSet::new();
    let Read { decisions, pairs } = review.decisions(
        |line, name| {
            let group = index.group(review, line, name)?;
            if group.is_none() {
                unknown.insert((line.number, name.to_owned()));
            }
            Ok(group.unwrap_or_else(|| name.to_owned()))
        },
        document,
    )?;
    if decisions != curation.decisions {
        curation.decisions = decisions;
        knowledge = reduce(knowledge.records, &curation);
    }
    let places = places(&knowledge);
    // Keys of parts are there only after the split, and the whole's may be only before it.
    let is_parted = |name: &str| {
        let mut parted = curation.decisions.parted();
        parted.any(|(group, document, _)| group == name && places.contains_key(parted_key(group, document).as_str()))
    };
    unknown.retain(|(_, name)| !places.contains_key(name.as_str()) && !is_parted(name));
    let idle = pairs.iter().filter_map(|pair| Some((pair.number, idle(pair, &places)?))).collect();
    let of_groups = |pair: &PairLine| !pair.of_document && !pair.of_mention;
    let splits = pairs.into_iter().filter(|pair| pair.kind == ProposalKind::Split && pair.accepted && of_groups(pair));
    let (unknown, splits) = (unknown.into_iter().collect(), splits.collect());
    Ok(curated(knowledge, curation, unknown, idle, splits))
}

/// Adds to [`Curated::idle`] the accepted splits of what would not be one without them. Costs one more reduction where
/// there are splits.
pub fn check_splits(curated: &mut Curated, reduce: &dyn Fn(Vec<Record>, &Curation) -> Knowledge) {
    let there = |places: &BTreeMap<&str, usize>, pair: &PairLine| {
        let [a, b] = [&pair.a, &pair.b].map(|key| places.get(key.as_str()).copied());
        a.zip(b).filter(|_| pair.a != pair.b)
    };
    let splits: Vec<&PairLine> = {
        let places = places(&curated.knowledge);
        curated.splits.iter().filter(|pair| there(&places, pair).is_some()).collect()
    };
    if splits.is_empty() {
        return;
    }
    let decisions = curated.curation.decisions.without_splits();
    let without = Curation { decisions, gazetteer: curated.curation.gazetteer.clone() };
    let knowledge = reduce(std::mem::take(&mut curated.knowledge.records), &without);
    let places = places(&knowledge);
    for pair in splits {
        if there(&places, pair).is_some_and(|(a, b)| a != b) {
            let why = format!("`{}` and `{}` are not joined: nothing to split, kept for later", pair.a, pair.b);
            curated.idle.push((pair.number, why));
        }
    }
    curated.idle.sort();
    curated.knowledge.records = knowledge.records;
}

/// For the key of each group, the index of its entity.
fn places(knowledge: &Knowledge) -> BTreeMap<&str, usize> {
    let entities = knowledge.entities.iter().enumerate();
    entities.flat_map(|(index, entity)| entity.groups.iter().map(move |group| (group.as_str(), index))).collect()
}

/// Why a decision on two groups changes nothing, with the way out.
fn idle(pair: &PairLine, places: &BTreeMap<&str, usize>) -> Option<String> {
    let PairLine { a, b, kind, accepted, of_document, .. } = pair;
    let [of_a, of_b] = [a, b].map(|key| places.get(key.as_str()));
    if pair.of_mention {
        return of_b.is_none().then(|| "the document has no mention there (any more): see `whom explain`".to_owned());
    }
    match (kind, accepted) {
        (ProposalKind::Split, true) if *of_document => {
            let others = || {
                let others = places.range(a.as_str()..).take_while(|(key, _)| key.starts_with(a.as_str()));
                others
                    .filter(|(key, _)| **key != b.as_str() && (**key == a.as_str() || key[a.len()..].starts_with('/')))
            };
            match (of_a, of_b) {
                (Some(_), None) => Some(format!("the document has no `{a}` that others share: nothing to split")),
                (None, Some(_)) if others().next().is_none() => {
                    Some(format!("`{a}` is in no other document: nothing to split, kept for later"))
                }
                _ => None,
            }
        }
        (ProposalKind::Merge, true) if a == b => Some(format!("`{a}` is one group already: nothing to merge")),
        (ProposalKind::Split, true) | (ProposalKind::Merge, false) if a == b => Some(format!(
            "`{a}` is one group: to take it apart, name a document instead: accept, split, {a}, the document's source or id"
        )),
        (ProposalKind::Split, false) if of_a.zip(of_b).is_some_and(|(a, b)| a != b) => {
            Some(format!("`{a}` and `{b}` are not joined: nothing to keep; `accept merge` would join them"))
        }
        _ => None,
    }
}

impl Review {
    /// What the decided lines come to, with `group` as the key of what a line names and `document` as the
    /// key of the document that it names, if it names one.
    fn decisions(
        &self,
        mut group: impl FnMut(&Line, &str) -> Result<String, ReviewError>,
        document: impl Fn(&Line, &str) -> Result<Option<String>, ReviewError>,
    ) -> Result<Read, ReviewError> {
        let mut decisions = Decisions::default();
        let mut pairs = Pairs { review: self, one: BTreeMap::new(), apart: BTreeMap::new() };
        let mut single: BTreeMap<(ProposalKind, String), &Line> = BTreeMap::new();
        let mut read = Vec::new();
        let mut parted = BTreeMap::new();
        let mut moved = BTreeMap::new();
        for line in self.decided() {
            let accepted = line.verdict == Some(Verdict::Accept);
            let a = group(line, &line.a)?;
            match line.kind {
                ProposalKind::Merge | ProposalKind::Split => {
                    if let Some((name, span)) = place(&line.b)
                        && let Some(document) = document(line, name)?
                    {
                        // A join that was rightly made needs no decision.
                        if line.kind == ProposalKind::Split && !accepted {
                            continue;
                        }
                        let belongs = (line.kind == ProposalKind::Merge) == accepted;
                        let b = mention_key(&document, span);
                        pairs.add(line, belongs, &a, &b)?;
                        let (number, kind) = (line.number, line.kind);
                        let (of_document, of_mention) = (false, true);
                        read.push(PairLine { number, kind, accepted, a: a.clone(), b, of_document, of_mention });
                        moved.entry((a, document, span)).or_insert((line, belongs));
                        continue;
                    }
                    let of = if line.kind == ProposalKind::Split { document(line, &line.b)? } else { None };
                    let b = match &of {
                        Some(document) => parted_key(&a, document),
                        None => group(line, &line.b)?,
                    };
                    if a != b {
                        pairs.add(line, (line.kind == ProposalKind::Merge) == accepted, &a, &b)?;
                    }
                    let (number, kind, of_document) = (line.number, line.kind, of.is_some());
                    read.push(PairLine { number, kind, accepted, a: a.clone(), b, of_document, of_mention: false });
                    if let Some(document) = of.filter(|_| accepted) {
                        parted.entry((a, document)).or_insert(line);
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
        let of_mentions: BTreeSet<String> =
            moved.keys().map(|(_, document, span)| mention_key(document, *span)).collect();
        let of_mention = |a: &String, b: &String| of_mentions.contains(a) || of_mentions.contains(b);
        for ((a, b), line) in pairs.one.iter().filter(|((a, b), _)| !of_mention(a, b)) {
            if line.kind == ProposalKind::Merge { decisions.accept(a, b) } else { decisions.keep(a, b) }
        }
        let of_documents: BTreeSet<(&str, String)> =
            parted.keys().map(|(group, document)| (group.as_str(), parted_key(group, document))).collect();
        for ((a, b), line) in pairs.apart.iter().filter(|((a, b), _)| !of_mention(a, b)) {
            // A part's key begins with the whole's, which makes it the second of the two.
            match line.kind {
                _ if of_documents.contains(&(a.as_str(), b.clone())) => {}
                ProposalKind::Merge => decisions.refuse(a, b),
                _ => decisions.split(a, b),
            }
        }
        for ((group, document), line) in parted {
            decisions.part(&group, &document, &line.b);
        }
        for ((group, document, span), (line, belongs)) in moved {
            let called = line.b.clone();
            decisions.move_mention(&document, span, &group, MentionDecision { belongs, called });
        }
        Ok(Read { decisions, pairs: read })
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
        let first = own.entry(pair).or_insert(line);
        // Of an accepted merge and a rejected split, the merge says more.
        if line.kind == ProposalKind::Merge && first.kind != ProposalKind::Merge {
            *first = line;
        }
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

/// The document and the place of what is called `DOCUMENT#char=BEGIN,END`, as the graph's IRIs write it (NIF).
fn place(name: &str) -> Option<(&str, Span)> {
    let (document, place) = name.rsplit_once("#char=")?;
    let (start, end) = place.split_once(',')?;
    let [start, end] = [start, end].map(|number| number.trim().parse::<usize>());
    Some((document.trim(), Span::new(start.ok()?, end.ok()?))).filter(|(_, span)| span.start < span.end)
}

/// The keys of documents, by all that a user may call them.
struct Documents {
    names: BTreeMap<String, BTreeSet<String>>,
}

impl Documents {
    fn of(records: &[Record]) -> Self {
        let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (document, key) in records.iter().map(|record| &record.document).zip(keys_of_records(records)) {
            let short = document.id.rsplit('/').next().unwrap_or(&document.id);
            for name in [document.source.trim(), &document.id, short] {
                names.entry(name.to_owned()).or_default().insert(key.clone());
            }
        }
        Self { names }
    }

    fn named(&self, review: &Review, line: &Line, name: &str) -> Result<Option<String>, ReviewError> {
        let Some(found) = self.names.get(name) else { return Ok(None) };
        if found.len() > 1 {
            let ids: Vec<&str> = found.iter().map(String::as_str).collect();
            return Err(ambiguous(review, line, name, format!("{} documents", ids.len()), &ids));
        }
        Ok(found.first().cloned())
    }
}

/// Entities by all that a user may call them.
struct Index<'a> {
    of_group: BTreeMap<&'a str, &'a Entity>,
    ids: BTreeMap<&'a str, &'a Entity>,
    names: BTreeMap<String, Vec<&'a Entity>>,
}

impl<'a> Index<'a> {
    fn of(entities: &'a [Entity]) -> Self {
        let mut index = Self { of_group: BTreeMap::new(), ids: BTreeMap::new(), names: BTreeMap::new() };
        for entity in entities.iter().filter(|entity| !entity.groups.is_empty()) {
            index.of_group.extend(entity.groups.iter().map(|group| (group.as_str(), entity)));
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

    /// Adds the names that accepted lines give.
    fn add_renamed(&mut self, review: &Review) -> Result<(), ReviewError> {
        let renames = || {
            let accepted = review.decided().filter(|line| line.verdict == Some(Verdict::Accept));
            accepted.filter(|line| line.kind == ProposalKind::Rename)
        };
        let mut new: BTreeMap<String, BTreeSet<&'a str>> = BTreeMap::new();
        for line in renames() {
            if let Some(group) = self.group(review, line, &line.a)?
                && let Some(entity) = self.of_group.get(group.as_str())
            {
                new.entry(name_key(&line.b)).or_default().insert(&entity.id);
            }
        }
        for (name, ids) in new {
            let named = self.names.entry(name).or_default();
            for id in ids {
                if named.iter().all(|entity| entity.id != id) {
                    named.push(self.ids[id]);
                }
            }
        }
        Ok(())
    }

    /// The key of the group that a line names; `None` where the graph has no such thing.
    fn group(&self, review: &Review, line: &Line, name: &str) -> Result<Option<String>, ReviewError> {
        if self.of_group.contains_key(name) {
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
