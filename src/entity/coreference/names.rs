//! Names, appositions and offices of a document that are one thing, by rules that need no context.

use std::collections::BTreeMap;

use super::{Clusters, Reason, genders_agree, posts};
use crate::entity::person_name::PersonName;
use crate::language::Deprel;
use crate::mention::consistency::letters;
use crate::mention::{Mention, MentionKind, Number};
use crate::ontology::{EntityType, Ontology};
use crate::rule::Rule;

const SAME_NAME: Rule = Rule::new("same-name", "the same name in one document is one thing");
const SHORT_NAME: Rule = Rule::new("short-name", "a surname stands for the full name that ends with it");
const HANDLE: Rule = Rule::new("handle-of-name", "an account whose name is somebody's name in one word is his");
const ACRONYM: Rule = Rule::new("acronym", "capital letters stand for the name whose words begin with them");
const PART_OF_NAME: Rule = Rule::new("part-of-name", "a shorter name is the beginning or the end of a longer one");
const SMALL_LETTERS: Rule =
    Rule::new("name-in-small-letters", "a noun for a body stands for the body whose name is that noun (parliament)");
const APPOSITION: Rule = Rule::new("apposition", "a noun beside a name describes what the name names");

pub(super) const RULES: &[Rule] = &[SAME_NAME, SHORT_NAME, HANDLE, ACRONYM, PART_OF_NAME, SMALL_LETTERS, APPOSITION];

/// What a join by each kind of evidence is worth, 0 to 1: set by hand, in the order of how often such joins are wrong.
const SAME_ENTRY: f64 = 0.98;
const SAME_WORDS: f64 = 0.95;
const AGREEING: f64 = 0.9;
const ONE_BEARER: f64 = 0.95;
const SPELT_OUT: f64 = 0.97;
const BY_INITIALS: f64 = 0.85;
const PART: f64 = 0.8;
const BESIDE: f64 = 0.9;
/// Joins what the names alone tell to be one.
pub(super) fn join(clusters: &mut Clusters, ontology: &Ontology) {
    names(clusters);
    people(clusters, ontology);
    organizations(clusters, ontology);
    small_letters(clusters);
    appositions(clusters);
    posts::join(clusters, ontology);
}

pub(super) fn named(clusters: &Clusters, wanted: impl Fn(&Mention) -> bool) -> Vec<usize> {
    let mentions = clusters.mentions;
    (0..mentions.len()).filter(|&m| mentions[m].kind == MentionKind::Name && wanted(&mentions[m])).collect()
}

/// The same words or the same entry of a lexicon, and the same sort of thing.
fn names(clusters: &mut Clusters) {
    let mut first: BTreeMap<(u8, String), usize> = BTreeMap::new();
    for m in named(clusters, |m| !matches!(m.entity_type, EntityType::Office)) {
        let mention = &clusters.mentions[m];
        let sort = match mention.entity_type {
            // What people are called for short depends on who else bears the name.
            EntityType::Person if !mention.name().contains(' ') => continue,
            EntityType::Person => 0,
            EntityType::Date => {
                // Two "Monday"s are the same day when they have the same value.
                let Some(time) = &mention.time else { continue };
                let key = (9, format!("{}/{}", time.start, time.end));
                let earlier = *first.entry(key).or_insert(m);
                clusters.join(m, earlier, Reason::new(SAME_NAME, SAME_ENTRY));
                continue;
            }
            t if t.is_place() || t.is_organization() => 1,
            EntityType::Event => 2,
            EntityType::Document => 3,
            _ => 4,
        };
        let key = (sort, normal(mention.name()));
        let earlier = *first.entry(key).or_insert(m);
        let listed = clusters.mentions[m].canonical.is_some();
        clusters.join(m, earlier, Reason::new(SAME_NAME, if listed { SAME_ENTRY } else { SAME_WORDS }));
    }
}

/// Lower case without an article, punctuation or possessive.
pub(in crate::entity) fn normal(text: &str) -> String {
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

/// Full names that agree, then short names to the full name they belong to (see [`bearer`]), then those that nobody bears in full.
fn people(clusters: &mut Clusters, ontology: &Ontology) {
    let people = named(clusters, |m| m.entity_type == EntityType::Person);
    let parsed: BTreeMap<usize, PersonName> =
        people.iter().map(|&m| (m, PersonName::parse(clusters.mentions[m].name()))).collect();
    let mut by_last: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut by_first: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (&m, name) in parsed.iter().filter(|(_, name)| name.is_full()) {
        by_last.entry(name.surname()).or_default().push(m);
        by_first.entry(name.first()).or_default().push(m);
    }
    for bearers in by_last.values() {
        let mut distinct: Vec<usize> = Vec::new();
        for &m in bearers {
            let near: Vec<usize> = distinct.iter().copied().filter(|e| parsed[e].agrees(&parsed[&m])).collect();
            let same = near.iter().find(|e| parsed[e].parts == parsed[&m].parts).copied();
            // A name that agrees with two people who differ ("George Bush" beside father and son) is neither's.
            let torn = near.iter().any(|a| near.iter().any(|b| !parsed[a].agrees(&parsed[b])));
            match same.or_else(|| near.first().copied().filter(|_| !torn)) {
                Some(earlier) => {
                    let score = if same.is_some() { SAME_WORDS } else { AGREEING };
                    clusters.join(m, earlier, Reason::new(SAME_NAME, score));
                }
                None => distinct.push(m),
            }
        }
    }
    for &m in people.iter().filter(|&&m| clusters.mentions[m].text.starts_with('@')) {
        let account = letters(&clusters.mentions[m].text);
        if let Some(&owner) = people.iter().find(|&&o| o != m && letters(&clusters.mentions[o].text) == account) {
            clusters.join(m, owner, Reason::new(HANDLE, ONE_BEARER));
        }
    }
    // A full name can itself be the short form of a longer one: "Fernández de Kirchner".
    let mut left: Vec<usize> = Vec::new();
    for &m in &people {
        let short = &parsed[&m];
        let fits = |e: usize, family_first: bool| {
            parsed[&e].parts.len() > short.parts.len()
                && parsed[&e].answers_to(short, family_first)
                && genders_agree(clusters.gender(m), clusters.gender(e))
        };
        let bearers = |listed: Option<&Vec<usize>>, family_first: bool| -> Vec<usize> {
            listed.into_iter().flatten().copied().filter(|&e| fits(e, family_first)).collect()
        };
        let longest = |other: usize| clusters.mentions[other].text.len() <= clusters.mentions[m].text.len();
        if short.parts.len() > 1 && !clusters.members(m).all(longest) {
            continue;
        }
        let mut all = bearers(by_last.get(short.surname()), false);
        // "Their father, Peter" is no other Peter.
        let relative = short.parts.len() == 1 && is_relative(clusters, m, ontology);
        if all.is_empty() && !relative {
            all = bearers(by_first.get(short.first()), true);
        }
        // "Zahid" for "Ahmad Zahid Hamidi"
        if all.is_empty() && short.parts.len() == 1 && !relative {
            all = parsed.iter().filter(|(_, name)| name.has_middle(short.first())).map(|(&e, _)| e).collect();
        }
        match bearer(clusters, m, &all, ontology) {
            Some((antecedent, score, evidence)) => {
                clusters.join(m, antecedent, Reason::with(SHORT_NAME, score, evidence));
            }
            None if short.parts.len() == 1 => left.push(m),
            None => {}
        }
    }
    // Nobody bears these in full here: the same word is the same person, unless the title before it tells them apart.
    for (n, &m) in left.iter().enumerate() {
        let same = left[..n].iter().rev().copied().find(|&earlier| {
            normal(&clusters.mentions[earlier].text) == normal(&clusters.mentions[m].text)
                && genders_agree(clusters.gender(m), clusters.gender(earlier))
        });
        if let Some(earlier) = same {
            clusters.join(m, earlier, Reason::new(SAME_NAME, AGREEING));
        }
    }
}

/// Whom a short name means of those who bear it in full: of several people the one who has the title before it, or was called so
/// before, else who is named in full most often, else who is not called a relative of somebody, else who holds an office, else
/// who was named last before it; with what that is worth and why.
fn bearer(clusters: &Clusters, m: usize, bearers: &[usize], ontology: &Ontology) -> Option<(usize, f64, String)> {
    let mut people: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for &e in bearers {
        people.entry(clusters.chain_of(e)).or_default().push(e);
    }
    let known_before = bearers.iter().any(|&e| e < m);
    let nearest = |full: &[usize]| full.iter().rev().copied().find(|&e| e < m).or(full.first().copied());
    let people: Vec<Vec<usize>> = people.into_values().filter(|full| !known_before || full[0] < m).collect();
    let count = people.len();
    let holds_office = |full: &[usize]| full.iter().any(|&e| clusters.holds_office(e));
    let is_relative = |full: &[usize]| full.iter().any(|&e| is_relative(clusters, e, ontology));
    let title = |e: usize| clusters.posts_of(e).filter_map(|o| clusters.mentions[o].title.as_deref());
    let own: Vec<&str> = title(m).collect();
    let titled = |full: &[usize]| full.iter().any(|&e| title(e).any(|title| own.contains(&title)));
    // Once two bear a name, news goes on to call the one so whom it called so first.
    let called = |full: &[usize]| {
        let word = normal(&clusters.mentions[m].text);
        clusters.members(full[0]).any(|s| full[0] < s && s < m && normal(&clusters.mentions[s].text) == word)
    };
    let rank = |full: &Vec<usize>| {
        (titled(full), called(full), full.len(), !is_relative(full), holds_office(full), nearest(full))
    };
    let best = people.into_iter().max_by_key(rank)?;
    let (score, evidence) = match count {
        1 => (ONE_BEARER, "nobody else in the document bears the name".to_owned()),
        // Half the doubt that a choice by chance would leave.
        _ => (0.5 + 0.5 / count as f64, format!("of {count} who bear the name the most named")),
    };
    Some((nearest(&best)?, score, evidence))
}

/// "X, the minister's brother", "his wife, X": whether a noun of kinship stands beside a name.
fn is_relative(clusters: &Clusters, name: usize, ontology: &Ontology) -> bool {
    let mention = &clusters.mentions[name];
    let tree = &clusters.sentences[mention.sentence];
    let kin = |t: usize| ontology.kinship(&tree.tokens[t].lemma.to_lowercase()).is_some();
    let behind = tree.children_by(mention.head, Deprel::Appos);
    let joined = behind.flat_map(|t| std::iter::once(t).chain(tree.children_by(t, Deprel::Conj)));
    let above = tree.tokens[mention.head].head.filter(|_| tree.tokens[mention.head].deprel == Deprel::Appos);
    joined.chain(above).chain(mention.first.checked_sub(1)).any(kin)
}

/// Acronyms, and shorter forms of longer names.
fn organizations(clusters: &mut Clusters, ontology: &Ontology) {
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
                let behind = in_brackets_behind(clusters, *spelt, &letters);
                let reason = match behind {
                    true => Reason::with(ACRONYM, SPELT_OUT, "in brackets behind the name".to_owned()),
                    false => Reason::new(ACRONYM, BY_INITIALS),
                };
                clusters.join(*m, *spelt, reason);
            }
        } else if short.contains(' ') {
            let entity_type = clusters.mentions[*m].entity_type;
            let longer = others.find(|(o, long)| {
                clusters.mentions[*o].entity_type == entity_type
                    && long.len() > short.len()
                    // A part of a treaty is not the treaty.
                    && clusters.mentions[*o].rule != "numbered-provision"
                    && (long.starts_with(&format!("{short} "))
                        || long.ends_with(&format!(" {short}"))
                        || entity_type == EntityType::Event && is_shortened(short, long))
            });
            if let Some((longer, _)) = longer {
                clusters.join(*m, *longer, Reason::new(PART_OF_NAME, PART));
            }
        } else if let Some(longer) = firm_of_word(clusters, *m, short, &distinct, ontology)
            .or_else(|| body_of_word(clusters, *m, short, &distinct))
        {
            clusters.join(*m, longer, Reason::new(PART_OF_NAME, PART));
        }
    }
}

/// "BlueBay" for "BlueBay Asset Management": the only organization here whose name begins with the word.
fn firm_of_word(
    clusters: &Clusters,
    m: usize,
    word: &str,
    distinct: &[(usize, String)],
    ontology: &Ontology,
) -> Option<usize> {
    let own = &clusters.mentions[m];
    let firm = |m: &Mention| m.entity_type == EntityType::Organization && m.canonical.is_none();
    if !firm(own) || ontology.organization_words(word).is_some() {
        return None;
    }
    let begins = |o: usize, long: &str| firm(&clusters.mentions[o]) && long.starts_with(&format!("{word} "));
    let mut longer = distinct.iter().filter(|(o, long)| begins(*o, long)).map(|(o, _)| *o);
    let first = longer.next()?;
    longer.all(|o| clusters.same(o, first)).then_some(first)
}

/// "The Guards" for "Revolutionary Guards": the only organization here whose name ends with the word, which is in the plural.
fn body_of_word(clusters: &Clusters, m: usize, word: &str, distinct: &[(usize, String)]) -> Option<usize> {
    let own = &clusters.mentions[m];
    let plural = clusters.sentences[own.sentence].tokens[own.head].xpos == "NNPS";
    if !plural || own.canonical.is_some() || !own.entity_type.is_organization() || own.entity_type == EntityType::Party
    {
        return None;
    }
    let ends = |o: usize, long: &str| {
        clusters.mentions[o].entity_type.is_organization() && long.ends_with(&format!(" {word}"))
    };
    let mut longer = distinct.iter().filter(|(o, long)| ends(*o, long)).map(|(o, _)| *o);
    let first = longer.next()?;
    longer.all(|o| clusters.same(o, first)).then_some(first)
}

/// "parliament" where "Parliament" is named: a body's noun in small letters, unless somebody else's.
fn small_letters(clusters: &mut Clusters) {
    let body = |m: &Mention| m.entity_type.is_organization() && m.number == Number::Singular;
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for m in named(clusters, body) {
        first.entry(clusters.mentions[m].text.to_lowercase()).or_insert(m);
    }
    let nouns = (0..clusters.mentions.len()).filter(|&m| {
        let mention = &clusters.mentions[m];
        mention.kind == MentionKind::Nominal && body(mention) && mention.text.starts_with(char::is_lowercase)
    });
    for m in nouns.collect::<Vec<_>>() {
        let determiner = clusters.determiner(m);
        if matches!(determiner.as_deref(), None | Some("the"))
            && let Some(&name) = first.get(&clusters.mentions[m].text)
        {
            clusters.join(m, name, Reason::new(SMALL_LETTERS, PART));
        }
    }
}

/// "2016 election" for "2016 U.S. presidential election": the same year and the same last word, nothing that is new.
fn is_shortened(short: &str, long: &str) -> bool {
    let is_year = |word: &&str| word.len() == 4 && word.chars().all(|c| c.is_ascii_digit());
    let mut words = long.split(' ');
    short.split(' ').any(|word| is_year(&word))
        && short.rsplit(' ').next() == long.rsplit(' ').next()
        && short.split(' ').all(|word| words.any(|w| w == word))
}

pub(in crate::entity) fn is_acronym(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (2..=7).contains(&letters)
        && !text.contains(' ')
        && text.chars().filter(|c| c.is_uppercase()).count() * 3 >= letters * 2
}

/// "European Union" -> "EU"; with and without the small words.
pub(in crate::entity) fn initials(text: &str) -> [String; 2] {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == '-').filter(|w| !w.is_empty()).collect();
    let all: String = words.iter().filter_map(|w| w.chars().next()).collect::<String>().to_uppercase();
    let capitals: String = words.iter().filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).collect();
    [capitals, all]
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
            // Within a name some parsers hang it on a word that does not head the name.
            let within = mentions[o].kind == MentionKind::Name && (mentions[o].first..mentions[o].end).contains(&head);
            (mentions[o].head == head || within)
                && o != m
                && mentions[o].kind != MentionKind::Pronoun
                && mentions[o].entity_type != EntityType::Office
        });
        if let Some(other) = other
            && compatible(mention, &mentions[other])
            && (mention.kind == MentionKind::Nominal || mentions[other].kind == MentionKind::Nominal)
        {
            clusters.join(m, other, Reason::new(APPOSITION, BESIDE));
        } else if let Some(noun) = described_above(clusters, m, head) {
            clusters.join(m, noun, Reason::new(APPOSITION, BESIDE));
        }
    }
}

/// "The candidate of the party, X, won": some parsers hang somebody's name on the party, not on the noun for him.
fn described_above(clusters: &Clusters, m: usize, head: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let tree = &clusters.sentences[mention.sentence];
    let somebody = |m: &Mention| m.entity_type == EntityType::Person && m.number == Number::Singular;
    let held = clusters.holds_office(m);
    let closed = mention.first.checked_sub(1).is_some_and(|t| tree.tokens[t].form == ",")
        && tree.tokens.get(mention.end).is_some_and(|t| t.form == ",");
    let party = clusters.headed_by(mention.sentence, head)?;
    let owns = clusters.mentions[party].entity_type.is_organization() && tree.tokens[head].deprel == Deprel::Nmod;
    if held || !closed || !owns || mention.kind != MentionKind::Name || !somebody(mention) {
        return None;
    }
    let noun = clusters.headed_by(mention.sentence, tree.tokens[head].head?)?;
    let described = &clusters.mentions[noun];
    let fits = described.kind == MentionKind::Nominal && somebody(described);
    (fits && genders_agree(mention.gender, clusters.gender(noun))).then_some(noun)
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
