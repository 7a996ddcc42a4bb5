//! Spellings of one name: what the ways of writing Arabic, Cyrillic and other names in Latin letters have in common.
//!
//! Two foldings of growing strength. [`fold`] evens out what transliteration systems do differently for the same letter
//! ("Zelensky", "Zelenskyy", "Zelenskiy"); [`skeleton`] keeps the consonants only, since short vowels are not written in
//! Arabic ("Mohammed", "Muhammad") and q, g, k stand for one letter there ("Qaddafi", "Gaddafi").

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Several letters that stand for one sound, longest first.
const DIGRAPHS: &[(&str, &str)] = &[
    ("tsch", "ch"),
    ("sch", "sh"),
    ("tch", "ch"),
    ("dzh", "j"),
    ("kh", "h"),
    ("gh", "g"),
    ("dh", "d"),
    ("dj", "j"),
    ("ph", "f"),
    ("ck", "k"),
    ("ks", "x"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("yu", "u"),
    ("iu", "u"),
    ("ej", "ei"),
    ("aj", "ai"),
];

/// Lower case without diacritics, apostrophes, hyphens and articles of Arabic ("al-", "el-").
pub fn plain(part: &str) -> String {
    let plain: String = part
        .nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'ł' => 'l',
            'ø' => 'o',
            'đ' => 'd',
            'ı' => 'i',
            other => other,
        })
        .filter(|c| c.is_alphanumeric() || *c == '-')
        .collect();
    without_article(&plain).replace('-', "")
}

fn without_article(part: &str) -> &str {
    ["al-", "el-", "ul-"].iter().find_map(|article| part.strip_prefix(article)).unwrap_or(part)
}

/// [`plain`], without doubled letters and what differs between transliterations.
///
/// ```
/// use whom::entity::spelling::fold;
/// assert_eq!(fold("Zelenskyy"), fold("Zelensky"));
/// assert_eq!(fold("el-Sisi"), fold("al-Sisi"));
/// assert_ne!(fold("Bush"), fold("Bosh"));
/// ```
pub fn fold(part: &str) -> String {
    let mut folded = plain(part);
    let single = [("y", "i"), ("w", "v"), ("iev", "ev")];
    for (letters, sound) in DIGRAPHS.iter().chain(&single) {
        // Few words have any of them.
        if folded.as_bytes().windows(letters.len()).any(|window| window == letters.as_bytes()) {
            folded = folded.replace(letters, sound);
        }
    }
    let mut single = String::with_capacity(folded.len());
    for c in folded.chars() {
        if !single.ends_with(c) {
            single.push(c);
        }
    }
    // "Lukashenko" and "Lukashenka"; "Aleksandr" and "Alexander"; "Romanoff" and "Romanov".
    for (ending, common) in [("nko", "nk"), ("nka", "nk"), ("der", "dr"), ("of", "ov"), ("ef", "ev")] {
        if let Some(stem) = single.strip_suffix(ending)
            && stem.len() > 2
        {
            return format!("{stem}{common}");
        }
    }
    single
}

/// The consonants of a folded name, with "a" for a vowel that begins it.
///
/// ```
/// use whom::entity::spelling::skeleton;
/// assert_eq!(skeleton("Muhammad"), skeleton("Mohammed"));
/// assert_eq!(skeleton("Qaddafi"), skeleton("Kadhafi"));
/// ```
pub fn skeleton(part: &str) -> String {
    skeleton_of(part, &fold(part))
}

/// [`skeleton`] of a part that folds so.
pub(super) fn skeleton_of(part: &str, folded: &str) -> String {
    let mut consonants = String::new();
    for (at, c) in folded.chars().enumerate() {
        let c = match c {
            'a' | 'e' | 'i' | 'o' | 'u' if at == 0 => 'a',
            'a' | 'e' | 'i' | 'o' | 'u' => continue,
            'q' | 'g' | 'c' => 'k',
            // Initial "kh" became "h" in folding: "Khadafy".
            'h' if at == 0 && (part.starts_with("Kh") || part.starts_with("kh")) => 'k',
            other => other,
        };
        consonants.push(c);
    }
    consonants
}

/// Splits at hyphens: "Jong-un" is two syllables, "al-Assad" one word.
pub fn syllables(part: &str) -> Vec<&str> {
    if without_article(part) != part {
        return vec![part];
    }
    part.split('-').filter(|syllable| !syllable.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transliterations_fold_together() {
        for [a, b] in [
            ["Zelensky", "Zelenskiy"],
            ["Lukashenko", "Lukashenka"],
            ["Yanukovych", "Yanukovich"],
            ["Aleksandr", "Alexander"],
            ["Sergey", "Sergei"],
            ["Dmitry", "Dmitriy"],
        ] {
            assert_eq!(fold(a), fold(b));
        }
        for [a, b] in [["Mohamed", "Muhammad"], ["Gaddafi", "Khadafy"], ["Hussein", "Husayn"], ["Osama", "Usama"]] {
            assert_eq!(skeleton(a), skeleton(b));
        }
    }

    #[test]
    fn different_names_stay_different() {
        for [a, b] in [["Paul", "Pavel"], ["Clinton", "Clifton"], ["Putin", "Putina"], ["Obama", "Osama"]] {
            assert_ne!(fold(a), fold(b));
        }
        assert_ne!(skeleton("Trump"), skeleton("Tramp-Smith"));
    }
}
