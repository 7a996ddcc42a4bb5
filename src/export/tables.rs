//! The dump records: one object per mention, entity, document, piece of evidence or statement.
//!
//! Keys are stable. Offsets count Unicode code points in the document's text, which `documents` holds under `text`.

use std::collections::BTreeSet;
use std::str::FromStr;

use serde::Serialize;

use super::ExportError;
use crate::Catalogue;
use crate::entity::Entity;
use crate::graph::Selection;
use crate::mention::{Mention, MentionKind, TimeBasis};
use crate::ontology::{EntityType, Subclass};
use crate::proposition::{Bound, Modality, Polarity, PropositionKind, Role};
use crate::span::Span;
use crate::statement::{Node, Statement};
use crate::store::source::flat;
use crate::store::vocabulary::term;
use crate::store::{Source, StoreError, Told};

/// One of the tables of a graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    Statements,
    Mentions,
    Entities,
    Evidence,
    Documents,
}

impl Table {
    /// Whether its rows belong to statements, of which some can be selected.
    pub fn is_of_statements(self) -> bool {
        matches!(self, Table::Statements | Table::Evidence)
    }

    pub const ALL: &'static [(&'static str, Table)] = &[
        ("statements", Table::Statements),
        ("mentions", Table::Mentions),
        ("entities", Table::Entities),
        ("evidence", Table::Evidence),
        ("documents", Table::Documents),
    ];

    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, table)| *table == self).map(|(name, _)| *name).expect("all are there")
    }

    /// What a row is.
    pub fn about(self) -> &'static str {
        match self {
            Self::Statements => {
                "A row a statement: who did what to whom, when, where, who says so; each once, with all its evidence"
            }
            Self::Mentions => "A row a mention: words of a document that refer to an entity",
            Self::Entities => "A row an entity: one person, office, country or other thing over all documents",
            Self::Evidence => "A row a sentence that says a statement, with the words that carry its parts",
            Self::Documents => "A row a document",
        }
    }
}

impl FromStr for Table {
    type Err = ExportError;

    fn from_str(text: &str) -> Result<Self, ExportError> {
        Self::ALL
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, table)| *table)
            .ok_or_else(|| ExportError::UnknownTable(text.to_owned()))
    }
}

/// A record of one of the tables, keys in the order in which they are written.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Row<'a> {
    Statement(Box<StatementRow<'a>>),
    Mention(MentionRow<'a>),
    Entity(EntityRow<'a>),
    Evidence(EvidenceRow<'a>),
    Document(DocumentRow<'a>),
}

#[derive(Clone, Debug, Serialize)]
pub struct StatementRow<'a> {
    pub id: &'a str,
    pub subject: Option<NodeValue<'a>>,
    pub predicate: PredicateValue<'a>,
    pub object: Option<NodeValue<'a>>,
    pub arguments: Vec<ArgumentValue<'a>>,
    pub time: Option<TimeSpan<'a>>,
    pub place: Option<Reference<'a>>,
    pub polarity: Polarity,
    pub modality: Modality,
    pub attribution: Vec<AttributionValue<'a>>,
    pub factual: bool,
    pub kind: PropositionKind,
    pub rule: &'a str,
    pub confidence: f64,
    /// How many documents say it, and how many independent ones.
    pub documents: usize,
    pub origins: usize,
    pub evidence: Vec<Place<'a>>,
}

/// What stands at an end of a statement: an entity, another statement, or words.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum NodeValue<'a> {
    Entity {
        id: &'a str,
        label: &'a str,
        #[serde(rename = "type")]
        entity_type: EntityType,
    },
    Statement {
        statement: &'a str,
    },
    Literal {
        value: &'a str,
        datatype: &'static str,
    },
}

#[derive(Clone, Debug, Serialize)]
pub struct PredicateValue<'a> {
    pub lemma: &'a str,
    pub property: Option<String>,
    pub event_type: Option<&'a str>,
}

#[derive(Clone, Debug, Serialize)]
pub struct ArgumentValue<'a> {
    pub role: Role,
    pub marker: Option<&'a str>,
    #[serde(flatten)]
    pub filler: NodeValue<'a>,
}

#[derive(Clone, Debug, Serialize)]
pub struct TimeSpan<'a> {
    pub text: &'a str,
    pub start: jiff::civil::Date,
    pub end: jiff::civil::Date,
    pub basis: TimeBasis,
    pub bound: Bound,
}

#[derive(Clone, Debug, Serialize)]
pub struct Reference<'a> {
    pub id: &'a str,
    pub label: &'a str,
}

#[derive(Clone, Debug, Serialize)]
pub struct AttributionValue<'a> {
    pub source: Option<Reference<'a>>,
    pub verb: &'a str,
}

/// A sentence of a document.
#[derive(Clone, Debug, Serialize)]
pub struct Place<'a> {
    pub document: &'a str,
    pub sentence: usize,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Debug, Serialize)]
pub struct MentionRow<'a> {
    pub document: &'a str,
    pub start: usize,
    pub end: usize,
    pub text: &'a str,
    pub kind: MentionKind,
    #[serde(rename = "type")]
    pub entity_type: EntityType,
    pub entity: &'a str,
    /// The entity's label.
    pub label: &'a str,
    pub confidence: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct EntityRow<'a> {
    pub id: &'a str,
    pub label: &'a str,
    #[serde(rename = "type")]
    pub entity_type: EntityType,
    pub aliases: &'a [String],
    pub wikidata: Option<&'a str>,
    pub country: Option<&'a str>,
    pub mentions: usize,
    pub documents: usize,
    pub merged_from: BTreeSet<&'a str>,
    pub subclass: Option<Subclass>,
    /// How many a group is, how much a sum.
    pub amount: Option<f64>,
}

#[derive(Clone, Debug, Serialize)]
pub struct EvidenceRow<'a> {
    pub statement: &'a str,
    pub document: &'a str,
    pub sentence: usize,
    pub start: usize,
    pub end: usize,
    pub quote: &'a str,
    pub subject_span: Option<(usize, usize)>,
    pub predicate_span: (usize, usize),
    pub object_span: Option<(usize, usize)>,
    pub rule: &'a str,
}

#[derive(Clone, Debug, Serialize)]
pub struct DocumentRow<'a> {
    pub id: &'a str,
    pub source: &'a str,
    pub title: Option<&'a str>,
    pub publisher: Option<&'a str>,
    pub published: Option<jiff::civil::Date>,
    pub sha256: &'a str,
    pub origin: &'a str,
    pub url: Option<&'a str>,
    pub authors: &'a [String],
    pub sentences: usize,
    pub text: &'a str,
}

/// The rows of a table in the graph's order, made when they are written. Tables of statements have what is selected, others
/// everything.
pub struct Rows<'a> {
    source: &'a Source<'a>,
    pub table: Table,
    selection: Selection,
}

/// The rows of a table.
pub fn rows<'a>(source: &'a Source<'a>, table: Table, selection: Selection) -> Rows<'a> {
    Rows { source, table, selection }
}

impl<'a> Rows<'a> {
    /// What is made of each row, in order, by all processors. Fails where a statement or a record cannot be read.
    pub fn each<T: Send + 'a>(
        &'a self,
        make: impl Fn(Row<'_>) -> T + Sync + 'a,
    ) -> Box<dyn Iterator<Item = Result<T, StoreError>> + 'a> {
        let catalogue = self.source.catalogue();
        let admits = |statement: &Statement| self.selection.admits(catalogue, statement);
        match self.table {
            Table::Statements => Box::new(
                self.source
                    .findings
                    .each(move |_, statement| admits(statement).then(|| make(statement_row(catalogue, statement)))),
            ),
            Table::Evidence => Box::new(flat(self.source.findings.each(move |_, statement| {
                let rows = || evidence_rows(catalogue, statement).map(&make).collect();
                admits(statement).then(rows)
            }))),
            Table::Mentions => Box::new(flat(
                self.source.each(move |document, told| mention_rows(catalogue, document, &told).map(&make).collect()),
            )),
            Table::Entities => Box::new(catalogue.entities.iter().map(move |entity| Ok(make(entity_row(entity))))),
            Table::Documents => {
                let documents = 0..catalogue.documents.len();
                Box::new(documents.map(move |index| Ok(make(document_row(catalogue, index)))))
            }
        }
    }
}

fn statement_row<'a>(catalogue: &'a Catalogue, statement: &'a Statement) -> Row<'a> {
    let documents: BTreeSet<usize> = statement.evidence.iter().map(|found| found.document).collect();
    let origins: BTreeSet<&String> = documents.iter().map(|&document| &catalogue.origins[document]).collect();
    let place = |found: &crate::statement::Evidence| Place {
        document: &catalogue.documents[found.document].id,
        sentence: found.sentence,
        start: found.span.start,
        end: found.span.end,
    };
    let argument = |argument: &'a crate::statement::Argument| ArgumentValue {
        role: argument.role,
        marker: argument.marker.as_deref(),
        filler: node_value(catalogue, &argument.node),
    };
    let attribution = |said: &'a crate::statement::Attribution| AttributionValue {
        source: said.source.map(|entity| reference(catalogue, entity)),
        verb: &said.verb,
    };
    let predicate = &statement.predicate;
    Row::Statement(Box::new(StatementRow {
        id: &statement.id,
        subject: statement.subject.as_ref().map(|node| node_value(catalogue, node)),
        predicate: PredicateValue {
            lemma: &predicate.lemma,
            property: predicate.property.as_deref().map(|property| term(property).into_string()),
            event_type: predicate.event_type.as_deref(),
        },
        object: statement.object.as_ref().map(|node| node_value(catalogue, node)),
        arguments: statement.arguments.iter().map(argument).collect(),
        time: statement.time.as_ref().map(|time| TimeSpan {
            text: &time.text,
            start: time.start,
            end: time.end,
            basis: time.basis,
            bound: time.bound,
        }),
        place: statement.place.map(|place| reference(catalogue, place)),
        polarity: statement.polarity,
        modality: statement.modality,
        attribution: statement.attribution.iter().map(attribution).collect(),
        factual: statement.factual,
        kind: statement.kind,
        rule: &statement.rule,
        confidence: rounded(statement.confidence),
        documents: documents.len(),
        origins: origins.len(),
        evidence: statement.evidence.iter().map(place).collect(),
    }))
}

fn mention_rows<'a>(
    catalogue: &'a Catalogue,
    document: usize,
    (record, entity_of): &'a Told<'_>,
) -> impl Iterator<Item = Row<'a>> {
    let document = catalogue.documents[document].id.as_str();
    let row = move |(mention, &entity): (&'a Mention, &usize)| {
        let entity = &catalogue.entities[entity];
        Row::Mention(MentionRow {
            document,
            start: mention.span.start,
            end: mention.span.end,
            text: &mention.text,
            kind: mention.kind,
            entity_type: mention.entity_type,
            entity: &entity.id,
            label: &entity.label,
            confidence: rounded(mention.confidence),
        })
    };
    record.mentions.iter().zip(entity_of.iter()).map(row)
}

fn entity_row(entity: &Entity) -> Row<'_> {
    let documents: BTreeSet<usize> = entity.chains.iter().map(|&(document, _)| document).collect();
    Row::Entity(EntityRow {
        id: &entity.id,
        label: &entity.label,
        entity_type: entity.entity_type,
        subclass: entity.subclass,
        amount: entity.amount,
        aliases: &entity.aliases,
        wikidata: entity.wikidata.as_deref(),
        country: entity.country.as_deref(),
        mentions: entity.mentions,
        documents: documents.len(),
        merged_from: entity.merges.iter().map(|merge| merge.from.as_str()).collect(),
    })
}

fn evidence_rows<'a>(catalogue: &'a Catalogue, statement: &'a Statement) -> impl Iterator<Item = Row<'a>> {
    let ends = |span: Span| (span.start, span.end);
    let row = move |found: &'a crate::statement::Evidence| {
        let document = &catalogue.documents[found.document];
        Row::Evidence(EvidenceRow {
            statement: &statement.id,
            document: &document.id,
            sentence: found.sentence,
            start: found.span.start,
            end: found.span.end,
            quote: found.span.of(&document.text),
            subject_span: found.subject_span.map(ends),
            predicate_span: ends(found.predicate_span),
            object_span: found.object_span.map(ends),
            rule: &found.rule,
        })
    };
    statement.evidence.iter().map(row)
}

fn document_row(catalogue: &Catalogue, index: usize) -> Row<'_> {
    let document = &catalogue.documents[index];
    Row::Document(DocumentRow {
        id: &document.id,
        source: &document.source,
        title: document.title.as_deref(),
        publisher: document.publisher.as_deref(),
        published: document.published,
        sha256: &document.sha256,
        origin: &catalogue.origins[index],
        url: document.url.as_deref(),
        authors: &document.authors,
        sentences: catalogue.extents[index].sentences,
        text: &document.text,
    })
}

fn reference(catalogue: &Catalogue, entity: usize) -> Reference<'_> {
    let entity = &catalogue.entities[entity];
    Reference { id: &entity.id, label: &entity.label }
}

fn node_value<'a>(catalogue: &'a Catalogue, node: &'a Node) -> NodeValue<'a> {
    match node {
        Node::Entity(entity) => {
            let entity = &catalogue.entities[*entity];
            NodeValue::Entity { id: &entity.id, label: &entity.label, entity_type: entity.entity_type }
        }
        Node::Statement(statement) => NodeValue::Statement { statement },
        Node::Literal(value) => NodeValue::Literal { value, datatype: "http://www.w3.org/2001/XMLSchema#string" },
    }
}

/// As many digits as a confidence is worth.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 10_000.0).round() / 10_000.0
}
