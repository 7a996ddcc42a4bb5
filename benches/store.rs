//! What it costs to add one document to a graph of many, and to take it out again, beside what reading an article costs.
//!
//! ```text
//! whom extract examples/articles > records.jsonl
//! cargo bench --bench store -- records.jsonl 1000 10000
//! ```
//!
//! Reads records of `whom extract` and makes graphs of as many documents as asked of them (`synthetic`), on disk. Each line of the
//! result is one number of documents: all at once, the phases of one more, and the ratio of that to an article.

mod synthetic;

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use whom::document::Document;
use whom::entity::curation::Curation;
use whom::language::LanguageModel;
use whom::ontology::Ontology;
use whom::store::{Access, Directory, Given, Make, remove, update};
use whom::{Knowledge, Record};

use synthetic::{Parts, recombined};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let Some((file, sizes)) = arguments.split_first() else {
        // `cargo bench` and `cargo test --all-targets` run every benchmark, this one without its records.
        eprintln!("give a file of records (whom extract) and numbers of documents; see benches/store.rs");
        return Ok(());
    };
    let base = synthetic::read(file.as_ref())?;
    let article = article(&base)?;
    println!("an article: {:.3} s, mean of {} read one after the other", article.as_secs_f64(), base.len());
    for size in sizes {
        let size: usize = size.parse().context("a number of documents")?;
        let folder = tempfile::tempdir()?;
        measure(&base, size, folder.path(), article)?;
    }
    Ok(())
}

/// What it takes to read one article, in time of the clock.
fn article(base: &[Record]) -> Result<Duration> {
    let model = LanguageModel::builtin()?;
    let start = Instant::now();
    for record in base {
        std::hint::black_box(Record::extract(record.document.clone(), model, Ontology::builtin()));
    }
    Ok(start.elapsed() / u32::try_from(base.len())?)
}

fn measure(base: &[Record], size: usize, folder: &Path, article: Duration) -> Result<()> {
    let parts = Parts::of(base);
    let make = Make {
        model: &base[0].model,
        ontology: &base[0].ontology,
        extract: &|document: Document| {
            let number: usize = document.source.parse().expect("the source is the number");
            Record { document, ..recombined(base, &parts, number) }
        },
        reduce: &|records, curation| Knowledge::reduce(records, Ontology::builtin(), curation),
        rules: &[],
    };
    let document = |number: usize| Document { source: number.to_string(), ..recombined(base, &parts, number).document };
    let add = |documents: Vec<Document>| -> Result<Duration> {
        let start = Instant::now();
        let mut directory = Directory::open(folder, Access::Write)?;
        update(&mut directory, documents, Given::default(), &make, &|_, _| ())?;
        drop(directory);
        Ok(start.elapsed())
    };
    let all = add((0..size).map(document).collect())?;
    let one = add(vec![document(size)])?;
    let start = Instant::now();
    remove(&mut Directory::open(folder, Access::Write)?, &[size.to_string()], &make)?;
    let out = start.elapsed();

    let start = Instant::now();
    let records = Directory::open(folder, Access::Read)?.records()?;
    let read = start.elapsed();
    let start = Instant::now();
    let knowledge = Knowledge::reduce(records, Ontology::builtin(), &Curation::default());
    let reduced = start.elapsed();
    println!(
        "{size} documents, {} statements: {:.1} s; one more {:.2} s (reading records {:.2}, reducing {:.2}, the rest {:.2}), \
         out again {:.2} s; one more is {:.1} articles",
        knowledge.statements.len(),
        all.as_secs_f64(),
        one.as_secs_f64(),
        read.as_secs_f64(),
        reduced.as_secs_f64(),
        one.saturating_sub(read + reduced).as_secs_f64(),
        out.as_secs_f64(),
        one.as_secs_f64() / article.as_secs_f64()
    );
    Ok(())
}
