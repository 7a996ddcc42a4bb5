//! Days of publication as news and its metadata write them: ISO 8601, RFC 3339, RFC 2822 and the usual English forms.
//!
//! Strict: what could be two days ("03/04/2021") is not read, and a date without a year gives none. A timestamp gives
//! the day that it writes, in the publisher's own time zone.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

const WEEKDAY: &str = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?";
const MONTH: &str = r"(?<{}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?";

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let month = |name: &str| MONTH.replace("{}", name);
    Regex::new(&format!(
        r"(?ix)
        (?<y1>[12]\d{{3}})([-/.])(?<m1>\d{{1,2}})[-/.](?<d1>\d{{1,2}})(?:[T\ ]\d|\b)
        | {WEEKDAY} (?<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{}(?:,?\s+)(?<y2>[12]\d{{3}})\b
        | {WEEKDAY} {}\s+(?<d3>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)(?<y3>[12]\d{{3}})\b
        | (?<d4>\d{{1,2}})\.\s?(?<m4>\d{{1,2}})\.\s?(?<y4>[12]\d{{3}})\b
        ",
        month("m2"),
        month("m3"),
    ))
    .expect("the pattern of dates is well-formed")
});

static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^[T,\s]*(?:at\s+|\|\s*|[-–—]\s*)?
        (?:\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?|\d{1,2}\s*[ap]\.?m\.?)?\s*(?:[ap]\.?m\.?)?\s*
        (?:\(?(?:gmt|utc)?\s*[+-]\d{1,2}:?(?:\d{2})?\)?|[A-Z]{1,5})?\s*(?:\([A-Z]{2,5}\))?\.?$",
    )
    .expect("the pattern of clock times is well-formed")
});

static COMPACT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:^|\D)((?:19|20)\d\d)([-_.]?)(\d\d)([-_.]?)(\d\d)(?:\D|$)")
        .expect("the pattern of compact dates is well-formed")
});

/// How a page that shows a post signs it: "— Jane Doe (@janedoe) August 8, 2018".
static SIGNATURE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)[—–-]\s?[^\n()]{1,60}\(@\w{1,30}\)\s+(?<date>[^\n]{8,30})")
        .expect("the pattern of signatures is well-formed")
});

/// The first full date in a text and its byte range.
///
/// ```
/// let (range, date) = whom::document::date::find("BUENOS AIRES, Oct. 28, 2019").unwrap();
/// assert_eq!((range, date.to_string()), (14..27, "2019-10-28".to_owned()));
/// ```
pub fn find(text: &str) -> Option<(Range<usize>, Date)> {
    DATE.captures_iter(text).find_map(|captures| {
        let whole = captures.get(0)?;
        let before = text[..whole.start()].chars().next_back();
        if before.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let mut range = whole.range();
        if captures.name("y1").is_some() {
            range.end = captures.name("d1")?.end();
        }
        Some((range, day(&captures)?))
    })
}

/// The date, where the whole text is one, with or without a time of day behind it.
///
/// ```
/// use whom::document::date::parse;
/// assert_eq!(parse("Friday 17 June 2022").unwrap().to_string(), "2022-06-17");
/// assert_eq!(parse("2018-08-08T23:30:00-04:00").unwrap().to_string(), "2018-08-08");
/// assert_eq!(parse("03/04/2021"), None);
/// ```
pub fn parse(text: &str) -> Option<Date> {
    let text = text.trim();
    let (range, date) = find(text)?;
    (range.start == 0 && CLOCK.is_match(&text[range.end..])).then_some(date)
}

/// The date in a file's name: "2018-08-08-putin.txt", "story_20180808.html".
pub fn in_file_name(name: &str) -> Option<Date> {
    COMPACT.captures_iter(name).find_map(|captures| {
        if captures[2] != captures[4] {
            return None;
        }
        civil(&captures[1], &captures[3], &captures[5])
    })
}

/// The day of the latest post that a text shows: news that shows posts is of that day or comes soon after.
///
/// ```
/// let text = "He confirmed it.\n\nIt is done. — Jane Doe (@janedoe) August 8, 2018\n";
/// assert_eq!(whom::document::date::of_posts(text).unwrap().to_string(), "2018-08-08");
/// ```
pub fn of_posts(text: &str) -> Option<Date> {
    // Few texts show any, and the pattern is large.
    if !text.contains("(@") {
        return None;
    }
    let dated = |captures: Captures| find(&captures["date"]).filter(|(range, _)| range.start == 0);
    SIGNATURE.captures_iter(text).filter_map(dated).map(|(_, date)| date).max()
}

/// The UTC day of a Unix time in seconds or, from the year 1973 on, in milliseconds.
pub fn from_unix(time: i64) -> Option<Date> {
    let seconds = if time.abs() >= 100_000_000_000 { time / 1000 } else { time };
    let timestamp = jiff::Timestamp::from_second(seconds).ok()?;
    Some(timestamp.to_zoned(jiff::tz::TimeZone::UTC).date())
}

fn day(captures: &Captures) -> Option<Date> {
    (1..=4).find_map(|form| {
        let group = |letter: &str| captures.name(&format!("{letter}{form}")).map(|m| m.as_str());
        civil(group("y")?, group("m")?, group("d")?)
    })
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    let month = match month.parse() {
        Ok(number) => number,
        Err(_) => {
            let name = month.get(..3)?.to_ascii_lowercase();
            let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
            months.iter().position(|m| *m == name)? as i8 + 1
        }
    };
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(parse(text).map(|d| d.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn usual_forms() {
        check("2018-08-08", Some("2018-08-08"));
        check("2018/08/08", Some("2018-08-08"));
        check("24 May 2021", Some("2021-05-24"));
        check("24th of May, 2021", Some("2021-05-24"));
        check("May 24, 2021", Some("2021-05-24"));
        check("Oct. 28, 2019", Some("2019-10-28"));
        check("Sept. 3, 2019", Some("2019-09-03"));
        check("Friday 17 June 2022", Some("2022-06-17"));
        check("Tuesday, March 1, 2022", Some("2022-03-01"));
        check("24.05.2021", Some("2021-05-24"));
    }

    #[test]
    fn timestamps_give_the_day_they_write() {
        check("2018-08-08T23:30:00-04:00", Some("2018-08-08"));
        check("2018-08-08T23:30:00.000Z", Some("2018-08-08"));
        check("2018-08-08 23:30", Some("2018-08-08"));
        check("Wed, 08 Aug 2018 12:00:00 GMT", Some("2018-08-08"));
        check("Wed, 08 Aug 2018 12:00:00 +0200", Some("2018-08-08"));
        check("August 8, 2018 at 12:54 p.m. EDT", Some("2018-08-08"));
        check("8 August 2018, 9 am", Some("2018-08-08"));
        check("8 August 2018 | 12:54", Some("2018-08-08"));
    }

    #[test]
    fn what_is_not_a_day() {
        for text in ["", "May 2021", "2021", "Friday", "03/04/2021", "31 February 2021", "2021-13-01", "3 hours ago"] {
            check(text, None);
        }
        check("2018-08-08 was a Wednesday", None);
        assert_eq!(find("call 12018-08-08"), None);
    }

    #[test]
    fn file_names() {
        let named = |name| in_file_name(name).map(|d| d.to_string());
        assert_eq!(named("2018-08-08-putin.txt").as_deref(), Some("2018-08-08"));
        assert_eq!(named("story_20180808.html").as_deref(), Some("2018-08-08"));
        assert_eq!(named("000_abee57f9aec97b50.txt"), None);
        assert_eq!(named("120180808.txt"), None);
        assert_eq!(named("2018-0808.txt"), None);
    }

    #[test]
    fn posts() {
        let latest = "One. — A B (@a_b) March 3, 2019\nTwo. – C (@c) 5 March 2019\nThree. - D (@d) March 4, 2019";
        assert_eq!(of_posts(latest).unwrap().to_string(), "2019-03-05");
        for text in ["A B (@a_b) wrote on March 3, 2019", "— A B, March 3, 2019", "— A B (@a_b) said on March 3, 2019"]
        {
            assert_eq!(of_posts(text), None, "{text}");
        }
    }

    #[test]
    fn unix_times() {
        assert_eq!(from_unix(1_533_686_400).unwrap().to_string(), "2018-08-08");
        assert_eq!(from_unix(1_533_686_400_000).unwrap().to_string(), "2018-08-08");
    }
}
