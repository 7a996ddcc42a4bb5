"""Open information extraction: score the program on CaRB, BenchIE and WiRe57, or learn how sure a tuple is.

    python training/openie.py score --whom target/release/whom
    python training/openie.py learn --whom target/release/whom    # weights for src/openie/confidence.rs

`score` runs `whom extract --openie --sentences` on the sentences of each benchmark under `dev/` of the corpora and the
project's scorer on what it writes. BenchIE compares triples, so it gets those of `--binary`; the rules are the same. `learn`
reads OIE2016's training set (`train/oie2016`) and nothing else; it needs numpy.
"""

import argparse
import importlib.util
import json
import math
import subprocess
import time
from collections import defaultdict
from pathlib import Path
from types import ModuleType

BENCHMARKS = {
    "carb": ("carb/dev.tsv", []),
    "benchie": ("benchie/gold_carbdev_sents.txt", ["--binary"]),
    "wire57": ("wire57/wire57_wiki.json", []),
}
RULES = ["openie-shared", "openie-controlled", "openie-relative", "openie-participle"]
NAMES = ["BIAS", *RULES, "EMPTY_SUBJECT", "FURTHER_ARGUMENTS", "ARGUMENT_LENGTH", "SENTENCE_LENGTH"]


def load(scorers: Path) -> ModuleType:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("openie_scorer", scorers / "openie.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def extract(whom: Path, sentences: list[tuple[str, str]], out: Path, options: list[str]) -> Path:
    """What the program says of sentences with their ids: a file of JSON lines."""
    todo, found = out.with_suffix(".sentences.jsonl"), out.with_suffix(".jsonl")
    with todo.open("w", encoding="utf-8") as lines:
        for identifier, sentence in sentences:
            print(json.dumps({"id": identifier, "sentence": sentence}, ensure_ascii=False), file=lines)
    subprocess.run([whom, "extract", "--openie", "--sentences", *options, "-o", found, todo], check=True)
    return found


def score(args: argparse.Namespace) -> None:
    scorer = load(args.scorers)
    for name, (file, options) in BENCHMARKS.items():
        gold = args.corpora / "dev" / file
        start = time.perf_counter()
        sentences = scorer.sentences(name, gold)
        found = extract(args.whom, sentences, args.out / name, options)
        seconds = time.perf_counter() - start
        result, _, _ = scorer.SCORERS[name](gold, scorer.read_predictions(found))
        kept = {key: round(result[key], 3) for key in ("precision", "recall", "f1", "auc", "confidence") if key in result}
        print(name, json.dumps(kept | {"sentences": len(sentences), "tuples": result["predicted"], "seconds": round(seconds, 1)}))


def features(tuple_: dict) -> list[float]:
    """As `src/openie/confidence.rs` has them."""
    length = lambda text: len(text.split(" "))
    log = lambda count: math.log(max(count, 1))
    return [
        1.0,
        *(float(tuple_["rule"] == rule) for rule in RULES),
        float(tuple_["arg1"].lower() in ("it", "that", "this", "there")),
        len(tuple_["args"]) - 1.0,
        log(sum(map(length, tuple_["args"]))),
        log(length(tuple_["sentence"])),
    ]


def learn(args: argparse.Namespace) -> None:
    import numpy

    scorer = load(args.scorers)
    gold_file = args.out / "oie2016.tsv"
    with (args.corpora / "train/oie2016/train_wiki_only.oie").open(encoding="utf-8") as lines, gold_file.open("w", encoding="utf-8") as out:
        for line in lines:
            sentence, _, relation, *arguments = line.rstrip("\n").split("\t")
            if arguments:
                print(sentence, relation, *arguments, sep="\t", file=out)
    found = extract(args.whom, scorer.sentences("carb", gold_file), args.out / "oie2016", [])
    by_sentence = defaultdict(list)
    with found.open(encoding="utf-8") as lines:
        for line in lines:
            tuple_ = json.loads(line)
            if not tuple_["implied"]:
                by_sentence[scorer.carb_key(tuple_["sentence"])].append(tuple_)
    rows, targets = [], []
    for key, (_, gold) in scorer.carb_gold(gold_file).items():
        tuples = by_sentence[key]
        grid = [[scorer.carb_pair(scorer.CarbTuple(rel, rest), scorer.CarbTuple(t["rel"], [t["arg1"], *t["args"]]))[0] for t in tuples] for rel, rest in gold]
        pairs = scorer.greedy((value, i, j) for i, row in enumerate(grid) for j, value in enumerate(row))
        share = {j: grid[i][j] for i, j in pairs.items()}
        annotated = {word for rel, _ in gold for word in rel.split()}
        for j, tuple_ in enumerate(tuples):
            # Copulas are not annotated, so nothing is known of them.
            words = set(tuple_["rel"].split())
            if words & scorer.BE and not words & annotated:
                continue
            rows.append(features(tuple_))
            targets.append(share.get(j, 0.0))
    x, y = numpy.array(rows), numpy.array(targets)
    weights = numpy.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + numpy.exp(-x @ weights))
        gradient = x.T @ (p - y) + weights
        weights -= numpy.linalg.solve((x.T * (p * (1 - p))) @ x + numpy.eye(len(weights)), gradient)
    print(f"{len(y)} tuples, {y.mean():.3f} right")
    for name, weight in zip(NAMES, weights, strict=True):
        print(f"{name} {weight:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["score", "learn"])
    parser.add_argument("--whom", type=Path, required=True, help="the built program")
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--scorers", type=Path, default=Path("../shared/score"))
    parser.add_argument("--out", type=Path, default=Path("target/openie"))
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    {"score": score, "learn": learn}[args.task](args)


if __name__ == "__main__":
    main()
