//! What the tables and graph files say, column by column: name, type, meaning. The writers and the codebook
//! (`whom dump --codebook`) are driven by these lists, so that neither can say what the other does not.

use super::tables::Table;

/// The type of a column's values; each may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Integer,
    Decimal,
    /// `true` or `false`.
    Flag,
    /// A day, `YYYY-MM-DD`.
    Date,
    /// Texts joined with `|`; a `|` within one is written as `/`.
    List,
}

impl Kind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Flag => "true or false",
            Self::Date => "date",
            Self::List => "list",
        }
    }
}

/// A column of a table, or an attribute of the nodes or edges of a graph file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The path into the record, `subject.id`; the last part of a pair of offsets is `0` or `1`.
    pub key: &'static str,
    pub kind: Kind,
    /// What the value is, for someone who has never seen the table.
    pub about: &'static str,
}

impl Column {
    /// The header: `subject_id`, `subject_span_start`.
    pub fn name(&self) -> String {
        match self.key.rsplit_once('.') {
            Some((list, "0")) => format!("{list}_start"),
            Some((list, "1")) => format!("{list}_end"),
            _ => self.key.replace('.', "_"),
        }
    }
}

macro_rules! column_list {
    ($($key:literal $kind:ident $about:literal,)*) => {
        &[$($crate::export::columns::Column {
            key: $key,
            kind: $crate::export::columns::Kind::$kind,
            about: $about,
        },)*]
    };
}
pub(super) use column_list;

/// The columns of a table, flattened.
pub fn columns(table: Table) -> &'static [Column] {
    match table {
        Table::Statements => STATEMENTS,
        Table::Mentions => MENTIONS,
        Table::Entities => ENTITIES,
        Table::Evidence => EVIDENCE,
        Table::Documents => DOCUMENTS,
    }
}

const STATEMENTS: &[Column] = column_list! {
    "id" Text "IRI of the statement, a hash of all that it says; the same in every graph that holds it",
    "subject.id" Text "IRI of the entity that acts or is spoken of; missing where the text names nobody",
    "subject.label" Text "Name of the subject",
    "subject.type" Text "Class of the subject: Person, Office, Country, ...",
    "subject.statement" Text "IRI of the statement that is the subject, where a clause is",
    "subject.value" Text "Words that are the subject, where they refer to no entity",
    "subject.datatype" Text "XML Schema type of those words",
    "predicate.lemma" Text "Base form of the verb, noun or phrase that says what is done: deliver, shut-down",
    "predicate.property" Text "IRI of the property of the vocabulary that the lemma is mapped to",
    "predicate.event_type" Text "Class of the event after PLOVER, in lower case: consult, sanction, ...",
    "object.id" Text "IRI of the entity that it is done to",
    "object.label" Text "Name of the object",
    "object.type" Text "Class of the object",
    "object.statement" Text "IRI of the statement that is the object: what is said, planned, demanded",
    "object.value" Text "Words that are the object, where they refer to no entity",
    "object.datatype" Text "XML Schema type of those words",
    "arguments.role" List "Role of each further argument: recipient, destination, topic, ...",
    "arguments.marker" List "Preposition of each argument",
    "arguments.id" List "IRI of the entity of each argument",
    "arguments.label" List "Name of the entity of each argument",
    "arguments.type" List "Class of the entity of each argument",
    "arguments.statement" List "IRI of the statement that is the argument, where a clause is",
    "arguments.value" List "Words of each argument that refer to no entity",
    "arguments.datatype" List "XML Schema type of those words",
    "time.text" Text "The words that tell the time",
    "time.start" Date "First day",
    "time.end" Date "Last day",
    "time.basis" Text "What the days rest on: explicit (a date in the text), relative (to the day of publication), document (the day of publication itself)",
    "time.bound" Text "during (it happened within these days), since (it began then), until (it ended then), term (it held from the first to the last)",
    "place.id" Text "IRI of the place where it happened",
    "place.label" Text "Name of the place",
    "polarity" Text "positive, or negative where the text denies it",
    "modality" Text "asserted, planned, requested, hypothetical, future or alleged",
    "attribution.source.id" List "IRI of each source that the text gives for it",
    "attribution.source.label" List "Name of each source",
    "attribution.verb" List "Verb of each report: say, accuse, according-to",
    "factual" Flag "Whether the text itself asserts it: positive, asserted and attributed to nobody",
    "kind" Text "event, state, or derived (follows from another statement by a rule)",
    "rule" Text "Name of the rule that found it first; `whom explain` tells what the rule is",
    "confidence" Decimal "How sure the program is that the text says this, 0 to 1",
    "documents" Integer "How many documents say it",
    "origins" Integer "How many independent sources say it: a wire story printed forty times is one",
    "evidence.document" List "IRI of the document of each sentence that says it",
    "evidence.sentence" List "Number of each sentence in its document, from 0",
    "evidence.start" List "Offset of each sentence in its document's text",
    "evidence.end" List "Offset behind each sentence",
};

const MENTIONS: &[Column] = column_list! {
    "document" Text "IRI of the document",
    "start" Integer "Offset of the words in the document's text, in Unicode code points",
    "end" Integer "Offset behind the words",
    "text" Text "The words",
    "kind" Text "name, nominal or pronoun",
    "type" Text "Class of what the words refer to, as they stand here",
    "entity" Text "IRI of the entity that they refer to",
    "label" Text "Name of that entity",
    "confidence" Decimal "How sure the program is of the mention and its class, 0 to 1",
};

const ENTITIES: &[Column] = column_list! {
    "id" Text "IRI of the entity",
    "label" Text "Its best name",
    "type" Text "Its class: Person, Office, Country, State, City, Place, Organization, GovernmentBody, Party, Group, Document, Event, Date, Quantity, Money, Topic, Thing",
    "aliases" List "Other names that the documents call it",
    "wikidata" Text "Its item in Wikidata",
    "country" Text "The country that it belongs to, ISO 3166 alpha-3, or its name if it has no code",
    "mentions" Integer "How often the documents mention it, pronouns included",
    "documents" Integer "How many documents mention it",
    "merged_from" List "Keys of the groups that were merged into it; `whom explain` tells why",
    "subclass" Text "A narrower class: MediaOutlet, Agreement, Summit, ...",
    "amount" Decimal "How many a group is, how much a sum or quantity",
};

const EVIDENCE: &[Column] = column_list! {
    "statement" Text "IRI of the statement",
    "document" Text "IRI of the document that says it",
    "sentence" Integer "Number of the sentence in the document, from 0",
    "start" Integer "Offset of the sentence in the document's text, in Unicode code points",
    "end" Integer "Offset behind the sentence",
    "quote" Text "The sentence",
    "subject_span.0" Integer "Offset of the words that are the subject",
    "subject_span.1" Integer "Offset behind them",
    "predicate_span.0" Integer "Offset of the words that are the predicate",
    "predicate_span.1" Integer "Offset behind them",
    "object_span.0" Integer "Offset of the words that are the object",
    "object_span.1" Integer "Offset behind them",
    "rule" Text "Name of the rule that found it here",
};

const DOCUMENTS: &[Column] = column_list! {
    "id" Text "IRI of the document",
    "source" Text "The path, or path and line, that it was read from",
    "title" Text "Headline",
    "publisher" Text "Who published it",
    "published" Date "Day of publication",
    "sha256" Text "Hash of the text",
    "origin" Text "IRI that all copies of one story share",
    "url" Text "Address on the web",
    "authors" List "Byline",
    "sentences" Integer "How many sentences it has",
    "text" Text "The text that all offsets count in",
};
