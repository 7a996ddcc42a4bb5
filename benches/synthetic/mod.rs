//! Records of documents that nobody wrote: each is one of some given records with other people and organizations.
//!
//! Names are drawn from an endless list by a power law (the more documents, the more names), with the first names, surnames and
//! words of organizations that the records have, so that many people share a surname. The same records and the same number give
//! the same record.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use whom::mention::MentionKind;
use whom::ontology::EntityType;
use whom::{Record, iri};

/// Exponent of the power law by which the names are drawn.
const EXPONENT: f64 = 1.3;
const MAX_RANK: f64 = 1e7;

/// The records of `whom extract`.
pub fn read(path: &Path) -> Result<Vec<Record>> {
    let failed = || path.display().to_string();
    let reader = BufReader::new(std::fs::File::open(path).with_context(failed)?);
    let records: Vec<Record> =
        reader.lines().map(|line| Ok(serde_json::from_str(&line?)?)).collect::<Result<_>>().with_context(failed)?;
    if records.is_empty() {
        bail!("{}: no records", path.display());
    }
    Ok(records)
}

/// Parts of names, as often as the records have them.
pub struct Parts {
    first: Vec<String>,
    last: Vec<String>,
    organization: Vec<String>,
}

impl Parts {
    pub fn of(records: &[Record]) -> Self {
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
pub fn recombined(base: &[Record], parts: &Parts, i: usize) -> Record {
    let mut random = Random(i as u64);
    let mut record = base[(random.next() % base.len() as u64) as usize].clone();
    let document = Arc::make_mut(&mut record.document);
    document.source = i.to_string();
    document.id = iri::mint("document", &["benchmark", &i.to_string()]);
    document.sha256 = iri::sha256(i.to_string());
    let day = jiff::civil::date(2016, 1, 1).checked_add(jiff::Span::new().days((random.next() % 1096) as i64));
    document.published = day.ok();
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
