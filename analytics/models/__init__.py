"""The data behind reports: counts kept by a job, and evaluations released five or more at a time."""

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
