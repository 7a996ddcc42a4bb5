//! Random histories of a graph on disk: documents come, change and go, and writers are killed (SIGKILL) at random points. Whatever
//! happened, the graph opens, is as before or as after, and the next build finishes the work; what comes out is the graph of its
//! documents, to the quad.
//!
//! Twice: the writer of many short histories is this test program, started again with `WHOM_HISTORY` set, with records made by
//! hand; the other is `whom build`, with the language model and all stages. `WHOM_KILLS=500` kills more often.
#![cfg(unix)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use common::{document, make, reduce};
use oxigraph::store::Store;
use whom::document::Document;
use whom::store::{Access, Directory, Given, StoreError, in_memory, remove, update};

const TASK: &str = "WHOM_HISTORY";
const KILLS: usize = 50;
/// No two documents of these are one.
const NAMES: &[&str] = &["Obama", "Putin", "Merkel", "Xi", "Macron", "Trump", "Kim", "Modi"];

/// One test after the other: a process that one starts holds, until it runs its program, the locks that another has open.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Documents by source.
type Documents = BTreeMap<String, String>;

fn text(random: &mut Random) -> String {
    let mut of = || NAMES[random.below(NAMES.len())];
    format!("{} met {}.", of(), of())
}

fn documents(texts: &Documents) -> Vec<Document> {
    texts.iter().map(|(source, text)| document(source, text)).collect()
}

fn sorted(store: &Store) -> Vec<String> {
    let mut quads: Vec<String> = store.iter().map(|quad| quad.unwrap().to_string()).collect();
    quads.sort();
    quads
}

fn expected(texts: &Documents) -> Vec<String> {
    let records = documents(texts).into_iter().map(common::record).collect();
    sorted(&in_memory(&reduce(records), common::RULES).unwrap())
}

fn found(graph: &Path) -> Vec<String> {
    let directory = Directory::open(graph, Access::Read).unwrap();
    sorted(&directory.triples(common::RULES, || Ok(reduce(directory.records()?))).unwrap())
}

/// The documents of a graph, each of them whole.
fn held(graph: &Path) -> Documents {
    match Directory::open(graph, Access::Read) {
        Ok(directory) => directory
            .records()
            .unwrap()
            .into_iter()
            .map(|r| (r.document.source.clone(), r.document.text.clone()))
            .collect(),
        Err(StoreError::Missing { .. }) => Documents::new(),
        Err(error) => panic!("{error}"),
    }
}

/// Numbers that look random, the same in each run (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}

/// What the writer does: documents that are added or changed, sources that are removed.
#[derive(serde::Serialize, serde::Deserialize)]
struct Task {
    graph: std::path::PathBuf,
    add: Documents,
    remove: Vec<String>,
}

impl Task {
    /// Has another process do it; kills that after some time, if it is then still at it.
    fn run(&self, threads: usize, patience: Duration) -> ExitStatus {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "writer", "--nocapture"])
            .env(TASK, serde_json::to_string(self).unwrap())
            .env("RAYON_NUM_THREADS", threads.to_string());
        run(&mut command, patience)
    }

    fn carry_out(&self) -> Result<(), StoreError> {
        let mut directory = Directory::open(&self.graph, Access::Write)?;
        if !self.add.is_empty() {
            update(&mut directory, documents(&self.add), Given::default(), &make(), &|_, _| ())?;
        }
        if !self.remove.is_empty() {
            remove(&mut directory, &self.remove, &make())?;
        }
        Ok(())
    }
}

/// Runs a command; kills it after some time, if it is then still at it.
fn run(command: &mut Command, patience: Duration) -> ExitStatus {
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let start = Instant::now();
    while start.elapsed() < patience {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    child.kill().unwrap();
    child.wait().unwrap()
}

fn kills() -> usize {
    std::env::var("WHOM_KILLS").map_or(KILLS, |number| number.parse().expect("a number"))
}

/// No test of its own: what the other process runs.
#[test]
fn writer() {
    if let Ok(task) = std::env::var(TASK) {
        let task: Task = serde_json::from_str(&task).unwrap();
        task.carry_out().unwrap();
    }
}

#[test]
fn any_history_gives_the_graph_of_its_documents() {
    let _alone = alone();
    let wanted = kills();
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("graph");
    let mut random = Random(7);
    let mut texts = Documents::new();
    let mut killed = 0;
    let mut usual = Duration::from_millis(200);
    let mut step = 0;
    while killed < wanted {
        step += 1;
        let mut task = Task { graph: graph.clone(), add: Documents::new(), remove: Vec::new() };
        let mut after = texts.clone();
        let sources: Vec<String> = texts.keys().cloned().collect();
        match random.below(4) {
            // Many at once make the dataset anew, one changes it in place.
            0 => task.add.extend((0..1 + random.below(12)).map(|i| (format!("{step}-{i}.txt"), text(&mut random)))),
            1 if !sources.is_empty() => {
                task.add.insert(sources[random.below(sources.len())].clone(), text(&mut random));
            }
            2 if sources.len() > 8 => task.remove.push(sources[random.below(sources.len())].clone()),
            _ => drop(task.add.insert(format!("{step}.txt"), text(&mut random))),
        }
        after.extend(task.add.clone());
        after.retain(|source, _| !task.remove.contains(source));

        let threads = 1 + random.below(3);
        let start = Instant::now();
        let in_time = random.below(4) == 0;
        let patience = if in_time { Duration::from_secs(60) } else { usual.mul_f64(random.below(1000) as f64 / 900.0) };
        let status = task.run(threads, patience);
        let finished = status.success();
        assert!(finished || !in_time, "{status}");
        if finished {
            usual = (usual + start.elapsed()) / 2;
            texts = after;
        } else {
            killed += 1;
            let held = held(&graph);
            assert!(held == texts || held == after, "step {step}: neither the graph before nor the graph after");
            texts = held;
        }
        if !texts.is_empty() && (finished || random.below(2) == 0) {
            assert_eq!(found(&graph), expected(&texts), "step {step}, finished: {finished}");
            let findings = Directory::open(&graph, Access::Read).unwrap().findings();
            let findings = findings.map(|findings| findings.whole().unwrap());
            assert!(findings.is_some() || !finished);
            let records = documents(&texts).into_iter().map(common::record).collect();
            assert!(findings.is_none_or(|findings| findings == reduce(records).findings), "step {step}");
        }
    }
    let rest: Documents = (0..3).map(|i| (format!("rest-{i}.txt"), text(&mut random))).collect();
    texts.extend(rest.clone());
    Task { graph: graph.clone(), add: rest, remove: Vec::new() }.carry_out().unwrap();
    assert_eq!(found(&graph), expected(&texts));

    let fresh = folder.path().join("fresh");
    Task { graph: fresh.clone(), add: texts, remove: Vec::new() }.carry_out().unwrap();
    let manifest = |graph: &Path| std::fs::read(graph.join("whom.json")).unwrap();
    assert_eq!(manifest(&graph), manifest(&fresh));
    println!("{killed} kills in {step} steps");
}

#[test]
fn a_killed_program_leaves_a_whole_graph_that_the_next_build_finishes() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let [texts, graph] = ["texts", "graph"].map(|name| folder.path().join(name));
    std::fs::create_dir(&texts).unwrap();
    let whom = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whom"));
        command.args(arguments).arg("-l").arg(&graph);
        command
    };
    let build = || {
        let mut command = whom(&["build", "--quiet"]);
        command.arg(&texts);
        command
    };
    let held = || -> Documents {
        let found = whom(&["dump", "documents"]).output().unwrap();
        if !found.status.success() {
            let message = String::from_utf8_lossy(&found.stderr).into_owned();
            assert!(message.contains("no graph here"), "{message}");
            return Documents::new();
        }
        let row = |line: &str| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            (text("source"), text("text"))
        };
        std::str::from_utf8(&found.stdout).unwrap().lines().map(row).collect()
    };
    let exported = |from: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whom"));
        let done = command.args(["export", "nq"]).args(from).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        done.stdout
    };
    let mut random = Random(23);
    let [mut before, mut files] = [Documents::new(), Documents::new()];
    let mut usual = Duration::from_millis(200);
    let mut killed = 0;
    for step in 0.. {
        if killed >= kills() {
            break;
        }
        for _ in 0..1 + random.below(3) {
            // Of so few sources many are changed, not new.
            let file = texts.join(format!("{}.txt", random.below(12)));
            let place = ["Geneva", "Vienna", "Paris"][random.below(3)];
            let said = text(&mut random).replace('.', &format!(" in {place} on Monday."));
            std::fs::write(&file, &said).unwrap();
            files.insert(file.to_str().unwrap().to_owned(), said);
        }
        let start = Instant::now();
        let patience =
            if step % 5 == 4 { Duration::from_secs(60) } else { usual.mul_f64(random.below(1000) as f64 / 900.0) };
        let status = run(&mut build(), patience);
        let finished = status.success();
        assert!(finished || status.code().is_none(), "{status}");
        let now = held();
        if finished {
            usual = (usual + start.elapsed()) / 2;
            assert_eq!(now, files, "step {step}");
        } else {
            killed += 1;
            assert!(now == before || now == files, "step {step}: neither the graph before nor the graph after");
        }
        before = now;
    }
    assert!(build().status().unwrap().success());
    let [texts, graph] = [&texts, &graph].map(|path| path.to_str().unwrap());
    assert_eq!(held(), files);
    assert!(exported(&["-l", graph]) == exported(&["--from", texts]), "not the graph of its documents");
    let asked = |of: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_whom"));
        command.args(["query", "--max-rows", "0", "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g ?s ?p ?o"]);
        let done = command.args(of).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        done.stdout
    };
    assert!(asked(&["-l", graph]) == asked(&["--from", texts]), "not the dataset of its documents");
}

#[cfg(feature = "rocksdb")]
mod increments {
    use whom::entity::curation::Curation;
    use whom::language::LanguageModel;
    use whom::ontology::Ontology;
    use whom::store::Make;
    use whom::{Findings, Knowledge, Record};

    use super::*;

    /// A short article on few people, offices and meetings, so that what one says bears on who is who in others.
    fn article(random: &mut Random) -> String {
        const PEOPLE: &[(&str, &str)] = &[
            ("Angela Merkel", "German Chancellor"),
            ("Emmanuel Macron", "French President"),
            ("Hillary Clinton", "former Secretary of State"),
            ("Bill Clinton", "former U.S. President"),
            ("Vladimir Putin", "Russian President"),
            ("Boris Johnson", "British Prime Minister"),
            ("Alan Johnson", "former Home Secretary"),
        ];
        const PLACES: &[&str] = &["Berlin", "Paris", "Moscow", "Geneva"];
        const BODIES: &[&str] = &["the World Health Organization", "the WHO", "the European Commission", "NATO"];
        let mut sentences = Vec::new();
        for _ in 0..2 + random.below(3) {
            let [(one, title), (other, _)] = [PEOPLE[random.below(PEOPLE.len())], PEOPLE[random.below(PEOPLE.len())]];
            let surname = |name: &str| name.split(' ').next_back().unwrap_or_default().to_owned();
            let (place, body) = (PLACES[random.below(PLACES.len())], BODIES[random.below(BODIES.len())]);
            sentences.push(match random.below(6) {
                0 => format!("{title} {one} met {} in {place} on 3 May 2018.", surname(other)),
                1 => format!("{} criticised {body}, and {other} defended it.", surname(one)),
                2 => format!("{one} wrote a letter to {other}."),
                3 => format!("{} said that {other} had left {place}.", surname(one)),
                4 => format!("{title} {one} took part in the summit with {other} in {place}."),
                _ => format!("{} is the {title}, a spokesman for {body} said in a statement.", surname(one)),
            });
        }
        sentences.join(" ")
    }

    fn first_difference(found: &Findings, expected: &Findings) -> String {
        let entities = found.entities.iter().zip(&expected.entities).find(|(a, b)| a != b);
        let statements = found.statements.iter().zip(&expected.statements).find(|(a, b)| a != b);
        format!("{entities:#?}\n{statements:#?}")
    }

    #[test]
    fn few_documents_more_or_less_give_the_graph_that_all_of_them_make() {
        let _alone = alone();
        let folder = tempfile::tempdir().unwrap();
        let graph = folder.path().join("graph");
        let model = LanguageModel::builtin().unwrap();
        let ontology = Ontology::builtin();
        let make = Make {
            model: model.version(),
            ontology: ontology.version(),
            extract: &|document| Record::extract(document, model, ontology),
            reduce: &|records, curation| Knowledge::reduce(records, ontology, curation),
            linking: Some(ontology),
            rules: &[],
        };
        let mut random = Random(5);
        let mut texts: Documents = (0..24).map(|i| (format!("{i}.txt"), article(&mut random))).collect();
        let open = || Directory::open(&graph, Access::Write).unwrap();
        let add =
            |texts: &Documents| update(&mut open(), documents(texts), Given::default(), &make, &|_, _| ()).unwrap();
        add(&texts);
        let mut increments = 0;
        let mut renewed = 0;
        for step in 0..30 {
            let sources: Vec<String> = texts.keys().cloned().collect();
            let some = |random: &mut Random| sources[random.below(sources.len())].clone();
            if random.below(4) == 0 {
                let gone = some(&mut random);
                texts.remove(&gone);
                remove(&mut open(), &[gone], &make).unwrap();
            } else {
                let new =
                    |random: &mut Random| if random.below(2) == 0 { format!("new-{step}.txt") } else { some(random) };
                let given: Documents =
                    (0..1 + random.below(2)).map(|_| (new(&mut random), article(&mut random))).collect();
                texts.extend(given.clone());
                add(&given);
            }
            let directory = Directory::open(&graph, Access::Read).unwrap();
            let records = directory.records().unwrap();
            assert_eq!(records.len(), texts.len());
            let knowledge = Knowledge::reduce(records, ontology, &Curation::default());
            // Only what reduces all records leaves findings that fit; those of an earlier step tell the rest.
            if directory.findings().is_none() {
                increments += 1;
                let findings = directory.renewed_findings(ontology).unwrap().expect("the findings before are there");
                assert!(
                    findings == knowledge.findings,
                    "step {step}: {}",
                    first_difference(&findings, &knowledge.findings)
                );
                if random.below(3) == 0 {
                    renewed += 1;
                    directory.keep_findings(&findings).unwrap();
                }
            }
            let on_disk =
                directory.triples(&[], || panic!("step {step}: the dataset does not fit the records")).unwrap();
            let expected = sorted(&in_memory(&knowledge, &[]).unwrap());
            let found = sorted(&on_disk);
            let differs = |a: &[String], b: &[String]| a.iter().find(|quad| b.binary_search(quad).is_err()).cloned();
            assert_eq!(differs(&found, &expected), None, "step {step}: should not be there");
            assert_eq!(differs(&expected, &found), None, "step {step}: should be there");
        }
        assert!(increments > 20 && renewed > 3, "{increments}, {renewed}");
        // Made anew from all records it is the same, and so is all that is kept.
        let fresh = folder.path().join("fresh");
        update(
            &mut Directory::open(&fresh, Access::Write).unwrap(),
            documents(&texts),
            Given::default(),
            &make,
            &|_, _| (),
        )
        .unwrap();
        let kept = |graph: &Path| {
            let files = std::fs::read_dir(graph.join("kept")).unwrap().map(|file| file.unwrap().path());
            files.map(|file| (file.file_name().unwrap().to_owned(), std::fs::read(&file).unwrap())).collect()
        };
        let [kept, anew]: [BTreeMap<_, _>; 2] = [kept(&graph), kept(&fresh)];
        assert!(kept == anew);
    }
}

/// A small disk in memory, where this process may mount one.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    fn mount(folder: &'a Path, kilobytes: usize) -> Option<Self> {
        Self::call(&["-t", "tmpfs", "-o", &format!("size={kilobytes}k"), "tmpfs"], folder).then_some(Self(folder))
    }

    fn resize(&self, kilobytes: usize) {
        assert!(Self::call(&["-o", &format!("remount,size={kilobytes}k")], self.0));
    }

    fn call(arguments: &[&str], folder: &Path) -> bool {
        let mount = Command::new("mount").args(arguments).arg(folder).stderr(Stdio::null()).status();
        mount.is_ok_and(|status| status.success())
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_leaves_a_whole_graph() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(folder.path(), 64 * 1024) else {
        eprintln!("no file system can be mounted here: the test with a full disk is left out");
        return;
    };
    let graph = folder.path().join("graph");
    let mut random = Random(11);
    let mut texts: Documents = (0..5).map(|i| (format!("{i}.txt"), text(&mut random))).collect();
    let task = |add: &Documents| Task { graph: graph.clone(), add: add.clone(), remove: Vec::new() };
    task(&texts).carry_out().unwrap();
    let many: Documents = (0..40).map(|i| (format!("more-{i}.txt"), text(&mut random))).collect();
    let used = Command::new("du").arg("-sk").arg(&graph).output().unwrap().stdout;
    let used: usize = String::from_utf8(used).unwrap().split_whitespace().next().unwrap().parse().unwrap();
    let mut failures = 0;
    for spare in [4, 40, 120, 300] {
        disk.resize(used + spare);
        let failed = task(&many).carry_out();
        let held = held(&graph);
        match failed {
            Err(error) => {
                failures += 1;
                assert!(error.to_string().contains("space"), "{spare}: {error}");
                assert_eq!(held, texts, "{spare}");
            }
            Ok(()) => texts.extend(many.clone()),
        }
    }
    assert!(failures > 0, "the disk was never full");
    disk.resize(64 * 1024);
    texts.extend(many.clone());
    task(&many).carry_out().unwrap();
    assert_eq!(found(&graph), expected(&texts));
}
