//! A graph as two CSV files, one of nodes and one of edges, for Gephi's spreadsheet import and for
//! `neo4j-admin database import`.

use std::io::Write;

use super::ExportError;
use super::attributes::{Attributes, EDGE, Edge, Kind, NODE, Node};
use super::tabular::io_error;
use crate::Knowledge;
use crate::graph::Selection;

/// Whose names the columns have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// <https://docs.gephi.org/desktop/User_Manual/Import/Import_Spreadsheet/>; `Kind` keeps parallel edges apart.
    Gephi,
    /// <https://neo4j.com/docs/operations-manual/current/import/>; lists are joined with `|`.
    Neo4j,
}

/// Writes the statements between two entities: the nodes to one output, the edges to the other.
pub fn write(
    knowledge: &Knowledge,
    selection: &Selection,
    dialect: Dialect,
    nodes: &mut dyn Write,
    edges: &mut dyn Write,
) -> Result<(), ExportError> {
    let graph = Attributes::new(knowledge, selection);
    let (node_names, edge_names): (&[&str], &[&str]) = match dialect {
        Dialect::Gephi => (&["Id", "Label"], &["Source", "Target", "Type", "Kind", "Id", "Label", "Weight"]),
        Dialect::Neo4j => {
            (&["id:ID", "name", ":LABEL"], &[":START_ID", ":END_ID", ":TYPE", "id", "name", "weight:int"])
        }
    };
    table(nodes, node_names, NODE, dialect, graph.nodes().map(|node| (node_cells(dialect, &node), node.values)))?;
    table(edges, edge_names, EDGE, dialect, graph.edges().map(|edge| (edge_cells(dialect, &edge), edge.values)))
}

fn node_cells(dialect: Dialect, node: &Node) -> Vec<String> {
    let mut cells = vec![node.id.clone(), node.label.clone()];
    if dialect == Dialect::Neo4j {
        // The first value is the type, which Neo4j calls a label.
        cells.push(node.values[0].clone());
    }
    cells
}

fn edge_cells(dialect: Dialect, edge: &Edge) -> Vec<String> {
    let ends = [edge.source.clone(), edge.target.clone()];
    let own: Vec<String> = match dialect {
        Dialect::Gephi => vec!["Directed".to_owned(), edge.label.clone(), edge.id.clone(), edge.label.clone()],
        // The first value is the predicate as one word.
        Dialect::Neo4j => vec![edge.values[0].clone(), edge.id.clone(), edge.label.clone()],
    };
    ends.into_iter().chain(own).chain([edge.weight.to_string()]).collect()
}

fn table(
    output: &mut dyn Write,
    own: &[&str],
    names: &[(&str, Kind)],
    dialect: Dialect,
    rows: impl Iterator<Item = (Vec<String>, Vec<String>)>,
) -> Result<(), ExportError> {
    let mut table = csv::Writer::from_writer(output);
    let header = |&(name, kind): &(&str, Kind)| match (dialect, kind) {
        (Dialect::Gephi, _) | (_, Kind::Text) => name.to_owned(),
        (_, Kind::Integer) => format!("{name}:int"),
        (_, Kind::Decimal) => format!("{name}:double"),
        (_, Kind::Flag) => format!("{name}:boolean"),
    };
    table.write_record(own.iter().map(|&name| name.to_owned()).chain(names.iter().map(header))).map_err(io_error)?;
    for (cells, values) in rows {
        table.write_record(cells.iter().chain(&values)).map_err(io_error)?;
    }
    table.flush()?;
    Ok(())
}
