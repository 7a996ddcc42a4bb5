//! What is proposed to the user: types and labels that the mentions speak against, and nothing that was settled.

mod common;

use common::{document, mention, record};
use whom::Knowledge;
use whom::entity::curation::Decisions;
use whom::entity::{Chain, Proposal, ProposalKind};
use whom::mention::MentionKind;
use whom::ontology::EntityType;
use whom::review::{Review, suggestions};

/// One entity, called by these names with these types, one document each.
fn knowledge(label: &str, entity_type: EntityType, mentions: &[(&str, EntityType)]) -> Knowledge {
    let records = mentions.iter().enumerate().map(|(index, (name, of))| {
        let mut record = record(document(&index.to_string(), name));
        record.mentions = vec![mention(name, name, *of, MentionKind::Name)];
        let label = (*name).to_owned();
        record.chains = vec![Chain {
            mentions: vec![0],
            entity_type: *of,
            label,
            links: Vec::new(),
            members: Vec::new(),
            cut: None,
        }];
        record
    });
    let records: Vec<_> = records.collect();
    let mut entity = common::entity(label, entity_type);
    entity.groups = vec!["person/a".to_owned(), "person/b".to_owned()];
    entity.chains = (0..records.len()).map(|record| (record, 0)).collect();
    let entity_of = vec![vec![0]; records.len()];
    common::knowledge(records, vec![entity], Vec::new(), entity_of)
}

fn told(knowledge: &Knowledge, decisions: &Decisions) -> Vec<(ProposalKind, String, String)> {
    let proposals = suggestions(knowledge, decisions).into_iter();
    proposals.map(|proposal| (proposal.kind, proposal.groups.0, proposal.groups.1)).collect()
}

#[test]
fn a_type_that_the_mentions_share_is_questioned() {
    use EntityType::{Organization, Person};
    let found = |types: &[EntityType]| {
        let mentions: Vec<(&str, EntityType)> = types.iter().map(|of| ("Acme", *of)).collect();
        told(&knowledge("Acme", Person, &mentions), &Decisions::default())
    };
    let retype = [(ProposalKind::Retype, "person/a".to_owned(), "Organization".to_owned())];
    assert_eq!(found(&[Person, Person, Organization, Organization]), retype);
    assert!(found(&[Person, Person, Person, Organization]).is_empty(), "the votes are clear");
    assert!(found(&[Person, Organization]).is_empty(), "too few to tell");
    let mut decisions = Decisions::default();
    decisions.retype("person/b", Person);
    let knowledge = knowledge("Acme", Person, &[("Acme", Person), ("Acme", Organization), ("Acme", Organization)]);
    assert!(told(&knowledge, &decisions).is_empty(), "the user has decided");
}

#[test]
fn a_name_that_is_used_more_than_the_label_is_proposed() {
    let of = EntityType::Person;
    let found = |label: &str, names: &[&str], decisions: &Decisions| {
        let mentions: Vec<(&str, EntityType)> = names.iter().map(|name| (*name, of)).collect();
        told(&knowledge(label, of, &mentions), decisions)
    };
    let rename = [(ProposalKind::Rename, "person/a".to_owned(), "Ann Lee".to_owned())];
    assert_eq!(
        found("A. B. Lee", &["Ann Lee", "Ann Lee", "A. B. Lee", "Lee", "Lee", "Lee"], &Decisions::default()),
        rename
    );
    assert!(
        found("Ann Lee", &["Ann Lee", "Lee", "Lee", "Lee"], &Decisions::default()).is_empty(),
        "a surname is no label"
    );
    let mut decisions = Decisions::default();
    decisions.rename("person/b", "A. B. Lee");
    assert!(found("A. B. Lee", &["Ann Lee", "Ann Lee", "Ann Lee"], &decisions).is_empty());
}

#[test]
fn what_is_settled_is_not_proposed_again() {
    let proposal = |kind, a: &str, b: &str, score| Proposal {
        kind,
        groups: (a.to_owned(), b.to_owned()),
        labels: (a.to_owned(), b.to_owned()),
        score,
        evidence: String::new(),
    };
    let mut knowledge = knowledge("Acme", EntityType::Person, &[]);
    knowledge.proposals = vec![
        proposal(ProposalKind::Link, "g", "Q1", 0.5),
        proposal(ProposalKind::Link, "g", "Q2", 0.5),
        proposal(ProposalKind::Split, "e", "f", 0.7),
        proposal(ProposalKind::Merge, "a", "b", 0.4),
        proposal(ProposalKind::Merge, "c", "d", 0.6),
        proposal(ProposalKind::Merge, "x", "y", 0.5),
        proposal(ProposalKind::Merge, "x", "y", 0.5),
    ];
    let kinds = |decisions: &Decisions| -> Vec<String> {
        let told = told(&knowledge, decisions).into_iter();
        told.map(|(kind, a, b)| format!("{kind} {a} {b}")).collect()
    };
    let all = ["merge c d", "merge x y", "merge a b", "split e f", "link g Q1", "link g Q2"];
    assert_eq!(kinds(&Decisions::default()), all);
    let mut decisions = Decisions::default();
    decisions.refuse("b", "a");
    decisions.keep("f", "e");
    decisions.keep("d", "c");
    decisions.unlink("g", "Q1");
    assert_eq!(kinds(&decisions), ["merge c d", "merge x y", "link g Q2"]);
}

#[test]
fn a_line_without_labels_gets_them() {
    let content = "merge\tperson/a\tperson/z\nmerge\tperson/b\tperson/a\tBe\t\t\t\tmine\n";
    let mut review = Review::parse("review.tsv", content).unwrap();
    review.label(&knowledge("Acme", EntityType::Person, &[]));
    let labels: Vec<(&str, &str)> =
        review.lines.iter().map(|line| (line.labels.0.as_str(), line.labels.1.as_str())).collect();
    assert_eq!(labels, [("Acme", ""), ("Be", "Acme")]);
}

#[test]
fn a_line_may_name_one_mention() {
    let conllu = std::fs::read_to_string(common::trees::data("papers", "conllu")).unwrap();
    let start = conllu.find("# newdoc id = both\n").unwrap();
    let end = start + 1 + conllu[start + 1..].find("# newdoc").unwrap();
    let records = || vec![common::trees::record("both", &conllu[start..end])];
    let at = conllu[start..end].find("# text = ").map(|at| start + at + "# text = ".len()).unwrap();
    let his = conllu[at..].find("his ").unwrap();
    let reduce = |records: Vec<whom::Record>, curation: &whom::entity::curation::Curation| {
        Knowledge::reduce(records, whom::ontology::Ontology::builtin(), curation)
    };
    let read = |line: &str| {
        let review = Review::parse("review.tsv", line).unwrap();
        whom::review::reduce(records(), &review, whom::entity::gazetteer::Gazetteer::default(), &reduce)
    };
    let of = |knowledge: &Knowledge, words: &str| {
        let mention = knowledge.records[0].mentions.iter().position(|m| m.text == words).unwrap();
        knowledge.entities[knowledge.entity_of[0][mention]].label.clone()
    };
    let undecided = read("").unwrap();
    assert_eq!(of(&undecided.knowledge, "his"), "Rand Paul");
    let split = read(&format!("split\tRand Paul\tboth#char={his},{}\n", his + 3)).unwrap();
    assert_eq!(of(&split.knowledge, "his"), "his");
    assert!(split.unknown.is_empty() && split.idle.is_empty(), "{:?} {:?}", split.unknown, split.idle);
    let kept = whom::review::decisions_on(&split.curation.decisions, &["person/rand paul".to_owned()]);
    assert_eq!(kept, [format!("accept\tsplit\tperson/rand paul\tboth#char={his},{}", his + 3)]);
    let merged = read(&format!("merge\tRon Paul\tboth#char={his},{}\n", his + 3)).unwrap();
    assert_eq!(of(&merged.knowledge, "his"), "Ron Paul");
    let nowhere = read("split\tRand Paul\tboth#char=900,903\n").unwrap();
    assert_eq!(nowhere.idle.len(), 1);
    let both =
        format!("split\tRand Paul\tboth#char={his},{0}\nmerge\tperson/rand paul\tboth#char={his},{0}\n", his + 3);
    assert!(read(&both).unwrap_err().to_string().contains("says otherwise"));
}
