//! Offices: the words for a post ("Russian President", "deputy White House press secretary", "chairman of the Federation
//! Council") where they stand with the person who holds it. The bare noun ("the president said") is a nominal person.

use super::title::{
    self, describe, heads_title, is_occupation, is_plural_title, is_rank, left_edge, may_own_office, right_edge,
    title_end,
};
use super::{EntityType, Mention, MentionKind, Number, Reader};
use crate::language::{Deprel, Upos};
use crate::ontology::Seat;
use crate::rule::Rule;

const BEFORE_NAME: Rule = Rule::new("office-before-name", "a title stands before a person's name");
const APPOSITION: Rule = Rule::new("office-apposition", "a title stands beside a person's name as an apposition");
const PREDICATE: Rule = Rule::new("office-predicate", "a person is, becomes or is made the holder of an office");
const AS_PHRASE: Rule = Rule::new("office-as", "a person acts as the holder of an office");
const COUNTERPART: Rule =
    Rule::new("office-counterpart", "somebody's counterpart holds the same office in another country or body");

const TENURE: Rule = Rule::new("office-tenure", "a noun for the holding of an office with its holder (X's presidency)");

const POST_OF: Rule = Rule::new(
    "office-post-of",
    "a noun for a post with its title (the post of foreign minister), which somebody takes or holds",
);
const BRACKETS: Rule = Rule::new(
    "office-in-brackets",
    "a field in brackets behind a name says which of the offices before it the person holds (ministers X (finance) and Y)",
);

pub(super) const RULES: &[Rule] =
    &[BEFORE_NAME, APPOSITION, PREDICATE, AS_PHRASE, COUNTERPART, TENURE, POST_OF, BRACKETS];

pub(super) fn find(reader: &mut Reader) {
    for head in 0..reader.tokens().len() {
        if !heads_title(reader, head) || in_name_or_office(reader, head) {
            continue;
        }
        let first = left_edge(reader, head);
        let Some(rule) = use_of(reader, first, head) else { continue };
        // "X, a lawyer" describes a person; what stands before the name is kept as a title.
        if rule != BEFORE_NAME && is_occupation(reader, head) {
            continue;
        }
        let end = match title_before_name(reader, head) {
            Some(end) if rule == BEFORE_NAME => end,
            _ if rule == BEFORE_NAME => title_end(reader, head),
            _ => right_edge(reader, head),
        };
        add(reader, (first, head, end), rule);
        if rule == BEFORE_NAME && is_plural_title(reader, head) {
            fields_in_brackets(reader, head);
        }
    }
    for head in 0..reader.tokens().len() {
        if reader.tokens()[head].lemma.eq_ignore_ascii_case("counterpart") {
            counterpart(reader, head);
        }
        tenure(reader, head);
    }
}

/// Adds the office whose words are `first..end` around `head`.
fn add(reader: &mut Reader, (first, head, end): (usize, usize, usize), rule: Rule) {
    let mut mention = reader.mention(first, end, MentionKind::Name, EntityType::Office, rule);
    mention.head = head;
    mention.number = if is_plural_title(reader, head) { Number::Plural } else { Number::Singular };
    describe(reader, &mut mention);
    // "had been acting chief justice" may be read as a verb with its object.
    let token = &reader.tokens()[head];
    if token.head.is_some_and(|verb| acts_as(reader, head, verb)) {
        mention.status.push("acting".to_owned());
    }
    reader.found.push(mention);
}

/// "ministers X (finance) and Y (defence)": each field makes an office of its own.
fn fields_in_brackets(reader: &mut Reader, head: usize) {
    let tokens = reader.tokens();
    let title = title::singular(reader, head);
    let people: Vec<usize> = reader
        .found
        .iter()
        .filter(|m| m.entity_type == EntityType::Person && m.kind == MentionKind::Name && m.first > head)
        .map(|m| m.end)
        .collect();
    for open in people.into_iter().filter(|&end| tokens.get(end).is_some_and(|t| t.form == "(")) {
        let Some(close) = (open + 1..tokens.len()).find(|&i| tokens[i].form == ")") else { continue };
        let field = (open + 1..close).map(|i| reader.lower(i)).collect::<Vec<_>>().join(" ");
        let whole = format!("{field} {title}");
        let last = field.rsplit(' ').next().unwrap_or_default();
        if field.is_empty() || reader.ontology.office(&whole).is_none() && !reader.ontology.office_modifier(last) {
            continue;
        }
        // "labour" is no party here.
        reader.found.retain(|m| m.end <= open || m.first >= close);
        let mut mention = reader.mention(open + 1, close, MentionKind::Nominal, EntityType::Office, BRACKETS);
        mention.title = Some(reader.ontology.office(&whole).map_or(whole, |office| office.title.clone()));
        reader.found.push(mention);
    }
}

/// "the German foreign minister and his French counterpart, X": the title of the office named before it in the sentence,
/// of the country beside "counterpart".
fn counterpart(reader: &mut Reader, head: usize) {
    if in_name_or_office(reader, head) || is_plural_title(reader, head) {
        return;
    }
    let title = reader
        .found
        .iter()
        .filter(|m| m.entity_type == EntityType::Office && m.end <= head)
        .max_by_key(|m| m.head)
        .and_then(|m| m.title.clone());
    let first = left_edge(reader, head);
    let beside = use_of(reader, first, head).filter(|&rule| rule == BEFORE_NAME || rule == APPOSITION);
    let (Some(title), Some(_)) = (title, beside) else { return };
    add(reader, (first, head, head + 1), COUNTERPART);
    if let Some(office) = reader.found.last_mut() {
        office.title = Some(title);
        office.kind = MentionKind::Nominal;
    }
}

/// "Merkel's chancellorship", "the presidency of Macron": the office, where the holder is named beside the noun.
fn tenure(reader: &mut Reader, head: usize) {
    let Some(title) = reader.ontology.tenure(&reader.tokens()[head].lemma.to_lowercase()).map(|o| o.title.clone())
    else {
        return;
    };
    if in_name_or_office(reader, head) || held_by(reader, head).is_none() {
        return;
    }
    let mut mention = reader.mention(head, head + 1, MentionKind::Nominal, EntityType::Office, TENURE);
    mention.head = head;
    mention.title = Some(title);
    reader.found.push(mention);
}

/// The word by which a noun for a tenure names the holder: a person or somebody's pronoun.
fn held_by(reader: &Reader, head: usize) -> Option<usize> {
    let of = |n: &usize| reader.sentence.child(*n, Deprel::Case).is_some_and(|c| reader.lower(c) == "of");
    let phrase = reader.sentence.children_by(head, Deprel::Nmod).find(of);
    let person =
        |t: &usize| person_at(reader, *t).is_some() || matches!(reader.lower(*t).as_str(), "his" | "her" | "whose");
    reader.sentence.child(head, Deprel::NmodPoss).filter(person).or(phrase.filter(person))
}

fn in_name_or_office(reader: &Reader, token: usize) -> bool {
    reader.found.iter().any(|m| {
        (m.kind == MentionKind::Name || m.entity_type == EntityType::Office) && (m.first..m.end).contains(&token)
    })
}

/// Ties each office to the mention of its holder; runs when the sentence's other mentions are known.
pub(super) fn tie_holders(reader: &mut Reader) {
    for index in 0..reader.found.len() {
        if reader.found[index].entity_type == EntityType::Office {
            // "London no longer calls X president": a place or body holds no office.
            let person = |&h: &usize| {
                let m = &reader.found[h];
                m.kind != MentionKind::Name || !(m.entity_type.is_place() || m.entity_type.is_organization())
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
        refers.or_else(|| person_at(reader, name_behind(reader, title()?.end)?))
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
                .and_then(person_at)
                .or_else(|| joined.and_then(person_at))
                .or_else(|| {
                    let own = office.head..title_end(reader, office.head);
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
            object.or_else(|| subject(reader, governor, head)).and_then(at)
        }
        _ => {
            let head = first_conjunct(reader, office.head);
            let governor = tokens[head].head?;
            let is_verb = |token: usize| tokens[token].upos == Upos::Verb;
            let person = at(governor).filter(|&i| reader.found[i].entity_type == EntityType::Person);
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
                .filter(|&i| reader.found[i].entity_type == EntityType::Person);
            object.or_else(|| subject(reader, verb, head).and_then(at))
        }
    }
}

/// Verbs whose subject, not object, comes to hold the office that an as-phrase names: the object held it.
pub fn follows(lemma: &str) -> bool {
    matches!(lemma.to_lowercase().as_str(), "succeed" | "replace" | "follow")
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
            return if token.deprel == Deprel::Acl { token.head } else { None };
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

/// Whether a person's mention carries a title, as `describe` notes it.
pub fn is_person_title(mention: &Mention) -> bool {
    mention.title.is_some() && mention.entity_type != EntityType::Office
}

/// The name of a person that covers a token.
fn person_at(reader: &Reader, token: usize) -> Option<usize> {
    reader.found.iter().position(|m| {
        m.entity_type == EntityType::Person && m.kind == MentionKind::Name && (m.first..m.end).contains(&token)
    })
}

/// The first word of a person's name that stands behind a title, ranks and courtesy titles between them left out
/// ("army chief Gen. X").
fn name_behind(reader: &Reader, end: usize) -> Option<usize> {
    const MOST_BETWEEN: usize = 3;
    let tokens = reader.tokens();
    let between = |i: usize| is_rank(reader, i) || reader.ontology.honorific(&tokens[i].form).is_some();
    let apart = |i: usize| i < tokens.len() && tokens[i - 1].span.end < tokens[i].span.start;
    for at in end..(end + MOST_BETWEEN + 1).min(tokens.len()) {
        if !apart(at) {
            return None;
        }
        if person_at(reader, at).is_some_and(|m| reader.found[m].first == at) {
            return Some(at);
        }
        if !between(at) {
            return None;
        }
    }
    None
}

/// Where a title ends that a person's name follows: behind its own words, or behind its complement ("Secretary of State").
fn title_before_name(reader: &Reader, head: usize) -> Option<usize> {
    const LONGEST: usize = 6;
    let end = title_end(reader, head);
    if name_behind(reader, end).is_some() {
        return Some(end);
    }
    let known = |end: usize| {
        let words: Vec<String> = (head..end).map(|i| reader.lower(i)).collect();
        reader.ontology.office(&words.join(" ")).is_some()
    };
    let last = (head + LONGEST).min(reader.tokens().len());
    let listed = (head + 3..=last).find(|&end| known(end) && name_behind(reader, end).is_some());
    // "ambassador to Italy X", whatever hangs where.
    let owner = reader.found.iter().find(|m| {
        let article = m.first == end + 2 && reader.tokens()[end + 1].upos == Upos::Det;
        (m.first == end + 1 || article) && m.kind == MentionKind::Name && may_own_office(m.entity_type)
    });
    let preposition = end < reader.tokens().len() && matches!(reader.lower(end).as_str(), "of" | "to" | "for");
    let with_owner = owner.filter(|m| preposition && name_behind(reader, m.end).is_some()).map(|m| m.end);
    listed
        .or(with_owner)
        .or_else(|| Some(right_edge(reader, head)).filter(|&e| e > end && name_behind(reader, e).is_some()))
}

/// "Prime Minister and Defence Minister X": the head of the second title, where a bare first title shares its name.
fn shares_name(reader: &Reader, first: usize, head: usize) -> Option<usize> {
    const REACH: usize = 6;
    let tokens = reader.tokens();
    let and = title_end(reader, head);
    let joined = tokens.get(and)?.form.eq_ignore_ascii_case("and");
    let bare =
        first == 0 || !matches!(tokens[first - 1].upos, Upos::Det) && tokens[first - 1].deprel != Deprel::NmodPoss;
    let capital = tokens[head].form.starts_with(char::is_uppercase);
    if !joined || !bare || !capital {
        return None;
    }
    // "the prime minister and President X": who leads a country stands alone.
    let leads = |other: usize| {
        reader.ontology.office(&reader.lower(other)).is_some_and(|o| o.seat == Some(Seat::Country)) && other == and + 1
    };
    (and + 1..(and + REACH).min(tokens.len())).find(|&other| {
        heads_title(reader, other)
            && left_edge(reader, other) == and + 1
            && !leads(other)
            && title_before_name(reader, other).is_some()
    })
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

/// "the president of the Supreme Court, X,": some parsers hang the name on the court.
fn name_beside_complement(reader: &Reader, head: usize, end: usize) -> Option<usize> {
    const REACH: usize = 4;
    let tokens = reader.tokens();
    let person = (end..(end + REACH).min(tokens.len())).find(|&i| person_at(reader, i).is_some())?;
    let above = tokens[person].head?;
    let inside = (head + 1..end).contains(&above) && !heads_title(reader, above);
    (inside && tokens[person].deprel == Deprel::Appos && tokens[end].form == ",").then_some(person)
}

/// "appointed X prime minister", "making X Britain's prime minister": the person whose name stands right before a title that a
/// verb gives.
fn named_to(reader: &Reader, first: usize, head: usize) -> Option<usize> {
    const STEPS: usize = 3;
    let tokens = reader.tokens();
    let owner = title::owner_before(reader, first).map_or(first, |m| m.first);
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

/// The first of joined nouns.
fn first_conjunct(reader: &Reader, token: usize) -> usize {
    let mut at = token;
    while reader.tokens()[at].deprel == Deprel::Conj
        && let Some(head) = reader.tokens()[at].head
        && !matches!(reader.tokens()[head].upos, Upos::Verb)
    {
        at = head;
    }
    at
}

/// How a title is used with a person's name, if it is.
fn use_of(reader: &Reader, first: usize, head: usize) -> Option<Rule> {
    let tokens = reader.tokens();
    let sentence = reader.sentence;
    let person_at = |i: usize| person_at(reader, i).is_some();
    if title_before_name(reader, head).is_some() || shares_name(reader, first, head).is_some() {
        return Some(BEFORE_NAME);
    }
    let token = &tokens[head];
    if token.deprel == Deprel::Appos && token.head.is_some_and(person_at) {
        return Some(APPOSITION);
    }
    if (head..title_end(reader, head)).any(|i| sentence.children_by(i, Deprel::Appos).any(person_at))
        || name_beside_complement(reader, head, right_edge(reader, head)).is_some()
    {
        return Some(APPOSITION);
    }
    // Coordinated titles share the name: "X, president and founder".
    if token.deprel == Deprel::Conj
        && let Some(other) = token.head.filter(|&other| other < head && heads_title(reader, other))
        && let Some(rule) = use_of(reader, left_edge(reader, other), other).filter(|&rule| rule != BEFORE_NAME)
    {
        return Some(rule);
    }
    // "X, the ambassador to Japan and a former mayor": some parsers join the second title to the name.
    let joined_to = token.head.filter(|&other| token.deprel == Deprel::Conj && other < head && person_at(other));
    let and = sentence.child(head, Deprel::Cc);
    if let (Some(person), Some(and)) = (joined_to, and)
        && tokens[and - 1].form != ","
        && sentence.children_by(person, Deprel::Appos).any(|a| a < and && heads_title(reader, a))
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
    let first_of_all = first_conjunct(reader, head);
    let marked = |h: usize, by: Deprel| sentence.child(h, by).is_some_and(|c| reader.lower(c) == "as");
    if [head, first_of_all]
        .iter()
        .any(|&h| marked(h, Deprel::Case) || marked(h, Deprel::Mark) && token.deprel == Deprel::Xcomp)
    {
        return Some(AS_PHRASE);
    }
    if names_post(reader, head) {
        return Some(POST_OF);
    }
    if is_predicate(reader, first_of_all) || named_to(reader, first, head).is_some() {
        return Some(PREDICATE);
    }
    None
}

/// "the post of foreign minister"
fn names_post(reader: &Reader, head: usize) -> bool {
    const POSTS: &[&str] = &["post", "office", "job", "position", "role", "title", "rank", "portfolio"];
    let token = &reader.tokens()[head];
    let of = reader.sentence.child(head, Deprel::Case).is_some_and(|c| reader.lower(c) == "of");
    let noun = token.head.is_some_and(|h| POSTS.contains(&reader.tokens()[h].lemma.to_lowercase().as_str()));
    of && noun && token.deprel == Deprel::Nmod
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

/// Whether a noun is what somebody is, becomes or is made.
fn is_predicate(reader: &Reader, head: usize) -> bool {
    let (tokens, sentence) = (reader.tokens(), reader.sentence);
    let token = &tokens[head];
    let copular = sentence.child(head, Deprel::Cop).is_some()
        && ([Deprel::Nsubj, Deprel::NsubjOuter].iter().any(|&d| sentence.child(head, d).is_some())
            || matches!(token.deprel, Deprel::Xcomp));
    let made = token.head.is_some_and(|h| makes_holder(&tokens[h].lemma));
    // "was named minister", "after being named minister", "a lawyer named minister"
    let passive = || {
        token.head.is_some_and(|h| {
            let participle = tokens[h].deprel == Deprel::Acl && tokens[h].xpos == "VBN";
            participle || [Deprel::NsubjPass, Deprel::AuxPass].iter().any(|&d| sentence.child(h, d).is_some())
        })
    };
    let becomes = || token.head.is_some_and(|h| matches!(tokens[h].lemma.as_str(), "become" | "remain"));
    let acting = token.head.is_some_and(|h| acts_as(reader, head, h));
    let given = || token.head.is_some_and(|h| sentence.child(h, Deprel::Iobj).is_some());
    let of_object = || token.deprel == Deprel::Obj && (passive() || becomes() || given());
    let of_her = possessor_made(reader, head).is_some();
    copular || acting || of_her || made && (token.deprel == Deprel::Xcomp || of_object())
}

/// "elected her prime minister": some parsers take the pronoun for the title's possessor.
fn possessor_made(reader: &Reader, head: usize) -> Option<usize> {
    let tokens = reader.tokens();
    let verb = tokens[head].head.filter(|&v| tokens[head].deprel == Deprel::Obj && makes_holder(&tokens[v].lemma))?;
    let her = reader.sentence.child(head, Deprel::NmodPoss)?;
    (reader.lower(her) == "her" && her == verb + 1).then_some(her)
}

/// The objects of a verb, direct ones first.
fn objects<'a>(reader: &Reader<'a>, verb: usize) -> impl Iterator<Item = usize> + use<'a> {
    let sentence = reader.sentence;
    sentence.children_by(verb, Deprel::Obj).chain(sentence.children_by(verb, Deprel::Iobj))
}

/// "has been acting chief justice": the participle, taken for a verb with the title as its complement.
fn acts_as(reader: &Reader, title: usize, verb: usize) -> bool {
    let complement = matches!(reader.tokens()[title].deprel, Deprel::Obj | Deprel::Xcomp);
    complement && reader.lower(verb) == "acting" && reader.tokens()[verb].upos == Upos::Verb
}

/// Verbs whose complement is an office that somebody comes to hold or holds.
fn makes_holder(lemma: &str) -> bool {
    matches!(
        lemma.to_lowercase().as_str(),
        "become"
            | "remain"
            | "be"
            | "appoint"
            | "reappoint"
            | "name"
            | "elect"
            | "make"
            | "nominate"
            | "choose"
            | "declare"
            | "proclaim"
            | "designate"
            | "install"
            | "crown"
            | "vote"
            | "select"
            | "pick"
            | "tap"
            | "anoint"
            | "confirm"
            | "reelect"
            | "re-elect"
    )
}
