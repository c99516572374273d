"""What a column of a layout may hold: one of a fixed list of expressions, never code."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import ParsCategory
from accounts.us_states import STATES
from reporting.models import Action, Subject
from reporting.services.records import CompletionRecord
from reporting.services.totals import ActivityTotals

type Cell = str | int | Decimal | date | None
_STATE_NAMES = dict(STATES)


@dataclass(frozen=True)
class Expression:
    """A value that a column can hold. `missing` is the reason given when it is required but not known."""

    words: str
    read: Callable[[Any], Cell]
    missing: str = "missing_value"
    sensitive: bool = False


def _credits(quarters: int) -> Decimal:
    return Decimal(quarters) / 4


def _birth(record: CompletionRecord, part: int) -> int | None:
    return int(record.birth_day.split("-")[part]) if record.birth_day else None


def _without(prefix: str, number: str) -> str:
    """Return a tracking number without its prefix, as CE Broker's roster wants it."""
    return re.sub(rf"^{prefix}-", "", number.strip())


COMPLETION: Mapping[str, Expression] = {
    "action": Expression("Add or Delete", lambda r: Action(r.action).label),
    "action_code": Expression("add or delete", lambda r: str(r.action)),
    "credit_id": Expression("Credit ID (ccid:…)", lambda r: r.credit_id),
    "given_name": Expression("First name", lambda r: r.given_name, "no_name"),
    "family_name": Expression("Last name", lambda r: r.family_name, "no_name"),
    "certificate_name": Expression("Name as on the certificate", lambda r: r.name),
    "credentials": Expression("Credentials as printed", lambda r: r.credentials),
    "email": Expression("E-mail address", lambda r: r.email),
    "birth_day": Expression("Birth, MM-DD", lambda r: r.birth_day, "no_birth_day", sensitive=True),
    "birth_day_us": Expression(
        "Birth, MM/DD", lambda r: r.birth_day.replace("-", "/"), "no_birth_day", sensitive=True
    ),
    "birth_month": Expression(
        "Month of birth", lambda r: _birth(r, 0), "no_birth_day", sensitive=True
    ),
    "birth_date": Expression(
        "Day of birth", lambda r: _birth(r, 1), "no_birth_day", sensitive=True
    ),
    "npi": Expression("NPI", lambda r: r.npi, "no_npi", sensitive=True),
    "licence_state": Expression(
        "State of the license", lambda r: r.licence_state, "no_licence", sensitive=True
    ),
    "licence_state_name": Expression(
        "State of the license, in full",
        lambda r: _STATE_NAMES.get(r.licence_state, ""),
        "no_licence",
        sensitive=True,
    ),
    "licence_number": Expression(
        "License number", lambda r: r.licence_number, "no_licence", sensitive=True
    ),
    "licence_kind": Expression("Kind of license", lambda r: r.licence_kind, sensitive=True),
    "unique_id": Expression(
        "NPI, else license number", lambda r: r.unique_id[1], "no_licence", sensitive=True
    ),
    "unique_id_domain": Expression(
        "NPI, else state of the license", lambda r: r.unique_id[0], "no_licence", sensitive=True
    ),
    "state_cell": Expression(
        "State=… (CE Broker)",
        lambda r: f"State={r.licence_state}" if r.licence_state else "",
        "no_licence",
        sensitive=True,
    ),
    "profession_cell": Expression(
        "Profession=… (CE Broker)",
        lambda r: f"Profession={r.profession_code}" if r.profession_code else "",
        "no_profession_code",
    ),
    "profession": Expression("Profession", lambda r: r.profession),
    "profession_code": Expression(
        "Profession, in the destination's code", lambda r: r.profession_code, "no_profession_code"
    ),
    "learner_kind": Expression(
        "Physician or other learner", lambda r: ParsCategory(r.pars_category or "other").label
    ),
    "consent_given_at": Expression(
        "Moment of consent (UTC)",
        lambda r: f"{r.consent_given_at:%Y-%m-%dT%H:%M:%SZ}" if r.consent_given_at else "",
        "no_consent",
    ),
    "consent_version": Expression(
        "Version of the consent", lambda r: r.consent_version, "no_consent"
    ),
    "title": Expression("Title of the activity", lambda r: r.title),
    "provider_name": Expression("Provider", lambda r: r.provider_name),
    "learning_format": Expression("Learning format", lambda r: r.learning_format),
    "pars_provider_id": Expression(
        "ACCME provider ID", lambda r: r.pars_provider_id, "no_provider_id"
    ),
    "accme_activity_id": Expression(
        "ACCME activity ID", lambda r: r.accme_activity_id, "no_activity_id"
    ),
    "provider_activity_id": Expression(
        "The provider's own activity ID", lambda r: r.provider_activity_id, "no_activity_id"
    ),
    "provider_number": Expression(
        "Provider's tracking number, without 50-",
        lambda r: _without("50", r.provider_number),
        "no_provider_id",
    ),
    "course_number": Expression(
        "Course's tracking number, without 20-", lambda r: _without("20", r.course_number)
    ),
    "own_course_id": Expression(
        "Own course ID, where there is no tracking number",
        lambda r: "" if r.course_number else r.provider_activity_id,
    ),
    "credit_type": Expression("Credit type (code)", lambda r: r.credit_type_code),
    "credit_name": Expression("Credit type", lambda r: r.credit_name),
    "credits": Expression("Amount of credit", lambda r: _credits(r.quarters)),
    "completed_on": Expression("Date of completion", lambda r: r.completed_on),
    "completed_on_us": Expression(
        "Date of completion, MM/DD/YYYY", lambda r: f"{r.completed_on:%m/%d/%Y}"
    ),
    "completed_at": Expression(
        "Date of completion, YYYY-MM-DDThh:mm:ss", lambda r: f"{r.completed_on:%Y-%m-%d}T00:00:00"
    ),
    "claimed_on": Expression("Date of the claim", lambda r: r.claimed_on),
    "verification_code": Expression("Verification code", lambda r: r.code),
    "completed": Expression("Always “Completed”", lambda _: "Completed"),
    "point": Expression("Always “Point”", lambda _: "Point"),
    "nothing": Expression("Always empty", lambda _: ""),
}

ACTIVITY: Mapping[str, Expression] = {
    "pars_provider_id": Expression("ACCME provider ID", lambda a: a.pars_provider_id),
    "accme_activity_id": Expression("ACCME activity ID", lambda a: a.accme_activity_id),
    "provider_activity_id": Expression(
        "The provider's own activity ID", lambda a: a.provider_activity_id
    ),
    "title": Expression("Title of the activity", lambda a: a.title),
    "learning_format": Expression("Learning format", lambda a: a.learning_format),
    "starts_on": Expression("First day", lambda a: a.starts_on),
    "ends_on": Expression("Last day", lambda a: a.ends_on),
    "designated": Expression("Most credit designated", lambda a: _credits(a.max_quarters)),
    "physicians": Expression("Physician learners", lambda a: a.physicians),
    "others": Expression("Other learners", lambda a: a.others),
    "joint_provider": Expression("Joint provider", lambda a: a.joint_provider),
    "commercial_support": Expression(
        "Commercial support, Yes or No", lambda a: "Yes" if a.commercial_support else "No"
    ),
    "nothing": Expression("Always empty", lambda _: ""),
}


def vocabulary_of(subject: str) -> Mapping[str, Expression]:
    """Return the expressions that a layout of this subject may use."""
    return ACTIVITY if subject == Subject.ACTIVITY else COMPLETION


def cell(expression: str, record: CompletionRecord | ActivityTotals) -> Cell:
    """Return the value of a column for this record."""
    known = ACTIVITY if isinstance(record, ActivityTotals) else COMPLETION
    return known[expression].read(record)
