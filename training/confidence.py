"""The confidence of propositions: learned from PropBank and from judged statements, checked on gold that it never saw.

    cargo build --release --example confidence_features
    python training/confidence.py learn --features target/release/examples/confidence_features
    python training/confidence.py report --whom target/release/whom > docs/confidence.md

`learn` writes `model/confidence.tsv`. Two sources:
- PropBank on the training part of EWT (blogs, newsgroups, e-mail): a clause is right when its subject and object lie in two
  different numbered arguments of the verb, the subject in the lowest one that the sentence has, and negation and modals agree.
- `training/judged.tsv`: statements on the example articles and the training part of re3d, each read against its sentence.
PropBank's network was trained on the same trees and it knows clauses only, so its many rows weigh as much together as the judged ones.

`report` puts the statements of the annotated articles (dev-a, dev-b, seeds) into bins of confidence and counts how many of those
between two annotated entities match an annotated fact; beside it what a reader judged in `docs/precision.tsv`. Neither is learned from.
"""

import argparse
import collections
import csv
import json
import math
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from score_times import put_together

ROOT = Path(__file__).parent.parent
GENRES = ("weblog", "newsgroup", "email")
BINS = [(0.0, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9), (0.9, 1.01)]
SEED = 5


def propbank(path: Path, count: int) -> dict[str, dict]:
    """Sentences of the wanted genres by id, drawn with the seed."""
    rows = [json.loads(line) for line in path.open(encoding="utf-8")]
    rows = [row for row in rows if row["sent_id"].startswith(GENRES) and len(row["tokens"]) >= 6]
    rows = random.Random(SEED).sample(rows, count)
    for row in rows:
        row["text"], row["spans"] = "", []
        for number in range(len(row["tokens"])):
            row["text"] = put_together(row["tokens"][:number + 1])
            row["spans"].append((len(row["text"]) - len(row["tokens"][number]), len(row["text"])))
    return {row["sent_id"]: row for row in rows}


def propositions(binary: str, documents: list[dict]) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "documents.jsonl"
        file.write_text("".join(json.dumps(d) + "\n" for d in documents), encoding="utf-8")
        out = subprocess.run([binary, str(file)], check=True, capture_output=True, text=True)
    found = [json.loads(line) for line in out.stdout.splitlines()]
    for row in found:
        row["document"] = row["document"].rsplit("#", 1)[-1]
    return found


def answer(row: dict, sentence: dict) -> bool | None:
    """Whether PropBank's frame has the proposition; `None` where it doesn't tell."""
    def tokens(span: list[int] | None) -> set[int]:
        return set() if span is None else {n for n, (a, b) in enumerate(sentence["spans"]) if a < span[1] and b > span[0]}

    if row["kind"] == "derived" or row["rule"] in ("noun-participle", "nominal-event"):
        return None
    at = tokens(row["predicate"])
    frame = next((f for f in sentence["frames"] if f["pred"] in at), None)
    if frame is None:
        return None
    numbered, adjuncts = [], set()
    for label, first, last in frame["args"]:
        plain = label.removeprefix("C-").removeprefix("R-")
        if plain[3:].isdigit():
            numbered.append((plain, set(range(first, last + 1))))
        adjuncts.add(label)
    subject, object_ = (next((n for n, (_, words) in enumerate(numbered) if words & tokens(row[end])), None) if row[end] else None
                        for end in ("subject", "object"))
    if not numbered:
        return None
    lowest = min(label for label, _ in numbered)
    if row["subject"]:
        if subject is None or numbered[subject][0] != lowest:
            # A subject that the verb shares or is controlled by may lie outside of what PropBank annotates.
            return None if lowest != "ARG0" and row["rule"] in ("shared-subject", "controlled-clause") else False
    if row["object"] and (object_ is None or row["subject"] and numbered[object_][0] == numbered[subject][0]):
        return False
    if ("ARGM-NEG" in adjuncts) != row["negative"]:
        return False
    return not ("ARGM-MOD" in adjuncts and row["modality"] == "asserted")


def judged(binary: str, corpora: Path) -> list[tuple[list[str], bool]]:
    """The judged statements that the program still makes, with their features now."""
    wanted = {}
    with (ROOT / "training/judged.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            key = (row["document"], *(int(row[c]) if row[c] else None for c in ("predicate", "subject", "object")), row["lemma"])
            wanted[key] = row["right"] == "1"
    names = {key[0] for key in wanted}
    documents = [{"id": path.name, "text": path.read_text(encoding="utf-8")}
                 for path in sorted((ROOT / "examples/articles").glob("*.txt")) if path.name in names]
    for path in sorted((corpora / "train/re3d/full").glob("*.jsonl")):
        for row in map(json.loads, path.open(encoding="utf-8")):
            if row["_id"] in names:
                documents.append({"id": row["_id"], "text": row["title"] + "\n\n" + row["text"]})
    rows, taken = [], set()
    for p in propositions(binary, documents):
        starts = (p[end][0] if p[end] else None for end in ("predicate", "subject", "object"))
        key = (p["document"], *starts, p["lemma"])
        if key in wanted and key not in taken:
            taken.add(key)
            source = ["source=examples"] if p["document"].endswith(".txt") else []
            rows.append((p["features"] + source, wanted[key]))
    print(f"{len(rows)} of {len(wanted)} judged statements found again", file=sys.stderr)
    return rows


def fit(rows: list[tuple[list[str], bool, float]], least: float = 12.0, penalty: float = 2.0) -> dict[str, float]:
    """Logistic regression with a quadratic penalty (none on the bias), by gradient descent with a step for each feature."""
    total = collections.Counter()
    for features, _, weight in rows:
        for feature in features:
            total[feature] += weight
    names = sorted(f for f, seen in total.items() if seen >= least)
    weights = dict.fromkeys(names, 0.0)
    for _ in range(400):
        gradient = {f: (0.0 if f == "bias" else -penalty * w) for f, w in weights.items()}
        for features, right, weight in rows:
            known = [f for f in features if f in weights]
            p = 1 / (1 + math.exp(-sum(weights[f] for f in known)))
            for f in known:
                gradient[f] += weight * (right - p)
        for f in names:
            weights[f] += gradient[f] / (0.25 * total[f] * 6 + penalty)
    return weights


def predict(weights: dict[str, float], features: list[str]) -> float:
    return 1 / (1 + math.exp(-sum(weights.get(f, 0.0) for f in features)))


def learn(arguments: argparse.Namespace) -> None:
    sentences = propbank(arguments.corpora / "train/propbank_ewt/train.jsonl", arguments.sentences)
    found = propositions(arguments.features, [{"id": i, "text": s["text"] + "\n"} for i, s in sentences.items()])
    known = [(p["features"], answer(p, sentences[p["document"]])) for p in found]
    known = [(features, right) for features, right in known if right is not None]
    read = judged(arguments.features, arguments.corpora)
    share = 1.5 * len(read) / len(known)
    # PropBank judges less strictly, and rules were written on the examples: what the source explains is not written down, so that the
    # table speaks of text like re3d's, which nobody developed on.
    rows = [([*f, "source=propbank"], r, share) for f, r in known] + [(f, r, 1.5) for f, r in read]
    print(f"PropBank: {len(known)} clauses, {sum(r for _, r in known) / len(known):.3f} right; "
          f"judged: {len(read)}, {sum(r for _, r in read) / len(read):.3f} right", file=sys.stderr)
    random.Random(SEED).shuffle(rows)
    bins = [[0.0, 0.0, 0.0] for _ in BINS]
    for part in range(5):
        weights = fit([row for n, row in enumerate(rows) if n % 5 != part])
        for features, right, weight in rows[part::5]:
            p = predict(weights, features)
            b = next(n for n, (low, high) in enumerate(BINS) if low <= p < high)
            bins[b] = [bins[b][0] + weight, bins[b][1] + weight * right, bins[b][2] + weight * p]
    for (low, high), (seen, right, told) in zip(BINS, bins):
        print(f"  held out {low:.1f} to {min(high, 1):.1f}: weight {seen:6.1f}, told {told / max(seen, 1e-9):.3f}, right {right / max(seen, 1e-9):.3f}",
              file=sys.stderr)
    weights = fit(rows)
    with (ROOT / "model/confidence.tsv").open("w", encoding="utf-8") as out:
        out.write("# Weights of the confidence of propositions (src/proposition/confidence.rs), learned by training/confidence.py from PropBank\n"
                  "# on EWT (CC BY-SA 4.0) and training/judged.tsv.\nfeature\tweight\n")
        out.writelines(f"{feature}\t{weight:.3f}\n" for feature, weight in sorted(weights.items())
                       if abs(weight) >= 0.0005 and not feature.startswith("source="))


def report(arguments: argparse.Namespace) -> None:
    gold = arguments.corpora.parent / "gold"
    table = collections.defaultdict(lambda: [0, 0, 0.0])
    for name, texts in (("dev-a", gold / "dev-a/texts"), ("dev-b", gold / "dev-b/texts"), ("seeds", arguments.corpora.parent / "seeds")):
        with tempfile.TemporaryDirectory() as folder:
            graph = f"{folder}/graph"
            subprocess.run([arguments.whom, "build", "-q", str(texts), "-l", graph], check=True)
            for dump in ("mentions", "documents", "statements"):
                subprocess.run([arguments.whom, "dump", dump, "-l", graph, "-o", f"{folder}/{dump}.jsonl"], check=True)
            statements = [json.loads(line) for line in Path(folder, "statements.jsonl").open(encoding="utf-8")]
            for n, (low, high) in enumerate(BINS):
                chosen = [s for s in statements if low <= s["confidence"] < high]
                part = Path(folder, "part.jsonl")
                part.write_text("".join(json.dumps(s) + "\n" for s in chosen), encoding="utf-8")
                command = [sys.executable, str(gold / "score.py"), "--gold", str(gold / name), "--texts", str(texts), "--mentions",
                           f"{folder}/mentions.jsonl", "--documents", f"{folder}/documents.jsonl", "--statements", str(part), "--json"]
                out = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["between_gold_entities"]
                row = table[name, n]
                row[0] += out["statements"]
                row[1] += out["matched"]
                row[2] += sum(s["confidence"] for s in chosen) / max(1, len(chosen)) * out["statements"]
    read = ROOT / "docs/precision.tsv"
    if read.exists():
        with read.open(encoding="utf-8") as file:
            for line in csv.DictReader((l for l in file if not l.startswith("#")), delimiter="\t"):
                p = float(line["confidence"])
                row = table["read", next(n for n, (low, high) in enumerate(BINS) if low <= p < high)]
                row[0] += 1
                row[1] += line["verdict"] == "right"
                row[2] += p
    print(INTRODUCTION)
    print("| confidence | " + " | ".join(f"{title}: told, right (statements)" for title in ("annotated articles", "read by hand")) + " |")
    print("|---|---|---|")
    for n, (low, high) in enumerate(BINS):
        cells = []
        for names in (("dev-a", "dev-b", "seeds"), ("read",)):
            seen, right, told = (sum(table[name, n][i] for name in names) for i in range(3))
            cells.append(f"{told / seen:.2f}, {right / seen:.2f} ({seen})" if seen else "-")
        print(f"| {low:.1f} to {min(high, 1.0):.1f} | {cells[0]} | {cells[1]} |")
    for names, title in ((("dev-a", "dev-b", "seeds"), "annotated articles"), (("read",), "read by hand")):
        cells = [table[name, n] for name in names for n in range(len(BINS))]
        seen, right, told = (sum(c[i] for c in cells) for i in range(3))
        if seen:
            print(f"\nAll, {title}: told {told / seen:.3f}, right {right / seen:.3f} ({seen}).")


INTRODUCTION = """# Confidence

Every statement has a `confidence`: how likely it is that a careful reader would find subject, predicate, object, polarity and
status right in its sentence. It is a logistic model over how the proposition was found (its rule, what stands at its ends and how
far off, the length of the sentence, negation, modality), learned by `training/confidence.py learn`; `model/confidence.tsv` holds the
weights. A statement of several sentences has the confidence of the surest.

What it doesn't know: whether a pronoun or a name leads to the right entity is part of it only as far as the kind of mention goes,
and it says nothing of whether the text itself is right.

`training/confidence.py report` makes this table from texts that it did not learn from. *Annotated articles* are dev-a, dev-b and the
seeds: of the statements between two annotated entities, those that match an annotated fact. The annotation doesn't list everything, so
the share there is too low. *Read by hand* is the sample of [precision.md](precision.md), where every statement was judged.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["learn", "report"])
    parser.add_argument("--features", help="the program of training/confidence.rs")
    parser.add_argument("--whom")
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--sentences", type=int, default=3000, help="of PropBank")
    arguments = parser.parse_args()
    (learn if arguments.task == "learn" else report)(arguments)


if __name__ == "__main__":
    main()
