//! Subjects and markers of clauses in a UD tree: what several stages ask of the grammar, without a word of meaning.
//!
//! A clause without a subject of its own shares one, is controlled or describes a noun, after the account of control in
//! Huddleston & Pullum, "The Cambridge Grammar of the English Language", chapter 14.

use super::{Deprel, Sentence, Upos};

/// How a clause comes by its subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubjectKind {
    /// It has one: "Ann left".
    Own,
    /// It is joined to a clause that has one: "Ann came and left".
    Shared,
    /// An argument of the verb above: "Ann plans to leave".
    Controlled,
    /// The noun that a relative clause describes: "those who left".
    Described,
    /// The noun before a participle: "the man arrested there".
    Participle,
}

/// The grammatical subject of a predicate, of a passive what is acted upon; `None` where it has none.
pub fn grammatical_subject(tree: &Sentence, predicate: usize) -> Option<(usize, SubjectKind)> {
    let own = own_subject(tree, predicate).map(|own| (own, SubjectKind::Own));
    own.or_else(|| understood_subject(tree, predicate))
}

/// The subject that a predicate has itself. Where an open word and a name are both taken for subjects ("another, X of Ohio,
/// voted"), it is the name.
pub fn own_subject(tree: &Sentence, predicate: usize) -> Option<usize> {
    let first = tree.subject(predicate)?;
    let open = matches!(tree.tokens[first].form.to_lowercase().as_str(), "another" | "one" | "others" | "some");
    let named = tree
        .children_by(predicate, tree.tokens[first].deprel)
        .find(|&s| open && s > first && tree.tokens[s].upos == Upos::Propn);
    Some(named.unwrap_or(first))
}

/// The subject of a clause that has none of its own.
pub fn understood_subject(tree: &Sentence, predicate: usize) -> Option<(usize, SubjectKind)> {
    let token = &tree.tokens[predicate];
    let head = token.head?;
    let subject = |predicate| grammatical_subject(tree, predicate).map(|(subject, _)| subject);
    match token.deprel {
        Deprel::Conj => Some((subject(head)?, SubjectKind::Shared)),
        Deprel::Xcomp => Some((controller(tree, head)?, SubjectKind::Controlled)),
        Deprel::Advcl => {
            let governor = clause_head(tree, head);
            let object = acted_upon(tree, governor);
            let mark = tree.child(predicate, Deprel::Mark).map(|m| tree.tokens[m].form.to_lowercase());
            let gerund = token.xpos == "VBG";
            let found = match (mark.as_deref(), object) {
                // "accused Russia of hacking", "indicted 13 men for hacking": the object is behind it.
                (Some("of" | "for" | "from" | "into" | "with"), Some(object)) if gerund => object,
                // "on issues like preventing war": whoever does it.
                (Some("like" | "than" | "as" | "including"), _) if gerund => return None,
                _ if matches!(token.xpos.as_str(), "VBD" | "VBP" | "VBZ") => return None,
                _ => subject(governor)?,
            };
            Some((found, SubjectKind::Controlled))
        }
        Deprel::Acl => subject_from_noun(tree, predicate, head),
        Deprel::AclRelcl => Some((described_noun(tree, predicate)?, SubjectKind::Described)),
        _ => None,
    }
}

/// The object of a verb, or the subject of a passive one.
pub fn acted_upon(tree: &Sentence, verb: usize) -> Option<usize> {
    [Deprel::Obj, Deprel::Iobj, Deprel::NsubjPass].into_iter().find_map(|deprel| tree.child(verb, deprel))
}

/// The noun that a relative clause describes: the one that it hangs on; where that disagrees in number with a verb whose subject
/// is the relative pronoun, the nearest above that agrees ("the version for phones that brings news").
pub fn described_noun(tree: &Sentence, clause: usize) -> Option<usize> {
    let noun = tree.tokens[clause].head?;
    let relative = tree.subject(clause).is_some_and(|s| matches!(tree.tokens[s].xpos.as_str(), "WDT" | "WP"));
    let disagrees = |plural: &bool| is_plural(tree, noun) == Some(!plural);
    let Some(plural) = finite_number(tree, clause).filter(|plural| relative && disagrees(plural)) else {
        return Some(noun);
    };
    let mut at = noun;
    while let (Deprel::Nmod | Deprel::NmodUnmarked | Deprel::Appos | Deprel::Conj, Some(head)) =
        (tree.tokens[at].deprel, tree.tokens[at].head)
    {
        if is_plural(tree, head) == Some(plural) {
            return Some(head);
        }
        at = head;
    }
    Some(noun)
}

/// The verb that bears tense and number: the first auxiliary or copula of a predicate, else the predicate itself.
pub fn finite_verb(tree: &Sentence, predicate: usize) -> usize {
    let auxiliary = |c: &usize| matches!(tree.tokens[*c].deprel, Deprel::Aux | Deprel::AuxPass | Deprel::Cop);
    tree.children(predicate).find(auxiliary).unwrap_or(predicate)
}

/// The number of a finite verb or of its first auxiliary: `Some(true)` for the plural, `None` where its form does not tell.
pub fn finite_number(tree: &Sentence, clause: usize) -> Option<bool> {
    let finite = &tree.tokens[finite_verb(tree, clause)];
    match (finite.xpos.as_str(), finite.form.to_lowercase().as_str()) {
        ("VBZ", _) | (_, "was") => Some(false),
        ("VBP", _) | (_, "were") => Some(true),
        _ => None,
    }
}

/// Whether a noun with what is joined to it is plural; `None` where it may be either.
pub fn is_plural(tree: &Sentence, noun: usize) -> Option<bool> {
    if tree.child(noun, Deprel::Conj).is_some() || tree.tokens[noun].deprel == Deprel::Conj {
        return None;
    }
    match tree.tokens[noun].xpos.as_str() {
        "NNS" => Some(true),
        "NN" | "NNP" => Some(false),
        _ => None,
    }
}

/// Whether a verb is a gerund, active or passive: "leaving", "being left".
pub fn is_gerund(tree: &Sentence, predicate: usize) -> bool {
    let being =
        |c: usize| matches!(tree.tokens[c].deprel, Deprel::Aux | Deprel::AuxPass) && tree.tokens[c].xpos == "VBG";
    tree.tokens[predicate].xpos == "VBG" || tree.children(predicate).any(being)
}

/// Whether a verb is a gerund behind a preposition: "the importance of countering terrorism". Under a noun it completes it, and
/// doesn't describe it.
pub fn is_complement_gerund(tree: &Sentence, predicate: usize) -> bool {
    tree.tokens[predicate].xpos == "VBG"
        && tree.children(predicate).any(|c| matches!(tree.tokens[c].deprel, Deprel::Mark | Deprel::Case))
}

/// The subject of a clause that a noun governs.
fn subject_from_noun(tree: &Sentence, predicate: usize, noun: usize) -> Option<(usize, SubjectKind)> {
    let token = &tree.tokens[predicate];
    let gerund = is_complement_gerund(tree, predicate);
    if token.xpos != "VB" && !gerund {
        return Some((noun, SubjectKind::Participle));
    }
    // "his attempt to leave", "secured an agreement from Kosachev to send members"
    let from = |n: &usize| matches!(marker(tree, *n).as_deref(), Some("by" | "from"));
    let giver = tree.children_by(noun, Deprel::Nmod).find(from).or_else(|| tree.child(noun, Deprel::NmodPoss));
    // "in addition to delivering the letter, he met": the clause's subject does both; "stressed the need of meeting" leaves
    // open who meets.
    let shared = || {
        let (subject, _) = grammatical_subject(tree, clause_head(tree, noun))?;
        (!gerund || tree.tokens[noun].deprel == Deprel::Obl).then_some(subject)
    };
    Some((giver.or_else(shared)?, SubjectKind::Controlled))
}

/// Who does what an infinitive tells: the object of the verb above if it has one ("asked them to leave"), unless the verb
/// promises, else its subject.
fn controller(tree: &Sentence, governor: usize) -> Option<usize> {
    controlling_object(tree, governor).or_else(|| grammatical_subject(tree, governor).map(|(subject, _)| subject))
}

/// The object that does what an infinitive below the verb tells; `None` where the subject does it.
pub fn controlling_object(tree: &Sentence, governor: usize) -> Option<usize> {
    let promises = matches!(
        tree.tokens[governor].lemma.to_lowercase().as_str(),
        "promise" | "vow" | "pledge" | "threaten" | "use" | "take"
    );
    let object = tree.child(governor, Deprel::Obj).or_else(|| tree.child(governor, Deprel::Iobj));
    object.filter(|_| !promises).or_else(|| controlling_oblique(tree, governor))
}

/// Verbs with the prepositions of those who are to do what the infinitive behind them tells.
const OBLIQUE_CONTROL: &[(&str, &[&str])] = &[
    ("appeal", &["to"]),
    ("arrange", &["for"]),
    ("call", &["on", "upon"]),
    ("count", &["on", "upon"]),
    ("depend", &["on", "upon"]),
    ("gesture", &["at", "to"]),
    ("look", &["to"]),
    ("plead", &["with"]),
    ("prevail", &["on", "upon"]),
    ("rely", &["on", "upon"]),
    ("shout", &["at", "to"]),
    ("signal", &["to"]),
    ("wait", &["for"]),
];

/// The phrase with a preposition that does what an infinitive below the verb tells: "called on Ruto to resign".
pub fn controlling_oblique(tree: &Sentence, governor: usize) -> Option<usize> {
    let lemma = tree.tokens[governor].lemma.to_lowercase();
    let (_, prepositions) = OBLIQUE_CONTROL.iter().find(|(verb, _)| *verb == lemma)?;
    let controls = |o: &usize| *o > governor && marker(tree, *o).is_some_and(|m| prepositions.contains(&m.as_str()));
    tree.children_by(governor, Deprel::Obl).find(controls)
}

/// The predicate of the clause that a word stands in.
pub fn clause_head(tree: &Sentence, token: usize) -> usize {
    let mut at = token;
    loop {
        let word = &tree.tokens[at];
        let clause = word.upos == Upos::Verb
            && !matches!(word.deprel, Deprel::Amod | Deprel::Compound | Deprel::Case | Deprel::Fixed)
            || tree.child(at, Deprel::Cop).is_some()
            || word.deprel == Deprel::Xcomp;
        match word.head {
            Some(head) if !clause => at = head,
            _ => return at,
        }
    }
}

/// The preposition of a phrase, lower case: "to", "according-to".
pub fn marker(tree: &Sentence, token: usize) -> Option<String> {
    let mut cases: Vec<usize> = Vec::new();
    for case in tree.children_by(token, Deprel::Case).filter(|&c| tree.tokens[c].xpos != "POS") {
        cases.push(case);
        cases.extend(tree.children_by(case, Deprel::Fixed));
    }
    cases.sort_unstable();
    // A conjunct shares the preposition of the first.
    if cases.is_empty() && tree.tokens[token].deprel == Deprel::Conj {
        return tree.tokens[token].head.and_then(|head| marker(tree, head));
    }
    let words: Vec<String> = cases.iter().map(|&c| tree.tokens[c].form.to_lowercase()).collect();
    (!words.is_empty()).then(|| words.join("-"))
}

/// "activities the Kremlin has undertaken": the noun is what is undertaken, unless a preposition is left over.
pub fn relative_gap(tree: &Sentence, predicate: usize) -> Option<usize> {
    let lower = |token: usize| tree.tokens[token].form.to_lowercase();
    let filled = tree.children(predicate).any(|c| {
        matches!(tree.tokens[c].deprel, Deprel::Ccomp | Deprel::Xcomp)
            || matches!(lower(c).as_str(), "where" | "when" | "why" | "how")
            || tree.children(c).any(|cc| matches!(lower(cc).as_str(), "which" | "whom" | "whose"))
            || tree.tokens[c].deprel == Deprel::Obl && tree.tokens[c].upos == Upos::Pron
    });
    tree.tokens[predicate].head.filter(|&noun| !filled && !is_adverbial(tree, noun))
}

/// "the way the services work", "the day he left": such a noun tells how or when, and is no object of its relative clause.
pub fn is_adverbial(tree: &Sentence, noun: usize) -> bool {
    matches!(
        tree.tokens[noun].lemma.to_lowercase().as_str(),
        "day"
            | "extent"
            | "manner"
            | "moment"
            | "month"
            | "night"
            | "place"
            | "point"
            | "reason"
            | "time"
            | "way"
            | "week"
            | "year"
    )
}
