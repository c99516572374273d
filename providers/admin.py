"""Providers, their statements and their staff in the admin."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from providers.models import Membership, OwnerAnswer, Provider, StatementTemplate
from providers.rights import Right
from providers.scoped_admin import ScopedAdmin


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


class StatementTemplateForm(forms.ModelForm[StatementTemplate]):
    mandated_parts = PartsField(
        required=False,
        help_text="One to a line: what a course's own wording must contain too, with the same {placeholders}.",
    )

    class Meta:
        model = StatementTemplate
        fields = ("code", "name", "providership", "text", "mandated_parts")


@admin.register(StatementTemplate)
class StatementTemplateAdmin(admin.ModelAdmin[StatementTemplate]):
    form = StatementTemplateForm
    list_display = ("name", "code", "providership")
    search_fields = ("name", "code", "text")


@admin.register(Provider)
class ProviderAdmin(ScopedAdmin[Provider]):
    provider_path = "pk"
    change_right = Right.TEAM
    list_display = ("name", "accreditor", "time_zone", "is_sample")
    search_fields = ("name", "slug", "accreditor")

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Return False: providers are added on `staff:provider-add`, which also sets the first owner."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_superuser and request.user.is_active)


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin[Membership]):
    """Who has which role at which provider; read-only here, because the team page enforces its rules."""

    provider_path = "provider"
    page = ("staff:member", "pk")
    view_right = Right.TEAM
    list_display = ("user", "provider", "role", "granted_at")
    list_filter = ("role",)
    search_fields = ("user__full_name", "user__email")


@admin.register(OwnerAnswer)
class OwnerAnswerAdmin(ScopedAdmin[OwnerAnswer]):
    """What only the provider can answer, read-only; it is answered on the page of its questions."""

    provider_path = "provider"
    page = ("staff:owner-questions", "provider_id")
    view_right = Right.TEAM
    list_display = ("question", "provider", "answered_by", "answered_at")
    search_fields = ("question", "answer")
