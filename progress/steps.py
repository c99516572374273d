"""The steps of the path to credit, in their order."""

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

StepState = Literal["done", "current", "locked", "over"]


@dataclass(frozen=True)
class Step:
    """One step of the path. `action` is the accessible name of its link; `over`: it came to an end undone."""

    key: str
    label: str
    action: str
    url: str
    state: StepState
    detail: str = ""


type Words = str | Promise
PATH: list[tuple[str, Words, Words, str]] = [
    ("watch", _("Watch the video"), _("Continue"), "progress:learn"),
    ("test", _("Pass the post-test"), _("Take the post-test"), "progress:test"),
    ("evaluation", _("Evaluate the course"), _("Evaluate the course"), "progress:evaluation"),
    ("claim", _("Claim credit"), _("Claim credit"), "certificates:claim"),
]
"""Key, label, action and the name of the page of each step."""
SAMPLE = _("Get your sample certificate")
SAMPLE_CLAIM: tuple[str, Words, Words, str] = ("claim", SAMPLE, SAMPLE, "certificates:claim")
READ: tuple[str, Words, Words, str] = (
    "watch",
    _("Read the transcript"),
    _("Read the transcript"),
    "progress:accommodation",
)


def state_at(index: int, first_open: int) -> StepState:
    if index < first_open:
        return "done"
    return "current" if index == first_open else "locked"
