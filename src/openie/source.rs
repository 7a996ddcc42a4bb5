//! Sentences given one by one, plain or tokenised, and how words become text again.
//!
//! Tokenised lines come as corpora of the Penn Treebank write them (<https://catalog.ldc.upenn.edu/LDC99T42>): blanks
//! between all tokens, brackets as `-LRB-`, quotes as ` `` ` and `''`. The language model reads what these stand for; what
//! is written keeps them.

use std::borrow::Cow;
use std::ops::Range;

use serde::Deserialize;

use crate::document::PartKind;
use crate::language::tokenize::{self, is_clitic};
use crate::language::{Parse, Sentence, Token};
use crate::span::{IndexedText, Span};

/// A sentence to be read by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceSentence {
    pub id: String,
    pub text: String,
    /// What the language model reads, in order.
    pub words: Vec<SourceWord>,
    pub spacing: Spacing,
}

/// A UD word of a given sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceWord {
    /// As plain text writes it: "(" where the sentence has "-LRB-".
    pub form: String,
    /// Code points of the sentence's text.
    pub span: Span,
}

/// What stands between the tokens of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spacing {
    /// Punctuation and clitics are glued to words, as in print.
    Plain,
    /// Blanks separate tokens and nothing else does.
    Tokenised,
}

/// A line of JSON: `{"id": "7", "sentence": "..."}`.
#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Option<serde_json::Value>,
    sentence: String,
}

impl SourceSentence {
    /// Reads one line: a JSON object with `sentence` and perhaps `id`, or the sentence itself. Without an id it is known
    /// by `number`, that of the line.
    pub fn parse(line: &str, number: usize) -> Result<Self, serde_json::Error> {
        if !line.starts_with('{') {
            return Ok(Self::new(number.to_string(), line.to_owned()));
        }
        let line: Line = serde_json::from_str(line)?;
        let id = match line.id {
            Some(serde_json::Value::String(id)) => id,
            Some(serde_json::Value::Null) | None => number.to_string(),
            Some(other) => other.to_string(),
        };
        Ok(Self::new(id, line.sentence))
    }

    /// ```
    /// use whom::openie::{SourceSentence, Spacing};
    /// let sentence = SourceSentence::new("1".to_owned(), "The union -LRB- UAW -RRB- did n't agree .".to_owned());
    /// assert_eq!(sentence.spacing, Spacing::Tokenised);
    /// assert_eq!(sentence.words[2].form, "(");
    /// ```
    pub fn new(id: String, text: String) -> Self {
        let spacing = Spacing::of(&text);
        let words = match spacing {
            Spacing::Plain => plain_words(&text),
            Spacing::Tokenised => tokenised_words(&text),
        };
        Self { id, text, words, spacing }
    }
}

impl SourceSentence {
    /// The forms of the words, for the language model.
    pub fn forms(&self) -> Vec<String> {
        self.words.iter().map(|word| word.form.clone()).collect()
    }

    /// The sentence with what the model says of its words.
    pub fn tree(&self, parse: Parse) -> Sentence {
        parse.into_sentence(PartKind::Paragraph, self.words.iter().map(|word| (word.form.as_str(), word.span)))
    }
}

impl Spacing {
    /// Tokenised text has its punctuation and clitics between blanks.
    fn of(text: &str) -> Self {
        let apart = |token: &str| {
            is_clitic(token)
                || unescaped(token).is_some()
                || matches!(token, "." | "," | ";" | ":" | "?" | "!" | "\"" | "(" | ")")
        };
        let glued = |token: &str| token.len() > 1 && token.ends_with([',', ';', ':', ')', '?', '"']) && !apart(token);
        let (mut some_apart, mut some_glued) = (0, 0);
        for token in text.split_whitespace() {
            some_apart += usize::from(apart(token));
            some_glued += usize::from(glued(token));
        }
        if some_apart > some_glued { Self::Tokenised } else { Self::Plain }
    }
}

fn plain_words(text: &str) -> Vec<SourceWord> {
    let indexed = IndexedText::new(text);
    let word = |range: Range<usize>| SourceWord {
        form: text[range.clone()].to_owned(),
        span: Span::new(indexed.code_point(range.start), indexed.code_point(range.end)),
    };
    tokenize::words(text).into_iter().map(word).collect()
}

/// Words of the text that the tokens stand for; a token may be several words ("long-term").
fn tokenised_words(text: &str) -> Vec<SourceWord> {
    let indexed = IndexedText::new(text);
    let mut plain = String::new();
    let mut tokens: Vec<SourceToken> = Vec::new();
    let mut at = 0;
    for token in text.split_whitespace() {
        let start = at + text[at..].find(token).unwrap_or(0);
        at = start + token.len();
        if !plain.is_empty() {
            plain.push(' ');
        }
        let first = plain.len();
        let form = unescaped(token);
        plain.push_str(form.as_deref().unwrap_or(token));
        let whole = form.is_some() || is_clitic(token);
        tokens.push(SourceToken { plain: first..plain.len(), source: start..at, whole });
    }
    let word = |form: &str, source: Range<usize>| SourceWord {
        form: form.to_owned(),
        span: Span::new(indexed.code_point(source.start), indexed.code_point(source.end)),
    };
    let mut words = Vec::new();
    let mut parts = tokenize::words(&plain).into_iter().peekable();
    for token in tokens {
        let mut own = Vec::new();
        while let Some(part) = parts.next_if(|part| part.start < token.plain.end) {
            own.push(part);
        }
        if token.whole {
            words.push(word(&plain[token.plain.clone()], token.source));
        } else {
            let source = |byte: usize| token.source.start + byte.min(token.plain.end) - token.plain.start;
            words.extend(own.into_iter().map(|part| word(&plain[part.clone()], source(part.start)..source(part.end))));
        }
    }
    words
}

/// A token by its bytes in the plain text and in the given one.
struct SourceToken {
    plain: Range<usize>,
    source: Range<usize>,
    /// It is one word, however the plain text would be divided.
    whole: bool,
}

/// What a token with an escape of the Penn Treebank stands for.
fn unescaped(token: &str) -> Option<Cow<'static, str>> {
    Some(Cow::Borrowed(match token {
        "-LRB-" => "(",
        "-RRB-" => ")",
        "-LSB-" => "[",
        "-RSB-" => "]",
        "-LCB-" => "{",
        "-RCB-" => "}",
        "``" | "''" => "\"",
        // "1\\/2"
        _ => return token.contains("\\/").then(|| Cow::Owned(token.replace("\\/", "/"))),
    }))
}

/// The tokens that a sentence is written with, each of one or more words.
pub struct Tokens<'a> {
    text: &'a IndexedText<'a>,
    /// For each word the token that it belongs to.
    token_of: Vec<usize>,
    spans: Vec<Span>,
}

impl<'a> Tokens<'a> {
    pub fn new(text: &'a IndexedText<'a>, sentence: &Sentence, spacing: Spacing) -> Self {
        let mut token_of = Vec::with_capacity(sentence.tokens.len());
        let mut spans: Vec<Span> = Vec::new();
        for (index, word) in sentence.tokens.iter().enumerate() {
            let glued = index > 0 && {
                let before = &sentence.tokens[index - 1];
                // Words of one contraction may share its span.
                word.span.start <= before.span.end
                    && (before.span == word.span || spacing == Spacing::Tokenised || one_token(before, word))
            };
            match spans.last_mut() {
                Some(last) if glued => *last = last.cover(word.span),
                _ => spans.push(word.span),
            }
            token_of.push(spans.len() - 1);
        }
        Self { text, token_of, spans }
    }

    /// The token of a word.
    pub fn of_word(&self, word: usize) -> usize {
        self.token_of[word]
    }

    pub fn len(&self) -> usize {
        self.spans.len()
    }

    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    pub fn form(&self, token: usize) -> &'a str {
        self.text.slice(self.spans[token])
    }

    /// All tokens, with blanks between them.
    pub fn sentence(&self) -> String {
        (0..self.spans.len()).map(|token| self.form(token)).collect::<Vec<_>>().join(" ")
    }
}

/// Whether the Penn Treebank writes two adjacent words as one token: "Russian-backed".
fn one_token(before: &Token, word: &Token) -> bool {
    let joins = |form: &str| {
        !is_clitic(form)
            && form.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '–' | '/' | '.' | '\'' | '’' | '_'))
    };
    let alphanumeric = |form: &str| form.chars().any(char::is_alphanumeric);
    joins(&before.form)
        && joins(&word.form)
        && word.form != "."
        && (alphanumeric(&before.form) || alphanumeric(&word.form))
}
