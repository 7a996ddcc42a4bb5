//! Exports and dumps of a graph made by hand.

mod common;
#[path = "export/dumps.rs"]
mod dumps;
#[path = "export/networks.rs"]
mod networks;

use common::{RULES, awkward};
use serde_json::{Value, json};
use whom::Knowledge;
use whom::entity::curation::Decisions;
use whom::entity::linking::GazetteerLink;
use whom::export::columns::columns;
use whom::export::explain::{Marks, explain};
use whom::export::profile::Profile;
use whom::export::tables::{Table, rows};
use whom::export::tabular::{self, TableFormat};
use whom::export::{ExportError, Format, Network, cytoscape, dot, gexf, graphml, pair, rdf};
use whom::graph::{NodeWeight, Selection, ends, project, summarize};
use whom::ontology::EntityType;
use whom::proposition::Role;
use whom::span::{IndexedText, Span};
use whom::statement::{Argument, Node};
use whom::store::rdf::Reification;
use whom::store::{Source, StoreError};

fn dump(table: Table, format: TableFormat) -> String {
    let knowledge = awkward();
    let mut output = Vec::new();
    tabular::write(&rows(&Source::of(&knowledge), table, Selection::all()), format, &mut output).unwrap();
    String::from_utf8(output).unwrap()
}

fn records(table: Table) -> Vec<Value> {
    dump(table, TableFormat::JsonLines).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn keys(line: &str) -> Vec<String> {
    // In the order of the text: `serde_json::Value` would sort them.
    let mut keys = Vec::new();
    let (mut depth, mut start, mut escaped, mut quoted) = (0, 0, false, false);
    for (index, byte) in line.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' if quoted => {
                quoted = false;
                if depth == 1 && line[index + 1..].starts_with(':') {
                    keys.push(line[start + 1..index].to_owned());
                }
            }
            b'"' => (quoted, start) = (true, index),
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth -= 1,
            _ => (),
        }
    }
    keys
}

#[test]
fn tables_have_the_promised_keys() {
    let promised = [
        (Table::Mentions, "document start end text kind type entity label confidence"),
        (Table::Entities, "id label type aliases wikidata country mentions documents merged_from subclass amount"),
        (Table::Documents, "id source title publisher published sha256 origin url authors sentences text"),
        (Table::Evidence, "statement document sentence start end quote subject_span predicate_span object_span rule"),
        (
            Table::Statements,
            "id subject predicate object arguments time place polarity modality attribution factual kind rule \
             confidence documents origins evidence",
        ),
    ];
    for (table, promised) in promised {
        let dump = dump(table, TableFormat::JsonLines);
        assert!(!dump.is_empty());
        for line in dump.lines() {
            assert_eq!(keys(line).join(" "), promised);
        }
    }
}

#[test]
fn a_statement_is_dumped_with_all_its_parts() {
    let knowledge = awkward();
    let met = knowledge.statements.iter().find(|s| s.predicate.property.is_some()).unwrap();
    let row = records(Table::Statements).into_iter().find(|row| row["id"] == met.id.as_str()).unwrap();
    let [tom, erdogan, moscow] = [0, 1, 2].map(|index| &knowledge.entities[index]);
    let evidence: Vec<Value> = met
        .evidence
        .iter()
        .map(|found| {
            json!({
                "document": knowledge.records[found.document].document.id,
                "sentence": 0, "start": found.span.start, "end": found.span.end,
            })
        })
        .collect();
    let expected = json!({
        "id": met.id,
        "subject": {"id": tom.id, "label": tom.label, "type": "Person"},
        "predicate": {"lemma": "meet", "property": "https://w3id.org/whom/vocabulary#met", "event_type": "consult"},
        "object": {"id": erdogan.id, "label": "Erdoğan 🚀", "type": "Person"},
        "arguments": [],
        "time": {"text": "Wednesday", "start": "2018-08-08", "end": "2018-08-08", "basis": "relative", "bound": "during"},
        "place": {"id": moscow.id, "label": "Moscow"},
        "polarity": "positive", "modality": "asserted", "attribution": [], "factual": true, "kind": "event",
        "rule": "active", "confidence": 0.8, "documents": 2, "origins": 2, "evidence": evidence,
    });
    assert_eq!(row, expected);
}

#[test]
fn objects_may_be_literals_statements_or_missing() {
    let rows = records(Table::Statements);
    let by_lemma = |lemma: &str| rows.iter().find(|row| row["predicate"]["lemma"] == lemma).unwrap();
    let string = "http://www.w3.org/2001/XMLSchema#string";
    assert_eq!(by_lemma("call")["object"], json!({"value": "a \"liar\" & more", "datatype": string}));
    assert_eq!(by_lemma("call")["subject"], Value::Null);
    assert_eq!(by_lemma("say")["object"], json!({"statement": by_lemma("lie")["id"]}));
    assert_eq!(by_lemma("lie")["object"], Value::Null);
    let argument = &by_lemma("fly")["arguments"][0];
    assert_eq!(
        (&argument["role"], &argument["marker"], &argument["label"]),
        (&json!("destination"), &json!("to"), &json!("Moscow"))
    );
    let said = &by_lemma("lie")["attribution"][0];
    assert_eq!((&said["source"]["label"], &said["verb"]), (&json!("Erdoğan 🚀"), &json!("say")));
}

#[test]
fn offsets_are_code_points_of_the_dumped_text() {
    let documents = records(Table::Documents);
    let text_of = |row: &Value| {
        documents.iter().find(|document| document["id"] == row["document"]).unwrap()["text"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let slice = |text: &str, start: &Value, end: &Value| {
        let span = Span::new(start.as_u64().unwrap() as usize, end.as_u64().unwrap() as usize);
        IndexedText::new(text).slice(span).to_owned()
    };
    for mention in records(Table::Mentions) {
        assert_eq!(slice(&text_of(&mention), &mention["start"], &mention["end"]), mention["text"].as_str().unwrap());
    }
    for evidence in records(Table::Evidence) {
        let text = text_of(&evidence);
        assert_eq!(slice(&text, &evidence["start"], &evidence["end"]), evidence["quote"].as_str().unwrap());
        let predicate = slice(&text, &evidence["predicate_span"][0], &evidence["predicate_span"][1]);
        assert!(["met", "meet", "flew", "said", "lied"].contains(&predicate.as_str()), "{predicate}");
    }
}

#[test]
fn csv_and_tsv_hold_the_same_as_jsonl() {
    for (_, table) in Table::ALL {
        for (format, delimiter) in [(TableFormat::Csv, b','), (TableFormat::Tsv, b'\t')] {
            let dump = dump(*table, format);
            let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(dump.as_bytes());
            assert_eq!(reader.headers().unwrap().len(), columns(*table).len());
            let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            assert_eq!(rows.len(), records(*table).len());
        }
    }
    let dump = dump(Table::Statements, TableFormat::Csv);
    let mut reader = csv::Reader::from_reader(dump.as_bytes());
    let row = reader
        .deserialize::<std::collections::HashMap<String, String>>()
        .map(Result::unwrap)
        .find(|row| row["predicate_lemma"] == "fly")
        .unwrap();
    assert_eq!((row["arguments_role"].as_str(), row["arguments_label"].as_str()), ("destination", "Moscow"));
}

#[test]
fn rdf_formats_hold_the_same_triples() {
    let knowledge = awkward();
    let write = |format, all, reification| {
        let mut output = Vec::new();
        rdf::write(
            &Source::of(&knowledge),
            RULES,
            format,
            rdf::Options { all, reification, selection: None },
            &mut output,
        )
        .unwrap();
        String::from_utf8(output).unwrap()
    };
    let parse = |format, text: &str| {
        let mut quads: Vec<String> = oxigraph::io::RdfParser::from_format(format)
            .for_slice(text.as_bytes())
            .map(|quad| quad.unwrap().to_string())
            .collect();
        quads.sort();
        quads
    };
    use oxigraph::io::RdfFormat;
    for reification in [Reification::TripleTerms, Reification::Flat] {
        let quads = parse(RdfFormat::NQuads, &write(Format::NQuads, false, reification));
        assert_eq!(parse(RdfFormat::TriG, &write(Format::TriG, false, reification)), quads);
        assert_eq!(quads.iter().any(|quad| quad.contains("<<(")), reification == Reification::TripleTerms);
        for all in [false, true] {
            let triples = parse(RdfFormat::NTriples, &write(Format::NTriples, all, reification));
            assert_eq!(parse(RdfFormat::Turtle, &write(Format::Turtle, all, reification)), triples);
            assert_eq!(triples.iter().any(|triple| triple.contains("#Statement>")), all);
        }
    }
    let profile = oxigraph::io::JsonLdProfileSet::empty();
    let json_ld = parse(RdfFormat::JsonLd { profile }, &write(Format::JsonLd, false, Reification::TripleTerms));
    assert_eq!(json_ld, parse(RdfFormat::NQuads, &write(Format::NQuads, false, Reification::Flat)));
    let lines = write(Format::NTriples, true, Reification::TripleTerms);
    assert!(lines.lines().is_sorted_by_key(|line| line.split(' ').next().unwrap()));
}

/// Of a graph on disk the records are read when their turn comes: the bytes are those of a graph in memory.
#[test]
fn records_that_are_read_one_by_one_give_the_same_files() {
    let knowledge = awkward();
    let known = Source::of(&knowledge);
    let read = |document: usize| Ok(knowledge.records[document].clone());
    let reading = Source::reading(&knowledge.findings, &read);
    let narrow = Selection { predicates: ["fly".to_owned()].into(), ..Selection::facts() };
    for format in [Format::NQuads, Format::TriG, Format::Turtle, Format::NTriples, Format::JsonLd, Format::RdfXml] {
        for (all, selection) in [(false, None), (true, None), (true, Some(&narrow))] {
            let write = |source: &Source| {
                let options = rdf::Options { all, selection, ..rdf::Options::default() };
                let mut output = Vec::new();
                rdf::write(source, RULES, format, options, &mut output).unwrap();
                output
            };
            assert!(write(&known) == write(&reading), "{format:?}");
        }
    }
    for (_, table) in Table::ALL {
        let write = |source: &Source| {
            let mut output = Vec::new();
            let rows = rows(source, *table, Selection::all());
            tabular::write(&rows, TableFormat::Csv, &mut output).unwrap();
            output
        };
        assert!(write(&known) == write(&reading), "{table:?}");
    }
    let facts = Selection::facts();
    for (name, profile) in Profile::ALL {
        let rows = |source: &Source| profile.rows(source, &facts).map(Result::unwrap).collect::<Vec<_>>();
        assert!(!rows(&known).is_empty() && rows(&known) == rows(&reading), "{name}");
    }
    // A record that cannot be read is told, not left out.
    let missing = |_| Err(StoreError::Missing { path: "graph".into() });
    let source = Source::reading(&knowledge.findings, &missing);
    let mentions = rows(&source, Table::Mentions, Selection::all());
    let written = tabular::write(&mentions, TableFormat::Csv, &mut Vec::new());
    assert!(matches!(written, Err(ExportError::Store(_))));
    assert!(Profile::Polecat.rows(&source, &facts).any(|row| row.is_err()));
    let written = rdf::write(&source, RULES, Format::NQuads, rdf::Options::default(), &mut Vec::new());
    assert!(matches!(written, Err(ExportError::Store(_))));
    assert!(rdf::write(&source, RULES, Format::Turtle, rdf::Options::default(), &mut Vec::new()).is_ok());
}

#[test]
fn rdf_can_be_narrowed() {
    let knowledge = awkward();
    let write = |selection: &Selection, format| {
        let options = rdf::Options { selection: Some(selection), ..rdf::Options::default() };
        let mut output = Vec::new();
        rdf::write(&Source::of(&knowledge), RULES, format, options, &mut output).unwrap();
        String::from_utf8(output).unwrap()
    };
    let only = |lemma: &str| Selection { predicates: [lemma.to_owned()].into(), ..Selection::facts() };
    let [tom, erdogan, moscow] = [0, 1, 2].map(|index| format!("<{}>", knowledge.entities[index].id));
    let fly = write(&only("fly"), Format::NTriples);
    assert!(fly.contains(&moscow) && fly.contains(&tom) && !fly.contains(&erdogan), "{fly}");
    assert!(fly.contains("vocabulary#fly_to>") && !fly.contains("vocabulary#met>"), "{fly}");
    // What he says is a statement of its own; the other document says nothing of it.
    let said = write(&only("say"), Format::NQuads);
    let lied = knowledge.statements.iter().find(|s| s.predicate.lemma == "lie").unwrap();
    assert!(said.contains(&format!("<{}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>", lied.id)), "{said}");
    let graphs = |text: &str| text.matches("NewsArticle").count();
    assert_eq!((graphs(&said), graphs(&write(&Selection::facts(), Format::NQuads))), (1, 2));
    assert_eq!(write(&Selection::facts(), Format::NQuads), write(&Selection::all(), Format::NQuads));
}

#[test]
fn graphml_keeps_to_what_its_readers_honour() {
    let mut output = Vec::new();
    graphml::write(&Network::new(&awkward(), &Selection::facts()).unwrap(), &mut output).unwrap();
    let xml = String::from_utf8(output).unwrap();
    assert!(xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
    assert_eq!(xml.matches("<edge ").count(), 4);
    assert_eq!(xml.matches("<node ").count(), 3);
    for banned in ["<desc", "attr.type=\"date\"", "for=\"all\"", "id=\"d0\"", "id=\"\"", "\u{7}"] {
        assert!(!xml.contains(banned), "{banned}");
    }
    for line in xml.lines().filter(|line| line.contains("<edge ")) {
        assert!(line.contains(" label=\"") && line.is_ascii(), "{line}");
    }
    assert!(xml.contains("label=\"fly to\"") && xml.contains("label=\"shut down\""));
    assert!(xml.contains("T/J|he"));

    let mut all = Vec::new();
    graphml::write(&Network::new(&awkward(), &Selection::all()).unwrap(), &mut all).unwrap();
    let all = String::from_utf8(all).unwrap();
    assert_eq!(all.matches("<edge ").count(), 5);
    // What the text denies is another kind of edge, which no tool adds to what it asserts.
    assert!(all.contains(" label=\"not meet\">") && !xml.contains("not meet"), "{all}");
}

#[test]
fn an_edge_leads_to_whoever_takes_part() {
    let mut knowledge = awkward();
    let met = knowledge.findings.statements.iter().position(|s| s.predicate.property.is_some() && s.object.is_some());
    let met = &mut knowledge.findings.statements[met.unwrap()];
    let whom = met.object.take().unwrap();
    let argument = |role, marker: &str, node| Argument { role, marker: Some(marker.to_owned()), node };
    met.arguments = vec![argument(Role::Place, "in", Node::Entity(2)), argument(Role::Companion, "with", whom.clone())];
    let (met, facts) = (met.clone(), Selection::facts());
    let found = ends(&knowledge, &met);
    assert_eq!((found.object, found.marker), (Some(&whom), Some("with")));
    let triples = |knowledge: &Knowledge| {
        let options = rdf::Options { all: false, reification: Reification::Flat, selection: Some(&facts) };
        let mut output = Vec::new();
        rdf::write(&Source::of(knowledge), RULES, Format::NTriples, options, &mut output).unwrap();
        String::from_utf8(output).unwrap()
    };
    let [subject, object, moscow] =
        [met.subject.as_ref(), Some(&whom), Some(&Node::Entity(2))].map(|node| match node {
            Some(Node::Entity(entity)) => knowledge.entities[*entity].id.clone(),
            other => panic!("{other:?} is no entity"),
        });
    assert!(triples(&knowledge).contains(&format!("<{subject}> <https://w3id.org/whom/vocabulary#met> <{object}>")));
    // Where only the place is known, nobody has met the place.
    let alone = knowledge.findings.statements.iter_mut().find(|s| s.id == met.id).unwrap();
    alone.arguments.pop();
    assert!(
        triples(&knowledge).contains(&format!("<{subject}> <https://w3id.org/whom/vocabulary#meet_in> <{moscow}>"))
    );
}

#[test]
fn graph_tools_get_the_same_edges_in_every_format() {
    let knowledge = awkward();
    let network = Network::new(&knowledge, &Selection::facts()).unwrap();
    let mut output = Vec::new();
    gexf::write(&network, &mut output).unwrap();
    let xml = String::from_utf8(output).unwrap();
    assert_eq!((xml.matches("<edge ").count(), xml.matches("<node ").count()), (4, 3));
    let dated: Vec<&str> = xml.lines().filter(|line| line.contains("<edge ") && line.contains(" start=\"")).collect();
    let with_time = knowledge.statements.iter().filter(|s| s.factual && s.time.is_some() && s.object.is_some()).count();
    assert!(dated.len() <= with_time && dated.iter().all(|line| line.contains(" end=\"")), "{dated:?}");

    let mut output = Vec::new();
    cytoscape::write(&network, &mut output).unwrap();
    let json: Value = serde_json::from_slice(&output).unwrap();
    let edges = json["elements"]["edges"].as_array().unwrap();
    assert_eq!((edges.len(), json["elements"]["nodes"].as_array().unwrap().len()), (4, 3));
    assert!(edges.iter().all(|edge| edge["data"]["factual"] == true && edge["data"]["weight"].is_u64()));

    let mut output = Vec::new();
    dot::write(&network, &mut output).unwrap();
    let text = String::from_utf8(output).unwrap();
    assert_eq!(text.lines().filter(|line| line.contains(" -> ")).count(), 4);
    assert!(text.contains(r#"label="Tom & \"Jerry\" <O'Neil>""#), "{text}");

    for (dialect, id, kind) in [(pair::Dialect::Gephi, "Id", "Kind"), (pair::Dialect::Neo4j, "id", "name")] {
        let (mut nodes, mut rows) = (Vec::new(), Vec::new());
        pair::write(&network, dialect, &mut nodes, &mut rows).unwrap();
        assert_eq!(csv::Reader::from_reader(nodes.as_slice()).records().count(), 3);
        let mut table = csv::Reader::from_reader(rows.as_slice());
        let names = table.headers().unwrap().clone();
        let place = |name: &str| names.iter().position(|other| other == name).unwrap();
        let mut found: Vec<(String, String)> = table
            .records()
            .map(|row| row.unwrap())
            .map(|row| (row[place(id)].to_owned(), row[place(kind)].to_owned()))
            .collect();
        let of = |edge: &Value, name: &str| edge["data"][name].as_str().unwrap().to_owned();
        let mut expected: Vec<_> = edges.iter().map(|edge| (of(edge, "id"), of(edge, "name"))).collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
    }
}

#[test]
fn selections_narrow_a_graph() {
    let knowledge = awkward();
    let lemmas = |selection: Selection| -> Vec<String> {
        let graph = project(&knowledge, &selection).unwrap();
        graph.edge_weights().map(|edge| knowledge.statements[edge.statement].predicate.lemma.clone()).collect()
    };
    let all = lemmas(Selection::facts());
    assert_eq!(all.len(), 4);
    let only = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let fly = lemmas(Selection { predicates: only(&["fly"]), ..Selection::facts() });
    assert!(!fly.is_empty() && fly.iter().all(|lemma| lemma == "fly"));
    let document = |pattern: &str| Some(globset::Glob::new(pattern).unwrap().compile_matcher());
    assert_eq!(lemmas(Selection { document: document("*"), ..Selection::facts() }), all);
    assert!(lemmas(Selection { document: document("nowhere/*"), ..Selection::facts() }).is_empty());
    assert!(lemmas(Selection { min_support: 3, ..Selection::facts() }).is_empty());
    let day = |text: &str| Some(text.parse().unwrap());
    assert!(lemmas(Selection { since: day("2999-01-01"), ..Selection::facts() }).is_empty());
    assert!(lemmas(Selection { until: day("1999-12-31"), ..Selection::facts() }).is_empty());
    assert_eq!(
        lemmas(Selection { since: day("2018-08-08"), until: day("2018-08-08"), ..Selection::facts() }),
        ["meet"]
    );
    let persons = Selection { types: [EntityType::Person].into(), ..Selection::facts() };
    let between = project(&knowledge, &persons).unwrap();
    assert!(between.edge_count() < 4);
    let people = |node: &NodeWeight| knowledge.entities[node.entity].entity_type == EntityType::Person;
    assert!(between.node_weights().all(people));

    let mut output = Vec::new();
    let collapsed = Selection { collapse: true, ..Selection::facts() };
    cytoscape::write(&Network::new(&knowledge, &collapsed).unwrap(), &mut output).unwrap();
    let json: Value = serde_json::from_slice(&output).unwrap();
    let edges = json["elements"]["edges"].as_array().unwrap();
    let ends: std::collections::BTreeSet<_> =
        edges.iter().map(|edge| (edge["data"]["source"].to_string(), edge["data"]["target"].to_string())).collect();
    assert_eq!(ends.len(), edges.len());
    let weight: u64 = edges.iter().map(|edge| edge["data"]["weight"].as_u64().unwrap()).sum();
    let graph = project(&knowledge, &Selection::facts()).unwrap();
    assert_eq!(weight as usize, graph.edge_weights().map(|edge| edge.evidence).sum::<usize>());
    assert!(edges.len() < 4, "some of them are parallel");
}

fn explained(knowledge: &Knowledge, decisions: &Decisions, name: &str, marks: Marks) -> Option<String> {
    let record = |document: usize| Ok(knowledge.records[document].clone());
    explain(knowledge, record, decisions, RULES, name, marks).unwrap()
}

#[test]
fn explanations_show_the_words() {
    let knowledge = awkward();
    let decisions = Decisions::default();
    let fly = knowledge.statements.iter().find(|s| s.predicate.lemma == "fly").unwrap();
    for name in [fly.id.as_str(), fly.id.rsplit('/').next().unwrap()] {
        let text = explained(&knowledge, &decisions, name, Marks::Brackets).unwrap();
        assert!(text.contains("[subject He] [predicate flew] to Moscow."), "{text}");
        assert!(text.contains("active: subject and object of an active verb"), "{text}");
        assert!(text.contains("a/first.txt"), "{text}");
    }
    let text = explained(&knowledge, &decisions, "erdoğan 🚀", Marks::Brackets).unwrap();
    assert!(text.contains("Q39259") && text.contains("statements  4"), "{text}");
    let text = explained(&knowledge, &decisions, "T|J", Marks::Brackets).unwrap();
    assert!(text.contains("merged      Tom into"), "{text}");
    assert!(explained(&knowledge, &decisions, "Nobody", Marks::Brackets).is_none());
    let said = knowledge.statements.iter().find(|s| s.predicate.lemma == "say").unwrap();
    let text = explained(&knowledge, &decisions, &said.id, Marks::Colours).unwrap();
    assert!(text.contains("\u{1b}[1;33msaid\u{1b}[0m"), "{text}");
}

#[test]
fn explanations_show_what_was_decided_and_how_to_undo_it() {
    let mut knowledge = awkward();
    let tom = &mut knowledge.entities[0];
    tom.groups = vec!["person/tom".to_owned(), "person/tommy".to_owned()];
    tom.merges[0].from = "person/tommy".to_owned();
    tom.merges[0].into = "person/tom".to_owned();
    tom.link = Some(GazetteerLink {
        name: "Thomas Sample".to_owned(),
        wikidata: Some("Q51".to_owned()),
        score: 0.75,
        evidence: vec!["\"Tom\", a nickname (+55)".to_owned()],
    });
    let mut decisions = Decisions::default();
    decisions.accept("person/tom", "person/thomas");
    decisions.accept("person/ann", "person/anna");
    decisions.refuse("person/tom", "person/thom");
    decisions.keep("person/tom", "person/tomas");
    decisions.part("person/tom", "0123", "a/first.txt");
    decisions.rename("person/tom", "Tom \"T.\" Sample");
    let text = explained(&knowledge, &decisions, "T|J", Marks::Brackets).unwrap();
    for line in [
        "linked      to Thomas Sample (Q51) of the gazetteer, 0.75: \"Tom\", a nickname (+55)\n",
        "group       person/tom\n",
        "merged      person/tommy into person/tom: the same name (0.90;",
        "decided     accept\tmerge\tperson/thomas\tperson/tom    (take",
        "decided     reject\tmerge\tperson/thom\tperson/tom    (take",
        "decided     reject\tsplit\tperson/tom\tperson/tomas    (take",
        "decided     accept\tsplit\tperson/tom\ta/first.txt    (take",
        "decided     accept\trename\tperson/tom\t\"Tom \"\"T.\"\" Sample\"    (take it out",
        "            accept\tsplit\tperson/tommy\tperson/tom\n",
        "            reject\tlink\tperson/tom\tQ51\n",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(!text.contains("person/ann"), "{text}");
    // What the user accepted is undone by taking it back.
    decisions.accept("person/tom", "person/tommy");
    let text = explained(&knowledge, &decisions, "T|J", Marks::Brackets).unwrap();
    assert!(!text.contains("accept\tsplit\tperson/tommy"), "{text}");
}

#[test]
fn a_summary_counts() {
    let summary = summarize(&awkward(), 2).unwrap();
    assert_eq!((summary.documents, summary.sentences, summary.mentions, summary.entities), (2, 4, 5, 3));
    assert_eq!((summary.statements, summary.statements_factual, summary.statements_negative), (8, 6, 1));
    assert_eq!((summary.nodes, summary.edges, summary.components, summary.evidence), (3, 4, 1, 9));
    assert_eq!(summary.entities_by_type["City"], 1);
    assert_eq!((summary.top_by_degree.len(), summary.top_by_degree[0].value), (2, 4.0));
    assert!(summary.top_by_page_rank[0].label.starts_with("Erdoğan"));
    assert!(summary.top_by_betweenness[0].label.starts_with("Tom"), "he stands between the two others");
    assert_eq!((summary.top_by_betweenness[0].value, summary.top_by_core[0].value), (1.0, 1.0));
    assert_eq!((summary.communities, summary.largest_communities[0].entities), (1, 3));
}
