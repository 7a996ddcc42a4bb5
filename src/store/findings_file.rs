//! What a graph's records come to, kept beside them so that whoever draws a graph or dumps its statements need not resolve all
//! records again. Like the RDF dataset it can always be made anew: what does not fit the records, or is damaged, is passed over.
//!
//! The file `findings` begins with a line that tells layout, program and the digest of what it was made from. Blocks of items
//! follow ([`sealed`](super::sealed)), those of the statements at the end, so that these can be read some at a time.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use super::manifest::write_parts_unsynced;
use super::sealed::{HEAD, Sealed, begins_with, number, seal, split_number};
use crate::statement::Statement;
use crate::{Catalogue, Findings};

pub(super) const NAME: &str = "findings";
/// Changes whenever the same records come to other findings, or these are written otherwise.
const LAYOUT: u32 = 4;
/// Items of a block.
pub(super) const BLOCK: usize = 1024;

fn stamp(digest: &str) -> String {
    format!("whom findings {LAYOUT} {} {digest}\n", env!("CARGO_PKG_VERSION"))
}

/// Writes the findings of the records with this digest, whole or not at all.
pub(super) fn write(graph: &Path, digest: &str, findings: &Findings) -> Result<(), StoreError> {
    let Findings { catalogue: Catalogue { documents, entities, origins, extents }, statements } = findings;
    let parts = [blocks(documents), blocks(origins), blocks(extents), blocks(entities), blocks(statements)];
    let stamp = stamp(digest);
    let blocks = parts.iter().flatten().map(Vec::as_slice);
    write_parts_unsynced(&graph.join(NAME), std::iter::once(stamp.as_bytes()).chain(blocks))
}

/// Whether the file was made from the records with this digest.
pub(super) fn fits(graph: &Path, digest: &str) -> bool {
    begins_with(&graph.join(NAME), &stamp(digest))
}

/// The number of blocks, and the blocks.
fn blocks<T: Serialize + Sync>(items: &[T]) -> Vec<Vec<u8>> {
    let mut all = vec![number(items.len().div_ceil(BLOCK)).to_vec()];
    all.par_extend(items.par_chunks(BLOCK).map(seal));
    all
}

/// The findings of a graph, of which the statements are read when their turn comes.
#[derive(Debug)]
pub struct StoredFindings {
    pub catalogue: Catalogue,
    pub(super) statements: StatementFile,
}

impl StoredFindings {
    /// Those of the records with this digest; `None` where the file is another's, is damaged or is not there.
    pub(super) fn open(graph: &Path, digest: &str) -> Option<Self> {
        let path = graph.join(NAME);
        let stamp = stamp(digest);
        let mut file = BufReader::with_capacity(1 << 18, File::open(&path).ok()?);
        let mut start = vec![0; stamp.len()];
        file.read_exact(&mut start).ok()?;
        if start != stamp.as_bytes() {
            return None;
        }
        let documents = items(&mut file)?;
        let origins = items(&mut file)?;
        let extents = items(&mut file)?;
        let entities = items(&mut file)?;
        let catalogue = Catalogue { documents, entities, origins, extents };
        Some(Self { catalogue, statements: StatementFile::new(path, file)? })
    }

    /// With all statements.
    pub fn whole(self) -> Result<Findings, StoreError> {
        Ok(Findings { statements: self.statements.all()?, catalogue: self.catalogue })
    }
}

/// The end of the file, which holds statements.
#[derive(Debug)]
pub(super) struct StatementFile {
    path: PathBuf,
    /// Open as long as it is read: another build puts another in its place.
    file: Mutex<File>,
    /// Where each block begins, and where the last ends.
    bounds: Vec<u64>,
}

impl StatementFile {
    /// From where the number of blocks stands; `None` where one of them is damaged or something follows.
    fn new(path: PathBuf, mut file: BufReader<File>) -> Option<Self> {
        let mut place = file.stream_position().ok()? + number(0).len() as u64;
        let mut bounds = vec![place];
        let mut block = Vec::new();
        for _ in 0..read_number(&mut file)? {
            read_block(&mut file, &mut block)?;
            if !Sealed::split(&mut block.as_slice())?.is_sound() {
                return None;
            }
            place += block.len() as u64;
            bounds.push(place);
        }
        let is_end = file.read(&mut [0]).ok()? == 0;
        is_end.then(|| Self { path, file: Mutex::new(file.into_inner()), bounds })
    }

    /// How many blocks there are; each but the last holds [`BLOCK`] statements.
    pub fn blocks(&self) -> usize {
        self.bounds.len() - 1
    }

    pub fn all(&self) -> Result<Vec<Statement>, StoreError> {
        self.read(0..self.blocks())
    }

    /// The statements of some blocks.
    pub fn read(&self, blocks: Range<usize>) -> Result<Vec<Statement>, StoreError> {
        let (start, end) = (self.bounds[blocks.start], self.bounds[blocks.end]);
        let mut bytes = vec![0; usize::try_from(end - start).expect("what was read before")];
        {
            // What one reading leaves behind does not matter to the next, which begins with a seek.
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            let read = file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(&mut bytes));
            read.map_err(StoreError::io(&self.path))?;
        }
        let mut rest = bytes.as_slice();
        let statements = open_all(blocks.map(|_| Sealed::split(&mut rest)).collect());
        let changed = || io::Error::new(io::ErrorKind::InvalidData, "was changed while it was read; try again");
        statements.ok_or_else(|| StoreError::Io { path: self.path.clone(), source: changed() })
    }
}

/// Reads what [`blocks`] wrote.
fn items<T: DeserializeOwned + Send>(file: &mut impl Read) -> Option<Vec<T>> {
    let mut blocks = Vec::new();
    for _ in 0..read_number(file)? {
        let mut block = Vec::new();
        read_block(file, &mut block)?;
        blocks.push(block);
    }
    open_all(blocks.iter().map(|block| Sealed::split(&mut block.as_slice())).collect())
}

/// The items of some blocks.
fn open_all<T: DeserializeOwned + Send>(blocks: Option<Vec<Sealed<'_>>>) -> Option<Vec<T>> {
    let lists: Vec<Vec<T>> = blocks?.par_iter().map(Sealed::open).collect::<Option<_>>()?;
    let mut items = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    items.extend(lists.into_iter().flatten());
    Some(items)
}

fn read_number(file: &mut impl Read) -> Option<usize> {
    let mut bytes = number(0);
    file.read_exact(&mut bytes).ok()?;
    split_number(&mut bytes.as_slice())
}

/// Reads a block in place of the last, with its length and hash.
fn read_block(file: &mut impl Read, block: &mut Vec<u8>) -> Option<()> {
    block.resize(HEAD, 0);
    file.read_exact(block).ok()?;
    let length = split_number(&mut block.as_slice())?;
    // A length that is damaged must not make room for what is not there.
    let read = file.take(length as u64).read_to_end(block).ok()?;
    (read == length).then_some(())
}
