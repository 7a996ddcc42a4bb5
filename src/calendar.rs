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

/// The Saturday and Sunday of the week that lies `offset` weeks from the one that holds `date`.
pub fn weekend(date: Date, offset: i64) -> Option<Days> {
    let sunday = week(date, offset)?.1;
    Some((sunday.yesterday().ok()?, sunday))
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

/// The first or the second half of a stretch; of a calendar year, six months.
pub fn half(days: Days, second: bool) -> Option<Days> {
    let (start, end) = days;
    let year = start.first_of_year() == start && end.last_of_year() == end && start.year() == end.year();
    let middle = if year {
        Date::new(start.year(), 7, 1).ok()?
    } else {
        start.checked_add((i64::from((end - start).get_days() + 1) / 2).days()).ok()?
    };
    Some(if second { (middle, end) } else { (start, middle.yesterday().ok()?) })
}

/// A quarter of the calendar year, 1 to 4.
pub fn quarter(year: i16, number: i8) -> Option<Days> {
    Some((month(year, 3 * number - 2)?.0, month(year, 3 * number)?.1))
}

/// The three months of a season by its first month (March, June, September, December), as meteorologists count them in
/// the north; winter ends in the next year.
pub fn season(year: i16, first_month: i8) -> Option<Days> {
    let first = Date::new(year, first_month, 1).ok()?;
    Some((first, first.checked_add(2.months()).ok()?.last_of_month()))
}

/// The ten years from `first`, or those of them that are called early (four), mid (three) or late (three).
pub fn decade(first: i16, part: Option<Third>) -> Option<Days> {
    let (from, to) = match part {
        None => (0, 9),
        Some(Third::Early) => (0, 3),
        Some(Third::Mid) => (4, 6),
        Some(Third::Late) => (7, 9),
    };
    Some((year(first + from)?.0, year(first + to)?.1))
}

/// The century by its number: the 19th is 1801 to 1900.
pub fn century(number: i16) -> Option<Days> {
    (1..=30).contains(&number).then_some(())?;
    Some((year(100 * (number - 1) + 1)?.0, year(100 * number)?.1))
}

/// Easter Sunday in the Gregorian calendar (the computus of Meeus, Jones and Butcher).
pub fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let n = (h + l - 7 * m + 90) / 25;
    let p = (h + l - 7 * m + 33 * n + 19) % 32;
    Date::new(year, n as i8, p as i8).ok()
}

/// The `nth` weekday of a month, from 1; from the end with -1.
pub fn nth_weekday(year: i16, month: i8, nth: i8, weekday: Weekday) -> Option<Date> {
    Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
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

/// Cardinal numbers as news writes them, below a hundred in words: "seven", "twenty-five", "1,200".
pub fn number(word: &str) -> Option<i64> {
    const SMALL: [&str; 20] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let word = word.to_lowercase();
    let small = |w: &str| SMALL.iter().position(|s| *s == w).map(|i| i as i64);
    let tens = |w: &str| TENS.iter().position(|t| *t == w).map(|i| 10 * (i as i64 + 2));
    match word.as_str() {
        "a" | "an" => Some(1),
        "hundred" => Some(100),
        _ => small(&word).or_else(|| tens(&word)).or_else(|| word.replace(',', "").parse().ok()).or_else(|| {
            let (ten, one) = word.split_once(['-', ' '])?;
            Some(tens(ten)? + small(one).filter(|n| (1..10).contains(n))?)
        }),
    }
}

/// Ordinal numbers up to the thirtieth: "19th", "nineteenth", "twenty-first".
pub fn ordinal(word: &str) -> Option<i16> {
    const WORDS: [&str; 20] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
        "twentieth",
    ];
    let word = word.to_lowercase();
    let listed = |w: &str| WORDS.iter().position(|o| *o == w).map(|i| i as i16 + 1);
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end));
    let number = digits.and_then(|digits| digits.parse().ok());
    number
        .or_else(|| listed(&word))
        .or_else(|| word.strip_prefix("twenty-").and_then(listed).filter(|n| *n < 10).map(|n| 20 + n))
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

    #[test]
    fn seasons_quarters_decades_centuries() {
        assert_eq!(season(2004, 12), Some((date(2004, 12, 1), date(2005, 2, 28))));
        assert_eq!(quarter(2010, 4), Some((date(2010, 10, 1), date(2010, 12, 31))));
        assert_eq!(decade(1980, Some(Third::Mid)), Some((date(1984, 1, 1), date(1986, 12, 31))));
        assert_eq!(century(19), Some((date(1801, 1, 1), date(1900, 12, 31))));
        assert_eq!(century(0), None);
    }

    #[test]
    fn moving_feasts() {
        assert_eq!(easter(2019), Some(date(2019, 4, 21)));
        assert_eq!(easter(2000), Some(date(2000, 4, 23)));
        assert_eq!(nth_weekday(2010, 11, 4, Weekday::Thursday), Some(date(2010, 11, 25)));
        assert_eq!(nth_weekday(2021, 5, -1, Weekday::Monday), Some(date(2021, 5, 31)));
    }

    #[test]
    fn numbers_in_words() {
        assert_eq!(number("Twenty-five"), Some(25));
        assert_eq!(number("1,200"), Some(1200));
        assert_eq!(number("few"), None);
        assert_eq!(ordinal("21st"), Some(21));
        assert_eq!(ordinal("twenty-first"), Some(21));
        assert_eq!(ordinal("last"), None);
    }
}
