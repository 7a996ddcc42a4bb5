//! What a graph's records come to, kept beside them so that whoever draws a graph or dumps its statements need not resolve all
//! records again. Like the RDF dataset it can always be made anew: what does not fit the records, or is damaged, is passed over.
//!
//! The file `findings` begins with a line that tells layout, program and the digest of what it was made from. Blocks follow, each
//! with its length (8 bytes, little-endian), the first 8 bytes of its SHA-256, and items in postcard's format
//! (<https://postcard.jamesmunns.com>), so that they are written and read by all processors at once.

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::StoreError;
use super::manifest::write_unsynced;
use crate::Findings;
use crate::document::Document;
use crate::entity::Entity;
use crate::statement::Statement;

pub(super) const NAME: &str = "findings";
/// Changes whenever the same records come to other findings, or these are written otherwise.
const LAYOUT: u32 = 2;
/// Items of a block.
const BLOCK: usize = 1024;
const LENGTH: usize = 8;
const HASH: usize = 8;

fn stamp(digest: &str) -> String {
    format!("whom findings {LAYOUT} {} {digest}\n", env!("CARGO_PKG_VERSION"))
}

/// Writes the findings of the records with this digest, whole or not at all.
pub(super) fn write(graph: &Path, digest: &str, findings: &Findings) -> Result<(), StoreError> {
    let Findings { documents, entities, statements, origins } = findings;
    let parts = [blocks(documents), blocks(origins), blocks(entities), blocks(statements)];
    let bytes =
        std::iter::once(stamp(digest).into_bytes()).chain(parts.into_iter().flatten()).collect::<Vec<_>>().concat();
    write_unsynced(&graph.join(NAME), &bytes)
}

/// The findings of the records with this digest; `None` where the file is another's, is damaged or is not there.
pub(super) fn read(graph: &Path, digest: &str) -> Option<Findings> {
    let bytes = std::fs::read(graph.join(NAME)).ok()?;
    let mut rest = bytes.strip_prefix(stamp(digest).as_bytes())?;
    let documents: Vec<Arc<Document>> = items(&mut rest)?;
    let origins: Vec<String> = items(&mut rest)?;
    let entities: Vec<Entity> = items(&mut rest)?;
    let statements: Vec<Statement> = items(&mut rest)?;
    rest.is_empty().then_some(Findings { documents, entities, statements, origins })
}

/// The number of blocks, and the blocks.
fn blocks<T: Serialize + Sync>(items: &[T]) -> Vec<Vec<u8>> {
    let block = |items: &[T]| {
        let content = postcard::to_stdvec(items).expect("findings hold only texts, numbers and lists");
        let length = u64::try_from(content.len()).expect("a length fits 64 bits");
        [&length.to_le_bytes()[..], &Sha256::digest(&content)[..HASH], &content].concat()
    };
    let number = u64::try_from(items.len().div_ceil(BLOCK)).expect("a length fits 64 bits");
    let mut all = vec![number.to_le_bytes().to_vec()];
    all.par_extend(items.par_chunks(BLOCK).map(block));
    all
}

/// Reads what [`blocks`] wrote, off the front of `rest`.
fn items<T: DeserializeOwned + Send>(rest: &mut &[u8]) -> Option<Vec<T>> {
    let number = length(rest)?;
    let mut blocks = Vec::new();
    for _ in 0..number {
        let length = length(rest)?;
        let hash = rest.split_off(..HASH)?;
        blocks.push((hash, rest.split_off(..length)?));
    }
    let read = |(hash, content): (&[u8], &[u8])| -> Option<Vec<T>> {
        (&Sha256::digest(content)[..HASH] == hash).then(|| postcard::from_bytes(content).ok()).flatten()
    };
    let blocks: Vec<Vec<T>> = blocks.into_par_iter().map(read).collect::<Option<_>>()?;
    let mut items = Vec::with_capacity(blocks.iter().map(Vec::len).sum());
    items.extend(blocks.into_iter().flatten());
    Some(items)
}

fn length(rest: &mut &[u8]) -> Option<usize> {
    let bytes = rest.split_off(..LENGTH)?;
    usize::try_from(u64::from_le_bytes(bytes.try_into().ok()?)).ok()
}
