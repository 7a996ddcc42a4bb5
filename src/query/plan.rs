//! How a query is evaluated: the steps of its plan, with what each gave and how long it took.

use std::io::Write;

use oxigraph::sparql::QueryResults;
use oxigraph::store::Store;
use serde::Deserialize;

use super::result_table::shorten;
use super::{Limits, QueryError, prepare};

/// What Oxigraph tells of a plan.
#[derive(Deserialize)]
struct Explanation {
    plan: Step,
}

#[derive(Deserialize)]
struct Step {
    name: String,
    #[serde(rename = "number of results", default)]
    rows: u64,
    /// Of this step and all below it.
    #[serde(rename = "duration in seconds")]
    seconds: Option<f64>,
    children: Vec<Step>,
}

/// Runs a query for its plan and writes that, one step a line, the last one first: rows, milliseconds, the step. A step's time
/// holds the time of those below it.
pub fn explain(store: &Store, query: &str, limits: &Limits, output: &mut dyn Write) -> Result<(), QueryError> {
    let (results, explanation) = prepare(query, limits)?.on_store(store).compute_statistics().explain();
    let all = limits.rows.unwrap_or(usize::MAX);
    match results? {
        QueryResults::Boolean(_) => {}
        QueryResults::Solutions(solutions) => solutions.take(all).try_for_each(|row| row.map(drop))?,
        QueryResults::Graph(triples) => triples.take(all).try_for_each(|triple| triple.map(drop))?,
    }
    let mut json = Vec::new();
    explanation.write_in_json(&mut json)?;
    let explanation: Explanation =
        serde_json::from_slice(&json).map_err(|error| QueryError::Io(std::io::Error::other(error)))?;
    writeln!(output, "{:>10}  {:>10}  step", "rows", "ms")?;
    write_step(&explanation.plan, 0, output)
}

fn write_step(step: &Step, depth: usize, output: &mut dyn Write) -> Result<(), QueryError> {
    let time = step.seconds.map_or_else(String::new, |seconds| format!("{:.1}", seconds * 1000.0));
    writeln!(output, "{:>10}  {time:>10}  {:indent$}{}", step.rows, "", readable(&step.name), indent = depth * 2)?;
    step.children.iter().try_for_each(|child| write_step(child, depth + 1, output))
}

/// A step with prefixes for its IRIs.
fn readable(name: &str) -> String {
    let mut text = String::new();
    let mut rest = name;
    while let Some((before, behind)) = rest.split_once('<') {
        text.push_str(before);
        match behind.split_once('>') {
            Some((iri, behind)) if iri.contains("://") => {
                let short = shorten(iri);
                text.push_str(&if short == iri { format!("<{iri}>") } else { short });
                rest = behind;
            }
            _ => {
                text.push('<');
                rest = behind;
            }
        }
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_tells_its_steps() {
        let mut output = Vec::new();
        let query = "SELECT ?b { ?a whom:meet ?b . ?b a whom:Person }";
        explain(&Store::new().unwrap(), query, &Limits::default(), &mut output).unwrap();
        let plan = String::from_utf8(output).unwrap();
        assert!(plan.starts_with("      rows          ms  step\n         0"), "{plan}");
        assert!(plan.contains("whom:meet") && plan.contains("whom:Person") && plan.lines().count() > 3, "{plan}");
    }
}
