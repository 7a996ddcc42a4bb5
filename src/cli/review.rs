//! `whom review`

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
use whom::review::suggestions;
use whom::store::{Access, Directory};

use super::build::read_review;
use super::graph::Graph;
use super::output::Output;
use super::{Outcome, Session};

/// Writes the proposals of a graph into a file, beside what a person decided there.
pub fn review(session: &Session, location: &Path, output: Option<&Path>) -> Result<Outcome> {
    let directory = Directory::open(location, Access::Read)?;
    let own = Directory::review_path(location);
    let path = output.unwrap_or(&own);
    // A new file begins with what was decided before.
    let mut review = match [path, &own].into_iter().find(|path| path.is_file()) {
        Some(path) => read_review(path)?,
        None => directory.review()?,
    };
    let curated = Graph::Directory(Box::new(directory)).curated(session)?;
    review.update(&suggestions(&curated.knowledge, &curated.curation.decisions));
    review.label(&curated.knowledge);
    let mut writer = Output::open(Some(path))?;
    writer.write_all(review.to_tsv().as_bytes())?;
    writer.finish()?;
    if !session.quiet {
        let mut open: BTreeMap<&str, usize> = BTreeMap::new();
        for line in review.lines.iter().filter(|line| line.verdict.is_none()) {
            *open.entry(line.kind.as_str()).or_default() += 1;
        }
        let kinds: Vec<String> = open.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let kinds = if kinds.is_empty() { "nothing".to_owned() } else { kinds.join(", ") };
        eprintln!("{}: {kinds} to decide, {} decided", path.display(), review.decided().count());
    }
    Ok(Outcome::Done)
}
