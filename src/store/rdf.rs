//! Knowledge as RDF 1.2 (<https://www.w3.org/TR/rdf12-concepts/>).
//!
//! - Default graph: entities, each factual statement between two entities once as a plain triple, and memberships.
//! - A named graph per document: the document, its mentions, and each statement that it is evidence for as a node
//!   `a whom:Statement`. A statement of two documents is described in both graphs, so that each stands for itself;
//!   count `DISTINCT ?statement` over `GRAPH ?document`.
//! - `whom:provenance`: runs, models, ontologies and rules as PROV-O (<https://www.w3.org/TR/prov-o/>): a run is a `prov:Activity`
//!   with its model as `prov:SoftwareAgent`, its ontology as the `prov:Entity` that it used; a rule is a `prov:Plan`.
//!
//! No blank nodes, no wall-clock times, everything sorted: same documents, same bytes.

use std::collections::{BTreeMap, BTreeSet};

use oxigraph::model::vocab::{rdf, rdfs, xsd};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use rayon::prelude::*;

use super::StoreError;
use super::membership::{self, Holding};
use super::source::Source;
use super::statement_rdf;
use super::vocabulary::*;
use crate::document::Document;
use crate::entity::Entity;
use crate::graph::ends;
use crate::iri::{BASE, mint};
use crate::proposition::Polarity;
use crate::rule::Rule;
use crate::span::{IndexedText, Span};
use crate::statement::{Node, Statement};
use crate::{Catalogue, Knowledge, Record};

/// Whether statement nodes also carry RDF 1.2 triple terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reification {
    /// One `rdf:reifies <<( s p o )>>` a statement.
    #[default]
    TripleTerms,
    /// Only the explicit `rdf:subject`, `rdf:predicate`, `rdf:object`, for tools of RDF 1.1.
    Flat,
}

/// Which RDF graphs are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Graphs {
    Default,
    All,
}

/// How many entities are made at a time.
const ENTITIES: usize = 4096;

/// Makes the quads of a graph in lists, each sorted: those of the default graph by subject, then those of the documents by IRI, a list
/// each, then those of the provenance. Beside the findings few lists are in memory at a time. `put` takes each list.
pub fn each_list<E: From<StoreError>>(
    source: &Source<'_>,
    rules: &[Rule],
    reification: Reification,
    graphs: Graphs,
    mut put: impl FnMut(Vec<Quad>) -> Result<(), E>,
) -> Result<(), E> {
    // A document's statements stand among all others.
    let statements = source.findings.statements()?;
    let dataset = Dataset::of_findings(source.catalogue(), &statements, rules, reification);
    let all = source.catalogue().entities.len();
    let mut memberships = Vec::new();
    for start in (0..all).step_by(ENTITIES) {
        let entities = start..all.min(start + ENTITIES);
        let quads = entities.into_par_iter().flat_map_iter(|entity| dataset.quads_of_entity(entity));
        let (of_memberships, of_entities): (Vec<Quad>, Vec<Quad>) = quads.partition(membership::is_of_one);
        memberships.extend(of_memberships);
        put(sorted(of_entities))?;
    }
    put(sorted(memberships))?;
    if graphs == Graphs::Default {
        return Ok(());
    }
    let mut makes: BTreeSet<(String, String)> = BTreeSet::new();
    let documents = source.each(|index, (record, entity_of)| {
        let quads = sorted(dataset.quads_of_document(index, &record, &entity_of));
        (quads, (record.model.clone(), record.ontology.clone()))
    });
    for made in documents {
        let (quads, make) = made?;
        makes.insert(make);
        put(quads)?;
    }
    let makes = makes.iter().map(|(model, ontology)| (model.as_str(), ontology.as_str()));
    put(sorted(dataset.quads_of_provenance(makes.collect())))
}

/// A part of the dataset that is made by itself and whose quads are in no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Piece {
    /// What the default graph says of an entity: itself, the facts of which it is the subject, its memberships.
    Entity(usize),
    /// The graph of a document, by the index of its record.
    Document(usize),
    Provenance,
}

/// The RDF of some findings, in pieces.
pub(super) struct Dataset<'a> {
    pub catalogue: &'a Catalogue,
    pub statements: &'a [Statement],
    /// The records, where they are known, and for each of their mentions its entity.
    pub records: &'a [Record],
    pub entity_of: &'a [Vec<usize>],
    pub rules: &'a [Rule],
    reification: Reification,
    /// For each document, the statements that it is evidence for.
    pub evidence: Vec<Vec<usize>>,
    /// For each entity, the facts of which it is the subject and whose object is an entity.
    pub facts: Vec<Vec<usize>>,
}

impl<'a> Dataset<'a> {
    pub fn new(knowledge: &'a Knowledge, rules: &'a [Rule], reification: Reification) -> Self {
        let Knowledge { findings, records, entity_of, .. } = knowledge;
        Self { records, entity_of, ..Self::of_findings(findings, &findings.statements, rules, reification) }
    }

    /// That of which the records are not known: documents and provenance are made by themselves.
    fn of_findings(
        catalogue: &'a Catalogue,
        statements: &'a [Statement],
        rules: &'a [Rule],
        reification: Reification,
    ) -> Self {
        let mut evidence: Vec<Vec<usize>> = vec![Vec::new(); catalogue.documents.len()];
        let mut facts: Vec<Vec<usize>> = vec![Vec::new(); catalogue.entities.len()];
        for (index, statement) in statements.iter().enumerate() {
            for found in &statement.evidence {
                // Sorted by document, each of which counts once.
                if evidence[found.document].last() != Some(&index) {
                    evidence[found.document].push(index);
                }
            }
            if let (Some(Node::Entity(subject)), true, Polarity::Positive) =
                (&statement.subject, statement.factual, statement.polarity)
            {
                facts[*subject].push(index);
            }
        }
        Self { catalogue, statements, records: &[], entity_of: &[], rules, reification, evidence, facts }
    }

    /// All pieces.
    pub fn pieces(&self) -> Vec<Piece> {
        let entities = (0..self.catalogue.entities.len()).map(Piece::Entity);
        entities.chain((0..self.catalogue.documents.len()).map(Piece::Document)).chain([Piece::Provenance]).collect()
    }

    /// The quads of one piece, some of them more than once.
    pub fn quads(&self, piece: Piece) -> Vec<Quad> {
        match piece {
            Piece::Entity(entity) => self.quads_of_entity(entity),
            Piece::Document(index) => self.quads_of_document(index, &self.records[index], &self.entity_of[index]),
            Piece::Provenance => {
                // Records of one make say the same.
                let makes = self.records.iter().map(|record| (record.model.as_str(), record.ontology.as_str()));
                self.quads_of_provenance(makes.collect())
            }
        }
    }

    /// The RDF graph that a piece stands in.
    pub fn graph(&self, piece: Piece) -> GraphName {
        match piece {
            Piece::Entity(_) => GraphName::DefaultGraph,
            Piece::Document(index) => GraphName::NamedNode(iri(&self.catalogue.documents[index].id)),
            Piece::Provenance => GraphName::NamedNode(WHOM_PROVENANCE.into_owned()),
        }
    }

    fn quads_of_entity(&self, index: usize) -> Vec<Quad> {
        let mut quads = Quads::new(GraphName::DefaultGraph);
        describe_entity(&mut quads, &self.catalogue.entities[index]);
        for &fact in &self.facts[index] {
            if let Some(Fact { subject, predicate, object }) = self.fact(&self.statements[fact]) {
                quads.add(&subject, predicate.as_ref(), object);
            }
        }
        let facts = self.facts[index].iter().map(|&fact| &self.statements[fact]);
        let holdings: Vec<Holding> = facts.filter_map(|statement| Holding::of(self.catalogue, statement)).collect();
        membership::describe(&mut quads, holdings.iter());
        quads.quads
    }

    /// `entity_of` gives for each mention of the record its entity.
    fn quads_of_document(&self, index: usize, record: &Record, entity_of: &[usize]) -> Vec<Quad> {
        let mut quads = Quads::new(self.graph(Piece::Document(index)));
        document(&mut quads, self.catalogue, index, record, entity_of);
        for &statement in &self.evidence[index] {
            statement_rdf::describe(&mut quads, self.catalogue, &self.statements[statement], index, self.reification);
        }
        self.sentences(&mut quads, index);
        quads.quads
    }

    /// `makes` are the models and ontologies that the records were made with.
    fn quads_of_provenance(&self, makes: BTreeSet<(&str, &str)>) -> Vec<Quad> {
        let mut quads = Quads::new(self.graph(Piece::Provenance));
        let statements = self.statements.iter();
        let of_evidence = statements.clone().flat_map(|statement| &statement.evidence).map(|found| found.rule.as_str());
        let used: BTreeSet<&str> = statements.map(|statement| statement.rule.as_str()).chain(of_evidence).collect();
        describe_makes(&mut quads, makes);
        describe_rules(&mut quads, used.into_iter(), self.rules);
        quads.quads
    }

    /// The sentences of a document that are evidence, each once.
    fn sentences(&self, quads: &mut Quads, index: usize) {
        let document = &self.catalogue.documents[index];
        let text = IndexedText::new(&document.text);
        let statements = self.evidence[index].iter().map(|&statement| &self.statements[statement]);
        let found = statements.flat_map(|statement| statement.evidence_of(index));
        for span in found.map(|found| found.span).collect::<BTreeSet<Span>>() {
            let node = place_in(document, span);
            quads.add(&node, rdf::TYPE, NIF_SENTENCE.into_owned());
            text_span(quads, &node, span, text.slice(span));
        }
    }

    /// The plain triple that a fact makes, where it joins two entities.
    pub fn fact(&self, statement: &Statement) -> Option<Fact> {
        let catalogue = self.catalogue;
        let ends = ends(catalogue, statement);
        let (subject, object) = ends.entities(catalogue)?;
        let is_fact = statement.factual && statement.polarity == Polarity::Positive;
        is_fact.then(|| Fact {
            subject: iri(&catalogue.entities[subject].id),
            predicate: statement_rdf::predicate(&statement.predicate, &ends),
            object: iri(&catalogue.entities[object].id),
        })
    }
}

/// A plain triple of the default graph.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Fact {
    pub subject: NamedNode,
    pub predicate: NamedNode,
    pub object: NamedNode,
}

/// What is said of an entity by itself.
pub(super) fn describe_entity(quads: &mut Quads, entity: &Entity) {
    let node = iri(&entity.id);
    if let Some(subclass) = entity.subclass {
        quads.add(&node, rdf::TYPE, whom(subclass.as_str()));
    }
    if let Some(amount) = entity.amount {
        quads.add(&node, WHOM_AMOUNT, Literal::new_typed_literal(amount.to_string(), xsd::DECIMAL));
    }
    quads.add(&node, rdf::TYPE, whom(entity.entity_type.as_str()));
    quads.add(&node, rdf::TYPE, aligned_class(entity.entity_type).into_owned());
    quads.add(&node, rdfs::LABEL, Literal::from(entity.label.as_str()));
    for alias in &entity.aliases {
        quads.add(&node, SKOS_ALT_LABEL, Literal::from(alias.as_str()));
    }
    if let Some(item) = entity.wikidata.as_deref().and_then(wikidata) {
        quads.add(&node, SCHEMA_SAME_AS, item);
    }
    if let Some(country) = &entity.country {
        quads.add(&node, WHOM_COUNTRY, Literal::from(country.as_str()));
    }
}

/// The predicates that [`describe_entity`] may use.
#[cfg(feature = "rocksdb")]
pub(super) const OF_ENTITIES: &[NamedNodeRef<'static>] =
    &[rdf::TYPE, rdfs::LABEL, SKOS_ALT_LABEL, SCHEMA_SAME_AS, WHOM_COUNTRY, WHOM_AMOUNT];

fn document(quads: &mut Quads, catalogue: &Catalogue, index: usize, record: &Record, entity_of: &[usize]) {
    let document = &record.document;
    let node = iri(&document.id);
    quads.add(&node, rdf::TYPE, SCHEMA_ARTICLE.into_owned());
    quads.add(&node, rdf::TYPE, NIF_CONTEXT.into_owned());
    quads.add(&node, WHOM_SOURCE, Literal::from(document.source.as_str()));
    quads.add(&node, WHOM_SHA256, Literal::from(document.sha256.as_str()));
    quads.add(&node, WHOM_ORIGIN, Literal::from(catalogue.origins[index].as_str()));
    if let Some(title) = &document.title {
        quads.add(&node, SCHEMA_HEADLINE, Literal::from(title.as_str()));
    }
    if let Some(published) = document.published {
        quads.add(&node, SCHEMA_DATE_PUBLISHED, date(published));
    }
    if let Some(publisher) = &document.publisher {
        quads.add(&node, SCHEMA_PUBLISHER, Literal::from(publisher.as_str()));
    }
    for author in &document.authors {
        quads.add(&node, SCHEMA_AUTHOR, Literal::from(author.as_str()));
    }
    if let Some(url) = &document.url {
        let url = NamedNode::new(url).map_or_else(|_| Term::from(Literal::from(url.as_str())), Term::from);
        quads.add(&node, SCHEMA_URL, url);
    }
    quads.add(&node, PROV_ATTRIBUTED_TO, model(&record.model));
    quads.add(&node, PROV_GENERATED_BY, run(&record.model, &record.ontology));
    for (mention, &entity) in record.mentions.iter().zip(entity_of) {
        let node = place_in(document, mention.span);
        quads.add(&node, rdf::TYPE, NIF_PHRASE.into_owned());
        text_span(quads, &node, mention.span, &mention.text);
        quads.add(&node, ITS_IDENTITY, iri(&catalogue.entities[entity].id));
        quads.add(&node, WHOM_MENTION_KIND, Literal::from(format!("{:?}", mention.kind).to_lowercase()));
    }
}

/// Describes models with their ontologies.
fn describe_makes(quads: &mut Quads, makes: BTreeSet<(&str, &str)>) {
    for (made_by, with) in makes {
        let node = model(made_by);
        quads.add(&node, rdf::TYPE, PROV_SOFTWARE_AGENT.into_owned());
        quads.add(&node, SCHEMA_SOFTWARE_VERSION, Literal::from(made_by));
        quads.add(&node, PROV_DERIVED_FROM, ontology(with));
        quads.add(&ontology(with), rdf::TYPE, PROV_ENTITY.into_owned());
        let activity = run(made_by, with);
        quads.add(&activity, rdf::TYPE, PROV_ACTIVITY.into_owned());
        quads.add(&activity, PROV_ASSOCIATED_WITH, node);
        quads.add(&activity, PROV_USED, ontology(with));
    }
}

/// Describes rules that were used, by their names.
pub(super) fn describe_rules<'a>(quads: &mut Quads, used: impl Iterator<Item = &'a str>, rules: &[Rule]) {
    let explanations: BTreeMap<&str, &str> = rules.iter().map(|rule| (rule.name, rule.explanation)).collect();
    for name in used {
        let node = rule(name);
        quads.add(&node, rdf::TYPE, PROV_PLAN.into_owned());
        quads.add(&node, rdfs::LABEL, Literal::from(name));
        if let Some(explanation) = explanations.get(name) {
            quads.add(&node, rdfs::COMMENT, Literal::from(*explanation));
        }
    }
}

/// The quads of one RDF graph, as they are gathered.
pub(super) struct Quads {
    graph: GraphName,
    pub(super) quads: Vec<Quad>,
}

impl Quads {
    pub(super) fn new(graph: GraphName) -> Self {
        Self { graph, quads: Vec::new() }
    }

    pub(super) fn add(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.quads.push(Quad::new(subject.clone(), predicate.into_owned(), object, self.graph.clone()));
    }
}

fn sorted(mut quads: Vec<Quad>) -> Vec<Quad> {
    fn subject(quad: &Quad) -> &str {
        match &quad.subject {
            NamedOrBlankNode::NamedNode(node) => node.as_str(),
            NamedOrBlankNode::BlankNode(node) => node.as_str(),
        }
    }
    quads.sort_by(|a, b| {
        let nodes = || subject(a).cmp(subject(b)).then_with(|| a.predicate.as_str().cmp(b.predicate.as_str()));
        nodes().then_with(|| a.object.to_string().cmp(&b.object.to_string()))
    });
    quads.dedup();
    quads
}

/// Whether a text is an IRI of our own in which nothing can be amiss, which is told sooner than by parsing it.
fn is_minted(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-' | b'.');
    text.strip_prefix(BASE).is_some_and(|rest| rest.bytes().all(is_plain))
}

pub(super) fn iri(text: &str) -> NamedNode {
    if is_minted(text) {
        return NamedNode::new_unchecked(text);
    }
    NamedNode::new(text).unwrap_or_else(|_| NamedNode::new_unchecked(mint("name", &[text])))
}

pub(super) fn date(date: jiff::civil::Date) -> Literal {
    Literal::new_typed_literal(date.to_string(), xsd::DATE)
}

/// The IRI of a span of a document's text (RFC 5147, NIF).
pub(super) fn place_in(document: &Document, span: Span) -> NamedNode {
    let document = &document.id;
    let text = format!("{document}#char={},{}", span.start, span.end);
    if is_minted(document) { NamedNode::new_unchecked(text) } else { iri(&text) }
}

pub(super) fn text_span(quads: &mut Quads, node: &NamedNode, span: Span, text: &str) {
    let index = |at: usize| Literal::new_typed_literal(at.to_string(), xsd::NON_NEGATIVE_INTEGER);
    quads.add(node, NIF_BEGIN, index(span.start));
    quads.add(node, NIF_END, index(span.end));
    quads.add(node, NIF_ANCHOR_OF, Literal::from(text));
}

fn wikidata(item: &str) -> Option<NamedNode> {
    if item.contains("://") {
        NamedNode::new(item).ok()
    } else {
        NamedNode::new(format!("http://www.wikidata.org/entity/{item}")).ok()
    }
}

/// The reading of documents with one model and one ontology. It has no time of its own: the same reading is the same run.
fn run(model: &str, ontology: &str) -> NamedNode {
    iri(&mint("run", &[model, ontology]))
}

fn model(version: &str) -> NamedNode {
    iri(&format!("{BASE}model/{version}"))
}

fn ontology(version: &str) -> NamedNode {
    iri(&format!("{BASE}ontology/{version}"))
}
