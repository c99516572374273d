"""The admin's table of what learners asked of support."""

from django.contrib import admin

from accounts.table_admin import ReadOnlyAdmin
from support.models import JoinRequest


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnlyAdmin[JoinRequest]):
    """Who asked for two accounts to be joined; answered on a page of its own."""

    learner_path = "asked_by"
    page = ("support:learner", "asked_by_id")
    list_display = ("asked_by", "other", "address", "asked_at", "closed_at")
    list_filter = ("closed_at",)
    search_fields = ("address", "asked_by__full_name", "asked_by__email")
