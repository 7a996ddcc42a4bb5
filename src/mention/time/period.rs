//! Lengths of time and how often something comes: "two and a half years", "48 hours", "every week".

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::super::{EntityType, MentionKind, Period, Reader};
use super::LENGTH;
use crate::calendar;
use crate::language::Deprel;

const UNIT: &str = r"(?P<unit>minute|hour|day|night|week|fortnight|month|year|decade|centur(?:y|ie))s?\b";

static LENGTHS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let count = super::pattern::COUNT;
    let patterns = [
        format!(r"\b(?P<every>[Ee]very|[Ee]ach) (?:(?P<other>other )|{count} )?{UNIT}"),
        r"\b(?P<every>[Ee]very|[Ee]ach) (?P<unit>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
            .to_owned(),
        format!(r"\b(?:a )?(?P<part>half|quarter) (?:of )?(?:a|an)[ -]{UNIT}"),
        format!(r"\b(?P<count>\d+|[A-Za-z]+) and a (?P<part>half|quarter) {UNIT}"),
        format!(r"\b(?P<decimal>\d+\.\d+|\d* ?(?:1/2|½))[ -]{UNIT}"),
        format!(r"\b(?:a )?couple of {UNIT}"),
        format!(r"\b{count}[ -]{UNIT}"),
        r"\b(?P<seconds>\d+) seconds\b".to_owned(),
    ];
    patterns.iter().map(|p| Regex::new(p).unwrap_or_else(|e| panic!("length pattern {p}: {e}"))).collect()
});

/// Lengths among the words that no time has taken.
pub(super) fn find(reader: &mut Reader, text: &str, taken: &mut [bool]) {
    let base = reader.text.byte(reader.sentence.span.start);
    for pattern in LENGTHS.iter() {
        for captures in pattern.captures_iter(text) {
            let Some(whole) = captures.get(0) else { continue };
            let start = reader.text.code_point(base + whole.start());
            let stop = reader.text.code_point(base + whole.end());
            let tokens = reader.tokens();
            let first = tokens.partition_point(|t| t.span.end <= start);
            let end = tokens.partition_point(|t| t.span.start < stop);
            let (before, behind) = (&text[..whole.start()], &text[whole.end()..]);
            if first >= end || taken[first..end].iter().any(|&t| t) || is_age(before, behind) {
                continue;
            }
            if !counts(&captures, before) {
                continue;
            }
            let Some(period) = period(&captures) else { continue };
            taken[first..end].fill(true);
            let first = first_with_hedge(reader, first, taken);
            let mut mention = reader.mention(first, end, MentionKind::Name, EntityType::Date, LENGTH);
            mention.period = Some(period);
            reader.found.push(mention);
        }
    }
}

/// "38-year-old", "aged four months", "at the age of ten years".
fn is_age(before: &str, behind: &str) -> bool {
    let before = before.trim_end().to_lowercase();
    behind.trim_start_matches([' ', '-']).starts_with("old")
        || ["aged", "age", "age of", "ages of"].iter().any(|word| before.ends_with(word))
}

/// "A year" and "one day" are lengths behind a preposition only ("for a year"), not in "$5 a year" and "one day he will".
fn counts(captures: &Captures, before: &str) -> bool {
    const LEADING: &[&str] = &[
        "for", "in", "within", "over", "after", "during", "than", "about", "nearly", "almost", "every", "another",
        "least", "under", "just", "lasted", "last", "takes", "took", "spent",
    ];
    let single = captures
        .name("count")
        .is_some_and(|count| matches!(count.as_str().to_lowercase().as_str(), "a" | "an" | "one"))
        && captures.name("part").is_none()
        && captures.name("every").is_none();
    let last = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    !single || LEADING.contains(&last.as_str())
}

fn period(captures: &Captures) -> Option<Period> {
    if let Some(seconds) = captures.name("seconds") {
        return Some(Period { value: format!("PT{}S", seconds.as_str()), repeated: false });
    }
    let repeated = captures.name("every").is_some();
    let mut count = match (captures.name("count"), captures.name("decimal")) {
        (Some(count), _) => calendar::number(count.as_str())? as f64,
        (None, Some(decimal)) => number_with_half(decimal.as_str())?,
        (None, None) if captures.name("other").is_some() => 2.0,
        (None, None) if captures.name("part").is_some() => 0.0,
        (None, None) if repeated => 1.0,
        (None, None) => 2.0,
    };
    count += match captures.name("part").map(|part| part.as_str()) {
        Some("half") => 0.5,
        Some(_) => 0.25,
        None => 0.0,
    };
    let (prefix, factor, letter) = match &captures["unit"] {
        "minute" => ("PT", 1.0, 'M'),
        "hour" => ("PT", 1.0, 'H'),
        "day" | "night" => ("P", 1.0, 'D'),
        "week" => ("P", 1.0, 'W'),
        "fortnight" => ("P", 2.0, 'W'),
        "month" => ("P", 1.0, 'M'),
        "year" => ("P", 1.0, 'Y'),
        "decade" => ("P", 10.0, 'Y'),
        "century" | "centurie" => ("P", 100.0, 'Y'),
        // A day of the week.
        _ => ("P", 1.0, 'W'),
    };
    (count > 0.0).then(|| Period { value: format!("{prefix}{}{letter}", count * factor), repeated })
}

/// "2.5", "2 1/2", "2½".
fn number_with_half(words: &str) -> Option<f64> {
    let whole = words.trim_end_matches('½').trim_end_matches("1/2").trim();
    if whole.len() == words.len() {
        return words.parse().ok();
    }
    let whole: f64 = if whole.is_empty() { 0.0 } else { whole.parse().ok()? };
    Some(whole + 0.5)
}

/// "Almost seven years", "at least two weeks": words that hedge the number belong to it.
fn first_with_hedge(reader: &Reader, first: usize, taken: &[bool]) -> usize {
    const HEDGES: &[&str] = &["almost", "nearly", "roughly", "approximately", "about", "around", "over", "some"];
    let tokens = reader.tokens();
    match first.checked_sub(1) {
        Some(before)
            if !taken[before]
                && tokens[before].deprel != Deprel::Case
                && HEDGES.contains(&reader.lower(before).as_str()) =>
        {
            before
        }
        _ => first,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        let captures = LENGTHS.iter().find_map(|pattern| pattern.captures(text))?;
        period(&captures).map(|p| if p.repeated { format!("every {}", p.value) } else { p.value })
    }

    #[test]
    fn lengths_of_all_kinds() {
        let cases = [
            ("two and a half years", "P2.5Y"),
            ("half a century", "P50Y"),
            ("a quarter of a century", "P25Y"),
            ("48 hours", "PT48H"),
            ("15-year", "P15Y"),
            ("twenty-five minutes", "PT25M"),
            ("2 1/2 years", "P2.5Y"),
            ("a couple of weeks", "P2W"),
            ("every other day", "every P2D"),
            ("each year", "every P1Y"),
            ("every Monday", "every P1W"),
            ("two centuries", "P200Y"),
            ("30 seconds", "PT30S"),
        ];
        for (text, value) in cases {
            assert_eq!(read(text).as_deref(), Some(value), "{text}");
        }
        assert_eq!(read("recent years"), None);
    }

    #[test]
    fn ages_are_no_lengths() {
        assert!(is_age("a 38", "-old man"));
        assert!(is_age("at the age of ", ", she"));
        assert!(!is_age("after ", " in office"));
    }
}
