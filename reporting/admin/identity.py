"""Admin of what people entered for reporting; numbers are masked."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from accounts.admin import PersonAdmin
from accounts.models import User
from accounts.table_admin import ReadOnly, ReadOnlyAdmin
from accounts.us_states import STATES
from reporting.models import (
    BoardId,
    CertifyingBoard,
    Consent,
    ConsentText,
    Licence,
    ReportingDestination,
    ReportingIdentity,
)


class LicenceInline(ReadOnly, admin.StackedInline[Licence, User]):
    """The licences that a person entered."""

    model = Licence
    extra = 0
    fields = readonly_fields = ("state", "kind", "masked_number", "added_at")


class PersonWithLicencesAdmin(PersonAdmin):
    """A person, with the licences they entered."""

    inlines: ClassVar[tuple[Any, ...]] = (*PersonAdmin.inlines, LicenceInline)


admin.site.unregister(User)
admin.site.register(User, PersonWithLicencesAdmin)


class ToldAdmin[M: Model](ReadOnlyAdmin[M]):
    """Base for what a person entered for reporting: shown here masked, changed only by that person."""

    learner_path = "user"
    list_select_related = ("user",)
    search_fields = ("user__full_name", "user__email")


@admin.register(Licence)
class LicenceAdmin(ToldAdmin[Licence]):
    """Licences, with their numbers masked."""

    list_display = fields = readonly_fields = ("user", "state", "kind", "masked_number", "added_at")
    list_filter = ("state", "kind")


@admin.register(BoardId)
class BoardIdAdmin(ToldAdmin[BoardId]):
    """Board IDs, masked."""

    list_display = fields = readonly_fields = ("user", "board", "masked_number", "added_at")


@admin.register(ReportingIdentity)
class ReportingIdentityAdmin(ToldAdmin[ReportingIdentity]):
    """How accreditors identify a person: whether NPI and day of birth are saved, never their values."""

    list_display = fields = readonly_fields = ("user", "has_npi", "has_birth_day", "updated_at")

    @admin.display(description="NPI", boolean=True)
    def has_npi(self, identity: ReportingIdentity) -> bool:
        return bool(identity.npi)

    @admin.display(description="month and day of birth", boolean=True)
    def has_birth_day(self, identity: ReportingIdentity) -> bool:
        return bool(identity.birth_day)


@admin.register(Consent)
class ConsentAdmin(ToldAdmin[Consent]):
    """Who agreed to what, when, and who withdrew it."""

    list_display = fields = ("user", "destination", "text", "given_at", "withdrawn_at")
    list_filter = ("destination", "withdrawn_at")


class ConsentTextInline(admin.StackedInline[ConsentText, ReportingDestination]):
    """The consent texts of one destination: new ones can be added, old ones neither changed nor deleted."""

    model = ConsentText
    extra = 0
    fields = ("version", "text")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DestinationForm(forms.ModelForm[ReportingDestination]):
    """A destination; of no state at all is an empty list, which JSON typed by hand is not always."""

    licence_states = forms.MultipleChoiceField(
        choices=STATES,
        required=False,
        help_text="Licenses of these count; none chosen: of any state.",
    )


@admin.register(ReportingDestination)
class ReportingDestinationAdmin(admin.ModelAdmin[ReportingDestination]):
    """Where credit can be reported, and what learners agree to."""

    form = DestinationForm
    list_display = ("name", "code", "is_external", "active", "position")
    inlines = (ConsentTextInline,)


@admin.register(CertifyingBoard)
class CertifyingBoardAdmin(admin.ModelAdmin[CertifyingBoard]):
    """Certifying boards; learners are asked for an ID only at boards that are enabled."""

    list_display = ("name", "code", "enabled")
