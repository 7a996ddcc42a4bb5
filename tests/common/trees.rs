//! Records from hand-written trees: the files of `tests/data/stages`.
#![allow(dead_code, reason = "each test crate uses a part of it")]

use std::path::{Path, PathBuf};

use whom::Record;
use whom::document::{Document, Part, PartKind};
use whom::language::conllu;
use whom::ontology::Ontology;
use whom::span::Span;

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/stages")
}

pub fn data(name: &str, extension: &str) -> PathBuf {
    folder().join(name).with_extension(extension)
}

pub fn record(source: &str, conllu: &str) -> Record {
    let (text, sentences) = conllu::read(conllu).unwrap_or_else(|error| panic!("{source}: {error}"));
    let published = conllu.lines().find_map(|line| line.strip_prefix("# published = ")).map(|day| day.parse().unwrap());
    let document = Document {
        id: whom::iri::mint("document", &[source, &text]),
        source: source.to_owned(),
        url: None,
        title: None,
        publisher: None,
        authors: Vec::new(),
        published,
        parts: vec![Part { kind: PartKind::Paragraph, span: Span::new(0, text.chars().count()) }],
        sha256: whom::iri::sha256(&text),
        text,
    };
    Record::from_sentences(document, &sentences, "test", Ontology::builtin())
}
