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
    let joined = edges.iter().map(|&(subject, object, _)| Ok::<_, StoreError>((subject, object)));
    let shown = selection.shown(catalogue, joined)?;
    let mut graph = Projection::with_capacity(shown.len(), edges.len());
    let mut nodes: Vec<Option<NodeIndex>> = vec![None; catalogue.entities.len()];
    for entity in shown {
        nodes[entity] = Some(graph.add_node(NodeWeight { entity, mentions: catalogue.entities[entity].mentions }));
    }
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
