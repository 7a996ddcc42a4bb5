//! RDF files: Turtle, N-Triples, N-Quads, TriG, JSON-LD, RDF/XML, sorted.

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
    /// Statement nodes and mentions in formats without named graphs (Turtle, N-Triples, RDF/XML), too: all graphs as one.
    pub all: bool,
    pub reification: Reification,
}

/// Writes a graph as RDF. Turtle, N-Triples and RDF/XML hold the default graph, the others all graphs.
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
        Format::RdfXml => RdfFormat::RdfXml,
        Format::GraphMl | Format::Gexf | Format::Cytoscape | Format::Pair(_) => {
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
