//! Which events and writings without a name, told in several documents, are one: the same noun, the same people in the same
//! parts, at a time that agrees. Precision first: what is likely but not sure is a proposal.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};

use super::companions::{Companions, in_common};
use super::group::{Place, Sort};
use super::merging::{Clusters, Link};
use super::reading::{Reading, filler, sorted};
use super::traits::{NEWS, Part, Traits};
use crate::mention::{self, Mention, MentionKind, Number};
use crate::ontology::EntityType;
use crate::packed::Packable;
use crate::proposition::{Argument, Proposition, Role};
use crate::rule::Rule;

const SAME_EVENT: Rule =
    Rule::new("same-event", "the same noun with the same participants at the same time is one event");
const SAME_WRITING: Rule =
    Rule::new("same-writing", "the same noun with the same writer and addressee at the same time is one writing");

pub(super) const RULES: &[Rule] = &[SAME_EVENT, SAME_WRITING];

/// With so many stories that come after it in its block, by day, one is compared.
const NEIGHBOURS: usize = 12;

/// What it adds to the likelihood of two tellings, in hundredths, that they stand in stories on the same.
const ONE_STORY: i32 = 25;

/// What a document tells of an event or writing without a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    pub chain: usize,
    /// The nouns for it; sorted.
    heads: Vec<(String, Number)>,
    /// Who and what takes which part, as chains; sorted.
    parts: Vec<(Part, usize)>,
    times: Option<(Date, Date)>,
}

impl Told {
    /// The same with other numbers of chains; nothing where the chain itself has none. `number` gives the other.
    pub fn numbered(self, number: impl Fn(usize) -> Option<usize>) -> Option<Self> {
        let parts = self.parts.into_iter().filter_map(|(part, chain)| Some((part, number(chain)?)));
        Some(Self { chain: number(self.chain)?, heads: self.heads, parts: parts.collect(), times: self.times })
    }
}

impl Packable for Vec<Told> {
    type Of<'s> = Self;
}

/// What a document tells, with the sets that take part as far as some name makes them known beyond it.
struct Occurrence {
    group: usize,
    sort: Sort,
    told: Told,
    /// Sorted.
    parts: Vec<(Part, usize)>,
    /// All that take part, sorted.
    known: Vec<usize>,
    published: Option<Date>,
}

pub(super) fn merge(clusters: &mut Clusters) {
    let occurrences = occurrences(clusters);
    let companions = Companions::new(clusters);
    let links: Vec<Link> = pairs(clusters, &occurrences)
        .into_par_iter()
        .filter_map(|(a, b)| link(clusters, &companions, &occurrences[a], &occurrences[b]))
        .collect();
    let linked: FxHashSet<usize> = links.iter().flat_map(|link| [link.a, link.b]).map(|g| clusters.find(g)).collect();
    for Occurrence { group, told, parts, published, .. } in occurrences {
        if !linked.contains(&clusters.find(group)) {
            continue;
        }
        let mut taken: BTreeMap<Part, BTreeSet<usize>> = BTreeMap::new();
        for (part, set) in parts {
            taken.entry(part).or_default().insert(set);
        }
        let (r, _) = clusters.groups.chains(group)[0];
        let published = published.map(|day| (day, day));
        let told = Traits { parts: taken, published, stories: [r].into(), times: told.times, ..Traits::default() };
        clusters.note(group, told);
    }
    clusters.apply(links);
}

/// Which occurrences are compared, sorted: those with a noun and two who take part in common, each with the next of them by day.
fn pairs(clusters: &Clusters, occurrences: &[Occurrence]) -> Vec<(usize, usize)> {
    let mut by_day: Vec<usize> = (0..occurrences.len()).collect();
    by_day.sort_by_cached_key(|&o| (occurrences[o].published, clusters.groups.rank(occurrences[o].group)));
    let mut heads: HashMap<&str, usize> = HashMap::new();
    let mut blocks: Vec<([usize; 3], usize)> = Vec::new();
    for (place, &o) in by_day.iter().enumerate() {
        let Occurrence { told, known, .. } = &occurrences[o];
        let nouns: BTreeSet<&str> = told.heads.iter().map(|(head, _)| head.as_str()).collect();
        for noun in nouns {
            let number = heads.len();
            let noun = *heads.entry(noun).or_insert(number);
            for (n, &a) in known.iter().enumerate() {
                blocks.extend(known[n + 1..].iter().map(|&b| ([noun, a, b], place)));
            }
        }
    }
    blocks.par_sort_unstable();
    let mut pairs = Vec::new();
    for block in blocks.chunk_by(|(a, _), (b, _)| a == b) {
        for (n, &(_, place)) in block.iter().enumerate() {
            let a = by_day[place];
            let next = block[n + 1..].iter().take(NEIGHBOURS).map(|&(_, place)| by_day[place]);
            pairs.extend(next.map(|b| (a.min(b), a.max(b))));
        }
    }
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

fn occurrences(clusters: &Clusters) -> Vec<Occurrence> {
    let groups = clusters.groups;
    let mut found = Vec::new();
    for (r, excerpt) in groups.excerpts.iter().enumerate() {
        for told in excerpt.occurrences.unpack() {
            let Some(group) = groups.group((r, told.chain)) else { continue };
            let parts = told.parts.iter().filter_map(|&(part, chain)| Some((part, known(clusters, (r, chain))?)));
            let parts = sorted(parts.collect());
            if parts.len() > 1 {
                let sort = groups.sort(group);
                let known = sorted(parts.iter().map(|&(_, set)| set).collect());
                found.push(Occurrence { group, sort, told, parts, known, published: excerpt.published });
            }
        }
    }
    found
}

/// The set of a chain, if it is a person, place or organization that some name makes known beyond its document.
fn known(clusters: &Clusters, place: Place) -> Option<usize> {
    let set = clusters.find(clusters.groups.group(place)?);
    let sort = clusters.groups.sort(set);
    let named = clusters.is_named(set) && matches!(sort, Sort::Person | Sort::Place | Sort::Organization);
    named.then_some(set)
}

/// What a document tells of its events and writings without a name.
pub(super) fn told(reading: &Reading) -> Vec<Told> {
    let record = reading.record;
    let is_told = |c: usize| {
        let entity_type = record.chains[c].entity_type;
        (entity_type == EntityType::Event || Sort::of(entity_type) == Sort::Document) && !reading.is_named(c)
    };
    let mut here: BTreeMap<usize, Told> = (0..record.chains.len())
        .filter(|&c| is_told(c))
        .map(|c| {
            let heads = reading.mentions(c).filter(|m| m.kind == MentionKind::Nominal).map(|m| (head(m), m.number));
            let parts = named_within(reading, c);
            (c, Told { chain: c, heads: sorted(heads.collect()), parts, times: None })
        })
        .collect();
    if here.is_empty() {
        return Vec::new();
    }
    let chains: BTreeSet<usize> = here.keys().copied().collect();
    for proposition in &record.propositions {
        for (c, parts) in tells(reading, proposition, &chains) {
            let Some(told) = here.get_mut(&c) else { continue };
            told.parts.extend(parts);
            if let Some(time) = &proposition.time {
                let (start, end) = (time.value.start, time.value.end);
                told.times = Some(told.times.map_or((start, end), |(a, b)| (a.min(start), b.max(end))));
            }
        }
    }
    here.into_values().map(|told| Told { parts: sorted(told.parts), ..told }).collect()
}

/// The noun that heads a mention.
fn head(mention: &Mention) -> String {
    let words: Vec<&str> = mention.text.split(' ').collect();
    let whole = words.len() == mention.end - mention.first;
    let head = if whole { words.get(mention.head - mention.first) } else { words.last() };
    head.or(words.last()).map_or_else(String::new, |word| word.to_lowercase())
}

/// Of some occurrences those of which a proposition tells, and who takes which part in them; chains.
fn tells(reading: &Reading, proposition: &Proposition, told: &BTreeSet<usize>) -> Vec<(usize, Vec<(Part, usize)>)> {
    let (record, ontology) = (reading.record, reading.ontology);
    let chain = |argument: &Argument| filler(argument).map(|m| reading.chain(m));
    // "Trump's visit to Cuba": the noun itself is the predicate.
    let noun = mention::in_sentence(&record.mentions, proposition.sentence).find(|&m| {
        let m = &record.mentions[m];
        m.kind == MentionKind::Nominal && m.span.contains(proposition.predicate.span)
    });
    if let Some(c) = noun.map(|m| reading.chain(m)).filter(|c| told.contains(c)) {
        let symmetric = ontology.predicate(&proposition.predicate.lemma).is_some_and(|p| p.symmetric);
        let mut parts = Vec::new();
        parts.extend(proposition.subject.as_ref().and_then(chain).map(|chain| (Part::Agent, chain)));
        let patient = if symmetric { Part::Agent } else { Part::Patient };
        parts.extend(proposition.object.as_ref().and_then(chain).map(|chain| (patient, chain)));
        for argument in &proposition.arguments {
            let part = match argument.role {
                Role::Companion if symmetric => Part::Agent,
                Role::Destination | Role::Place => Part::Place,
                Role::Recipient | Role::Topic => Part::Patient,
                _ => Part::Other,
            };
            parts.extend(chain(argument).map(|chain| (part, chain)));
        }
        return vec![(c, parts)];
    }
    let mut found = taken_part(reading, proposition, told);
    let others = proposition.subject.iter().chain(&proposition.arguments);
    let Some(object) = proposition.object.as_ref().and_then(filler) else { return found };
    let c = reading.chain(object);
    if !told.contains(&c) {
        return found;
    }
    // "He wrote a letter", and "his letter", from which follows that he wrote it.
    let noun = ontology.noun(&head(&record.mentions[object]));
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
        Some((part, chain(argument)?))
    });
    found.push((c, parts.collect()));
    found
}

/// "X and Y met for a summit", "at the summit, Y promised": who meets for it or acts at it takes part in it.
fn taken_part(
    reading: &Reading,
    proposition: &Proposition,
    told: &BTreeSet<usize>,
) -> Vec<(usize, Vec<(Part, usize)>)> {
    let symmetric = reading.ontology.predicate(&proposition.predicate.lemma).is_some_and(|p| p.symmetric);
    let chain = |argument: &Argument| filler(argument).map(|m| reading.chain(m));
    let occasion = |argument: &Argument| {
        let (m, marker) = (filler(argument)?, argument.marker.as_deref()?);
        let c = reading.chain(m);
        let event = reading.record.mentions[m].entity_type == EntityType::Event;
        let at = matches!(marker, "at" | "during") || symmetric && marker == "for";
        (event && at && told.contains(&c)).then_some(c)
    };
    let parts = || -> Vec<(Part, usize)> {
        let subject = proposition.subject.as_ref().and_then(chain);
        if !symmetric {
            return subject.map(|chain| (Part::Other, chain)).into_iter().collect();
        }
        let object = proposition.object.as_ref().and_then(chain);
        let others = proposition.arguments.iter().filter_map(|argument| match argument.role {
            Role::Companion => Some((Part::Agent, chain(argument)?)),
            Role::Place => Some((Part::Place, chain(argument)?)),
            _ => None,
        });
        subject.into_iter().chain(object).map(|chain| (Part::Agent, chain)).chain(others).collect()
    };
    proposition.arguments.iter().filter_map(occasion).map(|c| (c, parts())).collect()
}

/// "the Trump-Kim summit", "the Singapore summit": who and what the noun's own words name.
fn named_within(reading: &Reading, c: usize) -> Vec<(Part, usize)> {
    let mentions = &reading.record.mentions;
    let mut parts = Vec::new();
    for noun in reading.mentions(c).filter(|m| m.kind == MentionKind::Nominal) {
        for m in mention::in_sentence(mentions, noun.sentence) {
            let inner = &mentions[m];
            if inner.kind == MentionKind::Name && noun.span.contains(inner.span) && inner.span != noun.span {
                let part = if inner.entity_type == EntityType::Person { Part::Agent } else { Part::Other };
                parts.push((part, reading.chain(m)));
            }
        }
    }
    parts
}

/// The link between two occurrences with a noun and two who take part in common, if it is likely enough for what is asked.
fn link(clusters: &Clusters, companions: &Companions, a: &Occurrence, b: &Occurrence) -> Option<Link> {
    if a.sort != b.sort {
        return None;
    }
    let mut in_part = 0;
    let mut agents = 0;
    for (part, _) in in_common(&a.parts, &b.parts) {
        agents += usize::from(*part == Part::Agent);
        in_part += usize::from(matches!(part, Part::Agent | Part::Patient | Part::Place));
    }
    // Who wrote it is what a writing is known by.
    if a.sort == Sort::Document && agents == 0 {
        return None;
    }
    let common: Vec<usize> = in_common(&a.known, &b.known).copied().collect();
    let is_one_time = matches!((a.told.times, b.told.times), (Some((p, q)), Some((s, t))) if p <= t && s <= q);
    let days = a.published.zip(b.published).map(|(x, y)| (x - y).get_days().abs());
    // In hundredths, so that sums are exact.
    let count = |n: usize, most: i32| i32::try_from(n).unwrap_or(most).min(most);
    let score = 50 + 10 * count(in_part, 3) + 5 * count(common.len().saturating_sub(in_part), 2);
    let score = score + if is_one_time { 15 } else { 0 };
    let score = match days {
        Some(..=3) => score + 10,
        Some(4..=7) => score + 5,
        Some(8..=NEWS) => score,
        Some(_) => score - 30,
        // Nothing says that it was not another time.
        None => score - 10,
    };
    let likelihood = |score: i32| f64::from(score.min(95)) / 100.0;
    // Most pairs fail by what is found out with the least effort.
    if likelihood(score + ONE_STORY) < clusters.least() {
        return None;
    }
    // "The summit" is not one of "the summits".
    let noun = a.told.heads.iter().find(|head| b.told.heads.binary_search(head).is_ok())?;
    let record = |o: &Occurrence| clusters.groups.chains(o.group)[0].0;
    let is_one_story = companions.is_one_story(record(a), record(b));
    let score = likelihood(score + if is_one_story { ONE_STORY } else { 0 });
    if score < clusters.least() {
        return None;
    }
    let evidence = clusters.tell(|| in_words(clusters, &noun.0, &common, is_one_time, is_one_story, days));
    let rule = if a.sort == Sort::Document { SAME_WRITING } else { SAME_EVENT };
    Some(Link { a: a.group, b: b.group, rule, score, evidence })
}

/// What speaks for two occurrences being one.
fn in_words(
    clusters: &Clusters,
    noun: &str,
    common: &[usize],
    is_one_time: bool,
    is_one_story: bool,
    days: Option<i32>,
) -> String {
    let mut labels: Vec<&str> = common.iter().map(|&set| clusters.groups.label(set)).collect();
    labels.sort_unstable();
    let mut evidence = format!("\"{noun}\": both with {}", labels.join(" and "));
    if is_one_time {
        evidence.push_str(", at the same time");
    }
    if is_one_story {
        evidence.push_str(", in stories on the same");
    }
    if let Some(days) = days {
        evidence.push_str(&format!(", told {days} days apart"));
    }
    evidence
}
