"""The tables of the catalogue are found and open; disclosures on paper are entered there."""

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
    DisclosureForm,
    DisclosureRequest,
    DisclosureWording,
    Person,
    Relationship,
)
from courses.services.front_matter import record_front_matter
from publishing.models import CourseReview, ExpiryNotice, PublishRequest
from tests.factories import (
    EXPIRES_ON,
    NOW,
    REVIEWED_ON,
    make_course,
    make_disclosure,
    make_person,
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
    make_relationship(course=course, relevant=False)


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


PAPER = "/admin/courses/disclosureform/"
NATURE = {"company": "Acme", "kind": "speaker", "nature": "Speaker", "ended_on": ""}


def on_paper(person: Person, **relationship: Any) -> dict[str, Any]:
    """Return a form from paper as it is typed, with one relationship."""
    days = {"signed_on": "2026-01-05", "covers_from": "2024-01-05", "covers_to": "2026-01-05"}
    typed = {f"relationships-0-{name}": value for name, value in (NATURE | relationship).items()}
    counted = {
        "relationships-TOTAL_FORMS": 1,
        "relationships-INITIAL_FORMS": int("id" in relationship),
    }
    return {"person": person.pk} | days | typed | counted


def test_a_disclosure_on_paper_is_entered_and_mended_until_it_is_judged() -> None:
    person = make_person()
    author = sign_in(make_staff("manager", person.provider))
    # What is made of a relationship is decided on the page of the disclosure alone.
    author.post(f"{PAPER}add/", on_paper(person, relevant="true", mitigation="None."))
    row = Relationship.objects.get()
    assert (row.company, row.judgements.count()) == ("Acme", 0)
    page = f"{PAPER}{row.form_id}/change/"
    mended = on_paper(person, id=row.pk, form=row.form_id, company="Acme Ltd")
    assert author.post(page, mended).status_code == 302
    row.refresh_from_db()
    assert row.company == "Acme Ltd"
    row.judgements.create(course=make_course(provider=person.provider), relevant=False)
    assert author.post(page, mended | {"relationships-0-DELETE": "on"}).status_code == 403
    assert author.post(f"{PAPER}{row.form_id}/delete/", {"post": "yes"}).status_code == 403
    assert Relationship.objects.get() == row


def test_a_paper_form_that_learners_are_told_of_stays() -> None:
    course = make_course()
    person = course.roles.all()[0].person
    form, author = person.disclosures.get(), sign_in(make_staff("manager", person.provider))
    page = f"{PAPER}{form.pk}/change/"
    assert author.post(page, on_paper(person)).status_code == 403
    assert author.post(f"{PAPER}{form.pk}/delete/", {"post": "yes"}).status_code == 403
    assert not form.relationships.exists()
    author.post(f"{PAPER}add/", on_paper(person))
    assert person.disclosures.count() == 2, "a correction is a new form"


def test_a_paper_form_is_signed_before_it_is_entered() -> None:
    person = make_person()
    author = sign_in(make_staff("manager", person.provider))
    ahead = on_paper(person) | {"signed_on": "2026-11-24"}
    text = author.post(f"{PAPER}add/", ahead).text
    assert "Enter the day on which it was signed, not one to come." in text
    assert not person.disclosures.exists()


def test_what_was_signed_on_its_page_is_not_mended(staff: Client) -> None:
    form = make_disclosure(person=make_person())
    wording = DisclosureWording.objects.all()[0]
    DisclosureForm.objects.update(signed_at=NOW, signed_name="Ann Lee", wording=wording)
    assert staff.post(f"{PAPER}{form.pk}/change/", on_paper(form.person)).status_code == 403
