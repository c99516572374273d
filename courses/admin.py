"""The catalogue for staff: only the course editor writes courses, tests and evaluations."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ManyToManyField, Model, Q, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest

from courses.forms.credit_names import NamesCreditInFull
from courses.forms.evaluation import LibraryItemForm
from courses.models import (
    Assessment,
    Choice,
    CommercialSupport,
    Course,
    CreditOffer,
    CreditType,
    EvaluationForm,
    EvaluationItem,
    EvaluationLibraryItem,
    FrontMatter,
    FrontMatterOffer,
    Handout,
    Question,
    Role,
    Series,
)
from providers.models import StatementTemplate
from providers.rights import Right
from providers.scoped_admin import LockedWhileTold, ScopedAdmin, ScopedInline


@admin.register(Series)
class SeriesAdmin(LockedWhileTold[Series], ScopedAdmin[Series]):
    provider_path = "provider"
    change_right = Right.AUTHOR
    list_display = ("title", "provider", "position", "is_sample")
    search_fields = ("title", "slug", "summary")
    locked = ("provider", "is_sample")
    locked_because = (
        "Courses of this series are published: they stay with their provider, real or as samples."
    )

    def is_told(self, row: Series) -> bool:
        """Return whether a course of it was ever published: who began a retired one keeps the credit."""
        return row.courses.filter(published_at__isnull=False).exists()


class RoleInline(ScopedInline[Role, Course]):
    model = Role


class CreditOfferInline(ScopedInline[CreditOffer, Course]):
    model = CreditOffer


class CommercialSupportInline(ScopedInline[CommercialSupport, Course]):
    model = CommercialSupport


class HandoutInline(ScopedInline[Handout, Course]):
    model = Handout


@admin.register(Course)
class CourseAdmin(ScopedAdmin[Course]):
    provider_path = "series__provider"
    page = ("authoring:edit-about", "slug")
    inlines = (RoleInline, CreditOfferInline, CommercialSupportInline, HandoutInline)
    list_display = ("title", "series", "expires_on", "published_at", "retired_at", "is_sample")
    list_filter = ("series__provider", "is_sample", "retired_at")
    search_fields = ("title", "slug", "summary", "accme_activity_id", "provider_activity_id")


class QuestionInline(ScopedInline[Question, Assessment]):
    model = Question
    show_change_link = True


@admin.register(Assessment)
class AssessmentAdmin(ScopedAdmin[Assessment]):
    view_right = Right.AUTHOR  # with its questions, the right answers
    provider_path = "course__series__provider"
    page = ("authoring:edit-test", "course__slug")
    inlines = (QuestionInline,)
    list_display = ("course", "version", "pass_percent", "max_attempts", "draw", "released_at")
    search_fields = ("course__title", "questions__stem")


class ChoiceInline(ScopedInline[Choice, Question]):
    model = Choice


@admin.register(Question)
class QuestionAdmin(ScopedAdmin[Question]):
    view_right = Right.AUTHOR
    provider_path = "assessment__course__series__provider"
    page = ("authoring:edit-test", "assessment__course__slug")
    inlines = (ChoiceInline,)
    list_display = ("stem", "assessment", "position", "video_second")
    list_select_related = ("assessment__course",)
    search_fields = ("stem", "rationale", "citation")


class EvaluationItemInline(ScopedInline[EvaluationItem, EvaluationForm]):
    model = EvaluationItem


@admin.register(EvaluationForm)
class EvaluationFormAdmin(ScopedAdmin[EvaluationForm]):
    provider_path = "course__series__provider"
    page = ("authoring:edit-evaluation", "course__slug")
    inlines = (EvaluationItemInline,)
    list_display = ("course", "version", "added_at")
    search_fields = ("course__title", "items__prompt")


@admin.register(EvaluationLibraryItem)
class EvaluationLibraryItemAdmin(ScopedAdmin[EvaluationLibraryItem]):
    """Items to use in an evaluation; only the administrator may change those shared by all providers."""

    provider_path = "provider"
    change_right = Right.AUTHOR
    form = LibraryItemForm
    list_display = ("name", "purpose", "kind", "provider", "withdrawn_at")
    list_filter = ("purpose", "kind")
    search_fields = ("name", "prompt")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[EvaluationLibraryItem]":
        shared = EvaluationLibraryItem.objects.filter(provider__isnull=True)
        if not self.has_view_permission(request):
            shared = shared.none()
        return super().get_queryset(request) | shared

    def _allowed(self, request: HttpRequest, right: Right | None, row: Model | None) -> bool:
        if row is None or self.provider_of(row) is not None:
            return super()._allowed(request, right, row)
        # Shared: anyone who may see a course may read it, but only the administrator may write it.
        return super()._allowed(request, right if right == self.view_right else None, None)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only the administrator may add items that every provider may use."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.required = not request.user.is_superuser
        return field


@admin.register(CreditType)
class CreditTypeAdmin(LockedWhileTold[CreditType]):
    list_display = ("code", "name_plural", "physicians_only", "increment_quarters", "enabled")
    list_filter = ("enabled", "physicians_only")
    search_fields = ("code", "name_plural")
    formfield_overrides = {ManyToManyField: {"widget": CheckboxSelectMultiple}}
    locked = (
        *("code", "name_singular", "name_plural", "name_in_statement", "increment_quarters"),
        *("professions", "designation_template", "certificate_wording", "designated_sentence"),
        *("physicians_only", "attestation", "attestation_version", "enabled"),
    )
    locked_because = (
        "Published courses show this credit: add another and choose it in their step Credit."
    )

    def is_told(self, row: CreditType) -> bool:
        """Return whether a published course offers it, or told somebody of it who may still claim it."""
        live = Course.objects.published()
        offers = CreditOffer.objects.filter(credit_type=row, course__in=live)
        told = FrontMatterOffer.objects.filter(credit_type=row, front_matter__course__in=live)
        return offers.exists() or told.exists()


class FrontMatterOfferInline(ScopedInline[FrontMatterOffer, FrontMatter]):
    model = FrontMatterOffer


@admin.register(FrontMatter)
class FrontMatterAdmin(ScopedAdmin[FrontMatter]):
    """What learners were told before starting, word for word; nobody edits it."""

    provider_path = "course__series__provider"
    inlines = (FrontMatterOfferInline,)
    list_display = ("course", "version", "first_shown_at")
    search_fields = ("course__title", "digest")


class PartsField(forms.CharField):
    """The mandated parts of a statement, one to a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = (line.strip() for line in (super().to_python(value) or "").splitlines())
        return [line for line in lines if line]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class StatementTemplateForm(NamesCreditInFull, forms.ModelForm[StatementTemplate]):
    mandated_parts = PartsField(
        required=False,
        help_text="One to a line: what a course's own wording must contain too, with the same {placeholders}.",
    )

    class Meta:
        model = StatementTemplate
        fields = ("code", "name", "providership", "text", "mandated_parts")


@admin.register(StatementTemplate)
class StatementTemplateAdmin(LockedWhileTold[StatementTemplate]):
    form = StatementTemplateForm
    list_display = ("name", "code", "providership")
    search_fields = ("name", "code", "text")
    locked = ("providership", "text", "mandated_parts")
    locked_because = (
        "Published courses show this statement: add another and choose it in their step Credit."
    )

    def is_told(self, row: StatementTemplate) -> bool:
        own = Q(accreditation_template=row)
        providers = Q(
            accreditation_template__isnull=True, series__provider__accreditation_template=row
        )
        return Course.objects.published().filter(own | providers).exists()
