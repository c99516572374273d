"""Rights come from a role at a provider; elsewhere its holder is nobody."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.access import courses_with
from courses.models import Course
from providers.models import Membership
from providers.rights import RIGHTS, Right, may, providers_with
from tests import factories
from tests.staff_members import client_of, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", Membership.Role.values)
def test_a_role_holds_at_its_provider_and_nowhere_else(role: str) -> None:
    own, other = factories.make_provider(), factories.make_provider()
    user = make_staff(role, own)
    held = {right for right in Right if may(user, right, own)}
    assert held == set(RIGHTS[role])
    assert not any(may(user, right, other) for right in Right)


def test_a_superuser_may_do_everything_everywhere() -> None:
    provider = factories.make_provider()
    user = factories.make_user(is_staff=True, is_superuser=True)
    assert all(may(user, right, provider) for right in Right)
    assert providers_with(user, Right.TEAM).get() == provider


def test_a_role_of_who_is_no_longer_staff_is_worth_nothing() -> None:
    provider = factories.make_provider()
    user = make_staff("owner", provider)
    user.is_staff = False
    assert not any(may(user, right, provider) for right in Right)
    assert not providers_with(user, Right.TEAM).exists()


def test_courses_are_those_of_ones_own_providers() -> None:
    own, _ = factories.make_course(), factories.make_course()
    user = make_staff("manager", own.series.provider)
    assert list(courses_with(user, Right.AUTHOR)) == [own]
    assert not courses_with(user, Right.TEAM).exists()


def test_the_admin_lists_and_opens_only_ones_own_rows() -> None:
    own, other = factories.make_course(), factories.make_course()
    client = client_of("manager", own.series.provider)
    page = client.get(reverse("admin:courses_course_changelist")).content.decode()
    assert own.title in page
    assert other.title not in page
    assert _open(client, own).status_code == 200
    assert _open(client, other).status_code == 302  # Django: there is no such row


def _open(client: Client, course: Course) -> Any:
    return client.get(reverse("admin:courses_course_change", args=[course.pk]))
