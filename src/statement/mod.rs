//! Statements: propositions of all documents that say the same of the same entities, each once, with all its evidence.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::entity::Entity;
use crate::iri;
use crate::mention::TimeBasis;
use crate::proposition::{Bound, Filler, Modality, Polarity, Proposition, PropositionKind, Role};
use crate::record::Record;
use crate::span::Span;
/// One edge of the graph with its evidence. Indices point into `Knowledge`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    pub id: String,
    /// `None` where the text names nobody.
    pub subject: Option<Node>,
    pub predicate: Predicate,
    pub object: Option<Node>,
    pub arguments: Vec<Argument>,
    pub time: Option<Time>,
    /// Index of an entity.
    pub place: Option<usize>,
    pub polarity: Polarity,
    pub modality: Modality,
    pub attribution: Vec<Attribution>,
    pub factual: bool,
    pub kind: PropositionKind,
    pub rule: String,
    pub confidence: f32,
    /// Sorted by document and span; never empty.
    pub evidence: Vec<Evidence>,
}

impl Statement {
    fn sort_evidence(&mut self) {
        let surest_first = |a: &Evidence, b: &Evidence| b.confidence.total_cmp(&a.confidence);
        self.evidence.sort_by(|a, b| a.place().cmp(&b.place()).then_with(|| surest_first(a, b)));
        self.evidence.dedup_by(|a, b| a.place() == b.place());
        // The rule of the first piece of evidence names the statement's; each piece keeps its own.
        self.rule.clone_from(&self.evidence[0].rule);
    }

    /// The evidence from one document, which is sorted.
    pub fn evidence_of(&self, document: usize) -> &[Evidence] {
        let first = self.evidence.partition_point(|found| found.document < document);
        let end = self.evidence.partition_point(|found| found.document <= document);
        &self.evidence[first..end]
    }
}

/// What stands at an end of a statement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Node {
    /// Index of an entity.
    Entity(usize),
    /// IRI of another statement.
    Statement(String),
    Literal(String),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Predicate {
    pub lemma: String,
    pub property: Option<String>,
    pub event_type: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Argument {
    pub role: Role,
    pub marker: Option<String>,
    pub node: Node,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Time {
    pub text: String,
    pub start: jiff::civil::Date,
    pub end: jiff::civil::Date,
    pub basis: TimeBasis,
    pub bound: Bound,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Attribution {
    /// Index of an entity.
    pub source: Option<usize>,
    pub verb: String,
}

/// Where a statement stands: the sentence and the words that carry its parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Index of the document.
    pub document: usize,
    /// Index of the sentence in the document.
    pub sentence: usize,
    /// The sentence's span in the document's text.
    pub span: Span,
    pub subject_span: Option<Span>,
    pub predicate_span: Span,
    pub object_span: Option<Span>,
    pub rule: String,
    /// How sure this sentence makes the statement, 0 to 1; the statement is as sure as the surest.
    pub confidence: f32,
}

impl Evidence {
    /// All but the confidence: what is here twice is one piece of evidence.
    fn place(&self) -> (usize, usize, Span, Option<Span>, Span, Option<Span>, &str) {
        let Self { document, sentence, span, subject_span, predicate_span, object_span, rule, .. } = self;
        (*document, *sentence, *span, *subject_span, *predicate_span, *object_span, rule)
    }
}

/// The statements of some records, each once, sorted by id; evidence sorted by document and place.
pub fn merge(records: &[Record], entities: &[Entity], entity_of: &[Vec<usize>]) -> Vec<Statement> {
    let of_record = |(document, record): (usize, &Record)| -> Vec<Statement> {
        let ids = vec![Id::Unknown; record.propositions.len()];
        let mut view = View { record, entities, entity_of: &entity_of[document], ids };
        let propositions = record.propositions.iter().enumerate();
        let read = propositions.map(|(index, proposition)| Statement {
            id: view.id(index),
            evidence: vec![evidence(record, document, proposition)],
            ..view.statement(index)
        });
        read.collect()
    };
    let said: Vec<Vec<Statement>> = records.par_iter().enumerate().map(of_record).collect();
    let mut merged: HashMap<String, Statement> = HashMap::new();
    for statement in said.into_iter().flatten() {
        match merged.entry(statement.id.clone()) {
            Entry::Occupied(mut there) => {
                let there = there.get_mut();
                there.confidence = there.confidence.max(statement.confidence);
                there.evidence.extend(statement.evidence);
            }
            Entry::Vacant(place) => drop(place.insert(statement)),
        }
    }
    let mut statements: Vec<Statement> = merged.into_values().collect();
    statements.par_sort_unstable_by(|a, b| a.id.cmp(&b.id));
    statements.par_iter_mut().for_each(Statement::sort_evidence);
    statements
}

/// Two lists of statements, each sorted by id, as one: made by other documents, but in the same entities' and documents' indices.
pub fn join(one: Vec<Statement>, other: Vec<Statement>) -> Vec<Statement> {
    let mut joined = Vec::with_capacity(one.len() + other.len());
    let mut others = other.into_iter().peekable();
    for mut statement in one {
        joined.extend(std::iter::from_fn(|| others.next_if(|other| other.id < statement.id)));
        if let Some(mut other) = others.next_if(|other| other.id == statement.id) {
            // What the id does not tell is as the first document has it.
            if other.evidence[0].document < statement.evidence[0].document {
                std::mem::swap(&mut statement, &mut other);
            }
            statement.confidence = statement.confidence.max(other.confidence);
            statement.evidence.extend(other.evidence);
            statement.sort_evidence();
        }
        joined.push(statement);
    }
    joined.extend(others);
    joined
}

/// One record while its propositions become statements.
struct View<'a> {
    record: &'a Record,
    entities: &'a [Entity],
    entity_of: &'a [usize],
    ids: Vec<Id>,
}

/// The id of a proposition's statement while a record is read.
#[derive(Clone)]
enum Id {
    Unknown,
    /// Being made: a clause that leads back here holds itself.
    Open,
    Known(String),
}

impl View<'_> {
    /// The id of a proposition's statement: a hash of all that it says.
    fn id(&mut self, index: usize) -> String {
        if let Id::Known(id) = &self.ids[index] {
            return id.clone();
        }
        self.ids[index] = Id::Open;
        let s = self.statement(index);
        let node = |n: &Node| match n {
            Node::Entity(e) => self.entities[*e].id.clone(),
            Node::Statement(id) => id.clone(),
            Node::Literal(text) => format!("\"{text}\""),
        };
        let optional = |n: &Option<Node>| n.as_ref().map_or_else(String::new, node);
        let mut parts = vec![optional(&s.subject), s.predicate.lemma.clone(), optional(&s.object)];
        for argument in &s.arguments {
            parts.push(format!(
                "{:?} {} {}",
                argument.role,
                argument.marker.as_deref().unwrap_or(""),
                node(&argument.node)
            ));
        }
        parts.push(s.time.as_ref().map_or_else(String::new, |t| match t.bound {
            Bound::During => format!("{}/{}", t.start, t.end),
            bound => format!("{}/{} {bound:?}", t.start, t.end),
        }));
        parts.push(s.place.map_or_else(String::new, |p| self.entities[p].id.clone()));
        for attribution in &s.attribution {
            parts.push(format!("{} {}", attribution.source.map_or("", |e| &self.entities[e].id), attribution.verb));
        }
        parts.push(format!("{:?} {:?} {} {:?}", s.polarity, s.modality, s.factual, s.kind));
        let id = iri::mint("statement", &parts.iter().map(String::as_str).collect::<Vec<_>>());
        self.ids[index] = Id::Known(id.clone());
        id
    }

    fn statement(&mut self, index: usize) -> Statement {
        let proposition = &self.record.propositions[index];
        let entity = |m: usize| self.entity_of[m];
        let time = proposition.time.as_ref().map(|t| Time {
            text: t.text.clone(),
            start: t.value.start,
            end: t.value.end,
            basis: t.value.basis,
            bound: t.bound,
        });
        let attribution = proposition
            .attribution
            .iter()
            .map(|a| Attribution { source: a.source.map(entity), verb: a.verb.clone() })
            .collect();
        let place = proposition.place.map(entity);
        let subject = proposition.subject.as_ref().map(|a| self.node(&a.filler));
        let object = proposition.object.as_ref().map(|a| self.node(&a.filler));
        let arguments = proposition
            .arguments
            .iter()
            .map(|a| Argument { role: a.role, marker: a.marker.clone(), node: self.node(&a.filler) })
            .collect();
        let predicate = &proposition.predicate;
        Statement {
            id: String::new(),
            subject,
            predicate: Predicate {
                lemma: predicate.lemma.clone(),
                property: predicate.property.clone(),
                event_type: predicate.event_type.clone(),
            },
            object,
            arguments,
            time,
            place,
            polarity: proposition.polarity,
            modality: proposition.modality,
            attribution,
            factual: proposition.factual,
            kind: proposition.kind,
            rule: proposition.rule.clone(),
            confidence: proposition.confidence,
            evidence: Vec::new(),
        }
    }

    fn node(&mut self, filler: &Filler) -> Node {
        match filler {
            Filler::Mention(m) => Node::Entity(self.entity_of[*m]),
            Filler::Literal(text) => Node::Literal(text.clone()),
            Filler::Proposition(p) if matches!(self.ids[*p], Id::Open) => {
                Node::Literal(self.record.propositions[*p].predicate.lemma.clone())
            }
            Filler::Proposition(p) => Node::Statement(self.id(*p)),
        }
    }
}

fn evidence(record: &Record, document: usize, proposition: &Proposition) -> Evidence {
    Evidence {
        document,
        sentence: proposition.sentence,
        span: record.sentences[proposition.sentence],
        subject_span: proposition.subject.as_ref().map(|a| a.span),
        predicate_span: proposition.predicate.span,
        object_span: proposition.object.as_ref().map(|a| a.span),
        rule: proposition.rule.clone(),
        confidence: proposition.confidence,
    }
}
