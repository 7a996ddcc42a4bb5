//! Adding, replacing and removing documents: the graph is a function of the set of documents, however it came together.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::{Directory, Entry, Manifest, StoreError};
use crate::document::Document;
use crate::entity::curation::Curation;
use crate::entity::gazetteer::Gazetteer;
use crate::ontology::Ontology;
use crate::review::{self, Review};
use crate::rule::Rule;
use crate::{Knowledge, Record};

/// How documents become records and records knowledge. Both must be pure functions.
pub struct Make<'a> {
    /// Hashes of model and ontology.
    pub model: &'a str,
    pub ontology: &'a str,
    pub extract: &'a (dyn Fn(Document) -> Record + Sync),
    pub reduce: &'a (dyn Fn(Vec<Record>, &Curation) -> Knowledge + Sync),
    /// The ontology of [`Knowledge::reduce`], where that is what reduces: then what comes to a graph or goes costs about what
    /// is touched by it. Without it all records are reduced anew each time.
    pub linking: Option<&'a Ontology>,
    pub rules: &'a [Rule],
}

/// What the user gives with a build; `None` leaves what the graph has.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub review: Option<Review>,
    pub gazetteer: Option<Gazetteer>,
}

impl Given {
    /// The name of the file that the decisions stand in, for messages.
    pub fn review_file(&self) -> String {
        self.review.as_ref().map_or_else(|| "decisions of earlier builds".to_owned(), |review| review.file.clone())
    }
}

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Added,
    /// Its source was there with another content.
    Replaced,
    Unchanged,
    /// Was there, made with another model or ontology.
    Renewed,
}

/// What an update did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub added: usize,
    pub replaced: usize,
    pub unchanged: usize,
    pub renewed: usize,
    /// Records that an interrupted update had left and that were taken over.
    pub resumed: usize,
    /// Documents of the graph, afterwards.
    pub documents: usize,
    /// Documents that were left out, each with the reason: (source, reason), sorted.
    pub skipped: Vec<(String, String)>,
    /// What decisions name that is not in the graph (yet): (line of the review, name), sorted.
    pub unknown: Vec<(u64, String)>,
    /// Decisions that change nothing: (line of the review, why and the way out), sorted.
    pub idle: Vec<(u64, String)>,
}

/// Adds documents to a graph and replaces those whose source is there with another content; takes in what the user gives
/// with them. With another model or
/// ontology than the graph's, all its documents are read again, from the texts in their records.
///
/// Each record is kept as soon as it is done, so that the next update takes up where this one was killed; `progress` is
/// called with (done, all) from any thread.
pub fn update(
    directory: &mut Directory,
    documents: Vec<Document>,
    given: Given,
    make: &Make<'_>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let plan = plan(directory, documents, make, &mut report)?;
    let is_little = plan.is_little(directory, &given, make);
    // Damage is told before any work is done.
    let untouched = if is_little { Vec::new() } else { directory.records_of(&plan.staying)? };
    let done = std::sync::atomic::AtomicUsize::new(0);
    let all = plan.work.len();
    progress(0, all);
    let outcomes: Vec<Outcome> = plan
        .work
        .into_par_iter()
        .map(|(document, change)| {
            let outcome = record(directory, document, change, make);
            progress(done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, all);
            outcome
        })
        .collect::<Result<_, StoreError>>()?;

    let mut records = Vec::new();
    for outcome in outcomes {
        match outcome {
            Outcome::Record { record, change, resumed } => {
                report.resumed += usize::from(resumed);
                match change {
                    Change::Added => report.added += 1,
                    Change::Replaced => report.replaced += 1,
                    Change::Renewed => report.renewed += 1,
                    Change::Unchanged => report.unchanged += 1,
                }
                records.push(*record);
            }
            Outcome::Skipped { source, reason } => report.skipped.push((source, reason)),
        }
    }
    report.skipped.sort();
    if is_little {
        return commit_few(directory, plan.staying, records, make, report);
    }
    records.extend(untouched);
    commit(directory, records, given, make, &mut report)?;
    Ok(report)
}

/// Takes documents out of a graph, named by id, by the last part of the id, or by source; all of them or none.
pub fn remove(directory: &mut Directory, names: &[String], make: &Make<'_>) -> Result<Report, StoreError> {
    if !directory.manifest().documents.is_empty() && directory.manifest().model != make.model {
        return Err(StoreError::OtherMake {
            path: directory.path().to_owned(),
            what: "model",
            found: directory.manifest().model.clone(),
            current: make.model.to_owned(),
            hint: "",
        });
    }
    directory.check_ontology(make.ontology)?;
    let mut leaving = HashSet::new();
    for name in names {
        let documents = directory.manifest().documents.iter();
        let found: Vec<&Arc<Entry>> = documents.filter(|entry| is_called(entry, name)).collect();
        if found.is_empty() {
            return Err(StoreError::NoSuchDocument { path: directory.path().to_owned(), name: name.clone() });
        }
        leaving.extend(found.into_iter().map(|entry| entry.id.clone()));
    }
    let documents = directory.manifest().documents.iter();
    let staying = documents.filter(|entry| !leaving.contains(&entry.id)).cloned().collect();
    let plan = Plan { work: Vec::new(), staying };
    if plan.is_little(directory, &Given::default(), make) {
        return commit_few(directory, plan.staying, Vec::new(), make, Report::default());
    }
    let records = directory.records_of(&plan.staying)?;
    let mut report = Report::default();
    commit(directory, records, Given::default(), make, &mut report)?;
    Ok(report)
}

enum Outcome {
    Record { record: Box<Record>, change: Change, resumed: bool },
    Skipped { source: String, reason: String },
}

/// What an update has to do.
struct Plan {
    work: Vec<(Document, Change)>,
    /// The documents whose records stay as they are.
    staying: Vec<Arc<Entry>>,
}

/// Up to this part of the documents may come or go for it to be little.
pub(super) const LITTLE: usize = 4;

impl Plan {
    /// Whether so little comes or goes that the records of the other documents need not be read: where nothing but the texts
    /// decides who is whom.
    fn is_little(&self, directory: &Directory, given: &Given, make: &Make<'_>) -> bool {
        let manifest = directory.manifest();
        let is_curated = manifest.is_curated()
            || given.review.as_ref().is_some_and(|review| !review.canonical().is_empty())
            || given.gazetteer.as_ref().is_some_and(|gazetteer| !gazetteer.is_empty());
        let staying = self.staying.len();
        let leaving = manifest.documents.len().saturating_sub(staying);
        let comes = self.work.iter().all(|(_, change)| matches!(change, Change::Added | Change::Replaced));
        make.linking.is_some()
            && !is_curated
            && (manifest.model == make.model && manifest.ontology == make.ontology)
            && (comes && LITTLE * (self.work.len() + leaving) <= staying)
            && directory.can_increment()
    }
}

/// Which documents need work, and those whose records stay as they are.
fn plan(
    directory: &Directory,
    documents: Vec<Document>,
    make: &Make<'_>,
    report: &mut Report,
) -> Result<Plan, StoreError> {
    let manifest = directory.manifest();
    let same_make = manifest.model == make.model && manifest.ontology == make.ontology;
    let sources: FxHashSet<&str> = manifest.documents.iter().map(|entry| entry.source.as_str()).collect();

    let mut given: BTreeMap<String, Document> = BTreeMap::new();
    let mut given_sources: HashMap<String, String> = HashMap::new();
    for document in sorted(documents) {
        let first = given_sources.entry(document.source.clone()).or_insert_with(|| document.id.clone());
        if *first != document.id && !is_nameless(&document.source) {
            let reason = "another document of the same name has another content; give each its own name";
            report.skipped.push((document.source, reason.to_owned()));
            continue;
        }
        given.insert(document.id.clone(), document);
    }

    let mut work = Vec::new();
    let mut staying = Vec::new();
    let is_replaced = |entry: &Entry| {
        !is_nameless(&entry.source) && given_sources.get(&entry.source).is_some_and(|id| *id != entry.id)
    };
    let kept: Vec<&Arc<Entry>> = manifest.documents.iter().filter(|entry| !is_replaced(entry)).collect();
    if same_make {
        // A damaged record is made again from the document that was given; of others damage is told where they are read.
        let is_sound = |entry: &&Arc<Entry>| !given.contains_key(&entry.id) || directory.is_sound(entry);
        let sound: Vec<bool> = kept.par_iter().map(is_sound).collect();
        for (entry, is_sound) in kept.into_iter().zip(sound) {
            match given.remove(&entry.id) {
                Some(document) if !is_sound => work.push((document, Change::Renewed)),
                found => {
                    report.unchanged += usize::from(found.is_some());
                    staying.push(Arc::clone(entry));
                }
            }
        }
    } else {
        let records: Vec<Result<Record, StoreError>> = kept.par_iter().map(|entry| directory.record(entry)).collect();
        for (entry, record) in kept.into_iter().zip(records) {
            let document = match (record, given.remove(&entry.id)) {
                (Ok(record), _) => Arc::unwrap_or_clone(record.document),
                (Err(_), Some(document)) => document,
                (Err(error), None) => return Err(error),
            };
            work.push((document, Change::Renewed));
        }
    }
    for (id, document) in given {
        debug_assert!(manifest.entry(&id).is_none());
        let known = !is_nameless(&document.source) && sources.contains(document.source.as_str());
        work.push((document, if known { Change::Replaced } else { Change::Added }));
    }
    Ok(Plan { work, staying })
}

fn sorted(mut documents: Vec<Document>) -> Vec<Document> {
    documents.sort_by(|a, b| (&a.id, &a.source).cmp(&(&b.id, &b.source)));
    documents
}

fn record(directory: &Directory, document: Document, change: Change, make: &Make<'_>) -> Result<Outcome, StoreError> {
    if let Some(record) = directory.pending(&document, make.model, make.ontology) {
        return Ok(Outcome::Record { record: Box::new(record), change, resumed: true });
    }
    let source = document.source.clone();
    // One document that trips over a bug must not cost the others.
    match catch_unwind(AssertUnwindSafe(|| (make.extract)(document))) {
        Ok(record) => {
            directory.keep(&record)?;
            Ok(Outcome::Record { record: Box::new(record), change, resumed: false })
        }
        Err(_) => Ok(Outcome::Skipped { source, reason: "the extraction failed; please report this text".to_owned() }),
    }
}

/// Makes the graph consist of the documents that stay and of new ones, of which there are few.
fn commit_few(
    directory: &mut Directory,
    staying: Vec<Arc<Entry>>,
    new: Vec<Record>,
    make: &Make<'_>,
    mut report: Report,
) -> Result<Report, StoreError> {
    let mut entries = staying;
    entries.extend(new.iter().map(|record| Arc::new(Entry::new(record))));
    let manifest = Manifest::new(make.model, make.ontology, None, None, entries.clone());
    report.documents = manifest.documents.len();
    if manifest == *directory.manifest() {
        return Ok(report);
    }
    if let Some(ontology) = make.linking
        && directory.increment(manifest, new, ontology, make.rules)?
    {
        return Ok(report);
    }
    let records = directory.records_of(&entries)?;
    commit(directory, records, Given::default(), make, &mut report)?;
    Ok(report)
}

fn commit(
    directory: &mut Directory,
    mut records: Vec<Record>,
    given: Given,
    make: &Make<'_>,
    report: &mut Report,
) -> Result<(), StoreError> {
    records.sort_by(|a, b| a.document.id.cmp(&b.document.id));
    let decisions = match &given.review {
        Some(review) => directory.keep_curation(&review.canonical(), "tsv")?,
        None => directory.manifest().decisions.clone(),
    };
    let gazetteer = match &given.gazetteer {
        Some(gazetteer) => directory.keep_curation(&gazetteer.to_jsonl(), "jsonl")?,
        None => directory.manifest().gazetteer.clone(),
    };
    let entries = records.iter().map(|record| Arc::new(Entry::new(record))).collect();
    let manifest = Manifest::new(make.model, make.ontology, decisions, gazetteer, entries);
    report.documents = manifest.documents.len();
    if manifest == *directory.manifest() && directory.is_settled() && directory.has_findings() {
        return Ok(());
    }
    let review = given.review.map_or_else(|| directory.review(), Ok)?;
    let gazetteer = given.gazetteer.map_or_else(|| directory.gazetteer(), Ok)?;
    let mut curated = review::reduce(records, &review, gazetteer, make.reduce)?;
    review::check_splits(&mut curated, make.reduce);
    report.unknown = curated.unknown;
    report.idle = curated.idle;
    let is_linked = make.linking.is_some() && !manifest.is_curated();
    directory.commit(manifest, &curated.knowledge, make.rules, is_linked)
}

fn is_called(entry: &Entry, name: &str) -> bool {
    entry.id == name || entry.source == name || entry.id.rsplit('/').next() == Some(name)
}

/// Standard input gives all documents the same name; two of them are two documents.
fn is_nameless(source: &str) -> bool {
    source == "-" || source.starts_with("-#L")
}
