"""What a test or an evaluation lacks before learners may get it (DOMAIN §2.2, §2.3): publish list and editor."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from courses.models import (
    Assessment,
    EvaluationForm,
    EvaluationItem,
    ItemKind,
    ItemPurpose,
    Question,
)
from courses.services.question_content import clock, content_of, slips_of

SCALE_LABELS = 5


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to do before the release. `code` is stable; `row` is the question or item it is about.

    `advice`: it stands in nobody's way.
    """

    code: str
    message: str
    row: int | None = None
    advice: bool = False


def gaps_of_test(test: Assessment, seconds: int | None) -> list[Gap]:
    """Return all that stands in the way of releasing `test`, in the order in which it is told.

    `seconds` is the length of the video; None while there is none.
    """
    questions = list(test.questions.prefetch_related("choices"))
    if not questions:
        return [Gap("test_missing", "Add the first question.")]
    gaps = [gap for question in questions for gap in gaps_of_question(question, seconds)]
    return [*gaps, *_repeats(questions), *_draw(test, questions)]


def gaps_of_question(question: Question, seconds: int | None) -> list[Gap]:
    """Return what one question lacks; `seconds` as above."""
    content, number = content_of(question), question.position
    right = sum(choice.is_correct for choice in question.choices.all())
    missing = [
        (not content.stem, "stem_missing", "write the question."),
        (len(content.choices) < 2, "choices_too_few", "give at least two choices."),
        (right != 1, "right_choice", "mark the right choice."),
        (not content.rationale, "rationale_missing", "say why the right answer is right."),
        (not content.citation, "citation_missing", "name the source of its answer."),
        (
            content.video_second is None,
            "second_missing",
            "say at which moment of the video its answer is given.",
        ),
    ]
    gaps = [
        Gap(code, f"Question {number}: {message}", question.pk)
        for is_missing, code, message in missing
        if is_missing
    ]
    second = content.video_second
    if second is not None and seconds is not None and second >= seconds:
        message = f"Question {number}: {clock(second)} is after the end of the video."
        gaps.append(Gap("question_after_end", message, question.pk))
    return gaps + [
        Gap("question_slip", f"Question {number}: {slip}", question.pk)
        for slip in slips_of(content)
    ]


def gaps_of_evaluation(form: EvaluationForm) -> list[Gap]:
    """Return all that stands in the way of releasing `form`."""
    items = list(form.items.all())
    if not items:
        return [Gap("evaluation_missing", "Add the evaluation.")]
    return [gap for item in items for gap in gaps_of_item(item)]


def gaps_of_item(item: EvaluationItem) -> list[Gap]:
    """Return what one item lacks."""
    number, options = item.position, item.options
    needed = {ItemKind.LIKERT: SCALE_LABELS, ItemKind.CHOICE: 2, ItemKind.CHOICES: 2}
    gaps = []
    if not item.prompt.strip():
        gaps.append(Gap("prompt_missing", f"Item {number}: write the question.", item.pk))
    if item.kind == ItemKind.LIKERT and len(options) != SCALE_LABELS:
        message = f"Item {number}: give the {SCALE_LABELS} labels of the scale, lowest first."
        gaps.append(Gap("options_missing", message, item.pk))
    elif len(options) < needed.get(ItemKind(item.kind), 0):
        message = f"Item {number}: give at least two answers to choose from."
        gaps.append(Gap("options_missing", message, item.pk))
    return gaps


def outcomes_missing(items: Iterable[EvaluationItem]) -> list[Gap]:
    """Return the outcomes that the evaluation does not ask about: advice, it refuses nothing.

    ACCME asks that an activity is evaluated for change, and that it is free of commercial bias.
    """
    asked = {item.purpose for item in items}
    wanted = [
        (
            ItemPurpose.OBJECTIVES,
            "evaluation_objectives",
            "Ask whether the learning objectives were met.",
        ),
        (
            ItemPurpose.BIAS,
            "evaluation_bias",
            "Ask whether the content was free of commercial bias.",
        ),
        (
            ItemPurpose.CHANGE,
            "evaluation_change",
            "Ask what learners intend to change in their practice.",
        ),
    ]
    return [
        Gap(code, message, advice=True) for purpose, code, message in wanted if purpose not in asked
    ]


def _repeats(questions: list[Question]) -> Iterator[Gap]:
    seen: dict[object, int] = {}
    for question in questions:
        asks = content_of(question).asks
        if question.stem and asks in seen:
            message = (
                f"Question {question.position} is the same as question {seen[asks]}: remove one."
            )
            yield Gap("question_twice", message, question.pk)
        seen.setdefault(asks, question.position)


def _draw(test: Assessment, questions: list[Question]) -> Iterator[Gap]:
    if test.draw is None:
        return
    if test.draw > len(questions):
        yield Gap(
            "draw_too_large",
            f"An attempt is to ask {test.draw} questions, but there are {len(questions)}: add questions,"
            " or ask fewer.",
        )
    topics = Counter(question.topic for question in questions)
    if test.draw_by_topic and test.draw < len(topics):
        yield Gap(
            "draw_below_topics",
            f"An attempt asks {test.draw} questions, but there are {len(topics)} topics: each can only be"
            " represented if it asks at least one from each.",
        )
