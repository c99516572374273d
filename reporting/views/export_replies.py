"""Destinations' replies: read, shown, and applied once staff confirm."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.requests import StaffRequest, refusals_as_messages, refusals_at
from providers.guard import render_staff, staff_action, staff_form
from providers.rights import Right
from reporting.forms.exports import ReplyForm
from reporting.models import ExportReply, State
from reporting.services import replying
from reporting.services.replies import MOST_BYTES
from reporting.views.exports import export_context, own_export

_SHOWN = 200


@staff_action(Right.EXPORT, fresh=True)
def reply_read(request: StaffRequest, export_id: int) -> HttpResponse:
    """Read an uploaded reply and show what it would mark; bad files are refused with a sentence."""
    export = own_export(request, export_id)
    form = ReplyForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_at(form, "file"):
            reply = replying.read(
                export=export,
                name=file.name,
                # One byte over the limit is enough to tell that it is too large.
                content=file.read(MOST_BYTES + 1),
                rest_accepted=form.cleaned_data["rest_accepted"],
                by=request.user,
                now=timezone.now(),
            )
            return redirect("reporting:export-reply", export.pk, reply.pk)
    context = export_context(request, export) | {"form": form}
    return render_staff(
        request,
        "reporting/exports/export.html",
        context,
        title=str(export),
        status=400,
    )


@staff_form(Right.EXPORT, fresh=True)
def reply(request: StaffRequest, export_id: int, reply_id: int) -> HttpResponse:
    """Show what a reply would mark (GET), and mark it (POST)."""
    export = own_export(request, export_id)
    found = get_object_or_404(ExportReply, pk=reply_id, export=export)
    if request.method == "POST":
        return _apply(request, found)
    rows = {row.line: row for row in export.rows.select_related("certificate")}
    rejected = [
        {"row": rows[int(line)], "reason": each["reason"]}
        for line, each in found.outcomes.items()
        if each["state"] == State.REJECTED and int(line) in rows
    ]
    context = {
        "reply": found,
        "export": export,
        "crumbs": [
            ("Exports", reverse("reporting:exports")),
            (str(export), reverse("reporting:export", args=[export.pk])),
        ],
        "accepted": len(found.outcomes) - len(rejected),
        "rejected": rejected[:_SHOWN],
        "rejected_count": len(rejected),
        "silent": len(rows) - len(found.outcomes),
    }
    title = f"Answer to export {export.pk}"
    return render_staff(request, "reporting/exports/reply.html", context, title=title)


def _apply(request: StaffRequest, found: ExportReply) -> HttpResponse:
    with refusals_as_messages(request):
        rejected = replying.apply(reply=found, by=request.user, now=timezone.now())
        again = " They come back in the next export, once mended." if rejected else ""
        messages.success(request, f"Marked. {rejected} rejected.{again}")
    return redirect("reporting:export", found.export_id)
