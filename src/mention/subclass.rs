//! The narrower class of what a mention denotes, by `subclasses.tsv`: an army, a newspaper, a treaty, an election.

use super::{Mention, MentionKind};
use crate::language::Sentence;
use crate::ontology::{Ontology, Subclass};

/// Gives each mention its subclass: that of its name, else of the word or two words that head it.
pub(super) fn assign(mentions: &mut [Mention], sentences: &[Sentence], ontology: &Ontology) {
    for mention in mentions.iter_mut().filter(|m| m.kind != MentionKind::Pronoun) {
        mention.subclass =
            by_name(mention, ontology).or_else(|| by_head(mention, &sentences[mention.sentence], ontology));
    }
}

fn by_name(mention: &Mention, ontology: &Ontology) -> Option<Subclass> {
    let name = mention.canonical.as_deref().unwrap_or(&mention.text);
    ontology.subclass(name).filter(|subclass| mention.kind == MentionKind::Name && subclass.fits(mention.entity_type))
}

fn by_head(mention: &Mention, sentence: &Sentence, ontology: &Ontology) -> Option<Subclass> {
    // What a lexicon lists by name is what the lexicon says.
    if mention.canonical.is_some() && !mention.entity_type.is_organization() {
        return None;
    }
    // The last word heads a name ("Washington Post"), whatever the tree says; a noun phrase its head.
    let head = if mention.kind == MentionKind::Name { mention.end.checked_sub(1)? } else { mention.head };
    let lemma = |i: usize| sentence.tokens[i].lemma.to_lowercase();
    let two = (head > mention.first).then(|| format!("{} {}", lemma(head - 1), lemma(head)));
    let complement_head = Some(mention.head).filter(|&h| h != head).map(lemma);
    let words = two.into_iter().chain([lemma(head)]).chain(complement_head);
    words.filter_map(|words| ontology.subclass(&words)).find(|subclass| subclass.fits(mention.entity_type))
}
