//! Cytoscape JSON (`.cyjs`, <https://manual.cytoscape.org/en/stable/Supported_Network_File_Formats.html#cytoscape-js-json>), for
//! Cytoscape and Cytoscape.js.

use std::io::Write;

use serde_json::{Map, Value, json};

use super::ExportError;
use super::attributes::{Attributes, EDGE, Kind, NODE};
use crate::Knowledge;
use crate::graph::Selection;

/// Writes the statements between two entities, a node or edge a line.
pub fn write(knowledge: &Knowledge, selection: &Selection, output: &mut dyn Write) -> Result<(), ExportError> {
    let graph = Attributes::new(knowledge, selection);
    writeln!(
        output,
        r#"{{"format_version":"1.0","generated_by":"whom","data":{{"name":"whom"}},"elements":{{"nodes":["#
    )?;
    lines(
        output,
        graph.nodes().map(|node| {
            let mut data = values(NODE, &node.values);
            data.extend([
                ("id".to_owned(), json!(node.id)),
                ("name".to_owned(), json!(node.label)),
                ("size".to_owned(), json!(node.size)),
            ]);
            data
        }),
    )?;
    writeln!(output, r#"],"edges":["#)?;
    lines(
        output,
        graph.edges().map(|edge| {
            let mut data = values(EDGE, &edge.values);
            data.extend([
                ("id".to_owned(), json!(edge.id)),
                ("source".to_owned(), json!(edge.source)),
                ("target".to_owned(), json!(edge.target)),
                ("name".to_owned(), json!(edge.label)),
                ("weight".to_owned(), json!(edge.weight)),
            ]);
            data
        }),
    )?;
    writeln!(output, "]}}}}")?;
    Ok(())
}

fn lines(output: &mut dyn Write, items: impl Iterator<Item = Map<String, Value>>) -> Result<(), ExportError> {
    for (number, data) in items.enumerate() {
        let comma = if number > 0 { "," } else { "" };
        writeln!(output, "{comma}{}", json!({ "data": data }))?;
    }
    Ok(())
}

/// What is known, numbers and truth values as such.
fn values(names: &[(&str, Kind)], values: &[String]) -> Map<String, Value> {
    let typed = |kind: Kind, value: &String| match kind {
        Kind::Text => json!(value),
        // They were written by us.
        Kind::Integer | Kind::Decimal | Kind::Flag => serde_json::from_str(value).unwrap_or_else(|_| json!(value)),
    };
    let known = names.iter().zip(values).filter(|(_, value)| !value.is_empty());
    known.map(|(&(name, kind), value)| (name.to_owned(), typed(kind, value))).collect()
}
