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
        Self {
            text,
            sentences,
            mentions,
            chain_of,
            chain_types,
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

    /// The mention that acts where the token stands: a title stands for its holder.
    pub fn participant(&self, sentence: usize, token: usize) -> Option<usize> {
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
        );
        let of = |n: &usize| self.marker(sentence, *n).as_deref() == Some("of");
        let counted = self.sentence(sentence).children_by(token, Deprel::Nmod).find(of);
        counted.filter(|_| counts).unwrap_or(token)
    }

    /// The type of what a mention refers to, pronouns resolved.
    pub fn entity_type(&self, mention: usize) -> EntityType {
        self.chain_types[self.chain_of[mention]]
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
                    !matches!(t.upos, Upos::Verb | Upos::Aux)
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

    /// The words of a phrase without its marker, outer punctuation, conjuncts and relative clauses.
    pub fn phrase(&self, sentence: usize, token: usize) -> (String, Span) {
        let tree = self.sentence(sentence);
        let outside = |t: usize| {
            let mut at = t;
            while at != token {
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
