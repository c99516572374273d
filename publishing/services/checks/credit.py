"""Checks of credit, and of statements whose wording accreditors and the AMA prescribe (DOMAIN §2.4, §2.6)."""

import re
from collections.abc import Iterator

from courses.credit_phrases import is_bare
from courses.front_matter_texts import FRONT_MATTER_TEXTS
from courses.models import CreditOffer
from courses.models.credit import states_degree
from courses.services.credit_phrases import credit_refusal
from courses.services.statements import (
    accreditation_statement,
    amount,
    designation_statement,
    parts_missing,
)
from courses.sources import ACCREDITATION, AMA_CORE, AMA_STATEMENT, ENDURING, JOINT
from providers.models.provider import PLACEHOLDER
from publishing.services.checks.candidate import Candidate
from publishing.services.checks.check import Check

# AMA: the second sentence of the designation statement, word for word.
_COMMENSURATE = (
    "Physicians should claim only the credit commensurate with the extent of their participation in"
    " the activity."
)
_AMA_NAME = re.compile(r"AMA\s+PRA\s+Category\s+1", re.IGNORECASE)
_TEXTS = (
    *("title", "short_title", "summary", "description", "joint_provider", "accreditation_override"),
    *(text.field for text in FRONT_MATTER_TEXTS),
)


def _offered(candidate: Candidate) -> Iterator[str]:
    if not any(offer.closed_at is None for offer in candidate.offers):
        yield "Offer at least one type of credit."


def _enabled(candidate: Candidate) -> Iterator[str]:
    for offer in candidate.offers:
        if not offer.credit_type.enabled:
            yield f"{offer}: this type of credit is not in use. Turn it on, or do not offer it."


def _step(candidate: Candidate) -> Iterator[str]:
    for offer in candidate.offers:
        if offer.max_quarters % offer.credit_type.increment_quarters:
            yield f"{offer}: not a multiple of this credit type's step."


def _time(candidate: Candidate) -> Iterator[str]:
    """The estimated time must equal the designated credit, to the nearest quarter of an hour."""
    minutes = candidate.course.estimated_minutes
    for offer in candidate.offers:
        designated = bool(offer.credit_type.designation_template)
        if designated and minutes is not None and abs(minutes - 15 * offer.max_quarters) > 7:
            yield f"{offer}: the estimated time must be the time that the credit is designated for."


def _joint_named(candidate: Candidate) -> Iterator[str]:
    course = candidate.course
    if course.statement_template.is_joint and not course.joint_provider:
        yield "Name the other provider of this activity."


def _providership(candidate: Candidate) -> Iterator[str]:
    course = candidate.course
    if course.joint_provider and not course.statement_template.is_joint:
        yield (
            f"“{course.statement_template}” is for directly provided activities: choose the statement for"
            " jointly provided ones, or clear the joint provider."
        )


def _accreditation(candidate: Candidate) -> Iterator[str]:
    statement = accreditation_statement(candidate.course)
    if not statement.strip():
        yield "The accreditation statement is empty."
    for name in PLACEHOLDER.findall(statement):
        yield f"The accreditation statement still says {{{name}}}, which has no value."


def _own_wording(candidate: Candidate) -> Iterator[str]:
    for part in parts_missing(candidate.course):
        yield f"The course's own wording of the accreditation statement must contain “{part}”."


def _designation(candidate: Candidate) -> Iterator[str]:
    for offer in candidate.offers:
        statement = designation_statement(offer)
        for name in PLACEHOLDER.findall(statement):
            yield f"{offer}: the designation statement still says {{{name}}}, which has no value."
        yield from _ama_designation(offer, statement, candidate)


def _ama_designation(offer: CreditOffer, statement: str, candidate: Candidate) -> Iterator[str]:
    if not _AMA_NAME.search(offer.credit_type.name_in_statement):
        return
    said = {
        "the provider's name": candidate.provider.name,
        "the learning format": f"this {candidate.course.get_learning_format_display()}",
        "the maximum": f"{amount(offer.max_quarters)} {offer.credit_type.name_in_statement}",
        "its second sentence, word for word": _COMMENSURATE,
    }
    absent = [name for name, words in said.items() if words not in statement]
    if absent:
        yield f"{offer}: the designation statement lacks {', '.join(absent)}."


def _degree_stated(candidate: Candidate) -> Iterator[str]:
    for offer in candidate.offers:
        kind = offer.credit_type
        if kind.physicians_only and not states_degree(kind.attestation):
            yield (
                f"{offer}: what a physician confirms at the claim must state the degree. Ask the"
                " administrator to put {degree} into the attestation of this type of credit."
            )


def _named_in_full(candidate: Candidate) -> Iterator[str]:
    for where, text in _read_by_learners(candidate):
        if refusal := credit_refusal(text):
            yield f"{where}: {refusal}"
    for offer in candidate.offers:
        kind = offer.credit_type
        for name in (kind.name_singular, kind.name_plural, kind.name_in_statement):
            if is_bare(name):
                yield f"name of {kind}: write *AMA PRA Category 1 Credit*™ in italics (*…*) and with its ™."


def _read_by_learners(candidate: Candidate) -> Iterator[tuple[str, str]]:
    """Yield everything about the course that staff wrote and learners read, and where it stands."""
    course, provider = candidate.course, candidate.provider
    for field in _TEXTS:
        yield field, _text(getattr(course, field))
    yield "topics", _text(course.topics)
    yield "series", f"{course.series.title}\n\n{course.series.summary}"
    yield "provider", f"{provider.name}\n\n{provider.accreditor}"
    yield "video", candidate.video.title if candidate.video else ""
    for handout in course.handouts.all():
        yield "handout", handout.title
    for support in candidate.support:
        yield "commercial support", _text([support.source, support.in_kind])
    for question in candidate.questions:
        said = [question.stem, *(choice.text for choice in question.choices.all())]
        said += [question.rationale, question.citation]
        yield f"question {question.position}", _text(said)
    for item in candidate.items:
        yield f"evaluation item {item.position}", _text([item.prompt, *item.options])
    for role in candidate.roles:
        person = role.person
        yield str(person), _text([person.credentials, person.position, person.organisation])


def _text(said: str | list[str]) -> str:
    return "\n\n".join(said) if isinstance(said, list) else said


CHECKS = [
    Check("credit_missing", "Credit is offered", AMA_CORE, _offered, "credit"),
    Check(
        "credit_not_in_use", "Each type of credit offered is in use", AMA_CORE, _enabled, "credit"
    ),
    Check(
        "credit_step",
        "Credit is a multiple of its type's step",
        "AMA PRA: steps of 0.25",
        _step,
        "credit",
    ),
    Check(
        "time_differs",
        "The estimated time equals the designated credit",
        ENDURING,
        _time,
        "about",
        "estimated_minutes",
    ),
    Check(
        "joint_provider_missing",
        "A jointly provided activity names the other provider",
        JOINT,
        _joint_named,
        "credit",
        "joint_provider",
    ),
    Check(
        "accreditation_mismatch",
        "The accreditation statement is the one for who provides the activity",
        ACCREDITATION,
        _providership,
        "credit",
        "accreditation_template",
    ),
    Check(
        "override_incomplete",
        "Own wording of the accreditation statement contains its mandated parts",
        ACCREDITATION,
        _own_wording,
        "credit",
        "accreditation_override",
    ),
    Check(
        "accreditation_inexact",
        "The accreditation statement is complete",
        ACCREDITATION,
        _accreditation,
        "credit",
        "accreditation_override",
    ),
    Check(
        "designation_inexact",
        "The designation statement is complete and exact",
        AMA_STATEMENT,
        _designation,
        "credit",
    ),
    Check(
        "attestation_degree",
        "What physicians confirm at the claim states their degree",
        AMA_CORE,
        _degree_stated,
        "credit",
    ),
    Check(
        "trademark_form",
        "Credit is named in full, the AMA's in italics and with its ™",
        AMA_STATEMENT,
        _named_in_full,
        "about",
    ),
]
