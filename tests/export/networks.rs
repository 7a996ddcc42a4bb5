//! Measures, layouts, pictures and paths.

use serde_json::Value;
use whom::export::picture::{self, Options};
use whom::export::tables::{Table, rows};
use whom::export::tabular::{self, TableFormat};
use whom::export::{Colours, Network, cytoscape, dot, gexf, graphml, pair};
use whom::graph::{Selection, entities_named, project, shortest_paths};
use whom::ontology::EntityType;
use whom::store::Source;

use super::common::{awkward, web};

fn nodes(network: &Network<'_>) -> Vec<Value> {
    let mut output = Vec::new();
    cytoscape::write(network, &mut output).unwrap();
    let json: Value = serde_json::from_slice(&output).unwrap();
    json["elements"]["nodes"].as_array().unwrap().clone()
}

#[test]
fn measures_and_positions_are_there_on_request_only() {
    let knowledge = web(40, 120);
    let selection = Selection::all();
    let plain = nodes(&Network::new(&knowledge, &selection).unwrap());
    assert!(plain.iter().all(|node| node["data"].get("page_rank").is_none() && node.get("position").is_none()));
    let network = Network::new(&knowledge, &selection)
        .unwrap()
        .with_measures()
        .unwrap()
        .with_layout()
        .unwrap()
        .coloured_by(Colours::Communities)
        .unwrap();
    let measured = nodes(&network);
    let sum = |key: &str| measured.iter().map(|node| node["data"][key].as_f64().unwrap()).sum::<f64>();
    assert!((sum("page_rank") - 1.0).abs() < 1e-9);
    assert_eq!((sum("in_degree"), sum("out_degree"), sum("degree")), (120.0, 120.0, 240.0));
    assert!(sum("betweenness") > 0.0 && sum("core") > 40.0 && sum("component") > 0.0);
    for node in &measured {
        assert!(node["position"]["x"].is_number() && node["position"]["y"].is_number());
    }
    let of = |community: u64| {
        let of_it = measured.iter().filter(move |node| node["data"]["community"] == community);
        of_it.map(|node| node["data"]["colour"].as_str().unwrap().to_owned()).collect::<std::collections::BTreeSet<_>>()
    };
    assert!(of(0).len() == 1 && of(1).len() == 1 && of(0) != of(1));

    let write = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut output = Vec::new();
        write(&mut output);
        String::from_utf8(output).unwrap()
    };
    let xml = write(&|output| graphml::write(&network, output).unwrap());
    assert!(xml.contains("attr.name=\"x\" attr.type=\"double\"") && xml.contains("<data key=\"node_betweenness\">"));
    assert_eq!(xml.matches("<data key=\"node_x\">").count(), 40);
    let xml = write(&|output| gexf::write(&network, output).unwrap());
    assert_eq!(xml.matches("<viz:position ").count(), 40);
    assert_eq!(xml.matches("<attvalue for=\"community\"").count(), 40);
    assert_eq!(write(&|output| dot::write(&network, output).unwrap()).matches("pos=").count(), 40);
    for dialect in [pair::Dialect::Gephi, pair::Dialect::Neo4j] {
        let (mut nodes, mut edges) = (Vec::new(), Vec::new());
        pair::write(&network, dialect, &mut nodes, &mut edges).unwrap();
        let mut table = csv::Reader::from_reader(nodes.as_slice());
        let last = table.headers().unwrap().iter().next_back().unwrap().to_owned();
        assert!(last.starts_with('y'), "{last}");
        assert_eq!(table.records().map(Result::unwrap).count(), 40);
    }
}

/// Remembers the longest piece that was written at once.
#[derive(Default)]
struct Pieces {
    longest: usize,
    all: usize,
}

impl std::io::Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.longest = self.longest.max(bytes.len());
        self.all += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn files_are_written_while_they_are_made() {
    let knowledge = web(50, 2_000);
    let network = Network::new(&knowledge, &Selection::all()).unwrap();
    let written = |write: &dyn Fn(&mut Pieces)| {
        let mut pieces = Pieces::default();
        write(&mut pieces);
        assert!(pieces.all > 200_000 && pieces.longest < 20_000, "{} of {}", pieces.longest, pieces.all);
    };
    written(&|output| graphml::write(&network, output).unwrap());
    written(&|output| gexf::write(&network, output).unwrap());
    written(&|output| cytoscape::write(&network, output).unwrap());
    written(&|output| dot::write(&network, output).unwrap());
    written(&|output| pair::write(&network, pair::Dialect::Gephi, &mut Vec::new(), output).unwrap());
    for format in [TableFormat::JsonLines, TableFormat::Csv] {
        written(&|output| {
            drop(tabular::write(&rows(&Source::of(&knowledge), Table::Statements, Selection::all()), format, output))
        });
    }
}

#[test]
fn a_coloured_graph_says_what_its_colours_tell() {
    let knowledge = awkward();
    let network = Network::new(&knowledge, &Selection::facts()).unwrap().coloured_by(Colours::Communities).unwrap();
    assert!(nodes(&network).iter().all(|node| node["data"]["community"].is_u64()));
}

#[test]
fn pictures_are_well_formed_and_show_the_names() {
    for knowledge in [awkward(), web(120, 400)] {
        let network = Network::new(&knowledge, &Selection::facts()).unwrap();
        for colours in [Colours::Types, Colours::Communities] {
            let options = Options { title: Some("A <title> & more".to_owned()), nodes: 30, colours };
            let mut svg = Vec::new();
            picture::write_svg(&network, &options, &mut svg).unwrap();
            let mut again = Vec::new();
            picture::write_svg(&network, &options, &mut again).unwrap();
            assert!(svg == again);
            let svg = String::from_utf8(svg).unwrap();
            let mut reader = quick_xml::Reader::from_str(&svg);
            while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
            assert!(svg.contains("A &lt;title&gt; &amp; more") && !svg.contains("NaN") && !svg.contains('\u{7}'));
            let shown = project(&knowledge, &Selection::facts()).unwrap().node_count().min(30);
            assert!(svg.contains("<title>") && svg.matches(".txt)").count() > 1, "arrows show their sentences");
            let legend = svg.matches("r=\"6.0\"").count();
            assert!(svg.matches("<circle ").count() - legend <= shown && legend > 0);
        }
        let mut png = Vec::new();
        picture::write_png(&network, &Options { nodes: 30, ..Options::default() }, &mut png).unwrap();
        let picture = tiny_skia::Pixmap::decode_png(&png).unwrap();
        assert!(picture.width() > 1000 && picture.pixels().iter().any(|pixel| pixel.red() != 255));
    }
}

#[test]
fn an_empty_graph_has_an_empty_picture() {
    let knowledge = awkward();
    let nothing = Selection { min_support: 9, ..Selection::facts() };
    let mut svg = Vec::new();
    picture::write_svg(&Network::new(&knowledge, &nothing).unwrap(), &Options::default(), &mut svg).unwrap();
    assert!(String::from_utf8(svg).unwrap().contains("0 entities, 0 statements"));
}

#[test]
fn paths_lead_over_statements_with_their_sentences() {
    let mut knowledge = awkward();
    let graph = project(&knowledge, &Selection::facts()).unwrap();
    let named = |name: &str| entities_named(&knowledge, name);
    let (moscow, erdogan, tom) = (named("moscow")[0], named("Erdoğan 🚀")[0], named("T|J")[0]);
    assert_eq!(named(&knowledge.entities[0].id), [0]);
    assert!(named("Nobody").is_empty());
    let paths = shortest_paths(&knowledge, &graph, moscow, erdogan, 3);
    assert_eq!(paths.len(), 1);
    assert_eq!(paths[0].entities, [moscow, tom, erdogan]);
    let lemmas: Vec<Vec<&str>> = paths[0]
        .steps
        .iter()
        .map(|step| step.iter().map(|&index| knowledge.statements[index].predicate.lemma.as_str()).collect())
        .collect();
    assert_eq!(lemmas[0], ["fly"]);
    assert_eq!((lemmas[1].len(), lemmas[1][0]), (3, "meet"), "what two sentences say comes first");
    assert!(shortest_paths(&knowledge, &graph, tom, tom, 3).is_empty());
    // A date in the middle joins nobody.
    knowledge.entities[tom].entity_type = EntityType::Date;
    assert!(shortest_paths(&knowledge, &graph, moscow, erdogan, 3).is_empty());
}

#[test]
fn of_several_paths_the_best_supported_come_first() {
    let knowledge = web(60, 200);
    let graph = project(&knowledge, &Selection::facts()).unwrap();
    let mut several = 0;
    for to in 1..50 {
        let all = shortest_paths(&knowledge, &graph, 0, to, 1000);
        let weakest = |path: &whom::graph::Path| {
            let strength =
                |step: &Vec<usize>| step.iter().map(|&s| knowledge.statements[s].evidence.len()).sum::<usize>();
            path.steps.iter().map(strength).min().unwrap()
        };
        assert!(all.windows(2).all(|pair| weakest(&pair[0]) >= weakest(&pair[1])));
        assert!(
            all.iter().all(|path| path.steps.len() == all[0].steps.len() && path.steps.iter().all(|s| !s.is_empty()))
        );
        let few = shortest_paths(&knowledge, &graph, 0, to, 2);
        assert_eq!(few.first().map(weakest), all.first().map(weakest));
        several += usize::from(all.len() > 2);
    }
    assert!(several > 5, "the graph has such pairs");
}
