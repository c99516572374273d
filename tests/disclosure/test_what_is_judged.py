"""What a judgement must say, whom it excludes, and that it judges what staff saw."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.errors import Refused
from accounts.models import User
from courses.models import Course, Judgement, Relationship, Role
from courses.services.disclosure_statement import MITIGATED, disclosure_lines
from disclosure.services.review import Decision, is_final, judge, live_with_faults, version_of
from tests.factories import (
    NOW,
    REVIEWED_ON,
    make_course,
    make_disclosure,
    make_faculty,
    make_relationship,
)
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db
NOT_RELEVANT = Decision(relevant=False)
SAYS_NOTHING = [".", "…", "—", "\u2060", "\u3164", " \n "]


@pytest.fixture
def course() -> Course:
    return make_course(title="Listening")


@pytest.fixture
def manager(course: Course) -> User:
    return make_staff("manager", course.series.provider, full_name="Mia Manager")


def code_of(row: Relationship, course: Course, actor: User, decision: Decision) -> str:
    """Return the code of the refusal, or "" if it was kept."""
    try:
        judge(form=row.form, course=course, judgements={row.pk: decision}, actor=actor, now=NOW)
    except Refused as refusal:
        return refusal.code
    return ""


def told(course: Course) -> list[str]:
    return disclosure_lines(Course.objects.with_front_matter().get(pk=course.pk))


EXCLUDED: list[dict[str, Any]] = [
    {"kind": "", "nature": "Employee and owner"},
    {"kind": "", "nature": "Chief executive officer"},
    {"kind": "", "nature": "Owns half of it"},
    {"kind": "employee", "ended_on": date(2099, 1, 1)},
    {"kind": "owner", "ended_on": REVIEWED_ON + timedelta(days=1)},
    {"kind": "executive"},
]
ALLOWED: list[dict[str, Any]] = [
    {"kind": "", "nature": "consultant"},
    {"kind": "", "nature": "Grown speaker"},
    {"kind": "speaker", "nature": "Speaker for the owner"},
    {"kind": "employee", "ended_on": REVIEWED_ON},
]


@pytest.mark.parametrize("said", EXCLUDED)
def test_who_owns_or_works_there_when_the_role_is_assumed_is_excluded(
    course: Course, manager: User, said: dict[str, Any]
) -> None:
    row = make_relationship(course=course, **said)
    assert code_of(row, course, manager, NOT_RELEVANT) == "published_needs_it"
    excepted = Decision(relevant=False, exception="unrelated", exception_reason="It sells chairs.")
    assert code_of(row, course, manager, excepted) == ""


@pytest.mark.parametrize("said", ALLOWED)
def test_who_does_not_or_left_before_the_role_is_not_excluded(
    course: Course, manager: User, said: dict[str, Any]
) -> None:
    row = make_relationship(course=course, **said)
    assert code_of(row, course, manager, NOT_RELEVANT) == ""


def test_the_exception_is_asked_for_where_it_is_needed(course: Course, manager: User) -> None:
    field = f"c{course.pk}-r%s-exception_reason"
    late = make_relationship(course=course, kind="owner", ended_on=date(2026, 3, 1))
    early = make_relationship(course=course, kind="owner", ended_on=date(2024, 3, 1))
    page = sign_in(manager).get(reverse("publishing:disclosure", args=[late.form_id])).text
    assert f'name="{field % late.pk}"' in page
    assert f'name="{field % early.pk}"' not in page


def test_a_live_course_with_an_owner_of_before_kinds_were_asked_stands_on_the_home(
    course: Course,
) -> None:
    make_relationship(course=course, kind="", nature="Owner", relevant=False)
    assert live_with_faults(Course.objects.all()) == [course]


@pytest.mark.parametrize(
    ("said", "field"), [({"kind": ""}, "kind"), ({"ended_on": date(2099, 1, 1)}, "ended_on")]
)
def test_a_relationship_that_is_typed_has_a_kind_and_no_end_to_come(
    said: dict[str, Any], field: str
) -> None:
    values = {"company": "Acme", "nature": "Employee", "kind": "employee"} | said
    with pytest.raises(ValidationError) as caught:
        Relationship(**values).full_clean(exclude=["form"])
    assert set(caught.value.message_dict) == {field}


@pytest.mark.parametrize("said", SAYS_NOTHING)
def test_mitigation_that_says_nothing_is_none(course: Course, manager: User, said: str) -> None:
    row = make_relationship(course=course, kind="speaker")
    empty = Decision(relevant=True, mitigation=said, mitigated_on=REVIEWED_ON)
    assert code_of(row, course, manager, empty) == "mitigation_missing"
    prefix = f"c{course.pk}-r{row.pk}"
    typed = {"relevant": "yes", "mitigation": said, "mitigated_on": "2026-01-05"}
    answer = sign_in(manager).post(
        reverse("publishing:disclosure", args=[row.form_id]),
        {"course": course.slug} | {f"{prefix}-{name}": value for name, value in typed.items()},
    )
    assert "Say how it was mitigated." in answer.text
    assert MITIGATED not in told(course)


def test_a_day_of_mitigation_that_is_a_slip_is_refused_and_one_before_the_form_is_not(
    course: Course, manager: User
) -> None:
    row = make_relationship(course=course, kind="speaker")
    for day, code in ((date(1, 1, 1), "mitigated_too_early"), (date(2019, 5, 1), "")):
        decision = Decision(relevant=True, steps=("recused",), mitigated_on=day)
        assert code_of(row, course, manager, decision) == code


def test_what_was_corrected_after_the_page_was_drawn_is_not_judged_unread(
    course: Course, manager: User
) -> None:
    row = make_relationship(course=course, kind="consultant")
    seen = version_of(row, None)
    Relationship.objects.update(company="Beta", kind="speaker")
    row.refresh_from_db()
    stale = Decision(relevant=False, seen=seen)
    assert code_of(row, course, manager, stale) == "judged_meanwhile"
    prefix = f"c{course.pk}-r{row.pk}"
    typed = {"course": course.slug, f"{prefix}-relevant": "no", f"{prefix}-seen": seen}
    page = reverse("publishing:disclosure", args=[row.form_id])
    answer = sign_in(manager).post(page, typed)
    assert answer.status_code == 409
    assert "The disclosure was corrected after you opened this page" in answer.text
    assert not Judgement.objects.exists()
    typed[f"{prefix}-seen"] = version_of(row, None)
    assert sign_in(manager).post(page, typed).status_code == 302


def test_a_form_that_learners_were_told_of_stays_when_its_role_goes(
    course: Course, manager: User
) -> None:
    form = course.roles.all()[0].person.disclosures.get()
    make_faculty(course=course, name="Bob Roe")
    Course.objects.update(published_at=NOW - timedelta(days=9))
    Role.objects.filter(person=form.person).delete()
    assert is_final(form)
    place = f"/admin/courses/disclosureform/{form.pk}/delete/"
    assert sign_in(manager).post(place, {"post": "yes"}).status_code == 403


def test_a_form_that_a_newer_one_took_the_place_of_stays(course: Course) -> None:
    form = course.roles.all()[0].person.disclosures.get()
    make_disclosure(person=form.person, signed_on=date(2026, 2, 1))
    assert is_final(form)


def test_a_form_whose_role_was_never_in_a_published_course_can_be_mended(course: Course) -> None:
    Course.objects.update(published_at=None)
    form = course.roles.all()[0].person.disclosures.get()
    Role.objects.filter(person=form.person).delete()
    assert not is_final(form)
