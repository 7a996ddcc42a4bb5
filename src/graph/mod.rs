//! The graph as a graph: entities as nodes, statements as edges, over `petgraph`.

mod betweenness;
mod centrality;
mod communities;
mod components;
mod core_number;
mod edge;
mod layout;
mod measures;
mod neighbours;
mod path;
mod projection;
mod selection;
mod summary;

pub use betweenness::betweenness;
pub use centrality::{degrees, page_rank};
pub use communities::communities;
pub use components::components;
pub use core_number::core_numbers;
pub use edge::{Ends, claim, ends, label, predicate_name, property};
pub use layout::{Point, layout};
pub use measures::Measures;
pub use neighbours::Neighbours;
pub use path::{Path, entities_named, shortest_paths};
pub use projection::{EdgeWeight, NodeWeight, Projection, project};
pub use selection::Selection;
pub use summary::{Community, Ranked, Summary, summarize};
