//! The queries and rules that are given with the project: all of them run, and those that answer the questions on the three seed
//! articles give what `tests/data/competency.tsv` says, where the articles lie beside the project.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use oxigraph::store::Store;
use rayon::prelude::*;
use whom::document::discover;
use whom::language::LanguageModel;
use whom::ontology::Ontology;
use whom::query::{Format, Limits, run};
use whom::store::in_memory;
use whom::{Knowledge, Record};

const QUESTIONS: usize = 25;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn queries(folder: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|e| e == "rq")).collect();
    files.sort();
    files
}

/// Rows of a query's result.
fn ask(store: &Store, path: &Path) -> Vec<Vec<String>> {
    let query = fs::read_to_string(path).unwrap();
    let mut output = Vec::new();
    let name = path.display();
    run(store, &query, Format::Csv, &Limits::default(), &mut output).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut reader = csv::Reader::from_reader(output.as_slice());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn every_query_and_rule_runs_and_says_what_it_is_for() {
    let store = in_memory(&common::awkward(), common::RULES).unwrap();
    let asked = queries("examples/queries");
    assert!(asked.len() > QUESTIONS);
    for path in &asked {
        assert!(fs::read_to_string(path).unwrap().starts_with("# "), "{}", path.display());
        ask(&store, path);
    }
    for path in queries("ontology/rules") {
        let rule = fs::read_to_string(&path).unwrap();
        assert!(rule.starts_with("# ") && rule.contains("\n# Example: "), "{}", path.display());
        run(&store, &rule, Format::Turtle, &Limits::default(), &mut Vec::new())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

#[test]
fn the_questions_on_the_seeds_are_answered() {
    let seeds = root().join("../shared/seeds");
    if !seeds.exists() {
        eprintln!("the seed articles are not here: their questions are left out");
        return;
    }
    let model = LanguageModel::builtin().unwrap();
    let inputs = discover(&[seeds.display().to_string()]).unwrap();
    let documents: Vec<_> = inputs.iter().flat_map(whom::document::read).map(Result::unwrap).collect();
    let records = documents.into_par_iter().map(|d| Record::extract(d, model, Ontology::builtin())).collect();
    let knowledge = Knowledge::reduce(records, Ontology::builtin(), &Default::default());
    let store = in_memory(&knowledge, &[]).unwrap();

    let expected = fs::read_to_string(root().join("tests/data/competency.tsv")).unwrap();
    let files = queries("examples/queries");
    let (mut found, mut required) = (0, 0);
    let mut failures = Vec::new();
    let mut asked = std::collections::BTreeSet::new();
    for line in expected.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [question, kind, fragments] = cells[..] else { panic!("{line}") };
        asked.insert(question);
        let file = files.iter().find(|file| file.file_name().unwrap().to_string_lossy().starts_with(question)).unwrap();
        // The sentence shows where an answer comes from, it is no part of it.
        let mut rows = ask(&store, file);
        let header = fs::read_to_string(file).unwrap();
        if header.contains("?sentence WHERE") {
            rows.iter_mut().for_each(|row| drop(row.pop()));
        }
        let stands_in = |cell: &String, fragment: &str| match fragment.strip_prefix('=') {
            Some(whole) => cell == whole,
            None => cell.contains(fragment),
        };
        let has = rows
            .iter()
            .any(|row| fragments.split(" | ").all(|fragment| row.iter().any(|cell| stands_in(cell, fragment))));
        match (kind, has) {
            ("wrong", true) => failures.push(format!("{question} gives the wrong {fragments}")),
            ("required", false) => failures.push(format!("{question} lacks {fragments}")),
            ("missing", true) => println!("{question} now has {fragments}: make it `required`"),
            ("wrong", false) | ("required", true) | ("missing", false) => {}
            _ => panic!("{line}"),
        }
        if kind != "wrong" {
            required += 1;
            found += usize::from(has);
        }
    }
    println!("{found} of {required} required answers");
    assert_eq!(asked.len(), QUESTIONS);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
