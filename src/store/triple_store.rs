//! The RDF dataset in Oxigraph: in memory, or with the feature `rocksdb` in `rdf/` of a graph's directory.
//!
//! `rdf/` holds `store/` (RocksDB); `stamp`, the digest of the records that it was made from; `pieces`, a digest of each piece;
//! and `unsure`, the pieces that were changed since those digests were taken. Where little differs, the pieces that do are written
//! anew in place; they are unsure from before the first change on, so that after a kill the next one writes them again. Else a
//! new dataset is made as `rdf.new`, with `stamp` written last, and takes the old one's place by rename.

use std::path::Path;

use oxigraph::store::{BulkLoader, StorageError, Store};
use rayon::prelude::*;

use super::StoreError;
use super::rdf::{Dataset, Piece, Reification};
use crate::Knowledge;
use crate::rule::Rule;

/// Changes whenever the same records give other triples, so that old datasets are made again.
#[cfg(feature = "rocksdb")]
const LAYOUT: u32 = 4;

/// The dataset of a graph, in memory.
pub fn in_memory(knowledge: &Knowledge, rules: &[Rule]) -> Result<Store, StoreError> {
    let make = || {
        let store = Store::new()?;
        let dataset = Dataset::new(knowledge, rules, Reification::TripleTerms);
        let mut loader = store.bulk_loader();
        load(&mut loader, &dataset, &dataset.pieces(), usize::MAX)?;
        loader.commit()?;
        Ok(store)
    };
    make().map_err(|source| StoreError::Rdf { path: ":memory:".into(), source })
}

/// How many pieces are made at a time, in memory: of entities, and of documents, each of which has far more quads.
const ENTITIES: usize = 1024;
const DOCUMENTS: usize = 32;

/// Loads pieces; a batch of the loader ends with the piece that fills so many quads.
fn load(
    loader: &mut BulkLoader<'_>,
    dataset: &Dataset<'_>,
    pieces: &[Piece],
    batch: usize,
) -> Result<(), StorageError> {
    let quads = |chunk: &[Piece]| chunk.par_iter().map(|&piece| dataset.quads(piece)).collect::<Vec<_>>();
    let is_entity = |piece: &Piece| matches!(piece, Piece::Entity(_));
    let of_a_kind = pieces.chunk_by(|a, b| is_entity(a) == is_entity(b));
    let chunks = of_a_kind.flat_map(|pieces| pieces.chunks(if is_entity(&pieces[0]) { ENTITIES } else { DOCUMENTS }));
    let mut chunks = chunks.map(quads).peekable();
    while chunks.peek().is_some() {
        let mut room = batch;
        let chunks = std::iter::from_fn(|| {
            let chunk = chunks.next_if(|_| room > 0)?;
            room = room.saturating_sub(chunk.iter().map(Vec::len).sum());
            Some(chunk)
        });
        loader.load_quads(chunks.flatten().flatten())?;
    }
    Ok(())
}

#[cfg(feature = "rocksdb")]
mod on_disk {
    use std::collections::HashSet;
    use std::fs;
    use std::hash::Hasher;
    use std::io::Write;
    use std::ops::Range;

    use oxigraph::model::vocab::rdf::TYPE;
    use oxigraph::model::{GraphName, GraphNameRef, NamedNode, Quad};
    use siphasher::sip128::{Hasher128, SipHasher24};

    use super::*;
    use crate::store::directory::remove_if_there;
    use crate::store::increment::{Changes, Failure, Patched};
    use crate::store::manifest::{remove_files, sync_directory, write_whole};
    use crate::store::pieces::{Change, Pieces, long, short};
    use crate::store::vocabulary::{ORG_MEMBER, ORG_MEMBERSHIP};

    /// Stands for the digest while pieces are changed.
    const CHANGING: &str = "changing";
    /// How many pieces are changed at once.
    const BATCH: usize = 256;
    /// How many quads a document's piece has to one of an entity, roughly.
    const DOCUMENT_WEIGHT: usize = 25;
    /// Roughly what loading a group may take, in megabytes; the end of one and the beginning of the next overlap.
    const MEMORY: usize = 512;
    /// How many statements are loaded without a stop for RocksDB to begin with their files.
    const LAST_GROUP: usize = 100_000;
    /// So few statements come in one batch, behind which there is nothing to merge.
    const ONE_BATCH: usize = 10_000;
    /// So many quads that come are written as files, which costs half of a transaction with thousands of them.
    const FILE: usize = 400;
    /// How many quads the loader reckons with.
    const QUADS_A_MEGABYTE: usize = 1000;
    /// From this part of the dataset on it is quicker to load all of it anew.
    const ANEW: f64 = 0.25;

    fn stamp(digest: &str) -> String {
        format!("{LAYOUT} {digest}\n")
    }

    fn is_made_from(directory: &Path, digest: &str) -> bool {
        fs::read_to_string(directory.join("stamp")).is_ok_and(|found| found == stamp(digest))
    }

    fn write_stamp(directory: &Path, digest: &str) -> Result<(), StoreError> {
        write_whole(&directory.join("stamp"), stamp(digest).as_bytes())
    }

    /// Writes the digests of all pieces, of which none is unsure then.
    fn write_pieces(directory: &Path, pieces: &Pieces) -> Result<(), StoreError> {
        write_whole(&directory.join("pieces"), (stamp("") + &pieces.write()).as_bytes())?;
        remove_if_there(&directory.join("unsure"))
    }

    /// Marks pieces that are about to be changed, and the dataset as one that fits no records.
    fn mark<'a>(directory: &Path, pieces: impl Iterator<Item = &'a str>) -> Result<(), StoreError> {
        let path = directory.join("unsure");
        let mut lines: String = pieces.map(|iri| short(iri).to_owned() + "\n").collect();
        // A line that a power cut left unfinished must not swallow the next.
        lines.insert(0, '\n');
        let append = || {
            let mut file = fs::File::options().create(true).append(true).open(&path)?;
            file.write_all(lines.as_bytes())?;
            file.sync_all()?;
            sync_directory(directory)
        };
        append().map_err(StoreError::io(&path))?;
        write_stamp(directory, CHANGING)
    }

    /// The pieces of a dataset of this layout that is there.
    fn read_pieces(directory: &Path) -> Option<Pieces> {
        directory.join("store").is_dir().then_some(())?;
        let layout = fs::read_to_string(directory.join("stamp")).ok()?;
        layout.strip_prefix(&format!("{LAYOUT} "))?;
        let text = fs::read_to_string(directory.join("pieces")).ok()?;
        let pieces = Pieces::read(text.strip_prefix(&stamp(""))?)?;
        match fs::read_to_string(directory.join("unsure")) {
            Ok(unsure) => Some(pieces.without(&unsure.lines().filter(|line| !line.is_empty()).map(long).collect())),
            Err(error) => (error.kind() == std::io::ErrorKind::NotFound).then_some(pieces),
        }
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

    /// Makes `rdf` fit where that takes few changes, else makes `rdf.new`.
    pub fn prepare(graph: &Path, digest: &str, knowledge: &Knowledge, rules: &[Rule]) -> Result<(), StoreError> {
        let current = graph.join("rdf");
        if is_made_from(&current, digest) {
            return Ok(());
        }
        let dataset = Dataset::new(knowledge, rules, Reification::TripleTerms);
        let (wanted, places) = Pieces::of(&dataset);
        if let Some(pieces) = read_pieces(&current) {
            let changes = pieces.changes(&wanted, &places);
            let weight = |entities: usize, all: usize| (entities + DOCUMENT_WEIGHT * (all - entities)) as f64;
            let entities = changes.iter().filter(|change| change.is_entity()).count();
            let changed = weight(entities, changes.len());
            if changed < ANEW * weight(knowledge.entities.len(), wanted.len()) {
                mark(&current, changes.iter().map(|change| change.iri.as_str()))?;
                remove_left_files(&current.join("store"))?;
                match change(&current.join("store"), &dataset, &changes) {
                    Ok(()) => {
                        write_pieces(&current, &wanted)?;
                        return write_stamp(&current, digest);
                    }
                    // What RocksDB cannot open any more is made anew.
                    Err(StorageError::Corruption(_)) => {}
                    Err(source) => return Err(StoreError::Rdf { path: current.join("store"), source }),
                }
            }
        }
        let directory = graph.join("rdf.new");
        remove(&directory)?;
        fs::create_dir_all(&directory).map_err(StoreError::io(&directory))?;
        let path = directory.join("store");
        let make = || {
            let store = Store::open(&path)?;
            load_in_groups(&store, &dataset)?;
            store.flush()
        };
        make().map_err(|source| StoreError::Rdf { path: path.clone(), source })?;
        write_pieces(&directory, &wanted)?;
        write_stamp(&directory, digest)
    }

    /// Loads a whole dataset in groups of pieces ([`groups`]).
    ///
    /// Most indexes have the quads of a document all over their keys, so that RocksDB merges the files that it is given with all
    /// that is there before. It does so a few times then instead of always, while the next group is loaded. What is left of that
    /// is done at once: else those would pay for it who add few documents behind, with seconds each until one of them is through.
    fn load_in_groups(store: &Store, dataset: &Dataset<'_>) -> Result<(), StorageError> {
        let pieces = in_order(dataset);
        let threads = rayon::current_num_threads();
        // Somewhat less than what the loader itself would take at once.
        let batch = MEMORY * QUADS_A_MEGABYTE / threads / 8 * 7;
        let statements = |&piece: &Piece| match piece {
            Piece::Document(index) => dataset.evidence[index].len(),
            Piece::Entity(_) | Piece::Provenance => 0,
        };
        let statements: Vec<usize> = pieces.iter().map(statements).collect();
        std::thread::scope(|scope| {
            let mut commits = Vec::new();
            for group in groups(&statements) {
                let loader = store.bulk_loader().with_num_threads(threads);
                let mut loader = loader.with_max_memory_size_in_megabytes(MEMORY);
                load(&mut loader, dataset, &pieces[group], batch)?;
                commits.push(scope.spawn(|| loader.commit()));
            }
            let mut joined = commits.into_iter().map(std::thread::ScopedJoinHandle::join);
            joined.try_for_each(|commit| commit.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        })?;
        if statements.iter().sum::<usize>() > ONE_BATCH { store.optimize() } else { Ok(()) }
    }

    /// Splits pieces that have so many statements into groups of half of the statements that are left, down to
    /// [`LAST_GROUP`]: few files are left unmerged, and few are merged more than twice.
    fn groups(statements: &[usize]) -> Vec<Range<usize>> {
        let mut left: usize = statements.iter().sum();
        let mut groups = Vec::new();
        let (mut start, mut taken) = (0, 0);
        for (index, more) in statements.iter().enumerate() {
            taken += more;
            if left > LAST_GROUP && taken >= (left / 2).max(LAST_GROUP) {
                groups.push(start..index + 1);
                left -= taken;
                (start, taken) = (index + 1, 0);
            }
        }
        if start < statements.len() {
            groups.push(start..statements.len());
        }
        groups
    }

    /// Changes the dataset on disk, which fits the records before, by what `changes` makes of it; it fits those with this digest
    /// then. Tells what is kept of them, `None` where it was left as it is.
    pub fn patch(
        graph: &Path,
        digest: &str,
        changes: impl FnOnce(&dyn Fn() -> Result<Store, StorageError>) -> Result<(Changes, Store), Failure>,
    ) -> Result<Option<Patched>, StoreError> {
        let directory = graph.join("rdf");
        let path = directory.join("store");
        let patch = || {
            // Opened as late as can be: whoever can write also begins to compact what a large load has left, which comes to
            // nothing in a short time.
            let (changes, store) = changes(&|| Store::open(&path))?;
            mark(&directory, changes.pieces.iter().map(String::as_str))?;
            apply(&store, &changes)?;
            Ok(changes.patched)
        };
        match patch() {
            Ok(patched) => {
                write_stamp(&directory, digest)?;
                Ok(Some(patched))
            }
            Err(Failure::Unknown) => Ok(None),
            // It is made anew from all records, which tells what is wrong with it.
            Err(Failure::Storage(StorageError::Corruption(_))) => Ok(None),
            Err(Failure::Storage(source)) => Err(StoreError::Rdf { path, source }),
            Err(Failure::Store(error)) => Err(error),
        }
    }

    /// Makes the dataset what the changes make of it; what a kill leaves half done is in pieces that are unsure.
    fn apply(store: &Store, changes: &Changes) -> Result<(), StorageError> {
        let Changes { removed, added, .. } = changes;
        let is_file = added.len() >= FILE;
        if !removed.is_empty() || !is_file {
            let mut transaction = store.start_transaction()?;
            removed.iter().for_each(|quad| transaction.remove(quad));
            if !is_file {
                transaction.extend(added);
            }
            transaction.commit()?;
        }
        if is_file {
            let loader = store.bulk_loader().with_num_threads(1);
            let mut loader = loader.with_max_memory_size_in_megabytes(added.len() / QUADS_A_MEGABYTE + 1);
            loader.load_quads(added.iter().cloned())?;
            loader.commit()?;
        }
        store.flush()
    }

    /// Removes the files of a loader that was killed, which RocksDB does not know.
    fn remove_left_files(store: &Path) -> Result<(), StoreError> {
        remove_files(store, |name| name.starts_with("bulk-") && name.ends_with(".sst"))
    }

    /// All pieces, those of entities first, then the graphs in the order of their keys, so that the files of one batch and
    /// those of another never cover the same graphs, and RocksDB need not merge them.
    fn in_order(dataset: &Dataset<'_>) -> Vec<Piece> {
        let mut pieces = dataset.pieces();
        pieces.sort_by_cached_key(|&piece| key(&dataset.graph(piece)));
        pieces
    }

    /// What Oxigraph sorts a graph by: the hash of its IRI. The default graph has none.
    fn key(graph: &GraphName) -> Option<u128> {
        let GraphName::NamedNode(graph) = graph else { return None };
        let mut hasher = SipHasher24::new();
        hasher.write(graph.as_str().as_bytes());
        Some(hasher.finish128().into())
    }

    /// Makes pieces of a dataset what they should be.
    fn change(path: &Path, dataset: &Dataset<'_>, changes: &[Change]) -> Result<(), StorageError> {
        let store = Store::open(path)?;
        for batch in changes.chunks(BATCH) {
            let mut transaction = store.start_transaction()?;
            for change in batch {
                let node = NamedNode::new_unchecked(&change.iri);
                let found = if change.is_entity() {
                    quads_of_entity(&store, &node)?
                } else {
                    let graph = GraphNameRef::NamedNode(node.as_ref());
                    store.quads_for_pattern(None, None, None, Some(graph)).collect::<Result<_, _>>()?
                };
                let wanted: HashSet<Quad> =
                    change.piece.map_or_else(HashSet::new, |piece| dataset.quads(piece).into_iter().collect());
                if wanted.is_empty() && !change.is_entity() {
                    transaction.remove_named_graph(node.as_ref())?;
                    continue;
                }
                for quad in found.difference(&wanted) {
                    transaction.remove(quad);
                }
                transaction.extend(wanted.difference(&found));
            }
            transaction.commit()?;
        }
        store.flush()
    }

    /// What the default graph says of an entity, with the memberships that are described beside it.
    fn quads_of_entity(store: &Store, entity: &NamedNode) -> Result<HashSet<Quad>, StorageError> {
        let graph = Some(GraphNameRef::DefaultGraph);
        let of = |node: &NamedNode| store.quads_for_pattern(Some(node.as_ref().into()), None, None, graph);
        let mut quads: HashSet<Quad> = of(entity).collect::<Result<_, _>>()?;
        let memberships = store.quads_for_pattern(None, Some(ORG_MEMBER), Some(entity.as_ref().into()), graph);
        for quad in memberships {
            if let oxigraph::model::NamedOrBlankNode::NamedNode(membership) = quad?.subject {
                let described: Vec<Quad> = of(&membership).collect::<Result<_, _>>()?;
                let class = Quad::new(membership, TYPE, ORG_MEMBERSHIP, GraphName::DefaultGraph);
                if described.contains(&class) {
                    quads.extend(described);
                }
            }
        }
        Ok(quads)
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

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn groups_have_half_of_what_is_left() {
            let sizes = |statements: &[usize]| -> Vec<usize> {
                let groups = groups(statements);
                let ends = groups.iter().map(|group| group.end);
                assert!(groups.iter().map(|group| group.start).eq(std::iter::once(0).chain(ends).take(groups.len())));
                assert_eq!(groups.last().map_or(0, |group| group.end), statements.len());
                groups.into_iter().map(|group| statements[group].iter().sum()).collect()
            };
            assert_eq!(sizes(&[]), [0; 0]);
            assert_eq!(sizes(&[0, 20, 30, 0]), [50]);
            let mut many = vec![1000; 1000];
            many.push(0);
            assert_eq!(sizes(&many), [500_000, 250_000, 125_000, 100_000, 25_000]);
            assert_eq!(sizes(&[LAST_GROUP + 1]), [LAST_GROUP + 1]);
        }

        #[test]
        fn oxigraph_sorts_graphs_by_the_same_key() -> Result<(), Box<dyn std::error::Error>> {
            let folder = tempfile::tempdir()?;
            let store = Store::open(folder.path())?;
            for number in 0..100 {
                store.insert_named_graph(&NamedNode::new(format!("https://w3id.org/whom/document/{number}"))?)?;
            }
            let keys: Vec<_> =
                store.named_graphs().map(|graph| Ok(key(&graph?.into()))).collect::<Result<_, StorageError>>()?;
            assert_eq!(keys.len(), 100);
            assert!(keys.is_sorted());
            Ok(())
        }
    }
}

#[cfg(feature = "rocksdb")]
pub(super) use on_disk::{fits, open, patch, prepare, settle};

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
