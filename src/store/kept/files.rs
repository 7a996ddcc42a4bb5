//! The directory `kept`: an index and files of documents' blocks.
//!
//! The file `index` begins with a line that tells layout, program and the digest of the records that it was made from. A block
//! ([`sealed`](crate::store::sealed)) with the [`Descriptions`] and the names of the other files follows. Each of these holds the
//! blocks of some documents, one after the other in the order of their ids, and is called after what it holds, so that an update
//! writes those alone that change, and the index by one rename; what that does not name is nobody's.

use std::collections::HashSet;
use std::fs;
use std::io::ErrorKind;
use std::ops::Range;
use std::path::Path;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

use super::{Descriptions, Kept};
use crate::entity::resolution::Excerpt;
use crate::store::StoreError;
use crate::store::directory::KEPT;
use crate::store::manifest::{remove_files, write_parts_unsynced};
use crate::store::sealed::{HEAD, Sealed, begins_with, seal};

/// Changes whenever the same records come to something else, or it is written otherwise.
const LAYOUT: u32 = 12;
const INDEX: &str = "index";
/// So many documents a file has at first; with twice as many it is cut.
const DOCUMENTS: usize = 128;

fn stamp(digest: &str) -> String {
    format!("whom kept {LAYOUT} {} {digest}\n", env!("CARGO_PKG_VERSION"))
}

/// Whether what is kept was made from the records with this digest.
pub(in crate::store) fn fits(graph: &Path, digest: &str) -> bool {
    begins_with(&graph.join(KEPT).join(INDEX), &stamp(digest))
}

#[derive(Debug, Serialize, Deserialize)]
struct Index<'a> {
    #[serde(borrow)]
    descriptions: Descriptions<'a>,
    files: Vec<String>,
}

/// The blocks of the documents of a graph, read at once and unpacked where they are asked for.
#[derive(Debug, Default)]
pub(in crate::store) struct Blocks {
    index: Vec<u8>,
    /// Where the index begins.
    start: usize,
    files: Vec<(String, Vec<u8>)>,
    /// The file that has the block of each document, and where it is there, with its length and hash.
    places: Vec<(usize, Range<usize>)>,
}

impl Blocks {
    /// What was kept of the records with this digest; `None` where it is another's, is damaged or is not there.
    pub fn read(graph: &Path, digest: &str) -> Option<Self> {
        let directory = graph.join(KEPT);
        let index = fs::read(directory.join(INDEX)).ok()?;
        let start = index.starts_with(stamp(digest).as_bytes()).then(|| stamp(digest).len())?;
        let names = open::<Index>(&index[start..])?.files;
        let read = |name: String| fs::read(directory.join(&name)).ok().map(|bytes| (name, bytes));
        let files: Vec<(String, Vec<u8>)> = names.into_par_iter().map(read).collect::<Option<_>>()?;
        let mut places = Vec::new();
        for (file, (_, bytes)) in files.iter().enumerate() {
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let start = bytes.len() - rest.len();
                Sealed::split(&mut rest)?;
                places.push((file, start..bytes.len() - rest.len()));
            }
        }
        Some(Self { index, start, files, places })
    }

    /// The descriptions of entities; `None` where they are damaged.
    pub fn descriptions(&self) -> Option<Descriptions<'_>> {
        open::<Index>(&self.index[self.start..]).map(|index| index.descriptions)
    }

    /// All that is kept, sorted by document, each with what resolution reads of it but for what is private to it; `None` where
    /// a block is damaged.
    pub fn unpack(&self) -> Option<Vec<(Excerpt<'_>, Kept<'_>)>> {
        (0..self.places.len()).into_par_iter().map(|place| open(self.block(place))).collect()
    }

    /// One of the blocks, as it is written.
    fn block(&self, place: usize) -> &[u8] {
        let (file, range) = &self.places[place];
        &self.files[*file].1[range.clone()]
    }
}

/// What is kept of one document.
#[derive(Debug)]
pub(in crate::store) enum Block {
    /// The same as before, by its place there.
    Same(usize),
    New(Vec<u8>),
}

impl Block {
    /// What is private to the document is left out of the excerpt.
    pub fn new(excerpt: &Excerpt, kept: &Kept) -> Self {
        Self::New(seal(&(excerpt, kept)))
    }
}

/// Writes descriptions and the blocks of all documents, sorted by their ids, whole or not at all; `before` are the blocks there were.
pub(in crate::store) fn write(
    graph: &Path,
    digest: &str,
    descriptions: &Descriptions,
    blocks: &[Block],
    before: &Blocks,
) -> Result<(), StoreError> {
    let directory = graph.join(KEPT);
    if !directory.is_dir() {
        // Earlier versions had one file.
        remove(graph)?;
        fs::create_dir_all(&directory).map_err(StoreError::io(&directory))?;
    }
    let mut files = Vec::new();
    for blocks in parts(blocks, before) {
        if let Some(name) = same(blocks, before) {
            files.push(name.to_owned());
            continue;
        }
        let bytes = |block| match block {
            &Block::Same(place) => before.block(place),
            Block::New(bytes) => bytes,
        };
        let bytes: Vec<&[u8]> = blocks.iter().map(bytes).collect();
        // Their lengths and hashes stand for them.
        let heads: Vec<u8> = bytes.iter().flat_map(|bytes| &bytes[..HEAD]).copied().collect();
        let name = format!("{:016x}", XxHash3_64::oneshot(&heads));
        write_parts_unsynced(&directory.join(&name), bytes)?;
        files.push(name);
    }
    let named: HashSet<String> = files.iter().cloned().collect();
    let index = seal(&Index { descriptions: descriptions.clone(), files });
    write_parts_unsynced(&directory.join(INDEX), [stamp(digest).as_bytes(), &index])?;
    remove_files(&directory, |name| name != INDEX && !named.contains(name))
}

/// Removes what is kept.
pub(in crate::store) fn remove(graph: &Path) -> Result<(), StoreError> {
    let path = graph.join(KEPT);
    let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
    match removed {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::io(&path)(error)),
        _ => Ok(()),
    }
}

/// Cuts blocks into those of one file each: what is new goes to the file of what stands before it.
fn parts<'b>(blocks: &'b [Block], before: &Blocks) -> impl Iterator<Item = &'b [Block]> {
    let mut file = 0;
    let of = |block: &Block| {
        if let Block::Same(place) = block {
            file = before.places[*place].0;
        }
        file
    };
    let files: Vec<usize> = blocks.iter().map(of).collect();
    let sizes: Vec<usize> = files.chunk_by(|a, b| a == b).map(<[usize]>::len).collect();
    let mut rest = blocks;
    let of_one_file = sizes.into_iter().filter_map(move |size| rest.split_off(..size));
    of_one_file.flat_map(|blocks| blocks.chunks(if blocks.len() < 2 * DOCUMENTS { blocks.len() } else { DOCUMENTS }))
}

/// The name of the file that has just these blocks.
fn same<'n>(blocks: &[Block], before: &'n Blocks) -> Option<&'n str> {
    let place = |block: &Block| match block {
        Block::Same(place) => Some(*place),
        Block::New(_) => None,
    };
    let first = place(blocks.first()?)?;
    let file = before.places[first].0;
    let start = before.places.partition_point(|(other, _)| *other < file);
    let end = before.places.partition_point(|(other, _)| *other <= file);
    blocks.iter().map(place).eq((start..end).map(Some)).then(|| before.files[file].0.as_str())
}

fn open<'b, T: Deserialize<'b>>(mut block: &'b [u8]) -> Option<T> {
    Sealed::split(&mut block)?.open()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(numbers: impl Iterator<Item = usize>) -> Vec<Block> {
        numbers.map(|number| Block::New(seal(&number))).collect()
    }

    fn names(graph: &Path) -> Vec<String> {
        let blocks = Blocks::read(graph, "d").expect("what was written");
        assert_eq!(fs::read_dir(graph.join(KEPT)).unwrap().count(), 1 + blocks.files.len());
        blocks.files.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn files_without_a_change_are_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let graph = folder.path();
        let write =
            |blocks: &[Block], before: &Blocks| write(graph, "d", &Descriptions::default(), blocks, before).unwrap();
        write(&blocks(0..300), &Blocks::default());
        assert!(fits(graph, "d") && !fits(graph, "e") && Blocks::read(graph, "e").is_none());
        let before = Blocks::read(graph, "d").unwrap();
        let at_first = names(graph);
        assert_eq!(at_first.len(), 3);

        // One comes into the second file, one in it goes.
        let mut after: Vec<Block> = (0..300).filter(|place| *place != 140).map(Block::Same).collect();
        after.insert(200, Block::New(seal(&1000_usize)));
        write(&after, &before);
        let then = names(graph);
        assert_eq!([&then[0], &then[2]], [&at_first[0], &at_first[2]]);
        assert_ne!(then[1], at_first[1]);
        let read = Blocks::read(graph, "d").unwrap();
        let numbers: Vec<usize> = (0..300).map(|place| open(read.block(place)).unwrap()).collect();
        let expected: Vec<usize> = (0..140).chain(141..201).chain([1000]).chain(201..300).collect();
        assert_eq!(numbers, expected);

        // A file with too many is cut, one without any is no more.
        let many = (0..128).map(Block::Same).chain(blocks(2000..2200)).chain((256..300).map(Block::Same));
        write(&many.collect::<Vec<_>>(), &read);
        let cut = names(graph);
        assert_eq!(cut.len(), 4);
        assert_eq!(cut[3], at_first[2]);
        write(&[], &Blocks::read(graph, "d").unwrap());
        assert_eq!(names(graph), [""; 0]);
        remove(graph).unwrap();
        assert!(!fits(graph, "d"));
        remove(graph).unwrap();
    }

    #[test]
    fn a_damaged_or_missing_file_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let graph = folder.path();
        write(graph, "d", &Descriptions::default(), &blocks(0..3), &Blocks::default()).unwrap();
        let file = graph.join(KEPT).join(&names(graph)[0]);
        let whole = fs::read(&file).unwrap();
        fs::write(&file, &whole[..whole.len() - 1]).unwrap();
        assert!(Blocks::read(graph, "d").is_none());
        let mut damaged = whole.clone();
        *damaged.last_mut().unwrap() ^= 1;
        fs::write(&file, damaged).unwrap();
        assert!(Blocks::read(graph, "d").is_some_and(|blocks| open::<usize>(blocks.block(2)).is_none()));
        fs::remove_file(&file).unwrap();
        assert!(Blocks::read(graph, "d").is_none());
    }
}
