//! The language model: sentences of a document with words, lemmas, tags, trees and names, by one neural network that
//! ships with the program. `model/README.md` is its model card; inference is by rten (<https://docs.rs/rten>).
//!
//! A sentence is read by itself on one thread, so that the outcome depends on nothing but its words.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::conllu::{self, ConlluError, RowKind};
use super::decode::{self, NameTag};
use super::lemma::{InvalidLexicon, InvalidRule, LemmaLexicon, LemmaRule};
use super::tags::UnknownLabel;
use super::wordpiece::{MOST_PIECES, Vocabulary};
use super::{Deprel, NameSpan, Sentence, Token, Upos, sentences, tokenize};
use crate::document::{Document, Part};
use crate::span::{IndexedText, Span};

/// What goes wrong when a model is loaded or CoNLL-U is read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LanguageError {
    #[error("cannot read {path}")]
    Read { path: PathBuf, source: std::io::Error },
    #[error("the model's labels are malformed")]
    Labels(#[from] serde_json::Error),
    #[error("the model's labels hold a value that this version does not know")]
    Label(#[from] UnknownLabel),
    #[error("the model's lemma rules are malformed")]
    Rule(#[from] InvalidRule),
    #[error("the model's lemmas.tsv is malformed")]
    Lexicon(#[from] InvalidLexicon),
    #[error("the model's label set `{0}` lacks a needed value")]
    Incomplete(&'static str),
    #[error("the model's weights are no usable graph: {0}")]
    Weights(String),
    #[error(transparent)]
    Conllu(#[from] ConlluError),
}

/// What the model says about the words of a sentence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parse {
    pub words: Vec<Analysis>,
    /// In order, without overlap.
    pub names: Vec<NameSpan>,
}

/// Lemma, tags and place in the tree of one word; see [`Token`].
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    pub lemma: String,
    pub upos: Upos,
    pub xpos: String,
    pub head: Option<usize>,
    pub deprel: Deprel,
}

/// A loaded model. It may be used from many threads at once.
pub struct LanguageModel {
    network: Network,
    vocabulary: Vocabulary,
    labels: Labels,
    lemmas: LemmaLexicon,
    version: String,
}

/// More words than this are parsed in pieces: the network's memory grows with the square of the sentence.
pub const MOST_WORDS: usize = 200;

impl LanguageModel {
    /// The model that is part of the program, loaded at the first call.
    pub fn builtin() -> Result<&'static LanguageModel, LanguageError> {
        static MODEL: OnceLock<LanguageModel> = OnceLock::new();
        static LOADING: Mutex<()> = Mutex::new(());
        const WEIGHTS: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/whom.onnx"));
        const VOCABULARY: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/vocab.txt"));
        const LABELS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/labels.json"));
        const LEMMAS: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/lemmas.tsv"));

        let _one_loads = LOADING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(model) = MODEL.get() {
            return Ok(model);
        }
        let model = outside_rayon(|| {
            let texts = Texts { vocabulary: VOCABULARY, labels: LABELS, lemmas: LEMMAS };
            Self::new(options().load_static_slice(WEIGHTS), texts.version(WEIGHTS), &texts)
        })?;
        Ok(MODEL.get_or_init(|| model))
    }

    /// A model from a folder with `whom.onnx`, `vocab.txt`, `labels.json` and `lemmas.tsv`.
    pub fn load(folder: &Path) -> Result<LanguageModel, LanguageError> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|source| LanguageError::Read { path, source })
        };
        let text = |name: &str| Ok::<_, LanguageError>(String::from_utf8_lossy(&read(name)?).into_owned());
        let weights = read("whom.onnx")?;
        let (vocabulary, labels, lemmas) = (text("vocab.txt")?, text("labels.json")?, text("lemmas.tsv")?);
        let texts = Texts { vocabulary: &vocabulary, labels: &labels, lemmas: &lemmas };
        let version = texts.version(&weights);
        Self::new(options().load(weights), version, &texts)
    }

    /// The first 16 hexadecimal digits of the SHA-256 of the model's files and the version of this program: what was
    /// read with another version is read anew.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Analyses the words of one sentence.
    ///
    /// Sentences that are too long for the network are analysed in pieces, whose roots hang on the first one's as
    /// `parataxis`.
    pub fn parse_words(&self, words: &[String]) -> Parse {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        self.network.alone(|run| {
            let mut parse = Parse::default();
            let mut top = None;
            for (range, pieces) in self.stretches(&words) {
                let first = range.start;
                let stretch = self.analyse(&words[range], &pieces, run);
                for mut word in stretch.words {
                    match word.head {
                        Some(head) => word.head = Some(head + first),
                        None if top.is_some() => (word.head, word.deprel) = (top, Deprel::Parataxis),
                        None => top = Some(parse.words.len()),
                    }
                    parse.words.push(word);
                }
                parse.names.extend(stretch.names.into_iter().map(|name| NameSpan {
                    first: name.first + first,
                    end: name.end + first,
                    ..name
                }));
            }
            parse
        })
    }

    /// The sentences of a document in order, from all its parts.
    ///
    /// A sentence that is too long for the network becomes several.
    pub fn parse(&self, document: &Document) -> Vec<Sentence> {
        let text = IndexedText::new(&document.text);
        self.network.alone(|run| {
            let mut found = Vec::new();
            for part in &document.parts {
                self.parse_part(&text, part, run, &mut found);
            }
            found
        })
    }

    /// Analyses the words of a CoNLL-U file anew: comments, words, multiword tokens and MISC stay, columns 3 to 8 are the
    /// model's. Empty nodes are left out.
    pub fn parse_conllu(&self, conllu: &str) -> Result<String, LanguageError> {
        let mut out = String::new();
        for block in conllu::blocks(conllu)? {
            let words: Vec<String> = block.words().map(|row| row.columns[1].to_owned()).collect();
            let parse = self.parse_words(&words);
            for comment in &block.comments {
                out.push_str(comment);
                out.push('\n');
            }
            let mut index = 0;
            for row in &block.rows {
                let misc = row.columns.get(9).copied().unwrap_or("_");
                match row.kind {
                    RowKind::Empty => {}
                    RowKind::Multiword(_) => {
                        out.push_str(&format!("{}\t{}\t_\t_\t_\t_\t_\t_\t_\t{misc}\n", row.columns[0], row.columns[1]));
                    }
                    RowKind::Word => {
                        let word = &parse.words[index];
                        let kept = misc.split('|').filter(|item| {
                            *item != "_" && !item.starts_with("Name=") && !item.starts_with("NameScore=")
                        });
                        let name = parse.names.iter().find(|name| (name.first..name.end).contains(&index));
                        let name = name.into_iter().flat_map(|name| conllu::name_items(name, name.first == index));
                        let misc: Vec<String> = kept.map(str::to_owned).chain(name).collect();
                        let misc = if misc.is_empty() { "_".to_owned() } else { misc.join("|") };
                        index += 1;
                        out.push_str(&format!(
                            "{index}\t{}\t{}\t{}\t{}\t_\t{}\t{}\t_\t{misc}\n",
                            row.columns[1],
                            word.lemma,
                            word.upos,
                            word.xpos,
                            word.head.map_or(0, |head| head + 1),
                            word.deprel,
                        ));
                    }
                }
            }
            out.push('\n');
        }
        Ok(out)
    }

    fn new(graph: Result<Model, rten::LoadError>, version: String, texts: &Texts) -> Result<Self, LanguageError> {
        let network = Network::new(graph.map_err(|error| LanguageError::Weights(error.to_string()))?)?;
        let vocabulary = Vocabulary::new(texts.vocabulary).ok_or(LanguageError::Incomplete("vocabulary"))?;
        let labels = Labels::new(serde_json::from_str(texts.labels)?)?;
        let model = Self { network, vocabulary, labels, lemmas: texts.lemmas.parse()?, version };
        model.check()?;
        Ok(model)
    }

    /// Runs the network once and compares the sizes of what comes out with the labels, so that later runs cannot fail.
    fn check(&self) -> Result<(), LanguageError> {
        let words = ["Rain", "fell", "."];
        let pieces: Vec<Vec<i32>> = words.iter().map(|word| self.vocabulary.pieces(word)).collect();
        let outputs = self.network.alone(|run| self.outputs(&words, &pieces, run))?;
        let sizes = self.labels.sizes(words.len());
        match outputs.iter().map(Vec::len).eq(sizes) {
            true => Ok(()),
            false => Err(LanguageError::Weights("its outputs do not fit the labels".to_owned())),
        }
    }

    fn parse_part(&self, text: &IndexedText, part: &Part, run: &RunOptions, found: &mut Vec<Sentence>) {
        let part_start = text.byte(part.span.start);
        let prose = text.slice(part.span);
        for sentence in sentences::sentences(prose) {
            let start = part_start + sentence.start;
            let span_of =
                |word: &Range<usize>| Span::new(text.code_point(start + word.start), text.code_point(start + word.end));
            let sentence = &prose[sentence];
            let ranges = tokenize::words(sentence);
            let words: Vec<&str> = ranges.iter().map(|range| &sentence[range.clone()]).collect();
            for (range, pieces) in self.stretches(&words) {
                let parse = self.analyse(&words[range.clone()], &pieces, run);
                let tokens: Vec<Token> = parse
                    .words
                    .into_iter()
                    .zip(range)
                    .map(|(word, index)| Token {
                        span: span_of(&ranges[index]),
                        form: words[index].to_owned(),
                        lemma: word.lemma,
                        upos: word.upos,
                        xpos: word.xpos,
                        head: word.head,
                        deprel: word.deprel,
                    })
                    .collect();
                let span = tokens[0].span.cover(tokens[tokens.len() - 1].span);
                found.push(Sentence { span, part: part.kind, tokens, names: parse.names });
            }
        }
    }

    /// Divides a sentence into stretches that the network can take, with the pieces of their words.
    fn stretches(&self, words: &[&str]) -> Vec<(Range<usize>, Vec<Vec<i32>>)> {
        let mut pieces: Vec<Vec<i32>> = words.iter().map(|word| self.vocabulary.pieces(word)).collect();
        for pieces in &mut pieces {
            pieces.truncate(MOST_PIECES);
        }
        let sizes: Vec<usize> = pieces.iter().map(Vec::len).collect();
        cut(words, &sizes)
            .into_iter()
            .map(|range| (range.clone(), pieces[range].iter_mut().map(std::mem::take).collect()))
            .collect()
    }

    /// Analyses words that the network can take at once.
    fn analyse(&self, words: &[&str], pieces: &[Vec<i32>], run: &RunOptions) -> Parse {
        let [upos, xpos, lemma, arc, rel, tag] =
            self.outputs(words, pieces, run).expect("the network was tried when it was loaded");
        let labels = &self.labels;
        let best =
            |scores: &[f32], classes: usize, word: usize| decode::argmax(&scores[word * classes..(word + 1) * classes]);
        let heads = decode::tree(&arc, words.len());
        let relations = decode::relations(&rel, &heads, labels.deprel.len(), labels.root);
        let analysis = |(word, (head, relation)): (usize, (Option<usize>, usize))| {
            let upos = labels.upos[best(&upos, labels.upos.len(), word)];
            let xpos = labels.xpos[best(&xpos, labels.xpos.len(), word)].clone();
            let rules = decode::ranked(&lemma[word * labels.lemma.len()..(word + 1) * labels.lemma.len()]);
            let lemma = self.lemmas.choose(words[word], upos, &xpos, rules.map(|rule| &labels.lemma[rule]));
            Analysis { lemma, upos, xpos, head, deprel: labels.deprel[relation] }
        };
        let names = decode::names(&tag, &labels.tag);
        Parse {
            words: heads.into_iter().zip(relations).enumerate().map(analysis).collect(),
            names: names
                .into_iter()
                .map(|run| NameSpan { first: run.first, end: run.end, label: run.label, score: run.score })
                .collect(),
        }
    }

    fn outputs(&self, words: &[&str], pieces: &[Vec<i32>], run: &RunOptions) -> Result<[Vec<f32>; 6], LanguageError> {
        let input = self.vocabulary.encode(words.iter().copied().zip(pieces.iter().map(Vec::as_slice)));
        self.network.run([input.ids, input.shapes, input.starts], run).map_err(LanguageError::Weights)
    }
}

fn options() -> ModelOptions {
    let mut options = ModelOptions::with_all_ops();
    options.prepack_weights(true);
    options
}

/// Does `work` on a plain thread if the caller is a rayon worker.
///
/// A worker that waits for another pool takes up further jobs of its own pool meanwhile: with a document a job, that nests
/// documents without bound on its stack, and lets it wait for a lock that it holds itself.
fn outside_rayon<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    if rayon::current_thread_index().is_none() {
        return work();
    }
    std::thread::scope(|scope| scope.spawn(work).join()).unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// The texts that belong to the weights.
struct Texts<'a> {
    vocabulary: &'a str,
    labels: &'a str,
    lemmas: &'a str,
}

impl Texts<'_> {
    fn version(&self, weights: &[u8]) -> String {
        let texts = [self.vocabulary, self.labels, self.lemmas, env!("CARGO_PKG_VERSION")];
        let mut hasher = Sha256::new();
        for part in [weights].into_iter().chain(texts.map(str::as_bytes)) {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Ranges of at most [`MOST_WORDS`] words and [`MOST_PIECES`] pieces, cut behind a semicolon, colon, dash or comma where
/// there is one in the second half.
fn cut(words: &[&str], sizes: &[usize]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    while start < words.len() {
        let mut end = start;
        let mut pieces = 0;
        while end < words.len() && end - start < MOST_WORDS && pieces + sizes[end] <= MOST_PIECES {
            pieces += sizes[end];
            end += 1;
        }
        if end < words.len() {
            let half = start + (end - start) / 2;
            let behind =
                |marks: &[&str]| (half..end).rev().find(|&word| marks.contains(&words[word])).map(|word| word + 1);
            end = behind(&[";"]).or_else(|| behind(&[":", "—", "–", "--"])).or_else(|| behind(&[","])).unwrap_or(end);
        }
        ranges.push(start..end);
        start = end;
    }
    ranges
}

/// The graph and the threads that it runs on.
struct Network {
    graph: Model,
    inputs: [NodeId; 3],
    outputs: [NodeId; 6],
    /// Idle pools of one thread each; a caller takes one for as long as it parses.
    pools: Mutex<Vec<Arc<ThreadPool>>>,
}

impl Network {
    fn new(graph: Model) -> Result<Self, LanguageError> {
        let node = |name: &str| graph.node_id(name).map_err(|error| LanguageError::Weights(error.to_string()));
        let inputs = [node("input_ids")?, node("shape_ids")?, node("word_starts")?];
        let outputs = [node("upos")?, node("xpos")?, node("lemma")?, node("arc")?, node("rel")?, node("tag")?];
        Ok(Self { graph, inputs, outputs, pools: Mutex::default() })
    }

    /// Does `work` on a thread of its own, on which the network then runs without others.
    fn alone<T: Send>(&self, work: impl FnOnce(&RunOptions) -> T + Send) -> T {
        let idle = self.pools.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let pool = idle.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&pool)));
        let done = outside_rayon(|| pool.run(|| work(&options)));
        self.pools.lock().unwrap_or_else(PoisonError::into_inner).push(pool);
        done
    }

    /// The six outputs, row by row.
    fn run(&self, [ids, shapes, starts]: [Vec<i32>; 3], options: &RunOptions) -> Result<[Vec<f32>; 6], String> {
        let pieces = ids.len();
        let row = |data: Vec<i32>| Value::from_shape([1, pieces], data).map_err(|error| error.to_string());
        let starts = Value::from_shape([starts.len()], starts).map_err(|error| error.to_string())?;
        let [a, b, c] = self.inputs;
        let inputs = vec![(a, row(ids)?.into()), (b, row(shapes)?.into()), (c, starts.into())];
        let outputs =
            self.graph.run_n(inputs, self.outputs, Some(options.clone())).map_err(|error| error.to_string())?;
        let mut rows: [Vec<f32>; 6] = Default::default();
        for (row, output) in rows.iter_mut().zip(outputs) {
            *row = output.into_tensor::<f32>().ok_or("an output is not f32")?.into_data();
        }
        Ok(rows)
    }
}

/// The classes of each output.
struct Labels {
    upos: Vec<Upos>,
    xpos: Vec<String>,
    lemma: Vec<LemmaRule>,
    deprel: Vec<Deprel>,
    /// Index of `root` in `deprel`.
    root: usize,
    tag: Vec<NameTag>,
}

/// `labels.json` as it stands in the file.
#[derive(Deserialize)]
struct LabelFile {
    upos: Vec<String>,
    xpos: Vec<String>,
    lemma: Vec<String>,
    deprel: Vec<String>,
    tag: Vec<String>,
}

impl Labels {
    fn new(file: LabelFile) -> Result<Self, LanguageError> {
        let deprel: Vec<Deprel> = file.deprel.iter().map(|label| label.parse()).collect::<Result<_, _>>()?;
        let root = deprel.iter().position(|&label| label == Deprel::Root).ok_or(LanguageError::Incomplete("deprel"))?;
        Ok(Self {
            upos: file.upos.iter().map(|label| label.parse()).collect::<Result<_, _>>()?,
            xpos: file.xpos,
            lemma: file.lemma.iter().map(|rule| rule.parse()).collect::<Result<_, _>>()?,
            deprel,
            root,
            tag: file.tag.iter().map(|label| name_tag(label)).collect::<Result<_, _>>()?,
        })
    }

    /// The number of scores of each output for a sentence of `words` words.
    fn sizes(&self, words: usize) -> [usize; 6] {
        let arcs = words * (words + 1);
        let labels = [self.upos.len(), self.xpos.len(), self.lemma.len()].map(|classes| classes * words);
        [labels[0], labels[1], labels[2], arcs, arcs * self.deprel.len(), self.tag.len() * words]
    }
}

fn name_tag(label: &str) -> Result<NameTag, UnknownLabel> {
    match label.split_once('-') {
        Some(("B", name)) => name.parse().map(NameTag::Begin),
        Some(("I", name)) => name.parse().map(NameTag::Inside),
        _ if label == "O" => Ok(NameTag::Outside),
        _ => Err(UnknownLabel { set: "NameTag", label: label.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_sentences_are_cut_at_the_best_place() {
        let mut words = vec!["a"; 450];
        words[150] = ";";
        words[180] = ",";
        assert_eq!(cut(&words, &vec![1; 450]), [0..151, 151..351, 351..450]);
        assert_eq!(cut(&words[..2], &[510, 510]), [0..1, 1..2]);
        assert!(cut(&[], &[]).is_empty());
    }

    #[test]
    fn unknown_tags_are_refused() {
        assert_eq!(name_tag("O"), Ok(NameTag::Outside));
        assert!(name_tag("B-Planet").is_err() && name_tag("Person").is_err());
    }
}
