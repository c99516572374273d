"""The catalogue for staff. Released versions are shown and cannot be edited."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminFileWidget
from django.db.models import FileField, ImageField, ManyToManyField, Model, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils import timezone

from courses import (
    draft_admin,  # noqa: F401  (registers)
    people_admin,
)
from courses.access import Right, actor_of, providers_with
from courses.forms import CourseForm, EvaluationItemForm, LibraryItemForm, TextTrackForm
from courses.models import (
    Assessment,
    Choice,
    Course,
    CreditOffer,
    CreditType,
    EvaluationForm,
    EvaluationItem,
    EvaluationLibraryItem,
    FrontMatter,
    Handout,
    Membership,
    Preparation,
    Provider,
    Question,
    Role,
    Series,
    StatementTemplate,
    TextTrack,
    Upload,
    Video,
)
from courses.scoped_admin import ScopedAdmin, ScopedInline
from courses.services.life_cycle import retire
from courses.services.publish_requests import ask_to_publish
from courses.services.publishing import NotPublishable
from courses.services.refusals import Refused
from courses.services.transcripts import forget_tracks

__all__ = ["people_admin"]  # Registered by being imported; the admin looks for this module alone.


def version_of(row: Any) -> Any:
    """Return the version a row is a part of: a choice of its test, an item of its evaluation."""
    match row:
        case Choice():
            return row.question.assessment
        case Question():
            return row.assessment
        case EvaluationItem():
            return row.form
        case _:
            return row


class FileInput(AdminFileWidget):
    """Django's own, named by a label: the legend it asks for names a group, not its control."""

    use_fieldset = False


NAMED_FILES = {FileField: {"widget": FileInput}, ImageField: {"widget": FileInput}}


class FrozenOnceReleased:
    """Offer no change to a released version, which the database would refuse: make a new one instead."""

    def _free(self, row: Any) -> bool:
        return row is None or version_of(row).released_at is None

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_add_permission(request, *([obj] if obj else []))  # type: ignore[misc]
        return allowed and self._free(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed and self._free(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed: bool = super().has_delete_permission(request, obj)  # type: ignore[misc]
        return allowed and self._free(obj)


class VersionAdmin(FrozenOnceReleased, ScopedAdmin):
    """A version, or a part of one. Edited by hand, it no longer is what a folder said."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        version = version_of(form.instance)
        # The next load compares digests: an empty one differs from whatever a folder holds.
        type(version)._default_manager.filter(pk=version.pk).update(digest="")


class RoleInline(ScopedInline):
    model = Role
    autocomplete_fields = ("person",)


class CreditOfferInline(ScopedInline):
    model = CreditOffer


class HandoutInline(ScopedInline):
    model = Handout
    formfield_overrides = NAMED_FILES


class ChoiceInline(FrozenOnceReleased, ScopedInline):
    model = Choice


class QuestionInline(FrozenOnceReleased, ScopedInline):
    model = Question
    show_change_link = True


class EvaluationItemInline(FrozenOnceReleased, ScopedInline):
    model = EvaluationItem
    form = EvaluationItemForm


class TextTrackInline(ScopedInline):
    model = TextTrack
    form = TextTrackForm


@admin.register(StatementTemplate)
class StatementTemplateAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "code", "providership")
    search_fields = ("name", "code", "text")


@admin.register(Provider)
class ProviderAdmin(ScopedAdmin):
    provider_path = "pk"
    change_right = Right.TEAM
    list_display = ("name", "accreditor", "time_zone", "is_sample")
    search_fields = ("name", "slug", "accreditor")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Not here: the desk's page for it gives the provider its first owner (`staff:provider-add`)."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser and request.user.is_active)


@admin.register(Series)
class SeriesAdmin(ScopedAdmin):
    provider_path = "provider"
    list_display = ("title", "provider", "position", "is_sample")
    list_select_related = ("provider",)
    search_fields = ("title", "slug", "summary")


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
                asked = ask_to_publish(course=course, actor=actor_of(request), now=timezone.now())
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
            retire(course=course, actor=actor_of(request), reason=reason, now=timezone.now())
        messages.success(request, f"{len(found)} retired. Learners keep their records.")

    def _own(self, request: HttpRequest, courses: QuerySet[Course]) -> QuerySet[Course]:
        """Keep the courses whose provider this member of staff writes for: others are only seen."""
        own = providers_with(request.user, Right.AUTHOR)
        return courses.filter(series__provider__in=own)


@admin.register(Video)
class VideoAdmin(ScopedAdmin):
    """Recordings come with a series' folder; their file and length never change."""

    provider_path = "course__series__provider"

    inlines = (TextTrackInline,)
    formfield_overrides = NAMED_FILES
    list_display = ("title", "course", "version", "seconds", "added_at")
    list_select_related = ("course",)
    search_fields = ("title", "course__title", "sha256")
    readonly_fields = ("course", "version", "file", "seconds", "width", "height", "sha256")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        forget_tracks()


@admin.register(Assessment)
class AssessmentAdmin(VersionAdmin):
    provider_path = "course__series__provider"
    inlines = (QuestionInline,)
    list_display = ("course", "version", "pass_percent", "max_attempts", "draw", "released_at")
    list_select_related = ("course",)
    search_fields = ("course__title", "questions__stem")


@admin.register(Question)
class QuestionAdmin(VersionAdmin):
    provider_path = "assessment__course__series__provider"
    inlines = (ChoiceInline,)
    list_display = ("stem", "assessment", "position", "video_second")
    list_select_related = ("assessment__course",)
    search_fields = ("stem", "rationale", "citation")


@admin.register(EvaluationForm)
class EvaluationFormAdmin(VersionAdmin):
    provider_path = "course__series__provider"
    inlines = (EvaluationItemInline,)
    list_display = ("course", "version", "added_at")
    list_select_related = ("course",)
    search_fields = ("course__title", "items__prompt")


@admin.register(EvaluationLibraryItem)
class EvaluationLibraryItemAdmin(ScopedAdmin):
    """Items to take into an evaluation: those of every provider are the administrator's to change."""

    provider_path = "provider"
    form = LibraryItemForm
    list_display = ("name", "purpose", "kind", "provider", "withdrawn_at")
    list_filter = ("purpose", "kind")
    list_select_related = ("provider",)
    search_fields = ("name", "prompt")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[EvaluationLibraryItem]":
        shared = EvaluationLibraryItem.objects.filter(provider__isnull=True)
        if not self.has_view_permission(request):
            shared = shared.none()
        return super().get_queryset(request) | shared

    def _allowed(self, request: HttpRequest, right: Right | None, row: Model | None) -> bool:
        if row is not None and row.provider_id is None and right == self.view_right:  # type: ignore[attr-defined]
            row = None  # shared: whoever may see any course may read it
        if row is not None and row.provider_id is None:  # type: ignore[attr-defined]
            return bool(request.user.is_superuser)
        return super()._allowed(request, right, row)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only the administrator adds what every provider may use."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.required = not request.user.is_superuser
        return field


@admin.register(CreditType)
class CreditTypeAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("code", "name_plural", "increment_quarters", "enabled")
    list_filter = ("enabled",)
    search_fields = ("code", "name_plural")
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}


class KeptByServices(ScopedAdmin):
    """Rows that services and jobs write by their rules: shown here, and nothing more."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(FrontMatter)
class FrontMatterAdmin(KeptByServices):
    """What learners were told, kept as it stood: nobody edits it."""

    provider_path = "course__series__provider"

    list_display = ("course", "version", "first_shown_at")
    list_select_related = ("course",)
    search_fields = ("course__title", "digest")


@admin.register(Membership)
class MembershipAdmin(KeptByServices):
    """Who works for which provider, and as what: read here, changed on the team page, by its rules."""

    provider_path = "provider"
    view_right = Right.TEAM
    list_display = ("user", "provider", "role", "granted_at")
    list_select_related = ("user", "provider")
    list_filter = ("role",)
    search_fields = ("user__full_name", "user__email")


@admin.register(Upload)
class UploadAdmin(KeptByServices):
    provider_path = "course__series__provider"
    view_right = Right.AUTHOR
    list_display = ("name", "course", "uploaded_by", "size", "offset", "created_at", "finished_at")
    list_select_related = ("course", "uploaded_by")
    search_fields = ("name", "course__title")


@admin.register(Preparation)
class PreparationAdmin(KeptByServices):
    provider_path = "course__series__provider"
    view_right = Right.AUTHOR
    list_display = ("name", "course", "state", "percent", "code", "created_at", "ended_at")
    list_select_related = ("course",)
    list_filter = ("state",)
    search_fields = ("name", "course__title", "code")
