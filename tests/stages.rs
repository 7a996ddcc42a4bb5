//! The stages behind the language model, from hand-written trees: mentions, coreference, propositions, and the reduction
//! of several records to one knowledge.
//!
//! `data/stages/x.conllu` holds sentences with their trees (`# published` gives the day that their times count from) and
//! `data/stages/x.expected` what the stages read in them; `WHOM_UPDATE=1 cargo test --test stages` writes the expected
//! files anew. Each sentence stands there with its mentions, then with its propositions in the form
//! `subject | lemma | object [role marker argument] when where: polarity modality, kind, rule, who says so`; chains of
//! more than one mention close the file. `#2` is the second proposition of the document, `=` leads to a mention's chain.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use whom::document::{Document, Part, PartKind};
use whom::entity::curation::Curation;
use whom::entity::{Chain, Entity};
use whom::language::conllu;
use whom::mention::Mention;
use whom::ontology::{EntityType, Ontology};
use whom::proposition::{Argument, Bound, Filler, Proposition};
use whom::span::{IndexedText, Span};
use whom::store::rdf::Reification;
use whom::{Knowledge, Record};

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
    affiliation clauses control coordination definites demonyms irrealis kinship letters metonyms negation nominal_events office_terms office_uses offices parties
    pronouns quotation reporting subclasses times voice
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

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/stages")
}

fn data(name: &str, extension: &str) -> PathBuf {
    folder().join(name).with_extension(extension)
}

/// The files of sentences that have an expected file: all but the papers.
fn golden_files() -> BTreeSet<PathBuf> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|e| e == "conllu") && !path.ends_with("papers.conllu")).collect()
}

fn record(source: &str, conllu: &str) -> Record {
    let (text, sentences) = conllu::read(conllu).unwrap_or_else(|error| panic!("{source}: {error}"));
    let published = conllu.lines().find_map(|line| line.strip_prefix("# published = ")).map(|day| day.parse().unwrap());
    let document = Document {
        id: whom::iri::mint("document", &[source, &text]),
        source: source.to_owned(),
        url: None,
        title: None,
        publisher: None,
        authors: Vec::new(),
        published,
        parts: vec![Part { kind: PartKind::Paragraph, span: Span::new(0, text.chars().count()) }],
        sha256: whom::iri::sha256(&text),
        text,
    };
    Record::from_sentences(document, &sentences, "test", Ontology::builtin())
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

const PAPERS: &[&str] = &[
    "prague", "babis", "paul", "susan", "whelan", "algiers", "dakar", "abroad", "son", "father", "either", "president",
    "trumps",
];

/// The papers of `papers.conllu`, by the name that `# newdoc` gives them.
fn papers(names: &[&str]) -> Vec<Record> {
    names.iter().map(|name| record(name, &paper(name))).collect()
}

fn paper(name: &str) -> String {
    let all = std::fs::read_to_string(data("papers", "conllu")).unwrap();
    let start = all.find(&format!("# newdoc id = {name}\n")).unwrap_or_else(|| panic!("no paper {name}"));
    let end = all[start + 1..].find("# newdoc").map_or(all.len(), |at| start + 1 + at);
    all[start..end].to_owned()
}

fn reduce(records: Vec<Record>) -> Knowledge {
    Knowledge::reduce(records, Ontology::builtin(), &Curation::default())
}

/// The entity of the first mention with these words in a paper.
#[track_caller]
fn entity<'a>(knowledge: &'a Knowledge, paper: &str, words: &str) -> &'a Entity {
    let index =
        knowledge.records.iter().position(|record| record.document.source == paper).expect("the paper is there");
    let mention = knowledge.records[index].mentions.iter().position(|mention| mention.text == words);
    &knowledge.entities[knowledge.entity_of[index][mention.unwrap_or_else(|| panic!("no `{words}` in {paper}"))]]
}

/// All records of the folder: golden files and papers.
fn all_records() -> Vec<Record> {
    let name = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let golden = golden_files();
    let mut records: Vec<Record> =
        golden.iter().map(|path| record(&name(path), &std::fs::read_to_string(path).unwrap())).collect();
    records.extend(papers(PAPERS));
    records
}

#[test]
fn knowledge_does_not_depend_on_the_order_of_its_records() {
    let mut records = all_records();
    let knowledge = reduce(records.clone());
    let mut random = 1_u64;
    for round in 0..20 {
        for i in (1..records.len()).rev() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            records.swap(i, (random >> 33) as usize % (i + 1));
        }
        assert!(reduce(records.clone()) == knowledge, "shuffle {round} gives other knowledge");
    }
}

#[test]
fn a_record_counts_once() {
    let records = all_records();
    let twice: Vec<Record> = records.iter().chain(&records).cloned().collect();
    assert!(reduce(twice) == reduce(records));
}

#[test]
fn indices_and_evidence_hold() {
    let knowledge = reduce(all_records());
    assert!(knowledge.entities.is_sorted_by(|a, b| a.id < b.id), "ids of entities are ascending and differ");
    assert!(knowledge.statements.is_sorted_by(|a, b| a.id < b.id), "ids of statements are ascending and differ");
    let pieces: usize = knowledge.statements.iter().map(|statement| statement.evidence.len()).sum();
    let propositions: usize = knowledge.records.iter().map(|record| record.propositions.len()).sum();
    assert!(pieces <= propositions);
    for statement in &knowledge.statements {
        assert!(!statement.evidence.is_empty() && statement.evidence.is_sorted());
    }
}

#[test]
fn a_lone_surname_is_its_only_bearer() {
    let knowledge = reduce(papers(&["prague", "babis"]));
    let babis = entity(&knowledge, "babis", "Babis");
    assert_eq!(babis.id, entity(&knowledge, "prague", "Andrej Babis").id);
    assert_eq!(babis.label, "Andrej Babis");
    assert_eq!(babis.aliases, ["Babis"]);
    assert_eq!(babis.merges[0].rule, "only-bearer");
}

#[test]
fn two_bearers_of_one_surname_stay_apart() {
    let knowledge = reduce(papers(&["paul", "susan", "whelan"]));
    let people = [("paul", "Paul Whelan"), ("susan", "Susan Whelan"), ("whelan", "Whelan")];
    let ids: BTreeSet<&str> = people.iter().map(|(paper, name)| entity(&knowledge, paper, name).id.as_str()).collect();
    assert_eq!(ids.len(), 3);
}

#[test]
fn father_and_son_stay_apart() {
    let knowledge = reduce(papers(&["son", "father", "either", "president", "trumps"]));
    let bushes = [("son", "George W. Bush"), ("father", "George H. W. Bush"), ("either", "George Bush")];
    let ids: BTreeSet<&str> = bushes.iter().map(|(paper, name)| entity(&knowledge, paper, name).id.as_str()).collect();
    assert_eq!(ids.len(), 3);
    let trump = entity(&knowledge, "trumps", "Donald Trump");
    assert_eq!(trump.id, entity(&knowledge, "president", "Donald J. Trump").id);
    assert_ne!(trump.id, entity(&knowledge, "trumps", "Donald Trump Jr.").id);
    let knowledge = reduce(papers(&["either", "son"]));
    assert_eq!(entity(&knowledge, "either", "George Bush").id, entity(&knowledge, "son", "George W. Bush").id);
}

/// Ids of documents come from hashes: which of them sorts first must not decide who is who.
#[test]
fn identity_does_not_depend_on_the_ids_of_documents() {
    let partition = |prefix: usize| -> BTreeSet<BTreeSet<(String, usize)>> {
        let records = PAPERS.iter().map(|name| record(&format!("{prefix} {name}"), &paper(name))).collect();
        let knowledge = reduce(records);
        let mut members = vec![BTreeSet::new(); knowledge.entities.len()];
        for (record, entities) in knowledge.records.iter().zip(&knowledge.entity_of) {
            for (mention, &entity) in entities.iter().enumerate() {
                members[entity].insert((record.document.text.clone(), mention));
            }
        }
        members.into_iter().collect()
    };
    let first = partition(0);
    for prefix in 1..20 {
        assert!(partition(prefix) == first, "prefix {prefix}");
    }
}

#[test]
fn an_office_of_two_papers_is_one_node() {
    let knowledge = reduce(papers(&["algiers", "dakar", "abroad"]));
    let office = entity(&knowledge, "algiers", "French President");
    assert_eq!(office.id, entity(&knowledge, "dakar", "president of France").id);
    assert_eq!((office.label.as_str(), office.entity_type), ("president of France", EntityType::Office));
    assert_eq!(entity(&knowledge, "abroad", "president of Algeria").label, "president of Algeria");
    let held = knowledge.statements.iter().filter(|s| s.predicate.lemma == "hold-office");
    let with_two_papers = held.filter(|s| s.evidence.iter().map(|e| e.document).collect::<BTreeSet<_>>().len() == 2);
    assert_eq!(with_two_papers.count(), 1);
}

#[test]
fn copied_stories_share_their_origin() {
    let story = paper("prague");
    let longer = format!("{story}{}", paper("babis"));
    let records = vec![record("wire", &story), record("daily", &longer), record("other", &paper("algiers"))];
    let knowledge = reduce(records);
    let origin = |source: &str| {
        let index = knowledge.records.iter().position(|record| record.document.source == source).unwrap();
        knowledge.origins[index].as_str()
    };
    assert_eq!(origin("wire"), origin("daily"));
    assert_ne!(origin("wire"), origin("other"));
    let met = knowledge.statements.iter().find(|s| s.predicate.lemma == "meet").unwrap();
    assert_eq!(met.evidence.len(), 2, "both printed it, once each");
}

#[test]
fn an_unrelated_paper_changes_no_name() {
    let few = reduce(papers(&["prague", "babis"]));
    let more = reduce(papers(&["prague", "babis", "paul", "algiers"]));
    let ids = |knowledge: &Knowledge| -> BTreeSet<String> {
        let entities = knowledge.entities.iter().map(|entity| entity.id.clone());
        entities.chain(knowledge.statements.iter().map(|statement| statement.id.clone())).collect()
    };
    assert!(ids(&few).is_subset(&ids(&more)));
}

#[test]
fn offices_are_held_over_a_term() {
    let conllu = std::fs::read_to_string(data("office_terms", "conllu")).unwrap();
    let knowledge = reduce(vec![record("office_terms", &conllu)]);
    let quads: Vec<String> = whom::store::rdf::graphs(&knowledge, &[], Reification::Flat)
        .next()
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    let of = |name: &str| {
        let person = entity(&knowledge, "office_terms", name).id.clone();
        let member = format!("<http://www.w3.org/ns/org#member> <{person}>");
        let quad =
            quads.iter().find(|quad| quad.contains(&member)).unwrap_or_else(|| panic!("no membership of {name}"));
        quad.split(' ').next().unwrap().to_owned()
    };
    let has = |name: &str, rest: &str| quads.contains(&format!("{} {rest}", of(name)));
    assert!(has("Angela Merkel", "<https://schema.org/startDate> \"2005\"^^<http://www.w3.org/2001/XMLSchema#gYear>"));
    assert!(has("Angela Merkel", "<https://schema.org/endDate> \"2021\"^^<http://www.w3.org/2001/XMLSchema#gYear>"));
    let day = |day: &str| format!("\"{day}\"^^<http://www.w3.org/2001/XMLSchema#date>");
    assert!(has("Sanna Marin", &format!("<https://schema.org/startDate> {}", day("2018-08-07"))));
    assert!(has("Jacinda Ardern", &format!("<https://schema.org/endDate> {}", day("2018-08-06"))));
    let truss = of("Liz Truss");
    assert!(!quads.iter().any(|quad| quad.starts_with(&truss) && quad.contains("Date>")), "in 2021 bounds no term");
}
