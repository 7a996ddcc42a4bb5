//! RDF files: Turtle, N-Triples, N-Quads, TriG, JSON-LD, RDF/XML, sorted.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::{GraphName, Literal, NamedOrBlankNode, Quad, Term};

use super::{ExportError, Format};
use crate::graph::Selection;
use crate::rule::Rule;
use crate::statement::{Node, Statement};
use crate::store::rdf::{Graphs, Reification, each_list};
use crate::store::vocabulary::PREFIXES;
use crate::store::{FindingsRef, Source, StoreError};

/// What goes into an RDF file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Statement nodes and mentions in formats without named graphs (Turtle, N-Triples, RDF/XML), too: all graphs as one.
    pub all: bool,
    pub reification: Reification,
    /// Only these statements and those that they speak of, the entities in them, and the documents that say them. Whether they
    /// are facts is left to the graphs: claims stand in those of documents.
    pub selection: Option<&'a Selection>,
}

/// Writes a graph as RDF. Turtle, N-Triples and RDF/XML hold the default graph, the others all graphs. In RDF/XML texts lack their
/// control characters.
pub fn write(
    source: &Source<'_>,
    rules: &[Rule],
    format: Format,
    options: Options<'_>,
    output: &mut dyn Write,
) -> Result<(), ExportError> {
    let rdf_format = match format {
        Format::Turtle => RdfFormat::Turtle,
        Format::NTriples => RdfFormat::NTriples,
        Format::NQuads => RdfFormat::NQuads,
        Format::TriG => RdfFormat::TriG,
        Format::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
        Format::RdfXml => RdfFormat::RdfXml,
        Format::GraphMl
        | Format::Gexf
        | Format::Cytoscape
        | Format::Dot
        | Format::Pair(_)
        | Format::Svg
        | Format::Png => {
            return Err(ExportError::UnknownFormat(format!("{format:?}")));
        }
    };
    // These know no triple terms.
    let old = matches!(format, Format::JsonLd | Format::RdfXml);
    let reification = if old { Reification::Flat } else { options.reification };
    let mut serializer = RdfSerializer::from_format(rdf_format);
    for (name, iri) in PREFIXES {
        serializer = serializer.with_prefix(*name, *iri).expect("the prefixes are IRIs");
    }
    let mut writer = serializer.for_writer(output);
    let selection = options.selection.filter(|selection| selection.narrows());
    let narrowed = selection.map(|selection| Narrowed::new(source.findings, selection)).transpose()?;
    let narrow = narrowed.as_ref().map(|narrowed| source.with(&narrowed.statements));
    let source = narrow.as_ref().unwrap_or(source);
    let has_graphs = rdf_format.supports_datasets();
    let asked = if has_graphs || options.all { Graphs::All } else { Graphs::Default };
    let mut triples: Vec<Quad> = Vec::new();
    each_list(source, rules, reification, asked, |mut quads| {
        if let Some(narrowed) = &narrowed {
            quads.retain(|quad| narrowed.holds(quad));
        }
        if format == Format::RdfXml {
            quads.iter_mut().for_each(without_control_characters);
        }
        if has_graphs || !options.all {
            quads.iter().try_for_each(|quad| writer.serialize_quad(quad))?;
        } else {
            // All graphs as one, which is sorted once they are all there.
            quads.iter_mut().for_each(|quad| quad.graph_name = GraphName::DefaultGraph);
            triples.append(&mut quads);
        }
        Ok::<_, ExportError>(())
    })?;
    triples.sort_by_cached_key(|quad| (quad.subject.to_string(), quad.predicate.to_string(), quad.object.to_string()));
    triples.dedup();
    triples.iter().try_for_each(|quad| writer.serialize_quad(quad))?;
    writer.finish()?;
    Ok(())
}

/// XML cannot hold most control characters, not even escaped.
fn without_control_characters(quad: &mut Quad) {
    let allowed =
        |c: char| matches!(c, '\t' | '\n' | '\r') || (!c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}'));
    if let Term::Literal(literal) = &quad.object
        && !literal.value().chars().all(allowed)
    {
        let text: String = literal.value().chars().filter(|&c| allowed(c)).collect();
        quad.object = Literal::new_typed_literal(text, literal.datatype()).into();
    }
}

/// A part of the statements. Entities and documents stay where they are, for indices point at them; those that no statement needs
/// are kept out of the files.
struct Narrowed {
    statements: Vec<Statement>,
    without: BTreeSet<String>,
}

impl Narrowed {
    fn new(findings: FindingsRef<'_>, selection: &Selection) -> Result<Self, StoreError> {
        let selection = Selection { all: true, ..selection.clone() };
        let FindingsRef { catalogue, .. } = findings;
        let all = findings.statements()?;
        let place: BTreeMap<&str, usize> =
            all.iter().enumerate().map(|(index, statement)| (statement.id.as_str(), index)).collect();
        let mut open: Vec<usize> = (0..all.len()).filter(|&index| selection.admits(catalogue, &all[index])).collect();
        let mut kept: BTreeSet<usize> = open.iter().copied().collect();
        while let Some(index) = open.pop() {
            for node in nodes(&all[index]) {
                if let Node::Statement(id) = node
                    && let Some(&index) = place.get(id.as_str())
                    && kept.insert(index)
                {
                    open.push(index);
                }
            }
        }
        let statements: Vec<Statement> = kept.into_iter().map(|index| all[index].clone()).collect();
        let mut needed: BTreeSet<&str> = BTreeSet::new();
        for statement in &statements {
            let named =
                nodes(statement).filter_map(|node| if let Node::Entity(entity) = node { Some(*entity) } else { None });
            let sources = statement.attribution.iter().filter_map(|said| said.source);
            let entities = named.chain(sources).chain(statement.place);
            needed.extend(entities.map(|entity| catalogue.entities[entity].id.as_str()));
            let documents = statement.evidence.iter().map(|found| found.document);
            needed.extend(documents.map(|document| catalogue.documents[document].id.as_str()));
        }
        let entities = catalogue.entities.iter().map(|entity| &entity.id);
        let ids = entities.chain(catalogue.documents.iter().map(|document| &document.id));
        let without = ids.filter(|id| !needed.contains(id.as_str())).cloned().collect();
        Ok(Self { statements, without })
    }

    fn holds(&self, quad: &Quad) -> bool {
        let out = |iri: &str| self.without.contains(iri);
        let subject = matches!(&quad.subject, NamedOrBlankNode::NamedNode(node) if out(node.as_str()));
        let graph = matches!(&quad.graph_name, GraphName::NamedNode(node) if out(node.as_str()));
        !subject && !graph
    }
}

/// What stands at the ends of a statement and in its arguments.
fn nodes(statement: &Statement) -> impl Iterator<Item = &Node> {
    let arguments = statement.arguments.iter().map(|argument| &argument.node);
    statement.subject.iter().chain(&statement.object).chain(arguments)
}
