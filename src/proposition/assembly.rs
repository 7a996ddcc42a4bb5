//! From frames to propositions: arguments split over conjuncts, times and places attached, the ontology's property looked up.

use super::context::Context;
use super::frame::Frame;
use super::reading::Reading;
use super::slots::{self, Slot};
use super::{Argument, Filler, Predicate, Proposition, PropositionKind, Role, Time};
use crate::language::clause::finite_number;
use crate::language::{Deprel, Upos};
use crate::mention::MentionKind;
use crate::ontology::EntityType;
use crate::span::Span;

/// Most propositions that one clause may be split into.
const MOST: usize = 12;

/// The propositions of a clause, one for each pair of subject and object conjuncts. Clauses as arguments hold the token of
/// their predicate until all propositions are known.
pub(super) fn propositions(reading: &Reading, frame: &Frame, context: &Context) -> Vec<Pending> {
    let sentence = frame.sentence;
    let mut subjects = spread(reading, sentence, frame.subject, Role::Agent);
    let object_role = if frame.copular { Role::Attribute } else { Role::Patient };
    let mut objects = spread(reading, sentence, frame.object, object_role);
    // "the rift between X and Y seems": a singular verb has one subject, whatever the parser joins to it.
    let own = reading.sentence(sentence).subject(frame.predicate);
    if own.is_some()
        && finite_number(reading.sentence(sentence), frame.predicate) == Some(false)
        && joined_by_and(reading, sentence, own)
    {
        if frame.subject == own {
            subjects.truncate(1);
        } else if frame.object == own {
            objects.truncate(1);
        }
    }
    let told = objects.len();
    let gapped: Vec<usize> = match frame.object {
        Some(_) => frame.others.iter().flat_map(|slot| gapped(reading, sentence, slot)).collect(),
        None => Vec::new(),
    };
    objects.extend(gapped.iter().map(|&t| Some(argument(reading, sentence, t, Role::Patient, None))));
    let arguments: Vec<Argument> =
        frame.others.iter().flat_map(|slot| slot_arguments(reading, sentence, slot)).collect();
    let event_type = event_of_phrase(reading, frame);
    let time = time(reading, sentence, frame.predicate);
    let place = arguments.iter().find(|a| a.role == Role::Place).and_then(|a| match a.filler {
        // A summit or a book is no place on a map.
        Filler::Mention(m) => Some(m).filter(|&m| reading.entity_type(m).is_place()),
        _ => None,
    });
    let together = is_collective(reading, &frame.lemma, frame.object.is_some(), &arguments);
    let mut pending = Vec::new();
    // "A and B are two kinds of rocket": neither is two; "the winners are A and B": neither is the winners.
    let counted = |o: usize| reading.sentence(sentence).child(o, Deprel::Nummod).is_some();
    let named = |object: &Option<Argument>| match object.as_ref().map(|o| &o.filler) {
        Some(Filler::Mention(m)) => reading.is_named(*m),
        _ => false,
    };
    let plural = |s: usize| reading.token(sentence, s).xpos == "NNS" && objects.len() > 1 && objects.iter().all(named);
    if frame.copular && (subjects.len() > 1 && frame.object.is_some_and(counted) || frame.subject.is_some_and(plural)) {
        return pending;
    }
    for (index, subject) in subjects.iter().enumerate() {
        let mut arguments = arguments.clone();
        // "Merkel and Macron met": each with the other.
        if together && let [Some(_), Some(_)] = &subjects[..] {
            let other = subjects[1 - index].clone();
            arguments.extend(other.map(|o| Argument { role: Role::Companion, marker: Some("with".to_owned()), ..o }));
        }
        for (o, object) in objects.iter().enumerate() {
            if pending.len() == MOST {
                return pending;
            }
            // Nobody acts upon himself unless a reflexive says so.
            if let (
                Some(Argument { filler: Filler::Mention(s), .. }),
                Some(Argument { filler: Filler::Mention(o), .. }),
            ) = (subject, object)
                && reading.same_chain(*s, *o)
                && !reading.is_reflexive(*o)
                && !describes(reading, frame, *o)
            {
                continue;
            }
            let object = object.clone().map(|object| match object.filler {
                Filler::Mention(o) if describes(reading, frame, o) && subject_is(reading, subject, o) => {
                    Argument { filler: Filler::Literal(reading.mentions[o].text.clone()), ..object }
                }
                _ => object,
            });
            let mut arguments = arguments.clone();
            if let Some(&gapped) = o.checked_sub(told).and_then(|o| gapped.get(o)) {
                arguments.retain(|a| a.marker.as_deref() != Some("as"));
                arguments.extend(taken_for(reading, sentence, gapped));
            }
            let mut predicate = predicate(reading, &frame.lemma, &arguments, frame.span, object.is_some());
            if event_type.is_some() {
                predicate.event_type.clone_from(&event_type);
            }
            pending.push(Pending {
                proposition: Proposition {
                    sentence,
                    predicate,
                    subject: subject.clone(),
                    object: object.clone(),
                    arguments,
                    time: time.clone(),
                    place,
                    polarity: context.polarity,
                    modality: context.modality,
                    attribution: context.attribution.clone(),
                    factual: context.factual(),
                    kind: if frame.copular { PropositionKind::State } else { PropositionKind::Event },
                    rule: frame.rule.name.to_owned(),
                    confidence: 0.0,
                },
                clauses: frame.clauses.clone(),
                adverbials: frame.adverbials.clone(),
                mirrored: !together || subjects.len() != 2,
            });
        }
    }
    pending
}

fn joined_by_and(reading: &Reading, sentence: usize, noun: Option<usize>) -> bool {
    let tree = reading.sentence(sentence);
    let and = |c: usize| {
        tree.children_by(c, Deprel::Cc).any(|cc| matches!(reading.lower(sentence, cc).as_str(), "and" | "&"))
    };
    noun.is_some_and(|n| tree.children_by(n, Deprel::Conj).any(and))
}

/// Whether several do with each other what a verb tells: they met, agreed, discussed the budget; but not where they do it
/// with or to somebody else.
pub(super) fn is_collective(reading: &Reading, lemma: &str, transitive: bool, arguments: &[Argument]) -> bool {
    let symmetric = |key: &str| reading.ontology.predicate(key).is_some_and(|p| p.symmetric);
    let alone = !arguments.iter().any(|a| matches!(a.role, Role::Companion | Role::Recipient | Role::Instrument));
    // "met Putin" has whom they met as its object, "discussed the budget" what they discussed with each other.
    let each_other = if symmetric(lemma) { !transitive } else { symmetric(&format!("{lemma}-with")) };
    alone && each_other
}

/// A proposition whose clausal arguments are still tokens.
pub(super) struct Pending {
    pub proposition: Proposition,
    pub clauses: Vec<usize>,
    pub adverbials: Vec<usize>,
    /// Whether its mirror image is to be told, where the relation holds both ways.
    pub mirrored: bool,
}

/// The entry of the ontology for a verb: with its first preposition where there is no object and that makes the meaning
/// ("vote-against"), else by itself.
pub(super) fn predicate(
    reading: &Reading,
    lemma: &str,
    arguments: &[Argument],
    span: Span,
    transitive: bool,
) -> Predicate {
    let markers = arguments.iter().filter(|_| !transitive).filter_map(|a| a.marker.as_ref());
    let with_marker = markers.into_iter().find_map(|marker| reading.ontology.predicate(&format!("{lemma}-{marker}")));
    let entry = with_marker.or_else(|| reading.ontology.predicate(lemma));
    Predicate {
        lemma: lemma.to_owned(),
        span,
        property: entry.map(|e| e.property.clone()),
        event_type: entry.and_then(|e| e.event_type.clone()),
    }
}

/// The class of event that the verb tells with its object: "hold talks", "lift the curfew". Nouns of two words go first, then the
/// noun, what it is of ("a round of talks"), and what it is made from ("a mediation effort").
fn event_of_phrase(reading: &Reading, frame: &Frame) -> Option<String> {
    let object = frame.object.filter(|_| !frame.copular)?;
    let tree = reading.sentence(frame.sentence);
    let lemma = |token: usize| reading.lemma(frame.sentence, token);
    let modifiers: Vec<usize> = [Deprel::Compound, Deprel::Amod]
        .into_iter()
        .flat_map(|deprel| tree.children_by(object, deprel))
        .filter(|&m| m < object)
        .collect();
    let pairs = modifiers.iter().map(|&m| format!("{} {}", lemma(m), lemma(object)));
    let of =
        tree.children_by(object, Deprel::Nmod).filter(|&n| reading.marker(frame.sentence, n).as_deref() == Some("of"));
    let compounds = modifiers.iter().copied().filter(|&m| tree.tokens[m].upos == Upos::Noun);
    let nouns = pairs.chain([lemma(object)]).chain(of.map(lemma)).chain(compounds.map(lemma));
    nouns.filter_map(|noun| reading.ontology.event_of_phrase(&frame.lemma, &noun)).next().map(str::to_owned)
}

/// "X is a lawyer": the noun tells of X what he is, in words.
fn describes(reading: &Reading, frame: &Frame, object: usize) -> bool {
    let is = matches!(frame.lemma.as_str(), "be" | "become" | "remain");
    is && reading.mentions[object].kind == MentionKind::Nominal
}

fn subject_is(reading: &Reading, subject: &Option<Argument>, other: usize) -> bool {
    matches!(subject, Some(Argument { filler: Filler::Mention(s), .. }) if reading.same_chain(*s, other))
}

/// One argument for each conjunct, each participant once; a single `None` where there is no such argument.
fn spread(reading: &Reading, sentence: usize, token: Option<usize>, role: Role) -> Vec<Option<Argument>> {
    let Some(token) = token else { return vec![None] };
    let mut arguments: Vec<Argument> = Vec::new();
    for conjunct in reading.conjuncts(sentence, token) {
        let argument = argument(reading, sentence, conjunct, role, None);
        // "X, the minister, and Y, ..." may be read as a list of four: a title is whoever holds it.
        let same = |other: &Argument| match (&other.filler, &argument.filler) {
            (Filler::Mention(a), Filler::Mention(b)) => {
                reading.same_chain(*a, *b) && reading.mentions[*b].kind != MentionKind::Pronoun
            }
            _ => false,
        };
        if !arguments.iter().any(same) {
            arguments.push(argument);
        }
    }
    arguments.into_iter().map(Some).collect()
}

/// A conjunct with a preposition of its own has its role: "resigned from the cabinet and as leader".
fn slot_arguments(reading: &Reading, sentence: usize, slot: &Slot) -> Vec<Argument> {
    let gapped = gapped(reading, sentence, slot);
    let conjuncts = reading.conjuncts(sentence, slot.token).into_iter().filter(|t| !gapped.contains(t));
    conjuncts
        .map(|t| {
            let own = reading.marker(sentence, t).filter(|m| t != slot.token && Some(m) != slot.marker.as_ref());
            let role = match &own {
                Some(marker) => {
                    let participant = reading.participant(sentence, t);
                    slots::role(Some(marker), participant.map(|m| reading.entity_type(m)))
                }
                None => slot.role,
            };
            argument(reading, sentence, t, role, own.or_else(|| slot.marker.clone()))
        })
        .collect()
}

/// "kept Hull as chancellor and Pell as foreign secretary": the parser joins Pell to the chancellor, but he is kept as well.
fn gapped(reading: &Reading, sentence: usize, slot: &Slot) -> Vec<usize> {
    let person = |t: usize| {
        reading.mention_at(sentence, t).is_some_and(|m| reading.mentions[m].entity_type == EntityType::Person)
    };
    if slot.marker.as_deref() != Some("as") || person(slot.token) {
        return Vec::new();
    }
    let conjuncts = reading.conjuncts(sentence, slot.token).into_iter();
    conjuncts.filter(|&t| person(t) && !taken_for(reading, sentence, t).is_empty()).collect()
}

/// What an as-phrase of a noun takes it for.
fn taken_for(reading: &Reading, sentence: usize, noun: usize) -> Vec<Argument> {
    let tree = reading.sentence(sentence);
    let behind = |c: &usize| {
        let own = tree.children_by(*c, Deprel::Case).next().is_some();
        *c > noun && own && reading.marker(sentence, *c).as_deref() == Some("as")
    };
    let phrases = tree.children(noun).filter(behind);
    phrases.map(|c| argument(reading, sentence, c, Role::Attribute, Some("as".to_owned()))).collect()
}

/// The argument at a token: its mention, or its words where it refers to nothing.
pub(super) fn argument(
    reading: &Reading,
    sentence: usize,
    token: usize,
    role: Role,
    marker: Option<String>,
) -> Argument {
    // "served as finance minister": what somebody is taken for is the office, not whoever holds it.
    let office = reading.mention_at(sentence, token).filter(|_| marker.as_deref() == Some("as"));
    // When and how long are told by the words; what day that is stands in the proposition's time.
    let dated = matches!(role, Role::Time | Role::Duration)
        && reading
            .participant(sentence, token)
            .is_some_and(|m| reading.entity_type(m) == EntityType::Date && reading.mentions[m].time.is_none());
    match office.or_else(|| reading.participant(sentence, token)).filter(|_| !dated) {
        Some(m) => Argument { role, marker, filler: Filler::Mention(m), span: reading.mentions[m].span },
        None => {
            let (text, span) = reading.phrase(sentence, token);
            Argument { role, marker, filler: Filler::Literal(text), span }
        }
    }
}

pub(super) fn of_mention(reading: &Reading, mention: usize, role: Role, marker: Option<&str>) -> Argument {
    Argument {
        role,
        marker: marker.map(str::to_owned),
        filler: Filler::Mention(mention),
        span: reading.mentions[mention].span,
    }
}

/// The time of a clause: a date among the predicate's own phrases, not one of a clause below it.
pub(super) fn time(reading: &Reading, sentence: usize, predicate: usize) -> Option<Time> {
    let tree = reading.sentence(sentence);
    let dates =
        reading.in_sentence(sentence).map(|(_, m)| m).filter(|m| m.entity_type == EntityType::Date && m.time.is_some());
    let mut best: Option<(usize, &crate::mention::Mention)> = None;
    // "X, president until 2020, went": the date bounds the term of the office before it.
    let of_term = |date: &crate::mention::Mention| {
        let marker = date.first.checked_sub(1).filter(|&before| {
            matches!(reading.lower(sentence, before).as_str(), "since" | "until" | "till" | "from" | "between")
        });
        marker.is_some_and(|marker| {
            let beside = |m: &crate::mention::Mention| m.rule == "office-apposition" && m.end == marker;
            reading.in_sentence(sentence).any(|(_, m)| beside(m))
        })
    };
    for date in dates.filter(|date| !of_term(date)) {
        let mut at = date.head;
        let mut steps = 0;
        while let Some(head) = tree.tokens[at].head
            && at != predicate
        {
            let clause =
                steps > 0 && tree.tokens[at].upos == Upos::Verb && !matches!(tree.tokens[at].deprel, Deprel::Amod);
            // A date inside a name of an event or a noun's own phrase dates that noun.
            let noun = matches!(
                tree.tokens[at].deprel,
                Deprel::Nmod | Deprel::Compound | Deprel::Nummod | Deprel::NmodPoss | Deprel::Amod
            ) && !matches!(tree.tokens[head].deprel, Deprel::Obl | Deprel::OblUnmarked)
                && head != predicate;
            if clause || noun {
                break;
            }
            at = head;
            steps += 1;
        }
        if at == predicate && best.is_none_or(|(s, _)| steps < s) {
            best = Some((steps, date));
        }
    }
    let (_, date) = best?;
    super::time::of_date(reading, date)
}
