"""Staff see here which files were brought, and go to their pages; nobody edits them."""

from django.contrib import admin

from imports.models import Import, ImportMemory
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


@admin.register(ImportMemory)
class ImportMemoryAdmin(ScopedAdmin[ImportMemory]):
    view_right = Right.CREDIT
    provider_path = "provider"
    list_display = ("provider", "kind")
