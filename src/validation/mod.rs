//! Checks a graph against shapes (`ontology/shapes.ttl`), over all its RDF graphs together, and shows the evidence of what
//! violates them.

mod shape;

use std::collections::BTreeSet;

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, Quad, Term};
use oxigraph::store::{StorageError, Store};
use serde::Serialize;

pub use shape::{Severity, Shape, read};

use crate::query::shorten;
use crate::store::vocabulary::{ITS_IDENTITY, NIF_ANCHOR_OF, PROV_DERIVED_FROM, WHOM_SOURCE};
use shape::{Constraint, Path, Property, Target};

/// The shapes that every graph is to have.
pub const SHAPES: &str = include_str!("../../ontology/shapes.ttl");

/// What can go wrong with a validation.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ValidationError {
    #[error("{file}: {reason}")]
    Shapes { file: String, reason: String },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// A node that is not as its shape asks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    pub severity: Severity,
    /// The shape and the property, with prefixes.
    pub shape: String,
    pub property: String,
    /// The node's IRI.
    pub node: String,
    /// What was asked.
    pub message: String,
    /// The value that is wrong, or what is wrong with their number.
    pub found: String,
    /// (source of the document, words) of where the node comes from; some of them.
    pub evidence: Vec<(String, String)>,
}

/// How many places a finding shows.
const SHOWN: usize = 3;

/// Checks all shapes; what is found is sorted, the gravest first.
pub fn validate(store: &Store, shapes: &[Shape]) -> Result<Vec<Finding>, ValidationError> {
    let mut findings = BTreeSet::new();
    for shape in shapes {
        for target in &shape.targets {
            for node in nodes(store, target)? {
                for property in &shape.properties {
                    for found in check(store, &node, property)? {
                        findings.insert(Finding {
                            severity: property.severity,
                            shape: shorten(shape.id.as_str()),
                            property: path_name(&property.path),
                            node: node.as_str().to_owned(),
                            message: property.message.clone().unwrap_or_default(),
                            found,
                            evidence: evidence(store, &node)?,
                        });
                    }
                }
            }
        }
    }
    Ok(findings.into_iter().collect())
}

/// The nodes that a target names. The graph has no blank nodes.
fn nodes(store: &Store, target: &Target) -> Result<BTreeSet<NamedNode>, StorageError> {
    let (predicate, class) = match target {
        Target::Class(class) => (rdf::TYPE, Some(class.as_ref().into())),
        Target::SubjectsOf(predicate) | Target::ObjectsOf(predicate) => (predicate.as_ref(), None),
    };
    let mut nodes = BTreeSet::new();
    for quad in store.quads_for_pattern(None, Some(predicate), class, None) {
        let Quad { subject, object, .. } = quad?;
        let node = match target {
            Target::ObjectsOf(_) => object,
            Target::Class(_) | Target::SubjectsOf(_) => subject.into(),
        };
        if let Term::NamedNode(node) = node {
            nodes.insert(node);
        }
    }
    Ok(nodes)
}

/// The distinct values of a path.
fn values(store: &Store, node: &NamedNode, path: &Path) -> Result<Vec<Term>, StorageError> {
    let mut values = Vec::new();
    let quads = match path {
        Path::Of(property) => store.quads_for_pattern(Some(node.as_ref().into()), Some(property.as_ref()), None, None),
        Path::Inverse(property) => {
            store.quads_for_pattern(None, Some(property.as_ref()), Some(node.as_ref().into()), None)
        }
    };
    for quad in quads {
        let quad = quad?;
        let value = if matches!(path, Path::Of(_)) { quad.object } else { quad.subject.into() };
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values.sort_by_cached_key(ToString::to_string);
    Ok(values)
}

/// What is wrong with a node's values of a property.
fn check(store: &Store, node: &NamedNode, property: &Property) -> Result<Vec<String>, StorageError> {
    let values = values(store, node, &property.path)?;
    let mut found = Vec::new();
    for constraint in &property.constraints {
        match constraint {
            Constraint::MinCount(least) if values.len() < *least => found.push(format!("{} values", values.len())),
            Constraint::MaxCount(most) if values.len() > *most => {
                let shown: Vec<String> = values.iter().map(term_name).collect();
                found.push(format!("{} values: {}", values.len(), shown.join(", ")));
            }
            Constraint::MinCount(_) | Constraint::MaxCount(_) => {}
            Constraint::LessThanOrEquals(other) => {
                for other in self::values(store, node, &Path::Of(other.clone()))? {
                    for value in values.iter().filter(|value| is_after(value, &other)) {
                        found.push(format!("{} is after {}", term_name(value), term_name(&other)));
                    }
                }
            }
            constraint => {
                for value in &values {
                    if !holds(store, constraint, value)? {
                        found.push(term_name(value));
                    }
                }
            }
        }
    }
    found.dedup();
    Ok(found)
}

/// Whether a constraint on single values holds for one.
fn holds(store: &Store, constraint: &Constraint, value: &Term) -> Result<bool, StorageError> {
    let literal = match value {
        Term::Literal(literal) => Some(literal),
        _ => None,
    };
    let number = || literal.and_then(|literal| literal.value().parse::<f64>().ok());
    Ok(match constraint {
        Constraint::Datatype(datatype) => literal.is_some_and(|literal| {
            let datatype = datatype.as_ref();
            // The store keeps all whole numbers as xsd:integer.
            let whole = literal.datatype() == xsd::INTEGER && datatype == xsd::NON_NEGATIVE_INTEGER;
            literal.datatype() == datatype || (whole && !literal.value().starts_with('-'))
        }),
        Constraint::Class(class) => match value {
            Term::NamedNode(node) => {
                let (node, class) = (node.as_ref().into(), class.as_ref().into());
                store.quads_for_pattern(Some(node), Some(rdf::TYPE), Some(class), None).next().transpose()?.is_some()
            }
            _ => false,
        },
        Constraint::Iri => value.is_named_node(),
        Constraint::Literal => literal.is_some(),
        Constraint::In(list) => list.contains(value),
        Constraint::Pattern(pattern) => match value {
            Term::Literal(literal) => pattern.is_match(literal.value()),
            Term::NamedNode(node) => pattern.is_match(node.as_str()),
            _ => false,
        },
        Constraint::MinInclusive(least) => number().is_some_and(|number| number >= *least),
        Constraint::MaxInclusive(most) => number().is_some_and(|number| number <= *most),
        Constraint::MinCount(_) | Constraint::MaxCount(_) | Constraint::LessThanOrEquals(_) => true,
    })
}

/// Whether a literal comes after another of its datatype: numbers by value, days by the calendar, which is their alphabet.
fn is_after(one: &Term, other: &Term) -> bool {
    let (Term::Literal(one), Term::Literal(other)) = (one, other) else { return false };
    if one.datatype() != other.datatype() {
        return false;
    }
    match (one.value().parse::<f64>(), other.value().parse::<f64>()) {
        (Ok(one), Ok(other)) => one > other,
        _ => one.value() > other.value(),
    }
}

/// Where a node comes from: its own words, the sentences that it is derived from, or else mentions of it.
fn evidence(store: &Store, node: &NamedNode) -> Result<Vec<(String, String)>, StorageError> {
    let objects = |predicate: NamedNodeRef<'_>| values(store, node, &Path::Of(predicate.into_owned()));
    let mut places = vec![Term::from(node.clone())];
    places.extend(objects(PROV_DERIVED_FROM)?);
    places.extend(values(store, node, &Path::Inverse(ITS_IDENTITY.into_owned()))?.into_iter().take(SHOWN));
    let mut found = Vec::new();
    for place in places {
        let Term::NamedNode(place) = place else { continue };
        for quad in store.quads_for_pattern(Some(place.as_ref().into()), Some(NIF_ANCHOR_OF), None, None) {
            let quad = quad?;
            if let (Term::Literal(words), GraphName::NamedNode(document)) = (quad.object, quad.graph_name) {
                let source = values(store, &document, &Path::Of(WHOM_SOURCE.into_owned()))?;
                let source = source.first().map_or_else(|| shorten(document.as_str()), term_name);
                found.push((source, words.value().to_owned()));
            }
        }
    }
    found.dedup();
    found.truncate(SHOWN);
    Ok(found)
}

fn path_name(path: &Path) -> String {
    match path {
        Path::Of(property) => shorten(property.as_str()),
        Path::Inverse(property) => format!("^{}", shorten(property.as_str())),
    }
}

fn term_name(term: &Term) -> String {
    match term {
        Term::NamedNode(node) => shorten(node.as_str()),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::io::RdfFormat;

    use super::*;

    fn findings(trig: &str) -> Vec<(String, String, String)> {
        let store = Store::new().unwrap();
        let head = crate::store::vocabulary::PREFIXES.iter().map(|(name, iri)| format!("@prefix {name}: <{iri}> .\n"));
        store.load_from_slice(RdfFormat::TriG, &(head.collect::<String>() + trig)).unwrap();
        let shapes = read("shapes.ttl", SHAPES).unwrap();
        let found = validate(&store, &shapes).unwrap();
        found.into_iter().map(|f| (f.node, f.property, f.found)).collect()
    }

    fn finding(node: &str, property: &str, found: &str) -> (String, String, String) {
        (node.to_owned(), property.to_owned(), found.to_owned())
    }

    #[test]
    fn what_violates_a_shape_is_named() {
        let found = findings(
            "entity:1 a whom:Country ; rdfs:label 'one', 'two' ; whom:holdsOffice entity:2 .
             entity:2 a whom:Office ; rdfs:label 'chief' .
             document:1 { <https://w3id.org/whom/document/1#char=0,3> a nif:Phrase ; nif:anchorOf 'One' ;
               itsrdf:taIdentRef entity:1 ; whom:mentionKind 'name' .
               <https://w3id.org/whom/document/1#char=9,3> a nif:Sentence ; nif:anchorOf 'x' ; nif:beginIndex
               '9'^^xsd:nonNegativeInteger ; nif:endIndex '3'^^xsd:nonNegativeInteger .
               statement:1 sem:hasBeginTimeStamp '2018-08-09'^^xsd:date ; sem:hasEndTimeStamp '2018-08-08'^^xsd:date }",
        );
        let place = "https://w3id.org/whom/document/1#char=9,3";
        let entity = |n: u8| format!("https://w3id.org/whom/entity/{n}");
        let expected = [
            finding(&entity(1), "rdfs:label", "2 values: one, two"),
            finding(place, "nif:beginIndex", "9 is after 3"),
            finding("https://w3id.org/whom/statement/1", "sem:hasBeginTimeStamp", "2018-08-09 is after 2018-08-08"),
            finding(&entity(2), "^whom:holdsOffice", "entity:1"),
        ];
        for finding in &expected {
            assert!(found.contains(finding), "{finding:?} is not in {found:?}");
        }
        assert_eq!(found.len(), expected.len(), "{found:?}");
    }

    #[test]
    fn what_is_not_known_is_refused() {
        let head = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n";
        for (shape, word) in [
            ("<http://example.org/x> a sh:NodeShape ; sh:closed true .", "sh:closed"),
            (
                "<http://example.org/x> a sh:NodeShape ; sh:property [ sh:path <http://example.org/p> ; sh:uniqueLang true ] .",
                "sh:uniqueLang",
            ),
            ("<http://example.org/x> a sh:NodeShape ; sh:property [ sh:minCount 1 ] .", "sh:path"),
            ("", "sh:NodeShape"),
            ("<x", "error"),
        ] {
            let error = read("mine.ttl", &format!("{head}{shape}")).unwrap_err().to_string();
            assert!(error.starts_with("mine.ttl: ") && error.contains(word), "{error}");
        }
    }
}
