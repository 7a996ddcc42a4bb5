//! Scores of what the stages yield against gold: attachment scores of trees, F1 of spans.
//!
//! Plain functions over plain data; reading files is the caller's part.

pub mod attachment;
pub mod coreference;
pub mod spans;

pub use attachment::{AttachmentScores, attachment};
pub use coreference::CoreferenceScores;
pub use spans::{SpanScores, spans};
