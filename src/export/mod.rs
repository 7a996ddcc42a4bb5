//! The graph for other tools: GraphML for Gephi, Cytoscape, igraph and NetworkX, RDF for triple stores, tables for
//! R, pandas and spreadsheets, and the explanation of one statement or entity for people.
//!
//! All of it is made from [`Knowledge`](crate::Knowledge) in its order, so the same graph gives the same bytes.

pub mod explain;
pub mod graphml;
mod palette;
pub mod rdf;
pub mod tables;
pub mod tabular;

use std::io;
use std::path::Path;
use std::str::FromStr;

/// What can go wrong with an export.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    #[error("unknown format `{0}`; use one of graphml, ttl, nt, nq, trig, jsonld")]
    UnknownFormat(String),
    #[error("unknown table `{0}`; use one of statements, mentions, entities, evidence, documents")]
    UnknownTable(String),
    #[error("unknown table format `{0}`; use one of jsonl, csv, tsv")]
    UnknownTableFormat(String),
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// The format of a whole graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    GraphMl,
    Turtle,
    NTriples,
    NQuads,
    TriG,
    JsonLd,
}

impl Format {
    /// From a file name's ending.
    pub fn of_path(path: &Path) -> Option<Self> {
        path.extension()?.to_str()?.parse().ok()
    }
}

impl FromStr for Format {
    type Err = ExportError;

    fn from_str(text: &str) -> Result<Self, ExportError> {
        match text {
            "graphml" => Ok(Self::GraphMl),
            "ttl" | "turtle" => Ok(Self::Turtle),
            "nt" => Ok(Self::NTriples),
            "nq" => Ok(Self::NQuads),
            "trig" => Ok(Self::TriG),
            "jsonld" => Ok(Self::JsonLd),
            _ => Err(ExportError::UnknownFormat(text.to_owned())),
        }
    }
}
