//! `whom.json`: what makes a directory a graph, and which records belong to it.

use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::Record;
use crate::iri::sha256;

/// The newest format that this program reads.
pub const FORMAT: u32 = 2;

/// The oldest format that this program reads.
const OLDEST: u32 = 1;

/// A graph without a curation is written so that programs which know of none can open it. Those that would silently lose
/// the user's decisions must not.
const WITHOUT_CURATION: u32 = 1;

pub(super) const MANIFEST: &str = "whom.json";

/// The content of `whom.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always "graph".
    pub whom: String,
    pub format: u32,
    /// Hashes of the model and of the ontology that made all records.
    pub model: String,
    pub ontology: String,
    /// SHA-256 of the user's decisions and of the gazetteer, which lie in `curation/`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decisions: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gazetteer: Option<String>,
    /// Sorted by id.
    pub documents: Vec<Arc<Entry>>,
}

/// One document of the graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    pub id: String,
    pub source: String,
    pub sha256: String,
    /// Name of the file in `records/`, without `.json`.
    pub record: String,
}

impl Entry {
    pub fn new(record: &Record) -> Self {
        let document = &record.document;
        Self {
            id: document.id.clone(),
            source: document.source.clone(),
            sha256: document.sha256.clone(),
            record: record_name(&document.id, &record.model, &record.ontology),
        }
    }
}

/// A record's file name tells document and make, so that a new make never overwrites what the graph still rests on.
pub(super) fn record_name(document: &str, model: &str, ontology: &str) -> String {
    let make = sha256(format!("{model}\n{ontology}"));
    format!("{}-{}", &sha256(document)[..24], &make[..8])
}

impl Manifest {
    pub fn new(
        model: &str,
        ontology: &str,
        decisions: Option<String>,
        gazetteer: Option<String>,
        mut documents: Vec<Arc<Entry>>,
    ) -> Self {
        documents.sort();
        documents.dedup();
        Self {
            whom: "graph".to_owned(),
            format: if decisions.is_some() || gazetteer.is_some() { FORMAT } else { WITHOUT_CURATION },
            model: model.to_owned(),
            ontology: ontology.to_owned(),
            decisions,
            gazetteer,
            documents,
        }
    }

    /// Reads `whom.json` in a directory; `None` where there is none.
    pub fn read(directory: &Path) -> Result<Option<Self>, StoreError> {
        Ok(Written::read(directory)?.map(|written| written.manifest))
    }

    /// The entry of a document.
    pub(super) fn entry(&self, id: &str) -> Option<&Entry> {
        let place = self.documents.binary_search_by(|entry| entry.id.as_str().cmp(id));
        place.ok().map(|place| &*self.documents[place])
    }

    /// The entries that another manifest does not have.
    pub(super) fn without(&self, other: &Self) -> impl Iterator<Item = &Arc<Entry>> {
        let mut others = other.documents.iter().peekable();
        self.documents.iter().filter(move |entry| {
            while others.next_if(|other| !Arc::ptr_eq(other, entry) && other < entry).is_some() {}
            others.peek().is_none_or(|other| other != entry)
        })
    }

    /// Whether the user decided on anything, or gave a gazetteer.
    pub fn is_curated(&self) -> bool {
        self.decisions.is_some() || self.gazetteer.is_some()
    }

    /// Hash of all that the graph is made from.
    pub fn digest(&self) -> String {
        sha256(self.json())
    }

    fn json(&self) -> String {
        let mut json = serde_json::to_string_pretty(self).expect("strings and numbers always serialize");
        json.push('\n');
        json
    }
}

/// A manifest as it stands in its file.
pub(super) struct Written {
    pub manifest: Manifest,
    content: Vec<u8>,
}

impl Written {
    pub fn new(manifest: Manifest) -> Self {
        Self { content: manifest.json().into_bytes(), manifest }
    }

    /// Reads `whom.json` in a directory; `None` where there is none.
    pub fn read(directory: &Path) -> Result<Option<Self>, StoreError> {
        let path = directory.join(MANIFEST);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
            Err(source) => return Err(StoreError::Io { path, source }),
        };
        let damaged = |reason: String| StoreError::DamagedManifest { path: directory.to_owned(), reason };
        // A newer format may have other keys, but it has a number.
        #[derive(Deserialize)]
        struct OfAnyFormat {
            format: Option<u64>,
        }
        let read: Result<Manifest, _> = serde_json::from_slice(&bytes);
        let format = match &read {
            Ok(manifest) => Some(u64::from(manifest.format)),
            Err(error) => serde_json::from_slice::<OfAnyFormat>(&bytes).map_err(|_| damaged(error.to_string()))?.format,
        };
        let format = format.ok_or_else(|| damaged("it has no format number".to_owned()))?;
        if format > u64::from(FORMAT) {
            return Err(StoreError::Newer {
                path: directory.to_owned(),
                found: u32::try_from(format).unwrap_or(u32::MAX),
            });
        }
        if format < u64::from(OLDEST) {
            return Err(StoreError::Older {
                path: directory.to_owned(),
                found: u32::try_from(format).unwrap_or_default(),
            });
        }
        let manifest = read.map_err(|error| damaged(error.to_string()))?;
        Ok(Some(Self { manifest, content: bytes }))
    }

    /// See [`Manifest::digest`].
    pub fn digest(&self) -> String {
        sha256(&self.content)
    }

    /// Replaces `whom.json` in one step.
    pub fn write(&self, directory: &Path) -> Result<(), StoreError> {
        write_whole(&directory.join(MANIFEST), &self.content)
    }
}

/// Writes a file whole or not at all, and so that it outlasts a power cut.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let write = || {
        write_new(path, bytes)?.sync_all()?;
        put_in_place(path)?;
        sync_directory(path.parent().unwrap_or(Path::new(".")))
    };
    write().map_err(StoreError::io(path))
}

/// Writes a file whole or not at all. It is not yet sure to outlast a power cut: see [`sync`].
pub(super) fn write_unsynced(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    write_parts_unsynced(path, [bytes])
}

/// As [`write_unsynced`], of a content in parts, which need not be in memory as a whole.
pub(super) fn write_parts_unsynced<'a>(
    path: &Path,
    parts: impl IntoIterator<Item = &'a [u8]>,
) -> Result<(), StoreError> {
    let write = || {
        let mut file = BufWriter::with_capacity(1 << 16, File::create(unfinished(path))?);
        parts.into_iter().try_for_each(|part| file.write_all(part))?;
        file.into_inner()?;
        put_in_place(path)
    };
    write().map_err(StoreError::io(path))
}

/// Makes written files outlast a power cut, but for their names in the directory.
pub(super) fn sync(paths: &[PathBuf]) -> Result<(), StoreError> {
    let sync = |path: &PathBuf| File::options().write(true).open(path)?.sync_all();
    paths.par_iter().try_for_each(|path| sync(path).map_err(StoreError::io(path)))
}

/// Removes the files of a directory whose names are as asked.
pub(super) fn remove_files(directory: &Path, is_removed: impl Fn(&str) -> bool) -> Result<(), StoreError> {
    for entry in std::fs::read_dir(directory).map_err(StoreError::io(directory))? {
        let entry = entry.map_err(StoreError::io(directory))?;
        if is_removed(&entry.file_name().to_string_lossy()) {
            let path = entry.path();
            std::fs::remove_file(&path).map_err(StoreError::io(&path))?;
        }
    }
    Ok(())
}

/// The name that a file has until it is whole.
fn unfinished(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("new-{name}.tmp"))
}

fn write_new(path: &Path, bytes: &[u8]) -> std::io::Result<File> {
    let mut file = File::create(unfinished(path))?;
    file.write_all(bytes)?;
    Ok(file)
}

fn put_in_place(path: &Path) -> std::io::Result<()> {
    std::fs::rename(unfinished(path), path)
}

/// Makes renames in a directory durable.
pub(super) fn sync_directory(directory: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}
