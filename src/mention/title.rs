//! The words of a title: where "deputy White House press secretary" or "ambassador to the United Nations" begins and ends,
//! and what the words say: title, status, the country or body that owns the office.

use super::nominal::noun_entry;
use super::{EntityType, Mention, MentionKind, Reader};
use crate::language::{Deprel, Upos};
use crate::ontology::{Office, Seat};

/// Fills in title, status and jurisdiction of an office or of a nominal person named by an office ("the president").
pub(super) fn describe(reader: &Reader, mention: &mut Mention) {
    let head = mention.head;
    let own_end = title_end(reader, head);
    let mut words = Vec::new();
    let mut inside = None;
    for i in mention.first..own_end {
        let token = &reader.tokens()[i];
        let lower = reader.lower(i);
        if let Some(index) =
            reader.found.iter().position(|m| (m.first..m.end).contains(&i) && may_own_office(m.entity_type))
        {
            // "GOP senators": a party owns only the offices that parties give.
            if reader.found[index].entity_type != EntityType::Party || is_of_parties(reader, head) {
                inside = Some(index);
            }
            continue;
        }
        if i == head && lower != title_word(reader, head) {
            mention.status.push("former".to_owned());
        }
        // "the third president" holds no other post than the second.
        if i == mention.first && i < head && is_ordinal(reader, i, head) {
            mention.status.push(lower);
            continue;
        }
        match reader.ontology.office_status(&lower) {
            Some(status) if status == INCUMBENT => {}
            // What changes the holding is kept apart; a deputy's post is another post.
            Some(status) if status != "deputy" => mention.status.push(status.to_owned()),
            _ if token.upos == Upos::Num || token.xpos == "POS" => {}
            _ if token.upos == Upos::Punct && (words.is_empty() || i > head) => {}
            // "the jubilant president" holds the president's post.
            _ if i < head && token.upos == Upos::Adj && !is_of_title(reader, i, head) => {}
            _ => words.push(if i == head { singular(reader, i) } else { lower }),
        }
    }
    let own = words.join(" ");
    let after = title_complement(reader, head, mention.end.max(own_end), &mut words);
    let title = words.join(" ").replace(" - ", "-");
    // "Treasury secretary" and "secretary of the Treasury" are one title.
    // "leader of the opposition" is listed with its article.
    let complement = || {
        let words = reader.tokens()[own_end..mention.end.max(own_end)].iter();
        words.map(|token| token.form.as_str()).collect::<Vec<_>>().join(" ")
    };
    let ontology = reader.ontology;
    let listed = if let Some((office, country)) = title_with_ministry(reader, mention.first, own_end) {
        inside = country;
        Some(office)
    } else if title == own && own_end < mention.end {
        // "Secretary of State X": the complement may hang on the name.
        ontology.office(&format!("{own} {}", complement().to_lowercase())).or_else(|| ontology.office(&title))
    } else {
        ontology.office(&title).or_else(|| ontology.office(&format!("{own} {}", complement())))
    };
    let listed = listed.map(|office| office.title.clone());
    mention.status.extend(ordinal(reader, mention.first, head));
    if was_before(reader, mention.first) {
        mention.status.push("former".to_owned());
    }
    mention.title = Some(listed.unwrap_or(title));
    mention.jurisdiction = inside
        .or_else(|| owner(reader, head))
        .or(after)
        .or_else(|| body_before(reader, mention.first, head))
        .or_else(|| owner_of_holder(reader, head))
        .or_else(|| country_led(reader, head))
        .or_else(|| {
            let country = owner_before(reader, mention.first)?.first;
            reader.found.iter().position(|m| m.first == country && m.entity_type == EntityType::Country)
        });
}

/// "US Treasury Secretary": an office of state whose title as it is listed begins with what names a body too, and the country
/// before it.
fn title_with_ministry<'r>(reader: &'r Reader, first: usize, end: usize) -> Option<(&'r Office, Option<usize>)> {
    let covering =
        |i: usize| reader.found.iter().position(|m| (m.first..m.end).contains(&i) && may_own_office(m.entity_type));
    let is_country = |m: &usize| reader.found[*m].entity_type == EntityType::Country;
    let country = (first..end).filter_map(covering).find(is_country);
    let of_country = |i: usize| covering(i).is_some_and(|m| is_country(&m)) || reader.tokens()[i].xpos == "POS";
    let start = (first..end).find(|&i| !of_country(i))?;
    covering(start).filter(|&m| reader.found[m].entity_type.is_organization())?;
    let words: Vec<String> = (start..end).map(|i| reader.lower(i)).collect();
    let office = reader.ontology.office(&words.join(" "))?;
    (office.seat == Some(Seat::Country)).then_some((office, country))
}

/// What the table of modifiers says of words that tell how new or old a holder is: no part of the title.
const INCUMBENT: &str = "incumbent";

/// Whether an adjective is one that titles have, or part of a listed one.
fn is_of_title(reader: &Reader, token: usize, head: usize) -> bool {
    let words: Vec<String> = (token..=head).map(|i| reader.lower(i)).collect();
    reader.ontology.office_modifier(&words[0]) || reader.ontology.office(&words.join(" ")).is_some()
}

/// "making X Britain's prime minister": the country right before the title, whatever the tree says.
pub(super) fn owner_before<'r>(reader: &'r Reader, first: usize) -> Option<&'r Mention> {
    let possessive = first.checked_sub(1).filter(|&before| reader.tokens()[before].xpos == "POS")?;
    reader.found.iter().find(|m| m.end == possessive && m.entity_type == EntityType::Country)
}

/// "led Chile as president": the country that the verb says is led.
fn country_led(reader: &Reader, head: usize) -> Option<usize> {
    let tokens = reader.tokens();
    let verb = tokens[head].head.filter(|&v| matches!(tokens[v].lemma.as_str(), "lead" | "rule" | "govern" | "run"))?;
    reader.sentence.child(head, Deprel::Case).filter(|&c| reader.lower(c) == "as")?;
    let object = reader.sentence.child(verb, Deprel::Obj)?;
    reader.found.iter().position(|m| m.entity_type == EntityType::Country && (m.first..m.end).contains(&object))
}

/// "X, then Greece's foreign minister,", "Y, previously a judge": an adverb tells that it was so before.
fn was_before(reader: &Reader, first: usize) -> bool {
    let tokens = reader.tokens();
    let mut before = first.checked_sub(1);
    if before.is_some_and(|b| tokens[b].upos == Upos::Det) {
        before = before.and_then(|b| b.checked_sub(1));
    }
    let adverb = |b: usize| matches!(reader.lower(b).as_str(), "then" | "previously" | "formerly" | "once");
    before.is_some_and(|b| tokens[b].upos == Upos::Adv && adverb(b))
}

/// "third" in "the third president", unless the words are a title of their own ("first minister").
fn is_ordinal(reader: &Reader, token: usize, head: usize) -> bool {
    const ORDINALS: &[&str] = &[
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth",
    ];
    let words: Vec<String> = (token..=head).map(|i| reader.lower(i)).collect();
    let rest = words[1..].join(" ");
    // "first deputy prime minister" ranks among deputies.
    let ranks = rest.contains(' ') && matches!(words[0].as_str(), "first" | "second");
    ORDINALS.contains(&reader.tokens()[token].form.as_str())
        && !ranks
        && reader.ontology.office(&rest).is_some()
        && reader.ontology.office(&words.join(" ")).is_none()
}

/// "Germany's Angela Merkel, chancellor from 2005", "Chancellor X of Austria": the country or body that the holder's name
/// stands with.
fn owner_of_holder(reader: &Reader, head: usize) -> Option<usize> {
    let tokens = reader.tokens();
    let beside = tokens[head].head.filter(|_| tokens[head].deprel == Deprel::Appos);
    let possessor = beside.and_then(|name| reader.sentence.child(name, Deprel::NmodPoss));
    let owns = |m: &Mention| m.entity_type == EntityType::Country || m.entity_type.is_organization();
    let of = name_described(reader, head).and_then(|name| {
        let of = |n: &usize| reader.sentence.child(*n, Deprel::Case).is_some_and(|c| reader.lower(c) == "of");
        reader.sentence.children_by(name, Deprel::Nmod).find(of)
    });
    let found = |token: usize| reader.found.iter().position(|m| owns(m) && (m.first..m.end).contains(&token));
    let country = |m: &usize| reader.found[*m].entity_type == EntityType::Country;
    possessor.and_then(found).or_else(|| of.and_then(found).filter(country))
}

pub(super) fn may_own_office(entity_type: EntityType) -> bool {
    entity_type.is_place() || entity_type.is_organization()
}

/// "secretary of state": a complement that belongs to the title; "president of the Supreme Court": one that owns the office.
fn title_complement(reader: &Reader, head: usize, end: usize, words: &mut Vec<String>) -> Option<usize> {
    let mut owner = None;
    for modifier in complements(reader, head) {
        let Some(marker) = reader.sentence.child(modifier, Deprel::Case) else { continue };
        let preposition = reader.lower(marker);
        // An ambassador to Russia is not Russia's: where he is sent is part of the title.
        if preposition == "to" && modifier < end {
            words.push(preposition);
            words.extend(reader.tokens()[marker + 1..=modifier].iter().map(|t| t.form.clone()));
            continue;
        }
        if !matches!(preposition.as_str(), "of" | "for" | "at" | "in") {
            continue;
        }
        let name =
            reader.found.iter().position(|m| (m.first..m.end).contains(&modifier) && may_own_office(m.entity_type));
        if name.is_some() {
            owner = owner.or(name);
        } else if modifier < end
            || reader
                .ontology
                .office(&format!("{} of {}", words.last().map_or("", String::as_str), reader.lower(modifier)))
                .is_some()
        {
            words.extend((marker..=modifier).filter(|&i| !belongs_to_owner(reader, i)).map(|i| reader.lower(i)));
            owner = owner.or_else(|| nested_owner(reader, modifier));
        }
    }
    owner
}

/// The nouns that phrases behind the title's own words bring: they hang on any of these words.
fn complements(reader: &Reader, head: usize) -> Vec<usize> {
    let end = title_end(reader, head);
    let mut nouns: Vec<usize> =
        (head..end).flat_map(|i| reader.sentence.children_by(i, Deprel::Nmod)).filter(|&i| i >= end).collect();
    nouns.sort_unstable();
    nouns
}

/// Articles, possessors and countries inside a complement are not words of the title ("head of the country's aviation
/// department").
fn belongs_to_owner(reader: &Reader, token: usize) -> bool {
    let t = &reader.tokens()[token];
    t.upos == Upos::Det
        || t.xpos == "POS"
        || t.deprel == Deprel::NmodPoss
        || reader.found.iter().any(|m| (m.first..m.end).contains(&token) && may_own_office(m.entity_type))
}

/// Whether a noun stands in an office's complement as a body or country of its own: the "air force" of "commander of the air
/// force", the "country" of "head of the country's navy", not the "state" of "secretary of state".
pub(super) fn is_body_of_office(reader: &Reader, token: usize) -> bool {
    let body = noun_entry(reader, token);
    let covering = |m: &&Mention| (m.first..m.end).contains(&token);
    let possessor = reader.tokens()[token].deprel == Deprel::NmodPoss;
    body.is_some_and(|noun| noun.entity_type.is_organization() || possessor && noun.entity_type.is_place())
        && reader
            .found
            .iter()
            .filter(covering)
            .all(|m| m.entity_type == EntityType::Office && token >= title_end(reader, m.head))
        && reader.tokens()[token].head.is_some_and(|head| {
            let listed = (head..=token).map(|i| reader.lower(i)).collect::<Vec<_>>().join(" ");
            head > token || reader.ontology.office(&listed).is_none()
        })
}

/// The owner deeper inside a complement: "head of the country's aviation department", "minister of finance of Greece".
fn nested_owner(reader: &Reader, token: usize) -> Option<usize> {
    let below = reader.sentence.subtree(token);
    reader.found.iter().position(|m| below.contains(&m.head) && may_own_office(m.entity_type))
}

/// A possessor that owns the office: "Brazil's president". Before a name it may hang on the name: "Brazil's President Lula".
fn owner(reader: &Reader, head: usize) -> Option<usize> {
    let named = name_described(reader, head);
    let possessor =
        [Some(head), named].into_iter().flatten().find_map(|h| reader.sentence.child(h, Deprel::NmodPoss))?;
    reader.found.iter().position(|m| (m.first..m.end).contains(&possessor) && may_own_office(m.entity_type))
}

/// The head of the name that a title before it hangs on.
fn name_described(reader: &Reader, head: usize) -> Option<usize> {
    let token = &reader.tokens()[head];
    token.head.filter(|&name| name > head && matches!(token.deprel, Deprel::NmodDesc | Deprel::Compound | Deprel::Flat))
}

/// "45th" in "the 45th president".
fn ordinal(reader: &Reader, first: usize, head: usize) -> Option<String> {
    let before = first.checked_sub(1).filter(|&b| reader.tokens()[b].head == Some(head))?;
    let form = reader.lower(before);
    let digits = form.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &form[digits.len()..];
    let counts = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    (counts && matches!(suffix, "st" | "nd" | "rd" | "th")).then_some(form)
}

fn is_of_parties(reader: &Reader, head: usize) -> bool {
    let lower = reader.lower(head);
    let office = reader.ontology.office(&lower).or_else(|| reader.ontology.office_head(&lower));
    office.is_some_and(|office| office.seat == Some(Seat::Organization))
}

/// "Labour leader", "Kremlin spokesman": the party or body named before a title owns it; before a senator a party is only
/// his.
fn body_before(reader: &Reader, first: usize, head: usize) -> Option<usize> {
    reader.found.iter().position(|m| {
        let owns = match m.entity_type {
            EntityType::GovernmentBody => true,
            EntityType::Party => is_of_parties(reader, head),
            _ => false,
        };
        owns && m.end == first && reader.sentence.dominates(head, m.head)
    })
}

/// A word of a title without "ex-", which some texts write in one word with it.
fn title_word(reader: &Reader, token: usize) -> String {
    let lower = reader.lower(token);
    lower.strip_prefix("ex-").map_or_else(|| lower.clone(), str::to_owned)
}

/// The title word in the singular and spelt out: "Sens." -> "senator".
pub(super) fn singular(reader: &Reader, token: usize) -> String {
    let lower = title_word(reader, token);
    match reader.ontology.office(&lower).or_else(|| reader.ontology.office_head(&lower)) {
        Some(office) => office.title.clone(),
        None => reader.tokens()[token].lemma.to_lowercase(),
    }
}

pub(super) fn is_plural_title(reader: &Reader, head: usize) -> bool {
    matches!(reader.tokens()[head].xpos.as_str(), "NNS" | "NNPS") || reader.lower(head).ends_with("s.")
}

/// Where the title's own words end: behind its head, or behind what stands there of it ("attorney general",
/// "president-elect").
pub(super) fn title_end(reader: &Reader, head: usize) -> usize {
    let tokens = reader.tokens();
    let mut end = head + 1;
    if end < tokens.len()
        && tokens[head].head != Some(end)
        && matches!(tokens[end].upos, Upos::Adj | Upos::Propn | Upos::Noun)
        && reader.ontology.office(&format!("{} {}", reader.lower(head), reader.lower(end))).is_some()
    {
        end += 1;
    }
    let glued = |i: usize| i < tokens.len() && tokens[i].span.start == tokens[i - 1].span.end;
    if glued(end)
        && tokens[end].form == "-"
        && glued(end + 1)
        && reader.ontology.office_status(&reader.lower(end + 1)).is_some()
    {
        end += 2;
    }
    end
}

pub(super) fn heads_title(reader: &Reader, token: usize) -> bool {
    let t = &reader.tokens()[token];
    if !matches!(t.upos, Upos::Noun | Upos::Propn) {
        return false;
    }
    let lower = title_word(reader, token);
    let is_head = reader.ontology.office_head(&lower).is_some() || reader.ontology.office(&lower).is_some();
    let hyphen = reader.tokens().get(token + 1).is_some_and(|h| h.form == "-" && h.span.start == t.span.end);
    if hyphen && reader.tokens().get(token + 2).is_some_and(|next| heads_word_form(reader, &next.form)) {
        return false;
    }
    // "press secretary": only the last noun of a compound heads it.
    let last = !matches!(t.deprel, Deprel::Compound)
        || t.head.is_none_or(|h| h < token || !heads_word(reader, h))
            && reader.tokens().get(token + 1).is_none_or(|next| !heads_word_form(reader, &next.form));
    is_head && last
}

fn heads_word(reader: &Reader, token: usize) -> bool {
    heads_word_form(reader, &reader.tokens()[token].form)
}

fn heads_word_form(reader: &Reader, form: &str) -> bool {
    let lower = form.to_lowercase();
    reader.ontology.office_head(&lower).is_some() || reader.ontology.office(&lower).is_some()
}

/// The words before the head that belong to the title: "deputy White House press" in "deputy White House press secretary".
pub(super) fn left_edge(reader: &Reader, head: usize) -> usize {
    let tokens = reader.tokens();
    let mut first = head;
    while first > 0 {
        let before = first - 1;
        let token = &tokens[before];
        if token.upos == Upos::Punct {
            // "vice-chancellor", "attorney-general", "U.S.-backed": a hyphen joins when nothing else stands between.
            let joins = token.form == "-"
                && before > 0
                && tokens[before - 1].span.end == token.span.start
                && token.span.end == tokens[first].span.start
                && (belongs(reader, before - 1, head) || heads_word(reader, before - 1));
            if !joins {
                break;
            }
            first = before - 1;
        } else if belongs(reader, before, head) {
            first = before;
        } else {
            break;
        }
    }
    first = possessor_edge(reader, first, head);
    // A name that began before the edge is not cut in two.
    let first = reader
        .found
        .iter()
        .filter(|m| m.entity_type != EntityType::Office && m.first < first && first < m.end)
        .map(|m| m.end)
        .max()
        .unwrap_or(first);
    // "Kremlin spokesman": a seat that stands for a government is a mention beside the title.
    let seat = |m: &&Mention| reader.ontology.country_by_metonym(&m.text).is_some();
    reader.found.iter().find(|m| m.first == first && m.end <= head).filter(seat).map_or(first, |m| m.end)
}

/// "Brazil's president": a country or city that owns the office is part of its name, as in "Brazilian president"; a body
/// ("the ministry's spokesman") is a mention of its own.
fn possessor_edge(reader: &Reader, first: usize, head: usize) -> usize {
    if first < 2 || reader.tokens()[first - 1].xpos != "POS" {
        return first;
    }
    let owner =
        reader.found.iter().find(|m| m.end == first - 1 && m.entity_type.is_place() && m.kind == MentionKind::Name);
    let above = |m: &Mention| reader.tokens()[m.head].head;
    let of_title =
        |m: &&Mention| above(m) == Some(head) || above(m).is_some() && above(m) == name_described(reader, head);
    owner.filter(of_title).map_or(first, |m| m.first)
}

/// Whether a word before the head is part of the title: a modifier of offices, a country's adjective, the body that owns it.
fn belongs(reader: &Reader, token: usize, head: usize) -> bool {
    let t = &reader.tokens()[token];
    let lower = reader.lower(token);
    // The words of a listed title belong together, whatever the tree says ("managing director").
    let words: Vec<String> = (token..=head).map(|i| reader.lower(i)).collect();
    if reader.ontology.office(&words.join(" ")).is_some() {
        return true;
    }
    // "acting", "managing", "outgoing": participles by form.
    let modifies = matches!(t.upos, Upos::Adj | Upos::Noun | Upos::Propn | Upos::Adv)
        || t.upos == Upos::Verb && reader.ontology.office_modifier(&lower);
    if !modifies || t.xpos == "POS" {
        return false;
    }
    let covers = |m: &&Mention| m.entity_type != EntityType::Office && (m.first..m.end).contains(&token);
    if let Some(name) = reader.found.iter().find(covers) {
        return matches!(
            name.entity_type,
            EntityType::Country
                | EntityType::GovernmentBody
                | EntityType::Organization
                | EntityType::State
                | EntityType::City
        );
    }
    // "Army chief Gen. X": a rank stands behind another title, not in it.
    let listed = || reader.ontology.office(&format!("{lower} {}", reader.lower(head))).is_some();
    if is_rank(reader, head) && heads_word(reader, token) && !is_rank(reader, token) && !listed() {
        return false;
    }
    let tied = reader.sentence.dominates(head, token) || t.head == reader.tokens()[head].head;
    tied && (reader.ontology.office_modifier(&lower)
        || t.upos != Upos::Adj
            && matches!(t.deprel, Deprel::Compound | Deprel::NmodDesc)
            && reader.ontology.first_name(&t.form).is_none())
}

/// A profession or standing, not a post.
pub(super) fn is_occupation(reader: &Reader, token: usize) -> bool {
    let lower = reader.lower(token);
    let office = reader.ontology.office(&lower).or_else(|| reader.ontology.office_head(&lower));
    office.is_some_and(|o| o.seat == Some(Seat::Occupation))
}

/// Military, police, clerical and royal ranks.
pub(super) fn is_rank(reader: &Reader, token: usize) -> bool {
    let lower = reader.lower(token);
    reader.ontology.office(&lower).or_else(|| reader.ontology.office_head(&lower)).is_some_and(|o| o.rank)
}

/// Behind the head: "of the Federation Council", "for Libya", as far as it is contiguous and no clause begins.
pub(super) fn right_edge(reader: &Reader, head: usize) -> usize {
    let tokens = reader.tokens();
    let named = |i: usize| reader.found.iter().find(|m| m.kind == MentionKind::Name && (m.first..m.end).contains(&i));
    let own_end = title_end(reader, head);
    let mut end = own_end;
    for modifier in complements(reader, head) {
        let Some(marker) = reader.sentence.child(modifier, Deprel::Case) else { break };
        // "ambassador to Russia", "adviser to the president", but not "aide to her late husband".
        let person = named(modifier).is_some_and(|m| m.entity_type == EntityType::Person)
            || reader.ontology.kinship(&tokens[modifier].lemma.to_lowercase()).is_some();
        let belongs = match reader.lower(marker).as_str() {
            "of" => true,
            "for" | "to" => !person,
            _ => false,
        };
        if !belongs {
            break;
        }
        let below = reader.sentence.subtree(modifier);
        if below.first() != Some(&end) {
            break;
        }
        for i in below {
            // "ambassador to Italy X": some parsers take the name into the complement.
            let holder = |m: &Mention| m.entity_type == EntityType::Person && !(m.first..m.end).contains(&modifier);
            if named(i).is_some_and(holder) {
                break;
            }
            let clause = named(i).is_none() && matches!(tokens[i].upos, Upos::Punct | Upos::Verb | Upos::Aux)
                || matches!(tokens[i].deprel, Deprel::AclRelcl | Deprel::Appos | Deprel::Acl);
            if i != end || clause {
                break;
            }
            end = i + 1;
        }
    }
    while end > own_end && matches!(tokens[end - 1].upos, Upos::Adp | Upos::Det | Upos::Punct | Upos::Cconj) {
        end -= 1;
    }
    end
}
