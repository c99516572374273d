"""What a learner must be told before starting, as one document, and the record of its versions."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.sentences import long_date
from courses.emphasis import credit_html
from courses.front_matter_texts import (
    BEFORE_START,
    FRONT_MATTER,
    FrontMatterElement,
    FrontMatterText,
    Kind,
)
from courses.models import Course, CreditOffer, FrontMatter, Relationship, Role
from courses.richtext import render_markdown
from courses.services.statements import (
    accreditation_statement,
    amount,
    designation_statement,
)

type Element = dict[str, Any]
"""`key`, `heading`, and either `html` (already safe) or `lines` (plain text, `*…*` for italics)."""


def front_matter_document(course: Course) -> dict[str, Any]:
    """Return every element of `FRONT_MATTER` as the learner reads it, in reading order.

    {"title", "provider", "is_sample", "elements": [Element, …]}; elements without content are left
    out. JSON-serializable.
    """
    elements = [_element(part, course) for part in FRONT_MATTER]
    return {
        "title": course.title,
        "provider": course.series.provider.name,
        "is_sample": course.is_sample,
        "elements": [each for each in elements if each.get("html") or each.get("lines")],
    }


def above_and_below_start(document: dict[str, Any]) -> tuple[list[Element], list[Element]]:
    """Return what stands above *Start*, in the order of `BEFORE_START`, and all the rest in reading order."""
    elements = {each["key"]: each for each in document["elements"]}
    above = [elements.pop(key) for key in BEFORE_START if key in elements]
    return above, [*elements.values()]


def record_front_matter(course: Course) -> FrontMatter:
    """Return the row with the front matter as it is now, adding a version if the text is new.

    Idempotent, and safe under concurrent calls: the course's row is locked while a version is added,
    so equal texts share one row and numbers neither repeat nor skip.
    """
    document = front_matter_document(course)
    digest = digest_of(document)
    versions = FrontMatter.objects.filter(course=course)
    if known := versions.filter(digest=digest).first():
        return known
    with transaction.atomic():
        # FOR NO KEY UPDATE: enrolments that only refer to the course need not wait.
        Course.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)
        latest = versions.aggregate(latest=Max("version"))["latest"] or 0
        return versions.get_or_create(
            course=course, digest=digest, defaults={"version": latest + 1, "document": document}
        )[0]


def record_all_front_matter() -> None:
    """Record each published course's front matter, whatever changed it: a review, a person, a template.

    The editor, and each learner's start, record at once; this is for changes that affect many courses.
    """
    for course in Course.objects.published().with_front_matter():
        record_front_matter(course)


def digest_of(document: dict[str, Any]) -> str:
    """Return the SHA-256 hash that distinguishes versions of the document."""
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def credit_lines(course: Course, *, on: date | None = None) -> list[str]:
    """Return “0.25 *AMA PRA Category 1 Credit*™” and so on: the most a learner can claim, per type."""
    return [
        f"{amount(offer.max_quarters)} {offer.credit_type.name_for(offer.max_quarters)}"
        for offer in current_offers(course, on=on)
    ]


def current_offers(course: Course, *, on: date | None = None) -> list[CreditOffer]:
    """Return the offers of enabled types valid on `on` (default: today at the provider).

    Reads `course.offers.all()`, so that a prefetch is used.
    """
    day = on or course.series.provider.day_of(timezone.now())
    offers = [
        offer
        for offer in course.offers.all()
        if offer.credit_type.enabled
        and (offer.valid_from is None or offer.valid_from <= day)
        and (offer.valid_to is None or day <= offer.valid_to)
    ]
    for offer in offers:
        offer.course = course  # The statements need it and its provider: saves a query per offer.
    return offers


def _element(part: FrontMatterElement, course: Course) -> Element:
    named = {"key": part.key, "heading": part.heading}
    if isinstance(part, FrontMatterText) and part.key not in _COMPOSED:
        return named | _written(getattr(course, part.field), part.kind)
    return named | _written(_COMPOSED[part.key](course))


def _written(said: list[str] | str, kind: Kind = Kind.PLAIN) -> Element:
    if isinstance(said, list):
        return {"lines": said}
    if kind is Kind.MARKDOWN:
        return {"html": str(render_markdown(said))}
    return {"html": f"<p>{credit_html(said.strip())}</p>" if said.strip() else ""}


PRIVACY = (
    "What you watch, your test and your credit are kept under your account and shown to nobody but"
    " you and the provider's staff. Evaluation answers are kept without your name. Credit is reported"
    " to a board only with your permission. The privacy page says how long each is kept."
)


def _format(course: Course) -> list[str]:
    learning_format = course.get_learning_format_display().capitalize()
    return [f"{learning_format}. {course.medium}".strip()]


def _time(course: Course) -> list[str]:
    return [f"{course.estimated_minutes} minutes"] if course.estimated_minutes else []


def _minimum_performance(course: Course) -> list[str]:
    """AMA: learners are told the pass mark before they take part; also the number of attempts."""
    test = course.current_assessment
    if test is None:
        return []
    asked = test.asked_count
    questions = f"{asked} questions"
    if test.is_drawn:
        questions = f"the {asked} questions asked, drawn from {test.question_count}"
    attempts = f"Attempts: {test.max_attempts}." if test.max_attempts else "Attempts: no limit."
    return [
        f"Pass mark: {test.pass_percent}%. That is {test.correct_needed(asked)} of {questions}.",
        attempts,
    ]


def _date_lines(course: Course) -> list[str]:
    dates = [
        ("Released", course.released_on),
        ("Last reviewed", course.reviewed_on),
        ("Credit can be claimed until the end of", course.expires_on),
    ]
    return [f"{label} {long_date(day)}" for label, day in dates if day]


def _designations(course: Course) -> list[str]:
    return [*filter(None, map(designation_statement, current_offers(course)))]


def _disclosure_lines(course: Course) -> list[str]:
    """ACCME Standard 3: names, companies, nature, and that all were mitigated; or that there are none."""
    relationships = [
        f"{relationship.form.person.name_with_credentials}: {relationship.company},"
        f" {relationship.nature}"
        for relationship in relevant_relationships(course)
    ]
    mitigated = ["All of the relevant financial relationships listed have been mitigated."]
    statement = [course.disclosure_statement.strip()] if course.disclosure_statement else []
    return statement + (relationships + mitigated if relationships else [])


def relevant_relationships(course: Course) -> list[Relationship]:
    """Return the relevant relationships in each person's newest disclosure, with form and person."""
    newest = Relationship.objects.in_newest_form().filter(relevant=True)
    people = {role.person_id for role in _roles(course)}
    return list(newest.filter(form__person__in=people).select_related("form__person"))


def _contact(course: Course) -> list[str]:
    provider = course.series.provider
    return [*filter(None, [provider.name, provider.contact_email, provider.contact_phone])]


def _faculty(course: Course) -> list[str]:
    return [_role_line(role) for role in _roles(course)]


def _roles(course: Course) -> list[Role]:
    return list(course.roles.all())


def _role_line(role: Role) -> str:
    person = role.person
    post = ", ".join(part for part in (person.position, person.organisation) if part)
    name = person.name_with_credentials
    return f"{name} ({role.get_kind_display()})" + (f". {post}" if post else "")


_COMPOSED: dict[str, Callable[[Course], list[str] | str]] = {
    "faculty": _faculty,
    "format": _format,
    "time": _time,
    "minimum-performance": _minimum_performance,
    "credit": credit_lines,
    "dates": _date_lines,
    "accreditation": accreditation_statement,
    "designation": _designations,
    "disclosure": _disclosure_lines,
    "contact": _contact,
    "privacy": lambda course: PRIVACY,
}
"""Functions by element key, for elements that are more than one text that staff write, or something else."""
