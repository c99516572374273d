"""Exceptions: requested by one person, decided by another."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.requests import StaffRequest, refusals_as_messages, refusals_at, sent
from progress.models import CreditException
from progress.services import exceptions as service
from providers.guard import render_staff, staff_action, staff_form
from providers.rights import Right, providers_with
from providers.services.second_person import whom_to_ask
from support.access import learner_or_404
from support.forms.exceptions import DecisionForm, ExceptionForm, WithdrawalForm
from support.services.exceptions import ask_for_learner
from support.views.action_page import SupportAction, action_page
from support.views.actions import enrolment_or_404

ASK = SupportAction(
    "Request an exception",
    "It has to be approved. Credit is never awarded after a course has expired, and the"
    " learner still takes the test, evaluates, attests, and claims.",
    "Request exception",
    "Request sent for approval.",
)
WITHDRAW = SupportAction(
    "Withdraw the exception",
    "It can no longer be used. What the learner did with it stays.",
    "Withdraw exception",
    "The exception was withdrawn.",
    danger=True,
)


@staff_form(Right.HELP_LEARNERS)
def ask(request: StaffRequest, user_id: int, slug: str) -> HttpResponse:
    """Request an exception for one learner in one course."""
    learner = learner_or_404(request, user_id, Right.HELP_LEARNERS)
    enrolment = enrolment_or_404(request, learner, slug)
    form = ExceptionForm(sent(request))

    def do() -> None:
        typed = form.cleaned_data
        ask_for_learner(
            staff=request.user,
            enrolment=enrolment,
            kind=typed["kind"],
            reason=typed["reason"],
            expires_on=typed["expires_on"],
            now=timezone.now(),
        )

    about = {"course": enrolment.course}
    return action_page(request, learner=learner, action=ASK, form=form, do=do, context=about)


@staff_form(Right.HELP_LEARNERS)
def withdraw(request: StaffRequest, exception_id: int) -> HttpResponse:
    """Withdraw an exception or a request."""
    row = get_object_or_404(_mine(request, Right.HELP_LEARNERS), pk=exception_id)
    form = WithdrawalForm(sent(request))

    def do() -> None:
        service.withdraw_exception(
            exception_id=row.pk,
            by=request.user,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )

    learner = row.enrolment.user
    about = {"course": row.enrolment.course, "exception": row}
    return action_page(request, learner=learner, action=WITHDRAW, form=form, do=do, context=about)


@staff_action(Right.HELP_LEARNERS)
def put_forward(request: StaffRequest, exception_id: int) -> HttpResponse:
    """Submit a learner's own request to those who approve."""
    row = get_object_or_404(_mine(request, Right.HELP_LEARNERS), pk=exception_id)
    with refusals_as_messages(request):
        service.put_forward(exception_id=row.pk, by=request.user, now=timezone.now())
        messages.success(request, "Put forward for approval.")
    return redirect("support:learner", user_id=row.enrolment.user_id)


@staff_form(Right.APPROVE)
def decide(request: StaffRequest, exception_id: int) -> HttpResponse:
    """Show one request, and approve or decline it."""
    row = get_object_or_404(_mine(request, Right.APPROVE), pk=exception_id)
    form = DecisionForm(sent(request))
    if request.method == "POST" and form.is_valid():
        with refusals_at(form):
            return _decide(request, row, form)
    context = {
        "row": row,
        "form": form,
        "own": not service.may_decide(row, request.user),
        "alone": request.user.pk in row.concerned,
        "whom": whom_to_ask(
            request.user,
            right=Right.APPROVE,
            provider=row.enrolment.course.series.provider_id,
            about=row.enrolment.user_id,
        ),
        "crumbs": [("Approvals", reverse("staff:approvals"))],
    }
    title = row.get_kind_display()
    return render_staff(request, "support/decide.html", context, title=title)


def _decide(request: StaffRequest, row: CreditException, form: DecisionForm) -> HttpResponse:
    approve = form.decision == "approve"
    service.decide_exception(
        exception_id=row.pk,
        by=request.user,
        approve=approve,
        answer=form.cleaned_data["answer"],
        now=timezone.now(),
    )
    word = "Approved. The learner gets an email." if approve else "Declined."
    messages.success(request, word)
    return redirect("staff:approvals")


def _mine(request: StaffRequest, right: Right) -> QuerySet[CreditException]:
    own = providers_with(request.user, right)
    rows = CreditException.objects.filter(enrolment__course__series__provider__in=own)
    return rows.select_related(
        "enrolment__user", "enrolment__course__series", "asked_by", "put_forward_by", "decided_by"
    )
