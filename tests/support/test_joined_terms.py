"""Two accounts that were told different things: the terms, the test and the evaluation come from one of them."""

from datetime import timedelta

import pytest

from accounts.models import Mail, User
from certificates.models import Certificate
from courses.models import Course, CreditOffer
from courses.services.front_matter import digest_of, front_matter_document
from progress.errors import NotEligible
from progress.models import Attempt, Enrolment, Watch
from progress.services.attempts import history_of, open_attempt
from progress.services.enrolments import acknowledge_again, enrolment_of
from progress.status import CreditStatus
from progress.timeline import course_events
from providers.timeline import LearnerScope
from support.services.merging import merge_accounts, rehearse
from tests import factories
from tests.certificates.conftest import claim

NOW = factories.NOW
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def course(db: None) -> Course:
    return factories.make_course(offers={"ama-pra-1": 1}, pass_percent=60)


def fresh(course: Course) -> Course:
    return Course.objects.with_front_matter().get(pk=course.pk)


def began_later(course: Course, user: User) -> Enrolment:
    """Return an enrolment under what the course says now, begun a minute before the test is passed elsewhere."""
    enrolment = factories.enrol(course=fresh(course), user=user)
    moment = factories.PASSED_AT - MINUTE
    Enrolment.objects.filter(pk=enrolment.pk).update(acknowledged_at=moment)
    enrolment.acknowledgements.update(acknowledged_at=moment)
    return enrolment


def renewed(enrolment: Enrolment) -> Enrolment:
    """Let the learner acknowledge what the course says now, and have its test."""
    read = digest_of(front_matter_document(fresh(enrolment.course), now=NOW))
    acknowledge_again(enrolment=enrolment, read=read, now=factories.STARTED_AT + MINUTE)
    return again(enrolment)


def again(enrolment: Enrolment) -> Enrolment:
    found = enrolment_of(user=enrolment.user, course=fresh(enrolment.course))
    assert found
    return found


def told(enrolment: Enrolment) -> int:
    return Enrolment.objects.get(pk=enrolment.pk).front_matter.offers.get().max_quarters


def pass_mark_told(enrolment: Enrolment) -> str:
    elements = enrolment.front_matter.document["elements"]
    return str([each for each in elements if each["key"] == "minimum-performance"])


def join(support: User, kept: Enrolment, merged: Enrolment) -> Enrolment:
    merge_accounts(staff=support, kept=kept.user, merged=merged.user, reason="One.", now=NOW)
    return again(kept)


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 1)])
def test_the_credit_is_what_was_told_to_who_passed_first(
    support: User, course: Course, learner: User, other: User, first: int, second: int
) -> None:
    CreditOffer.objects.update(max_quarters=first)
    done = factories.evaluated(course=fresh(course), user=learner)
    CreditOffer.objects.update(max_quarters=second)
    joined = join(support, done, began_later(course, other))
    assert told(joined) == first
    if second > first:
        with pytest.raises(NotEligible, match="amount_too_large"):
            claim(joined, quarters=second)
    assert claim(again(joined), quarters=first).credit_quarters == first


def test_what_one_account_could_earn_is_not_lost_by_what_the_other_was_told(
    support: User, course: Course, learner: User, other: User
) -> None:
    done = factories.evaluated(course=course, user=learner)
    CreditOffer.objects.all().delete()
    joined = join(support, done, began_later(course, other))
    assert claim(joined, quarters=1).credit_type_code == "ama-pra-1"


def test_of_the_account_that_is_given_up_the_pass_counts_with_its_terms_and_test(
    support: User, course: Course, learner: User, other: User
) -> None:
    kept = factories.enrol(course=course, user=learner)
    theirs = factories.watched(course=course, user=other)
    CreditOffer.objects.update(max_quarters=2)
    test = factories.make_test(course=course, pass_percent=100)
    theirs = renewed(theirs)
    Attempt.objects.create(
        enrolment=theirs,
        assessment=theirs.assessment,
        number=1,
        seed=1,
        started_at=NOW,
        submitted_at=NOW,
        correct=3,
        questions=3,
        passed=True,
    )
    Enrolment.objects.filter(pk=theirs.pk).update(test_passed_at=NOW)
    joined = join(support, kept, again(theirs))
    assert (told(joined), joined.assessment) == (2, test)
    assert "100%" in pass_mark_told(joined)


def test_before_a_pass_the_kept_accounts_test_is_the_one_told_and_taken(
    support: User, course: Course, learner: User, other: User
) -> None:
    kept = factories.watched(course=course, user=learner)
    theirs = factories.watched(course=course, user=other)
    factories.make_test(course=course, pass_percent=100)
    theirs = renewed(theirs)
    attempt = open_attempt(enrolment=theirs, now=NOW)
    lines = rehearse(staff=support, kept=learner, merged=other, now=NOW)
    assert f"{course}: an attempt at the post-test that was begun is dropped." in lines
    joined = join(support, kept, theirs)
    assert "60%" in pass_mark_told(joined)
    assert joined.assessment.pass_percent == 60
    assert (history_of(joined).open, Attempt.objects.filter(pk=attempt.pk).exists()) == (
        None,
        False,
    )


def test_the_terms_of_a_longer_recording_are_not_met_by_the_shorter_one(
    support: User, course: Course, learner: User, other: User
) -> None:
    short = factories.watched(course=course, user=other)
    CreditOffer.objects.update(max_quarters=2)
    mine = factories.enrol(course=fresh(course), user=learner)
    long = factories.make_video(course=course, seconds=200)
    Watch.objects.filter(enrolment=mine).update(
        video=long, video_seconds=200, required_seconds=200, watched=[(0, 9)]
    )
    joined = join(support, again(mine), short)
    assert (joined.watch.video_seconds, told(joined)) == (100, 1)


@pytest.mark.parametrize(("duplicate", "state"), [(True, "is open"), (False, "stays closed")])
def test_whether_staff_closed_it_follows_the_account_whose_terms_apply(
    support: User, course: Course, learner: User, other: User, duplicate: bool, state: str
) -> None:
    done = factories.evaluated(course=course, user=learner)
    second = factories.enrol(course=course, user=other)
    closed = second if duplicate else done
    Enrolment.objects.filter(pk=closed.pk).update(closed_at=NOW)
    lines = rehearse(staff=support, kept=learner, merged=other, now=NOW)
    said = f"staff had closed it in one account. It {state}, as in the kept account, which passed"
    assert any(said in line for line in lines)
    joined = join(support, again(done), again(second))
    missing = CreditStatus(fresh(course), learner, joined, NOW).missing
    assert [each.code for each in missing] == ([] if duplicate else ["enrolment_closed"])


def test_the_earlier_claim_rules_over_an_earlier_pass(
    support: User, course: Course, learner: User, other: User
) -> None:
    mine = factories.passed(course=course, user=learner)
    theirs = factories.evaluated(course=course, user=other)
    Enrolment.objects.filter(pk=mine.pk).update(test_passed_at=factories.PASSED_AT - MINUTE)
    CreditOffer.objects.update(max_quarters=2)
    Enrolment.objects.filter(pk=theirs.pk).update(test_passed_at=None, evaluated_at=None)
    theirs = renewed(theirs)
    Enrolment.objects.filter(pk=theirs.pk).update(
        test_passed_at=factories.PASSED_AT, evaluated_at=factories.EVALUATED_AT
    )
    claim(again(theirs), quarters=2)
    assert told(join(support, again(mine), again(theirs))) == 2
    assert Certificate.objects.get().credit_quarters == 2


def test_rehearsal_and_mail_say_which_terms_apply(
    support: User, course: Course, learner: User, other: User
) -> None:
    User.objects.filter(pk=other.pk).update(mail_names_course=True)
    other.refresh_from_db()
    done = factories.evaluated(course=course, user=learner)
    CreditOffer.objects.update(max_quarters=2)
    second = began_later(course, other)
    credit = "up to 0.25 AMA PRA Category 1 Credits™"
    (line,) = [
        each
        for each in rehearse(staff=support, kept=learner, merged=other, now=NOW)
        if "terms" in each
    ]
    assert line == (
        f"{course}: the terms are those of the kept account, which passed first: front matter"
        f" version 1, {credit}."
    )
    join(support, done, second)
    terms = {
        mail.context["terms"][0]["title"] for mail in Mail.objects.filter(kind="accounts-joined")
    }
    assert terms == {"", course.title}


def test_accounts_that_were_told_the_same_read_nothing_of_terms(
    support: User, course: Course, learner: User, other: User
) -> None:
    factories.evaluated(course=course, user=learner)
    factories.enrol(course=course, user=other)
    lines = rehearse(staff=support, kept=learner, merged=other, now=NOW)
    assert not [line for line in lines if "terms" in line]


def test_the_timeline_calls_both_starts_starts(
    support: User, course: Course, learner: User, other: User
) -> None:
    done = factories.watched(course=course, user=learner)
    join(support, done, began_later(course, other))
    scope = LearnerScope(learner, (learner.pk, other.pk), (), everything=True)
    said = [each.title for each in course_events(scope) if "front matter" in each.title]
    assert said == ["Acknowledged the front matter, version 1"] * 2
