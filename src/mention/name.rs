//! Names: the model's spans, cleaned of titles and possessives, typed with the help of the gazetteers.

use super::name_parts::{PROVISION, acronyms, affiliations, handles, of_country, places_within, provisions};
use super::{EntityType, Mention, MentionKind, Number, Reader};
use crate::language::{Deprel, NameLabel, NameSpan, Upos};
use crate::ontology::{Ontology, Subclass};
use crate::rule::Rule;

pub(super) const MODEL: Rule = Rule::new("name-model", "the language model marks the words as a name");
pub(super) const GAZETTEER: Rule =
    Rule::new("name-gazetteer", "the words are a name in the lexicons of places and organizations");
pub(super) const ADJECTIVE: Rule =
    Rule::new("country-adjective", "an adjective or demonym stands for its country (Russian, Germans)");
const PARTY: Rule =
    Rule::new("party-member-word", "a word for a party's members stands for the party (Republican, Tories)");
pub(super) const AFFILIATION: Rule =
    Rule::new("party-and-state", "letters behind a legislator's name give party and state (R-Ky., D-Calif.)");

pub(super) const HANDLE: Rule = Rule::new("account-handle", "a word with an @ is somebody's account");

pub(super) const RULES: &[Rule] = &[MODEL, GAZETTEER, ADJECTIVE, PARTY, AFFILIATION, HANDLE, PROVISION];

/// What the lexicons know of a name.
pub(super) struct Known {
    pub entity_type: EntityType,
    pub canonical: String,
}

pub(super) fn find(reader: &mut Reader) {
    affiliations(reader);
    listed_phrases(reader);
    for span in joined(reader) {
        if is_camp_or_continent(reader, &span) || is_common_noun(reader, &span) {
            continue;
        }
        let end = person_end(reader, &span);
        let Some((first, end)) = trimmed(reader, span.first, end, span.label) else { continue };
        if (first..end).any(|i| reader.covered(i)) {
            continue;
        }
        for (first, end) in split(reader, first, end, span.label) {
            let mut mention = named(reader, first, end, span.label);
            mention.confidence = span.score;
            reader.found.push(mention);
        }
    }
    handles(reader);
    provisions(reader);
    acronyms(reader);
    gazetteer(reader, 1);
    for index in 0..reader.found.len() {
        of_country(reader, index);
    }
    for index in 0..reader.found.len() {
        places_within(reader, index);
    }
}

/// What the model takes for a nation's word and no lexicon knows: without a capital it is a word for a camp
/// ("conservative"), before a noun one for a part of the world ("European").
fn is_camp_or_continent(reader: &Reader, span: &NameSpan) -> bool {
    let token = &reader.tokens()[span.first];
    let before_noun = token.upos == Upos::Adj && token.deprel == Deprel::Amod && span.end == span.first + 1;
    span.label == NameLabel::Nationality
        && (before_noun || token.form.starts_with(char::is_lowercase))
        && known(reader.ontology, &token.form).is_none()
        && demonym(reader, span.first, span.end).is_none()
        && reader.ontology.party_by_member(&token.form).is_none()
}

/// "the Singapore summit": the model takes a noun in small letters for the name of an event or writing.
fn is_common_noun(reader: &Reader, span: &NameSpan) -> bool {
    let small = |form: &str| form.chars().all(|c| !c.is_uppercase() && !c.is_ascii_digit());
    matches!(span.label, NameLabel::Event | NameLabel::Document | NameLabel::Work)
        && reader.tokens()[span.first..span.end].iter().all(|token| small(&token.form))
}

/// Where a person's name ends that the model drew out over what stands behind it: "X, D-N.J.,".
fn person_end(reader: &Reader, span: &NameSpan) -> usize {
    let tokens = reader.tokens();
    let suffix = |i: usize| {
        let next = tokens.get(i + 1).map(|t| t.form.trim_end_matches('.').to_lowercase());
        next.is_some_and(|word| matches!(word.as_str(), "jr" | "sr" | "ii" | "iii" | "iv"))
    };
    let ends = |i: usize| reader.covered(i) || matches!(tokens[i].form.as_str(), "," | "(") && !suffix(i);
    match span.label {
        NameLabel::Person => (span.first + 1..span.end).find(|&i| ends(i)).unwrap_or(span.end),
        _ => span.end,
    }
}

/// Names of several words that a lexicon lists in full ("South Korean", "United Arab Emirates"), unless the model sees a
/// longer name around them.
fn listed_phrases(reader: &mut Reader) {
    gazetteer(reader, 2);
    let names = &reader.sentence.names;
    reader.found.retain(|m| {
        m.end - m.first < 2
            || !names.iter().any(|n| n.first <= m.first && m.end <= n.end && n.end - n.first > m.end - m.first)
    });
}

/// The model's spans without titles and dates, those that one name was cut into joined again.
fn joined(reader: &Reader) -> Vec<NameSpan> {
    let mut spans: Vec<NameSpan> = Vec::new();
    for span in reader.sentence.names.iter().filter(|s| !matches!(s.label, NameLabel::Title | NameLabel::Date)) {
        if is_title_before(reader, span) || is_bare_title(reader, span) {
            continue;
        }
        match spans.last_mut() {
            Some(last) if continues(reader, last, span) => {
                last.end = span.end;
                last.score = last.score.min(span.score);
            }
            _ => spans.push(*span),
        }
    }
    for span in &mut spans {
        span.end = name_end(reader, span);
        // "Jae-in" comes apart as a compound, but is one given name.
        let tokens = reader.tokens();
        let glued = |i: usize| i < tokens.len() && tokens[i].span.start == tokens[i - 1].span.end;
        if span.label == NameLabel::Person && glued(span.end) {
            // "the Trump-Putin summit" names two.
            let another = |i: usize| reader.sentence.names.iter().any(|n| n.first == i);
            if tokens[span.end].form == "-" && glued(span.end + 1) && !another(span.end + 1) {
                span.end += 2;
            } else if tokens[span.end - 1].form == "-" && !another(span.end) {
                span.end += 1;
            }
        }
    }
    spans
}

/// "Taoiseach" in "Taoiseach Leo Varadkar": the model takes a rare title for a name of its own.
fn is_title_before(reader: &Reader, span: &NameSpan) -> bool {
    let person = |s: &&NameSpan| s.label == NameLabel::Person;
    span.end - span.first == 1
        && reader.ontology.office(&reader.lower(span.first)).is_some()
        && Some(span).filter(person).is_some()
        && reader.sentence.names.iter().filter(person).any(|next| next.first == span.end)
}

/// "the Attorney" "General" without a name: the model takes the title, or its first word, for somebody's name.
fn is_bare_title(reader: &Reader, span: &NameSpan) -> bool {
    const SHORTEST: usize = 2;
    let tokens = reader.tokens();
    let titled = |end: usize| {
        let words: Vec<String> = (span.first..end).map(|i| reader.lower(i)).collect();
        words.len() >= SHORTEST && reader.ontology.office(&words.join(" ")).is_some()
    };
    let ends = [span.end, span.end + 1];
    span.label == NameLabel::Person && ends.into_iter().any(|end| end <= tokens.len() && titled(end))
}

/// "Committee" "on Foreign Relations", "Washington" "D.C.": the second span goes on where the first left off.
fn continues(reader: &Reader, last: &NameSpan, next: &NameSpan) -> bool {
    if next.first != last.end + 1 {
        return false;
    }
    let between = reader.lower(last.end);
    let tokens = reader.tokens();
    // "Gert" - "Jan Segers": a double first name, not two people.
    if between == "-" {
        let given = |i: usize| reader.ontology.first_name(&tokens[i].form).is_some();
        let glued = |i: usize| tokens[i - 1].span.end == tokens[i].span.start;
        return [last, next].iter().all(|s| s.label == NameLabel::Person)
            && last.end == last.first + 1
            && next.end > next.first + 1
            && glued(last.end)
            && glued(next.first)
            && given(next.first);
    }
    if between == "," {
        return known(reader.ontology, reader.surface(last.first, next.end)).is_some();
    }
    complements(reader, last, &between)
}

/// Whether a preposition behind a body's name can belong to it: "Ministry of", "Committee on", "Embassy in".
fn complements(reader: &Reader, span: &NameSpan, preposition: &str) -> bool {
    let word = reader.lower(span.end - 1);
    let body = reader.ontology.organization_words(&word).is_some()
        && reader.tokens()[span.end - 1].form.starts_with(char::is_uppercase);
    match preposition {
        "of" | "on" | "for" => body && span.label != NameLabel::Person,
        "in" | "to" => matches!(word.as_str(), "embassy" | "consulate" | "mission") && body,
        _ => false,
    }
}

/// Where a body's name ends that the model cut before "of", "on" or "for" and capitalised words.
fn name_end(reader: &Reader, span: &NameSpan) -> usize {
    let tokens = reader.tokens();
    let preposition = span.end;
    if preposition + 1 >= tokens.len() || !complements(reader, span, &reader.lower(preposition)) {
        return span.end;
    }
    let taken = |i: usize| reader.sentence.names.iter().any(|n| n.first <= i && i < n.end);
    let capital =
        |i: usize| tokens[i].form.starts_with(char::is_uppercase) && tokens[i].upos == Upos::Propn && !taken(i);
    let mut end = preposition + 1;
    while end < tokens.len()
        && (capital(end) || tokens[end].form == "and" && end + 1 < tokens.len() && capital(end + 1))
    {
        end += 1;
    }
    if end > preposition + 1 { end } else { span.end }
}

/// Cuts determiners, honorifics, offices and possessive endings from the edges of a span.
fn trimmed(reader: &Reader, mut first: usize, mut end: usize, label: NameLabel) -> Option<(usize, usize)> {
    let tokens = reader.tokens();
    while first < end {
        let last = &tokens[end - 1];
        // "Supreme Court of the" | "United Kingdom"
        // "Moon Jae-in" ends with no preposition.
        let hyphened = end > first + 2 && tokens[end - 2].form == "-" && last.span.start == tokens[end - 2].span.end;
        let open = matches!(last.upos, Upos::Adp | Upos::Det) && !hyphened;
        if last.xpos == "POS" || last.upos == Upos::Punct && !last.form.ends_with('.') || open {
            end -= 1;
        } else {
            break;
        }
    }
    while first < end {
        let token = &tokens[first];
        let person = label == NameLabel::Person && end - first > 1;
        // "The Hill" and "The Hague" keep their article where a lexicon lists it; a person never has one.
        let article = token.upos == Upos::Det && known(reader.ontology, reader.surface(first, end)).is_none();
        let title = person
            && (reader.ontology.honorific(&token.form).is_some()
                || reader.ontology.office(&reader.lower(first)).is_some());
        // "conservative New Democracy": a description in small letters before the name.
        let described = token.upos == Upos::Adj
            && token.form.starts_with(char::is_lowercase)
            && tokens[first + 1..end].first().is_some_and(|next| next.form.starts_with(char::is_uppercase));
        if article || title || described || token.upos == Upos::Punct || token.xpos == "POS" {
            first += 1;
        } else {
            break;
        }
    }
    // "U.S. District" "Judge": the title's first word is not part of the country's name.
    while end > first + 1
        && label != NameLabel::Person
        && end < tokens.len()
        && reader.ontology.office(&format!("{} {}", reader.lower(end - 1), reader.lower(end))).is_some()
    {
        end -= 1;
    }
    let has_letter = (first..end).any(|i| tokens[i].form.chars().any(char::is_alphanumeric));
    (first < end && has_letter).then_some((first, end))
}

/// A span of two people joined by "and" comes apart.
fn split(reader: &Reader, first: usize, end: usize, label: NameLabel) -> Vec<(usize, usize)> {
    let tokens = reader.tokens();
    if label == NameLabel::Person {
        let and = (first..end).find(|&i| matches!(tokens[i].form.as_str(), "and" | "&"));
        if let Some(and) = and
            && and > first
            && and + 1 < end
        {
            return vec![(first, and), (and + 1, end)];
        }
    }
    vec![(first, end)]
}

pub(super) fn named(reader: &Reader, first: usize, end: usize, label: NameLabel) -> Mention {
    let surface = reader.surface(first, end);
    let mut mention = reader.mention(first, end, MentionKind::Name, EntityType::Thing, MODEL);
    mention.number = Number::Singular;
    if let Some((country, plural)) = demonym(reader, first, end) {
        return demonym_mention(reader, first, end, country, plural);
    }
    // No person is called "Kremlin", and few "Quito".
    let seat = end - first == 1
        && (reader.ontology.country_by_metonym(surface).is_some()
            || (reader.ontology.country_by_capital(surface).is_some()
                || reader.ontology.subclass(surface) == Some(Subclass::Region))
                && is_unlike_a_person(reader, first));
    if (label != NameLabel::Person || seat)
        && let Some(known) = known(reader.ontology, surface)
    {
        mention.entity_type = known.entity_type;
        mention.canonical = Some(known.canonical);
        return mention;
    }
    if end - first == 1
        && label != NameLabel::Person
        && let Some(party) = reader.ontology.party_by_member(surface)
    {
        let mut mention = reader.mention(first, end, MentionKind::Name, EntityType::Party, PARTY);
        mention.canonical = Some(party.name.clone());
        mention.number = if reader.is_plural(first) { Number::Plural } else { Number::Singular };
        return mention;
    }
    mention.entity_type = match label {
        NameLabel::Person => EntityType::Person,
        _ if is_called_party(reader, first, end) => EntityType::Party,
        NameLabel::Organization => organization_type(reader, first, end),
        NameLabel::GovernmentBody => EntityType::GovernmentBody,
        NameLabel::Party => EntityType::Party,
        NameLabel::Country => EntityType::Country,
        NameLabel::City | NameLabel::State | NameLabel::Place => place_type(reader, first, end, label),
        NameLabel::Nationality => EntityType::Organization,
        NameLabel::Event => work_type(reader, end).unwrap_or(EntityType::Event),
        NameLabel::Document | NameLabel::Work => work_type(reader, end).unwrap_or(EntityType::Document),
        NameLabel::Title | NameLabel::Date | NameLabel::Other => EntityType::Thing,
    };
    if mention.entity_type == EntityType::Person {
        person_gender(reader, &mut mention);
    }
    mention
}

/// "the Popular Action party": the noun behind the name says what it names.
fn is_called_party(reader: &Reader, first: usize, end: usize) -> bool {
    let noun = reader.tokens().get(end).is_some_and(|next| next.lemma == "party" && next.upos == Upos::Noun);
    noun && reader.tokens()[reader.head(first, end)].head == Some(end)
}

/// Whether a lone word is no given name and no title stands before it.
fn is_unlike_a_person(reader: &Reader, token: usize) -> bool {
    let titled = |before: usize| {
        reader.ontology.honorific(&reader.tokens()[before].form).is_some()
            || reader.ontology.office_head(&reader.lower(before)).is_some()
    };
    reader.ontology.first_name(&reader.tokens()[token].form).is_none() && !token.checked_sub(1).is_some_and(titled)
}

/// Gender from an honorific before the name or from the first name.
fn person_gender(reader: &Reader, mention: &mut Mention) {
    let before = (mention.first > 0).then(|| &reader.tokens()[mention.first - 1].form);
    let by_honorific = before.and_then(|form| reader.ontology.honorific(form)).flatten();
    let several = mention.end - mention.first > 1;
    let by_name =
        if several { reader.ontology.first_name(&reader.tokens()[mention.first].form).flatten() } else { None };
    mention.gender = by_honorific.or(by_name);
}

/// The type of an organization's name by its words: a ministry governs, "Corp." trades.
fn organization_type(reader: &Reader, first: usize, end: usize) -> EntityType {
    let head = reader.head(first, end);
    let words = std::iter::once(head).chain((first..end).rev()).map(|i| reader.lower(i));
    words
        .filter_map(|word| reader.ontology.organization_words(&word))
        .find(|t| *t != EntityType::Organization)
        .unwrap_or(EntityType::Organization)
}

/// What a name of an event or work is by its last word: an "Act" is a document, a "War" an event.
fn work_type(reader: &Reader, end: usize) -> Option<EntityType> {
    let subclass = reader.ontology.subclass(&reader.tokens()[end - 1].lemma.to_lowercase())?;
    [EntityType::Document, EntityType::Event].into_iter().find(|&t| subclass.fits(t))
}

/// A place that no gazetteer lists: by its head noun ("Buenos Aires province"), else as the model has it.
fn place_type(reader: &Reader, first: usize, end: usize, label: NameLabel) -> EntityType {
    if end - first > 1 && organization_type(reader, first, end) == EntityType::GovernmentBody {
        return EntityType::GovernmentBody;
    }
    let last = reader.lower(end - 1);
    if let Some(noun) = reader.ontology.noun(&last)
        && noun.entity_type.is_place()
    {
        return noun.entity_type;
    }
    match label {
        NameLabel::City => EntityType::City,
        NameLabel::State => EntityType::State,
        _ => EntityType::Place,
    }
}

/// What the government of a country is called in the graph, whatever a text calls it.
pub(super) fn government_of(country: &str) -> String {
    format!("Government of {country}")
}

pub(super) fn known(ontology: &Ontology, surface: &str) -> Option<Known> {
    let surface = surface.split_whitespace().collect::<Vec<_>>().join(" ");
    let of = |entity_type, name: &str| Some(Known { entity_type, canonical: name.to_owned() });
    if let Some(country) = ontology.country(&surface) {
        return of(EntityType::Country, &country.name);
    }
    if let Some(country) = ontology.country_by_metonym(&surface) {
        return of(EntityType::GovernmentBody, &government_of(&country.name));
    }
    if let Some(organization) = ontology.organization(&surface) {
        return of(organization.organization_type, &organization.name);
    }
    if let Some(place) = ontology.place(&surface) {
        return of(place.place_type, &place.name);
    }
    // "Ky.", but not the word "Miss".
    if surface.ends_with('.')
        && let Some(state) = ontology.state_abbreviation(&surface)
    {
        return of(state.place_type, &state.name);
    }
    if let Some(country) = ontology.country_by_capital(&surface) {
        return of(EntityType::City, country.capital.as_deref().unwrap_or(&surface));
    }
    None
}

/// The country of an adjective or demonym, and whether the word means several people.
pub(super) fn demonym<'a>(reader: &Reader<'a>, first: usize, end: usize) -> Option<(&'a str, bool)> {
    let surface = reader.surface(first, end);
    let country =
        reader.ontology.country_by_adjective(surface).or_else(|| reader.ontology.country_by_demonym(surface))?;
    Some((country.name.as_str(), reader.is_plural(end - 1)))
}

pub(super) fn demonym_mention(reader: &Reader, first: usize, end: usize, country: &str, plural: bool) -> Mention {
    let mut mention = reader.mention(first, end, MentionKind::Name, EntityType::Country, ADJECTIVE);
    mention.canonical = Some(country.to_owned());
    mention.number = if plural { Number::Plural } else { Number::Singular };
    mention
}

/// Names of at least so many words that no mention covers yet: only what a lexicon lists in full, written like a name.
fn gazetteer(reader: &mut Reader, shortest: usize) {
    const LONGEST: usize = 6;
    let tokens = reader.tokens();
    let mut first = 0;
    while first < tokens.len() {
        let mut next = first + 1;
        let starts = tokens[first].form.chars().next().is_some_and(char::is_uppercase) && !reader.covered(first);
        if starts {
            for end in (first + shortest..=(first + LONGEST).min(tokens.len())).rev() {
                if (first..end).any(|i| reader.covered(i)) || tokens[end - 1].xpos == "POS" {
                    continue;
                }
                // "The Senate" is listed without its article; "The Hague" is not.
                if tokens[first].upos == Upos::Det && end - first > 1 && listed(reader, first + 1, end).is_some() {
                    continue;
                }
                if let Some(mention) = listed(reader, first, end) {
                    reader.found.push(mention);
                    next = end;
                    break;
                }
            }
        }
        first = next;
    }
}

fn listed(reader: &Reader, first: usize, end: usize) -> Option<Mention> {
    let token = &reader.tokens()[first];
    if let Some((country, plural)) = demonym(reader, first, end) {
        return Some(demonym_mention(reader, first, end, country, plural));
    }
    let proper = (first..end).any(|i| reader.tokens()[i].upos == Upos::Propn);
    // Two words that name a place are nothing else, however they are tagged.
    let place = end - first > 1
        && token.upos != Upos::Det
        && (first..end).all(|i| reader.tokens()[i].form.starts_with(char::is_uppercase))
        && known(reader.ontology, reader.surface(first, end)).is_some_and(|known| known.entity_type.is_place());
    // A first word of a sentence and a lone common word are upper case for other reasons.
    if !place && (!proper || token.deprel == Deprel::Flat) || reader.is_part_of_name(first, end) {
        return None;
    }
    if end - first == 1
        && let Some(party) = reader.ontology.party_by_member(&token.form)
    {
        let mut mention = reader.mention(first, end, MentionKind::Name, EntityType::Party, PARTY);
        mention.canonical = Some(party.name.clone());
        return Some(mention);
    }
    let known = known(reader.ontology, reader.surface(first, end))?;
    let mut mention = reader.mention(first, end, MentionKind::Name, known.entity_type, GAZETTEER);
    mention.number = Number::Singular;
    mention.canonical = Some(known.canonical);
    mention.confidence = 0.8;
    Some(mention)
}

impl Reader<'_> {
    /// Whether the words beside `first..end` are capitalised and tied to it: "West" in "Kanye West", "House" in "Chatham House".
    fn is_part_of_name(&self, first: usize, end: usize) -> bool {
        let tokens = self.tokens();
        let tied = |i: usize| {
            tokens[i].upos == Upos::Propn
                && !self.covered(i)
                && (first..end).any(|k| tokens[k].head == Some(i) || tokens[i].head == Some(k))
                && matches!(tokens[i].deprel, Deprel::Flat | Deprel::Compound)
                && self.ontology.office_head(&self.lower(i)).is_none()
        };
        first > 0 && tied(first - 1) || end < tokens.len() && tied(end)
    }
}
