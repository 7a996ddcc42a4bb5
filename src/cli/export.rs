//! `whom export`

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use whom::export::{Colours, Format, Network, cytoscape, dot, gexf, graphml, pair, picture, rdf};
use whom::graph::Selection;
use whom::ontology::EntityType;
use whom::statement::Statement;
use whom::store::rdf::Reification;
use whom::store::{FindingsRef, Source};

use super::documents::warn;
use super::output::Output;
use super::{GraphArgs, Outcome, Session, graph};

/// Which statements count.
#[derive(Args, Debug)]
pub struct SelectionArgs {
    /// Not only facts: the default for tables
    #[arg(long)]
    all: bool,
    /// Only facts: the default for graphs and profiles, not for tables
    #[arg(long, conflicts_with = "all")]
    factual: bool,
    /// Only what joins entities of these types: Person, Office, Country, Organization, ... as `whom stats` names them
    #[arg(long, value_name = "TYPE,...", value_delimiter = ',', hide_possible_values = true, value_parser = entity_types())]
    types: Vec<EntityType>,
    /// Only these predicates: lemmas (meet), properties (met) or event types (consult)
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    predicates: Vec<String>,
    /// Only what at least so many documents say
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    min_support: usize,
    /// Only what held on this day or later, or was published then if it has no time of its own
    #[arg(long, value_name = "YYYY-MM-DD")]
    since: Option<jiff::civil::Date>,
    /// Only what held on this day or earlier
    #[arg(long, value_name = "YYYY-MM-DD")]
    until: Option<jiff::civil::Date>,
    /// Only what a document says whose source matches, as `whom dump documents` names it
    #[arg(long, value_name = "PATTERN")]
    document: Option<String>,
}

fn entity_types() -> impl TypedValueParser<Value = EntityType> {
    PossibleValuesParser::new(EntityType::ALL.iter().map(|of| of.as_str())).try_map(|name| name.parse())
}

impl SelectionArgs {
    /// What a table holds: everything, unless it is narrowed.
    pub fn selection_of_table(self) -> Result<Selection> {
        let all = !self.factual;
        Ok(Selection { all, ..self.selection()? })
    }

    pub fn selection(self) -> Result<Selection> {
        let glob = |pattern: String| globset::Glob::new(&pattern).map(|glob| glob.compile_matcher());
        Ok(Selection {
            // `--factual` says what holds without `--all`.
            all: self.all && !self.factual,
            types: self.types.into_iter().collect(),
            predicates: self.predicates.into_iter().collect(),
            min_support: self.min_support,
            since: self.since,
            until: self.until,
            document: self.document.map(glob).transpose()?,
            collapse: false,
        })
    }
}

/// How an export is written.
#[derive(Args, Debug)]
pub struct ExportArgs {
    /// See below [default: by the file's name]
    #[arg(value_name = "FORMAT")]
    format: Option<Format>,
    #[command(flatten)]
    graph: GraphArgs,
    /// Write here instead of standard output; the folder of gephi and neo4j
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    selection: SelectionArgs,
    /// Join parallel edges into one, with the sum of their weights
    #[arg(long)]
    collapse: bool,
    /// Give every node its degree, PageRank, betweenness, core, component and community
    #[arg(long)]
    measures: bool,
    /// Give every node a position, and the colour of its community
    #[arg(long)]
    layout: bool,
    /// What the colour of a node tells [default: type, with --layout community]
    #[arg(long, value_name = "WHAT")]
    colour_by: Option<ColourBy>,
    /// The title of a picture
    #[arg(long)]
    title: Option<String>,
    /// A picture shows at most so many entities, those that are joined most
    #[arg(long, value_name = "N", default_value_t = picture::Options::default().nodes)]
    nodes: usize,
    /// RDF without triple terms, for tools of RDF 1.1
    #[arg(long)]
    flat: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ColourBy {
    Type,
    Community,
}

impl ExportArgs {
    fn colours(&self) -> Colours {
        match self.colour_by {
            Some(ColourBy::Type) => Colours::Types,
            Some(ColourBy::Community) => Colours::Communities,
            None if self.layout => Colours::Communities,
            None => Colours::Types,
        }
    }
}

/// Tells of a selection that nothing answers to, which a misspelt name may be the reason of.
pub fn warn_of_nothing(findings: FindingsRef<'_>, selection: &Selection) -> Result<()> {
    let admitted = |_, statement: &Statement| selection.admits(findings.catalogue, statement).then_some(());
    if selection.narrows() && findings.each(admitted).next().transpose()?.is_none() {
        let facts = if selection.all { "statement" } else { "fact" };
        warn(&format!("no {facts} of the graph is what --types, --predicates, --document and the like ask for"));
    }
    Ok(())
}

/// `whom export`
pub fn export(session: &Session, arguments: ExportArgs) -> Result<Outcome> {
    let Some(format) = arguments.format.or_else(|| arguments.output.as_deref().and_then(Format::of_path)) else {
        bail!("no format; name one, as `whom export --help` lists them, or a file with such an ending");
    };
    let colours = arguments.colours();
    let ExportArgs { graph, output, selection, collapse, measures, layout, title, nodes, flat, .. } = arguments;
    let selection = Selection { collapse, ..selection.selection()? };
    if format.is_rdf() && (collapse || measures || layout) {
        bail!("--collapse, --measures and --layout are for graphml, gexf, cyjs, dot, gephi and neo4j");
    }
    let (graph, outcome) = graph::open(session, &graph)?;
    graph.source(session, |source| {
        warn_of_nothing(source.findings, &selection)?;
        if format.is_rdf() {
            let reification = if flat { Reification::Flat } else { Reification::TripleTerms };
            return write_rdf(session, source, format, &selection, reification, output.as_deref());
        }
        let mut network = Network::new(source.findings, &selection)?;
        // A picture arranges the part of the graph that it shows by itself.
        if !format.is_picture() {
            if measures {
                network = network.with_measures()?;
            }
            network = network.coloured_by(colours)?;
            if layout {
                network = network.with_layout()?;
            }
        }
        write_network(&network, format, &picture::Options { title, nodes, colours }, output.as_deref())
    })?;
    Ok(outcome)
}

fn write_network(
    network: &Network<'_>,
    format: Format,
    picture: &picture::Options,
    output: Option<&Path>,
) -> Result<()> {
    if let Format::Pair(dialect) = format {
        let Some(folder) = output.filter(|path| *path != Path::new("-")) else {
            bail!("this format is two files, nodes.csv and edges.csv; name a folder for them with -o");
        };
        std::fs::create_dir_all(folder).with_context(|| format!("{}: cannot be made", folder.display()))?;
        let mut nodes = Output::open(Some(&folder.join("nodes.csv")))?;
        let mut edges = Output::open(Some(&folder.join("edges.csv")))?;
        pair::write(network, dialect, &mut nodes, &mut edges)?;
        nodes.finish()?;
        return edges.finish();
    }
    if format == Format::Png {
        super::output::refuse_terminal(output)?;
    }
    let mut output = Output::open(output)?;
    match format {
        Format::GraphMl => graphml::write(network, &mut output)?,
        Format::Gexf => gexf::write(network, &mut output)?,
        Format::Cytoscape => cytoscape::write(network, &mut output)?,
        Format::Dot => dot::write(network, &mut output)?,
        Format::Svg => picture::write_svg(network, picture, &mut output)?,
        Format::Png => picture::write_png(network, picture, &mut output)?,
        _ => unreachable!("pairs and RDF are written elsewhere"),
    }
    output.finish()
}

fn write_rdf(
    session: &Session,
    source: &Source<'_>,
    format: Format,
    selection: &Selection,
    reification: Reification,
    output: Option<&Path>,
) -> Result<()> {
    let mut output = Output::open(output)?;
    let options = rdf::Options { all: selection.all, reification, selection: Some(selection) };
    rdf::write(source, &session.rules(), format, options, &mut output)?;
    output.finish()
}
