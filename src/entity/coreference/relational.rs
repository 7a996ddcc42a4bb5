//! Nouns that name something by what it is to somebody: "his country", "the Thai capital", "the post", and what a headline
//! names before the story tells of it.

use super::agreement::{allowed, takes_no_pronoun};
use super::features::Scene;
use super::titles::owner_of;
use super::traits::{Class, Function};
use super::{Clusters, Reason, affiliation};
use crate::document::PartKind;
use crate::language::clause::grammatical_subject;
use crate::language::{Deprel, Sentence, Upos};
use crate::mention::{Mention, MentionKind, Number, goes, is_removal};
use crate::ontology::EntityType;
use crate::rule::Rule;

const CAPITAL: Rule = Rule::new("capital-of-country", "\"the Thai capital\" is the city that is the country's capital");
const OWN_COUNTRY: Rule = Rule::new(
    "country-of-holder",
    "the country, state or party of somebody in office is that of the office or of the letters behind the name",
);
const POST: Rule = Rule::new("post-for-office", "\"the post\", \"the presidency\" is the office that was last named");
const PREDICATE: Rule = Rule::new("noun-predicate", "what somebody is or becomes describes him");
const AGENT: Rule = Rule::new("agent-of-event", "\"the winner\" and \"the president-elect\" are who was said to win");
const CLIENT: Rule = Rule::new("client-of-lawyer", "somebody's client is whom he was said to be the lawyer of");
const LEADS: Rule = Rule::new("leader-of-body", "\"the party's leader\" is who was said to lead the party");
const HEADLINE: Rule = Rule::new("headline-noun", "the story introduces anew what a noun in its headline means");

const PATIENT: Rule =
    Rule::new("patient-of-event", "\"the nominee\", \"the detainee\" is whom the text told to be nominated, detained");
const BLOC: Rule = Rule::new("bloc-by-name", "\"the bloc\" is the union of countries that was named last");
const ONLY_ONE: Rule =
    Rule::new("only-one-named", "\"the party\", \"the country\" is the only one that the text named before");

pub(super) const RULES: &[Rule] =
    &[CAPITAL, OWN_COUNTRY, POST, PREDICATE, AGENT, PATIENT, CLIENT, LEADS, HEADLINE, BLOC, ONLY_ONE];

const OF_CAPITAL: f64 = 0.95;
const OF_HOLDER: f64 = 0.85;
const OF_POST: f64 = 0.75;
const OF_PREDICATE: f64 = 0.85;
const OF_AGENT: f64 = 0.75;
const OF_HEADLINE: f64 = 0.7;
const OF_BLOC: f64 = 0.85;
const OF_ONLY_ONE: f64 = 0.75;

/// Sentences over which "the post" keeps to an office, and of a story that introduce what its headline names.
const REACH_OF_POST: usize = 2;
const LEAD: usize = 3;

const POSTS: &[&str] = &["post", "job", "position", "role", "portfolio"];
/// Verbs by which somebody comes to, has or leaves a post.
const HELD: &[&str] = &[
    "accept", "assume", "hold", "keep", "leave", "lose", "occupy", "quit", "relinquish", "resign", "retain", "seek",
    "take", "vacate", "win",
];

/// Nouns for whoever leads a body.
const LEADERS: &[&str] = &["leader", "head", "chief", "boss", "chairman", "chairwoman", "chair"];

/// What a noun means by its relation; `Some(None)` where it names something that the text does not.
pub(super) fn antecedent(clusters: &Clusters, scene: &Scene, m: usize) -> Option<Option<(usize, Reason)>> {
    let own = &scene.traits[m];
    let mention = &clusters.mentions[m];
    if mention.number != Number::Singular {
        return None;
    }
    if mention.entity_type == EntityType::Office && mention.rule == "office-tenure" {
        return tenure(clusters, m).map(Some);
    }
    if let Some((subject, reason)) = predicate(clusters, scene, m) {
        return Some(Some((subject, reason)));
    }
    if own.class == Class::Definite
        && let Some(bearer) = affiliation::bearer(clusters, scene, m)
    {
        return Some(Some(bearer));
    }
    if let Some(found) = patient(clusters, scene, m).or_else(|| bloc(clusters, scene, m)) {
        return Some(Some(found));
    }
    if let Some(found) = only_one(clusters, scene, m) {
        return Some(Some(found));
    }
    match own.lemma.as_str() {
        "capital" => {
            let country = country_of(clusters, scene, m)?;
            let capital = scene.ontology.country(clusters.mentions[country].canonical.as_deref()?)?.capital.clone()?;
            let is_capital =
                |c: &Mention| c.kind == MentionKind::Name && c.entity_type == EntityType::City && c.name() == capital;
            let city = (0..clusters.mentions.len()).find(|&c| is_capital(&clusters.mentions[c]));
            Some(city.map(|city| (city, Reason::new(CAPITAL, OF_CAPITAL))))
        }
        "country" | "nation" | "homeland" => {
            let owner = own.owner?;
            let found = of_holder(clusters, owner, EntityType::Country);
            // "His country" is not just the nearest one.
            let person = clusters.entity_type(owner) == EntityType::Person;
            // That of whoever has an office of no country is the story's.
            let post = || clusters.posts_of(owner).any(|o| o < m && owner_of(clusters, o).is_none());
            let story = || opening_country(clusters, m).filter(|_| person && post());
            match found.or_else(|| Some((story()?, Reason::new(OWN_COUNTRY, OF_POST)))) {
                None if person && several_countries(clusters, m) => Some(None),
                found => found.map(Some),
            }
        }
        "client" => client(clusters, scene, m).map(Some),
        "state" => of_holder(clusters, own.owner?, EntityType::State).map(Some),
        "party" => of_holder(clusters, own.owner?, EntityType::Party).map(Some),
        lemma if POSTS.contains(&lemma) => post(clusters, scene, m).map(Some),
        "office" if own.class == Class::Bare => in_office(clusters, scene, m).map(Some),
        lemma if LEADERS.contains(&lemma) && mention.jurisdiction.is_some() => leads(clusters, scene, m).map(Some),
        _ if own.class == Class::Indefinite => headline(clusters, scene, m).map(Some),
        lemma if own.class == Class::Definite => agent(clusters, scene, m, lemma).map(Some),
        _ => None,
    }
}

/// The country that a noun's words name.
fn country_of(clusters: &Clusters, scene: &Scene, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let inside = clusters.in_sentence(mention.sentence).find(|&o| {
        let name = &clusters.mentions[o];
        name.entity_type == EntityType::Country && mention.first <= name.first && name.end <= mention.head
    });
    inside
        .or_else(|| scene.traits[m].owner.filter(|&o| clusters.entity_type(o) == EntityType::Country))
        .and_then(|o| clusters.name(o).or(Some(o)))
}

/// What an office of the owner belongs to, or what the letters behind his name say.
fn of_holder(clusters: &Clusters, owner: usize, wanted: EntityType) -> Option<(usize, Reason)> {
    let is_wanted = |&j: &usize| clusters.mentions[j].entity_type == wanted;
    let letters = || {
        clusters.members(owner).filter(|&o| clusters.mentions[o].kind == MentionKind::Name).find_map(|o| {
            let name = &clusters.mentions[o];
            clusters.in_sentence(name.sentence).find(|&s| {
                let state = &clusters.mentions[s];
                state.rule == "party-and-state" && is_wanted(&s) && (name.end..name.end + 5).contains(&state.first)
            })
        })
    };
    // "X of the Workers' Party"
    let of_phrase = || {
        clusters.members(owner).filter(|&o| clusters.mentions[o].kind == MentionKind::Name).find_map(|o| {
            let name = &clusters.mentions[o];
            let tree = &clusters.sentences[name.sentence];
            let phrases = (name.first..name.end).flat_map(|t| tree.children_by(t, Deprel::Nmod));
            let of = |n: &usize| tree.child(*n, Deprel::Case).is_some_and(|c| tree.tokens[c].form == "of");
            let mut named = phrases.filter(of).filter_map(|n| clusters.headed_by(name.sentence, n));
            named.find(|&j| is_wanted(&j) && clusters.mentions[j].kind == MentionKind::Name)
        })
    };
    // "X's Workers' Party"
    let possessed = || {
        clusters.members(owner).find_map(|o| {
            let person = &clusters.mentions[o];
            let tree = &clusters.sentences[person.sentence];
            let noun = tree.tokens[person.head].head.filter(|_| tree.tokens[person.head].deprel == Deprel::NmodPoss)?;
            let named = clusters.headed_by(person.sentence, noun)?;
            (is_wanted(&named) && clusters.mentions[named].kind == MentionKind::Name).then_some(named)
        })
    };
    // "A Dutch engineer", "Ghana's X"
    let described = || {
        clusters.members(owner).find_map(|o| {
            let noun = &clusters.mentions[o];
            let tree = &clusters.sentences[noun.sentence];
            let possessor = tree.child(noun.head, Deprel::NmodPoss).filter(|_| noun.kind == MentionKind::Name);
            clusters.in_sentence(noun.sentence).filter(|j| is_wanted(j)).find(|&j| {
                let name = &clusters.mentions[j];
                let within = noun.kind == MentionKind::Nominal && noun.first <= name.first && name.end <= noun.head;
                name.kind == MentionKind::Name && (within || possessor == Some(name.head))
            })
        })
    };
    let owned = clusters.posts_of(owner).filter_map(|o| owner_of(clusters, o)).find(is_wanted);
    let told = owned.or_else(letters).or_else(of_phrase).or_else(possessed);
    told.or_else(described).map(|j| (j, Reason::new(OWN_COUNTRY, OF_HOLDER)))
}

/// "the post": the office of its owner, of whoever takes or leaves it, or the one that was named last.
fn post(clusters: &Clusters, scene: &Scene, m: usize) -> Option<(usize, Reason)> {
    let own = &scene.traits[m];
    let mention = &clusters.mentions[m];
    let pointed = matches!(own.class, Class::Definite | Class::This | Class::That | Class::Possessed);
    if !pointed || !own.modifiers.is_empty() || own.complement.is_some() {
        return None;
    }
    let sentence = &clusters.sentences[mention.sentence];
    let near = |o: &usize| *o < m && clusters.mentions[*o].sentence + REACH_OF_POST >= mention.sentence;
    let last_of = |person: usize| clusters.posts_of(person).filter(|&o| o < m).last();
    let found = match own.owner {
        // A headline tells of a post that the story names.
        Some(owner) => last_of(owner).or_else(|| {
            let mut ahead = clusters.posts_of(owner).filter(|&o| o > m);
            let first = ahead.next()?;
            ahead.all(|o| clusters.same(o, first)).then_some(first)
        }),
        None => {
            let verb = own.governor.filter(|&v| HELD.contains(&sentence.tokens[v].lemma.to_lowercase().as_str()));
            // "Y, the first woman to hold the post"
            let described = verb.filter(|&v| is_clause_of_noun(sentence, v)).and_then(|v| sentence.tokens[v].head);
            let subject = described.or_else(|| grammatical_subject(sentence, verb?).map(|(subject, _)| subject));
            let person = subject.and_then(|s| clusters.headed_by(mention.sentence, s));
            let named = |o: &usize| clusters.mentions[*o].entity_type == EntityType::Office;
            // "King X appointed Y chancellor, the third woman in the post": a title before a name only tells who that is.
            let told = |o: &usize| clusters.mentions[*o].rule != "office-before-name";
            let given = |o: &usize| is_given(&clusters.mentions[*o]);
            // "X, the head of the court, assumed the post": not what he was by then.
            let comes = verb.is_some_and(|v| {
                matches!(
                    sentence.tokens[v].lemma.to_lowercase().as_str(),
                    "accept" | "assume" | "seek" | "take" | "win"
                )
            });
            // Not what another has who is known by his title.
            let holder = person.filter(|&h| described.is_some() && clusters.name(h).is_some());
            let anothers = |o: &usize| {
                let office = &clusters.mentions[*o];
                let other = matches!((office.holder, holder), (Some(a), Some(b)) if !clusters.same(a, b));
                other && office.status.is_empty()
            };
            // A rank is no post.
            let post = |o: &usize| {
                let title = clusters.mentions[*o].title.as_deref().and_then(|title| scene.ontology.office(title));
                named(o) && title.is_none_or(|title| !title.rank)
            };
            let last = || {
                let near = || (0..m).rev().take_while(near).filter(post);
                let any = || near().find(told).or_else(|| near().find(|o| !anothers(o)));
                near().find(given).or_else(any)
            };
            person.and_then(last_of).filter(|o| near(o) && (!comes || given(o))).or_else(last)
        }
    };
    found.map(|office| (office, Reason::new(POST, OF_POST)))
}

/// Whether the words tell of the office itself, that somebody has, gets or leaves it, and not only who he is.
fn is_given(office: &Mention) -> bool {
    matches!(office.rule.as_str(), "office-predicate" | "office-as" | "office-post-of" | "office-tenure")
}

fn is_clause_of_noun(sentence: &Sentence, verb: usize) -> bool {
    matches!(sentence.tokens[verb].deprel, Deprel::Acl | Deprel::AclRelcl)
}

/// "X left office", "X's years in office": the only office that he holds or held, named before.
fn in_office(clusters: &Clusters, scene: &Scene, m: usize) -> Option<(usize, Reason)> {
    let mention = &clusters.mentions[m];
    let tree = &clusters.sentences[mention.sentence];
    let case = tree.child(mention.head, Deprel::Case).map(|c| tree.tokens[c].form.to_lowercase());
    let verb = scene.traits[m].governor;
    let held = || verb.is_some_and(|v| HELD.contains(&tree.tokens[v].lemma.to_lowercase().as_str()));
    // "Barred from office": any.
    let leaves = |lemma: &str| is_removal(lemma) || goes(lemma) || matches!(lemma, "drive" | "force" | "push");
    let here = match case.as_deref() {
        None => held(),
        Some("in") => true,
        Some("from") => verb.is_some_and(|v| leaves(&tree.tokens[v].lemma.to_lowercase())),
        Some(_) => false,
    };
    let alone = mention.end == mention.first + 1 && scene.traits[m].complement.is_none();
    if !here || !alone {
        return None;
    }
    let subject = verb.and_then(|v| grammatical_subject(tree, v)).map(|(subject, _)| subject);
    // "Sixteen years of X in office"
    let beside = || tree.tokens[mention.head].head.filter(|_| verb.is_none());
    let person = clusters.headed_by(mention.sentence, subject.or_else(beside)?)?;
    if clusters.entity_type(person) != EntityType::Person {
        return None;
    }
    let mut posts = clusters.posts_of(person).filter(|&o| o < m);
    let first = posts.next()?;
    let one = posts.all(|o| clusters.same(o, first));
    one.then(|| (first, Reason::new(POST, OF_POST)))
}

/// "X's lawyer, Y, said his client": whom the owner was said to represent.
fn client(clusters: &Clusters, scene: &Scene, m: usize) -> Option<(usize, Reason)> {
    let lawyer = scene.traits[m].owner.filter(|&o| clusters.entity_type(o) == EntityType::Person)?;
    let represents = |lemma: &str| scene.ontology.agent_noun(lemma).is_some_and(|noun| noun.predicate == "represent");
    let nouns = clusters.mentions_before(lawyer, m).filter(|&o| represents(&scene.traits[o].lemma));
    let whom = nouns.into_iter().find_map(|o| scene.traits[o].owner).or_else(|| {
        let office = clusters.posts_of(lawyer).find(|&o| o < m && represents(&clusters.head_lemma(o)))?;
        let office = &clusters.mentions[office];
        let possessor = clusters.sentences[office.sentence].child(office.head, Deprel::NmodPoss)?;
        clusters.headed_by(office.sentence, possessor)
    })?;
    let somebody =
        clusters.entity_type(whom) == EntityType::Person && clusters.mentions[whom].number == Number::Singular;
    (somebody && !clusters.same(whom, lawyer)).then(|| (whom, Reason::new(CLIENT, OF_AGENT)))
}

/// "The presidency": the president's office that was named last, of the same holder or country where the words tell one.
fn tenure(clusters: &Clusters, m: usize) -> Option<(usize, Reason)> {
    let mention = &clusters.mentions[m];
    let agree = |a: Option<usize>, b: Option<usize>| !matches!((a, b), (Some(a), Some(b)) if !clusters.same(a, b));
    let office = (0..m).rev().find(|&o| {
        let office = &clusters.mentions[o];
        office.entity_type == EntityType::Office
            && office.post() == mention.post()
            && agree(office.jurisdiction, mention.jurisdiction)
            && agree(office.holder, mention.holder)
    })?;
    Some((office, Reason::new(POST, OF_POST)))
}

/// "Finland became the 31st member", "X is a lawyer": the subject, unless the clause denies it or leaves it open. A definite
/// noun for a thing may be another thing's role ("the answer is the problem").
fn predicate(clusters: &Clusters, scene: &Scene, m: usize) -> Option<(usize, Reason)> {
    if let Some(named) = is_named(clusters, m) {
        return Some((named, Reason::new(PREDICATE, OF_PREDICATE)));
    }
    let mention = &clusters.mentions[m];
    let sentence = &clusters.sentences[mention.sentence];
    let token = &sentence.tokens[mention.head];
    let copular = sentence.child(mention.head, Deprel::Cop).is_some();
    let becomes = token.head.filter(|&v| {
        let lemma = sentence.tokens[v].lemma.to_lowercase();
        matches!(token.deprel, Deprel::Xcomp | Deprel::Obj) && matches!(lemma.as_str(), "become" | "remain")
    });
    let verb = if copular { mention.head } else { becomes? };
    let subject = sentence.subject(verb)?;
    if is_open(sentence, verb) {
        return None;
    }
    let here = clusters.in_sentence(mention.sentence).filter(|&o| o < m);
    let other = here.into_iter().find(|&o| {
        let other = &clusters.mentions[o];
        other.entity_type != EntityType::Office
            && (other.head == subject || other.kind == MentionKind::Name && (other.first..other.end).contains(&subject))
    })?;
    let types = (mention.entity_type, clusters.entity_type(other));
    let person = types.0 == EntityType::Person;
    let fits = match types {
        (EntityType::Person, EntityType::Person) => true,
        // "Hungary is a member"
        (EntityType::Person, t) => t.is_actor() && is_role(scene, m),
        (t, _) if takes_no_pronoun(t) => false,
        (t, o) => t == o || t.is_organization() && o.is_organization() || t.is_place() && o.is_place(),
    };
    let telling = person || scene.traits[m].class == Class::Indefinite;
    let singular = clusters.mentions[other].number == Number::Singular;
    (fits && telling && singular).then(|| (other, Reason::new(PREDICATE, OF_PREDICATE)))
}

/// "Its leader is X": the name that a copula gives to a noun for somebody.
fn is_named(clusters: &Clusters, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let sentence = &clusters.sentences[mention.sentence];
    let token = &sentence.tokens[mention.head];
    let predicate =
        token.head.filter(|_| token.deprel == Deprel::Nsubj && mention.entity_type == EntityType::Person)?;
    if sentence.child(predicate, Deprel::Cop).is_none() || is_open(sentence, predicate) {
        return None;
    }
    clusters.in_sentence(mention.sentence).find(|&o| {
        let name = &clusters.mentions[o];
        name.kind == MentionKind::Name
            && name.entity_type == EntityType::Person
            && name.first > mention.end
            && (name.first..name.end).contains(&predicate)
    })
}

/// "The winner", "the attacker": the last one who did before what the noun's verb tells; "the president-elect": who won or was
/// elected.
fn agent(clusters: &Clusters, scene: &Scene, m: usize, lemma: &str) -> Option<(usize, Reason)> {
    let own = &scene.traits[m];
    let mention = &clusters.mentions[m];
    let elect = mention.status.iter().any(|s| s == "elect");
    let verb = scene.ontology.agent_noun(lemma).map(|noun| noun.predicate.as_str()).filter(|p| !p.contains('-'));
    let bare = own.modifiers.is_empty() && own.complement.is_none() && own.owner.is_none();
    let verbs: Vec<&str> = if elect { vec!["win", "elect"] } else { verb.filter(|_| bare).into_iter().collect() };
    let found = (0..m).rev().filter(|_| !verbs.is_empty()).find(|&o| {
        let other = &clusters.mentions[o];
        let actor = clusters.entity_type(o) == EntityType::Person && other.number == Number::Singular;
        let sentence = &clusters.sentences[other.sentence];
        let acts = scene.traits[o].governor.is_some_and(|v| {
            let said = sentence.tokens[v].lemma.to_lowercase();
            let done = sentence.child(v, Deprel::NsubjPass).is_some();
            let subject = scene.traits[o].function == Function::Subject;
            let role = if said == "elect" { done == subject } else { subject && !done };
            verbs.contains(&said.as_str()) && role && !is_open(sentence, v)
        });
        actor && acts && allowed(clusters, scene, m, o)
    });
    found.map(|person| (person, Reason::new(AGENT, OF_AGENT)))
}

/// "The nominee", "his nominee": the last one to whom was done before what the noun's verb tells.
fn patient(clusters: &Clusters, scene: &Scene, m: usize) -> Option<(usize, Reason)> {
    let own = &scene.traits[m];
    let pointed = matches!(own.class, Class::Definite | Class::Possessed);
    let verbs = scene.ontology.patient_noun(&own.lemma).filter(|_| pointed)?;
    if clusters.mentions[m].number != Number::Singular || own.modifiers.iter().any(|word| word == "next") {
        return None;
    }
    let person = (0..m).rev().find(|&o| {
        let other = &clusters.mentions[o];
        let tree = &clusters.sentences[other.sentence];
        let done = scene.traits[o].governor.is_some_and(|v| {
            let passive = tree.child(v, Deprel::NsubjPass).is_some();
            let role = match scene.traits[o].function {
                Function::Subject => passive,
                Function::Object => !passive,
                _ => false,
            };
            role && verbs.contains(&tree.tokens[v].lemma.to_lowercase())
        });
        done && clusters.entity_type(o) == EntityType::Person
            && other.number == Number::Singular
            && allowed(clusters, scene, m, o)
    })?;
    Some((person, Reason::new(PATIENT, OF_AGENT)))
}

/// "The 27-nation bloc": the union of countries whose name has the word, else the one that was named last.
fn bloc(clusters: &Clusters, scene: &Scene, m: usize) -> Option<(usize, Reason)> {
    let own = &scene.traits[m];
    let mention = &clusters.mentions[m];
    let narrowed = own.complement.is_some() || own.owner.is_some() || has_name_within(clusters, m);
    let noun = scene.ontology.body_noun(&own.lemma).filter(|noun| noun.union)?;
    if own.class != Class::Definite || narrowed {
        return None;
    }
    let names = |o: usize| {
        let name = &clusters.mentions[o];
        let listed = name.canonical.as_deref().and_then(|listed| scene.ontology.organization(listed));
        let listed = listed.filter(|listed| name.kind == MentionKind::Name && listed.country.is_none());
        let words = listed.into_iter().flat_map(|listed| listed.names.iter().chain(std::iter::once(&listed.name)));
        words.flat_map(|name| name.split(' ')).map(str::to_lowercase).collect::<Vec<_>>()
    };
    let before = |has: &dyn Fn(&str) -> bool| {
        (0..m).rev().find(|&o| clusters.mentions[o].number == mention.number && names(o).iter().any(|word| has(word)))
    };
    let found = before(&|word| word == own.lemma).or_else(|| before(&|word| noun.words.iter().any(|w| w == word)));
    found.map(|union| (union, Reason::new(BLOC, OF_BLOC)))
}

/// "The party", with no word that narrows it, where the text named one only.
fn only_one(clusters: &Clusters, scene: &Scene, m: usize) -> Option<(usize, Reason)> {
    let own = &scene.traits[m];
    let mention = &clusters.mentions[m];
    let kind = mention.entity_type;
    let bare = own.modifiers.is_empty() && own.complement.is_none() && own.owner.is_none();
    let named = matches!(
        (own.lemma.as_str(), kind),
        ("country" | "nation", EntityType::Country) | ("party", EntityType::Party)
    );
    if !bare || !named || own.class != Class::Definite || mention.number != Number::Singular {
        return None;
    }
    let mut before = (0..m)
        .rev()
        .filter(|&o| clusters.mentions[o].kind == MentionKind::Name && clusters.mentions[o].entity_type == kind);
    let last = before.next()?;
    let alone = before.all(|o| clusters.same(o, last));
    (alone && allowed(clusters, scene, m, last)).then(|| (last, Reason::new(ONLY_ONE, OF_ONLY_ONE)))
}

/// The only country that a story names in the first sentence that names any, and the one behind it.
fn opening_country(clusters: &Clusters, m: usize) -> Option<usize> {
    let country = |o: &usize| {
        clusters.mentions[*o].kind == MentionKind::Name && clusters.mentions[*o].entity_type == EntityType::Country
    };
    let mut before = (0..m).filter(country);
    let first = before.next()?;
    let opens = |o: &usize| clusters.mentions[*o].sentence <= clusters.mentions[first].sentence + 1;
    before.take_while(opens).all(|o| clusters.same(o, first)).then_some(first)
}

fn several_countries(clusters: &Clusters, m: usize) -> bool {
    let country = |m: &Mention| m.kind == MentionKind::Name && m.entity_type == EntityType::Country;
    let mut before = (0..m).filter(|&o| country(&clusters.mentions[o]));
    before.next().is_some_and(|first| before.any(|o| !clusters.same(o, first)))
}

/// Whether a name stands among the words before a noun.
fn has_name_within(clusters: &Clusters, m: usize) -> bool {
    let mention = &clusters.mentions[m];
    clusters.in_sentence(mention.sentence).any(|o| {
        let name = &clusters.mentions[o];
        name.kind == MentionKind::Name && mention.first <= name.first && name.end <= mention.head
    })
}

/// "The DA leader": who was said before to lead, head or chair it; an office of it says so more surely.
fn leads(clusters: &Clusters, scene: &Scene, m: usize) -> Option<(usize, Reason)> {
    let organization = |j: &usize| clusters.entity_type(*j).is_organization();
    let body = clusters.mentions[m].jurisdiction.filter(organization)?;
    let leads = |&o: &usize| {
        let object = &clusters.mentions[o];
        let sentence = &clusters.sentences[object.sentence];
        let verb = scene.traits[o].governor?;
        let told =
            matches!(sentence.tokens[verb].lemma.as_str(), "lead" | "head" | "chair") && !is_open(sentence, verb);
        let agent = match scene.traits[o].function {
            Function::Object => grammatical_subject(sentence, verb)?.0,
            Function::Subject => sentence.child(verb, Deprel::OblAgent)?,
            _ => return None,
        };
        clusters.headed_by(object.sentence, agent).filter(|_| told && clusters.same(o, body))
    };
    let person = (0..m).rev().find_map(|o| leads(&o))?;
    let held = (0..m).any(|o| {
        let office = &clusters.mentions[o];
        office.holder.is_some()
            && office.title == clusters.mentions[m].title
            && office.jurisdiction.is_some_and(|j| clusters.same(j, body))
    });
    let somebody = clusters.entity_type(person) == EntityType::Person;
    (somebody && !held && allowed(clusters, scene, m, person)).then(|| (person, Reason::new(LEADS, OF_AGENT)))
}

/// Whether a clause is denied, asked or only possible.
fn is_open(sentence: &Sentence, predicate: usize) -> bool {
    sentence.children(predicate).any(|c| {
        let token = &sentence.tokens[c];
        let modal = token.deprel == Deprel::Aux
            && matches!(
                token.lemma.to_lowercase().as_str(),
                "may" | "might" | "can" | "could" | "would" | "should" | "must" | "will" | "shall"
            );
        let denied = matches!(token.form.to_lowercase().as_str(), "not" | "n't" | "never" | "no" | "hardly" | "if");
        modal || denied || token.upos == Upos::Sconj && token.form.eq_ignore_ascii_case("whether")
    })
}

/// Nouns for what persons, countries and organizations alike can be to one another.
pub(super) fn is_role(scene: &Scene, m: usize) -> bool {
    scene.ontology.is_role_noun(&scene.traits[m].lemma)
}

/// "Blogger seized": the noun of the headline that "a blogger" takes up at the beginning of the story.
fn headline(clusters: &Clusters, scene: &Scene, m: usize) -> Option<(usize, Reason)> {
    let own = &scene.traits[m];
    let mention = &clusters.mentions[m];
    let part = |sentence: usize| clusters.sentences[sentence].part;
    let paragraphs = (0..mention.sentence).filter(|&s| part(s) == PartKind::Paragraph).count();
    if part(mention.sentence) != PartKind::Paragraph || paragraphs >= LEAD {
        return None;
    }
    let found = (0..m).take_while(|&o| part(clusters.mentions[o].sentence) != PartKind::Paragraph).find(|&o| {
        let noun = &clusters.mentions[o];
        part(noun.sentence) == PartKind::Headline
            && noun.kind == MentionKind::Nominal
            && noun.number == Number::Singular
            && scene.traits[o].class == Class::Bare
            && scene.traits[o].lemma == own.lemma
    });
    found.map(|o| (o, Reason::new(HEADLINE, OF_HEADLINE)))
}
