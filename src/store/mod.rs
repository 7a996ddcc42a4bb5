//! Graphs that stay: per-document records as the source of truth, and the RDF dataset made from them.
//!
//! A graph is a directory:
//!
//! ```text
//! whom.json    what it is, its format, model and ontology, and the list of its documents: replaced in one rename
//! curation/    the user's decisions and gazetteer, each under its hash, which whom.json names
//! review.tsv   where the user edits decisions: read by a build, written by `whom review`
//! records/     one checksummed JSON record a document, written whole or not at all
//! findings     what the records come to: documents, entities, statements
//! behind       which documents the findings lack, where few came or went since
//! kept/        what an update needs of the documents that it does not touch, in files of some documents each
//! rdf/         Oxigraph on RocksDB (feature `rocksdb`), made from records and curation, with the digests of what it was made from
//! lock         held by the one that writes, shared by those that read
//! ```
//!
//! Invariant: whatever kills a writer, `whom.json` names a complete set of whole records and curations; all else can be made again.

mod backup;
mod directory;
mod findings_file;
#[cfg(feature = "rocksdb")]
mod increment;
#[cfg(feature = "rocksdb")]
mod kept;
mod manifest;
mod membership;
#[cfg(feature = "rocksdb")]
mod pieces;
pub mod rdf;
mod record_file;
#[cfg(feature = "rocksdb")]
mod renewal;
mod sealed;
pub(crate) mod source;
mod statement_rdf;
mod triple_store;
mod update;
pub mod vocabulary;

use std::io;
use std::path::{Path, PathBuf};

use crate::review::ReviewError;

pub use directory::{Access, Directory};
pub use findings_file::StoredFindings;
pub use manifest::{Entry, FORMAT, Manifest};
pub use source::{FindingsRef, Source, Told};
pub use triple_store::in_memory;
pub use update::{Change, Given, Make, Report, remove, update};

/// What can go wrong with a graph on disk; each message names a way out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    #[error("{path}: no graph here; `whom build PATH... -l {path}` makes one")]
    Missing { path: PathBuf },
    #[error("{path}: is a file, not a graph; give the name of a new or empty directory")]
    NotADirectory { path: PathBuf },
    #[error(
        "{path}: is not empty and is no graph (it has no whom.json); nothing was changed; give a new or empty directory"
    )]
    Foreign { path: PathBuf },
    #[error("{path}: is in use by another whom; wait until it is done")]
    Locked { path: PathBuf },
    #[error("{path}: has graph format {found}, this whom reads up to {known}; use a newer whom", known = FORMAT)]
    Newer { path: PathBuf, found: u32 },
    #[error(
        "{path}: has graph format {found}, older than this whom reads; build the graph anew from its documents, or read it with the whom that made it"
    )]
    Older { path: PathBuf, found: u32 },
    #[error("{path}: is there already; name a new folder for the backup, outside the graph")]
    NoBackupHere { path: PathBuf },
    #[error("{path}: whom.json is damaged ({reason}); restore it from a backup, or build the graph anew elsewhere")]
    DamagedManifest { path: PathBuf, reason: String },
    #[error(
        "{path}: the record of {source_name} is damaged ({reason}); `whom build` that document again, or `whom remove {id}`"
    )]
    DamagedRecord { path: PathBuf, source_name: String, id: String, reason: String },
    #[error(
        "{path}: its {what} cannot be read ({reason}); give the graph another with `whom build --{option} -l {path}`"
    )]
    DamagedCuration { path: PathBuf, what: &'static str, option: &'static str, reason: String },
    #[error(transparent)]
    Review(#[from] ReviewError),
    #[error(
        "{path}: was built with another {what} ({found}, now {current}); `whom build -l {path}` brings it up to date{hint}"
    )]
    OtherMake { path: PathBuf, what: &'static str, found: String, current: String, hint: &'static str },
    #[error("{name}: no such document in {path}; `whom dump documents -l {path}` lists them")]
    NoSuchDocument { path: PathBuf, name: String },
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },
    #[error("{path}: {source}{}", way_out(source))]
    Rdf { path: PathBuf, source: oxigraph::store::StorageError },
}

impl StoreError {
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}

/// What to do about a dataset that cannot be read or written.
fn way_out(error: &oxigraph::store::StorageError) -> &'static str {
    match error {
        oxigraph::store::StorageError::Corruption(_) => {
            "; remove the folder `rdf` of the graph: the next query makes it again from the records"
        }
        _ => "",
    }
}
