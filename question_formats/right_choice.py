"""Which choice a word names as right: by its letter or number, or by its own text."""

import re
import unicodedata
from collections.abc import Mapping

from courses.models.assessment import MAX_CHOICES
from question_formats.reading import BadQuestion

_LETTERS = "abcdefgh"[:MAX_CHOICES]
_PLACE = re.compile(
    r"(?:(?:answer|choice|option|response|alternative)[ _:]*)?[*#]?\(?([a-h]|[1-9])(?:\.0)?[).:]?"
)
_PLACE_AND_TEXT = re.compile(r"\(?([a-h]|[1-9]) ?[).:–-] ?(.+)")
_TRUTH = {"t": "true", "f": "false"}
_SEVERAL = re.compile(r"\(?[a-h1-9]\)?(?: ?(?:,|;|/|&|\+|\band\b) ?\(?[a-h1-9]\)?)+")


def right_of(choices: Mapping[int, str], word: str, *, by_place: bool | None = None) -> int:
    """Return the place, from 0, of the choice that `word` names. Raises `BadQuestion`.

    `choices` are the texts by place; an empty choice has none. `by_place` decides where `word` is the letter
    or number of one choice and the text of another; None: that is refused.
    """
    named, said = readings(choices, word)
    if named is not None and said is not None and named != said:
        if by_place is None:
            raise BadQuestion(
                "right_ambiguous",
                f"“{word}” is the letter or number of one choice, and the text of another. Write choice_{said + 1},"
                f" or choice_{named + 1}.",
            )
        return named if by_place else said
    if said is not None:
        return said
    if named is not None:
        return named
    if _SEVERAL.fullmatch(_plain(word)):
        raise BadQuestion(
            "several_right",
            "Several choices are marked as correct. This test asks for one: ask which is the best, or make it several"
            " questions.",
        )
    raise BadQuestion(
        "right_unknown",
        f"“{word}” is none of the choices. Write the letter, the number, or the text of the correct one.",
    )


def readings(choices: Mapping[int, str], word: str) -> tuple[int | None, int | None]:
    """Return the places of the choices that `word` names as a letter or number, and as their text."""
    plain = _plain(word)
    texts = {_plain(text): place for place, text in list(choices.items())[::-1]}
    said = texts.get(plain)
    if said is None and texts.keys() <= set(_TRUTH.values()):
        said = texts.get(_TRUTH.get(plain, ""))
    # Only here: in a text, “10²” is not “102”.
    if found := _PLACE.fullmatch(unicodedata.normalize("NFKC", plain)):
        place = _place(found[1])
        return (place if place in choices else None), said
    if (found := _PLACE_AND_TEXT.fullmatch(plain)) and said is None:
        place = _place(found[1])
        if _plain(choices.get(place, "")) == found[2]:
            return place, None
    return None, said


def _place(word: str) -> int:
    return int(word) - 1 if word.isdigit() else _LETTERS.index(word)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
