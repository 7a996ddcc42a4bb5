//! What a graph's records come to, kept beside them so that whoever draws a graph or dumps its statements need not resolve all
//! records again. Like the RDF dataset it can always be made anew: what does not fit the records, or is damaged, is passed over.
//!
//! The file `findings` begins with a line that tells layout, program and the digest of what it was made from. Blocks of items
//! follow ([`sealed`](super::sealed)).

use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use super::manifest::write_parts_unsynced;
use super::sealed::{Sealed, begins_with, number, seal, split_number};
use crate::Findings;
use crate::document::Document;
use crate::entity::Entity;
use crate::knowledge::Extent;
use crate::statement::Statement;

pub(super) const NAME: &str = "findings";
/// Changes whenever the same records come to other findings, or these are written otherwise.
const LAYOUT: u32 = 4;
/// Items of a block.
const BLOCK: usize = 1024;

fn stamp(digest: &str) -> String {
    format!("whom findings {LAYOUT} {} {digest}\n", env!("CARGO_PKG_VERSION"))
}

/// Writes the findings of the records with this digest, whole or not at all.
pub(super) fn write(graph: &Path, digest: &str, findings: &Findings) -> Result<(), StoreError> {
    let Findings { documents, entities, statements, origins, extents } = findings;
    let parts = [blocks(documents), blocks(origins), blocks(extents), blocks(entities), blocks(statements)];
    let stamp = stamp(digest);
    let blocks = parts.iter().flatten().map(Vec::as_slice);
    write_parts_unsynced(&graph.join(NAME), std::iter::once(stamp.as_bytes()).chain(blocks))
}

/// Whether the file was made from the records with this digest.
pub(super) fn fits(graph: &Path, digest: &str) -> bool {
    begins_with(&graph.join(NAME), &stamp(digest))
}

/// The findings of the records with this digest; `None` where the file is another's, is damaged or is not there.
pub(super) fn read(graph: &Path, digest: &str) -> Option<Findings> {
    let bytes = std::fs::read(graph.join(NAME)).ok()?;
    let mut rest = bytes.strip_prefix(stamp(digest).as_bytes())?;
    let documents: Vec<Arc<Document>> = items(&mut rest)?;
    let origins: Vec<String> = items(&mut rest)?;
    let extents: Vec<Extent> = items(&mut rest)?;
    let entities: Vec<Entity> = items(&mut rest)?;
    let statements: Vec<Statement> = items(&mut rest)?;
    rest.is_empty().then_some(Findings { documents, entities, statements, origins, extents })
}

/// The number of blocks, and the blocks.
fn blocks<T: Serialize + Sync>(items: &[T]) -> Vec<Vec<u8>> {
    let mut all = vec![number(items.len().div_ceil(BLOCK)).to_vec()];
    all.par_extend(items.par_chunks(BLOCK).map(seal));
    all
}

/// Reads what [`blocks`] wrote, off the front of `rest`.
fn items<T: DeserializeOwned + Send>(rest: &mut &[u8]) -> Option<Vec<T>> {
    let number = split_number(rest)?;
    let mut blocks = Vec::new();
    for _ in 0..number {
        blocks.push(Sealed::split(rest)?);
    }
    let blocks: Vec<Vec<T>> = blocks.par_iter().map(Sealed::open).collect::<Option<_>>()?;
    let mut items = Vec::with_capacity(blocks.iter().map(Vec::len).sum());
    items.extend(blocks.into_iter().flatten());
    Some(items)
}
