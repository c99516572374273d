"""What an invitation's link opens, for whom."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from providers.models import Membership, Provider
from staff.models import Invitation
from staff.services.invitations import invite, token_of, withdraw
from tests import factories


@pytest.fixture
def invitation(provider: Provider, owner: User) -> Invitation:
    now = timezone.now()
    return invite(provider=provider, email="kate@example.org", role="manager", actor=owner, now=now)


@pytest.fixture
def url(invitation: Invitation) -> str:
    return f"/invitation/{token_of(invitation)}/"


def test_a_visitor_is_led_to_sign_in_or_up_and_back(url: str) -> None:
    page = Client().get(url)
    assert "Olga Owner invites" in page.text
    assert page["X-Robots-Tag"] == "noindex"
    for way in ("login", "signup"):
        assert f"/accounts/{way}/?next={url.replace(':', '%3A')}" in page.text
    assert Client().post(url).status_code == 200
    assert not Membership.objects.filter(role="manager").exists()


def test_who_owns_the_address_accepts_and_is_led_to_a_second_factor(url: str, kate: User) -> None:
    client = Client()
    client.force_login(kate)
    assert "Accept" in client.get(url).text
    steps = client.post(url, follow=True)
    assert "Set up a passkey" in steps.text
    assert [where for where, _ in steps.redirect_chain][-1].startswith("/accounts/second-factor/")
    assert Membership.objects.get(user=kate).role == "manager"
    again = client.post(url)
    assert again.status_code == 410
    assert "works only once" in again.text


def test_somebody_else_cannot_accept(url: str) -> None:
    client = Client()
    client.force_login(factories.make_user(email="other@example.org", verified=True))
    assert "You are signed in as other@example.org" in client.get(url).text
    refused = client.post(url)
    assert refused.status_code == 410
    assert "This invitation is for kate@example.org" in refused.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_old_or_withdrawn_link_says_so(
    url: str, invitation: Invitation, kate: User, owner: User, method: str
) -> None:
    client = Client()
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        client.force_login(kate)
        late = getattr(client, method)(url)
    assert (late.status_code, "send it again" in late.text) == (410, True)
    withdraw(invitation_id=invitation.pk, actor=owner, now=timezone.now())
    assert "was withdrawn" in getattr(client, method)(url).text
    assert not Membership.objects.filter(user=kate).exists()


def test_a_link_that_is_not_ours_is_not_found(url: str) -> None:
    page = Client().get(url[:-4] + "xxx/")
    assert page.status_code == 404
    assert "newest email" in page.text


def test_other_methods_are_refused(url: str) -> None:
    assert Client().put(url).status_code == 405
