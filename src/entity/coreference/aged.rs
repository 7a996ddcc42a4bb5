//! Ages that stand for people: "the 64-year-old" is whoever is in the foreground and can be so old.

use std::collections::BTreeSet;

use super::agreement::allowed;
use super::features::Scene;
use super::salience::salience;
use super::traits::Class;
use super::{Clusters, Reason};
use crate::mention::{AGE, MentionKind, Number};
use crate::ontology::EntityType;
use crate::rule::Rule;

const OF_AGE: Rule =
    Rule::new("person-of-age", "an age with \"the\" stands for the person in the foreground who can be so old");

pub(super) const RULES: &[Rule] = &[OF_AGE];

const TOLD: f64 = 0.95;
const LIKELY: f64 = 0.75;
/// Sentences over which an age takes up somebody.
const REACH: usize = 4;

/// Whom an age means: who is told to be so old, else the most salient of those who are named and whose age is not told.
pub(super) fn bearer(clusters: &Clusters, scene: &Scene, m: usize) -> Option<(usize, Reason)> {
    let mention = &clusters.mentions[m];
    if scene.traits[m].class == Class::Indefinite {
        return None;
    }
    let age = age(clusters, scene, m)?;
    let mut seen = BTreeSet::new();
    let mut best: Option<(f32, usize)> = None;
    for o in (0..m).rev() {
        let person = clusters.entity_type(o) == EntityType::Person && clusters.name(o).is_some_and(|name| name < m);
        if !person || clusters.mentions[o].number != Number::Singular || !seen.insert(clusters.chain_of(o)) {
            continue;
        }
        match told_age(clusters, m, o) {
            Some(told) if told == age => return Some((o, Reason::new(OF_AGE, TOLD))),
            None if clusters.mentions[o].sentence + REACH >= mention.sentence && allowed(clusters, scene, m, o) => {
                let near = clusters
                    .mentions_before(o, m)
                    .take_while(|&x| clusters.mentions[x].sentence + REACH >= mention.sentence);
                let salient = near.filter_map(|x| salience(clusters, scene, m, x)).max_by(f32::total_cmp);
                if let Some(salient) = salient.filter(|&salient| best.is_none_or(|(most, _)| salient > most)) {
                    best = Some((salient, o));
                }
            }
            _ => {}
        }
    }
    best.map(|(_, person)| (person, Reason::new(OF_AGE, LIKELY)))
}

/// The age that a noun is ("the 64-year-old"), or that narrows a noun for a person ("the 64-year-old businessman").
pub(super) fn age<'a>(clusters: &Clusters<'a>, scene: &Scene, m: usize) -> Option<&'a str> {
    let mention = &clusters.mentions[m];
    let tokens = &clusters.sentences[mention.sentence].tokens;
    if mention.rule == AGE.name {
        return Some(tokens[mention.first].form.as_str());
    }
    let words: Vec<&str> =
        tokens[mention.first..mention.head].iter().map(|t| t.form.as_str()).filter(|w| *w != "-").collect();
    let person = mention.entity_type == EntityType::Person && mention.number == Number::Singular;
    let at = words.windows(3).position(|w| w[1].eq_ignore_ascii_case("year") && w[2].eq_ignore_ascii_case("old"))?;
    (person && scene.traits[m].class == Class::Definite).then_some(words[at])
}

/// The age that stands behind a name of a chain before `m` ("X, 64, said", "X (64)"), or in another age for it.
fn told_age<'a>(clusters: &Clusters<'a>, m: usize, other: usize) -> Option<&'a str> {
    clusters.mentions_before(other, m).find_map(|o| {
        let mention = &clusters.mentions[o];
        let tokens = &clusters.sentences[mention.sentence].tokens;
        if mention.rule == AGE.name {
            return Some(tokens[mention.first].form.as_str());
        }
        let form = |i: usize| tokens.get(i).map_or("", |token| token.form.as_str());
        let number = form(mention.end + 1);
        let closed = matches!((form(mention.end), form(mention.end + 2)), (",", "," | "." | ";") | ("(", ")"));
        let is_age = closed && number.len() <= 3 && number.chars().all(|c| c.is_ascii_digit()) && !number.is_empty();
        (mention.kind == MentionKind::Name && is_age).then_some(number)
    })
}
