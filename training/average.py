"""Average the weights of training runs that branched from one stem (Wortsman et al. 2022, "Model soups").

    python training/average.py --out target/training/average target/training/branch1 target/training/branch2
"""

import argparse
import shutil
from pathlib import Path

import torch


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", type=Path, nargs="+", help="folders with checkpoint.pt")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, help="refuse runs that are not done with so many")
    args = parser.parse_args()
    states = [torch.load(run / "checkpoint.pt", map_location="cpu") for run in args.runs]
    steps = {state["step"] for state in states}
    assert steps == {args.steps or max(steps)}, f"runs of {steps} steps"
    models = [state["model"] for state in states]
    mean = {name: sum(model[name].float() for model in models) / len(models) for name in models[0]}
    args.out.mkdir(parents=True, exist_ok=True)
    torch.save({"model": mean, "sizes": states[0]["sizes"], "step": steps.pop()}, args.out / "checkpoint.pt")
    for name in ("labels.json", "data.json"):
        shutil.copy(args.runs[0] / name, args.out / name)


if __name__ == "__main__":
    main()
