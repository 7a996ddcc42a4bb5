//! What a dataset was made from, piece by piece, so that only what differs is written again.
//!
//! Each piece ([`Piece`]) has a digest of all that its quads are made from. The digests of a dataset on disk stand in its file
//! `pieces`, one piece a line: the IRI, without [`BASE`], and 16 hexadecimal digits.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::rdf::{Dataset, Piece};
use super::vocabulary::WHOM_PROVENANCE;
use crate::entity::Entity;
use crate::graph::ends;
use crate::iri::{self, BASE};

const ENTITY: &str = "entity/";

/// The digests of some pieces, sorted by IRI; `None` is none that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pieces(Vec<(String, Option<u64>)>);

/// A piece of a dataset on disk that is not as it should be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub iri: String,
    /// What it should be; `None` where it should not be.
    pub piece: Option<Piece>,
}

impl Change {
    pub fn is_entity(&self) -> bool {
        self.iri.strip_prefix(BASE).is_some_and(|name| name.starts_with(ENTITY))
    }
}

impl Pieces {
    /// The pieces of a dataset, each with its place in the dataset.
    pub fn of(dataset: &Dataset<'_>) -> (Self, Vec<Piece>) {
        let of = |piece| (iri_of(dataset, piece), digest(dataset, piece), piece);
        let mut all: Vec<(String, u64, Piece)> = dataset.pieces().into_par_iter().map(of).collect();
        all.par_sort_unstable();
        let (pieces, places) = all.into_iter().map(|(iri, digest, piece)| ((iri, Some(digest)), piece)).unzip();
        (Self(pieces), places)
    }

    /// What differs from the pieces that should be, which have these places; sorted by IRI.
    pub fn changes(&self, wanted: &Self, places: &[Piece]) -> Vec<Change> {
        let mut changes = Vec::new();
        let mut old = self.0.iter().peekable();
        let gone = |(iri, _): &(String, Option<u64>)| Change { iri: iri.clone(), piece: None };
        for ((iri, digest), &piece) in wanted.0.iter().zip(places) {
            while let Some(other) = old.next_if(|(other, _)| other < iri) {
                changes.push(gone(other));
            }
            let there = old.next_if(|(other, _)| other == iri);
            if there.is_none_or(|(_, there)| there != digest) {
                changes.push(Change { iri: iri.clone(), piece: Some(piece) });
            }
        }
        changes.extend(old.map(gone));
        changes
    }

    /// The pieces where nothing is known of some, by IRI, which may or may not be there.
    pub fn without(self, unknown: &BTreeSet<String>) -> Self {
        let known = self.0.into_iter().filter(|(iri, _)| !unknown.contains(iri));
        let mut pieces: Vec<_> = known.chain(unknown.iter().map(|iri| (iri.clone(), None))).collect();
        pieces.par_sort_unstable();
        Self(pieces)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn write(&self) -> String {
        let mut text = String::new();
        for (iri, digest) in &self.0 {
            let _ = writeln!(text, "{} {:016x}", short(iri), digest.unwrap_or_default());
        }
        text
    }

    /// `None` where the text is not what [`Pieces::write`] writes.
    pub fn read(text: &str) -> Option<Self> {
        let line = |line: &str| {
            let (name, digest) = line.rsplit_once(' ')?;
            Some((long(name), Some(u64::from_str_radix(digest, 16).ok()?)))
        };
        let pieces: Vec<_> = text.lines().map(line).collect::<Option<_>>()?;
        pieces.is_sorted_by(|(a, _), (b, _)| a < b).then_some(Self(pieces))
    }
}

/// An IRI without [`BASE`].
pub(super) fn short(iri: &str) -> &str {
    iri.strip_prefix(BASE).unwrap_or(iri)
}

/// The IRI that [`short`] shortened.
pub(super) fn long(name: &str) -> String {
    if name.contains("://") { name.to_owned() } else { format!("{BASE}{name}") }
}

fn iri_of(dataset: &Dataset<'_>, piece: Piece) -> String {
    match piece {
        Piece::Entity(entity) => dataset.catalogue.entities[entity].id.clone(),
        Piece::Document(index) => dataset.catalogue.documents[index].id.clone(),
        Piece::Provenance => WHOM_PROVENANCE.as_str().to_owned(),
    }
}

/// A digest of all that the quads of a piece are made from.
fn digest(dataset: &Dataset<'_>, piece: Piece) -> u64 {
    let mut hash = Hash(Sha256::new());
    match piece {
        Piece::Entity(entity) => of_entity(&mut hash, dataset, entity),
        Piece::Document(index) => of_document(&mut hash, dataset, index),
        // Few quads, which are their own digest.
        Piece::Provenance => {
            let quads: BTreeSet<String> = dataset.quads(piece).iter().map(ToString::to_string).collect();
            quads.iter().for_each(|quad| hash.text(quad));
        }
    }
    iri::first_bytes(&hash.0.finalize())
}

/// A digest of all that the description of an entity by itself is made from.
pub(super) fn description(entity: &Entity) -> u64 {
    let mut hash = Hash(Sha256::new());
    of_description(&mut hash, entity);
    iri::first_bytes(&hash.0.finalize())
}

fn of_description(hash: &mut Hash, entity: &Entity) {
    hash.text(&entity.id);
    hash.text(entity.entity_type.as_str());
    hash.text(&entity.label);
    hash.list(&entity.aliases);
    hash.optional(entity.wikidata.as_deref());
    hash.optional(entity.country.as_deref());
    hash.optional(entity.subclass.map(|subclass| subclass.as_str()));
    hash.number(entity.amount.map_or(u64::MAX, f64::to_bits));
}

fn of_entity(hash: &mut Hash, dataset: &Dataset<'_>, index: usize) {
    let catalogue = dataset.catalogue;
    of_description(hash, &catalogue.entities[index]);
    for &fact in &dataset.facts[index] {
        let statement = &dataset.statements[fact];
        let ends = ends(catalogue, statement);
        // The id stands for all that the statement says.
        hash.text(&statement.id);
        hash.optional(statement.predicate.property.as_deref());
        hash.optional(ends.marker);
        hash.number(u64::from(ends.entities(catalogue).is_some()));
    }
}

fn of_document(hash: &mut Hash, dataset: &Dataset<'_>, index: usize) {
    let catalogue = dataset.catalogue;
    let record = &dataset.records[index];
    let document = &record.document;
    for text in
        [&document.id, &document.sha256, &document.source, &record.model, &record.ontology, &catalogue.origins[index]]
    {
        hash.text(text);
    }
    for text in [&document.title, &document.publisher, &document.url] {
        hash.optional(text.as_deref());
    }
    hash.optional(document.published.map(|day| day.to_string()).as_deref());
    hash.list(&document.authors);
    for (mention, &entity) in record.mentions.iter().zip(&dataset.entity_of[index]) {
        hash.span(mention.span.start, mention.span.end);
        hash.number(mention.kind as u64);
        hash.text(&catalogue.entities[entity].id);
    }
    for &statement in &dataset.evidence[index] {
        let statement = &dataset.statements[statement];
        hash.text(&statement.id);
        hash.optional(statement.predicate.property.as_deref());
        hash.optional(statement.predicate.event_type.as_deref());
        hash.optional(ends(catalogue, statement).marker);
        hash.text(&statement.rule);
        hash.number(u64::from(statement.confidence.to_bits()));
        for found in statement.evidence_of(index) {
            let spans = [Some(found.span), Some(found.predicate_span), found.subject_span, found.object_span];
            for span in spans {
                hash.number(u64::from(span.is_some()));
                span.iter().for_each(|span| hash.span(span.start, span.end));
            }
        }
    }
}

/// A hash of texts and numbers that knows where each ends.
struct Hash(Sha256);

impl Hash {
    fn number(&mut self, number: u64) {
        self.0.update(number.to_le_bytes());
    }

    fn span(&mut self, start: usize, end: usize) {
        self.number(start as u64);
        self.number(end as u64);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.update(text);
    }

    fn optional(&mut self, text: Option<&str>) {
        self.number(u64::from(text.is_some()));
        text.iter().for_each(|text| self.text(text));
    }

    fn list(&mut self, texts: &[String]) {
        self.number(texts.len() as u64);
        texts.iter().for_each(|text| self.text(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entity(number: u32) -> String {
        format!("{BASE}entity/{number}")
    }

    fn pieces(rows: &[(String, Option<u64>)]) -> Pieces {
        Pieces(rows.to_vec())
    }

    #[test]
    fn pieces_are_read_as_written() {
        let written = pieces(&[
            ("http://example.org/a b".to_owned(), Some(u64::MAX)),
            (format!("{BASE}document/02"), Some(0)),
            (format!("{BASE}entity/01"), Some(7)),
        ]);
        assert_eq!(Pieces::read(&written.write()), Some(written.clone()));
        assert_eq!(Pieces::read("entity/1\n"), None);
        assert_eq!(Pieces::read("entity/2 1\nentity/1 1\n"), None);
    }

    #[test]
    fn what_is_new_other_gone_or_unsure_is_a_change() {
        let old = pieces(&[
            (entity(1), Some(1)),
            (entity(2), Some(2)),
            (entity(3), Some(3)),
            (entity(5), None),
            (entity(6), Some(6)),
        ]);
        let wanted = pieces(&[(entity(1), Some(1)), (entity(2), Some(9)), (entity(4), Some(4)), (entity(5), Some(5))]);
        let changes = old.changes(&wanted, &[0, 1, 2, 3].map(Piece::Entity));
        let change = |number, piece: Option<usize>| Change { iri: entity(number), piece: piece.map(Piece::Entity) };
        assert_eq!(
            changes,
            [change(2, Some(1)), change(3, None), change(4, Some(2)), change(5, Some(3)), change(6, None)]
        );
        let unsure = old.without(&changes.iter().map(|change| change.iri.clone()).collect());
        assert_eq!(unsure.len(), 6);
        assert_eq!(unsure.changes(&wanted, &[0, 1, 2, 3].map(Piece::Entity)), changes);
    }
}
