//! The projection of statements on a directed multigraph of entities.

use petgraph::graph::{DiGraph, NodeIndex};

use super::Selection;
use crate::Findings;

/// An entity of the projection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NodeWeight {
    /// Index into `Findings::entities`.
    pub entity: usize,
    pub mentions: usize,
}

/// A statement of the projection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EdgeWeight {
    /// Index into `Findings::statements`.
    pub statement: usize,
    /// How many sentences say it.
    pub evidence: usize,
}

/// Nodes in the order of the entities, edges in the order of the statements; parallel edges and loops stay.
pub type Projection = DiGraph<NodeWeight, EdgeWeight>;

/// The graph of the entities that statements join.
pub fn project(findings: &Findings, selection: &Selection) -> Projection {
    let edges: Vec<(usize, usize, usize)> = findings
        .statements
        .iter()
        .enumerate()
        .filter_map(|(index, statement)| {
            let (subject, object) = selection.entities(findings, statement)?;
            Some((subject, object, index))
        })
        .collect();
    let mut joined = vec![selection.shows_everything(); findings.entities.len()];
    for &(subject, object, _) in &edges {
        joined[subject] = true;
        joined[object] = true;
    }
    let mut graph = Projection::with_capacity(findings.entities.len(), edges.len());
    let nodes: Vec<Option<NodeIndex>> = (0..findings.entities.len())
        .map(|entity| {
            joined[entity].then(|| graph.add_node(NodeWeight { entity, mentions: findings.entities[entity].mentions }))
        })
        .collect();
    for (subject, object, statement) in edges {
        if let (Some(subject), Some(object)) = (nodes[subject], nodes[object]) {
            let evidence = findings.statements[statement].evidence.len();
            graph.add_edge(subject, object, EdgeWeight { statement, evidence });
        }
    }
    graph
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
