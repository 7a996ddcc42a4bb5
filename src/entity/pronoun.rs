//! Pronouns: the antecedent that fits in gender, number and kind and is nearest in the sense of syntax.
//!
//! The weights follow what the literature on salience agrees on (Lappin & Leass, Computational Linguistics 20:4, 1994):
//! subjects before objects before the rest, near before far, and no antecedent in the pronoun's own argument frame.

use super::coreference::Clusters;
use crate::document::PartKind;
use crate::language::{Deprel, Sentence, Upos};
use crate::mention::quotation::{self, Quotation};
use crate::mention::{Mention, MentionKind, Number};
use crate::ontology::{EntityType, Gender};
use crate::rule::Rule;

const SPEAKER: Rule = Rule::new("speaker", "a first person in a quotation is its speaker");
const RELATIVE: Rule =
    Rule::new("relative-antecedent", "a relative pronoun stands for the noun that its clause describes");
const NEAREST: Rule =
    Rule::new("pronoun-antecedent", "a pronoun stands for the most salient fitting mention before it");
const CATAPHORA: Rule =
    Rule::new("pronoun-ahead", "a pronoun in an opening phrase stands for the subject that follows");

pub(super) const RULES: &[Rule] = &[SPEAKER, RELATIVE, NEAREST, CATAPHORA];

const FIRST_SINGULAR: &[&str] = &["i", "me", "my", "mine", "myself"];
const FIRST_PLURAL: &[&str] = &["we", "us", "our", "ours", "ourselves"];

/// Sentences that a pronoun may look back over.
const REACH: usize = 4;

pub(super) fn resolve(clusters: &mut Clusters, m: usize, quotations: &[Quotation]) {
    let mention = &clusters.mentions[m];
    let lower = mention.text.to_lowercase();
    if mention.rule == "pronoun-relative" {
        if let Some(antecedent) = relative_antecedent(clusters, m) {
            clusters.join(m, antecedent, RELATIVE);
        }
        return;
    }
    let quotation = quotation::around(quotations, mention.span).map(|q| &quotations[q]);
    match lower.as_str() {
        i if FIRST_SINGULAR.contains(&i) => {
            if let Some(speaker) = quotation.and_then(|q| q.speaker) {
                clusters.join(m, speaker, SPEAKER);
            }
        }
        we if FIRST_PLURAL.contains(&we) => {
            // An organization speaks of itself as "we"; a person speaks for somebody whom the text may not name.
            if let Some(speaker) = quotation.and_then(|q| q.speaker)
                && clusters.entity_type(speaker) != EntityType::Person
            {
                clusters.join(m, speaker, SPEAKER);
            }
        }
        _ => {
            let speaker = quotation.and_then(|q| q.speaker);
            if let Some(antecedent) = best(clusters, m, speaker, quotations) {
                clusters.join(m, antecedent, NEAREST);
            } else if let Some(ahead) = following_subject(clusters, m) {
                clusters.join(m, ahead, CATAPHORA);
            }
        }
    }
}

/// The head of the relative clause that the pronoun stands in.
fn relative_antecedent(clusters: &Clusters, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let sentence = &clusters.sentences[mention.sentence];
    let mut at = mention.head;
    while !matches!(sentence.tokens[at].deprel, Deprel::AclRelcl) {
        at = sentence.tokens[at].head?;
    }
    let noun = sentence.tokens[at].head?;
    mention_at(clusters, mention.sentence, noun).filter(|&a| a != m)
}

/// The mention that a token heads; an office in apposition stands for its holder.
fn mention_at(clusters: &Clusters, sentence: usize, token: usize) -> Option<usize> {
    let mentions = clusters.mentions;
    let heads = |m: &Mention| m.head == token || m.kind == MentionKind::Name && m.first <= token && token < m.end;
    let mut here = clusters.in_sentence(sentence).filter(|&m| heads(&mentions[m]));
    let first = here.clone().next()?;
    here.find(|&m| mentions[m].entity_type != EntityType::Office).or(mentions[first].holder)
}

fn best(clusters: &Clusters, m: usize, speaker: Option<usize>, quotations: &[Quotation]) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let quoted = |span| quotation::around(quotations, span);
    let own = quoted(mention.span);
    let mut best: Option<(f32, usize)> = None;
    for candidate in (0..m).rev() {
        let other = &clusters.mentions[candidate];
        if other.sentence + REACH < mention.sentence {
            break;
        }
        let Some(mut score) = score(clusters, m, candidate, speaker) else { continue };
        // The writer's pronouns take up the writer's own words before those that he quotes.
        if own.is_none() && quoted(other.span).is_some() {
            score -= 1.2;
        }
        if best.is_none_or(|(b, _)| score > b) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn score(clusters: &Clusters, m: usize, candidate: usize, speaker: Option<usize>) -> Option<f32> {
    let (mention, other) = (&clusters.mentions[m], &clusters.mentions[candidate]);
    let sentence = &clusters.sentences[other.sentence];
    let entity_type = clusters.entity_type(candidate);
    let mut score = fit(clusters, mention, candidate, entity_type)?;
    if mention.sentence == other.sentence && (excluded(clusters, mention, other) || other.end > mention.first) {
        return None;
    }
    // "He" within somebody's own words is not that somebody.
    if speaker.is_some_and(|s| clusters.same(s, candidate)) {
        return None;
    }
    score -= 0.9 * (mention.sentence - other.sentence) as f32;
    score += match role(sentence, other.head) {
        Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter => 1.0,
        Deprel::Obj | Deprel::Iobj => 0.4,
        Deprel::NmodPoss => 0.2,
        Deprel::Compound | Deprel::Amod | Deprel::NmodDesc => -0.6,
        _ => 0.0,
    };
    let subject = |s: &Sentence, token: usize| matches!(role(s, token), Deprel::Nsubj | Deprel::NsubjPass);
    if subject(sentence, other.head) && subject(&clusters.sentences[mention.sentence], mention.head) {
        score += 0.3;
    }
    if sentence.part != PartKind::Paragraph {
        score -= 0.6;
    }
    score += match other.kind {
        MentionKind::Name => 0.2,
        MentionKind::Pronoun => 0.2,
        MentionKind::Nominal => 0.0,
    };
    // Whoever is spoken of often is spoken of again.
    score += 0.15 * (clusters.members(candidate).take_while(|&x| x < m).take(6).count() as f32);
    // Within a sentence, the nearer of two equals.
    score -= 0.01 * (m - candidate) as f32;
    Some(score)
}

/// How well the kinds agree; `None` where they cannot.
fn fit(clusters: &Clusters, pronoun: &Mention, candidate: usize, entity_type: EntityType) -> Option<f32> {
    let other = &clusters.mentions[candidate];
    let lower = other.text.to_lowercase();
    let first_person = other.kind == MentionKind::Pronoun
        && (FIRST_SINGULAR.contains(&lower.as_str()) || FIRST_PLURAL.contains(&lower.as_str()));
    if first_person && clusters.members(candidate).all(|m| clusters.mentions[m].kind == MentionKind::Pronoun) {
        return None;
    }
    let plural = other.number == Number::Plural;
    match (pronoun.entity_type, pronoun.number) {
        (EntityType::Person, _) => {
            if entity_type != EntityType::Person || plural {
                return None;
            }
            match (pronoun.gender, clusters.gender(candidate)) {
                (Some(a), Some(b)) if a != b => None,
                (Some(_), Some(_)) => Some(0.8),
                // A name whose gender no lexicon knows is more often a man's in the news.
                (Some(Gender::Male), None) => Some(0.3),
                _ => Some(0.1),
            }
        }
        (_, Number::Singular) => match entity_type {
            _ if plural => None,
            EntityType::Person
            | EntityType::Group
            | EntityType::Date
            | EntityType::Office
            | EntityType::Quantity
            | EntityType::Money => None,
            EntityType::Country | EntityType::Organization | EntityType::GovernmentBody | EntityType::Party => {
                Some(0.6)
            }
            EntityType::Document | EntityType::Event => Some(0.4),
            EntityType::City | EntityType::State | EntityType::Place => Some(-0.2),
            EntityType::Topic | EntityType::Thing => Some(0.0),
        },
        (_, Number::Plural) => match entity_type {
            EntityType::Date | EntityType::Office | EntityType::Quantity | EntityType::Money => None,
            EntityType::Group => Some(0.8),
            EntityType::Person if !plural => None,
            _ if plural => Some(0.5),
            EntityType::Organization | EntityType::GovernmentBody | EntityType::Party => Some(-0.2),
            EntityType::Country => Some(-0.6),
            _ => None,
        },
    }
}

/// The relation of a mention's head, that of the first conjunct for a coordinated one.
fn role(sentence: &Sentence, token: usize) -> Deprel {
    let mut at = token;
    while matches!(sentence.tokens[at].deprel, Deprel::Conj | Deprel::Appos | Deprel::Flat) {
        match sentence.tokens[at].head {
            Some(head) => at = head,
            None => break,
        }
    }
    sentence.tokens[at].deprel
}

/// Principle B: a pronoun that is no possessive or reflexive differs from the other arguments of its verb; and no noun
/// refers to what a possessive inside it refers to ("his father" is not him).
fn excluded(clusters: &Clusters, pronoun: &Mention, other: &Mention) -> bool {
    let sentence = &clusters.sentences[pronoun.sentence];
    if sentence.dominates(other.head, pronoun.head) && sentence.tokens[other.head].upos != Upos::Verb {
        // A clause or a conjunct of the noun is not inside it: "Erdogan and his wife".
        let apart = path(sentence, pronoun.head, other.head).any(|i| {
            matches!(
                sentence.tokens[i].deprel,
                Deprel::AclRelcl | Deprel::Acl | Deprel::Ccomp | Deprel::Advcl | Deprel::Conj
            )
        });
        if !apart {
            return true;
        }
    }
    let lower = pronoun.text.to_lowercase();
    let possessive = sentence.tokens[pronoun.head].deprel == Deprel::NmodPoss;
    if possessive || lower.ends_with("self") || lower.ends_with("selves") {
        return false;
    }
    governor(sentence, pronoun.head).is_some_and(|verb| governor(sentence, other.head) == Some(verb))
}

/// Tokens from `token` up to, not including, `ancestor`.
fn path(sentence: &Sentence, token: usize, ancestor: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::successors(Some(token), |&i| sentence.tokens[i].head).take_while(move |&i| i != ancestor)
}

/// The verb whose argument the token is, through coordination.
fn governor(sentence: &Sentence, token: usize) -> Option<usize> {
    let mut at = token;
    while sentence.tokens[at].deprel == Deprel::Conj && sentence.tokens[at].upos != Upos::Verb {
        at = sentence.tokens[at].head?;
    }
    let argument = matches!(
        sentence.tokens[at].deprel,
        Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Iobj | Deprel::Obl | Deprel::OblAgent
    );
    if argument { sentence.tokens[at].head } else { None }
}

/// "In his statement, Paul said": the subject of the clause that the opening phrase belongs to.
fn following_subject(clusters: &Clusters, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    (m + 1..clusters.mentions.len()).take_while(|&o| clusters.mentions[o].sentence == mention.sentence).find(|&o| {
        let other = &clusters.mentions[o];
        let sentence = &clusters.sentences[other.sentence];
        other.kind == MentionKind::Name
            && matches!(sentence.tokens[other.head].deprel, Deprel::Nsubj | Deprel::NsubjPass)
            && fit(clusters, mention, o, other.entity_type).is_some()
            && !excluded(clusters, mention, other)
    })
}
