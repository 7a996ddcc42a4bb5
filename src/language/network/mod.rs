//! The network: from the sub-words of sentences to scores, with 8-bit products.
//!
//! A BERT encoder (Devlin et al. 2019, <https://aclanthology.org/N19-1423/>) with a linear layer for tags and biaffine
//! scores for arcs and relations (Dozat and Manning 2017, <https://arxiv.org/abs/1611.01734>). Inputs of every matrix are
//! quantised to a byte row by row, weights to 7 bits column by column, so a sentence's outcome depends neither on the
//! sentences beside it nor, by [`simd`], on the processor.

mod float;
mod simd;
mod weights;

use std::cell::RefCell;

pub use simd::Path;

use super::wordpiece::Pieces;
use float::{Columns, HEAD, Scale, attend, dot, finish, normalise, quantise, sized};
use simd::{COLUMNS, MOST_ROWS, products};
use weights::{Matrix, Reader, Table};

const HIDDEN: usize = 384;
const INNER: usize = 1536;
const LAYERS: usize = 6;
/// Widths of the projections for arcs and relations.
const ARC: usize = 256;
const RELATION: usize = 96;
/// Columns of the projections of a word: as dependent and as head of an arc, as dependent and as head of a relation.
const PROJECTIONS: usize = 2 * (ARC + RELATION);
/// Rows for which the widest steps are done before the next, so that their results stay in the processor's cache.
const ROWS: usize = 8 * MOST_ROWS;
/// Words whose relations are worked out together, for the same reason.
const RELATIONS: usize = 4 * MOST_ROWS;

/// Numbers of a word's vector before the projection: its hidden state, and the mean of its pieces' embeddings.
pub const RAW: usize = 2 * HIDDEN;

/// Numbers of classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classes {
    pub upos: usize,
    pub xpos: usize,
    pub lemma: usize,
    pub tag: usize,
    pub relation: usize,
}

/// Scores of one sentence, not normalised.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// A row of classes for every word.
    pub upos: Vec<f32>,
    pub xpos: Vec<f32>,
    pub lemma: Vec<f32>,
    pub tag: Vec<f32>,
    /// The heads that the caller chose from the scores of the arcs.
    pub heads: Vec<Option<usize>>,
    /// A row of classes for every word, at its chosen head; zeros for the root.
    pub relation: Vec<f32>,
    /// A row for every word: what it means here and what it means anywhere, for whoever compares words.
    pub vector: Vec<f32>,
}

/// The weights, ready for one path.
pub struct Network {
    path: Path,
    classes: Classes,
    pieces: Table,
    positions: Table,
    shapes: Table,
    embedded: Norm,
    layers: Vec<Layer>,
    /// Tags, and the projections for arcs and relations, of a word.
    words: Matrix,
    arc: Matrix,
    relation: Matrix,
    vectors: Projection,
}

/// What makes a word's vector of the [`RAW`] numbers that the network has for it.
pub struct Projection {
    /// A row of [`RAW`] weights for every number of the vector; none where the raw numbers are the vector.
    weight: Vec<f32>,
    bias: Vec<f32>,
}

struct Norm {
    weight: Vec<f32>,
    bias: Vec<f32>,
}

struct Layer {
    /// Query, key and value of all heads.
    attention: Matrix,
    mixed: Matrix,
    attended: Norm,
    inner: Matrix,
    outer: Matrix,
    fed: Norm,
}

/// Quantised rows of one width.
#[derive(Default)]
struct Bytes {
    bytes: Vec<u8>,
    scales: Vec<Scale>,
}

/// Some rows of [`Bytes`].
#[derive(Clone, Copy)]
struct Rows<'a> {
    bytes: &'a [u8],
    scales: &'a [Scale],
}

/// Buffers that are used again from batch to batch.
#[derive(Default)]
struct Buffers {
    /// Hidden states.
    hidden: Vec<f32>,
    hidden_bytes: Bytes,
    /// Queries, keys and values.
    projected: Vec<f32>,
    /// What attention makes of the values.
    mixed: Vec<f32>,
    mixed_bytes: Bytes,
    /// Activations within the feed-forward step, and of the heads.
    inner: Vec<f32>,
    inner_bytes: Bytes,
    /// What a step adds to the hidden states.
    change: Vec<f32>,
    scratch: Vec<f32>,
}

thread_local! {
    static BUFFERS: RefCell<Buffers> = RefCell::default();
}

impl Network {
    /// The weights in a safetensors file, for the fastest path of this processor.
    ///
    /// # Errors
    /// If the file is damaged or does not fit the classes.
    pub fn new(file: &[u8], vectors: Projection, classes: Classes) -> Result<Self, String> {
        let file = &Reader::new(file)?;
        let norm = |name: &str| {
            let part = |part: &str| file.floats(&format!("{name}.{part}"), &[HIDDEN]);
            Ok::<_, String>(Norm { weight: part("weight")?, bias: part("bias")? })
        };
        let layer = |i: usize| {
            let matrix =
                |name: &str, inputs, outputs| Matrix::read(file, &format!("layer.{i}.{name}"), inputs, outputs);
            Ok::<_, String>(Layer {
                attention: matrix("attention", HIDDEN, 3 * HIDDEN)?,
                mixed: matrix("mixed", HIDDEN, HIDDEN)?,
                attended: norm(&format!("layer.{i}.attended"))?,
                inner: matrix("inner", HIDDEN, INNER)?,
                outer: matrix("outer", INNER, HIDDEN)?,
                fed: norm(&format!("layer.{i}.fed"))?,
            })
        };
        let tags = classes.upos + classes.xpos + classes.lemma + classes.tag;
        Ok(Self {
            path: Path::supported()[0],
            classes,
            pieces: Table::read(file, "pieces", HIDDEN)?,
            positions: Table::read(file, "positions", HIDDEN)?,
            shapes: Table::read(file, "shapes", HIDDEN)?,
            embedded: norm("embedded")?,
            layers: (0..LAYERS).map(layer).collect::<Result<_, _>>()?,
            words: Matrix::read(file, "words", HIDDEN, PROJECTIONS + tags)?,
            arc: Matrix::read(file, "arc", ARC, ARC)?,
            relation: Matrix::read(file, "relation", RELATION, classes.relation * (RELATION + 1))?,
            vectors,
        })
    }

    /// The same weights with the raw numbers as the words' vectors, for those who learn a projection.
    pub fn raw(self) -> Self {
        Self { vectors: Projection { weight: Vec::new(), bias: Vec::new() }, ..self }
    }

    /// The same weights on another path.
    pub fn on(self, path: Path) -> Self {
        Self { path, ..self }
    }

    /// Scores of a batch of sentences, in order. `heads` chooses the heads from the arcs' scores: for every word a row of
    /// words + 1, the root first.
    ///
    /// # Panics
    /// If an id, a shape or the number of pieces is beyond the tables, a sentence has no piece, its words' starts are not
    /// pieces in ascending order, or a head is no word of it.
    pub fn scores(&self, batch: &[Pieces], heads: impl Fn(&[f32], usize) -> Vec<Option<usize>>) -> Vec<Scores> {
        // Taken out, so that a panic below leaves no borrowed cell behind.
        let mut buffers = BUFFERS.take();
        self.encode(batch, &mut buffers, |_| {});
        let scores = self.words(batch, &mut buffers, heads);
        BUFFERS.replace(buffers);
        scores
    }

    /// Whether ids, shapes and lengths up to these are within the tables.
    pub fn covers(&self, ids: usize, shapes: usize, pieces: usize) -> bool {
        ids <= self.pieces.rows() && shapes <= self.shapes.rows() && pieces <= self.positions.rows()
    }

    /// Hidden states of all pieces, into `buffers`; `seen` gets them after the embedding and after every layer.
    ///
    /// Of the last layer only the rows that speak for words are worked out; see [`words_of`].
    fn encode(&self, batch: &[Pieces], buffers: &mut Buffers, mut seen: impl FnMut(&[f32])) {
        let path = self.path;
        let Buffers { hidden, hidden_bytes, projected, mixed, mixed_bytes, inner, inner_bytes, change, scratch } =
            buffers;
        let rows: usize = batch.iter().map(|sentence| sentence.ids.len()).sum();
        hidden.clear();
        hidden.resize(rows * HIDDEN, 0.0);
        let places = batch.iter().flat_map(|s| s.ids.iter().zip(&s.shapes).enumerate());
        for (row, (position, (&id, &shape))) in hidden.chunks_exact_mut(HIDDEN).zip(places) {
            self.pieces.add(id as usize, row);
            self.positions.add(position, row);
            self.shapes.add(shape as usize, row);
        }
        hidden_bytes.resize(rows, HIDDEN);
        mixed.clear();
        mixed.resize(rows * HIDDEN, 0.0);
        self.embedded.apply(path, hidden, mixed, hidden_bytes, 0);
        seen(hidden);
        for (number, layer) in self.layers.iter().enumerate() {
            let projected = product(path, hidden_bytes.rows(), &layer.attention, 0, projected);
            let mut first = 0;
            for sentence in batch {
                let end = first + sentence.ids.len();
                let of_sentence = &projected[first * 3 * HIDDEN..end * 3 * HIDDEN];
                for place in (0..HIDDEN).step_by(HEAD) {
                    let places = [place, HIDDEN + place, 2 * HIDDEN + place];
                    attend(path, of_sentence, places, &mut mixed[first * HIDDEN..end * HIDDEN], HIDDEN, scratch);
                }
                first = end;
            }
            if number + 1 == LAYERS {
                let kept = words_of(batch);
                keep(hidden, &kept);
                keep(mixed, &kept);
                hidden_bytes.resize(kept.len(), HIDDEN);
            }
            let rows = hidden.len() / HIDDEN;
            mixed_bytes.fill(path, mixed, HIDDEN, HIDDEN);
            let sum = product(path, mixed_bytes.rows(), &layer.mixed, 0, change);
            layer.attended.apply(path, hidden, sum, hidden_bytes, 0);
            for first in (0..rows).step_by(ROWS) {
                let end = rows.min(first + ROWS);
                let inner = product(path, hidden_bytes.part(HIDDEN, first, end), &layer.inner, INNER, inner);
                inner_bytes.fill(path, inner, INNER, INNER);
                let sum = product(path, inner_bytes.rows(), &layer.outer, 0, change);
                layer.fed.apply(path, &mut hidden[first * HIDDEN..end * HIDDEN], sum, hidden_bytes, first);
            }
            seen(hidden);
        }
    }

    /// Scores from the hidden states in `buffers`.
    fn words(
        &self,
        batch: &[Pieces],
        buffers: &mut Buffers,
        heads: impl Fn(&[f32], usize) -> Vec<Option<usize>>,
    ) -> Vec<Scores> {
        let Buffers { hidden, hidden_bytes, inner, inner_bytes, change, .. } = buffers;
        let path = self.path;
        let mut hidden = hidden.chunks_exact(HIDDEN);
        let stride = self.words.padded();
        let mut rest = product(path, hidden_bytes.rows(), &self.words, PROJECTIONS, inner);
        let score = |sentence: &Pieces| {
            let words = sentence.starts.len();
            let (rows, behind) = rest.split_at((words + 1) * stride);
            rest = behind;
            let dependents = &rows[stride..];

            inner_bytes.fill(path, dependents, stride, ARC);
            let sides = product(path, inner_bytes.rows(), &self.arc, 0, change);
            let mut arcs = vec![0.0; words * (words + 1)];
            for (arcs, side) in arcs.chunks_exact_mut(words + 1).zip(sides.chunks_exact(ARC)) {
                dot(path, side, &rows[ARC..], stride, arcs);
            }
            let heads = heads(&arcs, words);

            let classes = self.classes;
            let mut relation = vec![0.0; words * classes.relation];
            inner_bytes.fill(path, dependents.get(2 * ARC..).unwrap_or_default(), stride, RELATION);
            let groups = relation.chunks_mut(RELATIONS * classes.relation).zip(heads.chunks(RELATIONS)).enumerate();
            for (group, (relation, heads)) in groups {
                let first = group * RELATIONS;
                let bytes = inner_bytes.part(RELATION, first, first + heads.len());
                let sides = product(path, bytes, &self.relation, 0, change).chunks_exact(self.relation.padded());
                for ((relation, side), head) in relation.chunks_exact_mut(classes.relation).zip(sides).zip(heads) {
                    let Some(head) = head else { continue };
                    let (pairs, alone) = side.split_at(classes.relation * RELATION);
                    let head = &rows[(head + 1) * stride + 2 * ARC + RELATION..][..RELATION];
                    dot(path, head, pairs, RELATION, relation);
                    for (score, alone) in relation.iter_mut().zip(alone) {
                        *score += alone;
                    }
                }
            }

            let mut place = PROJECTIONS;
            let mut tags = |classes: usize| {
                let part = place..place + classes;
                place = part.end;
                dependents.chunks_exact(stride).flat_map(|row| &row[part.clone()]).copied().collect()
            };
            // The first row speaks for the root.
            let states = hidden.by_ref().take(words + 1).skip(1);
            Scores {
                upos: tags(classes.upos),
                xpos: tags(classes.xpos),
                lemma: tags(classes.lemma),
                tag: tags(classes.tag),
                heads,
                relation,
                vector: self.vectors(sentence, states),
            }
        };
        batch.iter().map(score).collect()
    }

    /// The vectors of a sentence's words from their hidden states.
    fn vectors<'a>(&self, sentence: &Pieces, states: impl Iterator<Item = &'a [f32]>) -> Vec<f32> {
        let ends = sentence.starts.iter().skip(1).copied().chain([sentence.ids.len() as i32 - 1]);
        let pieces = sentence.starts.iter().zip(ends).map(|(&start, end)| &sentence.ids[start as usize..end as usize]);
        let mut vectors = Vec::with_capacity(sentence.starts.len() * self.vectors.width());
        let mut raw = vec![0.0; RAW];
        for (state, pieces) in states.zip(pieces) {
            let (here, anywhere) = raw.split_at_mut(HIDDEN);
            here.copy_from_slice(state);
            anywhere.fill(0.0);
            for &piece in pieces {
                self.pieces.add(piece as usize, anywhere);
            }
            for number in anywhere {
                *number /= pieces.len() as f32;
            }
            self.vectors.apply(self.path, &raw, &mut vectors);
        }
        vectors
    }
}

impl Projection {
    /// The tensors `vectors.weight` ([vector, [`RAW`]]) and `vectors.bias` of a safetensors file.
    ///
    /// # Errors
    /// If the file is damaged or a tensor is missing or misshapen.
    pub fn new(file: &[u8]) -> Result<Self, String> {
        let file = Reader::new(file)?;
        let width = file.rows("vectors.bias")?;
        if width == 0 {
            return Err("vectors.bias has no rows".to_owned());
        }
        Ok(Self { weight: file.floats("vectors.weight", &[width, RAW])?, bias: file.floats("vectors.bias", &[width])? })
    }

    /// Length of a vector.
    pub fn width(&self) -> usize {
        if self.bias.is_empty() { RAW } else { self.bias.len() }
    }

    /// Appends the vector of a word.
    fn apply(&self, path: Path, raw: &[f32], vectors: &mut Vec<f32>) {
        if self.bias.is_empty() {
            vectors.extend_from_slice(raw);
            return;
        }
        let first = vectors.len();
        vectors.resize(first + self.width(), 0.0);
        dot(path, raw, &self.weight, RAW, &mut vectors[first..]);
        for (number, bias) in vectors[first..].iter_mut().zip(&self.bias) {
            *number += bias;
        }
    }
}

/// The rows of a batch that speak for words: of every sentence its first piece, for the root, and each word's first piece.
fn words_of(batch: &[Pieces]) -> Vec<usize> {
    let mut first = 0;
    let mut kept = Vec::new();
    for sentence in batch {
        kept.push(first);
        kept.extend(sentence.starts.iter().map(|&start| first + start as usize));
        first += sentence.ids.len();
    }
    kept
}

impl Norm {
    /// Adds `change` to rows of hidden states, normalises them and writes their bytes from row `first` on.
    fn apply(&self, path: Path, hidden: &mut [f32], change: &[f32], bytes: &mut Bytes, first: usize) {
        let rows = hidden.chunks_exact_mut(HIDDEN).zip(change.chunks_exact(HIDDEN));
        let targets = bytes.bytes[first * HIDDEN..].chunks_exact_mut(HIDDEN).zip(&mut bytes.scales[first..]);
        for ((row, change), (bytes, scale)) in rows.zip(targets) {
            *scale = normalise(path, row, change, &self.weight, &self.bias, bytes);
        }
    }
}

impl Bytes {
    fn resize(&mut self, rows: usize, width: usize) {
        self.bytes.resize(rows * width, 0);
        self.scales.resize(rows, Scale { low: 0.0, step: 0.0 });
    }

    /// Quantises the first `width` numbers of every row of `stride`.
    fn fill(&mut self, path: Path, rows: &[f32], stride: usize, width: usize) {
        self.resize(rows.len().div_ceil(stride), width);
        let targets = self.bytes.chunks_exact_mut(width).zip(&mut self.scales);
        for (row, (bytes, scale)) in rows.chunks(stride).zip(targets) {
            *scale = quantise(path, &row[..width], bytes);
        }
    }

    fn rows(&self) -> Rows<'_> {
        Rows { bytes: &self.bytes, scales: &self.scales }
    }

    fn part(&self, width: usize, first: usize, end: usize) -> Rows<'_> {
        Rows { bytes: &self.bytes[first * width..end * width], scales: &self.scales[first..end] }
    }
}

/// Keeps some rows, given in ascending order.
fn keep(rows: &mut Vec<f32>, kept: &[usize]) {
    for (place, &row) in kept.iter().enumerate() {
        rows.copy_within(row * HIDDEN..(row + 1) * HIDDEN, place * HIDDEN);
    }
    rows.truncate(kept.len() * HIDDEN);
}

/// Rows times a matrix, as rows of its padded width in `output`, with GELU on the first `gelus` columns (a multiple of 64).
fn product<'a>(path: Path, rows: Rows, matrix: &Matrix, gelus: usize, output: &'a mut Vec<f32>) -> &'a [f32] {
    let (depth, width) = (matrix.inputs, matrix.padded());
    let output = sized(output, rows.scales.len() * width);
    let mut sums = [[0; COLUMNS]; MOST_ROWS];
    // A block of weights stays in the first cache while all rows pass by it.
    for (number, block) in matrix.blocks.chunks_exact(depth * COLUMNS).enumerate() {
        let place = number * COLUMNS..(number + 1) * COLUMNS;
        let columns = Columns {
            scale: &matrix.scale[place.clone()],
            sum: &matrix.sum[place.clone()],
            bias: &matrix.bias[place.clone()],
        };
        let groups = rows.bytes.chunks(MOST_ROWS * depth).zip(rows.scales.chunks(MOST_ROWS));
        for ((bytes, scales), output) in groups.zip(output.chunks_mut(MOST_ROWS * width)) {
            let sums = &mut sums[..scales.len()];
            products(path, bytes, depth, block, sums);
            for ((sums, &scale), output) in sums.iter().zip(scales).zip(output.chunks_exact_mut(width)) {
                finish(path, sums, scale, columns, place.start < gelus, &mut output[place.clone()]);
            }
        }
    }
    output
}

#[cfg(test)]
mod tests {
    use safetensors::SafeTensors;

    use super::*;
    use crate::language::decode;

    const WEIGHTS: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/whom.safetensors"));
    const COREFERENCE: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/coreference.safetensors"));
    const REFERENCE: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/reference.safetensors"));
    const LABELS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/labels.json"));

    fn classes() -> Classes {
        let labels: serde_json::Value = serde_json::from_str(LABELS).unwrap();
        let count = |name: &str| labels[name].as_array().unwrap().len();
        let [upos, xpos, lemma, tag, relation] = ["upos", "xpos", "lemma", "tag", "deprel"].map(count);
        Classes { upos, xpos, lemma, tag, relation }
    }

    fn vectors() -> Projection {
        Projection::new(COREFERENCE).unwrap()
    }

    fn network() -> Network {
        Network::new(WEIGHTS, vectors(), classes()).unwrap()
    }

    fn sentence(ids: &[i32]) -> Pieces {
        let shapes = ids.iter().map(|id| 1 + id % 7).collect();
        Pieces { ids: ids.to_vec(), shapes, starts: (1..ids.len() as i32 - 1).filter(|i| i % 4 != 2).collect() }
    }

    fn sentences() -> Vec<Pieces> {
        let long: Vec<i32> = (0..70).map(|i| 1000 + 37 * i).collect();
        vec![sentence(&[101, 1999, 102]), sentence(&long), sentence(&[101, 102]), sentence(&long[..17])]
    }

    #[test]
    fn hidden_states_equal_those_of_torch() {
        let reference = SafeTensors::deserialize(REFERENCE).unwrap();
        let integers = |name: &str| -> Vec<i32> {
            let bytes = reference.tensor(name).unwrap().data();
            bytes.chunks_exact(4).map(|b| i32::from_le_bytes(b.try_into().unwrap())).collect()
        };
        let batch = [Pieces { ids: integers("ids"), shapes: integers("shapes"), starts: integers("starts") }];
        let floats = Reader::new(REFERENCE).unwrap();
        let hidden = floats.floats("hidden", &[LAYERS + 1, batch[0].ids.len(), HIDDEN]).unwrap();
        let mut layers = hidden.chunks_exact(batch[0].ids.len() * HIDDEN);
        network().encode(&batch, &mut Buffers::default(), |found| {
            let mut expected = layers.next().unwrap().to_vec();
            if found.len() < expected.len() {
                keep(&mut expected, &words_of(&batch));
            }
            let norm = |x: &mut dyn Iterator<Item = f32>| x.map(|x| x * x).sum::<f32>().sqrt();
            let off = norm(&mut found.iter().zip(&expected).map(|(x, y)| x - y)) / norm(&mut expected.iter().copied());
            println!("{off:.4}");
            assert!(off < 0.08, "off by {off} of the states' length");
        });
        assert!(layers.next().is_none());
    }

    #[test]
    fn neither_path_nor_batch_changes_a_bit() {
        let mut network = network();
        let batch = sentences();
        let alone: Vec<Scores> =
            batch.iter().flat_map(|sentence| network.scores(std::slice::from_ref(sentence), decode::tree)).collect();
        let bits = |scores: &[Scores]| -> Vec<u32> {
            let of = |s: &Scores| [&s.upos, &s.xpos, &s.lemma, &s.tag, &s.relation].map(Clone::clone).concat();
            scores.iter().flat_map(of).map(f32::to_bits).collect()
        };
        for path in Path::supported() {
            network = network.on(path);
            let together = network.scores(&batch, decode::tree);
            assert_eq!(bits(&together), bits(&alone), "{}", path.name());
            assert_eq!(together, alone, "{}", path.name());
        }
        assert!(network.scores(&[], decode::tree).is_empty());
    }

    /// Files that someone damaged: refused, or read without a panic. `WHOM_FUZZ` is the number of files.
    #[test]
    fn damaged_files_do_no_harm() {
        let rounds = std::env::var("WHOM_FUZZ").map_or(60, |rounds| rounds.parse().expect("a number"));
        let mut state = 7_u64;
        let mut below = |end: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % end
        };
        let header = 8 + u64::from_le_bytes(WEIGHTS[..8].try_into().unwrap()) as usize;
        for round in 0..rounds {
            let mut bytes = WEIGHTS.to_vec();
            match round % 4 {
                0 => bytes.truncate(below(WEIGHTS.len())),
                1 => bytes[below(header)] = below(256) as u8,
                _ => {
                    for _ in 0..1 << below(12) {
                        let place = header + below(WEIGHTS.len() - header);
                        bytes[place] = below(256) as u8;
                    }
                }
            }
            if let Ok(network) = Network::new(&bytes, vectors(), classes()) {
                for scores in network.scores(&sentences()[..3], decode::tree) {
                    decode::relations(&scores.relation, &scores.heads, classes().relation, 0);
                }
            }
        }
        assert!(Network::new(WEIGHTS, vectors(), Classes { tag: 1000, ..classes() }).is_err());
        assert!(Network::new(&[], vectors(), classes()).is_err());
        assert!(Projection::new(&COREFERENCE[..COREFERENCE.len() / 2]).is_err());
        assert!(Projection::new(WEIGHTS).is_err());
    }
}
