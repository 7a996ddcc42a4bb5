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
use oxigraph::model::Literal;
use oxigraph::model::vocab::{rdf, xsd};

use super::rdf::{Quads, iri};
use super::vocabulary::*;
use crate::Knowledge;
use crate::iri::{VOCABULARY, mint};
use crate::proposition::{Bound, Polarity};
use crate::statement::{Node, Statement};

/// First and last day of the time within which a term began or ended.
type Days = (Date, Date);

/// The bounds that one statement gives a term.
type Term = (Option<Days>, Option<Days>);

/// Describes the memberships of one person, of whom these are the facts.
pub(super) fn describe<'a>(
    quads: &mut Quads,
    knowledge: &Knowledge,
    person: usize,
    facts: impl Iterator<Item = &'a Statement>,
) {
    let mut holdings: BTreeMap<usize, Vec<&Statement>> = BTreeMap::new();
    for statement in facts.filter(|s| is_holding(s)) {
        if let Some(Node::Entity(post)) = &statement.object {
            holdings.entry(*post).or_default().push(statement);
        }
    }
    let person = &knowledge.entities[person].id;
    for (post, statements) in holdings {
        let post = &knowledge.entities[post].id;
        for ((start, end), derived_from) in terms(&statements) {
            let day = |days: Option<Days>| days.map_or_else(String::new, |(first, last)| format!("{first}/{last}"));
            let node = iri(&mint("membership", &[person, post, &day(start), &day(end)]));
            quads.add(&node, rdf::TYPE, ORG_MEMBERSHIP.into_owned());
            quads.add(&node, ORG_MEMBER, iri(person));
            quads.add(&node, WHOM_POST, iri(post));
            if let Some(days) = start {
                quads.add(&node, SCHEMA_START_DATE, partial_date(days));
            }
            if let Some(days) = end {
                quads.add(&node, SCHEMA_END_DATE, partial_date(days));
            }
            for statement in derived_from {
                quads.add(&node, PROV_DERIVED_FROM, iri(&statement.id));
            }
        }
    }
}

fn is_holding(statement: &Statement) -> bool {
    let local = statement.predicate.property.as_deref().and_then(|p| p.strip_prefix(VOCABULARY));
    matches!(local, Some("holdsOffice" | "heldOffice")) && statement.factual && statement.polarity == Polarity::Positive
}

/// The terms that a person's statements on a post tell apart: one where their bounds agree, with all of them; else one for
/// each pair of bounds, and what says nothing of time proves neither.
fn terms<'a>(statements: &[&'a Statement]) -> BTreeMap<Term, Vec<&'a Statement>> {
    let bounds: Vec<Term> = statements.iter().map(|s| bounds(s)).collect();
    let starts: BTreeSet<Days> = bounds.iter().filter_map(|b| b.0).collect();
    let ends: BTreeSet<Days> = bounds.iter().filter_map(|b| b.1).collect();
    let mut terms: BTreeMap<Term, Vec<&Statement>> = BTreeMap::new();
    if starts.len() <= 1 && ends.len() <= 1 {
        terms.insert((starts.first().copied(), ends.first().copied()), statements.to_vec());
    } else {
        for (statement, term) in statements.iter().zip(bounds).filter(|(_, term)| *term != (None, None)) {
            terms.entry(term).or_default().push(statement);
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
