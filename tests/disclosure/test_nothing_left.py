"""Staff accept a form without relationships, course by course, and see before that what may be missing in it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from courses.models import Course, DisclosureForm, DisclosureWording, NothingToDisclose, Person
from courses.services.disclosure_statement import is_on_record
from disclosure.services.disclosures import ask_for_disclosure, sign_disclosure
from disclosure.services.review import is_final, judge
from tests.courses.test_disclosure_statement import MITIGATED, NONE, told
from tests.disclosure.test_judgements import refusal, waiting
from tests.factories import NOW, make_course, make_disclosure, make_relationship
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return make_course(title="Listening")


@pytest.fixture
def form(course: Course) -> DisclosureForm:
    """A newer form, from paper and without relationships, of somebody told as a consultant."""
    make_relationship(course=course, relevant=True)
    return make_disclosure(person=course.roles.all()[0].person, signed_on=date(2026, 11, 1))


@pytest.fixture
def manager(course: Course) -> User:
    return make_staff("manager", course.series.provider, full_name="Mia Manager")


@pytest.fixture
def staff(manager: User) -> Client:
    return sign_in(manager)


def accept(form: DisclosureForm, course: Course, actor: User) -> None:
    judge(form=form, course=course, judgements={}, actor=actor, now=NOW)


def review(form: DisclosureForm) -> str:
    return reverse("publishing:disclosure", args=[form.pk])


def test_a_form_signed_on_its_page_waits_and_hides_nothing(course: Course, manager: User) -> None:
    make_relationship(course=course, relevant=True)
    person = course.roles.all()[0].person
    asked = ask_for_disclosure(
        person=person, actor=manager, due_on=NOW.date(), by_mail=False, now=NOW
    )
    before = told(course)
    wording = DisclosureWording.objects.get()
    sign_disclosure(request_id=asked.pk, wording=wording, name="Ann Lee", relationships=[], now=NOW)
    assert told(course) == before
    assert MITIGATED in before
    assert waiting() == [("Listening", 1)]


def test_it_waits_in_each_course_until_it_is_accepted_there(
    course: Course, form: DisclosureForm, manager: User
) -> None:
    other = make_course(series=course.series, title="Speaking")
    assert waiting() == [("Listening", 1), ("Speaking", 1)]
    accept(form, course, manager)
    assert waiting() == [("Speaking", 1)]
    accept(form, other, manager)
    assert waiting() == []


def test_what_was_accepted_is_on_record_once(
    course: Course, form: DisclosureForm, manager: User
) -> None:
    accept(form, course, manager)
    accept(form, course, make_staff("manager", course.series.provider))
    one = NothingToDisclose.objects.get()
    assert (one.form, one.course, one.accepted_by) == (form, course, manager)
    assert one.accepted_at == NOW
    [entry] = AuditEntry.objects.filter(action="disclosure-reviewed")
    assert (entry.details["course"], entry.details["relevant"]) == (course.slug, 0)
    history = NothingToDisclose.pgh_event_models["insert"]  # type: ignore[attr-defined]
    assert history.objects.get().accepted_by == manager
    assert told(course) == [NONE]


def test_nobody_accepts_their_own(course: Course, form: DisclosureForm) -> None:
    make_staff("owner", course.series.provider)
    own = make_staff("manager", course.series.provider, full_name="Ann Lee")
    assert refusal(lambda: accept(form, course, own)) == "own_record"
    assert not NothingToDisclose.objects.exists()


def test_the_page_says_what_to_check_and_takes_the_answer(
    staff: Client, course: Course, form: DisclosureForm, manager: User
) -> None:
    text = staff.get(review(form)).text
    assert "ended within the 24 months before the signature must still be disclosed" in text
    assert "<li>Acme: consultant (signed January 7, 2026)</li>" in text
    answer = staff.post(review(form), {"course": course.slug}, follow=True)
    assert "Accepted: nothing is left to disclose for Listening." in answer.text
    assert NothingToDisclose.objects.get().accepted_by == manager
    assert "Accepted by Mia Manager, " in answer.text
    assert "must still be disclosed" not in answer.text


def test_where_nothing_was_disclosed_before_there_is_nothing_to_decide(
    staff: Client, course: Course
) -> None:
    text = staff.get(review(course.roles.all()[0].person.disclosures.get())).text
    assert "Nothing to decide: this course shows no earlier relationship" in text
    assert "Accept: " not in text


def test_it_can_be_accepted_before_a_role_in_another_course(
    staff: Client, course: Course, form: DisclosureForm
) -> None:
    other = make_course(series=course.series, title="Speaking")
    other.roles.all().delete()
    assert f'id="course-{other.pk}"' not in staff.get(review(form)).text
    text = staff.get(review(form), {"course": other.slug}).text
    assert f'id="course-{other.pk}"' in text


def test_the_page_that_nobody_may_judge_for_offers_no_button(
    course: Course, form: DisclosureForm
) -> None:
    viewer = sign_in(make_staff("reviewer", course.series.provider))
    assert "Accept: " not in viewer.get(review(form)).text
    assert viewer.post(review(form), {"course": course.slug}).status_code == 404


def test_what_waits_stands_on_the_staff_home_the_step_people_and_the_person_s_page(
    staff: Client, course: Course, form: DisclosureForm, manager: User
) -> None:
    person = reverse("disclosure:person", args=[form.person_id])
    step = reverse("authoring:edit-people", args=[course.slug])
    assert "relationship to review in Listening" in staff.get("/admin/").text
    assert "1 to review for this course" in staff.get(step).text
    assert f'href="{review(form)}#course-{course.pk}"' in staff.get(person).text
    accept(form, course, manager)
    assert "1 to judge" not in staff.get(person).text
    assert "waits in Listening" not in staff.get("/admin/").text


def test_a_paper_form_is_mended_while_it_waits_and_stays_once_accepted(
    course: Course, form: DisclosureForm, manager: User
) -> None:
    assert not is_final(form)
    assert not is_on_record(form)
    accept(form, course, manager)
    assert is_final(form)
    assert is_on_record(form)


def test_a_paper_form_told_without_a_look_stays_while_it_is_told(course: Course) -> None:
    person = Person.objects.get()
    first = person.disclosures.get()
    assert is_final(first)
    Course.objects.update(published_at=None)
    assert not is_final(first)


def test_paper_that_is_mended_after_a_page_was_drawn_is_not_accepted_unread(
    staff: Client, course: Course, form: DisclosureForm
) -> None:
    form.relationships.create(company="Devices Ltd", nature="speaker")
    assert staff.post(review(form), {"course": course.slug}).status_code == 409
    assert not NothingToDisclose.objects.exists()
