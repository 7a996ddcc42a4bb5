//! How likely a proposition is right: a logistic model over how it was found.
//!
//! `model/confidence.tsv` holds a weight for each feature; `training/confidence.py` learns it and `docs/confidence.md` shows how
//! far the probabilities hold. A feature without a weight counts nothing, so a new rule has the confidence of its kind.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Argument, Filler, Modality, Polarity, Proposition};
use crate::mention::{Mention, MentionKind};
use crate::span::Span;

static WEIGHTS: LazyLock<HashMap<&'static str, f32>> = LazyLock::new(|| {
    const TABLE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/confidence.tsv"));
    weights(TABLE).unwrap_or_else(|line| panic!("model/confidence.tsv is tested to load: line {line}"))
});

/// Lines of feature and weight below the header; `Err` is the number of a line that is neither that nor a comment.
fn weights(table: &str) -> Result<HashMap<&str, f32>, usize> {
    let lines = table.lines().enumerate().filter(|(_, line)| !line.starts_with('#')).skip(1);
    lines
        .map(|(number, line)| {
            let (feature, weight) = line.split_once('\t').ok_or(number + 1)?;
            Ok((feature, weight.parse().map_err(|_| number + 1)?))
        })
        .collect()
}

/// Sets the confidence of each proposition of a document; `sentences` are the spans of its sentences. A rule that guesses has set
/// the most that it allows; the others leave it at nought.
pub(super) fn assign(sentences: &[Span], mentions: &[Mention], found: &mut [Proposition]) {
    for proposition in found {
        let learned = probability(&features(sentences, mentions, proposition));
        proposition.confidence =
            if proposition.confidence > 0.0 { learned.min(proposition.confidence) } else { learned };
    }
}

/// 0 to 1, to the hundredth.
fn probability(features: &[String]) -> f32 {
    let sum: f32 = features.iter().filter_map(|feature| WEIGHTS.get(feature.as_str())).sum();
    (100.0 / (1.0 + (-sum).exp())).round() / 100.0
}

/// What the model looks at, each as `name` or `name=value`.
pub fn features(sentences: &[Span], mentions: &[Mention], proposition: &Proposition) -> Vec<String> {
    let mut features = vec!["bias".to_owned()];
    let mut tell = |name: &str, value: &str| features.push(format!("{name}={value}"));
    tell("rule", &proposition.rule);
    tell("kind", &format!("{:?}", proposition.kind).to_lowercase());
    tell("subject", filler(proposition.subject.as_ref(), mentions));
    tell("object", filler(proposition.object.as_ref(), mentions));
    tell("subject-away", away(proposition.subject.as_ref(), proposition.predicate.span));
    tell("object-away", away(proposition.object.as_ref(), proposition.predicate.span));
    let sentence = sentences[proposition.sentence];
    tell(
        "sentence",
        bucket(sentence.end - sentence.start, &[(80, "short"), (160, "middling"), (260, "long")], "endless"),
    );
    let arguments = proposition.arguments.len();
    tell("arguments", bucket(arguments, &[(0, "none"), (1, "one"), (2, "two")], "many"));
    if proposition.polarity == Polarity::Negative {
        features.push("negative".to_owned());
    }
    if proposition.modality != Modality::Asserted {
        features.push("not-asserted".to_owned());
    }
    if !proposition.attribution.is_empty() {
        features.push("attributed".to_owned());
    }
    if proposition.predicate.property.is_none() {
        features.push("no-property".to_owned());
    }
    features
}

/// What stands at an end.
fn filler(argument: Option<&Argument>, mentions: &[Mention]) -> &'static str {
    match argument.map(|a| &a.filler) {
        None => "none",
        Some(Filler::Literal(_)) => "words",
        Some(Filler::Proposition(_)) => "clause",
        Some(Filler::Mention(m)) => match mentions[*m].kind {
            MentionKind::Name => "name",
            MentionKind::Nominal => "noun",
            // "it" and "they" lead to the wrong thing more often than "he" does to the wrong person.
            MentionKind::Pronoun => match mentions[*m].text.to_lowercase().as_str() {
                "it" | "its" | "they" | "them" | "their" | "this" | "that" | "these" | "those" => "it",
                _ => "pronoun",
            },
        },
    }
}

/// How many characters lie between an end and the predicate.
fn away(argument: Option<&Argument>, predicate: Span) -> &'static str {
    let Some(span) = argument.map(|a| a.span) else { return "none" };
    let gap = span.start.max(predicate.start).saturating_sub(span.end.min(predicate.end));
    bucket(gap, &[(8, "beside"), (30, "near"), (80, "far")], "afar")
}

/// The first name whose limit holds the number.
fn bucket(number: usize, limits: &[(usize, &'static str)], above: &'static str) -> &'static str {
    limits.iter().find(|(limit, _)| number <= *limit).map_or(above, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_read_and_known() {
        assert_eq!(weights("# c\nfeature\tweight\nbias\t1.5\n").unwrap()["bias"], 1.5);
        assert_eq!(weights("feature\tweight\nbias\n"), Err(2));
        let rules: Vec<&str> = super::super::rules().iter().map(|rule| rule.name).collect();
        for feature in WEIGHTS.keys().filter_map(|feature| feature.strip_prefix("rule=")) {
            let known = rules.contains(&feature) || crate::mention::rules().iter().any(|rule| rule.name == feature);
            assert!(known, "{feature}: no rule has this name");
        }
    }

    #[test]
    fn probabilities_lie_between_none_and_one() {
        let of = |features: &[&str]| probability(&features.iter().map(|f| (*f).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["unheard-of"]), 0.5);
        let plain = of(&["bias", "rule=active-clause", "subject=name", "object=name"]);
        let doubtful = of(&["bias", "rule=active-clause", "subject=pronoun", "object=name", "sentence=endless"]);
        assert!(0.5 < doubtful && doubtful < plain && plain < 1.0, "{doubtful} {plain}");
    }
}
