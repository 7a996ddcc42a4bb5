//! The per-document record: all that is known from one document alone. Records are the source of truth of a graph.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::document::Document;
use crate::entity::{Chain, coreference, homeland};
use crate::language::{LanguageModel, Sentence};
use crate::mention::{self, Mention, quotation};
use crate::ontology::Ontology;
use crate::proposition::{self, Proposition};
use crate::span::{IndexedText, Span};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Which model and which ontology made it (hashes): records of different makes don't mix in a graph.
    pub model: String,
    pub ontology: String,
    pub document: Arc<Document>,
    /// Spans of the sentences in the document's text.
    pub sentences: Vec<Span>,
    pub mentions: Vec<Mention>,
    /// Every mention is in exactly one chain.
    pub chains: Vec<Chain>,
    pub propositions: Vec<Proposition>,
}

impl Record {
    /// Reads one document through all stages that look at one document only.
    pub fn extract(document: Document, model: &LanguageModel, ontology: &Ontology) -> Record {
        let sentences = model.parse(&document);
        Self::from_sentences(document, &sentences, model.version(), ontology)
    }

    /// For each mention what is given for its chain.
    pub fn of_mentions(&self, of_chains: &[usize]) -> Vec<usize> {
        let mut of_mentions = vec![0; self.mentions.len()];
        for (chain, &of_chain) in self.chains.iter().zip(of_chains) {
            chain.mentions.iter().for_each(|&mention| of_mentions[mention] = of_chain);
        }
        of_mentions
    }

    /// The stages behind the language model: what tests start from with hand-written trees.
    pub fn from_sentences(document: Document, sentences: &[Sentence], model: &str, ontology: &Ontology) -> Record {
        let text = IndexedText::new(&document.text);
        let mut mentions = mention::mentions(&document, sentences, ontology);
        let quotations = quotation::quotations(&text, sentences, &mentions, ontology);
        let chains = coreference::chains(sentences, &mentions, &quotations, ontology);
        homeland::assign(&document, sentences, &mut mentions, &chains, ontology);
        let propositions = proposition::propositions(&text, sentences, &mentions, &chains, &quotations, ontology);
        Record {
            model: model.to_owned(),
            ontology: ontology.version().to_owned(),
            sentences: sentences.iter().map(|s| s.span).collect(),
            document: Arc::new(document),
            mentions,
            chains,
            propositions,
        }
    }
}
