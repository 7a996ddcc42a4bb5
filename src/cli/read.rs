//! The verbs that read a graph.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use whom::export::explain::Marks;
use whom::export::tables::Table;
use whom::export::tabular::TableFormat;
use whom::export::{Format, cytoscape, explain as explanation, gexf, graphml, pair, rdf, tables, tabular};
use whom::graph::{Summary, summarize};
use whom::store::rdf::Reification;

use super::output::Output;
use super::{GraphArgs, Outcome, SelectionArgs, Session, graph};

/// `whom export`
pub fn export(
    session: &Session,
    arguments: &GraphArgs,
    format: Option<Format>,
    output: Option<&Path>,
    selection: SelectionArgs,
    flat: bool,
) -> Result<Outcome> {
    let Some(format) = format.or_else(|| output.and_then(Format::of_path)) else {
        bail!("no format; name one, as `whom export --help` lists them, or a file with such an ending");
    };
    let selection = &selection.selection()?;
    if format.is_rdf() && (selection.narrows() || selection.collapse) {
        bail!(
            "RDF holds the whole graph; export graphml, gexf, cyjs, gephi or neo4j, or narrow it with a CONSTRUCT query"
        );
    }
    let (graph, outcome) = graph::open(session, arguments)?;
    let knowledge = graph.knowledge(session)?;
    if let Format::Pair(dialect) = format {
        let Some(folder) = output.filter(|path| *path != Path::new("-")) else {
            bail!("this format is two files, nodes.csv and edges.csv; name a folder for them with -o");
        };
        std::fs::create_dir_all(folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
        let mut nodes = Output::open(Some(&folder.join("nodes.csv")))?;
        let mut edges = Output::open(Some(&folder.join("edges.csv")))?;
        pair::write(&knowledge, selection, dialect, &mut nodes, &mut edges)?;
        nodes.finish()?;
        edges.finish()?;
        return Ok(outcome);
    }
    let mut output = Output::open(output)?;
    match format {
        Format::GraphMl => graphml::write(&knowledge, selection, &mut output)?,
        Format::Gexf => gexf::write(&knowledge, selection, &mut output)?,
        Format::Cytoscape => cytoscape::write(&knowledge, selection, &mut output)?,
        _ => {
            let reification = if flat { Reification::Flat } else { Reification::TripleTerms };
            rdf::write(
                &knowledge,
                &session.rules(),
                format,
                rdf::Options { all: selection.all, reification },
                &mut output,
            )?;
        }
    }
    output.finish()?;
    Ok(outcome)
}

/// `whom dump`
pub fn dump(
    session: &Session,
    arguments: &GraphArgs,
    table: Table,
    format: Option<TableFormat>,
    output: Option<&Path>,
) -> Result<Outcome> {
    let format = format.or_else(|| output.and_then(TableFormat::of_path)).unwrap_or_default();
    let (graph, outcome) = graph::open(session, arguments)?;
    let knowledge = graph.knowledge(session)?;
    let mut output = Output::open(output)?;
    tabular::write(table, tables::rows(&knowledge, table), format, &mut output)?;
    output.finish()?;
    Ok(outcome)
}

/// `whom explain`
pub fn explain(session: &Session, arguments: &GraphArgs, name: &str) -> Result<Outcome> {
    let (graph, outcome) = graph::open(session, arguments)?;
    let curated = graph.curated(session)?;
    let marks = if std::io::stdout().is_terminal() { Marks::Colours } else { Marks::Brackets };
    let Some(text) =
        explanation::explain(&curated.knowledge, &curated.curation.decisions, &session.rules(), name, marks)
    else {
        bail!("{name}: no such statement or entity; `whom dump statements` and `whom dump entities` list them");
    };
    let mut output = Output::open(None)?;
    output.write_all(text.as_bytes())?;
    output.finish()?;
    Ok(outcome)
}

/// `whom stats`
pub fn stats(session: &Session, arguments: &GraphArgs, json: bool, top: usize) -> Result<Outcome> {
    let (graph, outcome) = graph::open(session, arguments)?;
    let summary = summarize(&graph.knowledge(session)?, top);
    let mut output = Output::open(None)?;
    if json {
        writeln!(output, "{}", serde_json::to_string_pretty(&summary)?)?;
    } else {
        print_summary(&summary, &mut output)?;
    }
    output.finish()?;
    Ok(outcome)
}

fn print_summary(summary: &Summary, output: &mut dyn Write) -> Result<()> {
    let mut line = |indent: usize, name: &str, value: &dyn std::fmt::Display| {
        writeln!(output, "{:indent$}{name:<width$}{value:>8}", "", width = 28 - indent)
    };
    line(0, "documents", &summary.documents)?;
    line(2, "independent sources", &summary.origins)?;
    line(0, "sentences", &summary.sentences)?;
    line(0, "mentions", &summary.mentions)?;
    for (kind, count) in &summary.mentions_by_kind {
        line(2, kind, count)?;
    }
    line(0, "entities", &summary.entities)?;
    for (entity_type, count) in &summary.entities_by_type {
        line(2, entity_type, count)?;
    }
    line(2, "linked to Wikidata", &summary.entities_with_wikidata)?;
    line(0, "statements", &summary.statements)?;
    line(2, "factual", &summary.statements_factual)?;
    line(2, "negative", &summary.statements_negative)?;
    line(2, "attributed", &summary.statements_attributed)?;
    for (modality, count) in &summary.statements_by_modality {
        line(2, modality, count)?;
    }
    line(0, "evidence", &summary.evidence)?;
    line(0, "graph of facts: nodes", &summary.nodes)?;
    line(2, "edges", &summary.edges)?;
    line(2, "components", &summary.components)?;
    line(2, "nodes in the largest", &summary.largest_component)?;
    for (title, ranking) in [("degree", &summary.top_by_degree), ("PageRank", &summary.top_by_page_rank)] {
        if !ranking.is_empty() {
            writeln!(output, "\ntop by {title}")?;
        }
        for entity in ranking {
            let value = if title == "degree" { format!("{}", entity.value) } else { format!("{:.4}", entity.value) };
            writeln!(output, "  {value:>8}  {} ({})", entity.label, entity.entity_type)?;
        }
    }
    Ok(())
}
