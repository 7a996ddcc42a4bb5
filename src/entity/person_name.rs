//! Personal names: parts, and when two of them can name one person.

use serde::{Deserialize, Serialize};

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::spelling::{fold, plain, skeleton, skeleton_of, syllables};
use crate::ontology::{Gender, Ontology};

/// Small words before a surname, part of it for some and not for others.
const PARTICLES: &[&str] = &[
    "van", "von", "der", "den", "de", "da", "do", "dos", "das", "di", "du", "del", "della", "la", "le", "el", "al",
    "bin", "ibn", "ben", "ter", "ten", "zu", "abu", "st", "santa", "san", "ul",
];

/// A skeleton of fewer consonants says nothing.
pub(super) const TELLING: usize = 3;
/// From so many letters on, spellings that fold together are hardly two surnames.
const LONG: usize = 6;

/// A name in parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PersonName {
    /// Lower case, without stops and generational suffix.
    pub parts: Vec<String>,
    /// "jr", "iii": what tells father from son.
    pub suffix: Option<String>,
}

/// How well two full names agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// How likely they are one person's, 0 to 1, as far as the names alone say.
    pub score: f64,
    /// Why, in words.
    pub evidence: &'static str,
}

impl PersonName {
    /// ```
    /// use whom::entity::person_name::PersonName;
    /// assert_eq!(PersonName::parse("Robert F. Kennedy Jr.").parts, ["robert", "f", "kennedy"]);
    /// assert_eq!(PersonName::parse("George H.W. Bush").parts, ["george", "h", "w", "bush"]);
    /// ```
    pub fn parse(text: &str) -> Self {
        let mut parts: Vec<String> = text
            .split(|c: char| c.is_whitespace() || c == ',' || c == '.')
            .map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
            .filter(|w| !w.is_empty())
            .collect();
        let is_suffix = matches!(parts.last().map(String::as_str), Some("jr" | "sr" | "ii" | "iii" | "iv"));
        let suffix = if parts.len() > 1 && is_suffix { parts.pop() } else { None };
        Self { parts, suffix }
    }

    pub fn is_full(&self) -> bool {
        self.parts.len() > 1
    }

    /// Whether nothing stands before the surname but its particles: "Paul", "Van der Bellen".
    pub fn is_surname(&self) -> bool {
        self.parts.iter().rev().skip(1).all(|part| PARTICLES.contains(&part.as_str()))
    }

    pub fn surname(&self) -> &str {
        self.parts.last().map_or("", String::as_str)
    }

    pub fn first(&self) -> &str {
        self.parts.first().map_or("", String::as_str)
    }

    /// Whether a part between the first and the last is a given word, which is no particle or initial.
    pub fn has_middle(&self, part: &str) -> bool {
        const SHORTEST: usize = 3;
        let last = self.parts.len().saturating_sub(1);
        part.chars().count() >= SHORTEST
            && !PARTICLES.contains(&part)
            && self.parts.iter().take(last).skip(1).any(|own| own == part)
    }

    /// Whether a shorter name can stand for this full one: its last words ("Paul", "Van der Bellen", "de Kirchner"), or its
    /// first in the East Asian order ("Moon" for "Moon Jae-in"), if `family_first` allows.
    pub fn answers_to(&self, short: &PersonName, family_first: bool) -> bool {
        let (n, m) = (self.parts.len(), short.parts.len());
        // "Salman" is the father of "Mohammed bin Salman".
        let patronymic = |at: usize| at > 0 && matches!(self.parts[at - 1].as_str(), "bin" | "ibn" | "bint");
        m < n
            && m > 0
            && (self.parts[n - m..] == short.parts[..] && !patronymic(n - m)
                || family_first && self.parts[..m] == short.parts[..])
    }

    /// Whether every part of a shorter name is one of this one, with the same surname: "Tayyip Erdogan" and "Recep Erdogan"
    /// are in "Recep Tayyip Erdogan".
    pub fn includes(&self, short: &PersonName) -> bool {
        let has = |part: &String| self.parts.iter().any(|own| fold(own) == fold(part));
        fold(self.surname()) == fold(short.surname()) && self.suffix == short.suffix && short.parts.iter().all(has)
    }

    /// Whether the name looks as if the surname stood first, as in Chinese, Korean and Vietnamese: "Xi Jinping", "Moon Jae-in".
    pub fn is_family_first(&self, ontology: &Ontology) -> bool {
        let given: usize = self.parts.iter().skip(1).map(|part| syllables(part).len()).sum();
        self.is_full()
            && self.first().chars().count() <= 5
            && (given == 2 && self.parts.len() <= 3 && self.parts.iter().all(|part| part.chars().count() <= 9)
                || ontology.first_name(self.first()).is_none() && ontology.first_name(self.surname()).is_some())
    }

    /// Whether two full names can be one person's: the same surname, and first names that are equal, an initial of the
    /// other, or one a short form of the other ("Rob" and "Robert"); middle names and suffixes must not clash.
    pub fn agrees(&self, other: &PersonName) -> bool {
        if !self.is_full() || !other.is_full() {
            return self == other;
        }
        if self.suffix != other.suffix {
            return false;
        }
        if self.parts == other.parts {
            return true;
        }
        self.surname() == other.surname() && given_agrees(self.first(), other.first()) && self.middles_agree(other)
    }

    fn middles_agree(&self, other: &PersonName) -> bool {
        let middle = |n: &PersonName| n.parts[1..n.parts.len() - 1].to_vec();
        let (a, b) = (middle(self), middle(other));
        a.is_empty() || b.is_empty() || a.iter().zip(&b).all(|(x, y)| given_agrees(x, y))
    }

    /// How well two full names agree over spellings, nicknames and the order of their parts; `None` where they clash.
    ///
    /// ```
    /// use whom::entity::person_name::PersonName;
    /// use whom::ontology::Ontology;
    /// let agreement = |a, b| PersonName::parse(a).agreement(&PersonName::parse(b), Ontology::builtin());
    /// assert!(agreement("Bill Clinton", "William Clinton").unwrap().score > 0.9);
    /// assert!(agreement("Bill Clinton", "Hillary Clinton").is_none());
    /// ```
    pub fn agreement(&self, other: &PersonName, ontology: &Ontology) -> Option<Agreement> {
        Spellings::new(ontology).agreement(self, other)
    }

    fn middle(&self) -> &[String] {
        &self.parts[1..self.parts.len() - 1]
    }
}

/// What comparing names asks of one of their words.
#[derive(Debug)]
pub(super) struct Word {
    /// As [`fold`] and [`skeleton`] have it.
    pub folded: String,
    pub skeleton: String,
    /// Its syllables, as [`plain`] has them.
    syllables: Vec<String>,
    /// The folded word and what it can be short for as a first name.
    roots: BTreeSet<String>,
    /// The gender that it tells as a first name, if it is one.
    first_name: Option<Option<Gender>>,
}

/// Names compared with one another: what is asked of each of their words is worked out once.
pub(super) struct Spellings<'a> {
    ontology: &'a Ontology,
    words: RefCell<HashMap<String, Rc<Word>>>,
}

impl<'a> Spellings<'a> {
    pub fn new(ontology: &'a Ontology) -> Self {
        Self { ontology, words: RefCell::default() }
    }

    pub fn word(&self, text: &str) -> Rc<Word> {
        if let Some(known) = self.words.borrow().get(text) {
            return Rc::clone(known);
        }
        let folded = fold(text);
        let formal = self.ontology.formal_names(text);
        let roots = std::iter::once(folded.clone()).chain(formal.iter().map(|formal| fold(formal))).collect();
        let word = Rc::new(Word {
            skeleton: skeleton_of(text, &folded),
            folded,
            syllables: syllables(text).into_iter().map(plain).filter(|syllable| !syllable.is_empty()).collect(),
            roots,
            first_name: self.ontology.first_name(text),
        });
        self.words.borrow_mut().insert(text.to_owned(), Rc::clone(&word));
        word
    }

    /// See [`PersonName::agreement`].
    pub fn agreement(&self, one: &PersonName, other: &PersonName) -> Option<Agreement> {
        let mut agreement = self.parts_agreement(one, other)?;
        match (&one.suffix, &other.suffix) {
            (Some(a), Some(b)) if a != b => return None,
            (None, None) | (Some(_), Some(_)) => {}
            // One may be the other's father.
            _ => {
                agreement.score = agreement.score.min(0.5);
                agreement.evidence = "the same but for a suffix that tells father from son";
            }
        }
        Some(agreement)
    }

    fn parts_agreement(&self, one: &PersonName, other: &PersonName) -> Option<Agreement> {
        let agreement = |score, evidence| Some(Agreement { score, evidence });
        let [x, y] = [one, other].map(|name| self.words_of(name));
        let [mut a, mut b] = [&x, &y].map(|words| syllables_of(words));
        if a.iter().flat_map(|syllable| syllable.chars()).eq(b.iter().flat_map(|syllable| syllable.chars())) {
            return agreement(0.97, "the same but for spelling");
        }
        a.sort_unstable();
        b.sort_unstable();
        if a.len() > 1 && a == b {
            return agreement(0.9, "the same parts in another order");
        }
        let ordered = if one.parts.len() <= other.parts.len() { (one, &x, other, &y) } else { (other, &y, one, &x) };
        let (short, of_short, long, of_long) = ordered;
        if short.parts.len() > 1 && long.answers_to(short, false) {
            return agreement(0.88, "one is the end of the other");
        }
        let [first, last] = [of_short.first()?, of_short.last()?];
        if short.surname() != long.surname()
            && short.parts.len() == 2
            && long.parts.len() > 2
            && first.folded == of_long[0].folded
            && of_long[1..].iter().any(|word| word.folded == last.folded)
        {
            return agreement(0.72, "one of two surnames");
        }
        let (surname, how) = surnames((one.surname(), x.last()?), (other.surname(), y.last()?))?;
        let (given, by) = given_names((one.first(), x.first()?), (other.first(), y.first()?))?;
        let middle = one.middle().iter().zip(&x[1..]).zip(other.middle().iter().zip(&y[1..]));
        for ((a, of_a), (b, of_b)) in middle {
            given_names((a, of_a), (b, of_b))?;
        }
        agreement(0.97 * surname * given, if surname < given { how } else { by })
    }

    fn words_of(&self, name: &PersonName) -> Vec<Rc<Word>> {
        name.parts.iter().map(|part| self.word(part)).collect()
    }

    /// Under which keys names that may agree with a name meet. Names without a common key don't agree.
    pub fn blocks(&self, name: &PersonName) -> BTreeSet<String> {
        let words = self.words_of(name);
        let mut syllables = syllables_of(&words);
        let mut keys = BTreeSet::from([format!("letters {}", syllables.concat())]);
        syllables.sort_unstable();
        keys.insert(format!("parts {}", syllables.join(" ")));
        let tail = &name.parts[name.parts.len().saturating_sub(2)..];
        keys.insert(format!("tail {}", tail.join(" ")));
        let (Some(first), Some(surname)) = (words.first(), words.last()) else { return keys };
        let letters: BTreeSet<char> = first.roots.iter().filter_map(|root| skeleton(root).chars().next()).collect();
        for letter in letters {
            keys.insert(format!("surname {} {letter}", surname.skeleton));
            // "Cristina Fernández de Kirchner" is Kirchner and Fernández.
            for (part, word) in name.parts.iter().zip(&words).skip(1) {
                if !PARTICLES.contains(&part.as_str()) && part.chars().count() > 3 {
                    keys.insert(format!("surname {} {letter}", word.skeleton));
                }
            }
        }
        keys
    }
}

fn syllables_of(words: &[Rc<Word>]) -> Vec<&str> {
    words.iter().flat_map(|word| &word.syllables).map(String::as_str).collect()
}

/// A word of a name as it is written, with what is asked of it.
type Written<'w> = (&'w str, &'w Word);

fn surnames((a, of_a): Written, (b, of_b): Written) -> Option<(f64, &'static str)> {
    let shorter = a.chars().count().min(b.chars().count());
    if a == b {
        Some((1.0, "the same surname"))
    } else if of_a.folded == of_b.folded {
        Some((if shorter >= LONG { 0.9 } else { 0.75 }, "two spellings of a surname"))
    } else if of_a.skeleton == of_b.skeleton && of_a.skeleton.len() >= TELLING {
        Some((if shorter >= LONG { 0.8 } else { 0.65 }, "two transliterations of a surname"))
    } else {
        None
    }
}

fn given_names((a, of_a): Written, (b, of_b): Written) -> Option<(f64, &'static str)> {
    if a == b || of_a.folded == of_b.folded {
        return Some((if a == b { 1.0 } else { 0.95 }, "the same first name"));
    }
    let (short, long) = if a.chars().count() <= b.chars().count() { (a, b) } else { (b, a) };
    if short.chars().count() == 1 {
        return long.starts_with(short).then_some((0.86, "an initial"));
    }
    if of_a.roots.intersection(&of_b.roots).next().is_some() {
        return Some((0.95, "a nickname"));
    }
    let known = [of_a, of_b].map(|word| word.first_name);
    if let [Some(Some(x)), Some(Some(y))] = known
        && x != y
    {
        return None;
    }
    if short.chars().count() >= 3 && long.starts_with(short) {
        // "Jose" and "Joseph" are two names, "Vlad" is short for one.
        let two_names = known.iter().all(Option::is_some);
        return Some((if two_names { 0.72 } else { 0.86 }, "a short form"));
    }
    (of_a.skeleton == of_b.skeleton && of_a.skeleton.len() >= TELLING)
        .then_some((0.86, "two transliterations of a first name"))
}

fn given_agrees(a: &str, b: &str) -> bool {
    let (short, long) = if a.chars().count() <= b.chars().count() { (a, b) } else { (b, a) };
    short == long
        || short.chars().count() == 1 && long.starts_with(short)
        || short.chars().count() >= 3 && long.starts_with(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> PersonName {
        PersonName::parse(text)
    }

    fn score(a: &str, b: &str) -> f64 {
        let ontology = Ontology::builtin();
        let found = name(a).agreement(&name(b), ontology);
        assert_eq!(found, name(b).agreement(&name(a), ontology), "{a} and {b} agree both ways or not at all");
        let [x, y] = [a, b].map(|text| Spellings::new(ontology).blocks(&name(text)));
        let meet = x.intersection(&y).next().is_some();
        assert!(found.is_none() || meet, "{a} and {b} agree but never meet");
        found.map_or(0.0, |agreement| agreement.score)
    }

    #[test]
    fn short_names() {
        assert!(name("Alexander Van der Bellen").answers_to(&name("Van der Bellen"), false));
        assert!(name("Moon Jae-in").answers_to(&name("Moon"), true));
        assert!(!name("Donald Trump").answers_to(&name("Donald"), false));
        assert!(!name("Khalid bin Salman").answers_to(&name("Salman"), false));
        assert!(name("Osama bin Laden").answers_to(&name("bin Laden"), false));
        assert!(name("Van der Bellen").is_surname() && name("Paul").is_surname() && !name("Ron Paul").is_surname());
    }

    #[test]
    fn full_names() {
        assert!(name("J. Smith").agrees(&name("John Smith")));
        assert!(name("Donald J. Trump").agrees(&name("Donald Trump")));
        assert!(!name("Bill Clinton").agrees(&name("Hillary Clinton")));
        assert!(!name("Rand Paul").agrees(&name("Ron Paul")));
        assert!(!name("Donald Trump Jr.").agrees(&name("Donald Trump")));
        assert!(!name("George W. Bush").agrees(&name("George H. W. Bush")));
    }

    #[test]
    fn names_of_one_person() {
        for [a, b] in [
            ["Volodymyr Zelensky", "Volodymyr Zelenskyy"],
            ["Alexander Lukashenko", "Aleksandr Lukashenka"],
            ["Muammar Gaddafi", "Muammar Qaddafi"],
            ["Mohamed Morsi", "Mohammed Morsi"],
            ["Viktor Yanukovych", "Viktor Yanukovich"],
            ["Abdel Fattah el-Sisi", "Abdel-Fattah al-Sisi"],
            ["Bill Clinton", "William Jefferson Clinton"],
            ["Bob Corker", "Robert Corker"],
            ["Joe Biden", "Joseph R. Biden"],
            ["Xi Jinping", "Jinping Xi"],
            ["Kim Jong Un", "Kim Jong-un"],
            ["Moon Jae-in", "Jae-in Moon"],
            ["George H.W. Bush", "George H. W. Bush"],
            ["Lula da Silva", "Luiz Inacio Lula da Silva"],
            ["J. Smith", "John Smith"],
        ] {
            assert!(score(a, b) >= 0.75, "{a} and {b}: {}", score(a, b));
        }
    }

    #[test]
    fn names_of_two_people() {
        for [a, b] in [
            ["Bill Clinton", "Hillary Clinton"],
            ["Rand Paul", "Ron Paul"],
            ["Kim Jong Un", "Kim Jong Il"],
            ["Kim Jong Un", "Kim Yo Jong"],
            ["George W. Bush", "George H. W. Bush"],
            ["Donald Trump Jr.", "Donald Trump III"],
            ["Paul Whelan", "Paula Whelan"],
            ["John Bolton", "John Boulton Smith"],
        ] {
            assert_eq!(score(a, b), 0.0, "{a} and {b}");
        }
    }

    #[test]
    fn names_that_need_more_evidence() {
        for [a, b] in [
            ["Donald Trump Jr.", "Donald Trump"],
            ["John Smith", "John Smyth"],
            ["Jose Martinez", "Joseph Martinez"],
            ["Cristina Fernández", "Cristina Fernández de Kirchner"],
            ["Moammar Qadhafi", "Muammar Gaddafi"],
        ] {
            assert!((0.4..0.75).contains(&score(a, b)), "{a} and {b}: {}", score(a, b));
        }
    }

    #[test]
    fn names_within_a_longer_one() {
        let long = name("Recep Tayyip Erdoğan");
        assert!(long.includes(&name("Tayyip Erdogan")) && long.includes(&name("Recep Erdogan")));
        assert!(!long.includes(&name("Emine Erdogan")) && !name("George Bush").includes(&name("George W. Bush")));
    }

    #[test]
    fn order_of_names() {
        let ontology = Ontology::builtin();
        assert!(name("Xi Jinping").is_family_first(ontology) || name("Moon Jae-in").is_family_first(ontology));
        assert!(!name("Hillary Clinton").is_family_first(ontology));
    }
}
