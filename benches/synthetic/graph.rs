//! What `benches/compare.py` measures of whom, each step by itself, so that its time and memory can be told: `make bench`.
//!
//! ```text
//! synthetic_graph records RECORDS STATEMENTS > many.jsonl    as many records as have so many statements (`synthetic`)
//! synthetic_graph load many.jsonl GRAPH                      a graph of them on disk
//! synthetic_graph pagerank GRAPH                             ranks of the entities, over all statements
//! ```
//!
//! `pagerank` prints its parts as JSON: seconds of the clock and of the processor.

mod clock;
#[path = "mod.rs"]
mod synthetic;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use rayon::prelude::*;
use whom::document::Document;
use whom::graph::{Selection, page_rank, project};
use whom::ontology::Ontology;
use whom::store::{Access, Directory, Given, Make, update};
use whom::{Knowledge, Record};

use synthetic::{Parts, recombined};

/// As in `src/main.rs`. Of a large graph that is new `whom build` lets it have huge pages (`src/cli/pages.rs`).
#[cfg(feature = "rocksdb")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many records are read at a time.
const BATCH: usize = 1024;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["records", records, statements] => write_records(records.as_ref(), statements.parse()?),
        ["load", records, graph] => load(records.as_ref(), graph.as_ref()),
        ["pagerank", graph] => rank(graph.as_ref()),
        _ => bail!("say records, load or pagerank; see benches/synthetic/graph.rs"),
    }
}

fn write_records(records: &Path, statements: usize) -> Result<()> {
    let base = synthetic::read(records)?;
    let parts = Parts::of(&base);
    let mut output = BufWriter::new(std::io::stdout().lock());
    let mut written = 0;
    for number in 0.. {
        if written >= statements {
            break;
        }
        let record = recombined(&base, &parts, number);
        written += record.propositions.len();
        serde_json::to_writer(&mut output, &record)?;
        output.write_all(b"\n")?;
    }
    Ok(output.flush()?)
}

fn load(records: &Path, graph: &Path) -> Result<()> {
    let mut lines =
        BufReader::new(std::fs::File::open(records).with_context(|| records.display().to_string())?).lines();
    let mut all: BTreeMap<String, Record> = BTreeMap::new();
    loop {
        let batch: Vec<String> = lines.by_ref().take(BATCH).collect::<Result<_, _>>()?;
        if batch.is_empty() {
            break;
        }
        let read: Vec<Record> = batch.par_iter().map(|line| serde_json::from_str(line)).collect::<Result<_, _>>()?;
        all.extend(read.into_iter().map(|record| (record.document.id.clone(), record)));
    }
    let (model, ontology) = all.values().next().map(|r| (r.model.clone(), r.ontology.clone())).context("no records")?;
    let documents: Vec<Document> = all.values().map(|record| Document::clone(&record.document)).collect();
    let count = documents.len();
    let all = Mutex::new(all);
    let make = Make {
        model: &model,
        ontology: &ontology,
        extract: &|document| {
            let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
            all.remove(&document.id).expect("each document is read once")
        },
        reduce: &|records, curation| Knowledge::reduce(records, Ontology::builtin(), curation),
        linking: Some(Ontology::builtin()),
        rules: &[],
    };
    let mut directory = Directory::open(graph, Access::Write)?;
    update(&mut directory, documents, Given::default(), &make, &|_, _| ())?;
    println!("{{\"documents\": {count}}}");
    Ok(())
}

/// What passed between two readings of the clocks, as JSON.
fn between(start: [f64; 2], end: [f64; 2]) -> String {
    format!("[{:.3}, {:.3}]", end[0] - start[0], end[1] - start[1])
}

fn rank(graph: &Path) -> Result<()> {
    let start = clock::now();
    let stored = Directory::open(graph, Access::Read)?.findings().context("the graph has no findings that fit it")?;
    let findings = stored.whole()?;
    let read = clock::now();
    let projection = project(&findings, &Selection::default())?;
    let ranks = page_rank(&projection);
    let ranked = clock::now();
    println!(
        "{{\"statements\": {}, \"entities\": {}, \"nodes\": {}, \"edges\": {}, \"read\": {}, \"ranked\": {}}}",
        findings.statements.len(),
        findings.entities.len(),
        ranks.len(),
        projection.edge_count(),
        between(start, read),
        between(read, ranked)
    );
    Ok(())
}
