"""What the admin's tables have in common: reading is recorded, and most are read-only.

A fact has one writer. Rows that a page writes, by its rules and with a reason and an audit line, are
read-only in the admin for everyone, even the administrator, and link to that page.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from accounts.audit import record_listing, record_reading
from accounts.mailboxes import sought_address
from accounts.requests import acting_user


class TableAdmin[M: Model](admin.ModelAdmin[M]):
    """A table. If `learner_path` leads from a row to the person it is about, reading is recorded.

    `page` is the URL name of a row's own page, followed by the look-up path to each of its arguments.
    """

    learner_path: str | None = None
    page: tuple[str, ...] = ()

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        response = super().change_view(request, object_id, *args, **kwargs)
        row = self.get_object(request, object_id) if self.learner_path is not None else None
        if row is not None:
            record_reading(
                acting_user(request),
                row,
                provider=self.provider_of(row),
                learner=follow(row, self.learner_path or ""),
            )
        return response

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().changelist_view(request, *args, **kwargs)
        for provider in self.listed_at(request) if self.learner_path is not None else ():
            record_listing(actor=acting_user(request), model=self.model, provider=provider)
        return response

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Look for addresses as they are stored, which is in ASCII (`accounts.mailboxes`)."""
        if not any(it.endswith(("email", "recipient")) for it in self.get_search_fields(request)):
            return super().get_search_results(request, queryset, search_term)
        typed = [sought_address(it) if "@" in it else it for it in search_term.split()]
        if any("@" in it and not it.isascii() for it in typed):
            return queryset.none(), False
        return super().get_search_results(request, queryset, " ".join(typed))

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        """Also fetch the rows that the list's columns refer to, and what `list_select_related` adds."""
        relations = {field.name for field in self.opts.fields if field.is_relation}
        columns = [name for name in self.get_list_display(request) if name in relations]
        more = self.list_select_related
        return columns if isinstance(more, bool) else [*columns, *more]

    def provider_of(self, row: Any) -> int | None:
        """Return the provider whose staff may see in the audit trail that the row was opened: here none."""
        return None

    def listed_at(self, request: HttpRequest) -> list[int | None]:
        """Return the providers whose rows the list shows."""
        return [None]

    def get_view_on_site_url(self, obj: Model | None = None) -> str | None:
        """Return the address of the row's own page, if it has one."""
        arguments = [follow(obj, path) for path in self.page[1:]]
        if obj is None or not self.page or None in arguments:
            return None
        return reverse(self.page[0], args=arguments)


class ReadOnly:
    """Rows that are shown here and written elsewhere, even by the administrator."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin[M: Model](ReadOnly, TableAdmin[M]):
    """A read-only table."""


def follow(row: Any, path: str) -> Any:
    """Follow the look-up `path` from `row`; an empty path returns `row` itself. None if a step is None."""
    for step in filter(None, path.split("__")):
        row = getattr(row, step) if row is not None else None
    return row
