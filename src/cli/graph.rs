//! The graph that a verb reads: a directory, or one in memory, built from documents on the spot.

use std::path::Path;

use anyhow::{Result, bail};
use oxigraph::store::Store;
use rayon::prelude::*;
use whom::document::discover;
use whom::language::LanguageModel;
use whom::store::{Access, Directory, in_memory};
use whom::{Knowledge, Record};

use super::documents::{progress_bar, read_some};
use super::{GraphArgs, Outcome, Session};

pub const MEMORY: &str = ":memory:";

/// An open graph.
pub enum Graph {
    Memory(Box<Knowledge>),
    Directory(Directory),
}

/// Opens the graph that the arguments name; tells whether documents had to be skipped.
pub fn open(session: &Session, arguments: &GraphArgs) -> Result<(Graph, Outcome)> {
    match (arguments.location.as_deref(), arguments.from.as_slice()) {
        (None | Some(MEMORY), []) => bail!("a graph in memory starts empty; add `--from PATH...` or name a directory"),
        (None | Some(MEMORY), paths) => {
            let (knowledge, outcome) = build_in_memory(session, paths)?;
            Ok((Graph::Memory(Box::new(knowledge)), outcome))
        }
        (Some(location), []) => {
            Ok((Graph::Directory(Directory::open(Path::new(location), Access::Read)?), Outcome::Done))
        }
        (Some(location), _) => {
            bail!("--from builds in memory, it does not fit `-l {location}`; add documents with `whom build`")
        }
    }
}

/// Reads documents and reduces their records, without a trace on disk.
pub fn build_in_memory(session: &Session, paths: &[String]) -> Result<(Knowledge, Outcome)> {
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
    Ok((Knowledge::reduce(records, session.ontology, &session.curation), outcome))
}

impl Graph {
    pub fn knowledge(self, session: &Session) -> Result<Knowledge> {
        match self {
            Self::Memory(knowledge) => Ok(*knowledge),
            Self::Directory(directory) => Ok(reduced(&directory, session)?),
        }
    }

    pub fn triples(self, session: &Session) -> Result<Store> {
        let rules = session.rules();
        match self {
            Self::Memory(knowledge) => Ok(in_memory(&knowledge, &rules)?),
            Self::Directory(directory) => {
                let store = directory.triples(&rules, || reduced(&directory, session))?;
                // The lock must outlive the store, that is, the query, that is, the process.
                std::mem::forget(directory);
                Ok(store)
            }
        }
    }
}

fn reduced(directory: &Directory, session: &Session) -> Result<Knowledge, whom::store::StoreError> {
    directory.check_ontology(session.ontology.version())?;
    Ok(Knowledge::reduce(directory.records()?, session.ontology, &session.curation))
}
