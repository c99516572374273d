"""Many beats by one statement: the same as one at a time, whatever is among them."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from courses.models import Course
from progress.fields import Segments
from progress.models import Enrolment, Watch, WatchDay
from progress.segments import normalise
from progress.services.watching import Claim, Watched, store, store_many
from progress.tokens import PageToken
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW
LENGTH = 200
LEARNERS = 5


@dataclass(frozen=True)
class Sent:
    """A beat of one of the learners: when its page was opened, after how long it arrives, what it claims."""

    learner: int
    opened: int
    after: int
    segments: Segments
    position: int | None

    def claim(self, token: PageToken) -> Claim:
        now = token.opened_at + timedelta(seconds=self.after)
        played = normalise(self.segments, length=LENGTH)
        return Claim.of(token, played, position=self.position, now=now)


_ranges = st.tuples(st.integers(0, LENGTH), st.integers(0, 120)).map(lambda p: (p[0], sum(p)))
_sent = st.builds(
    Sent,
    learner=st.integers(0, LEARNERS - 1),
    opened=st.sampled_from([0, 0, 7, 40, 300, 86_000, 86_400]),
    after=st.one_of(st.integers(-2, 60), st.integers(0, 1000)),
    segments=st.lists(_ranges, max_size=4),
    position=st.one_of(st.none(), st.integers(0, LENGTH + 50)),
)
_batch = st.lists(_sent, min_size=1, max_size=LEARNERS, unique_by=lambda sent: sent.learner)


@pytest.fixture
def sides() -> tuple[list[Enrolment], list[Enrolment]]:
    """The same learners twice: two enrolments of one person, one closed, one without a record, one with 64 sittings."""
    courses = [factories.make_course(seconds=LENGTH) for _ in range(2)]
    return enrol_in(courses), enrol_in(courses)


def enrol_in(courses: list[Course]) -> list[Enrolment]:
    first = factories.enrol(course=courses[0])
    second = factories.enrol(user=first.user, course=courses[1])
    closed, gone, sittings = (factories.enrol(course=courses[0]) for _ in range(3))
    Enrolment.objects.filter(pk=closed.pk).update(closed_at=NOW)
    Watch.objects.filter(enrolment=gone).delete()
    return [sittings, gone, closed, second, first]


def begin(enrolments: list[Enrolment]) -> None:
    """Take everybody back to the beginning."""
    WatchDay.objects.filter(enrolment__in=enrolments).delete()
    watches = Watch.objects.filter(enrolment__in=enrolments)
    watches.update(watched=[], pages_open=[], gained=0, position=0, completed_at=None)
    times = [(NOW - timedelta(days=n, seconds=n), NOW - timedelta(days=n)) for n in range(1, 65)]
    watches.filter(enrolment=enrolments[0]).update(pages_open=times)


def rows_of(enrolments: list[Enrolment]) -> list[Any]:
    """Return what is stored of each, without ids."""
    fields = ("watched", "seconds", "gained", "pages_open", "position", "completed_at")
    watches = Watch.objects.filter(enrolment__in=enrolments).order_by("enrolment_id")
    days = WatchDay.objects.filter(enrolment__in=enrolments).order_by("enrolment_id", "day")
    places = {enrolment.pk: place for place, enrolment in enumerate(enrolments)}
    counted = [(places[row.enrolment_id], row.day, row.seconds) for row in days]
    return [*watches.values_list(*fields), *counted]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(_batch, min_size=1, max_size=4))
def test_any_batches_leave_and_answer_what_the_same_beats_do_one_at_a_time(
    sides: tuple[list[Enrolment], list[Enrolment]], batches: list[list[Sent]]
) -> None:
    together, alone = sides
    begin(together)
    begin(alone)
    for batch in batches:
        stored = store_many([sent.claim(opened(together, sent)) for sent in batch])
        for sent in batch:
            one = stored.get(together[sent.learner].pk)
            assert (one and one.as_watched()) == by_itself(opened(alone, sent), sent)
        assert rows_of(together) == rows_of(alone)


def opened(enrolments: list[Enrolment], sent: Sent) -> PageToken:
    """Return the token of a beat's page; the record of its learner may be gone."""
    enrolment, watch = enrolments[sent.learner], enrolments[3 if sent.learner == 3 else 0].watch
    token = PageToken.open_for(enrolment=enrolments[0], now=NOW + timedelta(seconds=sent.opened))
    return replace(token, enrolment_id=enrolment.pk, video_id=watch.video_id)


def by_itself(token: PageToken, sent: Sent) -> Watched | None:
    claim = sent.claim(token)
    return store(token=token, played=claim.segments, position=sent.position, now=claim.now)


def claim(enrolment: Enrolment, segments: Segments, **fields: Any) -> Claim:
    token = PageToken.open_for(enrolment=enrolment, now=NOW - timedelta(hours=1))
    return replace(Claim.of(token, segments, position=None, now=NOW), **fields)


def test_what_is_refused_is_missing_and_the_others_are_stored() -> None:
    course = factories.make_course()
    good, closed, fast, other = (factories.enrol(course=course) for _ in range(4))
    Enrolment.objects.filter(pk=closed.pk).update(closed_at=NOW)
    stored = store_many(
        [
            claim(closed, [(0, 30)]),
            claim(good, [(0, 95)]),
            claim(fast, [(0, 61)], opened_at=NOW),
            replace(claim(good, [(0, 30)]), enrolment=good.pk + 1000),
            replace(claim(good, [(0, 30)]), enrolment=other.pk, video=other.watch.video_id + 1),
        ]
    )
    assert stored == {good.pk: ("{[0,95)}", 95, True)}
    assert sorted(Watch.objects.values_list("seconds", flat=True)) == [0, 0, 0, 95]
    assert WatchDay.objects.get().seconds == 95


def test_each_beat_of_a_batch_is_judged_and_dated_by_its_own_moment() -> None:
    course = factories.make_course()
    early, late = factories.enrol(course=course), factories.enrol(course=course)
    soon = NOW + timedelta(hours=20)
    store_many([claim(late, [(0, 90)], now=soon), claim(early, [(0, 90)])])
    completed = Watch.objects.order_by("enrolment_id").values_list("completed_at", flat=True)
    assert [*completed] == [NOW, soon]
    days = WatchDay.objects.order_by("enrolment_id").values_list("day", flat=True)
    assert [*days] == [NOW.date(), soon.date()]


def test_two_claims_of_one_record_are_no_batch() -> None:
    enrolment = factories.enrol()
    with pytest.raises(ValueError, match="one would be lost"):
        store_many([claim(enrolment, [(0, 30)]), claim(enrolment, [(30, 60)])])


def test_a_batch_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    course = factories.make_course()
    claims = [claim(factories.enrol(course=course), [(0, 30)]) for _ in range(20)]
    with django_assert_num_queries(1):
        assert len(store_many(claims)) == 20


def generic_plans() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(sum(generic_plans), 0) FROM pg_prepared_statements"
            " WHERE statement ~ '^\\s*WITH beat'"
        )
        return int(cursor.fetchone()[0])


def test_one_beat_and_many_have_one_plan_made_for_any_number() -> None:
    """Also where the database's operator takes PostgreSQL's own choice of plans for pages."""
    course = factories.make_course()
    claims = [claim(factories.enrol(course=course), [(0, 30)]) for _ in range(8)]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = auto")
    for number in (1, 8):
        store_many(claims[:number])  # prepared from now on, at the latest
    before = generic_plans()
    for number in (1, 3, 1, 1, 2, 1, 1, 1, 8, 1):
        store_many(claims[:number])
    assert generic_plans() - before >= 5  # PostgreSQL tries five others first
