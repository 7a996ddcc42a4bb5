//! Which offices over documents are one: by title and owner, else by title and holder; never over countries.

use std::collections::{BTreeMap, BTreeSet};

use super::super::coreference::is_wider;
use super::group::Sort;
use super::merging::{Clusters, Link};
use super::traits::{Part, Traits};
use crate::rule::Rule;

const SAME_POST: Rule = Rule::new("same-post", "the same title of the same country or body is one office");
const SAME_HOLDER: Rule = Rule::new("same-holder", "the same title with the same holder is one office");

const POST_AT_HOME: Rule = Rule::new(
    "post-at-home",
    "a title of state without a country is the office of the country that its document is about",
);

const WIDER_TITLE: Rule = Rule::new(
    "wider-title-over-documents",
    "a title that says less than the only other title of its holder is the same office (boss, chief executive)",
);

pub(super) const RULES: &[Rule] = &[SAME_POST, SAME_HOLDER, WIDER_TITLE, POST_AT_HOME];

/// How likely a wider title is the narrower one's office.
const WIDER: f64 = 0.8;
/// How likely a bare title is the office of the country that its document is about.
const AT_HOME: f64 = 0.8;

pub(super) fn merge(clusters: &mut Clusters) {
    let groups = clusters.groups;
    let mut by_post: BTreeMap<(&str, usize), Vec<usize>> = BTreeMap::new();
    let mut by_holder: BTreeMap<(&str, usize), BTreeSet<usize>> = BTreeMap::new();
    let mut owner_of: BTreeMap<usize, usize> = BTreeMap::new();
    let mut at_home: BTreeMap<(&str, usize), BTreeSet<usize>> = BTreeMap::new();
    for (g, group) in groups.groups.iter().enumerate().filter(|(_, group)| group.sort == Sort::Office) {
        for &(r, c) in &group.chains {
            let set = |chain: usize| groups.group((r, chain)).map(|g| clusters.find(g));
            let Some(office) = &groups.referent((r, c)).office else { continue };
            let title = office.title.as_str();
            if let Some(owner) = office.owner.and_then(set)
                && owner_of.insert(g, owner).is_none()
            {
                by_post.entry((title, owner)).or_default().push(g);
            }
            if let Some(home) = office.home.and_then(set)
                && !owner_of.contains_key(&g)
            {
                at_home.entry((title, home)).or_default().insert(g);
            }
            for holder in office.holders.iter().copied().filter_map(set) {
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
    clusters.apply(wider_titles(clusters, &by_holder, &owner_of));
    let mut links = Vec::new();
    for (post, bare) in &at_home {
        // Of a country's office that no text names in full, the bare titles are one another's.
        let into = by_post.get(post).map(|posts| posts[0]).or(bare.first().copied());
        links.extend(into.into_iter().flat_map(|into| {
            bare.iter().filter(move |&&g| g != into).map(move |&g| Link {
                a: g,
                b: into,
                rule: POST_AT_HOME,
                score: AT_HOME,
                evidence: format!("a bare \"{}\" in a document about {}", post.0, label(post.1)),
            })
        }));
    }
    clusters.apply(links);
}

/// Links from offices whose title says less than the only other one of their holder that it takes in.
fn wider_titles(
    clusters: &Clusters,
    by_holder: &BTreeMap<(&str, usize), BTreeSet<usize>>,
    owner_of: &BTreeMap<usize, usize>,
) -> Vec<Link> {
    let ontology = clusters.groups.ontology;
    let mut titles: BTreeMap<usize, Vec<(&str, &BTreeSet<usize>)>> = BTreeMap::new();
    for ((title, holder), offices) in by_holder {
        titles.entry(*holder).or_default().push((title, offices));
    }
    let mut links = Vec::new();
    for (holder, titles) in titles {
        for (title, offices) in &titles {
            let wide = offices.iter().copied().filter(|g| !owner_of.contains_key(g));
            let narrow: BTreeSet<usize> = titles
                .iter()
                .filter(|(other, _)| is_wider(title, other, ontology))
                .flat_map(|(_, offices)| offices.iter().map(|&g| clusters.find(g)))
                .collect();
            let Some(&into) = narrow.first().filter(|_| narrow.len() == 1) else { continue };
            links.extend(wide.filter(|&g| clusters.find(g) != into).map(|g| Link {
                a: g,
                b: into,
                rule: WIDER_TITLE,
                score: WIDER,
                evidence: format!(
                    "\"{title}\" is what else {} is called in office",
                    clusters.groups.groups[holder].label
                ),
            }));
        }
    }
    links
}
