//! Verbs as relations: the property a verb stands for, the nouns made from verbs, verbs that speak through a noun, and the
//! class of event that a verb with its object tells.

use std::collections::{HashMap, HashSet};

use super::tables::{OntologyError, Row};
use crate::iri;

pub(super) const PREDICATE_COLUMNS: &[&str] = &["lemma", "property", "event_type", "symmetric"];
pub(super) const EVENT_NOUN_COLUMNS: &[&str] = &["noun", "event_type", "verbs"];
pub(super) const EVENT_VERB_COLUMNS: &[&str] = &["verb", "group"];
pub(super) const NOMINALIZATION_COLUMNS: &[&str] = &["noun", "verb", "of", "poss", "object", "shared"];
pub(super) const AGENT_NOUN_COLUMNS: &[&str] = &["noun", "predicate", "markers"];
pub(super) const IDIOM_COLUMNS: &[&str] = &["verb", "noun", "marker", "predicate", "object"];
pub(super) const LIGHT_VERB_COLUMNS: &[&str] = &["verb"];
pub(super) const PARTICLE_COLUMNS: &[&str] = &["verb", "particles"];
pub(super) const ROLE_COLUMNS: &[&str] = &["verb", "marker", "role"];

/// The roles that `roles.tsv` may give, as they are written in records.
pub const ROLES: &[&str] = &[
    "agent", "patient", "recipient", "source", "destination", "beneficiary", "instrument", "companion", "topic",
    "place", "time", "duration", "purpose", "cause", "attribute", "other",
];

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
    /// The prepositions that mark what the verb would have as its object: "on" for "an attack on Kyiv".
    pub object: Vec<String>,
    /// Whether the subject of a clause takes part in what its phrase names: "spoke during a visit to Rome".
    pub shared: bool,
}

/// A noun for who does what a verb tells, or who stands in a relation: "founder" for "found", "ally" for "ally-of".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentNoun {
    pub noun: String,
    /// Lemma of what holds between him and what a possessor, an of-phrase or the word before names.
    pub predicate: String,
    /// Prepositions besides "of": "for" in "a spokesman for X".
    pub markers: Vec<String>,
}

/// A verb that says with a noun what another verb says by itself: "take part" for "participate".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idiom {
    pub noun: String,
    /// The preposition before the noun; `None` for a direct object.
    pub marker: Option<String>,
    pub predicate: String,
    /// The preposition whose phrase the predicate has as its object: "to" in "put his name to the deal".
    pub object: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct Predicates {
    entries: HashMap<String, PredicateEntry>,
    nominalizations: HashMap<String, Nominalization>,
    agent_nouns: HashMap<String, AgentNoun>,
    /// By verb.
    idioms: HashMap<String, Vec<Idiom>>,
    light_verbs: HashSet<String>,
    /// By verb.
    particles: HashMap<String, Vec<String>>,
    /// The group of a verb.
    event_verbs: HashMap<String, String>,
    /// Event type by noun, then by verb or group of verbs.
    event_nouns: HashMap<String, HashMap<String, String>>,
    /// By verb and preposition.
    roles: HashMap<(String, String), String>,
}

/// The groups of `event_verbs.tsv`.
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
        agent_nouns: &[Row<'_>],
        idioms: &[Row<'_>],
        (light_verbs, particles): (&[Row<'_>], &[Row<'_>]),
        (event_verbs, event_nouns): (&[Row<'_>], &[Row<'_>]),
        roles: &[Row<'_>],
    ) -> Result<Self, OntologyError> {
        let mut loaded = Self::default();
        for row in event_verbs {
            let groups: Vec<(&str, &str)> = GROUPS.iter().map(|group| (*group, *group)).collect();
            let group = row.choice("group", &groups)?;
            loaded.event_verbs.insert(row.required("verb")?, group.to_owned());
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
                object: row.list("object"),
                shared: row.flag("shared")?,
            };
            loaded.nominalizations.insert(nominalization.noun.clone(), nominalization);
        }
        for row in agent_nouns {
            let agent = AgentNoun {
                noun: row.required("noun")?,
                predicate: row.required("predicate")?,
                markers: row.list("markers"),
            };
            loaded.agent_nouns.insert(agent.noun.clone(), agent);
        }
        for row in idioms {
            let idiom = Idiom {
                noun: row.required("noun")?,
                marker: row.optional("marker"),
                predicate: row.required("predicate")?,
                object: row.optional("object"),
            };
            loaded.idioms.entry(row.required("verb")?).or_default().push(idiom);
        }
        for row in light_verbs {
            loaded.light_verbs.insert(row.required("verb")?);
        }
        for row in particles {
            loaded.particles.insert(row.required("verb")?, row.list("particles"));
        }
        for row in roles {
            let role = row.required("role")?;
            if !ROLES.contains(&role.as_str()) {
                return Err(row.wrong("role", &format!("one of: {}", ROLES.join(", "))));
            }
            loaded.roles.insert((row.required("verb")?, row.required("marker")?), role);
        }
        Ok(loaded)
    }

    pub fn predicate(&self, lemma: &str) -> Option<&PredicateEntry> {
        self.entries.get(lemma)
    }

    pub fn event_of_phrase(&self, verb_lemma: &str, noun_lemma: &str) -> Option<&str> {
        let verbs = self.event_nouns.get(noun_lemma)?;
        let group = || verbs.get(self.event_verbs.get(verb_lemma)?);
        verbs.get(verb_lemma).or_else(group).map(String::as_str)
    }

    pub fn nominalization(&self, noun_lemma: &str) -> Option<&Nominalization> {
        self.nominalizations.get(noun_lemma)
    }

    pub fn agent_noun(&self, noun_lemma: &str) -> Option<&AgentNoun> {
        self.agent_nouns.get(noun_lemma)
    }

    pub fn idioms(&self, verb: &str) -> &[Idiom] {
        self.idioms.get(verb).map_or(&[], Vec::as_slice)
    }

    pub fn role(&self, verb: &str, marker: &str) -> Option<&str> {
        self.roles.get(&(verb.to_owned(), marker.to_owned())).map(String::as_str)
    }

    pub fn is_particle(&self, verb: &str, adverb: &str) -> bool {
        self.particles.get(verb).is_some_and(|particles| particles.iter().any(|p| p == adverb))
    }

    pub fn is_light_verb(&self, verb: &str) -> bool {
        self.light_verbs.contains(verb)
    }
}
