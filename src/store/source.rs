//! What graphs, tables and RDF are made from: in memory, or read when its turn comes, so that no more of it is in memory than is
//! looked at.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use rayon::prelude::*;

use super::StoreError;
use super::findings_file::{BLOCK, StatementFile, StoredFindings};
use crate::statement::Statement;
use crate::{Catalogue, Findings, Knowledge, Record};

/// Findings whose statements are in memory, or in a file.
#[derive(Clone, Copy, Debug)]
pub struct FindingsRef<'a> {
    pub catalogue: &'a Catalogue,
    statements: Statements<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Statements<'a> {
    Known(&'a [Statement]),
    Stored(&'a StatementFile),
}

impl<'a> From<&'a Findings> for FindingsRef<'a> {
    fn from(findings: &'a Findings) -> Self {
        Self { catalogue: &findings.catalogue, statements: Statements::Known(&findings.statements) }
    }
}

impl<'a> From<&'a Knowledge> for FindingsRef<'a> {
    fn from(knowledge: &'a Knowledge) -> Self {
        Self::from(&knowledge.findings)
    }
}

impl<'a> From<&'a StoredFindings> for FindingsRef<'a> {
    fn from(findings: &'a StoredFindings) -> Self {
        Self { catalogue: &findings.catalogue, statements: Statements::Stored(&findings.statements) }
    }
}

/// So many blocks of the file, or as many statements as they hold, are looked at at a time.
const BLOCKS: usize = 8;

impl<'a> FindingsRef<'a> {
    /// All statements, in their order; those of a file are read.
    pub fn statements(self) -> Result<Cow<'a, [Statement]>, StoreError> {
        match self.statements {
            Statements::Known(statements) => Ok(Cow::Borrowed(statements)),
            Statements::Stored(file) => Ok(Cow::Owned(file.all()?)),
        }
    }

    /// Some statements, by their indices.
    pub fn some(self, indices: &BTreeSet<usize>) -> Result<BTreeMap<usize, Cow<'a, Statement>>, StoreError> {
        match self.statements {
            Statements::Known(statements) => Ok(indices.iter().map(|&i| (i, Cow::Borrowed(&statements[i]))).collect()),
            Statements::Stored(file) => {
                let blocks: BTreeSet<usize> = indices.iter().map(|index| index / BLOCK).collect();
                let mut found = BTreeMap::new();
                for block in blocks {
                    let numbered = (block * BLOCK..).zip(file.read(block..block + 1)?);
                    let asked = numbered.filter(|(index, _)| indices.contains(index));
                    found.extend(asked.map(|(index, statement)| (index, Cow::Owned(statement))));
                }
                Ok(found)
            }
        }
    }

    /// What is made of each statement, by its index, of which something is made: in their order, by all processors, of some at a
    /// time.
    pub fn each<T: Send + 'a>(
        self,
        make: impl Fn(usize, &Statement) -> Option<T> + Sync + 'a,
    ) -> impl Iterator<Item = Result<T, StoreError>> + 'a {
        const LIST: usize = BLOCKS * BLOCK;
        let count = match self.statements {
            Statements::Known(statements) => statements.len().div_ceil(LIST),
            Statements::Stored(file) => file.blocks().div_ceil(BLOCKS),
        };
        let of_list = move |list: usize| -> Result<Vec<T>, StoreError> {
            let make = |(place, statement): (usize, &Statement)| make(list * LIST + place, statement);
            Ok(match self.statements {
                Statements::Known(statements) => {
                    let end = statements.len().min((list + 1) * LIST);
                    let some = statements[list * LIST..end].par_iter().enumerate();
                    some.with_min_len(64).filter_map(make).collect()
                }
                Statements::Stored(file) => {
                    let blocks = list * BLOCKS..file.blocks().min((list + 1) * BLOCKS);
                    let some = file.read(blocks)?.into_par_iter().enumerate();
                    some.with_min_len(64).filter_map(|(place, statement)| make((place, &statement))).collect()
                }
            })
        };
        flat((0..count).map(of_list))
    }
}

/// The items of lists of which some cannot be read.
pub(crate) fn flat<T>(
    lists: impl Iterator<Item = Result<Vec<T>, StoreError>>,
) -> impl Iterator<Item = Result<T, StoreError>> {
    lists.flat_map(|list| {
        let (items, failure) = list.map_or_else(|error| (Vec::new(), Some(error)), |items| (items, None));
        items.into_iter().map(Ok).chain(failure.map(Err))
    })
}

/// Findings, and the records that they were found in.
pub struct Source<'a> {
    pub findings: FindingsRef<'a>,
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
        let Knowledge { records, entity_of, .. } = knowledge;
        Self { findings: knowledge.into(), records: Records::Known { records, entity_of }, of_chains: OnceLock::new() }
    }

    /// `read` gives the record of a document, by its index, each time that it is asked for.
    pub fn reading(
        findings: impl Into<FindingsRef<'a>>,
        read: &'a (dyn Fn(usize) -> Result<Record, StoreError> + Sync),
    ) -> Self {
        Self { findings: findings.into(), records: Records::Read(read), of_chains: OnceLock::new() }
    }

    /// With a part of the statements.
    pub fn with(&self, statements: &'a [Statement]) -> Self {
        let findings = FindingsRef { statements: Statements::Known(statements), ..self.findings };
        Self { findings, records: self.records, of_chains: OnceLock::new() }
    }

    pub fn catalogue(&self) -> &'a Catalogue {
        self.findings.catalogue
    }

    /// The record of a document, by its index.
    pub fn record(&self, document: usize) -> Result<Told<'a>, StoreError> {
        match self.records {
            Records::Known { records, entity_of } => {
                Ok((Cow::Borrowed(&records[document]), Cow::Borrowed(&entity_of[document])))
            }
            Records::Read(read) => {
                let record = read(document)?;
                let of_chains = self.of_chains.get_or_init(|| self.catalogue().entities_of_chains());
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
        self.each_of((0..self.catalogue().documents.len()).collect(), make)
    }

    /// [`Source::each`] of some documents, in this order.
    pub(crate) fn each_of<'s, T: Send + 's>(
        &'s self,
        documents: Vec<usize>,
        make: impl Fn(usize, Told<'a>) -> T + Sync + 's,
    ) -> impl Iterator<Item = Result<T, StoreError>> + 's {
        (0..documents.len()).step_by(AT_ONCE).flat_map(move |start| {
            let some = &documents[start..documents.len().min(start + AT_ONCE)];
            some.par_iter().map(|&document| Ok(make(document, self.record(document)?))).collect::<Vec<_>>()
        })
    }
}
