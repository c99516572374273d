"""What a test or evaluation lacks before its release (DOMAIN §2.2, §2.3), for publish list and editor."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from courses.models import (
    Assessment,
    EvaluationForm,
    EvaluationItem,
    ItemKind,
    ItemPurpose,
    Question,
)
from courses.services.objectives import unmeasured
from courses.services.question_content import (
    after_end,
    cleaned,
    content_errors,
    content_of,
    unfinished,
)

SCALE_LABELS = 5
_OUTCOMES = [
    (
        ItemPurpose.OBJECTIVES,
        ("objective", "able to", "i can"),
        "Ask whether the learning objectives were met.",
    ),
    (ItemPurpose.BIAS, ("bias",), "Ask whether the content was free of commercial bias."),
    (
        ItemPurpose.CHANGE,
        ("change", "differently"),
        "Ask what learners intend to change in their practice.",
    ),
]
"""Purpose of each outcome, words that identify it in items without a purpose, and the advice."""


@dataclass(frozen=True, slots=True)
class VersionError:
    """One thing to fix before the release. `code` is stable; `row` is the id of its question or item, if any."""

    code: str
    message: str
    row: int | None = None


def errors_of_test(
    test: Assessment | None, questions: Sequence[Question], seconds: int | None
) -> list[VersionError]:
    """Return everything that prevents the release of `test`, in the order shown.

    `seconds` is the length of the video; None if there is none yet. Of a test that learners already have,
    the wording of its choices is not judged again.
    """
    if test is None or not questions:
        message = "Add the first question." if test else "Add the post-test with its pass mark."
        return [VersionError("test_missing", message)]
    released = test.released_at is not None
    errors = [
        error
        for question in questions
        for error in _gaps_of_question(question, seconds, released=released)
    ]
    return [
        *errors,
        *_repeats(questions),
        *_draw(test, questions),
        *_unmeasured(test, questions),
    ]


def _gaps_of_question(
    question: Question, seconds: int | None, *, released: bool
) -> Iterator[VersionError]:
    content = cleaned(content_of(question))
    for code, message in (
        *unfinished(content),
        *(("question_after_end", error) for error in after_end(content, seconds)),
        *(("question_slip", error) for error in content_errors(content, released=released)),
    ):
        yield VersionError(code, f"Question {question.position}: {message}", question.pk)


def errors_of_evaluation(
    form: EvaluationForm | None, items: Sequence[EvaluationItem]
) -> list[VersionError]:
    """Return everything that prevents the release of `form`."""
    if form is None or not items:
        message = "Add the first item." if form else "Add the evaluation."
        return [VersionError("evaluation_missing", message)]
    return [error for item in items for error in _gaps_of_item(item)]


def _gaps_of_item(item: EvaluationItem) -> Iterator[VersionError]:
    number, options = item.position, item.options
    needed = {ItemKind.LIKERT: SCALE_LABELS, ItemKind.CHOICE: 2, ItemKind.CHOICES: 2}
    if not item.prompt.strip():
        yield VersionError("prompt_missing", f"Item {number}: write the question.", item.pk)
    if item.kind == ItemKind.LIKERT and len(options) != SCALE_LABELS:
        message = f"Item {number}: give the {SCALE_LABELS} labels of the scale, lowest first."
        yield VersionError("options_missing", message, item.pk)
    elif len(options) < needed.get(ItemKind(item.kind), 0):
        message = f"Item {number}: give at least two answers to choose from."
        yield VersionError("options_missing", message, item.pk)


def outcomes_missing(items: Iterable[EvaluationItem]) -> list[VersionError]:
    """Return the outcomes that the evaluation does not ask about. Advice only: they prevent nothing.

    ACCME requires that activities are evaluated for change and are free of commercial bias. An item is
    matched by its purpose; if it has none (loaded from a folder), by its wording.
    """
    items = list(items)
    meant = {item.purpose for item in items}
    said = [f"{item.key} {item.prompt}".lower() for item in items if not item.purpose]
    return [
        VersionError(f"evaluation_{purpose}", message)
        for purpose, words, message in _OUTCOMES
        if purpose not in meant and not any(word in text for text in said for word in words)
    ]


def _repeats(questions: Sequence[Question]) -> Iterator[VersionError]:
    seen: dict[object, int] = {}
    for question in questions:
        asks = content_of(question).asks
        if question.stem and asks in seen:
            message = (
                f"Question {question.position} is the same as question {seen[asks]}: remove one."
            )
            yield VersionError("question_twice", message, question.pk)
        seen.setdefault(asks, question.position)


def _unmeasured(test: Assessment, questions: Sequence[Question]) -> Iterator[VersionError]:
    texts = (question.objectives for question in questions)
    for objective in unmeasured(texts, test.course.objectives):
        yield VersionError(
            "objective_unmeasured",
            f"No question measures the objective “{objective}”: mark it in the questions that do, or add one.",
        )


def _draw(test: Assessment, questions: Sequence[Question]) -> Iterator[VersionError]:
    if test.draw is None:
        return
    if test.draw > len(questions):
        yield VersionError(
            "draw_too_large",
            f"An attempt asks {test.draw} questions, but there are only {len(questions)}: add questions,"
            " or ask fewer.",
        )
    topics = Counter(question.topic for question in questions)
    if test.draw_by_topic and test.draw < len(topics):
        yield VersionError(
            "draw_below_topics",
            f"An attempt asks {test.draw} questions, but there are {len(topics)} topics: each can only be"
            " represented if it asks at least one from each.",
        )
