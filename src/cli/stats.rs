//! `whom stats`

use std::io::Write;

use anyhow::Result;
use whom::graph::{Summary, summarize};

use super::output::Output;
use super::{GraphArgs, Outcome, Session, graph};

/// Counts and rankings, for people or as JSON.
pub fn stats(session: &Session, arguments: &GraphArgs, json: bool, top: usize) -> Result<Outcome> {
    let (graph, outcome) = graph::open(session, arguments)?;
    let summary = graph.source(session, |source| Ok(summarize(source.findings, top)?))?;
    let mut output = Output::open(None)?;
    if json {
        writeln!(output, "{}", serde_json::to_string_pretty(&summary)?)?;
    } else {
        print_summary(&summary, &mut output)?;
    }
    output.finish()?;
    Ok(outcome)
}

fn print_summary(summary: &Summary, output: &mut dyn Write) -> Result<()> {
    let mut line = |indent: usize, name: &str, value: &dyn std::fmt::Display| {
        writeln!(output, "{:indent$}{name:<width$}{value:>8}", "", width = 28 - indent)
    };
    line(0, "documents", &summary.documents)?;
    line(2, "independent sources", &summary.origins)?;
    line(0, "sentences", &summary.sentences)?;
    line(0, "mentions", &summary.mentions)?;
    for (kind, count) in &summary.mentions_by_kind {
        line(2, kind, count)?;
    }
    line(0, "entities", &summary.entities)?;
    for (entity_type, count) in &summary.entities_by_type {
        line(2, entity_type, count)?;
    }
    line(2, "linked to Wikidata", &summary.entities_with_wikidata)?;
    line(0, "statements", &summary.statements)?;
    line(2, "factual", &summary.statements_factual)?;
    line(2, "negative", &summary.statements_negative)?;
    line(2, "attributed", &summary.statements_attributed)?;
    for (modality, count) in &summary.statements_by_modality {
        line(2, modality, count)?;
    }
    line(0, "evidence", &summary.evidence)?;
    line(0, "graph of facts: nodes", &summary.nodes)?;
    line(2, "edges", &summary.edges)?;
    line(2, "components", &summary.components)?;
    line(2, "nodes in the largest", &summary.largest_component)?;
    line(2, "communities", &summary.communities)?;
    let betweenness = if summary.betweenness_sources < summary.nodes {
        format!("betweenness, estimated from {} nodes", summary.betweenness_sources)
    } else {
        "betweenness".to_owned()
    };
    let rankings = [
        ("degree", &summary.top_by_degree),
        ("PageRank", &summary.top_by_page_rank),
        (betweenness.as_str(), &summary.top_by_betweenness),
        ("core number", &summary.top_by_core),
    ];
    for (title, ranking) in rankings {
        if !ranking.is_empty() {
            writeln!(output, "\ntop by {title}")?;
        }
        for entity in ranking {
            let whole = matches!(title, "degree" | "core number");
            let value = if whole { format!("{}", entity.value) } else { format!("{:.4}", entity.value) };
            writeln!(output, "  {value:>8}  {} ({})", entity.label, entity.entity_type)?;
        }
    }
    if !summary.largest_communities.is_empty() {
        writeln!(output, "\nlargest communities")?;
    }
    for community in &summary.largest_communities {
        let more = if community.entities > community.members.len() { ", ..." } else { "" };
        writeln!(output, "  {:>8}  {}{more}", community.entities, community.members.join(", "))?;
    }
    Ok(())
}
