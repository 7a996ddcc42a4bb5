// Reads a GraphML or GEXF file with graphology, which Gephi Lite and sigma.js build on, and prints what it saw as JSON, for
// tests/readers.rs. CommonJS, because `require` finds libraries by NODE_PATH and `import` does not.

const { readFileSync } = require("node:fs");
const { MultiDirectedGraph } = require("graphology");

const path = process.argv[2];
const format = path.endsWith(".gexf") ? require("graphology-gexf") : require("graphology-graphml");
const graph = format.parse(MultiDirectedGraph, readFileSync(path, "utf-8"));

// "#rrggbb" or "rgb(r,g,b)", which the reader of GEXF makes of three numbers.
const colour = (text) => {
  const numbers = text.startsWith("#") ? text.match(/[0-9a-f]{2}/g).map((hex) => parseInt(hex, 16)) : text.match(/\d+/g).map(Number);
  return { r: numbers[0], g: numbers[1], b: numbers[2] };
};
const nodes = graph.mapNodes((_, { color, z, ...node }) => (color === undefined ? node : { ...node, ...colour(color) }));
const edges = graph.mapEdges((key, { edge_id, kind, ...edge }, _source, _target, source, target) => {
  if (edge_id !== undefined && key !== edge_id) throw new Error(`edge ${key} has the edge_id ${edge_id}`);
  return { ...edge, id: key, source: source.iri, target: target.iri };
});
console.log(JSON.stringify({ graphology: { directed: graph.type === "directed", nodes, edges } }));
