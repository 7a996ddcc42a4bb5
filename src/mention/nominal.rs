//! Nominals: common nouns that refer, with the modifiers before them ("joint press conference").

use super::name::government_of;
use super::title::{is_body_of_office, title_end};
use super::{EntityType, Mention, MentionKind, Number, Reader};
use crate::language::{Deprel, Upos};
use crate::ontology::{Noun, Office};
use crate::rule::Rule;

const NOUN: Rule = Rule::new("nominal", "a common noun heads a phrase that refers to something");

const EVENT_OF_YEAR: Rule = Rule::new("event-of-year", "a year before the noun for an event names it (2016 election)");

const FORCE: Rule =
    Rule::new("force-of-country", "a country's word and the noun for its army, navy or parliament before another noun");

pub(crate) const AGE: Rule =
    Rule::new("age-noun", "an age with an article and no noun behind it stands for somebody (the 64-year-old)");

const GOVERNMENT: Rule = Rule::new(
    "government-of-country",
    "a country's word names its government, as its seat does (the Russian government)",
);

pub(super) const RULES: &[Rule] = &[NOUN, EVENT_OF_YEAR, FORCE, AGE, GOVERNMENT];

pub(super) fn find(reader: &mut Reader) {
    for i in 0..reader.tokens().len() {
        let token = &reader.tokens()[i];
        let heads = !matches!(
            token.deprel,
            Deprel::Compound | Deprel::Flat | Deprel::Fixed | Deprel::Goeswith | Deprel::NmodDesc | Deprel::CompoundPrt
        );
        let noun = token.upos == Upos::Noun || token.upos == Upos::Propn && heads && !reader.in_name(i);
        if let Some(number) = age(reader, i) {
            let mut mention = reader.mention(number, i + 1, MentionKind::Nominal, EntityType::Person, AGE);
            mention.head = i;
            mention.number = Number::Singular;
            mention.confidence = 0.9;
            reader.found.push(mention);
            continue;
        }
        let people = demonym(reader, i) || party_members(reader, i);
        if !heads || !people && (!noun || reader.covered(i) && !is_body_of_office(reader, i)) {
            continue;
        }
        let first = left_edge(reader, i);
        // "the attorney general": neither word heads a title by itself.
        let listed = office_of_words(reader, i);
        let titled = listed.is_some() || reader.ontology.office_head(&reader.lower(i)).is_some();
        let end = if titled { title_end(reader, i) } else { i + 1 };
        let mut mention = reader.mention(first, end, MentionKind::Nominal, EntityType::Thing, NOUN);
        mention.head = i;
        let lower = reader.lower(i);
        let office =
            reader.ontology.office_head(&token.lemma.to_lowercase()).or_else(|| reader.ontology.office_head(&lower));
        let elect = title_elect(reader, i);
        let office = listed.or(office).or_else(|| reader.ontology.office_head(&reader.lower(elect?)));
        let entry = noun_entry(reader, i);
        mention.number = if reader.is_plural(i) { Number::Plural } else { Number::Singular };
        mention.gender = entry.and_then(|n| n.gender).or(office.and_then(|o| o.gender));
        mention.entity_type = match (entry, office) {
            _ if people => EntityType::Person,
            (_, Some(_)) => EntityType::Person,
            (Some(noun), None) => noun.entity_type,
            (None, None) if reader.ontology.nominalization(&token.lemma.to_lowercase()).is_some() => EntityType::Event,
            (None, None) if reader.ontology.kinship(&token.lemma.to_lowercase()).is_some() => EntityType::Person,
            (None, None) => EntityType::Thing,
        };
        // Several people, countries or cities are a group of them.
        let actors = matches!(
            mention.entity_type,
            EntityType::Person | EntityType::Country | EntityType::State | EntityType::City
        );
        if actors && mention.number == Number::Plural {
            mention.entity_type = EntityType::Group;
        }
        if let Some(country) = governed(reader, first, i).filter(|_| mention.number == Number::Singular) {
            mention.kind = MentionKind::Name;
            mention.canonical = Some(government_of(&country));
            GOVERNMENT.name.clone_into(&mut mention.rule);
        }
        if office.is_some() {
            mention.head = elect.unwrap_or(i);
            super::title::describe(reader, &mut mention);
            mention.head = i;
        }
        if mention.number == Number::Plural || mention.entity_type == EntityType::Quantity {
            mention.amount = super::quantity::amount(reader, first, i);
        }
        if matches!(mention.entity_type, EntityType::Date | EntityType::Quantity) && mention.time.is_none() {
            // "day", "percent": measures, not things that act or are acted upon.
            mention.confidence = 0.5;
        } else {
            mention.confidence = 0.9;
        }
        if mention.entity_type == EntityType::Event && (first..i).any(|t| is_year(&reader.tokens()[t].form)) {
            mention.kind = MentionKind::Name;
            EVENT_OF_YEAR.name.clone_into(&mut mention.rule);
        }
        reader.found.push(mention);
    }
    forces(reader);
    events_of_years(reader);
}

/// The number of an age that stands for whoever is so old: "the 64-year-old", not "a 41-year-old lawyer".
fn age(reader: &Reader, token: usize) -> Option<usize> {
    let tokens = reader.tokens();
    // With and without hyphens between the words.
    let before = |i: usize| {
        let last = i.checked_sub(1)?;
        if tokens[last].form == "-" { last.checked_sub(1) } else { Some(last) }
    };
    let year = before(token).filter(|&y| reader.lower(token) == "old" && reader.lower(y) == "year")?;
    let number = before(year).filter(|&n| tokens[n].upos == Upos::Num)?;
    let article = number.checked_sub(1).is_some_and(|d| tokens[d].upos == Upos::Det);
    let describes = tokens[token].head.is_some_and(|noun| noun > token) && tokens[token].deprel == Deprel::Amod;
    (article && !describes).then_some(number)
}

/// "2016 election interference": the event in a noun for what befell it.
fn events_of_years(reader: &mut Reader) {
    for i in 1..reader.tokens().len() {
        let token = &reader.tokens()[i];
        let event = noun_entry(reader, i).is_some_and(|noun| noun.entity_type == EntityType::Event);
        if token.deprel != Deprel::Compound || !event || reader.in_name(i) || !is_year(&reader.tokens()[i - 1].form) {
            continue;
        }
        let mut mention = reader.mention(i - 1, i + 1, MentionKind::Name, EntityType::Event, EVENT_OF_YEAR);
        mention.head = i;
        mention.number = Number::Singular;
        mention.confidence = 0.9;
        reader.found.push(mention);
    }
}

/// "a Bolivian air force plane": a country's force before another noun.
fn forces(reader: &mut Reader) {
    for i in 1..reader.tokens().len() {
        let token = &reader.tokens()[i];
        let body = noun_entry(reader, i).is_some_and(|noun| noun.entity_type == EntityType::GovernmentBody);
        if token.deprel != Deprel::Compound || token.upos != Upos::Noun || !body {
            continue;
        }
        let lower: Vec<String> = (i - 1..=i).map(|i| reader.lower(i)).collect();
        let words = if reader.ontology.noun(&lower.join(" ")).is_some() { 2 } else { 1 };
        let first = i + 1 - words;
        let country = reader.found.iter().find(|m| m.end == first && m.rule == "country-adjective").map(|m| m.first);
        let Some(first) = country else { continue };
        let taken = |m: &Mention| m.kind == MentionKind::Name && m.first <= i && i < m.end;
        if !reader.found.iter().any(taken) {
            let mut mention = reader.mention(first, i + 1, MentionKind::Nominal, EntityType::GovernmentBody, FORCE);
            mention.head = i;
            mention.number = Number::Singular;
            mention.confidence = 0.9;
            if let Some(country) = governed(reader, first, i) {
                mention.kind = MentionKind::Name;
                mention.canonical = Some(government_of(&country));
                GOVERNMENT.name.clone_into(&mut mention.rule);
            }
            reader.found.push(mention);
        }
    }
}

/// The country of "the Russian government", which the words between `first` and the noun name and nothing else.
fn governed(reader: &Reader, first: usize, noun: usize) -> Option<String> {
    let adjective = |m: &&Mention| m.rule == "country-adjective" && m.first == first && m.end == noun;
    let word = reader.tokens()[noun].lemma.eq_ignore_ascii_case("government");
    reader.found.iter().find(adjective).filter(|_| word)?.canonical.clone()
}

/// The listed title that a noun begins, of several words or of one that heads no longer ones ("the premier", "the mayor"): no
/// rank, and no abbreviation.
fn office_of_words<'a>(reader: &Reader<'a>, token: usize) -> Option<&'a Office> {
    const SHORTEST: usize = 5;
    let end = title_end(reader, token);
    let words: Vec<String> = (token..end).map(|i| reader.lower(i)).collect();
    let whole = |office: &&Office| words[0].len() >= SHORTEST && !office.rank && !reader.is_plural(token);
    reader.ontology.office(&words.join(" ")).filter(|office| words.len() > 1 || whole(office))
}

/// "president-elect": some parsers take what stands behind the title for its head.
fn title_elect(reader: &Reader, token: usize) -> Option<usize> {
    let tokens = reader.tokens();
    let title = token.checked_sub(2)?;
    let glued = |i: usize| tokens[i].span.start == tokens[i - 1].span.end;
    let hyphen = tokens[token - 1].form == "-" && glued(token - 1) && glued(token);
    (hyphen && reader.ontology.office_status(&reader.lower(token)).is_some()).then_some(title)
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && (word.starts_with("19") || word.starts_with("20")) && word.chars().all(|c| c.is_ascii_digit())
}

/// Whether a country's word stands for people: "13 Russians", "a Bulgarian", "the Australian". "The French" are the country.
fn demonym(reader: &Reader, token: usize) -> bool {
    let somebody = || {
        let counts = || reader.ontology.country_by_demonym(&format!("{}s", reader.tokens()[token].form)).is_some();
        let noun = matches!(reader.tokens()[token].upos, Upos::Noun | Upos::Propn);
        let mut determiners = reader.sentence.children_by(token, Deprel::Det).map(|d| reader.lower(d));
        noun && determiners.any(|d| match d.as_str() {
            "a" | "an" | "another" => true,
            "the" | "this" | "that" => counts(),
            _ => false,
        })
    };
    reader.found.iter().any(|m| m.rule == "country-adjective" && m.end == token + 1)
        && (reader.is_plural(token) || somebody())
}

/// Whether a party's word stands for some of its members ("149 Republicans", "the Ohio Democrat"), not for the party as such.
fn party_members(reader: &Reader, token: usize) -> bool {
    let counted = || {
        reader.sentence.children(token).any(|c| match reader.tokens()[c].deprel {
            Deprel::Nummod | Deprel::Amod => true,
            Deprel::Det => !matches!(reader.lower(c).as_str(), "the" | "all"),
            _ => false,
        })
    };
    // "A Republican" as a predicate or beside a name tells somebody's party.
    let somebody = || {
        let the = |d: usize| matches!(reader.lower(d).as_str(), "the" | "this" | "that");
        let argument = matches!(
            reader.tokens()[token].deprel,
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Iobj | Deprel::Obl | Deprel::OblAgent
        );
        (argument || matches!(reader.tokens()[token].upos, Upos::Noun | Upos::Propn))
            && reader.sentence.children_by(token, Deprel::Det).any(the)
    };
    reader.found.iter().any(|m| m.rule == "party-member-word" && m.end == token + 1)
        && if reader.is_plural(token) { counted() } else { somebody() }
}

/// What the lexicon knows of a noun with the word before it ("air force"), else of the noun alone.
pub(super) fn noun_entry<'a>(reader: &Reader<'a>, token: usize) -> Option<&'a Noun> {
    let lemma = |i: usize| reader.tokens()[i].lemma.to_lowercase();
    let before = token.checked_sub(1).filter(|&b| reader.tokens()[b].head == Some(token));
    let two = before.and_then(|b| {
        // "armed forces" is no single force.
        let plural = || reader.ontology.noun(&format!("{} {}", reader.lower(b), reader.lower(token)));
        reader.ontology.noun(&format!("{} {}", lemma(b), lemma(token))).or_else(plural)
    });
    two.or_else(|| reader.ontology.noun(&lemma(token)))
}

/// Adjectives, numbers and nouns before the head that belong to it, without determiners and possessors.
fn left_edge(reader: &Reader, head: usize) -> usize {
    let tokens = reader.tokens();
    let copula = reader.sentence.child(head, Deprel::Cop);
    let mut first = head;
    while first > 0 {
        let before = first - 1;
        let token = &tokens[before];
        let belongs = reader.sentence.dominates(head, before)
            && !matches!(
                token.deprel,
                Deprel::Det
                    | Deprel::DetPredet
                    | Deprel::NmodPoss
                    | Deprel::Case
                    | Deprel::Cc
                    | Deprel::CcPreconj
                    | Deprel::Fixed
                    | Deprel::Mark
            )
            && token.upos != Upos::Det
            // "which were all buzzwords": the clause that the noun heads is no part of what it names.
            && copula.is_none_or(|c| before > c && !(token.deprel == Deprel::Advmod && token.head == Some(head)))
            && !matches!(token.form.to_lowercase().as_str(), "least" | "most" | "more" | "fewer")
            && token.xpos != "POS"
            && !matches!(token.form.as_str(), "," | "(" | "\"" | "“" | "”" | "'" | "‘")
            && !possessor(reader, head, before);
        if !belongs {
            break;
        }
        first = before;
    }
    // "a no-confidence vote", "a denial-of-service attack": what hyphens join is one word, whatever its parts are.
    let glued = |i: usize| i > 0 && tokens[i].span.start == tokens[i - 1].span.end;
    if tokens[first].form == "-" && glued(first) {
        first -= 1;
        while first > 1 && tokens[first - 1].form == "-" && glued(first) && glued(first - 1) {
            first -= 2;
        }
    }
    first
}

/// Whether the token stands inside a possessor of the head ("Russian President" in "the Russian President's letter").
fn possessor(reader: &Reader, head: usize, token: usize) -> bool {
    let tokens = reader.tokens();
    let mut at = token;
    while at != head {
        if matches!(tokens[at].deprel, Deprel::NmodPoss | Deprel::Acl | Deprel::AclRelcl | Deprel::Appos | Deprel::Conj)
        {
            return true;
        }
        match tokens[at].head {
            Some(up) => at = up,
            None => return false,
        }
    }
    false
}

impl Reader<'_> {
    fn in_name(&self, token: usize) -> bool {
        self.found.iter().any(|m| m.kind == MentionKind::Name && (m.first..m.end).contains(&token))
    }
}
