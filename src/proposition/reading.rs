//! One document as the rules of this stage see it: sentences with the mentions that stand at their words.

use std::cell::RefCell;
use std::collections::HashMap;

use super::context::Context;
use crate::language::{Deprel, Sentence, Token, Upos, clause};
use crate::mention::quotation::Quotation;
use crate::mention::{Mention, MentionKind};
use crate::ontology::{EntityType, Ontology};
use crate::span::{IndexedText, Span};

pub(super) struct Reading<'a> {
    pub text: &'a IndexedText<'a>,
    pub sentences: &'a [Sentence],
    pub mentions: &'a [Mention],
    /// For each mention, the index of its chain.
    pub chain_of: &'a [usize],
    /// For each chain, its type: what a pronoun refers to is known here.
    pub chain_types: &'a [EntityType],
    /// For each chain, whether some mention of it is a name.
    chain_named: Vec<bool>,
    /// For each chain, how many mentions it has.
    chain_sizes: Vec<usize>,
    /// For each chain, whom it joins: "the two men" are two that the text names one by one.
    pub chain_members: &'a [&'a [usize]],
    pub quotations: &'a [Quotation],
    pub ontology: &'a Ontology,
    /// The mention that stands for a token as an argument: the one that it heads, or the name that it is part of.
    at: HashMap<(usize, usize), usize>,
    /// Contexts of clauses that are known already: each rests on those above it.
    pub contexts: RefCell<HashMap<(usize, usize), Context>>,
}

impl<'a> Reading<'a> {
    #[allow(clippy::too_many_arguments)]
    pub fn new(
        text: &'a IndexedText<'a>,
        sentences: &'a [Sentence],
        mentions: &'a [Mention],
        chain_of: &'a [usize],
        chain_types: &'a [EntityType],
        chain_members: &'a [&'a [usize]],
        quotations: &'a [Quotation],
        ontology: &'a Ontology,
    ) -> Self {
        let mut at: HashMap<(usize, usize), usize> = HashMap::new();
        // Heads first; then the other words of names, since parsers disagree on which word of a name is its head.
        // "13 Russians" and "a Bulgarian" act as people, not as their country.
        let rank = |m: &Mention| match m.entity_type {
            EntityType::Group => 0,
            EntityType::Office => 2,
            EntityType::Country if m.rule == "country-adjective" => 3,
            _ => 1,
        };
        let mut order: Vec<usize> = (0..mentions.len()).collect();
        order.sort_by_key(|&m| (rank(&mentions[m]), m));
        for m in order {
            at.entry((mentions[m].sentence, mentions[m].head)).or_insert(m);
        }
        for (m, mention) in mentions.iter().enumerate().filter(|(_, m)| m.kind == MentionKind::Name) {
            for token in mention.first..mention.end {
                at.entry((mention.sentence, token)).or_insert(m);
            }
        }
        let mut chain_named = vec![false; chain_types.len()];
        for (m, _) in mentions.iter().enumerate().filter(|(_, m)| m.kind == MentionKind::Name) {
            chain_named[chain_of[m]] = true;
        }
        let mut chain_sizes = vec![0; chain_types.len()];
        for &chain in chain_of {
            chain_sizes[chain] += 1;
        }
        Self {
            text,
            sentences,
            mentions,
            chain_of,
            chain_types,
            chain_named,
            chain_sizes,
            chain_members,
            quotations,
            ontology,
            at,
            contexts: RefCell::default(),
        }
    }

    pub fn sentence(&self, sentence: usize) -> &'a Sentence {
        &self.sentences[sentence]
    }

    pub fn token(&self, sentence: usize, token: usize) -> &'a Token {
        &self.sentences[sentence].tokens[token]
    }

    pub fn lemma(&self, sentence: usize, token: usize) -> String {
        self.token(sentence, token).lemma.to_lowercase()
    }

    pub fn lower(&self, sentence: usize, token: usize) -> String {
        self.token(sentence, token).form.to_lowercase()
    }

    /// The mentions of a sentence.
    pub fn in_sentence(&self, sentence: usize) -> impl DoubleEndedIterator<Item = (usize, &'a Mention)> {
        let range = crate::mention::in_sentence(self.mentions, sentence);
        let mentions = self.mentions;
        range.map(move |m| (m, &mentions[m]))
    }

    /// The mention at a token, whatever its type.
    pub fn mention_at(&self, sentence: usize, token: usize) -> Option<usize> {
        self.at.get(&(sentence, token)).copied()
    }

    /// Whether a name covers the token.
    pub fn is_name(&self, sentence: usize, token: usize) -> bool {
        self.in_sentence(sentence).any(|(_, m)| m.kind == MentionKind::Name && (m.first..m.end).contains(&token))
    }

    /// Whether the token is one of several words of a name or a title.
    pub fn in_name_or_title(&self, sentence: usize, token: usize) -> bool {
        self.in_sentence(sentence).any(|(_, m)| {
            let named = m.kind == MentionKind::Name && m.entity_type != EntityType::Date;
            (named || m.entity_type == EntityType::Office) && m.end - m.first > 1 && (m.first..m.end).contains(&token)
        })
    }

    /// The prepositional phrases of a noun. What stands behind a conjunct belongs to the conjunct: "officials and members of
    /// the party".
    pub fn phrases(&self, sentence: usize, noun: usize) -> Vec<usize> {
        let tree = self.sentence(sentence);
        let between = |from: usize, to: usize, head: usize| {
            tree.children_by(head, Deprel::Conj)
                .any(|c| from < c && c < to && matches!(tree.tokens[c].upos, Upos::Noun | Upos::Propn))
        };
        let mut phrases: Vec<usize> =
            tree.children_by(noun, Deprel::Nmod).filter(|&n| !between(noun, n, noun)).collect();
        if let (Deprel::Conj, Some(head)) = (tree.tokens[noun].deprel, tree.tokens[noun].head) {
            phrases.extend(tree.children_by(head, Deprel::Nmod).filter(|&n| n > noun && !between(noun, n, head)));
        }
        phrases
    }

    /// The mention that acts where the token stands: a title stands for its holder, "one of them, X," for X.
    pub fn participant(&self, sentence: usize, token: usize) -> Option<usize> {
        if let Some(named) = self.named_behind(sentence, token) {
            return Some(named);
        }
        let token = self.whole(sentence, token);
        let m = self.mention_at(sentence, token)?;
        // "X's presidency" is a time, not X.
        if self.mentions[m].entity_type == EntityType::Office
            && self.mentions[m].rule != "office-tenure"
            && let Some(holder) = self.mentions[m].holder
        {
            return Some(holder);
        }
        Some(m)
    }

    /// "a total of eight senators", "dozens of officials": the noun that is counted acts, not the count.
    fn whole(&self, sentence: usize, token: usize) -> usize {
        let counts = matches!(
            self.lemma(sentence, token).as_str(),
            "total"
                | "number"
                | "dozen"
                | "hundred"
                | "thousand"
                | "million"
                | "majority"
                | "handful"
                | "couple"
                | "lot"
                | "rest"
                | "half"
                | "most"
                | "many"
                | "some"
                | "all"
                | "both"
                | "plenty"
                | "score"
                | "host"
                | "series"
                | "range"
                | "array"
                | "string"
                | "slew"
                | "raft"
                | "pair"
        );
        // "two hours of talks" are talks.
        let lasting = matches!(
            self.lemma(sentence, token).as_str(),
            "decade" | "day" | "hour" | "minute" | "month" | "week" | "year"
        ) && self.sentence(sentence).tokens[token].xpos == "NNS"
            && self.sentence(sentence).tokens[token].deprel == Deprel::Obj
            && self.sentence(sentence).child(token, Deprel::Det).is_none();
        let counts = counts || lasting;
        let of = |n: &usize| self.marker(sentence, *n).as_deref() == Some("of");
        let counted = self.sentence(sentence).children_by(token, Deprel::Nmod).find(of);
        counted.filter(|_| counts).unwrap_or(token)
    }

    /// The name in apposition to a word that refers by itself to nobody in particular: "another, X of Ohio, voted".
    fn named_behind(&self, sentence: usize, token: usize) -> Option<usize> {
        let open = matches!(self.lower(sentence, token).as_str(), "one" | "another" | "some" | "others" | "many");
        let tree = self.sentence(sentence);
        let mut beside = tree.children_by(token, Deprel::Appos).filter(|_| open);
        let named = |m: &usize| self.mentions[*m].kind == MentionKind::Name && self.mentions[*m].entity_type.is_actor();
        beside.find_map(|a| self.mention_at(sentence, a).filter(named))
    }

    /// The type of what a mention refers to, pronouns resolved.
    pub fn entity_type(&self, mention: usize) -> EntityType {
        self.chain_types[self.chain_of[mention]]
    }

    /// Mentions of those that a plural joins, none for what stands for itself.
    pub fn members(&self, mention: usize) -> &'a [usize] {
        self.chain_members[self.chain_of[mention]]
    }

    pub fn is_reflexive(&self, mention: usize) -> bool {
        let text = self.mentions[mention].text.to_lowercase();
        text.ends_with("self") || text.ends_with("selves") || text.starts_with("each ") || text.starts_with("one ")
    }

    /// Whether the text names somewhere what a mention refers to.
    pub fn is_named(&self, mention: usize) -> bool {
        self.chain_named[self.chain_of[mention]]
    }

    /// Whether other words of the text refer to the same.
    pub fn is_told_elsewhere(&self, mention: usize) -> bool {
        self.chain_sizes[self.chain_of[mention]] > 1
    }

    pub fn same_chain(&self, a: usize, b: usize) -> bool {
        self.chain_of[a] == self.chain_of[b]
    }

    /// A noun phrase's conjuncts: the token itself and what is joined to it, verbs left out.
    pub fn conjuncts(&self, sentence: usize, token: usize) -> Vec<usize> {
        const MOST: usize = 8;
        let tree = self.sentence(sentence);
        let mut all = vec![token];
        let mut next = 0;
        while next < all.len() && all.len() < MOST {
            let joined: Vec<usize> = tree
                .children_by(all[next], Deprel::Conj)
                .filter(|&c| {
                    let t = &tree.tokens[c];
                    // "A rather than B", "A, not B"
                    let denied = tree.children(c).filter(|&d| d < c).any(|d| {
                        matches!(tree.tokens[d].deprel, Deprel::Cc | Deprel::Advmod)
                            && matches!(self.lower(sentence, d).as_str(), "rather" | "instead" | "not")
                    });
                    !denied
                        && !matches!(t.upos, Upos::Verb | Upos::Aux)
                        && tree.child(c, Deprel::Cop).is_none()
                        && tree.child(c, Deprel::Nsubj).is_none()
                })
                .collect();
            all.extend(joined);
            // "two newspapers, the Post and the Times, ...": what is told of the group is told of its members.
            let list = tree.children_by(all[next], Deprel::Appos).filter(|&a| {
                next == 0 && matches!(tree.tokens[token].xpos.as_str(), "NNS") && tree.child(a, Deprel::Conj).is_some()
            });
            all.extend(list.collect::<Vec<_>>());
            next += 1;
        }
        all.truncate(MOST);
        all
    }

    /// The preposition of a phrase, lower case: "to", "according-to".
    pub fn marker(&self, sentence: usize, token: usize) -> Option<String> {
        clause::marker(self.sentence(sentence), token)
    }

    /// The word that opens a clause, a fixed expression hyphenated: "because", "instead-of".
    pub fn mark(&self, sentence: usize, clause: usize) -> Option<String> {
        let tree = self.sentence(sentence);
        let mark = tree.child(clause, Deprel::Mark)?;
        let mut words = vec![self.lower(sentence, mark)];
        words.extend(tree.children_by(mark, Deprel::Fixed).map(|f| self.lower(sentence, f)));
        Some(words.join("-"))
    }

    /// The words of a clause without the word that opens it and outer punctuation.
    pub fn clause(&self, sentence: usize, predicate: usize) -> (String, Span) {
        let tree = self.sentence(sentence);
        let words = tree.subtree(predicate);
        let outer = |t: &usize| {
            let token = &tree.tokens[*t];
            token.upos == Upos::Punct || token.deprel == Deprel::Mark && token.head == Some(predicate)
        };
        let first = words.iter().copied().find(|t| !outer(t)).unwrap_or(predicate);
        let last = words.iter().copied().rev().find(|&t| tree.tokens[t].upos != Upos::Punct).unwrap_or(predicate);
        let span = tree.token_span(first.min(last), last.max(first) + 1);
        (self.text.slice(span).split_whitespace().collect::<Vec<_>>().join(" "), span)
    }

    /// The words of a phrase without its marker, outer punctuation, conjuncts and relative clauses; of a noun that is said of
    /// a subject, without what makes it a clause.
    pub fn phrase(&self, sentence: usize, token: usize) -> (String, Span) {
        let tree = self.sentence(sentence);
        let clausal = tree.child(token, Deprel::Cop).is_some();
        let outside = |t: usize| {
            let mut at = t;
            while at != token {
                let of_clause = matches!(
                    tree.tokens[at].deprel,
                    Deprel::Nsubj
                        | Deprel::NsubjOuter
                        | Deprel::Cop
                        | Deprel::Aux
                        | Deprel::Mark
                        | Deprel::Advcl
                        | Deprel::Advmod
                        | Deprel::Obl
                        | Deprel::Csubj
                );
                if clausal && of_clause && tree.tokens[at].head == Some(token) {
                    return true;
                }
                if matches!(
                    tree.tokens[at].deprel,
                    Deprel::AclRelcl | Deprel::Conj | Deprel::Cc | Deprel::Appos | Deprel::Parataxis | Deprel::Punct
                ) || tree.tokens[at].deprel == Deprel::Case && tree.tokens[at].head == Some(token)
                {
                    return true;
                }
                match tree.tokens[at].head {
                    Some(head) => at = head,
                    None => return true,
                }
            }
            false
        };
        let words: Vec<usize> = tree.subtree(token).into_iter().filter(|&t| !outside(t)).collect();
        // The contiguous stretch around the head.
        let at = words.iter().position(|&t| t == token).unwrap_or(0);
        let joins = |a: usize, b: usize| b - a == 1 || (a + 1..b).all(|t| tree.tokens[t].upos == Upos::Punct);
        let mut first = at;
        while first > 0 && joins(words[first - 1], words[first]) {
            first -= 1;
        }
        let mut last = at;
        while last + 1 < words.len() && joins(words[last], words[last + 1]) {
            last += 1;
        }
        let span = tree.token_span(words[first], words[last] + 1);
        (self.text.slice(span).split_whitespace().collect::<Vec<_>>().join(" "), span)
    }

    pub fn span(&self, sentence: usize, token: usize) -> Span {
        self.token(sentence, token).span
    }
}
