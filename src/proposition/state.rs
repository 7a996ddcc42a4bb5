//! What holds of somebody by the words around the name: offices, parties, citizenship, kinship, membership, location.

use super::assembly::of_mention;
use super::context;
use super::reading::Reading;
use super::{Modality, Polarity, Predicate, Proposition, PropositionKind, Role};
use crate::iri::VOCABULARY;
use crate::language::{Deprel, Upos};
use crate::mention::{Mention, MentionKind, Number, follows};
use crate::ontology::EntityType;
use crate::rule::Rule;

const OFFICE_HELD: Rule = Rule::new("office-held", "a title stands with the name of its holder");
const SUCCEEDED: Rule =
    Rule::new("office-succeeded", "whom somebody succeeds as the holder of an office held it before");
const OFFICE_OWNER: Rule = Rule::new("office-owner", "an office belongs to the country or body named beside it");
const PARTY_BEFORE: Rule = Rule::new(
    "party-before-person",
    "a party's name before a person or title gives the affiliation (Republican senator)",
);
const PARTY_STATE: Rule =
    Rule::new("party-and-state", "letters behind a legislator's name give party and state (R-Ky.)");
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
const LOCATED: Rule = Rule::new("located-in", "a place or body in a place, by an in-phrase or a comma");

pub(super) const RULES: &[Rule] =
    &[OFFICE_HELD, SUCCEEDED, OFFICE_OWNER, PARTY_BEFORE, PARTY_STATE, CITIZEN, OF_COUNTRY, KINSHIP, MEMBER, LOCATED];

/// Verbs after which somebody no longer holds the office that an as-phrase or object names.
const ENDS_OFFICE: &[&str] = &[
    "resign", "step-down", "step-aside", "quit", "retire", "leave", "sack", "dismiss", "fire", "oust", "remove",
    "topple", "unseat", "depose", "replace", "suspend",
];

pub(super) fn propositions(reading: &Reading, mention: usize, found: &mut Vec<Proposition>) {
    let m = &reading.mentions[mention];
    match m.entity_type {
        EntityType::Office => office(reading, m, mention, found),
        EntityType::Party => party(reading, m, mention, found),
        EntityType::Country => nationality(reading, m, mention, found),
        EntityType::State if m.rule == "party-and-state" => {
            if let Some(person) = person_before(reading, m) {
                found.push(state(reading, m, "represent", "represents", (person, mention), PARTY_STATE));
            }
        }
        _ => {}
    }
    if m.kind != MentionKind::Pronoun && m.entity_type != EntityType::Office {
        kinship(reading, m, mention, found);
        member(reading, m, mention, found);
        located(reading, m, mention, found);
    }
}

/// A state that the words presuppose: it holds whoever else says what about it.
fn state(reading: &Reading, m: &Mention, lemma: &str, property: &str, ends: (usize, usize), rule: Rule) -> Proposition {
    Proposition {
        sentence: m.sentence,
        predicate: Predicate {
            lemma: lemma.to_owned(),
            span: m.span,
            property: Some(format!("{VOCABULARY}{property}")),
            event_type: None,
        },
        subject: Some(of_mention(reading, ends.0, Role::Agent, None)),
        object: Some(of_mention(reading, ends.1, Role::Attribute, None)),
        arguments: Vec::new(),
        time: None,
        place: None,
        polarity: Polarity::Positive,
        modality: Modality::Asserted,
        attribution: Vec::new(),
        factual: true,
        kind: PropositionKind::State,
        rule: rule.name.to_owned(),
        confidence: 0.85,
    }
}

fn office(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    if let Some(holder) = m.holder {
        let past = m.status.iter().any(|s| matches!(s.as_str(), "former" | "past" | "late" | "then"));
        let (mut past, mut planned) = (past, m.status.iter().any(|s| matches!(s.as_str(), "designate" | "elect")));
        let mut context = None;
        if matches!(m.rule.as_str(), "office-predicate" | "office-as") {
            let (verb, ends) = governing_verb(reading, m);
            past |= ends || verb.is_some_and(|v| was(reading, m.sentence, v));
            context = verb.map(|v| context::context(reading, m.sentence, v));
            planned |= verb.is_some_and(|v| matches!(reading.lemma(m.sentence, v).as_str(), "nominate"));
        }
        let (lemma, property) = if past { ("held-office", "heldOffice") } else { ("hold-office", "holdsOffice") };
        let mut held = state(reading, m, lemma, property, (holder, mention), OFFICE_HELD);
        // How the office was found says how the holding is known.
        held.rule.clone_from(&m.rule);
        if planned {
            held.modality = Modality::Future;
        }
        if let Some(context) = context {
            held.polarity = context.polarity;
            if context.modality != Modality::Asserted {
                held.modality = context.modality;
            }
        }
        held.factual = held.polarity == Polarity::Positive && held.modality == Modality::Asserted;
        for other in colleagues(reading, m, holder) {
            let subject = Some(of_mention(reading, other, Role::Agent, None));
            found.push(Proposition { subject, ..held.clone() });
        }
        found.push(held);
    }
    if let Some(before) = predecessor(reading, m) {
        found.push(state(reading, m, "held-office", "heldOffice", (before, mention), SUCCEEDED));
    }
    if let Some(owner) = m.jurisdiction {
        found.push(state(reading, m, "office-of", "officeOf", (mention, owner), OFFICE_OWNER));
    }
}

/// "Sens. X and Y": the others who hold an office of which its body has many. Two presidents hold two offices.
fn colleagues(reading: &Reading, m: &Mention, holder: usize) -> Vec<usize> {
    let title = m.title.as_deref().and_then(|title| reading.ontology.office(title));
    if m.number != Number::Plural || title.is_none_or(|office| office.body.is_none()) {
        return Vec::new();
    }
    let person = |p: &usize| reading.mentions[*p].entity_type == EntityType::Person && *p != holder;
    let joined = reading.conjuncts(m.sentence, reading.mentions[holder].head);
    joined.into_iter().filter_map(|t| reading.mention_at(m.sentence, t)).filter(person).collect()
}

/// "X succeeded Y as prime minister": Y held the office before.
fn predecessor(reading: &Reading, m: &Mention) -> Option<usize> {
    let verb = governing_verb(reading, m).0.filter(|_| m.rule == "office-as")?;
    let object = reading.sentence(m.sentence).child(verb, Deprel::Obj)?;
    let person = reading.participant(m.sentence, object).filter(|&p| Some(p) != m.holder)?;
    let asserted = context::context(reading, m.sentence, verb).modality == Modality::Asserted;
    (follows(&reading.lemma(m.sentence, verb)) && asserted && reading.entity_type(person) == EntityType::Person)
        .then_some(person)
}

/// The verb that an office depends on, and whether it ends the holding.
fn governing_verb(reading: &Reading, m: &Mention) -> (Option<usize>, bool) {
    let tree = reading.sentence(m.sentence);
    if tree.child(m.head, Deprel::Cop).is_some() {
        return (Some(m.head), false);
    }
    let verb = tree.tokens[m.head].head.map(|h| context::clause_head(reading, m.sentence, h));
    let ends =
        verb.is_some_and(|v| ENDS_OFFICE.contains(&context::lemma_with_particle(reading, m.sentence, v).as_str()));
    (verb, ends)
}

/// "was president": the copula speaks of the past; "was named president" doesn't.
fn was(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    let copula = tree.child(predicate, Deprel::Cop).is_some_and(|c| tree.tokens[c].xpos == "VBD");
    copula || reading.lemma(sentence, predicate) == "serve" && tree.tokens[predicate].xpos == "VBD"
}

/// The person named before letters in brackets or between commas.
fn person_before(reading: &Reading, m: &Mention) -> Option<usize> {
    const REACH: usize = 5;
    reading
        .in_sentence(m.sentence)
        .filter(|(_, p)| p.entity_type == EntityType::Person && p.kind == MentionKind::Name)
        .filter(|(_, p)| p.end <= m.first && m.first - p.end <= REACH)
        .map(|(i, _)| i)
        .next_back()
}

fn party(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    if m.rule == "party-and-state" {
        if let Some(person) = person_before(reading, m) {
            found.push(state(
                reading,
                m,
                "affiliated-with-party",
                "affiliatedWithParty",
                (person, mention),
                PARTY_STATE,
            ));
        }
        return;
    }
    let tree = reading.sentence(m.sentence);
    let token = &tree.tokens[m.head];
    if let Some(group) = reading
        .participant(m.sentence, m.head)
        .filter(|&g| g != mention && reading.mentions[g].entity_type == EntityType::Group)
    {
        found.push(state(reading, m, "affiliated-with-party", "affiliatedWithParty", (group, mention), PARTY_BEFORE));
        return;
    }
    if !matches!(token.deprel, Deprel::Amod | Deprel::Compound | Deprel::NmodDesc | Deprel::NmodUnmarked) {
        return;
    }
    let Some(head) = token.head else { return };
    // "Republican Sen. Rand Paul": the party may hang on the title or on the name.
    let person = reading
        .participant(m.sentence, head)
        .or_else(|| tree.tokens[head].head.and_then(|h| reading.participant(m.sentence, h)));
    if let Some(person) = person
        && matches!(reading.mentions[person].entity_type, EntityType::Person | EntityType::Group)
    {
        found.push(state(reading, m, "affiliated-with-party", "affiliatedWithParty", (person, mention), PARTY_BEFORE));
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
        found.push(state(reading, m, "citizen-of", "citizenOf", (group, mention), CITIZEN));
        return;
    }
    let before = adjective && matches!(token.deprel, Deprel::Amod | Deprel::Compound);
    if !before && token.deprel != Deprel::NmodPoss {
        return;
    }
    let Some(noun) = token.head.and_then(|h| reading.mention_at(m.sentence, h)) else { return };
    let n = &reading.mentions[noun];
    if before && people(n) {
        found.push(state(reading, m, "citizen-of", "citizenOf", (noun, mention), CITIZEN));
    } else if n.entity_type.is_organization() {
        found.push(state(reading, m, "body-of", "bodyOf", (noun, mention), OF_COUNTRY));
    }
}

fn kinship(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    if m.entity_type != EntityType::Person || m.kind != MentionKind::Nominal {
        return;
    }
    let tree = reading.sentence(m.sentence);
    let Some(relation) = reading.ontology.kinship(&reading.lemma(m.sentence, m.head)) else { return };
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
    let bodies = tree
        .children_by(m.head, Deprel::Nmod)
        .filter(|&n| reading.marker(m.sentence, n).as_deref() == Some("of"))
        .chain(tree.children_by(m.head, Deprel::Compound))
        .filter_map(|n| reading.mention_at(m.sentence, n));
    for body in bodies {
        if reading.entity_type(body).is_organization() && reading.mentions[body].entity_type != EntityType::Party {
            found.push(state(reading, m, lemma, property, (mention, body), MEMBER));
        }
    }
}

fn located(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    let tree = reading.sentence(m.sentence);
    let fixed = m.entity_type.is_place() || m.entity_type.is_organization();
    if !fixed || m.kind == MentionKind::Pronoun {
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
    for token in in_place.chain(comma) {
        let Some(place) = reading.mention_at(m.sentence, token) else { continue };
        if reading.entity_type(place).is_place() && !reading.same_chain(place, mention) {
            found.push(state(reading, m, "located-in", "locatedIn", (mention, place), LOCATED));
        }
    }
}
