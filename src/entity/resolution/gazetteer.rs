//! The user's gazetteer as evidence: groups that are one entry of it are one thing, groups that are two entries are two.

use std::collections::BTreeMap;

use super::super::curation::Curation;
use super::super::linking::{Found, links};
use super::merging::{Clusters, Link, MERGED};
use super::traits::Traits;
use crate::rule::Rule;

const SAME_ENTRY: Rule = Rule::new("same-entry-of-gazetteer", "both are linked to one entry of the user's gazetteer");

pub(super) const RULES: &[Rule] = &[SAME_ENTRY];

/// Links each group by itself, notes its entry, and merges those of one entry.
pub(super) fn merge(clusters: &mut Clusters, curation: &Curation) {
    let (groups, decisions) = (clusters.groups, &curation.decisions);
    if curation.gazetteer.is_empty() && decisions.links().next().is_none() {
        return;
    }
    let chains: Vec<&[(usize, usize)]> = groups.all().map(|g| groups.chains(g)).collect();
    let found = links(groups.records, &chains, groups.ontology, &curation.gazetteer);
    let mut first: BTreeMap<String, (usize, f64)> = BTreeMap::new();
    let mut same = Vec::new();
    for (g, found) in found.into_iter().enumerate() {
        let key = groups.key(g);
        let (item, score) = match (decisions.link(key), &found) {
            (Some(item), _) => (item.to_owned(), 1.0),
            (None, Found::Entry(candidate)) if !decisions.is_unlinked(key, candidate.item()) => {
                (candidate.item().to_owned(), candidate.score())
            }
            _ => continue,
        };
        clusters.note(g, Traits { items: [item.clone()].into(), ..Traits::default() });
        let Some(&(other, others)) = first.get(&item) else {
            first.insert(item, (g, score));
            continue;
        };
        // What is sure enough to be linked is sure enough to be merged; how sure is told by the weaker link.
        let score = MERGED + (1.0 - MERGED) * score.min(others);
        same.push(Link {
            a: other,
            b: g,
            rule: SAME_ENTRY,
            score,
            evidence: format!("both are {item} in the gazetteer"),
        });
    }
    clusters.apply(same);
}
