"""How far the program's polarity and modality agree with what readers take for having happened (UDS factuality).

    python training/score_factuality.py --whom target/release/whom --factuality ../shared/corpora/dev/uds_factuality/dev.tsv \
        --ewt ../shared/corpora/dev/ud_ewt

Each sentence of the table is read as a document of its own; a verb's propositions are those whose predicate's words cover
it. Readers judged each verb from -3 (did not happen) to 3 (happened); what is future, wished or supposed did not happen.
Printed are the share of the verbs that have a proposition, and over these: Pearson's r between the judgement and the
reading (1 where it is positive and asserted, whoever says so, else -1), the share on the same side of 0, and that share
for the answer that everything happened.
"""

import argparse
import csv
import json
import statistics
import subprocess
import tempfile
from pathlib import Path

def read_sentences(folder: Path) -> dict[str, tuple[str, list[tuple[int, int]]]]:
    """Text of each sentence and the place of each word in it, by `sent_id`."""
    sentences = {}
    for path in sorted(folder.rglob("*.conllu")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            text = identifier = None
            places: list[tuple[int, int]] = []
            at, inside = 0, 0
            for line in block.splitlines():
                if line.startswith("# text = "):
                    text = line[9:]
                elif line.startswith("# sent_id = "):
                    identifier = line[12:]
                if line.startswith("#") or text is None:
                    continue
                number, form = line.split("\t")[:2]
                if "." in number:
                    continue
                if "-" in number:
                    start = text.index(form, at)
                    at, inside = start + len(form), int(number.split("-")[1])
                    whole = (start, at)
                    continue
                if int(number) <= inside:
                    places.append(whole)
                    continue
                start = text.index(form, at)
                at = start + len(form)
                places.append((start, at))
            if text and identifier:
                sentences[identifier] = (text, places)
    return sentences


def reading(proposition: dict) -> int:
    """1 where the proposition says that it happened, -1 where it denies that or leaves it open."""
    return 1 if proposition["modality"] == "asserted" and proposition["polarity"] == "positive" else -1


def side(value: float) -> int:
    return 1 if value > 0 else -1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whom", required=True)
    parser.add_argument("--factuality", required=True, type=Path)
    parser.add_argument("--ewt", required=True, type=Path)
    parser.add_argument("--wrong", type=int, default=0, help="print so many verbs that were read otherwise than judged")
    arguments = parser.parse_args()
    sentences = read_sentences(arguments.ewt)
    with arguments.factuality.open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table, delimiter="\t") if row["sent_id"] in sentences]
    wanted = sorted({row["sent_id"] for row in rows})
    with tempfile.TemporaryDirectory() as folder:
        documents = Path(folder) / "sentences.jsonl"
        with documents.open("w", encoding="utf-8") as out:
            for identifier in wanted:
                print(json.dumps({"id": identifier, "source": identifier, "text": sentences[identifier][0]}), file=out)
        extracted = subprocess.run([arguments.whom, "extract", str(documents)], capture_output=True, text=True, check=True)
    found: dict[str, list[dict]] = {}
    for line in extracted.stdout.splitlines():
        record = json.loads(line)
        found[record["document"]["text"].strip()] = record["propositions"]
    pairs = []
    for row in rows:
        text, places = sentences[row["sent_id"]]
        start, end = places[int(row["predicate_token_1based"]) - 1]
        own = [
            p
            for p in found.get(text.strip(), [])
            if p["predicate"]["span"]["start"] <= start and end <= p["predicate"]["span"]["end"]
        ]
        if own:
            pairs.append((float(row["factuality"]), reading(own[0]), row["token"], text))
    judged = [j for j, *_ in pairs]
    read = [r for _, r, *_ in pairs]
    same = sum(side(j) == r for j, r, *_ in pairs) / len(pairs)
    happened = sum(side(j) == 1 for j in judged) / len(pairs)
    print(f"verbs {len(rows)}  with a proposition {len(pairs) / len(rows):.3f}")
    print(f"r {statistics.correlation(judged, read):.3f}")
    print(f"same side {same:.3f}  everything happened {happened:.3f}")
    for judgement, value, token, text in [p for p in pairs if side(p[0]) != p[1]][: arguments.wrong]:
        print(f"{judgement:+.2f} read {value:+d}  {token}: {text}")


if __name__ == "__main__":
    main()
