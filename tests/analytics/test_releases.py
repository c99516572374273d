"""Evaluations reach the report five or more at a time, and then whole."""

import uuid
from collections import Counter
from datetime import date, timedelta

import pytest

from analytics.models import Comment, EvaluationRelease, OptionCount
from analytics.services.releases import release_evaluations
from analytics.tasks import release
from courses.models import EvaluationForm
from progress.models import EvaluationResponse
from progress.tasks import reorder
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture
def form() -> EvaluationForm:
    return factories.make_course().evaluations.get()


def send(form: EvaluationForm, number: int, **answers: object) -> None:
    for _ in range(number):
        EvaluationResponse.objects.create(
            key=uuid.uuid4(), form=form, month=date(2026, 11, 1), answers=answers
        )


def counted(form: EvaluationForm) -> Counter[tuple[str, int]]:
    found: Counter[tuple[str, int]] = Counter()
    for row in OptionCount.objects.filter(release__form=form).select_related("item"):
        found[row.item.key, row.option] += row.count
    return found


def test_four_wait(form: EvaluationForm) -> None:
    send(form, 4, scale=4)
    assert release_evaluations(now=NOW) == 0
    assert not EvaluationRelease.objects.exists()


def test_five_are_released_whole(form: EvaluationForm) -> None:
    send(form, 3, scale=4, bias=0, change=[0, 2])
    send(form, 2, scale=1, bias=1, comment="More cases, please.")
    assert release(timestamp=0) == 5
    assert counted(form) == {
        ("scale", 4): 3,
        ("scale", 1): 2,
        ("bias", 0): 3,
        ("bias", 1): 2,
        ("change", 0): 3,
        ("change", 2): 3,
    }
    assert [comment.text for comment in Comment.objects.all()] == ["More cases, please."] * 2


def test_more_are_added_when_there_are_five_more(form: EvaluationForm) -> None:
    send(form, 6, scale=4)
    release_evaluations(now=NOW)
    send(form, 4, scale=0)
    assert release_evaluations(now=NOW) == 0
    assert counted(form) == {("scale", 4): 6}
    send(form, 1, scale=0)
    assert release_evaluations(now=NOW) == 5
    assert counted(form) == {("scale", 4): 6, ("scale", 0): 5}
    assert EvaluationRelease.objects.get().responses == 11


def test_who_compares_two_months_finds_five_between_them(form: EvaluationForm) -> None:
    send(form, 7, scale=4)
    release_evaluations(now=NOW)
    send(form, 3, scale=2)
    later = NOW + timedelta(days=31)
    assert release_evaluations(now=later) == 0
    send(form, 2, scale=2)
    release_evaluations(now=later)
    months = EvaluationRelease.objects.order_by("month").values_list("month", "responses")
    assert list(months) == [(date(2026, 11, 1), 7), (date(2026, 12, 1), 5)]


def test_releasing_again_adds_nothing_and_takes_no_text_twice(form: EvaluationForm) -> None:
    send(form, 5, scale=4, comment="Thank you.")
    release_evaluations(now=NOW)
    reorder(timestamp=0)
    assert release_evaluations(now=NOW) == 0
    assert Comment.objects.count() == 5
    assert counted(form) == {("scale", 4): 5}


def test_an_empty_text_is_no_comment(form: EvaluationForm) -> None:
    send(form, 5, scale=4, comment="  ")
    release_evaluations(now=NOW)
    assert not Comment.objects.exists()


def test_each_version_waits_for_its_own_five(form: EvaluationForm) -> None:
    send(form, 4, scale=4)
    send(factories.make_evaluation(course=form.course, version=2), 4, scale=4)
    assert release_evaluations(now=NOW) == 0
