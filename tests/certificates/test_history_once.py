"""One credit of a file is taken once, whatever it is recorded under; what contradicts it comes back."""

import tracemalloc
from collections.abc import Iterator
from datetime import date

import pytest
from allauth.account.models import EmailAddress

from accounts.models import User
from certificates.models import PastCredit
from certificates.services.history.once import Seen
from certificates.services.history.records import Record
from certificates.services.past_credit import link_past_credit
from imports.kinds import Item, kind_of
from imports.models import Import
from providers.models import Provider
from tests import factories
from tests.certificates.history_files import (
    GOOD,
    imported,
    looked_through,
    reasons,
    states,
    table,
)
from tests.spellings import MAILBOX, SPELLINGS
from tests.staff_members import make_staff

pytestmark = pytest.mark.django_db
PAT = {
    "external_email": "pat@example.org",
    "external_user_id": "55",
    "first_name": "Pat",
    "last_name": "Lee",
}
OTHER_MAIL = {"external_email": "pat.lee@clinic.example"}
MARRIED = {"last_name": "Meyer"}
NO_NUMBER = {"external_user_id": ""}
OTHER_NUMBER = {"external_user_id": "88"}


@pytest.fixture
def provider() -> Provider:
    return factories.make_provider()


@pytest.fixture
def actor(provider: Provider) -> User:
    return make_staff("manager", provider)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "known"),
        ({"external_email": "PAT@EXAMPLE.ORG"}, "known"),
        (OTHER_NUMBER, "known"),
        (NO_NUMBER, "known"),
        ({"first_name": "", "last_name": "LEE"}, "known"),
        (OTHER_MAIL, "known"),
        (MARRIED, "known"),
        ({"title": "Opioid safety (enduring)", "date_completed": "5/31/2024"}, "known"),
        ({"external_course_id": "C-2"}, "good"),
        ({"credit_type": "participation"}, "good"),
        (OTHER_MAIL | OTHER_NUMBER, "good"),
        (OTHER_MAIL | NO_NUMBER, "good"),
        (OTHER_MAIL | MARRIED, "another_person"),
        (MARRIED | OTHER_NUMBER, "another_name"),
        (MARRIED | NO_NUMBER, "another_name"),
        ({"credits": "1.00"}, "another_amount"),
        ({"date_completed": "2024-06-01"}, "another_day"),
        (OTHER_MAIL | {"credits": "1.00"}, "another_amount"),
    ],
)
@pytest.mark.parametrize("files", [1, 2], ids=["in one file", "in two"])
def test_one_credit_is_known_by_mailbox_account_or_number_with_name(
    provider: Provider, actor: User, change: dict[str, str], state: str, files: int
) -> None:
    second = PAT | change
    if files == 1:
        source = looked_through(table(PAT, second), provider, actor)
        line = source.lines.get(line=3)
    else:
        imported(table(PAT), provider, actor)
        source = looked_through(table(second), provider, actor)
        line = source.lines.get(line=2)
    assert state in {line.state, *(each["code"] for each in line.reasons)}
    if state not in {"good", "known"}:
        assert line.state == "returned"


def test_a_contradiction_quotes_what_came_first(provider: Provider, actor: User) -> None:
    source = imported(table(PAT, PAT | {"credits": "1.00"}), provider, actor)
    [reason] = source.lines.get(line=3).reasons
    assert reason["message"] == (
        "Line 2 gives 1.25 for the same credit on May 31, 2024; which is right?"
    )
    again = looked_through(table(PAT | {"credits": "1.00"}), provider, actor)
    assert again.lines.get().reasons[0]["message"] == (
        "Line 2 of “old.csv”, which is here already, gives 1.25 for the same credit on May 31, 2024;"
        " which is right?"
    )


def test_two_addresses_of_one_account_are_one_person(provider: Provider, actor: User) -> None:
    pat = factories.make_user(email="pat@example.org", verified=True)
    EmailAddress.objects.create(user=pat, email="pat.lee@clinic.example", verified=True)
    other = PAT | OTHER_MAIL | OTHER_NUMBER
    source = imported(table(PAT, other), provider, actor)
    assert states(source) == {2: "good", 3: "known"}
    assert states(looked_through(table(other), provider, actor)) == {2: "known"}
    assert link_past_credit() == 0


def test_a_line_that_is_known_leads_to_a_third(provider: Provider, actor: User) -> None:
    third = PAT | OTHER_MAIL | NO_NUMBER
    source = looked_through(table(PAT, PAT | OTHER_MAIL, third), provider, actor)
    assert states(source) == {2: "good", 3: "known", 4: "known"}


def test_a_number_that_a_known_line_brings_is_kept(provider: Provider, actor: User) -> None:
    known = PAT | {"external_course_id": "C-2"}
    imported(table(PAT | NO_NUMBER, PAT, known | NO_NUMBER), provider, actor)
    imported(table(known, PAT | {"external_course_id": "C-3"}), provider, actor)
    numbers = PastCredit.objects.values_list("former_number", flat=True)
    assert set(numbers) == {PAT["external_user_id"]}
    source = looked_through(table(PAT | OTHER_MAIL, known | OTHER_MAIL), provider, actor)
    assert states(source) == {2: "known", 3: "known"}


def test_a_number_that_another_record_has_is_not_given_twice(
    provider: Provider, actor: User
) -> None:
    imported(table(PAT | NO_NUMBER, PAT | NO_NUMBER | OTHER_MAIL), provider, actor)
    more = PAT | {"external_course_id": "C-2"}
    source = imported(table(PAT, PAT | OTHER_MAIL, more), provider, actor)
    assert states(source) == {2: "known", 3: "known", 4: "good"}
    credit = PastCredit.objects.filter(external_course_id="C-1")
    assert sorted(credit.values_list("former_number", flat=True)) == ["", "55"]


def test_a_line_that_comes_back_stands_in_nobodys_way(provider: Provider, actor: User) -> None:
    source = looked_through(table(PAT | {"credits": "0.80"}, PAT), provider, actor)
    assert states(source) == {2: "returned", 3: "good"}


def test_the_same_file_twice_changes_nothing(provider: Provider, actor: User) -> None:
    data = table(PAT, {}, {"external_course_id": "C-2"})
    imported(data, provider, actor)
    before = list(PastCredit.objects.values())
    again = looked_through(data, provider, actor)
    assert again.counts == {"good": 0, "known": 3, "passed": 0, "returned": 0}
    assert list(PastCredit.objects.values()) == before


def test_other_providers_have_credit_of_their_own(provider: Provider, actor: User) -> None:
    imported(table(PAT), provider, actor)
    other = factories.make_provider()
    source = imported(table(PAT), other, make_staff("manager", other))
    assert states(source) == {2: "good"}


@pytest.mark.parametrize("typed", SPELLINGS.values(), ids=SPELLINGS.keys())
def test_a_mailbox_is_one_however_it_is_written(
    provider: Provider, actor: User, typed: str
) -> None:
    rows = [{"external_email": typed, "external_user_id": ""}, {"external_email": MAILBOX}]
    source = imported(table(*rows), provider, actor)
    assert states(source) == {2: "good", 3: "known"}
    anna = factories.make_user(email=MAILBOX, verified=True)
    assert link_past_credit() == 1
    assert PastCredit.objects.get().learner == anna
    EmailAddress.objects.filter(user=anna).update(user=actor)
    mine = {"external_email": typed, "external_course_id": "C-2"}
    own = looked_through(table(mine), provider, actor)
    assert reasons(own) == [(2, "external_email", "own_record")]


def items(lines: int) -> Iterator[Item]:
    kind = kind_of("history")
    for line in range(2, lines + 2):
        cells = dict.fromkeys((each.key for each in kind.fields), "") | GOOD
        cells |= {"external_email": f"p{line}@example.org", "external_user_id": str(line)}
        codes: dict[str, str | None] = {
            "credit_type": "ama-pra-1",
            "participant_category": "physician",
        }
        yield Item(line, cells, codes)


def peak(provider: Provider, actor: User, lines: int) -> int:
    source = Import(provider=provider, kind="history", target=provider.slug, uploaded_by=actor)
    tracemalloc.start()
    try:
        judged = kind_of("history").check(source, items(lines), factories.NOW)
        assert sum(outcome.state == "good" for outcome in judged) == lines
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_of_many_lines_only_small_keys_are_held(provider: Provider, actor: User) -> None:
    peak(provider, actor, 10)
    few, many = peak(provider, actor, 1_000), peak(provider, actor, 5_000)
    assert (many - few) / 4_000 < 600


def test_two_keys_of_a_record_are_kept(provider: Provider, actor: User) -> None:
    seen = Seen()
    record = Record(
        "C-1",
        "Title",
        "a@b.example",
        "Ana",
        "77",
        "ama-pra-1",
        4,
        None,
        None,
        date(2024, 5, 1),
        None,
    )
    seen.add(record, "account:1", 2)
    [earlier, by_number] = seen.find(record, "account:1")
    assert earlier == by_number
    assert (earlier.where, earlier.name, earlier.number) == ("Line 2", "Ana", "77")
