"""A learner's progress: the enrolment in a course, and what was watched, answered and evaluated."""

from progress.models.acknowledgement import Acknowledgement
from progress.models.attempt import Answer, Attempt
from progress.models.enrolment import Enrolment
from progress.models.evaluation import EvaluationResponse
from progress.models.exception import CreditException
from progress.models.watch import AdoptedPage, Watch, WatchDay

__all__ = [
    "Acknowledgement",
    "AdoptedPage",
    "Answer",
    "Attempt",
    "CreditException",
    "Enrolment",
    "EvaluationResponse",
    "Watch",
    "WatchDay",
]
