"""The pages of the post-test: what is told, asked, kept and shown at each stage."""

import re

import pytest
import time_machine
from django.urls import reverse

from progress.models import Attempt, Enrolment
from progress.services.attempts import open_attempt, submit_attempt
from progress.services.sheets import sheet_of
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def enrolment(client):
    enrolment = factories.watched()
    client.force_login(enrolment.user)
    return enrolment


@pytest.fixture
def attempt(enrolment):
    return open_attempt(enrolment=enrolment, now=NOW)


@pytest.fixture
def limited(client):
    enrolment = factories.watched(course=factories.make_course(max_attempts=2))
    client.force_login(enrolment.user)
    return enrolment


def url_of(enrolment, name="progress:test"):
    return reverse(name, args=[enrolment.course.slug])


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def places(attempt, *, right):
    """What a browser posts: the place of a choice in the order shown, rightly for the first `right`."""
    posted = {"attempt": str(attempt.pk)}
    for item in sheet_of(attempt):
        wanted = "Right" if item.number <= right else "Wrong"
        posted[f"q{item.number}"] = next(
            str(place) for place, (_, text) in enumerate(item.choices) if text.startswith(wanted)
        )
    return posted


def finish(enrolment, *, right):
    attempt = open_attempt(enrolment=enrolment, now=NOW)
    chosen = {
        item.question_id: next(
            pk
            for pk, text in item.choices
            if text.startswith("Right" if item.number <= right else "Wrong")
        )
        for item in sheet_of(attempt)
    }
    return submit_attempt(attempt=attempt, answers=chosen, now=NOW)


# Before the first attempt


def test_signed_out_the_test_asks_to_sign_in_and_comes_back(client):
    url = url_of(factories.watched())
    response = client.get(url)
    assert response.url == f"{reverse('account_login')}?next={url}"


def test_an_unknown_course_is_404(client, enrolment):
    assert client.get(reverse("progress:test", args=["no-such-course"])).status_code == 404


def test_a_wrong_method_is_refused(client, enrolment):
    assert client.put(url_of(enrolment)).status_code == 405
    assert client.get(url_of(enrolment, "progress:answer")).status_code == 405


@pytest.mark.parametrize("method", ["get", "post"])
def test_before_the_start_the_page_leads_to_the_course(client, method):
    course = factories.make_course()
    client.force_login(factories.make_user())
    response = getattr(client, method)(reverse("progress:test", args=[course.slug]))
    assert response.status_code == (200 if method == "get" else 409)
    assert "start it first" in text_of(response)
    assert f'href="{course.get_absolute_url()}"' in response.content.decode()


def test_before_all_is_watched_the_page_says_what_is_missing(client):
    enrolment = factories.enrol()
    client.force_login(enrolment.user)
    response = client.get(url_of(enrolment))
    assert response.status_code == 200
    assert "Watch the video: 0 % watched, 90 % needed." in text_of(response)
    assert "Start the test" not in text_of(response)


def test_before_all_is_watched_a_post_opens_nothing(client):
    enrolment = factories.enrol()
    client.force_login(enrolment.user)
    assert client.post(url_of(enrolment)).status_code == 409
    assert not Attempt.objects.exists()


def test_terms_are_told_before_and_looking_opens_no_attempt(client, limited):
    text = text_of(client.get(url_of(limited)))
    assert "2 of 3 right (the pass mark is 60 %)" in text
    assert "2 of 2 left" in text
    assert not Attempt.objects.exists()


def test_the_title_is_neutral(client, enrolment):
    title = re.search("<title>(.*)</title>", client.get(url_of(enrolment)).content.decode())
    assert title and title[1] == "Post-test – Courses"


def test_starting_twice_opens_one_attempt(client, enrolment):
    for _ in range(2):
        assert client.post(url_of(enrolment)).url == url_of(enrolment)
    assert Attempt.objects.count() == 1


# The questions


def test_nothing_of_the_key_is_in_the_page(client, enrolment, attempt):
    html = client.get(url_of(enrolment)).content.decode()
    assert "Stem 1?" in html
    assert not re.search(r"Rationale|Citation|is_correct|correct=|video_second|\b1:05\b", html)


def test_values_are_places_in_the_shuffled_order(client, enrolment, attempt):
    html = client.get(url_of(enrolment)).content.decode()
    labels = re.findall(r'<label for="id_q1_(\d)">([^<]+)</label>', html)
    assert [text for _, text in labels] == [text for _, text in sheet_of(attempt)[0].choices]
    assert re.findall(r'name="q1" value="(\d)"', html) == ["0", "1", "2", "3"]


def test_saved_answers_come_back_after_a_disconnect(client, enrolment, attempt):
    posted = places(attempt, right=2)
    client.post(url_of(enrolment, "progress:answer"), {"attempt": attempt.pk, "q2": posted["q2"]})
    html = client.get(url_of(enrolment)).content.decode()
    assert re.findall(r'name="(q\d)" value="(\d)"[^>]*checked', html) == [("q2", posted["q2"])]


def test_without_javascript_answers_are_saved_for_later(client, enrolment, attempt):
    posted = places(attempt, right=3) | {"later": "1"}
    del posted["q1"]
    response = client.post(url_of(enrolment), posted)
    assert response.url == reverse("dashboard")
    assert attempt.answers.count() == 2
    assert Attempt.objects.get().submitted_at is None


def test_an_unanswered_question_is_named_and_nothing_is_lost(client, enrolment, attempt):
    posted = places(attempt, right=3)
    del posted["q2"]
    response = client.post(url_of(enrolment), posted)
    html = response.content.decode()
    assert response.status_code == 400
    assert '<a href="#id_q2_0">2. Stem 2?: Choose an answer.</a>' in html
    assert html.count("checked") == 2
    assert attempt.answers.count() == 2


def test_an_unknown_place_is_bad_input(client, enrolment, attempt):
    response = client.post(url_of(enrolment), places(attempt, right=3) | {"q1": "9"})
    assert response.status_code == 400
    assert "Choose one of the answers shown." in text_of(response)


@pytest.mark.parametrize("number", ["", "x", "0", "99999999999999999999"])
def test_an_attempt_that_is_not_there_is_404(client, enrolment, attempt, number):
    posted = {**places(attempt, right=3), "attempt": number}
    assert client.post(url_of(enrolment), posted).status_code == 404
    assert client.post(url_of(enrolment, "progress:answer"), posted).status_code == 404


def test_another_learners_attempt_is_404_and_stays_as_it_is(client, enrolment):
    other = open_attempt(enrolment=factories.watched(course=enrolment.course), now=NOW)
    posted = places(other, right=3)
    assert client.post(url_of(enrolment), posted).status_code == 404
    assert client.post(url_of(enrolment, "progress:answer"), posted).status_code == 404
    assert not other.answers.exists()


# Saving as they are given


def test_the_answer_says_only_how_many_are_answered(client, enrolment, attempt):
    url, posted = url_of(enrolment, "progress:answer"), places(attempt, right=1)
    for name in ("q1", "q2"):
        sent = {"attempt": attempt.pk, name: posted[name]}
        response = client.post(url, sent)
    assert response.json() == {"answered": 2, "questions": 3}


def test_a_right_and_a_wrong_answer_get_the_same_response(client, enrolment, attempt):
    url = url_of(enrolment, "progress:answer")
    right, wrong = (places(attempt, right=n) for n in (3, 0))
    answers = [client.post(url, {"attempt": attempt.pk, "q1": p["q1"]}) for p in (right, wrong)]
    assert answers[0].content == answers[1].content


def test_signed_out_an_answer_is_refused_in_words_a_script_understands(client, enrolment, attempt):
    client.logout()
    response = client.post(url_of(enrolment, "progress:answer"), places(attempt, right=1))
    assert (response.status_code, response.json()["code"]) == (401, "signed_out")


def test_an_answer_outside_the_choices_is_refused(client, enrolment, attempt):
    sent = {"attempt": attempt.pk, "q1": "4"}
    response = client.post(url_of(enrolment, "progress:answer"), sent)
    assert (response.status_code, response.json()["code"]) == (400, "unknown_choice")


def test_an_answer_after_submission_is_refused(client, enrolment, attempt):
    posted = places(attempt, right=1)
    client.post(url_of(enrolment), posted)
    response = client.post(url_of(enrolment, "progress:answer"), posted)
    assert (response.status_code, response.json()["code"]) == (409, "attempt_submitted")


# The result


def test_after_a_fail_the_page_says_where_to_look_and_never_the_key(client, enrolment, attempt):
    response = client.post(url_of(enrolment), places(attempt, right=1), follow=True)
    text, html = text_of(response), response.content.decode()
    assert "1 of 3 right" in text
    assert f'href="{url_of(enrolment, "progress:learn")}#t=65">Look again from 1:05</a>' in html
    assert "#t=35" not in html
    assert not re.search(r"Rationale|Citation|Right [23]", text)
    assert "Try again" in text


def test_after_a_pass_reasons_and_sources_are_shown_with_the_next_step(client, enrolment, attempt):
    response = client.post(url_of(enrolment), places(attempt, right=2), follow=True)
    text = text_of(response)
    assert "Post-test passed" in text
    assert all(f"Rationale {n}." in text and f"Citation {n}." in text for n in (1, 2, 3))
    assert f'href="{url_of(enrolment, "progress:evaluation")}"' in response.content.decode()


def test_after_the_last_attempt_reasons_are_shown_and_whom_to_ask(client, limited):
    for right in (0, 1):
        finish(limited, right=right)
    text = text_of(client.get(url_of(limited)))
    assert "You have used all 2 attempts at this test. Write to education@example.org" in text
    assert "Rationale 1." in text
    assert "Try again" not in text


def test_after_the_last_attempt_a_post_opens_no_other(client, limited):
    for _ in range(2):
        finish(limited, right=0)
    response = client.post(url_of(limited), follow=True)
    assert "Write to education@example.org" in text_of(response)
    assert Attempt.objects.count() == 2


def test_submitting_twice_shows_the_same_result(client, enrolment, attempt):
    client.post(url_of(enrolment), places(attempt, right=3))
    client.post(url_of(enrolment), places(attempt, right=0))
    assert "3 of 3 right" in text_of(client.get(url_of(enrolment)))
    assert Enrolment.objects.get().test_passed_at == NOW


def test_after_a_pass_no_attempt_can_be_started(client):
    enrolment = factories.passed()
    client.force_login(enrolment.user)
    client.post(url_of(enrolment))
    assert Attempt.objects.count() == 1
    assert "Post-test passed" in text_of(client.get(url_of(enrolment)))


def test_an_earlier_attempt_stays_to_be_read(client, enrolment):
    finish(enrolment, right=1)
    finish(enrolment, right=3)
    text = text_of(client.get(url_of(enrolment), {"attempt": "1"}))
    assert "1 of 3 right" in text
    assert "Attempt 2 3 of 3 right, passed, November 23, 2026" in text


def test_an_earlier_attempt_leads_back_to_the_open_one(client, enrolment):
    finish(enrolment, right=1)
    open_attempt(enrolment=enrolment, now=NOW)
    text = text_of(client.get(url_of(enrolment), {"attempt": "1"}))
    assert "Go on with attempt 2" in text
    assert "Rationale" not in text


@pytest.mark.parametrize("number", ["2", "0", "x", ""])
def test_a_result_that_is_not_there_is_404(client, enrolment, number):
    finish(enrolment, right=1)
    open_attempt(enrolment=enrolment, now=NOW)
    assert client.get(url_of(enrolment), {"attempt": number}).status_code == 404


def test_who_began_keeps_the_page_when_the_course_is_retired(client, enrolment):
    finish(enrolment, right=3)
    type(enrolment.course).objects.update(retired_at=NOW)
    assert client.get(url_of(enrolment)).status_code == 200


def test_sample_content_is_marked(client):
    enrolment = factories.watched(course=factories.make_course(is_sample=True))
    client.force_login(enrolment.user)
    assert "Sample: no credit is awarded" in text_of(client.get(url_of(enrolment)))
