//! Titles that stand for whoever holds the office: "the president", "the former chancellor", "the Russian leader".

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::Clusters;
use super::features::Scene;
use super::traits::Function;
use crate::entity::homeland::OF_ANY;
use crate::language::Deprel;
use crate::mention::{Mention, MentionKind, Number, goes, is_person_title, is_removal};
use crate::ontology::{EntityType, Seat};

/// Statuses of an office that somebody does not hold yet, or for a while only.
const TO_COME: &[&str] = &["elect", "designate"];
const FOR_A_WHILE: &[&str] = &["acting", "elect", "designate"];

/// Words for somebody who has just come to an office.
const NEW: &[&str] = &["new", "newly", "newest", "incoming"];

/// From this rank on an office does not have the status that the words tell.
const LOOSE: u8 = 4;

/// Who a title can stand for.
pub(super) struct Holders {
    /// Mentions of them, one a person, the one who was named last first.
    pub people: Vec<usize>,
    /// Whether they hold the office just as the words tell it.
    pub exact: bool,
}

/// Those who hold an office before `m` that its title can mean, of the status and owner that fit best. "The former chancellor"
/// may be the only chancellor who is named: the story tells how he lost the office.
pub(super) fn holders(clusters: &Clusters, scene: &Scene, m: usize) -> Option<Holders> {
    let mention = &clusters.mentions[m];
    let title = mention.title.as_deref()?;
    let before = offices_before(clusters, m, offices_of_head(clusters, mention));
    let mut offices: Vec<usize> = before.filter(|&o| has_title(mention, &clusters.mentions[o])).collect();
    // "The party's leader" is none of several who lead what the text does not say there.
    if mention.jurisdiction.is_some_and(|j| clusters.entity_type(j).is_organization()) {
        let people: BTreeSet<usize> =
            offices.iter().filter_map(|&o| clusters.mentions[o].holder).map(|h| clusters.chain_of(h)).collect();
        offices.retain(|&o| people.len() == 1 || clusters.mentions[o].jurisdiction.is_some());
    }
    let mut named: Vec<(u8, usize)> = offices.iter().filter_map(|&o| rank(clusters, scene, m, o)).collect();
    if mention.status.iter().any(|s| s == "former") {
        let holders = offices.iter().filter_map(|&o| clusters.mentions[o].holder);
        named.extend(holders.flat_map(|holder| predecessors(clusters, scene, m, holder)).map(|person| (0, person)));
    }
    let found = best(clusters, m, named);
    if !found.people.is_empty() {
        return Some(found);
    }
    let found = best(clusters, m, by_wider_title(clusters, scene, m, title));
    // Of several leaders no title tells which.
    (found.people.len() == 1).then_some(found)
}

/// The only one who is named with the title behind a mention of it, within so many sentences: headlines and first sentences
/// leave to the story who it is.
pub(super) fn holder_ahead(clusters: &Clusters, scene: &Scene, m: usize, reach: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let near = |o: &usize| *o > m && clusters.mentions[*o].sentence <= mention.sentence.saturating_add(reach);
    let title = mention.title.as_deref().unwrap_or_default();
    let wider = |office: &Mention| {
        let theirs = office.title.as_deref().unwrap_or_default();
        let owned = matches!((mention.jurisdiction, office.jurisdiction), (Some(a), Some(b)) if clusters.same(a, b));
        owned && scene.ontology.takes_in(title, theirs) || heads_body(clusters, mention, theirs)
    };
    let ahead = clusters.held.iter().copied().filter(near).map(|o| (o, &clusters.mentions[o]));
    let named = ahead.filter(|(_, office)| has_title(mention, office) || wider(office));
    let ranked: Vec<(u8, usize)> = named.filter_map(|(o, _)| rank(clusters, scene, m, o)).collect();
    match best(clusters, m, ranked).people[..] {
        [holder] => Some(holder),
        _ => None,
    }
}

/// "Its chief", "Labour's leader": the only one before who holds an office by such a title in the possessor.
pub(super) fn holder_by_owner(clusters: &Clusters, scene: &Scene, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let title = mention.title.as_deref()?;
    let owner = scene.traits[m].owner.filter(|&owner| {
        let entity_type = clusters.entity_type(owner);
        entity_type.is_organization() || entity_type == EntityType::Country
    })?;
    let of_owner = offices_before(clusters, m, &clusters.held).filter(|&o| {
        let office = &clusters.mentions[o];
        let theirs = office.title.as_deref().unwrap_or_default();
        let fits = title == theirs || scene.ontology.takes_in(title, theirs);
        fits && owner_of(clusters, o).is_some_and(|j| clusters.same(j, owner))
    });
    let ranked: Vec<(u8, usize)> = of_owner.filter_map(|o| rank(clusters, scene, m, o)).collect();
    match best(clusters, m, ranked).people[..] {
        [holder] => Some(holder),
        _ => None,
    }
}

/// Whether an office has the title of a mention, or one that ends with it.
fn has_title(mention: &Mention, office: &Mention) -> bool {
    let theirs = office.title.as_deref().unwrap_or_default();
    // "The French leader" leads no conservatives.
    let elsewhere = mention.jurisdiction.is_some() && office.jurisdiction.is_none() && theirs.contains(" of ");
    let ends = mention.title.as_deref() == Some(head_of(theirs)) && !is_of_deputy(theirs) && !elsewhere;
    mention.title.as_deref() == Some(theirs) || ends
}

/// The holders of offices that a wider title takes in: of the country that its words name; a title of state without a
/// country is that of whoever holds such an office of state.
fn by_wider_title(clusters: &Clusters, scene: &Scene, m: usize, title: &str) -> Vec<(u8, usize)> {
    let mention = &clusters.mentions[m];
    let seat = scene.ontology.office(title).and_then(|office| office.seat);
    offices_before(clusters, m, &clusters.held)
        .filter(|&o| {
            let office = &clusters.mentions[o];
            let theirs = office.title.as_deref().unwrap_or_default();
            // "The Pentagon chief" is the secretary of defense.
            if heads_body(clusters, mention, theirs) {
                return true;
            }
            let owned = match (mention.jurisdiction, owner_of(clusters, o)) {
                (Some(a), Some(b)) => clusters.same(a, b),
                (Some(_), None) => false,
                // "The ousted leader" is whoever was ousted, "the new leader" whoever comes to an office.
                (None, _) if !mention.status.is_empty() => true,
                (None, _) if scene.traits[m].modifiers.iter().any(|word| NEW.contains(&word.as_str())) => {
                    comes_to_office(office)
                }
                (None, owner) => {
                    let of_state = scene.ontology.office(theirs).is_some_and(|o| o.seat == Some(Seat::Country));
                    match seat {
                        Some(Seat::Country) => of_state && owner.is_none_or(|j| is_country(clusters, j)),
                        Some(Seat::Body) => true,
                        _ => false,
                    }
                }
            };
            owned && scene.ontology.takes_in(title, theirs)
        })
        .filter_map(|o| rank(clusters, scene, m, o))
        .collect()
}

fn head(mention: &Mention) -> Option<&str> {
    mention.title.as_deref().map(head_of)
}

/// Whether a word for whoever heads a body names the ministry that a title is of: "the Pentagon chief" is the secretary of
/// defense.
fn heads_body(clusters: &Clusters, mention: &Mention, title: &str) -> bool {
    const FRAMES: &[&str] = &["department", "ministry", "secretary", "minister", "of", "the"];
    let field = |words: &str| -> Vec<String> {
        let words = words.split(' ').map(str::to_lowercase);
        words.filter(|word| !FRAMES.contains(&word.as_str())).collect()
    };
    let heads = matches!(mention.title.as_deref(), Some("chief" | "head" | "boss" | "leader"));
    let body = mention.jurisdiction.map(|j| clusters.mentions[j].name()).filter(|_| heads);
    body.is_some_and(|body| {
        let own = field(body);
        !own.is_empty()
            && own == field(title)
            && body.split(' ').count() > own.len()
            && title.split(' ').count() > own.len()
    })
}

/// The head of a title: "minister" of "foreign minister", "secretary" of "secretary of state".
pub(super) fn head_of(title: &str) -> &str {
    let own = [" of ", " to ", " for "].iter().filter_map(|preposition| title.find(preposition)).min();
    let own = &title[..own.unwrap_or(title.len())];
    own.rsplit(' ').next().unwrap_or(own)
}

/// The offices whose titles have the head of the mention's.
fn offices_of_head<'a>(clusters: &'a Clusters, mention: &Mention) -> &'a [usize] {
    head(mention).map_or(&[][..], |head| clusters.offices_by(head))
}

fn is_of_state(scene: &Scene, office: &Mention) -> bool {
    let title = office.title.as_deref().and_then(|title| scene.ontology.office(title));
    title.is_some_and(|title| title.seat == Some(Seat::Country) && !title.rank)
}

pub(super) fn is_country(clusters: &Clusters, m: usize) -> bool {
    clusters.mentions[m].entity_type == EntityType::Country
}

fn is_of_deputy(title: &str) -> bool {
    ["vice", "deputy", "assistant", "acting"].iter().any(|word| title.starts_with(word))
}

fn offices_before<'a>(clusters: &'a Clusters, m: usize, offices: &'a [usize]) -> impl Iterator<Item = usize> + use<'a> {
    offices.iter().copied().take_while(move |&o| o < m).filter(|&o| clusters.mentions[o].holder.is_some())
}

/// The holder of an office with a rank, the lower the better it fits; `None` where owner or status clash.
fn rank(clusters: &Clusters, scene: &Scene, m: usize, o: usize) -> Option<(u8, usize)> {
    let (mention, office) = (&clusters.mentions[m], &clusters.mentions[o]);
    let theirs = office.title.as_deref().unwrap_or_default();
    let owned = match (mention.jurisdiction, owner_of(clusters, o)) {
        _ if heads_body(clusters, mention, theirs) => 0,
        (Some(x), Some(y)) if !clusters.same(x, y) => return None,
        (Some(_), Some(_)) => 0,
        (Some(x), None) if has_other_owner(clusters, x, o) || is_new_country(clusters, x, o) => return None,
        // "The president" of a story with a president of the Senate is the country's.
        (None, Some(y)) if clusters.entity_type(y).is_organization() && is_of_state(scene, office) => 2,
        _ => 1,
    };
    let holder = office.holder?;
    let lost = || lost_office(clusters, scene, m, holder);
    let new = scene.traits[m].modifiers.iter().any(|word| NEW.contains(&word.as_str()));
    // "The new emperor" is not the one who went.
    if new && lost() && !comes_to_office(office) {
        return None;
    }
    // Who only acts as president is not meant by "the president".
    if office.is_acting() && !mention.is_acting() && !new {
        return None;
    }
    let removed = scene.traits[m]
        .modifiers
        .iter()
        .any(|word| scene.ontology.office_status(word) == Some("former") && word != "former");
    let status = status_rank(&mention.status, &office.status, lost)?;
    // "The ousted leader" is whoever was said to be ousted, or is called so.
    let status = if removed && office.status.is_empty() { status.saturating_sub(1) } else { status };
    // "The new president" is whoever comes to the office, before whoever has it.
    let comes = comes_to_office(office);
    let goes = mention.status.iter().any(|s| s == "outgoing");
    let status = match (new || goes, comes == new) {
        (true, true) => 0,
        (true, false) => status + 1,
        _ => status,
    };
    Some((LOOSE * status + owned, holder))
}

/// What an office belongs to: by the words beside it, or by the pronoun that possesses it ("Eritrea, whose president").
pub(super) fn owner_of(clusters: &Clusters, office: usize) -> Option<usize> {
    let mention = &clusters.mentions[office];
    let possessor = || {
        let token = clusters.sentences[mention.sentence].child(mention.head, Deprel::NmodPoss)?;
        let possessor = clusters.headed_by(mention.sentence, token)?;
        let name = clusters.name(possessor)?;
        let owns = is_country(clusters, name) || is_owner(clusters.mentions[name].entity_type);
        owns.then_some(name)
    };
    mention.jurisdiction.or_else(possessor)
}

/// The one of several holders whom a title without a country means: the only one whom its paragraph names before, else the only
/// one whose office no words give to a country, as news does with that of its own.
pub(super) fn only_here(clusters: &Clusters, scene: &Scene, m: usize, people: &[usize]) -> Option<usize> {
    if let [holder] = *people {
        return Some(holder);
    }
    let only = |fits: &dyn Fn(usize) -> bool| {
        let mut fitting = people.iter().copied().filter(|&holder| fits(holder));
        fitting.next().filter(|_| fitting.next().is_none())
    };
    let paragraph = scene.traits[m].paragraph;
    let near = |holder: usize| {
        let last = clusters.mentions_before(holder, m).next();
        last.is_some_and(|o| scene.traits[o].paragraph == paragraph)
    };
    let bare = |holder: usize| clusters.posts_of(holder).filter(|&o| o < m).all(|o| owner_of(clusters, o).is_none());
    let open = clusters.mentions[m].jurisdiction.is_none() && is_person_title(&clusters.mentions[m]);
    let nobody = !people.iter().any(|&holder| near(holder));
    if !open {
        return None;
    }
    if nobody { only(&bare) } else { only(&near) }
}

/// Whether a country is named for the first time behind an office of which no words tell whose it is: "X became president. Ghana's
/// president" is another.
fn is_new_country(clusters: &Clusters, owner: usize, office: usize) -> bool {
    let before = clusters.members(owner).next().is_some_and(|first| first < office);
    is_country(clusters, owner) && !before && clusters.mentions[office].status.is_empty()
}

/// "Her party's leader" leads no other party that a title names.
fn has_other_owner(clusters: &Clusters, owner: usize, office: usize) -> bool {
    let office = &clusters.mentions[office];
    let possessor = clusters.sentences[office.sentence].child(office.head, Deprel::NmodPoss);
    let possessor = possessor.and_then(|token| clusters.headed_by(office.sentence, token));
    possessor.is_some_and(|possessor| {
        clusters.mentions[possessor].kind == MentionKind::Nominal && !clusters.same(possessor, owner)
    })
}

/// Whether the words tell that somebody comes to an office, not only that he has it.
fn comes_to_office(office: &Mention) -> bool {
    matches!(office.rule.as_str(), "office-predicate" | "office-as" | "office-post-of")
        || office.is_acting()
        || office.status.iter().any(|s| TO_COME.contains(&s.as_str()))
}

/// Those who are called somebody's predecessors before a mention.
fn predecessors(clusters: &Clusters, scene: &Scene, m: usize, holder: usize) -> Vec<usize> {
    let of_holder = |o: &usize| {
        scene.traits[*o].lemma == "predecessor"
            && scene.traits[*o].owner.is_some_and(|owner| clusters.same(owner, holder))
    };
    (0..m).filter(of_holder).filter(|&o| clusters.name(o).is_some()).collect()
}

/// "The Kenyan leader" after "his Kenyan counterpart, X": the only counterpart from that country.
pub(super) fn counterpart(clusters: &Clusters, scene: &Scene, m: usize) -> Option<usize> {
    let country = clusters.mentions[m].jurisdiction.filter(|&j| is_country(clusters, j))?;
    let from_there = |o: &usize| {
        scene.traits[*o].lemma == "counterpart" && owners(clusters, *o).into_iter().any(|j| clusters.same(j, country))
    };
    let people: BTreeSet<usize> = (0..m).filter(from_there).map(|o| clusters.chain_of(o)).collect();
    (people.len() == 1).then(|| (0..m).find(from_there)).flatten()
}

/// Whether the text tells before a mention that somebody is removed or goes.
pub(super) fn lost_office(clusters: &Clusters, scene: &Scene, m: usize, person: usize) -> bool {
    clusters.mentions_before(person, m).any(|o| {
        let sentence = &clusters.sentences[clusters.mentions[o].sentence];
        let Some(verb) = scene.traits[o].governor else { return false };
        // Who will go is in office still.
        let modal = |c: usize| matches!(sentence.tokens[c].xpos.as_str(), "MD");
        if sentence.children_by(verb, Deprel::Aux).any(modal) {
            return false;
        }
        let passive = sentence.child(verb, Deprel::NsubjPass).is_some();
        let subject = scene.traits[o].function == Function::Subject;
        let lemma = sentence.tokens[verb].lemma.to_lowercase();
        if subject && !passive { goes(&lemma) } else { is_removal(&lemma) }
    })
}

/// How the status of an office fits that of a noun for its holder, who may have `lost` it since.
fn status_rank(wanted: &[String], held: &[String], lost: impl Fn() -> bool) -> Option<u8> {
    let has = |statuses: &[&str]| held.iter().any(|s| statuses.contains(&s.as_str()));
    let only = |status: &str| wanted.iter().all(|s| s == status);
    if wanted.is_empty() {
        // "The president" is who is it now, before who was, or will be.
        return Some(u8::from(!held.is_empty() || lost()));
    }
    if wanted.iter().all(|s| held.contains(s)) {
        return Some(0);
    }
    // Who goes out is still in.
    if only("outgoing") && held.is_empty() {
        return Some(1);
    }
    ((only("former") || only("outgoing")) && !has(FOR_A_WHILE) && lost()).then_some(1)
}

fn best(clusters: &Clusters, m: usize, ranked: Vec<(u8, usize)>) -> Holders {
    let least = ranked.iter().map(|(rank, _)| *rank).min().unwrap_or_default();
    let mut seen = BTreeSet::new();
    let mut people: Vec<usize> = ranked.into_iter().filter(|(rank, _)| *rank == least).map(|(_, h)| h).collect();
    people.sort_by_key(|&holder| std::cmp::Reverse(clusters.mentions_before(holder, m).next()));
    people.retain(|&holder| seen.insert(clusters.chain_of(holder)));
    Holders { people, exact: least < LOOSE }
}

/// The chains of those who hold an office of just that title and status before a mention.
pub(super) fn chains_of_title(clusters: &Clusters, m: usize) -> BTreeSet<usize> {
    let mention = &clusters.mentions[m];
    if !is_person_title(mention) {
        return BTreeSet::new();
    }
    let head = head(mention);
    offices_before(clusters, m, offices_of_head(clusters, mention))
        .filter(|&o| {
            let office = &clusters.mentions[o];
            let same = mention.title == office.title || mention.title.as_deref() == head;
            let clash =
                matches!((mention.jurisdiction, office.jurisdiction), (Some(x), Some(y)) if !clusters.same(x, y));
            same && !clash && mention.status.iter().all(|s| office.status.contains(s))
        })
        .filter_map(|o| clusters.mentions[o].holder)
        .map(|holder| clusters.chain_of(holder))
        .collect()
}

/// "The president-elect" is nobody who holds the office by now.
pub(super) fn holds_already(clusters: &Clusters, m: usize, other: usize) -> bool {
    let to_come = |status: &[String]| status.iter().any(|s| TO_COME.contains(&s.as_str()));
    let mention = &clusters.mentions[m];
    to_come(&mention.status)
        && offices_of_head(clusters, mention).iter().any(|&o| {
            let office = &clusters.mentions[o];
            !to_come(&office.status) && office.holder.is_some_and(|holder| clusters.same(holder, other))
        })
}

/// "The former president" is nobody who holds the office as far as the text tells.
pub(super) fn holds_still(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let mention = &clusters.mentions[m];
    let mut posts =
        clusters.posts_of(other).map(|o| &clusters.mentions[o]).filter(|office| office.title == mention.title);
    mention.title.is_some()
        && mention.status.iter().any(|s| s == "former")
        && posts.next().is_some_and(|office| office.status.is_empty() && posts.all(|office| office.status.is_empty()))
        && !lost_office(clusters, scene, m, other)
}

/// Whether a noun for a person is narrowed by a country or body that the person of a chain is known not to belong to: "the
/// French minister" is nobody who holds an office of Germany's, "the WikiLeaks founder" nobody who holds one of a state.
pub(super) fn posts_clash(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let mention = &clusters.mentions[m];
    if mention.entity_type != EntityType::Person || mention.number != Number::Singular {
        return false;
    }
    let owners = owners(clusters, m);
    if owners.is_empty() {
        return false;
    }
    let posts: Vec<usize> = clusters.posts_of(other).filter(|&o| o < m).collect();
    let theirs = posts.iter().filter_map(|&o| clusters.mentions[o].jurisdiction);
    let described = clusters.mentions_before(other, m).filter(|&o| clusters.mentions[o].kind == MentionKind::Nominal);
    let known: Vec<usize> = theirs.chain(described.flat_map(|o| self::owners(clusters, o))).collect();
    if known.iter().any(|&k| owners.iter().any(|&owner| clusters.same(k, owner))) {
        return false;
    }
    let of_state = |o: &usize| {
        let office = clusters.mentions[*o].title.as_deref().and_then(|title| scene.ontology.office(title));
        office.is_some_and(|office| {
            let abroad = office.title.split(' ').any(|word| OF_ANY.contains(&word));
            office.seat == Some(Seat::Country) && !office.rank && !abroad
        })
    };
    owners.iter().all(|&owner| match clusters.mentions[owner].entity_type {
        EntityType::Country => {
            let owned = |o: &usize| clusters.mentions[*o].jurisdiction.is_some_and(|j| is_country(clusters, j));
            posts.iter().any(|o| of_state(o) && owned(o))
        }
        EntityType::Organization | EntityType::Party | EntityType::State => posts.iter().any(of_state),
        _ => false,
    })
}

/// Whether a title that one person bears at a time names another post than those that a person is known to hold: "the minority
/// leader" is not the majority leader, "the finance minister" not the prime minister. Who comes to a post or has left one can
/// be known for another.
pub(super) fn titles_clash(clusters: &Clusters, scene: &Scene, m: usize, other: usize) -> bool {
    let mention = &clusters.mentions[m];
    let (Some(title), Some(head)) = (mention.title.as_deref(), head(mention)) else { return false };
    let comes = scene.traits[m].modifiers.iter().any(|word| NEW.contains(&word.as_str()));
    let open = comes || mention.status.iter().any(|s| s != "outgoing");
    if !is_person_title(mention) || mention.number != Number::Singular || open {
        return false;
    }
    let posts = clusters.posts_of(other).filter(|&o| o < m).filter_map(|o| clusters.mentions[o].post());
    let posts: Vec<Cow<str>> = posts.collect();
    let posts: Vec<&str> = posts.iter().map(AsRef::as_ref).collect();
    let ontology = scene.ontology;
    let fits = |post: &&str| {
        *post == title
            || title == head && head_of(post) == head && !is_of_deputy(post)
            || ontology.takes_in(title, post)
            || ontology.takes_in(post, title)
            || post.rsplit(' ').next() == Some(*post) && title.ends_with(*post)
    };
    let of_state = ontology.office(title).is_some_and(|office| office.seat == Some(Seat::Country) && !office.rank);
    let akin = |post: &&str| title != head && head_of(post) == head;
    // Who leads the opposition does not govern.
    let governs = |post: &&str| ontology.office(post).is_some_and(|o| o.seat == Some(Seat::Country) && !o.rank);
    let opposes = title == "leader of the opposition" && posts.iter().any(governs);
    !posts.is_empty() && !posts.iter().any(fits) && (posts.iter().any(akin) || of_state || opposes)
}

fn is_owner(entity_type: EntityType) -> bool {
    entity_type.is_organization() || entity_type == EntityType::State
}

/// The countries, states and organizations that a noun's words name: "the French minister", "the WikiLeaks founder".
fn owners(clusters: &Clusters, m: usize) -> Vec<usize> {
    let mention = &clusters.mentions[m];
    let inside = clusters.in_sentence(mention.sentence).filter(|&o| {
        let name = &clusters.mentions[o];
        name.kind == MentionKind::Name && mention.first <= name.first && name.end <= mention.head
    });
    let mut owners: Vec<usize> =
        inside.filter(|&o| is_country(clusters, o) || is_owner(clusters.mentions[o].entity_type)).collect();
    owners.extend(mention.jurisdiction.filter(|j| !owners.contains(j)));
    owners
}
