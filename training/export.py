"""Write the network as one ONNX graph, in f32 or with int8 weights, from a checkpoint.

The graph is built operator by operator, so that it holds only what a small runtime knows: Gather, MatMul,
MatMulInteger, DynamicQuantizeLinear, LayerNormalization, Softmax, Erf, Reshape, Transpose. Quantisation is
ONNX's dynamic scheme: weights int8, one scale a column, kept within 7 bits so that processors without VNNI do not
saturate; activations uint8 per tensor at run time. Embedding tables are int8 with one scale a row.
https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html
"""

import argparse
import json
import unicodedata
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from model import ARC, EPS, HEADS, HIDDEN, LAYERS, REL, Whom, base_folder

OPSET = 17


def kept_pieces(vocabulary: list[str]) -> list[int]:
    """Rows of the vocabulary that English text can reach: no unused slots, no letters of other scripts."""
    def latin(piece: str) -> bool:
        text = piece.removeprefix("##")
        return all(not char.isalpha() or unicodedata.name(char, "").startswith("LATIN") for char in text)

    return [i for i, piece in enumerate(vocabulary) if not piece.startswith("[unused") and latin(piece)]


class Graph:
    """Nodes and weights of an ONNX graph under construction; methods return the name of their output."""

    def __init__(self, quantised: bool, bits: int = 7):
        self.nodes, self.weights, self.quantised, self.peak = [], {}, quantised, 2 ** (bits - 1) - 1
        self.quantised_inputs: dict[str, tuple[str, str, str]] = {}

    def constant(self, values: np.ndarray, name: str) -> str:
        """An initialiser, stored once."""
        self.weights.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def shape(self, *dims: int) -> str:
        return self.constant(np.array(dims, np.int64), "shape_" + "_".join(str(d).replace("-", "m") for d in dims))

    def add(self, operator: str, *inputs: str, outputs: int = 1, name: str | None = None, **attributes):
        names = [name or f"{operator.lower()}_{len(self.nodes)}"]
        names += [f"{names[0]}_{i}" for i in range(1, outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), names, **attributes))
        return names[0] if outputs == 1 else names

    def rows(self, table: np.ndarray, ids: str, name: str) -> str:
        """Rows of an embedding table."""
        if not self.quantised:
            return self.add("Gather", self.constant(table, name), ids)
        scale = np.abs(table).max(1, keepdims=True) / 127
        scale[scale == 0] = 1
        small = np.round(table / scale).astype(np.int8)
        row = self.add("Cast", self.add("Gather", self.constant(small, name + ".int8"), ids), to=TensorProto.FLOAT)
        return self.add("Mul", row, self.add("Gather", self.constant(scale.astype(np.float32), name + ".scale"), ids))

    def first_rows(self, table: np.ndarray, count: str, name: str) -> str:
        """The first `count` rows of a table, `count` a list of one number."""
        def cut(values: np.ndarray, suffix: str) -> str:
            return self.add("Slice", self.constant(values, name + suffix), self.shape(0), count, self.shape(0))

        if not self.quantised:
            return cut(table, "")
        scale = np.abs(table).max(1, keepdims=True) / 127
        small = np.round(table / scale).astype(np.int8)
        return self.add("Mul", self.add("Cast", cut(small, ".int8"), to=TensorProto.FLOAT), cut(scale.astype(np.float32), ".scale"))

    def linear(self, x: str, weight: np.ndarray, bias: np.ndarray, name: str, exact: bool = False) -> str:
        """x @ weight + bias, weight [inputs, outputs]; int8 unless `exact`."""
        if not self.quantised or exact:
            y = self.add("MatMul", x, self.constant(weight, name + ".weight"))
            return self.add("Add", y, self.constant(bias, name + ".bias"))
        if x not in self.quantised_inputs:
            self.quantised_inputs[x] = self.add("DynamicQuantizeLinear", x, outputs=3)
        small_x, scale_x, zero_x = self.quantised_inputs[x]
        scale = np.abs(weight).max(0) / self.peak
        scale[scale == 0] = 1
        small = np.round(weight / scale).astype(np.int8)
        product = self.add("MatMulInteger", small_x, self.constant(small, name + ".int8"), zero_x,
                           self.constant(np.zeros(weight.shape[1], np.int8), f"zeros_{weight.shape[1]}"))
        scales = self.add("Mul", scale_x, self.constant(scale.astype(np.float32), name + ".scale"))
        y = self.add("Mul", self.add("Cast", product, to=TensorProto.FLOAT), scales)
        return self.add("Add", y, self.constant(bias, name + ".bias"))

    def norm(self, x: str, scale: np.ndarray, bias: np.ndarray, name: str) -> str:
        return self.add("LayerNormalization", x, self.constant(scale, name + ".scale"), self.constant(bias, name + ".bias"),
                        axis=-1, epsilon=EPS)

    def gelu(self, x: str) -> str:
        inner = self.add("Erf", self.add("Div", x, self.constant(np.float32(2**0.5), "sqrt_2")))
        grown = self.add("Mul", x, self.add("Add", inner, self.constant(np.float32(1), "one")))
        return self.add("Mul", grown, self.constant(np.float32(0.5), "half"))

    def reshape(self, x: str, *dims: int) -> str:
        return self.add("Reshape", x, self.shape(*dims))


def attention(graph: Graph, x: str, weights: dict, name: str) -> str:
    """Self-attention over [pieces, 384]; the scale of the dot products is folded into the query."""
    size = HIDDEN // HEADS

    def projected(part: str, order: list[int], scale: float = 1.0) -> str:
        w, b = weights[f"{name}.self.{part}.weight"].T * scale, weights[f"{name}.self.{part}.bias"] * scale
        y = graph.linear(x, w.astype(np.float32), b.astype(np.float32), f"{name}.{part}")
        return graph.add("Transpose", graph.reshape(y, -1, HEADS, size), perm=order)

    query = projected("query", [1, 0, 2], size**-0.5)
    key = projected("key", [1, 2, 0])
    value = projected("value", [1, 0, 2])
    mixed = graph.add("MatMul", graph.add("Softmax", graph.add("MatMul", query, key), axis=-1), value)
    return graph.reshape(graph.add("Transpose", mixed, perm=[1, 0, 2]), -1, HIDDEN)


def encoder(graph: Graph, weights: dict) -> str:
    """[pieces, 384] from input_ids and shape_ids."""
    ids, shapes = (graph.reshape(name, -1) for name in ("input_ids", "shape_ids"))
    count = graph.add("Shape", ids)
    segment = weights["embeddings.token_type_embeddings.weight"][0]
    x = graph.add("Add", graph.rows(weights["embeddings.word_embeddings.weight"], ids, "pieces"),
                  graph.first_rows(weights["embeddings.position_embeddings.weight"] + segment, count, "positions"))
    x = graph.add("Add", x, graph.add("Gather", graph.constant(weights["embeddings.shape_embeddings.weight"], "shapes"), shapes))
    x = graph.norm(x, weights["embeddings.LayerNorm.weight"], weights["embeddings.LayerNorm.bias"], "embeddings.norm")
    for i in range(LAYERS):
        layer = f"encoder.layer.{i}"

        def dense(y: str, part: str) -> str:
            return graph.linear(y, weights[f"{layer}.{part}.dense.weight"].T, weights[f"{layer}.{part}.dense.bias"], f"{layer}.{part}")

        def closed(y: str, residual: str, part: str) -> str:
            summed = graph.add("Add", dense(y, part), residual)
            return graph.norm(summed, weights[f"{layer}.{part}.LayerNorm.weight"], weights[f"{layer}.{part}.LayerNorm.bias"], f"{layer}.{part}.norm")

        x = closed(attention(graph, x, weights, f"{layer}.attention"), x, "attention.output")
        x = closed(graph.gelu(dense(x, "intermediate")), x, "output")
    return x


def biaffine(graph: Graph, words: str, heads: str, weights: dict, name: str, width: int, outputs: int) -> str:
    """Scores of all pairs; the constant ones of the formula become biases, so that no Concat is needed."""
    def side(x: str, part: str) -> str:
        return graph.gelu(graph.linear(x, weights[f"{name}.{part}.weight"].T, weights[f"{name}.{part}.bias"], f"{name}.{part}"))

    dependent, head = side(words, "dependent"), side(heads, "head")
    full = weights[f"{name}.weight"].reshape(width + 1, outputs, width + 1)
    mixed = graph.linear(dependent, full[:width, :, :width].reshape(width, -1), full[width, :, :width].reshape(-1), f"{name}.mixed")
    column = graph.linear(dependent, full[:width, :, width], full[width, :, width], f"{name}.column", exact=True)
    scores = graph.add("MatMul", graph.reshape(mixed, -1, width), graph.add("Transpose", head, perm=[1, 0]))
    if outputs == 1:
        return graph.add("Add", scores, column, name=name)
    count = graph.add("Shape", heads)
    count = graph.add("Gather", count, graph.constant(np.array([0], np.int64), "first"))
    target = graph.add("Concat", graph.shape(-1, outputs), count, axis=0)
    scores = graph.add("Add", graph.add("Reshape", scores, target), graph.reshape(column, -1, outputs, 1))
    return graph.add("Transpose", scores, perm=[0, 2, 1], name=name)


def build(weights: dict[str, np.ndarray], sizes: dict[str, int], quantised: bool, bits: int = 7) -> onnx.ModelProto:
    """The whole graph under the names and shapes of `model/README.md`."""
    graph = Graph(quantised, bits)
    pieces = encoder(graph, weights)
    words = graph.add("Gather", pieces, "word_starts")
    root = graph.add("Gather", pieces, graph.constant(np.array([0], np.int64), "first"))
    heads = graph.add("Concat", root, words, axis=0)
    for task in ("upos", "xpos", "lemma", "tag"):
        name = f"classify.{task}"
        y = graph.add("MatMul", words, graph.constant(weights[f"{name}.weight"].T, f"{name}.weight"))
        graph.add("Add", y, graph.constant(weights[f"{name}.bias"], f"{name}.bias"), name=task)
    biaffine(graph, words, heads, weights, "arc", ARC, 1)
    biaffine(graph, words, heads, weights, "rel", REL, sizes["rel"])

    def value(name: str, kind: int, *dims) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, kind, dims)

    inputs = [value("input_ids", TensorProto.INT32, 1, "pieces"), value("shape_ids", TensorProto.INT32, 1, "pieces"),
              value("word_starts", TensorProto.INT32, "words")]
    outputs = [value(task, TensorProto.FLOAT, "words", sizes[task]) for task in ("upos", "xpos", "lemma")]
    outputs += [value("arc", TensorProto.FLOAT, "words", "heads"), value("rel", TensorProto.FLOAT, "words", "heads", sizes["rel"]),
                value("tag", TensorProto.FLOAT, "words", sizes["tag"])]
    proto = helper.make_model(
        helper.make_graph(graph.nodes, "whom", inputs, outputs, list(graph.weights.values())),
        opset_imports=[helper.make_opsetid("", OPSET)], producer_name="whom training/export.py", ir_version=8)
    onnx.checker.check_model(proto)
    return proto


def load_weights(checkpoint: Path) -> tuple[dict[str, np.ndarray], dict[str, int], list[str]]:
    """Weights of a checkpoint with the vocabulary pruned, the sizes of the heads, and the pieces that stay."""
    state = torch.load(checkpoint, map_location="cpu")
    vocabulary = (base_folder() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    kept = kept_pieces(vocabulary)
    weights = {name: tensor.float().numpy() for name, tensor in state["model"].items()}
    weights["embeddings.word_embeddings.weight"] = weights["embeddings.word_embeddings.weight"][kept]
    return weights, state["sizes"], [vocabulary[i] for i in kept]


def torch_model(weights: dict[str, np.ndarray], sizes: dict[str, int]) -> Whom:
    """The same weights as a torch module for comparison."""
    model = Whom(sizes, len(weights["embeddings.word_embeddings.weight"]))
    model.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()})
    return model.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", type=Path, required=True, help="folder with checkpoint.pt and labels.json")
    parser.add_argument("--model", type=Path, default=Path("model"), help="folder of the shipped files")
    parser.add_argument("--bits", type=int, default=7, help="bits of the weights: 7, or 8 for processors with VNNI only")
    parser.add_argument("--f32", type=Path, help="also write the graph without quantisation here")
    args = parser.parse_args()
    args.model.mkdir(parents=True, exist_ok=True)
    weights, sizes, pieces = load_weights(args.run / "checkpoint.pt")
    (args.model / "vocab.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")
    labels = json.loads((args.run / "labels.json").read_text(encoding="utf-8"))
    (args.model / "labels.json").write_text(json.dumps(labels, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part = args.model / "whom.onnx.part"
    onnx.save(build(weights, sizes, True, args.bits), part)
    part.replace(args.model / "whom.onnx")
    if args.f32:
        onnx.save(build(weights, sizes, False), args.f32)
    print(f"{len(pieces)} pieces, {(args.model / 'whom.onnx').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
