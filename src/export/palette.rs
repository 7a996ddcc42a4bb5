//! How nodes look: a colour per type (after Okabe and Ito, told apart by the colour-blind), a size by mentions.

use crate::ontology::EntityType;

/// Red, green, blue, 0 to 255.
pub(super) fn colour(entity_type: EntityType) -> (u8, u8, u8) {
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

/// A node's diameter; its area grows with the mentions. Only a square root, which every machine rounds alike.
pub(super) fn size(mentions: usize) -> f64 {
    let size = 6.0 + 4.0 * (mentions as f64).sqrt();
    (size * 100.0).round() / 100.0
}
