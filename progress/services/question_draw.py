"""Drawing the questions of one attempt: fair, unpredictable without its seed, and reproducible with it."""

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Sequence


def draw[Question: Hashable](
    pool: Sequence[tuple[Question, str]], *, count: int, by_topic: bool, seed: int
) -> list[Question]:
    """Return `count` of the questions in `pool`, (question, topic) pairs, in the order to ask them.

    Returns all if there are fewer. `by_topic` takes from the topics in turn, in an order given by the
    seed, so that their numbers differ by at most one unless one is used up; "" counts as a topic. The
    same pool and seed give the same draw, on every machine and in every release.
    """
    ranked = sorted(pool, key=lambda each: _rank(seed, each[0]))
    if not by_topic:
        return [question for question, _ in ranked[:count]]
    piles: dict[str, list[Question]] = defaultdict(list)
    for question, topic in ranked:
        piles[topic].append(question)
    turns = sorted(piles, key=lambda topic: _rank(seed, f"topic {topic}"))
    taken = _in_turn([piles[topic] for topic in turns], count)
    return sorted(taken, key=lambda question: _rank(seed, question))


def _in_turn[Question](piles: list[list[Question]], count: int) -> list[Question]:
    """Deal from each pile one by one until `count` are dealt or all piles are used up."""
    rounds = range(max(map(len, piles), default=0))
    dealt = [pile[turn] for turn in rounds for pile in piles if turn < len(pile)]
    return dealt[:count]


def _rank(seed: int, what: Hashable) -> bytes:
    return hashlib.sha256(f"draw {seed}:{what}".encode()).digest()
