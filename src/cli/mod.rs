//! The command line: arguments, what each verb calls, what is printed where. Data goes to stdout, all else to stderr.

mod build;
mod documents;
mod dump;
mod eval;
mod explain;
mod export;
mod graph;
mod openie;
mod output;
mod path;
mod query;
mod review;
mod stats;
mod validate;

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};
use whom::ontology::Ontology;
use whom::openie::Shape;
use whom::rule::Rule;

pub use output::is_broken_pipe;

/// How a run ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Some documents were left out; each was named on stderr.
    SomeSkipped,
    /// The graph is not as its shapes ask.
    Violations,
}

/// Reads news and answers who did what to whom, when, where, who says so, and in which sentence.
#[derive(Parser, Debug)]
#[command(name = "whom", version, max_term_width = 100)]
#[command(
    after_help = "Example:\n  whom build articles/ -l news\n  whom query -l news 'SELECT ?who ?whom { ?who whom:met ?whom }'

Exit status: 0 done, 1 some documents were skipped (of validate: the graph violates its shapes), 2 failed."
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
    /// Copy a graph to a new folder, whole, while others may read it
    #[command(after_help = "Example:
  whom backup -l news news-2026-01-31

The copy is a graph, too: ask it with `-l news-2026-01-31`. To go back to it, put it in the graph's place.")]
    Backup {
        /// Directory of the graph
        #[arg(short, long, value_name = "GRAPH")]
        location: PathBuf,
        /// The copy, not there yet
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
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
Formats: table on a terminal, else tsv; csv, json, xml; ttl (default) and nt for CONSTRUCT and DESCRIBE.

A query gets 60 seconds and 2 GiB of memory unless told otherwise; memory is limited where the system can (Linux). Updates,
SERVICE and joins of patterns that share no variable are refused; --allow-products allows the last.")]
    Query {
        /// The query; `-` is standard input
        #[arg(value_name = "SPARQL", required_unless_present = "file")]
        query: Option<String>,
        /// Read the query from a file
        #[arg(short, long, value_name = "FILE", conflicts_with = "query")]
        file: Option<PathBuf>,
        #[command(flatten)]
        graph: GraphArgs,
        #[command(flatten)]
        arguments: query::QueryArgs,
    },
    /// Ask a graph one of the questions that are asked often
    #[command(after_help = "Examples:
  whom ask met -l news
  whom ask offices 'Rand Paul' -l news
  whom ask offices Kentucky -l news
  whom ask timeline Russia -l news --format csv
  whom ask said 'White House' -l news

met: who met or talked to whom. offices: which offices a person held, or who held an office or one of a country or body.
said: what is reported as someone's words. timeline: what happened to an entity or was done by it, by day.
All but `said` tell facts only. A name is an entity's label or one of its aliases, in small letters or large.")]
    Ask {
        /// met, offices, said or timeline
        #[arg(value_name = "QUESTION", value_parser = query::question)]
        question: &'static whom::query::ask::Question,
        /// Whom or what it is about
        #[arg(value_name = "NAME")]
        name: Option<String>,
        #[command(flatten)]
        graph: GraphArgs,
        #[command(flatten)]
        arguments: query::QueryArgs,
    },
    /// Write a graph for tools that draw and measure graphs, or for a triple store
    #[command(after_help = "Examples:
  whom export -l news -o news.graphml
  whom export -l news -o news.gexf --layout --measures
  whom export -l news gephi -o tables/ --types Person,Country --since 2018-01-01 --collapse
  whom export -l news -o news.svg --nodes 40 --title 'Who met whom' --predicates consult
  whom export -l news nq | gzip > news.nq.gz

Formats:
  graphml        Gephi, Cytoscape, igraph, NetworkX
  gexf           Gephi with its timeline
  cyjs           Cytoscape, Cytoscape.js
  dot            Graphviz
  gephi, neo4j   nodes.csv and edges.csv in a folder, for Gephi's spreadsheet import, for neo4j-admin
  svg, png       a picture with a legend
  ttl, nt, rdf   triple stores: Turtle, N-Triples, RDF/XML
  nq, trig, jsonld   triple stores, with a graph for each document

All but those for triple stores hold what the texts assert between two entities, with --all claims, plans and denials, too, and
every entity. `whom dump --codebook` explains what they say of nodes and edges.
ttl, nt and rdf hold entities and facts, with --all statement nodes and mentions, too; nq, trig and jsonld hold all graphs.
With --types, --predicates, --since and the like RDF holds those statements, what they speak of, and the documents that say them.")]
    Export(export::ExportArgs),
    /// Write a table: statements, mentions, entities, evidence or documents
    #[command(after_help = "Examples:
  whom dump statements -l news | jq 'select(.factual | not)'
  whom dump statements -l news --factual --types Person,Country --since 2018-01-01 -o statements.csv
  whom dump mentions -l news -o mentions.parquet
  whom dump statements -l news --profile polecat -o events.tsv
  whom dump statements -l news --profile edgelist --all -o edges.csv
  whom dump --codebook > codebook.md

Offsets count Unicode code points in the document's text, which `whom dump documents` holds.
In csv, tsv, parquet and xlsx, what belongs to one list is joined with `|`. A cell of xlsx holds 32,767 characters.")]
    Dump(dump::DumpArgs),
    /// Find the shortest ways from one entity to another over what the texts say, with the sentences
    #[command(after_help = "Examples:
  whom path 'Rand Paul' 'Vladimir Putin' -l news
  whom path 'Rand Paul' 'Vladimir Putin' -l news --all --json

Statements join in either direction. Of several shortest paths those come first whose weakest step most sentences say.")]
    Path(path::PathArgs),
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
    /// Check a graph against SHACL shapes, and show the evidence of what violates them
    #[command(after_help = "Examples:
  whom validate -l news
  whom validate -l news --shapes mine.ttl --json

The shapes that are built in are ontology/shapes.ttl, whose head says which part of SHACL Core is known.
Exit status: 0 nothing found or warnings only, 1 violations, 2 failed.")]
    Validate {
        #[command(flatten)]
        graph: GraphArgs,
        /// Shapes in Turtle instead of the built-in ones
        #[arg(long, value_name = "FILE")]
        shapes: Option<PathBuf>,
        /// Print JSON, one finding a line
        #[arg(long)]
        json: bool,
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
    #[arg(short, long, value_name = "GRAPH")]
    location: Option<String>,
    /// Build a graph in memory from these files, folders or patterns first; put it last
    #[arg(long, value_name = "PATH", num_args = 1..)]
    from: Vec<String>,
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
    // The other process loads what the query needs.
    if let Verb::Query { arguments, .. } | Verb::Ask { arguments, .. } = &cli.verb
        && !query::is_worker()
    {
        return query::supervise(arguments);
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
        Verb::Backup { location, folder } => build::backup(&location, &folder),
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
        Verb::Query { query, file, graph, arguments } => {
            query::work(&session, &graph, &arguments, &query::query_text(query.as_deref(), file.as_deref())?)
        }
        Verb::Ask { question, name, graph, arguments } => {
            query::work(&session, &graph, &arguments, &query::question_text(question, name.as_deref())?)
        }
        Verb::Export(arguments) => export::export(&session, arguments),
        Verb::Dump(arguments) => dump::dump(&session, arguments),
        Verb::Path(arguments) => path::path(&session, arguments),
        Verb::Explain { name, graph } => explain::explain(&session, &graph, &name),
        Verb::Eval { task: eval::Task::Coreference, paths, json } => eval::coreference(&session, &paths, json),
        Verb::Review { location, output } => review::review(&session, &location, output.as_deref()),
        Verb::Validate { graph, shapes, json } => validate::validate(&session, &graph, shapes.as_deref(), json),
        Verb::Stats { graph, json, top } => stats::stats(&session, &graph, json, top),
    }
}
