//! DOT (<https://graphviz.org/doc/info/lang.html>), for Graphviz.

use std::io::Write;

use super::ExportError;
use super::columns::Column;
use super::network::{EDGE, Edge, Network, Node};

/// Points of Graphviz to an inch: sizes are inches, positions points.
const POINTS: f64 = 72.0;

/// Writes a directed multigraph. Where nodes have positions, Graphviz starts from these and makes room for the labels; `neato -n2`
/// leaves them as they are.
pub fn write(network: &Network<'_>, output: &mut dyn Write) -> Result<(), ExportError> {
    writeln!(output, "digraph whom {{")?;
    let engine = if network.has_positions() { "layout=neato, " } else { "" };
    writeln!(output, "  graph [{engine}overlap=prism, outputorder=edgesfirst];")?;
    // Circles as large as is said, labels as they need.
    writeln!(output, "  node [shape=circle, style=filled, fixedsize=shape, fontname=\"DejaVu Sans\", fontsize=10];")?;
    writeln!(output, "  edge [color=\"#00000055\", fontname=\"DejaVu Sans\", fontsize=8, arrowsize=0.6];")?;
    let columns = network.node_columns();
    for line in network.of_nodes(|node| node_line(&node, &columns)) {
        output.write_all(line.as_bytes())?;
    }
    for line in network.of_edges(|edge| edge_line(&edge)) {
        output.write_all(line?.as_bytes())?;
    }
    writeln!(output, "}}")?;
    Ok(())
}

fn node_line(node: &Node<'_>, columns: &[&Column]) -> String {
    let (r, g, b) = node.colour;
    let mut attributes = vec![
        ("label", quoted(&node.label)),
        ("width", format!("{:.3}", node.size / POINTS)),
        ("fillcolor", format!("\"#{r:02x}{g:02x}{b:02x}\"")),
    ];
    if let Some(point) = node.position {
        attributes.push(("pos", format!("\"{:?},{:?}!\"", point.x, point.y)));
    }
    let known = columns.iter().zip(&node.values).filter(|(_, value)| !value.is_empty());
    attributes.extend(known.map(|(column, value)| (column.key, quoted(value))));
    format!("  {} [{}];\n", quoted(&node.id), list(&attributes))
}

fn edge_line(edge: &Edge<'_>) -> String {
    let mut attributes =
        vec![("id", quoted(&edge.id)), ("label", quoted(&edge.label)), ("weight", edge.weight.to_string())];
    let known = EDGE.iter().zip(&edge.values).filter(|(_, value)| !value.is_empty());
    attributes.extend(known.map(|(column, value)| (column.key, quoted(value))));
    format!("  {} -> {} [{}];\n", quoted(&edge.source), quoted(&edge.target), list(&attributes))
}

fn list(attributes: &[(&str, String)]) -> String {
    attributes.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(", ")
}

/// A quoted string; a backslash would begin one of Graphviz's own escapes.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
