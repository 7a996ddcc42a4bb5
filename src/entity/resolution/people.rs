//! Which names over documents are one person's: full names that agree, then surnames alone by what else is told.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::super::person_name::{PersonName, Spellings};
use super::super::spelling::{fold, plain, skeleton};
use super::companions::Companions;
use super::excerpt::Telling;
use super::group::Sort;
use super::merging::{Clusters, Link, MERGED};
use super::traits::Traits;
use crate::rule::Rule;

const FULL_NAME: Rule = Rule::new("agreeing-names", "two full names that agree are one person's");
const HANDLE: Rule = Rule::new("handle-over-documents", "an account that ends with somebody's name in one word is his");
const CONTEXT: Rule = Rule::new(
    "name-in-context",
    "a name that several people may bear is the one's whose office, country and company the document tells of",
);
const ONLY_BEARER: Rule = Rule::new("only-bearer", "a lone surname is the only person in the documents who bears it");
const SAME_SURNAME: Rule =
    Rule::new("same-surname", "a surname that nobody in the documents bears in full is one person's");

pub(super) const RULES: &[Rule] = &[FULL_NAME, HANDLE, CONTEXT, ONLY_BEARER, SAME_SURNAME];

/// Weight of the case that a name is nobody's who is known by his full name, against a person told of once.
const NOBODY: f64 = 0.15;
/// How the number of documents that tell of a person counts: less than in proportion, since fame is not everything.
const FAME: f64 = 0.7;
/// What a likeness of consonants, or of the first name only, weighs against.
const SPELLING: f64 = -2.0;
const FIRST_NAME: f64 = -1.5;
/// Of the bearers of a common surname so many are weighed, those told of most.
const FEW: usize = 6;
/// A surname of nobody known in full is one person's with this likelihood.
const ONE_UNKNOWN: f64 = 0.8;
/// What a unit of support adds to the likelihood that two names which agree so-so are one person's.
const SUPPORT: f64 = 0.05;
/// Blocks with more names than this are compared by first name only.
const CROWD: usize = 300;

/// A group of mentions of a person with its best name.
struct Named {
    group: usize,
    name: PersonName,
}

pub(super) fn merge(clusters: &mut Clusters) {
    clusters.read_traits();
    let spellings = Spellings::new(clusters.groups.ontology);
    let (accounts, named): (Vec<Named>, Vec<Named>) =
        named(clusters).into_iter().partition(|p| clusters.groups.label(p.group).starts_with('@'));
    let (lone, full): (Vec<Named>, Vec<Named>) = named.into_iter().partition(|person| person.name.is_surname());
    let (links, ambiguous) = full_names(clusters, &mut Companions::new(clusters), &spellings, &full);
    clusters.apply(links);
    let links = handles(clusters, &accounts, &full);
    clusters.apply(links);
    let links = in_context(clusters, &mut Companions::new(clusters), &full, &ambiguous);
    clusters.apply(links);
    let links = surnames(clusters, &mut Companions::new(clusters), &spellings, &full, lone);
    clusters.apply(links);
}

fn named(clusters: &Clusters) -> Vec<Named> {
    let groups = clusters.groups;
    let person = |g: usize| {
        let (r, c) = groups.chains(g)[0];
        let Telling::Person { person, .. } = groups.excerpts[r].told(c) else { return None };
        let name = person.unpack().name?;
        Some(Named { group: g, name }).filter(|p| !p.name.parts.is_empty())
    };
    groups.of_sort(Sort::Person).filter_map(person).collect()
}

/// Links between full names that agree, and, for names that agree with two that clash ("George Bush"), the people whose
/// name they may be.
fn full_names(
    clusters: &Clusters,
    companions: &mut Companions,
    spellings: &Spellings,
    people: &[Named],
) -> (Vec<Link>, BTreeMap<usize, Vec<usize>>) {
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (p, person) in people.iter().enumerate() {
        for block in spellings.blocks(&person.name) {
            blocks.entry(block).or_default().push(p);
        }
    }
    let mut near: BTreeMap<usize, BTreeMap<usize, (f64, &'static str)>> = BTreeMap::new();
    let mut compared: BTreeSet<(usize, usize)> = BTreeSet::new();
    for block in blocks.into_values().filter(|block| block.len() > 1) {
        let crowd = block.len() > CROWD;
        for (n, &a) in block.iter().enumerate() {
            for &b in &block[..n] {
                let (x, y) = (&people[a].name, &people[b].name);
                if crowd && x.first() != y.first() || !compared.insert((b, a)) {
                    continue;
                }
                if let Some(agreement) = spellings.agreement(x, y) {
                    near.entry(a).or_default().insert(b, (agreement.score, agreement.evidence));
                    near.entry(b).or_default().insert(a, (agreement.score, agreement.evidence));
                }
            }
        }
    }
    let clash = |a: usize, b: usize| spellings.agreement(&people[a].name, &people[b].name).is_none();
    let mut ambiguous: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (&p, others) in &near {
        let likely: Vec<usize> = others.iter().filter(|(_, (score, _))| *score >= MERGED).map(|(o, _)| *o).collect();
        // A spelling of the whole name is no other name.
        let within = |o: usize| people[p].name.includes(&people[o].name);
        let bridges = likely.iter().any(|&a| likely.iter().any(|&b| clash(a, b) && !(within(a) && within(b))));
        if bridges {
            ambiguous.insert(p, likely);
        }
    }
    let mut links = Vec::new();
    for (&a, others) in &near {
        for (&b, &(score, how)) in others.range(a + 1..) {
            if ambiguous.contains_key(&a) || ambiguous.contains_key(&b) {
                continue;
            }
            let (x, y) = (people[a].group, people[b].group);
            let mut support = Vec::new();
            let mut score = score;
            // What else is known of them decides between names that agree so-so.
            if (0.5..0.9).contains(&score) {
                support = support_of(clusters, x, y);
                let company = companions.of(clusters, x);
                support.push((companions.likelihood(clusters, &company, clusters.find(y)), "the same company"));
                support.retain(|(weight, _)| *weight >= 1.0);
                score = (score + SUPPORT * support.iter().map(|(weight, _)| weight).sum::<f64>()).min(0.95);
            }
            let evidence = evidence(clusters, x, y, std::iter::once(how).chain(support.iter().map(|(_, why)| *why)));
            links.push(Link { a: x, b: y, rule: FULL_NAME, score, evidence });
        }
    }
    (links, ambiguous)
}

/// "@realDonaldTrump": the end of the account is the name in one word, and of one person only.
fn handles(clusters: &Clusters, accounts: &[Named], full: &[Named]) -> Vec<Link> {
    let mut by_letters: HashMap<String, BTreeSet<usize>> = HashMap::new();
    for person in full {
        let [first, last] = [person.name.first(), person.name.surname()].map(plain);
        for letters in [person.name.parts.iter().map(|part| plain(part)).collect::<String>(), format!("{first}{last}")]
        {
            by_letters.entry(letters).or_default().insert(clusters.find(person.group));
        }
    }
    let owner = |account: &Named| {
        let letters = plain(&account.name.parts.concat());
        let ends = letters.char_indices().map(|(at, _)| &letters[at..]).filter(|end| end.len() >= 6);
        let owners = ends.filter_map(|end| by_letters.get(end)).next()?;
        let owner = *owners.first().filter(|_| owners.len() == 1)?;
        let evidence = evidence(clusters, account.group, owner, std::iter::once("the account ends with the name"));
        Some(Link { a: account.group, b: owner, rule: HANDLE, score: 0.9, evidence })
    };
    accounts.iter().filter_map(owner).collect()
}

/// Full names that may be two people's go to the one whom the rest points to.
fn in_context(
    clusters: &Clusters,
    companions: &mut Companions,
    full: &[Named],
    ambiguous: &BTreeMap<usize, Vec<usize>>,
) -> Vec<Link> {
    let mut links = Vec::new();
    for (&p, others) in ambiguous {
        let candidates: BTreeSet<usize> =
            others.iter().filter(|o| !ambiguous.contains_key(o)).map(|&o| clusters.find(full[o].group)).collect();
        let candidates = Candidates::new(clusters, candidates, 0.0);
        links.extend(choose(clusters, companions, full[p].group, &candidates));
    }
    links
}

/// Who may bear a name.
struct Candidates {
    /// The most told of, by their sets, at most [`FEW`].
    people: Vec<usize>,
    /// How many others there are, and their fame together.
    others: usize,
    fame: f64,
    /// What the likeness of the names weighs, as a logarithm of odds.
    doubt: f64,
}

impl Candidates {
    fn new(clusters: &Clusters, all: BTreeSet<usize>, doubt: f64) -> Self {
        let documents = |set: usize| clusters.traits(set).map_or(0, |traits| traits.documents);
        let mut people: Vec<usize> = all.into_iter().collect();
        people.sort_by_key(|&set| (std::cmp::Reverse(documents(set)), clusters.groups.rank(set)));
        let others = people.split_off(people.len().min(FEW));
        let fame = others.iter().map(|&set| fame(documents(set))).sum();
        Self { people, others: others.len(), fame, doubt }
    }

    fn len(&self) -> usize {
        self.people.len() + self.others
    }
}

fn fame(documents: usize) -> f64 {
    (documents.max(1) as f64).powf(FAME)
}

/// Who bears a surname: by its folded form, its consonants, and as a first name.
#[derive(Default)]
struct Bearers {
    folded: HashMap<String, BTreeSet<usize>>,
    skeletons: HashMap<String, BTreeSet<usize>>,
    family_first: HashMap<String, BTreeSet<usize>>,
    first_names: HashMap<String, BTreeSet<usize>>,
}

impl Bearers {
    fn new(clusters: &Clusters, spellings: &Spellings, full: &[Named]) -> Self {
        let mut bearers = Self::default();
        let mut seen: BTreeSet<(usize, Vec<String>)> = BTreeSet::new();
        for person in full.iter().filter(|p| p.name.is_full()) {
            let root = clusters.find(person.group);
            if !seen.insert((root, person.name.parts.clone())) {
                continue;
            }
            let surname = spellings.word(person.name.surname());
            bearers.folded.entry(surname.folded.clone()).or_default().insert(root);
            bearers.skeletons.entry(surname.skeleton.clone()).or_default().insert(root);
            let first = spellings.word(person.name.first()).folded.clone();
            if person.name.is_family_first(clusters.groups.ontology) {
                bearers.family_first.entry(first.clone()).or_default().insert(root);
            }
            bearers.first_names.entry(first).or_default().insert(root);
        }
        bearers
    }

    /// The people whose name a lone one may be: by surname in either order, then by spelling, then by first name, with the
    /// doubt that is in such a match, as a logarithm of odds.
    fn of(&self, name: &PersonName) -> (f64, BTreeSet<usize>) {
        let folded = fold(name.surname());
        let found = |index: &HashMap<String, BTreeSet<usize>>, key: &str| index.get(key).cloned().unwrap_or_default();
        let mut people = found(&self.folded, &folded);
        people.extend(found(&self.family_first, &folded));
        if !people.is_empty() {
            return (0.0, people);
        }
        let consonants = skeleton(name.surname());
        if consonants.len() >= 3 {
            people = found(&self.skeletons, &consonants);
        }
        if !people.is_empty() {
            return (SPELLING, people);
        }
        (FIRST_NAME, found(&self.first_names, &folded))
    }
}

/// Each document's lone surname: whose it is, of those who bear it.
fn surnames(
    clusters: &Clusters,
    companions: &mut Companions,
    spellings: &Spellings,
    full: &[Named],
    lone: Vec<Named>,
) -> Vec<Link> {
    let bearers = Bearers::new(clusters, spellings, full);
    let mut links = Vec::new();
    let mut unknown: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut by_name: HashMap<Vec<String>, Candidates> = HashMap::new();
    for person in lone {
        let candidates = by_name.entry(person.name.parts.clone()).or_insert_with(|| {
            let (doubt, people) = bearers.of(&person.name);
            Candidates::new(clusters, people, doubt)
        });
        if candidates.people.is_empty() {
            unknown.entry(fold(&person.name.parts.concat())).or_default().push(person.group);
        } else {
            links.extend(choose(clusters, companions, person.group, candidates));
        }
    }
    for mut bearers in unknown.into_values().filter(|bearers| bearers.len() > 1) {
        let day = |g: usize| clusters.groups.excerpts[clusters.groups.chains(g)[0].0].published;
        bearers.sort_by_key(|&g| (day(g), clusters.groups.rank(g)));
        // "Li" and "Lee" of one story are two.
        let record = |g: usize| clusters.groups.chains(g)[0].0;
        for pair in bearers.windows(2).filter(|pair| record(pair[0]) != record(pair[1])) {
            let evidence = evidence(clusters, pair[0], pair[1], std::iter::once("nobody bears the name in full"));
            links.push(Link { a: pair[0], b: pair[1], rule: SAME_SURNAME, score: ONE_UNKNOWN, evidence });
        }
    }
    links
}

/// The link from a name to the most likely of several people; its score is the posterior of a naive Bayes choice between
/// them and nobody known, by fame and by what else is told.
fn choose(clusters: &Clusters, companions: &mut Companions, group: usize, candidates: &Candidates) -> Option<Link> {
    let nothing = Traits::default();
    let own = clusters.traits(group).unwrap_or(&nothing);
    let company = companions.of(clusters, group);
    let possible: Vec<usize> = candidates
        .people
        .iter()
        .copied()
        .filter(|&c| clusters.traits(c).is_none_or(|t| t.clash(own, clusters.groups.ontology).is_none()))
        .collect();
    let mut weighed: Vec<(f64, usize, Vec<&'static str>)> = possible
        .iter()
        .map(|&candidate| {
            let known = clusters.traits(candidate).unwrap_or(&nothing);
            let mut support = own.support(known);
            if possible.len() > 1 || candidates.doubt < 0.0 {
                support.push((companions.likelihood(clusters, &company, candidate), "the same company"));
            }
            let weight = candidates.doubt + support.iter().map(|(weight, _)| weight).sum::<f64>();
            let why = support.iter().filter(|(weight, _)| *weight > 0.3).map(|(_, why)| *why).collect();
            (fame(known.documents) * weight.exp(), candidate, why)
        })
        .collect();
    weighed.sort_by(|(x, a, _), (y, b, _)| {
        y.total_cmp(x).then_with(|| clusters.groups.rank(*a).cmp(&clusters.groups.rank(*b)))
    });
    let total = NOBODY + candidates.fame + weighed.iter().map(|(weight, ..)| weight).sum::<f64>();
    let (weight, candidate, why) = weighed.into_iter().next()?;
    let alone = candidates.len() == 1;
    let bearers = if alone {
        "the only one who bears the name".to_owned()
    } else {
        format!("one of {} who may bear the name", candidates.len())
    };
    let evidence = evidence(clusters, group, candidate, std::iter::once(bearers.as_str()).chain(why));
    let rule = if alone { ONLY_BEARER } else { CONTEXT };
    Some(Link { a: group, b: candidate, rule, score: weight / total, evidence })
}

fn support_of(clusters: &Clusters, a: usize, b: usize) -> Vec<(f64, &'static str)> {
    match (clusters.traits(a), clusters.traits(b)) {
        (Some(a), Some(b)) => a.support(b),
        _ => Vec::new(),
    }
}

/// "Zelensky" and "Zelenskyy": two spellings of a surname, the same title.
fn evidence<'a>(clusters: &Clusters, a: usize, b: usize, why: impl Iterator<Item = &'a str>) -> String {
    let label = |g: usize| clusters.groups.label(g);
    clusters.tell(|| format!("\"{}\" and \"{}\": {}", label(a), label(b), why.collect::<Vec<_>>().join(", ")))
}
