"""A draft can be thrown away, with all that belongs to it; what learners saw or began is kept."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import AuditEntry, User
from authoring.services.discarding import discard_course
from authoring.services.version_rows import ITEMS, QUESTIONS
from courses.models import Assessment, Course, EvaluationForm, Handout, Person, Video
from publishing.models import PublishRequest
from tests import factories
from tests.staff_members import client_of, make_staff
from video.models import Preparation

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    """A draft with a version of everything being written."""
    course = factories.make_new_course(title="Never shown")
    QUESTIONS.begin(course=course, actor=author_of(course))
    ITEMS.begin(course=course, actor=author_of(course))
    return course


def author_of(course: Course) -> User:
    return make_staff("manager", course.series.provider)


def code_of(course: Course) -> str:
    with pytest.raises(Refused) as refused:
        discard_course(course=course, actor=author_of(course))
    assert Course.objects.filter(pk=course.pk).exists()
    assert not AuditEntry.objects.filter(action="course-discarded").exists()
    return refused.value.code


def stored(name: str) -> str:
    return storages["default"].save(name, ContentFile(b"x"))


def test_a_draft_goes_with_its_parts_and_files_and_leaves_a_line(
    course: Course, django_capture_on_commit_callbacks: Any
) -> None:
    own, shared, card = stored("video/own.mp4"), stored("video/shared.mp4"), stored("handout/c.pdf")
    stored("video/folder/master.m3u8")
    stored("video/folder/1/init.mp4")
    for version, name in ((1, own), (2, shared)):
        video = factories.make_video(course=course, version=version, released_at=None)
        video.delete()
        video = factories.make_video(course=course, version=version, released_at=None, file=name)
    other = factories.make_course()
    factories.make_video(course=other, version=2, file=shared)
    Handout.objects.create(course=course, title="Card", file=card)
    person = factories.make_faculty(course=course).person
    with django_capture_on_commit_callbacks(execute=True):
        discard_course(course=course, actor=author_of(course))
    assert not Course.objects.filter(slug=course.slug).exists()
    for model in (Assessment, EvaluationForm, Handout, Video):
        assert not model._default_manager.filter(course=course.pk).exists()
    assert Person.objects.filter(pk=person.pk).exists()
    assert [storages["default"].exists(name) for name in (own, shared, card)] == [
        False,
        True,
        False,
    ]
    line = AuditEntry.objects.get(action="course-discarded")
    assert (line.subject_label, line.provider) == ("Never shown", course.series.provider_id)


def test_what_was_ever_published_is_kept() -> None:
    course = factories.make_course()
    assert code_of(course) == "was_published"


def test_what_somebody_began_is_kept() -> None:
    enrolment = factories.enrol()
    Course.objects.update(published_at=None)
    assert code_of(enrolment.course) in {"was_published", "has_learners"}


def test_what_waits_for_an_answer_is_kept(course: Course) -> None:
    PublishRequest.objects.create(
        course=course, asked_by=author_of(course), asked_at=factories.NOW, digest="x"
    )
    assert code_of(course) == "asked_already"


def test_a_recording_on_its_way_is_waited_for(course: Course) -> None:
    Preparation.objects.create(course=course, name="talk.mp4")
    assert code_of(course) == "recording_under_way"
    Preparation.objects.update(state="failed", reason="Not a recording.")
    discard_course(course=course, actor=author_of(course))


def test_a_released_version_keeps_its_course(course: Course) -> None:
    factories.make_test(course=course, version=9)
    assert code_of(course) == "released"


def test_the_page_asks_first_and_then_leads_to_the_list(course: Course) -> None:
    client, address = client_of("manager", course.series.provider), at(course)
    assert address in client.get(reverse("authoring:edit-about", args=[course.slug])).text
    assert "are deleted for good" in client.get(address).text
    assert Course.objects.filter(pk=course.pk).exists()
    answer = client.post(address, follow=True)
    assert "“Never shown” was discarded." in answer.text
    assert client.post(address).status_code == 404


def test_the_page_says_why_a_course_is_kept() -> None:
    course = factories.make_course()
    client = client_of("manager", course.series.provider)
    assert "retire it instead" in client.get(at(course)).text
    assert "retire it instead" in client.post(at(course), follow=True).text
    assert at(course) not in client.get(reverse("authoring:edit-about", args=[course.slug])).text


@pytest.mark.parametrize("role", ["reviewer", "support", "viewer"])
def test_who_may_not_write_cannot_throw_away(course: Course, role: str) -> None:
    client: Client = client_of(role, course.series.provider)
    assert client.post(at(course)).status_code == 404
    assert client_of("owner", factories.make_provider()).post(at(course)).status_code == 404
    assert Course.objects.filter(pk=course.pk).exists()


def at(course: Course) -> str:
    return reverse("authoring:discard", args=[course.slug])
