"""Nobody is told that a sample earns credit, and no real person is said to speak in it."""

import tomllib

import pytest
from django.test import Client

from tests import factories
from tests.sample.conftest import SERIES, SampleCourse

REAL = {
    "identification-and-response": "Anna Pastor",
    "approaches-and-resources": "Traci Kurtzer, M.D.",
}


def test_the_narrator_alone_has_a_role_as_faculty_and_planner(course: SampleCourse) -> None:
    people = tomllib.loads((SERIES / "series.toml").read_text(encoding="utf-8"))["people"]
    assert [person["name"] for person in people] == ["Sample narrator"]
    roles = course.toml("course.toml")["roles"]
    assert {(role["person"], role["role"]) for role in roles} == {
        ("sample-narrator", "faculty"),
        ("sample-narrator", "planner"),
    }


def test_the_real_presenters_are_named_as_those_of_the_real_programs(course: SampleCourse) -> None:
    description = " ".join((course.folder / "description.md").read_text(encoding="utf-8").split())
    name = REAL[course.folder.name]
    assert f"The real program of this title is presented by {name}" in description
    texts = (course.folder / "course.toml").read_text(encoding="utf-8")
    assert name.split()[-1].rstrip(",") not in texts


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/courses/", "{course}"])
def test_a_page_says_what_would_be_awarded_and_never_what_can_be_earned(
    client: Client, address: str
) -> None:
    course = factories.make_course(is_sample=True)
    url = address.format(course=course.get_absolute_url())
    page = client.get(url).content.decode()
    assert "In a real course: " in page
    assert "For credit you need one" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/courses/", "{course}"])
def test_a_line_of_facts_says_it_once_before_all_amounts(client: Client, address: str) -> None:
    offers = {"ama-pra-1": 1, "participation": 1}
    course = factories.make_course(is_sample=True, offers=offers)
    page = client.get(address.format(course=course.get_absolute_url())).content.decode()
    facts = page.partition('class="row-facts"')[2].partition("</ul>")[0]
    assert facts.count("In a real course:") == 1
    assert facts.count("up to 0.25") == (0 if address == "/courses/" else 2)
    assert "would be awarded" not in page
