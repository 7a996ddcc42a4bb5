//! Calendar arithmetic for time expressions, after TIMEX3: everything ends as a first and a last day.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// The first and the last day of a stretch of time.
pub type Days = (Date, Date);

pub fn day(date: Date) -> Days {
    (date, date)
}

pub fn month(year: i16, month: i8) -> Option<Days> {
    let first = Date::new(year, month, 1).ok()?;
    Some((first, first.last_of_month()))
}

pub fn year(year: i16) -> Option<Days> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
}

/// The week, Monday to Sunday (ISO 8601), that lies `offset` weeks from the one that holds `date`.
pub fn week(date: Date, offset: i64) -> Option<Days> {
    let monday = date.checked_sub(i64::from(date.weekday().to_monday_zero_offset()).days()).ok()?;
    let first = monday.checked_add(offset.weeks()).ok()?;
    Some((first, first.checked_add(6.days()).ok()?))
}

/// The latest `weekday` on or before `date`; strictly before with `strict`.
pub fn past_weekday(date: Date, weekday: Weekday, strict: bool) -> Option<Date> {
    let back = i64::from(date.weekday().since(weekday));
    date.checked_sub((if strict && back == 0 { 7 } else { back }).days()).ok()
}

/// The first `weekday` after `date`.
pub fn next_weekday(date: Date, weekday: Weekday) -> Option<Date> {
    let ahead = i64::from(date.weekday().until(weekday));
    date.checked_add((if ahead == 0 { 7 } else { ahead }).days()).ok()
}

/// The month `offset` months from the one that holds `date`.
pub fn month_from(date: Date, offset: i64) -> Option<Days> {
    let there = date.first_of_month().checked_add(offset.months()).ok()?;
    month(there.year(), there.month())
}

/// The first, middle or last third of a stretch: "early July", "mid-July", "late July".
pub fn third(days: Days, part: Third) -> Option<Days> {
    let length = i64::from((days.1 - days.0).get_days()) + 1;
    let at = |n: i64| days.0.checked_add((length * n / 3).days()).ok();
    Some(match part {
        Third::Early => (days.0, at(1)?.yesterday().ok()?),
        Third::Mid => (at(1)?, at(2)?.yesterday().ok()?),
        Third::Late => (at(2)?, days.1),
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Third {
    Early,
    Mid,
    Late,
}

/// Month by its English name or abbreviation, with or without a stop.
pub fn month_number(word: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ];
    let word = word.trim_end_matches('.').to_lowercase();
    if word == "sept" {
        return Some(9);
    }
    NAMES.iter().position(|name| *name == word || word.len() == 3 && name.starts_with(&word)).map(|i| i as i8 + 1)
}

pub fn weekday(word: &str) -> Option<Weekday> {
    Some(match word.trim_end_matches('.').to_lowercase().as_str() {
        "monday" | "mon" => Weekday::Monday,
        "tuesday" | "tue" | "tues" => Weekday::Tuesday,
        "wednesday" | "wed" => Weekday::Wednesday,
        "thursday" | "thu" | "thurs" => Weekday::Thursday,
        "friday" | "fri" => Weekday::Friday,
        "saturday" | "sat" => Weekday::Saturday,
        "sunday" | "sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// Cardinal numbers as news writes them.
pub fn number(word: &str) -> Option<i64> {
    const WORDS: [&str; 13] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let word = word.to_lowercase();
    if matches!(word.as_str(), "a" | "an") {
        return Some(1);
    }
    WORDS.iter().position(|w| *w == word).map(|i| i as i64).or_else(|| word.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn weekdays_look_back_and_ahead() {
        let wednesday = date(2018, 8, 8);
        assert_eq!(past_weekday(wednesday, Weekday::Wednesday, false), Some(wednesday));
        assert_eq!(past_weekday(wednesday, Weekday::Wednesday, true), Some(date(2018, 8, 1)));
        assert_eq!(past_weekday(wednesday, Weekday::Monday, false), Some(date(2018, 8, 6)));
        assert_eq!(next_weekday(wednesday, Weekday::Thursday), Some(date(2018, 8, 9)));
        assert_eq!(next_weekday(wednesday, Weekday::Wednesday), Some(date(2018, 8, 15)));
    }

    #[test]
    fn weeks_months_and_thirds() {
        assert_eq!(week(date(2018, 8, 8), 0), Some((date(2018, 8, 6), date(2018, 8, 12))));
        assert_eq!(month_from(date(2018, 1, 31), -1), Some((date(2017, 12, 1), date(2017, 12, 31))));
        assert_eq!(third(month(2018, 7).unwrap(), Third::Early), Some((date(2018, 7, 1), date(2018, 7, 10))));
        assert_eq!(month_number("Sept."), Some(9));
        assert_eq!(month_number("Mayor"), None);
    }
}
