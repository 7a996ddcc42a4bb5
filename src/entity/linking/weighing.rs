//! How well an entry of the gazetteer fits what the texts say: points for each feature, with the reason in words.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::super::gazetteer::{Entry, Term, name_key};
use super::super::person_name::PersonName;
use super::Candidate;
use super::profile::{Held, Profile, country_of};
use crate::ontology::{EntityType, Ontology, fold};

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
/// So many years after an office or a life, a bare name in the news is more likely another's.
const YEARS_REMEMBERED: i16 = 25;
/// Nobody is in the news so many years before the first office, nor younger than that.
const YEARS_BEFORE_OFFICE: i16 = 40;
const YOUNGEST: i16 = 12;

/// An entry while its features are weighed.
pub(super) struct Weighing<'a, 'b> {
    entry: &'a Entry,
    profile: &'b Profile<'b>,
    ontology: &'b Ontology,
    points: i32,
    evidence: Vec<String>,
}

impl<'a, 'b> Weighing<'a, 'b> {
    pub fn new(entry: &'a Entry, profile: &'b Profile<'b>, ontology: &'b Ontology) -> Self {
        Self { entry, profile, ontology, points: 0, evidence: Vec::new() }
    }

    /// `None` where the entry's name or gender is another.
    pub fn candidate(mut self) -> Option<Candidate<'a>> {
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
