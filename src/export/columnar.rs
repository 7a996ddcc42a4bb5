//! Apache Parquet, a column a value, without Arrow: every column is optional, texts are UTF-8 strings, days are dates,
//! pages are compressed with Snappy.

use std::io::{self, Seek, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::ExportError;
use super::columns::{Column, Kind};
use super::tabular::{Cell, Written};

/// Rows that are held in memory at a time.
const ROW_GROUP: usize = 65_536;

/// Writes a table; it goes to a temporary file first, because the format's end tells where its parts are.
pub(super) fn write(
    name: &str,
    columns: &[Column],
    rows: &mut dyn Iterator<Item = Vec<Cell>>,
    output: &mut dyn Write,
) -> Result<Written, ExportError> {
    let mut file = tempfile::tempfile()?;
    let mut written = Written::default();
    let properties = WriterProperties::builder()
        .set_created_by(concat!("whom version ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::SNAPPY)
        .build();
    let schema = schema(name, columns).map_err(io_error)?;
    let mut writer = SerializedFileWriter::new(&mut file, Arc::new(schema), Arc::new(properties)).map_err(io_error)?;
    loop {
        let group: Vec<Vec<Cell>> = rows.take(ROW_GROUP).collect();
        if group.is_empty() {
            break;
        }
        row_group(&mut writer, columns, &group).map_err(io_error)?;
        written.rows += group.len();
    }
    writer.close().map_err(io_error)?;
    file.rewind()?;
    io::copy(&mut file, output)?;
    Ok(written)
}

fn schema(name: &str, columns: &[Column]) -> Result<Type, ParquetError> {
    let fields = columns.iter().map(|column| {
        let (physical, logical) = match column.kind {
            Kind::Text | Kind::List => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Integer => (Physical::INT64, None),
            Kind::Decimal => (Physical::DOUBLE, None),
            Kind::Flag => (Physical::BOOLEAN, None),
            Kind::Date => (Physical::INT32, Some(LogicalType::Date)),
        };
        let field = Type::primitive_type_builder(&column.name(), physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?;
        Ok(Arc::new(field))
    });
    Type::group_type_builder(name).with_fields(fields.collect::<Result<_, ParquetError>>()?).build()
}

fn row_group<W: Write + Send>(
    writer: &mut SerializedFileWriter<W>,
    columns: &[Column],
    rows: &[Vec<Cell>],
) -> Result<(), ParquetError> {
    let mut group = writer.next_row_group()?;
    for place in 0..columns.len() {
        let mut column = group.next_column()?.expect("a writer for each column");
        let cells = || rows.iter().map(|row| &row[place]);
        let known: Vec<i16> = cells().map(|cell| i16::from(*cell != Cell::Empty)).collect();
        let levels = Some(known.as_slice());
        match column.untyped() {
            ColumnWriter::ByteArrayColumnWriter(typed) => {
                let text = |cell: &Cell| match cell {
                    Cell::Empty => None,
                    cell => Some(ByteArray::from(cell.to_string().into_bytes())),
                };
                typed.write_batch(&cells().filter_map(text).collect::<Vec<_>>(), levels, None)?;
            }
            ColumnWriter::Int64ColumnWriter(typed) => {
                let number = |cell: &Cell| if let Cell::Integer(number) = cell { Some(*number) } else { None };
                typed.write_batch(&cells().filter_map(number).collect::<Vec<_>>(), levels, None)?;
            }
            ColumnWriter::DoubleColumnWriter(typed) => {
                let number = |cell: &Cell| if let Cell::Decimal(number) = cell { Some(*number) } else { None };
                typed.write_batch(&cells().filter_map(number).collect::<Vec<_>>(), levels, None)?;
            }
            ColumnWriter::BoolColumnWriter(typed) => {
                let flag = |cell: &Cell| if let Cell::Flag(flag) = cell { Some(*flag) } else { None };
                typed.write_batch(&cells().filter_map(flag).collect::<Vec<_>>(), levels, None)?;
            }
            ColumnWriter::Int32ColumnWriter(typed) => {
                let day = |cell: &Cell| if let Cell::Date(date) = cell { Some(days(*date)) } else { None };
                typed.write_batch(&cells().filter_map(day).collect::<Vec<_>>(), levels, None)?;
            }
            _ => unreachable!("the schema has no other types"),
        }
        column.close()?;
    }
    group.close()?;
    Ok(())
}

/// Days since 1970-01-01.
fn days(date: jiff::civil::Date) -> i32 {
    let since = date - jiff::civil::date(1970, 1, 1);
    since.get_days()
}

fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => match error.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(error) => io::Error::other(error),
        },
        error => io::Error::other(error),
    }
}
