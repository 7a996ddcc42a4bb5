"""Predict on gold words and score with the project's scorers: trees and tags on EWT and GUM, names on three sets.

    python training/score.py --model model                  # the shipped int8 graph, in onnxruntime
    python training/score.py --model model --onnx f32.onnx  # another graph with the same labels

Predictions are written as CoNLL-U and IOB2 beside the gold files' copies under --out; each printed line names the
command that scored it. Our labels are mapped to those of a set as MAPS states; Dates, Titles, Nationalities and
Other have no counterpart in these sets and are not scored.
"""

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpora import Sentence, read_conllu, read_iob2
from decode import relations, tree, viterbi
from lemma import apply
from wordpiece import MAX_PIECES, WordPieces, load_vocabulary

OURS = "Person=PER,Organization=ORG,Location=LOC,*=-"
MAPS = {  # set: gold file, word column, tag column, map of the gold labels, map of ours
    "uner_ewt dev": ("dev/uner_ewt/en_ewt-ud-dev.iob2", 1, 2, "PER=PER,ORG=ORG,LOC=LOC,*=-", OURS),
    "crossner politics dev": (
        "dev/crossner/politics/dev.iob2", 0, 1,
        "politician=PER,person=PER,politicalparty=ORG,organisation=ORG,country=LOC,location=LOC,election=EVENT,event=EVENT,*=-",
        "Person=PER,Organization=ORG,Location=LOC,Event=EVENT,*=-"),
    "uner_pud": ("dev/uner_pud/w.iob2", 1, 2, "PER=PER,ORG=ORG,LOC=LOC,*=-", OURS),
}


@dataclass
class Analysis:
    """What the network says of one sentence, decoded."""

    upos: list[str]
    xpos: list[str]
    lemmas: list[str]
    heads: list[int]
    rels: list[str]
    tags: list[str]


class Predictor:
    """An exported graph with its vocabulary and labels."""

    def __init__(self, model: Path, onnx: Path | None = None, threads: int = 1):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = onnxruntime.InferenceSession(str(onnx or model / "whom.onnx"), options, providers=["CPUExecutionProvider"])
        self.pieces = WordPieces(load_vocabulary(model / "vocab.txt"))
        self.labels = json.loads((model / "labels.json").read_text(encoding="utf-8"))

    def inputs(self, words: list[str]) -> dict[str, np.ndarray]:
        """The three inputs of the graph."""
        ids, shapes, starts = self.pieces.of_sentence(words)
        assert len(ids) <= MAX_PIECES + 2, "sentence too long"
        return {"input_ids": np.array([ids], np.int32), "shape_ids": np.array([shapes], np.int32),
                "word_starts": np.array(starts, np.int32)}

    def scores(self, words: list[str]) -> dict[str, np.ndarray]:
        names = ["upos", "xpos", "lemma", "arc", "rel", "tag"]
        return dict(zip(names, self.session.run(names, self.inputs(words))))

    def analyse(self, words: list[str]) -> Analysis:
        found, labels = self.scores(words), self.labels
        heads = tree(found["arc"])
        rels = relations(found["rel"], heads, labels["deprel"].index("root"))
        return Analysis(
            [labels["upos"][i] for i in found["upos"].argmax(1)], [labels["xpos"][i] for i in found["xpos"].argmax(1)],
            [apply(labels["lemma"][i], word) for i, word in zip(found["lemma"].argmax(1), words)],
            heads.tolist(), [labels["deprel"][i] for i in rels], viterbi(found["tag"], labels["tag"]))


def write_conllu(path: Path, sentences: list[Sentence]) -> None:
    """CoNLL-U with the columns that are scored; https://universaldependencies.org/format.html"""
    with path.open("w", encoding="utf-8") as out:
        for s in sentences:
            for i, row in enumerate(zip(s.words, s.lemmas, s.upos, s.xpos, s.heads, s.rels), 1):
                word, lemma, upos, xpos, head, rel = row
                print(i, word, lemma, upos, xpos, "_", head, rel, "_", "_", sep="\t", file=out)
            print(file=out)


def run_scorer(scorers: Path, script: str, *arguments: str) -> dict:
    """Run one of the project's scorers and print its command line."""
    command = [str(scorers / script), *arguments]
    print("  $", "python", " ".join(f'"{part}"' if "*" in part else part for part in command))
    return json.loads(subprocess.run([sys.executable, *command, "--json"], check=True, capture_output=True, text=True).stdout)


def score_trees(predictor: Predictor, name: str, gold: list[Sentence], out: Path, scorers: Path) -> dict:
    predicted = []
    for sentence in gold:
        a = predictor.analyse(sentence.words)
        predicted.append(Sentence(sentence.words, a.upos, a.xpos, a.lemmas, a.heads, a.rels))
    stem = name.replace(" ", "_")
    write_conllu(out / f"{stem}.gold.conllu", gold)
    write_conllu(out / f"{stem}.pred.conllu", predicted)
    return run_scorer(scorers, "attachment.py", "--gold", str(out / f"{stem}.gold.conllu"), "--pred", str(out / f"{stem}.pred.conllu"))


def score_names(predictor: Predictor, name: str, corpora: Path, out: Path, scorers: Path) -> dict:
    file, word, tag, gold_map, our_map = MAPS[name]
    stem = name.replace(" ", "_")
    gold_path, pred_path = out / f"{stem}.gold.iob2", out / f"{stem}.pred.iob2"
    with gold_path.open("w", encoding="utf-8") as gold, pred_path.open("w", encoding="utf-8") as pred:
        for _, words, rows in read_iob2(corpora / file, word):
            for w, row, mine in zip(words, rows, predictor.analyse(words).tags):
                print(w, row[tag], sep="\t", file=gold)
                print(w, mine, sep="\t", file=pred)
            print(file=gold)
            print(file=pred)
    return run_scorer(scorers, "spans.py", "--gold", str(gold_path), "--pred", str(pred_path), "--map-gold", gold_map, "--map-pred", our_map)


def score_all(predictor: Predictor, corpora: Path, scorers: Path, out: Path, limit: int | None = None) -> dict:
    """Scores of all development sets by name."""
    out.mkdir(parents=True, exist_ok=True)
    gum = [s for path in sorted((corpora / "dev/gum/conllu/dev").glob("*.conllu")) for s in read_conllu(path)]
    results = {
        "ud_ewt dev": score_trees(predictor, "ud_ewt dev", read_conllu(corpora / "dev/ud_ewt/en_ewt-ud-dev.conllu")[:limit], out, scorers),
        "gum dev": score_trees(predictor, "gum dev", gum[:limit], out, scorers),
    }
    for name in MAPS:
        results[name] = score_names(predictor, name, corpora, out, scorers)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=Path("model"))
    parser.add_argument("--onnx", type=Path, help="graph to score instead of the model's own")
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--scorers", type=Path, default=Path("../shared/score"))
    parser.add_argument("--out", type=Path, default=Path("target/score"))
    parser.add_argument("--json", type=Path, help="also write the scores here")
    parser.add_argument("--limit", type=int, help="only so many sentences of the tree banks")
    args = parser.parse_args()
    results = score_all(Predictor(args.model, args.onnx), args.corpora, args.scorers, args.out, args.limit)
    for name, result in results.items():
        print(name, json.dumps(result))
    if args.json:
        args.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
