//! Counts and rankings for `whom stats`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Measures, Projection, Selection, project};
use crate::Catalogue;
use crate::proposition::{Modality, Polarity};
use crate::statement::Statement;
use crate::store::{FindingsRef, StoreError};

/// What a graph holds, in numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    pub documents: usize,
    /// Independent sources: a wire story printed forty times has one.
    pub origins: usize,
    pub sentences: usize,
    pub mentions: usize,
    pub mentions_by_kind: BTreeMap<String, usize>,
    pub entities: usize,
    pub entities_by_type: BTreeMap<String, usize>,
    pub entities_with_wikidata: usize,
    pub statements: usize,
    pub statements_factual: usize,
    pub statements_by_modality: BTreeMap<String, usize>,
    pub statements_negative: usize,
    pub statements_attributed: usize,
    pub evidence: usize,
    /// The projection of the factual statements between two entities.
    pub nodes: usize,
    pub edges: usize,
    pub components: usize,
    pub largest_component: usize,
    pub top_by_degree: Vec<Ranked>,
    pub top_by_page_rank: Vec<Ranked>,
    pub top_by_betweenness: Vec<Ranked>,
    /// From how many nodes shortest paths were sought for it: all, unless the graph is large.
    pub betweenness_sources: usize,
    pub top_by_core: Vec<Ranked>,
    pub communities: usize,
    pub largest_communities: Vec<Community>,
}

/// Entities that statements join more closely to each other than to the rest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Community {
    pub entities: usize,
    /// Labels of those with the highest degree.
    pub members: Vec<String>,
}

/// So many members of a community are named.
const MEMBERS: usize = 5;

/// An entity's place in a ranking.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranked {
    pub id: String,
    pub label: String,
    #[serde(rename = "type")]
    pub entity_type: String,
    pub value: f64,
}

/// How many statements are what.
#[derive(Default)]
struct Counts {
    all: usize,
    factual: usize,
    by_modality: BTreeMap<String, usize>,
    negative: usize,
    attributed: usize,
    evidence: usize,
}

impl Counts {
    fn of(findings: FindingsRef<'_>) -> Result<Self, StoreError> {
        let told = |_, statement: &Statement| {
            let Statement { factual, modality, polarity, attribution, evidence, .. } = statement;
            Some((*factual, *modality, *polarity == Polarity::Negative, !attribution.is_empty(), evidence.len()))
        };
        let mut counts = Self::default();
        let mut by_modality: BTreeMap<Modality, usize> = BTreeMap::new();
        for told in findings.each(told) {
            let (factual, modality, negative, attributed, evidence) = told?;
            counts.all += 1;
            counts.factual += usize::from(factual);
            *by_modality.entry(modality).or_default() += 1;
            counts.negative += usize::from(negative);
            counts.attributed += usize::from(attributed);
            counts.evidence += evidence;
        }
        let named = |(modality, count)| (format!("{modality:?}").to_lowercase(), count);
        counts.by_modality = by_modality.into_iter().map(named).collect();
        Ok(counts)
    }
}

/// Counts of everything, and the `top` entities of each ranking. Fails where statements cannot be read.
pub fn summarize<'a>(findings: impl Into<FindingsRef<'a>>, top: usize) -> Result<Summary, StoreError> {
    let findings = findings.into();
    let catalogue = findings.catalogue;
    let graph = project(findings, &Selection::facts())?;
    let measures = Measures::new(&graph);
    let degrees: Vec<f64> = (0..graph.node_count()).map(|node| measures.degree(node) as f64).collect();
    let cores: Vec<f64> = measures.core.iter().map(|&core| core as f64).collect();
    let ranked = |values: &[f64]| -> Vec<Ranked> {
        let mut order: Vec<usize> = (0..values.len()).collect();
        // Ties go to the higher degree; beyond that nodes keep the order of the entities.
        order.sort_by(|&a, &b| values[b].total_cmp(&values[a]).then(degrees[b].total_cmp(&degrees[a])));
        let nodes = graph.raw_nodes();
        order
            .into_iter()
            .take(top)
            .map(|node| {
                let entity = &catalogue.entities[nodes[node].weight.entity];
                Ranked {
                    id: entity.id.clone(),
                    label: entity.label.clone(),
                    entity_type: entity.entity_type.to_string(),
                    value: values[node],
                }
            })
            .collect()
    };
    let mut mentions_by_kind: BTreeMap<String, usize> = BTreeMap::new();
    for (kind, count) in catalogue.extents.iter().flat_map(|extent| &extent.mentions) {
        *mentions_by_kind.entry(format!("{kind:?}").to_lowercase()).or_default() += count;
    }
    let entities = &catalogue.entities;
    let statements = Counts::of(findings)?;
    Ok(Summary {
        documents: catalogue.documents.len(),
        origins: catalogue.origins.iter().collect::<BTreeSet<_>>().len(),
        sentences: catalogue.extents.iter().map(|extent| extent.sentences).sum(),
        mentions: mentions_by_kind.values().sum(),
        mentions_by_kind,
        entities: entities.len(),
        entities_by_type: tally(entities.iter().map(|entity| entity.entity_type.to_string())),
        entities_with_wikidata: entities.iter().filter(|entity| entity.wikidata.is_some()).count(),
        statements: statements.all,
        statements_factual: statements.factual,
        statements_by_modality: statements.by_modality,
        statements_negative: statements.negative,
        statements_attributed: statements.attributed,
        evidence: statements.evidence,
        nodes: graph.node_count(),
        edges: graph.edge_count(),
        components: measures.component.iter().max().map_or(0, |last| last + 1),
        largest_component: measures.component.iter().filter(|&&component| component == 0).count(),
        top_by_degree: ranked(&degrees),
        top_by_page_rank: ranked(&measures.page_rank),
        top_by_betweenness: ranked(&measures.betweenness),
        betweenness_sources: measures.betweenness_sources,
        top_by_core: ranked(&cores),
        communities: measures.community.iter().max().map_or(0, |last| last + 1),
        largest_communities: largest_communities(catalogue, &graph, &measures, top),
    })
}

fn largest_communities(catalogue: &Catalogue, graph: &Projection, measures: &Measures, top: usize) -> Vec<Community> {
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (node, &community) in measures.community.iter().enumerate().filter(|(_, community)| **community < top) {
        members.entry(community).or_default().push(node);
    }
    let community = |mut nodes: Vec<usize>| {
        nodes.sort_by_key(|&node| std::cmp::Reverse(measures.degree(node)));
        let label = |&node: &usize| catalogue.entities[graph.raw_nodes()[node].weight.entity].label.clone();
        Community { entities: nodes.len(), members: nodes.iter().take(MEMBERS).map(label).collect() }
    };
    members.into_values().map(community).collect()
}

fn tally(keys: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for key in keys {
        *counts.entry(key).or_insert(0) += 1;
    }
    counts
}
