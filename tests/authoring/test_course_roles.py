"""Who has which role in a course, as authors add, order and remove them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from courses.models import Course, FrontMatter, Role
from disclosure.services.review import version_of
from providers.models import Provider
from tests import factories
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return factories.make_course()


@pytest.fixture
def provider(course: Course) -> Provider:
    return course.series.provider


@pytest.fixture
def author(provider: Provider) -> Client:
    return client_of("manager", provider)


def test_roles_are_added_moved_and_removed(
    author: Client, course: Course, provider: Provider
) -> None:
    Course.objects.update(published_at=None)
    ben = factories.make_person(provider=provider, name="Ben Oak")
    sent = {"role-person": ben.pk, "role-kind": "planner", "role-assumed_on": "2026-06-01"}
    add = reverse("authoring:add-role", args=[course.slug])
    assert author.post(add, sent).status_code == 302
    assert author.post(add, sent).status_code == 400
    role = Role.objects.get(person=ben)
    change = reverse("authoring:change-role", args=[course.slug, role.pk])
    author.post(change, {"up": "1"})
    author.post(change, {"up": "1"})
    assert [each.person.name for each in course.roles.all()] == ["Ben Oak"] + 2 * ["Ann Lee"]
    assert "Never given" in author.get(reverse("authoring:edit-people", args=[course.slug])).text
    author.post(change, {"remove": "1"})
    assert not Role.objects.filter(person=ben).exists()
    assert author.post(change, {"remove": "1"}).status_code == 404


def test_only_people_of_the_providers_provider_can_be_chosen(
    author: Client, course: Course
) -> None:
    stranger = factories.make_person()
    sent = {"role-person": stranger.pk, "role-kind": "planner", "role-assumed_on": "2026-06-01"}
    assert author.post(reverse("authoring:add-role", args=[course.slug]), sent).status_code == 400


def test_nobody_joins_a_published_course_before_their_disclosure_is_valid(
    author: Client, course: Course, provider: Provider
) -> None:
    ben = factories.make_person(provider=provider, name="Ben Oak")
    sent = {"role-person": ben.pk, "role-kind": "planner", "role-assumed_on": "2026-06-01"}
    refused = author.post(reverse("authoring:add-role", args=[course.slug]), sent)
    assert refused.status_code == 400
    assert "Ben Oak, M.D.: no disclosure signed within 24 months." in refused.text
    assert not ben.roles.exists()
    factories.make_disclosure(person=ben, signed_on=timezone.now().date())
    assert author.post(reverse("authoring:add-role", args=[course.slug]), sent).status_code == 302
    told = FrontMatter.objects.filter(course=course).order_by("version").last()
    assert told is not None
    assert "Ben Oak" in str(told.document)


def test_who_has_relationships_is_judged_before_joining_a_published_course(
    author: Client, course: Course, provider: Provider
) -> None:
    ben = factories.make_person(provider=provider, name="Ben Oak")
    factories.make_disclosure(person=ben, signed_on=timezone.now().date())
    row = factories.make_relationship(course=course, person=ben)
    add = reverse("authoring:add-role", args=[course.slug])
    sent = {"role-person": ben.pk, "role-kind": "planner", "role-assumed_on": "2026-06-01"}
    refused = author.post(add, sent)
    assert refused.status_code == 400
    assert "Ben Oak, M.D., Acme: is it relevant to this course?" in refused.text
    page = reverse("publishing:disclosure", args=[row.form_id])
    assert f'id="course-{course.pk}"' not in author.get(page).text
    assert f'id="course-{course.pk}" open>' in author.get(page, {"course": course.slug}).text
    prefix = f"c{course.pk}-r{row.pk}"
    decided = {"course": course.slug, f"{prefix}-relevant": "no"}
    decided[f"{prefix}-seen"] = version_of(row, None)
    assert author.post(page, decided).status_code == 302
    assert author.post(add, sent).status_code == 302


def test_a_published_course_keeps_its_last_faculty(author: Client, course: Course) -> None:
    role = course.roles.all()[0]
    url = reverse("authoring:change-role", args=[course.slug, role.pk])
    refused = author.post(url, {"remove": "1"}, follow=True)
    assert "Name the faculty with their credentials." in refused.text
    assert course.roles.all()[0] == role
    assert not AuditEntry.objects.filter(action="role-removed").exists()
