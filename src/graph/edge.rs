//! What a statement joins: the one answer to this question, for RDF, GraphML and the projection alike.

use crate::Catalogue;
use crate::ontology::EntityType;
use crate::proposition::{Modality, Polarity, Role};
use crate::statement::{Node, Predicate, Statement};
use crate::store::vocabulary::local_name;

/// The two ends of a statement as an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ends<'a> {
    pub subject: Option<&'a Node>,
    /// The object; where there is none, the first argument that is an entity and no time, whoever takes part before where, how or
    /// whence: of "met in Oslo with Obama" it is Obama.
    pub object: Option<&'a Node>,
    /// The preposition of the argument that stands in for the object: "travel *to* Moscow".
    pub marker: Option<&'a str>,
    /// What the argument does that stands in for the object.
    pub role: Option<Role>,
}

impl Ends<'_> {
    /// Both ends, where both are entities that some name or noun refers to: an "I" whose speaker is not known joins nothing.
    pub fn entities(&self, catalogue: &Catalogue) -> Option<(usize, usize)> {
        match (self.subject, self.object) {
            (Some(Node::Entity(subject)), Some(Node::Entity(object)))
                if catalogue.entities[*subject].is_described && catalogue.entities[*object].is_described =>
            {
                Some((*subject, *object))
            }
            _ => None,
        }
    }
}

/// The ends of a statement.
pub fn ends<'a>(catalogue: &Catalogue, statement: &'a Statement) -> Ends<'a> {
    let subject = statement.subject.as_ref();
    if statement.object.is_some() {
        return Ends { subject, object: statement.object.as_ref(), marker: None, role: None };
    }
    let entities = statement.arguments.iter().filter(|argument| match argument.node {
        Node::Entity(entity) => {
            argument.role != Role::Time && catalogue.entities[entity].entity_type != EntityType::Date
        }
        _ => false,
    });
    let stand_in = entities.min_by_key(|argument| is_beside(argument.role));
    Ends {
        subject,
        object: stand_in.map(|argument| &argument.node),
        marker: stand_in.and_then(|argument| argument.marker.as_deref()),
        role: stand_in.map(|argument| argument.role),
    }
}

/// Whether an argument tells where, how, whence, why or as what, so that what it names takes no part.
fn is_beside(role: Role) -> bool {
    matches!(
        role,
        Role::Attribute
            | Role::Cause
            | Role::Duration
            | Role::Instrument
            | Role::Other
            | Role::Place
            | Role::Purpose
            | Role::Source
    )
}

/// The property of the vocabulary that a predicate stands for, where it holds between these ends: who "met in Oslo" has not met Oslo,
/// and what "flew from Oslo" has not flown to it. A property that is named with the preposition holds (`livedIn`).
pub fn property<'a>(predicate: &'a Predicate, ends: &Ends<'_>) -> Option<&'a str> {
    let property = predicate.property.as_deref()?;
    let named = |marker: &str| {
        let name = local_name(marker);
        let (first, rest) = name.split_at(name.len().min(1));
        property.ends_with(&(first.to_uppercase() + rest))
    };
    let beside = ends.role.is_some_and(is_beside) && !ends.marker.is_some_and(named);
    (!beside).then_some(property)
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
pub fn claim(catalogue: &Catalogue, statement: &Statement) -> String {
    let mut claim = label(&statement.predicate.lemma, ends(catalogue, statement).marker);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_property_holds_of_whom_its_preposition_leads_in() {
        let predicate = |property: &str| Predicate {
            lemma: "verb".to_owned(),
            property: Some(format!("https://w3id.org/whom/vocabulary#{property}")),
            event_type: None,
        };
        let holds = |name: &str, role, marker| {
            let ends = Ends { subject: None, object: None, marker: Some(marker), role: Some(role) };
            property(&predicate(name), &ends).is_some()
        };
        assert!(holds("met", Role::Companion, "with") && holds("flewTo", Role::Destination, "to"));
        assert!(holds("livedIn", Role::Place, "in") && holds("withdrewFrom", Role::Source, "from"));
        assert!(!holds("met", Role::Place, "in") && !holds("flewTo", Role::Source, "from"));
        let object = Ends { subject: None, object: None, marker: None, role: None };
        assert!(property(&predicate("met"), &object).is_some());
    }
}
