//! A statement as a node of a document's named graph, in few quads.
//!
//! | property | what it holds |
//! |---|---|
//! | `rdf:subject`, `rdf:predicate`, `rdf:object` | the triple; it also stands in the default graph if `whom:factual` |
//! | `whom:lemma`, `whom:polarity`, `whom:modality`, `whom:factual`, `whom:confidence`, `whom:rule` | literals; the rule an IRI |
//! | `whom:role_recipient`, ... | other arguments by role |
//! | `whom:arg_to`, ... | other arguments by preposition |
//! | `sem:hasBeginTimeStamp`, `sem:hasEndTimeStamp`, `sem:hasPlace`, `sem:eventType` | when, where, what kind of event |
//! | `whom:attributedTo`, `whom:attributionVerb` | who says so, and how |
//! | `prov:wasDerivedFrom` | the sentences, as `DOC#char=b,e` with `nif:anchorOf` (`rdf.rs`) |
//! | `whom:subjectSpan`, `whom:predicateSpan`, `whom:objectSpan` | the words, as `DOC#char=b,e` |

use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedNode, Term, Triple};

use super::rdf::{Quads, Reification, date, iri, place_in};
use super::vocabulary::*;
use crate::Catalogue;
use crate::graph::{Ends, ends, predicate_name, property};
use crate::proposition::{Bound, PropositionKind};
use crate::statement::{Node, Predicate, Statement};

/// The IRI of a predicate: the ontology's property, where it holds between the ends, else the lemma in the `whom:` vocabulary.
pub(super) fn predicate(predicate: &Predicate, ends: &Ends<'_>) -> NamedNode {
    match property(predicate, ends) {
        Some(property) => term(property),
        None => whom(&predicate_name(&predicate.lemma, ends.marker)),
    }
}

/// How sure a statement is, to a thousandth.
pub(super) fn confidence(confidence: f32) -> Literal {
    Literal::new_typed_literal(format!("{confidence:.3}"), xsd::DECIMAL)
}

/// Describes a statement in the graph of one of its documents, with the evidence from there.
pub(super) fn describe(
    quads: &mut Quads,
    catalogue: &Catalogue,
    statement: &Statement,
    document: usize,
    reification: Reification,
) {
    let node = iri(&statement.id);
    let literal = |text: &str| Literal::from(text);
    let name_of = |value: &dyn std::fmt::Debug| Literal::from(format!("{value:?}").to_lowercase());

    quads.add(&node, rdf::TYPE, WHOM_STATEMENT.into_owned());
    let kind = match statement.kind {
        PropositionKind::Event => SEM_EVENT,
        PropositionKind::State => WHOM_STATE_OF_AFFAIRS,
        PropositionKind::Derived => WHOM_DERIVED,
    };
    quads.add(&node, rdf::TYPE, kind.into_owned());

    let ends = ends(catalogue, statement);
    let subject = ends.subject.map(|subject| term_of(catalogue, subject));
    let object = ends.object.map(|object| term_of(catalogue, object));
    let predicate = predicate(&statement.predicate, &ends);
    quads.add(&node, rdf::PREDICATE, predicate.clone());
    if let Some(subject) = &subject {
        quads.add(&node, rdf::SUBJECT, subject.clone());
    }
    if let Some(object) = &object {
        quads.add(&node, rdf::OBJECT, object.clone());
    }
    if let (Some(Term::NamedNode(subject)), Some(object), Reification::TripleTerms) = (subject, object, reification) {
        quads.add(&node, RDF_REIFIES, Triple::new(subject, predicate, object));
    }

    quads.add(&node, WHOM_LEMMA, literal(&statement.predicate.lemma));
    quads.add(&node, WHOM_POLARITY, name_of(&statement.polarity));
    quads.add(&node, WHOM_MODALITY, name_of(&statement.modality));
    quads.add(&node, WHOM_FACTUAL, Literal::from(statement.factual));
    quads.add(&node, WHOM_CONFIDENCE, confidence(statement.confidence));
    quads.add(&node, WHOM_RULE, rule(&statement.rule));
    if let Some(event_type) = &statement.predicate.event_type {
        quads.add(&node, SEM_EVENT_TYPE, term(event_type));
    }
    for argument in &statement.arguments {
        let filler = term_of(catalogue, &argument.node);
        let role = format!("role_{:?}", argument.role).to_lowercase();
        quads.add(&node, whom(&role).as_ref(), filler.clone());
        if let Some(marker) = &argument.marker {
            quads.add(&node, whom(&format!("arg_{}", local_name(marker))).as_ref(), filler);
        }
    }
    if let Some(time) = &statement.time {
        if time.bound != Bound::Until {
            quads.add(&node, SEM_BEGIN, date(time.start));
        }
        if time.bound != Bound::Since {
            quads.add(&node, SEM_END, date(time.end));
        }
    }
    if let Some(place) = statement.place {
        quads.add(&node, SEM_PLACE, iri(&catalogue.entities[place].id));
    }
    for attribution in &statement.attribution {
        if let Some(source) = attribution.source {
            quads.add(&node, WHOM_ATTRIBUTED_TO, iri(&catalogue.entities[source].id));
        }
        quads.add(&node, WHOM_ATTRIBUTION_VERB, literal(&attribution.verb));
    }

    let text = &catalogue.documents[document];
    for found in statement.evidence_of(document) {
        quads.add(&node, PROV_DERIVED_FROM, place_in(text, found.span));
        quads.add(&node, WHOM_PREDICATE_SPAN, place_in(text, found.predicate_span));
        if let Some(span) = found.subject_span {
            quads.add(&node, WHOM_SUBJECT_SPAN, place_in(text, span));
        }
        if let Some(span) = found.object_span {
            quads.add(&node, WHOM_OBJECT_SPAN, place_in(text, span));
        }
    }
}

fn term_of(catalogue: &Catalogue, node: &Node) -> Term {
    match node {
        Node::Entity(entity) => iri(&catalogue.entities[*entity].id).into(),
        Node::Statement(statement) => iri(statement).into(),
        Node::Literal(text) => Literal::from(text.as_str()).into(),
    }
}
