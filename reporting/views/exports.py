"""Exports: what is still to be reported, the dry run that says who would go, and making an export."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from accounts.audit import record
from accounts.errors import Refused
from accounts.paging import page_of
from accounts.requests import StaffRequest, refusals_as_messages
from providers.downloads import download
from providers.guard import render_staff, staff_action, staff_form, staff_page
from providers.rights import Right, may, providers_with
from reporting.forms.exports import SelectionForm
from reporting.models import Export, State, Subject
from reporting.services import deadlines, export_files, exporting
from reporting.services.answers.kind import answers_to
from reporting.services.planning import ExportSelection, plan
from reporting.services.totals import totals_of
from reporting.services.validators import REASONS

_SHOWN = 100
_DRY_MOST = 2000
"""For more candidates there is no dry run: the job that makes the export checks them."""
_TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@staff_page(Right.EXPORT)
def exports(request: StaffRequest) -> HttpResponse:
    """List what is still to be reported, and every export of the user's providers."""
    own = providers_with(request.user, Right.EXPORT)
    context = {
        "waiting": deadlines.waiting(own, now=timezone.now()),
        "page": page_of(request, _exports(request)),
    }
    return render_staff(request, "reporting/exports/list.html", context, title="Exports")


@staff_form(Right.EXPORT, fresh=True)
def export_new(request: StaffRequest) -> HttpResponse:
    """Choose what to export (GET), see who would go (GET with a layout), and make the export (POST)."""
    own = providers_with(request.user, Right.EXPORT)
    asked = request.GET if "layout" in request.GET else None
    form = SelectionForm(asked, providers=own, initial={"provider": own.first()})
    context: dict[str, Any] = {"form": form, "crumbs": _crumbs()}
    if asked is not None and form.is_valid():
        selection = form.selection()
        if request.method == "POST":
            return _make(request, selection)
        context |= _dry_run(request, selection)
    return render_staff(
        request,
        "reporting/exports/new.html",
        context,
        title="New export",
    )


def _make(request: StaffRequest, selection: ExportSelection) -> HttpResponse:
    try:
        made = exporting.start_export(selection=selection, made_by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(request.get_full_path())
    return redirect("reporting:export", made.pk)


def _dry_run(request: StaffRequest, selection: ExportSelection) -> dict[str, Any]:
    """Return what the export would hold. Seeing learners is a sensitive read, so it is recorded."""
    if selection.layout.subject == Subject.ACTIVITY:
        return {"selection": selection, "totals": totals_of(exporting.courses_of(selection))}
    size = selection.candidates().count()
    if size > _DRY_MOST:
        return {"selection": selection, "too_many": size}
    found = plan(selection, now=timezone.now())
    record(
        request.user,
        "export-checked",
        provider=selection.provider,
        layout=selection.layout.code,
        would_go=len(found.adds),
        left_out=len(found.left_out),
    )
    left_out = [
        {"record": each.record, "reasons": [REASONS[code] for code in each.reasons]}
        for each in found.left_out
    ]
    counts = Counter(code for each in found.left_out for code in each.reasons)
    return {
        "selection": selection,
        "sees_learners": may(request.user, Right.SEE_LEARNERS, selection.provider),
        "plan": found,
        "adds": found.adds[:_SHOWN],
        "deletes": found.deletes[:_SHOWN],
        "left_out": left_out[:_SHOWN],
        "by_reason": [(REASONS[code], number) for code, number in counts.most_common()],
        "shown": _SHOWN,
    }


@staff_page(Right.EXPORT)
def export(request: StaffRequest, export_id: int) -> HttpResponse:
    """Show one export: its file and hash, each line with its state, and whom it left out, and why."""
    found = get_object_or_404(_exports(request), pk=export_id)
    return render_staff(
        request,
        "reporting/exports/export.html",
        _context(request, found),
        title=str(found),
    )


def _context(request: StaffRequest, found: Export) -> dict[str, Any]:
    """Return what the page of an export shows, with one page of its lines."""
    rows = found.rows.select_related("certificate", "certificate__course")
    state = request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    exclusions = found.exclusions.select_related("certificate", "certificate__course")
    left_out = page_of(request, exclusions, size=_SHOWN, key="left")
    return {
        "export": found,
        "sees_learners": may(request.user, Right.SEE_LEARNERS, found.provider),
        "crumbs": _crumbs(),
        "rows": page_of(request, rows, size=_SHOWN),
        "states": State.choices,
        "state": state,
        "left_out": left_out,
        "left_rows": [
            {"certificate": each.certificate, "reasons": [REASONS[code] for code in each.reasons]}
            for each in left_out
        ],
        "under_way": not (found.finished_at or found.failed_at),
        "answerable": found.finished_at and not found.discarded_at and found.rows.exists(),
        "answers": answers_to(found),
    }


@staff_page(Right.EXPORT, fresh=True)
@never_cache
def export_file(request: StaffRequest, export_id: int) -> HttpResponseBase:
    """Download the file under a neutral name; who downloads it is recorded."""
    found = get_object_or_404(_exports(request), pk=export_id)
    try:
        content = export_files.read_file(export=found, by=request.user)
    except Refused as gone:
        messages.error(request, gone.message)
        return redirect("reporting:export", export_id)
    suffix = found.file_name.rpartition(".")[2]
    kind = _TYPES.get(suffix, _WORKBOOK)
    return download(lambda file: file.writelines(content), name=found.file_name, kind=kind)


@staff_action(Right.EXPORT, fresh=True)
def export_discard(request: StaffRequest, export_id: int) -> HttpResponse:
    """Mark the file as never sent: its lines count as not reported."""
    found = get_object_or_404(_exports(request), pk=export_id)
    with refusals_as_messages(request):
        exporting.discard(export=found, by=request.user, now=timezone.now())
        messages.success(request, "Marked as not sent. Its credit goes into the next export.")
    return redirect("reporting:export", export_id)


def _exports(request: StaffRequest) -> Any:
    own = providers_with(request.user, Right.EXPORT)
    rows = Export.objects.filter(provider__in=own)
    return rows.select_related("provider", "layout__destination", "made_by")


def _crumbs() -> list[tuple[str, str]]:
    return [("Exports", reverse("reporting:exports"))]
