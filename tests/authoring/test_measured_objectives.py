"""Questions name the objectives they measure: in the editor, in files, and among what publishing needs."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains

from accounts.errors import Refused
from authoring.services.copying import copy_course
from authoring.services.courses import change_course
from authoring.services.loading import SeriesErrors, load_series
from authoring.services.version_rows import QUESTIONS
from courses.models import Assessment, Course, Question
from providers.models import Provider
from publishing.services.checks import checklist
from publishing.services.publishing import Incomplete
from publishing.services.version_release import release_version
from tests import factories
from tests.authoring.forms import page_data, save
from tests.authoring.question_files import brought, outcomes, take
from tests.authoring.series_folder import edit
from tests.staff_members import client_of, make_staff

pytestmark = pytest.mark.django_db
LISTEN, CHOOSE = "Name two ways to listen.", "Choose one."
UNMEASURED = f"No question measures the objective “{CHOOSE}”"


@pytest.fixture
def course() -> Course:
    return factories.make_course(objectives=[LISTEN, CHOOSE], seconds=400)


@pytest.fixture
def draft(course: Course) -> Assessment:
    return factories.make_test(course=course, version=2, released_at=None)


@pytest.fixture
def client(course: Course) -> Client:
    return client_of("manager", course.series.provider)


def page_of(question: Question) -> str:
    slug = question.assessment.course.slug
    return reverse("authoring:edit-row", args=[slug, QUESTIONS, question.pk])


def step_of(course: Course) -> str:
    return reverse("authoring:edit-test", args=[course.slug])


def errors(course: Course) -> tuple[str, ...]:
    found = {each.check.code: each for each in checklist(course, now=factories.NOW)}
    return tuple(found["objective_unmeasured"].errors)


def test_the_editor_offers_the_objectives_of_the_course(client: Client, draft: Assessment) -> None:
    question = draft.questions.all()[0]
    Question.objects.filter(pk=question.pk).update(objectives=[LISTEN])
    data = page_data(client, page_of(question))
    assert data["objectives"] == [LISTEN]
    assert client.post(page_of(question), data | {"objectives": [CHOOSE]}).status_code == 302
    question.refresh_from_db()
    assert question.objectives == [CHOOSE]
    assert client.post(page_of(question), page_data(client, page_of(question))).status_code == 302
    question.refresh_from_db()
    assert question.objectives == [CHOOSE], "saved again as it was"


def test_a_question_may_be_saved_without_an_objective(client: Client, draft: Assessment) -> None:
    question = draft.questions.all()[0]
    data = page_data(client, page_of(question)) | {"objectives": []}
    assert client.post(page_of(question), data).status_code == 302
    question.refresh_from_db()
    assert question.objectives == []


def test_a_mended_objective_stays_marked_and_is_saved_as_it_reads_now(
    client: Client, course: Course, draft: Assessment
) -> None:
    Course.objects.update(objectives=["Name two ways to listen", "Choose  one."])
    question = draft.questions.all()[0]
    assert save(client, page_of(question)).status_code == 302
    question.refresh_from_db()
    assert question.objectives == ["Name two ways to listen", "Choose  one."]


def test_an_objective_that_is_none_any_more_is_refused_in_plain_words(
    client: Client, draft: Assessment
) -> None:
    question = draft.questions.all()[0]
    page = client.post(
        page_of(question), page_data(client, page_of(question)) | {"objectives": ["Sing."]}
    )
    assertContains(page, "“Sing.” is no longer one. Mark them again.", status_code=400)


def test_the_page_of_a_course_without_objectives_says_where_to_write_them(
    client: Client, draft: Assessment
) -> None:
    Course.objects.update(objectives=[])
    assertContains(client.get(page_of(draft.questions.all()[0])), "write them under About")


def test_the_post_test_shows_which_question_measures_what_and_which_objective_none(
    client: Client, course: Course, draft: Assessment
) -> None:
    first, second, _ = draft.questions.all()
    Question.objects.filter(assessment=draft).update(objectives=[])
    Question.objects.filter(pk__in=[first.pk, second.pk]).update(objectives=[LISTEN])
    page = client.get(step_of(course))
    measures = dict(page.context["measures"])
    assert [each.position for each in measures[LISTEN]] == [1, 2]
    assert measures[CHOOSE] == []
    assert [each.position for each in page.context["measure_none"]] == [3]
    assertContains(page, "No question</span>")
    assertContains(page, "Without an objective: question")
    assertContains(page, UNMEASURED)
    preview = reverse("authoring:preview-version", args=[course.slug, QUESTIONS, draft.pk])
    assertContains(client.get(preview), f"Measures: {LISTEN}", count=2)


def test_what_publishing_needs_names_each_objective_without_a_question(course: Course) -> None:
    assert errors(course) == ()
    course.objectives = [LISTEN, CHOOSE, "Plan for safety."]
    [error] = errors(course)
    assert "“Plan for safety.”" in error


def test_a_provider_may_make_it_advice(course: Course) -> None:
    Provider.objects.update(optional_checks=["objective_unmeasured"])
    course = Course.objects.get()
    course.objectives = [LISTEN, CHOOSE, "Plan for safety."]
    found = {each.check.code: each for each in checklist(course, now=factories.NOW)}
    assert not found["objective_unmeasured"].passed
    assert not found["objective_unmeasured"].required


def test_a_new_version_is_not_released_without_and_is_with(draft: Assessment) -> None:
    Question.objects.filter(assessment=draft).update(objectives=[LISTEN])
    actor = factories.make_user()
    with pytest.raises(Refused, match=UNMEASURED):
        release_version(version=draft, actor=actor, now=factories.NOW)
    Question.objects.filter(assessment=draft, position=1).update(objectives=[CHOOSE])
    release_version(version=draft, actor=actor, now=factories.NOW)
    draft.refresh_from_db()
    assert draft.released_at == factories.NOW


def test_a_new_version_and_a_copied_course_measure_the_same(course: Course) -> None:
    version = QUESTIONS.begin(course=course, actor=factories.make_user())
    copied = copy_course(
        source=course,
        series=course.series,
        title="Again",
        short_title="",
        slug="again",
        actor=factories.make_user(),
        now=factories.NOW,
    )
    for test in (version, copied.assessments.get()):
        assert [each.objectives for each in QUESTIONS.of(test)] == [[LISTEN, CHOOSE]] * 3


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("2", [CHOOSE]),
        ('"2, 1"', [LISTEN, CHOOSE]),
        ("1 and 2", [LISTEN, CHOOSE]),
        ("choose one", [CHOOSE]),
        ('"Choose one.\nName two ways to listen."', [LISTEN, CHOOSE]),
        ("<p>Choose one.</p>", [CHOOSE]),
        ("", []),
    ],
)
def test_a_table_names_objectives_by_number_or_text(
    draft: Assessment, cell: str, named: list[str]
) -> None:
    take(
        brought(
            draft.course, f"Question,A,B,Correct,Learning objective\nWhere?,Here,There,B,{cell}\n"
        )
    )
    assert draft.questions.get(position=4).objectives == named


@pytest.mark.parametrize("cell", ["3", "0", "Sing.", "1-2"])
def test_what_is_no_objective_comes_back_with_its_reason(draft: Assessment, cell: str) -> None:
    source = brought(draft.course, f"Question,A,B,Correct,Objective\nWhere?,Here,There,B,{cell}\n")
    assert outcomes(source) == [(2, "objective objective")]
    [reason] = source.lines.get().reasons
    assert (
        f"“{cell}” is not an objective of this course. Write its number, 1 to 2"
        in reason["message"]
    )


def test_a_question_of_gift_or_aiken_measures_nothing_yet(draft: Assessment) -> None:
    take(
        brought(
            draft.course,
            Path("questions.aiken"),
        )
    )
    brought_in = draft.questions.filter(position__gt=3)
    assert brought_in.exists()
    assert {tuple(each.objectives) for each in brought_in} == {()}


def test_a_folder_names_objectives_by_number(folder: Path) -> None:
    load_series(folder, now=factories.NOW)
    questions = Question.objects.order_by("position")
    assert [each.objectives for each in questions] == [[LISTEN], [LISTEN, CHOOSE]]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("[3]", "3 is none of them: there are 2."),
        ("[0]", "0 is none of them"),
        ('["Choose one."]', "Must be a list of whole numbers."),
        ("[true]", "Must be a list of whole numbers."),
        ("1", "Must be a list of whole numbers."),
    ],
)
def test_a_wrong_number_in_a_folder_is_named(folder: Path, value: str, message: str) -> None:
    edit(folder / "listening/test.toml", "objectives = [1]", f"objectives = {value}")
    with pytest.raises(SeriesErrors) as caught:
        load_series(folder, now=factories.NOW)
    [error] = caught.value.errors
    assert "questions[1].objectives" in str(error)
    assert message in str(error)


def test_a_folder_that_names_none_loads_as_a_draft_that_says_so(folder: Path) -> None:
    edit(folder / "listening/test.toml", "objectives = [1]\n", "")
    edit(folder / "listening/test.toml", "objectives = [1, 2]\n", "")
    load_series(folder, now=factories.NOW)
    course = Course.objects.get()
    assert course.published_at is None
    assert len(errors(course)) == 2


@pytest.mark.parametrize(
    "objectives",
    [
        ["Name two ways to listen well.", "Choose three.", "Plan."],
        [CHOOSE, LISTEN, "Describe whom to tell."],
    ],
    ids=["mended", "added"],
)
def test_objectives_of_a_live_course_stay_free(course: Course, objectives: list[str]) -> None:
    actor = make_staff("manager", course.series.provider)
    change_course(course=course, values={"objectives": objectives}, actor=actor, now=factories.NOW)
    course.refresh_from_db()
    assert course.objectives == objectives
    assert errors(course)  # It is shown all the same, and the next version needs it.
    with pytest.raises(Incomplete) as refused:
        change_course(course=course, values={"objectives": []}, actor=actor, now=factories.NOW)
    assert [each.code for each in refused.value.missing] == ["objectives_missing"]
