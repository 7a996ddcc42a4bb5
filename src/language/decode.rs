//! From the model's scores to a well-formed analysis: one rooted tree and name spans without overlap.
//!
//! Trees: greedy heads where they form a tree, otherwise the maximum spanning tree with one root (Chu & Liu 1965; Edmonds
//! 1967; for parsing McDonald et al. 2005, <https://aclanthology.org/H05-1066/>). Spans: Viterbi over BIO tags. Ties go to
//! the lowest index, so that the outcome is a function of the scores alone.

use super::NameLabel;

/// One tag of the BIO notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameTag {
    Outside,
    Begin(NameLabel),
    Inside(NameLabel),
}

/// A name as a run of words `first..end`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    pub first: usize,
    pub end: usize,
    pub label: NameLabel,
    pub score: f32,
}

/// The head of each word, `None` for the one root.
///
/// `arc` holds a row of `words + 1` scores a word: column 0 for the root, column j for word j - 1.
///
/// ```
/// let scores = [
///     0.0, 0.0, 9.0, // word 0 hangs on word 1
///     9.0, 1.0, 0.0, // word 1 is the root
/// ];
/// assert_eq!(whom::language::decode::tree(&scores, 2), [Some(1), None]);
/// ```
pub fn tree(arc: &[f32], words: usize) -> Vec<Option<usize>> {
    assert_eq!(arc.len(), words * (words + 1), "a row of words + 1 scores for each word");
    if words == 0 {
        return Vec::new();
    }
    let mut scores = vec![vec![f64::NEG_INFINITY; words + 1]; words + 1];
    for (word, row) in arc.chunks_exact(words + 1).enumerate() {
        for (head, score) in log_softmax(row).into_iter().enumerate() {
            if head != word + 1 {
                scores[word + 1][head] = score;
            }
        }
    }
    let greedy: Vec<usize> = scores[1..].iter().map(|row| argmax(row)).collect();
    let heads = if is_tree(&greedy) { greedy } else { single_root_tree(scores) };
    heads.into_iter().map(|head| head.checked_sub(1)).collect()
}

/// The relation of each word at its head: an index into the labels, of which `root` is kept for the root.
///
/// `relation` holds for each word a row of `labels` scores.
pub fn relations(relation: &[f32], heads: &[Option<usize>], labels: usize, root: usize) -> Vec<usize> {
    assert_eq!(relation.len(), heads.len() * labels, "a row of scores for each word");
    let best = |(row, head): (&[f32], &Option<usize>)| {
        let best = (0..labels)
            .filter(|&label| head.is_some() && label != root)
            .reduce(|best, label| if row[label] > row[best] { label } else { best });
        best.unwrap_or(root)
    };
    relation.chunks_exact(labels.max(1)).zip(heads).map(best).collect()
}

/// The best-scoring sequence of tags in which no span starts with an `Inside` tag, as spans in order.
pub fn names(scores: &[f32], tags: &[NameTag]) -> Vec<Run> {
    if tags.is_empty() {
        return Vec::new();
    }
    let rows: Vec<Vec<f64>> = scores.chunks_exact(tags.len()).map(log_softmax).collect();
    let path = viterbi(&rows, tags);
    let mut runs: Vec<Run> = Vec::new();
    for (word, &tag) in path.iter().enumerate() {
        let probability = rows[word][tag].exp() as f32;
        match (tags[tag], runs.last_mut()) {
            (NameTag::Begin(label), _) => runs.push(Run { first: word, end: word + 1, label, score: probability }),
            (NameTag::Inside(_), Some(run)) => {
                run.end = word + 1;
                run.score += probability;
            }
            _ => {}
        }
    }
    for run in &mut runs {
        run.score = (run.score / (run.end - run.first) as f32).clamp(0.0, 1.0);
    }
    runs
}

/// The lowest index with the highest score.
pub fn argmax<T: PartialOrd>(row: &[T]) -> usize {
    (1..row.len()).fold(0, |best, index| if row[index] > row[best] { index } else { best })
}

/// The indices of a row from the highest score down, equal ones in order; each is searched for when it is asked for, as
/// mostly the first will do.
pub fn ranked(row: &[f32]) -> impl Iterator<Item = usize> {
    let above = |a: usize, b: usize| row[b].total_cmp(&row[a]).then(a.cmp(&b)).is_lt();
    let next = move |last: Option<usize>| {
        let rest = (0..row.len()).filter(|&index| last.is_none_or(|last| above(last, index)));
        rest.reduce(|best, index| if above(index, best) { index } else { best })
    };
    std::iter::successors(next(None), move |&last| next(Some(last)))
}

fn log_softmax(row: &[f32]) -> Vec<f64> {
    // A NaN would make the outcome depend on the order of comparisons.
    let row: Vec<f64> = row.iter().map(|&score| if score.is_finite() { f64::from(score) } else { -1e9 }).collect();
    let highest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = row.iter().map(|score| (score - highest).exp()).sum();
    row.iter().map(|score| score - highest - total.ln()).collect()
}

/// Whether the heads (0 for the root, words from 1 on) form a tree with exactly one root.
fn is_tree(heads: &[usize]) -> bool {
    heads.iter().filter(|&&head| head == 0).count() == 1 && cycle(heads).is_none()
}

/// The nodes of the first cycle among the heads of the nodes 1.., if there is one.
fn cycle(heads: &[usize]) -> Option<Vec<usize>> {
    const FREE: usize = 0;
    let mut visited_from = vec![FREE; heads.len() + 1];
    for start in 1..=heads.len() {
        let mut at = start;
        while at != 0 && visited_from[at] == FREE {
            visited_from[at] = start;
            at = heads[at - 1];
        }
        if at != 0 && visited_from[at] == start {
            let mut members = vec![at];
            let mut next = heads[at - 1];
            while next != at {
                members.push(next);
                next = heads[next - 1];
            }
            return Some(members);
        }
    }
    None
}

/// The maximum spanning tree with one root: each root arc costs more than all other arcs together could bring.
fn single_root_tree(mut scores: Vec<Vec<f64>>) -> Vec<usize> {
    let lowest = scores.iter().skip(1).flatten().copied().filter(|score| score.is_finite()).fold(0.0, f64::min);
    let penalty = (1.0 - lowest) * scores.len() as f64;
    for row in &mut scores[1..] {
        row[0] -= penalty;
    }
    spanning_tree(&scores)
}

/// Chu-Liu/Edmonds: the heads of the nodes 1.. in the maximum spanning tree below node 0; `scores[node][head]`.
fn spanning_tree(scores: &[Vec<f64>]) -> Vec<usize> {
    let count = scores.len();
    let heads: Vec<usize> = scores[1..].iter().map(|row| argmax(row)).collect();
    let Some(members) = cycle(&heads) else { return heads };
    let mut inside = vec![false; count];
    for &member in &members {
        inside[member] = true;
    }
    let cycle_score: f64 = members.iter().map(|&member| scores[member][heads[member - 1]]).sum();

    // The smaller graph: the nodes outside the cycle, in order, and the cycle as its last node.
    let outside: Vec<usize> = (0..count).filter(|&node| !inside[node]).collect();
    let contracted = outside.len();
    let mut smaller = vec![vec![f64::NEG_INFINITY; contracted + 1]; contracted + 1];
    let mut leaves_by = vec![0; contracted];
    let mut enters_at = vec![0; contracted];
    for (i, &node) in outside.iter().enumerate() {
        for (j, &other) in outside.iter().enumerate() {
            if i != j && node != 0 {
                smaller[i][j] = scores[node][other];
            }
        }
        for &member in &members {
            if node != 0 && (leaves_by[i] == 0 || scores[node][member] > scores[node][leaves_by[i]]) {
                leaves_by[i] = member;
            }
            let entering = |member: usize| scores[member][node] - scores[member][heads[member - 1]];
            if enters_at[i] == 0 || entering(member) > entering(enters_at[i]) {
                enters_at[i] = member;
            }
        }
        if node != 0 {
            smaller[i][contracted] = scores[node][leaves_by[i]];
        }
        let member = enters_at[i];
        smaller[contracted][i] = cycle_score + scores[member][node] - scores[member][heads[member - 1]];
    }

    let solved = spanning_tree(&smaller);
    let mut result = heads;
    for (i, &node) in outside.iter().enumerate().skip(1) {
        let head = solved[i - 1];
        result[node - 1] = if head == contracted { leaves_by[i] } else { outside[head] };
    }
    let entry = solved[contracted - 1];
    result[enters_at[entry] - 1] = outside[entry];
    result
}

fn viterbi(rows: &[Vec<f64>], tags: &[NameTag]) -> Vec<usize> {
    let follows = |before: Option<NameTag>, tag: NameTag| match tag {
        NameTag::Inside(label) => matches!(before, Some(NameTag::Begin(l) | NameTag::Inside(l)) if l == label),
        _ => true,
    };
    let Some(first) = rows.first() else { return Vec::new() };
    let start = |tag: usize| if follows(None, tags[tag]) { first[tag] } else { f64::NEG_INFINITY };
    let mut best: Vec<f64> = (0..tags.len()).map(start).collect();
    let mut back: Vec<Vec<usize>> = Vec::with_capacity(rows.len());
    for row in &rows[1..] {
        let mut from = vec![0; tags.len()];
        let mut next = vec![f64::NEG_INFINITY; tags.len()];
        for (tag, &kind) in tags.iter().enumerate() {
            for (before, &score) in best.iter().enumerate() {
                if follows(Some(tags[before]), kind) && score + row[tag] > next[tag] {
                    next[tag] = score + row[tag];
                    from[tag] = before;
                }
            }
        }
        best = next;
        back.push(from);
    }
    let mut path = vec![argmax(&best)];
    for from in back.iter().rev() {
        path.push(from[path[path.len() - 1]]);
    }
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All head assignments, the best tree among them: what the fast decoder must equal.
    fn best_by_trying_all(arc: &[f32], words: usize) -> f64 {
        let rows: Vec<Vec<f64>> = arc.chunks_exact(words + 1).map(log_softmax).collect();
        let mut best = f64::NEG_INFINITY;
        for code in 0..(words + 1).pow(words as u32) {
            let heads: Vec<usize> = (0..words).map(|word| code / (words + 1).pow(word as u32) % (words + 1)).collect();
            let loops = heads.iter().enumerate().any(|(word, &head)| head == word + 1);
            if !loops && is_tree(&heads) {
                best = best.max(heads.iter().enumerate().map(|(word, &head)| rows[word][head]).sum());
            }
        }
        best
    }

    #[test]
    fn trees_are_the_best_single_root_trees() {
        let mut state = 7_u32;
        let mut random = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 16) as f32 / 8192.0
        };
        for words in [1, 2, 3, 4, 5] {
            for _ in 0..60 {
                let arc: Vec<f32> = (0..words * (words + 1)).map(|_| random()).collect();
                let heads = tree(&arc, words);
                let numbers: Vec<usize> = heads.iter().map(|head| head.map_or(0, |head| head + 1)).collect();
                assert!(is_tree(&numbers), "{numbers:?}");
                let rows: Vec<Vec<f64>> = arc.chunks_exact(words + 1).map(log_softmax).collect();
                let score: f64 = numbers.iter().enumerate().map(|(word, &head)| rows[word][head]).sum();
                assert!((score - best_by_trying_all(&arc, words)).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn ties_and_broken_scores_still_give_a_tree() {
        for words in [1, 2, 40, 200] {
            for fill in [0.0, f32::NAN, f32::NEG_INFINITY, f32::INFINITY] {
                let heads = tree(&vec![fill; words * (words + 1)], words);
                let numbers: Vec<usize> = heads.iter().map(|head| head.map_or(0, |head| head + 1)).collect();
                assert!(is_tree(&numbers));
            }
        }
        assert!(tree(&[], 0).is_empty());
    }

    #[test]
    fn root_is_the_relation_of_the_root_alone() {
        let rel = [9.0, 1.0, 2.0].repeat(2);
        assert_eq!(relations(&rel, &[None, Some(0)], 3, 0), [0, 2]);
        assert_eq!(relations(&rel, &[None, Some(0)], 3, 1), [1, 0]);
    }

    #[test]
    fn spans_obey_bio() {
        use NameLabel::{Person, Place};
        let tags = [
            NameTag::Outside,
            NameTag::Begin(Person),
            NameTag::Inside(Person),
            NameTag::Begin(Place),
            NameTag::Inside(Place),
        ];
        // Each row's favourite alone would be I-Person, I-Person, O, B-Place, I-Person.
        let scores = [
            [0.0, 2.0, 3.0, 0.0, 0.0],
            [0.0, 0.0, 5.0, 0.0, 0.0],
            [5.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 5.0, 0.0],
            [2.9, 0.0, 3.0, 0.0, 0.0],
        ];
        let runs = names(&scores.concat(), &tags);
        let plain: Vec<_> = runs.iter().map(|run| (run.first, run.end, run.label)).collect();
        assert_eq!(plain, [(0, 2, Person), (3, 4, Place)]);
        assert!(runs.iter().all(|run| run.score > 0.0 && run.score <= 1.0));
        assert!(names(&[], &tags).is_empty());
    }
}
