//! Cytoscape JSON (`.cyjs`, <https://manual.cytoscape.org/en/stable/Supported_Network_File_Formats.html#cytoscape-js-json>), for
//! Cytoscape and Cytoscape.js.

use std::borrow::Cow;
use std::io::Write;

use serde_json::{Map, Value, json};

use super::ExportError;
use super::columns::{Column, Kind};
use super::network::{EDGE, Network};
use crate::store::StoreError;

/// Writes a directed multigraph, a node or edge a line.
pub fn write(network: &Network<'_>, output: &mut dyn Write) -> Result<(), ExportError> {
    writeln!(
        output,
        r#"{{"format_version":"1.0","generated_by":"whom","data":{{"name":"whom"}},"elements":{{"nodes":["#
    )?;
    let node_columns = network.node_columns();
    lines(
        output,
        network.of_nodes(|node| {
            let mut data = values(node_columns.iter().copied(), &node.values);
            let (r, g, b) = node.colour;
            data.extend([
                ("id".to_owned(), json!(node.id)),
                ("name".to_owned(), json!(node.label)),
                ("size".to_owned(), json!(node.size)),
                ("colour".to_owned(), json!(format!("#{r:02x}{g:02x}{b:02x}"))),
            ]);
            // On a screen y grows downwards.
            let position = node.position.map(|point| json!({ "x": point.x, "y": 0.0 - point.y }));
            let parts = [("data", Some(Value::Object(data))), ("position", position)];
            Ok(parts.into_iter().filter_map(|(key, part)| Some((key.to_owned(), part?))).collect())
        }),
    )?;
    writeln!(output, r#"],"edges":["#)?;
    lines(
        output,
        network.of_edges(|edge| {
            let mut data = values(EDGE.iter(), &edge.values);
            data.extend([
                ("id".to_owned(), json!(edge.id)),
                ("source".to_owned(), json!(edge.source)),
                ("target".to_owned(), json!(edge.target)),
                ("name".to_owned(), json!(edge.label)),
                ("weight".to_owned(), json!(edge.weight)),
            ]);
            Map::from_iter([("data".to_owned(), Value::Object(data))])
        }),
    )?;
    writeln!(output, "]}}}}")?;
    Ok(())
}

fn lines(
    output: &mut dyn Write,
    items: impl Iterator<Item = Result<Map<String, Value>, StoreError>>,
) -> Result<(), ExportError> {
    for (number, item) in items.enumerate() {
        let comma = if number > 0 { "," } else { "" };
        writeln!(output, "{comma}{}", Value::Object(item?))?;
    }
    Ok(())
}

/// What is known, numbers and truth values as such.
fn values<'a>(columns: impl Iterator<Item = &'a Column>, values: &[Cow<'_, str>]) -> Map<String, Value> {
    let typed = |kind: Kind, value: &str| match kind {
        Kind::Text | Kind::List | Kind::Date => json!(value),
        // They were written by us.
        Kind::Integer | Kind::Decimal | Kind::Flag => serde_json::from_str(value).unwrap_or_else(|_| json!(value)),
    };
    let known = columns.zip(values).filter(|(_, value)| !value.is_empty());
    known.map(|(column, value)| (column.key.to_owned(), typed(column.kind, value))).collect()
}
