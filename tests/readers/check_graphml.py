"""Checks a GraphML file against the rules of the GraphML schema (http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd): which
element stands where with which attributes, what is unique, what refers to what. Prints what is wrong as JSON, for
tests/readers.rs."""

import json
import re
import sys
import xml.etree.ElementTree as ElementTree

NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"
NMTOKEN = re.compile(r"[-.:\w]+\Z")
# Required attributes, then those that may be there (of the schema and its extension for types of attributes).
ATTRIBUTES = {
    "graphml": (set(), set()),
    "key": ({"id"}, {"for", "attr.name", "attr.type", "dynamic"}),
    "graph": ({"edgedefault"}, {"id"}),
    "node": ({"id"}, set()),
    "edge": ({"source", "target"}, {"id", "directed", "sourceport", "targetport"}),
    "data": ({"key"}, {"id", "time"}),
}
# `label` on edges is no attribute of the schema, which lets tools extend it; Gephi reads it.
EXTENSION = {"edge": {"label"}}
CHILDREN = {
    "graphml": re.compile(r"(desc )?(key )*(data |graph )*\Z"),
    "key": re.compile(r"(desc )?(default )?\Z"),
    "graph": re.compile(r"(desc )?(data |node |edge |hyperedge )*\Z"),
    "node": re.compile(r"(desc )?(data |port )*(graph )?\Z"),
    "edge": re.compile(r"(desc )?(data )*(graph )?\Z"),
    "data": re.compile(r"\Z"),
}
DOMAINS = {"all", "graphml", "graph", "node", "edge", "hyperedge", "port", "endpoint"}
TYPES = {
    "boolean": re.compile(r"true|false|0|1"),
    "int": re.compile(r"[+-]?\d+"),
    "long": re.compile(r"[+-]?\d+"),
    "float": re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?"),
    "double": re.compile(r"[+-]?\d+(\.\d*)?([eE][+-]?\d+)?"),
    "string": re.compile(r".*", re.DOTALL),
}


def problems(root):
    if root.tag != NAMESPACE + "graphml":
        yield f"the root is {root.tag}"
    name = lambda element: element.tag.removeprefix(NAMESPACE)
    for element in root.iter():
        required, allowed = ATTRIBUTES.get(name(element), (set(), set()))
        if name(element) not in ATTRIBUTES:
            yield f"unknown element {element.tag}"
            continue
        own = {key for key in element.attrib if not key.startswith("{")}
        if not required <= own or own - required - allowed - EXTENSION.get(name(element), set()):
            yield f"attributes of {name(element)}: {sorted(own)}"
        if not CHILDREN[name(element)].match("".join(name(child) + " " for child in element)):
            yield f"children of {name(element)}: {[name(child) for child in element]}"
    keys = {key.get("id"): key for key in root.iter(NAMESPACE + "key")}
    for kind in ("key", "node", "edge"):
        ids = [element.get("id") for element in root.iter(NAMESPACE + kind)]
        if len(set(ids)) < len(ids) or not all(NMTOKEN.match(each) for each in ids):
            yield f"ids of {kind} elements"
    for key in keys.values():
        if key.get("for", "all") not in DOMAINS or key.get("attr.type") not in TYPES or not key.get("attr.name"):
            yield f"key {key.attrib}"
    nodes = {node.get("id") for node in root.iter(NAMESPACE + "node")}
    for edge in root.iter(NAMESPACE + "edge"):
        if not {edge.get("source"), edge.get("target")} <= nodes:
            yield f"edge {edge.attrib} has no such ends"
    for element in (*root.iter(NAMESPACE + "node"), *root.iter(NAMESPACE + "edge")):
        used = [data.get("key") for data in element.iter(NAMESPACE + "data")]
        if len(set(used)) < len(used):
            yield f"{element.attrib}: a key stands there twice"
        for data in element.iter(NAMESPACE + "data"):
            key = keys.get(data.get("key"))
            if key is None or key.get("for") not in (name(element), "all"):
                yield f"data of {element.attrib} has no such key: {data.get('key')}"
            elif not TYPES[key.get("attr.type")].fullmatch(data.text or ""):
                yield f"{data.get('key')} of {element.attrib} is no {key.get('attr.type')}: {data.text}"


if __name__ == "__main__":
    print(json.dumps(list(problems(ElementTree.parse(sys.argv[1]).getroot()))))
