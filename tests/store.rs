//! Graphs on disk and in memory: round trips, whatever the order, and what kills and strangers leave behind.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use common::{document, make, reduce};
use oxigraph::sparql::QueryResults;
use oxigraph::store::Store;
use whom::document::Document;
use whom::export::profile::Profile;
use whom::export::tables::{Table, rows};
use whom::export::tabular::{self, TableFormat};
use whom::export::{ExportError, Network, cytoscape, dot, gexf, graphml, pair, picture};
use whom::graph::{Selection, summarize};
use whom::store::{Access, Directory, FindingsRef, Given, Make, Report, Source, StoreError, in_memory, remove, update};

fn documents() -> Vec<Document> {
    vec![
        document("a.txt", "Obama met Putin."),
        document("b.txt", "Merkel met Obama."),
        document("c.txt", "Xi met Merkel."),
    ]
}

fn add(path: &Path, documents: Vec<Document>) -> Report {
    let mut directory = Directory::open(path, Access::Write).unwrap();
    update(&mut directory, documents, Given::default(), &make(), &|_, _| ()).unwrap()
}

fn triples(path: &Path) -> Store {
    let directory = Directory::open(path, Access::Read).unwrap();
    directory.triples(common::RULES, || Ok(reduce(directory.records()?))).unwrap()
}

fn sorted(store: &Store) -> Vec<String> {
    let mut quads: Vec<String> = store.iter().map(|quad| quad.unwrap().to_string()).collect();
    quads.sort();
    quads
}

fn expected(documents: Vec<Document>) -> Vec<String> {
    sorted(&in_memory(&reduce(documents.into_iter().map(common::record).collect()), common::RULES).unwrap())
}

fn record_files(path: &Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = fs::read_dir(path.join("records")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn a_graph_does_not_depend_on_how_it_came_together() {
    let folder = tempfile::tempdir().unwrap();
    let [at_once, stepwise] = ["at-once", "stepwise"].map(|name| folder.path().join(name));
    let report = add(&at_once, documents());
    assert_eq!((report.added, report.documents), (3, 3));
    for document in documents().into_iter().rev() {
        add(&stepwise, vec![document]);
    }
    add(&stepwise, vec![document("d.txt", "Trump met Kim.")]);
    let mut directory = Directory::open(&stepwise, Access::Write).unwrap();
    remove(&mut directory, &["d.txt".to_owned()], &make()).unwrap();
    drop(directory);

    assert_eq!(fs::read(at_once.join("whom.json")).unwrap(), fs::read(stepwise.join("whom.json")).unwrap());
    assert_eq!(sorted(&triples(&at_once)), expected(documents()));
    assert_eq!(sorted(&triples(&stepwise)), expected(documents()));
    let contents = |path: &Path| record_files(path).iter().map(|file| fs::read(file).unwrap()).collect::<Vec<_>>();
    assert_eq!(contents(&at_once), contents(&stepwise));
}

#[test]
fn findings_are_kept_and_passed_over_where_they_do_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("graph");
    add(&graph, documents());
    let found = || {
        let findings = Directory::open(&graph, Access::Read).unwrap().findings();
        findings.map(|findings| findings.whole().unwrap())
    };
    let records = || documents().into_iter().map(common::record).collect();
    assert_eq!(found(), Some(reduce(records()).findings));

    let file = graph.join("findings");
    let whole = fs::read(&file).unwrap();
    let mut damages: Vec<Vec<u8>> = (0..whole.len())
        .step_by(whole.len() / 50)
        .map(|place| {
            let mut bytes = whole.clone();
            bytes[place] ^= 1;
            bytes
        })
        .collect();
    damages.extend([whole[..whole.len() - 1].to_vec(), [&whole[..], b"x"].concat(), Vec::new()]);
    for damaged in damages {
        fs::write(&file, damaged).unwrap();
        assert_eq!(found(), None);
    }
    // Those of another set of documents.
    fs::write(&file, &whole).unwrap();
    add(&graph, vec![document("d.txt", "Trump met Kim.")]);
    let later = fs::read(&file).unwrap();
    fs::write(&file, &whole).unwrap();
    assert_eq!(found(), None);
    // Whoever works them out keeps them, if nobody else has the graph open.
    let open = || Directory::open(&graph, Access::Read).unwrap();
    let findings = reduce(open().records().unwrap()).findings;
    let reader = open();
    assert!(matches!(open().keep_findings(&findings), Err(StoreError::Locked { .. })));
    drop(reader);
    open().keep_findings(&findings).unwrap();
    assert!(fs::read(&file).unwrap() == later);
    assert_eq!(found(), Some(findings));
}

/// What graphs and tables of statements are written to: the same bytes, wherever the statements are.
#[test]
fn statements_that_are_read_some_at_a_time_give_the_same_files() {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("graph");
    add(&graph, documents());
    // More than are read at a time, and a rest.
    let knowledge = common::web(40, 9000);
    Directory::open(&graph, Access::Read).unwrap().keep_findings(&knowledge.findings).unwrap();
    let stored = Directory::open(&graph, Access::Read).unwrap().findings().unwrap();
    let record = |document: usize| Ok(knowledge.records[document].clone());
    let [known, read] = [FindingsRef::from(&knowledge), FindingsRef::from(&stored)];
    let sources = [Source::of(&knowledge), Source::reading(read, &record)];

    assert_eq!(*read.statements().unwrap(), knowledge.statements);
    let indices = BTreeSet::from([0, 1023, 1024, 8191, 8192, 8999]);
    let some = read.some(&indices).unwrap();
    assert!(some.keys().eq(&indices) && some.iter().all(|(&index, found)| **found == knowledge.statements[index]));
    assert_eq!(some, known.some(&indices).unwrap());
    assert_eq!(summarize(known, 3).unwrap(), summarize(read, 3).unwrap());

    let early = Selection { predicates: ["praise".to_owned()].into(), ..Selection::facts() };
    let collapsed = Selection { collapse: true, ..Selection::facts() };
    for selection in [Selection::all(), early, collapsed] {
        let [one, other] = [known, read].map(|findings| {
            let network = Network::new(findings, &selection).unwrap().with_measures().unwrap();
            let mut files: [Vec<u8>; 7] = Default::default();
            let [xml, dynamic, json, graphviz, nodes, edges, svg] = &mut files;
            graphml::write(&network, xml).unwrap();
            gexf::write(&network, dynamic).unwrap();
            cytoscape::write(&network, json).unwrap();
            dot::write(&network, graphviz).unwrap();
            pair::write(&network, pair::Dialect::Gephi, nodes, edges).unwrap();
            picture::write_svg(&network, &picture::Options::default(), svg).unwrap();
            files
        });
        assert!(one == other && one.iter().all(|file| !file.is_empty()));
        let [one, other] = sources.each_ref().map(|source| {
            let mut files: [Vec<u8>; 3] = Default::default();
            for (table, file) in [Table::Statements, Table::Evidence].into_iter().zip(&mut files) {
                tabular::write(&rows(source, table, selection.clone()), TableFormat::Csv, file).unwrap();
            }
            let edges = Profile::EdgeList.rows(source, &selection);
            let columns = Profile::EdgeList.columns();
            tabular::write_cells("edges", columns, edges, TableFormat::JsonLines, &mut files[2]).unwrap();
            files
        });
        assert!(one == other && one.iter().all(|file| !file.is_empty()));
    }

    // What is damaged behind the opening is told.
    let file = graph.join("findings");
    let mut bytes = fs::read(&file).unwrap();
    let last = bytes.len() - 10;
    bytes[last] ^= 1;
    fs::write(&file, bytes).unwrap();
    let network = Network::new(read, &Selection::facts());
    assert!(matches!(network, Err(StoreError::Io { path, .. }) if path == file));
    // Where all entities are shown, statements are read for the edges alone.
    let all = Network::new(read, &Selection::all()).unwrap();
    let written = graphml::write(&all, &mut Vec::new());
    assert!(matches!(written, Err(ExportError::Store(StoreError::Io { path, .. })) if path == file));
}

#[test]
fn known_documents_are_skipped_and_changed_ones_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph");
    add(&path, documents());
    let changed = document("b.txt", "Merkel met Macron.");
    let report = add(&path, vec![documents().remove(0), changed.clone()]);
    assert_eq!((report.unchanged, report.replaced, report.added, report.documents), (1, 1, 0, 3));
    assert_eq!(record_files(&path).len(), 3);
    let [first, _, third]: [Document; 3] = documents().try_into().unwrap();
    assert_eq!(sorted(&triples(&path)), expected(vec![first, changed, third]));
}

#[test]
fn two_documents_from_standard_input_are_two() {
    let folder = tempfile::tempdir().unwrap();
    add(folder.path(), vec![document("-", "Obama met Putin.")]);
    let report = add(folder.path(), vec![document("-", "Merkel met Putin.")]);
    assert_eq!((report.added, report.documents), (1, 2));
}

#[test]
fn two_documents_of_one_name_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let report = add(folder.path(), vec![document("x", "Obama met Putin."), document("x", "Merkel met Putin.")]);
    assert_eq!((report.added, report.skipped.len()), (1, 1));
}

#[test]
fn an_interrupted_build_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let [path, other] = ["graph", "other"].map(|name| folder.path().join(name));
    add(&path, vec![documents().remove(0)]);
    // As a kill leaves it: records of documents that are not yet in the manifest, one of them cut off.
    add(&other, documents());
    for (index, file) in record_files(&other).iter().enumerate() {
        let target = path.join("records").join(file.file_name().unwrap());
        if !target.exists() {
            let content = fs::read(file).unwrap();
            let end = if index == 2 { content.len() / 2 } else { content.len() };
            fs::write(target, &content[..end]).unwrap();
        }
    }
    fs::write(path.join("records/new-x.json.tmp"), "{").unwrap();
    assert_eq!(sorted(&triples(&path)), expected(vec![documents().remove(0)]), "the old graph is whole");
    let report = add(&path, documents());
    assert_eq!(report.added, 2);
    assert!(report.resumed <= 2);
    assert_eq!(sorted(&triples(&path)), expected(documents()));
    assert_eq!(record_files(&path).len(), 3);
}

#[test]
fn a_document_that_breaks_the_extraction_is_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let extract = |document: Document| {
        assert!(!document.text.contains("Putin"), "a bug");
        common::record(document)
    };
    let mut directory = Directory::open(folder.path(), Access::Write).unwrap();
    let report =
        update(&mut directory, documents(), Given::default(), &Make { extract: &extract, ..make() }, &|_, _| ())
            .unwrap();
    assert_eq!((report.added, report.skipped.len()), (2, 1));
    assert_eq!(report.skipped[0].0, "a.txt");
}

#[test]
fn another_make_reads_all_documents_again() {
    let folder = tempfile::tempdir().unwrap();
    add(folder.path(), documents());
    let extract = |document: Document| whom::Record { model: "newer".to_owned(), ..common::record(document) };
    let newer = Make { model: "newer", extract: &extract, ..make() };
    let mut directory = Directory::open(folder.path(), Access::Write).unwrap();
    assert!(matches!(remove(&mut directory, &["a.txt".to_owned()], &newer), Err(StoreError::OtherMake { .. })));
    let report = update(&mut directory, Vec::new(), Given::default(), &newer, &|_, _| ()).unwrap();
    assert_eq!((report.renewed, report.documents), (3, 3));
    assert!(directory.records().unwrap().iter().all(|record| record.model == "newer"));
    assert_eq!(record_files(folder.path()).len(), 3);
    assert!(matches!(directory.check_ontology("another"), Err(StoreError::OtherMake { .. })));
}

#[test]
fn a_damaged_record_is_told_and_mended_by_a_build() {
    let folder = tempfile::tempdir().unwrap();
    add(folder.path(), documents());
    let file = &record_files(folder.path())[0];
    let content = fs::read(file).unwrap();
    fs::write(file, &content[..content.len() - 20]).unwrap();
    let directory = Directory::open(folder.path(), Access::Read).unwrap();
    let error = directory.records().unwrap_err().to_string();
    assert!(error.contains("cut off") && error.contains("whom build"), "{error}");
    drop(directory);
    assert_eq!(add(folder.path(), documents()).documents, 3);
    assert_eq!(fs::read(file).unwrap(), content);

    let flipped: Vec<u8> = String::from_utf8(content).unwrap().replace("met", "mat").into_bytes();
    fs::write(file, flipped).unwrap();
    let directory = Directory::open(folder.path(), Access::Read).unwrap();
    assert!(directory.records().unwrap_err().to_string().contains("checksum"));
}

#[test]
fn what_is_no_graph_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let open = |path: &Path, access| Directory::open(path, access).unwrap_err();
    let missing = folder.path().join("missing");
    assert!(matches!(open(&missing, Access::Read), StoreError::Missing { .. }));
    assert!(!missing.exists());

    let foreign = folder.path().join("foreign");
    fs::create_dir(&foreign).unwrap();
    fs::write(foreign.join("thesis.doc"), "x").unwrap();
    for access in [Access::Read, Access::Write] {
        assert!(matches!(open(&foreign, access), StoreError::Foreign { .. }));
    }
    assert_eq!(fs::read_dir(&foreign).unwrap().count(), 1);
    assert!(matches!(open(&foreign.join("thesis.doc"), Access::Write), StoreError::NotADirectory { .. }));

    let newer = folder.path().join("newer");
    fs::create_dir(&newer).unwrap();
    fs::write(newer.join("whom.json"), r#"{"whom": "graph", "format": 99, "shape": "unknown"}"#).unwrap();
    assert!(matches!(open(&newer, Access::Write), StoreError::Newer { found: 99, .. }));
    fs::write(newer.join("whom.json"), r#"{"whom": "graph", "format": 0}"#).unwrap();
    let older = open(&newer, Access::Read);
    assert!(matches!(older, StoreError::Older { found: 0, .. }));
    assert!(older.to_string().contains("build the graph anew"), "{older}");
    fs::write(newer.join("whom.json"), r#"{"whom": "#).unwrap();
    assert!(matches!(open(&newer, Access::Read), StoreError::DamagedManifest { .. }));
}

#[test]
fn one_writes_or_many_read() {
    let folder = tempfile::tempdir().unwrap();
    add(folder.path(), documents());
    let writer = Directory::open(folder.path(), Access::Write).unwrap();
    for access in [Access::Read, Access::Write] {
        assert!(matches!(Directory::open(folder.path(), access), Err(StoreError::Locked { .. })));
    }
    drop(writer);
    let _reader = Directory::open(folder.path(), Access::Read).unwrap();
    let _other = Directory::open(folder.path(), Access::Read).unwrap();
    assert!(matches!(Directory::open(folder.path(), Access::Write), Err(StoreError::Locked { .. })));
}

#[test]
fn removing_what_is_not_there_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    add(folder.path(), documents());
    let mut directory = Directory::open(folder.path(), Access::Write).unwrap();
    let before = directory.manifest().clone();
    let names = ["a.txt".to_owned(), "nothing".to_owned()];
    assert!(matches!(remove(&mut directory, &names, &make()), Err(StoreError::NoSuchDocument { .. })));
    assert_eq!(*directory.manifest(), before);
}

mod curation {
    use whom::entity::gazetteer::{Entry, Gazetteer};
    use whom::ontology::EntityType;
    use whom::review::{self, Review};

    use super::*;

    fn review(content: &str) -> Review {
        Review::parse("review.tsv", content).unwrap()
    }

    fn gazetteer(name: &str, item: &str) -> Gazetteer {
        let entry = serde_json::json!({"name": name, "type": "Person", "wikidata": item});
        Gazetteer::new(vec![serde_json::from_value::<Entry>(entry).unwrap()])
    }

    fn give(path: &Path, documents: Vec<Document>, given: Given) -> Result<Report, StoreError> {
        let mut directory = Directory::open(path, Access::Write)?;
        update(&mut directory, documents, given, &make(), &|_, _| ())
    }

    fn labels(path: &Path) -> Vec<(String, Option<String>)> {
        let directory = Directory::open(path, Access::Read).unwrap();
        let (decided, gazetteer) = (directory.review().unwrap(), directory.gazetteer().unwrap());
        let curated = review::reduce(directory.records().unwrap(), &decided, gazetteer, &common::curated).unwrap();
        curated
            .knowledge
            .findings
            .catalogue
            .entities
            .into_iter()
            .map(|entity| (entity.label, entity.wikidata))
            .collect()
    }

    fn digest(path: &Path) -> String {
        Directory::open(path, Access::Read).unwrap().manifest().digest()
    }

    fn kept(path: &Path) -> Vec<String> {
        let names = fs::read_dir(path.join("curation")).unwrap();
        let mut names: Vec<String> =
            names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    fn all(path: &Path) -> Vec<u8> {
        let mut content = fs::read(path.join("whom.json")).unwrap();
        for name in kept(path) {
            content.extend(fs::read(path.join("curation").join(name)).unwrap());
        }
        content
    }

    #[test]
    fn what_a_user_gave_stays_with_the_graph() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        add(path, documents());
        let plain = digest(path);
        let rename = review("accept\trename\tperson/obama\tBarack Obama\t\t\t\t\tmy note\n");
        let given = Given { review: Some(rename.clone()), gazetteer: Some(gazetteer("Putin", "Q61")) };
        give(path, Vec::new(), given.clone()).unwrap();
        let curated = digest(path);
        assert_ne!(plain, curated);
        let of = |label: &str, item: Option<&str>| (label.to_owned(), item.map(str::to_owned));
        assert!(labels(path).contains(&of("Barack Obama", None)) && labels(path).contains(&of("Putin", Some("Q61"))));

        // Building again, with the same or without, changes nothing; nor does a remark.
        give(path, documents(), Given::default()).unwrap();
        give(path, Vec::new(), Given { review: Some(review("rename\tperson/obama\tBarack Obama\n")), ..given.clone() })
            .unwrap();
        assert_eq!(digest(path), curated);

        // Documents that come and go leave it alone.
        add(path, vec![document("d.txt", "Trump met Kim.")]);
        let mut directory = Directory::open(path, Access::Write).unwrap();
        remove(&mut directory, &["d.txt".to_owned()], &make()).unwrap();
        drop(directory);
        assert_eq!(digest(path), curated);
        assert_eq!(kept(path).len(), 2);

        // The same at once gives the same to the byte.
        let other = tempfile::tempdir().unwrap();
        give(other.path(), documents(), given).unwrap();
        assert_eq!(all(path), all(other.path()));

        // What is taken back is gone, and the graph is as if it had never been.
        give(path, Vec::new(), Given { review: Some(Review::default()), gazetteer: Some(Gazetteer::default()) })
            .unwrap();
        assert_eq!(digest(path), plain);
        assert!(kept(path).is_empty());
        assert!(labels(path).contains(&of("Obama", None)));
    }

    #[test]
    fn a_kill_before_the_manifest_leaves_the_old_graph() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let given =
            |label: &str| Given { review: Some(review(&format!("rename\tperson/obama\t{label}\n"))), gazetteer: None };
        give(path, documents(), given("One")).unwrap();
        let manifest = fs::read(path.join("whom.json")).unwrap();
        let old = kept(path);
        let old_content = fs::read(path.join("curation").join(&old[0])).unwrap();
        give(path, Vec::new(), given("Two")).unwrap();
        // As a kill leaves it that comes between the new curation and the new manifest.
        fs::write(path.join("curation").join(&old[0]), old_content).unwrap();
        fs::write(path.join("whom.json"), manifest).unwrap();
        fs::write(path.join("curation/new-x.tsv.tmp"), "acc").unwrap();
        assert!(labels(path).iter().any(|(label, _)| label == "One"));
        assert!(sorted(&triples(path)).iter().all(|quad| !quad.contains("\"Two\"")));
        give(path, vec![document("d.txt", "Trump met Kim.")], Given::default()).unwrap();
        assert!(labels(path).iter().any(|(label, _)| label == "One"));
        assert_eq!(kept(path), old);
    }

    #[test]
    fn a_damaged_curation_is_told_and_can_be_given_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let given =
            || Given { review: Some(review("rename\tperson/obama\tOne\n")), gazetteer: Some(gazetteer("Xi", "Q62")) };
        give(path, documents(), given()).unwrap();
        for name in kept(path) {
            fs::write(path.join("curation").join(&name), "x").unwrap();
        }
        let more = || vec![document("d.txt", "Trump met Kim.")];
        let message = give(path, more(), Given::default()).unwrap_err().to_string();
        assert!(message.contains("checksum") && message.contains("whom build --decisions FILE"), "{message}");
        give(path, more(), given()).unwrap();
        assert!(labels(path).iter().any(|(label, _)| label == "One"));
    }

    #[test]
    fn what_decisions_name_is_looked_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let content = "rename\tOBAMA\tBarack Obama\nrename\tperson/nobody\tNobody\nmerge\tXi\tperson/merkel\n";
        let report = give(path, documents(), Given { review: Some(review(content)), gazetteer: None }).unwrap();
        assert_eq!(report.unknown, [(2, "person/nobody".to_owned())]);
        assert!(labels(path).iter().any(|(label, _)| label == "Barack Obama"));
        assert!(give(path, Vec::new(), Given::default()).unwrap().unknown.is_empty(), "told once");

        let directory = Directory::open(path, Access::Read).unwrap();
        let ambiguous = |records, curation: &_| {
            let mut knowledge = common::curated(records, curation);
            knowledge.entities.iter_mut().for_each(|entity| entity.aliases.push("The President".to_owned()));
            knowledge
        };
        let taken = review("merge\tperson/xi\tperson/merkel\nmerge\tpresident\tXi\n");
        let error = review::reduce(directory.records().unwrap(), &taken, Gazetteer::default(), &ambiguous);
        let message = error.unwrap_err().to_string();
        assert!(
            message.starts_with("review.tsv:2: `president` names 4 entities") && message.contains("person/merkel"),
            "{message}"
        );

        let two_groups = |records, curation: &_| {
            let mut knowledge = common::curated(records, curation);
            knowledge.entities.iter_mut().for_each(|entity| entity.groups.push("person/x".to_owned()));
            knowledge
        };
        let reduce = |content: &str| {
            let records = directory.records().unwrap();
            review::reduce(records, &review(content), Gazetteer::default(), &two_groups).map(|curated| curated.curation)
        };
        let id = &common::entity("Xi", EntityType::Person).id;
        let decided = reduce(&format!("split\tXi\tperson/merkel\nretype\t{id}\tParty\n")).unwrap();
        assert_eq!(decided.decisions.refused().collect::<Vec<_>>(), [("person/merkel", "person/xi")]);
        assert_eq!(decided.decisions.entity_type("person/xi"), Some(EntityType::Party));
        let message =
            reduce(&format!("split\t{}\tperson/merkel\n", id.rsplit('/').next().unwrap())).unwrap_err().to_string();
        assert!(message.contains("names 2 groups") && message.contains("person/xi, person/x"), "{message}");
    }

    #[test]
    fn an_older_graph_can_be_opened_and_a_curated_one_is_newer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        add(path, documents());
        let json = fs::read_to_string(path.join("whom.json")).unwrap();
        assert!(json.contains("\"format\": 1") && !json.contains("decisions"), "{json}");
        give(path, Vec::new(), Given { review: None, gazetteer: Some(gazetteer("Xi", "Q62")) }).unwrap();
        assert!(fs::read_to_string(path.join("whom.json")).unwrap().contains("\"format\": 2"));
        let untouched = "mine";
        fs::write(path.join("review.tsv"), untouched).unwrap();
        drop(Directory::open(path, Access::Write).unwrap());
        add(path, vec![document("d.txt", "Trump met Kim.")]);
        assert_eq!(fs::read_to_string(path.join("review.tsv")).unwrap(), untouched);
    }
}

#[test]
fn facts_are_plain_triples_and_claims_are_not() {
    let store = in_memory(&common::awkward(), common::RULES).unwrap();
    let count = |query: &str| {
        let evaluator = whom::store::vocabulary::PREFIXES
            .iter()
            .fold(oxigraph::sparql::SparqlEvaluator::new(), |e, (name, iri)| e.with_prefix(*name, *iri).unwrap());
        match evaluator.parse_query(query).unwrap().on_store(&store).execute().unwrap() {
            QueryResults::Solutions(solutions) => solutions.count(),
            _ => panic!("a SELECT query"),
        }
    };
    // `met`, `meet`, `shut-down`, `fly`: each once, though one of them stands in two documents.
    assert_eq!(count("SELECT * { ?s ?p ?o . ?s a whom:Person FILTER(STRSTARTS(STR(?o), STR(entity:))) }"), 4);
    assert_eq!(count("SELECT * { ?s whom:fly_to ?o . ?o a whom:City }"), 1);
    assert_eq!(count("SELECT * { ?s whom:shutDown ?o }"), 1);
    assert_eq!(count("SELECT * { ?s whom:lie ?o }"), 0);
    assert_eq!(count("SELECT * { GRAPH ?g { ?st a whom:Statement } }"), 9, "one of eight stands in two documents");
    assert_eq!(count("SELECT DISTINCT ?st { GRAPH ?g { ?st a whom:Statement } }"), 8);
    let claims = "SELECT * { GRAPH ?g { ?st whom:factual false ; whom:attributedTo ?who ;
        prov:wasDerivedFrom/nif:anchorOf 'Erdoğan 🚀 said he lied.' } ?who rdfs:label 'Erdoğan 🚀' }";
    assert_eq!(count(claims), 1);
    let on_day = "SELECT * { ?s ?p ?o GRAPH ?g { ?st rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ;
        sem:hasBeginTimeStamp '2018-08-08'^^xsd:date } }";
    assert_eq!(count(on_day), 2);
    assert_eq!(count("SELECT * { GRAPH ?g { ?st rdf:reifies <<( ?s whom:met ?o )>> } }"), 2);
    assert_eq!(count("SELECT * { GRAPH whom:provenance { ?rule rdfs:comment ?why } }"), 1);
    assert_eq!(
        count("SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } FILTER(isBlank(?s) || isBlank(?o)) }"),
        0
    );
}

#[cfg(feature = "rocksdb")]
mod on_disk {
    use oxigraph::model::GraphName;

    use super::*;

    #[test]
    fn the_dataset_is_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        add(folder.path(), documents());
        assert!(folder.path().join("rdf/store").is_dir());
        let directory = Directory::open(folder.path(), Access::Read).unwrap();
        let store = directory.triples(common::RULES, || panic!("it need not be made again")).unwrap();
        assert_eq!(sorted(&store), expected(documents()));
    }

    #[test]
    fn a_kill_before_the_swap_leaves_the_old_or_the_new_graph() {
        let folder = tempfile::tempdir().unwrap();
        let [path, old] = ["graph", "old"].map(|name| folder.path().join(name));
        let rename = |from: &str, to: &str| fs::rename(path.join(from), path.join(to)).unwrap();
        add(&old, vec![documents().remove(0)]);
        add(&path, documents());

        // Killed after `whom.json` was replaced, before `rdf.new` took the old dataset's place.
        rename("rdf", "rdf.new");
        fs::rename(old.join("rdf"), path.join("rdf")).unwrap();
        drop(Directory::open(&path, Access::Write).unwrap());
        assert!(!path.join("rdf.new").exists());
        assert_eq!(sorted(&triples(&path)), expected(documents()));

        // Killed between the two renames of the swap.
        rename("rdf", "rdf.new");
        drop(Directory::open(&path, Access::Write).unwrap());
        assert_eq!(sorted(&triples(&path)), expected(documents()));

        // Killed while `rdf.new` was being written: it has no digest.
        fs::create_dir_all(path.join("rdf.new/store")).unwrap();
        fs::write(path.join("rdf.new/store/CURRENT"), "half").unwrap();
        assert_eq!(sorted(&triples(&path)), expected(documents()));
        drop(Directory::open(&path, Access::Write).unwrap());
        assert!(!path.join("rdf.new").exists());
    }

    #[test]
    fn a_lost_dataset_is_made_again() {
        let folder = tempfile::tempdir().unwrap();
        add(folder.path(), documents());
        fs::remove_dir_all(folder.path().join("rdf")).unwrap();
        assert_eq!(sorted(&triples(folder.path())), expected(documents()));
        assert!(folder.path().join("rdf/pieces").exists());
    }

    /// Twenty documents, of which each names others than its neighbours.
    fn many() -> Vec<Document> {
        (0..20).map(|i| document(&format!("{i}.txt"), &format!("Ann{i} met Bob{}.", i / 2))).collect()
    }

    #[test]
    fn what_little_differs_is_changed_in_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        add(path, many());
        // RocksDB names its dataset when it is made.
        let identity = || fs::read(path.join("rdf/store/IDENTITY")).unwrap();
        let before = identity();
        let mut all = many();
        all.push(document("new.txt", "Ann0 met Bob0."));
        add(path, all.clone());
        assert_eq!(sorted(&triples(path)), expected(all.clone()));
        all[3] = document("3.txt", "Ann3 met Carl.");
        add(path, vec![all[3].clone()]);
        assert_eq!(sorted(&triples(path)), expected(all.clone()));
        let mut directory = Directory::open(path, Access::Write).unwrap();
        remove(&mut directory, &["5.txt".to_owned(), "new.txt".to_owned()], &make()).unwrap();
        drop(directory);
        all.retain(|document| document.source != "5.txt" && document.source != "new.txt");
        assert_eq!(sorted(&triples(path)), expected(all.clone()));
        assert_eq!(identity(), before);
        // Where all of it differs, it is made anew.
        add(path, all.iter().map(|d| document(&d.source, "Xi met Kim.")).collect());
        assert_ne!(identity(), before);
    }

    #[test]
    fn a_kill_amid_changes_is_made_good() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        add(path, many());
        let pieces = fs::read_to_string(path.join("rdf/pieces")).unwrap();
        let wanted = sorted(&triples(path));
        // Marked, and half of a document's graph and of an entity already taken out.
        let document = pieces.lines().find(|line| line.starts_with("document/")).unwrap();
        let entity = pieces.lines().find(|line| line.starts_with("entity/")).unwrap();
        let id = |line: &str| line.split(' ').next().unwrap().to_owned();
        fs::write(path.join("rdf/unsure"), format!("\n{}\n\n{}\n", id(document), id(entity))).unwrap();
        let stamp = fs::read_to_string(path.join("rdf/stamp")).unwrap();
        let changing = format!("{} changing\n", stamp.split(' ').next().unwrap());
        fs::write(path.join("rdf/stamp"), &changing).unwrap();
        let store = Store::open(path.join("rdf/store")).unwrap();
        for (number, quad) in store.iter().map(Result::unwrap).enumerate() {
            let of_piece = match &quad.graph_name {
                GraphName::DefaultGraph => quad.subject.to_string().contains(&id(entity)),
                graph => graph.to_string().contains(&id(document)),
            };
            if number % 2 == 0 && of_piece {
                store.remove(&quad).unwrap();
            }
        }
        drop(store);
        let left = path.join("rdf/store/bulk-1.sst");
        fs::write(&left, "a file that was still to be taken in").unwrap();
        assert_eq!(sorted(&triples(path)), wanted);
        assert!(!left.exists());
        assert_eq!(fs::read_to_string(path.join("rdf/pieces")).unwrap(), pieces);
        assert_eq!(fs::read_to_string(path.join("rdf/stamp")).unwrap(), stamp);
        assert!(!path.join("rdf/unsure").exists());
        // What cannot be read is made anew.
        fs::write(path.join("rdf/pieces"), pieces.split_at(pieces.len() / 2).0).unwrap();
        fs::write(path.join("rdf/stamp"), changing).unwrap();
        assert_eq!(sorted(&triples(path)), wanted);
    }
}
