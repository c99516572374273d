"""The questions of a test: added in bulk or saved one by one."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts.audit import record
from accounts.models import User
from authoring.services.version_rows import QUESTIONS
from courses.models import Choice, Course, Question
from courses.services.question_content import QuestionContent, cleaned


@transaction.atomic
def add_questions(*, course: Course, contents: Sequence[QuestionContent], actor: User) -> int:
    """Add `contents` at the end, all or none, and return how many. Raises `Refused`."""
    test, contents = QUESTIONS.held(course), [*map(cleaned, contents)]
    texts = [_texts(content) | {"key": content.key} for content in contents]
    added = QUESTIONS.append(test, [Question(**each) for each in texts])
    _create_choices(zip(added, contents, strict=True))
    provider = course.series.provider_id
    record(actor, "questions-imported", test, provider=provider, questions=len(contents))
    return len(contents)


def save_question(question: Question, content: QuestionContent) -> None:
    """Save a question; unchanged choices keep their rows. Call inside a transaction."""
    content = cleaned(content)
    Question.objects.filter(pk=question.pk).update(**_texts(content))
    now = [(text, place == content.right) for place, text in enumerate(content.choices)]
    if [(choice.text, choice.is_correct) for choice in question.choices.all()] == now:
        return
    question.choices.all().delete()
    _create_choices([(question, content)])


def _texts(content: QuestionContent) -> dict[str, str | int | None]:
    return {
        "stem": content.stem,
        "rationale": content.rationale,
        "citation": content.citation,
        "video_second": content.video_second,
        "topic": content.topic,
    }


def _create_choices(written: Iterable[tuple[Question, QuestionContent]]) -> None:
    Choice.objects.bulk_create(
        Choice(question=question, position=at, text=text, is_correct=at - 1 == content.right)
        for question, content in written
        for at, text in enumerate(content.choices, start=1)
    )
