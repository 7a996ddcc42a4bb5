//! Which offices over documents are one: by title and owner, else by title and holder; never over countries.

use std::collections::{BTreeMap, BTreeSet};

use super::group::Sort;
use super::merging::{Clusters, Link};
use super::traits::{Part, Traits};
use crate::mention::Mention;
use crate::rule::Rule;

const SAME_POST: Rule = Rule::new("same-post", "the same title of the same country or body is one office");
const SAME_HOLDER: Rule = Rule::new("same-holder", "the same title with the same holder is one office");

pub(super) const RULES: &[Rule] = &[SAME_POST, SAME_HOLDER];

pub(super) fn merge(clusters: &mut Clusters) {
    let groups = clusters.groups;
    let mut by_post: BTreeMap<(&str, usize), Vec<usize>> = BTreeMap::new();
    let mut by_holder: BTreeMap<(&str, usize), BTreeSet<usize>> = BTreeMap::new();
    let mut owner_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (g, group) in groups.groups.iter().enumerate().filter(|(_, group)| group.sort == Sort::Office) {
        for &(r, c) in &group.chains {
            let set = |m: usize| clusters.find(groups.group(r, m));
            let offices: Vec<&Mention> = groups.mentions((r, c)).filter(|m| m.title.is_some()).collect();
            let Some(title) = offices.iter().find_map(|m| m.title.as_deref()) else { continue };
            if let Some(owner) = offices.iter().find_map(|m| m.jurisdiction).map(set)
                && owner_of.insert(g, owner).is_none()
            {
                by_post.entry((title, owner)).or_default().push(g);
            }
            for holder in offices.iter().filter_map(|m| m.holder).map(set) {
                by_holder.entry((title, holder)).or_default().insert(g);
            }
        }
    }
    for (&g, &owner) in &owner_of {
        let parts = BTreeMap::from([(Part::Owner, BTreeSet::from([owner]))]);
        clusters.note(g, &Traits { parts, ..Traits::default() });
    }
    let label = |g: usize| groups.groups[g].label.as_str();
    let mut links = Vec::new();
    for ((title, owner), posts) in &by_post {
        links.extend(posts.windows(2).map(|pair| Link {
            a: pair[1],
            b: pair[0],
            rule: SAME_POST,
            score: 1.0,
            evidence: format!("both are the {title} of {}", label(*owner)),
        }));
    }
    clusters.apply(links);
    let mut links = Vec::new();
    for ((title, holder), offices) in &by_holder {
        let posts: BTreeSet<usize> =
            offices.iter().filter(|g| owner_of.contains_key(g)).map(|&g| clusters.find(g)).collect();
        // The same person can have been president of two things; then a bare "president" stays apart.
        if posts.len() > 1 {
            continue;
        }
        let offices: Vec<usize> = offices.iter().copied().collect();
        let into = offices.iter().copied().find(|g| owner_of.contains_key(g)).unwrap_or(offices[0]);
        links.extend(offices.iter().filter(|&&g| g != into).map(|&g| Link {
            a: g,
            b: into,
            rule: SAME_HOLDER,
            score: 0.9,
            evidence: format!("both are {title} and held by {}", label(*holder)),
        }));
    }
    clusters.apply(links);
}
