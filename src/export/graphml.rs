//! GraphML (<http://graphml.graphdrawing.org/>) as Gephi, Gephi Lite, Cytoscape, igraph and NetworkX read it.
//!
//! - The kind of a relation is the XML attribute `label` of `<edge>`, without which Gephi merges parallel edges; and a
//!   data key for readers that ignore it. The edge's id is a data key too, for igraph drops the attribute.
//! - Only plain types, node and edge keys apart, no key ids like `d0`, no `<desc>`, lists joined with `|`, nothing empty,
//!   no control characters.

use std::io::Write;

use quick_xml::Writer;
use quick_xml::escape::escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};

use super::ExportError;
use super::columns::{Column, Kind};
use super::network::{EDGE, Edge, Network, Node, POSITION};

/// How the nodes look, in the attributes that Gephi knows by name.
const LOOKS: &[(&str, Kind)] =
    &[("r", Kind::Integer), ("g", Kind::Integer), ("b", Kind::Integer), ("size", Kind::Decimal)];

/// An edge seldom takes more bytes.
const EDGE_LENGTH: usize = 2048;

/// Writes a directed multigraph.
pub fn write(network: &Network<'_>, output: &mut dyn Write) -> Result<(), ExportError> {
    let mut xml = Writer::new_with_indent(output, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut root = BytesStart::new("graphml");
    root.push_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns"));
    root.push_attribute(("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"));
    root.push_attribute((
        "xsi:schemaLocation",
        "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd",
    ));
    xml.write_event(Event::Start(root))?;
    let node_columns = network.node_columns();
    let position = if network.has_positions() { POSITION } else { &[] };
    let label = ("label", Kind::Text);
    let own = |column: &Column| (column.key, column.kind);
    let node_keys = [label]
        .into_iter()
        .chain(node_columns.iter().map(|column| own(column)))
        .chain(LOOKS.iter().copied())
        .chain(position.iter().map(own));
    let edge_keys = [("edge_id", Kind::Text), label, ("weight", Kind::Decimal)].into_iter().chain(EDGE.iter().map(own));
    for (element, (name, kind)) in node_keys.map(|key| ("node", key)).chain(edge_keys.map(|key| ("edge", key))) {
        let key = xml.create_element("key").with_attributes([
            ("id", format!("{element}_{name}").as_str()),
            ("for", element),
            ("attr.name", name),
            ("attr.type", type_name(kind)),
        ]);
        key.write_empty()?;
    }
    let mut element = BytesStart::new("graph");
    element.push_attribute(("id", "whom"));
    element.push_attribute(("edgedefault", "directed"));
    xml.write_event(Event::Start(element))?;

    let keys: Vec<String> = node_columns.iter().map(|column| format!("node_{}", column.key)).collect();
    for text in network.of_nodes(|node| node_text(&node, &keys)) {
        xml.get_mut().write_all(text.as_bytes())?;
    }
    let keys: Vec<String> = EDGE.iter().map(|column| format!("edge_{}", column.key)).collect();
    for text in network.of_edges(|edge| edge_text(&edge, &keys)) {
        xml.get_mut().write_all(text?.as_bytes())?;
    }
    xml.write_event(Event::End(BytesEnd::new("graph")))?;
    xml.write_event(Event::End(BytesEnd::new("graphml")))?;
    writeln!(xml.get_mut())?;
    Ok(())
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        // There is no type of days that all readers bear.
        Kind::Text | Kind::List | Kind::Date => "string",
        Kind::Integer => "int",
        Kind::Decimal => "double",
        Kind::Flag => "boolean",
    }
}

/// A node as the XML writer would put it at this depth: most of a file are these and edges, made by all processors.
fn node_text(node: &Node<'_>, keys: &[String]) -> String {
    let mut text = format!("\n    <node id=\"{}\">", escape(&node.id));
    data(&mut text, "node_label", &node.label);
    for (key, value) in keys.iter().zip(&node.values) {
        data(&mut text, key, value);
    }
    let (r, g, b) = node.colour;
    for (key, value) in [("node_r", r), ("node_g", g), ("node_b", b)] {
        data(&mut text, key, &value.to_string());
    }
    data(&mut text, "node_size", &decimal(node.size));
    if let Some(position) = node.position {
        data(&mut text, "node_x", &decimal(position.x));
        data(&mut text, "node_y", &decimal(position.y));
    }
    text.push_str("\n    </node>");
    text
}

fn edge_text(edge: &Edge<'_>, keys: &[String]) -> String {
    let mut text = String::with_capacity(EDGE_LENGTH);
    text.push_str("\n    <edge");
    for (name, value) in [("id", &*edge.id), ("source", &edge.source), ("target", &edge.target), ("label", &edge.label)]
    {
        push(&mut text, [" ", name, "=\"", &escape(value), "\""]);
    }
    text.push('>');
    data(&mut text, "edge_edge_id", &edge.id);
    data(&mut text, "edge_label", &edge.label);
    data(&mut text, "edge_weight", &decimal(edge.weight as f64));
    for (key, value) in keys.iter().zip(&edge.values) {
        data(&mut text, key, value);
    }
    text.push_str("\n    </edge>");
    text
}

/// Adds a value, unless there is none.
fn data(text: &mut String, key: &str, value: &str) {
    if !value.is_empty() {
        push(text, ["\n      <data key=\"", key, "\">", &escape(value), "</data>"]);
    }
}

fn push<const N: usize>(text: &mut String, parts: [&str; N]) {
    parts.iter().for_each(|part| text.push_str(part));
}

/// With a point, so that readers that guess types see a float.
fn decimal(value: f64) -> String {
    format!("{value:?}")
}
