"""Of what a browser keeps unsent each account finds its own, and no page promises what is not kept."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from portal.backends import private_storage
from progress.models import CreditException
from progress.services.attempts import open_attempt
from progress.services.exceptions import ask_exception
from tests import factories
from tests.kept import lose_session, opened, said

pytestmark = pytest.mark.django_db
PROFILE = "/accounts/profile/"


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = settings.STORAGES | {"private": private_storage(tmp_path)}
    return tmp_path / "private"


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(factories.NOW, tick=False) as clock:
        yield clock


def profile_of(client: Client, user: User, name: str) -> dict[str, str]:
    """Sign in and open the profile; return what its form sends with this name."""
    client.force_login(user)
    fields = opened(client, PROFILE)
    return fields | {"full_name": name, "profession": str(user.profession_id)}


def test_two_accounts_find_their_own_at_the_same_address(client: Client) -> None:
    ana, bea = factories.make_user(full_name="Ana"), factories.make_user(full_name="Bea")
    of_ana = profile_of(client, ana, "Ana Typed")
    lose_session(client)
    client.post(PROFILE, of_ana)
    of_bea = profile_of(client, bea, "Bea Typed")
    client.post(reverse("account_logout"))
    client.post(PROFILE, of_bea)  # from another tab
    client.force_login(ana)
    assert 'value="Ana Typed"' in client.get(PROFILE).text
    client.post(reverse("account_logout"))
    client.force_login(bea)
    assert 'value="Bea Typed"' in client.get(PROFILE).text


def test_three_forms_of_one_account_push_out_none_of_another(
    client: Client, private_folder: Path
) -> None:
    ana, bea = factories.make_user(full_name="Ana"), factories.make_user(full_name="Bea")
    of_ana, of_bea = profile_of(client, ana, "Ana Typed"), profile_of(client, bea, "Bea Typed")
    lose_session(client)
    client.post(PROFILE, of_ana)
    course = reverse("progress:accommodation", args=[factories.enrol(user=bea).course.slug])
    for url in (course, PROFILE, reverse("reporting:identity"), reverse("reporting:licence-add")):
        client.post(url, of_bea | {"reason": "Small type", "given_name": "Bea", "state": "IL"})
    assert len([*private_folder.iterdir()]) == 1 + 3
    client.force_login(ana)
    assert 'value="Ana Typed"' in client.get(PROFILE).text


def test_a_session_remembers_of_many_accounts_only_what_still_counts(
    client: Client, at_noon: time_machine.Traveller
) -> None:
    users = [factories.make_user(full_name=name) for name in ("Ana", "Bea", "Cem")]
    sent = [profile_of(client, user, "Typed") for user in users]
    lose_session(client)
    for fields in sent:
        client.post(PROFILE, fields)
        at_noon.shift(timedelta(minutes=8))
    owners = [note["owner"] for note in client.session["accounts.kept"].values()]
    assert owners == [user.pk for user in users[1:]]


NOTHING = "This was not done"
PROMISE = "the form opens with what you entered"
FILLED = "The form has what you entered"


def asked_for(user: User) -> tuple[str, dict[str, str]]:
    enrolment = factories.enrol(user=user)
    ask_exception(
        enrolment=enrolment,
        kind=CreditException.Kind.TRANSCRIPT,
        reason="The type is too small",
        by=user,
        now=factories.NOW,
    )
    return reverse("progress:accommodation", args=[enrolment.course.slug]), {"withdraw": "1"}


def nothing_written(user: User) -> tuple[str, dict[str, str]]:
    slug = factories.enrol(user=user).course.slug
    return reverse("progress:accommodation", args=[slug]), {"reason": ""}


def not_begun(user: User) -> tuple[str, dict[str, str]]:
    return reverse("progress:test", args=[factories.watched(user=user).course.slug]), {}


def not_answered(user: User) -> tuple[str, dict[str, str]]:
    enrolment = factories.watched(user=user)
    open_attempt(enrolment=enrolment, now=factories.NOW)
    return reverse("progress:test", args=[enrolment.course.slug]), {"later": "1"}


PRESSED = [asked_for, nothing_written, not_begun, not_answered]


@pytest.mark.parametrize("make", PRESSED, ids=lambda make: make.__name__)
@pytest.mark.parametrize("again", [False, True], ids=["signed out", "signed in again"])
def test_a_button_alone_is_pressed_again_and_nothing_is_promised(
    make: Callable[[User], tuple[str, dict[str, str]]], again: bool, private_folder: Path
) -> None:
    user, client = factories.make_user(full_name="Ana"), Client(enforce_csrf_checks=True)
    url, pressed = make(user)
    client.force_login(user)
    fields = opened(client, url) | pressed
    lose_session(client)
    if again:
        client.force_login(user)
        client.cookies["csrftoken"] = "a" * 32
    told = said(client.post(url, fields, follow=True))
    assert NOTHING in told
    assert PROMISE not in told
    assert not private_folder.exists()
    client.force_login(user)
    assert FILLED not in said(client.get(url))


def test_a_form_of_which_nothing_was_kept_promises_nothing(client: Client) -> None:
    """The request for a transcript was agreed to meanwhile: the address shows another form."""
    user = factories.make_user(full_name="Ana")
    url, _ = nothing_written(user)
    client.force_login(user)
    fields = opened(client, url) | {"reason": "Small type"}
    lose_session(client)
    client.post(url, fields)
    client.force_login(user)
    CreditException.objects.create(
        enrolment=user.enrolments.get(),
        kind=CreditException.Kind.TRANSCRIPT,
        reason="Small type",
        asked_by=user,
        put_forward_by=factories.make_user(),
        decided_by=factories.make_user(),
        decided_at=factories.NOW,
        approved=True,
    )
    page = said(client.get(url))
    assert "Confirm reading" in page
    assert FILLED not in page


def test_of_a_number_alone_it_is_said_that_it_is_entered_again(client: Client) -> None:
    user = factories.make_user(full_name="Ana", state="")
    url = reverse("reporting:licence-add")
    client.force_login(user)
    fields = opened(client, url) | {"number": "036123456"}
    lose_session(client)
    client.post(url, fields)
    client.force_login(user)
    page = said(client.get(url))
    assert "Nothing was sent yet" in page
    assert "Enter again what is never kept unsent:" in page
    assert FILLED not in page
