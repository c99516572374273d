"""Many tries in a row tell no more about an address than one does."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.models import Profession
from tests import factories
from tests.accounts.test_enumeration import told

TRIES = 8
ADDRESSES = [
    "verified@example.org",
    "unconfirmed@example.org",
    "by-staff@example.org",
    "unknown@example.org",
]
# A page that sends mail, the field with the address, and where that page leads to, to ask for another code.
DOORS = [
    ("/accounts/signup/", "email", ""),
    ("/accounts/signup/", "email", "/accounts/confirm-email/"),
    ("/accounts/login/", "login", ""),
    ("/accounts/login/", "login", "/accounts/login/code/confirm/"),
    ("/accounts/password/reset/", "email", ""),
]


@pytest.mark.parametrize("one_browser", [True, False])
@pytest.mark.parametrize(("page", "field", "resend"), DOORS)
def test_tries_in_a_row_look_the_same_for_every_address(
    db: None, page: str, field: str, resend: str, one_browser: bool
) -> None:
    factories.make_user(email=ADDRESSES[0], verified=True)
    factories.make_unconfirmed(ADDRESSES[1])
    factories.make_user(email=ADDRESSES[2], verified=False)
    profession = Profession.objects.get(code="other").pk
    seen = []
    for email in ADDRESSES:
        cache.clear()
        typed = {"full_name": "Nora Grant", "profession": profession, field: email}
        with time_machine.travel("2026-11-23 15:42:07Z", tick=False):
            seen.append(list(_tries(page, typed, resend, email, one_browser=one_browser)))
    *known, unknown = seen
    for tries in known:
        assert [answer[0] for answer in tries] == [answer[0] for answer in unknown]
        assert tries == unknown
    assert unknown[0][0] == 302, "The first try is taken."


def _tries(
    page: str, typed: dict[str, object], resend: str, email: str, *, one_browser: bool
) -> Iterator[tuple[object, ...]]:
    """Yield what a stranger sees of each answer: status, place, names of headers and cookies, page."""
    client = Client()
    for _ in range(TRIES):
        client = client if one_browser else Client()
        answers = [client.post(page, typed)]
        if resend:
            answers += [client.get(resend), client.post(resend, {"action": "resend"})]
        for answer in answers:
            place = answer.get("Location", "")
            names = (sorted(answer.headers), sorted(answer.cookies))
            yield answer.status_code, place, names, told(answer.text).replace(email, "x")
