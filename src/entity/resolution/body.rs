//! Bodies that many countries have under one name: "the Supreme Court", "the Foreign Ministry". Whose it is stands in the
//! name, beside it, or is clear from the document; else it is known in its document only.

use std::collections::{BTreeMap, HashSet};

use super::group::key;
use crate::mention::{Mention, MentionKind};
use crate::ontology::{EntityType, Ontology};
use crate::record::Record;
use crate::span::{IndexedText, Span};

/// How often a document names each country.
pub(super) type Countries<'a> = BTreeMap<&'a str, usize>;

/// A country that is named so many times as often as any other is the one that a document is about.
const CLEAR: usize = 4;

pub(super) struct Body {
    /// The name without its country, as a key.
    pub name: String,
    pub country: Option<String>,
}

pub(super) fn countries(record: &Record) -> Countries<'_> {
    let mut countries = Countries::new();
    for mention in &record.mentions {
        if mention.entity_type == EntityType::Country
            && mention.kind == MentionKind::Name
            && let Some(country) = &mention.canonical
        {
            *countries.entry(country).or_default() += 1;
        }
    }
    countries
}

/// The names of bodies that a lexicon has with a country's before them: "U.S. Air Force" makes "air force" one.
pub(super) fn of_countries(ontology: &Ontology) -> HashSet<String> {
    let bodies = ontology.organizations().filter(|o| o.organization_type == EntityType::GovernmentBody);
    let names = bodies.flat_map(|body| std::iter::once(&body.name).chain(&body.names));
    names
        .map(|name| without_country(&key(name), ontology))
        .filter(|(_, country)| country.is_some())
        .map(|(bare, _)| bare)
        .collect()
}

/// The body that a chain names, if its name without a country's is one that any country can have; `words` is its key.
pub(super) fn generic(
    record: &Record,
    chain: usize,
    words: &str,
    name: &Mention,
    countries: &Countries,
    of_countries: &HashSet<String>,
    ontology: &Ontology,
) -> Option<Body> {
    let listed = ontology.organization(name.canonical.as_deref().unwrap_or(&name.text));
    if listed.is_some_and(|o| o.organization_type == EntityType::Party) {
        return None;
    }
    let (bare, named) = without_country(words, ontology);
    let generic = is_generic(&bare, ontology);
    if !generic && !of_countries.contains(&bare) {
        return None;
    }
    let default = listed.and_then(|o| o.country.clone());
    // "Israeli Supreme Court", "Senate of the Philippines".
    let said = named.or_else(|| record.chains[chain].mentions.iter().find_map(|&m| in_words(record, m, ontology)));
    let country = said.or_else(|| match &default {
        // A lexicon's "Supreme Court" is the one that news mostly means, unless the document is about other countries only.
        // A name of its own ("Federal Reserve") stays that of its country.
        Some(default) if !generic || countries.is_empty() || countries.contains_key(default.as_str()) => {
            Some(default.clone())
        }
        _ => clear(countries).map(str::to_owned),
    });
    Some(Body { name: bare, country })
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
    if let (_, Some(country)) = without_country(&key(&body.text), ontology) {
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
