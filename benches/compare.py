"""What whom does with a million statements beside rdflib and networkx with a tenth of them: time, peak memory, ratios.

    make bench                      1,000,000 statements
    make bench STATEMENTS=100000    fewer

Each step is a process of its own, so that its memory is its own. Times are those of the clock, with those of the processor in
brackets (whom has a thread for each core, rdflib and networkx have one); ratios are given for both. The statements are those of the
example articles with other people and organizations (`benches/synthetic`), the same in each run. What is compared:

- build: whom reads records, resolves who is whom, merges statements and loads the store on disk. rdflib reads the same quads (without
  the triple terms, which it does not know) from N-Quads into memory. Per quad.
- GraphML: `whom export graphml`, the facts, from the graph on disk, start of the program and reading included. networkx makes the same
  graph, with the same attributes, from the rows of `whom export gephi`, and writes it. Per edge; for networkx reading the rows is left out.
- PageRank: over the graph of facts. Per edge; what comes before the ranks is left out on both sides.
- queries: `whom query` with its start, on ten times the statements that rdflib has in memory.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import time
import typing
from pathlib import Path

# Asked of both. rdflib needs the prefixes.
QUERIES = {
    "who met whom": """SELECT ?a ?b WHERE { GRAPH ?d { ?s whom:lemma "meet" ; rdf:subject ?x ; rdf:object|whom:arg_with ?y . }
        ?x rdfs:label ?a . ?y rdfs:label ?b }""",
    "offices": "SELECT ?p ?o WHERE { ?x whom:holdsOffice ?y . ?x rdfs:label ?p . ?y rdfs:label ?o }",
    "claims by source": """SELECT ?who (COUNT(DISTINCT ?s) AS ?n) WHERE { GRAPH ?d { ?s whom:attributedTo ?x } ?x rdfs:label ?who }
        GROUP BY ?who ORDER BY DESC(?n) ?who LIMIT 20""",
    "one person": """SELECT ?lemma ?quote WHERE { { SELECT ?x WHERE { ?x a whom:Person ; rdfs:label ?name } ORDER BY ?name LIMIT 1 }
        GRAPH ?d { ?s rdf:subject ?x ; whom:lemma ?lemma ; prov:wasDerivedFrom ?place . ?place nif:anchorOf ?quote } }""",
    "predicates": "SELECT ?p (COUNT(*) AS ?n) WHERE { GRAPH ?d { ?s rdf:predicate ?p } } GROUP BY ?p ORDER BY DESC(?n) ?p LIMIT 20",
}
PREFIXES = {
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "whom": "https://w3id.org/whom/vocabulary#",
}


class Seconds(typing.NamedTuple):
    """Time of the clock and of the processor."""

    clock: float
    processor: float

    def __str__(self) -> str:
        return f"{self.clock:.2f} s ({self.processor:.2f})"

    def per(self, count: int) -> "Seconds":
        return Seconds(self.clock / count, self.processor / count)

    def ratio(self, other: "Seconds") -> str:
        """How many times as long as the other."""
        return f"{self.clock / max(other.clock, 1e-9):.1f} ({self.processor / max(other.processor, 1e-9):.1f})"


def now() -> Seconds:
    return Seconds(time.monotonic(), time.process_time())


def since(start: Seconds) -> Seconds:
    return Seconds(*(end - begin for begin, end in zip(start, now())))


def measured(command: list, output: Path | None = None) -> tuple[Seconds, float, str]:
    """Time, peak memory in MiB and standard output of a command, which is written to `output` instead where that is given."""
    start = time.monotonic()
    with open(output or os.devnull, "wb") as sink:
        process = subprocess.Popen(list(map(str, command)), stdout=sink if output else subprocess.PIPE)
        text = "" if output else process.stdout.read().decode()
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} {command[1]} failed")
    return Seconds(time.monotonic() - start, usage.ru_utime + usage.ru_stime), usage.ru_maxrss / 1024, text


def in_python(part: str, *arguments) -> tuple[dict, float]:
    """What one of the functions below prints, and its peak memory in MiB."""
    _, memory, text = measured([sys.executable, __file__, "--part", part, *arguments])
    return json.loads(text.splitlines()[-1]), memory


def rdflib_part(quads: str) -> dict:
    import rdflib

    start = now()
    dataset = rdflib.Dataset()
    dataset.parse(quads, format="nquads")
    loaded = since(start)
    found = {"quads": len(dataset), "load": loaded, "queries": {}}
    for name, query in QUERIES.items():
        start = now()
        rows = len(list(dataset.query(query, initNs=PREFIXES)))
        found["queries"][name] = (since(start), rows)
    return found


def networkx_part(folder: str, target: str) -> dict:
    import networkx

    number = {"mentions": int, "documents": int, "Weight": float, "confidence": float, "factual": "true".__eq__}

    def rows(name: str, ends: tuple[str, ...]) -> list[tuple]:
        """What stands in a table: the columns that name nodes and edges, and the values that are known, with their types."""
        with open(Path(folder) / name, encoding="utf-8", newline="") as lines:
            return [
                (*(row[end] for end in ends), {key: number.get(key, str)(value) for key, value in row.items() if value and key not in ends})
                for row in csv.DictReader(lines)
            ]

    nodes, edges = rows("nodes.csv", ("Id",)), rows("edges.csv", ("Source", "Target", "Id"))
    start = now()
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    networkx.write_graphml(graph, target)
    written = since(start)
    start = now()
    networkx.pagerank(graph)
    return {"edges": graph.number_of_edges(), "graphml": written, "pagerank": since(start)}


def line(what: str, whom: str, other: str, ratio: str = "") -> None:
    print(f"{what:<24} {whom:<48} {other:<48} {ratio}", flush=True)


def compare(arguments) -> None:
    folder = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    for name in ["large", "small"]:
        subprocess.run(["rm", "-rf", folder / name], check=True)
    sizes = {"large": arguments.statements, "small": arguments.statements // 10}
    build = {}
    for name, size in sizes.items():
        measured([arguments.synthetic, "records", arguments.records, size], folder / f"{name}.jsonl")
        took, memory, text = measured([arguments.synthetic, "load", folder / f"{name}.jsonl", folder / name])
        build[name] = (took, memory, json.loads(text))
    large, small = folder / "large", folder / "small"
    count = "SELECT (COUNT(*) AS ?n) WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    no_limits = ["--timeout", "0", "--max-memory", "0"]
    quads = int(measured([arguments.whom, "query", "-l", large, *no_limits, count])[2].split()[-1])
    measured([arguments.whom, "export", "nq", "--flat", "-l", small], folder / "small.nq")
    measured([arguments.whom, "export", "gephi", "-l", small, "-o", folder / "small-gephi"])

    print(f"{arguments.statements} statements beside {arguments.statements // 10}; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    line("", "whom", "rdflib, networkx", "times as fast")
    other, other_memory = in_python("rdflib", folder / "small.nq")
    took, memory, _ = build["large"]
    theirs = Seconds(*other["load"])
    line(
        "build of the store",
        f"{took}, {memory:.0f} MiB, {quads} quads",
        f"{theirs}, {other_memory:.0f} MiB, {other['quads']} quads",
        f"{theirs.per(other['quads']).ratio(took.per(quads))} a quad; asked: 5",
    )
    drawn, drawn_memory = in_python("networkx", folder / "small-gephi", folder / "networkx.graphml")
    took, memory, _ = measured([arguments.whom, "export", "graphml", "-l", large], folder / "large.graphml")
    with (folder / "large.graphml").open(encoding="utf-8") as file:
        edges = sum(row.count("<edge ") for row in file)
    theirs = Seconds(*drawn["graphml"]).per(drawn["edges"])
    line(
        "GraphML",
        f"{took}, {memory:.0f} MiB, {edges} edges",
        f"{Seconds(*drawn['graphml'])}, {drawn_memory:.0f} MiB, {drawn['edges']} edges",
        f"{theirs.ratio(took.per(edges))} an edge; asked: 10",
    )
    _, memory, text = measured([arguments.synthetic, "pagerank", large])
    ranked = {key: Seconds(*value) if isinstance(value, list) else value for key, value in json.loads(text).items()}
    line("  of that before writing", f"{ranked['read']}: reads the findings", "")
    theirs = Seconds(*drawn["pagerank"])
    line(
        "PageRank",
        f"{ranked['ranked']}, {memory:.0f} MiB, {ranked['edges']} edges",
        f"{theirs}, {drawn_memory:.0f} MiB, {drawn['edges']} edges",
        f"{theirs.per(drawn['edges']).ratio(ranked['ranked'].per(ranked['edges']))} an edge",
    )
    for name, query in QUERIES.items():
        took, memory, text = measured([arguments.whom, "query", "-l", large, *no_limits, query])
        theirs, rows = Seconds(*other["queries"][name][0]), other["queries"][name][1]
        line(
            f"query: {name}",
            f"{took}, {memory:.0f} MiB, {text.count(chr(10)) - 1} rows",
            f"{theirs}, {rows} rows",
            f"{theirs.ratio(took)} on a tenth",
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=["rdflib", "networkx"], help="a step of the other side, run by itself")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--whom", type=Path)
    parser.add_argument("--synthetic", type=Path, help="the program benches/synthetic/graph.rs")
    parser.add_argument("--records", type=Path, help="what whom extract gives for the example articles")
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where graphs and exports go")
    arguments = parser.parse_args()
    if arguments.part:
        print(json.dumps({"rdflib": rdflib_part, "networkx": networkx_part}[arguments.part](*arguments.files)))
    else:
        compare(arguments)


if __name__ == "__main__":
    main()
