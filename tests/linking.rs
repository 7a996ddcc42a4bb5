//! Linking to a gazetteer: who is meant, by name, office and time, and when nobody is.

mod common;

use std::sync::Arc;

use common::{document, mention, record};
use jiff::civil::date;
use whom::entity::curation::Curation;
use whom::entity::gazetteer::{Entry, Gazetteer, Term};
use whom::entity::linking::{Found, link_entities, links};
use whom::entity::{Chain, Entity, ProposalKind};
use whom::mention::MentionKind;
use whom::ontology::{EntityType, Gender, Ontology};
use whom::{Knowledge, Record};

fn person(name: &str, item: &str) -> Entry {
    Entry {
        name: name.to_owned(),
        aliases: Vec::new(),
        entity_type: EntityType::Person,
        wikidata: Some(item.to_owned()),
        country: None,
        offices: Vec::new(),
        party: Vec::new(),
        gender: None,
        born: None,
        died: None,
    }
}

fn term(title: &str, of: &str, start: i16, end: Option<i16>) -> Term {
    Term {
        title: title.to_owned(),
        of: vec![of.to_owned()],
        start: Some(date(start, 1, 3)),
        end: end.map(|year| date(year, 1, 3)),
    }
}

/// A senator since 2011 and a representative until 2013 of one surname.
fn pauls() -> Gazetteer {
    let mut senator = person("Adam Marlow", "Q11");
    senator.offices = vec![term("senator", "Kentucky", 2011, None)];
    let mut father = person("Aaron Marlow", "Q12");
    father.offices = vec![term("representative", "Texas", 1997, Some(2013))];
    Gazetteer::new(vec![senator, father])
}

/// A document of a day that calls somebody by an office and a name.
fn text(office: &str, name: &str, year: i16) -> Record {
    let words = format!("{office} {name} left.");
    let mut document = document(&format!("{office}-{name}-{year}"), &words);
    document.published = Some(date(year, 8, 8));
    let mut record = record(document);
    let person = mention(&words, name, EntityType::Person, MentionKind::Name);
    record.mentions = vec![person];
    if !office.is_empty() {
        let mut post = mention(&words, office, EntityType::Office, MentionKind::Name);
        post.title = Some(office.to_lowercase());
        post.holder = Some(0);
        record.mentions.push(post);
    }
    let chain = |index: usize, entity_type, label: &str| Chain {
        mentions: vec![index],
        entity_type,
        label: label.to_owned(),
        links: Vec::new(),
        cut: None,
        members: Vec::new(),
    };
    record.chains = vec![chain(0, EntityType::Person, name)];
    if !office.is_empty() {
        record.chains.push(chain(1, EntityType::Office, office));
    }
    record
}

/// The item that the person of one document is linked to.
#[track_caller]
fn linked(gazetteer: &Gazetteer, record: Record) -> Option<String> {
    let chains: &[(usize, usize)] = &[(0, 0)];
    match links(&[record], &[chains], Ontology::builtin(), gazetteer).remove(0) {
        Found::Entry(candidate) => candidate.entry.wikidata.clone(),
        Found::Nil | Found::Unsure(_) => None,
    }
}

#[test]
fn an_office_at_its_time_tells_whom_a_surname_means() {
    let item = |record| linked(&pauls(), record);
    assert_eq!(item(text("Senator", "Marlow", 2018)).as_deref(), Some("Q11"));
    assert_eq!(item(text("Representative", "Marlow", 2010)).as_deref(), Some("Q12"));
    assert_eq!(item(text("Congressman", "Marlow", 2010)).as_deref(), Some("Q12"), "another word for it");
    assert_eq!(item(text("Representative", "Marlow", 2018)), None, "out of office");
    assert_eq!(item(text("", "Marlow", 2018)), None, "a surname is not enough");
    assert_eq!(item(text("", "Adam Marlow", 2018)).as_deref(), Some("Q11"), "a full name is");
    assert_eq!(item(text("Colonel", "Adam Marlow", 2018)), None, "never a colonel");
    assert_eq!(item(text("Senator", "Adam Marlowe", 2018)).as_deref(), Some("Q11"), "another spelling");
    assert_eq!(item(text("Senator", "Adam Marlow", 2005)), None, "not yet in office");
    let mut former = text("Representative", "Marlow", 2018);
    former.mentions[1].status.push("former".to_owned());
    assert_eq!(item(former).as_deref(), Some("Q12"));
}

#[test]
fn two_of_one_name_are_nobody_without_context() {
    let mut minister = person("John Sample", "Q21");
    minister.offices = vec![term("finance minister", "Malta", 2015, None)];
    minister.gender = Some(Gender::Male);
    let gazetteer = Gazetteer::new(vec![minister, person("John Sample", "Q22")]);
    let chains: &[(usize, usize)] = &[(0, 0)];
    let records = [text("", "John Sample", 2018)];
    let found = links(&records, &[chains], Ontology::builtin(), &gazetteer).remove(0);
    let Found::Unsure(candidates) = found else { panic!("{found:?}") };
    assert_eq!(candidates.len(), 2);
    assert_eq!(linked(&gazetteer, text("Finance Minister", "John Sample", 2018)).as_deref(), Some("Q21"));
    let mut she = text("Finance Minister", "John Sample", 2018);
    she.mentions[0].gender = Some(Gender::Female);
    assert_eq!(linked(&gazetteer, she).as_deref(), Some("Q22"), "the minister is a man");
}

#[test]
fn the_surname_may_stand_first() {
    let mut president = person("Park Jae-min", "Q41");
    president.offices = vec![term("president", "South Korea", 2017, Some(2022))];
    let gazetteer = Gazetteer::new(vec![president, person("Jae Park", "Q42")]);
    assert_eq!(linked(&gazetteer, text("President", "Park", 2018)).as_deref(), Some("Q41"));
}

#[test]
fn what_speaks_against_a_name_is_heard() {
    let item = |entry: Entry, record| linked(&Gazetteer::new(vec![entry]), record);
    let mut entry = person("Ivy Sample", "Q31");
    assert_eq!(item(entry.clone(), text("", "Ivy Sample", 2018)).as_deref(), Some("Q31"));
    assert_eq!(item(entry.clone(), text("", "I. Sample", 2018)), None, "an initial needs support");
    entry.died = Some(date(1826, 7, 4));
    assert_eq!(item(entry.clone(), text("", "Ivy Sample", 2018)), None, "long dead");
    entry.died = None;
    entry.born = Some(date(2015, 1, 1));
    assert_eq!(item(entry.clone(), text("", "Ivy Sample", 2018)), None, "a child");
    entry.born = None;
    entry.country = Some("France".to_owned());
    let mut abroad = text("President", "Ivy Sample", 2018);
    let words = "Malta";
    Arc::make_mut(&mut abroad.document).text.push_str(words);
    abroad.mentions.push(mention(&abroad.document.text, words, EntityType::Country, MentionKind::Name));
    abroad.mentions[1].jurisdiction = Some(2);
    assert_eq!(item(entry.clone(), abroad), None, "of another country");
    entry.entity_type = EntityType::City;
    assert_eq!(item(entry, text("", "Ivy Sample", 2018)), None, "a city is no person");
}

fn entity(label: &str, record: usize) -> Entity {
    let mut entity = common::entity(label, EntityType::Person);
    entity.chains = vec![(record, 0)];
    entity.groups = vec![format!("person:{}", label.to_lowercase())];
    entity
}

#[test]
fn entities_are_linked_and_what_is_open_is_proposed() {
    let records = [text("Senator", "Marlow", 2018), text("", "Adam Marlow", 2018), text("", "Aaron M. Marlow", 2018)];
    let entities = || vec![entity("Marlow", 0), entity("Adam Marlow", 1), entity("Aaron M. Marlow", 2)];
    let mut curation = Curation { gazetteer: pauls(), ..Curation::default() };
    let mut linked = entities();
    let proposals = link_entities(&records, &mut linked, Ontology::builtin(), &curation);
    assert_eq!((linked[0].label.as_str(), linked[0].wikidata.as_deref()), ("Adam Marlow", Some("Q11")));
    assert_eq!(linked[0].aliases, ["Marlow"]);
    let link = linked[0].link.as_ref().unwrap();
    assert!(link.evidence.iter().any(|reason| reason.contains("senator 2011-")), "{link:?}");
    assert_eq!(linked[2].wikidata, None, "an agreeing name without support");
    let kinds: Vec<(ProposalKind, &str)> = proposals.iter().map(|p| (p.kind, p.groups.1.as_str())).collect();
    assert_eq!(kinds, [(ProposalKind::Merge, "person:adam marlow"), (ProposalKind::Link, "Q12")]);

    curation.decisions.refuse("person:adam marlow", "person:marlow");
    curation.decisions.unlink("person:aaron m. marlow", "Q12");
    curation.decisions.unlink("person:adam marlow", "Q11");
    let mut linked = entities();
    assert!(link_entities(&records, &mut linked, Ontology::builtin(), &curation).is_empty());
    assert_eq!(linked[1].link, None);

    // What the user calls it stays, and what the user takes it for is heard.
    let mut curation = Curation { gazetteer: pauls(), ..Curation::default() };
    curation.decisions.rename("person:marlow", "Marlow");
    let mut linked = entities();
    linked[1].entity_type = EntityType::Organization;
    link_entities(&records, &mut linked, Ontology::builtin(), &curation);
    assert_eq!((linked[0].label.as_str(), linked[0].wikidata.as_deref()), ("Marlow", Some("Q11")));
    assert_eq!(linked[1].wikidata, None);

    let mut curation = Curation::default();
    curation.decisions.link_to("person:aaron m. marlow", "Q12");
    let mut linked = entities();
    link_entities(&records, &mut linked, Ontology::builtin(), &curation);
    assert_eq!(linked[2].wikidata.as_deref(), Some("Q12"), "the user needs no gazetteer to know");
}

#[test]
fn a_gazetteer_parts_and_joins() {
    let records = || {
        vec![
            text("Senator", "Marlow", 2018),
            text("Representative", "Marlow", 2010),
            text("Senator", "Addy Marlow", 2017),
            text("", "Mick Marlow", 2019),
        ]
    };
    let mut entries = pauls().entries().to_vec();
    entries[1].aliases = vec!["Addy Marlow".to_owned(), "Mick Marlow".to_owned()];
    assert_eq!(entries[1].name, "Adam Marlow");
    let mut curation = Curation { gazetteer: Gazetteer::new(entries), ..Curation::default() };
    let people = |records: Vec<Record>, curation: &Curation| -> Vec<(String, Vec<String>)> {
        let knowledge = Knowledge::reduce(records, Ontology::builtin(), curation);
        let people =
            knowledge.findings.catalogue.entities.into_iter().filter(|entity| entity.entity_type == EntityType::Person);
        people.map(|entity| (entity.wikidata.unwrap_or_default(), entity.groups)).collect()
    };
    let found = people(records(), &curation);
    let of = |item: &str| found.iter().filter(|(of, _)| of == item).map(|(_, groups)| groups.len()).collect::<Vec<_>>();
    assert_eq!((of("Q11"), of("Q12"), found.len()), (vec![3], vec![1], 2), "{found:?}");
    assert_eq!(people(records().into_iter().rev().collect(), &curation), found);

    // A merge that was refused stays so, whatever the gazetteer says.
    curation.decisions.refuse("person/mick marlow", "person/addy marlow");
    let apart = people(records(), &curation);
    assert_eq!(apart.len(), 3, "{apart:?}");
}
