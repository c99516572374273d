"""Staff see here which files were brought, and go to their pages; nobody edits them."""

from django.contrib import admin

from imports.models import Import, ImportMemory, ImportRow
from providers.rights import Right
from providers.scoped_admin import ScopedAdmin


@admin.register(Import)
class ImportAdmin(ScopedAdmin[Import]):
    view_right = Right.CREDIT
    provider_path = "provider"
    list_display = ("file_name", "kind", "provider", "state", "rows", "uploaded_at")
    list_filter = ("kind", "state")
    search_fields = ("file_name", "sha256")
    exclude = ("content", "header", "summary")


@admin.register(ImportRow)
class ImportRowAdmin(ScopedAdmin[ImportRow]):
    """Lines may name people whom no role covers: only administrators see them here."""

    view_right = None
    provider_path = "source__provider"
    list_display = ("source", "line", "state")
    list_filter = ("state",)


@admin.register(ImportMemory)
class ImportMemoryAdmin(ScopedAdmin[ImportMemory]):
    view_right = Right.CREDIT
    provider_path = "provider"
    list_display = ("provider", "kind")
