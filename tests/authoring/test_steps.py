"""Every step of the editor shows its course, and writes only by the method that is meant."""

import pytest
from django.urls import reverse

from courses.models import Course
from courses.step_layout import STEPS
from tests.factories import make_course, make_new_course
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db
NAMES = [name for _, _, name in STEPS]


@pytest.fixture
def course() -> Course:
    return make_course()


def test_each_step_shows_its_course(course: Course) -> None:
    manager = client_of("manager", course.series.provider)
    for name in NAMES:
        address = reverse(name, args=[course.slug])
        assert course.title in manager.get(address).content.decode()
        assert manager.put(address).status_code == 405
        assert manager.get(reverse(name, args=["nothing"])).status_code == 404


def test_each_step_of_an_empty_course_opens(course: Course) -> None:
    empty = make_new_course(series=course.series)
    client = client_of("owner", course.series.provider)
    for name in NAMES:
        assert client.get(reverse(name, args=[empty.slug])).status_code == 200
