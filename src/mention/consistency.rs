//! One name, one type: where the model calls the same words a person here and a place there, the document decides.

use std::collections::{BTreeMap, BTreeSet};

use super::{EntityType, Mention, MentionKind, Number};
use crate::entity::person_name::PersonName;
use crate::language::{Deprel, Sentence};
use crate::ontology::Ontology;

/// Gives every name that no lexicon knows the type that its words have most often in the document; a lone surname takes
/// the type of the full name that ends (or, in the East Asian order, begins) with it.
pub(super) fn harmonise(mentions: &mut [Mention], sentences: &[Sentence], ontology: &Ontology) {
    name_again(mentions, sentences);
    share_surnames(mentions, sentences, ontology);
    people_called_like_places(mentions, sentences, ontology);
    firms_called_like_people(mentions);
    people_taken_for_places(mentions);
    bodies_with_acronyms(mentions, sentences);
    halves_of_countries(mentions);
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
fn name_again(mentions: &mut [Mention], sentences: &[Sentence]) {
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
        } else if surnames.contains(&mention.text) && (mention.first > 0 || acts(mention, &sentences[mention.sentence]))
        {
            // "Jobs" within a sentence, where "Steve Jobs" is named; "Price said" at its beginning.
            mention.kind = MentionKind::Name;
            mention.entity_type = EntityType::Person;
            mention.number = Number::Singular;
        }
    }
}

/// Whether a single word that opens a sentence is a subject or possessor by itself: common nouns stand so with an article.
fn acts(mention: &Mention, sentence: &Sentence) -> bool {
    let token = &sentence.tokens[mention.head];
    let alone =
        mention.end == mention.first + 1 && sentence.children(mention.head).all(|c| sentence.tokens[c].xpos == "POS");
    let role = matches!(token.deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::NmodPoss);
    alone && role && mention.number == Number::Singular
}

/// "Barack and Michelle Obama": a first name joined to a full one has its surname, unless it is somebody else's name here.
fn share_surnames(mentions: &mut [Mention], sentences: &[Sentence], ontology: &Ontology) {
    let person = |m: &Mention| m.kind == MentionKind::Name && m.entity_type == EntityType::Person;
    let first_name = |word: &str| ontology.first_name(word).is_some();
    let full: Vec<Vec<String>> = mentions
        .iter()
        .filter(|m| person(m) && m.text.contains(' '))
        .map(|m| m.text.split(' ').map(str::to_owned).collect())
        .collect();
    let shared: Vec<(usize, String)> = mentions
        .iter()
        .enumerate()
        .filter(|(_, m)| person(m) && m.canonical.is_none() && m.end == m.first + 1 && first_name(&m.text))
        .filter_map(|(at, m)| {
            let tokens = &sentences[m.sentence].tokens;
            let joined = tokens.get(m.end).is_some_and(|t| matches!(t.form.as_str(), "and" | "&"));
            let titled = m.first.checked_sub(1).is_some_and(|before| {
                let word = &tokens[before].form;
                ontology.honorific(word).is_some() || ontology.office(&word.to_lowercase()).is_some()
            });
            let other = mentions.iter().find(|o| o.sentence == m.sentence && o.first == m.end + 1 && person(o))?;
            let (first, surname) = (other.text.split(' ').next()?, other.text.rsplit_once(' ')?.1);
            let anothers =
                full.iter().any(|name| name.last().is_some_and(|last| last != surname) && name.contains(&m.text));
            let shares = joined && !titled && !anothers && first_name(first);
            shares.then(|| (at, format!("{} {surname}", m.text)))
        })
        .collect();
    for (at, name) in shared {
        mentions[at].canonical = Some(name);
    }
}

/// "Jordan", "Forbes" where Jim Jordan and Kate Forbes are named: the person, unless the words beside it make it a place.
fn people_called_like_places(mentions: &mut [Mention], sentences: &[Sentence], ontology: &Ontology) {
    let surnames: BTreeSet<String> = mentions
        .iter()
        .filter(|m| m.kind == MentionKind::Name && m.entity_type == EntityType::Person)
        .filter_map(|m| {
            let name = PersonName::parse(&m.text);
            let surname = match name.is_family_first(ontology) {
                true => m.text.split_once(' ').map(|(surname, _)| surname),
                false => m.text.rsplit_once(' ').map(|(_, surname)| surname),
            };
            surname.filter(|_| name.is_full()).map(str::to_owned)
        })
        .collect();
    let as_place = |m: &Mention| {
        let sentence = &sentences[m.sentence];
        let behind = sentence.children_by(m.head, Deprel::Case).find(|&c| sentence.tokens[c].xpos != "POS");
        let local = behind.is_some_and(|c| {
            let word = sentence.tokens[c].form.to_lowercase();
            matches!(
                word.as_str(),
                "in" | "at" | "near" | "from" | "to" | "into" | "across" | "outside" | "inside" | "over" | "around"
            )
        });
        let listed = sentence.tokens.get(m.end).is_some_and(|t| t.form == ",")
            && mentions.iter().any(|o| o.sentence == m.sentence && o.first == m.end + 1 && o.entity_type.is_place());
        local || listed
    };
    let candidate = |m: &Mention| {
        m.kind == MentionKind::Name
            && (m.entity_type.is_place() || m.entity_type == EntityType::Organization)
            && m.canonical.is_some()
            && m.end == m.first + 1
            && matches!(m.rule.as_str(), "name-model" | "name-gazetteer" | "capital-that-acts")
            && surnames.contains(&m.text)
    };
    let places: BTreeSet<String> =
        mentions.iter().filter(|m| candidate(m) && as_place(m)).map(|m| m.text.clone()).collect();
    let people: Vec<usize> =
        (0..mentions.len()).filter(|&m| candidate(&mentions[m]) && !places.contains(&mentions[m].text)).collect();
    for m in people {
        mentions[m].entity_type = EntityType::Person;
        mentions[m].canonical = None;
    }
}

/// "Lufthansa Chief Executive Carsten Spohr": what stands before such a title is a firm, though the model takes it for
/// somebody or a place.
fn firms_called_like_people(mentions: &mut [Mention]) {
    let of_firms = |title: &str| {
        matches!(title, "chairman" | "chairwoman" | "chair" | "managing director")
            || title.starts_with("chief ") && (title.ends_with(" officer") || title.ends_with(" executive"))
    };
    let surnames: BTreeSet<String> = mentions
        .iter()
        .filter(|m| m.kind == MentionKind::Name && m.entity_type == EntityType::Person)
        .filter_map(|m| m.text.rsplit_once(' ').map(|(_, surname)| surname.to_owned()))
        .collect();
    let lone = |m: &Mention| {
        let guessed = m.entity_type == EntityType::Person || m.entity_type.is_place();
        is_open(m) && guessed && m.end == m.first + 1 && !surnames.contains(&m.text)
    };
    let owned: Vec<(usize, usize)> = mentions
        .iter()
        .enumerate()
        .filter(|(_, office)| office.entity_type == EntityType::Office && office.rule == "office-before-name")
        .filter(|(_, office)| office.jurisdiction.is_none() && office.title.as_deref().is_some_and(of_firms))
        .filter_map(|(at, office)| {
            let before = |m: &Mention| m.sentence == office.sentence && m.end == office.first && lone(m);
            Some((at, mentions.iter().position(before)?))
        })
        .collect();
    let firms: BTreeSet<String> = owned.iter().map(|&(_, firm)| mentions[firm].text.clone()).collect();
    for (office, firm) in owned {
        mentions[office].jurisdiction = Some(firm);
    }
    for mention in mentions.iter_mut().filter(|m| lone(m) && firms.contains(&m.text)) {
        mention.entity_type = EntityType::Organization;
        mention.gender = None;
    }
}

/// "Muhammadu Buhari" where Buhari is somebody, "Bagheri Kani" where Ali Bagheri Kani is: a place that no lexicon knows and whose
/// words end or are ended by a person's name is that person.
fn people_taken_for_places(mentions: &mut [Mention]) {
    let ends = |long: &str, short: &str| long.strip_suffix(short).is_some_and(|rest| rest.ends_with(' '));
    let person = |m: &&Mention| is_open(m) && m.entity_type == EntityType::Person;
    let people: BTreeSet<String> = mentions.iter().filter(person).map(|m| m.text.clone()).collect();
    for mention in mentions.iter_mut().filter(|m| is_open(m) && m.entity_type.is_place() && m.text.contains(' ')) {
        if people.iter().any(|name| ends(name, &mention.text) || ends(&mention.text, name)) {
            mention.entity_type = EntityType::Person;
        }
    }
}

/// "Samagi Jana Balawegaya (SJB)": nobody has his initials behind his name.
fn bodies_with_acronyms(mentions: &mut [Mention], sentences: &[Sentence]) {
    for mention in mentions.iter_mut().filter(|m| is_open(m) && m.entity_type == EntityType::Person) {
        let tokens = &sentences[mention.sentence].tokens;
        let behind = |at: usize| tokens.get(mention.end + at).map_or("", |token| token.form.as_str());
        let initials: String = mention.text.split(' ').filter_map(|word| word.chars().next()).collect();
        let acronym = initials.chars().count() > 1 && initials.chars().all(char::is_uppercase);
        if acronym && behind(0) == "(" && behind(1) == initials && behind(2) == ")" {
            mention.entity_type = EntityType::Organization;
            mention.gender = None;
        }
    }
}

/// "the North" where North Korea is named: the only country of that name in the document.
fn halves_of_countries(mentions: &mut [Mention]) {
    let countries: BTreeSet<String> =
        mentions.iter().filter(|m| m.entity_type == EntityType::Country).filter_map(|m| m.canonical.clone()).collect();
    for mention in mentions.iter_mut() {
        if !matches!(mention.text.as_str(), "North" | "South") || mention.canonical.is_some() {
            continue;
        }
        let mut halves = countries.iter().filter(|name| name.split(' ').next() == Some(mention.text.as_str()));
        if let (Some(country), None) = (halves.next(), halves.next()) {
            mention.kind = MentionKind::Name;
            mention.entity_type = EntityType::Country;
            mention.canonical = Some(country.clone());
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
