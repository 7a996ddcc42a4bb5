//! The language model: sentences of a document with words, lemmas, tags, trees and names, by one neural network that
//! ships with the program. `model/README.md` is its model card.
//!
//! What is said of a sentence depends on nothing but its words: not on the sentences beside it, threads or processor.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::conllu::{self, ConlluError, RowKind};
use super::decode::{self, NameTag};
use super::lemma::{InvalidLexicon, InvalidRule, LemmaLexicon, LemmaRule};
use super::network::{self, Classes, Network, Projection, Scores};
use super::tags::UnknownLabel;
use super::wordpiece::{MOST_PIECES, Pieces, SHAPES, Vocabulary};
use super::{Deprel, NameSpan, Sentence, Token, Upos, sentences, tokenize};
use crate::document::{Document, PartKind};
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
    #[error("the model's weights are not usable: {0}")]
    Weights(String),
    #[error("{INSTRUCTIONS}={asked}: this processor can take {supported}")]
    Instructions { asked: String, supported: String },
    #[error(transparent)]
    Conllu(#[from] ConlluError),
}

/// What the model says about the words of a sentence.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parse {
    pub words: Vec<Analysis>,
    /// In order, without overlap.
    pub names: Vec<NameSpan>,
    /// One for each word.
    pub vectors: Vec<WordVector>,
}

impl Parse {
    /// The sentence that these words make up; each word comes with its form and its place in the text.
    pub fn into_sentence<'a>(self, part: PartKind, words: impl Iterator<Item = (&'a str, Span)>) -> Sentence {
        let token = |(word, (form, span)): (Analysis, (&str, Span))| Token {
            span,
            form: form.to_owned(),
            lemma: word.lemma,
            upos: word.upos,
            xpos: word.xpos,
            head: word.head,
            deprel: word.deprel,
        };
        let tokens: Vec<Token> = self.words.into_iter().zip(words).map(token).collect();
        let span = match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.span.cover(last.span),
            _ => Span::new(0, 0),
        };
        Sentence { span, part, tokens, names: self.names, vectors: self.vectors }
    }
}

/// What the network knows of a word that refers, for comparing words; empty for other words.
pub type WordVector = Box<[f32]>;

/// Lemma, tags and place in the tree of one word; see [`Token`].
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    pub lemma: String,
    pub upos: Upos,
    pub xpos: String,
    pub head: Option<usize>,
    pub deprel: Deprel,
}

impl Analysis {
    /// Whether the word can head a mention or belong to one.
    fn may_refer(&self) -> bool {
        matches!(
            self.upos,
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adj | Upos::Num | Upos::Det | Upos::Sym | Upos::X
        )
    }
}

/// A loaded model. It may be used from many threads at once.
pub struct LanguageModel {
    network: Network,
    vocabulary: Vocabulary,
    labels: Labels,
    lemmas: LemmaLexicon,
    version: String,
}

/// More words than this are parsed in pieces: the time for attention and the memory for arcs grow with the square.
pub const MOST_WORDS: usize = 200;

/// Sub-words of the sentences that the network reads together, unless one alone has more. The outcome does not depend on
/// it: more are faster until the network's buffers outgrow the processor's second cache.
const BATCH: usize = 96;

/// Batches from which on a document is long enough for its batches to be read side by side.
const LONG: usize = 64;

/// Environment variable that names the instructions to use instead of the fastest, for measurements: one of
/// [`network::Path::name`].
const INSTRUCTIONS: &str = "WHOM_INSTRUCTIONS";

impl LanguageModel {
    /// The model that is part of the program, loaded at the first call.
    pub fn builtin() -> Result<&'static LanguageModel, LanguageError> {
        static MODEL: OnceLock<LanguageModel> = OnceLock::new();
        static LOADING: Mutex<()> = Mutex::new(());

        let _one_loads = LOADING.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(model) = MODEL.get() {
            return Ok(model);
        }
        let model = Self::new(&BUILTIN, Self::builtin_version().to_owned())?;
        Ok(MODEL.get_or_init(|| model))
    }

    /// The [`version`](LanguageModel::version) of the model that is built in, which need not be loaded for that.
    pub fn builtin_version() -> &'static str {
        static VERSION: OnceLock<String> = OnceLock::new();
        VERSION.get_or_init(|| BUILTIN.version())
    }

    /// A model from a folder with `whom.safetensors`, `coreference.safetensors`, `vocab.txt`, `labels.json` and
    /// `lemmas.tsv`.
    pub fn load(folder: &Path) -> Result<LanguageModel, LanguageError> {
        let read = |name: &str| {
            let path = folder.join(name);
            std::fs::read(&path).map_err(|source| LanguageError::Read { path, source })
        };
        let text = |name: &str| Ok::<_, LanguageError>(String::from_utf8_lossy(&read(name)?).into_owned());
        let weights = read("whom.safetensors")?;
        let coreference = read("coreference.safetensors")?;
        let (vocabulary, labels, lemmas) = (text("vocab.txt")?, text("labels.json")?, text("lemmas.tsv")?);
        let files = Files {
            weights: &weights,
            coreference: &coreference,
            vocabulary: &vocabulary,
            labels: &labels,
            lemmas: &lemmas,
        };
        Self::new(&files, files.version())
    }

    /// The first 16 hexadecimal digits of the SHA-256 of the model's files and the version of this program: what was
    /// read with another version is read anew.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Analyses the words of one sentence; see [`LanguageModel::parse_sentences`].
    pub fn parse_words(&self, words: &[String]) -> Parse {
        self.parse_sentences(&[words]).pop().unwrap_or_default()
    }

    /// Analyses the words of sentences, in order.
    ///
    /// Sentences that are too long for the network are analysed in pieces, whose roots hang on the first one's as
    /// `parataxis`.
    pub fn parse_sentences<S: AsRef<[String]>>(&self, sentences: &[S]) -> Vec<Parse> {
        let mut stretches = Stretches::default();
        let mut origins = Vec::new();
        for (index, sentence) in sentences.iter().enumerate() {
            let words: Vec<&str> = sentence.as_ref().iter().map(String::as_str).collect();
            for range in self.add_stretches(&words, &mut stretches) {
                origins.push((index, range.start));
            }
        }
        let mut parses = vec![Parse::default(); sentences.len()];
        for ((index, first), stretch) in origins.into_iter().zip(self.analyse(&stretches)) {
            join(&mut parses[index], first, stretch);
        }
        parses
    }

    /// The sentences of a document in order, from all its parts.
    ///
    /// A sentence that is too long for the network becomes several.
    pub fn parse(&self, document: &Document) -> Vec<Sentence> {
        let text = IndexedText::new(&document.text);
        let mut stretches = Stretches::default();
        let mut origins: Vec<(PartKind, Vec<Span>)> = Vec::new();
        let glued = sentences::glued(&document.text);
        for part in &document.parts {
            let part_start = text.byte(part.span.start);
            let prose = text.slice(part.span);
            let whole = sentences::sentences(prose).into_iter();
            for sentence in whole.flat_map(|sentence| unglued(sentence, part_start, &glued)) {
                let start = part_start + sentence.start;
                let span_of = |word: &Range<usize>| {
                    Span::new(text.code_point(start + word.start), text.code_point(start + word.end))
                };
                let sentence = &prose[sentence];
                let ranges = tokenize::words(sentence);
                let words: Vec<&str> = ranges.iter().map(|range| &sentence[range.clone()]).collect();
                for range in self.add_stretches(&words, &mut stretches) {
                    origins.push((part.kind, ranges[range].iter().map(span_of).collect()));
                }
            }
        }
        let parses = self.analyse(&stretches).into_iter().zip(stretches.words);
        let mut found = Vec::with_capacity(origins.len());
        for ((part, spans), (parse, words)) in origins.into_iter().zip(parses) {
            found.push(parse.into_sentence(part, words.into_iter().zip(spans)));
        }
        found
    }

    /// Analyses the words of a CoNLL-U file anew: comments, words, multiword tokens and MISC stay, columns 3 to 8 are the
    /// model's. Empty nodes are left out.
    pub fn parse_conllu(&self, conllu: &str) -> Result<String, LanguageError> {
        let mut out = String::new();
        let blocks = conllu::blocks(conllu)?;
        let words: Vec<Vec<String>> =
            blocks.iter().map(|block| block.words().map(|row| row.columns[1].to_owned()).collect()).collect();
        for (block, parse) in blocks.iter().zip(self.parse_sentences(&words)) {
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

    /// The same model with the network's own numbers as the words' vectors, for those who learn a projection.
    pub fn raw(self) -> Self {
        Self { network: self.network.raw(), ..self }
    }

    /// The text and the sentences of a CoNLL-U file, analysed anew from their words alone.
    pub fn reparse(&self, conllu: &str) -> Result<(String, Vec<Sentence>), LanguageError> {
        let (text, mut sentences) = conllu::read(conllu)?;
        let words: Vec<Vec<String>> =
            sentences.iter().map(|s| s.tokens.iter().map(|t| t.form.clone()).collect()).collect();
        for (sentence, parse) in sentences.iter_mut().zip(self.parse_sentences(&words)) {
            for (token, word) in sentence.tokens.iter_mut().zip(parse.words) {
                let Analysis { lemma, upos, xpos, head, deprel } = word;
                *token =
                    Token { span: token.span, form: std::mem::take(&mut token.form), lemma, upos, xpos, head, deprel };
            }
            sentence.names = parse.names;
            sentence.vectors = parse.vectors;
        }
        Ok((text, sentences))
    }

    fn new(files: &Files, version: String) -> Result<Self, LanguageError> {
        let vocabulary = Vocabulary::new(files.vocabulary).ok_or(LanguageError::Incomplete("vocabulary"))?;
        let labels = Labels::new(serde_json::from_str(files.labels)?)?;
        let vectors = Projection::new(files.coreference).map_err(LanguageError::Weights)?;
        let network =
            Network::new(files.weights, vectors, labels.classes()).map_err(LanguageError::Weights)?.on(instructions()?);
        // So that no sentence can ask for a row that is not there.
        if !network.covers(vocabulary.rows(), SHAPES, MOST_PIECES + 2) {
            return Err(LanguageError::Weights("its tables do not fit the vocabulary".to_owned()));
        }
        Ok(Self { network, vocabulary, labels, lemmas: files.lemmas.parse()?, version })
    }

    /// Divides a sentence into stretches that the network can take; gives their words' places.
    fn add_stretches<'a>(&self, words: &[&'a str], stretches: &mut Stretches<'a>) -> Vec<Range<usize>> {
        let mut pieces: Vec<Vec<i32>> = words.iter().map(|word| self.vocabulary.pieces(word)).collect();
        for pieces in &mut pieces {
            pieces.truncate(MOST_PIECES);
        }
        let sizes: Vec<usize> = pieces.iter().map(Vec::len).collect();
        let ranges = cut(words, &sizes);
        for range in &ranges {
            let pieces = pieces[range.clone()].iter().map(Vec::as_slice);
            let words = &words[range.clone()];
            stretches.inputs.push(self.vocabulary.encode(words.iter().copied().zip(pieces)));
            stretches.words.push(words.to_vec());
        }
        ranges
    }

    /// Analyses stretches, in order.
    fn analyse(&self, stretches: &Stretches) -> Vec<Parse> {
        let batches = stretches.batches();
        let analyse = |batch: Range<usize>| -> Vec<Parse> {
            let scores = self.network.scores(&stretches.inputs[batch.clone()], decode::tree);
            stretches.words[batch].iter().zip(scores).map(|(words, scores)| self.decoded(words, scores)).collect()
        };
        // Short documents are read side by side: a worker that waited for a part of one would take up another meanwhile.
        if batches.len() < LONG {
            return batches.into_iter().flat_map(analyse).collect();
        }
        batches.into_par_iter().flat_map_iter(analyse).collect()
    }

    /// Words, tags, lemmas, tree and names from the network's scores.
    fn decoded(&self, words: &[&str], scores: Scores) -> Parse {
        let Scores { upos, xpos, lemma, tag, heads, relation, vector } = scores;
        let labels = &self.labels;
        let best =
            |scores: &[f32], classes: usize, word: usize| decode::argmax(&scores[word * classes..(word + 1) * classes]);
        let relations = decode::relations(&relation, &heads, labels.deprel.len(), labels.root);
        let analysis = |(word, (head, relation)): (usize, (Option<usize>, usize))| {
            let upos = labels.upos[best(&upos, labels.upos.len(), word)];
            let xpos = labels.xpos[best(&xpos, labels.xpos.len(), word)].clone();
            let scores = &lemma[word * labels.lemma.len()..(word + 1) * labels.lemma.len()];
            let rules = decode::ranked(scores).map(|rule| (&labels.lemma[rule], scores[rule]));
            let lemma = self.lemmas.choose(words[word], upos, &xpos, rules);
            Analysis { lemma, upos, xpos, head, deprel: labels.deprel[relation] }
        };
        let names = decode::names(&tag, &labels.tag);
        let words: Vec<Analysis> = heads.into_iter().zip(relations).enumerate().map(analysis).collect();
        let width = vector.len() / words.len().max(1);
        let vectors = words.iter().zip(vector.chunks(width.max(1)));
        Parse {
            vectors: vectors.map(|(word, v)| if word.may_refer() { v.into() } else { WordVector::default() }).collect(),
            words,
            names: names
                .into_iter()
                .map(|run| NameSpan { first: run.first, end: run.end, label: run.label, score: run.score })
                .collect(),
        }
    }
}

/// The instructions that the environment asks for, else the fastest.
fn instructions() -> Result<network::Path, LanguageError> {
    let supported = network::Path::supported();
    let Some(asked) = std::env::var_os(INSTRUCTIONS) else { return Ok(supported[0]) };
    let asked = asked.to_string_lossy().into_owned();
    supported.iter().copied().find(|path| path.name() == asked).ok_or_else(|| LanguageError::Instructions {
        asked,
        supported: supported.iter().map(|path| path.name()).collect::<Vec<_>>().join(", "),
    })
}

/// Sentences, or parts of long ones, each of which the network can read at once.
#[derive(Default)]
struct Stretches<'a> {
    words: Vec<Vec<&'a str>>,
    inputs: Vec<Pieces>,
}

impl Stretches<'_> {
    /// Runs of stretches that the network reads together.
    fn batches(&self) -> Vec<Range<usize>> {
        let mut batches: Vec<Range<usize>> = Vec::new();
        let mut pieces = 0;
        for (index, input) in self.inputs.iter().enumerate() {
            pieces += input.ids.len();
            match batches.last_mut() {
                Some(batch) if pieces <= BATCH => batch.end = index + 1,
                _ => {
                    batches.push(index..index + 1);
                    pieces = input.ids.len();
                }
            }
        }
        batches
    }
}

/// Appends the stretch that begins at word `first` to what there is of its sentence.
fn join(parse: &mut Parse, first: usize, stretch: Parse) {
    let top = parse.words.iter().position(|word| word.head.is_none());
    for mut word in stretch.words {
        match word.head {
            Some(head) => word.head = Some(head + first),
            None if top.is_some() => (word.head, word.deprel) = (top, Deprel::Parataxis),
            None => {}
        }
        parse.words.push(word);
    }
    let moved = |name: NameSpan| NameSpan { first: name.first + first, end: name.end + first, ..name };
    parse.names.extend(stretch.names.into_iter().map(moved));
    parse.vectors.extend(stretch.vectors);
}

/// What a model is read from.
struct Files<'a> {
    weights: &'a [u8],
    coreference: &'a [u8],
    vocabulary: &'a str,
    labels: &'a str,
    lemmas: &'a str,
}

static BUILTIN: Files<'static> = Files {
    weights: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/whom.safetensors")),
    coreference: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/coreference.safetensors")),
    vocabulary: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/vocab.txt")),
    labels: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/labels.json")),
    lemmas: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/lemmas.tsv")),
};

impl Files<'_> {
    fn version(&self) -> String {
        let texts = [self.vocabulary, self.labels, self.lemmas, env!("CARGO_PKG_VERSION")];
        let mut hasher = Sha256::new();
        for part in [self.weights, self.coreference].into_iter().chain(texts.map(str::as_bytes)) {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A sentence of the part that begins at byte `part`, cut where words were glued together; the offsets of `starts` are the
/// document's.
fn unglued(sentence: Range<usize>, part: usize, starts: &[usize]) -> Vec<Range<usize>> {
    let inside = starts.iter().filter(|&&at| part + sentence.start < at && at < part + sentence.end);
    let borders: Vec<usize> = std::iter::once(sentence.start)
        .chain(inside.map(|at| at - part))
        .chain(std::iter::once(sentence.end))
        .collect();
    borders.windows(2).map(|pair| pair[0]..pair[1]).collect()
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
        for (name, classes) in [("upos", &file.upos), ("xpos", &file.xpos)] {
            if classes.is_empty() {
                return Err(LanguageError::Incomplete(name));
            }
        }
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

    fn classes(&self) -> Classes {
        Classes {
            upos: self.upos.len(),
            xpos: self.xpos.len(),
            lemma: self.lemma.len(),
            tag: self.tag.len(),
            relation: self.deprel.len(),
        }
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
