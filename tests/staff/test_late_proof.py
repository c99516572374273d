"""What is sent with an old proof is kept and offered again; it never happens by itself."""

from collections.abc import Iterator

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from providers.models import Provider
from staff.models import FactorReset
from staff.services.invitations import invite
from tests.staff_members import prove, sign_in

LATE = 16 * 60


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23 08:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def url(manager: User) -> str:
    Authenticator.objects.create(user=manager, type="totp", data={})
    return reverse("staff:factor-reset-ask", args=[manager.pk])


@pytest.fixture
def late(clock: time_machine.Traveller, owner: User, url: str) -> Client:
    """An owner who typed for sixteen minutes, and then sent it."""
    client = sign_in(owner)
    assert client.get(url).status_code == 200
    clock.shift(LATE)
    sent = client.post(
        url, {"reason": "A new phone <b>"}, headers={"referer": f"http://testserver{url}"}
    )
    assert sent["Location"] == reverse("accounts:second-factor", query={"next": url})
    return client


def test_nothing_happens_without_the_proof(late: Client, url: str) -> None:
    assert late.get(url)["Location"].startswith("/accounts/second-factor/")
    assert not FactorReset.objects.exists()


def test_after_the_proof_it_is_shown_and_waits_for_one_more_press(late: Client, url: str) -> None:
    page = prove(late).get(url)
    assert "Nothing was done yet" in page.text
    assert "A new phone &lt;b&gt;" in page.text
    assert not FactorReset.objects.exists()
    late.post(url, {"reason": "A new phone <b>"})
    assert FactorReset.objects.get().reason == "A new phone <b>"
    assert "Nothing was done yet" not in late.get(url).text


def test_what_is_only_sent_waits_for_one_more_press_too(
    clock: time_machine.Traveller, owner: User, provider: Provider
) -> None:
    invitation = invite(
        provider=provider,
        email="new@clinic.example",
        role="viewer",
        actor=owner,
        now=timezone.now(),
    )
    url = reverse("staff:invitation-withdraw", args=[invitation.pk])
    client = Client()
    client.force_login(owner)
    assert client.post(url)["Location"].startswith("/accounts/second-factor/")
    assert "Nothing was done yet" in prove(client).get(url).text
    client.post(url)
    blank = client.get(url)
    assert blank.status_code == 405
    assert blank["Allow"] == "POST"
    assert "Go back to that page and press the button again" in blank.text
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is not None


def test_going_back_drops_it(late: Client, url: str) -> None:
    back = prove(late).get(url, {"forget-pending": "1"})
    assert back["Location"].endswith(url)
    assert "Nothing was done yet" not in late.get(url).text
    assert not FactorReset.objects.exists()


def test_it_is_kept_for_a_quarter_of_an_hour(
    late: Client, url: str, clock: time_machine.Traveller
) -> None:
    clock.shift(16 * 60)
    assert "Nothing was done yet" not in prove(late).get(url).text


def test_another_page_is_not_given_it(late: Client) -> None:
    assert "Nothing was done yet" not in prove(late).get("/admin/team/").text


def test_a_page_that_came_from_elsewhere_is_not_led_to(
    clock: time_machine.Traveller, owner: User, url: str
) -> None:
    client = sign_in(owner)
    clock.shift(LATE)
    client.post(url, {"reason": "x"}, headers={"referer": "https://evil.example/"})
    assert prove(client).get(url, {"forget-pending": "1"})["Location"] == url


def test_too_much_is_not_kept(clock: time_machine.Traveller, owner: User, url: str) -> None:
    client = sign_in(owner)
    clock.shift(LATE)
    client.post(url, {"reason": "x" * 70_000})
    page = prove(client).get(url).text
    assert "too large to be kept" in page
    assert "xxx" not in page
    client.post(url, {"reason": "A new phone"})
    assert FactorReset.objects.get().reason == "A new phone"
