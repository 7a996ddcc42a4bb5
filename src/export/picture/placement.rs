//! Room for everybody: boxes are moved apart within a frame.

/// Less than this is no overlap: floats get no closer to none.
const TOUCH: f64 = 0.01;

/// An upright box around a centre.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    /// How far two boxes reach into each other, sideways and up or down; none if they don't.
    pub fn overlap(&self, other: &Self) -> Option<(f64, f64)> {
        let x = (self.width + other.width) / 2.0 - (self.x - other.x).abs();
        let y = (self.height + other.height) / 2.0 - (self.y - other.y).abs();
        (x > TOUCH && y > TOUCH).then_some((x, y))
    }
}

/// Turns positions so that they spread most from left to right.
pub fn lie_down(points: &mut [(f64, f64)]) {
    let count = points.len().max(1) as f64;
    let mean = points.iter().fold((0.0, 0.0), |sum, point| (sum.0 + point.0 / count, sum.1 + point.1 / count));
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in points.iter().map(|point| (point.0 - mean.0, point.1 - mean.1)) {
        (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y);
    }
    // The first principal axis.
    let half = (xx - yy) / 2.0;
    let root = (half * half + xy * xy).sqrt();
    let axis = if half >= 0.0 { (half + root, xy) } else { (xy, root - half) };
    let length = (axis.0 * axis.0 + axis.1 * axis.1).sqrt();
    if length > 0.0 {
        let (cos, sin) = (axis.0 / length, axis.1 / length);
        for point in points {
            let (x, y) = (point.0 - mean.0, point.1 - mean.1);
            *point = (x * cos + y * sin, y * cos - x * sin);
        }
    }
}

/// Spreads positions over a frame that begins at (0, 0), as they lie to each other; more by rank than by distance, so
/// that neither a crowd nor a straggler takes the whole of it.
pub fn fill(values: &[f64], length: f64) -> Vec<f64> {
    const RANK: f64 = 0.7;
    let (low, high) = values.iter().fold((f64::MAX, f64::MIN), |(low, high), &v| (low.min(v), high.max(v)));
    let range = if high > low { high - low } else { 1.0 };
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]).then(a.cmp(&b)));
    let mut filled = vec![length / 2.0; values.len()];
    if values.len() > 1 {
        for (rank, index) in order.into_iter().enumerate() {
            let share = rank as f64 / (values.len() - 1) as f64;
            filled[index] = length * (RANK * share + (1.0 - RANK) * (values[index] - low) / range);
        }
    }
    filled
}

/// Moves boxes apart until none overlap, within the frame, which grows if it is too small. Returns the frame's size.
pub fn separate(areas: &mut [Area], width: f64, height: f64) -> (f64, f64) {
    const ROUNDS: usize = 400;
    const GROWTH: f64 = 1.08;
    let (mut frame, start) = ((width, height), areas.to_vec());
    loop {
        let scale = (frame.0 / width, frame.1 / height);
        for (area, start) in areas.iter_mut().zip(&start) {
            (area.x, area.y) = (start.x * scale.0, start.y * scale.1);
        }
        for _ in 0..ROUNDS {
            let mut touching = false;
            for a in 0..areas.len() {
                for b in a + 1..areas.len() {
                    let Some((x, y)) = areas[a].overlap(&areas[b]) else { continue };
                    touching = true;
                    // Along the way that is shorter beside the boxes' sizes, a little further than needed.
                    let sideways = x / (areas[a].width + areas[b].width) < y / (areas[a].height + areas[b].height);
                    if sideways {
                        let push = if areas[a].x <= areas[b].x { x } else { -x };
                        (areas[a].x, areas[b].x) = (areas[a].x - push * 0.51, areas[b].x + push * 0.51);
                    } else {
                        let push = if areas[a].y <= areas[b].y { y } else { -y };
                        (areas[a].y, areas[b].y) = (areas[a].y - push * 0.51, areas[b].y + push * 0.51);
                    }
                }
            }
            for area in areas.iter_mut() {
                area.x = area.x.max(area.width / 2.0).min(frame.0 - area.width / 2.0);
                area.y = area.y.max(area.height / 2.0).min(frame.1 - area.height / 2.0);
            }
            if !touching {
                return frame;
            }
        }
        frame = (frame.0 * GROWTH, frame.1 * GROWTH);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_moved_apart() {
        let mut areas: Vec<Area> = (0..40)
            .map(|i| Area { x: f64::from(i % 7) * 20.0, y: f64::from(i % 5) * 20.0, width: 60.0, height: 30.0 })
            .collect();
        let (width, height) = separate(&mut areas, 300.0, 200.0);
        assert!(width > 300.0, "it is too small for all");
        for a in 0..40 {
            assert!(areas[a].x >= 30.0 && areas[a].x <= width - 30.0 && areas[a].y <= height - 15.0);
            assert!((0..a).all(|b| areas[a].overlap(&areas[b]).is_none()));
        }
    }

    #[test]
    fn a_diagonal_lies_down() {
        for (dx, dy) in [(1.0, 1.0), (-1.0, 2.0), (0.0, 1.0), (1.0, 0.0)] {
            let mut points: Vec<(f64, f64)> = (0..5).map(|i| (f64::from(i) * dx, 3.0 + f64::from(i) * dy)).collect();
            lie_down(&mut points);
            assert!(points.iter().all(|point| point.1.abs() < 1e-9), "{points:?}");
            let length: f64 = f64::sqrt(16.0 * (dx * dx + dy * dy));
            assert!(((points[4].0 - points[0].0).abs() - length).abs() < 1e-9);
        }
        lie_down(&mut []);
        lie_down(&mut [(1.0, 1.0)]);
    }

    #[test]
    fn positions_fill_the_frame() {
        assert_eq!(fill(&[0.0, 10.0, 100.0], 100.0), [0.0, 38.0, 100.0]);
        assert_eq!(fill(&[5.0], 100.0), [50.0]);
        assert!(fill(&[], 100.0).is_empty());
    }
}
