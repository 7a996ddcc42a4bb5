//! Time expressions and their values, after TIMEX3 (ISO-TimeML), anchored on the day of publication.
//!
//! News speaks of the past unless it says otherwise: "Tuesday" is the last one, "in July" the latest July, but "will meet
//! on Tuesday" and "a meeting for Tuesday" look ahead.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::{Captures, Regex};

use super::calendar::{self, Days, Third};
use super::{EntityType, MentionKind, Reader, TimeBasis, TimeValue};
use crate::language::{Deprel, Upos};
use crate::rule::Rule;

const EXPRESSION: Rule = Rule::new("time-expression", "the words name a time on the calendar");

pub(super) const RULES: &[Rule] = &[EXPRESSION];

/// How the words are read: the anchor, and whether their clause looks ahead.
struct Anchor {
    published: Option<Date>,
    ahead: bool,
}

type Reading = fn(&Captures, &Anchor) -> Option<(Days, TimeBasis)>;

const MONTH: &str = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|Jan\.|Feb\.|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept\.|Sep\.|Oct\.|Nov\.|Dec\.)";
const PART: &str = r"(?:(?P<part>[Ee]arly|[Mm]id|[Ll]ate)[ -])?";
const WEEKDAY: &str = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|MONDAY|TUESDAY|WEDNESDAY|THURSDAY|FRIDAY|SATURDAY|SUNDAY)";
const HOURS: &str = r"(?: (?:morning|afternoon|evening|night))?";

/// Longer patterns stand before shorter ones.
static PATTERNS: LazyLock<Vec<(Regex, Reading)>> = LazyLock::new(|| {
    let table: [(String, Reading); 12] = [
        (r"\b(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})\b".to_owned(), iso),
        (format!(r"\b(?:{WEEKDAY},? )?{MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>(?:19|20)\d\d))?\b"), month_day),
        (format!(r"\b(?:{WEEKDAY},? )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {MONTH}(?:,? (?P<year>(?:19|20)\d\d)\b)?"), month_day),
        (format!(r"\b{PART}{MONTH}(?: of)?,? (?P<year>(?:19|20)\d\d)\b"), month_alone),
        (format!(r"\b(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast) )?{PART}{MONTH}(?:\b|$)"), month_alone),
        (format!(r"\b(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his) )?{WEEKDAY}{HOURS}\b"), weekday),
        (r"\b(?i:(?P<word>yesterday|today|tomorrow|tonight))\b".to_owned(), day_word),
        (r"\b(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast|[Pp]revious|[Cc]oming) (?P<unit>week|weekend|month|year|decade)\b".to_owned(), unit),
        (r"\b(?P<which>[Ll]ast|[Pp]ast|[Nn]ext|[Cc]oming) (?P<count>\w+) (?P<unit>day|week|month|year)s\b".to_owned(), units),
        (r"\b(?P<count>\w+) (?P<unit>day|week|month|year)s? (?P<which>ago)\b".to_owned(), ago),
        (r"\b(?:(?P<part>[Ee]arly|[Mm]id|[Ll]ate)[ -])?(?P<year>(?:19|20)\d\d)\b".to_owned(), year),
        (r"\b(?P<decade>(?:19|20)\d)0s\b".to_owned(), decade),
    ];
    table
        .into_iter()
        .map(|(pattern, reading)| {
            (Regex::new(&pattern).unwrap_or_else(|e| panic!("time pattern {pattern}: {e}")), reading)
        })
        .collect()
});

pub(super) fn find(reader: &mut Reader, published: Option<Date>) {
    let sentence = reader.sentence;
    if sentence.tokens.is_empty() {
        return;
    }
    let text = reader.text.slice(sentence.span);
    let base = reader.text.byte(sentence.span.start);
    let mut taken = vec![false; sentence.tokens.len()];
    for (pattern, reading) in PATTERNS.iter() {
        for captures in pattern.captures_iter(text) {
            let Some(whole) = captures.get(0) else { continue };
            let start = reader.text.code_point(base + whole.start());
            let end = reader.text.code_point(base + whole.end());
            let first = sentence.tokens.partition_point(|t| t.span.end <= start);
            let last = sentence.tokens.partition_point(|t| t.span.start < end);
            if first >= last || taken[first..last].iter().any(|&t| t) || (first..last).any(|i| reader.covered(i)) {
                continue;
            }
            if !refers_to_time(reader, &captures, first, last) {
                continue;
            }
            let anchor = Anchor { published, ahead: looks_ahead(reader, first, last) };
            taken[first..last].fill(true);
            let mut mention = reader.mention(first, last, MentionKind::Name, EntityType::Date, EXPRESSION);
            mention.time = reading(&captures, &anchor).map(|((start, end), basis)| TimeValue { start, end, basis });
            reader.found.push(mention);
        }
    }
}

/// "May" the modal, "March" the walk, and a number that counts something are no times.
fn refers_to_time(reader: &Reader, captures: &Captures, first: usize, last: usize) -> bool {
    let tokens = reader.tokens();
    if captures.name("month").is_some() && captures.name("day").is_none() {
        return tokens[first..last].iter().any(|t| t.upos == Upos::Propn);
    }
    if captures.name("year").is_some() && captures.name("month").is_none() && captures.name("number").is_none() {
        let token = &tokens[last - 1];
        let beside = |i: Option<usize>, marks: &[&str]| {
            i.and_then(|i| tokens.get(i)).is_some_and(|t| marks.contains(&t.form.as_str()))
        };
        let counts =
            token.deprel == Deprel::Nummod && token.head.is_some_and(|h| h > last - 1 && tokens[h].xpos == "NNS");
        return token.upos == Upos::Num
            && token.form.len() == 4
            && !counts
            && !beside(last.checked_sub(2), &["$", "€", "£", ".", "#", "No."])
            && !beside(Some(last), &["percent", "%"]);
    }
    true
}

/// Whether the clause around the time speaks of what is to come.
fn looks_ahead(reader: &Reader, first: usize, last: usize) -> bool {
    let tokens = reader.tokens();
    let head = reader.head(first, last);
    if let Some(case) = reader.sentence.child(head, Deprel::Case)
        && matches!(reader.lower(case).as_str(), "for" | "until" | "till" | "by")
    {
        return true;
    }
    let mut at = head;
    while let Some(up) = tokens[at].head {
        at = up;
        if tokens[at].upos == Upos::Verb {
            let infinitive = tokens[at].xpos == "VB"
                && reader.sentence.child(at, Deprel::Mark).is_some_and(|m| reader.lower(m) == "to");
            let future = reader
                .sentence
                .children_by(at, Deprel::Aux)
                .any(|a| matches!(tokens[a].lemma.to_lowercase().as_str(), "will" | "shall"));
            return infinitive || future;
        }
    }
    false
}

fn iso(captures: &Captures, _: &Anchor) -> Option<(Days, TimeBasis)> {
    let number = |name: &str| captures.name(name)?.as_str().parse::<i16>().ok();
    let date = Date::new(number("year")?, number("number")? as i8, number("day")? as i8).ok()?;
    Some((calendar::day(date), TimeBasis::Explicit))
}

fn month_day(captures: &Captures, anchor: &Anchor) -> Option<(Days, TimeBasis)> {
    let month = calendar::month_number(&captures["month"])?;
    let day: i8 = captures["day"].parse().ok()?;
    if let Some(year) = captures.name("year") {
        let date = Date::new(year.as_str().parse().ok()?, month, day).ok()?;
        return Some((calendar::day(date), TimeBasis::Explicit));
    }
    let published = anchor.published?;
    let in_year = |year: i16| Date::new(year, month, day).ok();
    let this = in_year(published.year())?;
    let date = match (anchor.ahead, this > published) {
        (true, false) if this != published => in_year(published.year() + 1)?,
        (false, true) => in_year(published.year() - 1)?,
        _ => this,
    };
    Some((calendar::day(date), TimeBasis::Relative))
}

fn month_alone(captures: &Captures, anchor: &Anchor) -> Option<(Days, TimeBasis)> {
    let month = calendar::month_number(&captures["month"])?;
    let part = |days| match captures.name("part").and_then(|p| third(p.as_str())) {
        Some(third) => calendar::third(days, third),
        None => Some(days),
    };
    if let Some(year) = captures.name("year") {
        return Some((part(calendar::month(year.as_str().parse().ok()?, month)?)?, TimeBasis::Explicit));
    }
    let published = anchor.published?;
    let ahead = anchor.ahead || captures.name("which").is_some_and(|w| w.as_str().eq_ignore_ascii_case("next"));
    let year = match month.cmp(&published.month()) {
        std::cmp::Ordering::Greater if !ahead => published.year() - 1,
        std::cmp::Ordering::Less if ahead => published.year() + 1,
        _ => published.year(),
    };
    Some((part(calendar::month(year, month)?)?, TimeBasis::Relative))
}

fn third(word: &str) -> Option<Third> {
    Some(match word.to_lowercase().as_str() {
        "early" => Third::Early,
        "mid" => Third::Mid,
        "late" => Third::Late,
        _ => return None,
    })
}

fn weekday(captures: &Captures, anchor: &Anchor) -> Option<(Days, TimeBasis)> {
    let published = anchor.published?;
    let weekday = calendar::weekday(&captures["weekday"])?;
    let date = match captures.name("which").map(|w| w.as_str().to_lowercase()).as_deref() {
        Some("next") => calendar::next_weekday(published, weekday)?,
        Some("last") => calendar::past_weekday(published, weekday, true)?,
        Some("this") => {
            calendar::week(published, 0)?.0.checked_add(i64::from(weekday.to_monday_zero_offset()).days()).ok()?
        }
        _ if anchor.ahead && published.weekday() != weekday => calendar::next_weekday(published, weekday)?,
        _ => calendar::past_weekday(published, weekday, false)?,
    };
    Some((calendar::day(date), TimeBasis::Relative))
}

fn day_word(captures: &Captures, anchor: &Anchor) -> Option<(Days, TimeBasis)> {
    let published = anchor.published?;
    let date = match captures["word"].to_lowercase().as_str() {
        "yesterday" => published.yesterday().ok()?,
        "tomorrow" => published.tomorrow().ok()?,
        _ => published,
    };
    Some((calendar::day(date), TimeBasis::Relative))
}

fn unit(captures: &Captures, anchor: &Anchor) -> Option<(Days, TimeBasis)> {
    let published = anchor.published?;
    let which = captures["which"].to_lowercase();
    let offset = match which.as_str() {
        "last" | "previous" => -1,
        "next" | "coming" => 1,
        _ => 0,
    };
    let days = match (&captures["unit"], which.as_str()) {
        // "the past month" is the month that ends today, not the one before.
        ("week", "past") => (published.checked_sub(7.days()).ok()?, published),
        ("month", "past") => (published.checked_sub(1.month()).ok()?, published),
        ("year", "past") => (published.checked_sub(1.year()).ok()?, published),
        ("week", _) => calendar::week(published, offset)?,
        ("weekend", _) => {
            let sunday = calendar::week(published, offset)?.1;
            (sunday.yesterday().ok()?, sunday)
        }
        ("month", _) => calendar::month_from(published, offset)?,
        ("year", _) => calendar::year(published.year() + offset as i16)?,
        _ => {
            let first = published.year().div_euclid(10) * 10 + 10 * offset as i16;
            (calendar::year(first)?.0, calendar::year(first + 9)?.1)
        }
    };
    Some((days, TimeBasis::Relative))
}

/// `count` units from the anchor.
fn shifted(date: Date, unit: &str, count: i64) -> Option<Date> {
    match unit {
        "day" => date.checked_add(count.days()).ok(),
        "week" => date.checked_add(count.weeks()).ok(),
        "month" => date.checked_add(count.months()).ok(),
        _ => date.checked_add(count.years()).ok(),
    }
}

fn units(captures: &Captures, anchor: &Anchor) -> Option<(Days, TimeBasis)> {
    let published = anchor.published?;
    let count = calendar::number(&captures["count"]).filter(|n| (1..1000).contains(n))?;
    let days = match captures["which"].to_lowercase().as_str() {
        "next" | "coming" => (published, shifted(published, &captures["unit"], count)?),
        _ => (shifted(published, &captures["unit"], -count)?, published),
    };
    Some((days, TimeBasis::Relative))
}

/// "three days ago" is a day; "two months ago" that month; "five years ago" that year.
fn ago(captures: &Captures, anchor: &Anchor) -> Option<(Days, TimeBasis)> {
    let published = anchor.published?;
    let count = calendar::number(&captures["count"]).filter(|n| (1..1000).contains(n))?;
    let there = shifted(published, &captures["unit"], -count)?;
    let days = match &captures["unit"] {
        "day" => calendar::day(there),
        "week" => calendar::week(there, 0)?,
        "month" => calendar::month(there.year(), there.month())?,
        _ => calendar::year(there.year())?,
    };
    Some((days, TimeBasis::Relative))
}

fn year(captures: &Captures, _: &Anchor) -> Option<(Days, TimeBasis)> {
    let days = calendar::year(captures["year"].parse().ok()?)?;
    let days = match captures.name("part").and_then(|p| third(p.as_str())) {
        Some(part) => calendar::third(days, part)?,
        None => days,
    };
    Some((days, TimeBasis::Explicit))
}

fn decade(captures: &Captures, _: &Anchor) -> Option<(Days, TimeBasis)> {
    let first: i16 = captures["decade"].parse::<i16>().ok()? * 10;
    Some(((calendar::year(first)?.0, calendar::year(first + 9)?.1), TimeBasis::Explicit))
}
