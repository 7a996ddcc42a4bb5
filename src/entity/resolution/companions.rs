//! Who and what is named in the same documents: the company that tells two bearers of one name apart.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::group::Sort;
use super::merging::Clusters;
use super::reading::sorted;

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

/// The sets of groups with names that each record has, worked out where they are asked for. Good until sets are merged.
pub(super) struct Companions<'c, 'a> {
    clusters: &'c Clusters<'a>,
    of_record: Vec<OnceLock<Vec<usize>>>,
    /// In how many documents each set is.
    documents: FxHashMap<usize, usize>,
    /// Of the sets that were asked for.
    profiles: FxHashMap<usize, Profile>,
    /// For [`Companions::profile`]: in how many documents each set is, nothing between two profiles.
    counts: Vec<usize>,
}

impl<'c, 'a> Companions<'c, 'a> {
    pub fn new(clusters: &'c Clusters<'a>) -> Self {
        let of_record = (0..clusters.groups.excerpts.len()).map(|_| OnceLock::new()).collect();
        Self {
            clusters,
            of_record,
            documents: FxHashMap::default(),
            profiles: FxHashMap::default(),
            counts: Vec::new(),
        }
    }

    fn of_record(&self, r: usize) -> &[usize] {
        self.of_record[r].get_or_init(|| {
            let groups = self.clusters.groups.groups_of(r).map(|(_, g)| g);
            sorted(groups.filter(|&g| tells(self.clusters, g)).map(|g| self.clusters.find(g)).collect())
        })
    }

    /// Whether two records name so many of the same people, places and organizations that they tell one story.
    pub fn is_one_story(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.of_record(a), self.of_record(b));
        let shared = in_common(a, b).count();
        shared >= STORY && 2 * shared >= a.len().min(b.len())
    }

    /// The sets that are named in the documents of a group; sorted.
    pub fn of(&self, group: usize) -> Vec<usize> {
        let chains = self.clusters.groups.chains(group);
        sorted(chains.iter().flat_map(|&(r, _)| self.of_record(r)).copied().collect())
    }

    fn profile(&mut self, set: usize) -> Profile {
        let told = self.clusters.records_of(set);
        let mut counts = std::mem::take(&mut self.counts);
        counts.resize(self.clusters.groups.len(), 0);
        let mut named = Vec::new();
        for &companion in told.iter().flat_map(|&r| self.of_record(r)) {
            if counts[companion] == 0 {
                named.push(companion);
            }
            counts[companion] += 1;
        }
        named.sort_unstable();
        let companions = named.into_iter().map(|companion| (companion, std::mem::take(&mut counts[companion])));
        let profile = Profile { told: told.len(), companions: companions.collect() };
        self.counts = counts;
        profile
    }

    /// How much more likely a company is beside a set, by its representative, than anywhere, as a logarithm of odds.
    pub fn likelihood(&mut self, company: &[usize], set: usize) -> f64 {
        if !self.profiles.contains_key(&set) {
            let profile = self.profile(set);
            self.profiles.insert(set, profile);
        }
        let profile = &self.profiles[&set];
        let all = self.of_record.len() as f64;
        let told = profile.told as f64 + DOUBT;
        let never = (DOUBT / told).ln().clamp(ONE.0, ONE.1);
        let clusters = self.clusters;
        let documents = &mut self.documents;
        let weight = |companion: &usize| {
            let Some(here) = profile.documents_with(*companion) else { return never };
            let documents = documents.entry(*companion).or_insert_with(|| documents_of(clusters, *companion));
            let anywhere = *documents as f64 / all;
            let share = (here as f64 + DOUBT * anywhere) / told;
            (share / anywhere).ln().clamp(ONE.0, ONE.1)
        };
        company.iter().map(weight).sum::<f64>().clamp(ALL.0, ALL.1)
    }
}

/// With whom a set is told of.
struct Profile {
    /// How many documents tell of it.
    told: usize,
    /// The other sets that these name, with how many do; sorted.
    companions: Vec<(usize, usize)>,
}

impl Profile {
    fn documents_with(&self, companion: usize) -> Option<usize> {
        let place = self.companions.binary_search_by_key(&companion, |(set, _)| *set);
        place.ok().map(|place| self.companions[place].1)
    }
}

/// Whether a group is company: known beyond its document, and somebody, a place, an organization or an event.
fn tells(clusters: &Clusters, g: usize) -> bool {
    let is_company = |sort| matches!(sort, Sort::Person | Sort::Place | Sort::Organization | Sort::Event);
    !clusters.groups.is_local(g) && is_company(clusters.groups.sort(g))
}

/// In how many documents a set is company.
fn documents_of(clusters: &Clusters, set: usize) -> usize {
    let groups = clusters.members(set).filter(|&g| tells(clusters, g));
    sorted(groups.flat_map(|g| clusters.groups.chains(g)).map(|&(r, _)| r).collect()).len()
}
