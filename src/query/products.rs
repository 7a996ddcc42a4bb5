//! Joins without a shared variable: each row of one side meets each row of the other, which no limit of time makes useful.
//!
//! Asked of the algebra (<https://www.w3.org/TR/sparql11-query/#sparqlAlgebra>). Patterns within `GRAPH ?g` share `?g`. What
//! gives one row at most (a count, `LIMIT 1`, one row of `VALUES`) may stand alone, and so may both sides of a `UNION`. A variable
//! that `OPTIONAL` or `UNION` may leave unbound joins nothing: where it is unbound, each row meets each row.

use std::collections::BTreeSet;

use oxigraph::model::Variable;
use petgraph::unionfind::UnionFind;
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};

/// Two patterns that are joined without a variable that both are sure to bind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Product {
    /// The variables of the one and of the other, as a query writes them: "?a ?b".
    pub sides: [String; 2],
    /// What they share, if the one or the other may leave it unbound.
    pub loose: Option<String>,
}

/// What a pattern gives to those that it is joined with.
#[derive(Default)]
struct Part {
    /// What every row binds.
    variables: Names,
    /// What some rows bind.
    loose: Names,
    /// At most one row.
    single: bool,
}

type Names = BTreeSet<String>;

/// Marks the variable of the `GRAPH` that stands around a pattern: each triple within shares it.
const GRAPH: &str = "GRAPH ";

/// Fails with the first join of a query that shares no variable.
pub(super) fn check(query: &Query) -> Result<(), Product> {
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = query;
    part(pattern, &Names::new()).map(|_| ())
}

/// Checks a pattern within which some variables are `given` from outside.
fn part(pattern: &GraphPattern, given: &Names) -> Result<Part, Product> {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Join { .. } => {
            let mut parts = Vec::new();
            gather(pattern, given, &mut parts)?;
            joined(&parts, given)
        }
        GraphPattern::LeftJoin { left, right, expression } => {
            let left = part(left, given)?;
            let inside = given.union(&left.variables).cloned().collect();
            let right = part(right, &inside)?;
            if let Some(expression) = expression {
                conditions(expression, &inside)?;
            }
            optional(left, right, given)
        }
        GraphPattern::Lateral { left, right } => {
            let left = part(left, given)?;
            let right = part(right, &given.union(&left.variables).cloned().collect())?;
            joined(&[left, right], given)
        }
        GraphPattern::Filter { expr, inner } => {
            let inner = part(inner, given)?;
            conditions(expr, &given.iter().chain(&inner.variables).chain(&inner.loose).cloned().collect())?;
            Ok(inner)
        }
        GraphPattern::Union { left, right } => {
            let (left, right) = (part(left, given)?, part(right, given)?);
            let variables: Names = left.variables.intersection(&right.variables).cloned().collect();
            let all = [left.variables, left.loose, right.variables, right.loose].into_iter().flatten();
            let loose = all.filter(|name| !variables.contains(name)).collect();
            Ok(Part { variables, loose, single: false })
        }
        GraphPattern::Graph { name: NamedNodePattern::Variable(name), inner } => {
            let mut inside = given.clone();
            inside.retain(|name| !name.starts_with(GRAPH));
            inside.insert(format!("{GRAPH}{name}"));
            let mut found = part(inner, &inside)?;
            found.variables.retain(|name| !name.starts_with(GRAPH));
            found.variables.extend(graphs(given));
            found.variables.insert(name.to_string());
            found.single = false;
            Ok(found)
        }
        GraphPattern::Graph { inner, .. } | GraphPattern::Service { inner, .. } => part(inner, given),
        GraphPattern::Extend { inner, variable, expression } => {
            let mut inner = part(inner, given)?;
            conditions(expression, &given.union(&inner.variables).cloned().collect())?;
            inner.variables.insert(variable.to_string());
            Ok(inner)
        }
        GraphPattern::Minus { left, right } => {
            part(right, &graphs(given).collect())?;
            part(left, given)
        }
        GraphPattern::Values { variables, bindings } => {
            let is_bound = |column: &usize| bindings.iter().all(|row| row[*column].is_some());
            let (bound, loose): (Vec<usize>, Vec<usize>) = (0..variables.len()).partition(is_bound);
            let named = |columns: Vec<usize>| columns.into_iter().map(|column| variables[column].to_string()).collect();
            Ok(Part { variables: named(bound), loose: named(loose), single: bindings.len() <= 1 })
        }
        GraphPattern::OrderBy { inner, expression } => {
            let inner = part(inner, given)?;
            for OrderExpression::Asc(expression) | OrderExpression::Desc(expression) in expression {
                conditions(expression, &inner.variables)?;
            }
            Ok(inner)
        }
        GraphPattern::Distinct { inner } | GraphPattern::Reduced { inner } => part(inner, given),
        // A query within a query is evaluated by itself.
        GraphPattern::Project { inner, variables } => {
            let inner = part(inner, &graphs(given).collect())?;
            let shown = names(variables).into_iter().chain(graphs(given)).collect();
            let [variables, loose] = [inner.variables, inner.loose].map(|names| &names & &shown);
            Ok(Part { variables, loose, single: inner.single })
        }
        GraphPattern::Slice { inner, length, .. } => {
            let inner = part(inner, given)?;
            Ok(Part { single: inner.single || length.is_some_and(|length| length <= 1), ..inner })
        }
        GraphPattern::Group { inner, variables, aggregates } => {
            let inner = part(inner, given)?;
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    conditions(expr, &inner.variables)?;
                }
            }
            let counted = aggregates.iter().map(|(variable, _)| variable.to_string());
            let grouped = names(variables);
            let loose = &grouped & &inner.loose;
            let sure = grouped.into_iter().filter(|name| !loose.contains(name)).chain(counted).collect();
            Ok(Part { variables: sure, loose, single: variables.is_empty() })
        }
    }
}

/// The sides of nested joins, each triple by itself.
fn gather(pattern: &GraphPattern, given: &Names, parts: &mut Vec<Part>) -> Result<(), Product> {
    let triple = |mut variables: Names| {
        let single = variables.is_empty();
        variables.extend(graphs(given));
        Part { single, variables, loose: Names::new() }
    };
    match pattern {
        GraphPattern::Bgp { patterns } => parts.extend(patterns.iter().map(|pattern| triple(of_triple(pattern)))),
        GraphPattern::Path { subject, object, .. } => {
            let mut variables = Names::new();
            of_term(subject, &mut variables);
            of_term(object, &mut variables);
            parts.push(triple(variables));
        }
        GraphPattern::Join { left, right } => {
            gather(left, given, parts)?;
            gather(right, given, parts)?;
        }
        other => parts.push(part(other, given)?),
    }
    Ok(())
}

/// What the join of some parts gives, if shared variables lead from each to each.
fn joined(parts: &[Part], given: &Names) -> Result<Part, Product> {
    let mut sets = UnionFind::<usize>::new(parts.len() + 1);
    let outside = parts.len();
    for (i, part) in parts.iter().enumerate() {
        if !part.variables.is_disjoint(given) {
            sets.union(i, outside);
        }
        for (j, other) in parts.iter().enumerate().skip(i + 1) {
            if !part.variables.is_disjoint(&other.variables) {
                sets.union(i, j);
            }
        }
    }
    let many = || (0..parts.len()).filter(|&i| !parts[i].single && !parts[i].variables.is_empty());
    if let Some(first) = many().next()
        && let Some(other) = many().find(|&i| !sets.equiv(i, first))
    {
        let of_side = |of: usize, names: fn(&Part) -> Vec<&String>| -> BTreeSet<&String> {
            many().filter(|&i| sets.equiv(i, of)).flat_map(|i| names(&parts[i])).collect()
        };
        let side = |of: usize| {
            let names = of_side(of, |part| part.variables.iter().collect());
            let shown: Vec<&str> = names.into_iter().map(String::as_str).filter(|name| name.starts_with('?')).collect();
            if shown.is_empty() { "[]".to_owned() } else { shown.join(" ") }
        };
        let all = |of: usize| of_side(of, |part| part.variables.iter().chain(&part.loose).collect());
        let loose = all(first).intersection(&all(other)).next().map(|name| (*name).clone());
        return Err(Product { sides: [side(first), side(other)], loose });
    }
    let variables: Names = parts.iter().flat_map(|part| part.variables.iter().cloned()).collect();
    let loose =
        parts.iter().flat_map(|part| part.loose.iter().cloned()).filter(|name| !variables.contains(name)).collect();
    Ok(Part { variables, loose, single: parts.iter().all(|part| part.single) })
}

/// What the rows of `left` give with those of `right` where there are any.
fn optional(left: Part, right: Part, given: &Names) -> Result<Part, Product> {
    let both = [left, right];
    let joined = joined(&both, given)?;
    let [left, _] = both;
    let loose =
        joined.variables.iter().chain(&joined.loose).filter(|name| !left.variables.contains(*name)).cloned().collect();
    Ok(Part { variables: left.variables, loose, single: joined.single })
}

/// Checks the patterns of `EXISTS` in an expression.
fn conditions(expression: &Expression, given: &Names) -> Result<(), Product> {
    match expression {
        Expression::Exists(pattern) => part(pattern, given).map(|_| ()),
        Expression::Or(a, b)
        | Expression::And(a, b)
        | Expression::Equal(a, b)
        | Expression::SameTerm(a, b)
        | Expression::Greater(a, b)
        | Expression::GreaterOrEqual(a, b)
        | Expression::Less(a, b)
        | Expression::LessOrEqual(a, b)
        | Expression::Add(a, b)
        | Expression::Subtract(a, b)
        | Expression::Multiply(a, b)
        | Expression::Divide(a, b) => [a, b].into_iter().try_for_each(|e| conditions(e, given)),
        Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => conditions(a, given),
        Expression::If(a, b, c) => [a, b, c].into_iter().try_for_each(|e| conditions(e, given)),
        Expression::In(a, list) => {
            conditions(a, given)?;
            list.iter().try_for_each(|e| conditions(e, given))
        }
        Expression::Coalesce(list) | Expression::FunctionCall(_, list) => {
            list.iter().try_for_each(|e| conditions(e, given))
        }
        Expression::NamedNode(_) | Expression::Literal(_) | Expression::Variable(_) | Expression::Bound(_) => Ok(()),
    }
}

/// The `GRAPH` around a pattern, if it has a variable.
fn graphs(given: &Names) -> impl Iterator<Item = String> {
    given.iter().filter(|name| name.starts_with(GRAPH)).cloned()
}

fn names(variables: &[Variable]) -> Names {
    variables.iter().map(ToString::to_string).collect()
}

fn of_triple(pattern: &TriplePattern) -> Names {
    let mut variables = Names::new();
    of_term(&pattern.subject, &mut variables);
    of_term(&pattern.object, &mut variables);
    if let NamedNodePattern::Variable(predicate) = &pattern.predicate {
        variables.insert(predicate.to_string());
    }
    variables
}

/// A blank node in a query is a variable without a name.
fn of_term(term: &TermPattern, variables: &mut Names) {
    match term {
        TermPattern::Variable(variable) => drop(variables.insert(variable.to_string())),
        TermPattern::BlankNode(node) => drop(variables.insert(node.to_string())),
        TermPattern::Triple(triple) => variables.extend(of_triple(triple)),
        TermPattern::NamedNode(_) | TermPattern::Literal(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use spargebra::SparqlParser;

    use super::*;

    fn checked(pattern: &str) -> Result<(), Product> {
        let query = if pattern.starts_with("SELECT") || pattern.starts_with("CONSTRUCT") {
            pattern.to_owned()
        } else {
            format!("SELECT * WHERE {{ {pattern} }}")
        };
        let parser = SparqlParser::new().with_prefix("", "http://example.org/").unwrap();
        check(&parser.parse_query(&query).unwrap_or_else(|error| panic!("{query}: {error}")))
    }

    #[test]
    fn joins_that_share_a_variable_pass() {
        for pattern in [
            "",
            "?a :p ?b . ?b :q ?c . ?d :r ?c",
            "?d :r ?c . ?a :p ?b . ?b :q ?c",
            "?a :p [ :q ?b ; :r/:s* ?c ]",
            "?a :p ?b . :x :q :y",
            "GRAPH ?g { ?a :p ?b } GRAPH ?g { ?c :q ?d }",
            "GRAPH ?g { ?a :p ?b . ?c :q ?d }",
            "GRAPH ?g { ?a :p ?b OPTIONAL { ?c :q ?d FILTER(?d > 1) } }",
            "GRAPH ?g { ?a :p ?b { SELECT ?c { ?c :q ?d } } FILTER NOT EXISTS { ?e :q ?f . ?h :r ?i } }",
            "?a :p ?b OPTIONAL { ?b :q ?c OPTIONAL { ?c :r ?d FILTER(?a != ?d) } }",
            "?a :p ?b OPTIONAL { ?b :q ?c } OPTIONAL { ?a :q ?c . ?c :r ?d }",
            "{ ?a :p ?b } UNION { ?a :q ?c } ?a :r ?d",
            "{ ?a :p ?b } UNION { ?c :q ?d }",
            "?a :p ?b BIND(STR(?b) AS ?c) ?d :q ?c",
            "VALUES ?v { :x } ?a :p ?b",
            "VALUES (?a ?c) { (:x :y) (:z :w) } ?a :p ?b . ?c :q ?b",
            "?a :p ?b { SELECT (COUNT(*) AS ?all) { ?s ?p ?o } }",
            "?a :p ?b { SELECT ?c { ?c :q ?d } ORDER BY ?d LIMIT 1 }",
            "?a :p ?b FILTER NOT EXISTS { ?b :q ?c . ?a :r ?d }",
            "?a :p ?b MINUS { ?b :q ?c }",
            "?a :p ?b . << ?a :p ?b >> :says ?c",
            "SELECT ?a (COUNT(?b) AS ?n) { ?a :p ?b } GROUP BY ?a HAVING(COUNT(?b) > 1)",
            "CONSTRUCT { ?a :q ?b } WHERE { ?a :p ?b }",
        ] {
            assert_eq!(checked(pattern), Ok(()), "{pattern}");
        }
    }

    #[test]
    fn joins_that_share_none_are_found() {
        let product = |a: &str, b: &str| Err(Product { sides: [a, b].map(str::to_owned), loose: None });
        let loose = |a: &str, b: &str, name: &str| {
            Err(Product { sides: [a, b].map(str::to_owned), loose: Some(name.to_owned()) })
        };
        for (pattern, expected) in [
            ("?a :p ?b . ?c :q ?d", product("?a ?b", "?c ?d")),
            ("?a :p ?b . ?c :q ?d FILTER(?a = ?c)", product("?a ?b", "?c ?d")),
            ("?a :p ?b . ?c :q ?d BIND(1 AS ?e) ?b :r ?c", product("?a ?b", "?c ?d")),
            ("?a :p ?b OPTIONAL { ?c :q ?d }", product("?a ?b", "?c ?d")),
            ("?a :p ?b OPTIONAL { ?b :q ?c } OPTIONAL { ?c :r ?d }", loose("?a ?b", "?c ?d", "?c")),
            ("{ ?a :p ?b } UNION { ?a :q ?c } ?c :r ?d", loose("?a", "?c ?d", "?c")),
            ("VALUES (?b ?c) { (:x UNDEF) (:y :z) } ?c :r ?d", loose("?b", "?c ?d", "?c")),
            ("?x :p ?y GRAPH ?g { ?a :p ?b . ?c :q ?d }", product("?x ?y", "?a ?b ?c ?d ?g")),
            ("GRAPH ?g { ?a :p ?b } ?c :q ?d", product("?a ?b ?g", "?c ?d")),
            ("GRAPH :g { ?a :p ?b . ?c :q ?d }", product("?a ?b", "?c ?d")),
            ("GRAPH ?g { ?a :p ?b } GRAPH ?h { ?c :q ?d }", product("?a ?b ?g", "?c ?d ?h")),
            ("?a :p ?b { SELECT ?c { ?c :q ?b } }", product("?a ?b", "?c")),
            ("{ ?a :p ?b . ?c :q ?d } UNION { ?a :p ?c }", product("?a ?b", "?c ?d")),
            ("?a :p ?b FILTER EXISTS { ?c :q ?d . ?e :r ?f }", product("?c ?d", "?e ?f")),
            ("?a :p ?b MINUS { ?a :p ?c . ?d :q ?e }", product("?a ?c", "?d ?e")),
            ("[] :p [] . [] :q ?a", product("[]", "?a")),
            ("VALUES ?v { :x :y } ?a :p ?b", product("?v", "?a ?b")),
            ("SELECT (COUNT(*) AS ?n) { ?a :p ?b . ?c :q ?d }", product("?a ?b", "?c ?d")),
            ("CONSTRUCT { ?a :r ?d } WHERE { ?a :p ?b . ?c :q ?d }", product("?a ?b", "?c ?d")),
        ] {
            assert_eq!(checked(pattern), expected, "{pattern}");
        }
    }
}
