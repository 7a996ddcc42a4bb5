//! Who says what, where no verb of speech says so: "according to X".

use super::assembly::{self, of_mention};
use super::context;
use super::reading::Reading;
use super::{Found, Proposition, PropositionKind, Role};
use crate::language::Deprel;
use crate::ontology::EntityType;
use crate::rule::Rule;

const SAYS: Rule = Rule::new("says-according-to", "according to X, ...: X says what the clause tells");

pub(super) const RULES: &[Rule] = &[SAYS];

/// The speech in a phrase of source at a token.
pub(super) fn propositions(reading: &Reading, sentence: usize, token: usize, found: &mut Found) {
    let tree = reading.sentence(sentence);
    let at = &tree.tokens[token];
    if !matches!(at.deprel, Deprel::Obl | Deprel::Nmod | Deprel::Advcl | Deprel::Parataxis)
        || reading.marker(sentence, token).as_deref() != Some("according-to")
    {
        return;
    }
    let Some(governor) = at.head.map(|h| context::clause_head(reading, sentence, h)) else { return };
    let Some(source) = reading.participant(sentence, token) else { return };
    let marker = tree.child(token, Deprel::Case).unwrap_or(token);
    let source_type = reading.entity_type(source);
    if !source_type.is_actor() && source_type != EntityType::Document {
        return;
    }
    let predicate = assembly::predicate(reading, "say", &[], reading.span(sentence, marker), true);
    let proposition = Proposition {
        subject: Some(of_mention(reading, source, Role::Agent, None)),
        ..Proposition::asserted(sentence, predicate, PropositionKind::Derived, SAYS)
    };
    found.push(proposition, &[governor]);
}
