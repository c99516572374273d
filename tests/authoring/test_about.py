"""Step About saves what was typed and nothing else; what is wrong is said and lost nowhere."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Course
from tests import factories
from tests.authoring.forms import page_data, save
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return factories.make_course(published_at=None)


@pytest.fixture
def client(course: Course) -> Client:
    return client_of("manager", course.series.provider)


@pytest.fixture
def address(course: Course) -> str:
    return reverse("authoring:edit-about", args=[course.slug])


def test_saving_writes_what_was_typed(client: Client, course: Course, address: str) -> None:
    answer = save(client, address, purpose="To hear.", objectives="One\n\n Two ", expires_on="")
    assert answer.status_code == 302
    course.refresh_from_db()
    assert course.purpose == "To hear."
    assert course.objectives == ["One", "Two"]
    assert course.expires_on is None


def test_saving_twice_changes_nothing_more(client: Client, course: Course, address: str) -> None:
    save(client, address, purpose="To hear.")
    events = Course.pgh_event_model.objects.count()  # type: ignore[attr-defined]
    assert save(client, address, purpose="To hear.").status_code == 302
    assert Course.pgh_event_model.objects.count() == events  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("accme_activity_id", "12345678", "nine digits"),
        ("accme_activity_id", "12345678a", "nine digits"),
        ("provider_activity_id", "=1+1", "letters, digits"),
        ("expires_on", "2029-01-08", "January 7, 2029"),
        ("expires_on", "2020-01-01", "before the course is released"),
        ("required_share", "0", "greater than or equal to 1"),
        ("title", "", "This field is required"),
        ("slug", "Has spaces", "letters, numbers, underscores or hyphens"),
        ("short_title", "x" * 41, "at most 40"),
    ],
)
def test_bad_input_is_told_and_kept(
    client: Client, course: Course, address: str, field: str, value: str, said: str
) -> None:
    answer = save(client, address, {"purpose": "Kept as typed.", field: value})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert said in page
    assert "Kept as typed." in page
    course.refresh_from_db()
    assert course.purpose == "To listen better."


def test_three_years_to_the_day_are_allowed(client: Client, course: Course, address: str) -> None:
    assert save(client, address, expires_on="2029-01-07").status_code == 302


def test_a_number_of_another_course_is_refused(
    client: Client, course: Course, address: str
) -> None:
    factories.make_course(series=course.series, title="Other one", accme_activity_id="2" * 9)
    answer = save(client, address, accme_activity_id="2" * 9)
    assert "“Other one” already has this number" in answer.content.decode()


def test_a_new_address_is_followed(client: Client, course: Course, address: str) -> None:
    answer = save(client, address, slug="hearing")
    assert answer["Location"] == reverse("authoring:edit-about", args=["hearing"])
    assert client.get(answer["Location"]).status_code == 200


def test_a_published_course_keeps_its_address_and_what_it_must_say(course: Course) -> None:
    live = factories.make_course(series=course.series, slug="live")
    client = client_of("owner", course.series.provider)
    address = reverse("authoring:edit-about", args=["live"])
    assert "slug" not in page_data(client, address)
    answer = save(client, address, purpose="", slug="dead")
    assert answer.status_code == 400
    assert "The course is published. Enter the purpose." in answer.content.decode()
    live.refresh_from_db()
    assert (live.purpose, live.slug) == ("To listen better.", "live")


def test_an_edit_of_a_published_course_is_a_new_version_of_what_is_told(course: Course) -> None:
    live = factories.make_course(series=course.series, slug="live")
    client = client_of("owner", course.series.provider)
    address = reverse("authoring:edit-about", args=["live"])
    page = client.get(address).content.decode()
    assert "everyone reads what you save at once. Learners who start afterward confirm" in page
    assert "in the middle of the course keep the terms they confirmed" in page
    save(client, address, purpose="To hear.")
    save(client, address, purpose="To hear well.")
    save(client, address, position="7")  # learners are told nothing of it
    assert [each.version for each in live.front_matter_versions.all()] == [2, 1]
    assert "To hear well." in str(live.front_matter_versions.all()[0].document)


def test_looking_shows_how_it_reads_and_saves_nothing(
    client: Client, course: Course, address: str
) -> None:
    answer = save(client, address, description="**Strong**", title="", look="1")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<strong>Strong</strong>" in page
    assert "This field is required" not in page
    course.refresh_from_db()
    assert course.description == ""


def test_who_may_only_see_reads_the_form_and_cannot_send_it(
    client: Client, course: Course, address: str
) -> None:
    reviewer = client_of("reviewer", course.series.provider)
    page = reviewer.get(address).content.decode()
    assert '<fieldset class="staff-fields" disabled>' in page
    assert ">Save</button>" not in page
    assert reviewer.post(address, page_data(client, address)).status_code == 404


def test_series_of_another_provider_cannot_be_chosen(
    client: Client, course: Course, address: str
) -> None:
    other = factories.make_series()
    assert save(client, address, series=str(other.pk)).status_code == 400
