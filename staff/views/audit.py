"""The audit trail: searched and read by owners and administrators, and downloaded as CSV."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from accounts.audit import record
from accounts.days import instant, stamp
from accounts.requests import StaffRequest
from providers.csv_safety import csv_lines
from providers.days import shared_zone
from providers.downloads import download
from providers.guard import render_staff, staff_page
from providers.models import Provider
from providers.rights import Right, may, providers_with
from staff.forms.team import AuditForm
from staff.services.trail import Line, address_of, cursor_of, every_line, page
from staff.services.trail_sources import Search, known_actions

MOST_LINES = 100_000
"""The most lines in one download; more need several, by date."""
COLUMNS = [
    "When",
    "Who",
    "Action",
    "What",
    "Learner",
    "Provider",
    "Reason",
    "Details",
]


@staff_page(Right.AUDIT)
def audit(request: StaffRequest) -> HttpResponse:
    """Show the search results, newest first, 50 lines at a time."""
    own = providers_with(request.user, Right.AUDIT)
    form = AuditForm(request.GET or None, providers=own)
    zone = shared_zone(own)
    lines: list[Line] = []
    after = None
    if form.is_valid() or not form.is_bound:
        search = _search(request, form, own, zone)
        lines, after = page(search, before=cursor_of(request.GET.get("before", "")))
    typed = {name: value for name, value in request.GET.items() if name != "before" and value}
    context = {
        "form": form,
        "lines": lines,
        "older": urlencode(typed | {"before": address_of(after)}) if after else "",
        "is_first": "before" not in request.GET,
        "typed": urlencode(typed),
        "actions": known_actions(),
        "zone": zone,
    }
    status = 400 if form.is_bound and not form.is_valid() else 200
    return render_staff(request, "staff/audit.html", context, title="Audit trail", status=status)


@staff_page(Right.AUDIT, fresh=True)
def audit_csv(request: StaffRequest) -> HttpResponseBase:
    """Download the search results as CSV. The download is recorded in the audit trail itself."""
    own = providers_with(request.user, Right.AUDIT)
    form = AuditForm(request.GET or None, providers=own)
    if form.is_bound and not form.is_valid():
        return redirect(f"{reverse('staff:audit')}?{request.GET.urlencode()}")
    search = _search(request, form, own, shared_zone(own))
    # Which fields were used, not the words: those may name a learner, whom this entry would outlive.
    looked_for = sorted(name for name in form.fields if request.GET.get(name))
    for provider in [None] if search.providers is None else search.providers:
        record(request.user, "audit-exported", provider=provider, looked_for=looked_for)
    lines = (line.encode() for line in csv_lines(_rows(search)))
    name, kind = "audit-trail.csv", "text/csv; charset=utf-8"
    return download(lambda file: file.writelines(lines), name=name, kind=kind)


def _search(request: StaffRequest, form: AuditForm, own: Any, zone: tzinfo) -> Search:
    typed = form.cleaned_data if form.is_bound else {}
    provider: Provider | None = typed.get("provider")
    everything = may(request.user, Right.ADMINISTER)
    chosen = [provider.pk] if provider else list(own.values_list("pk", flat=True))
    last = typed.get("until")
    return Search(
        providers=None if everything and not provider else chosen,
        text=typed.get("text", ""),
        actor=typed.get("actor", ""),
        action=typed.get("action", ""),
        learner=typed.get("learner", ""),
        since=_start(typed.get("since"), zone),
        until=_start(last + timedelta(days=1) if last and last < date.max else None, zone),
        zone=zone,
    )


def _start(day: date | None, zone: tzinfo) -> datetime | None:
    return instant(day, time.min, zone) if day else None


def _rows(search: Search) -> Iterator[list[str]]:
    yield COLUMNS
    for line in every_line(search, most=MOST_LINES):
        yield _cells(line, search.zone)


def _cells(line: Line, zone: tzinfo) -> list[str]:
    return [
        stamp(line.at, zone),
        line.actor,
        line.action,
        line.subject,
        line.learner,
        line.provider,
        line.reason,
        "\n".join(_details(line)),
    ]


def _details(line: Line) -> Iterator[str]:
    for key, value in line.details:
        yield f"{key}: {value}"
    for change in line.change.fields if line.change else []:
        yield f"{change.label}: {change.before} → {change.after}"
