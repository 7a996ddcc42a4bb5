//! Entities: which mentions are one thing, in a document (coreference) and over documents (resolution).

pub mod coreference;
pub mod curation;
pub mod gazetteer;
pub mod homeland;
pub mod linking;
pub mod person_name;
pub mod resolution;
pub mod spelling;

use serde::{Deserialize, Serialize};

use crate::ontology::{EntityType, Ontology, Subclass};
use crate::rule::Rule;

/// The mentions of one thing within one document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chain {
    /// Indices of the document's mentions, ascending.
    pub mentions: Vec<usize>,
    pub entity_type: EntityType,
    /// The best name in the document, else the head's words.
    pub label: String,
    /// Why the mentions were joined: one entry a join.
    pub links: Vec<Link>,
    /// Of a plural that joins others ("both countries"): a mention of each of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<usize>,
    /// The mention at which a user's decision cut it off another chain, see [`curation::cut`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<usize>,
}

/// One join of coreference: `mention` refers to what `antecedent` refers to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Link {
    pub mention: usize,
    pub antecedent: usize,
    /// Name of the rule.
    pub rule: String,
    /// How likely it is that they are one, 0 to 1: the share that the scorer gives the chain among all that could be, or what
    /// the rule is worth.
    pub score: f64,
    /// What speaks for it beside the rule, in words; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
}

/// One thing over all documents: a node of the graph.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    pub id: String,
    pub label: String,
    pub entity_type: EntityType,
    /// The narrower class that most of its mentions tell.
    pub subclass: Option<Subclass>,
    /// How many a group is, or how much a quantity or sum, where every mention that says it agrees.
    pub amount: Option<f64>,
    /// How many mentions it has.
    pub mentions: usize,
    /// Whether a name or a noun refers to it, not pronouns alone.
    pub is_described: bool,
    /// Other names, sorted.
    pub aliases: Vec<String>,
    pub wikidata: Option<String>,
    /// The entry of the user's gazetteer that it is.
    pub link: Option<linking::GazetteerLink>,
    /// The country that it is or belongs to, as [`Ontology::country_code`](crate::ontology::Ontology::country_code) has it.
    pub country: Option<String>,
    /// The chains that were merged: (index of the document, index of its chain), sorted.
    pub chains: Vec<(usize, usize)>,
    /// The keys of the groups that were merged, sorted: what decisions speak of, see [`curation`].
    pub groups: Vec<String>,
    /// Why chains of different documents or names were merged, one line each, sorted.
    pub merges: Vec<Merge>,
}

impl Entity {
    /// Puts the code of its country in the place of the name.
    pub(crate) fn code_country(&mut self, ontology: &Ontology) {
        self.country = self.country.take().map(|name| ontology.country_code(&name));
    }
}

/// One join of resolution, for `whom explain`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Merge {
    /// Name of the rule.
    pub rule: String,
    /// The keys of two groups, see [`curation`]; the same twice for the chains of one group.
    pub from: String,
    pub into: String,
    /// How likely it is that they are one, 0 to 1.
    pub score: f64,
    /// What speaks for it, in words.
    pub evidence: String,
}

/// A change that is left to the user, for `whom review`. Groups are named by their keys, see [`curation`].
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    pub kind: ProposalKind,
    /// Two groups; for `Retype`, `Rename` and `Link` a group and the new type, label or Wikidata item.
    pub groups: (String, String),
    /// What the two are called.
    pub labels: (String, String),
    /// How likely it is that the two are one, or that the change is right, 0 to 1.
    pub score: f64,
    /// What speaks for and against it, in words.
    pub evidence: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProposalKind {
    /// Two entities that may be one.
    Merge,
    /// Two groups that were merged on thin evidence.
    Split,
    /// A group whose mentions disagree on its type.
    Retype,
    /// A group that the texts mostly call by another name than its label.
    Rename,
    /// A group that may be an entry of the gazetteer.
    Link,
}

impl ProposalKind {
    pub const ALL: &'static [ProposalKind] = &[Self::Merge, Self::Split, Self::Retype, Self::Rename, Self::Link];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Split => "split",
            Self::Retype => "retype",
            Self::Rename => "rename",
            Self::Link => "link",
        }
    }
}

impl std::str::FromStr for ProposalKind {
    type Err = crate::language::tags::UnknownLabel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || crate::language::tags::UnknownLabel { set: "ProposalKind", label: text.to_owned() };
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or_else(unknown)
    }
}

impl std::fmt::Display for ProposalKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The rules of this stage, by name.
pub fn rules() -> Vec<Rule> {
    coreference::rules().into_iter().chain(resolution::rules()).collect()
}
