//! Which statements a graph shows.

use std::collections::BTreeSet;

use globset::GlobMatcher;
use jiff::civil::Date;

use super::edge::ends;
use crate::Catalogue;
use crate::ontology::EntityType;
use crate::statement::{Node, Statement};

/// Which statements become edges; only those between two entities can. What is empty or `None` lets everything through.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Claims, plans and denials too, and every entity unless something below is set.
    pub all: bool,
    /// Types of entities, of which both ends must have one.
    pub types: BTreeSet<EntityType>,
    /// Lemmas, properties ("met") or event types ("consult"), of which the predicate must have one.
    pub predicates: BTreeSet<String>,
    /// Documents that must say it, at least.
    pub min_support: usize,
    /// First and last day; a statement counts that holds on one between. Without a time of its own, the days on which its
    /// documents were published stand for it.
    pub since: Option<Date>,
    pub until: Option<Date>,
    /// Sources of documents, one of which must say it.
    pub document: Option<GlobMatcher>,
    /// Whether edges that join the same entities in the same direction become one, whose weight is the sum of theirs.
    pub collapse: bool,
}

impl Selection {
    /// What the texts assert, and the entities that it joins.
    pub fn facts() -> Self {
        Self::default()
    }

    /// All statements and entities.
    pub fn all() -> Self {
        Self { all: true, ..Self::default() }
    }

    /// Whether anything is asked of a statement but to be a fact.
    pub fn narrows(&self) -> bool {
        let open = self.types.is_empty() && self.predicates.is_empty() && self.document.is_none();
        !open || self.min_support > 0 || self.since.is_some() || self.until.is_some()
    }

    /// The entities that are shown, by their indices, where statements join these. Where all are, none of those is asked for.
    pub(crate) fn shown<E>(
        &self,
        catalogue: &Catalogue,
        joined: impl IntoIterator<Item = Result<(usize, usize), E>>,
    ) -> Result<Vec<usize>, E> {
        let all = 0..catalogue.entities.len();
        if self.all && !self.narrows() {
            return Ok(all.collect());
        }
        let mut shown = vec![false; all.len()];
        for ends in joined {
            let (subject, object) = ends?;
            (shown[subject], shown[object]) = (true, true);
        }
        Ok(all.filter(|&entity| shown[entity]).collect())
    }

    /// The two entities that a statement joins, if it is selected.
    pub(crate) fn entities(&self, catalogue: &Catalogue, statement: &Statement) -> Option<(usize, usize)> {
        let entities = ends(catalogue, statement).entities(catalogue)?;
        self.admits(catalogue, statement).then_some(entities)
    }

    /// Whether a statement is selected, whatever it joins; entities at its ends must be of the types.
    pub fn admits(&self, catalogue: &Catalogue, statement: &Statement) -> bool {
        let ends = ends(catalogue, statement);
        let of_type = |node: Option<&Node>| match node {
            Some(Node::Entity(entity)) => self.types.contains(&catalogue.entities[*entity].entity_type),
            _ => false,
        };
        (self.all || statement.factual)
            && (self.types.is_empty() || of_type(ends.subject) && of_type(ends.object))
            && self.has_predicate(statement)
            && self.is_supported(catalogue, statement)
            && self.is_in_time(catalogue, statement)
    }

    fn has_predicate(&self, statement: &Statement) -> bool {
        let predicate = &statement.predicate;
        let names = [Some(&predicate.lemma), predicate.property.as_ref(), predicate.event_type.as_ref()];
        self.predicates.is_empty() || names.into_iter().flatten().any(|name| self.predicates.contains(name))
    }

    fn is_supported(&self, catalogue: &Catalogue, statement: &Statement) -> bool {
        let documents: BTreeSet<usize> = statement.evidence.iter().map(|found| found.document).collect();
        let from = |glob: &GlobMatcher| documents.iter().any(|&i| glob.is_match(&catalogue.documents[i].source));
        documents.len() >= self.min_support && self.document.as_ref().is_none_or(from)
    }

    fn is_in_time(&self, catalogue: &Catalogue, statement: &Statement) -> bool {
        if self.since.is_none() && self.until.is_none() {
            return true;
        }
        let within = |start: Date, end: Date| {
            self.since.is_none_or(|since| end >= since) && self.until.is_none_or(|until| start <= until)
        };
        match &statement.time {
            Some(time) => within(time.start, time.end),
            None => statement
                .evidence
                .iter()
                .filter_map(|found| catalogue.documents[found.document].published)
                .any(|day| within(day, day)),
        }
    }
}
