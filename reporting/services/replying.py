"""Matching a reply to the lines of its export, and marking them once staff confirm."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.audit import record as record_act
from accounts.errors import Refused
from accounts.models import User
from reporting.models import Export, ExportReply, ExportRow, Format, State
from reporting.services.exporting import reject
from reporting.services.replies import Answer, read_reply


def read(
    *,
    export: Export,
    name: str,
    content: bytes,
    rest_accepted: bool,
    by: User,
    now: datetime,
) -> ExportReply:
    """Read a reply and store what it would change; nothing is marked yet.

    `rest_accepted`: lines it does not mention were accepted (a report of errors only). Raises
    `Refused("unreadable", …)`, and `Refused("matches_nothing", …)` for a reply to another export.
    """
    has_header = export.layout.has_header and export.layout.format != Format.PARS_JSON
    answers = read_reply(name, content, header_lines=int(has_header))
    outcomes, unmatched = _match(export, answers)
    if answers and not outcomes:
        raise Refused(
            "matches_nothing",
            "Nothing in this file belongs to a line of this export. Is it the answer to another one?",
        )
    if rest_accepted:
        for line in export.rows.values_list("line", flat=True):
            outcomes.setdefault(str(line), {"state": State.ACCEPTED, "reason": ""})
    return ExportReply.objects.create(
        export=export,
        read_by=by,
        read_at=now,
        sha256=hashlib.sha256(content).hexdigest(),
        outcomes=outcomes,
        unmatched=unmatched[:500],
    )


def _match(export: Export, answers: list[Answer]) -> tuple[dict[str, Any], list[str]]:
    rows = list(export.rows.values_list("line", "credit_id", "action"))
    by_line = {line for line, _, _ in rows}
    by_id: dict[str, list[int]] = {}
    for line, credit_id, _ in rows:
        by_id.setdefault(credit_id, []).append(line)
    outcomes: dict[str, Any] = {}
    unmatched = []
    for answer in answers:
        lines = by_id.get(answer.credit_id, [])
        if not answer.credit_id and answer.line in by_line:
            lines = [answer.line]
        for line in lines:
            _note(outcomes, line, answer)
        if not lines:
            what = answer.credit_id or (f"line {answer.line}" if answer.line else "a line")
            unmatched.append(f"{what}: {answer.reason or 'accepted'}")
    return outcomes, unmatched


def _note(outcomes: dict[str, Any], line: int, answer: Answer) -> None:
    """Keep the worst answer about a line: one rejection among several answers rejects it."""
    known = outcomes.get(str(line))
    if known and known["state"] == State.REJECTED:
        known["reason"] = f"{known['reason']} {answer.reason}".strip()[:300]
        return
    state = State.ACCEPTED if answer.accepted else State.REJECTED
    outcomes[str(line)] = {"state": state, "reason": answer.reason}


@transaction.atomic
def apply(*, reply: ExportReply, by: User, now: datetime) -> int:
    """Mark the lines as the reply says; return how many were rejected. A second call changes nothing.

    A rejected addition goes into the next export, once its fault is corrected. Raises
    `Refused("discarded", …)` when the export was marked as never sent.
    """
    export = Export.objects.select_for_update().get(pk=reply.export_id)
    if export.discarded_at:
        raise Refused("discarded", "This export was marked as never sent.")
    if not ExportReply.objects.filter(pk=reply.pk, applied_at__isnull=True).update(applied_at=now):
        return 0
    accepted = _lines(reply, State.ACCEPTED)
    open_rows = ExportRow.objects.filter(export=export, state=State.EXPORTED)
    open_rows.filter(line__in=accepted).update(state=State.ACCEPTED, reason="", state_at=now)
    rejected = _lines(reply, State.REJECTED)
    for line, outcome in rejected.items():
        reject(
            ExportRow.objects.filter(export=export, line=line).exclude(state=State.REJECTED),
            reason=outcome["reason"],
            now=now,
        )
    record_act(
        actor=by,
        action="export-answered",
        subject=export,
        provider=export.provider_id,
        accepted=len(accepted),
        rejected=len(rejected),
    )
    return len(rejected)


def _lines(reply: ExportReply, state: str) -> dict[int, Any]:
    return {int(line): each for line, each in reply.outcomes.items() if each["state"] == state}
