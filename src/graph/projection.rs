//! The projection of statements on a directed multigraph of entities.

use petgraph::graph::{DiGraph, NodeIndex};

use super::Selection;
use crate::statement::Statement;
use crate::store::{FindingsRef, StoreError};

/// An entity of the projection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NodeWeight {
    /// Index into `Catalogue::entities`.
    pub entity: usize,
    pub mentions: usize,
}

/// A statement of the projection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EdgeWeight {
    /// Index of the statement in the graph.
    pub statement: usize,
    /// How many sentences say it.
    pub evidence: usize,
}

/// Nodes in the order of the entities, edges in the order of the statements; parallel edges and loops stay.
pub type Projection = DiGraph<NodeWeight, EdgeWeight>;

/// The graph of the entities that statements join. Fails where these cannot be read.
pub fn project<'a>(findings: impl Into<FindingsRef<'a>>, selection: &Selection) -> Result<Projection, StoreError> {
    let findings = findings.into();
    let catalogue = findings.catalogue;
    let edge = |index: usize, statement: &Statement| {
        let (subject, object) = selection.entities(catalogue, statement)?;
        Some((subject, object, EdgeWeight { statement: index, evidence: statement.evidence.len() }))
    };
    let edges: Vec<(usize, usize, EdgeWeight)> = findings.each(edge).collect::<Result<_, _>>()?;
    let mut joined = vec![selection.shows_everything(); catalogue.entities.len()];
    for &(subject, object, _) in &edges {
        joined[subject] = true;
        joined[object] = true;
    }
    let mut graph = Projection::with_capacity(catalogue.entities.len(), edges.len());
    let add = |entity: usize| {
        joined[entity].then(|| graph.add_node(NodeWeight { entity, mentions: catalogue.entities[entity].mentions }))
    };
    let nodes: Vec<Option<NodeIndex>> = (0..catalogue.entities.len()).map(add).collect();
    for (subject, object, weight) in edges {
        if let (Some(subject), Some(object)) = (nodes[subject], nodes[object]) {
            graph.add_edge(subject, object, weight);
        }
    }
    Ok(graph)
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
