//! What participles before a noun say: "the Saudi-led coalition", "the London-based company", "reimposed U.S. sanctions".

use super::assembly::{self, of_mention};
use super::context;
use super::reading::Reading;
use super::state::state;
use super::{Attribution, Proposition, PropositionKind, Role};
use crate::language::{Deprel, Upos};
use crate::mention::{Mention, MentionKind};
use crate::ontology::{ArgumentSlot, Complement, Effect, EntityType};
use crate::rule::Rule;

const HYPHENATED: Rule = Rule::new(
    "hyphenated-participle",
    "a name before a participle does to the noun what the participle tells (Saudi-led coalition)",
);
const BASED: Rule =
    Rule::new("based-in", "a place before \"based\" is where the noun has its seat (London-based company)");
const PARTICIPLE_BEFORE: Rule = Rule::new(
    "participle-before-noun",
    "whose action a noun names has done to it what a participle before it tells (reimposed U.S. sanctions)",
);

pub(super) const RULES: &[Rule] = &[HYPHENATED, BASED, PARTICIPLE_BEFORE];

pub(super) fn propositions(reading: &Reading, mention: usize, found: &mut Vec<Proposition>) {
    let m = &reading.mentions[mention];
    if m.kind == MentionKind::Pronoun || m.entity_type == EntityType::Office {
        return;
    }
    let tree = reading.sentence(m.sentence);
    for participle in tree.children_by(m.head, Deprel::Amod).filter(|&a| a < m.head) {
        let token = &tree.tokens[participle];
        if token.xpos != "VBN" || !matches!(token.upos, Upos::Verb | Upos::Adj) {
            continue;
        }
        match named_before(reading, m, participle) {
            Some(name) => hyphenated(reading, m, (mention, name), participle, found),
            None => done_by_owner(reading, m, mention, participle, found),
        }
    }
}

/// The name that a hyphen joins to a participle.
fn named_before(reading: &Reading, m: &Mention, participle: usize) -> Option<usize> {
    let tree = reading.sentence(m.sentence);
    let hyphen = participle.checked_sub(1).filter(|&h| tree.tokens[h].xpos == "HYPH")?;
    let name = reading.mention_at(m.sentence, hyphen.checked_sub(1)?)?;
    (reading.mentions[name].kind == MentionKind::Name).then_some(name)
}

fn hyphenated(
    reading: &Reading,
    m: &Mention,
    (mention, name): (usize, usize),
    participle: usize,
    found: &mut Vec<Proposition>,
) {
    let lemma = reading.lemma(m.sentence, participle);
    if reading.same_chain(mention, name) {
        return;
    }
    if lemma == "base" {
        if reading.mentions[name].entity_type.is_place() {
            found.push(state(reading, m, "located-in", "locatedIn", (mention, name), BASED));
        }
    } else if reading.ontology.predicate(&lemma).is_some() && reading.mentions[name].entity_type.is_actor() {
        found.push(told(reading, m, (name, mention), participle, HYPHENATED));
    }
}

/// "reimposed U.S. sanctions": the noun names what somebody does, and the participle is his doing, too.
fn done_by_owner(reading: &Reading, m: &Mention, mention: usize, participle: usize, found: &mut Vec<Proposition>) {
    let lemma = reading.lemma(m.sentence, participle);
    let entry = reading.ontology.nominalization(&reading.lemma(m.sentence, m.head));
    let own = entry.is_some_and(|n| n.poss == ArgumentSlot::Subject && n.of == ArgumentSlot::Object);
    let open = reading.ontology.factuality(&lemma, Complement::Noun).is_some_and(|f| f.positive != Effect::Asserted)
        || reading.ontology.adverb(&reading.lower(m.sentence, participle)).is_some();
    let known = reading.ontology.predicate(&lemma).is_some()
        || lemma.strip_prefix("re").is_some_and(|stem| reading.ontology.predicate(stem).is_some());
    if !own || open || !known {
        return;
    }
    if let Some(actor) = super::nominal::actor(reading, m) {
        found.push(told(reading, m, (actor, mention), participle, PARTICIPLE_BEFORE));
    }
}

fn told(
    reading: &Reading,
    m: &Mention,
    (agent, patient): (usize, usize),
    participle: usize,
    rule: Rule,
) -> Proposition {
    let governor = context::clause_head(reading, m.sentence, m.head);
    let context = context::context(reading, m.sentence, governor).of_presupposed(reading);
    let attribution: Vec<Attribution> = context.attribution;
    let lemma = reading.lemma(m.sentence, participle);
    let span = reading.span(m.sentence, participle);
    let predicate = assembly::predicate(reading, &lemma, &[], span, true);
    Proposition {
        subject: Some(of_mention(reading, agent, Role::Agent, None)),
        object: Some(of_mention(reading, patient, Role::Patient, None)),
        factual: attribution.is_empty(),
        attribution,
        ..Proposition::asserted(m.sentence, predicate, PropositionKind::Event, rule)
    }
}
