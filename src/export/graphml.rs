//! GraphML (<http://graphml.graphdrawing.org/>) as Gephi, Gephi Lite, Cytoscape, igraph and NetworkX read it.
//!
//! - The kind of a relation is the XML attribute `label` of `<edge>`, without which Gephi merges parallel edges; and a
//!   data key for readers that ignore it. The edge's id is a data key too, for igraph drops the attribute.
//! - Only plain types, node and edge keys apart, no key ids like `d0`, no `<desc>`, lists joined with `|`, nothing empty,
//!   no control characters.

use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::ExportError;
use super::attributes::{Attributes, EDGE, Kind, NODE};
use crate::Knowledge;
use crate::graph::Selection;

/// How the nodes look, in the attributes that Gephi knows by name.
const LOOKS: &[(&str, Kind)] =
    &[("r", Kind::Integer), ("g", Kind::Integer), ("b", Kind::Integer), ("size", Kind::Decimal)];

/// Writes the statements between two entities as a directed multigraph.
pub fn write(knowledge: &Knowledge, selection: &Selection, output: &mut dyn Write) -> Result<(), ExportError> {
    let graph = Attributes::new(knowledge, selection);
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
    let label = &[("label", Kind::Text)];
    let edge = &[("edge_id", Kind::Text), ("label", Kind::Text), ("weight", Kind::Decimal)];
    let node_keys = label.iter().chain(NODE).chain(LOOKS).map(|key| ("node", key));
    for (element, (name, kind)) in node_keys.chain(edge.iter().chain(EDGE).map(|key| ("edge", key))) {
        let key = xml.create_element("key").with_attributes([
            ("id", format!("{element}_{name}").as_str()),
            ("for", element),
            ("attr.name", name),
            ("attr.type", type_name(*kind)),
        ]);
        key.write_empty()?;
    }
    let mut element = BytesStart::new("graph");
    element.push_attribute(("id", "whom"));
    element.push_attribute(("edgedefault", "directed"));
    xml.write_event(Event::Start(element))?;

    for node in graph.nodes() {
        let mut start = BytesStart::new("node");
        start.push_attribute(("id", node.id.as_str()));
        xml.write_event(Event::Start(start))?;
        data(&mut xml, "node_label", &node.label)?;
        for ((name, _), value) in NODE.iter().zip(&node.values) {
            data(&mut xml, &format!("node_{name}"), value)?;
        }
        let (r, g, b) = node.colour;
        for (key, value) in [("node_r", r), ("node_g", g), ("node_b", b)] {
            data(&mut xml, key, &value.to_string())?;
        }
        data(&mut xml, "node_size", &decimal(node.size))?;
        xml.write_event(Event::End(BytesEnd::new("node")))?;
    }
    for edge in graph.edges() {
        let mut start = BytesStart::new("edge");
        start.push_attribute(("id", edge.id.as_str()));
        start.push_attribute(("source", edge.source.as_str()));
        start.push_attribute(("target", edge.target.as_str()));
        start.push_attribute(("label", edge.label.as_str()));
        xml.write_event(Event::Start(start))?;
        data(&mut xml, "edge_edge_id", &edge.id)?;
        data(&mut xml, "edge_label", &edge.label)?;
        data(&mut xml, "edge_weight", &decimal(edge.weight as f64))?;
        for ((name, _), value) in EDGE.iter().zip(&edge.values) {
            data(&mut xml, &format!("edge_{name}"), value)?;
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
        Kind::Text => "string",
        Kind::Integer => "int",
        Kind::Decimal => "double",
        Kind::Flag => "boolean",
    }
}

/// Writes a value, unless there is none.
fn data<W: Write>(xml: &mut Writer<W>, key: &str, value: &str) -> Result<(), ExportError> {
    if !value.is_empty() {
        xml.create_element("data").with_attribute(("key", key)).write_text_content(BytesText::new(value))?;
    }
    Ok(())
}

/// With a point, so that readers that guess types see a float.
fn decimal(value: f64) -> String {
    format!("{value:?}")
}
