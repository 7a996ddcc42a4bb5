//! "Praised her for her courage": what somebody is judged for is his own, as the object's, in the passive the subject's.
//!
//! Verbs of judging ascribe what they judge to their object (implicit causality: Garvey & Caramazza, Linguistic Inquiry 5, 1974).

use super::agreement::{agrees, allowed};
use super::anaphora::mention_at;
use super::features::Scene;
use super::traits::Class;
use super::{Clusters, Reason};
use crate::language::{Deprel, Upos, clause};
use crate::ontology::ArgumentSlot;
use crate::rule::Rule;

const JUDGED: Rule = Rule::new(
    "judged-for",
    "what somebody is judged for is his own, not that of whoever judges (praised her for her courage)",
);

pub(super) const RULES: &[Rule] = &[JUDGED];

const OF_JUDGED: f64 = 0.8;

/// Whom the verb around a pronoun judges for what the pronoun's noun or clause tells: the object, in the passive the subject.
pub(super) fn judged(clusters: &Clusters, scene: &Scene, m: usize) -> Option<(usize, Reason)> {
    let mention = &clusters.mentions[m];
    let tree = &clusters.sentences[mention.sentence];
    let possessive = tree.tokens[mention.head].deprel == Deprel::NmodPoss && scene.traits[m].class.family() == 0;
    let owned = tree.tokens[mention.head].head.filter(|_| possessive)?;
    let noun = tree.tokens[owned].lemma.to_lowercase();
    let mut at = owned;
    let verb = loop {
        let above = tree.tokens[at].head?;
        match tree.tokens[at].deprel {
            Deprel::Obl | Deprel::Advcl | Deprel::Nmod => {}
            // "for using his office"
            Deprel::Obj | Deprel::Conj => {
                at = above;
                continue;
            }
            _ => return None,
        }
        let lemma = tree.tokens[above].lemma.to_lowercase();
        let Some(judging) = scene.ontology.judging_verb(&lemma) else {
            at = above;
            continue;
        };
        let mark = tree.child(at, Deprel::Case).or_else(|| tree.child(at, Deprel::Mark))?;
        if tree.tokens[above].upos != Upos::Verb || !judging.markers.contains(&tree.tokens[mark].form.to_lowercase()) {
            return None;
        }
        // "Blamed Y for his death", "jailed Y for his murder": that of whom it befell.
        let done_to = scene.ontology.nominalization(&noun).is_some_and(|noun| noun.poss == ArgumentSlot::Object);
        if at == owned && (done_to || judging.befalls.contains(&noun)) {
            return None;
        }
        break above;
    };
    let object = mention_at(clusters, mention.sentence, clause::acted_upon(tree, verb)?)?;
    let person = matches!(scene.traits[m].class, Class::He | Class::She);
    let fits = agrees(clusters, scene, m, object) || !person && scene.traits[object].class == scene.traits[m].class;
    let fits = object < m && fits && allowed(clusters, scene, m, object);
    fits.then(|| (object, Reason::new(JUDGED, OF_JUDGED)))
}
