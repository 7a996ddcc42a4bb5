//! Who held which post from when to when, as W3C ORG has it (<https://www.w3.org/TR/vocab-org/#org:Membership>): one
//! `org:Membership` for a person, a post and a term, from factual statements alone.
//!
//! | property | what it holds |
//! |---|---|
//! | `org:member`, `whom:post` | the person and the office |
//! | `schema:startDate`, `schema:endDate` | where a text says it: a day, a month (`xsd:gYearMonth`) or a year (`xsd:gYear`) |
//! | `prov:wasDerivedFrom` | the statements |

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{Literal, NamedOrBlankNode, Quad};
use serde::{Deserialize, Serialize};

use super::rdf::{Quads, iri};
use super::vocabulary::*;
use crate::Catalogue;
use crate::iri::{VOCABULARY, mint, number, of_number};
use crate::proposition::{Bound, Polarity};
use crate::statement::{Node, Statement};

/// First and last day of the time within which a term began or ended.
type Days = (Date, Date);

/// The bounds that one statement gives a term.
type Term = (Option<Days>, Option<Days>);

/// What one statement says of who holds or held which post.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Holding {
    /// The numbers of their IRIs.
    person: u64,
    post: u64,
    statement: u64,
    term: Term,
}

impl Holding {
    /// What a statement says of that, if it is a fact.
    pub fn of(catalogue: &Catalogue, statement: &Statement) -> Option<Self> {
        let local = statement.predicate.property.as_deref().and_then(|p| p.strip_prefix(VOCABULARY));
        let holds = matches!(local, Some("holdsOffice" | "heldOffice"));
        let is_fact = statement.factual && statement.polarity == Polarity::Positive;
        let (Some(Node::Entity(person)), Some(Node::Entity(post))) = (&statement.subject, &statement.object) else {
            return None;
        };
        (holds && is_fact).then(|| Self {
            person: number(&catalogue.entities[*person].id),
            post: number(&catalogue.entities[*post].id),
            statement: number(&statement.id),
            term: bounds(statement),
        })
    }

    /// The IRI of the person.
    pub fn person(&self) -> String {
        of_number("entity", self.person)
    }

    /// A number for the person with the post.
    #[cfg(feature = "rocksdb")]
    pub fn number(&self) -> u64 {
        number(&mint("holding", &[&self.person(), &of_number("entity", self.post)]))
    }
}

/// Whether a quad of the default graph is of a membership, not of an entity.
pub(super) fn is_of_one(quad: &Quad) -> bool {
    const START: &str = "https://w3id.org/whom/membership/";
    matches!(&quad.subject, NamedOrBlankNode::NamedNode(node) if node.as_str().starts_with(START))
}

/// Describes the memberships of one person, whom these statements say to hold posts; each once.
pub(super) fn describe<'a>(quads: &mut Quads, holdings: impl Iterator<Item = &'a Holding>) {
    let mut of_posts: BTreeMap<u64, BTreeSet<&Holding>> = BTreeMap::new();
    for holding in holdings {
        of_posts.entry(holding.post).or_default().insert(holding);
    }
    for (post, holdings) in of_posts {
        let post = of_number("entity", post);
        for ((start, end), derived_from) in terms(&holdings) {
            let day = |days: Option<Days>| days.map_or_else(String::new, |(first, last)| format!("{first}/{last}"));
            let person = derived_from[0].person();
            let node = iri(&mint("membership", &[&person, &post, &day(start), &day(end)]));
            quads.add(&node, rdf::TYPE, ORG_MEMBERSHIP.into_owned());
            quads.add(&node, ORG_MEMBER, iri(&person));
            quads.add(&node, WHOM_POST, iri(&post));
            if let Some(days) = start {
                quads.add(&node, SCHEMA_START_DATE, partial_date(days));
            }
            if let Some(days) = end {
                quads.add(&node, SCHEMA_END_DATE, partial_date(days));
            }
            for holding in derived_from {
                quads.add(&node, PROV_DERIVED_FROM, iri(&of_number("statement", holding.statement)));
            }
        }
    }
}

/// The terms that a person's statements on a post tell apart: one where their bounds agree, with all of them; else one for
/// each pair of bounds, and what says nothing of time proves neither.
fn terms<'a>(holdings: &BTreeSet<&'a Holding>) -> BTreeMap<Term, Vec<&'a Holding>> {
    let starts: BTreeSet<Days> = holdings.iter().filter_map(|holding| holding.term.0).collect();
    let ends: BTreeSet<Days> = holdings.iter().filter_map(|holding| holding.term.1).collect();
    let mut terms: BTreeMap<Term, Vec<&Holding>> = BTreeMap::new();
    if starts.len() <= 1 && ends.len() <= 1 {
        terms.insert((starts.first().copied(), ends.first().copied()), holdings.iter().copied().collect());
    } else {
        for holding in holdings.iter().filter(|holding| holding.term != (None, None)) {
            terms.entry(holding.term).or_default().push(holding);
        }
    }
    terms
}

fn bounds(statement: &Statement) -> Term {
    let Some(time) = &statement.time else { return (None, None) };
    match time.bound {
        Bound::During => (None, None),
        Bound::Since => (Some((time.start, time.end)), None),
        Bound::Until => (None, Some((time.start, time.end))),
        // Years at both ends are told as years: "from 2005 to 2021".
        Bound::Term => {
            let year = |date: Date| (date.first_of_year(), date.last_of_year());
            let whole = time.start == time.start.first_of_year() && time.end == time.end.last_of_year();
            let days = |date: Date| if whole { year(date) } else { (date, date) };
            (Some(days(time.start)), Some(days(time.end)))
        }
    }
}

/// A day, a month or a year, whichever the days are; the first day of any other stretch.
fn partial_date((first, last): Days) -> Literal {
    if (first, last) == (first.first_of_year(), first.last_of_year()) {
        Literal::new_typed_literal(format!("{:04}", first.year()), xsd::G_YEAR)
    } else if (first, last) == (first.first_of_month(), first.last_of_month()) {
        Literal::new_typed_literal(format!("{:04}-{:02}", first.year(), first.month()), xsd::G_YEAR_MONTH)
    } else {
        super::rdf::date(first)
    }
}
