"""From scores to a well-formed analysis: one root, a tree, and tag sequences that obey BIO.

Trees: the best head of every word if that is a tree, else Chu-Liu/Edmonds (Chu and Liu 1965, Edmonds 1967), with each
candidate root tried in turn so that exactly one word hangs from it. Tags: Viterbi where I-x may only follow B-x or I-x.
"""

import numpy as np

FORBIDDEN = -1e9


def is_tree(heads: np.ndarray) -> bool:
    """Whether heads (1-based, 0 is the root) have one root and no cycle."""
    if (heads == 0).sum() != 1:
        return False
    reached = np.zeros(len(heads), bool)
    for start in range(len(heads)):
        path, at = [], start
        while at >= 0 and not reached[at]:
            if at in path:
                return False
            path.append(at)
            at = heads[at] - 1
        reached[path] = True
    return True


def find_cycle(heads: list[int]) -> list[int]:
    """Nodes of one cycle of a head map where node 0 is the root, or nothing."""
    state = [0] * len(heads)
    for start in range(1, len(heads)):
        path, at = [], start
        while at != 0 and state[at] == 0:
            state[at] = 1
            path.append(at)
            at = heads[at]
        if at != 0 and state[at] == 1 and at in path:
            return path[path.index(at):]
        for node in path:
            state[node] = 2
    return []


def spanning_tree(scores: np.ndarray) -> list[int]:
    """Heads of the best tree; scores[d, h] with node 0 as the root, d in 0..n (row 0 is not used)."""
    n = len(scores)
    scores = scores.copy()
    np.fill_diagonal(scores, FORBIDDEN * 10)
    heads = [0] + [int(scores[d].argmax()) for d in range(1, n)]
    cycle = find_cycle(heads)
    if not cycle:
        return heads
    members = set(cycle)
    outside = [i for i in range(n) if i not in members]
    new = len(outside)
    small = np.full((new + 1, new + 1), FORBIDDEN * 10)
    inner = sum(scores[d, heads[d]] for d in cycle)
    enters, leaves = {}, {}
    for i, d in enumerate(outside):
        for j, h in enumerate(outside):
            small[i, j] = scores[d, h]
        if d:
            best = max(cycle, key=lambda h: scores[d, h])
            small[i, new], leaves[i] = scores[d, best], best
        gains = [scores[c, d] - scores[c, heads[c]] for c in cycle]
        at = int(np.argmax(gains))
        small[new, i], enters[i] = inner + gains[at], cycle[at]
    solved = spanning_tree(small)
    result = list(heads)
    for i, d in enumerate(outside):
        if d:
            result[d] = leaves[i] if solved[i] == new else outside[solved[i]]
    broken = enters[solved[new]]
    result[broken] = outside[solved[new]]
    return result


def tree(arc: np.ndarray) -> np.ndarray:
    """Heads (1-based, 0 is the root) from arc scores [words, words + 1]."""
    words = len(arc)
    arc = arc - arc.max(1, keepdims=True)
    arc = arc - np.log(np.exp(arc).sum(1, keepdims=True))
    arc[np.arange(words), np.arange(1, words + 1)] = FORBIDDEN
    greedy = arc.argmax(1)
    if is_tree(greedy):
        return greedy
    best, best_score = None, -np.inf
    for root in np.argsort(-arc[:, 0])[:5]:
        full = np.full((words + 1, words + 1), FORBIDDEN)
        full[1:] = arc
        full[1:, 0] = FORBIDDEN
        full[root + 1] = FORBIDDEN
        full[root + 1, 0] = arc[root, 0]
        heads = np.array(spanning_tree(full)[1:])
        score = arc[np.arange(words), heads].sum()
        if is_tree(heads) and score > best_score:
            best, best_score = heads, score
    return best


def relations(rel: np.ndarray, heads: np.ndarray, root: int) -> np.ndarray:
    """Label of every word's arc; `root` for the root's arc and for no other."""
    chosen = rel[np.arange(len(heads)), heads].copy()
    chosen[:, root] = np.where(heads == 0, -FORBIDDEN, FORBIDDEN)
    return chosen.argmax(1)


def viterbi(scores: np.ndarray, tags: list[str]) -> list[str]:
    """Best tag sequence in which I-x follows only B-x or I-x; scores [words, tags]."""
    allowed = np.array([[not after.startswith("I-") or (before != "O" and before[2:] == after[2:]) for after in tags]
                        for before in tags])
    step = np.where(allowed, 0.0, FORBIDDEN)
    best = scores[0] + np.array([FORBIDDEN if tag.startswith("I-") else 0.0 for tag in tags])
    back = []
    for row in scores[1:]:
        total = best[:, None] + step
        back.append(total.argmax(0))
        best = total.max(0) + row
    at = int(best.argmax())
    path = [at]
    for pointers in reversed(back):
        at = int(pointers[at])
        path.append(at)
    return [tags[i] for i in reversed(path)]
