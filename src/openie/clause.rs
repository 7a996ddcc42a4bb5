//! Clauses as words: those that carry the predicate, and the heads of its arguments.

use crate::language::clause::{self, SubjectKind};
use crate::language::{Deprel, NameLabel, Sentence, Upos};

/// A predicate with its words and arguments, before coordinations are taken apart.
pub(super) struct Clause {
    pub predicate: usize,
    /// A noun, or the predicate of a clause.
    pub subject: usize,
    pub kind: SubjectKind,
    /// Auxiliaries, negation, adverbs among them, verb and particle, and those of the verbs that it governs; in order.
    pub relation: Vec<usize>,
    /// Objects first, then what stands behind the verb, times, and what stands before it.
    pub arguments: Vec<Argument>,
}

/// An argument or adjunct of a clause.
#[derive(Clone, Debug)]
pub(super) struct Argument {
    pub kind: ArgumentKind,
    /// The preposition, with the words fixed to it and those that stand before it ("only under").
    pub marker: Vec<usize>,
    pub head: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ArgumentKind {
    Object,
    /// What a copula says of the subject: a noun, or a phrase with a preposition.
    Predicate,
    Oblique,
    /// A clause, with all its words.
    Clause,
}

/// Verbs that one relation may chain: "is expected to try to win".
const MOST_LINKS: usize = 4;

/// The clauses that a token is the predicate of. There are two where a clause is what the subject is: "The problem is
/// that they left" tells of the problem and of them.
pub(super) fn clauses(tree: &Sentence, predicate: usize) -> Vec<Clause> {
    let linking = linking_copula(tree, predicate).and_then(|copula| linking_clause(tree, predicate, copula));
    let inner = is_predicate(tree, predicate).then(|| clause(tree, predicate)).flatten();
    linking.into_iter().chain(inner).collect()
}

fn clause(tree: &Sentence, predicate: usize) -> Option<Clause> {
    let linking = linking_copula(tree, predicate);
    if linking.is_some() && tree.child(predicate, Deprel::NsubjOuter).is_none() {
        return None;
    }
    let mut links = vec![predicate];
    while links.len() < MOST_LINKS
        && let Some(next) = governed(tree, links[links.len() - 1])
    {
        links.push(next);
    }
    let (subject, kind) = subject(tree, predicate)?;
    if is_asked(tree, predicate, subject) {
        return None;
    }
    let mut relation = Vec::new();
    let mut arguments = Vec::new();
    for (index, &link) in links.iter().enumerate() {
        words_of_predicate(tree, link, &mut relation);
        let next = links.get(index + 1).copied();
        arguments.extend(arguments_of(tree, link).into_iter().filter(|a| Some(a.head) != next && a.head != subject));
    }
    if kind == SubjectKind::Shared {
        share(tree, predicate, &mut relation, &mut arguments);
    }
    arguments.extend(of_both(tree, predicate, &arguments));
    // "activities the Kremlin has undertaken"
    if tree.tokens[predicate].deprel == Deprel::AclRelcl
        && kind == SubjectKind::Own
        && !arguments.iter().any(|a| a.kind == ArgumentKind::Object)
        && let Some(noun) = clause::relative_gap(tree, predicate).filter(|&noun| noun != subject)
    {
        arguments.push(Argument { kind: ArgumentKind::Object, marker: Vec::new(), head: noun });
    }
    arguments.sort_by_key(|a| (rank(tree, predicate, a), a.head));
    relation.sort_unstable();
    relation.dedup();
    Some(Clause { predicate, subject, kind, relation, arguments })
}

/// The subject that a reader would name: a relative pronoun gives way to the noun that it stands for.
fn subject(tree: &Sentence, predicate: usize) -> Option<(usize, SubjectKind)> {
    let expletive = tree.child(predicate, Deprel::Expl);
    let clausal = [Deprel::Csubj, Deprel::CsubjPass].iter().find_map(|&d| tree.child(predicate, d));
    if let Some(own) = expletive.or_else(|| clausal.filter(|_| tree.subject(predicate).is_none())) {
        return Some((own, SubjectKind::Own));
    }
    let own = tree.subject(predicate).map(|own| (own, SubjectKind::Own));
    let (subject, kind) = own.or_else(|| clause::understood_subject(tree, predicate))?;
    if is_relative(tree, subject) {
        return Some((described(tree, subject)?, SubjectKind::Described));
    }
    // "his attempt to leave" names him by no word that could be a subject.
    (tree.tokens[subject].xpos != "PRP$").then_some((subject, kind))
}

/// "The aim is to win": the copula, if a verb's clause is what the subject is.
fn linking_copula(tree: &Sentence, predicate: usize) -> Option<usize> {
    let copula = tree.child(predicate, Deprel::Cop)?;
    let marked = tree.children_by(predicate, Deprel::Mark).any(|m| m > copula);
    let outer = tree.child(predicate, Deprel::NsubjOuter).is_some();
    (outer || marked && tree.tokens[predicate].upos == Upos::Verb).then_some(copula)
}

/// "Did they leave?" says nothing.
fn is_asked(tree: &Sentence, predicate: usize, subject: usize) -> bool {
    let inverted = tree
        .children(predicate)
        .any(|c| c < subject && matches!(tree.tokens[c].deprel, Deprel::Aux | Deprel::AuxPass | Deprel::Cop));
    inverted && tree.tokens[predicate..].iter().any(|token| token.form.starts_with('?'))
}

/// The copula of a nominal or adjectival predicate.
pub(super) fn copula(tree: &Sentence, predicate: usize) -> Option<usize> {
    let linking = linking_copula(tree, predicate);
    tree.children_by(predicate, Deprel::Cop).find(|&c| Some(c) != linking)
}

fn linking_clause(tree: &Sentence, predicate: usize, copula: usize) -> Option<Clause> {
    let own = [Deprel::NsubjOuter, Deprel::CsubjOuter, Deprel::Nsubj, Deprel::Csubj];
    let subject = own.iter().find_map(|&d| tree.child(predicate, d))?;
    let before = |c: &usize| *c < copula && matches!(tree.tokens[*c].deprel, Deprel::Aux | Deprel::Advmod);
    let mut relation: Vec<usize> = tree.children(predicate).filter(before).filter(|&c| c > subject).collect();
    relation.push(copula);
    relation.extend(tree.children(predicate).filter(|&c| c == copula + 1 && is_negation(tree, c)));
    let argument = Argument { kind: ArgumentKind::Clause, marker: Vec::new(), head: predicate };
    Some(Clause { predicate, subject, kind: SubjectKind::Own, relation, arguments: vec![argument] })
}

/// Whether a token heads a clause that is told by itself, not one that its governor takes up.
pub(super) fn is_predicate(tree: &Sentence, token: usize) -> bool {
    let word = &tree.tokens[token];
    let taken_up = word.head.is_some_and(|head| governed(tree, head) == Some(token));
    let copular = copula(tree, token).is_some();
    let verbal = word.upos == Upos::Verb
        && !matches!(
            word.deprel,
            Deprel::Amod
                | Deprel::Compound
                | Deprel::Case
                | Deprel::Mark
                | Deprel::Fixed
                | Deprel::Flat
                | Deprel::Aux
                | Deprel::AuxPass
                | Deprel::Cop
                | Deprel::Advmod
                | Deprel::Goeswith
                | Deprel::Discourse
        );
    (copular || verbal) && !taken_up
}

/// The verb that a predicate without an object of its own takes up: "expected to spend", "began working", "is used to
/// determine", "too early to say".
fn governed(tree: &Sentence, governor: usize) -> Option<usize> {
    let own = [Deprel::Obj, Deprel::Iobj, Deprel::OblAgent].iter().any(|&d| tree.child(governor, d).is_some());
    if own || linking_copula(tree, governor).is_some() {
        return None;
    }
    let word = &tree.tokens[governor];
    let adjective = word.upos == Upos::Adj && copula(tree, governor).is_some();
    let passive = tree.child(governor, Deprel::AuxPass).is_some();
    tree.children(governor).find(|&c| {
        let complement = &tree.tokens[c];
        let infinitive =
            complement.xpos == "VB" && tree.children_by(c, Deprel::Mark).any(|m| tree.tokens[m].xpos == "TO");
        let copular = copula(tree, c).is_some();
        let next = c == governor + 1 || c == governor + 2 && infinitive;
        c > governor
            && match complement.deprel {
                Deprel::Xcomp => {
                    let verbal =
                        complement.upos == Upos::Verb && matches!(complement.xpos.as_str(), "VB" | "VBG" | "VBN");
                    (verbal || copular) && (next || tree.child(c, Deprel::Mark).is_some())
                }
                Deprel::Advcl | Deprel::Ccomp | Deprel::Csubj => next && infinitive && (adjective || passive),
                _ => false,
            }
    })
}

/// The words that carry a predicate, but for what it governs.
fn words_of_predicate(tree: &Sentence, predicate: usize, words: &mut Vec<usize>) {
    let copula = copula(tree, predicate);
    let nominal = copula.is_some() && is_nominal(tree, predicate);
    let linking = linking_copula(tree, predicate);
    let mut group: Vec<usize> = tree
        .children(predicate)
        .filter(|&c| linking.is_none_or(|copula| c > copula))
        .filter(|&c| {
            matches!(
                tree.tokens[c].deprel,
                Deprel::Aux | Deprel::AuxPass | Deprel::Cop | Deprel::Compound | Deprel::CompoundPrt
            ) || is_negation(tree, c)
        })
        .collect();
    if !nominal {
        group.push(predicate);
    }
    // "is expected to win"; and a plan to win tells of no victory.
    group.extend(tree.children_by(predicate, Deprel::Mark).filter(|&m| tree.tokens[m].xpos == "TO"));
    let first = group.iter().copied().min().unwrap_or(predicate);
    let last = group.iter().copied().max().unwrap_or(predicate);
    // Adverbs among them and right before them, but none that a comma sets off.
    let adverbs = tree.children_by(predicate, Deprel::Advmod).filter(|&c| {
        tree.tokens[c].upos == Upos::Adv
            && !is_interrogative(tree, c)
            && (c > first && c < last || c + 1 == first && (c == 0 || tree.tokens[c - 1].upos != Upos::Punct))
    });
    group.extend(adverbs);
    // "very tall", "most widely known"
    if copula.is_some() && !nominal {
        group.extend(tree.children_by(predicate, Deprel::Advmod).filter(|&c| c < predicate && c + 3 > predicate));
    }
    words.extend(group);
}

/// Whether a copula's predicate is an argument ("is a senator", "is in Paris", "is tall") and not part of the relation ("is
/// subject to sanctions").
fn is_nominal(tree: &Sentence, token: usize) -> bool {
    let word = &tree.tokens[token];
    let complement = |c: usize| {
        c > token
            && matches!(
                tree.tokens[c].deprel,
                Deprel::Obl
                    | Deprel::OblUnmarked
                    | Deprel::OblAgent
                    | Deprel::Nmod
                    | Deprel::Xcomp
                    | Deprel::Ccomp
                    | Deprel::Csubj
            )
    };
    matches!(word.upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Sym | Upos::X | Upos::Det)
        || tree.child(token, Deprel::Case).is_some()
        || tree.child(token, Deprel::Det).is_some()
        || word.upos != Upos::Verb && !tree.children(token).any(complement) && governed(tree, token).is_none()
}

pub(super) fn is_negation(tree: &Sentence, token: usize) -> bool {
    tree.tokens[token].deprel == Deprel::Advmod
        && matches!(tree.tokens[token].lemma.to_lowercase().as_str(), "not" | "n't" | "never")
}

fn is_interrogative(tree: &Sentence, token: usize) -> bool {
    matches!(tree.tokens[token].xpos.as_str(), "WRB" | "WP" | "WDT" | "WP$")
}

/// The arguments of one predicate, in the order of the text.
fn arguments_of(tree: &Sentence, predicate: usize) -> Vec<Argument> {
    let copula = copula(tree, predicate);
    let nominal = copula.is_some() && is_nominal(tree, predicate);
    let expletive = tree.child(predicate, Deprel::Expl).is_some();
    let mut found = Vec::new();
    if nominal {
        let marker = preposition(tree, predicate);
        found.push(Argument { kind: ArgumentKind::Predicate, marker, head: predicate });
    }
    for child in tree.children(predicate) {
        if is_interrogative(tree, child) || is_question(tree, child) {
            continue;
        }
        // Phrases of a nominal predicate belong to the noun, unless they stand before the copula.
        let outside = !nominal || copula.is_some_and(|copula| child < copula);
        let kind = match tree.tokens[child].deprel {
            Deprel::Obj | Deprel::Iobj => ArgumentKind::Object,
            // "There were riots", "It is clear that they left"
            Deprel::Nsubj if expletive => ArgumentKind::Object,
            Deprel::Csubj if expletive => ArgumentKind::Clause,
            Deprel::Obl | Deprel::OblAgent | Deprel::OblUnmarked => ArgumentKind::Oblique,
            Deprel::Nmod if outside => ArgumentKind::Oblique,
            Deprel::Xcomp | Deprel::Ccomp if outside => ArgumentKind::Clause,
            Deprel::Advcl if (outside || child > predicate) && is_circumstance(tree, child) => ArgumentKind::Clause,
            _ => continue,
        };
        let marker = if kind == ArgumentKind::Clause { Vec::new() } else { preposition(tree, child) };
        found.push(Argument { kind, marker, head: child });
    }
    // "imposed tariffs on steel": what the object's own phrases say belongs to the event as well.
    let own = |a: &Argument| matches!(a.kind, ArgumentKind::Object | ArgumentKind::Predicate);
    let nouns: Vec<usize> = found.iter().filter(|a| own(a)).map(|a| a.head).collect();
    for noun in nouns.into_iter().filter(|&noun| tree.child(noun, Deprel::Conj).is_none()) {
        let phrases = tree.children_by(noun, Deprel::Nmod).filter(|&n| n > noun && !is_interrogative(tree, n));
        found.extend(phrases.filter_map(|head| {
            let marker = preposition(tree, head);
            let of = clause::marker(tree, head).is_none_or(|marker| marker == "of");
            (!of).then_some(Argument { kind: ArgumentKind::Oblique, marker, head })
        }));
    }
    found
}

/// "how much", "which books"
fn is_question(tree: &Sentence, token: usize) -> bool {
    matches!(tree.tokens[token].deprel, Deprel::Obj | Deprel::Obl)
        && tree.children(token).any(|c| is_interrogative(tree, c))
}

/// Whether an adverbial clause tells when, why or by what means. Contrasts, conditions and purposes are told by tuples of
/// their own, and so is what a participle adds (", killing two").
fn is_circumstance(tree: &Sentence, clause: usize) -> bool {
    let mark = tree.child(clause, Deprel::Mark).map(|m| tree.tokens[m].form.to_lowercase());
    let contrasts = matches!(mark.as_deref(), Some("if" | "unless" | "although" | "though" | "while" | "whereas"));
    let finite = tree.subject(clause).is_some();
    match tree.tokens[clause].xpos.as_str() {
        _ if finite => !contrasts,
        "VB" | "VBN" => false,
        "VBG" => mark.is_some(),
        _ => true,
    }
}

/// A relative pronoun: what it stands for is named elsewhere.
fn is_relative(tree: &Sentence, token: usize) -> bool {
    matches!(tree.tokens[token].xpos.as_str(), "WDT" | "WP")
}

/// The noun that the relative clause around a pronoun describes.
fn described(tree: &Sentence, pronoun: usize) -> Option<usize> {
    let mut at = pronoun;
    loop {
        let word = &tree.tokens[at];
        match word.deprel {
            Deprel::AclRelcl => return clause::described_noun(tree, at),
            Deprel::Ccomp | Deprel::Advcl | Deprel::Parataxis => return None,
            _ => at = word.head?,
        }
    }
}

/// What a verb has from the one that it is joined to: auxiliaries, and an object that stands behind both.
fn share(tree: &Sentence, predicate: usize, relation: &mut Vec<usize>, arguments: &mut Vec<Argument>) {
    let word = &tree.tokens[predicate];
    let Some(first) = word.head.filter(|&first| tree.tokens[first].upos == Upos::Verb) else { return };
    let auxiliary =
        |c: &usize| matches!(tree.tokens[*c].deprel, Deprel::Aux | Deprel::AuxPass) || tree.tokens[*c].xpos == "TO";
    let own = tree.children(predicate).any(|c| auxiliary(&c));
    let alike = tree.tokens[first].xpos == word.xpos && matches!(word.xpos.as_str(), "VB" | "VBN" | "VBG");
    let object = arguments.iter().any(|a| a.kind == ArgumentKind::Object);
    // "was founded and sold": taggers take the second for a past tense.
    let passive = word.xpos == "VBD" && tree.child(first, Deprel::AuxPass).is_some() && !object;
    if !own && (alike || passive) {
        relation.extend(tree.children(first).filter(auxiliary));
    }
    if !object {
        let behind = tree.children_by(first, Deprel::Obj).filter(|&o| o > predicate);
        arguments.extend(behind.map(|head| Argument { kind: ArgumentKind::Object, marker: Vec::new(), head }));
    }
}

/// "They buy and sell stocks": the object of the second verb is the first one's, too.
fn of_both(tree: &Sentence, predicate: usize, arguments: &[Argument]) -> Option<Argument> {
    let second = tree.children_by(predicate, Deprel::Conj).find(|&c| c == predicate + 2)?;
    let head = tree.child(second, Deprel::Obj)?;
    let alone = arguments.iter().all(|a| a.head < predicate);
    let verbs = [predicate, second].iter().all(|&v| tree.tokens[v].upos == Upos::Verb);
    (alone && verbs).then_some(Argument { kind: ArgumentKind::Object, marker: Vec::new(), head })
}

fn rank(tree: &Sentence, predicate: usize, argument: &Argument) -> usize {
    match argument.kind {
        ArgumentKind::Object if tree.tokens[argument.head].deprel == Deprel::Iobj => 0,
        ArgumentKind::Object | ArgumentKind::Predicate => 1,
        ArgumentKind::Oblique if tree.tokens[argument.head].deprel == Deprel::OblAgent => 3,
        _ if argument.head < predicate => 6,
        _ if is_time(tree, argument.head) => 5,
        _ => 4,
    }
}

/// "last year", "on October 6"
fn is_time(tree: &Sentence, head: usize) -> bool {
    let dated = tree.names.iter().any(|name| name.label == NameLabel::Date && (name.first..name.end).contains(&head));
    dated || tree.tokens[head].deprel == Deprel::OblUnmarked
}

/// The words of a phrase's preposition, with those before it: "as", "in front of" as far as it is fixed, "only under",
/// "two years after".
pub(super) fn preposition(tree: &Sentence, token: usize) -> Vec<usize> {
    let mut words = Vec::new();
    let is_word =
        |c: &usize| matches!(tree.tokens[*c].upos, Upos::Adp | Upos::Sconj | Upos::Adv | Upos::Verb | Upos::Adj);
    for case in tree.children_by(token, Deprel::Case).filter(|&c| c < token).filter(is_word) {
        words.push(case);
        words.extend(tree.children_by(case, Deprel::Fixed));
    }
    if let Some(last) = words.iter().copied().max() {
        let measures = [Deprel::Advmod, Deprel::OblUnmarked, Deprel::NmodUnmarked, Deprel::Obl];
        let before = tree.children(token).filter(|&c| {
            c < last && measures.contains(&tree.tokens[c].deprel) && tree.child(token, Deprel::Cop).is_none()
        });
        words.extend(before.flat_map(|c| tree.subtree(c)).collect::<Vec<_>>());
    }
    words.sort_unstable();
    words.dedup();
    words
}
