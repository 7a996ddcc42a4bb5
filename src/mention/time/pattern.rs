//! The words by which news names days on the calendar, and how each kind is read.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::{Captures, Regex};

use super::super::Granularity;
use super::direction::Direction;
use super::{Anchor, Value, anchored};
use crate::calendar::{self, Days};

pub(super) type Reading = fn(&Captures, &Anchor) -> Option<Value>;

/// Words and how they are read. A group named `core` is the mention where the pattern looks at words around it.
pub(super) struct Pattern {
    pub words: Regex,
    pub reading: Reading,
    /// Words that are no time unless they have a value; others are a time of unknown days.
    pub needs_value: bool,
    /// A time of the day, which says no more than the day beside it.
    pub clock: bool,
}

const MONTH: &str = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER|Jan\.|Feb\.|Mar\.|Apr\.|Jun\.|Jul\.|Aug\.|Sept\.|Sep\.|Oct\.|Nov\.|Dec\.)";
/// Beside the number of a day, short forms need no stop.
const DAY_MONTH: &str = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)";
const MONTHS: &str = "January|February|March|April|May|June|July|August|September|October|November|December";
const WEEKDAY: &str = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|MONDAY|TUESDAY|WEDNESDAY|THURSDAY|FRIDAY|SATURDAY|SUNDAY)";
const BESIDE: &str = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? |(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun)\.,? )?";
const DAY: &str = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?";
const YEAR: &str = r"(?P<year>1\d{3}|20\d\d)";
const HOURS: &str = r"(?: (?:morning|afternoon|evening|night))?";
const SEASON: &str = r"(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)";
pub(super) const COUNT: &str = r"(?P<count>\d[\d,]*|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|[A-Za-z]+)";

/// Longer patterns stand before shorter ones; with each, whether its words are no time unless they have a value.
pub(super) static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let table: [(String, Reading, bool); 34] = [
        (r"\b(?P<year>\d{4})[-/](?P<number>\d{2})[-/](?P<day>\d{2})\b".to_owned(), numeric, false),
        (r"\b(?P<first>\d{1,2})(?P<sign>[/.])(?P<day>\d{1,2})[/.](?P<year>(?:19|20)\d\d)\b".to_owned(), numeric, false),
        (format!(r"\b{BESIDE}{DAY_MONTH} {DAY} ?(?:-|–|to|through|and) ?(?P<last>\d{{1,2}})\b(?:,? {YEAR})?\b"), days_of_month, false),
        (format!(r"\b{DAY} ?(?:-|–|to|and) ?(?P<last>\d{{1,2}})(?:st|nd|rd|th)? {DAY_MONTH}(?:,? {YEAR}\b)?"), days_of_month, false),
        (format!(r"\b{DAY} {DAY_MONTH} '?(?P<short_year>\d\d)\b"), month_day, false),
        (format!(r"\b{BESIDE}{DAY_MONTH} {DAY}(?:,? {YEAR})?\b"), month_day, false),
        (format!(r"\b{BESIDE}{DAY}(?: of)? {DAY_MONTH}(?:,? {YEAR}\b)?"), month_day, false),
        (format!(r"\b{MONTH}(?: and | to | through |-|–)(?P<last_month>{MONTHS})(?:(?: of| in)?,? {YEAR}\b)?"), months, false),
        (format!(r"\b{MONTH}(?: of| in)?,? {YEAR}\b"), month_alone, false),
        (format!(r"\b{MONTH},?(?: of)? (?P<relation>(?:that|the|this)(?: very)?(?: same| following| next| previous)? year|this year|last year|next year)\b"), anchored::month_of_year, false),
        (format!(r"\b(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast) )?{MONTH}(?:\b|$)"), month_alone, false),
        (format!(r"\b(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Cc]oming) )?{WEEKDAY}{HOURS}\b"), weekday, false),
        (r"\b(?i:(?P<word>day before yesterday|day after tomorrow|yesterday|today|tomorrow|tonight|last night|this (?:morning|afternoon|evening)))(?: (?:morning|afternoon|evening|night))?\b".to_owned(), day_word, false),
        (r"\b(?:(?P<article>[Tt]he )(?:this )?)?(?:[Tt]his )?(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast|[Cc]oming|[Cc]urrent) (?P<unit>(?i:week|weekend|month|quarter|year|decade|century))\b".to_owned(), unit, false),
        (format!(r"\b(?P<which>[Ll]ast|[Pp]ast|[Nn]ext|[Cc]oming) (?:{COUNT}|(?:a )?couple of) (?P<unit>hour|day|week|month|year|decade)s\b"), units, false),
        (format!(r"\b{COUNT} (?P<unit>minute|hour|day|week|month|year|decade)s? (?P<which>ago)\b"), ago, false),
        (r"\b(?P<decade>1\d\d|20\d)0['’]?s\b".to_owned(), decade, false),
        (r"(?:['’]|\b(?:[Tt]he|[Ee]arly|[Mm]id|[Ll]ate)[ -]['’]?)(?P<core>(?P<tens>[2-9])0['’]?s)\b".to_owned(), short_decade, false),
        (format!(r"\b{YEAR} ?[-–—/] ?(?P<last_year>\d{{4}}|\d\d)\b"), years, false),
        (format!(r"\b{SEASON}(?: of)?,? {YEAR}\b"), season, true),
        (format!(r"\b(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast|[Cc]oming) {SEASON}\b"), season, true),
        (r"\b[Ii]n (?:the )?(?P<core>(?P<season>spring|summer|autumn|winter))\b".to_owned(), season, true),
        (format!(r"\b(?:[Tt]he )?(?P<core>(?P<quarter>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ff]inal|[Ll]ast|Q[1-4])[ -]?(?:quarter)?(?: of| in)?(?: the)?(?: fiscal| financial)?(?: year)? {YEAR})\b"), quarter, true),
        (r"\b(?:[Tt]he )?(?P<core>(?P<quarter>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth)[ -]quarter of (?P<relation>this year|last year|next year|the year))\b".to_owned(), quarter, true),
        (r"\b(?P<ordinal>\d{1,2}(?:st|nd|rd|th)|[A-Za-z]+(?:-first)?)[ -][Cc]entury\b".to_owned(), century, true),
        (r"\b(?:[Oo]ver|[Dd]uring|[Aa]t|[Oo]n|[Tt]hroughout|[Tt]his past) (?P<core>the weekend)\b".to_owned(), weekend, true),
        (r"\b(?:beginning|start|end|close|middle|rest|remainder|first half|second half|latter half) of (?P<core>the (?P<unit>week|month|year|decade|century))\b".to_owned(), this_unit, true),
        (r"\b[Oo]n the (?P<core>(?P<nth>\d{1,2})(?:st|nd|rd|th))\b".to_owned(), anchored::day_of_month, true),
        (anchored::BESIDE_DAY.to_owned(), anchored::beside, true),
        (anchored::BESIDE_UNIT.to_owned(), anchored::beside, true),
        (anchored::ONE_BEFORE.to_owned(), anchored::counted, true),
        (format!(r"\b{COUNT} (?P<unit>day|night|week|month|year|decade)s? (?P<which>later|earlier|afterwards?|beforehand|previously|before|after)\b"), anchored::counted, true),
        (r"\b(?P<clock>\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.m\.|[ap]m\b|AM\b|PM\b|A\.M\.|P\.M\.)|(?:[01]?\d|2[0-3]):[0-5]\d (?:local time|GMT|UTC)\b)".to_owned(), anchored::clock, true),
        (format!(r"\b{YEAR}\b"), year, false),
    ];
    table
        .into_iter()
        .map(|(words, reading, needs_value)| Pattern {
            clock: words.contains("?P<clock>"),
            words: Regex::new(&words).unwrap_or_else(|e| panic!("time pattern {words}: {e}")),
            reading,
            needs_value,
        })
        .collect()
});

fn number(captures: &Captures, name: &str) -> Option<i16> {
    captures.name(name)?.as_str().parse().ok()
}

/// A word of a group, lower case.
pub(super) fn word(captures: &Captures, name: &str) -> String {
    captures.name(name).map(|w| w.as_str().to_lowercase()).unwrap_or_default()
}

/// "2018-08-08"; "8/5/2018" with the month first, as most news in English has it, unless only the other order is a date;
/// "8.5.2018" with the day first.
fn numeric(captures: &Captures, _: &Anchor) -> Option<Value> {
    let (year, second) = (number(captures, "year")?, number(captures, "day")?);
    let date = match (number(captures, "first"), number(captures, "number")) {
        (Some(first), _) if &captures["sign"] == "/" && first <= 12 => Date::new(year, first as i8, second as i8),
        (Some(first), _) => Date::new(year, second as i8, first as i8),
        (_, Some(month)) => Date::new(year, month as i8, second as i8),
        _ => return None,
    };
    Some(Value::explicit(calendar::day(date.ok()?), Granularity::Day))
}

fn month_day(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    days_in_month(captures, anchor, captures["day"].parse().ok()?)
}

/// "May 3-5".
fn days_of_month(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    days_in_month(captures, anchor, captures["last"].parse().ok()?)
}

fn days_in_month(captures: &Captures, anchor: &Anchor, last: i8) -> Option<Value> {
    let month = calendar::month_number(&captures["month"])?;
    let day: i8 = captures["day"].parse().ok()?;
    let in_year = |year: i16| {
        let days = (Date::new(year, month, day).ok()?, Date::new(year, month, last).ok()?);
        (days.0 <= days.1).then_some(days)
    };
    let short = number(captures, "short_year");
    if let Some(year) = number(captures, "year").or(short.map(|y| if y < 50 { 2000 + y } else { 1900 + y })) {
        return Some(Value::explicit(in_year(year)?, Granularity::Day));
    }
    let days = anchor.direction.of_year(anchor.published?, in_year)?;
    Some(Value::relative(days, Granularity::Day))
}

/// "May and June 1981", "between January and March".
fn months(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let from = calendar::month_number(&captures["month"])?;
    let to = calendar::month_number(&captures["last_month"])?;
    let in_year = |year: i16| {
        let until = if to < from { year + 1 } else { year };
        Some((calendar::month(year, from)?.0, calendar::month(until, to)?.1))
    };
    match number(captures, "year") {
        Some(year) => {
            let days = in_year(if to < from { year - 1 } else { year })?;
            Some(Value::explicit(days, Granularity::Month))
        }
        None => Some(Value::relative(anchor.direction.of_year(anchor.published?, in_year)?, Granularity::Month)),
    }
}

fn month_alone(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let month = calendar::month_number(&captures["month"])?;
    let in_year = |year: i16| calendar::month(year, month);
    if let Some(year) = number(captures, "year") {
        return Some(Value::explicit(in_year(year)?, Granularity::Month));
    }
    let published = anchor.published?;
    let days = match word(captures, "which").as_str() {
        "this" => in_year(published.year()),
        "next" => Direction::Ahead.of_year(published.last_of_month().tomorrow().ok()?, in_year),
        "last" | "past" => Direction::Back.of_year(published.first_of_month().yesterday().ok()?, in_year),
        _ => anchor.direction.of_year(published, in_year),
    };
    Some(Value::relative(days?, Granularity::Month))
}

fn weekday(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let published = anchor.published?;
    let weekday = calendar::weekday(&captures["weekday"])?;
    // "The vote was set for Thursday": not a week back.
    let ahead =
        anchor.direction == Direction::Near && ["for ", "until ", "till "].iter().any(|w| anchor.before.ends_with(w));
    let date = match word(captures, "which").as_str() {
        "next" => calendar::next_weekday(published, weekday)?,
        "last" => calendar::past_weekday(published, weekday, true)?,
        "this" | "coming" => {
            calendar::week(published, 0)?.0.checked_add(i64::from(weekday.to_monday_zero_offset()).days()).ok()?
        }
        _ if (ahead || anchor.direction == Direction::Ahead) && published.weekday() != weekday => {
            calendar::next_weekday(published, weekday)?
        }
        _ => calendar::past_weekday(published, weekday, false)?,
    };
    Some(Value::relative(calendar::day(date), Granularity::Day))
}

fn day_word(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let offset = match word(captures, "word").as_str() {
        "yesterday" | "last night" => -1,
        "tomorrow" => 1,
        "day before yesterday" => -2,
        "day after tomorrow" => 2,
        _ => 0,
    };
    let date = anchor.published?.checked_add(offset.days()).ok()?;
    Some(Value::relative(calendar::day(date), Granularity::Day))
}

/// The unit of the calendar that holds `date`, or one `offset` units away.
pub(super) fn unit_of(date: Date, unit: &str, offset: i64) -> Option<(Days, Granularity)> {
    let whole_years = |length: i16, first: i16| {
        let from = (date.year() - first).div_euclid(length) * length + first + length * offset as i16;
        Some((calendar::year(from)?.0, calendar::year(from + length - 1)?.1))
    };
    Some(match unit {
        "week" => (calendar::week(date, offset)?, Granularity::Week),
        "weekend" => (calendar::weekend(date, offset)?, Granularity::Day),
        "month" => (calendar::month_from(date, offset)?, Granularity::Month),
        "quarter" => {
            let there = date.first_of_month().checked_add((3 * offset).months()).ok()?;
            (calendar::quarter(there.year(), (there.month() + 2) / 3)?, Granularity::Quarter)
        }
        "year" => (calendar::year(date.year() + offset as i16)?, Granularity::Year),
        "decade" => (whole_years(10, 0)?, Granularity::Decade),
        "century" => (whole_years(100, 1)?, Granularity::Century),
        _ => return None,
    })
}

fn unit(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let published = anchor.published?;
    let which = word(captures, "which");
    let unit = word(captures, "unit");
    if unit == "weekend" {
        return this_weekend(&which, anchor);
    }
    // "The last week of July" is not counted from today.
    if captures.name("article").is_some() && anchor.behind.trim_start().starts_with("of ") {
        return None;
    }
    // "The past month", "over the next year": as long as that from today, not the one of the calendar.
    let article =
        captures.name("article").is_some() && !matches!(which.as_str(), "this" | "current") && unit != "quarter";
    let rolling = which == "past" || article;
    let (days, granularity) = if rolling || unit == "decade" && which != "this" && which != "current" {
        let ahead = matches!(which.as_str(), "next" | "coming");
        stretch(published, &unit, 1, ahead)?
    } else {
        let offset = match which.as_str() {
            "last" => -1,
            "next" | "coming" => 1,
            _ => 0,
        };
        unit_of(published, &unit, offset)?
    };
    Some(Value::relative(days, granularity))
}

/// "The end of the month": the one that holds the day of publication.
fn this_unit(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let (days, granularity) = unit_of(anchor.published?, &captures["unit"], 0)?;
    Some(Value::relative(days, granularity))
}

/// The weekend before or after the day of publication, as the tense says; on a weekend, that.
fn this_weekend(which: &str, anchor: &Anchor) -> Option<Value> {
    let published = anchor.published?;
    let on_weekend = published.weekday().to_monday_zero_offset() >= 5;
    let offset = match which {
        "last" => -1,
        "next" => 1,
        "coming" => 0,
        _ if on_weekend || anchor.direction == Direction::Ahead => 0,
        _ => -1,
    };
    Some(Value::relative(calendar::weekend(published, offset)?, Granularity::Day))
}

fn weekend(_: &Captures, anchor: &Anchor) -> Option<Value> {
    this_weekend("", anchor)
}

/// `count` units from the date.
pub(super) fn shifted(date: Date, unit: &str, count: i64) -> Option<Date> {
    let span = match unit {
        "day" | "night" => count.days(),
        "week" => count.weeks(),
        "month" => count.months(),
        "quarter" => (3 * count).months(),
        "year" => count.years(),
        "decade" => (10 * count).years(),
        "century" => (100 * count).years(),
        _ => return None,
    };
    date.checked_add(span).ok()
}

/// The time of so many units that ends or begins today.
fn stretch(published: Date, unit: &str, count: i64, ahead: bool) -> Option<(Days, Granularity)> {
    let (unit, count) = if unit == "hour" { ("day", (count + 23) / 24) } else { (unit, count) };
    let granularity = granularity_of(unit)?;
    let days = if ahead {
        (published, shifted(published, unit, count)?)
    } else {
        (shifted(published, unit, -count)?, published)
    };
    Some((days, granularity))
}

pub(super) fn granularity_of(unit: &str) -> Option<Granularity> {
    Some(match unit {
        "day" | "night" => Granularity::Day,
        "week" => Granularity::Week,
        "month" => Granularity::Month,
        "quarter" => Granularity::Quarter,
        "year" => Granularity::Year,
        "decade" => Granularity::Decade,
        "century" => Granularity::Century,
        _ => return None,
    })
}

/// A count in words or digits: "three", "a few" is three, "a couple" two.
pub(super) fn count(captures: &Captures) -> Option<i64> {
    let word = captures.name("count").map_or_else(|| "couple".to_owned(), |w| w.as_str().to_lowercase());
    let count = match word.as_str() {
        "few" => 3,
        "couple" => 2,
        other => calendar::number(other)?,
    };
    Some(count).filter(|n| (1..1000).contains(n))
}

fn units(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let ahead = matches!(word(captures, "which").as_str(), "next" | "coming");
    let (days, granularity) = stretch(anchor.published?, &captures["unit"], count(captures)?, ahead)?;
    Some(Value::relative(days, granularity))
}

/// "Three days ago" is a day; "two months ago" that month; "five years ago" that year.
fn ago(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    // "A few days ago" may be any of them.
    if captures["count"].eq_ignore_ascii_case("few") {
        return None;
    }
    let (published, count) = (anchor.published?, count(captures)?);
    let (unit, count) = match &captures["unit"] {
        "minute" => ("day", 0),
        "hour" => ("day", count / 24),
        unit => (unit, count),
    };
    let there = shifted(published, unit, -count)?;
    let (days, granularity) = match unit {
        "day" => (calendar::day(there), Granularity::Day),
        unit => unit_of(there, unit, 0)?,
    };
    Some(Value::relative(days, granularity))
}

fn year(captures: &Captures, _: &Anchor) -> Option<Value> {
    Some(Value::explicit(calendar::year(number(captures, "year")?)?, Granularity::Year))
}

/// "1978-89", "2013–2017".
fn years(captures: &Captures, _: &Anchor) -> Option<Value> {
    const LONGEST: i16 = 600;
    let first = number(captures, "year")?;
    let last = number(captures, "last_year")?;
    let last = match last {
        100.. => last,
        _ if first / 100 * 100 + last > first => first / 100 * 100 + last,
        _ => (first / 100 + 1) * 100 + last,
    };
    let days = (calendar::year(first)?.0, calendar::year(last)?.1);
    (first < last && last - first <= LONGEST).then_some(Value::explicit(days, Granularity::Year))
}

fn decade(captures: &Captures, _: &Anchor) -> Option<Value> {
    let first = 10 * number(captures, "decade")?;
    Some(Value::explicit(calendar::decade(first, None)?, Granularity::Decade))
}

/// "The 80s": of the last hundred years.
fn short_decade(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let in_century = |century: i16| Some(century + 10 * number(captures, "tens")?);
    let current = anchor.published.map_or(2000, |day| day.year());
    let first = in_century(2000).filter(|&first| first <= current).or(in_century(1900))?;
    Some(Value::explicit(calendar::decade(first, None)?, Granularity::Decade))
}

fn century(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let before_common_era = anchor.behind.trim_start().to_uppercase();
    if before_common_era.starts_with("BC") || before_common_era.starts_with("B.C") {
        return None;
    }
    let days = calendar::century(calendar::ordinal(&captures["ordinal"])?)?;
    Some(Value::explicit(days, Granularity::Century))
}

fn season(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let name = word(captures, "season");
    let first_month = match name.as_str() {
        "spring" => 3,
        "summer" => 6,
        "winter" => 12,
        _ => 9,
    };
    let in_year = |year: i16| calendar::season(year, first_month);
    if let Some(year) = number(captures, "year") {
        return Some(Value::explicit(in_year(year)?, Granularity::Season));
    }
    // "This fall in prices" is no autumn, "the summer camp" no summer.
    let behind = anchor.behind.trim_start();
    if name == "fall" && ["in ", "of ", "from "].iter().any(|word| behind.starts_with(word)) {
        return None;
    }
    let published = anchor.published?;
    let current = Direction::Back.of_year(published, in_year).filter(|days| days.1 >= published);
    let days = match word(captures, "which").as_str() {
        "last" | "past" => Direction::Back.of_year(current.map_or(published, |days| days.0).yesterday().ok()?, in_year),
        "next" | "coming" => {
            Direction::Ahead.of_year(current.map_or(published, |days| days.1).tomorrow().ok()?, in_year)
        }
        "this" => current.or_else(|| in_year(published.year())),
        _ => current.or_else(|| anchor.direction.of_year(published, in_year)),
    };
    Some(Value::relative(days?, Granularity::Season))
}

/// Quarters of the calendar year; whose year begins when is not known.
fn quarter(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let number_of = match word(captures, "quarter").as_str() {
        "first" | "q1" => 1,
        "second" | "q2" => 2,
        "third" | "q3" => 3,
        _ => 4,
    };
    let in_year = |year: i16| calendar::quarter(year, number_of);
    if let Some(year) = number(captures, "year") {
        // "The second of 2010" is no quarter.
        let named = captures[0].contains('Q') || captures[0].contains("quarter");
        return named.then_some(Value::explicit(in_year(year)?, Granularity::Quarter));
    }
    let published = anchor.published?;
    let days = match word(captures, "relation").as_str() {
        "last year" => in_year(published.year() - 1),
        "next year" => in_year(published.year() + 1),
        "this year" => in_year(published.year()),
        _ => anchor.direction.of_year(published, in_year),
    };
    Some(Value::relative(days?, Granularity::Quarter))
}
