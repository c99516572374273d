"""Django's admin for rows that belong to a provider: staff see and change only what is their own."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import FieldDoesNotExist
from django.db.models import FileField, ImageField, Model, QuerySet
from django.http import HttpRequest

from accounts.audit import record_listing, record_reading
from accounts.models import User
from accounts.requests import acting_user
from providers.rights import Right, may, providers_with


class OwnChoices:
    """Foreign keys lead to rows of providers at which one may change what the form is about.

    Seeing a provider's rows is less than that: who writes at one and reads at another would move rows
    from here to there. Django alone offers, and takes, every row there is.
    """

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if "queryset" not in kwargs and not request.user.is_superuser:
            choices = self._own_choices(db_field.related_model, request)
            if choices is not None:
                kwargs["queryset"] = choices
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def _own_choices(self, model: Any, request: HttpRequest) -> "QuerySet[Any] | None":
        related = self.admin_site._registry.get(model)  # type: ignore[attr-defined]
        if not isinstance(related, ScopedAdmin):
            return None
        right = self._writes_by
        own = providers_with(request.user, right).values("pk") if right else ()
        return related.get_queryset(request).filter(**{f"{related.provider_path}__in": own})

    @property
    def _writes_by(self) -> Right | None:
        raise NotImplementedError


class ScopedAdmin(OwnChoices, admin.ModelAdmin[Model]):
    """Rows below a provider. `provider_path` is the look-up that leads from a row to its provider.

    Rights come from the role at that provider (`providers.rights`), not from Django's permissions. A
    right of None is nobody's but the administrator's. Choices of foreign keys and of filters are narrowed
    alike. `learner_path` leads to the person whom a row is about: then looking is recorded.
    """

    provider_path = ""
    learner_path = ""
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

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        response = super().change_view(request, object_id, *args, **kwargs)
        row = self.get_object(request, object_id) if self.learner_path else None
        if row is not None:
            record_reading(
                actor=acting_user(request),
                subject=row,
                provider=provider_of(row, self.provider_path),
                learner=learner_of(row, self.learner_path),
            )
        return response

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().changelist_view(request, *args, **kwargs)
        if self.learner_path:
            for provider in self._read_at(request):
                record_listing(actor=acting_user(request), model=self.model, provider=provider)
        return response

    def _read_at(self, request: HttpRequest) -> list[int | None]:
        if request.user.is_superuser or self.view_right is None:
            return [None]
        return list(providers_with(request.user, self.view_right).values_list("pk", flat=True))

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

    def get_list_filter(self, request: HttpRequest) -> Any:
        """Offer of other tables only what one's own rows lead to: Django names every row of them."""
        return [
            (name, admin.RelatedOnlyFieldListFilter) if _leads_on(self.model, name) else name
            for name in super().get_list_filter(request)
        ]

    @property
    def _writes_by(self) -> Right | None:
        return self.change_right

    def _allowed(self, request: HttpRequest, right: Right | None, row: Model | None) -> bool:
        user = request.user
        if user.is_superuser:
            return bool(user.is_active)
        if right is None:
            return False
        return may(user, right, provider_of(row, self.provider_path) if row else None)


class ReadOnlyAdmin(ScopedAdmin):
    """Rows that services and jobs write by their rules: shown here, and nothing more."""

    change_right = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FileInput(AdminFileWidget):
    """Django's own, named by a label: the legend it asks for names a group, not its control."""

    use_fieldset = False


NAMED_FILES = {FileField: {"widget": FileInput}, ImageField: {"widget": FileInput}}


class ScopedInline(OwnChoices, admin.StackedInline[Model, Model]):
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
    def _writes_by(self) -> Right | None:
        right: Right | None = self._parent.change_right
        return right

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


def provider_of(row: Any, path: str) -> Any:
    """Return the id of the provider that `path` leads to from `row`; "pk" says that it is one."""
    if path == "pk":
        return row.pk
    for step in path.split("__"):
        row = getattr(row, step)
    return row.pk


def learner_of(row: Any, path: str) -> User | None:
    """Return the person that `path` leads to; None when the account is gone."""
    for step in path.split("__"):
        row = getattr(row, step) if row is not None else None
    return row  # type: ignore[no-any-return]
