//! Which names of organizations over documents are one organization's: acronyms, and short forms of longer names.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::super::coreference::{initials, is_acronym};
use super::companions::Companions;
use super::excerpt::Telling;
use super::group::Sort;
use super::merging::{Clusters, Link};
use crate::ontology::EntityType;
use crate::rule::Rule;

const ACRONYM: Rule = Rule::new(
    "acronym-over-documents",
    "capital letters stand for the only name that they are said or spelt to stand for",
);
const SHORT_FORM: Rule =
    Rule::new("short-form-over-documents", "a shorter name is the only longer one that a document calls so");
const KIND_ADDED: Rule =
    Rule::new("kind-of-organization", "a name with and without Inc., Company, Party is one organization's");

const SAME_LETTERS: Rule =
    Rule::new("same-letters", "two names with most words in common that documents shorten to the same letters are one");

/// The weight of company that makes a name likely which the letters only spell.
const COMPANY: f64 = 1.0;
/// Of so many names for the same letters spellings are looked for.
const CROWD: usize = 30;

pub(super) const RULES: &[Rule] = &[SAME_LETTERS, ACRONYM, SHORT_FORM, KIND_ADDED];

pub(super) fn merge(clusters: &mut Clusters) {
    let groups = clusters.groups;
    let organizations: Vec<usize> = groups.of_sort(Sort::Organization).filter(|&g| !groups.is_local(g)).collect();
    let mut by_initials: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
    // What documents call each organization beside its best name, and how many do.
    let mut called: BTreeMap<Cow<str>, BTreeMap<usize, usize>> = BTreeMap::new();
    for &g in &organizations {
        by_name.insert(groups.bare_key(g), g);
        let label = groups.label(g);
        if label.contains(' ') {
            for letters in initials(label) {
                by_initials.entry(letters).or_default().insert(g);
            }
        }
        for &(r, c) in groups.chains(g) {
            let Telling::Called(others) = groups.excerpts[r].told(c) else { continue };
            for other in others.into_iter().filter(|other| other != groups.bare_key(g)) {
                *called.entry(other).or_default().entry(g).or_default() += 1;
            }
        }
    }
    let spellings = called.iter().filter(|(name, _)| is_letters(name)).flat_map(|(name, said)| {
        let said: Vec<usize> = said.keys().copied().collect();
        spellings(clusters, name, &said)
    });
    let spellings = spellings.collect();
    clusters.apply(spellings);
    let mut companions = Companions::new(clusters);
    let mut links = Vec::new();
    for &g in &organizations {
        // A lexicon's entry is what the lexicon says.
        if groups.is_listed(g) || groups.country(g).is_some() {
            continue;
        }
        let nobody = BTreeMap::new();
        let said = called.get(groups.bare_key(g)).unwrap_or(&nobody);
        let label = groups.label(g);
        if is_acronym(label) {
            let letters = label.replace('.', "").to_uppercase();
            links.extend(acronym(clusters, &mut companions, g, said, by_initials.get(&letters)));
        } else {
            links.extend(short_form(clusters, g, said));
            links.extend(kind_added(clusters, g, &by_name));
        }
    }
    clusters.apply(links);
}

/// Whether a name's key may be letters that stand for words.
fn is_letters(key: &str) -> bool {
    (3..=7).contains(&key.len()) && !key.contains(' ')
}

/// Names that documents shorten to the same letters, and that have most words in common, are spellings of one:
/// "European Aeronautic Defence and Space Company", "European Aeronautic Defense & Space".
fn spellings(clusters: &Clusters, letters: &str, said: &[usize]) -> Vec<Link> {
    let groups = clusters.groups;
    let words = |g: usize| -> BTreeSet<&str> { groups.bare_key(g).split(' ').filter(|w| *w != letters).collect() };
    let mut links = Vec::new();
    for (n, &a) in said.iter().enumerate().take(CROWD) {
        for &b in &said[..n] {
            let (x, y) = (words(a), words(b));
            let common = x.intersection(&y).count();
            if common >= 2 && 2 * common >= x.len().max(y.len()) {
                let (x, y) = (groups.label(a), groups.label(b));
                let evidence = clusters.tell(|| format!("\"{x}\" and \"{y}\": both are called {letters}"));
                links.push(Link { a, b, rule: SAME_LETTERS, score: 0.85, evidence });
            }
        }
    }
    links
}

/// By what documents say the letters stand for, else by the names that they spell, if they keep the same company.
fn acronym(
    clusters: &Clusters,
    companions: &mut Companions,
    g: usize,
    said: &BTreeMap<usize, usize>,
    spelt: Option<&BTreeSet<usize>>,
) -> Vec<Link> {
    if !said.is_empty() {
        let candidates: Vec<usize> = said.keys().copied().collect();
        return few(clusters, g, &candidates, ACRONYM, 0.92, "a document calls it so");
    }
    let candidates: Vec<usize> = spelt.into_iter().flatten().copied().filter(|&o| o != g).collect();
    let own = companions.of(clusters, g);
    let company = |&o: &usize| companions.likelihood(clusters, &own, clusters.find(o));
    let known = candidates.iter().map(company).fold(0.0, f64::max) >= COMPANY;
    let letters = clusters.groups.label(g).chars().filter(|c| c.is_alphabetic()).count();
    let sure = match (known, letters) {
        (true, 3..) => 0.85,
        (true, _) => 0.77,
        _ => 0.6,
    };
    few(clusters, g, &candidates, ACRONYM, sure, "the letters begin its words")
}

fn short_form(clusters: &Clusters, g: usize, said: &BTreeMap<usize, usize>) -> Vec<Link> {
    let groups = clusters.groups;
    let short = groups.bare_key(g);
    let candidates: Vec<usize> = said.keys().copied().collect();
    // "Airbus" begins "Airbus Industrie"; "National Party" ends the names of several parties.
    let begins = candidates.iter().all(|&o| groups.bare_key(o).starts_with(&format!("{short} ")));
    few(clusters, g, &candidates, SHORT_FORM, if begins { 0.85 } else { 0.6 }, "a document calls it so")
}

/// "Boeing Company" is "Boeing" where both occur.
fn kind_added(clusters: &Clusters, g: usize, by_name: &BTreeMap<&str, usize>) -> Vec<Link> {
    let ontology = clusters.groups.ontology;
    let mut words: Vec<&str> = clusters.groups.bare_key(g).split(' ').collect();
    let is_kind =
        |word: &&str| matches!(ontology.organization_words(word), Some(EntityType::Organization | EntityType::Party));
    while words.len() > 1 && words.last().is_some_and(is_kind) {
        words.pop();
        let bare = words.join(" ");
        let telling = ontology.organization_words(&bare).is_none() && !ontology.office_modifier(&bare);
        if let Some(&other) = by_name.get(bare.as_str())
            && telling
        {
            return few(clusters, g, &[other], KIND_ADDED, 0.85, "one adds the kind of organization");
        }
    }
    Vec::new()
}

/// Links to the only candidate, or weak ones to two or three.
fn few(clusters: &Clusters, g: usize, candidates: &[usize], rule: Rule, sure: f64, why: &str) -> Vec<Link> {
    let sets: BTreeSet<usize> = candidates.iter().map(|&o| clusters.find(o)).collect();
    if sets.len() > 3 {
        return Vec::new();
    }
    let label = |g: usize| clusters.groups.label(g);
    let link = |&other: &usize| Link {
        a: g,
        b: other,
        rule,
        score: sure / sets.len() as f64,
        evidence: clusters.tell(|| format!("\"{}\" and \"{}\": {why}", label(g), label(other))),
    };
    let first_of_set = |n: usize| candidates[..n].iter().all(|&o| clusters.find(o) != clusters.find(candidates[n]));
    (0..candidates.len()).filter(|&n| first_of_set(n)).map(|n| link(&candidates[n])).collect()
}
