//! Questions that are asked often, as SPARQL with a place for a name: `whom ask offices 'Ann Example'`.
//!
//! Each is a file of `src/query/ask/`, in which `$NAME` is what the user gave: an entity answers to its label and its aliases,
//! in small letters or large. Facts only, unless the question is for words.

use oxigraph::model::Literal;

/// A question with its SPARQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    pub name: &'static str,
    /// What it asks, in words.
    pub asks: &'static str,
    sparql: &'static str,
}

/// All questions, by name.
pub const QUESTIONS: &[Question] = &[
    Question { name: "met", asks: "who met or talked to whom", sparql: include_str!("ask/met.rq") },
    Question {
        name: "offices",
        asks: "which offices a person held, or who held an office or one of a country or body",
        sparql: include_str!("ask/offices.rq"),
    },
    Question { name: "said", asks: "what is reported as someone's words", sparql: include_str!("ask/said.rq") },
    Question {
        name: "timeline",
        asks: "what happened to an entity or was done by it, by day",
        sparql: include_str!("ask/timeline.rq"),
    },
];

/// The place that a name takes in a question; SPARQL's other way to write `?NAME`.
const PLACE: &str = "$NAME";

impl Question {
    /// Whether it cannot be asked without a name.
    pub fn needs_name(&self) -> bool {
        self.sparql.contains(PLACE)
    }

    /// The question as SPARQL, about this name.
    ///
    /// ```
    /// use whom::query::ask::QUESTIONS;
    /// assert!(QUESTIONS[1].sparql("Ann \"the\" Example").contains(r#"LCASE("Ann \"the\" Example")"#));
    /// ```
    pub fn sparql(&self, name: &str) -> String {
        self.sparql.replace(PLACE, &Literal::from(name).to_string())
    }
}

#[cfg(test)]
mod tests {
    use oxigraph::store::Store;

    use super::*;
    use crate::query::{Format, Limits, run};

    #[test]
    fn questions_are_sparql_that_runs() {
        let store = Store::new().unwrap();
        for question in QUESTIONS {
            let query = question.sparql("O'Neil \\ \"x\"");
            run(&store, &query, Format::Csv, &Limits::default(), &mut Vec::new())
                .unwrap_or_else(|error| panic!("{}: {error}", question.name));
            assert_eq!(question.needs_name(), question.name != "met");
        }
    }
}
