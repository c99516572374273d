"""The step Evaluation: versions, items of one's own and of the library, and what ACCME would miss."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from authoring.services.version_rows import ITEMS
from courses.models import Course, EvaluationForm, EvaluationLibraryItem
from tests import factories
from tests.authoring.forms import page_data, save
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> Course:
    return factories.make_course(objectives=["Name two ways to listen."])


@pytest.fixture
def draft(course: Course) -> EvaluationForm:
    return factories.make_evaluation(course=course, version=2, released_at=None)


@pytest.fixture
def client(course: Course) -> Client:
    return client_of("manager", course.series.provider)


def at(name: str, *arguments: Any) -> str:
    return reverse(f"authoring:{name}", args=arguments)


def act(client: Client, course: Course, what: str) -> Any:
    return client.post(at("act-on-version", course.slug, ITEMS), {"act": what}, follow=True)


def item_page(draft: EvaluationForm, key: str = "scale") -> str:
    return at("edit-row", draft.course.slug, ITEMS, draft.items.get(key=key).pk)


def test_an_unfinished_version_is_not_released(
    client: Client, course: Course, draft: EvaluationForm
) -> None:
    draft.items.filter(key="bias").update(options=["Yes"])
    assert "give at least two answers" in act(client, course, "release").content.decode()


def test_missing_outcomes_are_told(client: Client, course: Course, draft: EvaluationForm) -> None:
    page = client.get(at("edit-evaluation", course.slug)).content.decode()
    assert "Ask whether the learning objectives were met." not in page
    draft.items.filter(key="scale").update(purpose="", prompt="How was it?")
    page = client.get(at("edit-evaluation", course.slug)).content.decode()
    assert "Ask whether the learning objectives were met." in page


def test_items_are_taken_from_the_library(
    client: Client, course: Course, draft: EvaluationForm
) -> None:
    page = client.get(at("evaluation-library", course.slug)).content.decode()
    assert "I am able to: name two ways to listen." in page
    ids = list(EvaluationLibraryItem.objects.values_list("pk", flat=True)[:2])
    data = {"items": ids}
    taken = client.post(at("evaluation-library", course.slug), data, follow=True)
    assert "2 items added." in taken.content.decode()
    again = client.post(at("evaluation-library", course.slug), data, follow=True)
    assert "The evaluation already asks all of that." in again.content.decode()


@pytest.mark.parametrize("items", [[], ["999999"], ["x"]])
def test_a_wrong_choice_from_the_library_is_refused(
    client: Client, course: Course, draft: EvaluationForm, items: list[str]
) -> None:
    answer = client.post(at("evaluation-library", course.slug), {"items": items})
    assert answer.status_code == 400
    assert draft.items.count() == 4


@pytest.mark.parametrize("kind", ["likert", "choice", "choices", "text"])
def test_an_own_item_is_written(client: Client, draft: EvaluationForm, kind: str) -> None:
    new = client.post(at("new-row", draft.course.slug, ITEMS), {"kind": kind})
    options = "" if kind == "text" else "One\nTwo\nThree\nFour\nFive"
    typed = {"prompt": "How was it?", "options": options, "purpose": "overall"}
    data = page_data(client, new["Location"]) | typed
    assert save(client, new["Location"], data).status_code == 302
    item = draft.items.get(position=5)
    assert (item.prompt, item.kind, item.purpose) == ("How was it?", kind, "overall")
    assert item.options == options.splitlines()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"prompt": "Have you ever been harmed?"}, "never asks whether a learner has been harmed"),
        ({"options": "Yes\nyes"}, "appears twice"),
        ({"options": "\n".join(map(str, range(21)))}, "Enter up to 20 answers"),
        ({"options": "x" * 301}, "longer than 300 characters"),
        ({"kind": "text", "options": "Yes\nNo"}, "Free text has no answers"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_typed_is_lost(
    client: Client, draft: EvaluationForm, typed: dict[str, str], message: str
) -> None:
    data = page_data(client, item_page(draft)) | {"prompt": "Typed with care."} | typed
    answer = save(client, item_page(draft), data)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert message in page
    assert data["prompt"] in page
    assert draft.items.get(key="scale").prompt == "I can name the signs."


def test_a_version_is_seen_as_a_learner_sees_it(client: Client, draft: EvaluationForm) -> None:
    page = client.get(at("preview-version", draft.course.slug, ITEMS, draft.pk)).content.decode()
    for words in ("I can name the signs.", "Strongly agree", "anything about a patient"):
        assert words in page


def test_without_a_version_being_written_nothing_is_added(client: Client, course: Course) -> None:
    answer = client.get(at("evaluation-library", course.slug), follow=True)
    assert "Edit as a new version" in answer.content.decode()


def test_the_library_refuses_other_methods(client: Client, draft: EvaluationForm) -> None:
    assert client.put(at("evaluation-library", draft.course.slug)).status_code == 405


def test_library_items_are_edited_by_who_they_belong_to(client: Client, course: Course) -> None:
    shared = EvaluationLibraryItem.objects.all()[0]
    own = EvaluationLibraryItem.objects.create(
        name="Own", provider=course.series.provider, kind="text", prompt="Ours?"
    )
    pages = [
        reverse("admin:courses_evaluationlibraryitem_change", args=[row.pk])
        for row in (shared, own)
    ]
    read, edited = (client.get(page).content.decode() for page in pages)
    assert 'name="_save"' not in read
    assert 'name="_save"' in edited
    other = client_of("owner", factories.make_provider())
    assert other.get(pages[1]).status_code != 200
