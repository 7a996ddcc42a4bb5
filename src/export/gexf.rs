//! GEXF 1.3 (<https://gexf.net/1.3/>) for Gephi's timeline: as GraphML, with the days of every edge.
//!
//! An edge without a time has neither `start` nor `end`, which means always; one that only began or ended on a day has only one of
//! them. `kind` keeps parallel edges apart.

use std::borrow::Cow;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::ExportError;
use super::columns::{Column, Kind};
use super::network::{EDGE, Network};

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
    for node in network.nodes() {
        open(&mut xml, "node", &[("id", &node.id), ("label", &node.label)])?;
        values(&mut xml, &node_columns, &node.values)?;
        let (r, g, b) = node.colour;
        let (r, g, b) = (r.to_string(), g.to_string(), b.to_string());
        let colour = [("r", r.as_str()), ("g", g.as_str()), ("b", b.as_str())];
        xml.create_element("viz:color").with_attributes(colour).write_empty()?;
        if let Some(position) = node.position {
            let (x, y) = (position.x.to_string(), position.y.to_string());
            let position = [("x", x.as_str()), ("y", y.as_str()), ("z", "0")];
            xml.create_element("viz:position").with_attributes(position).write_empty()?;
        }
        xml.create_element("viz:size").with_attribute(("value", node.size.to_string().as_str())).write_empty()?;
        close(&mut xml, "node")?;
    }
    close(&mut xml, "nodes")?;
    open(&mut xml, "edges", &[])?;
    for edge in network.edges() {
        let edge = edge?;
        let weight = edge.weight.to_string();
        let mut attributes = vec![
            ("id", edge.id.as_str()),
            ("source", &edge.source),
            ("target", &edge.target),
            ("label", &edge.label),
            ("kind", &edge.label),
            ("weight", &weight),
        ];
        attributes.extend(edge.start.as_deref().map(|day| ("start", day)));
        attributes.extend(edge.end.as_deref().map(|day| ("end", day)));
        open(&mut xml, "edge", &attributes)?;
        values(&mut xml, &edge_columns, &edge.values)?;
        close(&mut xml, "edge")?;
    }
    close(&mut xml, "edges")?;
    close(&mut xml, "graph")?;
    close(&mut xml, "gexf")?;
    writeln!(xml.get_mut())?;
    Ok(())
}

/// Writes the values that are known.
fn values<W: Write>(xml: &mut Writer<W>, columns: &[&Column], values: &[Cow<'_, str>]) -> Result<(), ExportError> {
    xml.write_event(Event::Start(BytesStart::new("attvalues")))?;
    for (column, value) in columns.iter().zip(values).filter(|(_, value)| !value.is_empty()) {
        xml.create_element("attvalue").with_attributes([("for", column.key), ("value", value)]).write_empty()?;
    }
    xml.write_event(Event::End(BytesEnd::new("attvalues")))?;
    Ok(())
}

fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::List | Kind::Date => "string",
        Kind::Integer => "integer",
        Kind::Decimal => "double",
        Kind::Flag => "boolean",
    }
}
