"""Every step of the editor opens to its provider's staff, and to nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Course
from courses.views.desk.shell import STEPS
from tests.courses.catalogue import make_course, make_provider
from tests.staff import client_of

pytestmark = pytest.mark.django_db
NAMES = [name for _, _, name in STEPS]


@pytest.fixture
def course() -> Course:
    return make_course()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("role", ["manager", "reviewer"])
def test_a_step_opens_to_staff_of_the_provider(course: Course, name: str, role: str) -> None:
    answer = client_of(role, course.series.provider).get(reverse(name, args=[course.slug]))
    assert answer.status_code == 200
    assert course.title in answer.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_step_is_not_there_for_anybody_else(course: Course, name: str) -> None:
    address = reverse(name, args=[course.slug])
    other = make_provider(slug="other")
    assert client_of("owner", other).get(address).status_code == 404
    assert client_of("viewer", course.series.provider).get(address).status_code == 404
    assert Client().get(address)["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("name", NAMES)
def test_a_step_of_a_course_that_is_not_there_is_404(course: Course, name: str) -> None:
    client = client_of("owner", course.series.provider)
    assert client.get(reverse(name, args=["nothing"])).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_a_step_refuses_other_methods(course: Course, name: str) -> None:
    client = client_of("owner", course.series.provider)
    assert client.put(reverse(name, args=[course.slug])).status_code == 405


@pytest.mark.parametrize("name", NAMES)
def test_a_step_of_an_empty_course_opens(course: Course, name: str) -> None:
    empty = Course.objects.create(series=course.series, slug="empty", title="Empty")
    client = client_of("owner", course.series.provider)
    assert client.get(reverse(name, args=[empty.slug])).status_code == 200
