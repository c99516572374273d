"""Disclosures on paper are entered in the admin."""

from typing import Any

import pytest

from courses.models import DisclosureForm, DisclosureWording, Person, Relationship
from tests.courses.test_disclosure_statement import MITIGATED, told
from tests.factories import NOW, make_course, make_disclosure, make_person, make_relationship
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
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
    assert "Enter the date it was signed, no later than today." in text
    assert not person.disclosures.exists()


def test_what_was_signed_on_its_page_is_not_mended() -> None:
    form = make_disclosure(person=make_person())
    staff = sign_in(make_staff("owner", form.person.provider))
    wording = DisclosureWording.objects.all()[0]
    DisclosureForm.objects.update(signed_at=NOW, signed_name="Ann Lee", wording=wording)
    assert staff.post(f"{PAPER}{form.pk}/change/", on_paper(form.person)).status_code == 403


def test_paper_without_relationships_changes_nothing_of_a_live_course() -> None:
    course = make_course()
    make_relationship(course=course, relevant=True)
    person = course.roles.all()[0].person
    before = told(course)
    typed = on_paper(person) | {"signed_on": "2026-11-05", "relationships-TOTAL_FORMS": 0}
    author = sign_in(make_staff("manager", person.provider))
    assert author.post(f"{PAPER}add/", typed).status_code == 302
    assert person.disclosures.count() == 2
    assert told(course) == before
    assert MITIGATED in before
