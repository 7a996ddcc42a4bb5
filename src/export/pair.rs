//! A graph as two CSV files, one of nodes and one of edges, for Gephi's spreadsheet import and for
//! `neo4j-admin database import`.

use std::io::Write;

use super::ExportError;
use super::columns::{Column, Kind};
use super::network::{EDGE, Edge, Network, Node, POSITION};
use super::tabular::io_error;
use crate::store::StoreError;

/// Whose names the columns have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// <https://docs.gephi.org/desktop/User_Manual/Import/Import_Spreadsheet/>; `Kind` keeps parallel edges apart.
    Gephi,
    /// <https://neo4j.com/docs/operations-manual/current/import/>; lists are joined with `|`.
    Neo4j,
}

/// Writes a directed multigraph: the nodes to one output, the edges to the other.
pub fn write(
    network: &Network<'_>,
    dialect: Dialect,
    nodes: &mut dyn Write,
    edges: &mut dyn Write,
) -> Result<(), ExportError> {
    let (node_names, edge_names): (&[&str], &[&str]) = match dialect {
        Dialect::Gephi => (&["Id", "Label"], &["Source", "Target", "Type", "Kind", "Id", "Label", "Weight"]),
        Dialect::Neo4j => {
            (&["id:ID", "name", ":LABEL"], &[":START_ID", ":END_ID", ":TYPE", "id", "name", "weight:int"])
        }
    };
    let mut columns = network.node_columns();
    if network.has_positions() {
        columns.extend(POSITION);
    }
    let rows = network.of_nodes(|node| Ok(node_row(dialect, &node)));
    table(nodes, node_names, &columns, dialect, rows)?;
    let rows = network.of_edges(|edge| edge_row(dialect, &edge));
    table(edges, edge_names, &EDGE.iter().collect::<Vec<_>>(), dialect, rows)
}

fn node_row(dialect: Dialect, node: &Node<'_>) -> Vec<String> {
    let mut cells = vec![node.id.clone(), node.label.to_string()];
    if dialect == Dialect::Neo4j {
        // The first value is the type, which Neo4j calls a label.
        cells.push(node.values[0].to_string());
    }
    cells.extend(node.values.iter().map(ToString::to_string));
    cells.extend(node.position.iter().flat_map(|point| [point.x, point.y]).map(|value| format!("{value:?}")));
    cells
}

fn edge_row(dialect: Dialect, edge: &Edge<'_>) -> Vec<String> {
    let ends = [edge.source.clone(), edge.target.clone()];
    let label = edge.label.to_string();
    let own: Vec<String> = match dialect {
        Dialect::Gephi => vec!["Directed".to_owned(), label.clone(), edge.id.clone(), label],
        // The first value is the predicate as one word.
        Dialect::Neo4j => vec![edge.values[0].to_string(), edge.id.clone(), label],
    };
    let values = edge.values.iter().map(ToString::to_string);
    ends.into_iter().chain(own).chain([edge.weight.to_string()]).chain(values).collect()
}

fn table(
    output: &mut dyn Write,
    own: &[&str],
    columns: &[&Column],
    dialect: Dialect,
    rows: impl Iterator<Item = Result<Vec<String>, StoreError>>,
) -> Result<(), ExportError> {
    let mut table = csv::Writer::from_writer(output);
    let header = |column: &&Column| match (dialect, column.kind) {
        (Dialect::Gephi, _) | (_, Kind::Text | Kind::List | Kind::Date) => column.key.to_owned(),
        (_, Kind::Integer) => format!("{}:int", column.key),
        (_, Kind::Decimal) => format!("{}:double", column.key),
        (_, Kind::Flag) => format!("{}:boolean", column.key),
    };
    table.write_record(own.iter().map(|&name| name.to_owned()).chain(columns.iter().map(header))).map_err(io_error)?;
    for row in rows {
        table.write_record(row?).map_err(io_error)?;
    }
    table.flush()?;
    Ok(())
}
