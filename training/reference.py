"""Write `model/reference.jsonl`: invented sentences with the inputs and the outputs of the shipped graph.

The Rust inference is tested against it: equal sub-words, shapes and word starts, equal argmax of every output. `head`
is the argmax of the arc row and `deprel` the argmax of the relation scores at that head, both without the tree
constraint; `margin` is the smallest gap between the best and the second-best score over all of them, so that a test
may pass over sentences that rounding can turn.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from lemma import apply
from score import Predictor


def gap(scores: np.ndarray) -> float:
    """Smallest difference of best and second-best score over rows."""
    two = np.partition(scores, -2, axis=-1)[..., -2:]
    return float((two[..., 1] - two[..., 0]).min())


def record(predictor: Predictor, words: list[str]) -> dict:
    """One line of the file."""
    inputs, found, labels = predictor.inputs(words), predictor.scores(words), predictor.labels
    heads = found["arc"].argmax(1)
    rel = found["rel"][np.arange(len(words)), heads]
    return {
        "words": words,
        "input_ids": inputs["input_ids"][0].tolist(),
        "shape_ids": inputs["shape_ids"][0].tolist(),
        "word_starts": inputs["word_starts"].tolist(),
        "upos": [labels["upos"][i] for i in found["upos"].argmax(1)],
        "xpos": [labels["xpos"][i] for i in found["xpos"].argmax(1)],
        "lemma": [apply(labels["lemma"][i], word) for i, word in zip(found["lemma"].argmax(1), words)],
        "head": heads.tolist(),
        "deprel": [labels["deprel"][i] for i in rel.argmax(1)],
        "tag": [labels["tag"][i] for i in found["tag"].argmax(1)],
        "margin": round(min(gap(found[task]) for task in ("upos", "xpos", "lemma", "arc", "tag")) if len(words) else 0, 4),
        "sums": {task: round(float(values.sum()), 3) for task, values in found.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, default=Path("model"))
    args = parser.parse_args()
    predictor = Predictor(args.model)
    lines = (Path(__file__).parent / "reference_sentences.txt").read_text(encoding="utf-8").splitlines()
    with (args.model / "reference.jsonl").open("w", encoding="utf-8") as out:
        for line in lines:
            print(json.dumps(record(predictor, line.split(" ")), ensure_ascii=False), file=out)


if __name__ == "__main__":
    main()
