//! Times in own sentences through all stages, the language model included.
//!
//! A row of `data/times/own.tsv` has the day of publication (`-` for none), one or two sentences, an expression in them and what
//! it means: first and last day with the unit, a length (`P2W`, `every P2W`), `?` for a time of unknown days, `-` for no time.

use whom::Record;
use whom::document::Document;
use whom::language::LanguageModel;
use whom::mention::Mention;
use whom::ontology::{EntityType, Ontology};

fn read(published: &str, text: &str) -> Record {
    let mut document = Document::of_prose("times.txt", text.to_owned());
    document.published = published.parse().ok();
    Record::extract(document, LanguageModel::builtin().unwrap(), Ontology::builtin())
}

fn value(mention: &Mention) -> String {
    match (&mention.time, &mention.period) {
        (Some(time), _) => {
            let granularity = format!("{:?}", time.granularity).to_lowercase();
            format!("{}..{} {granularity}", time.start, time.end)
        }
        (None, Some(period)) if period.repeated => format!("every {}", period.value),
        (None, Some(period)) => period.value.clone(),
        (None, None) => "?".to_owned(),
    }
}

#[test]
fn own_sentences() {
    let table = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/times/own.tsv")).unwrap();
    let mut wrong = Vec::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [published, text, expression, wanted] = cells.as_slice() else { panic!("four cells: {line}") };
        let record = read(published, text);
        let start = record.document.text.find(expression).unwrap_or_else(|| panic!("no `{expression}`: {line}"));
        let start = record.document.text[..start].chars().count();
        let end = start + expression.chars().count();
        let times = record.mentions.iter().filter(|m| m.entity_type == EntityType::Date && m.rule.starts_with("time-"));
        let overlap = |m: &Mention| m.span.end.min(end).saturating_sub(m.span.start.max(start));
        let found = times.filter(|m| overlap(m) > 0).max_by_key(|m| overlap(m)).map_or("-".to_owned(), value);
        if found != *wanted {
            wrong.push(format!("{expression}: {found}, not {wanted} ({published}: {text})"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
