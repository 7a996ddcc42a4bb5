//! The classes of entities, as `ontology/vocabulary.ttl` describes them.

use serde::{Deserialize, Serialize};

/// What kind of thing an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EntityType {
    Person,
    /// A post that persons hold over a time (`org:Post`).
    Office,
    Country,
    /// First-level division of a country: Kentucky, Bavaria.
    State,
    City,
    /// Any other place: a sea, a region, a building.
    Place,
    Organization,
    /// A ministry, parliament, court, agency or the government itself.
    GovernmentBody,
    Party,
    /// Several persons without a name of their own: "seven GOP senators".
    Group,
    /// A letter, statement, report, bill, treaty, law.
    Document,
    /// An election, summit, war, sanction, visit.
    Event,
    Date,
    Quantity,
    Money,
    /// What is talked about: an idea, an issue, a field of politics.
    Topic,
    /// Any other thing.
    Thing,
}

impl EntityType {
    pub const ALL: &'static [EntityType] = &[
        Self::Person,
        Self::Office,
        Self::Country,
        Self::State,
        Self::City,
        Self::Place,
        Self::Organization,
        Self::GovernmentBody,
        Self::Party,
        Self::Group,
        Self::Document,
        Self::Event,
        Self::Date,
        Self::Quantity,
        Self::Money,
        Self::Topic,
        Self::Thing,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Office => "Office",
            Self::Country => "Country",
            Self::State => "State",
            Self::City => "City",
            Self::Place => "Place",
            Self::Organization => "Organization",
            Self::GovernmentBody => "GovernmentBody",
            Self::Party => "Party",
            Self::Group => "Group",
            Self::Document => "Document",
            Self::Event => "Event",
            Self::Date => "Date",
            Self::Quantity => "Quantity",
            Self::Money => "Money",
            Self::Topic => "Topic",
            Self::Thing => "Thing",
        }
    }

    /// Can act and speak for itself.
    pub fn is_actor(self) -> bool {
        matches!(
            self,
            Self::Person
                | Self::Group
                | Self::Country
                | Self::Organization
                | Self::GovernmentBody
                | Self::Party
                | Self::Office
        )
    }

    pub fn is_place(self) -> bool {
        matches!(self, Self::Country | Self::State | Self::City | Self::Place)
    }

    pub fn is_organization(self) -> bool {
        matches!(self, Self::Organization | Self::GovernmentBody | Self::Party)
    }
}

impl std::str::FromStr for EntityType {
    type Err = crate::language::tags::UnknownLabel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|t| t.as_str() == text)
            .ok_or_else(|| crate::language::tags::UnknownLabel { set: "EntityType", label: text.to_owned() })
    }
}

impl std::fmt::Display for EntityType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What kind of thing more narrowly; each is a subclass of one or more types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Subclass {
    /// Part of a country or of several: Donbas, the Balkans.
    Region,
    /// An army, navy, militia.
    MilitaryForce,
    /// A newspaper, news agency, broadcaster.
    MediaOutlet,
    /// A treaty, deal, ceasefire.
    Agreement,
    /// A law, bill, decree, constitution.
    Law,
    Election,
    Summit,
    /// A war, battle, invasion.
    War,
    /// Sanctions, an embargo, tariffs.
    Sanction,
}

impl Subclass {
    pub const ALL: &'static [Subclass] = &[
        Self::Region,
        Self::MilitaryForce,
        Self::MediaOutlet,
        Self::Agreement,
        Self::Law,
        Self::Election,
        Self::Summit,
        Self::War,
        Self::Sanction,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Region => "Region",
            Self::MilitaryForce => "MilitaryForce",
            Self::MediaOutlet => "MediaOutlet",
            Self::Agreement => "Agreement",
            Self::Law => "Law",
            Self::Election => "Election",
            Self::Summit => "Summit",
            Self::War => "War",
            Self::Sanction => "Sanction",
        }
    }

    /// Whether a thing of the type can be of this subclass.
    pub fn fits(self, entity_type: EntityType) -> bool {
        match self {
            Self::Region => matches!(entity_type, EntityType::Place),
            Self::MilitaryForce => matches!(entity_type, EntityType::Organization | EntityType::GovernmentBody),
            Self::MediaOutlet => entity_type == EntityType::Organization,
            Self::Agreement | Self::Law => entity_type == EntityType::Document,
            Self::Election | Self::Summit | Self::War | Self::Sanction => entity_type == EntityType::Event,
        }
    }
}

impl std::str::FromStr for Subclass {
    type Err = crate::language::tags::UnknownLabel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .copied()
            .find(|s| s.as_str() == text)
            .ok_or_else(|| crate::language::tags::UnknownLabel { set: "Subclass", label: text.to_owned() })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    Female,
    Male,
}
