//! What stands in names and right beside them: the country of a body, the places in its name, letters for party and state,
//! accounts, acronyms, parts of treaties.

use std::collections::BTreeMap;

use super::name::{ADJECTIVE, AFFILIATION, GAZETTEER, HANDLE, Known, MODEL, demonym, demonym_mention, known, named};
use super::title::heads_title;
use super::{EntityType, Mention, MentionKind, Number, Reader};
use crate::language::{NameLabel, Sentence, Upos};
use crate::rule::Rule;

pub(super) const PROVISION: Rule = Rule::new(
    "numbered-provision",
    "a numbered part of a treaty, charter or law with the name of the whole (Article 50)",
);

/// "the Belarusian Foreign Ministry", "South Korea's Supreme Court": a body's name begins with its country, which tells it
/// from other countries' bodies of that name.
pub(super) fn of_country(reader: &mut Reader, index: usize) {
    let m = &reader.found[index];
    if m.entity_type != EntityType::GovernmentBody || m.rule == ADJECTIVE.name || m.first == 0 {
        return;
    }
    let tokens = reader.tokens();
    let possessive = m.first > 1 && tokens[m.first - 1].xpos == "POS";
    let country_end = if possessive { m.first - 1 } else { m.first };
    let Some(country) = reader.found.iter().find(|c| c.end == country_end && c.entity_type == EntityType::Country)
    else {
        return;
    };
    let tied = tokens[country.head].head.is_some_and(|h| (m.first..m.end).contains(&h));
    if !tied {
        return;
    }
    let (first, end) = (country.first, m.end);
    let country = country.canonical.clone();
    let same = m
        .canonical
        .as_deref()
        .and_then(|name| reader.ontology.organization(name))
        .is_some_and(|o| o.country == country);
    let mut whole = reader.mention(first, end, MentionKind::Name, m.entity_type, MODEL);
    whole.number = m.number;
    whole.confidence = m.confidence;
    whole.rule.clone_from(&m.rule);
    whole.canonical = if same { m.canonical.clone() } else { None };
    reader.found[index] = whole;
}

/// "the Russian Federation Council", "the U.S. Embassy in Moscow": the country and the city in the name of a body or event
/// are mentioned, too.
pub(super) fn places_within(reader: &mut Reader, index: usize) {
    let m = &reader.found[index];
    let (first, end) = (m.first, m.end);
    let place = reader.ontology.place(m.name()).and_then(|place| place.country.clone());
    let of_state = matches!(m.entity_type, EntityType::GovernmentBody | EntityType::Event);
    if !of_state && (m.entity_type != EntityType::Place || place.is_none()) {
        return;
    }
    if end - first < 2 || m.kind != MentionKind::Name {
        return;
    }
    const LONGEST: usize = 3;
    // "2016 U.S. presidential election"
    let year = reader.tokens()[first].form.chars().all(|c| c.is_ascii_digit());
    let first = first + usize::from(year && m.entity_type == EntityType::Event);
    let longest = (first + LONGEST).min(end - 1);
    // The adjective is the country's word, "Russian Federation" in "Russian Federation Council" isn't.
    let adjective = (first + 1..=longest).find_map(|end| {
        demonym(reader, first, end).map(|(country, _)| demonym_mention(reader, first, end, country, false))
    });
    let noun = || {
        let named = |end: usize| known(reader.ontology, reader.surface(first, end)).map(|known| (end, known));
        let (end, known) = (first + 1..=longest).rev().find_map(named)?;
        (known.entity_type == EntityType::Country).then(|| within(reader, first, end, known))
    };
    let country = adjective.or_else(noun).filter(|c| of_state || c.canonical == place);
    let city = (first + 1..end - 1).rev().find(|&i| reader.lower(i) == "in").and_then(|i| {
        let known = known(reader.ontology, reader.surface(i + 1, end))?;
        known.entity_type.is_place().then(|| within(reader, i + 1, end, known))
    });
    reader.found.extend(country.into_iter().chain(city));
}

fn within(reader: &Reader, first: usize, end: usize, known: Known) -> Mention {
    let mut mention = reader.mention(first, end, MentionKind::Name, known.entity_type, GAZETTEER);
    mention.number = Number::Singular;
    mention.canonical = Some(known.canonical);
    mention.confidence = 0.8;
    mention
}

/// "(R-Ky.)", ", D-N.Y.,", "(I-Vt.)": the party of U.S. legislators and their state.
pub(super) fn affiliations(reader: &mut Reader) {
    let tokens = reader.tokens();
    for i in 0..tokens.len() {
        let party = match tokens[i].form.as_str() {
            "R" => Some("Republican Party"),
            "D" => Some("Democratic Party"),
            "I" => None,
            _ => continue,
        };
        let Some(dash) = tokens.get(i + 1).filter(|t| matches!(t.form.as_str(), "-" | "–" | "—")) else { continue };
        if dash.span.start != tokens[i].span.end {
            continue;
        }
        let state_named = |form: &str| {
            let whole = || reader.ontology.place(form).filter(|place| place.place_type == EntityType::State);
            reader.ontology.state_abbreviation(form).or_else(whole)
        };
        let Some(state) = tokens.get(i + 2).and_then(|t| state_named(&t.form)) else { continue };
        let (name, place_type) = (state.name.clone(), state.place_type);
        if let Some(party) = party {
            let mut mention = reader.mention(i, i + 1, MentionKind::Name, EntityType::Party, AFFILIATION);
            mention.canonical = Some(party.to_owned());
            reader.found.push(mention);
        }
        let mut mention = reader.mention(i + 2, i + 3, MentionKind::Name, place_type, AFFILIATION);
        mention.canonical = Some(name);
        reader.found.push(mention);
    }
}

/// "@RandPaul": an account; whose it is shows in the document's other names.
pub(super) fn handles(reader: &mut Reader) {
    for i in 0..reader.tokens().len() {
        if reader.tokens()[i].form.len() > 2 && reader.tokens()[i].form.starts_with('@') && !reader.covered(i) {
            let mention = reader.mention(i, i + 1, MentionKind::Name, EntityType::Thing, HANDLE);
            reader.found.push(mention);
        }
    }
}

/// "Article 50 of the Lisbon Treaty", "Chapter VII": a numbered part of a treaty or law, with the name of the whole.
pub(super) fn provisions(reader: &mut Reader) {
    const PARTS: &[&str] = &["Article", "Chapter", "Section", "Resolution", "Annex", "Protocol", "Amendment"];
    let tokens = reader.tokens();
    let roman = |form: &str| form.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C'));
    let number = |form: &str| form.chars().all(|c| c.is_ascii_digit()) || roman(form);
    let capital = |i: usize| tokens[i].form.starts_with(char::is_uppercase);
    let mut found = Vec::new();
    for i in 0..tokens.len().saturating_sub(1) {
        if !PARTS.contains(&tokens[i].form.as_str()) || !number(&tokens[i + 1].form) || reader.covered(i) {
            continue;
        }
        let mut end = i + 2;
        let of = end + 1 < tokens.len() && reader.lower(end) == "of";
        let whole = end + 1 + usize::from(of && tokens[end + 1].upos == Upos::Det);
        if of && whole < tokens.len() && capital(whole) {
            end = (whole..tokens.len()).find(|&t| !capital(t)).unwrap_or(tokens.len());
            if !(whole..end).all(|t| reader.covered(t)) {
                found.push(reader.mention(whole, end, MentionKind::Name, EntityType::Document, PROVISION));
            }
        }
        let mut mention = reader.mention(i, end, MentionKind::Name, EntityType::Document, PROVISION);
        mention.head = i;
        mention.number = Number::Singular;
        found.push(mention);
    }
    reader.found.extend(found);
}

/// "the FFC's leader": capital letters that the model marks as an organization elsewhere in the document.
pub(super) fn acronyms(reader: &mut Reader) {
    for i in 0..reader.tokens().len() {
        let label = reader.acronyms.get(reader.tokens()[i].form.as_str()).copied();
        let label = label.or_else(|| is_led(reader, i).then_some(NameLabel::Organization));
        if let Some(label) = label.filter(|_| !reader.covered(i)) {
            let mention = named(reader, i, i + 1, label);
            reader.found.push(mention);
        }
    }
}

/// "the PVV leader", "a CHP spokesman": capital letters before a title are its body's.
fn is_led(reader: &Reader, token: usize) -> bool {
    const SHORTEST: usize = 3;
    let form = &reader.tokens()[token].form;
    let title = token + 1;
    form.chars().count() >= SHORTEST
        && form.chars().all(char::is_uppercase)
        && reader.ontology.office(&form.to_lowercase()).is_none()
        && reader.tokens().get(title).is_some_and(|t| t.form.starts_with(char::is_lowercase))
        && heads_title(reader, title)
        && reader.tokens()[token].head == Some(title)
}

/// The words in capital letters that the model takes for organizations somewhere in a document, with the first label.
pub(super) fn acronyms_of(sentences: &[Sentence]) -> BTreeMap<&str, NameLabel> {
    let mut found = BTreeMap::new();
    for sentence in sentences {
        // In a line of capitals every word is written so.
        let shouted = sentence.tokens.iter().all(|token| !token.form.chars().any(char::is_lowercase));
        for span in sentence.names.iter().filter(|span| !shouted && span.end == span.first + 1) {
            let form = sentence.tokens[span.first].form.as_str();
            let body = matches!(span.label, NameLabel::Organization | NameLabel::GovernmentBody | NameLabel::Party);
            if body && form.len() > 1 && form.chars().all(char::is_uppercase) {
                found.entry(form).or_insert(span.label);
            }
        }
    }
    found
}
