//! Whom a story opens with by title or kinship and names only behind: "The firm's chief executive said. Y told".

use super::features::Scene;
use super::traits::{Class, Function};
use super::{Clusters, genders_agree};
use crate::document::PartKind;
use crate::language::Deprel;
use crate::mention::{Mention, MentionKind, Number, is_person_title};
use crate::ontology::EntityType;
use crate::rule::Rule;

pub(super) const NAMED_LATER: Rule = Rule::new(
    "named-later",
    "whom a sentence calls by title, or the first of a story by kinship, is whose full name opens the next, where no words say \
     who else that is",
);

pub(super) const RULES: &[Rule] = &[NAMED_LATER];

/// What such a join is worth, 0 to 1.
pub(super) const LIKELY: f64 = 0.75;
/// Sentences behind the first of a story in which he is named.
const REACH: usize = 2;

/// The full name, somewhere behind a title or noun of kinship, of whoever that means; of one in a headline, that of the same title
/// in the first sentence.
pub(super) fn named_later(clusters: &Clusters, scene: &Scene, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    if clusters.sentences[mention.sentence].part != PartKind::Headline {
        return behind(clusters, scene, m);
    }
    let first = (0..clusters.sentences.len()).find(|&s| clusters.sentences[s].part == PartKind::Paragraph)?;
    let called = |o: &usize| {
        let other = &clusters.mentions[*o];
        let owned = mention.jurisdiction.zip(other.jurisdiction).is_none_or(|(a, b)| clusters.same(a, b));
        other.kind == MentionKind::Nominal && other.title.is_some() && other.title == mention.title && owned
    };
    let mut again = clusters.in_sentence(first).filter(called);
    let told = again.next().filter(|_| again.next().is_none())?;
    behind(clusters, scene, told)
}

fn behind(clusters: &Clusters, scene: &Scene, m: usize) -> Option<usize> {
    let (mention, own) = (&clusters.mentions[m], &scene.traits[m]);
    let paragraph = |s: usize| clusters.sentences[s].part == PartKind::Paragraph;
    let opens = !(0..mention.sentence).any(paragraph);
    let somebody = mention.entity_type == EntityType::Person && mention.number == Number::Singular;
    let called = is_person_title(mention) || opens && scene.ontology.kinship(&own.lemma).is_some();
    let open = mention.status.iter().all(|status| status == "former");
    let pointed = open && matches!(own.class, Class::Definite | Class::Possessed);
    let acts = is_main(clusters, scene, m) && (opens || own.function == Function::Subject);
    if !(paragraph(mention.sentence) && somebody && called && pointed && acts && own.quotation.is_none()) {
        return None;
    }
    let reach = if opens { REACH } else { 1 };
    for sentence in (mention.sentence + 1..clusters.sentences.len()).take(reach).take_while(|&s| paragraph(s)) {
        let subject = clusters.in_sentence(sentence).find(|&o| {
            let subject = scene.traits[o].function == Function::Subject;
            subject && clusters.mentions[o].entity_type != EntityType::Office && is_main(clusters, scene, o)
        })?;
        let name = &clusters.mentions[subject];
        if name.kind == MentionKind::Name && name.entity_type == EntityType::Person {
            let fits = name.name().contains(' ')
                && genders_agree(mention.gender, clusters.gender(subject))
                && clusters.posts_of(subject).next().is_none()
                && is_new(clusters, subject)
                && is_undescribed(clusters, name);
            return fits.then_some(subject);
        }
    }
    None
}

/// Whether a mention is the subject or object of a sentence's main clause, or of what stands before who said it ("X left, his
/// lawyer said").
fn is_main(clusters: &Clusters, scene: &Scene, m: usize) -> bool {
    let tree = &clusters.sentences[clusters.mentions[m].sentence];
    let argument = matches!(scene.traits[m].function, Function::Subject | Function::Object);
    let verb = scene.traits[m].governor.filter(|_| argument);
    verb.is_some_and(|verb| match tree.tokens[verb].deprel {
        Deprel::Root => true,
        Deprel::Ccomp => {
            tree.tokens[verb].head.is_some_and(|said| verb < said && tree.tokens[said].deprel == Deprel::Root)
        }
        _ => false,
    })
}

/// Whether no paragraph names somebody before.
fn is_new(clusters: &Clusters, name: usize) -> bool {
    let told = |o: usize| clusters.sentences[clusters.mentions[o].sentence].part == PartKind::Paragraph;
    clusters.mentions_before(name, name).all(|o| !told(o))
}

/// Whether nothing but an age stands with a name that says who it is: "X, a witness", "X of the union", "X, who saw it".
fn is_undescribed(clusters: &Clusters, name: &Mention) -> bool {
    let tree = &clusters.sentences[name.sentence];
    let says = |t: usize| match tree.tokens[t].deprel {
        Deprel::Nmod | Deprel::NmodPoss | Deprel::Acl | Deprel::AclRelcl | Deprel::Compound | Deprel::NmodDesc => {
            !(name.first..name.end).contains(&t)
        }
        Deprel::Appos => clusters.headed_by(name.sentence, t).is_some(),
        _ => false,
    };
    let above = tree.tokens[name.head].deprel == Deprel::Appos;
    !above && !(name.first..name.end).flat_map(|t| tree.children(t)).any(says)
}
