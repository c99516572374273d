"""The former system's records: every error by its line, imported whole or not at all, and only once."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.errors import Refused
from accounts.models import User
from certificates.models import HistoryImport, PastCredit
from certificates.services.credit_import import (
    begin_import,
    check,
    discard_import,
    import_rows,
    upload,
)
from certificates.services.credit_import.importing import mark_failed
from certificates.services.credit_import.reading import REQUIRED
from certificates.services.past_credit import link_past_credit, purge_past_credit
from certificates.services.transcripts import past_credit_of
from providers.models import Provider
from tests import factories
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db
GOOD = {
    "external_course_id": "C-1",
    "title": "Opioid safety",
    "external_user_id": "77",
    "external_email": "Ana@Example.org",
    "first_name": "Ana",
    "last_name": "Díaz",
    "enrollment_start": "2024-05-01T08:00:00-05:00",
    "enrollment_end": "",
    "credits": "1.25",
    "credit_type": "AMA PRA Category 1 Credits™",
    "credit_expiration": "",
    "complete": "1",
    "date_completed": "2024-05-31T17:45:00-05:00",
    "attended": "1",
    "participant_category": "physician",
}


def table(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, GOOD)
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    return text.getvalue().encode()


@pytest.fixture
def provider() -> Provider:
    return factories.make_provider()


@pytest.fixture
def actor(provider: Provider) -> User:
    return make_staff("manager", provider)


def looked_through(data: bytes, provider: Provider, actor: User) -> HistoryImport:
    history = upload(provider=provider, actor=actor, file_name="history.csv", data=data)
    check(import_id=str(history.pk), now=factories.NOW)
    history.refresh_from_db()
    return history


def imported(data: bytes, provider: Provider, actor: User) -> HistoryImport:
    history = looked_through(data, provider, actor)
    begin_import(history=history, actor=actor)
    import_rows(import_id=str(history.pk), now=factories.NOW)
    history.refresh_from_db()
    return history


def test_a_good_line_is_understood(provider: Provider, actor: User) -> None:
    history = imported(table({}), provider, actor)
    [credit] = PastCredit.objects.all()
    assert (history.state, history.content) == ("done", "")
    assert (credit.name, credit.email, credit.credit_quarters) == ("Ana Díaz", "ana@example.org", 5)
    assert (credit.credit_type_code, str(credit.completed_on)) == ("ama-pra-1", "2024-05-31")
    assert (credit.line, credit.is_physician) == (2, True)


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"external_course_id": ""}, "external_course_id", "empty"),
        ({"external_course_id": "x" * 129}, "external_course_id", "too_long"),
        ({"title": "Bell\x07"}, "", ""),
        ({"title": "Private\ue000"}, "title", "not_text"),
        ({"external_email": "ana"}, "external_email", "not_an_address"),
        ({"credits": "1,25"}, "credits", "not_an_amount"),
        ({"credits": "1.10"}, "credits", "not_in_steps"),
        ({"credits": "9" * 400}, "credits", "not_an_amount"),
        ({"credits": "0"}, "credits", "no_credit"),
        ({"credit_type": "=HYPERLINK(1)"}, "credit_type", "unknown_credit"),
        ({"participant_category": "non-physician"}, "credit_type", "not_a_physician"),
        ({"participant_category": "doctor"}, "participant_category", "unknown_category"),
        ({"complete": "yes"}, "complete", "not_a_flag"),
        ({"date_completed": "31.05.2024"}, "date_completed", "not_a_date"),
        ({"date_completed": "0001-01-01"}, "date_completed", "not_a_date"),
        ({"date_completed": ""}, "date_completed", "date_missing"),
        ({"date_completed": "2027-01-01"}, "date_completed", "date_ahead"),
        ({"date_completed": "2024-04-30"}, "date_completed", "date_order"),
    ],
)
def test_each_error_names_its_line_and_column(
    provider: Provider, actor: User, change: dict[str, str], column: str, code: str
) -> None:
    if not code:
        with pytest.raises(Refused, match="not text"):
            looked_through(table({}, change), provider, actor)
        return
    other = {"external_course_id": "C-2"} | change
    history = looked_through(table({}, other), provider, actor)
    assert history.state == "faulty"
    assert [(error["line"], error["column"], error["code"]) for error in history.errors] == [
        (3, column, code)
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-05-31", date(2024, 5, 31)),
        ("2024-05-31T23:45:00", date(2024, 5, 31)),
        ("2024-05-31T23:45:00-05:00", date(2024, 5, 31)),
        ("2024-06-01T04:45:00Z", date(2024, 5, 31)),
        ("2024-06-01T00:45:00-04:00", date(2024, 5, 31)),
    ],
)
def test_a_moment_of_the_file_is_a_day_at_the_provider(
    provider: Provider, actor: User, written: str, day: date
) -> None:
    imported(table({"date_completed": written}), provider, actor)
    assert PastCredit.objects.get().completed_on == day


def test_what_lies_ahead_is_judged_where_the_provider_is(provider: Provider, actor: User) -> None:
    history = upload(
        provider=provider,
        actor=actor,
        file_name="history.csv",
        data=table({"date_completed": "2026-03-15"}),
    )
    check(import_id=str(history.pk), now=datetime(2026, 3, 15, 4, 30, tzinfo=UTC))
    history.refresh_from_db()
    assert [error["code"] for error in history.errors] == ["date_ahead"]


def test_every_error_of_the_file_is_listed(provider: Provider, actor: User) -> None:
    history = looked_through(
        table({"credits": "x", "complete": "2"}, {}, {}, {"title": ""}), provider, actor
    )
    assert [(error["line"], error["code"]) for error in history.errors] == [
        (2, "not_an_amount"),
        (2, "not_a_flag"),
        (4, "twice"),
        (5, "empty"),
    ]
    assert history.error_count == 4


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a,b\n1,2\n", "columns_missing"),
        (table({}).replace(b"enrollment_end", b"title"), "columns_twice"),
        (",".join(REQUIRED).encode(), "no_rows"),
        (table({}) + b"1,2,3\n", "cell_count"),
        (table({}) + b'"never closed', "not_csv"),
        (table({}) + b"x" * 200_000, "not_csv"),
    ],
)
def test_a_file_of_another_shape_says_so(
    provider: Provider, actor: User, data: bytes, code: str
) -> None:
    history = looked_through(data, provider, actor)
    assert history.errors[0]["code"] == code
    assert not PastCredit.objects.exists()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"PK\x03\x04\x00", "not_text"),
        (b" " * (50 * 2**20 + 1) + b"x", "too_large"),
    ],
)
def test_what_is_no_table_is_not_even_kept(
    provider: Provider, actor: User, data: bytes, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        upload(provider=provider, actor=actor, file_name="x", data=data)
    assert refused.value.code == code
    assert not HistoryImport.objects.exists()


def test_spreadsheets_of_windows_are_read_as_well(provider: Provider, actor: User) -> None:
    history = imported(table({}).decode().encode("cp1252"), provider, actor)
    assert history.credits.get().name == "Ana Díaz"


def test_a_faulty_file_cannot_be_imported(provider: Provider, actor: User) -> None:
    history = looked_through(table({"credits": "x"}), provider, actor)
    with pytest.raises(Refused, match="not ready"):
        begin_import(history=history, actor=actor)


def test_a_file_that_became_faulty_meanwhile_brings_nothing(
    provider: Provider, actor: User
) -> None:
    history = looked_through(table({}), provider, actor)
    begin_import(history=history, actor=actor)
    HistoryImport.objects.update(content=table({}, {"credits": "x"}).decode())
    assert import_rows(import_id=str(history.pk), now=factories.NOW) == 0
    assert HistoryImport.objects.get().state == "faulty"
    assert not PastCredit.objects.exists()


def test_running_twice_and_uploading_twice_adds_nothing(provider: Provider, actor: User) -> None:
    history = imported(table({}, {"external_course_id": "C-2"}), provider, actor)
    assert import_rows(import_id=str(history.pk), now=factories.NOW) == 0
    again = looked_through(table({}, {"external_course_id": "C-3"}), provider, actor)
    assert again.summary["known"] == 1
    begin_import(history=again, actor=actor)
    assert import_rows(import_id=str(again.pk), now=factories.NOW) == 1
    assert PastCredit.objects.count() == 3


def test_what_is_not_complete_brings_no_credit(provider: Provider, actor: User) -> None:
    rows = [
        {},
        {"external_course_id": "C-2", "complete": "0", "date_completed": "", "credits": "0"},
    ]
    history = imported(table(*rows), provider, actor)
    assert (history.summary["complete"], history.summary["incomplete"]) == (1, 1)
    assert PastCredit.objects.count() == 1


def test_a_failure_of_ours_leaves_nothing_and_can_be_tried_again(
    provider: Provider, actor: User
) -> None:
    history = looked_through(table({}), provider, actor)
    begin_import(history=history, actor=actor)
    mark_failed(import_id=str(history.pk))
    begin_import(history=history, actor=actor)
    assert import_rows(import_id=str(history.pk), now=factories.NOW) == 1


def test_a_discarded_file_is_gone(provider: Provider, actor: User) -> None:
    history = looked_through(table({}), provider, actor)
    discard_import(history=history, actor=actor)
    history.refresh_from_db()
    assert (history.state, history.content) == ("discarded", "")


def owner(email: str = "ana@example.org") -> User:
    return factories.make_user(email=email, verified=True)


def test_credit_belongs_to_who_proved_the_address(provider: Provider, actor: User) -> None:
    user = owner()
    imported(table({}), provider, actor)
    credit = PastCredit.objects.get()
    assert (credit.learner, credit.email) == (user, "")


def test_who_signs_up_later_finds_it(provider: Provider, actor: User) -> None:
    imported(table({}), provider, actor)
    unproven = factories.make_user(email="ana@example.org")
    address = EmailAddress.objects.create(user=unproven, email=unproven.email, verified=False)
    assert link_past_credit() == 0
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    assert link_past_credit() == 1
    assert link_past_credit() == 0
    assert PastCredit.objects.get().learner == unproven


def test_the_transcript_shows_it_apart_with_its_own_totals(
    provider: Provider, actor: User, client: Client
) -> None:
    user = owner()
    more = {"external_course_id": "C-2", "credit_type": "Participation", "credits": "2"}
    older = {"external_course_id": "C-3", "date_completed": "2023-05-31", "enrollment_start": ""}
    imported(table({}, more, older), provider, actor)
    years = past_credit_of(user)
    assert [(year.year, sorted(total for _, total in year.totals)) for year in years] == [
        (2024, [5, 8]),
        (2023, [5]),
    ]
    client.force_login(user)
    page = client.get("/transcript/").content.decode()
    assert "Recorded before this portal" in page
    assert "Opioid safety" in client.get("/transcript.csv").content.decode()


def test_a_deleted_account_leaves_the_record_without_owner(provider: Provider, actor: User) -> None:
    user = owner()
    imported(table({}), provider, actor)
    user.delete()
    credit = PastCredit.objects.get()
    assert (credit.learner, credit.email) == (None, "")


def test_it_ends_with_its_retention_and_a_file_with_its_month(
    provider: Provider, actor: User
) -> None:
    old = {"external_course_id": "C-2", "date_completed": "2019-01-01", "enrollment_start": ""}
    imported(table({}, old), provider, actor)
    waiting = looked_through(table({}), provider, actor)
    HistoryImport.objects.update(uploaded_at=factories.NOW - timedelta(days=31))
    assert purge_past_credit(now=factories.NOW) == 1
    assert PastCredit.objects.count() == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.content) == ("discarded", "")


def test_nobody_imports_their_own_past_credit(provider: Provider, actor: User) -> None:
    colleague = make_staff("support", provider, full_name="Sam Support")
    EmailAddress.objects.create(user=actor, email="ana@example.org", verified=False)
    data = table(
        {"external_email": actor.email, "external_course_id": "C-2"}, {}, {"complete": "0"}
    )
    history = looked_through(data, provider, actor)
    assert (history.state, history.error_count) == ("faulty", 2)
    assert {(error["line"], error["code"]) for error in history.errors} == {
        (2, "own_record"),
        (3, "own_record"),
    }
    said = history.errors[0]["message"]
    assert "Ask Sam Support." in said
    assert "Take this line out" in said
    assert imported(data, provider, colleague).state == "done"
    assert PastCredit.objects.count() == 2
