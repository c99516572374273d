"""How far: a learner's enrolment in a course, what was watched, answered and evaluated."""

from progress.models.attempt import Answer, Attempt
from progress.models.enrolment import Enrolment
from progress.models.evaluation import EvaluationResponse
from progress.models.exception import CreditException
from progress.models.opinion import Comment, EvaluationRelease, OptionCount
from progress.models.summary import (
    ChoiceMonth,
    CohortCell,
    Coverage,
    DayCell,
    Level,
    PageView,
    QuestionMonth,
    ReportChange,
    Summary,
)
from progress.models.watch import AdoptedPage, Watch, WatchDay

__all__ = [
    "AdoptedPage",
    "Answer",
    "Attempt",
    "ChoiceMonth",
    "CohortCell",
    "Comment",
    "Coverage",
    "CreditException",
    "DayCell",
    "Enrolment",
    "EvaluationRelease",
    "EvaluationResponse",
    "Level",
    "OptionCount",
    "PageView",
    "QuestionMonth",
    "ReportChange",
    "Summary",
    "Watch",
    "WatchDay",
]
