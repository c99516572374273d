"""The clock of a record: the times its pages were open, and one minute, however many pages there are."""

import random
from datetime import datetime, timedelta

import pytest
from django.contrib.admin.utils import display_for_value
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from progress.fields import Segments
from progress.models import Enrolment, Watch
from progress.services.watching import BeatRefused, Watched, record_beat
from progress.tokens import PageToken
from tests import factories
from tests.staff_members import sign_in

pytestmark = pytest.mark.django_db
NOW = factories.NOW
LENGTH = 297


def at(second: float) -> datetime:
    return NOW + timedelta(seconds=second)


@pytest.fixture
def enrolment() -> Enrolment:
    return factories.enrol(course=factories.make_course(seconds=LENGTH))


def page(enrolment: Enrolment, second: float = 0) -> PageToken:
    return PageToken.open_for(enrolment=enrolment, now=at(second))


def beat(token: PageToken, segments: Segments, second: float) -> Watched:
    return record_beat(token=token, segments=segments, position=None, now=at(second))


def refused(token: PageToken, segments: Segments, second: float) -> bool:
    try:
        beat(token, segments, second)
    except BeatRefused as refusal:
        return refusal.code == "too_fast"
    return False


def pages_open(enrolment: Enrolment) -> list[tuple[float, float]]:
    times = Watch.objects.get(enrolment=enrolment).pages_open
    return [((start - NOW).total_seconds(), (end - NOW).total_seconds()) for start, end in times]


def test_the_minute_is_the_records_and_not_each_pages(enrolment: Enrolment) -> None:
    assert not refused(page(enrolment), [(0, 60)], 0.2)
    assert all(refused(page(enrolment), [(n, n + 57)], 0.2) for n in (60, 120, 180, 240))
    assert Watch.objects.get().seconds == 60


def test_what_five_pages_claimed_at_once_counts_when_the_time_has_passed(
    enrolment: Enrolment,
) -> None:
    pages = [(page(enrolment), [(n, n + 60)]) for n in range(0, LENGTH, 60)]
    assert [refused(token, claim, 0.2) for token, claim in pages] == [False, True, True, True, True]
    # 120 seconds need 30 of clock, 180 need 60, 240 need 90, and 297 need 118.5.
    assert [refused(*pages[1], 29.9), refused(*pages[1], 30)] == [True, False]
    assert [refused(*pages[4], 58.4), refused(*pages[4], 58.5)] == [True, False]
    assert beat(*pages[2], second=88.5).seconds == 237
    assert [refused(*pages[3], 118.4), beat(*pages[3], 118.5).completed] == [True, True]


def test_a_pages_time_counts_once_however_often_it_beats(enrolment: Enrolment) -> None:
    token, beside = page(enrolment), page(enrolment, 5)
    for second in (10, 10, 20, 15, 20):
        beat(token, [(0, 10)], second)
    beat(beside, [(0, 10)], 25)
    assert pages_open(enrolment) == [(0, 25)]


def test_the_time_between_two_sittings_is_none_of_the_clock(enrolment: Enrolment) -> None:
    beat(page(enrolment), [(0, 60)], 10)
    assert refused(page(enrolment, 3600), [(60, 121)], 3610)  # 2 × 20 + 60 = 100
    beat(page(enrolment, 3600), [(60, 100)], 3610)
    assert pages_open(enrolment) == [(0, 10), (3600, 3610)]


def test_a_refused_beat_adds_no_time(enrolment: Enrolment) -> None:
    beat(page(enrolment), [(0, 60)], 10)
    assert refused(page(enrolment, 100), [(60, 140)], 115)  # its page allows 90, the record 110
    assert pages_open(enrolment) == [(0, 10)]


def test_a_beat_that_claims_nothing_new_is_never_too_fast_for_the_record(
    enrolment: Enrolment,
) -> None:
    # Two accounts in one, or what was recorded before the clock was kept, may stand above the limit.
    Watch.objects.update(watched=[(0, 200)])
    token = page(enrolment)
    assert beat(token, [(0, 50)], 5).seconds == 200
    assert refused(token, [(199, 201)], 5)
    assert pages_open(enrolment) == [(0, 5)]


def test_a_page_opened_by_a_server_whose_clock_is_ahead_has_no_time_yet(
    enrolment: Enrolment,
) -> None:
    assert beat(page(enrolment, 2), [(0, 30)], 0).seconds == 30
    assert pages_open(enrolment) == []


# ── The plain model ───────────────────────────────────────────────────────────────────────────────────────────────

Spans = list[tuple[float, float]]


def united(spans: Spans, *, most: int = 64) -> Spans:
    """Merge what touches, then the two nearest (of equal ones the later) until few enough are left."""
    merged: Spans = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    while len(merged) > most:
        gaps = [(merged[n + 1][0] - merged[n][1], -n) for n in range(len(merged) - 1)]
        n = -min(gaps)[1]
        merged[n : n + 2] = [(merged[n][0], merged[n + 1][1])]
    return merged


def clock(spans: Spans) -> float:
    return sum(end - start for start, end in spans)


class PlainRecord:
    """What a record is, said without SQL: a set of seconds, and the spans in which pages were open."""

    def __init__(self) -> None:
        self.watched: set[int] = set()
        self.open: Spans = []

    def beat(self, opened: int, segments: Segments, now: int) -> bool:
        played = {n for start, end in segments for n in range(start, min(end, LENGTH))}
        spans = united([*self.open, (opened, now)], most=1000)
        fits = len(played) <= 2 * (now - opened) + 60
        gained = played - self.watched
        if not fits or (gained and len(self.watched | played) > 2 * clock(spans) + 60):
            return False
        self.watched |= played
        self.open = united(spans)
        return True


_claims = st.tuples(st.integers(0, LENGTH), st.integers(0, 150)).map(lambda p: (p[0], p[0] + p[1]))
_beats = st.tuples(
    st.sampled_from([0, 0, 3, 40, 200, 201, 900]),  # when its page was opened
    st.lists(_claims, max_size=3),
    st.one_of(st.integers(0, 60), st.integers(0, 1000)),  # after how long the beat arrives
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(beats=st.lists(_beats, min_size=1, max_size=12), data=st.data())
def test_beats_of_any_pages_in_any_order_leave_what_the_plain_model_says(
    beats: list[tuple[int, Segments, int]], data: st.DataObject
) -> None:
    enrolment = factories.enrol(course=factories.make_course(seconds=LENGTH))
    plain = PlainRecord()
    again = data.draw(st.lists(st.sampled_from(beats), max_size=6))
    for opened, segments, after in data.draw(st.permutations([*beats, *again])):
        taken = plain.beat(opened, segments, opened + after)
        assert refused(page(enrolment, opened), segments, opened + after) is not taken
        watch = Watch.objects.get(enrolment=enrolment)
        assert {n for a, b in watch.watched for n in range(a, b)} == plain.watched
        assert pages_open(enrolment) == plain.open
        assert watch.seconds <= 2 * clock(plain.open) + 60


def stored(spans: Spans) -> None:
    Watch.objects.update(pages_open=[(at(start), at(end)) for start, end in spans])


def bounded(spans: Spans) -> Spans:
    stored(spans)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE progress_watch SET pages_open = at_most_64_ranges(pages_open)")
    return pages_open(Enrolment.objects.get())


@pytest.mark.parametrize("seed", range(5))
def test_above_64_ranges_the_two_nearest_merge(enrolment: Enrolment, seed: int) -> None:
    chance = random.Random(seed)
    starts = chance.sample(range(0, 20_000, 10), chance.randint(66, 200))
    spans: Spans = [(start, start + chance.randint(1, 9)) for start in starts]
    found = bounded(spans)
    assert found == united(spans)
    assert len(found) == 64


@pytest.mark.parametrize("count", [0, 1, 63, 64])
def test_up_to_64_ranges_stay_as_they_are(enrolment: Enrolment, count: int) -> None:
    spans: Spans = [(n * 10, n * 10 + 1) for n in range(count)]
    assert bounded(spans) == spans


def test_many_sittings_leave_what_the_plain_model_says(enrolment: Enrolment) -> None:
    plain: Spans = []
    for opened in random.Random(1).sample(range(0, 50_000, 5), 150):
        beat(page(enrolment, opened), [(opened % LENGTH, opened % LENGTH + 1)], opened + 2)
        plain = united([*plain, (opened, opened + 2)])
    assert pages_open(enrolment) == plain
    assert len(plain) == 64


def test_ten_thousand_tokens_leave_a_record_of_bounded_size(enrolment: Enrolment) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            CREATE FUNCTION pg_temp.after_tokens(tokens int) RETURNS tstzmultirange LANGUAGE plpgsql AS $$
            DECLARE pages tstzmultirange = '{}'; opened timestamptz;
            BEGIN
                FOR n IN 1..tokens LOOP
                    opened = timestamptz '2026-01-01 00:00Z' + (n * 7919 % tokens) * interval '1 minute';
                    pages = at_most_64_ranges(
                        pages + tstzmultirange(tstzrange(opened, opened + n % 50 * interval '1 s'))
                    );
                END LOOP;
                RETURN pages;
            END $$;
            """
        )
        cursor.execute("UPDATE progress_watch SET pages_open = pg_temp.after_tokens(10000)")
    beat(page(enrolment), [(0, 30)], 30)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_column_size(pages_open) FROM progress_watch")
        assert cursor.fetchone()[0] < 1400
    assert len(pages_open(enrolment)) == 64


def test_staff_read_when_the_pages_of_a_record_were_open(
    enrolment: Enrolment,
) -> None:
    stored([(0, 60), (3600, 3660)])
    client = sign_in(factories.make_user(is_staff=True, is_superuser=True))
    page = client.get(f"/admin/progress/watch/{enrolment.watch.pk}/change/").text
    with timezone.override("America/Chicago"):  # the tables go by the portal's clock
        assert f"{display_for_value(at(3600), '')} to {display_for_value(at(3660), '')}" in page
    assert "datetime.datetime" not in page
