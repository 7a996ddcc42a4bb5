//! Features of an anaphor and a chain that it may belong to: sparse, each a number below [`PAIR`] or [`ALONE`].
//!
//! The weights in `model/coreference.safetensors` are learned for just these features: whoever changes them trains anew
//! (`training/README.md`).

use super::Clusters;
use super::traits::{Class, Clause, Function, Traits};
use crate::mention::quotation::Quotation;
use crate::mention::{MentionKind, Number, is_person_title};
use crate::ontology::{EntityType, Gender, Ontology};

const TYPES: usize = EntityType::ALL.len();
const BUCKETS: usize = 8;

/// Sizes of the groups of features of a pair; one feature of each group holds, or none.
const PAIR_SIZES: [usize; 30] = [
    Class::COUNT * TYPES,
    Class::COUNT * Class::COUNT,
    TYPES * TYPES,
    BUCKETS * Class::FAMILIES,
    BUCKETS * Class::FAMILIES,
    3 * 3,
    2 * 2 * Class::FAMILIES,
    Function::COUNT * Function::COUNT * 3,
    3 * Class::FAMILIES,
    4 * 2 * 2,
    4,
    4,
    3,
    BUCKETS * Class::FAMILIES,
    2 * 2 * Class::FAMILIES,
    5 * 2 * 2,
    2 * 2,
    BUCKETS * Class::FAMILIES,
    Class::COUNT * 2,
    2 * Class::FAMILIES,
    Class::COUNT * 2,
    2,
    Clause::COUNT * Class::COUNT,
    2 * Class::COUNT,
    3 * Class::FAMILIES,
    4 * Class::FAMILIES,
    2 * Class::FAMILIES,
    4 * Class::COUNT,
    4 * Class::COUNT,
    3 * Class::FAMILIES,
];
/// The same of an anaphor alone.
const ALONE_SIZES: [usize; 8] = [
    Class::COUNT,
    TYPES * Class::FAMILIES,
    Function::COUNT,
    2 * Class::FAMILIES,
    BUCKETS,
    2 * Class::FAMILIES,
    2 * Class::FAMILIES,
    2,
];

/// Number of features of a pair.
pub const PAIR: usize = sum(&PAIR_SIZES);
/// Number of features of an anaphor alone.
pub const ALONE: usize = sum(&ALONE_SIZES);

const fn sum(sizes: &[usize]) -> usize {
    let mut sum = 0;
    let mut i = 0;
    while i < sizes.len() {
        sum += sizes[i];
        i += 1;
    }
    sum
}

/// Mentions of a chain that are looked at, the last ones.
const MOST_MEMBERS: usize = 50;

/// A chain that an anaphor may belong to, named by mentions of it before the anaphor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    pub latest: usize,
    /// The latest that is no pronoun, else the latest.
    pub described: usize,
    /// The first that is no pronoun, else the first.
    pub introduced: usize,
    /// How many other candidates are nearer, and how many of those agree with the anaphor in kind and number.
    pub rank: usize,
    pub rivals: usize,
    /// What a rule without context would choose for a noun.
    pub choice: Choice,
    /// How many candidates are more salient for a pronoun, 0 to 2; 3 where it does not agree.
    pub salience: usize,
    /// Of the most salient candidate: how far it is ahead of the next, 0 to 1.5.
    pub lead: f32,
    /// Whether an office of the anaphor's title is held by the chain's person.
    pub holds_title: bool,
    /// Whether it speaks in the clause around the anaphor, the subject of what is said ("X said he"), or has what is told to be
    /// its own ("X cut his own salary").
    pub binds: bool,
    /// Whether it is the subject of the sentence before one that "he" or "she" opens.
    pub continues: bool,
}

/// Why a rule without context would choose a candidate for a noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    None,
    /// The nearest noun with the same head, nothing new before it and no other complement.
    SameHead,
    /// The nearest name of the class that a definite noun names: "the country", "the company".
    Class,
}

/// The traits of all mentions of a document, and what else features ask for.
pub(super) struct Scene<'a> {
    pub traits: Vec<Traits>,
    pub quotations: &'a [Quotation],
    pub ontology: &'a Ontology,
}

impl Scene<'_> {
    /// Who speaks the quotation that a mention stands in.
    pub(super) fn speaker(&self, m: usize) -> Option<usize> {
        self.quotations[self.traits[m].quotation?].speaker
    }
}

/// Collects features group by group.
struct Groups<'a> {
    sizes: &'a [usize],
    next: usize,
    offset: usize,
    features: Vec<u16>,
}

impl<'a> Groups<'a> {
    fn new(sizes: &'a [usize]) -> Self {
        Self { sizes, next: 0, offset: 0, features: Vec::with_capacity(sizes.len()) }
    }

    /// The feature of the next group.
    fn push(&mut self, feature: usize) {
        debug_assert!(feature < self.sizes[self.next]);
        self.features.push((self.offset + feature) as u16);
        self.offset += self.sizes[self.next];
        self.next += 1;
    }
}

fn bucket(n: usize) -> usize {
    match n {
        0..=3 => n,
        4..=5 => 4,
        6..=9 => 5,
        10..=19 => 6,
        _ => 7,
    }
}

fn gender(gender: Option<Gender>) -> usize {
    gender.map_or(0, |g| 1 + g as usize)
}

/// Features of the anaphor `m` with a candidate.
pub(super) fn pair(clusters: &Clusters, scene: &Scene, m: usize, candidate: &Candidate) -> Vec<u16> {
    let (mention, latest) = (&clusters.mentions[m], &clusters.mentions[candidate.latest]);
    let (own, other) = (&scene.traits[m], &scene.traits[candidate.latest]);
    let described = &scene.traits[candidate.described];
    let (class, family) = (own.class as usize, own.class.family());
    let entity_type = clusters.entity_type(candidate.latest);
    let nominal = mention.kind == MentionKind::Nominal;
    let sentences = mention.sentence - latest.sentence;
    let before = || clusters.mentions_before(candidate.latest, m).take(MOST_MEMBERS);
    let has_name = clusters.name(candidate.latest).is_some_and(|name| name < m);
    let head_match = match () {
        () if !nominal => 0,
        () if described.lemma == own.lemma => 1,
        () if before().any(|o| scene.traits[o].lemma == own.lemma) => 2,
        () => 0,
    };

    let mut groups = Groups::new(&PAIR_SIZES);
    groups.push(class * TYPES + entity_type as usize);
    groups.push(class * Class::COUNT + other.class as usize);
    groups.push(mention.entity_type as usize * TYPES + entity_type as usize);
    groups.push(bucket(sentences) * Class::FAMILIES + family);
    groups.push(bucket(candidate.rank) * Class::FAMILIES + family);
    groups.push(gender(mention.gender) * 3 + gender(clusters.gender(candidate.latest)));
    let plural = |number: Number| usize::from(number == Number::Plural);
    let number = clusters.mentions[candidate.described].number;
    groups.push((plural(mention.number) * 2 + plural(number)) * Class::FAMILIES + family);
    groups.push((own.function as usize * Function::COUNT + other.function as usize) * 3 + sentences.min(2));
    groups.push(head_match * Class::FAMILIES + family);
    let modifiers = match own.modifiers.iter().filter(|w| described.modifiers.contains(w)).count() {
        _ if own.modifiers.is_empty() => 0,
        shared if shared == own.modifiers.len() => 1,
        0 => 3,
        _ => 2,
    };
    groups.push((modifiers * 2 + usize::from(!described.modifiers.is_empty())) * 2 + usize::from(head_match > 0));
    let agreement = |both: Option<bool>, either: bool| match both {
        Some(true) => 1,
        Some(false) => 2,
        None => usize::from(either) * 3,
    };
    groups.push(agreement(
        own.complement.as_ref().zip(described.complement.as_ref()).map(|(a, b)| a == b),
        own.complement.is_some() || described.complement.is_some(),
    ));
    groups.push(agreement(
        own.owner.zip(described.owner).map(|(a, b)| clusters.same(a, b)),
        own.owner.is_some() || described.owner.is_some(),
    ));
    groups.push(if is_person_title(mention) { 1 + usize::from(candidate.holds_title) } else { 0 });
    groups.push(bucket(before().take(20).count()) * Class::FAMILIES + family);
    let person = usize::from(entity_type == EntityType::Person);
    groups.push((usize::from(has_name) * 2 + person) * Class::FAMILIES + family);
    let quoted = match (own.quotation, other.quotation) {
        (None, None) => 0,
        (Some(a), Some(b)) => 1 + usize::from(a != b),
        (Some(_), None) => 3,
        (None, Some(_)) => 4,
    };
    let speaks = scene.speaker(m).is_some_and(|s| clusters.same(s, candidate.latest));
    let first_person = matches!(other.class, Class::I | Class::We);
    groups.push((quoted * 2 + usize::from(first_person)) * 2 + usize::from(speaks));
    let together = sentences == 0 && own.governor.is_some() && own.governor == other.governor;
    groups.push(usize::from(together) * 2 + usize::from(own.function == Function::Possessor));
    groups.push(bucket(own.paragraph.saturating_sub(other.paragraph)) * Class::FAMILIES + family);
    groups.push(class * 2 + usize::from(before().any(|o| scene.traits[o].class == own.class)));
    let opening = clusters.mentions[candidate.introduced].sentence == 0;
    groups.push(usize::from(opening) * Class::FAMILIES + family);
    groups.push(class * 2 + usize::from(candidate.rank == 0));
    let same_words = || clusters.mentions[candidate.described].text.eq_ignore_ascii_case(&mention.text);
    groups.push(usize::from(nominal && same_words()));
    groups.push(own.clause_of((latest.sentence, other.anchor)) as usize * Class::COUNT + class);
    let owner_beside = own.beside == Some((latest.sentence, latest.head));
    groups.push(usize::from(owner_beside) * Class::COUNT + class);
    let near = || {
        let recent = clusters.mentions_before(candidate.latest, m);
        recent.take_while(|&o| clusters.mentions[o].sentence + 2 >= mention.sentence)
    };
    let subject = near().find(|&o| scene.traits[o].function == Function::Subject);
    groups.push(
        subject.map_or(2, |o| (mention.sentence - clusters.mentions[o].sentence).min(1)) * Class::FAMILIES + family,
    );
    groups.push(near().take(3).count() * Class::FAMILIES + family);
    let opens = clusters.in_sentence(latest.sentence).next() == Some(candidate.latest);
    groups.push(usize::from(opens) * Class::FAMILIES + family);
    groups.push(candidate.rivals.min(3) * Class::COUNT + class);
    groups.push(candidate.salience * Class::COUNT + class);
    groups.push(candidate.choice as usize * Class::FAMILIES + family);
    groups.features
}

/// Features of the anaphor `m` for beginning a chain of its own.
pub(super) fn alone(clusters: &Clusters, scene: &Scene, m: usize, candidates: &[Candidate]) -> Vec<u16> {
    let mention = &clusters.mentions[m];
    let own = &scene.traits[m];
    let family = own.class.family();
    let known_head =
        mention.kind == MentionKind::Nominal && candidates.iter().any(|c| scene.traits[c.described].lemma == own.lemma);
    let narrowed = !own.modifiers.is_empty() || own.complement.is_some();

    let mut groups = Groups::new(&ALONE_SIZES);
    groups.push(own.class as usize);
    groups.push(mention.entity_type as usize * Class::FAMILIES + family);
    groups.push(own.function as usize);
    groups.push(usize::from(mention.number == Number::Plural) * Class::FAMILIES + family);
    groups.push(bucket(mention.sentence));
    groups.push(usize::from(known_head) * Class::FAMILIES + family);
    groups.push(usize::from(narrowed) * Class::FAMILIES + family);
    groups.push(usize::from(own.quotation.is_some()));
    groups.features
}
