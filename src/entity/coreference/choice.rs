//! What a rule without context would choose for a noun: the same noun before it, or the last name of its class.

use super::Clusters;
use super::features::{Candidate, Choice, Scene};
use crate::mention::{MentionKind, Number, is_person_title};
use crate::ontology::EntityType;

/// Sentences behind the first country of a story in which it names all that it is about.
const OPENING: usize = 1;

/// Marks the candidate that a rule without context would choose for a noun with an article or a possessor.
pub(super) fn mark(clusters: &Clusters, scene: &Scene, m: usize, candidates: &mut [Candidate]) {
    let own = &scene.traits[m];
    let mention = &clusters.mentions[m];
    if own.class.family() != 2 {
        return;
    }
    let same_head = |candidate: &&mut Candidate| {
        let other = &scene.traits[candidate.described];
        clusters.mentions[candidate.described].kind == MentionKind::Nominal
            && clusters.mentions[candidate.described].number == mention.number
            && other.lemma == own.lemma
            && own.modifiers.iter().all(|w| other.modifiers.contains(w))
            && (own.complement.is_none() || own.complement == other.complement)
    };
    // "The country" names no other country again that was somebody's.
    let country = mention.entity_type == EntityType::Country;
    if let Some(candidate) = candidates.iter_mut().find(same_head).filter(|_| !country) {
        candidate.choice = Choice::SameHead;
        return;
    }
    let bare = own.modifiers.is_empty() && own.complement.is_none() && own.owner.is_none();
    // "The court" for "Supreme Court", "the ministry" for "Ministry of Justice".
    let called = |candidate: &&mut Candidate| is_named_with(clusters, scene, m, candidate, &own.lemma);
    if bare
        && mention.number == Number::Singular
        && let Some(candidate) = candidates.iter_mut().find(called)
    {
        candidate.choice = Choice::Class;
        return;
    }
    let of_place = mention.entity_type == EntityType::Organization || mention.entity_type == EntityType::Group;
    let bare = bare || of_place && own.owner.is_none() && is_narrowed_by_place(clusters, m);
    if !bare || mention.number == Number::Plural || matches!(own.lemma.as_str(), "one" | "other" | "world") {
        return;
    }
    let fits: fn(EntityType) -> bool = match mention.entity_type {
        EntityType::Country => |t| t == EntityType::Country,
        EntityType::City => |t| t == EntityType::City,
        EntityType::Organization => |t| t == EntityType::Organization,
        EntityType::Party => |t| t == EntityType::Party,
        EntityType::Person if !is_person_title(mention) => |t| t == EntityType::Person,
        EntityType::Group if matches!(own.lemma.as_str(), "group" | "movement" | "militia" | "network") => {
            |t| t == EntityType::Organization
        }
        EntityType::Group if own.lemma == "force" => {
            |t| matches!(t, EntityType::Organization | EntityType::GovernmentBody)
        }
        _ => return,
    };
    let named = |c: &Candidate| {
        let name = &clusters.mentions[c.described];
        name.kind == MentionKind::Name && name.number == Number::Singular && fits(name.entity_type)
    };
    let fitting: Vec<usize> = (0..candidates.len()).filter(|&c| named(&candidates[c])).collect();
    let Some(&nearest) = fitting.first() else { return };
    // "The country" is the one that its sentence or the one before it names; else the story's, if that opens with one only.
    let far = clusters.mentions[candidates[nearest].latest].sentence + 1 < mention.sentence;
    let introduced = |c: &usize| clusters.mentions[candidates[*c].introduced].sentence;
    let first = fitting.iter().map(introduced).min().unwrap_or_default();
    let mut opening = fitting.iter().copied().filter(|c| introduced(c) <= first + OPENING);
    let chosen = match (opening.next(), opening.next()) {
        (Some(only), None) if country && far => only,
        _ => nearest,
    };
    candidates[chosen].choice = Choice::Class;
}

/// "The New York-based group", "the Swedish company": a noun with nothing before it but the name of a place.
fn is_narrowed_by_place(clusters: &Clusters, m: usize) -> bool {
    let mention = &clusters.mentions[m];
    let tokens = &clusters.sentences[mention.sentence].tokens;
    let mut places = clusters.in_sentence(mention.sentence).filter(|&o| {
        let name = &clusters.mentions[o];
        name.kind == MentionKind::Name
            && name.entity_type.is_place()
            && mention.first == name.first
            && name.end <= mention.head
    });
    places.next().is_some_and(|place| {
        let rest = &tokens[clusters.mentions[place].end..mention.head];
        rest.iter().all(|token| token.form == "-" || token.form.eq_ignore_ascii_case("based"))
    })
}

/// Whether an organization in a chain has a name with a word for its head: "the agency" for CIA, "the union" for EU.
fn is_named_with(clusters: &Clusters, scene: &Scene, m: usize, candidate: &Candidate, word: &str) -> bool {
    let has = |name: &str| {
        let own = [" of ", " for ", " on "].iter().filter_map(|preposition| name.find(preposition)).min();
        let own = &name[..own.unwrap_or(name.len())];
        name.contains(' ') && own.rsplit(' ').next().is_some_and(|head| head.eq_ignore_ascii_case(word))
    };
    clusters.mentions_before(candidate.latest, m).any(|o| {
        let name = &clusters.mentions[o];
        let listed = || name.canonical.as_deref().and_then(|listed| scene.ontology.organization(listed));
        name.kind == MentionKind::Name
            && name.entity_type.is_organization()
            && (has(&name.text)
                || listed().is_some_and(|listed| has(&listed.name) || listed.names.iter().any(|n| has(n))))
    })
}
