"""The home page leads to one course: the one that was begun, or else the first."""

import pytest
from django.test import Client

from courses.models import Course
from portal.models import Installation
from tests import factories
from tests.certificates.conftest import claim

pytestmark = pytest.mark.django_db
PANEL = 'id="next-action"'


def test_a_visitor_is_led_to_the_first_course(client: Client) -> None:
    course = factories.make_course()
    page = client.get("/")
    assert page.context["first"] == course
    assert "View course" in page.text
    assert "Watch without an account." in page.text
    assert "In progress" not in page.text


def test_a_learner_is_led_to_the_next_step_of_what_was_begun(client: Client) -> None:
    factories.make_course()
    enrolment = factories.watched()
    client.force_login(enrolment.user)
    page = client.get("/")
    assert page.context["next"].status.course == enrolment.course
    assert f'href="/courses/{enrolment.course.slug}/test/"' in page.text
    assert "Take the post-test" in page.text
    assert page.text.count("In progress") == 1


def test_another_learners_progress_is_not_shown(client: Client) -> None:
    factories.watched()
    client.force_login(factories.make_user())
    page = client.get("/")
    assert "In progress" not in page.text
    assert page.context["next"] is None
    assert "Start here" in page.text
    assert "Watch without an account." not in page.text


def test_after_a_part_home_leads_to_the_next_one_as_the_dashboard_does(client: Client) -> None:
    factories.make_course()
    done = factories.evaluated()
    claim(done, quarters=1)
    following = factories.make_course(series=done.course.series, position=2)
    client.force_login(done.user)
    pages = client.get("/"), client.get("/dashboard/")
    assert [page.context["next"].status.course for page in pages] == [following, following]
    assert all(f"{following.short_title} next" in page.text for page in pages)
    factories.enrol(user=done.user, course=following)
    pages = client.get("/"), client.get("/dashboard/")
    assert all(page.context["next"].status.course == following for page in pages)
    assert all("Continue where you left off" in page.text for page in pages)


def test_who_has_completed_a_series_is_not_told_to_start(client: Client) -> None:
    done = factories.evaluated()
    claim(done, quarters=1)
    client.force_login(done.user)
    assert PANEL not in client.get("/").text
    factories.make_course()
    page = client.get("/")
    assert "Another course" in page.text
    assert "Start here" not in page.text


def test_an_empty_installation_has_a_neutral_home(client: Client) -> None:
    assert not Course.objects.exists()
    page = client.get("/")
    assert "No courses yet" in page.text
    assert PANEL not in page.text
    assert "How it works" not in page.text


def test_a_sample_is_said_to_be_one_once_at_the_top_where_all_are(client: Client) -> None:
    factories.make_course(is_sample=True)
    assert client.get("/").text.count("Sample: no credit is awarded") == 1
    factories.make_course(is_sample=False)
    page = client.get("/")
    assert "sample-banner" not in page.text
    assert page.text.count('class="mark mark-sample">Sample: no credit is awarded</span>') == 1


def test_who_it_is_for_is_written_as_its_markdown_says(client: Client) -> None:
    Installation.objects.update(audience="For clinicians\nwho *see* it.\n\n- One\n- Two")
    _, _, folded = client.get("/").text.partition("Who it is for</summary>")
    said = folded.partition("</details>")[0]
    assert "<p>For clinicians\nwho <em>see</em> it.</p>" in said
    assert "<br" not in said
    assert said.count("<p>") == 1
