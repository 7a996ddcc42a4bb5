//! Abbreviations of English news prose: which words keep their full stop, and after which of them a sentence may end.
//!
//! The sentence splitter and the tokeniser share these tables, so that "Sen." is one word exactly where it breaks nothing.

/// What a full stop after an abbreviation says about the end of the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abbreviation {
    /// Stands before a name ("Sen. Sanders"): never the end of a sentence.
    Title,
    /// Stands before a number ("No. 10", "Jan. 6"): an abbreviation only there, or in the middle of a sentence.
    BeforeNumber,
    /// May also be the last word ("Google Inc.", "Louisville, Ky."): the next word decides.
    Open,
}

/// The kind of `word`, given without its last stop; `None` for a word that is no known abbreviation.
///
/// Words with a stop inside ("U.S", "a.m", "Ph.D") are open abbreviations.
///
/// ```
/// use whom::language::abbreviation::{Abbreviation, abbreviation};
/// assert_eq!(abbreviation("Sen"), Some(Abbreviation::Title));
/// assert_eq!(abbreviation("U.S"), Some(Abbreviation::Open));
/// assert_eq!(abbreviation("house"), None);
/// ```
pub fn abbreviation(word: &str) -> Option<Abbreviation> {
    if matches!(word, "e.g" | "i.e" | "E.g" | "I.e") {
        return Some(Abbreviation::Title);
    }
    if is_acronym(word) {
        return Some(Abbreviation::Open);
    }
    // Titles in headlines set in capitals: "SEN. PAUL".
    let titled = match word.char_indices().nth(1) {
        Some((at, _)) if word.len() > 2 && word.chars().all(char::is_uppercase) => {
            word[..at].to_owned() + &word[at..].to_lowercase()
        }
        _ => word.to_owned(),
    };
    if TITLES.contains(&titled.as_str()) {
        return Some(Abbreviation::Title);
    }
    let has = |table: &[&str]| table.contains(&word);
    if has(BEFORE_NUMBERS) {
        Some(Abbreviation::BeforeNumber)
    } else if has(OPEN) {
        Some(Abbreviation::Open)
    } else {
        None
    }
}

/// Whether `word` is made of single letters (or "Ph", "Sc") with stops between them: "U.S", "a.m", "Ph.D".
pub fn is_acronym(word: &str) -> bool {
    word.contains('.')
        && word.split('.').all(|piece| {
            let mut letters = piece.chars();
            matches!((letters.next(), letters.next()), (Some(only), None) if only.is_alphabetic())
                || piece == "Ph"
                || piece == "Sc"
        })
}

/// Whether a capitalised word opens sentences rather than names, so that "in the U.S. The" breaks and "U.S. Senate" does not.
pub fn opens_sentence(word: &str) -> bool {
    STARTERS.contains(&word)
}

const TITLES: &[&str] = &[
    "Adm", "Amb", "Atty", "Brig", "Capt", "Cmdr", "Col", "Comdr", "Cpl", "Det", "Dr", "Drs", "Ens", "Fr", "Gen", "Gov",
    "Govs", "Hon", "Insp", "Lt", "Maj", "Messrs", "Mlle", "Mme", "Mmes", "Mr", "Mrs", "Ms", "Mt", "Ft", "Pfc", "Pres",
    "Prof", "Profs", "Pvt", "Rep", "Reps", "Rev", "Sen", "Sens", "Sgt", "Spc", "Sr", "St", "Ste", "Supt", "Treas",
    "Vice-Adm", "eg", "ie", "v", "vs", "viz", "cf", "c", "ca", "approx", "Attn",
];

const BEFORE_NUMBERS: &[&str] = &[
    "Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sep", "Sept", "Oct", "Nov", "Dec", "No", "Nos", "no", "nos",
    "Art", "Ch", "Fig", "Figs", "Sec", "Vol", "vol", "p", "pp", "art", "para", "sec", "ext", "Ext",
];

const OPEN: &[&str] = &[
    "Ave", "Blvd", "Bros", "Co", "Corp", "Cos", "Ctr", "Dept", "Dist", "Esq", "Hwy", "Inc", "Intl", "Jr", "Ltd", "Mfg",
    "Natl", "Rd", "SA", "Univ", "al", "assn", "Assn", "co", "appt", "dept", "esp", "est", "etc", "govt", "incl", "max",
    "min", "misc", "orig", "pct", "resp", "temp", "tel", "inc", "jr", "lb", "lbs", "ltd", "mins", "hrs", "oz", "sq",
    "yrs", "Mon", "Tue", "Tues", "Wed", "Thu", "Thur", "Thurs", "Fri", "Sat", "Sun", "Ala", "Ariz", "Ark", "Calif",
    "Colo", "Conn", "Del", "Fla", "Ga", "Ill", "Ind", "Kan", "Ky", "La", "Mass", "Md", "Mich", "Minn", "Miss", "Mo",
    "Mont", "Neb", "Nev", "Okla", "Ont", "Ore", "Pa", "Penn", "Que", "Tenn", "Tex", "Va", "Vt", "Wash", "Wis", "Wyo",
];

const STARTERS: &[&str] = &[
    "A", "After", "All", "Also", "Although", "An", "And", "Another", "Any", "As", "Asked", "At", "Because", "Before",
    "Both", "But", "By", "Despite", "During", "Each", "Earlier", "Even", "Every", "For", "From", "Given", "Had", "Has",
    "Have", "He", "Her", "Here", "His", "How", "However", "I", "If", "In", "Instead", "Is", "It", "Its", "Just",
    "Last", "Later", "Many", "Meanwhile", "Moreover", "Most", "My", "Neither", "Nevertheless", "No", "Nor", "Not",
    "Nothing", "Now", "Of", "On", "Once", "One", "Only", "Or", "Other", "Others", "Our", "Over", "Shares", "She",
    "Since", "So", "Some", "Still", "Such", "That", "The", "Their", "Then", "There", "These", "They", "This", "Those",
    "Though", "Through", "Thus", "To", "Today", "Two", "Under", "Unlike", "Until", "Was", "We", "Were", "What", "When",
    "Where", "Whether", "Which", "While", "Who", "Why", "With", "Without", "Yet", "You", "Your",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acronyms_are_single_letters() {
        for word in ["U.S", "a.m", "Ph.D", "D.C", "U.S.A"] {
            assert!(is_acronym(word), "{word}");
        }
        for word in ["US", "Node.js", "3.5", "U.S.", "bbc.com"] {
            assert!(!is_acronym(word), "{word}");
        }
    }
}
