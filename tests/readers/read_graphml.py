"""Reads a GraphML file with NetworkX and igraph and prints what each saw as JSON, for tests/readers.rs."""

import json
import sys

import igraph
import networkx


def with_networkx(path):
    graph = networkx.read_graphml(path, force_multigraph=True)
    nodes = [[data["iri"], data["label"], data["mentions"], data["size"]] for _, data in graph.nodes(data=True)]
    edges = [
        [graph.nodes[source]["iri"], graph.nodes[target]["iri"], data["edge_id"], data["label"], data["weight"]]
        for source, target, data in graph.edges(data=True)
    ]
    return {"directed": graph.is_directed(), "nodes": sorted(nodes), "edges": sorted(edges)}


def with_igraph(path):
    graph = igraph.Graph.Read_GraphML(path)
    nodes = [[vertex["iri"], vertex["label"], vertex["mentions"], vertex["size"]] for vertex in graph.vs]
    edges = [
        [graph.vs[edge.source]["iri"], graph.vs[edge.target]["iri"], edge["edge_id"], edge["label"], edge["weight"]]
        for edge in graph.es
    ]
    return {"directed": graph.is_directed(), "nodes": sorted(nodes), "edges": sorted(edges)}


if __name__ == "__main__":
    path = sys.argv[1]
    print(json.dumps({"networkx": with_networkx(path), "igraph": with_igraph(path)}, ensure_ascii=False))
