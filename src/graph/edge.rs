//! What a statement joins: the one answer to this question, for RDF, GraphML and the projection alike.

use crate::Findings;
use crate::ontology::EntityType;
use crate::proposition::{Modality, Polarity, Role};
use crate::statement::{Node, Statement};
use crate::store::vocabulary::local_name;

/// The two ends of a statement as an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ends<'a> {
    pub subject: Option<&'a Node>,
    /// The object; where there is none, the first argument that is an entity and no time.
    pub object: Option<&'a Node>,
    /// The preposition of the argument that stands in for the object: "travel *to* Moscow".
    pub marker: Option<&'a str>,
}

impl Ends<'_> {
    /// Both ends, where both are entities that some name or noun refers to: an "I" whose speaker is not known joins nothing.
    pub fn entities(&self, findings: &Findings) -> Option<(usize, usize)> {
        match (self.subject, self.object) {
            (Some(Node::Entity(subject)), Some(Node::Entity(object)))
                if findings.entities[*subject].is_described && findings.entities[*object].is_described =>
            {
                Some((*subject, *object))
            }
            _ => None,
        }
    }
}

/// The ends of a statement.
pub fn ends<'a>(findings: &Findings, statement: &'a Statement) -> Ends<'a> {
    let subject = statement.subject.as_ref();
    if statement.object.is_some() {
        return Ends { subject, object: statement.object.as_ref(), marker: None };
    }
    let stand_in = statement.arguments.iter().find(|argument| match argument.node {
        Node::Entity(entity) => {
            argument.role != Role::Time && findings.entities[entity].entity_type != EntityType::Date
        }
        _ => false,
    });
    Ends {
        subject,
        object: stand_in.map(|argument| &argument.node),
        marker: stand_in.and_then(|argument| argument.marker.as_deref()),
    }
}

/// The predicate as one word: "deliver", "shutDown", "travel_to".
pub fn predicate_name(lemma: &str, marker: Option<&str>) -> String {
    match marker {
        Some(marker) => format!("{}_{}", local_name(lemma), local_name(marker)),
        None => local_name(lemma),
    }
}

/// The predicate for a reader: "deliver", "shut down", "travel to".
pub fn label(lemma: &str, marker: Option<&str>) -> String {
    let lemma = lemma.replace('-', " ");
    match marker {
        Some(marker) => format!("{lemma} {marker}"),
        None => lemma,
    }
}

/// What a statement says of its two ends, for a reader, and that it is no fact where it is none: "meet", "not sign", "meet (planned)",
/// "attack (said)". Tools that join parallel edges of one label keep what is denied apart from what is so.
pub fn claim(findings: &Findings, statement: &Statement) -> String {
    let mut claim = label(&statement.predicate.lemma, ends(findings, statement).marker);
    if statement.polarity == Polarity::Negative {
        claim.insert_str(0, "not ");
    }
    if statement.modality != Modality::Asserted {
        claim.push_str(&format!(" ({})", format!("{:?}", statement.modality).to_lowercase()));
    } else if !statement.attribution.is_empty() {
        claim.push_str(" (said)");
    }
    claim
}
