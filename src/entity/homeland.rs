//! Whose a bare title of state is: "Prime Minister X" in a story from Athens, "President Y" beside "Sen. Z, R-Ky.".
//!
//! News leaves the country out where its readers know it. Three things in a document tell it: legislators with party and
//! state, who stand for the writer's own country; the place where the story was filed, if the document names that country more
//! than any other and no institution of another; and the country of the document's other offices of the title, if the
//! document names it more than any other. A country gets no title that its constitution lacks.

use std::collections::BTreeMap;

use super::Chain;
use crate::document::{Document, PartKind, dateline};
use crate::language::{Deprel, Sentence};
use crate::mention::{self, Mention, MentionKind};
use crate::ontology::{EntityType, Office, Ontology, Seat};
use crate::span::IndexedText;

/// Titles that clubs and firms give, too: of a state only where they stand capitalised before a name, or are held no more or
/// for a time.
const OF_MANY: &[&str] =
    &["president", "chancellor", "minister", "secretary", "director", "governor", "speaker", "leader"];

/// Titles that begin or end so are given by a government of ministers, as that of no country whose legislators are known by
/// party and state.
const OF_CABINETS: &[&str] = &["minister", "premier", "chancellor", "taoiseach"];

/// Those whom news names without a country, whosoever they are (envoys, whose post says where they are, and monarchs), and
/// those of whom a state has several.
pub(super) const OF_ANY: &[&str] = &[
    "ambassador", "attaché", "baron", "baroness", "candidate", "charge", "commander", "consul", "counsellor",
    "countess", "crown", "diplomat", "duchess", "duke", "earl", "emir", "emissary", "emperor", "empress", "envoy",
    "governor", "intendant", "kaiser", "king", "lord", "monarch", "prefect", "prince", "princess", "queen", "regent",
    "representative", "ruler", "shah", "sheikh", "sovereign", "sultan", "tsar", "tsarina", "viceroy", "voivode",
    "wali",
];

/// Titles that one person of a state bears at a time, beside those of ministers with a field.
pub(super) const SINGLE: &[&str] =
    &["president", "vice president", "prime minister", "chancellor", "attorney general", "secretary of state"];

/// "Foreign minister": a minister of one field.
pub(super) fn is_of_field(office: &Office) -> bool {
    office.title.ends_with(" minister") && office.seat == Some(Seat::Country)
}

/// The rule by which a title stands before its holder's name.
const BEFORE_NAME: &str = "office-before-name";

/// A country that a story without a dateline names so often, and so many times as often as any other, is its own.
const CLEAR: usize = 4;

/// Notes for each office of a state whose words name no owner a mention of the country whose it is: the one that the
/// document takes for granted, else the one that owns its other offices of that title and is named most.
pub fn assign(
    document: &Document,
    sentences: &[Sentence],
    mentions: &mut [Mention],
    chains: &[Chain],
    ontology: &Ontology,
) {
    let mut chain_of = vec![0; mentions.len()];
    for (c, chain) in chains.iter().enumerate() {
        for &m in &chain.mentions {
            chain_of[m] = c;
        }
    }
    let told = Told::new(mentions, &chain_of, ontology);
    let named = |country: &str| {
        let is_home = |m: &Mention| m.entity_type == EntityType::Country && m.canonical.as_deref() == Some(country);
        mentions.iter().position(is_home)
    };
    let states = country_of_states(mentions, ontology);
    let home = states.or_else(|| homeland(document, mentions, ontology)).and_then(named);
    let foremost = foremost(mentions).filter(|foremost| foremost.count > foremost.next);
    let is_foremost =
        |m: &Mention| foremost.as_ref().is_some_and(|foremost| m.canonical.as_deref() == Some(foremost.country));
    let bare: Vec<(usize, usize)> = (0..mentions.len())
        .filter(|&m| is_bare(&mentions[m], sentences, ontology))
        .filter_map(|m| {
            let office = &mentions[m];
            let of_cabinet =
                office.title.as_deref().is_some_and(|title| title.split(' ').any(|w| OF_CABINETS.contains(&w)));
            let home = home.filter(|_| states.is_none() || !of_cabinet);
            let other = told.owner(office.title.as_deref()?).filter(|&owner| is_foremost(&mentions[owner]));
            let owner = match (home, other) {
                // "President X" beside the president of another country is the writer's; a former one may be either's.
                (Some(home), Some(other)) if chain_of[home] != chain_of[other] => {
                    Some(home).filter(|_| office.rule == BEFORE_NAME && office.status.is_empty())
                }
                (home, other) => home.or(other),
            }?;
            let abroad = places_in(mentions, sentences, office.sentence).any(|place| {
                country_of(place, ontology).is_some_and(|c| Some(c) != mentions[owner].canonical.as_deref())
            });
            let lacks = mentions[owner]
                .canonical
                .as_deref()
                .zip(office.title.as_deref())
                .is_some_and(|(country, title)| ontology.lacks_office(country, title));
            if abroad || lacks {
                return None;
            }
            told.allows(office, office.holder.map(|h| chain_of[h]), chain_of[owner]).then_some((m, owner))
        })
        .collect();
    for (m, owner) in bare {
        mentions[m].home = Some(owner);
    }
    let owned: Vec<(usize, usize)> = (0..mentions.len())
        .filter_map(|m| Some((m, owner_of_possessor(m, sentences, mentions, chains, &chain_of, ontology)?)))
        .collect();
    for (m, owner) in owned {
        mentions[m].home = Some(owner);
    }
}

/// "Its foreign minister", "her economy minister": the country that the possessor is, or whose office the possessor holds.
fn owner_of_possessor(
    m: usize,
    sentences: &[Sentence],
    mentions: &[Mention],
    chains: &[Chain],
    chain_of: &[usize],
    ontology: &Ontology,
) -> Option<usize> {
    let office = &mentions[m];
    let title = office.title.as_deref().and_then(|title| ontology.office(title))?;
    let of_state = title.seat == Some(Seat::Country) && !title.rank;
    if office.entity_type != EntityType::Office || office.jurisdiction.is_some() || !of_state {
        return None;
    }
    let tree = &sentences[office.sentence];
    let above = tree.tokens[office.head].head.filter(|_| office.rule == BEFORE_NAME);
    let possessor = [Some(office.head), above].into_iter().flatten().find_map(|h| tree.child(h, Deprel::NmodPoss))?;
    let here = mention::in_sentence(mentions, office.sentence);
    let possessor = here.into_iter().find(|&p| p != m && mentions[p].head == possessor)?;
    let chain = &chains[chain_of[possessor]];
    let country = |&j: &usize| mentions[j].entity_type == EntityType::Country && mentions[j].kind == MentionKind::Name;
    let owner = match chain.entity_type {
        EntityType::Country => chain.mentions.iter().copied().find(country),
        EntityType::Person => {
            let held = |o: &&Mention| o.holder.is_some_and(|h| chain_of[h] == chain_of[possessor]);
            let own = mentions.iter().filter(|o| o.entity_type == EntityType::Office).filter(held);
            own.filter_map(|o| o.jurisdiction.or(o.home)).find(country)
        }
        _ => None,
    }?;
    let lacks = mentions[owner].canonical.as_deref().is_some_and(|c| ontology.lacks_office(c, &title.title));
    (!lacks).then_some(owner)
}

/// The countries and cities where a sentence says that something happens: "In Warsaw, Prime Minister X said".
pub(super) fn places_in<'a>(
    mentions: &'a [Mention],
    sentences: &'a [Sentence],
    sentence: usize,
) -> impl Iterator<Item = &'a Mention> {
    let tree = &sentences[sentence];
    let inside = move |m: &&Mention| {
        let case = tree.child(m.head, Deprel::Case).map(|c| tree.tokens[c].form.to_lowercase());
        m.kind == MentionKind::Name && m.entity_type.is_place() && case.as_deref() == Some("in")
    };
    mentions[mention::in_sentence(mentions, sentence)].iter().filter(inside)
}

fn country_of<'a>(place: &Mention, ontology: &'a Ontology) -> Option<&'a str> {
    let name = place.canonical.as_deref()?;
    let country = ontology.country(name).or_else(|| ontology.country_by_capital(name)).map(|c| c.name.as_str());
    country.or_else(|| ontology.place(name)?.country.as_deref())
}

/// An office whose owner the words beside it tell.
struct Owned {
    /// The owner's mention and chain.
    owner: usize,
    country: usize,
    /// The holder's chain.
    holder: Option<usize>,
    /// Whether the owner is a country.
    of_state: bool,
    /// Whether it is held now.
    current: bool,
}

/// The offices of a document whose owner is told, by title.
struct Told<'a> {
    offices: BTreeMap<&'a str, Vec<Owned>>,
    ontology: &'a Ontology,
}

impl<'a> Told<'a> {
    fn new(mentions: &'a [Mention], chain_of: &[usize], ontology: &'a Ontology) -> Self {
        let mut told: BTreeMap<&str, Vec<Owned>> = BTreeMap::new();
        for m in mentions.iter().filter(|m| m.entity_type == EntityType::Office) {
            if let (Some(title), Some(owner)) = (m.title.as_deref(), m.jurisdiction) {
                let (country, holder) = (chain_of[owner], m.holder.map(|h| chain_of[h]));
                let of_state = mentions[owner].entity_type == EntityType::Country;
                let current = m.status.is_empty();
                told.entry(title).or_default().push(Owned { owner, country, holder, of_state, current });
            }
        }
        Self { offices: told, ontology }
    }

    /// The only country that owns offices of a title.
    fn owner(&self, title: &str) -> Option<usize> {
        let mut of_states = self.offices.get(title)?.iter().filter(|office| office.of_state);
        let first = of_states.next()?;
        of_states.all(|office| office.country == first.country).then_some(first.owner)
    }

    /// Whether a bare office can be the owner's: its holder is not told to hold one by the same title, and a country has one
    /// president and one minister of a field at a time.
    fn allows(&self, office: &Mention, holder: Option<usize>, owner: usize) -> bool {
        let only_one = office
            .title
            .as_deref()
            .is_some_and(|title| SINGLE.contains(&title) || self.ontology.office(title).is_some_and(is_of_field))
            && office.status.is_empty();
        let mut offices = office.title.as_deref().and_then(|title| self.offices.get(title)).into_iter().flatten();
        offices.all(|told| {
            let same = holder.is_some() && told.holder == holder;
            let another = only_one && told.current && told.country == owner;
            !(same || another)
        })
    }
}

/// Whether an office is one of a state and no word beside it tells whose.
fn is_bare(m: &Mention, sentences: &[Sentence], ontology: &Ontology) -> bool {
    let Some(office) = m.title.as_deref().and_then(|title| ontology.office(title)) else { return false };
    let tree = &sentences[m.sentence];
    let stands_before = m.rule == BEFORE_NAME && m.text.starts_with(char::is_uppercase);
    m.entity_type == EntityType::Office
        && m.kind == MentionKind::Name
        && m.jurisdiction.is_none()
        && m.holder.is_some()
        && m.rule != "office-tenure"
        && office.seat == Some(Seat::Country)
        && !office.rank
        && !office.title.split(' ').any(|word| OF_ANY.contains(&word))
        && (stands_before || !m.status.is_empty() || !OF_MANY.contains(&office.title.as_str()))
        && tree.child(m.head, Deprel::NmodPoss).is_none()
        && tree.child(m.head, Deprel::Nmod).is_none_or(|n| n < m.head)
}

/// The country of the first legislator who is named with party and state.
fn country_of_states<'a>(mentions: &[Mention], ontology: &'a Ontology) -> Option<&'a str> {
    let states = mentions.iter().filter(|m| m.rule == "party-and-state" && m.entity_type == EntityType::State);
    let mut countries = states.filter_map(|m| ontology.place(m.canonical.as_deref()?)?.country.as_deref());
    countries.next()
}

/// The country that the document takes for granted by where it was filed and what it names; see the module.
fn homeland<'a>(document: &Document, mentions: &[Mention], ontology: &'a Ontology) -> Option<&'a str> {
    let Foremost { country, count, next } = foremost(mentions)?;
    let clear = match filed_from(document, ontology) {
        Some(_) if sent_from_abroad(document, ontology) => return None,
        Some(filed) => filed == country && count > next,
        None => count >= CLEAR && count >= CLEAR * next,
    };
    // A correspondent abroad writes for readers at home.
    let elsewhere = mentions.iter().filter_map(|m| institution_of(m, ontology)).any(|other| other != country);
    let country = ontology.country(country)?.name.as_str();
    (clear && !elsewhere).then_some(country)
}

/// Whether the byline says where the writer is, as those of correspondents do: "X in Moscow", "X, Moscow correspondent".
fn sent_from_abroad(document: &Document, ontology: &Ontology) -> bool {
    let text = IndexedText::new(&document.text);
    document.parts.iter().filter(|part| part.kind == PartKind::Byline).any(|part| {
        let words: Vec<&str> = text.slice(part.span).split_whitespace().collect();
        let stationed = |pair: &[&str]| {
            let place = pair[1].trim_matches(|c: char| !c.is_alphanumeric());
            pair[0].eq_ignore_ascii_case("in") && of_place(place, ontology).is_some()
        };
        let correspondent = |word: &&str| word.to_lowercase().starts_with("correspondent");
        words.windows(2).any(stationed) || words.iter().any(correspondent)
    })
}

/// The country that a document names most.
struct Foremost<'a> {
    country: &'a str,
    /// How often, and how often the next.
    count: usize,
    next: usize,
}

fn foremost(mentions: &[Mention]) -> Option<Foremost<'_>> {
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    let countries = mentions.iter().filter(|m| m.entity_type == EntityType::Country && m.kind == MentionKind::Name);
    for country in countries.filter_map(|m| m.canonical.as_deref()) {
        *named.entry(country).or_default() += 1;
    }
    let mut by_count: Vec<(usize, &str)> = named.into_iter().map(|(country, n)| (n, country)).collect();
    by_count.sort_unstable_by(|a, b| b.cmp(a));
    let (count, country) = *by_count.first()?;
    Some(Foremost { country, count, next: by_count.get(1).map_or(0, |(n, _)| *n) })
}

/// The country of a state or body that the words name without saying whose; names that many countries' bodies have tell
/// nothing.
fn institution_of<'a>(m: &Mention, ontology: &'a Ontology) -> Option<&'a str> {
    let name = m.canonical.as_deref()?;
    match m.entity_type {
        EntityType::State => ontology.place(name)?.country.as_deref(),
        EntityType::GovernmentBody | EntityType::Party => {
            let common = |word: &str| {
                let word = word.to_lowercase();
                ontology.organization_words(&word).is_some()
                    || ontology.office_modifier(&word)
                    || ontology.noun(&word).is_some()
                    || ontology.nominalization(&word).is_some()
                    || word == "of"
            };
            let organization = ontology.organization(name).filter(|_| !m.text.split(' ').all(common))?;
            organization.country.as_deref()
        }
        _ => None,
    }
}

/// The country of the place where a story was filed.
pub fn filed_from<'a>(document: &Document, ontology: &'a Ontology) -> Option<&'a str> {
    let text = IndexedText::new(&document.text);
    document.parts.iter().find_map(|part| {
        let words = text.slice(part.span);
        match part.kind {
            PartKind::Dateline => of_place(words, ontology),
            _ => of_place(&words[dateline::find(words)?.range], ontology),
        }
    })
}

/// The country of the city that a dateline begins with.
fn of_place<'a>(dateline: &str, ontology: &'a Ontology) -> Option<&'a str> {
    let city = dateline.split([',', '(', '/', '-', '–', '—']).next()?.trim();
    let words: Vec<String> = city.to_lowercase().split_whitespace().map(capitalised).collect();
    let city = words.join(" ");
    let capital = ontology.country_by_capital(&city).map(|country| country.name.as_str());
    capital.or_else(|| ontology.place(&city)?.country.as_deref())
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Part;
    use crate::span::Span;

    #[test]
    fn bylines_tell_of_correspondents() {
        let abroad = |words: &str| {
            let mut document = Document::of_prose("story.txt", words.to_owned());
            document.parts = vec![Part { kind: PartKind::Byline, span: Span::new(0, words.chars().count()) }];
            sent_from_abroad(&document, Ontology::builtin())
        };
        assert!(abroad("By Jane Doe in Moscow") && abroad("Jane Doe, Warsaw correspondent"));
        assert!(!abroad("By Jane Doe") && !abroad("By Jane Doe in haste"));
    }

    #[test]
    fn ministers_of_a_field_are_one_of_a_state() {
        let of_field = |title: &str| Ontology::builtin().office(title).is_some_and(is_of_field);
        assert!(of_field("foreign minister") && !of_field("senator"));
    }
}
