"""A random sample of factual statements with their sentences, to be judged by a reader.

    python training/sample_statements.py --whom target/release/whom --corpora ../shared --count 100 --seed 2018 > sample.tsv

Reads the example articles and news that no rule was developed on (MEANTIME, ECB+, GUM news), a fixed number of documents of
each, into one graph and draws from its factual statements. The corpora's sentences are printed for the reader; the table of
verdicts in docs/ keeps the triples only.
"""

import argparse
import json
import random
import subprocess
import tempfile
from pathlib import Path

from score_times import sentences_of

DOCUMENTS = {"meantime": 20, "ecbplus": 15, "gum": 15}


def texts(shared: Path, seed: int) -> dict[str, str]:
    """Documents by name, drawn with the seed; headlines and lines without a final stop are paragraphs."""
    found = {f"examples/{path.name}": path.read_text(encoding="utf-8")
             for path in sorted(Path("examples/articles").iterdir()) if path.suffix in {".txt", ".md"}}
    for corpus, count in DOCUMENTS.items():
        documents = sentences_of(corpus, shared)
        names = sorted(name for name in documents if corpus != "gum" or name.startswith("GUM_news"))
        for name in random.Random(f"{seed}/{corpus}").sample(names, count):
            text = ""
            for number, sentence in enumerate(documents[name]):
                if not sentence.startswith("http"):
                    text += sentence + (" " if number > 1 and sentence.rstrip(" \"'”’)]").endswith((".", "?", "!")) else "\n\n")
            found[f"{corpus}/{name}"] = text.rstrip() + "\n"
    return found


def label(end: dict | None, statements: dict[str, str]) -> str:
    if end is None:
        return "-"
    if "statement" in end:
        return f"({statements.get(end['statement'], '...')})"
    return end.get("label") or end.get("value") or "-"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whom", required=True)
    parser.add_argument("--corpora", type=Path, default=Path("../shared"))
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=2018)
    parser.add_argument("--only", default="", help="documents whose name begins with this")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # The ids rest on the names of the files: they must be the same each time.
        file, whom = Path(folder) / "sample.jsonl", str(Path(arguments.whom).resolve())
        found = {name: text for name, text in texts(arguments.corpora, arguments.seed).items() if name.startswith(arguments.only)}
        file.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in found.items()), encoding="utf-8")
        subprocess.run([whom, "build", "-q", file.name, "-l", "graph"], check=True, cwd=folder)

        def dump(table: str) -> list[dict]:
            out = subprocess.run([whom, "dump", table, "-l", "graph"], check=True, cwd=folder, capture_output=True, text=True)
            return [json.loads(line) for line in out.stdout.splitlines()]

        statements, documents = dump("statements"), {d["id"]: d for d in dump("documents")}
    short = {s["id"]: f"{label(s['subject'], {})} {s['predicate']['lemma']} {label(s['object'], {})}" for s in statements}
    factual = sorted((s for s in statements if s["factual"]), key=lambda s: s["id"])
    drawn = random.Random(arguments.seed).sample(factual, min(arguments.count, len(factual)))
    print("document\tsubject\tpredicate\tobject\targuments\ttime\trule\tconfidence\tsentence")
    for s in drawn:
        evidence = s["evidence"][0]
        document = documents[evidence["document"]]
        sentence = " ".join(document["text"][evidence["start"]:evidence["end"]].split())
        arguments_of = "; ".join(f"{a['role']} {a.get('marker') or ''} {label(a, short)}" for a in s["arguments"])
        time = f"{s['time']['text']} = {s['time']['start']}..{s['time']['end']}" if s["time"] else ""
        place = f" @ {s['place']['label']}" if s["place"] else ""
        print(document["source"].rsplit("#", 1)[-1], label(s["subject"], short), s["predicate"]["lemma"], label(s["object"], short),
              arguments_of + place, time, f"{s['kind']} {s['rule']}", f"{s['confidence']:.2f}", sentence, sep="\t")


if __name__ == "__main__":
    main()
