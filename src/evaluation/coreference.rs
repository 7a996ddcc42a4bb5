//! Coreference against annotated entities: MUC, B³, CEAFe and their mean, the CoNLL score (Pradhan et al. 2014,
//! <https://aclanthology.org/P14-2006/>), over all mentions, those of entities that are mentioned once included.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::document::Document;
use crate::entity::Chain;
use crate::entity::coreference::{self, Candidate, Judge, Question};
use crate::language::conllu::{self, ConlluError};
use crate::language::{Deprel, LanguageError, LanguageModel, Sentence, Upos};
use crate::mention::{self, Mention, MentionKind, Number, quotation};
use crate::ontology::{EntityType, Ontology};
use crate::span::IndexedText;

/// A mention of an annotated entity: tokens `first..end` of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Annotated {
    pub sentence: usize,
    pub first: usize,
    pub end: usize,
    /// Number of the entity in its document.
    pub entity: usize,
}

impl Annotated {
    /// The token that carries the mention in a tree over the same words.
    pub fn head(&self, sentence: &Sentence) -> usize {
        let inside = self.first..self.end;
        let outside = |&i: &usize| sentence.tokens[i].head.is_none_or(|h| !inside.contains(&h));
        inside.clone().find(outside).unwrap_or(self.first)
    }
}

/// What a mention is known by: its sentence and tokens, or its head alone.
pub type Key = (usize, usize, usize);

/// Entities as sets of mentions, no mention in two of them.
pub type Partition = Vec<BTreeSet<Key>>;

/// A measure's sums: what of the annotation was found, and what of the found is right.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    pub found: f64,
    pub annotated: f64,
    pub right: f64,
    pub proposed: f64,
}

impl Counts {
    pub fn recall(&self) -> f64 {
        share(self.found, self.annotated)
    }

    pub fn precision(&self) -> f64 {
        share(self.right, self.proposed)
    }

    pub fn f1(&self) -> f64 {
        share(2.0 * self.recall() * self.precision(), self.recall() + self.precision())
    }

    fn add(&mut self, other: Counts) {
        self.found += other.found;
        self.annotated += other.annotated;
        self.right += other.right;
        self.proposed += other.proposed;
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole == 0.0 { 0.0 } else { part / whole }
}

/// The measures over some documents.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CoreferenceScores {
    /// Mentions found, whatever their entity.
    pub mentions: Counts,
    pub muc: Counts,
    pub b_cubed: Counts,
    pub ceaf_e: Counts,
}

impl CoreferenceScores {
    /// Mean of the three measures' F1.
    pub fn conll(&self) -> f64 {
        (self.muc.f1() + self.b_cubed.f1() + self.ceaf_e.f1()) / 3.0
    }

    /// Counts one more document.
    pub fn add(&mut self, gold: &Partition, found: &Partition) {
        let all = |partition: &Partition| partition.iter().flatten().copied().collect::<BTreeSet<Key>>();
        let (gold_mentions, found_mentions) = (all(gold), all(found));
        let both = gold_mentions.intersection(&found_mentions).count() as f64;
        self.mentions.add(Counts {
            found: both,
            annotated: gold_mentions.len() as f64,
            right: both,
            proposed: found_mentions.len() as f64,
        });
        let two_sided = |measure: fn(&Partition, &Partition) -> (f64, f64)| {
            let (found_part, annotated) = measure(gold, found);
            let (right, proposed) = measure(found, gold);
            Counts { found: found_part, annotated, right, proposed }
        };
        self.muc.add(two_sided(muc));
        self.b_cubed.add(two_sided(b_cubed));
        let similarity = ceaf_e(gold, found);
        self.ceaf_e.add(Counts {
            found: similarity,
            annotated: gold.len() as f64,
            right: similarity,
            proposed: found.len() as f64,
        });
    }
}

fn owners(partition: &Partition) -> HashMap<Key, usize> {
    partition.iter().enumerate().flat_map(|(e, mentions)| mentions.iter().map(move |&m| (m, e))).collect()
}

/// Links of `key` that `response` keeps, of all.
fn muc(key: &Partition, response: &Partition) -> (f64, f64) {
    let owner = owners(response);
    let mut sums = (0.0, 0.0);
    for entity in key {
        let known: BTreeSet<usize> = entity.iter().filter_map(|m| owner.get(m).copied()).collect();
        let strangers = entity.iter().filter(|m| !owner.contains_key(m)).count();
        sums.0 += (entity.len() - known.len() - strangers) as f64;
        sums.1 += (entity.len() - 1) as f64;
    }
    sums
}

/// For every mention of `key` the share of its entity that `response` has with it; mentions that it lacks count 0.
fn b_cubed(key: &Partition, response: &Partition) -> (f64, f64) {
    let owner = owners(response);
    let mut sums = (0.0, 0.0);
    for entity in key {
        let mut together: BTreeMap<usize, usize> = BTreeMap::new();
        for other in entity.iter().filter_map(|m| owner.get(m)) {
            *together.entry(*other).or_default() += 1;
        }
        sums.0 += together.values().map(|&n| (n * n) as f64).sum::<f64>() / entity.len() as f64;
        sums.1 += entity.len() as f64;
    }
    sums
}

/// The greatest sum of the similarities (φ4) of entities paired one to one.
fn ceaf_e(gold: &Partition, found: &Partition) -> f64 {
    let owner = owners(found);
    let mut shared: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (g, entity) in gold.iter().enumerate() {
        for f in entity.iter().filter_map(|m| owner.get(m)) {
            *shared.entry((g, *f)).or_default() += 1;
        }
    }
    let mut costs = vec![vec![0.0; gold.len().max(found.len())]; gold.len().min(found.len())];
    let turned = gold.len() > found.len();
    for ((g, f), n) in shared {
        let (row, column) = if turned { (f, g) } else { (g, f) };
        costs[row][column] = -2.0 * n as f64 / (gold[g].len() + found[f].len()) as f64;
    }
    -cheapest_assignment(&costs)
}

/// The least sum of costs when every row gets a column of its own (Kuhn 1955, in Jonker and Volgenant's form with potentials);
/// there are at least as many columns as rows.
fn cheapest_assignment(costs: &[Vec<f64>]) -> f64 {
    let columns = costs.first().map_or(0, Vec::len);
    // Row and column 0 stand for "none yet".
    let (mut of_row, mut of_column) = (vec![0.0; costs.len() + 1], vec![0.0; columns + 1]);
    let mut row_of = vec![0; columns + 1];
    for row in 1..=costs.len() {
        row_of[0] = row;
        let mut least = vec![f64::INFINITY; columns + 1];
        let mut before = vec![0; columns + 1];
        let mut done = vec![false; columns + 1];
        let mut at = 0;
        while row_of[at] != 0 {
            done[at] = true;
            let (from, mut next, mut step) = (row_of[at], 0, f64::INFINITY);
            for column in (1..=columns).filter(|&c| !done[c]) {
                let reduced = costs[from - 1][column - 1] - of_row[from] - of_column[column];
                if reduced < least[column] {
                    (least[column], before[column]) = (reduced, at);
                }
                if least[column] < step {
                    (step, next) = (least[column], column);
                }
            }
            for column in 0..=columns {
                if done[column] {
                    of_row[row_of[column]] += step;
                    of_column[column] -= step;
                } else {
                    least[column] -= step;
                }
            }
            at = next;
        }
        while at != 0 {
            row_of[at] = row_of[before[at]];
            at = before[at];
        }
    }
    (1..=columns).filter(|&c| row_of[c] != 0).map(|c| costs[row_of[c] - 1][c - 1]).sum()
}

/// The mentions that a CoNLL-U file annotates as `Entity=` in MISC, as GUM and CorefUD do
/// (<https://ufal.mff.cuni.cz/corefud>): `(12-person-...` opens a mention of entity 12, `12)` closes it.
pub fn annotated(conllu: &str) -> Result<Vec<Annotated>, ConlluError> {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut all = Vec::new();
    for (index, entities) in conllu::misc(conllu, "Entity")?.into_iter().enumerate() {
        let mut open: Vec<(String, usize)> = Vec::new();
        for (token, value) in entities {
            for (name, bracket) in brackets(&value) {
                match bracket {
                    Bracket::Opens => open.push((name, token)),
                    Bracket::Closes => {
                        let place = open.iter().rposition(|(o, _)| name.is_empty() || *o == name);
                        let Some(place) = place else { continue };
                        let (name, first) = open.remove(place);
                        let count = numbers.len();
                        let entity = *numbers.entry(name).or_insert(count);
                        all.push(Annotated { sentence: index, first, end: token + 1, entity });
                    }
                }
            }
        }
    }
    all.sort_by_key(|m| (m.sentence, m.first, std::cmp::Reverse(m.end)));
    Ok(all)
}

enum Bracket {
    Opens,
    Closes,
}

/// "(2-event-new(3-place)5)" -> opens 2, opens 3, closes the last, closes 5.
fn brackets(value: &str) -> Vec<(String, Bracket)> {
    let mut found = Vec::new();
    let mut rest = value;
    while let Some(at) = rest.find(['(', ')']) {
        let (before, behind) = rest.split_at(at);
        if let Some(opened) = behind.strip_prefix('(') {
            let end = opened.find(['(', ')']).unwrap_or(opened.len());
            let name = opened[..end].split('-').next().unwrap_or_default();
            found.push((name.to_owned(), Bracket::Opens));
            rest = &opened[end..];
            // A lone word closes what it opens without naming it again.
            if let Some(closed) = rest.strip_prefix(')') {
                found.push((String::new(), Bracket::Closes));
                rest = closed;
            }
        } else {
            found.push((before.split('-').next().unwrap_or_default().to_owned(), Bracket::Closes));
            rest = &behind[1..];
        }
    }
    found
}

/// How mentions are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Match {
    /// First and last word.
    Exact,
    /// The head in the program's tree.
    Head,
}

/// Scores of the program and of the nearest-antecedent baseline on annotated files.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Comparison {
    pub program: CoreferenceScores,
    pub nearest: CoreferenceScores,
}

/// The same by each way of comparing mentions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Comparisons {
    pub exact: Comparison,
    pub heads: Comparison,
}

/// Analyses the words of an annotated CoNLL-U file anew and counts how its entities come out.
pub fn compare(
    conllu: &str,
    model: &LanguageModel,
    ontology: &Ontology,
    sums: &mut Comparisons,
) -> Result<(), LanguageError> {
    let (text, sentences) = model.reparse(conllu)?;
    let annotated = annotated(conllu)?;
    let document = Document::of_prose("-", text);
    let mentions = mention::mentions(&document, &sentences, ontology);
    let quotations = quotation::quotations(&IndexedText::new(&document.text), &sentences, &mentions, ontology);
    let chains = coreference::chains(&sentences, &mentions, &quotations, ontology);
    let mut nearest = Nearest { sentences: &sentences, mentions: &mentions };
    let baseline = coreference::chains_by(&mut nearest, &sentences, &mentions, &quotations, ontology);
    for (by, sums) in [(Match::Exact, &mut sums.exact), (Match::Head, &mut sums.heads)] {
        let gold = annotated_partition(&annotated, &sentences, by);
        sums.program.add(&gold, &partition(&chains, &sentences, &mentions, by));
        sums.nearest.add(&gold, &partition(&baseline, &sentences, &mentions, by));
    }
    Ok(())
}

/// Annotated entities; of mentions with one key ("Putin and Trump" and "Putin" by their heads) the wider counts.
fn annotated_partition(mentions: &[Annotated], sentences: &[Sentence], by: Match) -> Partition {
    let mut seen = BTreeSet::new();
    let mut entities: BTreeMap<usize, BTreeSet<Key>> = BTreeMap::new();
    for mention in mentions {
        let key = match by {
            Match::Exact => (mention.sentence, mention.first, mention.end),
            Match::Head => {
                let head = mention.head(&sentences[mention.sentence]);
                (mention.sentence, head, head + 1)
            }
        };
        if seen.insert(key) {
            entities.entry(mention.entity).or_default().insert(key);
        }
    }
    entities.into_values().collect()
}

/// The program's entities as corpora would annotate them.
fn partition(chains: &[Chain], sentences: &[Sentence], mentions: &[Mention], by: Match) -> Partition {
    let mut seen = BTreeSet::new();
    let mut key = |m: &usize| {
        let mention = &mentions[*m];
        let (first, end) = match by {
            Match::Exact => phrase(&sentences[mention.sentence], mention),
            Match::Head => (mention.head, mention.head + 1),
        };
        let key = (mention.sentence, first, end);
        (is_annotated(mention) && seen.insert(key)).then_some(key)
    };
    let keys = chains.iter().map(|chain| chain.mentions.iter().filter_map(&mut key).collect::<BTreeSet<Key>>());
    keys.filter(|keys| !keys.is_empty()).collect()
}

/// Whether corpora annotate such mentions: to them a title is part of the name behind it, and relative pronouns and
/// adjectives refer to nothing.
fn is_annotated(mention: &Mention) -> bool {
    !matches!(mention.rule.as_str(), "office-before-name" | "pronoun-relative" | "country-adjective")
        || mention.kind == MentionKind::Nominal
}

/// The whole noun phrase of a mention: with determiner, possessor, complements and clauses, without preposition, conjuncts
/// and what is set apart by commas.
fn phrase(sentence: &Sentence, mention: &Mention) -> (usize, usize) {
    let outside = |deprel: Deprel| {
        matches!(
            deprel,
            Deprel::Case
                | Deprel::Punct
                | Deprel::Conj
                | Deprel::Cc
                | Deprel::Cop
                | Deprel::Aux
                | Deprel::Nsubj
                | Deprel::NsubjOuter
                | Deprel::Csubj
                | Deprel::Advmod
                | Deprel::Advcl
                | Deprel::Appos
                | Deprel::Mark
                | Deprel::Parataxis
                | Deprel::Discourse
                | Deprel::List
                | Deprel::Orphan
                | Deprel::Dep
                | Deprel::Vocative
                | Deprel::Dislocated
                | Deprel::Reparandum
                | Deprel::CcPreconj
                | Deprel::Expl
        )
    };
    if mention.kind == MentionKind::Pronoun {
        return (mention.first, mention.end);
    }
    let (mut first, mut end) = (mention.first, mention.end);
    let predicate = sentence.child(mention.head, Deprel::Cop);
    for child in sentence.children(mention.head) {
        let below = sentence.subtree(child);
        let (left, right) = (below[0], below[below.len() - 1] + 1);
        let set_apart = left > mention.head && sentence.tokens[left - 1].upos == Upos::Punct;
        let inside = match sentence.tokens[child].deprel {
            Deprel::Case => sentence.tokens[child].xpos == "POS",
            // "the agency Tass", but not "Tass, the agency".
            Deprel::Appos => left == end && !set_apart,
            // Of "now he is the chief of staff in Kyiv", what stands before the copula is the clause's.
            _ if predicate.is_some_and(|copula| child < copula) => false,
            Deprel::Obl | Deprel::OblUnmarked => predicate.is_none(),
            Deprel::Acl | Deprel::AclRelcl | Deprel::Nmod | Deprel::NmodUnmarked => {
                !set_apart && !matches!(sentence.tokens[left].form.as_str(), "(" | "[" | ",")
            }
            other => !outside(other),
        };
        if inside {
            first = first.min(left);
            end = end.max(right);
        }
    }
    while end - 1 > mention.head && sentence.tokens[end - 1].upos == Upos::Punct {
        end -= 1;
    }
    (first, end)
}

/// The baseline: a pronoun takes up the nearest candidate that agrees with it, a noun the nearest of the same head.
struct Nearest<'a> {
    sentences: &'a [Sentence],
    mentions: &'a [Mention],
}

impl Judge for Nearest<'_> {
    fn choose(&mut self, question: &Question, _: &dyn Fn(usize) -> Vec<usize>) -> Option<(usize, f64)> {
        let anaphor = &self.mentions[question.anaphor];
        let lemma = |m: &Mention| self.sentences[m.sentence].tokens[m.head].lemma.to_lowercase();
        let agrees = |candidate: &Candidate| {
            let described = &self.mentions[candidate.described];
            if anaphor.kind == MentionKind::Nominal {
                return described.kind == MentionKind::Nominal && lemma(described) == lemma(anaphor);
            }
            let person = |t: EntityType| matches!(t, EntityType::Person | EntityType::Group);
            anaphor.number == described.number
                && (anaphor.number == Number::Plural || person(anaphor.entity_type) == person(described.entity_type))
        };
        question.candidates.iter().position(agrees).map(|index| (index, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn partition(entities: &[&[usize]]) -> Partition {
        entities.iter().map(|mentions| mentions.iter().map(|&m| (0, m, m + 1)).collect()).collect()
    }

    fn scores(gold: &[&[usize]], found: &[&[usize]]) -> CoreferenceScores {
        let mut scores = CoreferenceScores::default();
        scores.add(&partition(gold), &partition(found));
        scores
    }

    #[track_caller]
    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }

    #[test]
    fn equal_entities_score_one() {
        let scores = scores(&[&[1, 2, 3], &[4], &[5, 6]], &[&[4], &[5, 6], &[1, 2, 3]]);
        close(scores.conll(), 1.0);
    }

    /// The example of Pradhan et al. 2014, figure 1: gold {a b c} {d e f g}, response {a b} {c d} {f g h i}.
    #[test]
    fn the_reference_example() {
        let scores = scores(&[&[1, 2, 3], &[4, 5, 6, 7]], &[&[1, 2], &[3, 4], &[6, 7, 8, 9]]);
        close(scores.muc.recall(), 2.0 / 5.0);
        close(scores.muc.precision(), 2.0 / 5.0);
        close(scores.b_cubed.recall(), (4.0 / 3.0 + 1.0 / 3.0 + 1.0 / 4.0 + 4.0 / 4.0) / 7.0);
        close(scores.b_cubed.precision(), (4.0 / 2.0 + 1.0 / 2.0 + 1.0 / 2.0 + 4.0 / 4.0) / 8.0);
        close(scores.ceaf_e.recall(), (4.0 / 5.0 + 4.0 / 8.0) / 2.0);
        close(scores.ceaf_e.precision(), (4.0 / 5.0 + 4.0 / 8.0) / 3.0);
    }

    #[test]
    fn entities_are_paired_for_the_greatest_sum() {
        // The greedy choice (first with first) would leave the second without a partner.
        let gold = partition(&[&[1, 2, 3], &[4, 5]]);
        let found = partition(&[&[1, 2, 4, 5], &[3]]);
        close(ceaf_e(&gold, &found), 2.0 * 2.0 / 6.0 + 2.0 / 4.0);
        close(ceaf_e(&found, &gold), 2.0 * 2.0 / 6.0 + 2.0 / 4.0);
    }

    #[test]
    fn brackets_nest_and_close_by_name() {
        let conllu = "\
1 The the DET DT _ 3 det _ Entity=(7-person-new-cf1-1-coref(8-place-new
2 Kyiv Kyiv PROPN NNP _ 3 compound _ Entity=8)
3 mayor mayor NOUN NN _ 4 nsubj _ Entity=7)
4 thanked thank VERB VBD _ 0 root _ _
5 him he PRON PRP _ 4 obj _ Entity=(7-person-giv)
";
        let found = annotated(conllu).unwrap();
        let spans: Vec<[usize; 3]> = found.iter().map(|m| [m.first, m.end, m.entity]).collect();
        assert_eq!(spans, [[0, 3, 1], [0, 2, 0], [4, 5, 1]]);
    }
}
