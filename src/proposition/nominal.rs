//! Events and works that nouns name: "the annexation of Crimea by Russia", "U.S. sanctions on Iran", "Trump's letter".

use super::assembly::{self, argument, of_mention};
use super::context::{self, Context};
use super::frame::noun_effect;
use super::reading::Reading;
use super::{Argument, Filler, Modality, Polarity, Proposition, PropositionKind, Role};
use crate::language::{Deprel, Upos};
use crate::mention::{Mention, MentionKind};
use crate::ontology::{AdverbEffect, ArgumentSlot, Effect, EntityType};
use crate::rule::Rule;

const NOMINAL_EVENT: Rule = Rule::new(
    "nominal-event",
    "a noun made from a verb (annexation, visit) with its possessor and its phrases as arguments",
);
const MAKER: Rule =
    Rule::new("maker-of-document", "a letter of, from or by somebody, or one that somebody sent, was written by him");

pub(super) const RULES: &[Rule] = &[NOMINAL_EVENT, MAKER];

pub(super) fn propositions(reading: &Reading, mention: usize, found: &mut Vec<Proposition>) {
    let m = &reading.mentions[mention];
    if m.kind != MentionKind::Nominal {
        return;
    }
    event(reading, m, found);
    maker(reading, m, mention, found);
}

/// The clause around a noun lends it its sources; what its governor asks for or plans has not happened.
fn noun_context(reading: &Reading, m: &Mention) -> Context {
    let governor = context::clause_head(reading, m.sentence, m.head);
    let mut context = context::context(reading, m.sentence, governor);
    let above = (context.polarity, context.modality);
    context.polarity = Polarity::Positive;
    context.modality = Modality::Asserted;
    let adjective = |c| reading.ontology.adverb(&reading.lower(m.sentence, c));
    match reading.sentence(m.sentence).children_by(m.head, Deprel::Amod).find_map(adjective) {
        Some(AdverbEffect::Negative) => context.polarity = Polarity::Negative,
        Some(AdverbEffect::Alleged) => context.modality = Modality::Alleged,
        Some(AdverbEffect::Hypothetical) => context.modality = Modality::Hypothetical,
        None => {}
    }
    match noun_effect(reading, m.sentence, m.head) {
        Some((_, Effect::Negated)) => context.polarity = Polarity::Negative,
        Some((_, effect)) if effect != Effect::Asserted => context.modality = effect.into(),
        // "would order a visit", "no visit took place": a noun without a definite article holds as its clause holds.
        _ if !is_definite(reading, m) => (context.polarity, context.modality) = above,
        _ => {}
    }
    context
}

fn is_definite(reading: &Reading, m: &Mention) -> bool {
    let tree = reading.sentence(m.sentence);
    tree.children(m.head).any(|c| match tree.tokens[c].deprel {
        Deprel::Det => matches!(reading.lower(m.sentence, c).as_str(), "the" | "this" | "that" | "these" | "those"),
        Deprel::NmodPoss => true,
        _ => false,
    })
}

/// The possessor of a noun, "Trump's letter" or "his letter"; none for a time ("Monday's meeting").
fn possessor(reading: &Reading, m: &Mention) -> Option<usize> {
    let token = reading.sentence(m.sentence).child(m.head, Deprel::NmodPoss)?;
    let participant = reading.participant(m.sentence, token)?;
    (reading.entity_type(participant) != EntityType::Date).then_some(participant)
}

/// A country or actor before the noun: "U.S. sanctions", "Russian interference".
fn actor_before(reading: &Reading, m: &Mention) -> Option<usize> {
    let tree = reading.sentence(m.sentence);
    tree.children(m.head)
        .filter(|&c| {
            c < m.head
                && matches!(
                    tree.tokens[c].deprel,
                    Deprel::Amod | Deprel::Compound | Deprel::NmodUnmarked | Deprel::NmodDesc
                )
        })
        .filter_map(|c| reading.mention_at(m.sentence, c))
        .find(|&c| {
            let x = &reading.mentions[c];
            x.kind == MentionKind::Name
                && (x.entity_type.is_organization()
                    || x.entity_type == EntityType::Country
                    || x.entity_type == EntityType::Person)
        })
}

fn event(reading: &Reading, m: &Mention, found: &mut Vec<Proposition>) {
    let tree = reading.sentence(m.sentence);
    let Some(entry) = reading.ontology.nominalization(&reading.lemma(m.sentence, m.head)) else { return };
    let mut subject: Option<Argument> = None;
    let mut object: Option<Argument> = None;
    let mut arguments: Vec<Argument> = Vec::new();
    let place_in = |slot: ArgumentSlot,
                    argument: Argument,
                    subject: &mut Option<Argument>,
                    object: &mut Option<Argument>| match slot {
        ArgumentSlot::Subject if subject.is_none() => *subject = Some(Argument { role: Role::Agent, ..argument }),
        ArgumentSlot::Object if object.is_none() => *object = Some(Argument { role: Role::Patient, ..argument }),
        // The slot is taken: "Russia's annexation of Crimea", where of- and possessor both claim it.
        ArgumentSlot::Subject if object.is_none() => *object = Some(Argument { role: Role::Patient, ..argument }),
        ArgumentSlot::Object if subject.is_none() => *subject = Some(Argument { role: Role::Agent, ..argument }),
        _ => {}
    };
    for modifier in tree.children_by(m.head, Deprel::Nmod) {
        let Some(marker) = reading.marker(m.sentence, modifier) else { continue };
        let filled = argument(reading, m.sentence, modifier, Role::Other, Some(marker.clone()));
        match marker.as_str() {
            "by" => subject = Some(Argument { role: Role::Agent, marker: None, ..filled }),
            "of" => place_in(entry.of, Argument { marker: None, ..filled }, &mut subject, &mut object),
            // "the meeting between X and Y" is X's with Y.
            "between" if subject.is_none() && reading.conjuncts(m.sentence, modifier).len() > 1 => {
                subject = Some(Argument { role: Role::Agent, marker: None, ..filled });
                let others = reading.conjuncts(m.sentence, modifier).into_iter().skip(1);
                arguments
                    .extend(others.map(|c| argument(reading, m.sentence, c, Role::Companion, Some("with".to_owned()))));
            }
            _ => {
                let entity_type = reading.participant(m.sentence, modifier).map(|p| reading.entity_type(p));
                if entity_type != Some(EntityType::Date) {
                    for conjunct in reading.conjuncts(m.sentence, modifier) {
                        let role = if entity_type.is_some_and(EntityType::is_place)
                            && matches!(marker.as_str(), "in" | "at")
                        {
                            Role::Place
                        } else {
                            role_of(&marker)
                        };
                        arguments.push(argument(reading, m.sentence, conjunct, role, Some(marker.clone())));
                    }
                }
            }
        }
    }
    if let Some(possessor) = possessor(reading, m) {
        let slot = if object.is_some() || subject.is_some() && entry.poss == ArgumentSlot::Subject {
            ArgumentSlot::Subject
        } else {
            entry.poss
        };
        place_in(slot, of_mention(reading, possessor, Role::Agent, None), &mut subject, &mut object);
    } else if let Some(actor) = actor_before(reading, m)
        && subject.is_none()
    {
        subject = Some(of_mention(reading, actor, Role::Agent, None));
    }
    let participants = usize::from(subject.is_some()) + usize::from(object.is_some()) + arguments.len();
    // One side is enough where it is a name that something befalls ("the release of Navalny") or the noun is dated.
    let named = |a: &Argument| matches!(a.filler, Filler::Mention(p) if reading.mentions[p].kind == MentionKind::Name);
    let alone = object.as_ref().is_some_and(named) || subject.is_some() && own_time(reading, m).is_some();
    if subject.is_none() && object.is_none() || participants < 2 && !alone {
        return;
    }
    let context = noun_context(reading, m);
    let place = arguments.iter().find(|a| a.role == Role::Place).and_then(|a| match a.filler {
        Filler::Mention(p) => Some(p),
        _ => None,
    });
    found.push(Proposition {
        sentence: m.sentence,
        predicate: assembly::predicate(reading, &entry.verb, &arguments, m.span, object.is_some()),
        subject,
        object,
        arguments,
        time: own_time(reading, m),
        place,
        polarity: context.polarity,
        modality: context.modality,
        factual: context.factual(),
        attribution: context.attribution,
        kind: PropositionKind::Event,
        rule: NOMINAL_EVENT.name.to_owned(),
        confidence: 0.0,
    });
}

fn role_of(marker: &str) -> Role {
    match marker {
        "to" | "into" => Role::Destination,
        "from" => Role::Source,
        "with" | "between" => Role::Companion,
        "on" | "against" | "about" | "over" => Role::Topic,
        "for" => Role::Purpose,
        _ => Role::Other,
    }
}

/// A date inside the noun phrase: "the 2014 annexation", "Monday's meeting".
fn own_time(reading: &Reading, m: &Mention) -> Option<super::Time> {
    let tree = reading.sentence(m.sentence);
    let (_, date) = reading.in_sentence(m.sentence).find(|(_, d)| {
        d.time.is_some() && tree.tokens[d.head].head == Some(m.head) && tree.tokens[m.head].upos == Upos::Noun
    })?;
    Some(super::Time { text: date.text.clone(), value: date.time.clone()?, bound: super::Bound::During })
}

/// Who made a document: its possessor, its from- or by-phrase, or the subject of "send" and its like.
fn maker(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    let tree = reading.sentence(m.sentence);
    let Some(noun) = reading.ontology.noun(&reading.lemma(m.sentence, m.head)) else { return };
    if noun.entity_type != EntityType::Document {
        return;
    }
    let Some(creator) = &noun.creator else { return };
    let acts = |p: &usize| reading.entity_type(*p).is_actor();
    let token = &tree.tokens[m.head];
    let verb = token.head.filter(|&h| token.deprel == Deprel::Obj && tree.tokens[h].upos == Upos::Verb);
    let phrase = |markers: &[&str]| {
        // A phrase that the parser hung on the verb ("delivered a letter from Trump") belongs to the document all the same.
        let own = tree.children_by(m.head, Deprel::Nmod);
        let of_verb = verb.into_iter().flat_map(|v| tree.children_by(v, Deprel::Obl)).filter(|&o| o > m.head);
        own.chain(of_verb).find(|&n| reading.marker(m.sentence, n).is_some_and(|k| markers.contains(&k.as_str())))
    };
    let from = phrase(&["from", "by"]).and_then(|n| reading.participant(m.sentence, n)).filter(acts);
    let possessor = possessor(reading, m).filter(acts);
    let receives =
        verb.is_some_and(|v| matches!(reading.lemma(m.sentence, v).as_str(), "receive" | "get" | "obtain" | "accept"));
    let sender = verb
        .filter(|&v| {
            matches!(reading.lemma(m.sentence, v).as_str(), "send" | "address" | "pen" | "draft")
                && from.is_none()
                && possessor.is_none()
        })
        .and_then(|v| super::frame::subject_mention(reading, m.sentence, v))
        .filter(acts);
    let possessor = possessor.filter(|_| !receives);
    let Some(author) = from.or(possessor).or(sender) else { return };
    let context = match verb {
        // A letter that somebody sends exists only if he sends it.
        Some(v) if sender.is_some() => context::context(reading, m.sentence, v),
        _ => noun_context(reading, m),
    };
    let recipient = phrase(&["to"]).and_then(|n| reading.participant(m.sentence, n)).filter(acts);
    let arguments: Vec<Argument> =
        recipient.into_iter().map(|r| of_mention(reading, r, Role::Recipient, Some("to"))).collect();
    found.push(Proposition {
        sentence: m.sentence,
        predicate: assembly::predicate(reading, creator, &[], m.span, true),
        subject: Some(of_mention(reading, author, Role::Agent, None)),
        object: Some(of_mention(reading, mention, Role::Patient, None)),
        arguments,
        time: None,
        place: None,
        polarity: context.polarity,
        modality: context.modality,
        // That the letter is his is presupposed by whoever speaks of "his letter".
        factual: if sender.is_some() {
            context.factual()
        } else {
            context.polarity == Polarity::Positive && context.modality == Modality::Asserted
        },
        attribution: if sender.is_some() { context.attribution } else { Vec::new() },
        kind: PropositionKind::Derived,
        rule: MAKER.name.to_owned(),
        confidence: 0.0,
    });
}
