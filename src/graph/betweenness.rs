//! Betweenness (Freeman 1977) after Brandes (2001): the share of shortest paths that lead through a node.

use std::collections::VecDeque;

use rayon::prelude::*;

use super::Neighbours;

/// Steps that an answer may take: sources times pairs, some seconds.
const EFFORT: usize = 200_000_000;
/// Sources are taken in so many groups, whatever the number of threads, so that sums of floats do not depend on it.
const GROUPS: usize = 64;

/// Betweenness of each node, without regard to directions, as a share of the pairs of other nodes; and from how many
/// sources it was estimated: all of them, or where that would take too long an even sample (Brandes and Pich 2007).
pub fn betweenness(neighbours: &Neighbours) -> (Vec<f64>, usize) {
    let nodes = neighbours.len();
    let affordable = EFFORT / neighbours.pairs().max(1);
    let sources = nodes.min(affordable.max(100));
    (from_sources(neighbours, sources), sources)
}

fn from_sources(neighbours: &Neighbours, count: usize) -> Vec<f64> {
    let nodes = neighbours.len();
    if nodes < 3 {
        return vec![0.0; nodes];
    }
    // Nodes stand in the order of ids, which are hashes, so that an even sample is a random one.
    let sources: Vec<usize> = (0..count).map(|index| index * nodes / count).collect();
    let partial: Vec<Vec<f64>> = sources
        .par_chunks(sources.len().div_ceil(GROUPS).max(1))
        .map(|group| {
            let mut search = Search::new(nodes);
            for &source in group {
                search.add(neighbours, source);
            }
            search.sum
        })
        .collect();
    let scale = nodes as f64 / count as f64 / ((nodes - 1) as f64 * (nodes - 2) as f64);
    (0..nodes).map(|node| partial.iter().map(|sums| sums[node]).sum::<f64>() * scale).collect()
}

/// One breadth-first search after the other, over the same memory.
struct Search {
    distance: Vec<u32>,
    paths: Vec<f64>,
    dependency: Vec<f64>,
    order: Vec<usize>,
    queue: VecDeque<usize>,
    sum: Vec<f64>,
}

const FAR: u32 = u32::MAX;

impl Search {
    fn new(nodes: usize) -> Self {
        Self {
            distance: vec![FAR; nodes],
            paths: vec![0.0; nodes],
            dependency: vec![0.0; nodes],
            order: Vec::with_capacity(nodes),
            queue: VecDeque::new(),
            sum: vec![0.0; nodes],
        }
    }

    fn add(&mut self, neighbours: &Neighbours, source: usize) {
        for node in self.order.drain(..) {
            (self.distance[node], self.paths[node], self.dependency[node]) = (FAR, 0.0, 0.0);
        }
        (self.distance[source], self.paths[source]) = (0, 1.0);
        self.queue.push_back(source);
        while let Some(node) = self.queue.pop_front() {
            self.order.push(node);
            for &next in neighbours.of(node) {
                if self.distance[next] == FAR {
                    self.distance[next] = self.distance[node] + 1;
                    self.queue.push_back(next);
                }
                if self.distance[next] == self.distance[node] + 1 {
                    self.paths[next] += self.paths[node];
                }
            }
        }
        for &node in self.order.iter().rev() {
            for &next in neighbours.of(node) {
                if self.distance[next] == self.distance[node] + 1 {
                    self.dependency[node] += self.paths[node] / self.paths[next] * (1.0 + self.dependency[next]);
                }
            }
            if node != source {
                self.sum[node] += self.dependency[node];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::projection::tests::graph;

    /// The expected values are those of NetworkX 3.6 on the same graph without directions.
    #[test]
    fn agrees_with_networkx() {
        // A square with a tail, and a node apart; a parallel edge and a loop change nothing.
        let edges = [(0, 1), (2, 1), (2, 3), (3, 0), (3, 4), (4, 5), (5, 4), (1, 1)];
        let (values, sources) = betweenness(&Neighbours::new(&graph(7, &edges)));
        let expected = [0.1, 1.0 / 30.0, 0.1, 13.0 / 30.0, 4.0 / 15.0, 0.0, 0.0];
        assert_eq!(sources, 7);
        for (value, expected) in values.iter().zip(expected) {
            assert!((value - expected).abs() < 1e-12, "{values:?}");
        }
    }

    #[test]
    fn a_sample_comes_near() {
        let edges: Vec<(u32, u32)> =
            (0..200_u32).flat_map(|i| [(i, (i * 7 + 1) % 200), (i, (i * i + 3) % 200)]).collect();
        let neighbours = Neighbours::new(&graph(200, &edges));
        let (exact, _) = betweenness(&neighbours);
        let sampled = from_sources(&neighbours, 100);
        let top = |values: &[f64]| (0..200).max_by(|&a, &b| values[a].total_cmp(&values[b])).unwrap();
        assert_eq!(top(&exact), top(&sampled));
        let error: f64 =
            exact.iter().zip(&sampled).map(|(a, b)| (a - b).abs()).sum::<f64>() / exact.iter().sum::<f64>();
        assert!(error < 0.25, "{error}");
    }

    #[test]
    fn two_nodes_have_nothing_between_them() {
        assert_eq!(betweenness(&Neighbours::new(&graph(2, &[(0, 1)]))).0, [0.0, 0.0]);
        assert!(betweenness(&Neighbours::new(&graph(0, &[]))).0.is_empty());
    }
}
