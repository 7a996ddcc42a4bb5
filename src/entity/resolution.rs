//! Resolution over documents: which chains of different documents are one entity.
//!
//! A pure function of the set of records: chains are grouped by keys, never by the order in which they come.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::unionfind::UnionFind;
use unicode_normalization::UnicodeNormalization;

use super::coreference::normal;
use super::curation::Curation;
use super::person_name::PersonName;
use super::{Entity, Merge, Proposal};
use crate::iri;
use crate::mention::{Mention, MentionKind};
use crate::ontology::{EntityType, Ontology};
use crate::record::Record;
use crate::rule::Rule;

const LEXICON: Rule = Rule::new("same-entry", "the names are entries for the same thing in a lexicon");
const SAME_NAME: Rule = Rule::new("same-name-over-documents", "the same name in two documents is one thing");
const FULL_NAME: Rule =
    Rule::new("agreeing-names", "two full names with one surname and agreeing first names are one person");
const ONLY_BEARER: Rule = Rule::new("only-bearer", "a lone surname is the only person in the documents who bears it");
const SAME_POST: Rule = Rule::new("same-post", "the same title of the same country or body is one office");
const SAME_HOLDER: Rule = Rule::new("same-holder", "the same title with the same holder is one office");

pub(super) const RULES: &[Rule] = &[LEXICON, SAME_NAME, FULL_NAME, ONLY_BEARER, SAME_POST, SAME_HOLDER];

/// The entities of some records and, for each record and each of its mentions, the index of its entity.
pub struct Resolution {
    /// Sorted by id.
    pub entities: Vec<Entity>,
    pub entity_of: Vec<Vec<usize>>,
    /// What is left to the user, most likely merges first.
    pub proposals: Vec<Proposal>,
}

/// Where a chain stands: (index of the record, index of the chain).
type Place = (usize, usize);

/// Groups chains by key, then merges people and offices whose keys differ but who are one.
pub fn resolve(records: &[Record], ontology: &Ontology, _curation: &Curation) -> Resolution {
    let places: Vec<Place> =
        records.iter().enumerate().flat_map(|(r, record)| (0..record.chains.len()).map(move |c| (r, c))).collect();
    let index: BTreeMap<Place, usize> = places.iter().copied().enumerate().map(|(i, place)| (place, i)).collect();
    let mut groups = Groups { records, places: &places, sets: UnionFind::new(places.len()), merges: Vec::new() };
    by_key(&mut groups);
    people(&mut groups);
    offices(&mut groups, &index);
    let merges = groups.merges;
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..places.len() {
        members.entry(groups.sets.find(i)).or_default().push(i);
    }
    let mut reasons: BTreeMap<usize, BTreeSet<Merge>> = BTreeMap::new();
    for (chain, merge) in merges {
        reasons.entry(groups.sets.find(chain)).or_default().insert(merge);
    }
    let mut entities: Vec<Entity> = members
        .into_iter()
        .map(|(set, chains)| {
            let chains = chains.into_iter().map(|i| places[i]).collect();
            entity(records, chains, reasons.remove(&set).unwrap_or_default(), ontology)
        })
        .collect();
    name_offices(records, &mut entities);
    tell_apart(records, &mut entities);
    entities.sort_by(|a, b| a.id.cmp(&b.id));
    let mut entity_of: Vec<Vec<usize>> = records.iter().map(|r| vec![0; r.mentions.len()]).collect();
    for (e, entity) in entities.iter().enumerate() {
        for &(r, c) in &entity.chains {
            for &m in &records[r].chains[c].mentions {
                entity_of[r][m] = e;
            }
        }
    }
    Resolution { entities, entity_of, proposals: Vec::new() }
}

struct Groups<'a> {
    records: &'a [Record],
    places: &'a [Place],
    sets: UnionFind<usize>,
    /// A chain of the merged set, and why.
    merges: Vec<(usize, Merge)>,
}

impl Groups<'_> {
    fn join(&mut self, from: usize, into: usize, rule: Rule) {
        if self.sets.union(from, into) {
            let label = |i: usize| self.label(i).to_owned();
            let merge = Merge { rule: rule.name.to_owned(), from: label(from), into: label(into) };
            self.merges.push((from, merge));
        }
    }

    fn label(&self, i: usize) -> &str {
        let (r, c) = self.places[i];
        &self.records[r].chains[c].label
    }

    fn mentions(&self, i: usize) -> impl Iterator<Item = &Mention> {
        let (r, c) = self.places[i];
        self.records[r].chains[c].mentions.iter().map(move |&m| &self.records[r].mentions[m])
    }

    fn entity_type(&self, i: usize) -> EntityType {
        let (r, c) = self.places[i];
        self.records[r].chains[c].entity_type
    }
}

/// Lower case, without diacritics, articles and punctuation: "Gitanas Nausėda" and "Gitanas Nauseda" have one key.
fn key(text: &str) -> String {
    normal(&text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect::<String>())
}

/// Which sort of thing a name names; names of different sorts never share a key.
fn sort(entity_type: EntityType) -> Option<&'static str> {
    Some(match entity_type {
        EntityType::Person => "person",
        EntityType::Country | EntityType::State | EntityType::City | EntityType::Place => "place",
        EntityType::Organization | EntityType::GovernmentBody | EntityType::Party => "organization",
        EntityType::Event => "event",
        EntityType::Document => "document",
        EntityType::Date => "date",
        EntityType::Thing | EntityType::Topic => "thing",
        EntityType::Office | EntityType::Group | EntityType::Quantity | EntityType::Money => return None,
    })
}

/// The key of a chain that has a name; `None` for what is known in its own document only.
fn chain_key(groups: &Groups, i: usize) -> Option<(&'static str, String)> {
    let sort = sort(groups.entity_type(i))?;
    let name = groups.mentions(i).filter(|m| m.kind == MentionKind::Name && m.entity_type != EntityType::Office);
    let name = name.max_by_key(|m| (m.canonical.is_some(), m.text.split(' ').count(), std::cmp::Reverse(m.span)))?;
    if sort == "date" {
        let time = name.time.as_ref()?;
        return Some((sort, format!("{}/{}", time.start, time.end)));
    }
    let key = key(name.canonical.as_deref().unwrap_or(&name.text));
    (!key.is_empty()).then_some((sort, key))
}

fn by_key(groups: &mut Groups) {
    let mut first: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
    for i in 0..groups.places.len() {
        let Some(key) = chain_key(groups, i) else { continue };
        if key.0 == "person" && !key.1.contains(' ') {
            continue;
        }
        let rule = if groups.mentions(i).any(|m| m.canonical.is_some()) { LEXICON } else { SAME_NAME };
        let earlier = *first.entry(key).or_insert(i);
        groups.join(i, earlier, rule);
    }
}

/// Full names that agree; then lone surnames that only one person bears.
fn people(groups: &mut Groups) {
    let mut by_surname: BTreeMap<String, Vec<(PersonName, usize)>> = BTreeMap::new();
    let mut lone: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for i in 0..groups.places.len() {
        let Some(("person", key)) = chain_key(groups, i) else { continue };
        let name = PersonName::parse(&key);
        if name.is_full() {
            by_surname.entry(name.surname().to_owned()).or_default().push((name, i));
        } else {
            lone.entry(key).or_default().push(i);
        }
    }
    for bearers in by_surname.values() {
        let distinct: BTreeMap<&PersonName, usize> = bearers.iter().rev().map(|(name, i)| (name, *i)).collect();
        // A name that agrees with two that don't agree ("George Bush") tells neither.
        let bridges = |name: &PersonName| {
            let near: Vec<&&PersonName> = distinct.keys().filter(|other| name.agrees(other)).collect();
            near.iter().any(|a| near.iter().any(|b| !a.agrees(b)))
        };
        let distinct: Vec<(&PersonName, usize)> =
            distinct.iter().filter(|(name, _)| !bridges(name)).map(|(name, i)| (*name, *i)).collect();
        for (n, (name, i)) in distinct.iter().enumerate() {
            for (other, j) in &distinct[..n] {
                if name.agrees(other) {
                    groups.join(*i, *j, FULL_NAME);
                }
            }
        }
    }
    for (surname, chains) in lone {
        let family_first = by_surname.values().flatten().filter(|(n, _)| n.first() == surname && n.parts.len() > 1);
        let bearers: Vec<usize> = match by_surname.get(&surname) {
            Some(bearers) => bearers.iter().map(|(_, i)| *i).collect(),
            None => family_first.map(|(_, i)| *i).collect(),
        };
        let people: BTreeSet<usize> = bearers.iter().map(|&i| groups.sets.find(i)).collect();
        if people.len() == 1 {
            for i in chains {
                groups.join(i, bearers[0], ONLY_BEARER);
            }
        } else {
            // Nobody or too many bear it in full: the surname alone names one unknown person over all documents.
            for i in &chains[1..] {
                groups.join(*i, chains[0], SAME_NAME);
            }
        }
    }
}

/// Offices by title and owner; an office whose owner is not said is that of the same holder's same title.
fn offices(groups: &mut Groups, index: &BTreeMap<Place, usize>) {
    let chain_of: Vec<BTreeMap<usize, usize>> = groups
        .records
        .iter()
        .map(|r| {
            r.chains.iter().enumerate().flat_map(|(c, chain)| chain.mentions.iter().map(move |&m| (m, c))).collect()
        })
        .collect();
    let mut by_post: BTreeMap<(String, usize), usize> = BTreeMap::new();
    let mut by_holder: BTreeMap<(String, usize), Vec<usize>> = BTreeMap::new();
    for i in 0..groups.places.len() {
        if groups.entity_type(i) != EntityType::Office {
            continue;
        }
        let (r, _) = groups.places[i];
        let set = |m: usize| groups.sets.find(index[&(r, chain_of[r][&m])]);
        let offices: Vec<&Mention> = groups.mentions(i).filter(|m| m.title.is_some()).collect();
        let Some(title) = offices.iter().find_map(|m| m.title.clone()) else { continue };
        let owner = offices.iter().find_map(|m| m.jurisdiction).map(set);
        let holders: BTreeSet<usize> = offices.iter().filter_map(|m| m.holder).map(set).collect();
        if let Some(owner) = owner {
            let earlier = *by_post.entry((title.clone(), owner)).or_insert(i);
            groups.join(i, earlier, SAME_POST);
        }
        for holder in holders {
            by_holder.entry((title.clone(), holder)).or_default().push(i);
        }
    }
    let owned: BTreeMap<usize, (String, usize)> =
        by_post.into_iter().map(|(key, i)| (groups.sets.find(i), key)).collect();
    for chains in by_holder.into_values() {
        let posts: BTreeSet<usize> =
            chains.iter().map(|&i| groups.sets.find(i)).filter(|set| owned.contains_key(set)).collect();
        // The same person can have been president of two things; then a bare "president" stays apart.
        if posts.len() > 1 {
            continue;
        }
        for &i in &chains[1..] {
            groups.join(i, chains[0], SAME_HOLDER);
        }
    }
}

fn entity(records: &[Record], chains: Vec<Place>, merges: BTreeSet<Merge>, ontology: &Ontology) -> Entity {
    let mentions = || {
        chains.iter().flat_map(|&(r, c)| records[r].chains[c].mentions.iter().map(move |&m| &records[r].mentions[m]))
    };
    let mut types: BTreeMap<EntityType, usize> = BTreeMap::new();
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for &(r, c) in &chains {
        *types.entry(records[r].chains[c].entity_type).or_default() += records[r].chains[c].mentions.len();
    }
    let entity_type =
        types.iter().max_by_key(|(t, n)| (**n, std::cmp::Reverse(**t))).map_or(EntityType::Thing, |(t, _)| *t);
    for mention in mentions().filter(|m| {
        m.kind == MentionKind::Name && (m.entity_type == EntityType::Office) == (entity_type == EntityType::Office)
    }) {
        *names.entry(mention.text.as_str()).or_default() += 1;
    }
    let canonical = mentions().find_map(|m| m.canonical.clone());
    let label = canonical.unwrap_or_else(|| best_label(&names).unwrap_or_else(|| first_label(records, &chains)));
    let key = match (sort(entity_type), date_key(mentions())) {
        (Some(sort), Some(days)) => vec![sort.to_owned(), days],
        // "Tuesday" in a paper without a date is a day of its own.
        (Some(sort), None) if !names.is_empty() && sort != "date" => vec![sort.to_owned(), key(&label)],
        // Known in one document only: where it is first mentioned names it.
        _ => {
            let (r, c) = chains[0];
            let mention = &records[r].mentions[records[r].chains[c].mentions[0]];
            vec![records[r].document.id.clone(), mention.span.start.to_string(), mention.span.end.to_string()]
        }
    };
    let key: Vec<&str> = key.iter().map(String::as_str).collect();
    let country = ontology.country(&label);
    let organization = ontology.organization(&label);
    let place = ontology.place(&label);
    Entity {
        id: iri::mint("entity", &key),
        entity_type,
        aliases: names.keys().filter(|n| **n != label).map(|n| (*n).to_owned()).collect(),
        wikidata: country.and_then(|c| c.wikidata.clone()).or_else(|| organization.and_then(|o| o.wikidata.clone())),
        country: country
            .and_then(|c| c.iso3.clone())
            .or_else(|| organization.and_then(|o| o.country.clone()))
            .or_else(|| place.and_then(|p| p.country.clone())),
        label,
        link: None,
        groups: Vec::new(),
        chains,
        merges: merges.into_iter().collect(),
    }
}

fn date_key<'a>(mut mentions: impl Iterator<Item = &'a Mention>) -> Option<String> {
    mentions.find_map(|m| m.time.as_ref()).map(|t| format!("{}/{}", t.start, t.end))
}

/// Gives entities whose names make the same id, and which are not known to be one, ids by where they are first mentioned.
fn tell_apart(records: &[Record], entities: &mut [Entity]) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for entity in entities.iter() {
        *count.entry(entity.id.clone()).or_default() += 1;
    }
    for entity in entities.iter_mut().filter(|e| count[&e.id] > 1) {
        let (r, c) = entity.chains[0];
        let first = records[r].mentions[records[r].chains[c].mentions[0]].span.start.to_string();
        entity.id = iri::mint("entity", &[&entity.id, &records[r].document.id, &first]);
    }
}

/// The name with the most words among those that are used most; ties go to the alphabet.
fn best_label(names: &BTreeMap<&str, usize>) -> Option<String> {
    let words = |name: &str| name.split(' ').count();
    let full = names.keys().filter(|n| words(n) > 1).count() > 0;
    names
        .iter()
        .filter(|(n, _)| !full || words(n) > 1)
        .max_by_key(|(n, count)| (**count, std::cmp::Reverse(**n)))
        .map(|(n, _)| (*n).to_owned())
}

fn first_label(records: &[Record], chains: &[Place]) -> String {
    let (r, c) = chains[0];
    records[r].chains[c].label.clone()
}

/// Labels offices by title and owner ("president of Russia") and gives them the ids of these.
fn name_offices(records: &[Record], entities: &mut [Entity]) {
    let mut owner_label: BTreeMap<Place, String> = BTreeMap::new();
    for entity in entities.iter() {
        for &place in &entity.chains {
            owner_label.insert(place, entity.label.clone());
        }
    }
    for entity in entities.iter_mut().filter(|e| e.entity_type == EntityType::Office) {
        let mentions: Vec<(usize, &Mention)> = entity
            .chains
            .iter()
            .flat_map(|&(r, c)| records[r].chains[c].mentions.iter().map(move |&m| (r, &records[r].mentions[m])))
            .filter(|(_, m)| m.title.is_some())
            .collect();
        let Some(title) = mentions.iter().find_map(|(_, m)| m.title.clone()) else { continue };
        let owner = mentions.iter().find_map(|(r, m)| m.jurisdiction.map(|j| (*r, j)));
        let holder = mentions.iter().find_map(|(r, m)| m.holder.map(|h| (*r, h)));
        let label_of = |(r, m): (usize, usize)| {
            let chain = records[r].chains.iter().position(|c| c.mentions.contains(&m))?;
            owner_label.get(&(r, chain)).cloned()
        };
        let before = entity.label.clone();
        match (owner.and_then(label_of), holder.and_then(label_of)) {
            (Some(owner), _) => {
                entity.label = format!("{title} of {owner}");
                entity.id = iri::mint("entity", &["office", &title, &owner]);
            }
            (None, Some(holder)) => {
                entity.label = title.clone();
                entity.id = iri::mint("entity", &["office", &title, "held by", &holder]);
            }
            (None, None) => entity.label = title,
        }
        if before != entity.label && !entity.aliases.contains(&before) {
            entity.aliases.push(before);
            entity.aliases.sort();
        }
    }
}
