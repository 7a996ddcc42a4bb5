//! Offices that some documents call by other words than others, found by their holder: "the head of NATO" is its
//! secretary-general, the "Senate majority leader" the majority leader of the Senate.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::super::coreference::{is_shorter, is_wider};
use super::group::Sort;
use super::merging::{Clusters, Link};
use super::offices::{Post, Posts};
use super::reading::normalized;
use super::traits::{Part, Traits};
use crate::ontology::{EntityType, Ontology, Seat};
use crate::rule::Rule;

const WIDER_TITLE: Rule = Rule::new(
    "wider-title-over-documents",
    "a title that says less than the only other title of its holder is the same office (boss, chief executive)",
);
const BODY_IN_TITLE: Rule = Rule::new(
    "body-in-title",
    "a title with a word of the body's name is the office of the body (central bank governor, governor of the central bank)",
);
const BODY_OF_COUNTRY: Rule = Rule::new(
    "office-of-countrys-body",
    "an office that is called a country's and one of the same title and holder in a body of the country are one",
);

const HEAD_OF_MINISTRY: Rule = Rule::new(
    "head-of-ministry",
    "who heads a country's ministry is its minister (Pentagon chief, secretary of defense)",
);

pub(super) const RULES: &[Rule] = &[WIDER_TITLE, BODY_IN_TITLE, BODY_OF_COUNTRY, HEAD_OF_MINISTRY];

/// How likely a wider title is the narrower one's office.
const WIDER: f64 = 0.8;
/// How likely an office whose title or country tells a part of its body's name is the body's.
const OF_BODY: f64 = 0.85;

/// What whoever heads a ministry is called.
pub(super) const HEADS: &[&str] = &["boss", "chief", "head", "minister", "secretary"];

/// An office as one group tells of it.
#[derive(Clone, Copy)]
struct Told<'a> {
    group: usize,
    set: usize,
    title: &'a str,
    seat: Option<Seat>,
    /// The set of its country or body.
    owner: Option<usize>,
}

/// Why an office told in one group can be one that is told more closely in another.
struct Reason {
    rule: Rule,
    score: f64,
    into: usize,
    /// Whether either title takes in the other.
    is_even: bool,
    evidence: String,
}

/// Links from offices to the only office that their holders are told to hold in words that say more.
pub(super) fn links(
    clusters: &mut Clusters,
    posts: &Posts,
    by_holder: &BTreeMap<(Post, usize), Vec<usize>>,
    owner_of: &BTreeMap<usize, usize>,
) -> Vec<Link> {
    // Sets have been merged since: what owns one of a set owns all.
    let owners: FxHashMap<usize, usize> =
        owner_of.iter().map(|(&g, &o)| (clusters.find(g), clusters.find(o))).collect();
    let mut held: BTreeMap<usize, Vec<Told>> = BTreeMap::new();
    for (&(post, holder), offices) in by_holder {
        let (title, seat) = (posts.title(post), posts.seat(post));
        let told = held.entry(holder).or_default();
        let first = told.len();
        for &group in offices {
            let set = clusters.find(group);
            if !told[first..].iter().any(|other| other.set == set) {
                told.push(Told { group, set, title, seat, owner: owners.get(&set).copied() });
            }
        }
    }
    // Of all holders: an office that two others could be is neither.
    let mut found: BTreeMap<usize, BTreeMap<usize, (usize, Reason)>> = BTreeMap::new();
    for (holder, offices) in held.iter().filter(|(_, offices)| offices.len() > 1) {
        for told in offices {
            for other in offices.iter().filter(|other| other.set != told.set) {
                if let Some((rule, score)) = says_less(clusters, told, other) {
                    let is_even = clusters.groups.ontology.takes_in(other.title, told.title);
                    let holder = || clusters.groups.label(*holder);
                    let evidence = || format!("\"{}\" is what else {} is called in office", told.title, holder());
                    let evidence = clusters.tell(evidence);
                    let reason = Reason { rule, score, into: other.group, is_even, evidence };
                    found.entry(told.set).or_default().entry(other.set).or_insert((told.group, reason));
                }
            }
        }
    }
    let mut links = Vec::new();
    for (set, others) in &found {
        // "Head" and "chief" take in each other: either gives way to a title that says more than both.
        let even = |other: &&(usize, Reason)| other.1.is_even;
        let all_even = others.values().all(|other| even(&other));
        let mut those = others.iter().filter(|(_, other)| all_even || !even(other));
        let (Some((into, (group, reason))), None) = (those.next(), those.next()) else { continue };
        if let Some(owner) = owners.get(into).filter(|_| reason.rule != WIDER_TITLE) {
            // Called after its country, it belongs to the body all the same.
            let parts = BTreeMap::from([(Part::Owner, BTreeSet::from([*owner]))]);
            clusters.note(*set, Traits { parts, ..Traits::default() });
        }
        let Reason { rule, score, into, evidence, .. } = reason;
        links.push(Link { a: *group, b: *into, rule: *rule, score: *score, evidence: evidence.clone() });
    }
    links
}

/// Whether an office is told in words that say less than those for another of its holder.
fn says_less(clusters: &Clusters, told: &Told, other: &Told) -> Option<(Rule, f64)> {
    let ontology = clusters.groups.ontology;
    let takes_in = || ontology.takes_in(told.title, other.title);
    let wider = match (told.owner, other.owner) {
        (None, _) => is_wider(told.title, other.title, ontology),
        // A leader can lead more than he presides over, but not a country.
        (Some(a), Some(b)) if a == b => {
            takes_in() && (told.title != "leader" || is_country(clusters, a)) || is_shorter(told.title, other.title)
        }
        // Who is "President X" by now, has come to another post than "the head of the court".
        (Some(_), None) => {
            is_wider(told.title, other.title, ontology) && matches!(other.seat, Some(Seat::Body | Seat::Organization))
        }
        _ => false,
    };
    if wider {
        return Some((WIDER_TITLE, WIDER));
    }
    let is_body = |owner: &usize| clusters.groups.sort(*owner) == Sort::Organization;
    if let (Some(ministry), Some(country)) =
        (told.owner.filter(is_body), other.owner.filter(|&o| is_country(clusters, o)))
        && HEADS.contains(&told.title)
        && is_minister_of(other.title, clusters.groups.label(ministry))
        && has_body(clusters, country, ministry)
    {
        return Some((HEAD_OF_MINISTRY, OF_BODY));
    }
    let body = other.owner.filter(is_body)?;
    let of_body = matches!(told.seat, Some(Seat::Body | Seat::Organization));
    let rule = if names_body(told.title, other.title, clusters.groups.label(body), ontology) {
        BODY_IN_TITLE
    } else if told.title == other.title && of_body && told.owner.is_some_and(|owner| owner != body) {
        BODY_OF_COUNTRY
    } else {
        return None;
    };
    let near =
        told.owner.is_none_or(|owner| owner == body || is_country(clusters, owner) && has_body(clusters, owner, body));
    near.then_some((rule, OF_BODY))
}

fn is_country(clusters: &Clusters, set: usize) -> bool {
    let groups = clusters.groups;
    groups.entity_type(groups.chains(set)[0]) == EntityType::Country
}

/// Whether a body is known to be a country's.
fn has_body(clusters: &Clusters, country: usize, body: usize) -> bool {
    let groups = clusters.groups;
    let country = groups.label(country);
    let ontology = groups.ontology;
    clusters.members(clusters.find(body)).any(|g| {
        let label = groups.label(g);
        let listed = || ontology.organization(label).and_then(|body| body.country.as_deref());
        let of = groups.country(g).or_else(listed);
        of.map_or_else(|| normalized(label).contains(&normalized(country)), |of| of == country)
    })
}

/// Whether a title is another with words of its body's name: "senate majority leader", "speaker of the house".
fn names_body(title: &str, other: &str, body: &str, ontology: &Ontology) -> bool {
    let before = title.strip_suffix(other).and_then(|rest| rest.strip_suffix(' '));
    let behind = || title.strip_prefix(other).and_then(|rest| rest.strip_prefix(" of "));
    let Some(named) = before.or_else(behind).filter(|_| title != other) else { return false };
    let body = normalized(body);
    let mut words = named.split(' ').filter(|word| *word != "the").peekable();
    let known = |word: &str| body.split(' ').any(|part| part == word) && ontology.office_status(word).is_none();
    words.peek().is_some() && words.all(known)
}

/// Whether a title is that of the minister whose field a ministry's name tells: "secretary of defense", "finance minister".
fn is_minister_of(title: &str, ministry: &str) -> bool {
    let words: Vec<&str> = title.split(' ').collect();
    let field = match words[..] {
        ["minister" | "secretary", "of", ref field @ ..] | [ref field @ .., "minister" | "secretary"] => field,
        _ => return false,
    };
    let ministry = normalized(ministry);
    let known = |word: &&str| ministry.split(' ').any(|part| part == *word);
    !field.is_empty() && field.iter().filter(|word| !matches!(**word, "and" | "the")).all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_name_their_body() {
        let names = |title: &str, other: &str, body: &str| names_body(title, other, body, Ontology::builtin());
        assert!(names("central bank governor", "governor", "Central Bank of Turkey"));
        assert!(names("speaker of the house", "speaker", "House of Representatives"));
        assert!(!names("deputy governor", "governor", "Central Bank of Turkey"));
        assert!(!names("governor", "governor", "Central Bank of Turkey"));
        assert!(!names("party leader", "leader", "Central Bank of Turkey"));
    }

    #[test]
    fn ministers_of_a_ministry() {
        assert!(is_minister_of("secretary of defense", "Department of Defense"));
        assert!(is_minister_of("foreign minister", "Foreign Ministry of Russia"));
        assert!(!is_minister_of("prime minister", "Foreign Ministry of Russia"));
        assert!(!is_minister_of("deputy foreign minister", "Foreign Ministry of Russia"));
        assert!(!is_minister_of("minister", "Foreign Ministry of Russia"));
    }
}
