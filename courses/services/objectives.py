"""Which learning objectives a question measures: kept as their texts, since a released test never changes."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from accounts.cleaning import clean_key

CLOSE = 0.85
"""How alike two spellings of one objective are at least: a typing error mended later changes less."""


def measured(texts: Iterable[str], objectives: Sequence[str]) -> list[str]:
    """Return those of a course's `objectives`, in their order, that a question with these `texts` measures.

    Each text stands for the objective that reads the same, or else for the one that reads most alike, if close.
    """
    found = {_meant(text, tuple(objectives)) for text in texts}
    return [objective for objective in objectives if objective in found]


def unmeasured(questions: Iterable[Iterable[str]], objectives: Sequence[str]) -> list[str]:
    """Return the objectives that none of the questions, each given by its texts, measures."""
    texts = {text for each in questions for text in each}
    found = measured(texts, objectives)
    return [objective for objective in objectives if objective not in found]


@lru_cache(maxsize=4096)
def _meant(text: str, objectives: tuple[str, ...]) -> str | None:
    plain = {_plain(objective): objective for objective in objectives}
    if (own := _plain(text)) in plain:
        return plain[own]
    likeness = {_alike(own, other): objective for other, objective in plain.items()}
    best = max(likeness, default=0.0)
    return likeness[best] if best >= CLOSE else None


def _alike(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= CLOSE else 0.0


def _plain(text: str) -> str:
    return clean_key(text).casefold().rstrip(".;")
