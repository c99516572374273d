"""A page of the preview and the learner's own page at the same point: one context, the same words."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pgtrigger
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from certificates.services.claims import claim_credit
from courses.models import Choice, Course, Handout
from progress.models import Attempt, Enrolment, Watch
from progress.services.attempts import new_attempt, submit_attempt
from progress.services.enrolments import enrolment_of
from support.forms.preview import VISITOR
from support.services.previewing import NAME, SEED, PreviewState
from support.services.readonly_html import readonly_html
from tests import factories
from tests.progress.pages import proof_now
from tests.staff_members import client_of

pytestmark = pytest.mark.django_db
TEMPLATES = {
    PreviewState.START: "courses/detail.html",
    PreviewState.WATCHING: "progress/learn.html",
    PreviewState.WATCHED: "progress/test_start.html",
    PreviewState.TESTING: "progress/test.html",
    PreviewState.FAILED: "progress/test_result.html",
    PreviewState.PASSED: "progress/test_result.html",
    PreviewState.EVALUATION: "progress/evaluation.html",
    PreviewState.CLAIM: "certificates/claim.html",
    PreviewState.CERTIFICATE: "certificates/detail.html",
    PreviewState.EXPIRED: "courses/detail.html",
}
SIZES = [
    {"key": key, "height": height, "size": 10**7, "playlist": f"{key}/index.m3u8"}
    for key, height in (("720p", 720), ("480p", 480), ("audio", 0))
]


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(factories.NOW, tick=False):
        yield


@pytest.fixture
def course() -> Course:
    """A sample, as every certificate of a preview is, with all that a page may show."""
    offers = {"ama-pra-1": 4, "participation": 4}
    course = factories.make_course(is_sample=True, offers=offers, max_attempts=2)
    Handout.objects.create(course=course, title="To keep", file="handout/keep.pdf")
    with pgtrigger.ignore():
        course.videos.update(hls="video/abc/master.m3u8", renditions=SIZES)
    return course


@pytest.fixture
def learner() -> User:
    return factories.make_user(full_name=NAME)


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _own(state: PreviewState, course: Course, learner: User) -> Any:
    """Bring the learner to `state`, and return the page that they see there."""
    address = reverse(_bring(state, course, learner), args=[course.slug])
    if state is PreviewState.CERTIFICATE:
        address = _claimed(course, learner)
    return _client(learner).get(address)


def _bring(state: PreviewState, course: Course, learner: User) -> str:
    if state is PreviewState.START:
        return "course"
    if state is PreviewState.WATCHING:
        enrolment = factories.enrol(user=learner, course=course)
        Watch.objects.filter(enrolment=enrolment).update(watched=[(0, 40)], position=40)
        return "progress:learn"
    if state in (PreviewState.WATCHED, PreviewState.TESTING, PreviewState.FAILED):
        enrolment = factories.watched(user=learner, course=course)
        _attempt(enrolment, state)
        return "progress:test"
    if state in (PreviewState.PASSED, PreviewState.EVALUATION):
        factories.passed(user=learner, course=course)
        return "progress:test" if state is PreviewState.PASSED else "progress:evaluation"
    factories.evaluated(user=learner, course=course)
    return "course" if state is PreviewState.EXPIRED else "certificates:claim"


def _attempt(enrolment: Enrolment, state: PreviewState) -> None:
    """Open an attempt, as the preview's is drawn; hand it in with one right answer of three."""
    if state is PreviewState.WATCHED:
        return
    attempt = new_attempt(enrolment, number=1, seed=SEED, now=factories.NOW)
    attempt.save()
    if state is PreviewState.FAILED:
        submit_attempt(attempt=attempt, answers=_one_right(attempt), now=factories.NOW)


def _one_right(attempt: Attempt) -> dict[int, int]:
    asked = attempt.asked()
    choices = Choice.objects.filter(question__in=asked)
    return {
        question.pk: choices.filter(question=question, is_correct=at == len(asked))[0].pk
        for at, question in enumerate(asked, start=1)
    }


def _claimed(course: Course, learner: User) -> str:
    enrolment = enrolment_of(user=learner, course=course)
    assert enrolment
    return claim_credit(
        enrolment=enrolment,
        credit_type_code="ama-pra-1",
        quarters=4,
        attested=True,
        now=factories.NOW,
    ).get_absolute_url()


def _preview(state: PreviewState, course: Course, code: str = "physician-md") -> Any:
    staff = client_of("reviewer", course.series.provider)
    address = reverse("support:preview", args=[course.slug])
    return staff.get(address, {"state": state.value, "profession": code})


def _keys(page: Any, template: str) -> set[str]:
    """Return the names of all that `template` was drawn from."""
    drawn = zip(page.templates, page.context, strict=True)
    return set(next(context for each, context in drawn if each.name == template).flatten())


def _main(html: str) -> str:
    """Return what stands in the page, but for addresses, and number and QR code of a certificate."""
    found = re.search(r"<main.*</main>", html, re.DOTALL)
    assert found
    main = re.sub(r'\s+(?:href|src|d)="[^"]*"|\s+(?=>)', "", found[0])
    return re.sub(r"<code>[^<]*</code>", "<code></code>", main)


def _the_same(own: Any, shown: Any, template: str) -> None:
    assert _keys(own, template) == _keys(shown, template)
    assert _main(readonly_html(own.content.decode(), addresses={})) == _main(shown.content.decode())


@pytest.mark.parametrize("state", PreviewState)
def test_a_preview_has_all_that_the_learners_page_has(
    state: PreviewState, course: Course, learner: User
) -> None:
    if state is PreviewState.EXPIRED:
        yesterday = factories.NOW.date() - timedelta(days=1)
        Course.objects.filter(pk=course.pk).update(expires_on=yesterday)
    _the_same(_own(state, course, learner), _preview(state, course), TEMPLATES[state])


@pytest.mark.parametrize("state", [PreviewState.START, PreviewState.WATCHING])
def test_a_preview_has_all_that_a_visitors_page_has(state: PreviewState, course: Course) -> None:
    name = "course" if state is PreviewState.START else "progress:learn"
    own = Client().get(reverse(name, args=[course.slug]), {"read": proof_now(course)})
    _the_same(own, _preview(state, course, VISITOR), TEMPLATES[state])


@pytest.mark.parametrize("code", ["physician-md", VISITOR])
def test_the_sizes_of_a_recording_are_shown(code: str, course: Course) -> None:
    page = _preview(PreviewState.WATCHING, course, code).content.decode()
    assert '<source src="/media/video/abc/master.m3u8"' in page
    assert "480p, saves data (10 MB)" in page


def test_what_may_be_corrected_on_a_certificate_is_shown(course: Course) -> None:
    page = _preview(PreviewState.CERTIFICATE, course).content.decode()
    assert "<a>Correct your name</a>" in re.sub(r"\s+(?=>)", "", page)
    assert "<a>Change the credit type</a>" in re.sub(r"\s+(?=>)", "", page)
