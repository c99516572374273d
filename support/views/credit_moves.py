"""Moves to a credit that only physicians earn: asked for by one person, decided by another."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.requests import StaffRequest, refusals_at, sent
from certificates.models import CreditMove
from certificates.models.credit_move import CreditMoveQuerySet
from certificates.services import credit_moves as service
from providers.guard import render_staff, staff_form
from providers.rights import Right, providers_with
from providers.services.second_person import decides_alone, whom_to_ask
from support.access import learner_or_404
from support.forms.credit_moves import MoveForm
from support.forms.exceptions import DecisionForm, WithdrawalForm
from support.views.action_page import SupportAction, action_page
from support.views.actions import certificate_or_404

ASK = SupportAction(
    "Move to a physician’s credit",
    "Only a physician earns this credit: an MD, a DO, or an equivalent degree. The proof is looked at,"
    " and the request decided. Then a new certificate takes the place of this one, and the learner gets an email.",
    "Request the move",
    "Request sent for approval.",
)
WITHDRAW = SupportAction(
    "Withdraw the request",
    "The certificate stays as it is.",
    "Withdraw request",
    "The request was withdrawn.",
)


@staff_form(Right.CREDIT)
def ask(request: StaffRequest, user_id: int, certificate_id: UUID) -> HttpResponse:
    """Ask that a certificate be moved to a credit that only physicians earn."""
    learner = learner_or_404(request, user_id, Right.CREDIT)
    certificate = certificate_or_404(request, learner, certificate_id)
    form = MoveForm(sent(request), certificate=certificate)

    def do() -> None:
        typed = form.cleaned_data
        service.ask_move(
            certificate=certificate,
            credit_type_code=typed["credit_type"],
            quarters=typed["amount"],
            degree=typed["degree"],
            proof=typed["proof"],
            by=request.user,
            now=timezone.now(),
        )

    about = {"certificate": certificate}
    return action_page(request, learner=learner, action=ASK, form=form, do=do, context=about)


@staff_form(Right.CREDIT)
def withdraw(request: StaffRequest, move_id: int) -> HttpResponse:
    """Withdraw a request that was not decided yet."""
    row = get_object_or_404(_mine(request, Right.CREDIT), pk=move_id)
    form = WithdrawalForm(sent(request))

    def do() -> None:
        reason = form.cleaned_data["reason"]
        service.withdraw_move(move_id=row.pk, by=request.user, reason=reason, now=timezone.now())

    learner, about = row.certificate.learner, {"certificate": row.certificate}
    return action_page(request, learner=learner, action=WITHDRAW, form=form, do=do, context=about)


@staff_form(Right.APPROVE)
def decide(request: StaffRequest, move_id: int) -> HttpResponse:
    """Show one request with its proof, and approve or decline it."""
    row = get_object_or_404(_mine(request, Right.APPROVE), pk=move_id)
    form = DecisionForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            return _decide(request, row, form)
    provider = row.certificate.course.series.provider_id
    own = request.user.pk in {row.asked_by_id, row.certificate.learner_id}
    context = {
        "row": row,
        "form": form,
        "own": own and not decides_alone(request.user, right=Right.APPROVE, provider=provider),
        "whom": whom_to_ask(request.user, right=Right.APPROVE, provider=provider),
        "may_withdraw": _mine(request, Right.CREDIT).open().filter(pk=row.pk).exists(),
        "crumbs": [("Approvals", reverse("staff:approvals"))],
    }
    return render_staff(request, "support/decide_move.html", context, title=ASK.title)


def _decide(request: StaffRequest, row: CreditMove, form: DecisionForm) -> HttpResponse:
    approve = form.decision == "approve"
    service.decide_move(
        move_id=row.pk,
        by=request.user,
        approve=approve,
        answer=form.cleaned_data["answer"],
        now=timezone.now(),
    )
    done = "Approved. A new certificate was issued, and the learner gets an email."
    messages.success(request, done if approve else "Declined.")
    return redirect("staff:approvals")


def _mine(request: StaffRequest, right: Right) -> CreditMoveQuerySet:
    own = providers_with(request.user, right)
    rows = CreditMove.objects.filter(certificate__course__series__provider__in=own)
    return rows.select_related(
        "certificate__learner",
        "certificate__course__series",
        "credit_type",
        "asked_by",
        "decided_by",
    )
