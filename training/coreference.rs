//! What the coreference scorer learns from: the questions that the program asks on annotated documents, with the answers.
//!
//!     cargo run --release --example coreference_questions -- OUT.safetensors FILE.conllu...
//!
//! The files are CoNLL-U with entities in MISC (`Entity=`, as GUM and CorefUD write them). Each document is analysed anew from its words; every
//! question of [`whom::entity::coreference`] is answered from the annotation, and the chains grow by the right answers.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use safetensors::{Dtype, View};
use std::borrow::Cow;
use whom::document::Document;
use whom::entity::coreference::{self, Judge, Question};
use whom::evaluation::coreference::annotated;
use whom::language::LanguageModel;
use whom::mention::{self, quotation};
use whom::ontology::Ontology;
use whom::span::IndexedText;

/// Questions of all documents, one after the other.
#[derive(Default)]
struct Questions {
    /// A row for every mention.
    vectors: Vec<f32>,
    /// For each question: document, row of its anaphor, number of candidates, whether the right answer is a new chain.
    questions: Vec<i32>,
    /// For each candidate: rows of the latest and the first noun of its chain, whether it is right.
    candidates: Vec<i32>,
    /// The features of each candidate, and of each question's anaphor alone.
    pairs: Vec<i32>,
    alone: Vec<i32>,
}

/// Answers by the annotation and keeps the question.
struct Oracle<'a> {
    kept: &'a mut Questions,
    document: i32,
    /// Row of the document's first mention.
    base: i32,
    /// The annotated entity of each mention.
    entities: Vec<Option<usize>>,
}

impl Judge for Oracle<'_> {
    fn choose(&mut self, question: &Question, chain: &dyn Fn(usize) -> Vec<usize>) -> Option<(usize, f64)> {
        // What nobody annotated teaches nothing.
        let entity = self.entities[question.anaphor]?;
        let right: Vec<bool> = question
            .candidates
            .iter()
            .map(|candidate| {
                let chain = chain(candidate.latest);
                let before = chain.iter().filter(|&&m| m < question.anaphor);
                let known: Vec<usize> = before.filter_map(|&m| self.entities[m]).collect();
                known.iter().filter(|&&e| e == entity).count() * 2 > known.len()
            })
            .collect();
        let kept = &mut *self.kept;
        let row = |m: usize| self.base + m as i32;
        let new = !right.contains(&true);
        kept.questions.extend([self.document, row(question.anaphor), right.len() as i32, i32::from(new)]);
        for ((candidate, features), &right) in question.candidates.iter().zip(&question.pairs).zip(&right) {
            kept.candidates.extend([row(candidate.described), row(candidate.introduced), i32::from(right)]);
            kept.pairs.extend(features.iter().map(|&f| i32::from(f)));
        }
        kept.alone.extend(question.alone.iter().map(|&f| i32::from(f)));
        right.iter().position(|&r| r).map(|index| (index, 1.0))
    }
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [out, files @ ..] = arguments.as_slice() else {
        bail!("usage: coreference_questions OUT.safetensors FILE.conllu...")
    };
    let model = LanguageModel::load(Path::new("model"))?.raw();
    let mut kept = Questions::default();
    for (index, file) in files.iter().enumerate() {
        let conllu = std::fs::read_to_string(file).with_context(|| format!("{file}: cannot be read"))?;
        let (text, sentences) = model.reparse(&conllu).with_context(|| file.clone())?;
        let gold = annotated(&conllu).with_context(|| file.clone())?;
        let document = Document::of_prose(file, text);
        let indexed = IndexedText::new(&document.text);
        let mentions = mention::mentions(&document, &sentences, Ontology::builtin());
        let quotations = quotation::quotations(&indexed, &sentences, &mentions, Ontology::builtin());
        // Two mentions with one head: the wider names the thing.
        let mut heads: HashMap<(usize, usize), usize> = HashMap::new();
        for mention in &gold {
            let head = mention.head(&sentences[mention.sentence]);
            heads.entry((mention.sentence, head)).or_insert(mention.entity);
        }
        let base = (kept.vectors.len() / whom::language::network::RAW) as i32;
        for mention in &mentions {
            let vector = &sentences[mention.sentence].vectors[mention.head];
            match vector.len() {
                0 => kept.vectors.resize(kept.vectors.len() + whom::language::network::RAW, 0.0),
                _ => kept.vectors.extend_from_slice(vector),
            }
        }
        let entities = mentions.iter().map(|m| heads.get(&(m.sentence, m.head)).copied()).collect();
        let mut oracle = Oracle { kept: &mut kept, document: index as i32, base, entities };
        coreference::chains_by(&mut oracle, &sentences, &mentions, &quotations, Ontology::builtin());
    }
    kept.write(Path::new(out))
}

/// A tensor of numbers in memory.
struct Tensor {
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

impl View for Tensor {
    fn dtype(&self) -> Dtype {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.bytes)
    }

    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

impl Questions {
    fn write(&self, path: &Path) -> Result<()> {
        let integers = |numbers: &[i32], width: usize| Tensor {
            dtype: Dtype::I32,
            shape: vec![numbers.len() / width, width],
            bytes: numbers.iter().flat_map(|n| n.to_le_bytes()).collect(),
        };
        let vectors = Tensor {
            dtype: Dtype::F32,
            shape: vec![self.vectors.len() / whom::language::network::RAW, whom::language::network::RAW],
            bytes: self.vectors.iter().flat_map(|n| n.to_le_bytes()).collect(),
        };
        let tensors = [
            ("vectors", vectors),
            ("questions", integers(&self.questions, 4)),
            ("candidates", integers(&self.candidates, 3)),
            ("pairs", integers(&self.pairs, 1)),
            ("alone", integers(&self.alone, 1)),
            ("sizes", integers(&[coreference::PAIR as i32, coreference::ALONE as i32], 2)),
        ];
        safetensors::serialize_to_file(tensors, None, path)?;
        Ok(())
    }
}
