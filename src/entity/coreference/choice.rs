//! What a rule without context would choose for a noun: the same noun before it, or the last name of its class.

use super::Clusters;
use super::features::{Candidate, Choice, Scene};
use crate::document::PartKind;
use crate::language::Upos;
use crate::mention::{Mention, MentionKind, Number, is_person_title};
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
    let same_head = |candidate: &Candidate| {
        let other = &scene.traits[candidate.described];
        clusters.mentions[candidate.described].kind == MentionKind::Nominal
            && clusters.mentions[candidate.described].number == mention.number
            && other.lemma == own.lemma
            && own.modifiers.iter().all(|w| other.modifiers.contains(w))
            && (own.complement.is_none() || own.complement == other.complement)
    };
    let bare = own.modifiers.is_empty() && own.complement.is_none() && own.owner.is_none();
    let by_place = own.owner.is_none() && is_narrowed_by_place(clusters, m);
    // "The court" for "Supreme Court", "the ministry" for "Ministry of Justice".
    let called = |candidate: &Candidate| is_named_with(clusters, scene, m, candidate, &own.lemma);
    // "Court bars party. The Supreme Court": the story names what its headline calls by a noun.
    let named = bare && candidates.iter().any(called);
    let heads_only = |candidate: &Candidate| {
        clusters.sentences[clusters.mentions[candidate.described].sentence].part == PartKind::Headline
    };
    // "The country" names no other country again that was somebody's.
    let country = mention.entity_type == EntityType::Country;
    // "X drills. The company": what the sentence before names comes before what was called a company long ago.
    let near = |c: &Candidate| clusters.mentions[c.latest].sentence + 1 >= mention.sentence;
    let firm = |c: &Candidate| {
        let name = clusters.name(c.latest).filter(|&name| name < m).map(|name| &clusters.mentions[name]);
        near(c)
            && name.is_some_and(|name| name.entity_type == EntityType::Organization && name.number == Number::Singular)
    };
    let overtaken = || bare && mention.entity_type == EntityType::Organization && candidates.iter().any(firm);
    let again = candidates.iter().position(|c| same_head(c) && !(named && heads_only(c)));
    let again = again.filter(|&at| !country && (near(&candidates[at]) || !overtaken()));
    if let Some(candidate) = again.map(|at| &mut candidates[at]) {
        candidate.choice = Choice::SameHead;
        return;
    }
    // "The panel" for a committee.
    let words = scene.ontology.body_noun(&own.lemma).filter(|noun| !noun.union).map_or(&[][..], |noun| &noun.words);
    let otherwise = |candidate: &Candidate| words.iter().any(|w| is_named_with(clusters, scene, m, candidate, w));
    if (bare || by_place)
        && mention.number == Number::Singular
        && let Some(at) =
            candidates.iter().position(|c| bare && called(c)).or_else(|| candidates.iter().position(otherwise))
    {
        candidates[at].choice = Choice::Class;
        return;
    }
    let of_place = mention.entity_type == EntityType::Organization || mention.entity_type == EntityType::Group;
    let bare = bare || of_place && by_place;
    if !bare || mention.number == Number::Plural || matches!(own.lemma.as_str(), "one" | "other" | "world") {
        return;
    }
    let of_type: fn(EntityType) -> bool = match mention.entity_type {
        EntityType::Country => |t| t == EntityType::Country,
        EntityType::City => |t| t == EntityType::City,
        EntityType::Organization => |t| t == EntityType::Organization,
        EntityType::Party => |t| t == EntityType::Party,
        EntityType::Person if !is_person_title(mention) => |t| t == EntityType::Person,
        // "The pact" for an agreement, "the war" for a war.
        EntityType::Document if mention.subclass.is_some() => |t| t == EntityType::Document,
        EntityType::Event if mention.subclass.is_some() => |t| t == EntityType::Event,
        EntityType::Group if matches!(own.lemma.as_str(), "group" | "movement" | "militia" | "network") => {
            |t| t == EntityType::Organization
        }
        EntityType::Group if own.lemma == "force" => {
            |t| matches!(t, EntityType::Organization | EntityType::GovernmentBody)
        }
        _ => return,
    };
    let told = matches!(mention.entity_type, EntityType::Document | EntityType::Event);
    let fits = |name: &Mention| of_type(name.entity_type) && (!told || name.subclass == mention.subclass);
    let named = |c: &Candidate| {
        // A noun may have described it since: "X, a charity. The organization". A country is called a country, and somebody whom
        // another noun has described since goes by that.
        let name = if country || mention.entity_type == EntityType::Person {
            Some(c.described).filter(|&o| clusters.mentions[o].kind == MentionKind::Name)
        } else {
            clusters.name(c.latest).filter(|&name| name < m)
        };
        name.map(|name| &clusters.mentions[name]).is_some_and(|name| name.number == Number::Singular && fits(name))
    };
    let mut fitting: Vec<usize> = (0..candidates.len()).filter(|&c| named(&candidates[c])).collect();
    // "The Civic Coalition backs it. The party": where no name tells that it is a party's.
    if fitting.is_empty() && mention.entity_type == EntityType::Party {
        let coalition = |c: &Candidate| {
            let name = clusters.name(c.latest).filter(|&name| name < m).map(|name| &clusters.mentions[name]);
            name.is_some_and(|name| name.entity_type == EntityType::Organization && name.canonical.is_none())
        };
        fitting = (0..candidates.len()).filter(|&c| coalition(&candidates[c])).take(1).collect();
    }
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

/// "The New York-based group", "the Swedish company", "the Swedish oil company": a noun with nothing before it but the name of a
/// place and nouns or adjectives.
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
        rest.iter()
            .all(|t| t.form == "-" || t.form.eq_ignore_ascii_case("based") || matches!(t.upos, Upos::Noun | Upos::Adj))
    })
}

/// Whether an organization in a chain has a name with a word for its head: "the agency" for CIA, "the union" for EU, "the chamber"
/// for Senate.
fn is_named_with(clusters: &Clusters, scene: &Scene, m: usize, candidate: &Candidate, word: &str) -> bool {
    let has = |name: &str| {
        let own = [" of ", " for ", " on "].iter().filter_map(|preposition| name.find(preposition)).min();
        let own = &name[..own.unwrap_or(name.len())];
        (name.contains(' ') || word != scene.traits[m].lemma)
            && own.rsplit(' ').next().is_some_and(|head| head.eq_ignore_ascii_case(word))
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
