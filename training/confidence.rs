//! What the confidence model learns from: every proposition that the program finds in some documents, with its features.
//!
//!     cargo run --release --example confidence_features -- FILE.jsonl...
//!
//! The lines of the files are documents with `id` and `text`; one JSON line a proposition comes out, spans in code points.

use anyhow::Result;
use serde_json::json;
use whom::Record;
use whom::document::{Input, InputKind, read};
use whom::language::LanguageModel;
use whom::ontology::Ontology;
use whom::proposition::confidence;

fn main() -> Result<()> {
    let (model, ontology) = (LanguageModel::builtin()?, Ontology::builtin());
    for file in std::env::args().skip(1) {
        let input = Input { source: file, kind: InputKind::JsonLines };
        for document in read(&input) {
            // A sentence by itself may look like a line of navigation.
            let document = match document {
                Ok(document) => document,
                Err(error) => {
                    eprintln!("{error}");
                    continue;
                }
            };
            let record = Record::extract(document, model, ontology);
            let span =
                |argument: &Option<whom::proposition::Argument>| argument.as_ref().map(|a| [a.span.start, a.span.end]);
            for proposition in &record.propositions {
                let predicate = proposition.predicate.span;
                println!(
                    "{}",
                    json!({
                        "document": record.document.source,
                        "rule": proposition.rule,
                        "kind": proposition.kind,
                        "lemma": proposition.predicate.lemma,
                        "factual": proposition.factual,
                        "negative": proposition.polarity == whom::proposition::Polarity::Negative,
                        "modality": proposition.modality,
                        "subject": span(&proposition.subject),
                        "predicate": [predicate.start, predicate.end],
                        "object": span(&proposition.object),
                        "features": confidence::features(&record.sentences, &record.mentions, proposition),
                    })
                );
            }
        }
    }
    Ok(())
}
