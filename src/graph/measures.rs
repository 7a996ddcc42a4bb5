//! All measures of the nodes of a projection at once.

use super::{Neighbours, Projection, betweenness, communities, components, core_numbers, degrees, page_rank};

/// What a node's place in the graph is, in numbers; each list stands in the order of the nodes.
#[derive(Clone, Debug, PartialEq)]
pub struct Measures {
    /// Edges that end and begin at the node, parallel ones counted.
    pub in_degree: Vec<usize>,
    pub out_degree: Vec<usize>,
    /// With parallel edges counted; the ranks sum to 1.
    pub page_rank: Vec<f64>,
    /// Without directions, a share of the pairs of other nodes.
    pub betweenness: Vec<f64>,
    /// From how many nodes shortest paths were sought: all, unless the graph is large.
    pub betweenness_sources: usize,
    /// Without directions.
    pub core: Vec<usize>,
    /// 0 is the largest.
    pub component: Vec<usize>,
    /// 0 is the largest.
    pub community: Vec<usize>,
}

impl Measures {
    pub fn new(graph: &Projection) -> Self {
        let neighbours = Neighbours::new(graph);
        let (in_degree, out_degree) = degrees(graph).into_iter().unzip();
        let (betweenness, betweenness_sources) = betweenness(&neighbours);
        let mut component = vec![0; graph.node_count()];
        for (number, members) in components(graph).into_iter().enumerate() {
            members.into_iter().for_each(|node| component[node] = number);
        }
        Self {
            in_degree,
            out_degree,
            page_rank: page_rank(graph),
            betweenness,
            betweenness_sources,
            core: core_numbers(&neighbours),
            component,
            community: communities(&neighbours),
        }
    }

    /// Edges at a node.
    pub fn degree(&self, node: usize) -> usize {
        self.in_degree[node] + self.out_degree[node]
    }
}
