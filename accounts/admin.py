"""The admin's tables of people and their accounts.

Whoever can change how an account is entered, or its rights, can take it over. For staff accounts only
superusers can; otherwise the right to change people would be the right to become anyone.
"""

from importlib import import_module
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest

from accounts.models import AccountMerge, Mail, Profession, User
from accounts.names import check_name
from accounts.services import end_sessions
from accounts.table_admin import ReadOnlyAdmin, TableAdmin

# allauth's own admin would show the secrets of second factors and the keys of sessions, and let staff
# give anyone any address.
for each in ("allauth.mfa.admin", "allauth.account.admin", "allauth.usersessions.admin"):
    import_module(each)
for model in (Authenticator, EmailAddress, Group, UserSession):
    admin.site.unregister(model)


def may_handle(request: HttpRequest, person: User | None) -> bool:
    """Say whether this member of staff may change that person; only superusers may change other staff."""
    actor = request.user
    return person is None or not person.is_staff or (actor.is_active and actor.is_superuser)


def works_here(person: User) -> bool:
    """Say whether this person is staff, or could be again by ticking one box: their second factor is a lock."""
    return (
        person.is_staff
        or person.is_superuser
        or person.memberships.exists()
        or person.groups.exists()
    )


# Some controls of Django's side-by-side lists have no name for screen readers.
TICKS: dict[Any, Any] = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}


class PersonForm(forms.ModelForm[User]):
    """The form on which staff add and change a person; the name is checked as at sign-up."""

    def clean_full_name(self) -> str:
        return check_name(self.cleaned_data["full_name"])


class EmailAddressInline(admin.StackedInline[EmailAddress, User]):
    """Every address with which this person can sign in."""

    model = EmailAddress
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False  # Who could give an account an address could sign in to it.

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and may_handle(request, obj)


@admin.register(User)
class PersonAdmin(TableAdmin[User], UserAdmin[User]):
    """People, searched by name or address.

    Names are corrected on the learner's page, with a reason. Only the owner sets a password or deletes the
    account. Staff close accounts here.
    """

    learner_path = ""
    page = ("support:learner", "pk")
    form = PersonForm
    add_form = PersonForm
    ordering = ("full_name",)
    list_display = ("full_name", "email", "profession", "date_joined", "is_active", "is_staff")
    list_display_links = ("full_name", "email")  # A sign-up has no name before its code is typed.
    list_filter = ("is_active", "is_staff", "profession")
    search_fields = ("full_name", "email", "emailaddress__email")
    readonly_fields = ("last_login", "date_joined")
    inlines: ClassVar[tuple[Any, ...]] = (EmailAddressInline,)
    fieldsets = (
        (None, {"fields": ("email", "full_name", "credentials", "profession", "degree", "state")}),
        ("Mail", {"fields": ("mail_names_course",)}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "full_name", "profession", "degree", "is_staff", "groups")}),
    )
    filter_horizontal = ()
    formfield_overrides = TICKS

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        rights = () if request.user.is_superuser else ("is_staff", "is_superuser", "groups")
        return (
            *self.readonly_fields,
            *rights,
            *(("email", "full_name", "credentials") if obj else ()),
        )

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and may_handle(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse: anyone who sets another person's password can sign in as them."""
        raise PermissionDenied

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            # They sign in by code, which verifies the address; they alone may set a password.
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            # Otherwise a stolen session would work again once the account is reopened.
            end_sessions(user_id=obj.pk)


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin[EmailAddress]):
    """Every address, to look up whose it is; addresses are changed on the person's page."""

    learner_path = "user"
    page = ("admin:accounts_user_change", "user_id")
    list_display = fields = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    search_fields = ("email", "user__full_name")


@admin.register(Group)
class RightsAdmin(GroupAdmin):
    """Groups of staff with their permissions."""

    filter_horizontal = ()
    formfield_overrides = TICKS


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin[Authenticator]):
    """Passkeys and second factors: staff remove those that learners lost, and never see their secrets.

    Those of staff cannot be removed here, even by the administrator: that takes two (docs/how-it-works/security.md).
    """

    list_display = fields = readonly_fields = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    search_fields = ("user__email", "user__full_name")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        removes = request.user.has_perm("mfa.delete_authenticator")
        return removes and not (obj and works_here(obj.user))


@admin.register(Profession)
class ProfessionAdmin(admin.ModelAdmin[Profession]):
    """The professions to choose from."""

    list_display = ("name", "pars_category", "degree", "asks_degree", "ja_category", "retired_at")
    list_filter = ("pars_category", "is_trainee", "asks_degree")
    search_fields = ("name", "code")


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin[Mail]):
    """Whether each mail was sent; it can be sent again from the learner's page."""

    learner_path = "user"
    page = ("support:learner", "user_id")
    list_display = ("kind", "recipient", "subject", "queued_at", "sent_at", "failed_at")
    list_filter = ("kind", "queued_at", "failed_at")
    search_fields = ("recipient", "user__full_name", "subject")
    date_hierarchy = "queued_at"


@admin.register(AccountMerge)
class AccountMergeAdmin(ReadOnlyAdmin[AccountMerge]):
    """Which accounts were merged, by whom and why."""

    page = ("support:learner", "kept_id")
    list_display = ("merged", "kept", "by", "at", "reason")
    search_fields = ("kept__email", "kept__full_name", "merged__full_name")
