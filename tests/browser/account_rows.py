"""Accounts with every way of signing in and with none, and visitors who are half signed in."""

import re
import time
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from accounts.code_pages import PROVEN_SESSION_KEY
from accounts.models import User
from reporting.models import CertifyingBoard, Licence, ReportingDestination
from reporting.services.identity import give_consent, set_board_id, set_identity
from tests import factories
from tests.browser.everything import Everything
from tests.browser.passkey import passkey_of
from tests.second_factors import add_app, add_codes

PASSWORD = "correct horse battery"


def make_account_rows(everything: Everything) -> None:
    """Make the accounts, and sign them in by the pages themselves."""
    _accounts(everything)
    _half_signed_in(everything)


def _accounts(everything: Everything) -> None:
    """Someone who has every way of signing in, signed in a moment ago; and someone who has none."""
    keeper = factories.make_user(email="keeper@example.org", password=PASSWORD, verified=True)
    address = EmailAddress.objects.create(user=keeper, email="keeper@home.example", verified=False)
    everything.places["address"] = address.pk
    Licence.objects.create(user=keeper, state="IL", kind="Full", number="036123456")
    _reported(keeper)
    client = Client()
    client.post("/accounts/login/", {"login": keeper.email, "password": PASSWORD})
    everything.admit("keeper", client)
    phone = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Version/18.1 Safari/604.1"})
    phone.post("/accounts/login/", {"login": keeper.email, "password": PASSWORD})
    add_app(keeper)
    add_codes(keeper, seen=False)
    key = Authenticator.objects.create(
        user=keeper, type=Authenticator.Type.WEBAUTHN, data=passkey_of("Ward phone")
    )
    everything.places["key"] = key.pk
    plain = factories.make_user(email="plain@example.org", verified=True)
    client = Client()
    client.post("/accounts/login/", {"login": plain.email})
    client.post("/accounts/login/code/confirm/", {"code": _code()})
    everything.admit("plain", client)
    asked = Client()
    asked.force_login(plain)
    asked.post("/accounts/confirm/", {"send": "1"})
    everything.admit("asked", asked)
    joining = Client()
    joining.force_login(plain)
    session = joining.session
    session[PROVEN_SESSION_KEY] = {"email": keeper.email, "at": 2**40}  # stays fresh
    session.save()
    everything.admit("joining", joining)


def _reported(user: User) -> None:
    """Everything that reporting asks for, and consent to one destination."""
    set_identity(
        user=user, given_name="Keeper", family_name="One", npi="1234567893", birth_day="02-29"
    )
    CertifyingBoard.objects.filter(code="ABIM").update(enabled=True)
    set_board_id(user=user, board=CertifyingBoard.objects.get(code="ABIM"), number="112233")
    text = ReportingDestination.objects.get(code="pars").texts.latest("version")
    give_consent(user=user, text=text, now=factories.NOW)


def _half_signed_in(everything: Everything) -> None:
    """Visitors who wait for a code, or for the second factor."""
    typed = {"full_name": "New Person", "email": "new@example.org"}
    typed["profession"] = str(factories.make_user().profession_id)
    waits = {
        "signing-up": ("/accounts/signup/", typed),
        "signing-in": ("/accounts/login/", {"login": "plain@example.org"}),
        "resetting": ("/accounts/password/reset/", {"email": "keeper@example.org"}),
        "second-factor": (
            "/accounts/login/",
            {"login": "keeper@example.org", "password": PASSWORD},
        ),
        "new-password": ("/accounts/password/reset/", {"email": "keeper@example.org"}),
    }
    for name, (address, sent) in waits.items():
        client = Client()
        client.post(address, sent)
        if name == "new-password":
            client.post("/accounts/password/reset/confirm/", {"code": _code()})
        session = client.session
        session.update({key: _for_hours(value) for key, value in session.items()})
        session.save()
        everything.admit(name, client)


def _for_hours(kept: Any) -> Any:
    """Return what a session keeps, with its moments put off: the pages are opened in any order, some late."""
    if not isinstance(kept, dict):
        return kept
    later = time.time() + 3 * 60 * 60
    moments = {key: later for key in ("at", "initiated_at") if key in kept}
    return {key: _for_hours(value) for key, value in kept.items()} | moments


def _code() -> str:
    found = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[0]
