"""Words to sub-words and word shapes, exactly as the Rust inference does it.

Normalisation and splitting follow BERT's basic tokenizer and WordPiece (Devlin et al. 2019; Wu et al. 2016), with
curly quotes, dashes and the ellipsis mapped to ASCII first. Each word of a sentence is split on its own.
"""

import unicodedata
from pathlib import Path

ASCII_FORMS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})
MAX_PIECES = 510
MAX_CHARS_OF_A_PART = 100
SHAPES = 8


def load_vocabulary(path: Path) -> dict[str, int]:
    """Piece to id, from a file with one piece a line."""
    return {piece: i for i, piece in enumerate(Path(path).read_text(encoding="utf-8").splitlines())}


def is_punctuation(char: str) -> bool:
    """BERT's notion: every ASCII character that is no letter, digit, blank or control, and Unicode category P."""
    code = ord(char)
    if 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126:
        return True
    return unicodedata.category(char).startswith("P")


def is_cjk(char: str) -> bool:
    """CJK ideographs, which BERT makes parts of their own."""
    code = ord(char)
    return (
        0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0x20000 <= code <= 0x2A6DF
        or 0x2A700 <= code <= 0x2B73F or 0x2B740 <= code <= 0x2B81F or 0x2B820 <= code <= 0x2CEAF
        or 0xF900 <= code <= 0xFAFF or 0x2F800 <= code <= 0x2FA1F
    )


def parts(word: str) -> list[str]:
    """Normalise one word and split it at blanks, punctuation and CJK characters.

    Order: ASCII forms, drop control characters (categories C*, but tab and line breaks are blanks), NFD without
    category Mn, lower case.
    """
    text = word.translate(ASCII_FORMS)
    kept = []
    for char in text:
        if char in "\t\n\r" or unicodedata.category(char) == "Zs":
            kept.append(" ")
        elif char != "\ufffd" and not unicodedata.category(char).startswith("C"):
            kept.append(char)
    text = unicodedata.normalize("NFD", "".join(kept))
    text = "".join(char for char in text if unicodedata.category(char) != "Mn").lower()
    found: list[str] = []
    open_part = False
    for char in text:
        if char == " ":
            open_part = False
        elif is_punctuation(char) or is_cjk(char):
            found.append(char)
            open_part = False
        elif open_part:
            found[-1] += char
        else:
            found.append(char)
            open_part = True
    return found


def pieces_of_part(part: str, vocabulary: dict[str, int]) -> list[int]:
    """Greedy longest-match-first WordPiece; the whole part is [UNK] if any rest has no match."""
    unknown = [vocabulary["[UNK]"]]
    if len(part) > MAX_CHARS_OF_A_PART:
        return unknown
    ids, start = [], 0
    while start < len(part):
        for end in range(len(part), start, -1):
            piece = part[start:end] if start == 0 else "##" + part[start:end]
            if piece in vocabulary:
                ids.append(vocabulary[piece])
                start = end
                break
        else:
            return unknown
    return ids


def shape(word: str) -> int:
    """Class of the letters and digits of a word.

    1 no letter and no digit; 2 digits but no letter; 3 both; 4 letters all lower (or without case); 5 first letter
    upper, the others lower, also a single upper letter; 6 all upper, two letters or more; 7 any other mixture.
    0 is for [CLS] and [SEP].
    """
    letters = [char for char in word if char.isalpha()]
    digits = any(char.isdigit() for char in word)
    if not letters:
        return 2 if digits else 1
    if digits:
        return 3
    upper = [char.isupper() for char in letters]
    if not any(upper):
        return 4
    if upper[0] and not any(upper[1:]):
        return 5
    return 6 if all(upper) else 7


class WordPieces:
    """Sub-words of words, remembered per word form."""

    def __init__(self, vocabulary: dict[str, int]):
        self.vocabulary = vocabulary
        self.known: dict[str, list[int]] = {}

    def of_word(self, word: str) -> list[int]:
        """Ids of the pieces of one word; [UNK] if nothing is left of it."""
        if word not in self.known:
            ids = [i for part in parts(word) for i in pieces_of_part(part, self.vocabulary)]
            self.known[word] = ids or [self.vocabulary["[UNK]"]]
        return self.known[word]

    def of_sentence(self, words: list[str]) -> tuple[list[int], list[int], list[int]]:
        """Input ids, shape ids (both with [CLS] and [SEP]) and the index of the first piece of each word."""
        ids, shapes, starts = [self.vocabulary["[CLS]"]], [0], []
        for word in words:
            pieces = self.of_word(word)
            starts.append(len(ids))
            ids += pieces
            shapes += [shape(word)] * len(pieces)
        return ids + [self.vocabulary["[SEP]"]], shapes + [0], starts
