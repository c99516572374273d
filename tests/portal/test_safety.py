"""Hotlines and “Exit this page” are chosen per series: where they show, and where nothing of them does."""

import re
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from courses.models import Course, Person, Series
from disclosure.services.disclosures import ask_for_disclosure, path_of
from portal.context import current_safety, forget_installation
from portal.models import Installation
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("a_fixed_day")]
OF_NO_COURSE = [
    *("/", "/courses/", "/help/", "/privacy/", "/accessibility/", "/verify/", "/nowhere/"),
    *("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"),
]
OF_A_LEARNER = ["/dashboard/", "/certificates/", "/credit-record/", "/accounts/profile/"]
NOTHING: dict[str, Any] = dict.fromkeys(Series.CHOSEN, False)
SPEAKS_OF_IT = re.compile(
    r"traffick|hotline|1-888|Exit this page|data-exit|exit-page|In an emergency|Leaving quickly",
    re.IGNORECASE,
)


def sepsis() -> Course:
    series = factories.make_series(title="Sepsis", **NOTHING)
    return factories.make_course(series=series, title="Sepsis in the emergency room")


def says(page: str) -> set[str]:
    return {found.lower() for found in SPEAKS_OF_IT.findall(page)}


def shows(page: str) -> tuple[bool, bool]:
    """Return whether a page has the exit, and whether it has the hotlines."""
    return "data-exit-main" in page, "1-888-373-7888" in page


@pytest.mark.parametrize("path", OF_NO_COURSE)
def test_an_empty_installation_says_nothing_of_a_subject(client: Client, path: str) -> None:
    assert says(client.get(path).text) == set()


@pytest.mark.parametrize("path", [*OF_NO_COURSE, *OF_A_LEARNER])
def test_a_page_of_no_course_shows_what_any_published_series_chose(
    client: Client, path: str
) -> None:
    if path in OF_A_LEARNER:
        client.force_login(factories.make_user())
    sepsis()
    assert says(client.get(path).text) == set()
    factories.make_course()
    forget_installation()
    assert shows(client.get(path).text) == (True, True)


@pytest.mark.parametrize(("exits", "hotlines"), [(True, False), (False, True)])
def test_each_is_chosen_for_itself(client: Client, exits: bool, hotlines: bool) -> None:
    course = factories.make_course()
    Series.objects.update(shows_exit=exits, shows_hotlines=hotlines)
    for path in ("/help/", course.get_absolute_url()):
        assert shows(client.get(path).text) == (exits, hotlines)


def test_a_series_that_learners_do_not_know_counts_for_nothing() -> None:
    course = factories.make_course(published_at=None)
    assert not current_safety().exit
    Course.objects.filter(pk=course.pk).update(published_at=timezone.now() + timedelta(days=1))
    forget_installation()
    assert not current_safety().exit


def test_a_retired_course_counts_for_those_who_began_it() -> None:
    factories.make_course(retired_at=timezone.now())
    assert current_safety().exit
    assert current_safety().hotlines


@pytest.mark.parametrize("name", ["400.html", "500.html", "503.html"])
def test_a_page_without_a_request_shows_what_was_read_last(name: str) -> None:
    assert shows(render_to_string(name)) == (True, True)  # nothing was read: better too much
    sepsis()
    current_safety()
    assert says(render_to_string(name)) == set()


def test_an_unexpected_error_reads_it_first(client: Client, monkeypatch: Any) -> None:
    def fail(*args: object) -> None:
        raise ValueError

    sepsis()
    client.raise_request_exception = False
    monkeypatch.setattr("courses.views.public.courses_with_credit", fail)
    answer = client.get("/courses/")
    assert answer.status_code == 500
    assert says(answer.text) == set()


def test_the_form_of_a_person_follows_the_courses_in_which_they_have_a_role(client: Client) -> None:
    factories.make_course()
    course = sepsis()
    person = Person.objects.get(roles__course=course, roles__kind="faculty")
    now = timezone.now()
    asked = ask_for_disclosure(
        person=person, actor=factories.make_user(), due_on=now.date(), by_mail=False, now=now
    )
    page = client.get(path_of(asked)).text
    assert person.name in page
    assert says(page) == set()
    person.roles.all().delete()  # In no course, the page is of none: what the installation shows.
    assert shows(client.get(path_of(asked)).text) == (True, True)


def test_the_form_of_a_person_shows_what_one_of_their_series_shows(client: Client) -> None:
    course = sepsis()
    person = Person.objects.get(roles__course=course, roles__kind="faculty")
    now = timezone.now()
    asked = ask_for_disclosure(
        person=person, actor=factories.make_user(), due_on=now.date(), by_mail=False, now=now
    )
    Series.objects.filter(title="Sepsis").update(shows_exit=True)
    assert shows(client.get(path_of(asked)).text) == (True, False)


def test_what_every_page_showed_before_stays() -> None:
    series = factories.make_series(**NOTHING)
    migration = import_module("courses.migrations.0028_former_series_show")
    migration.keep_what_every_page_showed(apps, None)
    series.refresh_from_db()
    assert all(getattr(series, name) for name in Series.CHOSEN)


@pytest.mark.parametrize("with_courses", [True, False])
def test_words_of_the_subject_stay_on_a_home_page_that_has_courses(with_courses: bool) -> None:
    migration = import_module("portal.migrations.0004_a_neutral_home")
    Installation.objects.update(**migration.SHIPPED)
    if with_courses:
        factories.make_course()
    migration.say_nothing_of_a_subject(apps, None)
    assert ("trafficking" in Installation.objects.get().headline) == with_courses


def test_words_that_staff_wrote_stay_too() -> None:
    migration = import_module("portal.migrations.0004_a_neutral_home")
    Installation.objects.update(**migration.SHIPPED | {"headline": "Ours"})
    migration.say_nothing_of_a_subject(apps, None)
    assert Installation.objects.get().headline == "Ours"
