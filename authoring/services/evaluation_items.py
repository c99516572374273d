"""The library of evaluation items, and what no item may ask."""

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
    """Return the library items this course's provider may use: the common ones and its own."""
    provider = course.series.provider_id
    offered = EvaluationLibraryItem.objects.filter(withdrawn_at__isnull=True)
    return offered.filter(Q(provider__isnull=True) | Q(provider=provider))


def asks_for_harm(text: str) -> bool:
    """Return whether a text asks learners about harm they suffered themselves, which DOMAIN §9.3 forbids."""
    return _ASKS_FOR_HARM.search(text) is not None


@transaction.atomic
def add_from_library(*, course: Course, item_ids: Iterable[int]) -> Sequence[EvaluationItem]:
    """Add copies of library items; an item with {objective} is added once for each objective.

    Idempotent: a prompt that the version already has, word for word, is skipped. Raises `Refused`.
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
    """Return an objective as it reads after “I am able to:”: the first word in lower case, unless it is an acronym."""
    first, _, rest = objective.partition(" ")
    small = first.lower() if first.istitle() else first
    return f"{small} {rest}".strip()
