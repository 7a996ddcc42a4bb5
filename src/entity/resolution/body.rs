//! Bodies and parties that many countries have under one name: "the Supreme Court", "the Labour Party". Whose it is stands in
//! the name, beside it, or is clear from the document; else it is known in its document only.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::coreference::is_acronym;
use super::super::homeland::filed_from;
use super::reading::normalized;
use crate::mention::{Mention, MentionKind};
use crate::ontology::{EntityType, Ontology};
use crate::record::Record;
use crate::span::{IndexedText, Span};

/// How often a document names each country.
pub(super) type Countries<'a> = BTreeMap<&'a str, usize>;

/// A country that is named so many times as often as any other is the one that a document is about.
const CLEAR: usize = 4;

/// Words in names of bodies that many states have together.
const OF_MANY_STATES: &[&str] = &["european", "international"];

pub(super) struct Body {
    /// The name without its country, as a key.
    pub name: String,
    pub country: Option<String>,
}

/// Names of bodies and parties that the lexicon has with a country's name or adjective, by what is left of the name: the
/// countries of the bodies called so, each with the body's own name. "U.S. Air Force" makes "air force" one.
pub(super) struct SharedNames(HashMap<String, BTreeMap<String, String>>);

impl SharedNames {
    pub fn new(ontology: &Ontology) -> Self {
        let is_body = |t: EntityType| matches!(t, EntityType::GovernmentBody | EntityType::Party);
        let bodies = ontology.organizations().filter(|o| is_body(o.organization_type));
        let names = bodies.flat_map(|body| std::iter::once(&body.name).chain(&body.names).map(move |n| (body, n)));
        let names: Vec<_> = names.map(|(body, name)| (body, without_country(&normalized(name), ontology))).collect();
        let of_countries: BTreeSet<String> =
            names.iter().filter(|(_, (_, named))| named.is_some()).map(|(_, (bare, _))| bare.clone()).collect();
        let mut shared: HashMap<String, BTreeMap<String, String>> = HashMap::new();
        for (body, (bare, _)) in names {
            if let Some(country) = body.country.as_deref().filter(|_| of_countries.contains(&bare)) {
                shared.entry(bare).or_default().entry(country.to_owned()).or_insert_with(|| body.name.clone());
            }
        }
        Self(shared)
    }

    fn contains(&self, bare: &str) -> bool {
        self.0.contains_key(bare)
    }

    /// Whether the lexicon itself has bodies of two countries with the name.
    fn of_several(&self, bare: &str) -> bool {
        self.0.get(bare).is_some_and(|countries| countries.len() > 1)
    }

    /// What the lexicon calls the body of a country.
    pub fn listed(&self, bare: &str, country: &str) -> Option<&str> {
        self.0.get(bare)?.get(country).map(String::as_str)
    }

    /// A body's name that tells whose it is: the lexicon's, or the name with its country behind it.
    pub fn label(&self, name: &str, country: &str, ontology: &Ontology) -> String {
        let (bare, named) = without_country(&normalized(name), ontology);
        let theirs = ontology.organization(name).and_then(|o| o.country.as_deref()).is_none_or(|c| c == country);
        match self.listed(&bare, country) {
            _ if named.is_some() && theirs => name.to_owned(),
            Some(listed) => listed.to_owned(),
            None if theirs && ontology.organization(name).is_some() => name.to_owned(),
            None => format!("{name} of {country}"),
        }
    }
}

/// How often each country is named: itself, its cities and states, bodies and offices that only it has, and where the story
/// was filed.
pub(super) fn countries<'a>(record: &Record, shared: &SharedNames, ontology: &'a Ontology) -> Countries<'a> {
    let mut countries = Countries::new();
    let filed = filed_from(&record.document, ontology);
    if let Some(country) = filed {
        *countries.entry(country).or_default() += 1;
    }
    for mention in record.mentions.iter().filter(|m| m.kind == MentionKind::Name) {
        let Some(name) = mention.canonical.as_deref() else { continue };
        let country = match mention.entity_type {
            EntityType::Country => ontology.country(name).map(|country| country.name.as_str()),
            t if t.is_place() => ontology.place(name).and_then(|place| place.country.as_deref()),
            t if t.is_organization() => ontology.organization(name).and_then(|organization| {
                let bare = normalized(&organization.name);
                // "GOP" is one country's, whoever else has a Republican Party.
                let own = is_acronym(&mention.text) || !is_generic(&bare, ontology) && !shared.of_several(&bare);
                organization.country.as_deref().filter(|_| own)
            }),
            _ => None,
        };
        if let Some(country) = country {
            *countries.entry(country).or_default() += 1;
        }
    }
    let offices = record.mentions.iter().filter(|m| m.kind == MentionKind::Name);
    // "Senator" speaks of a Senate; whose, a document that names its country tells.
    let seats: Vec<&str> = offices
        .filter_map(|m| seat(m.title.as_deref()?, &countries, ontology))
        .filter(|c| countries.contains_key(c))
        .collect();
    for country in seats {
        *countries.entry(country).or_default() += 1;
    }
    countries
}

/// The body or party that a chain names, if its name without a country's is one that any country can have; `words` is its
/// key.
pub(super) fn generic(
    record: &Record,
    chain: usize,
    words: &str,
    name: &Mention,
    countries: &Countries,
    shared: &SharedNames,
    ontology: &Ontology,
) -> Option<Body> {
    let listed = ontology.organization(name.name());
    let (bare, named) = without_country(words, ontology);
    let several = shared.of_several(&bare);
    let generic = is_generic(&bare, ontology);
    if listed.is_some_and(|o| o.organization_type == EntityType::Party) && !several {
        return None;
    }
    if !generic && !shared.contains(&bare) {
        return None;
    }
    // "European Commission", "International Criminal Court": many states' together, so no one's.
    let of_many = words.split(' ').any(|word| OF_MANY_STATES.contains(&word));
    if of_many && listed.is_some_and(|o| o.country.is_none()) {
        return None;
    }
    let default = listed.and_then(|o| o.country.clone());
    let own = &record.chains[chain].mentions;
    // "Israeli Supreme Court", "Senate of the Philippines".
    let said = named.or_else(|| own.iter().find_map(|&m| in_words(record, m, ontology)));
    // "GOP", "Tories": only the bare name is every country's.
    let bare_only = own
        .iter()
        .map(|&m| &record.mentions[m])
        .all(|m| m.kind != MentionKind::Name || m.canonical.is_none() || normalized(&m.text) == bare);
    let country = said.or_else(|| match default.as_deref() {
        // A name of its own ("Federal Reserve") stays that of its country.
        Some(default) if !generic && !several => Some(default.to_owned()),
        // A lexicon's "Supreme Court" is the one that news mostly means, unless the document is about others.
        Some(default) if countries.is_empty() || is_named(default, several && bare_only, countries) => {
            Some(default.to_owned())
        }
        _ => clear(countries).map(str::to_owned),
    });
    Some(Body { name: bare, country })
}

/// Whether a document names a country, or names none more often.
fn is_named(country: &str, most: bool, countries: &Countries) -> bool {
    let named = countries.get(country).copied().unwrap_or_default();
    named > 0 && (!most || countries.values().all(|&others| others <= named))
}

/// The country of the body that a title belongs to by itself (senator: Senate), unless the document is about others only.
pub(super) fn seat<'a>(title: &str, countries: &Countries, ontology: &'a Ontology) -> Option<&'a str> {
    let body = ontology.office(title)?.body.as_deref()?;
    let country = ontology.organization(body)?.country.as_deref()?;
    (countries.is_empty() || countries.contains_key(country)).then_some(country)
}

/// The only country that a document names, or one named far more often than the others.
fn clear<'a>(countries: &Countries<'a>) -> Option<&'a str> {
    let mut by_count: Vec<(usize, &str)> = countries.iter().map(|(country, n)| (*n, *country)).collect();
    by_count.sort_unstable_by(|a, b| b.cmp(a));
    match by_count[..] {
        [] => None,
        [(_, only)] => Some(only),
        [(most, country), (next, _), ..] => (most >= CLEAR * next).then_some(country),
    }
}

/// A key without the country's name or adjective, and the country.
fn without_country(words: &str, ontology: &Ontology) -> (String, Option<String>) {
    let parts: Vec<&str> = words.split(' ').collect();
    for length in (1..=3.min(parts.len().saturating_sub(1))).rev() {
        let country = |part: &[&str]| {
            let text: Vec<String> = part.iter().map(|word| capitalised(word)).collect();
            let text = text.join(" ");
            let abbreviation = text.to_uppercase();
            let found = ontology
                .country_by_adjective(&text)
                .or_else(|| ontology.country(&text))
                .or_else(|| if part.len() == 1 && text.len() < 4 { ontology.country(&abbreviation) } else { None });
            found.map(|country| country.name.clone())
        };
        if let Some(name) = country(&parts[..length]) {
            return (parts[length..].join(" "), Some(name));
        }
        let end = parts.len() - length;
        if end > 1
            && parts[end - 1] == "of"
            && let Some(name) = country(&parts[end..])
        {
            return (parts[..end - 1].join(" "), Some(name));
        }
    }
    (words.to_owned(), None)
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whether every word is one for bodies or a field of government, and one of them makes it a body.
fn is_generic(words: &str, ontology: &Ontology) -> bool {
    let kind = |word: &str| ontology.organization_words(word);
    let body = words.split(' ').any(|word| kind(word) == Some(EntityType::GovernmentBody));
    body && words
        .split(' ')
        .all(|word| kind(word).is_some() || ontology.office_modifier(word) || matches!(word, "of" | "and" | "for"))
}

/// The country within the words of a mention of the body, right before it ("Russia's Foreign Ministry") or behind it
/// ("the Foreign Ministry of Russia").
fn in_words(record: &Record, mention: usize, ontology: &Ontology) -> Option<String> {
    let body = &record.mentions[mention];
    if body.kind != MentionKind::Name {
        return None;
    }
    if let (_, Some(country)) = without_country(&normalized(&body.text), ontology) {
        return Some(country);
    }
    let text = IndexedText::new(&record.document.text);
    let between = |start: usize, end: usize| if start <= end { text.slice(Span::new(start, end)) } else { "?" };
    let beside = record.mentions[mention.saturating_sub(3)..].iter().take(7).find(|m| {
        let before = matches!(between(m.span.end, body.span.start), " " | "'s " | "’s " | "' " | "’ ");
        let behind = matches!(between(body.span.end, m.span.start), " of " | " of the ");
        m.entity_type == EntityType::Country && m.kind == MentionKind::Name && (before || behind)
    });
    beside.and_then(|country| country.canonical.clone())
}
