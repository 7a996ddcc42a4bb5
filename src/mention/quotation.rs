//! Quotations: who speaks between quotation marks. First persons refer to the speaker, and what is quoted is his claim.

use super::{EntityType, Mention};
use crate::language::{Deprel, Sentence, Upos};
use crate::ontology::Ontology;
use crate::span::{IndexedText, Span};

/// Words between quotation marks with their speaker as far as the text tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// Between the marks, without them.
    pub span: Span,
    /// Index of the speaker's mention.
    pub speaker: Option<usize>,
    /// Lemma of the verb of speech.
    pub verb: Option<String>,
}

/// A verb of speech with its subject, outside quotation marks.
struct Speech {
    sentence: usize,
    position: usize,
    speaker: usize,
    verb: String,
}

/// A quotation holds whole words of the speaker only when it is long enough to be a clause; shorter ones are terms.
const SHORTEST: usize = 4;
/// The same where a comma or full stop ends them.
const SHORTEST_TOLD: usize = 3;

/// The quotations of a document, in order.
pub fn quotations(
    text: &IndexedText,
    sentences: &[Sentence],
    mentions: &[Mention],
    ontology: &Ontology,
) -> Vec<Quotation> {
    let spans = quoted_spans(text, sentences);
    let inside = |at: usize| {
        let behind = spans.partition_point(|s| s.start <= at);
        behind > 0 && at < spans[behind - 1].end
    };
    let mut speeches = Vec::new();
    for (index, sentence) in sentences.iter().enumerate() {
        for (i, token) in sentence.tokens.iter().enumerate() {
            if token.upos != Upos::Verb
                || inside(token.span.start)
                || ontology.reporting(&token.lemma.to_lowercase()).is_none()
            {
                continue;
            }
            let Some(speaker) = speaker(sentence, index, i, mentions) else { continue };
            speeches.push(Speech {
                sentence: index,
                position: token.span.start,
                speaker,
                verb: token.lemma.to_lowercase(),
            });
        }
    }
    let mut quotations: Vec<Quotation> = Vec::new();
    for span in &spans {
        let sentence = |i: usize| sentences[i].span.overlaps(*span);
        let own = speeches
            .iter()
            .filter(|s| sentence(s.sentence))
            .min_by_key(|s| s.position.abs_diff(span.start).min(s.position.abs_diff(span.end)));
        let speech = own.map(|s| (s.speaker, s.verb.clone())).or_else(|| {
            let first = sentences.iter().position(|s| s.span.overlaps(*span))?;
            // A quotation that goes on in the next sentence keeps its speaker.
            let before =
                quotations.last().filter(|q| q.span.end < span.start && sentences[first].span.start <= q.span.end + 4);
            if let Some(Quotation { speaker: Some(speaker), verb: Some(verb), .. }) = before {
                return Some((*speaker, verb.clone()));
            }
            let near = |s: &&Speech| s.sentence + 1 == first || s.sentence == first + 1;
            speeches.iter().filter(near).min_by_key(|s| s.sentence.abs_diff(first)).map(|s| (s.speaker, s.verb.clone()))
        });
        quotations.push(Quotation { span: *span, speaker: speech.as_ref().map(|s| s.0), verb: speech.map(|s| s.1) });
    }
    quotations
}

/// The index of the quotation that a span lies in.
pub fn around(quotations: &[Quotation], span: Span) -> Option<usize> {
    let behind = quotations.partition_point(|q| q.span.start <= span.start);
    behind.checked_sub(1).filter(|&q| quotations[q].span.contains(span))
}

fn speaker(sentence: &Sentence, index: usize, verb: usize, mentions: &[Mention]) -> Option<usize> {
    let mut at = verb;
    let subject = loop {
        if let Some(subject) = sentence.child(at, Deprel::Nsubj) {
            break subject;
        }
        match sentence.tokens[at].deprel {
            Deprel::Conj | Deprel::Advcl | Deprel::Xcomp => at = sentence.tokens[at].head?,
            _ => return None,
        }
    };
    super::in_sentence(mentions, index).find(|&m| {
        let m = &mentions[m];
        m.entity_type != EntityType::Office && (m.head == subject || m.first <= subject && subject < m.end)
    })
}

/// Spans between quotation marks; a quotation that a paragraph leaves open ends with it.
fn quoted_spans(text: &IndexedText, sentences: &[Sentence]) -> Vec<Span> {
    let mut spans = Vec::new();
    let Some((first, last)) = sentences.first().zip(sentences.last()) else { return spans };
    let whole = Span::new(first.span.start, last.span.end);
    let mut open: Option<usize> = None;
    let mut newlines = 0;
    let mut characters = text.slice(whole).chars().enumerate().peekable();
    while let Some((at, c)) = characters.next() {
        let at = whole.start + at;
        // "``" and "''" are the quotation marks of typewriters and treebanks.
        let doubled = characters.peek().is_some_and(|&(_, next)| next == c);
        newlines = if c == '\n' {
            newlines + 1
        } else if c.is_whitespace() {
            newlines
        } else {
            0
        };
        let closes = match c {
            '“' | '«' => {
                open = Some(at + 1);
                false
            }
            '”' | '»' => true,
            '`' if doubled => {
                characters.next();
                open = Some(at + 2);
                false
            }
            '\'' if doubled => true,
            '"' if open.is_none() => {
                open = Some(at + 1);
                false
            }
            '"' => true,
            _ => newlines >= 2,
        };
        if closes && let Some(start) = open.take() {
            spans.push(Span::new(start, at.max(start)));
        }
    }
    if let Some(start) = open {
        spans.push(Span::new(start, whole.end.max(start)));
    }
    // "I warned her," is a sentence, if a short one.
    let told = |words: &str| words.ends_with([',', '.', '?', '!']);
    spans.retain(|s| {
        let words = text.slice(*s);
        let count = words.split_whitespace().count();
        count >= SHORTEST || count >= SHORTEST_TOLD && told(words)
    });
    spans
}
