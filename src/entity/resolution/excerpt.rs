//! What resolution reads of a record, as [`reading`](super::reading) makes it and a graph keeps it: grouping looks at numbers
//! alone, and little is unpacked.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::super::person_name::PersonName;
use super::key::Name;
use super::lookup::{OrganizationKeys, PersonKeys};
use super::occurrences::Told;
use crate::ontology::{EntityType, Subclass};
use crate::packed::{Bytes, Numbers, Packable, Packed, PackedList};
use crate::span::Span;

/// What resolution reads of one record: as numbers what it asks of all chains, packed what it asks of few. It borrows from what it
/// was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Excerpt<'a> {
    /// Id, source and hash of the document.
    #[serde(borrow)]
    pub(super) id: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) source: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) sha256: Cow<'a, str>,
    pub(super) published: Option<Date>,
    /// For each chain the number of the group that its key makes where the user decides nothing; [`PRIVATE`] for what is
    /// private to the document.
    #[serde(borrow)]
    pub(super) groups: Numbers<'a>,
    /// The numbers that the chains have in the record, where these are others.
    #[serde(borrow = "'a")]
    pub(super) numbers: Option<Packed<'a, Vec<usize>>>,
    /// For each chain a [`Mark`].
    #[serde(borrow)]
    pub(super) marks: Bytes<'a>,
    /// What links are found by, for each chain; and what is said of it beside.
    #[serde(borrow = "'a")]
    pub(super) told: PackedList<'a, Telling<'static>>,
    #[serde(borrow = "'a")]
    pub(super) said: PackedList<'a, Said<'static>>,
    /// For each chain what it is called, where it was asked for.
    #[serde(skip)]
    pub(super) referents: OnceLock<Vec<OnceLock<Box<Referent>>>>,
    /// Events and writings without a name.
    #[serde(borrow)]
    pub(super) occurrences: Packed<'a, Vec<Told>>,
}

/// The number of no group.
pub(super) const PRIVATE: u64 = 0;

impl Excerpt<'_> {
    /// Without what no other document's chains can be one with or depend on; the other chains are numbered anew.
    pub fn public(&self) -> Excerpt<'static> {
        let public: Vec<usize> = (0..self.chains()).filter(|&chain| !self.is_private(chain)).collect();
        let number = |chain: usize| public.binary_search(&chain).ok();
        let said = |&chain: &usize| {
            let Said { details, .. } = self.said.unpack(chain);
            Said { details, referent: Packed::new(self.referent(chain)) }
        };
        let occurrences = self.occurrences.unpack().into_iter().filter_map(|told| told.numbered(number));
        Excerpt {
            id: self.id.to_string().into(),
            source: self.source.to_string().into(),
            sha256: self.sha256.to_string().into(),
            published: self.published,
            groups: public.iter().map(|&chain| self.groups.get(chain)).collect(),
            numbers: Some(Packed::new(&public)),
            marks: Bytes(public.iter().map(|&chain| self.marks.0[chain]).collect()),
            told: PackedList::new(public.iter().map(|&chain| self.told.unpack(chain))),
            said: PackedList::new(public.iter().map(said)),
            referents: OnceLock::new(),
            occurrences: Packed::new(&occurrences.collect()),
        }
    }

    /// The id of the document.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The source of the document.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// How many chains the document has.
    pub fn chains(&self) -> usize {
        self.groups.len()
    }

    /// The numbers that the chains have in the record, ascending.
    pub fn numbers(&self) -> Vec<usize> {
        self.numbers.as_ref().map_or_else(|| (0..self.chains()).collect(), Packed::unpack)
    }

    /// Whether a chain is private to the document: nothing in any other document can be one with it or depend on it, unless the user
    /// says so.
    pub fn is_private(&self, chain: usize) -> bool {
        self.groups.get(chain) == PRIVATE
    }

    /// For each chain the number of its group, `None` for what is private.
    pub(super) fn groups(&self) -> impl Iterator<Item = Option<u64>> {
        self.groups.iter().map(|number| Some(number).filter(|number| *number != PRIVATE))
    }

    /// The chain whose group has a number.
    pub(super) fn chain_of(&self, group: u64) -> Option<usize> {
        self.groups.iter().position(|number| number == group).filter(|_| group != PRIVATE)
    }

    /// The number of a chain's group.
    pub(super) fn number(&self, chain: usize) -> u64 {
        self.groups.get(chain)
    }

    pub(super) fn mark(&self, chain: usize) -> Mark {
        Mark(self.marks.0[chain])
    }

    pub(super) fn told(&self, chain: usize) -> Telling<'_> {
        self.told.unpack(chain)
    }

    /// What an entity is made from.
    pub(super) fn details(&self, chain: usize) -> Packed<'_, Details<'static>> {
        self.said.unpack(chain).details
    }

    pub(super) fn referent(&self, chain: usize) -> &Referent {
        let referents = self.referents.get_or_init(|| (0..self.chains()).map(|_| OnceLock::new()).collect());
        referents[chain].get_or_init(|| Box::new(self.said.unpack(chain).referent.unpack()))
    }
}

impl Packable for Vec<usize> {
    type Of<'s> = Self;
}

/// What is said of a chain, of which one part or another is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Said<'a> {
    #[serde(borrow = "'a")]
    pub details: Packed<'a, Details<'static>>,
    /// None where it is there unpacked.
    #[serde(borrow)]
    pub referent: Packed<'a, Referent>,
}

impl Packable for Said<'static> {
    type Of<'s> = Said<'s>;
}

impl Packable for Telling<'static> {
    type Of<'s> = Telling<'s>;
}

/// What is known of a chain at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark(pub u8);

impl Mark {
    const LISTED: u8 = 1 << 7;
    const LOCAL: u8 = 1 << 6;

    pub fn new(entity_type: EntityType, is_listed: bool, is_local: bool) -> Self {
        let marks = [(is_listed, Self::LISTED), (is_local, Self::LOCAL)];
        Self(marks.into_iter().filter(|(is, _)| *is).fold(entity_type as u8, |mark, (_, bit)| mark | bit))
    }

    pub fn entity_type(self) -> EntityType {
        EntityType::ALL[usize::from(self.0 & !(Self::LISTED | Self::LOCAL))]
    }

    /// Whether a lexicon knows the name.
    pub fn is_listed(self) -> bool {
        self.0 & Self::LISTED != 0
    }

    /// Whether the group's key holds in the document only.
    pub fn is_local(self) -> bool {
        self.0 & Self::LOCAL != 0
    }
}

/// The thing that a chain refers to, as the document calls it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Referent {
    pub name: Name,
    /// The key of its group, of which the document is left out ([`key::DOCUMENT`]), where that is not what the name makes by itself.
    pub key: Option<String>,
    /// The best name, else the head's words; of a country's body the name that tells whose it is.
    pub label: String,
    /// Where the first mention stands.
    pub span: Span,
    /// The mention at which a decision cut the chain off another.
    pub cut: Option<Span>,
}

impl Packable for Referent {
    type Of<'s> = Self;
}

/// What an entity is made from once it is known which chains it has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Details<'a> {
    /// The head's words.
    pub words: &'a str,
    /// Its names, how often each stands, and whether it is an office's.
    #[serde(borrow)]
    pub names: Vec<(&'a str, usize, bool)>,
    /// What lexicons call it, and how often.
    pub canonical: Vec<(&'a str, usize)>,
    pub mentions: usize,
    /// Whether a name or a noun refers to it, not pronouns alone.
    pub is_described: bool,
    /// How many or how much: what its mentions say, each once.
    pub amounts: Vec<f64>,
    pub subclasses: BTreeMap<Subclass, usize>,
    /// The countries that its nouns name: "Russian officials".
    pub countries: Vec<&'a str>,
}

impl Packable for Details<'static> {
    type Of<'s> = Details<'s>;
}

/// What a document says of the thing that one of its chains refers to, for those that links are found for. Other things are named
/// by the numbers of their groups, so that documents that say the same say it in the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Telling<'a> {
    Person {
        /// How many words tell a woman and a man.
        female: usize,
        male: usize,
        #[serde(borrow)]
        keys: PersonKeys<'a>,
        #[serde(borrow)]
        person: Packed<'a, Person>,
    },
    /// Of an office.
    Office(#[serde(borrow)] Packed<'a, Office>),
    Organization(#[serde(borrow)] OrganizationKeys<'a>),
    Nothing,
}

/// What is said of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Person {
    /// The best name. One a chain: another may have come into it by mistake.
    pub name: Option<PersonName>,
    /// Titles, each with the group of its owner and whether that is a country; sorted.
    pub offices: Vec<(String, Option<(u64, bool)>)>,
    /// Other states (party, citizenship, kinship) with the group of the other end; sorted.
    pub states: Vec<(String, u64)>,
}

impl Packable for Person {
    type Of<'s> = Self;
}

/// What is said of an office; the others are groups, or chains while the document is read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Office<Other = u64> {
    /// See [`Mention::post`]; of several the first that says most.
    pub title: String,
    pub owner: Option<Other>,
    pub home: Option<Other>,
    pub holders: Vec<Other>,
}

impl Packable for Office {
    type Of<'s> = Self;
}

impl<Other: Copy> Office<Other> {
    pub fn tied(&self) -> impl Iterator<Item = Other> {
        self.owner.iter().chain(&self.home).chain(&self.holders).copied()
    }

    pub fn map<To>(self, to: impl Fn(Other) -> To) -> Office<To> {
        Office {
            title: self.title,
            owner: self.owner.map(&to),
            home: self.home.map(&to),
            holders: self.holders.into_iter().map(to).collect(),
        }
    }
}
