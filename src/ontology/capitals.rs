//! Words that tell whether a capital is a place or stands for its government.

use std::collections::HashMap;

use super::tables::{OntologyError, Row};

pub(super) const CAPITAL_WORD_COLUMNS: &[&str] = &["word", "sort", "markers"];

/// What a word beside a capital tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CapitalWord {
    /// What cities do as places: "lies", "celebrates".
    PlaceVerb,
    /// What is done to places: "visit", "bomb".
    PlaceObjectVerb,
    /// What somebody who acts has: "Moscow's allies".
    ActorNoun,
    /// An office that a city itself has: "mayor".
    CityOffice,
    /// Behind a hyphen: "Moscow-backed".
    AgentParticiple,
    /// A journey or way between places: "flight".
    Way,
    /// What comes from a place: "news from Moscow".
    PlaceReport,
    /// What is behind a preposition acts: "aid from Berlin".
    DealtWith,
}

const SORTS: &[(&str, CapitalWord)] = &[
    ("place-verb", CapitalWord::PlaceVerb),
    ("place-object-verb", CapitalWord::PlaceObjectVerb),
    ("actor-noun", CapitalWord::ActorNoun),
    ("city-office", CapitalWord::CityOffice),
    ("agent-participle", CapitalWord::AgentParticiple),
    ("way", CapitalWord::Way),
    ("place-report", CapitalWord::PlaceReport),
    ("dealt-with", CapitalWord::DealtWith),
];

/// For each sort and word the prepositions that go with it.
#[derive(Debug, Default)]
pub(super) struct CapitalWords(HashMap<CapitalWord, HashMap<String, Vec<String>>>);

impl CapitalWords {
    pub fn load(rows: &[Row<'_>]) -> Result<Self, OntologyError> {
        let mut words = Self::default();
        for row in rows {
            let sort = row.choice("sort", SORTS)?;
            if sort == CapitalWord::DealtWith {
                row.required("markers")?;
            }
            words.0.entry(sort).or_default().insert(row.required("word")?, row.list("markers"));
        }
        Ok(words)
    }

    pub fn has(&self, sort: CapitalWord, word: &str) -> bool {
        self.0.get(&sort).is_some_and(|words| words.contains_key(word))
    }

    pub fn deals_with(&self, word: &str, marker: &str) -> bool {
        let markers = self.0.get(&CapitalWord::DealtWith).and_then(|words| words.get(word));
        markers.is_some_and(|markers| markers.iter().any(|m| m == marker))
    }
}
