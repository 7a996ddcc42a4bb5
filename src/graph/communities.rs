//! Communities by the Leiden algorithm (Traag, Waltman and van Eck 2019), which keeps each of them connected.

use leiden_rs::{GraphData, GraphDataBuilder, Leiden, LeidenConfig, LeidenOutput};

use super::Neighbours;

/// The order in which nodes are looked at is drawn with these seeds, so that the same graph has the same communities.
const SEED: u64 = 20_190_326;
/// A partition is improved at most so often; and so often it is begun anew in a graph that is small.
const ROUNDS: usize = 8;
const STARTS: usize = 8;
/// Joined pairs that may be gone through for it, some seconds.
const EFFORT: usize = 10_000_000;

/// The community of each node, by modularity over the weights of edges: 0 is the largest, equal ones stand by their first
/// node. A node that nothing joins is a community of its own.
pub fn communities(neighbours: &Neighbours) -> Vec<usize> {
    let mut groups = connected(neighbours, &vec![0; neighbours.len()]);
    let components = Components::new(neighbours, &groups);
    let open: Vec<usize> = (0..neighbours.len()).filter(|&node| !components.is_one(groups[node])).collect();
    if !open.is_empty() {
        let found = partition(neighbours, &open, components.weight);
        for (&node, community) in open.iter().zip(found) {
            groups[node] = components.all.len() + community;
        }
    }
    ranked(&connected(neighbours, &groups))
}

/// What tells whether a component is better left whole than cut.
struct Components {
    /// For each the sum of its nodes' degrees, by the weights of their edges, and the least weight of an edge.
    all: Vec<(f64, f64)>,
    /// The weight of all edges.
    weight: f64,
}

impl Components {
    fn new(neighbours: &Neighbours, component: &[usize]) -> Self {
        let mut all = vec![(0.0, f64::MAX); component.iter().max().map_or(0, |last| last + 1)];
        for (node, &component) in component.iter().enumerate() {
            for (_, weight) in neighbours.weighted(node) {
                let (degree, least) = &mut all[component];
                *degree += weight;
                *least = least.min(weight);
            }
        }
        let weight = all.iter().map(|(degree, _)| degree / 2.0).sum();
        Self { all, weight }
    }

    /// Whether no partition of the component has a greater modularity than the whole of it. To join two parts with degrees a and
    /// b by edges of weight w adds w/m - ab/2m², which is no loss where ab is at most 2mw, and ab is at most a quarter of the
    /// component's degree squared. Small components are many: to look for communities in them costs most of the time and finds
    /// them.
    fn is_one(&self, component: usize) -> bool {
        let (degree, least) = self.all[component];
        degree == 0.0 || degree * degree <= 8.0 * self.weight * least
    }
}

/// The community of each of some nodes, of which the others are no neighbours, in a graph where all edges weigh so much.
fn partition(neighbours: &Neighbours, nodes: &[usize], weight: f64) -> Vec<usize> {
    let mut builder = GraphDataBuilder::new(nodes.len());
    let mut pairs = 0;
    let mut here = 0.0;
    for (index, &node) in nodes.iter().enumerate() {
        for (next, weight) in neighbours.weighted(node).filter(|(next, _)| node < *next) {
            let next = nodes.binary_search(&next).expect("neighbours are of one component");
            builder.add_edge(index, next, weight).expect("ends and weights are valid");
            pairs += 1;
            here += weight;
        }
    }
    let graph = builder.build().expect("a valid graph");
    // Modularity compares with what chance joins in the whole graph, not in this part of it.
    let resolution = here / weight;
    let starts = (EFFORT / (pairs * ROUNDS)).clamp(1, STARTS);
    let mut best: Option<LeidenOutput> = None;
    for start in 0..starts {
        let found = improved(&graph, resolution, SEED + (start * ROUNDS) as u64);
        if best.as_ref().is_none_or(|best| found.quality > best.quality) {
            best = Some(found);
        }
    }
    best.expect("at least one start").partition.as_slice().to_vec()
}

/// One run of the algorithm, and more that begin where the last ended, as long as they find better.
fn improved(graph: &GraphData, resolution: f64, seed: u64) -> LeidenOutput {
    let leiden =
        |round: usize| Leiden::new(LeidenConfig::builder().resolution(resolution).seed(seed + round as u64).build());
    let mut best = leiden(0).run(graph).expect("a valid configuration");
    for round in 1..ROUNDS {
        let partition = best.partition.clone();
        let next = leiden(round).run_with_initial_partition(graph, partition).expect("a partition of this graph");
        if next.quality > best.quality {
            best = next;
        }
    }
    best
}

/// Groups whose members are joined within the group; a group that is not falls into those that are, which modularity likes.
fn connected(neighbours: &Neighbours, groups: &[usize]) -> Vec<usize> {
    let mut part = vec![usize::MAX; groups.len()];
    let mut parts = 0;
    for first in 0..groups.len() {
        if part[first] != usize::MAX {
            continue;
        }
        part[first] = parts;
        let mut open = vec![first];
        while let Some(node) = open.pop() {
            for &next in neighbours.of(node) {
                if part[next] == usize::MAX && groups[next] == groups[first] {
                    part[next] = parts;
                    open.push(next);
                }
            }
        }
        parts += 1;
    }
    part
}

/// Numbers groups by size, then by first member.
fn ranked(groups: &[usize]) -> Vec<usize> {
    let count = groups.iter().max().map_or(0, |last| last + 1);
    let mut members = vec![Vec::new(); count];
    for (node, &group) in groups.iter().enumerate() {
        members[group].push(node);
    }
    members.retain(|group| !group.is_empty());
    members.sort_by_key(|group| (std::cmp::Reverse(group.len()), group[0]));
    let mut rank = vec![0; groups.len()];
    for (number, group) in members.iter().enumerate() {
        group.iter().for_each(|&node| rank[node] = number);
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::projection::tests::graph;

    #[test]
    fn two_cliques_and_a_hermit() {
        let clique = |nodes: std::ops::Range<u32>| {
            nodes.clone().flat_map(move |a| nodes.clone().filter(move |&b| a < b).map(move |b| (a, b)))
        };
        let edges: Vec<(u32, u32)> = clique(0..4).chain(clique(4..9)).chain([(0, 5)]).collect();
        let found = communities(&Neighbours::new(&graph(10, &edges)));
        assert_eq!(found, [1, 1, 1, 1, 0, 0, 0, 0, 0, 2]);
    }

    #[test]
    fn a_group_in_two_parts_is_two() {
        let neighbours = Neighbours::new(&graph(5, &[(0, 1), (2, 3), (1, 4)]));
        assert_eq!(connected(&neighbours, &[7, 7, 7, 7, 8]), [0, 0, 1, 1, 2]);
    }

    #[test]
    fn nothing_joined() {
        assert_eq!(communities(&Neighbours::new(&graph(3, &[(1, 1)]))), [0, 1, 2]);
        assert!(communities(&Neighbours::new(&graph(0, &[]))).is_empty());
    }

    /// Of a pair, a path and a clique none is cut, whatever is beside them; a long path beside little is.
    #[test]
    fn small_components_are_communities() {
        let mut edges = vec![(0, 1), (2, 3), (3, 4)];
        edges.extend((5..9_u32).flat_map(|a| (a + 1..9).map(move |b| (a, b))));
        edges.extend((9..60_u32).map(|node| (node, node + 1)));
        let neighbours = Neighbours::new(&graph(61, &edges));
        let component = connected(&neighbours, &[0; 61]);
        let components = Components::new(&neighbours, &component);
        assert_eq!((0..4).map(|c| components.is_one(c)).collect::<Vec<_>>(), [true, true, true, false]);
        let found = communities(&neighbours);
        let of = |nodes: std::ops::Range<usize>| found[nodes].iter().collect::<std::collections::BTreeSet<_>>().len();
        assert_eq!([of(0..2), of(2..5), of(5..9)], [1, 1, 1]);
        assert!(of(9..61) > 3, "{found:?}");
    }

    /// On a ring of 30 cliques, as in the papers on the resolution of modularity: every community is connected.
    #[test]
    fn communities_are_connected_and_stay_the_same() {
        let mut edges = Vec::new();
        for clique in 0..30_u32 {
            for a in 0..5 {
                (a + 1..5).for_each(|b| edges.push((clique * 5 + a, clique * 5 + b)));
            }
            edges.push((clique * 5, (clique * 5 + 6) % 150));
        }
        let neighbours = Neighbours::new(&graph(150, &edges));
        let found = communities(&neighbours);
        assert_eq!(found, communities(&neighbours));
        for community in 0..=*found.iter().max().unwrap() {
            let members: Vec<usize> = (0..150).filter(|&node| found[node] == community).collect();
            let mut reached = vec![members[0]];
            let mut next = 0;
            while next < reached.len() {
                for &node in neighbours.of(reached[next]) {
                    if found[node] == community && !reached.contains(&node) {
                        reached.push(node);
                    }
                }
                next += 1;
            }
            assert_eq!(reached.len(), members.len());
        }
        assert!(found.iter().max().unwrap() + 1 >= 10, "{found:?}");
    }
}
