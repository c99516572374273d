"""A change of a live course that waits for a second person: read, approve, decline or withdraw it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.requests import StaffRequest, refusals_as_messages
from courses.step_layout import STEP_URLS
from providers.guard import render_staff, staff_action, staff_page
from providers.rights import Right, providers_with
from publishing.forms.publishing import ReasonForm
from publishing.models import CourseChange
from publishing.services.course_changes import (
    KINDS,
    approve_change,
    decline_change,
    withdraw_change,
)
from publishing.services.waiting_changes import shown_change

_APPROVED = {
    "approved": "Approved. The change is made, and the person who asked gets an email.",
    "void": "Nothing was changed: the course no longer matches the request. The person who asked gets an email.",
}


@staff_page(Right.SEE_COURSES)
def course_change(request: StaffRequest, change_id: int) -> HttpResponse:
    """Show what would change, who asked for it, and who decides."""
    return _page(request, _change_or_404(request, change_id, Right.SEE_COURSES), ReasonForm())


@staff_action(Right.APPROVE)
def decide_change(request: StaffRequest, change_id: int) -> HttpResponse:
    """Approve a change, or decline it with a reason."""
    change = _change_or_404(request, change_id, Right.APPROVE)
    now, actor = timezone.now(), request.user
    form = ReasonForm(request.POST) if "decline" in request.POST else None
    if form is not None and not form.is_valid():
        return _page(request, change, form, status=400)
    with refusals_as_messages(request):
        if form is None:
            done = approve_change(change_id=change.pk, actor=actor, now=now)
            tell = messages.success if done.approved else messages.error
            tell(request, _APPROVED[done.state])
        else:
            reason = form.cleaned_data["reason"]
            decline_change(change_id=change.pk, actor=actor, reason=reason, now=now)
            messages.success(request, "Declined. The person who asked gets your reason.")
    return redirect("publishing:course-change", change.pk)


@staff_action(Right.AUTHOR)
def take_back_change(request: StaffRequest, change_id: int) -> HttpResponse:
    """Withdraw a change that one asked for."""
    change = _change_or_404(request, change_id, Right.AUTHOR)
    with refusals_as_messages(request):
        withdraw_change(change_id=change.pk, actor=request.user, now=timezone.now())
        messages.success(request, "Withdrawn. The course stays as it is.")
    return redirect(STEP_URLS[KINDS[change.kind].step], change.course.slug)


def _change_or_404(request: StaffRequest, change_id: int, right: Right) -> CourseChange:
    own = providers_with(request.user, right)
    rows = CourseChange.objects.filter(course__series__provider__in=own)
    related = ("course__series__provider", "asked_by", "decided_by")
    return get_object_or_404(rows.select_related(*related), pk=change_id)


def _page(
    request: StaffRequest, change: CourseChange, form: ReasonForm, *, status: int = 200
) -> HttpResponse:
    shown = shown_change(change, request.user)
    context = {
        "shown": shown,
        "form": form,
        "step_url": reverse(STEP_URLS[shown.kind.step], args=[change.course.slug]),
        "crumbs": [
            ("Courses", reverse("authoring:courses")),
            (change.course.title, reverse("publishing:edit-review", args=[change.course.slug])),
        ],
    }
    title = f"A change to {shown.kind.words}"
    return render_staff(request, "publishing/change.html", context, title=title, status=status)
