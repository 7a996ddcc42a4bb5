"""From the labels of eleven data sets to ours, with what a set leaves open kept open.

A set that says "organisation" or "location" leaves open which kind; the tables in `ontology/` say it of the names and head
words that they list, and UNLISTED what the rest may be.
Every word gets the *set* of tags it may bear, as a bit mask over TAGS; the loss sums the probability over that set
(partially annotated data: Tsuboi et al. 2008; for NER Greenberg et al. 2018). A word tagged O in a set that does not
annotate dates may be O or any Date tag; a MISC of WikiGold may be any of four labels.
"""

from pathlib import Path

LABELS = ["Person", "Organization", "GovernmentBody", "Party", "Country", "City", "State", "Place", "Nationality", "Title",
          "Event", "Document", "Work", "Date", "Other"]
TAGS = ["O"] + [f"{place}-{label}" for label in LABELS for place in "BI"]
TAG_ID = {tag: i for i, tag in enumerate(TAGS)}
ANY = (1 << len(TAGS)) - 1
OUTSIDE = 1
PERSON, NATION, TITLE = "Person", "Nationality", "Title"
# Coarse labels of the sets and ours beneath them. A country or a party that no table lists is rare, so an unlisted place
# or organisation is taken for one only where its set says so.
ORG, LOC, WORK = "ORG", "LOC", "WORK"
BENEATH = {ORG: ("Organization", "GovernmentBody", "Party"), LOC: ("City", "State", "Place", "Country"), WORK: ("Work", "Document")}
UNLISTED = {ORG: ["Organization", "GovernmentBody"], LOC: ["City", "State", "Place"], WORK: ["Work"]}
LOOSE = {"Event", "Document", "Work", "Other"}

BEFORE_A_TITLE = {"the", "a", "an", "former", "then", "its", "their", "his", "her"}

Span = tuple[int, int, str]

# Source type to our labels; a leading "?" also allows that the words are no name at all.
SCHEMES: dict[str, dict[str, str]] = {
    "uner": {"PER": PERSON, "ORG": ORG, "LOC": LOC},
    "wikigold": {"PER": PERSON, "ORG": ORG, "LOC": LOC, "MISC": "Event|WORK|Other|Nationality"},
    "btc": {"PER": PERSON, "ORG": ORG, "LOC": LOC},
    "wnut17": {"person": PERSON, "corporation": "Organization", "group": ORG, "location": LOC, "creative-work": WORK,
               "product": "Other"},
    "gum": {"person": PERSON, "organization": ORG, "place": LOC, "event": "Event", "time": "Date",
            "abstract": "?WORK|Other|Event", "object": "?WORK|Other", "animal": "?Other", "plant": "?Other", "substance": "?Other"},
    "re_docred": {"PER": PERSON, "ORG": ORG, "LOC": LOC, "TIME": "Date", "MISC": "Event|WORK|Other|Nationality",
                  "NUM": "?"},
    "re3d": {"Organisation": ORG, "Person": PERSON, "Location": LOC, "Nationality": NATION, "Weapon": "?Other",
             "MilitaryPlatform": "?Other", "DocumentReference": "?WORK", "Temporal": "?Date", "Quantity": "?",
             "Money": "?"},
    "crossner": {
        "person": PERSON, "politician": PERSON, "researcher": PERSON, "writer": PERSON, "musicalartist": PERSON,
        "scientist": PERSON, "organisation": ORG, "politicalparty": "Party", "university": "Organization", "band": "Organization",
        "country": "Country", "location": LOC, "election": "Event", "event": "Event", "conference": "Event",
        "book": "Work", "poem": "Work", "album": "Work", "song": "Work", "magazine": "Work|Organization",
        "academicjournal": "Work", "astronomicalobject": "Place|Other", "award": "Other", "product": "Other",
        "programlang": "Other", "algorithm": "?Other", "misc": "?Event|WORK|Other|Nationality|Title",
        "field": "?Other", "task": "?Other", "metrics": "?Other", "literarygenre": "?Other", "musicgenre": "?Other",
        "musicalinstrument": "?Other", "chemicalcompound": "?Other", "chemicalelement": "?Other", "enzyme": "?Other",
        "protein": "?Other", "discipline": "?Other", "theory": "?Other|Work",
    },
}
# Labels that a set does not annotate, so that its O may hide them. Nationality and Title come from the lists below.
NOT_ANNOTATED: dict[str, set[str]] = {
    "uner": LOOSE | {"Date"}, "wikigold": {"Date"}, "btc": LOOSE | {"Date"}, "wnut17": {"Event", "Date"},
    "gum": set(), "re_docred": set(), "re3d": {"Event"}, "crossner": {"Date"},
}


def read_list(name: str) -> list[str]:
    """Lines of a word list beside this file, without comments."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a table of `ontology/`: tab-separated, comments on lines with #, the first other line names the columns."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    names = lines[0].split("\t")
    return [dict(zip(names, line.split("\t"))) for line in lines[1:]]


def known_names(ontology: Path) -> dict[str, set[str]]:
    """Names listed in the ontology, lower case, with our labels for them; a name of several places has several."""
    names: dict[str, set[str]] = {}

    def add(label: str, *lists: str) -> None:
        for name in (name for joined in lists for name in joined.split("|") if name):
            names.setdefault(name.lower(), set()).add(label)

    for row in read_table(ontology / "countries.tsv"):
        add("Country", row["name"], row["names"])
        add("City", row["capital"])
        add("GovernmentBody", row["metonyms"])
    for row in read_table(ontology / "organizations.tsv"):
        add(row["type"], row["name"], row["names"], row["members"])
    for row in read_table(ontology / "places.tsv"):
        add(row["type"], row["name"], row["names"])
    return names


def head_words(ontology: Path) -> dict[str, str]:
    """Common nouns that tell what a name is a name of ("Ministry of ...", "... River"), lower case."""
    heads = {row["lemma"]: row["type"] for row in read_table(ontology / "nouns.tsv")
             if row["type"] in (*BENEATH[LOC], "Document")}
    return heads | {row["word"]: row["type"] for row in read_table(ontology / "organization_words.tsv")}


class Lexicon:
    """Demonyms and titles, matched on words, and the kinds of names."""

    def __init__(self, ontology: Path = Path(__file__).parent.parent / "ontology"):
        self.names = known_names(ontology)
        self.heads = head_words(ontology)
        self.demonyms: dict[tuple[str, ...], bool] = {}
        for line in read_list("demonyms.txt"):
            words, language = tuple(line.lstrip("~").split()), line.startswith("~")
            self.demonyms[words] = language
            if not words[-1].endswith(("s", "sh", "ch", "ese")):
                self.demonyms[words[:-1] + (words[-1] + "s",)] = False
        self.titles: dict[tuple[str, ...], bool] = {}
        for line in read_list("titles.txt"):
            self.titles[tuple(line.lstrip("^").lower().split())] = line.startswith("^")

    def beneath(self, label: str, words: list[str]) -> list[str]:
        """Our labels for a name that a set gives a coarse label; any other label is ours already."""
        if label not in BENEATH:
            return [label]
        listed = self.names.get(" ".join(words).lower(), set()) & set(BENEATH[label])
        if listed:
            return sorted(listed)
        before = next((words[i - 1] for i, word in enumerate(words) if i and word in ("of", "for")), words[-1])
        told = (self.heads.get(word.lower()) for word in (before, words[-1]))
        return next(([kind] for kind in told if kind in BENEATH[label]), UNLISTED[label])

    def demonym_at(self, words: list[str], i: int) -> tuple[int, bool] | None:
        """Length of the demonym that begins at word i and whether it also names a language."""
        for n in (2, 1):
            key = tuple(words[i : i + n])
            if len(key) == n and key in self.demonyms:
                return n, self.demonyms[key]
        return None

    def is_title(self, words: list[str], before: bool) -> bool:
        """Whether the words are a title that may stand before (or behind) a name."""
        only_before = self.titles.get(tuple(word.lower() for word in words))
        if only_before is None:
            return False
        return not only_before or (before and words[0][:1].isupper())

    def title_before(self, words: list[str], end: int) -> int:
        """Number of words of the longest title that ends before word `end`."""
        return next((n for n in (4, 3, 2, 1) if end >= n and self.is_title(words[end - n : end], True)), 0)

    def title_at(self, words: list[str], start: int) -> int:
        """Number of words of the longest title that begins at word `start`, behind a name."""
        return next((n for n in (4, 3, 2, 1) if start + n <= len(words) and self.is_title(words[start : start + n], False)), 0)


def is_name_word(word: str) -> bool:
    """Whether a word may stand in a name: a capital, no letter at its start, or a small function word."""
    return not word[:1].islower() or word in ("of", "the", "and", "for")


def bits(tags: list[str]) -> int:
    """Bit mask of tags."""
    return sum(1 << TAG_ID[tag] for tag in set(tags))


def mark(masks: list[int], start: int, end: int, labels: list[str], open_too: bool = False) -> None:
    """Allow the words start..end (end exclusive) to be one span of one of the labels."""
    for i in range(start, end):
        place = "B" if i == start else "I"
        masks[i] = bits([f"{place}-{label}" for label in labels]) | (OUTSIDE if open_too else 0)


def trimmed(words: list[str], start: int, end: int) -> tuple[int, int]:
    """The span without a leading article and without a possessive 's at its end."""
    if end - start > 1 and words[start] in ("the", "a", "an"):
        start += 1
    while end - start > 1 and words[end - 1] in ("'s", "’s", "'", "’"):
        end -= 1
    return start, end


def allowed_tags(words: list[str], spans: list[Span], scheme: str, lexicon: Lexicon,
                 adjectives: list[bool] | None = None, titles: list[tuple[int, int]] = ()) -> list[int]:
    """Masks of allowed tags for a sentence annotated in one of SCHEMES.

    adjectives: for sentences with trees, which words are adjectives; settles "French" the people or the language.
    titles: spans that the set itself marks as titles.
    """
    outside = OUTSIDE | bits([f"{p}-{label}" for label in NOT_ANNOTATED[scheme] for p in "BI"])
    masks = [outside] * len(words)
    taken = [False] * len(words)
    persons = []
    for start, end, source in spans:
        target = SCHEMES[scheme][source]
        labels = [label for label in target.lstrip("?").split("|") if label]
        open_too = target.startswith("?")
        start, end = trimmed(words, start, end)
        if scheme == "re3d" and not all(is_name_word(word) for word in words[start:end]):
            for i in range(start, end):
                masks[i] = ANY
            continue
        if words[start:end] == ["@"]:
            masks[start] = ANY
            continue
        if end - start > 1 and len(labels) > 1:
            labels = [label for label in labels if label != NATION]
        demonym = lexicon.demonym_at(words, start)
        if demonym and demonym[0] == end - start and source != "politicalparty":
            continue
        if demonym and demonym[0] == end - start:
            labels = labels + [NATION]
        if PERSON in labels:
            inner = (n for n in (3, 2, 1) if n < end - start and lexicon.is_title(words[start : start + n], True))
            start += next(inner, 0) if words[start][:1].isupper() else 0
            persons.append((start, end))
        labels = [ours for label in labels for ours in lexicon.beneath(label, words[start:end])]
        if labels:
            mark(masks, start, end, labels, open_too)
        for i in range(start, end):
            taken[i] = bool(labels)
    for i in range(len(words)):
        found = lexicon.demonym_at(words, i)
        if found and not any(taken[i : i + found[0]]):
            n, language = found
            unsure = language and not (adjectives and adjectives[i])
            mark(masks, i, i + n, [NATION] + (["Other"] if unsure else []))
            for k in range(i, i + n):
                taken[k] = True
    named = list(titles)
    for start, end in persons:
        n = lexicon.title_before(words, start)
        if n:
            named.append((start - n, start))
        at = end
        if at < len(words) and words[at] == ",":
            at += 1
            while at < len(words) and (taken[at] or words[at].lower() in BEFORE_A_TITLE):
                at += 1
            n = lexicon.title_at(words, at)
            if n:
                named.append((at, at + n))
    for start, end in named:
        if not any(taken[start:end]):
            mark(masks, start, end, [TITLE])
            for i in range(start, end):
                taken[i] = True
    return masks


def spans_of(tags: list[str]) -> list[Span]:
    """Spans of an IOB2 tag sequence; an I without its B opens a span."""
    spans: list[Span] = []
    for i, tag in enumerate(tags):
        if tag == "O":
            continue
        place, label = tag.split("-", 1)
        if place == "I" and spans and spans[-1][1] == i and spans[-1][2] == label:
            spans[-1] = (spans[-1][0], i + 1, label)
        else:
            spans.append((i, i + 1, label))
    return spans
