//! One name, one type: where the model calls the same words a person here and a place there, the document decides.

use std::collections::{BTreeMap, BTreeSet};

use super::{EntityType, Mention, MentionKind, Number};

/// Gives every name that no lexicon knows the type that its words have most often in the document; a lone surname takes
/// the type of the full name that ends (or, in the East Asian order, begins) with it.
pub(super) fn harmonise(mentions: &mut [Mention]) {
    name_again(mentions);
    let mut votes: BTreeMap<String, BTreeMap<EntityType, f32>> = BTreeMap::new();
    let mut surnames: BTreeMap<String, f32> = BTreeMap::new();
    for mention in mentions.iter().filter(|m| is_open(m)) {
        *votes.entry(key(&mention.text)).or_default().entry(mention.entity_type).or_default() += mention.confidence;
        let words: Vec<&str> = mention.text.split(' ').collect();
        if mention.entity_type == EntityType::Person && words.len() > 1 {
            for word in [words[0], words[words.len() - 1]] {
                *surnames.entry(key(word)).or_default() += mention.confidence;
            }
        }
    }
    let joined: Vec<String> = mentions
        .iter()
        .filter(|m| is_open(m) && m.entity_type == EntityType::Person)
        .map(|m| letters(&m.text))
        .collect();
    for mention in mentions.iter_mut().filter(|m| m.text.starts_with('@')) {
        let account = letters(&mention.text);
        if joined.contains(&account) {
            mention.entity_type = EntityType::Person;
        }
    }
    let listed: BTreeMap<String, (EntityType, Option<String>)> = mentions
        .iter()
        .filter(|m| m.kind == MentionKind::Name && m.canonical.is_some())
        .map(|m| (key(&m.text), (m.entity_type, m.canonical.clone())))
        .collect();
    for mention in mentions.iter_mut().filter(|m| is_open(m)) {
        // A lone word that a lexicon knows and that ends nobody's name here is what the lexicon says, here as elsewhere.
        if let Some((entity_type, canonical)) = listed.get(&key(&mention.text))
            && !surnames.contains_key(&key(&mention.text))
        {
            mention.entity_type = *entity_type;
            mention.canonical.clone_from(canonical);
            continue;
        }
        let Some(types) = votes.get(&key(&mention.text)) else { continue };
        let person = surnames.get(&key(&mention.text)).copied().unwrap_or(0.0);
        // A full name weighs more than guesses at its last word.
        let weight = |t: EntityType| {
            types.get(&t).copied().unwrap_or(0.0) + if t == EntityType::Person { 3.0 * person } else { 0.0 }
        };
        let candidates = types.keys().copied().chain((person > 0.0).then_some(EntityType::Person));
        let best = candidates.max_by(|a, b| weight(*a).total_cmp(&weight(*b)).then(b.cmp(a)));
        if let Some(best) = best {
            mention.entity_type = best;
        }
    }
}

/// "SPÖ", "House": a capitalised noun whose words are a name elsewhere in the document is that name here, too, though the
/// model did not mark it.
fn name_again(mentions: &mut [Mention]) {
    let names: BTreeMap<String, (EntityType, Option<String>)> = mentions
        .iter()
        .filter(|m| m.kind == MentionKind::Name && !matches!(m.entity_type, EntityType::Person | EntityType::Office))
        .map(|m| (m.text.clone(), (m.entity_type, m.canonical.clone())))
        .collect();
    let unmarked = |m: &&mut Mention| {
        m.kind == MentionKind::Nominal
            && m.text.starts_with(char::is_uppercase)
            && !matches!(m.entity_type, EntityType::Person | EntityType::Group)
    };
    let surnames: BTreeSet<String> = mentions
        .iter()
        .filter(|m| m.kind == MentionKind::Name && m.entity_type == EntityType::Person)
        .filter_map(|m| m.text.rsplit_once(' ').map(|(_, surname)| surname.to_owned()))
        .collect();
    for mention in mentions.iter_mut().filter(unmarked) {
        // A sentence's first word is upper case for another reason, unless a lexicon knows it.
        let named = names.get(&mention.text).filter(|(_, canonical)| mention.first > 0 || canonical.is_some());
        if let Some((entity_type, canonical)) = named {
            mention.kind = MentionKind::Name;
            mention.entity_type = *entity_type;
            mention.canonical.clone_from(canonical);
        } else if mention.first > 0 && surnames.contains(&mention.text) {
            // "Jobs" within a sentence, where "Steve Jobs" is named.
            mention.kind = MentionKind::Name;
            mention.entity_type = EntityType::Person;
            mention.number = Number::Singular;
        }
    }
}

fn is_open(mention: &Mention) -> bool {
    mention.kind == MentionKind::Name
        && mention.canonical.is_none()
        && !mention.text.starts_with('@')
        && !matches!(mention.entity_type, EntityType::Office | EntityType::Date)
}

/// The letters of a name without blanks, as account names write it.
pub(crate) fn letters(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn key(text: &str) -> String {
    text.to_lowercase()
}
