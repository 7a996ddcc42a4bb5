"""Measures a GraphML file with NetworkX and prints the measures by the IRI of the node as JSON, for tests/readers.rs; and how good
its communities are beside those that NetworkX and igraph find."""

import json
import sys

import igraph
import networkx

graph = networkx.read_graphml(sys.argv[1], force_multigraph=True)
plain = networkx.Graph()
plain.add_nodes_from(graph)
for source, target, data in graph.edges(data=True):
    if source != target:
        before = plain.get_edge_data(source, target, {"weight": 0})["weight"]
        plain.add_edge(source, target, weight=before + data["weight"])

components = sorted(networkx.weakly_connected_components(graph), key=len, reverse=True)
size = {node: len(component) for component in components for node in component}
# A multigraph with weights of 1: what "weight" says are sentences.
rank = networkx.pagerank(graph, weight=None, tol=1e-14, max_iter=1000)
between = networkx.betweenness_centrality(plain)
core = networkx.core_number(plain)
measures = {
    data["iri"]: {
        "in_degree": graph.in_degree(node),
        "out_degree": graph.out_degree(node),
        "degree": graph.degree(node),
        "page_rank": rank[node],
        "betweenness": between[node],
        "core": core[node],
        "component_size": size[node],
    }
    for node, data in graph.nodes(data=True)
}

communities = {}
for node, data in graph.nodes(data=True):
    communities.setdefault(data["community"], set()).add(node)
modularity = lambda parts: networkx.community.modularity(plain, parts)
leiden = igraph.Graph.from_networkx(plain).community_leiden("modularity", weights="weight", n_iterations=-1)
names = list(plain)
found = {
    "own": modularity(communities.values()),
    "networkx_louvain": modularity(networkx.community.louvain_communities(plain, seed=1)),
    "igraph_leiden": modularity([{names[index] for index in part} for part in leiden]),
    "connected": all(networkx.is_connected(plain.subgraph(part)) for part in communities.values()),
    "sizes_fall": [len(communities[number]) for number in sorted(communities)]
    == sorted(map(len, communities.values()), reverse=True),
}
print(json.dumps({"measures": measures, "communities": found}))
