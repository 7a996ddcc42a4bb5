//! SPARQL 1.1 queries (<https://www.w3.org/TR/sparql11-query/>) with the graph's prefixes preloaded; read-only and
//! offline: updates and `SERVICE` are refused, and so are joins without a shared variable, unless they are allowed.
//!
//! Plain patterns see the default graph: entities and facts. Statements with their evidence stand in one named graph
//! per document:
//!
//! ```sparql
//! SELECT ?who ?what WHERE { GRAPH ?document { ?statement a whom:Statement ; rdf:subject ?who ; whom:lemma ?what } }
//! ```

pub mod ask;
mod format;
mod plan;
mod products;
mod result_table;
mod syntax;

use std::io::{self, Write};

use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::Triple;
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use oxigraph::sparql::{
    CancellationToken, PreparedSparqlQuery, QueryEvaluationError, QueryResults, QuerySolutionIter, QueryTripleIter,
    SparqlEvaluator,
};
use oxigraph::store::Store;
use spargebra::SparqlParser;

pub use format::Format;
pub use plan::explain;
pub use result_table::shorten;

use crate::store::vocabulary::PREFIXES;

/// What can go wrong with a query.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    #[error("the query has a syntax error {0}")]
    Syntax(String),
    #[error("updates are refused: a graph changes only by `whom build` and `whom remove`")]
    Update,
    #[error("SERVICE is refused: whom stays offline")]
    Service,
    #[error("the format {format} does not fit a {form} query; use {fitting}")]
    Format { format: Format, form: &'static str, fitting: &'static str },
    #[error(
        "`{0}` and `{1}` share no variable, so each row of one would be joined with each row of the other; join them by a \
         variable, ask for them in two queries, or allow it with --allow-products"
    )]
    Product(String, String),
    #[error(
        "`{0}` and `{1}` share only {2}, which OPTIONAL, UNION or UNDEF may leave unbound, so that each row of one would be \
         joined with each row of the other; put what binds {2} beside what uses it, or allow it with --allow-products"
    )]
    Loose(String, String, String),
    #[error("the query was stopped after its time; narrow it down or give it a longer --timeout")]
    Cancelled,
    #[error("the query was stopped as it needed more than {0} MiB of memory; narrow it down or raise --max-memory")]
    Memory(u64),
    #[error("the query failed: {0}")]
    Evaluation(QueryEvaluationError),
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl From<QueryEvaluationError> for QueryError {
    fn from(error: QueryEvaluationError) -> Self {
        match error {
            QueryEvaluationError::Cancelled => Self::Cancelled,
            error => Self::Evaluation(error),
        }
    }
}

/// How far a query may go.
#[derive(Clone, Default)]
pub struct Limits {
    /// At most so many rows or triples.
    pub rows: Option<usize>,
    /// Whether patterns that share no variable may be joined.
    pub products: bool,
    /// Ends the query from another thread. Checked whenever the evaluation pulls a quad, so a cross product may go on
    /// for a while: who needs a hard limit ends the process.
    pub cancellation: CancellationToken,
}

/// What a query gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub rows: usize,
    /// Whether the row limit cut the result off.
    pub cut: bool,
}

/// Runs a query and writes its result.
///
/// ```
/// use oxigraph::store::Store;
/// use whom::query::{Format, Limits, run};
///
/// let mut output = Vec::new();
/// run(&Store::new()?, "ASK { ?s a whom:Person }", Format::Csv, &Limits::default(), &mut output)?;
/// assert_eq!(output, b"false");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub fn run(
    store: &Store,
    query: &str,
    format: Format,
    limits: &Limits,
    output: &mut dyn Write,
) -> Result<Outcome, QueryError> {
    let prepared = prepare(query, limits)?;
    match prepared.on_store(store).execute()? {
        QueryResults::Boolean(answer) => {
            write_boolean(answer, format, output)?;
            Ok(Outcome { rows: 1, cut: false })
        }
        QueryResults::Solutions(solutions) => match format.of_solutions() {
            Some(results) => write_solutions(solutions, results, limits, output),
            None if format == Format::Table => result_table::write(solutions, limits, output),
            None => Err(QueryError::Format { format, form: "SELECT", fitting: "table, csv, tsv, json or xml" }),
        },
        QueryResults::Graph(triples) => match format.of_triples() {
            Some(rdf) => write_triples(triples, rdf, limits, output),
            None => Err(QueryError::Format { format, form: "CONSTRUCT or DESCRIBE", fitting: "ttl or nt" }),
        },
    }
}

/// Parses a query and refuses what it may not do.
fn prepare(query: &str, limits: &Limits) -> Result<PreparedSparqlQuery, QueryError> {
    let parsed = match parser().parse_query(query) {
        Ok(parsed) => parsed,
        Err(_) if parser().parse_update(query).is_ok() => return Err(QueryError::Update),
        Err(error) => return Err(QueryError::Syntax(syntax::explain(&error.to_string(), query))),
    };
    if syntax::calls_service(query) {
        return Err(QueryError::Service);
    }
    if !limits.products {
        products::check(&parsed).map_err(|products::Product { sides: [one, other], loose }| match loose {
            Some(variable) => QueryError::Loose(one, other, variable),
            None => QueryError::Product(one, other),
        })?;
    }
    Ok(SparqlEvaluator::new().with_cancellation_token(limits.cancellation.clone()).for_query(parsed))
}

fn parser() -> SparqlParser {
    PREFIXES.iter().fold(SparqlParser::new(), |parser, (name, iri)| {
        parser.with_prefix(*name, *iri).expect("the prefixes are IRIs")
    })
}

fn write_boolean(answer: bool, format: Format, output: &mut dyn Write) -> Result<(), QueryError> {
    match format.of_solutions() {
        // The SPARQL 1.1 CSV and TSV formats have no booleans; Oxigraph writes the bare word.
        Some(results) => {
            QueryResultsSerializer::from_format(results).serialize_boolean_to_writer(&mut *output, answer)?;
            if matches!(results, QueryResultsFormat::Csv | QueryResultsFormat::Tsv) {
                Ok(())
            } else {
                Ok(writeln!(output)?)
            }
        }
        None if format == Format::Table => Ok(writeln!(output, "{}", if answer { "yes" } else { "no" })?),
        None => Err(QueryError::Format { format, form: "ASK", fitting: "table, csv, tsv, json or xml" }),
    }
}

fn write_solutions(
    solutions: QuerySolutionIter<'_>,
    format: QueryResultsFormat,
    limits: &Limits,
    output: &mut dyn Write,
) -> Result<Outcome, QueryError> {
    let mut outcome = Outcome { rows: 0, cut: false };
    let mut writer = QueryResultsSerializer::from_format(format)
        .serialize_solutions_to_writer(&mut *output, solutions.variables().to_vec())?;
    for solution in solutions {
        let solution = solution?;
        if Some(outcome.rows) == limits.rows {
            outcome.cut = true;
            break;
        }
        writer.serialize(&solution)?;
        outcome.rows += 1;
    }
    let output = writer.finish()?;
    if matches!(format, QueryResultsFormat::Json | QueryResultsFormat::Xml) {
        writeln!(output)?;
    }
    Ok(outcome)
}

fn write_triples(
    triples: QueryTripleIter<'_>,
    format: RdfFormat,
    limits: &Limits,
    output: &mut dyn Write,
) -> Result<Outcome, QueryError> {
    let mut outcome = Outcome { rows: 0, cut: false };
    let mut found: Vec<Triple> = Vec::new();
    for triple in triples {
        let triple = triple?;
        if Some(outcome.rows) == limits.rows {
            outcome.cut = true;
            break;
        }
        found.push(triple);
        outcome.rows += 1;
    }
    found.sort_by_cached_key(|triple| {
        (triple.subject.to_string(), triple.predicate.to_string(), triple.object.to_string())
    });
    found.dedup();
    let mut serializer = RdfSerializer::from_format(format);
    if format == RdfFormat::Turtle {
        for (name, iri) in PREFIXES {
            serializer = serializer.with_prefix(*name, *iri).expect("the prefixes are IRIs");
        }
    }
    let mut writer = serializer.for_writer(output);
    for triple in &found {
        writer.serialize_triple(triple.as_ref())?;
    }
    writer.finish()?;
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use oxigraph::model::{GraphNameRef, NamedNodeRef, QuadRef};

    use super::*;

    fn answer(query: &str, format: Format, rows: Option<usize>) -> Result<String, QueryError> {
        let store = Store::new().unwrap();
        let node = NamedNodeRef::new("https://w3id.org/whom/entity/1").unwrap();
        let met = NamedNodeRef::new("https://w3id.org/whom/vocabulary#meet").unwrap();
        for object in ["https://w3id.org/whom/entity/1", "https://w3id.org/whom/entity/2"] {
            let object = NamedNodeRef::new(object).unwrap();
            store.insert(QuadRef::new(node, met, object, GraphNameRef::DefaultGraph)).unwrap();
        }
        let limits = Limits { rows, ..Limits::default() };
        let mut output = Vec::new();
        run(&store, query, format, &limits, &mut output)?;
        Ok(String::from_utf8(output).unwrap())
    }

    #[test]
    fn prefixes_need_no_declaration() {
        let select = "SELECT ?o WHERE { entity:1 whom:meet ?o } ORDER BY ?o";
        assert_eq!(
            answer(select, Format::Tsv, None).unwrap(),
            "?o\n<https://w3id.org/whom/entity/1>\n<https://w3id.org/whom/entity/2>\n"
        );
        assert_eq!(answer(select, Format::Table, Some(1)).unwrap(), "o\n--------\nentity:1\n");
        assert_eq!(answer("ASK {?s whom:meet ?s}", Format::Table, None).unwrap(), "yes\n");
        let construct = "CONSTRUCT { ?o whom:meet ?s } WHERE { ?s whom:meet ?o }";
        assert!(answer(construct, Format::Turtle, None).unwrap().ends_with("entity:1 .\n"));
    }

    #[test]
    fn what_would_write_or_go_online_is_refused() {
        for update in ["CLEAR ALL", "LOAD <file:///etc/passwd>", "INSERT DATA { entity:1 whom:meet entity:2 }"] {
            assert!(matches!(answer(update, Format::Csv, None), Err(QueryError::Update)));
        }
        assert!(matches!(answer("SELECT * { ?a ?p ?b . ?c ?q ?d }", Format::Csv, None), Err(QueryError::Product(..))));
        let service = "SELECT * { SERVICE SILENT <http://example.org/> { ?s ?p ?o } }";
        assert!(matches!(answer(service, Format::Csv, None), Err(QueryError::Service)));
        // What FROM names is a graph of the store, never a file.
        let file = "SELECT ?s ?p ?o FROM <file:///etc/passwd> { ?s ?p ?o }";
        assert_eq!(answer(file, Format::Csv, None).unwrap(), "s,p,o\r\n");
        let harmless = "SELECT ?service { ?service ?p ?o FILTER(?p != 'SERVICE <') } # SERVICE <";
        assert!(answer(harmless, Format::Csv, None).is_ok());
    }

    #[test]
    fn errors_tell_the_place() {
        let error = answer("SELECT ?s WHERE {\n ?s ?p }", Format::Csv, None).unwrap_err().to_string();
        assert!(error.contains("line 2"), "{error}");
        let error = answer("SELECT ?s { ?s foo:bar ?o }", Format::Csv, None).unwrap_err().to_string();
        assert!(error.contains("prefix `foo:` is not declared"), "{error}");
    }
}
