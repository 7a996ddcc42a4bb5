"""What whom does with a million statements beside rdflib and networkx with a tenth of them: time, peak memory, ratios.

    make bench                      1,000,000 statements
    make bench STATEMENTS=100000    fewer

Each step is a process of its own, so that its memory is its own, and is printed as soon as it is measured. Times are those of the
clock, with those of the processor in brackets (whom has a thread for each core, rdflib and networkx have one); ratios are given for
both. The statements are those of the example articles with other people and organizations (`benches/synthetic`), the same in each run.
What is compared:

- build: whom reads records, resolves who is whom, merges statements and loads the store on disk. rdflib reads the same quads (without
  the triple terms, which it does not know) from N-Quads into memory. Per statement, and per quad.
- queries: `whom query` with its start, on ten times the statements that rdflib has in memory. rdflib has a time limit for each, after
  which it is killed; the ratio is then a lower bound. Each is asked in a fork of the process that has read the quads, whose memory
  counts as the query's.
- GraphML: `whom export graphml`, the facts, from the graph on disk, start of the program and reading included. networkx makes the same
  graph, with the same attributes, from the rows of `whom export gephi`, and writes it. Per edge; for networkx reading the rows is left out.
- PageRank: over the graph of facts. Per edge; what comes before the ranks is left out on both sides.
"""

import argparse
import csv
import gc
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
import typing
from collections.abc import Callable, Iterator
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


class InPython:
    """One of the functions below in a process of its own, which says one thing at a time, each when it is asked for it."""

    def __init__(self, part: str, *arguments) -> None:
        command = [sys.executable, __file__, "--part", part, *map(str, arguments)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def next(self) -> dict:
        print(file=self.process.stdin, flush=True)
        found = json.loads(self.process.stdout.readline() or "null")
        if found is None:
            raise SystemExit(f"{' '.join(self.process.args)} failed")
        return {key: Seconds(*value) if isinstance(value, list) else value for key, value in found.items()}

    def end(self) -> None:
        self.process.communicate()


def peak() -> float:
    """Of this process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rdflib_part(quads: str, limit: str) -> Iterator[dict]:
    import rdflib

    start = now()
    dataset = rdflib.Dataset()
    dataset.parse(quads, format="nquads")
    yield {"took": since(start), "memory": peak(), "quads": len(dataset)}
    # So that a fork does not write to what it shares only to collect garbage.
    gc.freeze()
    for query in QUERIES.values():
        yield forked(lambda: len(list(dataset.query(query, initNs=PREFIXES))), float(limit))


def forked(count: Callable[[], int], limit: float) -> dict:
    """What a count comes to in a fork of this process, which is killed after so many seconds."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            start = now()
            rows = count()
            os.write(writer, json.dumps({"took": since(start), "rows": rows}).encode())
        finally:
            os._exit(0)
    os.close(writer)
    in_time = select.select([reader], [], [], limit)[0]
    if not in_time:
        os.kill(child, signal.SIGKILL)
    with open(reader, "rb") as result:
        text = result.read()
    _, _, usage = os.wait4(child, 0)
    if in_time and not text:
        raise SystemExit("a query failed")
    found = json.loads(text) if in_time else {"took": Seconds(limit, usage.ru_utime + usage.ru_stime), "rows": None}
    return {**found, "memory": usage.ru_maxrss / 1024}


def networkx_part(folder: str, target: str) -> Iterator[dict]:
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
    yield {"took": since(start), "memory": peak(), "edges": graph.number_of_edges()}
    start = now()
    networkx.pagerank(graph)
    yield {"took": since(start), "memory": peak(), "edges": graph.number_of_edges()}


def line(what: str, whom: str, other: str, ratio: str = "") -> None:
    print(f"{what:<24} {whom:<56} {other:<48} {ratio}", flush=True)


def compare(arguments) -> None:
    folder, statements = arguments.folder, arguments.statements
    large, small = folder / "large", folder / "small"
    folder.mkdir(parents=True, exist_ok=True)
    for graph in [large, small]:
        subprocess.run(["rm", "-rf", graph], check=True)
    print(f"{statements} statements beside {statements // 10}; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}\n")
    line("", "whom", "rdflib, networkx", "times as fast")

    for size, graph in [(statements // 10, small), (statements, large)]:
        measured([arguments.synthetic, "records", arguments.records, size], graph.with_suffix(".jsonl"))
    load = [arguments.synthetic, "load"]
    measured([*load, small.with_suffix(".jsonl"), small])
    measured([arguments.whom, "export", "nq", "--flat", "-l", small], folder / "small.nq")
    measured([arguments.whom, "export", "gephi", "-l", small, "-o", folder / "small-gephi"])

    took, memory, _ = measured([*load, large.with_suffix(".jsonl"), large])
    rdflib = InPython("rdflib", folder / "small.nq", arguments.limit)
    theirs = rdflib.next()
    count = "SELECT (COUNT(*) AS ?n) WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    query = [arguments.whom, "query", "-l", large, "--timeout", "0", "--max-memory", "0"]
    quads = int(measured([*query, count])[2].split()[-1])
    line(
        "build of the store",
        f"{took}, {memory:.0f} MiB, {quads} quads",
        f"{theirs['took']}, {theirs['memory']:.0f} MiB, {theirs['quads']} quads",
        f"{theirs['took'].per(statements // 10).ratio(took.per(statements))} a statement; asked: 5; "
        f"{theirs['took'].per(theirs['quads']).ratio(took.per(quads))} a quad",
    )

    for name, text in QUERIES.items():
        theirs = rdflib.next()
        took, memory, table = measured([*query, text])
        killed = theirs["rows"] is None
        line(
            f"query: {name}",
            f"{took}, {memory:.0f} MiB, {table.count(chr(10)) - 1} rows",
            f"{theirs['took']}, {theirs['memory']:.0f} MiB, {'killed' if killed else str(theirs['rows']) + ' rows'}",
            f"{'more than ' if killed else ''}{theirs['took'].ratio(took)} on a tenth",
        )
    rdflib.end()

    networkx = InPython("networkx", folder / "small-gephi", folder / "networkx.graphml")
    theirs = networkx.next()
    took, memory, _ = measured([arguments.whom, "export", "graphml", "-l", large], folder / "large.graphml")
    with (folder / "large.graphml").open(encoding="utf-8") as file:
        edges = sum(row.count("<edge ") for row in file)
    line(
        "GraphML",
        f"{took}, {memory:.0f} MiB, {edges} edges",
        f"{theirs['took']}, {theirs['memory']:.0f} MiB, {theirs['edges']} edges",
        f"{theirs['took'].per(theirs['edges']).ratio(took.per(edges))} an edge; asked: 10",
    )
    theirs = networkx.next()
    networkx.end()
    _, memory, text = measured([arguments.synthetic, "pagerank", large])
    ranked = {key: Seconds(*value) if isinstance(value, list) else value for key, value in json.loads(text).items()}
    line(
        "PageRank",
        f"{ranked['ranked']}, {memory:.0f} MiB, {ranked['edges']} edges",
        f"{theirs['took']}, {theirs['memory']:.0f} MiB, {theirs['edges']} edges",
        f"{theirs['took'].per(theirs['edges']).ratio(ranked['ranked'].per(ranked['edges']))} an edge",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", choices=["rdflib", "networkx"], help="a step of the other side, run by itself")
    parser.add_argument("files", nargs="*")
    parser.add_argument("--whom", type=Path)
    parser.add_argument("--synthetic", type=Path, help="the program benches/synthetic/graph.rs")
    parser.add_argument("--records", type=Path, help="what whom extract gives for the example articles")
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--limit", type=float, default=120, help="seconds that rdflib has for each query")
    parser.add_argument("--folder", type=Path, help="where graphs and exports go")
    arguments = parser.parse_args()
    if arguments.part:
        said = {"rdflib": rdflib_part, "networkx": networkx_part}[arguments.part](*arguments.files)
        for _, found in zip(sys.stdin, said):
            print(json.dumps(found), flush=True)
    else:
        compare(arguments)


if __name__ == "__main__":
    main()
