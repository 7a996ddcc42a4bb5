//! What it costs to add one document to a graph of many, and to take it out again, beside what reading an article costs.
//!
//! ```text
//! whom extract examples/articles > records.jsonl
//! cargo bench --bench store -- records.jsonl 1000 10000
//! ```
//!
//! Reads records of `whom extract` and makes graphs of as many documents as asked of them (`synthetic`), on disk. Each line of the
//! result is one number of documents: all at once, one more and that taken out again (means of several), how many articles one
//! more is, and what it takes to read and resolve all records, as before there were increments.
//! Seconds are those of the processor, all threads together, where the system tells them (Linux), so that what else the machine
//! does matters less.

#[path = "synthetic/clock.rs"]
mod clock;
mod synthetic;

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use whom::document::Document;
use whom::entity::curation::Curation;
use whom::language::LanguageModel;
use whom::ontology::Ontology;
use whom::store::{Access, Directory, Given, Make, remove, update};
use whom::{Knowledge, Record};

use synthetic::{Parts, recombined};

/// How many documents come and go, one at a time.
const TIMES: usize = 5;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let Some((file, sizes)) = arguments.split_first() else {
        // `cargo bench` and `cargo test --all-targets` run every benchmark, this one without its records.
        eprintln!("give a file of records (whom extract) and numbers of documents; see benches/store.rs");
        return Ok(());
    };
    let base = synthetic::read(file.as_ref())?;
    let article = article(&base)?;
    println!("an article: {article:.3} s, mean of {} read one after the other", base.len());
    for size in sizes {
        let size: usize = size.parse().context("a number of documents")?;
        let folder = tempfile::tempdir()?;
        measure(&base, size, folder.path(), article)?;
    }
    Ok(())
}

/// Seconds that the processor spent on this process, or else the time of day.
fn clock() -> f64 {
    clock::now()[1]
}

/// What it takes to read one article.
fn article(base: &[Record]) -> Result<f64> {
    let model = LanguageModel::builtin()?;
    let start = clock();
    for record in base {
        std::hint::black_box(Record::extract(Document::clone(&record.document), model, Ontology::builtin()));
    }
    Ok((clock() - start) / base.len() as f64)
}

fn measure(base: &[Record], size: usize, folder: &Path, article: f64) -> Result<()> {
    let parts = Parts::of(base);
    let make = Make {
        model: &base[0].model,
        ontology: &base[0].ontology,
        extract: &|document: Document| {
            let number: usize = document.source.parse().expect("the source is the number");
            Record { document: document.into(), ..recombined(base, &parts, number) }
        },
        reduce: &|records, curation| Knowledge::reduce(records, Ontology::builtin(), curation),
        linking: Some(Ontology::builtin()),
        rules: &[],
    };
    let document = |number: usize| Arc::unwrap_or_clone(recombined(base, &parts, number).document);
    let add = |documents: Vec<Document>| -> Result<f64> {
        let start = clock();
        let mut directory = Directory::open(folder, Access::Write)?;
        update(&mut directory, documents, Given::default(), &make, &|_, _| ())?;
        drop(directory);
        Ok(clock() - start)
    };
    let all = add((0..size).map(document).collect())?;
    let mut one = 0.0;
    let mut out = 0.0;
    for number in size..size + TIMES {
        one += add(vec![document(number)])? / TIMES as f64;
    }
    for number in size..size + TIMES {
        let start = clock();
        remove(&mut Directory::open(folder, Access::Write)?, &[number.to_string()], &make)?;
        out += (clock() - start) / TIMES as f64;
    }

    let start = clock();
    let records = Directory::open(folder, Access::Read)?.records()?;
    let knowledge = Knowledge::reduce(records, Ontology::builtin(), &Curation::default());
    let anew = clock() - start;
    println!(
        "{size} documents, {} statements: {all:.1} s; one more {one:.2} s, out again {out:.2} s; one more is {:.1} articles; \
         reading and resolving all takes {anew:.2} s",
        knowledge.statements.len(),
        one / article
    );
    Ok(())
}
