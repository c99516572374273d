"""What reports read: counts that a job keeps, and evaluations released five at a time."""

from analytics.models.credit import DailyCreditCount, IssuedDay
from analytics.models.evaluation import Comment, EvaluationRelease, OptionCount
from analytics.models.summary import (
    ChoiceMonth,
    Coverage,
    DailyEnrolmentCount,
    DayCell,
    Level,
    PageView,
    QuestionMonth,
    StaleCount,
    Summary,
)

__all__ = [
    "ChoiceMonth",
    "Comment",
    "Coverage",
    "DailyCreditCount",
    "DailyEnrolmentCount",
    "DayCell",
    "EvaluationRelease",
    "IssuedDay",
    "Level",
    "OptionCount",
    "PageView",
    "QuestionMonth",
    "StaleCount",
    "Summary",
]
