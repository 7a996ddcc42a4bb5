"""The lemma lexicon beside the weights: which rule results are words of English.

`python training/lexicon.py --corpora ../shared/corpora --model model` writes `model/lemmas.tsv`: a tag class and a lemma a
line, for verbs a third column with irregular forms. Sources: the lemmas of the treebanks that the weights are trained on
(`corpora.py`), the verbs and nouns of `ontology/`, and the hand-written `irregular_verbs.txt`.
"""

import argparse
from pathlib import Path

import corpora
from entities import read_list, read_table

CLASSES = {"NOUN", "VERB", "ADJ"}


def treebanks(root: Path) -> list[corpora.Sentence]:
    """The trees that the weights are trained on: EWT and the free documents of GUM."""
    gum = root / "train/gum"
    sentences = corpora.read_conllu(root / "train/ud_ewt/en_ewt-ud-train.conllu")
    for document in corpora.free_gum_documents(gum):
        sentences += corpora.read_conllu(gum / f"conllu/train/{document}.conllu")
    return sentences


def verbs_of_ontology(ontology: Path) -> set[str]:
    names = ["predicates.tsv", "reporting.tsv"]
    verbs = {row["lemma"].split("-")[0] for name in names for row in read_table(ontology / name)}
    return verbs | {row["verb"] for row in read_table(ontology / "nominalizations.tsv")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=Path("../shared/corpora"))
    parser.add_argument("--ontology", type=Path, default=Path("ontology"))
    parser.add_argument("--model", type=Path, default=Path("model"))
    args = parser.parse_args()
    lemmas = {
        (upos, lemma.lower())
        for sentence in treebanks(args.corpora)
        for upos, lemma in zip(sentence.upos, sentence.lemmas)
        if upos in CLASSES and lemma.isalpha() and lemma.isascii()
    }
    lemmas |= {("VERB", verb) for verb in verbs_of_ontology(args.ontology) if verb.isalpha()}
    lemmas |= {("NOUN", row["lemma"]) for row in read_table(args.ontology / "nouns.tsv") if row["lemma"].isalpha()}
    irregular = {}
    for line in read_list("irregular_verbs.txt"):
        lemma, *forms = line.split()
        irregular[lemma] = forms
        lemmas.add(("VERB", lemma))
    with open(args.model / "lemmas.tsv", "w", encoding="utf-8") as out:
        for upos, lemma in sorted(lemmas):
            forms = "|".join(irregular.get(lemma, [])) if upos == "VERB" else ""
            out.write(f"{upos}\t{lemma}" + (f"\t{forms}" if forms else "") + "\n")
    print(f"{len(lemmas)} lemmas")


if __name__ == "__main__":
    main()
