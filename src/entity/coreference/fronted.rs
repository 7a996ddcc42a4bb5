//! "The daughter of X, she lost": a noun phrase before the subject pronoun that it describes.

use super::features::Scene;
use super::traits::Class;
use super::{Clusters, Reason};
use crate::language::Deprel;
use crate::mention::{MentionKind, Number};
use crate::ontology::EntityType;
use crate::rule::Rule;

const FRONTED: Rule =
    Rule::new("fronted-description", "a noun phrase before a comma and a subject pronoun describes who that is");

pub(super) const RULES: &[Rule] = &[FRONTED];

const DESCRIBES: f64 = 0.85;

/// The noun that describes the subject pronoun `m`, which stands right behind its phrase and a comma.
pub(super) fn described(clusters: &Clusters, scene: &Scene, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let tree = &clusters.sentences[mention.sentence];
    let comma = mention.head.checked_sub(1).filter(|&c| tree.tokens[c].form == ",")?;
    if tree.tokens[mention.head].deprel != Deprel::Nsubj && tree.tokens[mention.head].deprel != Deprel::NsubjPass {
        return None;
    }
    let person = match scene.traits[m].class {
        Class::He | Class::She => true,
        Class::It => false,
        _ => return None,
    };
    clusters.in_sentence(mention.sentence).take_while(|&o| o < m).find(|&o| {
        let noun = &clusters.mentions[o];
        let opens = matches!(scene.traits[o].class, Class::Definite | Class::Indefinite) && noun.first == 1;
        let bare = tree.child(noun.head, Deprel::Case).is_none() && tree.child(noun.head, Deprel::Mark).is_none();
        // All that stands before the comma belongs to the noun.
        let whole = (0..comma).all(|t| t == noun.head || tree.dominates(noun.head, t));
        opens
            && bare
            && whole
            && noun.kind == MentionKind::Nominal
            && noun.number == Number::Singular
            && (noun.entity_type == EntityType::Person) == person
            && noun.entity_type != EntityType::Date
    })
}

/// Why the noun is who the pronoun is.
pub(super) fn reason() -> Reason {
    Reason::new(FRONTED, DESCRIBES)
}

/// Whether a mention stands in the phrase that describes the pronoun `m`: "an ally of X, he" is not X.
pub(super) fn stands_within(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let Some(noun) = described(clusters, scene, m) else { return false };
    let sentence = clusters.mentions[m].sentence;
    let within = |o: &usize| clusters.mentions[*o].sentence == sentence && *o >= noun && *o < m;
    clusters.mentions_before(other, m).any(|o| within(&o))
}
