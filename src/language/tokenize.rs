//! Splits a sentence into UD words, as the treebanks EWT and GUM do
//! (<https://universaldependencies.org/en/#tokenization-and-word-segmentation>).
//!
//! Contractions and possessives are split ("do|n't", "Trump|'s"), hyphenated compounds too ("pro-Russian" stays, because
//! the prefix is no word; "Russian|-|backed" does not), abbreviations keep their stop, and addresses stay whole.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::abbreviation::{Abbreviation, abbreviation, is_acronym};

/// The byte ranges of the words of `sentence`, in order, without overlap; what lies between them is blank.
///
/// ```
/// let sentence = "Trump’s aides didn't call the U.S.-based firm.";
/// let words: Vec<_> = whom::language::tokenize::words(sentence).into_iter().map(|range| &sentence[range]).collect();
/// assert_eq!(words, ["Trump", "’s", "aides", "did", "n't", "call", "the", "U.S.", "-", "based", "firm", "."]);
/// ```
pub fn words(sentence: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(c) = sentence[at..].chars().next() {
        if is_blank(c) {
            at += c.len_utf8();
            continue;
        }
        let end = at + length(sentence, at, c);
        split_clitics(sentence, at..end, &mut words);
        at = end;
    }
    words
}

/// Whether `word` is the second half of a contraction or a possessive ending: a part of a CoNLL-U multiword token.
pub fn is_clitic(word: &str) -> bool {
    let plain = word.to_lowercase().replace(['’', '‘', '`', '´'], "'");
    matches!(plain.as_str(), "n't" | "'s" | "'m" | "'d" | "'re" | "'ve" | "'ll" | "'" | "nt")
}

/// Byte length of the token at `at` (clitics not yet split off).
fn length(sentence: &str, at: usize, first: char) -> usize {
    let rest = &sentence[at..];
    let before = sentence[..at].chars().next_back().filter(|&c| !is_blank(c));
    if (first.is_alphanumeric() || matches!(first, '@' | '#'))
        && !before.is_some_and(is_word_character)
        && let Some(found) = address(rest)
    {
        return found;
    }
    if first.is_ascii_digit()
        && let Some(found) = number(rest)
    {
        return found;
    }
    if is_word_character(first) {
        return word(sentence, at);
    }
    if is_apostrophe(first)
        && let Some(found) = elision(rest, before)
    {
        return found;
    }
    if let Some(found) = EMOTICON.find(rest).filter(|found| before.is_none() && ends_word(&rest[found.end()..])) {
        return found.end();
    }
    symbol(rest, first)
}

/// URLs, e-mail addresses, @names, #tags and bare host names.
fn address(rest: &str) -> Option<usize> {
    let chunk = &rest[..rest.find(is_blank).unwrap_or(rest.len())];
    let looks_like = chunk.starts_with(['@', '#'])
        || chunk.contains(['@', ':', '/'])
        || chunk.starts_with("www.")
        || chunk.contains('.');
    if !looks_like {
        return None;
    }
    if let Some(found) = URL.find(chunk) {
        return Some(without_trailing_punctuation(found.as_str()));
    }
    if let Some(found) = [&EMAIL, &HANDLE].into_iter().find_map(|pattern| pattern.find(chunk)) {
        return Some(found.end());
    }
    HOST.find(chunk)
        .map(|found| found.as_str())
        .filter(|host| ends_host(&chunk[host.len()..]))
        .map(without_trailing_punctuation)
}

/// A host name ends before punctuation or an address's path, not inside a word.
fn ends_host(behind: &str) -> bool {
    behind.chars().next().is_none_or(|c| !is_word_character(c))
}

fn without_trailing_punctuation(url: &str) -> usize {
    let mut kept = url;
    while let Some(last) = kept.chars().next_back() {
        let unbalanced = last == ')' && kept.matches('(').count() < kept.matches(')').count();
        if unbalanced
            || matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '"' | '’' | '”' | ']' | '>' | '}' | '*')
        {
            kept = &kept[..kept.len() - last.len_utf8()];
        } else {
            break;
        }
    }
    kept.len()
}

/// Numbers, dates and times; a unit that is glued to a number ("5bn", "10am") is a word of its own.
fn number(rest: &str) -> Option<usize> {
    if let Some(found) = [&PHONE, &DATE]
        .into_iter()
        .find_map(|pattern| pattern.find(rest))
        .filter(|found| ends_word(&rest[found.end()..]))
    {
        return Some(found.end());
    }
    let digits = NUMBER.find(rest)?.end();
    let behind = &rest[digits..];
    if let Some(ending) = NUMBER_ENDING.find(behind).filter(|found| ends_word(&behind[found.end()..])) {
        return Some(digits + ending.end());
    }
    let unit =
        UNIT.find(behind).filter(|found| ends_word(&behind[found.end()..]) || behind[found.end()..].starts_with('.'));
    (unit.is_some() || ends_word(behind)).then_some(digits)
}

/// A word from a letter or digit on: letters, digits and what may stand between them.
fn word(sentence: &str, at: usize) -> usize {
    let rest = &sentence[at..];
    let mut end = 0;
    let mut hyphen_used = false;
    while let Some(c) = rest[end..].chars().next() {
        let next = end + c.len_utf8();
        let behind = rest[next..].chars().next();
        let word_goes_on = behind.is_some_and(is_word_character);
        let joins = match c {
            _ if is_word_character(c) => true,
            '.' => word_goes_on && dot_joins(&rest[..end], &rest[next..]),
            '&' => word_goes_on && ampersand_joins(&rest[..end], &rest[next..]),
            '/' => word_goes_on && slash_joins(&rest[..end], &rest[next..]),
            '-' | '\u{2010}' | '\u{2011}' => {
                let joins = word_goes_on && !hyphen_used && PREFIXES.contains(&rest[..end].to_lowercase().as_str());
                hyphen_used |= joins;
                joins
            }
            '$' => matches!(&rest[..end], "US" | "A" | "HK" | "C" | "NZ" | "S" | "NT"),
            _ if is_apostrophe(c) => word_goes_on,
            _ => false,
        };
        if !joins {
            break;
        }
        end = next;
        if c == '$' {
            break;
        }
    }
    if rest[end..].starts_with('.') && !rest[end..].starts_with("..") && keeps_stop(sentence, at, end) {
        end += 1;
    }
    end
}

/// Whether the stop behind the word `at..at + length` belongs to it.
fn keeps_stop(sentence: &str, at: usize, length: usize) -> bool {
    let word = &sentence[at..at + length];
    let behind = sentence[at + length + 1..].trim_start();
    let last = behind.chars().all(|c| !c.is_alphanumeric());
    match abbreviation(word) {
        Some(Abbreviation::Title) => !last || word == "Sr" || word == "St",
        Some(Abbreviation::BeforeNumber) => {
            behind.starts_with(|c: char| c.is_ascii_digit())
                || !last && !matches!(word, "No" | "no" | "Art" | "art" | "p" | "Mar")
        }
        Some(Abbreviation::Open) => {
            !last
                || is_acronym(word)
                || !matches!(word, "Sat" | "Sun" | "Wed" | "Miss" | "Ill" | "Mass" | "SA" | "Del" | "La")
        }
        None => {
            let mut letters = word.chars();
            let initial = matches!((letters.next(), letters.next()), (Some(c), None) if c.is_uppercase());
            initial && !last && word != "I"
        }
    }
}

/// "U.S", "Node.js", "3.5a" are one word; "vote.President" is not.
fn dot_joins(before: &str, behind: &str) -> bool {
    let last_piece = before.rsplit('.').next().unwrap_or(before);
    let next_piece = &behind[..behind.find(|c| !is_word_character(c)).unwrap_or(behind.len())];
    let single = last_piece.chars().nth(1).is_none() || last_piece == "Ph";
    let glued = next_piece.chars().next().is_some_and(char::is_uppercase)
        && next_piece.chars().skip(1).any(char::is_lowercase)
        && (last_piece.chars().all(char::is_lowercase) || !single || next_piece.chars().count() > 2);
    if glued {
        return false;
    }
    // The stop of "No.10" is the abbreviation's own.
    single || abbreviation(last_piece).is_none() || before.contains('.')
}

/// "AT&T", "R&D": short and upper-case on both sides.
fn ampersand_joins(before: &str, behind: &str) -> bool {
    let next = &behind[..behind.find(|c| !is_word_character(c)).unwrap_or(behind.len())];
    let short = |word: &str| word.chars().count() <= 3 && word.chars().all(char::is_uppercase);
    short(before) && short(next)
}

/// "w/o", "c/o", "s/he".
fn slash_joins(before: &str, behind: &str) -> bool {
    let next = &behind[..behind.find(|c| !is_word_character(c)).unwrap_or(behind.len())];
    matches!((before, next), ("w" | "c", "o") | ("w", "out") | ("s", "he") | ("n", "a") | ("N", "A") | ("b", "t"))
}

/// What starts with an apostrophe: "'s" behind a word, "'90s", "'em".
fn elision(rest: &str, before: Option<char>) -> Option<usize> {
    if before.is_some()
        && let Some(found) = CLITIC.find(rest).filter(|found| ends_word(&rest[found.end()..]))
    {
        return Some(found.end());
    }
    before
        .is_none_or(|c| !is_word_character(c))
        .then(|| ELISION.find(rest).filter(|found| ends_word(&rest[found.end()..])).map(|found| found.end()))
        .flatten()
}

/// Punctuation and symbols: runs of stops, dashes and ornaments are one token, everything else is by itself.
fn symbol(rest: &str, first: char) -> usize {
    let run = |accept: &dyn Fn(char) -> bool| rest.find(|c| !accept(c)).unwrap_or(rest.len());
    match first {
        '.' | '!' | '?' => run(&|c| matches!(c, '.' | '!' | '?')),
        '+' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => run(&|c| c == '+' || c.is_ascii_digit()),
        '-' | '=' | '*' | '_' | '~' | '+' | '#' | '<' | '>' | '—' | '–' => run(&|c| c == first),
        '\'' if rest.starts_with("''") => 2,
        '`' if rest.starts_with("``") => 2,
        _ if is_pictograph(first) => pictograph(rest),
        _ => {
            let marks = rest.chars().skip(1).take_while(|&c| unicode_normalization::char::is_combining_mark(c));
            first.len_utf8() + marks.map(char::len_utf8).sum::<usize>()
        }
    }
}

/// One emoji with its modifiers, joined sequences and flags.
fn pictograph(rest: &str) -> usize {
    let mut end = 0;
    let mut joined = true;
    let mut flags = 0;
    for c in rest.chars() {
        let flag = ('\u{1f1e6}'..='\u{1f1ff}').contains(&c);
        match c {
            '\u{200d}' => joined = true,
            '\u{fe0e}' | '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' if end > 0 => {}
            '\u{e0020}'..='\u{e007f}' => {}
            _ if flag && flags == 1 => flags = 2,
            _ if joined && is_pictograph(c) => {
                joined = false;
                flags = usize::from(flag);
            }
            _ => break,
        }
        end += c.len_utf8();
    }
    end
}

/// Adds the token, cut where a contraction or possessive ending begins.
fn split_clitics(sentence: &str, token: Range<usize>, words: &mut Vec<Range<usize>>) {
    let text = &sentence[token.clone()];
    let cut = clitic_start(text).filter(|&cut| cut > 0 && cut < text.len());
    match cut {
        Some(cut) => {
            split_clitics(sentence, token.start..token.start + cut, words);
            words.push(token.start + cut..token.end);
        }
        None => words.push(token),
    }
}

/// Where the last clitic of a token begins.
fn clitic_start(token: &str) -> Option<usize> {
    let lower = token.to_ascii_lowercase();
    if let Some(&(_, cut)) = FUSED.iter().find(|(form, _)| *form == lower) {
        return Some(cut);
    }
    let apostrophe = token.rfind(is_apostrophe)?;
    let mark = token[apostrophe..].chars().next().map_or(1, char::len_utf8);
    let ending = &lower[apostrophe + mark..];
    match ending {
        "t" if lower[..apostrophe].ends_with('n') && apostrophe > 1 => Some(apostrophe - 1),
        "s" | "m" | "d" | "re" | "ve" | "ll" => Some(apostrophe),
        "all" | "know" if &lower[..apostrophe] == "y" => Some(apostrophe + mark),
        "you" if &lower[..apostrophe] == "d" => Some(apostrophe + mark),
        _ => None,
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}' | '\u{200e}' | '\u{200f}' | '\u{ad}')
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric()
        || c == '_'
        || c == '\u{ad}'
        || !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | 'ʼ')
}

fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{231a}'..='\u{23ff}')
}

fn ends_word(behind: &str) -> bool {
    behind.chars().next().is_none_or(|c| !is_word_character(c))
}

/// Words that the treebanks split although nothing marks the border.
const FUSED: &[(&str, usize)] = &[
    ("cannot", 3),
    ("gonna", 3),
    ("gotta", 3),
    ("wanna", 3),
    ("gimme", 3),
    ("lemme", 3),
    ("dunno", 2),
    ("dont", 2),
    ("didnt", 3),
    ("doesnt", 4),
    ("isnt", 2),
    ("wasnt", 3),
    ("arent", 3),
    ("werent", 4),
    ("wouldnt", 5),
    ("couldnt", 5),
    ("shouldnt", 6),
    ("havent", 4),
    ("hasnt", 3),
    ("hadnt", 3),
    ("youre", 3),
    ("theyre", 4),
    ("ive", 1),
    ("youve", 3),
    ("thats", 4),
    ("theres", 5),
];

/// Prefixes that are no words: their hyphen joins ("non-proliferation", "anti-American"), all other hyphens stand alone.
const PREFIXES: &[&str] = &[
    "anti", "arch", "co", "counter", "cross", "de", "e", "ex", "hyper", "inter", "intra", "mega", "micro", "mid",
    "mini", "multi", "non", "over", "post", "pre", "pro", "re", "semi", "socio", "sub", "super", "trans", "ultra",
    "un",
];

static URL: LazyLock<Regex> = LazyLock::new(|| pattern(r#"^(?i:(?:https?|ftp|file)://|mailto:|www\d?\.)[^\s<>"“”]+"#));
static EMAIL: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.?\w+"));
static HANDLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:@[A-Za-z_]\w*|#[A-Za-z_]\w+)"));
static HOST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r#"^(?:[A-Za-z0-9-]+\.)+(?:com|org|net|gov|edu|mil|int|info|io|tv|co\.uk|ac\.uk|gov\.uk|uk|ru|de|fr|eu|ua|by|cn|tr|ir|il|ca|au)(?:/[^\s<>"“”]*)?"#,
    )
});
static NUMBER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\d+(?:[.,:]\d+)*"));
static DATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\d{1,2}(?:/\d{1,2}(?:/\d{2,4})?|-\d{1,2}-\d{2,4})|^\d{4}[-/]\d{2}[-/]\d{2}"));
static PHONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:1-)?(?:\d{3}-)?\d{3}-\d{4}"));
static NUMBER_ENDING: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?i:st|nd|rd|th|s|['’]s)"));
static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[ap]\.?m|[AP]\.?M|bn|tn|mn|mm|cm|km|kg|mg|ft|lb|lbs|mph|kph|min|hrs?|[kK]W|[MG]W|[KMGT][Bb]|[kKmMBbx])\b",
    )
});
static CLITIC: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?i:['’‘`´ʼ](?:s|m|d|re|ve|ll))"));
static ELISION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?i:['’‘](?:\d\d(?:s|['’]s)?|em|til|cause|bout|n|tis|twas))"));
static EMOTICON: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:[:;=]['’]?-?[()DPp/|]|[(]:|<3|\^_\^|-_-|:-?\*)"));

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a valid pattern")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Blanks mark the expected words, `~` a blank of the text itself.
    #[track_caller]
    fn check(marked: &str) {
        let expected: Vec<&str> = marked.split([' ', '~']).collect();
        let text = marked.replace(' ', "").replace('~', " ");
        let found: Vec<&str> = words(&text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn contractions_and_possessives() {
        check("I~do n't~think~we 're~done~and~he~ca n’t~go ;~Trump ’s~aide~can not~say~it 's~his .");
        check("the~senators '~vote~and~O'Neill 's~plan~would n't 've~held~at~five~o'clock .");
        check("the~U.S. 's~role~in~the~'90s~and~the~1990s");
    }

    #[test]
    fn hyphens() {
        check("a~Russian - backed~group~of~anti-American~non-state~actors~voted~12 - 3");
        check("Sen.~Holt~( R - Ky. )~and~a~U.S. - Russian~deal~on~F - 16~jets~by~al - Masri");
        check("the~talks —~long -- ended —~today – finally");
    }

    #[test]
    fn abbreviations_keep_their_stop() {
        check("Mr.~Holt~of~Acme~Inc.~met~J.~K.~Dunn~at~9~a.m.~on~Jan.~6~in~the~U.S.");
        check("No.~10~said~no .");
        check("They~chose~plan~B .");
        check("The~vote .~President");
    }

    #[test]
    fn numbers() {
        check("$ 5~billion ,~1,000.5~tons ,~20 % ,~12:54~p.m. ,~5 bn ,~10 am ,~9/11 ,~the~20th ,~£ 3 m");
        check("US$ 40 ,~2001 - 2003 ,~# 1 ,~04/30/2001");
    }

    #[test]
    fn addresses_and_pictures() {
        check("See~https://example.org/a_(b)?c=d#e ,~mail~a.b@c-d.org~or~@jane_doe ,~# 1~fan~of~#Vote2024 .");
        check("Node.js~and~bbc.co.uk 's~site~( example.com ) .");
        check("Yes 👍🏽~👩‍👧 🇺🇦 !!!~What ?!~Well ...~so …");
    }

    #[test]
    fn quotes() {
        check("“ We~won , ”~said~‘ Ali ’~of~\" X . \"");
        check("a ( b ) [ c ]~and / or~x ; y");
    }

    #[test]
    fn every_character_is_kept() {
        for text in
            ["a\u{300}b .'’s", "''", "x’", "…—", "\u{feff}hi\u{200b}", "1.2.3.", "'", "y'all", "-", "é́'s.Co.", "東京は"]
        {
            let mut at = 0;
            for range in words(text) {
                assert!(range.start >= at && range.end > range.start, "{text:?} {range:?}");
                assert!(text[at..range.start].chars().all(is_blank));
                at = range.end;
            }
            assert!(text[at..].chars().all(is_blank));
        }
    }
}
