"""Courses among the tables of the admin, with what publishing keeps: requests, reviews, warnings."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.errors import Refused
from accounts.requests import acting_user
from courses.models import Course, CreditOffer, Handout, Role
from providers.rights import Right, providers_with
from providers.scoped_admin import NAMED_FILES, ReadOnlyAdmin, ScopedAdmin, ScopedInline
from publishing.forms.course import CourseForm
from publishing.models import CourseReview, ExpiryNotice, PublishRequest
from publishing.services.life_cycle import retire
from publishing.services.publish_requests import ask_to_publish
from publishing.services.publishing import NotPublishable


class RoleInline(ScopedInline):
    model = Role
    autocomplete_fields = ("person",)


class CreditOfferInline(ScopedInline):
    model = CreditOffer


class HandoutInline(ScopedInline):
    model = Handout
    formfield_overrides = NAMED_FILES


@admin.register(Course)
class CourseAdmin(ScopedAdmin):
    provider_path = "series__provider"
    form = CourseForm
    inlines = (RoleInline, CreditOfferInline, HandoutInline)
    list_display = ("title", "series", "expires_on", "published_at", "retired_at", "is_sample")
    list_filter = ("series__provider", "is_sample", "retired_at")
    list_select_related = ("series",)
    search_fields = ("title", "slug", "summary", "accme_activity_id", "provider_activity_id")
    actions = ("publish_courses", "retire_courses")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The moments are set by actions; what began as a sample never awards credit."""
        published = obj is not None and obj.published_at is not None
        return ("published_at", "retired_at", *(("is_sample", "slug") if published else ()))

    @admin.action(description="Publish the chosen courses", permissions=["change"])
    def publish_courses(self, request: HttpRequest, courses: QuerySet[Course]) -> None:
        """Ask for each, as the desk does: where a second person must approve, it waits for them."""
        for course in self._own(request, courses):
            try:
                asked = ask_to_publish(
                    course=course, actor=acting_user(request), now=timezone.now()
                )
            except (NotPublishable, Refused) as refusal:
                messages.error(request, f"{course}: {refusal}")
            else:
                done = "published." if asked.state == "published" else "waits for approval."
                messages.success(request, f"{course}: {done}")

    @admin.action(
        description="Retire the chosen courses: hide them from the catalogue",
        permissions=["change"],
    )
    def retire_courses(self, request: HttpRequest, courses: QuerySet[Course]) -> None:
        rows = self._own(request, courses).filter(retired_at__isnull=True)
        for course in (found := list(rows)):
            reason = "Retired from the list of courses."
            retire(course=course, actor=acting_user(request), reason=reason, now=timezone.now())
        messages.success(request, f"{len(found)} retired. Learners keep their records.")

    def _own(self, request: HttpRequest, courses: QuerySet[Course]) -> QuerySet[Course]:
        """Keep the courses whose provider this member of staff writes for: others are only seen."""
        own = providers_with(request.user, Right.AUTHOR)
        return courses.filter(series__provider__in=own)


@admin.register(PublishRequest)
class PublishRequestAdmin(ReadOnlyAdmin):
    provider_path = "course__series__provider"
    list_display = ("course", "asked_by", "asked_at", "approved_by", "published_at")
    list_select_related = ("course", "asked_by", "approved_by")
    search_fields = ("course__title", "note", "decline_reason")


@admin.register(CourseReview)
class CourseReviewAdmin(ReadOnlyAdmin):
    provider_path = "course__series__provider"
    list_display = ("course", "reviewed_on", "reviewed_by", "expires_on")
    list_select_related = ("course", "reviewed_by")
    search_fields = ("course__title", "note")


@admin.register(ExpiryNotice)
class ExpiryNoticeAdmin(admin.ModelAdmin[ExpiryNotice]):
    """Which warnings were sent; for the administrator of the installation."""

    list_display = ("course", "form", "ends_on", "days", "sent_at")
    list_select_related = ("course", "form__person")
    search_fields = ("course__title", "form__person__name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
