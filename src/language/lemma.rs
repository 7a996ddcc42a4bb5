//! Lemmas as rules on the form, in the manner of UDPipe 2's edit classes (Straka 2018, <https://aclanthology.org/K18-2020/>).
//!
//! `l;N;suffix` lower-cases the form, cuts N characters at its end and appends the suffix; `k;N;suffix` does so with the
//! case kept; `t;N;suffix` with the first letter upper and the rest lower; `=lemma` gives the lemma outright.

use std::collections::{HashMap, HashSet};
use std::str::FromStr;

use super::Upos;

/// One lemma rule.
///
/// ```
/// let rule: whom::language::lemma::LemmaRule = "l;3;y".parse().unwrap();
/// assert_eq!(rule.apply("Countries"), "country");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LemmaRule {
    Whole(String),
    Suffix { case: Case, cut: usize, suffix: String },
}

/// The case of the form that a rule starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    Lower,
    Kept,
    Title,
}

/// A text that is no lemma rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a lemma rule: `{0}`")]
pub struct InvalidRule(pub String);

impl LemmaRule {
    /// The lemma of `form`; the form itself if the rule cuts more than there is.
    pub fn apply(&self, form: &str) -> String {
        let (case, cut, suffix) = match self {
            Self::Whole(lemma) => return lemma.clone(),
            Self::Suffix { case, cut, suffix } => (case, cut, suffix),
        };
        let mut base = case.apply(&form.replace(['’', '‘'], "'"));
        let count = base.chars().count();
        if *cut <= count {
            let keep = base.char_indices().nth(count - cut).map_or(base.len(), |(at, _)| at);
            base.truncate(keep);
            base.push_str(suffix);
        }
        base
    }

    /// Whether the case that the rule gives is that of the tag's lemmas: a name keeps its capitals, a word written with a
    /// first capital loses it. Adjectives may do either ("American"), as may words all in capitals ("DVD").
    fn suits(&self, form: &str, upos: Upos) -> bool {
        let Self::Suffix { case, .. } = self else { return true };
        let mut characters = form.chars();
        let capital = characters.next().is_some_and(char::is_uppercase);
        match upos {
            Upos::Propn => !capital || *case != Case::Lower,
            Upos::Adj | Upos::Pron | Upos::Num | Upos::Sym | Upos::X => true,
            _ => !capital || characters.any(char::is_uppercase) || *case == Case::Lower,
        }
    }
}

impl Case {
    fn apply(self, form: &str) -> String {
        match self {
            Case::Lower => form.to_lowercase(),
            Case::Kept => form.to_owned(),
            Case::Title => {
                let first = form.chars().next().map_or(0, char::len_utf8);
                form[..first].to_uppercase() + &form[first..].to_lowercase()
            }
        }
    }
}

impl FromStr for LemmaRule {
    type Err = InvalidRule;

    fn from_str(text: &str) -> Result<Self, InvalidRule> {
        if let Some(lemma) = text.strip_prefix('=') {
            return Ok(Self::Whole(lemma.to_owned()));
        }
        let invalid = || InvalidRule(text.to_owned());
        let mut fields = text.splitn(3, ';');
        let case = match fields.next() {
            Some("l") => Case::Lower,
            Some("k") => Case::Kept,
            Some("t") => Case::Title,
            _ => return Err(invalid()),
        };
        let cut = fields.next().and_then(|cut| cut.parse().ok()).ok_or_else(invalid)?;
        let suffix = fields.next().ok_or_else(invalid)?.to_owned();
        Ok(Self::Suffix { case, cut, suffix })
    }
}

/// How far below the best score a rule may stand that leads to a known word: its odds against the best are 1 to 50.
const NEAR: f32 = 4.0;

/// Words of English, so that a rule which leads to one goes before a rule that leads to none ("vowed" -> "vow", not "vowe").
#[derive(Debug, Default)]
pub struct LemmaLexicon {
    lemmas: HashSet<(Upos, String)>,
    /// Past tense and participle of irregular verbs.
    irregular: HashMap<String, String>,
}

/// A line of the lexicon that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {0} is not `TAG<tab>lemma[<tab>form|form]`")]
pub struct InvalidLexicon(pub usize);

impl FromStr for LemmaLexicon {
    type Err = InvalidLexicon;

    fn from_str(text: &str) -> Result<Self, InvalidLexicon> {
        let mut lexicon = Self::default();
        for (number, line) in text.lines().enumerate() {
            let invalid = || InvalidLexicon(number + 1);
            let mut columns = line.split('\t');
            let upos = columns.next().and_then(|tag| tag.parse().ok()).ok_or_else(invalid)?;
            let lemma = columns.next().filter(|lemma| !lemma.is_empty()).ok_or_else(invalid)?;
            for form in columns.next().unwrap_or("").split('|').filter(|form| !form.is_empty()) {
                lexicon.irregular.insert(form.to_owned(), lemma.to_owned());
            }
            lexicon.lemmas.insert((upos, lemma.to_owned()));
        }
        Ok(lexicon)
    }
}

impl LemmaLexicon {
    /// The lemma of a word from rules and their scores, the highest first: the first rule whose case suits the tag, or a
    /// rule with nearly its score that leads to a known word where the first leads to none.
    /// Only verbs, nouns and adjectives are looked up; the others are few, and the rules know them.
    pub fn choose<'a>(
        &self,
        form: &str,
        upos: Upos,
        xpos: &str,
        rules: impl Iterator<Item = (&'a LemmaRule, f32)>,
    ) -> String {
        let mut rules = rules.filter(|(rule, _)| rule.suits(form, upos));
        let Some((first, best)) = rules.next() else { return form.to_owned() };
        let first = first.apply(form);
        if !matches!(upos, Upos::Verb | Upos::Noun | Upos::Adj) {
            return first;
        }
        if upos == Upos::Verb
            && matches!(xpos, "VBD" | "VBN")
            && let Some(lemma) = self.irregular.get(&form.to_lowercase())
        {
            return lemma.clone();
        }
        let is_known = |lemma: &String| self.lemmas.contains(&(upos, lemma.to_lowercase()));
        let regular = if upos == Upos::Verb { regular_lemmas(&form.to_lowercase()) } else { Vec::new() };
        // "sighting" is not of "sigh": every verb is regular there.
        let as_noun = |lemma: &String| self.lemmas.contains(&(Upos::Noun, lemma.clone()));
        let irregular = xpos == "VBG" && !regular.contains(&first) && !first.ends_with('c');
        if is_known(&first) && !(irregular && regular.iter().any(as_noun)) {
            return first;
        }
        let near = rules.take_while(|(_, score)| best - score <= NEAR);
        let mut endings = near.filter(|(rule, _)| matches!(rule, LemmaRule::Suffix { .. }));
        if let Some(lemma) = endings.find_map(|(rule, _)| Some(rule.apply(form)).filter(is_known)) {
            return lemma;
        }
        // "co-starred" is known by what stands behind the hyphen.
        let is_known = |lemma: &String| {
            let behind = lemma.rsplit('-').next().map(str::to_lowercase);
            is_known(lemma) || behind.is_some_and(|word| self.lemmas.contains(&(upos, word)))
        };
        // A verb is often known as a noun only: "scrambled".
        let known = regular.iter().find(|l| is_known(l)).or_else(|| regular.iter().find(|l| as_noun(l)));
        if let Some(lemma) = known {
            return lemma.clone();
        }
        let spelt = |lemma: &&String| !is_misspelt(lemma);
        if is_misspelt(&first) { regular.iter().find(spelt).cloned().unwrap_or(first) } else { first }
    }
}

/// Whether no English verb ends so: "inflicte", "minimis", "dy".
fn is_misspelt(verb: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "bl", "cl", "dl", "fl", "gl", "kl", "pl", "tl", "zl", "v", "iz", "yz", "is", "ys", "nc", "rc", "dg", "rg",
        "lg", "cte", "nte", "pte", "lte", "fte", "ske", "dde", "gge", "mme", "nne", "ppe", "rre", "tte", "lle", "sse",
        "id", "owe", "vok", "gg", "wr", "bb", "mm", "nn", "pp",
    ];
    ENDINGS.iter().any(|ending| verb.ends_with(ending)) || verb.chars().count() < 3
}

/// What the regular endings of verbs may leave, the likeliest first: "hoped" is of "hope" rather than of "hop".
fn regular_lemmas(form: &str) -> Vec<String> {
    let mut lemmas = Vec::new();
    let undoubled = |stem: &str| {
        let last = stem.chars().last()?;
        let stem = stem.strip_suffix(last)?;
        (stem.ends_with(last) && !matches!(last, 'a' | 'e' | 'i' | 'o' | 'u')).then(|| stem.to_owned())
    };
    for ending in ["ed", "ing"] {
        let Some(stem) = form.strip_suffix(ending).filter(|stem| stem.chars().count() > 1) else { continue };
        if let Some(stem) = stem.strip_suffix('y').filter(|stem| ending == "ing" && stem.chars().count() == 1) {
            lemmas.push(format!("{stem}ie"));
        }
        lemmas.extend([format!("{stem}e"), stem.to_owned()]);
        lemmas.extend(undoubled(stem));
        if let Some(stem) = stem.strip_suffix('i').filter(|_| ending == "ed") {
            lemmas.push(format!("{stem}y"));
        }
    }
    if let Some(stem) = form.strip_suffix('s').filter(|stem| stem.chars().count() > 1) {
        lemmas.push(stem.to_owned());
        lemmas.extend(stem.strip_suffix('e').map(str::to_owned));
        lemmas.extend(stem.strip_suffix("ie").map(|stem| format!("{stem}y")));
    }
    lemmas
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_go_first() {
        let lexicon: LemmaLexicon = "VERB\tvow\nVERB\tseek\tsought\nNOUN\tvowel".parse().unwrap();
        let rules: Vec<LemmaRule> = ["l;1;", "l;2;"].iter().map(|rule| rule.parse().unwrap()).collect();
        let lemma = |form: &str, upos: Upos| lexicon.choose(form, upos, "VBD", rules.iter().zip([5.0, 4.0]));
        assert_eq!(lemma("vowed", Upos::Verb), "vow");
        assert_eq!(lemma("Sought", Upos::Verb), "seek");
        assert_eq!(lemma("zorbed", Upos::Verb), "zorbe");
        assert_eq!(lemma("vowed", Upos::Adv), "vowe");
        // No rule leads to "seek" from "seeks" here, and only the noun is known of "vowel".
        assert_eq!(lemma("seeks", Upos::Verb), "seek");
        assert_eq!(lemma("vowelling", Upos::Verb), "vowel");
        assert_eq!(regular_lemmas("dying")[0], "die");
        assert_eq!(lemma("inflicted", Upos::Verb), "inflict");
        let lexicon: LemmaLexicon = "VERB\tdenounce\nVERB\texpel\nVERB\tdeny".parse().unwrap();
        let lemma = |form: &str, rule: &str| {
            let rule: LemmaRule = rule.parse().unwrap();
            lexicon.choose(form, Upos::Verb, "VBD", [(&rule, 5.0)].into_iter())
        };
        assert_eq!(lemma("denounced", "l;2;"), "denounce");
        assert_eq!(lemma("Expelled", "l;1;"), "expel");
        assert_eq!(lemma("denied", "l;2;"), "deny");
        assert_eq!(lemma("zorbed", "l;2;"), "zorb");
        assert!("VERB".parse::<LemmaLexicon>().is_err());
    }

    #[track_caller]
    fn check(rule: &str, form: &str, lemma: &str) {
        assert_eq!(rule.parse::<LemmaRule>().unwrap().apply(form), lemma);
    }

    #[test]
    fn rules_apply() {
        check("l;0;", "The", "the");
        check("l;3;", "Walking", "walk");
        check("k;1;", "Obamas", "Obama");
        check("t;0;", "TRUMP", "Trump");
        check("=not", "n’t", "not");
        check("l;0;", "’S", "'s");
        check("l;9;x", "Be", "be");
        check("k;1;", "Erdoğan", "Erdoğa");
        check("l;0;;", ";", ";;");
    }

    #[test]
    fn malformed_rules_are_refused() {
        for rule in ["", "l", "l;x;", "u;1;a", "l;1"] {
            assert!(rule.parse::<LemmaRule>().is_err(), "{rule}");
        }
    }
}
