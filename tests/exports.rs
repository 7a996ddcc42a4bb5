//! The sample exports in `exports/` are what the program makes of `examples/articles` (`make exports`).
//!
//! Floating-point kernels differ between processors, and a near tie of the language model can turn with them; so a few lines
//! may differ from what another machine wrote. More than that means that the samples are stale.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The share of lines that two machines must have in common.
const SHARED: f64 = 0.97;

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn whom(arguments: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_whom"))
        .args(arguments)
        .args(["--from", "examples/articles", "-q"])
        .current_dir(project(""))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

#[track_caller]
fn check(file: &str, arguments: &[&str]) {
    let text = std::fs::read_to_string(project("exports").join(file)).unwrap();
    let kept: BTreeSet<String> = text.lines().map(str::to_owned).collect();
    let now = whom(arguments);
    let shared = kept.intersection(&now).count() as f64 / kept.union(&now).count() as f64;
    assert!(
        shared >= SHARED,
        "exports/{file} is stale: {:.1} % of its lines are what whom writes now; run `make exports`",
        100.0 * shared
    );
}

#[test]
fn samples_are_fresh() {
    check("graph.nt", &["export", "nt"]);
    check("graph.graphml", &["export", "graphml"]);
    check("statements.jsonl", &["dump", "statements"]);
    check("codebook.md", &["dump", "--codebook"]);
    check("entities.csv", &["dump", "entities", "--format", "csv"]);
}
