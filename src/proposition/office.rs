//! Who holds or held which office, whose office it is, and from when to when, as far as the sentence says.

use super::assembly::{self, of_mention};
use super::context::{self, lemma_with_particle};
use super::reading::Reading;
use super::state::state;
use super::{Argument, Bound, Filler, Modality, Polarity, Proposition, Role, Time};
use crate::iri::VOCABULARY;
use crate::language::Deprel;
use crate::mention::{Mention, MentionKind, Number, follows};
use crate::ontology::EntityType;
use crate::rule::Rule;

const OFFICE_HELD: Rule = Rule::new("office-held", "a title stands with the name of its holder");
const SUCCEEDED: Rule =
    Rule::new("office-succeeded", "whom somebody succeeds as the holder of an office held it before");
const OFFICE_OWNER: Rule = Rule::new("office-owner", "an office belongs to the country or body named beside it");

const OFFICE_AT_HOME: Rule = Rule::new(
    "office-at-home",
    "a title of state without a country belongs to the country where the story was filed or whose legislators it names",
);
const FORMER: Rule = Rule::new(
    "office-former",
    "a title with \"former\" for somebody who is named says that he held the office of that title",
);
const PREDECESSOR: Rule = Rule::new(
    "office-predecessor",
    "somebody's predecessor held the office that he holds, a successor holds it after him",
);

const REPLACEMENT: Rule = Rule::new(
    "office-replacement",
    "whoever replaces or succeeds somebody who is named with his office holds it (X replaced Minister Y; replaced Y with X)",
);

const CONSTITUENCY: Rule = Rule::new(
    "legislator-of-state",
    "a legislator of or from a state stands for it (Senator X of Ohio, an Ohio senator)",
);

pub(super) const RULES: &[Rule] =
    &[OFFICE_HELD, SUCCEEDED, OFFICE_OWNER, OFFICE_AT_HOME, FORMER, PREDECESSOR, REPLACEMENT, CONSTITUENCY];

/// Verbs after which somebody no longer holds the office that an as-phrase or object names.
const ENDS_OFFICE: &[&str] = &[
    "resign", "step-down", "step-aside", "stand-down", "quit", "retire", "leave", "sack", "dismiss", "fire", "oust",
    "remove", "topple", "unseat", "depose", "replace", "suspend", "drop", "ditch", "lose", "vacate", "relinquish",
];

/// How likely a bare title's owner is the country that the document is about.
const AT_HOME: f32 = 0.6;

/// What is said of an office that is held no more.
const PAST: &[&str] = &["former"];

/// Verbs that say how long or when somebody held an office, not that it began.
const HOLDS_OFFICE: &[&str] =
    &["serve", "act", "work", "remain", "stay", "continue", "rule", "be", "hold", "keep", "occupy", "retain"];

pub(super) fn propositions(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    // A team may be the leader of a league, but holds no office.
    let counted = is_one_of_a_row(reading, m);
    let body = |h: usize| reading.entity_type(h).is_organization() || reading.entity_type(h).is_place();
    if let Some(holder) = m.holder.filter(|&h| !owns(reading, m, h) && !body(h) && !counted) {
        let mut held = holding(reading, m, (holder, mention));
        for other in colleagues(reading, m, holder) {
            let subject = Some(of_mention(reading, other, Role::Agent, None));
            found.push(Proposition { subject, ..held.clone() });
        }
        held.subject = Some(of_mention(reading, holder, Role::Agent, None));
        if let Some(place) = constituency(reading, m, holder)
            && held.factual
        {
            found.push(state(reading, m, "represent", "represents", (holder, place), CONSTITUENCY));
        }
        let verb = governing_verb(reading, m).0.filter(|_| held.polarity == Polarity::Negative);
        if verb.is_some_and(|v| no_longer(reading, m.sentence, v)) {
            found.push(formerly(&held));
        }
        found.push(held);
    }
    if let Some(before) = predecessor(reading, m) {
        found.push(state(reading, m, "held-office", "heldOffice", (before, mention), SUCCEEDED));
    }
    if let Some(next) = replacement(reading, m) {
        found.push(state(reading, m, "hold-office", "holdsOffice", (next, mention), REPLACEMENT));
    }
    for owner in owners(reading, m) {
        found.push(state(reading, m, "office-of", "officeOf", (mention, owner), OFFICE_OWNER));
    }
    if let Some(home) = m.home {
        let mut told = state(reading, m, "office-of", "officeOf", (mention, home), OFFICE_AT_HOME);
        told.confidence = AT_HOME;
        // The country is named in another sentence; in this one the title stands for it.
        if let Some(object) = &mut told.object {
            object.span = m.span;
        }
        found.push(told);
    }
}

/// "is no longer president": he was.
fn formerly(held: &Proposition) -> Proposition {
    let mut past = held.clone();
    "held-office".clone_into(&mut past.predicate.lemma);
    past.predicate.property = Some(format!("{VOCABULARY}heldOffice"));
    past.polarity = Polarity::Positive;
    past.factual = past.modality == Modality::Asserted;
    past
}

fn no_longer(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    tree.children(predicate).any(|c| match reading.lower(sentence, c).as_str() {
        "longer" => c > 0 && reading.lower(sentence, c - 1) == "no",
        "anymore" => true,
        _ => false,
    })
}

/// Who held an office before or after its holder: "his predecessor, X", "she succeeds Y". `m` is the person told of.
pub(super) fn relay(reading: &Reading, m: &Mention, mention: usize, found: &mut Vec<Proposition>) {
    if m.entity_type != EntityType::Person {
        return;
    }
    let tree = reading.sentence(m.sentence);
    let lemma = reading.lemma(m.sentence, m.head);
    if m.kind == MentionKind::Nominal && matches!(lemma.as_str(), "predecessor" | "successor") {
        let Some(other) = possessor(reading, m).filter(|&other| !reading.same_chain(other, mention)) else { return };
        // A successor whom nobody names is still to come.
        let named = tree.children_by(m.head, Deprel::Appos).any(|t| named_person(reading, m.sentence, t));
        let Some(office) = office_of(reading, other, m.sentence).filter(|_| named) else { return };
        let (lemma, property) =
            if lemma == "successor" { ("hold-office", "holdsOffice") } else { ("held-office", "heldOffice") };
        found.push(relayed(reading, m, (lemma, property), (mention, office), PREDECESSOR));
        return;
    }
    if m.kind == MentionKind::Nominal && m.status.iter().any(|s| PAST.contains(&s.as_str())) {
        found.extend(former_office(reading, m, mention));
    }
    let token = &tree.tokens[m.head];
    let verb = token.head.filter(|_| m.kind != MentionKind::Pronoun && token.deprel == Deprel::Obj);
    let Some(verb) = verb.filter(|&v| reading.lemma(m.sentence, v) == "succeed") else { return };
    let titled = tree.children_by(verb, Deprel::Obl).any(|o| reading.marker(m.sentence, o).as_deref() == Some("as"));
    let subject = tree.subject(verb).or_else(|| {
        // "was named prime minister in 2017, succeeding X"
        let above = tree.tokens[verb].head.filter(|_| tree.tokens[verb].deprel == Deprel::Advcl)?;
        tree.subject(above)
    });
    let successor =
        subject.and_then(|s| reading.participant(m.sentence, s)).filter(|&s| !reading.same_chain(s, mention));
    let context = context::context(reading, m.sentence, verb);
    let asserted = context.polarity == Polarity::Positive
        && matches!(context.modality, Modality::Asserted | Modality::Future | Modality::Planned);
    if let Some(office) = successor.and_then(|s| office_of(reading, s, m.sentence))
        && asserted
        && !titled
    {
        found.push(relayed(reading, m, ("held-office", "heldOffice"), (mention, office), SUCCEEDED));
    }
}

/// A holding whose office is named in this sentence or before; in this one the person's words stand for it.
fn relayed(
    reading: &Reading,
    m: &Mention,
    (lemma, property): (&str, &str),
    ends: (usize, usize),
    rule: Rule,
) -> Proposition {
    let mut held = state(reading, m, lemma, property, ends, rule);
    if reading.mentions[ends.1].sentence != m.sentence
        && let Some(office) = &mut held.object
    {
        office.span = m.span;
    }
    held
}

/// "the former chancellor" of somebody whom the text names: he held the office that it calls so.
fn former_office(reading: &Reading, m: &Mention, mention: usize) -> Option<Proposition> {
    let title = m.title.as_deref()?;
    let named = |p: &Mention| p.kind == MentionKind::Name && p.entity_type == EntityType::Person;
    let mut chain = (0..reading.mentions.len()).filter(|&o| reading.same_chain(o, mention));
    chain.find(|&o| named(&reading.mentions[o]))?;
    let own = |o: &Mention| o.holder.is_some_and(|h| reading.same_chain(h, mention));
    let offices = reading.mentions.iter().enumerate().filter(|(_, o)| {
        let owners = (o.jurisdiction.or(o.home), m.jurisdiction);
        let clash = matches!(owners, (Some(a), Some(b)) if !reading.same_chain(a, b));
        o.entity_type == EntityType::Office && o.title.as_deref() == Some(title) && !clash
    });
    // The holder's own first, then one whose owner the text tells.
    let (office, _) =
        offices.max_by_key(|(at, o)| (own(o), o.jurisdiction.or(o.home).is_some(), std::cmp::Reverse(*at)))?;
    Some(relayed(reading, m, ("held-office", "heldOffice"), (mention, office), FORMER))
}

/// Whose predecessor or successor a noun means.
fn possessor(reading: &Reading, m: &Mention) -> Option<usize> {
    let tree = reading.sentence(m.sentence);
    let of = tree.children_by(m.head, Deprel::Nmod).find(|&n| reading.marker(m.sentence, n).as_deref() == Some("of"));
    let token = tree.child(m.head, Deprel::NmodPoss).or(of)?;
    reading.participant(m.sentence, token).filter(|&p| reading.entity_type(p) == EntityType::Person)
}

fn named_person(reading: &Reading, sentence: usize, token: usize) -> bool {
    let person = |p: usize| {
        reading.mentions[p].kind == MentionKind::Name && reading.mentions[p].entity_type == EntityType::Person
    };
    reading.mention_at(sentence, token).is_some_and(person)
}

/// The office that a person was last said to hold, up to the end of a sentence.
fn office_of(reading: &Reading, person: usize, sentence: usize) -> Option<usize> {
    let held = |m: &Mention| {
        m.entity_type == EntityType::Office
            && m.holder.is_some_and(|h| reading.same_chain(h, person))
            && m.title.is_some()
            && !m.status.iter().any(|s| PAST.contains(&s.as_str()))
    };
    let end = reading.mentions.partition_point(|m| m.sentence <= sentence);
    (0..end).rev().find(|&o| held(&reading.mentions[o]))
}

/// "brought her back as his deputy": whose deputy it is, is not the deputy.
fn owns(reading: &Reading, m: &Mention, holder: usize) -> bool {
    let possessor = reading.sentence(m.sentence).child(m.head, Deprel::NmodPoss);
    possessor.and_then(|p| reading.mention_at(m.sentence, p)).is_some_and(|p| reading.same_chain(p, holder))
}

/// That somebody holds or held the office, with its time.
fn holding(reading: &Reading, m: &Mention, (holder, mention): (usize, usize)) -> Proposition {
    let has = |statuses: &[&str]| m.status.iter().any(|s| statuses.contains(&s.as_str()));
    // "X's presidency" tells that X has held it, not whether X still does.
    let tenure = m.rule == "office-tenure";
    let (mut past, mut planned) = (tenure || has(PAST), has(&["designate", "elect"]));
    let mut context = None;
    let governed = matches!(m.rule.as_str(), "office-predicate" | "office-as" | "office-post-of");
    let (verb, ends) = if governed { governing_verb(reading, m) } else { (None, false) };
    past |= ends || verb.is_some_and(|v| was(reading, m.sentence, v));
    if let Some(verb) = verb {
        context = Some(context::context(reading, m.sentence, verb));
        planned |= reading.lemma(m.sentence, verb) == "nominate";
    }
    let time = term(reading, m).or_else(|| time_of_verb(reading, m, verb?, ends));
    past |= after_a_while(reading, m);
    past |= time.as_ref().is_some_and(|t| matches!(t.bound, Bound::Until | Bound::Term));
    let (lemma, property) = if past { ("held-office", "heldOffice") } else { ("hold-office", "holdsOffice") };
    let mut held = state(reading, m, lemma, property, (holder, mention), OFFICE_HELD);
    // How the office was found says how the holding is known.
    held.rule.clone_from(&m.rule);
    held.time = time;
    held.arguments.extend(m.status.iter().filter(|s| !PAST.contains(&s.as_str())).map(|status| Argument {
        role: Role::Attribute,
        marker: None,
        filler: Filler::Literal(status.clone()),
        span: m.span,
    }));
    if planned {
        held.modality = Modality::Future;
    }
    if let Some(context) = context {
        held.polarity = context.polarity;
        if verb.is_some_and(|v| no_longer(reading, m.sentence, v)) {
            held.polarity = Polarity::Negative;
        }
        if context.modality != Modality::Asserted {
            held.modality = context.modality;
        }
    }
    held.factual = held.polarity == Polarity::Positive && held.modality == Modality::Asserted;
    held
}

/// "became the fifth coach to be dismissed": tells what befell him, not that he came to the office.
fn is_one_of_a_row(reading: &Reading, m: &Mention) -> bool {
    let tree = reading.sentence(m.sentence);
    let ordinal = |c: usize| {
        let word = reading.lower(m.sentence, c);
        matches!(word.as_str(), "second" | "third") || word.len() > 4 && word.ends_with("th")
    };
    m.rule == "office-predicate"
        && tree.children_by(m.head, Deprel::Amod).any(ordinal)
        && tree.child(m.head, Deprel::Acl).is_some()
}

/// "after three seasons as coach", "was starting a fourth season as coach": the time in the office is over.
fn after_a_while(reading: &Reading, m: &Mention) -> bool {
    let tree = reading.sentence(m.sentence);
    let spell = |t: usize| {
        matches!(
            reading.lemma(m.sentence, t).as_str(),
            "career" | "decade" | "month" | "season" | "spell" | "stint" | "tenure" | "term" | "year"
        )
    };
    let Some(head) = tree.tokens[m.head].head.filter(|_| m.rule == "office-as") else { return false };
    let marked = reading.marker(m.sentence, m.head).as_deref() == Some("as");
    // The parser hangs the phrase on the noun or beside it.
    let noun = if spell(head) {
        Some(head)
    } else {
        let at = m.first.checked_sub(2).filter(|&t| spell(t));
        at.filter(|&t| tree.tokens[t].head == Some(head))
    };
    let Some(noun) = noun.filter(|_| marked) else { return false };
    let verb = context::clause_head(reading, m.sentence, noun);
    let past = tree.tokens[verb].xpos == "VBD"
        || tree.children_by(verb, Deprel::Aux).any(|a| matches!(tree.tokens[a].xpos.as_str(), "VBD"));
    past || matches!(reading.marker(m.sentence, noun).as_deref(), Some("after" | "following"))
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
    let tree = reading.sentence(m.sentence);
    // "took over from Y as prime minister"
    let from = |o: &usize| reading.marker(m.sentence, *o).as_deref() == Some("from");
    let takes_over = lemma_with_particle(reading, m.sentence, verb) == "take-over";
    let object = match takes_over {
        true => tree.children_by(verb, Deprel::Obl).find(from)?,
        false => tree.child(verb, Deprel::Obj)?,
    };
    let person = reading.participant(m.sentence, object).filter(|&p| Some(p) != m.holder)?;
    let asserted = context::context(reading, m.sentence, verb).modality == Modality::Asserted;
    ((takes_over || follows(&reading.lemma(m.sentence, verb)))
        && asserted
        && reading.entity_type(person) == EntityType::Person)
        .then_some(person)
}

/// Who comes into an office whose holder is named with it: "replaced the chief, X, with Y", "X was succeeded by Y", "Y replaced
/// Minister X".
fn replacement(reading: &Reading, m: &Mention) -> Option<usize> {
    let holder = m.holder.filter(|_| matches!(m.rule.as_str(), "office-before-name" | "office-apposition"))?;
    let tree = reading.sentence(m.sentence);
    // Title and name are one phrase, whichever hangs on the other.
    let argument = std::iter::successors(Some(m.head), |&t| {
        let inside =
            matches!(tree.tokens[t].deprel, Deprel::Appos | Deprel::Flat | Deprel::NmodDesc | Deprel::Compound);
        tree.tokens[t].head.filter(|_| inside)
    })
    .last()?;
    let verb = tree.tokens[argument].head?;
    let lemma = reading.lemma(m.sentence, verb);
    let with = |t: usize, marker: &str| {
        let marked = |n: &usize| reading.marker(m.sentence, *n).as_deref() == Some(marker);
        [Deprel::Obl, Deprel::Nmod, Deprel::OblAgent].iter().find_map(|&d| tree.children_by(t, d).find(marked))
    };
    let passive = tree.child(verb, Deprel::NsubjPass) == Some(argument);
    let next = match tree.tokens[argument].deprel {
        Deprel::Obj if lemma == "replace" => {
            [verb, argument, m.head].into_iter().find_map(|t| with(t, "with")).or_else(|| tree.subject(verb))
        }
        Deprel::Obj if lemma == "succeed" => tree.subject(verb),
        Deprel::NsubjPass if passive && matches!(lemma.as_str(), "replace" | "succeed" | "follow") => with(verb, "by"),
        _ => None,
    }?;
    let titled = tree.children_by(verb, Deprel::Obl).any(|o| reading.marker(m.sentence, o).as_deref() == Some("as"));
    let person = reading.participant(m.sentence, next)?;
    let context = context::context(reading, m.sentence, verb);
    let said = context.polarity == Polarity::Positive && context.modality == Modality::Asserted;
    // "President X replaced President Y" says it of both.
    let told = reading.in_sentence(m.sentence).any(|(_, o)| {
        o.entity_type == EntityType::Office
            && o.title == m.title
            && o.holder.is_some_and(|h| reading.same_chain(h, person))
    });
    let other = !told && !reading.same_chain(person, holder);
    let somebody = other && reading.entity_type(person) == EntityType::Person;
    (somebody && said && !titled && m.number == Number::Singular).then_some(person)
}

/// The state that a legislator stands for: before the title, or behind it or the name with "of" or "from".
fn constituency(reading: &Reading, m: &Mention, holder: usize) -> Option<usize> {
    let title = m.title.as_deref().and_then(|title| reading.ontology.office(title));
    title.filter(|office| office.body.is_some())?;
    let tree = reading.sentence(m.sentence);
    let behind = |token: usize| {
        let marker = |n: &usize| matches!(reading.marker(m.sentence, *n).as_deref(), Some("of" | "from"));
        tree.children_by(token, Deprel::Nmod).filter(marker).collect::<Vec<_>>()
    };
    let own = reading.mentions[holder].sentence == m.sentence;
    let tokens =
        behind(m.head).into_iter().chain(own.then(|| behind(reading.mentions[holder].head)).into_iter().flatten());
    let named = tokens.filter_map(|t| reading.mention_at(m.sentence, t)).chain(m.jurisdiction);
    named.into_iter().find(|&p| reading.mentions[p].entity_type == EntityType::State)
}

/// The countries and bodies that own the office: what its words name, whose it is ("its spokesman"), and the body that an
/// of-phrase describes ("commander of the air force"), each chain once.
fn owners(reading: &Reading, m: &Mention) -> Vec<usize> {
    let tree = reading.sentence(m.sentence);
    let possessor = tree.child(m.head, Deprel::NmodPoss);
    let of = tree
        .children_by(m.head, Deprel::Nmod)
        .filter(|&n| n > m.head && reading.marker(m.sentence, n).as_deref() == Some("of"));
    let beside = possessor.into_iter().chain(of).filter_map(|t| reading.mention_at(m.sentence, t)).filter(|&o| {
        let owner = reading.entity_type(o);
        owner.is_place() || owner.is_organization()
    });
    let mut owners: Vec<usize> = Vec::new();
    for owner in m.jurisdiction.into_iter().chain(beside) {
        if !owners.iter().any(|&o| reading.same_chain(o, owner)) {
            owners.push(owner);
        }
    }
    owners
}

/// The verb that an office depends on, and whether it ends the holding.
fn governing_verb(reading: &Reading, m: &Mention) -> (Option<usize>, bool) {
    let tree = reading.sentence(m.sentence);
    if tree.child(m.head, Deprel::Cop).is_some() {
        return (Some(m.head), false);
    }
    let verb = tree.tokens[m.head].head.map(|h| context::clause_head(reading, m.sentence, h));
    let ends = verb.is_some_and(|v| {
        // "replaced him as president": the subject has come, not gone.
        let comes = follows(&reading.lemma(m.sentence, v)) && tree.child(v, Deprel::NsubjPass).is_none();
        !comes && ENDS_OFFICE.contains(&lemma_with_particle(reading, m.sentence, v).as_str())
    });
    (verb, ends)
}

/// "was president": the copula speaks of the past; "was named president" doesn't.
fn was(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    // "was re-elected president" may be read as a copula with a participle.
    let made = tree.children_by(predicate, Deprel::Amod).any(|a| tree.tokens[a].xpos == "VBN");
    let had = tree.children_by(predicate, Deprel::Aux).any(|a| reading.lower(sentence, a) == "had");
    let be = tree.child(predicate, Deprel::Cop).is_some()
        || HOLDS_OFFICE.contains(&reading.lemma(sentence, predicate).as_str());
    if had && be && !made {
        return true;
    }
    let copula = !made && tree.child(predicate, Deprel::Cop).is_some_and(|c| tree.tokens[c].xpos == "VBD");
    let held = matches!(reading.lemma(sentence, predicate).as_str(), "serve" | "hold" | "occupy");
    copula || held && tree.tokens[predicate].xpos == "VBD"
}

/// The time right behind the title: "since 1985", "until 2020", "from 2005 to 2021", "between 1991 and 2019", "in 2010".
fn term(reading: &Reading, m: &Mention) -> Option<Time> {
    let tree = reading.sentence(m.sentence);
    let date_at = |token: usize| {
        let mut dates = reading.in_sentence(m.sentence).filter(|(_, d)| d.entity_type == EntityType::Date);
        dates.find(|(_, d)| d.first == token).map(|(_, d)| d)
    };
    let marker = tree.tokens.get(m.end)?.form.to_lowercase();
    let first = date_at(m.end + 1)?;
    let named = matches!(marker.as_str(), "since" | "until" | "till" | "in" | "during" | "from" | "between");
    let time = super::time::of_date(reading, first).filter(|_| named)?;
    (marker != "between" || time.bound == Bound::Term).then_some(time)
}

/// The time of the verb that gives, keeps or ends the office: when it began, held, or ended.
fn time_of_verb(reading: &Reading, m: &Mention, verb: usize, ends: bool) -> Option<Time> {
    let time = assembly::time(reading, m.sentence, verb)?;
    let lemma = reading.lemma(m.sentence, verb);
    let copula = reading.sentence(m.sentence).child(verb, Deprel::Cop).is_some();
    let bound = if ends {
        Bound::Until
    } else if copula || HOLDS_OFFICE.contains(&lemma.as_str()) {
        Bound::During
    } else {
        Bound::Since
    };
    Some(Time { bound, ..time })
}
