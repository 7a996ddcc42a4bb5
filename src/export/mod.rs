//! The graph for other tools: GraphML, GEXF, Cytoscape JSON and pairs of CSV files for tools that draw and measure graphs,
//! RDF for triple stores, tables for R, pandas and spreadsheets, and the explanation of one statement or entity for people.
//!
//! All of it is made from [`Knowledge`](crate::Knowledge) in its order, so the same graph gives the same bytes.

mod attributes;
pub mod cytoscape;
pub mod explain;
pub mod gexf;
pub mod graphml;
pub mod pair;
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
    #[error("unknown format `{0}`; use one of graphml, gexf, cyjs, gephi, neo4j, ttl, nt, nq, trig, jsonld, rdf")]
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
    Gexf,
    Cytoscape,
    /// Two CSV files.
    Pair(pair::Dialect),
    Turtle,
    NTriples,
    NQuads,
    TriG,
    JsonLd,
    RdfXml,
}

impl Format {
    /// Whether it is a format of RDF.
    pub fn is_rdf(self) -> bool {
        !matches!(self, Self::GraphMl | Self::Gexf | Self::Cytoscape | Self::Pair(_))
    }

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
            "gexf" => Ok(Self::Gexf),
            "cyjs" => Ok(Self::Cytoscape),
            "gephi" => Ok(Self::Pair(pair::Dialect::Gephi)),
            "neo4j" => Ok(Self::Pair(pair::Dialect::Neo4j)),
            "ttl" | "turtle" => Ok(Self::Turtle),
            "nt" => Ok(Self::NTriples),
            "nq" => Ok(Self::NQuads),
            "trig" => Ok(Self::TriG),
            "jsonld" => Ok(Self::JsonLd),
            "rdf" => Ok(Self::RdfXml),
            _ => Err(ExportError::UnknownFormat(text.to_owned())),
        }
    }
}
