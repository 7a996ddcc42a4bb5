//! What follows from a proposition by a named rule.

use super::assembly::predicate;
use super::reading::Reading;
use super::{Argument, Filler, Proposition, PropositionKind, Role};
use crate::rule::Rule;

const SYMMETRIC: Rule = Rule::new("symmetric", "a relation that holds both ways: X met Y, so Y met X");

pub(super) const RULES: &[Rule] = &[SYMMETRIC];

/// The mirror image of a symmetric relation between two mentions.
pub(super) fn derived(reading: &Reading, proposition: &Proposition) -> Option<Proposition> {
    let lemma = &proposition.predicate.lemma;
    let subject = proposition.subject.as_ref()?;
    let companion =
        proposition.arguments.iter().position(|a| a.role == Role::Companion && a.marker.as_deref() == Some("with"));
    let symmetric = |key: &str| reading.ontology.predicate(key).is_some_and(|p| p.symmetric);
    let mut mirror = proposition.clone();
    match (&proposition.object, companion) {
        (Some(object), _) if symmetric(lemma) && is_mention(object) && is_mention(subject) => {
            mirror.subject = Some(Argument { role: Role::Agent, ..object.clone() });
            mirror.object = Some(Argument { role: Role::Patient, ..subject.clone() });
        }
        (None, Some(c)) if symmetric(lemma) || symmetric(&format!("{lemma}-with")) => {
            let other = &proposition.arguments[c];
            if !is_mention(other) || !is_mention(subject) {
                return None;
            }
            mirror.subject = Some(Argument { role: Role::Agent, marker: None, ..other.clone() });
            mirror.arguments[c] = Argument { role: Role::Companion, marker: other.marker.clone(), ..subject.clone() };
        }
        _ => return None,
    }
    mirror.predicate =
        predicate(reading, lemma, &mirror.arguments, proposition.predicate.span, mirror.object.is_some());
    mirror.kind = PropositionKind::Derived;
    mirror.rule = SYMMETRIC.name.to_owned();
    Some(mirror)
}

fn is_mention(argument: &Argument) -> bool {
    matches!(argument.filler, Filler::Mention(_))
}
