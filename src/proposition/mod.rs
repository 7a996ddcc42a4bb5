//! Propositions: predicate, arguments, time, place, polarity, modality, attribution, each within one sentence.

mod assembly;
pub mod confidence;
mod context;
mod copula;
mod denial;
mod derive;
mod frame;
mod modifier;
mod nominal;
mod office;
mod party;
mod reading;
mod relation;
mod slots;
mod speech;
mod state;
mod subject;
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

impl Proposition {
    /// What the text itself asserts, with nothing yet but its predicate.
    fn asserted(sentence: usize, predicate: Predicate, kind: PropositionKind, rule: Rule) -> Self {
        Self {
            sentence,
            predicate,
            subject: None,
            object: None,
            arguments: Vec::new(),
            time: None,
            place: None,
            polarity: Polarity::Positive,
            modality: Modality::Asserted,
            attribution: Vec::new(),
            factual: true,
            kind,
            rule: rule.name.to_owned(),
            confidence: 0.0,
        }
    }
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

impl Role {
    /// By the name that it has in records and in `ontology/roles.tsv`.
    fn by_name(name: &str) -> Option<Self> {
        Some(match name {
            "agent" => Self::Agent,
            "patient" => Self::Patient,
            "recipient" => Self::Recipient,
            "source" => Self::Source,
            "destination" => Self::Destination,
            "beneficiary" => Self::Beneficiary,
            "instrument" => Self::Instrument,
            "companion" => Self::Companion,
            "topic" => Self::Topic,
            "place" => Self::Place,
            "time" => Self::Time,
            "duration" => Self::Duration,
            "purpose" => Self::Purpose,
            "cause" => Self::Cause,
            "attribute" => Self::Attribute,
            "other" => Self::Other,
            _ => return None,
        })
    }
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
    [
        frame::RULES,
        speech::RULES,
        nominal::RULES,
        office::RULES,
        party::RULES,
        state::RULES,
        relation::RULES,
        modifier::RULES,
        derive::RULES,
    ]
    .concat()
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
    let chain_members: Vec<&[usize]> = chains.iter().map(|c| c.members.as_slice()).collect();
    let reading =
        reading::Reading::new(text, sentences, mentions, &chain_of, &chain_types, &chain_members, quotations, ontology);
    let mut found = Found::default();
    let mut first_of: HashMap<(usize, usize), usize> = HashMap::new();
    let mut mention = 0;
    for (sentence, tree) in sentences.iter().enumerate() {
        for predicate in 0..tree.tokens.len() {
            speech::propositions(&reading, sentence, predicate, &mut found);
            let Some(frame) = frame::frame(&reading, sentence, predicate) else { continue };
            let context = context::context(&reading, sentence, predicate);
            for pending in assembly::propositions(&reading, &frame, &context) {
                if says_nothing(&reading, &pending.proposition) && pending.clauses.is_empty() {
                    continue;
                }
                let derived = derive::derived(&reading, &pending.proposition, pending.mirrored);
                let index = found.push(pending.proposition, &pending.clauses);
                found.adverbials.extend(pending.adverbials.iter().map(|&clause| (index, clause)));
                first_of.entry((sentence, predicate)).or_insert(index);
                for proposition in derived {
                    found.push(proposition, &[]);
                }
            }
        }
        while mention < mentions.len() && mentions[mention].sentence == sentence {
            let first = found.propositions.len();
            nominal::propositions(&reading, mention, &mut found);
            let follows = |p: &Proposition| derive::derived(&reading, p, true);
            let derived: Vec<Proposition> = found.propositions[first..].iter().flat_map(follows).collect();
            found.propositions.extend(derived);
            state::propositions(&reading, mention, &mut found.propositions);
            relation::propositions(&reading, mention, &mut found.propositions);
            modifier::propositions(&reading, mention, &mut found.propositions);
            mention += 1;
        }
    }
    let Found { mut propositions, clauses, adverbials } = found;
    for (index, clause) in clauses {
        attach_clause(&reading, &mut propositions, index, clause, &first_of);
    }
    for (index, clause) in adverbials {
        attach_adverbial(&reading, &mut propositions, index, clause, &first_of);
    }
    let spans: Vec<Span> = sentences.iter().map(|sentence| sentence.span).collect();
    confidence::assign(&spans, mentions, &mut propositions);
    propositions
}

/// What has been found so far, with the clauses that become arguments once all is known.
#[derive(Default)]
struct Found {
    propositions: Vec<Proposition>,
    /// Index of a proposition, and the token that heads the clause in its sentence.
    clauses: Vec<(usize, usize)>,
    /// Clauses that tell why or what for, in the same way.
    adverbials: Vec<(usize, usize)>,
}

impl Found {
    fn push(&mut self, proposition: Proposition, clauses: &[usize]) -> usize {
        let index = self.propositions.len();
        self.propositions.push(proposition);
        self.clauses.extend(clauses.iter().map(|&clause| (index, clause)));
        index
    }
}

/// A verb without anybody or anything refers to nothing, and that there are such things tells too little.
fn says_nothing(reading: &reading::Reading, proposition: &Proposition) -> bool {
    let placed = |a: &Argument| !matches!(a.role, Role::Time | Role::Duration | Role::Other);
    let bare = proposition.predicate.lemma == "be" && proposition.object.is_none();
    if bare && proposition.kind == PropositionKind::Event && !proposition.arguments.iter().any(placed)
        || bare && proposition.arguments.is_empty()
    {
        return true;
    }
    let refers = |a: &Argument| match a.filler {
        Filler::Mention(m) => reading.entity_type(m) != EntityType::Date,
        _ => false,
    };
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
    let (text, span) = match reading.token(sentence, clause).deprel {
        Deprel::Ccomp => reading.clause(sentence, clause),
        _ => reading.phrase(sentence, clause),
    };
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
    // "became the youngest member": that he is himself says nothing, the words do.
    let subject = found[index].subject.as_ref().map(|s| &s.filler);
    let filler = match (filler, subject) {
        (Filler::Mention(m), Some(Filler::Mention(s))) if attribute && reading.same_chain(m, *s) => {
            Filler::Literal(reading.phrase(sentence, clause).0)
        }
        (filler, _) => filler,
    };
    let argument = Argument { role, marker: None, filler, span };
    let proposition = &mut found[index];
    if proposition.object.is_none() && !attribute {
        proposition.object = Some(Argument { role: Role::Patient, ..argument });
    } else {
        proposition.arguments.push(argument);
    }
}

/// Puts why or what for beside the other arguments, where the clause tells something of somebody.
fn attach_adverbial(
    reading: &reading::Reading,
    found: &mut [Proposition],
    index: usize,
    clause: usize,
    first_of: &HashMap<(usize, usize), usize>,
) {
    let sentence = found[index].sentence;
    let Some(role) = frame::adverbial_role(reading, sentence, clause) else { return };
    if let Some(&inner) = first_of.get(&(sentence, clause)).filter(|&&inner| inner != index) {
        let (_, span) = reading.phrase(sentence, clause);
        let marker = reading.mark(sentence, clause);
        found[index].arguments.push(Argument { role, marker, filler: Filler::Proposition(inner), span });
    }
}

#[cfg(test)]
mod tests {
    use super::Role;

    #[test]
    fn every_role_of_the_ontology_is_a_role() {
        for name in crate::ontology::ROLES {
            let role = Role::by_name(name).unwrap();
            assert_eq!(serde_json::to_value(role).unwrap(), *name);
        }
    }
}
