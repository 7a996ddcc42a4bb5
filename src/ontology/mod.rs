//! The knowledge that a user can read and change: vocabulary, lexicons and rules, in `ontology/` at the top of the
//! project, built in and replaceable by a folder of the same files.
//!
//! `ontology/README.md` explains each file.

mod capitals;
mod factuality;
mod gazetteer;
mod holidays;
mod lexicon;
mod predicates;
mod reference;
mod tables;
#[cfg(test)]
mod tests;
mod titles;
pub mod types;

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;
use std::sync::LazyLock;

use crate::iri;
pub use capitals::CapitalWord;
pub use factuality::{AdverbEffect, Complement, Effect, Factuality, Stance};
pub use gazetteer::{Country, Organization, Place};
pub use holidays::Holiday;
pub use lexicon::Noun;
pub use predicates::{AgentNoun, ArgumentSlot, EVENT_TYPES, Idiom, Nominalization, PredicateEntry, ROLES};
pub use reference::{BodyNoun, JudgingVerb};
pub use tables::OntologyError;
pub(crate) use tables::fold;
pub use titles::{Kinship, Office, Seat};
pub use types::{EntityType, Gender, Subclass};

/// A table: its file's name, its columns, how many of them make the key, and the content that is built in.
struct TableFile {
    file: &'static str,
    columns: &'static [&'static str],
    key: usize,
    content: &'static str,
}

macro_rules! table {
    ($file:literal, $columns:expr, key $key:literal) => {
        TableFile {
            file: $file,
            columns: $columns,
            key: $key,
            content: include_str!(concat!("../../ontology/", $file)),
        }
    };
}

/// Sorted by file name.
const TABLES: &[TableFile] = &[
    table!("absent_offices.tsv", titles::ABSENT_OFFICE_COLUMNS, key 1),
    table!("adverbs.tsv", factuality::ADVERB_COLUMNS, key 1),
    table!("agent_nouns.tsv", predicates::AGENT_NOUN_COLUMNS, key 1),
    table!("body_nouns.tsv", reference::BODY_NOUN_COLUMNS, key 1),
    table!("capital_words.tsv", capitals::CAPITAL_WORD_COLUMNS, key 2),
    table!("countries.tsv", gazetteer::COUNTRY_COLUMNS, key 1),
    table!("event_nouns.tsv", predicates::EVENT_NOUN_COLUMNS, key 2),
    table!("event_verbs.tsv", predicates::EVENT_VERB_COLUMNS, key 1),
    table!("factuality.tsv", factuality::FACTUALITY_COLUMNS, key 2),
    table!("first_names.tsv", lexicon::FIRST_NAME_COLUMNS, key 1),
    table!("holidays.tsv", holidays::HOLIDAY_COLUMNS, key 1),
    table!("honorifics.tsv", titles::HONORIFIC_COLUMNS, key 1),
    table!("idioms.tsv", predicates::IDIOM_COLUMNS, key 3),
    table!("judging_verbs.tsv", reference::JUDGING_VERB_COLUMNS, key 1),
    table!("kinship.tsv", titles::KINSHIP_COLUMNS, key 1),
    table!("light_verbs.tsv", predicates::LIGHT_VERB_COLUMNS, key 1),
    table!("modals.tsv", factuality::MODAL_COLUMNS, key 1),
    table!("nicknames.tsv", lexicon::NICKNAME_COLUMNS, key 1),
    table!("nominalizations.tsv", predicates::NOMINALIZATION_COLUMNS, key 1),
    table!("nouns.tsv", lexicon::NOUN_COLUMNS, key 1),
    table!("office_modifiers.tsv", titles::MODIFIER_COLUMNS, key 1),
    table!("offices.tsv", titles::OFFICE_COLUMNS, key 1),
    table!("organization_words.tsv", gazetteer::ORGANIZATION_WORD_COLUMNS, key 1),
    table!("organizations.tsv", gazetteer::ORGANIZATION_COLUMNS, key 1),
    table!("particles.tsv", predicates::PARTICLE_COLUMNS, key 1),
    table!("patient_nouns.tsv", reference::PATIENT_NOUN_COLUMNS, key 1),
    table!("places.tsv", gazetteer::PLACE_COLUMNS, key 1),
    table!("predicates.tsv", predicates::PREDICATE_COLUMNS, key 1),
    table!("reporting.tsv", factuality::REPORTING_COLUMNS, key 1),
    table!("role_nouns.tsv", reference::ROLE_NOUN_COLUMNS, key 1),
    table!("roles.tsv", predicates::ROLE_COLUMNS, key 2),
    table!("seats.tsv", gazetteer::SEAT_COLUMNS, key 1),
    table!("state_nouns.tsv", reference::STATE_NOUN_COLUMNS, key 1),
    table!("subclasses.tsv", lexicon::SUBCLASS_COLUMNS, key 1),
    table!("title_kinds.tsv", titles::KIND_COLUMNS, key 1),
];

const VOCABULARY_FILE: &str = "vocabulary.ttl";
const VOCABULARY_CONTENT: &str = include_str!("../../ontology/vocabulary.ttl");

/// The lexicons and the vocabulary, loaded and checked.
///
/// Lookups take a surface as it stands in a text: apostrophes, diacritics and a leading "the" do not matter for names,
/// case does, except that names of more than three letters are also found in capitals.
///
/// ```
/// use whom::ontology::Ontology;
///
/// let ontology = Ontology::builtin();
/// assert_eq!(ontology.country("the U.S.").unwrap().name, "United States");
/// assert_eq!(ontology.country_by_adjective("Russian").unwrap().name, "Russia");
/// assert!(ontology.country("us").is_none());
/// ```
#[derive(Debug)]
pub struct Ontology {
    version: String,
    vocabulary: String,
    gazetteer: gazetteer::Gazetteer,
    titles: titles::Titles,
    lexicon: lexicon::Lexicon,
    predicates: predicates::Predicates,
    factuality: factuality::FactualityTables,
    holidays: holidays::Holidays,
    references: reference::References,
    capital_words: capitals::CapitalWords,
}

impl Ontology {
    /// The files of `ontology/` as they were when the program was compiled.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Ontology> = LazyLock::new(|| {
            let contents = TABLES.iter().map(|table| (table.file, Cow::Borrowed(table.content))).collect();
            Ontology::from_contents(&contents, VOCABULARY_CONTENT.to_owned())
                .unwrap_or_else(|error| panic!("the built-in ontology is tested to load: {error}"))
        });
        &BUILTIN
    }

    /// The files of `directory`; those that it lacks are the built-in ones.
    pub fn load(directory: &Path) -> Result<Self, OntologyError> {
        check_file_names(directory)?;
        let mut contents = HashMap::new();
        for table in TABLES {
            contents.insert(table.file, read_file(directory, table.file, table.content)?);
        }
        let vocabulary = read_file(directory, VOCABULARY_FILE, VOCABULARY_CONTENT)?;
        Self::from_contents(&contents, vocabulary.into_owned())
    }

    fn from_contents(
        contents: &HashMap<&'static str, Cow<'static, str>>,
        vocabulary: String,
    ) -> Result<Self, OntologyError> {
        let mut rows = HashMap::new();
        let mut hashed = String::new();
        for table in TABLES {
            let content = &contents[table.file];
            rows.insert(table.file, tables::read(table.file, table.columns, table.key, content)?);
            hashed.push_str(&format!("{} {}\n", table.file, iri::sha256(content.as_bytes())));
        }
        hashed.push_str(&format!("{VOCABULARY_FILE} {}\n", iri::sha256(&vocabulary)));
        let mut version = iri::sha256(hashed);
        version.truncate(16);
        let gazetteer = gazetteer::Gazetteer::load(
            &rows["countries.tsv"],
            &rows["places.tsv"],
            &rows["organizations.tsv"],
            &rows["organization_words.tsv"],
            &rows["seats.tsv"],
        )?;
        let titles = titles::Titles::load(
            &rows["offices.tsv"],
            &rows["absent_offices.tsv"],
            &rows["office_modifiers.tsv"],
            &rows["honorifics.tsv"],
            &rows["kinship.tsv"],
            &rows["title_kinds.tsv"],
            &gazetteer,
        )?;
        Ok(Self {
            version,
            vocabulary,
            gazetteer,
            titles,
            lexicon: lexicon::Lexicon::load(
                &rows["nouns.tsv"], &rows["first_names.tsv"], &rows["nicknames.tsv"], &rows["subclasses.tsv"],
            )?,
            predicates: predicates::Predicates::load(
                &rows["predicates.tsv"],
                &rows["nominalizations.tsv"],
                &rows["agent_nouns.tsv"],
                &rows["idioms.tsv"],
                (&rows["light_verbs.tsv"], &rows["particles.tsv"]),
                (&rows["event_verbs.tsv"], &rows["event_nouns.tsv"]),
                &rows["roles.tsv"],
            )?,
            factuality: factuality::FactualityTables::load(
                &rows["reporting.tsv"], &rows["factuality.tsv"], &rows["adverbs.tsv"], &rows["modals.tsv"],
            )?,
            holidays: holidays::Holidays::load(&rows["holidays.tsv"])?,
            references: reference::References::load(
                &rows["judging_verbs.tsv"],
                &rows["patient_nouns.tsv"],
                &rows["body_nouns.tsv"],
                &rows["role_nouns.tsv"],
                &rows["state_nouns.tsv"],
            )?,
            capital_words: capitals::CapitalWords::load(&rows["capital_words.tsv"])?,
        })
    }

    /// First 16 hexadecimal digits of a SHA-256 over all files.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The vocabulary in Turtle.
    pub fn vocabulary(&self) -> &str {
        &self.vocabulary
    }

    /// In the order of the table.
    pub fn countries(&self) -> impl Iterator<Item = &Country> {
        self.gazetteer.countries.iter()
    }

    /// In the order of the table, then the capitals that only `countries.tsv` has.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.gazetteer.places.iter()
    }

    /// In the order of the table.
    pub fn organizations(&self) -> impl Iterator<Item = &Organization> {
        self.gazetteer.organizations.iter()
    }

    /// In the order of the table.
    pub fn offices(&self) -> impl Iterator<Item = &Office> {
        self.titles.offices.iter()
    }

    /// By name or other name: "Russia", "the U.S.", "BURMA".
    pub fn country(&self, surface: &str) -> Option<&Country> {
        self.gazetteer.country(surface)
    }

    /// How the graph tells which country something belongs to: by ISO 3166-1 alpha-3, or by name where there is no code (the
    /// Soviet Union, Kosovo) or no such country in the tables.
    pub fn country_code(&self, name: &str) -> String {
        let country = self.country(name);
        country.map_or(name, |country| country.iso3.as_deref().unwrap_or(&country.name)).to_owned()
    }

    /// "Russian", "Swiss".
    pub fn country_by_adjective(&self, surface: &str) -> Option<&Country> {
        self.gazetteer.country_by_adjective(surface)
    }

    /// "Spaniard", "Russians".
    pub fn country_by_demonym(&self, surface: &str) -> Option<&Country> {
        self.gazetteer.country_by_demonym(surface)
    }

    /// "Moscow"; also by the capital's other names ("Kiev").
    pub fn country_by_capital(&self, surface: &str) -> Option<&Country> {
        self.gazetteer.country_by_capital(surface)
    }

    /// "the Kremlin".
    pub fn country_by_metonym(&self, surface: &str) -> Option<&Country> {
        self.gazetteer.country_by_metonym(surface)
    }

    /// Who acts where a place acts that is not its country's capital: "Brussels" -> "European Union".
    pub fn seat(&self, surface: &str) -> Option<&str> {
        self.gazetteer.seat(surface)
    }

    /// Capitals, too; but not abbreviations such as "Ky.", see [`Self::state_abbreviation`].
    pub fn place(&self, surface: &str) -> Option<&Place> {
        self.gazetteer.place(surface)
    }

    /// "Ky.", "KY" or "Ky": Kentucky.
    pub fn state_abbreviation(&self, surface: &str) -> Option<&Place> {
        self.gazetteer.state_abbreviation(surface)
    }

    /// By name or other name: "the Senate", "GOP", "NATO".
    pub fn organization(&self, surface: &str) -> Option<&Organization> {
        self.gazetteer.organization(surface)
    }

    /// "Republicans", "Tory"; also the members of militant groups and companies, where the table has them.
    pub fn party_by_member(&self, surface: &str) -> Option<&Organization> {
        self.gazetteer.party_by_member(surface)
    }

    /// What a word in a name makes of the name: "ministry" -> `GovernmentBody`.
    pub fn organization_words(&self, lower_case_word: &str) -> Option<EntityType> {
        self.gazetteer.organization_word(lower_case_word)
    }

    /// Whether a country has no office by a title: the United Kingdom has no "president".
    pub fn lacks_office(&self, country: &str, title: &str) -> bool {
        self.titles.lacks(country, title)
    }

    /// Whether whoever bears one title can be called by another, wider one: a president is a leader.
    pub fn takes_in(&self, wider: &str, title: &str) -> bool {
        self.titles.takes_in(wider, title)
    }

    /// The title that stands for all that mean the same post: "chair" for "chairman" and "chairwoman".
    pub fn post<'a>(&'a self, title: &'a str) -> &'a str {
        self.titles.post(title)
    }

    /// An office by its whole title or another form of it: "prime minister", "sens.".
    pub fn office(&self, lower_case_title: &str) -> Option<&Office> {
        self.titles.office(lower_case_title)
    }

    /// The office whose holding a noun means: "presidency" -> "president".
    pub fn tenure(&self, lemma: &str) -> Option<&Office> {
        self.titles.tenure(lemma)
    }

    /// Whether a single word, singular or plural, heads titles of offices: "minister", "envoys".
    pub fn office_head(&self, lower_case_word: &str) -> Option<&Office> {
        self.titles.office_head(lower_case_word)
    }

    /// Whether a word may stand before the head of a title: "deputy", "foreign".
    pub fn office_modifier(&self, lower_case_word: &str) -> bool {
        self.titles.office_modifier(lower_case_word)
    }

    /// What a word does to the holding of an office: "ex" -> "former".
    pub fn office_status(&self, lower_case_word: &str) -> Option<&str> {
        self.titles.office_status(lower_case_word)
    }

    /// "Mrs." -> `Some(Some(Gender::Female))`, "Dr" -> `Some(None)`; case-sensitive.
    pub fn honorific(&self, surface: &str) -> Option<Option<Gender>> {
        self.titles.honorific(surface)
    }

    /// "wife", "sons" is not found: lemmas only.
    pub fn kinship(&self, lemma: &str) -> Option<&Kinship> {
        self.titles.kinship(lemma)
    }

    /// `Some(None)` for a name of either gender; also in capitals or lower case.
    pub fn first_name(&self, name: &str) -> Option<Option<Gender>> {
        self.lexicon.first_name(name)
    }

    /// The names that a short form can stand for, all lower case without diacritics: "bill" -> "william".
    pub fn formal_names(&self, lower_case_name: &str) -> &[String] {
        self.lexicon.formal_names(lower_case_name)
    }

    /// By lower-case lemma, of one or two words: "letter", "executive order".
    pub fn noun(&self, lemma: &str) -> Option<&Noun> {
        self.lexicon.noun(lemma)
    }

    /// By name ("Reuters"), or by the lower-case word or two words that head a name or noun phrase ("peace treaty").
    pub fn subclass(&self, words: &str) -> Option<Subclass> {
        self.lexicon.subclass(words)
    }

    /// By lemma with particle or preposition: "meet", "vote-against".
    pub fn predicate(&self, lemma: &str) -> Option<&PredicateEntry> {
        self.predicates.predicate(lemma)
    }

    /// The event type of a verb with its object, by their lemmas: "hold", "talk" -> `consult`.
    pub fn event_of_phrase(&self, verb_lemma: &str, noun_lemma: &str) -> Option<&str> {
        self.predicates.event_of_phrase(verb_lemma, noun_lemma)
    }

    /// By the noun's lemma: "annexation".
    pub fn nominalization(&self, noun_lemma: &str) -> Option<&Nominalization> {
        self.predicates.nominalization(noun_lemma)
    }

    /// By the noun's lemma: "founder".
    pub fn agent_noun(&self, noun_lemma: &str) -> Option<&AgentNoun> {
        self.predicates.agent_noun(noun_lemma)
    }

    /// What a verb, with its particle, says with a noun: "take" -> "part", "place", ...
    pub fn idioms(&self, verb: &str) -> &[Idiom] {
        self.predicates.idioms(verb)
    }

    /// The role that a preposition gives beside a verb, where the verb decides: "die", "of" -> "cause".
    pub fn role(&self, verb: &str, marker: &str) -> Option<&str> {
        self.predicates.role(verb, marker)
    }

    /// Whether a verb says little beside a noun made from a verb: "pay" in "paid a visit".
    pub fn is_light_verb(&self, verb: &str) -> bool {
        self.predicates.is_light_verb(verb)
    }

    /// Whether a verb makes one meaning with an adverb: "push" with "back".
    pub fn is_particle(&self, verb: &str, adverb: &str) -> bool {
        self.predicates.is_particle(verb, adverb)
    }

    /// Whether the clause or quote under a verb belongs to the verb's subject, and how the verb stands to it.
    pub fn reporting(&self, lemma: &str) -> Option<Stance> {
        self.factuality.reporting(lemma)
    }

    /// What a governing verb, adjective or noun makes of its complement.
    pub fn factuality(&self, lemma: &str, complement: Complement) -> Option<&Factuality> {
        self.factuality.factuality(lemma, complement)
    }

    /// "never", "allegedly".
    pub fn adverb(&self, lower_case_cue: &str) -> Option<AdverbEffect> {
        self.factuality.adverb(lower_case_cue)
    }

    /// "christmas eve"; without an article.
    pub fn holiday(&self, lower_case_name: &str) -> Option<Holiday> {
        self.holidays.holiday(lower_case_name)
    }

    /// Whether what a verb judges is that of whom it judges: "praise".
    pub fn judging_verb(&self, lemma: &str) -> Option<&JudgingVerb> {
        self.references.judging_verb(lemma)
    }

    /// The verbs of what is done to whom a noun names: "nominee" -> "nominate", ...
    pub fn patient_noun(&self, lemma: &str) -> Option<&[String]> {
        self.references.patient_noun(lemma)
    }

    /// The names that a noun takes up by another word: "panel" -> "committee", ...
    pub fn body_noun(&self, lemma: &str) -> Option<&BodyNoun> {
        self.references.body_noun(lemma)
    }

    /// Whether a noun tells what persons, countries and organizations alike can be: "member".
    pub fn is_role_noun(&self, lemma: &str) -> bool {
        self.references.is_role_noun(lemma)
    }

    /// Whether a noun tells what only states have: "airspace".
    pub fn is_state_noun(&self, lemma: &str) -> bool {
        self.references.is_state_noun(lemma)
    }

    /// What a word tells of a capital beside it, by lemma, of participles by form.
    pub fn is_capital_word(&self, sort: CapitalWord, word: &str) -> bool {
        self.capital_words.has(sort, word)
    }

    /// Whether what is behind a word and a preposition acts: "aid", "from" before a capital.
    pub fn deals_with(&self, word: &str, marker: &str) -> bool {
        self.capital_words.deals_with(word, marker)
    }

    /// "will" -> `Future`; "going-to" is hyphenated.
    pub fn modal(&self, lemma: &str) -> Option<Effect> {
        self.factuality.modal(lemma)
    }
}

fn read_file(directory: &Path, file: &str, builtin: &'static str) -> Result<Cow<'static, str>, OntologyError> {
    let path = directory.join(file);
    match std::fs::read_to_string(&path) {
        Ok(content) => Ok(Cow::Owned(content)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Cow::Borrowed(builtin)),
        Err(source) => Err(OntologyError::Read { path, source }),
    }
}

/// A misspelt file name must not silently leave the built-in table in force.
fn check_file_names(directory: &Path) -> Result<(), OntologyError> {
    let unreadable = |source| OntologyError::Read { path: directory.to_owned(), source };
    for entry in std::fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let is_table = path.extension().is_some_and(|extension| extension == "tsv");
        if is_table && !TABLES.iter().any(|table| path.file_name().is_some_and(|name| name == table.file)) {
            let known = TABLES.iter().map(|table| table.file).collect::<Vec<_>>().join(", ");
            return Err(OntologyError::UnknownFile { path, known });
        }
    }
    Ok(())
}
