//! What follows from a proposition by a named rule.

use super::assembly::{is_collective, predicate};
use super::reading::Reading;
use super::{Argument, Filler, Modality, Polarity, Proposition, PropositionKind, Role};
use crate::mention::MentionKind;
use crate::rule::Rule;

const SYMMETRIC: Rule = Rule::new("symmetric", "a relation that holds both ways: X met Y, so Y met X");
const EACH: Rule = Rule::new(
    "each-of-them",
    "what is told of several whom the text names one by one is told of each (the two men met)",
);
const FOLLOWED: Rule = Rule::new("came-after", "what comes or happens after an event follows it");

pub(super) const RULES: &[Rule] = &[SYMMETRIC, EACH, FOLLOWED];

/// All that follows from a proposition; its mirror image only where it is asked for.
pub(super) fn derived(reading: &Reading, proposition: &Proposition, mirrored: bool) -> Vec<Proposition> {
    let mut found = Vec::new();
    if mirrored {
        found.extend(mirrors(reading, proposition));
    }
    found.extend(each(reading, proposition));
    found.extend(followed(reading, proposition));
    found
}

/// The mirror images of a symmetric relation between mentions, one for each other side.
fn mirrors(reading: &Reading, proposition: &Proposition) -> Vec<Proposition> {
    let lemma = &proposition.predicate.lemma;
    let told = proposition.polarity == Polarity::Positive && proposition.modality == Modality::Asserted;
    let Some(subject) = proposition.subject.as_ref().filter(|s| told && refers(reading, s)) else { return Vec::new() };
    let symmetric = |key: &str| reading.ontology.predicate(key).is_some_and(|p| p.symmetric);
    let mirror = |other: &Argument, object: Option<Argument>, arguments: Vec<Argument>| Proposition {
        subject: Some(Argument { role: Role::Agent, marker: None, ..other.clone() }),
        predicate: predicate(reading, lemma, &arguments, proposition.predicate.span, object.is_some()),
        object,
        arguments,
        ..by_rule(proposition, SYMMETRIC)
    };
    match &proposition.object {
        Some(object) if symmetric(lemma) && refers(reading, object) => {
            let patient = Argument { role: Role::Patient, ..subject.clone() };
            vec![mirror(object, Some(patient), proposition.arguments.clone())]
        }
        None if symmetric(lemma) || symmetric(&format!("{lemma}-with")) => {
            let beside = |a: &&Argument| a.role == Role::Companion && a.marker.as_deref() == Some("with");
            let others = proposition.arguments.iter().filter(beside).filter(|a| refers(reading, a));
            others
                .map(|other| {
                    let mut arguments: Vec<Argument> =
                        proposition.arguments.iter().filter(|a| !beside(a)).cloned().collect();
                    arguments.push(Argument { role: Role::Companion, marker: other.marker.clone(), ..subject.clone() });
                    mirror(other, None, arguments)
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The proposition said of each whom its subject or object joins.
fn each(reading: &Reading, proposition: &Proposition) -> Vec<Proposition> {
    let members = |argument: &Option<Argument>| match argument.as_ref().map(|a| &a.filler) {
        Some(Filler::Mention(m)) if reading.mentions[*m].kind != MentionKind::Name => reading.members(*m),
        _ => &[],
    };
    let of = |argument: &Option<Argument>, member: usize| {
        argument.as_ref().map(|a| Argument { filler: Filler::Mention(member), ..a.clone() })
    };
    let subjects = members(&proposition.subject);
    let lemma = &proposition.predicate.lemma;
    let together = is_collective(reading, lemma, proposition.object.is_some(), &proposition.arguments);
    let mut found = Vec::new();
    for (index, &member) in subjects.iter().enumerate() {
        let mut told = by_rule(proposition, EACH);
        told.subject = of(&proposition.subject, member);
        if together && let [_, _] = subjects {
            let other = of(&proposition.subject, subjects[1 - index]);
            let marker = Some("with".to_owned());
            told.arguments.extend(other.map(|o| Argument { role: Role::Companion, marker, ..o }));
        }
        found.push(told);
    }
    for &member in members(&proposition.object) {
        let mut told = by_rule(proposition, EACH);
        told.object = of(&proposition.object, member);
        found.push(told);
    }
    found
}

/// "The letter came a month after the summit": it follows the summit.
fn followed(reading: &Reading, proposition: &Proposition) -> Option<Proposition> {
    if !matches!(proposition.predicate.lemma.as_str(), "come" | "happen" | "occur" | "take-place" | "arrive") {
        return None;
    }
    let after = |a: &&Argument| matches!(a.marker.as_deref(), Some("after" | "following")) && is_mention(a);
    let event = proposition.arguments.iter().find(after)?;
    proposition.subject.as_ref().filter(|s| is_mention(s))?;
    let object = Some(Argument { role: Role::Patient, marker: None, ..event.clone() });
    let predicate = predicate(reading, "follow", &[], proposition.predicate.span, true);
    Some(Proposition { object, predicate, arguments: Vec::new(), ..by_rule(proposition, FOLLOWED) })
}

fn by_rule(proposition: &Proposition, rule: Rule) -> Proposition {
    Proposition { kind: PropositionKind::Derived, rule: rule.name.to_owned(), ..proposition.clone() }
}

/// Whether an argument refers to somebody in particular, unlike "anyone"; things do nothing to each other.
fn refers(reading: &Reading, argument: &Argument) -> bool {
    let open = ["anyone", "anybody", "everyone", "everybody", "someone", "somebody", "nobody", "one"];
    match argument.filler {
        Filler::Mention(m) => {
            let particular = !open.contains(&reading.mentions[m].text.to_lowercase().as_str());
            particular && reading.entity_type(m).is_actor()
        }
        _ => false,
    }
}

fn is_mention(argument: &Argument) -> bool {
    matches!(argument.filler, Filler::Mention(_))
}
