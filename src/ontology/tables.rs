//! The tables of `ontology/`: tab-separated UTF-8, a header line, `#` comments, list cells joined with `|`.
//!
//! Strict on purpose: a user who edits a table learns at once which line is wrong and how to put it right.

use std::collections::HashMap;
use std::path::PathBuf;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::types::Gender;

/// What is wrong with the files of an ontology.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OntologyError {
    #[error("cannot read {}: {source}; give a folder with the files of `ontology/`", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{}: no table of the ontology has this name; the tables are {known}", path.display())]
    UnknownFile { path: PathBuf, known: String },
    #[error("{file}:{line}: the header must be `{expected}` (tabs between the columns)")]
    Header { file: String, line: usize, expected: String },
    #[error(
        "{file}:{line}: {found} columns instead of {expected}; put a tab between columns, also where a cell is empty"
    )]
    Columns { file: String, line: usize, expected: usize, found: usize },
    #[error("{file}:{line}: column `{column}` is `{value}`; it must be {expected}")]
    Value { file: String, line: usize, column: String, value: String, expected: String },
    #[error("{file}:{line}: `{key}` stands in line {other} already; remove it from one of the two")]
    Duplicate { file: String, line: usize, other: usize, key: String },
    #[error("{file}:{line}: `{column}` names `{value}`, which {target} lacks; correct the name or add a row there")]
    Reference { file: String, line: usize, column: String, value: String, target: String },
}

/// One line of a table with as many cells as the table has columns.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    pub file: &'static str,
    pub line: usize,
    columns: &'static [&'static str],
    cells: Vec<&'a str>,
}

/// Reads the rows of `content`; `columns` is what the header must say, the first `key` of them tell rows apart.
pub(super) fn read<'a>(
    file: &'static str,
    columns: &'static [&'static str],
    key: usize,
    content: &'a str,
) -> Result<Vec<Row<'a>>, OntologyError> {
    let mut lines = content
        .trim_start_matches('\u{feff}')
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty());
    let header = lines.next();
    if header.is_none_or(|(_, line)| !line.split('\t').eq(columns.iter().copied())) {
        let line = header.map_or(1, |(line, _)| line);
        return Err(OntologyError::Header { file: file.to_owned(), line, expected: columns.join("\t") });
    }
    let mut keys = HashMap::new();
    lines
        .map(|(line, text)| {
            let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
            if cells.len() != columns.len() {
                let (expected, found) = (columns.len(), cells.len());
                return Err(OntologyError::Columns { file: file.to_owned(), line, expected, found });
            }
            if let Some(other) = keys.insert(cells[..key].to_vec(), line) {
                return Err(OntologyError::Duplicate {
                    file: file.to_owned(),
                    line,
                    other,
                    key: cells[..key].join(" "),
                });
            }
            Ok(Row { file, line, columns, cells })
        })
        .collect()
}

impl<'a> Row<'a> {
    /// The first `count` cells.
    #[cfg(test)]
    pub fn key(&self, count: usize) -> &[&'a str] {
        &self.cells[..count]
    }

    fn index(&self, column: &str) -> usize {
        self.columns.iter().position(|c| *c == column).expect("loaders ask for columns that they declare")
    }

    /// The cell as it stands, maybe empty.
    pub fn cell(&self, column: &str) -> &'a str {
        self.cells[self.index(column)]
    }

    pub fn required(&self, column: &str) -> Result<String, OntologyError> {
        match self.cell(column) {
            "" => Err(self.wrong(column, "filled in")),
            cell => Ok(cell.to_owned()),
        }
    }

    pub fn optional(&self, column: &str) -> Option<String> {
        Some(self.cell(column)).filter(|cell| !cell.is_empty()).map(str::to_owned)
    }

    pub fn list(&self, column: &str) -> Vec<String> {
        self.cell(column).split('|').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }

    /// The value that goes with the cell's word.
    pub fn choice<T: Copy>(&self, column: &str, choices: &[(&str, T)]) -> Result<T, OntologyError> {
        let cell = self.cell(column);
        choices.iter().find(|(word, _)| *word == cell).map(|(_, value)| *value).ok_or_else(|| {
            let words: Vec<&str> =
                choices.iter().map(|(word, _)| if word.is_empty() { "empty" } else { *word }).collect();
            self.wrong(column, &format!("one of: {}", words.join(", ")))
        })
    }

    pub fn gender(&self) -> Result<Option<Gender>, OntologyError> {
        self.choice("gender", &[("f", Some(Gender::Female)), ("m", Some(Gender::Male)), ("", None)])
    }

    pub fn flag(&self, column: &str) -> Result<bool, OntologyError> {
        self.choice(column, &[("yes", true), ("", false)])
    }

    pub fn parse<T: std::str::FromStr>(&self, column: &str, expected: &str) -> Result<T, OntologyError> {
        self.cell(column).parse().map_err(|_| self.wrong(column, expected))
    }

    pub fn wrong(&self, column: &str, expected: &str) -> OntologyError {
        OntologyError::Value {
            file: self.file.to_owned(),
            line: self.line,
            column: column.to_owned(),
            value: self.cell(column).to_owned(),
            expected: expected.to_owned(),
        }
    }

    pub fn dangling(&self, column: &str, target: &str) -> OntologyError {
        OntologyError::Reference {
            file: self.file.to_owned(),
            line: self.line,
            column: column.to_owned(),
            value: self.cell(column).to_owned(),
            target: target.to_owned(),
        }
    }
}

/// A surface without typographic accidents: straight apostrophes, no diacritics ("Élysée" and "Elysee" are one),
/// single spaces.
pub(crate) fn fold(surface: &str) -> String {
    let plain: String = surface
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .map(|c| match c {
            '’' | '‘' | 'ʼ' | '`' => '\'',
            '‑' | '–' => '-',
            'ł' => 'l',
            'Ł' => 'L',
            'ø' => 'o',
            'Ø' => 'O',
            'đ' => 'd',
            'Đ' => 'D',
            'ı' => 'i',
            other => other,
        })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// From surfaces to rows of one table.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    exact: HashMap<String, usize>,
    /// Surfaces of more than three letters in capitals, for headlines.
    capitals: HashMap<String, usize>,
    /// The table's lines by row, to name both when two rows claim one surface.
    lines: Vec<usize>,
}

impl Index {
    /// `row` is the position of the row in its table; a surface belongs to one row only.
    pub fn insert(&mut self, row: &Row<'_>, position: usize, surface: &str) -> Result<(), OntologyError> {
        self.lines.resize(self.lines.len().max(position + 1), row.line);
        self.lines[position] = row.line;
        let key = without_article(&fold(surface)).to_owned();
        if key.chars().filter(|c| c.is_alphabetic()).count() > 3 {
            self.capitals.entry(key.to_uppercase()).or_insert(position);
        }
        match self.exact.insert(key, position) {
            Some(other) if other != position => Err(OntologyError::Duplicate {
                file: row.file.to_owned(),
                line: row.line,
                other: self.lines[other],
                key: surface.to_owned(),
            }),
            _ => Ok(()),
        }
    }

    /// Case-sensitive, but all capitals stand for any case where there are more than three letters; a leading "the"
    /// is ignored.
    pub fn get(&self, surface: &str) -> Option<usize> {
        let folded = fold(surface);
        let key = without_article(&folded);
        self.exact.get(key).or_else(|| self.capitals.get(key)).copied()
    }
}

fn without_article(surface: &str) -> &str {
    ["the ", "The ", "THE "].iter().find_map(|article| surface.strip_prefix(article)).unwrap_or(surface)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[&str] = &["name", "gender"];

    #[test]
    fn rows_carry_their_line() {
        let rows = read("t.tsv", COLUMNS, 1, "# comment\nname\tgender\nAnn\tf\n\nSam\t\n").unwrap();
        assert_eq!(rows.iter().map(|r| (r.line, r.cell("name"))).collect::<Vec<_>>(), [(3, "Ann"), (5, "Sam")]);
        assert_eq!(rows[0].gender().unwrap(), Some(Gender::Female));
        assert_eq!(rows[1].gender().unwrap(), None);
    }

    #[test]
    fn errors_name_file_line_and_the_way_out() {
        let message = read("t.tsv", COLUMNS, 1, "name\tgender\nAnn\n").unwrap_err().to_string();
        assert_eq!(message, "t.tsv:2: 1 columns instead of 2; put a tab between columns, also where a cell is empty");
        let message = read("t.tsv", COLUMNS, 1, "nome\tgender\n").unwrap_err().to_string();
        assert!(message.starts_with("t.tsv:1: the header must be"), "{message}");
        let rows = read("t.tsv", COLUMNS, 1, "name\tgender\nAnn\tx\n").unwrap();
        let message = rows[0].gender().unwrap_err().to_string();
        assert_eq!(message, "t.tsv:2: column `gender` is `x`; it must be one of: f, m, empty");
    }

    #[test]
    fn surfaces_are_folded() {
        assert_eq!(fold("Côte d’Ivoire"), "Cote d'Ivoire");
        assert_eq!(fold("Łódź"), "Lodz");
    }
}
