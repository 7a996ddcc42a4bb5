//! RDF files: Turtle, N-Triples, N-Quads, TriG, JSON-LD, sorted.

use std::io::Write;

use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfSerializer};
use oxigraph::model::{GraphName, Quad};

use super::{ExportError, Format};
use crate::Knowledge;
use crate::rule::Rule;
use crate::store::rdf::{Reification, graphs};
use crate::store::vocabulary::PREFIXES;

/// What goes into an RDF file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Statement nodes and mentions in formats without named graphs (Turtle, N-Triples), too: all graphs as one.
    pub all: bool,
    pub reification: Reification,
}

/// Writes a graph as RDF. Turtle and N-Triples hold the default graph, the others all graphs.
pub fn write(
    knowledge: &Knowledge,
    rules: &[Rule],
    format: Format,
    options: Options,
    output: &mut dyn Write,
) -> Result<(), ExportError> {
    let rdf_format = match format {
        Format::Turtle => RdfFormat::Turtle,
        Format::NTriples => RdfFormat::NTriples,
        Format::NQuads => RdfFormat::NQuads,
        Format::TriG => RdfFormat::TriG,
        Format::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
        Format::GraphMl => return Err(ExportError::UnknownFormat("graphml".to_owned())),
    };
    // JSON-LD knows no triple terms.
    let reification = if format == Format::JsonLd { Reification::Flat } else { options.reification };
    let mut serializer = RdfSerializer::from_format(rdf_format);
    for (name, iri) in PREFIXES {
        serializer = serializer.with_prefix(*name, *iri).expect("the prefixes are IRIs");
    }
    let mut writer = serializer.for_writer(output);
    let graphs = graphs(knowledge, rules, reification);
    if rdf_format.supports_datasets() {
        for quad in graphs.flatten() {
            writer.serialize_quad(&quad)?;
        }
    } else if options.all {
        let mut triples: Vec<Quad> = graphs.flatten().collect();
        for quad in &mut triples {
            quad.graph_name = GraphName::DefaultGraph;
        }
        triples
            .sort_by_cached_key(|quad| (quad.subject.to_string(), quad.predicate.to_string(), quad.object.to_string()));
        triples.dedup();
        for quad in &triples {
            writer.serialize_quad(quad)?;
        }
    } else {
        for quad in graphs.take(1).flatten() {
            writer.serialize_quad(&quad)?;
        }
    }
    writer.finish()?;
    Ok(())
}
