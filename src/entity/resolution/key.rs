//! What groups are called: readable keys, the same wherever a thing is named so.

use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

use super::super::curation::mention_key;
use super::excerpt::{Office, Referent};
use super::group::Sort;
use super::reading::normalized;
use crate::span::Span;

/// What a chain's group is called after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Name {
    /// Its place in the document; whether another chain that begins with the same words (a body and the country that it stands
    /// for) is called so already.
    Place { is_taken: bool },
    /// A key, which holds everywhere, or in the document only; whose body it is.
    Key { key: String, is_local: bool, country: Option<String> },
    /// The title and the owner or holder of the office; the country whose seat it is by the title alone.
    Office { title: String, seat: Option<String> },
}

impl Name {
    pub fn is_place(&self) -> bool {
        matches!(self, Self::Place { .. })
    }

    /// The country whose body or seat it is.
    pub fn country(&self) -> Option<&str> {
        match self {
            Self::Key { country, .. } => country.as_deref(),
            Self::Office { seat, .. } => seat.as_deref(),
            Self::Place { .. } => None,
        }
    }
}

/// What a chain's group is called before the group is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub key: String,
    /// Whether it holds in one document only.
    pub is_local: bool,
}

/// Stands for the document's key where that is not known.
pub(super) const DOCUMENT: &str = "\0";

impl Key {
    /// What a chain's group is called, but for what other chains of the name and decisions add. `office` tells what is said of an
    /// office, `of` what the groups are called that it may be called after, and whether that holds in the document only.
    pub fn of<'k, Other: Copy>(
        chain: (usize, Sort, &Referent),
        document: &str,
        office: impl FnOnce() -> Option<Office<Other>>,
        of: impl Fn(Other) -> Option<(&'k str, bool)>,
    ) -> Self {
        Self::of_name(chain, document).unwrap_or_else(|| {
            let office = office().expect("what is called as an office is told as one");
            let (after, is_local) = named_after(&office, of);
            Self { key: format!("office/{}/{after}", office.title), is_local }
        })
    }

    /// What a chain's group is called by the chain's name alone; `None` for an office that is called after another thing.
    pub fn of_name((chain, sort, referent): (usize, Sort, &Referent), document: &str) -> Option<Self> {
        let sort = sort.as_str();
        let (key, is_local) = match &referent.name {
            // A decision cut it off another.
            _ if let Some(span) = referent.cut => (mention_key(document, span), true),
            Name::Place { .. } => (place(document, chain, referent), true),
            Name::Key { key, is_local: true, .. } => (format!("{sort}/{key}/{document}"), true),
            Name::Key { key, .. } => (format!("{sort}/{key}"), false),
            Name::Office { title, seat: Some(country) } => (format!("office/{title}/{}", normalized(country)), false),
            Name::Office { seat: None, .. } => return None,
        };
        Some(Self { key, is_local })
    }

    /// A number for the key, of which [`DOCUMENT`] stands for this document.
    pub fn number(&self, document: &str) -> u64 {
        let number = if self.is_local {
            XxHash3_64::oneshot([&self.key, document].join(DOCUMENT).as_bytes())
        } else {
            XxHash3_64::oneshot(self.key.as_bytes())
        };
        number.max(1)
    }
}

/// An office is called after its owner, else after its holder.
fn named_after<'k, Other: Copy>(
    office: &Office<Other>,
    of: impl Fn(Other) -> Option<(&'k str, bool)>,
) -> (String, bool) {
    let named = |other: Option<Other>| {
        let (key, is_local) = of(other?)?;
        Some((key.split_once('/').map_or(key, |(_, rest)| rest), is_local))
    };
    if let Some((owner, is_local)) = named(office.owner) {
        return (owner.to_owned(), is_local);
    }
    let holder = named(office.holders.first().copied());
    let (holder, is_local) = holder.expect("an office without owner and holder is called after its place");
    match named(office.home) {
        // Whose it is, is likely only: a key for each holder, so that a merge with the country's office can be undone.
        Some((home, home_is_local)) => (format!("at home in/{home}/{holder}"), is_local || home_is_local),
        None => (format!("held by/{holder}"), is_local),
    }
}

/// What a chain is called after its place in a document with this key.
pub(super) fn place(document: &str, chain: usize, referent: &Referent) -> String {
    let Span { start, end, .. } = referent.span;
    match referent.name {
        Name::Place { is_taken: true } => format!("document/{document}/{start}-{end}/{chain}"),
        _ => format!("document/{document}/{start}-{end}"),
    }
}
