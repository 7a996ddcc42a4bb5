//! A graph's directory: opening, locking, what a kill may have left behind, and the one step that makes a change count.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
#[cfg(feature = "rocksdb")]
use std::thread::JoinHandle;

use oxigraph::store::Store;
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::findings_file::StoredFindings;
use super::manifest::{MANIFEST, Manifest, Written, record_name, remove_files, sync, sync_directory, write_whole};
use super::{Entry, StoreError, findings_file, record_file, triple_store};
#[cfg(feature = "rocksdb")]
use super::{
    increment::{self, Coming, Patched},
    kept::{self, Blocks},
    renewal::{self, Behind},
    update::LITTLE,
};
use crate::document::Document;
use crate::entity::gazetteer::Gazetteer;
use crate::iri::sha256;
use crate::ontology::Ontology;
use crate::review::Review;
use crate::rule::Rule;
use crate::{Findings, Knowledge, Record};

pub(super) const RECORDS: &str = "records";
pub(super) const CURATION: &str = "curation";
/// Where the user edits proposals; never changed by a build.
const REVIEW: &str = "review.tsv";
const LOCK: &str = "lock";
/// See `kept.rs` and `renewal.rs`.
pub(super) const KEPT: &str = "kept";
pub(super) const BEHIND: &str = "behind";

/// What a directory is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Shared with others that read.
    Read,
    /// Alone; makes the directory where there is none.
    Write,
}

/// An open and locked graph directory.
#[derive(Debug)]
pub struct Directory {
    path: PathBuf,
    access: Access,
    manifest: Manifest,
    /// The manifest's.
    digest: String,
    /// Unlocked when dropped.
    lock: File,
    /// What is kept, while it is read ahead.
    #[cfg(feature = "rocksdb")]
    ahead: Option<JoinHandle<Option<Blocks>>>,
}

impl Directory {
    /// Opens a graph; refuses what is none, is newer, or is in use.
    pub fn open(path: &Path, access: Access) -> Result<Self, StoreError> {
        check(path, access)?;
        if access == Access::Write {
            std::fs::create_dir_all(path.join(RECORDS)).map_err(StoreError::io(path))?;
        }
        let lock = lock(path, access)?;
        let manifest = match Written::read(path)? {
            Some(manifest) => manifest,
            None if access == Access::Read => return Err(StoreError::Missing { path: path.to_owned() }),
            None => Written::new(Manifest::new("", "", None, None, Vec::new())),
        };
        let directory = Self {
            path: path.to_owned(),
            access,
            digest: manifest.digest(),
            manifest: manifest.manifest,
            lock,
            #[cfg(feature = "rocksdb")]
            ahead: None,
        };
        if access == Access::Write {
            directory.clean()?;
        }
        Ok(directory)
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// All records of the graph, sorted by document.
    pub fn records(&self) -> Result<Vec<Record>, StoreError> {
        self.records_of(&self.manifest.documents)
    }

    /// One record of the graph.
    pub fn record(&self, entry: &Entry) -> Result<Record, StoreError> {
        record_file::read(&self.record_path(&entry.record)).map_err(|reason| StoreError::DamagedRecord {
            path: self.path.clone(),
            source_name: entry.source.clone(),
            id: entry.id.clone(),
            reason,
        })
    }

    /// Whether a record of the graph is what was written.
    pub(super) fn is_sound(&self, entry: &Entry) -> bool {
        record_file::is_sound(&self.record_path(&entry.record))
    }

    /// Some records of the graph, in the order of the entries.
    pub(super) fn records_of(&self, entries: &[Arc<Entry>]) -> Result<Vec<Record>, StoreError> {
        entries.par_iter().map(|entry| self.record(entry)).collect()
    }

    /// The file of a graph in which the user edits proposals; it need not exist.
    pub fn review_path(graph: &Path) -> PathBuf {
        graph.join(REVIEW)
    }

    /// The decisions that the graph was made with.
    pub fn review(&self) -> Result<Review, StoreError> {
        let Some(hash) = &self.manifest.decisions else { return Ok(Review::default()) };
        let path = self.curation_path(hash, "tsv");
        let damaged = |reason| self.damaged_curation("decisions", "decisions FILE", reason);
        let content = read_checked(&path, hash).map_err(damaged)?;
        // The user edits a review, not what the graph keeps of it.
        let file = format!("decisions of {0} (`whom review -l {0}` writes them into a file)", self.path.display());
        Review::parse(&file, &content)
            .map_err(|error| self.damaged_curation("decisions", "decisions FILE", error.to_string()))
    }

    /// The gazetteer that the graph was made with.
    pub fn gazetteer(&self) -> Result<Gazetteer, StoreError> {
        let Some(hash) = &self.manifest.gazetteer else { return Ok(Gazetteer::default()) };
        let damaged = |reason| self.damaged_curation("gazetteer", "gazetteer FILE", reason);
        let content = read_checked(&self.curation_path(hash, "jsonl"), hash).map_err(damaged)?;
        Gazetteer::from_jsonl(&content)
            .map_err(|error| self.damaged_curation("gazetteer", "gazetteer FILE", error.to_string()))
    }

    fn damaged_curation(&self, what: &'static str, option: &'static str, reason: String) -> StoreError {
        StoreError::DamagedCuration { path: self.path.clone(), what, option, reason }
    }

    /// Keeps a curation's content under its hash, which it returns; it becomes part of the graph only by `commit`.
    pub(super) fn keep_curation(&self, content: &str, extension: &str) -> Result<Option<String>, StoreError> {
        debug_assert_eq!(self.access, Access::Write);
        if content.is_empty() {
            return Ok(None);
        }
        let hash = sha256(content);
        let path = self.curation_path(&hash, extension);
        if read_checked(&path, &hash).is_err() {
            let directory = self.path.join(CURATION);
            std::fs::create_dir_all(&directory).map_err(StoreError::io(&directory))?;
            write_whole(&path, content.as_bytes())?;
        }
        Ok(Some(hash))
    }

    fn curation_path(&self, hash: &str, extension: &str) -> PathBuf {
        self.path.join(CURATION).join(format!("{}.{extension}", hash.get(..24).unwrap_or(hash)))
    }

    /// What the records come to; `None` where that has to be made again from them.
    pub fn findings(&self) -> Option<StoredFindings> {
        StoredFindings::open(&self.path, &self.digest)
    }

    /// The RDF dataset: the one on disk where it fits the records, else made again from them; in memory where another
    /// process reads the graph at the same time or the disk cannot be written.
    pub fn triples(
        &self,
        rules: &[Rule],
        knowledge: impl FnOnce() -> Result<Knowledge, StoreError>,
    ) -> Result<Store, StoreError> {
        if let Some(store) = triple_store::open(&self.path, &self.digest)? {
            return Ok(store);
        }
        let knowledge = knowledge()?;
        if self.make_triples(&knowledge, rules).is_ok()
            && let Some(store) = triple_store::open(&self.path, &self.digest)?
        {
            return Ok(store);
        }
        triple_store::in_memory(&knowledge, rules)
    }

    /// Keeps what the records come to for whoever asks next, if the graph can be had alone for that time.
    pub fn keep_findings(&self, findings: &Findings) -> Result<(), StoreError> {
        self.alone(|| findings_file::write(&self.path, &self.digest, findings))
    }

    /// Makes the dataset on disk again, if the graph can be had alone for that time.
    fn make_triples(&self, knowledge: &Knowledge, rules: &[Rule]) -> Result<(), StoreError> {
        self.alone(|| {
            triple_store::prepare(&self.path, &self.digest, knowledge, rules)?;
            triple_store::settle(&self.path, &self.digest)
        })
    }

    /// Writes what can be made again from the records, while nobody else has the graph open and if it still is what was read.
    fn alone(&self, write: impl FnOnce() -> Result<(), StoreError>) -> Result<(), StoreError> {
        if self.access == Access::Read {
            self.lock.unlock().map_err(StoreError::io(&self.path))?;
            if self.lock.try_lock().is_err() {
                let _ = self.lock.try_lock_shared();
                return Err(StoreError::Locked { path: self.path.clone() });
            }
        }
        let unchanged = Manifest::read(&self.path)?.is_some_and(|manifest| manifest == self.manifest);
        let made = if unchanged { write() } else { Ok(()) };
        if self.access == Access::Read {
            self.lock.unlock().and_then(|()| self.lock.lock_shared()).map_err(StoreError::io(&self.path))?;
        }
        made
    }

    /// Fails where the graph was made by another ontology than the one that is to read it.
    pub fn check_ontology(&self, current: &str) -> Result<(), StoreError> {
        let found = &self.manifest.ontology;
        if found == current || self.manifest.documents.is_empty() {
            return Ok(());
        }
        Err(StoreError::OtherMake {
            path: self.path.clone(),
            what: "ontology",
            found: found.clone(),
            current: current.to_owned(),
            hint: ", or give the one it was built with as `--ontology DIR`",
        })
    }

    /// A record that an interrupted build left behind and that still holds.
    pub(super) fn pending(&self, document: &Document, model: &str, ontology: &str) -> Option<Record> {
        let record = record_file::read(&self.record_path(&record_name(&document.id, model, ontology))).ok()?;
        (*record.document == *document && record.model == model && record.ontology == ontology).then_some(record)
    }

    /// Keeps a record; it becomes part of the graph only by `commit`.
    pub(super) fn keep(&self, record: &Record) -> Result<(), StoreError> {
        debug_assert_eq!(self.access, Access::Write);
        record_file::write(&self.record_path(&Entry::new(record).record), record)
    }

    /// Makes the graph consist of exactly the manifest's records. Up to the rename of `whom.json` a kill leaves the old
    /// graph, from then on the new one.
    ///
    /// `is_linked` tells whether nothing but the records decided who is whom in it, see `Make::linking`.
    pub(super) fn commit(
        &mut self,
        manifest: Manifest,
        knowledge: &Knowledge,
        rules: &[Rule],
        is_linked: bool,
    ) -> Result<(), StoreError> {
        self.sync_records(&manifest)?;
        let manifest = Written::new(manifest);
        let digest = manifest.digest();
        triple_store::prepare(&self.path, &digest, knowledge, rules)?;
        findings_file::write(&self.path, &digest, knowledge)?;
        self.keep_for_increments(&digest, knowledge, rules, is_linked)?;
        self.replace(manifest, digest)
    }

    /// Makes the records that a manifest names and this graph does not outlast a power cut.
    fn sync_records(&self, manifest: &Manifest) -> Result<(), StoreError> {
        debug_assert_eq!(self.access, Access::Write);
        sync(&manifest.without(&self.manifest).map(|entry| self.record_path(&entry.record)).collect::<Vec<_>>())?;
        let records = self.path.join(RECORDS);
        sync_directory(&records).map_err(StoreError::io(&records))?;
        Ok(())
    }

    fn replace(&mut self, manifest: Written, digest: String) -> Result<(), StoreError> {
        manifest.write(&self.path)?;
        #[cfg(feature = "rocksdb")]
        self.ahead.take();
        self.manifest = manifest.manifest;
        self.digest = digest;
        triple_store::settle(&self.path, &self.digest)?;
        self.drop_what_is_not_named()
    }

    /// Whether the dataset on disk fits the records, too.
    pub(super) fn is_settled(&self) -> bool {
        self.path.join(MANIFEST).exists() && triple_store::fits(&self.path, &self.digest)
    }

    /// Whether the findings fit the records: a kill may have left those of records that never became the graph's.
    pub(super) fn has_findings(&self) -> bool {
        findings_file::fits(&self.path, &self.digest)
    }

    /// Puts right what a kill may have left: half-written files, a prepared dataset that was not yet swapped in.
    fn clean(&self) -> Result<(), StoreError> {
        for directory in ["", RECORDS, CURATION, KEPT].map(|name| self.path.join(name)) {
            if !directory.is_dir() {
                continue;
            }
            remove_files(&directory, |name| name.starts_with("new-") && name.ends_with(".tmp"))?;
        }
        triple_store::settle(&self.path, &self.digest)
    }

    /// The files of the records and curations that belong to the graph.
    pub(super) fn named(&self) -> Vec<PathBuf> {
        let manifest = &self.manifest;
        let mut named: Vec<PathBuf> = manifest.documents.iter().map(|entry| self.record_path(&entry.record)).collect();
        named.extend(manifest.decisions.iter().map(|hash| self.curation_path(hash, "tsv")));
        named.extend(manifest.gazetteer.iter().map(|hash| self.curation_path(hash, "jsonl")));
        named
    }

    /// Removes records and curations of earlier states.
    fn drop_what_is_not_named(&self) -> Result<(), StoreError> {
        let named = self.named();
        let named: FxHashSet<&str> = named.iter().filter_map(|path| path.file_name()?.to_str()).collect();
        for directory in [RECORDS, CURATION].map(|name| self.path.join(name)) {
            if directory.exists() {
                remove_files(&directory, |name| !named.contains(name))?;
                sync_directory(&directory).map_err(StoreError::io(&directory))?;
            }
        }
        Ok(())
    }

    fn record_path(&self, name: &str) -> PathBuf {
        self.path.join(RECORDS).join(format!("{name}.json"))
    }
}

#[cfg(feature = "rocksdb")]
pub(super) fn remove_if_there(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io(path)(error)),
        _ => Ok(()),
    }
}

#[cfg(feature = "rocksdb")]
impl Directory {
    /// Makes the graph consist of exactly the manifest's records where few come or go: these come, and no other is read that is
    /// not touched. Tells whether it did; else the graph is what it was.
    pub(super) fn increment(
        &mut self,
        manifest: Manifest,
        mut records: Vec<Record>,
        ontology: &Ontology,
        rules: &[Rule],
    ) -> Result<bool, StoreError> {
        self.sync_records(&manifest)?;
        let ahead = self.ahead.take().map(|reading| reading.join().ok().flatten());
        let blocks = ahead.unwrap_or_else(|| Blocks::read(&self.path, &self.digest));
        let Some(blocks) = blocks else { return Ok(false) };
        records.sort_by(|a, b| a.document.id.cmp(&b.document.id));
        let leaving = self.manifest.without(&manifest).map(|entry| entry.id.clone()).collect();
        let read = |id: &str| self.record(self.entry(id));
        let coming = Coming { leaving: &leaving, records, read: &read, ontology, rules };
        let manifest = Written::new(manifest);
        let digest = manifest.digest();
        let changes = |open: &dyn Fn() -> _| increment::changes(open, &blocks, coming);
        let Some(Patched { descriptions, blocks: after, documents }) =
            triple_store::patch(&self.path, &digest, changes)?
        else {
            return Ok(false);
        };
        kept::write(&self.path, &digest, &descriptions, &after, &blocks)?;
        if self.has_findings() {
            Behind { digest: self.digest.clone(), documents }.write(&self.path)?;
        } else if let Some(mut behind) = Behind::read(&self.path) {
            behind.documents.extend(documents);
            behind.write(&self.path)?;
        }
        self.replace(manifest, digest)?;
        Ok(true)
    }

    /// The findings where few documents came or went since there were some, made from those; `None` where they have to be made from
    /// all records.
    pub fn renewed_findings(&self, ontology: &Ontology) -> Result<Option<Findings>, StoreError> {
        let Some(behind) = Behind::read(&self.path) else { return Ok(None) };
        let Some(before) = StoredFindings::open(&self.path, &behind.digest) else { return Ok(None) };
        let Some(blocks) = Blocks::read(&self.path, &self.digest) else { return Ok(None) };
        renewal::renew(before.whole()?, &behind.documents, &blocks, |id| self.record(self.entry(id)), ontology)
    }

    /// The entry of a document that is kept, and so in the manifest.
    fn entry(&self, id: &str) -> &Entry {
        self.manifest.entry(id).expect("what is kept fits the manifest")
    }

    /// Begins to read what an increment needs, where these documents make one, so that it is there once they have been read.
    pub fn read_ahead(&mut self, documents: &[Document]) {
        let new = documents.iter().filter(|document| self.manifest.entry(&document.id).is_none()).count();
        if (1..=self.manifest.documents.len() / LITTLE).contains(&new) && self.can_increment() {
            let (path, digest) = (self.path.clone(), self.digest.clone());
            self.ahead = Some(std::thread::spawn(move || Blocks::read(&path, &digest)));
        }
    }

    /// Whether what is kept and the dataset on disk fit the records, so that few documents can come or go.
    pub(super) fn can_increment(&self) -> bool {
        kept::fits(&self.path, &self.digest) && triple_store::fits(&self.path, &self.digest)
    }

    /// Keeps what [`Directory::increment`] needs.
    fn keep_for_increments(
        &self,
        digest: &str,
        knowledge: &Knowledge,
        rules: &[Rule],
        is_linked: bool,
    ) -> Result<(), StoreError> {
        // The findings fit.
        remove_if_there(&self.path.join(BEHIND))?;
        if is_linked {
            let (descriptions, blocks) = kept::of_all(knowledge, rules);
            kept::write(&self.path, digest, &descriptions, &blocks, &Blocks::default())
        } else {
            kept::remove(&self.path)
        }
    }
}

/// Without a dataset on disk there is nothing that could be changed in place.
#[cfg(not(feature = "rocksdb"))]
impl Directory {
    pub(super) fn increment(
        &mut self,
        _manifest: Manifest,
        _records: Vec<Record>,
        _ontology: &Ontology,
        _rules: &[Rule],
    ) -> Result<bool, StoreError> {
        Ok(false)
    }

    pub fn read_ahead(&mut self, _documents: &[Document]) {}

    pub(super) fn can_increment(&self) -> bool {
        false
    }

    pub fn renewed_findings(&self, _ontology: &Ontology) -> Result<Option<Findings>, StoreError> {
        Ok(None)
    }

    fn keep_for_increments(
        &self,
        _digest: &str,
        _knowledge: &Knowledge,
        _rules: &[Rule],
        _is_linked: bool,
    ) -> Result<(), StoreError> {
        Ok(())
    }
}

fn check(path: &Path, access: Access) -> Result<(), StoreError> {
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return match access {
                Access::Read => Err(StoreError::Missing { path: path.to_owned() }),
                Access::Write => Ok(()),
            };
        }
        Err(source) => return Err(StoreError::Io { path: path.to_owned(), source }),
    };
    if !metadata.is_dir() {
        return Err(StoreError::NotADirectory { path: path.to_owned() });
    }
    let names = names(path)?;
    // A build that was killed before its first commit leaves only these.
    let begun = |name: &String| {
        [LOCK, RECORDS, CURATION, REVIEW, findings_file::NAME, BEHIND, KEPT, "rdf.new"].contains(&name.as_str())
            || (name.starts_with("new-") && name.ends_with(".tmp"))
    };
    if names.iter().any(|name| name == MANIFEST) || (names.iter().all(begun) && access == Access::Write) {
        Ok(())
    } else if names.iter().all(begun) {
        Err(StoreError::Missing { path: path.to_owned() })
    } else {
        Err(StoreError::Foreign { path: path.to_owned() })
    }
}

/// A file's text, where it has this hash; else what is wrong with it.
fn read_checked(path: &Path, hash: &str) -> Result<String, String> {
    let content = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    if sha256(&content) == hash { Ok(content) } else { Err("its checksum does not match".to_owned()) }
}

fn lock(path: &Path, access: Access) -> Result<File, StoreError> {
    let lock_path = path.join(LOCK);
    let writable = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&lock_path);
    let file = match (writable, access) {
        // A graph on a read-only medium can still be read.
        (Err(_), Access::Read) => File::open(&lock_path),
        (opened, _) => opened,
    }
    .map_err(StoreError::io(&lock_path))?;
    let locked = match access {
        Access::Read => file.try_lock_shared(),
        Access::Write => file.try_lock(),
    };
    match locked {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path: path.to_owned() }),
        Err(TryLockError::Error(source)) => Err(StoreError::Io { path: lock_path, source }),
    }
}

fn names(directory: &Path) -> Result<Vec<String>, StoreError> {
    let name = |entry: std::io::Result<std::fs::DirEntry>| Ok(entry?.file_name().to_string_lossy().into_owned());
    let names = std::fs::read_dir(directory).and_then(|entries| entries.map(name).collect());
    names.map_err(StoreError::io(directory))
}
