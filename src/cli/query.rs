//! The verbs that ask in SPARQL. A query runs in a process of its own, which is ended when its time is over: the engine looks
//! at the clock only where it pulls a quad, and what needs too much memory cannot be stopped from within.

use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::str::FromStr;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::Args;
use whom::query::ask::{QUESTIONS, Question};
use whom::query::{self, Format, Limits, QueryError};

use super::documents::warn;
use super::output::Output;
use super::{GraphArgs, Outcome, Session, graph};

/// Set for the process that runs the query: the format that its parent chose.
const WORKER: &str = "WHOM_QUERY_WORKER";
/// What the worker writes before the result, when the graph is open and the query begins.
const READY: &str = "ready\n";
/// How much of the worker's warnings is kept, in bytes.
const WARNINGS: u64 = 1 << 20;
/// What the worker has by itself, threads and the store's own caches, in MiB.
#[cfg(unix)]
const OWN: u64 = 256;

/// How a result is written and how far a query may go.
#[derive(Args, Debug)]
pub struct QueryArgs {
    /// table, csv, tsv, json, xml, ttl or nt [default: by the file's name]
    #[arg(long)]
    format: Option<Format>,
    /// Write here instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write at most this many rows; 0 is no limit
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    max_rows: usize,
    /// End the query after this many seconds; 0 is no limit
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u64,
    /// End the query when it needs more than this much memory, in MiB; 0 is no limit
    #[arg(long, value_name = "MIB", default_value_t = 2048)]
    max_memory: u64,
    /// Join patterns that share no variable, too
    #[arg(long)]
    allow_products: bool,
    /// Run the query and show its plan instead of its result: rows, time and what each step does
    #[arg(long)]
    explain: bool,
}

/// The query from the command line, a file or standard input.
pub fn query_text(query: Option<&str>, file: Option<&Path>) -> Result<String> {
    match (query, file) {
        (Some("-"), _) => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).context("standard input: not UTF-8")?;
            Ok(text)
        }
        (Some(name), None) if Path::new(name).is_file() => {
            bail!("{name}: is a file, not a query; read it with -f {name}")
        }
        (Some(query), _) => Ok(query.to_owned()),
        (None, Some(file)) => {
            std::fs::read_to_string(file).with_context(|| format!("{}: cannot be read", file.display()))
        }
        (None, None) => bail!("no query; give one before `--from`, or a file with -f"),
    }
}

/// A question that `whom ask` knows, with the name that it is about.
pub fn question_text(question: &Question, name: Option<&str>) -> Result<String> {
    match name {
        None if question.needs_name() => bail!("whom ask {}: about whom? give a name", question.name),
        Some(_) if !question.needs_name() => bail!("whom ask {}: takes no name", question.name),
        name => Ok(question.sparql(name.unwrap_or_default())),
    }
}

/// The question of a name, for the command line.
pub fn question(name: &str) -> Result<&'static Question, String> {
    QUESTIONS.iter().find(|question| question.name == name).ok_or_else(|| {
        let names: Vec<&str> = QUESTIONS.iter().map(|question| question.name).collect();
        format!("unknown question; ask one of {}", names.join(", "))
    })
}

/// Whether this process is the one that runs a query.
pub fn is_worker() -> bool {
    std::env::var_os(WORKER).is_some()
}

/// `whom query` and `whom ask` in the process that runs the query: writes the result to standard output, behind [`READY`].
pub fn work(session: &Session, graph: &GraphArgs, arguments: &QueryArgs, text: &str) -> Result<Outcome> {
    let format = Format::from_str(&std::env::var(WORKER)?).map_err(anyhow::Error::msg)?;
    #[cfg(target_os = "linux")]
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    let (graph, outcome) = graph::open(session, graph)?;
    let store = graph.triples(session)?;
    let mut output = Output::open(None)?;
    output.write_all(READY.as_bytes())?;
    output.flush()?;
    limit_memory(arguments.max_memory)?;
    let limits = Limits {
        rows: Some(arguments.max_rows).filter(|&rows| rows > 0),
        products: arguments.allow_products,
        ..Limits::default()
    };
    if arguments.explain {
        query::explain(&store, text, &limits, &mut output)?;
    } else {
        let found = query::run(&store, text, format, &limits, &mut output)?;
        if found.cut {
            warn(&format!("only the first {} rows were written; raise --max-rows for more", found.rows));
        }
    }
    output.finish()?;
    Ok(outcome)
}

/// From here on this process gets so much more memory and no more: allocations that go beyond it end the process.
#[cfg(unix)]
fn limit_memory(mebibytes: u64) -> Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    const MEBIBYTE: u64 = 1 << 20;
    if mebibytes == 0 {
        return Ok(());
    }
    // A graph in memory is not the query's.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = |line: &str| line.strip_prefix("VmData:")?.trim().strip_suffix(" kB")?.parse::<u64>().ok();
    let before = status.lines().find_map(kilobytes).map_or(OWN * MEBIBYTE, |data| data * 1024);
    let limit = before.saturating_add(mebibytes.saturating_mul(MEBIBYTE));
    let maximum = getrlimit(Resource::Data).maximum;
    let limit = maximum.map_or(limit, |maximum| limit.min(maximum));
    setrlimit(Resource::Data, Rlimit { current: Some(limit), maximum }).context("the memory cannot be limited")
}

#[cfg(not(unix))]
fn limit_memory(_mebibytes: u64) -> Result<()> {
    Ok(())
}

/// `whom query` and `whom ask`: has another process of this program run the query, writes what it gives, and ends it when its
/// time is over.
pub fn supervise(arguments: &QueryArgs) -> Result<Outcome> {
    let by_name = arguments.output.as_deref().and_then(Format::of_path);
    let on_terminal = arguments.output.is_none() && std::io::stdout().is_terminal();
    let format = arguments.format.or(by_name).unwrap_or(if on_terminal { Format::Table } else { Format::Tsv });
    let mut child = Command::new(std::env::current_exe().context("the program does not find itself")?)
        .args(std::env::args_os().skip(1))
        .env(WORKER, format.to_string())
        // The allocator must not set memory aside before it is limited: what it has then would come on top.
        .env("MIMALLOC_ARENA_RESERVE", "0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("the query cannot be started")?;
    let mut result = BufReader::new(child.stdout.take().context("the query has no output")?);
    let errors = child.stderr.take().context("the query has no output")?;
    let told = std::thread::spawn(move || {
        let mut text = String::new();
        let _ = errors.take(WARNINGS).read_to_string(&mut text);
        text
    });
    let mut ready = String::new();
    result.read_line(&mut ready)?;
    let child = Mutex::new(child);
    let (copied, late) = if ready == READY {
        copy(&mut result, &child, arguments)
    } else {
        // It has told why on its other output.
        (Ok(None), false)
    };
    if copied.is_err() {
        end(&child);
    }
    let status = child.into_inner().unwrap_or_else(PoisonError::into_inner).wait()?;
    let told = told.join().unwrap_or_default();
    let output = copied?;
    if late {
        return Err(QueryError::Cancelled.into());
    }
    let Some(code) = status.code() else {
        if arguments.max_memory > 0 {
            return Err(QueryError::Memory(arguments.max_memory).into());
        }
        bail!("the query failed inside the engine ({status}); please report it");
    };
    let (errors, others): (Vec<&str>, Vec<&str>) = told.lines().partition(|line| line.starts_with("error: "));
    for line in others {
        eprintln!("{line}");
    }
    if let (Some(error), 2) = (errors.last(), code) {
        bail!(error.trim_start_matches("error: ").to_owned());
    }
    match (code, output) {
        (0, Some(output)) => output.finish().map(|()| Outcome::Done),
        (1, Some(output)) => output.finish().map(|()| Outcome::SomeSkipped),
        _ => bail!("the query failed inside the engine ({status}); please report it"),
    }
}

/// Copies the result; tells whether the query had to be ended for its time. The output is still to be finished.
fn copy(result: &mut impl Read, child: &Mutex<Child>, arguments: &QueryArgs) -> (Result<Option<Output>>, bool) {
    let (done, clock) = channel::<()>();
    let time = if arguments.timeout == 0 { Duration::MAX } else { Duration::from_secs(arguments.timeout) };
    std::thread::scope(|scope| {
        let watch = scope.spawn(move || {
            let late = clock.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
            if late {
                end(child);
            }
            late
        });
        let mut copy = || -> Result<Option<Output>> {
            let mut output = Output::open(arguments.output.as_deref())?;
            std::io::copy(result, &mut output)?;
            output.flush()?;
            Ok(Some(output))
        };
        let copied = copy();
        drop(done);
        (copied, watch.join().unwrap_or_default())
    })
}

fn end(child: &Mutex<Child>) {
    let _ = child.lock().unwrap_or_else(PoisonError::into_inner).kill();
}
