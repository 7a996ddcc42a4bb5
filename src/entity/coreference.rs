//! Coreference within a document, in passes from sure to less sure: names, offices, titles, nominals, pronouns.
//!
//! The passes follow the sieve of Lee et al. (Computational Linguistics 39:4, 2013): each sees what the ones before joined.

use std::collections::{BTreeMap, HashMap};

use super::person_name::PersonName;
use super::{Chain, Link, pronoun};
use crate::language::{Deprel, Sentence};
use crate::mention::consistency::letters;
use crate::mention::quotation::Quotation;
use crate::mention::{self, Mention, MentionKind, Number, is_person_title};
use crate::ontology::{EntityType, Gender};
use crate::rule::Rule;

const SAME_NAME: Rule = Rule::new("same-name", "the same name in one document is one thing");
const SHORT_NAME: Rule = Rule::new("short-name", "a surname stands for the full name that ends with it");
const HANDLE: Rule = Rule::new("handle-of-name", "an account whose name is somebody's name in one word is his");
const ACRONYM: Rule = Rule::new("acronym", "capital letters stand for the name whose words begin with them");
const PART_OF_NAME: Rule = Rule::new("part-of-name", "a shorter name is the beginning or the end of a longer one");
const SAME_OFFICE: Rule = Rule::new("same-office", "the same title with the same holder or country is one office");
const TITLE: Rule = Rule::new("title-for-holder", "a title with an article stands for the person who holds the office");
const APPOSITION: Rule = Rule::new("apposition", "a noun beside a name describes what the name names");
const SAME_HEAD: Rule = Rule::new("same-head", "a definite noun takes up the same noun before it");
const CLASS: Rule =
    Rule::new("class-noun", "a definite noun (the country, the company) takes up the last name of its class");

pub(super) const RULES: &[Rule] =
    &[SAME_NAME, SHORT_NAME, HANDLE, ACRONYM, PART_OF_NAME, SAME_OFFICE, TITLE, APPOSITION, SAME_HEAD, CLASS];

/// Sentences that a definite noun may look back over.
const REACH: usize = 4;

/// Joins the mentions of a document into chains; every mention is in exactly one, chains in order of their first mention.
pub fn chains(sentences: &[Sentence], mentions: &[Mention], quotations: &[Quotation]) -> Vec<Chain> {
    let mut clusters = Clusters::new(sentences, mentions);
    names(&mut clusters);
    people(&mut clusters);
    organizations(&mut clusters);
    appositions(&mut clusters);
    offices(&mut clusters);
    for (m, mention) in mentions.iter().enumerate() {
        match mention.kind {
            MentionKind::Name => {}
            MentionKind::Nominal => nominal(&mut clusters, m),
            MentionKind::Pronoun => pronoun::resolve(&mut clusters, m, quotations),
        }
    }
    clusters.into_chains()
}

/// The growing chains of one document.
pub(super) struct Clusters<'a> {
    pub(super) sentences: &'a [Sentence],
    pub(super) mentions: &'a [Mention],
    /// The first mention that each token heads.
    at: HashMap<(usize, usize), usize>,
    /// For each mention, the index of its chain in `chains`.
    chain_of: Vec<usize>,
    /// Ascending mentions; a chain that was joined to another is empty.
    chains: Vec<Vec<usize>>,
    links: Vec<Link>,
}

impl<'a> Clusters<'a> {
    fn new(sentences: &'a [Sentence], mentions: &'a [Mention]) -> Self {
        let alone = (0..mentions.len()).map(|m| vec![m]).collect();
        let mut at = HashMap::new();
        for (m, mention) in mentions.iter().enumerate() {
            at.entry((mention.sentence, mention.head)).or_insert(m);
        }
        Self { sentences, mentions, at, chain_of: (0..mentions.len()).collect(), chains: alone, links: Vec::new() }
    }

    /// The mentions of a sentence.
    pub(super) fn in_sentence(&self, sentence: usize) -> std::ops::Range<usize> {
        mention::in_sentence(self.mentions, sentence)
    }

    /// The mention that a token heads.
    pub(super) fn headed_by(&self, sentence: usize, token: usize) -> Option<usize> {
        self.at.get(&(sentence, token)).copied()
    }

    pub(super) fn same(&self, a: usize, b: usize) -> bool {
        self.chain_of[a] == self.chain_of[b]
    }

    /// Joins two mentions' chains; the link records why.
    pub(super) fn join(&mut self, mention: usize, antecedent: usize, rule: Rule) {
        let (mut into, mut from) = (self.chain_of[antecedent], self.chain_of[mention]);
        if into == from {
            return;
        }
        if self.chains[into].len() < self.chains[from].len() {
            std::mem::swap(&mut into, &mut from);
        }
        let moved = std::mem::take(&mut self.chains[from]);
        for &m in &moved {
            self.chain_of[m] = into;
        }
        self.chains[into].extend(moved);
        self.chains[into].sort_unstable();
        self.links.push(Link { mention, antecedent, rule: rule.name.to_owned() });
    }

    /// The mentions in the chain of `mention`, ascending.
    pub(super) fn members(&self, mention: usize) -> impl Iterator<Item = usize> + '_ {
        self.chains[self.chain_of[mention]].iter().copied()
    }

    /// The type that the chain's names agree on, else that of the mention.
    pub(super) fn entity_type(&self, mention: usize) -> EntityType {
        let named = self.members(mention).find(|&m| self.mentions[m].kind == MentionKind::Name);
        let nominal = self.members(mention).find(|&m| self.mentions[m].kind == MentionKind::Nominal);
        self.mentions[named.or(nominal).unwrap_or(mention)].entity_type
    }

    pub(super) fn gender(&self, mention: usize) -> Option<Gender> {
        self.members(mention).find_map(|m| self.mentions[m].gender)
    }

    pub(super) fn head_lemma(&self, mention: usize) -> String {
        let m = &self.mentions[mention];
        self.sentences[m.sentence].tokens[m.head].lemma.to_lowercase()
    }

    /// The lower-case form of the determiner or possessive before a nominal.
    pub(super) fn determiner(&self, mention: usize) -> Option<String> {
        let m = &self.mentions[mention];
        let sentence = &self.sentences[m.sentence];
        let by = |deprel| sentence.child(m.head, deprel).map(|i| sentence.tokens[i].form.to_lowercase());
        by(Deprel::Det).or_else(|| by(Deprel::NmodPoss))
    }

    fn into_chains(self) -> Vec<Chain> {
        let mut links: BTreeMap<usize, Vec<Link>> = BTreeMap::new();
        for link in self.links {
            links.entry(self.chain_of[link.mention]).or_default().push(link);
        }
        let mut chains: Vec<Chain> = self
            .chains
            .into_iter()
            .enumerate()
            .filter(|(_, mentions)| !mentions.is_empty())
            .map(|(index, mentions)| {
                let best = best_mention(self.mentions, &mentions);
                Chain {
                    entity_type: self.mentions[best].entity_type,
                    label: label(&self.mentions[best]),
                    links: links.remove(&index).unwrap_or_default(),
                    mentions,
                }
            })
            .collect();
        chains.sort_by_key(|chain| chain.mentions[0]);
        chains
    }
}

/// The mention that names a chain best: a name before a nominal before a pronoun, then the longest of the most frequent kind.
fn best_mention(all: &[Mention], chain: &[usize]) -> usize {
    let rank = |&m: &usize| {
        let mention = &all[m];
        let words = mention.text.split(' ').count();
        (std::cmp::Reverse(mention.kind), mention.canonical.is_some(), words, std::cmp::Reverse(m))
    };
    chain.iter().copied().max_by_key(rank).unwrap_or(chain[0])
}

fn label(mention: &Mention) -> String {
    mention.canonical.clone().unwrap_or_else(|| mention.text.clone())
}

fn named(clusters: &Clusters, wanted: impl Fn(&Mention) -> bool) -> Vec<usize> {
    let mentions = clusters.mentions;
    (0..mentions.len()).filter(|&m| mentions[m].kind == MentionKind::Name && wanted(&mentions[m])).collect()
}

/// The same words or the same entry of a lexicon, and the same sort of thing.
fn names(clusters: &mut Clusters) {
    let mut first: BTreeMap<(u8, String), usize> = BTreeMap::new();
    for m in named(clusters, |m| !matches!(m.entity_type, EntityType::Office)) {
        let mention = &clusters.mentions[m];
        let sort = match mention.entity_type {
            EntityType::Person => 0,
            EntityType::Date => {
                // Two "Monday"s are the same day when they have the same value.
                let Some(time) = &mention.time else { continue };
                let key = (9, format!("{}/{}", time.start, time.end));
                let earlier = *first.entry(key).or_insert(m);
                clusters.join(m, earlier, SAME_NAME);
                continue;
            }
            t if t.is_place() || t.is_organization() => 1,
            EntityType::Event => 2,
            EntityType::Document => 3,
            _ => 4,
        };
        let key = (sort, normal(mention.canonical.as_deref().unwrap_or(&mention.text)));
        let earlier = *first.entry(key).or_insert(m);
        clusters.join(m, earlier, SAME_NAME);
    }
}

/// Lower case without an article, punctuation or possessive.
pub(super) fn normal(text: &str) -> String {
    let words: Vec<String> = text
        .split_whitespace()
        .map(|w| {
            w.trim_end_matches("'s")
                .trim_end_matches("’s")
                .chars()
                .filter(|c| c.is_alphanumeric() || *c == '-')
                .collect::<String>()
                .to_lowercase()
        })
        .filter(|w| !w.is_empty() && w != "the")
        .collect();
    words.join(" ")
}

/// Full names that agree, then short names to the full name they belong to: the nearest before, else the first after.
fn people(clusters: &mut Clusters) {
    let people = named(clusters, |m| m.entity_type == EntityType::Person);
    let parsed: BTreeMap<usize, PersonName> =
        people.iter().map(|&m| (m, PersonName::parse(&clusters.mentions[m].text))).collect();
    let mut by_last: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut by_first: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (&m, name) in parsed.iter().filter(|(_, name)| name.is_full()) {
        by_last.entry(name.surname()).or_default().push(m);
        by_first.entry(name.first()).or_default().push(m);
    }
    for bearers in by_last.values() {
        let mut distinct: Vec<usize> = Vec::new();
        for &m in bearers {
            match distinct.iter().find(|e| parsed[e].agrees(&parsed[&m])) {
                Some(&earlier) => clusters.join(m, earlier, SAME_NAME),
                None => distinct.push(m),
            }
        }
    }
    for &m in people.iter().filter(|&&m| clusters.mentions[m].text.starts_with('@')) {
        let account = letters(&clusters.mentions[m].text);
        if let Some(&owner) = people.iter().find(|&&o| o != m && letters(&clusters.mentions[o].text) == account) {
            clusters.join(m, owner, HANDLE);
        }
    }
    // A full name can itself be the short form of a longer one: "Fernández de Kirchner".
    for m in people {
        let short = &parsed[&m];
        let fits = |e: &usize, family_first: bool| {
            parsed[e].parts.len() > short.parts.len()
                && parsed[e].answers_to(short, family_first)
                && genders_agree(clusters.gender(m), clusters.gender(*e))
        };
        // The nearest before, else the first behind.
        let nearest = |bearers: Option<&Vec<usize>>, family_first: bool| {
            let bearers = bearers?;
            let behind = bearers.partition_point(|&e| e < m);
            let before = bearers[..behind].iter().rev().find(|e| fits(e, family_first));
            before.or_else(|| bearers[behind..].iter().find(|e| fits(e, family_first))).copied()
        };
        let longest = |other: usize| clusters.mentions[other].text.len() <= clusters.mentions[m].text.len();
        let short_form = short.parts.len() == 1 || clusters.members(m).all(longest);
        let by_surname = || nearest(by_last.get(short.surname()), false);
        let by_family_name = || nearest(by_first.get(short.first()), true);
        if short_form && let Some(antecedent) = by_surname().or_else(by_family_name) {
            clusters.join(m, antecedent, SHORT_NAME);
        }
    }
}

fn genders_agree(a: Option<Gender>, b: Option<Gender>) -> bool {
    a.is_none() || b.is_none() || a == b
}

/// Acronyms, and shorter forms of longer names.
fn organizations(clusters: &mut Clusters) {
    let all = named(clusters, |m| {
        m.entity_type.is_organization() || matches!(m.entity_type, EntityType::Document | EntityType::Event)
    });
    // The same words are one chain already: one mention of each spelling is enough.
    let mut spellings: BTreeMap<(&str, EntityType), usize> = BTreeMap::new();
    for &m in all.iter().rev() {
        spellings.insert((&clusters.mentions[m].text, clusters.mentions[m].entity_type), m);
    }
    let mut distinct: Vec<(usize, String)> =
        spellings.into_values().map(|m| (m, normal(&clusters.mentions[m].text))).collect();
    distinct.sort_unstable();
    for (m, short) in &distinct {
        let text = &clusters.mentions[*m].text;
        let mut others = distinct.iter().filter(|(o, _)| o != m);
        if is_acronym(text) {
            let letters = text.replace('.', "");
            let spells = |o: usize| {
                initials(&clusters.mentions[o].text).contains(&letters) || in_brackets_behind(clusters, o, &letters)
            };
            if let Some((spelt, _)) = others.find(|(o, _)| !clusters.same(*m, *o) && spells(*o)) {
                clusters.join(*m, *spelt, ACRONYM);
            }
        } else if short.contains(' ') {
            let longer = others.find(|(o, long)| {
                clusters.mentions[*o].entity_type == clusters.mentions[*m].entity_type
                    && long.len() > short.len()
                    && (long.starts_with(&format!("{short} ")) || long.ends_with(&format!(" {short}")))
            });
            if let Some((longer, _)) = longer {
                clusters.join(*m, *longer, PART_OF_NAME);
            }
        }
    }
}

pub(super) fn is_acronym(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (2..=7).contains(&letters)
        && !text.contains(' ')
        && text.chars().filter(|c| c.is_uppercase()).count() * 3 >= letters * 2
}

/// "European Union" -> "EU"; with and without the small words.
pub(super) fn initials(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == '-').filter(|w| !w.is_empty()).collect();
    let all: String = words.iter().filter_map(|w| w.chars().next()).collect::<String>().to_uppercase();
    let capitals: String = words.iter().filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).collect();
    vec![capitals, all]
}

/// "the Government of National Accord (GNA)": letters in brackets stand behind some mention of the name.
fn in_brackets_behind(clusters: &Clusters, name: usize, letters: &str) -> bool {
    clusters.members(name).any(|n| {
        let n = &clusters.mentions[n];
        let tokens = &clusters.sentences[n.sentence].tokens;
        tokens.get(n.end).is_some_and(|t| t.form == "(")
            && tokens.get(n.end + 1).is_some_and(|t| t.form.replace('.', "") == letters)
    })
}

/// "Roman Protasevich, an opposition blogger": the noun describes the name; titles are offices, not descriptions.
fn appositions(clusters: &mut Clusters) {
    let mentions = clusters.mentions;
    for (m, mention) in mentions.iter().enumerate() {
        let sentence = &clusters.sentences[mention.sentence];
        if mention.kind == MentionKind::Pronoun
            || mention.entity_type == EntityType::Office
            || sentence.tokens[mention.head].deprel != Deprel::Appos
        {
            continue;
        }
        let Some(head) = sentence.tokens[mention.head].head else { continue };
        let other = clusters.in_sentence(mention.sentence).find(|&o| {
            mentions[o].head == head
                && mentions[o].kind != MentionKind::Pronoun
                && mentions[o].entity_type != EntityType::Office
        });
        if let Some(other) = other
            && compatible(mention, &mentions[other])
            && (mention.kind == MentionKind::Nominal || mentions[other].kind == MentionKind::Nominal)
        {
            clusters.join(m, other, APPOSITION);
        }
    }
}

/// Whether two mentions can be one thing by type and number.
fn compatible(a: &Mention, b: &Mention) -> bool {
    let (x, y) = (a.entity_type, b.entity_type);
    let types = x == y
        || x.is_organization() && y.is_organization()
        || x.is_place() && y.is_place()
        || matches!((x, y), (EntityType::Thing, t) | (t, EntityType::Thing) if t != EntityType::Person);
    types && a.number == b.number && genders_agree(a.gender, b.gender)
}

/// One office for the same title with the same holder, or with the same country or body.
fn offices(clusters: &mut Clusters) {
    let offices = named(clusters, |m| m.entity_type == EntityType::Office);
    for (i, &m) in offices.iter().enumerate() {
        for &earlier in &offices[..i] {
            let (a, b) = (&clusters.mentions[m], &clusters.mentions[earlier]);
            let both = |x: Option<usize>, y: Option<usize>| matches!((x, y), (Some(x), Some(y)) if clusters.same(x, y));
            let clash = matches!((a.jurisdiction, b.jurisdiction), (Some(x), Some(y)) if !clusters.same(x, y));
            if a.title == b.title && !clash && (both(a.jurisdiction, b.jurisdiction) || both(a.holder, b.holder)) {
                clusters.join(m, earlier, SAME_OFFICE);
                break;
            }
        }
    }
}

fn nominal(clusters: &mut Clusters, m: usize) {
    let mention = &clusters.mentions[m];
    if clusters.members(m).any(|o| o < m || clusters.mentions[o].kind == MentionKind::Name) {
        return;
    }
    let determiner = clusters.determiner(m);
    let article = matches!(determiner.as_deref(), Some("the" | "this" | "that" | "these" | "those" | "both"));
    let capitalised = is_person_title(mention) && mention.text.starts_with(char::is_uppercase) && determiner.is_none();
    if mention.number == Number::Singular
        && is_person_title(mention)
        && (article || capitalised)
        && let Some(holder) = holder_of_title(clusters, m)
    {
        clusters.join(m, holder, TITLE);
        return;
    }
    let possessed = determiner.is_some()
        && !article
        && !matches!(
            determiner.as_deref(),
            Some("a" | "an" | "no" | "any" | "some" | "each" | "every" | "another" | "all" | "many" | "several")
        );
    if (article || possessed)
        && let Some(earlier) = same_head(clusters, m)
    {
        clusters.join(m, earlier, SAME_HEAD);
        return;
    }
    if article
        && mention.number == Number::Singular
        && let Some(named) = class_member(clusters, m)
    {
        clusters.join(m, named, CLASS);
    }
}

/// "the president": the last person named with that title; the country must not clash.
fn holder_of_title(clusters: &Clusters, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let head = mention.title.as_deref()?.rsplit(' ').next()?.to_owned();
    let mentions = clusters.mentions;
    let office = (0..mentions.len())
        .filter(|&o| o < m && mentions[o].entity_type == EntityType::Office && mentions[o].holder.is_some());
    office
        .filter(|&o| {
            let title = mentions[o].title.as_deref().unwrap_or("");
            let same = mention.title.as_deref() == Some(title)
                || mention.title.as_deref() == Some(&head) && title.split(' ').next_back() == Some(&head);
            let clash =
                matches!((mention.jurisdiction, mentions[o].jurisdiction), (Some(x), Some(y)) if !clusters.same(x, y));
            let status = mention.status.iter().all(|s| mentions[o].status.contains(s));
            same && !clash && status
        })
        // The office of whoever was spoken of last.
        .filter_map(|o| mentions[o].holder)
        .max_by_key(|&holder| clusters.members(holder).take_while(|&x| x < m).last())
}

/// A noun with the same head before it, whose modifiers don't clash.
fn same_head(clusters: &Clusters, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    if matches!(mention.entity_type, EntityType::Date | EntityType::Quantity | EntityType::Money) {
        return None;
    }
    let lemma = clusters.head_lemma(m);
    let modifiers = |i: usize| -> Vec<String> {
        let x = &clusters.mentions[i];
        clusters.sentences[x.sentence].tokens[x.first..x.head].iter().map(|t| t.form.to_lowercase()).collect()
    };
    let own = modifiers(m);
    let complement = of_complement(clusters, m);
    (0..m).rev().find(|&o| {
        let other = &clusters.mentions[o];
        other.kind == MentionKind::Nominal
            && other.number == mention.number
            && clusters.head_lemma(o) == lemma
            && own.iter().all(|w| modifiers(o).contains(w))
            && (complement.is_none() || complement == of_complement(clusters, o))
            && owners_agree(clusters, m, o)
    })
}

/// Whether two nouns can belong to one owner: "Putin's letter" is not "a letter from Trump".
fn owners_agree(clusters: &Clusters, a: usize, b: usize) -> bool {
    !matches!((owner(clusters, a), owner(clusters, b)), (Some(x), Some(y)) if !clusters.same(x, y))
}

/// The mention of a noun's possessor, or of its of-, from- or by-phrase.
fn owner(clusters: &Clusters, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let sentence = &clusters.sentences[mention.sentence];
    let phrase = sentence.children_by(mention.head, Deprel::Nmod).find(|&n| {
        sentence
            .child(n, Deprel::Case)
            .is_some_and(|c| matches!(sentence.tokens[c].lemma.to_lowercase().as_str(), "of" | "from" | "by"))
    });
    let token = sentence.child(mention.head, Deprel::NmodPoss).or(phrase)?;
    clusters.headed_by(mention.sentence, token)
}

/// The lemma that an of-phrase or a possessor adds to a noun.
fn of_complement(clusters: &Clusters, m: usize) -> Option<String> {
    let mention = &clusters.mentions[m];
    let sentence = &clusters.sentences[mention.sentence];
    let of = sentence.children_by(mention.head, Deprel::Nmod).find(|&n| {
        sentence.child(n, Deprel::Case).is_some_and(|c| sentence.tokens[c].form.eq_ignore_ascii_case("of"))
    })?;
    Some(sentence.tokens[of].lemma.to_lowercase())
}

/// "the country", "the company": the nearest name of that class in the last sentences, when nothing narrows the noun.
fn class_member(clusters: &Clusters, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let lemma = clusters.head_lemma(m);
    let bare = mention.head == mention.first && of_complement(clusters, m).is_none();
    let fits: fn(EntityType) -> bool = match mention.entity_type {
        EntityType::Country => |t| t == EntityType::Country,
        EntityType::City => |t| t == EntityType::City,
        EntityType::Organization => |t| matches!(t, EntityType::Organization),
        EntityType::Party => |t| t == EntityType::Party,
        EntityType::Person if !is_person_title(mention) => |t| t == EntityType::Person,
        _ => return None,
    };
    if !bare || matches!(lemma.as_str(), "one" | "other" | "world") {
        return None;
    }
    (0..m).rev().take_while(|&o| clusters.mentions[o].sentence + REACH > mention.sentence).find(|&o| {
        let other = &clusters.mentions[o];
        other.kind == MentionKind::Name
            && fits(other.entity_type)
            && other.number == Number::Singular
            && genders_agree(mention.gender, clusters.gender(o))
            && other.rule != "country-adjective"
    })
}
