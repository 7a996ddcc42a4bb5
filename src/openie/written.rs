//! Tuples as text, in one of two shapes.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Phrase, Piece, Tokens, Tuple, confidence};

/// One line of output. Scorers of open information extraction read `sentence`, `id`, `confidence`, `arg1`, `rel` and `args`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Extraction<'a> {
    /// Id of the document; none for sentences that are given by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<&'a str>,
    /// The sentence as it was given; of a document its tokens with blanks between them.
    pub sentence: &'a str,
    /// Id of the sentence, or its number.
    pub id: &'a str,
    /// 0 to 1.
    pub confidence: f32,
    pub arg1: String,
    pub rel: String,
    pub args: Vec<String>,
    /// No verb says it: it follows from a noun phrase or a passive.
    pub implied: bool,
    /// Name of the rule that found it.
    pub rule: &'static str,
}

/// Which shape tuples are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// All arguments of a predicate together: "He | became | a judge | in 1903", "He | served as | minister".
    NAry,
    /// One object each, for tools that know triples: what stands before an argument belongs to the relation ("He | became a
    /// judge in | 1903"), phrases within arguments and members of a subject stand by themselves, and what is only implied
    /// is left out.
    Binary,
}

/// The tuples of a sentence as text, each once.
pub fn extractions<'a>(
    document: Option<&'a str>,
    id: &'a str,
    sentence: &'a str,
    tuples: &[Tuple],
    tokens: &Tokens,
    shape: Shape,
) -> Vec<Extraction<'a>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for tuple in tuples {
        let confidence = confidence::of(tuple, &n_ary(tuple, tokens), tokens.len());
        for written in written(tuple, tokens, shape) {
            if seen.insert(written.clone()) {
                let Written { subject, relation, arguments } = written;
                found.push(Extraction {
                    document,
                    sentence,
                    id,
                    confidence,
                    arg1: subject,
                    rel: relation,
                    args: arguments,
                    implied: tuple.implied,
                    rule: tuple.rule.name,
                });
            }
        }
    }
    found
}

/// The slots of a tuple with the sentence's own tokens, blanks between them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Written {
    pub subject: String,
    pub relation: String,
    pub arguments: Vec<String>,
}

/// A tuple in a shape: one line n-ary, several or none binary.
pub fn written(tuple: &Tuple, tokens: &Tokens, shape: Shape) -> Vec<Written> {
    match shape {
        Shape::NAry => vec![n_ary(tuple, tokens)],
        Shape::Binary => binaries(tuple, tokens),
    }
}

fn n_ary(tuple: &Tuple, tokens: &Tokens) -> Written {
    let mut relation = tuple.relation.clone();
    let mut arguments = Vec::with_capacity(tuple.arguments.len());
    for (index, argument) in tuple.arguments.iter().enumerate() {
        if index == 0 {
            relation.extend(&argument.marker);
            arguments.push(text(&argument.phrase, tokens));
        } else {
            arguments.push(text(&[&argument.marker[..], &argument.phrase].concat(), tokens));
        }
    }
    Written { subject: text(&tuple.subject, tokens), relation: text(&relation, tokens), arguments }
}

fn binaries(tuple: &Tuple, tokens: &Tokens) -> Vec<Written> {
    if tuple.implied {
        return Vec::new();
    }
    let mut pairs: Vec<(Phrase, &Phrase)> = Vec::new();
    let mut relation = tuple.relation.clone();
    for (index, argument) in tuple.arguments.iter().enumerate() {
        let own = [&relation[..], &argument.marker].concat();
        for inner in &argument.inner {
            let longer = [&own[..], &inner.lead, &inner.argument.marker].concat();
            pairs.push((longer, &inner.argument.phrase));
        }
        pairs.push((own, &argument.phrase));
        if index == 0 && argument.marker.is_empty() && !argument.clausal {
            relation.extend(&argument.phrase);
        }
    }
    let of_subject = |subject: &Phrase| {
        let subject = text(subject, tokens);
        let write = |(relation, object): &(Phrase, &Phrase)| Written {
            subject: subject.clone(),
            relation: text(relation, tokens),
            arguments: vec![text(object, tokens)],
        };
        pairs.iter().map(write).collect::<Vec<_>>()
    };
    tuple.subjects.iter().flat_map(of_subject).collect()
}

/// The tokens of a phrase: a token of several words stands once.
fn text(phrase: &[Piece], tokens: &Tokens) -> String {
    let mut last = None;
    let mut out: Vec<&str> = Vec::with_capacity(phrase.len());
    for piece in phrase {
        match *piece {
            Piece::Said(word) => {
                out.push(word);
                last = None;
            }
            Piece::Word(word) => {
                let token = tokens.of_word(word);
                if last != Some(token) {
                    out.push(tokens.form(token));
                }
                last = Some(token);
            }
        }
    }
    out.join(" ")
}
