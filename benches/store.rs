//! What it costs to add one document to a graph of many, and to take it out again, beside what reading an article costs.
//!
//! ```text
//! whom extract examples/articles > records.jsonl
//! cargo bench --bench store -- records.jsonl 1000 10000 GRAPH [TEXT.txt...]
//! ```
//!
//! Reads records of `whom extract` and makes graphs of as many documents as asked of them (`synthetic`), on disk; a graph of the
//! user's own, which `whom build` made, is copied. One document more is one of the texts, or without them a text of the same kind as
//! the graphs, written to a file, and given to `whom build`: a process of its own, as a user has it, in which
//! reading the file and the start of the program are part of the cost. Each is also added to an empty graph just before. Each line
//! of the result is one graph: one more and that taken out again (means of several, with the least and the most), how many times
//! what it costs in an empty graph, and what it takes to read and resolve all records, as before there were increments.
//! Seconds are those of the processor, all threads together, where the system tells them (Linux), so that what else the machine
//! does matters less.

#[path = "synthetic/clock.rs"]
mod clock;
mod synthetic;

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use whom::document::Document;
use whom::entity::curation::Curation;
use whom::language::LanguageModel;
use whom::mention::{Mention, MentionKind};
use whom::ontology::Ontology;
use whom::store::{Access, Directory, Given, Make, update};
use whom::{Knowledge, Record};

use synthetic::{Parts, recombined};

/// As in `src/main.rs`.
#[cfg(feature = "rocksdb")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many documents come and go, one at a time, where none are given.
const TIMES: usize = 5;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let (texts, arguments): (Vec<String>, Vec<String>) = arguments.into_iter().partition(|a| a.ends_with(".txt"));
    let texts: Vec<PathBuf> = texts.into_iter().map(PathBuf::from).collect();
    let Some((file, sizes)) = arguments.split_first() else {
        // `cargo bench` and `cargo test --all-targets` run every benchmark, this one without its records.
        eprintln!("give a file of records (whom extract) and numbers of documents or graphs; see benches/store.rs");
        return Ok(());
    };
    let base = synthetic::read(file.as_ref())?;
    let model = LanguageModel::builtin()?;
    // The program would read all documents again.
    if base.iter().any(|record| record.model != model.version() || record.ontology != Ontology::builtin().version()) {
        bail!("{file} is of another version: write it with this version's `whom extract`");
    }
    println!("an article: {:.3} s, mean of {} read one after the other", article(&base, model)?, base.len());
    for size in sizes {
        let folder = tempfile::tempdir()?;
        let folder = folder.path().join("graph");
        match size.parse() {
            Ok(size) => make(&base, size, &folder)?,
            Err(_) => {
                Directory::open(size.as_ref(), Access::Read).context("neither a number nor a graph")?.backup(&folder)?
            }
        }
        measure(&base, &folder, &texts)?;
    }
    Ok(())
}

/// Seconds that the processor spent on this process and its children, or else the time of day.
fn clock() -> f64 {
    clock::now()[1]
}

/// What it takes to read one article.
fn article(base: &[Record], model: &LanguageModel) -> Result<f64> {
    let start = clock();
    for record in base {
        std::hint::black_box(Record::extract(Document::clone(&record.document), model, Ontology::builtin()));
    }
    Ok((clock() - start) / base.len() as f64)
}

/// Seconds that several runs of the same took.
struct Costs(Vec<f64>);

impl Costs {
    fn mean(&self) -> f64 {
        self.0.iter().sum::<f64>() / self.0.len() as f64
    }
}

impl fmt::Display for Costs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (least, most) = self.0.iter().fold((f64::MAX, 0.0_f64), |(least, most), &s| (least.min(s), most.max(s)));
        write!(f, "{:.2} s ({least:.2} to {most:.2})", self.mean())
    }
}

/// What `whom VERB DOCUMENT -l GRAPH` takes, in a process of its own.
fn whom(verb: &str, document: &Path, graph: &Path) -> Result<f64> {
    let start = clock();
    let arguments = [OsStr::new(verb), OsStr::new("-q"), document.as_os_str(), OsStr::new("-l"), graph.as_os_str()];
    let status = Command::new(env!("CARGO_BIN_EXE_whom")).args(arguments).status()?;
    if !status.success() {
        bail!("whom {verb}: {status}");
    }
    Ok(clock() - start)
}

/// The text of the `number`th synthetic document as a file: that of its record with the names that the record has.
fn write(base: &[Record], number: usize, folder: &Path) -> Result<PathBuf> {
    let record = recombined(base, &Parts::of(base), number);
    let letters: Vec<char> = record.document.text.chars().collect();
    let mut names: Vec<&Mention> = record.mentions.iter().filter(|m| m.kind == MentionKind::Name).collect();
    names.sort_by_key(|name| (name.span.start, name.span.end));
    let mut text = String::new();
    let mut done = 0;
    for name in names {
        if name.span.start >= done {
            text.extend(&letters[done..name.span.start]);
            text.push_str(&name.text);
            done = name.span.end;
        }
    }
    text.extend(&letters[done..]);
    let path = folder.join(format!("{number}.txt"));
    std::fs::write(&path, text)?;
    Ok(path)
}

/// Makes a graph of so many documents.
fn make(base: &[Record], size: usize, folder: &Path) -> Result<()> {
    let parts = Parts::of(base);
    let rules = [whom::mention::rules(), whom::entity::rules(), whom::proposition::rules()].concat();
    let make = Make {
        model: &base[0].model,
        ontology: &base[0].ontology,
        extract: &|document: Document| {
            let number: usize = document.source.parse().expect("the source is the number");
            Record { document: document.into(), ..recombined(base, &parts, number) }
        },
        reduce: &|records, curation| Knowledge::reduce(records, Ontology::builtin(), curation),
        linking: Some(Ontology::builtin()),
        rules: &rules,
    };
    let documents = (0..size).map(|number| Arc::unwrap_or_clone(recombined(base, &parts, number).document)).collect();
    let start = clock();
    let mut directory = Directory::open(folder, Access::Write)?;
    update(&mut directory, documents, Given::default(), &make, &|_, _| ())?;
    drop(directory);
    println!("{size} documents: {:.1} s", clock() - start);
    Ok(())
}

/// What it costs to add documents to a graph and to take them out again, one at a time: these texts, or some that are made.
fn measure(base: &[Record], folder: &Path, texts: &[PathBuf]) -> Result<()> {
    let size = Directory::open(folder, Access::Read)?.manifest().documents.len();
    let written = tempfile::tempdir()?;
    let made = (size..size + TIMES).map(|number| write(base, number, written.path()));
    let files = if texts.is_empty() { made.collect::<Result<_>>()? } else { texts.to_vec() };
    let [mut alone, mut one, mut out] = [const { Vec::new() }; 3].map(Costs);
    for file in &files {
        let empty = tempfile::tempdir()?;
        alone.0.push(whom("build", file, empty.path())?);
        one.0.push(whom("build", file, folder)?);
    }
    for file in &files {
        out.0.push(whom("remove", file, folder)?);
    }

    let start = clock();
    let records = Directory::open(folder, Access::Read)?.records()?;
    let knowledge = Knowledge::reduce(records, Ontology::builtin(), &Curation::default());
    let anew = clock() - start;
    println!(
        "{size} documents, {} statements: one more {one}, {:.1} times one in an empty graph, {alone}; out again {out}; \
         reading and resolving all takes {anew:.2} s",
        knowledge.statements.len(),
        one.mean() / alone.mean()
    );
    Ok(())
}
