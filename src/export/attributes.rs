//! What the formats of graph tools say of a node and of an edge: one list for all of them.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::NodeIndex;

use super::palette;
use crate::Knowledge;
use crate::graph::{EdgeWeight, Projection, Selection, ends, label, predicate_name, project};
use crate::proposition::Bound;
use crate::span::IndexedText;
use crate::statement::Statement;
use crate::store::vocabulary::term;

/// The type of an attribute's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Integer,
    Decimal,
    Flag,
}

/// Name and type of what is said of every node, besides its label and looks.
pub(super) const NODE: &[(&str, Kind)] = &[
    ("type", Kind::Text),
    ("subclass", Kind::Text),
    ("iri", Kind::Text),
    ("aliases", Kind::Text),
    ("wikidata", Kind::Text),
    ("country", Kind::Text),
    ("mentions", Kind::Integer),
    ("documents", Kind::Integer),
];

/// Name and type of what is said of every edge, besides its label and weight.
pub(super) const EDGE: &[(&str, Kind)] = &[
    ("interaction", Kind::Text),
    ("iri", Kind::Text),
    ("property", Kind::Text),
    ("event_type", Kind::Text),
    ("factual", Kind::Flag),
    ("polarity", Kind::Text),
    ("modality", Kind::Text),
    ("time_start", Kind::Text),
    ("time_end", Kind::Text),
    ("place", Kind::Text),
    ("attributed_to", Kind::Text),
    ("documents", Kind::Integer),
    ("sources", Kind::Text),
    ("quote", Kind::Text),
    ("rule", Kind::Text),
    ("confidence", Kind::Decimal),
];

/// An entity as graph tools see it. Texts are clean of what XML forbids; values stand in the order of [`NODE`], empty where
/// nothing is known.
pub(super) struct Node {
    pub id: String,
    pub label: String,
    pub colour: (u8, u8, u8),
    pub size: f64,
    pub values: Vec<String>,
}

/// A statement between two entities, its values in the order of [`EDGE`].
pub(super) struct Edge {
    pub id: String,
    pub source: String,
    pub target: String,
    pub label: String,
    /// Sentences that say it.
    pub weight: usize,
    /// First and last day, as ISO dates.
    pub time: Option<(String, String)>,
    pub values: Vec<String>,
}

/// Nodes and edges of a selection, made one by one.
pub(super) struct Attributes<'a> {
    knowledge: &'a Knowledge,
    graph: Projection,
    collapse: bool,
}

impl<'a> Attributes<'a> {
    pub fn new(knowledge: &'a Knowledge, selection: &Selection) -> Self {
        Self { knowledge, graph: project(knowledge, selection), collapse: selection.collapse }
    }

    pub fn nodes(&self) -> impl Iterator<Item = Node> + '_ {
        self.graph.raw_nodes().iter().map(|node| {
            let entity = &self.knowledge.entities[node.weight.entity];
            let documents: BTreeSet<usize> = entity.chains.iter().map(|&(document, _)| document).collect();
            let values = [
                entity.entity_type.to_string(),
                self.knowledge.subclass(node.weight.entity).map_or_else(String::new, |s| s.as_str().to_owned()),
                entity.id.clone(),
                joined(entity.aliases.iter()),
                entity.wikidata.clone().unwrap_or_default(),
                entity.country.clone().unwrap_or_default(),
                node.weight.mentions.to_string(),
                documents.len().to_string(),
            ];
            Node {
                id: node_id(&entity.id),
                label: clean(&entity.label),
                colour: palette::colour(entity.entity_type),
                size: palette::size(node.weight.mentions),
                values: values.iter().map(|value| clean(value)).collect(),
            }
        })
    }

    pub fn edges(&self) -> Box<dyn Iterator<Item = Edge> + '_> {
        let edges = self.graph.raw_edges();
        if !self.collapse {
            return Box::new(edges.iter().map(|edge| self.edge(edge.source(), edge.target(), edge.weight)));
        }
        let mut parallel: BTreeMap<(NodeIndex, NodeIndex), Vec<EdgeWeight>> = BTreeMap::new();
        for edge in edges {
            parallel.entry((edge.source(), edge.target())).or_default().push(edge.weight);
        }
        let one = |((source, target), weights): (_, Vec<EdgeWeight>)| {
            collapsed(weights.into_iter().map(|weight| self.edge(source, target, weight)).collect())
        };
        Box::new(parallel.into_iter().map(one))
    }

    fn edge(&self, source: NodeIndex, target: NodeIndex, weight: EdgeWeight) -> Edge {
        let statement = &self.knowledge.statements[weight.statement];
        let end = |node: NodeIndex| node_id(&self.knowledge.entities[self.graph[node].entity].id);
        let marker = ends(self.knowledge, statement).marker;
        Edge {
            id: edge_id(&statement.id),
            source: end(source),
            target: end(target),
            label: clean(&label(&statement.predicate.lemma, marker)),
            weight: weight.evidence,
            // A state that only began or ended then is not over, or was not young, on that day.
            time: (statement.time.as_ref())
                .filter(|time| matches!(time.bound, Bound::During | Bound::Term))
                .map(|time| (time.start.to_string(), time.end.to_string())),
            values: edge_values(self.knowledge, statement, marker).iter().map(|value| clean(value)).collect(),
        }
    }
}

/// Parallel edges as one: weights are added, texts joined, the greatest number and the weakest truth value kept, and of
/// the quotes the first. The time runs from the first day to the last, if each has one.
fn collapsed(edges: Vec<Edge>) -> Edge {
    let value = |(place, &(name, kind)): (usize, &(&str, Kind))| {
        let mut values = edges.iter().map(|edge| &edge.values[place]).filter(|value| !value.is_empty());
        match kind {
            Kind::Text if name == "quote" => values.next().cloned().unwrap_or_default(),
            Kind::Text => {
                let items: BTreeSet<&str> = values.flat_map(|value| value.split('|')).collect();
                match name {
                    "time_start" => items.first().copied().unwrap_or_default().to_owned(),
                    "time_end" => items.last().copied().unwrap_or_default().to_owned(),
                    _ => items.into_iter().collect::<Vec<_>>().join("|"),
                }
            }
            Kind::Integer | Kind::Decimal => {
                let number = |value: &&String| value.parse::<f64>().unwrap_or_default();
                values.max_by(|a, b| number(a).total_cmp(&number(b))).cloned().unwrap_or_default()
            }
            Kind::Flag => values.min().cloned().unwrap_or_default(),
        }
    };
    let first = &edges[0];
    let labels: BTreeSet<&str> = edges.iter().map(|edge| edge.label.as_str()).collect();
    let times: Option<Vec<&(String, String)>> = edges.iter().map(|edge| edge.time.as_ref()).collect();
    let ids: Vec<&str> = edges.iter().map(|edge| edge.id.as_str()).collect();
    Edge {
        id: if edges.len() == 1 { first.id.clone() } else { edge_id(&ids.join("|")) },
        source: first.source.clone(),
        target: first.target.clone(),
        label: labels.into_iter().collect::<Vec<_>>().join(", "),
        weight: edges.iter().map(|edge| edge.weight).sum(),
        time: times.and_then(|times| {
            let start = times.iter().map(|time| &time.0).min()?;
            let end = times.iter().map(|time| &time.1).max()?;
            Some((start.clone(), end.clone()))
        }),
        values: EDGE.iter().enumerate().map(value).collect(),
    }
}

fn edge_values(knowledge: &Knowledge, statement: &Statement, marker: Option<&str>) -> Vec<String> {
    let name_of = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
    let documents: BTreeSet<usize> = statement.evidence.iter().map(|found| found.document).collect();
    let mut sources: Vec<&String> = documents.iter().map(|&i| &knowledge.records[i].document.source).collect();
    sources.sort();
    let quote = statement
        .evidence
        .first()
        .map(|found| IndexedText::new(&knowledge.records[found.document].document.text).slice(found.span).to_owned());
    let speakers: BTreeSet<&String> = statement
        .attribution
        .iter()
        .filter_map(|attribution| attribution.source)
        .map(|entity| &knowledge.entities[entity].label)
        .collect();
    let predicate = &statement.predicate;
    vec![
        predicate_name(&predicate.lemma, marker),
        statement.id.clone(),
        predicate.property.as_deref().map(|p| term(p).into_string()).unwrap_or_default(),
        predicate.event_type.clone().unwrap_or_default(),
        statement.factual.to_string(),
        name_of(&statement.polarity),
        name_of(&statement.modality),
        statement.time.as_ref().map(|time| time.start.to_string()).unwrap_or_default(),
        statement.time.as_ref().map(|time| time.end.to_string()).unwrap_or_default(),
        statement.place.map(|place| knowledge.entities[place].label.clone()).unwrap_or_default(),
        joined(speakers),
        documents.len().to_string(),
        joined(sources),
        quote.unwrap_or_default(),
        statement.rule.clone(),
        format!("{:.3}", statement.confidence),
    ]
}

/// What XML 1.0 forbids goes, white space becomes single spaces.
fn clean(text: &str) -> String {
    let allowed = |c: &char| !matches!(c, '\u{fffe}' | '\u{ffff}') && (!c.is_control() || c.is_whitespace());
    let text: String = text.chars().filter(allowed).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn joined<'a>(items: impl IntoIterator<Item = &'a String>) -> String {
    items.into_iter().map(|item| item.replace('|', "/")).collect::<Vec<_>>().join("|")
}

/// Ids are NMTOKENs: the last part of the IRI, with a letter in front.
fn node_id(iri: &str) -> String {
    format!("n{}", last_part(iri))
}

fn edge_id(iri: &str) -> String {
    format!("e{}", last_part(iri))
}

fn last_part(iri: &str) -> String {
    let last = iri.rsplit('/').next().unwrap_or_default();
    if !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        last.to_owned()
    } else {
        crate::iri::sha256(iri)[..16].to_owned()
    }
}
