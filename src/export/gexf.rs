//! GEXF 1.3 (<https://gexf.net/1.3/>) for Gephi's timeline: as GraphML, with the days of every edge.
//!
//! An edge without a time has neither `start` nor `end`, which means always; one that only began or ended on a day has only one of
//! them. `kind` keeps parallel edges apart.

use std::borrow::Cow;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::escape::escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::ExportError;
use super::columns::{Column, Kind};
use super::network::{EDGE, Edge, Network, Node};
use crate::graph::Point;

/// Writes a dynamic directed multigraph.
pub fn write(network: &Network<'_>, output: &mut dyn Write) -> Result<(), ExportError> {
    let (node_columns, edge_columns) = (network.node_columns(), EDGE.iter().collect::<Vec<_>>());
    let mut xml = Writer::new_with_indent(output, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let open = |xml: &mut Writer<_>, name: &str, attributes: &[(&str, &str)]| {
        xml.write_event(Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())))
    };
    let close = |xml: &mut Writer<_>, name: &str| xml.write_event(Event::End(BytesEnd::new(name)));
    open(
        &mut xml,
        "gexf",
        &[("xmlns", "http://gexf.net/1.3"), ("xmlns:viz", "http://gexf.net/1.3/viz"), ("version", "1.3")],
    )?;
    open(&mut xml, "meta", &[])?;
    xml.create_element("creator").write_text_content(BytesText::new("whom"))?;
    close(&mut xml, "meta")?;
    open(&mut xml, "graph", &[("mode", "dynamic"), ("defaultedgetype", "directed"), ("timeformat", "date")])?;
    for (class, attributes) in [("node", &node_columns), ("edge", &edge_columns)] {
        open(&mut xml, "attributes", &[("class", class), ("mode", "static")])?;
        for column in attributes {
            let attribute = [("id", column.key), ("title", column.key), ("type", type_name(column.kind))];
            xml.create_element("attribute").with_attributes(attribute).write_empty()?;
        }
        close(&mut xml, "attributes")?;
    }

    open(&mut xml, "nodes", &[])?;
    for text in network.of_nodes(|node| node_text(&node, &node_columns)) {
        xml.get_mut().write_all(text.as_bytes())?;
    }
    close(&mut xml, "nodes")?;
    open(&mut xml, "edges", &[])?;
    for text in network.of_edges(|edge| edge_text(&edge, &edge_columns)) {
        xml.get_mut().write_all(text?.as_bytes())?;
    }
    close(&mut xml, "edges")?;
    close(&mut xml, "graph")?;
    close(&mut xml, "gexf")?;
    writeln!(xml.get_mut())?;
    Ok(())
}

/// A node as the XML writer would put it at this depth: most of a file are these and edges, made by all processors.
fn node_text(node: &Node<'_>, columns: &[&Column]) -> String {
    let mut text = format!("\n      <node id=\"{}\" label=\"{}\">", escape(&node.id), escape(&*node.label));
    values(&mut text, columns, &node.values);
    let (r, g, b) = node.colour;
    text += &format!("\n        <viz:color r=\"{r}\" g=\"{g}\" b=\"{b}\"/>");
    if let Some(Point { x, y }) = node.position {
        text += &format!("\n        <viz:position x=\"{x}\" y=\"{y}\" z=\"0\"/>");
    }
    text += &format!("\n        <viz:size value=\"{}\"/>\n      </node>", node.size);
    text
}

fn edge_text(edge: &Edge<'_>, columns: &[&Column]) -> String {
    let weight = edge.weight.to_string();
    let attributes = [
        ("id", Some(edge.id.as_str())),
        ("source", Some(&edge.source)),
        ("target", Some(&edge.target)),
        ("label", Some(&edge.label)),
        ("kind", Some(&edge.label)),
        ("weight", Some(&weight)),
        ("start", edge.start.as_deref()),
        ("end", edge.end.as_deref()),
    ];
    let mut text = "\n      <edge".to_owned();
    for (name, value) in attributes {
        text.extend(value.map(|value| format!(" {name}=\"{}\"", escape(value))));
    }
    text.push('>');
    values(&mut text, columns, &edge.values);
    text += "\n      </edge>";
    text
}

/// Adds the values that are known.
fn values(text: &mut String, columns: &[&Column], values: &[Cow<'_, str>]) {
    text.push_str("\n        <attvalues>");
    for (column, value) in columns.iter().zip(values).filter(|(_, value)| !value.is_empty()) {
        text.push_str(&format!("\n          <attvalue for=\"{}\" value=\"{}\"/>", column.key, escape(&**value)));
    }
    text.push_str("\n        </attvalues>");
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::List | Kind::Date => "string",
        Kind::Integer => "integer",
        Kind::Decimal => "double",
        Kind::Flag => "boolean",
    }
}
