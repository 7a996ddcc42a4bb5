//! The graph that a verb reads: a directory, or one in memory, built from documents on the spot.

use std::mem::ManuallyDrop;
use std::path::Path;

use anyhow::{Result, bail};
use oxigraph::store::Store;
use rayon::prelude::*;
use whom::document::discover;
use whom::entity::curation::Curation;
use whom::language::LanguageModel;
use whom::review::{self, Curated};
use whom::store::{Access, Directory, FindingsRef, Given, Source, StoreError, StoredFindings, in_memory};
use whom::{Findings, Knowledge, Record};

use super::documents::{progress_bar, read_some};
use super::{GraphArgs, Outcome, Session};

pub const MEMORY: &str = ":memory:";

/// An open graph.
pub enum Graph {
    Memory(Box<Curated>),
    Directory(Box<Directory>),
}

/// Opens the graph that the arguments name; tells whether documents had to be skipped.
pub fn open(session: &Session, arguments: &GraphArgs) -> Result<(Graph, Outcome)> {
    match (arguments.location.as_deref(), arguments.from.as_slice()) {
        (None, []) => bail!("no graph; name one with -l GRAPH, or build one with --from PATH..."),
        (Some(MEMORY), []) => bail!("a graph in memory starts empty; add `--from PATH...` or name a directory"),
        (None | Some(MEMORY), paths) => {
            let (curated, outcome) = build_in_memory(session, paths, Given::default())?;
            Ok((Graph::Memory(Box::new(curated)), outcome))
        }
        (Some(location), []) => {
            Ok((Graph::Directory(Box::new(Directory::open(Path::new(location), Access::Read)?)), Outcome::Done))
        }
        (Some(location), _) => {
            bail!("--from builds in memory, it does not fit `-l {location}`; add documents with `whom build`")
        }
    }
}

/// Reads documents and reduces their records, without a trace on disk.
pub fn build_in_memory(session: &Session, paths: &[String], given: Given) -> Result<(Curated, Outcome)> {
    let (documents, outcome) = read_some(&discover(paths)?)?;
    let model = LanguageModel::builtin()?;
    let bar = progress_bar(session, "reading");
    bar.set_length(documents.len() as u64);
    let records = documents
        .into_par_iter()
        .map(|document| {
            let record = Record::extract(document, model, session.ontology);
            bar.inc(1);
            record
        })
        .collect();
    bar.finish_and_clear();
    let (review, gazetteer) = (given.review.unwrap_or_default(), given.gazetteer.unwrap_or_default());
    let mut curated = review::reduce(records, &review, gazetteer, &reduce(session))?;
    review::check_splits(&mut curated, &reduce(session));
    Ok((curated, outcome))
}

impl Graph {
    /// What graphs, tables and RDF are made from: of a graph on disk statements and records are read when their turn comes.
    pub fn source<T>(self, session: &Session, run: impl FnOnce(&Source<'_>) -> Result<T>) -> Result<T> {
        match self {
            Self::Memory(curated) => run(&Source::of(&curated.knowledge)),
            Self::Directory(directory) => {
                // To give back each of many small texts would take as long as to read them.
                let held = ManuallyDrop::new(held(&directory, session)?);
                let entries = &directory.manifest().documents;
                run(&Source::reading(held.findings(), &|document| directory.record(&entries[document])))
            }
        }
    }

    /// The knowledge with the decisions and the gazetteer that it honours.
    pub fn curated(self, session: &Session) -> Result<Curated> {
        match self {
            Self::Memory(curated) => Ok(*curated),
            Self::Directory(directory) => Ok(reduced(&directory, session)?),
        }
    }

    pub fn triples(self, session: &Session) -> Result<Store> {
        let rules = session.rules();
        match self {
            Self::Memory(curated) => Ok(in_memory(&curated.knowledge, &rules)?),
            Self::Directory(directory) => {
                let store = directory.triples(&rules, || Ok(reduced(&directory, session)?.knowledge))?;
                // The lock must outlive the store, that is, the query, that is, the process.
                std::mem::forget(directory);
                Ok(store)
            }
        }
    }
}

/// What the records of a graph on disk come to: as they lie there, or made on the spot.
pub enum Held {
    Stored(StoredFindings),
    Made(Findings),
}

impl Held {
    pub fn findings(&self) -> FindingsRef<'_> {
        match self {
            Self::Stored(findings) => findings.into(),
            Self::Made(findings) => findings.into(),
        }
    }
}

/// What a graph on disk holds; what had to be made is kept, if that can be.
pub fn held(directory: &Directory, session: &Session) -> Result<Held, StoreError> {
    directory.check_ontology(session.ontology.version())?;
    if let Some(findings) = directory.findings() {
        return Ok(Held::Stored(findings));
    }
    let findings = match directory.renewed_findings(session.ontology)? {
        Some(findings) => findings,
        None => reduced(directory, session)?.knowledge.findings,
    };
    // On a medium that cannot be written, or beside other readers, they are worked out each time.
    let _ = directory.keep_findings(&findings);
    Ok(Held::Made(findings))
}

fn reduced(directory: &Directory, session: &Session) -> Result<Curated, StoreError> {
    directory.check_ontology(session.ontology.version())?;
    let (review, gazetteer) = (directory.review()?, directory.gazetteer()?);
    Ok(review::reduce(directory.records()?, &review, gazetteer, &reduce(session))?)
}

fn reduce(session: &Session) -> impl Fn(Vec<Record>, &Curation) -> Knowledge {
    let ontology = session.ontology;
    move |records, curation| Knowledge::reduce(records, ontology, curation)
}
