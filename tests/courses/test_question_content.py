"""Choices are shown in random order, so none may be told by the place of others."""

import pytest

from courses.services.question_content import QuestionContent, content_errors

POINTING = """
All of the above | all of the above. | “None of the above” | All the above | All above | The above
Both of the above | Any of the above | Neither of the above | More than one of the above
All of these | None of these answers | Two of the above | All of the following | None of the other choices
All of the above are correct | All answers are correct | None of the answers is right | All are true
All of the above-mentioned options | All of the above except D | None of the preceding
Both A and B | A and C | B only | Only A | A, B and C | A, B, and D | A & B | A or B | Neither A nor B
All except C | Both (a) and (b) | a) and b) | Answers A and B | Choices B and C only | A and B are correct
C. All of the above | c) none of the above | Everything above | All listed | All of the listed answers
Any of the aforementioned | A through C | A–C | A/B | All of the above (A–C) | Both 1 and 2 | Choices 1 and 3
Answer A and answer B | All three | The first two | Only the first | See above | Ａll of the above
All­ of the above | Everything listed above | None of the listed | (a) and (b) | A, but not B | Not A
Two or more of the above | All except the last | The answers above | The first and second choices
"""
PLAIN = """
All of the patients | All of these patients | Both kidneys | None | Neither | Both | Above | Below | A | AB | One
G and C | E and F | Vitamins A and D | A and her mother | Above the rib | The following day | One option
The following | Two are correct | The previous | None given | Everything | The first | All three trimesters
1 and 2 | B. All of it | The first two weeks | A and 8
All patients with these signs | Two options are discussed with her | All of the above ground | Call 911
"""


def phrases(text: str) -> list[str]:
    return [
        phrase.strip() for line in text.split("\n") for phrase in line.split("|") if phrase.strip()
    ]


def errors(choice: str) -> list[str]:
    return list(content_errors(QuestionContent("Who?", (choice, "x", "y", "z"), 0)))


@pytest.mark.parametrize("choice", phrases(POINTING))
def test_a_choice_that_points_to_others_is_refused(choice: str) -> None:
    [error] = errors(choice)
    assert error.startswith(f"“{choice}” points to other choices")


@pytest.mark.parametrize("choice", phrases(PLAIN))
def test_a_choice_that_only_looks_like_it_is_taken(choice: str) -> None:
    assert errors(choice) == []


def test_letters_point_only_to_choices_that_are_there() -> None:
    assert (
        list(content_errors(QuestionContent("Which bases pair?", ("A and T", "A and C"), 0))) == []
    )
    assert errors("A and C") != []


def test_a_test_that_learners_have_keeps_its_choices() -> None:
    content = QuestionContent("Who?", ("The nurse", "All of the above"), 0)
    assert list(content_errors(content, released=True)) == []
