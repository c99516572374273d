"""Commercial support stands among the closing figures, with totals, on the page and in its file."""

from decimal import Decimal

import pytest
from django.test import Client

from analytics.services.support_figures import support_figures
from courses.models import Course, SupportNature
from tests.factories import make_course, make_support
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db
IN_KIND = SupportNature.IN_KIND


@pytest.fixture
def course() -> Course:
    course = make_course(slug="supported")
    make_support(course=course)
    make_support(course=course, amount=Decimal("1000.50"), use="")
    make_support(course=course, nature=IN_KIND, in_kind="A room", amount=Decimal(300))
    make_support(course=course, source="Lab Co.", nature=IN_KIND, in_kind="Probes", amount=None)
    return course


@pytest.fixture
def viewer(course: Course) -> Client:
    return client_of("viewer", course.series.provider)


def test_companies_grants_and_what_was_given_in_kind_are_added_up(course: Course) -> None:
    found = support_figures(course)
    assert (found.sources, found.in_kind) == (2, 2)
    assert (found.grants, found.in_kind_value) == (Decimal("3500.50"), Decimal(300))
    assert found.total == Decimal("3800.50")
    assert [each.amount for each in found.without_use] == [Decimal("1000.50")]


def test_the_closing_totals_show_them(viewer: Client) -> None:
    page = viewer.get("/admin/reports/supported/totals/").text
    assert "Companies that gave support" in page
    assert "3,500.50" in page
    assert "Worth $300.00" in page
    assert "Not recorded yet how it was used: Acme Devices, Inc." in page


def test_their_file_has_a_line_for_each_and_the_totals(viewer: Client) -> None:
    answer = viewer.get("/admin/reports/supported/totals/?csv=support")
    assert "supported-support.csv" in answer["Content-Disposition"]
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Company,Kind,Given in kind,US dollars,Use,Agreement signed"
    assert '"Acme Devices, Inc.",Educational grant,,2500.00,Recording and captions.' in lines[1]
    assert lines[4].startswith("Lab Co.,Support in kind,Probes,,")
    assert lines[5] == "Total: 2 companies,,,3800.50,,"


def test_that_there_was_none_is_said(course: Course, viewer: Client) -> None:
    course.support.all().delete()
    page = viewer.get("/admin/reports/supported/totals/").text
    assert "This activity received no commercial support." in page
    assert "Companies that gave support" not in page
    Course.objects.update(no_commercial_support=False)
    assert "Nothing is recorded." in viewer.get("/admin/reports/supported/totals/").text
