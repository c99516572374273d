"""Which beats are stored together, and that they are answered as the view answers."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.http import JsonResponse
from hypothesis import given
from hypothesis import strategies as st

from progress.beats_in_common import MOST_RANGES, answer_of, prepare
from progress.fields import Segments, to_text
from progress.models import Enrolment
from progress.segments import normalise
from progress.services.watching import Claim, Stored
from progress.tokens import PageToken
from progress.views.beat import _as_json
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW
HOUR = timedelta(hours=1)


@pytest.fixture
def enrolment() -> Enrolment:
    return factories.enrol()


@pytest.fixture
def token(enrolment: Enrolment) -> str:
    return PageToken.open_for(enrolment=enrolment, now=NOW - HOUR).sign()


def prepared(token: str, *, now: datetime = NOW, **fields: Any) -> Claim | None:
    return prepare(json.dumps({"token": token, "segments": [[0, 30]], **fields}).encode(), now=now)


def test_a_learners_beat_is_clipped_merged_and_dated(enrolment: Enrolment, token: str) -> None:
    found = prepared(token, segments=[[90, 300], [0, 20], [10, 30]], position=4000)
    ids = (enrolment.pk, enrolment.watch.video_id)
    assert found == Claim(*ids, [(0, 30), (90, 100)], NOW - HOUR, 100, NOW)
    assert prepared(token) == Claim(*ids, [(0, 30)], NOW - HOUR, None, NOW)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[" * 8000, b'{"segments": []}', b'"\xff"', b"\xff\xfe{", b"1" * 5000],
)
def test_what_is_no_beat_is_left_to_the_view(body: bytes) -> None:
    assert prepare(body, now=NOW) is None


def test_a_forged_token_is_left_to_the_view_however_often_the_true_one_came(token: str) -> None:
    assert prepared(token)
    assert prepared(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert prepared(token)


def test_a_token_that_has_expired_since_it_was_verified_is_left_to_the_view(token: str) -> None:
    assert prepared(token)
    assert prepared(token, now=NOW + timedelta(days=7)) is None


def test_when_the_keys_change_a_verified_token_is_verified_anew(token: str, settings: Any) -> None:
    assert prepared(token)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 8
    assert prepared(token) is None
    settings.SECRET_KEY_FALLBACKS = [former]
    assert prepared(token)
    settings.SECRET_KEY_FALLBACKS = []
    assert prepared(token) is None


def test_a_guests_beat_is_left_to_the_view() -> None:
    video = factories.make_course().videos.get()
    assert prepared(PageToken.open(video=video, required_share=90, now=NOW - HOUR).sign()) is None


def test_a_beat_too_fast_for_its_page_is_left_to_the_view(enrolment: Enrolment) -> None:
    token = PageToken.open_for(enrolment=enrolment, now=NOW).sign()
    assert prepared(token, segments=[[0, 60]])
    assert prepared(token, segments=[[0, 61]]) is None


def test_a_beat_of_many_ranges_goes_alone(token: str) -> None:
    def ranges(number: int) -> list[list[int]]:
        return [[2**31 - 2, 2**31 - 1] for _ in range(number)]

    assert prepared(token, segments=ranges(MOST_RANGES))
    assert prepared(token, segments=ranges(MOST_RANGES + 1)) is None


def test_what_is_longer_than_such_a_beat_is_not_even_parsed(token: str) -> None:
    assert prepared(token, padding="x" * 4000)
    assert prepared(token, padding="x" * 9000) is None


_pairs = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=20)


@given(pairs=_pairs, seconds=st.integers(0, 2**31 - 1), completed=st.booleans())
def test_the_answer_is_the_views_byte_for_byte(
    pairs: Segments, seconds: int, completed: bool
) -> None:
    stored = Stored(to_text(normalise(pairs, length=500)), seconds, completed)
    assert answer_of(stored) == JsonResponse(_as_json(stored.as_watched())).content
