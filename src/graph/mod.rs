//! The graph as a graph: entities as nodes, statements as edges, over `petgraph`.

mod centrality;
mod components;
mod edge;
mod projection;
mod selection;
mod summary;

pub use centrality::{degrees, page_rank};
pub use components::components;
pub use edge::{Ends, ends, label, predicate_name};
pub use projection::{EdgeWeight, NodeWeight, Projection, project};
pub use selection::Selection;
pub use summary::{Ranked, Summary, summarize};
