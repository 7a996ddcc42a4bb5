//! `whom path`

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

use anyhow::{Result, bail};
use clap::Args;
use serde_json::{Value, json};
use whom::Catalogue;
use whom::entity::Entity;
use whom::graph::{Path, ends, entities_named, label, project, shortest_paths};
use whom::statement::Statement;

use super::export::SelectionArgs;
use super::output::Output;
use super::{GraphArgs, Outcome, Session, graph};

/// So many statements of a step are shown to people.
const SHOWN: usize = 3;

/// Between whom a path is sought.
#[derive(Args, Debug)]
pub struct PathArgs {
    /// Name or id of an entity
    #[arg(value_name = "A")]
    from: String,
    /// Name or id of another
    #[arg(value_name = "B")]
    to: String,
    #[command(flatten)]
    graph: GraphArgs,
    /// Show at most so many paths
    #[arg(long, value_name = "N", default_value_t = 3)]
    paths: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    selection: SelectionArgs,
}

/// `whom path`
pub fn path(session: &Session, arguments: PathArgs) -> Result<Outcome> {
    let PathArgs { from, to, graph, paths, json, selection } = arguments;
    let selection = selection.selection()?;
    let (graph, outcome) = graph::open(session, &graph)?;
    graph.source(session, |source| {
        let catalogue = source.catalogue();
        let entity = |name: &str| match entities_named(catalogue, name).first() {
            Some(&entity) => Ok(entity),
            None => bail!("{name}: no such entity; `whom dump entities` lists them"),
        };
        let (from, to) = (entity(&from)?, entity(&to)?);
        let graph = project(source.findings, &selection)?;
        let found = shortest_paths(catalogue, &graph, from, to, paths.max(1));
        let shown = if json { usize::MAX } else { SHOWN };
        let steps = found.iter().flat_map(|path| &path.steps);
        let statements = source.findings.some(&steps.flat_map(|step| step.iter().take(shown).copied()).collect())?;
        let printer = Printer { catalogue, statements };
        let mut output = Output::open(None)?;
        if json {
            let found: Vec<Value> = found.iter().map(|path| printer.as_json(path)).collect();
            writeln!(output, "{}", serde_json::to_string_pretty(&found)?)?;
        } else if found.is_empty() {
            let [from, to] = [from, to].map(|entity| &catalogue.entities[entity].label);
            if selection.all {
                writeln!(output, "No path joins {from} and {to}.")?;
            } else {
                writeln!(output, "No path of facts joins {from} and {to}; --all takes claims and plans, too.")?;
            }
        } else {
            for (number, path) in found.iter().enumerate() {
                if number > 0 {
                    writeln!(output)?;
                }
                printer.print(path, &mut output)?;
            }
        }
        output.finish()
    })?;
    Ok(outcome)
}

/// Shows paths, of which it has the statements that are shown, by their indices.
struct Printer<'a> {
    catalogue: &'a Catalogue,
    statements: BTreeMap<usize, Cow<'a, Statement>>,
}

impl Printer<'_> {
    /// Subject and object of a statement, which are entities, and its predicate.
    fn joined(&self, statement: &Statement) -> ([&Entity; 2], String) {
        let ends = ends(self.catalogue, statement);
        let (subject, object) = ends.entities(self.catalogue).expect("the statement joins two entities");
        let entities = [subject, object].map(|entity| &self.catalogue.entities[entity]);
        (entities, label(&statement.predicate.lemma, ends.marker))
    }

    fn print(&self, path: &Path, output: &mut dyn Write) -> Result<()> {
        let labels: Vec<&str> =
            path.entities.iter().map(|&entity| self.catalogue.entities[entity].label.as_str()).collect();
        writeln!(output, "{}", labels.join(" - "))?;
        for step in &path.steps {
            for index in step.iter().take(SHOWN) {
                let statement = &self.statements[index];
                let ([subject, object], label) = self.joined(statement);
                writeln!(output, "  {} -[{label}]-> {}", subject.label, object.label)?;
                let found = &statement.evidence[0];
                let document = &self.catalogue.documents[found.document];
                let quote: Vec<&str> = found.span.of(&document.text).split_whitespace().collect();
                writeln!(output, "      \"{}\" ({})", quote.join(" "), document.source)?;
            }
            if step.len() > SHOWN {
                writeln!(output, "  and {} more statements", step.len() - SHOWN)?;
            }
        }
        Ok(())
    }

    fn as_json(&self, path: &Path) -> Value {
        let entity = |&entity: &usize| {
            let entity = &self.catalogue.entities[entity];
            json!({"id": entity.id, "label": entity.label, "type": entity.entity_type})
        };
        let statement = |index: &usize| {
            let statement = &self.statements[index];
            let ([subject, object], label) = self.joined(statement);
            let evidence = statement.evidence.iter().map(|found| {
                let document = &self.catalogue.documents[found.document];
                json!({"document": document.id, "source": document.source, "start": found.span.start, "end": found.span.end,
                       "quote": found.span.of(&document.text)})
            });
            json!({"id": statement.id, "subject": subject.id, "object": object.id, "label": label, "factual": statement.factual,
                   "evidence": evidence.collect::<Vec<_>>()})
        };
        let steps: Vec<Vec<Value>> = path.steps.iter().map(|step| step.iter().map(statement).collect()).collect();
        json!({"entities": path.entities.iter().map(entity).collect::<Vec<_>>(), "steps": steps})
    }
}
