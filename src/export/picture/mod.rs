//! A picture of a graph, as SVG (<https://www.w3.org/TR/SVG11/>) or PNG: entities as circles, statements as arrows from who
//! acts to whom, with a title and a legend.
//!
//! One scene is made for both; texts are measured and, in PNG, drawn with DejaVu Sans, which the program carries along.

mod font;
mod placement;
mod png;
mod scene;
mod svg;

use std::io::Write;

use super::ExportError;
use super::network::{Colours, Network};

/// What a picture shows, and how large.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// A line above the picture; without one it is the number of entities and statements.
    pub title: Option<String>,
    /// At most so many entities: of the largest components those that are joined most.
    pub nodes: usize,
    pub colours: Colours,
}

impl Default for Options {
    fn default() -> Self {
        Self { title: None, nodes: 50, colours: Colours::Types }
    }
}

/// Writes SVG.
pub fn write_svg(network: &Network<'_>, options: &Options, output: &mut dyn Write) -> Result<(), ExportError> {
    svg::write(&scene::scene(network, options)?, output)
}

/// Writes PNG, two pixels for a unit of the SVG.
pub fn write_png(network: &Network<'_>, options: &Options, output: &mut dyn Write) -> Result<(), ExportError> {
    png::write(&scene::scene(network, options)?, output)
}
