//! The verbs that change a graph.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use whom::document::{Document, discover};
use whom::entity::gazetteer::{self, Gazetteer};
use whom::language::LanguageModel;
use whom::review::Review;
use whom::store::{Access, Directory, Given, Make, Manifest, Report, StoreError};
use whom::{Knowledge, Record};

use super::documents::{progress_bar, read_some, warn};
use super::graph::{MEMORY, build_in_memory};
use super::{Outcome, Session, pages};

/// What the user knows better than the texts.
#[derive(Args, Debug)]
pub struct CurationArgs {
    /// Take decisions from this file instead of GRAPH/review.tsv; the graph keeps them
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// Link to the people and bodies in this file, JSON lines or CSV; the graph keeps it. May be given several times
    #[arg(long, value_name = "FILE")]
    gazetteer: Vec<PathBuf>,
    /// Take the gazetteer out of the graph
    #[arg(long, conflicts_with = "gazetteer")]
    no_gazetteer: bool,
}

impl CurationArgs {
    /// Reads and checks the files, and the review of the graph.
    fn read(&self, session: &Session, review: Option<&Path>) -> Result<Given> {
        let own = review.filter(|path| path.exists()).map(read_review).transpose()?;
        let review = match (&self.decisions, own) {
            (Some(path), own) => {
                let taken = read_review(path)?;
                // Else the next build without the option would go back to the other decisions.
                if let Some(own) = own.filter(|own| own.canonical() != taken.canonical()) {
                    bail!(
                        "{} holds other decisions than {}, and later builds would take them; bring the two together, or move it away",
                        own.file,
                        taken.file
                    );
                }
                Some(taken)
            }
            (None, own) => own,
        };
        let gazetteer = if self.no_gazetteer {
            Some(Gazetteer::default())
        } else if self.gazetteer.is_empty() {
            None
        } else {
            let mut entries = Vec::new();
            for path in &self.gazetteer {
                entries.extend(gazetteer::read(path, session.ontology)?);
            }
            Some(Gazetteer::new(entries))
        };
        Ok(Given { review, gazetteer })
    }
}

/// The decisions and proposals in a file.
pub fn read_review(path: &Path) -> Result<Review> {
    let content = std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    Ok(Review::parse(&path.display().to_string(), &content)?)
}

/// `whom build`
pub fn build(session: &Session, paths: &[String], location: &str, curation: &CurationArgs) -> Result<Outcome> {
    if location == MEMORY {
        let given = curation.read(session, None)?;
        let file = given.review_file();
        let (curated, outcome) = build_in_memory(session, paths, given)?;
        warn_unknown(&file, &curated.unknown);
        warn_idle(&file, &curated.idle);
        let knowledge = curated.knowledge;
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
    // What cannot be found or read is told before a directory is made.
    let inputs = discover(paths)?;
    let review = Directory::review_path(location);
    let given = curation.read(session, Some(&review))?;
    let mut directory = Directory::open(location, Access::Write)?;
    let file = given.review_file();
    let counts = (
        given.review.as_ref().map_or(0, |review| review.decided().count()),
        given.gazetteer.as_ref().map_or(0, |gazetteer| gazetteer.entries().len()),
    );
    let earlier = if given.review.is_none() { directory.review()?.decided().count() } else { 0 };
    let (documents, mut outcome) = read_some(&inputs)?;
    pages::huge_for(documents.len(), directory.manifest().documents.len());
    directory.read_ahead(&documents);
    let bar = progress_bar(session, "reading");
    let model = LanguageModel::builtin()?;
    let extract = |document| Record::extract(document, model, session.ontology);
    let report = with_make(session, &extract, |make| {
        whom::store::update(&mut directory, documents, given, make, &|done, all| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        })
    })?;
    bar.finish_and_clear();
    for (source, reason) in &report.skipped {
        warn(&format!("{source}: {reason}"));
        outcome = Outcome::SomeSkipped;
    }
    warn_unknown(&file, &report.unknown);
    warn_idle(&file, &report.idle);
    if !session.quiet {
        if earlier > 0 {
            let decisions = if earlier == 1 { "decision" } else { "decisions" };
            eprintln!(
                "{} is not there: {earlier} {decisions} of earlier builds kept; `whom review` writes the file again, and an \
                 empty one undoes them",
                review.display()
            );
        }
        eprintln!("{}", summary(&report, counts));
    }
    Ok(outcome)
}

/// Decisions that nothing answers to may be misspelt, or wait for documents that are still to come.
fn warn_unknown(file: &str, unknown: &[(u64, String)]) {
    const SHOWN: usize = 5;
    if unknown.is_empty() {
        return;
    }
    let named: Vec<String> = unknown.iter().take(SHOWN).map(|(line, name)| format!("`{name}` (line {line})")).collect();
    let more = if unknown.len() > SHOWN { ", ..." } else { "" };
    warn(&format!(
        "{file}: kept for later, as the graph has no group, entity or document of this name: {}{more}",
        named.join(", ")
    ));
}

fn warn_idle(file: &str, idle: &[(u64, String)]) {
    for (line, why) in idle {
        warn(&format!("{file}:{line}: {why}"));
    }
}

/// `whom remove`
pub fn remove(session: &Session, documents: &[String], location: &Path) -> Result<Outcome> {
    if Manifest::read(location)?.is_none() {
        return Err(StoreError::Missing { path: location.to_owned() }.into());
    }
    let mut directory = Directory::open(location, Access::Write)?;
    // The records that stay are there: no model is loaded.
    let extract = |_| unreachable!("nothing is read where documents go");
    let report = with_make(session, &extract, |make| whom::store::remove(&mut directory, documents, make))?;
    if !session.quiet {
        eprintln!("{} documents in the graph", report.documents);
    }
    Ok(Outcome::Done)
}

/// `whom backup`
pub fn backup(location: &Path, folder: &Path) -> Result<Outcome> {
    Directory::open(location, Access::Read)?.backup(folder)?;
    Ok(Outcome::Done)
}

fn with_make<T>(
    session: &Session,
    extract: &(dyn Fn(Document) -> Record + Sync),
    run: impl FnOnce(&Make<'_>) -> Result<T, StoreError>,
) -> Result<T> {
    let rules = session.rules();
    let done = run(&Make {
        model: LanguageModel::builtin_version(),
        ontology: session.ontology.version(),
        extract,
        reduce: &|records, curation| Knowledge::reduce(records, session.ontology, curation),
        linking: Some(session.ontology),
        rules: &rules,
    })?;
    Ok(done)
}

/// `counts` are those of decisions and of entries of the gazetteer.
fn summary(report: &Report, counts: (usize, usize)) -> String {
    let counts = [
        (report.added, "added"),
        (report.replaced, "replaced"),
        (report.renewed, "read again"),
        (report.unchanged, "unchanged"),
        (report.resumed, "taken over from a build that was stopped"),
        (counts.0, if counts.0 == 1 { "decision" } else { "decisions" }),
        (counts.1, if counts.1 == 1 { "entry in the gazetteer" } else { "entries in the gazetteer" }),
    ];
    let mut parts: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    parts.push(format!("{} documents in the graph", report.documents));
    parts.join(", ")
}
