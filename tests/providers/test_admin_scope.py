"""What the forms and filters of the admin offer: nothing of other providers."""

import pytest
from django.test import Client

from accounts.models import User
from courses.models import Course, Person, Series
from providers.models import Membership, Provider
from tests import factories
from tests.staff_members import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(db: None) -> Course:
    return factories.make_course()


@pytest.fixture
def elsewhere(db: None) -> Provider:
    provider = factories.make_provider()
    factories.make_course(provider=provider, title="Secret plans")
    factories.make_person(provider=provider, name="Fay Faraway")
    return provider


@pytest.fixture
def manager(here: Course, elsewhere: Provider) -> User:
    """Writes here, and only reads elsewhere."""
    user = make_staff("manager", here.series.provider)
    Membership.objects.create(provider=elsewhere, user=user, role="reviewer")
    return user


@pytest.fixture
def staff_client(manager: User) -> Client:
    return sign_in(manager)


def test_who_only_reads_at_a_provider_moves_nothing_there(
    staff_client: Client, here: Course
) -> None:
    Course.objects.update(
        published_at=None
    )  # A series with a published course does not move at all.
    page = staff_client.get(f"/admin/courses/series/{here.series_id}/change/")
    offered = page.context["adminform"].form.fields["provider"].queryset
    assert list(offered) == [here.series.provider]


def test_a_disclosure_is_entered_for_ones_own_people_only(
    staff_client: Client, here: Course
) -> None:
    page = staff_client.get("/admin/courses/disclosureform/add/")
    offered = page.context["adminform"].form.fields["person"].queryset
    assert set(offered) == set(Person.objects.filter(provider=here.series.provider))


@pytest.mark.parametrize("table", ["enrolment", "attempt", "creditexception"])
def test_filters_name_no_course_of_another_provider(
    here: Course, elsewhere: Provider, table: str
) -> None:
    factories.enrol(course=factories.make_course(series=here.series, title="Ours"))
    factories.enrol(course=factories.make_course(series=here.series, title="Ours, too"))
    staff_client = sign_in(make_staff("support", here.series.provider))
    page = staff_client.get(f"/admin/progress/{table}/").content.decode()
    assert "Secret plans" not in page


def test_the_list_of_courses_names_no_other_provider(here: Course, elsewhere: Provider) -> None:
    staff_client = sign_in(make_staff("manager", here.series.provider))
    assert elsewhere.name != here.series.provider.name
    assert elsewhere.name not in staff_client.get("/admin/courses/course/").content.decode()
    assert Series.objects.count() == 2
