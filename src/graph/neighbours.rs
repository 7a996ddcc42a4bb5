//! The projection without directions: who is joined with whom, and how strongly.

use super::Projection;

/// Neighbours of each node in compressed rows: sorted, each once, without loops.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbours {
    offsets: Vec<usize>,
    nodes: Vec<usize>,
    weights: Vec<f64>,
}

impl Neighbours {
    /// Parallel edges, in whatever direction, become one; its weight is the number of sentences behind them.
    pub fn new(graph: &Projection) -> Self {
        let mut pairs: Vec<(usize, usize, usize)> = graph
            .raw_edges()
            .iter()
            .map(|edge| (edge.source().index(), edge.target().index(), edge.weight.evidence))
            .filter(|(source, target, _)| source != target)
            .flat_map(|(source, target, evidence)| [(source, target, evidence), (target, source, evidence)])
            .collect();
        pairs.sort_unstable();
        let mut neighbours = Self { offsets: vec![0; graph.node_count() + 1], nodes: Vec::new(), weights: Vec::new() };
        let mut last = None;
        for (source, target, evidence) in pairs {
            if last == Some((source, target)) {
                *neighbours.weights.last_mut().expect("the pair before") += evidence as f64;
            } else {
                neighbours.nodes.push(target);
                neighbours.weights.push(evidence as f64);
                neighbours.offsets[source + 1] += 1;
                last = Some((source, target));
            }
        }
        for node in 0..graph.node_count() {
            neighbours.offsets[node + 1] += neighbours.offsets[node];
        }
        neighbours
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Number of joined pairs.
    pub fn pairs(&self) -> usize {
        self.nodes.len() / 2
    }

    pub fn of(&self, node: usize) -> &[usize] {
        &self.nodes[self.offsets[node]..self.offsets[node + 1]]
    }

    /// Neighbours with the weight of the edge to each.
    pub fn weighted(&self, node: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let range = self.offsets[node]..self.offsets[node + 1];
        self.nodes[range.clone()].iter().copied().zip(self.weights[range].iter().copied())
    }
}
