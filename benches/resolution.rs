//! How the cost of resolution grows with the number of documents.
//!
//! ```text
//! python benches/short_documents.py ../shared/corpora/train 5000 > documents.jsonl
//! whom extract documents.jsonl > records.jsonl
//! cargo bench --bench resolution -- records.jsonl 10000 100000
//! ```
//!
//! Reads records of `whom extract` and makes as many as asked of them: each new document is one of the records with other
//! people and organizations. Their names are drawn from an endless list by a power law (the more documents, the more
//! names), with the first names, surnames and words of organizations that the records have, so that many people share a
//! surname. Of each number of documents the best of three runs counts, in time of the processor; the last line is the ratio of the costs per
//! document of the last number and the first.

use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use whom::entity::curation::Curation;
use whom::entity::resolution::resolve;
use whom::mention::MentionKind;
use whom::ontology::{EntityType, Ontology};
use whom::{Record, iri};

const RUNS: usize = 3;
/// Exponent of the power law by which the names are drawn.
const EXPONENT: f64 = 1.3;
const MAX_RANK: f64 = 1e7;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let Some((file, sizes)) = arguments.split_first() else {
        // `cargo bench` and `cargo test --all-targets` run every benchmark, this one without its records.
        eprintln!("give a file of records (whom extract) and numbers of documents; see benches/resolution.rs");
        return Ok(());
    };
    let sizes: Vec<usize> =
        sizes.iter().map(|size| size.parse().context("a number of documents")).collect::<Result<_>>()?;
    let reader = BufReader::new(std::fs::File::open(file).with_context(|| file.clone())?);
    let base: Vec<Record> = reader
        .lines()
        .map(|line| Ok(serde_json::from_str(&line?)?))
        .collect::<Result<_>>()
        .with_context(|| file.clone())?;
    if base.is_empty() || sizes.is_empty() {
        bail!("no records or no numbers of documents");
    }
    let parts = Parts::of(&base);
    let mut costs = Vec::new();
    for &size in &sizes {
        let mut records: Vec<Record> = (0..size).map(|i| recombined(&base, &parts, i)).collect();
        records.sort_by(|a, b| a.document.id.cmp(&b.document.id));
        let mut best = Duration::MAX;
        let mut found = None;
        for _ in 0..RUNS {
            let start = clock();
            let resolution = resolve(black_box(&records), Ontology::builtin(), &Curation::default());
            best = best.min(clock() - start);
            found = Some((resolution.entities.len(), resolution.proposals.len()));
        }
        let (entities, proposals) = found.unwrap_or_default();
        let cost = best.as_secs_f64() * 1e6 / size as f64;
        println!(
            "{size} documents: {:.2} s, {cost:.0} µs a document, {entities} entities, {proposals} proposals",
            best.as_secs_f64()
        );
        costs.push(cost);
    }
    println!("last to first: {:.2}", costs[costs.len() - 1] / costs[0]);
    Ok(())
}

/// The time that the processor spent on this thread, where the system tells it (Linux), so that what else the machine does
/// matters less; else the time of day.
fn clock() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let on_processor = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = on_processor.and_then(|line| line.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// Parts of names, as often as the records have them.
struct Parts {
    first: Vec<String>,
    last: Vec<String>,
    organization: Vec<String>,
}

impl Parts {
    fn of(records: &[Record]) -> Self {
        let mut parts = Self { first: Vec::new(), last: Vec::new(), organization: Vec::new() };
        let names = records.iter().flat_map(|record| &record.mentions).filter(|m| m.kind == MentionKind::Name);
        for name in names.filter(|name| name.canonical.is_none()) {
            let words: Vec<&str> = name.text.split(' ').collect();
            match (name.entity_type, &words[..]) {
                (EntityType::Person, [first, .., last]) => {
                    parts.first.push((*first).to_owned());
                    parts.last.push((*last).to_owned());
                }
                (EntityType::Organization, words) => parts.organization.extend(words.iter().map(|w| (*w).to_owned())),
                _ => {}
            }
        }
        parts
    }
}

/// Numbers that look random, the same for each seed (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn of<'a>(&mut self, list: &'a [String]) -> &'a str {
        &list[(self.next() % list.len() as u64) as usize]
    }

    /// A rank from 1 on, drawn by the power law.
    fn rank(&mut self) -> u64 {
        let uniform = (self.next() >> 11) as f64 / (1_u64 << 53) as f64;
        (1.0 - uniform).powf(-1.0 / (EXPONENT - 1.0)).min(MAX_RANK) as u64
    }
}

/// The `i`th document: a record with other names, id and day of publication.
fn recombined(base: &[Record], parts: &Parts, i: usize) -> Record {
    let mut random = Random(i as u64);
    let mut record = base[(random.next() % base.len() as u64) as usize].clone();
    record.document.id = iri::mint("document", &["benchmark", &i.to_string()]);
    record.document.sha256 = iri::sha256(i.to_string());
    let day = jiff::civil::date(2016, 1, 1).checked_add(jiff::Span::new().days((random.next() % 1096) as i64));
    record.document.published = day.ok();
    for chain in &record.chains {
        let person = chain.entity_type == EntityType::Person;
        if !person && chain.entity_type != EntityType::Organization {
            continue;
        }
        let rank = random.rank();
        // All that is said of a rank depends on it alone.
        let mut of_rank = Random(rank.wrapping_mul(2) + u64::from(person));
        let (first, last) = if person {
            (of_rank.of(&parts.first), of_rank.of(&parts.last))
        } else {
            (of_rank.of(&parts.organization), of_rank.of(&parts.organization))
        };
        for &m in &chain.mentions {
            let mention = &mut record.mentions[m];
            let own = mention.entity_type == chain.entity_type && mention.canonical.is_none();
            if mention.kind == MentionKind::Name && own {
                let short = person && !mention.text.contains(' ');
                mention.text = if short { last.to_owned() } else { format!("{first} {last}") };
                mention.gender = None;
            }
        }
    }
    record
}
