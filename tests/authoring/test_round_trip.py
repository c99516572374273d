"""What is written out as CSV or GIFT is read back as it was, whatever the texts say."""

import csv
import io
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from authoring.services.question_import import read_questions
from authoring.services.question_import.csv_file import template_csv, write_csv
from authoring.services.question_import.gift import write_gift
from courses.services.question_content import QuestionContent, cleaned, clock, seconds_of

letters = st.characters(
    categories=["L", "N", "P", "S", "Zs"], include_characters="\n=~#{}:\\%'\"+-@,;"
)
texts = st.text(letters, max_size=40).map(lambda text: cleaned(QuestionContent(text)).stem)
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
    )


several = st.lists(contents(), min_size=1, max_size=4, unique_by=lambda content: content.asks)


@given(several)
def test_csv_comes_back_as_it_went(given_contents: list[QuestionContent]) -> None:
    read = read_questions(write_csv(given_contents), "csv")
    assert read.errors == []
    assert [found.content for found in read.found] == given_contents


@given(several)
def test_gift_comes_back_as_it_went(given_contents: list[QuestionContent]) -> None:
    keyed = [replace(content, key=f"q-{number}") for number, content in enumerate(given_contents)]
    read = read_questions(write_gift(keyed), "gift")
    assert read.errors == []
    assert [found.content for found in read.found] == keyed


@given(several)
def test_no_cell_of_the_csv_is_a_formula(given_contents: list[QuestionContent]) -> None:
    rows = csv.reader(io.StringIO(write_csv(given_contents), newline=""))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@given(st.text(max_size=200), st.sampled_from(["csv", "gift", "aiken"]))
def test_any_text_is_read_or_refused_with_its_lines(text: str, format_: str) -> None:
    read = read_questions(text, format_)
    lines = len(text.replace("\r", "\n").split("\n"))
    assert all(1 <= error.line <= lines and error.message for error in read.errors)
    assert read.found or read.errors or read.known


@given(st.text("={}~#:/\\%T -\n$CATEGORY", max_size=120))
def test_no_heap_of_marks_breaks_the_reader_of_gift(text: str) -> None:
    read = read_questions(text, "gift")
    assert read.found or read.errors or read.known


@given(st.integers(0, 359_999))
def test_a_moment_is_read_as_it_is_written(second: int) -> None:
    assert seconds_of(clock(second)) == second


def test_the_template_is_a_file_that_can_be_read() -> None:
    assert [found.content.right for found in read_questions(template_csv(), "csv").found] == [0]
