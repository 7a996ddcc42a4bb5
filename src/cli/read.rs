//! The verbs that answer questions on a graph.

use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use whom::export::explain::{self as explanation, Marks};
use whom::query::{self, Limits, QueryError};

use super::documents::warn;
use super::output::Output;
use super::{GraphArgs, Outcome, Session, graph};

/// How long a query that was cancelled may take to notice.
const GRACE: Duration = Duration::from_secs(1);

/// The limits that the user set.
pub struct QueryLimits {
    pub rows: Option<usize>,
    pub seconds: Option<u64>,
}

/// The query from the command line, a file or standard input.
pub fn query_text(query: Option<&str>, file: Option<&Path>) -> Result<String> {
    match (query, file) {
        (Some("-"), _) => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).context("standard input: not UTF-8")?;
            Ok(text)
        }
        (Some(query), _) => Ok(query.to_owned()),
        (None, Some(file)) => {
            std::fs::read_to_string(file).with_context(|| format!("{}: cannot be read", file.display()))
        }
        (None, None) => bail!("no query; give one before `--from`, or a file with -f"),
    }
}

/// `whom query`
pub fn query(
    session: &Session,
    arguments: &GraphArgs,
    text: String,
    format: Option<query::Format>,
    output: Option<PathBuf>,
    limits: QueryLimits,
) -> Result<Outcome> {
    let (graph, outcome) = graph::open(session, arguments)?;
    let store = graph.triples(session)?;
    let by_name = output.as_deref().and_then(query::Format::of_path);
    let format = format.or(by_name).unwrap_or(if output.is_none() && std::io::stdout().is_terminal() {
        query::Format::Table
    } else {
        query::Format::Tsv
    });
    let library_limits = Limits { rows: limits.rows, ..Limits::default() };
    let cancellation = library_limits.cancellation.clone();
    // On a thread of its own: a query that does not notice its cancellation ends with the process.
    let (sender, receiver) = channel();
    let worker = std::thread::spawn(move || {
        let run = || -> Result<query::Outcome> {
            let mut output = Output::open(output.as_deref())?;
            let found = query::run(&store, &text, format, &library_limits, &mut output)?;
            output.finish()?;
            Ok(found)
        };
        let _ = sender.send(run());
    });
    let time = limits.seconds.map_or(Duration::MAX, Duration::from_secs);
    let mut found = receiver.recv_timeout(time);
    if matches!(found, Err(RecvTimeoutError::Timeout)) {
        cancellation.cancel();
        found = receiver.recv_timeout(GRACE);
    }
    let Ok(found) = found else {
        match found {
            Err(RecvTimeoutError::Disconnected) => bail!("the query failed inside the engine; please report it"),
            _ => return Err(QueryError::Cancelled.into()),
        }
    };
    // The thread holds the store: RocksDB must be closed before the process ends.
    let _ = worker.join();
    let found = found?;
    if found.cut {
        warn(&format!("only the first {} rows were written; raise --max-rows for more", found.rows));
    }
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
