"""What the player talks to: opening a page, beats as JSON or form data, adopting."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from courses.models import Course
from progress.models import Enrolment, Watch
from progress.tokens import PageToken, proof_of_reading
from tests import factories
from tests.progress.pages import proof_now

pytestmark = pytest.mark.django_db
NOW = factories.NOW
BEAT = reverse("progress:beat")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def enrolment() -> Enrolment:
    return factories.enrol()


@pytest.fixture
def token(enrolment: Enrolment) -> str:
    return PageToken.open_for(enrolment=enrolment, now=NOW - timedelta(hours=1)).sign()


def post(client: Client, url: str, data: object, **headers: str) -> Any:
    return client.post(url, json.dumps(data), content_type="application/json", headers=headers)


def test_a_beat_needs_no_cookie_and_answers_with_the_record(client: Client, token: str) -> None:
    response = post(client, BEAT, {"token": token, "segments": [[0, 30], [20, 40]], "position": 40})
    assert response.json() == {"watched": [[0, 40]], "seconds": 40, "completed": False}
    assert not response.cookies


def test_a_beat_as_form_data_is_the_same(client: Client, token: str) -> None:
    response = client.post(BEAT, {"token": token, "segments": "[[0, 95]]"})
    assert response.json() == {"watched": [[0, 95]], "seconds": 95, "completed": True}


def test_a_beacon_is_plain_text(client: Client, token: str) -> None:
    body = json.dumps({"token": token, "segments": [[0, 5]]})
    assert client.post(BEAT, body, content_type="text/plain;charset=UTF-8").json()["seconds"] == 5


def test_a_beat_is_one_statement(
    client: Client, token: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        post(client, BEAT, {"token": token, "segments": [[0, 30]]})


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "{",
        '{"segments": []}',
        '{"token": 1, "segments": []}',
        '{"token": "t"}',
        '{"token": "t", "segments": [[0]]}',
        '{"token": "t", "segments": [[0, 1.5]]}',
        '{"token": "t", "segments": [[true, 2]]}',
        '{"token": "t", "segments": [[-1, 2]]}',
        '{"token": "t", "segments": [[0, 99999999999]]}',
        '{"token": "t", "segments": [], "position": -1}',
        json.dumps({"token": "t", "segments": [[0, 1]] * 1001}),
        json.dumps({"token": "x" * 70_000, "segments": []}),
        "[" * 60_000,
    ],
)
def test_what_is_no_beat_is_refused_with_a_sentence(client: Client, body: object) -> None:
    response = client.post(BEAT, body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["code"] == "bad_beat"


def test_a_beat_with_a_forged_token_is_refused(client: Client, token: str) -> None:
    response = post(client, BEAT, {"token": token[:-2] + "xx", "segments": [[0, 5]]})
    assert (response.status_code, response.json()["code"]) == (400, "token_invalid")


def test_a_beat_after_seven_days_is_gone(client: Client, enrolment: Enrolment) -> None:
    old = PageToken.open_for(enrolment=enrolment, now=NOW - timedelta(days=8)).sign()
    response = post(client, BEAT, {"token": old, "segments": [[0, 5]]})
    assert (response.status_code, response.json()["code"]) == (410, "token_expired")


def test_a_beat_that_came_too_fast_is_answered_with_the_servers_state(
    client: Client, enrolment: Enrolment
) -> None:
    new = PageToken.open_for(enrolment=enrolment, now=NOW).sign()
    response = post(client, BEAT, {"token": new, "segments": [[0, 90]]})
    assert response.status_code == 409
    assert response.json() == {"code": "too_fast", "watched": [], "seconds": 0, "completed": False}


def test_five_pages_opened_at_once_complete_nothing_until_the_time_has_passed(
    client: Client,
) -> None:
    enrolment = factories.enrol(course=factories.make_course(seconds=297))
    client.force_login(enrolment.user)
    url = open_url(enrolment, drawn_for=enrolment)
    bodies = [
        {"token": client.post(url).json()["token"], "segments": [[start, start + 60]]}
        for start in range(0, 297, 60)
    ]
    for seconds, statuses in ((0.2, [200, 409, 409, 409, 409]), (119, [200] * 5)):
        with time_machine.travel(NOW + timedelta(seconds=seconds), tick=False):
            answers = [post(client, BEAT, body) for body in bodies]
        assert [answer.status_code for answer in answers] == statuses
        assert answers[-1].json()["seconds"] == (60 if seconds < 1 else 297)
    assert answers[-1].json()["completed"]


def test_a_closed_enrolment_says_so(client: Client, token: str) -> None:
    Enrolment.objects.update(closed_at=NOW)
    response = post(client, BEAT, {"token": token, "segments": [[0, 30]]})
    assert (response.status_code, response.json()["code"]) == (410, "enrolment_closed")


def test_a_beat_is_a_post(client: Client) -> None:
    assert client.get(BEAT).status_code == 405


def open_url(enrolment: Enrolment, *, drawn_for: Enrolment | None) -> str:
    url = reverse("progress:open-page", args=[enrolment.course.slug])
    if drawn_for:
        return f"{url}?record={drawn_for.pk}&read={proof_of_reading(drawn_for)}"
    return f"{url}?read={proof_now(enrolment.course)}"


def test_a_learners_page_opens_with_their_token_and_the_first_view_is_noted(
    client: Client, enrolment: Enrolment
) -> None:
    client.force_login(enrolment.user)
    url = open_url(enrolment, drawn_for=enrolment)
    answer = client.post(url).json()
    assert PageToken.read(answer["token"], now=NOW).enrolment_id == enrolment.pk
    assert answer["guest"] is False
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        client.post(url)
    assert Enrolment.objects.get().first_viewed_at == NOW


def test_a_guests_page_opens_without_a_cookie(client: Client, enrolment: Enrolment) -> None:
    response = client.post(open_url(enrolment, drawn_for=None))
    assert PageToken.read(response.json()["token"], now=NOW).enrolment_id is None
    assert response.json()["guest"] is True
    assert not response.cookies


def test_a_guests_page_stays_a_guests_when_someone_signs_in_beside_it(
    client: Client, enrolment: Enrolment
) -> None:
    client.force_login(enrolment.user)
    assert client.post(open_url(enrolment, drawn_for=None)).json()["guest"] is True


def test_a_learners_page_counts_for_nobody_else_who_signs_in_beside_it(
    client: Client, enrolment: Enrolment
) -> None:
    for other in (factories.make_user(), factories.enrol(course=enrolment.course).user):
        client.force_login(other)
        response = client.post(open_url(enrolment, drawn_for=enrolment))
        assert (response.status_code, response.json()["code"]) == (409, "other_learner")


def test_a_learners_page_becomes_a_guests_when_the_session_has_ended(
    client: Client, enrolment: Enrolment
) -> None:
    assert client.post(open_url(enrolment, drawn_for=enrolment)).json()["guest"] is True


def test_a_learner_goes_on_watching_a_retired_course(client: Client, enrolment: Enrolment) -> None:
    Course.objects.update(retired_at=NOW)
    client.force_login(enrolment.user)
    assert client.post(open_url(enrolment, drawn_for=enrolment)).status_code == 200


def test_an_unpublished_course_opens_nothing(client: Client) -> None:
    course = factories.make_course(published_at=None)
    assert client.post(reverse("progress:open-page", args=[course.slug])).status_code == 404


def guest_pages(enrolment: Enrolment, ago: timedelta) -> dict[str, object]:
    return {"pages": pages_of(enrolment, ago)}


def pages_of(enrolment: Enrolment, ago: timedelta) -> list[dict[str, object]]:
    video = enrolment.course.videos.get()
    token = PageToken.open(video=video, required_share=90, now=NOW - ago).sign()
    return [{"token": token, "segments": [[0, 50]]}]


def test_a_learner_adopts_what_they_watched_before_signing_in(
    client: Client, enrolment: Enrolment
) -> None:
    client.force_login(enrolment.user)
    url = reverse("progress:adopt", args=[enrolment.course.slug])
    assert post(client, url, guest_pages(enrolment, timedelta(hours=1))).json()["seconds"] == 50


def test_the_position_is_adopted_too(client: Client, enrolment: Enrolment) -> None:
    client.force_login(enrolment.user)
    sent: Any = guest_pages(enrolment, timedelta(hours=1))
    sent["pages"][0]["position"] = 41
    post(client, reverse("progress:adopt", args=[enrolment.course.slug]), sent)
    assert Watch.objects.get().position == 41


def test_a_visitors_beat_after_a_day_is_gone(client: Client, enrolment: Enrolment) -> None:
    [old] = pages_of(enrolment, timedelta(hours=25))
    response = post(client, BEAT, old)
    assert (response.status_code, response.json()["code"]) == (410, "token_expired")


def test_a_page_that_is_too_old_does_not_hold_up_the_others(
    client: Client, enrolment: Enrolment
) -> None:
    client.force_login(enrolment.user)
    url = reverse("progress:adopt", args=[enrolment.course.slug])
    old, new = (pages_of(enrolment, timedelta(hours=hours)) for hours in (25, 1))
    response = post(client, url, {"pages": old})
    assert (response.status_code, response.json()["code"]) == (410, "token_expired")
    assert post(client, url, {"pages": [*old, *new]}).json()["seconds"] == 50


def test_adopting_signed_out_says_so(client: Client, enrolment: Enrolment) -> None:
    url = reverse("progress:adopt", args=[enrolment.course.slug])
    response = post(client, url, guest_pages(enrolment, timedelta(hours=1)))
    assert (response.status_code, response.json()) == (401, {"code": "signed_out"})


def test_a_visitors_page_of_a_replaced_recording_opens_nothing(client: Client) -> None:
    course = factories.make_course()
    url, video = reverse("progress:open-page", args=[course.slug]), course.videos.get()
    url += f"?read={proof_now(course)}"
    assert client.post(f"{url}&video={video.pk}").status_code == 200
    response = client.post(f"{url}&video={video.pk + 1}")
    assert (response.status_code, response.json()["code"]) == (409, "not_ready")


def test_a_script_is_refused_in_json_with_a_code(enrolment: Enrolment) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Accept": "application/json"})
    client.force_login(enrolment.user)
    response = client.post(reverse("progress:adopt", args=[enrolment.course.slug]))
    assert (response.status_code, response.json()) == (403, {"code": "csrf"})
    response = client.post(reverse("progress:open-page", args=["no-such-course"]))
    assert (response.status_code, response.json()) == (404, {"code": "not_found"})


def test_a_page_that_is_too_old_or_forged_keeps_no_other_out(
    client: Client, enrolment: Enrolment
) -> None:
    client.force_login(enrolment.user)
    url = reverse("progress:adopt", args=[enrolment.course.slug])
    good, *bad = (
        pages_of(enrolment, ago)[0]
        for ago in (timedelta(hours=1), timedelta(hours=25), timedelta(days=8))
    )
    forged = {"token": "x", "segments": [[50, 100]]}
    answer = post(client, url, {"pages": [*bad, forged, good]})
    assert (answer.status_code, answer.json()["seconds"]) == (200, 50)


def test_adopting_is_protected_against_other_sites(enrolment: Enrolment) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(enrolment.user)
    url = reverse("progress:adopt", args=[enrolment.course.slug])
    assert post(client, url, guest_pages(enrolment, timedelta(hours=1))).status_code == 403
    assert Watch.objects.get().seconds == 0


def test_nobody_adopts_into_another_learners_record(client: Client, enrolment: Enrolment) -> None:
    client.force_login(factories.make_user())
    url = reverse("progress:adopt", args=[enrolment.course.slug])
    assert post(client, url, guest_pages(enrolment, timedelta(hours=1))).status_code == 404


@pytest.mark.parametrize("body", [{}, {"pages": 1}, {"pages": [1]}, {"pages": [{}] * 101}])
def test_what_are_no_pages_is_refused(client: Client, enrolment: Enrolment, body: object) -> None:
    client.force_login(enrolment.user)
    url = reverse("progress:adopt", args=[enrolment.course.slug])
    assert post(client, url, body).status_code == 400
