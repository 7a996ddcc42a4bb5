//! The verbs that change a graph.

use std::path::Path;

use anyhow::{Result, bail};
use whom::document::discover;
use whom::language::LanguageModel;
use whom::store::{Access, Directory, Make, Manifest, Report, StoreError};
use whom::{Knowledge, Record};

use super::documents::{progress_bar, read_some, warn};
use super::graph::{MEMORY, build_in_memory};
use super::{Outcome, Session};

/// `whom build`
pub fn build(session: &Session, paths: &[String], location: &str) -> Result<Outcome> {
    if location == MEMORY {
        let (knowledge, outcome) = build_in_memory(session, paths)?;
        if !session.quiet {
            let [documents, statements] = [knowledge.records.len(), knowledge.statements.len()];
            eprintln!("{documents} documents, {statements} statements, in memory: nothing was kept");
        }
        return Ok(outcome);
    }
    let location = Path::new(location);
    if paths.is_empty() && Manifest::read(location)?.is_none() {
        bail!("nothing to build; name files, folders, patterns or `-`");
    }
    // What cannot be found is told before a directory is made.
    let inputs = discover(paths)?;
    let mut directory = Directory::open(location, Access::Write)?;
    let (documents, mut outcome) = read_some(&inputs)?;
    let bar = progress_bar(session, "reading");
    let report = with_make(session, |make| {
        whom::store::update(&mut directory, documents, make, &|done, all| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        })
    })?;
    bar.finish_and_clear();
    for (source, reason) in &report.skipped {
        warn(&format!("{source}: {reason}"));
        outcome = Outcome::SomeSkipped;
    }
    if !session.quiet {
        eprintln!("{}", summary(&report));
    }
    Ok(outcome)
}

/// `whom remove`
pub fn remove(session: &Session, documents: &[String], location: &Path) -> Result<Outcome> {
    if Manifest::read(location)?.is_none() {
        return Err(StoreError::Missing { path: location.to_owned() }.into());
    }
    let mut directory = Directory::open(location, Access::Write)?;
    let report = with_make(session, |make| whom::store::remove(&mut directory, documents, make))?;
    if !session.quiet {
        eprintln!("{} documents in the graph", report.documents);
    }
    Ok(Outcome::Done)
}

fn with_make<T>(session: &Session, run: impl FnOnce(&Make<'_>) -> Result<T, StoreError>) -> Result<T> {
    let model = LanguageModel::builtin()?;
    let rules = session.rules();
    let done = run(&Make {
        model: model.version(),
        ontology: session.ontology.version(),
        extract: &|document| Record::extract(document, model, session.ontology),
        reduce: &|records| Knowledge::reduce(records, session.ontology, &session.curation),
        rules: &rules,
    })?;
    Ok(done)
}

fn summary(report: &Report) -> String {
    let counts = [
        (report.added, "added"),
        (report.replaced, "replaced"),
        (report.renewed, "read again"),
        (report.unchanged, "unchanged"),
        (report.resumed, "taken over from a build that was stopped"),
    ];
    let mut parts: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    parts.push(format!("{} documents in the graph", report.documents));
    parts.join(", ")
}
