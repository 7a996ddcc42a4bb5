// Reads a GraphML or GEXF file with graphology, which Gephi Lite and sigma.js build on, and prints what it saw as JSON, for
// tests/readers.rs. CommonJS, because `require` finds libraries by NODE_PATH and `import` does not.

const { readFileSync } = require("node:fs");
const { MultiDirectedGraph } = require("graphology");

const path = process.argv[2];
const format = path.endsWith(".gexf") ? require("graphology-gexf") : require("graphology-graphml");
const graph = format.parse(MultiDirectedGraph, readFileSync(path, "utf-8"));
const byText = (a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
const nodes = graph.mapNodes((_, node) => [node.iri, node.label, node.mentions, node.size]);
const edges = graph.mapEdges((key, edge, _source, _target, source, target) => {
  if (edge.edge_id !== undefined && key !== edge.edge_id) throw new Error(`edge ${key} has the edge_id ${edge.edge_id}`);
  return [source.iri, target.iri, key, edge.label, edge.weight];
});
const directed = graph.type === "directed";
console.log(JSON.stringify({ graphology: { directed, nodes: nodes.sort(byText), edges: edges.sort(byText) } }));
