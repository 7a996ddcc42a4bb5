//! What is to be known of a query's text beside its parse.

use std::sync::LazyLock;

use regex::Regex;

/// How many letters before and behind a place are shown.
const NEAR: usize = 20;

/// Strings, IRIs and comments, in which words mean nothing.
static OPAQUE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?s)"""(?:[^"\\]|\\.|"[^"]|""[^"])*"""|'''(?:[^'\\]|\\.|'[^']|''[^'])*'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|#[^\n]*"#,
    )
    .expect("a valid expression")
});

static SERVICE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)(?:^|[^?$:\w.@-])SERVICE(?:\s|<|\?|\$|$)").expect("a valid expression"));

/// Whether a query that parses calls `SERVICE`.
///
/// Asked of the text, because the evaluation only tells when it gets there, and `SERVICE SILENT` never does.
pub(super) fn calls_service(query: &str) -> bool {
    // An IRI stays visible as `<`, for it may follow the word at once.
    let bare =
        OPAQUE.replace_all(query, |found: &regex::Captures<'_>| if found[0].starts_with('<') { "<" } else { " " });
    SERVICE.is_match(&bare)
}

/// A parser's message in words: "error at 2:8: expected ..." becomes "at line 2, column 8, near `...`: expected ...".
pub(super) fn explain(message: &str, query: &str) -> String {
    static PLACE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^error at (\d+):(\d+): (?s)(.*)$").expect("a valid expression"));
    let Some(found) = PLACE.captures(message) else {
        return format!(": {}", one_line(message));
    };
    let number = |group: usize| found[group].parse::<usize>().unwrap_or(1);
    let (line, column) = (number(1), number(2));
    let letters: Vec<char> = query.lines().nth(line.saturating_sub(1)).unwrap_or_default().chars().collect();
    let (before, after) = letters.split_at(column.saturating_sub(1).min(letters.len()));
    let near: String = before[before.len().saturating_sub(NEAR)..].iter().chain(after.iter().take(NEAR)).collect();
    let place = format!("at line {line}, column {column}, near `{}`", one_line(&near));
    let reason = match unknown_prefix(&found[3], &before.iter().collect::<String>()) {
        Some(prefix) => format!(": the prefix `{prefix}` is not declared; add `PREFIX {prefix} <...>`"),
        None => expectations(&found[3]),
    };
    place + &reason
}

/// The prefix right before a place that the parser could not go on from.
fn unknown_prefix(reason: &str, before: &str) -> Option<String> {
    static PREFIXED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"([\p{L}][\w.-]*:|:)[\w.%:-]*$").expect("a valid expression"));
    if !reason.contains("Prefix not found") {
        return None;
    }
    Some(PREFIXED.captures(before)?[1].to_owned())
}

/// The words that the parser would have taken, where that says more than its classes of single characters.
fn expectations(reason: &str) -> String {
    let reason = one_line(reason);
    let Some(list) = reason.strip_prefix("expected one of ").or_else(|| reason.strip_prefix("expected ")) else {
        return format!(": {reason}");
    };
    let (words, classes): (Vec<&str>, Vec<&str>) =
        list.split(", ").partition(|word| !word.starts_with('[') && !word.ends_with(']'));
    let is_rare = |word: &&str| ["LATERAL", "PREFIX", "SERVICE", "BASE", "VERSION", "CONSTRUCT"].contains(word);
    let words: Vec<&str> = words.into_iter().filter(|word| !is_rare(word)).collect();
    if words.is_empty() || classes.len() > words.len() {
        String::new()
    } else {
        format!(": expected one of {}", words.join(", "))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
