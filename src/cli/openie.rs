//! `whom extract --openie`: tuples of each sentence's own words.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use rayon::prelude::*;
use whom::document::{PartKind, discover};
use whom::language::LanguageModel;
use whom::openie::{Extraction, Shape, SourceSentence, Spacing, Tokens, extractions, tuples};
use whom::span::IndexedText;

use super::documents::each_document;
use super::output::Output;
use super::{Outcome, Session};

/// How many sentences are read together.
const BATCH: usize = 1024;

/// How many of them one thread takes at a time.
const SHARE: usize = 16;

/// Documents in, tuples of their sentences out.
pub fn documents(session: &Session, paths: &[String], output: Option<&Path>, shape: Shape) -> Result<Outcome> {
    let model = LanguageModel::builtin()?;
    each_document(session, &discover(paths)?, output, |document| {
        let text = IndexedText::new(&document.text);
        let mut out = String::new();
        for (index, tree) in model.parse(&document).iter().enumerate() {
            // Bylines and datelines say nothing.
            if matches!(tree.part, PartKind::Byline | PartKind::Dateline) {
                continue;
            }
            let tokens = Tokens::new(&text, tree, Spacing::Plain);
            let (id, sentence) = ((index + 1).to_string(), tokens.sentence());
            write(&mut out, &extractions(Some(&document.id), &id, &sentence, &tuples(tree), &tokens, shape))?;
        }
        Ok(out)
    })
}

/// One sentence a line in, tuples out.
pub fn sentences(paths: &[String], output: Option<&Path>, shape: Shape) -> Result<Outcome> {
    let model = LanguageModel::builtin()?;
    let mut output = Output::open(output)?;
    for path in paths {
        let content =
            if path == "-" { std::io::read_to_string(std::io::stdin()) } else { std::fs::read_to_string(path) };
        let content = content.with_context(|| format!("{path}: cannot be read"))?;
        let lines: Vec<(usize, &str)> =
            content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).collect();
        for batch in lines.chunks(BATCH) {
            let share = |lines: &[(usize, &str)]| -> Result<String> {
                let parse = |&(index, line): &(usize, &str)| {
                    SourceSentence::parse(line, index + 1).with_context(|| format!("{path}: line {}", index + 1))
                };
                let sentences: Vec<SourceSentence> = lines.iter().map(parse).collect::<Result<_>>()?;
                let forms: Vec<Vec<String>> = sentences.iter().map(SourceSentence::forms).collect();
                let mut out = String::new();
                for (sentence, parse) in sentences.iter().zip(model.parse_sentences(&forms)) {
                    let text = IndexedText::new(&sentence.text);
                    let tree = sentence.tree(parse);
                    let tokens = Tokens::new(&text, &tree, sentence.spacing);
                    let found = extractions(None, &sentence.id, &sentence.text, &tuples(&tree), &tokens, shape);
                    write(&mut out, &found)?;
                }
                Ok(out)
            };
            for text in batch.par_chunks(SHARE).map(share).collect::<Result<Vec<String>>>()? {
                output.write_all(text.as_bytes())?;
            }
        }
    }
    output.finish()?;
    Ok(Outcome::Done)
}

fn write(out: &mut String, extractions: &[Extraction]) -> Result<()> {
    for extraction in extractions {
        out.push_str(&serde_json::to_string(extraction)?);
        out.push('\n');
    }
    Ok(())
}
