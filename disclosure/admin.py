"""The admin's tables of people and disclosures; staff have pages of their own for these."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from courses.models import (
    DisclosureForm,
    DisclosureRequest,
    DisclosureWording,
    Judgement,
    NothingToDisclose,
    Person,
    Relationship,
)
from disclosure.services.review import is_final
from providers.rights import Right
from providers.scoped_admin import ScopedAdmin, ScopedInline


@admin.register(Person)
class PersonAdmin(ScopedAdmin[Person]):
    provider_path = "provider"
    page = ("disclosure:person", "pk")
    list_display = ("name", "credentials", "position", "organisation", "provider")
    search_fields = ("name", "key", "organisation")


class RelationshipInline(ScopedInline[Relationship, DisclosureForm]):
    """What the paper says; staff judge it on the disclosure's page."""

    model = Relationship
    fields = ("company", "kind", "nature", "began_on", "ended_on")


@admin.register(DisclosureForm)
class DisclosureFormAdmin(ScopedAdmin[DisclosureForm]):
    """Paper forms are entered here, and can be corrected until they are judged or learners are told of them.

    Then, or signed online, a form can no longer be changed here: a correction is a new form.
    """

    provider_path = "person__provider"
    page = ("publishing:disclosure", "pk")
    change_right = Right.AUTHOR
    inlines = (RelationshipInline,)
    list_display = ("person", "signed_on", "covers_from", "covers_to", "signed_at")
    search_fields = ("person__name", "relationships__company")
    exclude = ("request", "wording", "signed_name")

    def has_change_permission(
        self, request: HttpRequest, obj: DisclosureForm | None = None
    ) -> bool:
        return super().has_change_permission(request, obj) and not (obj and is_final(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


@admin.register(Judgement)
class JudgementAdmin(ScopedAdmin[Judgement]):
    """Judged on the disclosure's page."""

    provider_path = "course__series__provider"
    page = ("publishing:disclosure", "relationship__form_id")
    list_display = ("relationship", "course", "relevant", "mitigated_on", "judged_by", "judged_at")
    search_fields = ("relationship__company", "course__title")


@admin.register(NothingToDisclose)
class NothingToDiscloseAdmin(ScopedAdmin[NothingToDisclose]):
    """Accepted on the disclosure's page."""

    provider_path = "course__series__provider"
    page = ("publishing:disclosure", "form_id")
    list_display = ("form", "course", "accepted_by", "accepted_at")
    search_fields = ("form__person__name", "course__title")


@admin.register(DisclosureRequest)
class DisclosureRequestAdmin(ScopedAdmin[DisclosureRequest]):
    provider_path = "person__provider"
    page = ("disclosure:person", "person_id")
    exclude = ("draft", "sent_to")
    list_display = ("person", "sent_at", "due_on", "answered_at", "withdrawn_at")
    search_fields = ("person__name",)


@admin.register(DisclosureWording)
class DisclosureWordingAdmin(admin.ModelAdmin[DisclosureWording]):
    """A change is a new version: signed forms refer to the version that was read."""

    list_display = ("version", "added_at")
    search_fields = ("introduction", "ineligible_company", "what_counts", "attestation")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
