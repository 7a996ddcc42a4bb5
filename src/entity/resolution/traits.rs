//! What is known of a person by all that is said of him: what speaks for and against two names being one person's.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::super::person_name::PersonName;
use super::excerpt::{Person, Telling};
use super::group::{Groups, Said, Sort};
use super::merging::Clusters;
use crate::ontology::{Gender, Ontology};

/// The part that somebody or something takes in an office, event or writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Part {
    /// The country or body that an office belongs to.
    Owner,
    /// Who acts or writes.
    Agent,
    /// Whom it is done or written to.
    Patient,
    Place,
    Other,
}

/// Stories on one event or writing appear within so many days.
pub(super) const NEWS: i32 = 14;

#[derive(Clone, Debug, Default)]
pub(super) struct Traits {
    /// Full names.
    pub names: BTreeSet<PersonName>,
    pub female: usize,
    pub male: usize,
    /// Titles, each with the set of its owner and whether that is a country.
    pub offices: BTreeSet<(String, Option<(usize, bool)>)>,
    /// Other states (party, citizenship, kinship) with the set of the other end.
    pub states: BTreeSet<(String, usize)>,
    /// First and last day of publication.
    pub published: Option<(Date, Date)>,
    pub documents: usize,
    /// Of offices, events and writings: the sets that take each part.
    pub parts: BTreeMap<Part, BTreeSet<usize>>,
    /// Of events and writings: the records that tell of them, and when they were.
    pub stories: BTreeSet<usize>,
    pub times: Option<(Date, Date)>,
    /// What the user's gazetteer takes it for: Wikidata items, names of entries without one.
    pub items: BTreeSet<String>,
}

impl Traits {
    pub fn add(&mut self, other: &Traits) {
        self.names.extend(other.names.iter().cloned());
        self.female += other.female;
        self.male += other.male;
        self.offices.extend(other.offices.iter().cloned());
        self.states.extend(other.states.iter().cloned());
        self.published = cover(self.published, other.published);
        self.times = cover(self.times, other.times);
        for (part, sets) in &other.parts {
            self.parts.entry(*part).or_default().extend(sets);
        }
        self.stories.extend(&other.stories);
        self.documents += other.documents;
        self.items.extend(other.items.iter().cloned());
    }

    /// The gender that the words for the person agree on, but for a few.
    pub fn gender(&self) -> Option<Gender> {
        if self.female > 3 * self.male {
            Some(Gender::Female)
        } else if self.male > 3 * self.female {
            Some(Gender::Male)
        } else {
            None
        }
    }

    /// Why the two can't be one person.
    pub fn clash(&self, other: &Traits, ontology: &Ontology) -> Option<&'static str> {
        // The gazetteer knows better than names and offices, which have been weighed before it was believed.
        if !self.items.is_empty() && !other.items.is_empty() {
            return self.items.is_disjoint(&other.items).then_some("the gazetteer knows them as two");
        }
        if let (Some(a), Some(b)) = (self.gender(), other.gender())
            && a != b
        {
            return Some("one is a woman, the other a man");
        }
        if !self.names.is_empty() && !other.names.is_empty() {
            let suffixes = |traits: &Traits| -> BTreeSet<Option<String>> {
                traits.names.iter().map(|n| n.suffix.clone()).collect()
            };
            if suffixes(self).is_disjoint(&suffixes(other)) {
                return Some("a suffix tells father from son");
            }
        }
        // "Recep Erdogan" and "Tayyip Erdogan" are one's who is known to bear both first names.
        let differ = |a: &PersonName, b: &PersonName| {
            a != b
                && a.agreement(b, ontology).is_none()
                && !self.names.iter().chain(&other.names).any(|long| long.includes(a) && long.includes(b))
        };
        if self.names.iter().any(|a| other.names.iter().any(|b| differ(a, b))) {
            return Some("their full names differ");
        }
        if self.in_other_countries(other) {
            return Some("they hold one office in two countries");
        }
        self.told_apart(other)
    }

    /// Why two offices, events or writings can't be one.
    fn told_apart(&self, other: &Traits) -> Option<&'static str> {
        let differ = |part: Part| matches!((self.parts.get(&part), other.parts.get(&part)), (Some(a), Some(b)) if a.is_disjoint(b));
        if differ(Part::Owner) {
            return Some("they belong to two countries or bodies");
        }
        if [Part::Agent, Part::Patient, Part::Place].into_iter().any(differ) {
            return Some("others take the same part");
        }
        if !self.stories.is_disjoint(&other.stories) {
            return Some("one document tells of both");
        }
        if let (Some((a, b)), Some((c, d))) = (self.times, other.times)
            && (b < c || d < a)
        {
            return Some("they were at different times");
        }
        let told = cover(self.published, other.published).filter(|_| !self.stories.is_empty());
        told.filter(|(first, last)| (*last - *first).get_days() > NEWS).map(|_| "they are told weeks apart")
    }

    /// Whether both hold an office of countries with one title, and in no country both.
    fn in_other_countries(&self, other: &Traits) -> bool {
        let country = |(_, owner): &&(String, Option<(usize, bool)>)| matches!(owner, Some((_, true)));
        self.offices.iter().filter(country).any(|(title, _)| {
            let mut theirs = other.titled(title).filter(country).peekable();
            theirs.peek().is_some() && !theirs.any(|office| self.offices.contains(office))
        })
    }

    /// The offices with a title.
    fn titled(&self, title: &str) -> impl Iterator<Item = &(String, Option<(usize, bool)>)> {
        self.offices.range((title.to_owned(), None)..).take_while(move |(other, _)| other == title)
    }

    /// What speaks for the two being one person, with its weight as a logarithm of odds.
    pub fn support(&self, other: &Traits) -> Vec<(f64, &'static str)> {
        let mut found = Vec::new();
        // What is known of the first is looked for in the second, of whom a thousand stories may tell.
        if self.offices.iter().any(|office| office.1.is_some() && other.offices.contains(office)) {
            found.push((3.0, "the same office of the same country or body"));
        } else if self.offices.iter().any(|(title, _)| other.titled(title).next().is_some()) {
            found.push((1.5, "the same title"));
        }
        let places = |traits: &Traits| -> BTreeSet<usize> {
            let owners = traits.offices.iter().filter_map(|(_, owner)| owner.map(|(owner, _)| owner));
            owners.chain(traits.states.iter().map(|(_, end)| *end)).collect()
        };
        let here = places(self);
        if self.states.iter().any(|state| other.states.contains(state)) {
            found.push((1.5, "the same party, country or kin"));
        } else if !here.is_empty() && !here.is_disjoint(&places(other)) {
            found.push((1.0, "the same country or body"));
        }
        if let (Some(a), Some(b)) = (self.gender(), other.gender())
            && a == b
        {
            found.push((0.5, "the same gender"));
        }
        if let (Some((a, b)), Some((c, d))) = (self.published, other.published) {
            let apart = |from: Date, to: Date| i64::from((to - from).get_days());
            match apart(b, c).max(apart(d, a)) {
                ..=60 => found.push((0.4, "told at the same time")),
                1826.. => found.push((-0.7, "told years apart")),
                _ => {}
            }
        }
        found
    }
}

fn cover(a: Option<(Date, Date)>, b: Option<(Date, Date)>) -> Option<(Date, Date)> {
    match (a, b) {
        (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
        (known, other) => known.or(other),
    }
}

/// The people of whom it was not yet read what the documents say: of most nobody asks.
pub(super) struct Unread {
    /// For each group its set as it was when the reading began: so owners are named.
    set_of: Vec<usize>,
    is_read: Vec<bool>,
}

impl Unread {
    pub fn new(clusters: &Clusters) -> Self {
        let set_of: Vec<usize> = clusters.groups.all().map(|g| clusters.find(g)).collect();
        Self { is_read: vec![false; set_of.len()], set_of }
    }

    /// Reads what is known of people, all in the sets of these groups, which speaks for and against merges from now on.
    pub fn read(&mut self, clusters: &mut Clusters, wanted: impl Iterator<Item = usize>) {
        let members = wanted.flat_map(|g| clusters.members(clusters.find(g)));
        for (g, traits) in self.traits(clusters.groups, members) {
            clusters.note(g, traits);
        }
    }

    /// What the documents say of each of some groups that are people's and were not read before.
    fn traits(&mut self, groups: &Groups, wanted: impl Iterator<Item = usize>) -> Vec<(usize, Box<Traits>)> {
        let mut is_wanted = vec![false; self.is_read.len()];
        for g in wanted.filter(|&g| groups.sort(g) == Sort::Person) {
            is_wanted[g] = !std::mem::replace(&mut self.is_read[g], true) || is_wanted[g];
        }
        if !is_wanted.contains(&true) {
            return Vec::new();
        }
        let mut all = Vec::new();
        let mut several: FxHashMap<usize, Gathered> = FxHashMap::default();
        // A thousand documents say the same: what is new in each is found before anything is read.
        let mut said = Said::new(groups);
        // Document by document, as they lie in memory.
        for r in 0..groups.excerpts.len() {
            for (c, g) in groups.groups_of(r).filter(|&(_, g)| is_wanted[g]) {
                let Telling::Person { female, male, person, .. } = groups.excerpts[r].told(c) else { continue };
                if groups.chains(g).len() == 1 {
                    let mut only = Gathered::default();
                    only.add((groups, &self.set_of), r, (female, male), Some(person.unpack()));
                    all.push((g, only.traits));
                } else {
                    let person = said.is_new(g, person.bytes()).then(|| person.unpack());
                    several.entry(g).or_default().add((groups, &self.set_of), r, (female, male), person);
                }
            }
        }
        all.extend(several.into_iter().map(|(g, gathered)| (g, gathered.traits)));
        all
    }
}

/// What is said of a person, as it is gathered.
#[derive(Default)]
struct Gathered {
    traits: Box<Traits>,
    /// The last document that tells of him.
    record: Option<usize>,
}

impl Gathered {
    /// Adds what a document says; `set_of` tells the sets of groups.
    fn add(
        &mut self,
        (groups, set_of): (&Groups, &[usize]),
        r: usize,
        (female, male): (usize, usize),
        person: Option<Person>,
    ) {
        let traits = &mut self.traits;
        if self.record.replace(r) != Some(r) {
            traits.documents += 1;
            traits.published = cover(traits.published, groups.excerpts[r].published.map(|day| (day, day)));
        }
        traits.female += female;
        traits.male += male;
        let Some(person) = person else { return };
        traits.names.extend(person.name.filter(|name| !name.is_surname()));
        for (title, owner) in person.offices {
            let owner = owner.and_then(|(number, is_country)| Some((groups.numbered(r, number)?, is_country)));
            traits.offices.insert((title, owner.map(|(owner, is_country)| (set_of[owner], is_country))));
        }
        let known = |number: u64| groups.numbered(r, number).filter(|&g| !groups.is_local(g));
        let states = person.states.into_iter();
        traits.states.extend(states.filter_map(|(state, end)| Some((state, set_of[known(end)?]))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office(title: &str, owner: usize) -> Traits {
        Traits { offices: [(title.to_owned(), Some((owner, true)))].into(), ..Traits::default() }
    }

    fn named(name: &str) -> Traits {
        Traits { names: [PersonName::parse(name)].into(), ..Traits::default() }
    }

    #[test]
    fn presidents_of_two_countries_clash() {
        let ontology = Ontology::builtin();
        assert!(office("president", 1).clash(&office("president", 2), ontology).is_some());
        assert!(office("president", 1).clash(&office("president", 1), ontology).is_none());
        assert!(office("president", 1).clash(&office("chairman", 2), ontology).is_none());
    }

    #[test]
    fn full_names_and_genders_clash() {
        let ontology = Ontology::builtin();
        assert!(named("Bill Clinton").clash(&named("Hillary Clinton"), ontology).is_some());
        assert!(named("Bill Clinton").clash(&named("William Clinton"), ontology).is_none());
        assert!(named("Donald Trump").clash(&named("Donald Trump Jr."), ontology).is_some());
        let woman = Traits { female: 2, ..Traits::default() };
        let man = Traits { male: 5, female: 1, ..Traits::default() };
        assert_eq!(woman.clash(&man, ontology), Some("one is a woman, the other a man"));
        assert_eq!(woman.clash(&Traits::default(), ontology), None);
    }

    #[test]
    fn shared_offices_weigh_more_than_titles() {
        let weight = |a: &Traits, b: &Traits| a.support(b).iter().map(|(weight, _)| weight).sum::<f64>();
        let same = weight(&office("president", 1), &office("president", 1));
        assert!(same > weight(&office("president", 1), &office("president", 2)));
        assert_eq!(weight(&office("president", 1), &Traits::default()), 0.0);
    }
}
