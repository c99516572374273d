"""One completion with all that a destination may ask for: certificate, identity and consent combined."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch

from accounts.models import User
from certificates.models import Certificate
from courses.models import Course, CreditType
from reporting.models import (
    Action,
    BoardId,
    Consent,
    Licence,
    ProfessionCode,
    ReportingDestination,
    TrackingNumber,
)
from reporting.services.designated import most_designated


@dataclass(frozen=True, slots=True)
class CompletionRecord:
    """What is known of one credit of one learner; "" and None mean that a value is not known."""

    certificate_id: UUID
    learner_id: int | None
    action: str
    credit_id: str
    code: str
    name: str
    credentials: str
    given_name: str
    family_name: str
    birth_day: str
    npi: str
    npi_index: str
    licence_state: str
    licence_number: str
    licence_kind: str
    licence_index: str
    board_ids: Mapping[str, str]
    email: str
    profession: str
    profession_code: str
    pars_category: str
    consent_given_at: datetime | None
    consent_version: int | None
    title: str
    provider_name: str
    learning_format: str
    pars_provider_id: str
    accme_activity_id: str
    provider_activity_id: str
    course_id: int
    provider_number: str
    course_number: str
    credit_type_code: str
    credit_name: str
    quarters: int
    max_quarters: int | None
    increment_quarters: int
    completed_on: date
    claimed_on: date
    today: date
    released_on: date | None
    expires_on: date | None
    is_sample: bool
    status: str

    @property
    def unique_id(self) -> tuple[str, str]:
        """Return domain and value that identify the learner at a destination: NPI, else state licence."""
        if self.npi:
            return "NPI", self.npi
        return (self.licence_state, self.licence_number) if self.licence_number else ("", "")

    @property
    def unique_key(self) -> tuple[int, str]:
        """Return what must not occur twice at one destination: activity and blind index of the identifier."""
        return self.course_id, self.npi_index if self.npi else self.licence_index


def credit_id(certificate_id: UUID) -> str:
    """Return the identifier that makes adding and deleting idempotent: `ccid:<host>:<certificate>`."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"ccid:{host.replace(':', '.')}:{certificate_id}"


class RecordBuilder:
    """Builds records for one destination; data that all of them share is read once."""

    def __init__(self, destination: ReportingDestination, *, now: datetime) -> None:
        self._destination = destination
        self._now = now
        codes = ProfessionCode.objects.filter(destination=destination).select_related("profession")
        self._profession_codes = {each.profession.name: each.code for each in codes}
        numbers = TrackingNumber.objects.filter(destination=destination)
        self._numbers = {(each.provider_id, each.course_id): each.number for each in numbers}
        self._maxima = most_designated()
        self._steps = dict(CreditType.objects.values_list("code", "increment_quarters"))

    def build(
        self, certificates: Iterable[Certificate], *, action: str = Action.ADD
    ) -> list[CompletionRecord]:
        """Return a record for each certificate; fetch them through `with_identity`."""
        return [self._record(each, action) for each in certificates]

    def _record(self, certificate: Certificate, action: str) -> CompletionRecord:
        course = certificate.course
        return CompletionRecord(
            certificate_id=certificate.pk,
            learner_id=certificate.learner_id,
            action=action,
            credit_id=credit_id(certificate.pk),
            code=certificate.printed_code,
            name=certificate.name,
            credentials=certificate.credentials,
            profession=certificate.profession,
            profession_code=self._profession_codes.get(certificate.profession, ""),
            pars_category=certificate.pars_category,
            title=certificate.title,
            provider_name=certificate.provider_name,
            learning_format=certificate.learning_format,
            is_sample=certificate.is_sample,
            status=certificate.status,
            **self._credit(certificate),
            **self._activity(course),
            **_identity(certificate),
            **self._licence(certificate.learner),
            **self._consent(certificate.learner),
        )

    def _credit(self, certificate: Certificate) -> dict[str, Any]:
        day_of = certificate.course.series.provider.day_of
        kind = certificate.credit_type_code
        return {
            "credit_type_code": kind,
            "credit_name": certificate.credit_name.replace("*", ""),
            "quarters": certificate.credit_quarters,
            "max_quarters": self._maxima.get((certificate.course_id, kind)),
            "increment_quarters": self._steps.get(kind, 1),
            "completed_on": certificate.completed_on,
            "claimed_on": day_of(certificate.claimed_at),
            "today": day_of(self._now),
        }

    def _activity(self, course: Course) -> dict[str, Any]:
        provider = course.series.provider
        return {
            "course_id": course.pk,
            "pars_provider_id": provider.pars_provider_id,
            "accme_activity_id": course.accme_activity_id,
            "provider_activity_id": course.provider_activity_id,
            "provider_number": self._numbers.get((provider.pk, None), ""),
            "course_number": self._numbers.get((provider.pk, course.pk), ""),
            "released_on": course.released_on,
            "expires_on": course.expires_on,
        }

    def _licence(self, learner: User | None) -> dict[str, Any]:
        """Choose a licence of the destination's states (empty: any state), the learner's own state first."""
        states = self._destination.licence_states
        held = list(learner.licences.all()) if learner else []
        usable = [each for each in held if not states or each.state in states]
        usable.sort(key=lambda each: (bool(learner and each.state != learner.state), each.added_at))
        chosen = next(iter(usable), None) or Licence(state="", number="", kind="")
        return {
            "licence_state": chosen.state,
            "licence_number": chosen.number,
            "licence_kind": chosen.kind,
            "licence_index": chosen.number_index,
        }

    def _consent(self, learner: User | None) -> dict[str, Any]:
        given = list(learner.consents.all()) if learner else []
        standing = next((each for each in given if _stands(each, self._destination)), None)
        return {
            "consent_given_at": standing.given_at if standing else None,
            "consent_version": standing.text.version if standing else None,
        }


def _stands(consent: Consent, destination: ReportingDestination) -> bool:
    return consent.destination_id == destination.pk and consent.withdrawn_at is None


def with_identity(certificates: Any) -> Any:
    """Prefetch what the records of these certificates need, in a fixed number of queries."""
    rows = certificates.select_related("course__series__provider", "learner__reporting_identity")
    return rows.prefetch_related(
        "learner__licences",
        Prefetch("learner__consents", Consent.objects.standing().select_related("text")),
        Prefetch("learner__board_ids", BoardId.objects.select_related("board")),
    )


def _identity(certificate: Certificate) -> dict[str, Any]:
    learner = certificate.learner
    identity = getattr(learner, "reporting_identity", None)
    guessed, _, family = certificate.name.rpartition(" ")
    return {
        # For a deleted account, a deletion has only the name on the certificate.
        "given_name": identity.given_name if identity else ("" if learner else guessed),
        "family_name": identity.family_name if identity else ("" if learner else family),
        "birth_day": identity.birth_day if identity else "",
        "npi": identity.npi if identity else "",
        "npi_index": identity.npi_index if identity else "",
        "email": learner.email if learner else "",
        "board_ids": {each.board.code: each.number for each in learner.board_ids.all()}
        if learner
        else {},
    }
