//! What resolution reads of a record: a pure function of the record and the ontology, made for each document by itself before
//! any two are compared.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::super::coreference::normal;
use super::super::person_name::PersonName;
use super::body::{self, Countries, SharedNames};
use super::group::Sort;
use super::occurrences::{self, Told};
use crate::mention::{self, Mention, MentionKind};
use crate::ontology::{EntityType, Gender, Ontology, Subclass};
use crate::packed::{Packable, Packed};
use crate::proposition::{Argument, Filler, Polarity, PropositionKind};
use crate::record::Record;
use crate::span::Span;

/// What resolution reads of one record. It borrows its texts from what it was read from.
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
    /// One for each chain; `None` for what is private to the document, once that is not asked for any more.
    #[serde(borrow)]
    pub(super) referents: Vec<Option<Box<Referent<'a>>>>,
    /// Events and writings without a name.
    pub(super) occurrences: Vec<Told>,
}

impl<'a> Excerpt<'a> {
    /// Without what no other document's chains can be one with or depend on.
    pub fn public(&self) -> Self {
        let public = |referent: &Referent<'a>| (!referent.is_private).then(|| Box::new(referent.clone()));
        Self {
            id: self.id.clone(),
            source: self.source.clone(),
            sha256: self.sha256.clone(),
            published: self.published,
            referents: self.referents.iter().map(|referent| referent.as_deref().and_then(public)).collect(),
            occurrences: self.occurrences.clone(),
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
        self.referents.len()
    }

    /// Whether a chain is private to the document.
    pub fn is_private(&self, chain: usize) -> bool {
        self.referents[chain].as_ref().is_none_or(|referent| referent.is_private)
    }
}

/// What a document says of the thing that one of its chains refers to. Other things are named by the indices of their chains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Referent<'a> {
    pub entity_type: EntityType,
    #[serde(borrow)]
    pub name: Name<'a>,
    /// The best name, else the head's words; of a country's body the name that tells whose it is.
    #[serde(borrow)]
    pub label: Cow<'a, str>,
    /// Whether a lexicon knows the name.
    pub listed: bool,
    /// Where the first mention stands.
    pub span: Span,
    /// The mention at which a decision cut the chain off another.
    pub cut: Option<Span>,
    /// Whether nothing in any other document can be one with it or depend on it, unless the user says so.
    pub is_private: bool,
    /// What it is called beside its key where no lexicon knows it, as keys: for organizations only.
    pub called: Vec<String>,
    pub person: Option<Box<Person>>,
    #[serde(borrow)]
    pub office: Option<Box<Office<'a>>>,
    #[serde(borrow = "'a")]
    pub details: Packed<'a, Details<'static>>,
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
    pub countries: Vec<String>,
}

impl Packable for Details<'static> {
    type Of<'s> = Details<'s>;
}

impl Referent<'_> {
    /// The chains that its offices belong to or are held by.
    fn tied(&self) -> impl Iterator<Item = usize> {
        let of_office = self.office.iter().flat_map(|o| o.owner.iter().chain(&o.home).chain(&o.holders));
        let owners = self.person.iter().flat_map(|person| &person.offices).filter_map(|(_, owner)| owner.as_ref());
        of_office.copied().chain(owners.map(|(owner, _)| *owner))
    }

    /// The country whose body or seat it is.
    pub fn country(&self) -> Option<&str> {
        match &self.name {
            Name::Key { country, .. } => country.as_deref(),
            Name::Office { seat, .. } => seat.as_deref(),
            Name::Place { .. } => None,
        }
    }
}

/// What a chain's group is called after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Name<'a> {
    /// Its place in the document; whether another chain that begins with the same words (a body and the country that it stands
    /// for) is called so already.
    Place { is_taken: bool },
    /// A key, which holds everywhere, or in the document only; whose body it is.
    Key {
        #[serde(borrow)]
        key: Cow<'a, str>,
        is_local: bool,
        country: Option<String>,
    },
    /// The title and the owner or holder of the office; the country whose seat it is by the title alone.
    Office {
        #[serde(borrow)]
        title: Cow<'a, str>,
        seat: Option<String>,
    },
}

/// What is said of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Person {
    /// The best name. One a chain: another may have come into it by mistake.
    pub name: Option<PersonName>,
    pub female: usize,
    pub male: usize,
    /// Titles, each with the chain of its owner and whether that is a country; sorted.
    pub offices: Vec<(String, Option<(usize, bool)>)>,
    /// Other states (party, citizenship, kinship) with the chain of the other end; sorted.
    pub states: Vec<(String, usize)>,
}

/// What is said of an office; chains.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Office<'a> {
    /// See [`Mention::post`]; of several the first that says most.
    #[serde(borrow)]
    pub title: Cow<'a, str>,
    pub owner: Option<usize>,
    pub home: Option<usize>,
    pub holders: Vec<usize>,
}

const PLACE: Name<'static> = Name::Place { is_taken: false };

/// What resolution reads of each of some records.
pub fn excerpts(records: &[Record], ontology: &Ontology) -> Vec<Excerpt<'static>> {
    let shared = SharedNames::new(ontology);
    records.par_iter().map(|record| Reading::new(record, ontology, &shared).excerpt()).collect()
}

/// Lower case, without diacritics, articles and punctuation: "Gitanas Nausėda" and "Gitanas Nauseda" have one key.
pub(super) fn key(text: &str) -> String {
    normal(&text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect::<String>())
}

/// A record while it is read.
pub(super) struct Reading<'a> {
    pub record: &'a Record,
    pub ontology: &'a Ontology,
    shared: &'a SharedNames<'a>,
    countries: Countries<'a>,
    /// For each mention, the index of its chain.
    chain_of: Vec<usize>,
    /// For each chain, its best name.
    best: Vec<Option<&'a Mention>>,
}

impl<'a> Reading<'a> {
    fn new(record: &'a Record, ontology: &'a Ontology, shared: &'a SharedNames<'a>) -> Self {
        let mut chain_of = vec![0; record.mentions.len()];
        for (c, chain) in record.chains.iter().enumerate() {
            for &m in &chain.mentions {
                chain_of[m] = c;
            }
        }
        let best = (0..record.chains.len()).map(|c| best_name(record, c)).collect();
        Self { record, ontology, shared, countries: body::countries(record, shared, ontology), chain_of, best }
    }

    fn excerpt(&self) -> Excerpt<'static> {
        let document = &self.record.document;
        let occurrences = occurrences::told(self);
        let mut referents: Vec<Referent<'static>> = (0..self.record.chains.len()).map(|c| self.referent(c)).collect();
        self.read_people(&mut referents);
        tell_places_apart(&mut referents);
        let told = occurrences.iter().map(|told| told.chain);
        let tied: Vec<usize> = referents.iter().flat_map(Referent::tied).chain(told).collect();
        tied.into_iter().for_each(|c| referents[c].is_private = false);
        Excerpt {
            id: document.id.clone().into(),
            source: document.source.clone().into(),
            sha256: document.sha256.clone().into(),
            published: document.published,
            referents: referents.into_iter().map(|referent| Some(Box::new(referent))).collect(),
            occurrences,
        }
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

    fn referent(&self, c: usize) -> Referent<'static> {
        let chain = &self.record.chains[c];
        let office = self.office(c);
        let best = self.best[c];
        let (name, listed) = match chain.entity_type {
            _ if chain.cut.is_some() => (PLACE, false),
            EntityType::Office => (office.as_ref().map_or(PLACE, |office| self.office_name(office)), false),
            _ => self.name(c),
        };
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
        let is_its_key = |words: &str| matches!(&name, Name::Key { key, country: None, .. } if key == words);
        let called = || -> Vec<String> {
            let names = self.mentions(c).filter(|m| m.kind == MentionKind::Name && m.canonical.is_none());
            sorted(names.map(|m| key(&m.text)).filter(|words| !is_its_key(words)).collect())
        };
        let first = self.record.mentions[chain.mentions[0]].span;
        let details = Details {
            words: &chain.label,
            names: names.into_iter().map(|((name, of_office), count)| (name, count, of_office)).collect(),
            canonical: canonical.into_iter().collect(),
            mentions: chain.mentions.len(),
            is_described: self.mentions(c).any(|m| m.kind != MentionKind::Pronoun),
            amounts,
            subclasses,
            countries: self.countries_of_people(c),
        };
        let mut referent = Referent {
            entity_type: chain.entity_type,
            label: best.map_or(chain.label.as_str(), Mention::name).to_owned().into(),
            listed,
            span: first,
            cut: chain.cut.map(|m| self.record.mentions[m].span),
            is_private: name == PLACE && office.is_none() && chain.cut.is_none(),
            called: if Sort::of(chain.entity_type) == Sort::Organization { called() } else { Vec::new() },
            name,
            person: None,
            office: office.map(Box::new),
            details: Packed::new(&details),
        };
        if let Some(country) = referent.country().filter(|_| best.is_some()) {
            referent.label = self.shared.label(&referent.label, country, self.ontology).into();
        }
        referent
    }

    /// What a chain that has a name is called; also whether a lexicon knows it.
    fn name(&self, c: usize) -> (Name<'static>, bool) {
        let entity_type = self.record.chains[c].entity_type;
        let unknown = (PLACE, false);
        if matches!(entity_type, EntityType::Group | EntityType::Quantity | EntityType::Money) {
            return unknown;
        }
        let Some(name) = self.best[c] else { return unknown };
        let sort = Sort::of(entity_type);
        let known =
            |key: String, is_local: bool, country: Option<String>| Name::Key { key: key.into(), is_local, country };
        let listed = name.canonical.is_some();
        if sort == Sort::Date {
            // "Tuesday" in a paper without a date is a day of its own.
            let Some(time) = &name.time else { return unknown };
            return (known(format!("{}/{}", time.start, time.end), false, None), listed);
        }
        let words = key(name.name());
        if words.is_empty() {
            return unknown;
        }
        if sort == Sort::Person {
            if name.text.starts_with('@') {
                return (known(words, false, None), listed);
            }
            let parsed = PersonName::parse(name.name());
            let parts: Vec<&str> = parsed.parts.iter().chain(&parsed.suffix).map(String::as_str).collect();
            let words = key(&parts.join(" "));
            let is_local = parsed.is_surname();
            return (known(words, is_local, None), listed && !is_local);
        }
        if sort == Sort::Organization
            && let Some(body) = body::generic(self.record, c, &words, name, &self.countries, self.shared, self.ontology)
        {
            return match body.country {
                Some(country) => (known(format!("{}/{}", body.name, key(&country)), false, Some(country)), listed),
                None => (known(body.name, true, None), false),
            };
        }
        (known(words, false, None), listed)
    }

    fn office(&self, c: usize) -> Option<Office<'static>> {
        let offices = || self.mentions(c).filter(|m| m.title.is_some());
        let titles: Vec<_> = offices().filter_map(|m| m.post()).collect();
        // "The boss" is the chief executive, not the other way round.
        let says_most = |title: &&Cow<str>| !titles.iter().any(|other| self.ontology.takes_in(title, other));
        let title = titles.iter().find(says_most).or(titles.first())?;
        Some(Office {
            title: title.clone().into_owned().into(),
            owner: offices().find_map(|m| m.jurisdiction).map(|m| self.chain(m)),
            home: offices().find_map(|m| m.home).map(|m| self.chain(m)),
            holders: offices().filter_map(|m| m.holder).map(|m| self.chain(m)).collect(),
        })
    }

    fn office_name(&self, office: &Office<'static>) -> Name<'static> {
        let seat = body::seat(&office.title, &self.countries, self.ontology).filter(|_| office.owner.is_none());
        if seat.is_none() && office.owner.is_none() && office.holders.is_empty() {
            return PLACE;
        }
        Name::Office { title: office.title.clone(), seat: seat.map(str::to_owned) }
    }

    /// The countries that words for people name: "Russian officials", "Libyans".
    fn countries_of_people(&self, c: usize) -> Vec<String> {
        let record = self.record;
        let of = |m: &Mention| {
            let same =
                |n: &Mention| n.entity_type == EntityType::Country && (n.sentence, n.head) == (m.sentence, m.head);
            let beside = || mention::in_sentence(&record.mentions, m.sentence).find(|&n| same(&record.mentions[n]));
            let named = m.jurisdiction.or_else(beside)?;
            Some(self.ontology.country(record.mentions[named].name())?.name.clone())
        };
        if record.chains[c].entity_type != EntityType::Group {
            return Vec::new();
        }
        self.mentions(c).filter(|m| m.kind == MentionKind::Nominal).filter_map(of).collect()
    }

    /// Takes down what the document says of its people.
    fn read_people(&self, referents: &mut [Referent]) {
        let record = self.record;
        let is_person = |c: usize| Sort::of(record.chains[c].entity_type) == Sort::Person;
        let owner = |m: usize| {
            let c = self.chain(m);
            (c, record.chains[c].entity_type == EntityType::Country)
        };
        for (c, referent) in referents.iter_mut().enumerate().filter(|(c, _)| is_person(*c)) {
            let name = self.best[c].map(|name| PersonName::parse(name.name()));
            referent.person = Some(Box::new(Person { name, ..Person::default() }));
        }
        for (m, mention) in record.mentions.iter().enumerate() {
            if let Some(person) = &mut referents[self.chain(m)].person {
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
                && let Some(person) = &mut referents[self.chain(holder)].person
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
                if let Some(person) = referents[self.chain(subject)].person.as_mut().filter(|_| !of_office) {
                    person.states.push((state.predicate.lemma.clone(), object));
                }
            }
        }
        for person in referents.iter_mut().filter_map(|referent| referent.person.as_mut()) {
            person.offices = sorted(std::mem::take(&mut person.offices));
            person.states = sorted(std::mem::take(&mut person.states));
        }
    }
}

/// Each value once, in order.
pub(super) fn sorted<T: Ord>(mut values: Vec<T>) -> Vec<T> {
    values.sort_unstable();
    values.dedup();
    values
}

/// Marks the chains that begin with the words of one before them, offices last, and would be called after the same place.
fn tell_places_apart(referents: &mut [Referent]) {
    let mut taken: BTreeSet<Span> = BTreeSet::new();
    let is_office = |referent: &Referent| referent.entity_type == EntityType::Office;
    for of_office in [false, true] {
        for referent in referents.iter_mut().filter(|r| is_office(r) == of_office && r.name == PLACE && r.cut.is_none())
        {
            referent.name = Name::Place { is_taken: !taken.insert(referent.span) };
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
