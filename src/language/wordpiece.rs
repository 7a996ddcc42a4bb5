//! Words to sub-words and word shapes: what the model reads.
//!
//! BERT's basic tokenizer and WordPiece (Devlin et al. 2019, <https://arxiv.org/abs/1810.04805>), word by word, with curly
//! quotes, dashes and the ellipsis mapped to ASCII first. `training/wordpiece.py` is the same in Python;
//! `model/reference.jsonl` holds both together.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

/// The most sub-words that the model reads at once, without its two marks at the ends.
pub const MOST_PIECES: usize = 510;

/// Number of word shapes.
pub const SHAPES: usize = 8;

const LONGEST_PART: usize = 100;

/// What the model is given for a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pieces {
    /// Vocabulary ids, `[CLS]` first and `[SEP]` last.
    pub ids: Vec<i32>,
    /// The shape of the word that each piece belongs to; 0 for the two marks.
    pub shapes: Vec<i32>,
    /// For each word the index of its first piece.
    pub starts: Vec<i32>,
}

/// A WordPiece vocabulary.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    ids: HashMap<String, i32>,
    unknown: i32,
    first: i32,
    last: i32,
}

impl Vocabulary {
    /// Reads a vocabulary with one piece a line; `None` if `[UNK]`, `[CLS]` or `[SEP]` is missing.
    pub fn new(lines: &str) -> Option<Self> {
        let ids: HashMap<String, i32> = lines.lines().zip(0..).map(|(piece, id)| (piece.to_owned(), id)).collect();
        let special = |piece: &str| ids.get(piece).copied();
        let (unknown, first, last) = (special("[UNK]")?, special("[CLS]")?, special("[SEP]")?);
        Some(Self { ids, unknown, first, last })
    }

    /// Rows that a table of pieces must have: one more than the greatest id.
    pub fn rows(&self) -> usize {
        self.ids.values().max().map_or(0, |&id| id as usize + 1)
    }

    /// The ids of the pieces of one word, at least one.
    pub fn pieces(&self, word: &str) -> Vec<i32> {
        let mut ids = Vec::new();
        for part in parts(word) {
            self.pieces_of_part(&part, &mut ids);
        }
        if ids.is_empty() {
            ids.push(self.unknown);
        }
        ids
    }

    /// The input for one sentence from the pieces of its words; more than [`MOST_PIECES`] pieces are the caller's to avoid.
    pub fn encode<'a>(&self, words: impl IntoIterator<Item = (&'a str, &'a [i32])>) -> Pieces {
        let mut pieces = Pieces { ids: vec![self.first], shapes: vec![0], starts: Vec::new() };
        for (word, ids) in words {
            pieces.starts.push(pieces.ids.len() as i32);
            pieces.ids.extend_from_slice(ids);
            pieces.shapes.resize(pieces.ids.len(), shape(word));
        }
        pieces.ids.push(self.last);
        pieces.shapes.push(0);
        pieces
    }

    /// Greedy longest match first; the whole part is unknown if any rest has no match.
    fn pieces_of_part(&self, part: &str, ids: &mut Vec<i32>) {
        if part.chars().count() > LONGEST_PART {
            ids.push(self.unknown);
            return;
        }
        let before = ids.len();
        let mut start = 0;
        let mut piece = String::new();
        while start < part.len() {
            let longest = part[start..].char_indices().rev().find_map(|(at, c)| {
                let end = start + at + c.len_utf8();
                piece.clear();
                if start > 0 {
                    piece.push_str("##");
                }
                piece.push_str(&part[start..end]);
                self.ids.get(piece.as_str()).map(|&id| (id, end))
            });
            let Some((id, end)) = longest else {
                ids.truncate(before);
                ids.push(self.unknown);
                return;
            };
            ids.push(id);
            start = end;
        }
    }
}

/// The class of a word by its letters and digits, 1 to 7.
///
/// 1 no letter and no digit; 2 digits but no letter; 3 both; 4 letters all lower; 5 first upper, the others lower (also a
/// single upper letter); 6 all upper; 7 any other mixture.
///
/// ```
/// let shapes: Vec<i32> = ["--", "12:54", "F16", "the", "I", "NATO", "McCain"].into_iter().map(whom::language::wordpiece::shape).collect();
/// assert_eq!(shapes, [1, 2, 3, 4, 5, 6, 7]);
/// ```
pub fn shape(word: &str) -> i32 {
    let letters: Vec<bool> = word.chars().filter(|&c| is_letter(c)).map(char::is_uppercase).collect();
    let digit = word.chars().any(is_digit);
    match (letters.as_slice(), digit) {
        ([], false) => 1,
        ([], true) => 2,
        (_, true) => 3,
        ([first, rest @ ..], false) => match (first, rest.iter().any(|&u| u), rest.iter().all(|&u| u)) {
            (false, false, _) => 4,
            (true, false, _) => 5,
            (true, true, true) => 6,
            _ => 7,
        },
    }
}

/// Normalises one word and splits it at blanks, punctuation and CJK characters.
fn parts(word: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut open = false;
    for c in normalized(word).chars() {
        if c == ' ' {
            open = false;
        } else if is_punctuation(c) || is_cjk(c) {
            parts.push(c.to_string());
            open = false;
        } else if open && let Some(last) = parts.last_mut() {
            last.push(c);
        } else {
            parts.push(c.to_string());
            open = true;
        }
    }
    parts
}

/// ASCII forms of quotes, dashes and ellipsis, no control characters, no accents, lower case.
fn normalized(word: &str) -> String {
    if word.is_ascii() {
        let blank = |c: u8| matches!(c, b'\t' | b'\n' | b'\r');
        let kept = word.bytes().filter(|&c| blank(c) || !c.is_ascii_control());
        return kept.map(|c| if blank(c) { ' ' } else { c.to_ascii_lowercase() as char }).collect();
    }
    let mut text = String::with_capacity(word.len());
    for c in word.chars() {
        match c {
            '’' | '‘' => text.push('\''),
            '“' | '”' => text.push('"'),
            '–' | '—' => text.push('-'),
            '…' => text.push_str("..."),
            '\t' | '\n' | '\r' => text.push(' '),
            '\u{fffd}' => {}
            _ if in_class(&BLANK, c) => text.push(' '),
            _ if in_class(&CONTROL, c) => {}
            _ => text.push(c),
        }
    }
    text.nfd().filter(|&c| !in_class(&ACCENT, c)).collect::<String>().to_lowercase()
}

/// BERT's notion: every ASCII character that is no letter, digit, blank or control, and Unicode category P.
fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() || !c.is_ascii() && in_class(&PUNCTUATION, c)
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || !c.is_ascii() && in_class(&LETTER, c)
}

/// Decimal digits of any script, and superscripts as Python's `isdigit` has them.
fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || !c.is_ascii() && in_class(&DIGIT, c)
}

fn is_cjk(c: char) -> bool {
    matches!(u32::from(c),
        0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x20000..=0x2A6DF | 0x2A700..=0x2B73F | 0x2B740..=0x2B81F
        | 0x2B820..=0x2CEAF | 0xF900..=0xFAFF | 0x2F800..=0x2FA1F)
}

fn in_class(class: &Regex, c: char) -> bool {
    class.is_match(c.encode_utf8(&mut [0; 4]))
}

static BLANK: LazyLock<Regex> = LazyLock::new(|| class(r"\p{Zs}"));
static CONTROL: LazyLock<Regex> = LazyLock::new(|| class(r"\p{C}"));
static ACCENT: LazyLock<Regex> = LazyLock::new(|| class(r"\p{Mn}"));
static PUNCTUATION: LazyLock<Regex> = LazyLock::new(|| class(r"\p{P}"));
static LETTER: LazyLock<Regex> = LazyLock::new(|| class(r"\p{L}"));
static DIGIT: LazyLock<Regex> = LazyLock::new(|| class(r"[\p{Nd}²³¹⁰⁴-⁹₀-₉①-⑨]"));

fn class(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a character class")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        Vocabulary::new("[UNK]\n[CLS]\n[SEP]\nun\n##afford\n##able\n'\ns\n-\n.\nerdogan\n東").unwrap()
    }

    #[test]
    fn longest_match_first() {
        let vocabulary = vocabulary();
        assert_eq!(vocabulary.pieces("Unaffordable"), [3, 4, 5]);
        assert_eq!(vocabulary.pieces("unaffordably"), [0]);
        assert_eq!(vocabulary.pieces("’s"), [6, 7]);
        assert_eq!(vocabulary.pieces("Erdoğan"), [10]);
        assert_eq!(vocabulary.pieces("…"), [9, 9, 9]);
        assert_eq!(vocabulary.pieces("東un—"), [11, 3, 8]);
        assert_eq!(vocabulary.pieces("\u{200b}"), [0]);
        assert_eq!(vocabulary.pieces(&"un".repeat(60)), [0]);
    }

    #[test]
    fn pieces_share_the_shape_of_their_word() {
        let vocabulary = vocabulary();
        let words = ["Unaffordable", "."];
        let ids: Vec<Vec<i32>> = words.iter().map(|word| vocabulary.pieces(word)).collect();
        let pieces = vocabulary.encode(words.iter().copied().zip(ids.iter().map(Vec::as_slice)));
        assert_eq!(pieces.ids, [1, 3, 4, 5, 9, 2]);
        assert_eq!(pieces.shapes, [0, 5, 5, 5, 1, 0]);
        assert_eq!(pieces.starts, [1, 4]);
    }

    #[test]
    fn a_vocabulary_without_marks_is_refused() {
        assert!(Vocabulary::new("a\nb").is_none());
    }
}
