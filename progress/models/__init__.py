"""How far: a learner's enrolment in a course, what was watched, answered and evaluated."""

from progress.models.attempt import Answer, Attempt
from progress.models.enrolment import Enrolment
from progress.models.evaluation import EvaluationResponse
from progress.models.watch import AdoptedPage, Watch, WatchDay

__all__ = [
    "AdoptedPage",
    "Answer",
    "Attempt",
    "Enrolment",
    "EvaluationResponse",
    "Watch",
    "WatchDay",
]
