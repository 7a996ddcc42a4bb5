//! Blocks of the files that can be made again: each with its length (8 bytes, little-endian), its XXH3 hash of 64 bits
//! (<https://xxhash.com>; little-endian), and a value in postcard's format (<https://postcard.jamesmunns.com>), so that all
//! processors write and read at once.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

const LENGTH: usize = 8;
const HASH: usize = 8;
/// What a block begins with, its length and hash.
pub(super) const HEAD: usize = LENGTH + HASH;

/// Whether a file begins with a stamp.
pub(super) fn begins_with(path: &Path, stamp: &str) -> bool {
    let mut start = vec![0; stamp.len()];
    let read = |mut file: File| file.read_exact(&mut start).map(|()| start == stamp.as_bytes());
    File::open(path).and_then(read).unwrap_or_default()
}

/// The block of a value.
pub(super) fn seal(value: &(impl Serialize + ?Sized)) -> Vec<u8> {
    let content = postcard::to_stdvec(value).expect("it holds only texts, numbers and lists");
    [&number(content.len())[..], &hash(&content), &content].concat()
}

fn hash(content: &[u8]) -> [u8; HASH] {
    XxHash3_64::oneshot(content).to_le_bytes()
}

/// A number as lengths are written.
pub(super) fn number(number: usize) -> [u8; LENGTH] {
    u64::try_from(number).expect("a length fits 64 bits").to_le_bytes()
}

/// What [`number`] wrote, off the front of `rest`.
pub(super) fn split_number(rest: &mut &[u8]) -> Option<usize> {
    let bytes = rest.split_off(..LENGTH)?;
    usize::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok()
}

/// A block that was read and not yet checked: its hash and its content.
pub(super) struct Sealed<'a>(&'a [u8], &'a [u8]);

impl<'a> Sealed<'a> {
    /// Off the front of `rest`.
    pub fn split(rest: &mut &'a [u8]) -> Option<Self> {
        let length = split_number(rest)?;
        Some(Self(rest.split_off(..HASH)?, rest.split_off(..length)?))
    }

    /// Whether the content is what was written.
    pub fn is_sound(&self) -> bool {
        hash(self.1) == self.0
    }

    /// The value, which may borrow from the block; `None` where that is damaged.
    pub fn open<T: Deserialize<'a>>(&self) -> Option<T> {
        self.is_sound().then(|| postcard::from_bytes(self.1).ok()).flatten()
    }
}
