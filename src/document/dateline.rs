//! Datelines: "MINSK/VILNIUS, May 24, 2021 - ", "WASHINGTON (Reuters) - ", "London, Friday 17 June 2022" on a line.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::date;

/// Places, day and agency in front of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// Byte range of places and date, without agency and dash.
    pub range: Range<usize>,
    /// Byte offset at which the story begins; the line's length where the dateline stands alone.
    pub end: usize,
    /// Where the dateline gives the year too.
    pub date: Option<Date>,
    pub agency: Option<String>,
}

const DAY: &str = r"(?x:
    (?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?,?\ +)?
    (?:[12]\d{3}-\d\d-\d\d
    |\d{1,2}(?:st|nd|rd|th)?\ +(?i:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?(?:,?\ +[12]\d{3})?
    |(?i:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?\ +\d{1,2}(?:st|nd|rd|th)?\b(?:,?\ +[12]\d{3})?))";

/// Up to three names in capitals or capitalised: "WASHINGTON", "SAN JOSÉ, Costa Rica", "MINSK/VILNIUS".
const PLACE: &str = r"\p{Lu}[\p{L}\p{M}.'’-]*(?:(?:\ |\ ?/\ ?)(?:\p{Lu}[\p{L}\p{M}.'’-]*|de|da|do|du|el|al|la|of|on|am|and|upon)){0,5}(?:,\ \p{Lu}[\p{L}\p{M}.'’-]*(?:\ \p{Lu}[\p{L}\p{M}.'’-]*){0,2})?";

static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"^\s*(?<head>(?<place>{PLACE}?)(?:,?\s+(?<day>{DAY}))?)(?:\s*\((?<agency>\p{{Lu}}[\p{{L}}\ ./]{{1,30}})\))?(?:\s*(?:--|[–—―])\s*|\s+-\s+|\s*$)"
    ))
    .expect("the pattern of datelines is well-formed")
});

static LEADING_DATE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*date[:\s]\s*([12]\d{3}-\d\d-\d\d)\s+").expect("the pattern of leading dates is well-formed")
});

/// The dateline in front of a line's story.
///
/// A dash alone is not enough ("Erdoğan - a day later - said"): there must be a date or an agency, or the place is in capitals.
///
/// ```
/// let line = "BERLIN, Dec. 8, 2021 (AP) — Parliament elected a chancellor.";
/// let dateline = whom::document::dateline::find(line).unwrap();
/// assert_eq!(&line[dateline.range], "BERLIN, Dec. 8, 2021");
/// assert_eq!(&line[dateline.end..], "Parliament elected a chancellor.");
/// ```
pub fn find(line: &str) -> Option<Dateline> {
    if let Some(captures) = LEADING_DATE.captures(line) {
        let day = captures.get(1)?;
        let end = captures.get(0)?.end();
        return Some(Dateline { range: day.range(), end, date: date::parse(day.as_str()), agency: None });
    }
    let captures = DATELINE.captures(line)?;
    let whole = captures.get(0)?;
    let head = captures.name("head")?;
    let place = captures.name("place")?.as_str();
    let day = captures.name("day");
    let agency = captures.name("agency").map(|m| m.as_str().to_owned());
    let alone = line[whole.end()..].trim().is_empty();
    let city = place.split(',').next().unwrap_or(place);
    let in_capitals = city.chars().filter(|c| c.is_alphabetic()).count() > 2 && !city.chars().any(char::is_lowercase);
    let marked = match alone {
        true => day.is_some_and(|d| date::parse(d.as_str()).is_some()),
        false => day.is_some() || agency.is_some() || in_capitals,
    };
    marked.then(|| Dateline {
        range: head.range(),
        end: whole.end(),
        date: day.and_then(|d| date::parse(d.as_str())),
        agency,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<(&str, Option<&str>, &str)>) {
        let found = find(line);
        let found = found.as_ref().map(|d| (&line[d.range.clone()], d.date.map(|d| d.to_string()), &line[d.end..]));
        let expected = expected.map(|(head, date, rest)| (head, date.map(str::to_owned), rest));
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn with_place_and_date() {
        check(
            "MINSK/VILNIUS, May 24, 2021 - Belarus",
            Some(("MINSK/VILNIUS, May 24, 2021", Some("2021-05-24"), "Belarus")),
        );
        check(
            "BUENOS AIRES, Oct. 28, 2019 — Alberto",
            Some(("BUENOS AIRES, Oct. 28, 2019", Some("2019-10-28"), "Alberto")),
        );
        check("Vienna, 28 May 2019 - Austrian", Some(("Vienna, 28 May 2019", Some("2019-05-28"), "Austrian")));
        check("SEOUL, Aug. 2, 2019 -- Japan", Some(("SEOUL, Aug. 2, 2019", Some("2019-08-02"), "Japan")));
        check(
            "SAN JOSÉ, Costa Rica, 3 May 2022 — The",
            Some(("SAN JOSÉ, Costa Rica, 3 May 2022", Some("2022-05-03"), "The")),
        );
        check("MOSCOW, June 5 (Reuters) - Russia", Some(("MOSCOW, June 5", None, "Russia")));
    }

    #[test]
    fn without_date() {
        check("WASHINGTON (Reuters) - President", Some(("WASHINGTON", None, "President")));
        check("Washington (AFP) - President", Some(("Washington", None, "President")));
        check("NEW YORK — The", Some(("NEW YORK", None, "The")));
        check("ST. PETERSBURG, Russia — The", Some(("ST. PETERSBURG, Russia", None, "The")));
        check("UNITED NATIONS, N.Y. (AP) — The", Some(("UNITED NATIONS, N.Y.", None, "The")));
    }

    #[test]
    fn alone_on_a_line() {
        check("London, Friday 17 June 2022", Some(("London, Friday 17 June 2022", Some("2022-06-17"), "")));
        check("London", None);
        check("LONDON", None);
    }

    #[test]
    fn a_leading_token() {
        check(" date 2018-08-08 President Donald", Some(("2018-08-08", Some("2018-08-08"), "President Donald")));
    }

    #[test]
    fn prose_is_no_dateline() {
        for line in [
            "Erdoğan - a day later - said no.",
            "On May 24, 2021, Belarus forced a plane down.",
            "President Trump has been exchanging letters.",
            "The Vienna-based agency said so.",
            "Brexit: MPs vote again - and again",
            "In May 2021 - months later - he left.",
            "Kurz – once a star – resigned.",
            "He said on Friday 17 June 2022 that it was over.",
        ] {
            check(line, None);
        }
    }
}
