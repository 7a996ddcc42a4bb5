//! Flattened tables, profiles, the codebook.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;
use whom::export::codebook;
use whom::export::columns::{Kind, columns};
use whom::export::profile::Profile;
use whom::export::tables::{Table, rows};
use whom::export::tabular::{Cell, TableFormat, write, write_cells};
use whom::graph::Selection;
use whom::store::Source;

use super::common::{awkward, web};
use super::{dump, records};

/// The paths of a record to what is no object: lists count as what they hold, pairs of offsets as two.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, value)| paths(value, &below(key), found)),
        Value::Array(items) if path.ends_with("_span") => {
            found.extend((0..items.len()).map(|index| below(&index.to_string())));
        }
        Value::Array(items) => items.iter().for_each(|item| paths(item, path, found)),
        Value::Null => (),
        _ => found.extend([path.to_owned()]),
    }
}

#[test]
fn every_value_of_a_record_has_its_column() {
    for &(name, table) in Table::ALL {
        let known: BTreeSet<String> = columns(table).iter().map(|column| column.key.to_owned()).collect();
        assert_eq!(known.len(), columns(table).len(), "{name}: a key stands there twice");
        for record in records(table) {
            let mut found = BTreeSet::new();
            paths(&record, "", &mut found);
            let missing: Vec<&String> = found.difference(&known).collect();
            assert!(missing.is_empty(), "{name}: no column for {missing:?}");
        }
    }
}

#[test]
fn the_codebook_explains_every_column() {
    let chapters = codebook::chapters();
    let names: Vec<&str> = chapters.iter().map(|chapter| chapter.name.as_str()).collect();
    let tables =
        ["statements", "mentions", "entities", "evidence", "documents", "polecat", "edgelist", "nodes", "edges"];
    assert_eq!(names, tables);
    for chapter in &chapters {
        assert!(!chapter.about.is_empty());
        let headers: BTreeSet<String> = chapter.columns.iter().map(|column| column.name()).collect();
        assert_eq!(headers.len(), chapter.columns.len(), "{}: a header stands there twice", chapter.name);
        assert!(chapter.columns.iter().all(|column| column.about.len() >= 4), "{}", chapter.name);
    }
    let mut markdown = Vec::new();
    codebook::write_markdown(&chapters, &mut markdown).unwrap();
    let markdown = String::from_utf8(markdown).unwrap();
    let all: usize = chapters.iter().map(|chapter| chapter.columns.len()).sum();
    assert_eq!(markdown.lines().filter(|line| line.starts_with("| `")).count(), all);
    assert!(markdown.contains("| `subject_span_start` | integer |") && markdown.contains("joined with `;`"));
    let mut table = Vec::new();
    assert_eq!(codebook::write(&chapters, TableFormat::Csv, &mut table).unwrap().rows, all);
}

#[test]
fn csv_holds_what_jsonl_holds() {
    let row = records(Table::Statements).into_iter().find(|row| row["time"] != Value::Null).unwrap();
    let csv = dump(Table::Statements, TableFormat::Csv);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let cells = reader
        .deserialize::<std::collections::HashMap<String, String>>()
        .map(Result::unwrap)
        .find(|cells| cells["id"] == row["id"].as_str().unwrap())
        .unwrap();
    for (header, value) in [
        ("subject_label", &row["subject"]["label"]),
        ("predicate_event_type", &row["predicate"]["event_type"]),
        ("time_start", &row["time"]["start"]),
        ("place_label", &row["place"]["label"]),
        ("rule", &row["rule"]),
    ] {
        assert_eq!(cells[header], value.as_str().unwrap());
    }
    assert_eq!(
        (cells["factual"].as_str(), cells["confidence"].as_str(), cells["documents"].as_str()),
        ("true", "0.8", "2")
    );
    assert_eq!(cells["evidence_sentence"], "0|0");
}

#[test]
fn the_same_graph_gives_the_same_bytes_in_every_format() {
    for format in [TableFormat::Csv, TableFormat::Parquet, TableFormat::Xlsx] {
        let knowledge = awkward();
        let write = || {
            let mut output = Vec::new();
            let source = Source::of(&knowledge);
            let written = write(&rows(&source, Table::Mentions, Selection::all()), format, &mut output).unwrap();
            assert_eq!((written.rows, written.cut), (5, 0));
            output
        };
        let first = write();
        std::thread::sleep(std::time::Duration::from_millis(1100));
        assert!(first == write(), "{format:?} depends on the clock");
    }
}

#[test]
fn parquet_has_more_than_one_row_group_and_nothing_may_be_there() {
    let columns = columns(Table::Evidence);
    for count in [0, 70_000_usize] {
        let row = |index: usize| {
            let cell = |kind| match kind {
                Kind::Integer => Cell::Integer(index as i64),
                _ => Cell::text(format!("row {index}")),
            };
            Ok(columns.iter().map(|column| cell(column.kind)).collect())
        };
        let mut output = Vec::new();
        let written = write_cells("evidence", columns, (0..count).map(row), TableFormat::Parquet, &mut output).unwrap();
        assert_eq!(written.rows, count);
        assert!(output.starts_with(b"PAR1") && output.ends_with(b"PAR1"));
    }
}

#[test]
fn a_sheet_cuts_long_texts_and_refuses_too_many_rows() {
    let mut knowledge = awkward();
    Arc::make_mut(&mut knowledge.findings.documents[0]).text = "😀".repeat(20_000);
    let mut output = Vec::new();
    let table = Table::Documents;
    let source = Source::of(&knowledge);
    let written = write(&rows(&source, table, Selection::all()), TableFormat::Xlsx, &mut output).unwrap();
    assert_eq!((written.rows, written.cut), (2, 1));

    let columns = &columns(Table::Mentions)[..1];
    let rows = (0..1_048_576).map(|_| Ok(vec![Cell::text("x")]));
    let error = write_cells("mentions", columns, rows, TableFormat::Xlsx, &mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("csv or parquet"), "{error}");
}

#[test]
fn polecat_has_its_forty_columns() {
    let mut knowledge = awkward();
    knowledge.entities[2].country = Some("RUS".to_owned());
    let facts = Selection::facts();
    assert_eq!(Profile::Polecat.columns().len(), 40);
    let source = Source::of(&knowledge);
    let rows: Vec<Vec<Cell>> = Profile::Polecat.rows(&source, &facts).collect::<Result<_, _>>().unwrap();
    // One event has a type, and two documents tell it.
    assert_eq!(rows.len(), 2);
    let value = |row: &[Cell], name: &str| {
        let place = Profile::Polecat.columns().iter().position(|column| column.key == name).unwrap();
        row[place].to_string()
    };
    let first = rows.iter().find(|row| value(row, "Publication Date") == "2018-08-09").unwrap();
    for (name, expected) in [
        ("Event Date", "2018-08-08"),
        ("Event Type", "CONSULT"),
        ("Event Mode", ""),
        ("Recipient Name", "Erdoğan 🚀"),
        ("Recipient Name Raw", "Erdoğan 🚀"),
        ("Recipient Country", "TUR"),
        ("Placename", "Moscow"),
        ("City", "Moscow"),
        ("Country", "RUS"),
        ("Source", "Reuters"),
        ("Story Locations", "Moscow"),
        ("Language", "en"),
    ] {
        assert_eq!(value(first, name), expected, "{name}");
    }
    let ids: BTreeSet<String> = rows.iter().map(|row| value(row, "Event ID")).collect();
    assert_eq!(ids.len(), 2);
    assert!(rows.iter().all(|row| row.len() == 40));
    let none = Selection { min_support: 3, ..Selection::facts() };
    assert_eq!(Profile::Polecat.rows(&source, &none).count(), 0);
}

#[test]
fn an_edge_list_has_an_edge_a_row() {
    let knowledge = awkward();
    let source = Source::of(&knowledge);
    for (selection, count) in [(Selection::facts(), 4), (Selection::all(), 5)] {
        let rows: Vec<Vec<Cell>> = Profile::EdgeList.rows(&source, &selection).collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), count);
        assert!(rows.iter().all(|row| row.len() == Profile::EdgeList.columns().len() && row[0] != Cell::Empty));
    }
    let facts = Selection::facts();
    let fly =
        Profile::EdgeList.rows(&source, &facts).map(Result::unwrap).find(|row| row[6] == Cell::text("fly to")).unwrap();
    assert_eq!(fly[3], Cell::text("Moscow"));
    let web = web(30, 80);
    let web = Source::of(&web);
    assert_eq!(Profile::EdgeList.rows(&web, &facts).count(), 80);
    let mut output = Vec::new();
    let rows = Profile::EdgeList.rows(&web, &facts);
    write_cells("edgelist", Profile::EdgeList.columns(), rows, TableFormat::JsonLines, &mut output).unwrap();
    let first: Value = serde_json::from_str(String::from_utf8(output).unwrap().lines().next().unwrap()).unwrap();
    assert_eq!((&first["published"], &first["factual"]), (&Value::from("2020-02-29"), &Value::from(true)));
}
