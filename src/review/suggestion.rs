//! What is left to the user: the merges, splits and links of the reduction, and types and labels that mentions speak against.

use std::collections::{BTreeMap, BTreeSet};

use crate::Knowledge;
use crate::entity::curation::Decisions;
use crate::entity::{Entity, Proposal, ProposalKind};
use crate::mention::{Mention, MentionKind};
use crate::ontology::EntityType;

/// So many named mentions must an entity have before its type or label is questioned.
const TELLING: usize = 3;
/// The votes are close where the second type has this share of them.
const CLOSE: f64 = 0.35;

/// All proposals of a graph that no decision has settled: by kind, the likeliest first.
pub fn suggestions(knowledge: &Knowledge, decisions: &Decisions) -> Vec<Proposal> {
    let settled: BTreeSet<(&str, &str)> =
        decisions.accepted().chain(decisions.refused()).flat_map(|(a, b)| [(a, b), (b, a)]).collect();
    let kept: BTreeSet<(&str, &str)> = decisions.kept().flat_map(|(a, b)| [(a, b), (b, a)]).collect();
    let mut proposals: Vec<Proposal> = knowledge.proposals.clone();
    for entity in &knowledge.entities {
        let Some(group) = entity.groups.first() else { continue };
        let mentions = named_mentions(knowledge, entity);
        if entity.groups.iter().all(|group| decisions.entity_type(group).is_none()) {
            proposals.extend(retype(entity, group, &mentions));
        }
        if entity.groups.iter().all(|group| decisions.label(group).is_none()) {
            proposals.extend(rename(entity, group, &mentions));
        }
    }
    proposals.retain(|proposal| {
        let pair = (proposal.groups.0.as_str(), proposal.groups.1.as_str());
        let is_kept = proposal.kind == ProposalKind::Split && kept.contains(&pair);
        !settled.contains(&pair) && !is_kept && !decisions.is_unlinked(pair.0, pair.1)
    });
    proposals.sort_by(|a, b| {
        (a.kind, b.score)
            .partial_cmp(&(b.kind, a.score))
            .expect("scores are numbers")
            .then_with(|| a.groups.cmp(&b.groups))
    });
    proposals.dedup_by(|a, b| a.kind == b.kind && a.groups == b.groups);
    proposals
}

fn named_mentions<'a>(knowledge: &'a Knowledge, entity: &Entity) -> Vec<&'a Mention> {
    let of_chain = |&(record, chain): &(usize, usize)| {
        let record = &knowledge.records[record];
        record.chains[chain].mentions.iter().map(|&mention| &record.mentions[mention])
    };
    entity.chains.iter().flat_map(of_chain).filter(|mention| mention.kind == MentionKind::Name).collect()
}

/// The type that nearly as many mentions have as the entity's own, or more.
fn retype(entity: &Entity, group: &str, mentions: &[&Mention]) -> Option<Proposal> {
    let mut votes: BTreeMap<EntityType, usize> = BTreeMap::new();
    for mention in mentions {
        *votes.entry(mention.entity_type).or_default() += 1;
    }
    let others = votes.iter().filter(|(of, _)| **of != entity.entity_type);
    let (other, count) = others.max_by_key(|(of, count)| (**count, std::cmp::Reverse(**of)))?;
    let share = *count as f64 / mentions.len() as f64;
    (mentions.len() >= TELLING && share >= CLOSE).then(|| Proposal {
        kind: ProposalKind::Retype,
        groups: (group.to_owned(), other.to_string()),
        labels: (entity.label.clone(), entity.entity_type.to_string()),
        score: share,
        evidence: format!("{count} of {} named mentions are of type {other}", mentions.len()),
    })
}

/// The full name that the texts use most, where it is not the label.
fn rename(entity: &Entity, group: &str, mentions: &[&Mention]) -> Option<Proposal> {
    // Labels of offices are made of title and owner, those of the lexicons' things stand in a table.
    if entity.entity_type == EntityType::Office || mentions.iter().any(|mention| mention.canonical.is_some()) {
        return None;
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for mention in mentions {
        *counts.entry(mention.text.as_str()).or_default() += 1;
    }
    let full = counts.iter().filter(|(name, _)| name.contains(' '));
    let (name, count) = full.max_by_key(|(name, count)| (**count, std::cmp::Reverse(**name)))?;
    let own = counts.get(entity.label.as_str()).copied().unwrap_or_default();
    (mentions.len() >= TELLING && *count > own && *name != entity.label).then(|| Proposal {
        kind: ProposalKind::Rename,
        groups: (group.to_owned(), (*name).to_owned()),
        labels: (entity.label.clone(), (*name).to_owned()),
        score: *count as f64 / (*count + own) as f64,
        evidence: format!("\"{name}\" {count} times, \"{}\" {own} times", entity.label),
    })
}
