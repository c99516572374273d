"""The team's pages: who opens them, what they say, and what they refuse."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from providers.models import Membership, Provider, StatementTemplate
from staff.models import FactorReset, Invitation
from staff.services.factor_resets import ask_reset
from staff.services.invitations import invite
from staff.site import MENU
from tests import factories
from tests.staff_members import make_staff, sign_in

TEAM = "/admin/team/"


@pytest.fixture
def client(owner: User) -> Client:
    return sign_in(owner)


@pytest.fixture
def invitation(provider: Provider, owner: User) -> Invitation:
    now = timezone.now()
    return invite(provider=provider, email="kate@example.org", role="viewer", actor=owner, now=now)


@pytest.fixture
def foreign(db: None) -> dict[str, Any]:
    """What belongs to another provider: its own, a member, an invitation, a reset."""
    provider = factories.make_provider(name="Elsewhere")
    owner, member = make_staff("owner", provider), make_staff("viewer", provider)
    Authenticator.objects.create(user=member, type="totp", data={})
    now = timezone.now()
    sent = invite(provider=provider, email="x@example.org", role="viewer", actor=owner, now=now)
    reset = ask_reset(person=member, actor=owner, reason="Lost.", now=now)
    return {
        "invite": provider.pk,
        "member": member.memberships.get().pk,
        "member-remove": member.memberships.get().pk,
        "invitation-resend": sent.pk,
        "invitation-withdraw": sent.pk,
        "factor-reset-ask": member.pk,
        "factor-reset": reset.pk,
    }


def test_the_list_shows_ones_own_team_and_no_other(
    client: Client, manager: User, invitation: Invitation, foreign: dict[str, Any]
) -> None:
    page = client.get(TEAM).text
    for words in ("Olga Owner", "Mia Manager", "Course manager", "kate@example.org", "Not yet"):
        assert words in page
    assert "Elsewhere" not in page
    assert "Add a provider" not in page


@pytest.mark.parametrize("name", ["member-remove", "invitation-resend", "invitation-withdraw"])
def test_acts_are_posted(client: Client, name: str) -> None:
    assert client.get(reverse(f"staff:{name}", args=[1])).status_code == 405


def test_inviting_sends_a_mail_and_leads_back(client: Client, provider: Provider) -> None:
    url = reverse("staff:invite", args=[provider.pk])
    page = client.post(url, {"email": "Kate@example.org", "role": "viewer"}, follow=True)
    assert page.redirect_chain == [(TEAM, 302)]
    assert "Invitation sent to kate@example.org" in page.text
    assert Invitation.objects.get().role == "viewer"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"email": "kate", "role": "viewer"}, "Enter a whole email address"),
        ({"email": "", "role": "viewer"}, "Enter the address"),
        ({"email": "new@example.org"}, "Choose a role"),
        ({"email": "new@example.org", "role": "king"}, "king is not one of"),
        ({"email": "kate@example.org", "role": "viewer"}, "already invited"),
    ],
)
def test_a_wrong_invitation_is_refused_with_what_was_typed(
    client: Client, invitation: Invitation, sent: dict[str, str], words: str
) -> None:
    page = client.post(reverse("staff:invite", args=[invitation.provider_id]), sent)
    assert page.status_code == 400
    assert words in page.text
    assert f'value="{sent["email"]}"' in page.text or not sent["email"]
    assert Invitation.objects.count() == 1


def test_an_invitation_is_sent_again_and_withdrawn_once(
    client: Client, invitation: Invitation
) -> None:
    for name in ("resend", "withdraw", "withdraw", "resend"):
        client.post(reverse(f"staff:invitation-{name}", args=[invitation.pk]))
    invitation.refresh_from_db()
    assert (invitation.link_version, invitation.withdrawn_at is None) == (2, False)
    acts = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(acts) == ["invited", "invitation-resent", "invitation-withdrawn"]


def test_a_role_is_changed_by_somebody_else(client: Client, owner: User, manager: User) -> None:
    theirs = reverse("staff:member", args=[manager.memberships.get().pk])
    assert client.post(theirs, {"role": "owner"})["Location"] == TEAM
    assert manager.memberships.get().role == "owner"
    own = reverse("staff:member", args=[owner.memberships.get().pk])
    page = client.post(own, {"role": "viewer"})
    assert page.status_code == 400
    assert "t change your own role" in page.text


def test_the_last_owner_is_told_why_they_stay(client: Client, owner: User) -> None:
    key = owner.memberships.get().pk
    page = client.post(reverse("staff:member-remove", args=[key]), follow=True)
    assert "would be left without an owner" in page.text
    assert Membership.objects.filter(pk=key).exists()


def test_a_removed_member_is_out_at_once(client: Client, manager: User) -> None:
    theirs = sign_in(manager)
    assert theirs.get("/admin/").status_code == 200
    client.post(reverse("staff:member-remove", args=[manager.memberships.get().pk]))
    assert theirs.get("/admin/", follow=True).status_code == 403


def test_one_may_leave_and_lands_outside(client: Client, owner: User, second_owner: User) -> None:
    left = client.post(reverse("staff:member-remove", args=[owner.memberships.get().pk]))
    assert left["Location"] == "/"


def test_a_visitor_is_asked_to_sign_in(db: None) -> None:
    assert Client().get(TEAM)["Location"].startswith("/accounts/login/?next=%2Fadmin%2Fteam%2F")


def test_the_tables_of_the_admin_are_no_way_around(administrator: User, manager: User) -> None:
    client, row = sign_in(administrator), manager.memberships.get()
    for page in ("add/", f"{row.pk}/change/", f"{row.pk}/delete/"):
        sent = {"user": row.user_id, "provider": row.provider_id, "role": "owner", "post": "yes"}
        assert client.post(f"/admin/providers/membership/{page}", sent).status_code == 403
    assert Membership.objects.get().role == "manager"


# Providers


def provider_fields(**typed: str) -> dict[str, Any]:
    template = StatementTemplate.objects.get(code="direct")
    return {
        "name": "Prairie Medical Society",
        "accreditor": "ACCME",
        "accreditation_template": template.pk,
        "contact_email": "cme@prairie.example",
        "time_zone": "America/Chicago",
        **typed,
    }


def test_an_administrator_adds_a_provider_and_is_led_to_invite(administrator: User) -> None:
    client = sign_in(administrator)
    assert "Add the provider" in client.get("/admin/").text
    page = client.post("/admin/team/providers/add/", provider_fields(), follow=True)
    added = Provider.objects.get()
    assert page.redirect_chain == [(reverse("staff:invite", args=[added.pk]), 302)]
    assert (added.slug, added.memberships.get().role) == ("prairie-medical-society", "owner")
    assert "invite a course manager" in client.get("/admin/").text


def test_providers_of_one_address_get_a_number(administrator: User) -> None:
    factories.make_provider(slug="prairie-medical-society", name="Another")
    sign_in(administrator).post("/admin/team/providers/add/", provider_fields())
    assert Provider.objects.filter(slug="prairie-medical-society-2").exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "This field is required"),
        ({"time_zone": "Mars/Base"}, "is not a time zone"),
        ({"name": "ELSEWHERE"}, "A provider with this name"),
    ],
)
def test_a_wrong_provider_is_refused(
    administrator: User, typed: dict[str, str], words: str
) -> None:
    factories.make_provider(name="Elsewhere")
    page = sign_in(administrator).post("/admin/team/providers/add/", provider_fields(**typed))
    assert page.status_code == 400
    assert words in page.text
    assert 'value="ACCME"' in page.text


def test_only_administrators_add_providers(client: Client) -> None:
    assert client.get("/admin/team/providers/add/").status_code == 404
    assert client.get("/admin/providers/provider/add/").status_code == 403


# Lost factors


def test_two_owners_reset_a_factor_by_two_pages(
    client: Client, second_owner: User, manager: User
) -> None:
    Authenticator.objects.create(user=manager, type="totp", data={})
    ask = reverse("staff:factor-reset-ask", args=[manager.pk])
    assert client.post(ask, {"reason": " "}).status_code == 400
    client.post(ask, {"reason": "New phone"})
    decide = reverse("staff:factor-reset", args=[FactorReset.objects.get().pk])
    assert client.post(decide, {"decision": "approve"}).status_code == 409
    other = sign_in(second_owner)
    assert "lost their second factor" in other.get("/admin/").text
    assert "Approve: remove" in other.get(decide).text
    other.post(decide, {"decision": "approve"})
    assert not Authenticator.objects.filter(user=manager).exists()


def test_a_request_is_taken_back(client: Client, manager: User) -> None:
    Authenticator.objects.create(user=manager, type="totp", data={})
    client.post(reverse("staff:factor-reset-ask", args=[manager.pk]), {"reason": "New phone"})
    decide = reverse("staff:factor-reset", args=[FactorReset.objects.get().pk])
    assert "Withdraw the request" in client.get(decide).text
    client.post(decide, {"decision": "close"})
    assert FactorReset.objects.get().withdrawn_at
    assert "Closed on" in client.get(decide).text


def test_the_staff_home_says_what_each_place_is_for(client: Client) -> None:
    page = client.get("/admin/").content.decode()
    assert all(item.purpose in page for item in MENU)


def test_no_two_groups_of_tables_have_one_name(db: None) -> None:
    administrator = make_staff("administrator", is_superuser=True)
    page = sign_in(administrator).get("/admin/")
    names = [app["name"] for app in page.context["app_list"]]
    assert "Jobs" in names
    assert len(names) == len(set(names))
