//! Repulsion in O(n log n) after Barnes and Hut (1986): what is far away pushes as one.

use super::Point;

/// A cell counts as one body if it looks smaller than this from where the force is felt: side over distance.
const OPENING: f64 = 1.2;
/// Bodies in cells of this depth count as one wherever they are; they lie in one point, or nearly.
const MAX_DEPTH: usize = 40;
const NONE: u32 = u32::MAX;

/// Bodies in nested squares.
pub struct Quadtree {
    cells: Vec<Cell>,
}

struct Cell {
    /// Sum of the masses below, and their centre.
    mass: f64,
    centre: Point,
    side: f64,
    children: [u32; 4],
    /// The only body below, else `NONE`.
    body: u32,
}

impl Quadtree {
    pub fn new(points: &[Point], masses: &[f64]) -> Self {
        let mut tree = Self { cells: Vec::with_capacity(2 * points.len()) };
        if points.is_empty() {
            return tree;
        }
        let bound =
            |pick: fn(f64, f64) -> f64, of: fn(&Point) -> f64| points.iter().map(of).reduce(pick).expect("some");
        let low = Point { x: bound(f64::min, |p| p.x), y: bound(f64::min, |p| p.y) };
        let high = Point { x: bound(f64::max, |p| p.x), y: bound(f64::max, |p| p.y) };
        let side = (high.x - low.x).max(high.y - low.y).max(f64::MIN_POSITIVE);
        let bodies: Vec<u32> = (0..points.len()).map(|body| u32::try_from(body).expect("so many nodes")).collect();
        tree.grow(points, masses, bodies, low, side, 0);
        tree
    }

    /// Adds the cell of some bodies; returns its index.
    fn grow(&mut self, points: &[Point], masses: &[f64], bodies: Vec<u32>, low: Point, side: f64, depth: usize) -> u32 {
        let index = self.cells.len();
        let (mut mass, mut centre) = (0.0, Point::default());
        for &body in &bodies {
            let (point, own) = (points[body as usize], masses[body as usize]);
            mass += own;
            (centre.x, centre.y) = (centre.x + own * point.x, centre.y + own * point.y);
        }
        let centre = Point { x: centre.x / mass, y: centre.y / mass };
        let body = if bodies.len() == 1 { bodies[0] } else { NONE };
        self.cells.push(Cell { mass, centre, side, children: [NONE; 4], body });
        if bodies.len() > 1 && depth < MAX_DEPTH {
            let half = side / 2.0;
            let middle = Point { x: low.x + half, y: low.y + half };
            let mut quarters: [Vec<u32>; 4] = Default::default();
            for body in bodies {
                let point = points[body as usize];
                quarters[usize::from(point.x >= middle.x) + 2 * usize::from(point.y >= middle.y)].push(body);
            }
            for (quarter, bodies) in quarters.into_iter().enumerate().filter(|(_, bodies)| !bodies.is_empty()) {
                let corner = Point {
                    x: if quarter % 2 == 1 { middle.x } else { low.x },
                    y: if quarter >= 2 { middle.y } else { low.y },
                };
                let child = self.grow(points, masses, bodies, corner, half, depth + 1);
                self.cells[index].children[quarter] = child;
            }
        }
        u32::try_from(index).expect("so many cells")
    }

    /// The sum over all other bodies of their mass over the distance, away from them.
    pub fn repulsion(&self, here: Point, node: usize) -> Point {
        let mut force = Point::default();
        let mut open = if self.cells.is_empty() { Vec::new() } else { vec![0_u32] };
        while let Some(index) = open.pop() {
            let cell = &self.cells[index as usize];
            if cell.body as usize == node {
                continue;
            }
            let (dx, dy) = (here.x - cell.centre.x, here.y - cell.centre.y);
            let square = dx * dx + dy * dy;
            let leaf = cell.children == [NONE; 4];
            if leaf || cell.side * cell.side < OPENING * OPENING * square {
                if square > 0.0 {
                    (force.x, force.y) = (force.x + cell.mass * dx / square, force.y + cell.mass * dy / square);
                }
            } else {
                open.extend(cell.children.iter().copied().filter(|&child| child != NONE));
            }
        }
        force
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_near_the_exact_sum() {
        let points: Vec<Point> = (0..300_u32)
            .map(|i| Point { x: f64::from(i * 37 % 101), y: f64::from(i * i * 13 % 97) + f64::from(i) / 300.0 })
            .collect();
        let masses: Vec<f64> = (0..300_u32).map(|i| f64::from(1 + i % 4)).collect();
        let tree = Quadtree::new(&points, &masses);
        let (mut error, mut all) = (0.0, 0.0);
        for node in 0..300 {
            let mut exact = Point::default();
            for other in (0..300).filter(|&other| other != node) {
                let (dx, dy) = (points[node].x - points[other].x, points[node].y - points[other].y);
                let square = dx * dx + dy * dy;
                (exact.x, exact.y) = (exact.x + masses[other] * dx / square, exact.y + masses[other] * dy / square);
            }
            let near = tree.repulsion(points[node], node);
            error += super::super::apart(near, exact);
            all += exact.length();
        }
        assert!(error / all < 0.1, "{}", error / all);
    }

    #[test]
    fn bodies_in_one_point_do_no_harm() {
        let points = vec![Point { x: 1.0, y: 1.0 }; 5];
        let tree = Quadtree::new(&points, &[1.0; 5]);
        assert_eq!(tree.repulsion(points[0], 0), Point::default());
    }
}
