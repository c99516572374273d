"""The credit record as a PDF to download (DOMAIN §10.3): tagged like a certificate, but no proof of credit.

A long one takes seconds and hundreds of megabytes. The worker makes it, in parts, each by a process of its own
(docs/decisions/0041-long-transcripts.md).
"""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import batched, groupby
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.utils.translation import override
from procrastinate.contrib.django import app as jobs

from accounts.days import day_words, portal_zone, shown_date
from accounts.models import User
from certificates.models import Certificate, PastCredit, TranscriptFile
from certificates.plain_pdf import plain_pdf
from certificates.services.transcripts import (
    PAST_NOTE,
    SAMPLE_NOTE,
    CreditGroup,
    PastYear,
    credit_rows,
    past_credit_of,
    past_rows,
    transcript_of,
)
from certificates.typesetting import typeset, typeset_apart
from courses.emphasis import credit_plain
from courses.services.statements import amount

HEADING = "Continuing education credit record"
AT_ONCE = 500
"""A transcript of up to this many rows is made while the browser waits: in a second, in 90 MB."""
ROWS = 2000
"""The most rows of one part of a long one: 200 MB while it is made."""
AGAIN = timedelta(minutes=10)
"""How long after asking for a file one may ask for a newer one."""
MAKE_TASK = "certificates.make_transcript"

Years = list[dict[str, Any]]


def is_long(user: User) -> bool:
    """Say whether the transcript of `user` is for the worker to make."""
    return credit_rows(user).count() + past_rows(user).count() > AT_ONCE


def transcript_pdf(user: User, *, now: datetime) -> bytes:
    """Return the transcript of `user` as a PDF; credit types are not added up. Never fails.

    For one that `is_long`, call `ask_for_file` instead.
    """
    return _pdf(user, _years(user), now=now, setter=typeset)


def may_be_asked_for(file: TranscriptFile | None, *, now: datetime) -> bool:
    """Say whether `ask_for_file` would have a file made: there is none, it failed, or `AGAIN` is over."""
    return file is None or file.failed_at is not None or now >= file.asked_at + AGAIN


def ask_for_file(*, user: User, now: datetime) -> TranscriptFile:
    """Have the worker make the transcript of `user`: one file, however often it is asked for."""
    with transaction.atomic():
        file, is_new = TranscriptFile.objects.get_or_create(
            learner=user, defaults={"asked_at": now}
        )
        file = TranscriptFile.objects.select_for_update().get(pk=file.pk)
        if not is_new and not may_be_asked_for(file, now=now):
            return file
        file.asked_at, file.content, file.parts = now, b"", 0
        file.finished_at = file.failed_at = None
        file.save(update_fields=["asked_at", "finished_at", "failed_at", "parts", "content"])
        # One transcript at a time: together they could fill the worker's memory.
        jobs.configure_task(MAKE_TASK, lock=MAKE_TASK).defer(learner_id=user.pk)
    return file


def make_file(*, learner_id: int, now: datetime) -> None:
    """Make the file that a learner asked for; do nothing if it is made, or gone with the account."""
    asked = TranscriptFile.objects.filter(learner=learner_id, finished_at=None, failed_at=None)
    file = asked.select_related("learner").first()
    if file is None:
        return
    try:
        parts = _parts(file.learner, now=now)
    except Exception:
        asked.update(failed_at=now)
        raise
    content = parts[0] if len(parts) == 1 else _zipped(parts)
    asked.update(content=content, parts=len(parts), finished_at=now)


def remove_old_files(*, now: datetime) -> int:
    """Delete the files that are older than `TranscriptFile.KEPT`; return how many."""
    over = TranscriptFile.objects.filter(asked_at__lt=now - TranscriptFile.KEPT)
    return over.delete()[0]


def _parts(user: User, *, now: datetime) -> list[bytes]:
    cut = list(_cut(_years(user)))
    notes = [""]
    if len(cut) > 1:
        about = f"of {len(cut)}; a total is that of the whole year, in every part."
        notes = [f"Part {number} {about}" for number in range(1, len(cut) + 1)]
    return [
        _pdf(user, years, now=now, setter=typeset_apart, note=note)
        for years, note in zip(cut, notes, strict=True)
    ]


def _cut(years: Years) -> Any:
    """Yield the same in parts of at most `ROWS` rows, each with the headings of its rows."""
    rows = (
        (year["heading"], (group["name"], group["total"]), row)
        for year in years
        for group in year["groups"]
        for row in group["rows"]
    )
    for part in batched(rows, ROWS):
        yield [
            {
                "heading": heading,
                "groups": [
                    {"name": name, "total": total, "rows": [row for _, _, row in group]}
                    for (name, total), group in groupby(of_year, key=itemgetter(1))
                ],
            }
            for heading, of_year in groupby(part, key=itemgetter(0))
        ]


def _zipped(parts: list[bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number, part in enumerate(parts, start=1):
            archive.writestr(f"credit-record-{number}.pdf", part)
    return file.getvalue()


def _years(user: User) -> Years:
    with override("en"):  # as all that the record says
        credit = [
            {"heading": str(year.year), "groups": [_group(each) for each in year.groups]}
            for year in transcript_of(user)
        ]
        return credit + [_past(year) for year in past_credit_of(user)]


def _pdf(
    user: User, years: Years, *, now: datetime, setter: Callable[..., bytes | None], note: str = ""
) -> bytes:
    with override("en"):
        day = day_words(now, portal_zone())
    inputs = {
        "document_title": f"Credit record, {day}",  # Neutral, as for certificates.
        "heading": HEADING,
        "name": user.printed_name,
        "made": f"As of {day}. Credit types are totaled separately. {note}".strip(),
        "years": json.dumps(years, ensure_ascii=False),
    }
    lines = [HEADING, user.printed_name, inputs["made"], *_lines(years)]
    return setter("transcript", inputs, made_at=now) or plain_pdf(inputs["document_title"], lines)


def _group(group: CreditGroup) -> dict[str, Any]:
    name = f"{group.credit_name} ({SAMPLE_NOTE})" if group.is_sample else group.credit_name
    rows = [_row(each) for each in group.certificates]
    return {"name": name, "rows": rows, "total": amount(group.quarters)}


def _row(certificate: Certificate) -> dict[str, str]:
    return {
        "completed": shown_date(certificate.completed_on),
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
        groups.append({"name": own[0].credit_name, "rows": rows, "total": amount(total)})
    return {"heading": f"{year.year}: {PAST_NOTE.lower()}", "groups": groups}


def _past_row(past: PastCredit) -> dict[str, str]:
    return {
        "completed": shown_date(past.completed_on),
        "title": past.title,
        "note": past.provider.name,
        "amount": amount(past.credit_quarters),
    }


def _lines(years: Years) -> list[str]:
    return [
        credit_plain(f"{row['completed']}  {row['title']}: {row['amount']} {group['name']}")
        for year in years
        for group in year["groups"]
        for row in group["rows"]
    ]
