"""What is written out as CSV or GIFT is read back as it was, whatever the texts say."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from accounts.cleaning import clean_prose
from courses.services.question_content import QuestionContent, clock, seconds_of
from imports.services.tables import read_table
from providers.csv_safety import csv_lines
from question_formats.aiken import read_aiken
from question_formats.cells import (
    COLUMNS,
    EXAMPLE,
    Habits,
    habits_of,
    read_cells,
    row_of,
    table_cells,
)
from question_formats.gift import read_gift
from question_formats.gift_writing import write_gift
from question_formats.reading import returned_text

letters = st.characters(
    categories=["L", "N", "P", "S", "Zs"], include_characters="\n=~#{}:\\%'\"+-@,;[]"
)
texts = st.text(letters, max_size=40).map(lambda text: clean_prose(text).strip())
OBJECTIVES = ["Name two ways to listen.", "Choose one; say why."]
some_text = texts.filter(bool)


def _spelling(text: str) -> str:
    return " ".join(text.split()).casefold()


@st.composite
def contents(draw: st.DrawFn) -> QuestionContent:
    choices = draw(st.lists(some_text, min_size=2, max_size=8, unique_by=_spelling))
    return QuestionContent(
        stem=draw(some_text),
        choices=tuple(choices),
        right=draw(st.integers(0, len(choices) - 1)),
        rationale=draw(texts),
        citation=draw(texts),
        video_second=draw(st.none() | st.integers(0, 40_000)),
        topic=draw(texts.filter(lambda text: "\n" not in text)),
        objectives=tuple(each for each in OBJECTIVES if draw(st.booleans())),
    )


several = st.lists(contents(), min_size=1, max_size=4, unique_by=lambda content: content.asks)


def _from_csv(written: Sequence[QuestionContent]) -> list[QuestionContent]:
    data = "".join(csv_lines([COLUMNS, *map(row_of, written)])).encode()
    _, *rows = (cells for _, cells in read_table(data).rows)
    named = [table_cells(dict(zip(COLUMNS, cells, strict=False)))[0] for cells in rows]
    habits = habits_of(named)
    return [read_cells(cells, habits, None, OBJECTIVES)[0] for cells in named]


@given(several)
def test_csv_comes_back_as_it_went(given_contents: list[QuestionContent]) -> None:
    assert _from_csv(given_contents) == given_contents


@given(several)
def test_gift_comes_back_as_it_went(given_contents: list[QuestionContent]) -> None:
    keyed = [
        replace(content, key=f"q-{number}", objectives=())
        for number, content in enumerate(given_contents)
    ]
    found = list(read_gift(write_gift(keyed)))
    assert [each.reasons for each in found] == [()] * len(keyed)
    assert [
        read_cells(each.cells, Habits(by_place=True), None, OBJECTIVES)[0] for each in found
    ] == keyed


@given(
    st.text("={}~#:/\\%T -\n$CATEGORY[]html", max_size=200)
    | st.text("AB.)\n NSWER:?", max_size=120)
    | st.text(max_size=200)
)
def test_what_comes_back_is_the_same_when_it_comes_again(text: str) -> None:
    for read in (read_gift, read_aiken):
        found = [each for each in read(text.replace("\r", "")) if each.reasons]
        returned = "".join(returned_text((each.text, each.reasons) for each in found))
        again = [each for each in read(returned) if each.reasons]
        assert [each.text for each in again] == [each.text for each in found]


@given(st.integers(0, 359_999))
def test_a_moment_is_read_as_it_is_written(second: int) -> None:
    assert seconds_of(clock(second)) == second


def test_the_table_to_fill_in_can_be_read() -> None:
    assert _from_csv([EXAMPLE]) == [EXAMPLE]


def test_text_that_looks_like_html_stays_as_it_is() -> None:
    tags = QuestionContent("Is  <b>\nbold, or &amp;?", ("<p>", "&lt;", "a < b"), 1)
    assert _from_csv([tags]) == [tags]


def test_a_letter_that_is_the_text_of_another_choice_comes_back() -> None:
    blood = QuestionContent("Which is rarest?", ("B", "A", "AB", "O"), 1)
    assert _from_csv([blood]) == [blood]
