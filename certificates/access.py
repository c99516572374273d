"""Who may open a certificate: its owner, and staff. Everyone else gets a 404."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.audit import record_reading
from accounts.requests import SignedInRequest
from accounts.second_factor import opens_staff_pages
from certificates.models import Certificate


def visible_certificate(request: SignedInRequest, pk: UUID) -> Certificate:
    """Return a certificate that the signed-in person may open, else raise 404.

    Staff may open other people's once a second factor has opened the staff pages; this is recorded.
    """
    rows = Certificate.objects.visible_to(request.user).select_related(
        "course__series__provider", "learner__profession"
    )
    certificate = get_object_or_404(rows, pk=pk)
    if certificate.learner_id != request.user.pk:
        if not opens_staff_pages(request):
            raise Http404
        record_reading(
            request.user,
            certificate,
            provider=certificate.course.series.provider_id,
            learner=certificate.learner,
        )
    return certificate


def own_certificate(request: HttpRequest, pk: UUID) -> Certificate:
    """Return a certificate of the signed-in person, else raise 404: staff make corrections on the learner's page."""
    return get_object_or_404(
        Certificate.objects.select_related("course__series__provider", "learner__profession"),
        pk=pk,
        learner=request.user.pk,
    )
