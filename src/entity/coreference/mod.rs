//! Coreference within a document, in passes from sure to less sure: names, offices, titles, nominals, pronouns.
//!
//! The passes follow the sieve of Lee et al. (Computational Linguistics 39:4, 2013): each sees what the ones before joined.
//! Names, appositions and offices are joined by rules; for nouns and pronouns a learned scorer ranks the chains before them.

mod affiliation;
mod aged;
mod agreement;
mod anaphora;
mod beside;
mod choice;
mod collective;
mod features;
mod fronted;
mod introduced;
mod joined;
mod judgment;
mod names;
mod posts;
mod relational;
mod salience;
mod scorer;
mod titles;
mod traits;

use std::collections::{BTreeMap, HashMap};

use super::{Chain, Link};
use crate::language::{Deprel, Sentence};
use crate::mention::quotation::Quotation;
use crate::mention::{self, Mention, MentionKind};
use crate::ontology::{EntityType, Gender, Ontology};
use crate::rule::Rule;

pub use features::{ALONE, Candidate, Choice, PAIR};
pub(super) use names::{initials, is_acronym, normal};
pub(super) use posts::{is_shorter, is_wider};
pub use scorer::Scorer;

use features::Scene;
use traits::Traits;

/// The rules of coreference within a document, by name.
pub(super) fn rules() -> Vec<Rule> {
    [
        names::RULES,
        collective::RULES,
        posts::RULES,
        relational::RULES,
        affiliation::RULES,
        aged::RULES,
        fronted::RULES,
        introduced::RULES,
        judgment::RULES,
        anaphora::RULES,
    ]
    .concat()
}

/// Chooses the chain that an anaphor belongs to.
pub trait Judge {
    /// The index of the candidate that the anaphor takes up, and how likely that is, 0 to 1; `None` if it begins a chain of
    /// its own. `chain` tells the mentions of a mention's chain as it is by now, ascending.
    fn choose(&mut self, question: &Question, chain: &dyn Fn(usize) -> Vec<usize>) -> Option<(usize, f64)>;
}

/// An anaphor and the chains that grammar allows for it, with their features.
#[derive(Clone, Debug)]
pub struct Question {
    pub anaphor: usize,
    /// The nearest first.
    pub candidates: Vec<Candidate>,
    /// For each candidate its features, below [`PAIR`].
    pub pairs: Vec<Vec<u16>>,
    /// Features of beginning a new chain, below [`ALONE`].
    pub alone: Vec<u16>,
    /// Whether the anaphor takes up something in any case: "he" and "she" do where somebody agrees with them.
    pub bound: bool,
    /// Whether the anaphor is a definite noun that a name narrows: "the Irish carrier".
    pub narrowed: bool,
}

/// Joins the mentions of a document into chains; every mention is in exactly one, chains in order of their first mention.
pub fn chains(
    sentences: &[Sentence],
    mentions: &[Mention],
    quotations: &[Quotation],
    ontology: &Ontology,
) -> Vec<Chain> {
    chains_by(&mut Scorer::builtin().judge(sentences, mentions), sentences, mentions, quotations, ontology)
}

/// The same with another judge than the scorer that ships with the program.
pub fn chains_by(
    judge: &mut dyn Judge,
    sentences: &[Sentence],
    mentions: &[Mention],
    quotations: &[Quotation],
    ontology: &Ontology,
) -> Vec<Chain> {
    let mut clusters = Clusters::new(sentences, mentions);
    names::join(&mut clusters, ontology);
    collective::join(&mut clusters);
    let paragraphs = traits::paragraphs(sentences);
    let traits = mentions
        .iter()
        .enumerate()
        .map(|(m, x)| Traits::new(&clusters, m, paragraphs[x.sentence], quotations))
        .collect();
    let scene = Scene { traits, quotations, ontology };
    let mut resolved = vec![false; mentions.len()];
    for m in 0..mentions.len() {
        // Who "he" is within "he said"'s words depends on who says them.
        let speaker = scene.speaker(m).filter(|&s| s > m && mentions[s].kind == MentionKind::Pronoun);
        for m in speaker.into_iter().chain([m]) {
            if !std::mem::replace(&mut resolved[m], true) {
                anaphora::resolve(&mut clusters, &scene, m, judge);
            }
        }
    }
    let members = (0..mentions.len()).map(|m| joined::members(&clusters, &scene, m, ontology)).collect::<Vec<_>>();
    clusters.into_chains(&members)
}

/// Why two mentions are one.
#[derive(Clone, Debug)]
struct Reason {
    rule: Rule,
    /// 0 to 1.
    score: f64,
    /// In words; empty where the rule says it all.
    evidence: String,
}

impl Reason {
    fn new(rule: Rule, score: f64) -> Self {
        Self { rule, score, evidence: String::new() }
    }

    fn with(rule: Rule, score: f64, evidence: String) -> Self {
        Self { rule, score, evidence }
    }
}

/// The growing chains of one document.
struct Clusters<'a> {
    sentences: &'a [Sentence],
    mentions: &'a [Mention],
    /// The first mention that each token heads.
    at: HashMap<(usize, usize), usize>,
    /// Offices with a holder by the head of their title, ascending.
    offices: HashMap<String, Vec<usize>>,
    /// All of them, ascending.
    held: Vec<usize>,
    /// For each mention, the index of its chain in `chains`.
    chain_of: Vec<usize>,
    /// Ascending mentions; a chain that was joined to another is empty.
    chains: Vec<Vec<usize>>,
    /// For each chain its first name, its first nominal, and its first mention whose gender is known.
    named: Vec<Option<usize>>,
    described: Vec<Option<usize>>,
    gendered: Vec<Option<usize>>,
    links: Vec<Link>,
}

impl<'a> Clusters<'a> {
    fn new(sentences: &'a [Sentence], mentions: &'a [Mention]) -> Self {
        let first = |wanted: &dyn Fn(&Mention) -> bool| -> Vec<Option<usize>> {
            mentions.iter().enumerate().map(|(m, mention)| wanted(mention).then_some(m)).collect()
        };
        let alone = (0..mentions.len()).map(|m| vec![m]).collect();
        let mut at = HashMap::new();
        let mut offices: HashMap<String, Vec<usize>> = HashMap::new();
        let mut held = Vec::new();
        for (m, mention) in mentions.iter().enumerate() {
            at.entry((mention.sentence, mention.head)).or_insert(m);
            if mention.entity_type == EntityType::Office
                && mention.holder.is_some()
                && let Some(head) = mention.title.as_deref().map(titles::head_of)
            {
                offices.entry(head.to_owned()).or_default().push(m);
                held.push(m);
            }
        }
        Self {
            sentences,
            mentions,
            at,
            offices,
            held,
            chain_of: (0..mentions.len()).collect(),
            chains: alone,
            named: first(&|m| m.kind == MentionKind::Name),
            described: first(&|m| m.kind == MentionKind::Nominal),
            gendered: first(&|m| m.gender.is_some()),
            links: Vec::new(),
        }
    }

    /// The mentions of a sentence.
    fn in_sentence(&self, sentence: usize) -> std::ops::Range<usize> {
        mention::in_sentence(self.mentions, sentence)
    }

    /// The mention that a token heads.
    fn headed_by(&self, sentence: usize, token: usize) -> Option<usize> {
        self.at.get(&(sentence, token)).copied()
    }

    /// The offices with a holder whose title has a head, ascending.
    fn offices_by(&self, head: &str) -> &[usize] {
        self.offices.get(head).map_or(&[], Vec::as_slice)
    }

    /// The offices that are held by the chain of a mention, ascending.
    fn posts_of(&self, mention: usize) -> impl Iterator<Item = usize> + '_ {
        let person = self.chain_of[mention];
        self.held.iter().copied().filter(move |&o| self.mentions[o].holder.is_some_and(|h| self.chain_of[h] == person))
    }

    /// Whether the tree ties an office to the mention.
    fn holds_office(&self, mention: usize) -> bool {
        let here = self.in_sentence(self.mentions[mention].sentence);
        here.into_iter().any(|o| self.mentions[o].holder == Some(mention))
    }

    /// What tells a mention's chain from the others until chains are joined.
    fn chain_of(&self, mention: usize) -> usize {
        self.chain_of[mention]
    }

    fn same(&self, a: usize, b: usize) -> bool {
        self.chain_of[a] == self.chain_of[b]
    }

    /// Joins two mentions' chains; the link records why, and how sure that is.
    fn join(&mut self, mention: usize, antecedent: usize, reason: Reason) {
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
        // Two runs in order: a stable sort merges them.
        self.chains[into].sort();
        for first in [&mut self.named, &mut self.described, &mut self.gendered] {
            first[into] = [first[into], first[from]].into_iter().flatten().min();
        }
        let Reason { rule, score, evidence } = reason;
        self.links.push(Link { mention, antecedent, rule: rule.name.to_owned(), score, evidence });
    }

    /// The mentions in the chain of `mention`, ascending.
    fn members(&self, mention: usize) -> impl Iterator<Item = usize> + '_ {
        self.chains[self.chain_of[mention]].iter().copied()
    }

    /// The first name in the chain of a mention.
    fn name(&self, mention: usize) -> Option<usize> {
        self.named[self.chain_of[mention]]
    }

    /// The mentions of the chain of `mention` that stand before `before`, the last first.
    fn mentions_before(&self, mention: usize, before: usize) -> impl Iterator<Item = usize> + '_ {
        let chain = &self.chains[self.chain_of[mention]];
        chain[..chain.partition_point(|&m| m < before)].iter().rev().copied()
    }

    /// The type that the chain's names agree on, else that of the mention.
    fn entity_type(&self, mention: usize) -> EntityType {
        let chain = self.chain_of[mention];
        self.mentions[self.named[chain].or(self.described[chain]).unwrap_or(mention)].entity_type
    }

    fn gender(&self, mention: usize) -> Option<Gender> {
        self.gendered[self.chain_of[mention]].and_then(|m| self.mentions[m].gender)
    }

    fn head_lemma(&self, mention: usize) -> String {
        let m = &self.mentions[mention];
        self.sentences[m.sentence].tokens[m.head].lemma.to_lowercase()
    }

    /// The lower-case form of the determiner or possessive before a nominal.
    fn determiner(&self, mention: usize) -> Option<String> {
        let m = &self.mentions[mention];
        let sentence = &self.sentences[m.sentence];
        let by = |deprel| sentence.child(m.head, deprel).map(|i| sentence.tokens[i].form.to_lowercase());
        by(Deprel::Det).or_else(|| by(Deprel::NmodPoss))
    }

    /// The chains; `members` are what plurals join, by mention.
    fn into_chains(self, members: &[Vec<usize>]) -> Vec<Chain> {
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
                let mut chain = Chain {
                    entity_type: EntityType::Thing,
                    label: String::new(),
                    links: links.remove(&index).unwrap_or_default(),
                    members: members[mentions[0]].clone(),
                    cut: None,
                    mentions,
                };
                name(&mut chain, self.mentions);
                chain
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
        let words = mention.name().split(' ').count();
        (std::cmp::Reverse(mention.kind), mention.canonical.is_some(), words, std::cmp::Reverse(m))
    };
    chain.iter().copied().max_by_key(rank).unwrap_or(chain[0])
}

/// Gives a chain the type and the name of the mention that names it best.
pub(super) fn name(chain: &mut Chain, mentions: &[Mention]) {
    let best = &mentions[best_mention(mentions, &chain.mentions)];
    chain.entity_type = best.entity_type;
    best.name().clone_into(&mut chain.label);
}

/// Whether two genders can be one's: what is not known contradicts nothing.
fn genders_agree(a: Option<Gender>, b: Option<Gender>) -> bool {
    a.is_none() || b.is_none() || a == b
}
