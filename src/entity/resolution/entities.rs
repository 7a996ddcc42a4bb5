//! From merged groups to entities: types, labels, ids.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::super::curation::Decisions;
use super::super::{Entity, Merge};
use super::excerpt::{Details, Excerpt, Office};
use super::group::{Groups, Place, Sort, most};
use super::key;
use super::merging::Clusters;
use super::reading::normalized;
use super::wider::HEADS;
use crate::iri;
use crate::ontology::{EntityType, Subclass};
use crate::packed::Packed;
use crate::rule::Rule;

const LEXICON: Rule = Rule::new("same-entry", "the names are entries for the same thing in a lexicon");
const SAME_NAME: Rule = Rule::new("same-name-over-documents", "the same name in two documents is one thing");

pub(super) const RULES: &[Rule] = &[LEXICON, SAME_NAME];

/// What the groups came to: sets of them that are one thing each, named by their representatives.
pub struct Sets<'a> {
    groups: &'a Groups<'a>,
    /// For each group, its set.
    set_of: Vec<usize>,
    /// The groups of each set of several.
    several: BTreeMap<usize, Vec<usize>>,
    /// The links that made each set.
    merges: FxHashMap<usize, Vec<Merge>>,
}

impl<'a> Sets<'a> {
    pub(super) fn new(clusters: &Clusters<'a>) -> Self {
        let groups = clusters.groups;
        let set_of: Vec<usize> = groups.all().map(|g| clusters.find(g)).collect();
        let mut several: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (g, &set) in set_of.iter().enumerate().filter(|(g, set)| g != *set) {
            several.entry(set).or_insert_with(|| vec![set]).push(g);
        }
        several.values_mut().for_each(|groups| groups.sort_unstable());
        Self { groups, set_of, several, merges: clusters.reasons() }
    }

    /// A number that is greater than that of any set.
    pub fn size(&self) -> usize {
        self.set_of.len()
    }

    /// The entities, sorted by id, and for each document and each of its chains the index of its entity. What is private to a
    /// document is among them where the excerpts have it.
    pub fn entities(&self) -> (Vec<Entity>, Vec<Vec<usize>>) {
        entities(self, &Decisions::default())
    }

    /// All sets.
    pub fn iter(&self) -> impl Iterator<Item = usize> {
        self.set_of.iter().copied().enumerate().filter(|(g, set)| g == set).map(|(_, set)| set)
    }

    /// The set of a chain; `None` for what is private to its document.
    pub fn of(&self, place: Place) -> Option<usize> {
        self.groups.group(place).map(|g| self.set_of[g])
    }

    /// The groups of a set.
    fn members(&self, set: usize) -> impl Iterator<Item = usize> {
        let several = self.several.get(&set).map_or(&[][..], Vec::as_slice);
        let only = several.is_empty().then_some(set);
        several.iter().copied().chain(only)
    }

    /// The chains of a set, not in order.
    pub fn chains(&self, set: usize) -> impl Iterator<Item = Place> {
        self.members(set).flat_map(|g| self.groups.chains(g).iter().copied())
    }

    /// For each chain of a document that is not private to it, in order, its set.
    pub fn in_document(&self, document: usize) -> impl Iterator<Item = usize> {
        self.groups.groups_of(document).map(|(_, group)| self.set_of[group])
    }

    /// The entity that a set is.
    pub fn entity(&self, set: usize) -> Entity {
        let mut entity = self.unnamed(set);
        let label = office_label(self.groups, &entity, |place| self.of(place).map(|set| self.unnamed(set).label));
        label.into_iter().for_each(|label| rename(&mut entity, label));
        entity
    }

    /// The entity that a set is, offices by what the texts call them.
    fn unnamed(&self, set: usize) -> Entity {
        let member = |g: usize| Member {
            key: self.groups.key(g).into(),
            label: self.groups.label(g),
            chains: self.groups.chains(g),
            is_local: self.groups.is_local(g),
            is_listed: self.groups.is_listed(g),
            country: self.groups.country(g),
        };
        let members: Vec<Member> = self.members(set).map(member).collect();
        let merges = self.merges.get(&set).cloned().unwrap_or_default();
        of_members(self.groups, &members, merges, |r| &self.groups.excerpts[r])
    }

    /// The entity that a chain is which is private to its document, of which this is the whole excerpt, and this the key.
    pub fn private(&self, document: &str, chain: usize, excerpt: &Excerpt) -> Entity {
        private(self.groups, document, (0, chain), excerpt)
    }

    /// The same of a chain of one of the documents here, of which this is the whole excerpt.
    pub fn private_in(&self, document: usize, chain: usize, excerpt: &Excerpt) -> Entity {
        private(self.groups, self.groups.document(document), (document, chain), excerpt)
    }

    /// The sets of offices.
    pub fn offices(&self) -> impl Iterator<Item = usize> {
        let is_office = |set: &usize| self.groups.sort(*set) == Sort::Office;
        self.iter().filter(is_office)
    }

    /// The chain after whose thing an office is named first of all, if there is one.
    pub fn owner(&self, set: usize) -> Option<usize> {
        let mut chains: Vec<Place> = self.chains(set).collect();
        chains.sort_unstable();
        owner(self.groups, &offices(self.groups, &chains)).and_then(|place| self.of(place))
    }
}

/// The entities, sorted by id, and for each document and each of its chains the index of its entity.
pub(super) fn entities(sets: &Sets, decisions: &Decisions) -> (Vec<Entity>, Vec<Vec<usize>>) {
    let groups = sets.groups;
    let all: Vec<usize> = sets.iter().collect();
    let mut entities: Vec<Entity> = all.into_par_iter().map(|set| sets.unnamed(set)).collect();
    let private = (0..groups.excerpts.len()).into_par_iter().flat_map_iter(|r| {
        let chains = 0..groups.excerpts[r].chains();
        let private_chains = chains.filter(move |&c| groups.group((r, c)).is_none());
        private_chains.map(move |c| private(groups, groups.document(r), (r, c), &groups.excerpts[r]))
    });
    entities.par_extend(private);
    // Ids differ in their last digits only: as numbers a million of them sort without fetching each string many times.
    entities.par_sort_by_cached_key(|entity| iri::number(&entity.id));
    let mut entity_of: Vec<Vec<usize>> = groups.excerpts.iter().map(|e| vec![0; e.chains()]).collect();
    for (e, entity) in entities.iter().enumerate() {
        for &(r, c) in &entity.chains {
            entity_of[r][c] = e;
        }
    }
    let label = |(r, c): Place| Some(entities[entity_of[r][c]].label.clone());
    let labels: Vec<Option<String>> = entities.par_iter().map(|entity| office_label(groups, entity, label)).collect();
    entities.par_iter_mut().zip(labels).for_each(|(entity, label)| {
        label.into_iter().for_each(|label| rename(entity, label));
        decide(groups, entity, decisions);
    });
    (entities, entity_of)
}

/// What is known in its document only, and joined with nothing else there. `document` is the document's key.
fn private(groups: &Groups, document: &str, place: Place, excerpt: &Excerpt) -> Entity {
    let (_, chain) = place;
    let referent = excerpt.referent(chain);
    let member = Member {
        key: key::place(document, chain, referent).into(),
        label: &referent.label,
        chains: &[place],
        is_local: true,
        is_listed: excerpt.mark(chain).is_listed(),
        country: None,
    };
    of_members(groups, &[member], Vec::new(), |_| excerpt)
}

/// One of the groups that an entity is made of.
struct Member<'a> {
    key: Cow<'a, str>,
    label: &'a str,
    chains: &'a [Place],
    is_local: bool,
    is_listed: bool,
    country: Option<&'a str>,
}

/// What is said of an entity: types and details, and how many chains say just that. A thousand may say the same.
fn said<'a>(
    chains: &[Place],
    excerpt: impl Fn(usize) -> &'a Excerpt<'a>,
) -> Vec<(EntityType, Packed<'a, Details<'static>>, usize)> {
    let mut said: FxHashMap<(EntityType, Packed<Details>), usize> = FxHashMap::default();
    for &(r, c) in chains {
        let excerpt = excerpt(r);
        *said.entry((excerpt.mark(c).entity_type(), excerpt.details(c))).or_default() += 1;
    }
    said.into_iter().map(|((entity_type, details), times)| (entity_type, details, times)).collect()
}

/// `excerpt` gives that of a document.
fn of_members<'a>(
    groups: &Groups,
    members: &[Member],
    mut merges: Vec<Merge>,
    excerpt: impl Fn(usize) -> &'a Excerpt<'a>,
) -> Entity {
    let mut chains: Vec<Place> = members.iter().flat_map(|group| group.chains.iter().copied()).collect();
    chains.sort_unstable();
    let said = said(&chains, excerpt);
    let said: Vec<(EntityType, Details<'_>, usize)> =
        said.iter().map(|(entity_type, details, times)| (*entity_type, details.unpack(), *times)).collect();
    let details = || said.iter().map(|(_, details, times)| (details, *times));
    let mut types: BTreeMap<EntityType, usize> = BTreeMap::new();
    for (entity_type, details, times) in &said {
        *types.entry(*entity_type).or_default() += details.mentions * times;
    }
    let entity_type =
        types.iter().max_by_key(|(t, n)| (**n, std::cmp::Reverse(**t))).map_or(EntityType::Thing, |(t, _)| *t);
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (details, times) in details() {
        for (name, count, of_office) in &details.names {
            if *of_office == (entity_type == EntityType::Office) {
                *names.entry(name).or_default() += count * times;
            }
        }
    }
    let called =
        details().flat_map(|(told, times)| told.canonical.iter().map(move |(name, count)| (*name, count * times)));
    let canonical = most(called).map(str::to_owned);
    let words = || most(details().map(|(told, times)| (told.words, times))).map(str::to_owned);
    let mut label = canonical.or_else(|| best_label(&names)).or_else(words).unwrap_or_default();
    let body_country = members.iter().find_map(|group| group.country.map(str::to_owned));
    if let Some(country) = body_country.as_deref().filter(|_| entity_type.is_organization()) {
        // The lexicon may know a name as that of another country's body, which has a longer one: Kenya's "Treasury".
        let listed = groups.ontology.organization(&label).and_then(|o| o.country.as_deref());
        if listed.is_some_and(|listed| listed != country) {
            label = best_label(&names).unwrap_or(label);
        }
        label = groups.shared.label(&label, country, groups.ontology);
    }
    merges.extend(members.iter().filter_map(|group| same_key(group)));
    merges.sort_by(|a, b| (&a.rule, &a.from, &a.into).cmp(&(&b.rule, &b.from, &b.into)));
    let mut keys: Vec<String> = members.iter().map(|group| group.key.to_string()).collect();
    keys.sort_unstable();
    let ontology = groups.ontology;
    let country = ontology.country(&label);
    // A body of a country that nothing tells is not the lexicon's.
    let unclear = entity_type.is_organization() && members.iter().all(|group| group.is_local);
    let organization =
        ontology.organization(&label).filter(|o| !unclear && (body_country.is_none() || body_country == o.country));
    let place = ontology.place(&label);
    let of_people = || {
        let countries = details().flat_map(|(told, times)| told.countries.iter().map(move |country| (*country, times)));
        most(countries).filter(|_| entity_type == EntityType::Group).map(str::to_owned)
    };
    let mut amounts = details().flat_map(|(told, _)| &told.amounts).copied();
    Entity {
        id: id(members, &label),
        entity_type,
        subclass: subclass(details(), entity_type),
        amount: amounts.next().filter(|&first| amounts.all(|other| other == first)),
        mentions: details().map(|(told, times)| told.mentions * times).sum(),
        is_described: details().any(|(told, _)| told.is_described),
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
            .or_else(of_people),
        label,
        link: None,
        groups: keys,
        chains,
        merges,
    }
}

/// The class that most mentions tell which fits the type.
fn subclass<'a>(details: impl Iterator<Item = (&'a Details<'a>, usize)>, entity_type: EntityType) -> Option<Subclass> {
    let mut votes: BTreeMap<Subclass, usize> = BTreeMap::new();
    for (details, times) in details {
        for (&subclass, count) in details.subclasses.iter().filter(|(subclass, _)| subclass.fits(entity_type)) {
            *votes.entry(subclass).or_default() += count * times;
        }
    }
    // Ties go to the first of the classes.
    let best = votes.into_iter().max_by_key(|&(subclass, votes)| (votes, std::cmp::Reverse(subclass)));
    best.map(|(subclass, _)| subclass)
}

/// The id comes from the key of the group that has the entity's name, so that it lasts when others join.
fn id(groups: &[Member], label: &str) -> String {
    let label = normalized(label);
    let named = |group: &Member| group.key.split('/').nth(1) == Some(label.as_str());
    let best = groups.iter().min_by_key(|group| (group.is_local, !named(group), &*group.key));
    let parts = best.map_or(("", ""), |group| group.key.split_once('/').unwrap_or(("", &group.key)));
    iri::mint("entity", &[parts.0, parts.1])
}

/// Why the chains of a group are one.
fn same_key(group: &Member) -> Option<Merge> {
    let documents = group.chains.chunk_by(|(r, _), (s, _)| r == s).count();
    let rule = if group.is_listed { LEXICON } else { SAME_NAME };
    (group.chains.len() > 1).then(|| Merge {
        rule: rule.name.to_owned(),
        from: group.key.to_string(),
        into: group.key.to_string(),
        score: 1.0,
        evidence: format!("\"{}\" in {documents} documents", group.label),
    })
}

/// What the user decided on type and name.
fn decide(groups: &Groups, entity: &mut Entity, decisions: &Decisions) {
    if let Some(entity_type) = entity.groups.iter().find_map(|group| decisions.entity_type(group)) {
        let said = said(&entity.chains, |r| &groups.excerpts[r]);
        let details: Vec<_> = said.iter().map(|(_, details, times)| (details.unpack(), *times)).collect();
        entity.entity_type = entity_type;
        entity.subclass = subclass(details.iter().map(|(details, times)| (details, *times)), entity_type);
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

/// An office's title and owner: "president of Russia". `label` tells what the thing is called that a chain refers to.
fn office_label(groups: &Groups, entity: &Entity, label: impl Fn(Place) -> Option<String>) -> Option<String> {
    if entity.entity_type != EntityType::Office {
        return None;
    }
    let offices = offices(groups, &entity.chains);
    let title = &told_best(groups, &offices)?.1.title;
    let owner = owner(groups, &offices).and_then(label).or_else(|| entity.country.clone());
    Some(owner.map_or_else(|| title.to_string(), |owner| format!("{title} of {owner}")))
}

/// Of the offices that chains tell of the one that it is called after, with its document: no other's title says more, the words
/// tell whose it is, and the title stands most often.
fn told_best<'o>(groups: &Groups, offices: &'o [(usize, Office)]) -> Option<&'o (usize, Office)> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, office) in offices {
        *count.entry(&office.title).or_default() += 1;
    }
    let ontology = groups.ontology;
    let says_less = |title: &str| {
        let more = |other: &str| ontology.takes_in(title, other) && ontology.post(other) != title;
        let of_any_body = HEADS.contains(&title) && !count.keys().all(|other| HEADS.contains(other));
        of_any_body || count.keys().any(|other| more(other))
    };
    let less: BTreeSet<&str> = count.keys().copied().filter(|title| says_less(title)).collect();
    let rank = |office: &Office| {
        let title = &*office.title;
        (!less.contains(title), office.owner.is_some(), office.home.is_some(), count[title])
    };
    // The first of the best, of the alphabet before of the documents.
    offices.iter().reduce(|best, other| {
        let order = rank(&best.1).cmp(&rank(&other.1)).then_with(|| other.1.title.cmp(&best.1.title));
        if order.is_lt() { other } else { best }
    })
}

/// What the chains of an office tell, each with its document.
fn offices(groups: &Groups, chains: &[Place]) -> Vec<(usize, Office)> {
    chains.iter().filter_map(|&place| Some((place.0, groups.office(place)?))).collect()
}

/// The chain that the words make the owner of an office with these chains, else that its documents do: of the chain that it is
/// called after, else the first.
fn owner(groups: &Groups, offices: &[(usize, Office)]) -> Option<Place> {
    let best = told_best(groups, offices);
    let owned = |of: fn(&Office) -> Option<u64>| {
        best.into_iter().chain(offices).find_map(|(r, office)| Some((*r, of(office)?)))
    };
    let (r, owner) = owned(|office| office.owner).or_else(|| owned(|office| office.home))?;
    Some((r, groups.excerpts[r].chain_of(owner)?))
}

/// Gives an entity another label; the one before is an alias.
fn rename(entity: &mut Entity, label: String) {
    let before = std::mem::replace(&mut entity.label, label);
    if before != entity.label && !entity.aliases.contains(&before) {
        entity.aliases.push(before);
        entity.aliases.sort_unstable();
    }
}
