"""Shared by the readers of question files: a refusal, the cells of a question, the text of what comes back."""

import re
from collections.abc import Iterable, Iterator, Sequence

from courses.models.assessment import MAX_CHOICES
from imports.kinds import Reason

CHOICES = tuple(f"choice_{number}" for number in range(1, MAX_CHOICES + 1))
CATEGORY = re.compile(r"\s*\$CATEGORY\s*:\s*(.*)")
_REASON = re.compile(r"\s*//\s*reason\s*:.*", re.IGNORECASE)


class BadQuestion(Exception):
    """Why a question cannot be asked here: a stable code, and a sentence that says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


def cells_of(*, choices: Sequence[str], right: int, **texts: str) -> dict[str, str]:
    """Return a question's texts by column; its right choice is named by that choice's column.

    Raises `BadQuestion` if there are more choices than columns.
    """
    if len(choices) > MAX_CHOICES:
        raise BadQuestion(
            "too_many_choices", f"It has {len(choices)} choices. Reduce them to {MAX_CHOICES}."
        )
    return texts | dict(zip(CHOICES, choices, strict=False)) | {"right": CHOICES[right]}


def is_reason(line: str) -> bool:
    """Return whether a line is one of those with which `returned_text` says why something comes back."""
    return bool(_REASON.fullmatch(line))


def returned_text(items: Iterable[tuple[str, Sequence[Reason]]]) -> Iterator[str]:
    """Yield the text of items that come back, each after its reasons and, where it changes, its category."""
    named = ""
    for text, reasons in items:
        category, _, rest = text.partition("\n\n")
        if not CATEGORY.fullmatch(category):
            rest = text
        elif category != named:
            yield f"{category}\n\n"
            named = category
        for reason in reasons:
            yield f"// reason: {' '.join(reason.message.split())}\n"
        yield f"{rest}\n\n"
