"""A learner's certificates: the list, the page, the PDF."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.paging import page_of
from accounts.requests import SignedInRequest
from certificates.access import visible_certificate
from certificates.models import Certificate
from certificates.pages import certificate_page
from certificates.pdf import render_pdf


@login_required
@require_safe
def certificate_list(request: SignedInRequest) -> HttpResponse:
    """List every current certificate of the learner, including revoked ones."""
    current = Certificate.objects.filter(learner=request.user.pk, superseded_at__isnull=True)
    page = page_of(request, current.order_by("-completed_on", "-issued_at", "pk"))
    return render(request, "certificates/list.html", {"page": page})


@login_required
@require_safe
def certificate_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Show the certificate as in the PDF, its status, and what may still be corrected."""
    certificate = visible_certificate(request, pk)
    own = certificate.learner_id == request.user.pk
    return render(request, *certificate_page(certificate, own=own, now=timezone.now()))


@login_required
@require_safe
@never_cache
def certificate_pdf(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Return the PDF, rendered from the row alone; a revoked certificate is gone (410)."""
    certificate = visible_certificate(request, pk)
    if certificate.revoked_at:
        contact = certificate.course.series.provider.contact_email
        context = {"certificate": certificate, "contact": contact}
        return render(request, "certificates/revoked.html", context, status=410)
    response = HttpResponse(render_pdf(certificate), content_type="application/pdf")
    # Neutral, as it shows up in the list of downloads (DOMAIN §9.4).
    name = f"certificate-{certificate.completed_on:%Y-%m-%d}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
