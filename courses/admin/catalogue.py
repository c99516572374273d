"""The catalogue for staff. Released versions are shown and cannot be edited."""

from typing import Any

from django.contrib import admin
from django.db.models import ManyToManyField, Model, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest

from courses.forms.evaluation import EvaluationItemForm, LibraryItemForm
from courses.models import (
    Assessment,
    Choice,
    CreditType,
    EvaluationForm,
    EvaluationItem,
    EvaluationLibraryItem,
    FrontMatter,
    Question,
    Series,
)
from providers.rights import Right
from providers.scoped_admin import ReadOnlyAdmin, ScopedAdmin, ScopedInline


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


class ChoiceInline(FrozenOnceReleased, ScopedInline):
    model = Choice


class QuestionInline(FrozenOnceReleased, ScopedInline):
    model = Question
    show_change_link = True


class EvaluationItemInline(FrozenOnceReleased, ScopedInline):
    model = EvaluationItem
    form = EvaluationItemForm


@admin.register(Series)
class SeriesAdmin(ScopedAdmin):
    provider_path = "provider"
    list_display = ("title", "provider", "position", "is_sample")
    list_select_related = ("provider",)
    search_fields = ("title", "slug", "summary")


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
class CreditTypeAdmin(admin.ModelAdmin[CreditType]):
    list_display = ("code", "name_plural", "increment_quarters", "enabled")
    list_filter = ("enabled",)
    search_fields = ("code", "name_plural")
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}


@admin.register(FrontMatter)
class FrontMatterAdmin(ReadOnlyAdmin):
    """What learners were told, kept as it stood: nobody edits it."""

    provider_path = "course__series__provider"

    list_display = ("course", "version", "first_shown_at")
    list_select_related = ("course",)
    search_fields = ("course__title", "digest")
