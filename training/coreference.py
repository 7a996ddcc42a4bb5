"""Learns the weights of the coreference scorer from the questions of `training/coreference.rs`.

The model is that of `src/entity/coreference/scorer.rs`: a linear projection of what the network knows of a word, sparse features,
products of two words' vectors, one hidden layer. The loss is the negative log of the summed probability of all right answers
(a chain, or beginning a new one). Some documents are held back; the epoch with the best F1 of links on them is kept.
"""

import argparse
import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file, save_file

VECTOR, HIDDEN, STRETCH = 128, 64, 16
PRODUCTS = VECTOR // STRETCH
# What stays of the running mean at each step.
AVERAGE = 0.997


class Questions:
    """The questions of all documents, as tensors; `rows` selects some."""

    def __init__(self, path: Path):
        data = load_file(path)
        self.vectors = torch.tensor(data["vectors"])
        self.document = torch.tensor(data["questions"][:, 0])
        self.anaphor = torch.tensor(data["questions"][:, 1]).long()
        self.count = torch.tensor(data["questions"][:, 2]).long()
        self.new = torch.tensor(data["questions"][:, 3]).bool()
        self.candidates = torch.tensor(data["candidates"]).long()
        self.pairs = torch.tensor(data["pairs"]).view(len(self.candidates), -1).long()
        self.alone = torch.tensor(data["alone"]).view(len(self.anaphor), -1).long()
        self.sizes = [int(size) for size in data["sizes"][0]]
        self.first = torch.cumsum(self.count, 0) - self.count

    def batch(self, rows: torch.Tensor):
        """Candidates of some questions as [question, place] with a mask."""
        places = torch.arange(int(self.count[rows].max().clamp(min=1)))
        mask = places[None] < self.count[rows][:, None]
        index = (self.first[rows][:, None] + places[None]).clamp(max=len(self.candidates) - 1)
        return index, mask


class Scorer(torch.nn.Module):
    def __init__(self, mean: torch.Tensor, std: torch.Tensor, pair: int, alone: int, dropout: float):
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)
        self.project = torch.nn.Linear(len(mean), VECTOR)
        self.anaphor = torch.nn.Linear(VECTOR, HIDDEN)
        self.candidate = torch.nn.Linear(VECTOR, HIDDEN, bias=False)
        self.products = torch.nn.Linear(2 * PRODUCTS, HIDDEN, bias=False)
        self.pair = torch.nn.Embedding(pair, HIDDEN)
        self.pair_out = torch.nn.Linear(HIDDEN, 1, bias=False)
        self.lone = torch.nn.Linear(VECTOR, HIDDEN)
        self.alone = torch.nn.Embedding(alone, HIDDEN)
        self.alone_out = torch.nn.Linear(HIDDEN, 1, bias=False)
        for table in (self.pair, self.alone):
            torch.nn.init.normal_(table.weight, std=0.05)
        self.dropout = torch.nn.Dropout(dropout)

    def forward(self, questions: Questions, rows: torch.Tensor, blind: bool = False):
        """Scores [question, 1 + place], a new chain first; places beyond the candidates are -inf."""
        index, mask = questions.batch(rows)
        mentions = torch.cat([questions.anaphor[rows], questions.candidates[index][..., :2].flatten()])
        words, place = torch.unique(mentions, return_inverse=True)
        raw = questions.vectors[words]
        # A head that the network did not take for a word that refers has no vector in the program.
        vectors = self.project(self.dropout((raw - self.mean) / self.std)) * (raw != 0).any(1, keepdim=True)
        if blind:
            vectors = vectors * 0
        own = vectors[place[: len(rows)]]
        described, introduced = vectors[place[len(rows):]].view(*index.shape, 2, VECTOR).unbind(2)
        stretches = lambda x: x.view(*x.shape[:-1], PRODUCTS, STRETCH)
        product = lambda x: (stretches(own)[:, None] * stretches(x)).sum(-1)
        hidden = self.anaphor(own)[:, None] + self.candidate(described) + self.pair(questions.pairs[index]).sum(2)
        hidden = hidden + self.products(torch.cat([product(described), product(introduced)], -1))
        scores = self.pair_out(self.dropout(hidden.relu()))[..., 0].masked_fill(~mask, -torch.inf)
        lone = self.lone(own) + self.alone(questions.alone[rows]).sum(1)
        new = self.alone_out(self.dropout(lone.relu()))
        right = torch.cat([questions.new[rows][:, None], (questions.candidates[index][..., 2] == 1) & mask], 1)
        return torch.cat([new, scores], 1), right

    def tensors(self) -> dict[str, np.ndarray]:
        """As `src/entity/coreference/scorer.rs` and the network read them, the standardisation within the projection."""
        weight = self.project.weight / self.std
        state = {
            "vectors.weight": weight, "vectors.bias": self.project.bias - weight @ self.mean,
            "anaphor": self.anaphor.weight.T, "pair_bias": self.anaphor.bias[None], "candidate": self.candidate.weight.T,
            "products": self.products.weight.T, "pair": self.pair.weight, "pair_out": self.pair_out.weight,
            "lone": self.lone.weight.T, "alone_bias": self.lone.bias[None], "alone": self.alone.weight, "alone_out": self.alone_out.weight,
        }
        return {name: np.ascontiguousarray(tensor.detach().numpy().astype(np.float32)) for name, tensor in state.items()}


def links(model: Scorer, questions: Questions, rows: torch.Tensor) -> dict[str, float]:
    """Precision, recall and F1 of links, and the share of right answers."""
    model.eval()
    right = proposed = wanted = answers = 0
    with torch.no_grad():
        for part in rows.split(512):
            scores, truth = model(questions, part)
            best = scores.argmax(1)
            hit = truth.gather(1, best[:, None])[:, 0]
            answers += int(hit.sum())
            right += int((hit & (best > 0)).sum())
            proposed += int((best > 0).sum())
            wanted += int((~truth[:, 0]).sum())
    precision, recall = right / max(1, proposed), right / max(1, wanted)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(1e-9, precision + recall), "answers": answers / len(rows)}


def learn(questions: Questions, rows: torch.Tensor, held: torch.Tensor, arguments):
    """Learns on some questions; returns the model of the best epoch on those held back, its F1 of links and its number."""
    torch.manual_seed(arguments.seed)
    seen = questions.vectors[torch.unique(questions.anaphor[rows])]
    seen = seen[(seen != 0).any(1)]
    mean, std = seen.mean(0), seen.std(0) + 1e-4
    model = Scorer(mean, std, *questions.sizes, arguments.dropout)
    optimizer = torch.optim.AdamW(model.parameters(), lr=arguments.rate, weight_decay=arguments.decay)
    steps = arguments.epochs * -(-len(rows) // arguments.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.02, 1 - step / steps))
    # Running means of the weights change less from epoch to epoch than the weights do.
    mean_model = torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(AVERAGE))
    best, kept = (-1.0, 0), None
    for epoch in range(1, arguments.epochs + 1):
        model.train()
        total = 0.0
        for part in rows[torch.randperm(len(rows))].split(arguments.batch):
            # Now and then without vectors: the features must stand alone where a tree comes without them.
            scores, right = model(questions, part, blind=float(torch.rand(())) < 0.1)
            loss = torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~right, -torch.inf), 1)
            # Links are the rarer answer, and a missed one costs more than a mention without company.
            weight = torch.where(right[:, 0], 1.0, arguments.link_weight)
            loss = (loss * weight).sum() / weight.sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            mean_model.update_parameters(model)
            total += float(loss.detach()) * len(part)
        figures = links(mean_model.module, questions, held)
        print(f"epoch {epoch}: loss {total / len(rows):.4f}", json.dumps({k: round(v, 4) for k, v in figures.items()}), flush=True)
        if figures["f1"] > best[0]:
            best, kept = (figures["f1"], epoch), {k: v.clone() for k, v in mean_model.module.state_dict().items()}
    model.load_state_dict(kept)
    return model, best


def manifest(weights: Path, best: tuple[float, int], arguments: dict) -> dict:
    """What `coreference.json` says of the weights beside it."""
    return {
        "file": {"name": weights.name, "sha256": hashlib.sha256(weights.read_bytes()).hexdigest(), "bytes": weights.stat().st_size},
        "licence": "MIT OR Apache-2.0, like the code",
        "training_data": "GUM: academic, bio, court, interview, news, voyage; annotation CC BY 4.0, texts CC BY 4.0, CC BY 2.5, CC BY-SA 3.0",
        "on_top_of": "whom.safetensors, frozen",
        "recipe": {"command": "training/coreference.sh"} | arguments | {"running_mean": AVERAGE},
        "held_back": {"documents": "every seventh", "f1_of_links": round(best[0], 4), "epoch": best[1]},
        "versions": {name: version(name) for name in ("torch", "numpy", "safetensors")},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("model/coreference.safetensors"))
    parser.add_argument("--epochs", type=int, default=9)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--decay", type=float, default=0.05)
    parser.add_argument("--dropout", type=float, default=0.5)
    parser.add_argument("--link-weight", type=float, default=1.6)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    questions = Questions(arguments.questions)
    held = questions.document % 7 == 3
    everything = torch.arange(len(questions.anaphor))
    model, (f1, epoch) = learn(questions, everything[~held], everything[held], arguments)
    print(f"best epoch {epoch}: F1 of links {f1:.4f} on {len(set(questions.document[held].tolist()))} documents held back")
    save_file(model.tensors(), arguments.out)
    options = {name: value for name, value in vars(arguments).items() if name not in ("questions", "out")}
    text = json.dumps(manifest(arguments.out, (f1, epoch), options), indent=1)
    arguments.out.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
