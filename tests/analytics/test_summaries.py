"""What reports read is what the records say, whatever happened to them since."""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Profession, User
from accounts.services import delete_account
from analytics.models import (
    ChoiceMonth,
    DailyCreditCount,
    DailyEnrolmentCount,
    IssuedDay,
    Level,
    QuestionMonth,
    StaleCount,
    Summary,
)
from analytics.services.summaries import mark_everything_stale, refresh_summaries
from analytics.tasks import recount, refresh
from certificates.models import Certificate
from certificates.services.revocation import revoke
from courses.models import Choice, Course, Question
from progress.models import Answer, Attempt, Enrolment, Watch
from progress.services.enrolments import close_enrolments, start_course
from providers.models import Provider
from tests import crowd, factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture
def course() -> Course:
    return factories.make_course()


def day(row: Any, moment: datetime) -> date:
    provider: Provider = row.course.series.provider
    return provider.day_of(moment)


def learners() -> list[Enrolment]:
    rows = Enrolment.objects.select_related("user", "watch", "course__series__provider")
    return list(rows)


def kinds_of(enrolment: Enrolment) -> list[tuple[int, int | None, str]]:
    """The cells of its day that an enrolment counts in: one of each level."""
    profession, state = enrolment.user.profession_id, enrolment.user.state
    return [
        (Level.ALL, None, ""),
        (Level.PROFESSION, profession, ""),
        (Level.STATE, None, state),
        (Level.BOTH, profession, state),
    ]


def cohorts_directly() -> dict[tuple[Any, ...], tuple[int, ...]]:
    found: dict[tuple[Any, ...], Counter[int]] = {}
    for each in learners():
        moments = [
            each.acknowledged_at,
            each.first_viewed_at,
            each.watch.completed_at,
            each.test_passed_at,
            each.evaluated_at,
        ]
        for kind in kinds_of(each):
            key = (each.course_id, day(each, each.acknowledged_at), *kind)
            found.setdefault(key, Counter()).update(
                place for place, moment in enumerate(moments) if moment
            )
    return {key: tuple(counts[place] for place in range(5)) for key, counts in found.items()}


def cohorts_kept() -> dict[tuple[Any, ...], tuple[int, ...]]:
    key = ("course_id", "day", "level", "profession_id", "state")
    counts = ("started", "played", "watched", "passed", "evaluated")
    return {row[:5]: row[5:] for row in DailyEnrolmentCount.objects.values_list(*key, *counts)}


def credit_directly() -> dict[tuple[Any, ...], list[int]]:
    found: dict[tuple[Any, ...], list[int]] = {}
    live = {each.enrolment_id: each for each in Certificate.objects.live()}
    for each in learners():
        if certificate := live.get(each.pk):
            minutes = round((certificate.claimed_at - each.acknowledged_at) / timedelta(minutes=1))
            for kind in kinds_of(each):
                began = day(each, each.acknowledged_at)
                key = (each.course_id, began, *kind, certificate.credit_type_code)
                found.setdefault(key, []).append(minutes)
    return {key: sorted(minutes) for key, minutes in found.items()}


def credit_kept() -> dict[tuple[Any, ...], list[int]]:
    columns = ("course_id", "day", "level", "profession_id", "state", "credit_type_code")
    rows = DailyCreditCount.objects.values_list(*columns, "minutes", "standing")
    assert all(len(row[6]) == row[7] for row in rows)
    return {row[:6]: sorted(row[6]) for row in rows}


def issued_directly() -> dict[tuple[Any, ...], tuple[int, int, int]]:
    found: dict[tuple[Any, ...], Counter[str]] = {}
    for each in Certificate.objects.select_related("course__series__provider"):
        key = (each.course_id, day(each, each.claimed_at), each.credit_type_code)
        counts = found.setdefault(key, Counter())
        counts["issued"] += each.supersedes_id is None
        counts[each.status] += 1
    return {key: (n["issued"], n["valid"], n["revoked"]) for key, n in found.items()}


def issued_kept() -> dict[tuple[Any, ...], tuple[int, int, int]]:
    columns = ("course_id", "day", "credit_type_code", "issued", "standing", "revoked")
    return {row[:3]: row[3:] for row in IssuedDay.objects.values_list(*columns)}


def questions_directly() -> tuple[dict[Any, tuple[int, ...]], Counter[Any]]:
    questions: dict[Any, list[tuple[int, int]]] = {}
    choices: Counter[Any] = Counter()
    first = Attempt.objects.filter(number=1, submitted_at__isnull=False)
    for attempt in first.select_related("enrolment__course__series__provider"):
        assert attempt.submitted_at
        month = day(attempt.enrolment, attempt.submitted_at).replace(day=1)
        answers = list(attempt.answers.select_related("choice"))
        right = sum(answer.choice.is_correct for answer in answers)
        for answer in answers:
            x = int(answer.choice.is_correct)
            questions.setdefault((answer.question_id, month), []).append((x, right - x))
            choices[answer.choice_id, month] += 1
    sums: dict[Any, tuple[int, ...]] = {
        key: (
            len(pairs),
            sum(x for x, _ in pairs),
            sum(y for _, y in pairs),
            sum(y * y for _, y in pairs),
            sum(x * y for x, y in pairs),
        )
        for key, pairs in questions.items()
    }
    return sums, choices


def questions_kept() -> tuple[dict[Any, tuple[int, ...]], Counter[Any]]:
    columns = ("asked", "right", "rest", "rest_squared", "rest_when_right")
    rows = QuestionMonth.objects.values_list("question_id", "month", *columns)
    taken = ChoiceMonth.objects.values_list("choice_id", "month", "taken")
    return {row[:2]: row[2:] for row in rows}, Counter({row[:2]: row[2] for row in taken})


def assert_everything_agrees() -> None:
    refresh_summaries(now=NOW)
    assert not StaleCount.objects.exists()
    assert cohorts_kept() == cohorts_directly()
    assert credit_kept() == credit_directly()
    assert issued_kept() == issued_directly()
    assert questions_kept() == questions_directly()


@pytest.mark.parametrize("seed", range(3))
def test_summaries_say_what_the_records_say(seed: int) -> None:
    chance = random.Random(seed)
    for zone in ("America/Chicago", "Pacific/Auckland"):
        provider = factories.make_provider(time_zone=zone)
        crowd.gather(factories.make_course(provider=provider), 30, chance)
        assert_everything_agrees()
    assert DailyEnrolmentCount.objects.exists()
    assert DailyCreditCount.objects.exists()
    assert QuestionMonth.objects.exists()


def test_what_comes_late_is_in_them_too(course: Course) -> None:
    """Each change alone, so that none hides behind another's mark."""
    crowd.gather(course, 25, random.Random(1))
    assert_everything_agrees()
    for change in LATE:
        before = (cohorts_kept(), credit_kept(), issued_kept(), questions_kept())
        change()
        assert_everything_agrees()
        after = (cohorts_kept(), credit_kept(), issued_kept(), questions_kept())
        assert (before == after) == (change in WITHOUT_EFFECT), change.__name__


def claimed() -> Enrolment:
    live = Certificate.objects.live().filter(learner__isnull=False)
    return Enrolment.objects.select_related("user").filter(certificates__in=live)[0]


def revoke_one() -> None:
    revoke(certificate=Certificate.objects.live()[0], reason="A mistake.", now=NOW)


def correct_the_credit_type_of_one() -> None:
    old = Certificate.objects.live().filter(credit_type_code="ama-pra-1")[0]
    Certificate.objects.filter(pk=old.pk).update(superseded_at=NOW)
    enrolment = Enrolment.objects.get(certificates=old)
    new = crowd.certificate_of(enrolment, "participation", supersedes=old)
    new.origin = Certificate.Origin.STAFF
    new.save()


def delete_the_account_of_one() -> None:
    delete_account(user_id=claimed().user_id)


def change_the_profession_of_one() -> None:
    user = User.objects.filter(enrolments__isnull=False, profession__code="physician-md")[0]
    user.profession = Profession.objects.get(code="registered-nurse")
    user.save()


def move_one_to_another_state() -> None:
    User.objects.filter(pk=claimed().user_id).update(state="HI")


def close_everything() -> None:
    close_enrolments(queryset=Enrolment.objects.all(), now=NOW)


def start_one_more() -> None:
    start_course(user=factories.make_user(), course=Course.objects.get(), now=NOW)


def finish_watching() -> None:
    open_still = Watch.objects.filter(completed_at__isnull=True)
    open_still.filter(pk=open_still[0].pk).update(watched=[(0, 100)], completed_at=NOW)


def play_for_the_first_time() -> None:
    new = Enrolment.objects.filter(first_viewed_at__isnull=True)
    Enrolment.objects.filter(pk=new[0].pk).update(first_viewed_at=NOW)


def submit_a_first_attempt() -> None:
    attempt = Attempt.objects.filter(submitted_at__isnull=True, number=1)[0]
    Attempt.objects.filter(pk=attempt.pk).update(
        submitted_at=NOW, correct=1, questions=3, passed=False
    )


def merge_two_accounts() -> None:
    """What one has goes to the other, as a merge does it, whatever it is called."""
    old, into = claimed().user, factories.make_user(profession="registered-nurse", state="AK")
    Certificate.objects.filter(learner=old).update(learner=None)
    Enrolment.objects.filter(user=old).update(user=into)
    old.delete()


def sign_in() -> None:
    User.objects.update(last_login=NOW)


def play_on() -> None:
    Watch.objects.update(position=7)


LATE = [
    revoke_one,
    correct_the_credit_type_of_one,
    delete_the_account_of_one,
    change_the_profession_of_one,
    move_one_to_another_state,
    close_everything,
    start_one_more,
    finish_watching,
    play_for_the_first_time,
    submit_a_first_attempt,
    merge_two_accounts,
    sign_in,
    play_on,
]
WITHOUT_EFFECT = [close_everything, sign_in, play_on]


@pytest.mark.parametrize("change", [sign_in, play_on, close_everything])
def test_what_no_report_counts_leaves_no_mark(course: Course, change: Any) -> None:
    crowd.gather(course, 3, random.Random(1))
    refresh_summaries(now=NOW)
    change()
    assert not StaleCount.objects.exists()


def test_only_what_changed_is_counted_again(course: Course) -> None:
    crowd.gather(course, 25, random.Random(1))
    assert refresh_summaries(now=NOW) > 10
    assert refresh_summaries(now=NOW) == 0
    revoke_one()
    assert refresh_summaries(now=NOW) == 2  # the day it was claimed on, and the day of the start


def test_every_week_everything_is_counted_again(course: Course) -> None:
    crowd.gather(course, 10, random.Random(1))
    refresh_summaries(now=NOW)
    DailyEnrolmentCount.objects.update(started=99)
    DailyCreditCount.objects.all().delete()
    IssuedDay.objects.update(revoked=7)
    ChoiceMonth.objects.update(taken=99)
    recount(timestamp=0)
    assert_everything_agrees()


def test_what_was_there_before_the_triggers_is_counted_the_first_time(course: Course) -> None:
    crowd.gather(course, 10, random.Random(1))
    StaleCount.objects.all().delete()
    assert_everything_agrees()
    assert DailyEnrolmentCount.objects.exists()


def test_a_new_time_zone_moves_the_days(course: Course) -> None:
    crowd.gather(course, 20, random.Random(1))
    refresh_summaries(now=NOW)
    Provider.objects.update(time_zone="Asia/Tokyo")
    mark_everything_stale()
    assert_everything_agrees()


def test_a_count_says_up_to_when_it_is_complete(course: Course) -> None:
    refresh(timestamp=0)
    first = Summary.objects.get().as_of
    refresh_summaries(now=first + timedelta(minutes=1))
    assert Summary.objects.get().as_of == first + timedelta(minutes=1)


def test_marks_beyond_one_batch_are_taken_too(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analytics.services.changes.BATCH", 3)
    crowd.gather(course, 10, random.Random(1))
    assert_everything_agrees()


def test_a_question_counts_only_for_those_who_were_asked_it(course: Course) -> None:
    """A pool draws some of its questions for each attempt."""
    crowd.gather(course, 20, random.Random(1))
    asked_less = Attempt.objects.filter(number=1, submitted_at__isnull=False)[0]
    asked_less.answers.filter(question=Question.objects.all()[0]).delete()
    assert_everything_agrees()
    assert Choice.objects.exists()
    assert Answer.objects.exists()
