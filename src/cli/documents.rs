//! Reading documents: warnings for those that are skipped, progress, and the verbs that need no graph.

use std::io::{IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use whom::Record;
use whom::document::{Document, Input, InputKind, discover, read};
use whom::language::{LanguageModel, conllu};
use whom::span::IndexedText;

use super::output::Output;
use super::{Outcome, Session};

/// How many inputs are held in memory at a time by verbs that need no graph.
const BATCH: usize = 256;

/// Reads all documents; fails if there is not one among them that can be read.
pub fn read_some(inputs: &[Input]) -> Result<(Vec<Document>, Outcome)> {
    let (documents, outcome) = read_all(inputs);
    some_read(documents.len(), outcome)?;
    Ok((documents, outcome))
}

/// Fails where documents were skipped and none was read.
fn some_read(documents: usize, outcome: Outcome) -> Result<()> {
    if documents == 0 && outcome == Outcome::SomeSkipped {
        bail!("no document could be read, so nothing was done; the warnings above say why");
    }
    Ok(())
}

/// Reads all documents; those that cannot be read are named on stderr.
fn read_all(inputs: &[Input]) -> (Vec<Document>, Outcome) {
    let results: Vec<_> = inputs.par_iter().flat_map_iter(read).collect();
    let mut documents = Vec::with_capacity(results.len());
    let mut outcome = Outcome::Done;
    for result in results {
        match result {
            Ok(document) => documents.push(document),
            Err(error) => {
                warn(&error.to_string());
                outcome = Outcome::SomeSkipped;
            }
        }
    }
    (documents, outcome)
}

/// One line on stderr.
pub fn warn(message: &str) {
    eprintln!("warning: {}", message.split_whitespace().collect::<Vec<_>>().join(" "));
}

/// A bar on stderr, if someone can see it.
pub fn progress_bar(session: &Session, what: &'static str) -> ProgressBar {
    if session.quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}").expect("a valid template");
    ProgressBar::new(0).with_style(style).with_message(what)
}

/// `whom extract`
pub fn extract(session: &Session, paths: &[String], output: Option<&Path>) -> Result<Outcome> {
    let model = LanguageModel::builtin()?;
    each_document(session, &discover(paths)?, output, |document| {
        let record = Record::extract(document, model, session.ontology);
        Ok(serde_json::to_string(&record)? + "\n")
    })
}

/// `whom parse`
pub fn parse(session: &Session, paths: &[String], prose: bool, output: Option<&Path>) -> Result<Outcome> {
    let model = LanguageModel::builtin()?;
    let mut inputs = discover(paths)?;
    for input in inputs.iter_mut().filter(|_| prose) {
        input.kind = match input.kind {
            InputKind::Text => InputKind::Prose,
            InputKind::Stdin { .. } => InputKind::Stdin { prose },
            _ => bail!("{}: --prose is for plain text", input.source),
        };
    }
    each_document(session, &inputs, output, |document| {
        let sentences = model.parse(&document);
        Ok(conllu::write(&document.id, &IndexedText::new(&document.text), &sentences))
    })
}

/// `whom parse --conllu`
pub fn parse_conllu(paths: &[String], output: Option<&Path>) -> Result<Outcome> {
    let model = LanguageModel::builtin()?;
    let mut output = Output::open(output)?;
    for path in paths {
        let conllu =
            if path == "-" { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(path) };
        let conllu = conllu.with_context(|| format!("{path}: cannot be read"))?;
        let parsed = model.parse_conllu(&conllu).with_context(|| path.clone())?;
        output.write_all(parsed.as_bytes())?;
    }
    output.finish()?;
    Ok(Outcome::Done)
}

/// Writes what a function makes of each document, in the order of the inputs.
pub fn each_document(
    session: &Session,
    inputs: &[Input],
    output: Option<&Path>,
    write: impl Fn(Document) -> Result<String> + Sync,
) -> Result<Outcome> {
    let mut output = Output::open(output)?;
    let bar = progress_bar(session, "reading");
    bar.set_length(inputs.len() as u64);
    let mut outcome = Outcome::Done;
    let mut count = 0;
    for batch in inputs.chunks(BATCH) {
        let (documents, read) = read_all(batch);
        if read == Outcome::SomeSkipped {
            outcome = read;
        }
        count += documents.len();
        let written: Vec<String> = documents.into_par_iter().map(&write).collect::<Result<_>>()?;
        for text in written {
            output.write_all(text.as_bytes())?;
        }
        bar.inc(batch.len() as u64);
    }
    bar.finish_and_clear();
    output.finish()?;
    some_read(count, outcome)?;
    Ok(outcome)
}
