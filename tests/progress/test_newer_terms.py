"""The course page tells a learner what has changed since they read it, and lets them have it."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from courses.models import Course, CreditOffer
from courses.services.front_matter import digest_of, front_matter_document
from progress.errors import NotEligible
from progress.models import Attempt, CreditException, Enrolment, Watch
from progress.services.attempts import history_of, open_attempt
from progress.services.enrolments import acknowledge_again
from tests import factories
from tests.progress.pages import text_of

pytestmark = pytest.mark.django_db
BUTTON = "I have read it; use these terms"


def at(client: Client, enrolment: Enrolment) -> tuple[str, str]:
    """Return the text of the course page and the digest that its forms acknowledge."""
    client.force_login(enrolment.user)
    page = client.get(enrolment.course.get_absolute_url())
    return text_of(page), page.context["front_matter_digest"]


@time_machine.travel(factories.NOW, tick=False)
def test_what_has_changed_in_credit_is_shown_and_taken_with_one_press(client: Client) -> None:
    enrolment = factories.enrol(course=factories.make_course(offers={"ama-pra-1": 1}))
    assert BUTTON not in at(client, enrolment)[0]
    CreditOffer.objects.update(max_quarters=2)
    Course.objects.update(
        purpose="To hear.", expires_on=factories.EXPIRES_ON.replace(month=11, day=1)
    )
    text, digest = at(client, enrolment)
    assert "Your credit up to 0.25 AMA PRA Category 1 Credits™" in text
    assert "Credit for those who start now up to 0.50 AMA PRA Category 1 Credits™" in text
    assert "Credit can be claimed until the end of November 1, 2028" in text
    assert "The text has also changed under: Purpose, Credit designation statement." in text
    assert "your credit follows what you read before" in text
    url = reverse("progress:acknowledge", args=[enrolment.course.slug])
    old = client.post(url, {"front_matter": "0" * 64}, follow=True)
    assert "has changed once more" in text_of(old)
    for _ in range(2):
        done = client.post(url, {"front_matter": digest}, follow=True)
        assert "Your credit now follows what this page says." in text_of(done)
    assert BUTTON not in at(client, enrolment)[0]


@time_machine.travel(factories.NOW, tick=False)
def test_what_was_closed_is_not_called_theirs(client: Client) -> None:
    course = factories.make_course(offers={"ama-pra-1": 1, "participation": 1})
    enrolment = factories.enrol(course=course)
    closed = {"closed_at": factories.NOW, "closed_reason": "The designation was withdrawn."}
    CreditOffer.objects.filter(credit_type__code="ama-pra-1").update(**closed)
    CreditOffer.objects.filter(credit_type__code="participation").update(max_quarters=2)
    text, _digest = at(client, enrolment)
    assert "Your credit up to 0.25 hours of participation Credit for" in text


@time_machine.travel(factories.NOW, tick=False)
def test_after_the_test_only_the_note_stands_that_the_terms_are_those_of_then(
    client: Client,
) -> None:
    enrolment = factories.passed(course=factories.make_course(offers={"ama-pra-1": 1}))
    CreditOffer.objects.update(max_quarters=2)
    text, digest = at(client, enrolment)
    assert "Your terms are those you took the test under" in text
    assert BUTTON not in text
    url = reverse("progress:acknowledge", args=[enrolment.course.slug])
    said = text_of(client.post(url, {"front_matter": digest}, follow=True))
    assert "You have passed the post-test" in said


@time_machine.travel(factories.NOW, tick=False)
def test_only_credit_that_the_learner_may_earn_is_called_theirs(client: Client) -> None:
    course = factories.make_course(offers={"ama-pra-1": 1, "participation": 1})
    nurse = factories.make_user(profession="registered-nurse")
    student = factories.make_user(profession="medical-student")
    nurses, students = (factories.enrol(course=course, user=user) for user in (nurse, student))
    CreditOffer.objects.filter(credit_type__code="ama-pra-1").update(max_quarters=2)
    for enrolment in (nurses, students):
        text = at(client, enrolment)[0]
        assert "The text has also changed under: Credit, Credit designation statement." in text
        assert "Your credit up to" not in text
    CreditOffer.objects.update(max_quarters=3)
    text = at(client, nurses)[0]
    terms = text.partition("This page has changed since you read it")[2].partition("Unless")[0]
    assert "Your credit up to 0.25 hours of participation" in terms
    assert "Credit for those who start now up to 0.75 hours of participation" in terms
    assert "AMA PRA" not in terms


@time_machine.travel(factories.NOW, tick=False)
def test_a_last_day_of_one_offer_is_read_with_its_name(client: Client) -> None:
    enrolment = factories.enrol(course=factories.make_course(offers={"ama-pra-1": 1}))
    CreditOffer.objects.update(valid_to=factories.EXPIRES_ON.replace(month=11, day=1))
    said = "0.25 AMA PRA Category 1 Credits™ can be claimed until the end of November 1, 2028"
    assert said in at(client, enrolment)[0].partition("Unless")[0]


@time_machine.travel(factories.NOW, tick=False)
def test_who_has_not_begun_has_no_terms_to_change(client: Client) -> None:
    course = factories.make_course()
    url = reverse("progress:acknowledge", args=[course.slug])
    assert client.post(url)["Location"].startswith("/accounts/login/")
    client.force_login(factories.make_user())
    assert client.get(url).status_code == 405
    assert "Review the course details" in text_of(client.post(url, follow=True))


def test_the_pass_mark_that_is_acknowledged_is_the_learners() -> None:
    course = factories.make_course(pass_percent=60)
    enrolment = factories.enrol(course=course)
    assert enrolment.assessment.pass_percent == 60
    test = factories.make_test(course=course, pass_percent=100)
    form = factories.make_evaluation(course=course)
    new = acknowledge_again(enrolment=enrolment, read=read_now(course), now=factories.NOW)
    (said,) = [e for e in new.front_matter.document["elements"] if "100" in str(e)]
    assert said["key"] == "minimum-performance"
    new = Enrolment.objects.get(pk=enrolment.pk)
    assert (new.assessment, new.evaluation_form) == (test, form)


def test_an_attempt_that_was_begun_is_finished_before_newer_terms() -> None:
    course = factories.make_course(pass_percent=60)
    enrolment = factories.watched(course=course)
    attempt = open_attempt(enrolment=enrolment, now=factories.NOW)
    CreditOffer.objects.update(max_quarters=2)
    acknowledge_again(enrolment=enrolment, read=read_now(course), now=factories.NOW)
    factories.make_test(course=course, pass_percent=100)
    with pytest.raises(NotEligible) as refused:
        acknowledge_again(enrolment=enrolment, read=read_now(course), now=factories.NOW)
    assert refused.value.code == "attempt_open"
    assert Enrolment.objects.get(pk=enrolment.pk).assessment == attempt.assessment


def test_a_replaced_recording_is_watched_from_its_beginning_under_newer_terms(
    client: Client,
) -> None:
    course = factories.make_course(offers={"ama-pra-1": 1}, seconds=900)
    enrolment = factories.watched(course=course)
    longer = factories.make_video(course=course, seconds=1800)
    CreditOffer.objects.update(max_quarters=2)
    with time_machine.travel(factories.NOW, tick=False):
        assert "you watch the new one from its beginning" in at(client, enrolment)[0]
    for _ in range(2):
        acknowledge_again(enrolment=enrolment, read=read_now(course), now=factories.NOW)
    watch = Watch.objects.get()
    assert (watch.enrolment, watch.video, watch.watched) == (enrolment, longer, [])
    assert (watch.completed_at, watch.required_seconds) == (None, 1620)  # 90 %
    was = AuditEntry.objects.get(action="recording-begun-again")
    assert (was.learner, was.details["watched"]) == (enrolment.user, [[0, 900]])


def test_newer_terms_of_the_same_recording_leave_what_was_watched(client: Client) -> None:
    enrolment = factories.watched(course=factories.make_course(offers={"ama-pra-1": 1}))
    CreditOffer.objects.update(max_quarters=2)
    with time_machine.travel(factories.NOW, tick=False):
        assert "from its beginning" not in at(client, enrolment)[0]
    acknowledge_again(enrolment=enrolment, read=read_now(enrolment.course), now=factories.NOW)
    assert Watch.objects.get() == enrolment.watch
    assert not AuditEntry.objects.filter(action="recording-begun-again").exists()


def test_the_transcript_of_a_former_recording_is_not_that_of_the_present_one() -> None:
    enrolment = factories.enrol(course=factories.make_course(offers={"ama-pra-1": 1}))
    factories.make_video(course=enrolment.course)
    CreditOffer.objects.update(max_quarters=2)
    CreditException.objects.create(
        enrolment=enrolment,
        kind=CreditException.Kind.TRANSCRIPT,
        reason="Hearing.",
        asked_by=enrolment.user,
        put_forward_by=factories.make_user(),
        decided_by=factories.make_user(),
        decided_at=factories.NOW,
        approved=True,
        read_at=factories.NOW,
    )
    acknowledge_again(enrolment=enrolment, read=read_now(enrolment.course), now=factories.NOW)
    assert CreditException.objects.get().read_at is None


def test_the_attempts_that_are_told_are_those_at_the_test_that_is_told(client: Client) -> None:
    course = factories.make_course(max_attempts=3)
    enrolment = factories.watched(course=course)
    for number in (1, 2):
        Attempt.objects.create(
            enrolment=enrolment,
            assessment=enrolment.assessment,
            number=number,
            seed=1,
            submitted_at=factories.NOW,
            correct=0,
            questions=3,
            passed=False,
        )
    assert history_of(enrolment).left == 1
    factories.make_test(course=course, max_attempts=2)
    acknowledge_again(enrolment=enrolment, read=read_now(course), now=factories.NOW)
    client.force_login(enrolment.user)
    with time_machine.travel(factories.NOW, tick=False):
        page = text_of(client.get(reverse("progress:test", args=[course.slug])))
    assert "Attempts 2 of 2 left" in page
    begun = open_attempt(enrolment=Enrolment.objects.get(), now=factories.NOW)
    assert (begun.number, begun.assessment.version) == (3, 2)


def read_now(course: Course) -> str:
    fresh = Course.objects.with_front_matter().get(pk=course.pk)
    return digest_of(front_matter_document(fresh, now=factories.NOW))
