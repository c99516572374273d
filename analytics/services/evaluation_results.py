"""Evaluation results: counts of released responses, and the comments that may be shown."""

import random
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from analytics.models import Comment, OptionCount
from analytics.models.evaluation import SMALLEST_GROUP
from courses.models import EvaluationForm, EvaluationItem, ItemKind, ItemPurpose
from progress.models import EvaluationResponse


@dataclass(frozen=True)
class ItemOpinion:
    """One item: how often each of its options was chosen, of how many responses."""

    item: EvaluationItem
    counts: tuple[int, ...]
    responses: int

    @property
    def answered(self) -> int:
        """The number of answers; if several choices are allowed, the number of choices taken."""
        return sum(self.counts)

    @property
    def perceived(self) -> int:
        """For a question about bias: how many perceived it.

        Of a choice, all but the first option, which is the good answer, as in the library (“Yes, free
        of …”); of a scale of agreement, the lower half.
        """
        if self.item.kind == ItemKind.LIKERT:
            return sum(self.counts[: len(self.counts) // 2])
        return sum(self.counts[1:])

    @property
    def mean(self) -> float | None:
        """The mean of a scale, from 1; None if the item is no scale or has no answers."""
        if self.item.kind != ItemKind.LIKERT or not self.answered:
            return None
        weighted = sum(place * count for place, count in enumerate(self.counts, start=1))
        return weighted / self.answered


@dataclass(frozen=True)
class Opinions:
    """The evaluation results of one version over some months; no items if nothing was released."""

    responses: int
    waiting: int
    items: tuple[ItemOpinion, ...]
    bias: tuple[ItemOpinion, ...]

    @property
    def bias_perceived(self) -> int:
        """How many answers said that there was bias, summed over the questions about it."""
        return sum(each.perceived for each in self.bias)


def evaluation_results(
    form: EvaluationForm, *, since: date | None = None, until: date | None = None
) -> Opinions:
    """Return the results of responses released from the month of `since` to that of `until`."""
    releases = form.releases.all()
    if since:
        releases = releases.filter(month__gte=since.replace(day=1))
    if until:
        releases = releases.filter(month__lte=until)
    responses = releases.aggregate(n=Sum("responses", default=0))["n"]
    rows = OptionCount.objects.filter(release__in=releases).order_by()
    sums = rows.values_list("item", "option").annotate(n=Sum("count"))
    counts = {(item, option): n for item, option, n in sums}
    items = tuple(
        ItemOpinion(
            item,
            tuple(counts.get((item.pk, place), 0) for place in range(len(item.options))),
            responses,
        )
        for item in form.items.exclude(kind=ItemKind.TEXT)
    )
    about_bias = tuple(each for each in items if _asks_about_bias(each.item))
    return Opinions(responses, _waiting(form), items if responses else (), about_bias)


def comments_to_show(form: EvaluationForm) -> list[tuple[EvaluationItem, list[str]]]:
    """Return each text item with its approved comments, in random order.

    None until the item has five or more comments, approved or not: fewer could reveal who wrote them.
    """
    chance = random.SystemRandom()
    found: list[tuple[EvaluationItem, list[str]]] = []
    items = form.items.filter(kind=ItemKind.TEXT).annotate(known=Count("comments"))
    for item in items:
        texts = list(
            item.comments.filter(verdict=Comment.Verdict.SHOWN).values_list("text", flat=True)
        )
        chance.shuffle(texts)
        found.append((item, texts if item.known >= SMALLEST_GROUP else []))
    return found


def comments_to_judge(form: EvaluationForm) -> list[Comment]:
    """Return the comments that nobody has judged yet, in the order of their keys."""
    waiting = Comment.objects.filter(item__form=form, verdict=Comment.Verdict.WAITING)
    return list(waiting.select_related("item").order_by("pk"))


def judge_comment(*, comment: Comment, show: bool) -> None:
    """Show a comment in the report or keep it out of it; a later verdict replaces an earlier one."""
    verdict = Comment.Verdict.SHOWN if show else Comment.Verdict.HIDDEN
    Comment.objects.filter(pk=comment.pk).update(verdict=verdict)


def _waiting(form: EvaluationForm) -> int:
    """How many responses are not released yet: normally fewer than five."""
    released = form.releases.aggregate(n=Sum("responses", default=0))["n"]
    return int(EvaluationResponse.objects.filter(form=form).count() - released)


def _asks_about_bias(item: EvaluationItem) -> bool:
    named = item.purpose == ItemPurpose.BIAS or "bias" in item.key
    return named and item.kind in {ItemKind.CHOICE, ItemKind.LIKERT}
