//! `whom validate`

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use whom::validation::{self, SHAPES, Severity};

use super::output::Output;
use super::{GraphArgs, Outcome, Session, graph};

pub fn validate(session: &Session, arguments: &GraphArgs, shapes: Option<&Path>, json: bool) -> Result<Outcome> {
    let shapes = match shapes {
        Some(path) => {
            let turtle =
                std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
            validation::read(&path.display().to_string(), &turtle)?
        }
        None => validation::read("shapes.ttl", SHAPES)?,
    };
    let (graph, outcome) = graph::open(session, arguments)?;
    let findings = validation::validate(&graph.triples(session)?, &shapes)?;
    let mut output = Output::open(None)?;
    for finding in &findings {
        if json {
            writeln!(output, "{}", serde_json::to_string(finding)?)?;
            continue;
        }
        let severity = if finding.severity == Severity::Violation { "violation" } else { "warning" };
        let (node, property, shape) = (&finding.node, &finding.property, &finding.shape);
        writeln!(output, "{severity}: {node} {property}: {} ({}; {shape})", finding.message, finding.found)?;
        for (source, words) in &finding.evidence {
            writeln!(output, "    {source}: {}", words.split_whitespace().collect::<Vec<_>>().join(" "))?;
        }
    }
    output.finish()?;
    let violations = findings.iter().filter(|finding| finding.severity == Severity::Violation).count();
    if !session.quiet {
        eprintln!("{violations} violations, {} warnings, {} shapes", findings.len() - violations, shapes.len());
    }
    Ok(if violations > 0 { Outcome::Violations } else { outcome })
}
