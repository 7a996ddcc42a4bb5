//! Positions by force: ForceAtlas2 (Jacomy, Venturini, Heymann and Bastian 2014), whose repulsion grows with degree and whose
//! speed adapts to how much nodes swing; with its strong gravity, which keeps what is not joined to the rest near it.
//!
//! Only additions, products, quotients and square roots, which every machine rounds alike, and sums in a fixed order: the
//! same graph has the same positions.

mod quadtree;

use rayon::prelude::*;

use super::Neighbours;
use quadtree::Quadtree;

/// A position, or a force; y grows upwards, as Gephi has it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    fn length(self) -> f64 {
        (self.x * self.x + self.y * self.y).sqrt()
    }
}

/// Neighbours come to lie some diameters apart, and a graph of many parts within one disc.
const REPULSION: f64 = 150.0;
const GRAVITY: f64 = 0.15;
const JITTER_TOLERANCE: f64 = 1.0;
/// How much nodes may be packed: the gap that stays between two circles.
const GAP: f64 = 4.0;

/// The position of each node. `groups` tells nodes that begin near each other, `radii` how large nodes are drawn.
pub fn layout(neighbours: &Neighbours, groups: &[usize], radii: &[f64]) -> Vec<Point> {
    let nodes = neighbours.len();
    let mut points = beginning(groups);
    let masses: Vec<f64> = (0..nodes).map(|node| neighbours.of(node).len() as f64 + 1.0).collect();
    let rounds = match nodes {
        0..=1 => 0,
        2..=2_000 => 600,
        2_001..=20_000 => 200,
        _ => 80,
    };
    let mut before = vec![Point::default(); nodes];
    let mut pace = Pace { speed: 1.0, efficiency: 1.0 };
    for _ in 0..rounds {
        let tree = Quadtree::new(&points, &masses);
        let forces: Vec<Point> =
            (0..nodes).into_par_iter().map(|node| force(neighbours, &tree, &points, &masses, node)).collect();
        pace.adapt(&before, &forces, &masses);
        for node in 0..nodes {
            let swing = masses[node] * apart(before[node], forces[node]);
            let factor = pace.speed / (1.0 + (pace.speed * swing).sqrt());
            points[node].x += forces[node].x * factor;
            points[node].y += forces[node].y * factor;
        }
        before = forces;
    }
    spread(&mut points, radii);
    points
}

/// Groups on a lattice of low discrepancy, their members around them.
fn beginning(groups: &[usize]) -> Vec<Point> {
    // The inverse of the plastic number and its square (Roberts 2018).
    let lattice = |index: usize| Point {
        x: (0.5 + index as f64 * 0.754_877_666_246_692_7).fract() - 0.5,
        y: (0.5 + index as f64 * 0.569_840_290_998_053_3).fract() - 0.5,
    };
    let side = 20.0 * (groups.len() as f64).sqrt();
    let place = |(node, &group): (usize, &usize)| {
        let (centre, offset) = (lattice(group), lattice(node));
        Point { x: side * (centre.x + 0.2 * offset.x), y: side * (centre.y + 0.2 * offset.y) }
    };
    groups.iter().enumerate().map(place).collect()
}

fn force(neighbours: &Neighbours, tree: &Quadtree, points: &[Point], masses: &[f64], node: usize) -> Point {
    let here = points[node];
    let mut force = tree.repulsion(here, node);
    force.x *= REPULSION * masses[node];
    force.y *= REPULSION * masses[node];
    for (next, weight) in neighbours.weighted(node) {
        let pull = weight.sqrt();
        force.x += (points[next].x - here.x) * pull;
        force.y += (points[next].y - here.y) * pull;
    }
    force.x -= here.x * GRAVITY * masses[node];
    force.y -= here.y * GRAVITY * masses[node];
    force
}

fn apart(a: Point, b: Point) -> f64 {
    Point { x: a.x - b.x, y: a.y - b.y }.length()
}

/// How fast all nodes move, as section "Adapting the global speed" of the paper and Gephi's code have it.
struct Pace {
    speed: f64,
    efficiency: f64,
}

impl Pace {
    fn adapt(&mut self, before: &[Point], forces: &[Point], masses: &[f64]) {
        let nodes = forces.len() as f64;
        let (mut swing, mut traction) = (0.0, 0.0);
        for ((&old, &new), mass) in before.iter().zip(forces).zip(masses) {
            swing += mass * apart(old, new);
            traction += mass * 0.5 * Point { x: old.x + new.x, y: old.y + new.y }.length();
        }
        if swing == 0.0 || traction == 0.0 {
            return;
        }
        let estimate = 0.05 * nodes.sqrt();
        let bounded = (estimate * traction / (nodes * nodes)).min(10.0).max(estimate.sqrt());
        let mut jitter = JITTER_TOLERANCE * bounded;
        if swing / traction > 2.0 {
            if self.efficiency > 0.05 {
                self.efficiency *= 0.5;
            }
            jitter = jitter.max(JITTER_TOLERANCE);
        }
        let target = jitter * self.efficiency * traction / swing;
        if swing > jitter * traction {
            if self.efficiency > 0.05 {
                self.efficiency *= 0.7;
            }
        } else if self.speed < 1000.0 {
            self.efficiency *= 1.3;
        }
        self.speed += (target - self.speed).min(0.5 * self.speed);
    }
}

/// Stretches the picture until circles have room on average, then pushes apart those that still touch.
fn spread(points: &mut [Point], radii: &[f64]) {
    const ROUNDS: usize = 60;
    let needed: f64 = radii.iter().map(|radius| (2.0 * radius + GAP) * (2.0 * radius + GAP)).sum();
    let extent = points.iter().map(|point| point.length()).fold(0.0, f64::max);
    let room = 4.0 * extent * extent;
    if room > 0.0 && room < 6.0 * needed {
        let stretch = (6.0 * needed / room).sqrt();
        points.iter_mut().for_each(|point| (point.x, point.y) = (point.x * stretch, point.y * stretch));
    }
    let largest = radii.iter().copied().fold(0.0, f64::max);
    let mut order: Vec<usize> = (0..points.len()).collect();
    for _ in 0..ROUNDS {
        order.sort_by(|&a, &b| points[a].x.total_cmp(&points[b].x).then(a.cmp(&b)));
        let mut touching = false;
        for at in 0..order.len() {
            for other in at + 1..order.len() {
                let (a, b) = (order[at], order[other]);
                let (dx, dy) = (points[b].x - points[a].x, points[b].y - points[a].y);
                if dx > radii[a] + largest + GAP {
                    break;
                }
                let (distance, room) = ((dx * dx + dy * dy).sqrt(), radii[a] + radii[b] + GAP);
                if distance < room {
                    touching = true;
                    let push = 0.5 * (room - distance);
                    let (ux, uy) = if distance > 0.0 { (dx / distance, dy / distance) } else { (1.0, 0.0) };
                    (points[a].x, points[a].y) = (points[a].x - ux * push, points[a].y - uy * push);
                    (points[b].x, points[b].y) = (points[b].x + ux * push, points[b].y + uy * push);
                }
            }
        }
        if !touching {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::communities;
    use crate::graph::projection::tests::graph;

    fn cliques(count: u32, size: u32) -> Neighbours {
        let mut edges = Vec::new();
        for clique in 0..count {
            for a in 0..size {
                (a + 1..size).for_each(|b| edges.push((clique * size + a, clique * size + b)));
            }
            edges.push((clique * size, ((clique + 1) % count) * size));
        }
        Neighbours::new(&graph((count * size) as usize, &edges))
    }

    #[test]
    fn communities_lie_together_and_nothing_overlaps() {
        let neighbours = cliques(4, 6);
        let groups = communities(&neighbours);
        let radii: Vec<f64> = (0..24).map(|node| 5.0 + f64::from(node % 5)).collect();
        let points = layout(&neighbours, &groups, &radii);
        assert_eq!(points, layout(&neighbours, &groups, &radii));
        let mean = |same: bool| {
            let pairs = (0..24).flat_map(|a| (0..a).map(move |b| (a, b)));
            let chosen: Vec<f64> = pairs
                .filter(|&(a, b)| (groups[a] == groups[b]) == same)
                .map(|(a, b)| apart(points[a], points[b]))
                .collect();
            chosen.iter().sum::<f64>() / chosen.len() as f64
        };
        assert!(mean(true) * 2.0 < mean(false), "{} {}", mean(true), mean(false));
        for a in 0..24 {
            for b in 0..a {
                assert!(apart(points[a], points[b]) >= radii[a] + radii[b], "{a} {b}");
            }
        }
    }

    #[test]
    fn parts_fill_a_disc_and_neighbours_have_room() {
        let edges: Vec<(u32, u32)> = (0..60).map(|pair| (2 * pair, 2 * pair + 1)).collect();
        let neighbours = Neighbours::new(&graph(120, &edges));
        let groups: Vec<usize> = (0..120).map(|node| node / 2).collect();
        let radius = 6.0;
        let points = layout(&neighbours, &groups, &[radius; 120]);
        let circles = 120.0 * (2.0 * radius + GAP) * (2.0 * radius + GAP);
        let extent = points.iter().map(|point| point.length()).fold(0.0, f64::max);
        assert!(4.0 * extent * extent < 40.0 * circles, "{extent}");
        for (a, b) in edges {
            assert!(apart(points[a as usize], points[b as usize]) >= 2.0 * radius + GAP);
        }
    }

    #[test]
    fn small_graphs_have_finite_positions() {
        for (nodes, edges) in [(0, vec![]), (1, vec![]), (2, vec![(0, 1)]), (3, vec![]), (2, vec![(0, 0)])] {
            let neighbours = Neighbours::new(&graph(nodes, &edges));
            let points = layout(&neighbours, &vec![0; nodes], &vec![5.0; nodes]);
            assert!(points.iter().all(|point| point.x.is_finite() && point.y.is_finite()), "{points:?}");
            assert_eq!(points.len(), nodes);
        }
    }
}
