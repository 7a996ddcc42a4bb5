"""Readers of the training and development corpora: CoNLL-U, IOB2 and three kinds of JSON lines.

`training_sets` is the whole list of what the shipped weights saw; `model/manifest.json` is written from it.
"""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from entities import (ANY, LOC, NATION, ORG, OUTSIDE, PERSON, TITLE, Lexicon, Span, allowed_tags, bits, mark, spans_of,
                      trimmed)

# GUM genres whose texts are CC BY or CC BY-SA by the corpus's LICENSE.txt and documents.tsv.
GUM_LICENCES = ("CC-BY-4.0", "CC-BY-2.5", "CC-BY-SA-3.0")
URL = re.compile(r"https?://\S+|\S+@\S+\.\S+")
TOKEN = re.compile(r"https?://\S+|[A-Z]\.(?:[A-Z]\.)+|\d+(?:[.,:]\d+)*|\w+(?:-\w+)*?(?=n['’]t\b)|n['’]t\b|\w+|['’]\w{1,2}\b|\S")


@dataclass
class Sentence:
    """Words with, where the corpus has them, a tree (heads from 1, 0 is the root) and the allowed tags per word."""

    words: list[str]
    upos: list[str] | None = None
    xpos: list[str] | None = None
    lemmas: list[str] | None = None
    heads: list[int] | None = None
    rels: list[str] | None = None
    masks: list[int] | None = None
    name: str = ""


@dataclass
class TrainingSet:
    """Sentences of one source, the share of them drawn in each pass, and what the manifest says of it."""

    name: str
    licence: str
    source: str
    sentences: list[Sentence] = field(default_factory=list)
    share: float = 1.0


def read_conllu(path: Path) -> list[Sentence]:
    """Sentences of a CoNLL-U file; multiword ranges and empty nodes are passed over.

    https://universaldependencies.org/format.html
    """
    sentences, rows, name = [], [], ""
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.startswith("# sent_id = "):
            name = line[12:]
        elif line.startswith("#"):
            continue
        elif line:
            row = line.split("\t")
            if row[0].isdigit():
                rows.append(row)
        elif rows:
            columns = list(zip(*rows))
            sentences.append(Sentence(list(columns[1]), list(columns[3]), list(columns[4]), list(columns[2]),
                                      [int(h) for h in columns[6]], list(columns[7]), name=name))
            rows = []
    return sentences


def read_iob2(path: Path, word: int = 0) -> list[tuple[str, list[str], list[list[str]]]]:
    """(sentence name, words, columns per word) of a file of tab-separated columns with blank lines between sentences."""
    sentences, rows, name = [], [], ""
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        columns = line.split("\t")
        if line.startswith("# ") and len(columns) == 1:
            name = line[12:] if line.startswith("# sent_id = ") else name
        elif line.strip():
            rows.append(columns)
        elif rows:
            sentences.append((name, [row[word] for row in rows], rows))
            rows = []
    return sentences


def spans_in(rows: list[list[str]], column: int) -> list[Span]:
    return spans_of([row[column] for row in rows])


def entity_file(path: Path, scheme: str, lexicon: Lexicon) -> list[Sentence]:
    """Sentences with tags alone from a file of two columns."""
    return [Sentence(words, masks=allowed_tags(words, spans_in(rows, -1), scheme, lexicon))
            for _, words, rows in read_iob2(path)]


def adjectives(sentence: Sentence) -> list[bool]:
    return [tag == "ADJ" for tag in sentence.upos]


def read_ewt(corpora: Path, lexicon: Lexicon) -> list[Sentence]:
    """EWT trees with the names of UNER where the words are the same."""
    sentences = read_conllu(corpora / "train/ud_ewt/en_ewt-ud-train.conllu")
    names = {name: (words, rows) for name, words, rows in read_iob2(corpora / "train/uner_ewt/en_ewt-ud-train.iob2", 1)}
    for sentence in sentences:
        words, rows = names.get(sentence.name, ([], []))
        if words == sentence.words:
            sentence.masks = allowed_tags(words, spans_in(rows, 2), "uner", lexicon, adjectives(sentence))
    return sentences


def free_gum_documents(folder: Path) -> list[str]:
    """Documents of the training part whose texts may be reused without a non-commercial clause."""
    rows = [line.split("\t") for line in (folder / "documents.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    return [row[0] for row in rows if row[1] == "GUM" and row[3] == "train" and row[4] in GUM_LICENCES]


def read_gum(corpora: Path, lexicon: Lexicon) -> list[Sentence]:
    """GUM trees with names, dates and titles, free documents only."""
    folder, sentences = corpora / "train/gum", []
    for document in free_gum_documents(folder):
        tagged = {name: (words, rows) for name, words, rows in read_iob2(folder / f"named_iob2/train/{document}.iob2")}
        for sentence in read_conllu(folder / f"conllu/train/{document}.conllu"):
            words, rows = tagged.get(sentence.name, ([], []))
            if words == sentence.words:
                titles = [(start, end) for start, end, _ in spans_in(rows, 1)]
                sentence.masks = allowed_tags(words, spans_in(rows, 2), "gum", lexicon, adjectives(sentence), titles)
            sentences.append(sentence)
    return sentences


def read_re_docred(path: Path, lexicon: Lexicon) -> list[Sentence]:
    """Sentences of Re-DocRED documents; every mention of the vertex set is a span."""
    sentences = []
    for line in path.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        spans: dict[int, set[Span]] = {}
        for entity in document["vertexSet"]:
            for mention in entity:
                spans.setdefault(mention["sent_id"], set()).add((*mention["pos"], mention["type"]))
        for i, words in enumerate(document["sents"]):
            flat, end = [], 0
            for span in sorted(spans.get(i, ()), key=lambda s: (s[0], -s[1])):
                if span[0] >= end:
                    flat.append(span)
                    end = span[1]
            sentences.append(Sentence(words, masks=allowed_tags(words, flat, "re_docred", lexicon)))
    return sentences


KNOWLEDGENET_TYPES = {  # property: types of subject and object
    "EMPLOYEE_OR_MEMBER_OF": (PERSON, ORG), "PLACE_OF_RESIDENCE": (PERSON, LOC), "SPOUSE": (PERSON, PERSON),
    "PLACE_OF_BIRTH": (PERSON, LOC), "EDUCATED_AT": (PERSON, ORG), "HEADQUARTERS": (ORG, LOC),
    "CHILD_OF": (PERSON, PERSON), "DATE_OF_BIRTH": (PERSON, "Date"), "FOUNDED_BY": (ORG, PERSON),
    "CEO": (ORG, PERSON), "NATIONALITY": (PERSON, LOC), "POLITICAL_AFFILIATION": (PERSON, "Party"),
    "DATE_OF_DEATH": (PERSON, "Date"), "SUBSIDIARY_OF": (ORG, ORG), "DATE_FOUNDED": (ORG, "Date"),
}


def read_knowledgenet(path: Path, lexicon: Lexicon) -> list[Sentence]:
    """Passages whose facts' subjects and objects are spans; other capitalised words are left open."""
    sentences = []
    for line in path.read_text(encoding="utf-8").splitlines():
        passage = json.loads(line)
        tokens = [(m.start() + passage["passageStart"], m.end() + passage["passageStart"], m.group())
                  for m in TOKEN.finditer(passage["passageText"])]
        words = [token[2] for token in tokens]
        masks = [OUTSIDE | bits([f"{p}-{label}" for label in (TITLE, "Date") for p in "BI"])
                 if word.isalpha() and word.islower() else ANY for word in words]
        for fact in passage["facts"]:
            types = KNOWLEDGENET_TYPES[fact["property"]]
            for side, label in (("subject", types[0]), ("object", types[1])):
                if not any(c.isupper() or c.isdigit() for c in fact[f"{side}Text"]):
                    continue
                if fact[f"{side}Text"] in ("He", "She", "It", "His", "Her", "Its", "They", "Their", "The", "I", "My", "We"):
                    continue
                inside = [i for i, (start, end, _) in enumerate(tokens)
                          if start < fact[f"{side}End"] and end > fact[f"{side}Start"]]
                if not inside:
                    continue
                start, end = trimmed(words, inside[0], inside[-1] + 1)
                demonym = lexicon.demonym_at(words, start)
                labels = [NATION] if demonym and demonym[0] == end - start else lexicon.beneath(label, words[start:end])
                name_like = all(w[:1].isupper() or not w[:1].isalpha() or len(w) < 4 for w in words[start:end])
                if not name_like and label != "Date":
                    continue
                mark(masks, start, end, labels)
        for i in range(len(words)):
            demonym = lexicon.demonym_at(words, i)
            if demonym and masks[i] == ANY and not demonym[1]:
                mark(masks, i, i + 1, [NATION, "Organization", "Party", "Other"])
        sentences.append(Sentence(words, masks=masks))
    return sentences


def training_sets(corpora: Path) -> list[TrainingSet]:
    """All that the weights are trained on."""
    lexicon, train = Lexicon(), corpora / "train"

    def files(pattern: str, scheme: str) -> list[Sentence]:
        return [s for path in sorted(train.glob(pattern)) for s in entity_file(path, scheme, lexicon)]

    wiki = "MIT (annotation); Wikipedia text CC BY-SA"
    sets = [
        TrainingSet("ud_ewt+uner_ewt", "CC BY-SA 4.0", "UD English EWT trees, UNER names", read_ewt(corpora, lexicon)),
        TrainingSet("gum", "annotation CC BY 4.0; texts CC BY 4.0/2.5, CC BY-SA 3.0", "GUM academic, bio, court, "
                    "interview, news, voyage", read_gum(corpora, lexicon), 1.0),
        TrainingSet("crossner/politics", wiki, "CrossNER politics, training part", files("crossner/politics/*.iob2", "crossner")),
        TrainingSet("crossner/other", wiki, "CrossNER ai, literature, music, science", files("crossner/[!p]*/*.iob2", "crossner"), 0.5),
        TrainingSet("wikigold", "CC BY 4.0", "WikiGold", files("wikigold/*.iob2", "wikigold"), 0.5),
        TrainingSet("wnut17", "CC BY 4.0", "WNUT 2017", files("wnut17/*.iob2", "wnut17"), 0.2),
        TrainingSet("btc", "CC BY 4.0", "Broad Twitter Corpus sections e, f, g, h", files("btc/[efgh].iob2", "btc"), 0.3),
        TrainingSet("re_docred", wiki, "Re-DocRED dev, first 400 documents",
                    read_re_docred(train / "re_docred/dev_first400.jsonl", lexicon), 0.5),
        TrainingSet("knowledgenet", "CC BY-SA 4.0", "KnowledgeNet folds 1-3, fact spans only",
                    read_knowledgenet(train / "knowledgenet/folds1-3.jsonl", lexicon), 0.2),
    ]
    re3d = {"CENTCOM": "public domain", "Wikipedia": "CC BY-SA 3.0", "Australian_Department_of_Foreign_Affairs": "CC BY 3.0 AU",
            "Delegation_of_the_European_Union_to_Syria": "EC legal notice: reuse authorised with acknowledgement"}
    sets += [TrainingSet(f"re3d/{part}", licence, "re3d", files(f"re3d/{part}/*.iob2", "re3d")) for part, licence in re3d.items()]
    return sets
