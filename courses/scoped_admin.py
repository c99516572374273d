"""Django's admin for rows that belong to a provider: staff see and change only what is their own."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from courses.access import Right, may, providers_with


class ScopedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows below a provider. `provider_path` is the look-up that leads from a row to its provider.

    Rights come from the role at that provider (`courses.access`), not from Django's permissions. A
    right of None is nobody's but the administrator's. Choices of foreign keys are narrowed alike.
    """

    provider_path = ""
    view_right: Right | None = Right.SEE_COURSES
    change_right: Right | None = Right.AUTHOR

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        if self.view_right is None:
            return rows.none()
        own = providers_with(request.user, self.view_right)
        return rows.filter(**{f"{self.provider_path}__in": own.values("pk")})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._allowed(request, self.view_right, None)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request, self.view_right, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._allowed(request, self.change_right, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request, self.change_right, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._allowed(request, self.change_right, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        related = self.admin_site._registry.get(db_field.related_model)
        if isinstance(related, ScopedAdmin) and "queryset" not in kwargs:
            kwargs["queryset"] = related.get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _allowed(self, request: HttpRequest, right: Right | None, row: Model | None) -> bool:
        user = request.user
        if user.is_superuser:
            return bool(user.is_active)
        if right is None:
            return False
        return may(user, right, provider_of(row, self.provider_path) if row else None)


class ScopedInline(admin.StackedInline):  # type: ignore[type-arg]
    """Rows on the page of another: whoever may see or change that one may see or change these."""

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


def provider_of(row: Any, path: str) -> Any:
    """Return the id of the provider that `path` leads to from `row`; "pk" says that it is one."""
    if path == "pk":
        return row.pk
    for step in path.split("__"):
        row = getattr(row, step)
    return row.pk
