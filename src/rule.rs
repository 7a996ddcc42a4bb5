//! Named rules: what a rule yields carries its name, and `whom explain` shows its explanation.

/// An extraction rule: a stable name (kebab case) that stands in the provenance of what it yields, and one line that
/// explains it to a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub name: &'static str,
    pub explanation: &'static str,
}

impl Rule {
    pub const fn new(name: &'static str, explanation: &'static str) -> Self {
        Self { name, explanation }
    }
}
