//! What noun phrases and passives imply beside what verbs state; the relation is a word of ours or of another order.

use super::clause::{ArgumentKind, Clause, is_negation};
use super::phrase::{conjuncts, is_bracketed, is_set_off, noun_phrase};
use super::{Argument, Piece, Tuple, words};
use crate::language::{Deprel, NameLabel, Sentence, Upos, clause};
use crate::rule::Rule;

pub(super) const APPOSITION: Rule =
    Rule::new("openie-apposition", "two nouns in apposition: the one that names is what the other says");
pub(super) const TITLE: Rule = Rule::new("openie-title", "a name is what the title before it says");
pub(super) const PLACE: Rule = Rule::new("openie-place", "a place is in the one named behind it: Paris, France");
pub(super) const POSSESSION: Rule = Rule::new("openie-possession", "a possessor has what it possesses");
pub(super) const AGENT: Rule =
    Rule::new("openie-agent", "a passive verb's agent does to the subject what the participle says");
pub(super) const KIND: Rule = Rule::new("openie-kind", "what is a noun with modifiers is the noun");
pub(super) const RELATION_NOUN: Rule =
    Rule::new("openie-relation-noun", "a noun with a preposition as relation: who is the capital of a country");

/// Titles that everybody has.
const COURTESY: &[&str] = &["madam", "miss", "mr", "mrs", "ms", "sir"];

pub(super) const RULES: &[Rule] = &[APPOSITION, TITLE, PLACE, POSSESSION, AGENT, KIND, RELATION_NOUN];

/// What a noun implies as part of a noun phrase.
pub(super) fn of_noun(tree: &Sentence, token: usize, found: &mut Vec<Tuple>) {
    let word = &tree.tokens[token];
    let Some(head) = word.head else { return };
    let mut push = |rule: Rule, subject: Vec<usize>, relation: &'static str, object: Vec<usize>| {
        let arguments = vec![Argument::plain(words(object))];
        found.push(Tuple::implied(rule, words(subject), vec![Piece::Said(relation)], arguments));
    };
    match word.deprel {
        Deprel::Appos | Deprel::NmodUnmarked | Deprel::Nmod | Deprel::Flat
            if is_set_off(tree, token) && is_place(tree, token) && is_place(tree, head) && head < token =>
        {
            push(PLACE, noun_phrase(tree, head, true, Some(token)), "is in", noun_phrase(tree, token, true, None));
        }
        // What stands in brackets is another name or a gloss.
        Deprel::Appos if matches!(word.upos, Upos::Noun | Upos::Propn) && !is_bracketed(tree, token) => {
            for member in conjuncts(tree, token) {
                let pair = [noun_phrase(tree, head, true, Some(token)), noun_phrase(tree, member, true, None)];
                // "one of its specialists, Ann Lee": the name is the one that is told of.
                let names = word.upos == Upos::Propn && tree.tokens[head].upos != Upos::Propn;
                let [first, second] = pair;
                let (subject, object) = if names { (second, first) } else { (first, second) };
                push(APPOSITION, subject, "is", object);
            }
        }
        Deprel::NmodPoss if word.upos != Upos::Pron => {
            push(POSSESSION, noun_phrase(tree, token, true, None), "has", noun_phrase(tree, head, true, Some(token)));
        }
        Deprel::NmodDesc if !COURTESY.contains(&word.form.to_lowercase().trim_end_matches('.')) => {
            push(TITLE, noun_phrase(tree, head, true, Some(token)), "is", noun_phrase(tree, token, true, None));
        }
        _ => {}
    }
}

/// Whether a word belongs to the name of a place.
fn is_place(tree: &Sentence, token: usize) -> bool {
    tree.names.iter().any(|name| {
        (name.first..name.end).contains(&token)
            && matches!(name.label, NameLabel::City | NameLabel::State | NameLabel::Country | NameLabel::Place)
    })
}

/// What a clause implies; `stated` are its tuples.
pub(super) fn of_clause(tree: &Sentence, clause: &Clause, stated: &[Tuple], found: &mut Vec<Tuple>) {
    let nominal = clause.arguments.first().is_some_and(|a| a.kind == ArgumentKind::Predicate);
    for tuple in stated.iter().filter(|_| nominal) {
        let Some(first) = tuple.arguments.first() else { continue };
        // "is a former member of the board": is a member; is a former member of | the board.
        if first.marker.is_empty()
            && tree.tokens[clause.predicate].upos == Upos::Noun
            && !clause.relation.iter().any(|&word| is_negation(tree, word))
        {
            let short = short_noun(tree, clause.predicate);
            if short != first.phrase {
                let arguments = vec![Argument::plain(short)];
                found.push(Tuple::implied(KIND, tuple.subject.clone(), tuple.relation.clone(), arguments));
            }
        }
        for inner in &first.inner {
            let relation = [&tuple.relation[..], &first.marker, &inner.lead].concat();
            let arguments = vec![inner.argument.clone()];
            found.push(Tuple::implied(RELATION_NOUN, tuple.subject.clone(), relation, arguments));
        }
    }
    let agent = clause.arguments.iter().position(|a| {
        tree.tokens[a.head].deprel == Deprel::OblAgent && clause::marker(tree, a.head).as_deref() == Some("by")
    });
    let Some(agent) = agent.filter(|_| is_plain_passive(tree, clause)) else { return };
    for tuple in stated.iter().filter(|tuple| tuple.arguments.len() == clause.arguments.len()) {
        let mut arguments = tuple.arguments.clone();
        let by = arguments.remove(agent);
        arguments.insert(0, Argument::plain(tuple.subject.clone()));
        found.push(Tuple::implied(AGENT, by.phrase, vec![Piece::Word(clause.predicate)], arguments));
    }
}

/// "was founded", "has been founded", a participle: neither denied nor possible nor yet to come.
fn is_plain_passive(tree: &Sentence, clause: &Clause) -> bool {
    clause.relation.iter().all(|&word| {
        let token = &tree.tokens[word];
        word == clause.predicate
            || matches!(token.lemma.to_lowercase().as_str(), "be" | "have" | "get")
            || token.upos == Upos::Adv && !is_negation(tree, word)
    })
}

/// A noun with its article and the nouns that it is compounded with.
fn short_noun(tree: &Sentence, noun: usize) -> Vec<Piece> {
    let mut short = vec![noun];
    short.extend(tree.children(noun).filter(|&c| match tree.tokens[c].deprel {
        Deprel::Det => tree.tokens[c].lemma.eq_ignore_ascii_case("a"),
        Deprel::Compound => c < noun,
        _ => false,
    }));
    short.sort_unstable();
    words(short)
}
