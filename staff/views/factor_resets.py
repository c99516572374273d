"""A lost second factor: one page to ask for its removal, another for a second person to approve it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import User
from accounts.requests import StaffRequest, refusals_at, sent
from providers.guard import render_staff, staff_form
from providers.rights import Right
from staff.forms.team import ResetForm
from staff.models import FactorReset
from staff.services.factor_resets import approve_reset, ask_reset, may_reset, withdraw_reset


@staff_form(Right.TEAM, fresh=True)
def ask(request: StaffRequest, member_id: int) -> HttpResponse:
    """Ask why, and submit the request to a second owner."""
    person = get_object_or_404(User, pk=member_id)
    if not may_reset(request.user, person):
        raise Http404
    form = ResetForm(sent(request))
    if form.is_valid():
        reason, now = form.cleaned_data["reason"], timezone.now()
        with refusals_at(form):
            ask_reset(person=person, actor=request.user, reason=reason, now=now)
            done = "Request sent. A second owner or the administrator has to approve it."
            messages.success(request, done)
            return redirect("staff:team")
    context = {"form": form, "person": person, "crumbs": _crumbs()}
    title = f"Lost second factor of {person.full_name}"
    return render_staff(request, "staff/team/ask_reset.html", context, title=title)


@staff_form(Right.TEAM, fresh=True)
def decide(request: StaffRequest, reset_id: int) -> HttpResponse:
    """Show a request; a POST approves or withdraws it."""
    rows = FactorReset.objects.select_related("person", "asked_by", "approved_by")
    reset = get_object_or_404(rows, pk=reset_id)
    actor = request.user
    if not may_reset(actor, reset.person):
        raise Http404
    refusal = None
    if request.method == "POST":
        try:
            return _decide(request, reset)
        except Refused as refused:
            refusal = refused
    context = {
        "reset": reset,
        "refusal": refusal,
        "is_own": reset.asked_by_id == actor.pk,
        "is_over": reset.is_over(timezone.now()),
        "crumbs": _crumbs(),
    }
    title = f"Lost second factor of {reset.person.full_name}"
    status = 409 if refusal else 200
    return render_staff(request, "staff/team/reset.html", context, title=title, status=status)


def _decide(request: StaffRequest, reset: FactorReset) -> HttpResponse:
    actor, now = request.user, timezone.now()
    if request.POST.get("decision") == "approve":
        approve_reset(reset_id=reset.pk, actor=actor, now=now)
        messages.success(
            request,
            f"The second factor of {reset.person.full_name} is removed. They set up a new one at"
            " their next sign-in.",
        )
    else:
        withdraw_reset(reset_id=reset.pk, actor=actor, now=now)
        messages.success(request, "The request is closed. Nothing was changed.")
    return redirect("staff:team")


def _crumbs() -> list[tuple[str, str]]:
    return [("Team", reverse("staff:team"))]
