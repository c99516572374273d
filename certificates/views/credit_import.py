"""Staff pages for importing past credit."""

import csv
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts.paging import page_of
from accounts.requests import StaffRequest, refusals_as_messages, refusals_at, sent
from certificates.forms.credit_import import UploadForm
from certificates.models import HistoryImport
from certificates.services.credit_import import begin_import, discard_import, upload
from certificates.services.credit_import.importing import LARGEST
from certificates.services.credit_import.reading import OPTIONAL, REQUIRED
from courses.models import CreditType
from providers.csv_safety import as_text_cell
from providers.guard import render_staff, staff_action, staff_form, staff_page
from providers.rights import Right, providers_with

_SHOWN = 100


@staff_form(Right.CREDIT)
def imports(request: StaffRequest) -> HttpResponse:
    """List the imports of the user's providers; a POST uploads a file."""
    own = providers_with(request.user, Right.CREDIT)
    form = UploadForm(sent(request), request.FILES or None, providers=own)
    if request.method == "POST" and form.is_valid():
        with refusals_at(form, "file"):
            made = upload(
                provider=form.cleaned_data["provider"],
                actor=request.user,
                file_name=form.cleaned_data["file"].name,
                # One byte over the limit is enough to tell that it is too large.
                data=form.cleaned_data["file"].read(LARGEST + 1),
            )
            return redirect("certificates:import", made.pk)
    context = {
        "form": form,
        "page": page_of(request, _imports(request)),
        "required": REQUIRED,
        "optional": OPTIONAL,
    }
    return render_staff(
        request,
        "certificates/imports.html",
        context,
        title="Imports",
    )


@staff_page(Right.CREDIT)
def history_import(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Show one import: its progress, what it would add, and the first errors by line."""
    found = get_object_or_404(_imports(request), pk=import_id)
    names = {each.code: str(each) for each in CreditType.objects.all()}
    totals = [
        (names.get(code, code), quarters)
        for code, quarters in sorted(found.summary.get("quarters", {}).items())
    ]
    context = {
        "import": found,
        "totals": totals,
        "errors": found.errors[:_SHOWN],
        "crumbs": [("Imports", reverse("certificates:imports"))],
    }
    return render_staff(request, "certificates/import.html", context, title=found.file_name)


@staff_page(Right.CREDIT)
def import_errors(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Download the errors as CSV, to correct them beside the file."""
    found = get_object_or_404(_imports(request), pk=import_id)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="errors.csv"'
    writer = csv.writer(response)
    writer.writerow(["Line", "Column", "Error", "Code"])
    for error in found.errors:
        cells = (str(error[name]) for name in ("line", "column", "message", "code"))
        writer.writerow(map(as_text_cell, cells))
    return response


@staff_action(Right.CREDIT, fresh=True)
def start_import(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Start the import of a file without errors."""
    found = get_object_or_404(_imports(request), pk=import_id)
    with refusals_as_messages(request):
        begin_import(history=found, actor=request.user)
    return redirect("certificates:import", import_id)


@staff_action(Right.CREDIT)
def discard(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Discard a file that was not imported."""
    found = get_object_or_404(_imports(request), pk=import_id)
    discard_import(history=found, actor=request.user)
    messages.success(request, "The file is thrown away. Nothing was imported from it.")
    return redirect("certificates:imports")


def _imports(request: StaffRequest):  # type: ignore[no-untyped-def]
    own = providers_with(request.user, Right.CREDIT)
    rows = HistoryImport.objects.filter(provider__in=own).defer("content")
    return rows.select_related("provider", "uploaded_by")
