"""Checks a GraphML or GEXF file against the rules of its schema: which element stands where with which attributes, of which types, what
is unique, what refers to what. Prints what is wrong as a JSON list, for tests/readers.rs.

GraphML: http://graphml.graphdrawing.org/xmlns/1.1/graphml.xsd, without ports and hyperedges. GEXF: https://gexf.net/1.3/gexf.rnc with
dynamics.rnc and viz.rnc, without hierarchies, and with days as the only times. Neither schema says that a value must be of its
attribute's type, nor GEXF's that ids are unique and refer to something; their manuals do, and so it is checked, too."""

import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
GEXF = "{http://gexf.net/1.3}"
VIZ = "{http://gexf.net/1.3/viz}"

# What may stand as a value, of XML Schema's types and of enumerations.
ANY = r"[^\0]*"
NMTOKEN = r"[-.:\w·]+"
BOOLEAN = r"true|false|0|1"
INTEGER = r"[+-]?\d+"
REAL = r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|-?INF|NaN"
DATE = r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
CHANNEL = r"\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]"
NOT_NEGATIVE = r"\+?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?"
TYPES = {
    "boolean": BOOLEAN,
    "int": INTEGER,
    "integer": INTEGER,
    "long": INTEGER,
    "float": REAL,
    "double": REAL,
    "string": ANY,
}


@dataclass
class Element:
    """Attributes with their types, those that must be there, children in their order, and whether text may stand in it."""

    attributes: dict = field(default_factory=dict)
    required: tuple = ()
    children: str = r""
    text: bool = False


ELEMENTS = {
    GRAPHML + "graphml": Element({}, (), r"(desc )?(key )*(data |graph )*"),
    GRAPHML + "key": Element(
        {
            "id": NMTOKEN,
            "for": "all|graphml|graph|node|edge|hyperedge|port|endpoint",
            "attr.name": NMTOKEN,
            "attr.type": "boolean|int|long|float|double|string",
            "dynamic": BOOLEAN,
        },
        ("id",),
        r"(desc )?(default )?",
    ),
    GRAPHML + "desc": Element(text=True),
    GRAPHML + "default": Element(text=True),
    GRAPHML + "graph": Element(
        {"id": NMTOKEN, "edgedefault": "directed|undirected"}, ("edgedefault",), r"(desc )?(data |node |edge )*"
    ),
    GRAPHML + "node": Element({"id": NMTOKEN}, ("id",), r"(desc )?(data )*(graph )?"),
    # `label` is what Gephi reads and no attribute of the schema itself, which leaves such to extensions of it (edge.extra.attrib).
    GRAPHML + "edge": Element(
        {"id": NMTOKEN, "source": NMTOKEN, "target": NMTOKEN, "directed": BOOLEAN, "label": ANY},
        ("source", "target"),
        r"(desc )?(data )*(graph )?",
    ),
    GRAPHML + "data": Element({"key": NMTOKEN, "id": NMTOKEN, "time": INTEGER}, ("key",), text=True),
    GEXF + "gexf": Element({"version": r"1\.3", "variant": ANY}, ("version",), r"(meta )?graph "),
    GEXF + "meta": Element({"lastmodifieddate": DATE}, (), r"(creator |keywords |description )*"),
    GEXF + "creator": Element(text=True),
    GEXF + "keywords": Element(text=True),
    GEXF + "description": Element(text=True),
    GEXF + "graph": Element(
        {
            "mode": "static|dynamic|slice",
            "defaultedgetype": "directed|undirected|mutual",
            "idtype": "integer|string",
            "timeformat": "date",
            "timerepresentation": "interval|timestamp",
            "start": DATE,
            "end": DATE,
        },
        (),
        r"(attributes )*nodes edges ",
    ),
    GEXF + "attributes": Element({"class": "node|edge", "mode": "static|dynamic"}, ("class",), r"(attribute )*"),
    GEXF + "attribute": Element(
        {"id": ANY, "title": ANY, "type": "integer|long|double|float|boolean|string"},
        ("id", "title", "type"),
        r"(default |options )*",
    ),
    GEXF + "nodes": Element({"count": r"\d+"}, (), r"(node )*"),
    GEXF + "edges": Element({"count": r"\d+"}, (), r"(edge )*"),
    GEXF + "node": Element(
        {"id": ANY, "label": ANY, "start": DATE, "end": DATE}, ("id",), r"(attvalues |spells |color |position |size )*"
    ),
    GEXF + "edge": Element(
        {
            "id": ANY,
            "type": "directed|undirected|mutual",
            "label": ANY,
            "kind": ANY,
            "source": ANY,
            "target": ANY,
            "weight": REAL,
            "start": DATE,
            "end": DATE,
        },
        ("source", "target"),
        r"(attvalues |spells |color |thickness )*",
    ),
    GEXF + "attvalues": Element({}, (), r"(attvalue )*"),
    GEXF + "attvalue": Element({"for": ANY, "value": ANY}, ("for", "value")),
    GEXF + "spells": Element({}, (), r"(spell )+"),
    GEXF + "spell": Element({"start": DATE, "end": DATE}),
    VIZ + "color": Element({"r": CHANNEL, "g": CHANNEL, "b": CHANNEL, "a": REAL}, ("r", "g", "b")),
    VIZ + "position": Element({"x": REAL, "y": REAL, "z": REAL}, ("x", "y")),
    VIZ + "size": Element({"value": NOT_NEGATIVE}, ("value",)),
    VIZ + "thickness": Element({"value": NOT_NEGATIVE}, ("value",)),
}


def local(element):
    return element.tag.rpartition("}")[2]


def misplaced(root):
    """What stands in the wrong place or has the wrong form."""
    for element in root.iter():
        rules = ELEMENTS.get(element.tag)
        if rules is None:
            yield f"unknown element {element.tag}"
            continue
        own = {key: value for key, value in element.attrib.items() if not key.startswith(XSI)}
        if missing := set(rules.required) - own.keys():
            yield f"{local(element)} lacks {sorted(missing)}"
        for key, value in own.items():
            if key not in rules.attributes:
                yield f"{local(element)} has no attribute {key}"
            elif not re.fullmatch(rules.attributes[key], value):
                yield f"{key} of {local(element)} is {value!r}"
        if not re.fullmatch(rules.children, "".join(local(child) + " " for child in element)):
            yield f"children of {local(element)}: {[local(child) for child in element]}"
        texts = [element.text, *(child.tail for child in element)]
        if not rules.text and any(text and text.strip() for text in texts):
            yield f"text in {local(element)}"


def repeated(elements, *keys):
    """Those of the elements that have these attributes in common with one before."""
    seen = set()
    for element in elements:
        own = tuple(element.get(key) for key in keys)
        if None not in own and own in seen:
            yield f"{local(element)} {own} stands there twice"
        seen.add(own)


def graphml_problems(root):
    keys = {key.get("id"): key for key in root.iter(GRAPHML + "key")}
    for name in ("key", "graph", "node", "edge"):
        yield from repeated(root.iter(GRAPHML + name), "id")
    nodes = {node.get("id") for node in root.iter(GRAPHML + "node")}
    for edge in root.iter(GRAPHML + "edge"):
        if not {edge.get("source"), edge.get("target")} <= nodes:
            yield f"edge {edge.attrib} has no such ends"
    for name in ("graphml", "graph", "node", "edge"):
        for element in root.iter(GRAPHML + name):
            values = element.findall(GRAPHML + "data")
            for data in values:
                data.set("time", data.get("time", "0"))
            yield from repeated(values, "key", "time")
            for data in values:
                key = keys.get(data.get("key"))
                if key is None or key.get("for", "all") not in (name, "all"):
                    yield f"data of {name} has no such key: {data.get('key')}"
                elif not re.fullmatch(TYPES.get(key.get("attr.type"), ANY), data.text or ""):
                    yield f"{data.get('key')} of {element.attrib} is no {key.get('attr.type')}: {data.text}"


def gexf_problems(root):
    for name in ("node", "edge"):
        yield from repeated(root.iter(GEXF + name), "id")
    nodes = {node.get("id") for node in root.iter(GEXF + "node")}
    for edge in root.iter(GEXF + "edge"):
        if not {edge.get("source"), edge.get("target")} <= nodes:
            yield f"edge {edge.attrib} has no such ends"
    for element in root.iter():
        start, end = element.get("start"), element.get("end")
        if start and end and start > end:
            yield f"{local(element)} ends before it starts: {element.attrib}"
    for name in ("node", "edge"):
        declared = [each for group in root.iter(GEXF + "attributes") if group.get("class") == name for each in group]
        yield from repeated(declared, "id")
        types = {attribute.get("id"): attribute.get("type") for attribute in declared}
        for element in root.iter(GEXF + name):
            values = [value for group in element.findall(GEXF + "attvalues") for value in group]
            yield from repeated(values, "for")
            for value in values:
                kind = types.get(value.get("for"))
                if kind is None:
                    yield f"{name} has no such attribute: {value.attrib}"
                elif not re.fullmatch(TYPES.get(kind, ANY), value.get("value", "")):
                    yield f"{value.attrib} is no {kind}"


def problems(root):
    yield from misplaced(root)
    if root.tag == GRAPHML + "graphml":
        yield from graphml_problems(root)
    elif root.tag == GEXF + "gexf":
        yield from gexf_problems(root)
    else:
        yield f"the root is {root.tag}"


if __name__ == "__main__":
    print(json.dumps(list(problems(ElementTree.parse(sys.argv[1]).getroot()))))
