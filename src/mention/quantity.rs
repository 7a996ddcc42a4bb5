//! How many and how much: "seven GOP senators" are 7, "$3 billion" is money.

use super::{EntityType, MentionKind, Reader};
use crate::rule::Rule;

pub(crate) const MONEY: Rule = Rule::new("money", "a currency's sign with a number names a sum");

pub(super) const RULES: &[Rule] = &[MONEY];

const SIGNS: &[&str] = &["$", "€", "£", "¥", "₹", "₽", "US$", "C$", "A$", "HK$"];

const UNITS: &[(&str, f64)] = &[
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
];

const SCALES: &[(&str, f64)] = &[
    ("dozen", 12.0),
    ("hundred", 1e2),
    ("thousand", 1e3),
    ("k", 1e3),
    ("million", 1e6),
    ("m", 1e6),
    ("mn", 1e6),
    ("billion", 1e9),
    ("bn", 1e9),
    ("b", 1e9),
    ("trillion", 1e12),
    ("tn", 1e12),
];

/// Sums with a currency's sign: "$3 billion", "€200m".
pub(super) fn find(reader: &mut Reader) {
    let mut at = 0;
    while at + 1 < reader.tokens().len() {
        let number = at + 1;
        let sign = SIGNS.contains(&reader.tokens()[at].form.as_str());
        let end = (number..reader.tokens().len()).find(|&i| value(&reader.lower(i)).is_none());
        let end = end.unwrap_or(reader.tokens().len());
        if sign && end > number && !(at..end).any(|i| reader.covered(i)) {
            let mut mention = reader.mention(at, end, MentionKind::Nominal, EntityType::Money, MONEY);
            mention.amount = amount(reader, number, end);
            reader.found.push(mention);
            at = end;
        } else {
            at += 1;
        }
    }
}

/// The number that opens tokens `first..end`: "1,200 troops" are 1200, "two dozen firms" 24; `None` where no number stands.
pub(super) fn amount(reader: &Reader, first: usize, end: usize) -> Option<f64> {
    let mut total = 0.0;
    let mut group = None;
    for i in first..end {
        match value(&reader.lower(i)) {
            Some(Value::Unit(number)) => group = Some(group.unwrap_or(0.0) + number),
            Some(Value::Scale(scale)) if scale < 1e3 => group = Some(group.unwrap_or(1.0) * scale),
            Some(Value::Scale(scale)) => {
                total += group.unwrap_or(1.0) * scale;
                group = None;
            }
            None if reader.tokens()[i].form == "-" || group.is_none() && total == 0.0 && i + 1 < end => {}
            None => break,
        }
    }
    (total > 0.0 || group.is_some()).then(|| total + group.unwrap_or(0.0))
}

enum Value {
    Unit(f64),
    Scale(f64),
}

fn value(lower: &str) -> Option<Value> {
    let listed = |list: &[(&str, f64)]| list.iter().find(|(word, _)| *word == lower).map(|(_, number)| *number);
    if let Some(number) = listed(UNITS) {
        return Some(Value::Unit(number));
    }
    if let Some(scale) = listed(SCALES) {
        return Some(Value::Scale(scale));
    }
    let digits = lower.trim_end_matches(|c: char| c.is_alphabetic());
    let scale = match &lower[digits.len()..] {
        "" => 1.0,
        suffix => SCALES.iter().find(|(word, _)| *word == suffix).map(|(_, number)| *number)?,
    };
    let plain = digits.starts_with(|c: char| c.is_ascii_digit());
    plain.then(|| digits.replace(',', "").parse::<f64>().ok()).flatten().map(|number| Value::Unit(number * scale))
}
