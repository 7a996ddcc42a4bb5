//! Stage one: groups, the chains that are one thing by their key alone, before any evidence is weighed.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use twox_hash::XxHash3_64;

use super::super::curation::{Decisions, DocumentKeys, parted_key};
use super::body::SharedNames;
use super::excerpt::{Excerpt, Mark, Office, Referent, Telling};
use super::key::{DOCUMENT, Key};
use super::reading::Reader;
use crate::ontology::{EntityType, Ontology};
use crate::record::Record;

/// Where a chain stands: (index of the record, index of the chain).
pub(super) type Place = (usize, usize);

/// The chains that have one key.
#[derive(Debug)]
struct Group {
    /// Readable and unique: `person/rand paul`, `office/president/russia`; `document/<key>/120-126` for what has no name.
    /// Spelt where it is asked for.
    key: OnceLock<String>,
    sort: Sort,
    is_local: bool,
    is_listed: bool,
    /// Where its chains begin and end among all that are in groups.
    chains: (u32, u32),
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
    /// In the order of their first chain, offices behind the others of its document.
    groups: Vec<Group>,
    /// The chains that are in groups, group by group; ascending.
    chains: Vec<Place>,
    /// For each chain the index of its group; [`NONE`] for what is private to its document.
    group_of: Vec<u32>,
    /// Where the chains of each document begin among all, and where the last end.
    starts: Vec<usize>,
    /// For each document, what its local groups are named after.
    documents: DocumentKeys<'a>,
    /// Whether the user decided on anything.
    is_decided: bool,
    /// See [`Reader`].
    pub(super) shared: &'a SharedNames,
}

/// What was said of groups so far.
pub(super) struct Said {
    /// Where a decision gives chains of one key to several groups, the same words say something else in another document.
    is_decided: bool,
    said: FxHashSet<(usize, u64)>,
}

impl Said {
    pub fn new(groups: &Groups) -> Self {
        Self { is_decided: groups.is_decided, said: FxHashSet::default() }
    }

    /// Whether the same was not said of a group before; as it is packed.
    pub fn is_new(&mut self, g: usize, packed: &[u8]) -> bool {
        self.is_decided || self.said.insert((g, XxHash3_64::oneshot(packed)))
    }
}

/// No group.
const NONE: u32 = u32::MAX;

impl<'a> Groups<'a> {
    pub(super) fn new(
        records: &'a [Record],
        (excerpts, documents): (&'a [Excerpt<'a>], DocumentKeys<'a>),
        reader: &'a Reader<'a>,
        decisions: &Decisions,
    ) -> Self {
        let mut starts = vec![0];
        starts.extend(excerpts.iter().scan(0, |end, excerpt| {
            *end += excerpt.chains();
            Some(*end)
        }));
        let is_decided = *decisions != Decisions::default();
        let mut groups = Self {
            records,
            excerpts,
            ontology: reader.ontology,
            groups: Vec::new(),
            chains: Vec::new(),
            group_of: vec![NONE; starts[excerpts.len()]],
            starts,
            documents,
            is_decided,
            shared: &reader.shared,
        };
        if is_decided {
            groups.group_by_key(decisions);
        } else {
            groups.group_by_number();
        }
        groups.list_chains();
        groups
    }

    /// Groups the chains where the user decided on nothing: the numbers of the excerpts stand for the keys.
    fn group_by_number(&mut self) {
        let chains = self.group_of.len();
        let mut index: FxHashMap<u64, u32> = FxHashMap::with_capacity_and_hasher(chains / 2, FxBuildHasher);
        let mut offices = Vec::new();
        for (r, excerpt) in self.excerpts.iter().enumerate() {
            let mut add = |c: usize, number: u64, mark: Mark| {
                let g = *index.entry(number).or_insert_with(|| self.push(OnceLock::new(), mark, mark.is_local()));
                self.join((r, c), g, mark);
            };
            for (c, number) in excerpt.groups().enumerate() {
                let (Some(number), mark) = (number, excerpt.mark(c)) else { continue };
                if mark.entity_type() == EntityType::Office {
                    offices.push((c, number, mark));
                } else {
                    add(c, number, mark);
                }
            }
            offices.drain(..).for_each(|(c, number, mark)| add(c, number, mark));
        }
    }

    fn group_by_key(&mut self, decisions: &Decisions) {
        let decided = decisions.groups();
        let mut index: FxHashMap<String, u32> = FxHashMap::default();
        for (r, excerpt) in self.excerpts.iter().enumerate() {
            let is_office = |c: &usize| excerpt.mark(*c).entity_type() == EntityType::Office;
            let (offices, others): (Vec<usize>, Vec<usize>) = (0..excerpt.chains()).partition(is_office);
            // They are called after their owners and holders, which must have their keys before.
            for c in others.into_iter().chain(offices) {
                let mark = excerpt.mark(c);
                let mut key = self.spell((r, c));
                if excerpt.is_private(c) && !decided.contains(key.key.as_str()) {
                    continue;
                }
                // Two people of one surname in one document.
                if key.is_local && index.contains_key(&key.key) {
                    key.key = format!("{}/{c}", key.key);
                }
                if !key.is_local && decisions.is_parted(&key.key, self.document(r)) {
                    key.key = parted_key(&key.key, self.document(r));
                    key.is_local = true;
                }
                let Key { key, is_local } = key;
                let g = match index.get(&key) {
                    Some(&g) => g,
                    None => {
                        let g = self.push(OnceLock::from(key.clone()), mark, is_local);
                        index.insert(key, g);
                        g
                    }
                };
                self.join((r, c), g, mark);
            }
        }
    }

    /// A new group, for a chain that begins it.
    fn push(&mut self, key: OnceLock<String>, mark: Mark, is_local: bool) -> u32 {
        let sort = Sort::of(mark.entity_type());
        self.groups.push(Group { key, sort, is_local, is_listed: false, chains: (0, 0) });
        u32::try_from(self.groups.len() - 1).expect("no more groups than chains")
    }

    fn join(&mut self, (r, c): Place, g: u32, mark: Mark) {
        let group = &mut self.groups[g as usize];
        group.is_listed |= mark.is_listed();
        group.chains.1 += 1;
        self.group_of[self.starts[r] + c] = g;
    }

    /// Sets the chains down group by group; how many each has is known.
    fn list_chains(&mut self) {
        let mut all = 0;
        for group in &mut self.groups {
            let many = group.chains.1;
            group.chains = (all, all);
            all += many;
        }
        self.chains = vec![(0, 0); all as usize];
        for r in 0..self.excerpts.len() {
            for (c, &g) in
                self.group_of[self.starts[r]..self.starts[r + 1]].iter().enumerate().filter(|(_, g)| **g != NONE)
            {
                let end = &mut self.groups[g as usize].chains.1;
                self.chains[*end as usize] = (r, c);
                *end += 1;
            }
        }
    }

    /// How many groups there are.
    pub(super) fn len(&self) -> usize {
        self.groups.len()
    }

    pub(super) fn all(&self) -> impl Iterator<Item = usize> + use<> {
        0..self.groups.len()
    }

    /// The groups of a sort.
    pub(super) fn of_sort(&self, sort: Sort) -> impl Iterator<Item = usize> {
        self.all().filter(move |&g| self.groups[g].sort == sort)
    }

    /// What the group is called.
    pub(super) fn key(&self, g: usize) -> &str {
        self.groups[g].key.get_or_init(|| {
            let (r, c) = self.chains(g)[0];
            let referent = self.first(g);
            let whole = |key: &String| key.replace(DOCUMENT, self.document(r));
            let of_name = || Key::of_name((c, self.sort(g), referent), self.document(r)).map(|key| key.key);
            referent.key.as_ref().map(whole).or_else(of_name).expect("a name makes a key, or it is there")
        })
    }

    /// The number of the key, where that holds in all documents.
    pub(super) fn number(&self, g: usize) -> u64 {
        let (r, c) = self.chains(g)[0];
        self.excerpts[r].number(c)
    }

    /// [`Groups::key`] without the sort that it begins with.
    pub(super) fn bare_key(&self, g: usize) -> &str {
        let key = self.key(g);
        key.split_once('/').map_or(key, |(_, bare)| bare)
    }

    pub(super) fn sort(&self, g: usize) -> Sort {
        self.groups[g].sort
    }

    /// Whether the key holds in one document only.
    pub(super) fn is_local(&self, g: usize) -> bool {
        self.groups[g].is_local
    }

    /// Whether a lexicon knows the name.
    pub(super) fn is_listed(&self, g: usize) -> bool {
        self.groups[g].is_listed
    }

    /// The chains of the group, ascending; there is one at least.
    pub(super) fn chains(&self, g: usize) -> &[Place] {
        let (start, end) = self.groups[g].chains;
        &self.chains[start as usize..end as usize]
    }

    /// What the first chain of the group is called.
    pub(super) fn first(&self, g: usize) -> &'a Referent {
        self.referent(self.chains(g)[0])
    }

    /// The best name or words of the first chain.
    pub(super) fn label(&self, g: usize) -> &'a str {
        &self.first(g).label
    }

    /// For a body or an office that several countries have: the country whose it is.
    pub(super) fn country(&self, g: usize) -> Option<&'a str> {
        self.first(g).name.country()
    }

    /// What a document calls a chain, which is not private to it or has not been left out.
    pub(super) fn referent(&self, (r, c): Place) -> &'a Referent {
        self.excerpts[r].referent(c)
    }

    pub(super) fn entity_type(&self, (r, c): Place) -> EntityType {
        self.excerpts[r].mark(c).entity_type()
    }

    /// What a document says of an office; `None` for what is none.
    pub(super) fn office(&self, (r, c): Place) -> Option<Office> {
        match self.excerpts[r].told(c) {
            Telling::Office(office) => Some(office.unpack()),
            _ => None,
        }
    }

    /// What the documents say of offices, with the group and a document that says it: a thousand may say the same.
    pub(super) fn offices(&self) -> impl Iterator<Item = (usize, usize, Office)> {
        let mut said = Said::new(self);
        // Document by document, as they lie in memory.
        let places = (0..self.excerpts.len()).flat_map(|r| self.groups_of(r).map(move |(c, g)| (r, c, g)));
        let of_offices = places.filter(|&(.., g)| self.sort(g) == Sort::Office);
        of_offices.filter_map(move |(r, c, g)| match self.excerpts[r].told(c) {
            Telling::Office(office) if said.is_new(g, office.bytes()) => Some((g, r, office.unpack())),
            _ => None,
        })
    }

    /// The group of a chain; `None` for what is private to its document.
    pub(super) fn group(&self, (r, c): Place) -> Option<usize> {
        Some(self.group_of[self.starts[r] + c]).filter(|g| *g != NONE).map(|g| g as usize)
    }

    /// The group that a document's excerpt gives this number.
    pub(super) fn numbered(&self, r: usize, number: u64) -> Option<usize> {
        self.group((r, self.excerpts[r].chain_of(number)?))
    }

    /// For each chain of a document that is not private, its group: (chain, group).
    pub(super) fn groups_of(&self, r: usize) -> impl Iterator<Item = (usize, usize)> {
        let groups = self.group_of[self.starts[r]..self.starts[r + 1]].iter().enumerate();
        groups.filter(|(_, g)| **g != NONE).map(|(c, &g)| (c, g as usize))
    }

    /// What a chain's group is called, but for what other chains of the name and decisions add; what it is called after has
    /// its group.
    fn spell(&self, place: Place) -> Key {
        let (r, c) = place;
        let of = |number: u64| self.numbered(r, number).map(|g| (self.key(g), self.is_local(g)));
        let chain = (c, Sort::of(self.entity_type(place)), self.referent(place));
        Key::of(chain, self.document(r), || self.office(place), of)
    }

    /// The document's key.
    pub(super) fn document(&self, r: usize) -> &str {
        self.documents.get(r)
    }

    /// An order of groups by content: ids of documents are hashes, which must not decide anything.
    pub(super) fn rank(&self, group: usize) -> Rank<'_> {
        Rank { groups: self, group }
    }
}

/// The place of a group in an order by content; no more is read than it takes to tell two apart.
#[derive(Clone, Copy)]
pub(super) struct Rank<'a> {
    groups: &'a Groups<'a>,
    group: usize,
}

impl<'a> Rank<'a> {
    /// The key, or of what is known in one document only what it is called there.
    fn name(&self) -> &'a str {
        if self.groups.is_local(self.group) { self.groups.label(self.group) } else { self.groups.key(self.group) }
    }

    /// For what is known in one document only: the document's content and where the first mention stands.
    fn place(&self) -> Option<(&'a str, usize)> {
        let (r, _) = self.groups.chains(self.group)[0];
        let start = || self.groups.first(self.group).span.start;
        self.groups.is_local(self.group).then(|| (&*self.groups.excerpts[r].sha256, start()))
    }
}

impl Ord for Rank<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let names = || self.name().cmp(other.name());
        let places = || self.place().cmp(&other.place());
        let keys = || self.groups.key(self.group).cmp(other.groups.key(other.group));
        if self.group == other.group { Ordering::Equal } else { names().then_with(places).then_with(keys) }
    }
}

impl PartialOrd for Rank<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Rank<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Rank<'_> {}

/// The value that stands most often, of values with how often each stands; the first of the alphabet where several do.
pub(super) fn most<'a>(values: impl Iterator<Item = (&'a str, usize)>) -> Option<&'a str> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for (value, often) in values {
        *count.entry(value).or_default() += often;
    }
    count.into_iter().max_by_key(|(value, n)| (*n, std::cmp::Reverse(*value))).map(|(value, _)| value)
}
