"""What learners may correct by themselves, once each: an error in the name, and the credit type."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.guard import learner_form, reopened
from accounts.requests import SignedInRequest, sent
from certificates.access import own_certificate
from certificates.forms import CreditTypeForm, NameForm, StatementForm
from certificates.models import Certificate
from certificates.services import corrections
from certificates.services.correction_offers import other_offers, physicians_offers
from courses.services.statements import designation_statement
from progress.errors import NotEligible


@learner_form()
def correct_name(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Correct a small error in the printed name."""
    certificate = own_certificate(request, pk)
    if not corrections.may_correct_name(certificate):
        return redirect(certificate)
    form = reopened(request, NameForm(sent(request), initial={"name": certificate.name}))

    def correct() -> Certificate:
        name = form.cleaned_data["name"]
        return corrections.correct_name(certificate=certificate, name=name, now=timezone.now())

    return _correct(request, "certificates/correct_name.html", certificate, form, correct)


@learner_form()
def change_credit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Change a wrongly chosen credit type."""
    certificate = own_certificate(request, pk)
    if not corrections.may_change_credit_type(certificate):
        return redirect(certificate)
    offers = other_offers(certificate)
    form = reopened(request, CreditTypeForm(sent(request), offers=offers))

    def correct() -> Certificate:
        return corrections.change_credit_type(
            certificate=certificate,
            credit_type_code=form.cleaned_data["credit_type"],
            attested=form.cleaned_data["attested"],
            shown=form.cleaned_data["statement"],
            now=timezone.now(),
        )

    contact = certificate.course.series.provider.contact_email
    about: dict[str, Any] = {
        "designations": [*filter(None, map(designation_statement, offers))],
        "physicians_offers": physicians_offers(certificate),
        "contact": contact,
    }
    page = "certificates/change_credit.html"
    return _correct(request, page, certificate, form, correct, about)


def _correct(
    request: HttpRequest,
    template: str,
    certificate: Certificate,
    form: forms.Form,
    correct: Callable[[], Certificate],
    about: dict[str, Any] | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            corrected = correct()
        except NotEligible as refused:
            if refused.url:
                return redirect(refused.url)
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Corrected. This certificate replaces the old one."))
            return redirect(corrected)
    if isinstance(form, StatementForm):
        form.untick_unless_shown()
    code = 400 if request.method == "POST" else 200
    context = {"certificate": certificate, "form": form} | (about or {})
    return render(request, template, context, status=code)
