//! Clauses that say what somebody or something is: with a copula, a linking verb, or a participle that names a state.

use super::frame::{ACCORDING, COPULAR, Frame, LINKING, RELATIVE, STATE_OF_MIND, adverbials, clauses, predicate_span};
use super::reading::Reading;
use super::slots::{self, Slot};
use super::{Role, subject};
use crate::language::{Deprel, Upos, clause};
use crate::ontology::{Complement, EntityType};

/// "Paul is a senator", "plans are on hold", "officials are subject to sanctions".
pub(super) fn copular(reading: &Reading, sentence: usize, predicate: usize) -> Option<Frame> {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let own = [Deprel::Nsubj, Deprel::NsubjOuter].iter().find_map(|&d| tree.child(predicate, d));
    let subject = own.or_else(|| match token.deprel {
        Deprel::Conj | Deprel::Xcomp => subject::grammatical(reading, sentence, token.head?),
        Deprel::AclRelcl => clause::described_noun(tree, predicate),
        _ => None,
    })?;
    let subject = subject::antecedent(reading, sentence, predicate, subject)?;
    // "It is important that they unite": the clause is what is important.
    let clausal = tree.children(predicate).any(|c| {
        matches!(
            tree.tokens[c].deprel,
            Deprel::Ccomp | Deprel::Csubj | Deprel::CsubjOuter | Deprel::Advcl | Deprel::Xcomp
        ) && matches!(reading.mark(sentence, c).as_deref(), Some("that" | "to" | "whether" | "for" | "how"))
    });
    if token.upos == Upos::Adj && clausal && reading.lower(sentence, subject) == "it" {
        return None;
    }
    // "among the greatest" stands for a noun, "what they could reach" for words that name nothing.
    let nominal = matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Sym)
        || token.xpos == "JJS" && tree.child(predicate, Deprel::Case).is_some();
    if matches!(token.xpos.as_str(), "WP" | "WRB" | "WDT") {
        return None;
    }
    if nominal && is_expletive(reading, sentence, predicate, subject) {
        return None;
    }
    let case = reading.marker(sentence, predicate);
    let mut others = slots::of_verb(reading, sentence, predicate, None);
    // "This was according to X": X says it.
    if nominal && case.as_deref() == Some("according-to") {
        let marker = tree.child(predicate, Deprel::Case).unwrap_or(predicate);
        return Some(Frame {
            sentence,
            predicate,
            lemma: "say".to_owned(),
            span: reading.span(sentence, marker),
            subject: Some(predicate),
            object: Some(subject),
            others,
            clauses: Vec::new(),
            adverbials: Vec::new(),
            copular: false,
            rule: ACCORDING,
        });
    }
    // "is on trial", "are on hold": a bare noun behind a preposition refers to nothing and names the state.
    let bare = |token: usize| {
        tree.tokens[token].upos == Upos::Noun
            && tree.tokens[token].xpos == "NN"
            && !tree.children(token).any(|c| {
                c < predicate
                    && matches!(
                        tree.tokens[c].deprel,
                        Deprel::Det | Deprel::NmodPoss | Deprel::Amod | Deprel::Compound | Deprel::Nummod
                    )
            })
    };
    let (lemma, object) = match (nominal, case) {
        (true, Some(case)) if bare(predicate) && !reading.is_name(sentence, predicate) => {
            (format!("be-{case}-{}", reading.lemma(sentence, predicate)), None)
        }
        (true, Some(case)) => {
            let entity_type = reading.participant(sentence, predicate).map(|m| reading.entity_type(m));
            // What no preposition makes a place or a companion tells what the subject is like.
            let role = match slots::role(Some(&case), entity_type) {
                Role::Other => Role::Attribute,
                role => role,
            };
            others.insert(0, Slot { role, marker: Some(case), token: predicate });
            ("be".to_owned(), None)
        }
        (true, None) => ("be".to_owned(), Some(predicate)),
        // "was worth 7 billion dollars"
        (false, _) => (format!("be-{}", adjective(reading, sentence, predicate)), tree.child(predicate, Deprel::Obj)),
    };
    let clauses = clauses(reading, sentence, predicate);
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
        adverbials: adverbials(reading, sentence, predicate),
        copular: true,
        rule,
    })
}

/// "It was the second year that he lost", "it is time to go", "it was Ruiz who paid": the pronoun stands for nothing.
fn is_expletive(reading: &Reading, sentence: usize, noun: usize, subject: usize) -> bool {
    if reading.lower(sentence, subject) != "it" {
        return false;
    }
    let tree = reading.sentence(sentence);
    let time = reading.mention_at(sentence, noun).is_some_and(|m| reading.mentions[m].entity_type == EntityType::Date)
        || matches!(
            reading.lemma(sentence, noun).as_str(),
            "time" | "moment" | "day" | "night" | "morning" | "week" | "month" | "season" | "year" | "decade"
        );
    let clause = tree.children(noun).find(|&c| {
        matches!(
            tree.tokens[c].deprel,
            Deprel::AclRelcl | Deprel::AdvclRelcl | Deprel::Acl | Deprel::Ccomp | Deprel::Csubj | Deprel::Advcl
        )
    });
    let who = |c: usize| tree.children(c).any(|w| reading.lower(sentence, w) == "who");
    time && (clause.is_some() || tree.child(noun, Deprel::Det).is_none())
        || clause.is_some_and(|c| who(c) || reading.is_name(sentence, noun) && tree.tokens[c].deprel != Deprel::Advcl)
}

/// The adjective with its degree, which is part of what is said: "smaller", "more effective".
fn adjective(reading: &Reading, sentence: usize, adjective: usize) -> String {
    let tree = reading.sentence(sentence);
    if matches!(tree.tokens[adjective].xpos.as_str(), "JJR" | "JJS") {
        let word = reading.lower(sentence, adjective);
        let place = adjective.checked_sub(1).map(|before| reading.lower(sentence, before));
        let ordinal =
            |w: &String| matches!(w.as_str(), "first" | "second" | "third") || w.ends_with("th") && w.len() > 4;
        return match place.filter(|w| tree.tokens[adjective].xpos == "JJS" && ordinal(w)) {
            Some(place) => format!("{place}-{word}"),
            None => word,
        };
    }
    let degree = |&d: &usize| {
        d + 1 == adjective && matches!(reading.lower(sentence, d).as_str(), "more" | "less" | "most" | "least")
    };
    let lemma = reading.lemma(sentence, adjective);
    match tree.children_by(adjective, Deprel::Advmod).find(degree) {
        Some(degree) => format!("{}-{lemma}", reading.lower(sentence, degree)),
        None => lemma,
    }
}

/// "was honored to deliver", "is concerned that": a participle that the lexicon knows as a governor of clauses names a state
/// of the subject, where no agent is named.
pub(super) fn state_of_mind(reading: &Reading, sentence: usize, predicate: usize) -> Option<Frame> {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let passive =
        tree.child(predicate, Deprel::AuxPass).is_some() || tree.child(predicate, Deprel::NsubjPass).is_some();
    if token.xpos != "VBN" || !passive || subject::agent(reading, sentence, predicate).is_some() {
        return None;
    }
    let form = reading.lower(sentence, predicate);
    let known = [Complement::To, Complement::That].iter().any(|&c| reading.ontology.factuality(&form, c).is_some());
    let mut clauses = clauses(reading, sentence, predicate);
    // Parsers waver between a complement and a purpose.
    clauses.extend(
        tree.children_by(predicate, Deprel::Advcl)
            .filter(|&c| tree.tokens[c].xpos == "VB" && reading.mark(sentence, c).as_deref() == Some("to")),
    );
    if !known || clauses.is_empty() {
        return None;
    }
    Some(Frame {
        sentence,
        predicate,
        lemma: format!("be-{form}"),
        span: predicate_span(reading, sentence, predicate),
        subject: Some(subject::antecedent(
            reading,
            sentence,
            predicate,
            subject::grammatical(reading, sentence, predicate)?,
        )?),
        object: None,
        others: slots::of_verb(reading, sentence, predicate, None),
        adverbials: adverbials(reading, sentence, predicate).into_iter().filter(|c| !clauses.contains(c)).collect(),
        clauses,
        copular: true,
        rule: STATE_OF_MIND,
    })
}

/// "are becoming concerned that": the adjective carries the meaning, and its clauses and phrases are the verb's.
pub(super) fn linking(reading: &Reading, frame: &mut Frame) {
    const VERBS: &[&str] = &["become", "remain", "seem", "appear", "feel", "grow", "stay", "prove"];
    let tree = reading.sentence(frame.sentence);
    let adjective = frame.clauses.iter().copied().find(|&c| {
        let token = &tree.tokens[c];
        let adjectival = token.upos == Upos::Adj || token.upos == Upos::Verb && token.xpos == "VBN";
        token.deprel == Deprel::Xcomp && adjectival && tree.child(c, Deprel::Mark).is_none()
    });
    let Some(adjective) = adjective.filter(|_| VERBS.contains(&frame.lemma.as_str()) && frame.object.is_none()) else {
        return;
    };
    let word = match tree.tokens[adjective].upos {
        Upos::Verb => reading.lower(frame.sentence, adjective),
        _ => self::adjective(reading, frame.sentence, adjective),
    };
    frame.lemma = format!("{}-{word}", frame.lemma);
    frame.span = frame.span.cover(reading.span(frame.sentence, adjective));
    frame.others.extend(slots::of_verb(reading, frame.sentence, adjective, None));
    frame.clauses.retain(|&c| c != adjective);
    frame.clauses.extend(clauses(reading, frame.sentence, adjective));
    frame.copular = true;
    frame.rule = LINKING;
}
