"""The result of the post-test: what is shown after a fail, after a pass, and after the last attempt."""

import re
from collections.abc import Iterator

import pgtrigger
import pytest
import time_machine
from django.test import Client

from progress.models import Attempt, Enrolment
from progress.services.attempts import open_attempt
from tests import factories
from tests.progress.pages import finish, html_of, places, text_of, url_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def enrolment(client: Client) -> Enrolment:
    enrolment = factories.watched()
    client.force_login(enrolment.user)
    return enrolment


@pytest.fixture
def attempt(enrolment: Enrolment) -> Attempt:
    return open_attempt(enrolment=enrolment, now=NOW)


@pytest.fixture
def limited(client: Client) -> Enrolment:
    enrolment = factories.watched(course=factories.make_course(max_attempts=2))
    client.force_login(enrolment.user)
    return enrolment


def test_after_a_fail_the_page_says_where_to_look_and_never_the_key(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    response = client.post(url_of(enrolment), places(attempt, right=1), follow=True)
    text, html = text_of(response), html_of(response)
    assert "You scored 1 of 3" in text
    assert "You need 2 of 3 to pass." in text
    assert f'href="{url_of(enrolment, "progress:learn")}#t=65">Rewatch from 1:05</a>' in html
    assert "#t=35" not in html
    assert not re.search(r"Rationale|Citation|Right \d|Stem 1", text)
    assert "Try again" in text


def test_without_a_second_no_link_leads_into_the_video(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    with pgtrigger.ignore():
        attempt.assessment.questions.update(video_second=None)
    html = html_of(client.post(url_of(enrolment), places(attempt, right=1), follow=True))
    assert "Incorrect." in html
    assert "Rewatch" not in html


def test_after_a_pass_reasons_and_sources_are_shown_with_the_next_step(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    response = client.post(url_of(enrolment), places(attempt, right=2), follow=True)
    text = text_of(response)
    assert "Post-test passed" in text
    assert all(
        f"Explanation: Rationale {n}." in text and f"Citation {n}." in text for n in (1, 2, 3)
    )
    assert f'href="{url_of(enrolment, "progress:evaluation")}"' in html_of(response)
    assert "You needed 2 of 3 to pass." in text
    assert "2 correct answers, with explanations" in text


def test_explanations_are_promised_only_where_there_are_any(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    with pgtrigger.ignore():
        attempt.assessment.questions.update(rationale="")
    html = html_of(client.post(url_of(enrolment), places(attempt, right=2), follow=True))
    assert "<summary>2 correct answers</summary>" in html


def test_after_the_last_attempt_reasons_are_shown_and_whom_to_ask(
    client: Client, limited: Enrolment
) -> None:
    for right in (0, 1):
        finish(limited, right=right)
    text = text_of(client.get(url_of(limited)))
    assert "You’ve used all 2 attempts at the post-test. To ask for another, email" in text
    assert "Rationale 1." in text
    assert "Try again" not in text


def test_after_the_last_attempt_a_post_opens_no_other(client: Client, limited: Enrolment) -> None:
    for _ in range(2):
        finish(limited, right=0)
    response = client.post(url_of(limited), follow=True)
    assert "email education@example.org" in text_of(response)
    assert Attempt.objects.count() == 2


def test_submitting_twice_shows_the_same_result(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    client.post(url_of(enrolment), places(attempt, right=3))
    client.post(url_of(enrolment), places(attempt, right=0))
    assert "You scored 3 of 3" in text_of(client.get(url_of(enrolment)))
    assert Enrolment.objects.get().test_passed_at == NOW


def test_after_a_pass_no_attempt_can_be_started(client: Client) -> None:
    enrolment = factories.passed()
    client.force_login(enrolment.user)
    client.post(url_of(enrolment))
    assert Attempt.objects.count() == 1
    assert "Post-test passed" in text_of(client.get(url_of(enrolment)))


def test_an_earlier_attempt_stays_to_be_read(client: Client, enrolment: Enrolment) -> None:
    finish(enrolment, right=1)
    finish(enrolment, right=3)
    text = text_of(client.get(url_of(enrolment), {"attempt": "1"}))
    assert "You scored 1 of 3" in text
    assert "Attempt 2 3 of 3 correct · passed · November 23, 2026" in text


def test_an_earlier_attempt_leads_back_to_the_open_one(
    client: Client, enrolment: Enrolment
) -> None:
    finish(enrolment, right=1)
    open_attempt(enrolment=enrolment, now=NOW)
    text = text_of(client.get(url_of(enrolment), {"attempt": "1"}))
    assert "Continue attempt 2" in text
    assert "Rationale" not in text


@pytest.mark.parametrize("number", ["2", "0", "x", ""])
def test_a_result_that_is_not_there_is_404(
    client: Client, enrolment: Enrolment, number: str
) -> None:
    finish(enrolment, right=1)
    open_attempt(enrolment=enrolment, now=NOW)
    assert client.get(url_of(enrolment), {"attempt": number}).status_code == 404


def test_who_began_keeps_the_page_when_the_course_is_retired(
    client: Client, enrolment: Enrolment
) -> None:
    finish(enrolment, right=3)
    type(enrolment.course).objects.update(retired_at=NOW)
    assert client.get(url_of(enrolment)).status_code == 200


def test_sample_content_is_marked(client: Client) -> None:
    enrolment = factories.watched(course=factories.make_course(is_sample=True))
    client.force_login(enrolment.user)
    assert "Sample: no credit is awarded" in text_of(client.get(url_of(enrolment)))


def test_the_result_of_a_closed_enrolment_can_still_be_read(
    client: Client, enrolment: Enrolment
) -> None:
    finish(enrolment, right=3)
    Enrolment.objects.update(closed_at=NOW)
    text = text_of(client.get(url_of(enrolment)))
    assert "You scored 3 of 3" in text
    assert "The course team has closed this course for you." in text
