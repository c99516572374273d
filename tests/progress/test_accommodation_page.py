"""Who cannot watch asks to read instead: on a page that offers the request only while it can be granted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from courses.models import Course, CreditOffer
from progress.models import CreditException, Enrolment
from tests import factories
from tests.progress.pages import html_of, text_of, url_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW
PAGE = "progress:accommodation"


@pytest.mark.parametrize(
    "end",
    [
        lambda: Enrolment.objects.update(closed_at=NOW),
        lambda: Course.objects.update(expires_on=NOW.date() - timedelta(days=1)),
        lambda: CreditOffer.objects.update(closed_at=NOW, closed_reason="Withdrawn."),
    ],
    ids=["closed", "expired", "offers closed"],
)
@time_machine.travel(NOW, tick=False)
def test_nobody_writes_a_request_that_would_be_refused(
    client: Client, end: Callable[[], object]
) -> None:
    enrolment = factories.enrol()
    client.force_login(enrolment.user)
    page = url_of(enrolment, PAGE)
    assert "Send request" in text_of(client.get(page))
    end()
    text = text_of(client.get(page))
    assert "There is nothing to request: you can no longer complete this course." in text
    assert "Read the transcript" in text
    assert "Send request" not in text
    assert client.post(page, {"reason": "I cannot see it."}).status_code == 409
    assert not CreditException.objects.exists()


@time_machine.travel(NOW, tick=False)
def test_who_has_not_begun_is_told_how_to_get_there(client: Client) -> None:
    course = factories.make_course()
    client.force_login(factories.make_user())
    page = client.get(f"/courses/{course.slug}/accommodation/", follow=True)
    text = text_of(page)
    assert page.redirect_chain == [(course.get_absolute_url(), 302)]
    assert "To ask for another format, first review the course details" in text
    assert "add what you watched" not in text


@time_machine.travel(NOW, tick=False)
def test_who_has_not_begun_an_expired_course_reads_the_transcript_at_once(client: Client) -> None:
    course = factories.make_course(expires_on=NOW.date() - timedelta(days=1))
    client.force_login(factories.make_user())
    page = client.get(f"/courses/{course.slug}/accommodation/", follow=True)
    assert page.redirect_chain == [(f"/courses/{course.slug}/transcript/", 302)]
    assert "This course has expired, so there is nothing to request." in text_of(page)


@time_machine.travel(NOW, tick=False)
def test_a_request_that_waits_when_the_course_ends_is_not_promised_an_answer(
    client: Client,
) -> None:
    enrolment = factories.enrol()
    client.force_login(enrolment.user)
    page = url_of(enrolment, PAGE)
    client.post(page, {"reason": "I cannot see it."})
    assert "The course team will answer by email." in text_of(client.get(page))
    Course.objects.update(expires_on=NOW.date() - timedelta(days=1))
    text = text_of(client.get(page))
    assert "It can no longer be granted" in text
    assert "will answer by email" not in text


@time_machine.travel(NOW, tick=False)
def test_what_was_granted_is_not_offered_in_a_course_that_staff_closed(client: Client) -> None:
    enrolment = factories.enrol()
    client.force_login(enrolment.user)
    staff = [factories.make_user() for _ in range(2)]
    CreditException.objects.create(
        enrolment=enrolment,
        kind=CreditException.Kind.TRANSCRIPT,
        reason="Screen reader.",
        asked_by=staff[0],
        put_forward_by=staff[0],
        put_forward_at=NOW,
        decided_by=staff[1],
        decided_at=NOW,
        approved=True,
    )
    learn = url_of(enrolment, "progress:learn")
    assert "You can read the transcript instead of watching." in text_of(client.get(learn))
    Enrolment.objects.update(closed_at=NOW)
    text = text_of(client.get(learn))
    assert "You can read the transcript instead" not in text
    assert "has agreed that you can read" not in text


@time_machine.travel(NOW, tick=False)
def test_without_scripts_the_locked_test_leads_to_the_request(client: Client) -> None:
    """Nothing that is watched counts then: without the link, video and test would lead to each other."""
    enrolment = factories.enrol()
    client.force_login(enrolment.user)
    shown = html_of(client.get(url_of(enrolment)))
    alone = shown.partition("<noscript><p>")[2].partition("</noscript>")[0]
    assert f'href="{url_of(enrolment, PAGE)}">ask to read instead of watch' in alone
