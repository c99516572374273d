"""Admin tables of the counts behind the reports."""

from django.contrib import admin
from django.db.models import Model

from analytics.models import (
    ChoiceMonth,
    Comment,
    Coverage,
    DailyCreditCount,
    DailyEnrolmentCount,
    EvaluationRelease,
    IssuedDay,
    OptionCount,
    PageView,
    QuestionMonth,
    StaleCount,
    Summary,
)
from providers.rights import Right
from providers.scoped_admin import ScopedAdmin, ScopedInline


class Counts[M: Model](ScopedAdmin[M]):
    """A count behind the reports, shown to the administrator only; other staff have the reports."""

    view_right: Right | None = None


@admin.register(PageView)
class PageViewAdmin(Counts[PageView]):
    list_display = ("course", "day", "views")


@admin.register(DailyEnrolmentCount)
class DailyEnrolmentCountAdmin(Counts[DailyEnrolmentCount]):
    list_display = ("course", "day", "level", "profession", "state", "started", "evaluated")
    list_filter = ("level", "course")


@admin.register(QuestionMonth)
class QuestionMonthAdmin(Counts[QuestionMonth]):
    list_display = ("question", "month", "asked", "right")


@admin.register(ChoiceMonth)
class ChoiceMonthAdmin(Counts[ChoiceMonth]):
    list_display = ("choice", "month", "taken")


@admin.register(Coverage)
class CoverageAdmin(Counts[Coverage]):
    list_display = ("video", "learners", "completed", "counted_at")


class OptionCountInline(ScopedInline[OptionCount, EvaluationRelease]):
    model = OptionCount
    fields = ("item", "option", "count")


@admin.register(EvaluationRelease)
class EvaluationReleaseAdmin(Counts[EvaluationRelease]):
    list_display = ("form", "month", "responses")
    list_select_related = ("form__course",)
    inlines = (OptionCountInline,)


@admin.register(Comment)
class CommentAdmin(Counts[Comment]):
    """Comments are read and judged on the page of the evaluation report, never next to other answers."""

    list_display = ("id", "item", "verdict")


@admin.register(Summary)
class SummaryAdmin(Counts[Summary]):
    list_display = ("name", "as_of")


@admin.register(StaleCount)
class StaleCountAdmin(Counts[StaleCount]):
    list_display = ("subject", "key", "at")


@admin.register(DailyCreditCount)
class DailyCreditCountAdmin(Counts[DailyCreditCount]):
    list_display = ("course", "day", "level", "profession", "state", "credit_type_code", "standing")
    list_filter = ("level", "course")


@admin.register(IssuedDay)
class IssuedDayAdmin(Counts[IssuedDay]):
    list_display = ("course", "day", "credit_type_code", "issued", "standing", "revoked")
    list_filter = ("course",)
