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
use super::network::{EDGE, Network, POSITION};

/// How the nodes look, in the attributes that Gephi knows by name.
const LOOKS: &[(&str, Kind)] =
    &[("r", Kind::Integer), ("g", Kind::Integer), ("b", Kind::Integer), ("size", Kind::Decimal)];

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
    for node in network.nodes() {
        let mut start = BytesStart::new("node");
        start.push_attribute(("id", node.id.as_str()));
        xml.write_event(Event::Start(start))?;
        data(&mut xml, "node_label", &node.label)?;
        for (key, value) in keys.iter().zip(&node.values) {
            data(&mut xml, key, value)?;
        }
        let (r, g, b) = node.colour;
        for (key, value) in [("node_r", r), ("node_g", g), ("node_b", b)] {
            data(&mut xml, key, &value.to_string())?;
        }
        data(&mut xml, "node_size", &decimal(node.size))?;
        if let Some(position) = node.position {
            data(&mut xml, "node_x", &decimal(position.x))?;
            data(&mut xml, "node_y", &decimal(position.y))?;
        }
        xml.write_event(Event::End(BytesEnd::new("node")))?;
    }
    let keys: Vec<String> = EDGE.iter().map(|column| format!("edge_{}", column.key)).collect();
    for edge in network.edges() {
        let mut start = BytesStart::new("edge");
        start.push_attribute(("id", edge.id.as_str()));
        start.push_attribute(("source", edge.source.as_str()));
        start.push_attribute(("target", edge.target.as_str()));
        start.push_attribute(("label", edge.label.as_ref()));
        xml.write_event(Event::Start(start))?;
        data(&mut xml, "edge_edge_id", &edge.id)?;
        data(&mut xml, "edge_label", &edge.label)?;
        data(&mut xml, "edge_weight", &decimal(edge.weight as f64))?;
        for (key, value) in keys.iter().zip(&edge.values) {
            data(&mut xml, key, value)?;
        }
        xml.write_event(Event::End(BytesEnd::new("edge")))?;
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

/// Writes a value, unless there is none.
fn data<W: Write>(xml: &mut Writer<W>, key: &str, value: &str) -> Result<(), ExportError> {
    if !value.is_empty() {
        // As the writer would put it at this depth; most of a file is this.
        write!(xml.get_mut(), "\n      <data key=\"{key}\">{}</data>", escape(value))?;
    }
    Ok(())
}

/// With a point, so that readers that guess types see a float.
fn decimal(value: f64) -> String {
    format!("{value:?}")
}
