"""Providers, their series, and the people in control of what they teach."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils.text import slugify

from courses.models import Course, DisclosureForm, Person, Relationship, Role, Series
from providers.models import Provider, StatementTemplate
from tests.factories.moments import REVIEWED_ON

_numbers = count(1)


def make_provider(*, template: str = "direct", **fields: Any) -> Provider:
    """Return a provider in Chicago, so that days end at 05:00 or 06:00 UTC.

    `template` is the code of its accreditation statement.
    """
    number = next(_numbers)
    defaults = {
        "slug": f"provider-{number}",
        "name": f"Provider {number}",
        "accreditor": "Accreditor",
        "accreditation_template": StatementTemplate.objects.get(code=template),
        "contact_email": "education@example.org",
    }
    return Provider.objects.create(**defaults | fields)


def make_series(*, provider: Provider | None = None, **fields: Any) -> Series:
    """Return a series without courses, which shows what the sample's does: hotlines, exit, content notes."""
    number = next(_numbers)
    names: dict[str, Any] = {"slug": f"series-{number}", "title": f"Series {number}"}
    defaults = names | dict.fromkeys(Series.CHOSEN, True)
    return Series.objects.create(provider=provider or make_provider(), **defaults | fields)


def make_person(
    *, provider: Provider | None = None, name: str = "Ann Lee", **fields: Any
) -> Person:
    """Return a physician who disclosed nothing yet."""
    defaults = {"key": slugify(name), "credentials": "M.D.", "position": "Head of ward"}
    return Person.objects.create(
        provider=provider or make_provider(), name=name, **defaults | fields
    )


def make_disclosure(
    *, person: Person, signed_on: date = REVIEWED_ON, **fields: Any
) -> DisclosureForm:
    """Return a form about the two years before it was signed, on paper, without relationships."""
    covered = {"covers_from": signed_on - timedelta(days=730), "covers_to": signed_on}
    return DisclosureForm.objects.create(person=person, signed_on=signed_on, **covered | fields)


def make_relationship(
    *,
    course: Course,
    person: Person | None = None,
    company: str = "Acme",
    nature: str = "consultant",
    kind: str = "",
    began_on: date | None = None,
    ended_on: date | None = None,
    **judged: Any,
) -> Relationship:
    """Return a relationship in the newest form of the course's first person, or of `person`.

    It is judged for `course` if `judged` says how; `relevant=True` alone is mitigated on the day of the review.
    """
    person = person or course.roles.all()[0].person
    relationship = person.disclosures.all()[0].relationships.create(
        company=company, nature=nature, kind=kind, began_on=began_on, ended_on=ended_on
    )
    if judged:
        mitigated = {"mitigation": "Reviewed.", "mitigated_on": REVIEWED_ON}
        known = mitigated if judged.get("relevant") else {}
        relationship.judgements.create(course=course, **known | judged)
    return relationship


def make_faculty(*, course: Course, name: str = "Ann Lee", **fields: Any) -> Role:
    """Return a role in `course` since its review, of someone whose disclosure is valid at `NOW`.

    Courses of one provider share the person of that name.
    """
    provider = course.series.provider
    person = Person.objects.filter(provider=provider, key=slugify(name)).first()
    if person is None:
        person = make_person(provider=provider, name=name)
        make_disclosure(person=person)
    defaults = {"kind": Role.Kind.FACULTY, "assumed_on": REVIEWED_ON}
    return Role.objects.create(course=course, person=person, **defaults | fields)
