//! Query results for people: aligned columns, IRIs with prefixes, plain literals without quotes.

use std::io::Write;

use oxigraph::model::Term;
use oxigraph::sparql::QuerySolutionIter;

use super::{Limits, Outcome, QueryError};
use crate::store::vocabulary::PREFIXES;

/// Wider cells are cut, so that one long quote does not spread the whole table.
const MAX_WIDTH: usize = 80;

pub(super) fn write(
    solutions: QuerySolutionIter<'_>,
    limits: &Limits,
    output: &mut dyn Write,
) -> Result<Outcome, QueryError> {
    let header: Vec<String> = solutions.variables().iter().map(|variable| variable.as_str().to_owned()).collect();
    let mut rows = Vec::new();
    let mut cut = false;
    for solution in solutions {
        let solution = solution?;
        if Some(rows.len()) == limits.rows {
            cut = true;
            break;
        }
        let cells: Vec<String> = (0..header.len()).map(|i| solution.get(i).map_or_else(String::new, cell)).collect();
        rows.push(cells);
    }
    let mut widths: Vec<usize> = header.iter().map(|name| width(name)).collect();
    for row in &rows {
        for (column, cell) in row.iter().enumerate() {
            widths[column] = widths[column].max(width(cell));
        }
    }
    let line = |cells: &[String]| -> String {
        let mut line = String::new();
        for (cell, &column) in cells.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', column - width(cell) + 2));
        }
        line.truncate(line.trim_end().len());
        line
    };
    writeln!(output, "{}", line(&header))?;
    writeln!(output, "{}", widths.iter().map(|&width| "-".repeat(width)).collect::<Vec<_>>().join("  "))?;
    for row in &rows {
        writeln!(output, "{}", line(row))?;
    }
    Ok(Outcome { rows: rows.len(), cut })
}

/// An IRI with a prefix where one fits, else as it is.
pub fn shorten(iri: &str) -> String {
    PREFIXES
        .iter()
        .filter_map(|(name, base)| Some((name, iri.strip_prefix(base)?)))
        .find(|(_, local)| !local.is_empty() && !local.contains('/'))
        .map_or_else(|| iri.to_owned(), |(name, local)| format!("{name}:{local}"))
}

fn cell(term: &Term) -> String {
    let text = match term {
        Term::NamedNode(node) => shorten(node.as_str()),
        Term::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    };
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if width(&text) <= MAX_WIDTH { text } else { text.chars().take(MAX_WIDTH - 1).chain(['…']).collect() }
}

fn width(text: &str) -> usize {
    text.chars().count()
}
