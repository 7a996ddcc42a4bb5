//! Whom a noun or pronoun means by what the text tells of somebody nearby: whence he is, what he was, that he goes.

use std::collections::BTreeSet;

use super::Clusters;
use super::features::Scene;
use super::titles::{is_country, lost_office};
use super::traits::{Class, Function};
use crate::language::Deprel;
use crate::mention::{MentionKind, Number};
use crate::ontology::{EntityType, Gender, Seat};

/// "Ghana's president" where "Ghana's X" is named: the only person before a title whom its country possesses.
pub(super) fn countryman(clusters: &Clusters, scene: &Scene, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let title = mention.title.as_deref().and_then(|title| scene.ontology.office(title))?;
    // "Germany's X spoke. The chancellor": the country that possesses the subject of the sentence before.
    let beside = || {
        let person = subject_before(clusters, scene, m)?;
        let name = &clusters.mentions[person];
        let token = clusters.sentences[name.sentence].child(name.head, Deprel::NmodPoss)?;
        clusters.headed_by(name.sentence, token).filter(|_| mention.jurisdiction.is_none() && mention.status.is_empty())
    };
    let country = mention.jurisdiction.or_else(beside).filter(|&j| is_country(clusters, j))?;
    let of_country = |o: &usize| {
        let name = &clusters.mentions[*o];
        let tree = &clusters.sentences[name.sentence];
        let possessor = tree.child(name.head, Deprel::NmodPoss).and_then(|t| clusters.headed_by(name.sentence, t));
        name.kind == MentionKind::Name
            && name.entity_type == EntityType::Person
            && possessor.is_some_and(|p| clusters.same(p, country))
    };
    let found: Vec<usize> = (0..m).filter(|_| title.seat == Some(Seat::Country)).filter(of_country).collect();
    let people: BTreeSet<usize> = found.iter().map(|&o| clusters.chain_of(o)).collect();
    found.first().copied().filter(|_| people.len() == 1)
}

/// "X spoke. The former mayor": the subject of the sentence before one that opens with what he was.
pub(super) fn epithet(clusters: &Clusters, scene: &Scene, m: usize) -> Option<usize> {
    let (mention, own) = (&clusters.mentions[m], &scene.traits[m]);
    let tree = &clusters.sentences[mention.sentence];
    let former = mention.status.iter().any(|s| s == "former");
    let opens = mention.first == 1 && own.class == Class::Definite && own.function == Function::Subject;
    let alone = tree.child(mention.head, Deprel::Appos).is_none();
    let somebody = mention.entity_type == EntityType::Person && mention.number == Number::Singular;
    if !(opens && alone && somebody && former) {
        return None;
    }
    let same = |subject: &usize| scene.traits[*subject].paragraph == own.paragraph;
    let subject = subject_before(clusters, scene, m).filter(same)?;
    // "X's lawyer, Y, said": the sentence is about X.
    let tree_before = &clusters.sentences[clusters.mentions[subject].sentence];
    let possessor = tree_before.child(scene.traits[subject].anchor, Deprel::NmodPoss);
    let possessor = possessor.and_then(|t| clusters.headed_by(clusters.mentions[subject].sentence, t));
    if possessor.is_some_and(|p| clusters.entity_type(p) == EntityType::Person) {
        return None;
    }
    // "The laureate embraced her successor" is a woman.
    let mut possessives = tree.tokens.iter().filter(|token| token.deprel == Deprel::NmodPoss);
    let clash = possessives.any(|token| match (token.form.to_lowercase().as_str(), clusters.gender(subject)) {
        ("his", Some(gender)) => gender == Gender::Female,
        ("her", Some(gender)) => gender == Gender::Male,
        _ => false,
    });
    // "The former president" is nobody who is president.
    let same_title = |o: usize| clusters.mentions[o].title == mention.title && clusters.mentions[o].status.is_empty();
    let holds = mention.title.is_some() && clusters.posts_of(subject).filter(|&o| o < m).any(same_title);
    (!clash && (!holds || lost_office(clusters, scene, m, subject))).then_some(subject)
}

/// The person who is named and the subject of the sentence before.
pub(super) fn subject_before(clusters: &Clusters, scene: &Scene, m: usize) -> Option<usize> {
    let before = clusters.mentions[m].sentence.checked_sub(1)?;
    let subject = clusters.in_sentence(before).find(|&o| {
        let other = &scene.traits[o];
        let main = other.governor.is_some_and(|verb| clusters.sentences[before].tokens[verb].deprel == Deprel::Root);
        other.function == Function::Subject && main && clusters.mentions[o].entity_type != EntityType::Office
    })?;
    let person = clusters.entity_type(subject) == EntityType::Person && clusters.name(subject).is_some();
    let single = clusters.mentions[subject].number == Number::Singular;
    (person && single).then_some(subject)
}

/// "Named Y to replace him", "his successor": the one whom the text told last to be removed or to go.
pub(super) fn succeeded(clusters: &Clusters, scene: &Scene, m: usize) -> Option<usize> {
    let (mention, own) = (&clusters.mentions[m], &scene.traits[m]);
    let tree = &clusters.sentences[mention.sentence];
    // "X and his successor"
    if !matches!(own.class, Class::He | Class::She) || own.beside.is_some() {
        return None;
    }
    let above = tree.tokens[mention.head].head.map(|head| tree.tokens[head].lemma.to_lowercase())?;
    let follows = match own.function {
        Function::Object => matches!(above.as_str(), "replace" | "succeed"),
        Function::Possessor => matches!(above.as_str(), "replacement" | "successor"),
        _ => false,
    };
    let gone = |o: &usize| {
        let person = clusters.entity_type(*o) == EntityType::Person && clusters.name(*o).is_some();
        person && lost_office(clusters, scene, m, *o)
    };
    (0..m).rev().filter(|_| follows).find(gone)
}
