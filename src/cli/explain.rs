//! `whom explain`

use std::io::{IsTerminal, Write};

use anyhow::{Result, bail};
use whom::export::explain::{self as explanation, Marks};

use super::output::Output;
use super::{GraphArgs, Outcome, Session, graph};

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
