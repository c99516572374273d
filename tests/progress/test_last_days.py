"""Until when: pages follow the learner's own offers, and not the course's last day alone."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from courses.models import Course, CreditOffer
from progress.models import Enrolment
from progress.services.enrolments import enrolment_of
from progress.status import CreditStatus
from tests import factories
from tests.progress.pages import text_of, url_of

pytestmark = pytest.mark.django_db
NOW = factories.NOW
SOON = NOW.date() + timedelta(days=10)
AMA_SOON = "AMA PRA Category 1 Credits™ can be claimed until the end of December 3, 2026"
ALL_SOON = "redit for this course can be claimed until the end of December 3, 2026"


def course_with_two() -> Course:
    course = factories.make_course(offers={"ama-pra-1": 2, "participation": 2})
    CreditOffer.objects.filter(credit_type__code="ama-pra-1").update(valid_to=SOON)
    return Course.objects.get(pk=course.pk)


def said(client: Client, enrolment: Enrolment) -> str:
    """Return what the pages that know the learner say, above the front matter."""
    client.force_login(enrolment.user)
    pages = [url_of(enrolment, name) for name in ("course", "progress:test")]
    shown = [text_of(client.get(page)) for page in [*pages, reverse("dashboard")]]
    return " ".join(text.partition("Credit, disclosure, and dates")[0] for text in shown)


@time_machine.travel(NOW, tick=False)
def test_of_several_the_one_that_ends_soon_is_named(client: Client) -> None:
    assert said(client, factories.enrol(course=course_with_two())).count(AMA_SOON) == 3


@time_machine.travel(NOW, tick=False)
def test_who_has_another_offer_is_not_warned(client: Client) -> None:
    nurse = factories.make_user(profession="registered-nurse")
    enrolment = factories.enrol(course=course_with_two(), user=nurse)
    assert "can be claimed until" not in said(client, enrolment)
    CreditOffer.objects.filter(credit_type__code="ama-pra-1").update(valid_to=None)
    Course.objects.update(expires_on=SOON)
    assert ALL_SOON in said(client, enrolment)


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("signed_in", [False, True], ids=["guest", "learner"])
def test_before_the_start_the_offers_of_now_are_meant(client: Client, signed_in: bool) -> None:
    course = course_with_two()
    if signed_in:
        client.force_login(factories.make_user())
    page = text_of(client.get(course.get_absolute_url())).partition("Before you start")[0]
    assert AMA_SOON in page


@time_machine.travel(NOW, tick=False)
def test_who_was_told_of_an_offer_that_is_closed_is_not_hurried(client: Client) -> None:
    enrolment = factories.watched(course=factories.make_course(offers={"ama-pra-1": 2}))
    Course.objects.update(expires_on=SOON)
    assert "can be claimed until" in said(client, enrolment)
    CreditOffer.objects.update(closed_at=NOW, closed_reason="Withdrawn.")
    assert "can be claimed until" not in said(client, enrolment)


def status_of(enrolment: Enrolment, *, days: int = 0) -> CreditStatus:
    fresh = enrolment_of(user=enrolment.user, course=enrolment.course)
    assert fresh
    return CreditStatus(fresh.course, fresh.user, fresh, NOW + timedelta(days=days))


def test_after_the_course_the_day_is_that_of_the_learners_own_offer() -> None:
    course = course_with_two()
    Course.objects.update(expires_on=SOON + timedelta(days=5))
    begun = Course.objects.get(pk=course.pk)
    enrolment = factories.evaluated(course=begun)
    nurse = factories.make_user(profession="registered-nurse")
    CreditOffer.objects.exclude(credit_type__code="ama-pra-1").delete()
    alone = factories.enrol(course=Course.objects.get(pk=course.pk))
    for each, day in ((enrolment, "December 8"), (alone, "December 3")):
        [refusal] = status_of(each, days=40).obstacles
        assert f"Credit for this course could be claimed until {day}, 2026." in refusal.message
    fresh = Course.objects.get(pk=course.pk)
    [refusal] = CreditStatus(fresh, nurse, None, NOW + timedelta(days=40)).obstacles
    assert "could be claimed until December 3, 2026." in refusal.message


@pytest.mark.parametrize("begun", [False, True])
def test_after_the_course_nobody_reads_that_a_closed_offer_could_be_claimed(begun: bool) -> None:
    course = factories.make_course(offers={"ama-pra-1": 2})
    enrolment = factories.enrol(course=course)
    CreditOffer.objects.update(closed_at=NOW, closed_reason="Withdrawn.")
    Course.objects.update(expires_on=SOON)
    fresh = Course.objects.get()
    status = CreditStatus(fresh, factories.make_user(), None, NOW + timedelta(days=40))
    if begun:
        status = status_of(enrolment, days=40)
    ended = status.obstacles[0]
    assert ended.code == "expired"
    assert ended.message.startswith("At its end, this course offered you no credit. You can still")


@pytest.mark.parametrize("profession", [None, "resident-fellow"])
@pytest.mark.parametrize("begun", [False, True])
def test_after_the_last_day_nobody_is_asked_what_decides_which_credit_they_may_earn(
    profession: str | None, begun: bool
) -> None:
    course = factories.make_course(expires_on=NOW.date() - timedelta(days=1))
    user = factories.make_user(profession=profession or "")
    status = CreditStatus(course, user, None, NOW)
    if begun:
        status = status_of(factories.enrol(course=course, user=user))
    assert [each.code for each in status.obstacles] == ["expired"]


def test_who_began_while_the_course_had_expired_reads_what_is_true_once_it_is_renewed() -> None:
    course = factories.make_course(
        offers={"ama-pra-1": 2}, expires_on=NOW.date() - timedelta(days=2)
    )
    enrolment = factories.evaluated(course=course)
    Course.objects.update(expires_on=factories.EXPIRES_ON)
    [refusal] = status_of(enrolment).obstacles
    assert refusal.code == "offered_since"
    assert refusal.message.startswith("When you began, this course offered no credit for your")
    assert "now it does" in refusal.message
