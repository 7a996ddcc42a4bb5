//! The verb that scores the program on annotated files.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::ValueEnum;
use serde_json::json;
use whom::evaluation::CoreferenceScores;
use whom::evaluation::coreference::{Comparisons, Counts, compare};
use whom::language::LanguageModel;

use super::output::Output;
use super::{Outcome, Session};

/// What can be scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Task {
    Coreference,
}

/// `whom eval coreference`
pub fn coreference(session: &Session, paths: &[PathBuf], json: bool) -> Result<Outcome> {
    let model = LanguageModel::builtin()?;
    let mut sums = Comparisons::default();
    for path in paths {
        let conllu = std::fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
        compare(&conllu, model, session.ontology, &mut sums)
            .with_context(|| format!("{}: cannot be scored", path.display()))?;
    }
    let rows: [(&str, &str, CoreferenceScores); 4] = [
        ("exact spans", "whom", sums.exact.program),
        ("exact spans", "nearest antecedent", sums.exact.nearest),
        ("heads", "whom", sums.heads.program),
        ("heads", "nearest antecedent", sums.heads.nearest),
    ];
    let mut output = Output::open(None)?;
    if json {
        let figures = |c: Counts| json!({"recall": c.recall(), "precision": c.precision(), "f1": c.f1()});
        let row = |(spans, system, s): &(&str, &str, CoreferenceScores)| {
            json!({"spans": spans, "system": system, "mentions": figures(s.mentions), "muc": figures(s.muc),
                   "b_cubed": figures(s.b_cubed), "ceaf_e": figures(s.ceaf_e), "conll": s.conll()})
        };
        serde_json::to_writer(&mut output, &rows.iter().map(row).collect::<Vec<_>>())?;
        writeln!(output)?;
    } else {
        writeln!(
            output,
            "{:12} {:19} {:>23} {:>23} {:>23} {:>23} {:>6}",
            "", "", "mentions", "MUC", "B3", "CEAFe", "CoNLL"
        )?;
        for (spans, system, scores) in rows {
            write!(output, "{spans:12} {system:19}")?;
            for counts in [scores.mentions, scores.muc, scores.b_cubed, scores.ceaf_e] {
                let [recall, precision, f1] = [counts.recall(), counts.precision(), counts.f1()].map(|x| 100.0 * x);
                write!(output, " R {recall:5.1} P {precision:5.1} F {f1:5.1}")?;
            }
            writeln!(output, " {:6.2}", 100.0 * scores.conll())?;
        }
    }
    output.finish()?;
    Ok(Outcome::Done)
}
