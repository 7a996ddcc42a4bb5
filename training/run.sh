#!/bin/sh
# From the corpora to the shipped weights: train, average, export, reference outputs, build, scores, manifest. Run from the
# repository root: `training/run.sh [build folder]`. A killed run goes on from its last checkpoints when started again.
set -eu
run=${1:-target/training}
stem=${STEM_STEPS:-600}
steps=${STEPS:-4400}
corpora=../shared/corpora
program=${CARGO_TARGET_DIR:-target}/release/whom

python training/train.py --corpora $corpora --out "$run/stem" --seed 1 --steps "$stem"
pids=
trap 'kill $pids 2>/dev/null' INT TERM
for seed in 1 2; do
    python training/train.py --corpora $corpora --out "$run/branch$seed" --start "$run/stem/checkpoint.pt" --seed $seed --steps "$steps" &
    pids="$pids $!"
done
for pid in $pids; do
    wait "$pid"
done
python training/average.py --out "$run/average" --steps "$steps" "$run/branch1" "$run/branch2"
python training/lexicon.py --corpora $corpora --model model
python training/export.py --run "$run/average" --model model
python training/reference.py --run "$run/average" --model model
cargo build --release
python training/score.py --whom "$program" --out "$run/score" --json "$run/program.json"
for part in average branch1 branch2; do
    python training/score.py --run "$run/$part" --out "$run/score-$part" --json "$run/$part.json"
done
python training/manifest.py --run "$run" --model model
