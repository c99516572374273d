"""What a learner must be told before starting, as one document, and the record of its versions."""

import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime
from math import gcd
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from courses.emphasis import credit_html
from courses.front_matter_texts import (
    BEFORE_START,
    FRONT_MATTER,
    FrontMatterElement,
    FrontMatterText,
    Kind,
)
from courses.models import (
    Course,
    CreditOffer,
    CreditType,
    FrontMatter,
    FrontMatterOffer,
    Person,
    Role,
)
from courses.richtext import render_markdown
from courses.services.disclosure_statement import disclosure_lines, people_in_control
from courses.services.offered import (
    credit_told,
    current_offers,
    dates_told,
    designations_told,
)
from courses.services.statements import accreditation_statement, designation_statement

type Element = dict[str, Any]
"""`key`, `heading`, and either `html` (already safe) or `lines` (plain text, `*…*` for italics)."""


def front_matter_document(course: Course, *, now: datetime | None = None) -> dict[str, Any]:
    """Return every element of `FRONT_MATTER` as the learner reads it at `now`, in reading order.

    {"title", "provider", "is_sample", "accreditation", "offers", "elements": [Element, …]}; elements
    without content are left out. JSON-serializable. `offers` and `accreditation` are no elements: they
    are what the credit of those who acknowledge the text follows. After the last day there are none.
    """
    day = course.series.provider.day_of(now or timezone.now())
    elements = [_element(part, course, day) for part in FRONT_MATTER]
    return {
        "title": course.title,
        "provider": course.series.provider.name,
        "is_sample": course.is_sample,
        "accreditation": accreditation_statement(course),
        "offers": [_told(offer) for offer in current_offers(course, on=day)],
        "elements": [each for each in elements if each.get("html") or each.get("lines")],
    }


def open_and_folded(document: dict[str, Any]) -> tuple[list[Element], list[Element]]:
    """Return what everyone reads, in the order of `BEFORE_START`, and the rest, folded, in reading order."""
    elements = {each["key"]: each for each in document["elements"]}
    above = [elements.pop(key) for key in BEFORE_START if key in elements]
    return above, [*elements.values()]


def told_with_the_words(document: dict[str, Any]) -> list[Element]:
    """Return what stands above what is said in a video, where it is read: Standard 3 holds for readers, too."""
    told = {each["key"]: each for each in document["elements"]}
    keys = ("content-note", "faculty", "disclosure", "commercial-support", "credit", "designation")
    return [told[key] for key in keys if key in told]


def record_front_matter(course: Course, *, now: datetime | None = None) -> FrontMatter:
    """Return the row with the front matter as it is at `now`, with its offers; a new version if it is new.

    Idempotent, and safe under concurrent calls: the course's row is locked while a version is added,
    so equal texts share one row and numbers neither repeat nor skip.
    """
    document = front_matter_document(course, now=now)
    digest = digest_of(document)
    versions = FrontMatter.objects.filter(course=course)
    if known := versions.filter(digest=digest).first():
        return known
    with transaction.atomic():
        # FOR NO KEY UPDATE: enrolments that only refer to the course need not wait.
        Course.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)
        latest = versions.aggregate(latest=Max("version"))["latest"] or 0
        version, created = versions.get_or_create(
            course=course, digest=digest, defaults={"version": latest + 1, "document": document}
        )
        if created:
            _record_offers(version, document["offers"])
        return version


def _record_offers(version: FrontMatter, told: list[dict[str, Any]]) -> None:
    types = dict(CreditType.objects.values_list("code", "pk"))
    FrontMatterOffer.objects.bulk_create(
        FrontMatterOffer(
            front_matter=version,
            credit_type_id=types[offer["credit_type"]],
            **{name: offer[name] for name in offer if name != "credit_type"},
        )
        for offer in told
    )


def _told(offer: CreditOffer) -> dict[str, Any]:
    return {
        "credit_type": offer.credit_type.code,
        "max_quarters": offer.max_quarters,
        # Where the type's step was raised since, a smaller one: its maximum can always be claimed.
        "increment_quarters": gcd(offer.increment_quarters, offer.max_quarters),
        "learning_format": offer.learning_format,
        "designation_statement": designation_statement(offer),
        "accreditor_reference": offer.accreditor_reference,
        "valid_from": offer.valid_from and offer.valid_from.isoformat(),
        "valid_to": offer.valid_to and offer.valid_to.isoformat(),
    }


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


def _element(part: FrontMatterElement, course: Course, day: date) -> Element:
    named = {"key": part.key, "heading": part.heading}
    if of_the_day := _OF_THE_DAY.get(part.key):
        return named | _written(of_the_day(course, day))
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
    "What you watch, your test and your credit are kept under your account and shown to you and the"
    " provider's staff. Anyone with the code on your certificate can see your name, the activity, the"
    " credit and the date. Evaluation answers are kept without your name. Credit is reported to a board"
    " only with your permission. The privacy page says how long each is kept."
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


NO_SUPPORT = "This activity received no commercial support."


def support_lines(course: Course) -> list[str]:
    """ACCME Standard 4: source and nature of each support, and nothing else; that there was none, if staff say so."""
    lines = [support.sentence for support in course.support.all()]
    return lines or [NO_SUPPORT] * course.no_commercial_support


def _contact(course: Course) -> list[str]:
    provider = course.series.provider
    return [*filter(None, [provider.name, provider.contact_email, provider.contact_phone])]


def _faculty(course: Course) -> list[str]:
    """Everybody once, with all of their roles: faculty who plan are named as planners, too."""
    return [_person_line(person, course) for person in people_in_control(course)]


def _person_line(person: Person, course: Course) -> str:
    post = ", ".join(part for part in (person.position, person.organisation) if part)
    own = (role for role in course.roles.all() if role.person_id == person.pk)
    roles = " and ".join(Role.Kind(role.kind).label for role in own)
    name = person.name_with_credentials
    return f"{name} ({roles[:1]}{roles[1:].lower()})" + (f". {post}" if post else "")


_OF_THE_DAY: dict[str, Callable[[Course, date], list[str]]] = {
    "credit": credit_told,
    "dates": dates_told,
    "designation": designations_told,
}
"""Functions by element key, for elements that read otherwise on another day, as after the last one."""
_COMPOSED: dict[str, Callable[[Course], list[str] | str]] = {
    "faculty": _faculty,
    "format": _format,
    "time": _time,
    "minimum-performance": _minimum_performance,
    "accreditation": accreditation_statement,
    "disclosure": disclosure_lines,
    "commercial-support": support_lines,
    "contact": _contact,
    "privacy": lambda course: PRIVACY,
}
"""Functions by element key, for elements that are more than one text that staff write, or something else."""
