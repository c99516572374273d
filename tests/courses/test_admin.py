"""The tables of the catalogue are found and open."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import User
from authoring.models import CourseDraft
from courses.models import (
    Course,
    DisclosureRequest,
)
from courses.services.front_matter import record_front_matter
from publishing.models import CourseReview, ExpiryNotice, PublishRequest
from tests.factories import (
    EXPIRES_ON,
    NOW,
    REVIEWED_ON,
    make_course,
    make_relationship,
)
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
        course=course,
        reviewed_by=staff,
        reviewer="Ann Lee, MD",
        evidence="The test.",
        reviewed_on=REVIEWED_ON,
        expires_on=EXPIRES_ON,
    )
    PublishRequest.objects.create(course=course, asked_by=staff, digest="1")
    DisclosureRequest.objects.create(
        person=person, sent_by=staff, due_on=EXPIRES_ON, expires_at=NOW
    )
    CourseDraft.objects.create(course=course, step="about", saved_by=staff, saved_at=NOW)
    ExpiryNotice.objects.create(course=course, ends_on=EXPIRES_ON, days=90)
    row = make_relationship(course=course, relevant=False)
    row.form.acceptances.create(course=course)


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
