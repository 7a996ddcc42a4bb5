"""Score the program, or a checkpoint, with the project's scorers: trees and tags, words and sentences of raw text, names.

    python training/score.py --whom target/release/whom     # the program with the weights that are in it
    python training/score.py --run target/training/average  # a checkpoint in f32 (no raw text, no lemma lexicon)

The sets are those under `dev/` of the corpora. Words, predictions and gold are written to --out; each printed line is
the call of the scorer that gave the figures. Labels are mapped to those of a set as MAPS states; Nationality, Title,
Date, Document, Work and Other have no counterpart in these sets and are not scored.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from corpora import read_conllu, read_iob2

OURS = "Person=PER,Organization=ORG,GovernmentBody=ORG,Party=ORG,Country=LOC,City=LOC,State=LOC,Place=LOC,*=-"
UNER = "PER=PER,ORG=ORG,LOC=LOC,*=-"
TREES = {"ud_ewt dev": "ud_ewt/en_ewt-ud-dev.conllu", "ud_ewt test": "ud_ewt/en_ewt-ud-test.conllu", "gum dev": "gum/conllu/dev/*.conllu"}


@dataclass
class NameSet:
    """A file of names: its columns of words and tags, and what its labels and ours are called in the comparison."""

    file: str
    word: int
    tag: int
    gold: str
    ours: str


MAPS = {
    "uner_ewt dev": NameSet("uner_ewt/en_ewt-ud-dev.iob2", 1, 2, UNER, OURS),
    "uner_ewt test": NameSet("uner_ewt/en_ewt-ud-test.iob2", 1, 2, UNER, OURS),
    "crossner politics dev": NameSet(
        "crossner/politics/dev.iob2", 0, 1, "politician=PER,person=PER,politicalparty=ORG,organisation=ORG,country=LOC,location=LOC,*=-", OURS),
    "crossner politics dev with events": NameSet(
        "crossner/politics/dev.iob2", 0, 1, "politician=PER,person=PER,politicalparty=ORG,organisation=ORG,country=LOC,location=LOC,"
        "election=EVENT,event=EVENT,*=-", OURS.replace("*", "Event=EVENT,*")),
    "uner_pud": NameSet("uner_pud/w.iob2", 1, 2, UNER, OURS),
}


@dataclass
class Analysis:
    """What is said of one sentence."""

    words: list[str]
    upos: list[str]
    lemmas: list[str]
    heads: list[int]
    rels: list[str]
    tags: list[str]


Analyser = Callable[[list[list[str]]], list[Analysis]]


def write_conllu(path: Path, sentences: Iterable) -> None:
    """CoNLL-U with the columns that are scored; https://universaldependencies.org/format.html"""
    with path.open("w", encoding="utf-8") as out:
        for s in sentences:
            for i, row in enumerate(zip(s.words, s.lemmas, s.upos, s.heads, s.rels), 1):
                word, lemma, upos, head, rel = row
                print(i, word, lemma, upos, "_", "_", head, rel, "_", "_", sep="\t", file=out)
            print(file=out)


class Program:
    """The built program as an analyser of words and of text."""

    def __init__(self, binary: Path, out: Path):
        self.binary, self.out = binary, out

    def parse(self, *arguments: str) -> str:
        return subprocess.run([self.binary, "parse", *arguments], check=True, capture_output=True, text=True).stdout

    def __call__(self, sentences: list[list[str]]) -> list[Analysis]:
        path = self.out / "words.conllu"
        write_conllu(path, [Analysis(words, *[["_"] * len(words)] * 2, [0] * len(words), ["_"] * len(words), []) for words in sentences])
        found = []
        for block in self.parse("--conllu", str(path)).strip("\n").split("\n\n"):
            columns = list(zip(*(line.split("\t") for line in block.split("\n") if line[0] != "#")))
            tags = [(re.search(r"\bName=([^|]+)", misc) or [0, "O"])[1] for misc in columns[9]]
            found.append(Analysis(list(columns[1]), list(columns[3]), list(columns[2]), [int(h) for h in columns[6]], list(columns[7]), tags))
        return found


class Checkpoint:
    """Weights in f32, in torch."""

    def __init__(self, run: Path):
        from export import load_weights, torch_model
        from wordpiece import WordPieces

        weights, sizes, vocabulary = load_weights(run / "checkpoint.pt")
        self.model = torch_model(weights, sizes)
        self.pieces = WordPieces({piece: i for i, piece in enumerate(vocabulary)})
        self.labels = json.loads((run / "labels.json").read_text(encoding="utf-8"))

    def scores(self, words: list[str]) -> dict:
        """Arrays of scores: upos, xpos, lemma, tag [words, classes], arc [words, words + 1], rel [words, words + 1, classes]."""
        import torch

        from model import words_of

        ids, shapes, starts = (torch.tensor([row]) for row in self.pieces.of_sentence(words))
        with torch.no_grad():
            model = self.model
            pieces = model.encode(ids, shapes)
            found = words_of(pieces, starts)
            heads = torch.cat([pieces[:, :1], found], 1)
            scores = {task: layer(found)[0] for task, layer in model.classify.items()}
            scores |= {"arc": model.arc.all_pairs(found, heads)[0], "rel": model.rel.all_pairs(found, heads)[0]}
        return {task: values.numpy() for task, values in scores.items()}

    def __call__(self, sentences: list[list[str]]) -> list[Analysis]:
        from decode import relations, tree, viterbi
        from lemma import apply

        found = []
        for words in sentences:
            scores, labels = self.scores(words), self.labels
            heads = tree(scores["arc"])
            rels = relations(scores["rel"], heads, labels["deprel"].index("root"))
            found.append(Analysis(
                words, [labels["upos"][i] for i in scores["upos"].argmax(1)],
                [apply(labels["lemma"][i], word) for i, word in zip(scores["lemma"].argmax(1), words)],
                heads.tolist(), [labels["deprel"][i] for i in rels], viterbi(scores["tag"], labels["tag"])))
        return found


def raw_text(paths: list[Path]) -> str:
    """The text of treebank files, a blank line between paragraphs."""
    paragraphs: list[list[str]] = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if re.match("# new(doc|par)", line) or not paragraphs:
                paragraphs.append([])
            if line.startswith("# text = "):
                paragraphs[-1].append(line[9:])
    return "\n\n".join(" ".join(lines) for lines in paragraphs if lines) + "\n"


@dataclass
class Scorer:
    """The corpora, the project's scorers, and where files go."""

    corpora: Path
    scorers: Path
    out: Path

    def run(self, script: str, *arguments: str) -> dict:
        """Run a scorer and print its command line."""
        command = [str(self.scorers / script), *arguments]
        print("  $", "python", " ".join(f'"{part}"' if "*" in part else part for part in command), flush=True)
        return json.loads(subprocess.run([sys.executable, *command, "--json"], check=True, capture_output=True, text=True).stdout)

    def files(self, pattern: str) -> list[Path]:
        return sorted((self.corpora / "dev").glob(pattern))

    def trees(self, analyse: Analyser, name: str) -> dict:
        """Tags, lemmas and trees on gold words."""
        stem = self.out / name.replace(" ", "_")
        gold = [s for path in self.files(TREES[name]) for s in read_conllu(path)]
        write_conllu(stem.with_suffix(".gold.conllu"), gold)
        write_conllu(stem.with_suffix(".pred.conllu"), analyse([s.words for s in gold]))
        return self.run("attachment.py", "--gold", f"{stem}.gold.conllu", "--pred", f"{stem}.pred.conllu", "--mode", "gold")

    def raw(self, program: Program, name: str) -> dict:
        """Words, sentences, tags and trees from text, as in CoNLL 2018."""
        stem = self.out / (name.replace(" ", "_") + "_raw")
        paths = self.files(TREES[name])
        stem.with_suffix(".txt").write_text(raw_text(paths), encoding="utf-8")
        stem.with_suffix(".gold.conllu").write_text("".join(path.read_text(encoding="utf-8") for path in paths), encoding="utf-8")
        stem.with_suffix(".pred.conllu").write_text(program.parse("--prose", f"{stem}.txt"), encoding="utf-8")
        return self.run("attachment.py", "--gold", f"{stem}.gold.conllu", "--pred", f"{stem}.pred.conllu", "--mode", "raw")

    def names(self, analyse: Analyser, name: str, theirs: str | None = None) -> dict:
        """Names on gold words; `theirs` maps the analyser's labels instead of ours."""
        entry, stem = MAPS[name], self.out / name.replace(" ", "_")
        sentences = read_iob2(self.corpora / "dev" / entry.file, entry.word)
        with stem.with_suffix(".gold.iob2").open("w", encoding="utf-8") as gold, stem.with_suffix(".pred.iob2").open("w", encoding="utf-8") as pred:
            for (_, words, rows), found in zip(sentences, analyse([words for _, words, _ in sentences])):
                for word, row, tag in zip(words, rows, found.tags, strict=True):
                    print(word, row[entry.tag], sep="\t", file=gold)
                    print(word, tag, sep="\t", file=pred)
                print(file=gold)
                print(file=pred)
        return self.run("spans.py", "--gold", f"{stem}.gold.iob2", "--pred", f"{stem}.pred.iob2", "--map-gold", entry.gold, "--map-pred", theirs or entry.ours)


def brief(result: dict) -> dict:
    """The figures of a scorer's output that are worth keeping, in percent."""
    if "LAS" in result:
        names = ("Tokens", "Sentences", "Words", "UPOS", "Lemma", "UAS", "LAS", "LAS_full")
        value = {name: result[name]["f1"] if isinstance(result[name], dict) else result[name] for name in names if name in result}
        return {name: round(100 * share, 2) for name, share in value.items()}
    kept = {name: {k: round(100 * v, 2) for k, v in result[name].items() if k in ("precision", "recall", "f1")} for name in ("typed", "untyped")}
    return kept | {"f1_by_type": {name: round(100 * v["f1"], 2) for name, v in result["by_type"].items()}}


def add_places(parser: argparse.ArgumentParser) -> None:
    """The options that say where things lie."""
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--scorers", type=Path, default=Path("../shared/score"))
    parser.add_argument("--out", type=Path, default=Path("target/score"))
    parser.add_argument("--json", type=Path, help="also write the scores here")


def report(results: dict[str, dict], path: Path | None) -> None:
    """Print results by name, and write them to a file where one is asked for."""
    for name, result in results.items():
        print(name, json.dumps(result))
    if path:
        path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--whom", type=Path, help="the program to score")
    what.add_argument("--run", type=Path, help="the folder of a checkpoint to score")
    add_places(parser)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    scorer = Scorer(args.corpora, args.scorers, args.out)
    analyse = Program(args.whom, args.out) if args.whom else Checkpoint(args.run)
    results = {f"{name}, gold words": scorer.trees(analyse, name) for name in TREES}
    if args.whom:
        results |= {f"{name}, raw text": scorer.raw(analyse, name) for name in TREES}
    results |= {f"{name}, names": scorer.names(analyse, name) for name in MAPS}
    results = {name: brief(result) for name, result in results.items()}
    report(results, args.json)


if __name__ == "__main__":
    main()
