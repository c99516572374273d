"""What staff send when they are signed out, or signed in again elsewhere, waits for them with its file."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts import kept_posts
from accounts.models import User
from courses.models import Handout
from portal.backends import private_storage
from providers.models import Provider
from tests import factories
from tests.kept import lose_session, opened, said
from tests.second_factors import age_proofs
from tests.staff_members import make_staff, prove

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = settings.STORAGES | {"private": private_storage(tmp_path)}
    return tmp_path / "private"


@pytest.fixture
def author(provider: Provider) -> User:
    return make_staff("owner", provider)


@pytest.fixture
def browser(author: User) -> Client:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(author)
    return prove(browser)


@pytest.fixture
def url(provider: Provider) -> str:
    course = factories.make_course(provider=provider)
    return reverse("courses:edit-handouts", args=[course.slug])


def handout() -> dict[str, Any]:
    file = SimpleUploadedFile("words.pdf", b"%PDF-1.7 the very words", "application/pdf")
    return {"title": "Words to use", "file": file}


def sign_in(client: Client, user: User) -> None:
    client.force_login(user)
    client.cookies["csrftoken"] = "a" * 32
    prove(client)


def test_signed_out_a_form_with_its_file_is_offered_after_signing_in(
    browser: Client, author: User, url: str, private_folder: Path
) -> None:
    fields = opened(browser, url) | handout()
    lose_session(browser)
    asked = browser.post(url, fields)
    assert asked["Location"] == f"{reverse('account_login')}?next={url}"
    assert "Sign in, and you can send it again" in said(browser.get(asked["Location"]))
    sign_in(browser, author)
    offered = browser.get(url)
    assert "Nothing was done yet" in offered.text
    assert "words.pdf" in offered.text
    assert not Handout.objects.exists()
    again = opened(browser, url) | {"title": "Words to use"}
    assert browser.post(url, again).status_code == 302
    assert Handout.objects.get().title == "Words to use"
    assert [*private_folder.iterdir()] == []


def test_signed_in_again_in_another_tab_it_is_offered_at_once(
    browser: Client, author: User, url: str
) -> None:
    fields = opened(browser, url) | handout()
    sign_in(browser, author)
    assert browser.post(url, fields)["Location"] == url
    assert "Nothing was done yet" in browser.get(url).text
    assert not Handout.objects.exists()


def test_another_member_of_staff_is_not_offered_it(
    browser: Client, provider: Provider, url: str
) -> None:
    fields = opened(browser, url) | handout()
    sign_in(browser, make_staff("owner", provider))
    refused = browser.post(url, fields)
    assert refused.status_code == 403
    assert "This form belongs to another account" in said(refused)
    assert "Nothing was done yet" not in browser.get(url).text
    assert not Handout.objects.exists()


def test_a_table_of_the_admin_keeps_what_was_sent_to_it(administrator: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    sign_in(browser, administrator)
    url = reverse("admin:courses_credittype_add")
    fields = opened(browser, url) | {"code": "new", "name": "A credit of a new kind"}
    lose_session(browser)
    browser.post(url, fields)
    sign_in(browser, administrator)
    offered = browser.get(url).text
    assert "Nothing was done yet" in offered
    assert "A credit of a new kind" in offered
    browser.cookies["csrftoken"] = "b" * 32
    assert browser.post(url, fields)["Location"] == url
    age_proofs(browser, seconds=15 * 60 + 1)
    assert "Nothing was done yet" in browser.get(url).text


def test_who_has_no_right_there_gets_no_room_for_files(url: str, private_folder: Path) -> None:
    learner = factories.make_user()
    visitor = Client(enforce_csrf_checks=True)
    fields = handout() | {"_owner": kept_posts.owner_token(learner.pk)}
    asked = visitor.post(url, fields)
    assert "What you sent could not be kept" in said(visitor.get(asked["Location"]))
    assert not private_folder.exists()


def test_what_a_script_sends_is_not_kept_in_place_of_what_a_person_sent(
    browser: Client, url: str, private_folder: Path
) -> None:
    fields = opened(browser, url) | {"title": "Words"}
    lose_session(browser)
    answer = browser.post(url, fields, headers={"sec-fetch-mode": "cors"})
    assert answer["Location"].startswith(reverse("account_login"))
    assert not private_folder.exists()
