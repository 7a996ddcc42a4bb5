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
    let nodes = neighbours.len();
    if neighbours.pairs() == 0 {
        return (0..nodes).collect();
    }
    let mut builder = GraphDataBuilder::new(nodes);
    for node in 0..nodes {
        for (next, weight) in neighbours.weighted(node).filter(|(next, _)| node < *next) {
            builder.add_edge(node, next, weight).expect("ends and weights are valid");
        }
    }
    let graph = builder.build().expect("a valid graph");
    let starts = (EFFORT / (neighbours.pairs() * ROUNDS)).clamp(1, STARTS);
    let mut best: Option<LeidenOutput> = None;
    for start in 0..starts {
        let found = improved(&graph, SEED + (start * ROUNDS) as u64);
        if best.as_ref().is_none_or(|best| found.quality > best.quality) {
            best = Some(found);
        }
    }
    let partition = best.expect("at least one start").partition;
    ranked(&connected(neighbours, partition.as_slice()))
}

/// One run of the algorithm, and more that begin where the last ended, as long as they find better.
fn improved(graph: &GraphData, seed: u64) -> LeidenOutput {
    let leiden = |round: usize| Leiden::new(LeidenConfig::builder().seed(seed + round as u64).build());
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
