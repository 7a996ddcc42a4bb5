//! Open information extraction: what a sentence says as tuples of its own words, without a vocabulary.
//!
//! A tuple has a subject, a relation and any number of arguments (Banko et al. 2007; n-ary after Del Corro & Gemulla 2013,
//! "ClausIE"). Most are *stated*: a predicate with its arguments. Some are *implied* by noun phrases and passives.

mod clause;
mod confidence;
mod implied;
mod phrase;
mod source;
mod written;

pub use source::{SourceSentence, SourceWord, Spacing, Tokens};
pub use written::{Extraction, Shape, Written, extractions, written};

use crate::language::clause::SubjectKind;
use crate::language::{Deprel, Sentence, Upos};
use crate::rule::Rule;
use clause::{ArgumentKind, Clause};
use phrase::{clause_phrase, conjuncts, noun_phrase};

const CLAUSE: Rule = Rule::new("openie-clause", "a verb or copula with its own subject");
const SHARED: Rule = Rule::new("openie-shared", "a verb or copula joined to another shares its subject");
const CONTROLLED: Rule =
    Rule::new("openie-controlled", "an infinitive or participle whose subject is an argument of the verb above it");
const RELATIVE: Rule = Rule::new("openie-relative", "a relative clause, of the noun that it describes");
const PARTICIPLE: Rule = Rule::new("openie-participle", "a participle behind the noun that it describes");

/// Tuples that one clause may make of coordinated arguments.
const MOST_OF_A_CLAUSE: usize = 8;

/// What a sentence says in its own words.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuple {
    pub subject: Phrase,
    /// The members of a coordinated subject; of another the subject itself.
    pub subjects: Vec<Phrase>,
    pub relation: Phrase,
    /// Objects first.
    pub arguments: Vec<Argument>,
    /// Follows from a noun phrase or a passive; no verb says it.
    pub implied: bool,
    pub rule: Rule,
}

/// Words in the order in which they are written.
pub type Phrase = Vec<Piece>;

/// A word of the sentence, by its index, or one that only the tuple has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    Word(usize),
    Said(&'static str),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// The preposition; empty for objects.
    pub marker: Phrase,
    pub phrase: Phrase,
    /// The phrase is a clause.
    pub clausal: bool,
    /// What phrases within this one name: "the first president of | Chad".
    pub inner: Vec<Inner>,
}

impl Argument {
    /// An object without anything within.
    fn plain(phrase: Phrase) -> Self {
        Self { marker: Vec::new(), phrase, clausal: false, inner: Vec::new() }
    }
}

/// A phrase within an argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Inner {
    /// The words of the argument up to the inner marker.
    pub lead: Phrase,
    pub argument: Argument,
}

/// The rules of this stage, by name.
pub fn rules() -> Vec<Rule> {
    [&[CLAUSE, SHARED, CONTROLLED, RELATIVE, PARTICIPLE], implied::RULES].concat()
}

/// The tuples of a sentence, in the order of their predicates.
pub fn tuples(tree: &Sentence) -> Vec<Tuple> {
    let mut found = Vec::new();
    for token in 0..tree.tokens.len() {
        for clause in clause::clauses(tree, token) {
            let stated = stated(tree, &clause);
            let mut implied = Vec::new();
            implied::of_clause(tree, &clause, &stated, &mut implied);
            found.extend(stated);
            found.extend(implied);
        }
        implied::of_noun(tree, token, &mut found);
    }
    found
}

impl Tuple {
    fn implied(rule: Rule, subject: Phrase, relation: Phrase, arguments: Vec<Argument>) -> Self {
        Self { subjects: vec![subject.clone()], subject, relation, arguments, implied: true, rule }
    }
}

fn words(words: Vec<usize>) -> Phrase {
    words.into_iter().map(Piece::Word).collect()
}

/// The tuples of a clause: one for each way to take one member of each coordinated argument.
fn stated(tree: &Sentence, clause: &Clause) -> Vec<Tuple> {
    let rule = match clause.kind {
        SubjectKind::Own => CLAUSE,
        SubjectKind::Shared => SHARED,
        SubjectKind::Controlled => CONTROLLED,
        SubjectKind::Described => RELATIVE,
        SubjectKind::Participle => PARTICIPLE,
    };
    let mut lists: Vec<Vec<Argument>> = vec![Vec::new()];
    for argument in &clause.arguments {
        let members = members(tree, clause, argument);
        let longer = lists.iter().flat_map(|list| {
            members.iter().map(|member| {
                let mut list = list.clone();
                list.push(member.clone());
                list
            })
        });
        lists = longer.take(MOST_OF_A_CLAUSE).collect();
    }
    let (subject, subjects) = subject(tree, clause);
    let tuple = |arguments| Tuple {
        subject: subject.clone(),
        subjects: subjects.clone(),
        relation: words(clause.relation.clone()),
        arguments,
        implied: false,
        rule,
    };
    lists.into_iter().filter(|list| !list.is_empty()).map(tuple).collect()
}

/// The subject as a whole and its members.
fn subject(tree: &Sentence, clause: &Clause) -> (Phrase, Vec<Phrase>) {
    let head = clause.subject;
    if matches!(tree.tokens[head].deprel, Deprel::Csubj | Deprel::CsubjPass | Deprel::CsubjOuter) {
        let whole = words(clause_phrase(tree, head));
        return (whole.clone(), vec![whole]);
    }
    let without = Some(clause.predicate).filter(|&predicate| predicate != head);
    let members = conjuncts(tree, head);
    let whole = words(noun_phrase(tree, head, false, without));
    let parts = match members.len() {
        1 => vec![whole.clone()],
        _ => members.into_iter().map(|member| words(noun_phrase(tree, member, true, without))).collect(),
    };
    (whole, parts)
}

/// The members of an argument, each with the preposition.
fn members(tree: &Sentence, clause: &Clause, argument: &clause::Argument) -> Vec<Argument> {
    let marker = words(argument.marker.clone());
    if argument.kind == ArgumentKind::Clause {
        let mut phrase = clause_phrase(tree, argument.head);
        // "The aim is to win": the words behind the copula.
        if argument.head == clause.predicate
            && let Some(copula) = tree.child(argument.head, Deprel::Cop)
        {
            phrase.retain(|&word| word > copula);
        }
        // "renamed it Oslo" has a name there.
        let clausal = tree.tokens[argument.head].upos == Upos::Verb || tree.child(argument.head, Deprel::Cop).is_some();
        return vec![Argument { marker, phrase: words(phrase), clausal, inner: Vec::new() }];
    }
    let taken: Vec<usize> = clause.arguments.iter().map(|a| a.head).filter(|&head| head != argument.head).collect();
    let between = argument.marker.iter().any(|&m| tree.tokens[m].form.eq_ignore_ascii_case("between"));
    let heads = if between { vec![argument.head] } else { conjuncts(tree, argument.head) };
    let alone = heads.len() > 1;
    let member = |head| {
        let own = if head == argument.head { Vec::new() } else { clause::preposition(tree, head) };
        let without = Some(clause.predicate).filter(|&predicate| predicate != head);
        let mut phrase = noun_phrase(tree, head, alone, without);
        // Phrases of the object that are arguments of their own.
        let outside = |word: usize| taken.iter().any(|&t| tree.dominates(head, t) && tree.dominates(t, word));
        phrase.retain(|&word| !outside(word));
        Argument {
            marker: if own.is_empty() { marker.clone() } else { words(own) },
            phrase: words(phrase::tidy(tree, phrase)),
            clausal: false,
            inner: inner(tree, head, &taken, clause.predicate),
        }
    };
    heads.into_iter().map(member).collect()
}

/// The phrases within a noun phrase, but for those that are arguments of their own.
fn inner(tree: &Sentence, noun: usize, taken: &[usize], predicate: usize) -> Vec<Inner> {
    let phrases = tree
        .children_by(noun, Deprel::Nmod)
        .filter(|&n| n > noun && !taken.contains(&n) && !tree.dominates(n, predicate) && !phrase::is_set_off(tree, n));
    let mut found = Vec::new();
    for phrase in phrases {
        let marker = clause::preposition(tree, phrase);
        let Some(&border) = marker.first() else { continue };
        let whole = noun_phrase(tree, noun, true, Some(phrase));
        let lead = words(whole.into_iter().filter(|&word| word < border).collect());
        found.extend(conjuncts(tree, phrase).into_iter().map(|member| {
            let phrase = words(noun_phrase(tree, member, true, None));
            let argument = Argument { marker: words(marker.clone()), ..Argument::plain(phrase) };
            Inner { lead: lead.clone(), argument }
        }));
    }
    found
}
