//! The learned scorer: how well an anaphor fits a chain, from sparse features and the vectors of their words.
//!
//! Mention ranking after Wiseman et al. (2015, <https://aclanthology.org/P15-1137/>) with entity-level candidates: the chain with
//! the best score is taken, unless beginning a new one scores better. `training/coreference.py` learns the weights.

use std::collections::HashMap;
use std::sync::LazyLock;

use safetensors::{Dtype, SafeTensors};

use super::features::{ALONE, Candidate, Choice, PAIR};
use super::{Judge, Question};
use crate::language::Sentence;
use crate::mention::Mention;

/// Numbers of a word's vector, of the hidden layer, and of the stretches of two vectors that are multiplied.
const VECTOR: usize = 128;
const HIDDEN: usize = 64;
const STRETCH: usize = 16;
const PRODUCTS: usize = VECTOR / STRETCH;

/// Added to the score of a pronoun's most salient candidate, by itself and for its lead, and to that of the candidate of the
/// class that a noun names: news leans on both more than the texts from which the weights are learned. Chosen among a few values on
/// annotated news (`training/README.md`).
const MOST_SALIENT: f32 = 0.3;
const LEAD: f32 = 1.0;
const OF_CLASS: f32 = 2.0;
/// The same for a noun that has stood before: "the union" is what was called a union, before one that has the word in its name.
const SAME_HEAD: f32 = 1.0;
/// Added to the score of who says something of "he" or "she", or does something with what is his own: news mostly reports what people
/// say of themselves.
const BINDS: f32 = 2.0;
/// Added to the score of the subject of the sentence before one that "he", "she", "his" or "her" opens: news goes on with whom it
/// speaks of.
const CONTINUES: f32 = 1.5;
/// Taken from the score of beginning a new chain with a definite noun that a name narrows ("the Irish carrier"): in news it
/// mostly describes what is named already.
const NARROWED: f32 = 0.7;

/// What a choice by rule alone is worth, 0 to 1.
const BY_RULE: f64 = 0.6;

/// The weights; rows of [`HIDDEN`] unless said otherwise.
pub struct Scorer {
    anaphor: Vec<f32>,
    candidate: Vec<f32>,
    /// Of the products with the latest noun of a chain, then with its first.
    products: Vec<f32>,
    pair: Vec<f32>,
    pair_bias: Vec<f32>,
    pair_out: Vec<f32>,
    lone: Vec<f32>,
    alone: Vec<f32>,
    alone_bias: Vec<f32>,
    alone_out: Vec<f32>,
}

impl Scorer {
    /// The scorer that is part of the program.
    pub fn builtin() -> &'static Scorer {
        static SCORER: LazyLock<Scorer> = LazyLock::new(|| {
            const WEIGHTS: &[u8] =
                include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/model/coreference.safetensors"));
            Scorer::new(WEIGHTS).unwrap_or_else(|error| panic!("model/coreference.safetensors: {error}"))
        });
        &SCORER
    }

    /// # Errors
    /// If the file is damaged or a tensor is missing or misshapen.
    pub fn new(file: &[u8]) -> Result<Self, String> {
        let file = SafeTensors::deserialize(file).map_err(|error| error.to_string())?;
        let tensor = |name: &str, rows: usize| {
            let view = file.tensor(name).map_err(|error| format!("{name}: {error}"))?;
            if view.dtype() != Dtype::F32 || view.shape() != [rows, HIDDEN] {
                return Err(format!("{name} is {:?} {:?}, not F32 [{rows}, {HIDDEN}]", view.dtype(), view.shape()));
            }
            Ok(view.data().chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
        };
        Ok(Self {
            anaphor: tensor("anaphor", VECTOR)?,
            candidate: tensor("candidate", VECTOR)?,
            products: tensor("products", 2 * PRODUCTS)?,
            pair: tensor("pair", PAIR)?,
            pair_bias: tensor("pair_bias", 1)?,
            pair_out: tensor("pair_out", 1)?,
            lone: tensor("lone", VECTOR)?,
            alone: tensor("alone", ALONE)?,
            alone_bias: tensor("alone_bias", 1)?,
            alone_out: tensor("alone_out", 1)?,
        })
    }

    /// A judge of the mentions of one document.
    pub(super) fn judge<'a>(&'a self, sentences: &'a [Sentence], mentions: &'a [Mention]) -> Ranking<'a> {
        Ranking { scorer: self, sentences, mentions, sides: HashMap::new() }
    }
}

/// Takes the best scored candidate.
pub(super) struct Ranking<'a> {
    scorer: &'a Scorer,
    sentences: &'a [Sentence],
    mentions: &'a [Mention],
    /// What mentions add to the hidden layer as candidates.
    sides: HashMap<usize, [f32; HIDDEN]>,
}

impl Judge for Ranking<'_> {
    fn choose(&mut self, question: &Question, _: &dyn Fn(usize) -> Vec<usize>) -> Option<(usize, f64)> {
        let scorer = self.scorer;
        let own = self.vector(question.anaphor);
        if own.is_empty() {
            return by_rule(question);
        }
        let mut lone = row(&scorer.alone_bias, 0);
        weigh(&mut lone, own, &scorer.lone);
        for &feature in &question.alone {
            add(&mut lone, &scorer.alone, feature as usize);
        }
        let new = match question.bound {
            true => f32::NEG_INFINITY,
            false if question.narrowed => scored(&lone, &scorer.alone_out) - NARROWED,
            false => scored(&lone, &scorer.alone_out),
        };
        let mut best = (new, None);
        let mut all = vec![new];
        let mut base = row(&scorer.pair_bias, 0);
        weigh(&mut base, own, &scorer.anaphor);
        for (index, (candidate, features)) in question.candidates.iter().zip(&question.pairs).enumerate() {
            let mut hidden = base;
            for (sum, side) in hidden.iter_mut().zip(self.side(candidate.described)) {
                *sum += side;
            }
            let described = products(own, self.vector(candidate.described));
            let introduced = products(own, self.vector(candidate.introduced));
            for (k, product) in described.into_iter().chain(introduced).enumerate() {
                for (sum, weight) in hidden.iter_mut().zip(&scorer.products[k * HIDDEN..]) {
                    *sum += product * weight;
                }
            }
            for &feature in features {
                add(&mut hidden, &scorer.pair, feature as usize);
            }
            let mut score = scored(&hidden, &scorer.pair_out);
            if candidate.salience == 0 {
                score += MOST_SALIENT + LEAD * candidate.lead;
            }
            score += match candidate.choice {
                Choice::Class => OF_CLASS,
                Choice::SameHead => SAME_HEAD,
                Choice::None => 0.0,
            };
            if candidate.binds {
                score += BINDS;
            }
            if candidate.continues {
                score += CONTINUES;
            }
            all.push(score);
            if score > best.0 {
                best = (score, Some(index));
            }
        }
        let total: f64 = all.iter().map(|&score| f64::from(score - best.0).exp()).sum();
        // In thousandths, so that records don't hang on the last bit of an exponential.
        best.1.map(|index| (index, (1000.0 / total).round() / 1000.0))
    }
}

impl<'a> Ranking<'a> {
    /// The vector of a mention's head; empty where the tree came without the network.
    fn vector(&self, m: usize) -> &'a [f32] {
        let mention = &self.mentions[m];
        self.sentences[mention.sentence].vectors.get(mention.head).map_or(&[], |vector| vector)
    }

    fn side(&mut self, m: usize) -> [f32; HIDDEN] {
        let vector = self.vector(m);
        let weights = &self.scorer.candidate;
        *self.sides.entry(m).or_insert_with(|| {
            let mut side = [0.0; HIDDEN];
            weigh(&mut side, vector, weights);
            side
        })
    }
}

/// The choice for a tree that came without vectors: the most salient candidate, or the one that a rule would choose for a noun.
fn by_rule(question: &Question) -> Option<(usize, f64)> {
    let chosen = |candidate: &Candidate| candidate.salience == 0 || candidate.choice != Choice::None;
    question.candidates.iter().position(chosen).map(|index| (index, BY_RULE))
}

fn row(weights: &[f32], row: usize) -> [f32; HIDDEN] {
    std::array::from_fn(|i| weights[row * HIDDEN + i])
}

fn add(sum: &mut [f32; HIDDEN], weights: &[f32], row: usize) {
    for (sum, weight) in sum.iter_mut().zip(&weights[row * HIDDEN..]) {
        *sum += weight;
    }
}

/// Adds a vector times a matrix.
fn weigh(sum: &mut [f32; HIDDEN], vector: &[f32], weights: &[f32]) {
    for (number, weights) in vector.iter().zip(weights.chunks_exact(HIDDEN)) {
        for (sum, weight) in sum.iter_mut().zip(weights) {
            *sum += number * weight;
        }
    }
}

/// Dot products of two vectors, stretch by stretch; zeros where one is missing.
fn products(a: &[f32], b: &[f32]) -> [f32; PRODUCTS] {
    let mut products = [0.0; PRODUCTS];
    for (product, (a, b)) in products.iter_mut().zip(a.chunks_exact(STRETCH).zip(b.chunks_exact(STRETCH))) {
        *product = a.iter().zip(b).map(|(x, y)| x * y).sum();
    }
    products
}

/// The output of a hidden layer with ReLU.
fn scored(hidden: &[f32; HIDDEN], out: &[f32]) -> f32 {
    hidden.iter().zip(out).map(|(x, weight)| x.max(0.0) * weight).sum()
}
