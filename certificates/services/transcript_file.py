"""The transcript as a PDF to download (DOMAIN §10.3): tagged like a certificate, but no proof of credit."""

import json
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.sentences import long_date
from certificates.models import Certificate, PastCredit
from certificates.pdf import typeset
from certificates.plain_pdf import plain_pdf
from certificates.services.transcripts import (
    PAST_NOTE,
    SAMPLE_NOTE,
    CreditGroup,
    PastYear,
    past_credit_of,
    transcript_of,
)
from courses.emphasis import credit_plain
from courses.services.statements import amount

HEADING = "Transcript of continuing education"


def transcript_pdf(user: User, *, now: datetime) -> bytes:
    """Return the transcript page of `user` as a PDF; credit types are not added up. Never fails."""
    day = long_date(timezone.localtime(now).date())
    years = [
        {"heading": str(year.year), "groups": [_group(each) for each in year.groups]}
        for year in transcript_of(user)
    ] + [_past(year) for year in past_credit_of(user)]
    inputs = {
        "document_title": f"Transcript, {day}",  # Neutral, as for certificates.
        "heading": HEADING,
        "name": user.printed_name,
        "made": f"As of {day}. Each credit type is counted for itself.",
        "years": json.dumps(years, ensure_ascii=False),
    }
    lines = [HEADING, user.printed_name, inputs["made"], *_lines(years)]
    return typeset("transcript", inputs, made_at=now) or plain_pdf(inputs["document_title"], lines)


def _group(group: CreditGroup) -> dict[str, Any]:
    name = f"{group.credit_name} ({SAMPLE_NOTE})" if group.is_sample else group.credit_name
    rows = [_row(each) for each in group.certificates]
    return {"name": name, "rows": rows, "total": amount(group.quarters)}


def _row(certificate: Certificate) -> dict[str, str]:
    return {
        "completed": certificate.completed_on.isoformat(),
        "title": certificate.title,
        "note": f"{certificate.provider_name}, {certificate.learning_format}."
        f" Code {certificate.printed_code}",
        "amount": amount(certificate.credit_quarters),
    }


def _past(year: PastYear) -> dict[str, Any]:
    """Return one year of past credit, with the rows and the total of each credit type."""
    groups = []
    for code in dict.fromkeys(each.credit_type_code for each in year.credits):
        own = [each for each in year.credits if each.credit_type_code == code]
        total = sum(each.credit_quarters for each in own)
        rows = [_past_row(each) for each in own]
        groups.append({"name": own[0].credit_name, "rows": rows, "total": amount(total)})  # type: ignore[attr-defined]
    return {"heading": f"{year.year}: {PAST_NOTE.lower()}", "groups": groups}


def _past_row(past: PastCredit) -> dict[str, str]:
    return {
        "completed": past.completed_on.isoformat(),
        "title": past.title,
        "note": past.provider.name,
        "amount": amount(past.credit_quarters),
    }


def _lines(years: list[dict[str, Any]]) -> list[str]:
    return [
        credit_plain(f"{row['completed']}  {row['title']}: {row['amount']} {group['name']}")
        for year in years
        for group in year["groups"]
        for row in group["rows"]
    ]
