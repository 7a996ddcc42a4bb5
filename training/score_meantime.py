"""Coreference over documents on the MEANTIME topics: B-cubed of the program beside a string match.

    python training/score_meantime.py --whom target/release/whom --meantime ../shared/corpora/dev/meantime

The texts are put together from the tokens, the program reads them in one graph, and each gold mention gets the entity of
the program's mention that has its head and overlaps it best. A gold mention that the program doesn't have counts 0 in
recall and not in precision; the rows "found" leave it out for both. The string match puts gold mentions with the same
words (lower case, without an article) over all documents into one cluster.
"""

import argparse
import collections
import json
import re
import subprocess
import tempfile
from pathlib import Path

NO_SPACE_BEFORE = re.compile(r"^([.,;:!?%)\]]|'s|'|’s|n't|'re|'ve|'ll)$")


def read_tokens(path: Path) -> dict[str, list[list[str]]]:
    """The sentences of each document, by the number that its name begins with."""
    documents: dict[str, list[list[str]]] = collections.defaultdict(list)
    for line in path.open(encoding="utf-8"):
        columns = line.rstrip("\n").split("\t")
        if len(columns) < 4:
            continue
        document, sentence, form = columns[0].split("/")[-1], int(columns[1]), columns[3]
        sentences = documents[document]
        while len(sentences) <= sentence:
            sentences.append([])
        sentences[sentence].append(form)
    return documents


def put_together(sentences: list[list[str]]) -> tuple[str, list[list[tuple[int, int]]]]:
    """The text and the place of each token in it; the headline and the line with the date are paragraphs."""
    text, places = "", []
    for number, tokens in enumerate(sentences):
        spans = []
        for n, token in enumerate(tokens):
            if n and not NO_SPACE_BEFORE.match(token) and tokens[n - 1] not in {"(", "$", "["}:
                text += " "
            spans.append((len(text), len(text) + len(token)))
            text += token
        places.append(spans)
        text += "\n\n" if number < 2 else " "
    return text.rstrip() + "\n", places


def run(whom: str, texts: dict[str, str]) -> tuple[dict[str, list[dict]], dict[str, str]]:
    """The program's mentions of each document, and the texts as the program has them."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "meantime.jsonl"
        lines = [json.dumps({"id": name, "text": text}) for name, text in texts.items()]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        graph = str(Path(folder) / "graph")
        subprocess.run([whom, "build", "-q", str(file), "-l", graph], check=True)

        def dump(table: str) -> list[dict]:
            out = subprocess.run([whom, "dump", table, "-l", graph], check=True, capture_output=True, text=True)
            return [json.loads(line) for line in out.stdout.splitlines()]

        name_of = {d["id"]: d["source"].rsplit("#", 1)[-1] for d in dump("documents")}
        told = {name_of[d["id"]]: d["text"] for d in dump("documents")}
        mentions = collections.defaultdict(list)
        for mention in dump("mentions"):
            mentions[name_of[mention["document"]]].append(mention)
        return mentions, told


def b_cubed(pairs: list[tuple[str, str | None]]) -> tuple[float, float, float]:
    """Precision over the mentions that have a cluster, recall over all, and F1."""
    gold = collections.Counter(g for g, _ in pairs)
    ours = collections.Counter(s for _, s in pairs if s is not None)
    both = collections.Counter(pair for pair in pairs if pair[1] is not None)
    found = [pair for pair in pairs if pair[1] is not None]
    precision = sum(both[p] / ours[p[1]] for p in found) / max(1, len(found))
    recall = sum(both[p] / gold[p[0]] for p in found) / max(1, len(pairs))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def string_key(words: str) -> str:
    return re.sub(r"^(the|a|an) ", "", words.lower()).removesuffix(" 's")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whom", required=True)
    parser.add_argument("--meantime", type=Path, required=True)
    arguments = parser.parse_args()
    documents = {name: put_together(s) for name, s in read_tokens(arguments.meantime / "meantime.conll").items()}
    mentions, told = run(arguments.whom, {name: text for name, (text, _) in documents.items()})
    seen, rows = set(), []
    for line in (arguments.meantime / "entity_mentions.jsonl").open(encoding="utf-8"):
        gold = json.loads(line)
        name = gold["doc"].split("_")[0]
        place = (name, gold["sent"], tuple(gold["tokens"]))
        if name not in documents or place in seen:
            continue
        seen.add(place)
        text, places = documents[name]
        shift = told.get(name, "").find(text.strip()[:40])
        shift -= len(text) - len(text.lstrip())
        spans = places[gold["sent"]]
        first, last = spans[min(gold["tokens"])][0] + shift, spans[max(gold["tokens"])][1] + shift
        head = tuple(place + shift for place in spans[gold["head_tok"] if gold["head_tok"] in gold["tokens"] else gold["tokens"][-1]])
        near = [m for m in mentions[name] if m["start"] < head[1] and head[0] < m["end"]]
        near.sort(key=lambda m: abs(m["start"] - first) + abs(m["end"] - last))
        entity = near[0]["entity"] if near else None
        is_name = told.get(name, "")[head[0] : head[0] + 1].isupper()
        rows.append((gold["chain"], entity, string_key(gold["mention"]), is_name))
    print(f"documents {len(documents)}, gold mentions {len(rows)}, found {sum(r[1] is not None for r in rows)}")
    for kind, kept in [("all", rows), ("capitalised heads", [r for r in rows if r[3]])]:
        found = [r for r in kept if r[1] is not None]
        for what, pairs in [
            ("whom", [(g, e) for g, e, _, _ in kept]),
            ("string match", [(g, s) for g, _, s, _ in kept]),
            ("whom, found", [(g, e) for g, e, _, _ in found]),
            ("string match, found", [(g, s) for g, _, s, _ in found]),
        ]:
            precision, recall, f1 = b_cubed(pairs)
            print(f"{kind:18} {what:20} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  mentions {len(pairs)}")


if __name__ == "__main__":
    main()
