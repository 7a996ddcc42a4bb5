"""Write the network's weights as `whom.safetensors`, matrices in 7 bits, from a checkpoint.

The file holds what `src/language/network` reads (its `weights.rs` states the layout). A matrix is quantised column by
column to ±63 and cut into blocks of 64 columns, within which the weights of four inputs stand together, as the
processors' byte products want them. Embedding tables are int8 with one scale a row.
"""

import argparse
import json
import unicodedata
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from model import ARC, HEADS, HIDDEN, LAYERS, REL, Whom, base_folder

MOST_WEIGHT, COLUMNS, TOGETHER = 63, 64, 4

Tensors = dict[str, np.ndarray]


def kept_pieces(vocabulary: list[str]) -> list[int]:
    """Rows of the vocabulary that English text can reach: no unused slots, no letters of other scripts."""
    def latin(piece: str) -> bool:
        text = piece.removeprefix("##")
        return all(not char.isalpha() or unicodedata.name(char, "").startswith("LATIN") for char in text)

    return [i for i, piece in enumerate(vocabulary) if not piece.startswith("[unused") and latin(piece)]


def matrix(name: str, weight: np.ndarray, bias: np.ndarray) -> Tensors:
    """The tensors of a linear layer: weight [inputs, outputs], bias [outputs]."""
    inputs, outputs = weight.shape
    padded = -(-outputs // COLUMNS) * COLUMNS
    weight = np.pad(weight, ((0, 0), (0, padded - outputs)))
    scale = np.abs(weight).max(0) / MOST_WEIGHT
    scale[scale == 0] = 1
    small = np.round(weight / scale).astype(np.int8)
    blocks = small.reshape(inputs // TOGETHER, TOGETHER, padded // COLUMNS, COLUMNS).transpose(2, 0, 3, 1)
    return {
        f"{name}.weight": np.ascontiguousarray(blocks),
        f"{name}.scale": scale.astype(np.float32),
        f"{name}.sum": (scale * small.sum(0, dtype=np.int64)).astype(np.float32),
        f"{name}.bias": np.pad(bias, (0, padded - outputs)).astype(np.float32),
    }


def table(name: str, rows: np.ndarray) -> Tensors:
    """The tensors of an embedding table."""
    scale = np.abs(rows).max(1) / 127
    scale[scale == 0] = 1
    return {f"{name}.weight": np.round(rows / scale[:, None]).astype(np.int8), f"{name}.scale": scale.astype(np.float32)}


def biaffine(weights: Tensors, name: str, width: int, outputs: int) -> tuple[np.ndarray, np.ndarray]:
    """From a dependent's projection to what is multiplied with a head's, label by label, then each label's own score.

    The constant ones of the formula become biases. What does not depend on the head is the same for all arcs of a word
    and left out where there is one output.
    """
    full = weights[f"{name}.weight"].reshape(width + 1, outputs, width + 1)
    pairs, pairs_bias = full[:width, :, :width].reshape(width, -1), full[width, :, :width].reshape(-1)
    if outputs == 1:
        return pairs, pairs_bias
    return np.concatenate([pairs, full[:width, :, width]], 1), np.concatenate([pairs_bias, full[width, :, width]])


def tensors(weights: Tensors, sizes: dict[str, int]) -> Tensors:
    """All tensors of the file from the parameters of `model.Whom`."""
    def linear(name: str) -> tuple[np.ndarray, np.ndarray]:
        return weights[f"{name}.weight"].T, weights[f"{name}.bias"]

    def joined(*parts: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        return np.concatenate([w for w, _ in parts], 1), np.concatenate([b for _, b in parts])

    def norm(name: str, source: str) -> Tensors:
        return {f"{name}.{part}": weights[f"{source}.LayerNorm.{part}"] for part in ("weight", "bias")}

    segment = weights["embeddings.token_type_embeddings.weight"][0]
    found = table("pieces", weights["embeddings.word_embeddings.weight"])
    found |= table("positions", weights["embeddings.position_embeddings.weight"] + segment)
    found |= table("shapes", weights["embeddings.shape_embeddings.weight"])
    found |= norm("embedded", "embeddings")
    for i in range(LAYERS):
        source, name = f"encoder.layer.{i}", f"layer.{i}"
        query, key, value = (linear(f"{source}.attention.self.{part}") for part in ("query", "key", "value"))
        scale = (HIDDEN // HEADS) ** -0.5
        found |= matrix(f"{name}.attention", *joined((query[0] * scale, query[1] * scale), key, value))
        found |= matrix(f"{name}.mixed", *linear(f"{source}.attention.output.dense"))
        found |= norm(f"{name}.attended", f"{source}.attention.output")
        found |= matrix(f"{name}.inner", *linear(f"{source}.intermediate.dense"))
        found |= matrix(f"{name}.outer", *linear(f"{source}.output.dense"))
        found |= norm(f"{name}.fed", f"{source}.output")
    sides = [linear(f"{name}.{side}") for name in ("arc", "rel") for side in ("dependent", "head")]
    found |= matrix("words", *joined(*sides, *(linear(f"classify.{task}") for task in ("upos", "xpos", "lemma", "tag"))))
    found |= matrix("arc", *biaffine(weights, "arc", ARC, 1))
    found |= matrix("relation", *biaffine(weights, "rel", REL, sizes["rel"]))
    return found


def load_weights(checkpoint: Path) -> tuple[Tensors, dict[str, int], list[str]]:
    """Weights of a checkpoint with the vocabulary pruned, the sizes of the heads, and the pieces that stay."""
    state = torch.load(checkpoint, map_location="cpu")
    vocabulary = (base_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    kept = kept_pieces(vocabulary)
    weights = {name: tensor.float().numpy() for name, tensor in state["model"].items()}
    weights["embeddings.word_embeddings.weight"] = weights["embeddings.word_embeddings.weight"][kept]
    return weights, state["sizes"], [vocabulary[i] for i in kept]


def torch_model(weights: Tensors, sizes: dict[str, int]) -> Whom:
    """The same weights as a torch module for comparison."""
    model = Whom(sizes, len(weights["embeddings.word_embeddings.weight"]))
    model.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()})
    return model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, required=True, help="folder with checkpoint.pt and labels.json")
    parser.add_argument("--model", type=Path, default=Path("model"), help="folder of the shipped files")
    args = parser.parse_args()
    args.model.mkdir(parents=True, exist_ok=True)
    weights, sizes, pieces = load_weights(args.run / "checkpoint.pt")
    (args.model / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    labels = json.loads((args.run / "labels.json").read_text(encoding="utf-8"))
    (args.model / "labels.json").write_text(json.dumps(labels, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part = args.model / "whom.safetensors.part"
    save_file({name: np.ascontiguousarray(array) for name, array in tensors(weights, sizes).items()}, part)
    part.replace(args.model / "whom.safetensors")
    print(f"{len(pieces)} pieces, {(args.model / 'whom.safetensors').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
