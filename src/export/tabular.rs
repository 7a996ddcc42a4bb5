//! Dump records as JSONL (<https://jsonlines.org/>), CSV (RFC 4180) or TSV.

use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;

use serde_json::Value;

use super::ExportError;
use super::tables::{Row, Table};

/// How a table is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableFormat {
    #[default]
    JsonLines,
    Csv,
    Tsv,
}

impl TableFormat {
    /// From a file name's ending.
    pub fn of_path(path: &Path) -> Option<Self> {
        path.extension()?.to_str()?.parse().ok()
    }
}

impl FromStr for TableFormat {
    type Err = ExportError;

    fn from_str(text: &str) -> Result<Self, ExportError> {
        match text {
            "jsonl" => Ok(Self::JsonLines),
            "csv" => Ok(Self::Csv),
            "tsv" => Ok(Self::Tsv),
            _ => Err(ExportError::UnknownTableFormat(text.to_owned())),
        }
    }
}

/// The columns of a flattened table: paths into the record; the header has `_` for `.`.
pub fn columns(table: Table) -> &'static [&'static str] {
    match table {
        Table::Statements => &[
            "id",
            "subject.id",
            "subject.label",
            "subject.type",
            "subject.statement",
            "subject.value",
            "predicate.lemma",
            "predicate.property",
            "predicate.event_type",
            "object.id",
            "object.label",
            "object.type",
            "object.statement",
            "object.value",
            "object.datatype",
            "arguments.role",
            "arguments.marker",
            "arguments.id",
            "arguments.label",
            "arguments.type",
            "arguments.statement",
            "arguments.value",
            "time.text",
            "time.start",
            "time.end",
            "time.basis",
            "time.bound",
            "place.id",
            "place.label",
            "polarity",
            "modality",
            "attribution.source.id",
            "attribution.source.label",
            "attribution.verb",
            "factual",
            "kind",
            "rule",
            "confidence",
            "documents",
            "origins",
            "evidence.document",
            "evidence.sentence",
            "evidence.start",
            "evidence.end",
        ],
        Table::Mentions => &["document", "start", "end", "text", "kind", "type", "entity", "label", "confidence"],
        Table::Entities => &[
            "id", "label", "type", "aliases", "wikidata", "country", "mentions", "documents", "merged_from",
            "subclass", "amount",
        ],
        Table::Evidence => &[
            "statement", "document", "sentence", "start", "end", "quote", "subject_span.0", "subject_span.1",
            "predicate_span.0", "predicate_span.1", "object_span.0", "object_span.1", "rule",
        ],
        Table::Documents => &[
            "id", "source", "title", "publisher", "published", "sha256", "origin", "url", "authors", "sentences",
            "text",
        ],
    }
}

/// Writes the rows of a table.
pub fn write<'a>(
    table: Table,
    rows: impl Iterator<Item = Row<'a>>,
    format: TableFormat,
    output: &mut dyn Write,
) -> Result<(), ExportError> {
    let delimiter = match format {
        TableFormat::JsonLines => {
            for row in rows {
                serde_json::to_writer(&mut *output, &row).map_err(io::Error::from)?;
                output.write_all(b"\n")?;
            }
            return Ok(());
        }
        TableFormat::Csv => b',',
        TableFormat::Tsv => b'\t',
    };
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(output);
    let write = |writer: &mut csv::Writer<_>, cells: Vec<String>| writer.write_record(cells).map_err(io_error);
    write(&mut writer, columns(table).iter().map(|column| header(column)).collect())?;
    for row in rows {
        let row = serde_json::to_value(&row).map_err(io::Error::from)?;
        write(&mut writer, columns(table).iter().map(|column| cell(&row, column)).collect())?;
    }
    writer.flush()?;
    Ok(())
}

/// The I/O error that a CSV error stands for, with its kind, so that a broken pipe stays one.
pub(super) fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

/// `subject_span.0` is called `subject_span_start`.
fn header(column: &str) -> String {
    match column.rsplit_once('.') {
        Some((list, "0")) => format!("{list}_start"),
        Some((list, "1")) => format!("{list}_end"),
        _ => column.replace('.', "_"),
    }
}

/// The value at a path, as one cell. What lies below a list is joined with `|`, position by position, so that the
/// columns of one list stay aligned.
fn cell(value: &Value, path: &str) -> String {
    let (key, rest) = path.split_once('.').unwrap_or((path, ""));
    match value {
        Value::Array(items) if key.parse::<usize>().is_err() => {
            items.iter().map(|item| cell(item, path).replace('|', "/")).collect::<Vec<_>>().join("|")
        }
        Value::Array(items) => {
            key.parse().ok().and_then(|index: usize| items.get(index)).map_or_else(String::new, scalar)
        }
        Value::Object(entries) => match entries.get(key) {
            Some(found) if rest.is_empty() => scalar(found),
            Some(found) => cell(found, rest),
            None => String::new(),
        },
        other => scalar(other),
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(|item| scalar(item).replace('|', "/")).collect::<Vec<_>>().join("|"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_stay_aligned() {
        let row = json!({"arguments": [{"id": "a", "marker": null}, {"id": "b|c", "marker": "to"}], "span": [3, 7]});
        assert_eq!(cell(&row, "arguments.id"), "a|b/c");
        assert_eq!(cell(&row, "arguments.marker"), "|to");
        assert_eq!(cell(&row, "span.1"), "7");
        assert_eq!(cell(&json!({"span": null}), "span.0"), "");
        assert_eq!(header("subject_span.0"), "subject_span_start");
        assert_eq!(header("attribution.source.id"), "attribution_source_id");
    }
}
