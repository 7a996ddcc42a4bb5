//! What RDF and tables are made from.

use std::borrow::Cow;
use std::sync::OnceLock;

use rayon::prelude::*;

use super::StoreError;
use crate::{Findings, Knowledge, Record};

/// Findings, and the records that they were found in: in memory, or read when their turn comes, so that no more of them is in
/// memory than is looked at.
pub struct Source<'a> {
    pub findings: &'a Findings,
    records: Records<'a>,
    /// For each document and each of its chains, the index of its entity; made where it is asked for.
    of_chains: OnceLock<Vec<Vec<usize>>>,
}

#[derive(Clone, Copy)]
enum Records<'a> {
    Known { records: &'a [Record], entity_of: &'a [Vec<usize>] },
    Read(&'a (dyn Fn(usize) -> Result<Record, StoreError> + Sync)),
}

/// A record, and for each of its mentions the index of its entity.
pub type Told<'a> = (Cow<'a, Record>, Cow<'a, [usize]>);

/// So many records are read at a time.
const AT_ONCE: usize = 32;

impl<'a> Source<'a> {
    pub fn of(knowledge: &'a Knowledge) -> Self {
        let Knowledge { findings, records, entity_of, .. } = knowledge;
        Self { findings, records: Records::Known { records, entity_of }, of_chains: OnceLock::new() }
    }

    /// `read` gives the record of a document, by its index, each time that it is asked for.
    pub fn reading(findings: &'a Findings, read: &'a (dyn Fn(usize) -> Result<Record, StoreError> + Sync)) -> Self {
        Self { findings, records: Records::Read(read), of_chains: OnceLock::new() }
    }

    /// With other statements, of the same entities and documents.
    pub fn with(&self, findings: &'a Findings) -> Self {
        Self { findings, records: self.records, of_chains: OnceLock::new() }
    }

    /// The record of a document, by its index.
    pub fn record(&self, document: usize) -> Result<Told<'a>, StoreError> {
        match self.records {
            Records::Known { records, entity_of } => {
                Ok((Cow::Borrowed(&records[document]), Cow::Borrowed(&entity_of[document])))
            }
            Records::Read(read) => {
                let record = read(document)?;
                let of_chains = self.of_chains.get_or_init(|| self.findings.entities_of_chains());
                let entity_of = record.of_mentions(&of_chains[document]);
                Ok((Cow::Owned(record), Cow::Owned(entity_of)))
            }
        }
    }

    /// What is made of each record, in the order of the documents; of some at once, by all threads.
    pub(crate) fn each<'s, T: Send + 's>(
        &'s self,
        make: impl Fn(usize, Told<'a>) -> T + Sync + 's,
    ) -> impl Iterator<Item = Result<T, StoreError>> + 's {
        let all = self.findings.documents.len();
        (0..all).step_by(AT_ONCE).flat_map(move |start| {
            let some = start..all.min(start + AT_ONCE);
            let made = |document| Ok(make(document, self.record(document)?));
            some.into_par_iter().map(made).collect::<Vec<_>>()
        })
    }
}
