"""Nobody learns from our pages who has an account here; only the mailbox knows."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Mail, Profession, User
from tests import factories


def told(page: str) -> str:
    """The page, or a subject, without what differs on every visit anyway."""
    page = re.sub(r'(csrfmiddlewaretoken" value=|sent_to" value=)"[\w:-]+"', r"\1", page)
    return re.sub(r"\d+:\d\d:\d\d [AP]M UTC", "a time", page)


@pytest.fixture
def answers(db: None) -> dict[str, object]:
    return {"full_name": "Nora", "profession": Profession.objects.get(code="other").pk}


def test_signing_up_with_a_known_address_shows_the_same_pages(
    learner: User, answers: dict[str, object]
) -> None:
    pages = []
    for email in (learner.email, "kate@example.org"):
        client = Client()
        client.post("/accounts/signup/", answers | {"email": email})
        first = client.get("/accounts/confirm-email/")
        again = client.post("/accounts/confirm-email/", {"action": "resend"}, follow=True)
        wrong = client.post("/accounts/confirm-email/", {"code": "BBBB-BBBB"})
        pages.append([told(p.text).replace(email, "x") for p in (first, again, wrong)])
    assert pages[0] == pages[1]


def test_signing_up_with_a_known_address_mails_the_way_in(
    client: Client, learner: User, answers: dict[str, object]
) -> None:
    client.post("/accounts/signup/", answers | {"email": learner.email})
    assert User.objects.count() == 1
    assert "You already have one" in str(mail.outbox[0].body)
    assert "/accounts/login/" in str(mail.outbox[0].body)


def test_a_wrong_address_looks_the_same_for_known_and_unknown_ones(
    learner: User, answers: dict[str, object]
) -> None:
    pages = []
    for email in (learner.email, "kate@example.org"):
        client = Client()
        client.post("/accounts/signup/", answers | {"email": email})
        back = client.post("/accounts/start-over/", follow=True)
        pages.append(told(back.text).replace(email, "x"))
    assert pages[0] == pages[1]
    assert "Nora" in pages[0]


def test_signing_in_with_an_unknown_address_shows_the_same_pages(learner: User) -> None:
    pages = []
    for email in (learner.email, "kate@example.org"):
        client = Client()
        client.post("/accounts/login/", {"login": email})
        first = client.get("/accounts/login/code/confirm/")
        again = client.post("/accounts/login/code/confirm/", {"action": "resend"}, follow=True)
        wrong = client.post("/accounts/login/code/confirm/", {"code": "BBBB-BBBB"})
        pages.append([told(p.text).replace(email, "x") for p in (first, again, wrong)])
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("page", "waits"),
    [
        ("/accounts/signup/", "/accounts/confirm-email/"),
        ("/accounts/login/", "/accounts/login/code/confirm/"),
        ("/accounts/password/reset/", "/accounts/password/reset/confirm/"),
    ],
)
def test_a_paste_a_way_back_and_a_lost_session_look_the_same(
    learner: User, answers: dict[str, object], page: str, waits: str
) -> None:
    factories.make_unconfirmed("una@example.org")
    seen = []
    for email in (learner.email, "una@example.org", "kate@example.org"):
        client = Client()
        client.post(page, answers | {"email": email, "login": email})
        form = {"sent_to": _sent_to(client.get(waits).text), "code": "BCDF-GHJ"}
        paste = client.post(waits, form)
        back = client.get("/accounts/login/", follow=True)
        again = client.post(page, answers | {"email": email, "login": email}, follow=True)
        del client.cookies["sessionid"]
        gone = client.post(waits, form, follow=True)
        pages = (paste, back, again, gone)
        told_to_all = [told(each.text).replace(email, "x") for each in pages]
        headers = [(each.status_code, sorted(each.headers)) for each in pages]
        seen.append((told_to_all, headers, sorted(client.cookies)))
    assert seen[0] == seen[1] == seen[2]


def _sent_to(page: str) -> str:
    found = re.search(r'name="sent_to" value="([^"]+)"', page)
    assert found
    return found[1]


def test_signing_in_with_an_unknown_address_mails_where_to_sign_up(
    client: Client, db: None
) -> None:
    client.post("/accounts/login/", {"login": "kate@example.org"})
    assert "There is no account with it" in str(mail.outbox[0].body)
    assert Mail.objects.get().user is None


@pytest.mark.parametrize("has_row", [True, False])
@pytest.mark.parametrize("page", ["signup", "login", "password/reset"])
def test_a_closed_account_reads_in_its_mail_alone_that_it_is_closed(
    answers: dict[str, object], page: str, has_row: bool
) -> None:
    closed = factories.make_user(email="carl@example.org", is_active=False, verified=has_row)
    seen = []
    for email in (closed.email, "kate@example.org"):
        client = Client()
        to_all = answers | {"email": email, "login": email}
        waits = client.post(f"/accounts/{page}/", to_all, follow=True)
        again = client.post(waits.redirect_chain[-1][0], {"action": "resend"}, follow=True)
        texts = [told(each.text).replace(email, "x") for each in (waits, again)]
        seen.append((texts, sorted(waits.headers), sorted(client.cookies)))
    assert seen[0] == seen[1]
    to_closed = [each for each in mail.outbox if each.to == [closed.email]]
    for each in to_closed:
        assert "account that is closed" in str(each.body)
        assert "Reply to this email" in str(each.body)
    assert len({told(str(each.subject)) for each in mail.outbox}) == 1
    assert set(Mail.objects.filter(user=closed).values_list("kind")) == {("account-closed",)}


def test_a_password_is_refused_alike_with_and_without_an_account(learner: User) -> None:
    pages = []
    for email in (learner.email, "kate@example.org"):
        page = Client().post("/accounts/login/", {"login": email, "password": "wrong wrong"})
        pages.append(told(page.text).replace(email, "x"))
    assert pages[0] == pages[1]
    assert "don’t match" in pages[0]


def test_a_forgotten_password_looks_the_same_for_unknown_addresses(learner: User) -> None:
    pages = []
    for email in (learner.email, "kate@example.org"):
        page = Client().post("/accounts/password/reset/", {"email": email}, follow=True)
        pages.append(told(page.text).replace(email, "x"))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("page", "field"),
    [
        ("/accounts/signup/", "email"),
        ("/accounts/login/", "login"),
        ("/accounts/password/reset/", "email"),
    ],
)
def test_subjects_do_not_tell_who_has_an_account(
    learner: User, answers: dict[str, object], page: str, field: str
) -> None:
    for email in (learner.email, "kate@example.org"):
        Client().post(page, answers | {field: email})
    assert [message.to for message in mail.outbox] == [[learner.email], ["kate@example.org"]]
    subjects = [told(str(message.subject)) for message in mail.outbox]
    assert subjects == ["Your sign-in code, a time"] * 2


def test_a_second_address_gets_a_subject_that_does_not_tell_whether_it_is_known(
    learner: User, sign_in: Callable[[User], Client]
) -> None:
    factories.make_user(email="known@example.org", verified=True)
    client = sign_in(learner)
    subjects = set()
    for email in ("known@example.org", "kate@example.org"):
        before = len(mail.outbox)
        client.post("/accounts/email/", {"action_add": "", "email": email})
        subjects |= {told(str(message.subject)) for message in mail.outbox[before:]}
    assert len(subjects) == 1


def test_what_was_typed_is_in_no_cookie(
    learner: User, sign_in: Callable[[User], Client], answers: dict[str, object]
) -> None:
    typed = ("nora@example.org", "kate@example.org")
    clients = [Client() for _ in typed]
    for client, email in zip(clients, typed, strict=True):
        client.post("/accounts/signup/", answers | {"email": email})
        client.post("/accounts/confirm-email/", {"action": "resend"})
        client.post("/accounts/password/reset/", {"email": email})
    signed_in = sign_in(learner)
    signed_in.post("/accounts/email/", {"action_add": "", "email": "second@example.org"})
    signed_in.post("/accounts/email/", {"action_remove": "", "email": learner.email})
    for client in (*clients, signed_in):
        assert set(client.cookies) <= {"csrftoken", "sessionid"}


def test_a_message_is_shown_once_and_outlives_signing_out(
    learner: User, sign_in: Callable[[User], Client]
) -> None:
    client = sign_in(learner)
    client.post("/accounts/logout/")
    assert "You have signed out." in client.get("/").text
    assert "You have signed out." not in client.get("/").text
    assert client.cookies["sessionid"].value == ""  # nobody sees that somebody was here
