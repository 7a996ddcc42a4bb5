//! Clauses: a predicate with its arguments, read off the dependency tree.
//!
//! The patterns follow UD's analysis of English clauses (<https://universaldependencies.org/en/>): active, passive,
//! copular, with subjects that a clause shares (coordination), is controlled for (infinitives, participles) or modifies
//! (relative clauses).

use super::copula::{copular, linking, state_of_mind};
use super::reading::Reading;
use super::slots::{self, Slot};
use super::{Role, context, subject};
use crate::language::{Deprel, Upos, clause};
use crate::ontology::{Complement, Effect};
use crate::rule::Rule;
use crate::span::Span;

pub(super) const ACTIVE: Rule = Rule::new("active-clause", "a verb with its subject, object and prepositional phrases");
pub(super) const PASSIVE: Rule =
    Rule::new("passive-clause", "a passive verb: its subject is what is acted upon, its by-phrase the agent");
pub(super) const COPULAR: Rule =
    Rule::new("copular-clause", "a subject is something: a noun or adjective with a form of be");
pub(super) const CONTROLLED: Rule =
    Rule::new("controlled-clause", "an infinitive or participle whose subject is an argument of the verb above it");
pub(super) const RELATIVE: Rule =
    Rule::new("relative-clause", "a relative clause: the noun that it describes is its missing argument");
pub(super) const PARTICIPLE: Rule =
    Rule::new("noun-participle", "a participle behind a noun: the noun is its subject or object");
pub(super) const SHARED: Rule = Rule::new("shared-subject", "a verb joined to another shares its subject");

pub(super) const STATE_OF_MIND: Rule = Rule::new(
    "state-of-mind",
    "a participle that names a state, with be: was honored to, is expected to, was concerned that",
);
pub(super) const LINKING: Rule =
    Rule::new("linking-verb", "become, remain, seem with an adjective say together what holds (became concerned)");
pub(super) const ACCORDING: Rule = Rule::new("according-to", "whom \"according to\" names says what the clause tells");

pub(super) const RULES: &[Rule] =
    &[ACTIVE, PASSIVE, COPULAR, CONTROLLED, RELATIVE, PARTICIPLE, SHARED, STATE_OF_MIND, LINKING, ACCORDING];

/// A clause before its arguments are split over conjuncts: tokens of one sentence.
pub(super) struct Frame {
    pub sentence: usize,
    pub predicate: usize,
    pub lemma: String,
    /// The words that carry the predicate.
    pub span: Span,
    pub subject: Option<usize>,
    pub object: Option<usize>,
    /// Other arguments.
    pub others: Vec<Slot>,
    /// Predicates of clauses that are arguments.
    pub clauses: Vec<usize>,
    /// Predicates of clauses that tell why or what for.
    pub adverbials: Vec<usize>,
    pub copular: bool,
    pub rule: Rule,
}

/// The frame of a predicate, if the token is one.
pub(super) fn frame(reading: &Reading, sentence: usize, predicate: usize) -> Option<Frame> {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    // "is to invade" is the verb's clause, not one with "be".
    let planned = token.upos == Upos::Verb && token.xpos == "VB" && tree.child(predicate, Deprel::Mark).is_some();
    if tree.child(predicate, Deprel::Cop).is_some() && !planned {
        return copular(reading, sentence, predicate);
    }
    if !is_verbal(reading, sentence, predicate)
        || is_quasi_auxiliary(reading, sentence, predicate)
        || is_set_phrase(reading, sentence, predicate)
    {
        return None;
    }
    if let Some(frame) = state_of_mind(reading, sentence, predicate) {
        return Some(frame);
    }
    let contact = subject::of_contact_clause(reading, sentence, predicate);
    let passive = contact.is_none() && subject::is_passive(reading, sentence, predicate);
    let own_subject = subject::own(reading, sentence, predicate);
    let inverted = subject::inverted_speaker(reading, sentence, predicate);
    let (grammatical, mut rule) = match own_subject.or(contact).or(inverted) {
        Some(own) => (Some(own), if token.deprel == Deprel::AclRelcl || contact.is_some() { RELATIVE } else { ACTIVE }),
        None => subject::understood(reading, sentence, predicate),
    };
    let grammatical = match grammatical {
        Some(subject) => Some(subject::antecedent(reading, sentence, predicate, subject)?),
        None => None,
    };
    let clauses = clauses(reading, sentence, predicate);
    let raised = passive && subject::is_raised(reading, sentence, predicate);
    if raised && clauses.is_empty() {
        return None;
    }
    let mut object = tree
        .child(predicate, Deprel::Obj)
        .filter(|&o| Some(o) != inverted && !is_expletive_object(reading, sentence, predicate, o))
        .map(|o| subject::proper(reading, sentence, o))
        .or_else(|| shared_object(reading, sentence, predicate))
        .filter(|&o| !(tree.tokens[o].xpos == "WDT" && token.head.is_some_and(|noun| clause::is_adverbial(tree, noun))))
        .filter(|&o| {
            // "what Trump meant" names nothing.
            !matches!(reading.lower(sentence, o).as_str(), "what" | "whatever")
                || reading.mention_at(sentence, o).is_some_and(|m| reading.is_named(m))
        });
    let mut agent = grammatical;
    if contact.is_some() {
        object = object.or(token.head);
    } else if passive {
        // The grammatical subject is the patient; another object stays one beside it ("was given a letter").
        if object.is_none() && !raised {
            object = grammatical;
        }
        agent = subject::agent(reading, sentence, predicate);
        if rule == ACTIVE {
            rule = PASSIVE;
        }
    } else if object.is_none()
        && (token.deprel == Deprel::AclRelcl
            || token.deprel == Deprel::Acl && reading.mark(sentence, predicate).as_deref() == Some("that"))
        && own_subject.is_some()
        && !is_content_clause(reading, sentence, predicate)
    {
        object = relative_gap(reading, sentence, predicate);
    } else if object.is_none() {
        object = gap_above(reading, sentence, predicate).or_else(|| slots::amount_of(reading, sentence, predicate));
    }
    // "the easiest way is to lift the ban": a way lifts nothing.
    if planned && !passive && tree.child(predicate, Deprel::Cop).is_some() {
        let acts = |s: &usize| reading.participant(sentence, *s).is_some_and(|m| reading.entity_type(m).is_actor());
        agent = agent.filter(acts);
    }
    // "It rained, leading to floods": the rain is no participant.
    if token.deprel == Deprel::Advcl && rule == CONTROLLED && agent.is_none() && object.is_none() && clauses.is_empty()
    {
        return None;
    }
    let mut others = slots::of_verb(reading, sentence, predicate, agent);
    others.retain(|slot| Some(slot.token) != object);
    if let Some(recipient) = tree.child(predicate, Deprel::Iobj).filter(|&r| Some(r) != inverted) {
        others.insert(0, Slot { role: Role::Recipient, marker: None, token: recipient });
    }
    if passive
        && object.is_some()
        && object != grammatical
        && let Some(recipient) = grammatical
    {
        others.insert(0, Slot { role: Role::Recipient, marker: None, token: recipient });
    }
    if let Some(object) = object {
        others.extend(slots::of_object(reading, sentence, object));
    }
    others.extend(agent.into_iter().flat_map(|a| slots::accompanying(reading, sentence, a)));
    let lemma = context::lemma_with_particle(reading, sentence, predicate);
    let mut frame = Frame {
        sentence,
        predicate,
        lemma,
        span: predicate_span(reading, sentence, predicate),
        subject: agent,
        object,
        others,
        clauses,
        adverbials: adverbials(reading, sentence, predicate),
        copular: false,
        rule,
    };
    linking(reading, &mut frame);
    idiom(reading, &mut frame);
    Some(frame)
}

/// "neither met nor called Ruiz": an object behind the second verb is both verbs' object.
fn shared_object(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let head = token.head.filter(|_| token.deprel == Deprel::Conj)?;
    let object = tree.child(head, Deprel::Obj).filter(|&o| o > predicate)?;
    tree.subject(predicate).is_none().then_some(object)
}

/// Whether a token is a verb that heads a clause, not a word of a name or title ("managing director") nor a participle that
/// serves as a preposition ("including", "given").
fn is_verbal(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let heads = token.upos == Upos::Verb
        && !matches!(
            token.deprel,
            Deprel::Amod
                | Deprel::Compound
                | Deprel::Case
                | Deprel::Mark
                | Deprel::Fixed
                | Deprel::Aux
                | Deprel::AuxPass
                | Deprel::Cop
                | Deprel::Advmod
        );
    if !heads || reading.in_name_or_title(sentence, predicate) {
        return false;
    }
    let preposition = matches!(token.deprel, Deprel::Acl | Deprel::Advcl)
        && tree.subject(predicate).is_none()
        && tree.child(predicate, Deprel::Mark).is_none()
        && matches!(
            reading.lower(sentence, predicate).as_str(),
            "including"
                | "excluding"
                | "given"
                | "concerning"
                | "regarding"
                | "considering"
                | "barring"
                | "pending"
                | "notwithstanding"
                | "depending"
                | "according"
        );
    !preposition
}

/// The clauses that are arguments of a verb; what "said in a statement that ..." reports hangs on the statement.
pub(super) fn clauses(reading: &Reading, sentence: usize, predicate: usize) -> Vec<usize> {
    let tree = reading.sentence(sentence);
    let mut clauses: Vec<usize> =
        [Deprel::Ccomp, Deprel::Xcomp].iter().flat_map(|&d| tree.children_by(predicate, d)).collect();
    clauses.extend(
        tree.children_by(predicate, Deprel::Advcl)
            .filter(|&c| tree.tokens[c].xpos == "VBG" && context::is_selected(reading, sentence, c, predicate)),
    );
    if clauses.is_empty() && reading.ontology.reporting(&reading.lemma(sentence, predicate)).is_some() {
        clauses.extend(tree.children_by(predicate, Deprel::Obl).find_map(|o| reported_in(reading, sentence, o)));
    }
    clauses
}

/// Clauses beside the verb that tell why or what for.
pub(super) fn adverbials(reading: &Reading, sentence: usize, predicate: usize) -> Vec<usize> {
    let tree = reading.sentence(sentence);
    tree.children_by(predicate, Deprel::Advcl).filter(|&c| adverbial_role(reading, sentence, c).is_some()).collect()
}

/// The role of an adverbial clause, by the word that opens it.
pub(super) fn adverbial_role(reading: &Reading, sentence: usize, clause: usize) -> Option<Role> {
    let tree = reading.sentence(sentence);
    let mark = reading.mark(sentence, clause)?;
    let token = &tree.tokens[clause];
    match mark.as_str() {
        "because" | "since" if token.xpos != "VBG" => Some(Role::Cause),
        "to" | "in" | "in-order" | "so" | "so-that" if token.xpos == "VB" => Some(Role::Purpose),
        "by" if token.xpos == "VBG" => Some(Role::Instrument),
        _ => None,
    }
}

/// The that-clause on the noun of a document or speech: "in a statement that the case had dragged on".
pub(super) fn reported_in(reading: &Reading, sentence: usize, noun: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    let that = |&c: &usize| tree.children_by(c, Deprel::Mark).any(|m| reading.lower(sentence, m) == "that");
    tree.children_by(noun, Deprel::Acl).find(that)
}

/// "findings that Russia meddled": the clause says what the findings are; nothing in it is missing.
pub(super) fn is_content_clause(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let Some(noun) = token.head.filter(|_| matches!(token.deprel, Deprel::Acl | Deprel::AclRelcl)) else {
        return false;
    };
    let lemma = reading.lemma(sentence, noun);
    let reports = |lemma: &str| {
        reading.ontology.reporting(lemma).is_some() || reading.ontology.factuality(lemma, Complement::That).is_some()
    };
    let content = reports(&lemma) || reading.ontology.nominalization(&lemma).is_some_and(|n| reports(&n.verb));
    let joined = tree.children(predicate).any(|c| {
        reading.lower(sentence, c) == "that"
            && matches!(tree.tokens[c].deprel, Deprel::Mark | Deprel::OblUnmarked | Deprel::Advmod | Deprel::Obl)
    });
    content && joined && tree.subject(predicate).is_some()
}

/// "took part in", "went into effect", "put his name to": the lemma that verb and noun stand for together.
fn idiom(reading: &Reading, frame: &mut Frame) {
    let noun_at = |token: usize| reading.lemma(frame.sentence, token);
    let tree = reading.sentence(frame.sentence);
    let adverbs: Vec<usize> =
        tree.children_by(frame.predicate, Deprel::Advmod).filter(|&a| a > frame.predicate).collect();
    let mut found = None;
    for idiom in reading.ontology.idioms(&frame.lemma) {
        let slot = match &idiom.marker {
            None => (frame.object.into_iter())
                .chain(adverbs.iter().copied())
                .find(|&o| noun_at(o) == idiom.noun)
                .map(|o| (o, None)),
            Some(marker) => (frame.others.iter().enumerate())
                .find(|(_, s)| s.marker.as_ref() == Some(marker) && noun_at(s.token) == idiom.noun)
                .map(|(index, s)| (s.token, Some(index))),
        };
        if let Some(slot) = slot {
            found = Some((idiom, slot));
            break;
        }
    }
    let Some((idiom, (noun, slot))) = found else { return };
    frame.lemma.clone_from(&idiom.predicate);
    let words = reading.span(frame.sentence, noun);
    if words.start >= frame.span.start {
        frame.span = frame.span.cover(words);
    }
    match slot {
        Some(index) => {
            frame.others.remove(index);
        }
        None if frame.object == Some(noun) => frame.object = None,
        None => {}
    }
    let object = idiom.object.as_ref();
    if let Some(index) = object.and_then(|o| frame.others.iter().position(|s| s.marker.as_ref() == Some(o))) {
        frame.object = Some(frame.others.remove(index).token);
    }
}

/// "that being said": refers to nobody's words.
fn is_set_phrase(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    let that = tree.subject(predicate).is_some_and(|s| matches!(reading.lower(sentence, s).as_str(), "that" | "this"));
    that && tree.tokens[predicate].deprel == Deprel::Advcl && reading.lower(sentence, predicate) == "said"
}

/// "makes it hard to leave": "it" stands for the clause behind the adjective, or for nothing ("made it home").
fn is_expletive_object(reading: &Reading, sentence: usize, predicate: usize, object: usize) -> bool {
    if reading.lower(sentence, object) != "it" {
        return false;
    }
    let tree = reading.sentence(sentence);
    // "made it to the final"
    let goal = |o: usize| {
        matches!(reading.marker(sentence, o).as_deref(), Some("to" | "through" | "into" | "past" | "across" | "out-of"))
    };
    if reading.lemma(sentence, predicate) == "make" && tree.children_by(predicate, Deprel::Obl).any(goal) {
        return true;
    }
    tree.children_by(predicate, Deprel::Xcomp)
        .any(|c| matches!(tree.tokens[c].upos, Upos::Adj | Upos::Noun) && tree.child(c, Deprel::Mark).is_none())
        && (object + 1..tree.tokens.len()).any(|t| {
            tree.dominates(predicate, t)
                && tree.tokens[t].deprel == Deprel::Mark
                && matches!(reading.lower(sentence, t).as_str(), "to" | "that")
        })
}

/// "you have got to leave".
pub(super) fn has_auxiliary_have(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    tree.children_by(predicate, Deprel::Aux).any(|a| reading.lemma(sentence, a) == "have")
}

/// "is going to", "used to", "have to": the verb behind them carries the clause.
fn is_quasi_auxiliary(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    let Some(complement) = tree.child(predicate, Deprel::Xcomp) else { return false };
    let infinitive = tree.child(complement, Deprel::Mark).is_some() && tree.tokens[complement].upos == Upos::Verb;
    let form = reading.lower(sentence, predicate);
    infinitive
        && (matches!(reading.lemma(sentence, predicate).as_str(), "have" | "need")
            || form == "going"
            || form == "used"
            || form == "got" && has_auxiliary_have(reading, sentence, predicate))
        && tree.child(predicate, Deprel::Obj).is_none()
}

/// "topics that Paul wanted to discuss": what the relative clause leaves out is missing in the infinitive below.
fn gap_above(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let above = token.head.filter(|_| token.deprel == Deprel::Xcomp && token.xpos == "VB")?;
    let relative = tree.tokens[above].deprel == Deprel::AclRelcl && !is_content_clause(reading, sentence, above);
    let pronoun = |t: usize| matches!(reading.lower(sentence, t).as_str(), "who" | "which" | "that");
    let subject = tree.subject(above).filter(|&s| relative && !pronoun(s))?;
    let taken = |t: usize| {
        tree.children(t).any(|c| {
            matches!(tree.tokens[c].deprel, Deprel::Obj | Deprel::Ccomp | Deprel::Iobj) && !pronoun(c)
                || matches!(tree.tokens[c].deprel, Deprel::Xcomp) && c != predicate
                || matches!(reading.lower(sentence, c).as_str(), "where" | "when" | "why" | "how" | "whom" | "whose")
                // A preposition that is left over has what is missing: "the man he wanted to talk to".
                || c > t && tree.tokens[c].upos == Upos::Adp && tree.child(c, Deprel::Fixed).is_none()
        })
    };
    (subject < above && !taken(above) && !taken(predicate)).then_some(tree.tokens[above].head).flatten()
}

/// "activities the Kremlin has undertaken": the noun is what is undertaken, unless a preposition is left over.
fn relative_gap(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    // "which went into effect": the pronoun that stands for the noun is the subject.
    let is_subject = tree.children(predicate).any(|c| {
        matches!(tree.tokens[c].deprel, Deprel::Nsubj | Deprel::NsubjPass)
            && matches!(reading.lower(sentence, c).as_str(), "who" | "which" | "that")
    });
    clause::relative_gap(tree, predicate).filter(|_| !is_subject)
}

/// The verb with its particle; a copula with its adjective where that is the predicate.
pub(super) fn predicate_span(reading: &Reading, sentence: usize, predicate: usize) -> Span {
    let tree = reading.sentence(sentence);
    let own = tree.tokens[predicate].span;
    if let Some(cop) = tree.child(predicate, Deprel::Cop) {
        let nominal = matches!(tree.tokens[predicate].upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num);
        return if nominal { tree.tokens[cop].span } else { tree.tokens[cop].span.cover(own) };
    }
    match context::particles(reading, sentence, predicate).first() {
        Some(&particle) if particle == predicate + 1 => own.cover(tree.tokens[particle].span),
        _ => own,
    }
}

/// What the governor makes of a noun that it has as its object: "demanded the release", "plans a visit".
pub(super) fn noun_effect(reading: &Reading, sentence: usize, noun: usize) -> Option<(usize, Effect)> {
    let token = reading.token(sentence, noun);
    let governor = token.head?;
    if !matches!(token.deprel, Deprel::Obj | Deprel::Obl | Deprel::NsubjPass)
        || reading.token(sentence, governor).upos != Upos::Verb
    {
        return None;
    }
    let lemma = context::lemma_with_particle(reading, sentence, governor);
    let with_marker = reading.marker(sentence, noun).map(|m| format!("{lemma}-{m}"));
    let entry = match (token.deprel, with_marker) {
        (Deprel::Obj | Deprel::NsubjPass, _) => reading.ontology.factuality(&lemma, Complement::Noun),
        (_, Some(key)) => reading.ontology.factuality(&key, Complement::Noun),
        _ => None,
    }?;
    Some((governor, entry.positive))
}
