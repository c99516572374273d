"""A line of a former system's file: read by the rules of credit, and each thing wrong named."""

from datetime import UTC, date, datetime

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from certificates.models import PastCredit
from imports.services import importing
from imports.services.mapping import plain_word
from providers.models import Provider
from tests import factories
from tests.certificates.history_files import (
    imported,
    looked_through,
    reasons,
    states,
    table,
    taken,
)
from tests.spellings import NO_ADDRESSES
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Provider:
    return factories.make_provider()


@pytest.fixture
def actor(provider: Provider) -> User:
    return make_staff("manager", provider)


def test_a_good_line_is_understood(provider: Provider, actor: User) -> None:
    imported(table({}), provider, actor)
    [credit] = PastCredit.objects.all()
    assert (credit.name, credit.email, credit.credit_quarters) == ("Ana Díaz", "ana@example.org", 5)
    assert (credit.credit_type_code, str(credit.completed_on)) == ("ama-pra-1", "2024-05-31")
    assert (credit.line, credit.is_physician, credit.former_number) == (2, True, "77")
    assert str(credit.enrolled_on) == "2024-05-01"


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"external_course_id": ""}, "external_course_id", "empty"),
        ({"external_course_id": "x" * 129}, "external_course_id", "too_long"),
        ({"external_user_id": "9" * 71}, "external_user_id", "too_long"),
        ({"title": ""}, "title", "empty"),
        ({"title": "Private\ue000"}, "title", "not_text"),
        ({"external_email": ""}, "external_email", "empty"),
        ({"external_email": "ana"}, "external_email", "not_an_address"),
        ({"first_name": "", "last_name": ""}, "last_name", "empty"),
        ({"first_name": "A" * 61}, "first_name", "too_long"),
        ({"credits": ""}, "credits", "empty"),
        ({"credits": "one"}, "credits", "not_a_number"),
        ({"credits": "1.10"}, "credits", "not_in_steps"),
        ({"credits": "0.80"}, "credits", "not_in_steps"),
        ({"credits": "9" * 400}, "credits", "not_a_number"),
        ({"credits": "1,000"}, "credits", "not_an_amount"),
        ({"credits": "-1"}, "credits", "not_an_amount"),
        ({"credits": "0"}, "credits", "no_credit"),
        ({"credit_type": ""}, "credit_type", "empty"),
        ({"credit_type": "=HYPERLINK(1)"}, "credit_type", "unknown_credit"),
        ({"participant_category": "non-physician"}, "credit_type", "not_a_physician"),
        ({"participant_category": "astronaut"}, "participant_category", "unknown_category"),
        ({"complete": "perhaps"}, "complete", "unknown_completion"),
        ({"date_completed": "soon"}, "date_completed", "not_a_date"),
        ({"date_completed": "2025-02-30"}, "date_completed", "not_a_date"),
        ({"date_completed": "0001-01-01"}, "date_completed", "not_a_date"),
        ({"date_completed": ""}, "date_completed", "empty"),
        ({"date_completed": "2027-01-01"}, "date_completed", "date_ahead"),
        ({"date_completed": "2024-04-30"}, "date_completed", "date_order"),
        ({"enrollment_start": "soon"}, "enrollment_start", "not_a_date"),
    ],
)
def test_each_error_names_its_column_and_holds_up_nobody_else(
    provider: Provider, actor: User, change: dict[str, str], column: str, code: str
) -> None:
    other = {"external_course_id": "C-2"} | change
    left_out = {plain_word(change[column]): ""} if code.startswith("unknown") else {}
    source = looked_through(table({}, other), provider, actor, choices={column: left_out})
    assert states(source) == {2: "good", 3: "returned"}
    assert reasons(source) == [(3, column, code)]


def test_every_error_of_a_line_is_listed(provider: Provider, actor: User) -> None:
    wrong = {"credits": "x", "title": "", "date_completed": "2025-02-30"}
    source = looked_through(table({}, wrong), provider, actor)
    assert reasons(source) == [
        (3, "title", "empty"),
        (3, "credits", "not_a_number"),
        (3, "date_completed", "not_a_date"),
    ]


@pytest.mark.parametrize(("typed", "said"), NO_ADDRESSES.items())
def test_what_is_no_address_is_explained_in_its_line(
    provider: Provider, actor: User, typed: str, said: str
) -> None:
    source = looked_through(table({"external_email": typed}), provider, actor)
    [row] = source.lines.all()
    assert row.reasons[0]["column"] == "external_email"
    assert f"“{typed}” is not an email address. " in row.reasons[0]["message"]
    assert (said if "@" in typed else "like name@example.org.") in row.reasons[0]["message"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-05-31", date(2024, 5, 31)),
        ("5/31/2024", date(2024, 5, 31)),
        ("May 31, 2024", date(2024, 5, 31)),
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
    source = looked_through(table({"date_completed": "2026-03-15"}), provider, actor)
    importing.set_columns(source=source, chosen={})
    importing.run(source_id=source.pk, now=datetime(2026, 3, 15, 4, 30, tzinfo=UTC))
    assert reasons(source) == [(2, "date_completed", "date_ahead")]


@pytest.mark.parametrize(
    ("names", "printed"),
    [
        ({"first_name": ""}, "Díaz"),
        ({"last_name": ""}, "Ana"),
        ({"first_name": "  ", "last_name": "Sukarno "}, "Sukarno"),
    ],
)
def test_one_of_the_names_may_be_empty(
    provider: Provider, actor: User, names: dict[str, str], printed: str
) -> None:
    imported(table(names), provider, actor)
    assert PastCredit.objects.get().name == printed


def test_a_name_may_stand_in_one_column(provider: Provider, actor: User) -> None:
    data = table({}).replace(b"first_name,last_name", b"Full name,Suffix")
    imported(data, provider, actor)
    assert PastCredit.objects.get().name == "Ana"


@pytest.mark.parametrize(
    ("typed", "quarters"), [("1,25", 5), ("1.00", 4), ("1", 4), ("0,75", 3), (" .5 ", 2)]
)
def test_an_amount_is_read_with_either_mark(
    provider: Provider, actor: User, typed: str, quarters: int
) -> None:
    imported(table({"credits": typed}), provider, actor)
    assert PastCredit.objects.get().credit_quarters == quarters


@pytest.mark.parametrize("no", ["0", "FALSE", "no", "", "Incomplete", "Failed"])
def test_what_is_not_complete_is_passed_over_whatever_else_it_says(
    provider: Provider, actor: User, no: str
) -> None:
    unfinished = {"complete": no, "date_completed": "", "credits": "0", "external_course_id": "C-2"}
    source = imported(table({}, unfinished), provider, actor)
    assert states(source) == {2: "good", 3: "passed"}
    assert PastCredit.objects.count() == 1


@pytest.mark.parametrize("name", [b"Result", b"Status"])
def test_what_a_test_gave_is_understood_and_other_words_are_asked(
    provider: Provider, actor: User, name: bytes
) -> None:
    words = ["Passed", "failed", "Waived"]
    rows = [{"complete": word, "external_course_id": word} for word in words]
    data = table(*rows).replace(b",complete,", b"," + name + b",")
    data = data.replace(b"first_name,last_name", b"First,Last")
    assert looked_through(data, provider, actor).state == "mapping"
    source = looked_through(data, provider, actor, choices={"complete": {"waived": "completed"}})
    assert states(source) == {2: "good", 3: "passed", 4: "good"}
    assert source.lines.get(line=2).values["name"] == "Ana Díaz"


def test_without_a_column_that_says_so_every_line_is_complete(
    provider: Provider, actor: User
) -> None:
    data = table({}, {"external_course_id": "C-2", "date_completed": ""})
    source = looked_through(data.replace(b",complete,", b",Seat,"), provider, actor)
    assert states(source) == {2: "good", 3: "returned"}


def test_nobody_imports_their_own_past_credit(provider: Provider, actor: User) -> None:
    colleague = make_staff("support", provider, full_name="Sam Support")
    EmailAddress.objects.create(user=actor, email="ana@example.org", verified=False)
    other = {"external_email": "pat@example.org", "external_user_id": "78"}
    data = table({"external_email": actor.email, "external_course_id": "C-2"}, {}, other)
    source = imported(data, provider, actor)
    assert states(source) == {2: "returned", 3: "returned", 4: "good"}
    [reason] = source.lines.get(line=2).reasons
    assert (reason["column"], reason["code"]) == ("external_email", "own_record")
    assert "Ask Sam Support." in reason["message"]
    again = looked_through(data, provider, colleague)
    mine = PastCredit.objects.count()
    refused = taken(again, actor)
    assert (refused.state, PastCredit.objects.count()) == ("ready", mine)
    assert "Nothing was imported" in refused.error
    assert states(refused)[2] == "returned"
    again = imported(data, provider, colleague)
    assert states(again) == {2: "good", 3: "good", 4: "known"}
