//! Words that say how far a clause may be taken for a fact: verbs of speech, implicatives, modals, adverbs.

use std::collections::HashMap;

use super::tables::{OntologyError, Row};

pub(super) const REPORTING_COLUMNS: &[&str] = &["lemma", "stance"];
pub(super) const FACTUALITY_COLUMNS: &[&str] = &["lemma", "complement", "positive", "negative"];
pub(super) const ADVERB_COLUMNS: &[&str] = &["cue", "effect"];
pub(super) const MODAL_COLUMNS: &[&str] = &["lemma", "effect"];

/// How a verb of speech stands to what it reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stance {
    /// "say"
    Neutral,
    /// "claim": the writer keeps a distance.
    Claim,
    /// "deny": the source holds it to be false.
    Deny,
    /// "admit": the writer takes it for true.
    Factive,
}

/// The form of a clause (or noun phrase) that a word governs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Complement {
    /// "managed *to flee*"
    To,
    /// "began *fleeing*"
    Ing,
    /// "regrets *that he fled*"
    That,
    /// "avoided *a strike*"
    Noun,
}

/// What a clause is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    Asserted,
    /// Said not to be so.
    Negated,
    Planned,
    Requested,
    Hypothetical,
    Future,
    Alleged,
}

/// What a verb, adjective or noun makes of the clause that it governs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factuality {
    pub lemma: String,
    pub complement: Complement,
    /// When the governor holds: "managed to flee" -> asserted.
    pub positive: Effect,
    /// When it is negated: "did not manage to flee" -> negated.
    pub negative: Effect,
}

/// What an adverb or determiner does to its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AdverbEffect {
    /// "never"
    Negative,
    /// "allegedly"
    Alleged,
    /// "perhaps"
    Hypothetical,
}

const EFFECTS: &[(&str, Effect)] = &[
    ("asserted", Effect::Asserted),
    ("negated", Effect::Negated),
    ("planned", Effect::Planned),
    ("requested", Effect::Requested),
    ("hypothetical", Effect::Hypothetical),
    ("future", Effect::Future),
    ("alleged", Effect::Alleged),
];

#[derive(Debug, Default)]
pub(super) struct FactualityTables {
    reporting: HashMap<String, Stance>,
    governors: HashMap<Complement, HashMap<String, Factuality>>,
    adverbs: HashMap<String, AdverbEffect>,
    modals: HashMap<String, Effect>,
}

impl FactualityTables {
    pub fn load(
        reporting: &[Row<'_>],
        governors: &[Row<'_>],
        adverbs: &[Row<'_>],
        modals: &[Row<'_>],
    ) -> Result<Self, OntologyError> {
        let mut tables = Self::default();
        for row in reporting {
            let stance = row.choice(
                "stance",
                &[
                    ("neutral", Stance::Neutral),
                    ("claim", Stance::Claim),
                    ("deny", Stance::Deny),
                    ("factive", Stance::Factive),
                ],
            )?;
            tables.reporting.insert(row.required("lemma")?, stance);
        }
        for row in governors {
            let complement = row.choice(
                "complement",
                &[
                    ("to", Complement::To),
                    ("ing", Complement::Ing),
                    ("that", Complement::That),
                    ("noun", Complement::Noun),
                ],
            )?;
            let factuality = Factuality {
                lemma: row.required("lemma")?,
                complement,
                positive: row.choice("positive", EFFECTS)?,
                negative: row.choice("negative", EFFECTS)?,
            };
            tables.governors.entry(complement).or_default().insert(factuality.lemma.clone(), factuality);
        }
        for row in adverbs {
            let effect = row.choice(
                "effect",
                &[
                    ("negative", AdverbEffect::Negative),
                    ("alleged", AdverbEffect::Alleged),
                    ("hypothetical", AdverbEffect::Hypothetical),
                ],
            )?;
            tables.adverbs.insert(row.required("cue")?, effect);
        }
        for row in modals {
            tables.modals.insert(row.required("lemma")?, row.choice("effect", EFFECTS)?);
        }
        Ok(tables)
    }

    pub fn reporting(&self, lemma: &str) -> Option<Stance> {
        self.reporting.get(lemma).copied()
    }

    pub fn factuality(&self, lemma: &str, complement: Complement) -> Option<&Factuality> {
        self.governors.get(&complement)?.get(lemma)
    }

    pub fn adverb(&self, lower_case_cue: &str) -> Option<AdverbEffect> {
        self.adverbs.get(lower_case_cue).copied()
    }

    pub fn modal(&self, lemma: &str) -> Option<Effect> {
        self.modals.get(lemma).copied()
    }
}
