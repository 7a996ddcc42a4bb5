//! `whom` reads news and answers who did what to whom, when, where, who says so, and in which sentence.
//!
//! Data flows one way, one directory per stage, each stage a plain function over plain data:
//!
//! ```text
//! document -> language -> mention -> entity (in a document) -> proposition      one document at a time: a Record
//!          -> entity (over documents) -> statement -> store, query, graph, export   a reduction over Records
//! ```
//!
//! See `ARCHITECTURE.md` for the map of the code and its invariants.

pub mod calendar;
pub mod document;
pub mod entity;
pub mod evaluation;
pub mod export;
pub mod graph;
pub mod iri;
pub mod knowledge;
pub mod language;
pub mod mention;
pub mod ontology;
pub mod openie;
mod packed;
pub mod proposition;
pub mod query;
pub mod record;
pub mod review;
pub mod rule;
pub mod span;
pub mod statement;
pub mod store;
pub mod validation;

pub use knowledge::{Catalogue, Findings, Knowledge};
pub use record::Record;
pub use span::Span;
