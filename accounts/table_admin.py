"""What the tables of the admin have in common: looking is recorded, and most are only read.

A fact has one writer. Rows that a page writes by its rules, with its reason and its line in the audit trail,
are shown in the admin to everyone alike, the administrator included, and lead to that page.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse

from accounts.audit import record_listing, record_reading
from accounts.requests import acting_user


class TableAdmin[M: Model](admin.ModelAdmin[M]):
    """A table. Where `learner_path` leads from a row to the person whom it is about, looking is recorded.

    `page` names the address of the page that a row has of its own, then the way to each of its arguments.
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

    def get_list_select_related(self, request: HttpRequest) -> list[str]:
        """Bring along the rows that the columns of the list name, and what `list_select_related` adds."""
        relations = {field.name for field in self.opts.fields if field.is_relation}
        columns = [name for name in self.get_list_display(request) if name in relations]
        more = self.list_select_related
        return columns if isinstance(more, bool) else [*columns, *more]

    def provider_of(self, row: Any) -> int | None:
        """Return whose staff may read in the audit trail that the row was opened: here nobody's."""
        return None

    def listed_at(self, request: HttpRequest) -> list[int | None]:
        """Return the providers whose rows the list shows."""
        return [None]

    def get_view_on_site_url(self, obj: Model | None = None) -> str | None:
        """Lead to the page of the row, where it has one."""
        arguments = [follow(obj, path) for path in self.page[1:]]
        if obj is None or not self.page or None in arguments:
            return None
        return reverse(self.page[0], args=arguments)


class ReadOnly:
    """Rows that are shown here and written elsewhere, by the administrator as well."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin[M: Model](ReadOnly, TableAdmin[M]):
    """A table that is only read."""


def follow(row: Any, path: str) -> Any:
    """Return what the look-up `path` leads to from `row`, which an empty one means itself; None if it ends."""
    for step in filter(None, path.split("__")):
        row = getattr(row, step) if row is not None else None
    return row
