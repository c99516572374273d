"""After its last day a course speaks in the past tense and awards nothing; it stays readable."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from courses.models import Course
from courses.services.front_matter import front_matter_document, record_front_matter
from progress.services.structured_data import course_json_ld
from tests import factories
from tests.progress.pages import html_of, text_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW


def ended(*, days: int = 1) -> Course:
    return factories.make_course(expires_on=NOW.date() - timedelta(days=days))


def test_the_front_matter_says_what_could_be_claimed_until_when() -> None:
    document = front_matter_document(ended(), now=NOW)
    lines = {each["key"]: each.get("lines") for each in document["elements"]}
    assert lines["credit"][0] == (
        "0.25 *AMA PRA Category 1 Credits*™ could be claimed until November 22, 2026."
    )
    assert "Credit could be claimed until the end of November 22, 2026" in lines["dates"]
    assert lines["designation"] == [
        (
            "Until November 22, 2026, this enduring material was designated for a maximum of 0.25"
            " *AMA PRA Category 1 Credits*™."
        )
    ]


def test_who_starts_then_is_told_of_no_offer() -> None:
    assert not record_front_matter(ended(), now=NOW).offers.exists()
    assert record_front_matter(ended(days=0), now=NOW).offers.exists()


@time_machine.travel(NOW, tick=False)
def test_structured_data_carry_credit_only_while_it_can_be_claimed() -> None:
    assert "educationalCredentialAwarded" not in course_json_ld(ended())
    assert "educationalCredentialAwarded" in course_json_ld(ended(days=0))


@time_machine.travel(NOW, tick=False)
def test_the_course_page_offers_nothing(client: Client) -> None:
    text = text_of(client.get(ended().get_absolute_url()))
    assert "could be claimed until November 22, 2026" in text
    for said in ("can be claimed until", "designates this", "up to 0.25"):
        assert said not in text


@time_machine.travel(NOW, tick=False)
def test_who_completed_in_time_reads_it_on_the_course_page(client: Client) -> None:
    enrolment = factories.evaluated()
    Course.objects.update(expires_on=NOW.date())
    client.force_login(enrolment.user)
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        text = text_of(client.get(enrolment.course.get_absolute_url()))
    assert "You completed this course in time, but did not claim your credit." in text
    assert "Email education@example.org" in text


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("page", ["course", "progress:learn", "progress:evaluation", "dashboard"])
def test_nobody_is_led_to_a_claim_that_is_over(client: Client, page: str) -> None:
    enrolment = factories.evaluated()
    client.force_login(enrolment.user)
    place = reverse(page, args=[] if page == "dashboard" else [enrolment.course.slug])
    claim = f"/courses/{enrolment.course.slug}/claim/"
    assert claim in html_of(client.get(place))
    Course.objects.update(expires_on=NOW.date() - timedelta(days=1))
    answer = client.get(place)
    assert claim not in html_of(answer)
    over = "Credit for this course could be claimed until"
    assert (over if page == "dashboard" else "Claim credit – no longer open") in text_of(answer)


@time_machine.travel(NOW, tick=False)
def test_nobody_is_asked_to_earn_credit_that_is_over(client: Client) -> None:
    course = ended(days=2)
    learn = reverse("progress:learn", args=[course.slug])
    read = client.get(learn).context["read"]
    text = text_of(client.get(f"{learn}?read={read}"))
    assert "This course expired on November 21, 2026: credit can no longer be claimed." in text
    assert "To earn credit" not in text
    enrolment = factories.watched(course=course)
    client.force_login(enrolment.user)
    text = text_of(client.get(reverse("progress:test", args=[course.slug])))
    assert "Claim credit – no longer open" in text


@time_machine.travel(NOW, tick=False)
def test_an_expired_sample_says_nothing_of_credit_that_was_issued(client: Client) -> None:
    course = ended()
    assert "Certificates already issued keep their credit." in text_of(
        client.get(course.get_absolute_url())
    )
    Course.objects.update(is_sample=True)
    text = text_of(client.get(course.get_absolute_url()))
    assert "This sample expired on November 22, 2026." in text
    assert "Certificates already issued" not in text
