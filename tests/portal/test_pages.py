"""The pages of the house, and what every page of the site promises."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from certificates.services.revocation import revoke
from portal.models import Hotline, Installation
from tests import factories
from tests.certificates.conftest import claim

HOUSE = ["/", "/courses/", "/help/", "/privacy/", "/accessibility/", "/verify/"]
ERRORS = ["403.html", "403_csrf.html", "404.html", "429.html", "500.html", "503.html"]


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_no_database_and_carries_the_hotline(name: str) -> None:
    html = render_to_string(name)
    assert "1-888-373-7888" in html
    assert 'href="https://www.weather.gov/"' in html
    assert "you cannot report a case here" in html


@pytest.mark.django_db
def test_what_is_not_found_speaks_of_an_account_only_to_who_may_have_one(client: Client) -> None:
    page = client.get("/nowhere/").text
    assert '<a href="/accounts/login/">Sign in</a>' in page
    assert "Dashboard" not in page
    client.force_login(factories.make_user())
    page = client.get("/nowhere/").text
    assert "Sign in" not in page
    assert "Dashboard" in page
    assert "saved" not in page, "what was saved is not known here"


@pytest.mark.django_db
@pytest.mark.parametrize("path", HOUSE)
def test_a_page_for_visitors_sets_no_cookie_and_answers_304(client: Client, path: str) -> None:
    first = client.get(path)
    assert first.status_code == 200
    assert not first.cookies
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


@pytest.mark.django_db
@pytest.mark.parametrize("path", HOUSE)
def test_a_page_has_one_heading_landmarks_and_the_way_out(client: Client, path: str) -> None:
    factories.make_course()
    html = client.get(path).content.decode()
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert html.count('rel="nofollow noreferrer" draggable="false" data-exit data-exit-main') == 1
    assert not re.search(r"<script(?![^>]+src=)(?![^>]+application/json)|\son\w+=|\sstyle=", html)


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*HOUSE, "/dashboard/"])
def test_titles_are_neutral(client: Client, path: str) -> None:
    client.force_login(factories.make_user())
    title = re.search(r"<title>(.*?)</title>", client.get(path).content.decode(), re.DOTALL)
    assert title is not None
    assert "traffick" not in title[1].lower()


@pytest.mark.django_db
def test_whoever_is_signed_in_is_named_and_can_leave_on_every_page(client: Client) -> None:
    client.force_login(factories.make_user(full_name="Ann Example"))
    for path in [*HOUSE, "/dashboard/"]:
        html = client.get(path).content.decode()
        assert "Ann Example" in html
        assert "Not you?" in html
        assert re.search(r'<form method="post" action="/accounts/logout/" data-clear-device>', html)


@pytest.mark.django_db
def test_the_exit_goes_where_the_installation_says(client: Client) -> None:
    factories.make_course()
    Installation.objects.update_or_create(pk=1, defaults={"exit_url": "https://example.org/"})
    html = client.get("/help/").content.decode()
    assert html.count('href="https://example.org/" rel="nofollow noreferrer"') == 2


@pytest.mark.django_db
def test_hotlines_are_what_staff_entered(client: Client) -> None:
    factories.make_course()
    Hotline.objects.all().delete()
    Hotline.objects.create(name="Local line", phone="+13125550100", phone_display="312-555-0100")
    html = client.get("/help/").content.decode()
    assert 'href="tel:+13125550100"' in html
    assert "1-888-373-7888" not in html


@pytest.mark.django_db
def test_help_leads_to_where_another_format_is_asked_for(client: Client) -> None:
    assert "Request to read instead of watch" not in client.get("/help/").content.decode()
    course = factories.make_course()
    factories.make_course(retired_at=factories.NOW)
    html = client.get("/help/").content.decode()
    assert f'href="/courses/{course.slug}/accommodation/">{course.title}</a>' in html
    assert html.count("/accommodation/") == 1


@pytest.mark.django_db
def test_the_dashboard_names_the_one_next_step(client: Client) -> None:
    learner = factories.make_user()
    enrolment = factories.watched(user=learner)
    client.force_login(learner)
    html = client.get("/dashboard/").content.decode()
    assert f"/courses/{enrolment.course.slug}/test/" in html
    assert "Take the post-test" in html


@pytest.mark.django_db
def test_the_dashboard_names_the_other_parts_until_they_are_begun(client: Client) -> None:
    learner = factories.make_user()
    begun = factories.enrol(user=learner)
    other = factories.make_course(series=begun.course.series, title="The other part")
    client.force_login(learner)
    assert [course.pk for course in client.get("/dashboard/").context["others"]] == [other.pk]
    assert "The other part" in client.get("/dashboard/").content.decode()


@pytest.mark.django_db
def test_a_finished_course_is_not_what_to_continue_with(client: Client) -> None:
    done = factories.evaluated()
    claim(done, quarters=1)
    following = factories.make_course(series=done.course.series, position=2)
    client.force_login(done.user)
    answer = client.get("/dashboard/")
    html = answer.content.decode()
    assert "Continue where you left off" not in html
    assert f"{following.short_title} next" in html
    assert [row.course.pk for row in answer.context["completed"]] == [done.course.pk]
    assert "View certificate" in client.get(done.course.get_absolute_url()).text
    begun = factories.enrol(user=done.user, course=following)
    answer = client.get("/dashboard/")
    assert "Continue where you left off" in answer.content.decode()
    assert [row.course.pk for row in answer.context["in_progress"]] == [begun.course.pk]


@pytest.mark.django_db
def test_the_dashboard_asks_as_much_of_many_courses_as_of_one(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    learner = factories.make_user()
    for _ in range(3):
        factories.enrol(user=learner)
        factories.make_course()
    client.force_login(learner)
    with django_assert_max_num_queries(12):
        client.get("/dashboard/")


@pytest.mark.django_db
def test_a_retired_course_is_still_there_for_who_began_it(client: Client) -> None:
    enrolment = factories.enrol(course=factories.make_course(retired_at=factories.NOW))
    page = enrolment.course.get_absolute_url()
    assert client.get(page).status_code == 404
    client.force_login(enrolment.user)
    assert "Your progress" in client.get(page).content.decode()
    client.force_login(factories.make_user())
    assert client.get(page).status_code == 404


@pytest.mark.django_db
def test_the_dashboard_says_that_a_certificate_was_revoked(client: Client) -> None:
    enrolment = factories.evaluated()
    certificate = claim(enrolment, quarters=1)
    revoke(certificate=certificate, reason="Another person", now=factories.NOW)
    client.force_login(enrolment.user)
    html = client.get("/dashboard/").content.decode()
    assert "Your certificate was revoked." in html
    assert f'href="{certificate.get_absolute_url()}"' in html


@pytest.mark.django_db
def test_an_empty_dashboard_leads_to_the_courses(client: Client) -> None:
    client.force_login(factories.make_user())
    html = client.get("/dashboard/").content.decode()
    assert "You haven’t started a course yet" in html


@pytest.mark.django_db
def test_the_dashboard_is_closed_to_strangers(client: Client) -> None:
    answer = client.get("/dashboard/")
    assert answer.status_code == 302
    assert answer["Location"] == "/accounts/login/?next=/dashboard/"
