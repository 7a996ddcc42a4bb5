//! Who and what is named in the same documents: the company that tells two bearers of one name apart.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::group::Sort;
use super::merging::Clusters;

/// Bounds of what one companion and all of them together weigh, as logarithms of odds.
const ONE: (f64, f64) = (-0.2, 1.5);
const ALL: (f64, f64) = (-1.5, 4.0);
/// Stories on the same have at least so many names in common, and half of those of the shorter one.
const STORY: usize = 4;
/// Documents' worth of doubt in the share of a person's documents that name a companion.
const DOUBT: f64 = 2.0;

/// What two lists, each sorted and each thing in it once, have in common; in order.
pub(super) fn in_common<'a, T: Ord>(a: &'a [T], mut b: &'a [T]) -> impl Iterator<Item = &'a T> {
    a.iter().filter(move |one| {
        while b.first().is_some_and(|other| other < *one) {
            b = &b[1..];
        }
        b.first() == Some(*one)
    })
}

/// The sets of groups with names that each record has. Good until sets are merged.
pub(super) struct Companions {
    of_record: Vec<Vec<usize>>,
    /// In how many documents each set is.
    documents: FxHashMap<usize, usize>,
    /// Of the sets that were asked for: how many documents tell of it, and in how many of these each other set is.
    profiles: FxHashMap<usize, (usize, FxHashMap<usize, usize>)>,
}

impl Companions {
    pub fn new(clusters: &Clusters) -> Self {
        let groups = clusters.groups;
        let tells = |g: &usize| {
            !groups.is_local(*g)
                && matches!(groups.sort(*g), Sort::Person | Sort::Place | Sort::Organization | Sort::Event)
        };
        let of_record: Vec<Vec<usize>> = (0..groups.excerpts.len())
            .map(|r| {
                let mut named: Vec<usize> =
                    groups.groups_of(r).map(|(_, g)| g).filter(tells).map(|g| clusters.find(g)).collect();
                named.sort_unstable();
                named.dedup();
                named
            })
            .collect();
        let mut documents = FxHashMap::default();
        for &set in of_record.iter().flatten() {
            *documents.entry(set).or_default() += 1;
        }
        Self { of_record, documents, profiles: FxHashMap::default() }
    }

    /// Whether two records name so many of the same people, places and organizations that they tell one story.
    pub fn is_one_story(&self, a: usize, b: usize) -> bool {
        let (a, b) = (&self.of_record[a], &self.of_record[b]);
        let shared = in_common(a, b).count();
        shared >= STORY && 2 * shared >= a.len().min(b.len())
    }

    /// The sets that are named in the documents of a group.
    pub fn of(&self, clusters: &Clusters, group: usize) -> BTreeSet<usize> {
        let chains = clusters.groups.chains(group);
        chains.iter().flat_map(|&(r, _)| self.of_record[r].iter().copied()).collect()
    }

    /// How much more likely a company is beside a set, by its representative, than anywhere, as a logarithm of odds.
    pub fn likelihood(&mut self, clusters: &Clusters, company: &BTreeSet<usize>, set: usize) -> f64 {
        let (told, profile) = self.profiles.entry(set).or_insert_with(|| {
            let told = clusters.records_of(set);
            let mut counts = FxHashMap::default();
            for &companion in told.iter().flat_map(|&r| &self.of_record[r]) {
                *counts.entry(companion).or_default() += 1;
            }
            (told.len(), counts)
        });
        let all = self.of_record.len() as f64;
        let told = *told as f64 + DOUBT;
        let never = (DOUBT / told).ln().clamp(ONE.0, ONE.1);
        let weight = |companion: &usize| {
            let Some(here) = profile.get(companion) else { return never };
            let anywhere = self.documents.get(companion).map_or(1.0, |n| *n as f64) / all;
            let share = (*here as f64 + DOUBT * anywhere) / told;
            (share / anywhere).ln().clamp(ONE.0, ONE.1)
        };
        company.iter().map(weight).sum::<f64>().clamp(ALL.0, ALL.1)
    }
}
