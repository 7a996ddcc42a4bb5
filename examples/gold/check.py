#!/usr/bin/env python3
"""Checks the gold of examples/: offsets slice to the surface, ids resolve, sentences hold what they should.

Run without arguments; prints one line per fault and exits 1 if there is any. Standard library only.
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ARTICLES = HERE.parent / "articles"
KINDS = {"name", "nominal", "pronoun"}
TYPES = {"Person", "Office", "Country", "State", "City", "Place", "Organization", "GovernmentBody", "Party", "Group",
         "Document", "Event", "Topic", "Date", "Object"}
STATUS = {"asserted", "planned", "requested", "hypothetical", "future", "alleged"}


def read(name):
    with open(HERE / name, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def faults():
    entities, relations, sentences = (read(f"{n}.jsonl") for n in ("entities", "relations", "sentences"))
    files = {s["file"] for s in sentences}
    texts = {f: (ARTICLES / f).read_bytes().decode("utf-8") for f in files}
    by_id = {s["sentence"]: s for s in sentences}
    if len(by_id) != len(sentences):
        yield "a sentence id stands twice"
    for s in sentences:
        if texts[s["file"]][s["start"]:s["end"]] != s["text"]:
            yield f"{s['sentence']}: the offsets do not give the text"

    ids = {e["id"] for e in entities}
    if len(ids) != len(entities):
        yield "an entity id stands twice"
    taken = set()
    for e in entities:
        if e["type"] not in TYPES:
            yield f"{e['id']}: unknown type {e['type']}"
        if e["mention_count"] != len(e["mentions"]) or e["articles"] != sorted({m["file"] for m in e["mentions"]}):
            yield f"{e['id']}: counts do not agree with the mentions"
        for m in e["mentions"]:
            where = f"{e['id']} {m['file']} {m['start']}"
            if texts[m["file"]][m["start"]:m["end"]] != m["surface"]:
                yield f"{where}: the offsets do not give {m['surface']!r}"
            sentence = by_id.get(m["sentence"])
            if not sentence or sentence["file"] != m["file"] or not sentence["start"] <= m["start"] < m["end"] <= sentence["end"]:
                yield f"{where}: not inside sentence {m['sentence']}"
            if m["mention_kind"] not in KINDS:
                yield f"{where}: unknown kind {m['mention_kind']}"
            if (m["file"], m["start"], m["end"]) in taken:
                yield f"{where}: another mention has this span"
            taken.add((m["file"], m["start"], m["end"]))

    facts = {r["fact"] for r in relations if r["record"] == "relation"}
    if len({r["rid"] for r in relations}) != len(relations):
        yield "a relation id stands twice"
    for r in relations:
        rid = r["rid"]
        for v in r["evidence"]:
            sentence = by_id.get(v["sentence"])
            if not sentence or any(sentence[k] != v[k] for k in ("file", "start", "end")):
                yield f"{rid}: evidence is not sentence {v['sentence']}"
        if r["record"] == "must_not":
            nodes = [r["subject_id"], r["object_id"]]
        else:
            nodes = [r["subject"], r["object"], *(a.get("id") for a in r["args"]), *(a["source"] for a in r["attribution"])]
            if r["status"] not in STATUS:
                yield f"{rid}: unknown status {r['status']}"
        for node in nodes:
            if isinstance(node, str) and node not in ids:
                yield f"{rid}: no entity {node}"
            if isinstance(node, dict) and "fact" in node and node["fact"] not in facts:
                yield f"{rid}: no fact {node['fact']}"


if __name__ == "__main__":
    found = list(faults())
    print(*found, sep="\n", end="\n" if found else "")
    sys.exit(bool(found))
