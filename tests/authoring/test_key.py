"""The right answers of a test: downloaded by those who write, read by those who approve, and kept from others."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from analytics.services.summaries import refresh_summaries
from authoring.services.version_rows import QUESTIONS
from courses.models import Assessment, Course, Question
from progress.models import Enrolment
from tests import factories
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return factories.make_course(offers={"ama-pra-1": 4})


@pytest.fixture
def test(course: Course) -> Assessment:
    """A version being written, so that each question has a page of its own."""
    draft = factories.make_test(course=course, version=2, released_at=None)
    Question.objects.filter(assessment=draft).update(rationale="Because it says so.")
    return draft


def doors(course: Course, test: Assessment) -> dict[str, str]:
    """Return every address at which staff who may see the course could read the key."""
    preview = reverse("support:preview", args=[course.slug])
    question = test.questions.get(position=1)
    names = {
        "list": reverse("authoring:edit-test", args=[course.slug]),
        "question": reverse("authoring:edit-row", args=[course.slug, QUESTIONS, question.pk]),
        "read through": reverse(
            "authoring:preview-version", args=[course.slug, QUESTIONS, test.pk]
        ),
        "history": reverse("authoring:edit-history", args=[course.slug]),
        "preview": f"{preview}?state=passed&profession=physician-md",
        "admin": reverse("admin:courses_question_change", args=[question.pk]),
    }
    exports = {
        kind: reverse("authoring:export-test", args=[course.slug, test.pk, kind])
        for kind in ("csv", "gift")
    }
    return names | exports


def tells(client: Client, address: str) -> bool:
    answer = client.get(address)
    if answer.status_code in (403, 404):
        return False
    assert answer.status_code == 200, address
    text = answer.content.decode()
    return bool(
        re.search(r"\((?:right|correct)\)|Because it says so|rationale|Is correct|verdict", text)
    )


@pytest.mark.parametrize(
    ("role", "read"),
    [
        (
            "owner",
            {"list", "question", "read through", "history", "preview", "admin", "csv", "gift"},
        ),
        (
            "manager",
            {"list", "question", "read through", "history", "preview", "admin", "csv", "gift"},
        ),
        ("reviewer", {"list", "question", "read through", "history", "preview"}),
        ("support", set()),
        ("viewer", set()),
    ],
)
def test_each_role_reads_the_key_at_its_own_doors(
    course: Course, test: Assessment, role: str, read: set[str]
) -> None:
    client = client_of(role, course.series.provider)
    if role in {"owner", "manager"}:
        read = read - {"list"}  # who writes sees the questions, and opens one to see its answer
    found = {name for name, address in doors(course, test).items() if tells(client, address)}
    assert found == read


def test_a_released_test_is_marked_for_who_may_read_its_key(course: Course) -> None:
    address = reverse("authoring:edit-test", args=[course.slug])
    for role, marked in (("manager", True), ("reviewer", True), ("support", False)):
        page = client_of(role, course.series.provider).get(address).text
        assert ("(correct)" in page) is marked, role
        assert ("Download GIFT" in page) is (role == "manager"), role
        assert "Right 1" in page


def test_support_reads_what_a_learner_answered_and_not_whether_it_was_right(
    course: Course,
) -> None:
    enrolment: Enrolment = factories.passed(course=course)
    address = reverse("support:learner", args=[enrolment.user_id])
    for role, judged in (("manager", True), ("support", False)):
        page = client_of(role, course.series.provider).get(address).text
        assert "3 of 3 right, passed" in page
        assert ("(right)" in page) is judged, role


def test_which_choices_were_taken_is_for_who_may_read_the_key(course: Course) -> None:
    for _ in range(5):
        factories.passed(course=course)
    refresh_summaries(now=factories.NOW)
    address = reverse("analytics:test-report", args=[course.slug])
    for role, told in (("reviewer", True), ("viewer", False)):
        client = client_of(role, course.series.provider)
        page = client.get(address).text
        assert "Difficulty" in page
        assert ("Correct answer" in page) is told, role
        table = client.get(address, {"csv": "choices"})
        assert table.headers["Content-Type"].startswith("text/csv") is told, role
