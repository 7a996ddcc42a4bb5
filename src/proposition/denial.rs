//! What is told of nobody in particular, of what does not exist, or of what is still to come, by the words around it.

use super::context::context;
use super::reading::Reading;
use super::{Modality, Polarity};
use crate::language::clause::finite_verb;
use crate::language::{Deprel, Upos};

/// "no evidence that", "without proof that", "did not find signs that": there is no such thing as the noun says.
pub(super) fn is_denied(reading: &Reading, sentence: usize, noun: usize, governor: usize) -> bool {
    let tree = reading.sentence(sentence);
    let determined = |words: &[&str]| {
        let first = |d: usize| matches!(tree.tokens[d].deprel, Deprel::Det | Deprel::Amod);
        tree.children(noun).any(|d| first(d) && words.contains(&reading.lower(sentence, d).as_str()))
    };
    let argument =
        matches!(tree.tokens[noun].deprel, Deprel::Obj | Deprel::Nsubj | Deprel::NsubjPass) || noun == governor;
    determined(&["no", "neither", "little", "any"])
        || reading.marker(sentence, noun).as_deref() == Some("without")
        || argument
            && !determined(&["the", "this", "that", "these", "those"])
            && tree.child(noun, Deprel::NmodPoss).is_none()
            && context(reading, sentence, governor).polarity == Polarity::Negative
}

/// "anyone", "any company", "no state": what is told of such a one is told of nobody in particular.
pub(super) fn is_anyone(reading: &Reading, sentence: usize, noun: usize) -> bool {
    let tree = reading.sentence(sentence);
    let open = |token: usize| {
        matches!(
            reading.lower(sentence, token).as_str(),
            "anyone"
                | "anybody"
                | "anything"
                | "no"
                | "no-one"
                | "nobody"
                | "nothing"
                | "none"
                | "whoever"
                | "whichever"
        )
    };
    let any = |token: usize| reading.lower(sentence, token) == "any" && tree.tokens[noun].xpos == "NN";
    open(noun) || tree.children_by(noun, Deprel::Det).any(|d| open(d) || any(d))
}

/// "is not a team that listens": what a noun with "not" before it would do is not told of the subject.
pub(super) fn is_no_such(reading: &Reading, sentence: usize, noun: usize) -> bool {
    let tree = reading.sentence(sentence);
    let denied = |c: usize| matches!(reading.lower(sentence, c).as_str(), "not" | "n't" | "n’t");
    tree.tokens[noun].upos == Upos::Noun
        && tree.children_by(noun, Deprel::Advmod).any(denied)
        && tree.children(noun).all(|c| tree.tokens[c].deprel != Deprel::Det || reading.lower(sentence, c) != "the")
}

/// "the lack of incidents involving him": there are none.
pub(super) fn is_lacking(reading: &Reading, sentence: usize, noun: usize) -> bool {
    let token = reading.token(sentence, noun);
    let lack = |head| matches!(reading.lemma(sentence, head).as_str(), "absence" | "dearth" | "lack");
    token.deprel == Deprel::Nmod && token.head.is_some_and(lack)
}

/// "nobody", "no side", "neither X nor Y": a clause with such an argument is negated.
pub(super) fn is_nobody(reading: &Reading, sentence: usize, noun: usize) -> bool {
    let tree = reading.sentence(sentence);
    let lower = |t: usize| reading.lower(sentence, t);
    let no = |d: usize| matches!(lower(d).as_str(), "no" | "neither");
    tree.children_by(noun, Deprel::CcPreconj).any(|c| lower(c) == "neither")
        || tree.children_by(noun, Deprel::Det).any(no)
        || matches!(lower(noun).as_str(), "nobody" | "nothing" | "none" | "no-one")
}

/// "would leave once it is over", "refuses to talk before it ends": the present tense of a clause of time is a future where the
/// main clause tells of no fact.
pub(super) fn is_to_come(reading: &Reading, sentence: usize, predicate: usize, governor: usize) -> bool {
    let tree = reading.sentence(sentence);
    let time = |word: &str| matches!(word, "until" | "till" | "before" | "once" | "after" | "when" | "whenever");
    let opens = |c: usize| {
        matches!(tree.tokens[c].deprel, Deprel::Mark | Deprel::Advmod)
            && c < predicate
            && time(&reading.lower(sentence, c))
    };
    let present = matches!(tree.tokens[finite_verb(tree, predicate)].xpos.as_str(), "VBZ" | "VBP");
    present && tree.children(predicate).any(opens) && {
        let above = context(reading, sentence, governor);
        above.polarity == Polarity::Negative || above.modality != Modality::Asserted
    }
}
