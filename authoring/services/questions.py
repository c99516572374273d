"""The questions of a test: added in bulk, taken out again, or saved one by one."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from accounts.errors import Refused
from authoring.services.version_rows import QUESTIONS
from courses.models import Assessment, Choice, Course, Question
from courses.services.question_content import QuestionContent, cleaned, content_of
from publishing.services.version_release import lock_course


@transaction.atomic
def add_questions(*, course: Course, contents: Sequence[QuestionContent]) -> Sequence[Question]:
    """Add `contents` at the end, all or none, and return the questions made. Raises `Refused`."""
    test, contents = QUESTIONS.held(course), [*map(cleaned, contents)]
    texts = [_texts(content) | {"key": content.key} for content in contents]
    added = QUESTIONS.append(test, [Question(**each) for each in texts])
    _create_choices(zip(added, contents, strict=True))
    return added


@transaction.atomic
def remove_unchanged(*, test: Assessment, added: Mapping[int, QuestionContent]) -> int:
    """Remove questions that were added by id, and return how many were still there.

    Raises `Refused("built_on")`, and removes nothing, if the version is released or one of them was changed.
    """
    lock_course(test.course)
    test.refresh_from_db(fields=["released_at"])
    if test.released_at is not None:
        raise Refused(
            "built_on",
            f"Version {test.version} of the post-test, with these questions, is released and can no longer change."
            " Choose “Edit as a new version”, and remove them there.",
        )
    questions = [each for each in QUESTIONS.of(test) if each.pk in added]
    changed = [each for each in questions if _differs(each, added[each.pk])]
    if changed:
        numbers = ", ".join(str(each.position) for each in changed)
        raise Refused(
            "built_on",
            f"Undo is no longer possible: question{'s' if len(changed) > 1 else ''} {numbers}"
            f" {'were' if len(changed) > 1 else 'was'} changed after the import. Remove what you do not want on the"
            " post-test’s page.",
        )
    test.questions.filter(pk__in=[each.pk for each in questions]).delete()
    QUESTIONS.close_gaps(test)
    return len(questions)


def save_question(question: Question, content: QuestionContent) -> None:
    """Save a question; unchanged choices keep their rows. Call inside a transaction."""
    content = cleaned(content)
    Question.objects.filter(pk=question.pk).update(**_texts(content))
    now = [(text, place == content.right) for place, text in enumerate(content.choices)]
    if [(choice.text, choice.is_correct) for choice in question.choices.all()] == now:
        return
    question.choices.all().delete()
    _create_choices([(question, content)])


def _differs(question: Question, content: QuestionContent) -> bool:
    """Whether a question says something else; its key may differ, which was made unique."""
    now = content_of(question)
    return (_texts(now), now.choices, now.right) != (
        _texts(content),
        content.choices,
        content.right,
    )


def _texts(content: QuestionContent) -> dict[str, str | int | list[str] | None]:
    return {
        "stem": content.stem,
        "rationale": content.rationale,
        "citation": content.citation,
        "video_second": content.video_second,
        "topic": content.topic,
        "objectives": list(content.objectives),
    }


def _create_choices(written: Iterable[tuple[Question, QuestionContent]]) -> None:
    Choice.objects.bulk_create(
        Choice(question=question, position=at, text=text, is_correct=at - 1 == content.right)
        for question, content in written
        for at, text in enumerate(content.choices, start=1)
    )
