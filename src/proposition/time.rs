//! The time that a date gives with the words around it: within it, since or until it, from it to another.

use super::reading::Reading;
use super::{Bound, Time};
use crate::mention::{Mention, TimeValue};

/// "In 2010", "since 1985", "until 2020", "from 2005 to 2021", "between 1991 and 2019".
pub(super) fn of_date(reading: &Reading, date: &Mention) -> Option<Time> {
    let value = date.time.clone()?;
    let sentence = date.sentence;
    let before = date.first.checked_sub(1).map(|i| reading.lower(sentence, i)).unwrap_or_default();
    let plain = |bound| Some(Time { text: date.text.clone(), value: value.clone(), bound });
    match before.as_str() {
        "since" => plain(Bound::Since),
        "until" | "till" => plain(Bound::Until),
        "from" | "between" => match last(reading, date).and_then(|last| Some((last, last.time.clone()?))) {
            Some((last, end)) if end.end >= value.start => Some(Time {
                text: format!("{} to {}", date.text, last.text),
                value: TimeValue { end: end.end, basis: value.basis.max(end.basis), ..value },
                bound: Bound::Term,
            }),
            // "From 2010": it began then.
            _ if before == "from" => plain(Bound::Since),
            _ => plain(Bound::During),
        },
        _ => plain(Bound::During),
    }
}

/// The second of two dates that bound a stretch: "from A to B", "between A and B".
fn last<'a>(reading: &Reading<'a>, date: &Mention) -> Option<&'a Mention> {
    let tokens = &reading.sentence(date.sentence).tokens;
    let joint = tokens.get(date.end)?.form.to_lowercase();
    if !matches!(joint.as_str(), "to" | "until" | "till" | "through" | "and" | "-" | "–") {
        return None;
    }
    let start = date.end + 1;
    reading.in_sentence(date.sentence).map(|(_, m)| m).find(|m| m.first == start && m.time.is_some())
}
