"""Item analysis: how hard each question of a test is, how well it discriminates, and what to revise.

Only first attempts count: later ones are made by those who failed and have seen the questions.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from analytics.models import ChoiceMonth, QuestionMonth
from courses.models import Assessment, Choice, Question

ENOUGH = 30
"""With fewer first attempts than this, a question is not judged."""
TOO_HARD, TOO_EASY = 0.3, 0.95
WEAK = 0.1
NOBODY = 0.02
"""A wrong choice taken by a smaller share than this is not a plausible distractor."""


@dataclass(frozen=True)
class ChoiceFigures:
    """How often one choice was taken, and by what share of those asked."""

    choice: Choice
    taken: int
    share: float

    @property
    def percent(self) -> int:
        return round(100 * self.share)


@dataclass(frozen=True)
class ItemFigures:
    """The figures of one question, from first attempts.

    `difficulty` is the share who were right (so a high number is an easy question). `discrimination`
    is the point-biserial correlation between being right here and the number of other questions
    answered right: -1 to 1, None when undefined (all right, all wrong, or no other question).
    """

    question: Question
    asked: int
    right: int
    discrimination: float | None
    choices: tuple[ChoiceFigures, ...]

    @property
    def difficulty(self) -> float:
        return self.right / self.asked if self.asked else 0.0

    @property
    def judged(self) -> bool:
        """Whether there are enough first attempts to judge the question."""
        return self.asked >= ENOUGH

    @property
    def reasons(self) -> list[str]:
        """Why the question should be revised, in words; empty if there is no reason to."""
        return list(self._reasons()) if self.judged else []

    def _reasons(self) -> Iterator[str]:
        if self.difficulty < TOO_HARD:
            yield f"Too hard: only {self.difficulty:.0%} answered correctly on the first attempt."
        if self.difficulty > TOO_EASY:
            yield f"Too easy: {self.difficulty:.0%} answered correctly on the first attempt."
        if self.discrimination is not None and self.discrimination < 0:
            yield (
                "Stronger learners do worse here (negative discrimination): look for a wrong key,"
                " or for wording that can be read in two ways."
            )
        elif self.discrimination is not None and self.discrimination < WEAK:
            yield "It hardly tells stronger learners from weaker ones."
        yield from self._about_choices()

    def _about_choices(self) -> Iterator[str]:
        key = next((each for each in self.choices if each.choice.is_correct), None)
        for each in self.choices:
            if each.choice.is_correct:
                continue
            if key and each.taken > key.taken:
                yield f"More chose “{each.choice.text}” than the correct answer."
            if each.share < NOBODY:
                yield f"Almost no one chose “{each.choice.text}”: it is not a plausible distractor."


def item_figures(
    assessment: Assessment, *, since: date | None = None, until: date | None = None
) -> list[ItemFigures]:
    """Return the figures of each question of one version, from the month of `since` to that of `until`.

    A question from a pool counts only for those who were asked it.
    """
    months = {}
    if since:
        months["month__gte"] = since.replace(day=1)
    if until:
        months["month__lte"] = until
    questions = assessment.questions.prefetch_related("choices")
    sums = QuestionMonth.objects.filter(question__assessment=assessment, **months)
    taken = ChoiceMonth.objects.filter(choice__question__assessment=assessment, **months)
    choices = dict(taken.order_by().values_list("choice").annotate(n=Sum("taken")))
    names = ["asked", "right", "rest", "rest_squared", "rest_when_right"]
    rows = sums.order_by().values_list("question").annotate(*[Sum(name) for name in names])
    by_question = {question: numbers for question, *numbers in rows}
    return [
        _figures(question, by_question.get(question.pk, [0] * 5), choices) for question in questions
    ]


def point_biserial(
    asked: int, right: int, rest: int, rest_squared: int, rest_when_right: int
) -> float | None:
    """Return the correlation of being right (0 or 1) with the rest of the test, from sums; None if undefined.

    It uses every answer; comparing the best and the worst 27% would leave out nearly half, and needs a
    ranking, which cannot be added up from month to month. The question itself is left out of the rest,
    or it would correlate with itself.
    """
    spread = (asked * right - right**2) * (asked * rest_squared - rest**2)
    if spread <= 0:
        return None
    return (asked * rest_when_right - right * rest) / math.sqrt(spread)


def _figures(question: Question, sums: list[int], taken: dict[int, int]) -> ItemFigures:
    asked = int(sums[0])
    choices = tuple(
        ChoiceFigures(choice, taken.get(choice.pk, 0), taken.get(choice.pk, 0) / (asked or 1))
        for choice in question.choices.all()
    )
    numbers = [int(number) for number in sums]
    return ItemFigures(question, asked, numbers[1], point_biserial(*numbers), choices)
