//! What a sentence makes of a clause: polarity, modality, and who says so.
//!
//! A clause inherits from what governs it, word by word up the tree; the lexicons in `ontology/` say what each governor
//! does to its complement (after Saurí & Pustejovsky, "Are you sure that this happened?", Computational Linguistics 38:2, 2012).

use super::reading::Reading;
use super::{Attribution, Modality, Polarity, denial};
use crate::language::{Deprel, Upos, clause};
use crate::mention::quotation;
use crate::ontology::{AdverbEffect, Complement, Effect, Stance};

/// How the text commits itself to a clause.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Context {
    pub polarity: Polarity,
    pub modality: Modality,
    /// Outermost source first.
    pub attribution: Vec<Attribution>,
}

impl Context {
    /// Of what the text itself says is so.
    pub fn plain() -> Self {
        Self { polarity: Polarity::Positive, modality: Modality::Asserted, attribution: Vec::new() }
    }

    pub fn factual(&self) -> bool {
        self.polarity == Polarity::Positive && self.modality == Modality::Asserted && self.attribution.is_empty()
    }

    /// The effect of a governor that holds; the first departure from assertion stays.
    fn apply(&mut self, effect: Effect) {
        if effect == Effect::Negated {
            self.negate();
        } else if self.modality == Modality::Asserted {
            self.modality = effect.into();
        }
    }

    fn negate(&mut self) {
        self.polarity = match self.polarity {
            Polarity::Positive => Polarity::Negative,
            Polarity::Negative => Polarity::Positive,
        };
    }

    /// As it is for what the clause presupposes, not says: a verb that takes its clause for true leaves that to the text
    /// ("admitted ignoring the sanctions that took effect on Monday").
    pub fn of_presupposed(mut self, reading: &Reading) -> Self {
        self.attribution.retain(|said| reading.ontology.reporting(&said.verb) != Some(Stance::Factive));
        self
    }

    fn attribute(&mut self, source: Option<usize>, verb: String) {
        if !self.attribution.iter().any(|a| a.source == source && a.source.is_some()) {
            self.attribution.push(Attribution { source, verb });
        }
    }
}

/// The context of the clause that `predicate` heads.
pub(super) fn context(reading: &Reading, sentence: usize, predicate: usize) -> Context {
    if let Some(known) = reading.contexts.borrow().get(&(sentence, predicate)) {
        return known.clone();
    }
    let mut context = inherited(reading, sentence, predicate);
    own(reading, sentence, predicate, &mut context);
    reading.contexts.borrow_mut().insert((sentence, predicate), context.clone());
    context
}

/// What the clause gets from its governor, without its own negation and auxiliaries.
fn inherited(reading: &Reading, sentence: usize, predicate: usize) -> Context {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let Some(head) = token.head else { return root(reading, sentence, predicate) };
    let governor = clause_head(reading, sentence, head);
    match token.deprel {
        Deprel::Conj => {
            let head = super::subject::joined_to(reading, sentence, predicate).unwrap_or(head);
            if let Some(said) = said_before(reading, sentence, head, predicate) {
                return inherited(reading, sentence, said);
            }
            let mut context = inherited(reading, sentence, head);
            // "may travel and meet" shares the auxiliary when the second verb has no subject and no auxiliary of its own.
            let shares = tree.child(predicate, Deprel::Nsubj).is_none() && tree.child(predicate, Deprel::Aux).is_none();
            if shares {
                auxiliaries(reading, sentence, head, &mut context);
            }
            speech_beside(reading, sentence, head, &mut context);
            // "None was sold or given away"
            if tree.subject(predicate).is_none()
                && tree.subject(head).is_some_and(|s| denial::is_nobody(reading, sentence, s))
            {
                context.negate();
            }
            // "According to X, they met and agreed": X says both.
            for source in tree.children(head).filter(|&s| s < head && tree.subject(predicate).is_none()) {
                according_to(reading, sentence, source, &mut context);
            }
            // "charged with murder and leaving the scene": what the verb makes of the noun it makes of the gerund.
            if tree.tokens[head].upos == Upos::Noun
                && let Some((_, effect)) = super::frame::noun_effect(reading, sentence, head)
            {
                context.apply(effect);
            }
            // "neither met nor called"
            // "rather than storing it"
            let denies = |c| matches!(reading.lower(sentence, c).as_str(), "nor" | "rather" | "instead");
            if tree.children_by(predicate, Deprel::Cc).any(denies) {
                context.negate();
            }
            context
        }
        Deprel::Ccomp | Deprel::Csubj | Deprel::CsubjPass | Deprel::CsubjOuter => {
            let infinitive = is_infinitive(reading, sentence, predicate);
            let form = if infinitive { Complement::To } else { Complement::That };
            let mut context = complement(reading, sentence, predicate, governor, form);
            // "selling arms is a crime": whoever does it.
            let past = |c: usize| matches!(tree.tokens[c].xpos.as_str(), "VBD" | "VBN");
            let told = past(governor) || tree.children_by(governor, Deprel::Cop).any(past);
            if token.deprel == Deprel::Csubj && token.xpos == "VBG" && tree.subject(predicate).is_none() && !told {
                context.apply(Effect::Hypothetical);
            }
            context
        }
        Deprel::Xcomp => {
            let form = if tree.tokens[predicate].xpos == "VBG" { Complement::Ing } else { Complement::To };
            complement(reading, sentence, predicate, governor, form)
        }
        Deprel::Advcl | Deprel::AdvclRelcl => adverbial(reading, sentence, predicate, governor),
        Deprel::Acl => of_noun(reading, sentence, predicate, head, governor),
        Deprel::AclRelcl if super::frame::is_content_clause(reading, sentence, predicate) => {
            of_noun(reading, sentence, predicate, head, governor)
        }
        Deprel::AclRelcl => {
            let mut context = sources_of(reading, sentence, governor).of_presupposed(reading);
            if denial::is_anyone(reading, sentence, head)
                || denial::is_no_such(reading, sentence, head)
                || denial::is_lacking(reading, sentence, head)
            {
                context.apply(Effect::Hypothetical);
            }
            context
        }
        Deprel::Parataxis | Deprel::Appos | Deprel::Discourse | Deprel::List => {
            let speech = reading.ontology.reporting(&token.lemma.to_lowercase()).is_some();
            if speech { Context::plain() } else { sources_of(reading, sentence, governor) }
        }
        _ => sources_of(reading, sentence, governor),
    }
}

/// "said he had invited them and they had agreed": the second clause is told as before what was said, as the first is, and so it is
/// said, too, though the parser joins it to the verb of speech. Gives the first.
fn said_before(reading: &Reading, sentence: usize, speech: usize, clause: usize) -> Option<usize> {
    let tree = reading.sentence(sentence);
    let past_perfect = |verb: usize| {
        let had = |a: usize| tree.tokens[a].xpos == "VBD" && reading.lemma(sentence, a) == "have";
        tree.tokens[verb].xpos == "VBN" && tree.children_by(verb, Deprel::Aux).any(had)
    };
    let told = tree.tokens[speech].xpos == "VBD"
        && reading.ontology.reporting(&reading.lemma(sentence, speech)).is_some()
        && past_perfect(clause)
        && tree.subject(clause).is_some();
    tree.children_by(speech, Deprel::Ccomp).find(|&c| told && speech < c && c < clause && past_perfect(c))
}

/// The nearest word from `token` upwards that heads a clause: a verb, or a noun or adjective with a copula, or the root.
pub(super) fn clause_head(reading: &Reading, sentence: usize, token: usize) -> usize {
    clause::clause_head(reading.sentence(sentence), token)
}

/// A whole sentence: within a quotation the speaker says it; a question asserts nothing.
fn root(reading: &Reading, sentence: usize, predicate: usize) -> Context {
    let mut context = Context::plain();
    let tree = reading.sentence(sentence);
    if tree
        .tokens
        .iter()
        .rev()
        .find(|t| !matches!(t.form.as_str(), "\"" | "”" | "’" | "'" | ")"))
        .is_some_and(|t| t.form == "?")
    {
        context.modality = Modality::Hypothetical;
    }
    quoted(reading, sentence, predicate, &mut context);
    context
}

/// The speaker of the quotation around a clause, unless the clause that governs it lies in the same quotation.
fn quoted(reading: &Reading, sentence: usize, predicate: usize, context: &mut Context) {
    let at = reading.span(sentence, predicate);
    let Some(quotation) = quotation::around(reading.quotations, at).map(|q| &reading.quotations[q]) else { return };
    let own = quotation.verb.as_ref().is_some_and(|v| *v == reading.lemma(sentence, predicate));
    if !own {
        context.attribute(quotation.speaker, quotation.verb.clone().unwrap_or_else(|| "say".to_owned()));
    }
}

/// Only who says so: what presupposes its clause (a relative clause, a noun) keeps the sources but not the modality.
fn sources_of(reading: &Reading, sentence: usize, governor: usize) -> Context {
    let above = context(reading, sentence, governor);
    Context { attribution: above.attribution, ..Context::plain() }
}

/// The effect of a lexicon entry on a complement, looked up with the clause's marker first ("accuse-of").
fn effect(
    reading: &Reading,
    sentence: usize,
    predicate: usize,
    governor: usize,
    form: Complement,
) -> Option<(Effect, Effect)> {
    let tree = reading.sentence(sentence);
    let lemma = lemma_with_particle(reading, sentence, governor);
    let marker = reading.mark(sentence, predicate).or_else(|| reading.marker(sentence, predicate));
    // The "to" of an infinitive and "that" are told by the form; "look forward to meeting" has a preposition.
    let marker = marker.filter(|m| (m != "to" || form == Complement::Ing) && m != "that");
    // "called on him to leave"
    let controls = || {
        let oblique = clause::controlling_oblique(tree, governor).filter(|_| form == Complement::To)?;
        reading.marker(sentence, oblique)
    };
    let marker = marker.or_else(controls);
    // "stopped just short of admitting": the adverb belongs to the governor.
    let adverbs: Vec<String> = tree
        .children_by(governor, Deprel::Advmod)
        .filter(|&a| a > governor && a < predicate)
        .map(|a| reading.lower(sentence, a))
        .collect();
    // "whether Spain will sign" is open under any verb.
    let mut with_marker = marker.iter().flat_map(|m| {
        let with_adverbs = adverbs.iter().map(|a| format!("{lemma}-{a}-{m}"));
        let open = (form == Complement::That).then(|| m.clone());
        with_adverbs.chain([format!("{lemma}-{m}")]).chain(open).collect::<Vec<_>>()
    });
    // What a verb does to its complement it does not do to a phrase beside it: "stopped the talks after meeting him".
    let beside = marker.is_some() && tree.tokens[predicate].deprel == Deprel::Advcl;
    let found = with_marker
        .find_map(|l| reading.ontology.factuality(&l, form))
        .or_else(|| if beside { None } else { reading.ontology.factuality(&lemma, form) })?;
    Some((found.positive, found.negative))
}

/// Whether a governor selects a gerund with its preposition: "accused of hacking", but not "left after meeting".
pub(super) fn is_selected(reading: &Reading, sentence: usize, clause: usize, governor: usize) -> bool {
    reading.mark(sentence, clause).is_some() && effect(reading, sentence, clause, governor, Complement::Ing).is_some()
}

pub(super) fn lemma_with_particle(reading: &Reading, sentence: usize, verb: usize) -> String {
    let mut lemma = reading.lemma(sentence, verb);
    for particle in particles(reading, sentence, verb) {
        lemma.push('-');
        lemma.push_str(&reading.lower(sentence, particle));
    }
    lemma
}

/// The particles of a verb: those that the parser names, and adverbs that make one meaning with it right behind it or its object
/// ("pushed the date back").
pub(super) fn particles(reading: &Reading, sentence: usize, verb: usize) -> Vec<usize> {
    let tree = reading.sentence(sentence);
    let lemma = reading.lemma(sentence, verb);
    let lower = |token: usize| reading.lower(sentence, token);
    // "up to 4,000 troops" bounds the number.
    let bounds = |p: usize| {
        matches!(lower(p).as_str(), "up" | "down")
            && p + 2 < tree.tokens.len()
            && lower(p + 1) == "to"
            && matches!(tree.tokens[p + 2].upos, Upos::Num | Upos::Sym)
    };
    let object = tree.child(verb, Deprel::Obj);
    let adjacent = |a: usize| a == verb + 1 || object.is_some_and(|o| a > o && tree.dominates(o, a - 1));
    let joined =
        |a: usize| adjacent(a) && tree.children(a).next().is_none() && reading.ontology.is_particle(&lemma, &lower(a));
    let particle = |&c: &usize| match tree.tokens[c].deprel {
        Deprel::CompoundPrt => !bounds(c),
        Deprel::Advmod => joined(c),
        _ => false,
    };
    tree.children(verb).filter(particle).collect()
}

fn complement(reading: &Reading, sentence: usize, predicate: usize, governor: usize, form: Complement) -> Context {
    let above = context(reading, sentence, governor);
    let lemma = lemma_with_particle(reading, sentence, governor);
    let mut below = Context { attribution: above.attribution.clone(), ..Context::plain() };
    let held = above.polarity == Polarity::Positive;
    let reporting = reading.ontology.reporting(&lemma);
    let entry = effect(reading, sentence, predicate, governor, form);
    // "have got to resign"
    if lemma == "get" && form == Complement::To && super::frame::has_auxiliary_have(reading, sentence, governor) {
        below.modality = above.modality;
        below.apply(Effect::Requested);
        return below;
    }
    // "had to resign" tells that it happened, "has to resign" that it must.
    if lemma == "have" && form == Complement::To && entry.is_none() && !has_yet(reading, sentence, predicate, governor)
    {
        let past = matches!(reading.token(sentence, governor).xpos.as_str(), "VBD" | "VBN");
        below.modality = above.modality;
        below.apply(match (past, held) {
            (true, true) => Effect::Asserted,
            (false, true) => Effect::Requested,
            (_, false) => Effect::Hypothetical,
        });
        return below;
    }
    // "has yet to speak": it has not.
    if lemma == "have" && has_yet(reading, sentence, predicate, governor) {
        below.negate();
        return below;
    }
    match entry {
        Some((positive, negative)) => below.apply(if held { positive } else { negative }),
        None if form == Complement::To
            && (reading.token(sentence, predicate).upos == Upos::Verb
                || reading.sentence(sentence).child(predicate, Deprel::Cop).is_some())
            && !below_copula(reading, sentence, predicate) =>
        {
            // An infinitive under an unknown verb is what somebody has in mind, not what happened.
            below.modality = Modality::Planned;
        }
        None if reporting.is_none() && !held => below.modality = Modality::Hypothetical,
        None => {}
    }
    // What a planned or hypothetical governor governs is no fact either.
    if above.modality != Modality::Asserted
        && below.modality == Modality::Asserted
        && !(form == Complement::That && reporting == Some(Stance::Factive))
    {
        below.modality = above.modality;
    }
    // "..., enthused X": whoever stands behind a quotation says it, whatever the verb.
    if reporting.is_none()
        && form == Complement::That
        && let Some(speaker) = super::subject::inverted_speaker(reading, sentence, governor)
    {
        below.attribute(reading.participant(sentence, speaker), lemma);
    } else if form == Complement::That
        && let Some(stance) = reporting
    {
        // "are convinced that": whoever is so, holds it to be so, passive though the auxiliary looks.
        let source = match reading.token(sentence, governor).upos {
            Upos::Adj => super::subject::grammatical(reading, sentence, governor)
                .and_then(|subject| reading.participant(sentence, subject)),
            _ => super::subject::mention(reading, sentence, governor),
        };
        below.attribute(source, lemma);
        if stance == Stance::Deny && entry.is_none() {
            below.negate();
        }
        if !held && below.modality == Modality::Asserted && stance != Stance::Factive {
            below.modality = Modality::Hypothetical;
        }
    } else if form != Complement::That && entry.is_some_and(|(e, _)| matches!(e, Effect::Alleged | Effect::Requested))
        || reporting == Some(Stance::Deny)
    {
        // "denied sending it", "accused him of hacking", "asked them to leave": the subject is behind it.
        let source = super::subject::mention(reading, sentence, governor);
        below.attribute(source, lemma);
    }
    below
}

fn has_yet(reading: &Reading, sentence: usize, predicate: usize, governor: usize) -> bool {
    let tree = reading.sentence(sentence);
    tree.children(governor).chain(tree.children(predicate)).any(|c| reading.lower(sentence, c) == "yet")
}

/// "makes it easier", "seems ready": an adjective or noun as complement is no infinitive.
fn below_copula(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    reading.sentence(sentence).child(predicate, Deprel::Mark).is_none()
}

fn adverbial(reading: &Reading, sentence: usize, predicate: usize, governor: usize) -> Context {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let mark = reading.mark(sentence, predicate);
    let mark = mark.as_deref();
    // A preposition that the governor selects: "accused of hacking", "stopped from leaving".
    if token.xpos == "VBG"
        && mark.is_some()
        && let Some((positive, negative)) = effect(reading, sentence, predicate, governor, Complement::Ing)
    {
        let above = context(reading, sentence, governor);
        let mut below = Context { attribution: above.attribution.clone(), ..Context::plain() };
        below.apply(if above.polarity == Polarity::Positive { positive } else { negative });
        if below.modality == Modality::Asserted {
            below.modality = above.modality;
        }
        if positive == Effect::Alleged {
            let source = super::subject::mention(reading, sentence, governor);
            below.attribute(source, lemma_with_particle(reading, sentence, governor));
        }
        return below;
    }
    // "was honored to lead", where the parser took the complement for a purpose.
    let passive = tree.tokens[governor].upos == Upos::Adj || super::subject::is_passive(reading, sentence, governor);
    if passive
        && token.xpos == "VB"
        && mark == Some("to")
        && effect(reading, sentence, predicate, governor, Complement::To).is_some()
    {
        return complement(reading, sentence, predicate, governor, Complement::To);
    }
    let mut below = sources_of(reading, sentence, governor);
    match mark {
        Some("if" | "unless" | "whether" | "lest") => below.modality = Modality::Hypothetical,
        Some("without" | "instead-of" | "rather-than") => below.negate(),
        Some(_) if super::subject::is_example(reading, sentence, predicate) => below.modality = Modality::Hypothetical,
        Some("to") if is_infinitive(reading, sentence, predicate) => below.modality = Modality::Planned,
        Some("so" | "so-that" | "that") if tree.child(predicate, Deprel::Aux).is_some() => {
            below.modality = Modality::Hypothetical
        }
        // "must act by cutting the debt" tells of no cut.
        Some("by" | "through" | "in") if token.xpos == "VBG" => {
            if tree.children_by(governor, Deprel::Aux).any(|a| tree.tokens[a].xpos == "MD") {
                below.modality = context(reading, sentence, governor).modality;
            }
        }
        Some("until" | "till" | "before") => {
            let above = context(reading, sentence, governor);
            below.modality = above.modality;
        }
        Some(_) => {}
        None => {
            let above = context(reading, sentence, governor);
            below.modality = above.modality;
            // "would pay a fine, saying ...": a participle holds as its main clause holds.
            if above.polarity == Polarity::Negative && token.xpos == "VB" {
                below.negate();
            }
        }
    }
    if denial::is_to_come(reading, sentence, predicate, governor) {
        below.apply(Effect::Hypothetical);
    }
    below
}

/// A clause that a noun governs: "the plan to leave", "findings that Russia meddled".
fn of_noun(reading: &Reading, sentence: usize, predicate: usize, noun: usize, governor: usize) -> Context {
    let tree = reading.sentence(sentence);
    let lemma = reading.lemma(sentence, noun);
    let infinitive = is_infinitive(reading, sentence, predicate);
    let that = tree.children_by(predicate, Deprel::Mark).any(|m| reading.lower(sentence, m) == "that")
        || super::frame::is_content_clause(reading, sentence, predicate);
    // "said in a statement that ...": the clause is what is said.
    let reports = |h: &usize| {
        tree.tokens[noun].deprel == Deprel::Obl
            && tree.tokens[*h].upos == Upos::Verb
            && tree.child(*h, Deprel::Ccomp).is_none()
            && reading.ontology.reporting(&reading.lemma(sentence, *h)).is_some()
    };
    if let Some(verb) = tree.tokens[noun].head.filter(|_| that).filter(reports) {
        return complement(reading, sentence, predicate, verb, Complement::That);
    }
    let form = if infinitive {
        Complement::To
    } else if that {
        Complement::That
    } else {
        Complement::Ing
    };
    let gerund = clause::is_complement_gerund(tree, predicate);
    let verb = reading.ontology.nominalization(&lemma).map(|n| n.verb.clone());
    let mut below = sources_of(reading, sentence, governor);
    // "convicted a man of killing her": the parser takes the gerund for one of the man.
    let selected = || {
        let verb = tree.tokens[noun].head.filter(|_| gerund && tree.tokens[noun].deprel == Deprel::Obj)?;
        let key = format!("{}-{}", lemma_with_particle(reading, sentence, verb), reading.mark(sentence, predicate)?);
        let entry = reading.ontology.factuality(&key, Complement::Ing)?;
        Some((entry.positive, entry.negative))
    };
    match effect(reading, sentence, predicate, noun, form).or_else(selected) {
        // "the start of the mission to retake the city": what holds of the verb "start" does not hold of the noun.
        Some((Effect::Asserted, _)) if infinitive => below.modality = Modality::Planned,
        Some((positive, negative)) => {
            below.apply(if denial::is_denied(reading, sentence, noun, governor) { negative } else { positive });
        }
        None if infinitive => below.modality = Modality::Planned,
        // "no evidence that he lied", "a method of counting votes", "anyone selling arms": nobody is said to do it.
        None if that && denial::is_denied(reading, sentence, noun, governor)
            || gerund
            || denial::is_anyone(reading, sentence, noun)
            || denial::is_no_such(reading, sentence, noun)
            || denial::is_lacking(reading, sentence, noun) =>
        {
            below.modality = Modality::Hypothetical;
        }
        // "issues like preventing war": what is named, not told.
        None if super::subject::is_example(reading, sentence, predicate) => below.modality = Modality::Hypothetical,
        None => {
            // "his claim to have won", "the finding that he lied": what the verb in the noun makes of its clause.
            if let Some(entry) = verb.as_ref().filter(|_| that).and_then(|v| reading.ontology.factuality(v, form)) {
                below.apply(entry.positive);
            }
        }
    }
    // "reports that he left": somebody says so; "no doubt that he left": nobody.
    let reporting = |word: &String| reading.ontology.reporting(word).is_some();
    if that
        && !denial::is_denied(reading, sentence, noun, governor)
        && (reporting(&lemma) || verb.as_ref().is_some_and(reporting))
    {
        let source = tree.child(noun, Deprel::NmodPoss).and_then(|p| reading.participant(sentence, p));
        below.attribute(source, lemma);
    }
    below
}

fn is_infinitive(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    // "to leave", "to be released", "to be president"
    reading.token(sentence, predicate).xpos != "VBG" && super::subject::is_marked_to(reading, sentence, predicate)
}

/// Negation, auxiliaries, adverbs and sources of the clause itself.
fn own(reading: &Reading, sentence: usize, predicate: usize, context: &mut Context) {
    auxiliaries(reading, sentence, predicate, context);
    let tree = reading.sentence(sentence);
    for child in tree.children(predicate) {
        let token = &tree.tokens[child];
        if matches!(token.deprel, Deprel::Advmod | Deprel::CcPreconj | Deprel::Discourse)
            && let Some(effect) = reading.ontology.adverb(&token.form.to_lowercase().replace('’', "'"))
        {
            match effect {
                AdverbEffect::Negative => context.negate(),
                AdverbEffect::Alleged => {
                    context.apply(Effect::Alleged);
                }
                AdverbEffect::Hypothetical => context.apply(Effect::Hypothetical),
            }
        }
        // "never before has he lost"
        let never = |c: usize| reading.lower(sentence, c) == "never";
        if token.deprel == Deprel::Advmod && tree.children_by(child, Deprel::Advmod).any(never) {
            context.negate();
        }
        // "no longer listens"
        if token.deprel == Deprel::Advmod
            && reading.lower(sentence, child) == "longer"
            && child.checked_sub(1).is_some_and(|no| reading.lower(sentence, no) == "no")
        {
            context.negate();
        }
        // "no explosives were found", "nobody is saying", "neither side signed", "neither Merkel nor Macron signed"
        if matches!(token.deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj)
            && denial::is_nobody(reading, sentence, child)
        {
            context.negate();
        }
        according_to(reading, sentence, child, context);
    }
    if is_imperative(reading, sentence, predicate) {
        context.apply(Effect::Requested);
    }
    // "When you win, you win": outside somebody's words it is anybody, not whom the text names.
    let you = tree.subject(predicate).filter(|&s| reading.lower(sentence, s) == "you");
    let you = you.and_then(|s| reading.participant(sentence, s)).is_some_and(|m| reading.is_named(m));
    if you && quotation::around(reading.quotations, reading.span(sentence, predicate)).is_none() {
        context.apply(Effect::Hypothetical);
    }
    conditional(reading, sentence, predicate, context);
    speech_beside(reading, sentence, predicate, context);
    if context.attribution.is_empty() {
        quoted(reading, sentence, predicate, context);
    }
}

/// The source that a phrase names: "according to X".
fn according_to(reading: &Reading, sentence: usize, phrase: usize, context: &mut Context) {
    let deprel = reading.token(sentence, phrase).deprel;
    if matches!(deprel, Deprel::Obl | Deprel::Advcl | Deprel::Parataxis | Deprel::Nmod)
        && matches!(reading.marker(sentence, phrase).as_deref(), Some("according-to" | "per"))
    {
        context.attribute(reading.participant(sentence, phrase), "according-to".to_owned());
    }
}

/// "Release the prisoners": a bare verb without subject asks for something.
fn is_imperative(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let bare = token.xpos == "VB"
        && tree.subject(predicate).is_none()
        && tree.child(predicate, Deprel::Mark).is_none()
        && tree.children_by(predicate, Deprel::Aux).all(|a| reading.lemma(sentence, a) == "do");
    bare && match (token.deprel, token.head) {
        (Deprel::Root | Deprel::Parataxis | Deprel::Ccomp, _) => true,
        (Deprel::Conj, Some(head)) => is_imperative(reading, sentence, head),
        _ => false,
    }
}

/// "If Turkey agrees, Sweden joins": what hangs on a condition is no fact, unless it is told as past.
fn conditional(reading: &Reading, sentence: usize, predicate: usize, context: &mut Context) {
    let tree = reading.sentence(sentence);
    let condition = tree.children_by(predicate, Deprel::Advcl).any(|clause| {
        tree.children_by(clause, Deprel::Mark).any(|m| matches!(reading.lower(sentence, m).as_str(), "if" | "unless"))
    });
    let past = matches!(tree.tokens[predicate].xpos.as_str(), "VBD" | "VBN");
    // Where the parser misses the clause of the condition, its word hangs on the main clause.
    let opened = tree
        .children(predicate)
        .filter(|&c| matches!(tree.tokens[c].deprel, Deprel::Mark | Deprel::Advmod))
        .any(|c| matches!(reading.lower(sentence, c).as_str(), "if" | "unless"));
    if condition && !past || opened {
        context.apply(Effect::Hypothetical);
    }
    // "Russia is to invade Georgia"
    if tree.tokens[predicate].upos == Upos::Verb && tree.child(predicate, Deprel::Cop).is_some() {
        context.apply(Effect::Planned);
    }
}

fn auxiliaries(reading: &Reading, sentence: usize, predicate: usize, context: &mut Context) {
    let tree = reading.sentence(sentence);
    for aux in tree.children_by(predicate, Deprel::Aux) {
        let lower = reading.lower(sentence, aux).replace('’', "'");
        let known = reading.ontology.modal(&lower).or_else(|| reading.ontology.modal(&reading.lemma(sentence, aux)));
        if tree.tokens[aux].xpos == "MD"
            && let Some(effect) = known
        {
            // "said he would resign": will, as it is told later.
            let told = matches!(lower.as_str(), "would" | "'d") && under_past_speech(reading, sentence, predicate);
            context.apply(if told { Effect::Future } else { effect });
        }
    }
}

/// Whether a clause is what somebody said, without a condition.
fn under_past_speech(reading: &Reading, sentence: usize, predicate: usize) -> bool {
    let tree = reading.sentence(sentence);
    let token = &tree.tokens[predicate];
    let Some(governor) = token.head.filter(|_| token.deprel == Deprel::Ccomp) else { return false };
    let past = matches!(tree.tokens[governor].xpos.as_str(), "VBD" | "VBN");
    let condition = tree.subtree(predicate).into_iter().any(|t| {
        matches!(reading.lower(sentence, t).as_str(), "if" | "unless") && tree.tokens[t].deprel == Deprel::Mark
    });
    past && !condition && reading.ontology.reporting(&reading.lemma(sentence, governor)).is_some()
}

/// "Paul traveled alone, he said": the verb of speech stands beside the clause.
fn speech_beside(reading: &Reading, sentence: usize, predicate: usize, context: &mut Context) {
    let tree = reading.sentence(sentence);
    for beside in tree.children_by(predicate, Deprel::Parataxis) {
        let lemma = reading.lemma(sentence, beside);
        let reporting = reading.ontology.reporting(&lemma).is_some();
        let has_clause = tree.child(beside, Deprel::Ccomp).is_some();
        if reporting
            && !has_clause
            && let Some(source) = super::subject::mention(reading, sentence, beside)
        {
            context.attribute(Some(source), lemma);
        }
    }
}
