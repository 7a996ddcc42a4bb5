//! Who holds an office, as far as the tree of its sentence says.

use super::office::{
    BEFORE_NAME, first_conjunct, makes_holder, name_behind, name_behind_comma, name_beside_complement, person_at,
    possessor_made, shares_name, title_before_name, word,
};
use super::title::{is_plural_title, owner_before};
use super::{EntityType, Mention, MentionKind, Number, Reader};
use crate::language::{Deprel, Upos, clause};

/// Ties each office to the mention of its holder; runs when the sentence's other mentions are known.
pub(super) fn tie_holders(reader: &mut Reader) {
    for index in 0..reader.found.len() {
        if reader.found[index].entity_type == EntityType::Office {
            // "London no longer calls X president": a place or body holds no office, nor does what happens or is written.
            let person = |&h: &usize| {
                let m = &reader.found[h];
                let happens = matches!(m.entity_type, EntityType::Event | EntityType::Document | EntityType::Topic);
                let named = m.kind == MentionKind::Name;
                let several = reader.found[index].number == Number::Singular && m.number == Number::Plural;
                !happens && !several && !(named && (m.entity_type.is_place() || m.entity_type.is_organization()))
            };
            reader.found[index].holder = holder(reader, &reader.found[index]).filter(person);
        }
    }
}

fn holder(reader: &Reader, office: &Mention) -> Option<usize> {
    let tokens = reader.tokens();
    let sentence = reader.sentence;
    let at = |token: usize| {
        let refers = reader.found.iter().position(|m| {
            m.entity_type != EntityType::Office
                && (m.head == token || m.kind == MentionKind::Name && (m.first..m.end).contains(&token))
        });
        // Some parsers hang a name on the title before it: the title stands for its holder.
        let title = || reader.found.iter().find(|m| m.rule == BEFORE_NAME.name && m.head == token);
        // "The speaker of parliament, X, will serve as": the name beside the title is meant.
        let beside = || sentence.children_by(token, Deprel::Appos).find_map(|t| person_at(reader, t));
        refers.or_else(|| person_at(reader, name_behind(reader, title()?.end)?)).or_else(beside)
    };
    let person_at = |token: usize| person_at(reader, token);
    let token = &tokens[office.head];
    match office.rule.as_str() {
        "office-before-name" => match shares_name(reader, office.first, office.head) {
            Some(other) => name_behind(reader, title_before_name(reader, other)?).and_then(person_at),
            None => name_behind(reader, office.end).and_then(person_at),
        },
        "office-apposition" | "office-counterpart" => {
            // A conjunct shares the name of the title it is joined to.
            let joined = if token.deprel == Deprel::Conj { token.head } else { None };
            let first_title = joined.and_then(|head| {
                reader.found.iter().find(|m| m.rule == office.rule && m.head == head && m.head < office.head)
            });
            name_behind(reader, office.end)
                .or_else(|| last_joined(reader, office.first, office.head))
                .or_else(|| name_beside_complement(reader, office.head, office.end))
                .or_else(|| name_behind_comma(reader, office.head))
                .and_then(person_at)
                // "Minister X and Ukraine's minister, Y": its own name before that of what it is joined to.
                .or_else(|| sentence.children_by(office.head, Deprel::Appos).find_map(person_at))
                .or_else(|| joined.and_then(person_at))
                .or_else(|| {
                    let own = word(reader, office.head);
                    own.chain(joined).find_map(|head| {
                        let appos = tokens[head].deprel == Deprel::Appos;
                        let above = if appos { tokens[head].head.and_then(person_at) } else { None };
                        above.or_else(|| sentence.children_by(head, Deprel::Appos).find_map(person_at))
                    })
                })
                .or_else(|| (0..office.first).rev().take(4).find_map(person_at))
                .or_else(|| holder(reader, first_title?))
        }
        "office-tenure" => held_by(reader, office.head).and_then(at),
        "office-post-of" => {
            let at = holder_of_post(reader, office.head).and_then(at);
            at.filter(|&i| {
                reader.found[i].entity_type == EntityType::Person || reader.found[i].kind == MentionKind::Pronoun
            })
        }
        "office-in-brackets" => office.first.checked_sub(2).and_then(person_at),
        "office-predicate" => {
            if let Some(person) = named_to(reader, office.first, office.head) {
                return Some(person);
            }
            let head = first_conjunct(reader, office.head);
            let has_subject = sentence.subject(head).is_some();
            let itself = has_subject || sentence.child(head, Deprel::Cop).is_some();
            let governor = if itself { Some(head) } else { tokens[head].head };
            let governor = governor?;
            if let Some(her) = possessor_made(reader, head) {
                return at(her);
            }
            // "elected her president": the object becomes it; "she became president": the subject does.
            let object = if governor == head { None } else { objects(reader, governor).find(|&o| o != head) };
            // "swore in X as acting president": some parsers hang the title on the name.
            if let Some(person) = person_at(governor).filter(|_| governor < head && !itself) {
                return Some(person);
            }
            object.or_else(|| subject(reader, governor, head)).and_then(at)
        }
        _ => {
            // "brought back, as his deputy, the woman who": what stands beside the title is who holds it.
            let is_person = |i: &usize| matches!(reader.found[*i].entity_type, EntityType::Person | EntityType::Group);
            if let Some(beside) = sentence.children_by(office.head, Deprel::Appos).filter_map(at).find(is_person) {
                return Some(beside);
            }
            let head = first_conjunct(reader, office.head);
            let governor = tokens[head].head?;
            let is_verb = |token: usize| tokens[token].upos == Upos::Verb;
            let person = at(governor).filter(is_person);
            // "put X in charge as acting chancellor"
            let verb = if is_verb(governor) {
                governor
            } else if person.is_some() {
                return person;
            } else {
                tokens[governor].head.filter(|&above| is_verb(above))?
            };
            let object = sentence
                .child(verb, Deprel::Obj)
                .filter(|_| !follows(&tokens[verb].lemma))
                .and_then(at)
                .filter(is_person);
            object.or_else(|| subject(reader, verb, head).and_then(at))
        }
    }
}

/// Verbs whose subject, not object, comes to hold the office that an as-phrase names: the object held it.
pub fn follows(lemma: &str) -> bool {
    matches!(lemma.to_lowercase().as_str(), "succeed" | "replace" | "follow")
}

/// Verbs whose object loses an office.
pub fn is_removal(lemma: &str) -> bool {
    const REMOVALS: &[&str] = &[
        "depose", "dismiss", "ditch", "drop", "fire", "impeach", "oust", "overthrow", "remove", "replace", "sack",
        "suspend", "topple", "unseat",
    ];
    REMOVALS.contains(&lemma)
}

/// Verbs whose subject gives up or loses an office; of those with a particle the bare verb.
pub fn goes(lemma: &str) -> bool {
    const DEPARTURES: &[&str] = &["leave", "lose", "quit", "relinquish", "resign", "retire", "stand", "step", "vacate"];
    DEPARTURES.contains(&lemma)
}

/// The subject of a predicate, its own or that of the verb it is joined to or controlled by; some parsers take the `title`
/// itself for one.
fn subject(reader: &Reader, predicate: usize, title: usize) -> Option<usize> {
    let mut at = predicate;
    loop {
        // Where a title and its name are both taken for subjects, the name stands nearer.
        let subjects = |d: Deprel| reader.sentence.children_by(at, d).filter(|&s| s != title).last();
        let own = subjects(Deprel::Nsubj).or_else(|| subjects(Deprel::NsubjPass));
        if own.is_some() {
            return own;
        }
        let token = &reader.tokens()[at];
        if !matches!(token.deprel, Deprel::Conj | Deprel::Xcomp | Deprel::Advcl) {
            // "the decision to resign as president": not the noun is president, but whose decision it is.
            let infinitive = reader.sentence.child(at, Deprel::Mark).is_some_and(|mark| reader.lower(mark) == "to");
            return match token.deprel {
                Deprel::Acl if infinitive => {
                    clause::understood_subject(reader.sentence, at).map(|(subject, _)| subject)
                }
                Deprel::Acl => token.head,
                _ => None,
            };
        }
        at = token.head?;
        // "nominate her to be secretary": the object of the governor is who will be it.
        if token.deprel == Deprel::Xcomp
            && let Some(object) = objects(reader, at).next()
        {
            return Some(object);
        }
    }
}

/// The objects of a verb, direct ones first.
fn objects<'a>(reader: &Reader<'a>, verb: usize) -> impl Iterator<Item = usize> + use<'a> {
    let sentence = reader.sentence;
    sentence.children_by(verb, Deprel::Obj).chain(sentence.children_by(verb, Deprel::Iobj))
}

/// Who has the post that a title's noun means: its possessor, or the subject of the verb that takes, holds or leaves it.
fn holder_of_post(reader: &Reader, head: usize) -> Option<usize> {
    const HELD: &[&str] = &[
        "accept", "assume", "get", "give", "hold", "keep", "leave", "lose", "occupy", "quit", "relinquish", "resign",
        "retain", "take", "vacate", "win",
    ];
    let (tokens, sentence) = (reader.tokens(), reader.sentence);
    let noun = tokens[head].head?;
    let verb = tokens[noun].head.filter(|&v| HELD.contains(&tokens[v].lemma.to_lowercase().as_str()));
    sentence.child(noun, Deprel::NmodPoss).or_else(|| subject(reader, verb?, head))
}

/// The word by which a noun for a tenure names the holder: a person or somebody's pronoun.
pub(super) fn held_by(reader: &Reader, head: usize) -> Option<usize> {
    let of = |n: &usize| reader.sentence.child(*n, Deprel::Case).is_some_and(|c| reader.lower(c) == "of");
    let phrase = reader.sentence.children_by(head, Deprel::Nmod).find(of);
    let person =
        |t: &usize| person_at(reader, *t).is_some() || matches!(reader.lower(*t).as_str(), "his" | "her" | "whose");
    reader.sentence.child(head, Deprel::NmodPoss).filter(person).or(phrase.filter(person))
}

/// "X and Y, the budget director,": a title in the singular describes the last of joined names, wherever it hangs.
fn last_joined(reader: &Reader, first: usize, head: usize) -> Option<usize> {
    let tokens = reader.tokens();
    let article = first > 0 && tokens[first - 1].upos == Upos::Det;
    let comma = first.checked_sub(1 + usize::from(article))?;
    let person = reader.found.get(person_at(reader, comma.checked_sub(1)?)?)?;
    let joined = tokens[person.head].deprel == Deprel::Conj && tokens[person.head].head == tokens[head].head;
    (tokens[comma].form == "," && joined && !is_plural_title(reader, head)).then_some(person.head)
}

/// "appointed X prime minister", "making X Britain's prime minister": the person whose name stands right before a title that a
/// verb gives.
pub(super) fn named_to(reader: &Reader, first: usize, head: usize) -> Option<usize> {
    const STEPS: usize = 3;
    let tokens = reader.tokens();
    let owner = owner_before(reader, first).map_or(first, |m| m.first);
    let person = owner.checked_sub(1).and_then(|before| person_at(reader, before))?;
    let mut at = head;
    for _ in 0..STEPS {
        at = tokens[at].head?;
        if makes_holder(&tokens[at].lemma) && at != reader.found[person].head {
            return Some(person);
        }
    }
    None
}
