//! Which offices over documents are one: by title and owner, else by title and holder; never over countries.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::group::{Groups, Sort};
use super::key::Name;
use super::merging::{Clusters, Link};
use super::reading::{normalized, sorted};
use super::traits::{Part, Traits};
use super::wider;
use crate::ontology::Seat;
use crate::rule::Rule;

const SAME_POST: Rule = Rule::new("same-post", "the same title of the same country or body is one office");
const SAME_HOLDER: Rule = Rule::new("same-holder", "the same title with the same holder is one office");

const POST_AT_HOME: Rule = Rule::new(
    "post-at-home",
    "a title of state without a country is the office of the country that its document is about",
);

const SAME_BODY: Rule = Rule::new(
    "same-body-by-holder",
    "bodies with one name in which one person holds an office of one title are one (the Senate of its majority leader)",
);

pub(super) const RULES: &[Rule] = &[SAME_POST, SAME_HOLDER, POST_AT_HOME, SAME_BODY];

/// How likely a bare title is the office of the country that its document is about.
const AT_HOME: f64 = 0.8;
/// How likely bodies of one name are one where one person holds the same office in both.
const ONE_BODY: f64 = 0.9;

/// What titles mean the same post for, by the order of the titles that stand for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Post(usize);

/// The posts of the offices in some documents.
pub(super) struct Posts {
    /// For each post the title that stands for it, sorted, with whose seat it is, and whether documents have other words for it.
    titles: Vec<(String, Option<Seat>, bool)>,
}

impl Posts {
    /// The title that stands for a post.
    pub fn title(&self, post: Post) -> &str {
        &self.titles[post.0].0
    }

    /// Whose seat a post is, as far as a lexicon knows it.
    pub fn seat(&self, post: Post) -> Option<Seat> {
        self.titles[post.0].1
    }

    /// Whether documents have several words for a post.
    fn has_others(&self, post: Post) -> bool {
        self.titles[post.0].2
    }
}

/// What some chains of a group tell of its office. The others are groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Told {
    group: usize,
    post: Post,
    owner: Option<usize>,
    home: Option<usize>,
    holder: Option<usize>,
}

/// What all chains tell of offices, each once, sorted. Also which posts they are.
fn told(groups: &Groups) -> (Posts, Vec<Told>) {
    let mut titles: FxHashMap<String, usize> = FxHashMap::default();
    let mut all = FxHashSet::default();
    for (group, r, office) in groups.offices() {
        let next = titles.len();
        // The number of the title stands for the post until all titles are known.
        let post = Post(*titles.entry(office.title).or_insert(next));
        let of = |number: u64| groups.numbered(r, number);
        let (owner, home) = (office.owner.and_then(of), office.home.and_then(of));
        let mut holders = office.holders.iter().copied().filter_map(of).peekable();
        if holders.peek().is_none() {
            all.insert(Told { group, post, owner, home, holder: None });
        }
        all.extend(holders.map(|holder| Told { group, post, owner, home, holder: Some(holder) }));
    }
    let ontology = groups.ontology;
    let posts: BTreeSet<&str> = titles.keys().map(|title| ontology.post(title)).collect();
    let places: FxHashMap<&str, usize> = posts.iter().enumerate().map(|(post, title)| (*title, post)).collect();
    let mut of_titles = vec![Post(0); titles.len()];
    let mut words = vec![0; posts.len()];
    for (title, &number) in &titles {
        let post = places[ontology.post(title)];
        of_titles[number] = Post(post);
        words[post] += 1;
    }
    let told = all.into_iter().map(|told| Told { post: of_titles[told.post.0], ..told });
    let told = sorted(told.collect());
    let seat = |title: &str| ontology.office(title).and_then(|office| office.seat);
    let titles = posts.into_iter().zip(words).map(|(title, words)| (title.to_owned(), seat(title), words > 1));
    (Posts { titles: titles.collect() }, told)
}

pub(super) fn merge(clusters: &mut Clusters) {
    let (posts, told) = told(clusters.groups);
    clusters.apply(bodies(clusters, &posts, &told));
    let groups = clusters.groups;
    let mut by_post: BTreeMap<(Post, usize), Vec<usize>> = BTreeMap::new();
    let mut by_holder: BTreeMap<(Post, usize), Vec<usize>> = BTreeMap::new();
    let mut owner_of: BTreeMap<usize, usize> = BTreeMap::new();
    let mut at_home: BTreeMap<(Post, usize), BTreeSet<usize>> = BTreeMap::new();
    for of in &told {
        if let Some(owner) = of.owner.map(|owner| clusters.find(owner))
            && owner_of.insert(of.group, owner).is_none()
        {
            by_post.entry((of.post, owner)).or_default().push(of.group);
        }
        if let Some(holder) = of.holder.map(|holder| clusters.find(holder)) {
            let offices = by_holder.entry((of.post, holder)).or_default();
            if offices.last() != Some(&of.group) {
                offices.push(of.group);
            }
        }
    }
    for of in told.iter().filter(|of| !owner_of.contains_key(&of.group)) {
        if let Some(home) = of.home.map(|home| clusters.find(home)) {
            at_home.entry((of.post, home)).or_default().insert(of.group);
        }
    }
    for (&g, &owner) in &owner_of {
        let parts = BTreeMap::from([(Part::Owner, BTreeSet::from([owner]))]);
        clusters.note(g, Traits { parts, ..Traits::default() });
    }
    let label = |g: usize| groups.label(g);
    let mut links = Vec::new();
    for ((post, owner), offices) in &by_post {
        links.extend(offices.windows(2).map(|pair| Link {
            a: pair[1],
            b: pair[0],
            rule: SAME_POST,
            score: 1.0,
            evidence: clusters.tell(|| format!("both are the {} of {}", posts.title(*post), label(*owner))),
        }));
    }
    links.extend(neutral_titles(clusters, &posts, &told));
    clusters.apply(links);
    let mut links = Vec::new();
    for ((post, holder), offices) in by_holder.iter().filter(|(_, offices)| offices.len() > 1) {
        let owned: BTreeSet<usize> =
            offices.iter().filter(|g| owner_of.contains_key(g)).map(|&g| clusters.find(g)).collect();
        // The same person can have been president of two things; then a bare "president" stays apart.
        if owned.len() > 1 {
            continue;
        }
        let into = offices.iter().copied().find(|g| owner_of.contains_key(g)).unwrap_or(offices[0]);
        links.extend(offices.iter().filter(|&&g| g != into).map(|&g| Link {
            a: g,
            b: into,
            rule: SAME_HOLDER,
            score: 0.9,
            evidence: clusters.tell(|| format!("both are {} and held by {}", posts.title(*post), label(*holder))),
        }));
    }
    clusters.apply(links);
    // What is one by now may leave but one office that a wider title can be.
    loop {
        let links = wider::links(clusters, &posts, &by_holder, &owner_of);
        let merges = clusters.merges.len();
        clusters.apply(links);
        if clusters.merges.len() == merges {
            break;
        }
    }
    let mut links = Vec::new();
    let about = |(post, home): &(Post, usize)| {
        clusters.tell(|| format!("a bare \"{}\" in a document about {}", posts.title(*post), label(*home)))
    };
    let tell = &about;
    for (post, bare) in &at_home {
        // Of a country's office that no text names in full, the bare titles are one another's.
        let into = by_post.get(post).map(|offices| offices[0]).or(bare.first().copied());
        links.extend(into.into_iter().flat_map(|into| {
            bare.iter().filter(move |&&g| g != into).map(move |&g| Link {
                a: g,
                b: into,
                rule: POST_AT_HOME,
                score: AT_HOME,
                evidence: tell(post),
            })
        }));
    }
    clusters.apply(links);
}

/// Links between offices whose keys differ in the words for one post only: a country's congressmen and representatives.
fn neutral_titles(clusters: &Clusters, posts: &Posts, told: &[Told]) -> Vec<Link> {
    let groups = clusters.groups;
    let mut found: BTreeMap<(String, &str), usize> = BTreeMap::new();
    let mut links = Vec::new();
    let offices = told.iter().filter(|told| posts.has_others(told.post)).map(|told| told.group);
    for g in sorted(offices.collect()) {
        let Some(office) = groups.office(groups.chains(g)[0]) else { continue };
        let title = office.title.as_str();
        let rest = groups.key(g).strip_prefix("office/").and_then(|rest| rest.strip_prefix(title));
        let Some(rest) = rest.and_then(|rest| rest.strip_prefix('/')) else { continue };
        let post = groups.ontology.post(title);
        let first = *found.entry((post.to_owned(), rest)).or_insert(g);
        if first != g {
            let (x, y) = (groups.label(g), groups.label(first));
            let evidence = clusters.tell(|| format!("\"{x}\" and \"{y}\" are words for one {post}"));
            links.push(Link { a: g, b: first, rule: SAME_POST, score: 1.0, evidence });
        }
    }
    links
}

/// Links between bodies with a name that many have, of which a document tells no country, and the only other body of the name
/// in which the same person holds an office of the same title.
fn bodies(clusters: &Clusters, posts: &Posts, told: &[Told]) -> Vec<Link> {
    let groups = clusters.groups;
    // By post, holder and the body's name: the bodies by their sets, each with a group and whether its document alone knows it.
    type Bodies = BTreeMap<usize, (usize, bool)>;
    let mut found: BTreeMap<(Post, usize, String), Bodies> = BTreeMap::new();
    for of in told {
        let (Some(body), Some(holder)) = (of.owner, of.holder) else { continue };
        if groups.sort(body) != Sort::Organization {
            continue;
        }
        let Name::Key { key: name, is_local, country } = &groups.first(body).name else {
            continue;
        };
        let country = country.as_deref().map(|country| format!("/{}", normalized(country)));
        let name = country.and_then(|country| name.strip_suffix(&country)).unwrap_or(name);
        let bodies = found.entry((of.post, clusters.find(holder), name.to_owned())).or_default();
        bodies.entry(clusters.find(body)).or_insert((body, *is_local));
    }
    let mut links = Vec::new();
    for ((post, holder, _), bodies) in found {
        let known: Vec<usize> = bodies.values().filter(|(_, local)| !local).map(|(body, _)| *body).collect();
        let into = match *known {
            [] => bodies.values().next().map(|(body, _)| *body),
            [one] => Some(one),
            _ => None,
        };
        let Some(into) = into else { continue };
        links.extend(bodies.values().filter(|(body, local)| *local && *body != into).map(|(body, _)| Link {
            a: *body,
            b: into,
            rule: SAME_BODY,
            score: ONE_BODY,
            evidence: clusters.tell(|| format!("{} is the {} of both", groups.label(holder), posts.title(post))),
        }));
    }
    links
}
