"""Publish requests that wait for a second person, and recent decisions."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from accounts.requests import StaffRequest
from providers.guard import render_staff, staff_action, staff_page
from providers.rights import Right, may, providers_with
from publishing.forms.publishing import ReasonForm
from publishing.models import PublishRequest, PublishRequestQuerySet
from publishing.services.publish_requests import (
    approve,
    decline,
    is_changed,
    may_approve,
    void_if_changed,
)
from publishing.services.publishing import Incomplete

_SHOWN = 20
_DONE = {"published": "published", "scheduled": "approved and scheduled", "declined": "declined"}


@staff_page(Right.SEE_COURSES)
def approvals(request: StaffRequest) -> HttpResponse:
    """Show the publish requests of one's own providers: waiting, scheduled and past."""
    return _page(request)


@staff_action(Right.APPROVE)
def decide(request: StaffRequest, publish_request_id: int) -> HttpResponse:
    """Approve a request, or decline it with a reason."""
    asked = get_object_or_404(_requests(request, Right.APPROVE), pk=publish_request_id)
    form = ReasonForm(request.POST) if "decline" in request.POST else None
    if form is not None and not form.is_valid():
        return _page(request, refused={asked.pk: form}, status=400)
    now, actor = timezone.now(), request.user
    try:
        if form is None:
            done = approve(request_id=asked.pk, actor=actor, now=now)
        else:
            reason = form.cleaned_data["reason"]
            done = decline(request_id=asked.pk, actor=actor, reason=reason, now=now)
    except Incomplete as refusal:
        messages.error(request, f"It is no longer complete. {refusal.message}")
    except Refused as refusal:
        if refusal.code == "changed":
            void_if_changed(course=asked.course, now=now)
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"{asked.course}: {_DONE.get(done.state, done.state)}.")
    return redirect("staff:publish-requests")


def _requests(request: StaffRequest, right: Right) -> PublishRequestQuerySet:
    own = providers_with(request.user, right)
    rows = PublishRequest.objects.filter(course__series__provider__in=own)
    return rows.select_related("course__series__provider", "asked_by", "approved_by", "declined_by")


def _page(
    request: StaffRequest, *, refused: dict[int, ReasonForm] | None = None, status: int = 200
) -> HttpResponse:
    rows, user = _requests(request, Right.SEE_COURSES), request.user
    waiting = [
        (
            row,
            may_approve(row, user),
            (refused or {}).get(row.pk) or ReasonForm(auto_id=f"id_{row.pk}_%s"),
            is_changed(row, now=timezone.now()),
        )
        for row in rows.to_approve()
    ]
    open_ones = rows.open()
    context = {
        "waiting": waiting,
        "scheduled": [row for row in open_ones if row.state == "scheduled"],
        "past": rows.exclude(pk__in=open_ones.values("pk"))[:_SHOWN],
        "crumbs": [("Approvals", reverse("staff:approvals"))] if may(user, Right.APPROVE) else [],
    }
    return render_staff(
        request, "staff/publish_requests.html", context, title="Courses to publish", status=status
    )
