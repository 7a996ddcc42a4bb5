//! Who is of which party, and which state a legislator stands for.

use super::context;
use super::reading::Reading;
use super::state::state;
use super::{Modality, Polarity, Proposition};
use crate::language::Deprel;
use crate::mention::{Mention, MentionKind};
use crate::ontology::EntityType;
use crate::rule::Rule;

const PARTY_BEFORE: Rule = Rule::new(
    "party-before-person",
    "a party's name before a person or title gives the affiliation (Republican senator)",
);
const PARTY_BESIDE: Rule = Rule::new(
    "party-beside-person",
    "a party's word beside a person or behind \"of\" or \"is\" gives the affiliation (X, a Democrat; Y of the Greens)",
);
const PARTY_STATE: Rule =
    Rule::new("party-and-state", "letters behind a legislator's name give party and state (R-Ky.)");

pub(super) const RULES: &[Rule] = &[PARTY_BEFORE, PARTY_BESIDE, PARTY_STATE];

/// What a party's mention tells of the people beside it.
pub(super) fn propositions(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    let (people, rule) = members(reading, m, mention);
    for person in people {
        found.push(state(reading, m, "affiliated-with-party", "affiliatedWithParty", (person, mention), rule));
        if rule.name == PARTY_BESIDE.name
            && let Some(place) = constituency(reading, m)
        {
            found.push(state(reading, m, "represent", "represents", (person, place), rule));
        }
    }
}

/// The state in "(R-Ky.)": its legislator stands for it.
pub(super) fn state_propositions(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    if let Some(person) = person_before(reading, m) {
        found.push(state(reading, m, "represent", "represents", (person, mention), PARTY_STATE));
    }
}

fn members(reading: &Reading, m: &Mention, mention: usize) -> (Vec<usize>, Rule) {
    let tree = reading.sentence(m.sentence);
    let token = &tree.tokens[m.head];
    if m.rule == "party-and-state" {
        return (person_before(reading, m).into_iter().collect(), PARTY_STATE);
    }
    let at = |t: usize| reading.participant(m.sentence, t).filter(|&p| p != mention);
    let person = |p: &usize| {
        matches!(reading.mentions[*p].entity_type, EntityType::Person | EntityType::Group)
            || reading.entity_type(*p) == EntityType::Person
    };
    if let Some(group) = at(m.head).filter(|&g| reading.mentions[g].entity_type == EntityType::Group) {
        return (vec![group], PARTY_BEFORE);
    }
    let name = |p: &usize| reading.mentions[*p].kind == MentionKind::Name && person(p);
    let above = token.head;
    match token.deprel {
        // "Republican Sen. X": the party may hang on the title or on the name; "Republican Sens. X and Y" is of both.
        Deprel::Amod | Deprel::Compound | Deprel::NmodDesc | Deprel::NmodUnmarked => {
            let Some(head) = above else { return (Vec::new(), PARTY_BEFORE) };
            let first = at(head).or_else(|| tree.tokens[head].head.and_then(at)).filter(person);
            let plural =
                matches!(tree.tokens[head].xpos.as_str(), "NNS" | "NNPS") || tree.tokens[head].form.ends_with("s.");
            let joined = first.filter(|_| plural).map(|p| reading.conjuncts(m.sentence, reading.mentions[p].head));
            let others = joined.into_iter().flatten().filter_map(at).filter(name).filter(|&p| Some(p) != first);
            (first.into_iter().chain(others).collect(), PARTY_BEFORE)
        }
        Deprel::Appos => (above.and_then(at).filter(name).into_iter().collect(), PARTY_BESIDE),
        Deprel::Nmod if reading.marker(m.sentence, m.head).as_deref() == Some("of") => {
            // "X of the Greens", "a member of the Greens".
            let member = |p: &usize| name(p) || reading.lemma(m.sentence, reading.mentions[*p].head) == "member";
            let whole = above.and_then(at).filter(person).filter(member);
            let who = whole.map(|p| if name(&p) { p } else { subject_of(reading, m, p).unwrap_or(p) });
            (who.into_iter().collect(), PARTY_BESIDE)
        }
        _ if tree.child(m.head, Deprel::Cop).is_some() && m.rule == "party-member-word" => {
            let subject = tree.child(m.head, Deprel::Nsubj).and_then(at).filter(person);
            (subject.filter(|_| is_asserted(reading, m, m.head)).into_iter().collect(), PARTY_BESIDE)
        }
        _ => (Vec::new(), PARTY_BESIDE),
    }
}

/// "X is a member": the person that the noun is said of.
fn subject_of(reading: &Reading, m: &Mention, noun: usize) -> Option<usize> {
    let tree = reading.sentence(m.sentence);
    let head = reading.mentions[noun].head;
    tree.child(head, Deprel::Cop)?;
    let subject = tree.child(head, Deprel::Nsubj).and_then(|t| reading.participant(m.sentence, t))?;
    is_asserted(reading, m, head).then_some(subject)
}

fn is_asserted(reading: &Reading, m: &Mention, predicate: usize) -> bool {
    let context = context::context(reading, m.sentence, predicate);
    context.polarity == Polarity::Positive && context.modality == Modality::Asserted
}

/// "a Republican from Wyoming", "a California Democrat": the state beside a party's member.
fn constituency(reading: &Reading, m: &Mention) -> Option<usize> {
    let tree = reading.sentence(m.sentence);
    let from = tree
        .children_by(m.head, Deprel::Nmod)
        .filter(|&n| matches!(reading.marker(m.sentence, n).as_deref(), Some("from" | "of")));
    let states = from.chain(tree.children_by(m.head, Deprel::Compound));
    let state = |p: &usize| reading.mentions[*p].entity_type == EntityType::State;
    states.filter_map(|t| reading.mention_at(m.sentence, t)).find(state)
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
