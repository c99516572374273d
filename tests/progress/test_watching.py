"""Recording beats: a union, guarded by the clock, in one statement."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from progress.fields import Segments
from progress.models import Enrolment, Watch, WatchDay
from progress.services.watching import BeatRefused, Watched, record_beat
from progress.tokens import PageToken
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW
ranges = st.tuples(st.integers(0, 110), st.integers(0, 110))
set_of_ranges = st.lists(ranges, max_size=8)


def opened(enrolment: Enrolment, *, ago: timedelta = timedelta(hours=1)) -> PageToken:
    return PageToken.open_for(enrolment=enrolment, now=NOW - ago)


def send(
    token: PageToken, segments: Segments, *, now: datetime = NOW, position: int | None = None
) -> Watched:
    return record_beat(token=token, segments=segments, position=position, now=now)


def test_a_beat_sent_twice_changes_nothing() -> None:
    token = opened(factories.enrol())
    first = send(token, [(0, 30)])
    assert send(token, [(0, 30)]) == first
    assert first.seconds == 30


def test_replaying_a_part_does_not_count_it_again() -> None:
    token = opened(factories.enrol())
    send(token, [(0, 30)])
    assert send(token, [(10, 40)]).watched == [(0, 40)]


def test_jumping_to_the_end_completes_nothing() -> None:
    state = send(opened(factories.enrol()), [(99, 100)], position=100)
    assert (state.seconds, state.completed) == (1, False)


def test_the_required_share_completes_once_and_stays_as_it_was_dated() -> None:
    enrolment = factories.enrol()
    assert not send(opened(enrolment), [(0, 89)]).completed
    assert send(opened(enrolment), [(10, 90)]).completed
    send(opened(enrolment), [(0, 100)], now=NOW + timedelta(hours=1))
    send(opened(enrolment), [], now=NOW + timedelta(hours=2))
    assert Watch.objects.get().completed_at == NOW


def test_seconds_beyond_the_video_do_not_exist() -> None:
    assert send(opened(factories.enrol()), [(0, 100_000)]).watched == [(0, 100)]


def test_a_late_beat_of_less_takes_nothing_away() -> None:
    token = opened(factories.enrol())
    send(token, [(0, 50)])
    assert send(token, [(0, 20)]).seconds == 50


def test_two_devices_add_up_to_one_record() -> None:
    enrolment = factories.enrol()
    send(opened(enrolment), [(0, 30)])
    assert send(opened(enrolment), [(60, 90)]).watched == [(0, 30), (60, 90)]


def test_the_position_is_kept_and_a_late_page_does_not_move_it() -> None:
    token = opened(factories.enrol())
    send(token, [(0, 30)], position=30)
    send(token, [(0, 30)], position=None)
    assert Watch.objects.get().position == 30


def test_a_beat_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    token = opened(factories.enrol())
    with django_assert_num_queries(1):
        send(token, [(0, 30)], position=30)


def test_the_statement_of_a_beat_is_planned_once_for_a_connection() -> None:
    token = opened(factories.enrol())
    connection.ensure_connection()
    usual, connection.connection.prepare_threshold = connection.connection.prepare_threshold, 0
    send(token, [(0, 30)], position=30)
    connection.connection.prepare_threshold = usual
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT statement) FROM pg_prepared_statements"
            " WHERE statement ~ 'progress_watchday' AND statement !~ 'pg_prepared_statements'"
        )
        assert cursor.fetchone() == (1,)


def test_a_page_cannot_have_played_longer_than_twice_its_time() -> None:
    token = opened(factories.enrol(), ago=timedelta(seconds=10))
    assert send(token, [(0, 80)]).seconds == 80
    with pytest.raises(BeatRefused) as refusal:
        send(token, [(0, 81)])
    assert refusal.value.code == "too_fast"
    assert refusal.value.state == Watched([(0, 80)], 80, False)


def test_what_came_too_fast_heals_as_time_passes() -> None:
    token = opened(factories.enrol(), ago=timedelta(seconds=10))
    with pytest.raises(BeatRefused):
        send(token, [(0, 90)])
    assert send(token, [(0, 90)], now=NOW + timedelta(seconds=10)).seconds == 90


def test_many_pages_cannot_outrun_the_record_together() -> None:
    enrolment = factories.enrol()
    send(opened(enrolment, ago=timedelta(seconds=5)), [(0, 60)])
    with pytest.raises(BeatRefused) as refusal:
        send(opened(enrolment, ago=timedelta(seconds=5)), [(60, 100)])
    assert refusal.value.state == Watched([(0, 60)], 60, False)
    assert WatchDay.objects.get().seconds == 60


def test_a_closed_enrolment_takes_no_beat() -> None:
    enrolment = factories.enrol()
    Enrolment.objects.update(closed_at=NOW)
    with pytest.raises(BeatRefused) as refusal:
        send(opened(enrolment), [(0, 30)])
    assert refusal.value.code == "enrolment_closed"
    assert Watch.objects.get().seconds == 0


def test_a_record_that_is_gone_is_said_to_be_unknown() -> None:
    enrolment = factories.enrol()
    token = opened(enrolment)
    enrolment.delete()
    with pytest.raises(BeatRefused) as refusal:
        send(token, [(0, 30)])
    assert refusal.value.code == "unknown_watch"


def test_a_guest_is_answered_with_their_own_set_and_nothing_is_kept() -> None:
    video = factories.make_course().videos.get()
    token = PageToken.open(video=video, required_share=90, now=NOW - timedelta(hours=1))
    state = send(token, [(0, 95)])
    assert (state.seconds, state.completed) == (95, True)
    assert not Watch.objects.exists()


def test_seconds_gained_are_counted_per_day_without_repetition() -> None:
    token = opened(factories.enrol())
    send(token, [(0, 30)])
    send(token, [(0, 30)])
    send(token, [(20, 50)])
    send(token, [(0, 60)], now=NOW + timedelta(days=1))
    assert sorted(WatchDay.objects.values_list("day", "seconds")) == [
        (NOW.date(), 50),
        ((NOW + timedelta(days=1)).date(), 10),
    ]


def test_a_day_of_watching_is_the_providers() -> None:
    token = opened(factories.enrol())
    late_in_chicago = datetime(2026, 3, 15, 4, 30, tzinfo=UTC)
    token = replace(token, opened_at=late_in_chicago - timedelta(minutes=10))
    send(token, [(0, 30)], now=late_in_chicago)
    send(token, [(30, 50)], now=late_in_chicago + timedelta(hours=1))
    assert sorted(WatchDay.objects.values_list("day", "seconds")) == [
        (date(2026, 3, 14), 30),
        (date(2026, 3, 15), 20),
    ]


def test_the_database_refuses_more_seconds_than_the_video_has() -> None:
    factories.enrol()
    with pytest.raises(IntegrityError, match="watched_seconds_are_within_the_video"):
        Watch.objects.update(watched=[(0, 101)])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(beats=st.lists(set_of_ranges, min_size=1, max_size=6), data=st.data())
def test_any_order_repetition_and_split_of_beats_gives_one_state(
    beats: list[Segments], data: st.DataObject
) -> None:
    straight, shuffled = factories.enrol(), factories.enrol()
    for segments in beats:
        send(opened(straight), segments)
    pieces = [[pair] for segments in beats for pair in segments] + beats
    for segments in data.draw(st.permutations(pieces)):
        last = send(opened(shuffled), segments)
    state = send(opened(straight), [])
    assert (last.watched, last.seconds, last.completed) == (
        state.watched,
        state.seconds,
        state.completed,
    )


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(beats=st.lists(set_of_ranges, max_size=8))
def test_seconds_never_decrease_and_never_exceed_the_video(beats: list[Segments]) -> None:
    token = opened(factories.enrol())
    seen = [send(token, segments).seconds for segments in beats]
    assert seen == sorted(seen)
    assert all(seconds <= 100 for seconds in seen)
    assert sum(
        WatchDay.objects.filter(enrolment=token.enrolment_id).values_list("seconds", flat=True)
    ) == (seen[-1] if seen else 0)
