//! Words that go with the names of persons: offices and ranks, courtesy titles, kinship.

use std::collections::{HashMap, HashSet};

use super::gazetteer::Gazetteer;
use super::tables::{OntologyError, Row, fold};
use super::types::Gender;

pub(super) const OFFICE_COLUMNS: &[&str] = &["title", "forms", "seat", "body", "gender", "rank", "head", "tenure"];
pub(super) const ABSENT_OFFICE_COLUMNS: &[&str] = &["country", "titles"];
pub(super) const MODIFIER_COLUMNS: &[&str] = &["word", "status"];
pub(super) const HONORIFIC_COLUMNS: &[&str] = &["form", "gender"];
pub(super) const KIND_COLUMNS: &[&str] = &["title", "kinds", "same"];
pub(super) const KINSHIP_COLUMNS: &[&str] = &["lemma", "gender", "relation", "inverse"];

/// What an office is usually an office of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seat {
    Country,
    /// A body of government.
    Body,
    Organization,
    /// Of nothing: a profession or standing that stands beside names as an office does (lawyer, tycoon).
    Occupation,
}

/// An office, rank or role that stands beside a name: "prime minister", "sen.", "colonel".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Lower case.
    pub title: String,
    /// Spellings, abbreviations, plurals, lower case.
    pub forms: Vec<String>,
    pub seat: Option<Seat>,
    /// The body it always belongs to: senator -> Senate.
    pub body: Option<String>,
    pub gender: Option<Gender>,
    /// Military, police, clerical and royal ranks, which are kept without a seat.
    pub rank: bool,
}

/// A word for a relative: "wife".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kinship {
    pub lemma: String,
    pub gender: Option<Gender>,
    /// Local name of the property from the relative to the other person: "wifeOf".
    pub relation: String,
    /// Local name of the property back: "husbandOf", "childOf".
    pub inverse: String,
}

#[derive(Debug, Default)]
pub(super) struct Titles {
    pub offices: Vec<Office>,
    office_forms: HashMap<String, usize>,
    /// Nouns for the holding of an office: presidency.
    tenures: HashMap<String, usize>,
    /// Country and title, where the country has no such office.
    absent: HashSet<(String, String)>,
    /// A wider title and one that it takes in.
    kinds: HashMap<String, HashSet<String>>,
    /// Titles whose post another title means too: "chairman", "chair".
    same: HashMap<String, String>,
    /// Single words that head longer titles.
    heads: HashMap<String, usize>,
    /// Modifier words with their status, where they change the holding.
    modifiers: HashMap<String, Option<String>>,
    honorifics: HashMap<String, Option<Gender>>,
    kinships: HashMap<String, Kinship>,
}

impl Titles {
    pub fn load(
        offices: &[Row<'_>],
        absent: &[Row<'_>],
        modifiers: &[Row<'_>],
        honorifics: &[Row<'_>],
        kinships: &[Row<'_>],
        kinds: &[Row<'_>],
        gazetteer: &Gazetteer,
    ) -> Result<Self, OntologyError> {
        let mut titles = Self::default();
        let mut lines = HashMap::new();
        for row in offices {
            let office = Office {
                title: row.required("title")?,
                forms: row.list("forms"),
                seat: row.choice(
                    "seat",
                    &[
                        ("country", Some(Seat::Country)),
                        ("body", Some(Seat::Body)),
                        ("organization", Some(Seat::Organization)),
                        ("occupation", Some(Seat::Occupation)),
                        ("", None),
                    ],
                )?,
                body: row.optional("body"),
                gender: row.gender()?,
                rank: row.flag("rank")?,
            };
            if office.body.as_deref().is_some_and(|body| gazetteer.organization(body).is_none()) {
                return Err(row.dangling("body", "organizations.tsv"));
            }
            let head = row.flag("head")?;
            let position = titles.offices.len();
            for tenure in row.list("tenure") {
                if let Some(other) = titles.tenures.insert(tenure.clone(), position) {
                    return Err(duplicate(row, other, &tenure));
                }
            }
            for form in std::iter::once(&office.title).chain(&office.forms) {
                if let Some(other) = lines.insert(form.clone(), row.line) {
                    return Err(duplicate(row, other, form));
                }
                titles.office_forms.insert(form.clone(), position);
                if head && !form.contains(' ') {
                    titles.heads.insert(form.clone(), position);
                }
            }
            titles.offices.push(office);
        }
        for row in absent {
            let country = row.required("country")?;
            if gazetteer.country(&country).is_none_or(|known| known.name != country) {
                return Err(row.dangling("country", "countries.tsv"));
            }
            for title in row.list("titles") {
                if titles.office(&title).is_none_or(|office| office.title != title) {
                    return Err(row.dangling("titles", "offices.tsv"));
                }
                titles.absent.insert((country.clone(), title));
            }
        }
        for row in kinds {
            let wider = row.required("title")?;
            let known = |title: &str| titles.office(title).is_some_and(|office| office.title == title);
            if !known(&wider) {
                return Err(row.dangling("title", "offices.tsv"));
            }
            let narrower = row.list("kinds");
            if !narrower.iter().all(|title| known(title)) {
                return Err(row.dangling("kinds", "offices.tsv"));
            }
            if row.flag("same")? {
                titles.same.extend(narrower.iter().map(|title| (title.clone(), wider.clone())));
            }
            titles.kinds.entry(wider.clone()).or_default().extend(narrower);
        }
        for row in modifiers {
            let statuses = ["", "acting", "former", "designate", "elect", "deputy", "outgoing", "incumbent"];
            let statuses = statuses.map(|word| (word, ()));
            row.choice("status", &statuses)?;
            titles.modifiers.insert(row.required("word")?, row.optional("status"));
        }
        for row in honorifics {
            titles.honorifics.insert(row.required("form")?, row.gender()?);
        }
        for row in kinships {
            let kinship = Kinship {
                lemma: row.required("lemma")?,
                gender: row.gender()?,
                relation: row.required("relation")?,
                inverse: row.required("inverse")?,
            };
            titles.kinships.insert(kinship.lemma.clone(), kinship);
        }
        Ok(titles)
    }

    pub fn lacks(&self, country: &str, title: &str) -> bool {
        self.absent.contains(&(country.to_owned(), title.to_owned()))
    }

    pub fn takes_in(&self, wider: &str, title: &str) -> bool {
        self.kinds.get(wider).is_some_and(|narrower| narrower.contains(title))
    }

    pub fn post<'a>(&'a self, title: &'a str) -> &'a str {
        self.same.get(title).map_or(title, String::as_str)
    }

    pub fn office(&self, lower_case_title: &str) -> Option<&Office> {
        self.office_forms.get(fold(lower_case_title).as_str()).map(|i| &self.offices[*i])
    }

    pub fn tenure(&self, lemma: &str) -> Option<&Office> {
        self.tenures.get(lemma).map(|i| &self.offices[*i])
    }

    pub fn office_head(&self, lower_case_word: &str) -> Option<&Office> {
        self.heads.get(lower_case_word).map(|i| &self.offices[*i])
    }

    pub fn office_modifier(&self, lower_case_word: &str) -> bool {
        self.modifiers.contains_key(lower_case_word)
    }

    pub fn office_status(&self, lower_case_word: &str) -> Option<&str> {
        self.modifiers.get(lower_case_word)?.as_deref()
    }

    pub fn honorific(&self, surface: &str) -> Option<Option<Gender>> {
        self.honorifics.get(surface).copied()
    }

    pub fn kinship(&self, lemma: &str) -> Option<&Kinship> {
        self.kinships.get(lemma)
    }
}

fn duplicate(row: &Row<'_>, other: usize, key: &str) -> OntologyError {
    OntologyError::Duplicate { file: row.file.to_owned(), line: row.line, other, key: key.to_owned() }
}
