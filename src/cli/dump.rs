//! `whom dump`

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;
use whom::export::codebook;
use whom::export::profile::Profile;
use whom::export::tables::{Table, rows};
use whom::export::tabular::{TableFormat, write, write_cells};

use super::documents::warn;
use super::export::{SelectionArgs, warn_of_nothing};
use super::output::{Output, refuse_terminal};
use super::{GraphArgs, Outcome, Session, graph};

/// Which table is written, and how.
#[derive(Args, Debug)]
pub struct DumpArgs {
    /// statements, mentions, entities, evidence or documents
    #[arg(required_unless_present = "codebook")]
    table: Option<Table>,
    #[command(flatten)]
    graph: GraphArgs,
    /// jsonl, csv, tsv, parquet or xlsx [default: by the file's name, else jsonl]
    #[arg(long)]
    format: Option<TableFormat>,
    /// Write here instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Statements in the columns of another program or data set: polecat, edgelist
    #[arg(long, value_name = "NAME")]
    profile: Option<Profile>,
    /// Explain every column of the table, or of all tables and graph files, instead
    #[arg(long)]
    codebook: bool,
    #[command(flatten)]
    selection: SelectionArgs,
}

/// `whom dump`
pub fn dump(session: &Session, arguments: DumpArgs) -> Result<Outcome> {
    let DumpArgs { table, graph, format, output, profile, codebook, selection } = arguments;
    let named = format.or_else(|| output.as_deref().and_then(TableFormat::of_path));
    if codebook {
        return explain_columns(table, profile, named, output);
    }
    let format = named.unwrap_or_default();
    let Some(table) = table else { bail!("no table; name one, as `whom dump --help` lists them") };
    if profile.is_some() && table != Table::Statements {
        bail!("--profile is for the table of statements");
    }
    let selection = if profile.is_some() { selection.selection()? } else { selection.selection_of_table()? };
    if !table.is_of_statements() && (selection.narrows() || !selection.all) {
        bail!("--types and the like select statements; of `{}` everything is written", table.name());
    }
    if format.is_binary() {
        refuse_terminal(output.as_deref())?;
    }
    let (graph, outcome) = graph::open(session, &graph)?;
    let mut output = Output::open(output.as_deref())?;
    let written = graph.source(session, |source| {
        warn_of_nothing(source.findings, &selection)?;
        Ok(match profile {
            Some(profile) => {
                let rows = profile.rows(source, &selection);
                write_cells(profile.name(), profile.columns(), rows, format, &mut output)?
            }
            None => write(&rows(source, table, selection), format, &mut output)?,
        })
    })?;
    output.finish()?;
    if written.cut > 0 {
        warn(&format!(
            "{} texts are longer than a cell of a sheet holds, and were cut; parquet and csv keep them",
            written.cut
        ));
    }
    Ok(outcome)
}

fn explain_columns(
    table: Option<Table>,
    profile: Option<Profile>,
    format: Option<TableFormat>,
    output: Option<PathBuf>,
) -> Result<Outcome> {
    let name = profile.map(Profile::name).or(table.map(Table::name));
    let mut chapters = codebook::chapters();
    chapters.retain(|chapter| name.is_none_or(|name| chapter.name == name));
    if format.is_some_and(TableFormat::is_binary) {
        refuse_terminal(output.as_deref())?;
    }
    let mut output = Output::open(output.as_deref())?;
    match format {
        Some(format) => {
            codebook::write(&chapters, format, &mut output)?;
        }
        None => codebook::write_markdown(&chapters, &mut output)?,
    }
    output.finish()?;
    Ok(Outcome::Done)
}
