"""Items of an evaluation: from the library or one's own, and what is still missing."""

import pytest

from authoring.services.evaluation_items import add_from_library, asks_for_harm, library_for
from authoring.services.version_rows import ITEMS
from courses.models import EvaluationForm, EvaluationItem, EvaluationLibraryItem
from publishing.services.version_checks import errors_of_evaluation, outcomes_missing
from tests import factories
from tests.authoring.kinds import keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def form() -> EvaluationForm:
    course = factories.make_course(objectives=["Name two ways to listen.", "AMA rules apply."])
    return factories.make_evaluation(course=course, version=2, released_at=None)


def library(name: str) -> EvaluationLibraryItem:
    return EvaluationLibraryItem.objects.get(name=name)


def test_an_item_about_objectives_is_made_for_each(form: EvaluationForm) -> None:
    made = add_from_library(course=form.course, item_ids=[library("Learning objectives met").pk])
    assert [item.prompt for item in made] == [
        "After this activity I am able to: name two ways to listen.",
        "After this activity I am able to: AMA rules apply.",
    ]
    assert [(item.key, item.purpose) for item in made] == [
        ("objectives-1", "objectives"),
        ("objectives-2", "objectives"),
    ]


def test_what_is_asked_already_is_not_added_again(form: EvaluationForm) -> None:
    ids = list(library_for(form.course).values_list("pk", flat=True))
    first = add_from_library(course=form.course, item_ids=ids)
    assert len(first) == len(ids) + 1  # two objectives
    assert add_from_library(course=form.course, item_ids=ids) == []
    assert len(set(keys(ITEMS, form.course))) == 4 + len(first)


def test_the_library_is_complete_neutral_and_warns_of_patient_information() -> None:
    course = factories.make_course(objectives=["Listen."])
    form = factories.make_evaluation(course=course, version=2, released_at=None)
    form.items.all().delete()
    ids = list(library_for(course).values_list("pk", flat=True))
    add_from_library(course=course, item_ids=ids)
    items = list(form.items.all())
    assert errors_of_evaluation(form, items) == []
    assert outcomes_missing(items) == []
    assert not [item for item in items if asks_for_harm(item.prompt)]
    texts = [item.prompt for item in items if item.kind == "text"]
    assert all("Do not enter patient information." in text for text in texts)


def test_a_provider_has_its_own_items_and_not_those_of_others(form: EvaluationForm) -> None:
    named = {"purpose": "", "kind": "text", "prompt": "Ours?"}
    own = EvaluationLibraryItem.objects.create(
        name="Own", provider=form.course.series.provider, **named
    )
    other = EvaluationLibraryItem.objects.create(
        name="Other", provider=factories.make_provider(), **named
    )
    offered = set(library_for(form.course))
    assert own in offered
    assert other not in offered
    assert add_from_library(course=form.course, item_ids=[other.pk]) == []


def test_the_outcomes_that_accme_asks_about_are_missed(form: EvaluationForm) -> None:
    codes = ["evaluation_objectives", "evaluation_bias", "evaluation_change"]
    assert [error.code for error in outcomes_missing(form.items.filter(purpose=""))] == codes
    asked = form.items.filter(purpose="bias")
    assert "evaluation_bias" not in [error.code for error in outcomes_missing(asked)]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("Have you ever been trafficked?", True),
        ("have you been harmed at work?", True),
        ("Has anyone been hurt?", True),
        ("Were you ever abused?", True),
        ("Have you been able to use the handout?", False),
        ("Were you able to hear the speaker?", False),
        ("What will you change?", False),
    ],
)
def test_no_item_asks_a_learner_about_harm(text: str, asks: bool) -> None:
    assert asks_for_harm(text) is asks


@pytest.mark.parametrize("kind", ["likert", "choice", "choices", "text"])
def test_an_own_item_of_every_kind_begins_unfinished(form: EvaluationForm, kind: str) -> None:
    item = ITEMS.add(course=form.course, sort=kind)
    codes = [error.code for error in errors_of_evaluation(form, list(form.items.all()))]
    needs_options = kind in {"choice", "choices"}
    assert codes == ["prompt_missing", *(["options_missing"] if needs_options else [])]
    assert item.position == 5


def test_a_copy_is_named_by_what_it_measures(form: EvaluationForm) -> None:
    copy = ITEMS.duplicate(course=form.course, row_id=form.items.all()[0].pk)
    assert copy.key == "objectives-1"
    assert keys(ITEMS, form.course) == ["scale", "objectives-1", "bias", "change", "comment"]


def test_an_evaluation_without_items_lacks_its_first(form: EvaluationForm) -> None:
    assert [error.code for error in errors_of_evaluation(form, [])] == ["evaluation_missing"]


def test_an_item_that_names_no_purpose_counts_by_what_it_says() -> None:
    item = EvaluationItem(key="free", prompt="Was it free of commercial bias?")
    assert "evaluation_bias" not in [error.code for error in outcomes_missing([item])]
