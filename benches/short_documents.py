"""Short documents for the benchmark of resolution, as JSON lines: two to four neighbouring sentences of free corpora each.

    python benches/short_documents.py CORPORA COUNT > documents.jsonl

CORPORA is the folder with `re3d`, `re_docred`, `gum`, `ud_ewt`. The texts are cut at seeded places and given seeded days of
publication within three years; the same arguments give the same bytes. The texts are not part of the project.
"""

import argparse
import json
import random
from pathlib import Path


def detokenized(words: list[str]) -> str:
    """Words as text, without a space before a mark or behind an opening bracket."""
    text = " ".join(words)
    for mark in [",", ".", ";", ":", "!", "?", ")", "'s", "n't", "%"]:
        text = text.replace(f" {mark}", mark)
    return text.replace("( ", "(").replace("$ ", "$")


def conllu_sentences(path: Path) -> list[str]:
    return [line.removeprefix("# text = ").strip() for line in path.open(encoding="utf-8") if line.startswith("# text = ")]


def stories(corpora: Path) -> list[list[str]]:
    """Lists of sentences that follow one another."""
    found = []
    for line in (corpora / "re_docred/dev_first400.jsonl").open(encoding="utf-8"):
        found.append([detokenized(words) for words in json.loads(line)["sents"]])
    for path in sorted((corpora / "re3d/full").glob("*.jsonl")):
        for line in path.open(encoding="utf-8"):
            record = json.loads(line)
            if text := record.get("text") or record.get("documentText"):
                found.append([s.strip() + "." for s in text.replace("\n", " ").split(". ") if s.strip()])
    for path in [*sorted((corpora / "gum/conllu").rglob("*.conllu")), corpora / "ud_ewt/en_ewt-ud-train.conllu"]:
        found.append(conllu_sentences(path))
    return [story for story in found if len(story) > 1]


def documents(corpora: Path, count: int, seed: int = 1) -> list[dict]:
    draw = random.Random(seed)
    pieces = []
    for story in stories(corpora):
        at = 0
        while at + 1 < len(story):
            length = draw.randint(2, 4)
            pieces.append(" ".join(story[at : at + length]))
            at += length
    draw.shuffle(pieces)
    if len(pieces) < count:
        raise SystemExit(f"the corpora give {len(pieces)} documents, not {count}")
    days = [f"{2016 + day // 336}-{day % 336 // 28 + 1:02d}-{day % 28 + 1:02d}" for day in range(3 * 336)]
    return [{"id": str(i), "text": text, "published": draw.choice(days)} for i, text in enumerate(pieces[:count])]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("count", type=int)
    arguments = parser.parse_args()
    for document in documents(arguments.corpora, arguments.count):
        print(json.dumps(document, ensure_ascii=False))


if __name__ == "__main__":
    main()
