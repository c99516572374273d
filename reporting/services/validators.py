"""What exported values must satisfy (DOMAIN §4.9), and why a learner is left out, in words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import ParsCategory
from accounts.us_states import STATES
from reporting.identifiers import birth_day_is_real, npi_is_valid, tidy_licence
from reporting.services.records import CompletionRecord
from reporting.services.vocabulary import Cell

NAME_LENGTH = 50
_STATES = {code for code, _ in STATES}


@dataclass(frozen=True)
class Reason:
    """Why a learner is left out, and who can do what about it."""

    words: str
    advice: str


_LEARNER = "Only the learner can add it, on the page “Credit reporting” of their account."
_COURSE = "Enter it in the course editor, then export again."
REASONS: Mapping[str, Reason] = {
    "no_consent": Reason(
        "no consent", "The learner has not agreed to this destination. " + _LEARNER
    ),
    "no_name": Reason("no name in two parts", _LEARNER),
    "bad_name": Reason("name not as on a license", "It has digits or is too long. " + _LEARNER),
    "no_licence": Reason("no license", _LEARNER),
    "bad_licence": Reason("license not in its state's format", _LEARNER),
    "bad_state": Reason("state unknown", _LEARNER),
    "no_npi": Reason("no NPI", _LEARNER),
    "bad_npi": Reason("bad NPI", "Its check digit is wrong. " + _LEARNER),
    "no_birth_day": Reason("no day of birth", _LEARNER),
    "bad_birth_day": Reason("no real day of birth", _LEARNER),
    "not_physician": Reason(
        "not a physician",
        "This layout reports physicians only. If the profession is wrong, the learner changes it in "
        "their profile, and the certificate is corrected.",
    ),
    "no_profession_code": Reason(
        "no code for the profession", "Add it to the destination's profession codes."
    ),
    "no_activity_id": Reason("no activity ID", _COURSE),
    "bad_activity_id": Reason("activity ID not 9 digits", _COURSE),
    "no_provider_id": Reason("no provider ID", "Enter it at the provider."),
    "bad_provider_id": Reason("provider ID not 7 digits", "Correct it at the provider."),
    "bad_credits": Reason(
        "amount not in steps, or more than designated", "Correct the certificate or the offer."
    ),
    "outside_dates": Reason(
        "completed outside the course's dates",
        "Compare the dates of the course with the certificate.",
    ),
    "sample": Reason("sample", "Sample content awards nothing, and nothing about it is reported."),
    "revoked": Reason(
        "revoked", "The certificate was revoked. If it was reported, a deletion follows."
    ),
    "account_gone": Reason(
        "account deleted", "Without the account there is neither consent nor license."
    ),
    "already_reported": Reason("already reported", "Nothing to do: each credit is sent once."),
    "duplicate": Reason(
        "same activity and license twice",
        "Two learners have the same license or NPI: perhaps one person with two accounts. Merge them.",
    ),
    "missing_value": Reason("a required value is missing", "Compare the layout with the record."),
}


def _name(value: Cell, _: CompletionRecord) -> str:
    text = str(value or "")
    if not text.strip():
        return "no_name"
    return "bad_name" if len(text) > NAME_LENGTH or any(map(str.isdigit, text)) else ""


def _birth_day(value: Cell, _: CompletionRecord) -> str:
    return "" if birth_day_is_real(str(value).replace("/", "-")) else "bad_birth_day"


def _state(value: Cell, _: CompletionRecord) -> str:
    return "" if str(value).removeprefix("State=") in _STATES else "bad_state"


def _licence(value: Cell, _: CompletionRecord) -> str:
    text = str(value)
    good = text == tidy_licence(text) and any(map(str.isdigit, text)) and len(text) <= 40
    return "" if good else "bad_licence"


def _npi(value: Cell, _: CompletionRecord) -> str:
    return "" if npi_is_valid(str(value)) else "bad_npi"


def _unique_id(value: Cell, record: CompletionRecord) -> str:
    return _npi(value, record) if record.npi else _licence(value, record)


def _credits(value: Cell, record: CompletionRecord) -> str:
    quarters = value * 4 if isinstance(value, Decimal) else Decimal(0)
    whole = quarters >= 1 and quarters % 1 == 0 and quarters % record.increment_quarters == 0
    designated = record.max_quarters is not None and quarters <= record.max_quarters
    return "" if whole and designated else "bad_credits"


def _completion_date(value: Cell, record: CompletionRecord) -> str:
    day = record.completed_on
    first = record.released_on or date.min
    last = min(record.expires_on or date.max, record.today)
    return "" if first <= day <= last else "outside_dates"


def _consent(value: Cell, record: CompletionRecord) -> str:
    return "" if record.consent_given_at else "no_consent"


def _pattern(pattern: str, reason: str) -> Callable[[Cell, CompletionRecord], str]:
    return lambda value, _: "" if re.fullmatch(pattern, str(value)) else reason


VALIDATORS: Mapping[str, Callable[[Cell, CompletionRecord], str]] = {
    "name": _name,
    "birth_day": _birth_day,
    "state": _state,
    "licence": _licence,
    "npi": _npi,
    "unique_id": _unique_id,
    "credits": _credits,
    "completion_date": _completion_date,
    "consent": _consent,
    "activity_id": _pattern(r"[0-9]{9}", "bad_activity_id"),
    "provider_id": _pattern(r"[0-9]{7}", "bad_provider_id"),
    "credit_id": _pattern(r"ccid:[^:]+:[^:]+", "missing_value"),
}


def is_physician(record: CompletionRecord) -> bool:
    """Say whether PARS counts the learner as a physician, by the profession on the certificate."""
    return record.pars_category == ParsCategory.PHYSICIAN
