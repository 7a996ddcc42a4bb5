//! The formats of query results.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use oxigraph::io::RdfFormat;
use oxigraph::sparql::results::QueryResultsFormat;

/// How a result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people: aligned columns, shortened IRIs.
    Table,
    Csv,
    Tsv,
    /// SPARQL 1.1 Query Results JSON.
    Json,
    Xml,
    Turtle,
    NTriples,
}

impl Format {
    pub const NAMES: &'static [(&'static str, Format)] = &[
        ("table", Format::Table),
        ("csv", Format::Csv),
        ("tsv", Format::Tsv),
        ("json", Format::Json),
        ("xml", Format::Xml),
        ("ttl", Format::Turtle),
        ("nt", Format::NTriples),
    ];

    /// From a file name's ending.
    pub fn of_path(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "srj" => Some(Self::Json),
            "srx" => Some(Self::Xml),
            "txt" => Some(Self::Table),
            extension => extension.parse().ok(),
        }
    }

    pub(super) fn of_solutions(self) -> Option<QueryResultsFormat> {
        match self {
            Self::Csv => Some(QueryResultsFormat::Csv),
            Self::Tsv => Some(QueryResultsFormat::Tsv),
            Self::Json => Some(QueryResultsFormat::Json),
            Self::Xml => Some(QueryResultsFormat::Xml),
            Self::Table | Self::Turtle | Self::NTriples => None,
        }
    }

    /// A table or TSV, which stand where the user named no format, become Turtle.
    pub(super) fn of_triples(self) -> Option<RdfFormat> {
        match self {
            Self::Turtle | Self::Table | Self::Tsv => Some(RdfFormat::Turtle),
            Self::NTriples => Some(RdfFormat::NTriples),
            _ => None,
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::NAMES.iter().find(|(name, _)| *name == text).map(|(_, format)| *format).ok_or_else(|| {
            let names: Vec<&str> = Self::NAMES.iter().map(|(name, _)| *name).collect();
            format!("unknown format `{text}`; use one of {}", names.join(", "))
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMES.iter().find(|(_, format)| format == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}
