"""Timeline events of a person's consents to reporting, and of what was reported about them."""

from collections.abc import Iterator
from typing import Any

from providers.timeline import Event, LearnerScope
from reporting.models import Consent, ExportRow


def consent_events(scope: LearnerScope) -> Iterator[Event]:
    """Yield the consents that were given, with the version of the text, and withdrawn."""
    rows = Consent.objects.filter(user__in=scope.accounts)
    for row in rows.select_related("destination", "text"):
        words = f"In the words of version {row.text.version}."
        title = f"Permission to report to {row.destination}"
        yield Event(row.given_at, "report", f"{title} given", words, tone="good")
        if row.withdrawn_at:
            yield Event(row.withdrawn_at, "report", f"{title} withdrawn", tone="caution")


def export_events(scope: LearnerScope) -> Iterator[Event]:
    """Yield where credit was reported, where its deletion was requested, and what was answered."""
    rows = ExportRow.objects.filter(
        scope.visible("export__provider"), certificate__learner__in=scope.accounts
    ).select_related("export", "destination", "certificate__course")
    for row in rows:
        certificate = row.certificate
        about: dict[str, Any] = {"detail": f"Export {row.export_id}, line {row.line}"}
        if certificate:
            about |= {"course": certificate.course.title, "course_id": certificate.course_id}
        did = "Reported to" if row.action == "add" else "Deletion sent to"
        yield Event(row.export.made_at, "report", f"{did} {row.destination}", **about)
        if row.state in {"accepted", "rejected"}:
            tone = "good" if row.state == "accepted" else "bad"
            title = f"{row.destination}: {row.get_state_display().lower()}"
            yield Event(row.state_at, "report", title, tone=tone, **(about | _reason(row)))


def _reason(row: ExportRow) -> dict[str, str]:
    return {"detail": row.reason} if row.reason else {}
