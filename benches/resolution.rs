//! How the cost of resolution grows with the number of documents.
//!
//! ```text
//! python benches/short_documents.py ../shared/corpora/train 5000 > documents.jsonl
//! whom extract documents.jsonl > records.jsonl
//! cargo bench --bench resolution -- records.jsonl 10000 100000
//! ```
//!
//! Reads records of `whom extract` and makes as many as asked of them (`synthetic`). Of each number of documents the best of
//! three runs counts, in time of the processor; the last line is the ratio of the costs per document of the last number and the
//! first.

mod synthetic;

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use whom::Record;
use whom::entity::curation::Curation;
use whom::entity::resolution::resolve;
use whom::ontology::Ontology;

use synthetic::{Parts, recombined};

const RUNS: usize = 3;
fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let Some((file, sizes)) = arguments.split_first() else {
        // `cargo bench` and `cargo test --all-targets` run every benchmark, this one without its records.
        eprintln!("give a file of records (whom extract) and numbers of documents; see benches/resolution.rs");
        return Ok(());
    };
    let sizes: Vec<usize> =
        sizes.iter().map(|size| size.parse().context("a number of documents")).collect::<Result<_>>()?;
    let base = synthetic::read(file.as_ref())?;
    if sizes.is_empty() {
        bail!("no numbers of documents");
    }
    let parts = Parts::of(&base);
    let mut costs = Vec::new();
    for &size in &sizes {
        let mut records: Vec<Record> = (0..size).map(|i| recombined(&base, &parts, i)).collect();
        records.sort_by(|a, b| a.document.id.cmp(&b.document.id));
        let mut best = Duration::MAX;
        let mut found = None;
        for _ in 0..RUNS {
            let start = clock();
            let resolution = resolve(black_box(&records), Ontology::builtin(), &Curation::default());
            best = best.min(clock() - start);
            found = Some((resolution.entities.len(), resolution.proposals.len()));
        }
        let (entities, proposals) = found.unwrap_or_default();
        let cost = best.as_secs_f64() * 1e6 / size as f64;
        println!(
            "{size} documents: {:.2} s, {cost:.0} µs a document, {entities} entities, {proposals} proposals",
            best.as_secs_f64()
        );
        costs.push(cost);
    }
    println!("last to first: {:.2}", costs[costs.len() - 1] / costs[0]);
    Ok(())
}

/// The time that the processor spent on this thread, where the system tells it (Linux), so that what else the machine does
/// matters less; else the time of day.
fn clock() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let on_processor = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = on_processor.and_then(|line| line.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}
