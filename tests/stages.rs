//! The stages behind the language model, from hand-written trees: mentions, coreference, propositions.
//!
//! `data/stages/x.conllu` holds sentences with their trees (`# published` gives the day that their times count from) and
//! `data/stages/x.expected` what the stages read in them; `WHOM_UPDATE=1 cargo test --test stages` writes the expected
//! files anew. Each sentence stands there with its mentions, then with its propositions in the form
//! `subject | lemma | object [role marker argument] when where: polarity modality, kind, rule, who says so`; chains of
//! more than one mention close the file. `#2` is the second proposition of the document, `=` leads to a mention's chain.

mod common;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::PathBuf;

use common::trees::{data, folder, record};
use whom::Record;
use whom::entity::Chain;
use whom::mention::Mention;
use whom::proposition::{Argument, Bound, Filler, Proposition};
use whom::span::IndexedText;

macro_rules! golden {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*

        #[test]
        fn every_file_is_checked() {
            let names: BTreeSet<PathBuf> = [$(stringify!($name)),*].into_iter().map(|name| data(name, "conllu")).collect();
            assert_eq!(golden_files(), names);
        }
    };
}

golden! {
    affiliation ages bare_titles bearers bodies capitals classes clauses commitment continuing control coordination countrymen
    definites demonyms describing descriptions firms foreground homes introductions irrealis joined kinship leaders
    legislators letters light_verbs metonyms modalities monarchies names negation nominal_events office_terms
    office_uses offices parties posts predecessors pronouns quotation refusals relations relatives reporting roles
    speeches subclasses subjects successions times voice widows
}

/// Reads `name.conllu` and compares what comes of it with `name.expected`.
#[track_caller]
fn check(name: &str) {
    let conllu = std::fs::read_to_string(data(name, "conllu")).unwrap();
    let record = record(name, &conllu);
    assert_sound(&record);
    let found = listing(&record);
    let expected = data(name, "expected");
    if std::env::var_os("WHOM_UPDATE").is_some() {
        std::fs::write(&expected, &found).unwrap();
    }
    let wanted = std::fs::read_to_string(&expected).unwrap_or_default();
    if found != wanted {
        let of = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let (found, wanted) = (of(&found), of(&wanted));
        let mut difference = String::new();
        for line in wanted.iter().filter(|line| !found.contains(line)) {
            let _ = writeln!(difference, "- {line}");
        }
        for line in found.iter().filter(|line| !wanted.contains(line)) {
            let _ = writeln!(difference, "+ {line}");
        }
        panic!("{name}.expected differs (WHOM_UPDATE=1 accepts what was found):\n{difference}");
    }
}

/// The files of sentences that have an expected file: all but the papers.
fn golden_files() -> BTreeSet<PathBuf> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|e| e == "conllu") && !path.ends_with("papers.conllu")).collect()
}

/// What holds for every record, whatever it says.
#[track_caller]
fn assert_sound(record: &Record) {
    let text = IndexedText::new(&record.document.text);
    for mention in &record.mentions {
        assert_eq!(text.slice(mention.span), mention.text);
        assert!(record.sentences[mention.sentence].contains(mention.span), "{}", mention.text);
    }
    let mut in_chains: Vec<usize> = record.chains.iter().flat_map(|chain| chain.mentions.clone()).collect();
    in_chains.sort_unstable();
    assert_eq!(in_chains, (0..record.mentions.len()).collect::<Vec<_>>());
    for proposition in &record.propositions {
        let sentence = record.sentences[proposition.sentence];
        assert!(sentence.contains(proposition.predicate.span));
        for argument in proposition.subject.iter().chain(&proposition.object).chain(&proposition.arguments) {
            assert!(sentence.contains(argument.span));
        }
    }
}

/// The record as the expected files write it.
fn listing(record: &Record) -> String {
    let text = IndexedText::new(&record.document.text);
    let mut out = String::new();
    for (index, &sentence) in record.sentences.iter().enumerate() {
        let _ = writeln!(out, "{}", text.slice(sentence));
        for mention in record.mentions.iter().filter(|m| m.sentence == index) {
            let _ = writeln!(out, "  {}", mention_line(record, mention));
        }
        for (number, proposition) in record.propositions.iter().enumerate().filter(|(_, p)| p.sentence == index) {
            let _ = writeln!(out, "  #{} {}", number + 1, proposition_line(record, proposition));
        }
        out.push('\n');
    }
    for chain in record.chains.iter().filter(|chain| chain.mentions.len() > 1) {
        let _ = writeln!(out, "{}", chain_line(record, chain));
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// `kind type "text" [canonical]`, subclass and amount, then what is known of offices and times.
fn mention_line(record: &Record, mention: &Mention) -> String {
    let text_of = |index: usize| format!("\"{}\"", record.mentions[index].text);
    let mut line = format!("{} {} \"{}\"", word(mention.kind), word(mention.entity_type), mention.text);
    if let Some(canonical) = &mention.canonical {
        let _ = write!(line, " [{canonical}]");
    }
    if let Some(subclass) = mention.subclass {
        let _ = write!(line, " {}", subclass.as_str());
    }
    if let Some(amount) = mention.amount {
        let _ = write!(line, " x{amount}");
    }
    if let Some(title) = &mention.title {
        let status: String = mention.status.iter().map(|s| format!("{s} ")).collect();
        let _ = write!(line, ", {status}{title}");
    }
    if let Some(jurisdiction) = mention.jurisdiction {
        let _ = write!(line, ", of {}", text_of(jurisdiction));
    }
    if let Some(holder) = mention.holder {
        let _ = write!(line, ", held by {}", text_of(holder));
    }
    if let Some(time) = &mention.time {
        let _ = write!(line, ", {}..{} {}", time.start, time.end, word(time.basis));
    }
    line
}

fn proposition_line(record: &Record, proposition: &Proposition) -> String {
    let end =
        |argument: &Option<Argument>| argument.as_ref().map_or_else(|| "-".to_owned(), |a| filler(record, &a.filler));
    let mut line =
        format!("{} | {} | {}", end(&proposition.subject), proposition.predicate.lemma, end(&proposition.object));
    for argument in &proposition.arguments {
        let marker = argument.marker.as_ref().map_or_else(String::new, |m| format!(" {m}"));
        let _ = write!(line, " [{}{marker} {}]", word(argument.role), filler(record, &argument.filler));
    }
    if let Some(time) = &proposition.time {
        let at = if time.bound == Bound::During { "at".to_owned() } else { word(time.bound) };
        let _ = write!(line, " {at} {}", time.text);
    }
    if let Some(place) = proposition.place {
        let _ = write!(line, " in {}", record.mentions[place].text);
    }
    let _ = write!(line, ": {} {}", word(proposition.polarity), word(proposition.modality));
    let factual = if proposition.factual { "factual" } else { "not factual" };
    let _ = write!(line, ", {factual}, {} {}", word(proposition.kind), proposition.rule);
    for said in &proposition.attribution {
        let source = said.source.map_or_else(|| "-".to_owned(), |m| named(record, m));
        let _ = write!(line, ", {} by {source}", said.verb);
    }
    line
}

fn filler(record: &Record, filler: &Filler) -> String {
    match filler {
        Filler::Mention(mention) => named(record, *mention),
        Filler::Proposition(proposition) => format!("#{}", proposition + 1),
        Filler::Literal(text) => format!("\"{text}\""),
    }
}

/// A mention's words, and what its chain is called if that is something else.
fn named(record: &Record, mention: usize) -> String {
    let text = &record.mentions[mention].text;
    let chain =
        record.chains.iter().find(|chain| chain.mentions.contains(&mention)).expect("every mention has a chain");
    if chain.label == *text { text.clone() } else { format!("{text} = {}", chain.label) }
}

fn chain_line(record: &Record, chain: &Chain) -> String {
    let mentions: Vec<String> = chain.mentions.iter().map(|&m| format!("\"{}\"", record.mentions[m].text)).collect();
    let rules: Vec<&str> = chain.links.iter().map(|link| link.rule.as_str()).collect();
    format!("{} {}: {} by {}", word(chain.entity_type), chain.label, mentions.join(" "), rules.join(" "))
}

/// The name of an enum's value as records write it.
fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}
