"""Learners' records, read-only for staff: only the services write them."""

from django.contrib import admin
from django.contrib.admin.utils import display_for_value
from django.db.models import Model

from progress.models import (
    Acknowledgement,
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
from providers.scoped_admin import ScopedAdmin, ScopedInline


class RecordAdmin[M: Model](ScopedAdmin[M]):
    """Base for a learner's records: read-only for everybody."""

    view_right: Right | None = Right.SEE_LEARNERS


@admin.register(Enrolment)
class EnrolmentAdmin(RecordAdmin[Enrolment]):
    """Enrolments; staff close and reopen them on the learner's page, with a reason."""

    provider_path = "course__series__provider"
    learner_path = "user"
    page = ("support:learner", "user_id")
    list_display = (
        "user",
        "course",
        "acknowledged_at",
        "test_passed_at",
        "claimed_at",
        "closed_at",
    )
    list_filter = ("course", "closed_at")
    search_fields = ("user__full_name", "user__email", "course__title")


class OfEnrolmentAdmin[M: Model](RecordAdmin[M]):
    """Base for records that belong to an enrolment."""

    provider_path = "enrolment__course__series__provider"
    learner_path = "enrolment__user"
    page = ("support:learner", "enrolment__user_id")
    list_select_related = ("enrolment__user", "enrolment__course")
    search_fields = ("enrolment__user__full_name", "enrolment__user__email")


@admin.register(Acknowledgement)
class AcknowledgementAdmin(OfEnrolmentAdmin[Acknowledgement]):
    list_display = ("enrolment", "front_matter", "acknowledged_at")
    date_hierarchy = "acknowledged_at"


@admin.register(Watch)
class WatchAdmin(OfEnrolmentAdmin[Watch]):
    list_display = ("enrolment", "video", "seconds", "started_at", "completed_at")
    exclude = ("pages_open",)
    readonly_fields = ("page_times",)

    @admin.display(description="pages open")
    def page_times(self, watch: Watch) -> str:
        """Return the times at which pages were open, as the admin writes moments."""
        pairs = ((display_for_value(a, ""), display_for_value(b, "")) for a, b in watch.pages_open)
        return "; ".join(f"{start} to {end}" for start, end in pairs)


@admin.register(WatchDay)
class WatchDayAdmin(OfEnrolmentAdmin[WatchDay]):
    list_display = ("enrolment", "day", "seconds")
    date_hierarchy = "day"


class AnswerInline(ScopedInline[Answer, Attempt]):
    model = Answer
    fields = ("question", "choice", "answered_at")


@admin.register(Attempt)
class AttemptAdmin(OfEnrolmentAdmin[Attempt]):
    list_display = ("enrolment", "number", "started_at", "submitted_at", "correct", "passed")
    list_filter = ("passed", "enrolment__course")
    inlines = (AnswerInline,)


@admin.register(Answer)
class AnswerAdmin(RecordAdmin[Answer]):
    provider_path = "attempt__enrolment__course__series__provider"
    learner_path = "attempt__enrolment__user"
    page = ("support:learner", "attempt__enrolment__user_id")
    list_display = ("attempt", "question", "choice", "answered_at")
    list_select_related = ("attempt__enrolment__user", "attempt__enrolment__course")
    search_fields = ("attempt__enrolment__user__email", "question__stem")


@admin.register(EvaluationResponse)
class EvaluationResponseAdmin(RecordAdmin[EvaluationResponse]):
    """By design without a learner; sorted by a random key within the month."""

    provider_path = "form__course__series__provider"
    view_right = None  # a single response may reveal who gave it, so staff read the summary
    list_display = ("key", "form", "month")
    list_select_related = ("form__course",)
    list_filter = ("form__course", "month")
    search_fields = ("form__course__title",)


@admin.register(AdoptedPage)
class AdoptedPageAdmin(OfEnrolmentAdmin[AdoptedPage]):
    list_display = ("nonce", "enrolment", "opened_at", "adopted_at")
    search_fields = ("nonce", "enrolment__user__email")


@admin.register(CreditException)
class CreditExceptionAdmin(OfEnrolmentAdmin[CreditException]):
    """Exceptions, which are requested and decided on other staff pages."""

    list_display = ("enrolment", "kind", "state", "asked_at", "put_forward_by", "decided_by")
    list_filter = ("kind", "approved", "enrolment__course")
