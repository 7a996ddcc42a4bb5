"""Event types on PLOVER's gold sentences: accuracy of the program beside the most frequent class.

    python training/score_events.py --whom target/release/whom --gold ../shared/corpora/dev/plover_gsr/half_b.jsonl [--misses]

Each record of the gold is a sentence with one event: its class and the words that carry it. `whom extract` reads the sentences;
a proposition gives its predicate's event type, read as event data with its status (`coded`). Two figures: the class of what the
program found at the marked words, and the class of the first event of the sentence that has one, without a look at the marks.
The draft of 2016 that the gold follows has 18 classes, four of them under other names since: DEMAND is request, DISAPPROVE and
INVESTIGATE are accuse, FIGHT is assault.
"""

import argparse
import collections
import json
import re
import subprocess
import tempfile
from pathlib import Path

RENAMED = {"DEMAND": "request", "DISAPPROVE": "accuse", "INVESTIGATE": "accuse", "FIGHT": "assault"}
FRIENDLY = {"support", "cooperate", "aid", "consult", "concede", "retreat"}
HOSTILE = {"sanction", "coerce", "assault", "mobilize", "protest", "reject"}
MARK = re.compile(r"\((?:[A-Z]+/)*([A-Z]+): ")


def read(path: Path) -> list[dict]:
    """Sentences with their class and the words of the event, taken from the marked text."""
    records = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        info = record["textInfo"]
        markup = info if isinstance(info, str) else info.get("markup", "")
        marked = [word for words in re.findall(r"\(EVT: ([^(){}]*)", markup) for word in re.findall(r"[\w-]+", words)]
        records.append({"id": record["id"], "text": record["text"].strip(),
                        "type": RENAMED.get(record["event"], record["event"].lower()),
                        "words": marked or re.findall(r"[\w-]+", record["eventText"]), "marked": record["eventText"]})
    return records


def extract(whom: str, records: list[dict]) -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "events.jsonl"
        lines = [json.dumps({"id": str(n), "published": "2000-01-01", "text": r["text"] + "\n"}) for n, r in enumerate(records)]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        out = subprocess.run([whom, "extract", str(file)], check=True, capture_output=True, text=True)
    found = [json.loads(line) for line in out.stdout.splitlines()]
    by_id = {int(record["document"]["source"].rsplit("#", 1)[-1]): record for record in found}
    return [by_id[n] for n in range(len(records))]


def coded(proposition: dict) -> str | None:
    """The class of a proposition as PLOVER counts it: what is demanded is request, a refusal to do good reject, an intent to do
    good agree, an intent to do harm threaten."""
    event = proposition["predicate"].get("event_type")
    if event and proposition["modality"] == "requested":
        return "request"
    if event in FRIENDLY | {"agree"} and proposition["polarity"] == "negative":
        return "reject"
    if proposition["modality"] in ("future", "planned"):
        return "agree" if event in FRIENDLY else "threaten" if event in HOSTILE else event
    return event


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whom", required=True)
    parser.add_argument("--gold", type=Path, default=Path("../shared/corpora/dev/plover_gsr/half_b.jsonl"))
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    gold = read(arguments.gold)
    marked_hits = first_hits = marked_found = first_found = 0
    by_type: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0, 0])
    for wanted, record in zip(gold, extract(arguments.whom, gold), strict=True):
        text = record["document"]["text"]
        # Reported and demanded clauses stand behind the event that reports or demands them.
        events = [p for p in record["propositions"] if coded(p) and p["kind"] != "derived"]
        at_marks = [p for p in events if set(re.findall(r"[\w-]+", text[p["predicate"]["span"]["start"]:p["predicate"]["span"]["end"]]))
                    & set(wanted["words"])]
        marked, first = (coded(found[0]) if found else None for found in (at_marks, events))
        marked_found += marked is not None
        first_found += first is not None
        marked_hits += marked == wanted["type"]
        first_hits += first == wanted["type"]
        counts = by_type[wanted["type"]]
        counts[0] += 1
        counts[1] += marked == wanted["type"]
        counts[2] += first == wanted["type"]
        if arguments.misses and marked != wanted["type"]:
            told = [(p["predicate"]["lemma"], coded(p)) for p in record["propositions"] if p["kind"] != "derived"]
            print(wanted["type"], "|", wanted["marked"], "| found", marked, told, "|", wanted["text"][:230])
    total = len(gold)
    top, most = collections.Counter(r["type"] for r in gold).most_common(1)[0]
    print(f"sentences {total}; most frequent class: {top}, accuracy {most / total:.3f}")
    print(f"at the marked words: accuracy {marked_hits / total:.3f}, of those with a class {marked_hits / max(1, marked_found):.3f} ({marked_found})")
    print(f"first event of the sentence: accuracy {first_hits / total:.3f}, of those with a class {first_hits / max(1, first_found):.3f} ({first_found})")
    for event, (asked, marked, first) in sorted(by_type.items()):
        print(f"  {event:10} {asked:3}  at marks {marked:3}  first {first:3}")


if __name__ == "__main__":
    main()
