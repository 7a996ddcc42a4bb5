//! The command line: arguments, what each verb calls, what is printed where. Data goes to stdout, all else to stderr.

mod build;
mod documents;
mod eval;
mod graph;
mod openie;
mod output;
mod read;
mod review;

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use whom::export::tables::Table;
use whom::export::tabular::TableFormat;
use whom::graph::Selection;
use whom::ontology::{EntityType, Ontology};
use whom::openie::Shape;
use whom::rule::Rule;

pub use output::is_broken_pipe;

/// How a run ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Some documents were left out; each was named on stderr.
    SomeSkipped,
}

/// Reads news and answers who did what to whom, when, where, who says so, and in which sentence.
#[derive(Parser, Debug)]
#[command(name = "whom", version, max_term_width = 100)]
#[command(
    after_help = "Example:\n  whom build articles/ -l news\n  whom query -l news 'SELECT ?who ?whom { ?who whom:met ?whom }'

Exit status: 0 done, 1 some documents were skipped, 2 failed."
)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
    /// Read vocabulary, lexicons and rules from this directory instead of the built-in ones
    #[arg(long, global = true, value_name = "DIR")]
    ontology: Option<PathBuf>,
    /// How many threads to use [default: one per core]
    #[arg(short = 'j', long, global = true, value_name = "N")]
    threads: Option<usize>,
    /// Print no progress and no summary; warnings and errors stay
    #[arg(short, long, global = true)]
    quiet: bool,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Add documents to a graph: new ones are read, changed ones replaced, known ones skipped
    #[command(after_help = "Examples:
  whom build articles/ -l news
  whom build 'archive/**/*.html' wire.jsonl -l news
  curl -s https://example.org/story.html | whom build - -l news
  whom build --gazetteer people.jsonl -l news
  whom build -l news                 take in news/review.tsv and this version's model and ontology

A build that was killed leaves the graph as it was; run it again and it goes on where it stopped.
A document is known by the path that it was named with: name it the same way to replace it.

A gazetteer has one JSON object a line, or is CSV. Keys: name and type, both required; aliases, wikidata, country, offices,
party, gender, born, died. Lists may be joined by |. In CSV an office is `title; of; start; end`.
  {\"name\": \"Rand Paul\", \"type\": \"Person\", \"wikidata\": \"Q463557\", \"offices\": [
    {\"title\": \"senator\", \"of\": \"Kentucky\", \"start\": \"2011-01-05\"}]}    (on one line)")]
    Build {
        /// Files, folders, patterns; `-` is standard input
        #[arg(value_name = "PATH")]
        paths: Vec<String>,
        /// Directory of the graph, made where there is none; `:memory:` only tries it out
        #[arg(short, long, value_name = "GRAPH")]
        location: String,
        #[command(flatten)]
        curation: build::CurationArgs,
    },
    /// Take documents and all that rests on them alone out of a graph
    #[command(after_help = "Example:\n  whom remove articles/minsk.txt -l news")]
    Remove {
        /// Sources or ids, as `whom dump documents` shows them
        #[arg(value_name = "DOC", required = true)]
        documents: Vec<String>,
        /// Directory of the graph
        #[arg(short, long, value_name = "GRAPH")]
        location: PathBuf,
    },
    /// Read documents and write their records as JSON lines, without a graph
    #[command(after_help = "Examples:
  whom extract articles/ > records.jsonl
  whom extract --openie articles/ > tuples.jsonl
  whom extract --openie --sentences lines.txt --binary | jq -r '[.arg1, .rel] + .args | join(\" | \")'

--openie is open information extraction: what each sentence says in its own words, a JSON object a line:
  {\"document\": ..., \"sentence\": \"He resigned as minister in 2014 .\", \"id\": \"7\", \"confidence\": 0.7,
   \"arg1\": \"He\", \"rel\": \"resigned as\", \"args\": [\"minister\", \"in 2014\"],
   \"implied\": false, \"rule\": \"openie-clause\"}    (on one line)
Slots hold tokens with blanks between them. id is the number of the sentence in its document, or the id that it came with.
implied: no verb says it; it follows from names and nouns side by side, a possessive, a passive or a noun with modifiers.
A line of a file of --sentences is a sentence, plain or tokenised (-LRB-, ``), or a JSON object with sentence and id; files
of such objects need no --sentences.
--binary gives every argument a line of its own, with what stands before it in the relation: \"She met him in Oslo\" is both
She | met | him and She | met him in | Oslo. What is implied is left out.")]
    Extract {
        /// Files, folders, patterns; `-` is standard input
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<String>,
        /// Write tuples of each sentence's own words instead of records
        #[arg(long)]
        openie: bool,
        /// The files hold one sentence a line
        #[arg(long, requires = "openie")]
        sentences: bool,
        /// Tuples of two arguments, without what is only implied
        #[arg(long, requires = "openie")]
        binary: bool,
        /// Write here instead of standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Read documents and write their sentences as CoNLL-U
    #[command(
        after_help = "Examples:\n  echo 'Obama met Putin.' | whom parse -\n  whom parse --conllu gold.conllu > predicted.conllu\n  whom parse --prose corpus.txt > corpus.conllu"
    )]
    Parse {
        /// Files, folders, patterns; `-` is standard input
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<String>,
        /// The files are CoNLL-U: keep their sentences and words, replace lemmas, tags and trees
        #[arg(long)]
        conllu: bool,
        /// The files are paragraphs and nothing else: don't look for headline, byline, dateline, metadata, navigation
        #[arg(long, conflicts_with = "conllu")]
        prose: bool,
        /// Write here instead of standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Ask a graph in SPARQL 1.1
    #[command(after_help = "Examples:
  Who met whom, as a fact:
    whom query -l news 'SELECT ?a ?b { ?x whom:meet ?y . ?x rdfs:label ?a . ?y rdfs:label ?b }'
  Who claims what, with the sentence:
    whom query -l news 'SELECT ?source ?verb ?quote { GRAPH ?document {
      ?statement a whom:Statement ; whom:factual false ; whom:attributedTo ?who ; whom:lemma ?verb ;
                 prov:wasDerivedFrom/nif:anchorOf ?quote } ?who rdfs:label ?source }'
  Without a graph on disk:
    whom query 'SELECT ?person { ?x a whom:Person ; rdfs:label ?person }' --from articles/

Plain patterns see entities and facts. Statements, claims too, stand in one graph per document: GRAPH ?document { ... }.
A statement of two documents stands in both, so count DISTINCT ?statement. Model, ontology and rules: GRAPH whom:provenance.
Prefixes need no declaration: whom, entity, statement, document, rule, rdf, rdfs, schema, org, prov, nif, itsrdf, sem, skos, xsd.
Formats: table on a terminal, else tsv; csv, json, xml; ttl (default) and nt for CONSTRUCT and DESCRIBE.")]
    Query {
        /// The query; `-` is standard input
        #[arg(value_name = "SPARQL", required_unless_present = "file")]
        query: Option<String>,
        /// Read the query from a file
        #[arg(short, long, value_name = "FILE", conflicts_with = "query")]
        file: Option<PathBuf>,
        #[command(flatten)]
        graph: GraphArgs,
        /// table, csv, tsv, json, xml, ttl or nt [default: by the file's name]
        #[arg(long)]
        format: Option<whom::query::Format>,
        /// Write here instead of standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Write at most this many rows
        #[arg(long, value_name = "N")]
        max_rows: Option<usize>,
        /// Give up after this many seconds
        #[arg(long, value_name = "SECONDS")]
        timeout: Option<u64>,
    },
    /// Write a graph for tools that draw and measure graphs, or for a triple store
    #[command(after_help = "Examples:
  whom export -l news -o news.graphml
  whom export -l news gephi -o tables/ --types Person,Country --since 2018-01-01 --collapse
  whom export -l news nq | gzip > news.nq.gz

Formats:
  graphml        Gephi, Cytoscape, igraph, NetworkX
  gexf           Gephi with its timeline
  cyjs           Cytoscape, Cytoscape.js
  gephi, neo4j   nodes.csv and edges.csv in a folder, for Gephi's spreadsheet import, for neo4j-admin
  ttl, nt, rdf   triple stores: Turtle, N-Triples, RDF/XML
  nq, trig, jsonld   triple stores, with a graph for each document

The first five hold what the texts assert between two entities, with --all claims, plans and denials, too, and every entity.
ttl, nt and rdf hold entities and facts, with --all statement nodes and mentions, too; nq, trig and jsonld hold all graphs.")]
    Export {
        /// See below [default: by the file's name]
        #[arg(value_name = "FORMAT")]
        format: Option<whom::export::Format>,
        #[command(flatten)]
        graph: GraphArgs,
        /// Write here instead of standard output; the folder of gephi and neo4j
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        selection: SelectionArgs,
        /// RDF without triple terms, for tools of RDF 1.1
        #[arg(long)]
        flat: bool,
    },
    /// Write a table: statements, mentions, entities, evidence or documents
    #[command(after_help = "Examples:
  whom dump statements -l news | jq 'select(.factual | not)'
  whom dump mentions -l news -o mentions.csv

Offsets count Unicode code points in the document's text, which `whom dump documents` holds.
In csv and tsv, what belongs to one list is joined with `|`.")]
    Dump {
        /// statements, mentions, entities, evidence or documents
        table: Table,
        #[command(flatten)]
        graph: GraphArgs,
        /// jsonl, csv or tsv [default: by the file's name, else jsonl]
        #[arg(long)]
        format: Option<TableFormat>,
        /// Write here instead of standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Show where a statement or an entity comes from: sentences, words, rules, merges
    #[command(after_help = "Examples:
  whom explain 'Vladimir Putin' -l news
  whom explain https://w3id.org/whom/statement/0123456789abcdef -l news
  whom explain 0123456789abcdef -l news")]
    Explain {
        /// Id of a statement or entity, the last part of an id, or a name
        #[arg(value_name = "ID")]
        name: String,
        #[command(flatten)]
        graph: GraphArgs,
    },
    /// Score the program on annotated files
    #[command(after_help = "Example:
  whom eval coreference dev/*.conllu

coreference: CoNLL-U with `Entity=` in MISC, as GUM and CorefUD have it. The words are analysed anew; MUC, B3, CEAFe and their
mean are given beside a baseline that takes the nearest antecedent. Entities that are mentioned once count.")]
    Eval {
        /// What to score
        #[arg(value_name = "TASK")]
        task: eval::Task,
        /// Annotated files
        #[arg(value_name = "FILE", required = true)]
        paths: Vec<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Write what the graph is unsure of into a file: who may be one, or two, or of another type or name
    #[command(after_help = "Examples:
  whom review -l news                writes news/review.tsv: edit its first column, then
  whom build -l news                 applies it
  whom review -l news -o mine.tsv    the same with a file elsewhere:
  whom build -l news --decisions mine.tsv

Run it again at any time: what you decided, deferred or noted stays, new proposals are added at the end.
A merge that you rejected never comes back.")]
    Review {
        /// Directory of the graph
        #[arg(short, long, value_name = "GRAPH")]
        location: PathBuf,
        /// Write here instead of GRAPH/review.tsv; `-` is standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Count what a graph holds and rank its entities
    #[command(after_help = "Example:\n  whom stats -l news --top 20")]
    Stats {
        #[command(flatten)]
        graph: GraphArgs,
        /// Print JSON
        #[arg(long)]
        json: bool,
        /// How many entities of each ranking to show
        #[arg(long, value_name = "N", default_value_t = 10)]
        top: usize,
    },
}

/// Which graph a verb reads.
#[derive(Args, Debug)]
struct GraphArgs {
    /// Directory of the graph, or `:memory:` with --from [default with --from: `:memory:`]
    #[arg(short, long, value_name = "GRAPH", required_unless_present = "from")]
    location: Option<String>,
    /// Build a graph in memory from these files, folders or patterns first; put it last
    #[arg(long, value_name = "PATH", num_args = 1..)]
    from: Vec<String>,
}

/// Which statements an export holds.
#[derive(Args, Debug)]
struct SelectionArgs {
    /// Not only facts
    #[arg(long)]
    all: bool,
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
    /// Join parallel edges into one, with the sum of their weights
    #[arg(long)]
    collapse: bool,
}

fn entity_types() -> impl TypedValueParser<Value = EntityType> {
    PossibleValuesParser::new(EntityType::ALL.iter().map(|of| of.as_str())).try_map(|name| name.parse())
}

impl SelectionArgs {
    fn selection(self) -> Result<Selection> {
        let glob = |pattern: String| globset::Glob::new(&pattern).map(|glob| glob.compile_matcher());
        Ok(Selection {
            all: self.all,
            types: self.types.into_iter().collect(),
            predicates: self.predicates.into_iter().collect(),
            min_support: self.min_support,
            since: self.since,
            until: self.until,
            document: self.document.map(glob).transpose()?,
            collapse: self.collapse,
        })
    }
}

/// What all verbs share.
struct Session {
    ontology: &'static Ontology,
    quiet: bool,
}

impl Session {
    /// The rules of all stages, to be looked up by name.
    fn rules(&self) -> Vec<Rule> {
        [whom::mention::rules(), whom::entity::rules(), whom::proposition::rules()].concat()
    }
}

/// One line on stderr for what went wrong.
pub fn report(error: &anyhow::Error) {
    // Only the first two of the chain: our own errors already tell their cause.
    let mut message = error.to_string();
    if let Some(cause) = error.source().map(ToString::to_string).filter(|cause| !message.contains(cause.as_str())) {
        message = format!("{message}: {cause}");
    }
    eprintln!("error: {}", message.split_whitespace().collect::<Vec<_>>().join(" "));
}

/// What is wrong with a command line, without clap's repetition of the usage.
fn one_line(message: &str) -> String {
    let lines = message.lines().map(str::trim).filter(|line| !line.is_empty());
    let told = lines.take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"));
    let told: Vec<&str> = told.collect();
    format!("{}; see `whom --help`", told.join(" ").trim_start_matches("error: "))
}

/// Runs what the command line says.
pub fn run() -> Result<Outcome> {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // Help and version are no errors; a bare `whom` shows the help.
        Err(error) if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            error.exit()
        }
        Err(error) => bail!(one_line(&error.to_string())),
    };
    if let Some(threads) = cli.threads {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build_global()?;
    }
    let ontology = match &cli.ontology {
        // Leaked on purpose: it lives as long as the process.
        Some(directory) => &*Box::leak(Box::new(Ontology::load(directory)?)),
        None => Ontology::builtin(),
    };
    let session = Session { ontology, quiet: cli.quiet };
    match cli.verb {
        Verb::Build { paths, location, curation } => build::build(&session, &paths, &location, &curation),
        Verb::Remove { documents, location } => build::remove(&session, &documents, &location),
        Verb::Extract { paths, openie: true, sentences, binary, output } => {
            let shape = if binary { Shape::Binary } else { Shape::NAry };
            if sentences || paths.iter().all(|path| openie::holds_sentences(path)) {
                openie::sentences(&paths, output.as_deref(), shape)
            } else {
                openie::documents(&session, &paths, output.as_deref(), shape)
            }
        }
        Verb::Extract { paths, output, .. } => documents::extract(&session, &paths, output.as_deref()),
        Verb::Parse { paths, conllu: true, output, .. } => documents::parse_conllu(&paths, output.as_deref()),
        Verb::Parse { paths, prose, output, .. } => documents::parse(&session, &paths, prose, output.as_deref()),
        Verb::Query { query, file, graph, format, output, max_rows, timeout } => {
            let text = read::query_text(query.as_deref(), file.as_deref())?;
            let limits = read::QueryLimits { rows: max_rows, seconds: timeout };
            read::query(&session, &graph, text, format, output, limits)
        }
        Verb::Export { format, graph, output, selection, flat } => {
            read::export(&session, &graph, format, output.as_deref(), selection, flat)
        }
        Verb::Dump { table, graph, format, output } => read::dump(&session, &graph, table, format, output.as_deref()),
        Verb::Explain { name, graph } => read::explain(&session, &graph, &name),
        Verb::Eval { task: eval::Task::Coreference, paths, json } => eval::coreference(&session, &paths, json),
        Verb::Review { location, output } => review::review(&session, &location, output.as_deref()),
        Verb::Stats { graph, json, top } => read::stats(&session, &graph, json, top),
    }
}
