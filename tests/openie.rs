//! Open information extraction from hand-written trees, and the tokens of given sentences.
//!
//! `data/openie/sentences.conllu` holds sentences with their trees, `sentences.expected` their tuples in both shapes: a rule
//! with its n-ary tuples, `>` for those of one object; `WHOM_UPDATE=1 cargo test --test openie` writes it anew.

use std::fmt::Write;
use std::path::Path;

use whom::language::{Sentence, conllu};
use whom::openie::{Shape, SourceSentence, Spacing, Tokens, Tuple, extractions, rules, tuples, written};
use whom::span::IndexedText;

fn listing(text: &str, sentences: &[Sentence]) -> String {
    let text = IndexedText::new(text);
    let mut out = String::new();
    for tree in sentences {
        let tokens = Tokens::new(&text, tree, Spacing::Plain);
        let _ = writeln!(out, "{}", tokens.sentence());
        for tuple in tuples(tree) {
            let line =
                |shape| written(&tuple, &tokens, shape).into_iter().map(|w| (w.subject, w.relation, w.arguments));
            for (subject, relation, arguments) in line(Shape::NAry) {
                let _ = writeln!(out, "  {}: {subject} | {relation} | {}", tuple.rule.name, arguments.join(" | "));
            }
            for (subject, relation, arguments) in line(Shape::Binary) {
                let _ = writeln!(out, "    > {subject} | {relation} | {}", arguments.join(" | "));
            }
        }
        out.push('\n');
    }
    out
}

#[test]
fn sentences() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/openie");
    let (text, sentences) =
        conllu::read(&std::fs::read_to_string(folder.join("sentences.conllu")).unwrap()).expect("well-formed trees");
    let found = listing(&text, &sentences);
    let expected = folder.join("sentences.expected");
    if std::env::var_os("WHOM_UPDATE").is_some() {
        std::fs::write(&expected, &found).unwrap();
    }
    let wanted = std::fs::read_to_string(&expected).unwrap_or_default();
    let missing: Vec<&str> = wanted.lines().filter(|line| !found.lines().any(|l| l == *line)).collect();
    let added: Vec<&str> = found.lines().filter(|line| !wanted.lines().any(|l| l == *line)).collect();
    assert!(found == wanted, "missing: {missing:#?}\nnew: {added:#?}");
}

#[test]
fn every_rule_is_used() {
    let conllu = include_str!("data/openie/sentences.conllu");
    let used: Vec<&str> =
        conllu::sentences(conllu).unwrap().iter().flat_map(tuples).map(|tuple: Tuple| tuple.rule.name).collect();
    for rule in rules() {
        assert!(used.contains(&rule.name), "{}", rule.name);
    }
}

#[test]
fn confidence_ranks_what_is_stated_first() {
    let (text, sentences) = conllu::read(include_str!("data/openie/sentences.conllu")).unwrap();
    let text = IndexedText::new(&text);
    for tree in &sentences {
        let tokens = Tokens::new(&text, tree, Spacing::Plain);
        let found = extractions(None, "1", "", &tuples(tree), &tokens, Shape::NAry);
        let stated = found.iter().filter(|e| !e.implied).map(|e| e.confidence).fold(1.0, f32::min);
        assert!(found.iter().all(|e| e.confidence > 0.0 && e.confidence < 1.0));
        assert!(found.iter().filter(|e| e.implied).all(|e| e.confidence < stated), "{}", tokens.sentence());
    }
}

#[test]
fn tokenised_sentences_keep_their_tokens() {
    let text = "The union -LRB- UAW -RRB- said `` long-term '' growth ca n't last .";
    let sentence = SourceSentence::new("7".to_owned(), text.to_owned());
    assert_eq!(sentence.spacing, Spacing::Tokenised);
    let forms = sentence.forms();
    assert_eq!(
        forms,
        ["The", "union", "(", "UAW", ")", "said", "\"", "long", "-", "term", "\"", "growth", "ca", "n't", "last", "."]
    );
    // A flat tree: only the tokens matter.
    let conllu: String = forms
        .iter()
        .enumerate()
        .map(|(i, form)| {
            let (head, deprel) = if i == 0 { (0, "root") } else { (1, "dep") };
            format!("{}\t{form}\t_\tX\tFW\t_\t{head}\t{deprel}\t_\t_\n", i + 1)
        })
        .collect();
    let mut tree = conllu::sentences(&conllu).unwrap().remove(0);
    for (token, word) in tree.tokens.iter_mut().zip(&sentence.words) {
        token.span = word.span;
    }
    let indexed = IndexedText::new(text);
    assert_eq!(Tokens::new(&indexed, &tree, sentence.spacing).sentence(), text);
}

#[test]
fn tokens_of_the_treebank_are_one_word() {
    let sentence =
        SourceSentence::new("1".to_owned(), "Radio One 's share fell 1\\/2 point , so they 're out .".to_owned());
    let forms = sentence.forms();
    assert_eq!(forms, ["Radio", "One", "'s", "share", "fell", "1/2", "point", ",", "so", "they", "'re", "out", "."]);
    let spans: Vec<usize> = sentence.words.iter().map(|word| word.span.len()).collect();
    assert_eq!(spans, [5, 3, 2, 5, 4, 4, 5, 1, 2, 4, 3, 3, 1]);
}

#[test]
fn plain_sentences_are_tokenised() {
    let text = "Ann’s pro-Chad aides didn't call (the U.S.-based firm).";
    let sentence = SourceSentence::new("1".to_owned(), text.to_owned());
    assert_eq!(sentence.spacing, Spacing::Plain);
    assert!(sentence.forms().contains(&"n't".to_owned()));
}

#[test]
fn lines() {
    let plain = SourceSentence::parse("It rained.", 3).unwrap();
    assert_eq!((plain.id.as_str(), plain.text.as_str()), ("3", "It rained."));
    let named = SourceSentence::parse(r#"{"id": "TO 1", "sentence": "It rained ."}"#, 3).unwrap();
    assert_eq!((named.id.as_str(), named.text.as_str()), ("TO 1", "It rained ."));
    let numbered = SourceSentence::parse(r#"{"id": 12, "sentence": "It rained ."}"#, 3).unwrap();
    assert_eq!(numbered.id, "12");
    assert!(SourceSentence::parse(r#"{"id": 12}"#, 3).is_err());
}
