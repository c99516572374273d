"""The records of publishing in the admin: requests, changes that wait, reviews, warnings."""

from django.contrib import admin

from accounts.table_admin import ReadOnlyAdmin
from providers.scoped_admin import ScopedAdmin
from publishing.models import CourseChange, CourseReview, ExpiryNotice, PublishRequest


@admin.register(PublishRequest)
class PublishRequestAdmin(ScopedAdmin[PublishRequest]):
    provider_path = "course__series__provider"
    page = ("publishing:edit-review", "course__slug")
    list_display = ("course", "asked_by", "asked_at", "approved_by", "published_at")
    search_fields = ("course__title", "note", "decline_reason")


@admin.register(CourseChange)
class CourseChangeAdmin(ScopedAdmin[CourseChange]):
    provider_path = "course__series__provider"
    page = ("publishing:course-change", "pk")
    list_display = ("course", "kind", "asked_by", "asked_at", "decided_by", "approved", "alone")
    search_fields = ("course__title", "answer")


@admin.register(CourseReview)
class CourseReviewAdmin(ScopedAdmin[CourseReview]):
    provider_path = "course__series__provider"
    page = ("publishing:life-cycle", "course__slug")
    list_display = ("course", "reviewed_on", "reviewer", "outcome", "expires_on")
    search_fields = ("course__title", "reviewer", "evidence", "note")


@admin.register(ExpiryNotice)
class ExpiryNoticeAdmin(ReadOnlyAdmin[ExpiryNotice]):
    """The warnings sent; only superusers see them."""

    list_display = ("course", "form", "ends_on", "days", "sent_at")
    list_select_related = ("form__person",)
    search_fields = ("course__title", "form__person__name")
