//! Reading a gazetteer that a user wrote, as JSON lines or CSV: each entry is checked, each error names its line.

use std::path::{Path, PathBuf};

use jiff::civil::{Date, date};
use serde::Deserialize;

use super::{Entry, Term, is_item, name_key};
use crate::ontology::{EntityType, Gender, Ontology};

/// What is wrong with a gazetteer file; each message names file, line and the way out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GazetteerError {
    #[error("{}: cannot be read: {source}", path.display())]
    Read { path: PathBuf, source: std::io::Error },
    #[error("{}: a gazetteer is JSON lines or CSV; end its name in .jsonl or .csv", path.display())]
    Format { path: PathBuf },
    #[error("{file}:{line}: {reason}; one JSON object a line, with the keys {keys}", keys = KEYS.join(", "))]
    Json { file: String, line: u64, reason: String },
    #[error("{file}:{line}: {reason}")]
    Csv { file: String, line: u64, reason: String },
    #[error("{file}:{line}: no column is called `{column}`; the columns are {keys}", keys = KEYS.join(", "))]
    Column { file: String, line: u64, column: String },
    #[error("{file}:{line}: `{key}` is `{value}`; it must be {expected}")]
    Value { file: String, line: u64, key: &'static str, value: String, expected: String },
    #[error("{}: has no entry; give a file that names somebody, or leave it out", path.display())]
    Empty { path: PathBuf },
}

const KEYS: &[&str] = &["name", "aliases", "type", "wikidata", "country", "offices", "party", "gender", "born", "died"];

/// The types that an entry may have: what bears a name of its own.
const TYPES: &[EntityType] = &[
    EntityType::Person,
    EntityType::Country,
    EntityType::State,
    EntityType::City,
    EntityType::Place,
    EntityType::Organization,
    EntityType::GovernmentBody,
    EntityType::Party,
    EntityType::Document,
    EntityType::Event,
];

/// Reads a file of the user's, `.jsonl` (`.json`, `.ndjson`) or `.csv`.
pub fn read(path: &Path, ontology: &Ontology) -> Result<Vec<Entry>, GazetteerError> {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if !["jsonl", "ndjson", "json", "csv"].contains(&extension.as_str()) {
        return Err(GazetteerError::Format { path: path.to_owned() });
    }
    let content =
        std::fs::read_to_string(path).map_err(|source| GazetteerError::Read { path: path.to_owned(), source })?;
    let file = path.display().to_string();
    let entries = match extension.as_str() {
        "csv" => csv_entries(&file, &content, ontology)?,
        _ => json_entries(&file, &content, ontology)?,
    };
    if entries.is_empty() {
        return Err(GazetteerError::Empty { path: path.to_owned() });
    }
    Ok(entries)
}

/// An entry as it stands in a file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name: String,
    #[serde(default)]
    aliases: List,
    #[serde(rename = "type")]
    entity_type: String,
    wikidata: Option<String>,
    country: Option<String>,
    offices: Option<Vec<RawTerm>>,
    #[serde(default)]
    party: List,
    gender: Option<String>,
    born: Option<String>,
    died: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTerm {
    title: String,
    #[serde(default)]
    of: List,
    start: Option<String>,
    end: Option<String>,
}

/// A list, or one text with `|` between its items.
#[derive(Deserialize)]
#[serde(untagged)]
enum List {
    Null(()),
    Joined(String),
    Items(Vec<String>),
}

impl Default for List {
    fn default() -> Self {
        Self::Null(())
    }
}

impl List {
    fn items(&self) -> Vec<String> {
        let texts: Vec<&str> = match self {
            Self::Null(()) => Vec::new(),
            Self::Joined(text) => text.split('|').collect(),
            Self::Items(items) => items.iter().map(String::as_str).collect(),
        };
        texts.into_iter().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
    }
}

fn json_entries(file: &str, content: &str, ontology: &Ontology) -> Result<Vec<Entry>, GazetteerError> {
    let mut entries = Vec::new();
    for (line, text) in (1..).zip(content.trim_start_matches('\u{feff}').lines()) {
        if text.trim().is_empty() {
            continue;
        }
        let raw: Raw = serde_json::from_str(text).map_err(|error| {
            let reason = error.to_string();
            // The file's own line stands before it; the text's is always the first.
            let reason = reason.split(" at line ").next().unwrap_or_default().to_owned();
            GazetteerError::Json { file: file.to_owned(), line, reason }
        })?;
        entries.push(Place { file, line, ontology }.entry(raw)?);
    }
    Ok(entries)
}

fn csv_entries(file: &str, content: &str, ontology: &Ontology) -> Result<Vec<Entry>, GazetteerError> {
    let content = content.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().from_reader(content.as_bytes());
    let broken = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        let reason = match error.kind() {
            csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                format!("{len} cells instead of {expected_len}; quote cells that hold a comma")
            }
            _ => error.to_string(),
        };
        GazetteerError::Csv { file: file.to_owned(), line, reason }
    };
    let header: Vec<String> = reader.headers().map_err(broken)?.iter().map(|name| name.trim().to_owned()).collect();
    if let Some(column) = header.iter().find(|name| !KEYS.contains(&name.as_str())) {
        return Err(GazetteerError::Column { file: file.to_owned(), line: 1, column: column.clone() });
    }
    let mut entries = Vec::new();
    for row in reader.records() {
        let row = row.map_err(broken)?;
        let place = Place { file, line: row_line(content, &row), ontology };
        let cell = |key: &str| {
            let at = header.iter().position(|name| name == key)?;
            row.get(at).map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned)
        };
        let list = |key| List::Joined(cell(key).unwrap_or_default());
        entries.push(place.entry(Raw {
            name: cell("name").unwrap_or_default(),
            aliases: list("aliases"),
            entity_type: cell("type").unwrap_or_default(),
            wikidata: cell("wikidata"),
            country: cell("country"),
            offices: cell("offices").map(|offices| place.csv_offices(&offices)).transpose()?,
            party: list("party"),
            gender: cell("gender"),
            born: cell("born"),
            died: cell("died"),
        })?);
    }
    Ok(entries)
}

/// The line, counted from 1, in which a row of CSV begins; the reader's own position stands before empty lines.
pub(crate) fn row_line(content: &str, row: &csv::StringRecord) -> u64 {
    let Some(position) = row.position() else { return 1 };
    let rest =
        usize::try_from(position.byte()).ok().and_then(|byte| content.as_bytes().get(byte..)).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n');
    position.line() + empty.count() as u64
}

/// Where an entry stands, for errors.
struct Place<'a> {
    file: &'a str,
    line: u64,
    ontology: &'a Ontology,
}

impl Place<'_> {
    fn wrong(&self, key: &'static str, value: &str, expected: &str) -> GazetteerError {
        GazetteerError::Value {
            file: self.file.to_owned(),
            line: self.line,
            key,
            value: value.to_owned(),
            expected: expected.to_owned(),
        }
    }

    fn csv_offices(&self, cell: &str) -> Result<Vec<RawTerm>, GazetteerError> {
        let office = |text: &str| {
            let parts: Vec<&str> = text.split(';').map(str::trim).collect();
            if parts.len() > 4 {
                return Err(self.wrong("offices", text.trim(), "`title; of; start; end`, several joined with `|`"));
            }
            let part = |at: usize| parts.get(at).filter(|part| !part.is_empty()).map(|part| (*part).to_owned());
            Ok(RawTerm {
                title: part(0).unwrap_or_default(),
                of: List::Items(part(1).unwrap_or_default().split(',').map(str::to_owned).collect()),
                start: part(2),
                end: part(3),
            })
        };
        cell.split('|').map(office).collect()
    }

    fn entry(&self, raw: Raw) -> Result<Entry, GazetteerError> {
        let name = raw.name.trim().to_owned();
        if name_key(&name).is_empty() {
            return Err(self.wrong("name", &name, "a name"));
        }
        let entity_type = TYPES.iter().find(|t| t.as_str() == raw.entity_type.trim()).copied().ok_or_else(|| {
            let words: Vec<&str> = TYPES.iter().map(|t| t.as_str()).collect();
            self.wrong("type", &raw.entity_type, &format!("one of: {}", words.join(", ")))
        })?;
        let filled = |value: Option<String>| value.map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        let wikidata = filled(raw.wikidata);
        if let Some(item) = wikidata.as_deref().filter(|item| !is_item(item)) {
            return Err(self.wrong("wikidata", item, "an item such as Q463557, or left out"));
        }
        let country = filled(raw.country)
            .map(|name| {
                let by_code = || self.ontology.countries().find(|country| country.iso3.as_deref() == Some(&*name));
                let country = self.ontology.country(&name).or_else(by_code);
                country.map(|country| country.name.clone()).ok_or_else(|| {
                    self.wrong("country", &name, "a name or ISO 3166 code of ontology/countries.tsv, or left out")
                })
            })
            .transpose()?;
        let gender = match filled(raw.gender).as_deref() {
            None => None,
            Some("f" | "F" | "female") => Some(Gender::Female),
            Some("m" | "M" | "male") => Some(Gender::Male),
            Some(other) => return Err(self.wrong("gender", other, "f, m, or left out")),
        };
        let mut aliases = raw.aliases.items();
        aliases.sort();
        aliases.dedup();
        aliases.retain(|alias| *alias != name && !name_key(alias).is_empty());
        let mut offices =
            raw.offices.unwrap_or_default().into_iter().map(|term| self.term(term)).collect::<Result<Vec<_>, _>>()?;
        offices.sort();
        Ok(Entry {
            aliases,
            entity_type,
            wikidata,
            country,
            offices,
            party: raw.party.items(),
            gender,
            born: self.day("born", raw.born, Edge::Start)?,
            died: self.day("died", raw.died, Edge::End)?,
            name,
        })
    }

    fn term(&self, raw: RawTerm) -> Result<Term, GazetteerError> {
        let title = raw.title.trim().to_lowercase();
        if title.is_empty() {
            return Err(self.wrong("title", &raw.title, "the title of an office, such as `senator`"));
        }
        let end = raw.end.clone().unwrap_or_default();
        let term = Term {
            // The form that the texts' offices get: "sen." is "senator".
            title: self.ontology.office(&title).map_or(title, |office| office.title.clone()),
            of: raw.of.items(),
            start: self.day("start", raw.start, Edge::Start)?,
            end: self.day("end", raw.end, Edge::End)?,
        };
        match (term.start, term.end) {
            (Some(first), Some(last)) if first > last => {
                Err(self.wrong("end", &end, &format!("{first}, the start, or later")))
            }
            _ => Ok(term),
        }
    }

    fn day(&self, key: &'static str, value: Option<String>, edge: Edge) -> Result<Option<Date>, GazetteerError> {
        let Some(text) = value.map(|v| v.trim().to_owned()).filter(|v| !v.is_empty()) else { return Ok(None) };
        let year = text.parse::<i16>().ok().filter(|year| (1..=9999).contains(year));
        let day = match (year, edge) {
            (Some(year), Edge::Start) => Some(date(year, 1, 1)),
            (Some(year), Edge::End) => Some(date(year, 12, 31)),
            (None, _) => text.parse().ok(),
        };
        day.map(Some).ok_or_else(|| self.wrong(key, &text, "a day such as 2011-01-05, a year, or left out"))
    }
}

/// Which end of a time a year alone stands for.
#[derive(Clone, Copy)]
enum Edge {
    Start,
    End,
}

#[cfg(test)]
mod tests {
    use super::super::Gazetteer;
    use super::*;

    fn json(content: &str) -> Result<Vec<Entry>, GazetteerError> {
        json_entries("people.jsonl", content, Ontology::builtin())
    }

    fn csv(content: &str) -> Result<Vec<Entry>, GazetteerError> {
        csv_entries("people.csv", content, Ontology::builtin())
    }

    #[test]
    fn both_formats_say_the_same() {
        let lines = json(
            r#"{"name": "Ann Sample", "type": "Person", "aliases": "Annie Sample|A. B. Sample", "wikidata": "Q1", "country": "USA",
                "offices": [{"title": "Sen.", "of": ["Kentucky", "United States"], "start": "2011-01-05"}], "party": "Republican Party",
                "gender": "f", "born": "1960"}"#
                .replace('\n', " ")
                .as_str(),
        )
        .unwrap();
        let table = csv("name,type,aliases,wikidata,country,offices,party,gender,born\n\
            Ann Sample,Person,A. B. Sample|Annie Sample,Q1,U.S.,\"senator; Kentucky, United States; 2011-01-05\",Republican Party,F,1960-01-01\n")
        .unwrap();
        assert_eq!(lines, table);
        assert_eq!(lines[0].country.as_deref(), Some("United States"));
        assert_eq!(lines[0].offices[0].title, "senator");
        let gazetteer = Gazetteer::new(lines);
        assert_eq!(Gazetteer::from_jsonl(&gazetteer.to_jsonl()).unwrap(), gazetteer);
    }

    #[test]
    fn errors_name_file_line_and_the_way_out() {
        for (content, words) in [
            ("{\"name\": \"A B\"", &["people.jsonl:1: ", "JSON"][..]),
            ("\n{\"name\": \"A B\", \"typ\": \"Person\"}", &["people.jsonl:2: unknown field `typ`", "keys name"]),
            ("{\"name\": \"A B\", \"type\": \"Human\"}", &["`type` is `Human`", "one of: Person"]),
            ("{\"name\": \" \", \"type\": \"Person\"}", &["`name`", "a name"]),
            ("{\"name\": \"A B\", \"type\": \"Person\", \"wikidata\": \"463557\"}", &["such as Q463557"]),
            ("{\"name\": \"A B\", \"type\": \"Person\", \"country\": \"Utopia\"}", &["Utopia", "countries.tsv"]),
            ("{\"name\": \"A B\", \"type\": \"Person\", \"born\": \"May\"}", &["`born` is `May`", "2011-01-05"]),
            (
                "{\"name\": \"A B\", \"type\": \"Person\", \"offices\": [{\"title\": \"mayor\", \"start\": \"2012\", \"end\": \"2011\"}]}",
                &["`end` is `2011`", "2012-01-01, the start, or later"],
            ),
        ] {
            let message = json(content).unwrap_err().to_string();
            assert!(words.iter().all(|word| message.contains(word)), "{message}");
        }
        let message = csv("name,kind\nA B,Person\n").unwrap_err().to_string();
        assert!(message.starts_with("people.csv:1: no column is called `kind`"), "{message}");
        let message = csv("name,type\nA B,Person,,\n").unwrap_err().to_string();
        assert!(message.starts_with("people.csv:2: 4 cells instead of 2"), "{message}");
        let message = csv("name,type,offices\n\nA B,Person,mayor; York; 2000; 2004; x\n").unwrap_err().to_string();
        assert!(message.starts_with("people.csv:3:") && message.contains("title; of; start; end"), "{message}");
        let file = read(Path::new("people.xlsx"), Ontology::builtin()).unwrap_err().to_string();
        assert!(file.contains(".jsonl or .csv"), "{file}");
    }

    #[test]
    fn one_item_is_one_entry() {
        let entries = json(
            "{\"name\": \"Bea Sample\", \"type\": \"Person\", \"wikidata\": \"Q2\", \"gender\": \"f\"}\n\
             {\"name\": \"Beatrice Sample\", \"type\": \"Person\", \"wikidata\": \"Q2\", \"born\": \"1970\"}\n\
             {\"name\": \"Bea Sample\", \"type\": \"Person\"}\n",
        )
        .unwrap();
        let gazetteer = Gazetteer::new(entries.iter().rev().cloned().collect());
        assert_eq!(gazetteer, Gazetteer::new(entries));
        assert_eq!(gazetteer.entries().len(), 2);
        let known = gazetteer.by_item("Q2").unwrap();
        assert_eq!(
            (known.aliases.as_slice(), known.gender),
            (&["Beatrice Sample".to_owned()][..], Some(Gender::Female))
        );
        assert_eq!(gazetteer.candidates("Mrs. Sample", EntityType::Person).count(), 2);
    }
}
