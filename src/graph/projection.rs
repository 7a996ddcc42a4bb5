//! The projection of statements on a directed multigraph of entities.

use petgraph::graph::{DiGraph, NodeIndex};

use super::Selection;
use crate::Knowledge;

/// An entity of the projection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NodeWeight {
    /// Index into `Knowledge::entities`.
    pub entity: usize,
    pub mentions: usize,
}

/// A statement of the projection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EdgeWeight {
    /// Index into `Knowledge::statements`.
    pub statement: usize,
    /// How many sentences say it.
    pub evidence: usize,
}

/// Nodes in the order of the entities, edges in the order of the statements; parallel edges and loops stay.
pub type Projection = DiGraph<NodeWeight, EdgeWeight>;

/// The graph of the entities that statements join.
pub fn project(knowledge: &Knowledge, selection: &Selection) -> Projection {
    let edges: Vec<(usize, usize, usize)> = knowledge
        .statements
        .iter()
        .enumerate()
        .filter_map(|(index, statement)| {
            let (subject, object) = selection.entities(knowledge, statement)?;
            Some((subject, object, index))
        })
        .collect();
    let mut joined = vec![selection.shows_everything(); knowledge.entities.len()];
    for &(subject, object, _) in &edges {
        joined[subject] = true;
        joined[object] = true;
    }
    let mentions = mention_counts(knowledge);
    let mut graph = Projection::with_capacity(knowledge.entities.len(), edges.len());
    let nodes: Vec<Option<NodeIndex>> = (0..knowledge.entities.len())
        .map(|entity| joined[entity].then(|| graph.add_node(NodeWeight { entity, mentions: mentions[entity] })))
        .collect();
    for (subject, object, statement) in edges {
        if let (Some(subject), Some(object)) = (nodes[subject], nodes[object]) {
            let evidence = knowledge.statements[statement].evidence.len();
            graph.add_edge(subject, object, EdgeWeight { statement, evidence });
        }
    }
    graph
}

fn mention_counts(knowledge: &Knowledge) -> Vec<usize> {
    let mut counts = vec![0; knowledge.entities.len()];
    for &entity in knowledge.entity_of.iter().flatten() {
        counts[entity] += 1;
    }
    counts
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A graph of `nodes` nodes for the tests of measures.
    pub fn graph(nodes: usize, edges: &[(u32, u32)]) -> Projection {
        let mut graph = Projection::new();
        for entity in 0..nodes {
            graph.add_node(NodeWeight { entity, mentions: 1 });
        }
        for &(source, target) in edges {
            graph.add_edge(source.into(), target.into(), EdgeWeight { statement: 0, evidence: 1 });
        }
        graph
    }
}
