"""One credit is one row and counts once, however its person's addresses and accounts change."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction

from accounts.models import AccountMerge, User
from certificates.models import PastCredit
from certificates.services.merging import move_credit
from certificates.services.past_credit import link_past_credit, mailbox_key
from certificates.services.transcripts import past_credit_of
from providers.models import Provider
from tests import factories

pytestmark = pytest.mark.django_db
OTHER = "ana@clinic.example"


@pytest.fixture
def provider() -> Provider:
    return factories.make_provider()


@pytest.fixture
def ana() -> User:
    return factories.make_user(email="ana@example.org", verified=True)


def counted(user: User) -> int:
    return sum(total for year in past_credit_of(user) for _, total in year.totals)


@pytest.mark.parametrize(
    "same",
    [
        {},
        {"address": OTHER, "former_number": "77", "name": "Someone Else"},
        {"address": OTHER, "learner": True},
    ],
    ids=["mailbox", "number", "account"],
)
def test_the_database_holds_one_credit_once(
    provider: Provider, ana: User, same: dict[str, Any]
) -> None:
    owned: dict[str, Any] = {"learner": ana} if same.pop("learner", None) else {}
    factories.make_past_credit(provider=provider, former_number="77", **owned)
    with pytest.raises(IntegrityError, match="past_credit_once"), transaction.atomic():
        factories.make_past_credit(provider=provider, **same, **owned)
    factories.make_past_credit(provider=provider, **same, **owned, external_course_id="C-2")
    factories.make_past_credit(**same, **owned)


def test_one_credit_under_two_addresses_of_an_account_counts_once(
    provider: Provider, ana: User
) -> None:
    EmailAddress.objects.create(user=ana, email=OTHER, verified=True)
    first = factories.make_past_credit(provider=provider)
    again = factories.make_past_credit(provider=provider, address=OTHER)
    factories.make_past_credit(provider=provider, address=OTHER, external_course_id="C-2")
    assert link_past_credit() == 2
    assert link_past_credit() == 0
    assert counted(ana) == 8
    again.refresh_from_db()
    assert (again.learner, again.email) == (None, OTHER)
    first.delete()
    assert link_past_credit() == 1
    assert counted(ana) == 8


def test_credit_that_an_account_has_is_not_linked_to_it_again(
    provider: Provider, ana: User
) -> None:
    factories.make_past_credit(provider=provider, learner=ana)
    factories.make_past_credit(provider=provider, address=OTHER)
    EmailAddress.objects.create(user=ana, email=OTHER, verified=True)
    assert link_past_credit() == 0
    assert counted(ana) == 4


def test_two_accounts_with_one_credit_are_merged_and_it_counts_once(
    provider: Provider, ana: User
) -> None:
    double = factories.make_user(email=OTHER, verified=True)
    kept = factories.make_past_credit(provider=provider, learner=ana)
    factories.make_past_credit(provider=provider, address=OTHER, learner=double, credit_quarters=3)
    factories.make_past_credit(
        provider=provider, address=OTHER, learner=double, external_course_id="C-2"
    )
    AccountMerge.objects.create(kept=ana, merged=double, by=factories.make_user(), reason="Called")
    assert move_credit(kept=ana, merged=double) == [
        "Past credit of 1 activity is moved.",
        (
            "Opioid safety: both accounts have past credit of it. It counts once, as the kept account has"
            " it; the other recorded 0.75 on November 23, 2026."
        ),
    ]
    assert counted(ana) == 8
    assert link_past_credit() == 0
    kept.delete()
    assert link_past_credit() == 1
    assert counted(ana) == 7


def former(provider: Provider, number: str, **fields: Any) -> PastCredit:
    """Return a row as it was stored before: keyed by the former number, and nowhere else is it kept."""
    return factories.make_past_credit(provider=provider, person_key=f"id:{number}", **fields)


@pytest.fixture
def before() -> None:
    """Make the table as it was before the migration."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX past_credit_once_a_number, past_credit_once_a_learner")


def run_migration() -> None:
    migration: Any = import_module("certificates.migrations.0005_one_credit_once").Migration
    [data] = [each for each in migration.operations if hasattr(each, "sql")]
    with connection.cursor() as cursor:
        for statements in data.sql:
            cursor.execute(statements)
    constraints = {each.name: each for each in PastCredit._meta.constraints}
    with connection.schema_editor() as editor:
        for name in ("past_credit_once_a_number", "past_credit_once_a_learner"):
            editor.add_constraint(PastCredit, constraints[name])


@pytest.mark.usefixtures("before")
def test_the_number_moves_to_its_own_column_and_the_mailbox_becomes_the_key(
    provider: Provider, ana: User
) -> None:
    waiting = former(provider, "77", address=OTHER)
    linked = former(provider, "78", learner=ana)
    orphan = former(provider, "79", email="")
    run_migration()
    rows = PastCredit.objects.in_bulk()
    assert {
        pk: (row.former_number, row.person_key, row.email, row.learner_id)
        for pk, row in rows.items()
    } == {
        waiting.pk: ("77", mailbox_key(OTHER), OTHER, None),
        linked.pk: ("78", mailbox_key(ana.email), "", ana.pk),
        orphan.pk: ("79", "id:79", "", None),
    }


@pytest.mark.usefixtures("before")
def test_what_was_counted_twice_counts_once_and_a_contradiction_stays(provider: Provider) -> None:
    first = former(provider, "77")
    former(provider, "78")
    other = former(provider, "79", completed_on=date(2025, 1, 1))
    keyed = factories.make_past_credit(provider=provider, external_course_id="C-2")
    former(provider, "77", external_course_id="C-2")
    more = former(provider, "78", external_course_id="C-2", credit_quarters=8)
    run_migration()
    found = PastCredit.objects.order_by("pk").values_list("pk", "person_key", "former_number")
    assert list(found) == [
        (first.pk, mailbox_key("ana@example.org"), "77"),
        (other.pk, "id:79", "79"),
        (keyed.pk, mailbox_key("ana@example.org"), "77"),
        (more.pk, "id:78", "78"),
    ]


@pytest.mark.usefixtures("before")
def test_an_account_that_had_one_credit_twice_has_it_once(provider: Provider, ana: User) -> None:
    first = factories.make_past_credit(provider=provider, learner=ana)
    factories.make_past_credit(provider=provider, learner=ana, address=OTHER, person_key="id:77")
    later: dict[str, Any] = {"completed_on": date(2025, 1, 1), "address": "a@b.example"}
    other = factories.make_past_credit(provider=provider, learner=ana, **later)
    run_migration()
    found = PastCredit.objects.order_by("pk").values_list("pk", "learner", "email", "former_number")
    assert list(found) == [(first.pk, ana.pk, "", "77"), (other.pk, None, ana.email, "")]
    assert link_past_credit() == 0
    assert counted(ana) == 4
