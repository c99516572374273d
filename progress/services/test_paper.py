"""What a learner sees of a test: the questions without the key, and the results after submission."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from courses.models import Choice
from progress.models import Answer, Attempt


@dataclass(frozen=True)
class AskedQuestion:
    """A question as it is asked. It does not hold the key, so no page can show it by accident.

    `choices` are (choice id, text) in the order of this attempt. Pages refer to a choice by its place
    in that order, because ids follow the order of writing, and authors may write the right one first.
    """

    number: int
    question_id: int
    stem: str
    choices: tuple[tuple[int, str], ...]
    chosen_id: int | None

    @property
    def chosen_place(self) -> int | None:
        """The place of the saved answer in `choices`, from 0; None if there is none."""
        ids = [choice_id for choice_id, _ in self.choices]
        return ids.index(self.chosen_id) if self.chosen_id in ids else None


@dataclass(frozen=True)
class ItemResult:
    """The result of one question. Rationale and citation are empty while another attempt is possible."""

    number: int
    stem: str
    chosen: str
    is_right: bool
    video_second: int | None
    rationale: str
    citation: str


def paper_of(attempt: Attempt, answers: Iterable[Answer] | None = None) -> list[AskedQuestion]:
    """Return the questions of an attempt with its answers, in three queries.

    `answers` default to the saved ones.
    """
    given = attempt.answers.all() if answers is None else answers
    chosen = {answer.question_id: answer.choice_id for answer in given}
    return [
        AskedQuestion(
            number=number,
            question_id=question.pk,
            stem=question.stem,
            choices=tuple(
                (choice.pk, choice.text)
                for choice in shuffled(question.choices.all(), seed=attempt.seed)
            ),
            chosen_id=chosen.get(question.pk),
        )
        for number, question in enumerate(attempt.asked(), start=1)
    ]


def results_of(
    attempt: Attempt, answers: Iterable[Answer] | None = None, *, explained: bool
) -> list[ItemResult]:
    """Return the results of the questions of a submitted attempt, in one query.

    Unless `explained`, only those answered wrong and without rationales, since right answers would be
    the key. Which other choice would have been right is never included. `answers`, in the order of the
    test, default to the saved ones.
    """
    given = attempt.answers.select_related("question", "choice") if answers is None else answers
    answers = list(given)
    if attempt.question_ids is not None:
        place = {question_id: at for at, question_id in enumerate(attempt.question_ids)}
        answers.sort(key=lambda answer: place[answer.question_id])
    return [
        ItemResult(
            number=number,
            stem=answer.question.stem,
            chosen=answer.choice.text,
            is_right=answer.choice.is_correct,
            video_second=answer.question.video_second,
            rationale=answer.question.rationale if explained else "",
            citation=answer.question.citation if explained else "",
        )
        for number, answer in enumerate(answers, start=1)
        if explained or not answer.choice.is_correct
    ]


def shuffled(choices: Iterable[Choice], *, seed: int) -> list[Choice]:
    """Return `choices` in the order given by `seed`, the same on every machine and in every release."""

    def rank(choice: Choice) -> bytes:
        return hashlib.sha256(f"{seed}:{choice.pk}".encode()).digest()

    return sorted(choices, key=rank)
