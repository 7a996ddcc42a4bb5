"""Reads an RDF file with rdflib and prints its quads as JSON, for tests/readers.rs: subject, predicate, object, type of the object (IRI,
or datatype of the literal), graph."""

import json
import pathlib
import sys

import rdflib

rdflib.NORMALIZE_LITERALS = False
FORMATS = {"ttl": "turtle", "nt": "nt", "nq": "nquads", "trig": "trig", "jsonld": "json-ld", "rdf": "xml"}

path = pathlib.Path(sys.argv[1])
dataset = rdflib.Dataset()
form = FORMATS[path.suffix.removeprefix(".")]
target = dataset if form in ("nquads", "trig", "json-ld") else dataset.default_graph
target.parse(path, format=form)


def kind(term):
    if isinstance(term, rdflib.Literal):
        return str(term.datatype or "http://www.w3.org/2001/XMLSchema#string")
    return "IRI" if isinstance(term, rdflib.URIRef) else "blank"


default = {None, rdflib.graph.DATASET_DEFAULT_GRAPH_ID}
quads = {(str(s), str(p), str(o), kind(o), "" if g in default else str(g)) for s, p, o, g in dataset.quads()}
print(json.dumps(sorted(quads)))
