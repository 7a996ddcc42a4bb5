//! The explanation of a statement or an entity: sentences with marked words, rules, sources, merges, decisions.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::entity::curation::Decisions;
use crate::entity::gazetteer::name_key;
use crate::entity::{Entity, Merge, ProposalKind};
use crate::graph::{ends, label};
use crate::review::{Verdict, decision, decisions_on};
use crate::rule::Rule;
use crate::span::{IndexedText, Span};
use crate::statement::{Evidence, Node, Statement};
use crate::store::{FindingsRef, StoreError};
use crate::{Catalogue, Record};

/// How the words of a sentence that carry subject, predicate and object are marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Marks {
    /// `[subject Obama] [predicate met] [object Putin]`
    #[default]
    Brackets,
    /// ANSI colours.
    Colours,
}

/// Longer lists of statements of an entity are cut.
const MAX_STATEMENTS: usize = 50;

/// Explains what an id, the last part of an id, or an entity's label or alias (in any case) names; `None` where nothing
/// has that name. A name that several entities share gives one explanation after the other.
///
/// `record` reads that of a document, by its index; `decisions` are those that the findings honour. Fails where a record or the
/// statements cannot be read.
pub fn explain<'a>(
    findings: impl Into<FindingsRef<'a>>,
    record: impl Fn(usize) -> Result<Record, StoreError>,
    decisions: &Decisions,
    rules: &[Rule],
    name: &str,
    marks: Marks,
) -> Result<Option<String>, StoreError> {
    let findings = findings.into();
    let (catalogue, statements) = (findings.catalogue, findings.statements()?);
    let is_id = |id: &str| id == name || id.rsplit('/').next() == Some(name);
    let rules = rules.iter().map(|rule| (rule.name, rule)).collect();
    let explainer = Explainer { catalogue, statements: &statements, decisions, rules, marks };
    if let Some(statement) = statements.iter().find(|statement| is_id(&statement.id)) {
        return Ok(Some(explainer.statement(statement)));
    }
    let lower = name.to_lowercase();
    let entities = &catalogue.entities;
    let by_id: Vec<usize> = (0..entities.len()).filter(|&i| is_id(&entities[i].id)).collect();
    let named = if by_id.is_empty() {
        let is_named = |entity: &Entity| {
            entity.label.to_lowercase() == lower || entity.aliases.iter().any(|alias| alias.to_lowercase() == lower)
        };
        (0..entities.len()).filter(|&i| is_named(&entities[i])).collect()
    } else {
        by_id
    };
    let explanation = |index: usize| {
        let documents: BTreeSet<usize> = entities[index].chains.iter().map(|&(document, _)| document).collect();
        let records = documents
            .into_iter()
            .map(|document| Ok((document, record(document)?)))
            .collect::<Result<_, StoreError>>()?;
        Ok(explainer.entity(index, &records))
    };
    let explanations: Vec<String> = named.into_iter().map(explanation).collect::<Result<_, StoreError>>()?;
    Ok((!explanations.is_empty()).then(|| explanations.join("\n")))
}

/// The records that an entity is mentioned in, by the indices of their documents.
type Records = BTreeMap<usize, Record>;

struct Explainer<'a> {
    catalogue: &'a Catalogue,
    statements: &'a [Statement],
    decisions: &'a Decisions,
    rules: BTreeMap<&'a str, &'a Rule>,
    marks: Marks,
}

impl Explainer<'_> {
    fn statement(&self, statement: &Statement) -> String {
        let mut text = String::new();
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(text, "{key:<12}{value}");
        };
        line("statement", &statement.id);
        line("says", &self.phrase(statement));
        for argument in &statement.arguments {
            let role = format!("{:?}", argument.role).to_lowercase();
            let marker = argument.marker.as_deref().map(|marker| format!("{marker} ")).unwrap_or_default();
            line(&role, &format!("{marker}{}", self.node(&argument.node)));
        }
        if let Some(time) = &statement.time {
            let bound = if time.bound.is_during() { String::new() } else { format!("{:?} ", time.bound) };
            line(
                "when",
                &format!("{bound}{} to {} (\"{}\", {:?})", time.start, time.end, time.text, time.basis).to_lowercase(),
            );
        }
        if let Some(place) = statement.place {
            line("where", &self.catalogue.entities[place].label);
        }
        line("status", &status(statement));
        for said in &statement.attribution {
            let source = said.source.map_or("nobody named", |entity| &self.catalogue.entities[entity].label);
            line("says so", &format!("{source} ({})", said.verb));
        }
        if let Some(property) = &statement.predicate.property {
            line("property", property);
        }
        line("rule", &self.rule(&statement.rule));
        line("confidence", &format!("{:.2}", statement.confidence));
        for found in &statement.evidence {
            text.push('\n');
            self.evidence(&mut text, found, &statement.rule);
        }
        text
    }

    fn evidence(&self, text: &mut String, found: &Evidence, rule: &str) {
        let document = &self.catalogue.documents[found.document];
        let _ = write!(text, "{}, characters {}-{}", document.source, found.span.start, found.span.end);
        if let Some(publisher) = &document.publisher {
            let _ = write!(text, ", {publisher}");
        }
        if let Some(published) = document.published {
            let _ = write!(text, ", {published}");
        }
        let _ = writeln!(text, "\n  {}", self.marked(found));
        if found.rule != rule {
            let _ = writeln!(text, "  rule: {}", self.rule(&found.rule));
        }
    }

    /// The sentence with its words marked; marks may nest, so openings and closings are placed one by one.
    fn marked(&self, found: &Evidence) -> String {
        let document = &self.catalogue.documents[found.document];
        let indexed = IndexedText::new(&document.text);
        let parts = [
            (found.subject_span, "subject", "34"),
            (Some(found.predicate_span), "predicate", "33"),
            (found.object_span, "object", "32"),
        ];
        let mut spans: Vec<(Span, &str, &str)> = parts
            .into_iter()
            .filter_map(|(span, name, colour)| Some((span?, name, colour)))
            .filter(|(span, ..)| found.span.contains(*span))
            .collect();
        // The wider first, so that what lies inside opens later and closes earlier.
        spans.sort_by_key(|(span, ..)| (span.start, std::cmp::Reverse(span.end)));
        let mut sentence = String::new();
        let mut open: Vec<Span> = Vec::new();
        let opening = |name: &str, colour: &str| match self.marks {
            Marks::Brackets => format!("[{name} "),
            Marks::Colours => format!("\u{1b}[1;{colour}m"),
        };
        let closing = match self.marks {
            Marks::Brackets => "]",
            Marks::Colours => "\u{1b}[0m",
        };
        for at in found.span.start..=found.span.end {
            while open.last().is_some_and(|span| span.end <= at) {
                open.pop();
                sentence.push_str(closing);
            }
            for (_, name, colour) in spans.iter().filter(|(span, ..)| span.start == at && !span.is_empty()) {
                sentence.push_str(&opening(name, colour));
            }
            open.extend(spans.iter().map(|(span, ..)| *span).filter(|span| span.start == at && !span.is_empty()));
            if at < found.span.end {
                let letter = indexed.slice(Span::new(at, at + 1));
                sentence.push_str(if letter.trim().is_empty() { " " } else { letter });
            }
        }
        sentence.extend(open.iter().map(|_| closing));
        sentence
    }

    fn entity(&self, index: usize, records: &Records) -> String {
        let entity = &self.catalogue.entities[index];
        let mut text = String::new();
        let mut line = |key: &str, value: &str| {
            let _ = writeln!(text, "{key:<12}{value}");
        };
        line("entity", &entity.id);
        line("label", &format!("{} ({})", entity.label, entity.entity_type));
        if !entity.aliases.is_empty() {
            line("also", &entity.aliases.join(", "));
        }
        if let Some(wikidata) = &entity.wikidata {
            line("wikidata", wikidata);
        }
        if let Some(country) = &entity.country {
            line("country", country);
        }
        if let Some(link) = &entity.link {
            let item = link.wikidata.as_deref().map(|item| format!(" ({item})")).unwrap_or_default();
            line(
                "linked",
                &format!("to {}{item} of the gazetteer, {:.2}: {}", link.name, link.score, link.evidence.join("; ")),
            );
        }
        for group in &entity.groups {
            line("group", group);
        }
        for merge in &entity.merges {
            let Merge { from, into, score, evidence, rule } = merge;
            line("merged", &format!("{from} into {into}: {evidence} ({score:.2}; {})", self.rule(rule)));
        }
        for decided in decisions_on(self.decisions, &entity.groups) {
            line("decided", &format!("{decided}    (take it out of review.tsv to undo it)"));
        }
        for (index, way) in self.ways_back(entity, records).iter().enumerate() {
            if index == 0 {
                line("to undo", "put what is wrong into review.tsv, and `whom build` again:");
            }
            line("", way);
        }
        for &(document, chain) in &entity.chains {
            let record = &records[&document];
            let Some(chain) = record.chains.get(chain) else { continue };
            let words: Vec<String> = chain
                .mentions
                .iter()
                .map(|&mention| {
                    format!("\"{}\"@{}", record.mentions[mention].text, record.mentions[mention].span.start)
                })
                .collect();
            line("mentions", &format!("{}: {}", record.document.source, words.join(", ")));
            for link in &chain.links {
                let [mention, antecedent] = [link.mention, link.antecedent].map(|i| {
                    let mention = &record.mentions[i];
                    format!("\"{}\"@{}", mention.text, mention.span.start)
                });
                let evidence = if link.evidence.is_empty() { String::new() } else { format!("{} ", link.evidence) };
                let rule = self.rule(&link.rule);
                line("", &format!("{mention} is {antecedent}: {evidence}({:.2}; {rule})", link.score));
            }
        }
        let here = |node: &Option<Node>| *node == Some(Node::Entity(index));
        let statements: Vec<&Statement> = self
            .statements
            .iter()
            .filter(|s| {
                here(&s.subject) || here(&s.object) || s.arguments.iter().any(|a| a.node == Node::Entity(index))
            })
            .collect();
        line("statements", &statements.len().to_string());
        for statement in statements.iter().take(MAX_STATEMENTS) {
            let id = statement.id.rsplit('/').next().unwrap_or_default();
            line("", &format!("{id}  {} ({})", self.phrase(statement), status(statement)));
        }
        if statements.len() > MAX_STATEMENTS {
            line("", &format!("and {} more", statements.len() - MAX_STATEMENTS));
        }
        text
    }

    /// What to put into a review to undo the merges and the link of an entity.
    fn ways_back(&self, entity: &Entity, records: &Records) -> Vec<String> {
        const SHOWN: usize = 5;
        let accepted: BTreeSet<(&str, &str)> = self.decisions.accepted().chain(self.decisions.kept()).collect();
        let is_decided = |a, b| accepted.contains(&(a, b)) || accepted.contains(&(b, a));
        let apart =
            entity.merges.iter().filter(|merge| merge.from != merge.into && !is_decided(&merge.from, &merge.into));
        let mut lines: Vec<String> = apart
            .take(SHOWN)
            .map(|merge| decision(Verdict::Accept, ProposalKind::Split, &merge.from, &merge.into))
            .collect();
        let of_documents = self.documents_apart(entity, records);
        lines.extend(
            of_documents
                .iter()
                .take(SHOWN)
                .map(|(group, document)| decision(Verdict::Accept, ProposalKind::Split, group, document)),
        );
        if of_documents.len() > SHOWN {
            lines.push(format!("and so on, for each of {} documents", of_documents.len()));
        }
        lines.extend(self.joins_apart(entity, records));
        let item = match &entity.link {
            Some(link) => link.wikidata.as_deref().or(Some(&link.name)),
            None => entity.wikidata.as_deref(),
        };
        if let (Some(item), Some(group)) = (item, entity.groups.first())
            && entity.groups.iter().all(|group| self.decisions.link(group).is_none())
        {
            lines.push(decision(Verdict::Reject, ProposalKind::Link, group, item));
        }
        lines
    }

    /// The splits that undo the least sure joins within documents.
    fn joins_apart(&self, entity: &Entity, records: &Records) -> Vec<String> {
        const SHOWN: usize = 5;
        const SURE: f64 = 0.9;
        let mut joins = Vec::new();
        for &(document, chain) in &entity.chains {
            let record = &records[&document];
            let Some(chain) = record.chains.get(chain) else { continue };
            let words = name_key(&chain.label);
            let own = entity.groups.iter().find(|group| group.split('/').nth(1) == Some(words.as_str()));
            let Some(group) = own.or(entity.groups.first()) else { continue };
            for link in chain.links.iter().filter(|link| link.score < SURE) {
                let span = record.mentions[link.mention].span;
                let mention = format!("{}#char={},{}", self.called(document), span.start, span.end);
                joins.push((link.score, decision(Verdict::Accept, ProposalKind::Split, group, &mention)));
            }
        }
        joins.sort_by(|(x, a), (y, b)| x.total_cmp(y).then_with(|| a.cmp(b)));
        joins.into_iter().take(SHOWN).map(|(_, line)| line).collect()
    }

    /// What a review may call a document: its source, or the last part of its id where the source is several documents'.
    fn called(&self, document: usize) -> String {
        let document = &self.catalogue.documents[document];
        let same = self.catalogue.documents.iter().filter(|other| other.source == document.source);
        let short = document.id.rsplit('/').next().unwrap_or(&document.id);
        if same.take(2).count() > 1 { short.to_owned() } else { document.source.clone() }
    }

    /// The groups of an entity that one name made of several documents, each with each of its documents: what a split of a
    /// group from a document may name.
    fn documents_apart(&self, entity: &Entity, records: &Records) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        for group in entity.merges.iter().filter(|merge| merge.from == merge.into).map(|merge| &merge.from) {
            let name = group.split('/').nth(1).unwrap_or_default();
            let documents: BTreeSet<usize> = entity
                .chains
                .iter()
                .filter(|&&(document, chain)| {
                    let record = &records[&document];
                    let mentions = record.chains.get(chain).map_or(&[][..], |chain| &chain.mentions);
                    // Chains do not tell their group, but what has its name is of it.
                    entity.groups.len() == 1
                        || mentions.iter().any(|&mention| name_key(&record.mentions[mention].text) == name)
                })
                .map(|(document, _)| *document)
                .collect();
            if documents.len() > 1 {
                pairs.extend(documents.into_iter().map(|document| (group.clone(), self.called(document))));
            }
        }
        pairs
    }

    /// "Rand Paul - deliver - letter".
    fn phrase(&self, statement: &Statement) -> String {
        let ends = ends(self.catalogue, statement);
        let subject = ends.subject.map_or_else(|| "(nobody named)".to_owned(), |node| self.node(node));
        let predicate = label(&statement.predicate.lemma, ends.marker);
        match ends.object {
            Some(object) => format!("{subject} - {predicate} - {}", self.node(object)),
            None => format!("{subject} - {predicate}"),
        }
    }

    fn node(&self, node: &Node) -> String {
        match node {
            Node::Entity(entity) => self.catalogue.entities[*entity].label.clone(),
            Node::Statement(id) => match self.statements.iter().find(|statement| statement.id == *id) {
                // Only one level: statements about statements about statements would not fit a line.
                Some(statement) => format!("({})", label(&statement.predicate.lemma, None)),
                None => id.clone(),
            },
            Node::Literal(text) => format!("\"{text}\""),
        }
    }

    fn rule(&self, name: &str) -> String {
        match self.rules.get(name) {
            Some(rule) => format!("{name}: {}", rule.explanation),
            None => name.to_owned(),
        }
    }
}

fn status(statement: &Statement) -> String {
    let factual = if statement.factual { "a fact of the text" } else { "not asserted by the text" };
    format!("{factual}, {:?}, {:?}, {:?}", statement.polarity, statement.modality, statement.kind).to_lowercase()
}
