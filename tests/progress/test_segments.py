"""The algebra of watched seconds: sets, not sums."""

from hypothesis import given
from hypothesis import strategies as st

from progress.fields import Segments
from progress.segments import count, gaps, normalise

LENGTH = 60
pairs = st.tuples(st.integers(-5, LENGTH + 5), st.integers(-5, LENGTH + 5))
many_pairs = st.lists(pairs, max_size=20)


def as_set(segments: Segments) -> set[int]:
    """Return the seconds of pairs the slow and obvious way."""
    return {second for start, end in segments for second in range(start, end)}


@given(many_pairs)
def test_normalised_pairs_hold_exactly_the_seconds_within_the_video(pairs: Segments) -> None:
    assert as_set(normalise(pairs, length=LENGTH)) == as_set(pairs) & set(range(LENGTH))


@given(many_pairs)
def test_normalised_pairs_ascend_and_never_touch(pairs: Segments) -> None:
    edges = [edge for pair in normalise(pairs, length=LENGTH) for edge in pair]
    assert edges == sorted(set(edges))


@given(many_pairs)
def test_normalising_twice_changes_nothing(pairs: Segments) -> None:
    once = normalise(pairs, length=LENGTH)
    assert normalise(once, length=LENGTH) == once


@given(many_pairs)
def test_the_count_is_the_number_of_seconds(pairs: Segments) -> None:
    segments = normalise(pairs, length=LENGTH)
    assert count(segments) == len(as_set(segments)) <= LENGTH


@given(many_pairs)
def test_gaps_are_exactly_the_other_seconds(pairs: Segments) -> None:
    segments = normalise(pairs, length=LENGTH)
    assert as_set(gaps(segments, length=LENGTH)) == set(range(LENGTH)) - as_set(segments)
