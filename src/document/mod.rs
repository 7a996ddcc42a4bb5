//! Documents: what was read, where it came from, and which parts of its text are prose.
//!
//! Readers keep a plain text file's text as it is, so that offsets are the file's own code points.

use std::io::{BufRead, BufReader, Read};

use serde::{Deserialize, Serialize};

use crate::iri;
use crate::span::Span;

pub mod date;
pub mod dateline;
mod decode;
mod discover;
mod draft;
mod error;
mod html;
mod jsonl;
pub mod layout;
pub(crate) mod origin;
mod text;

pub use discover::{Input, InputKind, discover};
pub use error::DocumentError;

/// Bytes that one document may have: a file, or a line of JSON lines.
pub const LIMIT: u64 = 64 << 20;

/// One article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// IRI, minted from `source` and `sha256`.
    pub id: String,
    /// The file as named on the command line (cleaned of `./`), `file.jsonl#id` or `file.jsonl#L12` for a line, `-` for stdin,
    /// or the record's own URL.
    pub source: String,
    pub url: Option<String>,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub authors: Vec<String>,
    /// Day of publication, from metadata, a date line or a dateline; times in the text are anchored on it.
    pub published: Option<jiff::civil::Date>,
    /// The text that all offsets refer to.
    pub text: String,
    /// Hash of `text` and the metadata: what changes when the document changes.
    pub sha256: String,
    /// The parts of `text` in order, without overlap; what no part covers (navigation, captions' credits) is not read.
    pub parts: Vec<Part>,
}

impl Document {
    /// A text that is one paragraph and has no metadata, known by `source`.
    pub fn of_prose(source: &str, text: String) -> Self {
        let sha256 = iri::sha256(&text);
        Self {
            id: iri::mint("document", &[source, &sha256]),
            source: source.to_owned(),
            url: None,
            title: None,
            publisher: None,
            authors: Vec::new(),
            published: None,
            parts: vec![Part { kind: PartKind::Paragraph, span: Span::new(0, text.chars().count()) }],
            sha256,
            text,
        }
    }
}

/// A stretch of the text that is read as one unit: no sentence crosses its borders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub kind: PartKind,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    Headline,
    /// "By Jane Doe, Reuters": holds people's names, but no news.
    Byline,
    /// "MINSK/VILNIUS, May 24, 2021": places and the date of what follows.
    Dateline,
    Paragraph,
}

/// Reads what an input holds: one document, or one for each of its JSON lines.
pub fn read(input: &Input) -> Vec<Result<Document, DocumentError>> {
    stream(input).collect()
}

/// As [`read`], one document after the other, for files of JSON lines that are larger than memory.
pub fn stream(input: &Input) -> Box<dyn Iterator<Item = Result<Document, DocumentError>> + Send> {
    match open(input) {
        Ok((reader, InputKind::JsonLines)) => Box::new(jsonl::Records::new(reader, &input.source)),
        Ok((reader, kind)) => Box::new(std::iter::once(read_one(reader, kind, &input.source))),
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}

fn open(input: &Input) -> Result<(Box<dyn BufRead + Send>, InputKind), DocumentError> {
    if let InputKind::Stdin { prose } = input.kind {
        let mut stdin = BufReader::new(std::io::stdin());
        let head = stdin.fill_buf().map_err(|error| unreadable(&input.source, error))?;
        let kind = if prose { InputKind::Prose } else { discover::sniff(head).unwrap_or(InputKind::Text) };
        return Ok((Box::new(stdin), kind));
    }
    let file = std::fs::File::open(&input.source).map_err(|error| unreadable(&input.source, error))?;
    Ok((Box::new(BufReader::new(file)), input.kind))
}

fn unreadable(path: &str, error: std::io::Error) -> DocumentError {
    let path = path.to_owned();
    match error.kind() {
        std::io::ErrorKind::NotFound => DocumentError::Missing { path },
        _ => DocumentError::Unreadable { path, error },
    }
}

fn read_one(reader: impl BufRead, kind: InputKind, source: &str) -> Result<Document, DocumentError> {
    let mut bytes = Vec::new();
    reader.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| unreadable(source, error))?;
    if bytes.len() as u64 > LIMIT {
        return Err(DocumentError::TooLarge { document: source.to_owned(), limit: LIMIT });
    }
    match kind {
        InputKind::Html => html::read(&bytes, source),
        InputKind::Prose => text::read_prose(decode::plain(&bytes, source)?, source),
        InputKind::Markdown => text::read_markdown(&decode::plain(&bytes, source)?, source),
        _ => text::read(decode::plain(&bytes, source)?, source),
    }
}
