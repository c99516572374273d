"""What staff do for one learner; all but sending mail again on a page of its own, with a reason."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.mailboxes import shown_address
from accounts.models import User
from accounts.requests import StaffRequest, refusals_as_messages, sent
from certificates.forms import CorrectionForm, RevocationForm
from certificates.models import Certificate
from certificates.services.correction_offers import physicians_offers
from certificates.timeline import certificates_of
from progress.models import Enrolment
from progress.timeline import enrolments_of
from providers.guard import staff_action, staff_form
from providers.rights import Right, providers_with
from providers.timeline import LearnerScope, mails_of
from support.access import learner_or_404, scope_of
from support.forms.learners import NameForm, ReasonForm
from support.services import actions
from support.views.action_page import SupportAction, action_page

NAME = SupportAction(
    "Correct name",
    "Change what the account says, after you were shown proof. Certificates stay as they were"
    " issued, except those you check here.",
    "Correct name",
    "The name is corrected.",
)
CORRECT = SupportAction(
    "Correct a certificate",
    "A new certificate takes the place of this one, with the same claim and completion dates. The"
    " learner gets an email.",
    "Reissue certificate",
    "A corrected certificate was issued.",
)
REVOKE = SupportAction(
    "Revoke a certificate",
    "It stays in the record and says everywhere that it was revoked. This cannot be undone; to"
    " reverse a mistaken revocation, correct the certificate.",
    "Revoke certificate",
    "The certificate is revoked.",
    danger=True,
    fresh=True,
)
CLOSE = SupportAction(
    "Close the enrollment",
    "The record stays; nothing more is watched, answered, or claimed. It can be reopened.",
    "Close enrollment",
    "The enrollment is closed.",
)
REOPEN = SupportAction(
    "Reopen the enrollment",
    "The learner continues where they left off.",
    "Reopen enrollment",
    "The enrollment is open again.",
)


@staff_form(Right.CREDIT)
def correct_name(request: StaffRequest, user_id: int) -> HttpResponse:
    """Correct the name of an account, and on the chosen certificates."""
    learner = learner_or_404(request, user_id, Right.CREDIT)
    scope = scope_of(request.user, learner, Right.CREDIT)
    live = certificates_of(scope).filter(superseded_at=None, revoked_at=None)
    form = NameForm(sent(request), learner=learner, certificates=live)

    def do() -> None:
        typed = form.cleaned_data
        actions.correct_name(
            staff=request.user,
            learner=learner,
            name=typed["full_name"],
            credentials=typed["credentials"],
            certificates=typed.get("certificates", ()),
            provider=_first_provider(scope),
            reason=typed["reason"],
            now=timezone.now(),
        )

    return action_page(request, learner=learner, action=NAME, form=form, do=do)


@staff_form(Right.CREDIT)
def correct_certificate(request: StaffRequest, user_id: int, certificate_id: UUID) -> HttpResponse:
    """Reissue a certificate with what staff were shown proof of."""
    learner = learner_or_404(request, user_id, Right.CREDIT)
    certificate = certificate_or_404(request, learner, certificate_id)
    form = CorrectionForm(sent(request), certificate=certificate)

    def do() -> None:
        typed = form.cleaned_data
        actions.correct(
            staff=request.user,
            certificate=certificate,
            name=typed["name"],
            credentials=typed["credentials"],
            profession_code=typed["profession"],
            proof=typed["proof"],
            credit_type_code=typed["credit_type"],
            quarters=typed["amount"],
            reason=typed["reason"],
            now=timezone.now(),
        )

    about = {"certificate": certificate, "movable": physicians_offers(certificate)}
    return action_page(request, learner=learner, action=CORRECT, form=form, do=do, context=about)


@staff_form(Right.CREDIT, fresh=True)
def revoke_certificate(request: StaffRequest, user_id: int, certificate_id: UUID) -> HttpResponse:
    """Revoke a certificate, with a reason."""
    learner = learner_or_404(request, user_id, Right.CREDIT)
    return _revoke(request, learner, certificate_or_404(request, learner, certificate_id))


@staff_form(Right.CREDIT, fresh=True)
def revoke_without_account(request: StaffRequest, certificate_id: UUID) -> HttpResponse:
    """Revoke a certificate whose owner has deleted their account."""
    own = providers_with(request.user, Right.CREDIT)
    rows = Certificate.objects.filter(learner=None, course__series__provider__in=own)
    certificate = get_object_or_404(rows.select_related("course__series"), pk=certificate_id)
    return _revoke(request, None, certificate)


def _revoke(request: StaffRequest, learner: User | None, certificate: Certificate) -> HttpResponse:
    form = RevocationForm(sent(request))

    def do() -> None:
        reason = form.cleaned_data["reason"]
        actions.take_back(
            staff=request.user, certificate=certificate, reason=reason, now=timezone.now()
        )

    about = {"certificate": certificate}
    return action_page(request, learner=learner, action=REVOKE, form=form, do=do, context=about)


@staff_form(Right.HELP_LEARNERS)
def close_or_reopen(request: StaffRequest, user_id: int, slug: str) -> HttpResponse:
    """Close an open enrolment, or reopen a closed one."""
    learner = learner_or_404(request, user_id, Right.HELP_LEARNERS)
    enrolment = enrolment_or_404(request, learner, slug)
    form = ReasonForm(sent(request))

    def do() -> None:
        change = (
            actions.reopen if enrolment.closed_at else partial(actions.close, now=timezone.now())
        )
        change(staff=request.user, enrolment=enrolment, reason=form.cleaned_data["reason"])

    action = REOPEN if enrolment.closed_at else CLOSE
    about = {"course": enrolment.course}
    return action_page(request, learner=learner, action=action, form=form, do=do, context=about)


@staff_action(Right.HELP_LEARNERS)
def resend_mail(request: StaffRequest, user_id: int, mail_id: int) -> HttpResponse:
    """Send one of this learner's mails again, composed anew."""
    learner = learner_or_404(request, user_id, Right.HELP_LEARNERS)
    scope = scope_of(request.user, learner, Right.HELP_LEARNERS)
    letter = get_object_or_404(mails_of(scope).select_related("user"), pk=mail_id)
    with refusals_as_messages(request):
        sent = actions.resend(staff=request.user, letter=letter)
        messages.success(request, f"Sent again, to {shown_address(sent.recipient)}.")
    return redirect("support:learner", user_id=learner.pk)


def enrolment_or_404(request: StaffRequest, learner: User, slug: str) -> Enrolment:
    """Return a learner's enrolment in a course of a provider where this staff member helps, else raise Http404."""
    scope = scope_of(request.user, learner, Right.HELP_LEARNERS)
    rows = enrolments_of(scope).with_content().select_related("user__profession", "assessment")
    return get_object_or_404(rows, user=learner, course__slug=slug)


def certificate_or_404(request: StaffRequest, learner: User, certificate_id: UUID) -> Certificate:
    """Return a learner's certificate of a provider whose credit this staff member corrects, else raise Http404."""
    scope = scope_of(request.user, learner, Right.CREDIT)
    rows = certificates_of(scope).select_related("course__series__provider", "learner__profession")
    return get_object_or_404(rows, pk=certificate_id)


def _first_provider(scope: LearnerScope) -> int | None:
    row = enrolments_of(scope).values_list("course__series__provider", flat=True).first()
    return int(row) if row else None
