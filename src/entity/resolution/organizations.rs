//! Which names of organizations over documents are one organization's: acronyms, and short forms of longer names.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::companions::Companions;
use super::excerpt::Telling;
use super::group::{Groups, Sort};
use super::lookup::{Index, OrganizationKeys};
use super::merging::{Clusters, Link};
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
    let all = groups.of_sort(Sort::Organization).filter(|&g| !groups.is_local(g));
    let organizations: Vec<(usize, OrganizationKeys)> = all.map(|g| (g, keys(groups, g))).collect();
    let names = Names::new(groups, &organizations);
    let links = names.letters.iter().flat_map(|(letters, said)| spellings(clusters, letters, said)).collect();
    clusters.apply(links);
    let mut companions = Companions::new(clusters);
    let mut links = Vec::new();
    for &(g, ref keys) in &organizations {
        // A lexicon's entry is what the lexicon says.
        if groups.is_listed(g) || keys.is_countrys {
            continue;
        }
        let said = names.called.of(groups.number(g));
        if let Some(letters) = keys.acronym {
            links.extend(acronym(clusters, &mut companions, g, &said, &names.initials.of(letters)));
        } else {
            links.extend(short_form(clusters, g, &said));
            links.extend(kind_added(clusters, g, keys, &names));
        }
    }
    clusters.apply(links);
}

/// What the group of an organization is looked up by.
fn keys<'a>(groups: &Groups<'a>, g: usize) -> OrganizationKeys<'a> {
    let (r, c) = groups.chains(g)[0];
    match groups.excerpts[r].told(c) {
        Telling::Organization(keys) => keys,
        _ => OrganizationKeys::default(),
    }
}

/// The names of organizations; each by the groups that have it.
struct Names<'a> {
    /// By the numbers of what documents call organizations beside their best names.
    called: Index,
    /// Of these what may be letters that stand for words, with those called so, if they are several.
    letters: BTreeMap<Cow<'a, str>, Vec<usize>>,
    /// By the letters that begin their words.
    initials: Index,
    /// By the numbers of their keys.
    groups: Index,
}

impl<'a> Names<'a> {
    fn new(groups: &Groups<'a>, organizations: &[(usize, OrganizationKeys)]) -> Self {
        let (mut called, mut initials) = (Vec::new(), Vec::new());
        let mut letters: BTreeMap<Cow<str>, Vec<usize>> = BTreeMap::new();
        for &(g, ref keys) in organizations {
            initials.extend(keys.initials.into_iter().flatten().map(|letters| (letters, g)));
            for &(r, c) in groups.chains(g) {
                let Telling::Organization(keys) = groups.excerpts[r].told(c) else { continue };
                for (name, number) in keys.called.into_iter().filter(|(_, number)| *number != groups.number(g)) {
                    called.push((number, g));
                    if is_letters(&name) {
                        letters.entry(name).or_default().push(g);
                    }
                }
            }
        }
        letters.values_mut().for_each(|said| said.dedup());
        letters.retain(|_, said| said.len() > 1);
        let own = organizations.iter().map(|&(g, _)| (groups.number(g), g)).collect();
        Self { called: Index::new(called), letters, initials: Index::new(initials), groups: Index::new(own) }
    }
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
    companions: &mut Companions<'_, '_>,
    g: usize,
    said: &[usize],
    spelt: &[usize],
) -> Vec<Link> {
    if !said.is_empty() {
        return few(clusters, g, said, ACRONYM, 0.92, "a document calls it so");
    }
    let candidates: Vec<usize> = spelt.iter().copied().filter(|&o| o != g).collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    let own = companions.of(g);
    let company = |&o: &usize| companions.likelihood(&own, clusters.find(o));
    let known = candidates.iter().map(company).fold(0.0, f64::max) >= COMPANY;
    let letters = clusters.groups.label(g).chars().filter(|c| c.is_alphabetic()).count();
    let sure = match (known, letters) {
        (true, 3..) => 0.85,
        (true, _) => 0.77,
        _ => 0.6,
    };
    few(clusters, g, &candidates, ACRONYM, sure, "the letters begin its words")
}

fn short_form(clusters: &Clusters, g: usize, said: &[usize]) -> Vec<Link> {
    let groups = clusters.groups;
    // "Airbus" begins "Airbus Industrie"; "National Party" ends the names of several parties.
    let begins = said.iter().all(|&o| groups.bare_key(o).starts_with(&format!("{} ", groups.bare_key(g))));
    few(clusters, g, said, SHORT_FORM, if begins { 0.85 } else { 0.6 }, "a document calls it so")
}

/// "Boeing Company" is "Boeing" where both occur.
fn kind_added(clusters: &Clusters, g: usize, keys: &OrganizationKeys, names: &Names) -> Vec<Link> {
    let other = keys.without_kind.iter().find_map(|&bare| names.groups.of(bare).first().copied());
    let why = "one adds the kind of organization";
    other.map_or_else(Vec::new, |other| few(clusters, g, &[other], KIND_ADDED, 0.85, why))
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
