//! The language stage with the model that ships: parity with the training side, scores on annotated sentences, and its
//! promises about threads, hostile text and spans.
//!
//! `data/language/annotated.conllu` holds the annotated sentences, `model/reference.jsonl` what the training side computed.

use rayon::prelude::*;
use serde::Deserialize;
use whom::document::{Document, Part, PartKind};
use whom::evaluation::{attachment, spans};
use whom::language::wordpiece::Vocabulary;
use whom::language::{LanguageModel, Sentence, conllu};
use whom::span::IndexedText;

const ANNOTATED: &str = include_str!("data/language/annotated.conllu");
const REFERENCE: &str = include_str!("../model/reference.jsonl");
const VOCABULARY: &str = include_str!("../model/vocab.txt");

/// One line of `model/reference.jsonl`.
#[derive(Deserialize)]
struct Reference {
    words: Vec<String>,
    input_ids: Vec<i32>,
    shape_ids: Vec<i32>,
    word_starts: Vec<i32>,
    upos: Vec<String>,
    xpos: Vec<String>,
    lemma: Vec<String>,
    head: Vec<usize>,
    tag: Vec<String>,
}

fn references() -> Vec<Reference> {
    REFERENCE.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn model() -> &'static LanguageModel {
    LanguageModel::builtin().unwrap()
}

fn document(text: &str) -> Document {
    let span = whom::Span::new(0, text.chars().count());
    Document {
        id: "test".to_owned(),
        source: "test.txt".to_owned(),
        url: None,
        title: None,
        publisher: None,
        authors: Vec::new(),
        published: None,
        text: text.to_owned(),
        sha256: String::new(),
        parts: vec![Part { kind: PartKind::Paragraph, span }],
    }
}

fn names(sentences: &[Sentence]) -> Vec<((usize, usize, usize), whom::language::NameLabel)> {
    let of = |(index, sentence): (usize, &Sentence)| -> Vec<_> {
        sentence.names.iter().map(|name| ((index, name.first, name.end), name.label)).collect()
    };
    sentences.iter().enumerate().flat_map(of).collect()
}

#[test]
fn sub_words_equal_the_training_side() {
    let vocabulary = Vocabulary::new(VOCABULARY).unwrap();
    for reference in references() {
        let pieces: Vec<Vec<i32>> = reference.words.iter().map(|word| vocabulary.pieces(word)).collect();
        let input = vocabulary.encode(reference.words.iter().map(String::as_str).zip(pieces.iter().map(Vec::as_slice)));
        assert_eq!(input.ids, reference.input_ids, "{:?}", reference.words);
        assert_eq!(input.shapes, reference.shape_ids, "{:?}", reference.words);
        assert_eq!(input.starts, reference.word_starts, "{:?}", reference.words);
    }
}

/// The reference holds what the network alone says. Lemmas then go through the lexicon, heads become a tree and tags
/// spans, so a few of these may differ.
#[test]
fn outputs_equal_the_training_side() {
    let (mut tags, mut same_tags, mut others, mut same_others) = (0, 0, 0, 0);
    for reference in references() {
        let parse = model().parse_words(&reference.words);
        for (index, word) in parse.words.iter().enumerate() {
            let name = parse.names.iter().find(|name| (name.first..name.end).contains(&index));
            let prefix = if name.is_some_and(|name| name.first == index) { "B" } else { "I" };
            let tag = name.map_or("O".to_owned(), |name| format!("{prefix}-{}", name.label));
            let tagged = [word.upos.as_str() == reference.upos[index], word.xpos == reference.xpos[index]];
            let other = [
                word.lemma == reference.lemma[index],
                word.head.map_or(0, |head| head + 1) == reference.head[index],
                tag == reference.tag[index],
            ];
            tags += tagged.len();
            same_tags += tagged.into_iter().filter(|&same| same).count();
            others += other.len();
            same_others += other.into_iter().filter(|&same| same).count();
        }
    }
    println!("tags {same_tags}/{tags}, lemmas, heads and names {same_others}/{others}");
    assert!(same_tags as f64 >= 0.995 * tags as f64, "{same_tags}/{tags}");
    assert!(same_others as f64 >= 0.96 * others as f64, "{same_others}/{others}");
}

#[test]
fn scores_on_annotated_sentences() {
    let gold = conllu::sentences(ANNOTATED).unwrap();
    let predicted = conllu::sentences(&model().parse_conllu(ANNOTATED).unwrap()).unwrap();
    let scores = attachment(&gold, &predicted).unwrap();
    let found = spans::total(&spans(names(&gold), names(&predicted)));
    println!("{scores:?}\nnames {found:?} F1 {:.3}", found.f1());
    assert!(scores.words >= 350);
    assert!(scores.upos >= 0.98 && scores.xpos >= 0.97, "{scores:?}");
    assert!(scores.lemma >= 0.95, "{scores:?}");
    assert!(scores.uas >= 0.94 && scores.las >= 0.93, "{scores:?}");
    assert!(found.f1() >= 0.89, "{found:?}");
}

#[test]
fn raw_text_gives_the_annotated_words_and_sentences() {
    let (text, gold) = conllu::read(ANNOTATED).unwrap();
    let found = model().parse(&document(&text));
    let places = |sentences: &[Sentence]| -> Vec<Vec<_>> {
        sentences.iter().map(|sentence| sentence.tokens.iter().map(|token| token.span).collect()).collect()
    };
    assert_eq!(places(&found), places(&gold));
}

#[test]
fn spans_slice_the_text_and_parts_keep_apart() {
    let text = "Erdoğan’s visit\n\nBy Jane Doe\n\n“Türkiye can’t wait,” he said in Kraków — twice. 😀 Then he left.";
    let mut document = document(text);
    let kinds = [PartKind::Headline, PartKind::Byline, PartKind::Paragraph];
    let index = IndexedText::new(text);
    document.parts = text
        .split("\n\n")
        .zip(kinds)
        .map(|(part, kind)| {
            let start = index.code_point(part.as_ptr() as usize - text.as_ptr() as usize);
            Part { kind, span: whom::Span::new(start, start + part.chars().count()) }
        })
        .collect();
    let sentences = model().parse(&document);
    assert_eq!(sentences.iter().map(|sentence| sentence.part).take(3).collect::<Vec<_>>(), kinds);
    for sentence in &sentences {
        assert!(
            sentence
                .tokens
                .iter()
                .all(|token| index.slice(token.span) == token.form && sentence.span.contains(token.span))
        );
        assert_eq!(sentence.tokens.iter().filter(|token| token.head.is_none()).count(), 1);
    }
    let written = conllu::write("test", &index, &sentences);
    let read: Vec<usize> = conllu::sentences(&written).unwrap().iter().map(|sentence| sentence.tokens.len()).collect();
    assert_eq!(read, sentences.iter().map(|sentence| sentence.tokens.len()).collect::<Vec<_>>());
}

#[test]
fn many_threads_give_what_one_gives() {
    let texts: Vec<String> = conllu::sentences(ANNOTATED)
        .unwrap()
        .iter()
        .map(|sentence| sentence.tokens.iter().map(|token| token.form.clone() + " ").collect())
        .collect();
    let alone: Vec<_> = texts.iter().map(|text| model().parse(&document(text))).collect();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap();
    let together: Vec<_> = pool.install(|| texts.par_iter().map(|text| model().parse(&document(text))).collect());
    assert_eq!(alone, together);
}

#[test]
fn hostile_text_is_cut_and_parsed() {
    let endless = "the dog saw , ".repeat(400);
    let address = format!("http://x.org/{}", "a/".repeat(3000));
    for text in [
        endless.as_str(),
        address.as_str(),
        "",
        " \n\n ",
        "\u{feff}\u{200b}",
        "...",
        &"(".repeat(700),
        &"é".repeat(9000),
    ] {
        for sentence in model().parse(&document(text)) {
            assert!(!sentence.tokens.is_empty() && sentence.tokens.len() <= whom::language::model::MOST_WORDS);
        }
    }
    let words: Vec<String> = endless.split_whitespace().map(str::to_owned).collect();
    let parse = model().parse_words(&words);
    assert_eq!(parse.words.len(), words.len());
    assert_eq!(parse.words.iter().filter(|word| word.head.is_none()).count(), 1);
    assert!(model().parse_words(&[]).words.is_empty());
}
