"""Aiken as people type it: what is read, and what comes back with which reason."""

import pytest

from imports.kinds import Found
from question_formats.aiken import read_aiken
from tests.cases import case_text


def codes(found: Found) -> str:
    return ", ".join(reason.code for reason in found.reasons) or "good"


def lines(name: str) -> list[tuple[int, str]]:
    return [(each.line, codes(each)) for each in read_aiken(case_text(name))]


def test_the_bank_is_read_question_by_question() -> None:
    assert lines("questions.aiken") == [(1, "good"), (7, "good"), (14, "right_unknown")]


def test_a_bank_of_word_is_read() -> None:
    assert lines("questions-word.aiken") == [(1, "letters"), (6, "good"), (12, "good")]


def test_stems_choices_and_answers_of_several_shapes_are_read() -> None:
    found = list(read_aiken(case_text("questions-respondus.txt")))
    assert [(each.line, codes(each)) for each in found] == [
        (1, "good"),
        (7, "good"),
        (12, "good"),
        (25, "no_answer"),
        (34, "no_choices"),
    ]
    assert found[1].cells["stem"] == "A. fumigatus grows best where?"
    assert found[2].cells == {
        "stem": "A child of two years has a fever for five days.\nWhat comes next?",
        "choice_1": "A full blood count and a throat swab",
        "choice_2": "Watchful waiting",
        "right": "choice_2",
        "rationale": "Most are viral.",
        "citation": "Red Book 2024",
        "time": "1:05",
        "topic": "Fever",
    }
    assert found[3].text.startswith(
        "Who is told?\nA. The family\nB. Nobody\n\nWhich is notifiable?"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Where?\nA. a\nB. b\nANSWER: C", [(1, "right_unknown")]),
        ("Where?\nA. a\nB. b\n", [(1, "no_answer")]),
        ("Where?\nA. a\nB. b\nWhy?\nA. a\nB. b\nANSWER: A", [(1, "no_answer")]),
        ("Where?\nANSWER: A", [(1, "no_choices")]),
        (
            "\n\nWhere?\n\nA) a\n\nb) b\n\nAnswer : b\n\n\nWhy?\nA. a\nANSWER:A",
            [(3, "good"), (12, "good")],
        ),
        ("Where?\nA. a\nB. b\nANSWER: A\nWhy?\nA. a\nB. b\nANSWER: B", [(1, "good"), (5, "good")]),
        (
            f"W?\n{''.join(f'{letter}. x{letter}' + chr(10) for letter in 'ABCDEFGHI')}ANSWER: A",
            [(1, "too_many_choices")],
        ),
    ],
)
def test_each_question_begins_and_ends_where_it_should(
    text: str, expected: list[tuple[int, str]]
) -> None:
    assert [(each.line, codes(each)) for each in read_aiken(text)] == expected


def test_reasons_of_before_are_passed_over() -> None:
    [found] = read_aiken("// reason: old\nWhere?\nA. a\nB. b\nANSWER: A")
    assert (found.line, found.text) == (2, "Where?\nA. a\nB. b\nANSWER: A")
