//! Statements in the columns that other programs and data sets have.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use super::ExportError;
use super::columns::{Column, column_list};
use super::network::{end, start};
use super::tabular::Cell;
use crate::graph::{Selection, ends, label};
use crate::ontology::{EntityType, Subclass};
use crate::proposition::PropositionKind;
use crate::span::Span;
use crate::statement::{Evidence, Node, Statement};
use crate::store::source::flat;
use crate::store::{Source, StoreError};
use crate::{Catalogue, Record};

/// Whose columns a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// POLECAT, the event data set that follows ICEWS (Halterman et al. 2023, <https://doi.org/10.7910/DVN/AJGVIT>).
    Polecat,
    /// An edge a row, its two ends first, as igraph, NetworkX and Pajek's readers want it.
    EdgeList,
}

impl Profile {
    pub const ALL: &'static [(&'static str, Profile)] =
        &[("polecat", Profile::Polecat), ("edgelist", Profile::EdgeList)];

    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, profile)| *profile == self).map(|(name, _)| *name).expect("all are there")
    }

    /// What a row is.
    pub fn about(self) -> &'static str {
        match self {
            Self::Polecat => {
                "The columns of POLECAT, a row an event and document: what the graph knows is filled in, the rest is empty"
            }
            Self::EdgeList => "A row a statement between two entities, with its two ends first",
        }
    }

    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Polecat => POLECAT,
            Self::EdgeList => EDGE_LIST,
        }
    }

    /// The rows of the statements that are selected: those of events document by document, edges in the graph's order.
    pub fn rows<'a>(
        self,
        source: &'a Source<'a>,
        selection: &'a Selection,
    ) -> Box<dyn Iterator<Item = Result<Vec<Cell>, StoreError>> + 'a> {
        let catalogue = source.catalogue();
        match self {
            Self::Polecat => {
                let told = |_, statement: &Statement| {
                    (is_event(statement) && selection.admits(catalogue, statement)).then(|| statement.clone())
                };
                match source.findings.each(told).collect::<Result<Vec<Statement>, _>>() {
                    Ok(events) => Box::new(stories(source, events)),
                    Err(error) => Box::new(std::iter::once(Err(error))),
                }
            }
            Self::EdgeList => Box::new(source.findings.each(|_, statement| {
                let (from, to) = selection.entities(catalogue, statement)?;
                Some(edge(catalogue, from, to, statement))
            })),
        }
    }
}

impl FromStr for Profile {
    type Err = ExportError;

    fn from_str(text: &str) -> Result<Self, ExportError> {
        Self::ALL
            .iter()
            .find(|(name, _)| *name == text)
            .map(|(_, profile)| *profile)
            .ok_or_else(|| ExportError::UnknownProfile(text.to_owned()))
    }
}

const EDGE_LIST: &[Column] = column_list! {
    "from" Text "IRI of the entity that acts",
    "to" Text "IRI of the entity that it is done to",
    "from_label" Text "Name of the first",
    "to_label" Text "Name of the second",
    "from_type" Text "Class of the first",
    "to_type" Text "Class of the second",
    "relation" Text "The predicate: meet, shut down, travel to",
    "event_type" Text "Class of the event after PLOVER, in lower case",
    "weight" Integer "How many sentences say it",
    "documents" Integer "How many documents say it",
    "start" Date "First day, if the text tells a time",
    "end" Date "Last day",
    "published" Date "The earliest day on which a document that says it was published",
    "factual" Flag "Whether the text itself asserts it",
    "statement" Text "IRI of the statement",
};

fn edge(catalogue: &Catalogue, from: usize, to: usize, statement: &Statement) -> Vec<Cell> {
    let [from, to] = [from, to].map(|entity| &catalogue.entities[entity]);
    let marker = ends(catalogue, statement).marker;
    let documents: BTreeSet<usize> = statement.evidence.iter().map(|found| found.document).collect();
    let published = documents.iter().filter_map(|&document| catalogue.documents[document].published).min();
    let day = |day: Option<jiff::civil::Date>| day.map_or(Cell::Empty, Cell::Date);
    vec![
        Cell::text(&from.id),
        Cell::text(&to.id),
        Cell::text(&from.label),
        Cell::text(&to.label),
        Cell::text(from.entity_type.as_str()),
        Cell::text(to.entity_type.as_str()),
        Cell::text(label(&statement.predicate.lemma, marker)),
        Cell::text(statement.predicate.event_type.as_deref().unwrap_or_default()),
        count(statement.evidence.len()),
        count(documents.len()),
        day(start(statement)),
        day(end(statement)),
        day(published),
        Cell::Flag(statement.factual),
        Cell::text(&statement.id),
    ]
}

fn count(number: usize) -> Cell {
    Cell::Integer(i64::try_from(number).expect("so many"))
}

const POLECAT: &[Column] = column_list! {
    "Event ID" Text "Last parts of the IRIs of the statement and of the document",
    "Event Date" Date "First day of the event, else the day of publication",
    "Event Type" Text "Class of the event after PLOVER, in capitals: CONSULT, SANCTION, ...",
    "Event Mode" Text "Empty: the graph has no modes of events",
    "Intensity" Decimal "Empty: a scale that comes with modes",
    "Quad Code" Text "Empty: the graph does not put types of events into four classes",
    "Contexts" Text "Empty: the graph has no topics of stories",
    "Actor Name" Text "Name of the entity that acts",
    "Actor Country" Text "Its country, ISO 3166 alpha-3, or its name if it has no code",
    "Actor COW" Text "Empty: Correlates of War code",
    "Primary Actor Sector" Text "GOV for bodies of government, PTY for parties, MIL for armed forces, else empty",
    "Actor Sectors" Text "The same",
    "Actor Title" Text "The office that the story gives a person",
    "Actor Name Raw" Text "The words of the story",
    "Wikipedia Actor ID" Text "Empty: the graph links to Wikidata",
    "Recipient Name" Text "Name of the entity that it is done to",
    "Recipient Country" Text "Its country",
    "Recipient COW" Text "Empty",
    "Primary Recipient Sector" Text "As for the actor",
    "Recipient Sectors" Text "The same",
    "Recipient Title" Text "The office that the story gives a person",
    "Recipient Name Raw" Text "The words of the story",
    "Wikipedia Recipient ID" Text "Empty",
    "Placename" Text "Name of the place where it happened",
    "City" Text "The place, if it is a city",
    "District" Text "Empty",
    "Province" Text "The place, if it is the first division of a country",
    "Country" Text "Country of the place",
    "Latitude" Decimal "Empty: the graph has no coordinates",
    "Longitude" Decimal "Empty",
    "GeoNames ID" Text "Empty",
    "Raw Placename" Text "Words of the story for the place",
    "Feature Type" Text "Empty",
    "Source" Text "Who published the story",
    "Publication Date" Date "When",
    "Story People" Text "Persons that the story names, joined with `;`",
    "Story Organizations" Text "Organizations, bodies of government and parties that it names",
    "Story Locations" Text "Places that it names",
    "Language" Text "Language of the story: en",
    "Version" Text "The program and its version",
};

/// POLECAT holds events that happened.
fn is_event(statement: &Statement) -> bool {
    statement.predicate.event_type.is_some()
        && statement.kind == PropositionKind::Event
        && matches!(statement.subject, Some(Node::Entity(_)))
}

/// The rows of some events, document by document: those that a document tells, by its first evidence of each.
fn stories<'a>(
    source: &'a Source<'a>,
    events: Vec<Statement>,
) -> impl Iterator<Item = Result<Vec<Cell>, StoreError>> + 'a {
    let mut told: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, event) in events.iter().enumerate() {
        // Sorted by document.
        for (place, found) in event.evidence.iter().enumerate() {
            let of_document = told.entry(found.document).or_default();
            if of_document.last().is_none_or(|&(last, _)| last != index) {
                of_document.push((index, place));
            }
        }
    }
    let catalogue = source.catalogue();
    flat(source.each_of(told.keys().copied().collect(), move |document, (record, entity_of)| {
        let row = |&(event, place): &(usize, usize)| {
            let found = &events[event].evidence[place];
            polecat(&Story { catalogue, record: &record, entity_of: &entity_of, found }, &events[event])
        };
        told[&document].iter().map(row).collect()
    }))
}

/// A document in which a statement stands: its record, for each of whose mentions there is an entity, and where.
struct Story<'a> {
    catalogue: &'a Catalogue,
    record: &'a Record,
    entity_of: &'a [usize],
    found: &'a Evidence,
}

fn polecat(story: &Story<'_>, statement: &Statement) -> Vec<Cell> {
    let Story { catalogue, record, entity_of, found } = *story;
    let document = &record.document;
    let last_part = |iri: &str| iri.rsplit('/').next().unwrap_or_default().to_owned();
    let of_entity = |node: Option<&Node>| if let Some(Node::Entity(entity)) = node { Some(*entity) } else { None };
    let [actor, recipient] = [statement.subject.as_ref(), ends(catalogue, statement).object].map(of_entity);
    let place = statement.place;
    let place_if = |of: fn(EntityType) -> bool| {
        let place = place.map(|place| &catalogue.entities[place]).filter(|place| of(place.entity_type));
        place.map_or(Cell::Empty, |place| Cell::text(&place.label))
    };
    let named = |of: fn(EntityType) -> bool| {
        let entities: BTreeSet<usize> = entity_of.iter().copied().collect();
        let names: Vec<&str> = entities
            .into_iter()
            .filter(|&entity| of(catalogue.entities[entity].entity_type) && catalogue.entities[entity].is_described)
            .map(|entity| catalogue.entities[entity].label.as_str())
            .collect();
        Cell::text(names.join(";"))
    };
    let day = |day: Option<jiff::civil::Date>| day.map_or(Cell::Empty, Cell::Date);
    let mut cells = vec![
        Cell::text(format!("{}-{}", last_part(&statement.id), last_part(&document.id))),
        day(statement.time.as_ref().map(|time| time.start).or(document.published)),
        Cell::text(statement.predicate.event_type.as_deref().unwrap_or_default().to_uppercase()),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ];
    cells.extend(story.party(actor, found.subject_span));
    cells.extend(story.party(recipient, found.object_span));
    cells.extend([
        place.map_or(Cell::Empty, |place| Cell::text(&catalogue.entities[place].label)),
        place_if(|of| of == EntityType::City),
        Cell::Empty,
        place_if(|of| of == EntityType::State),
        place.map_or(Cell::Empty, |place| story.country(place)),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        place.map_or(Cell::Empty, |place| story.words_for(place)),
        Cell::Empty,
        Cell::text(document.publisher.as_deref().unwrap_or_default()),
        day(document.published),
        named(|of| of == EntityType::Person),
        named(EntityType::is_organization),
        named(EntityType::is_place),
        Cell::text("en"),
        Cell::text(concat!("whom ", env!("CARGO_PKG_VERSION"))),
    ]);
    cells
}

impl Story<'_> {
    /// Name, country, code, sectors, title, words and Wikipedia of an actor or recipient.
    fn party(&self, entity: Option<usize>, span: Option<Span>) -> Vec<Cell> {
        let Some(entity) = entity else { return vec![Cell::Empty; 8] };
        let words = span.map_or(Cell::Empty, |span| Cell::text(span.of(&self.record.document.text)));
        let party = &self.catalogue.entities[entity];
        let sector = match party.entity_type {
            _ if party.subclass == Some(Subclass::MilitaryForce) => "MIL",
            EntityType::GovernmentBody => "GOV",
            EntityType::Party => "PTY",
            _ => "",
        };
        let holds = |holder: usize| self.entity_of[holder] == entity;
        let title = self.record.mentions.iter().find(|mention| mention.holder.is_some_and(holds));
        vec![
            Cell::text(&party.label),
            self.country(entity),
            Cell::Empty,
            Cell::text(sector),
            Cell::text(sector),
            title.map_or(Cell::Empty, |title| Cell::text(&title.text)),
            words,
            Cell::Empty,
        ]
    }

    fn country(&self, entity: usize) -> Cell {
        Cell::text(self.catalogue.entities[entity].country.as_deref().unwrap_or_default())
    }

    /// How the story calls an entity: in the sentence, else where it does first.
    fn words_for(&self, entity: usize) -> Cell {
        let of_it = || self.record.mentions.iter().zip(self.entity_of).filter(|(_, of)| **of == entity);
        let here = of_it().find(|(mention, _)| self.found.span.contains(mention.span)).or_else(|| of_it().next());
        here.map_or(Cell::Empty, |(mention, _)| Cell::text(&mention.text))
    }
}
