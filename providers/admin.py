"""The staff of providers, and what providers answered, in the admin."""

from django.contrib import admin

from providers.models import Membership, OwnerAnswer
from providers.rights import Right
from providers.scoped_admin import ScopedAdmin


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
