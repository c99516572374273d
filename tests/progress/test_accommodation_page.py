"""Who cannot watch asks to read instead: on a page that offers the request only while it can be granted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from courses.models import Course
from progress.models import CreditException, Enrolment
from tests import factories
from tests.progress.pages import text_of, url_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW
PAGE = "progress:accommodation"


@pytest.mark.parametrize(
    "end",
    [
        lambda: Enrolment.objects.update(closed_at=NOW),
        lambda: Course.objects.update(expires_on=NOW.date() - timedelta(days=1)),
    ],
    ids=["closed", "expired"],
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
