//! Clauses: a predicate with its arguments, read off the dependency tree.
//!
//! The patterns follow UD's analysis of English clauses (<https://universaldependencies.org/en/>): active, passive,
//! copular, with subjects that a clause shares (coordination), is controlled for (infinitives, participles) or modifies
//! (relative clauses).

use super::Role;
use super::reading::Reading;
use crate::language::{Deprel, Upos};
use crate::ontology::{Complement, Effect, EntityType};
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

pub(super) const RULES: &[Rule] = &[ACTIVE, PASSIVE, COPULAR, CONTROLLED, RELATIVE, PARTICIPLE, SHARED];

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
    pub copular: bool,
    pub rule: Rule,
}

/// A prepositional or indirect argument.
pub(super) struct Slot {
    pub role: Role,
    pub marker: Option<String>,
    pub token: usize,
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
    let verbal = token.upos == Upos::Verb
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
    if !verbal || is_quasi_auxiliary(reading, sentence, predicate) {
        return None;
    }
    let passive = is_passive(reading, sentence, predicate);
    let own_subject = [Deprel::Nsubj, Deprel::NsubjPass, Deprel::NsubjOuter]
        .iter()
        .find_map(|&d| tree.child(predicate, d))
        .filter(|&s| tree.tokens[s].deprel != Deprel::Expl);
    let (subject, mut rule) = match own_subject {
        Some(subject) => (Some(subject), if token.deprel == Deprel::AclRelcl { RELATIVE } else { ACTIVE }),
        None => understood_subject(reading, sentence, predicate),
    };
    let mut object = tree.child(predicate, Deprel::Obj);
    let mut agent = subject;
    if passive {
        // The grammatical subject is the patient; another object stays one beside it ("was given a letter").
        if object.is_none() {
            object = subject;
        }
        agent = tree.child(predicate, Deprel::OblAgent).or_else(|| by_phrase(reading, sentence, predicate));
        if rule == ACTIVE {
            rule = PASSIVE;
        }
    } else if object.is_none() && token.deprel == Deprel::AclRelcl && own_subject.is_some() {
        object = relative_gap(reading, sentence, predicate);
    }
    let mut others = slots(reading, sentence, predicate, agent);
    if let Some(recipient) = tree.child(predicate, Deprel::Iobj) {
        others.insert(0, Slot { role: Role::Recipient, marker: None, token: recipient });
    }
    if passive
        && object != subject
        && let Some(recipient) = subject
    {
        others.insert(0, Slot { role: Role::Recipient, marker: None, token: recipient });
    }
    if let Some(object) = object {
        others.extend(of_object(reading, sentence, object));
    }
    let clauses = [Deprel::Ccomp, Deprel::Xcomp].iter().flat_map(|&d| tree.children_by(predicate, d)).collect();
    let lemma = super::context::lemma_with_particle(reading, sentence, predicate);
    let span = predicate_span(reading, sentence, predicate);
    Some(Frame { sentence, predicate, lemma, span, subject: agent, object, others, clauses, copular: false, rule })
}

/// "is going to", "used to", "have to": the verb behind them carries the clause.
fn is_quasi_auxiliary(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    let Some(complement) = tree.child(predicate, Deprel::Xcomp) else { return false };
    let infinitive = tree.child(complement, Deprel::Mark).is_some() && tree.tokens[complement].upos == Upos::Verb;
    let form = reading.lower(sentence, predicate);
    infinitive
        && (matches!(reading.lemma(sentence, predicate).as_str(), "have" | "need") || form == "going" || form == "used")
        && tree.child(predicate, Deprel::Obj).is_none()
}

pub(super) fn is_passive(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    if tree.child(predicate, Deprel::NsubjPass).is_some() || tree.child(predicate, Deprel::AuxPass).is_some() {
        return true;
    }
    // "a video filmed on Ibiza", and the second of "was seized and burnt".
    let participle = token.xpos == "VBN"
        && tree.child(predicate, Deprel::Aux).is_none()
        && tree.child(predicate, Deprel::Obj).is_none();
    match token.deprel {
        Deprel::Acl => participle,
        Deprel::Conj => {
            participle
                && tree.child(predicate, Deprel::Nsubj).is_none()
                && token.head.is_some_and(|h| is_passive(reading, sentence, h))
        }
        Deprel::Advcl => participle && tree.child(predicate, Deprel::Nsubj).is_none(),
        _ => false,
    }
}

/// An agent that the parser took for a plain oblique.
fn by_phrase(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    reading.sentence(sentence).children_by(predicate, Deprel::Obl).find(|&o| {
        reading.marker(sentence, o).as_deref() == Some("by")
            && reading.participant(sentence, o).is_some_and(|m| reading.entity_type(m).is_actor())
    })
}

/// The subject of a clause that has none of its own.
fn understood_subject(reading: &Reading, sentence: usize, predicate: usize) -> (Option<usize>, Rule) {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let Some(head) = token.head else { return (None, ACTIVE) };
    match token.deprel {
        Deprel::Conj => {
            // A passive joined to an active verb shares the grammatical subject, whichever role it has there.
            (grammatical_subject(reading, sentence, head), SHARED)
        }
        Deprel::Xcomp => (controller(reading, sentence, head), CONTROLLED),
        Deprel::Advcl => {
            let governor = super::context::clause_head(reading, sentence, head);
            let mark = tree.child(predicate, Deprel::Mark).map(|m| reading.lower(sentence, m));
            let object = tree.child(governor, Deprel::Obj).or_else(|| tree.child(governor, Deprel::NsubjPass));
            // "accused Russia of hacking", "indicted 13 men for hacking": the object is behind it.
            if token.xpos == "VBG" && matches!(mark.as_deref(), Some("of" | "for" | "from")) && object.is_some() {
                return (object, CONTROLLED);
            }
            let finite = matches!(token.xpos.as_str(), "VBD" | "VBP" | "VBZ");
            if finite { (None, ACTIVE) } else { (grammatical_subject(reading, sentence, governor), CONTROLLED) }
        }
        Deprel::Acl => {
            // "the importance of countering terrorism": a gerund that completes the noun doesn't describe it.
            let gerund = token.xpos == "VBG"
                && tree.children(predicate).any(|c| matches!(tree.tokens[c].deprel, Deprel::Mark | Deprel::Case));
            if token.xpos != "VB" && !gerund {
                return (Some(head), PARTICIPLE);
            }
            // "his attempt to leave", "secured an agreement from Kosachev to send members"
            let possessor = tree.child(head, Deprel::NmodPoss);
            let from = tree
                .children_by(head, Deprel::Nmod)
                .find(|&n| matches!(reading.marker(sentence, n).as_deref(), Some("by" | "from")));
            let governor = super::context::clause_head(reading, sentence, head);
            // "in addition to delivering the letter, he met": the clause's subject does both; "stressed the need of meeting"
            // leaves open who meets.
            let shared = || {
                grammatical_subject(reading, sentence, governor)
                    .filter(|_| !gerund || tree.tokens[head].deprel == Deprel::Obl)
            };
            (from.or(possessor).or_else(shared), CONTROLLED)
        }
        Deprel::AclRelcl => (Some(head), RELATIVE),
        _ => (None, ACTIVE),
    }
}

/// The subject in the grammar of the clause, followed up through coordination and control.
fn grammatical_subject(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    let own = tree.subject(predicate);
    if own.is_some() {
        return own;
    }
    let token = &tree.tokens[predicate];
    let head = token.head?;
    match token.deprel {
        Deprel::Conj | Deprel::Advcl => grammatical_subject(reading, sentence, head),
        Deprel::Xcomp => controller(reading, sentence, head),
        Deprel::Acl | Deprel::AclRelcl => Some(head),
        _ => None,
    }
}

/// Who does what an infinitive tells: the object of the verb above if it has one ("asked them to leave"), unless the verb
/// promises, else its subject.
fn controller(reading: &Reading, sentence: usize, governor: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    let object = tree.child(governor, Deprel::Obj).or_else(|| tree.child(governor, Deprel::Iobj));
    let promises = matches!(
        reading.lemma(sentence, governor).as_str(),
        "promise" | "vow" | "pledge" | "threaten" | "use" | "take"
    );
    if !promises && object.is_some() {
        return object;
    }
    grammatical_subject(reading, sentence, governor)
}

/// The mention that is the subject of a predicate: who says, asks or denies.
pub(super) fn subject_mention(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    let subject = if is_passive(reading, sentence, predicate) {
        reading
            .sentence(sentence)
            .child(predicate, Deprel::OblAgent)
            .or_else(|| by_phrase(reading, sentence, predicate))
    } else {
        grammatical_subject(reading, sentence, predicate)
    };
    subject.and_then(|s| reading.participant(sentence, s))
}

/// "activities the Kremlin has undertaken": the noun is what is undertaken, unless a preposition is left over.
fn relative_gap(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    let filled = tree.children(predicate).any(|c| {
        matches!(tree.tokens[c].deprel, Deprel::Ccomp | Deprel::Xcomp)
            || matches!(reading.lower(sentence, c).as_str(), "where" | "when" | "why" | "how")
            || tree.children(c).any(|cc| matches!(reading.lower(sentence, cc).as_str(), "which" | "whom" | "whose"))
            || matches!(tree.tokens[c].deprel, Deprel::Obl) && tree.tokens[c].upos == Upos::Pron
    });
    if filled { None } else { tree.tokens[predicate].head }
}

/// Prepositional phrases of the verb, times left out.
fn slots(reading: &Reading, sentence: usize, predicate: usize, agent: Option<usize>) -> Vec<Slot> {
    let tree = reading.sentence(sentence);
    tree.children(predicate)
        .filter(|&c| {
            Some(c) != agent
                && matches!(tree.tokens[c].deprel, Deprel::Obl | Deprel::OblAgent | Deprel::OblUnmarked | Deprel::Nmod)
        })
        .filter_map(|c| slot(reading, sentence, c))
        .collect()
}

/// "imposed sanctions on Iran", "a letter to Putin": what the object's own phrases say belongs to the event as well.
fn of_object(reading: &Reading, sentence: usize, object: usize) -> Vec<Slot> {
    let tree = reading.sentence(sentence);
    // Nouns of amount and of aspect: who stresses the need for talks speaks of the talks.
    let transparent = matches!(
        reading.lemma(sentence, object).as_str(),
        "series"
            | "round"
            | "host"
            | "range"
            | "number"
            | "set"
            | "array"
            | "importance"
            | "need"
            | "necessity"
            | "possibility"
            | "issue"
    );
    tree.children_by(object, Deprel::Nmod)
        .filter(|&c| match reading.marker(sentence, c).as_deref() {
            Some("to" | "from" | "on" | "against" | "with" | "for" | "about" | "over" | "between" | "into") => true,
            Some("of") => transparent,
            _ => false,
        })
        .filter_map(|c| slot(reading, sentence, c))
        .collect()
}

fn slot(reading: &Reading, sentence: usize, token: usize) -> Option<Slot> {
    let mention = reading.participant(sentence, token);
    let entity_type = mention.map(|m| reading.entity_type(m));
    let marker = reading.marker(sentence, token);
    if entity_type == Some(EntityType::Date) {
        // "Five days after he had lost": the length tells when, not how long.
        let lasts = mention.map(|m| &reading.mentions[m]).is_some_and(|m| {
            let behind = reading.sentence(sentence).tokens.get(m.end).map(|t| t.form.to_lowercase());
            let apart = matches!(behind.as_deref(), Some("after" | "before" | "since" | "later" | "earlier" | "when"));
            !apart && m.period.as_ref().is_some_and(|p| !p.repeated)
        });
        return lasts.then_some(Slot { role: Role::Duration, marker, token });
    }
    if matches!(marker.as_deref(), Some("according-to" | "per")) || marker.is_none() && mention.is_none() {
        return None;
    }
    Some(Slot { role: role(marker.as_deref(), entity_type), marker, token })
}

/// The role that a preposition gives to a kind of thing.
fn role(marker: Option<&str>, entity_type: Option<EntityType>) -> Role {
    let place = entity_type.is_some_and(EntityType::is_place);
    let actor = entity_type.is_some_and(EntityType::is_actor) && !place;
    match marker {
        Some("to" | "into" | "onto" | "toward" | "towards") if actor => Role::Recipient,
        Some("to" | "into" | "onto" | "toward" | "towards") => Role::Destination,
        Some("from" | "out-of") => Role::Source,
        Some("with" | "alongside" | "together-with") if actor || place => Role::Companion,
        Some("with" | "using" | "through" | "via") => Role::Instrument,
        Some("for") if actor => Role::Beneficiary,
        Some("for") => Role::Purpose,
        Some("because-of" | "due-to" | "over" | "amid") => Role::Cause,
        Some("about" | "on" | "regarding" | "concerning" | "of") if !place => Role::Topic,
        Some("in" | "at" | "on" | "near" | "outside" | "inside" | "across" | "within" | "throughout") if place => {
            Role::Place
        }
        Some("by") if actor => Role::Agent,
        Some("as") => Role::Attribute,
        Some("during" | "after" | "before" | "since" | "until") => Role::Time,
        _ => Role::Other,
    }
}

/// "Paul is a senator", "plans are on hold", "officials are subject to sanctions".
fn copular(reading: &Reading, sentence: usize, predicate: usize) -> Option<Frame> {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let own = [Deprel::Nsubj, Deprel::NsubjOuter].iter().find_map(|&d| tree.child(predicate, d));
    let subject = own.or_else(|| match token.deprel {
        Deprel::Conj | Deprel::Xcomp => grammatical_subject(reading, sentence, token.head?),
        Deprel::AclRelcl => token.head,
        _ => None,
    })?;
    let nominal = matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num);
    let case = reading.marker(sentence, predicate);
    let mut others = slots(reading, sentence, predicate, None);
    let (lemma, object) = match (nominal, case) {
        (true, Some(case)) => {
            others.insert(
                0,
                Slot {
                    role: role(Some(&case), reading.participant(sentence, predicate).map(|m| reading.entity_type(m))),
                    marker: Some(case),
                    token: predicate,
                },
            );
            ("be".to_owned(), None)
        }
        (true, None) => ("be".to_owned(), Some(predicate)),
        (false, _) => (format!("be-{}", reading.lemma(sentence, predicate)), None),
    };
    let clauses = [Deprel::Ccomp, Deprel::Xcomp].iter().flat_map(|&d| tree.children_by(predicate, d)).collect();
    let rule = if token.deprel == Deprel::AclRelcl { RELATIVE } else { COPULAR };
    let span = predicate_span(reading, sentence, predicate);
    Some(Frame {
        sentence,
        predicate,
        lemma,
        span,
        subject: Some(subject),
        object,
        others,
        clauses,
        copular: true,
        rule,
    })
}

/// The verb with its particle; a copula with its adjective where that is the predicate.
fn predicate_span(reading: &Reading, sentence: usize, predicate: usize) -> Span {
    let tree = reading.sentence(sentence);
    let own = tree.tokens[predicate].span;
    if let Some(cop) = tree.child(predicate, Deprel::Cop) {
        let nominal = matches!(tree.tokens[predicate].upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num);
        return if nominal { tree.tokens[cop].span } else { tree.tokens[cop].span.cover(own) };
    }
    match tree.child(predicate, Deprel::CompoundPrt) {
        Some(particle) if particle == predicate + 1 => own.cover(tree.tokens[particle].span),
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
    let lemma = super::context::lemma_with_particle(reading, sentence, governor);
    let with_marker = reading.marker(sentence, noun).map(|m| format!("{lemma}-{m}"));
    let entry = match (token.deprel, with_marker) {
        (Deprel::Obj | Deprel::NsubjPass, _) => reading.ontology.factuality(&lemma, Complement::Noun),
        (_, Some(key)) => reading.ontology.factuality(&key, Complement::Noun),
        _ => None,
    }?;
    Some((governor, entry.positive))
}
