//! Linking: which entry of the user's gazetteer a group of chains is, by name, office, time, country, party and gender.
//!
//! Each feature has points; an entry is taken where it has enough of them and clearly more than any other, else the group
//! is linked to none (NIL) and the choice is left to the user.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::curation::Curation;
use super::gazetteer::{Entry, Gazetteer, Term, name_key};
use super::person_name::PersonName;
use super::{Entity, Proposal, ProposalKind};
use crate::mention::{Mention, MentionKind};
use crate::ontology::{EntityType, Gender, Ontology, fold};
use crate::proposition::Filler;
use crate::record::Record;

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
    /// 0 to 1.
    pub fn score(&self) -> f64 {
        f64::from(self.points.clamp(0, 100)) / 100.0
    }
}

/// Points of the features. A full name is enough unless something speaks against it; a surname needs an office held at
/// that time; a name that only agrees ("J. Smith", another spelling) needs some support.
const SAME_NAME: i32 = 60;
const NEARLY_SAME_NAME: i32 = 55;
const AGREEING_NAME: i32 = 50;
const RESEMBLING_NAME: i32 = 40;
const SURNAME: i32 = 20;
/// Agreements of names, 0 to 1, from which on the points above are given.
const NEARLY_SAME: f64 = 0.9;
const AGREEING: f64 = 0.8;
const RESEMBLING: f64 = 0.7;
const OFFICE_THEN: i32 = 40;
const OFFICE_UNDATED: i32 = 30;
const OFFICE_EARLIER: i32 = 0;
const OFFICE_LATER: i32 = -30;
const OFFICE_ELSEWHERE: i32 = -30;
const OTHER_OFFICE: i32 = -10;
const COUNTRY: i32 = 10;
const OTHER_COUNTRY: i32 = -40;
const PARTY: i32 = 15;
const OTHER_PARTY: i32 = -20;
const GENDER: i32 = 5;
const CONTEXT: i32 = 5;
const LONG_GONE: i32 = -30;
const NOT_YET: i32 = -50;
/// What an entry must have to be taken, and what it must be ahead of the next.
const THRESHOLD: i32 = 60;
const MARGIN: i32 = 15;
/// Below this an entry is not worth a question.
const WORTH_ASKING: i32 = 40;
/// How many entries a question offers.
const OFFERED: usize = 3;
/// So many years after an office or a life, a bare name in the news is more likely another's.
const YEARS_REMEMBERED: i16 = 25;
/// Nobody is in the news so many years before the first office, nor younger than that.
const YEARS_BEFORE_OFFICE: i16 = 40;
const YOUNGEST: i16 = 12;

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
        let refused = |candidate: &Candidate| {
            let item = candidate.entry.wikidata.as_deref().unwrap_or(&candidate.entry.name);
            entity.groups.iter().any(|group| decisions.is_unlinked(group, item))
        };
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
    proposals
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

/// What one document names, and who holds which office in it.
struct Context {
    /// Keys of all names.
    names: BTreeSet<String>,
    chain_of: BTreeMap<usize, usize>,
    /// Mentions of offices by the chain of their holder.
    offices: BTreeMap<usize, Vec<usize>>,
    /// Mentions of parties by the chain of their member.
    parties: BTreeMap<usize, Vec<usize>>,
}

impl Context {
    fn of(record: &Record) -> Self {
        let chain_of: BTreeMap<usize, usize> = record
            .chains
            .iter()
            .enumerate()
            .flat_map(|(c, chain)| chain.mentions.iter().map(move |&m| (m, c)))
            .collect();
        let named = record.mentions.iter().filter(|m| m.kind == MentionKind::Name);
        let names = named.map(|m| name_key(name(m))).collect();
        let mut offices: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (m, mention) in record.mentions.iter().enumerate().filter(|(_, m)| m.title.is_some()) {
            let holder = if mention.entity_type == EntityType::Office { mention.holder } else { Some(m) };
            if let Some(chain) = holder.and_then(|holder| chain_of.get(&holder)) {
                offices.entry(*chain).or_default().push(m);
            }
        }
        let mut parties: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for proposition in
            record.propositions.iter().filter(|p| p.predicate.lemma == "affiliated-with-party" && p.factual)
        {
            let mention = |argument: &Option<crate::proposition::Argument>| match argument.as_ref()?.filler {
                Filler::Mention(mention) => Some(mention),
                _ => None,
            };
            if let (Some(member), Some(party)) = (mention(&proposition.subject), mention(&proposition.object))
                && let Some(chain) = chain_of.get(&member)
            {
                parties.entry(*chain).or_default().push(party);
            }
        }
        Self { names, chain_of, offices, parties }
    }
}

/// What the texts say of a group of chains.
struct Profile<'a> {
    entity_type: EntityType,
    names: BTreeSet<&'a str>,
    genders: BTreeSet<Gender>,
    offices: BTreeSet<Held<'a>>,
    parties: BTreeSet<String>,
    countries: BTreeSet<&'a str>,
    days: BTreeSet<Date>,
    contexts: Vec<&'a Context>,
}

/// An office that a text says somebody holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Held<'a> {
    title: &'a str,
    owner: Option<&'a str>,
    day: Option<Date>,
    former: bool,
    coming: bool,
}

impl<'a> Profile<'a> {
    fn of(records: &'a [Record], chains: &[(usize, usize)], contexts: &'a [Context], ontology: &'a Ontology) -> Self {
        let mut types: BTreeMap<EntityType, usize> = BTreeMap::new();
        let mut profile = Self {
            entity_type: EntityType::Thing,
            names: BTreeSet::new(),
            genders: BTreeSet::new(),
            offices: BTreeSet::new(),
            parties: BTreeSet::new(),
            countries: BTreeSet::new(),
            days: BTreeSet::new(),
            contexts: Vec::new(),
        };
        for &(r, c) in chains {
            let (record, context) = (&records[r], &contexts[r]);
            let chain = &record.chains[c];
            *types.entry(chain.entity_type).or_default() += chain.mentions.len();
            profile.days.extend(record.document.published);
            profile.contexts.push(context);
            for mention in chain.mentions.iter().map(|&m| &record.mentions[m]) {
                profile.genders.extend(mention.gender);
                if mention.kind == MentionKind::Name && mention.entity_type != EntityType::Office {
                    profile.names.insert(&mention.text);
                    profile.names.extend(mention.canonical.as_deref());
                }
            }
            for mention in context.offices.get(&c).into_iter().flatten().map(|&m| &record.mentions[m]) {
                let Some(title) = mention.title.as_deref() else { continue };
                let owner = mention.jurisdiction.map(|owner| {
                    // "the country's president": what the chain is called names the owner.
                    let chain = context.chain_of.get(&owner).map(|&c| record.chains[c].label.as_str());
                    record.mentions[owner].canonical.as_deref().or(chain).unwrap_or(&record.mentions[owner].text)
                });
                let is = |words: &[&str]| mention.status.iter().any(|status| words.contains(&status.as_str()));
                let former = is(&["former", "past", "late", "then"]);
                let coming = is(&["elect", "designate"]);
                profile.offices.insert(Held { title, owner, day: record.document.published, former, coming });
                let body = || ontology.office(title).and_then(|office| office.body.as_deref());
                profile.countries.extend(owner.or_else(body).and_then(|owner| country_of(owner, ontology)));
            }
            for party in context.parties.get(&c).into_iter().flatten() {
                profile.parties.insert(name_key(name(&record.mentions[*party])));
            }
        }
        let by_votes = types.iter().max_by_key(|(of, votes)| (**votes, std::cmp::Reverse(**of)));
        profile.entity_type = by_votes.map_or(EntityType::Thing, |(of, _)| *of);
        if profile.entity_type != EntityType::Person {
            let countries: Vec<&str> = profile.names.iter().filter_map(|name| country_of(name, ontology)).collect();
            profile.countries.extend(countries);
        }
        profile
    }
}

fn name(mention: &Mention) -> &str {
    mention.canonical.as_deref().unwrap_or(&mention.text)
}

/// The country that a country, place or organization of the lexicons is or belongs to.
fn country_of<'a>(name: &str, ontology: &'a Ontology) -> Option<&'a str> {
    let country = ontology.country(name).map(|country| country.name.as_str());
    let organization = || ontology.organization(name).and_then(|body| body.country.as_deref());
    let place = || ontology.place(name).and_then(|place| place.country.as_deref());
    country.or_else(organization).or_else(place)
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
        .filter_map(|entry| Weighing { entry, profile, ontology, points: 0, evidence: Vec::new() }.candidate())
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

/// An entry while its features are weighed.
struct Weighing<'a, 'b> {
    entry: &'a Entry,
    profile: &'b Profile<'b>,
    ontology: &'b Ontology,
    points: i32,
    evidence: Vec<String>,
}

impl<'a> Weighing<'a, '_> {
    fn candidate(mut self) -> Option<Candidate<'a>> {
        self.name()?;
        self.gender()?;
        self.office();
        self.country();
        self.party();
        self.context();
        self.time();
        Some(Candidate { entry: self.entry, points: self.points, evidence: self.evidence })
    }

    fn add(&mut self, points: i32, reason: String) {
        self.points += points;
        self.evidence.push(format!("{reason} ({points:+})"));
    }

    /// The best of the texts' names; `None` where none fits the entry.
    fn name(&mut self) -> Option<()> {
        let level = |text: &str| {
            let agreement = |name| agreement(text, name, self.entry.entity_type, self.ontology);
            self.entry.names().filter_map(agreement).max()
        };
        // Of two names that fit as well, the first in the alphabet is told.
        let ((points, how), text) = self
            .profile
            .names
            .iter()
            .filter_map(|text| Some((level(text)?, *text)))
            .max_by_key(|((points, how), text)| (*points, std::cmp::Reverse((*how, *text))))?;
        self.add(points, format!("\"{text}\", {how}"));
        Some(())
    }

    /// `None` where the texts say that it is somebody of the other gender.
    fn gender(&mut self) -> Option<()> {
        let Some(gender) = self.entry.gender else { return Some(()) };
        if self.profile.genders.contains(&gender) {
            self.add(GENDER, "the same gender".to_owned());
            return Some(());
        }
        self.profile.genders.is_empty().then_some(())
    }

    fn office(&mut self) {
        if self.entry.offices.is_empty() || self.profile.offices.is_empty() {
            return;
        }
        let this = &*self;
        let terms = |held| this.entry.offices.iter().filter_map(move |term| this.term(held, term));
        let weighed = this.profile.offices.iter().flat_map(terms);
        match weighed.max_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1))) {
            Some((points, reason)) => self.add(points, reason),
            None => {
                let titles: BTreeSet<&str> = self.profile.offices.iter().map(|held| held.title).collect();
                let titles: Vec<&str> = titles.into_iter().collect();
                self.add(OTHER_OFFICE, format!("never {} in the gazetteer", titles.join(", ")));
            }
        }
    }

    /// How an office of the texts agrees with a term of the gazetteer; `None` where the two are different offices.
    fn term(&self, held: &Held, term: &Term) -> Option<(i32, String)> {
        let body = |title: &str| self.ontology.office(title).and_then(|office| office.body.as_deref());
        // "Congressman" and "representative" are two words for a seat in one body.
        if held.title != term.title && (body(held.title).is_none() || body(held.title) != body(&term.title)) {
            return None;
        }
        let office = format!("{}{}", term.title, years(term));
        if let Some(owner) = held.owner
            && self.is_elsewhere(owner, term)
        {
            return Some((OFFICE_ELSEWHERE, format!("{office} not of {owner}")));
        }
        let Some(day) = held.day else { return Some((OFFICE_UNDATED, office)) };
        let begun = term.start.is_none_or(|start| start <= day || held.coming && start.year() - day.year() <= 1);
        let ended = term.end.is_some_and(|end| end < day);
        let points = match (begun, ended) {
            (true, false) => OFFICE_THEN,
            (true, true) if held.former => OFFICE_THEN,
            // News tells of the past without saying so: "the deal that President Sample signed".
            (true, true) => OFFICE_EARLIER,
            (false, _) => OFFICE_LATER,
        };
        Some((points, format!("{office}, the text is of {day}")))
    }

    /// Whether an office is of another country than the term's, or, within one country, of another state.
    fn is_elsewhere(&self, owner: &str, term: &Term) -> bool {
        let key = name_key(owner);
        if term.of.is_empty() || term.of.iter().any(|of| name_key(of) == key) {
            return false;
        }
        let countries: BTreeSet<&str> = term.of.iter().filter_map(|of| country_of(of, self.ontology)).collect();
        country_of(owner, self.ontology).is_some_and(|country| !countries.is_empty() && !countries.contains(country))
    }

    fn country(&mut self) {
        let Some(country) = self.entry.country.as_deref() else { return };
        if self.profile.countries.contains(country) {
            self.add(COUNTRY, format!("of {country}"));
        } else if !self.profile.countries.is_empty() {
            let others: Vec<&str> = self.profile.countries.iter().copied().collect();
            self.add(OTHER_COUNTRY, format!("of {country}, not of {}", others.join(", ")));
        }
    }

    fn party(&mut self) {
        if self.entry.party.is_empty() || self.profile.parties.is_empty() {
            return;
        }
        let canonical = |party: &String| {
            let known = self.ontology.organization(party).or_else(|| self.ontology.party_by_member(party));
            known.map_or_else(|| name_key(party), |known| name_key(&known.name))
        };
        match self.entry.party.iter().find(|party| self.profile.parties.contains(&canonical(party))) {
            Some(party) => self.add(PARTY, format!("of the {party}")),
            None => self.add(OTHER_PARTY, "of another party".to_owned()),
        }
    }

    /// What the entry belongs to is named beside it.
    fn context(&mut self) {
        let entry = self.entry;
        let tied = entry.country.iter().chain(&entry.party).chain(entry.offices.iter().flat_map(|term| &term.of));
        let tied: BTreeSet<&String> = tied.collect();
        let beside = |name: &str| self.profile.contexts.iter().any(|context| context.names.contains(&name_key(name)));
        let named: Vec<&str> = tied.into_iter().map(String::as_str).filter(|name| beside(name)).take(2).collect();
        for name in named {
            self.add(CONTEXT, format!("{name} is named beside it"));
        }
    }

    fn time(&mut self) {
        let (Some(first), Some(last)) = (self.profile.days.first(), self.profile.days.last()) else { return };
        let entry = self.entry;
        let starts = || entry.offices.iter().filter_map(|term| term.start).min();
        let in_office = entry.offices.iter().any(|term| term.end.is_none());
        let ends = || entry.offices.iter().filter_map(|term| term.end).max().filter(|_| !in_office);
        let end = entry.died.or_else(ends);
        let too_early = entry.born.is_some_and(|born| last.year() - born.year() < YOUNGEST)
            || entry.born.is_none() && starts().is_some_and(|start| start.year() - last.year() > YEARS_BEFORE_OFFICE);
        if too_early {
            self.add(NOT_YET, format!("too young in {}", last.year()));
        } else if end.is_some_and(|end| first.year() - end.year() > YEARS_REMEMBERED) {
            self.add(LONG_GONE, format!("long gone in {}", first.year()));
        }
    }
}

fn years(term: &Term) -> String {
    let year = |day: Option<Date>| day.map(|day| day.year().to_string()).unwrap_or_default();
    match (term.start, term.end) {
        (None, None) => String::new(),
        (start, end) => format!(" {}-{}", year(start), year(end)),
    }
}

/// The points of a name of the texts beside a name of the gazetteer, and why; `None` where they cannot be one's.
fn agreement(text: &str, name: &str, entity_type: EntityType, ontology: &Ontology) -> Option<(i32, &'static str)> {
    const SAME: &str = "the same name";
    if entity_type != EntityType::Person {
        return (name_key(text) == name_key(name)).then_some((SAME_NAME, SAME));
    }
    let [text, name] = [text, name].map(|name| PersonName::parse(&fold(name)));
    if text == name && text.is_full() {
        return Some((SAME_NAME, SAME));
    }
    if text == name || text.is_surname() && name.answers_to(&text, name.is_family_first(ontology)) {
        return Some((SURNAME, "the same surname"));
    }
    if !text.is_full() || !name.is_full() {
        return None;
    }
    let found = text.agreement(&name, ontology)?;
    let levels = [(NEARLY_SAME, NEARLY_SAME_NAME), (AGREEING, AGREEING_NAME), (RESEMBLING, RESEMBLING_NAME)];
    let (_, points) = levels.into_iter().find(|(least, _)| found.score >= *least)?;
    Some((points, found.evidence))
}
