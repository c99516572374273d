"""The part of a GIFT question in braces: choices, exactly one of them right, or true/false."""

import re
from dataclasses import dataclass
from itertools import batched

from question_formats.gift_text import bare, plain
from question_formats.reading import BadQuestion

_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_WEIGHT = re.compile(r"%(-?\d{1,9}(?:\.\d{1,9})?)%")
_FULL = 100.0


@dataclass(frozen=True)
class Answers:
    """The choices, the position of the right one, and the feedback as one text."""

    choices: tuple[str, ...]
    right: int
    rationale: str


@dataclass(frozen=True)
class _Answer:
    """`points` in percent: 100 is right; nothing, or less, is wrong."""

    text: str
    feedback: str
    points: float


def read_answers(text: str, inherited: str) -> Answers:
    """Return the answers; raise `BadQuestion`, saying what it is, for other types of question.

    `inherited` is the format of the question's text. Points taken away for a wrong answer are left out.
    """
    text, _, general = text.partition("####")
    answers = _truth(text, inherited)
    if not answers:
        _refuse_other_types(text)
        answers = _choices(text, inherited)
    _refuse_unless_one_is_right(answers)
    return _joined(answers, plain(general, inherited))


def _refuse_other_types(text: str) -> None:
    inside = text.strip()
    if not inside:
        raise BadQuestion(
            "essay",
            "This is an essay: it asks for a text of the learner's own. This test asks with choices; ask for a"
            " text in the evaluation.",
        )
    if inside.startswith("#"):
        raise BadQuestion(
            "numeric",
            "This asks for a number. This test asks with choices: give the right number after =, and wrong ones"
            " after ~.",
        )
    if "=" in inside and "~" not in inside:
        if all("->" in answer for answer in inside.split("=")[1:]):
            raise BadQuestion(
                "matching",
                "This is a matching question. This test asks one thing at a time: make each pair a question.",
            )
        raise BadQuestion(
            "short_answer",
            "This asks for a word to be typed. This test asks with choices: give wrong answers, too, each after ~.",
        )


def _refuse_unless_one_is_right(answers: list[_Answer]) -> None:
    earning = [answer for answer in answers if answer.points > 0]
    if not earning:
        raise BadQuestion(
            "no_right",
            "No answer is marked as correct. Put = before the correct one, and ~ before others.",
        )
    if len(earning) == 1 and earning[0].points >= _FULL:
        return
    if sum(answer.points >= _FULL for answer in earning) == 1 or len(earning) == 1:
        partly = next(answer for answer in earning if answer.points < _FULL)
        raise BadQuestion(
            "partly_right",
            f"“{partly.text}” is partly right here ({partly.points:g}%). In this test an answer is right (=) or"
            " wrong (~), and one is right.",
        )
    raise BadQuestion(
        "several_right",
        "Several answers are correct here. This test asks for one: ask which is the best, or make it several"
        " questions.",
    )


def _joined(answers: list[_Answer], general: str) -> Answers:
    """Join the feedback into one rationale: general, then for the right answer, then for the others."""
    right = next(place for place, answer in enumerate(answers) if answer.points > 0)
    said = [general, answers[right].feedback]
    said += [
        f"“{answer.text}”: {answer.feedback}"
        for place, answer in enumerate(answers)
        if answer.feedback and place != right
    ]
    rationale = "\n".join(dict.fromkeys(text for text in said if text))
    return Answers(tuple(answer.text for answer in answers), right, rationale)


def _truth(text: str, inherited: str) -> list[_Answer]:
    """Return the answers of a true/false question, `{T#feedback if wrong#if right}`; else none."""
    word, *feedback = text.split("#")
    if (truth := _TRUTH.get(bare(word).upper())) is None:
        return []
    when_wrong, when_right = ([plain(part, inherited) for part in feedback] + ["", ""])[:2]
    return [
        _Answer(word, when_right if value is truth else when_wrong, _FULL * (value is truth))
        for word, value in (("True", True), ("False", False))
    ]


def _choices(text: str, inherited: str) -> list[_Answer]:
    before, *answers = re.split("([=~])", text)
    if not answers or before.strip():
        raise BadQuestion(
            "marks",
            "Each answer begins with = (right) or ~ (wrong). Write \\= or \\~ for these signs in a text.",
        )
    return [_answer(mark, answer, inherited) for mark, answer in batched(answers, 2)]


def _answer(mark: str, text: str, inherited: str) -> _Answer:
    text, *feedback = text.split("#")
    text, points = text.lstrip(), _FULL if mark == "=" else 0.0
    if found := _WEIGHT.match(text):
        points, text = float(found[1]), text[found.end() :]
    if abs(points) > _FULL:
        raise BadQuestion(
            "weight",
            f"An answer earns {points:g}% here. Write at most 100%: = for a right answer, ~ for a wrong one.",
        )
    said = " ".join(plain(part, inherited) for part in feedback)
    return _Answer(plain(text, inherited), said, points)
