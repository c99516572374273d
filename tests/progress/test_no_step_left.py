"""A step that cannot be taken is offered nowhere: no attempt left, credit closed or ended."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from courses.models import Course, CreditOffer, CreditType
from progress.models import CreditException, Enrolment
from progress.services.enrolments import enrolment_of
from progress.services.next_course import can_be_completed
from progress.status import CreditStatus
from tests import factories
from tests.progress.pages import digest_now, finish, html_of, text_of, url_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW
PATH = ["course", "progress:learn", "progress:test", "progress:evaluation", "certificates:claim"]
USED = "You’ve used your only attempt at the post-test."
ASK = "To ask for another, email education@example.org."


@pytest.fixture
def failed(client: Client) -> Enrolment:
    """A learner whose only attempt is used."""
    enrolment = factories.watched(course=factories.make_course(max_attempts=1))
    finish(enrolment, right=0)
    client.force_login(enrolment.user)
    return enrolment


def status_of(enrolment: Enrolment) -> CreditStatus:
    fresh = enrolment_of(user=enrolment.user, course=enrolment.course)
    assert fresh
    return CreditStatus(fresh.course, fresh.user, fresh, NOW)


@time_machine.travel(NOW, tick=False)
def test_without_an_attempt_left_no_page_offers_one(client: Client, failed: Enrolment) -> None:
    for page in [*(url_of(failed, each) for each in PATH), reverse("dashboard")]:
        response = client.get(page)
        assert text_of(response).count(f"{USED} {ASK}") == 1, page
        for offered in ("You can take the post-test", "Take the post-test", "Try again"):
            assert offered not in text_of(response), (page, offered)
    assert "Continue where you left off" not in text_of(client.get("/"))
    assert not can_be_completed(status_of(failed))


@time_machine.travel(NOW, tick=False)
def test_the_player_says_it_where_the_next_step_is_spoken(
    client: Client, failed: Enrolment
) -> None:
    shown = html_of(client.get(url_of(failed, "progress:learn")))
    spoken = re.search(
        r'id="next-step" role="status">(.*?)<div class="player-bar', shown, re.DOTALL
    )
    assert spoken
    assert f"{USED} {ASK}" in spoken[1]
    assert f'href="{url_of(failed)}">See your result</a>' in spoken[1]
    assert "All attempts used" in shown


@time_machine.travel(NOW, tick=False)
def test_an_attempt_that_was_granted_is_offered_again(client: Client, failed: Enrolment) -> None:
    staff = [factories.make_user() for _ in range(2)]
    CreditException.objects.create(
        enrolment=failed,
        kind=CreditException.Kind.ATTEMPT,
        reason="The connection broke.",
        asked_by=staff[0],
        put_forward_by=staff[0],
        put_forward_at=NOW,
        decided_by=staff[1],
        decided_at=NOW,
        approved=True,
    )
    text = text_of(client.get(url_of(failed, "progress:learn")))
    assert "You can take the post-test." in text
    assert "has granted you one more attempt" in text
    assert USED not in text
    assert can_be_completed(status_of(failed))
    finish(failed, right=0)
    text = text_of(client.get(url_of(failed, "progress:learn")))
    assert "You’ve used all 2 attempts" in text
    assert "has granted you one more attempt" not in text


@time_machine.travel(NOW, tick=False)
def test_after_the_course_has_expired_nobody_is_told_to_ask(
    client: Client, failed: Enrolment
) -> None:
    Course.objects.update(expires_on=NOW.date() - timedelta(days=1))
    text = text_of(client.get(url_of(failed, "progress:learn")))
    assert (USED in text, ASK in text) == (True, False)


@pytest.mark.parametrize(
    "end",
    [
        lambda: CreditOffer.objects.update(closed_at=NOW, closed_reason="Withdrawn."),
        lambda: Course.objects.update(expires_on=NOW.date() - timedelta(days=1)),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_credit_that_has_ended_is_not_offered_for_claiming(
    client: Client, end: Callable[[], object]
) -> None:
    enrolment = factories.evaluated()
    end()
    client.force_login(enrolment.user)
    for page in [*(url_of(enrolment, each) for each in PATH[:-1]), reverse("dashboard")]:
        text = text_of(client.get(page))
        assert not re.search(r"Claim credit(?! – no longer open)", text), page
        assert "View your certificate" not in text, page


@time_machine.travel(NOW, tick=False)
def test_who_must_watch_again_without_an_attempt_left_reads_one_thing(
    client: Client, failed: Enrolment
) -> None:
    """As when an exception from watching ends, or a recording was replaced under the same test."""
    type(failed.watch).objects.update(completed_at=None, watched=[])
    assert not status_of(failed).watched
    assert status_of(failed).next_step is None
    for page in PATH:
        text = text_of(client.get(url_of(failed, page)))
        assert f"{USED} {ASK}" in text, page
        assert "Finish these first" not in text, page
        assert 'aria-current="step"' not in html_of(client.get(url_of(failed, page))), page
    assert "You scored 0 of" in text_of(client.get(url_of(failed)))


@time_machine.travel(NOW, tick=False)
def test_a_claim_that_is_over_names_no_step_that_would_be_in_vain(client: Client) -> None:
    enrolment = factories.watched()
    client.force_login(enrolment.user)
    claim = url_of(enrolment, "certificates:claim")
    assert "Finish these first" in text_of(client.get(claim))
    Course.objects.update(expires_on=NOW.date() - timedelta(days=1))
    text = text_of(client.get(claim))
    assert "Not available" in text
    assert "could be claimed until November 22, 2026" in text
    for vain in ("Finish these first", "Pass the post-test.", "Submit the evaluation."):
        assert vain not in text
    # The post-test can still be taken, to learn from it.
    assert "Take the post-test" in text_of(client.get(url_of(enrolment, "progress:learn")))


@time_machine.travel(NOW, tick=False)
def test_a_step_that_staff_closed_is_not_said_to_open_later(client: Client) -> None:
    enrolment = factories.enrol()
    client.force_login(enrolment.user)
    Enrolment.objects.update(closed_at=NOW)
    for name, step in (("progress:test", "post-test"), ("progress:evaluation", "evaluation")):
        text = text_of(client.get(url_of(enrolment, name)))
        assert f"The {step} is no longer open to you." in text
        assert "Not available" in text
        assert "isn’t open yet" not in text
        for done in ("Pass the post-test", "Evaluate the course", "Claim credit"):
            assert f"{done} – no longer open" in text


def test_of_an_expired_course_that_was_not_begun_the_claim_is_over() -> None:
    course = factories.make_course(expires_on=NOW.date() - timedelta(days=1))
    status = CreditStatus(course, factories.make_user(), None, NOW)
    assert (status.claim_is_over, status.steps[-1].state) == (True, "over")


@pytest.fixture
def newer(client: Client) -> Enrolment:
    """A learner about to take the test whose credit was closed, in a course that now offers other credit."""
    course = factories.make_course(offers={"ama-pra-1": 1})
    enrolment = factories.watched(course=course)
    hours = CreditType.objects.get(code="participation")
    CreditOffer.objects.create(course=course, credit_type=hours, max_quarters=1)
    CreditOffer.objects.filter(credit_type__code="ama-pra-1").update(
        closed_at=NOW, closed_reason="Withdrawn."
    )
    client.force_login(enrolment.user)
    return enrolment


@time_machine.travel(NOW, tick=False)
def test_where_newer_terms_alone_offer_credit_they_come_before_the_test(
    client: Client, newer: Enrolment
) -> None:
    """Once the test is passed, it is too late for them."""
    assert not status_of(newer).claim_is_over
    assert can_be_completed(status_of(newer))
    terms = f'href="{newer.course.get_absolute_url()}#terms-changed"'
    said = "accept its terms before you take the post-test."
    for page in [*(url_of(newer, each) for each in PATH), "/dashboard/"]:
        answer = client.get(page)
        assert text_of(answer).count(said) == 1, page
        assert terms in html_of(answer), page
        for early in ("You can take the post-test", "Take the post-test"):
            assert early not in text_of(answer), (page, early)
    assert f"{terms}>" in html_of(client.get("/"))
    course = newer.course.get_absolute_url()
    assert 'id="terms-changed"' in html_of(client.get(course))
    client.post(url_of(newer, "progress:acknowledge"), {"front_matter": digest_now(newer.course)})
    assert not status_of(newer).must_accept_terms
    assert "You can take the post-test" in text_of(client.get(url_of(newer, "progress:learn")))


def test_after_the_test_newer_terms_come_too_late(newer: Enrolment) -> None:
    finish(newer, right=3)
    assert status_of(newer).claim_is_over
    assert not status_of(newer).must_accept_terms


@time_machine.travel(NOW, tick=False)
def test_terms_without_credit_do_not_bring_a_course_back(client: Client, newer: Enrolment) -> None:
    CreditOffer.objects.update(closed_at=NOW, closed_reason="Withdrawn.")
    assert status_of(newer).claim_is_over
    course = newer.course.get_absolute_url()
    assert "use these terms" not in text_of(client.get(course))
    client.post(url_of(newer, "progress:acknowledge"), {"front_matter": digest_now(newer.course)})
    assert status_of(newer).claim_is_over
    for page in ("/", "/dashboard/"):
        text = text_of(client.get(page))
        assert not re.search(r"Continue where|Next:|has granted|Finish these", text), page


@time_machine.travel(NOW, tick=False)
def test_who_can_neither_try_again_nor_claim_is_not_told_to_wait(
    client: Client, failed: Enrolment
) -> None:
    assert "The evaluation isn’t open yet." in text_of(
        client.get(url_of(failed, "progress:evaluation"))
    )
    Course.objects.update(expires_on=NOW.date() - timedelta(days=1))
    text = text_of(client.get(url_of(failed, "progress:evaluation")))
    assert "The evaluation is no longer open to you." in text
    assert "not open yet" not in text


@time_machine.travel(NOW, tick=False)
def test_a_course_whose_credit_is_over_is_in_progress_in_no_list(client: Client) -> None:
    enrolment = factories.watched()
    client.force_login(enrolment.user)
    assert "In progress" in text_of(client.get("/"))
    CreditOffer.objects.update(closed_at=NOW, closed_reason="Withdrawn.")
    assert "In progress" not in text_of(client.get("/"))


def test_a_refusal_sets_the_name_of_credit_in_italics_where_it_can() -> None:
    enrolment = factories.watched(course=factories.make_course(offers={"ama-pra-1": 1}))
    CreditOffer.objects.update(closed_at=NOW, closed_reason="Withdrawn <b>.")
    [closed] = status_of(enrolment).obstacles
    said = "The credit you were told about, {}, was closed on November 23, 2026: Withdrawn {}."
    assert closed.message.startswith(said.format("AMA PRA Category 1 Credits™", "<b>"))
    assert closed.html.startswith(said.format("<i>AMA PRA Category 1 Credits</i>™", "&lt;b&gt;"))
