//! The words of an argument: its subtree without what only adds to it.

use super::clause::{is_negation, preposition};
use crate::language::{Deprel, NameLabel, Sentence, Token, Upos};

/// The words of a noun phrase without its preposition, relative clauses, what commas set off, and whatever holds
/// `without`; of a coordination all members, or the first `alone`.
pub(super) fn noun_phrase(tree: &Sentence, head: usize, alone: bool, without: Option<usize>) -> Vec<usize> {
    let marker = preposition(tree, head);
    let copula = tree.child(head, Deprel::Cop);
    let mut words = vec![head];
    for child in tree.children(head).filter(|c| !marker.contains(c)) {
        let left_out = match tree.tokens[child].deprel {
            Deprel::Conj => alone || is_clause(tree, child),
            Deprel::Cc => alone || child < head,
            Deprel::CcPreconj => alone,
            Deprel::Case if tree.tokens[child].xpos == "POS" && child > head => true,
            // Of a noun that a copula makes a clause of, what belongs to the clause.
            Deprel::Advmod => copula.is_some_and(|copula| child < copula || is_negation(tree, child)),
            Deprel::Cop
            | Deprel::Nsubj
            | Deprel::NsubjPass
            | Deprel::NsubjOuter
            | Deprel::Csubj
            | Deprel::CsubjOuter
            | Deprel::Expl
            | Deprel::Aux
            | Deprel::AuxPass
            | Deprel::Mark
            | Deprel::Advcl
            | Deprel::AdvclRelcl
            | Deprel::Obl
            | Deprel::OblUnmarked => true,
            Deprel::Nmod => copula.is_some_and(|copula| child < copula),
            _ => is_added(tree, child),
        };
        if !left_out && without.is_none_or(|w| !tree.dominates(child, w)) {
            descend(tree, child, &is_added, &mut words);
        }
    }
    tidy(tree, words)
}

/// All words of a clause but what is put in between.
pub(super) fn clause_phrase(tree: &Sentence, head: usize) -> Vec<usize> {
    let mut words = Vec::new();
    let inserted =
        |tree: &Sentence, token: usize| matches!(tree.tokens[token].deprel, Deprel::Punct | Deprel::Parataxis);
    descend(tree, head, &inserted, &mut words);
    tidy(tree, words)
}

/// A phrase's members: the token itself and the nouns that are joined to it.
pub(super) fn conjuncts(tree: &Sentence, token: usize) -> Vec<usize> {
    let joined = tree.children_by(token, Deprel::Conj).filter(|&c| !is_clause(tree, c));
    std::iter::once(token).chain(joined).collect()
}

/// Words in order without outer punctuation; what stands between two of them stays.
pub(super) fn tidy(tree: &Sentence, mut words: Vec<usize>) -> Vec<usize> {
    let punctuation = |w: usize| tree.tokens[w].upos == Upos::Punct;
    words.retain(|&w| !punctuation(w));
    words.sort_unstable();
    words.dedup();
    let mut all: Vec<usize> = Vec::with_capacity(words.len());
    for word in words {
        if let Some(&last) = all.last()
            && (last + 1..word).all(punctuation)
        {
            all.extend(last + 1..word);
        }
        all.push(word);
    }
    balanced(tree, all)
}

/// Whether a comma, dash or bracket stands before the first word below `token`, or before the quotation mark there.
pub(super) fn is_set_off(tree: &Sentence, token: usize) -> bool {
    let quote = |form: &str| matches!(form, "\"" | "“" | "'" | "‘");
    let before = before(tree, token).iter().rev().find(|before| !quote(&before.form));
    before.is_some_and(|before| before.upos == Upos::Punct && before.form != "-")
}

/// Whether a bracket opens right before the first word below `token`.
pub(super) fn is_bracketed(tree: &Sentence, token: usize) -> bool {
    before(tree, token).last().is_some_and(|before| matches!(before.form.as_str(), "(" | "["))
}

/// What stands before the first word below `token`.
fn before(tree: &Sentence, token: usize) -> &[Token] {
    let first = tree.subtree(token).into_iter().find(|&t| tree.tokens[t].upos != Upos::Punct).unwrap_or(token);
    &tree.tokens[..first]
}

fn descend(tree: &Sentence, token: usize, left_out: &impl Fn(&Sentence, usize) -> bool, words: &mut Vec<usize>) {
    words.push(token);
    for child in tree.children(token).filter(|&child| !left_out(tree, child)) {
        descend(tree, child, left_out, words);
    }
}

/// What adds to a noun that is already known by the rest.
fn is_added(tree: &Sentence, child: usize) -> bool {
    match tree.tokens[child].deprel {
        Deprel::AclRelcl | Deprel::Parataxis | Deprel::Discourse | Deprel::Punct => true,
        // "the actor Ann Lee" is one name; "Ann Lee, an actor," is known by the first.
        Deprel::Appos | Deprel::Acl => is_set_off(tree, child),
        // "Ann Lee, 60,"
        Deprel::Nummod | Deprel::NmodUnmarked => {
            tree.tokens[child].upos == Upos::Num && is_set_off(tree, child) && is_person(tree, child)
        }
        _ => false,
    }
}

/// Whether a word hangs on a person's name.
fn is_person(tree: &Sentence, child: usize) -> bool {
    tree.tokens[child].head.is_some_and(|head| {
        tree.names.iter().any(|name| name.label == NameLabel::Person && (name.first..name.end).contains(&head))
    })
}

fn is_clause(tree: &Sentence, token: usize) -> bool {
    tree.tokens[token].upos == Upos::Verb
        || tree.child(token, Deprel::Cop).is_some()
        || tree.child(token, Deprel::Nsubj).is_some()
}

/// Quotation marks and brackets stand in pairs: the other half is taken in where it is next to the phrase, else neither is.
fn balanced(tree: &Sentence, mut words: Vec<usize>) -> Vec<usize> {
    let form = |w: usize| tree.tokens[w].form.as_str();
    let punctuation = |w: &usize| tree.tokens[*w].upos == Upos::Punct;
    for (open, close) in [("\"", "\""), ("“", "”"), ("(", ")"), ("[", "]")] {
        let (Some(&first), Some(&last)) = (words.first(), words.last()) else { break };
        let marks: Vec<usize> = words.iter().copied().filter(|&w| form(w) == open || form(w) == close).collect();
        let Some(&mark) = marks.last().filter(|_| marks.len() % 2 == 1) else { continue };
        let opens = match open == close {
            true => tree.tokens[..mark].iter().filter(|t| t.form == open).count() % 2 == 0,
            false => form(mark) == open,
        };
        let behind = (last + 1..tree.tokens.len()).take_while(punctuation).find(|&w| form(w) == close);
        let before = (0..first).rev().take_while(punctuation).find(|&w| form(w) == open);
        match (opens, behind, before) {
            (true, Some(behind), _) => words.extend(last + 1..=behind),
            (false, _, Some(before)) => words.extend(before..first),
            _ => words.retain(|w| !marks.contains(w)),
        }
        words.sort_unstable();
    }
    words
}
