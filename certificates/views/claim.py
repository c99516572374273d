"""Claiming credit: what may be claimed, or exactly what is missing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.guard import LOOK, learner_form, reopened
from accounts.requests import SignedInRequest
from accounts.services import set_credentials
from certificates.models import Certificate
from certificates.pages import claim_form, claim_page
from certificates.services.claims import claim_credit, refuse_second_claim
from progress.errors import NotEligible
from progress.models import Enrolment
from progress.status import CreditStatus
from progress.views.access import standing_or_404

FIELD_OF = {
    "credit_type_not_offered": "credit_type",
    "amount_too_small": "amount",
    "amount_too_large": "amount",
    "amount_not_in_steps": "amount",
    "attestation_missing": "attested",
    "attestation_changed": "attested",
}


@learner_form()
def claim(request: SignedInRequest, slug: str) -> HttpResponse:
    """Offer the claim, or say what is missing; a POST claims. Once claimed, redirect to the certificate."""
    status = standing_or_404(user=request.user, slug=slug, now=timezone.now())
    if status.enrolment is not None:
        try:
            refuse_second_claim(status.enrolment)
        except NotEligible as refused:
            return redirect(refused.url)
        if request.method == "POST" and not status.missing:
            return _claim(request, status, status.enrolment)
    form = None
    if status.started and not status.missing:
        form = reopened(request, claim_form(status))
    code = 409 if request.method == "POST" else 200
    return render(request, *claim_page(status, form), status=code)


def _claim(request: HttpRequest, status: CreditStatus, enrolment: Enrolment) -> HttpResponse:
    form = claim_form(status, request.POST)
    if LOOK in request.POST:  # What would the certificate say? The form may be unfinished.
        form.errors.clear()
        return render(request, *claim_page(status, form))
    if not form.is_valid():
        return render(request, *claim_page(status, form), status=400)
    try:
        certificate = _issue(status, enrolment, form.cleaned_data)
    except NotEligible as refused:
        if refused.code in FIELD_OF:
            form.add_error(FIELD_OF[refused.code], refused.message)
            return render(request, *claim_page(status, form), status=400)
        if refused.url:
            return redirect(refused.url)
        template, context = claim_page(status, form)
        return render(request, template, context | {"missing": [refused]}, status=409)
    done = _("Your credit is claimed. Here’s your certificate.")
    if certificate.is_sample:
        done = _("Here’s your sample certificate. No credit is awarded.")
    messages.success(request, done)
    return redirect(certificate)


def _issue(status: CreditStatus, enrolment: Enrolment, typed: dict[str, Any]) -> Certificate:
    if typed["credentials"] != status.user.credentials:
        set_credentials(user=status.user, credentials=typed["credentials"])
    enrolment.user = status.user
    return claim_credit(
        enrolment=enrolment,
        credit_type_code=typed["credit_type"],
        quarters=typed["amount"],
        attested=typed["attested"],
        shown=typed["statement"],
        now=status.now,
    )
