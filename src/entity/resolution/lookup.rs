//! Under which numbers names are looked up over documents: hashes of the keys under which names that may be one thing's meet,
//! worked out where a document is read, so that of all names no words are compared but of those that meet.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

use super::super::coreference::{initials, is_acronym};
use super::super::person_name::{PersonName, Spellings, TELLING};
use super::super::spelling::{fold, plain};
use super::group::Sort;
use super::key::{Key, Name};
use super::reading::sorted;
use crate::ontology::{EntityType, Ontology};
use crate::packed::Numbers;

/// A number for a key.
pub(super) fn number(key: &str) -> u64 {
    XxHash3_64::oneshot(key.as_bytes())
}

/// What is found under numbers.
pub(super) struct Index(Vec<(u64, usize)>);

impl Index {
    /// Of numbers, each with what is to be found under it.
    pub fn new(mut entries: Vec<(u64, usize)>) -> Self {
        entries.sort_unstable();
        entries.dedup();
        Self(entries)
    }

    /// What is found under a number; sorted, each once.
    pub fn of(&self, number: u64) -> Vec<usize> {
        let start = self.0.partition_point(|(other, _)| *other < number);
        self.0[start..].iter().take_while(|(other, _)| *other == number).map(|(_, found)| *found).collect()
    }

    /// What is found together.
    pub fn together(&self) -> impl Iterator<Item = &[(u64, usize)]> {
        self.0.chunk_by(|(a, _), (b, _)| a == b)
    }
}

/// What the best name of a person is looked up by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum PersonKeys<'a> {
    Unnamed,
    /// "@realDonaldTrump".
    Account,
    Surname(SurnameKeys),
    #[serde(borrow)]
    Full(FullKeys<'a>),
}

/// Of a surname alone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct SurnameKeys {
    /// Its parts.
    pub name: u64,
    /// All parts, the last and its skeleton if it tells anything, as they fold.
    pub whole: u64,
    pub folded: u64,
    pub skeleton: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct FullKeys<'a> {
    /// The surname and the first name as they fold, and the surname's skeleton.
    pub surname: u64,
    pub first: u64,
    pub skeleton: u64,
    /// Whether the surname may stand first.
    pub is_family_first: bool,
    /// All parts in one word, and the first and last part in one.
    pub letters: [u64; 2],
    /// See [`Spellings::blocks`].
    #[serde(borrow)]
    pub blocks: Numbers<'a>,
}

impl PersonKeys<'static> {
    /// `text` is the best name as it is written.
    pub fn new(text: &str, name: &PersonName, spellings: &Spellings, ontology: &Ontology) -> Self {
        if name.parts.is_empty() {
            return Self::Unnamed;
        }
        if text.starts_with('@') {
            return Self::Account;
        }
        let surname = spellings.word(name.surname());
        let (folded, skeleton) = (number(&surname.folded), number(&surname.skeleton));
        if name.is_surname() {
            return Self::Surname(SurnameKeys {
                name: number(&name.parts.join(" ")),
                whole: number(&fold(&name.parts.concat())),
                folded,
                skeleton: Some(skeleton).filter(|_| surname.skeleton.len() >= TELLING),
            });
        }
        let letters = |parts: &mut dyn Iterator<Item = &str>| number(&parts.map(plain).collect::<String>());
        Self::Full(FullKeys {
            surname: folded,
            first: number(&spellings.word(name.first()).folded),
            skeleton,
            is_family_first: name.is_family_first(ontology),
            letters: [
                letters(&mut name.parts.iter().map(String::as_str)),
                letters(&mut [name.first(), name.surname()].into_iter()),
            ],
            blocks: sorted(spellings.blocks(name).iter().map(|block| number(block)).collect()).into_iter().collect(),
        })
    }
}

/// What an organization is looked up by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct OrganizationKeys<'a> {
    /// What the document calls it beside its key where no lexicon knows it, as keys, with the numbers of the groups of such keys;
    /// sorted.
    #[serde(borrow)]
    pub called: Vec<(Cow<'a, str>, u64)>,
    /// The letters that its name is, if it is an acronym.
    pub acronym: Option<u64>,
    /// The letters that begin the words of its name, with and without the small ones.
    pub initials: Option<[u64; 2]>,
    /// Whether it is a body that many countries have, of one of them.
    pub is_countrys: bool,
    /// The numbers of the groups whose names its own only adds the kind of organization to, the longest first.
    pub without_kind: Vec<u64>,
}

impl OrganizationKeys<'static> {
    pub fn new(label: &str, name: &Name, called: Vec<String>, ontology: &Ontology) -> Self {
        let called = called.into_iter().map(|key| (Cow::Owned(key.clone()), of_organization(&key)));
        let of_letters = || number(&label.replace('.', "").to_uppercase());
        let of_words = || {
            let [capitals, all] = initials(label);
            [number(&capitals), number(&all)]
        };
        Self {
            called: sorted(called.collect()),
            acronym: is_acronym(label).then(of_letters),
            initials: label.contains(' ').then(of_words),
            is_countrys: name.country().is_some(),
            without_kind: match name {
                Name::Key { key, is_local: false, country: None } => without_kind(key, ontology),
                _ => Vec::new(),
            },
        }
    }
}

/// The number of the group of organizations that has a key.
fn of_organization(bare: &str) -> u64 {
    let key = Key { key: format!("{}/{bare}", Sort::Organization.as_str()), is_local: false };
    key.number("")
}

/// "Boeing" for "Boeing Company".
fn without_kind(key: &str, ontology: &Ontology) -> Vec<u64> {
    let mut words: Vec<&str> = key.split(' ').collect();
    let is_kind =
        |word: &&str| matches!(ontology.organization_words(word), Some(EntityType::Organization | EntityType::Party));
    let mut found = Vec::new();
    while words.len() > 1 && words.last().is_some_and(is_kind) {
        words.pop();
        let bare = words.join(" ");
        if ontology.organization_words(&bare).is_none() && !ontology.office_modifier(&bare) {
            found.push(of_organization(&bare));
        }
    }
    found
}
