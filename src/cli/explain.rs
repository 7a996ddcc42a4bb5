//! `whom explain`

use std::io::{IsTerminal, Write};

use anyhow::{Result, bail};
use whom::entity::curation::Decisions;
use whom::export::explain::{self as explanation, Marks};
use whom::review::Curated;

use super::graph::Graph;
use super::output::Output;
use super::{GraphArgs, Outcome, Session, graph};

/// `whom explain`
pub fn explain(session: &Session, arguments: &GraphArgs, name: &str) -> Result<Outcome> {
    let (graph, outcome) = graph::open(session, arguments)?;
    let marks = if std::io::stdout().is_terminal() { Marks::Colours } else { Marks::Brackets };
    let rules = session.rules();
    let text = match graph {
        // Where no decision has to be looked up, few of the records are needed.
        Graph::Directory(directory) if !directory.manifest().is_curated() => {
            let held = graph::held(&directory, session)?;
            let record = |document: usize| directory.record(&directory.manifest().documents[document]);
            explanation::explain(held.findings(), record, &Decisions::default(), &rules, name, marks)?
        }
        graph => {
            let Curated { knowledge, curation, .. } = graph.curated(session)?;
            let record = |document: usize| Ok(knowledge.records[document].clone());
            explanation::explain(&knowledge, record, &curation.decisions, &rules, name, marks)?
        }
    };
    let Some(text) = text else {
        bail!("{name}: no such statement or entity; `whom dump statements` and `whom dump entities` list them");
    };
    let mut output = Output::open(None)?;
    output.write_all(text.as_bytes())?;
    output.finish()?;
    Ok(outcome)
}
