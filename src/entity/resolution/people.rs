//! Which names over documents are one person's: full names that agree, then surnames alone by what else is told.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::super::person_name::{PersonName, Spellings};
use super::super::spelling::plain;
use super::companions::Companions;
use super::excerpt::{Person, Telling};
use super::group::{Groups, Sort};
use super::lookup::{FullKeys, Index, PersonKeys, SurnameKeys, number};
use super::merging::{Clusters, Link, MERGED};
use super::reading::sorted;
use super::traits::{Traits, Unread};
use crate::packed::Packed;
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

/// A group of mentions of a person with what its best name is looked up by.
struct Named<'a, Keys> {
    group: usize,
    keys: Keys,
    person: Packed<'a, Person>,
    /// Read where it is asked for.
    name: OnceCell<PersonName>,
}

impl<Keys> Named<'_, Keys> {
    fn name(&self) -> &PersonName {
        self.name.get_or_init(|| self.person.unpack().name.expect("it has a best name"))
    }
}

/// The groups of people by what their best names are.
#[derive(Default)]
struct Names<'a> {
    accounts: Vec<Named<'a, ()>>,
    surnames: Vec<Named<'a, SurnameKeys>>,
    full: Vec<Named<'a, FullKeys<'a>>>,
}

impl<'a> Names<'a> {
    fn new(groups: &Groups<'a>) -> Self {
        let mut names = Self::default();
        for group in groups.of_sort(Sort::Person) {
            let (r, c) = groups.chains(group)[0];
            let Telling::Person { keys, person, .. } = groups.excerpts[r].told(c) else { continue };
            let name = OnceCell::new();
            match keys {
                PersonKeys::Unnamed => {}
                PersonKeys::Account => names.accounts.push(Named { group, keys: (), person, name }),
                PersonKeys::Surname(keys) => names.surnames.push(Named { group, keys, person, name }),
                PersonKeys::Full(keys) => names.full.push(Named { group, keys, person, name }),
            }
        }
        names
    }
}

pub(super) fn merge(clusters: &mut Clusters) {
    let mut unread = Unread::new(clusters);
    let Names { accounts, surnames, full } = Names::new(clusters.groups);
    let spellings = Spellings::new(clusters.groups.ontology);
    let near = near(&spellings, &full);
    unread.read(clusters, near.keys().map(|&p| full[p].group));
    let (links, ambiguous) = full_names(clusters, &spellings, &full, &near);
    clusters.apply(links);
    let links = handles(clusters, &accounts, &full);
    unread.read(clusters, links.iter().flat_map(|link| [link.a, link.b]));
    clusters.apply(links);
    let links = in_context(clusters, &full, &ambiguous);
    clusters.apply(links);
    let links = lone(clusters, &mut unread, &full, &surnames);
    clusters.apply(links);
}

/// By the place of a full name those that agree with it, how likely they are one person's and why.
type Near = BTreeMap<usize, BTreeMap<usize, (f64, &'static str)>>;

fn near(spellings: &Spellings, people: &[Named<FullKeys>]) -> Near {
    let mut near = Near::new();
    for (a, b) in meeting(people) {
        if let Some(agreement) = spellings.agreement(people[a].name(), people[b].name()) {
            near.entry(a).or_default().insert(b, (agreement.score, agreement.evidence));
            near.entry(b).or_default().insert(a, (agreement.score, agreement.evidence));
        }
    }
    near
}

/// Links between full names that agree, and, for names that agree with two that clash ("George Bush"), the people whose
/// name they may be.
fn full_names(
    clusters: &Clusters,
    spellings: &Spellings,
    people: &[Named<FullKeys>],
    near: &Near,
) -> (Vec<Link>, BTreeMap<usize, Vec<usize>>) {
    let clash = |a: usize, b: usize| spellings.agreement(people[a].name(), people[b].name()).is_none();
    let mut ambiguous: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (&p, others) in near {
        let likely: Vec<usize> = others.iter().filter(|(_, (score, _))| *score >= MERGED).map(|(o, _)| *o).collect();
        // A spelling of the whole name is no other name.
        let within = |o: usize| people[p].name().includes(people[o].name());
        let bridges = likely.iter().any(|&a| likely.iter().any(|&b| clash(a, b) && !(within(a) && within(b))));
        if bridges {
            ambiguous.insert(p, likely);
        }
    }
    let mut companions = Companions::new(clusters);
    let mut links = Vec::new();
    for (&a, others) in near {
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
                let company = companions.of(x);
                support.push((companions.likelihood(&company, clusters.find(y)), "the same company"));
                support.retain(|(weight, _)| *weight >= 1.0);
                score = (score + SUPPORT * support.iter().map(|(weight, _)| weight).sum::<f64>()).min(0.95);
            }
            let evidence = evidence(clusters, x, y, std::iter::once(how).chain(support.iter().map(|(_, why)| *why)));
            links.push(Link { a: x, b: y, rule: FULL_NAME, score, evidence });
        }
    }
    (links, ambiguous)
}

/// Full names that have a key in common, and so may agree; sorted, each pair once.
fn meeting(people: &[Named<FullKeys>]) -> Vec<(usize, usize)> {
    let keys = people.iter().enumerate().flat_map(|(p, person)| person.keys.blocks.iter().map(move |block| (block, p)));
    let mut pairs = Vec::new();
    for block in Index::new(keys.collect()).together() {
        let is_crowd = block.len() > CROWD;
        for (n, &(_, a)) in block.iter().enumerate() {
            let before = block[..n].iter().map(|&(_, b)| b);
            let meet = |b: &usize| !is_crowd || people[a].name().first() == people[*b].name().first();
            pairs.extend(before.filter(meet).map(|b| (b, a)));
        }
    }
    sorted(pairs)
}

/// "@realDonaldTrump": the end of the account is the name in one word, and of one person only.
fn handles(clusters: &Clusters, accounts: &[Named<()>], full: &[Named<FullKeys>]) -> Vec<Link> {
    if accounts.is_empty() {
        return Vec::new();
    }
    let letters = |person: &Named<FullKeys>| person.keys.letters.map(|letters| (letters, clusters.find(person.group)));
    let by_letters = Index::new(full.iter().flat_map(letters).collect());
    let owner = |account: &Named<()>| {
        let letters = plain(&account.name().parts.concat());
        let ends = letters.char_indices().map(|(at, _)| &letters[at..]).filter(|end| end.len() >= 6);
        let owners = ends.map(|end| by_letters.of(number(end))).find(|owners| !owners.is_empty())?;
        let [owner] = owners[..] else { return None };
        let evidence = evidence(clusters, account.group, owner, std::iter::once("the account ends with the name"));
        Some(Link { a: account.group, b: owner, rule: HANDLE, score: 0.9, evidence })
    };
    accounts.iter().filter_map(owner).collect()
}

/// Full names that may be two people's go to the one whom the rest points to.
fn in_context(clusters: &Clusters, full: &[Named<FullKeys>], ambiguous: &BTreeMap<usize, Vec<usize>>) -> Vec<Link> {
    let mut companions = Companions::new(clusters);
    let mut links = Vec::new();
    for (&p, others) in ambiguous {
        let sure = others.iter().filter(|o| !ambiguous.contains_key(o));
        let candidates = sorted(sure.map(|&o| clusters.find(full[o].group)).collect());
        let candidates = Candidates::new(clusters, candidates, 0.0);
        links.extend(choose(clusters, &mut companions, full[p].group, &candidates));
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
    fn new(clusters: &Clusters, mut people: Vec<usize>, doubt: f64) -> Self {
        let documents = |set: usize| clusters.traits(set).map_or(0, |traits| traits.documents);
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
struct Bearers {
    folded: Index,
    skeletons: Index,
    family_first: Index,
    first_names: Index,
}

impl Bearers {
    fn new(clusters: &Clusters, full: &[Named<FullKeys>]) -> Self {
        let index = |key: &dyn Fn(&FullKeys) -> Option<u64>| {
            let of = |person: &Named<FullKeys>| Some((key(&person.keys)?, clusters.find(person.group)));
            Index::new(full.iter().filter_map(of).collect())
        };
        Self {
            folded: index(&|keys| Some(keys.surname)),
            skeletons: index(&|keys| Some(keys.skeleton)),
            family_first: index(&|keys| Some(keys.first).filter(|_| keys.is_family_first)),
            first_names: index(&|keys| Some(keys.first)),
        }
    }

    /// The people whose name a lone one may be: by surname in either order, then by spelling, then by first name, with the
    /// doubt that is in such a match, as a logarithm of odds.
    fn of(&self, keys: &SurnameKeys) -> (f64, Vec<usize>) {
        let people = [&self.folded, &self.family_first].into_iter().flat_map(|index| index.of(keys.folded));
        let people = sorted(people.collect());
        if !people.is_empty() {
            return (0.0, people);
        }
        let people = keys.skeleton.map_or_else(Vec::new, |skeleton| self.skeletons.of(skeleton));
        if !people.is_empty() {
            return (SPELLING, people);
        }
        (FIRST_NAME, self.first_names.of(keys.folded))
    }
}

/// Each document's lone surname: whose it is, of those who bear it.
fn lone(
    clusters: &mut Clusters,
    unread: &mut Unread,
    full: &[Named<FullKeys>],
    surnames: &[Named<SurnameKeys>],
) -> Vec<Link> {
    let bearers = Bearers::new(clusters, full);
    let mut by_name: FxHashMap<u64, (f64, Vec<usize>)> = FxHashMap::default();
    let mut unknown: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let mut known: Vec<&Named<SurnameKeys>> = Vec::new();
    for person in surnames {
        let (_, people) = by_name.entry(person.keys.name).or_insert_with(|| bearers.of(&person.keys));
        if people.is_empty() {
            unknown.entry(person.keys.whole).or_default().push(person.group);
        } else {
            known.push(person);
        }
    }
    unknown.retain(|_, bearers| bearers.len() > 1);
    let known_by = by_name.values().flat_map(|(_, people)| people).copied();
    let met = known.iter().map(|person| person.group).chain(unknown.values().flatten().copied());
    unread.read(clusters, known_by.chain(met));
    let clusters = &*clusters;
    let candidates = |(name, (doubt, people))| (name, Candidates::new(clusters, people, doubt));
    let candidates: FxHashMap<u64, Candidates> = by_name.into_iter().map(candidates).collect();
    let mut companions = Companions::new(clusters);
    let mut links: Vec<Link> = known
        .into_iter()
        .filter_map(|person| choose(clusters, &mut companions, person.group, &candidates[&person.keys.name]))
        .collect();
    for mut bearers in unknown.into_values() {
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
fn choose(
    clusters: &Clusters,
    companions: &mut Companions<'_, '_>,
    group: usize,
    candidates: &Candidates,
) -> Option<Link> {
    let nothing = Traits::default();
    let own = clusters.traits(group).unwrap_or(&nothing);
    let possible: Vec<usize> = candidates
        .people
        .iter()
        .copied()
        .filter(|&c| clusters.traits(c).is_none_or(|t| t.clash(own, clusters.groups.ontology).is_none()))
        .collect();
    let does_company_tell = possible.len() > 1 || candidates.doubt < 0.0;
    let company = if does_company_tell { companions.of(group) } else { Vec::new() };
    let mut weighed: Vec<(f64, usize, Vec<&'static str>)> = possible
        .iter()
        .map(|&candidate| {
            let known = clusters.traits(candidate).unwrap_or(&nothing);
            let mut support = own.support(known);
            if does_company_tell {
                support.push((companions.likelihood(&company, candidate), "the same company"));
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
    let bearers = clusters.tell(|| match candidates.len() {
        1 => "the only one who bears the name".to_owned(),
        several => format!("one of {several} who may bear the name"),
    });
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
