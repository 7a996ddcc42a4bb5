//! Splits a text into sentences.
//!
//! The rules imitate the sentence borders of the English UD treebanks (<https://universaldependencies.org/u/overview/tokenization.html>):
//! quotes and brackets behind the stop belong to the sentence, a quoted passage of several sentences is split, and a
//! blank line always breaks while a single line break does not.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::abbreviation::{Abbreviation, abbreviation, is_acronym, opens_sentence};

/// No sentence is longer than this many bytes: what comes without a stop is cut at a blank, so that later stages stay bounded.
pub const LONGEST: usize = 4000;

/// The byte ranges of the sentences of `text`, in order, without blanks at their edges.
///
/// ```
/// let text = "Sen. Paul met Mr. Lavrov in the U.S. He said \"No.\" Later he left.";
/// let sentences: Vec<_> = whom::language::sentences::sentences(text).into_iter().map(|range| &text[range]).collect();
/// assert_eq!(sentences, ["Sen. Paul met Mr. Lavrov in the U.S.", "He said \"No.\"", "Later he left."]);
/// ```
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for block in blocks(text) {
        let mut start = block.start;
        let mut at = block.start;
        while let Some((stops, end)) = next_stop(&text[..block.end], at) {
            at = end;
            let sentence = start..stops.start;
            if breaks(&text[..block.end], sentence, stops, end) {
                push(&mut found, text, start..end);
                start = end;
            }
        }
        push(&mut found, text, start..block.end);
    }
    found
}

/// Where a page's parts ran together without a blank ("by Rand PaulErdogan hits back"): the byte offsets of the words that
/// begin anew, in order.
///
/// The word before the border stands by itself within some sentence of the text, and more often than the whole; so
/// "McConnell" and "YouTube" stay.
///
/// ```
/// let text = "He met Sen. Rand Paul. More on Rand PaulFive takeaways from McConnell";
/// let starts = whom::language::sentences::glued(text);
/// assert_eq!(starts.iter().map(|&at| &text[at..at + 4]).collect::<Vec<_>>(), ["Five"]);
/// ```
pub fn glued(text: &str) -> Vec<usize> {
    static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\p{L}\p{M}]+").expect("well-formed"));
    static PART: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\p{Lu}[\p{Ll}\p{M}]+").expect("well-formed"));
    // A part that is shorter may be a prefix of surnames: "Mc", "De".
    const SHORTEST: usize = 3;
    let mut within: HashMap<&str, usize> = HashMap::new();
    let mut whole: HashMap<&str, usize> = HashMap::new();
    let mut joined = Vec::new();
    for word in WORD.find_iter(text) {
        *whole.entry(word.as_str()).or_default() += 1;
        let parts: Vec<regex::Match> = PART.find_iter(word.as_str()).collect();
        let covered = parts.iter().map(regex::Match::len).sum::<usize>() == word.len();
        let before = text[..word.start()].strip_suffix(' ').and_then(|before| before.chars().next_back());
        // "@RandPaul", "example.org/RandPaul"
        let address = text[..word.start()].ends_with(['@', '#', '/', '.', '_', '-']);
        if parts.len() == 1 && covered && before.is_some_and(|c| c.is_lowercase() || c == ',') {
            *within.entry(word.as_str()).or_default() += 1;
        } else if parts.len() > 1 && covered && !address {
            joined.push((word, parts.iter().map(regex::Match::range).collect::<Vec<_>>()));
        }
    }
    let long = |part: &str| part.chars().count() >= SHORTEST;
    let mut starts = Vec::new();
    for (word, parts) in joined {
        for pair in parts.windows(2) {
            let [before, behind] = [&pair[0], &pair[1]].map(|part| &word.as_str()[part.clone()]);
            let alone = within.get(before).copied().unwrap_or_default();
            if alone > whole[word.as_str()] && long(before) && long(behind) {
                starts.push(word.start() + pair[1].start);
            }
        }
    }
    starts
}

/// Adds a range without the blanks at its edges, cut where it is too long and behind what ends without a stop.
fn push(found: &mut Vec<Range<usize>>, text: &str, range: Range<usize>) {
    let mut rest = trim(text, range);
    while rest.len() > LONGEST {
        let limit = text.floor_char_boundary(rest.start + LONGEST);
        let window = &text[rest.start..limit];
        let cut = window.rfind(char::is_whitespace).filter(|&cut| cut > 0).map_or(limit, |cut| rest.start + cut);
        push_parts(found, text, trim(text, rest.start..cut));
        rest = trim(text, cut..rest.end);
    }
    push_parts(found, text, rest);
}

fn push_parts(found: &mut Vec<Range<usize>>, text: &str, range: Range<usize>) {
    let mut start = range.start;
    for end in unstopped(&text[range.clone()]).into_iter().map(|end| range.start + end).chain([range.end]) {
        let part = trim(text, start..end);
        if !part.is_empty() {
            found.push(part);
        }
        start = end;
    }
}

/// Where parts of a letter or post end that have no stop: a header's date and time, an address, the words before the
/// signature.
fn unstopped(sentence: &str) -> Vec<usize> {
    static PART: LazyLock<Regex> = LazyLock::new(|| {
        let stamp = r"\d{1,2}/\d{1,2}/\d{2,4} \d{1,2}:\d{2}(?::\d{2})? ?[AP]M";
        let address = r"(?:https?://|www\.)\S+\w/?";
        Regex::new(&format!(r"(?:(?<stamp>{stamp})|{address})(?<blank> +)\p{{Lu}}")).expect("well-formed")
    });
    static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
        let words = "regards|sincerely|cheers|yours(?: truly)?|best wishes";
        Regex::new(&format!(r"^(?:\w+ ){{0,2}}(?i:{words}) ?,(?<blank> +)\p{{Lu}}")).expect("well-formed")
    });
    let ends = PART.captures_iter(sentence).filter_map(|part| {
        let blank = part.name("blank")?;
        let next = sentence[blank.end()..].split(|c: char| !c.is_alphanumeric()).next();
        let zone = part.name("stamp").is_some() && next.is_some_and(is_time_zone_or_day);
        (!zone).then_some(blank.start())
    });
    let closing = CLOSING.captures(sentence).and_then(|found| found.name("blank"));
    let mut ends: Vec<usize> = closing.map(|blank| blank.start()).into_iter().chain(ends).collect();
    ends.sort_unstable();
    ends
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let blank = |c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}';
    let start = range.end - text[range.clone()].trim_start_matches(blank).len();
    let end = start + text[start..range.end].trim_end_matches(blank).len();
    start..end
}

/// The stretches between blank lines; a list item starts a new stretch too.
fn blocks(text: &str) -> Vec<Range<usize>> {
    let mut blocks = Vec::new();
    let mut start = 0;
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let line_end = line_start + line.len();
        let content = line.trim();
        if content.is_empty() {
            blocks.push(start..line_start);
            start = line_end;
        } else if line_start > start && is_list_item(content) {
            blocks.push(start..line_start);
            start = line_start;
        }
        line_start = line_end;
    }
    blocks.push(start..text.len());
    blocks.retain(|block| !text[block.clone()].trim().is_empty());
    blocks
}

/// Lines such as "• Two were hurt", "- First", "1. First", "—Updated at noon".
fn is_list_item(line: &str) -> bool {
    let mut characters = line.chars();
    match characters.next() {
        Some('•' | '‣' | '◦' | '▪' | '●' | '·') => true,
        Some('-' | '*') => characters.next() == Some(' '),
        Some('—' | '–') => characters.next().is_some_and(char::is_uppercase),
        Some(first) if first.is_ascii_digit() => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            line.len() - rest.len() <= 2 && (rest.starts_with(". ") || rest.starts_with(") "))
        }
        _ => false,
    }
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？')
}

fn is_closer(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | ')' | ']' | '}' | '»')
}

fn is_opener(c: char) -> bool {
    matches!(c, '"' | '\'' | '“' | '‘' | '(' | '[' | '{' | '«' | '`')
}

/// The next run of stops from `at` on, and where a sentence that ends with it would end (closing quotes included).
fn next_stop(text: &str, at: usize) -> Option<(Range<usize>, usize)> {
    let start = at + text[at..].find(is_stop)?;
    let rest = &text[start..];
    let end = start + rest.find(|c| !is_stop(c)).unwrap_or(rest.len());
    let mut close = end;
    while let Some(c) = text[close..].chars().next().filter(|&c| is_closer(c)) {
        // A straight quote that the next word is glued to opens it, unless one is open already.
        let behind = &text[close + c.len_utf8()..];
        if matches!(c, '"' | '\'') && behind.starts_with(char::is_alphanumeric) && !quote_is_open(&text[..close], c) {
            break;
        }
        close += c.len_utf8();
    }
    // "He left ." ) and the like: a lone closing quote behind a blank belongs to the sentence that opened it.
    if let Some(rest) = text[close..].strip_prefix(' ')
        && let Some(c @ ('”' | '"' | ')')) = rest.chars().next()
        && rest[c.len_utf8()..].chars().next().is_none_or(char::is_whitespace)
        && (c != '"' || quote_is_open(&text[..close], '"'))
    {
        close += 1 + c.len_utf8();
    }
    close += reference_marks(&text[close..]);
    Some((start..end, close))
}

/// Length of the footnote marks behind a stop: "[6]", "[7][8]".
fn reference_marks(behind: &str) -> usize {
    let mut length = 0;
    loop {
        let rest = behind[length..].trim_start_matches(' ');
        let digits = rest.bytes().skip(1).take(4).take_while(u8::is_ascii_digit).count();
        if !rest.starts_with('[') || digits == 0 || rest.as_bytes().get(1 + digits) != Some(&b']') {
            break;
        }
        length = behind.len() - rest.len() + digits + 2;
    }
    length
}

/// Whether an odd number of straight quotes stands before the end of `text`, counted back to the last blank line.
fn quote_is_open(text: &str, quote: char) -> bool {
    let near = near_end(text);
    let near = near.rsplit("\n\n").next().unwrap_or(near);
    near.matches(quote).count() % 2 == 1
}

/// Decides whether the sentence that starts at `sentence.start` ends with these `stops`; `end` lies behind its closing quotes.
fn breaks(text: &str, sentence: Range<usize>, stops: Range<usize>, end: usize) -> bool {
    let behind = near_start(&text[end..]);
    let Some(next) = behind.chars().next() else { return true };
    if !next.is_whitespace() {
        return breaks_glued(text, sentence, stops, end);
    }
    let follows = behind.trim_start();
    let bare = follows.trim_start_matches(|c| is_opener(c) || matches!(c, '-' | '–' | '—' | '*' | ' ' | '…' | '.'));
    let Some(first) = bare.chars().next() else { return true };
    // A dash, comma or lower-case word goes on with the sentence.
    let address = ["http", "www."].iter().any(|start| bare.starts_with(start));
    if follows.starts_with([',', ';', ':', ')', ']']) {
        return false;
    }
    let run = &text[stops.clone()];
    if first.is_lowercase() && !address {
        // "Who knows? not me": a question is over whatever its last word is.
        let asked = run.contains('?') || run.len() > 1 && run.ends_with('!');
        return end == stops.end
            && (asked || run == "." || run == "!")
            && (asked || ends_plainly(last_word(&text[sentence])));
    }
    if run != "." {
        return !(end > stops.end && asks(bare));
    }
    let word = last_word(&text[sentence.clone()]);
    let next_word = bare.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let starter = opens_sentence(next_word);
    if end > stops.end && is_plain_closer(&text[stops.end..end]) {
        // "... in the U.S.) The" and "... "No." Then": the quote or bracket closes the sentence.
        return !matches!(abbreviation(word), Some(Abbreviation::Title))
            && (abbreviation(word).is_none() || starter || !is_acronym(word));
    }
    if is_number_of_item(text, &sentence, word) {
        return false;
    }
    match abbreviation(word) {
        Some(Abbreviation::Title) => false,
        Some(Abbreviation::BeforeNumber) => match word {
            "No" | "no" | "Art" | "art" | "Mar" | "sec" | "Sec" => !first.is_ascii_digit(),
            _ => !first.is_ascii_digit() && starter,
        },
        Some(Abbreviation::Open) if matches!(word, "a.m" | "p.m" | "A.M" | "P.M") => !is_time_zone_or_day(next_word),
        Some(Abbreviation::Open) => starter,
        None if is_initial(word) => starter && next_word != "A" && next_word != "I",
        None => true,
    }
}

/// Whether a word before a stop is so plain that the stop ends a sentence even where the next one starts in lower case.
fn ends_plainly(word: &str) -> bool {
    // Of two letters, those that stand for no longer word.
    let short = matches!(word, "it" | "me" | "us" | "so" | "up" | "on" | "do" | "go" | "is" | "he" | "we" | "ok");
    (short || word.chars().count() >= 3) && word.chars().all(char::is_lowercase) && abbreviation(word).is_none()
}

/// A stop without a blank behind it ends a sentence only between plain words: "the vote.President Trump".
fn breaks_glued(text: &str, sentence: Range<usize>, stops: Range<usize>, end: usize) -> bool {
    let next_word =
        near_start(&text[end..]).split(|c: char| !c.is_alphanumeric() && c != '’' && c != '\'').next().unwrap_or("");
    let mut letters = next_word.chars();
    let capitalised = letters.next().is_some_and(char::is_uppercase) && letters.clone().all(|c| !c.is_uppercase());
    let long = next_word.chars().count() >= 3 || opens_sentence(next_word);
    if !capitalised || !long || matches!(next_word, "Com" | "Org" | "Net" | "Gov" | "Edu") {
        return false;
    }
    let before = near_end(&text[sentence.start..stops.start]);
    let chunk = &before[before.rfind(char::is_whitespace).unwrap_or(0)..];
    if chunk.contains(['@', '/', '#', '=']) || chunk.contains("www.") {
        return false;
    }
    let word = last_word(&text[sentence]);
    if matches!(word, "a.m" | "p.m") {
        return true;
    }
    let lower = word.chars().last().is_some_and(char::is_lowercase) && word.chars().count() >= 2;
    let closed = end > stops.end || text[..stops.start].ends_with(['”', '"', ')', '%']);
    let digits = word.chars().all(|c| c.is_ascii_digit()) && word.len() >= 2;
    (lower || closed || digits) && !word.contains('.') && abbreviation(word) != Some(Abbreviation::Title)
}

/// The word before a stop: letters, digits, inner stops and hyphens ("U.S", "Vice-Adm"), without what opens it.
fn last_word(text: &str) -> &str {
    let start = text
        .char_indices()
        .rev()
        .take(40)
        .take_while(|&(_, c)| c.is_alphanumeric() || c == '.' || c == '’' || c == '\'')
        .last()
        .map_or(text.len(), |(at, _)| at);
    text[start..].trim_start_matches(['.', '’', '\''])
}

fn is_initial(word: &str) -> bool {
    let mut characters = word.chars();
    matches!((characters.next(), characters.next()), (Some(c), None) if c.is_uppercase())
}

/// "1." or "2)" at the start of a sentence numbers it.
fn is_number_of_item(text: &str, sentence: &Range<usize>, word: &str) -> bool {
    let before = text[sentence.clone()].trim();
    before == word && word.len() <= 3 && word.chars().all(|c| c.is_ascii_digit())
}

/// The first 1,000 bytes: no decision looks farther, so that the time stays linear in the length of the text.
fn near_start(text: &str) -> &str {
    &text[..text.floor_char_boundary(1000)]
}

/// The last 1,000 bytes.
fn near_end(text: &str) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(1000))..]
}

fn is_plain_closer(closers: &str) -> bool {
    closers.trim().chars().next().is_some_and(is_closer)
}

fn is_time_zone_or_day(word: &str) -> bool {
    let zone = (2..=4).contains(&word.len()) && word.chars().all(|c| c.is_ascii_uppercase());
    zone || matches!(word, "Eastern" | "Pacific" | "Central" | "Mountain" | "Greenwich" | "Moscow")
        || word.ends_with("day") && word != "Today"
}

/// Whether a quote that ends in "?" or "!" goes on as `"..." Trump asked`: a speech verb follows within a few words.
fn asks(follows: &str) -> bool {
    let clause = &follows[..follows.find(|c| is_stop(c) || c == ',' || c == '"' || c == '“').unwrap_or(follows.len())];
    let mut words = clause.split_whitespace().take(6);
    let first = words.next().unwrap_or("");
    if matches!(first, "The" | "It" | "This" | "That" | "In" | "But" | "And") && first != "The" {
        return false;
    }
    words.any(|word| SPEECH.contains(&word))
}

const SPEECH: &[&str] = &[
    "said", "asked", "says", "asks", "wrote", "writes", "tweeted", "added", "shouted", "replied", "wondered",
    "exclaimed", "cried", "told", "chanted", "yelled",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// `|` marks the expected borders.
    #[track_caller]
    fn check(marked: &str) {
        let text = marked.replace('|', "");
        let found: Vec<&str> = sentences(&text).into_iter().map(|range| &text[range]).collect();
        let expected: Vec<&str> = marked.split('|').map(str::trim).filter(|s| !s.is_empty()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn titles_and_initials() {
        check("Mr. Paul met Sen. J. K. Marsh of Ohio. |Gov. Ann B. Cole, Lt. Gov. Ray Fox and Gen. Tom Dunn came too.");
        check("Rep. Mia Holt (R-Ky.) and Sen. Leo Grant (I-Vt.) voted no. |It was close.");
        check("The case, Roe v. Wade, went to Washington, D.C., in Jan. 1973. |No. 10 was silent.");
    }

    #[test]
    fn acronyms_end_a_sentence_before_an_opening_word() {
        check("He flew to the U.S. |The visit was short.");
        check(
            "The U.S. Senate and the U.N. Security Council met at 9 a.m. Monday. |It ended at 5 p.m. |Nobody stayed.",
        );
        check("He runs Acme Corp. |But Acme Inc. Chairman Bo Li left.");
    }

    #[test]
    fn numbers_and_ellipses() {
        check("It rose 3.5 percent to $1.2 billion. |In 2019 it fell.");
        check("He waited ... and waited. |Then … nothing. |“I thought...” |She left.");
    }

    #[test]
    fn quotes_and_brackets_belong_to_the_sentence() {
        check("“We won.” |“They lost,” he said. |(He had left.) |She stayed.");
        check("\"Who did it?\" he asked. |\"Who knows!\" President Trump said. |\"Stop!\" |The crowd ran.");
        check("“It is over. |We leave. |Today,” she said.");
    }

    #[test]
    fn lines() {
        check("A line that\ngoes on. |It ends\n\n|Head without stop\n\n|Text.");
        check("Three points:\n|• one thing\n|• another\n|- a third");
        check("The talks ended.\n|—Updated at 12:54 p.m.|President Trump left.");
    }

    #[test]
    fn letters() {
        check("07/11/2000 09:01 AM |Jo Smith: What now? |i ask you. |Kind regards, |Ann Lee. |Well?! |so what");
        check(
            "He arrived on 07/11/2000 09:01 AM EST by train. |My regards to her, Ann said. |We send Ann regards, Ben says.",
        );
    }

    #[test]
    fn glued_sentences() {
        check("He signed the bill.|President Trump left.”|Then it rained.");
        check("They use Node.js and read Booking.com in the U.S.A today.");
        check("See https://example.org/a.Html?x=The now. |St.Petersburg and Mr.Trump stay whole.");
    }

    #[test]
    fn endless_text_is_cut() {
        let text = "word ".repeat(50_000);
        let found = sentences(&text);
        assert!(found.iter().all(|range| range.len() <= LONGEST));
        assert_eq!(found.iter().map(|range| text[range.clone()].split(' ').count()).sum::<usize>(), 50_000);
        let late = "word ".repeat(2_000) + "https://example.org/a Foo";
        let endless = "https://example.org/a Foo ".repeat(20_000);
        assert!(sentences(&late).iter().chain(&sentences(&endless)).all(|range| range.len() <= LONGEST));
        assert!(sentences(&"x".repeat(100_000)).iter().all(|range| range.len() <= LONGEST));
        assert!(sentences("").is_empty() && sentences(" \n\n ").is_empty());
    }
}
