//! Sentences, words, lemmas, tags, dependency trees and name spans, as Universal Dependencies defines them
//! (<https://universaldependencies.org/>).

use serde::{Deserialize, Serialize};

use crate::document::PartKind;
use crate::span::Span;

pub mod abbreviation;
pub mod clause;
pub mod conllu;
pub mod decode;
pub mod lemma;
pub mod model;
pub mod network;
pub mod sentences;
pub mod tags;
pub mod tokenize;
pub mod wordpiece;

pub use model::{Analysis, LanguageError, LanguageModel, Parse, WordVector};
pub use tags::{Deprel, NameLabel, Upos};

/// One sentence of a document with its tree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    pub span: Span,
    /// The kind of the part that the sentence stands in.
    pub part: PartKind,
    /// UD words in order. Contractions are split ("do", "n't"; "Putin", "'s").
    pub tokens: Vec<Token>,
    /// Name spans, in order, without overlap.
    pub names: Vec<NameSpan>,
    /// One for each word, from the network; none where the tree came without it.
    #[serde(skip)]
    pub vectors: Vec<WordVector>,
}

/// A UD word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Token {
    /// Where the word stands in the document's text.
    pub span: Span,
    pub form: String,
    pub lemma: String,
    pub upos: Upos,
    /// Penn Treebank tag: "NNP", "VBD", ...
    pub xpos: String,
    /// Index of the head in the sentence's tokens, `None` for the root; exactly one root, no cycles.
    pub head: Option<usize>,
    pub deprel: Deprel,
}

/// A run of tokens `first..end` that the model takes for a name.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NameSpan {
    pub first: usize,
    pub end: usize,
    pub label: NameLabel,
    /// The model's mean probability over the span's tags, 0 to 1.
    pub score: f32,
}

impl Sentence {
    /// Indices of the words whose head is `token`, in order.
    pub fn children(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        self.tokens.iter().enumerate().filter(move |(_, t)| t.head == Some(token)).map(|(i, _)| i)
    }

    /// The children with a relation, subtypes told apart ("nsubj" is not "nsubj:pass").
    pub fn children_by(&self, token: usize, deprel: Deprel) -> impl Iterator<Item = usize> + '_ {
        self.children(token).filter(move |&i| self.tokens[i].deprel == deprel)
    }

    pub fn child(&self, token: usize, deprel: Deprel) -> Option<usize> {
        self.children_by(token, deprel).next()
    }

    /// The subject of a predicate, active or passive.
    pub fn subject(&self, predicate: usize) -> Option<usize> {
        self.child(predicate, Deprel::Nsubj).or_else(|| self.child(predicate, Deprel::NsubjPass))
    }

    pub fn root(&self) -> Option<usize> {
        self.tokens.iter().position(|t| t.head.is_none())
    }

    /// The words of the subtree below `token`, itself included, in order.
    pub fn subtree(&self, token: usize) -> Vec<usize> {
        let mut below = vec![token];
        let mut next = 0;
        while next < below.len() {
            below.extend(self.children(below[next]));
            next += 1;
        }
        below.sort_unstable();
        below
    }

    /// Whether `ancestor` lies on the way from `token` to the root (a token dominates itself).
    pub fn dominates(&self, ancestor: usize, token: usize) -> bool {
        let mut at = Some(token);
        while let Some(i) = at {
            if i == ancestor {
                return true;
            }
            at = self.tokens[i].head;
        }
        false
    }

    /// The text span of the token range `first..end`.
    pub fn token_span(&self, first: usize, end: usize) -> Span {
        Span::new(self.tokens[first].span.start, self.tokens[end - 1].span.end)
    }
}
