//! Words by which a text takes up what it has named: what somebody is judged for, whom something was done to, bodies by other
//! words than their names have.

use std::collections::{HashMap, HashSet};

use super::tables::{OntologyError, Row};

pub(super) const JUDGING_VERB_COLUMNS: &[&str] = &["verb", "markers", "befalls"];
pub(super) const PATIENT_NOUN_COLUMNS: &[&str] = &["noun", "verbs"];
pub(super) const BODY_NOUN_COLUMNS: &[&str] = &["noun", "words", "union"];
pub(super) const ROLE_NOUN_COLUMNS: &[&str] = &["noun"];
pub(super) const STATE_NOUN_COLUMNS: &[&str] = &["noun"];

/// A verb that ascribes what it judges to its object: "praise".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JudgingVerb {
    /// Prepositions before what is judged.
    pub markers: Vec<String>,
    /// Lemmas of nouns for what befalls somebody, whosever doing it is.
    pub befalls: Vec<String>,
}

/// A noun that takes up a body by another word than its name has: "panel" for a committee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyNoun {
    /// Lower-case words of the names that it takes up.
    pub words: Vec<String>,
    /// Whether it means a union of countries.
    pub union: bool,
}

#[derive(Debug, Default)]
pub(super) struct References {
    judging_verbs: HashMap<String, JudgingVerb>,
    patient_nouns: HashMap<String, Vec<String>>,
    body_nouns: HashMap<String, BodyNoun>,
    role_nouns: HashSet<String>,
    state_nouns: HashSet<String>,
}

impl References {
    pub fn load(
        judging_verbs: &[Row<'_>],
        patient_nouns: &[Row<'_>],
        body_nouns: &[Row<'_>],
        role_nouns: &[Row<'_>],
        state_nouns: &[Row<'_>],
    ) -> Result<Self, OntologyError> {
        let mut references = Self::default();
        for row in judging_verbs {
            row.required("markers")?;
            let verb = JudgingVerb { markers: row.list("markers"), befalls: row.list("befalls") };
            references.judging_verbs.insert(row.required("verb")?, verb);
        }
        for row in patient_nouns {
            row.required("verbs")?;
            references.patient_nouns.insert(row.required("noun")?, row.list("verbs"));
        }
        for row in body_nouns {
            row.required("words")?;
            let noun = BodyNoun { words: row.list("words"), union: row.flag("union")? };
            references.body_nouns.insert(row.required("noun")?, noun);
        }
        let nouns = |rows: &[Row<'_>]| rows.iter().map(|row| row.required("noun")).collect::<Result<HashSet<_>, _>>();
        references.role_nouns = nouns(role_nouns)?;
        references.state_nouns = nouns(state_nouns)?;
        Ok(references)
    }

    pub fn judging_verb(&self, lemma: &str) -> Option<&JudgingVerb> {
        self.judging_verbs.get(lemma)
    }

    pub fn patient_noun(&self, lemma: &str) -> Option<&[String]> {
        self.patient_nouns.get(lemma).map(Vec::as_slice)
    }

    pub fn body_noun(&self, lemma: &str) -> Option<&BodyNoun> {
        self.body_nouns.get(lemma)
    }

    pub fn is_role_noun(&self, lemma: &str) -> bool {
        self.role_nouns.contains(lemma)
    }

    pub fn is_state_noun(&self, lemma: &str) -> bool {
        self.state_nouns.contains(lemma)
    }
}
