//! Words before a time that take a part of it: "early July", "the end of March", "earlier this year", "the rest of the week".

use std::sync::LazyLock;

use regex::Regex;

use super::super::Granularity;
use super::{Anchor, Value};
use crate::calendar::{self, Days, Third};

static MODIFIER: LazyLock<Regex> = LazyLock::new(|| {
    let words = r"(?i)(?:^|\s|\()(?:the )?(?:(?P<part>early|mid|middle|late|earlier|later)(?: in| on)?|(?P<of>beginning|start|early part|early days|end|close|middle|latter part|first half|second half|latter half|rest|remainder)(?: of)?)(?: the)?[ -]$";
    Regex::new(words).unwrap_or_else(|e| panic!("modifier pattern: {e}"))
});

/// The value under the words before it, and how many words before it belong to the expression.
pub(super) fn modified(value: Option<Value>, anchor: &Anchor) -> (Option<Value>, usize) {
    let Some(plain) = value.filter(|v| v.granularity > Granularity::Day) else { return (value, 0) };
    let Some(found) = MODIFIER.captures(anchor.before) else { return (value, 0) };
    let word = found.name("part").or_else(|| found.name("of")).map_or("", |w| w.as_str()).to_lowercase();
    // "The end of the war" is matched by no time; "at the start Tuesday" needs its "of".
    if found.name("of").is_some() && !found[0].to_lowercase().contains(" of") {
        return (value, 0);
    }
    let days = part_of(&word, plain, anchor);
    let words = found[0].split_whitespace().filter(|w| *w != "(").count();
    // "mid-2011" is one word.
    let words = if found[0].ends_with('-') { 0 } else { words };
    days.map_or((value, 0), |days| (Some(Value { days, ..plain }), words))
}

fn part_of(word: &str, value: Value, anchor: &Anchor) -> Option<Days> {
    let (start, end) = value.days;
    let around = anchor.published.filter(|day| (start..=end).contains(day));
    let third = |third| {
        if value.granularity == Granularity::Decade && end.year() - start.year() == 9 {
            calendar::decade(start.year(), Some(third))
        } else {
            calendar::third(value.days, third)
        }
    };
    match word {
        "early" | "beginning" | "start" | "early part" | "early days" => third(Third::Early),
        "mid" | "middle" => third(Third::Mid),
        "late" | "end" | "close" | "latter part" => third(Third::Late),
        "first half" => calendar::half(value.days, false),
        "second half" | "latter half" => calendar::half(value.days, true),
        // From the day of publication on, or up to it, where that lies within.
        "earlier" => Some((start, around?)),
        "later" | "rest" | "remainder" => Some((around?, end)),
        _ => None,
    }
}
