"""A session ends when nobody uses it, and its owner sees where they are signed in and can end the rest."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.models import User
from accounts.services import delete_account, end_sessions
from accounts.sessions import device_of, places_of
from portal.housekeeping import purge_sessions
from tests import factories
from tests.staff_members import make_staff
from tests.staff_members import sign_in as sign_in_staff

PAGE = "/accounts/sessions/"
PASSWORD = "correct horse battery"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
    " Version/18.1 Mobile/15E148 Safari/604.1"
)
WARD = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-23 08:00Z", tick=False) as clock:
        yield clock


@pytest.fixture
def nora(db: None) -> User:
    return factories.make_user(email="nora@example.org", password=PASSWORD, verified=True)


def signed_in(user: User, *, agent: str = WARD, **more: str) -> Client:
    client = Client(headers={"user-agent": agent}, REMOTE_ADDR="192.0.2.77")
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD} | more)
    assert is_in(client)
    return client


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


@pytest.mark.parametrize(
    ("more", "limit"), [({}, timedelta(days=3)), ({"shared": "on"}, timedelta(hours=4))]
)
def test_a_session_ends_after_so_long_without_use(
    clock: time_machine.Traveller, nora: User, more: dict[str, str], limit: timedelta
) -> None:
    used, unused = signed_in(nora, **more), signed_in(nora, **more)
    clock.shift(limit - timedelta(minutes=6))
    assert is_in(used)
    clock.shift(timedelta(minutes=7))
    assert is_in(used)
    assert unused.get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"


def test_a_session_ends_two_weeks_after_signing_in_however_much_it_is_used(
    clock: time_machine.Traveller, nora: User
) -> None:
    client = signed_in(nora)
    for _ in range(7):
        assert is_in(client)
        clock.shift(timedelta(days=2))
    clock.shift(timedelta(minutes=1))
    assert not is_in(client)


def test_use_is_noted_at_most_every_five_minutes_and_in_one_column(
    clock: time_machine.Traveller, nora: User
) -> None:
    client = signed_in(nora)
    [before] = Session.objects.all()
    clock.shift(timedelta(minutes=4))
    client.get("/help/")
    assert Session.objects.get().expire_date == before.expire_date
    clock.shift(timedelta(minutes=2))
    client.get("/dashboard/")
    [after] = Session.objects.all()
    assert after.expire_date - before.expire_date == timedelta(minutes=6)
    assert after.session_data == before.session_data


def test_staff_prove_themselves_again_after_an_hour_without_use(
    clock: time_machine.Traveller, db: None
) -> None:
    provider = factories.make_provider()
    client = sign_in_staff(make_staff("owner", provider))
    for _ in range(3):
        clock.shift(timedelta(minutes=50))
        assert client.get("/admin/team/").status_code == 200
    clock.shift(timedelta(minutes=61))
    # A page for everyone is use as well, and does not give the staff pages back.
    assert client.get("/dashboard/").status_code == 200
    assert client.get("/admin/team/")["Location"].startswith("/accounts/second-factor/")


def test_the_list_shows_each_browser_in_words_this_one_first(
    clock: time_machine.Traveller, nora: User
) -> None:
    signed_in(nora, agent=PHONE)
    clock.shift(timedelta(hours=2))
    client = signed_in(nora)
    signed_in(factories.make_user(email="other@example.org", password=PASSWORD, verified=True))
    page = client.get(PAGE).text
    assert page.index("Firefox on Windows") < page.index("Safari on iPhone")
    assert page.count("This browser") == 1
    assert "last used 2\xa0hours ago" in page
    assert [place.device for place in places_of(nora.pk)] == [
        "Firefox on Windows",
        "Safari on iPhone",
    ]


def test_no_network_address_and_no_whole_user_agent_is_kept(nora: User) -> None:
    signed_in(nora)
    [listed] = UserSession.objects.all()
    assert (listed.ip, listed.user_agent, listed.data) == ("::", "Firefox on Windows", {})


def test_everywhere_else_is_ended_at_once(nora: User) -> None:
    phone, here = signed_in(nora, agent=PHONE), signed_in(nora)
    stranger = signed_in(
        factories.make_user(email="other@example.org", password=PASSWORD, verified=True)
    )
    page = here.post(PAGE, follow=True).text
    assert "You’re signed out everywhere else." in page
    assert "Safari on iPhone" not in page
    assert (is_in(phone), is_in(here), is_in(stranger)) == (False, True, True)
    assert "signed out everywhere else" in here.post(PAGE, follow=True).text


def test_a_session_from_before_the_list_shows_and_is_ended_too(nora: User) -> None:
    old, here = signed_in(nora), signed_in(nora)
    UserSession.objects.all().delete()
    assert "This browser" in here.get(PAGE).text
    here.post(PAGE)
    assert not is_in(old)


def test_a_new_password_ends_every_other_session(nora: User) -> None:
    phone, here = signed_in(nora, agent=PHONE), signed_in(nora)
    new = "another horse battery"
    here.post(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert (is_in(phone), is_in(here)) == (False, True)
    assert len(places_of(nora.pk)) == 1


def test_a_forgotten_password_ends_all_of_them(
    nora: User, code_of_last_mail: Callable[[], str]
) -> None:
    phone, visitor = signed_in(nora), Client()
    visitor.post("/accounts/password/reset/", {"email": nora.email})
    code = {"code": code_of_last_mail()}
    visitor.post("/accounts/password/reset/confirm/", code, follow=True)
    new = {"password1": "another horse battery", "password2": "another horse battery"}
    visitor.post("/accounts/password/reset/complete/", new)
    assert nora.check_password(PASSWORD)
    assert not User.objects.get().check_password(PASSWORD)
    assert not is_in(phone)
    assert places_of(nora.pk) == []


def test_what_ended_leaves_the_list(clock: time_machine.Traveller, nora: User) -> None:
    signed_in(nora)
    gone = signed_in(nora)
    gone.post("/accounts/logout/")
    assert len(places_of(nora.pk)) == 1
    clock.shift(timedelta(days=4))
    kept = signed_in(nora)
    purge_sessions()
    assert UserSession.objects.get().session_key == kept.session.session_key
    assert end_sessions(user_id=nora.pk) == 1
    assert not UserSession.objects.exists()


def test_an_account_that_is_deleted_leaves_none(nora: User) -> None:
    client = signed_in(nora)
    delete_account(user_id=nora.pk)
    assert not UserSession.objects.exists()
    assert not is_in(client)


def test_ending_ones_sessions_reads_nobody_elses(
    nora: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = factories.make_user(email="other@example.org", password=PASSWORD, verified=True)
    theirs = [signed_in(other) for _ in range(3)]
    signed_in(nora)
    former = signed_in(nora)
    UserSession.objects.filter(session_key=former.session.session_key).delete()  # before the list
    read: list[Session] = []
    decoded = Session.get_decoded

    def noted(row: Session) -> dict[str, object]:
        read.append(row)
        return decoded(row)

    monkeypatch.setattr(Session, "get_decoded", noted)
    assert end_sessions(user_id=nora.pk) == 2
    assert len(read) == 2
    assert not is_in(former)
    assert all(is_in(each) for each in theirs)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (PHONE, "Safari on iPhone"),
        (WARD, "Firefox on Windows"),
        ("Mozilla/5.0 (X11; CrOS x86_64) Chrome/140.0 Safari/537.36", "Chrome on ChromeOS"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("", "A browser on an unknown device"),
        ("<script>alert(1)</script>" * 99, "A browser on an unknown device"),
    ],
)
def test_a_browser_is_told_in_words(agent: str, words: str) -> None:
    assert device_of(agent) == words
