"""Two accounts of one person: who proves the other's address asks for them to be joined, and support answers."""

import re
from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.errors import Refused
from accounts.models import AuditEntry, Mail, Profession, User
from progress.models import Enrolment
from support.models import JoinRequest
from support.services.joining import ask_join
from support.services.merging import merge_accounts
from tests import factories
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
JOIN, ADDRESSES, CODE_PAGE = "/accounts/join/", "/accounts/email/", "/accounts/confirm-email/"
LIST = "/admin/learners/join/"


def code() -> str:
    found = re.search(r"^[A-Z]{4}-[A-Z]{4}$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    return found[0]


@pytest.fixture
def here(other: User, client: Client) -> Client:
    """The browser of the second account, signed in by code."""
    client.post("/accounts/login/", {"login": other.email})
    client.post("/accounts/login/code/confirm/", {"code": code()})
    return client


def prove(client: Client, email: str) -> None:
    client.post(ADDRESSES, {"action_add": "", "email": email})
    assert mail.outbox[-1].to == [email]
    answer = client.post(CODE_PAGE, {"code": code()})
    assert answer["Location"] == JOIN


def test_the_right_code_of_another_accounts_address_leads_to_asking(
    here: Client, other: User, learner: User
) -> None:
    prove(here, learner.email)
    page = here.get(JOIN)
    assert learner.email in page.text
    assert learner.full_name not in page.text
    assert "We have your request" in here.post(JOIN, follow=True).text
    asked = JoinRequest.objects.get()
    assert (asked.asked_by, asked.other, asked.address) == (other, learner, learner.email)
    assert EmailAddress.objects.get(email=learner.email).user == learner


def test_a_sign_up_that_was_not_finished_gives_way_to_the_right_code(
    here: Client, other: User
) -> None:
    stranger = Client()
    profession = Profession.objects.get(code="other").pk
    typed = {"full_name": "Somebody Else", "email": "kate@example.org", "profession": profession}
    stranger.post("/accounts/signup/", typed)
    waiting, theirs = User.objects.get(email="kate@example.org"), code()
    here.post(ADDRESSES, {"action_add": "", "email": "kate@example.org"})
    here.post(CODE_PAGE, {"code": "BBBB-BBBB"})
    assert User.objects.filter(pk=waiting.pk).exists()
    here.post(CODE_PAGE, {"code": code()})
    assert EmailAddress.objects.get(email="kate@example.org", verified=True).user == other
    assert not User.objects.filter(pk=waiting.pk).exists()
    gone = stranger.post(CODE_PAGE, {"code": theirs}, follow=True)
    assert "That code no longer works here" in gone.text
    assert "_auth_user_id" not in stranger.session


def test_an_account_that_staff_made_is_asked_for_as_any_other(here: Client) -> None:
    made = factories.make_user(email="kate@example.org", full_name="Kate of the Import")
    prove(here, "kate@example.org")
    page = here.get(JOIN).text
    assert "belongs to another account here, so" in page
    assert made.full_name not in page
    assert "We have your request" in here.post(JOIN, follow=True).text
    assert JoinRequest.objects.get().other == made


def test_an_address_that_came_unconfirmed_with_a_joined_account_is_asked_for_too(
    here: Client, learner: User
) -> None:
    EmailAddress.objects.create(user=learner, email="kate@example.org", verified=False)
    factories.make_unconfirmed("kate@example.org")
    prove(here, "kate@example.org")
    here.post(JOIN)
    assert JoinRequest.objects.get().other == learner


def test_a_closed_account_is_asked_for_and_support_reads_that_it_is_closed(here: Client) -> None:
    closed = factories.make_user(email="kate@example.org", verified=True, is_active=False)
    prove(here, "kate@example.org")
    assert "which is closed" in here.get(JOIN).text
    here.post(JOIN)
    assert JoinRequest.objects.get().other == closed
    boss = sign_in(make_staff("administrator", is_superuser=True))
    page = boss.get(LIST).text
    assert "That account is closed" in page
    assert "Compare both" not in page
    User.objects.filter(pk=closed.pk).update(is_active=True)
    assert "Compare both" in boss.get(LIST).text


def test_a_closed_sign_up_is_not_opened_by_giving_way(here: Client) -> None:
    closed = factories.make_unconfirmed("kate@example.org")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    prove(here, "kate@example.org")
    assert User.objects.filter(pk=closed.pk).exists()


def test_before_the_code_nothing_tells_that_the_address_is_known(
    here: Client, learner: User
) -> None:
    pages = []
    for email in (learner.email, "nobody@example.org"):
        here.post(ADDRESSES, {"action_add": "", "email": email})
        wrong = here.post(CODE_PAGE, {"code": "BBBB-BBBB"}).text
        wrong = re.sub(r'(token" value=|sent_to" value=)"[\w:-]+"', "", wrong).replace(email, "x")
        pages.append(re.sub(r"\d+:\d\d:\d\d [AP]M", "", wrong))
    assert pages[0] == pages[1]
    answer = here.get(JOIN)
    assert answer["Location"] == ADDRESSES
    here.post(JOIN)
    assert not JoinRequest.objects.exists()


def test_asking_twice_is_one_request(other: User, learner: User) -> None:
    asked = [ask_join(asked_by=other, address=learner.email, now=factories.NOW) for _ in range(2)]
    assert asked[0] == asked[1]
    assert JoinRequest.objects.count() == 1


def test_accounts_of_staff_are_not_asked_about(other: User, support: User) -> None:
    EmailAddress.objects.create(user=support, email="sam@example.org", verified=True)
    with pytest.raises(Refused, match="staff_account"):
        ask_join(asked_by=other, address="sam@example.org", now=factories.NOW)
    with pytest.raises(Refused, match="nobody"):
        ask_join(asked_by=other, address="nobody@example.org", now=factories.NOW)


@pytest.fixture
def asked(enrolment: Enrolment, other: User) -> JoinRequest:
    return ask_join(asked_by=other, address=enrolment.user.email, now=factories.NOW)


def test_support_sees_it_compares_and_joins(
    support_client: Client, asked: JoinRequest, learner: User, other: User
) -> None:
    assert "1 learner asks to join two accounts" in _plain(support_client.get("/admin/").text)
    page = support_client.get(LIST).text
    assert other.email in page
    address = f"/admin/learners/{learner.pk}/merge/"
    assert f'action="{address}"' in page
    assert f'name="email" value="{other.email}"' in page
    compared = support_client.post(address, {"email": other.email})
    assert "signs in to the kept account" in compared.text
    typed = {"other": other.pk, "reason": "Proven.", "confirmation": other.email}
    support_client.post(address, typed)
    asked.refresh_from_db()
    assert asked.closed_at
    assert "No one is asking" in support_client.get(LIST).text


def _plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_request_is_closed_whichever_account_stays(asked: JoinRequest) -> None:
    boss = factories.make_user(is_superuser=True, is_staff=True)
    merge_accounts(
        staff=boss, kept=asked.asked_by, merged=asked.other, reason="One.", now=factories.NOW
    )
    asked.refresh_from_db()
    assert asked.closed_at == factories.NOW


def test_a_declined_request_is_answered_by_mail_and_in_the_audit_trail(
    support_client: Client, asked: JoinRequest, support: User
) -> None:
    page = f"{LIST}{asked.pk}/decline/"
    assert support_client.post(page, {"reason": ""}).status_code == 400
    support_client.post(page, {"reason": "They are two people."})
    asked.refresh_from_db()
    assert (asked.answer, bool(asked.closed_at)) == ("They are two people.", True)
    assert Mail.objects.get(kind="join-declined").user == asked.asked_by
    assert AuditEntry.objects.get(action="join-declined").actor == support
    assert support_client.post(page, {"reason": "Again."}).status_code == 404


def test_staff_of_others_see_nothing_of_it(asked: JoinRequest, elsewhere: Client) -> None:
    assert "No one is asking" in elsewhere.get(LIST).text
    assert elsewhere.get(f"{LIST}{asked.pk}/decline/").status_code == 404


def test_what_belongs_to_no_provider_is_the_administrators(
    other: User, learner: User, support_client: Client
) -> None:
    ask_join(asked_by=other, address=learner.email, now=factories.NOW)
    assert "No one is asking" in support_client.get(LIST).text
    boss = sign_in(make_staff("administrator", is_superuser=True))
    assert other.email in boss.get(LIST).text


def test_who_joins_is_asked_again_after_a_quarter_of_an_hour(
    here: Client, learner: User, make_older: Callable[[Client], None]
) -> None:
    prove(here, learner.email)
    make_older(here)
    assert here.get(JOIN)["Location"] == ADDRESSES


@pytest.fixture
def make_older() -> Callable[[Client], None]:
    def older(client: Client) -> None:
        session = client.session
        session["accounts.proven"] = session["accounts.proven"] | {"at": 0}
        session.save()

    return older
