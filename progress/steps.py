"""The steps of the path to credit, in their order."""

from dataclasses import dataclass
from typing import Literal

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
    over: bool = False


PATH = [
    ("watch", "Watch the video", "Continue", "progress:learn"),
    ("test", "Pass the post-test", "Take the post-test", "progress:test"),
    ("evaluation", "Evaluate the course", "Evaluate the course", "progress:evaluation"),
    ("claim", "Claim credit", "Claim credit", "certificates:claim"),
]
SAMPLE = "Get your sample certificate"
SAMPLE_CLAIM = ("claim", SAMPLE, SAMPLE, "certificates:claim")
READ = ("watch", "Read the transcript", "Read the transcript", "progress:accommodation")


def state_at(index: int, first_open: int) -> StepState:
    if index < first_open:
        return "done"
    return "current" if index == first_open else "locked"
