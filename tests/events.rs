//! Event types in own sentences through all stages, the language model included.
//!
//! A row of `data/events/own.tsv` has a sentence, the lemma of a predicate in it and its event type, `-` for none.

use whom::Record;
use whom::document::Document;
use whom::language::LanguageModel;
use whom::ontology::{EVENT_TYPES, Ontology};

#[test]
fn own_sentences() {
    let table = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/events/own.tsv")).unwrap();
    let mut wrong = Vec::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [text, lemma, wanted] = cells.as_slice() else { panic!("three cells: {line}") };
        assert!(*wanted == "-" || EVENT_TYPES.contains(wanted), "{line}");
        let document = Document::of_prose("events.txt", (*text).to_owned());
        let record = Record::extract(document, LanguageModel::builtin().unwrap(), Ontology::builtin());
        let told = record.propositions.iter().map(|p| &p.predicate).find(|p| p.lemma == *lemma);
        let found = told.map_or("no such predicate", |p| p.event_type.as_deref().unwrap_or("-"));
        if found != *wanted {
            wrong.push(format!("{found}, not {wanted}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
