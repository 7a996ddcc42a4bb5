//! Reads exported GraphML and GEXF back with NetworkX, igraph and graphology, and compares them with the graph.
//!
//! The readers come from `tests/readers/requirements.txt` (into the Python that `WHOM_PYTHON` names, else `python3`) and
//! from `npm ci` in `tests/readers/`, or in the directory that `WHOM_NODE_READERS` names. Where they are missing, the
//! test says so and passes; `WHOM_REQUIRE_READERS=1`, which CI sets, makes it fail.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use whom::Knowledge;
use whom::export::{gexf, graphml};
use whom::graph::{Selection, ends, label};

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

/// What every reader should see, in the scripts' form.
fn expected(knowledge: &Knowledge, selection: &Selection) -> Value {
    let clean = |text: &str| text.replace('\u{7}', "");
    let graph = whom::graph::project(knowledge, selection);
    let entity = |node: petgraph::graph::NodeIndex| &knowledge.entities[graph[node].entity];
    let mut nodes: Vec<(String, String, usize)> = graph
        .node_indices()
        .map(|node| (entity(node).id.clone(), clean(&entity(node).label), graph[node].mentions))
        .collect();
    nodes.sort();
    let mut edges: Vec<(String, String, String, String, usize)> = graph
        .edge_indices()
        .map(|edge| {
            let (source, target) = graph.edge_endpoints(edge).expect("both ends");
            let statement = &knowledge.statements[graph[edge].statement];
            let id = format!("e{}", statement.id.rsplit('/').next().expect("an IRI"));
            let label = label(&statement.predicate.lemma, ends(knowledge, statement).marker);
            (entity(source).id.clone(), entity(target).id.clone(), id, label, statement.evidence.len())
        })
        .collect();
    edges.sort();
    json!({"directed": true, "nodes": nodes, "edges": edges})
}

/// Numbers as they come (`2.0` or `2`), sizes left out once they are seen to be there.
fn comparable(mut seen: Value) -> Value {
    for node in seen["nodes"].as_array_mut().expect("a list") {
        let node = node.as_array_mut().expect("a list");
        assert!(node.pop().and_then(|size| size.as_f64()).is_some_and(|size| size > 0.0));
        node[2] = json!(node[2].as_f64().expect("a number") as usize);
    }
    for edge in seen["edges"].as_array_mut().expect("a list") {
        edge[4] = json!(edge[4].as_f64().expect("a number") as usize);
    }
    seen
}

fn check(selection: &Selection) {
    let knowledge = common::awkward();
    let folder = tempfile::tempdir().unwrap();
    let create = |name: &str| {
        let path = folder.path().join(name);
        (std::fs::File::create(&path).unwrap(), path)
    };
    let (mut file, graphml_path) = create("graph.graphml");
    graphml::write(&knowledge, selection, &mut file).unwrap();
    let (mut file, gexf_path) = create("graph.gexf");
    gexf::write(&knowledge, selection, &mut file).unwrap();

    let expected = expected(&knowledge, selection);
    for (path, readers) in [(&graphml_path, &["networkx", "igraph"][..]), (&gexf_path, &["networkx"])] {
        let python = std::env::var_os("WHOM_PYTHON").unwrap_or_else(|| "python3".into());
        let mut command = Command::new(python);
        command.arg(scripts().join("read_graph.py")).arg(path);
        if let Some(seen) = read_back(command, "ModuleNotFoundError") {
            for reader in readers {
                assert_eq!(comparable(seen[reader].clone()), expected, "{reader} {path:?}");
            }
        }

        let mut command = Command::new("node");
        if let Some(directory) = std::env::var_os("WHOM_NODE_READERS") {
            command.env("NODE_PATH", Path::new(&directory).join("node_modules"));
        }
        command.arg(scripts().join("read_graph.cjs")).arg(path);
        if let Some(seen) = read_back(command, "Cannot find module") {
            assert_eq!(comparable(seen["graphology"].clone()), expected, "graphology {path:?}");
        }
    }
}

#[test]
fn other_readers_see_facts() {
    check(&Selection::facts());
}

#[test]
fn other_readers_see_claims_and_loops() {
    check(&Selection::all());
}
