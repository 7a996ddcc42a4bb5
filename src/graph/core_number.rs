//! K-cores (Seidman 1983) after Batagelj and Zaveršnik (2003).

use super::Neighbours;

/// The core number of each node: the greatest k for which it belongs to a part of the graph where everybody has k neighbours.
pub fn core_numbers(neighbours: &Neighbours) -> Vec<usize> {
    let nodes = neighbours.len();
    let mut degree: Vec<usize> = (0..nodes).map(|node| neighbours.of(node).len()).collect();
    // Nodes sorted by degree; `start[d]` is where those of degree d begin.
    let mut order: Vec<usize> = (0..nodes).collect();
    order.sort_by_key(|&node| degree[node]);
    let mut place = vec![0; nodes];
    for (index, &node) in order.iter().enumerate() {
        place[node] = index;
    }
    let highest = degree.iter().max().copied().unwrap_or(0);
    let mut start: Vec<usize> = (0..=highest + 1).map(|d| order.partition_point(|&node| degree[node] < d)).collect();
    for index in 0..nodes {
        let node = order[index];
        for &next in neighbours.of(node) {
            if degree[next] > degree[node] {
                // `next` changes places with the first of its degree, and becomes the last of the degree below.
                let first = start[degree[next]];
                let other = order[first];
                order.swap(first, place[next]);
                (place[other], place[next]) = (place[next], first);
                start[degree[next]] = first + 1;
                degree[next] -= 1;
            }
        }
    }
    degree
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::projection::tests::graph;

    #[test]
    fn a_clique_with_a_tail() {
        let edges = [(0, 1), (0, 2), (0, 3), (1, 2), (3, 1), (2, 3), (3, 4), (4, 5), (5, 4), (5, 5)];
        assert_eq!(core_numbers(&Neighbours::new(&graph(7, &edges))), [3, 3, 3, 3, 1, 1, 0]);
    }

    /// Against the definition: take away nodes of fewer than k neighbours until there are none.
    #[test]
    fn agrees_with_the_definition() {
        let edges: Vec<(u32, u32)> =
            (0..60_u32).flat_map(|i| [(i, (i * 7 + 1) % 60), (i, (i * i) % 60), (i % 9, (i * 5 + 2) % 11)]).collect();
        let neighbours = Neighbours::new(&graph(60, &edges));
        let mut expected = vec![0; 60];
        for k in 1..20 {
            let mut inside = [true; 60];
            while let Some(node) = (0..60)
                .find(|&node| inside[node] && neighbours.of(node).iter().filter(|&&next| inside[next]).count() < k)
            {
                inside[node] = false;
            }
            (0..60).filter(|&node| inside[node]).for_each(|node| expected[node] = k);
        }
        assert_eq!(core_numbers(&neighbours), expected);
    }
}
