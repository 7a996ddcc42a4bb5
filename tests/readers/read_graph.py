"""Reads a GraphML file with NetworkX and igraph, or a GEXF file with NetworkX, and prints what each saw as JSON, for
tests/readers.rs."""

import json
import sys

import igraph
import networkx


def with_networkx(graph, edge_id):
    nodes = [[data["iri"], data["label"], data["mentions"], size_of(data)] for _, data in graph.nodes(data=True)]
    edges = [
        [graph.nodes[source]["iri"], graph.nodes[target]["iri"], data[edge_id], data["label"], data["weight"]]
        for source, target, data in graph.edges(data=True)
    ]
    return {"directed": graph.is_directed(), "nodes": sorted(nodes), "edges": sorted(edges)}


def size_of(data):
    return data["viz"]["size"] if "viz" in data else data["size"]


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
    if path.endswith(".gexf"):
        seen = {"networkx": with_networkx(networkx.read_gexf(path), "id")}
    else:
        seen = {
            "networkx": with_networkx(networkx.read_graphml(path, force_multigraph=True), "edge_id"),
            "igraph": with_igraph(path),
        }
    print(json.dumps(seen, ensure_ascii=False))
