"""Questions at their edges: another provider's course, and what pages say of it."""

import pytest
from django.urls import reverse

from authoring.services.question_import import QuestionImport
from authoring.services.version_rows import discard_version
from courses.models import Assessment, Course
from imports.models import Import
from tests import factories
from tests.authoring.question_files import brought, outcomes, take, undo
from tests.staff_members import client_of, make_staff

pytestmark = pytest.mark.django_db
HEAD = "stem,choice_1,choice_2,choice_3,right,rationale,citation,time,topic\n"


@pytest.fixture
def draft() -> Assessment:
    course = factories.make_course(seconds=400)
    return factories.make_test(course=course, version=2, questions=0, released_at=None)


@pytest.fixture
def course(draft: Assessment) -> Course:
    return draft.course


def test_questions_stay_with_their_course_whoever_has_its_address_now(
    course: Course, draft: Assessment
) -> None:
    source = brought(course, f"{HEAD}Where?,a,b,,A\n")
    address = course.slug
    Course.objects.filter(pk=course.pk).update(slug="renamed")
    other = factories.make_course(provider=factories.make_provider(), slug=address, seconds=400)
    others = factories.make_test(course=other, version=2, questions=0, released_at=None)
    assert take(source).state == Import.State.DONE
    assert (draft.questions.count(), others.questions.count()) == (1, 0)


def test_nothing_is_taken_or_undone_at_another_provider(course: Course, draft: Assessment) -> None:
    taken = take(brought(course, f"{HEAD}Where?,a,b,,A\n"))
    waiting = brought(course, f"{HEAD}Why?,a,b,,A\n")
    series = factories.make_course(provider=factories.make_provider()).series
    Course.objects.filter(pk=course.pk).update(series=series)
    waiting = take(waiting)
    assert outcomes(waiting) == [(2, "course_gone")]
    taken = undo(taken)
    assert (taken.state, draft.questions.count()) == (Import.State.DONE, 1)
    assert taken.error.startswith("The course of this file is gone")
    page = client_of("manager", taken.provider).get(taken.url())
    assert page.status_code == 200


def test_without_a_test_being_written_the_way_to_one_is_shown(
    course: Course, draft: Assessment
) -> None:
    discard_version(version=draft, actor=factories.make_user())
    way = [("Open a course, then Post-test", reverse("authoring:courses"))]
    assert QuestionImport().starts(make_staff("manager", course.series.provider)) == way
    assert QuestionImport().starts(make_staff("reviewer", course.series.provider)) == []


def test_a_column_named_key_has_the_right_choices(course: Course) -> None:
    source = brought(course, "Question,A,B,Key\nWhere?,Here,There,B\n")
    assert source.lines.get().values["right"] == 1


def test_a_ninth_choice_comes_back(course: Course) -> None:
    head = "Question," + ",".join(f"Option {number}" for number in range(1, 10))
    rows = "Where?,a,b,c,d,e,f,g,h,i,A\nWhy?,a,b,,,,,,,,A\n"
    source = brought(course, f"{head},Answer\n{rows}")
    assert outcomes(source) == [(2, "too_many_choices"), (3, "good")]


@pytest.mark.parametrize(
    ("row", "choices", "right"),
    [
        ("Where?,A. foo,B. bar,,A", ["foo", "bar"], 0),
        ("Where?,a) foo,b) bar,c) baz,bar", ["foo", "bar", "baz"], 1),
        ("Where?,A. fumigatus,B. cereus,,B", ["A. fumigatus", "B. cereus"], 1),
        ("Is it?,TRUE,FALSE,,T", ["TRUE", "FALSE"], 0),
    ],
)
def test_choices_lose_their_own_letters(
    course: Course, row: str, choices: list[str], right: int
) -> None:
    values = brought(course, f"{HEAD}{row}\n").lines.get().values
    assert (values["choices"], values["right"]) == (choices, right)


def test_of_many_tests_being_written_the_newest_are_shown_and_the_way_to_the_others(
    course: Course, draft: Assessment
) -> None:
    provider = course.series.provider
    for _ in range(10):
        other = factories.make_course(provider=provider, seconds=400)
        factories.make_test(course=other, version=2, questions=0, released_at=None)
    starts = QuestionImport().starts(make_staff("manager", provider))
    assert len(starts) == 11
    assert starts[0][1] == reverse("imports:questions-new", args=[other.pk])
    assert reverse("imports:questions-new", args=[course.pk]) not in {to for _, to in starts}
    assert starts[-1] == ("Open a course, then Post-test", reverse("authoring:courses"))
