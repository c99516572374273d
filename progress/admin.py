"""What learners did, for staff to read: records are written by the services alone."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from progress.models import (
    AdoptedPage,
    Answer,
    Attempt,
    CreditException,
    Enrolment,
    EvaluationResponse,
    Watch,
    WatchDay,
)
from providers.rights import Right
from providers.scoped_admin import ReadOnlyAdmin, ScopedInline


class RecordAdmin(ReadOnlyAdmin):
    """A record of a learner, which nobody edits by hand."""

    view_right: Right | None = Right.SEE_LEARNERS


@admin.register(Enrolment)
class EnrolmentAdmin(RecordAdmin):
    """Closed and reopened on the page of the learner, with a reason."""

    provider_path = "course__series__provider"
    learner_path = "user"
    list_display = (
        "user",
        "course",
        "acknowledged_at",
        "test_passed_at",
        "claimed_at",
        "closed_at",
    )
    list_select_related = ("user", "course")
    list_filter = ("course", "closed_at")
    search_fields = ("user__full_name", "user__email", "course__title")
    fields = readonly_fields = (
        "user",
        "course",
        "front_matter",
        "assessment",
        "evaluation_form",
        "acknowledged_at",
        "first_viewed_at",
        "test_passed_at",
        "evaluated_at",
        "claimed_at",
        "closed_at",
    )


@admin.register(Watch)
class WatchAdmin(RecordAdmin):
    provider_path = "enrolment__course__series__provider"
    learner_path = "enrolment__user"
    list_display = ("enrolment", "video", "seconds", "started_at", "completed_at")
    list_select_related = ("enrolment__user", "enrolment__course", "video")
    search_fields = ("enrolment__user__full_name", "enrolment__user__email")


@admin.register(WatchDay)
class WatchDayAdmin(RecordAdmin):
    provider_path = "enrolment__course__series__provider"
    learner_path = "enrolment__user"
    list_display = ("enrolment", "day", "seconds")
    list_select_related = ("enrolment__user", "enrolment__course")
    search_fields = ("enrolment__user__full_name", "enrolment__user__email")
    date_hierarchy = "day"


class AnswerInline(ScopedInline):
    model = Answer
    can_delete = False
    fields = readonly_fields = ("question", "choice", "answered_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Attempt)
class AttemptAdmin(RecordAdmin):
    provider_path = "enrolment__course__series__provider"
    learner_path = "enrolment__user"
    list_display = ("enrolment", "number", "started_at", "submitted_at", "correct", "passed")
    list_select_related = ("enrolment__user", "enrolment__course")
    list_filter = ("passed", "enrolment__course")
    search_fields = ("enrolment__user__full_name", "enrolment__user__email")
    inlines = (AnswerInline,)


@admin.register(Answer)
class AnswerAdmin(RecordAdmin):
    provider_path = "attempt__enrolment__course__series__provider"
    learner_path = "attempt__enrolment__user"
    list_display = ("attempt", "question", "choice", "answered_at")
    list_select_related = (
        "attempt__enrolment__user",
        "attempt__enrolment__course",
        "question",
        "choice",
    )
    search_fields = ("attempt__enrolment__user__email", "question__stem")


@admin.register(EvaluationResponse)
class EvaluationResponseAdmin(RecordAdmin):
    """Never beside a learner, by design; sorted by a random key within the month."""

    provider_path = "form__course__series__provider"
    view_right = None  # one answer alone may tell who gave it: staff read the summary
    list_display = ("key", "form", "month")
    list_select_related = ("form__course",)
    list_filter = ("form__course", "month")
    search_fields = ("form__course__title",)


@admin.register(AdoptedPage)
class AdoptedPageAdmin(RecordAdmin):
    provider_path = "enrolment__course__series__provider"
    learner_path = "enrolment__user"
    list_display = ("nonce", "enrolment", "opened_at", "adopted_at")
    list_select_related = ("enrolment__user", "enrolment__course")
    search_fields = ("nonce", "enrolment__user__email")


@admin.register(CreditException)
class CreditExceptionAdmin(RecordAdmin):
    """Asked for and decided at the desk."""

    provider_path = "enrolment__course__series__provider"
    learner_path = "enrolment__user"
    list_display = ("enrolment", "kind", "state", "asked_at", "put_forward_by", "decided_by")
    list_select_related = (
        "enrolment__user",
        "enrolment__course",
        "put_forward_by",
        "decided_by",
    )
    list_filter = ("kind", "approved", "enrolment__course")
    search_fields = ("enrolment__user__full_name", "enrolment__user__email")
