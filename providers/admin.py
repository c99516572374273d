"""Providers, their statements and their staff in the admin."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from providers.models import Membership, Provider, StatementTemplate
from providers.rights import Right
from providers.scoped_admin import ScopedAdmin


@admin.register(StatementTemplate)
class StatementTemplateAdmin(admin.ModelAdmin[StatementTemplate]):
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
