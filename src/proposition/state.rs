//! What holds of somebody by the words around the name: offices (`office.rs`), parties (`party.rs`), citizenship, kinship, membership, location.

use super::assembly::of_mention;
use super::office;
use super::party;
use super::reading::Reading;
use super::{Predicate, Proposition, PropositionKind, Role};
use crate::iri::VOCABULARY;
use crate::language::{Deprel, Upos};
use crate::mention::{Mention, MentionKind, Number};
use crate::ontology::EntityType;
use crate::rule::Rule;

const CITIZEN: Rule = Rule::new(
    "citizen-by-adjective",
    "a country's adjective before a noun for people gives their country (Russian officers)",
);
const OF_COUNTRY: Rule = Rule::new(
    "body-of-country",
    "a country's adjective or possessive with a body gives the body's country (Thai parliament)",
);
const KINSHIP: Rule = Rule::new("kinship", "a kinship noun with a possessor (his wife, Paul's father)");
const MEMBER: Rule = Rule::new("member-of", "a member or leader of a body, by an of-phrase");
const LISTED: Rule =
    Rule::new("member-by-list", "names listed beside a group are its members (two papers, X and Y; firms such as Z)");
const LOCATED: Rule = Rule::new(
    "located-in",
    "a place, body or event in a place, by an in-phrase, a comma or a city's name before it (the Geneva talks)",
);

pub(super) const RULES: &[Rule] = &[CITIZEN, OF_COUNTRY, KINSHIP, MEMBER, LISTED, LOCATED];

pub(super) fn propositions(reading: &Reading, mention: usize, found: &mut Vec<Proposition>) {
    let m = &reading.mentions[mention];
    match m.entity_type {
        EntityType::Office => office::propositions(reading, m, mention, found),
        EntityType::Party => party::propositions(reading, m, mention, found),
        EntityType::Country => nationality(reading, m, mention, found),
        EntityType::State if m.rule == "party-and-state" => party::state_propositions(reading, m, mention, found),
        _ => {}
    }
    if m.kind != MentionKind::Pronoun && m.entity_type != EntityType::Office {
        kinship(reading, m, mention, found);
        office::relay(reading, m, mention, found);
        member(reading, m, mention, found);
        listed(reading, m, mention, found);
        located(reading, m, mention, found);
    }
}

/// A state that the words presuppose: it holds whoever else says what about it.
pub(super) fn state(
    reading: &Reading,
    m: &Mention,
    lemma: &str,
    property: &str,
    ends: (usize, usize),
    rule: Rule,
) -> Proposition {
    let predicate = Predicate {
        lemma: lemma.to_owned(),
        span: m.span,
        property: Some(format!("{VOCABULARY}{property}")),
        event_type: None,
    };
    Proposition {
        subject: Some(of_mention(reading, ends.0, Role::Agent, None)),
        object: Some(of_mention(reading, ends.1, Role::Attribute, None)),
        ..Proposition::asserted(m.sentence, predicate, PropositionKind::State, rule)
    }
}

fn nationality(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    let tree = reading.sentence(m.sentence);
    let token = &tree.tokens[m.head];
    let adjective = m.rule == "country-adjective";
    let people =
        |n: &Mention| matches!(n.entity_type, EntityType::Person | EntityType::Group) && n.kind == MentionKind::Nominal;
    // "13 Russians", "a Bulgarian" are people and name their country.
    if let Some(group) =
        reading.participant(m.sentence, m.head).filter(|&g| g != mention && people(&reading.mentions[g]))
    {
        if !in_general(reading, &reading.mentions[group]) {
            found.push(state(reading, m, "citizen-of", "citizenOf", (group, mention), CITIZEN));
        }
        return;
    }
    let before = adjective && matches!(token.deprel, Deprel::Amod | Deprel::Compound);
    if !before && token.deprel != Deprel::NmodPoss {
        return;
    }
    let Some(noun) = token.head.and_then(|h| reading.mention_at(m.sentence, h)) else { return };
    // "no Egyptian soldier": nobody is told of.
    let mut determiners = token.head.into_iter().flat_map(|h| tree.children_by(h, Deprel::Det));
    if determiners.any(|d| reading.lower(m.sentence, d) == "no") {
        return;
    }
    let n = &reading.mentions[noun];
    if before && people(n) {
        if in_general(reading, n) {
            return;
        }
        found.push(state(reading, m, "citizen-of", "citizenOf", (noun, mention), CITIZEN));
    } else if n.entity_type.is_organization() {
        found.push(state(reading, m, "body-of", "bodyOf", (noun, mention), OF_COUNTRY));
    }
}

/// "Russian officials", "Libyans": a bare plural names people of a kind, nobody in particular. Their country is that of the
/// entity, no statement of its own.
fn in_general(reading: &Reading, people: &Mention) -> bool {
    let tree = reading.sentence(people.sentence);
    let telling = |c: usize| matches!(tree.tokens[c].deprel, Deprel::Det | Deprel::Nummod | Deprel::NmodPoss);
    people.number == Number::Plural && people.amount.is_none() && !tree.children(people.head).any(telling)
}

fn kinship(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    if m.entity_type != EntityType::Person || m.kind != MentionKind::Nominal {
        return;
    }
    let tree = reading.sentence(m.sentence);
    let Some(relation) = reading.ontology.kinship(&kinship_noun(reading, m)) else { return };
    let of = tree.children_by(m.head, Deprel::Nmod).find(|&n| reading.marker(m.sentence, n).as_deref() == Some("of"));
    let Some(other) = tree.child(m.head, Deprel::NmodPoss).or(of).and_then(|t| reading.participant(m.sentence, t))
    else {
        return;
    };
    // The name beside the noun is who it is; else the noun itself stands for an unnamed person.
    let named = |t: usize| reading.mention_at(m.sentence, t).filter(|&p| reading.mentions[p].kind == MentionKind::Name);
    let name = tree
        .children_by(m.head, Deprel::Appos)
        .chain(tree.children_by(m.head, Deprel::Flat))
        .chain(
            tree.tokens[m.head]
                .head
                .filter(|_| matches!(tree.tokens[m.head].deprel, Deprel::Appos | Deprel::NmodDesc | Deprel::Compound)),
        )
        .find_map(named);
    let lemma = hyphenated(&relation.relation);
    found.push(state(reading, m, &lemma, &relation.relation, (name.unwrap_or(mention), other), KINSHIP));
}

/// "brother-in-law" are five tokens, of which the first is the head.
fn kinship_noun(reading: &Reading, m: &Mention) -> String {
    let tokens = &reading.sentence(m.sentence).tokens;
    let behind: String = tokens[m.head + 1..].iter().take(4).map(|token| token.form.to_lowercase()).collect();
    let lemma = reading.lemma(m.sentence, m.head);
    if behind == "-in-law" { lemma + &behind } else { lemma }
}

/// "wifeOf" -> "wife-of".
fn hyphenated(property: &str) -> String {
    let mut words = String::new();
    for letter in property.chars() {
        if letter.is_uppercase() {
            words.push('-');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

fn member(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    if m.kind != MentionKind::Nominal || !matches!(m.entity_type, EntityType::Person | EntityType::Group) {
        return;
    }
    let tree = reading.sentence(m.sentence);
    let (lemma, property) = match reading.lemma(m.sentence, m.head).as_str() {
        "member" | "lawmaker" | "legislator" | "deputy" | "minister" | "official" | "representative" | "employee"
        | "agent" => ("member-of", "memberOf"),
        _ => return,
    };
    let bodies = reading
        .phrases(m.sentence, m.head)
        .into_iter()
        .filter(|&n| reading.marker(m.sentence, n).as_deref() == Some("of"))
        .chain(tree.children_by(m.head, Deprel::Compound))
        .filter_map(|n| reading.mention_at(m.sentence, n));
    for body in bodies {
        if reading.entity_type(body).is_organization() && reading.mentions[body].entity_type != EntityType::Party {
            found.push(state(reading, m, lemma, property, (mention, body), MEMBER));
        }
    }
}

/// "two newspapers, X and Y", "companies such as X": the names that a plural noun lists.
fn listed(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    if m.kind != MentionKind::Nominal || m.number != Number::Plural {
        return;
    }
    let tree = reading.sentence(m.sentence);
    let such_as = |n: usize| matches!(reading.marker(m.sentence, n).as_deref(), Some("such-as" | "including" | "like"));
    let apart = |n: usize| tree.tokens[n].deprel == Deprel::Appos && tree.child(n, Deprel::Conj).is_some();
    let lists = tree.children(m.head).filter(|&n| n > m.head && (apart(n) || such_as(n)));
    for name in lists.flat_map(|n| reading.conjuncts(m.sentence, n)) {
        let Some(member) = reading.mention_at(m.sentence, name) else { continue };
        // "23 pirates (12 Somali and 11 Yemeni)": no country is one of them.
        let name =
            reading.mentions[member].kind == MentionKind::Name && reading.mentions[member].rule != "country-adjective";
        if name && reading.entity_type(member).is_actor() {
            found.push(state(reading, m, "member-of", "memberOf", (member, mention), LISTED));
        }
    }
}

fn located(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    let tree = reading.sentence(m.sentence);
    let event = m.entity_type == EntityType::Event;
    let fixed = m.entity_type.is_place() || m.entity_type.is_organization();
    if !(fixed || event) || m.kind == MentionKind::Pronoun {
        return;
    }
    let in_place = tree
        .children_by(m.head, Deprel::Nmod)
        .filter(|&n| matches!(reading.marker(m.sentence, n).as_deref(), Some("in" | "at")));
    // "Paris, Texas": a comma between a city and what holds it.
    let comma = tree
        .children(m.head)
        .filter(|&c| c > m.head && matches!(tree.tokens[c].deprel, Deprel::Appos | Deprel::NmodUnmarked | Deprel::Nmod))
        .filter(|&c| {
            tree.tokens[c].upos == Upos::Propn
                && reading.marker(m.sentence, c).is_none()
                && m.entity_type == EntityType::City
        });
    // "the Helsinki summit": a city before an event is where it is held.
    let before = tree.children(m.head).filter(|&c| {
        event
            && c < m.head
            && matches!(tree.tokens[c].deprel, Deprel::Compound | Deprel::NmodUnmarked | Deprel::NmodDesc)
            && reading.mention_at(m.sentence, c).is_some_and(|p| reading.mentions[p].entity_type == EntityType::City)
    });
    for token in in_place.chain(comma).chain(before) {
        let Some(place) = reading.mention_at(m.sentence, token) else { continue };
        if reading.entity_type(place).is_place() && reading.is_named(place) && !reading.same_chain(place, mention) {
            found.push(state(reading, m, "located-in", "locatedIn", (mention, place), LOCATED));
        }
    }
}
