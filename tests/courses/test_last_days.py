"""An offer may end before its course: the front matter says of each until when, and promises nothing beyond."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from courses.models import Course, CreditOffer
from courses.services.front_matter import digest_of, front_matter_document
from tests import factories
from tests.progress.pages import proof_now, text_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW
AMA = "0.50 *AMA PRA Category 1 Credits*™"
HOURS = "0.50 hours of participation"
EXPIRES = "Expires December 31, 2028"
GONE: dict[str, dict[str, Any]] = {
    "closed": {"closed_at": NOW, "closed_reason": "Withdrawn."},
    "over": {"valid_to": NOW.date() - timedelta(days=1)},
    "not yet": {"valid_from": NOW.date() + timedelta(days=1)},
}
PROMISES = ("can be claimed", "For credit you need", "To earn credit", "how to earn it")


@pytest.fixture
def course() -> Course:
    return factories.make_course(offers={"ama-pra-1": 2, "participation": 2})


def ama_ends(day: date) -> None:
    CreditOffer.objects.filter(credit_type__code="ama-pra-1").update(valid_to=day)


def told(*, days: int = 0, key: str = "dates") -> list[str]:
    """Return the lines of an element as they read so many days from now."""
    now = NOW + timedelta(days=days)
    elements = front_matter_document(Course.objects.get(), now=now)["elements"]
    lines = [each["lines"] for each in elements if each["key"] == key]
    return [line for each in lines for line in each if not line.startswith(("Released", "Last"))]


def test_each_offer_is_told_with_its_own_last_day(course: Course) -> None:
    ama_ends(NOW.date() + timedelta(days=10))
    assert told() == [
        EXPIRES,
        f"{AMA} can be claimed until the end of December 3, 2026",
        f"{HOURS} can be claimed until the end of December 31, 2028",
    ]
    assert told(days=11)[1] == f"{AMA} could be claimed until the end of December 3, 2026"
    assert told(days=11, key="credit") == [HOURS]


def test_the_only_offer_that_ends_first_leaves_no_promise_of_the_courses_day() -> None:
    factories.make_course(offers={"ama-pra-1": 2}, is_sample=True)
    ama_ends(NOW.date())
    assert told() == [
        EXPIRES,
        f"In a real course, {AMA} could be claimed until the end of November 23, 2026",
    ]
    assert told(days=1) == [EXPIRES, f"{AMA} could be claimed until the end of November 23, 2026"]


def test_after_the_course_each_is_told_with_the_day_until_which_it_was_offered(
    course: Course,
) -> None:
    ama_ends(NOW.date())
    Course.objects.update(expires_on=NOW.date() + timedelta(days=1))
    assert told(days=5, key="credit") == [
        f"{AMA} could be claimed until November 23, 2026.",
        f"{HOURS} could be claimed until November 24, 2026.",
    ]
    assert told(days=5, key="designation")[0].startswith("Until November 23, 2026, this")
    assert told(days=5)[0] == "Expired November 24, 2026"


@pytest.mark.parametrize("last", [None, factories.EXPIRES_ON, date(2030, 1, 1)])
def test_without_an_earlier_day_the_text_is_that_of_before(last: date | None) -> None:
    """Its digest must stay, or every learner would read that the page has changed."""
    factories.make_course(offers={"ama-pra-1": 2})
    before = [
        "Released January 7, 2025",
        "Last reviewed January 7, 2026",
        "Credit can be claimed until the end of December 31, 2028",
    ]
    document = front_matter_document(Course.objects.get(), now=NOW)
    assert [each["lines"] for each in document["elements"] if each["key"] == "dates"] == [before]
    CreditOffer.objects.update(valid_to=last)
    again = front_matter_document(Course.objects.get(), now=NOW)
    assert digest_of(again | {"offers": []}) == digest_of(document | {"offers": []})


@time_machine.travel(NOW, tick=False)
def test_the_table_before_the_start_says_it_too(client: Client, course: Course) -> None:
    page, said = course.get_absolute_url(), "can be claimed until the end of December 3, 2026"
    assert said not in text_of(client.get(page))
    ama_ends(NOW.date() + timedelta(days=10))
    assert said in text_of(client.get(page)).partition("Before you start")[2]


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("gone", GONE)
@pytest.mark.parametrize("signed_in", [False, True], ids=["guest", "learner"])
def test_where_nothing_is_on_offer_nobody_is_promised_credit(
    client: Client, course: Course, gone: str, signed_in: bool
) -> None:
    CreditOffer.objects.update(**GONE[gone])
    learn = reverse("progress:learn", args=[course.slug])
    pages = [course.get_absolute_url(), learn]
    if signed_in:
        client.force_login(factories.make_user(verified=True))
    else:
        pages.append(f"{learn}?read={proof_now(course)}")
    for page in pages:
        text = text_of(client.get(page))
        assert not [words for words in PROMISES if words in text], page
        assert signed_in or "This course offers no credit at present." in text
