//! Stage one: groups, the chains that are one thing by their key alone, before any evidence is weighed.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::super::curation::{Decisions, mention_key, parted_key};
use super::body;
use super::excerpt::{Excerpt, Name, Office, Referent, key};
use crate::ontology::{EntityType, Ontology};
use crate::record::Record;
use crate::span::Span;

/// Where a chain stands: (index of the record, index of the chain).
pub(super) type Place = (usize, usize);

/// The chains that have one key.
#[derive(Debug)]
pub(super) struct Group<'a> {
    /// Readable and unique: `person/rand paul`, `office/president/russia`; `document/<key>/120-126` for what has no name.
    pub key: String,
    pub sort: Sort,
    /// Ascending.
    pub chains: Vec<Place>,
    /// The chain's best name or words.
    pub label: &'a str,
    /// Whether the key holds in one document only.
    pub local: bool,
    /// Whether a lexicon knows the name.
    pub listed: bool,
    /// For a body or an office that several countries have: the country whose it is.
    pub country: Option<&'a str>,
}

/// Which sort of thing a name names; names of different sorts never share a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Sort {
    Person,
    Place,
    Organization,
    Event,
    /// What is written down: letters, laws, treaties.
    Document,
    Date,
    Office,
    Thing,
}

impl Sort {
    pub fn of(entity_type: EntityType) -> Self {
        match entity_type {
            EntityType::Person => Self::Person,
            EntityType::Office => Self::Office,
            EntityType::Event => Self::Event,
            EntityType::Document => Self::Document,
            EntityType::Date => Self::Date,
            t if t.is_place() => Self::Place,
            t if t.is_organization() => Self::Organization,
            _ => Self::Thing,
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Place => "place",
            Self::Organization => "organization",
            Self::Event => "event",
            Self::Document => "document",
            Self::Date => "date",
            Self::Office => "office",
            Self::Thing => "thing",
        }
    }
}

/// The documents with their groups.
pub struct Groups<'a> {
    /// What the gazetteer reads; may be empty where there is none.
    pub(super) records: &'a [Record],
    pub(super) excerpts: &'a [Excerpt<'a>],
    pub(super) ontology: &'a Ontology,
    /// In the order of their first chain.
    pub(super) groups: Vec<Group<'a>>,
    /// For each document and each of its chains, the index of its group; `None` for what is private to its document.
    group_of: Vec<Vec<Option<u32>>>,
    /// For each document, what its local groups are named after.
    documents: Vec<String>,
    /// Names of bodies and parties that countries have, each its own.
    pub(super) shared: body::SharedNames<'a>,
}

/// The groups as they are made.
#[derive(Default)]
struct Index<'a> {
    of_keys: FxHashMap<String, u32>,
    of_words: FxHashMap<Words<'a>, u32>,
}

/// The groups that an office is called after beside its title.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum NamedAfter {
    Owner(usize),
    /// Whose it is, is likely only: a key for each holder, so that a merge with the country's office can be undone.
    HolderAtHome(usize, usize),
    Holder(usize),
}

/// What makes a key; two may make the same.
#[derive(PartialEq, Eq, Hash)]
enum Words<'a> {
    Name(Sort, &'a str),
    /// An office's title and the country whose seat it is.
    Seat(&'a str, &'a str),
    /// An office's title and what else it is called after.
    Office(&'a str, NamedAfter),
}

/// What a chain's group is called before the group is made.
pub(super) struct Key {
    pub key: String,
    local: bool,
}

impl<'a> Groups<'a> {
    /// `documents` are the documents' keys, see [`document_keys`](super::super::curation::document_keys).
    pub(super) fn new(
        records: &'a [Record],
        excerpts: &'a [Excerpt<'a>],
        documents: Vec<String>,
        ontology: &'a Ontology,
        decisions: &Decisions,
    ) -> Self {
        let group_of = excerpts.iter().map(|excerpt| vec![None; excerpt.referents.len()]).collect();
        let shared = body::SharedNames::new(ontology);
        let mut groups = Self { records, excerpts, ontology, groups: Vec::new(), group_of, documents, shared };
        let decided = decisions.groups();
        let is_undecided = *decisions == Decisions::default();
        let mut index = Index::default();
        let mut offices = Vec::new();
        for (r, excerpt) in excerpts.iter().enumerate() {
            let mut add = |c: usize, referent: &'a Referent<'a>| {
                if is_undecided {
                    return groups.add_undecided(&mut index, (r, c), referent);
                }
                let key = groups.key((r, c), referent);
                if !referent.is_private || decided.contains(key.key.as_str()) {
                    groups.add(&mut index, (r, c), referent, key, decisions);
                }
            };
            for (c, referent) in excerpt.referents.iter().enumerate() {
                match referent.as_deref() {
                    Some(referent) if referent.is_private && decided.is_empty() => {}
                    Some(referent) if referent.entity_type == EntityType::Office => offices.push((c, referent)),
                    Some(referent) => add(c, referent),
                    None => {}
                }
            }
            // They are called after their owners and holders, which must have their keys before.
            offices.drain(..).for_each(|(c, referent)| add(c, referent));
        }
        for group in &mut groups.groups {
            group.chains.sort_unstable();
        }
        groups
    }

    /// Adds a chain where the user decided on nothing: what was found before by the same words need not be spelt again.
    fn add_undecided(&mut self, index: &mut Index<'a>, place: Place, referent: &'a Referent<'a>) {
        if let Name::Place { .. } = referent.name {
            // There is no other of this key.
            let Key { key, local } = self.key(place, referent);
            let g = self.push(key, local, referent);
            return self.join(place, g, referent);
        }
        let words = self.words(place.0, referent);
        let found = words.as_ref().and_then(|words| index.of_words.get(words));
        if let Some(&g) = found {
            return self.join(place, g, referent);
        }
        let key = self.key(place, referent);
        let local = key.local;
        let g = self.add(index, place, referent, key, &Decisions::default());
        if let Some(words) = words.filter(|_| !local) {
            index.of_words.insert(words, g);
        }
    }

    /// What makes the key of a chain, if it is one that other documents may have.
    fn words(&self, r: usize, referent: &'a Referent<'a>) -> Option<Words<'a>> {
        match &referent.name {
            _ if referent.cut.is_some() => None,
            Name::Place { .. } | Name::Key { is_local: true, .. } => None,
            Name::Key { key, .. } => Some(Words::Name(Sort::of(referent.entity_type), key)),
            Name::Office { title, seat: Some(country) } => Some(Words::Seat(title, country)),
            Name::Office { title, seat: None } => {
                Some(Words::Office(title, self.named_after(r, referent.office.as_deref()?)))
            }
        }
    }

    fn add(
        &mut self,
        index: &mut Index<'a>,
        place: Place,
        referent: &'a Referent<'a>,
        mut key: Key,
        decisions: &Decisions,
    ) -> u32 {
        let (r, c) = place;
        // Two people of one surname in one document.
        if key.local && index.of_keys.contains_key(&key.key) {
            key.key = format!("{}/{c}", key.key);
        }
        if !key.local && decisions.is_parted(&key.key, self.document(r)) {
            key.key = parted_key(&key.key, self.document(r));
            key.local = true;
        }
        let g = *index.of_keys.entry(key.key).or_insert_with_key(|k| self.push(k.clone(), key.local, referent));
        self.join(place, g, referent);
        g
    }

    /// A new group, for a chain that begins it.
    fn push(&mut self, key: String, local: bool, referent: &'a Referent<'a>) -> u32 {
        self.groups.push(Group {
            key,
            sort: Sort::of(referent.entity_type),
            chains: Vec::new(),
            label: &referent.label,
            local,
            listed: false,
            country: referent.country(),
        });
        self.groups.len() as u32 - 1
    }

    fn join(&mut self, (r, c): Place, g: u32, referent: &Referent) {
        self.groups[g as usize].chains.push((r, c));
        self.groups[g as usize].listed |= referent.listed;
        self.group_of[r][c] = Some(g);
    }

    /// What a document says of a chain, which is not private to it or has not been left out.
    pub(super) fn referent(&self, (r, c): Place) -> &'a Referent<'a> {
        self.excerpts[r].referents[c].as_ref().expect("what is asked for was not left out")
    }

    /// The group of a chain; `None` for what is private to its document.
    pub(super) fn group(&self, (r, c): Place) -> Option<usize> {
        self.group_of[r][c].map(|g| g as usize)
    }

    /// For each chain of a document that is not private, its group: (chain, group).
    pub(super) fn groups_of(&self, r: usize) -> impl Iterator<Item = (usize, usize)> {
        self.group_of[r].iter().enumerate().filter_map(|(c, g)| Some((c, g.as_ref().copied()? as usize)))
    }

    /// What a chain's group is called, but for what other chains of the name and decisions add.
    pub(super) fn key(&self, (r, c): Place, referent: &Referent) -> Key {
        let sort = Sort::of(referent.entity_type).as_str();
        let document = self.document(r);
        match &referent.name {
            // A decision cut it off another.
            _ if let Some(span) = referent.cut => Key { key: mention_key(document, span), local: true },
            Name::Place { .. } => Key { key: place_key(document, c, referent), local: true },
            Name::Key { key, is_local: true, .. } => Key { key: format!("{sort}/{key}/{document}"), local: true },
            Name::Key { key, .. } => Key { key: format!("{sort}/{key}"), local: false },
            Name::Office { title, seat: Some(country) } => {
                Key { key: format!("office/{title}/{}", key(country)), local: false }
            }
            Name::Office { title, seat: None } => {
                let office = referent.office.as_deref().expect("what is called as an office is told as one");
                self.office_key(title, self.named_after(r, office))
            }
        }
    }

    /// An office is called after its owner, else after its holder.
    fn named_after(&self, r: usize, office: &Office) -> NamedAfter {
        let group = |chain: usize| self.group((r, chain));
        let holder = || office.holders.first().copied().and_then(group);
        match (office.owner.and_then(group), office.home.and_then(group)) {
            (Some(owner), _) => NamedAfter::Owner(owner),
            (None, home) => {
                let holder = holder().expect("an office without owner and holder is called after its place");
                home.map_or(NamedAfter::Holder(holder), |home| NamedAfter::HolderAtHome(holder, home))
            }
        }
    }

    fn office_key(&self, title: &str, named_after: NamedAfter) -> Key {
        let local = |g: usize| self.groups[g].local;
        let rest = |g: usize| {
            let key = &self.groups[g].key;
            key.split_once('/').map_or(key.as_str(), |(_, rest)| rest)
        };
        let (words, local) = match named_after {
            NamedAfter::Owner(owner) => (rest(owner).to_owned(), local(owner)),
            NamedAfter::HolderAtHome(holder, home) => {
                (format!("at home in/{}/{}", rest(home), rest(holder)), local(holder) || local(home))
            }
            NamedAfter::Holder(holder) => (format!("held by/{}", rest(holder)), local(holder)),
        };
        Key { key: format!("office/{title}/{words}"), local }
    }

    /// The document's key.
    pub(super) fn document(&self, r: usize) -> &str {
        &self.documents[r]
    }

    /// An order of groups by content: ids of documents are hashes, which must not decide anything.
    pub(super) fn rank(&self, g: usize) -> (&str, &str, usize, &str) {
        let group = &self.groups[g];
        if !group.local {
            return (&group.key, "", 0, "");
        }
        let place = group.chains[0];
        (group.label, &self.excerpts[place.0].sha256, self.referent(place).span.start, &group.key)
    }
}

/// What a chain is called after its place in a document with this key.
pub(super) fn place_key(document: &str, chain: usize, referent: &Referent) -> String {
    let Span { start, end, .. } = referent.span;
    match referent.name {
        Name::Place { is_taken: true } => format!("document/{document}/{start}-{end}/{chain}"),
        _ => format!("document/{document}/{start}-{end}"),
    }
}

/// The value that stands most often, of values with how often each stands; the first of the alphabet where several do.
pub(super) fn most<'a>(values: impl Iterator<Item = (&'a str, usize)>) -> Option<&'a str> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for (value, often) in values {
        *count.entry(value).or_default() += often;
    }
    count.into_iter().max_by_key(|(value, n)| (*n, std::cmp::Reverse(*value))).map(|(value, _)| value)
}
