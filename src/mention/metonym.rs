//! Capitals that act: "Moscow refused" is Russia's government, told as the country; "in Moscow" is the city.
//!
//! The tree decides: a capital that takes the place of somebody who speaks, decides or is dealt with acts; one behind a
//! preposition of place doesn't.

use super::name::Known;
use super::{EntityType, MentionKind, Reader};
use crate::language::{Deprel, Upos};
use crate::ontology::{CapitalWord, Ontology};
use crate::rule::Rule;

const ACTING: Rule = Rule::new(
    "capital-that-acts",
    "a capital that speaks, decides or is dealt with stands for its country (Moscow refused; talks with Tehran)",
);

pub(super) const RULES: &[Rule] = &[ACTING];

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
        (Deprel::NsubjPass, None) => is_addressed(reader, head),
        (Deprel::Obj, None) => addresses(reader, head),
        (Deprel::Iobj, None) => true,
        (Deprel::OblAgent, Some("by")) => true,
        (Deprel::Obl | Deprel::Nmod, Some("with" | "against")) => true,
        (Deprel::Obl | Deprel::Nmod, Some("between")) => {
            sentence.child(token, Deprel::Conj).is_some()
                && !is_word(reader, CapitalWord::Way, &reader.tokens()[head].lemma)
        }
        (Deprel::NmodPoss, None) => is_act(reader, head) || is_of_actor(reader, head),
        (Deprel::Compound, None) => matches!(reader.tokens()[head].lemma.as_str(), "government" | "regime"),
        (Deprel::Nmod, Some("to")) if is_speech(reader, head) => true,
        (Deprel::Nmod, Some("from")) if is_sent(reader, head) => true,
        (Deprel::Obl | Deprel::Nmod, Some(preposition)) => {
            let lemma = reader.tokens()[head].lemma.to_lowercase();
            reader.ontology.deals_with(&lemma, preposition)
        }
        (Deprel::Conj, None) => is_joined_to_actor(reader, head),
        _ => false,
    }
}

fn is_word(reader: &Reader, sort: CapitalWord, word: &str) -> bool {
    reader.ontology.is_capital_word(sort, word)
}

/// Whether the subject of a verb, or of an adjective with what somebody is ready to do, acts.
fn takes_actor(reader: &Reader, head: usize) -> bool {
    let lemma = reader.tokens()[head].lemma.to_lowercase();
    let chance = || matches!(lemma.as_str(), "likely" | "unlikely" | "due" | "set" | "bound" | "sure" | "certain");
    match reader.tokens()[head].upos {
        Upos::Verb => !is_word(reader, CapitalWord::PlaceVerb, &lemma) || reader.ontology.reporting(&lemma).is_some(),
        Upos::Adj => reader.sentence.child(head, Deprel::Xcomp).is_some() && !chance(),
        _ => false,
    }
}

/// Whether a verb speaks to its object, helps or harms it, rather than moving to it or seizing it.
fn addresses(reader: &Reader, verb: usize) -> bool {
    let token = &reader.tokens()[verb];
    let lemma = token.lemma.to_lowercase();
    // "forced Moscow to withdraw"
    let moved = reader.sentence.children_by(verb, Deprel::Xcomp).any(|x| reader.tokens()[x].upos == Upos::Verb);
    token.upos == Upos::Verb && (moved || !is_word(reader, CapitalWord::PlaceObjectVerb, &lemma))
}

/// Whether one speaks to the subject of a passive: "Moscow was urged".
fn is_addressed(reader: &Reader, verb: usize) -> bool {
    let lemma = reader.tokens()[verb].lemma.to_lowercase();
    let event = reader.ontology.predicate(&lemma).and_then(|p| p.event_type.as_deref());
    let speech = matches!(event, Some("accuse" | "request" | "threaten" | "sanction"));
    !is_word(reader, CapitalWord::PlaceVerb, &lemma) && (speech || reader.ontology.reporting(&lemma).is_some())
}

/// "Beijing's response": a noun for what somebody does.
fn is_act(reader: &Reader, noun: usize) -> bool {
    let lemma = reader.tokens()[noun].lemma.to_lowercase();
    reader.ontology.nominalization(&lemma).is_some() && !is_word(reader, CapitalWord::Way, &lemma)
}

/// "Germany and Paris": joined to a country that is no place here, or to a capital that acts.
fn is_joined_to_actor(reader: &Reader, first: usize) -> bool {
    let case = reader.sentence.child(first, Deprel::Case).map(|c| reader.lower(c));
    let local =
        matches!(case.as_deref(), Some("in" | "at" | "near" | "across" | "into" | "around" | "throughout" | "to"));
    reader.found.iter().any(|m| {
        let country = m.entity_type == EntityType::Country && !local;
        let capital = m.entity_type == EntityType::City && actor(reader.ontology, &m.text).is_some();
        m.head == first && (country || capital && acts(reader, first))
    })
}

/// "a letter from Pyongyang": what somebody writes, says or does; news of a place comes from there, too.
fn is_sent(reader: &Reader, noun: usize) -> bool {
    let (token, lemma) = (&reader.tokens()[noun], reader.tokens()[noun].lemma.to_lowercase());
    let written = reader.ontology.noun(&lemma).is_some_and(|n| n.entity_type == EntityType::Document);
    // "received tanks from Berlin"
    let verb = token.head.filter(|_| token.deprel == Deprel::Obj).map(|v| reader.tokens()[v].lemma.as_str());
    let transferred = matches!(verb, Some("receive" | "get" | "obtain" | "seek" | "win" | "buy"));
    // "the two negotiators from London"
    let sent = || is_of_actor(reader, noun) || matches!(lemma.as_str(), "delegation" | "delegate" | "negotiator");
    !is_word(reader, CapitalWord::PlaceReport, &lemma)
        && (transferred || written || is_act(reader, noun) || is_speech(reader, noun) || sent())
}

/// "Warsaw's ambassador", "Moscow's allies": what a state has.
fn is_of_actor(reader: &Reader, noun: usize) -> bool {
    let lemma = reader.tokens()[noun].lemma.to_lowercase();
    let office = reader.ontology.office_head(&lemma).is_some() && !is_word(reader, CapitalWord::CityOffice, &lemma);
    office || is_word(reader, CapitalWord::ActorNoun, &lemma)
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
        && is_word(reader, CapitalWord::AgentParticiple, &reader.lower(token + 2))
}
