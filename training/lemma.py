"""Lemmas as the application of one of a few hundred rules to the form.

In the manner of the edit classes of UDPipe 2 (Straka 2018), cut down to suffixes. Rules are strings:
`l;N;suffix` lower-cases the form, cuts N characters at its end and appends the suffix; `k;N;suffix` does so with the
case kept; `t;N;suffix` with the first letter upper and the rest lower; `=lemma` gives the lemma outright.
"""

from collections import Counter

APOSTROPHES = str.maketrans({"’": "'", "‘": "'"})
FALLBACK = ("l;0;", "k;0;", "t;0;")


def cased(form: str, case: str) -> str:
    """The form with straight apostrophes and the case that a rule of this kind starts from."""
    form = form.translate(APOSTROPHES)
    if case == "l":
        return form.lower()
    return form[:1].upper() + form[1:].lower() if case == "t" else form


def apply(rule: str, form: str) -> str:
    """The lemma that a rule gives for a form; the form itself if the rule cuts more than there is."""
    if rule.startswith("="):
        return rule[1:]
    case, cut, suffix = rule.split(";", 2)
    base = cased(form, case)
    return base[: len(base) - int(cut)] + suffix if int(cut) <= len(base) else base


def rule_of(form: str, lemma: str) -> str:
    """The most general rule that takes form to lemma: least change, then lower before kept before title case."""
    lemma = lemma.translate(APOSTROPHES)
    best, best_cost = "=" + lemma, None
    for order, case in enumerate("lkt"):
        base = cased(form, case)
        same = 0
        while same < min(len(base), len(lemma)) and base[same] == lemma[same]:
            same += 1
        if same == 0:
            continue
        cost = (len(base) - same + len(lemma) - same, order)
        if best_cost is None or cost < best_cost:
            best, best_cost = f"{case};{len(base) - same};{lemma[same:]}", cost
    return best


def inventory(pairs: list[tuple[str, str]], at_least: int = 3) -> list[str]:
    """Rules seen at least so often in the training pairs, most frequent first.

    UD's `_` for the second half of a word split by mistake is no lemma and left out.
    """
    counts = Counter(rule_of(form, lemma) for form, lemma in pairs)
    kept = [rule for rule, n in counts.most_common() if n >= at_least and rule != "=_"]
    return kept + [rule for rule in FALLBACK if rule not in kept]


def label_of(form: str, lemma: str, rules: dict[str, int]) -> int:
    """Index of the rule to learn for a pair; a rare one is replaced by keeping the case if the lemma has capitals."""
    rule = rule_of(form, lemma)
    if rule in rules:
        return rules[rule]
    return rules["l;0;" if lemma == lemma.lower() else "k;0;"]
