//! How sure a tuple is: a logistic function of its rule and its lengths.
//!
//! The weights are learned by `training/openie.py learn` on the Wikipedia part of OIE2016's training set (Stanovsky & Dagan
//! 2016), where the target is the share of a tuple's words that stand in the annotation. What is implied is not annotated
//! there and set by hand: an apposition asserts; a title or possessive takes for granted and the rest repeats.

use super::{CONTROLLED, PARTICIPLE, RELATIVE, SHARED, Tuple, Written, implied};

const ASSERTED: f64 = 0.4;
const TAKEN_FOR_GRANTED: f64 = 0.2;

const BIAS: f64 = 2.26;
const OF_RULE: &[(&str, f64)] =
    &[(SHARED.name, 0.07), (CONTROLLED.name, -0.52), (RELATIVE.name, 0.28), (PARTICIPLE.name, -0.1)];
/// The subject is "it", "that", "this" or "there".
const EMPTY_SUBJECT: f64 = -0.85;
const FURTHER_ARGUMENTS: f64 = -0.15;
/// Of the logarithms of numbers of tokens.
const ARGUMENT_LENGTH: f64 = 0.28;
const SENTENCE_LENGTH: f64 = -0.65;

/// The probability that a word of the tuple is right, to three digits; `written` is the tuple with all its arguments.
pub(super) fn of(tuple: &Tuple, written: &Written, sentence_tokens: usize) -> f32 {
    if tuple.implied {
        let asserts = [implied::APPOSITION.name, implied::PLACE.name].contains(&tuple.rule.name);
        return rounded(if asserts { ASSERTED } else { TAKEN_FOR_GRANTED });
    }
    let length = |text: &str| text.split(' ').count();
    let log = |count: usize| (count.max(1) as f64).ln();
    let empty = matches!(written.subject.to_lowercase().as_str(), "it" | "that" | "this" | "there");
    let sum = BIAS
        + OF_RULE.iter().filter(|(name, _)| *name == tuple.rule.name).map(|(_, weight)| weight).sum::<f64>()
        + if empty { EMPTY_SUBJECT } else { 0.0 }
        + FURTHER_ARGUMENTS * (written.arguments.len() as f64 - 1.0)
        + ARGUMENT_LENGTH * log(written.arguments.iter().map(|argument| length(argument)).sum())
        + SENTENCE_LENGTH * log(sentence_tokens);
    rounded(1.0 / (1.0 + (-sum).exp()))
}

fn rounded(value: f64) -> f32 {
    ((value * 1000.0).round() / 1000.0) as f32
}
