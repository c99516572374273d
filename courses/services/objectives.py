"""Which learning objectives a question measures: kept as their texts, since a released test never changes."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from accounts.cleaning import clean_key

LETTERS = 5
"""How long a word is at least for a difference to be a slip: in a shorter one it makes another word."""
_SWAPS = ({"s", "z"}, {"a", "e"})
"""Letters written for each other. Others tell words apart: nitrate and nitrite, adduction and abduction."""


def measured(texts: Iterable[str], objectives: Sequence[str]) -> list[str]:
    """Return those of a course's `objectives`, in their order, that a question with these `texts` measures.

    Each text stands for the objective that reads the same, or else for one that differs by spelling slips alone.
    """
    found = {_meant(text, tuple(objectives)) for text in texts}
    return [objective for objective in objectives if _plain(objective) in found]


def unmeasured(questions: Iterable[Iterable[str]], objectives: Sequence[str]) -> list[str]:
    """Return the objectives that none of the questions, each given by its texts, measures."""
    texts = {text for each in questions for text in each}
    found = measured(texts, objectives)
    return [objective for objective in objectives if objective not in found]


@lru_cache(maxsize=4096)
def _meant(text: str, objectives: tuple[str, ...]) -> str | None:
    own, plain = _plain(text), [_plain(objective) for objective in objectives]
    if own in plain:
        return own
    slips = {other: _slips(own, other) for other in plain}
    close = {other: number for other, number in slips.items() if number is not None}
    return min(close, key=lambda other: close[other], default=None)


def _slips(one: str, other: str) -> int | None:
    """Return in how many words the two are spelled differently; None if they say different things."""
    pairs = [*zip(_words(one), _words(other), strict=False)]
    if len(_words(one)) != len(_words(other)):
        return None
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    return len(differing) if all(_is_slip(*pair) for pair in differing) else None


def _is_slip(one: str, other: str) -> bool:
    """Say whether one letter is missing, doubled or swapped, after the first: “asymptomatic” is another word."""
    short, long = sorted((one, other), key=len)
    if len(short) < LETTERS or not (short + long).isalpha() or short[0] != long[0]:
        return False
    start = next((i for i, letter in enumerate(short) if letter != long[i]), len(short))
    rest, longer_rest = short[start:], long[start:]
    if len(long) == len(short) + 1:
        return rest == longer_rest[1:]
    if len(long) != len(short):
        return False
    turned = rest[1:2] + rest[:1] == longer_rest[:2] and rest[2:] == longer_rest[2:]
    return turned or ({rest[0], longer_rest[0]} in _SWAPS and rest[1:] == longer_rest[1:])


def _words(text: str) -> list[str]:
    return [word.strip(".,;:") for word in text.split()]


def _plain(text: str) -> str:
    return clean_key(text).casefold().rstrip(".;")
