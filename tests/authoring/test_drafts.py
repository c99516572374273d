"""What is typed is kept as one types, for the one who typed it; and nobody's words are overwritten."""

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from authoring.models import CourseDraft
from authoring.services import drafts
from courses.models import Course
from providers.models import Provider
from tests.authoring.forms import page_data, save
from tests.factories import NOW, make_course
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_course(published_at=None)


@pytest.fixture
def mia(course: Course) -> User:
    return make_staff("manager", course.series.provider, full_name="Mia Manager")


@pytest.fixture
def ben(course: Course) -> User:
    return make_staff("manager", course.series.provider, full_name="Ben Second")


@pytest.fixture
def address(course: Course) -> str:
    return reverse("authoring:edit-about", args=[course.slug])


def _draft(client: Client, course: Course, data: dict[str, Any], step: str = "about") -> Any:
    return client.post(reverse("authoring:edit-draft", args=[course.slug, step]), data)


def _typed(client: Client, course: Course, address: str, **typed: str) -> dict[str, Any]:
    data = page_data(client, address) | typed
    _draft(client, course, data)
    return data


def test_a_draft_is_kept_and_shown_again(course: Course, mia: User, address: str) -> None:
    client = sign_in(mia)
    data = page_data(client, address) | {"purpose": "Half a sen", "title": ""}
    answer = _draft(client, course, data)
    assert re.fullmatch(r"Draft saved \d+:\d\d [AP]M C[SD]T", answer.json()["words"])
    page = client.get(address).content.decode()
    assert "Half a sen" in page
    assert "This is your draft" in page
    assert "This field is required" not in page
    course.refresh_from_db()
    assert course.purpose == "To listen better."


def test_learners_never_see_a_draft(course: Course, mia: User) -> None:
    live = make_course(series=course.series, slug="live")
    address = reverse("authoring:edit-about", args=["live"])
    _typed(sign_in(mia), live, address, purpose="Half a sen")
    for page in ("/courses/", "/courses/live/", "/courses/live/learn/"):
        assert "Half a sen" not in Client().get(page).content.decode()


@pytest.mark.parametrize("retired_at", [None, NOW])
def test_a_note_promises_a_second_person_where_one_is_asked(
    course: Course, mia: User, address: str, retired_at: datetime | None
) -> None:
    Provider.objects.update(second_approval=True)
    Course.objects.update(published_at=NOW - timedelta(days=1), retired_at=retired_at)
    page = sign_in(mia).get(address).text
    assert "This course is published: everyone reads what you save" in page
    assert ("or once a second person has approved it" in page) is (retired_at is None)


def test_saving_applies_the_draft_and_forgets_it(course: Course, mia: User, address: str) -> None:
    client = sign_in(mia)
    data = _typed(client, course, address, purpose="To hear.")
    assert client.post(address, data).status_code == 302
    assert not CourseDraft.objects.exists()
    course.refresh_from_db()
    assert course.purpose == "To hear."


def test_discarding_shows_what_is_saved_and_twice_is_once(
    course: Course, mia: User, address: str
) -> None:
    client = sign_in(mia)
    _typed(client, course, address, purpose="Wrong")
    discard = reverse("authoring:discard-draft", args=[course.slug, "about"])
    assert client.post(discard)["Location"] == address
    assert client.post(discard).status_code == 302
    assert "Wrong" not in client.get(address).content.decode()


def test_a_draft_that_says_what_is_saved_is_not_shown(
    course: Course, mia: User, address: str
) -> None:
    client = sign_in(mia)
    _typed(client, course, address)
    assert "This is your draft" not in client.get(address).content.decode()


def test_a_colleague_sees_that_there_is_a_draft_and_may_read_it(
    course: Course, mia: User, ben: User, address: str
) -> None:
    _typed(sign_in(mia), course, address, purpose="Mia's words")
    draft = CourseDraft.objects.get()
    client = sign_in(ben)
    page = client.get(address).content.decode()
    assert "Mia Manager has unsaved changes here" in page
    assert "Mia&#x27;s words" not in page
    assert "Mia&#x27;s words" in client.get(address, {"draft": draft.pk}).content.decode()
    assert client.get(address, {"draft": "0"}).status_code == 404


def test_typing_over_a_colleagues_draft_leaves_theirs(
    course: Course, mia: User, ben: User, address: str
) -> None:
    _typed(sign_in(mia), course, address, purpose="Mia's words")
    _typed(sign_in(ben), course, address, purpose="Ben's words")
    assert {draft.data["purpose"][0] for draft in CourseDraft.objects.all()} == {
        "Mia's words",
        "Ben's words",
    }
    page = sign_in(ben).get(address, {"draft": CourseDraft.objects.get(saved_by=mia).pk})
    assert "save or discard it before you continue" in page.content.decode()
    assert "data-draft=" not in page.content.decode()


def test_the_second_to_save_is_told_and_overwrites_nothing(
    course: Course, mia: User, ben: User, address: str
) -> None:
    first, second = sign_in(mia), sign_in(ben)
    seen = page_data(second, address)
    save(first, address, purpose="Mia's words", medium="Film")
    answer = second.post(address, seen | {"purpose": "Ben's words"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mia" in page
    assert "Ben&#x27;s words" in page
    assert {clash.name: clash.both for clash in answer.context["clashes"]} == {
        "purpose": True,
        "medium": False,
    }
    course.refresh_from_db()
    assert course.purpose == "Mia's words"
    again = {"purpose": "Ben's words", "based_on": answer.context["based_on"], "medium": "Film"}
    assert second.post(address, seen | again).status_code == 302
    course.refresh_from_db()
    assert (course.purpose, course.medium) == ("Ben's words", "Film")


def test_what_only_the_other_changed_is_taken_over_in_the_form(
    course: Course, mia: User, ben: User, address: str
) -> None:
    first, second = sign_in(mia), sign_in(ben)
    seen = page_data(second, address)
    save(first, address, medium="Film")
    answer = second.post(address, seen | {"purpose": "Ben's words"})
    [form] = answer.context["forms"]
    assert form["medium"].value() == "Film"
    assert form["purpose"].value() == "Ben's words"


def test_a_draft_from_before_somebody_saved_shows_both_texts(
    course: Course, mia: User, ben: User, address: str
) -> None:
    client = sign_in(mia)
    _typed(client, course, address, purpose="Mia's words")
    save(sign_in(ben), address, purpose="Ben's words")
    page = client.get(address)
    assert [clash.theirs for clash in page.context["clashes"]] == ["Ben's words"]
    [form] = page.context["forms"]
    assert form["purpose"].value() == "Mia's words"


def test_a_page_that_does_not_say_what_it_was_drawn_from_overwrites_nothing(
    course: Course, mia: User, address: str
) -> None:
    client = sign_in(mia)
    for based_on in ("", "nonsense", "[1]", json.dumps({"purpose": "x"})):
        data = page_data(client, address) | {"based_on": based_on, "purpose": "Blind"}
        assert client.post(address, data).status_code == 409
    course.refresh_from_db()
    assert course.purpose == "To listen better."


def test_a_draft_of_no_step_or_of_endless_text_is_refused(course: Course, mia: User) -> None:
    client = sign_in(mia)
    assert _draft(client, course, {"a": "b"}, step="nothing").status_code == 404
    assert _draft(client, course, {"a": "b" * (drafts.MOST_CHARACTERS + 1)}).status_code == 413
    assert (
        client.get(reverse("authoring:edit-draft", args=[course.slug, "about"])).status_code == 405
    )
    assert not CourseDraft.objects.exists()
