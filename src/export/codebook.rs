//! The codebook: every column of every table and graph file with its type and meaning, from the lists that drive the
//! writers.

use std::io::Write;

use super::ExportError;
use super::columns::{Column, column_list, columns};
use super::network::{EDGE, EDGE_HEAD, MEASURES, NODE, NODE_HEAD, POSITION};
use super::profile::Profile;
use super::tables::Table;
use super::tabular::{Cell, TableFormat, Written, write_cells};

/// A table, or what graph files say of nodes or edges.
pub struct Chapter {
    pub name: String,
    pub about: &'static str,
    pub columns: Vec<Column>,
}

/// The columns of the codebook, where it is written as a table itself.
const CODEBOOK: &[Column] = column_list! {
    "table" Text "Name of the table",
    "column" Text "Name of the column",
    "key" Text "Path of the value in JSONL",
    "type" Text "Type of the values",
    "about" Text "What the values mean",
};

/// All chapters: the tables, the profiles, the nodes and edges of graph files.
pub fn chapters() -> Vec<Chapter> {
    let tables = Table::ALL.iter().map(|&(name, table)| Chapter {
        name: name.to_owned(),
        about: table.about(),
        columns: columns(table).to_vec(),
    });
    let profiles = Profile::ALL.iter().map(|&(name, profile)| Chapter {
        name: name.to_owned(),
        about: profile.about(),
        columns: profile.columns().to_vec(),
    });
    let graph = [
        (
            "nodes",
            "Nodes of graphml, gexf, cyjs, dot, gephi and neo4j, an entity each; the measures with --measures, x and y with --layout",
            [NODE_HEAD, NODE, MEASURES, POSITION].concat(),
        ),
        ("edges", "Edges of these, a statement between two entities each", [EDGE_HEAD, EDGE].concat()),
    ];
    let graph = graph.map(|(name, about, columns)| Chapter { name: name.to_owned(), about, columns });
    tables.chain(profiles).chain(graph).collect()
}

/// Writes chapters as Markdown, for people.
pub fn write_markdown(chapters: &[Chapter], output: &mut dyn Write) -> Result<(), ExportError> {
    writeln!(output, "# Codebook")?;
    for chapter in chapters {
        writeln!(output, "\n## {}\n\n{}.\n\n| column | type | meaning |\n|---|---|---|", chapter.name, chapter.about)?;
        for column in &chapter.columns {
            let about = column.about.replace('|', "\\|");
            writeln!(output, "| `{}` | {} | {about} |", column.name(), column.kind.as_str())?;
        }
    }
    Ok(())
}

/// Writes chapters as a table, a column a row. `key` is the path of the value in JSONL.
pub fn write(chapters: &[Chapter], format: TableFormat, output: &mut dyn Write) -> Result<Written, ExportError> {
    let rows = chapters.iter().flat_map(|chapter| {
        chapter.columns.iter().map(|column| {
            let kind = column.kind.as_str().to_owned();
            [chapter.name.clone(), column.name(), column.key.to_owned(), kind, column.about.to_owned()]
                .map(Cell::text)
                .to_vec()
        })
    });
    write_cells("codebook", CODEBOOK, rows.map(Ok), format, output)
}
