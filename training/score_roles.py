"""How far the program's role labels agree with PropBank's on the predicates and arguments that both find.

    python training/score_roles.py --whom target/release/whom --propbank ../shared/corpora/dev/propbank_ewt/dev.jsonl [--pairs 40]

Each sentence is read as a document of its own. A gold argument counts where a proposition has its predicate at the same word and
an argument whose words lie in the gold one's. Two figures: core, whether subject and object are the numbered arguments that they
should be (of two, the lower number acts); and phrases, whether a phrase's role is of the gold label's class, beside the most
frequent class. PropBank numbers what belongs to the verb's meaning and names the rest: time, place, cause, purpose, direction,
manner, company. Roles that belong to the verb (recipient, topic, source, ...) are right for any number from 1.

`--pairs` prints the verbs and prepositions that disagree most often: what `ontology/roles.tsv` lacks.
"""

import argparse
import collections
import json
import subprocess
import tempfile
from pathlib import Path

from score_times import put_together

CLASSES = {"TMP": "time", "LOC": "place", "CAU": "cause", "PRP": "purpose", "PNC": "purpose", "DIR": "direction", "GOL": "direction",
           "COM": "company", "MNR": "manner", "EXT": "manner", "PRD": "core"}
ALLOWED = {
    "time": {"time"}, "duration": {"time"}, "place": {"place"}, "cause": {"cause"}, "purpose": {"purpose"}, "companion": {"company", "core"},
    "source": {"direction", "core"}, "destination": {"direction", "core"}, "recipient": {"direction", "core"}, "beneficiary": {"direction", "core"},
    "instrument": {"manner", "core"}, "topic": {"core"}, "attribute": {"core"}, "agent": {"core"}, "patient": {"core"}, "other": {"manner", "other"},
}


def label_class(label: str) -> str:
    label = label.removeprefix("C-").removeprefix("R-")
    return "core" if label[3:].isdigit() else CLASSES.get(label.removeprefix("ARGM-"), "other")


def read(path: Path) -> dict[str, dict]:
    """Sentences by id, each with its text and the place of each word in it."""
    sentences = {}
    for row in map(json.loads, path.open(encoding="utf-8")):
        row["spans"], row["text"] = [], ""
        for number in range(len(row["tokens"])):
            row["text"] = put_together(row["tokens"][:number + 1])
            row["spans"].append((len(row["text"]) - len(row["tokens"][number]), len(row["text"])))
        sentences[row["sent_id"]] = row
    return sentences


def records(whom: str, sentences: dict[str, dict]) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "documents.jsonl"
        file.write_text("".join(json.dumps({"id": i, "text": s["text"] + "\n"}) + "\n" for i, s in sentences.items()), encoding="utf-8")
        out = subprocess.run([whom, "extract", "-q", str(file)], capture_output=True, text=True)
    return [json.loads(line) for line in out.stdout.splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whom", required=True)
    parser.add_argument("--propbank", type=Path, required=True)
    parser.add_argument("--pairs", type=int, default=0)
    arguments = parser.parse_args()
    sentences = read(arguments.propbank)
    core, phrases = collections.Counter(), collections.Counter()
    gold_classes, told = collections.Counter(), collections.defaultdict(collections.Counter)
    pairs = collections.defaultdict(collections.Counter)
    for record in records(arguments.whom, sentences):
        sentence = sentences[record["document"]["source"].rsplit("#", 1)[-1]]

        def words(span: dict) -> set[int]:
            return {n for n, (a, b) in enumerate(sentence["spans"]) if a < span["end"] and b > span["start"]}

        done = set()
        for p in record["propositions"]:
            frame = next((f for f in sentence["frames"] if f["pred"] in words(p["predicate"]["span"])), None)
            if frame is None or p["kind"] == "derived":
                continue
            gold = [(label, set(range(first, last + 1))) for label, first, last in frame["args"] if label != "V"]
            numbers = sorted(label for label, _ in gold if label_class(label) == "core" and label.startswith("ARG"))

            def gold_label(argument: dict) -> str | None:
                # The words of an argument may be those of its entity's mention elsewhere in the phrase: its last word decides.
                own = sorted(words(argument["span"]))
                return next((label for label, w in gold if own and own[-1] in w), None)

            for end in ("subject", "object"):
                label = gold_label(p[end]) if p[end] else None
                key = (frame["pred"], end, label)
                if label is None or label_class(label) != "core" or key in done:
                    continue
                done.add(key)
                right = label == numbers[0] if end == "subject" else len(numbers) < 2 or label != numbers[0] or p["subject"] is None
                core[right] += 1
            for argument in p["arguments"]:
                label = gold_label(argument)
                key = (frame["pred"], argument["span"]["start"], argument["span"]["end"])
                if label is None or argument["marker"] is None or key in done:
                    continue
                done.add(key)
                kind = label_class(label)
                right = kind in ALLOWED[argument["role"]]
                phrases[right] += 1
                gold_classes[kind] += 1
                told[argument["role"]][kind] += 1
                if not right:
                    pairs[p["predicate"]["lemma"], argument["marker"]][f"{argument['role']} is {kind} ({label})"] += 1
    print(f"subjects and objects: {core[True]} of {core.total()} right, {core[True] / core.total():.3f}")
    most, count = gold_classes.most_common(1)[0]
    print(f"phrases: {phrases[True]} of {phrases.total()} right, {phrases[True] / phrases.total():.3f}; "
          f"most frequent class ({most}): {count / gold_classes.total():.3f}")
    for role, kinds in sorted(told.items()):
        print(f"  {role:12}", ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    for (lemma, marker), kinds in sorted(pairs.items(), key=lambda item: (-item[1].total(), item[0]))[:arguments.pairs]:
        print(f"{lemma}\t{marker}\t" + "; ".join(f"{kind} {count}" for kind, count in kinds.most_common(3)))


if __name__ == "__main__":
    main()
