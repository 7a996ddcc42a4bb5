//! Shortest paths between two entities, with the statements that make them.

use std::collections::{BTreeMap, VecDeque};

use super::Projection;
use crate::Catalogue;
use crate::ontology::EntityType;

/// A way from one entity to another over statements, in whatever direction these say it.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// Indices into `Catalogue::entities`, both ends included.
    pub entities: Vec<usize>,
    /// For each step, the statements that join the two, as indices into `Findings::statements`; those that most sentences
    /// say first.
    pub steps: Vec<Vec<usize>>,
}

/// The shortest paths between two entities, at most `limit`; those whose weakest step most sentences say first. Empty where
/// there is none. A day or a number that two statements share joins nobody.
pub fn shortest_paths(catalogue: &Catalogue, graph: &Projection, from: usize, to: usize, limit: usize) -> Vec<Path> {
    let mut joined: BTreeMap<usize, BTreeMap<usize, Vec<(usize, usize)>>> = BTreeMap::new();
    for edge in graph.raw_edges() {
        let (source, target) = (graph[edge.source()].entity, graph[edge.target()].entity);
        if source != target {
            let step = (edge.weight.evidence, edge.weight.statement);
            joined.entry(source).or_default().entry(target).or_default().push(step);
            joined.entry(target).or_default().entry(source).or_default().push(step);
        }
    }
    if from == to || !joined.contains_key(&from) || !joined.contains_key(&to) {
        return Vec::new();
    }
    let bridges = |entity: usize| {
        let entity_type = catalogue.entities[entity].entity_type;
        !matches!(entity_type, EntityType::Date | EntityType::Quantity | EntityType::Money)
    };
    // From the end, so that walking down the distances leads to it.
    let mut distance = BTreeMap::from([(to, 0_usize)]);
    let mut queue = VecDeque::from([to]);
    while let Some(entity) = queue.pop_front() {
        if distance.contains_key(&from) && distance[&entity] >= distance[&from] {
            break;
        }
        if entity != to && !bridges(entity) {
            continue;
        }
        for &next in joined[&entity].keys() {
            if !distance.contains_key(&next) {
                distance.insert(next, distance[&entity] + 1);
                queue.push_back(next);
            }
        }
    }
    let Some(&length) = distance.get(&from) else { return Vec::new() };
    let strength = |a: usize, b: usize| joined[&a][&b].iter().map(|(evidence, _)| evidence).sum::<usize>();
    // The best ways so far to each entity of a distance: (weakest step, entities).
    let mut ways: Vec<(usize, Vec<usize>)> = vec![(usize::MAX, vec![from])];
    for left in (0..length).rev() {
        let mut next: Vec<(usize, Vec<usize>)> = Vec::new();
        for (weakest, way) in &ways {
            let last = *way.last().expect("it has a beginning");
            for &entity in joined[&last].keys() {
                if distance.get(&entity) == Some(&left) && (left == 0 || bridges(entity)) {
                    let weakest = strength(last, entity).min(*weakest);
                    next.push((weakest, way.iter().copied().chain([entity]).collect()));
                }
            }
        }
        // More than the limit can pay off later only if as many others do worse.
        next.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        ways = best_per_end(next, limit);
    }
    ways.truncate(limit);
    let path = |(_, entities): (usize, Vec<usize>)| {
        let steps = entities.windows(2).map(|pair| {
            let mut statements = joined[&pair[0]][&pair[1]].clone();
            statements.sort_by_key(|&(evidence, statement)| (std::cmp::Reverse(evidence), statement));
            statements.into_iter().map(|(_, statement)| statement).collect()
        });
        Path { steps: steps.collect(), entities }
    };
    ways.into_iter().map(path).collect()
}

/// Of the ways to each entity the best, at most `limit`; the order stays.
fn best_per_end(ways: Vec<(usize, Vec<usize>)>, limit: usize) -> Vec<(usize, Vec<usize>)> {
    let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
    ways.into_iter()
        .filter(|(_, way)| {
            let count = taken.entry(*way.last().expect("it has an end")).or_default();
            *count += 1;
            *count <= limit
        })
        .collect()
}

/// The entities that a text names: by id, the last part of an id, or in any case by label, else by another name. Where several
/// have the name, those that more is said of come first.
pub fn entities_named(catalogue: &Catalogue, name: &str) -> Vec<usize> {
    let all = || 0..catalogue.entities.len();
    let by_id: Vec<usize> = all()
        .filter(|&entity| {
            let id = &catalogue.entities[entity].id;
            id == name || id.rsplit('/').next() == Some(name)
        })
        .collect();
    if !by_id.is_empty() {
        return by_id;
    }
    let lower = name.to_lowercase();
    let mut found: Vec<usize> = all().filter(|&e| catalogue.entities[e].label.to_lowercase() == lower).collect();
    if found.is_empty() {
        let aliases = |entity: usize| catalogue.entities[entity].aliases.iter();
        found = all().filter(|&e| aliases(e).any(|alias| alias.to_lowercase() == lower)).collect();
    }
    found.sort_by_key(|&entity| std::cmp::Reverse(catalogue.entities[entity].chains.len()));
    found
}
