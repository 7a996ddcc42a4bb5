"""Train the network over a fixed number of steps, with checkpoints from which a killed run goes on.

Recipe: AdamW, 2e-4 for the encoder and 1e-3 for the heads, bf16 autocast on the CPU, 1536 sub-words a batch, one in
twenty sub-words hidden. Every pass draws all trees and the stated share of each entity set, in an order that the seed fixes.

A stem (no --start) warms up and stays at the full rate; a branch (--start) goes on from a stem and takes the rate down
to nothing. Branches of one stem differ by their seed alone, so their weights can be averaged (average.py; Wortsman et
al. 2022, "Model soups").
"""

import argparse
import json
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

from corpora import Sentence, TrainingSet, training_sets
from entities import ANY, TAGS
from lemma import inventory, label_of
from model import Whom, base_folder, words_of
from wordpiece import WordPieces, load_vocabulary

HIDDEN_PIECES, MASK = 0.05, "[MASK]"
BATCH_PIECES = 1536
LONGEST = 220
ENCODER_RATE, HEAD_RATE, DECAY, CLIP, WARM_UP = 2e-4, 1e-3, 0.01, 2.0, 150
IGNORE = -100


@dataclass
class Example:
    """A sentence as numbers; the label lists are empty where the corpus has no trees, masks where it has no names."""

    ids: list[int]
    shapes: list[int]
    starts: list[int]
    upos: list[int]
    xpos: list[int]
    lemma: list[int]
    heads: list[int]
    rel: list[int]
    masks: list[int]


def build_labels(sets: list[TrainingSet]) -> dict[str, list[str]]:
    """The classes of each task, from the trees of the training sets."""
    trees = [s for part in sets for s in part.sentences if s.heads]
    return {
        "upos": sorted({tag for s in trees for tag in s.upos}),
        "xpos": sorted({tag for s in trees for tag in s.xpos}),
        "deprel": sorted({rel for s in trees for rel in s.rels}),
        "lemma": inventory([pair for s in trees for pair in zip(s.words, s.lemmas)]),
        "tag": TAGS,
    }


def varied(sentence: Sentence, rng: random.Random) -> Sentence:
    """Now and then a headline: every word capitalised, all capitals, or lower case; or the final stop left out.

    Quotes and dashes need no variation: the tokeniser makes them ASCII, and their shape is one class.
    """
    dice = rng.random()
    words = sentence.words
    if dice < 0.04:
        words = [w[:1].upper() + w[1:] for w in words]
    elif dice < 0.06:
        words = [w.upper() for w in words]
    elif dice < 0.08:
        words = [w.lower() for w in words]
    elif dice < 0.13 and len(words) > 3 and words[-1] in ".!?" and (
            not sentence.heads or len(words) not in sentence.heads):
        cut = {name: getattr(sentence, name)[:-1] for name in ("words", "upos", "xpos", "lemmas", "heads", "rels", "masks")
               if getattr(sentence, name)}
        return replace(sentence, **cut)
    return replace(sentence, words=words)


def encode(sentence: Sentence, pieces: WordPieces, index: dict[str, dict[str, int]], rng: random.Random) -> Example:
    """Numbers of a sentence, some of its sub-words hidden."""
    ids, shapes, starts = pieces.of_sentence(sentence.words)
    hidden = pieces.vocabulary[MASK]
    ids = ids[:1] + [hidden if rng.random() < HIDDEN_PIECES else piece for piece in ids[1:-1]] + ids[-1:]
    tree = sentence.heads is not None
    return Example(
        ids, shapes, starts,
        [index["upos"][t] for t in sentence.upos] if tree else [],
        [index["xpos"][t] for t in sentence.xpos] if tree else [],
        [label_of(w, m, index["lemma"]) for w, m in zip(sentence.words, sentence.lemmas)] if tree else [],
        sentence.heads if tree else [],
        [index["deprel"][r] for r in sentence.rels] if tree else [],
        sentence.masks or [],
    )


def plan(sets: list[TrainingSet], seed: int, number: int, pieces: WordPieces, index: dict) -> list[list[Example]]:
    """Batches of one pass: sentences of like length together, batches in random order; a function of the seed."""
    rng = random.Random(1000 * seed + number)
    examples = []
    for part in sets:
        share = rng.sample(part.sentences, round(len(part.sentences) * part.share))
        examples += [encode(varied(sentence, rng), pieces, index, rng) for sentence in share]
    examples = [e for e in examples if len(e.ids) <= LONGEST]
    examples.sort(key=lambda e: len(e.ids) + rng.uniform(0, 6))
    batches: list[list[Example]] = []
    longest = 0
    for example in examples:
        longest = max(longest, len(example.ids))
        if not batches or (len(batches[-1]) + 1) * longest > BATCH_PIECES:
            batches.append([])
            longest = len(example.ids)
        batches[-1].append(example)
    rng.shuffle(batches)
    return batches


def padded(rows: list[list[int]], width: int, fill: int) -> Tensor:
    return torch.tensor([row + [fill] * (width - len(row)) for row in rows])


def losses(model: Whom, batch: list[Example]) -> dict[str, Tensor]:
    """Mean loss of every task over the words that have a label for it."""
    pieces_wide = max(len(e.ids) for e in batch)
    words_wide = max(len(e.starts) for e in batch)
    ids, shapes = (padded([getattr(e, name) for e in batch], pieces_wide, 0) for name in ("ids", "shapes"))
    present = padded([[1] * len(e.ids) for e in batch], pieces_wide, 0).bool()
    starts = padded([e.starts for e in batch], words_wide, 0)
    encoded = model.dropout(model.encode(ids, shapes, present))
    words = words_of(encoded, starts)
    result = {}

    masks = padded([e.masks for e in batch], words_wide, ANY)
    named = masks != ANY
    if not named.any():
        named[0, 0] = True  # its loss is nothing, as every tag is allowed
    allowed = (masks[named].unsqueeze(-1) >> torch.arange(len(TAGS))) & 1 == 1
    scores = model.classify["tag"](words[named]).float().log_softmax(-1)
    result["tag"] = -scores.masked_fill(~allowed, float("-inf")).logsumexp(-1).mean()

    rows = [i for i, e in enumerate(batch) if e.heads]
    if not rows:
        return result
    trees = [batch[i] for i in rows]
    words, starts = words[rows], starts[rows]
    for task in ("upos", "xpos", "lemma"):
        gold = padded([getattr(e, task) for e in trees], words_wide, IGNORE)
        kept = gold != IGNORE
        result[task] = torch.nn.functional.cross_entropy(model.classify[task](words[kept]).float(), gold[kept])
    heads = torch.cat([encoded[rows, :1], words], 1)
    there = padded([[1] * (len(e.starts) + 1) for e in trees], words_wide + 1, 0).bool()
    gold_head = padded([e.heads for e in trees], words_wide, IGNORE)
    gold_rel = padded([e.rel for e in trees], words_wide, IGNORE)
    kept = gold_head != IGNORE
    arc = model.arc.all_pairs(words, heads).float().masked_fill(~there[:, None, :], -1e4)
    result["arc"] = torch.nn.functional.cross_entropy(arc[kept], gold_head[kept])
    rel = model.rel.at(words, words_of(heads, gold_head.clamp(min=0))).float()
    result["rel"] = torch.nn.functional.cross_entropy(rel[kept], gold_rel[kept])
    return result


def optimiser_of(model: Whom) -> torch.optim.AdamW:
    """Two rates (encoder, heads) and no decay for biases and norms."""
    groups: dict[tuple[bool, bool], list[Tensor]] = {}
    for name, parameter in model.named_parameters():
        encoder = name.startswith(("embeddings", "encoder")) and "shape" not in name
        groups.setdefault((encoder, parameter.dim() > 1), []).append(parameter)
    return torch.optim.AdamW([
        {"params": parameters, "lr": ENCODER_RATE if encoder else HEAD_RATE, "base": ENCODER_RATE if encoder else HEAD_RATE,
         "weight_decay": DECAY if decays else 0.0} for (encoder, decays), parameters in groups.items()], betas=(0.9, 0.98), fused=True)


def rate(step: int, steps: int, branch: bool) -> float:
    """Share of the full learning rate: linear up in a stem, linear down to nothing in a branch."""
    return (steps - step) / steps if branch else min(1.0, (step + 1) / WARM_UP)


def save(path: Path, **state) -> None:
    """Write a checkpoint so that a kill leaves the old one or the new one."""
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--out", type=Path, required=True, help="folder of checkpoints and log")
    parser.add_argument("--start", type=Path, help="checkpoint of a stem to branch from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--every", type=int, default=200, help="steps between checkpoints")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)

    sets = training_sets(args.corpora)
    labels = build_labels(sets)
    (args.out / "labels.json").write_text(json.dumps(labels, ensure_ascii=False, indent=1), encoding="utf-8")
    data = [{"name": s.name, "licence": s.licence, "source": s.source, "share_of_each_pass": s.share,
             "sentences": len(s.sentences), "words": sum(len(x.words) for x in s.sentences)} for s in sets]
    (args.out / "data.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
    index = {task: {label: i for i, label in enumerate(names)} for task, names in labels.items()}
    vocabulary = load_vocabulary(base_folder() / "vocab.txt")
    pieces = WordPieces(vocabulary)
    sizes = {task: len(labels[task]) for task in ("upos", "xpos", "lemma", "tag")} | {"rel": len(labels["deprel"])}
    model = Whom(sizes, len(vocabulary))
    model.load_base()
    optimiser = optimiser_of(model)
    step, number, done = 0, 0, 0
    checkpoint = args.out / "checkpoint.pt"
    if not checkpoint.exists() and args.start:
        state = torch.load(args.start)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
    elif checkpoint.exists():
        state = torch.load(checkpoint)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        step, number, done = state["step"], state["number"], state["done"]
        torch.set_rng_state(state["random"])

    model.train()
    began, mean = time.time(), {}
    while step < args.steps:
        batches = plan(sets, args.seed, number, pieces, index)
        while done < len(batches) and step < args.steps:
            for group in optimiser.param_groups:
                group["lr"] = group["base"] * rate(step, args.steps, args.start is not None)
            with torch.autocast("cpu", torch.bfloat16):
                parts = losses(model, batches[done])
            loss = sum(parts.values())
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
            optimiser.step()
            optimiser.zero_grad()
            step, done = step + 1, done + 1
            for task, value in parts.items():
                mean[task] = 0.95 * mean.get(task, value.item()) + 0.05 * value.item()
            if step % 20 == 0:
                shown = " ".join(f"{task} {value:.3f}" for task, value in mean.items())
                print(f"step {step}/{args.steps} pass {number} {done}/{len(batches)} {time.time() - began:.0f} s  {shown}", flush=True)
            if step % args.every == 0 or step == args.steps:
                save(checkpoint, model=model.state_dict(), optimiser=optimiser.state_dict(), step=step, number=number,
                     done=done, random=torch.get_rng_state(), sizes=sizes)
        number, done = number + 1, 0


if __name__ == "__main__":
    main()
