#!/bin/sh
# The weights of the coreference scorer, on top of the network in model/: questions of GUM's free documents, then learning.
# Run from the repository root: `training/coreference.sh [build folder]`.
set -eu
run=${1:-target/training}
corpora=../shared/corpora

mkdir -p "$run"
documents=$(python -c "
import sys
sys.path.insert(0, 'training')
from pathlib import Path
from corpora import free_gum_documents
folder = Path('$corpora/train/gum')
print(*(folder / 'conllu/train' / f'{name}.conllu' for name in sorted(free_gum_documents(folder))))
")
cargo run --release --example coreference_questions -- "$run/questions.safetensors" $documents
python training/coreference.py --questions "$run/questions.safetensors" --out model/coreference.safetensors
