//! Personal names: parts, and when two of them can name one person.

/// A name in parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PersonName {
    /// Lower case, without stops and generational suffix.
    pub parts: Vec<String>,
    /// "jr", "iii": what tells father from son.
    pub suffix: Option<String>,
}

impl PersonName {
    /// ```
    /// use whom::entity::person_name::PersonName;
    /// assert_eq!(PersonName::parse("Robert F. Kennedy Jr.").parts, ["robert", "f", "kennedy"]);
    /// ```
    pub fn parse(text: &str) -> Self {
        let mut parts: Vec<String> = text
            .split(|c: char| c.is_whitespace() || c == ',')
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

    pub fn surname(&self) -> &str {
        self.parts.last().map_or("", String::as_str)
    }

    pub fn first(&self) -> &str {
        self.parts.first().map_or("", String::as_str)
    }

    /// Whether a shorter name can stand for this full one: its last words ("Paul", "Van der Bellen", "de Kirchner"), or its
    /// first in the East Asian order ("Moon" for "Moon Jae-in"), if `family_first` allows.
    pub fn answers_to(&self, short: &PersonName, family_first: bool) -> bool {
        let (n, m) = (self.parts.len(), short.parts.len());
        m < n && m > 0 && (self.parts[n - m..] == short.parts[..] || family_first && self.parts[..m] == short.parts[..])
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

    #[test]
    fn short_names() {
        assert!(name("Alexander Van der Bellen").answers_to(&name("Van der Bellen"), false));
        assert!(name("Moon Jae-in").answers_to(&name("Moon"), true));
        assert!(!name("Donald Trump").answers_to(&name("Donald"), false));
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
}
