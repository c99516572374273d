"""What a course says now, compared with what a learner acknowledged."""

from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any

from courses.models import CreditType, FrontMatter
from courses.services.statements import amount


@dataclass(frozen=True, slots=True)
class NewerTerms:
    """This learner's credit as told and as told now, as printed; the dates now; headings of other changed parts."""

    told: list[str]
    now: list[str]
    dates: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def credit_changed(self) -> bool:
        return self.told != self.now


def newer_terms(
    acknowledged: FrontMatter, document: dict[str, Any], earned: Container[str]
) -> NewerTerms | None:
    """Return how `document`, the course's front matter now, differs from the one acknowledged; None if it does not.

    Of the credit, that of the types whose codes are in `earned`: what this learner may earn. Versions
    recorded by earlier versions of the portal are compared by what they said, not by their digest.
    """
    told = [
        (offer.credit_type, offer.max_quarters)
        for offer in acknowledged.offers.select_related("credit_type")
    ]
    types = CreditType.objects.in_bulk(field_name="code")
    now = [(types[each["credit_type"]], each["max_quarters"]) for each in document["offers"]]
    before, after = _elements(acknowledged.document), _elements(document)
    changed = [key for key in {**after, **before} if before.get(key) != after.get(key)]
    if {(kind.pk, most) for kind, most in told} == {(kind.pk, most) for kind, most in now}:
        now = told
    if told == now and not changed:
        return None
    own_told, own_now = (
        [_line(*each) for each in offers if each[0].code in earned] for offers in (told, now)
    )
    # Where the learner's own credit stands beside that of now, its heading says no more.
    shown = {"dates", "credit"} if own_told != own_now or told == now else {"dates"}
    return NewerTerms(
        own_told,
        own_now,
        after.get("dates", {}).get("lines", []) if "dates" in changed else [],
        [(after.get(key) or before[key])["heading"] for key in changed if key not in shown],
    )


def _elements(document: Any) -> dict[str, dict[str, Any]]:
    elements = document.get("elements") if isinstance(document, dict) else None
    return {each["key"]: each for each in elements or []}


def _line(kind: CreditType, most: int) -> str:
    return f"{amount(most)} {kind.name_for(most)}"
