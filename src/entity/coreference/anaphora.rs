//! Anaphora: which chain before it a noun or pronoun takes up. Grammar and quotations decide where they can; of what is
//! left a [`Judge`] chooses.

use std::collections::BTreeSet;

use super::agreement::{agrees, allowed, excluded, holds_no_office, is_reflexive, takes_no_pronoun};
use super::features::{self, Candidate, Choice, Scene};
use super::salience::salience;
use super::titles::{self, Holders};
use super::traits::{Class, Clause, Function};
use super::{
    Clusters, Judge, Question, Reason, aged, beside, choice, fronted, genders_agree, introduced, judgment, relational,
};
use crate::document::PartKind;
use crate::language::{Deprel, clause};
use crate::mention::{MONEY, Mention, MentionKind, Number, is_person_title, makes_holder};
use crate::ontology::EntityType;
use crate::rule::Rule;

const SPEAKER: Rule = Rule::new("speaker", "a first person in a quotation is its speaker");
const SAME_SPEAKER: Rule = Rule::new("same-speaker", "we and our of one speaker are the same people");
const RELATIVE: Rule =
    Rule::new("relative-antecedent", "a relative pronoun stands for the noun that its clause describes");
const REFLEXIVE: Rule =
    Rule::new("reflexive", "a pronoun in -self stands for the name before it or the subject of its clause");
const TITLE: Rule = Rule::new("title-for-holder", "a title with an article stands for the person who holds the office");
const TITLE_AHEAD: Rule = Rule::new(
    "title-before-holder",
    "a title in a headline or with an article stands for the only person who is named with it soon after",
);
const EPITHET: Rule = Rule::new(
    "epithet-of-subject",
    "what opens a sentence and says what somebody was describes the subject of the sentence before",
);
const SUCCEEDED: Rule = Rule::new(
    "succeeded-in-office",
    "who is replaced or has a successor is the one who was told to go (named Y to replace him)",
);
const PRONOUN: Rule = Rule::new("pronoun-antecedent", "a pronoun stands for what the scorer ranks first before it");
const NOUN: Rule = Rule::new("noun-antecedent", "a noun takes up what the scorer ranks first before it");
const CATAPHORA: Rule =
    Rule::new("pronoun-ahead", "a pronoun in an opening phrase stands for the subject that follows");

pub(super) const RULES: &[Rule] =
    &[SPEAKER, SAME_SPEAKER, RELATIVE, REFLEXIVE, TITLE, TITLE_AHEAD, EPITHET, SUCCEEDED, PRONOUN, NOUN, CATAPHORA];

/// What a join by grammar is worth, 0 to 1: set by hand, in the order of how often such joins are wrong. The judge tells it
/// of its own choices.
const OF_SPEECH: f64 = 0.9;
const OF_WE: f64 = 0.7;
const OF_CLAUSE: f64 = 0.95;
const OF_TITLE: f64 = 0.8;
const OF_TITLE_AHEAD: f64 = 0.7;
const OF_EPITHET: f64 = 0.7;
const AHEAD: f64 = 0.6;

/// Chains that are looked at, the nearest first, for a pronoun and for a noun.
const MOST_FOR_PRONOUN: usize = 30;
const MOST_FOR_NOUN: usize = 60;
/// Mentions that are looked at before an anaphor.
const FARTHEST: usize = 1000;
/// A candidate that is further ahead in salience is no surer.
const MOST_LEAD: f32 = 1.5;
/// Sentences within which the holder of a title is named who was not named before it.
const REACH_AHEAD: usize = 6;
/// Sentences over which "we" stays the same people.
const REACH_OF_WE: usize = 8;

pub(super) fn resolve(clusters: &mut Clusters, scene: &Scene, m: usize, judge: &mut dyn Judge) {
    let joined = match clusters.mentions[m].kind {
        MentionKind::Name => None,
        MentionKind::Nominal => noun(clusters, scene, m, judge),
        MentionKind::Pronoun => pronoun(clusters, scene, m, judge),
    };
    if let Some((antecedent, reason)) = joined {
        clusters.join(m, antecedent, reason);
    }
    if clusters.mentions[m].kind == MentionKind::Pronoun
        && let Some(noun) = fronted::described(clusters, scene, m)
        && genders_agree(clusters.gender(m), clusters.gender(noun))
    {
        clusters.join(noun, m, fronted::reason());
    }
}

fn pronoun(clusters: &Clusters, scene: &Scene, m: usize, judge: &mut dyn Judge) -> Option<(usize, Reason)> {
    let own = &scene.traits[m];
    if own.class.family() == 0 && is_reflexive(&clusters.mentions[m]) {
        return bound(clusters, scene, m).map(|antecedent| (antecedent, Reason::new(REFLEXIVE, OF_CLAUSE)));
    }
    if own.class == Class::Relative {
        return relative_antecedent(clusters, m).map(|antecedent| (antecedent, Reason::new(RELATIVE, OF_CLAUSE)));
    }
    let speaker = scene.speaker(m);
    match (own.class, speaker) {
        (Class::I, Some(speaker)) => return Some((speaker, Reason::new(SPEAKER, OF_SPEECH))),
        // An organization speaks of itself as "we"; a person speaks for somebody whom the text may not name.
        (Class::We, Some(speaker)) if clusters.entity_type(speaker) != EntityType::Person => {
            return Some((speaker, Reason::new(SPEAKER, OF_SPEECH)));
        }
        (Class::We, Some(speaker)) => {
            return fellows(clusters, scene, m, speaker).map(|we| (we, Reason::new(SAME_SPEAKER, OF_WE)));
        }
        _ => {}
    }
    if let Some(judged) = judgment::judged(clusters, scene, m) {
        return Some(judged);
    }
    if let Some(person) = beside::succeeded(clusters, scene, m).filter(|&o| allowed(clusters, scene, m, o)) {
        return Some((person, Reason::new(SUCCEEDED, OF_TITLE)));
    }
    chosen(clusters, scene, m, PRONOUN, judge, None)
        .or_else(|| following_subject(clusters, scene, m).map(|ahead| (ahead, Reason::new(CATAPHORA, AHEAD))))
}

fn noun(clusters: &Clusters, scene: &Scene, m: usize, judge: &mut dyn Judge) -> Option<(usize, Reason)> {
    // A pronoun before it may be joined already: the "I" of a quotation whose speaker the noun is.
    let described = clusters.mentions_before(m, m).any(|o| clusters.mentions[o].kind != MentionKind::Pronoun);
    // A sum is that sum and no other.
    let mention = &clusters.mentions[m];
    if described || clusters.name(m).is_some() || mention.rule == MONEY.name {
        return None;
    }
    let class = scene.traits[m].class;
    if let Some(related) = relational::antecedent(clusters, scene, m) {
        return related;
    }
    if let Some(bearer) = aged::bearer(clusters, scene, m) {
        return Some(bearer);
    }
    // "A letter" is another letter.
    if class == Class::Indefinite {
        return None;
    }
    let titled = mention.number == Number::Singular && is_person_title(mention);
    // "The next president" is nobody yet.
    if titled && scene.traits[m].modifiers.iter().any(|word| matches!(word.as_str(), "next" | "future")) {
        return None;
    }
    if titled && points(clusters, scene, m) {
        if let Some(Holders { people, exact }) = titles::holders(clusters, scene, m) {
            if let Some(holder) = titles::only_here(clusters, scene, m, &people) {
                return Some((holder, Reason::new(TITLE, OF_TITLE)));
            }
            let among = people.iter().map(|&holder| clusters.chain_of(holder)).collect();
            let holder = chosen(clusters, scene, m, TITLE, judge, Some((&among, exact)));
            if holder.is_some() {
                return holder;
            }
        } else if let Some(holder) = titles::counterpart(clusters, scene, m)
            .or_else(|| beside::countryman(clusters, scene, m))
            .filter(|&o| allowed(clusters, scene, m, o))
        {
            return Some((holder, Reason::new(TITLE, OF_TITLE_AHEAD)));
        } else if let Some(holder) = titles::holder_ahead(clusters, scene, m, REACH_AHEAD) {
            return Some((holder, Reason::new(TITLE_AHEAD, OF_TITLE_AHEAD)));
        }
    }
    if let Some(name) = introduced::named_later(clusters, scene, m) {
        return Some((name, Reason::new(introduced::NAMED_LATER, introduced::LIKELY)));
    }
    if let Some(person) = beside::epithet(clusters, scene, m).filter(|&o| allowed(clusters, scene, m, o)) {
        return Some((person, Reason::new(EPITHET, OF_EPITHET)));
    }
    if titled
        && class == Class::Possessed
        && let Some(holder) = titles::holder_by_owner(clusters, scene, m).filter(|&o| allowed(clusters, scene, m, o))
    {
        return Some((holder, Reason::new(TITLE, OF_TITLE)));
    }
    chosen(clusters, scene, m, NOUN, judge, None)
}

/// Whether a title points to somebody: by an article, its capital, the country whose it is, or as headlines do without any.
fn points(clusters: &Clusters, scene: &Scene, m: usize) -> bool {
    let mention = &clusters.mentions[m];
    match scene.traits[m].class {
        Class::Definite | Class::This | Class::That => true,
        Class::Possessed => {
            mention.jurisdiction.is_some_and(|j| clusters.mentions[j].entity_type == EntityType::Country)
        }
        Class::Bare => {
            let sentence = &clusters.sentences[mention.sentence];
            let headline = sentence.part == PartKind::Headline && mention.first > 0;
            // "elected speaker", "votes for speaker": the post, not its holder.
            let given = scene.traits[m].governor.is_some_and(|v| makes_holder(&sentence.tokens[v].lemma))
                && scene.traits[m].function != Function::Subject;
            let case = sentence.child(mention.head, Deprel::Case).map(|c| sentence.tokens[c].form.to_lowercase());
            let post = given || matches!(case.as_deref(), Some("as" | "for" | "in"));
            !post && (headline || mention.text.starts_with(char::is_uppercase))
        }
        _ => false,
    }
}

/// The last "we" of the same speaker.
fn fellows(clusters: &Clusters, scene: &Scene, m: usize, speaker: usize) -> Option<usize> {
    let same = |other: usize| scene.speaker(other).is_some_and(|theirs| clusters.same(theirs, speaker));
    let near =
        (0..m).rev().take_while(|&o| clusters.mentions[o].sentence + REACH_OF_WE > clusters.mentions[m].sentence);
    near.filter(|&o| scene.traits[o].class == Class::We).find(|&o| same(o))
}

/// The mention of the candidate that the judge chooses, and how sure it is; `among` some chains, whether or not it must be one of
/// them.
fn chosen(
    clusters: &Clusters,
    scene: &Scene,
    m: usize,
    rule: Rule,
    judge: &mut dyn Judge,
    among: Option<(&BTreeSet<usize>, bool)>,
) -> Option<(usize, Reason)> {
    let most = if rule == PRONOUN { MOST_FOR_PRONOUN } else { MOST_FOR_NOUN };
    let mut candidates = candidates(clusters, scene, m, most);
    if let Some((chains, _)) = among {
        candidates.retain(|c| chains.contains(&clusters.chain_of(c.latest)));
    }
    let must = among.is_some_and(|(_, must)| must) && !candidates.is_empty();
    let question = Question {
        anaphor: m,
        pairs: candidates.iter().map(|candidate| features::pair(clusters, scene, m, candidate)).collect(),
        alone: features::alone(clusters, scene, m, &candidates),
        bound: must
            || matches!(scene.traits[m].class, Class::He | Class::She) && candidates.iter().any(|c| c.salience < 3),
        narrowed: narrowed(clusters, scene, m),
        candidates,
    };
    let chain = |mention: usize| clusters.members(mention).collect();
    let (index, score) = judge.choose(&question, &chain)?;
    let evidence = format!("ranked first of {}", question.candidates.len());
    Some((question.candidates[index].latest, Reason::with(rule, score, evidence)))
}

/// "The Irish carrier": a definite noun with a name before its head and nothing behind it.
fn narrowed(clusters: &Clusters, scene: &Scene, m: usize) -> bool {
    let mention = &clusters.mentions[m];
    let sentence = &clusters.sentences[mention.sentence];
    let name = |o: usize| {
        let name = &clusters.mentions[o];
        name.kind == MentionKind::Name && mention.first <= name.first && name.end <= mention.head
    };
    mention.kind == MentionKind::Nominal
        && mention.number == Number::Singular
        && scene.traits[m].class == Class::Definite
        && sentence.child(mention.head, Deprel::Nmod).is_none()
        && sentence.child(mention.head, Deprel::AclRelcl).is_none()
        && clusters.in_sentence(mention.sentence).any(name)
}

/// The chains before a mention that grammar allows, the nearest first.
fn candidates(clusters: &Clusters, scene: &Scene, m: usize, most: usize) -> Vec<Candidate> {
    let mention = &clusters.mentions[m];
    let title_holders = titles::chains_of_title(clusters, m);
    let before = continued(clusters, scene, m).map(|subject| clusters.chain_of(subject));
    let mut seen = BTreeSet::from([clusters.chain_of(m)]);
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut rivals = 0;
    for latest in (m.saturating_sub(FARTHEST)..m).rev() {
        if !seen.insert(clusters.chain_of(latest)) {
            continue;
        }
        if !allowed(clusters, scene, m, latest) || holds_no_office(clusters, scene, m, latest) {
            continue;
        }
        let noun = |&o: &usize| clusters.mentions[o].kind != MentionKind::Pronoun;
        let first = clusters.members(latest).next().unwrap_or(latest);
        candidates.push(Candidate {
            latest,
            described: clusters.mentions_before(latest, m).find(noun).unwrap_or(latest),
            introduced: clusters.members(latest).find(noun).filter(|&o| o < m).unwrap_or(first),
            rank: candidates.len(),
            rivals,
            choice: Choice::None,
            salience: 3,
            lead: 0.0,
            binds: binds(clusters, scene, m, latest),
            continues: before == Some(clusters.chain_of(latest)),
            holds_title: title_holders.contains(&clusters.chain_of(latest)),
        });
        rivals += usize::from(agrees(clusters, scene, m, latest));
        if candidates.len() == most {
            break;
        }
    }
    match mention.kind {
        MentionKind::Nominal => choice::mark(clusters, scene, m, &mut candidates),
        _ if scene.traits[m].class.family() == 0 => rank_by_salience(clusters, scene, m, &mut candidates),
        _ => {}
    }
    candidates
}

/// The subject of the sentence before one that a pronoun for a person opens, but for words that it quotes.
fn continued(clusters: &Clusters, scene: &Scene, m: usize) -> Option<usize> {
    let own = &scene.traits[m];
    let person = matches!(own.class, Class::He | Class::She);
    let opens = matches!(own.function, Function::Subject | Function::Possessor) && own.quotation.is_none();
    let mut here = clusters.in_sentence(clusters.mentions[m].sentence).take_while(|&o| o < m);
    let quoted = here.all(|o| scene.traits[o].quotation.is_some());
    if person && opens && quoted { beside::subject_before(clusters, scene, m) } else { None }
}

/// Whether a chain's person is the subject of the verb of saying around a subject "he" or "she", or of the verb whose object is "his
/// own".
fn binds(clusters: &Clusters, scene: &Scene, m: usize, candidate: usize) -> bool {
    let (own, mention) = (&scene.traits[m], &clusters.mentions[m]);
    let tree = &clusters.sentences[mention.sentence];
    let wanted = match own.class {
        Class::He | Class::She if own.function == Function::Subject => {
            let said = own.governor.filter(|&verb| tree.tokens[verb].deprel == Deprel::Ccomp);
            let verb = said.and_then(|verb| tree.tokens[verb].head).map(|verb| tree.tokens[verb].lemma.to_lowercase());
            verb.filter(|verb| scene.ontology.reporting(verb).is_some()).map(|_| Clause::Around)
        }
        Class::He | Class::She if own.function == Function::Possessor => {
            let next = tree.tokens.get(mention.end).map(|token| token.form.to_lowercase());
            next.filter(|word| word == "own").map(|_| Clause::Own)
        }
        _ => None,
    };
    let Some(wanted) = wanted else { return false };
    // "His lawyer said he was innocent": who speaks for somebody speaks of him.
    let speaks_for = |o: usize| {
        let anchor = scene.traits[o].anchor;
        let possessor = tree.child(anchor, Deprel::NmodPoss).and_then(|t| clusters.headed_by(mention.sentence, t));
        let agent = scene.ontology.agent_noun(&tree.tokens[anchor].lemma.to_lowercase());
        // "A spokesman said he would come"
        let unnamed = clusters.mentions[o].kind == MentionKind::Nominal;
        possessor.is_some_and(|p| clusters.entity_type(p) == EntityType::Person)
            || unnamed && agent.is_some_and(|noun| matches!(noun.predicate.as_str(), "represent" | "speak-for"))
    };
    let mut here =
        clusters.mentions_before(candidate, m).take_while(|&o| clusters.mentions[o].sentence == mention.sentence);
    here.any(|o| {
        let anchor = scene.traits[o].anchor;
        let speaks = own.clause_of((mention.sentence, anchor)) == wanted && !speaks_for(o);
        // "X's office said he would go"
        let spoken_for = scene.traits[o].function == Function::Possessor
            && tree.tokens[anchor].head.is_some_and(|noun| {
                let spoken = wanted == Clause::Around && own.clause_of((mention.sentence, noun)) == wanted;
                spoken && scene.ontology.kinship(&tree.tokens[noun].lemma.to_lowercase()).is_none()
            });
        speaks || spoken_for
    })
}

fn rank_by_salience(clusters: &Clusters, scene: &Scene, m: usize, candidates: &mut [Candidate]) {
    let scored = candidates.iter().enumerate().filter_map(|(i, c)| Some((salience(clusters, scene, m, c.latest)?, i)));
    let mut scored: Vec<(f32, usize)> = scored.collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    if let [first, rest @ ..] = scored.as_slice() {
        candidates[first.1].lead = rest.first().map_or(MOST_LEAD, |second| (first.0 - second.0).min(MOST_LEAD));
    }
    for (rank, (_, i)) in scored.into_iter().enumerate() {
        candidates[i].salience = rank.min(2);
    }
}

/// What a pronoun in -self stands for: the noun right before it ("Lukashenko himself"), else the subject of its clause.
fn bound(clusters: &Clusters, scene: &Scene, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let sentence = &clusters.sentences[mention.sentence];
    let here = || clusters.in_sentence(mention.sentence).filter(|&o| o < m);
    let fits = |&o: &usize| {
        !takes_no_pronoun(clusters.entity_type(o))
            && genders_agree(mention.gender, clusters.gender(o))
            && agrees(clusters, scene, m, o)
    };
    let before = here().find(|&o| clusters.mentions[o].end == mention.first).filter(fits);
    before.or_else(|| {
        let mut at = mention.head;
        loop {
            at = sentence.tokens[at].head?;
            let subject = sentence.subject(at);
            if let Some(subject) = subject.filter(|&s| s != mention.head) {
                // "One of them, X, shot himself"
                let beside = || {
                    sentence.children_by(subject, Deprel::Appos).find_map(|t| mention_at(clusters, mention.sentence, t))
                };
                return mention_at(clusters, mention.sentence, subject).or_else(beside).filter(fits);
            }
        }
    })
}

/// The head of the relative clause that the pronoun stands in.
fn relative_antecedent(clusters: &Clusters, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let sentence = &clusters.sentences[mention.sentence];
    let mut at = mention.head;
    while !matches!(sentence.tokens[at].deprel, Deprel::AclRelcl) {
        at = sentence.tokens[at].head?;
    }
    let noun = clause::described_noun(sentence, at)?;
    let described = mention_at(clusters, mention.sentence, noun).filter(|&a| a != m);
    if described.is_some_and(|a| relates(clusters, m, a)) {
        return described;
    }
    // The clause hangs on the wrong noun: "the leader of the union, who", "Kyiv in 2014, which".
    let nearer = clusters.in_sentence(mention.sentence).filter(|&o| o < m && clusters.mentions[o].end <= mention.first);
    let fitting = nearer.rev().find(|&o| {
        let other = &clusters.mentions[o];
        let above = sentence.dominates(other.head, noun) || noun < other.head;
        other.kind != MentionKind::Pronoun
            && other.entity_type != EntityType::Office
            && above
            && relates(clusters, m, o)
    });
    fitting.or(described)
}

/// Whether a relative pronoun can stand for a mention: "who" for people, "which" for no day and no single person,
/// "whose leader" for what has one.
fn relates(clusters: &Clusters, m: usize, other: usize) -> bool {
    let entity_type = clusters.entity_type(other);
    // "Whose leader": a paper, an event or a thing is led by nobody.
    let led = || {
        let mention = &clusters.mentions[m];
        let owned = clusters.sentences[mention.sentence].tokens[mention.head].head;
        let here = clusters.in_sentence(mention.sentence);
        here.into_iter().any(|o| Some(clusters.mentions[o].head) == owned && clusters.mentions[o].title.is_some())
    };
    match clusters.mentions[m].text.to_lowercase().as_str() {
        "who" | "whom" => {
            let people = matches!(entity_type, EntityType::Person | EntityType::Group | EntityType::Thing);
            people || clusters.mentions[other].number == Number::Plural && !takes_no_pronoun(entity_type)
        }
        "which" => !takes_no_pronoun(entity_type) && entity_type != EntityType::Person,
        "whose" => entity_type.is_actor() || entity_type.is_place() || !led(),
        _ => true,
    }
}

/// The mention that a token heads; an office in apposition stands for its holder.
pub(super) fn mention_at(clusters: &Clusters, sentence: usize, token: usize) -> Option<usize> {
    let mentions = clusters.mentions;
    let heads = |m: &Mention| m.head == token || m.kind == MentionKind::Name && m.first <= token && token < m.end;
    let mut here = clusters.in_sentence(sentence).filter(|&m| heads(&mentions[m]));
    let first = here.clone().next()?;
    here.find(|&m| mentions[m].entity_type != EntityType::Office).or(mentions[first].holder)
}

/// "In his statement, Paul said": the subject of the clause that the opening phrase belongs to.
fn following_subject(clusters: &Clusters, scene: &Scene, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let class = scene.traits[m].class;
    let wanted = |t: EntityType| match class {
        Class::He | Class::She => t == EntityType::Person,
        Class::It => t.is_organization() || t == EntityType::Country,
        _ => false,
    };
    (m + 1..clusters.mentions.len()).take_while(|&o| clusters.mentions[o].sentence == mention.sentence).find(|&o| {
        let other = &clusters.mentions[o];
        let sentence = &clusters.sentences[other.sentence];
        other.kind == MentionKind::Name
            && wanted(other.entity_type)
            && genders_agree(mention.gender, clusters.gender(o))
            && matches!(sentence.tokens[other.head].deprel, Deprel::Nsubj | Deprel::NsubjPass)
            && !excluded(clusters, scene, m, o)
    })
}
