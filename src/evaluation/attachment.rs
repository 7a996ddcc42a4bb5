//! Shares of words with the right tags, lemma, head and relation, given the gold words: UAS and LAS as in the CoNLL 2018
//! shared task (<https://universaldependencies.org/conll18/evaluation.html>).

use crate::language::{Sentence, Token};

/// Shares of words, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AttachmentScores {
    pub words: usize,
    pub upos: f64,
    pub xpos: f64,
    pub lemma: f64,
    /// Right head.
    pub uas: f64,
    /// Right head and relation up to its subtype.
    pub las: f64,
    /// Right head and relation, subtype included.
    pub las_subtyped: f64,
}

/// Gold and predicted sentences do not consist of the same words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("sentence {sentence}: gold and predicted words differ")]
pub struct WordsDiffer {
    /// Index of the first sentence that differs.
    pub sentence: usize,
}

/// Compares sentences word by word.
pub fn attachment(gold: &[Sentence], predicted: &[Sentence]) -> Result<AttachmentScores, WordsDiffer> {
    let mut counts = [0_usize; 6];
    let mut words = 0;
    for index in 0..gold.len().max(predicted.len()) {
        let pair = gold.get(index).zip(predicted.get(index)).filter(|(a, b)| a.tokens.len() == b.tokens.len());
        let (gold, predicted) = pair.ok_or(WordsDiffer { sentence: index })?;
        for (a, b) in gold.tokens.iter().zip(&predicted.tokens) {
            if a.form != b.form {
                return Err(WordsDiffer { sentence: index });
            }
            for (count, right) in counts.iter_mut().zip(compare(a, b)) {
                *count += usize::from(right);
            }
            words += 1;
        }
    }
    let share = |count: usize| if words == 0 { 0.0 } else { count as f64 / words as f64 };
    let [upos, xpos, lemma, uas, las, las_subtyped] = counts.map(share);
    Ok(AttachmentScores { words, upos, xpos, lemma, uas, las, las_subtyped })
}

/// In the order of the fields of [`AttachmentScores`]. A gold lemma `_` is no lemma: any is right.
fn compare(gold: &Token, predicted: &Token) -> [bool; 6] {
    let core = |token: &Token| token.deprel.as_str().split(':').next();
    let head = gold.head == predicted.head;
    [
        gold.upos == predicted.upos,
        gold.xpos == predicted.xpos,
        gold.lemma == "_" || gold.lemma == predicted.lemma,
        head,
        head && core(gold) == core(predicted),
        head && gold.deprel == predicted.deprel,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Deprel, Upos, conllu};

    const GOLD: &str = "1 Rain rain NOUN NN _ 2 nsubj\n2 fell fall VERB VBD _ 0 root\n3 today today NOUN NN _ 2 obl:unmarked\n4 . . PUNCT . _ 2 punct\n";

    #[test]
    fn shares_of_words() {
        let gold = conllu::sentences(GOLD).unwrap();
        let mut predicted = gold.clone();
        assert_eq!(attachment(&gold, &predicted).unwrap().las_subtyped, 1.0);
        predicted[0].tokens[0].upos = Upos::Propn;
        predicted[0].tokens[2].deprel = Deprel::Obl;
        predicted[0].tokens[3].head = Some(0);
        let scores = attachment(&gold, &predicted).unwrap();
        assert_eq!(
            (scores.words, scores.upos, scores.uas, scores.las, scores.las_subtyped),
            (4, 0.75, 0.75, 0.75, 0.5)
        );
    }

    #[test]
    fn other_words_are_refused() {
        let gold = conllu::sentences(GOLD).unwrap();
        let mut predicted = gold.clone();
        predicted[0].tokens[0].form = "Snow".to_owned();
        assert_eq!(attachment(&gold, &predicted), Err(WordsDiffer { sentence: 0 }));
        assert_eq!(attachment(&gold, &[]), Err(WordsDiffer { sentence: 0 }));
    }
}
