//! A spreadsheet (xlsx, ECMA-376) with one sheet: a bold header that stays in view, filters, numbers, days and truth
//! values as such.
//!
//! A sheet holds 1,048,576 rows and a cell 32,767 characters: more rows are an error, longer texts are cut and counted.

use std::io::{self, Seek, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::ExportError;
use super::columns::{Column, Kind};
use super::tabular::{Cell, Written};

const MAX_ROWS: usize = 1_048_575;
/// In UTF-16 units, as the format counts.
const MAX_TEXT: usize = 32_767;
/// Widths in characters.
const WIDE: f64 = 40.0;
const NARROW: f64 = 12.0;
/// The first day that spreadsheets agree on; earlier ones stay text.
const FIRST_DAY: jiff::civil::Date = jiff::civil::date(1900, 3, 1);

/// Writes a table; its rows go to a temporary file, not to memory.
pub(super) fn write(
    name: &str,
    columns: &[Column],
    rows: &mut dyn Iterator<Item = Vec<Cell>>,
    output: &mut dyn Write,
) -> Result<Written, ExportError> {
    let mut written = Written::default();
    let mut workbook = Workbook::new();
    // The day of writing would make each file another.
    let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(io_error)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&epoch));
    let header = Format::new().set_bold();
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(io_error)?;
    let fill = || -> Result<(), XlsxError> {
        sheet.set_name(name)?.set_freeze_panes(1, 0)?;
        for (place, column) in (0_u16..).zip(columns) {
            let width = if matches!(column.kind, Kind::Text | Kind::List) { WIDE / 2.0 } else { NARROW };
            let width = if matches!(column.key, "text" | "quote" | "title" | "about") { WIDE } else { width };
            sheet.set_column_width(place, width)?;
        }
        for (place, column) in (0_u16..).zip(columns) {
            sheet.write_with_format(0, place, column.name(), &header)?;
        }
        for row in rows {
            written.rows += 1;
            if written.rows > MAX_ROWS {
                return Err(XlsxError::RowColumnLimitError);
            }
            let line = u32::try_from(written.rows).expect("below the limit");
            for (place, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Empty => continue,
                    Cell::Text(text) => {
                        let (text, cut) = fitting(text);
                        written.cut += usize::from(cut);
                        sheet.write_string(line, place, text)?
                    }
                    Cell::Integer(number) => sheet.write_number(line, place, number as f64)?,
                    Cell::Decimal(number) => sheet.write_number(line, place, number)?,
                    Cell::Flag(flag) => sheet.write_boolean(line, place, flag)?,
                    Cell::Date(date) if date >= FIRST_DAY => {
                        let date = ExcelDateTime::parse_from_str(&date.to_string())?;
                        sheet.write_datetime_with_format(line, place, &date, &day)?
                    }
                    Cell::Date(date) => sheet.write_string(line, place, date.to_string())?,
                };
            }
        }
        let last = u32::try_from(written.rows).expect("below the limit");
        sheet.autofilter(0, 0, last, u16::try_from(columns.len() - 1).expect("few columns"))?;
        Ok(())
    };
    match fill() {
        Err(XlsxError::RowColumnLimitError) => return Err(ExportError::TooManyRows { limit: MAX_ROWS }),
        filled => filled.map_err(io_error)?,
    }
    let mut file = tempfile::tempfile()?;
    workbook.save_to_writer(&mut file).map_err(io_error)?;
    file.rewind()?;
    io::copy(&mut file, output)?;
    Ok(written)
}

/// The text, or as much of it as a cell holds.
fn fitting(mut text: String) -> (String, bool) {
    if text.len() <= MAX_TEXT {
        return (text, false);
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > MAX_TEXT
    });
    match end {
        Some((end, _)) => {
            text.truncate(end);
            (text, true)
        }
        None => (text, false),
    }
}

fn io_error(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        error => io::Error::other(error.to_string()),
    }
}
