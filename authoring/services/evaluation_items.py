"""Writing the items of the version of an evaluation that is being written, and taking them from the library."""

import re
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Case, F, Max, Q, QuerySet, Value, When
from django.utils.text import slugify

from accounts.errors import Refused
from authoring.services.versions import written_evaluation
from courses.models import (
    Course,
    EvaluationForm,
    EvaluationItem,
    EvaluationLibraryItem,
    ItemKind,
    ItemPurpose,
)
from publishing.services.version_release import hold

MOST_ITEMS = 60
OBJECTIVE = "{objective}"
AGREEMENT = [
    "Strongly disagree",
    "Disagree",
    "Neither agree nor disagree",
    "Agree",
    "Strongly agree",
]
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
def add_item(*, course: Course, kind: str) -> EvaluationItem:
    """Add an empty item of a kind at the end, to be written. Raises `Refused`."""
    form = held_evaluation(course)
    options = AGREEMENT if kind == ItemKind.LIKERT else []
    item = EvaluationItem(kind=ItemKind(kind), required=kind != ItemKind.TEXT, options=options)
    return _append(form, [item])[0]


@transaction.atomic
def add_from_library(*, course: Course, item_ids: Iterable[int]) -> list[EvaluationItem]:
    """Add copies of library items; one that names {objective} becomes an item for each objective.

    What the version asks already, word for word, is passed over, so that a second call adds nothing.
    Raises `Refused`.
    """
    form = held_evaluation(course)
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
    return _append(form, made)


@transaction.atomic
def duplicate_item(*, course: Course, item_id: int) -> EvaluationItem:
    """Add a copy of an item right behind it. Raises `Refused`."""
    form = held_evaluation(course)
    source = _of(form, item_id)
    key = _free_key(form, source)
    form.items.filter(position__gt=source.position).update(position=F("position") + 1)
    source.pk, source.key, source.position = None, key, source.position + 1
    source._state.adding = True
    source.save()
    return source


@transaction.atomic
def remove_item(*, course: Course, item_id: int) -> None:
    """Take an item out. Idempotent: one that is gone stays gone. Raises `Refused`."""
    form = held_evaluation(course)
    if item := form.items.filter(pk=item_id).first():
        item.delete()
        form.items.filter(position__gt=item.position).update(position=F("position") - 1)


@transaction.atomic
def move_item(*, course: Course, item_id: int, step: int) -> None:
    """Move an item by one place, up (-1) or down (1); at the end it stays. Raises `Refused`."""
    form = held_evaluation(course)
    item = _of(form, item_id)
    other = form.items.filter(position=item.position + step).first()
    if other is None:
        return
    swapped = Case(
        When(pk=item.pk, then=Value(other.position)),
        When(pk=other.pk, then=Value(item.position)),
    )
    form.items.filter(pk__in=[item.pk, other.pk]).update(position=swapped)


def held_evaluation(course: Course) -> EvaluationForm:
    """Return the version that is being written, held until the transaction ends."""
    hold(course)
    if form := written_evaluation(course):
        return form
    raise Refused(
        "not_being_written", "No version is being written. Choose “Edit as a new version” first."
    )


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


def _of(form: EvaluationForm, item_id: int) -> EvaluationItem:
    if item := form.items.filter(pk=item_id).first():
        return item
    raise Refused("gone", "That item is no longer there. Somebody may have removed it.")


def _append(form: EvaluationForm, items: list[EvaluationItem]) -> list[EvaluationItem]:
    last = int(form.items.aggregate(last=Max("position"))["last"] or 0)
    if last + len(items) > MOST_ITEMS:
        raise Refused("too_many", f"An evaluation holds at most {MOST_ITEMS} items.")
    for position, item in enumerate(items, start=last + 1):
        item.form, item.position, item.key = form, position, _free_key(form, item)
        item.save()
    return items


def _free_key(form: EvaluationForm, item: EvaluationItem) -> str:
    """Return a key that no version of this course has used: answers are kept under it for good."""
    used = set(
        EvaluationItem.objects.filter(form__course=form.course_id).values_list("key", flat=True)
    )
    stem = slugify(ItemPurpose(item.purpose).name if item.purpose else "item")
    number = 1
    while f"{stem}-{number}" in used:
        number += 1
    return f"{stem}-{number}"
