//! Times that count from one that the text has told before: "the next day", "that year", "two weeks later".

use regex::Captures;

use super::super::Granularity;
use super::direction::Direction;
use super::pattern::{count, granularity_of, shifted, unit_of, word};
use super::{Anchor, Value};
use crate::calendar::{self, Days};

/// "The next day", "that night": "the next week" counts from today.
pub(super) const BESIDE_DAY: &str = r"\b(?P<core>[Tt]he (?:very )?(?P<which>next|following|same|previous|preceding) (?P<unit>day|morning|afternoon|evening|night)|(?P<that>[Tt]hat)(?: very)?(?: same)? (?P<that_unit>day|morning|afternoon|evening|night|week|weekend|month|year|decade))\b";

pub(super) const BESIDE_UNIT: &str = r"\b(?:[Tt]he )?(?P<core>(?P<which>[Ff]ollowing|[Ss]ame|[Pp]revious|[Pp]receding) (?P<unit>week|weekend|month|year|decade))\b";

/// "The day before": with its number left out.
pub(super) const ONE_BEFORE: &str =
    r"\b[Tt]he (?P<core>(?P<unit>day|night|week|month|year) (?P<which>before|after|earlier|later))\b";

/// The unit before, of, or after the time told last.
pub(super) fn beside(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let which = if captures.name("that").is_some() { "same".to_owned() } else { word(captures, "which") };
    let unit = captures.name("unit").or_else(|| captures.name("that_unit"))?.as_str();
    let unit = if matches!(unit, "morning" | "afternoon" | "evening" | "night") { "day" } else { unit };
    let offset = match which.as_str() {
        "next" | "following" => 1,
        "previous" | "preceding" => -1,
        _ => 0,
    };
    from_told(anchor, unit, offset)
}

/// "Two weeks later", "a day earlier", "the year before".
pub(super) fn counted(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let which = word(captures, "which");
    // "A year before the vote" counts from the vote.
    let stops = anchor.behind.trim_start().chars().next().is_none_or(|c| !c.is_alphanumeric());
    if matches!(which.as_str(), "before" | "after") && !stops {
        return None;
    }
    let number = if captures.name("count").is_some() {
        count(captures).filter(|_| !captures["count"].eq_ignore_ascii_case("few"))?
    } else {
        1
    };
    let back = matches!(which.as_str(), "earlier" | "before" | "beforehand" | "previously");
    let unit = if &captures["unit"] == "night" { "day" } else { &captures["unit"] };
    from_told(anchor, unit, if back { -number } else { number })
}

/// The unit so many units from the time told last; what lies before may count from today.
fn from_told(anchor: &Anchor, unit: &str, offset: i64) -> Option<Value> {
    // A day counts from a day, a year from anything within a year.
    let finest = if unit == "weekend" { Granularity::Week } else { granularity_of(unit)? };
    let told = anchor.told(finest).map(|days| if offset > 0 { days.1 } else { days.0 });
    let today = anchor.published.filter(|_| offset < 0);
    let from = told.or(today)?;
    let there = shifted(from, if unit == "weekend" { "week" } else { unit }, offset)?;
    let (days, granularity) = match unit {
        "day" => (calendar::day(there), Granularity::Day),
        _ => unit_of(there, unit, 0)?,
    };
    Some(Value::relative(days, granularity))
}

/// "In March of that year", "in June last year".
pub(super) fn month_of_year(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let month = calendar::month_number(&captures["month"])?;
    let relation = word(captures, "relation");
    let told = || anchor.told(Granularity::Year).map(|days: Days| days.0.year());
    let published = anchor.published.map(|day| day.year());
    let year = match relation.as_str() {
        "this year" => published?,
        "last year" => published? - 1,
        "next year" => published? + 1,
        _ if relation.contains("following") || relation.contains("next") => told()? + 1,
        _ if relation.contains("previous") => told()? - 1,
        _ => told().or(published)?,
    };
    Some(Value::relative(calendar::month(year, month)?, Granularity::Month))
}

/// "On the 5th": of the month told last, or the one that the tense says.
pub(super) fn day_of_month(captures: &Captures, anchor: &Anchor) -> Option<Value> {
    let day: i8 = captures["nth"].parse().ok()?;
    let in_month = |first: jiff::civil::Date| jiff::civil::Date::new(first.year(), first.month(), day).ok();
    let date = match anchor.told(Granularity::Month) {
        Some((start, _)) => in_month(start),
        None => {
            let published = anchor.published?;
            let this = in_month(published)?;
            let months = match anchor.direction {
                Direction::Ahead if this < published => 1,
                Direction::Back | Direction::Near if this > published => -1,
                _ => 0,
            };
            in_month(shifted(published.first_of_month(), "month", months)?)
        }
    }?;
    Some(Value::relative(calendar::day(date), Granularity::Day))
}

/// A time of the day: on the day told in this sentence or the one before, else on that of publication.
pub(super) fn clock(_: &Captures, anchor: &Anchor) -> Option<Value> {
    let close = anchor.told.iter().rev().take_while(|told| told.sentence + 1 >= anchor.sentence);
    let told = close.into_iter().find(|told| told.granularity == Granularity::Day).map(|told| told.days);
    let days = told.or(anchor.published.map(calendar::day))?;
    Some(Value::relative(days, Granularity::Day))
}
