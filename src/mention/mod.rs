//! Mentions: the spans of a document that refer to something, with a kind and a type.

pub(crate) mod consistency;
mod holder;
mod metonym;
mod name;
mod name_parts;
mod nominal;
mod office;
mod pronoun;
mod quantity;
pub mod quotation;
mod subclass;
mod time;
mod title;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::language::{NameLabel, Sentence, Token, Upos};
use crate::ontology::{EntityType, Gender, Ontology, Subclass};
use crate::rule::Rule;
use crate::span::{IndexedText, Span};

pub use holder::{follows, goes, is_removal};
pub(crate) use nominal::AGE;
pub use office::{is_person_title, makes_holder};
pub(crate) use quantity::MONEY;
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionKind {
    Name,
    Nominal,
    Pronoun,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Number {
    Singular,
    Plural,
}

/// A span that refers. Nominals are minimal: no determiner, possessor or relative clause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// Index of the sentence in the document.
    pub sentence: usize,
    /// Tokens `first..end` of the sentence.
    pub first: usize,
    pub end: usize,
    /// The token that carries the mention in the tree.
    pub head: usize,
    pub span: Span,
    pub text: String,
    pub kind: MentionKind,
    pub entity_type: EntityType,
    pub gender: Option<Gender>,
    pub number: Number,
    /// What the mention is known to be called, where a lexicon knows: "Russian" -> "Russia", "GOP" -> "Republican Party".
    pub canonical: Option<String>,
    /// For an office: the body or country it belongs to as far as the words beside it say (index of a mention).
    pub jurisdiction: Option<usize>,
    /// For an office of a state whose words name no owner: the country or body that the document is about (index of a
    /// mention, of any sentence).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<usize>,
    /// For an office: its title without the jurisdiction, lower case ("foreign minister").
    pub title: Option<String>,
    /// For an office: acting, former, -elect, ...
    pub status: Vec<String>,
    /// For an office: who holds it, as far as the tree says (index of a mention).
    pub holder: Option<usize>,
    /// The narrower class, where the words tell one: an army, a newspaper, a treaty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subclass: Option<Subclass>,
    /// How many or how much: 7 for "seven GOP senators", 3e9 for "$3 billion".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<f64>,
    /// A normalised time (for dates).
    pub time: Option<TimeValue>,
    /// How long or how often, where the words name no days: "two weeks", "every year".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// 0 to 1.
    pub confidence: f32,
    /// Name of the rule or model that found it.
    pub rule: String,
}

impl Mention {
    /// What it is known to be called, else its words.
    pub fn name(&self) -> &str {
        self.canonical.as_deref().unwrap_or(&self.text)
    }

    /// Whether an office is held for a while, in the place of whoever should hold it.
    pub fn is_acting(&self) -> bool {
        self.status.iter().any(|status| status == ACTING)
    }

    /// The post that an office's title means: who acts as president holds a post of his own, who was or will be president does
    /// not.
    pub fn post(&self) -> Option<Cow<'_, str>> {
        let title = self.title.as_deref()?;
        Some(if self.is_acting() { format!("{ACTING} {title}").into() } else { title.into() })
    }
}

/// The status of an office that somebody fills for a while.
const ACTING: &str = "acting";

/// A time on the calendar, after TIMEX3 (ISO-TimeML): first and last day, both inclusive.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TimeValue {
    pub start: jiff::civil::Date,
    pub end: jiff::civil::Date,
    pub basis: TimeBasis,
    pub granularity: Granularity,
}

/// The unit in which a time is told, from fine to coarse: "Tuesday" is a day, "last month" a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Granularity {
    Day,
    Week,
    Month,
    Season,
    Quarter,
    Year,
    Decade,
    Century,
}

/// A length of time, after TIMEX3's DURATION and SET.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// ISO 8601: "P2W", "PT48H".
    pub value: String,
    /// "Every week" comes again and again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TimeBasis {
    /// Said in full: "8 August 2018".
    Explicit,
    /// Counted from the day of publication: "Wednesday", "last month".
    Relative,
    /// The day of publication itself.
    Document,
}

/// The rules of this stage, by name.
pub fn rules() -> Vec<Rule> {
    [name::RULES, metonym::RULES, office::RULES, nominal::RULES, pronoun::RULES, quantity::RULES, time::RULES].concat()
}

/// All mentions of a document, in the order of the text (outer before inner where they nest).
///
/// Names come from the model's spans, refined by the lexicons; offices, nominals, pronouns and times from the trees.
pub fn mentions(document: &Document, sentences: &[Sentence], ontology: &Ontology) -> Vec<Mention> {
    let text = IndexedText::new(&document.text);
    let mut all = Vec::new();
    let acronyms = name_parts::acronyms_of(sentences);
    let mut timeline = time::Timeline::new(document.published);
    for (index, sentence) in sentences.iter().enumerate() {
        let mut reader = Reader { text: &text, sentence, index, ontology, acronyms: &acronyms, found: Vec::new() };
        name::find(&mut reader);
        metonym::find(&mut reader);
        time::find(&mut reader, &mut timeline);
        office::find(&mut reader);
        quantity::find(&mut reader);
        nominal::find(&mut reader);
        pronoun::find(&mut reader);
        holder::tie_holders(&mut reader);
        let mut found = reader.found;
        let order = sorted_order(&found);
        let place: Vec<usize> = inverse(&order);
        let base = all.len();
        for mention in &mut found {
            mention.jurisdiction = mention.jurisdiction.map(|j| base + place[j]);
            mention.holder = mention.holder.map(|h| base + place[h]);
        }
        let mut slots: Vec<Option<Mention>> = found.into_iter().map(Some).collect();
        all.extend(order.into_iter().filter_map(|i| slots[i].take()));
    }
    consistency::harmonise(&mut all, sentences, ontology);
    subclass::assign(&mut all, sentences, ontology);
    all
}

/// The indices of a sentence's mentions among all mentions of a document.
pub(crate) fn in_sentence(mentions: &[Mention], sentence: usize) -> std::ops::Range<usize> {
    mentions.partition_point(|m| m.sentence < sentence)..mentions.partition_point(|m| m.sentence <= sentence)
}

fn sorted_order(found: &[Mention]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_key(|&i| (found[i].first, std::cmp::Reverse(found[i].end), found[i].kind, i));
    order
}

fn inverse(order: &[usize]) -> Vec<usize> {
    let mut place = vec![0; order.len()];
    for (at, &i) in order.iter().enumerate() {
        place[i] = at;
    }
    place
}

/// One sentence while its mentions are collected.
struct Reader<'a> {
    text: &'a IndexedText<'a>,
    sentence: &'a Sentence,
    index: usize,
    ontology: &'a Ontology,
    /// Words in capital letters that are organizations somewhere in the document.
    acronyms: &'a BTreeMap<&'a str, NameLabel>,
    found: Vec<Mention>,
}

impl<'a> Reader<'a> {
    fn tokens(&self) -> &'a [Token] {
        &self.sentence.tokens
    }

    fn lower(&self, token: usize) -> String {
        self.sentence.tokens[token].form.to_lowercase()
    }

    /// The text of tokens `first..end` as it stands in the document.
    fn surface(&self, first: usize, end: usize) -> &'a str {
        self.text.slice(self.sentence.token_span(first, end))
    }

    /// The token of `first..end` whose head lies outside: the one that carries the span in the tree.
    fn head(&self, first: usize, end: usize) -> usize {
        (first..end).find(|&i| self.sentence.tokens[i].head.is_none_or(|h| !(first..end).contains(&h))).unwrap_or(first)
    }

    fn is_plural(&self, token: usize) -> bool {
        matches!(self.sentence.tokens[token].xpos.as_str(), "NNS" | "NNPS")
    }

    /// Whether some mention already covers the token.
    fn covered(&self, token: usize) -> bool {
        self.found.iter().any(|m| (m.first..m.end).contains(&token))
    }

    /// A mention of tokens `first..end` with the defaults filled in.
    fn mention(&self, first: usize, end: usize, kind: MentionKind, entity_type: EntityType, rule: Rule) -> Mention {
        let head = self.head(first, end);
        Mention {
            sentence: self.index,
            first,
            end,
            head,
            span: self.sentence.token_span(first, end),
            text: self.surface(first, end).split_whitespace().collect::<Vec<_>>().join(" "),
            kind,
            entity_type,
            gender: None,
            number: if self.is_plural(head) && self.tokens()[head].upos == Upos::Noun {
                Number::Plural
            } else {
                Number::Singular
            },
            canonical: None,
            jurisdiction: None,
            home: None,
            title: None,
            status: Vec::new(),
            holder: None,
            subclass: None,
            amount: None,
            time: None,
            period: None,
            confidence: 1.0,
            rule: rule.name.to_owned(),
        }
    }
}
