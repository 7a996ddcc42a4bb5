//! The graph for other tools: GraphML, GEXF, Cytoscape JSON, DOT and pairs of CSV files for tools that draw and measure
//! graphs, RDF for triple stores, tables for R, pandas and spreadsheets, pictures and explanations for people.
//!
//! All of it is made from the findings in their order, so the same graph gives the same bytes. Rows, nodes and edges are made some at
//! a time while they are written, and of a graph on disk statements and records are read just then: memory grows with documents and
//! entities, not with statements. But joined edges need all statements, and so does RDF, where those of a document or an entity
//! stand together; layouts and measures need the ends of all edges, Parquet a row group.

pub mod codebook;
mod columnar;
pub mod columns;
pub mod cytoscape;
pub mod dot;
pub mod explain;
pub mod gexf;
pub mod graphml;
mod network;
pub mod pair;
mod palette;
pub mod picture;
pub mod profile;
pub mod rdf;
mod spreadsheet;
pub mod tables;
pub mod tabular;

use std::io;
use std::path::Path;
use std::str::FromStr;

use crate::store::StoreError;
pub use network::{Colours, Network};

/// What can go wrong with an export.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    #[error(
        "unknown format `{0}`; use one of graphml, gexf, cyjs, dot, gephi, neo4j, svg, png, ttl, nt, nq, trig, jsonld, rdf"
    )]
    UnknownFormat(String),
    #[error("unknown table `{0}`; use one of statements, mentions, entities, evidence, documents")]
    UnknownTable(String),
    #[error("unknown table format `{0}`; use one of jsonl, csv, tsv, parquet, xlsx")]
    UnknownTableFormat(String),
    #[error("unknown profile `{0}`; use polecat or edgelist")]
    UnknownProfile(String),
    #[error("a sheet holds {limit} rows, and the table has more; use csv or parquet")]
    TooManyRows { limit: usize },
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// The format of a whole graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    GraphMl,
    Gexf,
    Cytoscape,
    Dot,
    /// Two CSV files.
    Pair(pair::Dialect),
    Svg,
    Png,
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
        match self {
            Self::Turtle | Self::NTriples | Self::NQuads | Self::TriG | Self::JsonLd | Self::RdfXml => true,
            Self::GraphMl | Self::Gexf | Self::Cytoscape | Self::Dot | Self::Pair(_) | Self::Svg | Self::Png => false,
        }
    }

    /// Whether it is for the eye.
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Svg | Self::Png)
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
            "dot" | "gv" => Ok(Self::Dot),
            "gephi" => Ok(Self::Pair(pair::Dialect::Gephi)),
            "neo4j" => Ok(Self::Pair(pair::Dialect::Neo4j)),
            "svg" => Ok(Self::Svg),
            "png" => Ok(Self::Png),
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
