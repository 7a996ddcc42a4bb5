//! What grammar and kinds allow: which chains a noun or pronoun can belong to at all.

use std::collections::BTreeSet;

use super::anaphora::mention_at;
use super::features::Scene;
use super::traits::{Class, Clause, Function};
use super::{Clusters, affiliation, fronted, genders_agree, relational, titles};
use crate::entity::homeland::is_of_field;
use crate::language::{Deprel, Sentence, Upos, clause};
use crate::mention::{Mention, MentionKind, Number, is_person_title};
use crate::ontology::{EntityType, Seat};

/// Whether an antecedent agrees with a pronoun in kind and number, or with a noun in kind.
pub(super) fn agrees(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let (entity_type, number) = (clusters.entity_type(other), clusters.mentions[other].number);
    let person = entity_type == EntityType::Person;
    match scene.traits[m].class {
        Class::He | Class::She | Class::I => person && number == Number::Singular,
        Class::It => !person && entity_type != EntityType::Group && number == Number::Singular,
        Class::They | Class::We => number == Number::Plural || entity_type.is_organization(),
        _ => clusters.mentions[m].entity_type == entity_type,
    }
}

/// Whether grammar lets `m` belong to the chain of `other`.
pub(super) fn allowed(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let (mention, antecedent) = (&clusters.mentions[m], &clusters.mentions[other]);
    let entity_type = clusters.entity_type(other);
    if takes_no_pronoun(entity_type) && (entity_type != mention.entity_type || antecedent.kind == MentionKind::Name) {
        return false;
    }
    if !genders_agree(mention.gender, clusters.gender(other)) {
        return false;
    }
    // "This leaves the contracts open": who acts is "it" or "they".
    if mention.kind == MentionKind::Pronoun
        && matches!(scene.traits[m].class, Class::This | Class::That)
        && clusters.name(other).is_some()
        && (entity_type.is_actor() || entity_type.is_place())
    {
        return false;
    }
    if !types_agree(clusters, scene, m, other) {
        return false;
    }
    let own = &scene.traits[m];
    // A noun for all of them stands beside their names.
    let beside = clusters.sentences[antecedent.sentence].tokens[antecedent.head].deprel == Deprel::Appos
        && antecedent.number == Number::Plural;
    let several = || !beside && follows_several(clusters, scene, m);
    if own.class == Class::They && (is_one_person(clusters, other) || several()) {
        return false;
    }
    if is_said_to_be(clusters, scene, m, entity_type)
        || mention.kind == MentionKind::Pronoun && fronted::stands_within(clusters, scene, m, other)
        || own.class == Class::It && is_forum(clusters, scene, m, other)
    {
        return false;
    }
    // "He" within somebody's own words is not that somebody, nor is the one who says them that "he".
    let said_of = clusters
        .mentions_before(other, m)
        .take_while(|&o| clusters.mentions[o].sentence + 1 >= mention.sentence)
        .filter(|&o| scene.traits[o].class.family() == 0)
        .filter_map(|o| scene.speaker(o));
    if own.quotation.is_none() && said_of.into_iter().any(|speaker| clusters.same(speaker, m)) {
        return false;
    }
    // Who speaks is not who is spoken to.
    let third = matches!(own.class, Class::He | Class::She | Class::It | Class::They | Class::You);
    if third
        && let Some(speaker) = scene.speaker(m)
        && clusters.same(speaker, other)
    {
        return false;
    }
    // "The first suit" is not the third.
    let ordinal = |m: usize| scene.traits[m].modifiers.iter().find_map(|word| ordinal(word));
    if let (Some(one), Some(two)) = (ordinal(m), ordinal(other))
        && one != two
    {
        return false;
    }
    if mention.kind == MentionKind::Nominal
        && (owners_clash(clusters, scene, m, other)
            || titles::holds_already(clusters, m, other)
            || titles::holds_still(clusters, scene, m, other)
            || titles::posts_clash(clusters, scene, m, other)
            || titles::titles_clash(clusters, scene, m, other)
            || affiliation::clash(clusters, m, other)
            || numbers_clash(clusters, m, other)
            || is_other_realm(clusters, scene, m, other)
            || is_no_relative(clusters, scene, m, other)
            || countries_clash(clusters, m, other))
    {
        return false;
    }
    if mention.kind == MentionKind::Pronoun && is_demonym_of_somebody(clusters, other) {
        return false;
    }
    if names_below(clusters, scene, m, other) || owns_no_state(clusters, scene, m, other) {
        return false;
    }
    // Names behind the anaphor may belong to the chain already: "He blamed Johnson".
    !clusters
        .in_sentence(mention.sentence)
        .filter(|&o| o != m && clusters.same(o, other))
        .any(|o| o < m && clusters.mentions[o].end > mention.first || excluded(clusters, scene, m, o))
}

/// "Her husband" is nobody of whom the text tells no kinship, unless both have one surname.
fn is_no_relative(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let own = &scene.traits[m];
    let kin = |lemma: &str| scene.ontology.kinship(lemma).is_some();
    let (Some(owner), Some(name)) = (own.owner.filter(|_| kin(&own.lemma)), clusters.name(other)) else { return false };
    let surname = |m: usize| clusters.mentions[m].name().rsplit(' ').next();
    let shares = clusters.name(owner).is_some_and(|owner| surname(owner) == surname(name));
    let told = |o: usize| clusters.mentions[o].kind == MentionKind::Nominal && kin(&scene.traits[o].lemma);
    clusters.mentions[m].number == Number::Singular && !shares && !clusters.members(other).any(told)
}

/// "The president" is nobody with a name of whom the text tells no office of a state, where it tells somebody's.
pub(super) fn holds_no_office(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let governs = |o: usize| {
        let mention = &clusters.mentions[o];
        let single = mention.entity_type == EntityType::Office || is_person_title(mention);
        let title = mention.title.as_deref().filter(|_| single && mention.number == Number::Singular);
        let office = title.and_then(|title| scene.ontology.office(title));
        office.is_some_and(|office| office.seat == Some(Seat::Country) && !office.rank)
    };
    let told = |o: usize| clusters.mentions[o].kind == MentionKind::Nominal && governs(o);
    let named = clusters.entity_type(other) == EntityType::Person && clusters.name(other).is_some();
    // A text that tells nobody's office takes it for known who holds it.
    let tells = || (0..clusters.mentions.len()).any(|o| clusters.mentions[o].holder.is_some() && governs(o));
    governs(m) && named && !clusters.posts_of(other).any(governs) && !clusters.members(other).any(told) && tells()
}

/// "The Irish carrier" is no body that a noun has called another country's.
fn countries_clash(clusters: &Clusters, m: usize, other: usize) -> bool {
    let countries = |o: usize| -> BTreeSet<&str> {
        let noun = &clusters.mentions[o];
        let within = clusters.in_sentence(noun.sentence).map(|c| &clusters.mentions[c]).filter(|c| {
            c.kind == MentionKind::Name
                && c.entity_type == EntityType::Country
                && noun.kind == MentionKind::Nominal
                && noun.first <= c.first
                && c.end <= noun.head
        });
        within.map(Mention::name).collect()
    };
    let own = countries(m);
    if own.is_empty() || !clusters.entity_type(other).is_organization() {
        return false;
    }
    let theirs: BTreeSet<&str> = clusters.mentions_before(other, m).flat_map(countries).collect();
    !theirs.is_empty() && own.is_disjoint(&theirs)
}

/// Whether one of two nouns for people means a single person and the other several.
fn numbers_clash(clusters: &Clusters, m: usize, other: usize) -> bool {
    let people = |t: EntityType| matches!(t, EntityType::Person | EntityType::Group);
    let mention = &clusters.mentions[m];
    let chain = clusters.chain_of(other);
    let Some(first) = clusters.named[chain].or(clusters.described[chain]) else { return false };
    let described = &clusters.mentions[first];
    let person = mention.entity_type == EntityType::Person || described.entity_type == EntityType::Person;
    let both = people(mention.entity_type) && people(described.entity_type);
    // "The panel" is several people, if one thing.
    let collective = mention.entity_type != described.entity_type && mention.number == Number::Singular;
    person && both && (mention.number != described.number || collective)
}

/// Whether a chain is a single person by its name, whom "they" does not mean.
fn is_one_person(clusters: &Clusters, other: usize) -> bool {
    clusters.entity_type(other) == EntityType::Person
        && clusters.name(other).is_some_and(|name| clusters.mentions[name].number == Number::Singular)
}

/// Whether a chain is a person by a full name or by one whose gender is known, so that the model hardly took a body for somebody.
fn is_somebody(clusters: &Clusters, other: usize) -> bool {
    clusters.entity_type(other) == EntityType::Person
        && clusters.name(other).is_some()
        && (clusters.gender(other).is_some()
            || clusters.members(other).any(|o| clusters.mentions[o].name().contains(' ')))
}

/// "It was the first visit": what is said to be an event, a paper or a day is no place and nobody who acts.
fn is_said_to_be(clusters: &Clusters, scene: &Scene, m: usize, entity_type: EntityType) -> bool {
    let own = &scene.traits[m];
    let sentence = clusters.mentions[m].sentence;
    let noun = own.governor.filter(|&predicate| {
        own.class == Class::It
            && own.function == Function::Subject
            && clusters.sentences[sentence].child(predicate, Deprel::Cop).is_some()
    });
    noun.and_then(|noun| clusters.headed_by(sentence, noun)).is_some_and(|noun| {
        let happens = matches!(
            clusters.mentions[noun].entity_type,
            EntityType::Event | EntityType::Document | EntityType::Date | EntityType::Quantity | EntityType::Money
        );
        happens && (entity_type.is_place() || entity_type.is_actor())
    })
}

/// "The kingdom" is a country that has that word among its names.
fn is_other_realm(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let lemma = scene.traits[m].lemma.as_str();
    if !matches!(lemma, "kingdom" | "emirate" | "sultanate") {
        return false;
    }
    let name = clusters.name(other).and_then(|o| clusters.mentions[o].canonical.as_deref());
    let country = name.and_then(|name| scene.ontology.country(name));
    country.is_some_and(|country| {
        let mut names = country.names.iter().chain(std::iter::once(&country.name));
        !names.any(|name| name.to_lowercase().contains(lemma))
    })
}

/// "The Norwegian said it was good": the country's word in a noun for somebody is not what a pronoun takes up, unless the country is
/// named besides.
fn is_demonym_of_somebody(clusters: &Clusters, other: usize) -> bool {
    let word = &clusters.mentions[other];
    word.kind == MentionKind::Name
        && word.entity_type == EntityType::Country
        && clusters.members(other).count() == 1
        && clusters.in_sentence(word.sentence).any(|o| {
            let noun = &clusters.mentions[o];
            noun.kind == MentionKind::Nominal && noun.entity_type == EntityType::Person && noun.head == word.head
        })
}

/// "Its foreign minister", "its border": what only a country has is no event's or paper's, and its ministers no alliance's.
fn owns_no_state(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let mention = &clusters.mentions[m];
    let sentence = &clusters.sentences[mention.sentence];
    let token = &sentence.tokens[mention.head];
    let Some(owned) = token.head.filter(|_| scene.traits[m].class == Class::It && token.deprel == Deprel::NmodPoss)
    else {
        return false;
    };
    // An alliance has ministers of all its countries, but not one.
    let single = |o: &usize| clusters.mentions[*o].head == owned && clusters.mentions[*o].number == Number::Singular;
    let mut here = clusters.in_sentence(mention.sentence).filter(single);
    let title = here.find_map(|o| clusters.mentions[o].title.as_deref()).and_then(|title| scene.ontology.office(title));
    let minister = title.is_some_and(|office| is_of_field(office) || office.title == "prime minister");
    let entity_type = clusters.entity_type(other);
    // A council of rebels has ministers, too, but no alliance that the lexicon knows.
    let listed = clusters.name(other).is_some_and(|o| clusters.mentions[o].canonical.is_some());
    if minister && entity_type == EntityType::Organization && listed {
        return true;
    }
    let lemma = sentence.tokens[owned].lemma.to_lowercase();
    let pronouns = clusters.members(other).all(|o| clusters.mentions[o].kind == MentionKind::Pronoun);
    let state = entity_type.is_place() || entity_type.is_organization() || pronouns;
    (minister || scene.ontology.is_state_noun(&lemma)) && !state
}

/// Principle C: a subject is nobody whom a name below its verb names: "the minister said that Timerman had asked".
fn names_below(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let (own, mention) = (&scene.traits[m], &clusters.mentions[m]);
    let Some(verb) = own.governor.filter(|_| own.function == Function::Subject) else { return false };
    let sentence = &clusters.sentences[mention.sentence];
    clusters.in_sentence(mention.sentence).filter(|&o| o > m && clusters.same(o, other)).any(|o| {
        let name = &clusters.mentions[o];
        let mut upwards =
            std::iter::successors(Some(name.head), |&i| sentence.tokens[i].head).take_while(|&i| i != verb);
        let apart = |i: usize| {
            matches!(sentence.tokens[i].deprel, Deprel::Conj | Deprel::Parataxis | Deprel::Nsubj | Deprel::NsubjPass)
                && sentence.tokens[i].head == Some(verb)
        };
        name.kind == MentionKind::Name && sentence.dominates(verb, name.head) && !upwards.any(apart)
    })
}

/// "She wrote on Facebook. Its": where something is said or written is in the background, unless it is spoken of besides.
fn is_forum(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let forum = |o: usize| {
        let place = &clusters.mentions[o];
        let tree = &clusters.sentences[place.sentence];
        let on = tree.child(place.head, Deprel::Case).is_some_and(|c| tree.tokens[c].form.eq_ignore_ascii_case("on"));
        let said = tree.tokens[place.head].head.map(|verb| tree.tokens[verb].lemma.to_lowercase());
        let speaks = said.is_some_and(|verb| {
            scene.ontology.reporting(&verb).is_some() || matches!(verb.as_str(), "post" | "publish" | "tweet" | "write")
        });
        place.kind == MentionKind::Name && place.entity_type == EntityType::Organization && on && speaks
    };
    clusters.mentions_before(other, m).all(forum)
}

/// The place in a row that a word tells.
fn ordinal(word: &str) -> Option<usize> {
    const WORDS: &[&str] =
        &["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "last"];
    WORDS.iter().position(|&w| w == word)
}

/// "X and Y, the firm's founders, left. They said", "X and his wife were jailed; they": several people who are the subject right
/// before are who "they" are.
fn follows_several(clusters: &Clusters, scene: &Scene, m: usize) -> bool {
    let sentence = clusters.mentions[m].sentence;
    let person = |c: usize| {
        let mention = &clusters.mentions[c];
        mention.entity_type == EntityType::Person && mention.number == Number::Singular
    };
    let joined = |o: usize| {
        let other = &clusters.mentions[o];
        let tree = &clusters.sentences[other.sentence];
        let conjuncts = tree.children_by(other.head, Deprel::Conj);
        other.kind == MentionKind::Name
            && other.entity_type == EntityType::Person
            && scene.traits[o].function == Function::Subject
            && (conjuncts.filter_map(|t| clusters.headed_by(other.sentence, t)).any(person)
                || meets(clusters, scene, o).is_some_and(person))
    };
    // "X and Y announced it in their first meeting"
    let own_subject = |o: usize| {
        let place = (sentence, scene.traits[o].anchor);
        scene.traits[m].clause_of(place) == Clause::Own && joined(o)
    };
    if scene.traits[m].function != Function::Subject {
        let possessive = scene.traits[m].function == Function::Possessor;
        return possessive && clusters.in_sentence(sentence).filter(|&o| o < m).any(own_subject);
    }
    let here =
        || clusters.in_sentence(sentence).filter(|&o| o < m && scene.traits[o].governor != scene.traits[m].governor);
    here().any(joined) || sentence.checked_sub(1).is_some_and(|before| clusters.in_sentence(before).any(joined))
}

/// "X met Y. They": whom the subject of a verb deals with that says the same of both, right behind the verb.
fn meets(clusters: &Clusters, scene: &Scene, subject: usize) -> Option<usize> {
    let sentence = clusters.mentions[subject].sentence;
    let tree = &clusters.sentences[sentence];
    let verb = scene.traits[subject].governor?;
    let lemma = tree.tokens[verb].lemma.to_lowercase();
    let symmetric = |lemma: &str| scene.ontology.predicate(lemma).is_some_and(|predicate| predicate.symmetric);
    let with = |t: usize| tree.child(t, Deprel::Case).is_some_and(|c| tree.tokens[c].form.eq_ignore_ascii_case("with"));
    let other = tree.children(verb).find(|&t| match tree.tokens[t].deprel {
        Deprel::Obj => symmetric(&lemma),
        Deprel::Obl => with(t) && symmetric(&format!("{lemma}-with")),
        _ => false,
    })?;
    let whom = mention_at(clusters, sentence, other)?;
    (clusters.mentions[whom].kind == MentionKind::Name).then_some(whom)
}

/// Days, amounts and posts: nouns of their own kind take them up, pronouns don't.
pub(super) fn takes_no_pronoun(entity_type: EntityType) -> bool {
    matches!(entity_type, EntityType::Date | EntityType::Quantity | EntityType::Money | EntityType::Office)
}

/// Whether the kinds can be one: "he" and "she" are persons, and no noun for a person means a paper, an event or a country.
fn types_agree(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let mention = &clusters.mentions[m];
    let entity_type = clusters.entity_type(other);
    match scene.traits[m].class {
        Class::He | Class::She => {
            let single = match clusters.mentions[other].kind {
                // "Those who ordered it": several people.
                MentionKind::Pronoun => !matches!(scene.traits[other].class, Class::They | Class::We | Class::That),
                _ => clusters.mentions[other].number == Number::Singular,
            };
            single && matches!(entity_type, EntityType::Person | EntityType::Thing)
        }
        Class::It => !is_somebody(clusters, other),
        // "Talks in Sochi ended; their": a town is "it".
        Class::They => {
            let town = matches!(entity_type, EntityType::City | EntityType::State | EntityType::Place);
            let named = clusters.name(other).is_some_and(|name| clusters.mentions[name].number == Number::Singular);
            !(town && named)
        }
        _ if mention.kind == MentionKind::Nominal => {
            let open = |t: EntityType| matches!(t, EntityType::Thing | EntityType::Topic | EntityType::Group);
            let person = |t: EntityType| t == EntityType::Person;
            // A country can be a member or an ally, too.
            let role = entity_type.is_actor() && relational::is_role(scene, m);
            open(mention.entity_type) || open(entity_type) || role || person(mention.entity_type) == person(entity_type)
        }
        _ => true,
    }
}

/// Whether a noun and a chain with the same head have two owners: "Putin's letter" is not "a letter from Trump".
fn owners_clash(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let own = &scene.traits[m];
    let Some(owner) = own.owner else { return false };
    let theirs = clusters.mentions_before(other, m).filter(|&o| scene.traits[o].lemma == own.lemma);
    theirs.filter_map(|o| scene.traits[o].owner).any(|o| !clusters.same(o, owner))
}

/// Principle B: a pronoun that is no possessive or reflexive, and a noun, differ from the other arguments of their verb; and
/// no noun refers to what a possessive inside it refers to ("his father" is not him).
pub(super) fn excluded(clusters: &Clusters, scene: &Scene, m: usize, o: usize) -> bool {
    let (own, mention, other) = (&scene.traits[m], &clusters.mentions[m], &clusters.mentions[o]);
    let sentence = &clusters.sentences[mention.sentence];
    // A clause or a conjunct of a noun is not inside it: "Erdogan and his wife".
    const APART: &[Deprel] = &[Deprel::AclRelcl, Deprel::Acl, Deprel::Ccomp, Deprel::Advcl, Deprel::Conj];
    let within = |inner: usize, outer: usize, beside: &[Deprel]| {
        let mut upwards = std::iter::successors(Some(inner), |&i| sentence.tokens[i].head).take_while(|&i| i != outer);
        let apart = |i: usize| APART.iter().chain(beside).any(|&deprel| sentence.tokens[i].deprel == deprel);
        sentence.dominates(outer, inner) && sentence.tokens[outer].upos != Upos::Verb && !upwards.any(apart)
    };
    if within(mention.head, other.head, &[]) && !describes_owner(sentence, mention, other) {
        return true;
    }
    // "His spokesman" is not he; "the senator, his party's leader" may be.
    let possessive = other.kind == MentionKind::Pronoun && sentence.tokens[other.head].deprel == Deprel::NmodPoss;
    if possessive && within(other.head, mention.head, &[Deprel::Appos]) {
        return true;
    }
    // "X and Y, his partners": he is neither.
    if sentence.tokens[mention.head].deprel == Deprel::NmodPoss
        && let Some(noun) = sentence.tokens[mention.head].head.filter(|&n| sentence.tokens[n].deprel == Deprel::Appos)
        && let Some(described) = sentence.tokens[noun].head
    {
        let first = match sentence.tokens[described].deprel {
            Deprel::Conj => sentence.tokens[described].head.unwrap_or(described),
            _ => described,
        };
        let named = |token: usize| (other.first..other.end).contains(&token);
        if other.kind == MentionKind::Name && (named(first) || sentence.children_by(first, Deprel::Conj).any(named)) {
            return true;
        }
    }
    if sentence.tokens[mention.head].deprel == Deprel::NmodPoss || is_reflexive(mention) {
        return false;
    }
    let Some(verb) = own.governor else { return false };
    // "X tabled a motion to oust him": whoever is to oust is nobody whom he ousts.
    let understood = || {
        sentence.subject(verb).is_none()
            && clause::understood_subject(sentence, verb).is_some_and(|(subject, _)| {
                let within = other.kind == MentionKind::Name && (other.first..other.end).contains(&subject);
                scene.traits[o].anchor == subject || within
            })
    };
    scene.traits[o].governor == Some(verb) || understood()
}

/// "X was the victim of a plot by his enemies", "X, the leader of his party": a noun that says what somebody is may hold what is
/// his, but for its own possessor ("X is his lawyer").
fn describes_owner(sentence: &Sentence, pronoun: &Mention, noun: &Mention) -> bool {
    let token = &sentence.tokens[noun.head];
    let becomes = || {
        let verb = token.head.map(|verb| sentence.tokens[verb].lemma.to_lowercase());
        token.deprel == Deprel::Xcomp && verb.is_some_and(|verb| matches!(verb.as_str(), "become" | "remain"))
    };
    let predicate = sentence.child(noun.head, Deprel::Cop).is_some() || becomes();
    let own = sentence.tokens[pronoun.head].head == Some(noun.head);
    let possessive = sentence.tokens[pronoun.head].deprel == Deprel::NmodPoss;
    noun.kind == MentionKind::Nominal && possessive && !own && (predicate || token.deprel == Deprel::Appos)
}

pub(super) fn is_reflexive(mention: &Mention) -> bool {
    let lower = mention.text.to_lowercase();
    lower.ends_with("self") || lower.ends_with("selves")
}
