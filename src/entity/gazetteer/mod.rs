//! The user's gazetteer: people, bodies and places with their names, offices, terms and Wikidata items.
//!
//! Read from JSON lines or CSV, checked line by line, kept as JSON lines in the graph. What an entry may hold:
//!
//! | key | value |
//! |---|---|
//! | `name` | the full name; required |
//! | `type` | `Person`, `Party`, `City`, ...; required |
//! | `aliases` | other names |
//! | `wikidata` | `Q463557` |
//! | `country` | a name or ISO 3166 code of `ontology/countries.tsv` |
//! | `offices` | `{"title", "of", "start", "end"}` each; `of` are the countries, states or bodies that it is an office of |
//! | `party` | one or more |
//! | `gender` | `f` or `m` |
//! | `born`, `died` | days or years |
//!
//! Lists are JSON lists or joined with `|`; in CSV an office is `title; of; start; end`, and `of` is joined with `,`.

mod file;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::person_name::PersonName;
use super::spelling::skeleton;
use crate::ontology::{EntityType, Gender, fold};

pub(crate) use file::row_line;
pub use file::{GazetteerError, read};

/// Somebody or something that the user knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    pub name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    #[serde(rename = "type")]
    pub entity_type: EntityType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wikidata: Option<String>,
    /// Name of a country in `countries.tsv`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offices: Vec<Term>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub party: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub died: Option<Date>,
}

/// An office held over a time; both days are inclusive, an open end is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Term {
    pub title: String,
    /// Countries, states or bodies that it is an office of, from the most telling on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub of: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Date>,
}

impl Entry {
    /// The name and all aliases.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}

/// All entries, each item once, sorted; found by the keys of their names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gazetteer {
    entries: Vec<Entry>,
    by_key: BTreeMap<String, Vec<usize>>,
}

impl Gazetteer {
    /// Entries with one Wikidata item become one: the names of the later are aliases of the first in the order of the entries.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort();
        entries.dedup();
        let mut items: BTreeMap<String, usize> = BTreeMap::new();
        let mut merged: Vec<Entry> = Vec::with_capacity(entries.len());
        for entry in entries {
            let known = entry.wikidata.clone().and_then(|item| match items.entry(item) {
                std::collections::btree_map::Entry::Occupied(at) => Some(*at.get()),
                std::collections::btree_map::Entry::Vacant(free) => {
                    free.insert(merged.len());
                    None
                }
            });
            match known {
                Some(at) => absorb(&mut merged[at], entry),
                None => merged.push(entry),
            }
        }
        merged.sort();
        let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, entry) in merged.iter().enumerate() {
            for key in entry.names().flat_map(|name| blocks(name, entry.entity_type)) {
                let found = by_key.entry(key).or_default();
                if found.last() != Some(&index) {
                    found.push(index);
                }
            }
        }
        Self { entries: merged, by_key }
    }

    /// What [`Self::to_jsonl`] wrote.
    pub fn from_jsonl(content: &str) -> Result<Self, serde_json::Error> {
        Ok(Self::new(content.lines().map(serde_json::from_str).collect::<Result<_, _>>()?))
    }

    /// One entry a line, sorted: the same entries give the same bytes.
    pub fn to_jsonl(&self) -> String {
        let line = |entry| serde_json::to_string(entry).expect("strings, lists and days always serialize") + "\n";
        self.entries.iter().map(line).collect()
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Indices of the entries that may bear a name: people by surname, however spelt, all else by the whole name.
    pub fn candidates(&self, name: &str, entity_type: EntityType) -> impl Iterator<Item = usize> {
        let key = blocks(name, entity_type).swap_remove(0);
        self.by_key.get(&key).into_iter().flatten().copied()
    }

    pub fn by_item(&self, item: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.wikidata.as_deref() == Some(item))
    }
}

/// A name without case, diacritics, punctuation and a leading article.
pub fn name_key(name: &str) -> String {
    let folded = fold(name).to_lowercase();
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '\'').filter(|w| !w.is_empty()).collect();
    words.strip_prefix(&["the"]).filter(|rest| !rest.is_empty()).unwrap_or(&words).join(" ")
}

/// The keys under which names meet that may be one's. A name is looked up by the first alone, its last word's; the other
/// is that of its first word, which is the surname in the East Asian order.
fn blocks(name: &str, entity_type: EntityType) -> Vec<String> {
    if entity_type != EntityType::Person {
        return vec![name_key(name)];
    }
    let name = PersonName::parse(&fold(name));
    [name.surname(), name.first()].map(|part| format!("person {}", skeleton(part))).to_vec()
}

fn absorb(first: &mut Entry, other: Entry) {
    first.aliases.push(other.name);
    first.aliases.extend(other.aliases);
    first.aliases.retain(|alias| *alias != first.name);
    first.offices.extend(other.offices);
    first.party.extend(other.party);
    for list in [&mut first.aliases, &mut first.party] {
        list.sort();
        list.dedup();
    }
    first.offices.sort();
    first.offices.dedup();
    first.country = first.country.take().or(other.country);
    first.gender = first.gender.or(other.gender);
    first.born = first.born.or(other.born);
    first.died = first.died.or(other.died);
}

/// Whether a text is the id of a Wikidata item.
pub fn is_item(text: &str) -> bool {
    text.strip_prefix('Q').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}
