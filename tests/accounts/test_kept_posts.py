"""What was typed survives a lost session, comes back to its own account alone, and never by itself is sent."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import kept_posts
from accounts.models import User
from certificates.models import Certificate
from certificates.services.confirming import digest_of_statement
from courses.models import CreditType
from courses.services.statements import attestation
from portal.backends import private_storage
from portal.tasks import purge_kept_posts
from progress.models import CreditException
from reporting.models import BoardId, CertifyingBoard, Licence, ReportingIdentity
from tests import factories
from tests.kept import hidden, lose_cookies, lose_session, opened, said

pytestmark = pytest.mark.django_db
FILLED = "The form has what you entered. Nothing was sent yet"
WORDS = "The captions’ type is too small — “larger”, please."


@dataclass(frozen=True)
class Form:
    """A learner's form: its address, what is typed, what is never kept, and whether anything was written."""

    url: str
    typed: dict[str, str]
    secret: dict[str, str]
    shown: list[str]
    written: Callable[[], bool]


def accommodation(user: User) -> Form:
    enrolment = factories.enrol(user=user)
    url = reverse("progress:accommodation", args=[enrolment.course.slug])
    return Form(url, {"reason": WORDS}, {}, [WORDS], CreditException.objects.exists)


def profile(user: User) -> Form:
    typed = {"full_name": "Nora Lindqvist-Berg", "credentials": "RN, MSN", "state": "WI"}
    typed["profession"] = str(user.profession_id)
    shown = ["Nora Lindqvist-Berg", 'value="RN, MSN"', '<option value="WI" selected']
    written = User.objects.filter(full_name="Nora Lindqvist-Berg").exists
    return Form(reverse("accounts:profile"), typed, {}, shown, written)


def identity(user: User) -> Form:
    names = {"given_name": "Ana María", "family_name": "Díaz", "npi": "1234567893"}
    secret = {"birth_month": "2", "birth_date": "29"}
    shown = ['value="Ana María"', 'value="1234567893"']
    return Form(
        reverse("reporting:identity"), names, secret, shown, ReportingIdentity.objects.exists
    )


def licence(user: User) -> Form:
    url, shown = reverse("reporting:licence-add"), ['<option value="IL" selected', "Full"]
    typed = {"state": "IL", "kind": "Full"}
    return Form(url, typed, {"number": "036123456"}, shown, Licence.objects.exists)


def board(user: User) -> Form:
    CertifyingBoard.objects.update(enabled=True)
    first = str(CertifyingBoard.objects.values_list("pk", flat=True)[0])
    shown = [f'<option value="{first}" selected']
    url = reverse("reporting:board-id")
    return Form(url, {"board": first}, {"number": "777123"}, shown, BoardId.objects.exists)


def claim(user: User) -> Form:
    course = factories.make_course(offers={"ama-pra-1": 4, "participation": 4})
    enrolment = factories.evaluated(user=user, course=course)
    url = reverse("certificates:claim", args=[enrolment.course.slug])
    typed = {"credit_type": "participation", "amount": "0.75", "credentials": "MD, FACEP"}
    kind = CreditType.objects.get(code="participation")
    typed["statement"] = digest_of_statement(attestation(kind, degree=user.medical_degree))
    shown = ['value="MD, FACEP"', '<option value="0.75" selected', "checked"]
    return Form(url, typed | {"attested": "on"}, {}, shown, Certificate.objects.exists)


FORMS = [accommodation, profile, identity, licence, board, claim]


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> Path:
    settings.STORAGES = settings.STORAGES | {"private": private_storage(tmp_path)}
    return tmp_path / "private"


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(factories.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def user() -> User:
    return factories.make_user(full_name="Ana Díaz", credentials="MD")


@pytest.fixture
def browser(user: User) -> Client:
    """The learner's browser: forged or stale tokens are refused, as they are in life."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    return browser


@pytest.fixture(params=FORMS, ids=lambda make: make.__name__)
def form(request: Any, user: User) -> Form:
    made: Form = request.param(user)
    return made


def sign_in_again(client: Client, user: User) -> None:
    """Sign in as Django does it: the visitor's session goes on, the CSRF token changes."""
    client.force_login(user)
    client.cookies["csrftoken"] = "a" * 32


def cookie_gone(client: Client, user: User) -> None:
    lose_session(client)


def row_gone(client: Client, user: User) -> None:
    Session.objects.all().delete()


def everything_gone(client: Client, user: User) -> None:
    lose_cookies(client)


def signed_out_in_another_tab(client: Client, user: User) -> None:
    token = client.cookies["csrftoken"].value
    client.post(reverse("account_logout"), {"csrfmiddlewaretoken": token})


LOSSES = [cookie_gone, row_gone, everything_gone, signed_out_in_another_tab]


@pytest.mark.parametrize("lose", LOSSES, ids=lambda lose: lose.__name__)
def test_the_form_is_there_after_signing_in(
    browser: Client, user: User, form: Form, lose: Callable[[Client, User], None]
) -> None:
    fields = opened(browser, form.url) | form.typed | form.secret
    lose(browser, user)
    asked = browser.post(form.url, fields)
    assert asked["Location"] == f"{reverse('account_login')}?next={form.url}"
    assert "within 15 minutes, and it opens with what you entered" in said(
        browser.get(asked["Location"])
    )
    sign_in_again(browser, user)
    page = browser.get(form.url)
    assert FILLED in said(page)
    assert [part for part in form.shown if part not in page.text] == []
    assert "_field_error" not in page.text
    assert not form.written()


def test_it_is_there_when_one_signed_in_again_in_another_tab(
    browser: Client, user: User, form: Form
) -> None:
    fields = opened(browser, form.url) | form.typed | form.secret
    sign_in_again(browser, user)
    answer = browser.post(form.url, fields)
    assert (answer.status_code, answer["Location"]) == (302, form.url)
    page = browser.get(form.url)
    assert FILLED in said(page)
    assert [part for part in form.shown if part not in page.text] == []
    assert not form.written()


def test_sent_by_hand_it_is_done_and_forgotten(
    browser: Client, user: User, form: Form, private_folder: Path
) -> None:
    fields = opened(browser, form.url) | form.typed | form.secret
    lose_session(browser)
    browser.post(form.url, fields)
    sign_in_again(browser, user)
    again = hidden(browser.get(form.url).text) | form.typed | form.secret
    assert browser.post(form.url, again).status_code == 302
    assert form.written()
    assert [*private_folder.iterdir()] == []
    assert FILLED not in said(browser.get(form.url, follow=True))


@pytest.mark.parametrize("make", [identity, licence, board])
def test_secrets_are_asked_again_and_stored_nowhere(
    browser: Client, user: User, make: Callable[[User], Form], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    form = make(user)
    fields = opened(browser, form.url) | form.typed | form.secret
    lose_session(browser)
    browser.post(form.url, fields)
    sign_in_again(browser, user)
    page = browser.get(form.url)
    assert "Enter again what is never kept unsent:" in said(page)
    assert "036123456" not in page.text
    assert "777123" not in page.text
    assert '<option value="29" selected' not in page.text
    logged = " ".join(record.getMessage() for record in caplog.records)
    assert not any(value in logged for value in ("036123456", "777123", "1234567893"))


def test_it_is_encrypted_and_in_no_session(
    browser: Client, user: User, private_folder: Path
) -> None:
    form = licence(user)
    fields = opened(browser, form.url) | form.typed | form.secret | {"kind": "Multistate"}
    lose_session(browser)
    browser.post(form.url, fields)
    [stored] = private_folder.iterdir()
    sessions = str([row.get_decoded() for row in Session.objects.all()])
    for word in ("Multistate", "036123456", "licences"):
        assert word.encode() not in stored.read_bytes()
    for word in ("Multistate", "036123456"):
        assert word not in sessions


def test_another_account_never_sees_it_and_its_own_finds_it_still(
    browser: Client, user: User, form: Form
) -> None:
    other = factories.make_user(full_name="Somebody Else")
    fields = opened(browser, form.url) | form.typed | form.secret
    lose_session(browser)
    browser.post(form.url, fields)
    sign_in_again(browser, other)
    theirs = browser.get(form.url)
    assert FILLED not in said(theirs)
    assert WORDS not in theirs.text
    token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    browser.post(reverse("account_logout"), token)
    sign_in_again(browser, user)
    assert FILLED in said(browser.get(form.url))


def test_with_another_account_signed_in_it_is_neither_sent_nor_shown(
    browser: Client, user: User, form: Form
) -> None:
    other = factories.make_user(full_name="Somebody Else")
    fields = opened(browser, form.url) | form.typed | form.secret
    lose_session(browser)
    sign_in_again(browser, other)
    # Whatever the token says: the form is not theirs.
    for token in (fields["csrfmiddlewaretoken"], browser.cookies["csrftoken"].value):
        refused = browser.post(form.url, fields | {"csrfmiddlewaretoken": token})
        assert refused.status_code == 403
        assert "This form belongs to another account" in said(refused)
        assert not form.written()
    out = hidden(refused.text)
    assert browser.post(reverse("account_logout"), out)["Location"].startswith("/accounts/login/")
    sign_in_again(browser, user)
    assert FILLED in said(browser.get(form.url))


def test_it_is_over_after_a_quarter_of_an_hour(
    browser: Client, user: User, at_noon: time_machine.Traveller, private_folder: Path
) -> None:
    form = accommodation(user)
    fields = opened(browser, form.url) | form.typed
    lose_session(browser)
    browser.post(form.url, fields)
    sign_in_again(browser, user)
    at_noon.shift(timedelta(minutes=15))
    assert FILLED in said(browser.get(form.url))
    at_noon.shift(1)
    assert FILLED not in said(browser.get(form.url))
    with time_machine.travel(timezone.now() + timedelta(days=3650)):  # files have the real time
        assert purge_kept_posts(0) == 1
    assert [*private_folder.iterdir()] == []


def test_signing_out_forgets_ones_own(browser: Client, user: User, private_folder: Path) -> None:
    form = accommodation(user)
    fields = opened(browser, form.url) | form.typed
    lose_session(browser)
    browser.post(form.url, fields)
    sign_in_again(browser, user)
    token = {"csrfmiddlewaretoken": browser.cookies["csrftoken"].value}
    browser.post(reverse("account_logout"), token)
    assert [*private_folder.iterdir()] == []


def test_three_forms_in_as_many_tabs_are_kept_and_no_more(
    browser: Client, user: User, private_folder: Path
) -> None:
    forms = [make(user) for make in (accommodation, profile, identity, licence)]
    sent = [(form, opened(browser, form.url) | form.typed) for form in forms]
    lose_session(browser)
    for form, fields in sent:
        browser.post(form.url, fields)
    sign_in_again(browser, user)
    assert [FILLED in said(browser.get(form.url)) for form in forms] == [False, True, True, True]
    assert len([*private_folder.iterdir()]) == 3


def test_what_is_too_long_is_not_kept_and_that_is_said(browser: Client, user: User) -> None:
    form = accommodation(user)
    fields = opened(browser, form.url) | {"reason": "x" * (kept_posts.MOST_CHARACTERS + 1)}
    lose_session(browser)
    asked = browser.post(form.url, fields)
    assert "What you sent was too large to be kept" in said(browser.get(asked["Location"]))
    sign_in_again(browser, user)
    assert "too large" not in said(browser.get(form.url))  # told once


def test_an_account_fills_no_disk(browser: Client, user: User, private_folder: Path) -> None:
    form = accommodation(user)
    fields = opened(browser, form.url) | form.typed
    for _again in range(25):
        lose_session(browser)
        asked = browser.post(form.url, fields)
    assert len([*private_folder.iterdir()]) == 20
    assert "kept too often" in said(browser.get(asked["Location"]))


@pytest.mark.parametrize("owner", ["", "1", "1:forged", "é", "9" * 5000])
def test_without_its_owner_nothing_is_kept_and_that_is_said(
    browser: Client, user: User, owner: str, private_folder: Path
) -> None:
    form = accommodation(user)
    fields = opened(browser, form.url) | form.typed | {"_owner": owner}
    lose_session(browser)
    asked = browser.post(form.url, fields)
    assert "It could not be kept. Fill it in again." in said(browser.get(asked["Location"]))
    assert not private_folder.exists()


def test_a_form_from_another_site_gets_neither_a_session_nor_room(
    user: User, private_folder: Path
) -> None:
    form = accommodation(user)
    forged = form.typed | {"_owner": kept_posts.owner_token(user.pk)}
    visitor = Client(enforce_csrf_checks=True)
    answer = visitor.post(form.url, forged, headers={"origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert "sessionid" not in visitor.cookies
    assert not private_folder.exists()


def test_what_the_storage_lost_meanwhile_is_said_once(
    browser: Client, user: User, private_folder: Path
) -> None:
    form = accommodation(user)
    fields = opened(browser, form.url) | form.typed
    lose_session(browser)
    browser.post(form.url, fields)
    for stored in private_folder.iterdir():
        stored.unlink()
    sign_in_again(browser, user)
    assert "What you sent is no longer there." in said(browser.get(form.url))
    assert "no longer there" not in said(browser.get(form.url))


def test_a_disk_that_is_away_is_said(browser: Client, user: User, private_folder: Path) -> None:
    private_folder.write_bytes(b"")  # no folder can be made there
    form = accommodation(user)
    fields = opened(browser, form.url) | form.typed
    lose_session(browser)
    asked = browser.post(form.url, fields)
    assert "We could not store what you sent." in said(browser.get(asked["Location"]))
