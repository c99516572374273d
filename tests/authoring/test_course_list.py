"""The course list shows the courses of one's own providers by where they stand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from publishing.services.course_states import CourseState, state_of
from tests.factories import make_course, make_new_course, make_provider, make_series
from tests.staff_members import client_of, make_staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
STATES: list[tuple[dict[str, Any], CourseState]] = [
    ({"published_at": None}, CourseState.WRITING),
    ({"published_at": NOW + DAY}, CourseState.SCHEDULED),
    ({"published_at": NOW - DAY}, CourseState.PUBLISHED),
    ({"expires_on": NOW.date() + 89 * DAY}, CourseState.EXPIRING),
    ({"expires_on": NOW.date() + 90 * DAY}, CourseState.PUBLISHED),
    ({"expires_on": NOW.date()}, CourseState.EXPIRING),
    ({"expires_on": NOW.date() - DAY}, CourseState.EXPIRED),
    ({"retired_at": NOW - DAY, "expires_on": NOW.date() - DAY}, CourseState.RETIRED),
]


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({"needs_approval": True}, CourseState.WAITING),
        ({"publish_at": NOW + DAY}, CourseState.SCHEDULED),
        ({"withdrawn_at": NOW}, CourseState.WRITING),
    ],
)
def test_a_request_to_publish_is_a_state(fields: dict[str, Any], state: CourseState) -> None:
    course = make_course(published_at=None)
    asked_by = make_staff("manager", course.series.provider)
    course.publish_requests.create(asked_by=asked_by, digest="d", **fields)
    assert state_of(course, now=NOW) == state
    client = client_of("manager", course.series.provider)
    assert state.label in client.get(reverse("authoring:courses")).content.decode()


@pytest.mark.parametrize(("fields", "state"), STATES)
def test_a_course_is_in_one_state(fields: dict[str, Any], state: CourseState) -> None:
    assert state_of(make_course(**fields), now=NOW) == state


def test_a_course_leads_to_its_reports_and_its_end() -> None:
    course = make_course(expires_on=timezone.now().date() + 30 * DAY)
    ends = reverse("publishing:life-cycle", args=[course.slug])
    reports = reverse("analytics:course-report", args=[course.slug])
    places = [reverse("authoring:courses"), reverse("authoring:edit-about", args=[course.slug])]
    for place in places:
        page = client_of("manager", course.series.provider).get(place).content.decode()
        assert CourseState.EXPIRING.label in page
        assert ends in page
        assert reports in page
    # Support helps learners and sees no reports.
    support = client_of("support", course.series.provider)
    assert all(reports not in support.get(place).content.decode() for place in places)


def test_the_course_list_shows_ones_own_courses_and_no_others() -> None:
    own = make_course()
    other = make_new_course()
    page = (
        client_of("manager", own.series.provider).get(reverse("authoring:courses")).content.decode()
    )
    assert own.title in page
    assert other.title not in page
    assert CourseState.PUBLISHED.label in page


@pytest.mark.parametrize(("sought", "found"), [("listen", True), ("care", True), ("zebra", False)])
def test_the_search_finds_by_title_and_series(sought: str, found: bool) -> None:
    course = make_course(title="Listening to patients", series=make_series(title="Better care"))
    client = client_of("manager", course.series.provider)
    page = client.get(reverse("authoring:courses"), {"q": sought}).content.decode()
    assert (course.title in page) is found
    assert f'value="{sought}"' in page


def test_an_empty_desk_says_so() -> None:
    page = client_of("owner", make_provider()).get(reverse("authoring:courses"))
    assert "No courses yet" in page.content.decode()
