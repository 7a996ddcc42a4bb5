//! Reads what the program writes back with programs that we did not write, and compares what they saw with the graph.
//!
//! The readers come from `tests/readers/requirements.txt` (into the Python that `WHOM_PYTHON` names, else `python3`) and
//! from `npm ci` in `tests/readers/`, or in the directory that `WHOM_NODE_READERS` names. Where they are missing, the
//! test says so and passes; `WHOM_REQUIRE_READERS=1`, which CI sets, makes it fail. R is used where it is there.

mod common;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{RULES, awkward, web};
use serde_json::{Map, Value, json};
use whom::Knowledge;
use whom::export::columns::{Kind, columns};
use whom::export::profile::Profile;
use whom::export::tables::{Table, rows};
use whom::export::tabular::{self, TableFormat};
use whom::export::{Colours, Format, Network, cytoscape, dot, gexf, graphml, rdf};
use whom::graph::Selection;
use whom::proposition::Bound;
use whom::statement::Time;
use whom::store::Source;
use whom::store::rdf::Reification;

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers")
}

/// What a script printed, or `None` with a message where it lacks its libraries.
fn read_back(mut command: Command, missing: &str) -> Option<Value> {
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => return skip(&format!("{command:?} cannot be started: {error}")),
    };
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() && stderr.contains(missing) {
        return skip(stderr.lines().find(|line| line.contains(missing)).unwrap_or_default());
    }
    assert!(output.status.success(), "{stderr}");
    Some(serde_json::from_slice(&output.stdout).expect("the reader prints JSON"))
}

fn skip(reason: &str) -> Option<Value> {
    assert!(std::env::var_os("WHOM_REQUIRE_READERS").is_none_or(|value| value != "1"), "{reason}");
    eprintln!("skipped: {reason}");
    None
}

fn python(script: &str, path: &Path) -> Option<Value> {
    let python = std::env::var_os("WHOM_PYTHON").unwrap_or_else(|| "python3".into());
    let mut command = Command::new(python);
    command.arg(scripts().join(script)).arg(path);
    read_back(command, "ModuleNotFoundError")
}

fn node(script: &str, path: &Path) -> Option<Value> {
    let mut command = Command::new("node");
    if let Some(directory) = std::env::var_os("WHOM_NODE_READERS") {
        command.env("NODE_PATH", Path::new(&directory).join("node_modules"));
    }
    command.arg(scripts().join(script)).arg(path);
    read_back(command, "Cannot find module")
}

/// What every reader should see: the nodes and edges of Cytoscape JSON, which `tests/export.rs` compares with the graph, under
/// the names of the other formats.
fn expected(network: &Network<'_>) -> Value {
    let mut output = Vec::new();
    cytoscape::write(network, &mut output).unwrap();
    let json: Value = serde_json::from_slice(&output).unwrap();
    let elements = |kind: &str| json["elements"][kind].as_array().unwrap().clone();
    let mut iris: BTreeMap<String, Value> = BTreeMap::new();
    let nodes = elements("nodes").into_iter().map(|node| {
        let mut data = node["data"].as_object().unwrap().clone();
        iris.insert(data["id"].as_str().unwrap().to_owned(), data["iri"].clone());
        data.remove("id");
        rename(&mut data, "name", "label");
        let colour = data.remove("colour").unwrap();
        for (channel, place) in [("r", 1), ("g", 3), ("b", 5)] {
            let value = u8::from_str_radix(&colour.as_str().unwrap()[place..place + 2], 16).unwrap();
            data.insert(channel.to_owned(), json!(value));
        }
        if let Some(position) = node.get("position") {
            data.insert("x".to_owned(), position["x"].clone());
            data.insert("y".to_owned(), json!(0.0 - position["y"].as_f64().unwrap()));
        }
        Value::Object(data)
    });
    let nodes: Vec<Value> = nodes.collect();
    let edges = elements("edges").into_iter().map(|edge| {
        let mut data = edge["data"].as_object().unwrap().clone();
        rename(&mut data, "name", "label");
        for end in ["source", "target"] {
            let iri = iris[data[end].as_str().unwrap()].clone();
            data.insert(end.to_owned(), iri);
        }
        Value::Object(data)
    });
    let edges: Vec<Value> = edges.collect();
    comparable(json!({"directed": true, "nodes": nodes, "edges": edges}))
}

fn rename(data: &mut Map<String, Value>, from: &str, to: &str) {
    let value = data.remove(from).unwrap();
    data.insert(to.to_owned(), value);
}

/// Numbers as they come (`2.0` or `2`, `-0.0` or `0.0`), nodes and edges sorted.
fn comparable(mut seen: Value) -> Value {
    for (list, id) in [("nodes", "iri"), ("edges", "id")] {
        let items = seen[list].as_array_mut().expect("a list");
        for item in items.iter_mut() {
            for value in item.as_object_mut().expect("attributes").values_mut() {
                if let Some(number) = value.as_f64() {
                    *value = json!(number + 0.0);
                }
            }
        }
        items.sort_by_key(|item| item[id].as_str().expect("an id").to_owned());
    }
    seen
}

fn check_graph(network: &Network<'_>) {
    let folder = tempfile::tempdir().unwrap();
    let create = |name: &str| {
        let path = folder.path().join(name);
        (File::create(&path).unwrap(), path)
    };
    let (mut file, graphml_path) = create("graph.graphml");
    graphml::write(network, &mut file).unwrap();
    let (mut file, gexf_path) = create("graph.gexf");
    gexf::write(network, &mut file).unwrap();

    let expected = expected(network);
    for (path, readers) in [(&graphml_path, &["networkx", "igraph"][..]), (&gexf_path, &["networkx"])] {
        if let Some(seen) = python("read_graph.py", path) {
            for reader in readers {
                assert_eq!(comparable(seen[reader].clone()), expected, "{reader} {path:?}");
            }
        }
        if let Some(seen) = node("read_graph.cjs", path) {
            assert_eq!(comparable(seen["graphology"].clone()), expected, "graphology {path:?}");
        }
    }
    for path in [&graphml_path, &gexf_path] {
        if let Some(problems) = python("check_schema.py", path) {
            assert_eq!(problems, json!([]), "{path:?}");
        }
    }

    let (mut file, dot_path) = create("graph.dot");
    dot::write(network, &mut file).unwrap();
    if let Some(seen) = python("read_graph.py", &dot_path) {
        let ids = |graph: &Value, list: &str, keys: &[&str]| -> Vec<Vec<Value>> {
            let items = graph[list].as_array().unwrap().iter();
            let mut ids: Vec<Vec<Value>> =
                items.map(|item| keys.iter().map(|key| item[key].clone()).collect()).collect();
            ids.sort_by_key(|id| format!("{id:?}"));
            ids
        };
        for (list, keys) in
            [("nodes", &["iri", "label", "type"][..]), ("edges", &["id", "source", "target", "label", "rule"])]
        {
            assert_eq!(ids(&seen["pydot"], list, keys), ids(&expected, list, keys));
        }
    }
}

/// What stands in a file and what takes its place the first time, against a rule of the schema or of the manual.
const GRAPHML_FAULTS: &[(&str, &str)] = &[
    (" edgedefault=\"directed\"", ""),
    ("edgedefault=\"directed\"", "edgedefault=\"both\""),
    ("<graph id=\"whom\"", "<graph id=\"who m\""),
    ("xmlns=\"http://graphml.graphdrawing.org/xmlns\"", "xmlns=\"http://graphml.graphdrawing.org/other\""),
    ("<key id=\"node_label\"", "<key id=\"node label\""),
    ("<key id=\"node_label\"", "<key"),
    ("<key id=\"node_iri\"", "<key id=\"node_type\""),
    ("for=\"node\"", "for=\"vertex\""),
    ("attr.type=\"int\"", "attr.type=\"integer\""),
    ("attr.type=\"string\"", "attr.type=\"date\""),
    ("attr.name=\"label\"", "attr.name=\"a label\""),
    ("</graph>", "</graph><key id=\"late\" for=\"node\" attr.name=\"late\" attr.type=\"string\"/>"),
    ("<data key=\"node_label\">", "<data key=\"nodelabel\">"),
    ("<data key=\"node_label\">", "<data>"),
    ("<data key=\"node_label\">", "<data key=\"node_label\" time=\"now\">"),
    ("<data key=\"node_label\">", "<data key=\"node_label\"><b/>"),
    ("<data key=\"node_label\">", "<data key=\"node_label\"></data><data key=\"node_label\">"),
    ("<data key=\"node_label\">", "<data key=\"edge_label\">"),
    ("<data key=\"node_mentions\">", "<data key=\"node_mentions\">some "),
    ("<node id=\"", "<node name=\""),
    ("<node id=\"", "<node label=\"a\" id=\""),
    ("</graph>", "<node id=\"twice\"/><node id=\"twice\"/></graph>"),
    (
        "</graph>",
        "<node id=\"a\"/><edge id=\"b\" source=\"a\" target=\"a\"/><edge id=\"b\" source=\"a\" target=\"a\"/></graph>",
    ),
    ("</graph>", "<node id=\"a\"/><edge source=\"a\" target=\"a\" directed=\"yes\"/></graph>"),
    ("</graph>", "<node id=\"a\"><desc/><desc/></node></graph>"),
    ("</graph>", "text</graph>"),
    (" source=\"", " from=\""),
    (" source=\"", " source=\"no"),
    (" target=\"", " target=\"no"),
];

const GEXF_FAULTS: &[(&str, &str)] = &[
    ("xmlns=\"http://gexf.net/1.3\"", "xmlns=\"http://gexf.net/1.2draft\""),
    ("version=\"1.3\"", "version=\"1.4\""),
    (" version=\"1.3\"", ""),
    ("mode=\"dynamic\"", "mode=\"moving\""),
    ("defaultedgetype=\"directed\"", "defaultedgetype=\"forward\""),
    ("timeformat=\"date\"", "timeformat=\"day\""),
    ("<meta>", "<nodes/><meta>"),
    ("</meta>", "</meta><meta/>"),
    ("class=\"node\"", "class=\"vertex\""),
    ("type=\"integer\"", "type=\"int\""),
    (" title=\"type\"", ""),
    ("<nodes>", "<nodes>text"),
    ("<nodes>", "<nodes count=\"many\">"),
    ("</nodes>", "</nodes><attributes class=\"node\"/>"),
    ("<node id=\"", "<node name=\""),
    ("</nodes>", "<node id=\"twice\"/><node id=\"twice\"/></nodes>"),
    ("<attvalue for=\"", "<attvalue key=\""),
    ("<attvalue for=\"iri\"", "<attvalue for=\"address\""),
    ("<attvalue for=\"iri\"", "<attvalue for=\"type\""),
    ("<attvalue for=\"mentions\" value=\"", "<attvalue for=\"mentions\" value=\"some "),
    ("<viz:color r=\"", "<viz:color r=\"300"),
    ("<viz:size value=\"", "<viz:size value=\"-"),
    ("<viz:size value=", "<viz:size size="),
    ("<edge id=\"", "<edge key=\""),
    (" source=\"", " from=\""),
    (" source=\"", " source=\"no"),
    (" weight=\"", " weight=\"heavy "),
    (" start=\"", " start=\"about "),
    (" start=\"", " start=\"9"),
    ("</edges>", "<edge source=\"a\" target=\"a\"><spells/></edge></edges>"),
];

/// The check of the schemas would see what is wrong.
#[test]
fn faults_against_the_schemas_are_found() {
    let knowledge = awkward();
    let network = Network::new(&knowledge, &Selection::all()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("faulty.xml");
    let mut files = [Vec::new(), Vec::new()];
    graphml::write(&network, &mut files[0]).unwrap();
    gexf::write(&network, &mut files[1]).unwrap();
    for (file, faults) in files.into_iter().zip([GRAPHML_FAULTS, GEXF_FAULTS]) {
        let sound = String::from_utf8(file).unwrap();
        for (from, to) in faults {
            let faulty = sound.replacen(from, to, 1);
            assert_ne!(faulty, sound, "{from} does not stand there");
            std::fs::write(&path, faulty).unwrap();
            let Some(problems) = python("check_schema.py", &path) else { return };
            assert_ne!(problems, json!([]), "{from} to {to}");
        }
    }
}

#[test]
fn other_readers_see_facts() {
    check_graph(&Network::new(&awkward(), &Selection::facts()).unwrap());
}

#[test]
fn other_readers_see_claims_and_loops() {
    check_graph(&Network::new(&awkward(), &Selection::all()).unwrap());
}

#[test]
fn other_readers_see_measures_and_positions() {
    let knowledge = web(60, 200);
    let network = Network::new(&knowledge, &Selection::all()).unwrap();
    check_graph(&network.with_measures().unwrap().with_layout().unwrap().coloured_by(Colours::Communities).unwrap());
}

#[test]
fn other_readers_see_joined_edges() {
    let knowledge = web(60, 200);
    check_graph(&Network::new(&knowledge, &Selection { collapse: true, ..Selection::facts() }).unwrap());
}

#[test]
fn other_readers_see_what_began_or_ended() {
    let mut knowledge = awkward();
    let time =
        knowledge.findings.statements.iter().find_map(|statement| statement.time.clone()).expect("one has a time");
    for (statement, bound) in
        knowledge.findings.statements.iter_mut().zip([Bound::Since, Bound::Until, Bound::Term].into_iter().cycle())
    {
        statement.time = Some(Time { bound, ..time.clone() });
    }
    let network = Network::new(&knowledge, &Selection::all()).unwrap();
    check_graph(&network);
    check_graph(&Network::new(&knowledge, &Selection { collapse: true, ..Selection::all() }).unwrap());
    let mut written = Vec::new();
    gexf::write(&network, &mut written).unwrap();
    let written = String::from_utf8(written).unwrap();
    let edges: Vec<&str> = written.lines().filter(|line| line.contains("<edge ")).collect();
    for (start, end) in [(true, false), (false, true), (true, true)] {
        let has = |edge: &&str| edge.contains(" start=") == start && edge.contains(" end=") == end;
        assert!(edges.iter().any(has), "{start} {end} {edges:?}");
    }
}

#[test]
fn measures_agree_with_networkx() {
    let knowledge = web(200, 500);
    let network = Network::new(&knowledge, &Selection::all()).unwrap().with_measures().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph.graphml");
    graphml::write(&network, &mut File::create(&path).unwrap()).unwrap();
    let Some(seen) = python("measure_graph.py", &path) else { return };
    let nodes = expected(&network)["nodes"].as_array().unwrap().clone();
    assert_eq!(nodes.len(), 200);
    let mut sizes: BTreeMap<u64, usize> = BTreeMap::new();
    for node in &nodes {
        *sizes.entry(node["component"].as_f64().unwrap() as u64).or_default() += 1;
    }
    for node in &nodes {
        let theirs = &seen["measures"][node["iri"].as_str().unwrap()];
        for measure in ["in_degree", "out_degree", "degree", "page_rank", "betweenness", "core"] {
            let (own, other) = (node[measure].as_f64().unwrap(), theirs[measure].as_f64().unwrap());
            assert!((own - other).abs() < 1e-9, "{measure}: {own} {other}");
        }
        let size = sizes[&(node["component"].as_f64().unwrap() as u64)];
        assert_eq!(theirs["component_size"], size);
    }
    let found = &seen["communities"];
    assert!(found["connected"] == true && found["sizes_fall"] == true, "{found}");
    let modularity = |of: &str| found[of].as_f64().unwrap();
    for other in ["networkx_louvain", "igraph_leiden"] {
        assert!(modularity("own") > modularity(other) - 0.005, "{found}");
    }
}

fn check_table(folder: &Path, name: &str, kinds: &[Kind], write: &dyn Fn(TableFormat, &mut File)) {
    let base = folder.join(name);
    for (format, ending) in [(TableFormat::Csv, "csv"), (TableFormat::Parquet, "parquet"), (TableFormat::Xlsx, "xlsx")]
    {
        write(format, &mut File::create(base.with_extension(ending)).unwrap());
    }
    let mut reader = csv::Reader::from_path(base.with_extension("csv")).unwrap();
    let headers: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let cells: Vec<Vec<String>> =
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    let Some(seen) = python("read_table.py", &base) else { return };
    // `2.0` and `2` are one number.
    let text = |value: &Value, kind: Kind| match (value, kind) {
        (Value::Null, _) => String::new(),
        (Value::String(text), Kind::Decimal) if !text.is_empty() => format!("{:?}", text.parse::<f64>().unwrap()),
        (Value::Number(number), Kind::Decimal) => format!("{:?}", number.as_f64().unwrap()),
        (Value::String(text), _) => text.clone(),
        (other, _) => other.to_string(),
    };
    for reader in ["pandas", "pyarrow", "duckdb", "openpyxl"] {
        assert_eq!(seen[reader]["columns"], json!(headers), "{name} {reader}");
        let rows = seen[reader]["rows"].as_array().unwrap().iter();
        let rows: Vec<Vec<String>> = rows
            .map(|row| row.as_array().unwrap().iter().zip(kinds).map(|(value, &kind)| text(value, kind)).collect())
            .collect();
        // XML has no control characters: spreadsheets escape them, and the reader may leave it at that.
        let plain = |rows: &[Vec<String>]| -> Vec<Vec<String>> {
            let plain = |cell: &String| cell.replace("_x0007_", "").replace('\u{7}', "");
            rows.iter().map(|row| row.iter().map(plain).collect()).collect()
        };
        assert_eq!(plain(&rows), plain(&cells), "{name} {reader}");
    }
    let types = |of: fn(Kind) -> &'static str| json!(kinds.iter().map(|&kind| of(kind)).collect::<Vec<_>>());
    assert_eq!(
        seen["pyarrow"]["types"],
        types(|kind| match kind {
            Kind::Text | Kind::List => "string",
            Kind::Integer => "int64",
            Kind::Decimal => "double",
            Kind::Flag => "bool",
            Kind::Date => "date32[day]",
        })
    );
    assert_eq!(
        seen["duckdb"]["types"],
        types(|kind| match kind {
            Kind::Text | Kind::List => "VARCHAR",
            Kind::Integer => "BIGINT",
            Kind::Decimal => "DOUBLE",
            Kind::Flag => "BOOLEAN",
            Kind::Date => "DATE",
        })
    );
    assert_eq!(seen["openpyxl"]["frozen"], "A2");
    for (header, kind) in headers.iter().zip(kinds) {
        let known = seen["pandas"]["rows"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row[headers.iter().position(|other| other == header).unwrap()] != "");
        if matches!(kind, Kind::Integer | Kind::Decimal) && known {
            assert!(seen["pandas"]["numbers"].as_array().unwrap().contains(&json!(header)), "{name}: {header}");
        }
    }

    // R, where it is.
    let r = Command::new("Rscript").arg(scripts().join("read_table.R")).arg(base.with_extension("csv")).output();
    if let Ok(output) = r {
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let printed = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<&str> = printed.lines().collect();
        assert_eq!(lines[0], cells.len().to_string());
        assert_eq!(&lines[1..], headers);
    }
}

#[test]
fn other_readers_see_the_tables() {
    let knowledge = awkward();
    let folder = tempfile::tempdir().unwrap();
    for &(name, table) in Table::ALL {
        let kinds: Vec<Kind> = columns(table).iter().map(|column| column.kind).collect();
        check_table(folder.path(), name, &kinds, &|format, file| {
            tabular::write(&rows(&Source::of(&knowledge), table, Selection::all()), format, file).unwrap();
        });
    }
    let all = Selection::all();
    for &(name, profile) in Profile::ALL {
        let kinds: Vec<Kind> = profile.columns().iter().map(|column| column.kind).collect();
        check_table(folder.path(), name, &kinds, &|format, file| {
            let source = Source::of(&knowledge);
            tabular::write_cells(name, profile.columns(), profile.rows(&source, &all), format, file).unwrap();
        });
    }
}

/// Subject, predicate, object, type of the object and graph of every quad, as rdflib's script prints them.
fn quads(text: &[u8], format: oxigraph::io::RdfFormat) -> Value {
    use oxigraph::model::{GraphName, NamedOrBlankNode, Term};
    let quads: std::collections::BTreeSet<[String; 5]> = oxigraph::io::RdfParser::from_format(format)
        .for_slice(text)
        .map(|quad| {
            let quad = quad.unwrap();
            let subject = match quad.subject {
                NamedOrBlankNode::NamedNode(node) => node.into_string(),
                NamedOrBlankNode::BlankNode(node) => panic!("{node}: there are no blank nodes"),
            };
            let (object, kind) = match quad.object {
                Term::NamedNode(node) => (node.into_string(), "IRI".to_owned()),
                Term::Literal(literal) => (literal.value().to_owned(), literal.datatype().as_str().to_owned()),
                other => panic!("{other}: there are only IRIs and literals"),
            };
            let graph = match quad.graph_name {
                GraphName::NamedNode(node) => node.into_string(),
                _ => String::new(),
            };
            [subject, quad.predicate.into_string(), object, kind, graph]
        })
        .collect();
    json!(quads)
}

fn check_rdf(knowledge: &Knowledge) {
    use oxigraph::io::RdfFormat;
    let folder = tempfile::tempdir().unwrap();
    let profile = oxigraph::io::JsonLdProfileSet::empty();
    let mut ours: BTreeMap<bool, Value> = BTreeMap::new();
    for (ending, format, own) in [
        ("ttl", Format::Turtle, RdfFormat::Turtle),
        ("nt", Format::NTriples, RdfFormat::NTriples),
        ("rdf", Format::RdfXml, RdfFormat::RdfXml),
        ("nq", Format::NQuads, RdfFormat::NQuads),
        ("trig", Format::TriG, RdfFormat::TriG),
        ("jsonld", Format::JsonLd, RdfFormat::JsonLd { profile }),
    ] {
        let path = folder.path().join("graph").with_extension(ending);
        // rdflib reads RDF 1.1, which has no triple terms.
        let options = rdf::Options { all: true, reification: Reification::Flat, selection: None };
        let mut text = Vec::new();
        rdf::write(&Source::of(knowledge), RULES, format, options, &mut text).unwrap();
        std::fs::write(&path, &text).unwrap();
        if let Some(seen) = python("read_rdf.py", &path) {
            let expected = quads(&text, own);
            assert!(expected.as_array().unwrap().len() > 100, "{ending}");
            assert_eq!(seen, expected, "{ending}");
            // Datasets hold one and the same, and so do files without named graphs, but for what XML lacks.
            let first = ours.entry(own.supports_datasets()).or_insert_with(|| expected.clone());
            assert!(ending == "rdf" || *first == expected, "{ending}");
        }
    }
}

#[test]
fn other_readers_see_the_triples() {
    check_rdf(&awkward());
}
