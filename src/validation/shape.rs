//! Shapes, read from Turtle: the part of SHACL Core (<https://www.w3.org/TR/shacl/>) that `ontology/shapes.ttl` uses.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Graph, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef};
use regex::Regex;

use super::ValidationError;

const SHACL: &str = "http://www.w3.org/ns/shacl#";

/// What nodes of some sort must look like.
#[derive(Debug)]
pub struct Shape {
    pub id: NamedNode,
    pub(super) targets: Vec<Target>,
    pub(super) properties: Vec<Property>,
}

/// Which nodes a shape is about.
#[derive(Debug)]
pub(super) enum Target {
    Class(NamedNode),
    SubjectsOf(NamedNode),
    ObjectsOf(NamedNode),
}

/// What is asked of the values of a property.
#[derive(Debug)]
pub(super) struct Property {
    pub path: Path,
    pub constraints: Vec<Constraint>,
    pub message: Option<String>,
    pub severity: Severity,
}

#[derive(Debug)]
pub(super) enum Path {
    Of(NamedNode),
    Inverse(NamedNode),
}

/// How grave it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Violation,
    Warning,
}

#[derive(Debug)]
pub(super) enum Constraint {
    MinCount(usize),
    MaxCount(usize),
    Datatype(NamedNode),
    Class(NamedNode),
    Iri,
    Literal,
    In(Vec<Term>),
    Pattern(Regex),
    MinInclusive(f64),
    MaxInclusive(f64),
    LessThanOrEquals(NamedNode),
}

/// The shapes of a Turtle file, in its order of their IRIs.
pub fn read(file: &str, turtle: &str) -> Result<Vec<Shape>, ValidationError> {
    let failed = |reason: String| ValidationError::Shapes { file: file.to_owned(), reason };
    let mut graph = Graph::new();
    for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(turtle) {
        let quad = quad.map_err(|error| failed(error.to_string()))?;
        graph.insert(quad.as_ref());
    }
    let mut shapes: Vec<Shape> = Vec::new();
    for subject in graph.subjects_for_predicate_object(rdf::TYPE, shacl("NodeShape").as_ref()) {
        let NamedOrBlankNodeRef::NamedNode(id) = subject else {
            return Err(failed("a shape has no IRI".to_owned()));
        };
        let shape = shape(&graph, id).map_err(|reason| failed(format!("{}: {reason}", id.as_str())))?;
        shapes.push(shape);
    }
    shapes.sort_by(|a, b| a.id.cmp(&b.id));
    if shapes.is_empty() {
        return Err(failed("it has no sh:NodeShape".to_owned()));
    }
    Ok(shapes)
}

fn shacl(local: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{SHACL}{local}"))
}

/// The part of an IRI of SHACL behind its namespace.
fn local(predicate: NamedNodeRef<'_>) -> Option<&str> {
    predicate.as_str().strip_prefix(SHACL)
}

fn shape(graph: &Graph, id: NamedNodeRef<'_>) -> Result<Shape, String> {
    let mut shape = Shape { id: id.into_owned(), targets: Vec::new(), properties: Vec::new() };
    for triple in graph.triples_for_subject(id) {
        match local(triple.predicate) {
            Some("targetClass") => shape.targets.push(Target::Class(iri(triple.object)?)),
            Some("targetSubjectsOf") => shape.targets.push(Target::SubjectsOf(iri(triple.object)?)),
            Some("targetObjectsOf") => shape.targets.push(Target::ObjectsOf(iri(triple.object)?)),
            Some("property") => shape.properties.push(property(graph, &node(triple.object)?)?),
            Some(other) => return Err(format!("sh:{other} is not known here")),
            None => {}
        }
    }
    // A blank node's order in the file is not kept.
    shape.properties.sort_by_cached_key(|property| format!("{property:?}"));
    Ok(shape)
}

fn property(graph: &Graph, of: &NamedOrBlankNode) -> Result<Property, String> {
    let mut path = None;
    let mut constraints = Vec::new();
    let mut message = None;
    let mut severity = Severity::Violation;
    for triple in graph.triples_for_subject(of) {
        let object = triple.object;
        let Some(name) = local(triple.predicate) else { continue };
        constraints.push(match name {
            "path" => {
                path = Some(read_path(graph, object)?);
                continue;
            }
            "message" => {
                message = Some(text(object)?);
                continue;
            }
            "severity" => {
                severity = match local(iri(object)?.as_ref()) {
                    Some("Violation") => Severity::Violation,
                    Some("Warning") => Severity::Warning,
                    _ => return Err(format!("{object} is no severity that is known here")),
                };
                continue;
            }
            "minCount" => Constraint::MinCount(number(object)? as usize),
            "maxCount" => Constraint::MaxCount(number(object)? as usize),
            "minInclusive" => Constraint::MinInclusive(number(object)?),
            "maxInclusive" => Constraint::MaxInclusive(number(object)?),
            "datatype" => Constraint::Datatype(iri(object)?),
            "class" => Constraint::Class(iri(object)?),
            "lessThanOrEquals" => Constraint::LessThanOrEquals(iri(object)?),
            "in" => Constraint::In(list(graph, object)?),
            "pattern" => Constraint::Pattern(Regex::new(&text(object)?).map_err(|error| error.to_string())?),
            "nodeKind" => match local(iri(object)?.as_ref()) {
                Some("IRI") => Constraint::Iri,
                Some("Literal") => Constraint::Literal,
                _ => return Err(format!("{object} is no kind of node that is known here")),
            },
            other => return Err(format!("sh:{other} is not known here")),
        });
    }
    let path = path.ok_or("a property without sh:path")?;
    Ok(Property { path, constraints, message, severity })
}

fn read_path(graph: &Graph, object: TermRef<'_>) -> Result<Path, String> {
    match object {
        TermRef::NamedNode(property) => Ok(Path::Of(property.into_owned())),
        other => graph
            .object_for_subject_predicate(&node(other)?, shacl("inversePath").as_ref())
            .ok_or("a path that is neither a property nor sh:inversePath of one".to_owned())
            .and_then(iri)
            .map(Path::Inverse),
    }
}

fn list(graph: &Graph, first: TermRef<'_>) -> Result<Vec<Term>, String> {
    let mut members = Vec::new();
    let mut rest = node(first)?;
    while rest != NamedOrBlankNode::from(rdf::NIL.into_owned()) {
        let part = |of| graph.object_for_subject_predicate(&rest, of).ok_or("a list that is cut off");
        members.push(part(rdf::FIRST)?.into_owned());
        rest = node(part(rdf::REST)?)?;
    }
    Ok(members)
}

fn node(term: TermRef<'_>) -> Result<NamedOrBlankNode, String> {
    match term {
        TermRef::NamedNode(node) => Ok(node.into_owned().into()),
        TermRef::BlankNode(node) => Ok(node.into_owned().into()),
        other => Err(format!("{other} is no node")),
    }
}

fn iri(term: TermRef<'_>) -> Result<NamedNode, String> {
    match term {
        TermRef::NamedNode(node) => Ok(node.into_owned()),
        other => Err(format!("{other} is no IRI")),
    }
}

fn text(term: TermRef<'_>) -> Result<String, String> {
    match term {
        TermRef::Literal(literal) => Ok(literal.value().to_owned()),
        other => Err(format!("{other} is no text")),
    }
}

fn number(term: TermRef<'_>) -> Result<f64, String> {
    match term {
        TermRef::Literal(literal) if literal.datatype() != xsd::STRING => {
            literal.value().parse().map_err(|_| format!("{literal} is no number"))
        }
        other => Err(format!("{other} is no number")),
    }
}
