"""Django's admin for rows that belong to a provider: staff see only those of their own providers."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.table_admin import ReadOnlyAdmin, follow
from providers.rights import Right, may, providers_with


class ScopedAdmin[M: Model](ReadOnlyAdmin[M]):
    """Rows that belong to a provider. `provider_path` is the lookup from a row to its provider.

    Rights come from the role at that provider (`providers.rights`), not from Django's permissions. With
    `view_right` None, only superusers see the rows; with `change_right` None, the table is read-only.
    The choices of foreign keys and filters are restricted in the same way.
    """

    provider_path = ""
    view_right: Right | None = Right.SEE_COURSES
    change_right: Right | None = None

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        if self.view_right is None:
            return rows.none()
        own = providers_with(request.user, self.view_right)
        return rows.filter(**{f"{self.provider_path}__in": own.values("pk")})

    def provider_of(self, row: Any) -> Any:
        """Return the id of the row's provider; a `provider_path` of "pk" means that the row is one."""
        found = follow(row, self.provider_path)
        return getattr(found, "pk", found)

    def listed_at(self, request: HttpRequest) -> list[int | None]:
        if request.user.is_superuser or self.view_right is None:
            return [None]
        return list(providers_with(request.user, self.view_right).values_list("pk", flat=True))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._allowed(request, self.view_right, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request, self.view_right, obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.change_right is not None and self._allowed(request, self.change_right, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Filter by related rows that one's own rows refer to: Django's default would list all of them."""
        return [
            (name, admin.RelatedOnlyFieldListFilter) if _leads_on(self.model, name) else name
            for name in super().get_list_filter(request)
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer and accept only rows of providers at which the user has `change_right`.

        The right to view is not enough: somebody who may write at one provider and only read at
        another could move rows between them.
        """
        related = self.admin_site._registry.get(db_field.related_model)
        right = None if request.user.is_superuser else self.change_right
        if right and isinstance(related, ScopedAdmin):
            own = providers_with(request.user, right).values("pk")
            rows = related.get_queryset(request).filter(**{f"{related.provider_path}__in": own})
            kwargs.setdefault("queryset", rows)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _allowed(self, request: HttpRequest, right: Right | None, row: Model | None) -> bool:
        user = request.user
        if user.is_superuser:
            return bool(user.is_active)
        if right is None:
            return False
        if row is None:
            return may(user, right)
        provider = self.provider_of(row)
        return provider is not None and may(user, right, provider)


class LockedWhileTold[M: Model](admin.ModelAdmin[M]):
    """A table of which `locked` fields are read-only while published courses tell them: `is_told` says whether.

    Nobody asks a second person here, and no course would know: so nothing mandated changes beneath a live one.
    """

    locked: tuple[str, ...] = ()
    locked_because = ""

    def is_told(self, row: Any) -> bool:
        """Return whether a published course tells what stands in the row."""
        raise NotImplementedError

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        own = super().get_readonly_fields(request, obj)
        return (*own, *self.locked) if obj and self.is_told(obj) else own

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Say above the fields why some are locked."""
        found: Any = super().get_fieldsets(request, obj)
        if not obj or not self.is_told(obj):
            return found
        return [(name, {**shown, "description": self.locked_because}) for name, shown in found]


class ScopedInline[C: Model, P: Model](admin.StackedInline[C, P]):
    """Inline rows: whoever may see or change the parent may see or change them."""

    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._parent.has_view_permission(request, obj))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._parent.has_change_permission(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._parent.has_change_permission(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._parent.has_change_permission(request, obj))

    @property
    def _parent(self) -> Any:
        return self.admin_site._registry[self.parent_model]


def _leads_on(model: Any, name: Any) -> bool:
    """Return whether the last part of a filter's lookup is a relation."""
    if not isinstance(name, str):
        return False
    for step in name.split("__"):
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:
            return False
        model = field.related_model
    return bool(field.is_relation)
