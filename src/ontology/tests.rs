use oxigraph::io::{RdfFormat, RdfParser};

use super::*;

fn ontology() -> &'static Ontology {
    Ontology::builtin()
}

#[test]
fn tables_are_sorted_without_duplicates() {
    for table in TABLES {
        assert!(table.content.starts_with("# "), "{}: opens with what it is for", table.file);
        let rows = tables::read(table.file, table.columns, table.key, table.content).unwrap();
        for pair in rows.windows(2) {
            assert!(pair[0].key(table.key) < pair[1].key(table.key), "{}:{}: not sorted", table.file, pair[1].line);
        }
    }
}

#[test]
fn offices_belong_to_known_bodies() {
    for office in ontology().offices() {
        let Some(body) = &office.body else { continue };
        assert!(ontology().organization(body).is_some(), "{}: {body}", office.title);
    }
}

#[test]
fn nouns_and_idioms_stand_for_known_predicates() {
    let known = |predicate: &str| ontology().predicate(predicate).is_some();
    let column = |file: &str, column: &str| -> Vec<String> {
        let table = TABLES.iter().find(|table| table.file == file).unwrap();
        let rows = tables::read(table.file, table.columns, table.key, table.content).unwrap();
        rows.iter().map(|row| row.required(column).unwrap()).collect()
    };
    for (file, name) in [("agent_nouns.tsv", "predicate"), ("idioms.tsv", "predicate")] {
        for predicate in column(file, name) {
            assert!(known(&predicate), "{file}: {predicate}");
        }
    }
    assert_eq!(ontology().agent_noun("founder").unwrap().predicate, "found");
    assert_eq!(ontology().nominalization("visit").unwrap().object, ["to"]);
    assert!(ontology().is_light_verb("pay") && !ontology().is_light_verb("kill"));
}

#[test]
fn vocabulary_is_turtle_and_has_every_class_and_kinship_property() {
    let triples = RdfParser::from_format(RdfFormat::Turtle).for_slice(ontology().vocabulary());
    let subjects: std::collections::HashSet<String> = triples.map(|quad| quad.unwrap().subject.to_string()).collect();
    let has = |name: &str| subjects.contains(&format!("<{}{name}>", iri::VOCABULARY));
    for entity_type in EntityType::ALL {
        assert!(has(entity_type.as_str()), "{entity_type}");
    }
    for subclass in Subclass::ALL {
        assert!(has(subclass.as_str()), "{subclass:?}");
    }
    for lemma in ["wife", "father", "cousin", "son-in-law"] {
        let kinship = ontology().kinship(lemma).unwrap();
        assert!(has(&kinship.relation) && has(&kinship.inverse), "{lemma}");
    }
}

#[test]
fn countries_are_found_by_all_their_words() {
    for surface in ["United States", "the U.S.", "US", "America", "UNITED STATES"] {
        assert_eq!(ontology().country(surface).unwrap().name, "United States", "{surface}");
    }
    assert!(ontology().country("us").is_none());
    assert_eq!(ontology().country("Republic of Zambia").unwrap().name, "Zambia");
    assert_eq!(ontology().country("Republic of China").unwrap().name, "Taiwan");
    assert!(ontology().country("Government of Zambia").is_none());
    assert_eq!(ontology().country("Cote d’Ivoire").unwrap().name, "Ivory Coast");
    assert_eq!(ontology().country_by_adjective("Dutch").unwrap().name, "Netherlands");
    assert_eq!(ontology().country_by_demonym("Spaniards").unwrap().name, "Spain");
    assert_eq!(ontology().country_by_capital("Kiev").unwrap().name, "Ukraine");
    assert_eq!(ontology().country_by_capital("Washington").unwrap().name, "United States");
    assert_eq!(ontology().country_by_metonym("the Kremlin").unwrap().name, "Russia");
    assert_eq!(ontology().country_by_metonym("Elysee").unwrap().name, "France");
}

/// ISO 3166-1 alpha-3 codes of the members of the United Nations and its two observer states.
const UNITED_NATIONS: &str = "AFG AGO ALB AND ARE ARG ARM ATG AUS AUT AZE BDI BEL BEN BFA BGD BGR BHR BHS BIH BLR BLZ BOL \
    BRA BRB BRN BTN BWA CAF CAN CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY \
    ERI ESP EST ETH FIN FJI FRA FSM GAB GBR GEO GHA GIN GMB GNB GNQ GRC GRD GTM GUY HND HRV HTI HUN IDN IND IRL IRN IRQ \
    ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAR MCO MDA MDG \
    MDV MEX MHL MKD MLI MLT MMR MNE MNG MOZ MRT MUS MWI MYS NAM NER NGA NIC NLD NOR NPL NRU NZL OMN PAK PAN PER PHL PLW \
    PNG POL PRK PRT PSE PRY QAT ROU RUS RWA SAU SDN SEN SGP SLB SLE SLV SMR SOM SRB SSD STP SUR SVK SVN SWE SWZ SYC SYR \
    TCD TGO THA TJK TKM TLS TON TTO TUN TUR TUV TZA UGA UKR URY USA UZB VAT VCT VEN VNM VUT WSM YEM ZAF ZMB ZWE";

#[test]
fn every_country_is_there_and_found_by_each_of_its_words() {
    let codes: std::collections::HashSet<&str> = ontology().countries().filter_map(|c| c.iso3.as_deref()).collect();
    assert_eq!(UNITED_NATIONS.split_whitespace().count(), 195);
    for code in UNITED_NATIONS.split_whitespace() {
        assert!(codes.contains(code), "{code}");
    }
    for country in ontology().countries() {
        let is_it = |found: Option<&Country>| found.map(|c| c.name.as_str()) == Some(country.name.as_str());
        for name in std::iter::once(&country.name).chain(&country.names) {
            assert!(is_it(ontology().country(name)), "{name}");
        }
        for adjective in &country.adjectives {
            assert!(is_it(ontology().country_by_adjective(adjective)), "{adjective}");
        }
        for demonym in &country.demonyms {
            assert!(is_it(ontology().country_by_demonym(demonym)), "{demonym}");
        }
        if let Some(capital) = &country.capital {
            assert!(is_it(ontology().country_by_capital(capital)), "{capital}");
        }
        for metonym in &country.metonyms {
            assert!(is_it(ontology().country_by_metonym(metonym)), "{metonym}");
        }
    }
    for (seat, actor) in [("Brussels", "European Union"), ("Tel Aviv", "Israel")] {
        assert_eq!(ontology().seat(seat), Some(actor));
    }
}

#[test]
fn an_item_of_wikidata_is_one_thing() {
    let countries = ontology().countries().map(|c| (&c.name, &c.wikidata));
    let places = ontology().places().map(|p| (&p.name, &p.wikidata));
    let organizations = ontology().organizations().map(|o| (&o.name, &o.wikidata));
    let mut names = HashMap::new();
    for (name, item) in countries.chain(places).chain(organizations) {
        let Some(item) = item else { continue };
        if let Some(other) = names.insert(item, name) {
            panic!("{item} is {other} and {name}");
        }
    }
    assert_eq!(ontology().place("Kiev").unwrap().wikidata.as_deref(), Some("Q1899"));
    assert_eq!(ontology().organization("OECD").unwrap().wikidata.as_deref(), Some("Q41550"));
}

#[test]
fn places_are_found_by_name_and_states_by_abbreviation() {
    assert_eq!(ontology().place("Paris").unwrap().country.as_deref(), Some("France"));
    assert_eq!(ontology().place("Crimea").unwrap().place_type, EntityType::Place);
    assert_eq!(ontology().place("D.C.").unwrap().name, "Washington");
    assert!(ontology().place("Ky.").is_none());
    for abbreviation in ["Ky.", "Ky", "KY"] {
        assert_eq!(ontology().state_abbreviation(abbreviation).unwrap().name, "Kentucky");
    }
}

#[test]
fn organizations_and_their_members() {
    assert_eq!(ontology().organization("the GOP").unwrap().name, "Republican Party");
    assert_eq!(ontology().organization("Senate").unwrap().organization_type, EntityType::GovernmentBody);
    assert_eq!(ontology().party_by_member("Tories").unwrap().name, "Conservative Party");
    assert!(ontology().party_by_member("democratic").is_none());
    assert_eq!(ontology().organization_words("ministry"), Some(EntityType::GovernmentBody));
}

#[test]
fn titles() {
    assert_eq!(ontology().office("sen.").unwrap().body.as_deref(), Some("Senate"));
    assert_eq!(ontology().office("defence ministers").unwrap().title, "defense minister");
    assert!(ontology().office("queen").unwrap().rank);
    assert_eq!(ontology().office_head("envoys").unwrap().title, "envoy");
    assert!(ontology().office_modifier("foreign"));
    assert_eq!(ontology().office_status("ex"), Some("former"));
    assert_eq!(ontology().office_status("foreign"), None);
    assert_eq!(ontology().honorific("Mrs."), Some(Some(Gender::Female)));
    assert_eq!(ontology().honorific("Dr"), Some(None));
    assert_eq!(ontology().honorific("dr"), None);
}

#[test]
fn nouns_and_names() {
    assert_eq!(ontology().noun("letter").unwrap().creator.as_deref(), Some("write"));
    assert_eq!(ontology().noun("police").unwrap().entity_type, EntityType::Group);
    assert_eq!(ontology().first_name("OLGA"), Some(Some(Gender::Female)));
    assert_eq!(ontology().first_name("Jose"), Some(Some(Gender::Male)));
    assert_eq!(ontology().first_name("Taylor"), Some(None));
    assert_eq!(ontology().formal_names("ted"), ["edward", "theodore"]);
    assert!(ontology().formal_names("edward").is_empty());
}

#[test]
fn predicates_and_factuality() {
    let met = ontology().predicate("meet").unwrap();
    assert_eq!(met.property, "https://w3id.org/whom/vocabulary#met");
    assert!(met.symmetric && met.event_type.as_deref() == Some("consult"));
    assert_eq!(ontology().nominalization("annexation").unwrap().of, ArgumentSlot::Object);
    assert_eq!(ontology().reporting("deny"), Some(Stance::Deny));
    let fail = ontology().factuality("fail", Complement::To).unwrap();
    assert_eq!((fail.positive, fail.negative), (Effect::Negated, Effect::Asserted));
    assert_eq!(ontology().adverb("allegedly"), Some(AdverbEffect::Alleged));
    assert_eq!(ontology().modal("will"), Some(Effect::Future));
}

#[test]
fn a_folder_replaces_single_files_and_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, content: &str| std::fs::write(folder.path().join(file), content).unwrap();
    write("modals.tsv", "lemma\teffect\nwill\tplanned\n");
    let changed = Ontology::load(folder.path()).unwrap();
    assert_eq!(changed.modal("will"), Some(Effect::Planned));
    assert!(changed.country("Russia").is_some());
    assert_ne!(changed.version(), ontology().version());

    write("modals.tsv", "lemma\teffect\nwill\tsure\n");
    let message = Ontology::load(folder.path()).unwrap_err().to_string();
    assert!(message.starts_with("modals.tsv:2: column `effect` is `sure`; it must be one of: asserted,"), "{message}");

    write("modals.tsv", "lemma\teffect\nwill\tfuture\n");
    write("modal.tsv", "");
    assert!(matches!(Ontology::load(folder.path()), Err(OntologyError::UnknownFile { .. })));
}

#[test]
fn places_lie_in_known_countries() {
    let folder = tempfile::tempdir().unwrap();
    let row = "name\ttype\tcountry\tnames\tabbreviations\twikidata\nGotham\tCity\tNowhere\t\t\t\n";
    std::fs::write(folder.path().join("places.tsv"), row).unwrap();
    let message = Ontology::load(folder.path()).unwrap_err().to_string();
    assert!(message.contains("`country` names `Nowhere`, which countries.tsv lacks"), "{message}");
}

#[test]
fn a_verb_with_its_object_tells_an_event() {
    let event = |verb: &str, noun: &str| ontology().event_of_phrase(verb, noun);
    assert_eq!(event("hold", "talk"), Some("consult"));
    assert_eq!(event("lift", "sanction"), Some("retreat"));
    assert_eq!(event("set", "fire"), Some("assault"));
    assert_eq!(event("hold", "breath"), None);
    assert_eq!(event("own", "talk"), None);
}

#[test]
fn holidays_are_known_by_their_names() {
    let eve = ontology().holiday("new year’s eve").and_then(|holiday| holiday.in_year(2020));
    assert_eq!(eve, jiff::civil::Date::new(2020, 12, 31).ok());
    assert!(ontology().holiday("someday").is_none());
}

#[test]
fn monarchies_have_no_presidents() {
    assert!(ontology().lacks_office("United Kingdom", "president"));
    assert!(!ontology().lacks_office("United Kingdom", "prime minister"));
    assert!(ontology().lacks_office("United States", "prime minister"));
    assert!(!ontology().lacks_office("France", "president"));
}

#[test]
fn words_by_which_texts_take_up_what_they_named() {
    let praise = ontology().judging_verb("praise").unwrap();
    assert!(praise.markers.contains(&"for".to_owned()) && praise.befalls.is_empty());
    assert!(ontology().judging_verb("blame").unwrap().befalls.contains(&"death".to_owned()));
    assert!(ontology().patient_noun("nominee").unwrap().contains(&"nominate".to_owned()));
    let panel = ontology().body_noun("panel").unwrap();
    assert!(panel.words.contains(&"committee".to_owned()) && !panel.union);
    assert!(ontology().body_noun("bloc").unwrap().union);
    assert!(ontology().is_role_noun("member") && !ontology().is_role_noun("minister"));
    assert!(ontology().is_state_noun("airspace") && !ontology().is_state_noun("office"));
    assert!(ontology().takes_in("congressional leader", "speaker"));
}

#[test]
fn words_beside_capitals() {
    assert!(ontology().is_capital_word(CapitalWord::PlaceVerb, "lie"));
    assert!(!ontology().is_capital_word(CapitalWord::PlaceVerb, "refuse"));
    assert!(ontology().is_capital_word(CapitalWord::ActorNoun, "ally"));
    assert!(ontology().deals_with("aid", "from") && !ontology().deals_with("aid", "between"));
}
