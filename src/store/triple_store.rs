//! The RDF dataset in Oxigraph: in memory, or with the feature `rocksdb` in `rdf/` of a graph's directory.
//!
//! `rdf/` holds `store/` (RocksDB) and `digest`, the hash of the records that it was made from. A new one is made as
//! `rdf.new` with the digest written last, and takes the old one's place by rename.

use std::path::Path;

use oxigraph::store::{BulkLoader, StorageError, Store};

use super::{StoreError, rdf};
use crate::Knowledge;
use crate::rule::Rule;

/// Changes whenever the same records give other triples, so that old datasets are made again.
#[cfg(feature = "rocksdb")]
const LAYOUT: u32 = 1;

/// The dataset of a graph, in memory.
pub fn in_memory(knowledge: &Knowledge, rules: &[Rule]) -> Result<Store, StoreError> {
    let make = || {
        let store = Store::new()?;
        load(store.bulk_loader(), knowledge, rules)?;
        Ok(store)
    };
    make().map_err(|source| StoreError::Rdf { path: ":memory:".into(), source })
}

fn load(mut loader: BulkLoader<'_>, knowledge: &Knowledge, rules: &[Rule]) -> Result<(), StorageError> {
    for graph in rdf::graphs(knowledge, rules, rdf::Reification::TripleTerms) {
        loader.load_quads(graph)?;
    }
    loader.commit()
}

#[cfg(feature = "rocksdb")]
mod on_disk {
    use std::fs;

    use super::*;
    use crate::store::manifest::{sync_directory, write_whole};

    fn stamp(digest: &str) -> String {
        format!("{LAYOUT} {digest}\n")
    }

    fn is_made_from(directory: &Path, digest: &str) -> bool {
        fs::read_to_string(directory.join("digest")).is_ok_and(|content| content == stamp(digest))
    }

    fn remove(directory: &Path) -> Result<(), StoreError> {
        match fs::remove_dir_all(directory) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io(directory)(error)),
            _ => Ok(()),
        }
    }

    /// Whether the dataset on disk was made from the records with this digest.
    pub fn fits(graph: &Path, digest: &str) -> bool {
        is_made_from(&graph.join("rdf"), digest)
    }

    /// The dataset on disk, where it was made from the records with this digest.
    pub fn open(graph: &Path, digest: &str) -> Result<Option<Store>, StoreError> {
        let directory = graph.join("rdf");
        if !is_made_from(&directory, digest) {
            return Ok(None);
        }
        let path = directory.join("store");
        Store::open_read_only(&path).map(Some).map_err(|source| StoreError::Rdf { path, source })
    }

    /// Makes `rdf.new`, unless `rdf` already fits.
    pub fn prepare(graph: &Path, digest: &str, knowledge: &Knowledge, rules: &[Rule]) -> Result<(), StoreError> {
        if is_made_from(&graph.join("rdf"), digest) {
            return Ok(());
        }
        let directory = graph.join("rdf.new");
        remove(&directory)?;
        fs::create_dir_all(&directory).map_err(StoreError::io(&directory))?;
        let path = directory.join("store");
        let make = || {
            let store = Store::open(&path)?;
            load(store.bulk_loader().without_atomicity(), knowledge, rules)?;
            store.flush()
        };
        make().map_err(|source| StoreError::Rdf { path: path.clone(), source })?;
        write_whole(&directory.join("digest"), stamp(digest).as_bytes())
    }

    /// Swaps `rdf.new` in where it is the one that fits, and removes what does not.
    pub fn settle(graph: &Path, digest: &str) -> Result<(), StoreError> {
        let [current, new, old] = ["rdf", "rdf.new", "rdf.old"].map(|name| graph.join(name));
        remove(&old)?;
        if is_made_from(&new, digest) {
            if current.exists() {
                fs::rename(&current, &old).map_err(StoreError::io(&current))?;
            }
            fs::rename(&new, &current).map_err(StoreError::io(&new))?;
            sync_directory(graph).map_err(StoreError::io(graph))?;
            remove(&old)?;
        }
        remove(&new)
    }
}

#[cfg(feature = "rocksdb")]
pub(super) use on_disk::{fits, open, prepare, settle};

#[cfg(not(feature = "rocksdb"))]
mod without_disk {
    use super::*;

    pub fn fits(_graph: &Path, _digest: &str) -> bool {
        true
    }

    pub fn open(_graph: &Path, _digest: &str) -> Result<Option<Store>, StoreError> {
        Ok(None)
    }

    pub fn prepare(_graph: &Path, _digest: &str, _knowledge: &Knowledge, _rules: &[Rule]) -> Result<(), StoreError> {
        Ok(())
    }

    pub fn settle(_graph: &Path, _digest: &str) -> Result<(), StoreError> {
        Ok(())
    }
}

#[cfg(not(feature = "rocksdb"))]
pub(super) use without_disk::{fits, open, prepare, settle};
