"""Staff edit the catalogue; what a learner began with is shown and stays as it was."""

from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import User
from authoring.models import CourseDraft
from courses.models import Assessment, Course, DisclosureRequest
from courses.services.front_matter import record_front_matter
from publishing.models import CourseReview, ExpiryNotice, PublishRequest
from tests.factories import EXPIRES_ON, NOW, REVIEWED_ON, make_course
from tests.staff_members import make_staff, sign_in
from video.models import Preparation
from video.services import uploads

pytestmark = pytest.mark.django_db
MODELS = sorted(
    (model for model in admin.site._registry if model._meta.app_label == "courses"), key=str
)


@pytest.fixture
def staff() -> Client:
    user = User.objects.create_superuser("staff@example.org", full_name="Staff")
    return sign_in(user)


def change(row: Any) -> str:
    return reverse(f"admin:courses_{row._meta.model_name}_change", args=[row.pk])


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_list_is_searchable(staff: Client, model: type[Model]) -> None:
    record_front_matter(make_course())
    page = reverse(f"admin:courses_{model._meta.model_name}_changelist")
    assert admin.site._registry[model].search_fields
    assert staff.get(page, {"q": "listening"}).status_code == 200


def add_papers(course: Course, staff: User) -> None:
    """Add what staff do about a course: a review, a request to publish, a form sent out, a warning."""
    person = course.roles.all()[0].person
    CourseReview.objects.create(
        course=course, reviewed_by=staff, reviewed_on=REVIEWED_ON, expires_on=EXPIRES_ON
    )
    PublishRequest.objects.create(course=course, asked_by=staff, digest="1")
    DisclosureRequest.objects.create(
        person=person, sent_by=staff, due_on=EXPIRES_ON, expires_at=NOW
    )
    CourseDraft.objects.create(course=course, step="about", saved_by=staff, saved_at=NOW)
    ExpiryNotice.objects.create(course=course, ends_on=EXPIRES_ON, days=90)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_row_opens(staff: Client, settings: Any, tmp_path: Path, model: type[Model]) -> None:
    settings.UPLOAD_DIR = tmp_path
    course = make_course()
    record_front_matter(course)
    owner = make_staff("owner", course.series.provider)
    add_papers(course, owner)
    upload = uploads.begin(course=course, user=owner, name="a.mp4", size=9, fingerprint="", now=NOW)
    Preparation.objects.create(course=course, name="a.mp4", upload=upload)
    assert staff.get(change(model._default_manager.first())).status_code == 200


def unreleased(version: Any) -> Any:
    """Return `version` as it was before its release."""
    with pgtrigger.ignore():
        type(version).objects.filter(pk=version.pk).update(released_at=None)
    return version


@pytest.mark.parametrize("related", ["assessments", "evaluations"])
def test_a_released_version_cannot_be_edited(staff: Client, related: str) -> None:
    row = getattr(make_course(), related).get()
    page = staff.get(change(row)).content.decode()
    assert 'name="_save"' not in page
    assert "<textarea" not in page
    assert staff.post(change(row), {}).status_code == 403
    assert 'name="_save"' in staff.get(change(unreleased(row))).content.decode()


def test_a_released_question_cannot_be_edited(staff: Client) -> None:
    question = make_course().assessments.get().questions.first()
    assert staff.post(change(question), {}).status_code == 403
    assert 'name="_save"' not in staff.get(change(question)).content.decode()


def test_a_test_edited_by_hand_no_longer_counts_as_what_the_folder_said(staff: Client) -> None:
    test = unreleased(make_course().assessments.get())
    form = {"course": test.course_id, "version": 1, "pass_percent": 70, "max_attempts": ""}
    form |= {"questions-TOTAL_FORMS": 0, "questions-INITIAL_FORMS": 0}
    assert staff.post(change(test), form).status_code == 302
    test = Assessment.objects.get()
    assert (test.pass_percent, test.digest) == (70, "")


def act(staff: Client, action: str, course: Course) -> str:
    page = reverse("admin:courses_course_changelist")
    chosen = {"action": action, "_selected_action": [course.pk]}
    return staff.post(page, chosen, follow=True).content.decode()


def test_staff_publish_what_is_complete(staff: Client) -> None:
    course = make_course(published_at=None)
    assert "published." in act(staff, "publish_courses", course)
    assert Course.objects.published().exists()


def test_staff_read_what_is_missing(staff: Client) -> None:
    course = make_course(published_at=None, purpose="", copyright="")
    page = act(staff, "publish_courses", course)
    assert "Enter the purpose." in page
    assert "Enter the copyright." in page
    assert not Course.objects.published().exists()


def test_staff_retire_a_course(staff: Client) -> None:
    act(staff, "retire_courses", make_course())
    assert not Course.objects.published().exists()
    assert Course.objects.ever_published().exists()


def form_of(staff: Client, course: Course) -> dict[str, object]:
    form = staff.get(change(course)).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in values.items()}
    for inline in ("roles", "offers", "handouts"):
        data |= {f"{inline}-TOTAL_FORMS": 0, f"{inline}-INITIAL_FORMS": 0}
    return data


def test_objectives_are_written_one_to_a_line(staff: Client) -> None:
    course = make_course()
    data = form_of(staff, course) | {"objectives": "First.\n\n  Second.  "}
    assert staff.post(change(course), data).status_code == 302
    course.refresh_from_db()
    assert course.objectives == ["First.", "Second."]
    assert course.target_audience == ["Physicians"]


def test_a_published_course_cannot_be_emptied(staff: Client) -> None:
    course = make_course()
    page = staff.post(change(course), form_of(staff, course) | {"purpose": ""})
    assert "Published, so it must say the purpose." in page.content.decode()
    assert Course.objects.get().purpose == "To listen better."


def test_captions_that_are_no_webvtt_are_refused(staff: Client) -> None:
    video = make_course().videos.get()
    track = video.tracks.get(kind="captions")
    data = {"title": "Lecture", "poster": "", "tracks-TOTAL_FORMS": 1, "tracks-INITIAL_FORMS": 1}
    data |= {"tracks-0-id": track.pk, "tracks-0-video": video.pk, "tracks-0-kind": "captions"}
    data |= {"tracks-0-language": "en", "tracks-0-label": "English", "tracks-0-vtt": "Hello"}
    assert "Is not WebVTT" in staff.post(change(video), data).content.decode()
