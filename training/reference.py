"""Write `model/reference.jsonl` and `reference.safetensors`: what torch makes of invented sentences in f32.

The Rust inference is tested against both. Lines of the first: sub-words, shapes and word starts, and the best class of
every output; `head` and `deprel` without the tree constraint. The second holds the inputs of the first sentence and its
hidden states after the embedding and after every layer, [layers + 1, pieces, 384].
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from lemma import apply
from score import Checkpoint


def record(checkpoint: Checkpoint, words: list[str]) -> dict:
    """One line of the file."""
    ids, shapes, starts = checkpoint.pieces.of_sentence(words)
    found, labels = checkpoint.scores(words), checkpoint.labels
    heads = found["arc"].argmax(1)
    rel = found["rel"][np.arange(len(words)), heads]
    return {
        "words": words,
        "input_ids": ids,
        "shape_ids": shapes,
        "word_starts": starts,
        "upos": [labels["upos"][i] for i in found["upos"].argmax(1)],
        "xpos": [labels["xpos"][i] for i in found["xpos"].argmax(1)],
        "lemma": [apply(labels["lemma"][i], word) for i, word in zip(found["lemma"].argmax(1), words)],
        "head": heads.tolist(),
        "deprel": [labels["deprel"][i] for i in rel.argmax(1)],
        "tag": [labels["tag"][i] for i in found["tag"].argmax(1)],
    }


def hidden(checkpoint: Checkpoint, words: list[str]) -> dict[str, np.ndarray]:
    """Inputs and hidden states of a sentence."""
    ids, shapes, starts = checkpoint.pieces.of_sentence(words)
    with torch.no_grad():
        states = [checkpoint.model.embeddings(torch.tensor([ids]), torch.tensor([shapes]))]
        for layer in checkpoint.model.encoder["layer"]:
            states.append(layer(states[-1], None))
    inputs = {"ids": ids, "shapes": shapes, "starts": starts}
    return {name: np.array(row, np.int32) for name, row in inputs.items()} | {"hidden": torch.cat(states).numpy()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, required=True, help="folder of the checkpoint that was exported")
    parser.add_argument("--model", type=Path, default=Path("model"))
    args = parser.parse_args()
    checkpoint = Checkpoint(args.run)
    lines = (Path(__file__).parent / "reference_sentences.txt").read_text(encoding="utf-8").splitlines()
    with (args.model / "reference.jsonl").open("w", encoding="utf-8") as out:
        for line in lines:
            print(json.dumps(record(checkpoint, line.split(" ")), ensure_ascii=False), file=out)
    save_file(hidden(checkpoint, lines[0].split(" ")), args.model / "reference.safetensors")


if __name__ == "__main__":
    main()
