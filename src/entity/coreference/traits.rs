//! What a mention shows of itself, as the scorer's features see it.

use super::Clusters;
use crate::language::{Deprel, Sentence, Upos};
use crate::mention::quotation::{self, Quotation};
use crate::mention::{Mention, MentionKind, Number};
use crate::ontology::EntityType;

/// How a mention introduces itself: the form of a pronoun, the determiner of a noun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    He,
    She,
    It,
    They,
    I,
    We,
    You,
    Relative,
    /// "the"
    Definite,
    /// "this", "these"
    This,
    /// "that", "those"
    That,
    /// "both", "the other", "such"
    Other,
    /// "his", "Putin's"
    Possessed,
    /// "a", "another", "some", "no"
    Indefinite,
    Bare,
    Name,
}

impl Class {
    pub(super) const COUNT: usize = Self::Name as usize + 1;

    /// Third persons, first and second persons, definite nouns, all else: what takes up something in ways of its own.
    pub(super) fn family(self) -> usize {
        match self {
            Self::He | Self::She | Self::It | Self::They => 0,
            Self::I | Self::We | Self::You | Self::Relative => 1,
            Self::Definite | Self::This | Self::That | Self::Other | Self::Possessed => 2,
            Self::Indefinite | Self::Bare | Self::Name => 3,
        }
    }

    pub(super) const FAMILIES: usize = 4;
}

/// What a mention does in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Subject,
    Object,
    Oblique,
    Possessor,
    Modifier,
    Compound,
    Apposition,
    Predicate,
    Other,
}

impl Function {
    pub(super) const COUNT: usize = Self::Other as usize + 1;
}

/// Where an antecedent stands as seen from the clause of its anaphor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clause {
    Elsewhere,
    /// The subject of the anaphor's own clause: "Paul thanked his hosts".
    Own,
    /// The subject of the clause around it: "Paul said that he".
    Around,
    /// Of one further out.
    Outer,
    /// The subject of a clause below it: "Paul had left, he said".
    Below,
}

impl Clause {
    pub(super) const COUNT: usize = Self::Below as usize + 1;
}

/// One mention as the scorer sees it, apart from its chain.
#[derive(Clone, Debug)]
pub(super) struct Traits {
    pub class: Class,
    /// The token that stands for it in the tree: of "Brazil's president, Jair Bolsonaro, said" the title is the subject.
    pub anchor: usize,
    pub function: Function,
    /// The verb whose argument it is.
    pub governor: Option<usize>,
    /// Whether that verb's clause tells of another's time, reason or noun: "before X quit", "who quit".
    pub subordinate: bool,
    pub paragraph: usize,
    /// Index of the quotation that it stands in.
    pub quotation: Option<usize>,
    /// Lower case.
    pub lemma: String,
    /// Lower-case words of a nominal before its head.
    pub modifiers: Vec<String>,
    /// Lemma of an of-phrase.
    pub complement: Option<String>,
    /// A mention of the possessor, or of an of-, from- or by-phrase.
    pub owner: Option<usize>,
    /// Subjects of the clauses around and below, as (sentence, token).
    subjects: Vec<(Clause, (usize, usize))>,
    /// What the possessed noun is joined to: "Kurz" for "Kurz and his cabinet", as (sentence, token).
    pub beside: Option<(usize, usize)>,
}

impl Traits {
    pub(super) fn new(clusters: &Clusters, m: usize, paragraph: usize, quotations: &[Quotation]) -> Self {
        let mention = &clusters.mentions[m];
        let sentence = &clusters.sentences[mention.sentence];
        let nominal = mention.kind == MentionKind::Nominal;
        let words = &sentence.tokens[mention.first..mention.head.max(mention.first)];
        let anchor = anchor(clusters, m);
        Self {
            class: class(clusters, m),
            anchor,
            function: function(sentence, anchor),
            governor: governor(sentence, anchor),
            subordinate: governor(sentence, anchor).is_some_and(|verb| is_subordinate(sentence, verb)),
            paragraph,
            quotation: quotation::around(quotations, mention.span),
            lemma: clusters.head_lemma(m),
            modifiers: if nominal { words.iter().map(|t| t.form.to_lowercase()).collect() } else { Vec::new() },
            complement: nominal.then(|| of_complement(clusters, m)).flatten(),
            owner: nominal.then(|| owner(clusters, m)).flatten(),
            subjects: if mention.kind == MentionKind::Name { Vec::new() } else { subjects(sentence, mention) },
            beside: beside(sentence, mention),
        }
    }

    /// Where a word stands as seen from here: the sentence and the token that stands for it.
    pub(super) fn clause_of(&self, place: (usize, usize)) -> Clause {
        self.subjects.iter().find(|(_, subject)| *subject == place).map_or(Clause::Elsewhere, |(clause, _)| *clause)
    }
}

/// Subjects of the clauses around a mention, from its own outwards, and of those below its verb that stand before it.
fn subjects(sentence: &Sentence, mention: &Mention) -> Vec<(Clause, (usize, usize))> {
    let place = |token: usize| (mention.sentence, token);
    let subject_of = |verb: usize| {
        let subjects = sentence.subject(verb);
        subjects.filter(|&s| s != mention.head)
    };
    let mut found = Vec::new();
    let mut clauses = 0;
    let mut at = mention.head;
    while let Some(head) = sentence.tokens[at].head {
        let is_clause = matches!(
            sentence.tokens[at].deprel,
            Deprel::Ccomp
                | Deprel::Advcl
                | Deprel::AdvclRelcl
                | Deprel::Xcomp
                | Deprel::Acl
                | Deprel::AclRelcl
                | Deprel::Parataxis
                | Deprel::Csubj
        );
        clauses += usize::from(is_clause);
        at = head;
        if let Some(subject) = subject_of(at) {
            let clause = match clauses {
                0 => Clause::Own,
                1 => Clause::Around,
                _ => Clause::Outer,
            };
            found.push((clause, place(subject)));
        }
    }
    if let Some(verb) = governor(sentence, mention.head) {
        let below = sentence
            .children(verb)
            .filter(|&c| c < mention.head)
            .filter(|&c| matches!(sentence.tokens[c].deprel, Deprel::Ccomp | Deprel::Advcl | Deprel::Parataxis));
        found.extend(below.filter_map(subject_of).map(|subject| (Clause::Below, place(subject))));
        // "Paul had left, he said": the words of speech may hang on what was said.
        if sentence.tokens[verb].deprel == Deprel::Parataxis
            && let Some(said) = sentence.tokens[verb].head.filter(|&said| said < verb)
            && let Some(subject) = subject_of(said)
        {
            found.retain(|(_, s)| *s != place(subject));
            found.push((Clause::Below, place(subject)));
        }
    }
    found
}

/// The first conjunct of the noun that a possessor stands before.
fn beside(sentence: &Sentence, mention: &Mention) -> Option<(usize, usize)> {
    let token = &sentence.tokens[mention.head];
    let mut noun = token.head.filter(|_| token.deprel == Deprel::NmodPoss)?;
    // "X and three of his colleagues"
    let partitive = sentence.tokens[noun].head.filter(|&whole| {
        let of = sentence.child(noun, Deprel::Case).is_some_and(|c| sentence.tokens[c].form.eq_ignore_ascii_case("of"));
        of && sentence.tokens[whole].deprel == Deprel::Conj
    });
    noun = partitive.unwrap_or(noun);
    let first = sentence.tokens[noun].head.filter(|_| sentence.tokens[noun].deprel == Deprel::Conj)?;
    Some((mention.sentence, first))
}

/// Paragraphs by sentence, counted from 0: a blank line begins one.
pub(super) fn paragraphs(sentences: &[Sentence]) -> Vec<usize> {
    let mut paragraph = 0;
    let mut before = 0;
    let mut paragraphs = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        paragraph += usize::from(before > 0 && sentence.span.start > before + 1);
        before = sentence.span.end;
        paragraphs.push(paragraph);
    }
    paragraphs
}

fn class(clusters: &Clusters, m: usize) -> Class {
    let mention = &clusters.mentions[m];
    match mention.kind {
        MentionKind::Name => Class::Name,
        MentionKind::Pronoun => pronoun_class(mention),
        MentionKind::Nominal => match clusters.determiner(m).as_deref() {
            None => Class::Bare,
            Some("the") => Class::Definite,
            Some("this" | "these") => Class::This,
            Some("that" | "those") => Class::That,
            Some("both" | "such" | "all" | "each" | "every") => Class::Other,
            Some("a" | "an" | "another" | "some" | "any" | "no" | "many" | "several" | "what" | "which") => {
                Class::Indefinite
            }
            Some(_) => Class::Possessed,
        },
    }
}

fn pronoun_class(mention: &Mention) -> Class {
    match mention.text.to_lowercase().as_str() {
        "he" | "him" | "his" | "himself" => Class::He,
        "she" | "her" | "hers" | "herself" => Class::She,
        "i" | "me" | "my" | "mine" | "myself" => Class::I,
        "we" | "us" | "our" | "ours" | "ourselves" => Class::We,
        "you" | "your" | "yours" | "yourself" | "yourselves" => Class::You,
        _ if mention.rule == "pronoun-relative" => Class::Relative,
        _ if mention.rule == "pronoun-indefinite" => Class::Indefinite,
        "this" | "these" => Class::This,
        "that" | "those" => Class::That,
        _ if mention.number == Number::Plural => Class::They,
        _ => Class::It,
    }
}

fn function(sentence: &Sentence, token: usize) -> Function {
    match role(sentence, token) {
        Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter => Function::Subject,
        Deprel::Obj | Deprel::Iobj => Function::Object,
        Deprel::Obl | Deprel::OblAgent => Function::Oblique,
        Deprel::NmodPoss => Function::Possessor,
        Deprel::Nmod => Function::Modifier,
        Deprel::Compound | Deprel::Amod | Deprel::NmodDesc => Function::Compound,
        Deprel::Appos => Function::Apposition,
        Deprel::Root | Deprel::Xcomp | Deprel::Ccomp => Function::Predicate,
        _ => Function::Other,
    }
}

/// The relation of a mention's head, that of the first conjunct for a coordinated one.
fn role(sentence: &Sentence, token: usize) -> Deprel {
    let mut at = token;
    while matches!(sentence.tokens[at].deprel, Deprel::Conj | Deprel::Flat) {
        match sentence.tokens[at].head {
            Some(head) => at = head,
            None => break,
        }
    }
    sentence.tokens[at].deprel
}

/// The token that stands for a mention in the tree: of "Sen. Rand Paul" it may be the title, of a name in apposition the title or
/// noun that it belongs to.
fn anchor(clusters: &Clusters, m: usize) -> usize {
    let mention = &clusters.mentions[m];
    let sentence = &clusters.sentences[mention.sentence];
    let at = unfolded(sentence, mention.head);
    let above = sentence.tokens[at].head.filter(|_| sentence.tokens[at].deprel == Deprel::Appos);
    let person = mention.kind == MentionKind::Name && mention.entity_type == EntityType::Person;
    let described = |noun: &usize| {
        person || clusters.headed_by(mention.sentence, *noun).is_some_and(|o| o != m && clusters.same(o, m))
    };
    above.filter(described).unwrap_or(at)
}

/// The first word of a name in several.
fn unfolded(sentence: &Sentence, token: usize) -> usize {
    let mut at = token;
    while sentence.tokens[at].deprel == Deprel::Flat
        && let Some(head) = sentence.tokens[at].head
    {
        at = head;
    }
    at
}

/// The verb whose argument the token is, through coordination.
fn governor(sentence: &Sentence, token: usize) -> Option<usize> {
    let mut at = unfolded(sentence, token);
    while sentence.tokens[at].deprel == Deprel::Conj && sentence.tokens[at].upos != Upos::Verb {
        at = sentence.tokens[at].head?;
    }
    let argument = matches!(
        sentence.tokens[at].deprel,
        Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Iobj | Deprel::Obl | Deprel::OblAgent
    );
    if argument { sentence.tokens[at].head } else { None }
}

fn is_subordinate(sentence: &Sentence, verb: usize) -> bool {
    let mut at = verb;
    while sentence.tokens[at].deprel == Deprel::Conj
        && let Some(head) = sentence.tokens[at].head
    {
        at = head;
    }
    matches!(sentence.tokens[at].deprel, Deprel::Advcl | Deprel::AdvclRelcl | Deprel::Acl | Deprel::AclRelcl)
}

/// The mention of a noun's possessor, or of its of-, from- or by-phrase.
fn owner(clusters: &Clusters, m: usize) -> Option<usize> {
    let mention = &clusters.mentions[m];
    let sentence = &clusters.sentences[mention.sentence];
    let phrase = sentence.children_by(mention.head, Deprel::Nmod).find(|&n| {
        sentence
            .child(n, Deprel::Case)
            .is_some_and(|c| matches!(sentence.tokens[c].lemma.to_lowercase().as_str(), "of" | "from" | "by"))
    });
    let token = sentence.child(mention.head, Deprel::NmodPoss).or(phrase)?;
    clusters.headed_by(mention.sentence, token)
}

/// The lemma that an of-phrase adds to a noun.
pub(super) fn of_complement(clusters: &Clusters, m: usize) -> Option<String> {
    let mention = &clusters.mentions[m];
    let sentence = &clusters.sentences[mention.sentence];
    let of = sentence.children_by(mention.head, Deprel::Nmod).find(|&n| {
        sentence.child(n, Deprel::Case).is_some_and(|c| sentence.tokens[c].form.eq_ignore_ascii_case("of"))
    })?;
    Some(sentence.tokens[of].lemma.to_lowercase())
}
