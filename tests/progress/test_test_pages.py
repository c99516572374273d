"""The pages of the post-test: what is told, asked, kept and shown at each stage."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from portal.backends import private_storage
from progress.models import Attempt, Enrolment
from progress.services.attempts import open_attempt
from progress.services.test_paper import paper_of
from tests import factories
from tests.kept import lose_session, opened
from tests.progress.pages import html_of, places, text_of, url_of

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


# Before the first attempt


def test_signed_out_the_test_asks_to_sign_in_and_comes_back(client: Client) -> None:
    url = url_of(factories.watched())
    response = client.get(url)
    assert response["Location"] == f"{reverse('account_login')}?next={url}"


def test_an_unknown_course_is_404(client: Client, enrolment: Enrolment) -> None:
    assert client.get(reverse("progress:test", args=["no-such-course"])).status_code == 404


def test_a_wrong_method_is_refused(client: Client, enrolment: Enrolment) -> None:
    assert client.put(url_of(enrolment)).status_code == 405
    assert client.get(url_of(enrolment, "progress:answer")).status_code == 405


@pytest.mark.parametrize("method", ["get", "post"])
def test_before_the_start_the_page_leads_to_the_course(client: Client, method: str) -> None:
    course = factories.make_course()
    client.force_login(factories.make_user())
    response = getattr(client, method)(reverse("progress:test", args=[course.slug]))
    assert response.status_code == (200 if method == "get" else 409)
    assert "Review the course details" in text_of(response)
    assert f'href="{course.get_absolute_url()}"' in html_of(response)


def test_before_all_is_watched_the_page_says_what_is_missing(client: Client) -> None:
    enrolment = factories.enrol()
    client.force_login(enrolment.user)
    response = client.get(url_of(enrolment))
    assert response.status_code == 200
    assert "Watch the video: 0% watched, 90% needed." in text_of(response)
    assert "Start the post-test" not in text_of(response)


def test_before_all_is_watched_a_post_opens_nothing(client: Client) -> None:
    enrolment = factories.enrol()
    client.force_login(enrolment.user)
    assert client.post(url_of(enrolment)).status_code == 409
    assert not Attempt.objects.exists()


def test_terms_are_told_before_and_looking_opens_no_attempt(
    client: Client, limited: Enrolment
) -> None:
    text = text_of(client.get(url_of(limited)))
    assert "2 of 3 correct (pass mark 60%)" in text
    assert "2 of 2 left" in text
    assert not Attempt.objects.exists()


def test_an_attempt_that_was_granted_is_one_of_those_that_are_told(
    client: Client, limited: Enrolment
) -> None:
    by = factories.make_user()
    asked = {"asked_by": by, "asked_at": NOW, "put_forward_by": by, "put_forward_at": NOW}
    decided = {"decided_by": factories.make_user(), "decided_at": NOW, "approved": True}
    limited.exceptions.create(kind="attempt", reason="The power failed.", **asked, **decided)
    assert "3 of 3 left" in text_of(client.get(url_of(limited)))


@pytest.mark.parametrize(("draw", "told"), [(None, "3"), (2, "2, drawn at random from 3. A new")])
def test_terms_say_how_many_questions_are_asked(
    client: Client, draw: int | None, told: str
) -> None:
    course = factories.make_course(test=False)
    factories.make_test(course=course, draw=draw)
    enrolment = factories.watched(course=course)
    client.force_login(enrolment.user)
    assert f"Questions {told}" in text_of(client.get(url_of(enrolment)))


def test_the_title_is_neutral(client: Client, enrolment: Enrolment) -> None:
    html = html_of(client.get(url_of(enrolment)))
    assert f"<title>Post-test – {enrolment.course.short_title} – Courses</title>" in html


def test_the_steps_beside_the_terms_have_their_own_name(
    client: Client, enrolment: Enrolment
) -> None:
    assert '<ol class="stepper" aria-label="Your steps">' in html_of(client.get(url_of(enrolment)))


def test_starting_twice_opens_one_attempt(client: Client, enrolment: Enrolment) -> None:
    for _ in range(2):
        assert client.post(url_of(enrolment))["Location"] == url_of(enrolment)
    assert Attempt.objects.count() == 1


# The questions


def test_nothing_of_the_key_is_in_the_page(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    html = html_of(client.get(url_of(enrolment)))
    assert "Stem 1?" in html
    assert not re.search(r"Rationale|Citation|is_correct|correct=|video_second|\b1:05\b", html)


def test_values_are_places_in_the_shuffled_order(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    html = html_of(client.get(url_of(enrolment)))
    labels = re.findall(r'<label for="id_q1_(\d)">([^<]+)</label>', html)
    assert [text for _, text in labels] == [text for _, text in paper_of(attempt)[0].choices]
    assert re.findall(r'name="q1" value="(\d)"', html) == ["0", "1", "2", "3"]


def test_saved_answers_come_back_after_a_disconnect(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    posted = places(attempt, right=2)
    client.post(url_of(enrolment, "progress:answer"), {"attempt": attempt.pk, "q2": posted["q2"]})
    html = html_of(client.get(url_of(enrolment)))
    assert re.findall(r'name="(q\d)" value="(\d)"[^>]*checked', html) == [("q2", posted["q2"])]


def test_without_javascript_answers_are_saved_for_later(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    posted = places(attempt, right=3) | {"later": "1"}
    del posted["q1"]
    response = client.post(url_of(enrolment), posted)
    assert response["Location"] == reverse("dashboard")
    assert attempt.answers.count() == 2
    assert Attempt.objects.get().submitted_at is None


def test_without_javascript_answers_outlive_a_lost_session(
    client: Client, attempt: Attempt, tmp_path: Path, settings: Any
) -> None:
    settings.STORAGES = settings.STORAGES | {"private": private_storage(tmp_path)}
    url = url_of(attempt.enrolment)
    fields = opened(client, url) | {"q1": "1", "q3": "0"}
    lose_session(client)
    client.post(url, fields)
    client.force_login(attempt.enrolment.user)
    html = html_of(client.get(url))
    assert "Nothing was sent yet" in html
    for name, place in (("q1", "1"), ("q3", "0")):
        assert re.search(rf'name="{name}" value="{place}"[^>]* checked', html)
    attempt.refresh_from_db()
    assert attempt.submitted_at is None
    # A page of another attempt had its choices in another order.
    lose_session(client)
    client.post(url, fields | {"attempt": str(attempt.pk + 1)})
    client.force_login(attempt.enrolment.user)
    assert " checked" not in html_of(client.get(url)).replace('theme" value="system" checked', "")


def test_an_unanswered_question_is_named_and_nothing_is_lost(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    posted = places(attempt, right=3)
    del posted["q2"]
    response = client.post(url_of(enrolment), posted)
    html = html_of(response)
    assert response.status_code == 400
    assert '<a href="#id_q2_0">2. Stem 2? Choose an answer.</a>' in html
    assert html.count("checked") == 2
    assert attempt.answers.count() == 2


def test_an_unknown_place_is_bad_input(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    response = client.post(url_of(enrolment), places(attempt, right=3) | {"q1": "9"})
    assert response.status_code == 400
    assert "Choose one of the answers shown." in text_of(response)


@pytest.mark.parametrize("number", ["", "x", "0", "99999999999999999999"])
def test_an_attempt_that_is_not_there_is_404(
    client: Client, enrolment: Enrolment, attempt: Attempt, number: str
) -> None:
    posted = {**places(attempt, right=3), "attempt": number}
    assert client.post(url_of(enrolment), posted).status_code == 404
    assert client.post(url_of(enrolment, "progress:answer"), posted).status_code == 404


def test_another_learners_attempt_is_404_and_stays_as_it_is(
    client: Client, enrolment: Enrolment
) -> None:
    other = open_attempt(enrolment=factories.watched(course=enrolment.course), now=NOW)
    posted = places(other, right=3)
    assert client.post(url_of(enrolment), posted).status_code == 404
    assert client.post(url_of(enrolment, "progress:answer"), posted).status_code == 404
    assert not other.answers.exists()


# Saving as they are given


def test_the_answer_says_only_how_many_are_answered(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    url, posted = url_of(enrolment, "progress:answer"), places(attempt, right=1)
    for name in ("q1", "q2"):
        sent = {"attempt": attempt.pk, name: posted[name]}
        response = client.post(url, sent)
    assert response.json() == {"answered": 2, "questions": 3}


def test_a_right_and_a_wrong_answer_get_the_same_response(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    url = url_of(enrolment, "progress:answer")
    right, wrong = (places(attempt, right=n) for n in (3, 0))
    answers = [client.post(url, {"attempt": attempt.pk, "q1": p["q1"]}) for p in (right, wrong)]
    assert answers[0].content == answers[1].content


def test_signed_out_an_answer_is_refused_in_words_a_script_understands(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    client.logout()
    response = client.post(url_of(enrolment, "progress:answer"), places(attempt, right=1))
    assert (response.status_code, response.json()["code"]) == (401, "signed_out")


def test_an_answer_outside_the_choices_is_refused(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    sent = {"attempt": attempt.pk, "q1": "4"}
    response = client.post(url_of(enrolment, "progress:answer"), sent)
    assert (response.status_code, response.json()["code"]) == (400, "unknown_choice")


def test_an_answer_after_submission_is_refused(
    client: Client, enrolment: Enrolment, attempt: Attempt
) -> None:
    posted = places(attempt, right=1)
    client.post(url_of(enrolment), posted)
    response = client.post(url_of(enrolment, "progress:answer"), posted)
    assert (response.status_code, response.json()["code"]) == (409, "attempt_submitted")
