"""Whose is what a browser keeps unsent: of several accounts, each finds its own."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from portal.backends import private_storage
from tests import factories
from tests.kept import lose_session, opened

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
