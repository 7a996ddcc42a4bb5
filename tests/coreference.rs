//! The scorer of coreference that ships with the program, on an annotated text of our own, and the measures' figures on it.

use std::path::Path;

use whom::evaluation::coreference::{Comparisons, annotated, compare};
use whom::language::LanguageModel;
use whom::ontology::Ontology;

fn text() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/coreference/border.conllu");
    std::fs::read_to_string(path).unwrap()
}

/// Floors a few points below what the shipped weights reach: a broken feature or a shifted row of weights falls through.
#[test]
fn the_shipped_scorer_beats_the_nearest_antecedent() {
    let mut sums = Comparisons::default();
    let model = LanguageModel::builtin().unwrap();
    compare(&text(), model, Ontology::builtin(), &mut sums).unwrap();
    let sums = sums.exact;
    let (program, nearest) = (sums.program.conll(), sums.nearest.conll());
    assert!(sums.program.mentions.f1() > 0.80, "mentions {:.3}", sums.program.mentions.f1());
    assert!(program > 0.68, "CoNLL {program:.3}");
    assert!(program > nearest + 0.05, "CoNLL {program:.3}, nearest antecedent {nearest:.3}");
}

#[test]
fn annotation_is_read_with_its_nesting() {
    let mentions = annotated(&text()).unwrap();
    assert_eq!(mentions.len(), 74);
    // "The presidents of Chile and Peru" holds two countries.
    let first: Vec<(usize, usize)> = mentions.iter().take(3).map(|m| (m.first, m.end)).collect();
    assert_eq!(first, [(0, 6), (3, 4), (5, 6)]);
}
