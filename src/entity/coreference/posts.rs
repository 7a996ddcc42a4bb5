//! Offices of a document that are one: by title with owner or holder, and what a bare title leaves out.

use std::collections::BTreeMap;

use super::names::named;
use super::{Clusters, Reason};
use crate::entity::homeland::{SINGLE, is_of_field, places_in};
use crate::language::{Deprel, Sentence};
use crate::mention::{Mention, MentionKind, Number, goes, is_removal};
use crate::ontology::{EntityType, Ontology};
use crate::rule::Rule;

const SAME_OFFICE: Rule = Rule::new("same-office", "the same title with the same holder or country is one office");
const WIDER_TITLE: Rule = Rule::new(
    "wider-title",
    "a title that says less than another with the same holder is the same office (boss, chief executive)",
);
const TOLD_ONCE: Rule = Rule::new(
    "title-told-once",
    "a title of state or of a body is the office of the only country or body that the document names with it",
);
const LOST: Rule = Rule::new(
    "title-of-predecessor",
    "a bare title of state before somebody who was beaten, removed or replaced or went is the office of the only country whose \
     title the document names, if it names no other as often",
);
const BARE_OFFICES: Rule = Rule::new(
    "bare-titles",
    "two titles of state or of a chamber without a country before names are one office: the writer leaves out the same country",
);

pub(super) const RULES: &[Rule] = &[SAME_OFFICE, WIDER_TITLE, TOLD_ONCE, LOST, BARE_OFFICES];

/// What a join by each kind of evidence is worth, 0 to 1: set by hand, in the order of how often such joins are wrong.
const ONE_OWNER: f64 = 0.95;
const ONE_HOLDER: f64 = 0.85;
const BARE: f64 = 0.7;

/// Titles that a body, city or state gives to one person at a time, beside those of a country.
const OF_ONE: &[&str] = &["first minister", "governor", "head of state", "head of government", "mayor", "speaker"];

/// Joins the offices that their titles, owners and holders tell to be one.
pub(super) fn join(clusters: &mut Clusters, ontology: &Ontology) {
    offices(clusters, ontology);
    bare_offices(clusters, ontology);
}

/// One office for the same title with the same holder, or with the same country or body.
fn offices(clusters: &mut Clusters, ontology: &Ontology) {
    let offices = named(clusters, |m| m.entity_type == EntityType::Office);
    for (i, &m) in offices.iter().enumerate() {
        for &earlier in &offices[..i] {
            let (a, b) = (&clusters.mentions[m], &clusters.mentions[earlier]);
            let both = |x: Option<usize>, y: Option<usize>| matches!((x, y), (Some(x), Some(y)) if clusters.same(x, y));
            let clash = matches!((a.jurisdiction, b.jurisdiction), (Some(x), Some(y)) if !clusters.same(x, y));
            let owned = both(a.jurisdiction, b.jurisdiction);
            if a.post() == b.post() && !clash && (owned || both(a.holder, b.holder)) {
                clusters.join(m, earlier, Reason::new(SAME_OFFICE, if owned { ONE_OWNER } else { ONE_HOLDER }));
                break;
            }
        }
    }
    offices_told_once(clusters, &offices, ontology);
    for &m in &offices {
        let wide = &clusters.mentions[m];
        let (Some(holder), Some(title)) = (wide.holder, wide.title.as_deref()) else { continue };
        let narrower = |o: &usize| {
            let office = &clusters.mentions[*o];
            let clash = matches!((wide.jurisdiction, office.jurisdiction), (Some(x), Some(y)) if !clusters.same(x, y));
            !clash
                && office.is_acting() == wide.is_acting()
                // "The head of the court" who is "President X" by now has come to another post.
                && (wide.jurisdiction.is_none() || office.jurisdiction.is_some() || !SINGLE.contains(&office.title.as_deref().unwrap_or_default()))
                && office.holder.is_some_and(|h| clusters.same(h, holder))
                && office.title.as_deref().is_some_and(|other| is_wider(title, other, ontology))
        };
        let found: Vec<usize> = offices.iter().copied().filter(narrower).collect();
        let one = found.iter().all(|&o| clusters.same(o, found[0]));
        if let Some(&office) = found.first().filter(|_| one) {
            clusters.join(m, office, Reason::new(WIDER_TITLE, ONE_HOLDER));
        }
    }
}

/// "X, a former president": the president's office of the only country or body whose president the document names, if no bare
/// title before a name takes another for granted.
fn offices_told_once(clusters: &mut Clusters, offices: &[usize], ontology: &Ontology) {
    let of_one = |m: &Mention| {
        let title = m.title.as_deref().unwrap_or_default();
        m.number == Number::Singular
            && (SINGLE.contains(&title) || OF_ONE.contains(&title) || ontology.office(title).is_some_and(is_of_field))
    };
    let mut told: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for &m in offices.iter().filter(|&&m| of_one(&clusters.mentions[m])) {
        if let Some(post) = clusters.mentions[m].post() {
            told.entry(post.into_owned()).or_default().push(m);
        }
    }
    for offices in told.into_values() {
        let owned = |m: usize| clusters.members(m).any(|o| clusters.mentions[o].jurisdiction.is_some());
        let (owned, bare): (Vec<usize>, Vec<usize>) = offices.into_iter().partition(|&m| owned(m));
        let Some(&first) = owned.first().filter(|&&first| owned.iter().all(|&o| clusters.same(o, first))) else {
            continue;
        };
        let taken = |m: usize| {
            let office = &clusters.mentions[m];
            office.rule == "office-before-name" && office.status.is_empty()
        };
        // "Mali's president beat President X": one who lost it, not one of another country.
        let (lost, bare): (Vec<usize>, Vec<usize>) = bare.into_iter().partition(|&m| {
            taken(m)
                && clusters.mentions[m]
                    .holder
                    .is_some_and(|h| has_lost(clusters, h, None, ontology) && is_foremost(clusters, first))
        });
        for m in lost {
            clusters.join(m, first, Reason::new(LOST, BARE));
        }
        if bare.iter().any(|&m| taken(m)) {
            continue;
        }
        // Who holds a post now may hold that of a country which the words around it tell.
        let open = |m: &usize| {
            let office = &clusters.mentions[*m];
            let possessed = clusters.sentences[office.sentence].child(office.head, Deprel::NmodPoss).is_some();
            // "X became president in March": of the country that the story is about, if its sentence names no other.
            let comes = matches!(office.rule.as_str(), "office-predicate" | "office-as" | "office-post-of");
            let elsewhere = || {
                let mut here = clusters.in_sentence(office.sentence).map(|c| &clusters.mentions[c]);
                here.any(|c| {
                    c.kind == MentionKind::Name && (c.entity_type.is_place() || c.entity_type.is_organization())
                })
            };
            !possessed
                && (office.holder.is_none()
                    || office.status.iter().any(|s| s == "former")
                    || comes && office.status.is_empty() && !elsewhere() && is_foremost(clusters, first))
        };
        let open: Vec<usize> = bare.into_iter().filter(open).collect();
        for m in open {
            clusters.join(m, first, Reason::new(TOLD_ONCE, BARE));
        }
    }
}

/// Whether the country of an office is named more often than any other.
fn is_foremost(clusters: &Clusters, office: usize) -> bool {
    let owner = clusters.members(office).find_map(|o| clusters.mentions[o].jurisdiction);
    let count =
        |country: usize| clusters.members(country).filter(|&c| clusters.mentions[c].kind == MentionKind::Name).count();
    owner.is_some_and(|owner| {
        let countries = named(clusters, |m| m.entity_type == EntityType::Country);
        countries.into_iter().all(|c| clusters.same(c, owner) || count(c) < count(owner))
    })
}

/// Whether the text tells that somebody was beaten, removed or replaced, resigned or died; where there is `another`, in a sentence
/// that speaks of him too.
fn has_lost(clusters: &Clusters, person: usize, another: Option<usize>, ontology: &Ontology) -> bool {
    clusters.members(person).any(|o| {
        let mention = &clusters.mentions[o];
        let tree = &clusters.sentences[mention.sentence];
        let mut here = clusters.in_sentence(mention.sentence);
        if another.is_some_and(|another| !here.any(|h| clusters.same(h, another))) {
            return false;
        }
        // Of "President X" the title may stand in the tree for him.
        let titles = clusters.posts_of(o).map(|p| &clusters.mentions[p]);
        let title = titles.filter(|p| p.sentence == mention.sentence && p.end == mention.first).map(|p| p.head);
        (mention.first..mention.end).chain(title).any(|t| {
            let Some(verb) = tree.tokens[t].head else { return false };
            let lemma = tree.tokens[verb].lemma.to_lowercase();
            match tree.tokens[t].deprel {
                Deprel::Obj | Deprel::NsubjPass => {
                    is_removal(&lemma) || matches!(lemma.as_str(), "beat" | "defeat" | "succeed")
                }
                Deprel::Nsubj => lemma == "die" || leaves_office(tree, verb, &lemma, ontology),
                _ => false,
            }
        })
    })
}

/// Whether a clause says that its subject leaves office: "resigned", "stepped down", "left office", not "stood beside him".
fn leaves_office(tree: &Sentence, verb: usize, lemma: &str, ontology: &Ontology) -> bool {
    if !goes(lemma) {
        return false;
    }
    let of_office = |t: usize| {
        let noun = tree.tokens[t].lemma.to_lowercase();
        matches!(noun.as_str(), "office" | "post" | "power") || ontology.tenure(&noun).is_some()
    };
    match lemma {
        "resign" | "retire" => true,
        "stand" | "step" => tree.child(verb, Deprel::CompoundPrt).is_some(),
        _ => tree.child(verb, Deprel::Obj).is_some_and(of_office),
    }
}

/// Whether a title says less than another of the same post: "boss" than "chief executive", "minister" than "finance minister",
/// not "minister" than "prime minister". A leader can lead more than he presides over.
pub(in crate::entity) fn is_wider(title: &str, other: &str, ontology: &Ontology) -> bool {
    const OF_FIELDS: &[&str] = &["minister", "secretary"];
    const OF_BODIES: &[&str] = &["boss", "chief", "head"];
    OF_FIELDS.contains(&title) && is_shorter(title, other)
        || OF_BODIES.contains(&title) && ontology.takes_in(title, other)
}

/// Whether a title is the end of another that tells more of the same post: "leader" of "political leader", not of "deputy
/// leader".
pub(in crate::entity) fn is_shorter(title: &str, other: &str) -> bool {
    const OTHER_POSTS: &[&str] =
        &["acting", "prime", "chief", "first", "deputy", "vice", "assistant", "under", "shadow"];
    let more = other.strip_suffix(title).and_then(|rest| rest.strip_suffix(' '));
    more.is_some_and(|rest| !rest.split(' ').any(|word| OTHER_POSTS.contains(&word)))
}

/// "President X", then "then-President Y": bare titles of one state, if no words give either to a country.
fn bare_offices(clusters: &mut Clusters, ontology: &Ontology) {
    let of_state = |m: &Mention| {
        let office = m.title.as_deref().and_then(|title| ontology.office(title));
        let bare = m.jurisdiction.is_none() && m.rule == "office-before-name" && m.text.starts_with(char::is_uppercase);
        m.entity_type == EntityType::Office
            && bare
            && m.number == Number::Singular
            && office.is_some_and(|office| is_of_field(office) || SINGLE.contains(&office.title.as_str()))
    };
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    // "Sen. X" and "Sen. Y": a chamber has many.
    let of_body = |m: &Mention| {
        let office = m.title.as_deref().and_then(|title| ontology.office(title));
        m.entity_type == EntityType::Office
            && m.jurisdiction.is_none()
            && m.rule == "office-before-name"
            && office.is_some_and(|office| office.body.is_some() || office.title == "justice")
    };
    let mut members: BTreeMap<String, usize> = BTreeMap::new();
    for m in named(clusters, of_body) {
        let owned = clusters.members(m).any(|o| clusters.mentions[o].jurisdiction.is_some());
        let Some(post) = clusters.mentions[m].post().filter(|_| !owned) else { continue };
        let earlier = *members.entry(post.into_owned()).or_insert(m);
        clusters.join(m, earlier, Reason::new(BARE_OFFICES, BARE));
    }
    for m in named(clusters, of_state) {
        let sentence = clusters.mentions[m].sentence;
        if places_in(clusters.mentions, clusters.sentences, sentence).next().is_some() {
            continue;
        }
        let owned = clusters.members(m).any(|o| clusters.mentions[o].jurisdiction.is_some());
        let Some(post) = clusters.mentions[m].post().filter(|_| !owned) else { continue };
        let earlier = *first.entry(post.into_owned()).or_insert(m);
        // A state has one of them at a time: two who hold it now are of two states, unless the text tells that one lost it.
        let (a, b) = (&clusters.mentions[m], &clusters.mentions[earlier]);
        let one_holder = matches!((a.holder, b.holder), (Some(x), Some(y)) if clusters.same(x, y));
        let lost = || {
            let holders = a.holder.zip(b.holder);
            holders.is_some_and(|(x, y)| {
                has_lost(clusters, x, Some(y), ontology) || has_lost(clusters, y, Some(x), ontology)
            })
        };
        if a.status.is_empty() && b.status.is_empty() && !one_holder && !lost() {
            continue;
        }
        clusters.join(m, earlier, Reason::new(BARE_OFFICES, BARE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wider_titles() {
        let wider = |title: &str, other: &str| is_wider(title, other, Ontology::builtin());
        assert!(wider("boss", "chief executive") && wider("minister", "finance minister"));
        assert!(!wider("minister", "prime minister") && !wider("secretary", "deputy secretary"));
        assert!(!wider("leader", "president") && !wider("chief executive", "boss"));
    }
}
