"""Spreadsheets and Aiken files: what is read, and every error by its line."""

import pytest

from authoring.services.question_import import MOST_QUESTIONS, read_questions
from courses.services.question_content import QuestionContent

HEAD = "stem,choice_1,choice_2,choice_3,right,rationale,citation,time,topic"


def test_a_row_is_a_question() -> None:
    read = read_questions(
        f'{HEAD}\n"Where, then?",Here,,There,C,Because.,A book,1:05,Setting\n', "csv"
    )
    [found] = read.found
    assert found.line == 2
    assert found.content == QuestionContent(
        stem="Where, then?",
        choices=("Here", "There"),
        right=1,
        rationale="Because.",
        citation="A book",
        video_second=65,
        topic="Setting",
    )


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_known(delimiter: str) -> None:
    text = f"{HEAD}\nWhere?,Here,There,,1,,,,\n".replace(",", delimiter)
    assert read_questions(text, "csv").found[0].content.choices == ("Here", "There")


def test_a_formula_is_text() -> None:
    text = f'{HEAD}\n"\'=HYPERLINK(1)",+1,-1,,A,@x,,,\n'
    content = read_questions(text, "csv").found[0].content
    assert (content.stem, content.choices) == ("=HYPERLINK(1)", ("+1", "-1"))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("stem,choice_1,choice_2\nWhere?,Here,There", 1, "“right” is missing"),
        (f"{HEAD},colour\nWhere?,a,b,,A,,,,,red", 1, "no column “colour”"),
        (f"{HEAD},topic\n", 1, "“topic” stands here twice"),
        (f"{HEAD}\nWhere?,a,b,,D,,,,", 2, "names none of the choices"),
        (f"{HEAD}\nWhere?,a,b,,,,,,", 2, "Mark the right choice."),
        (f"{HEAD}\n\n,a,b,,A,,,,", 3, "Write the question."),
        (f"{HEAD}\nWhere?,a,,,A,,,,", 2, "at least two choices"),
        (f"{HEAD}\nWhere?,a,b,,A,,,soon,", 2, "“soon” is no moment"),
        (f"{HEAD}\nWhere?,a,b,,A,,,9:59,", 2, "9:59 is after the end of the video (1:40)"),
        (f"{HEAD}\nWhere?,a,b,,A,,,,,more", 2, "more cells than columns"),
        (f'{HEAD}\n"Where?,a,b,,A,,,,\nWhy?', 2, "quotation mark left open"),
        (f"{HEAD}\nWhere?,a,{'b' * 4001},,A,,,,", 2, "longer than 4000"),
        (f"{HEAD}\nWhere?,a,b,,A,,,,{'t' * 81}", 2, "at most 80 characters"),
        (f"{HEAD}\n{'x' * 140_000},a,b,,A,,,,", 2, "field larger than field limit"),
        ("", 1, "No question was found"),
    ],
)
def test_an_error_is_told_by_its_line(text: str, line: int, message: str) -> None:
    errors = read_questions(text, "csv", video_seconds=100).errors
    assert [error.line for error in errors if message in error.message] == [line]


def test_every_error_of_a_row_is_told_once() -> None:
    text = f"{HEAD}\nWhere?,a,a,,D,,,soon,{'t' * 81}\nWhy?,a,b,,F,,,9:59,\n"
    errors = read_questions(text, "csv", video_seconds=100).errors
    assert [error.line for error in errors] == [2, 2, 2, 2, 3, 3]


def test_what_is_there_already_is_told_apart() -> None:
    text = f"{HEAD}\nWhere?,a,b,,A,,,,\nwhere?,B,A,,A,,,,\nWhy?,a,b,,A,,,,\n"
    present = [QuestionContent("Why?", ("b", "a"), 0)]
    read = read_questions(text, "csv", present=present)
    assert [found.line for found in read.found] == [2]
    assert [found.line for found in read.known] == [3, 4]


def test_more_than_five_hundred_questions_are_refused() -> None:
    rows = "".join(f"Which {number}?,a,b,,A,,,,\n" for number in range(501))
    assert read_questions(f"{HEAD}\n{rows}", "csv").errors[0].line == 502


def test_aiken() -> None:
    text = "Where\nthen?\nA. Here\nB) There\n\nANSWER: b\n\nWhy?\nA. a\nB. b\nANSWER: A\n"
    first, second = read_questions(text, "aiken").found
    assert first.content == QuestionContent("Where then?", ("Here", "There"), 1)
    assert (second.line, second.content.right) == (8, 0)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("Where?\nA. a\nC. c\nANSWER: A", 3, "Expected choice B, found C."),
        ("Where?\nA. a\nB. b\nANSWER: C", 4, "none of the choices"),
        ("Where?\nA. a\nB. b\n", 1, "no line “ANSWER: …”"),
        ("Where?\nA. a\nB. b\nWhy?\nA. a\nB. b\nANSWER: A", 4, "Is that line missing?"),
        ("A. a\nB. b\nANSWER: A", 1, "Write the question."),
        ("Where?\nANSWER: A", 2, "none of the choices"),
    ],
)
def test_an_error_of_aiken_is_told_by_its_line(text: str, line: int, message: str) -> None:
    errors = read_questions(text, "aiken").errors
    assert [error.line for error in errors if message in error.message] == [line]


@pytest.mark.parametrize("question", ["q\nA. a\nB. b\nANSWER: A\n", "no question\n\nANSWER: A\n"])
def test_a_file_of_thousands_of_questions_is_not_read_to_its_end(question: str) -> None:
    read = read_questions(question * 20_000, "aiken")
    assert len(read.found) + len(read.known) + len(read.errors) <= 2 * MOST_QUESTIONS + 1
    assert any(error.message.startswith("At most 500 questions") for error in read.errors)
