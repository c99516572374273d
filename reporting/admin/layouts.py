"""Admin of export layouts and code lists, which staff edit as data with a history."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import F, Model
from django.http import HttpRequest

from accounts.admin import TICKS
from providers.models import Provider
from providers.rights import Right, may
from reporting.models import ExportColumn, ExportLayout, Format, ProfessionCode
from reporting.services.validators import VALIDATORS
from reporting.services.vocabulary import ACTIVITY, COMPLETION, vocabulary_of


class SharedAdmin[M: Model](admin.ModelAdmin[M]):
    """Data that all providers share: visible to anyone who may export, editable with that right at every one."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Right.EXPORT)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Right.EXPORT)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request.user, Right.EXPORT) and all(
            may(request.user, Right.EXPORT, provider) for provider in Provider.objects.all()
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)


def _expressions() -> list[Any]:
    groups = (("One credit of one learner", COMPLETION), ("Totals of an activity", ACTIVITY))
    return [("", "Choose…")] + [
        (group, [(code, each.words) for code, each in known.items()]) for group, known in groups
    ]


class ColumnForm(forms.ModelForm[ExportColumn]):
    """A column; its expression and check are chosen from fixed lists."""

    expression = forms.ChoiceField(choices=_expressions)
    validator = forms.ChoiceField(
        label="check",
        required=False,
        choices=[("", "None"), *((code, code.replace("_", " ")) for code in VALIDATORS)],
    )

    class Meta:
        model = ExportColumn
        fields = ("position", "header", "expression", "required", "validator")

    def clean(self) -> dict[str, Any]:
        """Refuse values of another subject, sensitive ones in a list without consent, and checks of totals."""
        typed = super().clean() or self.cleaned_data
        layout: ExportLayout = self.instance.layout
        known = vocabulary_of(layout.subject)
        expression = known.get(typed.get("expression", ""))
        if expression is None:
            self.add_error("expression", "A layout of this subject has no such value.")
        elif expression.sensitive and layout.destination_id and not layout.destination.is_external:
            self.add_error(
                "expression", "A list without consent holds no license, NPI, or day of birth."
            )
        if typed.get("validator") and layout.subject != "completion":
            self.add_error("validator", "Totals are not checked: leave it empty.")
        return typed


class ColumnInline(admin.StackedInline[ExportColumn, ExportLayout]):
    """The columns in their order."""

    model = ExportColumn
    form = ColumnForm
    extra = 0


class LayoutForm(forms.ModelForm[ExportLayout]):
    """A layout. PARS learner reports must have learners' credit as their subject."""

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if typed.get("format") == Format.PARS_JSON and typed.get("subject") != "completion":
            raise ValidationError("PARS learner reports are about one credit of one learner.")
        return typed


@admin.register(ExportLayout)
class ExportLayoutAdmin(SharedAdmin[ExportLayout]):
    """How the files for each destination look."""

    form = LayoutForm
    inlines = (ColumnInline,)
    list_display = ("name", "destination", "format", "version", "active")
    list_filter = ("destination", "format", "active")
    readonly_fields = ("version",)
    formfield_overrides = TICKS

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A used layout documents how its exports were made, so it is deactivated instead.
        used = obj is not None and obj.exports.exists()
        return super().has_delete_permission(request, obj) and not used

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        changed = form.changed_data or any(each.has_changed() for each in formsets)
        if change and changed:
            ExportLayout.objects.filter(pk=form.instance.pk).update(version=F("version") + 1)


@admin.register(ProfessionCode)
class ProfessionCodeAdmin(SharedAdmin[ProfessionCode]):
    """Each destination's codes for professions."""

    list_display = ("destination", "profession", "code")
    list_filter = ("destination",)
