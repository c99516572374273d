"""What reports read: counts that a job keeps, and evaluations released five at a time."""

from analytics.models.credit import CreditCell, IssuedDay
from analytics.models.evaluation import Comment, EvaluationRelease, OptionCount
from analytics.models.summary import (
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

__all__ = [
    "ChoiceMonth",
    "CohortCell",
    "Comment",
    "Coverage",
    "CreditCell",
    "DayCell",
    "EvaluationRelease",
    "IssuedDay",
    "Level",
    "OptionCount",
    "PageView",
    "QuestionMonth",
    "ReportChange",
    "Summary",
]
