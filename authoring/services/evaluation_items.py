"""The library of items for evaluations, and what no item may ask."""

import re
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q, QuerySet

from authoring.services.version_rows import ITEMS
from courses.models import Course, EvaluationItem, EvaluationLibraryItem

OBJECTIVE = "{objective}"
_ASKS_FOR_HARM = re.compile(
    r"\b(have|has) (you|anyone|somebody|someone)( \w+)? been\b(?! able)"
    r"|\bwere you (ever )?(a )?(victim|survivor|trafficked|abused|harmed|exploited|forced|assaulted)",
    re.IGNORECASE,
)


def library_for(course: Course) -> QuerySet[EvaluationLibraryItem]:
    """Return what this course's provider may take: what every provider may, and its own."""
    provider = course.series.provider_id
    offered = EvaluationLibraryItem.objects.filter(withdrawn_at__isnull=True)
    return offered.filter(Q(provider__isnull=True) | Q(provider=provider))


def asks_for_harm(text: str) -> bool:
    """Say whether a text asks the learner about harm of their own (DOMAIN §9.3: never)."""
    return _ASKS_FOR_HARM.search(text) is not None


@transaction.atomic
def add_from_library(*, course: Course, item_ids: Iterable[int]) -> Sequence[EvaluationItem]:
    """Add copies of library items; one that names {objective} becomes an item for each objective.

    What the version asks already, word for word, is passed over, so that a second call adds nothing.
    Raises `Refused`.
    """
    form = ITEMS.held(course)
    asked = set(form.items.values_list("prompt", flat=True))
    made = [
        EvaluationItem(
            kind=source.kind,
            prompt=prompt,
            required=source.required,
            options=source.options,
            purpose=source.purpose,
        )
        for source in library_for(course).filter(pk__in=item_ids)
        for prompt in prompts_of(source, course)
        if prompt not in asked
    ]
    return ITEMS.append(form, made)


def prompts_of(source: EvaluationLibraryItem, course: Course) -> list[str]:
    """Return what the item would ask in this course: one prompt, or one for each objective."""
    if OBJECTIVE not in source.prompt:
        return [source.prompt]
    return [source.prompt.replace(OBJECTIVE, _as_ability(each)) for each in course.objectives]


def _as_ability(objective: str) -> str:
    """Return an objective as it follows “I am able to:”: its first word small, unless it is a name."""
    first, _, rest = objective.partition(" ")
    small = first.lower() if first.istitle() else first
    return f"{small} {rest}".strip()
