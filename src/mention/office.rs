//! Offices: the words for a post ("Russian President", "deputy White House press secretary", "chairman of the Federation
//! Council") where they stand with the person who holds it. The bare noun ("the president said") is a nominal person.

use super::{EntityType, Mention, MentionKind, Reader};
use crate::language::{Deprel, Upos};
use crate::rule::Rule;

const BEFORE_NAME: Rule = Rule::new("office-before-name", "a title stands before a person's name");
const APPOSITION: Rule = Rule::new("office-apposition", "a title stands beside a person's name as an apposition");
const PREDICATE: Rule = Rule::new("office-predicate", "a person is, becomes or is made the holder of an office");
const AS_PHRASE: Rule = Rule::new("office-as", "a person acts as the holder of an office");

pub(super) const RULES: &[Rule] = &[BEFORE_NAME, APPOSITION, PREDICATE, AS_PHRASE];

pub(super) fn find(reader: &mut Reader) {
    for head in 0..reader.tokens().len() {
        if !heads_title(reader, head)
            || reader.found.iter().any(|m| m.kind == MentionKind::Name && (m.first..m.end).contains(&head))
        {
            continue;
        }
        let first = left_edge(reader, head);
        let Some(rule) = use_of(reader, first, head) else { continue };
        let end =
            if rule == BEFORE_NAME { name_after(reader, head).unwrap_or(head + 1) } else { right_edge(reader, head) };
        let mut mention = reader.mention(first, end, MentionKind::Name, EntityType::Office, rule);
        mention.head = head;
        mention.number = if is_plural_title(reader, head) { super::Number::Plural } else { super::Number::Singular };
        describe(reader, &mut mention);
        reader.found.push(mention);
    }
}

/// Ties each office to the mention of its holder; runs when the sentence's other mentions are known.
pub(super) fn tie_holders(reader: &mut Reader) {
    for index in 0..reader.found.len() {
        if reader.found[index].entity_type == EntityType::Office {
            reader.found[index].holder = holder(reader, &reader.found[index]);
        }
    }
}

fn holder(reader: &Reader, office: &Mention) -> Option<usize> {
    let tokens = reader.tokens();
    let sentence = reader.sentence;
    let at = |token: usize| {
        reader.found.iter().position(|m| {
            m.entity_type != EntityType::Office
                && (m.head == token || m.kind == MentionKind::Name && (m.first..m.end).contains(&token))
        })
    };
    let person_at = |token: usize| {
        at(token)
            .filter(|&i| reader.found[i].entity_type == EntityType::Person && reader.found[i].kind == MentionKind::Name)
    };
    let token = &tokens[office.head];
    match office.rule.as_str() {
        "office-before-name" => person_at(office.end),
        "office-apposition" => {
            // A conjunct shares the name of the title it is joined to.
            let joined = if token.deprel == Deprel::Conj { token.head } else { None };
            [Some(office.head), joined]
                .into_iter()
                .flatten()
                .find_map(|head| {
                    let above =
                        if tokens[head].deprel == Deprel::Appos { tokens[head].head.and_then(person_at) } else { None };
                    above.or_else(|| sentence.children_by(head, Deprel::Appos).find_map(person_at))
                })
                .or_else(|| (0..office.first).rev().take(4).find_map(person_at))
        }
        "office-predicate" => {
            let governor =
                if sentence.child(office.head, Deprel::Cop).is_some() { Some(office.head) } else { token.head };
            let governor = governor?;
            // "elected her president": the object becomes it; "she became president": the subject does.
            let object = if governor == office.head {
                None
            } else {
                sentence.child(governor, Deprel::Obj).filter(|&o| o != office.head)
            };
            object.or_else(|| subject(reader, governor)).and_then(at)
        }
        _ => {
            let governor = token.head?;
            let verb = if tokens[governor].upos == Upos::Verb {
                governor
            } else {
                return at(governor).filter(|&i| reader.found[i].entity_type == EntityType::Person);
            };
            let object = sentence
                .child(verb, Deprel::Obj)
                .and_then(at)
                .filter(|&i| reader.found[i].entity_type == EntityType::Person);
            object.or_else(|| subject(reader, verb).and_then(at))
        }
    }
}

/// The subject of a predicate, its own or that of the verb it is joined to or controlled by.
fn subject(reader: &Reader, predicate: usize) -> Option<usize> {
    let mut at = predicate;
    loop {
        let own = [Deprel::Nsubj, Deprel::NsubjPass].iter().find_map(|&d| reader.sentence.child(at, d));
        if own.is_some() {
            return own;
        }
        let token = &reader.tokens()[at];
        if !matches!(token.deprel, Deprel::Conj | Deprel::Xcomp | Deprel::Advcl) {
            return if token.deprel == Deprel::Acl { token.head } else { None };
        }
        at = token.head?;
    }
}

/// Whether a person's mention carries a title, as `describe` notes it.
pub fn is_person_title(mention: &Mention) -> bool {
    mention.title.is_some() && mention.entity_type != EntityType::Office
}

/// Fills in title, status and jurisdiction of an office or of a nominal person named by an office ("the president").
pub(super) fn describe(reader: &Reader, mention: &mut Mention) {
    let head = mention.head;
    let mut words = Vec::new();
    let mut inside = None;
    for i in mention.first..=head {
        let token = &reader.tokens()[i];
        let lower = reader.lower(i);
        if let Some(index) =
            reader.found.iter().position(|m| (m.first..m.end).contains(&i) && may_own_office(m.entity_type))
        {
            inside = Some(index);
            continue;
        }
        match reader.ontology.office_status(&lower) {
            // What changes the holding is kept apart; a deputy's post is another post.
            Some(status) if status != "deputy" => mention.status.push(status.to_owned()),
            _ if token.upos == Upos::Num || token.xpos == "POS" || token.upos == Upos::Punct && words.is_empty() => {}
            _ => words.push(if i == head { singular_title(reader, i) } else { lower }),
        }
    }
    let after = title_complement(reader, head, mention.end.max(head + 1), &mut words);
    mention.title = Some(words.join(" ").replace(" - ", "-"));
    mention.jurisdiction = inside.or_else(|| owner(reader, head)).or(after);
}

fn may_own_office(entity_type: EntityType) -> bool {
    entity_type.is_place() || entity_type.is_organization()
}

/// "secretary of state": a complement that belongs to the title; "president of the Supreme Court": one that owns the office.
fn title_complement(reader: &Reader, head: usize, end: usize, words: &mut Vec<String>) -> Option<usize> {
    let mut owner = None;
    for modifier in reader.sentence.children_by(head, Deprel::Nmod).filter(|&i| i > head) {
        let Some(marker) = reader.sentence.child(modifier, Deprel::Case) else { continue };
        let preposition = reader.lower(marker);
        // An ambassador to Russia is not Russia's: where he is sent is part of the title.
        if preposition == "to" && modifier < end {
            words.push(preposition);
            words.extend(reader.tokens()[marker + 1..=modifier].iter().map(|t| t.form.clone()));
            continue;
        }
        if !matches!(preposition.as_str(), "of" | "for" | "at" | "in") {
            continue;
        }
        let name =
            reader.found.iter().position(|m| (m.first..m.end).contains(&modifier) && may_own_office(m.entity_type));
        if name.is_some() {
            owner = owner.or(name);
        } else if modifier < end
            || reader
                .ontology
                .office(&format!("{} of {}", words.last().map_or("", String::as_str), reader.lower(modifier)))
                .is_some()
        {
            words.extend((marker..=modifier).map(|i| reader.lower(i)).filter(|w| w != "the"));
            owner = owner.or_else(|| nested_owner(reader, modifier));
        }
    }
    owner
}

/// The owner deeper inside a complement: "head of the country's aviation department", "minister of finance of Greece".
fn nested_owner(reader: &Reader, token: usize) -> Option<usize> {
    let below = reader.sentence.subtree(token);
    reader.found.iter().position(|m| below.contains(&m.head) && may_own_office(m.entity_type))
}

/// A possessor that owns the office: "Brazil's president".
fn owner(reader: &Reader, head: usize) -> Option<usize> {
    let possessor = reader.sentence.child(head, Deprel::NmodPoss)?;
    reader.found.iter().position(|m| (m.first..m.end).contains(&possessor) && may_own_office(m.entity_type))
}

/// The title word in the singular and spelt out: "Sens." -> "senator".
fn singular_title(reader: &Reader, token: usize) -> String {
    let lower = reader.lower(token);
    match reader.ontology.office(&lower).or_else(|| reader.ontology.office_head(&lower)) {
        Some(office) => office.title.clone(),
        None => reader.tokens()[token].lemma.to_lowercase(),
    }
}

fn is_plural_title(reader: &Reader, head: usize) -> bool {
    matches!(reader.tokens()[head].xpos.as_str(), "NNS" | "NNPS") || reader.lower(head).ends_with("s.")
}

fn heads_title(reader: &Reader, token: usize) -> bool {
    let t = &reader.tokens()[token];
    if !matches!(t.upos, Upos::Noun | Upos::Propn) {
        return false;
    }
    let lower = reader.lower(token);
    let is_head = reader.ontology.office_head(&lower).is_some() || reader.ontology.office(&lower).is_some();
    let hyphen = reader.tokens().get(token + 1).is_some_and(|h| h.form == "-" && h.span.start == t.span.end);
    if hyphen && reader.tokens().get(token + 2).is_some_and(|next| heads_word_form(reader, &next.form)) {
        return false;
    }
    // "press secretary": only the last noun of a compound heads it.
    let last = !matches!(t.deprel, Deprel::Compound)
        || t.head.is_none_or(|h| h < token || !heads_word(reader, h))
            && reader.tokens().get(token + 1).is_none_or(|next| !heads_word_form(reader, &next.form));
    is_head && last
}

fn heads_word(reader: &Reader, token: usize) -> bool {
    heads_word_form(reader, &reader.tokens()[token].form)
}

fn heads_word_form(reader: &Reader, form: &str) -> bool {
    let lower = form.to_lowercase();
    reader.ontology.office_head(&lower).is_some() || reader.ontology.office(&lower).is_some()
}

/// The words before the head that belong to the title: "deputy White House press" in "deputy White House press secretary".
fn left_edge(reader: &Reader, head: usize) -> usize {
    let tokens = reader.tokens();
    let mut first = head;
    while first > 0 {
        let before = first - 1;
        let token = &tokens[before];
        if token.upos == Upos::Punct {
            // "vice-chancellor", "attorney-general", "U.S.-backed": a hyphen joins when nothing else stands between.
            let joins = token.form == "-"
                && before > 0
                && tokens[before - 1].span.end == token.span.start
                && token.span.end == tokens[first].span.start
                && (belongs(reader, before - 1, head) || heads_word(reader, before - 1));
            if !joins {
                break;
            }
            first = before - 1;
        } else if belongs(reader, before, head) {
            first = before;
        } else {
            break;
        }
    }
    first = possessor_edge(reader, first, head);
    // A name that began before the edge is not cut in two.
    reader.found.iter().filter(|m| m.first < first && first < m.end).map(|m| m.end).max().unwrap_or(first)
}

/// "Brazil's president": the country or body that owns the office is part of its name, as in "Brazilian president".
fn possessor_edge(reader: &Reader, first: usize, head: usize) -> usize {
    if first < 2 || reader.tokens()[first - 1].xpos != "POS" {
        return first;
    }
    let owner = reader
        .found
        .iter()
        .find(|m| m.end == first - 1 && may_own_office(m.entity_type) && m.kind == MentionKind::Name);
    owner.filter(|m| reader.tokens()[m.head].head == Some(head)).map_or(first, |m| m.first)
}

/// Whether a word before the head is part of the title: a modifier of offices, a country's adjective, the body that owns it.
fn belongs(reader: &Reader, token: usize, head: usize) -> bool {
    let t = &reader.tokens()[token];
    let lower = reader.lower(token);
    // "acting", "managing", "outgoing": participles by form.
    let modifies = matches!(t.upos, Upos::Adj | Upos::Noun | Upos::Propn | Upos::Adv)
        || t.upos == Upos::Verb && reader.ontology.office_modifier(&lower);
    if !modifies || t.xpos == "POS" {
        return false;
    }
    if let Some(name) = reader.found.iter().find(|m| (m.first..m.end).contains(&token)) {
        return matches!(
            name.entity_type,
            EntityType::Country
                | EntityType::GovernmentBody
                | EntityType::Organization
                | EntityType::State
                | EntityType::City
        );
    }
    let tied = reader.sentence.dominates(head, token) || t.head == reader.tokens()[head].head;
    tied && (reader.ontology.office_modifier(&lower)
        || t.upos != Upos::Adj
            && matches!(t.deprel, Deprel::Compound | Deprel::NmodDesc)
            && reader.ontology.first_name(&t.form).is_none())
}

/// Behind the head: "of the Federation Council", "for Libya", as far as it is contiguous and no clause begins.
fn right_edge(reader: &Reader, head: usize) -> usize {
    let tokens = reader.tokens();
    let mut end = head + 1;
    for modifier in reader.sentence.children_by(head, Deprel::Nmod).filter(|&i| i > head) {
        let Some(marker) = reader.sentence.child(modifier, Deprel::Case) else { break };
        if !matches!(reader.lower(marker).as_str(), "of" | "for" | "to") {
            break;
        }
        let below = reader.sentence.subtree(modifier);
        if below.first() != Some(&end) {
            break;
        }
        for i in below {
            let clause = matches!(tokens[i].upos, Upos::Punct | Upos::Verb | Upos::Aux)
                || matches!(tokens[i].deprel, Deprel::AclRelcl | Deprel::Appos | Deprel::Acl);
            if i != end || clause {
                break;
            }
            end = i + 1;
        }
    }
    while end > head + 1 && matches!(tokens[end - 1].upos, Upos::Adp | Upos::Det | Upos::Punct | Upos::Cconj) {
        end -= 1;
    }
    end
}

/// Where a title ends that a person's name follows: right behind its head, or behind its complement ("Secretary of State").
fn name_after(reader: &Reader, head: usize) -> Option<usize> {
    let tokens = reader.tokens();
    let person = |i: usize| {
        reader.found.iter().any(|m| m.entity_type == EntityType::Person && m.kind == MentionKind::Name && m.first == i)
    };
    let apart = |i: usize| i < tokens.len() && tokens[i - 1].span.end < tokens[i].span.start;
    if apart(head + 1) && person(head + 1) {
        return Some(head + 1);
    }
    let known = |end: usize| {
        let words: Vec<String> = (head..end).map(|i| reader.lower(i)).collect();
        reader.ontology.office(&words.join(" ")).is_some()
    };
    let with_complement =
        (head + 3..=(head + 5).min(tokens.len())).find(|&end| known(end) && apart(end) && person(end));
    with_complement
        .or_else(|| Some(right_edge(reader, head)).filter(|&end| end > head + 1 && apart(end) && person(end)))
}

/// How a title is used with a person's name, if it is.
fn use_of(reader: &Reader, first: usize, head: usize) -> Option<Rule> {
    let tokens = reader.tokens();
    let sentence = reader.sentence;
    let person_at = |i: usize| {
        reader.found.iter().any(|m| {
            m.entity_type == EntityType::Person && m.kind == MentionKind::Name && (m.first..m.end).contains(&i)
        })
    };
    if name_after(reader, head).is_some() {
        return Some(BEFORE_NAME);
    }
    let token = &tokens[head];
    if token.deprel == Deprel::Appos && token.head.is_some_and(person_at) {
        return Some(APPOSITION);
    }
    if sentence.children_by(head, Deprel::Appos).any(person_at) {
        return Some(APPOSITION);
    }
    // Coordinated titles share the name: "prime minister and party leader John Smith", "X, president and founder".
    if token.deprel == Deprel::Conj
        && let Some(other) = token.head
        && heads_title(reader, other)
        && (tokens[other].deprel == Deprel::Appos && tokens[other].head.is_some_and(person_at)
            || sentence.children_by(other, Deprel::Appos).any(person_at))
    {
        return Some(APPOSITION);
    }
    // "X, the senator": some parsers hang the name's apposition elsewhere; a comma and a name close by decide.
    let article_before = |at: usize| at > 0 && matches!(tokens[at - 1].upos, Upos::Det);
    let before_article = if article_before(first) { first - 1 } else { first };
    if before_article >= 2
        && tokens[before_article - 1].form == ","
        && person_at(before_article - 2)
        && matches!(token.deprel, Deprel::Appos | Deprel::Parataxis | Deprel::List | Deprel::Conj)
    {
        return Some(APPOSITION);
    }
    if let Some(case) = sentence.child(head, Deprel::Case)
        && reader.lower(case) == "as"
    {
        return Some(AS_PHRASE);
    }
    let copular = sentence.child(head, Deprel::Cop).is_some()
        && [Deprel::Nsubj, Deprel::NsubjOuter].iter().any(|&d| sentence.child(head, d).is_some());
    let governed = matches!(token.deprel, Deprel::Xcomp)
        || token.deprel == Deprel::Obj
            && token
                .head
                .is_some_and(|h| makes_holder(&tokens[h].lemma) && sentence.child(h, Deprel::NsubjPass).is_some());
    if copular || governed && token.head.is_some_and(|h| makes_holder(&tokens[h].lemma)) {
        return Some(PREDICATE);
    }
    None
}

/// Verbs whose complement is an office that somebody comes to hold or holds.
fn makes_holder(lemma: &str) -> bool {
    matches!(
        lemma.to_lowercase().as_str(),
        "become"
            | "remain"
            | "be"
            | "appoint"
            | "name"
            | "elect"
            | "make"
            | "nominate"
            | "choose"
            | "declare"
            | "proclaim"
            | "designate"
            | "install"
            | "reelect"
            | "re-elect"
    )
}
