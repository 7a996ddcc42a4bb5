//! Capitals that act: "Moscow refused" is Russia's government, told as the country; "in Moscow" is the city.
//!
//! The tree decides: a capital that takes the place of somebody who speaks, decides or is dealt with acts; one behind a
//! preposition of place doesn't.

use super::name::Known;
use super::{EntityType, MentionKind, Reader};
use crate::language::Deprel;
use crate::ontology::{Complement, Ontology};
use crate::rule::Rule;

const ACTING: Rule = Rule::new(
    "capital-that-acts",
    "a capital that speaks, decides or is dealt with stands for its country (Moscow refused; talks with Tehran)",
);

pub(super) const RULES: &[Rule] = &[ACTING];

/// What cities do and suffer as places, though the verb's other subjects act.
const OF_PLACES: &[&str] = &["host", "celebrate", "see", "hold", "face", "have", "witness", "burn", "fall", "change"];

/// Participles behind a hyphen of which the word before is the agent ("Moscow-backed"); "London-based" is a place.
const BY_AGENT: &[&str] = &[
    "backed", "led", "sponsored", "controlled", "supported", "funded", "brokered", "imposed", "appointed", "installed",
    "allied", "ordered", "run", "trained", "mediated", "proposed", "approved", "aligned",
];

/// Journeys and ways "between London and Paris" join places.
const WAYS: &[&str] =
    &["flight", "road", "train", "route", "distance", "journey", "railway", "border", "ferry", "fly", "travel"];

pub(super) fn find(reader: &mut Reader) {
    let acting: Vec<(usize, Known)> = (0..reader.found.len())
        .filter_map(|index| {
            let mention = &reader.found[index];
            let name = mention.kind == MentionKind::Name && mention.entity_type == EntityType::City;
            let actor = if name { actor(reader.ontology, &mention.text)? } else { return None };
            acts(reader, mention.head).then_some((index, actor))
        })
        .collect();
    for (index, actor) in acting {
        let mention = &mut reader.found[index];
        mention.entity_type = actor.entity_type;
        mention.canonical = Some(actor.canonical);
        ACTING.name.clone_into(&mut mention.rule);
    }
}

/// Who a place stands for: what `seats.tsv` says, else the country whose capital it is.
fn actor(ontology: &Ontology, surface: &str) -> Option<Known> {
    let country = |name: &str| Known { entity_type: EntityType::Country, canonical: name.to_owned() };
    match ontology.seat(surface) {
        Some(actor) => ontology
            .organization(actor)
            .map(|o| Known { entity_type: o.organization_type, canonical: o.name.clone() })
            .or_else(|| ontology.country(actor).map(|c| country(&c.name))),
        None => ontology.country_by_capital(surface).map(|c| country(&c.name)),
    }
}

fn acts(reader: &Reader, token: usize) -> bool {
    let (tokens, sentence) = (reader.tokens(), reader.sentence);
    // Datelines and headlines in capitals name places.
    let form = &tokens[token].form;
    if form.chars().count() > 1 && !form.chars().any(char::is_lowercase) {
        return false;
    }
    if agent_of_participle(reader, token) {
        return true;
    }
    let Some(head) = tokens[token].head else { return false };
    let case = sentence.children_by(token, Deprel::Case).find(|&c| tokens[c].xpos != "POS").map(|c| reader.lower(c));
    match (tokens[token].deprel, case.as_deref()) {
        (Deprel::Nsubj, None) => takes_actor(reader, head),
        (Deprel::NsubjPass | Deprel::Obj | Deprel::Iobj, None) => addresses(reader, head),
        (Deprel::OblAgent, Some("by")) => true,
        (Deprel::Obl | Deprel::Nmod, Some("with" | "against")) => true,
        (Deprel::Obl | Deprel::Nmod, Some("between")) => {
            sentence.child(token, Deprel::Conj).is_some() && !WAYS.contains(&reader.tokens()[head].lemma.as_str())
        }
        (Deprel::NmodPoss, None) => is_act(reader, head),
        (Deprel::Nmod, Some("to")) => is_speech(reader, head),
        (Deprel::Conj, None) => {
            let first = reader.found.iter().any(|m| {
                m.head == head && m.entity_type == EntityType::Country
                    || m.head == head && m.entity_type == EntityType::City && actor(reader.ontology, &m.text).is_some()
            });
            first && acts(reader, head)
        }
        _ => false,
    }
}

/// Whether a verb's subject decides, speaks or deals with others.
fn takes_actor(reader: &Reader, verb: usize) -> bool {
    let lemma = reader.tokens()[verb].lemma.to_lowercase();
    // "retaliate against": the verb may be known with its preposition only.
    let with_preposition = || {
        let cases =
            reader.sentence.children_by(verb, Deprel::Obl).filter_map(|o| reader.sentence.child(o, Deprel::Case));
        cases
            .map(|c| format!("{lemma}-{}", reader.lower(c)))
            .any(|key| reader.ontology.predicate(&key).is_some_and(|p| p.event_type.is_some()))
    };
    let decides = || {
        with_preposition()
            || reader.ontology.predicate(&lemma).and_then(|p| p.event_type.as_deref()).is_some()
            || reader.ontology.factuality(&lemma, Complement::To).is_some()
    };
    !OF_PLACES.contains(&lemma.as_str()) && (reader.ontology.reporting(&lemma).is_some() || decides())
}

/// Whether a verb speaks to its object: one urges, accuses or asks somebody.
fn addresses(reader: &Reader, verb: usize) -> bool {
    let lemma = reader.tokens()[verb].lemma.to_lowercase();
    let speech = matches!(
        reader.ontology.predicate(&lemma).and_then(|p| p.event_type.as_deref()),
        Some("accuse" | "request" | "threaten" | "sanction")
    );
    !OF_PLACES.contains(&lemma.as_str()) && (speech || reader.ontology.reporting(&lemma).is_some())
}

/// "Beijing's response": a noun for what somebody does.
fn is_act(reader: &Reader, noun: usize) -> bool {
    let lemma = reader.tokens()[noun].lemma.to_lowercase();
    reader.ontology.nominalization(&lemma).is_some() && !WAYS.contains(&lemma.as_str())
}

/// "a warning to Pyongyang": a noun for what one says to somebody.
fn is_speech(reader: &Reader, noun: usize) -> bool {
    let verb = reader.ontology.nominalization(&reader.tokens()[noun].lemma.to_lowercase()).map(|n| n.verb.as_str());
    verb.is_some_and(|verb| reader.ontology.reporting(verb).is_some())
}

/// "Moscow-backed".
fn agent_of_participle(reader: &Reader, token: usize) -> bool {
    let tokens = reader.tokens();
    let glued = |i: usize| i < tokens.len() && tokens[i].span.start == tokens[i - 1].span.end;
    glued(token + 1)
        && tokens[token + 1].form == "-"
        && glued(token + 2)
        && BY_AGENT.contains(&reader.lower(token + 2).as_str())
}
