//! Documents, records and knowledge made by hand, for tests that need no model.
#![allow(dead_code, reason = "each test crate uses a part of it")]

pub mod trees;

use std::sync::Arc;

use whom::document::Document;
use whom::entity::curation::Curation;
use whom::entity::{Chain, Entity, Merge};
use whom::iri::mint;
use whom::knowledge::Extent;
use whom::mention::{Mention, MentionKind, Number, TimeBasis};
use whom::ontology::EntityType;
use whom::proposition::{Modality, Polarity, PropositionKind, Role};
use whom::rule::Rule;
use whom::span::Span;
use whom::statement::{Argument, Attribution, Evidence, Node, Predicate, Statement, Time};
use whom::store::Make;
use whom::{Catalogue, Findings, Knowledge, Record};

pub const MODEL: &str = "0123456789abcdef";
pub const ONTOLOGY: &str = "fedcba9876543210";
pub const RULES: &[Rule] = &[Rule::new("active", "subject and object of an active verb")];

/// Where some words first stand in a text, in code points.
pub fn find(text: &str, words: &str) -> Span {
    let byte = text.find(words).unwrap_or_else(|| panic!("`{words}` is not in `{text}`"));
    let start = text[..byte].chars().count();
    Span::new(start, start + words.chars().count())
}

pub fn document(source: &str, text: &str) -> Document {
    Document::of_prose(source, text.to_owned())
}

/// A record with one sentence and a mention for each capitalised word.
pub fn record(document: Document) -> Record {
    let all = Span::new(0, document.text.chars().count());
    let words: Vec<String> = document
        .text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
        .map(str::to_owned)
        .collect();
    let mentions: Vec<Mention> =
        words.iter().map(|word| mention(&document.text, word, EntityType::Person, MentionKind::Name)).collect();
    let chains = words
        .iter()
        .enumerate()
        .map(|(index, word)| Chain {
            mentions: vec![index],
            entity_type: EntityType::Person,
            label: word.clone(),
            links: Vec::new(),
            cut: None,
            members: Vec::new(),
        })
        .collect();
    Record {
        model: MODEL.to_owned(),
        ontology: ONTOLOGY.to_owned(),
        sentences: vec![all],
        mentions,
        chains,
        propositions: Vec::new(),
        document: Arc::new(document),
    }
}

/// The simplest reduction there is: same name, same entity; whoever stands first in a document meets the second.
pub fn reduce(mut records: Vec<Record>) -> Knowledge {
    records.sort_by(|a, b| a.document.id.cmp(&b.document.id));
    let mut labels: Vec<String> = records.iter().flat_map(|r| r.chains.iter().map(|c| c.label.clone())).collect();
    labels.sort();
    labels.dedup();
    let entity_of: Vec<Vec<usize>> = records
        .iter()
        .map(|r| r.mentions.iter().map(|m| labels.binary_search(&m.text).expect("a known label")).collect())
        .collect();
    let mut entities: Vec<Entity> = labels.iter().map(|label| entity(label, EntityType::Person)).collect();
    for entity in &mut entities {
        entity.groups = vec![format!("person/{}", entity.label.to_lowercase())];
    }
    let mut statements = Vec::new();
    for (index, of) in entity_of.iter().enumerate() {
        for (chain, &entity) in of.iter().enumerate() {
            entities[entity].chains.push((index, chain));
        }
        if let [subject, object, ..] = of[..] {
            let mut said = statement(&records[index].document.id, "meet", Some(subject), Some(Node::Entity(object)));
            let mentions = &records[index].mentions;
            said.evidence = vec![Evidence {
                document: index,
                sentence: 0,
                span: records[index].sentences[0],
                subject_span: Some(mentions[0].span),
                predicate_span: find(&records[index].document.text, "met"),
                object_span: Some(mentions[1].span),
                rule: "active".to_owned(),
                confidence: 1.0,
            }];
            statements.push(said);
        }
    }
    knowledge(records, entities, statements, entity_of)
}

/// What such records, entities and statements are together; no two documents tell the same story.
pub fn knowledge(
    records: Vec<Record>,
    mut entities: Vec<Entity>,
    statements: Vec<Statement>,
    entity_of: Vec<Vec<usize>>,
) -> Knowledge {
    for entity in &mut entities {
        let chains = entity.chains.iter().map(|&(record, chain)| (&records[record], &records[record].chains[chain]));
        let mentions: Vec<&Mention> =
            chains.flat_map(|(record, chain)| chain.mentions.iter().map(|&m| &record.mentions[m])).collect();
        entity.mentions = mentions.len();
        entity.is_described = mentions.iter().any(|mention| mention.kind != MentionKind::Pronoun);
    }
    let origins = records.iter().map(|record| record.document.sha256.clone()).collect();
    let documents = records.iter().map(|record| Arc::clone(&record.document)).collect();
    let extents = records.iter().map(Extent::of).collect();
    let findings = Findings { catalogue: Catalogue { documents, entities, origins, extents }, statements };
    Knowledge { findings, records, entity_of, proposals: Vec::new(), excerpts: Vec::new() }
}

/// [`reduce`] with the names that were decided, and a gazetteer that is believed whenever the name is the same.
pub fn curated(records: Vec<Record>, curation: &Curation) -> Knowledge {
    let mut knowledge = reduce(records);
    for entity in &mut knowledge.entities {
        let entry = curation.gazetteer.entries().iter().find(|entry| entry.name == entity.label);
        entity.wikidata = entry.and_then(|entry| entry.wikidata.clone());
        if let Some(label) = curation.decisions.label(&entity.groups[0]) {
            entity.label = label.to_owned();
        }
    }
    knowledge
}

/// The pipeline that these make up.
pub fn make<'a>() -> Make<'a> {
    Make { model: MODEL, ontology: ONTOLOGY, extract: &record, reduce: &curated, linking: None, rules: RULES }
}

pub fn mention(text: &str, words: &str, entity_type: EntityType, kind: MentionKind) -> Mention {
    Mention {
        sentence: 0,
        first: 0,
        end: 1,
        head: 0,
        span: find(text, words),
        text: words.to_owned(),
        kind,
        entity_type,
        gender: None,
        number: Number::Singular,
        canonical: None,
        jurisdiction: None,
        home: None,
        title: None,
        holder: None,
        subclass: None,
        amount: None,
        period: None,
        status: Vec::new(),
        time: None,
        confidence: 0.9,
        rule: "model".to_owned(),
    }
}

pub fn entity(label: &str, entity_type: EntityType) -> Entity {
    Entity {
        id: mint("entity", &[entity_type.as_str(), label]),
        label: label.to_owned(),
        entity_type,
        subclass: None,
        amount: None,
        mentions: 0,
        is_described: false,
        aliases: Vec::new(),
        wikidata: None,
        link: None,
        country: None,
        groups: Vec::new(),
        chains: Vec::new(),
        merges: Vec::new(),
    }
}

pub fn statement(key: &str, lemma: &str, subject: Option<usize>, object: Option<Node>) -> Statement {
    Statement {
        id: mint("statement", &[key, lemma]),
        subject: subject.map(Node::Entity),
        predicate: Predicate { lemma: lemma.to_owned(), property: None, event_type: None },
        object,
        arguments: Vec::new(),
        time: None,
        place: None,
        polarity: Polarity::Positive,
        modality: Modality::Asserted,
        attribution: Vec::new(),
        factual: true,
        kind: PropositionKind::Event,
        rule: "active".to_owned(),
        confidence: 0.8,
        evidence: Vec::new(),
    }
}

/// Two documents that hold everything that is hard to write: quotes, `&`, `<`, `|`, control characters, letters beyond
/// the BMP, parallel edges, a loop, literals, statements on statements, a claim, a denial, a statement of two documents.
pub fn awkward() -> Knowledge {
    let first =
        "Tom & \"Jerry\" <O'Neil>\u{7} met Erdoğan 🚀 on Wednesday.\nHe flew to Moscow. Erdoğan 🚀 said he lied.";
    let second = "Tom & \"Jerry\" <O'Neil>\u{7} did not meet himself.";
    let mut documents = [document("a/first.txt", first), document("b|second.txt", second)];
    documents[0].title = Some("A \"meeting\" & more".to_owned());
    documents[0].publisher = Some("Reuters".to_owned());
    documents[0].published = Some(jiff::civil::date(2018, 8, 9));
    documents[0].url = Some("https://example.org/a?b=c&d".to_owned());
    documents[0].authors = vec!["Jane Doe".to_owned(), "John Roe".to_owned()];
    documents.sort_by(|a, b| a.id.cmp(&b.id));
    let at = |source: &str| documents.iter().position(|d| d.source == source).expect("it is there");
    let (one, two) = (at("a/first.txt"), at("b|second.txt"));

    let tom = "Tom & \"Jerry\" <O'Neil>\u{7}";
    let mut entities = vec![
        entity(tom, EntityType::Person),
        entity("Erdoğan 🚀", EntityType::Person),
        entity("Moscow", EntityType::City),
    ];
    entities[0].aliases = vec!["T|J".to_owned(), "he".to_owned()];
    entities[0].merges = vec![Merge {
        rule: "same-name".to_owned(),
        from: "Tom".to_owned(),
        into: tom.to_owned(),
        score: 0.9,
        evidence: "the same name".to_owned(),
    }];
    entities[1].wikidata = Some("Q39259".to_owned());
    entities[1].country = Some("TUR".to_owned());

    let mut records: Vec<Record> = documents.into_iter().map(record).collect();
    for record in &mut records {
        let text = record.document.text.clone();
        let mut mentions = vec![mention(&text, tom, EntityType::Person, MentionKind::Name)];
        if record.document.source == "a/first.txt" {
            record.sentences = vec![
                find(first, &first[..first.find('\n').expect("two lines")]),
                find(first, "He flew to Moscow."),
                find(first, "Erdoğan 🚀 said he lied."),
            ];
            mentions.push(mention(&text, "Erdoğan 🚀", EntityType::Person, MentionKind::Name));
            mentions.push(mention(&text, "He", EntityType::Person, MentionKind::Pronoun));
            mentions.push(mention(&text, "Moscow", EntityType::City, MentionKind::Name));
        }
        record.mentions = mentions;
        record.chains = record
            .mentions
            .iter()
            .enumerate()
            .map(|(index, mention)| Chain {
                mentions: vec![index],
                entity_type: mention.entity_type,
                label: mention.text.clone(),
                links: Vec::new(),
                cut: None,
                members: Vec::new(),
            })
            .collect();
    }
    let mut entity_of = vec![Vec::new(); 2];
    entity_of[one] = vec![0, 1, 0, 2];
    entity_of[two] = vec![0];
    entities[0].chains = vec![(one, 0), (one, 2), (two, 0)];
    entities[0].chains.sort_unstable();
    entities[1].chains = vec![(one, 1)];
    entities[2].chains = vec![(one, 3)];

    let evidence = |document: usize, sentence: usize, subject: Option<&str>, predicate: &str, object: Option<&str>| {
        let text = if document == one { first } else { second };
        Evidence {
            document,
            sentence,
            span: records[document].sentences[sentence],
            subject_span: subject.map(|words| find(text, words)),
            predicate_span: find(text, predicate),
            object_span: object.map(|words| find(text, words)),
            rule: "active".to_owned(),
            confidence: 1.0,
        }
    };
    let erdogan = "Erdoğan 🚀";
    let mut met = statement("1", "meet", Some(0), Some(Node::Entity(1)));
    met.predicate.property = Some("https://w3id.org/whom/vocabulary#met".to_owned());
    met.predicate.event_type = Some("consult".to_owned());
    met.time = Some(Time {
        text: "Wednesday".to_owned(),
        start: jiff::civil::date(2018, 8, 8),
        end: jiff::civil::date(2018, 8, 8),
        basis: TimeBasis::Relative,
        bound: whom::proposition::Bound::During,
    });
    met.place = Some(2);
    met.evidence = vec![evidence(one, 0, Some(tom), "met", Some(erdogan)), evidence(two, 0, Some(tom), "meet", None)];
    met.evidence.sort_by_key(|piece| (piece.document, piece.sentence));
    let mut parallel = statement("2", "shut-down", Some(0), Some(Node::Entity(1)));
    parallel.evidence = vec![evidence(one, 0, Some(tom), "met", Some(erdogan))];
    let mut again = statement("3", "meet", Some(0), Some(Node::Entity(1)));
    again.evidence = vec![evidence(one, 0, Some(tom), "met", Some(erdogan))];
    let mut flew = statement("4", "fly", Some(0), None);
    flew.arguments = vec![Argument { role: Role::Destination, marker: Some("to".to_owned()), node: Node::Entity(2) }];
    flew.evidence = vec![evidence(one, 1, Some("He"), "flew", None)];
    let mut denied = statement("5", "meet", Some(0), Some(Node::Entity(0)));
    denied.polarity = Polarity::Negative;
    denied.factual = false;
    denied.evidence = vec![evidence(two, 0, Some(tom), "meet", Some("himself"))];
    let mut lied = statement("6", "lie", Some(0), None);
    lied.factual = false;
    lied.modality = Modality::Alleged;
    lied.attribution = vec![Attribution { source: Some(1), verb: "say".to_owned() }];
    lied.evidence = vec![evidence(one, 2, Some("he"), "lied", None)];
    let mut said = statement("7", "say", Some(1), Some(Node::Statement(lied.id.clone())));
    said.evidence = vec![evidence(one, 2, Some(erdogan), "said", Some("he lied"))];
    let mut literal = statement("8", "call", None, Some(Node::Literal("a \"liar\" & more".to_owned())));
    literal.kind = PropositionKind::State;
    literal.evidence = vec![evidence(one, 2, None, "lied", None)];

    let mut statements = vec![met, parallel, again, flew, denied, lied, said, literal];
    statements.sort_by(|a, b| a.id.cmp(&b.id));
    knowledge(records, entities, statements, entity_of)
}

/// A graph of so many people and statements, without rhyme but always the same: parallel edges, loops, hubs and hermits.
pub fn web(people: usize, statements: usize) -> Knowledge {
    let text = "Somebody met somebody.";
    let mut document = document("web.txt", text);
    document.published = Some(jiff::civil::date(2020, 2, 29));
    let mut record = record(document);
    let sentence = record.sentences[0];
    let name = mention(text, "Somebody", EntityType::Person, MentionKind::Name);
    let mentions = |index: usize| 1 + index * 7 % 5;
    let all: Vec<usize> = (0..people).flat_map(|index| vec![index; mentions(index)]).collect();
    record.mentions = vec![name; all.len()];
    let chain = record.chains[0].clone();
    record.chains = (0..people)
        .map(|index| Chain {
            mentions: (0..all.len()).filter(|&m| all[m] == index).collect(),
            label: format!("Person {index}"),
            ..chain.clone()
        })
        .collect();
    let types = [EntityType::Person, EntityType::Country, EntityType::Organization];
    let mut entities: Vec<Entity> =
        (0..people).map(|index| entity(&format!("Person {index}"), types[index % 7 % 3])).collect();
    entities.sort_by(|a, b| a.id.cmp(&b.id));
    for (index, entity) in entities.iter_mut().enumerate() {
        entity.chains = vec![(0, index)];
    }
    let lemmas = ["meet", "praise", "accuse", "warn"];
    // The quadratic residues make hubs; a tenth of the people is joined with nobody.
    let joined = people - people / 10;
    let mut statements: Vec<Statement> = (0..statements)
        .map(|index| {
            let (from, to) = (index * index % joined, (index * 31 + index / 7) % joined);
            let mut said = statement(&format!("{index}"), lemmas[index % 4], Some(from), Some(Node::Entity(to)));
            said.evidence = (0..1 + index % 3)
                .map(|start| Evidence {
                    document: 0,
                    sentence: 0,
                    span: sentence,
                    subject_span: None,
                    predicate_span: Span::new(9 + start, 12),
                    object_span: None,
                    rule: "active".to_owned(),
                    confidence: 1.0,
                })
                .collect();
            said
        })
        .collect();
    statements.sort_by(|a, b| a.id.cmp(&b.id));
    knowledge(vec![record], entities, statements, vec![all])
}
