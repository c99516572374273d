"""What a learner must be told before starting, as one document, and the record of each version of it."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.sentences import long_date
from courses.emphasis import credit_html
from courses.models import Course, CreditOffer, FrontMatter, Relationship, Role
from courses.richtext import render_markdown
from courses.services.statements import (
    accreditation_statement,
    amount,
    designation_statement,
)

type Element = dict[str, Any]
"""`key`, `heading`, and either `html` (safe as it stands) or `lines` (plain, `*…*` for italics)."""


def front_matter_document(course: Course) -> dict[str, Any]:
    """Return every element of DOMAIN §2.1 as the learner reads it, in reading order.

    {"title", "provider", "is_sample", "elements": [Element, …]}; elements without content are left
    out. Sources: ACCME Enduring Materials policy and Standards 3 and 4; AMA PRA booklet. JSON-safe.
    """
    return {
        "title": course.title,
        "provider": course.series.provider.name,
        "is_sample": course.is_sample,
        "elements": [element for element in _elements(course) if element_has_content(element)],
    }


def record_front_matter(course: Course) -> FrontMatter:
    """Return the row that holds the front matter as it stands now; a new version if the text is new.

    Idempotent, and safe when called at once by many: the course's row is locked while a version
    is added, so equal texts share one row and numbers neither repeat nor skip.
    """
    document = front_matter_document(course)
    digest = digest_of(document)
    versions = FrontMatter.objects.filter(course=course)
    if known := versions.filter(digest=digest).first():
        return known
    with transaction.atomic():
        # NO KEY: enrolments that only refer to the course need not wait.
        Course.objects.select_for_update(of=("self",), no_key=True).get(pk=course.pk)
        latest = versions.aggregate(latest=Max("version"))["latest"] or 0
        return versions.get_or_create(
            course=course, digest=digest, defaults={"version": latest + 1, "document": document}
        )[0]


def record_all_front_matter() -> None:
    """Record what each published course says now, whatever changed it: a review, a person, a template.

    The editor and every start of a learner record at once; this is for what reaches many courses.
    """
    for course in Course.objects.published().with_front_matter():
        record_front_matter(course)


def digest_of(document: dict[str, Any]) -> str:
    """Return the fingerprint by which versions are told apart: what is read, and what is recorded."""
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

    Reads `course.offers.all()`, so that a prefetch serves it.
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
        offer.course = course  # The statements need it, with its provider: no query for each.
    return offers


def element_has_content(element: Element) -> bool:
    """Say whether there is anything to read under the heading."""
    return bool(element.get("html") or element.get("lines"))


def _elements(course: Course) -> Iterator[Element]:
    yield from _about(course)
    yield from _terms(course)
    yield from _statements(course)
    yield from _practical(course)


def _about(course: Course) -> Iterator[Element]:
    yield _text("purpose", "Purpose", course.purpose)
    yield _lines("objectives", "Learning objectives", course.objectives)
    yield _lines("audience", "Who it is for", course.target_audience)
    yield _lines("faculty", "Faculty and planners", [_role_line(role) for role in _roles(course)])
    yield _markdown("content-note", "Before you watch", course.content_note)


def _terms(course: Course) -> Iterator[Element]:
    learning_format = course.get_learning_format_display().capitalize()
    yield _lines("format", "Format", [f"{learning_format}. {course.medium}".strip()])
    yield _markdown("method", "How to take part", course.participation_method)
    minutes = course.estimated_minutes
    yield _lines("time", "Estimated time", [f"{minutes} minutes"] if minutes else [])
    yield _lines("minimum-performance", "Post-test", _minimum_performance(course))
    yield _lines("credit", "Credit", credit_lines(course))
    yield _lines("dates", "Dates", _date_lines(course))


def _statements(course: Course) -> Iterator[Element]:
    yield _text("accreditation", "Accreditation statement", accreditation_statement(course))
    designations = [designation_statement(offer) for offer in current_offers(course)]
    yield _lines("designation", "Credit designation statement", [*filter(None, designations)])
    yield _lines("disclosure", "Disclosure", _disclosure_lines(course))
    yield _text("commercial-support", "Commercial support", course.commercial_support)


def _practical(course: Course) -> Iterator[Element]:
    provider = course.series.provider
    contact = [provider.name, provider.contact_email, provider.contact_phone]
    yield _markdown("bibliography", "Sources for further study", course.bibliography)
    yield _markdown("accommodation", "If you need an accommodation", course.accommodation)
    yield _text("hardware", "What you need", course.hardware_requirements)
    yield _lines("contact", "Contact", [line for line in contact if line])
    yield _text("privacy", "Privacy and confidentiality", PRIVACY)
    yield _text("copyright", "Copyright", course.copyright)


PRIVACY = (
    "What you watch, your test and your credit are kept under your account and shown to nobody but"
    " you and the provider's staff. Evaluation answers are kept without your name. Credit is reported"
    " to a board only with your permission. The privacy page says how long each is kept."
)


def _minimum_performance(course: Course) -> list[str]:
    """AMA: the pass mark is told before anyone takes part; so are the attempts."""
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


def _disclosure_lines(course: Course) -> list[str]:
    """ACCME Standard 3: names, companies, nature, and that all were mitigated; or the absence."""
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


def _roles(course: Course) -> list[Role]:
    return list(course.roles.all())


def _role_line(role: Role) -> str:
    person = role.person
    post = ", ".join(part for part in (person.position, person.organisation) if part)
    name = person.name_with_credentials
    return f"{name} ({role.get_kind_display()})" + (f". {post}" if post else "")


def _lines(key: str, heading: str, lines: list[str]) -> Element:
    return {"key": key, "heading": heading, "lines": lines}


def _text(key: str, heading: str, text: str) -> Element:
    html = f"<p>{credit_html(text.strip())}</p>" if text.strip() else ""
    return {"key": key, "heading": heading, "html": html}


def _markdown(key: str, heading: str, text: str) -> Element:
    return {"key": key, "heading": heading, "html": str(render_markdown(text))}
