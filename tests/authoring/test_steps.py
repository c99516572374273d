"""Every step of the editor opens to its provider's staff, and to nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Course
from courses.step_layout import STEPS
from tests.courses.catalogue import make_course, make_provider
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db
NAMES = [name for _, _, name in STEPS]


@pytest.fixture
def course() -> Course:
    return make_course()


def test_each_step_opens_to_staff_of_the_provider_alone(course: Course) -> None:
    provider = course.series.provider
    manager, reviewer = client_of("manager", provider), client_of("reviewer", provider)
    others = [client_of("owner", make_provider(slug="other")), client_of("viewer", provider)]
    for name in NAMES:
        address = reverse(name, args=[course.slug])
        assert course.title in manager.get(address).content.decode()
        assert reviewer.get(address).status_code == 200
        assert [client.get(address).status_code for client in others] == [404, 404]
        assert Client().get(address)["Location"].startswith(reverse("account_login"))
        assert manager.put(address).status_code == 405
        assert manager.get(reverse(name, args=["nothing"])).status_code == 404


def test_each_step_of_an_empty_course_opens(course: Course) -> None:
    empty = Course.objects.create(series=course.series, slug="empty", title="Empty")
    client = client_of("owner", course.series.provider)
    for name in NAMES:
        assert client.get(reverse(name, args=[empty.slug])).status_code == 200
