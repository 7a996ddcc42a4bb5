//! The reduction over documents, from hand-written trees: who is who, what is one office, letter or meeting, and that
//! nothing depends on order.

mod common;

use std::collections::BTreeSet;
use std::path::PathBuf;

use common::trees::{data, folder, record};
use whom::entity::curation::{Curation, MentionDecision, keys_of_records};
use whom::entity::{Entity, Merge, ProposalKind};
use whom::export::tables::{self, Table};
use whom::export::tabular::{self, TableFormat};
use whom::graph::Selection;
use whom::ontology::{EntityType, Ontology};
use whom::store::rdf::{Graphs, Reification, each_list};
use whom::store::{Source, StoreError};
use whom::{Knowledge, Record};

/// The papers of `papers.conllu`, by the name that `# newdoc` gives them.
fn papers(names: &[&str]) -> Vec<Record> {
    names.iter().map(|name| record(name, &paper(name))).collect()
}

fn paper(name: &str) -> String {
    let all = std::fs::read_to_string(data("papers", "conllu")).unwrap();
    let start = all.find(&format!("# newdoc id = {name}\n")).unwrap_or_else(|| panic!("no paper {name}"));
    let end = all[start + 1..].find("# newdoc").map_or(all.len(), |at| start + 1 + at);
    all[start..end].to_owned()
}

/// The names of all papers.
fn all_papers() -> Vec<String> {
    let all = std::fs::read_to_string(data("papers", "conllu")).unwrap();
    all.lines().filter_map(|line| line.strip_prefix("# newdoc id = ")).map(str::to_owned).collect()
}

fn reduce(records: Vec<Record>) -> Knowledge {
    reduce_with(records, &Curation::default())
}

fn reduce_with(records: Vec<Record>, curation: &Curation) -> Knowledge {
    Knowledge::reduce(records, Ontology::builtin(), curation)
}

/// The entity of the first mention with these words in a paper.
#[track_caller]
fn entity<'a>(knowledge: &'a Knowledge, paper: &str, words: &str) -> &'a Entity {
    let index =
        knowledge.records.iter().position(|record| record.document.source == paper).expect("the paper is there");
    let mention = knowledge.records[index].mentions.iter().position(|mention| mention.text == words);
    &knowledge.entities[knowledge.entity_of[index][mention.unwrap_or_else(|| panic!("no `{words}` in {paper}"))]]
}

/// All records of the folder: golden files and papers.
fn all_records() -> Vec<Record> {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let mut golden: Vec<PathBuf> =
        files.filter(|p| p.extension().is_some_and(|e| e == "conllu") && !p.ends_with("papers.conllu")).collect();
    golden.sort();
    let name = |path: &PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let golden = golden.iter().map(|path| record(&name(path), &std::fs::read_to_string(path).unwrap()));
    golden.chain(all_papers().iter().map(|name| record(name, &paper(name)))).collect()
}

/// Numbers that look random, the same for each seed (a linear congruential generator).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            let j = self.below(i + 1);
            items.swap(i, j);
        }
    }
}

/// All tables as they are dumped.
fn dumps(knowledge: &Knowledge) -> Vec<u8> {
    let mut bytes = Vec::new();
    for table in [Table::Statements, Table::Mentions, Table::Entities, Table::Evidence, Table::Documents] {
        let source = Source::of(knowledge);
        tabular::write(&tables::rows(&source, table, Selection::all()), TableFormat::JsonLines, &mut bytes).unwrap();
    }
    bytes
}

#[test]
fn dumps_are_the_same_to_the_byte_however_records_are_shuffled_and_split() {
    let records = all_records();
    let knowledge = reduce(records.clone());
    let wanted = dumps(&knowledge);
    for seed in 1..=20 {
        let mut random = Random(seed);
        let mut shuffled = records.clone();
        random.shuffle(&mut shuffled);
        // Parts that were made elsewhere, some records in two of them, come together in any order.
        let mut parts: Vec<Vec<Record>> = vec![Vec::new(); 1 + random.below(5)];
        for record in shuffled {
            for _ in 0..1 + random.below(2) {
                let part = random.below(parts.len());
                parts[part].push(record.clone());
            }
        }
        random.shuffle(&mut parts);
        let again = reduce(parts.concat());
        assert!(again == knowledge, "seed {seed} gives other knowledge");
        assert!(dumps(&again) == wanted, "seed {seed} gives other dumps");
    }
}

#[test]
fn a_record_counts_once() {
    let records = all_records();
    let twice: Vec<Record> = records.iter().chain(&records).cloned().collect();
    assert!(reduce(twice) == reduce(records));
}

#[test]
fn indices_and_evidence_hold() {
    let knowledge = reduce(all_records());
    assert!(knowledge.entities.is_sorted_by(|a, b| a.id < b.id), "ids of entities are ascending and differ");
    assert!(knowledge.statements.is_sorted_by(|a, b| a.id < b.id), "ids of statements are ascending and differ");
    let pieces: usize = knowledge.statements.iter().map(|statement| statement.evidence.len()).sum();
    let propositions: usize = knowledge.records.iter().map(|record| record.propositions.len()).sum();
    assert!(pieces <= propositions);
    for statement in &knowledge.statements {
        assert!(
            !statement.evidence.is_empty()
                && statement.evidence.is_sorted_by_key(|piece| (piece.document, piece.sentence))
        );
    }
}

#[test]
fn a_lone_surname_is_its_only_bearer() {
    let knowledge = reduce(papers(&["prague", "babis"]));
    let babis = entity(&knowledge, "babis", "Babis");
    assert_eq!(babis.id, entity(&knowledge, "prague", "Andrej Babis").id);
    assert_eq!(babis.label, "Andrej Babis");
    assert_eq!(babis.aliases, ["Babis"]);
    let merge = babis.merges.iter().find(|merge| merge.rule == "only-bearer").unwrap();
    assert!((0.75..1.0).contains(&merge.score) && merge.evidence.contains("the only one who bears the name"));
    assert_eq!(merge.into, "person/andrej babis");
}

#[test]
fn two_bearers_of_one_surname_stay_apart() {
    let knowledge = reduce(papers(&["paul", "susan", "whelan"]));
    let people = [("paul", "Paul Whelan"), ("susan", "Susan Whelan"), ("whelan", "Whelan")];
    let ids: BTreeSet<&str> = people.iter().map(|(paper, name)| entity(&knowledge, paper, name).id.as_str()).collect();
    assert_eq!(ids.len(), 3);
}

#[test]
fn father_and_son_stay_apart() {
    let knowledge = reduce(papers(&["son", "father", "either", "president", "trumps"]));
    let bushes = [("son", "George W. Bush"), ("father", "George H. W. Bush"), ("either", "George Bush")];
    let ids: BTreeSet<&str> = bushes.iter().map(|(paper, name)| entity(&knowledge, paper, name).id.as_str()).collect();
    assert_eq!(ids.len(), 3);
    let trump = entity(&knowledge, "trumps", "Donald Trump");
    assert_eq!(trump.id, entity(&knowledge, "president", "Donald J. Trump").id);
    assert_ne!(trump.id, entity(&knowledge, "trumps", "Donald Trump Jr.").id);
    let knowledge = reduce(papers(&["either", "son"]));
    assert_eq!(entity(&knowledge, "either", "George Bush").id, entity(&knowledge, "son", "George W. Bush").id);
}

/// Ids of documents come from hashes: which of them sorts first must not decide who is who.
#[test]
fn identity_does_not_depend_on_the_ids_of_documents() {
    let partition = |prefix: usize| -> BTreeSet<BTreeSet<(String, usize)>> {
        let records = all_papers().iter().map(|name| record(&format!("{prefix} {name}"), &paper(name))).collect();
        let knowledge = reduce(records);
        let mut members = vec![BTreeSet::new(); knowledge.entities.len()];
        for (record, entities) in knowledge.records.iter().zip(&knowledge.entity_of) {
            for (mention, &entity) in entities.iter().enumerate() {
                members[entity].insert((record.document.text.clone(), mention));
            }
        }
        members.into_iter().collect()
    };
    let first = partition(0);
    for prefix in 1..20 {
        assert!(partition(prefix) == first, "prefix {prefix}");
    }
}

/// Whether the offices with these words in these papers are one node, by a rule if one is named.
#[track_caller]
fn is_one_office(offices: &[(&str, &str)], rule: &str) -> bool {
    let names: Vec<&str> = offices.iter().map(|(paper, _)| *paper).collect();
    let knowledge = reduce(papers(&names));
    let found: Vec<&Entity> = offices.iter().map(|(paper, words)| entity(&knowledge, paper, words)).collect();
    assert!(found.iter().all(|office| office.entity_type == EntityType::Office));
    let by_rule = knowledge.entities.iter().flat_map(|e| &e.merges).any(|merge| merge.rule == rule);
    by_rule && found.iter().all(|office| office.id == found[0].id)
}

#[test]
fn an_office_has_several_titles() {
    let nato =
        [("nato-chief", "NATO chief"), ("nato-head", "head of NATO"), ("nato-general", "NATO Secretary-General")];
    assert!(is_one_office(&nato, "wider-title-over-documents"));
    let knowledge = reduce(papers(&["nato-chief", "nato-head", "nato-general"]));
    assert_eq!(entity(&knowledge, "nato-chief", "NATO chief").label, "secretary-general of NATO");
    // Whoever holds it.
    let fed = [("fed-woman", "Federal Reserve Chairwoman"), ("fed-man", "Federal Reserve Chairman")];
    assert!(is_one_office(&fed, "same-post"));
    let congress = [("congressman", "Congressman"), ("congresswoman", "Congresswoman")];
    assert!(is_one_office(&congress, "same-post"));
    let hamas = [("hamas", "Hamas leader"), ("hamas-political", "political leader of Hamas")];
    assert!(is_one_office(&hamas, "wider-title-over-documents"));
    let deputy = [("hamas", "Hamas leader"), ("hamas-deputy", "deputy leader of Hamas")];
    assert!(!is_one_office(&deputy, "wider-title-over-documents"));
    let state = [("state", "Secretary of State"), ("state-us", "US secretary of state")];
    assert!(is_one_office(&state, "same-holder"));
}

#[test]
fn a_word_for_two_offices_joins_neither() {
    let knowledge = reduce(papers(&["leader", "leader-too", "both-leaders"]));
    let office = |paper: &str, words: &str| entity(&knowledge, paper, words).id.clone();
    let supreme = office("both-leaders", "Iran's supreme leader");
    let president = office("both-leaders", "president of Iran");
    let leader = office("leader", "Iranian leader");
    assert!(leader != supreme && leader != president && supreme != president);
    // Where one of them only is told of, it is his.
    let leader = [("leader-too", "Iranian leader"), ("both-leaders", "president of Iran")];
    assert!(is_one_office(&leader, "wider-title-over-documents"));
}

#[test]
fn offices_of_a_body_that_is_named_differently_are_one() {
    let bank = [("bank", "Turkey's central bank governor"), ("bank-of", "governor of the Central Bank of Turkey")];
    assert!(is_one_office(&bank, "body-in-title"));
    let defense = [("defense", "US secretary of defense"), ("pentagon", "Pentagon chief")];
    assert!(is_one_office(&defense, "head-of-ministry"));
    let senate = [("leads", "Senate Majority Leader"), ("led", "majority leader of the Senate")];
    assert!(is_one_office(&senate, "same-body-by-holder"));
    // A body of many states is not the one's that its document is about.
    let knowledge = reduce(papers(&["commission", "commission-too"]));
    let body = |paper: &str| entity(&knowledge, paper, "European Commission").id.clone();
    assert_eq!(body("commission"), body("commission-too"));
}

#[test]
fn an_office_of_two_papers_is_one_node() {
    let knowledge = reduce(papers(&["algiers", "dakar", "abroad"]));
    let office = entity(&knowledge, "algiers", "French President");
    assert_eq!(office.id, entity(&knowledge, "dakar", "president of France").id);
    assert_eq!((office.label.as_str(), office.entity_type), ("president of France", EntityType::Office));
    assert_eq!(entity(&knowledge, "abroad", "president of Algeria").label, "president of Algeria");
    let held = knowledge.statements.iter().filter(|s| s.predicate.lemma == "hold-office");
    let with_two_papers = held.filter(|s| s.evidence.iter().map(|e| e.document).collect::<BTreeSet<_>>().len() == 2);
    assert_eq!(with_two_papers.count(), 1);
}

#[test]
fn copied_stories_share_their_origin() {
    let story = paper("prague");
    let longer = format!("{story}{}", paper("babis"));
    let records = vec![record("wire", &story), record("daily", &longer), record("other", &paper("algiers"))];
    let knowledge = reduce(records);
    let origin = |source: &str| {
        let index = knowledge.records.iter().position(|record| record.document.source == source).unwrap();
        knowledge.origins[index].as_str()
    };
    assert_eq!(origin("wire"), origin("daily"));
    assert_ne!(origin("wire"), origin("other"));
    let met = knowledge.statements.iter().find(|s| s.predicate.lemma == "meet").unwrap();
    assert_eq!(met.evidence.len(), 2, "both printed it, once each");
}

#[test]
fn an_unrelated_paper_changes_no_name() {
    let few = reduce(papers(&["prague", "babis"]));
    let more = reduce(papers(&["prague", "babis", "paul", "algiers"]));
    let ids = |knowledge: &Knowledge| -> BTreeSet<String> {
        let entities = knowledge.entities.iter().map(|entity| entity.id.clone());
        entities.chain(knowledge.statements.iter().map(|statement| statement.id.clone())).collect()
    };
    assert!(ids(&few).is_subset(&ids(&more)));
}

/// Whether two mentions, each the first with its words in its paper, are one entity.
#[track_caller]
fn one(knowledge: &Knowledge, a: (&str, &str), b: (&str, &str)) -> bool {
    entity(knowledge, a.0, a.1).id == entity(knowledge, b.0, b.1).id
}

fn proposed<'a>(knowledge: &'a Knowledge, kind: ProposalKind, group: &str) -> Vec<(&'a str, f64)> {
    let other = |p: &'a whom::entity::Proposal| match (&p.groups.0, &p.groups.1) {
        (a, b) if a == group => Some((b.as_str(), p.score)),
        (a, b) if b == group => Some((a.as_str(), p.score)),
        _ => None,
    };
    knowledge.proposals.iter().filter(|p| p.kind == kind).filter_map(other).collect()
}

#[test]
fn husband_and_wife_stay_apart() {
    let knowledge = reduce(papers(&["bill", "william", "hillary", "mrs", "clinton"]));
    let (bill, hillary) = (("bill", "Bill Clinton"), ("hillary", "Hillary Clinton"));
    assert!(!one(&knowledge, bill, hillary));
    assert!(one(&knowledge, bill, ("william", "William J. Clinton")));
    assert!(one(&knowledge, hillary, ("mrs", "Clinton")));
    assert!(!one(&knowledge, bill, ("clinton", "Clinton")) && !one(&knowledge, hillary, ("clinton", "Clinton")));
    let alone = &entity(&knowledge, "clinton", "Clinton").groups;
    assert_eq!(alone.len(), 1);
    assert_eq!(
        proposed(&knowledge, ProposalKind::Merge, &alone[0]).len(),
        1,
        "one proposal for the likelier of the two"
    );
}

#[test]
fn father_and_son_of_one_story_stay_apart() {
    let knowledge = reduce(papers(&["rand", "ron", "both"]));
    assert!(one(&knowledge, ("rand", "Rand Paul"), ("both", "Rand Paul")));
    assert!(one(&knowledge, ("ron", "Ron Paul"), ("both", "Ron Paul")));
    assert!(!one(&knowledge, ("both", "Rand Paul"), ("both", "Ron Paul")));
}

#[test]
fn three_kims_and_a_moon() {
    let knowledge = reduce(papers(&["un", "un-hyphen", "il"]));
    assert!(one(&knowledge, ("un", "Kim Jong Un"), ("un-hyphen", "Kim Jong-un")));
    assert!(one(&knowledge, ("un", "Moon Jae-in"), ("un-hyphen", "Moon")));
    let kims = [("un", "Kim Jong Un"), ("il", "Kim Jong Il"), ("il", "Kim Dae-jung")];
    let ids: BTreeSet<&str> = kims.iter().map(|(paper, name)| entity(&knowledge, paper, name).id.as_str()).collect();
    assert_eq!(ids.len(), 3);
}

#[test]
fn two_spellings_of_a_president() {
    let knowledge = reduce(papers(&["warsaw", "duda"]));
    assert!(one(&knowledge, ("warsaw", "Volodymyr Zelensky"), ("duda", "Volodymyr Zelenskyy")));
    let merges = &entity(&knowledge, "warsaw", "Volodymyr Zelensky").merges;
    assert!(merges.iter().any(|m: &Merge| m.rule == "agreeing-names" && m.evidence.contains("two spellings")));
}

#[test]
fn an_account_is_whose_name_it_ends_with() {
    let knowledge = reduce(papers(&["account", "president", "rand"]));
    assert!(one(&knowledge, ("account", "@realDonaldTrump"), ("president", "Donald J. Trump")));
}

#[test]
fn one_person_in_a_thousand_stories_is_one() {
    let mut records = papers(&["bill"]);
    for story in 0..500 {
        records.push(record(&format!("hillary {story}"), &paper("hillary")));
        records.push(record(&format!("mrs {story}"), &paper("mrs")));
    }
    let knowledge = reduce(records);
    assert_eq!(entity(&knowledge, "hillary 0", "Hillary Clinton").chains.len(), 1000);
    assert_eq!(entity(&knowledge, "bill", "Bill Clinton").chains.len(), 1);
}

#[test]
fn a_bare_president_is_the_one_whom_its_holder_makes_it() {
    let knowledge = reduce(papers(&["signs", "chairs", "beijing", "guest", "algiers"]));
    assert!(one(&knowledge, ("signs", "President"), ("chairs", "Russian President")));
    assert!(one(&knowledge, ("beijing", "President"), ("guest", "Chinese President")));
    let posts = [("chairs", "Russian President"), ("guest", "Chinese President"), ("algiers", "French President")];
    let labels: BTreeSet<&str> =
        posts.iter().map(|(paper, words)| entity(&knowledge, paper, words).label.as_str()).collect();
    assert_eq!(labels, BTreeSet::from(["president of China", "president of France", "president of Russia"]));
}

#[test]
fn a_letter_told_twice_is_one_and_two_letters_are_two() {
    let knowledge = reduce(papers(&["sends", "writes", "later", "answers"]));
    let letter = ("sends", "letter");
    assert!(one(&knowledge, letter, ("writes", "letter")));
    assert!(!one(&knowledge, letter, ("later", "letter")), "five months later");
    assert!(!one(&knowledge, letter, ("answers", "letter")), "the answer");
    assert!(entity(&knowledge, "sends", "letter").merges.iter().any(|merge| merge.rule == "same-writing"));
}

#[test]
fn a_meeting_told_twice_is_one() {
    let knowledge = reduce(papers(&["summit", "talks"]));
    assert!(one(&knowledge, ("summit", "meeting"), ("talks", "meeting")));
}

#[test]
fn a_summit_is_known_by_those_who_meet_for_it_and_those_it_is_named_after() {
    let knowledge = reduce(papers(&["gathers", "praises"]));
    assert!(one(&knowledge, ("gathers", "summit"), ("praises", "Trump-Kim summit")));
    assert!(!one(&knowledge, ("gathers", "summit"), ("praises", "Trump")));
}

#[test]
fn a_president_without_a_country_is_the_one_of_the_writers_country() {
    let alone = reduce(papers(&["arkansas"]));
    let president = entity(&alone, "arkansas", "President");
    assert_eq!(president.label, "president of United States");
    assert!(president.groups[0].starts_with("office/president/at home in/"), "{:?}", president.groups);
    let knowledge = reduce(papers(&["arkansas", "tokyo", "chairs"]));
    assert!(one(&knowledge, ("arkansas", "President"), ("tokyo", "U.S. President")));
    assert!(!one(&knowledge, ("arkansas", "President"), ("chairs", "Russian President")));
    let merges = &entity(&knowledge, "arkansas", "President").merges;
    assert!(merges.iter().all(|merge| merge.from == merge.into || merge.score < 1.0), "{merges:?}");
    // What is inferred can be undone.
    let mut curation = Curation::default();
    let groups = entity(&knowledge, "arkansas", "President").groups.clone();
    curation.decisions.split(&groups[0], &groups[1]);
    let apart = reduce_with(papers(&["arkansas", "tokyo"]), &curation);
    assert!(!one(&apart, ("arkansas", "President"), ("tokyo", "U.S. President")));
}

#[test]
fn courts_of_two_countries_are_two() {
    let knowledge = reduce(papers(&["brasilia", "lula", "delhi"]));
    let brazilian = entity(&knowledge, "brasilia", "Supreme Court of Brazil");
    assert_eq!(brazilian.country.as_deref(), Some("BRA"));
    assert_eq!(brazilian.wikidata, None, "that of a lexicon's court of another country is not its own");
    assert!(one(&knowledge, ("brasilia", "Supreme Court of Brazil"), ("lula", "Brazilian Supreme Court")));
    assert!(!one(&knowledge, ("brasilia", "Supreme Court of Brazil"), ("delhi", "Supreme Court of India")));
}

#[test]
fn a_bare_name_of_many_countries_is_the_country_s_that_is_told_of() {
    let knowledge = reduce(papers(&["osaka", "boston", "unplaced", "undecided", "rome", "hague"]));
    let body = |paper: &str, words: &str| {
        let entity = entity(&knowledge, paper, words);
        (entity.label.as_str(), entity.country.as_deref(), entity.wikidata.as_deref())
    };
    let court = "Supreme Court";
    assert_eq!(body("osaka", court), ("Supreme Court of Japan", Some("JPN"), None));
    assert_eq!(body("osaka", "Democratic Party"), ("Democratic Party of Japan", Some("JPN"), None));
    assert_eq!(body("boston", court), (court, Some("USA"), Some("Q11201")));
    assert_eq!(body("boston", "Democratic Party").2, Some("Q29552"));
    assert!(
        one(&knowledge, ("boston", court), ("unplaced", court)),
        "no country is named, so it is the best known one"
    );
    assert_eq!(body("undecided", court), (court, None, None), "Japan's or India's");
    assert_eq!(body("rome", "Democratic Party"), ("Italian Democratic Party", Some("ITA"), None));
    assert_eq!(body("hague", court).1, Some("NLD"), "the span ends before \"of the\"");
}

#[test]
fn countries_are_told_by_their_codes() {
    let knowledge = reduce(all_papers().iter().map(|name| record(name, &paper(name))).collect());
    let countries: BTreeSet<&str> = knowledge.entities.iter().filter_map(|entity| entity.country.as_deref()).collect();
    assert!(countries.contains("JPN"), "{countries:?}");
    for country in countries {
        assert_eq!(Ontology::builtin().country_code(country), country);
    }
    assert_eq!(Ontology::builtin().country_code("Soviet Union"), "Soviet Union", "it has no code");
}

#[test]
fn two_first_names_of_one_are_known_from_the_whole_name() {
    let full = ("ankara-full", "Recep Tayyip Erdogan");
    let (second, first) = (("ankara-second", "Tayyip Erdogan"), ("ankara-first", "Recep Erdogan"));
    let knowledge = reduce(papers(&[full.0, second.0, first.0]));
    assert!(one(&knowledge, full, second) && one(&knowledge, full, first));
    let without = reduce(papers(&[second.0, first.0]));
    assert!(!one(&without, second, first), "nothing tells that one has both names");
}

#[test]
fn a_person_is_called_by_the_first_name_rather_than_an_initial() {
    let knowledge = reduce(papers(&["meier", "meier-initial", "meier-initial-again"]));
    assert_eq!(entity(&knowledge, "meier-initial", "H. Meier").label, "Hans Meier");
}

#[test]
fn letters_stand_for_the_only_name_that_they_begin() {
    let papers_of_all = reduce(all_papers().iter().map(|name| record(name, &paper(name))).collect());
    assert!(one(&papers_of_all, ("council", "Baltic Fishing Council"), ("quotas", "BFC")), "both met in Riga");
    let alone = reduce(papers(&["quotas", "prague"]));
    assert_eq!(entity(&alone, "quotas", "BFC").label, "BFC");
}

#[test]
fn refused_merges_stay_refused_by_way_of_others_too() {
    let names = ["president", "trumps", "babis", "prague"];
    let mut curation = Curation::default();
    let unrefused = reduce(papers(&names));
    let groups = &entity(&unrefused, "babis", "Babis").groups;
    let lone = groups.iter().find(|group| group.starts_with("person/babis/")).unwrap();
    curation.decisions.refuse(lone, "person/andrej babis");
    let knowledge = reduce_with(papers(&names), &curation);
    assert!(!one(&knowledge, ("babis", "Babis"), ("prague", "Andrej Babis")));
    assert!(proposed(&knowledge, ProposalKind::Merge, lone).is_empty(), "and is not proposed again");
    // Accepting both halves of a bridge doesn't lead around the refusal.
    curation.decisions.accept(lone, "person/donald trump");
    curation.decisions.accept("person/donald trump", "person/andrej babis");
    let knowledge = reduce_with(papers(&names), &curation);
    assert!(!one(&knowledge, ("babis", "Babis"), ("prague", "Andrej Babis")));
}

#[test]
fn accepted_merges_are_made_whatever_the_names_say() {
    let mut curation = Curation::default();
    curation.decisions.accept("person/rand paul", "person/volodymyr zelensky");
    let knowledge = reduce_with(papers(&["rand", "warsaw"]), &curation);
    assert!(one(&knowledge, ("rand", "Rand Paul"), ("warsaw", "Volodymyr Zelensky")));
    let merges = &entity(&knowledge, "rand", "Rand Paul").merges;
    assert!(merges.iter().any(|merge| merge.rule == "accepted" && merge.score == 1.0));
}

#[test]
fn what_is_parted_from_a_document_stays_apart_from_the_rest() {
    let names = ["algiers", "dakar"];
    let [first, second] = names;
    let all = reduce(papers(&names));
    assert!(one(&all, (first, "Emmanuel Macron"), (second, "Emmanuel Macron")));
    let document = document_key(&all, first);
    let mut curation = Curation::default();
    curation.decisions.part("person/emmanuel macron", &document, first);
    let knowledge = reduce_with(papers(&names), &curation);
    assert!(!one(&knowledge, (first, "Emmanuel Macron"), (second, "Emmanuel Macron")));
    let own = format!("person/emmanuel macron/{document}");
    assert_eq!(entity(&knowledge, first, "Emmanuel Macron").groups, [own]);
    // A document without the name is not touched.
    curation = Curation::default();
    curation.decisions.part("person/donald tusk", &document, first);
    assert_eq!(reduce_with(papers(&names), &curation).entities, all.entities);
}

fn document_key(knowledge: &Knowledge, source: &str) -> String {
    let at = knowledge.records.iter().position(|record| record.document.source == source).unwrap();
    keys_of_records(&knowledge.records).swap_remove(at)
}

#[test]
fn a_mention_goes_where_the_user_says() {
    let before = reduce(papers(&["both"]));
    assert!(one(&before, ("both", "his"), ("both", "Rand Paul")));
    let span = before.records[0].mentions.iter().find(|mention| mention.text == "his").unwrap().span;
    let document = document_key(&before, "both");
    let decided = |belongs| MentionDecision { belongs, called: "both#char=18,21".to_owned() };
    let mut curation = Curation::default();
    curation.decisions.move_mention(&document, span, "person/rand paul", decided(false));
    let apart = reduce_with(papers(&["both"]), &curation);
    assert!(!one(&apart, ("both", "his"), ("both", "Rand Paul")));
    assert_eq!(entity(&apart, "both", "Rand Paul").id, entity(&before, "both", "Rand Paul").id);
    assert_eq!(reduce_with(apart.records.clone(), &curation), apart, "cutting again changes nothing");
    curation.decisions.move_mention(&document, span, "person/ron paul", decided(true));
    let moved = reduce_with(papers(&["both"]), &curation);
    assert!(one(&moved, ("both", "his"), ("both", "Ron Paul")));
    assert!(!one(&moved, ("both", "his"), ("both", "Rand Paul")));
}

#[test]
fn a_mention_that_was_cut_off_is_not_joined_again_over_documents() {
    let before = reduce(papers(&["mrs"]));
    let document = document_key(&before, "mrs");
    let span = before.records[0].mentions.iter().find(|mention| mention.text == "Clinton").unwrap().span;
    let mut curation = Curation::default();
    let decided = MentionDecision { belongs: false, called: String::new() };
    curation.decisions.move_mention(&document, span, "person/hillary clinton", decided);
    let names = ["mrs", "hillary"];
    assert!(one(&reduce(papers(&names)), ("mrs", "Clinton"), ("hillary", "Hillary Clinton")));
    let apart = reduce_with(papers(&names), &curation);
    assert!(!one(&apart, ("mrs", "Clinton"), ("hillary", "Hillary Clinton")));
}

#[test]
fn a_refusal_outlives_a_change_of_its_document() {
    let names = ["prague", "babis"];
    let of_lone = |knowledge: &Knowledge| entity(knowledge, "babis", "Babis").groups.clone();
    let first = reduce(papers(&names));
    let lone = of_lone(&first).into_iter().find(|group| group.starts_with("person/babis/")).unwrap();
    let mut curation = Curation::default();
    curation.decisions.refuse(&lone, "person/andrej babis");
    // The same source with another text.
    let changed = || {
        vec![record("prague", &paper("prague")), record("babis", &format!("{}\n{}", paper("susan"), paper("babis")))]
    };
    assert!(one(&reduce(changed()), ("babis", "Babis"), ("prague", "Andrej Babis")));
    let knowledge = reduce_with(changed(), &curation);
    assert!(!one(&knowledge, ("babis", "Babis"), ("prague", "Andrej Babis")));
    assert_eq!(of_lone(&knowledge), [lone]);
}

#[test]
fn every_join_within_a_document_has_a_score() {
    let records = all_records();
    let links: Vec<_> = records.iter().flat_map(|record| &record.chains).flat_map(|chain| &chain.links).collect();
    assert!(links.len() > 50);
    assert!(links.iter().all(|link| link.score > 0.0 && link.score <= 1.0 && !link.rule.is_empty()));
    assert!(links.iter().any(|link| link.evidence == "nobody else in the document bears the name"));
}

#[test]
fn types_and_names_that_the_user_gives_hold() {
    let mut curation = Curation::default();
    curation.decisions.retype("organization/baltic fishing council", EntityType::GovernmentBody);
    curation.decisions.rename("organization/baltic fishing council", "Fishing Council of the Baltic Sea");
    let before = reduce(papers(&["council"]));
    let knowledge = reduce_with(papers(&["council"]), &curation);
    let council = entity(&knowledge, "council", "Baltic Fishing Council");
    assert_eq!(
        (council.label.as_str(), council.entity_type),
        ("Fishing Council of the Baltic Sea", EntityType::GovernmentBody)
    );
    assert_eq!(council.aliases, ["Baltic Fishing Council"]);
    assert_eq!(council.id, entity(&before, "council", "Baltic Fishing Council").id, "an id outlives a new name");
}

#[test]
fn thin_merges_are_proposed_for_splitting() {
    let knowledge = reduce(papers(&["sends", "writes"]));
    let letter = &entity(&knowledge, "sends", "letter").groups;
    let split = proposed(&knowledge, ProposalKind::Split, &letter[0]);
    assert_eq!(split.iter().map(|(group, _)| *group).collect::<Vec<_>>(), [letter[1].as_str()]);
    let sure = reduce(papers(&["algiers", "dakar"]));
    assert!(sure.proposals.is_empty(), "{:?}", sure.proposals);
}

#[test]
fn groups_are_the_keys_that_decisions_speak_of() {
    let knowledge = reduce(all_records());
    let mut keys: Vec<&str> = knowledge.entities.iter().flat_map(|e| e.groups.iter().map(String::as_str)).collect();
    let count = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), count, "every group is in one entity");
    for entity in &knowledge.entities {
        assert!(!entity.groups.is_empty() && entity.groups.is_sorted());
        for merge in &entity.merges {
            assert!(entity.groups.contains(&merge.from) && entity.groups.contains(&merge.into));
        }
    }
}

#[test]
fn offices_are_held_over_a_term() {
    let conllu = std::fs::read_to_string(data("office_terms", "conllu")).unwrap();
    let knowledge = reduce(vec![record("office_terms", &conllu)]);
    let source = Source::of(&knowledge);
    let mut quads: Vec<String> = Vec::new();
    each_list(&source, &[], Reification::Flat, Graphs::Default, |list| {
        quads.extend(list.iter().map(ToString::to_string));
        Ok::<_, StoreError>(())
    })
    .unwrap();
    let of = |name: &str| {
        let person = entity(&knowledge, "office_terms", name).id.clone();
        let member = format!("<http://www.w3.org/ns/org#member> <{person}>");
        let quad =
            quads.iter().find(|quad| quad.contains(&member)).unwrap_or_else(|| panic!("no membership of {name}"));
        quad.split(' ').next().unwrap().to_owned()
    };
    let has = |name: &str, rest: &str| quads.contains(&format!("{} {rest}", of(name)));
    assert!(has("Angela Merkel", "<https://schema.org/startDate> \"2005\"^^<http://www.w3.org/2001/XMLSchema#gYear>"));
    assert!(has("Angela Merkel", "<https://schema.org/endDate> \"2021\"^^<http://www.w3.org/2001/XMLSchema#gYear>"));
    let day = |day: &str| format!("\"{day}\"^^<http://www.w3.org/2001/XMLSchema#date>");
    assert!(has("Sanna Marin", &format!("<https://schema.org/startDate> {}", day("2018-08-07"))));
    assert!(has("Jacinda Ardern", &format!("<https://schema.org/endDate> {}", day("2018-08-06"))));
    let truss = of("Liz Truss");
    assert!(!quads.iter().any(|quad| quad.starts_with(&truss) && quad.contains("Date>")), "in 2021 bounds no term");
}
