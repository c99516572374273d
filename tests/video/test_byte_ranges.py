"""Range headers: any header gives an answer that lies within the file."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from video.byte_ranges import PIECE, ByteRange, Unsatisfiable, parse_range

sizes = st.integers(0, 3 * PIECE)
numbers = st.integers(0, 4 * PIECE)


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, 999),
        ("bytes=990-", 990, 999),
        ("bytes=990-5000", 990, 999),
        ("bytes=-10", 990, 999),
        ("bytes=-5000", 0, 999),
        ("Bytes= 5-9 ", 5, 9),
    ],
)
def test_a_single_range_is_understood(header: str, first: int, last: int) -> None:
    assert parse_range(header, size=1000) == ByteRange(first, last, 1000)


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-1001", "bytes=-0"])
def test_a_range_outside_the_file_is_unsatisfiable(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        parse_range(header, size=1000)


@pytest.mark.parametrize(
    "header", ["bytes=5-2", "bytes=-", "bytes=0-1,5-6", "pages=1-2", "bytes", "bytes=a-b", ""]
)
def test_what_cannot_be_understood_is_ignored(header: str) -> None:
    assert parse_range(header, size=1000) is None


def test_digits_of_other_scripts_and_huge_numbers_are_ignored() -> None:
    assert parse_range("bytes=٣-٤", size=1000) is None
    assert parse_range(f"bytes={'9' * 5000}-", size=1000) is None


def test_an_open_range_is_cut_to_a_piece() -> None:
    assert parse_range("bytes=100-", size=10 * PIECE) == ByteRange(100, 99 + PIECE, 10 * PIECE)


@settings(deadline=None)
@given(header=st.text(max_size=60) | st.from_regex(r"bytes=\d{0,9}-\d{0,9}"), size=sizes)
def test_any_header_gives_a_piece_within_the_file_or_none(header: str, size: int) -> None:
    try:
        piece = parse_range(header, size=size)
    except Unsatisfiable:
        return
    if piece is not None:
        assert 0 <= piece.first <= piece.last < size
        assert piece.length <= PIECE


@settings(deadline=None)
@given(size=st.integers(1, 3 * PIECE))
def test_asking_on_from_where_an_answer_ended_gives_the_whole_file(size: int) -> None:
    position = 0
    while position < size:
        piece = parse_range(f"bytes={position}-", size=size)
        assert piece is not None
        assert piece.first == position
        position = piece.last + 1
    assert position == size


@settings(deadline=None)
@given(first=numbers, length=st.integers(0, PIECE - 1), size=sizes)
def test_a_small_range_is_answered_whole_as_far_as_the_file_goes(
    first: int, length: int, size: int
) -> None:
    header = f"bytes={first}-{first + length}"
    if first >= size:
        with pytest.raises(Unsatisfiable):
            parse_range(header, size=size)
    else:
        expected = ByteRange(first, min(first + length, size - 1), size)
        assert parse_range(header, size=size) == expected
