//! GraphML (<http://graphml.graphdrawing.org/>) as Gephi, Gephi Lite, Cytoscape, igraph and NetworkX read it.
//!
//! - The kind of a relation is the XML attribute `label` of `<edge>`, without which Gephi merges parallel edges; and a
//!   data key for readers that ignore it. The edge's id is a data key too, for igraph drops the attribute.
//! - Only plain types, node and edge keys apart, no key ids like `d0`, no `<desc>`, lists joined with `|`, nothing empty,
//!   no control characters.

use std::collections::BTreeSet;
use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{ExportError, palette};
use crate::Knowledge;
use crate::graph::{Selection, ends, label, predicate_name, project};
use crate::span::IndexedText;
use crate::statement::Statement;
use crate::store::vocabulary::term;

/// Id, for what, name, type.
const KEYS: &[(&str, &str, &str, &str)] = &[
    ("node_label", "node", "label", "string"),
    ("node_type", "node", "type", "string"),
    ("node_iri", "node", "iri", "string"),
    ("node_aliases", "node", "aliases", "string"),
    ("node_wikidata", "node", "wikidata", "string"),
    ("node_country", "node", "country", "string"),
    ("node_mentions", "node", "mentions", "int"),
    ("node_documents", "node", "documents", "int"),
    ("node_r", "node", "r", "int"),
    ("node_g", "node", "g", "int"),
    ("node_b", "node", "b", "int"),
    ("node_size", "node", "size", "double"),
    ("edge_edge_id", "edge", "edge_id", "string"),
    ("edge_label", "edge", "label", "string"),
    ("edge_weight", "edge", "weight", "double"),
    ("edge_interaction", "edge", "interaction", "string"),
    ("edge_iri", "edge", "iri", "string"),
    ("edge_property", "edge", "property", "string"),
    ("edge_event_type", "edge", "event_type", "string"),
    ("edge_factual", "edge", "factual", "boolean"),
    ("edge_polarity", "edge", "polarity", "string"),
    ("edge_modality", "edge", "modality", "string"),
    ("edge_time_start", "edge", "time_start", "string"),
    ("edge_time_end", "edge", "time_end", "string"),
    ("edge_place", "edge", "place", "string"),
    ("edge_attributed_to", "edge", "attributed_to", "string"),
    ("edge_documents", "edge", "documents", "int"),
    ("edge_sources", "edge", "sources", "string"),
    ("edge_quote", "edge", "quote", "string"),
    ("edge_rule", "edge", "rule", "string"),
    ("edge_confidence", "edge", "confidence", "double"),
];

/// Writes the statements between two entities as a directed multigraph.
pub fn write(knowledge: &Knowledge, selection: Selection, output: &mut dyn Write) -> Result<(), ExportError> {
    let graph = project(knowledge, selection);
    let mut xml = Writer::new_with_indent(output, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let mut root = BytesStart::new("graphml");
    root.push_attribute(("xmlns", "http://graphml.graphdrawing.org/xmlns"));
    root.push_attribute(("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance"));
    root.push_attribute((
        "xsi:schemaLocation",
        "http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd",
    ));
    xml.write_event(Event::Start(root))?;
    for (id, element, name, kind) in KEYS {
        let key = xml.create_element("key").with_attributes([
            ("id", *id),
            ("for", *element),
            ("attr.name", *name),
            ("attr.type", *kind),
        ]);
        key.write_empty()?;
    }
    let mut element = BytesStart::new("graph");
    element.push_attribute(("id", "whom"));
    element.push_attribute(("edgedefault", "directed"));
    xml.write_event(Event::Start(element))?;

    for node in graph.raw_nodes() {
        let entity = &knowledge.entities[node.weight.entity];
        let (r, g, b) = palette::colour(entity.entity_type);
        let documents: BTreeSet<usize> = entity.chains.iter().map(|&(document, _)| document).collect();
        let mut start = BytesStart::new("node");
        start.push_attribute(("id", node_id(&entity.id).as_str()));
        xml.write_event(Event::Start(start))?;
        for (key, value) in [
            ("node_label", entity.label.clone()),
            ("node_type", entity.entity_type.to_string()),
            ("node_iri", entity.id.clone()),
            ("node_aliases", joined(entity.aliases.iter())),
            ("node_wikidata", entity.wikidata.clone().unwrap_or_default()),
            ("node_country", entity.country.clone().unwrap_or_default()),
            ("node_mentions", node.weight.mentions.to_string()),
            ("node_documents", documents.len().to_string()),
            ("node_r", r.to_string()),
            ("node_g", g.to_string()),
            ("node_b", b.to_string()),
            ("node_size", decimal(palette::size(node.weight.mentions))),
        ] {
            data(&mut xml, key, &value)?;
        }
        xml.write_event(Event::End(BytesEnd::new("node")))?;
    }
    for edge in graph.raw_edges() {
        let statement = &knowledge.statements[edge.weight.statement];
        let end = |node: petgraph::graph::NodeIndex| node_id(&knowledge.entities[graph[node].entity].id);
        let marker = ends(knowledge, statement).marker;
        let id = edge_id(&statement.id);
        let label = clean(&label(&statement.predicate.lemma, marker));
        let mut start = BytesStart::new("edge");
        start.push_attribute(("id", id.as_str()));
        start.push_attribute(("source", end(edge.source()).as_str()));
        start.push_attribute(("target", end(edge.target()).as_str()));
        start.push_attribute(("label", label.as_str()));
        xml.write_event(Event::Start(start))?;
        data(&mut xml, "edge_edge_id", &id)?;
        data(&mut xml, "edge_label", &label)?;
        data(&mut xml, "edge_weight", &decimal(edge.weight.evidence as f64))?;
        data(&mut xml, "edge_interaction", &predicate_name(&statement.predicate.lemma, marker))?;
        for (key, value) in edge_values(knowledge, statement) {
            data(&mut xml, key, &value)?;
        }
        xml.write_event(Event::End(BytesEnd::new("edge")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("graph")))?;
    xml.write_event(Event::End(BytesEnd::new("graphml")))?;
    writeln!(xml.get_mut())?;
    Ok(())
}

fn edge_values(knowledge: &Knowledge, statement: &Statement) -> Vec<(&'static str, String)> {
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
        ("edge_iri", statement.id.clone()),
        ("edge_property", predicate.property.as_deref().map(|p| term(p).into_string()).unwrap_or_default()),
        ("edge_event_type", predicate.event_type.clone().unwrap_or_default()),
        ("edge_factual", statement.factual.to_string()),
        ("edge_polarity", name_of(&statement.polarity)),
        ("edge_modality", name_of(&statement.modality)),
        ("edge_time_start", statement.time.as_ref().map(|time| time.start.to_string()).unwrap_or_default()),
        ("edge_time_end", statement.time.as_ref().map(|time| time.end.to_string()).unwrap_or_default()),
        ("edge_place", statement.place.map(|place| knowledge.entities[place].label.clone()).unwrap_or_default()),
        ("edge_attributed_to", joined(speakers)),
        ("edge_documents", documents.len().to_string()),
        ("edge_sources", joined(sources)),
        ("edge_quote", quote.unwrap_or_default()),
        ("edge_rule", statement.rule.clone()),
        ("edge_confidence", format!("{:.3}", statement.confidence)),
    ]
}

/// Writes a value, unless there is none.
fn data<W: Write>(xml: &mut Writer<W>, key: &str, value: &str) -> Result<(), ExportError> {
    let value = clean(value);
    if !value.is_empty() {
        xml.create_element("data").with_attribute(("key", key)).write_text_content(BytesText::new(&value))?;
    }
    Ok(())
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

/// With a point, so that readers that guess types see a float.
fn decimal(value: f64) -> String {
    format!("{value:?}")
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
