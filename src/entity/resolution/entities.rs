//! From merged groups to entities: types, labels, ids.

use std::collections::{BTreeMap, BTreeSet};

use super::super::curation::Decisions;
use super::super::{Entity, Merge};
use super::group::{Group, Groups, Place, key, most};
use super::merging::Clusters;
use crate::iri;
use crate::mention::{self, Mention, MentionKind};
use crate::ontology::EntityType;
use crate::rule::Rule;

const LEXICON: Rule = Rule::new("same-entry", "the names are entries for the same thing in a lexicon");
const SAME_NAME: Rule = Rule::new("same-name-over-documents", "the same name in two documents is one thing");

pub(super) const RULES: &[Rule] = &[LEXICON, SAME_NAME];

/// The entities, sorted by id, and for each record and each of its mentions the index of its entity.
pub(super) fn entities(clusters: &Clusters, decisions: &Decisions) -> (Vec<Entity>, Vec<Vec<usize>>) {
    let groups = clusters.groups;
    let mut reasons = clusters.reasons();
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); groups.groups.len()];
    for g in 0..groups.groups.len() {
        members[clusters.find(g)].push(g);
    }
    let mut entities: Vec<Entity> = members
        .iter()
        .enumerate()
        .filter(|(_, members)| !members.is_empty())
        .map(|(root, members)| entity(groups, members, reasons.remove(&root).unwrap_or_default()))
        .collect();
    // Ids differ in their last digits only: as numbers a million of them sort without fetching each string many times.
    entities.sort_by_cached_key(|entity| digits(&entity.id));
    let mut entity_of: Vec<Vec<usize>> = groups.records.iter().map(|r| vec![0; r.mentions.len()]).collect();
    for (e, entity) in entities.iter().enumerate() {
        for &(r, c) in &entity.chains {
            for &m in &groups.records[r].chains[c].mentions {
                entity_of[r][m] = e;
            }
        }
    }
    name_offices(groups, &mut entities, &entity_of);
    for entity in &mut entities {
        decide(entity, decisions);
    }
    (entities, entity_of)
}

fn entity(groups: &Groups, members: &[usize], mut merges: Vec<Merge>) -> Entity {
    let groups_of = || members.iter().map(|&g| &groups.groups[g]);
    let mut chains: Vec<Place> = groups_of().flat_map(|group| group.chains.iter().copied()).collect();
    chains.sort_unstable();
    let mentions = || chains.iter().flat_map(|&place| groups.mentions(place));
    let mut types: BTreeMap<EntityType, usize> = BTreeMap::new();
    for &(r, c) in &chains {
        let chain = &groups.records[r].chains[c];
        *types.entry(chain.entity_type).or_default() += chain.mentions.len();
    }
    let entity_type =
        types.iter().max_by_key(|(t, n)| (**n, std::cmp::Reverse(**t))).map_or(EntityType::Thing, |(t, _)| *t);
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for mention in mentions().filter(|m| {
        m.kind == MentionKind::Name && (m.entity_type == EntityType::Office) == (entity_type == EntityType::Office)
    }) {
        *names.entry(mention.text.as_str()).or_default() += 1;
    }
    let canonical = most(mentions().filter_map(|m| m.canonical.as_deref())).map(str::to_owned);
    let words = || most(chains.iter().map(|&(r, c)| groups.records[r].chains[c].label.as_str())).map(str::to_owned);
    let mut label = canonical.or_else(|| best_label(&names)).or_else(words).unwrap_or_default();
    let body_country = groups_of().find_map(|group| group.country.clone());
    if let Some(country) = body_country.as_deref().filter(|_| entity_type.is_organization()) {
        // The lexicon may know a name as that of another country's body, which has a longer one: Kenya's "Treasury".
        let listed = groups.ontology.organization(&label).and_then(|o| o.country.as_deref());
        if listed.is_some_and(|listed| listed != country) {
            label = best_label(&names).unwrap_or(label);
        }
        label = groups.shared.label(&label, country, groups.ontology);
    }
    merges.extend(groups_of().filter_map(same_key));
    merges.sort_by(|a, b| {
        let words = |m: &Merge| (m.rule.clone(), m.from.clone(), m.into.clone());
        words(a).cmp(&words(b))
    });
    let mut keys: Vec<String> = groups_of().map(|group| group.key.clone()).collect();
    keys.sort_unstable();
    let ontology = groups.ontology;
    let country = ontology.country(&label);
    // A body of a country that nothing tells is not the lexicon's.
    let unclear = entity_type.is_organization() && groups_of().all(|group| group.local);
    let organization =
        ontology.organization(&label).filter(|o| !unclear && (body_country.is_none() || body_country == o.country));
    let place = ontology.place(&label);
    Entity {
        id: id(groups_of(), &label),
        entity_type,
        subclass: None,
        amount: None,
        mentions: 0,
        is_described: false,
        aliases: names.keys().filter(|n| **n != label).map(|n| (*n).to_owned()).collect(),
        wikidata: country
            .and_then(|c| c.wikidata.clone())
            .or_else(|| organization.and_then(|o| o.wikidata.clone()))
            .or_else(|| place.filter(|_| entity_type.is_place()).and_then(|p| p.wikidata.clone())),
        country: country
            .map(|c| c.name.clone())
            .or(body_country)
            .or_else(|| organization.and_then(|o| o.country.clone()))
            .or_else(|| place.and_then(|p| p.country.clone()))
            .or_else(|| if entity_type == EntityType::Group { country_of_people(groups, &chains) } else { None }),
        label,
        link: None,
        groups: keys,
        chains,
        merges,
    }
}

/// The country that words for people name: "Russian officials", "Libyans".
fn country_of_people(groups: &Groups, chains: &[Place]) -> Option<String> {
    let countries = chains.iter().flat_map(|&(r, c)| {
        let record = &groups.records[r];
        let of = |m: &Mention| {
            let same =
                |n: &Mention| n.entity_type == EntityType::Country && (n.sentence, n.head) == (m.sentence, m.head);
            let beside = || mention::in_sentence(&record.mentions, m.sentence).find(|&n| same(&record.mentions[n]));
            let named = m.jurisdiction.or_else(beside)?;
            Some(groups.ontology.country(record.mentions[named].name())?.name.as_str())
        };
        let nouns = groups.mentions((r, c)).filter(|m| m.kind == MentionKind::Nominal);
        nouns.filter_map(of).collect::<Vec<_>>()
    });
    most(countries).map(str::to_owned)
}

/// The id comes from the key of the group that has the entity's name, so that it lasts when others join.
fn id<'a>(groups: impl Iterator<Item = &'a Group>, label: &str) -> String {
    let label = key(label);
    let named = |group: &Group| group.key.split('/').nth(1) == Some(label.as_str());
    let best = groups.min_by_key(|group| (group.local, !named(group), group.key.as_str()));
    let parts = best.map_or(("", ""), |group| group.key.split_once('/').unwrap_or(("", &group.key)));
    iri::mint("entity", &[parts.0, parts.1])
}

/// The 16 hexadecimal digits that end an id.
fn digits(id: &str) -> u64 {
    u64::from_str_radix(id.rsplit('/').next().unwrap_or_default(), 16).unwrap_or_default()
}

/// Why the chains of a group are one.
fn same_key(group: &Group) -> Option<Merge> {
    let documents: BTreeSet<usize> = group.chains.iter().map(|(r, _)| *r).collect();
    let rule = if group.listed { LEXICON } else { SAME_NAME };
    (group.chains.len() > 1).then(|| Merge {
        rule: rule.name.to_owned(),
        from: group.key.clone(),
        into: group.key.clone(),
        score: 1.0,
        evidence: format!("\"{}\" in {} documents", group.label, documents.len()),
    })
}

/// What the user decided on type and name.
fn decide(entity: &mut Entity, decisions: &Decisions) {
    if let Some(entity_type) = entity.groups.iter().find_map(|group| decisions.entity_type(group)) {
        entity.entity_type = entity_type;
    }
    if let Some(label) = entity.groups.iter().find_map(|group| decisions.label(group)) {
        let before = std::mem::replace(&mut entity.label, label.to_owned());
        entity.aliases.retain(|alias| alias != label);
        if before != label {
            entity.aliases.push(before);
            entity.aliases.sort_unstable();
            entity.aliases.dedup();
        }
    }
}

/// The name that is used most, in full if there is one and without an initial for the first word; of names that are used
/// equally often the fullest, then the first of the alphabet.
fn best_label(names: &BTreeMap<&str, usize>) -> Option<String> {
    let full = names.keys().any(|name| name.contains(' '));
    names
        .iter()
        .filter(|(name, _)| !full || name.contains(' '))
        .max_by_key(|(name, count)| (!is_initial(name), **count, name.split(' ').count(), std::cmp::Reverse(**name)))
        .map(|(name, _)| (*name).to_owned())
}

/// Whether a name begins with an initial: "H. Meier".
fn is_initial(name: &str) -> bool {
    name.split(' ').next().is_some_and(|first| first.trim_end_matches('.').chars().count() == 1)
}

/// Labels offices by title and owner: "president of Russia".
fn name_offices(groups: &Groups, entities: &mut [Entity], entity_of: &[Vec<usize>]) {
    for e in 0..entities.len() {
        if entities[e].entity_type != EntityType::Office {
            continue;
        }
        let mentions: Vec<(usize, &Mention)> = entities[e]
            .chains
            .iter()
            .flat_map(|&(r, c)| groups.mentions((r, c)).map(move |m| (r, m)))
            .filter(|(_, m)| m.title.is_some())
            .collect();
        let Some(title) = mentions.iter().find_map(|(_, m)| Some(m.post()?.into_owned())) else { continue };
        let owned = |of: fn(&Mention) -> Option<usize>| mentions.iter().find_map(|(r, m)| Some(entity_of[*r][of(m)?]));
        let owner = owned(|m| m.jurisdiction).or_else(|| owned(|m| m.home));
        let seat = entities[e].country.clone();
        let owner = owner.map(|owner| entities[owner].label.clone()).or(seat);
        let label = owner.map_or_else(|| title.clone(), |owner| format!("{title} of {owner}"));
        let before = std::mem::replace(&mut entities[e].label, label);
        let entity = &mut entities[e];
        if before != entity.label && !entity.aliases.contains(&before) {
            entity.aliases.push(before);
            entity.aliases.sort_unstable();
        }
    }
}
