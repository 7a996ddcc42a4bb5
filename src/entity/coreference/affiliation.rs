//! The states and parties by which nouns mean people: "the Kentucky senator", "the Tennessee Republican", "the CHP lawmaker".

use std::collections::BTreeSet;

use super::agreement::allowed;
use super::features::Scene;
use super::{Clusters, Reason};
use crate::language::Deprel;
use crate::mention::{Mention, MentionKind, Number, is_person_title};
use crate::ontology::EntityType;
use crate::rule::Rule;

const OF_STATE: Rule = Rule::new(
    "legislator-of-state",
    "a noun that names a state means the only one before it who is named with that state and such an office, else the last \
     legislator whose state is not told",
);

pub(super) const RULES: &[Rule] = &[OF_STATE];

const BEARS: f64 = 0.85;
const LIKELY: f64 = 0.7;
/// Sentences over which a noun takes up a legislator whose state is not told.
const REACH: usize = 3;
/// Letters for party and state stand so close behind a name.
const BEHIND: usize = 5;

/// Whom a noun means by the state that its words name.
pub(super) fn bearer(clusters: &Clusters, scene: &Scene, m: usize) -> Option<(usize, Reason)> {
    let states = within(clusters, m, EntityType::State);
    if states.is_empty() || clusters.mentions[m].entity_type != EntityType::Person {
        return None;
    }
    let mut seen = BTreeSet::new();
    let mut bearers = (0..m).rev().filter(|&o| {
        clusters.entity_type(o) == EntityType::Person
            && clusters.mentions[o].number == Number::Singular
            && seen.insert(clusters.chain_of(o))
            && !states.is_disjoint(&of_chain(clusters, m, o, EntityType::State))
            && titles_agree(clusters, scene, m, o)
            && allowed(clusters, scene, m, o)
    });
    let Some(bearer) = bearers.next() else { return legislator(clusters, scene, m) };
    bearers.next().is_none().then(|| (bearer, Reason::new(OF_STATE, BEARS)))
}

/// The legislator before a noun who was named last of those whose state is not told.
fn legislator(clusters: &Clusters, scene: &Scene, m: usize) -> Option<(usize, Reason)> {
    let sentence = clusters.mentions[m].sentence;
    let near = (0..m).rev().take_while(|&o| clusters.mentions[o].sentence + REACH >= sentence);
    let sits = |o: &usize| {
        clusters.posts_of(*o).filter_map(|p| clusters.mentions[p].title.as_deref()).any(|title| {
            let office = scene.ontology.office(title);
            office.is_some_and(|office| office.body.is_some()) && scene.ontology.takes_in("lawmaker", title)
                // Who leads others in a chamber sits in it.
                || scene.ontology.takes_in("congressional leader", title)
        })
    };
    let last = near.into_iter().find(|&o| {
        clusters.entity_type(o) == EntityType::Person
            && clusters.mentions[o].kind != MentionKind::Nominal
            && sits(&o)
            && of_chain(clusters, m, o, EntityType::State).is_empty()
    })?;
    let open = titles_agree(clusters, scene, m, last) && allowed(clusters, scene, m, last);
    open.then(|| (last, Reason::new(OF_STATE, LIKELY)))
}

/// Whether a noun names a state or party, and the people of a chain are known to be of others.
pub(super) fn clash(clusters: &Clusters, m: usize, other: usize) -> bool {
    let mention = &clusters.mentions[m];
    if mention.entity_type != EntityType::Person || mention.number != Number::Singular {
        return false;
    }
    [EntityType::State, EntityType::Party].into_iter().any(|sort| {
        let own = within(clusters, m, sort);
        let theirs = if own.is_empty() { BTreeSet::new() } else { of_chain(clusters, m, other, sort) };
        !own.is_empty() && !theirs.is_empty() && own.is_disjoint(&theirs)
    })
}

/// Whether somebody holds an office that a title means; a noun that is no title fits everybody.
fn titles_agree(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let mention = &clusters.mentions[m];
    let Some(title) = mention.title.as_deref().filter(|_| is_person_title(mention)) else { return true };
    // Letters for a state stand behind legislators.
    let body = scene.ontology.office(title).is_some_and(|office| office.body.is_some());
    if body || scene.ontology.takes_in("lawmaker", title) || title == "lawmaker" || title == "legislator" {
        return true;
    }
    let posts = clusters.posts_of(other).filter_map(|o| clusters.mentions[o].title.as_deref());
    posts
        .into_iter()
        .any(|post| post == title || scene.ontology.takes_in(title, post) || scene.ontology.takes_in(post, title))
}

/// The names of states or parties among a noun's own words.
fn within<'a>(clusters: &Clusters<'a>, m: usize, sort: EntityType) -> BTreeSet<&'a str> {
    let mention = &clusters.mentions[m];
    let inside = |o: &usize| {
        let name = &clusters.mentions[*o];
        name.entity_type == sort
            && name.kind == MentionKind::Name
            && mention.first <= name.first
            && name.end <= mention.end
    };
    let found = clusters.in_sentence(mention.sentence).filter(inside);
    found.map(|o| clusters.mentions[o].name()).collect()
}

/// The states or parties that stand with the names of a chain, or in its nouns, before a mention.
fn of_chain<'a>(clusters: &Clusters<'a>, m: usize, other: usize, sort: EntityType) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    for o in clusters.mentions_before(other, m) {
        let mention = &clusters.mentions[o];
        match mention.kind {
            MentionKind::Pronoun => {}
            MentionKind::Nominal => found.extend(within(clusters, o, sort)),
            MentionKind::Name => {
                let beside = clusters.in_sentence(mention.sentence).filter(|&s| {
                    let tie = &clusters.mentions[s];
                    tie.kind == MentionKind::Name && tie.entity_type == sort && stands_with(clusters, o, tie)
                });
                found.extend(beside.map(|s| clusters.mentions[s].name()));
            }
        }
    }
    // "A Republican congressman from Kansas"
    for o in clusters.posts_of(other).filter(|&o| o < m) {
        let office = &clusters.mentions[o];
        let tree = &clusters.sentences[office.sentence];
        let beside = |tie: &Mention| {
            let within = office.first <= tie.first && tie.end <= office.end || tie.end == office.first;
            let from = tree.tokens[tie.head].head == Some(office.head)
                && tree.child(tie.head, Deprel::Case).is_some_and(|c| tree.tokens[c].form.eq_ignore_ascii_case("from"));
            within || from
        };
        let ties = clusters.in_sentence(office.sentence).filter(|&s| {
            let tie = &clusters.mentions[s];
            tie.kind == MentionKind::Name && tie.entity_type == sort && beside(tie)
        });
        found.extend(ties.map(|s| clusters.mentions[s].name()));
    }
    found
}

/// "Republican Sen. X", "X, R-Ky.", "X of Nevada".
fn stands_with(clusters: &Clusters, person: usize, tie: &Mention) -> bool {
    let name = &clusters.mentions[person];
    let sentence = &clusters.sentences[name.sentence];
    if tie.rule == "party-and-state" {
        return (name.end..name.end + BEHIND).contains(&tie.first);
    }
    let of = sentence
        .child(tie.head, Deprel::Case)
        .is_some_and(|c| matches!(sentence.tokens[c].form.to_lowercase().as_str(), "of" | "from"));
    let above = sentence.tokens[tie.head].head;
    let in_name = |t: usize| (name.first..name.end).contains(&t);
    let title = clusters.in_sentence(name.sentence).find(|&o| {
        clusters.mentions[o].holder == Some(person)
            && clusters.mentions[o].end <= name.first
            && tie.end <= clusters.mentions[o].first + 1
    });
    of && tie.first >= name.end && above.is_some_and(in_name)
        || tie.end == name.first
        || title.is_some_and(|o| tie.end == clusters.mentions[o].first || clusters.mentions[o].first <= tie.first)
}
