//! Events and works that nouns name: "the annexation of Crimea by Russia", "U.S. sanctions on Iran", "Trump's letter".

use super::assembly::{self, argument, of_mention};
use super::context::{self, Context};
use super::frame::{frame, is_content_clause, noun_effect};
use super::reading::Reading;
use super::{
    Argument, Bound, Filler, Found, Modality, Polarity, Proposition, PropositionKind, Role, Time, slots, subject,
};
use crate::language::{Deprel, Upos};
use crate::mention::{Mention, MentionKind};
use crate::ontology::{AdverbEffect, ArgumentSlot, Effect, EntityType, Nominalization};
use crate::rule::Rule;

const NOMINAL_EVENT: Rule = Rule::new(
    "nominal-event",
    "a noun made from a verb (annexation, visit) with its possessor and its phrases as arguments",
);
const MAKER: Rule =
    Rule::new("maker-of-document", "a letter of, from or by somebody, or one that somebody sent, was written by him");

const LIGHT_VERB: Rule = Rule::new(
    "light-verb",
    "a verb that says little has a noun made from a verb as its object: paid a visit, sent an invitation",
);
const SHARED_EVENT: Rule = Rule::new(
    "takes-part",
    "a clause's subject takes part in the visit, meeting or speech that a phrase of the clause names",
);

/// What nouns of inquiry are made from: a name before them may be who inquires or whom it is about.
const INQUIRIES: &[&str] = &["examine", "inquire", "investigate", "probe", "review", "study"];

/// What an event does that takes place, and one that begins and may go on.
const HAPPENS: &[&str] = &["happen", "occur", "take-place"];
const BEGINS: &[&str] = &["begin", "start", "take-effect"];

pub(super) const RULES: &[Rule] = &[NOMINAL_EVENT, LIGHT_VERB, SHARED_EVENT, MAKER];

pub(super) fn propositions(reading: &Reading, mention: usize, found: &mut Found) {
    let m = &reading.mentions[mention];
    let event_noun = m.kind == MentionKind::Nominal || m.entity_type == EntityType::Event;
    if !event_noun || reading.token(m.sentence, m.head).upos == Upos::Verb {
        return;
    }
    event(reading, m, found);
    if m.kind == MentionKind::Nominal {
        maker(reading, m, mention, &mut found.propositions);
    }
}

/// The clause around a noun lends it its sources; what its governor asks for or plans has not happened.
fn noun_context(reading: &Reading, m: &Mention) -> Context {
    let governor = context::clause_head(reading, m.sentence, m.head);
    let mut context = context::context(reading, m.sentence, governor);
    let above = (context.polarity, context.modality);
    context.polarity = Polarity::Positive;
    context.modality = Modality::Asserted;
    let adjective = |c| reading.ontology.adverb(&reading.lower(m.sentence, c));
    match reading.sentence(m.sentence).children_by(m.head, Deprel::Amod).find_map(adjective) {
        Some(AdverbEffect::Negative) => context.polarity = Polarity::Negative,
        Some(AdverbEffect::Alleged) => context.modality = Modality::Alleged,
        Some(AdverbEffect::Hypothetical) => context.modality = Modality::Hypothetical,
        None => {}
    }
    match noun_effect(reading, m.sentence, m.head) {
        Some((_, Effect::Negated)) => context.polarity = Polarity::Negative,
        // "supports the committee's findings": they have been found, whatever is done with them.
        Some((_, Effect::Hypothetical)) if is_definite(reading, m) && tells(reading, m) => {}
        Some((_, effect)) if effect != Effect::Asserted => context.modality = effect.into(),
        // "would order a visit", "no visit took place": a noun without a definite article holds as its clause holds.
        _ if !is_definite(reading, m) => (context.polarity, context.modality) = above,
        _ => context = context.of_presupposed(reading),
    }
    context
}

/// Whether a noun is made from a verb of speech or finding.
fn tells(reading: &Reading, m: &Mention) -> bool {
    let entry = reading.ontology.nominalization(&reading.lemma(m.sentence, m.head));
    entry.is_some_and(|n| reading.ontology.reporting(&n.verb).is_some())
}

fn is_definite(reading: &Reading, m: &Mention) -> bool {
    let tree = reading.sentence(m.sentence);
    tree.children(m.head).any(|c| match tree.tokens[c].deprel {
        Deprel::Det => matches!(reading.lower(m.sentence, c).as_str(), "the" | "this" | "that" | "these" | "those"),
        Deprel::NmodPoss => true,
        _ => false,
    })
}

/// The possessor of a noun, "Trump's letter" or "his letter"; none for a time ("Monday's meeting").
fn possessor(reading: &Reading, m: &Mention) -> Option<usize> {
    let token = reading.sentence(m.sentence).child(m.head, Deprel::NmodPoss)?;
    let participant = reading.participant(m.sentence, token)?;
    (reading.entity_type(participant) != EntityType::Date).then_some(participant)
}

/// Whose action a noun names: its possessor, or the actor before it.
pub(super) fn actor(reading: &Reading, m: &Mention) -> Option<usize> {
    possessor(reading, m).or_else(|| actor_before(reading, m)).filter(|&a| reading.entity_type(a).is_actor())
}

/// A country or actor before the noun: "U.S. sanctions", "Russian interference".
fn actor_before(reading: &Reading, m: &Mention) -> Option<usize> {
    let tree = reading.sentence(m.sentence);
    tree.children(m.head)
        .filter(|&c| {
            c < m.head
                && matches!(
                    tree.tokens[c].deprel,
                    Deprel::Amod | Deprel::Compound | Deprel::NmodUnmarked | Deprel::NmodDesc
                )
        })
        .filter_map(|c| reading.mention_at(m.sentence, c))
        .find(|&c| {
            let x = &reading.mentions[c];
            x.kind == MentionKind::Name
                && (x.entity_type.is_organization()
                    || x.entity_type == EntityType::Country
                    || x.entity_type == EntityType::Person)
        })
}

/// The arguments of a noun made from a verb, while they are collected.
#[derive(Default)]
struct Roles {
    subject: Option<Argument>,
    object: Option<Argument>,
    others: Vec<Argument>,
}

impl Roles {
    fn place(&mut self, slot: ArgumentSlot, argument: Argument) {
        let agent = |argument| Some(Argument { role: Role::Agent, ..argument });
        let patient = |argument| Some(Argument { role: Role::Patient, ..argument });
        match slot {
            ArgumentSlot::Subject if self.subject.is_none() => self.subject = agent(argument),
            ArgumentSlot::Object if self.object.is_none() => self.object = patient(argument),
            // The slot is taken: "Russia's annexation of Crimea", where of- and possessor both claim it.
            ArgumentSlot::Subject if self.object.is_none() => self.object = patient(argument),
            ArgumentSlot::Object if self.subject.is_none() => self.subject = agent(argument),
            _ => {}
        }
    }
}

fn event(reading: &Reading, m: &Mention, found: &mut Found) {
    let Some(entry) = reading.ontology.nominalization(&reading.lemma(m.sentence, m.head)) else { return };
    let mut roles = own_roles(reading, m, entry);
    if roles.subject.is_none()
        && let Some(actor) = actor_before(reading, m)
    {
        // "the Ruiz inquiry" may be his or about him.
        let open =
            reading.mentions[actor].entity_type == EntityType::Person && INQUIRIES.contains(&entry.verb.as_str());
        roles.subject = Some(of_mention(reading, actor, Role::Agent, None)).filter(|_| !open);
    }
    let mut rule = NOMINAL_EVENT;
    let mut light = None;
    if roles.subject.is_none() {
        light = light_verb(reading, m);
        if light.is_some() {
            rule = LIGHT_VERB;
        } else if entry.shared {
            rule = SHARED_EVENT;
        }
        let subject = light
            .and_then(|verb| subject::mention(reading, m.sentence, verb))
            .or_else(|| taking_part(reading, m).filter(|_| entry.shared))
            .filter(|&s| reading.entity_type(s).is_actor());
        let among = |s: usize| {
            let ends = roles.object.iter().chain(&roles.others);
            ends.filter_map(mentioned).any(|p| reading.same_chain(p, s))
        };
        roles.subject = subject.filter(|&s| !among(s)).map(|s| of_mention(reading, s, Role::Agent, None));
    }
    let clause = content(reading, m.sentence, m.head);
    let asked = at_request(reading, m, &mut roles);
    let Roles { subject, object, others: arguments } = roles;
    let participants = usize::from(subject.is_some())
        + usize::from(object.is_some())
        + usize::from(clause.is_some() || asked.is_some())
        + arguments.len();
    // One side is enough where it is a name that something befalls ("the release of Navalny") or the noun is dated.
    let named = |a: &Argument| mentioned(a).is_some_and(|p| reading.mentions[p].kind == MentionKind::Name);
    let alone = object.as_ref().is_some_and(named) || subject.is_some() && own_time(reading, m).is_some();
    if subject.is_none() && object.is_none() || participants < 2 && !alone {
        return;
    }
    let context = match light {
        Some(verb) => context::context(reading, m.sentence, verb),
        None => noun_context(reading, m),
    };
    let place = arguments.iter().find(|a| a.role == Role::Place).and_then(mentioned);
    let time = own_time(reading, m).or_else(|| light.and_then(|verb| assembly::time(reading, m.sentence, verb)));
    let proposition = Proposition {
        sentence: m.sentence,
        predicate: assembly::predicate(reading, &entry.verb, &arguments, m.span, object.is_some()),
        subject,
        object,
        arguments,
        time,
        place,
        polarity: context.polarity,
        modality: context.modality,
        factual: context.factual(),
        attribution: context.attribution,
        kind: PropositionKind::Event,
        rule: rule.name.to_owned(),
        confidence: 0.0,
    };
    let below: Vec<usize> = clause.into_iter().chain(asked).collect();
    found.push(proposition, &below);
}

fn mentioned(argument: &Argument) -> Option<usize> {
    match argument.filler {
        Filler::Mention(m) => Some(m),
        _ => None,
    }
}

/// What the noun's own phrases and its possessor name.
fn own_roles(reading: &Reading, m: &Mention, entry: &Nominalization) -> Roles {
    let mut roles = Roles::default();
    for modifier in reading.phrases(m.sentence, m.head) {
        let Some(marker) = reading.marker(m.sentence, modifier) else { continue };
        let participant = reading.participant(m.sentence, modifier);
        let entity_type = participant.map(|p| reading.entity_type(p));
        if entity_type == Some(EntityType::Date) {
            continue;
        }
        let filled = argument(reading, m.sentence, modifier, Role::Other, Some(marker.clone()));
        let bare = Argument { marker: None, ..filled };
        match marker.as_str() {
            "by" => roles.subject = Some(Argument { role: Role::Agent, ..bare }),
            "of" if elects_place(entry, entity_type) => {
                roles.others.push(Argument { role: Role::Place, marker: Some(marker), ..bare });
            }
            // "under the command of X": X commands.
            "of" if reading.marker(m.sentence, m.head).as_deref() == Some("under")
                && entity_type.is_some_and(|t| t == EntityType::Person) =>
            {
                roles.place(ArgumentSlot::Subject, bare);
            }
            "of" => roles.place(entry.of, bare),
            // "the meeting between X and Y" is X's with Y.
            "between" if roles.subject.is_none() && reading.conjuncts(m.sentence, modifier).len() > 1 => {
                roles.subject = Some(Argument { role: Role::Agent, ..bare });
                let others = reading.conjuncts(m.sentence, modifier).into_iter().skip(1);
                let with = |c| argument(reading, m.sentence, c, Role::Companion, Some("with".to_owned()));
                roles.others.extend(others.map(with));
            }
            _ if roles.object.is_none() && entry.object.contains(&marker) => {
                roles.object = Some(Argument { role: Role::Patient, ..bare });
            }
            _ => {
                for conjunct in reading.conjuncts(m.sentence, modifier) {
                    let role = slots::role(Some(&marker), entity_type);
                    roles.others.push(argument(reading, m.sentence, conjunct, role, Some(marker.clone())));
                }
            }
        }
    }
    if let Some(possessor) = possessor(reading, m) {
        let owner = of_mention(reading, possessor, Role::Agent, None);
        if elects_place(entry, Some(reading.entity_type(possessor))) {
            roles.others.push(Argument { role: Role::Place, ..owner });
        } else if roles.object.is_some() || roles.subject.is_some() && entry.poss == ArgumentSlot::Subject {
            roles.place(ArgumentSlot::Subject, owner);
        } else {
            roles.place(entry.poss, owner);
        }
    }
    roles
}

/// "Argentina's election" is held there; nobody elects Argentina.
fn elects_place(entry: &Nominalization, entity_type: Option<EntityType>) -> bool {
    matches!(entry.verb.as_str(), "elect" | "reelect") && entity_type.is_some_and(EntityType::is_place)
}

/// The light verb that has the noun as its object: "paid a visit", "sent an invitation".
fn light_verb(reading: &Reading, m: &Mention) -> Option<usize> {
    let tree = reading.sentence(m.sentence);
    let token = &tree.tokens[m.head];
    let verb = token.head.filter(|&h| tree.tokens[h].upos == Upos::Verb)?;
    let passive = token.deprel == Deprel::NsubjPass;
    let light = reading.ontology.is_light_verb(&context::lemma_with_particle(reading, m.sentence, verb));
    (light && (token.deprel == Deprel::Obj || passive)).then_some(verb)
}

/// The subject of the clause in which the noun names what he takes part in: "spoke during a visit to Rome", "Trump's remarks
/// at a summit with Putin".
fn taking_part(reading: &Reading, m: &Mention) -> Option<usize> {
    let tree = reading.sentence(m.sentence);
    let token = &tree.tokens[m.head];
    let marker = reading.marker(m.sentence, m.head)?;
    if !matches!(
        marker.as_str(),
        "during" | "at" | "in" | "after" | "before" | "following" | "on" | "upon" | "ahead-of"
    ) {
        return None;
    }
    let head = token.head?;
    match token.deprel {
        Deprel::Obl if tree.tokens[head].upos == Upos::Verb => {
            let passive = tree.child(head, Deprel::NsubjPass).and_then(|s| reading.participant(m.sentence, s));
            passive.or_else(|| subject::mention(reading, m.sentence, head))
        }
        Deprel::Nmod => {
            let possessor = tree.child(head, Deprel::NmodPoss)?;
            reading.participant(m.sentence, possessor)
        }
        _ => None,
    }
}

/// The clause that a noun governs as its verb would: "the decision to leave", "findings that Russia meddled".
fn content(reading: &Reading, sentence: usize, noun: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    tree.children(noun).find(|&c| {
        let infinitive = tree.tokens[c].deprel == Deprel::Acl
            && tree.tokens[c].xpos == "VB"
            && tree.children_by(c, Deprel::Mark).any(|m| reading.lower(sentence, m) == "to");
        infinitive || is_content_clause(reading, sentence, c)
    })
}

/// "At X's request, Y sent a letter": X asked Y for what the clause tells. Gives the clause.
fn at_request(reading: &Reading, m: &Mention, roles: &mut Roles) -> Option<usize> {
    let tree = reading.sentence(m.sentence);
    let token = &tree.tokens[m.head];
    let asks = matches!(
        reading.lemma(m.sentence, m.head).as_str(),
        "request" | "invitation" | "urging" | "insistence" | "order" | "demand" | "suggestion" | "recommendation"
    );
    let marker = reading.marker(m.sentence, m.head);
    let beside = token.deprel == Deprel::Obl && matches!(marker.as_deref(), Some("at" | "on" | "upon"));
    let verb = token.head.filter(|&h| asks && beside && tree.tokens[h].upos == Upos::Verb)?;
    roles.subject.as_ref()?;
    let actor = subject::mention(reading, m.sentence, verb);
    if let Some(actor) = actor {
        roles.others.push(of_mention(reading, actor, Role::Recipient, None));
    }
    if roles.object.is_none()
        && let Some(object) = tree.child(verb, Deprel::Obj)
    {
        roles.object = Some(argument(reading, m.sentence, object, Role::Patient, None));
    }
    Some(verb)
}

/// A date inside the noun phrase: "the 2014 annexation", "Monday's meeting"; or of the clause that tells when the event was.
fn own_time(reading: &Reading, m: &Mention) -> Option<Time> {
    let tree = reading.sentence(m.sentence);
    let inside = reading.in_sentence(m.sentence).find(|(_, d)| {
        d.time.is_some() && tree.tokens[d.head].head == Some(m.head) && tree.tokens[m.head].upos == Upos::Noun
    });
    let Some((_, date)) = inside else { return time_told(reading, m) };
    Some(Time { text: date.text.clone(), value: date.time.clone()?, bound: Bound::During })
}

/// "the sanctions that went into effect Monday", "the strike that began in May", "talks held last week": the clause says when.
fn time_told(reading: &Reading, m: &Mention) -> Option<Time> {
    let tree = reading.sentence(m.sentence);
    let relative = |s: usize| matches!(tree.tokens[s].xpos.as_str(), "WDT" | "WP");
    tree.children(m.head).find_map(|clause| {
        let passive = subject::is_passive(reading, m.sentence, clause);
        let described = match tree.tokens[clause].deprel {
            Deprel::AclRelcl => tree.subject(clause).is_some_and(relative),
            Deprel::Acl => passive,
            _ => false,
        };
        let time = assembly::time(reading, m.sentence, clause).filter(|_| described)?;
        if passive {
            return (reading.lemma(m.sentence, clause) == "hold").then_some(time);
        }
        let frame = frame(reading, m.sentence, clause).filter(|frame| frame.object.is_none())?;
        let does = |verbs: &[&str]| verbs.contains(&frame.lemma.as_str());
        if does(BEGINS) && time.bound == Bound::During {
            return Some(Time { bound: Bound::Since, ..time });
        }
        (does(BEGINS) || does(HAPPENS)).then_some(time)
    })
}

/// Who made a document: its possessor, its from- or by-phrase, or the subject of "send" and its like.
fn maker(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    let tree = reading.sentence(m.sentence);
    let Some(noun) = reading.ontology.noun(&reading.lemma(m.sentence, m.head)) else { return };
    if noun.entity_type != EntityType::Document {
        return;
    }
    let Some(creator) = &noun.creator else { return };
    let acts = |p: &usize| reading.entity_type(*p).is_actor();
    let token = &tree.tokens[m.head];
    let verb = token.head.filter(|&h| token.deprel == Deprel::Obj && tree.tokens[h].upos == Upos::Verb);
    let phrase = |markers: &[&str]| {
        // A phrase that the parser hung on the verb ("delivered a letter from Trump") belongs to the document all the same.
        let own = tree.children_by(m.head, Deprel::Nmod);
        let of_verb = verb.into_iter().flat_map(|v| tree.children_by(v, Deprel::Obl)).filter(|&o| o > m.head);
        own.chain(of_verb).find(|&n| reading.marker(m.sentence, n).is_some_and(|k| markers.contains(&k.as_str())))
    };
    // "an agreement from X": whoever concedes it need not have signed it.
    let contract = matches!(creator.as_str(), "sign" | "agree");
    let origins: &[&str] = if contract { &["by"] } else { &["from", "by"] };
    let from = phrase(origins).and_then(|n| reading.participant(m.sentence, n)).filter(acts);
    let possessor = possessor(reading, m).filter(acts);
    let receives =
        verb.is_some_and(|v| matches!(reading.lemma(m.sentence, v).as_str(), "receive" | "get" | "obtain" | "accept"));
    let sender = verb
        .filter(|&v| {
            matches!(reading.lemma(m.sentence, v).as_str(), "send" | "address" | "pen" | "draft")
                && from.is_none()
                && possessor.is_none()
        })
        .and_then(|v| subject::mention(reading, m.sentence, v))
        .filter(acts);
    // "sent an invitation" says already that it was sent.
    if sender.is_some() && verb.is_some_and(|v| reading.lemma(m.sentence, v) == *creator) {
        return;
    }
    // "your photos" may be of you, and "her act" is on a stage.
    let enacts = |p: &usize| reading.entity_type(*p) != EntityType::Person || creator != "enact";
    let possessor = possessor.filter(|_| !receives && creator != "take").filter(enacts);
    let Some(author) = from.or(possessor).or(sender) else { return };
    let context = match verb {
        // A letter that somebody sends exists only if he sends it.
        Some(v) if sender.is_some() => context::context(reading, m.sentence, v),
        _ => {
            // Whoever blocks or rejects a resolution does not undo that it was written.
            let rejected = matches!(noun_effect(reading, m.sentence, m.head), Some((_, Effect::Negated)));
            let context = noun_context(reading, m);
            if rejected {
                Context { polarity: Polarity::Positive, modality: Modality::Asserted, ..context }
            } else {
                context
            }
        }
    };
    let recipient = phrase(&["to"]).and_then(|n| reading.participant(m.sentence, n)).filter(acts);
    let arguments: Vec<Argument> =
        recipient.into_iter().map(|r| of_mention(reading, r, Role::Recipient, Some("to"))).collect();
    found.push(Proposition {
        sentence: m.sentence,
        predicate: assembly::predicate(reading, creator, &[], m.span, true),
        subject: Some(of_mention(reading, author, Role::Agent, None)),
        object: Some(of_mention(reading, mention, Role::Patient, None)),
        arguments,
        time: None,
        place: None,
        polarity: context.polarity,
        modality: context.modality,
        // That the letter is his is presupposed by whoever speaks of "his letter".
        factual: if sender.is_some() {
            context.factual()
        } else {
            context.polarity == Polarity::Positive && context.modality == Modality::Asserted
        },
        attribution: if sender.is_some() { context.attribution } else { Vec::new() },
        kind: PropositionKind::Derived,
        rule: MAKER.name.to_owned(),
        confidence: 0.0,
    });
}
