//! Verbs as relations: the property a verb stands for, the nouns made from verbs, and the class of event that a verb with
//! its object tells.

use std::collections::HashMap;

use super::tables::{OntologyError, Row};
use crate::iri;

pub(super) const PREDICATE_COLUMNS: &[&str] = &["lemma", "property", "event_type", "symmetric"];
pub(super) const EVENT_NOUN_COLUMNS: &[&str] = &["noun", "event_type", "verbs"];
pub(super) const LIGHT_VERB_COLUMNS: &[&str] = &["verb", "group"];
pub(super) const NOMINALIZATION_COLUMNS: &[&str] = &["noun", "verb", "of", "poss"];

/// The classes of events after PLOVER (<https://github.com/openeventdata/PLOVER>), lower case.
pub const EVENT_TYPES: &[&str] = &[
    "accuse", "agree", "aid", "assault", "coerce", "concede", "consult", "cooperate", "mobilize", "protest", "reject",
    "request", "retreat", "sanction", "support", "threaten",
];

/// What a verb stands for in the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PredicateEntry {
    /// With its particle or preposition where that makes the meaning: "vote-against".
    pub lemma: String,
    /// Full IRI.
    pub property: String,
    /// One of [`EVENT_TYPES`].
    pub event_type: Option<String>,
    /// "X met Y" means "Y met X".
    pub symmetric: bool,
}

/// Which argument of the verb a phrase beside its noun is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArgumentSlot {
    Subject,
    Object,
}

/// A noun for what a verb tells: "annexation" for "annex".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nominalization {
    pub noun: String,
    pub verb: String,
    /// What an of-phrase is when neither a by-phrase nor a possessor decides: "the annexation of Crimea" has its object.
    pub of: ArgumentSlot,
    /// What a possessor is: "Russia's annexation" has its subject, "his arrest" its object.
    pub poss: ArgumentSlot,
}

#[derive(Debug, Default)]
pub(super) struct Predicates {
    entries: HashMap<String, PredicateEntry>,
    nominalizations: HashMap<String, Nominalization>,
    /// The group of a light verb.
    light_verbs: HashMap<String, String>,
    /// Event type by noun, then by verb or group of verbs.
    event_nouns: HashMap<String, HashMap<String, String>>,
}

/// The groups of `light_verbs.tsv`.
const GROUPS: &[&str] = &["does", "ends"];

fn event_type(row: &Row<'_>) -> Result<Option<String>, OntologyError> {
    let event_type = row.optional("event_type");
    if event_type.as_deref().is_some_and(|event| !EVENT_TYPES.contains(&event)) {
        return Err(row.wrong("event_type", &format!("one of: {}, or empty", EVENT_TYPES.join(", "))));
    }
    Ok(event_type)
}

impl Predicates {
    pub fn load(
        predicates: &[Row<'_>],
        nominalizations: &[Row<'_>],
        light_verbs: &[Row<'_>],
        event_nouns: &[Row<'_>],
    ) -> Result<Self, OntologyError> {
        let mut loaded = Self::default();
        for row in light_verbs {
            let groups: Vec<(&str, &str)> = GROUPS.iter().map(|group| (*group, *group)).collect();
            let group = row.choice("group", &groups)?;
            loaded.light_verbs.insert(row.required("verb")?, group.to_owned());
        }
        for row in event_nouns {
            let event_type = event_type(row)?.ok_or_else(|| row.wrong("event_type", "filled in"))?;
            let verbs = loaded.event_nouns.entry(row.required("noun")?).or_default();
            for verb in row.list("verbs") {
                if let Some(other) = verbs.insert(verb.clone(), event_type.clone()) {
                    return Err(
                        row.wrong("verbs", &format!("without `{verb}`, which makes the noun {other} elsewhere"))
                    );
                }
            }
        }
        for row in predicates {
            let event_type = event_type(row)?;
            let property = row.required("property")?;
            if !property.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return Err(row.wrong("property", "ASCII letters and digits only, in camel case: `votedAgainst`"));
            }
            let entry = PredicateEntry {
                lemma: row.required("lemma")?,
                property: format!("{}{property}", iri::VOCABULARY),
                event_type,
                symmetric: row.flag("symmetric")?,
            };
            loaded.entries.insert(entry.lemma.clone(), entry);
        }
        let slots = [("subject", ArgumentSlot::Subject), ("object", ArgumentSlot::Object)];
        for row in nominalizations {
            let nominalization = Nominalization {
                noun: row.required("noun")?,
                verb: row.required("verb")?,
                of: row.choice("of", &slots)?,
                poss: row.choice("poss", &slots)?,
            };
            loaded.nominalizations.insert(nominalization.noun.clone(), nominalization);
        }
        Ok(loaded)
    }

    pub fn predicate(&self, lemma: &str) -> Option<&PredicateEntry> {
        self.entries.get(lemma)
    }

    pub fn event_of_phrase(&self, verb_lemma: &str, noun_lemma: &str) -> Option<&str> {
        let verbs = self.event_nouns.get(noun_lemma)?;
        let group = || verbs.get(self.light_verbs.get(verb_lemma)?);
        verbs.get(verb_lemma).or_else(group).map(String::as_str)
    }

    pub fn nominalization(&self, noun_lemma: &str) -> Option<&Nominalization> {
        self.nominalizations.get(noun_lemma)
    }
}
