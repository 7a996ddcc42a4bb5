//! Plurals that join several chains: "Greece and Macedonia ... both countries", "Putin met Trump ... the two leaders".

use std::collections::BTreeSet;

use super::Clusters;
use super::features::Scene;
use super::traits::Class;
use crate::calendar;
use crate::language::Deprel;
use crate::mention::{MentionKind, Number};
use crate::ontology::{EntityType, Ontology};

/// Sentences that a plural looks back over, its own included.
const REACH: usize = 3;

/// For the first mention of a chain that is a plural: a mention of each chain that it joins; empty where the text does not
/// name them one by one.
pub(super) fn members(clusters: &Clusters, scene: &Scene, m: usize, ontology: &Ontology) -> Vec<usize> {
    let mention = &clusters.mentions[m];
    let class = scene.traits[m].class;
    if mention.number != Number::Plural || clusters.members(m).next() != Some(m) {
        return Vec::new();
    }
    let (wanted, count) = match mention.kind {
        MentionKind::Pronoun if class == Class::They => (None, None),
        MentionKind::Nominal if matches!(class, Class::Definite | Class::This | Class::That | Class::Other) => {
            let Some(wanted) = member_type(clusters, scene, m, ontology) else { return Vec::new() };
            (Some(wanted), count(clusters, scene, m))
        }
        _ => return Vec::new(),
    };
    let fits = |t: EntityType| match wanted {
        Some(wanted) => t == wanted,
        None => matches!(t, EntityType::Person | EntityType::Country) || t.is_organization(),
    };
    let sentences = (mention.sentence.saturating_sub(REACH - 1)..=mention.sentence).rev();
    for sentence in sentences.clone() {
        if let Some(group) = coordination(clusters, m, sentence, &fits, count) {
            return group;
        }
    }
    // "both", "the two": the only two of their kind in a sentence.
    if count == Some(2) {
        return sentences.into_iter().find_map(|sentence| pair(clusters, m, sentence, &fits)).unwrap_or_default();
    }
    Vec::new()
}

/// What the members of a plural noun are; `None` for what is not told apart one by one.
fn member_type(clusters: &Clusters, scene: &Scene, m: usize, ontology: &Ontology) -> Option<EntityType> {
    let lemma = &scene.traits[m].lemma;
    if clusters.mentions[m].title.is_some() || ontology.kinship(lemma).is_some() {
        return Some(EntityType::Person);
    }
    ontology.noun(lemma).map(|noun| noun.entity_type).filter(|t| {
        matches!(t, EntityType::Person | EntityType::Country | EntityType::State | EntityType::City)
            || t.is_organization()
    })
}

/// How many members the words tell: "both", "the two", "the three".
fn count(clusters: &Clusters, scene: &Scene, m: usize) -> Option<usize> {
    if clusters.determiner(m).as_deref() == Some("both") {
        return Some(2);
    }
    scene.traits[m].modifiers.iter().find_map(|word| calendar::number(word)).and_then(|n| usize::try_from(n).ok())
}

/// The last coordination of fitting mentions in a sentence before `m`, all of one type.
fn coordination(
    clusters: &Clusters,
    m: usize,
    sentence: usize,
    fits: &dyn Fn(EntityType) -> bool,
    count: Option<usize>,
) -> Option<Vec<usize>> {
    let tree = &clusters.sentences[sentence];
    let before = |o: &usize| *o < m && clusters.mentions[*o].number == Number::Singular;
    clusters.in_sentence(sentence).filter(before).rev().find_map(|first| {
        let head = clusters.mentions[first].head;
        let conjuncts = tree.children_by(head, Deprel::Conj).filter_map(|token| clusters.headed_by(sentence, token));
        let group: Vec<usize> = std::iter::once(first).chain(conjuncts).collect();
        let entity_type = clusters.entity_type(first);
        let alike = group.iter().all(|&o| before(&o) && clusters.entity_type(o) == entity_type);
        let distinct = group.iter().map(|&o| clusters.chain_of(o)).collect::<BTreeSet<_>>().len();
        let counted = count.is_none_or(|count| count == group.len());
        (fits(entity_type) && alike && group.len() > 1 && distinct == group.len() && counted).then_some(group)
    })
}

/// The two chains of the kind that a sentence names before `m`, if they are two.
fn pair(clusters: &Clusters, m: usize, sentence: usize, fits: &dyn Fn(EntityType) -> bool) -> Option<Vec<usize>> {
    let mut seen = BTreeSet::new();
    let fitting = clusters.in_sentence(sentence).filter(|&o| o < m).filter(|&o| {
        clusters.mentions[o].number == Number::Singular
            && fits(clusters.entity_type(o))
            && clusters.members(o).any(|x| clusters.mentions[x].kind == MentionKind::Name)
    });
    let distinct: Vec<usize> = fitting.filter(|&o| seen.insert(clusters.chain_of(o))).collect();
    (distinct.len() == 2).then_some(distinct)
}
