//! Propositions: predicate, arguments, time, place, polarity, modality, attribution, each within one sentence.

mod assembly;
pub mod confidence;
mod context;
mod derive;
mod frame;
mod nominal;
mod office;
mod party;
mod reading;
mod state;
mod time;

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::entity::Chain;
use crate::language::{Deprel, Sentence};
use crate::mention::quotation::Quotation;
use crate::mention::{Mention, TimeValue};
use crate::ontology::{Effect, EntityType, Ontology};
use crate::rule::Rule;
use crate::span::{IndexedText, Span};
/// One thing that a sentence says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposition {
    /// Index of the sentence in the document.
    pub sentence: usize,
    pub predicate: Predicate,
    /// Who does it; `None` where the text names nobody ("he was detained").
    pub subject: Option<Argument>,
    /// Whom or what it is done to.
    pub object: Option<Argument>,
    /// The other arguments, in the order of the text.
    pub arguments: Vec<Argument>,
    pub time: Option<Time>,
    /// Index of the mention of the place where it happens.
    pub place: Option<usize>,
    pub polarity: Polarity,
    pub modality: Modality,
    /// Who says so, the outermost source first.
    pub attribution: Vec<Attribution>,
    /// Whether the text itself asserts it.
    pub factual: bool,
    pub kind: PropositionKind,
    /// Name of the rule that found it.
    pub rule: String,
    /// 0 to 1: how likely it is right. [`confidence`] sets it once all propositions of the document are known.
    pub confidence: f32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Predicate {
    /// Lemma with its particle, hyphenated: "deliver", "shut-down".
    pub lemma: String,
    /// The words that carry it.
    pub span: Span,
    /// IRI of a property, where the ontology knows one.
    pub property: Option<String>,
    /// Event type, where the ontology knows one.
    pub event_type: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Argument {
    pub role: Role,
    /// The preposition, where there is one: "to", "during".
    pub marker: Option<String>,
    pub filler: Filler,
    pub span: Span,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Filler {
    /// Index of a mention of the document.
    Mention(usize),
    /// Index of a proposition of the document: a clause as argument.
    Proposition(usize),
    /// Words that refer to no entity.
    Literal(String),
}

/// Thematic roles, coarse, in the manner of VerbNet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    Agent,
    Patient,
    Recipient,
    Source,
    Destination,
    Beneficiary,
    Instrument,
    Companion,
    Topic,
    Place,
    Time,
    Duration,
    Purpose,
    Cause,
    Attribute,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    Positive,
    Negative,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    Asserted,
    Planned,
    Requested,
    Hypothetical,
    Future,
    Alleged,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// Mention of the source; `None` where the text names nobody ("reportedly").
    pub source: Option<usize>,
    /// Lemma of the reporting verb, or "according-to".
    pub verb: String,
}

/// The time of a proposition: the words and their value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Time {
    pub text: String,
    pub value: TimeValue,
    #[serde(default, skip_serializing_if = "Bound::is_during")]
    pub bound: Bound,
}

/// How what is said stands to its time; all but the first are said of states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bound {
    /// It happened or held within the time.
    #[default]
    During,
    /// It began then.
    Since,
    /// It ended then.
    Until,
    /// It held from the first day to the last.
    Term,
}

impl Bound {
    pub fn is_during(&self) -> bool {
        *self == Self::During
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PropositionKind {
    Event,
    State,
    /// Follows from the words by a named rule ("X met Y" => "Y met X").
    Derived,
}

/// The modality of a clause under an effect; a negated clause is asserted, with negative polarity.
impl From<Effect> for Modality {
    fn from(effect: Effect) -> Self {
        match effect {
            Effect::Asserted | Effect::Negated => Self::Asserted,
            Effect::Planned => Self::Planned,
            Effect::Requested => Self::Requested,
            Effect::Hypothetical => Self::Hypothetical,
            Effect::Future => Self::Future,
            Effect::Alleged => Self::Alleged,
        }
    }
}

/// The rules of this stage, by name.
pub fn rules() -> Vec<Rule> {
    [frame::RULES, nominal::RULES, office::RULES, party::RULES, state::RULES, derive::RULES].concat()
}

/// All that a document's sentences say, in the order of the text; what is derived stands behind what it is derived from.
pub fn propositions(
    text: &IndexedText,
    sentences: &[Sentence],
    mentions: &[Mention],
    chains: &[Chain],
    quotations: &[Quotation],
    ontology: &Ontology,
) -> Vec<Proposition> {
    let mut chain_of = vec![0; mentions.len()];
    for (c, chain) in chains.iter().enumerate() {
        for &m in &chain.mentions {
            chain_of[m] = c;
        }
    }
    let chain_types: Vec<EntityType> = chains.iter().map(|c| c.entity_type).collect();
    let reading = reading::Reading::new(text, sentences, mentions, &chain_of, &chain_types, quotations, ontology);
    let mut found: Vec<Proposition> = Vec::new();
    let mut clauses: Vec<(usize, usize)> = Vec::new();
    let mut first_of: HashMap<(usize, usize), usize> = HashMap::new();
    let mut mention = 0;
    for (sentence, tree) in sentences.iter().enumerate() {
        for predicate in 0..tree.tokens.len() {
            let Some(frame) = frame::frame(&reading, sentence, predicate) else { continue };
            let context = context::context(&reading, sentence, predicate);
            for pending in assembly::propositions(&reading, &frame, &context) {
                if says_nothing(&pending.proposition) && pending.clauses.is_empty() {
                    continue;
                }
                let index = found.len();
                first_of.entry((sentence, predicate)).or_insert(index);
                clauses.extend(pending.clauses.iter().map(|&clause| (index, clause)));
                let mirror = derive::derived(&reading, &pending.proposition);
                found.push(pending.proposition);
                found.extend(mirror);
            }
        }
        while mention < mentions.len() && mentions[mention].sentence == sentence {
            let first = found.len();
            nominal::propositions(&reading, mention, &mut found);
            let mirrors: Vec<Proposition> =
                found[first..].iter().filter_map(|p| derive::derived(&reading, p)).collect();
            found.extend(mirrors);
            state::propositions(&reading, mention, &mut found);
            let chain = &chains[chain_of[mention]];
            if chain.mentions[0] == mention {
                state::memberships(&reading, mention, &chain.members, &mut found);
            }
            mention += 1;
        }
    }
    for (index, clause) in clauses {
        attach_clause(&reading, &mut found, index, clause, &first_of);
    }
    let spans: Vec<Span> = sentences.iter().map(|sentence| sentence.span).collect();
    confidence::assign(&spans, mentions, &mut found);
    found
}

/// A verb without anybody or anything refers to nothing.
fn says_nothing(proposition: &Proposition) -> bool {
    let refers = |a: &Argument| matches!(a.filler, Filler::Mention(_));
    let ends = proposition.subject.iter().chain(&proposition.object).chain(&proposition.arguments);
    let any = ends.clone().any(refers);
    !any
}

/// Puts a clause into the object's place, or beside it, as the proposition that it makes or as its words.
fn attach_clause(
    reading: &reading::Reading,
    found: &mut [Proposition],
    index: usize,
    clause: usize,
    first_of: &HashMap<(usize, usize), usize>,
) {
    let sentence = found[index].sentence;
    let (text, span) = reading.phrase(sentence, clause);
    let filler = match first_of.get(&(sentence, clause)) {
        Some(&inner) if inner != index => Filler::Proposition(inner),
        _ => match reading.participant(sentence, clause) {
            // "elected her president": she is made the office, not herself.
            Some(m) if reading.token(sentence, clause).deprel == Deprel::Xcomp => {
                Filler::Mention(reading.mention_at(sentence, clause).unwrap_or(m))
            }
            _ => Filler::Literal(text),
        },
    };
    let attribute =
        reading.token(sentence, clause).deprel == Deprel::Xcomp && !matches!(filler, Filler::Proposition(_));
    let role = if attribute { Role::Attribute } else { Role::Topic };
    let argument = Argument { role, marker: None, filler, span };
    let proposition = &mut found[index];
    if proposition.object.is_none() && !attribute {
        proposition.object = Some(Argument { role: Role::Patient, ..argument });
    } else {
        proposition.arguments.push(argument);
    }
}
