//! Degree and PageRank.

use petgraph::Direction;

use super::projection::Projection;

const DAMPING: f64 = 0.85;
const TOLERANCE: f64 = 1e-12;
const MAX_ITERATIONS: usize = 200;

/// In- and out-degree of each node, parallel edges counted.
pub fn degrees(graph: &Projection) -> Vec<(usize, usize)> {
    graph
        .node_indices()
        .map(|node| {
            let count = |direction| graph.edges_directed(node, direction).count();
            (count(Direction::Incoming), count(Direction::Outgoing))
        })
        .collect()
}

/// PageRank (Page et al. 1999) by power iteration, damping 0.85, parallel edges counted; the ranks sum to 1.
///
/// `petgraph::algo::page_rank` takes O(n V² E) and treats nodes without a way out differently from NetworkX and Gephi;
/// here their rank is spread over all nodes, as these do.
pub fn page_rank(graph: &Projection) -> Vec<f64> {
    let nodes = graph.node_count();
    if nodes == 0 {
        return Vec::new();
    }
    let share = 1.0 / nodes as f64;
    let out: Vec<usize> = degrees(graph).into_iter().map(|(_, out)| out).collect();
    let ends: Vec<(usize, usize)> =
        graph.raw_edges().iter().map(|edge| (edge.source().index(), edge.target().index())).collect();
    let mut ranks = vec![share; nodes];
    for _ in 0..MAX_ITERATIONS {
        let dangling: f64 = ranks.iter().zip(&out).filter(|(_, out)| **out == 0).map(|(rank, _)| rank).sum();
        let mut next = vec![(1.0 - DAMPING) * share + DAMPING * dangling * share; nodes];
        for &(source, target) in &ends {
            next[target] += DAMPING * ranks[source] / out[source] as f64;
        }
        let change: f64 = next.iter().zip(&ranks).map(|(a, b)| (a - b).abs()).sum();
        ranks = next;
        if change < TOLERANCE {
            break;
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::projection::tests::graph;

    /// The expected ranks are those of NetworkX 3.6 and igraph 1.0 on the same multigraph.
    #[test]
    fn page_rank_agrees_with_networkx() {
        let ranks = page_rank(&graph(4, &[(0, 1), (0, 1), (0, 2), (1, 2), (2, 0)]));
        let expected = [0.350_250_179, 0.246_094_149, 0.356_036_625, 0.047_619_048];
        for (rank, expected) in ranks.iter().zip(expected) {
            assert!((rank - expected).abs() < 1e-8, "{ranks:?}");
        }
        assert!((ranks.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn degree_counts_parallel_edges() {
        assert_eq!(degrees(&graph(3, &[(0, 1), (0, 1), (1, 1)])), [(0, 2), (3, 1), (0, 0)]);
    }

    #[test]
    fn empty_graph_has_no_ranks() {
        assert!(page_rank(&graph(0, &[])).is_empty());
    }
}
