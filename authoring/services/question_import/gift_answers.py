"""The part of a GIFT question in braces: choices, exactly one of them right, or true/false."""

from dataclasses import dataclass

from authoring.services.question_import.gift_text import BadQuestion, Chars, find, plain

_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


@dataclass(frozen=True)
class Answers:
    """The choices, the position of the right one, and the feedback as one text."""

    choices: tuple[str, ...]
    right: int
    rationale: str


@dataclass(frozen=True)
class _Answer:
    text: str
    feedback: str
    is_right: bool


def read_answers(chars: Chars, *, html: bool) -> Answers:
    """Return the answers; raise `BadQuestion`, saying why, for unsupported question types."""
    chars, general = _without_general_feedback(chars)
    inside = plain(chars)
    if not inside:
        raise BadQuestion("An essay question (empty { }) cannot be imported.")
    if inside.startswith("#") and find(chars, "#") is not None:
        raise BadQuestion("A numerical question ({#…}) cannot be imported.")
    reason = plain(general, html=html)
    if (truth := _truth(chars, html=html)) is not None:
        return _answers(truth, reason)
    return _answers(_choices(chars, html=html), reason)


def _answers(answers: list[_Answer], general: str) -> Answers:
    """Join the feedback into one rationale: general, then for the right answer, then for the others."""
    right = next(place for place, answer in enumerate(answers) if answer.is_right)
    said = [general, answers[right].feedback]
    said += [
        f"“{answer.text}”: {answer.feedback}"
        for answer in answers
        if answer.feedback and not answer.is_right
    ]
    rationale = "\n".join(dict.fromkeys(text for text in said if text))
    return Answers(tuple(answer.text for answer in answers), right, rationale)


def _without_general_feedback(chars: Chars) -> tuple[Chars, Chars]:
    for place in range(len(chars) - 3):
        if all(char.text == "#" and not char.escaped for char in chars[place : place + 4]):
            return chars[:place], chars[place + 4 :]
    return chars, []


def _truth(chars: Chars, *, html: bool) -> list[_Answer] | None:
    """Return the answers of a true/false question, `{T#feedback if wrong#if right}`; else None."""
    word, *feedback = _split(chars, "#")
    if (truth := _TRUTH.get(plain(word).upper())) is None:
        return None
    when_wrong, when_right = ([plain(part, html=html) for part in feedback] + ["", ""])[:2]
    return [
        _Answer(word, when_right if value is truth else when_wrong, value is truth)
        for word, value in (("True", True), ("False", False))
    ]


def _choices(chars: Chars, *, html: bool) -> list[_Answer]:
    marks = [at for at, char in enumerate(chars) if char.text in "=~" and not char.escaped]
    if not marks or plain(chars[: marks[0]]):
        raise BadQuestion(
            "Answers begin with = (right) or ~ (wrong); escape these marks in a text."
        )
    ends = [*marks[1:], len(chars)]
    answers = [_answer(chars[start:end], html=html) for start, end in zip(marks, ends, strict=True)]
    right = sum(answer.is_right for answer in answers)
    if right == len(answers):
        raise BadQuestion(_no_choice(answers), chars[marks[0]].line)
    if right != 1:
        raise BadQuestion(
            f"Exactly one answer must be right (=); here {right} are.", chars[marks[0]].line
        )
    return answers


def _no_choice(answers: list[_Answer]) -> str:
    """Return why a question with only `=` answers is refused."""
    if all("->" in answer.text for answer in answers):
        return "A matching question (= … -> …) cannot be imported."
    return "A short-answer question (only = answers) cannot be imported."


def _answer(chars: Chars, *, html: bool) -> _Answer:
    mark, parts = chars[0], _split(chars[1:], "#")
    text = plain(parts[0], html=html)
    feedback = " ".join(plain(part, html=html) for part in parts[1:])
    weight = find(parts[0], "%")
    if text.startswith("%") and weight is not None:
        end = find(parts[0], "%", weight + 1)
        number = plain(parts[0][weight + 1 : end]) if end is not None else ""
        if end is not None and _is_number(number):
            if (mark.text, float(number)) not in {("=", 100.0), ("~", 0.0)}:
                raise BadQuestion(
                    f"An answer that is partly right (%{number}%) cannot be imported: here exactly"
                    " one answer is right, and the others are wrong.",
                    mark.line,
                )
            text = plain(parts[0][end + 1 :], html=html)
    return _Answer(text, feedback, mark.text == "=")


def _is_number(text: str) -> bool:
    try:
        return float(text) == float(text)
    except ValueError:
        return False


def _split(chars: Chars, mark: str) -> list[Chars]:
    parts: list[Chars] = [[]]
    for char in chars:
        if char.text == mark and not char.escaped:
            parts.append([])
        else:
            parts[-1].append(char)
    return parts
