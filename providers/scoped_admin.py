"""Django's admin for rows that belong to a provider: staff see what is their own, and change a few."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.table_admin import ReadOnlyAdmin, follow
from providers.rights import Right, may, providers_with


class ScopedAdmin[M: Model](ReadOnlyAdmin[M]):
    """Rows below a provider. `provider_path` is the look-up that leads from a row to its provider.

    Rights come from the role at that provider (`providers.rights`), not from Django's permissions. A
    `view_right` of None is nobody's but the administrator's. Without a `change_right` the table is only
    read. Choices of foreign keys and of filters are narrowed alike.
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
        """Return the id of the provider that the row belongs to; "pk" says that it is one."""
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
        """Offer of other tables only what one's own rows lead to: Django names every row of them."""
        return [
            (name, admin.RelatedOnlyFieldListFilter) if _leads_on(self.model, name) else name
            for name in super().get_list_filter(request)
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer, and take, only rows of providers at which one may change what the form is about.

        Seeing a provider's rows is less than that: who writes at one and reads at another would move
        rows from here to there.
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
        return may(user, right, self.provider_of(row) if row else None)


class ScopedInline[C: Model, P: Model](admin.StackedInline[C, P]):
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


def _leads_on(model: Any, name: Any) -> bool:
    """Say whether the last step of a filter's look-up is a relation."""
    if not isinstance(name, str):
        return False
    for step in name.split("__"):
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:
            return False
        model = field.related_model
    return bool(field.is_relation)
