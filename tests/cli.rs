//! The `whom` command from outside: exit codes, one-line errors, what goes to stdout and what to stderr.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const NEWS: &str = "Barack Obama met Vladimir Putin in Moscow on Wednesday. He praised Putin.\n";
const MORE: &str = "Angela Merkel criticized Donald Trump. Trump did not visit Berlin.\n";

fn whom(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_whom")).current_dir(folder).args(arguments).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), NEWS).unwrap();
    fs::write(folder.path().join("b.txt"), MORE).unwrap();
    folder
}

fn built() -> tempfile::TempDir {
    let folder = folder();
    let output = whom(folder.path(), &["build", "a.txt", "b.txt", "-l", "graph"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    folder
}

/// Runs, and expects this exit code and a single line on stderr that holds all of these words.
fn fails(folder: &Path, arguments: &[&str], code: i32, words: &[&str]) {
    let output = whom(folder, arguments);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {message}");
    let lines: Vec<&str> =
        message.lines().filter(|line| line.starts_with("error:") || line.starts_with("warning:")).collect();
    assert_eq!(lines.len(), 1, "{arguments:?}: {message}");
    for word in words {
        assert!(lines[0].contains(word), "{arguments:?}: `{word}` is not in: {message}");
    }
    assert!(!message.contains("panicked"), "{message}");
}

#[test]
fn from_text_to_every_output() {
    let folder = built();
    let path = folder.path();
    let read = |arguments: &[&str]| {
        let output = whom(path, arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
        stdout(&output)
    };
    for table in ["statements", "mentions", "entities", "evidence", "documents"] {
        let dump = read(&["dump", table, "-l", "graph"]);
        assert!(dump.lines().count() > 0, "{table}");
        dump.lines().for_each(|line| drop(serde_json::from_str::<serde_json::Value>(line).unwrap()));
        read(&["dump", table, "-l", "graph", "--format", "csv"]);
    }
    assert_eq!(read(&["dump", "documents", "-l", "graph"]).lines().count(), 2);
    let dumped = |arguments: &[&str]| -> Vec<serde_json::Value> {
        let lines = read(&[&["dump"], arguments, &["-l", "graph"]].concat());
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let (all, facts) = (dumped(&["statements"]), dumped(&["statements", "--factual"]));
    assert!(facts.len() < all.len() && all.iter().filter(|row| row["factual"] == true).eq(&facts));
    let of_one = dumped(&["statements", "--predicates", "criticize"]);
    assert!(!of_one.is_empty() && of_one.iter().all(|row| row["predicate"]["lemma"] == "criticize"));
    let evidence = dumped(&["evidence", "--predicates", "criticize"]);
    assert!(!evidence.is_empty() && evidence.iter().all(|row| of_one.iter().any(|s| s["id"] == row["statement"])));
    fails(folder.path(), &["dump", "mentions", "--factual", "-l", "graph"], 2, &["select statements", "mentions"]);
    for format in ["graphml", "gexf", "cyjs", "dot", "svg", "ttl", "nt", "nq", "trig", "jsonld", "rdf"] {
        assert!(!read(&["export", format, "-l", "graph"]).is_empty());
    }
    let layout = read(&["export", "graphml", "-l", "graph", "--layout", "--measures", "--factual"]);
    assert!(layout.contains("node_x") && layout.contains("node_page_rank") && layout.contains("node_community"));
    assert!(read(&["export", "nt", "-l", "graph", "--predicates", "criticize"]).contains("criticized"));
    assert!(read(&["path", "Barack Obama", "Putin", "-l", "graph", "--all"]).contains("\" (a.txt)"));
    let joined = read(&["path", "Putin", "Barack Obama", "-l", "graph", "--json"]);
    let joined: serde_json::Value = serde_json::from_str(&joined).unwrap();
    assert!(joined[0]["steps"][0][0]["evidence"][0]["quote"].as_str().unwrap().contains("met"));
    assert!(read(&["path", "Putin", "Angela Merkel", "-l", "graph"]).starts_with("No path of facts"));
    for file in ["t.parquet", "t.xlsx", "t.csv", "picture.png"] {
        let (verb, what) = if file == "picture.png" { ("export", "png") } else { ("dump", "statements") };
        read(&[verb, what, "-l", "graph", "-o", file]);
        assert!(fs::metadata(folder.path().join(file)).unwrap().len() > 100);
    }
    let polecat = read(&["dump", "statements", "-l", "graph", "--profile", "polecat", "--format", "tsv"]);
    assert!(polecat.lines().all(|line| line.split('\t').count() == 40) && polecat.contains("CONSULT"));
    assert!(read(&["dump", "--codebook"]).contains("| `subject_label` | text |"));
    assert_eq!(read(&["dump", "mentions", "--codebook", "--format", "csv"]).lines().count(), 10);
    let people = read(&["query", "-l", "graph", "SELECT ?name { ?x a whom:Person ; rdfs:label ?name }"]);
    assert!(people.starts_with("?name\n") && people.contains("Putin"), "{people}");
    assert!(read(&["explain", "Vladimir Putin", "-l", "graph"]).contains("a.txt"));
    assert!(read(&["stats", "-l", "graph"]).starts_with("documents"));
    let stats: serde_json::Value = serde_json::from_str(&read(&["stats", "-l", "graph", "--json"])).unwrap();
    assert_eq!(stats["documents"], 2);
    assert_eq!(read(&["extract", "a.txt", "b.txt"]).lines().count(), 2);
    assert!(read(&["parse", "a.txt"]).contains("# text = "));
}

#[test]
fn a_selection_that_nothing_answers_to_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "Angela Merkel praised Donald Trump.\n").unwrap();
    let export = |predicate: &str| {
        let output = whom(folder.path(), &["export", "graphml", "-q", "--predicates", predicate, "--from", "a.txt"]);
        assert_eq!(output.status.code(), Some(0));
        stderr(&output)
    };
    assert_eq!(export("praise"), "");
    assert!(export("blame").starts_with("warning: no fact of the graph"));
}

#[test]
fn memory_and_disk_give_the_same_bytes() {
    let folder = built();
    let path = folder.path();
    let layout = ["export", "graphml", "--layout", "--measures", "--all"];
    for arguments in [&["dump", "statements"][..], &["export", "nq"], &["export", "svg"], &layout] {
        let on_disk = whom(path, &[arguments, &["-l", "graph"]].concat());
        let in_memory = whom(path, &[arguments, &["--from", "b.txt", "a.txt"]].concat());
        let one_thread = whom(path, &[arguments, &["-j", "1", "-l", ":memory:", "--from", "a.txt", "b.txt"]].concat());
        assert_eq!(stdout(&on_disk), stdout(&in_memory));
        assert_eq!(stdout(&on_disk), stdout(&one_thread));
    }
}

#[test]
fn documents_come_and_go() {
    let folder = built();
    let path = folder.path();
    let before = stdout(&whom(path, &["export", "nq", "-l", "graph"]));
    let again = whom(path, &["build", "a.txt", "-l", "graph"]);
    assert!(stderr(&again).contains("1 unchanged"), "{}", stderr(&again));
    assert_eq!(whom(path, &["remove", "b.txt", "-l", "graph"]).status.code(), Some(0));
    assert_eq!(stdout(&whom(path, &["dump", "documents", "-l", "graph"])).lines().count(), 1);
    whom(path, &["build", "b.txt", "-l", "graph"]);
    assert_eq!(stdout(&whom(path, &["export", "nq", "-l", "graph"])), before);
    fs::write(path.join("b.txt"), "Angela Merkel praised Donald Trump.\n").unwrap();
    let changed = whom(path, &["build", "b.txt", "-l", "graph"]);
    assert!(stderr(&changed).contains("1 replaced, 2 documents"), "{}", stderr(&changed));
}

#[test]
fn a_bad_document_is_skipped_and_the_rest_goes_on() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("empty.txt"), "").unwrap();
    fs::write(path.join("binary.txt"), [0, 159, 146, 150, 0, 1]).unwrap();
    fs::write(path.join("latin1.txt"), b"Fran\xe7ois Hollande met Angela Merkel.").unwrap();
    for (file, word) in [("empty.txt", "empty.txt"), ("binary.txt", "binary.txt"), ("latin1.txt", "latin1.txt")] {
        fails(path, &["build", "a.txt", file, "-l", file.trim_end_matches(".txt"), "-q"], 1, &[word]);
        let documents = whom(path, &["dump", "documents", "-l", file.trim_end_matches(".txt")]);
        assert_eq!(stdout(&documents).lines().count(), 1);
        // Where nothing can be read, the whole call has failed.
        let alone = whom(path, &["build", file, "-l", "alone", "-q"]);
        assert_eq!(alone.status.code(), Some(2), "{file}: {}", stderr(&alone));
        assert!(stderr(&alone).contains(file) && stderr(&alone).contains("no document could be read"));
    }
}

#[test]
fn errors_take_one_line_and_show_a_way_out() {
    let folder = built();
    let path = folder.path();
    fs::create_dir(path.join("foreign")).unwrap();
    fs::write(path.join("foreign/image.png"), "x").unwrap();
    fs::create_dir(path.join("no-texts")).unwrap();

    fails(path, &["build", "missing.txt", "-l", "new"], 2, &["missing.txt"]);
    fails(path, &["build", "no-texts", "-l", "new"], 2, &["no-texts"]);
    fails(path, &["build", "*.docx", "-l", "new"], 2, &["*.docx"]);
    fails(path, &["build", "-l", "new"], 2, &["nothing to build"]);
    assert!(!path.join("new").exists());
    fails(path, &["build", "a.txt", "-l", "foreign"], 2, &["foreign", "nothing was changed", "new or empty directory"]);
    fails(path, &["build", "a.txt", "-l", "b.txt"], 2, &["b.txt", "is a file"]);
    assert_eq!(fs::read_to_string(path.join("b.txt")).unwrap(), MORE);
    fails(path, &["stats", "-l", "nowhere"], 2, &["nowhere", "whom build"]);
    fails(path, &["stats", "-l", ":memory:"], 2, &["--from"]);
    fails(path, &["stats", "-l", "graph", "--from", "a.txt"], 2, &["--from"]);
    fails(path, &["remove", "nothing.txt", "-l", "graph"], 2, &["nothing.txt", "whom dump documents"]);
    fails(path, &["remove", "a.txt", "-l", "nowhere"], 2, &["nowhere"]);
    fails(path, &["export", "-l", "graph"], 2, &["no format"]);
    fails(path, &["explain", "Nobody At All", "-l", "graph"], 2, &["Nobody At All"]);
    fails(path, &["query", "-l", "graph", "SELECT * { ?s ?p }"], 2, &["line 1", "?s ?p }`"]);
    fails(path, &["query", "-l", "graph", "SELECT * { ?s foo:bar ?o }"], 2, &["foo:", "PREFIX"]);
    fails(path, &["query", "-l", "graph", "CLEAR ALL"], 2, &["updates are refused"]);
    fails(path, &["query", "-l", "graph", "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"], 2, &["SERVICE"]);
    fails(path, &["query", "-l", "graph", "-f", "missing.rq"], 2, &["missing.rq"]);
    fails(path, &["stats", "-l", "graph", "--ontology", "missing"], 2, &["missing"]);
    fails(path, &["dump", "documents", "-l", "graph", "-o", "missing/x.csv"], 2, &["missing/x.csv"]);
    for usage in [&["dump", "everything", "-l", "graph"][..], &["export", "docx", "-l", "graph"], &["stats"], &["fly"]]
    {
        assert_eq!(whom(path, usage).status.code(), Some(2));
    }
}

#[test]
fn queries_end_at_their_limits() {
    let folder = built();
    let path = folder.path();
    let join = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h . ?i ?t ?j }";
    fails(path, &["query", "-l", "graph", join], 2, &["`?a ?b ?p`", "`?c ?d ?q`", "--allow-products"]);
    let optional = "SELECT * { ?a ?p ?b OPTIONAL { ?b ?q ?c } OPTIONAL { ?c ?r ?d } }";
    fails(path, &["query", "-l", "graph", optional], 2, &["only ?c", "--allow-products"]);
    // The engine does not look at the clock while it joins what it has.
    let start = std::time::Instant::now();
    for graph in [&["-l", "graph"][..], &["--from", "a.txt", "b.txt"]] {
        let arguments = [&["query", "--allow-products", "--timeout", "1", join][..], graph].concat();
        fails(path, &arguments, 2, &["stopped after its time", "--timeout"]);
    }
    assert!(start.elapsed() < std::time::Duration::from_secs(60));
    if cfg!(target_os = "linux") {
        let sort = "SELECT ?a ?c ?e { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h } ORDER BY ?a ?h";
        let arguments = ["query", "-l", "graph", "--allow-products", "--max-memory", "30", "--timeout", "0", sort];
        fails(path, &arguments, 2, &["30 MiB", "--max-memory"]);
    }
    // Nothing stays of a result that was not finished.
    fails(
        path,
        &["query", "-l", "graph", "--allow-products", "--timeout", "1", join, "-o", "n.csv"],
        2,
        &["--timeout"],
    );
    assert!(!path.join("n.csv").exists() && !path.join("n.csv.part").exists());
    let (rows, told) = does(path, &["query", "-l", "graph", "--max-rows", "2", "SELECT ?s { ?s ?p ?o }"]);
    assert_eq!(rows.lines().count(), 3);
    assert!(told.contains("only the first 2 rows"), "{told}");
    // The program that reads our output may stop early.
    let many = format!("{} query -l graph 'SELECT * {{ ?s ?p ?o }}' | head -n 1", env!("CARGO_BIN_EXE_whom"));
    let piped = Command::new("sh").current_dir(path).args(["-c", &many]).output().unwrap();
    assert_eq!(stderr(&piped), "");
}

#[test]
fn plans_questions_and_queries_from_standard_input() {
    let folder = built();
    let path = folder.path();
    let query = "SELECT ?who { ?x whom:met ?y . ?x rdfs:label ?who } ORDER BY ?who";
    let (plan, _) = does(path, &["query", "-l", "graph", "--explain", query]);
    assert!(plan.contains("step\n") && plan.contains("whom:met"), "{plan}");
    let mut asking = Command::new(env!("CARGO_BIN_EXE_whom"))
        .current_dir(path)
        .args(["query", "-", "-l", "graph"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    asking.stdin.take().unwrap().write_all(query.as_bytes()).unwrap();
    assert_eq!(stdout(&asking.wait_with_output().unwrap()), "?who\n\"Barack Obama\"\n\"Vladimir Putin\"\n");

    let (met, _) = does(path, &["ask", "met", "-l", "graph"]);
    assert!(met.lines().nth(1).unwrap().starts_with("\"Barack Obama\"\t\"Vladimir Putin\""), "{met}");
    let (timeline, _) = does(path, &["ask", "timeline", "barack obama", "--format", "csv", "--from", "a.txt"]);
    assert!(timeline.starts_with("from,to,who,lemma,what,sentence"), "{timeline}");
    does(path, &["ask", "offices", "Angela Merkel", "-l", "graph"]);
    fails(path, &["ask", "offices", "-l", "graph"], 2, &["give a name"]);
    fails(path, &["ask", "met", "Ann", "-l", "graph"], 2, &["no name"]);
    fails(path, &["ask", "weather", "-l", "graph"], 2, &["met, offices, said, timeline"]);
}

#[test]
fn a_graph_is_as_its_shapes_ask_and_what_is_not_is_shown() {
    let folder = built();
    let path = folder.path();
    let (found, told) = does(path, &["validate", "-l", "graph"]);
    assert!(told.starts_with("0 violations"), "{found}{told}");
    let shape = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix whom: <https://w3id.org/whom/vocabulary#> .
        <http://example.org/Calm> a sh:NodeShape ; sh:targetClass whom:Statement ;
        sh:property [ sh:path whom:lemma ; sh:in ( \"meet\" \"praise\" ) ; sh:message \"nobody criticizes\" ] .";
    fs::write(path.join("calm.ttl"), shape).unwrap();
    let output = whom(path, &["validate", "-l", "graph", "--shapes", "calm.ttl"]);
    assert_eq!(output.status.code(), Some(1));
    let found = stdout(&output);
    assert!(found.contains("violation: https://w3id.org/whom/statement/") && found.contains("(criticize; "), "{found}");
    assert!(found.contains("    b.txt: Angela Merkel criticized Donald Trump."), "{found}");
    let rows = stdout(&whom(path, &["validate", "-l", "graph", "--shapes", "calm.ttl", "--json"]));
    rows.lines().for_each(|row| drop(serde_json::from_str::<serde_json::Value>(row).unwrap()));
    fs::write(path.join("calm.ttl"), "# nothing").unwrap();
    fails(path, &["validate", "-l", "graph", "--shapes", "calm.ttl"], 2, &["calm.ttl", "sh:NodeShape"]);
}

#[test]
fn a_backup_is_the_graph() {
    let folder = built();
    let path = folder.path();
    let export = |graph: &str| does(path, &["export", "nq", "-l", graph]).0;
    let before = export("graph");
    does(path, &["backup", "-l", "graph", "copy"]);
    does(path, &["remove", "b.txt", "-l", "graph"]);
    assert_eq!(export("copy"), before);
    fails(path, &["backup", "-l", "graph", "copy"], 2, &["copy", "there already"]);
    fails(path, &["backup", "-l", "graph", "graph/copy"], 2, &["outside the graph"]);
    fails(path, &["backup", "-l", "nowhere", "other"], 2, &["nowhere"]);
    // A reader does not stand in its way, a writer does.
    let lock = fs::OpenOptions::new().write(true).open(path.join("graph/lock")).unwrap();
    lock.lock_shared().unwrap();
    does(path, &["backup", "-l", "graph", "second"]);
    lock.unlock().unwrap();
    lock.lock().unwrap();
    fails(path, &["backup", "-l", "graph", "third"], 2, &["in use"]);
    // Put in the graph's place, it goes on.
    fs::remove_dir_all(path.join("graph")).unwrap();
    fs::rename(path.join("copy"), path.join("graph")).unwrap();
    let again = whom(path, &["build", "a.txt", "b.txt", "-l", "graph"]);
    assert!(stderr(&again).contains("2 unchanged"), "{}", stderr(&again));
    assert_eq!(export("graph"), before);
}

#[test]
fn a_graph_in_use_is_told() {
    let folder = built();
    let lock = fs::OpenOptions::new().write(true).open(folder.path().join("graph/lock")).unwrap();
    lock.lock().unwrap();
    for arguments in [&["build", "a.txt"][..], &["stats"], &["query", "ASK {}"], &["remove", "a.txt"]] {
        fails(folder.path(), &[arguments, &["-l", "graph"]].concat(), 2, &["in use"]);
    }
}

#[test]
fn a_damaged_record_is_told() {
    let folder = built();
    let record = fs::read_dir(folder.path().join("graph/records")).unwrap().next().unwrap().unwrap().path();
    let content = fs::read(&record).unwrap();
    fs::write(&record, &content[..content.len() / 2]).unwrap();
    fails(folder.path(), &["dump", "mentions", "-l", "graph"], 2, &["damaged", "whom build", "whom remove"]);
    let mended = whom(folder.path(), &["build", "a.txt", "b.txt", "-l", "graph"]);
    assert_eq!(mended.status.code(), Some(0), "{}", stderr(&mended));
    assert_eq!(whom(folder.path(), &["dump", "mentions", "-l", "graph"]).status.code(), Some(0));
}

/// What RocksDB tells of it comes from C++: an allocator that is not its own must not give that back.
#[cfg(feature = "rocksdb")]
#[test]
fn a_damaged_dataset_is_told() {
    let folder = built();
    let path = folder.path();
    fs::write(path.join("graph/rdf/store/CURRENT"), "half").unwrap();
    let query = ["query", "-l", "graph", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"];
    fails(path, &query, 2, &["CURRENT", "remove the folder `rdf`"]);
    fs::remove_dir_all(path.join("graph/rdf")).unwrap();
    let mended = whom(path, &query);
    assert_eq!(mended.status.code(), Some(0), "{}", stderr(&mended));
}

#[test]
fn files_are_written_whole_and_their_names_tell_the_format() {
    let folder = built();
    let path = folder.path();
    for (arguments, file, start) in [
        (&["export"][..], "x.graphml", "<?xml"),
        (&["export"], "x.ttl", "@prefix"),
        (&["dump", "entities"], "x.csv", "id,label,type"),
        (&["dump", "entities"], "x.jsonl", "{\"id\":"),
        (&["query", "SELECT ?s { ?s a whom:Person }"], "x.json", "{\"head\":"),
    ] {
        let output = whom(path, &[arguments, &["-l", "graph", "-o", file]].concat());
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""), "{}", stderr(&output));
        assert!(fs::read_to_string(path.join(file)).unwrap().starts_with(start), "{file}");
        assert!(!path.join(format!("{file}.part")).exists());
    }
    fails(path, &["query", "-l", "graph", "SELECT", "-o", "x.json"], 2, &["syntax"]);
    assert!(fs::read_to_string(path.join("x.json")).unwrap().starts_with("{\"head\":"), "the old file stays");
}

/// Runs, expects success, and gives stdout and stderr.
#[track_caller]
fn does(folder: &Path, arguments: &[&str]) -> (String, String) {
    let output = whom(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
    (stdout(&output), stderr(&output))
}

fn append(path: &Path, text: &str) {
    fs::OpenOptions::new().append(true).create(true).open(path).unwrap().write_all(text.as_bytes()).unwrap();
}

/// Labels of the entities of a graph, each with its Wikidata item.
fn labels(folder: &Path) -> Vec<String> {
    let rows = does(folder, &["dump", "entities", "-l", "graph"]).0;
    let label = |row: &str| {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        format!("{} {}", row["label"].as_str().unwrap(), row["wikidata"].as_str().unwrap_or("-"))
    };
    rows.lines().map(label).collect()
}

#[test]
fn what_a_person_decides_holds_in_every_later_build() {
    let folder = built();
    let path = folder.path();
    let has = |label: &str| labels(path).iter().any(|found| found == label);
    assert!(does(path, &["review", "-l", "graph"]).1.starts_with("graph/review.tsv: "));
    let review = path.join("graph/review.tsv");
    assert!(fs::read_to_string(&review).unwrap().contains("\ndecision\tkind\ta\tb\t"));
    append(
        &review,
        "# mine\nmerge\tDonald Trump\tBarack Obama\t\t\t\t\tfor fun\nrename\tAngela Merkel\tThe Chancellor\nmerge\tAnn Sample\tBo\n",
    );
    assert!(has("Angela Merkel -"), "nothing is decided before the build");
    let (_, told) = does(path, &["build", "-l", "graph"]);
    assert!(told.contains("kept for later") && told.contains("`Ann Sample` (line"), "{told}");
    assert!(told.contains("3 decisions, 2 documents in the graph"), "{told}");
    assert!(has("The Chancellor -") && !(has("Donald Trump -") && has("Barack Obama -")));
    let explained = does(path, &["explain", "Barack Obama", "-l", "graph"]).0;
    assert!(explained.contains("decided     accept\tmerge\t"), "{explained}");
    let in_rdf = does(path, &["query", "-l", "graph", "SELECT ?x { ?x rdfs:label 'The Chancellor' }"]).0;
    assert_eq!(in_rdf.lines().count(), 2, "{in_rdf}");

    // It holds without the file, over documents that go and come, and in a new review.
    fs::remove_file(&review).unwrap();
    let (_, told) = does(path, &["build", "-l", "graph"]);
    assert!(told.contains("graph/review.tsv is not there: 3 decisions of earlier builds kept"), "{told}");
    assert!(!told.contains("kept for later"), "told once: {told}");
    does(path, &["remove", "a.txt", "-l", "graph"]);
    does(path, &["build", "a.txt", "-l", "graph"]);
    assert!(has("The Chancellor -"));
    does(path, &["review", "-l", "graph", "-o", "mine.tsv"]);
    let mine = fs::read_to_string(path.join("mine.tsv")).unwrap();
    assert!(mine.contains("accept\trename\tAngela Merkel\tThe Chancellor"), "{mine}");
    assert!(!review.exists());

    // Another file takes its place, unless the graph's own says otherwise.
    fs::write(path.join("other.tsv"), "split\tDonald Trump\tBarack Obama\n").unwrap();
    does(path, &["build", "--decisions", "other.tsv", "-l", "graph"]);
    assert!(has("Angela Merkel -") && has("Donald Trump -"));
    fs::write(&review, mine).unwrap();
    fails(
        path,
        &["build", "--decisions", "other.tsv", "-l", "graph"],
        2,
        &["graph/review.tsv", "other.tsv", "move it away"],
    );
    does(path, &["build", "-l", "graph", "-q"]);
    assert!(has("The Chancellor -"));
    let (on_stdout, _) = does(path, &["review", "-l", "graph", "-o", "-"]);
    assert!(on_stdout.starts_with("# What whom is unsure of"), "{on_stdout}");
    // Taken out is undone.
    fs::write(&review, "").unwrap();
    does(path, &["build", "-l", "graph"]);
    assert!(has("Angela Merkel -") && has("Donald Trump -") && has("Barack Obama -"));

    fs::write(&review, "\nmaybe\tmerge\ta\tb\n").unwrap();
    fails(path, &["build", "-l", "graph"], 2, &["graph/review.tsv:2:", "accept, reject, defer"]);
    fails(path, &["review", "-l", "graph"], 2, &["graph/review.tsv:2:"]);
    fails(path, &["build", "-l", "graph", "--decisions", "missing.tsv"], 2, &["graph/review.tsv:2:"]);
    fs::remove_file(&review).unwrap();
    fails(path, &["build", "-l", "graph", "--decisions", "missing.tsv"], 2, &["missing.tsv", "cannot be read"]);
    fails(path, &["review", "-l", "nowhere"], 2, &["nowhere", "whom build"]);
}

#[test]
fn two_people_of_one_name_are_taken_apart_by_their_documents() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("paper.txt"), "John Sample, a Labour lawmaker, met Angela Merkel in Berlin on Monday.\n")
        .unwrap();
    fs::write(path.join("local.txt"), "John Sample, a police officer, arrested Bob Marlow in Dublin on Friday.\n")
        .unwrap();
    does(path, &["build", "paper.txt", "local.txt", "-l", "graph"]);
    let samples = || labels(path).iter().filter(|label| *label == "John Sample -").count();
    assert_eq!(samples(), 1);
    let explained = does(path, &["explain", "John Sample", "-l", "graph"]).0;
    let line = "accept\tsplit\tperson/john sample\tlocal.txt";
    assert!(explained.contains(line), "{explained}");
    let review = path.join("graph/review.tsv");
    fs::write(&review, format!("{line}\n")).unwrap();
    let (_, told) = does(path, &["build", "-l", "graph"]);
    assert!(told.starts_with("1 decision, 2 documents"), "{told}");
    assert_eq!(samples(), 2);
    let explained = does(path, &["explain", "John Sample", "-l", "graph"]).0;
    assert!(explained.contains(&format!("decided     {line}    (take it out")), "{explained}");
    // A later document is of the others, and the part stays apart.
    fs::write(path.join("later.txt"), "John Sample praised Angela Merkel on Tuesday.\n").unwrap();
    let (_, told) = does(path, &["build", "later.txt", "-l", "graph"]);
    assert!(!told.contains("review.tsv:"), "{told}");
    assert_eq!(samples(), 2);
    // The name will do where only one bears it; what makes no sense is told.
    fs::write(
        &review,
        "split\tJohn Sample\tlocal.txt\nsplit\tAngela Merkel\tBob Marlow\nmerge\tBob Marlow\tBob Marlow\n\
         reject\tsplit\tAngela Merkel\tDublin\nsplit\tBerlin\tBerlin\nsplit\tBob Marlow\tpaper.txt\n\
         rename\tBob Marlow\tRobert Marlow\nlink\tRobert Marlow\tQ77\nreject\tlink\tDublin\tQ1761\n",
    )
    .unwrap();
    let (_, told) = does(path, &["build", "-l", "graph"]);
    for words in [
        "review.tsv:2: `person/angela merkel` and `person/bob marlow` are not joined: nothing to split",
        "review.tsv:3: `person/bob marlow` is one group already",
        "review.tsv:4: `person/angela merkel` and `place/dublin` are not joined: nothing to keep",
        "review.tsv:5: `place/berlin` is one group: to take it apart, name a document",
        "review.tsv:6: the document has no `person/bob marlow`",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains("review.tsv:1:") && !told.contains("kept for later, as"), "{told}");
    let found = labels(path);
    for label in ["Robert Marlow Q77", "Angela Merkel -", "Dublin -"] {
        assert!(found.iter().any(|found| found == label), "{label}: {found:?}");
    }
    assert_eq!(samples(), 2);
    fs::write(&review, "").unwrap();
    does(path, &["build", "-l", "graph"]);
    assert_eq!(samples(), 1);
}

#[test]
fn a_gazetteer_tells_who_is_who() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let news = serde_json::json!({
        "id": "1", "date": "2018-08-08",
        "text": "Senator Marlow met Angela Merkel in Berlin. Clara Venn criticized Marlow. John Sample praised Venn."
    });
    fs::write(path.join("news.jsonl"), news.to_string()).unwrap();
    let people = [
        r#"{"name": "Adam Marlow", "type": "Person", "wikidata": "Q11", "offices": [{"title": "senator", "start": "2011"}]}"#,
        r#"{"name": "Aaron Marlow", "type": "Person", "wikidata": "Q12", "offices": [{"title": "senator", "end": "2009"}]}"#,
        r#"{"name": "John Sample", "type": "Person", "wikidata": "Q13"}"#,
        r#"{"name": "John Sample", "type": "Person", "wikidata": "Q14", "born": "1950"}"#,
    ];
    fs::write(path.join("people.jsonl"), people.join("\n")).unwrap();
    fs::write(path.join("more.csv"), "name,type,wikidata,aliases\nC. L. Venn,Person,Q15,Clara Venn|Clarissa Venn\n")
        .unwrap();
    let gazetteers = ["--gazetteer", "people.jsonl", "--gazetteer", "more.csv", "-l", "graph"];
    let (_, told) = does(path, &[&["build", "news.jsonl"][..], &gazetteers].concat());
    assert!(told.contains("5 entries in the gazetteer"), "{told}");
    let found = labels(path);
    for label in ["Adam Marlow Q11", "Clara Venn Q15", "John Sample -"] {
        assert!(found.iter().any(|found| found == label), "{label}: {found:?}");
    }
    let explained = does(path, &["explain", "Marlow", "-l", "graph"]).0;
    assert!(
        explained.contains("linked      to Adam Marlow (Q11)") && explained.contains("senator 2011-"),
        "{explained}"
    );
    let same =
        does(path, &["query", "-l", "graph", "SELECT ?x { ?x schema:sameAs <http://www.wikidata.org/entity/Q11> }"]).0;
    assert_eq!(same.lines().count(), 2, "{same}");

    // Where it is unsure it asks, and a rejected link stays away.
    does(path, &["review", "-l", "graph"]);
    let review = path.join("graph/review.tsv");
    let asked = fs::read_to_string(&review).unwrap();
    assert_eq!(asked.matches("\tlink\t").count(), 2, "{asked}");
    let decided: String = asked
        .lines()
        .map(|line| match line.strip_prefix("\tlink\t") {
            Some(rest) if rest.contains("Q13") => format!("accept\tlink\t{rest}\n"),
            Some(rest) => format!("reject\tlink\t{rest}\n"),
            None => format!("{line}\n"),
        })
        .collect();
    fs::write(&review, decided + "reject\tlink\tperson/clara venn\tQ15\n").unwrap();
    does(path, &["build", "-l", "graph"]);
    let found = labels(path);
    for label in ["Adam Marlow Q11", "Clara Venn -", "John Sample Q13"] {
        assert!(found.iter().any(|found| found == label), "{label}: {found:?}");
    }
    assert!(does(path, &["review", "-l", "graph"]).1.contains("nothing to decide, 3 decided"));

    does(path, &["build", "--no-gazetteer", "-l", "graph"]);
    assert!(labels(path).contains(&"John Sample Q13".to_owned()) && labels(path).contains(&"Marlow -".to_owned()));

    fs::write(path.join("bad.jsonl"), "\n{\"name\": \"A B\", \"type\": \"Human\"}\n").unwrap();
    fails(
        path,
        &["build", "news.jsonl", "--gazetteer", "bad.jsonl", "-l", "new"],
        2,
        &["bad.jsonl:2:", "`Human`", "Person"],
    );
    fails(path, &["build", "news.jsonl", "--gazetteer", "people.xlsx", "-l", "new"], 2, &["people.xlsx", ".csv"]);
    assert!(!path.join("new").exists());
}

#[test]
fn standard_input_is_a_document() {
    let folder = folder();
    let mut child = Command::new(env!("CARGO_BIN_EXE_whom"))
        .args(["dump", "documents", "--from", "-"])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(NEWS.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(stdout(&output).contains("\"source\":\"-\""));
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let folder = folder();
    let line = format!("{}\n", serde_json::json!({"id": "1", "text": NEWS.repeat(50)}));
    fs::write(folder.path().join("many.jsonl"), line).unwrap();
    for format in ["jsonl", "csv"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_whom"))
            .args(["dump", "mentions", "--format", format, "--from", "many.jsonl"])
            .current_dir(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    }
}

#[test]
fn every_verb_shows_an_example() {
    let folder = folder();
    for verb in ["build", "remove", "extract", "parse", "query", "export", "dump", "explain", "review", "stats"] {
        let help = whom(folder.path(), &[verb, "--help"]);
        assert!(stdout(&help).contains(&format!("whom {verb}")) && stdout(&help).contains("Example"), "{verb}");
    }
}

#[test]
fn open_information_extraction() {
    let folder = folder();
    let path = folder.path();
    let lines = |arguments: &[&str]| -> Vec<serde_json::Value> {
        let output = whom(path, arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", stderr(&output));
        stdout(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let shown = |tuple: &serde_json::Value| {
        let args: Vec<&str> = tuple["args"].as_array().unwrap().iter().map(|a| a.as_str().unwrap()).collect();
        format!("{} | {} | {}", tuple["arg1"].as_str().unwrap(), tuple["rel"].as_str().unwrap(), args.join(" | "))
    };

    let found = lines(&["extract", "--openie", "a.txt"]);
    assert_eq!(shown(&found[0]), "Barack Obama | met | Vladimir Putin | in Moscow | on Wednesday");
    assert_eq!(found[0]["sentence"], "Barack Obama met Vladimir Putin in Moscow on Wednesday .");
    assert!(found[0]["document"].as_str().unwrap().starts_with("https://"));
    assert!(found.iter().any(|tuple| tuple["id"] == "2" && shown(tuple) == "He | praised | Putin"));

    fs::write(
        path.join("lines.txt"),
        "The union -LRB- UAW -RRB- met its members in Ohio .\n\n{\"id\": \"B 7\", \"sentence\": \"Ann met Bo in Oslo.\"}\n",
    )
    .unwrap();
    let found = lines(&["extract", "--openie", "--sentences", "--binary", "lines.txt"]);
    assert_eq!(found[0]["sentence"], "The union -LRB- UAW -RRB- met its members in Ohio .");
    assert_eq!(found[0]["id"], "1");
    let of_seven: Vec<String> = found.iter().filter(|tuple| tuple["id"] == "B 7").map(shown).collect();
    assert_eq!(of_seven, ["Ann | met | Bo", "Ann | met Bo in | Oslo"]);
    assert!(found.iter().all(|tuple| tuple.get("document").is_none()));
    fs::write(path.join("lines.jsonl"), "{\"id\": 8, \"sentence\": \"Ann met Bo .\"}\n").unwrap();
    let found = lines(&["extract", "--openie", "lines.jsonl"]);
    assert_eq!((found[0]["id"].as_str(), shown(&found[0]).as_str()), (Some("8"), "Ann | met | Bo"));
    let threads = ["1", "2"].map(|n| stdout(&whom(path, &["extract", "--openie", "a.txt", "b.txt", "-j", n])));
    assert_eq!(threads[0], threads[1]);

    fs::write(path.join("broken.jsonl"), "{\"id\": \"1\"}\n").unwrap();
    fails(path, &["extract", "--openie", "--sentences", "broken.jsonl"], 2, &["broken.jsonl: line 1"]);
    fails(path, &["extract", "--sentences", "lines.txt"], 2, &["--openie"]);
}
