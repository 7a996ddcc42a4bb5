#!/bin/sh
# From the corpora to the shipped weights: train, export, reference outputs, scores, manifest. Run from the repository
# root: `training/run.sh [build folder]`. A killed run goes on from its last checkpoint when started again.
set -eu
run=${1:-target/training}
steps=${STEPS:-1800}
python training/train.py --corpora ../shared/corpora --out "$run" --steps "$steps"
python training/lexicon.py --corpora ../shared/corpora --model model
python training/export.py --run "$run" --model model --f32 "$run/f32.onnx"
python training/reference.py --model model
python training/score.py --model model --out "$run/score" --json "$run/int8.json"
python training/score.py --model model --onnx "$run/f32.onnx" --out "$run/score-f32" --json "$run/f32.json"
python training/manifest.py --run "$run" --model model --scores "$run/int8.json" --scores-f32 "$run/f32.json" --steps "$steps"
