//! Time expressions and their values, after TIMEX3 (ISO-TimeML), counted from the day of publication or from a time that the
//! document has told before.
//!
//! News speaks of the past unless it says otherwise: "Tuesday" is the last one, "in July" the latest July, but "will meet
//! on Tuesday" and "a meeting for Tuesday" look ahead (`direction.rs`). The words are found by patterns (`pattern.rs`,
//! `anchored.rs`), lengths of time in `period.rs`.

mod anchored;
mod direction;
mod modifier;
mod pattern;
mod period;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::Captures;

use self::direction::Direction;
use self::pattern::{PATTERNS, Pattern};
use super::{EntityType, Granularity, MentionKind, Reader, TimeBasis, TimeValue};
use crate::calendar::{self, Days};
use crate::language::{Deprel, Upos};
use crate::ontology::Holiday;
use crate::rule::Rule;

const EXPRESSION: Rule = Rule::new("time-expression", "the words name a time on the calendar");
const LENGTH: Rule = Rule::new("time-length", "a number and a unit of time tell how long or how often");

pub(super) const RULES: &[Rule] = &[EXPRESSION, LENGTH];

/// How many sentences "the next day" looks back for its day.
const REACH: usize = 5;

/// What the times of a document are counted from: its day, and what it has told before.
pub(super) struct Timeline {
    published: Option<Date>,
    told: Vec<Told>,
}

impl Timeline {
    pub fn new(published: Option<Date>) -> Self {
        Self { published, told: Vec::new() }
    }
}

struct Told {
    sentence: usize,
    days: Days,
    granularity: Granularity,
}

/// What an expression means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Value {
    days: Days,
    basis: TimeBasis,
    granularity: Granularity,
}

impl Value {
    fn relative(days: Days, granularity: Granularity) -> Self {
        Self { days, basis: TimeBasis::Relative, granularity }
    }

    fn explicit(days: Days, granularity: Granularity) -> Self {
        Self { days, basis: TimeBasis::Explicit, granularity }
    }
}

/// How the words are read: what they count from, where their clause looks, and the sentence around them.
struct Anchor<'a> {
    published: Option<Date>,
    direction: Direction,
    told: &'a [Told],
    sentence: usize,
    before: &'a str,
    behind: &'a str,
}

impl Anchor<'_> {
    /// The last time that was told close by, no coarser than asked.
    fn told(&self, coarsest: Granularity) -> Option<Days> {
        self.told
            .iter()
            .rev()
            .take_while(|told| told.sentence + REACH >= self.sentence)
            .find(|told| told.granularity <= coarsest)
            .map(|told| told.days)
    }
}

/// Words that fit a pattern, with their bytes in the sentence's text.
struct Match<'t> {
    first: usize,
    end: usize,
    bytes: std::ops::Range<usize>,
    captures: Captures<'t>,
    pattern: &'static Pattern,
}

pub(super) fn find(reader: &mut Reader, timeline: &mut Timeline) {
    let sentence = reader.sentence;
    if sentence.tokens.is_empty() {
        return;
    }
    let indexed = reader.text;
    let text = indexed.slice(sentence.span);
    let mut taken: Vec<bool> = (0..sentence.tokens.len()).map(|i| reader.covered(i)).collect();
    let matches = matches(reader, text, &mut taken);
    let here = reader.found.len();
    for Match { first, end, bytes, captures, pattern } in matches {
        let anchor = Anchor {
            published: timeline.published,
            direction: direction::direction(reader, first, end),
            told: &timeline.told,
            sentence: reader.index,
            before: &text[..bytes.start],
            behind: &text[bytes.end..],
        };
        let value = (pattern.reading)(&captures, &anchor);
        if value.is_none() && pattern.needs_value {
            taken[first..end].fill(false);
            continue;
        }
        let (value, words) = modifier::modified(value, &anchor);
        let first = first_with_modifier(reader, first, words, &taken);
        let mut mention = reader.mention(first, end, MentionKind::Name, EntityType::Date, EXPRESSION);
        if let Some(value) = value {
            let (start, end) = value.days;
            mention.time = Some(TimeValue { start, end, basis: value.basis, granularity: value.granularity });
            if !told_by_reporting(reader, mention.head) {
                timeline.told.push(Told { sentence: reader.index, days: value.days, granularity: value.granularity });
            }
        }
        reader.found.push(mention);
    }
    holidays(reader, timeline, &mut taken);
    said_on_another_day(reader, here, text);
    period::find(reader, text, &mut taken);
}

/// What the patterns find, in the order of the text, each word taken once; earlier patterns come first.
fn matches<'t>(reader: &Reader, text: &'t str, taken: &mut [bool]) -> Vec<Match<'t>> {
    let tokens = reader.tokens();
    let base = reader.text.byte(reader.sentence.span.start);
    let mut found: Vec<Match> = Vec::new();
    for pattern in PATTERNS.iter() {
        for captures in pattern.words.captures_iter(text) {
            let Some(core) = captures.name("core").or_else(|| captures.get(0)) else { continue };
            let bytes = core.range();
            let start = reader.text.code_point(base + bytes.start);
            let stop = reader.text.code_point(base + bytes.end);
            let first = tokens.partition_point(|t| t.span.end <= start);
            let end = tokens.partition_point(|t| t.span.start < stop);
            if first >= end || taken[first..end].iter().any(|&t| t) || !refers_to_time(reader, &captures, first, end) {
                continue;
            }
            // A clock time beside a day is that day's.
            if pattern.clock && found.iter().any(|m| names_day(&m.captures)) {
                continue;
            }
            taken[first..end].fill(true);
            found.push(Match { first, end, bytes, captures, pattern });
        }
    }
    found.sort_by_key(|m| m.first);
    found
}

fn names_day(captures: &Captures) -> bool {
    ["day", "weekday", "word"].iter().any(|name| captures.name(name).is_some())
}

/// "May" the modal, "March" the walk, and a number that counts something are no times.
fn refers_to_time(reader: &Reader, captures: &Captures, first: usize, end: usize) -> bool {
    let tokens = reader.tokens();
    let has = |name: &str| captures.name(name).is_some();
    if has("short_year") {
        // "10 Nov 11 people": the number counts.
        return tokens.get(end).is_none_or(|t| t.upos == Upos::Punct && t.form != ":");
    }
    if has("month") {
        return has("day") || has("year") || tokens[first..end].iter().any(|t| t.upos == Upos::Propn);
    }
    if has("nth") {
        // "On the 5th floor"; "on the 5th" is a day.
        return tokens.get(end).is_none_or(|t| !matches!(t.upos, Upos::Noun | Upos::Adj | Upos::Propn | Upos::Num));
    }
    let Some(year) = captures.name("year").filter(|_| !has("number") && !has("season") && !has("quarter")) else {
        return true;
    };
    let range = has("last_year");
    is_year(reader, year.as_str().parse().unwrap_or(0), range, first, end)
}

/// Whether a number of four digits is a year rather than a count, a price or a model.
fn is_year(reader: &Reader, year: i16, range: bool, first: usize, end: usize) -> bool {
    const SUPPORT: &[&str] = &[
        "in", "since", "until", "till", "by", "before", "after", "from", "between", "of", "around", "circa", "c.",
        "ca.", "early", "mid", "late", "during", "(",
    ];
    const SIGNS: &[&str] = &["$", "€", "£", ".", "#", "No.", "no."];
    const MEASURES: &[&str] = &["percent", "%", "km", "kg", "ft", "m", "mph", "metres", "meters", "miles", "feet"];
    let tokens = reader.tokens();
    let token = &tokens[end - 1];
    let before = first.checked_sub(1).map(|i| reader.lower(i)).unwrap_or_default();
    let behind = tokens.get(end).map(|t| t.form.as_str()).unwrap_or_default();
    if SIGNS.contains(&before.as_str()) || MEASURES.contains(&behind) {
        return false;
    }
    if !range && token.form.len() == 4 && token.upos != Upos::Num {
        return false;
    }
    let counted = token.head.filter(|&h| token.deprel == Deprel::Nummod && h >= end);
    if let Some(counted) = counted {
        let determiner = reader
            .sentence
            .children(counted)
            .find(|&c| c < first && matches!(tokens[c].deprel, Deprel::Det | Deprel::NmodPoss));
        if tokens[counted].xpos == "NNS" && determiner.is_none() {
            return false;
        }
        // "A 2013 Corolla" is called after its year.
        let article = determiner.is_some_and(|d| matches!(reader.lower(d).as_str(), "a" | "an"));
        if article && tokens[counted].upos == Upos::Propn {
            return false;
        }
    }
    // "Between 1656 and 1662": the preposition stands before the first.
    let joined = before == "and" && first >= 3 && SUPPORT.contains(&reader.lower(first - 3).as_str());
    let bracketed = SUPPORT.contains(&before.as_str()) || joined || behind == ")";
    (1900..=2050).contains(&year) || counted.is_none() && bracketed
}

/// A date that tells when something was said is no scene for "the next day".
fn told_by_reporting(reader: &Reader, head: usize) -> bool {
    let tokens = reader.tokens();
    let mut at = head;
    while let Some(up) = tokens[at].head {
        at = up;
        if tokens[at].upos == Upos::Verb {
            let told = [Deprel::Ccomp, Deprel::Parataxis].iter().any(|&d| reader.sentence.child(at, d).is_some());
            let reports = told || tokens[at].deprel == Deprel::Parataxis;
            return reports && reader.ontology.reporting(&tokens[at].lemma).is_some();
        }
    }
    false
}

/// The first token of the mention with the `words` before it that change its value.
fn first_with_modifier(reader: &Reader, first: usize, words: usize, taken: &[bool]) -> usize {
    let from = first.saturating_sub(words);
    if (from..first).any(|i| taken[i]) { first } else { skip_article(reader, from, first) }
}

fn skip_article(reader: &Reader, from: usize, first: usize) -> usize {
    if from < first && reader.lower(from) == "the" { from + 1 } else { from }
}

/// "On Christmas Eve", "since Thanksgiving"; also where the model took the day for a name.
fn holidays(reader: &mut Reader, timeline: &mut Timeline, taken: &mut [bool]) {
    const LONGEST: usize = 4;
    let count = reader.tokens().len();
    let mut first = 0;
    while first < count {
        let known = (first + 1..=count.min(first + LONGEST)).rev().find_map(|end| {
            let holiday = reader.ontology.holiday(&reader.surface(first, end).to_lowercase())?;
            let named = reader.found.iter().position(|m| first <= m.first && m.end <= end);
            let within = |i: usize| named.is_some_and(|n| (reader.found[n].first..reader.found[n].end).contains(&i));
            let capital = reader.tokens()[first].form.starts_with(char::is_uppercase);
            let free = capital && (first..end).all(|i| !taken[i] || within(i));
            free.then_some((end, holiday, named))
        });
        let Some((end, holiday, named)) = known else {
            first += 1;
            continue;
        };
        taken[first..end].fill(true);
        let mut mention = reader.mention(first, end, MentionKind::Name, EntityType::Date, EXPRESSION);
        mention.time = holiday_time(reader, timeline, holiday, (first, end));
        if let Some(TimeValue { start, end, granularity, .. }) = mention.time {
            timeline.told.push(Told { sentence: reader.index, days: (start, end), granularity });
        }
        match named {
            Some(named) => reader.found[named] = mention,
            None => reader.found.push(mention),
        }
        first = end;
    }
}

/// The day of a holiday: of the year behind its name, or the one that the tense says.
fn holiday_time(
    reader: &Reader,
    timeline: &Timeline,
    holiday: Holiday,
    (first, end): (usize, usize),
) -> Option<TimeValue> {
    let year = reader.tokens().get(end).and_then(|t| t.form.parse::<i16>().ok()).filter(|y| (1900..2100).contains(y));
    let (days, basis) = match year {
        Some(year) => (calendar::day(holiday.in_year(year)?), TimeBasis::Explicit),
        None => {
            let in_year = |year| holiday.in_year(year).map(calendar::day);
            let direction = direction::direction(reader, first, end);
            (direction.of_year(timeline.published?, in_year)?, TimeBasis::Relative)
        }
    };
    Some(TimeValue { start: days.0, end: days.1, basis, granularity: Granularity::Day })
}

/// "'We decided today,' she said on Monday": what is quoted counts from the day on which it was said.
fn said_on_another_day(reader: &mut Reader, here: usize, text: &str) {
    let start = reader.sentence.span.start;
    let quoted = |at: usize| {
        let before: String = text.chars().take(at - start).collect();
        let opened = before.matches('“').count() > before.matches('”').count();
        opened || before.matches('"').count() % 2 == 1
    };
    let found = &reader.found[here..];
    let said = found
        .iter()
        .filter(|m| !quoted(m.span.start) && told_by_reporting(reader, m.head))
        .find_map(|m| m.time.as_ref().filter(|time| time.granularity == Granularity::Day && time.start == time.end));
    let Some(said) = said.map(|time| time.start) else { return };
    let tied = |word: &str| match word.to_lowercase().as_str() {
        "today" | "tonight" | "this morning" | "this afternoon" | "this evening" => Some(0),
        "yesterday" | "last night" => Some(-1),
        "tomorrow" => Some(1),
        _ => None,
    };
    let changed: Vec<(usize, Date)> = (here..reader.found.len())
        .filter(|&i| quoted(reader.found[i].span.start))
        .filter_map(|i| Some((i, said.checked_add(tied(&reader.found[i].text)?.days()).ok()?)))
        .collect();
    for (i, day) in changed {
        let mention = &mut reader.found[i];
        if let Some(time) = &mut mention.time {
            (time.start, time.end) = calendar::day(day);
        }
    }
}
