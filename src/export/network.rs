//! A graph as graph tools see it: nodes, edges and what is said of them, one list of attributes for all formats.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use jiff::civil::Date;
use rayon::prelude::*;

use super::columns::{Column, Kind, column_list};
use super::palette::{self, Rgb};
use crate::Catalogue;
use crate::graph::{
    Measures, Neighbours, Point, Projection, Selection, claim, communities, ends, layout, predicate_name, project,
    property,
};
use crate::proposition::Bound;
use crate::statement::Statement;
use crate::store::source::flat;
use crate::store::vocabulary::term;
use crate::store::{FindingsRef, StoreError};

/// What every format says of a node in its own way.
pub(super) const NODE_HEAD: &[Column] = column_list! {
    "id" Text "Id of the node within the file, from the entity's IRI",
    "label" Text "Name of the entity",
    "size" Decimal "Diameter; its area grows with the mentions",
    "r" Integer "Red, 0 to 255: the colour tells the type of the entity, or the community",
    "g" Integer "Green",
    "b" Integer "Blue",
};

/// What is said of every node besides.
pub(super) const NODE: &[Column] = column_list! {
    "type" Text "Class of the entity: Person, Office, Country, ...",
    "subclass" Text "A narrower class: MediaOutlet, Agreement, Summit, ...",
    "iri" Text "IRI of the entity",
    "aliases" List "Other names that the documents call it",
    "wikidata" Text "Its item in Wikidata",
    "country" Text "The country that it belongs to, ISO 3166 alpha-3, or its name if it has no code",
    "mentions" Integer "How often the documents mention it, pronouns included",
    "documents" Integer "How many documents mention it",
};

/// What is said of a node with `--measures`: over the nodes and edges of the file, parallel edges not yet joined.
pub(super) const MEASURES: &[Column] = column_list! {
    "in_degree" Integer "Edges that end at the node",
    "out_degree" Integer "Edges that begin at it",
    "degree" Integer "Both together",
    "page_rank" Decimal "PageRank, damping 0.85, parallel edges counted; all sum to 1",
    "betweenness" Decimal "Share of the shortest paths between two others that lead through the node, directions ignored; in large graphs an estimate",
    "core" Integer "Greatest k for which the node is in a part of the graph where everybody has k neighbours",
    "component" Integer "Number of its weakly connected component; 0 is the largest",
    "community" Integer "Number of its community (Leiden, modularity over weights); 0 is the largest",
};

/// Where a node stands, with `--layout`.
pub(super) const POSITION: &[Column] = column_list! {
    "x" Decimal "Position from left to right",
    "y" Decimal "Position, upwards",
};

/// What every format says of an edge in its own way.
pub(super) const EDGE_HEAD: &[Column] = column_list! {
    "id" Text "Id of the edge within the file, from the statement's IRI",
    "source" Text "Id of the node of the subject",
    "target" Text "Id of the node of the object, or where there is none of the first argument, whoever takes part before where, how or whence: travel *to* Moscow",
    "label" Text "The predicate for a reader, with what it is where it is no fact: meet, travel to, not sign, meet (planned), attack (said)",
    "weight" Integer "How many sentences say it",
};

/// What is said of every edge besides. Of edges that are joined (`--collapse`) texts are joined, the greatest number and the
/// weakest truth value kept, and the first quote.
pub(super) const EDGE: &[Column] = column_list! {
    "interaction" Text "The predicate as one word: meet, shutDown, travel_to",
    "iri" Text "IRI of the statement",
    "property" Text "IRI of the property of the vocabulary that the predicate is mapped to, where it holds between the two",
    "event_type" Text "Class of the event after PLOVER, in lower case",
    "factual" Flag "Whether the text itself asserts it: positive, asserted and attributed to nobody",
    "polarity" Text "positive, or negative where the text denies it",
    "modality" Text "asserted, planned, requested, hypothetical, future or alleged",
    "time_start" Text "First day, YYYY-MM-DD; empty where only the end is told",
    "time_end" Text "Last day; empty where only the beginning is told",
    "place" Text "Name of the place where it happened",
    "attributed_to" List "Who says so, where it is not the text itself",
    "documents" Integer "How many documents say it",
    "sources" List "The documents, as they were named when they were read",
    "quote" Text "The first sentence that says it",
    "rule" Text "Name of the rule that found it",
    "confidence" Decimal "How sure the program is that the text says this, 0 to 1",
};

/// What the colour of a node tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colours {
    #[default]
    Types,
    Communities,
}

/// An entity as graph tools see it. Texts are clean of what XML forbids; values stand in the order of
/// [`Network::node_columns`], empty where nothing is known.
pub(super) struct Node<'a> {
    pub id: String,
    pub label: Cow<'a, str>,
    pub colour: Rgb,
    pub size: f64,
    pub position: Option<Point>,
    pub values: Vec<Cow<'a, str>>,
}

/// A statement between two entities, its values in the order of [`EDGE`].
pub(super) struct Edge<'a> {
    pub id: String,
    pub source: String,
    pub target: String,
    pub label: Cow<'a, str>,
    /// Sentences that say it.
    pub weight: usize,
    /// First and last day, as ISO dates; none where it is open on that side, or nothing tells.
    pub start: Option<String>,
    pub end: Option<String>,
    pub values: Vec<Cow<'a, str>>,
}

/// Nodes and edges of a selection, made one by one.
pub struct Network<'a> {
    findings: FindingsRef<'a>,
    selection: Selection,
    /// The entities that are shown, by their indices.
    nodes: Vec<usize>,
    /// The same with the edges; made where it is asked for.
    graph: OnceLock<Projection>,
    measures: Option<Measures>,
    /// Of each node, if they give the colours.
    communities: Option<Vec<usize>>,
    positions: Option<Vec<Point>>,
}

impl<'a> Network<'a> {
    /// Fails, as all that follows, where statements cannot be read.
    pub fn new(findings: impl Into<FindingsRef<'a>>, selection: &Selection) -> Result<Self, StoreError> {
        let findings = findings.into();
        let catalogue = findings.catalogue;
        let joined = findings.each(|_, statement| selection.entities(catalogue, statement));
        Ok(Self {
            findings,
            selection: selection.clone(),
            nodes: selection.shown(catalogue, joined)?,
            graph: OnceLock::new(),
            measures: None,
            communities: None,
            positions: None,
        })
    }

    /// With degree, PageRank, betweenness, core, component and community of every node.
    pub fn with_measures(mut self) -> Result<Self, StoreError> {
        self.measures = Some(Measures::new(self.graph()?));
        Ok(self)
    }

    /// With a position for every node.
    pub fn with_layout(mut self) -> Result<Self, StoreError> {
        let groups = self.found_communities()?;
        let graph = self.graph()?;
        let radii: Vec<f64> = graph.node_weights().map(|node| palette::size(node.mentions) / 2.0).collect();
        self.positions = Some(layout(&Neighbours::new(graph), &groups, &radii));
        Ok(self)
    }

    pub fn coloured_by(mut self, colours: Colours) -> Result<Self, StoreError> {
        self.communities = if colours == Colours::Communities { Some(self.found_communities()?) } else { None };
        Ok(self)
    }

    fn found_communities(&self) -> Result<Vec<usize>, StoreError> {
        match self.measures.as_ref().map(|measures| &measures.community).or(self.communities.as_ref()) {
            Some(known) => Ok(known.clone()),
            None => Ok(communities(&Neighbours::new(self.graph()?))),
        }
    }

    pub(super) fn graph(&self) -> Result<&Projection, StoreError> {
        if let Some(graph) = self.graph.get() {
            return Ok(graph);
        }
        let graph = project(self.findings, &self.selection)?;
        Ok(self.graph.get_or_init(|| graph))
    }

    pub(super) fn findings(&self) -> FindingsRef<'a> {
        self.findings
    }

    pub(super) fn catalogue(&self) -> &'a Catalogue {
        self.findings.catalogue
    }

    pub(super) fn has_positions(&self) -> bool {
        self.positions.is_some()
    }

    /// What is said of every node, besides its label, looks and position.
    pub(super) fn node_columns(&self) -> Vec<&'static Column> {
        let community = MEASURES.last().filter(|_| self.communities.is_some() && self.measures.is_none());
        let measures = if self.measures.is_some() { MEASURES } else { &[] };
        NODE.iter().chain(measures).chain(community).collect()
    }

    /// What is made of each node, in order, by all processors.
    pub(super) fn of_nodes<'n, T: Send + 'n>(
        &'n self,
        make: impl Fn(Node<'n>) -> T + Sync + 'n,
    ) -> impl Iterator<Item = T> + 'n {
        in_batches(self.nodes.len(), move |index| make(self.node(index)))
    }

    fn node(&self, index: usize) -> Node<'_> {
        let entity = &self.catalogue().entities[self.nodes[index]];
        let documents: BTreeSet<usize> = entity.chains.iter().map(|&(document, _)| document).collect();
        let mut values = vec![
            Cow::Borrowed(entity.entity_type.as_str()),
            Cow::Borrowed(entity.subclass.map_or("", |subclass| subclass.as_str())),
            clean(&entity.id),
            owned(joined(entity.aliases.iter())),
            clean(entity.wikidata.as_deref().unwrap_or_default()),
            clean(entity.country.as_deref().unwrap_or_default()),
            Cow::Owned(entity.mentions.to_string()),
            Cow::Owned(documents.len().to_string()),
        ];
        let community = self.communities.as_ref().map(|communities| communities[index]);
        if let Some(measures) = &self.measures {
            values.extend([
                Cow::Owned(measures.in_degree[index].to_string()),
                Cow::Owned(measures.out_degree[index].to_string()),
                Cow::Owned(measures.degree(index).to_string()),
                Cow::Owned(format!("{:?}", measures.page_rank[index])),
                Cow::Owned(format!("{:?}", measures.betweenness[index])),
                Cow::Owned(measures.core[index].to_string()),
                Cow::Owned(measures.component[index].to_string()),
                Cow::Owned(measures.community[index].to_string()),
            ]);
        } else if let Some(community) = community {
            values.push(Cow::Owned(community.to_string()));
        }
        Node {
            id: node_id(&entity.id),
            label: clean(&entity.label),
            colour: community.map_or_else(|| palette::of_type(entity.entity_type), palette::of_community),
            size: palette::size(entity.mentions),
            position: self.positions.as_ref().map(|positions| rounded(positions[index])),
            values,
        }
    }

    /// What is made of each edge, in order, by all processors.
    pub(super) fn of_edges<'n, T: Send + 'n>(
        &'n self,
        make: impl Fn(Edge<'_>) -> T + Sync + 'n,
    ) -> Box<dyn Iterator<Item = Result<T, StoreError>> + 'n> {
        if self.selection.collapse {
            return Box::new(flat(std::iter::once(self.joined(make))));
        }
        Box::new(self.findings.each(move |_, statement| {
            let ends = self.selection.entities(self.catalogue(), statement)?;
            Some(make(self.edge(ends, statement)))
        }))
    }

    /// What is made of the edges once those that join the same entities in the same direction are one.
    fn joined<T: Send>(&self, make: impl Fn(Edge<'_>) -> T + Sync) -> Result<Vec<T>, StoreError> {
        let statements = self.findings.statements()?;
        let ends = |statement| self.selection.entities(self.catalogue(), statement);
        let mut edges: Vec<((usize, usize), &Statement)> =
            statements.iter().filter_map(|statement| Some((ends(statement)?, statement))).collect();
        edges.sort_by_key(|&(ends, _)| ends);
        let together: Vec<&[((usize, usize), &Statement)]> = edges.chunk_by(|(a, _), (b, _)| a == b).collect();
        let one = |edges: &&[((usize, usize), &Statement)]| {
            make(collapsed(edges.iter().map(|&(ends, statement)| self.edge(ends, statement)).collect()))
        };
        Ok(together.par_iter().map(one).collect())
    }

    fn edge<'s>(&'s self, (subject, object): (usize, usize), statement: &'s Statement) -> Edge<'s> {
        let node = |entity: usize| node_id(&self.catalogue().entities[entity].id);
        Edge {
            id: edge_id(&statement.id),
            source: node(subject),
            target: node(object),
            label: owned(claim(self.catalogue(), statement)),
            weight: statement.evidence.len(),
            start: start(statement).map(|day| day.to_string()),
            end: end(statement).map(|day| day.to_string()),
            values: edge_values(self.catalogue(), statement),
        }
    }
}

/// How many nodes are in memory at a time.
const BATCH: usize = 8192;

/// What `make` makes of the numbers below `count`, in order, by all processors.
fn in_batches<'a, T: Send + 'a>(count: usize, make: impl Fn(usize) -> T + Sync + 'a) -> impl Iterator<Item = T> + 'a {
    let batch = move |first: usize| -> Vec<T> {
        (first..count.min(first + BATCH)).into_par_iter().with_min_len(64).map(&make).collect()
    };
    (0..count).step_by(BATCH).flat_map(batch)
}

/// Hundredths are fine enough to draw with.
fn rounded(point: Point) -> Point {
    let round = |value: f64| (value * 100.0).round() / 100.0 + 0.0;
    Point { x: round(point.x), y: round(point.y) }
}

/// Parallel edges as one: weights are added, texts joined, the greatest number and the weakest truth value kept, and of
/// the quotes the first. The time runs from the first day to the last, and is open where one of them is.
fn collapsed(edges: Vec<Edge<'_>>) -> Edge<'_> {
    let value = |(place, column): (usize, &Column)| -> String {
        let mut values = edges.iter().map(|edge| edge.values[place].as_ref()).filter(|value| !value.is_empty());
        match column.kind {
            Kind::Text if column.key == "quote" => values.next().unwrap_or_default().to_owned(),
            Kind::Text | Kind::List | Kind::Date => {
                let items: BTreeSet<&str> = values.flat_map(|value| value.split('|')).collect();
                match column.key {
                    "time_start" => items.first().copied().unwrap_or_default().to_owned(),
                    "time_end" => items.last().copied().unwrap_or_default().to_owned(),
                    _ => items.into_iter().collect::<Vec<_>>().join("|"),
                }
            }
            Kind::Integer | Kind::Decimal => {
                let number = |value: &&str| value.parse::<f64>().unwrap_or_default();
                values.max_by(|a, b| number(a).total_cmp(&number(b))).unwrap_or_default().to_owned()
            }
            Kind::Flag => values.min().unwrap_or_default().to_owned(),
        }
    };
    let first = &edges[0];
    let labels: BTreeSet<&str> = edges.iter().map(|edge| edge.label.as_ref()).collect();
    let days = |of: fn(&Edge) -> Option<String>| edges.iter().map(of).collect::<Option<Vec<_>>>();
    let ids: Vec<&str> = edges.iter().map(|edge| edge.id.as_str()).collect();
    Edge {
        id: if edges.len() == 1 { first.id.clone() } else { edge_id(&ids.join("|")) },
        source: first.source.clone(),
        target: first.target.clone(),
        label: Cow::Owned(labels.into_iter().collect::<Vec<_>>().join(", ")),
        weight: edges.iter().map(|edge| edge.weight).sum(),
        start: days(|edge| edge.start.clone()).and_then(|days| days.into_iter().min()),
        end: days(|edge| edge.end.clone()).and_then(|days| days.into_iter().max()),
        values: EDGE.iter().enumerate().map(|column| Cow::Owned(value(column))).collect(),
    }
}

/// The first day of what a statement tells: none of what only ended then.
pub(super) fn start(statement: &Statement) -> Option<Date> {
    statement.time.as_ref().filter(|time| time.bound != Bound::Until).map(|time| time.start)
}

/// The last day: none of what only began then.
pub(super) fn end(statement: &Statement) -> Option<Date> {
    statement.time.as_ref().filter(|time| time.bound != Bound::Since).map(|time| time.end)
}

fn edge_values<'a>(catalogue: &'a Catalogue, statement: &'a Statement) -> Vec<Cow<'a, str>> {
    let ends = ends(catalogue, statement);
    let name_of = |value: &dyn std::fmt::Debug| Cow::Owned(format!("{value:?}").to_lowercase());
    let mut documents: Vec<usize> = statement.evidence.iter().map(|found| found.document).collect();
    documents.dedup();
    let mut sources: Vec<&String> = documents.iter().map(|&i| &catalogue.documents[i].source).collect();
    sources.sort();
    let quote = statement.evidence.first().map_or("", |found| found.span.of(&catalogue.documents[found.document].text));
    let speakers: BTreeSet<&String> = statement
        .attribution
        .iter()
        .filter_map(|attribution| attribution.source)
        .map(|entity| &catalogue.entities[entity].label)
        .collect();
    let predicate = &statement.predicate;
    let day = |day: Option<Date>| Cow::Owned(day.map(|day| day.to_string()).unwrap_or_default());
    vec![
        owned(predicate_name(&predicate.lemma, ends.marker)),
        clean(&statement.id),
        owned(property(predicate, &ends).map(|p| term(p).into_string()).unwrap_or_default()),
        clean(predicate.event_type.as_deref().unwrap_or_default()),
        Cow::Borrowed(if statement.factual { "true" } else { "false" }),
        name_of(&statement.polarity),
        name_of(&statement.modality),
        day(start(statement)),
        day(end(statement)),
        clean(statement.place.map_or("", |place| &catalogue.entities[place].label)),
        owned(joined(speakers)),
        Cow::Owned(documents.len().to_string()),
        owned(joined(sources)),
        clean(quote),
        clean(&statement.rule),
        Cow::Owned(format!("{:.3}", statement.confidence)),
    ]
}

/// What XML 1.0 forbids goes, white space becomes single spaces.
fn clean(text: &str) -> Cow<'_, str> {
    let odd = |c: char| matches!(c, '\u{fffe}' | '\u{ffff}') || c.is_control() || (c.is_whitespace() && c != ' ');
    let bytes = text.as_bytes();
    let spaced = bytes.first() == Some(&b' ') || bytes.last() == Some(&b' ') || text.contains("  ");
    if !spaced && !text.contains(odd) {
        return Cow::Borrowed(text);
    }
    let allowed = |c: &char| !matches!(c, '\u{fffe}' | '\u{ffff}') && (!c.is_control() || c.is_whitespace());
    let text: String = text.chars().filter(allowed).collect();
    Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn owned(text: String) -> Cow<'static, str> {
    match clean(&text) {
        Cow::Owned(cleaned) => Cow::Owned(cleaned),
        Cow::Borrowed(_) => Cow::Owned(text),
    }
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

fn last_part(iri: &str) -> Cow<'_, str> {
    let last = iri.rsplit('/').next().unwrap_or_default();
    if !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Cow::Borrowed(last)
    } else {
        Cow::Owned(crate::iri::sha256(iri)[..16].to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cleaned() {
        for (text, expected) in [
            ("as it is", "as it is"),
            (" a\n b\u{7}\u{ffff} ", "a b"),
            ("two  spaces", "two spaces"),
            ("a\u{a0}b", "a b"),
            ("", ""),
        ] {
            assert_eq!(clean(text), expected);
        }
        assert!(matches!(clean("as it is"), Cow::Borrowed(_)));
    }
}
