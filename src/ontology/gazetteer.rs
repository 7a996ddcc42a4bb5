//! Countries, places and organizations by the words that news uses for them.

use std::collections::{HashMap, HashSet};

use super::tables::{Index, OntologyError, Row, fold};
use super::types::EntityType;

/// What the long names of states begin with: "Islamic Republic of", "Kingdom of".
const FORMS_OF_STATE: &[&str] = &["Republic", "Kingdom", "Sultanate", "Emirate", "Principality"];

pub(super) const COUNTRY_COLUMNS: &[&str] =
    &["name", "iso3", "wikidata", "adjectives", "demonyms", "capital", "names", "metonyms"];
pub(super) const PLACE_COLUMNS: &[&str] = &["name", "type", "country", "names", "abbreviations", "wikidata"];
pub(super) const ORGANIZATION_COLUMNS: &[&str] = &["name", "type", "country", "names", "members", "wikidata"];
pub(super) const SEAT_COLUMNS: &[&str] = &["seat", "actor"];
pub(super) const ORGANIZATION_WORD_COLUMNS: &[&str] = &["word", "type"];

/// A country, a territory that news treats as one, or a former state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    pub name: String,
    /// ISO 3166-1 alpha-3.
    pub iso3: Option<String>,
    /// Wikidata item ("Q159").
    pub wikidata: Option<String>,
    /// "Russian".
    pub adjectives: Vec<String>,
    /// "Russian", "Russians".
    pub demonyms: Vec<String>,
    pub capital: Option<String>,
    /// Other names and abbreviations.
    pub names: Vec<String>,
    /// Seats that stand for the government: "Kremlin".
    pub metonyms: Vec<String>,
}

/// A city, a first-level division, or any other place that has a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub name: String,
    /// `City`, `State` or `Place`.
    pub place_type: EntityType,
    /// Name of the country it lies in.
    pub country: Option<String>,
    pub names: Vec<String>,
    /// Postal and newspaper abbreviations, too ambiguous to stand alone: "Ky.", "KY".
    pub abbreviations: Vec<String>,
    pub wikidata: Option<String>,
}

/// An organization, a body of government, or a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organization {
    pub name: String,
    /// `Organization`, `GovernmentBody` or `Party`.
    pub organization_type: EntityType,
    /// Name of its country, where it has one.
    pub country: Option<String>,
    pub names: Vec<String>,
    /// What its members are called, noun or adjective: "Republican", "Tories".
    pub members: Vec<String>,
    pub wikidata: Option<String>,
}

#[derive(Debug, Default)]
pub(super) struct Gazetteer {
    pub countries: Vec<Country>,
    country_names: Index,
    adjectives: Index,
    demonyms: Index,
    capitals: Index,
    metonyms: Index,
    /// Those of `places.tsv`, then the capitals that it does not list.
    pub places: Vec<Place>,
    place_names: Index,
    state_abbreviations: Index,
    pub organizations: Vec<Organization>,
    organization_names: Index,
    members: Index,
    words: HashMap<String, EntityType>,
    seats: HashMap<String, String>,
}

impl Gazetteer {
    pub fn load(
        countries: &[Row<'_>],
        places: &[Row<'_>],
        organizations: &[Row<'_>],
        words: &[Row<'_>],
        seats: &[Row<'_>],
    ) -> Result<Self, OntologyError> {
        let mut gazetteer = Self::default();
        for row in countries {
            gazetteer.add_country(row)?;
        }
        let known: HashSet<String> = gazetteer.countries.iter().map(|c| c.name.clone()).collect();
        let check_country = |row: &Row<'_>| match row.optional("country") {
            Some(country) if !known.contains(&country) => Err(row.dangling("country", "countries.tsv")),
            country => Ok(country),
        };
        for row in places {
            gazetteer.add_place(row, check_country(row)?)?;
        }
        gazetteer.add_capitals(countries)?;
        for row in organizations {
            gazetteer.add_organization(row, check_country(row)?)?;
        }
        for row in words {
            gazetteer.words.insert(row.required("word")?, organization_type(row)?);
        }
        for row in seats {
            let actor = row.required("actor")?;
            if gazetteer.country(&actor).is_none() && gazetteer.organization(&actor).is_none() {
                return Err(row.dangling("actor", "countries.tsv and organizations.tsv"));
            }
            gazetteer.seats.insert(fold(&row.required("seat")?), actor);
        }
        Ok(gazetteer)
    }

    fn add_country(&mut self, row: &Row<'_>) -> Result<(), OntologyError> {
        let country = Country {
            name: row.required("name")?,
            iso3: row.optional("iso3"),
            wikidata: wikidata(row)?,
            adjectives: row.list("adjectives"),
            demonyms: row.list("demonyms"),
            capital: row.optional("capital"),
            names: row.list("names"),
            metonyms: row.list("metonyms"),
        };
        if country.iso3.as_ref().is_some_and(|code| code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase())) {
            return Err(row.wrong("iso3", "three capital letters (ISO 3166-1 alpha-3) or empty"));
        }
        let position = self.countries.len();
        for name in std::iter::once(&country.name).chain(&country.names) {
            self.country_names.insert(row, position, name)?;
        }
        for (index, surfaces) in [
            (&mut self.adjectives, &country.adjectives),
            (&mut self.demonyms, &country.demonyms),
            (&mut self.metonyms, &country.metonyms),
        ] {
            for surface in surfaces {
                index.insert(row, position, surface)?;
            }
        }
        if let Some(capital) = &country.capital {
            self.capitals.insert(row, position, capital)?;
        }
        self.countries.push(country);
        Ok(())
    }

    fn add_place(&mut self, row: &Row<'_>, country: Option<String>) -> Result<(), OntologyError> {
        let types = [("City", EntityType::City), ("State", EntityType::State), ("Place", EntityType::Place)];
        let place = Place {
            name: row.required("name")?,
            place_type: row.choice("type", &types)?,
            country,
            names: row.list("names"),
            abbreviations: row.list("abbreviations"),
            wikidata: wikidata(row)?,
        };
        let position = self.places.len();
        for name in std::iter::once(&place.name).chain(&place.names) {
            self.place_names.insert(row, position, name)?;
        }
        for abbreviation in &place.abbreviations {
            self.state_abbreviations.insert(row, position, abbreviation)?;
        }
        self.places.push(place);
        Ok(())
    }

    /// A capital with other names ("Kyiv", "Kiev") has a row of its own in `places.tsv`; all its names lead to the country.
    fn add_capitals(&mut self, rows: &[Row<'_>]) -> Result<(), OntologyError> {
        for (position, row) in rows.iter().enumerate() {
            let country = &self.countries[position];
            let Some(capital) = country.capital.clone() else { continue };
            match self.place_names.get(&capital) {
                Some(place) if self.places[place].country.as_ref() == Some(&country.name) => {
                    for name in self.places[place].names.clone() {
                        self.capitals.insert(row, position, &name)?;
                    }
                }
                // A place elsewhere has the name: it keeps it.
                Some(_) => {}
                None => {
                    self.place_names.insert(row, self.places.len(), &capital)?;
                    self.places.push(Place {
                        name: capital,
                        place_type: EntityType::City,
                        country: Some(country.name.clone()),
                        names: Vec::new(),
                        abbreviations: Vec::new(),
                        wikidata: None,
                    });
                }
            }
        }
        Ok(())
    }

    fn add_organization(&mut self, row: &Row<'_>, country: Option<String>) -> Result<(), OntologyError> {
        let organization = Organization {
            name: row.required("name")?,
            organization_type: organization_type(row)?,
            country,
            names: row.list("names"),
            members: row.list("members"),
            wikidata: wikidata(row)?,
        };
        let position = self.organizations.len();
        for name in std::iter::once(&organization.name).chain(&organization.names) {
            self.organization_names.insert(row, position, name)?;
        }
        for member in &organization.members {
            self.members.insert(row, position, member)?;
        }
        self.organizations.push(organization);
        Ok(())
    }

    pub fn country(&self, surface: &str) -> Option<&Country> {
        let known = |name: &str| self.country_names.get(name).map(|i| &self.countries[i]);
        known(surface).or_else(|| {
            // "Republic of Zambia" and the like, where the table does not list the long name.
            let (form, name) = surface.split_once(" of ")?;
            let last = form.rsplit(' ').next().filter(|last| FORMS_OF_STATE.contains(last));
            last.and_then(|_| known(name.strip_prefix("the ").unwrap_or(name))).filter(|country| country.name == name)
        })
    }

    pub fn country_by_adjective(&self, surface: &str) -> Option<&Country> {
        self.adjectives.get(surface).map(|i| &self.countries[i])
    }

    pub fn country_by_demonym(&self, surface: &str) -> Option<&Country> {
        self.demonyms.get(surface).map(|i| &self.countries[i])
    }

    pub fn country_by_capital(&self, surface: &str) -> Option<&Country> {
        self.capitals.get(surface).map(|i| &self.countries[i])
    }

    pub fn country_by_metonym(&self, surface: &str) -> Option<&Country> {
        self.metonyms.get(surface).map(|i| &self.countries[i])
    }

    pub fn place(&self, surface: &str) -> Option<&Place> {
        self.place_names.get(surface).map(|i| &self.places[i])
    }

    /// With or without the final full stop.
    pub fn state_abbreviation(&self, surface: &str) -> Option<&Place> {
        self.state_abbreviations
            .get(surface)
            .or_else(|| self.state_abbreviations.get(&format!("{}.", fold(surface))))
            .map(|i| &self.places[i])
    }

    pub fn organization(&self, surface: &str) -> Option<&Organization> {
        self.organization_names.get(surface).map(|i| &self.organizations[i])
    }

    pub fn party_by_member(&self, surface: &str) -> Option<&Organization> {
        self.members.get(surface).map(|i| &self.organizations[i])
    }

    pub fn seat(&self, surface: &str) -> Option<&str> {
        self.seats.get(&fold(surface)).map(String::as_str)
    }

    pub fn organization_word(&self, lower_case_word: &str) -> Option<EntityType> {
        self.words.get(lower_case_word).copied()
    }
}

fn organization_type(row: &Row<'_>) -> Result<EntityType, OntologyError> {
    row.choice(
        "type",
        &[
            ("Organization", EntityType::Organization),
            ("GovernmentBody", EntityType::GovernmentBody),
            ("Party", EntityType::Party),
        ],
    )
}

fn wikidata(row: &Row<'_>) -> Result<Option<String>, OntologyError> {
    match row.optional("wikidata") {
        Some(item)
            if !item.strip_prefix('Q').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit())) =>
        {
            Err(row.wrong("wikidata", "an item such as Q159, or empty"))
        }
        item => Ok(item),
    }
}
