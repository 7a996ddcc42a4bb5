//! How nodes look: a colour per type (after Okabe and Ito, told apart by the colour-blind) or per community (after Tol), a
//! size by mentions.

use crate::ontology::EntityType;

/// Red, green, blue, 0 to 255.
pub(super) type Rgb = (u8, u8, u8);

pub(super) fn of_type(entity_type: EntityType) -> Rgb {
    match entity_type {
        EntityType::Person => (0, 114, 178),
        EntityType::Office => (86, 180, 233),
        EntityType::Group => (102, 153, 204),
        EntityType::Country | EntityType::State | EntityType::City | EntityType::Place => (0, 158, 115),
        EntityType::Organization => (230, 159, 0),
        EntityType::GovernmentBody => (213, 94, 0),
        EntityType::Party => (204, 121, 167),
        EntityType::Document => (240, 228, 66),
        EntityType::Event => (136, 34, 85),
        EntityType::Date | EntityType::Quantity | EntityType::Money => (187, 187, 187),
        EntityType::Topic | EntityType::Thing => (119, 119, 119),
    }
}

/// The largest communities have colours of their own.
const COMMUNITIES: &[Rgb] = &[
    (68, 119, 170),
    (238, 102, 119),
    (34, 136, 51),
    (204, 187, 68),
    (102, 204, 238),
    (170, 51, 119),
    (238, 136, 102),
    (119, 170, 221),
    (153, 153, 51),
    (136, 34, 85),
];
pub(super) const OTHER: Rgb = (170, 170, 170);

pub(super) fn of_community(community: usize) -> Rgb {
    COMMUNITIES.get(community).copied().unwrap_or(OTHER)
}

/// Whether a community has a colour of its own.
pub(super) fn is_told_apart(community: usize) -> bool {
    community < COMMUNITIES.len()
}

/// A node's diameter; its area grows with the mentions. Only a square root, which every machine rounds alike.
pub(super) fn size(mentions: usize) -> f64 {
    let size = 6.0 + 4.0 * (mentions as f64).sqrt();
    (size * 100.0).round() / 100.0
}
