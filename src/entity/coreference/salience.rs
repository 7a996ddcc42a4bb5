//! Salience: how much a chain stands in the foreground for a pronoun, by rules alone.
//!
//! The weights follow what the literature agrees on (Lappin & Leass, Computational Linguistics 20:4, 1994): subjects before
//! objects before the rest, near before far, the often mentioned before the rest. The scorer takes the rank by salience as one
//! of its features.

use super::features::Scene;
use super::traits::{Class, Clause, Function};
use super::{Clusters, aged};
use crate::document::PartKind;
use crate::mention::{MentionKind, Number};
use crate::ontology::EntityType;

/// What the subject of a clause that tells when or why, or which, is worth beside that of a main clause.
const SUBORDINATE: f32 = 0.6;

/// How salient the chain of `candidate` is for the pronoun `m`; `None` where they do not agree.
pub(super) fn salience(clusters: &Clusters, scene: &Scene, m: usize, candidate: usize) -> Option<f32> {
    let (mention, other) = (&clusters.mentions[m], &clusters.mentions[candidate]);
    let (own, theirs) = (&scene.traits[m], &scene.traits[candidate]);
    let mut score = agreement(clusters, scene, m, candidate)?;
    score -= 0.9 * (mention.sentence - other.sentence) as f32;
    score += standing(clusters, scene, m, candidate);
    if theirs.function == Function::Subject && own.function == Function::Subject {
        score += 0.3;
    }
    score += match own.clause_of((other.sentence, theirs.anchor)) {
        Clause::Around | Clause::Below => 0.5,
        _ => 0.0,
    };
    // "Kurz and his cabinet"
    if own.beside == Some((other.sentence, other.head)) {
        score += 1.0;
    }
    if clusters.sentences[other.sentence].part != PartKind::Paragraph {
        score -= 0.6;
    }
    if other.kind != MentionKind::Nominal {
        score += 0.2;
    }
    // The writer's pronouns take up the writer's own words before those that he quotes.
    if own.quotation.is_none() && theirs.quotation.is_some() {
        score -= 1.2;
    }
    // Whoever is spoken of often is spoken of again.
    score += 0.15 * (clusters.mentions_before(candidate, m).take(6).count() as f32);
    // Within a sentence, the nearer of two equals.
    score -= 0.01 * (m - candidate) as f32;
    Some(score)
}

/// What the latest mention does in its clause; for "he" and "she" what somebody does at best in that sentence, and the subject of a
/// main clause comes before that of one that hangs on it.
fn standing(clusters: &Clusters, scene: &Scene, m: usize, candidate: usize) -> f32 {
    let sentence = clusters.mentions[candidate].sentence;
    let person = matches!(scene.traits[m].class, Class::He | Class::She);
    let worth = |o: usize| match scene.traits[o].function {
        Function::Subject if person && scene.traits[o].subordinate => SUBORDINATE,
        Function::Subject => 1.0,
        Function::Object => 0.4,
        Function::Possessor => 0.2,
        Function::Compound => -0.6,
        _ => 0.0,
    };
    if !person {
        return worth(candidate);
    }
    let here = clusters.mentions_before(candidate, m).take_while(|&o| clusters.mentions[o].sentence == sentence);
    here.map(worth).max_by(f32::total_cmp).unwrap_or(0.0)
}

/// How well the kinds agree; `None` where they cannot.
fn agreement(clusters: &Clusters, scene: &Scene, m: usize, candidate: usize) -> Option<f32> {
    let entity_type = clusters.entity_type(candidate);
    let plural = clusters.mentions[candidate].number == Number::Plural;
    let speaks = matches!(scene.traits[candidate].class, Class::I | Class::We | Class::You);
    if speaks && clusters.members(candidate).all(|o| clusters.mentions[o].kind == MentionKind::Pronoun) {
        return None;
    }
    if clusters.mentions[m].kind == MentionKind::Nominal && aged::age(clusters, scene, m).is_some() {
        return (entity_type == EntityType::Person && !plural).then_some(0.5);
    }
    match scene.traits[m].class {
        Class::He | Class::She => {
            if entity_type != EntityType::Person || plural {
                return None;
            }
            match (clusters.mentions[m].gender, clusters.gender(candidate)) {
                (Some(a), Some(b)) if a != b => None,
                (Some(_), Some(_)) => Some(0.8),
                // A name whose gender no lexicon knows is more often a man's in the news.
                _ => Some(if scene.traits[m].class == Class::He { 0.3 } else { 0.1 }),
            }
        }
        Class::It => match entity_type {
            _ if plural => None,
            EntityType::Person | EntityType::Group | EntityType::Office => None,
            EntityType::Date | EntityType::Quantity | EntityType::Money => None,
            EntityType::Country | EntityType::Organization | EntityType::GovernmentBody | EntityType::Party => {
                Some(0.6)
            }
            EntityType::Document | EntityType::Event => Some(0.4),
            EntityType::City | EntityType::State | EntityType::Place => Some(-0.2),
            EntityType::Topic | EntityType::Thing => Some(0.0),
        },
        Class::They => match entity_type {
            EntityType::Date | EntityType::Office | EntityType::Quantity | EntityType::Money => None,
            EntityType::Group => Some(0.8),
            EntityType::Person if !plural => None,
            _ if plural => Some(0.5),
            EntityType::Organization | EntityType::GovernmentBody | EntityType::Party => Some(-0.2),
            EntityType::Country => Some(-0.6),
            _ => None,
        },
        _ => None,
    }
}
