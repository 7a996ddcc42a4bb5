//! Wire stories: one id for the documents that share most of their sentences, whichever paper printed them.

use std::collections::BTreeMap;

use petgraph::unionfind::UnionFind;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::Document;
use crate::iri;
use crate::span::{IndexedText, Span};

/// Shortest sentence, in words, that tells that two documents were copied.
const TELLING: usize = 6;
/// Sentences in more documents than this are boilerplate.
const BOILERPLATE: usize = 50;

/// For each document, given by id and [`telling_sentences`], the id that it shares with those that tell the same story, which
/// is that of the first of them.
pub(crate) fn origins(documents: &[(&str, impl ExactSizeIterator<Item = u64> + Clone)]) -> Vec<String> {
    let told = documents.iter().enumerate();
    let mut holders: Vec<(u64, usize)> = told.flat_map(|(d, (_, told))| told.clone().map(move |s| (s, d))).collect();
    holders.par_sort_unstable();
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    let of_one_sentence = holders.chunk_by(|(a, _), (b, _)| a == b);
    for holders in of_one_sentence.filter(|holders| (2..=BOILERPLATE).contains(&holders.len())) {
        for (i, &(_, a)) in holders.iter().enumerate() {
            for &(_, b) in &holders[i + 1..] {
                *shared.entry((a, b)).or_default() += 1;
            }
        }
    }
    let mut sets = UnionFind::<usize>::new(documents.len());
    for ((a, b), count) in shared {
        if count * 2 > documents[a].1.len().min(documents[b].1.len()) {
            sets.union(a, b);
        }
    }
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    (0..documents.len())
        .map(|d| {
            let first = *first.entry(sets.find(d)).or_insert(d);
            iri::mint("origin", &[documents[first].0])
        })
        .collect()
}

/// The sentences that are long enough to tell, as hashes of their words, sorted.
pub(crate) fn telling_sentences(document: &Document, sentences: &[Span]) -> Vec<u64> {
    let text = IndexedText::new(&document.text);
    let hashed = |&span: &Span| -> Option<u64> {
        let words = text.slice(span).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        let mut hash = Sha256::new();
        let mut count = 0;
        for word in words {
            hash.update(word.to_lowercase());
            hash.update([0]);
            count += 1;
        }
        (count >= TELLING).then(|| iri::first_bytes(&hash.finalize()))
    };
    let mut told: Vec<u64> = sentences.iter().filter_map(hashed).collect();
    told.sort_unstable();
    told.dedup();
    told
}
