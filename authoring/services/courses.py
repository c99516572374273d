"""Creating and changing courses: the course editor does it only through these functions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.text import slugify

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import User
from courses.models import Course, CreditOffer, CreditType, Series
from providers.models import Provider
from publishing.models import CourseChange
from publishing.services.course_changes import (
    ChangeKind,
    Difference,
    Payload,
    change_or_ask,
    register,
)
from publishing.services.keeping import keeps_publishable
from publishing.services.terms import (
    ABOUT_TERMS,
    CREDIT_TERMS,
    OFFERS,
    PROSE,
    TERMS,
    offers_changed,
    plain,
    set_values,
    terms_changed,
)


def create_series(*, provider: Provider, title: str, chosen: list[str], actor: User) -> Series:
    """Create a series of `provider`, after its existing ones; `chosen` names what it turns on."""
    with transaction.atomic():
        series = Series.objects.create(
            provider=provider,
            slug=free_slug(title, Series),
            title=title,
            position=provider.series.count() + 1,
            **dict.fromkeys(chosen, True),
        )
        record(actor, "series-created", series, provider=provider)
    return series


def create_course(
    *, series: Series, title: str, short_title: str, slug: str, actor: User
) -> Course:
    """Create an empty course at the end of its series. `slug` must be free."""
    with transaction.atomic():
        course = Course.objects.create(
            series=series,
            slug=slug,
            title=title,
            short_title=short_title,
            position=series.courses.count() + 1,
        )
        record(actor, "course-created", course, provider=series.provider_id)
    return course


def change_course(
    *, course: Course, values: Mapping[str, Any], actor: User, now: datetime
) -> CourseChange | None:
    """Save `values` (field → value) and no other field of the row.

    Terms of a live course may take two people: then all else is saved, and the request is returned. Raises
    `Incomplete`, and saves nothing, if a published course would then lack what publishing requires, and
    `Refused` as `change_or_ask` does. If its front matter changed, a new version of that is recorded.
    """
    return _change(ABOUT, course, values, {}, actor, now)


def change_credit(
    *,
    course: Course,
    values: Mapping[str, Any],
    offers: Mapping[str, Mapping[str, Any] | None],
    actor: User,
    now: datetime,
) -> CourseChange | None:
    """Save `values` of the course and, for each credit type code in `offers`, the offer; None removes it.

    Other credit types stay as they are. Asks, refuses and records as `change_course` does.
    """
    return _change(CREDIT, course, values, offers, actor, now)


def _change(
    kind: ChangeKind,
    course: Course,
    values: Mapping[str, Any],
    offers: Mapping[str, Mapping[str, Any] | None],
    actor: User,
    now: datetime,
) -> CourseChange | None:
    """Save the prose, and make or ask for the rest: both, or nothing."""
    terms = plain({name: value for name, value in values.items() if name in TERMS})
    with keeps_publishable(course, now=now):
        _write(course, {name: value for name, value in values.items() if name not in TERMS})
        if not terms and not offers:
            return None
        payload: Payload = {"values": terms, "offers": offers}
        return change_or_ask(
            course=course, kind=kind, payload=payload, subject="", actor=actor, now=now
        )


def _apply(course: Course, payload: Payload, actor: User, now: datetime) -> None:
    with keeps_publishable(course, now=now):
        for code, fields in payload["offers"].items():
            _change_offer(course, CreditType.objects.get(code=code), fields)
        # All of them: the form has set what was typed on this object already.
        set_values(course, payload["values"])
        if payload["values"]:
            course.save(update_fields=[*payload["values"]])


def _difference(course: Course, payload: Payload) -> list[Difference]:
    terms = terms_changed(course, payload["values"])
    return [*offers_changed(course, payload["offers"]), *terms]


ABOUT = register(
    ChangeKind(
        code="about",
        words="title, format, dates, and numbers",
        step="about",
        covers=tuple(ABOUT_TERMS.values()),
        difference=_difference,
        apply=_apply,
        state=lambda course, payload: model_to_dict(course, fields=[*ABOUT_TERMS]),
        free=PROSE,
    )
)
CREDIT = register(
    ChangeKind(
        code="credit",
        words="credit and its statements",
        step="credit",
        covers=(OFFERS, *CREDIT_TERMS.values()),
        difference=_difference,
        apply=_apply,
        state=lambda course, payload: [
            model_to_dict(course, fields=[*CREDIT_TERMS]),
            # Every column: `model_to_dict` skips what no form edits, such as when it was closed.
            [*course.offers.order_by("pk").values()],
        ],
    )
)


def free_slug(title: str, model: type[Course] | type[Series]) -> str:
    """Return a slug made from `title` that no row of `model` has."""
    stem = slugify(title)[:70].strip("-") or model._meta.model_name or "new"
    taken = set(model.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return stem if stem not in taken else next(slug for slug in numbered if slug not in taken)


def _write(course: Course, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(course, name, value)
    if values:
        course.save(update_fields=[*values])


def _change_offer(
    course: Course, credit_type: CreditType, fields: Mapping[str, Any] | None
) -> None:
    offer = CreditOffer.objects.filter(course=course, credit_type=credit_type).first()
    if fields is None:
        if offer and offer.closed_at:  # closed while the form, or a second person, took its time
            message = "This credit is closed. Open it again before you remove it."
            raise Refused("offer_closed", message)
        if offer:
            offer.delete()
    elif offer is None:
        offer = CreditOffer(course=course, credit_type=credit_type)
        set_values(offer, fields)
        offer.save()
    elif changed := set_values(offer, fields):
        offer.save(update_fields=changed)
