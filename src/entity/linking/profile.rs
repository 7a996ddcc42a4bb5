//! What the texts say of a group of chains: names, offices with their days, parties, countries, and what stands beside it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::super::gazetteer::name_key;
use crate::mention::{Mention, MentionKind};
use crate::ontology::{EntityType, Gender, Ontology};
use crate::proposition::Filler;
use crate::record::Record;

/// What one document names, and who holds which office in it.
pub(super) struct Context {
    /// Keys of all names.
    pub names: BTreeSet<String>,
    chain_of: BTreeMap<usize, usize>,
    /// Mentions of offices by the chain of their holder.
    offices: BTreeMap<usize, Vec<usize>>,
    /// Mentions of parties by the chain of their member.
    parties: BTreeMap<usize, Vec<usize>>,
}

impl Context {
    pub fn of(record: &Record) -> Self {
        let chain_of: BTreeMap<usize, usize> = record
            .chains
            .iter()
            .enumerate()
            .flat_map(|(c, chain)| chain.mentions.iter().map(move |&m| (m, c)))
            .collect();
        let named = record.mentions.iter().filter(|m| m.kind == MentionKind::Name);
        let names = named.map(|m| name_key(name(m))).collect();
        let mut offices: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (m, mention) in record.mentions.iter().enumerate().filter(|(_, m)| m.title.is_some()) {
            let holder = if mention.entity_type == EntityType::Office { mention.holder } else { Some(m) };
            if let Some(chain) = holder.and_then(|holder| chain_of.get(&holder)) {
                offices.entry(*chain).or_default().push(m);
            }
        }
        let mut parties: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for proposition in
            record.propositions.iter().filter(|p| p.predicate.lemma == "affiliated-with-party" && p.factual)
        {
            let mention = |argument: &Option<crate::proposition::Argument>| match argument.as_ref()?.filler {
                Filler::Mention(mention) => Some(mention),
                _ => None,
            };
            if let (Some(member), Some(party)) = (mention(&proposition.subject), mention(&proposition.object))
                && let Some(chain) = chain_of.get(&member)
            {
                parties.entry(*chain).or_default().push(party);
            }
        }
        Self { names, chain_of, offices, parties }
    }
}

/// What the texts say of a group of chains.
pub(super) struct Profile<'a> {
    pub entity_type: EntityType,
    pub names: BTreeSet<&'a str>,
    pub genders: BTreeSet<Gender>,
    pub offices: BTreeSet<Held<'a>>,
    pub parties: BTreeSet<String>,
    pub countries: BTreeSet<&'a str>,
    pub days: BTreeSet<Date>,
    pub contexts: Vec<&'a Context>,
}

/// An office that a text says somebody holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Held<'a> {
    pub title: &'a str,
    pub owner: Option<&'a str>,
    pub day: Option<Date>,
    pub former: bool,
    pub coming: bool,
}

impl<'a> Profile<'a> {
    pub fn of(
        records: &'a [Record],
        chains: &[(usize, usize)],
        contexts: &'a [Context],
        ontology: &'a Ontology,
    ) -> Self {
        let mut types: BTreeMap<EntityType, usize> = BTreeMap::new();
        let mut profile = Self {
            entity_type: EntityType::Thing,
            names: BTreeSet::new(),
            genders: BTreeSet::new(),
            offices: BTreeSet::new(),
            parties: BTreeSet::new(),
            countries: BTreeSet::new(),
            days: BTreeSet::new(),
            contexts: Vec::new(),
        };
        for &(r, c) in chains {
            let (record, context) = (&records[r], &contexts[r]);
            let chain = &record.chains[c];
            *types.entry(chain.entity_type).or_default() += chain.mentions.len();
            profile.days.extend(record.document.published);
            profile.contexts.push(context);
            for mention in chain.mentions.iter().map(|&m| &record.mentions[m]) {
                profile.genders.extend(mention.gender);
                if mention.kind == MentionKind::Name && mention.entity_type != EntityType::Office {
                    profile.names.insert(&mention.text);
                    profile.names.extend(mention.canonical.as_deref());
                }
            }
            for mention in context.offices.get(&c).into_iter().flatten().map(|&m| &record.mentions[m]) {
                let Some(title) = mention.title.as_deref() else { continue };
                let owner = mention.jurisdiction.map(|owner| {
                    // "the country's president": what the chain is called names the owner.
                    let chain = context.chain_of.get(&owner).map(|&c| record.chains[c].label.as_str());
                    record.mentions[owner].canonical.as_deref().or(chain).unwrap_or(&record.mentions[owner].text)
                });
                let is = |words: &[&str]| mention.status.iter().any(|status| words.contains(&status.as_str()));
                let former = is(&["former", "past", "late", "then"]);
                let coming = is(&["elect", "designate"]);
                profile.offices.insert(Held { title, owner, day: record.document.published, former, coming });
                let body = || ontology.office(title).and_then(|office| office.body.as_deref());
                profile.countries.extend(owner.or_else(body).and_then(|owner| country_of(owner, ontology)));
            }
            for party in context.parties.get(&c).into_iter().flatten() {
                profile.parties.insert(name_key(name(&record.mentions[*party])));
            }
        }
        let by_votes = types.iter().max_by_key(|(of, votes)| (**votes, std::cmp::Reverse(**of)));
        profile.entity_type = by_votes.map_or(EntityType::Thing, |(of, _)| *of);
        if profile.entity_type != EntityType::Person {
            let countries: Vec<&str> = profile.names.iter().filter_map(|name| country_of(name, ontology)).collect();
            profile.countries.extend(countries);
        }
        profile
    }
}

fn name(mention: &Mention) -> &str {
    mention.name()
}

/// The country that a country, place or organization of the lexicons is or belongs to.
pub(super) fn country_of<'a>(name: &str, ontology: &'a Ontology) -> Option<&'a str> {
    let country = ontology.country(name).map(|country| country.name.as_str());
    let organization = || ontology.organization(name).and_then(|body| body.country.as_deref());
    let place = || ontology.place(name).and_then(|place| place.country.as_deref());
    country.or_else(organization).or_else(place)
}
