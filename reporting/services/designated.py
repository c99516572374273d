"""The most credit that an activity designated, as reports compare and count it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Max, QuerySet

from certificates.models import Certificate
from courses.models import Course, CreditOffer, FrontMatterOffer
from progress.models import Acknowledgement


def most_designated(courses: Iterable[Course] | None = None) -> dict[tuple[int, str], int]:
    """Return the most of each credit type, in quarters, by course id and code: offered now, or told at a start.

    Whoever began under more than the course offers today may claim it. A certificate whose enrolment went
    with the account stands for what that had told. In three queries.
    """
    read = Acknowledgement.objects.values("front_matter")
    offered = CreditOffer.objects.values_list("course", "credit_type__code")
    told = FrontMatterOffer.objects.filter(front_matter__in=read)
    told_pairs = told.values_list("front_matter__course", "credit_type__code")
    gone = Certificate.objects.filter(enrolment__isnull=True)
    gone_pairs = gone.values_list("course", "credit_type_code")
    sources: list[tuple[QuerySet[Any, Any], str, str]] = [
        (offered, "course", "max_quarters"),
        (told_pairs, "front_matter__course", "max_quarters"),
        (gone_pairs, "course", "credit_quarters"),
    ]
    found: dict[tuple[int, str], int] = {}
    for rows, course, quarters in sources:
        own = rows if courses is None else rows.filter(**{f"{course}__in": courses})
        for key, code, most in own.annotate(Max(quarters)).order_by():
            found[key, code] = max(most, found.get((key, code), 0))
    return found
