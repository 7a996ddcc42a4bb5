//! Stage one: groups, the chains that are one thing by their key alone, before any evidence is weighed.

use std::collections::{BTreeMap, HashMap};

use unicode_normalization::UnicodeNormalization;

use super::super::coreference::normal;
use super::super::curation::{Decisions, document_keys, mention_key, parted_key};
use super::super::person_name::PersonName;
use super::body;
use crate::mention::{Mention, MentionKind};
use crate::ontology::{EntityType, Ontology};
use crate::record::Record;

/// Where a chain stands: (index of the record, index of the chain).
pub(super) type Place = (usize, usize);

/// The chains that have one key.
#[derive(Debug)]
pub(super) struct Group {
    /// Readable and unique: `person/rand paul`, `office/president/russia`; `document/<key>/120-126` for what has no name.
    pub key: String,
    pub sort: Sort,
    /// Ascending.
    pub chains: Vec<Place>,
    /// The chain's best name or words.
    pub label: String,
    /// Whether the key holds in one document only.
    pub local: bool,
    /// Whether a lexicon knows the name.
    pub listed: bool,
    /// For a body or an office that several countries have: the country whose it is.
    pub country: Option<String>,
}

/// Which sort of thing a name names; names of different sorts never share a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// The records with their groups.
pub(super) struct Groups<'a> {
    pub records: &'a [Record],
    pub ontology: &'a Ontology,
    /// In the order of their first chain.
    pub groups: Vec<Group>,
    /// For each record and each of its mentions, the index of its chain.
    pub chain_of: Vec<Vec<u32>>,
    /// For each record and each of its chains, the index of its group.
    pub group_of: Vec<Vec<u32>>,
    /// For each record, what its local groups are named after.
    documents: Vec<String>,
    /// Names of bodies and parties that countries have, each its own.
    pub shared: body::SharedNames<'a>,
}

/// What a chain's group is called before the group is made.
struct Key {
    key: String,
    local: bool,
    listed: bool,
    country: Option<String>,
}

impl<'a> Groups<'a> {
    pub fn new(records: &'a [Record], ontology: &'a Ontology, decisions: &Decisions) -> Self {
        let chain_of = records.iter().map(chains_of_mentions).collect();
        let group_of = records.iter().map(|record| vec![u32::MAX; record.chains.len()]).collect();
        let shared = body::SharedNames::new(ontology);
        let documents = document_keys(records);
        let mut groups = Self { records, ontology, groups: Vec::new(), chain_of, group_of, documents, shared };
        let mut index: HashMap<String, u32> = HashMap::new();
        for (r, record) in records.iter().enumerate() {
            let countries = body::countries(record, &groups.shared, ontology);
            // Offices are called after their owners and holders, which must have their keys before.
            let (offices, others): (Vec<usize>, Vec<usize>) =
                (0..record.chains.len()).partition(|&c| record.chains[c].entity_type == EntityType::Office);
            for c in others {
                let named = || groups.named_key(r, c, &countries).unwrap_or_else(|| groups.local_key(r, c));
                let key = groups.cut_key(r, c).unwrap_or_else(named);
                groups.add(&mut index, (r, c), key, decisions);
            }
            for c in offices {
                let titled = || groups.office_key(r, c, &countries).unwrap_or_else(|| groups.local_key(r, c));
                let key = groups.cut_key(r, c).unwrap_or_else(titled);
                groups.add(&mut index, (r, c), key, decisions);
            }
        }
        for group in &mut groups.groups {
            group.chains.sort_unstable();
        }
        groups
    }

    fn add(&mut self, index: &mut HashMap<String, u32>, place: Place, mut key: Key, decisions: &Decisions) {
        // Two chains of one document may begin with the same words (a body and the country that it stands for).
        if key.local && index.contains_key(&key.key) {
            key.key = format!("{}/{}", key.key, place.1);
        }
        let (r, c) = place;
        if !key.local && decisions.is_parted(&key.key, self.document(r)) {
            key.key = parted_key(&key.key, self.document(r));
            key.local = true;
        }
        let g = *index.entry(key.key).or_insert_with_key(|k| {
            let label = self.best_name(r, c).map(|m| m.name().to_owned());
            let label = match &key.country {
                Some(country) => label.map(|label| self.shared.label(&label, country, self.ontology)),
                None => label,
            };
            let chain = &self.records[r].chains[c];
            self.groups.push(Group {
                key: k.clone(),
                sort: Sort::of(chain.entity_type),
                chains: Vec::new(),
                label: label.unwrap_or_else(|| chain.label.clone()),
                local: key.local,
                listed: false,
                country: key.country,
            });
            self.groups.len() as u32 - 1
        });
        self.groups[g as usize].chains.push(place);
        self.groups[g as usize].listed |= key.listed;
        self.group_of[r][c] = g;
    }

    pub fn mentions(&self, (r, c): Place) -> impl Iterator<Item = &'a Mention> + use<'a> {
        let record = &self.records[r];
        record.chains[c].mentions.iter().map(move |&m| &record.mentions[m])
    }

    pub fn chain(&self, record: usize, mention: usize) -> usize {
        self.chain_of[record][mention] as usize
    }

    pub fn group(&self, record: usize, mention: usize) -> usize {
        self.group_of[record][self.chain(record, mention)] as usize
    }

    /// The name that a chain is known by: one that a lexicon knows, the longest, the first; of a person the most frequent
    /// full name, with what a longer form adds in its middle.
    pub fn best_name(&self, r: usize, c: usize) -> Option<&'a Mention> {
        let wanted = self.records[r].chains[c].entity_type;
        let names = || {
            let all = self.mentions((r, c)).filter(|m| m.kind == MentionKind::Name);
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

    /// The key of a chain that has a name; `None` for what is known in its own document only.
    fn named_key(&self, r: usize, c: usize, countries: &body::Countries) -> Option<Key> {
        let entity_type = self.records[r].chains[c].entity_type;
        if matches!(entity_type, EntityType::Group | EntityType::Quantity | EntityType::Money) {
            return None;
        }
        let name = self.best_name(r, c)?;
        let sort = Sort::of(entity_type);
        let everywhere = |key: String| Key {
            key: format!("{}/{key}", sort.as_str()),
            local: false,
            listed: name.canonical.is_some(),
            country: None,
        };
        if sort == Sort::Date {
            // "Tuesday" in a paper without a date is a day of its own.
            return name.time.as_ref().map(|time| everywhere(format!("{}/{}", time.start, time.end)));
        }
        let words = key(name.name());
        if words.is_empty() {
            return None;
        }
        let here = |words: &str| Key {
            key: format!("{}/{words}/{}", sort.as_str(), self.document(r)),
            local: true,
            listed: false,
            country: None,
        };
        if sort == Sort::Person {
            if name.text.starts_with('@') {
                return Some(everywhere(words));
            }
            let parsed = PersonName::parse(name.name());
            let parts: Vec<&str> = parsed.parts.iter().chain(&parsed.suffix).map(String::as_str).collect();
            let words = key(&parts.join(" "));
            return Some(if parsed.is_surname() { here(&words) } else { everywhere(words) });
        }
        if sort == Sort::Organization
            && let Some(body) = body::generic(&self.records[r], c, &words, name, countries, &self.shared, self.ontology)
        {
            return Some(match body.country {
                Some(country) => Key {
                    key: format!("{}/{}/{}", sort.as_str(), body.name, key(&country)),
                    local: false,
                    listed: name.canonical.is_some(),
                    country: Some(country),
                },
                None => here(&body.name),
            });
        }
        Some(everywhere(words))
    }

    /// An office by title and owner, else by title and holder.
    fn office_key(&self, r: usize, c: usize, countries: &body::Countries) -> Option<Key> {
        let offices: Vec<&Mention> = self.mentions((r, c)).filter(|m| m.title.is_some()).collect();
        let title = offices.iter().find_map(|m| m.title.as_deref())?;
        let post = offices.iter().find_map(|m| m.post())?;
        let owner = offices.iter().find_map(|m| m.jurisdiction).map(|m| &self.groups[self.group(r, m)]);
        if owner.is_none()
            && let Some(country) = body::seat(title, countries, self.ontology)
        {
            let name = format!("office/{post}/{}", key(country));
            return Some(Key { key: name, local: false, listed: false, country: Some(country.to_owned()) });
        }
        let holder = offices.iter().find_map(|m| m.holder).map(|m| &self.groups[self.group(r, m)]);
        let home = offices.iter().find_map(|m| m.home).map(|m| &self.groups[self.group(r, m)]);
        let rest = |group: &Group| group.key.split_once('/').map_or(group.key.clone(), |(_, rest)| rest.to_owned());
        let (words, local) = match (owner, holder, home) {
            (Some(owner), ..) => (rest(owner), owner.local),
            // Whose it is, is likely only: a key for each holder, so that a merge with the country's office can be undone.
            (None, Some(holder), Some(home)) => {
                (format!("at home in/{}/{}", rest(home), rest(holder)), holder.local || home.local)
            }
            (None, Some(holder), None) => (format!("held by/{}", rest(holder)), holder.local),
            (None, None, _) => return None,
        };
        Some(Key { key: format!("office/{post}/{words}"), local, listed: false, country: None })
    }

    fn local_key(&self, r: usize, c: usize) -> Key {
        let span = self.records[r].mentions[self.records[r].chains[c].mentions[0]].span;
        let key = format!("document/{}/{}-{}", self.document(r), span.start, span.end);
        Key { key, local: true, listed: false, country: None }
    }

    /// The key of a chain that a decision cut off another.
    fn cut_key(&self, r: usize, c: usize) -> Option<Key> {
        let mention = self.records[r].chains[c].cut?;
        let key = mention_key(self.document(r), self.records[r].mentions[mention].span);
        Some(Key { key, local: true, listed: false, country: None })
    }

    /// The document's key, see [`document_keys`].
    fn document(&self, r: usize) -> &str {
        &self.documents[r]
    }

    /// An order of groups by content: ids of documents are hashes, which must not decide anything.
    pub fn rank(&self, g: usize) -> (&str, &str, usize, &str) {
        let group = &self.groups[g];
        if !group.local {
            return (&group.key, "", 0, "");
        }
        let (r, c) = group.chains[0];
        let record = &self.records[r];
        let start = record.mentions[record.chains[c].mentions[0]].span.start;
        (&group.label, &record.document.sha256, start, &group.key)
    }
}

/// Lower case, without diacritics, articles and punctuation: "Gitanas Nausėda" and "Gitanas Nauseda" have one key.
pub(super) fn key(text: &str) -> String {
    normal(&text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).collect::<String>())
}

fn chains_of_mentions(record: &Record) -> Vec<u32> {
    let mut chain_of = vec![0; record.mentions.len()];
    for (c, chain) in record.chains.iter().enumerate() {
        for &m in &chain.mentions {
            chain_of[m] = c as u32;
        }
    }
    chain_of
}

/// How often each value stands, for the most frequent one.
pub(super) fn most<'a>(values: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for value in values {
        *count.entry(value).or_default() += 1;
    }
    count.into_iter().max_by_key(|(value, n)| (*n, std::cmp::Reverse(*value))).map(|(value, _)| value)
}
