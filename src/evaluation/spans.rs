//! Precision, recall and F1 of labelled spans: a span is right if its place and label are exactly those of a gold span, as
//! in CoNLL-2003 (<https://aclanthology.org/W03-0419/>).

use std::collections::{BTreeMap, BTreeSet};

/// Counts of spans, and the figures that follow from them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SpanScores {
    pub gold: usize,
    pub predicted: usize,
    pub correct: usize,
}

impl SpanScores {
    pub fn precision(&self) -> f64 {
        share(self.correct, self.predicted)
    }

    pub fn recall(&self) -> f64 {
        share(self.correct, self.gold)
    }

    pub fn f1(&self) -> f64 {
        share(2 * self.correct, self.gold + self.predicted)
    }
}

impl std::ops::AddAssign for SpanScores {
    fn add_assign(&mut self, other: Self) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.correct += other.correct;
    }
}

/// Compares spans by label. A place is whatever identifies one: a span with its document, or sentence, first and last word.
/// A span that is given twice counts once.
///
/// ```
/// use whom::evaluation::spans;
/// let scores = spans([((0, 2), "Person"), ((5, 6), "Location")], [((0, 2), "Person"), ((5, 7), "Location")]);
/// assert_eq!(scores["Person"].f1(), 1.0);
/// assert_eq!(scores["Location"].f1(), 0.0);
/// ```
pub fn spans<Place: Ord, Label: Ord + Clone>(
    gold: impl IntoIterator<Item = (Place, Label)>,
    predicted: impl IntoIterator<Item = (Place, Label)>,
) -> BTreeMap<Label, SpanScores> {
    let gold: BTreeSet<(Place, Label)> = gold.into_iter().collect();
    let predicted: BTreeSet<(Place, Label)> = predicted.into_iter().collect();
    let mut scores: BTreeMap<Label, SpanScores> = BTreeMap::new();
    for span in &gold {
        let score = scores.entry(span.1.clone()).or_default();
        score.gold += 1;
        score.correct += usize::from(predicted.contains(span));
    }
    for (_, label) in &predicted {
        scores.entry(label.clone()).or_default().predicted += 1;
    }
    scores
}

/// The counts of all labels together: micro-averaged figures.
pub fn total<Label>(scores: &BTreeMap<Label, SpanScores>) -> SpanScores {
    let mut total = SpanScores::default();
    for score in scores.values() {
        total += *score;
    }
    total
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures() {
        let gold = [(1, 'a'), (2, 'a'), (3, 'b'), (4, 'b')];
        let scores = spans(gold, [(1, 'a'), (2, 'b'), (3, 'b'), (3, 'b')]);
        assert_eq!(scores[&'a'], SpanScores { gold: 2, predicted: 1, correct: 1 });
        assert_eq!(scores[&'b'], SpanScores { gold: 2, predicted: 2, correct: 1 });
        let all = total(&scores);
        assert_eq!((all.precision(), all.recall()), (2.0 / 3.0, 0.5));
        assert_eq!(SpanScores::default().f1(), 0.0);
    }
}
