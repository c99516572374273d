"""Who may open a certificate: its owner, and staff. To everyone else there is none."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from certificates.models import Certificate


def visible_certificate(request: HttpRequest, pk: UUID) -> Certificate:
    """Return a certificate that the signed-in person may open, else 404."""
    rows = Certificate.objects.visible_to(request.user).select_related(
        "course__series__provider", "learner__profession"
    )
    return get_object_or_404(rows, pk=pk)


def own_certificate(request: HttpRequest, pk: UUID) -> Certificate:
    """Return a certificate of the signed-in person, else 404: staff correct in the admin."""
    return get_object_or_404(
        Certificate.objects.select_related("course__series__provider", "learner__profession"),
        pk=pk,
        learner=request.user.pk,
    )
