//! What is drawn, and where.

use std::collections::{BTreeMap, BTreeSet};

use super::super::network::{Colours, Network};
use super::super::palette::{self, Rgb};
use super::Options;
use super::font;
use super::placement::{Area, fill, lie_down, separate};
use crate::graph::{Neighbours, Projection, claim, communities, components, layout};
use crate::store::StoreError;

/// Shapes in the order in which they are drawn, y downwards.
pub struct Scene {
    pub width: f64,
    pub height: f64,
    pub title: String,
    pub shapes: Vec<Shape>,
}

pub enum Shape {
    Circle {
        x: f64,
        y: f64,
        radius: f64,
        fill: Rgb,
    },
    /// A quadratic Bézier curve; `quotes` are shown to who points at it.
    Curve {
        from: (f64, f64),
        control: (f64, f64),
        to: (f64, f64),
        width: f64,
        colour: Rgb,
        opacity: f64,
        quotes: String,
    },
    Triangle {
        points: [(f64, f64); 3],
        fill: Rgb,
        opacity: f64,
    },
    /// A line whose baseline begins, or has its middle, at a point; a halo keeps it readable on what lies below.
    Text {
        x: f64,
        y: f64,
        size: f64,
        bold: bool,
        anchor: Anchor,
        fill: Rgb,
        halo: bool,
        text: String,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
}

const INK: Rgb = (34, 34, 34);
const PALE: Rgb = (102, 102, 102);
const EDGE: f64 = 0.45;
const MARGIN: f64 = 36.0;
const HEADER: f64 = 92.0;
const LEGEND_LINE: f64 = 24.0;
/// Letters in a line of a node's label, and in the label of an edge.
const NODE_LETTERS: usize = 18;
const EDGE_LETTERS: usize = 26;
const EDGE_TEXT: f64 = 11.0;
/// How far things stand apart on average, so that there is room for edges and what they say.
const ROOM: f64 = 66.0;
/// Node and label keep this distance from others.
const GAP: f64 = 12.0;

/// A node that is drawn.
struct Spot {
    /// Index into `Knowledge::entities`.
    entity: usize,
    radius: f64,
    colour: Rgb,
    lines: Vec<String>,
    text: f64,
    /// The centre of the circle.
    x: f64,
    y: f64,
    community: usize,
}

impl Spot {
    /// The room that circle and label take, around their common centre.
    fn area(&self) -> Area {
        let widest = self.lines.iter().map(|line| font::width(line, self.text, false)).fold(0.0, f64::max);
        let height = 2.0 * self.radius + self.label_height();
        Area { x: self.x, y: self.y - self.radius + height / 2.0, width: widest.max(2.0 * self.radius), height }
    }

    fn label_height(&self) -> f64 {
        3.0 + 1.15 * self.text * self.lines.len() as f64
    }
}

/// Arranges a network. Fails where its statements cannot be read.
pub fn scene(network: &Network<'_>, options: &Options) -> Result<Scene, StoreError> {
    let whole = network.graph()?;
    let graph = most_joined(whole, options.nodes);
    let mut spots = spots(network, &graph, options.colours);
    let frame = arrange(&mut spots);
    for spot in &mut spots {
        (spot.x, spot.y) = (spot.x + MARGIN, spot.y + HEADER);
    }
    let width = frame.0 + 2.0 * MARGIN;

    let mut shapes = Vec::new();
    let arrows = arrows(network, &graph)?;
    let taken: Vec<Area> = spots.iter().map(Spot::area).collect();
    draw_edges(&mut shapes, &spots, &arrows, &taken);
    for spot in &spots {
        shapes.push(Shape::Circle { x: spot.x, y: spot.y, radius: spot.radius, fill: spot.colour });
    }
    for spot in &spots {
        for (number, line) in spot.lines.iter().enumerate() {
            let y = spot.y + spot.radius + 1.0 + spot.text * (1.0 + 1.15 * number as f64);
            shapes.push(text((spot.x, y), spot.text, Anchor::Middle, INK, true, line));
        }
    }

    let (nodes, statements) = (whole.node_count(), whole.edge_count());
    let title = printable(options.title.as_deref().unwrap_or("Who did what to whom"));
    shapes.push(Shape::Text {
        x: MARGIN,
        y: 44.0,
        size: 24.0,
        bold: true,
        anchor: Anchor::Start,
        fill: INK,
        halo: false,
        text: title.clone(),
    });
    let documents = network.catalogue().documents.len();
    let mut below = format!(
        "{}, {} between them, from {}",
        counted(nodes, "entity", "entities"),
        counted(statements, "statement", "statements"),
        counted(documents, "document", "documents")
    );
    if graph.node_count() < nodes {
        below += &format!("; shown are {} that are joined most", graph.node_count());
    }
    shapes.push(text((MARGIN, 68.0), 14.0, Anchor::Start, PALE, false, &below));
    let legend = legend(network, &spots, options.colours);
    let height = draw_legend(&mut shapes, &legend, width, HEADER + frame.1 + 30.0);
    Ok(Scene { width, height, title, shapes })
}

/// Without what XML forbids and fonts don't draw.
fn printable(text: &str) -> String {
    text.chars().filter(|&letter| letter == '\n' || !letter.is_control()).collect()
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

fn text(at: (f64, f64), size: f64, anchor: Anchor, fill: Rgb, halo: bool, text: &str) -> Shape {
    Shape::Text { x: at.0, y: at.1, size, bold: false, anchor, fill, halo, text: text.to_owned() }
}

/// The part of a graph that a picture has room for: its largest components, the last of them without the nodes that have the
/// fewest neighbours.
fn most_joined(graph: &Projection, limit: usize) -> Projection {
    let neighbours = Neighbours::new(graph);
    let mentions = |node: usize| graph.raw_nodes()[node].weight.mentions;
    let mut chosen: BTreeSet<usize> = BTreeSet::new();
    for component in components(graph) {
        let room = limit.saturating_sub(chosen.len());
        // A node or two more would stand there alone.
        if room < 2 || (component.len() == 1 && !chosen.is_empty()) {
            break;
        }
        chosen.extend(peeled(&neighbours, &component, room, mentions));
    }
    graph.filter_map(|node, weight| chosen.contains(&node.index()).then_some(*weight), |_, weight| Some(*weight))
}

/// What is left of a component when the nodes with the fewest neighbours, and of these those with the fewest mentions, are
/// taken away one by one.
fn peeled(
    neighbours: &Neighbours,
    component: &[usize],
    room: usize,
    mentions: impl Fn(usize) -> usize,
) -> BTreeSet<usize> {
    let mut inside: BTreeSet<usize> = component.iter().copied().collect();
    let mut degree: BTreeMap<usize, usize> = component.iter().map(|&node| (node, neighbours.of(node).len())).collect();
    let key = |degree: usize, node: usize| (degree, mentions(node), node);
    let mut order: BTreeSet<(usize, usize, usize)> = degree.iter().map(|(&node, &degree)| key(degree, node)).collect();
    while inside.len() > room {
        let (_, _, node) = order.pop_first().expect("all that is inside");
        inside.remove(&node);
        for &next in neighbours.of(node).iter().filter(|next| inside.contains(next)) {
            let degree = degree.get_mut(&next).expect("of the component");
            order.remove(&key(*degree, next));
            *degree -= 1;
            order.insert(key(*degree, next));
        }
    }
    inside
}

fn spots(network: &Network<'_>, graph: &Projection, colours: Colours) -> Vec<Spot> {
    let catalogue = network.catalogue();
    let neighbours = Neighbours::new(graph);
    let groups = communities(&neighbours);
    let radius = |mentions: usize| (palette::size(mentions) / 2.0).min(30.0) + 1.0;
    let radii: Vec<f64> = graph.node_weights().map(|node| radius(node.mentions)).collect();
    let points = layout(&neighbours, &groups, &radii);
    let nodes = graph.raw_nodes().iter().zip(points).zip(&groups);
    nodes
        .map(|((node, point), &community)| {
            let entity = &catalogue.entities[node.weight.entity];
            let radius = radius(node.weight.mentions);
            let label = printable(&entity.label);
            Spot {
                entity: node.weight.entity,
                radius,
                colour: match colours {
                    Colours::Types => palette::of_type(entity.entity_type),
                    Colours::Communities => palette::of_community(community),
                },
                lines: font::lines(&label, NODE_LETTERS),
                text: if radius > 12.0 { 16.0 } else { 13.5 },
                x: point.x,
                // The layout's y grows upwards.
                y: -point.y,
                community,
            }
        })
        .collect()
}

/// Gives every node room for its label; returns the size of the frame, from (0, 0).
fn arrange(spots: &mut [Spot]) -> (f64, f64) {
    let room: f64 = spots.iter().map(|spot| spot.area()).map(|area| (area.width + ROOM) * (area.height + ROOM)).sum();
    // Three to two, and never so small that title and legend would not fit.
    let width = (2.2 * room).sqrt().max(860.0);
    let (width, height) = (width, (width / 1.6).max(300.0).min(2.0 * room / width + 220.0));
    let mut points: Vec<(f64, f64)> = spots.iter().map(|spot| (spot.x, spot.y)).collect();
    lie_down(&mut points);
    let (xs, ys): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
    let (xs, ys) = (fill(&xs, width), fill(&ys, height));
    let mut areas: Vec<Area> = Vec::new();
    for (spot, (x, y)) in spots.iter_mut().zip(xs.into_iter().zip(ys)) {
        (spot.x, spot.y) = (x, y);
        let area = spot.area();
        areas.push(Area { width: area.width + GAP, height: area.height + GAP, ..area });
    }
    let frame = separate(&mut areas, width, height);
    for (spot, area) in spots.iter_mut().zip(&areas) {
        let below = (2.0 * spot.radius + spot.label_height()) / 2.0 - spot.radius;
        (spot.x, spot.y) = (area.x, area.y - below);
    }
    frame
}

/// Statements that join two entities in one direction.
#[derive(Default)]
struct Arrow {
    evidence: usize,
    /// What they say, and how many sentences say it.
    labels: BTreeMap<String, usize>,
    /// The first sentence of each.
    quotes: Vec<String>,
}

fn arrows(network: &Network<'_>, graph: &Projection) -> Result<BTreeMap<(usize, usize), Arrow>, StoreError> {
    let catalogue = network.catalogue();
    let edges = || graph.raw_edges().iter().filter(|edge| edge.source() != edge.target());
    let statements = network.findings().some(&edges().map(|edge| edge.weight.statement).collect())?;
    let mut arrows: BTreeMap<(usize, usize), Arrow> = BTreeMap::new();
    for edge in edges() {
        let statement = &statements[&edge.weight.statement];
        let arrow = arrows.entry((edge.source().index(), edge.target().index())).or_default();
        arrow.evidence += edge.weight.evidence;
        *arrow.labels.entry(claim(catalogue, statement)).or_default() += edge.weight.evidence;
        let found = &statement.evidence[0];
        let document = &catalogue.documents[found.document];
        let quote = format!("{} ({})", found.span.of(&document.text), document.source);
        if !arrow.quotes.contains(&quote) {
            arrow.quotes.push(quote);
        }
    }
    Ok(arrows)
}

fn draw_edges(shapes: &mut Vec<Shape>, spots: &[Spot], arrows: &BTreeMap<(usize, usize), Arrow>, taken: &[Area]) {
    let mut curves = Vec::new();
    for (&(from, to), arrow) in arrows {
        let (a, b) = (&spots[from], &spots[to]);
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let length = (dx * dx + dy * dy).sqrt().max(1.0);
        // To the left of the way, so that the two directions part.
        let bend = (0.12 * length).min(40.0);
        let control = ((a.x + b.x) / 2.0 + dy / length * bend, (a.y + b.y) / 2.0 - dx / length * bend);
        let width = (0.8 + 0.5 * (arrow.evidence as f64).sqrt()).min(4.0);
        let head = 5.0 + 1.6 * width;
        let (ux, uy) = direction(control, (b.x, b.y));
        let tip = (b.x - ux * (b.radius + 1.5), b.y - uy * (b.radius + 1.5));
        let base = (tip.0 - ux * head, tip.1 - uy * head);
        let (sx, sy) = direction((a.x, a.y), control);
        let start = (a.x + sx * a.radius, a.y + sy * a.radius);
        let quotes = printable(&arrow.quotes.join("\n"));
        shapes.push(Shape::Curve { from: start, control, to: base, width, colour: a.colour, opacity: EDGE, quotes });
        let (wx, wy) = (-uy * head * 0.42, ux * head * 0.42);
        shapes.push(Shape::Triangle {
            points: [tip, (base.0 + wx, base.1 + wy), (base.0 - wx, base.1 - wy)],
            fill: a.colour,
            opacity: 0.8,
        });
        curves.push((arrow, length, [start, control, base]));
    }
    // Those that most sentences say come first, as long as there is room on their way.
    curves.sort_by(|a, b| b.0.evidence.cmp(&a.0.evidence).then(a.1.total_cmp(&b.1)));
    let mut taken = taken.to_vec();
    for (arrow, length, curve) in curves {
        let said = said(arrow);
        let (width, height) = (font::width(&said, EDGE_TEXT, false) + 4.0, EDGE_TEXT + 3.0);
        let places = WAYS.iter().map(|&share| on_curve(curve, share));
        let mut areas = places.map(|(x, y)| Area { x, y, width, height });
        let free = areas.find(|area| taken.iter().all(|other| other.overlap(area).is_none()));
        if let Some(area) = free.filter(|area| area.width < length) {
            shapes.push(text((area.x, area.y + EDGE_TEXT * 0.35), EDGE_TEXT, Anchor::Middle, PALE, true, &said));
            taken.push(area);
        }
    }
}

/// Where on the way an edge's label may stand, the best first.
const WAYS: [f64; 7] = [0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68];

/// A point of a quadratic Bézier curve.
fn on_curve([from, control, to]: [(f64, f64); 3], share: f64) -> (f64, f64) {
    let (a, b, c) = ((1.0 - share) * (1.0 - share), 2.0 * share * (1.0 - share), share * share);
    (a * from.0 + b * control.0 + c * to.0, a * from.1 + b * control.1 + c * to.1)
}

fn direction(from: (f64, f64), to: (f64, f64)) -> (f64, f64) {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = (dx * dx + dy * dy).sqrt().max(f64::MIN_POSITIVE);
    (dx / length, dy / length)
}

/// What an arrow's statements say, most said first.
fn said(arrow: &Arrow) -> String {
    let mut labels: Vec<(&String, &usize)> = arrow.labels.iter().collect();
    labels.sort_by_key(|(label, evidence)| (std::cmp::Reverse(**evidence), *label));
    let mut said = String::new();
    for (number, (label, _)) in labels.iter().enumerate() {
        let longer = if number == 0 { (*label).clone() } else { format!("{said}, {label}") };
        if number > 0 && longer.chars().count() > EDGE_LETTERS {
            return said + ", …";
        }
        said = longer;
    }
    font::cut(&said, EDGE_LETTERS)
}

/// What the colours tell.
fn legend(network: &Network<'_>, spots: &[Spot], colours: Colours) -> Vec<(Rgb, String)> {
    let catalogue = network.catalogue();
    let mut entries: BTreeMap<(usize, Rgb), Vec<&Spot>> = BTreeMap::new();
    for spot in spots {
        let rank = match colours {
            Colours::Types => 0,
            Colours::Communities if palette::is_told_apart(spot.community) => spot.community,
            Colours::Communities => usize::MAX,
        };
        entries.entry((rank, spot.colour)).or_default().push(spot);
    }
    let mut told: Vec<(usize, usize, Rgb, String)> = entries
        .into_iter()
        .map(|((rank, colour), spots)| {
            let what = match colours {
                Colours::Types => {
                    let types: BTreeSet<_> =
                        spots.iter().map(|spot| catalogue.entities[spot.entity].entity_type).collect();
                    types.iter().map(|of| spaced(of.as_str())).collect::<Vec<_>>().join(", ")
                }
                Colours::Communities if rank == usize::MAX => "other communities".to_owned(),
                Colours::Communities => {
                    let first = spots.iter().max_by(|a, b| a.radius.total_cmp(&b.radius).then(b.entity.cmp(&a.entity)));
                    let name = font::cut(&catalogue.entities[first.expect("some").entity].label, NODE_LETTERS);
                    if spots.len() == 1 { name } else { format!("{name} and {} more", spots.len() - 1) }
                }
            };
            (rank, spots.len(), colour, what)
        })
        .collect();
    told.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then_with(|| a.3.cmp(&b.3)));
    told.into_iter().map(|(_, _, colour, what)| (colour, what)).collect()
}

/// "GovernmentBody" as "government body".
fn spaced(name: &str) -> String {
    let mut spaced = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.extend(letter.to_lowercase());
    }
    spaced
}

/// In lines from a height on; returns the height of the picture.
fn draw_legend(shapes: &mut Vec<Shape>, legend: &[(Rgb, String)], width: f64, top: f64) -> f64 {
    const SIZE: f64 = 13.0;
    let (mut x, mut y) = (MARGIN, top);
    for (colour, what) in legend {
        let room = 18.0 + font::width(what, SIZE, false) + 22.0;
        if x > MARGIN && x + room > width - MARGIN {
            (x, y) = (MARGIN, y + LEGEND_LINE);
        }
        shapes.push(Shape::Circle { x: x + 6.0, y: y - 4.0, radius: 6.0, fill: *colour });
        shapes.push(text((x + 18.0, y), SIZE, Anchor::Start, INK, false, what));
        x += room;
    }
    y += LEGEND_LINE;
    shapes.push(Shape::Curve {
        from: (MARGIN, y - 4.0),
        control: (MARGIN + 14.0, y - 4.0),
        to: (MARGIN + 22.0, y - 4.0),
        width: 1.5,
        colour: PALE,
        opacity: 0.8,
        quotes: String::new(),
    });
    shapes.push(Shape::Triangle {
        points: [(MARGIN + 30.0, y - 4.0), (MARGIN + 22.0, y - 7.5), (MARGIN + 22.0, y - 0.5)],
        fill: PALE,
        opacity: 0.9,
    });
    let key = "from who acts to whom, in the colour of who acts; thickness: sentences that say it; circles: mentions";
    shapes.push(text((MARGIN + 40.0, y), SIZE, Anchor::Start, PALE, false, key));
    y + MARGIN * 0.8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_say_most_of_what_is_said() {
        let arrow = |labels: &[(&str, usize)]| Arrow {
            evidence: labels.iter().map(|(_, count)| count).sum(),
            labels: labels.iter().map(|&(label, count)| (label.to_owned(), count)).collect(),
            quotes: Vec::new(),
        };
        assert_eq!(said(&arrow(&[("meet", 1), ("praise", 3)])), "praise, meet");
        assert_eq!(said(&arrow(&[("accuse of meddling", 3), ("criticize", 2), ("warn", 1)])), "accuse of meddling, …");
        assert_eq!(spaced("GovernmentBody"), "government body");
    }
}
