"""A preview is the learner's own page, for anybody at any point, and leaves nothing behind."""

import re
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from authoring.services.copying import copy_course
from courses.models import Course
from support.forms.preview import UNKNOWN, VISITOR
from support.services.previewing import NAME, PreviewState, reading_only
from support.services.readonly_html import readonly_html
from tests import factories
from tests.staff_members import client_of, make_staff

pytestmark = pytest.mark.django_db
SEEN_BY = ["physician-md", "registered-nurse", UNKNOWN, VISITOR]
SAYS = {
    PreviewState.START: "Start course",
    PreviewState.WATCHING: "40% watched. Still to watch",
    PreviewState.WATCHED: "Start the post-test",
    PreviewState.TESTING: "Submit answers",
    PreviewState.FAILED: "Post-test not passed yet",
    PreviewState.PASSED: "Post-test passed",
    PreviewState.EVALUATION: "Submit evaluation",
    PreviewState.CLAIM: "Claim credit",
    PreviewState.CERTIFICATE: "This is to certify that",
    PreviewState.EXPIRED: "This course expired on",
}


@pytest.fixture
def course() -> Course:
    """A course that is not published, and whose versions are all being written still."""
    source = factories.make_course()
    course = copy_course(
        source=source,
        series=source.series,
        title="Hearing patients",
        short_title="Part 2",
        slug="hearing",
        actor=make_staff("manager", source.series.provider),
        now=factories.NOW,
    )
    factories.make_video(course=course, released_at=None)
    Course.objects.filter(pk=course.pk).update(expires_on=date(2029, 5, 31))
    return course


@pytest.fixture
def client(course: Course) -> Client:
    return client_of("reviewer", course.series.provider)


def _see(client: Client, course: Course, **chosen: str) -> str:
    answer = client.get(reverse("support:preview", args=[course.slug]), chosen)
    assert answer.status_code == 200
    return str(answer.content.decode())


def _rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_every_state_for_everybody_is_shown_and_writes_and_sends_nothing(
    client: Client, course: Course
) -> None:
    _see(client, course)  # what a process remembers
    before = _rows()
    for state in PreviewState:
        for code in SEEN_BY:
            with CaptureQueriesContext(connection) as captured:
                page = _see(client, course, state=state.value, profession=code)
            verbs = {query["sql"].split()[0].strip('"') for query in captured}
            assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE", "SET"}, (state, code)
            assert not _sends(page), (state, code)
            if code == "physician-md":
                assert SAYS[state] in page
                assert course.title in page
    assert _rows() == before


def test_the_database_itself_refuses_a_write_while_a_preview_is_drawn(course: Course) -> None:
    with pytest.raises(DatabaseError, match="read-only"), reading_only():
        Course.objects.filter(pk=course.pk).update(title="Changed")


def _sends(page: str) -> bool:
    """Say whether anything on the page, but the preview's own bar, could be sent or counted."""
    body = page.partition("</aside>")[2]
    acting = ("watch.js", "test.js", "data-open-url", "data-beat-url", 'method="post"', "csrf")
    return any(word in body for word in acting) or bool(
        re.search(r"<button(?![^>]*disabled)", body)
    )


def test_a_nurse_gets_no_credit_for_physicians(client: Client, course: Course) -> None:
    page = _see(client, course, state="certificate", profession="registered-nurse")
    assert "Certificate of Participation" in page
    page = _see(client, course, state="certificate", profession="physician-md")
    assert "Certificate of Credit" in page
    assert "SAMPLE" in page.upper()
    assert NAME in page


def test_somebody_without_a_profession_is_told_so(client: Client, course: Course) -> None:
    page = _see(client, course, state="claim", profession=UNKNOWN)
    assert "Tell us your profession" in page


def test_a_visitor_sees_the_public_pages(client: Client, course: Course) -> None:
    page = _see(client, course, profession=VISITOR)
    assert "Watch without an account" in page
    assert NAME not in page


def test_a_released_version_gives_way_to_the_one_being_written(
    client: Client, course: Course
) -> None:
    live = factories.make_course(series=course.series, questions=1)
    factories.make_test(course=live, questions=2, released_at=None)
    assert "Stem 2?" in _see(client, live, state="testing")


def test_a_course_without_a_recording_leads_to_where_it_is_added(
    client: Client, course: Course
) -> None:
    empty = factories.make_new_course(series=course.series, slug="empty", title="Empty")
    page = _see(client, empty, state="watching")
    assert "There is no recording yet" in page
    assert reverse("publishing:edit-video", args=["empty"]) in page
    assert "Empty" in _see(client, empty)
    pdf = reverse("support:preview-pdf", args=["empty"])
    assert client.get(pdf, {"profession": "physician-md"}).status_code == 404


def test_the_document_is_drawn_and_marked(client: Client, course: Course) -> None:
    address = reverse("support:preview-pdf", args=[course.slug])
    answer = client.get(address, {"profession": "physician-md"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert client.get(address, {"profession": "nobody"}).status_code == 404
    page = _see(client, course, state="certificate", profession="physician-md")
    assert f"{address}?profession=physician-md" in page


def test_links_of_the_path_stay_in_the_preview(client: Client, course: Course) -> None:
    page = _see(client, course, state="watched", profession="physician-md")
    assert f'href="/courses/{course.slug}/learn/"' not in page
    assert (
        f"/admin/editor/{course.slug}/preview/?state=watching&amp;profession=physician-md" in page
    )


def test_captions_of_an_unpublished_course_can_be_read(client: Client, course: Course) -> None:
    page = _see(client, course, state="watching")
    found = re.search(r'<track[^>]*src="([^"]*)"', page)
    assert found
    assert client.get(found[1]).content.startswith(b"WEBVTT")


def test_the_pages_are_not_there_for_others(course: Course) -> None:
    video = course.videos.get()
    other = factories.make_provider()
    addresses: list[Any] = [
        reverse("support:preview", args=[course.slug]),
        reverse("support:preview-pdf", args=[course.slug]),
        reverse("support:preview-track", args=[course.slug, "captions", video.pk, "en"]),
    ]
    stranger, viewer = client_of("owner", other), client_of("viewer", course.series.provider)
    manager = client_of("manager", course.series.provider)
    for address in addresses:
        assert stranger.get(address).status_code == 404
        assert viewer.get(address).status_code == 404
        assert manager.post(address).status_code == 405
        assert Client().get(address)["Location"].startswith(reverse("account_login"))


def test_nonsense_is_refused(client: Client, course: Course) -> None:
    address = reverse("support:preview", args=[course.slug])
    assert client.get(address, {"state": "nowhere"}).status_code == 400
    assert client.get(address, {"profession": "wizard"}).status_code == 400


@given(name=st.text(alphabet="abc-", min_size=1), value=st.text(alphabet="abc/"))
def test_nothing_that_sends_survives(name: str, value: str) -> None:
    page = f'<form method="post" action="/{value}"><button name="{name}">Go</button></form>'
    dead = readonly_html(page, addresses={})
    assert "post" not in dead
    assert "<button disabled" in dead
