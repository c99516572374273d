"""The learner's side of reporting: asked for when wanted, masked afterwards, and each consent on its own."""

from datetime import timedelta
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import AuditEntry, User
from reporting.models import (
    BoardId,
    CertifyingBoard,
    Consent,
    ConsentText,
    ExportLayout,
    Licence,
    ReportingDestination,
    ReportingIdentity,
)
from reporting.services.identity import give_consent, missing_for, withdraw_consent
from tests import factories
from tests.staff_members import sign_in

OVERVIEW = "/accounts/reporting/"
ABOUT = "/accounts/reporting/about-you/"
ADD = "/accounts/reporting/licences/add/"
PARS = "/accounts/reporting/to/pars/"
NAMES = {"given_name": "Ana", "family_name": "Díaz"}
SECRETS = ("036123456", "1234567893", "02-29")


@pytest.fixture
def user(db: None) -> User:
    return factories.make_user(full_name="Ana María Díaz")


@pytest.fixture
def browser_of(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def pars(db: None) -> ReportingDestination:
    return ReportingDestination.objects.get(code="pars")


def agree(client: Client, destination: ReportingDestination) -> None:
    text = destination.current_text
    assert text is not None
    client.post(
        f"/accounts/reporting/to/{destination.code}/", {"text": str(text.pk), "agreed": "on"}
    )


@pytest.mark.parametrize("path", [OVERVIEW, ABOUT, ADD, PARS])
def test_a_visitor_is_sent_to_sign_in(client: Client, db: None, path: str) -> None:
    assert client.get(path)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", [ABOUT, ADD, PARS])
def test_the_forms_open(browser_of: Client, path: str) -> None:
    assert browser_of.get(path).status_code == 200
    assert browser_of.delete(path).status_code == 405


def test_the_overview_is_only_read(browser_of: Client) -> None:
    assert browser_of.post(OVERVIEW).status_code == 405


def test_the_name_is_guessed_in_two_parts(browser_of: Client) -> None:
    page = browser_of.get(ABOUT).text
    assert 'value="Ana María"' in page
    assert 'value="Díaz"' in page


def test_what_was_saved_is_shown_masked(browser_of: Client, user: User) -> None:
    typed = NAMES | {"npi": "1234-567 893", "birth_month": "2", "birth_date": "29"}
    assert browser_of.post(ABOUT, typed)["Location"] == OVERVIEW
    browser_of.post(ADD, {"state": "IL", "number": " 036 123456", "kind": "Full"})
    identity = ReportingIdentity.objects.get(user=user)
    assert (identity.npi, identity.birth_day) == ("1234567893", "02-29")
    assert Licence.objects.get(user=user).number == "036123456"
    pages = browser_of.get(OVERVIEW).text + browser_of.get(ABOUT).text
    assert "•••••••893" in pages
    assert not any(secret in pages for secret in SECRETS)


def test_an_empty_field_keeps_what_is_saved_and_a_tick_erases_it(
    browser_of: Client, user: User
) -> None:
    browser_of.post(ABOUT, NAMES | {"npi": "1234567893", "birth_month": "2", "birth_date": "29"})
    browser_of.post(ABOUT, NAMES)
    assert ReportingIdentity.objects.get(user=user).npi == "1234567893"
    browser_of.post(ABOUT, NAMES | {"erase_npi": "on", "erase_birth_day": "on"})
    identity = ReportingIdentity.objects.get(user=user)
    assert (identity.npi, identity.npi_index, identity.birth_day) == ("", "", "")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (NAMES | {"npi": "1234567890"}, "This is not an NPI number"),
        (NAMES | {"birth_month": "2", "birth_date": "30"}, "There is no February 30"),
        (NAMES | {"birth_month": "2"}, "Choose both month and day, or neither"),
        (NAMES | {"given_name": "Ana 3"}, "A name has no digits"),
        (NAMES | {"family_name": " "}, "Enter your last name"),
    ],
)
def test_a_fault_is_said_and_what_was_typed_stays(
    browser_of: Client, user: User, typed: dict[str, str], says: str
) -> None:
    page = browser_of.post(ABOUT, typed)
    assert page.status_code == 400
    assert says in page.text
    assert not ReportingIdentity.objects.filter(user=user).exists()


def test_a_licence_keeps_leading_zeros_and_is_listed_once(browser_of: Client, user: User) -> None:
    browser_of.post(ADD, {"state": "WI", "number": "0012-20"})
    again = browser_of.post(ADD, {"state": "WI", "number": "001220"})
    assert again.status_code == 400
    assert "already in your list" in again.text
    assert Licence.objects.get(user=user).number == "0012-20"


def test_an_unusual_illinois_number_is_kept_with_a_warning(browser_of: Client, user: User) -> None:
    page = browser_of.post(ADD, {"state": "IL", "number": "99"}, follow=True)
    assert "036 or 125" in page.text
    assert Licence.objects.filter(user=user).count() == 1


@pytest.mark.parametrize("typed", [{"state": "XX", "number": "1"}, {"state": "IL", "number": "a"}])
def test_a_licence_of_nowhere_or_without_digits_is_refused(
    browser_of: Client, typed: dict[str, str]
) -> None:
    assert browser_of.post(ADD, typed).status_code == 400


@pytest.mark.parametrize("state", ["DC", "PR", "VI", "GU", "AS", "MP"])
def test_territories_have_licences_too(browser_of: Client, user: User, state: str) -> None:
    browser_of.post(ADD, {"state": state, "number": "1"})
    assert Licence.objects.get(user=user).state == state


def test_a_licence_is_erased_by_its_owner_alone(browser_of: Client, user: User) -> None:
    mine = Licence.objects.create(user=user, state="IL", number="036123456")
    others = Licence.objects.create(user=factories.make_user(), state="IL", number="036123457")
    path = "/accounts/reporting/licences/{}/remove/"
    assert browser_of.get(path.format(mine.pk)).status_code == 405
    assert browser_of.post(path.format(others.pk)).status_code == 404
    for _ in range(2):
        assert browser_of.post(path.format(mine.pk)).status_code == 302
    assert list(Licence.objects.all()) == [others]


def test_board_ids_are_dormant_until_a_board_is_enabled(browser_of: Client, user: User) -> None:
    path = "/accounts/reporting/boards/"
    assert browser_of.get(path).status_code == 404
    board = CertifyingBoard.objects.get(code="ABIM")
    CertifyingBoard.objects.filter(pk=board.pk).update(enabled=True)
    browser_of.post(path, {"board": str(board.pk), "number": "112233"})
    assert BoardId.objects.get(user=user).number == "112233"
    assert "112233" not in browser_of.get(OVERVIEW).text
    browser_of.post(path, {"board": str(board.pk), "number": ""})
    assert not BoardId.objects.exists()


def test_consent_keeps_which_words_and_when(
    browser_of: Client, user: User, pars: ReportingDestination
) -> None:
    agree(browser_of, pars)
    agree(browser_of, pars)
    consent = Consent.objects.get(user=user)
    assert consent.text == pars.current_text
    assert timezone.now() - consent.given_at < timedelta(minutes=1)
    other = ReportingDestination.objects.get(code="ce-broker")
    assert not Consent.objects.filter(destination=other).exists()


def test_without_the_tick_nothing_is_agreed(browser_of: Client, pars: ReportingDestination) -> None:
    text = pars.current_text
    assert text is not None
    page = browser_of.post(PARS, {"text": str(text.pk)})
    assert page.status_code == 400
    assert not Consent.objects.exists()


def test_nobody_agrees_to_words_that_changed_meanwhile(
    browser_of: Client, pars: ReportingDestination
) -> None:
    read = pars.current_text
    assert read is not None
    ConsentText.objects.create(destination=pars, version=3, text="Other words.")
    page = browser_of.post(PARS, {"text": str(read.pk), "agreed": "on"})
    assert page.status_code == 400
    assert "Read it again" in page.text
    assert "Other words." in page.text


@pytest.mark.parametrize("code", ["state-board", "own-records", "nowhere"])
def test_only_what_is_offered_can_be_agreed_to(browser_of: Client, code: str) -> None:
    assert browser_of.get(f"/accounts/reporting/to/{code}/").status_code == 404


def test_consent_is_withdrawn_once_and_may_be_given_again(
    browser_of: Client, user: User, pars: ReportingDestination
) -> None:
    agree(browser_of, pars)
    path = f"{PARS}withdraw/"
    assert browser_of.get(path).status_code == 405
    for _ in range(2):
        assert browser_of.post(path)["Location"] == OVERVIEW
    assert not Consent.objects.standing().filter(user=user).exists()
    agree(browser_of, pars)
    assert Consent.objects.filter(user=user).count() == 2


@pytest.mark.django_db
def test_the_consents_that_came_with_the_portal_are_reworded_as_new_versions() -> None:
    """What somebody agreed to under the former words stays as they read it."""
    for code in ("pars", "ce-broker", "state-board"):
        new, old = ReportingDestination.objects.get(code=code).texts.order_by("-version")
        assert (new.version, old.version) == (2, 1)
        assert "licence" in old.text
        assert "licence" not in new.text
        assert new.text.endswith(" the provider asks for the deletion of what was reported.")
        assert "credit, and the date" in new.text
    assert "no license" in ReportingDestination.objects.get(code="own-records").description
    assert not ExportLayout.objects.filter(note__contains="licence").exists()


def test_newer_words_take_the_place_of_the_older_consent(
    user: User, pars: ReportingDestination
) -> None:
    old = pars.current_text
    assert old is not None
    give_consent(user=user, text=old, now=factories.NOW)
    new = ConsentText.objects.create(destination=pars, version=3, text="Other words.")
    give_consent(user=user, text=new, now=factories.NOW)
    assert [each.text for each in Consent.objects.standing()] == [new]
    with pytest.raises(Refused):
        give_consent(user=user, text=old, now=factories.NOW)


def test_whoever_agreed_to_earlier_words_reads_those_first(
    browser_of: Client, pars: ReportingDestination
) -> None:
    agree(browser_of, pars)
    old = pars.current_text
    assert old is not None
    assert "New wording" not in browser_of.get(PARS).text
    ConsentText.objects.create(destination=pars, version=3, text="Other words.")
    told, new = browser_of.get(PARS).text.split("New wording")
    assert "What you agreed to" in told
    assert old.text.split(".")[0] in unescape(told)
    assert "You don’t have to do anything." in told
    assert "Other words." in new


def test_the_database_keeps_consents_and_words_as_they_were(
    user: User, pars: ReportingDestination
) -> None:
    text = pars.current_text
    assert text is not None
    consent = give_consent(user=user, text=text, now=factories.NOW)
    withdraw_consent(user=user, destination=pars, now=factories.NOW)
    for change in ({"withdrawn_at": None}, {"given_at": timezone.now()}):
        with pytest.raises(IntegrityError, match="withdrawn, once"), transaction.atomic():
            Consent.objects.filter(pk=consent.pk).update(**change)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        ConsentText.objects.update(text="Something else.")


def test_what_is_missing_is_said_before_an_export_says_it(
    user: User, pars: ReportingDestination
) -> None:
    broker = ReportingDestination.objects.get(code="ce-broker")
    assert len(missing_for(user=user, destination=pars)) == 3
    ReportingIdentity.objects.create(
        user=user, given_name="A", family_name="B", npi="1234567893", birth_day="02-29"
    )
    assert missing_for(user=user, destination=pars) == []
    assert missing_for(user=user, destination=broker) == ["a license from one of these: FL, GA"]


def test_nothing_sensitive_reaches_history_audit_or_logs(
    browser_of: Client, user: User, pars: ReportingDestination, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    typed = NAMES | {"npi": "1234567893", "birth_month": "2", "birth_date": "29"}
    browser_of.post(ABOUT, typed)
    browser_of.post(ADD, {"state": "IL", "number": "036123456"})
    agree(browser_of, pars)
    staff = sign_in(factories.make_user(is_staff=True, is_superuser=True))
    licence = Licence.objects.get(user=user)
    staff.get(f"/admin/reporting/licence/{licence.pk}/change/")
    assert staff.post(f"/admin/reporting/licence/{licence.pk}/delete/").status_code == 403
    browser_of.post(f"/accounts/reporting/licences/{licence.pk}/remove/")
    lines = [
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    ]
    lines += [str(entry.__dict__) for entry in (*LogEntry.objects.all(), *AuditEntry.objects.all())]
    assert not Licence.objects.exists()
    assert not any(secret in line for secret in SECRETS for line in lines)


def test_no_history_table_has_a_sensitive_column(db: None) -> None:
    # A tracking number is a course's, not a person's.
    harmless = "reporting_trackingnumberevent"
    names = set(connection.introspection.table_names()) - {harmless}
    tables = [name for name in names if name.endswith("event")]
    with connection.cursor() as cursor:
        columns = {
            column.name
            for table in tables
            for column in connection.introspection.get_table_description(cursor, table)
        }
    assert len(tables) > 5
    assert not columns & {"number", "number_index", "npi", "npi_index", "birth_day", "birth_date"}


def test_the_admin_shows_no_number_whole(user: User) -> None:
    Licence.objects.create(user=user, state="IL", number="036123456")
    identity = ReportingIdentity.objects.create(
        user=user, given_name="A", family_name="B", npi="1234567893", birth_day="02-29"
    )
    board = CertifyingBoard.objects.get(code="ABIM")
    board_id = BoardId.objects.create(user=user, board=board, number="112233")
    staff = sign_in(factories.make_user(is_staff=True, is_superuser=True))
    paths = ["licence/", "reportingidentity/", "boardid/", f"boardid/{board_id.pk}/change/"]
    paths.append(f"reportingidentity/{identity.pk}/change/")
    pages = [staff.get(f"/admin/reporting/{path}") for path in paths]
    pages.append(staff.get(f"/admin/accounts/user/{user.pk}/change/"))
    assert {page.status_code for page in pages} == {200}
    assert not any(s in page.text for page in pages for s in (*SECRETS, "112233"))
