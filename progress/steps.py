"""The steps of the path to credit, in their order."""

from dataclasses import dataclass
from typing import Literal, Protocol

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.models import Course
from progress.errors import NotEligible

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


class Standing(Protocol):
    """What is asked of `progress.status.CreditStatus`, where each of these is explained."""

    @property
    def course(self) -> Course: ...
    @property
    def watched(self) -> bool: ...
    @property
    def may_read(self) -> bool: ...
    @property
    def percent_watched(self) -> int: ...
    @property
    def percent_needed(self) -> int: ...
    @property
    def passed(self) -> bool: ...
    @property
    def evaluated(self) -> bool: ...
    @property
    def exhausted(self) -> NotEligible | None: ...


def steps_missing(status: Standing) -> list[NotEligible]:
    """Return what is to be done before the claim, each with its page; without an attempt left, that alone."""
    if status.exhausted:
        return [status.exhausted]
    steps = [] if status.watched else [_not_watched(status)]
    if not status.passed:
        url = _page(status, "progress:test")
        steps.append(NotEligible("not_passed", gettext("Pass the post-test."), url))
    if not status.evaluated:
        url = _page(status, "progress:evaluation")
        steps.append(NotEligible("not_evaluated", gettext("Submit the evaluation."), url))
    return steps


def _not_watched(status: Standing) -> NotEligible:
    if status.may_read:
        message = gettext("Read the transcript, as agreed, and confirm that you have.")
        url = _page(status, "progress:accommodation")
        return NotEligible("not_watched", message, url, link=gettext("Go to the transcript"))
    message = gettext("Watch the video: %(watched)s.") % {"watched": watched_of_needed(status)}
    return NotEligible("not_watched", message, _page(status, "progress:learn"))


def watched_of_needed(status: Standing) -> str:
    """Return “45% watched, 80% needed”."""
    said = {"watched": status.percent_watched, "needed": status.percent_needed}
    return gettext("%(watched)s%% watched, %(needed)s%% needed") % said


def _page(status: Standing, name: str) -> str:
    return reverse(name, args=[status.course.slug])
