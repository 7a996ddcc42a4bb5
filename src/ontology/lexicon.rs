//! Common nouns of news with the type of what they denote, and given names with their gender and short forms.

use std::collections::HashMap;

use super::tables::{OntologyError, Row, fold};
use super::types::{EntityType, Gender, Subclass};

pub(super) const NOUN_COLUMNS: &[&str] = &["lemma", "type", "gender", "creator"];
pub(super) const SUBCLASS_COLUMNS: &[&str] = &["name", "subclass"];
pub(super) const FIRST_NAME_COLUMNS: &[&str] = &["name", "gender"];
pub(super) const NICKNAME_COLUMNS: &[&str] = &["name", "formal"];

/// A common noun: "letter" is a `Document` that somebody writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noun {
    /// Lower case, one or two words.
    pub lemma: String,
    pub entity_type: EntityType,
    pub gender: Option<Gender>,
    /// Lemma of the verb by which its maker makes it: letter -> write, bill -> introduce.
    pub creator: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct Lexicon {
    nouns: HashMap<String, Noun>,
    first_names: HashMap<String, Option<Gender>>,
    subclasses: HashMap<String, Subclass>,
    /// By lower-case short form.
    nicknames: HashMap<String, Vec<String>>,
}

impl Lexicon {
    pub fn load(
        nouns: &[Row<'_>],
        first_names: &[Row<'_>],
        nicknames: &[Row<'_>],
        subclasses: &[Row<'_>],
    ) -> Result<Self, OntologyError> {
        let mut lexicon = Self::default();
        for row in nouns {
            let types: Vec<&str> = EntityType::ALL.iter().map(|t| t.as_str()).collect();
            let noun = Noun {
                lemma: row.required("lemma")?,
                entity_type: row.parse("type", &format!("one of: {}", types.join(", ")))?,
                gender: row.gender()?,
                creator: row.optional("creator"),
            };
            lexicon.nouns.insert(noun.lemma.clone(), noun);
        }
        for row in first_names {
            let genders = [("f", Some(Gender::Female)), ("m", Some(Gender::Male)), ("u", None)];
            let gender = row.choice("gender", &genders)?;
            lexicon.first_names.insert(fold(&row.required("name")?), gender);
        }
        for row in subclasses {
            let classes: Vec<&str> = Subclass::ALL.iter().map(|s| s.as_str()).collect();
            let subclass = row.parse("subclass", &format!("one of: {}", classes.join(", ")))?;
            lexicon.subclasses.insert(fold(&row.required("name")?), subclass);
        }
        for row in nicknames {
            row.required("formal")?;
            let formal = row.list("formal").iter().map(|name| fold(name).to_lowercase()).collect();
            lexicon.nicknames.insert(fold(&row.required("name")?).to_lowercase(), formal);
        }
        Ok(lexicon)
    }

    pub fn noun(&self, lemma: &str) -> Option<&Noun> {
        self.nouns.get(lemma)
    }

    pub fn subclass(&self, words: &str) -> Option<Subclass> {
        self.subclasses.get(&fold(words)).copied()
    }

    pub fn formal_names(&self, lower_case_name: &str) -> &[String] {
        self.nicknames.get(lower_case_name).map_or(&[], Vec::as_slice)
    }

    pub fn first_name(&self, name: &str) -> Option<Option<Gender>> {
        let name = fold(name);
        self.first_names.get(&name).or_else(|| self.first_names.get(&capitalized(&name)?)).copied()
    }
}

/// "ANNE-MARIE" and "anne" as the table spells them; mixed case is left alone.
fn capitalized(name: &str) -> Option<String> {
    let upper = name.chars().all(|c| !c.is_lowercase());
    let lower = name.chars().all(|c| !c.is_uppercase());
    if !upper && !lower {
        return None;
    }
    let mut start = true;
    let capitalized = name.chars().map(|c| {
        let cased = if start { c.to_uppercase().to_string() } else { c.to_lowercase().to_string() };
        start = c == '-';
        cased
    });
    Some(capitalized.collect())
}
