//! Pronouns that refer: personal, possessive, relative.

use super::{EntityType, MentionKind, Number, Reader};
use crate::language::{Deprel, Upos};
use crate::ontology::Gender;
use crate::rule::Rule;

const PERSONAL: Rule =
    Rule::new("pronoun-personal", "a personal or possessive pronoun refers to something in the text");
const RELATIVE: Rule = Rule::new("pronoun-relative", "a relative pronoun refers to the noun that its clause describes");

const DEMONSTRATIVE: Rule = Rule::new("pronoun-demonstrative", "this or that without a noun refers to what was said");
const INDEFINITE: Rule = Rule::new("pronoun-indefinite", "somebody or something that the text does not name");

pub(super) const RULES: &[Rule] = &[PERSONAL, RELATIVE, DEMONSTRATIVE, INDEFINITE];

pub(super) fn find(reader: &mut Reader) {
    for i in 0..reader.tokens().len() {
        let token = &reader.tokens()[i];
        if !matches!(token.upos, Upos::Pron | Upos::Det) || token.deprel == Deprel::Expl || reader.covered(i) {
            continue;
        }
        let lower = reader.lower(i);
        let (entity_type, gender, number, rule) = match lower.as_str() {
            "he" | "him" | "his" | "himself" => (EntityType::Person, Some(Gender::Male), Number::Singular, PERSONAL),
            "she" | "her" | "hers" | "herself" => {
                (EntityType::Person, Some(Gender::Female), Number::Singular, PERSONAL)
            }
            "i" | "me" | "my" | "mine" | "myself" => (EntityType::Person, None, Number::Singular, PERSONAL),
            "we" | "us" | "our" | "ours" | "ourselves" => (EntityType::Group, None, Number::Plural, PERSONAL),
            "it" | "its" | "itself" => (EntityType::Thing, None, Number::Singular, PERSONAL),
            "you" | "your" | "yours" | "yourself" | "yourselves" => {
                (EntityType::Person, None, Number::Singular, PERSONAL)
            }
            "someone" | "somebody" | "everyone" | "everybody" | "anyone" | "anybody" => {
                (EntityType::Person, None, Number::Singular, INDEFINITE)
            }
            "something" | "everything" | "anything" => (EntityType::Thing, None, Number::Singular, INDEFINITE),
            "this" | "that" if demonstrates(reader, i) => (EntityType::Thing, None, Number::Singular, DEMONSTRATIVE),
            "these" | "those" if demonstrates(reader, i) => (EntityType::Thing, None, Number::Plural, DEMONSTRATIVE),
            "they" | "them" | "their" | "theirs" | "themselves" => (EntityType::Group, None, Number::Plural, PERSONAL),
            "who" | "whom" | "whose" if in_relative_clause(reader, i) => {
                (EntityType::Person, None, Number::Singular, RELATIVE)
            }
            "which" | "that" if token.upos == Upos::Pron && in_relative_clause(reader, i) => {
                (EntityType::Thing, None, Number::Singular, RELATIVE)
            }
            _ => continue,
        };
        let mut mention = reader.mention(i, i + 1, MentionKind::Pronoun, entity_type, rule);
        mention.gender = gender;
        mention.number = number;
        reader.found.push(mention);
    }
}

/// Whether "this" or "that" stands alone as an argument: not before a noun, not opening a relative clause.
fn demonstrates(reader: &Reader, token: usize) -> bool {
    let t = &reader.tokens()[token];
    t.upos == Upos::Pron
        && t.xpos == "DT"
        && matches!(t.deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter | Deprel::Obj | Deprel::Obl)
        && !in_relative_clause(reader, token)
}

/// Whether an ancestor of the token is the head of a relative clause that the token opens.
fn in_relative_clause(reader: &Reader, token: usize) -> bool {
    let tokens = reader.tokens();
    let mut at = token;
    while let Some(head) = tokens[at].head {
        match tokens[at].deprel {
            Deprel::AclRelcl | Deprel::AdvclRelcl => return true,
            // A question within the clause asks, it doesn't refer.
            Deprel::Ccomp | Deprel::Advcl | Deprel::Parataxis => return false,
            _ => at = head,
        }
    }
    false
}
