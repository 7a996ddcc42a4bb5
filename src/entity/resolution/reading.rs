//! Reads a record for resolution: a pure function of the record and the ontology, for each document by itself before any two are
//! compared.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::super::coreference::normal;
use super::super::person_name::{PersonName, Spellings};
use super::body::{self, Countries, SharedNames};
use super::excerpt::{Details, Excerpt, Mark, Office, PRIVATE, Person, Referent, Said, Telling};
use super::group::Sort;
use super::key::{self, Key, Name};
use super::lookup::{OrganizationKeys, PersonKeys};
use super::occurrences;
use crate::mention::{self, Mention, MentionKind};
use crate::ontology::{EntityType, Gender, Ontology, Subclass};
use crate::packed::{Bytes, Packed, PackedList};
use crate::proposition::{Argument, Filler, Polarity, PropositionKind};
use crate::record::Record;
use crate::span::Span;

/// What a document says of a person while it is read; the others are chains.
#[derive(Default)]
struct Draft {
    name: Option<PersonName>,
    female: usize,
    male: usize,
    offices: Vec<(String, Option<(usize, bool)>)>,
    states: Vec<(String, usize)>,
}

const PLACE: Name = Name::Place { is_taken: false };

/// Reads records for resolution.
pub struct Reader<'a> {
    pub(super) ontology: &'a Ontology,
    /// Names of bodies and parties that countries have, each its own.
    pub(super) shared: SharedNames,
}

impl<'a> Reader<'a> {
    pub fn new(ontology: &'a Ontology) -> Self {
        Self { ontology, shared: SharedNames::new(ontology) }
    }

    /// What resolution reads of each of some records.
    pub fn excerpts(&self, records: &[Record]) -> Vec<Excerpt<'static>> {
        let Self { ontology, shared } = self;
        let excerpt = |spellings: &mut Spellings, record| Reading::new(record, ontology, shared).excerpt(spellings);
        records.par_iter().map_init(|| Spellings::new(ontology), excerpt).collect()
    }
}

/// Lower case, without diacritics, articles and punctuation: "Gitanas Nausėda" and "Gitanas Nauseda" have one key.
pub(super) fn normalized(text: &str) -> String {
    normal(&text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect::<String>())
}

/// A record while it is read.
pub(super) struct Reading<'a> {
    pub record: &'a Record,
    pub ontology: &'a Ontology,
    shared: &'a SharedNames,
    countries: Countries<'a>,
    /// For each mention, the index of its chain.
    chain_of: Vec<usize>,
    /// For each chain, its best name.
    best: Vec<Option<&'a Mention>>,
}

impl<'a> Reading<'a> {
    fn new(record: &'a Record, ontology: &'a Ontology, shared: &'a SharedNames) -> Self {
        let mut chain_of = vec![0; record.mentions.len()];
        for (c, chain) in record.chains.iter().enumerate() {
            for &m in &chain.mentions {
                chain_of[m] = c;
            }
        }
        let best = (0..record.chains.len()).map(|c| best_name(record, c)).collect();
        Self { record, ontology, shared, countries: body::countries(record, shared, ontology), chain_of, best }
    }

    fn excerpt(&self, spellings: &Spellings) -> Excerpt<'static> {
        let record = self.record;
        let document = &record.document;
        let occurrences = occurrences::told(self);
        let chains = || 0..record.chains.len();
        let offices: Vec<Option<Office<usize>>> = chains().map(|c| self.office(c)).collect();
        let people = self.people();
        let (mut referents, is_listed): (Vec<Referent>, Vec<bool>) =
            chains().map(|c| self.referent(c, offices[c].as_ref())).unzip();
        let mut is_public: Vec<bool> = chains()
            .map(|c| !referents[c].name.is_place() || offices[c].is_some() || referents[c].cut.is_some())
            .collect();
        let owners = people.iter().flatten().flat_map(|person| &person.offices).filter_map(|(_, owner)| owner.as_ref());
        let tied = offices.iter().flatten().flat_map(Office::tied).chain(owners.map(|(owner, _)| *owner));
        tied.chain(occurrences.iter().map(|told| told.chain)).for_each(|c| is_public[c] = true);
        tell_places_apart(&mut referents, |c| self.is_office(c));
        let keys = self.keys(&referents, &offices, &is_public);
        for (c, key) in keys.iter().enumerate() {
            let chain = (c, self.sort(c), &referents[c]);
            let key = key.as_ref().filter(|key| Key::of_name(chain, key::DOCUMENT).as_ref() != Some(key));
            referents[c].key = key.map(|key| key.key.clone());
        }
        let groups: Vec<u64> =
            keys.iter().map(|key| key.as_ref().map_or(PRIVATE, |key| key.number(&document.id))).collect();
        let mark = |c: usize| {
            let is_local = keys[c].as_ref().is_none_or(|key| key.is_local);
            Mark::new(record.chains[c].entity_type, is_listed[c], is_local).0
        };
        let marks: Vec<u8> = chains().map(mark).collect();
        let told = offices.into_iter().zip(people).enumerate();
        let told =
            told.map(|(c, (office, person))| self.telling(c, office, person, (&referents[c], spellings), &groups));
        let said = chains().map(|c| Said { details: Packed::new(&self.details(c)), referent: Packed::default() });
        Excerpt {
            id: document.id.clone().into(),
            source: document.source.clone().into(),
            sha256: document.sha256.clone().into(),
            published: document.published,
            numbers: None,
            marks: Bytes(marks.into()),
            told: PackedList::new(told),
            said: PackedList::new(said),
            occurrences: Packed::new(&occurrences),
            referents: OnceLock::from(
                referents.into_iter().map(|referent| OnceLock::from(Box::new(referent))).collect::<Vec<_>>(),
            ),
            groups: groups.into_iter().collect(),
        }
    }

    /// What the groups of the chains are called that are not private, by the document alone.
    fn keys(&self, referents: &[Referent], offices: &[Option<Office<usize>>], is_public: &[bool]) -> Vec<Option<Key>> {
        let mut keys: Vec<Option<Key>> = vec![None; referents.len()];
        let mut taken: BTreeSet<String> = BTreeSet::new();
        // Offices are called after their owners and holders, which must have their keys before.
        for of_office in [false, true] {
            for c in (0..referents.len()).filter(|&c| is_public[c] && self.is_office(c) == of_office) {
                let of = |other: usize| keys[other].as_ref().map(|key| (key.key.as_str(), key.is_local));
                let chain = (c, self.sort(c), &referents[c]);
                let mut key = Key::of(chain, key::DOCUMENT, || offices[c].clone(), of);
                // Two people of one surname in one document.
                if key.is_local && !taken.insert(key.key.clone()) {
                    key.key = format!("{}/{c}", key.key);
                }
                keys[c] = Some(key);
            }
        }
        keys
    }

    fn telling(
        &self,
        c: usize,
        office: Option<Office<usize>>,
        person: Option<Draft>,
        (referent, spellings): (&Referent, &Spellings),
        groups: &[u64],
    ) -> Telling<'static> {
        if let Some(Draft { name, female, male, offices, states }) = person {
            let owner = |(chain, is_country): (usize, bool)| (groups[chain], is_country);
            let offices = offices.into_iter().map(|(title, of)| (title, of.map(owner)));
            let states = states.into_iter().map(|(state, end)| (state, groups[end]));
            let of_name = |name| PersonKeys::new(&referent.label, name, spellings, self.ontology);
            let keys = name.as_ref().map_or(PersonKeys::Unnamed, of_name);
            let person = Person { name, offices: sorted(offices.collect()), states: sorted(states.collect()) };
            return Telling::Person { female, male, keys, person: Packed::new(&person) };
        }
        match office {
            Some(office) if self.is_office(c) => Telling::Office(Packed::new(&office.map(|chain| groups[chain]))),
            _ if self.sort(c) == Sort::Organization => {
                let is_its_key =
                    |words: &str| matches!(&referent.name, Name::Key { key, country: None, .. } if key == words);
                let names = self.mentions(c).filter(|m| m.kind == MentionKind::Name && m.canonical.is_none());
                let called = names.map(|m| normalized(&m.text)).filter(|words| !is_its_key(words)).collect();
                Telling::Organization(OrganizationKeys::new(&referent.label, &referent.name, called, self.ontology))
            }
            _ => Telling::Nothing,
        }
    }

    fn sort(&self, c: usize) -> Sort {
        Sort::of(self.record.chains[c].entity_type)
    }

    fn is_office(&self, c: usize) -> bool {
        self.record.chains[c].entity_type == EntityType::Office
    }

    pub fn chain(&self, mention: usize) -> usize {
        self.chain_of[mention]
    }

    pub fn mentions(&self, chain: usize) -> impl Iterator<Item = &'a Mention> + use<'a> {
        mentions(self.record, chain)
    }

    pub fn is_named(&self, chain: usize) -> bool {
        self.best[chain].is_some()
    }

    /// What a chain is called; also whether a lexicon knows the name.
    fn referent(&self, c: usize, office: Option<&Office<usize>>) -> (Referent, bool) {
        let chain = &self.record.chains[c];
        let best = self.best[c];
        let (name, listed) = match chain.entity_type {
            _ if chain.cut.is_some() => (PLACE, false),
            EntityType::Office => (office.map_or(PLACE, |office| self.office_name(office)), false),
            _ => self.name(c),
        };
        let mut label = best.map_or(chain.label.as_str(), Mention::name).to_owned();
        if let Some(country) = name.country().filter(|_| best.is_some()) {
            label = self.shared.label(&label, country, self.ontology);
        }
        let cut = chain.cut.map(|m| self.record.mentions[m].span);
        let span = self.record.mentions[chain.mentions[0]].span;
        (Referent { name, key: None, label, span, cut }, listed)
    }

    fn details(&self, c: usize) -> Details<'a> {
        let chain = &self.record.chains[c];
        let mut names: BTreeMap<(&str, bool), usize> = BTreeMap::new();
        let mut canonical: BTreeMap<&str, usize> = BTreeMap::new();
        let mut subclasses: BTreeMap<Subclass, usize> = BTreeMap::new();
        let mut amounts: Vec<f64> = Vec::new();
        for mention in self.mentions(c) {
            if mention.kind == MentionKind::Name {
                *names.entry((&mention.text, mention.entity_type == EntityType::Office)).or_default() += 1;
            }
            if let Some(name) = &mention.canonical {
                *canonical.entry(name).or_default() += 1;
            }
            if let Some(subclass) = mention.subclass {
                *subclasses.entry(subclass).or_default() += 1;
            }
            amounts.extend(mention.amount.filter(|amount| !amounts.contains(amount)));
        }
        Details {
            words: &chain.label,
            names: names.into_iter().map(|((name, of_office), count)| (name, count, of_office)).collect(),
            canonical: canonical.into_iter().collect(),
            mentions: chain.mentions.len(),
            is_described: self.mentions(c).any(|m| m.kind != MentionKind::Pronoun),
            amounts,
            subclasses,
            countries: self.countries_of_people(c),
        }
    }

    /// What a chain that has a name is called; also whether a lexicon knows it.
    fn name(&self, c: usize) -> (Name, bool) {
        let entity_type = self.record.chains[c].entity_type;
        let unknown = (PLACE, false);
        if matches!(entity_type, EntityType::Group | EntityType::Quantity | EntityType::Money) {
            return unknown;
        }
        let Some(name) = self.best[c] else { return unknown };
        let sort = Sort::of(entity_type);
        let known = |key: String, is_local: bool, country: Option<String>| Name::Key { key, is_local, country };
        let listed = name.canonical.is_some();
        if sort == Sort::Date {
            // "Tuesday" in a paper without a date is a day of its own.
            let Some(time) = &name.time else { return unknown };
            return (known(format!("{}/{}", time.start, time.end), false, None), listed);
        }
        let words = normalized(name.name());
        if words.is_empty() {
            return unknown;
        }
        if sort == Sort::Person {
            if name.text.starts_with('@') {
                return (known(words, false, None), listed);
            }
            let parsed = PersonName::parse(name.name());
            let parts: Vec<&str> = parsed.parts.iter().chain(&parsed.suffix).map(String::as_str).collect();
            let words = normalized(&parts.join(" "));
            let is_local = parsed.is_surname();
            return (known(words, is_local, None), listed && !is_local);
        }
        if sort == Sort::Organization
            && let Some(body) = body::generic(self.record, c, &words, name, &self.countries, self.shared, self.ontology)
        {
            return match body.country {
                Some(country) => {
                    (known(format!("{}/{}", body.name, normalized(&country)), false, Some(country)), listed)
                }
                None => (known(body.name, true, None), false),
            };
        }
        (known(words, false, None), listed)
    }

    fn office(&self, c: usize) -> Option<Office<usize>> {
        let offices = || self.mentions(c).filter(|m| m.title.is_some());
        let titles: Vec<_> = offices().filter_map(|m| m.post()).collect();
        // "The boss" is the chief executive, not the other way round.
        let says_most = |title: &&Cow<str>| !titles.iter().any(|other| self.ontology.takes_in(title, other));
        let title = titles.iter().find(says_most).or(titles.first())?;
        Some(Office {
            title: title.clone().into_owned(),
            owner: offices().find_map(|m| m.jurisdiction).map(|m| self.chain(m)),
            home: offices().find_map(|m| m.home).map(|m| self.chain(m)),
            holders: offices().filter_map(|m| m.holder).map(|m| self.chain(m)).collect(),
        })
    }

    fn office_name(&self, office: &Office<usize>) -> Name {
        let seat = body::seat(&office.title, &self.countries, self.ontology).filter(|_| office.owner.is_none());
        if seat.is_none() && office.owner.is_none() && office.holders.is_empty() {
            return PLACE;
        }
        Name::Office { title: office.title.clone(), seat: seat.map(str::to_owned) }
    }

    /// The countries that words for people name: "Russian officials", "Libyans".
    fn countries_of_people(&self, c: usize) -> Vec<&'a str> {
        let record = self.record;
        let of = |m: &Mention| {
            let same =
                |n: &Mention| n.entity_type == EntityType::Country && (n.sentence, n.head) == (m.sentence, m.head);
            let beside = || mention::in_sentence(&record.mentions, m.sentence).find(|&n| same(&record.mentions[n]));
            let named = m.jurisdiction.or_else(beside)?;
            Some(self.ontology.country(record.mentions[named].name())?.name.as_str())
        };
        if record.chains[c].entity_type != EntityType::Group {
            return Vec::new();
        }
        self.mentions(c).filter(|m| m.kind == MentionKind::Nominal).filter_map(of).collect()
    }

    /// What the document says of each chain that is a person.
    fn people(&self) -> Vec<Option<Draft>> {
        let record = self.record;
        let owner = |m: usize| {
            let c = self.chain(m);
            (c, record.chains[c].entity_type == EntityType::Country)
        };
        let named = |c: usize| {
            let name = self.best[c].map(|name| PersonName::parse(name.name()));
            let is_person = Sort::of(record.chains[c].entity_type) == Sort::Person;
            is_person.then(|| Draft { name, ..Draft::default() })
        };
        let mut people: Vec<Option<Draft>> = (0..record.chains.len()).map(named).collect();
        for (m, mention) in record.mentions.iter().enumerate() {
            if let Some(person) = &mut people[self.chain(m)] {
                match mention.gender {
                    Some(Gender::Female) => person.female += 1,
                    Some(Gender::Male) => person.male += 1,
                    None => {}
                }
                if let Some(title) = &mention.title {
                    person.offices.push((title.clone(), mention.jurisdiction.map(owner)));
                }
            }
            if let (EntityType::Office, Some(title), Some(holder)) =
                (mention.entity_type, &mention.title, mention.holder)
                && let Some(person) = &mut people[self.chain(holder)]
            {
                person.offices.push((title.clone(), mention.jurisdiction.map(owner)));
            }
        }
        let states = record.propositions.iter();
        for state in states.filter(|p| p.kind == PropositionKind::State && p.polarity == Polarity::Positive) {
            let end = |argument: &Option<Argument>| argument.as_ref().and_then(filler);
            if let (Some(subject), Some(object)) = (end(&state.subject), end(&state.object)) {
                let object = self.chain(object);
                let of_office = Sort::of(record.chains[object].entity_type) == Sort::Office;
                if let Some(person) = people[self.chain(subject)].as_mut().filter(|_| !of_office) {
                    person.states.push((state.predicate.lemma.clone(), object));
                }
            }
        }
        people
    }
}

/// Each value once, in order.
pub(super) fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort_unstable();
    values.dedup();
    values
}

/// Marks the chains that begin with the words of one before them, offices last, and would be called after the same place.
fn tell_places_apart(referents: &mut [Referent], is_office: impl Fn(usize) -> bool) {
    let mut taken: BTreeSet<Span> = BTreeSet::new();
    for of_office in [false, true] {
        for (c, referent) in referents.iter_mut().enumerate() {
            if is_office(c) == of_office && referent.name == PLACE && referent.cut.is_none() {
                referent.name = Name::Place { is_taken: !taken.insert(referent.span) };
            }
        }
    }
}

/// The mention that fills an argument.
pub(super) fn filler(argument: &Argument) -> Option<usize> {
    match argument.filler {
        Filler::Mention(m) => Some(m),
        _ => None,
    }
}

fn mentions(record: &Record, chain: usize) -> impl Iterator<Item = &Mention> {
    record.chains[chain].mentions.iter().map(|&m| &record.mentions[m])
}

/// The name that a chain is known by: one that a lexicon knows, the longest, the first; of a person the most frequent
/// full name, with what a longer form adds in its middle.
fn best_name(record: &Record, c: usize) -> Option<&Mention> {
    let wanted = record.chains[c].entity_type;
    let names = || {
        let all = mentions(record, c).filter(|m| m.kind == MentionKind::Name);
        all.filter(move |m| (m.entity_type == EntityType::Office) == (wanted == EntityType::Office))
    };
    let rank = |m: &&Mention| (m.canonical.is_some(), m.name().split(' ').count(), std::cmp::Reverse(m.span));
    let longest = names().max_by_key(rank)?;
    if wanted != EntityType::Person || !longest.name().contains(' ') {
        return Some(longest);
    }
    let mut count: HashMap<&str, usize> = HashMap::new();
    for name in names() {
        *count.entry(name.name()).or_default() += 1;
    }
    let often = names().filter(|m| m.name().contains(' ')).max_by_key(|m| (count[m.name()], rank(m)))?;
    let ends = |m: &Mention| {
        let name = PersonName::parse(m.name());
        (name.first().to_owned(), name.surname().to_owned())
    };
    names().filter(|m| m.name().contains(' ') && ends(m) == ends(often)).max_by_key(rank)
}
