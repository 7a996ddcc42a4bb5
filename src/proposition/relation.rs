//! Relations that a noun for somebody says by itself: "the founder of X", "X's allies", "X of North Dakota".

use super::assembly::{self, of_mention};
use super::context::{self, Context};
use super::reading::Reading;
use super::state::state;
use super::subject;
use super::{Modality, Proposition, Role};
use crate::language::{Deprel, Upos};
use crate::mention::{Mention, MentionKind};
use crate::ontology::{AdverbEffect, EntityType};
use crate::rule::Rule;

const AGENT_NOUN: Rule =
    Rule::new("agent-noun", "a noun for who does something or stands in a relation (founder, ally) with whom it names");
const AFFILIATED: Rule = Rule::new(
    "affiliated-by-phrase",
    "somebody of, from, at or with a country or body belongs to it (X of Norway, an analyst at Y)",
);

const BODY_OF_PERSON: Rule = Rule::new(
    "body-of-person",
    "somebody whose party or organization a name is belongs to it (Merkel's Christian Democrats)",
);
const BETWEEN: Rule =
    Rule::new("between-two", "what is between two they have with each other (the tensions between X and Y)");

pub(super) const RULES: &[Rule] = &[AGENT_NOUN, AFFILIATED, BODY_OF_PERSON, BETWEEN];

pub(super) fn propositions(reading: &Reading, mention: usize, found: &mut Vec<Proposition>) {
    let m = &reading.mentions[mention];
    match m.kind {
        MentionKind::Nominal => {
            agent_noun(reading, m, mention, found);
            affiliated(reading, m, mention, &["at", "with"], found);
            between(reading, m, mention, found);
        }
        MentionKind::Name => {
            affiliated(reading, m, mention, &["of", "from", "at", "with"], found);
            owned(reading, m, mention, found);
        }
        MentionKind::Pronoun => {}
    }
}

/// What a noun from `agent_nouns.tsv` says of whom it denotes.
fn agent_noun(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    let Some(entry) = reading.ontology.agent_noun(&reading.lemma(m.sentence, m.head)) else { return };
    let tree = reading.sentence(m.sentence);
    let by_marker = |n: &usize| {
        let marker = reading.marker(m.sentence, *n);
        marker.is_some_and(|k| k == "of" || entry.markers.contains(&k))
    };
    // "the WikiLeaks founder": a name right before the noun; an adjective of a country says where he is from.
    let before = |c: &usize| {
        *c < m.head
            && matches!(tree.tokens[*c].deprel, Deprel::Compound | Deprel::NmodUnmarked | Deprel::NmodDesc)
            && tree.tokens[*c].upos != Upos::Adj
    };
    let possessor = tree.child(m.head, Deprel::NmodPoss);
    let phrases = reading.phrases(m.sentence, m.head).into_iter().filter(by_marker);
    let named = tree
        .children(m.head)
        .filter(before)
        .filter(|&c| reading.mention_at(m.sentence, c).is_some_and(|p| reading.mentions[p].kind == MentionKind::Name));
    let Some(token) = possessor.into_iter().chain(phrases).chain(named).next() else { return };
    let (agent, context) = denoted(reading, m, mention);
    let Some(context) = modifiers(reading, m, context) else { return };
    // That somebody's colleagues are his colleagues tells nothing.
    if entry.predicate.ends_with("-of") && !reading.is_named(agent) {
        return;
    }
    for conjunct in reading.conjuncts(m.sentence, token) {
        let Some(other) = reading.participant(m.sentence, conjunct) else { continue };
        if reading.same_chain(agent, other) || reading.entity_type(other) == EntityType::Date {
            continue;
        }
        // "owners of a phone" own phones: that tells of nobody.
        if !(reading.is_named(agent) || reading.is_named(other) && reading.entity_type(other).is_actor()) {
            continue;
        }
        let mut told = state(reading, m, &entry.predicate, "", (agent, other), AGENT_NOUN);
        told.predicate = assembly::predicate(reading, &entry.predicate, &[], m.span, true);
        told.object = Some(of_mention(reading, other, Role::Patient, None));
        told.polarity = context.polarity;
        told.modality = context.modality;
        told.factual = context.factual();
        told.attribution.clone_from(&context.attribution);
        found.push(told);
    }
}

/// Whom a noun denotes: the name in apposition, the subject that it is said of, or the noun itself; and how far the sentence
/// commits itself to that.
fn denoted(reading: &Reading, m: &Mention, mention: usize) -> (usize, Context) {
    let tree = reading.sentence(m.sentence);
    let token = &tree.tokens[m.head];
    let plain = Context::plain();
    let name = |t: usize| reading.mention_at(m.sentence, t).filter(|&p| reading.mentions[p].kind == MentionKind::Name);
    let beside = tree.children_by(m.head, Deprel::Appos).find_map(name).or_else(|| {
        let belongs = matches!(token.deprel, Deprel::Appos | Deprel::NmodDesc | Deprel::Compound | Deprel::Flat);
        token.head.filter(|_| belongs).and_then(name)
    });
    if let Some(name) = beside {
        return (name, plain);
    }
    // "X is an ally of Y", "X became one of Y's critics", "X emerged as an ally of Y"
    let counted = token.head.filter(|&h| {
        token.deprel == Deprel::Nmod && matches!(reading.lower(m.sentence, h).as_str(), "one" | "some" | "part")
    });
    let noun = counted.unwrap_or(m.head);
    let above = &tree.tokens[noun];
    let copular = tree.child(noun, Deprel::Cop).is_some();
    let linked = |h: &usize| {
        let verb = reading.lemma(m.sentence, *h);
        match above.deprel {
            Deprel::Xcomp | Deprel::Obj => matches!(verb.as_str(), "become" | "remain" | "stay"),
            Deprel::Obl => {
                reading.marker(m.sentence, noun).as_deref() == Some("as")
                    && matches!(verb.as_str(), "emerge" | "serve" | "act" | "remain" | "work")
            }
            _ => false,
        }
    };
    let predicate = if copular { Some(noun) } else { above.head.filter(linked) };
    let said = predicate.and_then(|p| {
        let subject = subject::grammatical(reading, m.sentence, p)?;
        Some((reading.participant(m.sentence, subject)?, context::context(reading, m.sentence, p)))
    });
    said.unwrap_or((mention, plain))
}

/// What adjectives leave of a relation: a former ally is none, a likely successor may be one; `None` where nothing can be
/// said.
fn modifiers(reading: &Reading, m: &Mention, mut context: Context) -> Option<Context> {
    let tree = reading.sentence(m.sentence);
    for child in tree.children(m.head).filter(|&c| c < m.head) {
        let word = reading.lower(m.sentence, child);
        if matches!(
            word.as_str(),
            "former" | "ex" | "onetime" | "one-time" | "would-be" | "potential" | "possible" | "future" | "no"
        ) {
            return None;
        }
        match reading.ontology.adverb(&word) {
            Some(AdverbEffect::Alleged) => context.modality = Modality::Alleged,
            Some(AdverbEffect::Hypothetical) => context.modality = Modality::Hypothetical,
            Some(AdverbEffect::Negative) => return None,
            None => {}
        }
    }
    Some(context)
}

/// "Kim Jong Un of North Korea", "an analyst at Chatham House".
fn affiliated(reading: &Reading, m: &Mention, mention: usize, markers: &[&str], found: &mut Vec<Proposition>) {
    // "friends at the bank" need not work there.
    let relation = m.kind == MentionKind::Nominal && {
        let noun = reading.lemma(m.sentence, m.head);
        reading.ontology.agent_noun(&noun).is_some() || reading.ontology.kinship(&noun).is_some()
    };
    if relation || !matches!(m.entity_type, EntityType::Person | EntityType::Group) {
        return;
    }
    for phrase in reading.phrases(m.sentence, m.head) {
        let marker = reading.marker(m.sentence, phrase);
        if !marker.is_some_and(|k| markers.contains(&k.as_str())) {
            continue;
        }
        let Some(body) = reading.mention_at(m.sentence, phrase) else { continue };
        let entity_type = reading.mentions[body].entity_type;
        let country = m.kind == MentionKind::Name && matches!(entity_type, EntityType::Country | EntityType::State);
        let organization = entity_type.is_organization() && entity_type != EntityType::Party;
        if reading.mentions[body].kind == MentionKind::Name && (country || organization) {
            found.push(state(reading, m, "affiliated-with", "affiliatedWith", (mention, body), AFFILIATED));
        }
    }
}

/// "Kurz's People's Party", "the army of Haftar": whose a named party or organization is.
fn owned(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    let party = m.entity_type == EntityType::Party;
    if !m.entity_type.is_organization() {
        return;
    }
    let tree = reading.sentence(m.sentence);
    let outside = |t: &usize| !(m.first..m.end).contains(t);
    let of = reading
        .phrases(m.sentence, m.head)
        .into_iter()
        .filter(|&p| reading.marker(m.sentence, p).as_deref() == Some("of"));
    for token in tree.child(m.head, Deprel::NmodPoss).into_iter().chain(of).filter(outside) {
        let Some(person) = reading.participant(m.sentence, token) else { continue };
        if reading.entity_type(person) == EntityType::Person && reading.is_named(person) {
            let (lemma, property) = if party {
                ("affiliated-with-party", "affiliatedWithParty")
            } else {
                ("affiliated-with", "affiliatedWith")
            };
            found.push(state(reading, m, lemma, property, (person, mention), BODY_OF_PERSON));
        }
    }
}

/// What two have with each other; nouns made from verbs are told as events.
const SHARED_RELATIONS: &[&str] = &[
    "animosity", "bond", "border", "divide", "division", "feud", "friction", "friendship", "hostility", "link",
    "peace", "relation", "relationship", "rift", "rivalry", "row", "standoff", "stand-off", "tension", "tie",
];

/// "the tensions between X and Y": one has them with the other.
fn between(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    if !SHARED_RELATIONS.contains(&reading.lemma(m.sentence, m.head).as_str()) {
        return;
    }
    let marked = |p: &usize| reading.marker(m.sentence, *p).as_deref() == Some("between");
    let Some(phrase) = reading.phrases(m.sentence, m.head).into_iter().find(marked) else { return };
    let sides: Vec<usize> = reading
        .conjuncts(m.sentence, phrase)
        .into_iter()
        .take(2)
        .filter_map(|c| reading.participant(m.sentence, c))
        .filter(|&p| reading.entity_type(p).is_actor())
        .collect();
    let [one, other] = sides[..] else { return };
    let governor = context::clause_head(reading, m.sentence, m.head);
    let attribution = context::context(reading, m.sentence, governor).attribution;
    let mut told = state(reading, m, "have", "", (one, mention), BETWEEN);
    told.predicate = assembly::predicate(reading, "have", &[], m.span, true);
    told.object = Some(of_mention(reading, mention, Role::Patient, None));
    told.arguments.push(of_mention(reading, other, Role::Companion, Some("with")));
    told.factual = attribution.is_empty();
    told.attribution = attribution;
    found.push(told);
}
