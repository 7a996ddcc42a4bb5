//! Who acts in a clause: its own subject, or the one that is understood from the clause above (control, coordination,
//! relative clauses), after the account of control in Huddleston & Pullum, "The Cambridge Grammar of the English
//! Language", chapter 14.

use super::context::clause_head;
use super::frame::{ACTIVE, CONTROLLED, PARTICIPLE, RELATIVE, SHARED};
use super::reading::Reading;
use crate::language::clause::{
    acted_upon, controlling_object, described_noun, finite_number, is_complement_gerund, is_gerund, is_plural,
    own_subject,
};
use crate::language::{Deprel, Upos};
use crate::mention::MentionKind;
use crate::ontology::{Complement, Effect, EntityType};
use crate::rule::Rule;

/// Verbs that have no object and so no passive: the participle is of what has done it ("came upon", "leaves fallen from trees").
const INTRANSITIVE: &[&str] = &[
    "appear", "arrive", "become", "belong", "come", "consist", "depart", "die", "disappear", "emerge", "exist", "fall",
    "go", "happen", "last", "look", "occur", "remain", "rise", "seem", "sleep", "stay", "vanish", "wait",
];

/// Verbs whose passive says of its subject what an infinitive tells: "is believed to be ill".
const RAISING: &[&str] = &[
    "allege", "assume", "believe", "claim", "consider", "discover", "estimate", "fear", "feel", "find", "know",
    "presume", "reckon", "report", "repute", "rumor", "rumour", "say", "see", "suppose", "think", "understand",
];

/// Verbs that take an infinitive only beside whom they make or let do it: without one they are passive.
const COMMANDING: &[&str] = &[
    "allow", "authorise", "authorize", "compel", "enable", "encourage", "forbid", "force", "instruct", "oblige",
    "order", "permit", "persuade", "require", "tell", "urge",
];

/// Verbs that have an object wherever they are active: "Pedestrian killed in Leeds" is passive.
const TRANSITIVE: &[&str] = &[
    "acquit", "arrest", "charge", "convict", "detain", "elect", "execute", "extradite", "indict", "injure", "jail",
    "kidnap", "kill", "murder", "name", "rescue", "suspend", "wound",
];

/// Whether "to" opens a clause.
pub(super) fn is_marked_to(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    reading.sentence(sentence).children_by(predicate, Deprel::Mark).any(|m| reading.lower(sentence, m) == "to")
}

/// Verbs whose gerund is anybody's doing.
const OPEN: &[&str] = &[
    "advocate", "ban", "describe", "discuss", "entail", "include", "involve", "mean", "oppose", "prohibit", "propose",
    "recommend", "require", "suggest", "support",
];

/// Whether the subject of a passive belongs to the infinitive below it: "he is said to have left".
pub(super) fn is_raised(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    RAISING.contains(&reading.lemma(sentence, predicate).as_str())
        && tree.children(predicate).any(|c| c > predicate && is_marked_to(reading, sentence, c))
}

/// The noun that a relative pronoun stands for, where the text says nothing else of it; any other subject is itself. `None` for a
/// pronoun that asks or stands for nobody in particular ("what is new", "those who left").
pub(super) fn antecedent(reading: &Reading, sentence: usize, predicate: usize, subject: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[subject];
    let relative = matches!(token.xpos.as_str(), "WP" | "WDT")
        || matches!(reading.lower(sentence, subject).as_str(), "who" | "which");
    let known = reading.participant(sentence, subject).is_some_and(|m| reading.is_told_elsewhere(m));
    if !relative || known {
        return Some(subject);
    }
    let mut at = predicate;
    while let (Deprel::Conj | Deprel::Xcomp, Some(head)) = (tree.tokens[at].deprel, tree.tokens[at].head) {
        at = head;
    }
    let noun = match tree.tokens[at].deprel {
        Deprel::AclRelcl => described_noun(tree, at),
        Deprel::Root | Deprel::Ccomp | Deprel::Csubj => None,
        _ => noun_before(reading, sentence, subject),
    };
    noun.filter(|&n| {
        matches!(tree.tokens[n].upos, Upos::Noun | Upos::Propn) || reading.participant(sentence, n).is_some()
    })
}

/// The noun right before a relative pronoun, where the parser hung the clause elsewhere; before "who" it is a person.
fn noun_before(reading: &Reading, sentence: usize, pronoun: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    let mut at = pronoun.checked_sub(1)?;
    if tree.tokens[at].form == "," {
        at = at.checked_sub(1)?;
    }
    while let (Deprel::Flat | Deprel::Compound | Deprel::Goeswith, Some(head)) =
        (tree.tokens[at].deprel, tree.tokens[at].head)
    {
        at = head;
    }
    let person = reading
        .participant(sentence, at)
        .is_some_and(|m| matches!(reading.entity_type(m), EntityType::Person | EntityType::Group));
    (person || reading.lower(sentence, pronoun) != "who").then_some(at)
}

pub(super) fn is_passive(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    // "the men had climbed aboard" has no passive auxiliary, whatever its subject is called.
    let perfect = || {
        let mut auxiliaries = tree.children_by(predicate, Deprel::Aux).map(|a| reading.lemma(sentence, a)).peekable();
        auxiliaries.peek().is_some() && auxiliaries.all(|a| a == "have")
    };
    if tree.child(predicate, Deprel::AuxPass).is_some()
        || tree.child(predicate, Deprel::NsubjPass).is_some() && !perfect()
    {
        return true;
    }
    // "a video filmed on Ibiza", and the second of "was seized and burnt".
    let participle = token.xpos == "VBN"
        && tree.child(predicate, Deprel::Aux).is_none()
        && tree.child(predicate, Deprel::Obj).is_none()
        && !INTRANSITIVE.contains(&reading.lemma(sentence, predicate).as_str());
    // The tags of "was warned and instructed to turn" are a toss-up; who asks for something needs somebody to ask.
    let asks = || {
        let lemma = reading.lemma(sentence, predicate);
        let entry = reading.ontology.factuality(&lemma, Complement::To);
        entry.is_some_and(|e| e.positive == Effect::Requested) && tree.child(predicate, Deprel::Obj).is_none()
    };
    let joined = participle || token.xpos == "VBD" && asks();
    // "a coach fired this season", whichever tag the participle has.
    let without_object = tree.child(predicate, Deprel::Obj).is_none() && tree.subject(predicate).is_none();
    let reduced = token.xpos == "VBD"
        && without_object
        && tree.child(predicate, Deprel::Ccomp).is_none()
        && !INTRANSITIVE.contains(&reading.lemma(sentence, predicate).as_str());
    match token.deprel {
        Deprel::Acl => participle || reduced,
        // Headlines leave out the auxiliary: "Ruiz placed on leave", "Acme allowed to bid".
        Deprel::Root | Deprel::Parataxis | Deprel::Ccomp if tree.subject(predicate).is_some() => {
            let commanded = matches!(token.xpos.as_str(), "VBD" | "VBN")
                && COMMANDING.contains(&reading.lemma(sentence, predicate).as_str())
                && tree.child(predicate, Deprel::Aux).is_none()
                && tree.child(predicate, Deprel::Obj).is_none()
                && tree.child(predicate, Deprel::Iobj).is_none()
                && tree.child(predicate, Deprel::Xcomp).is_some_and(|c| is_marked_to(reading, sentence, c));
            let bare = token.xpos == "VBD"
                && TRANSITIVE.contains(&reading.lemma(sentence, predicate).as_str())
                && tree.child(predicate, Deprel::Aux).is_none()
                && [Deprel::Obj, Deprel::Ccomp, Deprel::Xcomp].iter().all(|&d| tree.child(predicate, d).is_none());
            participle || commanded || bare
        }
        Deprel::Conj => {
            joined
                && tree.child(predicate, Deprel::Nsubj).is_none()
                && token.head.is_some_and(|h| is_passive(reading, sentence, h))
        }
        Deprel::Advcl => participle && tree.child(predicate, Deprel::Nsubj).is_none(),
        _ => false,
    }
}

/// The agent of a passive clause, also one that the parser took for a plain oblique.
pub(super) fn agent(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    tree.child(predicate, Deprel::OblAgent).map(|a| proper(reading, sentence, a)).or_else(|| {
        tree.children_by(predicate, Deprel::Obl).find(|&o| {
            reading.marker(sentence, o).as_deref() == Some("by")
                && reading.participant(sentence, o).is_some_and(|m| reading.entity_type(m).is_actor())
        })
    })
}

/// The clause's own subject. Where an open word and a name are both taken for subjects ("another, X of Ohio, voted"), it is
/// the name; where a noun stands right before a name ("the opposition Social Democrats"), too.
pub(super) fn own(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    let own = own_subject(tree, predicate).or_else(|| tree.child(predicate, Deprel::NsubjOuter))?;
    Some(proper(reading, sentence, own))
}

/// The name that follows a common noun as its sibling in the tree, where the parser split one phrase in two.
pub(super) fn proper(reading: &Reading, sentence: usize, noun: usize) -> usize {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[noun];
    let beside = |m: &crate::mention::Mention| {
        m.kind == MentionKind::Name
            && m.entity_type.is_actor()
            && m.first == noun + 1
            && tree.tokens[m.head].head == token.head
            && tree.tokens[m.head].deprel == token.deprel
    };
    if token.upos != Upos::Noun {
        return noun;
    }
    let name = reading.in_sentence(sentence).map(|(_, m)| m).find(|m| beside(m));
    name.map_or(noun, |m| m.head)
}

/// The verb that a verb is joined to. "said they had acted and accused": a past tense is joined to a past tense, not to the
/// participle of the clause below.
pub(super) fn joined_to(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    let head = tree.tokens[predicate].head?;
    let perfect = tree.tokens[head].xpos == "VBN"
        && tree.children_by(head, Deprel::Aux).any(|a| reading.lemma(sentence, a) == "have");
    let above = tree.tokens[head].head.filter(|&g| {
        tree.tokens[head].deprel == Deprel::Ccomp
            && tree.tokens[g].xpos == "VBD"
            && tree.tokens[predicate].xpos == "VBD"
    });
    // "had been warned and instructed" are two participles, whatever the tags say.
    let active = tree.child(predicate, Deprel::Obj).is_some() && !is_passive(reading, sentence, head);
    // "praised its members, who work hard and are ...": a verb that disagrees with the first one's subject belongs to the clause
    // between them.
    if let Some(between) = agreeing_between(reading, sentence, head, predicate) {
        return Some(between);
    }
    let shares = tree.subject(predicate).is_none() && tree.child(predicate, Deprel::Aux).is_none();
    above.filter(|_| perfect && shares && active).or(Some(head))
}

/// The relative clause between two joined verbs, where the second verb disagrees in number with the subject of the first and agrees
/// with that of the clause.
fn agreeing_between(reading: &Reading, sentence: usize, head: usize, predicate: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    let plural = finite_number(tree, predicate).filter(|_| tree.subject(predicate).is_none())?;
    if is_plural(tree, tree.subject(head)?) != Some(!plural) {
        return None;
    }
    let relative = |c: &usize| {
        tree.tokens[*c].deprel == Deprel::AclRelcl
            && tree.dominates(head, *c)
            && described_noun(tree, *c).is_some_and(|noun| is_plural(tree, noun) != Some(!plural))
    };
    (head + 1..predicate).rev().find(relative)
}

/// The subject in the grammar of the clause: its own, or the understood one.
pub(super) fn grammatical(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    let own = own(reading, sentence, predicate);
    own.or_else(|| inverted_speaker(reading, sentence, predicate))
        .or_else(|| understood(reading, sentence, predicate).0)
}

/// Who speaks behind a quotation: "..., enthused X", where the parser takes X for an object.
pub(super) fn inverted_speaker(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    let said = tree.child(predicate, Deprel::Ccomp).filter(|&c| c < predicate);
    if said.is_none() || tree.subject(predicate).is_some() || tree.tokens[predicate].xpos != "VBD" {
        return None;
    }
    let behind = |d: Deprel| tree.child(predicate, d).filter(|&o| o == predicate + 1);
    let person = |o: &usize| reading.participant(sentence, *o).is_some_and(|m| reading.entity_type(m).is_actor());
    behind(Deprel::Obj).or_else(|| behind(Deprel::Iobj)).filter(person)
}

/// The subject of a clause that has none of its own, and the rule that finds it.
pub(super) fn understood(reading: &Reading, sentence: usize, predicate: usize) -> (Option<usize>, Rule) {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let Some(head) = token.head else { return (None, ACTIVE) };
    match token.deprel {
        // A passive joined to an active verb shares the grammatical subject, whichever role it has there.
        Deprel::Conj => {
            let verb = joined_to(reading, sentence, predicate).unwrap_or(head);
            (grammatical(reading, sentence, verb), SHARED)
        }
        // "the flights are used to test the cabin": not the flights test it.
        Deprel::Xcomp | Deprel::Advcl
            if token.xpos == "VB" && reading.lemma(sentence, head) == "use" && is_passive(reading, sentence, head) =>
        {
            (None, CONTROLLED)
        }
        // "the terms include staying away", "suggested waiting": whoever does it.
        Deprel::Xcomp if token.xpos == "VBG" && OPEN.contains(&reading.lemma(sentence, head).as_str()) => {
            (None, CONTROLLED)
        }
        Deprel::Xcomp => (controller(reading, sentence, head), CONTROLLED),
        Deprel::Advcl => {
            let governor = clause_head(reading, sentence, head);
            let mark = reading.mark(sentence, predicate).or_else(|| reading.marker(sentence, predicate));
            let object = acted_upon(tree, governor);
            let finite = matches!(token.xpos.as_str(), "VBD" | "VBP" | "VBZ");
            let place =
                |o: &usize| reading.participant(sentence, *o).is_some_and(|m| reading.entity_type(m).is_place());
            let acts = |s: &usize| reading.participant(sentence, *s).is_none_or(|m| reading.entity_type(m).is_actor());
            match mark.as_deref() {
                Some("on")
                    if is_gerund(tree, predicate)
                        && object.is_some()
                        && reading.lemma(sentence, governor) == "congratulate" =>
                {
                    (object, CONTROLLED)
                }
                // "accused Russia of hacking", "indicted 13 men for hacking": the object is behind it; "won a prize for helping":
                // a prize helps nobody.
                Some("of" | "for" | "from" | "into" | "with")
                    if is_gerund(tree, predicate) && object.is_some_and(|o| acts(&o) || place(&o)) =>
                {
                    (object, CONTROLLED)
                }
                _ if is_example(reading, sentence, predicate) => (None, ACTIVE),
                // "resulted in giving up the plan": what is no actor does nothing.
                Some("in" | "to" | "for" | "of" | "on") if token.xpos == "VBG" => {
                    (grammatical(reading, sentence, governor).filter(acts), CONTROLLED)
                }
                _ if finite => (None, ACTIVE),
                // "He fell ill, leading to his resignation": what happened led to it.
                None if predicate > governor
                    && token.xpos == "VBG"
                    && tells_consequence(reading, sentence, predicate) =>
                {
                    (None, CONTROLLED)
                }
                _ => (grammatical(reading, sentence, governor), CONTROLLED),
            }
        }
        Deprel::Acl => of_noun(reading, sentence, predicate, head),
        Deprel::AclRelcl => (described_noun(tree, predicate), RELATIVE),
        _ => (None, ACTIVE),
    }
}

/// Whether a participle tells what the whole clause before it brings about.
fn tells_consequence(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    match reading.lemma(sentence, predicate).as_str() {
        "mean" => true,
        "lead" | "result" => {
            tree.child(predicate, Deprel::Obj).is_none()
                && tree
                    .children_by(predicate, Deprel::Obl)
                    .any(|o| matches!(reading.marker(sentence, o).as_deref(), Some("to" | "in")))
        }
        _ => false,
    }
}

/// Whether a gerund gives an example or a measure ("issues like preventing war"): nobody is said to do it.
pub(super) fn is_example(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let mark = reading.mark(sentence, predicate).or_else(|| reading.marker(sentence, predicate));
    reading.token(sentence, predicate).xpos == "VBG"
        && matches!(mark.as_deref(), Some("like" | "than" | "as" | "including" | "such-as"))
}

/// The subject of a clause that a noun governs.
fn of_noun(reading: &Reading, sentence: usize, predicate: usize, noun: usize) -> (Option<usize>, Rule) {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let gerund = is_complement_gerund(tree, predicate);
    if token.xpos != "VB" && !gerund {
        // "She was in the city visiting friends": a city visits nobody.
        let placed = tree.child(noun, Deprel::Cop).is_some() && tree.child(noun, Deprel::Case).is_some();
        if placed && token.xpos == "VBG" {
            return (grammatical(reading, sentence, noun), CONTROLLED);
        }
        return (Some(noun), PARTICIPLE);
    }
    if is_example(reading, sentence, predicate) {
        return (None, ACTIVE);
    }
    // Whoever demands or requests something wants others to do it.
    let wants = matches!(
        reading.lemma(sentence, noun).as_str(),
        "appeal" | "call" | "demand" | "instruction" | "order" | "plea" | "request"
    );
    if wants && !gerund {
        return (None, CONTROLLED);
    }
    // "his attempt to leave", "secured an agreement from Kosachev to send members"
    let possessor = tree.child(noun, Deprel::NmodPoss);
    let from = tree
        .children_by(noun, Deprel::Nmod)
        .find(|&n| matches!(reading.marker(sentence, n).as_deref(), Some("by" | "from")));
    // "in addition to delivering the letter, he met": the clause's subject does both; "stressed the need of meeting" leaves
    // open who meets.
    let shared = || {
        let governor = clause_head(reading, sentence, noun);
        let marker = reading.marker(sentence, noun);
        let open = match tree.tokens[noun].deprel {
            // "in an effort to win", but "commented on the plan to leave"
            Deprel::Obl => gerund || matches!(marker.as_deref(), Some("in" | "with" | "under")),
            // "is mulling legislation to slap", but "the thing to understand is" leaves open who.
            Deprel::Obj => !gerund,
            _ => false,
        };
        grammatical(reading, sentence, governor).filter(|_| open)
    };
    (from.or(possessor).or_else(shared), CONTROLLED)
}

/// Who does what an infinitive tells: the object of the verb above if it has one ("asked them to leave"), unless the verb
/// promises, else its subject.
fn controller(reading: &Reading, sentence: usize, governor: usize) -> Option<usize> {
    controlling_object(reading.sentence(sentence), governor).or_else(|| grammatical(reading, sentence, governor))
}

/// The mention that is the subject of a predicate: who says, asks or denies.
pub(super) fn mention(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    let subject = if is_passive(reading, sentence, predicate) {
        agent(reading, sentence, predicate)
    } else {
        grammatical(reading, sentence, predicate)
    };
    subject.and_then(|s| reading.participant(sentence, s))
}

/// The noun phrase between a noun and a participle that the parser took for one of the noun: "a treaty the two countries
/// signed" has no relative pronoun.
pub(super) fn of_contact_clause(reading: &Reading, sentence: usize, predicate: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let noun = token.head.filter(|_| token.deprel == Deprel::Acl && matches!(token.xpos.as_str(), "VBD" | "VBN"))?;
    let between = tree.children_by(noun, Deprel::Appos).find(|&a| noun < a && a < predicate)?;
    let punctuated = (noun + 1..predicate).any(|t| tree.tokens[t].upos == Upos::Punct);
    (!punctuated && between + 1 == predicate).then_some(between)
}
