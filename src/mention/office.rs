//! Offices: the words for a post ("Russian President", "deputy White House press secretary", "chairman of the Federation
//! Council") where they stand with the person who holds it. The bare noun ("the president said") is a nominal person.

use super::holder::{held_by, named_to};
use super::title::{
    self, describe, heads_title, is_occupation, is_plural_title, is_rank, left_edge, may_own_office, right_edge,
    title_end,
};
use super::{ACTING, EntityType, Mention, MentionKind, Number, Reader};
use crate::language::{Deprel, Upos};
use crate::ontology::Seat;
use crate::rule::Rule;

pub(super) const BEFORE_NAME: Rule = Rule::new("office-before-name", "a title stands before a person's name");
const APPOSITION: Rule = Rule::new("office-apposition", "a title stands beside a person's name as an apposition");
const PREDICATE: Rule = Rule::new("office-predicate", "a person is, becomes or is made the holder of an office");
const AS_PHRASE: Rule = Rule::new("office-as", "a person acts as the holder of an office");
const COUNTERPART: Rule =
    Rule::new("office-counterpart", "somebody's counterpart holds the same office in another country or body");

const TENURE: Rule = Rule::new(
    "office-tenure",
    "a noun for the holding of an office with its holder, country or article (X's presidency, the premiership)",
);

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
        if rule == APPOSITION && is_somebodys(reader, first, head) {
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
    let acts = |verb: usize| rule == AS_PHRASE && reader.tokens()[verb].lemma.eq_ignore_ascii_case("act");
    if token.head.is_some_and(|verb| acts(verb) || acts_as(reader, head, verb)) && !mention.is_acting() {
        mention.status.push(ACTING.to_owned());
    }
    if rule == APPOSITION && describes_only(reader, &mention) {
        return;
    }
    reader.found.push(mention);
}

/// "his deputy, X": what somebody is to another is no office of a country or body.
fn is_somebodys(reader: &Reader, first: usize, head: usize) -> bool {
    let tokens = reader.tokens();
    let personal = |p: usize| matches!(tokens[p].upos, Upos::Pron | Upos::Det);
    let possessed = reader.sentence.child(head, Deprel::NmodPoss).is_some_and(personal);
    let relational = matches!(tokens[head].lemma.to_lowercase().as_str(), "deputy" | "aide" | "lieutenant");
    let beside = tokens[head].deprel == Deprel::Appos || reader.sentence.child(head, Deprel::Appos).is_some();
    first == head && possessed && relational && beside
}

/// "X, a protest leader", "Y, an opposition lawmaker": words for a standing, with what it is a standing in, and no body whose
/// office it would be.
fn describes_only(reader: &Reader, mention: &Mention) -> bool {
    let title = mention.title.as_deref().unwrap_or_default();
    let standing = title.rsplit_once(' ').is_some_and(|(_, last)| matches!(last, "leader" | "lawmaker" | "legislator"));
    standing && mention.jurisdiction.is_none() && reader.ontology.office(title).is_none()
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
    let the = |d: usize| reader.lower(d) == "the";
    let owner = reader.sentence.child(head, Deprel::NmodPoss).and_then(|token| {
        let country = |m: &Mention| m.entity_type == EntityType::Country && (m.first..m.end).contains(&token);
        reader.found.iter().position(country)
    });
    let pointed = owner.is_some() || reader.sentence.children_by(head, Deprel::Det).any(the);
    if in_name_or_office(reader, head) || held_by(reader, head).is_none() && !pointed {
        return;
    }
    let mut mention = reader.mention(head, head + 1, MentionKind::Nominal, EntityType::Office, TENURE);
    mention.head = head;
    mention.title = Some(title);
    mention.jurisdiction = owner;
    reader.found.push(mention);
}

fn in_name_or_office(reader: &Reader, token: usize) -> bool {
    reader.found.iter().any(|m| {
        (m.kind == MentionKind::Name || m.entity_type == EntityType::Office) && (m.first..m.end).contains(&token)
    })
}

/// Whether a person's mention carries a title, as `describe` notes it.
pub fn is_person_title(mention: &Mention) -> bool {
    mention.title.is_some() && mention.entity_type != EntityType::Office
}

/// The name of a person that covers a token.
pub(super) fn person_at(reader: &Reader, token: usize) -> Option<usize> {
    reader.found.iter().position(|m| {
        m.entity_type == EntityType::Person && m.kind == MentionKind::Name && (m.first..m.end).contains(&token)
    })
}

/// The first word of a person's name that stands behind a title, ranks and courtesy titles between them left out
/// ("army chief Gen. X").
pub(super) fn name_behind(reader: &Reader, end: usize) -> Option<usize> {
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
pub(super) fn title_before_name(reader: &Reader, head: usize) -> Option<usize> {
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
pub(super) fn shares_name(reader: &Reader, first: usize, head: usize) -> Option<usize> {
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

/// "the president of the Supreme Court, X,": some parsers hang the name on the court.
pub(super) fn name_beside_complement(reader: &Reader, head: usize, end: usize) -> Option<usize> {
    const REACH: usize = 4;
    let tokens = reader.tokens();
    let person = (end..(end + REACH).min(tokens.len())).find(|&i| person_at(reader, i).is_some())?;
    let above = tokens[person].head?;
    let inside = (head + 1..end).contains(&above) && !heads_title(reader, above);
    (inside && tokens[person].deprel == Deprel::Appos && tokens[end].form == ",").then_some(person)
}

/// The tokens of a title's last word with what is glued to it by hyphens: "secretary-general", "president-elect".
pub(super) fn word(reader: &Reader, head: usize) -> std::ops::Range<usize> {
    let tokens = reader.tokens();
    let glued = |i: usize| tokens[i - 1].span.end == tokens[i].span.start;
    let mut first = head;
    while first >= 2 && tokens[first - 1].form == "-" && glued(first) && glued(first - 1) {
        first -= 2;
    }
    first..title_end(reader, head)
}

/// "named his deputy, X,": some parsers take the name behind the title for another argument of its verb.
pub(super) fn name_behind_comma(reader: &Reader, head: usize) -> Option<usize> {
    let tokens = reader.tokens();
    let comma = right_edge(reader, head);
    let verb = tokens[head].head.filter(|&v| v < head && tokens[v].upos == Upos::Verb)?;
    let person = &reader.found[person_at(reader, comma + 1)?];
    let name = &tokens[person.head];
    let argument = matches!(tokens[head].deprel, Deprel::Obj | Deprel::Iobj | Deprel::Obl | Deprel::Xcomp);
    let another = matches!(
        name.deprel,
        Deprel::Nsubj | Deprel::Obj | Deprel::Xcomp | Deprel::Appos | Deprel::Parataxis | Deprel::Dep | Deprel::List
    );
    let closed = tokens.get(person.end).is_none_or(|t| t.upos == Upos::Punct);
    (tokens[comma].form == ","
        && person.first == comma + 1
        && argument
        && another
        && name.head == Some(verb)
        && closed
        && !is_plural_title(reader, head))
    .then_some(person.head)
}

/// The first of joined nouns.
pub(super) fn first_conjunct(reader: &Reader, token: usize) -> usize {
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
    if word(reader, head).any(|i| sentence.children_by(i, Deprel::Appos).any(person_at))
        || name_behind_comma(reader, head).is_some()
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
pub(super) fn possessor_made(reader: &Reader, head: usize) -> Option<usize> {
    let tokens = reader.tokens();
    let verb = tokens[head].head.filter(|&v| tokens[head].deprel == Deprel::Obj && makes_holder(&tokens[v].lemma))?;
    let her = reader.sentence.child(head, Deprel::NmodPoss)?;
    (reader.lower(her) == "her" && her == verb + 1).then_some(her)
}

/// "has been acting chief justice": the participle, taken for a verb with the title as its complement.
fn acts_as(reader: &Reader, title: usize, verb: usize) -> bool {
    let complement = matches!(reader.tokens()[title].deprel, Deprel::Obj | Deprel::Xcomp);
    complement && reader.lower(verb) == "acting" && reader.tokens()[verb].upos == Upos::Verb
}

/// Verbs whose complement is an office that somebody comes to hold or holds.
pub fn makes_holder(lemma: &str) -> bool {
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
