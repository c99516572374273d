"""The credit record as a page that prints well, as CSV and as PDF."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.paging import page_of
from accounts.requests import SignedInRequest
from certificates.models import TranscriptFile
from certificates.services import transcript_file, transcripts
from providers.csv_safety import csv_download

_SHOWN = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def credit_record(request: SignedInRequest) -> HttpResponse:
    """Show the credit the learner has earned, by year and credit type; a POST asks for the PDF of a long one."""
    user, now = request.user, timezone.now()
    if request.method == "POST":
        if transcript_file.is_long(user):
            transcript_file.ask_for_file(user=user, now=now)
        return redirect("certificates:credit-record")
    page = page_of(request, transcripts.credit_rows(user), size=_SHOWN)
    past_page = page_of(request, transcripts.past_rows(user), size=_SHOWN, key="past")
    file = TranscriptFile.objects.filter(learner=user).defer("content").first()
    context = {
        "page": page,
        "years": transcripts.years_of(user, page),
        "past_page": past_page,
        "past": transcripts.past_years_of(user, past_page),
        "is_long": transcript_file.is_long(user),
        "file": file,
        "may_ask": transcript_file.may_be_asked_for(file, now=now),
        "now": now,
    }
    return render(request, "certificates/credit_record.html", context)


@login_required
@require_safe
@never_cache
def credit_record_csv(request: SignedInRequest) -> HttpResponse:
    """Return the credit record as CSV, under a neutral name."""
    return csv_download(transcripts.transcript_table(request.user), name="credit-record")


@login_required
@require_safe
@never_cache
def credit_record_pdf(request: SignedInRequest) -> HttpResponse:
    """Return it as tagged PDF, under a neutral name; of a long one, what the worker has made."""
    if not transcript_file.is_long(request.user):
        content, suffix = transcript_file.transcript_pdf(request.user, now=timezone.now()), "pdf"
    else:
        made = TranscriptFile.objects.filter(
            learner=request.user, finished_at__isnull=False
        ).first()
        if made is None:  # The page offers to make it, or says that it is being made.
            return redirect("certificates:credit-record")
        content, suffix = bytes(made.content), "pdf" if made.parts == 1 else "zip"
    response = HttpResponse(content, content_type=f"application/{suffix}")
    response["Content-Disposition"] = f'attachment; filename="credit-record.{suffix}"'
    return response
