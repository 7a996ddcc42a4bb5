//! Weakly connected components.

use petgraph::unionfind::UnionFind;

use super::projection::Projection;

/// The nodes of each weakly connected component, ascending; the largest component first, equal ones by first node.
pub fn components(graph: &Projection) -> Vec<Vec<usize>> {
    let mut sets = UnionFind::new(graph.node_count());
    for edge in graph.raw_edges() {
        sets.union(edge.source().index(), edge.target().index());
    }
    let mut members = vec![Vec::new(); graph.node_count()];
    for node in 0..graph.node_count() {
        members[sets.find(node)].push(node);
    }
    members.retain(|component| !component.is_empty());
    members.sort_by_key(|component| (std::cmp::Reverse(component.len()), component[0]));
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::projection::tests::graph;

    #[test]
    fn direction_does_not_matter() {
        let graph = graph(5, &[(1, 0), (1, 2), (4, 4)]);
        assert_eq!(components(&graph), [vec![0, 1, 2], vec![3], vec![4]]);
    }
}
