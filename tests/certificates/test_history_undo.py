"""A file of past credit is undone while nothing was built on it."""

import pytest

from accounts.models import User
from certificates.models import PastCredit
from certificates.services.past_credit import correct_address, link_past_credit
from imports.models import Import
from imports.services import importing
from providers.models import Provider
from tests import factories
from tests.certificates.history_files import imported, looked_through, table, taken, undone
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
MORE = {"external_course_id": "C-2"}
NO_NUMBER = {"external_user_id": ""}
RIGHT = "ana@clinic.example"


@pytest.fixture
def provider() -> Provider:
    return factories.make_provider()


@pytest.fixture
def actor(provider: Provider) -> User:
    return make_staff("manager", provider)


def test_what_was_taken_is_gone_and_can_be_taken_again(provider: Provider, actor: User) -> None:
    source = imported(table({}, MORE), provider, actor)
    other = imported(table({"external_course_id": "C-3"}), provider, actor)
    assert undone(source, actor).state == "undone"
    assert list(PastCredit.objects.values_list("source", flat=True)) == [other.pk]
    assert imported(table({}, MORE), provider, actor).counts["good"] == 2


def test_credit_that_people_have_found_goes_and_the_page_says_so(
    provider: Provider, actor: User
) -> None:
    source = imported(table({}, MORE), provider, actor)
    factories.make_user(email="ana@example.org", verified=True)
    assert link_past_credit() == 2
    page = sign_in(actor).get(source.url()).content.decode()
    assert "1 person has this credit on their transcript now." in page
    assert undone(source, actor).state == "undone"
    assert not PastCredit.objects.exists()


def test_a_later_file_that_passed_over_its_records_is_undone_first(
    provider: Provider, actor: User
) -> None:
    first = imported(table({}), provider, actor)
    later = imported(table({}, MORE), provider, actor, name="later.csv")
    refused = undone(first, actor)
    assert refused.state == "done"
    assert "“later.csv” was taken later, and 1 line of it passed over" in refused.error
    assert undone(later, actor).state == "undone"
    assert undone(first, actor).state == "undone"
    assert not PastCredit.objects.exists()


def test_a_later_file_that_was_only_looked_through_is_no_hindrance(
    provider: Provider, actor: User
) -> None:
    source = imported(table({}), provider, actor)
    looked_through(table({}, MORE), provider, actor)
    assert undone(source, actor).state == "undone"


def test_a_corrected_address_is_not_lost(provider: Provider, actor: User) -> None:
    source = imported(table({}), provider, actor)
    correct_address(row=PastCredit.objects.get(), email=RIGHT)
    refused = undone(source, actor)
    assert refused.state == "done"
    assert "The address of one person was corrected since: look at line 2." in refused.error
    assert PastCredit.objects.exists()


@pytest.mark.parametrize("has_account", [False, True])
def test_a_record_that_a_correction_made_a_double_outlives_the_other_one(
    provider: Provider, actor: User, has_account: bool
) -> None:
    if has_account:
        factories.make_user(email=RIGHT, verified=True)
    first = imported(table(NO_NUMBER), provider, actor)
    other = imported(table(NO_NUMBER | {"external_email": RIGHT}), provider, actor)
    row = PastCredit.objects.get(source=first)
    assert correct_address(row=row, email=RIGHT).doubles == 1
    assert undone(other, actor).state == "undone"
    assert link_past_credit() == has_account
    kept = PastCredit.objects.get()
    assert (kept.pk, kept.email) == (row.pk, "" if has_account else RIGHT)
    assert undone(first, actor).state == "done"
    assert PastCredit.objects.exists()


def test_a_file_whose_records_are_being_removed_is_not_passed_over(
    provider: Provider, actor: User
) -> None:
    first = imported(table({}), provider, actor)
    later = looked_through(table({}, MORE), provider, actor, name="later.csv")
    importing.begin_undoing(source=first, actor=actor, now=first.uploaded_at)
    refused = taken(later, actor)
    assert refused.state == "ready"
    assert "“old.csv”, which has some of these records, is being undone" in refused.error
    assert PastCredit.objects.count() == 1
    importing.go_on(first, factories.NOW)
    assert taken(refused, actor).state == "ready"  # the figures are new
    assert taken(refused, actor).counts["good"] == 2


def test_each_record_of_a_corrected_address_moves_on_its_own(
    provider: Provider, actor: User
) -> None:
    former = factories.make_user(email="former@clinic.example", verified=True)
    factories.make_past_credit(provider=provider, address=RIGHT, learner=former)
    source = imported(table(NO_NUMBER, NO_NUMBER | MORE), provider, actor)
    row = PastCredit.objects.get(source=source, external_course_id="C-2")
    correct_address(row=row, email=RIGHT)
    again = looked_through(table(NO_NUMBER | MORE | {"external_email": RIGHT}), provider, actor)
    assert again.counts["known"] == 1
    assert undone(source, actor).state == "done"


def test_what_was_taken_before_imports_could_be_undone_stays(
    provider: Provider, actor: User
) -> None:
    source = factories.make_past_credit(provider=provider).source
    assert undone(source, actor).state == "done"
    assert "It stays." in Import.objects.get(pk=source.pk).error
