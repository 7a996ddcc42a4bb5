//! Linking: which entry of the user's gazetteer a group of chains is, by name, office, time, country, party and gender.
//!
//! Each feature has points; an entry is taken where it has enough of them and clearly more than any other, else the group
//! is linked to none (NIL) and the choice is left to the user.

mod profile;
mod weighing;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::curation::{Curation, Decisions};
use super::gazetteer::{Entry, Gazetteer};
use super::person_name::PersonName;
use super::{Entity, Proposal, ProposalKind};
use crate::ontology::{EntityType, Ontology, fold};
use crate::record::Record;
use profile::{Context, Profile};
use weighing::Weighing;

/// The entry that an entity was linked to, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GazetteerLink {
    /// The name of the entry.
    pub name: String,
    pub wikidata: Option<String>,
    /// 0 to 1.
    pub score: f64,
    /// What spoke for and against it, in words.
    pub evidence: Vec<String>,
}

/// What linking found for a group of chains.
#[derive(Clone, Debug, PartialEq)]
pub enum Found<'a> {
    /// Nothing in the gazetteer bears the name, or nothing that fits.
    Nil,
    /// One entry, clearly.
    Entry(Candidate<'a>),
    /// Several that fit as well, or one that fits not well enough: the best first.
    Unsure(Vec<Candidate<'a>>),
}

/// An entry that may be meant.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate<'a> {
    pub entry: &'a Entry,
    /// 100 and more is as good as certain.
    points: i32,
    pub evidence: Vec<String>,
}

impl Candidate<'_> {
    /// The Wikidata item, or the name of an entry without one.
    pub fn item(&self) -> &str {
        self.entry.wikidata.as_deref().unwrap_or(&self.entry.name)
    }

    /// 0 to 1.
    pub fn score(&self) -> f64 {
        f64::from(self.points.clamp(0, 100)) / 100.0
    }
}

/// What an entry must have to be taken, and what it must be ahead of the next.
const THRESHOLD: i32 = 60;
const MARGIN: i32 = 15;
/// Below this an entry is not worth a question.
const WORTH_ASKING: i32 = 40;
/// How many entries a question offers.
const OFFERED: usize = 3;

/// For each group of chains, given as (index of the record, index of its chain), what the gazetteer says it is.
///
/// Two groups that are linked to one entry are one thing: evidence for a merge.
pub fn links<'a>(
    records: &[Record],
    groups: &[&[(usize, usize)]],
    ontology: &Ontology,
    gazetteer: &'a Gazetteer,
) -> Vec<Found<'a>> {
    if gazetteer.is_empty() {
        return vec![Found::Nil; groups.len()];
    }
    let contexts: Vec<Context> = records.iter().map(Context::of).collect();
    groups.iter().map(|chains| link(&Profile::of(records, chains, &contexts, ontology), ontology, gazetteer)).collect()
}

/// Links entities as the decisions and the gazetteer say; returns what is left to the user: choices between entries, and
/// merges of entities that are linked to one entry.
pub fn link_entities(
    records: &[Record],
    entities: &mut [Entity],
    ontology: &Ontology,
    curation: &Curation,
) -> Vec<Proposal> {
    let chains: Vec<&[(usize, usize)]> = entities.iter().map(|entity| entity.chains.as_slice()).collect();
    let found = links(records, &chains, ontology, &curation.gazetteer);
    let decisions = &curation.decisions;
    let mut proposals = Vec::new();
    let mut linked: BTreeMap<&Entry, usize> = BTreeMap::new();
    for (index, found) in found.into_iter().enumerate() {
        let entity = &mut entities[index];
        let refused =
            |candidate: &Candidate| entity.groups.iter().any(|group| decisions.is_unlinked(group, candidate.item()));
        let decided = entity.groups.iter().find_map(|group| decisions.link(group));
        let (link, entry) = match (decided, found) {
            (Some(item), _) => {
                let entry = curation.gazetteer.by_item(item);
                let name = entry.map_or_else(|| entity.label.clone(), |entry| entry.name.clone());
                let evidence = vec!["decided by the user".to_owned()];
                (GazetteerLink { name, wikidata: Some(item.to_owned()), score: 1.0, evidence }, entry)
            }
            (None, Found::Entry(candidate))
                if !refused(&candidate) && is_of_sort(candidate.entry, entity.entity_type) =>
            {
                let score = candidate.score();
                let Candidate { entry, evidence, .. } = candidate;
                let (name, wikidata) = (entry.name.clone(), entry.wikidata.clone());
                (GazetteerLink { name, wikidata, score, evidence }, Some(entry))
            }
            (None, Found::Unsure(candidates)) => {
                let open: Vec<&Candidate> = candidates.iter().filter(|candidate| !refused(candidate)).collect();
                if let Some(group) = entity.groups.first() {
                    proposals.extend(open.into_iter().filter_map(|candidate| choice(group, &entity.label, candidate)));
                }
                continue;
            }
            _ => continue,
        };
        let renamed = entity.groups.iter().any(|group| decisions.label(group).is_some());
        take(entity, link, entry, renamed);
        let Some(entry) = entry else { continue };
        match linked.get(entry) {
            Some(&other) => proposals.extend(one_entry(&entities[other], &entities[index], entry, curation)),
            None => drop(linked.insert(entry, index)),
        }
    }
    if decisions.unlinked().next().is_some() {
        entities.iter_mut().for_each(|entity| unlink_listed(entity, ontology, decisions));
    }
    proposals
}

/// Takes from an entity the item that the ontology's tables gave it and the user rejected, with the country of its row.
fn unlink_listed(entity: &mut Entity, ontology: &Ontology, decisions: &Decisions) {
    let is_given = entity.link.as_ref().is_some_and(|link| link.wikidata.is_some());
    let rejected = |item: &String| entity.groups.iter().any(|group| decisions.is_unlinked(group, item));
    let Some(item) = entity.wikidata.clone().filter(|item| !is_given && rejected(item)) else { return };
    let of_row = |name: &String| {
        let country = ontology.country(name).map(|c| (&c.wikidata, Some(&c.name)));
        let organization = ontology.organization(name).map(|o| (&o.wikidata, o.country.as_ref()));
        let place = ontology.place(name).map(|p| (&p.wikidata, p.country.as_ref()));
        let rows = [country, organization, place].into_iter().flatten();
        rows.into_iter().any(|(of, country)| of.as_ref() == Some(&item) && country == entity.country.as_ref())
    };
    // The user may have renamed it: then the name of the row is an alias.
    if std::iter::once(&entity.label).chain(&entity.aliases).any(of_row) {
        entity.country = None;
    }
    entity.wikidata = None;
}

/// `renamed`: the user decided on the label.
fn take(entity: &mut Entity, link: GazetteerLink, entry: Option<&Entry>, renamed: bool) {
    entity.wikidata = link.wikidata.clone().or(entity.wikidata.take());
    if let Some(entry) = entry {
        let label = std::mem::take(&mut entity.label);
        entity.label = if !renamed && completes(entry, &label) { entry.name.clone() } else { label.clone() };
        entity.aliases.extend(entry.names().map(str::to_owned));
        entity.aliases.push(label);
        entity.aliases.sort();
        entity.aliases.dedup();
        entity.aliases.retain(|alias| *alias != entity.label);
        entity.country = entity.country.take().or_else(|| entry.country.clone());
    }
    entity.link = Some(link);
}

/// Whether an entry's name is the full one of a person that the texts call by a part of it.
fn completes(entry: &Entry, label: &str) -> bool {
    let [full, short] = [&entry.name, label].map(|name| PersonName::parse(&fold(name)));
    entry.entity_type == EntityType::Person && short.is_surname() && full.is_full()
}

fn choice(group: &str, label: &str, candidate: &Candidate) -> Option<Proposal> {
    let item = candidate.entry.wikidata.clone()?;
    Some(Proposal {
        kind: ProposalKind::Link,
        groups: (group.to_owned(), item),
        labels: (label.to_owned(), candidate.entry.name.clone()),
        score: candidate.score(),
        evidence: candidate.evidence.join("; "),
    })
}

fn one_entry(a: &Entity, b: &Entity, entry: &Entry, curation: &Curation) -> Option<Proposal> {
    let pairs = || a.groups.iter().flat_map(|x| b.groups.iter().map(move |y| (x.as_str(), y.as_str())));
    let refused: BTreeSet<(&str, &str)> = curation.decisions.refused().collect();
    if pairs().any(|(x, y)| refused.contains(&(x, y)) || refused.contains(&(y, x))) {
        return None;
    }
    let (x, y) = pairs().next()?;
    let item = entry.wikidata.as_deref().map(|item| format!(" ({item})")).unwrap_or_default();
    Some(Proposal {
        kind: ProposalKind::Merge,
        groups: (x.to_owned(), y.to_owned()),
        labels: (a.label.clone(), b.label.clone()),
        score: a.link.as_ref().map_or(0.0, |l| l.score).min(b.link.as_ref().map_or(0.0, |l| l.score)),
        evidence: format!("both are linked to {}{item} in the gazetteer", entry.name),
    })
}

/// Types that a text may confuse; things of different sorts are never linked.
fn sort(entity_type: EntityType) -> Option<u8> {
    match entity_type {
        EntityType::Person => Some(0),
        of if of.is_place() => Some(1),
        of if of.is_organization() => Some(2),
        EntityType::Document => Some(3),
        EntityType::Event => Some(4),
        _ => None,
    }
}

/// Whether an entry can be of a type; the user may have decided on another than the texts'.
fn is_of_sort(entry: &Entry, entity_type: EntityType) -> bool {
    sort(entry.entity_type) == sort(entity_type)
}

fn link<'a>(profile: &Profile, ontology: &Ontology, gazetteer: &'a Gazetteer) -> Found<'a> {
    if sort(profile.entity_type).is_none() {
        return Found::Nil;
    }
    let near: BTreeSet<usize> =
        profile.names.iter().flat_map(|name| gazetteer.candidates(name, profile.entity_type)).collect();
    let mut candidates: Vec<Candidate> = near
        .into_iter()
        .map(|index| &gazetteer.entries()[index])
        .filter(|entry| is_of_sort(entry, profile.entity_type))
        .filter_map(|entry| Weighing::new(entry, profile, ontology).candidate())
        .collect();
    candidates.sort_by(|a, b| b.points.cmp(&a.points).then_with(|| a.entry.cmp(b.entry)));
    let Some(best) = candidates.first() else { return Found::Nil };
    let runner_up = candidates.get(1).map_or(i32::MIN / 2, |next| next.points);
    if best.points >= THRESHOLD && best.points - runner_up >= MARGIN {
        return Found::Entry(candidates.swap_remove(0));
    }
    candidates.retain(|candidate| candidate.points >= WORTH_ASKING);
    candidates.truncate(OFFERED);
    if candidates.is_empty() { Found::Nil } else { Found::Unsure(candidates) }
}
