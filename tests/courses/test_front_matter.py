"""What a learner is told before starting (DOMAIN §2.1), and the record of each version."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Max
from pytest_django import DjangoAssertNumQueries

from courses.front_matter_texts import FRONT_MATTER, FRONT_MATTER_TEXTS
from courses.models import Course, FrontMatter
from courses.services.front_matter import front_matter_document, record_front_matter
from courses.tasks import record_what_is_told
from providers.models import Provider
from tests.factories import make_course, make_faculty, make_relationship


def element(course: Course, key: str) -> dict[str, Any]:
    found = {part["key"]: part for part in front_matter_document(course)["elements"]}
    return dict(found.get(key, {}))


@pytest.mark.django_db
def test_a_complete_course_shows_every_element() -> None:
    # The disclosure is there without a note.
    needless = {text.key for text in FRONT_MATTER_TEXTS if not text.is_needed} - {"disclosure"}
    keys = [part["key"] for part in front_matter_document(make_course())["elements"]]
    assert keys == [part.key for part in FRONT_MATTER if part.key not in needless]


@pytest.mark.django_db
def test_an_element_without_content_is_left_out() -> None:
    course = make_course(bibliography="", copyright="")
    assert not element(course, "bibliography")
    assert not element(course, "copyright")


@pytest.mark.django_db
def test_faculty_stand_with_their_credentials_and_posts() -> None:
    assert element(make_course(), "faculty")["lines"] == [
        "Ann Lee, M.D. (Faculty and planner). Head of ward"
    ]


@pytest.mark.django_db
def test_the_pass_mark_and_attempts_are_told_before_the_start() -> None:
    assert element(make_course(), "minimum-performance")["lines"] == [
        "Pass mark: 60%. That is 2 of 3 questions.",
        "Attempts: no limit.",
    ]


@pytest.mark.django_db
def test_release_review_and_last_day_are_shown() -> None:
    assert element(make_course(), "dates")["lines"] == [
        "Released January 7, 2025",
        "Last reviewed January 7, 2026",
        "Credit can be claimed until the end of December 31, 2028",
    ]


@pytest.mark.django_db
def test_only_offers_that_are_enabled_and_valid_are_shown() -> None:
    course = make_course()
    course.offers.filter(credit_type__code="participation").update(valid_to=date(2026, 1, 1))
    assert element(course, "credit")["lines"] == ["0.25 *AMA PRA Category 1 Credits*™"]


@pytest.mark.django_db
def test_the_front_matter_needs_nine_statements_however_many_faculty(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    course = make_course()
    make_faculty(course=course, name="Ben Oak")
    make_faculty(course=course, name="Cay Elm")
    make_relationship(course=course, relevant=True)
    make_relationship(course=course, company="Devices Ltd", relevant=True)
    with django_assert_num_queries(10):
        front_matter_document(Course.objects.published().with_front_matter().get())


@pytest.mark.django_db
def test_the_same_text_is_recorded_once() -> None:
    course = make_course()
    assert record_front_matter(course) == record_front_matter(Course.objects.get())
    assert FrontMatter.objects.get().document == front_matter_document(course)


@pytest.mark.django_db
def test_a_changed_text_is_a_new_version_and_the_old_one_stands() -> None:
    course = make_course()
    first = record_front_matter(course)
    course.purpose = "To listen much better."
    second = record_front_matter(course)
    assert (first.version, second.version) == (1, 2)
    first.refresh_from_db()
    assert "To listen better." in str(first.document)


@pytest.mark.django_db
def test_what_a_published_course_tells_is_kept_whatever_changed_it() -> None:
    course = make_course()
    make_course(published_at=None, series=course.series)
    record_front_matter(course)
    Provider.objects.update(name="Valley Medical Society")
    for _ in range(2):
        record_what_is_told(timestamp=0)
    assert FrontMatter.objects.filter(course=course).count() == FrontMatter.objects.count() == 2


def at_once(write: Callable[[Course], object]) -> int:
    """Run `write` in 16 threads, one course; return how many failed."""

    def run(pk: int) -> bool:
        try:
            write(Course.objects.get(pk=pk))
        except Exception:  # noqa: BLE001  the control fails in more than one way
            return True
        finally:
            connection.close()
        return False

    with ThreadPoolExecutor(16) as pool:
        return sum(pool.map(run, [Course.objects.get().pk] * 16))


@pytest.mark.django_db(transaction=True)
def test_sixteen_learners_who_start_at_once_share_one_version() -> None:
    make_course()
    assert at_once(record_front_matter) == 0
    assert FrontMatter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_some_of_them_fail() -> None:
    make_course()

    def unguarded(course: Course) -> None:
        latest = FrontMatter.objects.aggregate(latest=Max("version"))["latest"] or 0
        FrontMatter.objects.create(course=course, version=latest + 1, digest="d", document={})

    assert at_once(unguarded) > 0
