//! Tables as JSONL (<https://jsonlines.org/>), CSV (RFC 4180), TSV, Parquet (<https://parquet.apache.org/docs/file-format/>)
//! or xlsx (ECMA-376).
//!
//! JSONL holds the records as they are; in the others they are flattened to the columns of
//! [`columns`](super::columns::columns).

use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;

use serde_json::Value;

use super::columns::{Column, Kind, columns};
use super::tables::Rows;
use super::{ExportError, columnar, spreadsheet};
use crate::store::StoreError;

/// How a table is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TableFormat {
    #[default]
    JsonLines,
    Csv,
    Tsv,
    Parquet,
    Xlsx,
}

impl TableFormat {
    /// From a file name's ending.
    pub fn of_path(path: &Path) -> Option<Self> {
        path.extension()?.to_str()?.parse().ok()
    }

    /// Whether it is no text, so that a terminal cannot show it.
    pub fn is_binary(self) -> bool {
        matches!(self, Self::Parquet | Self::Xlsx)
    }
}

impl FromStr for TableFormat {
    type Err = ExportError;

    fn from_str(text: &str) -> Result<Self, ExportError> {
        match text {
            "jsonl" => Ok(Self::JsonLines),
            "csv" => Ok(Self::Csv),
            "tsv" => Ok(Self::Tsv),
            "parquet" => Ok(Self::Parquet),
            "xlsx" => Ok(Self::Xlsx),
            _ => Err(ExportError::UnknownTableFormat(text.to_owned())),
        }
    }
}

/// A value of a flattened table, of the kind of its column.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Integer(i64),
    Decimal(f64),
    Flag(bool),
    Date(jiff::civil::Date),
}

impl Cell {
    /// A text, or nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Empty => Ok(()),
            Self::Text(text) => f.write_str(text),
            Self::Integer(number) => write!(f, "{number}"),
            // With a point, so that readers that guess types see a decimal.
            Self::Decimal(number) => write!(f, "{number:?}"),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Date(date) => write!(f, "{date}"),
        }
    }
}

/// What became of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub rows: usize,
    /// Texts that were longer than the format holds, and were cut.
    pub cut: usize,
}

/// Writes the rows of a table.
pub fn write(rows: &Rows<'_>, format: TableFormat, output: &mut dyn Write) -> Result<Written, ExportError> {
    if format == TableFormat::JsonLines {
        let mut written = Written::default();
        for line in rows.each(|row| serde_json::to_string(&row).expect("rows are plain data")) {
            writeln!(output, "{}", line?)?;
            written.rows += 1;
        }
        return Ok(written);
    }
    let columns = columns(rows.table);
    let flat = rows.each(|row| {
        let row = serde_json::to_value(&row).expect("rows are plain data");
        columns.iter().map(|column| cell(&row, column)).collect()
    });
    write_cells(rows.table.name(), columns, flat, format, output)
}

/// Writes a table that is flat already; `name` is what a spreadsheet calls it.
pub fn write_cells(
    name: &str,
    columns: &[Column],
    rows: impl Iterator<Item = Result<Vec<Cell>, StoreError>>,
    format: TableFormat,
    output: &mut dyn Write,
) -> Result<Written, ExportError> {
    let mut failure = None;
    let mut rows = rows.map_while(|row| row.map_err(|error| failure = Some(error)).ok());
    let written = match format {
        TableFormat::JsonLines => json_lines(columns, rows, output),
        TableFormat::Csv => delimited(columns, rows, b',', output),
        TableFormat::Tsv => delimited(columns, rows, b'\t', output),
        TableFormat::Parquet => columnar::write(name, columns, &mut rows, output),
        TableFormat::Xlsx => spreadsheet::write(name, columns, &mut rows, output),
    }?;
    failure.map_or(Ok(written), |error| Err(error.into()))
}

fn json_lines(
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
    output: &mut dyn Write,
) -> Result<Written, ExportError> {
    let mut written = Written::default();
    for row in rows {
        let keys = columns.iter().map(|column| serde_json::to_string(column.key).expect("a text"));
        let values = row.iter().map(|cell| match cell {
            Cell::Empty => "null".to_owned(),
            Cell::Integer(_) | Cell::Decimal(_) | Cell::Flag(_) => cell.to_string(),
            Cell::Text(_) | Cell::Date(_) => serde_json::to_string(&cell.to_string()).expect("a text"),
        });
        let pairs: Vec<String> = keys.zip(values).map(|(key, value)| format!("{key}:{value}")).collect();
        writeln!(output, "{{{}}}", pairs.join(","))?;
        written.rows += 1;
    }
    Ok(written)
}

fn delimited(
    columns: &[Column],
    rows: impl Iterator<Item = Vec<Cell>>,
    delimiter: u8,
    output: &mut dyn Write,
) -> Result<Written, ExportError> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(output);
    writer.write_record(columns.iter().map(Column::name)).map_err(io_error)?;
    let mut written = Written::default();
    for row in rows {
        writer.write_record(row.iter().map(Cell::to_string)).map_err(io_error)?;
        written.rows += 1;
    }
    writer.flush()?;
    Ok(written)
}

/// The I/O error that a CSV error stands for, with its kind, so that a broken pipe stays one.
pub(super) fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

/// The value of a column in a record.
fn cell(row: &Value, column: &Column) -> Cell {
    match column.kind {
        Kind::Text | Kind::List => Cell::text(flat(row, column.key)),
        Kind::Integer => at(row, column.key).and_then(Value::as_i64).map_or(Cell::Empty, Cell::Integer),
        Kind::Decimal => at(row, column.key).and_then(Value::as_f64).map_or(Cell::Empty, Cell::Decimal),
        Kind::Flag => at(row, column.key).and_then(Value::as_bool).map_or(Cell::Empty, Cell::Flag),
        Kind::Date => {
            let day = at(row, column.key).and_then(Value::as_str).and_then(|day| day.parse().ok());
            day.map_or(Cell::Empty, Cell::Date)
        }
    }
}

/// The value at a path that leads through no list but pairs of offsets.
fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, key| match value {
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => value.get(key),
    })
}

/// The value at a path, as one text. What lies below a list is joined with `|`, position by position, so that the
/// columns of one list stay aligned.
fn flat(value: &Value, path: &str) -> String {
    let (key, rest) = path.split_once('.').unwrap_or((path, ""));
    match value {
        Value::Array(items) => {
            items.iter().map(|item| flat(item, path).replace('|', "/")).collect::<Vec<_>>().join("|")
        }
        Value::Object(entries) => match entries.get(key) {
            Some(found) if rest.is_empty() => scalar(found),
            Some(found) => flat(found, rest),
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

    fn value(row: &Value, key: &'static str, kind: Kind) -> Cell {
        cell(row, &Column { key, kind, about: "" })
    }

    #[test]
    fn lists_stay_aligned() {
        let row = json!({"arguments": [{"id": "a", "marker": null}, {"id": "b|c", "marker": "to"}], "span": [3, 7]});
        assert_eq!(value(&row, "arguments.id", Kind::List), Cell::text("a|b/c"));
        assert_eq!(value(&row, "arguments.marker", Kind::List), Cell::text("|to"));
        assert_eq!(value(&row, "span.1", Kind::Integer), Cell::Integer(7));
        assert_eq!(value(&json!({"span": null}), "span.0", Kind::Integer), Cell::Empty);
    }

    #[test]
    fn cells_have_the_kind_of_their_column() {
        let row = json!({"a": {"day": "2018-08-08"}, "share": 1.0, "flag": false, "nothing": null});
        assert_eq!(value(&row, "a.day", Kind::Date), Cell::Date(jiff::civil::date(2018, 8, 8)));
        assert_eq!(value(&row, "share", Kind::Decimal).to_string(), "1.0");
        assert_eq!(value(&row, "flag", Kind::Flag), Cell::Flag(false));
        for kind in [Kind::Text, Kind::Integer, Kind::Decimal, Kind::Flag, Kind::Date, Kind::List] {
            assert_eq!(value(&row, "nothing", kind), Cell::Empty);
        }
    }
}
