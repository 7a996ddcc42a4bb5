"""Time expressions: how many of the annotated ones in news get the right days from the program.

    python training/score_times.py --whom target/release/whom --corpora ../shared [--set news] [--misses]

`tests/data/times/SET.tsv` says where the expressions stand and what they mean (its README has the columns). The texts are put
together from the corpora, `whom extract` reads each whole document with its date, and an expression gets the value of the
time that overlaps it best. An expression that the program passes over is wrong, one of type `none` is right without a
value. Granularity and basis are asked of the dates whose days are right.
"""

import argparse
import collections
import csv
import datetime
import json
import re
import subprocess
import tempfile
from pathlib import Path

NO_SPACE_BEFORE = re.compile(r"^([.,;:!?%)\]]|'s|n't|'|''|”|’|’s)$")
NO_SPACE_BEHIND = ("(", "$", "[", "“", "``")
DAYS = {"Y": 365.25, "M": 30.44, "W": 7, "D": 1, "H": 1 / 24, "m": 1 / 1440, "S": 1 / 86400}
TABLES = Path(__file__).parent.parent / "tests/data/times"


def put_together(tokens: list[str]) -> str:
    text = ""
    for token in tokens:
        if text and not NO_SPACE_BEFORE.match(token) and not text.endswith(NO_SPACE_BEHIND):
            text += " "
        text += token
    return text


def untokenised(text: str) -> str:
    """Takes out the spaces that a corpus puts around hyphens and inside numbers and clock times."""
    text = re.sub(r"(?<=\w) - (?=\w)", "-", text)
    text = re.sub(r"(?<=\d) – (?=\d)", "–", text)
    text = re.sub(r"(?<=\d)([.:]) (?=\d)", r"\1", text)
    return re.sub(r"\b([ap])\. m\.", r"\1.m.", text)


def token_tables(paths: list[Path]) -> dict[str, list[str]]:
    """The sentences of each document of CoNLL files with document, sentence, token and word as their columns."""
    documents: dict[str, dict[str, list[str]]] = {}
    name, again = "", False
    for path in paths:
        for line in path.open(encoding="utf-8"):
            if line.startswith("#begin"):
                name = re.search(r"\((.*)\)", line)[1]
                # ECB+ has some documents twice, once for each kind of annotation.
                again = name in documents
            elif not again and not line.startswith("#") and line.strip():
                columns = line.rstrip("\n").split("\t")
                columns = columns if len(columns) > 3 else line.split()
                documents.setdefault(name, {}).setdefault(columns[1], []).append(columns[3])
    return {name: [put_together(tokens) for tokens in sentences.values()] for name, sentences in documents.items()}


def treebanks(paths: list[Path]) -> dict[str, list[str]]:
    documents: dict[str, list[str]] = {}
    name = ""
    for path in paths:
        for line in path.open(encoding="utf-8"):
            if line.startswith("# newdoc id = "):
                name = line[14:].strip()
            elif line.startswith("# text = "):
                documents.setdefault(name, []).append(line[9:].rstrip("\n"))
    return documents


def sentences_of(corpus: str, shared: Path) -> dict[str, list[str]]:
    """The sentences of each document of a corpus; a plain text is one sentence."""
    dev = shared / "corpora/dev"
    if corpus == "meantime":
        return token_tables([dev / "meantime/meantime.conll"])
    if corpus == "ecbplus":
        found = token_tables(sorted((dev / "ecbplus/conll").glob("*.conll")))
        return {name: [untokenised(s) for s in sentences] for name, sentences in found.items()}
    if corpus == "gum":
        found = treebanks(sorted((shared / "corpora").glob("*/gum/conllu/*/*.conllu")))
        return {name: [untokenised(s) for s in sentences] for name, sentences in found.items()}
    if corpus == "ud_ewt":
        return treebanks(sorted((dev / "ud_ewt").glob("*.conllu")))
    texts = {"dev-a": shared / "gold/dev-a/texts", "seeds": shared / "seeds"}[corpus]
    return {path.name: [path.read_text(encoding="utf-8")] for path in texts.glob("*.txt")}


def read_table(name: str) -> list[dict]:
    with (TABLES / f"{name}.tsv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def documents_of(rows: list[dict], shared: Path) -> list[dict]:
    """The documents with their texts; each row gets the `span` of its expression in code points."""
    documents = []
    for corpus in sorted({row["corpus"] for row in rows}):
        corpora = sentences_of(corpus, shared)
        for name in sorted({row["document"] for row in rows if row["corpus"] == corpus}):
            text, starts = "", []
            for number, sentence in enumerate(corpora[name]):
                starts.append(len(text))
                address = sentence.startswith("http") and " " not in sentence.strip() or sentence.startswith("http :")
                address = address or sentence.startswith("http:")
                # Headlines, addresses and date lines are paragraphs.
                ends = re.search(r"[.?!:;][\"'”’)\]]*$", sentence.strip())
                text += "" if address else sentence + (" " if number > 1 and ends else "\n\n")
            own = [row for row in rows if (row["corpus"], row["document"]) == (corpus, name)]
            for row in own:
                at = int(row["at"]) if len(starts) == 1 else text.index(row["expression"], starts[int(row["at"])])
                assert text.startswith(row["expression"], at), row
                row["span"] = (at, at + len(row["expression"]))
            documents.append({"id": f"{corpus}/{name}", "published": own[0]["published"], "text": text.rstrip() + "\n"})
    return documents


def extract(whom: str, documents: list[dict]) -> dict[str, dict]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "times.jsonl"
        file.write_text("\n".join(json.dumps(d) for d in documents) + "\n", encoding="utf-8")
        out = subprocess.run([whom, "extract", str(file)], check=True, capture_output=True, text=True)
        records = [json.loads(line) for line in out.stdout.splitlines()]
    return {record["document"]["source"].rsplit("#", 1)[-1]: record for record in records}


def length(value: str) -> float:
    """Days of an ISO 8601 duration."""
    date, _, clock = value.removeprefix("P").partition("T")
    parts = re.findall(r"([\d.]+)([YMWD])", date) + [(n, u.replace("M", "m")) for n, u in re.findall(r"([\d.]+)([HMS])", clock)]
    return sum(float(number) * DAYS[unit] for number, unit in parts)


def near(asked: str, found: str, tolerance: int) -> bool:
    if asked == "*":
        return True
    difference = datetime.date.fromisoformat(found) - datetime.date.fromisoformat(asked)
    return abs(difference.days) <= tolerance


def right(row: dict, mention: dict | None) -> bool:
    time = mention and mention.get("time")
    period = mention and mention.get("period")
    if row["type"] == "none":
        return not time and not period
    if row["type"] == "date":
        tolerance = int(row["tolerance"])
        return bool(time) and near(row["start"], time["start"], tolerance) and near(row["end"], time["end"], tolerance)
    if not period or period.get("repeated", False) != (row["type"] == "set"):
        return False
    return abs(length(period["value"]) / length(row["value"]) - 1) < 0.02


def spanned(times: list[dict], row: dict) -> dict | None:
    """The time from the first to the last of two: "from 2004 to 2009" holds two, as TIMEX3 has it."""
    if len(times) != 2 or not re.match(r"(from|between) ", row["expression"]):
        return None
    first, last = sorted(times, key=lambda m: m["span"]["start"])
    return {"text": f"{first['text']} .. {last['text']}", "time": first["time"] | {"end": last["time"]["end"]}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whom", required=True)
    parser.add_argument("--corpora", type=Path, default=Path("../shared"))
    parser.add_argument("--set", default="news", help="the table in tests/data/times: news or blind")
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    rows = read_table(arguments.set)
    records = extract(arguments.whom, documents_of(rows, arguments.corpora))
    asked, hits = collections.Counter(), collections.Counter()
    values = granularity = basis = 0
    for row in rows:
        record = records[f"{row['corpus']}/{row['document']}"]
        start, end = row["span"]

        def overlap(mention: dict) -> int:
            return min(mention["span"]["end"], end) - max(mention["span"]["start"], start)

        times = [m for m in record["mentions"] if (m.get("time") or m.get("period")) and overlap(m) > 0]
        best = spanned([m for m in times if m.get("time")], row) or max(times, key=overlap, default=None)
        good = right(row, best)
        for key in ("all", row["type"], row["granularity"] or "no days"):
            asked[key] += 1
            hits[key] += good
        if good and row["type"] == "date":
            values += 1
            granularity += best["time"].get("granularity") == row["granularity"]
            basis += best["time"]["basis"] == row["basis"]
        if arguments.misses and not good:
            value = best and (best.get("time") or best.get("period"))
            wanted = row["value"] or f"{row['start']}..{row['end']}" if row["type"] != "none" else "none"
            print(row["corpus"], row["document"], row["at"], repr(row["expression"]), row["published"], wanted, "found",
                  best and best["text"], value)
    print(f"{arguments.set}: normalisation accuracy {hits['all'] / asked['all']:.3f} ({hits['all']} of {asked['all']})")
    for key in ("date", "duration", "set", "none", "day", "week", "month", "quarter", "season", "year", "decade", "century"):
        if asked[key]:
            print(f"  {key:9} {hits[key]:3} of {asked[key]:3}")
    print(f"of {values} right dates: granularity right {granularity}, basis right {basis}")


if __name__ == "__main__":
    main()
