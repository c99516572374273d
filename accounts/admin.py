"""What staff see of people. Mail is a record, not a form.

A way into an account, or its rights, is power over it: only superusers have that over staff, or the
right to change people would be the right to become anyone.
"""

from importlib import import_module
from typing import Any, ClassVar

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
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

# Staff come in by the same door as everyone: its rate limits, codes and second factor hold here too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# allauth's own pages would show the secrets of a factor, and give anyone any address.
for each in ("allauth.mfa.admin", "allauth.account.admin"):
    import_module(each)
for model in (Authenticator, EmailAddress, Group):
    admin.site.unregister(model)


def may_handle(request: HttpRequest, person: User | None) -> bool:
    """Say whether this member of staff may alter that person: another of the staff only as superuser."""
    actor = request.user
    return person is None or not person.is_staff or (actor.is_active and actor.is_superuser)


def works_here(person: User) -> bool:
    """Say whether this is staff, or would be again by one tick: their second factor is a lock."""
    return (
        person.is_staff
        or person.is_superuser
        or person.memberships.exists()
        or person.groups.exists()
    )


# The two lists side by side of Django's admin have controls without names for screen readers.
TICKS: dict[Any, Any] = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}


class PersonForm(forms.ModelForm[User]):
    """A person as staff add and change them; the name is checked as at sign-up."""

    def clean_full_name(self) -> str:
        return check_name(self.cleaned_data["full_name"])

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class EmailAddressInline(admin.StackedInline[EmailAddress, User]):
    """Every address that signs this person in."""

    model = EmailAddress
    extra = 0


@admin.register(User)
class PersonAdmin(TableAdmin[User], UserAdmin[User]):
    """People: found by name or address.

    A name is corrected on the page of the learner, with a reason; a password is set, and an account deleted,
    by its owner. Accounts are closed here.
    """

    learner_path = ""
    page = ("support:learner", "pk")
    form = PersonForm
    add_form = PersonForm
    ordering = ("full_name",)
    list_display = ("full_name", "email", "profession", "date_joined", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "profession")
    search_fields = ("full_name", "email", "emailaddress__email")
    readonly_fields = ("last_login", "date_joined")
    inlines: ClassVar[tuple[Any, ...]] = (EmailAddressInline,)
    fieldsets = (
        (None, {"fields": ("email", "full_name", "credentials", "profession", "state")}),
        ("Mail", {"fields": ("mail_names_course",)}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "full_name", "profession", "is_staff", "groups")}),
    )
    filter_horizontal = ()
    formfield_overrides = TICKS

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        rights = () if request.user.is_superuser else ("is_staff", "is_superuser", "groups")
        return (*self.readonly_fields, *rights, *(("full_name", "credentials") if obj else ()))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and may_handle(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse: who sets another's password can sign in as them."""
        raise PermissionDenied

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            # They sign in by code, which verifies the address; a password is theirs to set.
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            # Else a stolen session would be good again as soon as the account is.
            end_sessions(user_id=obj.pk)


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin[EmailAddress]):
    """Every address, to find whose it is; it is changed on the page of its person."""

    learner_path = "user"
    page = ("admin:accounts_user_change", "user_id")
    list_display = fields = ("email", "user", "primary", "verified")
    list_filter = ("primary", "verified")
    search_fields = ("email", "user__full_name")


@admin.register(Group)
class RightsAdmin(GroupAdmin):
    """Groups of staff, with the rights of each."""

    filter_horizontal = ()
    formfield_overrides = TICKS


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin[Authenticator]):
    """Passkeys and second factors: removed for learners who lost them, never looked into.

    Nobody removes one of staff here, the administrator included: that takes two (docs/how-it-works/security.md).
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

    list_display = ("name", "pars_category", "ja_category", "is_trainee", "position", "retired_at")
    list_filter = ("pars_category", "is_trainee")
    search_fields = ("name", "code")


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin[Mail]):
    """What became of each mail; sent again on the page of its learner."""

    learner_path = "user"
    page = ("support:learner", "user_id")
    list_display = ("kind", "recipient", "subject", "queued_at", "sent_at", "failed_at")
    list_filter = ("kind", "queued_at", "failed_at")
    search_fields = ("recipient", "user__full_name", "subject")
    date_hierarchy = "queued_at"


@admin.register(AccountMerge)
class AccountMergeAdmin(ReadOnlyAdmin[AccountMerge]):
    """Which accounts were joined, by whom and why."""

    page = ("support:learner", "kept_id")
    list_display = ("merged", "kept", "by", "at", "reason")
    search_fields = ("kept__email", "kept__full_name", "merged__full_name")
