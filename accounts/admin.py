"""What staff see of people. Nobody sees a licence number whole, and mail is a record, not a form."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa import admin as _registers_first  # noqa: F401
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from accounts.models import Licence, Mail, Profession, User
from accounts.names import check_credentials, check_name

# Staff come in by the same door as everyone: its rate limits, codes and second factor hold here too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
# allauth's own page of it would show the secrets.
admin.site.unregister(Authenticator)


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person as staff add and change them; the name is checked as at sign-up."""

    class Meta:
        model = User
        fields = "__all__"  # noqa: DJ007  (the admin narrows them by its fieldsets)

    def clean_full_name(self) -> str:
        return check_name(self.cleaned_data["full_name"])

    def clean_credentials(self) -> str:
        return check_credentials(self.cleaned_data["credentials"])

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class EmailAddressInline(admin.TabularInline):  # type: ignore[type-arg]
    """Every address that signs this person in."""

    model = EmailAddress
    extra = 0


class LicenceInline(admin.TabularInline):  # type: ignore[type-arg]
    """The licences a person told us of."""

    model = Licence
    extra = 0
    fields = readonly_fields = ("state", "kind", "masked_number", "added_at")

    @admin.display(description="number")
    def masked_number(self, licence: Licence) -> str:
        return mask(licence.number)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def mask(number: str) -> str:
    """Leave the last three characters of a licence number, enough to compare by telephone."""
    return "•" * max(len(number) - 3, 3) + number[-3:] if len(number) > 3 else "•••"


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    """People: found by name or address."""

    form = PersonForm
    add_form = PersonForm
    ordering = ("full_name",)
    list_display = ("full_name", "email", "profession", "date_joined", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "profession")
    list_select_related = ("profession",)
    search_fields = ("full_name", "email", "emailaddress__email")
    readonly_fields = ("last_login", "date_joined")
    inlines = (EmailAddressInline, LicenceInline)
    fieldsets = (
        (None, {"fields": ("email", "full_name", "credentials", "profession", "state")}),
        ("Mail", {"fields": ("mail_names_course",)}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "full_name", "profession", "is_staff", "groups")}),
    )
    filter_horizontal = ("groups",)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            # They sign in by code, which verifies the address; a password is theirs to set.
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Passkeys and second factors: removed for those who lost them, never looked into."""

    list_display = fields = readonly_fields = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    search_fields = ("user__email", "user__full_name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Profession)
class ProfessionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The professions to choose from."""

    list_display = ("name", "pars_category", "ja_category", "is_trainee", "position", "retired_at")
    list_filter = ("pars_category", "is_trainee")
    search_fields = ("name", "code")


@admin.register(Licence)
class LicenceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Licences, with their numbers masked."""

    list_display = fields = readonly_fields = ("user", "state", "kind", "masked_number", "added_at")
    list_filter = ("state",)
    search_fields = ("user__full_name", "user__email", "kind")

    @admin.display(description="number")
    def masked_number(self, licence: Licence) -> str:
        return mask(licence.number)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Mail)
class MailAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What became of each mail: read only."""

    list_display = ("kind", "recipient", "subject", "queued_at", "sent_at", "failed_at")
    list_filter = ("kind", "queued_at", "failed_at")
    search_fields = ("recipient", "user__full_name", "subject")
    date_hierarchy = "queued_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
