"""Reads a GraphML, GEXF or DOT file with NetworkX, igraph or pydot, and prints what each saw as JSON, for tests/readers.rs: every
attribute of every node and edge."""

import json
import math
import sys

import igraph
import networkx
import pydot


def known(attributes):
    """Without what stands for nothing: igraph fills up with empty texts and NaN."""
    missing = lambda value: value is None or value == "" or isinstance(value, float) and math.isnan(value)
    return {key: value for key, value in attributes.items() if not missing(value)}


def node_of(data):
    data = dict(data)
    looks = data.pop("viz", {})
    data.update({"size": looks["size"], **{c: looks["color"][c] for c in "rgb"}} if looks else {})
    if "position" in looks:
        data.update({axis: looks["position"][axis] for axis in "xy"})
    return known(data)


def edge_of(data, edge_id, source, target):
    data = dict(data)
    for dated, time in [("start", "time_start"), ("end", "time_end")]:
        if data.pop(dated, data.get(time)) != data.get(time):
            raise ValueError(f"{dated} is not {time}: {data}")
    data.pop("kind", None)
    data.pop("edge_id", None)
    return known({**data, "id": edge_id, "source": source, "target": target})


def with_networkx(graph, edge_id):
    nodes = [node_of(data) for _, data in graph.nodes(data=True)]
    edges = [
        edge_of(data, data[edge_id], graph.nodes[source]["iri"], graph.nodes[target]["iri"])
        for source, target, data in graph.edges(data=True)
    ]
    return {"directed": graph.is_directed(), "nodes": nodes, "edges": edges}


def with_igraph(path):
    graph = igraph.Graph.Read_GraphML(path)
    nodes = [{key: value for key, value in node_of(vertex.attributes()).items() if key != "id"} for vertex in graph.vs]
    edges = [
        edge_of(edge.attributes(), edge["edge_id"], graph.vs[edge.source]["iri"], graph.vs[edge.target]["iri"])
        for edge in graph.es
    ]
    return {"directed": graph.is_directed(), "nodes": nodes, "edges": edges}


def with_pydot(path):
    (graph,) = pydot.graph_from_dot_file(path, encoding="utf-8")
    plain = lambda attributes: {key: json.loads(value, strict=False) if value[0] == '"' else value for key, value in attributes.items()}
    name = lambda text: json.loads(text) if text[0] == '"' else text
    nodes = {name(node.get_name()): plain(node.get_attributes()) for node in graph.get_nodes() if node.get_name() not in ("node", "edge", "graph")}
    edges = [
        {**plain(edge.get_attributes()), "source": nodes[name(edge.get_source())]["iri"], "target": nodes[name(edge.get_destination())]["iri"]}
        for edge in graph.get_edges()
    ]
    return {"directed": graph.get_type() == "digraph", "nodes": list(nodes.values()), "edges": edges}


def main(path):
    if path.endswith(".dot"):
        return {"pydot": with_pydot(path)}
    if path.endswith(".gexf"):
        return {"networkx": with_networkx(networkx.read_gexf(path), "id")}
    return {
        "networkx": with_networkx(networkx.read_graphml(path, force_multigraph=True), "edge_id"),
        "igraph": with_igraph(path),
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1]), ensure_ascii=False))
