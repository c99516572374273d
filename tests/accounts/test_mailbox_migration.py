"""What was stored before an address had one form: brought into it where that joins nobody, and else left alone."""

import hashlib
from importlib import import_module
from typing import Any

import pgtrigger
import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.migrations import RunPython

from accounts.models import Mail, User
from certificates.models import PastCredit
from courses.models import Person
from staff.models import Invitation
from tests import factories
from tests.factories.moments import STARTED_AT
from tests.spellings import MAILBOX, SHOWN

pytestmark = pytest.mark.django_db


def migrate(app: str, name: str) -> None:
    operations: list[Any] = import_module(f"{app}.migrations.{name}").Migration.operations
    for operation in operations:
        if isinstance(operation, RunPython):
            code: Any = operation.code
            code(apps, None)


def stored(email: str, **flags: bool) -> User:
    with pgtrigger.ignore("accounts.User:email_is_one_mailbox"):
        user = User.objects.create(email=email, full_name="Anna Bauer")
    flags = {"verified": True, "primary": True} | flags
    EmailAddress.objects.create(user=user, email=email, **flags)
    return user


def addresses(user: User) -> list[tuple[str, bool, bool]]:
    rows = EmailAddress.objects.filter(user=user).order_by("email")
    return list(rows.values_list("email", "primary", "verified"))


def test_an_account_gets_the_one_form(caplog: pytest.LogCaptureFixture) -> None:
    anna = stored("anna@bücher.example")
    Mail.objects.create(user=anna, kind="code", recipient=anna.email, subject="Code")
    for _ in range(2):
        migrate("accounts", "0004_one_mailbox")
    anna.refresh_from_db()
    assert (anna.email, addresses(anna)) == (MAILBOX, [(MAILBOX, True, True)])
    assert Mail.objects.get().recipient == MAILBOX
    assert not caplog.messages


def test_two_spellings_in_one_account_become_one_row() -> None:
    anna = stored("anna@bücher.example", verified=False)
    EmailAddress.objects.create(user=anna, email=MAILBOX, verified=True)
    EmailAddress.objects.create(user=anna, email="anna@ｂücher.example", verified=False)
    migrate("accounts", "0004_one_mailbox")
    assert addresses(anna) == [(MAILBOX, True, True)]


@pytest.mark.parametrize("verified", [True, False])
def test_two_accounts_are_never_joined_and_the_log_names_them(
    caplog: pytest.LogCaptureFixture, verified: bool
) -> None:
    first = stored(MAILBOX)
    second = stored("anna@bücher.example", verified=verified)
    migrate("accounts", "0004_one_mailbox")
    second.refresh_from_db()
    assert (second.email, addresses(first)) == (SHOWN, [(MAILBOX, True, True)])
    [said] = caplog.messages
    assert said.startswith(f"Account {second.pk} has a mailbox of account {first.pk},")


def test_an_address_that_no_mail_can_reach_stays(caplog: pytest.LogCaptureFixture) -> None:
    odd = stored("mıke@example.org")
    migrate("accounts", "0004_one_mailbox")
    odd.refresh_from_db()
    assert odd.email == "mıke@example.org"
    assert caplog.messages == [f"Account {odd.pk} has an address that no mail can reach. It stays."]


def test_an_account_that_kept_its_spelling_can_be_saved() -> None:
    stored(MAILBOX)
    second = stored("anna@bücher.example")
    second.full_name = "Anna B. Bauer"
    second.save()
    assert User.objects.get(email=SHOWN).full_name == "Anna B. Bauer"


def test_invitations_and_people_get_the_one_form() -> None:
    provider, owner = factories.make_provider(), factories.make_user()
    known: dict[str, Any] = {"provider": provider, "email": "anna@bücher.example"}
    Invitation.objects.create(
        **known,
        role="viewer",
        invited_by=owner,
        expires_at=factories.NOW,
        sent_at=STARTED_AT,
    )
    Person.objects.create(**known, name="Anna Bauer", key="anna")
    migrate("staff", "0002_one_mailbox")
    migrate("courses", "0005_one_mailbox")
    assert Invitation.objects.get().email == Person.objects.get().email == MAILBOX


def key(email: str) -> str:
    return f"mail:{hashlib.sha256(email.encode()).hexdigest()[:32]}"


def test_past_credit_waits_for_the_one_form_and_is_recognized_in_the_next_file() -> None:
    provider = factories.make_provider()
    anna = factories.make_user(email=MAILBOX, verified=True)
    rows: list[dict[str, Any]] = [
        {"email": SHOWN, "person_key": key(SHOWN)},
        {"learner": anna, "person_key": key(SHOWN)},
        {"learner": anna, "person_key": "id:77"},
    ]
    for number, fields in enumerate(rows):
        factories.make_past_credit(provider=provider, external_course_id=str(number), **fields)
    migrate("certificates", "0004_one_mailbox")
    found = PastCredit.objects.order_by("line").values_list("email", "person_key")
    assert list(found) == [(MAILBOX, key(MAILBOX)), ("", key(MAILBOX)), ("", "id:77")]
