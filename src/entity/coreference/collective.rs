//! Nouns for several taken together, and those who they are: "a group of seven senators" are the seven.

use super::{Clusters, Reason};
use crate::language::{Deprel, clause};
use crate::mention::{MentionKind, Number};
use crate::ontology::EntityType;
use crate::rule::Rule;

const MADE_UP: Rule = Rule::new(
    "made-up-of",
    "\"a group of seven senators\" are the seven: a noun for several, and of whom it is made up",
);

pub(super) const RULES: &[Rule] = &[MADE_UP];

const OF_PARTS: f64 = 0.9;

/// Nouns for several people that say nothing else of them.
const COLLECTIVES: &[&str] = &["band", "bunch", "cluster", "crowd", "group"];

/// Joins each such noun with the plural that tells whom it takes together; "a group of the senators" are not all of them.
pub(super) fn join(clusters: &mut Clusters) {
    let mut found = Vec::new();
    for (m, mention) in clusters.mentions.iter().enumerate() {
        let collective = mention.kind == MentionKind::Nominal
            && mention.number == Number::Singular
            && COLLECTIVES.contains(&clusters.head_lemma(m).as_str());
        if !collective {
            continue;
        }
        let tree = &clusters.sentences[mention.sentence];
        let of = |n: &usize| clause::marker(tree, *n).as_deref() == Some("of");
        let parts = tree.children_by(mention.head, Deprel::Nmod).find(of);
        let Some(people) = parts.and_then(|p| clusters.headed_by(mention.sentence, p)) else { continue };
        let people_are = &clusters.mentions[people];
        if people_are.kind == MentionKind::Nominal
            && people_are.number == Number::Plural
            && people_are.entity_type == EntityType::Group
            && clusters.determiner(people).is_none()
            && tree.child(people_are.head, Deprel::Conj).is_none()
        {
            found.push((people, m));
        }
    }
    for (people, m) in found {
        clusters.join(people, m, Reason::new(MADE_UP, OF_PARTS));
    }
}
