//! Which events and writings without a name, told in several documents, are one: the same noun, the same people in the same
//! parts, at a time that agrees. Precision first: what is likely but not sure is a proposal.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::companions::Companions;
use super::group::Sort;
use super::merging::{Clusters, Link};
use super::traits::{NEWS, Part, Traits};
use crate::mention::{self, Mention, MentionKind, Number};
use crate::ontology::EntityType;
use crate::proposition::{Argument, Filler, Proposition, Role};
use crate::rule::Rule;

const SAME_EVENT: Rule =
    Rule::new("same-event", "the same noun with the same participants at the same time is one event");
const SAME_WRITING: Rule =
    Rule::new("same-writing", "the same noun with the same writer and addressee at the same time is one writing");

pub(super) const RULES: &[Rule] = &[SAME_EVENT, SAME_WRITING];

/// With so many stories that come after it in its block, by day, one is compared.
const NEIGHBOURS: usize = 12;

/// What a document tells of an event or writing.
struct Occurrence {
    group: usize,
    sort: Sort,
    heads: BTreeSet<(String, Number)>,
    parts: BTreeMap<Part, BTreeSet<usize>>,
    times: Option<(Date, Date)>,
    published: Option<Date>,
}

pub(super) fn merge(clusters: &mut Clusters) {
    let occurrences = occurrences(clusters);
    let companions = Companions::new(clusters);
    let mut blocks: BTreeMap<(&str, usize, usize), Vec<usize>> = BTreeMap::new();
    for (o, occurrence) in occurrences.iter().enumerate() {
        let known: BTreeSet<usize> = occurrence.parts.values().flatten().copied().collect();
        for (head, _) in &occurrence.heads {
            for &a in &known {
                for &b in known.range(a + 1..) {
                    blocks.entry((head, a, b)).or_default().push(o);
                }
            }
        }
    }
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for block in blocks.values_mut() {
        block.sort_by_key(|&o| (occurrences[o].published, clusters.groups.rank(occurrences[o].group)));
        for (n, &a) in block.iter().enumerate() {
            pairs.extend(block[n + 1..].iter().take(NEIGHBOURS).map(|&b| (a.min(b), a.max(b))));
        }
    }
    let links =
        pairs.into_iter().filter_map(|(a, b)| link(clusters, &companions, &occurrences[a], &occurrences[b])).collect();
    for occurrence in &occurrences {
        let (r, _) = clusters.groups.groups[occurrence.group].chains[0];
        let published = occurrence.published.map(|day| (day, day));
        let parts = occurrence.parts.clone();
        let told = Traits { parts, published, stories: [r].into(), times: occurrence.times, ..Traits::default() };
        clusters.note(occurrence.group, &told);
    }
    clusters.apply(links);
}

fn occurrences(clusters: &Clusters) -> Vec<Occurrence> {
    let groups = clusters.groups;
    let mut found = Vec::new();
    for (r, record) in groups.records.iter().enumerate() {
        let told: BTreeMap<usize, usize> = record
            .chains
            .iter()
            .enumerate()
            .filter(|(c, chain)| {
                let group = &groups.groups[groups.group_of[r][*c] as usize];
                let told = matches!(chain.entity_type, EntityType::Event) || group.sort == Sort::Document;
                told && group.local && groups.best_name(r, *c).is_none()
            })
            .map(|(c, _)| (c, groups.group_of[r][c] as usize))
            .collect();
        if told.is_empty() {
            continue;
        }
        let mut here: BTreeMap<usize, Occurrence> = told
            .iter()
            .map(|(&c, &group)| {
                let heads =
                    groups.mentions((r, c)).filter(|m| m.kind == MentionKind::Nominal).map(|m| (head(m), m.number));
                let mut parts: BTreeMap<Part, BTreeSet<usize>> = BTreeMap::new();
                for (part, set) in named_within(clusters, r, c) {
                    parts.entry(part).or_default().insert(set);
                }
                let occurrence = Occurrence {
                    group,
                    sort: groups.groups[group].sort,
                    heads: heads.collect(),
                    parts,
                    times: None,
                    published: record.document.published,
                };
                (c, occurrence)
            })
            .collect();
        for proposition in &record.propositions {
            for (c, part_of) in tells(clusters, r, proposition, &told) {
                let Some(occurrence) = here.get_mut(&c) else { continue };
                for (part, set) in part_of {
                    occurrence.parts.entry(part).or_default().insert(set);
                }
                if let Some(time) = &proposition.time {
                    let (start, end) = (time.value.start, time.value.end);
                    occurrence.times = Some(occurrence.times.map_or((start, end), |(a, b)| (a.min(start), b.max(end))));
                }
            }
        }
        found.extend(here.into_values().filter(|o| o.parts.values().map(BTreeSet::len).sum::<usize>() > 1));
    }
    found
}

/// The noun that heads a mention.
fn head(mention: &Mention) -> String {
    let words: Vec<&str> = mention.text.split(' ').collect();
    let whole = words.len() == mention.end - mention.first;
    let head = if whole { words.get(mention.head - mention.first) } else { words.last() };
    head.or(words.last()).map_or_else(String::new, |word| word.to_lowercase())
}

/// The occurrences of which a proposition tells, and who takes which part in them.
fn tells(
    clusters: &Clusters,
    r: usize,
    proposition: &Proposition,
    told: &BTreeMap<usize, usize>,
) -> Vec<(usize, Vec<(Part, usize)>)> {
    let groups = clusters.groups;
    let record = &groups.records[r];
    let known = |argument: &Argument| known(clusters, r, filler(argument)?);
    // "Trump's visit to Cuba": the noun itself is the predicate.
    let noun = mention::in_sentence(&record.mentions, proposition.sentence).find(|&m| {
        let m = &record.mentions[m];
        m.kind == MentionKind::Nominal && m.span.contains(proposition.predicate.span)
    });
    if let Some(c) = noun.map(|m| groups.chain(r, m)).filter(|c| told.contains_key(c)) {
        let symmetric = groups.ontology.predicate(&proposition.predicate.lemma).is_some_and(|p| p.symmetric);
        let mut parts = Vec::new();
        parts.extend(proposition.subject.as_ref().and_then(known).map(|set| (Part::Agent, set)));
        let patient = if symmetric { Part::Agent } else { Part::Patient };
        parts.extend(proposition.object.as_ref().and_then(known).map(|set| (patient, set)));
        for argument in &proposition.arguments {
            let part = match argument.role {
                Role::Companion if symmetric => Part::Agent,
                Role::Destination | Role::Place => Part::Place,
                Role::Recipient | Role::Topic => Part::Patient,
                _ => Part::Other,
            };
            parts.extend(known(argument).map(|set| (part, set)));
        }
        return vec![(c, parts)];
    }
    let mut found = taken_part(clusters, r, proposition, told);
    let others = proposition.subject.iter().chain(&proposition.arguments);
    let Some(object) = proposition.object.as_ref().and_then(filler) else { return found };
    let c = groups.chain(r, object);
    if !told.contains_key(&c) {
        return found;
    }
    // "He wrote a letter", and "his letter", from which follows that he wrote it.
    let noun = groups.ontology.noun(&head(&record.mentions[object]));
    let made = noun.and_then(|noun| noun.creator.as_ref()) == Some(&proposition.predicate.lemma);
    let parts = others.filter_map(|argument| {
        let is_subject = proposition.subject.as_ref() == Some(argument);
        let part = match argument.role {
            _ if is_subject => {
                if made {
                    Part::Agent
                } else {
                    Part::Other
                }
            }
            Role::Source => Part::Agent,
            Role::Recipient => Part::Patient,
            _ => Part::Other,
        };
        Some((part, known(argument)?))
    });
    found.push((c, parts.collect()));
    found
}

fn filler(argument: &Argument) -> Option<usize> {
    match argument.filler {
        Filler::Mention(m) => Some(m),
        _ => None,
    }
}

/// The set of a mention, if it is a person, place or organization that some name makes known beyond its document.
fn known(clusters: &Clusters, r: usize, mention: usize) -> Option<usize> {
    let set = clusters.find(clusters.groups.group(r, mention));
    let sort = clusters.groups.groups[set].sort;
    let named = clusters.is_named(set) && matches!(sort, Sort::Person | Sort::Place | Sort::Organization);
    named.then_some(set)
}

/// "X and Y met for a summit", "at the summit, Y promised": who meets for it or acts at it takes part in it.
fn taken_part(
    clusters: &Clusters,
    r: usize,
    proposition: &Proposition,
    told: &BTreeMap<usize, usize>,
) -> Vec<(usize, Vec<(Part, usize)>)> {
    let groups = clusters.groups;
    let symmetric = groups.ontology.predicate(&proposition.predicate.lemma).is_some_and(|p| p.symmetric);
    let known = |argument: &Argument| known(clusters, r, filler(argument)?);
    let occasion = |argument: &Argument| {
        let (m, marker) = (filler(argument)?, argument.marker.as_deref()?);
        let c = groups.chain(r, m);
        let event = groups.records[r].mentions[m].entity_type == EntityType::Event;
        let at = matches!(marker, "at" | "during") || symmetric && marker == "for";
        (event && at && told.contains_key(&c)).then_some(c)
    };
    let parts = || -> Vec<(Part, usize)> {
        let subject = proposition.subject.as_ref().and_then(known);
        if !symmetric {
            return subject.map(|set| (Part::Other, set)).into_iter().collect();
        }
        let object = proposition.object.as_ref().and_then(known);
        let others = proposition.arguments.iter().filter_map(|argument| match argument.role {
            Role::Companion => Some((Part::Agent, known(argument)?)),
            Role::Place => Some((Part::Place, known(argument)?)),
            _ => None,
        });
        subject.into_iter().chain(object).map(|set| (Part::Agent, set)).chain(others).collect()
    };
    proposition.arguments.iter().filter_map(occasion).map(|c| (c, parts())).collect()
}

/// "the Trump-Kim summit", "the Singapore summit": who and what the noun's own words name.
fn named_within(clusters: &Clusters, r: usize, c: usize) -> Vec<(Part, usize)> {
    let record = &clusters.groups.records[r];
    let nominals = record.chains[c].mentions.iter().map(|&m| &record.mentions[m]);
    let mut parts = Vec::new();
    for noun in nominals.filter(|m| m.kind == MentionKind::Nominal) {
        for m in mention::in_sentence(&record.mentions, noun.sentence) {
            let inner = &record.mentions[m];
            if inner.kind == MentionKind::Name && noun.span.contains(inner.span) && inner.span != noun.span {
                let part = if inner.entity_type == EntityType::Person { Part::Agent } else { Part::Other };
                parts.extend(known(clusters, r, m).map(|set| (part, set)));
            }
        }
    }
    parts
}

fn link(clusters: &Clusters, companions: &Companions, a: &Occurrence, b: &Occurrence) -> Option<Link> {
    let record = |o: &Occurrence| clusters.groups.groups[o.group].chains[0].0;
    if a.sort != b.sort || a.heads.is_disjoint(&b.heads) {
        return None;
    }
    let shared = |part: Part| match (a.parts.get(&part), b.parts.get(&part)) {
        (Some(x), Some(y)) => x.intersection(y).count(),
        _ => 0,
    };
    let agents = shared(Part::Agent);
    let all: fn(&Occurrence) -> BTreeSet<usize> = |o| o.parts.values().flatten().copied().collect();
    let common: Vec<usize> = all(a).intersection(&all(b)).copied().collect();
    let in_part = agents + shared(Part::Patient) + shared(Part::Place);
    // Who wrote it is what a writing is known by.
    if a.sort == Sort::Document && agents == 0 || common.len() < 2 {
        return None;
    }
    // In hundredths, so that sums are exact.
    let mut score = 50 + 10 * in_part.min(3) + 5 * (common.len().saturating_sub(in_part)).min(2);
    let mut why: Vec<String> = common.iter().map(|&set| clusters.groups.groups[set].label.clone()).collect();
    why.sort_unstable();
    let mut why = format!("both with {}", why.join(" and "));
    if let (Some((p, q)), Some((s, t))) = (a.times, b.times)
        && p <= t
        && s <= q
    {
        score += 15;
        why.push_str(", at the same time");
    }
    if companions.is_one_story(record(a), record(b)) {
        score += 25;
        why.push_str(", in stories on the same");
    }
    score = match (a.published, b.published) {
        (Some(x), Some(y)) => {
            let days = (x - y).get_days().abs();
            why.push_str(&format!(", told {days} days apart"));
            match days {
                ..=3 => score + 10,
                4..=7 => score + 5,
                8..=NEWS => score,
                _ => score - 30,
            }
        }
        // Nothing says that it was not another time.
        _ => score - 10,
    };
    let rule = if a.sort == Sort::Document { SAME_WRITING } else { SAME_EVENT };
    let noun = a.heads.intersection(&b.heads).next().map_or("", |(head, _)| head.as_str());
    Some(Link {
        a: a.group,
        b: b.group,
        rule,
        score: score.min(95) as f64 / 100.0,
        evidence: format!("\"{noun}\": {why}"),
    })
}
