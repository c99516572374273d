"""The transcript as a page that prints well, as CSV and as PDF."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from certificates.services import transcript_file, transcripts


@login_required
@require_safe
def transcript(request: SignedInRequest) -> HttpResponse:
    """Show the credit the learner has earned, by year and credit type."""
    user = request.user
    context = {
        "years": transcripts.transcript_of(user),
        "past": transcripts.past_credit_of(user),
        "now": timezone.now(),
    }
    return render(request, "certificates/transcript.html", context)


@login_required
@require_safe
@never_cache
def transcript_csv(request: SignedInRequest) -> HttpResponse:
    """Return the transcript as CSV, under a neutral name."""
    text = transcripts.transcript_csv(request.user)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="transcript.csv"'
    return response


@login_required
@require_safe
@never_cache
def transcript_pdf(request: SignedInRequest) -> HttpResponse:
    """Return the transcript as a tagged PDF, under a neutral name."""
    content = transcript_file.transcript_pdf(request.user, now=timezone.now())
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="transcript.pdf"'
    return response
