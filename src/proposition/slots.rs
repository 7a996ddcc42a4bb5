//! Prepositional and indirect arguments of a clause, with the role that each preposition gives.

use super::reading::Reading;
use super::{Role, subject};
use crate::language::{Deprel, Upos};
use crate::ontology::EntityType;

/// A prepositional or indirect argument.
pub(super) struct Slot {
    pub role: Role,
    pub marker: Option<String>,
    pub token: usize,
}

/// Prepositional phrases of the verb, times left out.
pub(super) fn of_verb(reading: &Reading, sentence: usize, predicate: usize, agent: Option<usize>) -> Vec<Slot> {
    let tree = reading.sentence(sentence);
    tree.children(predicate)
        .filter(|&c| {
            Some(subject::proper(reading, sentence, c)) != agent
                && matches!(tree.tokens[c].deprel, Deprel::Obl | Deprel::OblAgent | Deprel::OblUnmarked | Deprel::Nmod)
        })
        // The word that joins "the finding that ..." to its clause is no argument.
        .filter(|&c| !(reading.lower(sentence, c) == "that" && tree.tokens[c].deprel == Deprel::OblUnmarked))
        .flat_map(|c| {
            let own = slot(reading, sentence, c);
            let within = own.iter().flat_map(|_| of_transparent(reading, sentence, c)).collect::<Vec<_>>();
            own.into_iter().chain(within).chain(counted_from(reading, sentence, c))
        })
        .chain(behind_clause(reading, sentence, predicate))
        .collect()
}

/// "sent questions about the letter, which was given to his aides, to the ministry": a comma ends the clause on the letter, so that the
/// phrase behind it belongs to the verb again, though the parser hangs it inside the clause.
fn behind_clause(reading: &Reading, sentence: usize, predicate: usize) -> Option<Slot> {
    let tree = reading.sentence(sentence);
    let comma_before = |token: usize| token.checked_sub(1).is_some_and(|before| tree.tokens[before].form == ",");
    let object = tree.child(predicate, Deprel::Obj)?;
    let clause = tree.subtree(object).into_iter().find(|&c| tree.tokens[c].deprel == Deprel::AclRelcl)?;
    let words = tree.subtree(clause);
    let relative = words.iter().copied().find(|&w| matches!(tree.tokens[w].xpos.as_str(), "WDT" | "WP"))?;
    let phrase = words.iter().copied().find(|&w| {
        let case = tree.child(w, Deprel::Case).filter(|&case| case > relative && comma_before(case));
        case.is_some()
            && matches!(tree.tokens[w].deprel, Deprel::Nmod | Deprel::Obl)
            && tree.child(w, Deprel::Cc).is_none()
            && matches!(reading.marker(sentence, w).as_deref(), Some("to" | "from" | "with" | "into"))
            && tree.subtree(w).last() == words.last()
    })?;
    let marker = reading.marker(sentence, phrase);
    let taken = tree.children(predicate).any(|c| reading.marker(sentence, c) == marker);
    slot(reading, sentence, phrase).filter(|_| comma_before(relative) && !taken)
}

/// "Vega, together with Ruiz, visited Chile": a phrase of the subject names who else does it.
pub(super) fn accompanying(reading: &Reading, sentence: usize, subject: usize) -> Vec<Slot> {
    let beside = |n: &usize| {
        matches!(reading.marker(sentence, *n).as_deref(), Some("together-with" | "along-with" | "alongside"))
    };
    let phrases = reading.phrases(sentence, subject).into_iter().filter(beside);
    phrases.filter_map(|n| slot(reading, sentence, n)).map(|s| Slot { role: Role::Companion, ..s }).collect()
}

/// "a month after the summit": the event from which a stretch of time is counted.
fn counted_from(reading: &Reading, sentence: usize, time: usize) -> Vec<Slot> {
    let date = reading.participant(sentence, time).is_some_and(|m| reading.entity_type(m) == EntityType::Date);
    if !date {
        return Vec::new();
    }
    let from = |n: &usize| matches!(reading.marker(sentence, *n).as_deref(), Some("after" | "before" | "since"));
    let phrases = reading.phrases(sentence, time).into_iter().filter(from);
    phrases.filter_map(|n| slot(reading, sentence, n)).collect()
}

/// "averaged 5.2 yards", "rose 5 percent": the amount behind a verb without an object, which the parser takes for an adverbial;
/// not how long or how often.
pub(super) fn amount_of(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    // "contribute up to 4,000 troops"
    let hedged = |&o: &usize| {
        tree.children_by(o, Deprel::Case).any(|to| {
            reading.lower(sentence, to) == "to" && to == predicate + 2 && reading.lower(sentence, predicate + 1) == "up"
        }) && tree.child(o, Deprel::Nummod).is_some()
    };
    if let Some(amount) = tree.children_by(predicate, Deprel::Obl).find(hedged) {
        return Some(amount);
    }
    let clausal = |d: Deprel| tree.child(predicate, d).is_some();
    if clausal(Deprel::Ccomp) || clausal(Deprel::Xcomp) || clausal(Deprel::Cop) {
        return None;
    }
    let counted = |c: usize| tree.child(c, Deprel::Nummod).is_some() || tree.tokens[c].upos == Upos::Sym;
    let time = |c: usize| {
        reading.participant(sentence, c).is_some_and(|m| reading.entity_type(m) == EntityType::Date)
            || matches!(
                reading.lemma(sentence, c).as_str(),
                "time" | "hour" | "day" | "minute" | "week" | "month" | "year" | "p.m." | "a.m."
            )
    };
    let behind =
        |c: &usize| *c > predicate && !tree.children_by(predicate, Deprel::Obl).any(|o| predicate < o && o < *c);
    tree.children_by(predicate, Deprel::OblUnmarked).filter(behind).find(|&c| counted(c) && !time(c))
}

/// Nouns of aspect: who stresses the need for talks speaks of the talks.
fn of_transparent(reading: &Reading, sentence: usize, noun: usize) -> Vec<Slot> {
    let transparent = matches!(
        reading.lemma(sentence, noun).as_str(),
        "importance" | "need" | "necessity" | "possibility" | "issue" | "question" | "idea" | "prospect" | "risk"
    );
    let of = |n: &usize| matches!(reading.marker(sentence, *n).as_deref(), Some("of" | "for"));
    let within = reading.phrases(sentence, noun).into_iter().filter(|_| transparent).filter(of);
    within.filter_map(|n| slot(reading, sentence, n)).map(|s| Slot { role: Role::Topic, ..s }).collect()
}

/// "imposed sanctions on Iran", "a letter to Putin": what the object's own phrases say belongs to the event as well.
pub(super) fn of_object(reading: &Reading, sentence: usize, object: usize) -> Vec<Slot> {
    let own = reading.phrases(sentence, object).into_iter().filter(|&c| {
        matches!(
            reading.marker(sentence, c).as_deref(),
            Some(
                "to" | "from"
                    | "on"
                    | "against"
                    | "with"
                    | "for"
                    | "about"
                    | "over"
                    | "between"
                    | "into"
                    | "toward"
                    | "towards"
            )
        )
    });
    let mut slots: Vec<Slot> =
        own.filter_map(|c| slot(reading, sentence, c)).filter(|s| s.role != Role::Time).collect();
    for within in of_transparent(reading, sentence, object) {
        if !slots.iter().any(|s| s.token == within.token) {
            slots.push(within);
        }
    }
    slots
}

fn slot(reading: &Reading, sentence: usize, token: usize) -> Option<Slot> {
    let mention = reading.participant(sentence, token);
    let entity_type = mention.map(|m| reading.entity_type(m));
    let marker = reading.marker(sentence, token);
    if entity_type == Some(EntityType::Date) {
        let Some(period) = mention.and_then(|m| reading.mentions[m].period.as_ref()) else {
            // "planned for Thursday" tells when, "for some time" how long.
            let dated = mention.is_some_and(|m| reading.mentions[m].time.is_some());
            let role = if marker.as_deref() == Some("for") && !dated { Role::Duration } else { Role::Time };
            return Some(Slot { role, marker, token });
        };
        // "Five days after he had lost": the length tells when, not how long.
        let behind = mention.and_then(|m| reading.sentence(sentence).tokens.get(reading.mentions[m].end));
        let apart = matches!(
            behind.map(|t| t.form.to_lowercase()).as_deref(),
            Some("after" | "before" | "since" | "later" | "earlier" | "when")
        );
        let role = if period.repeated { Role::Time } else { Role::Duration };
        return (!apart).then_some(Slot { role, marker, token });
    }
    if matches!(marker.as_deref(), Some("according-to" | "per")) || marker.is_none() && mention.is_none() {
        return None;
    }
    // "at his request"
    let asked = marker.as_deref() == Some("at")
        && matches!(
            reading.lemma(sentence, token).as_str(),
            "demand" | "insistence" | "invitation" | "order" | "request" | "suggestion" | "urging"
        );
    let role = match by_verb(reading, sentence, token, marker.as_deref()) {
        Some(role) => role,
        None if asked => Role::Cause,
        None => role(marker.as_deref(), entity_type),
    };
    Some(Slot { role, marker, token })
}

/// The role that the lexicon knows for a preposition beside the verb that governs it.
fn by_verb(reading: &Reading, sentence: usize, token: usize, marker: Option<&str>) -> Option<Role> {
    let verb = reading.token(sentence, token).head?;
    let lemma = super::context::lemma_with_particle(reading, sentence, verb);
    Role::by_name(reading.ontology.role(&lemma, marker?)?)
}

/// The role that a preposition gives to a kind of thing.
pub(super) fn role(marker: Option<&str>, entity_type: Option<EntityType>) -> Role {
    let place = entity_type.is_some_and(EntityType::is_place);
    let country = entity_type == Some(EntityType::Country);
    let actor = entity_type.is_some_and(EntityType::is_actor) && !place;
    match marker {
        Some("to" | "into" | "onto" | "toward" | "towards") if actor => Role::Recipient,
        Some("to" | "into" | "onto" | "toward" | "towards") => Role::Destination,
        Some("from" | "out-of") => Role::Source,
        Some("with" | "alongside" | "together-with" | "along-with") if actor || place => Role::Companion,
        Some("with" | "using" | "through" | "via") if !place => Role::Instrument,
        Some("for" | "on-behalf-of") if actor => Role::Beneficiary,
        Some("for") => Role::Purpose,
        // "sanctions on Iran", "fired at Israel": a country that something is aimed at is not where it happens.
        Some("on" | "at" | "against") if country => Role::Topic,
        Some(
            "in" | "at" | "on" | "near" | "outside" | "inside" | "across" | "within" | "throughout" | "over"
            | "through" | "along" | "around" | "beyond" | "above" | "via" | "off",
        ) if place => Role::Place,
        // "at the summit", "at the ministry"
        Some("at") if entity_type.is_some_and(|t| t == EntityType::Event || t.is_organization()) => Role::Place,
        Some("because-of" | "due-to" | "over" | "amid" | "thanks-to" | "owing-to") => Role::Cause,
        Some("about" | "on" | "regarding" | "concerning" | "of" | "against") => Role::Topic,
        Some("by") if actor => Role::Agent,
        Some("by") => Role::Instrument,
        Some("as") => Role::Attribute,
        Some(
            "during" | "after" | "before" | "since" | "until" | "till" | "following" | "ahead-of" | "prior-to" | "upon",
        ) => Role::Time,
        _ => Role::Other,
    }
}
