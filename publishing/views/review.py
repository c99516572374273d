"""Step Review: every rule as a check, and the request to publish."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from accounts.requests import StaffRequest, refusals_as_messages
from courses.access import course_or_404
from courses.models import Course
from courses.step_layout import STEP_URLS, STEPS, render_step
from providers.guard import staff_action, staff_page
from providers.rights import Right, may
from providers.services.second_person import whom_to_ask
from publishing.forms.publishing import PublishForm
from publishing.services.checks import Result, checklist
from publishing.services.differences import own_wording_difference
from publishing.services.publish_requests import (
    ask_to_publish,
    is_changed,
    may_approve,
    open_request,
    void_if_changed,
    withdraw,
)
from publishing.services.publishing import Incomplete, Missing

_WORDS = {key: word for key, word, _ in STEPS} | {
    "reviews": "Reviews",
    "provider": "Provider and its statements",
    "series": "Series",
    "": "This installation",
}
_DONE = {
    "published": "Published. Learners can start now.",
    "waiting": "Request sent. Those who can approve get an email.",
    "scheduled": "Scheduled.",
}


@dataclass(frozen=True)
class Line:
    """One check as the page shows it: what was found, and where to fix it."""

    result: Result
    url: str
    tone: str
    word: str


@staff_page(Right.SEE_COURSES)
def edit_review(request: StaffRequest, slug: str) -> HttpResponse:
    """Show every check with its source, and the state of a request to publish."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    return _page(request, course)


@staff_action(Right.AUTHOR)
def publish_course(request: StaffRequest, slug: str) -> HttpResponse:
    """Request publication; if no approval is needed, the course is published now or at the chosen time."""
    course = course_or_404(request, slug, Right.AUTHOR)
    form = PublishForm(request.POST, provider=course.series.provider)
    if not form.is_valid():
        return _page(request, course, form=form, status=400)
    now = timezone.now()
    void_if_changed(course=course, now=now)
    try:
        asked = ask_to_publish(
            course=course,
            actor=request.user,
            now=now,
            publish_at=form.moment(),
            note=form.cleaned_data.get("note", ""),
        )
    except Incomplete as refusal:
        return _page(request, course, form=form, missing=refusal.missing, status=400)
    except Refused as refusal:
        if refusal.code == "published_already":  # A double click, not an error.
            messages.info(request, refusal.message)
            return redirect("publishing:edit-review", slug)
        form.add_error(None, refusal.message)
        return _page(request, course, form=form, status=400)
    messages.success(request, _DONE[asked.state])
    return redirect("publishing:edit-review", slug)


@staff_action(Right.AUTHOR)
def withdraw_publishing(request: StaffRequest, slug: str) -> HttpResponse:
    """Withdraw the open request, if there is one."""
    course = course_or_404(request, slug, Right.AUTHOR)
    if asked := open_request(course):
        with refusals_as_messages(request):
            withdraw(request_id=asked.pk, actor=request.user, now=timezone.now())
            messages.success(request, "The request was withdrawn.")
    return redirect("publishing:edit-review", slug)


def _page(
    request: StaffRequest,
    course: Course,
    *,
    form: PublishForm | None = None,
    missing: list[Missing] | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    lines = [_line(course, result) for result in checklist(course, now=now)]
    errors = [line for line in lines if line.result.required and not line.result.passed]
    asked = open_request(course)
    changed = asked is not None and is_changed(asked, now=now)
    provider = course.series.provider
    context: dict[str, Any] = {
        "groups": _groups(lines),
        "accreditation_difference": own_wording_difference(course),
        "errors": errors,
        "passed": sum(line.result.passed for line in lines),
        "total": len(lines),
        "missing": missing,
        "form": form or PublishForm(provider=provider),
        "asked": asked,
        "changed": changed,
        "last": None if asked else course.publish_requests.first(),
        "provider": provider,
        "may_approve": bool(asked and may_approve(asked, request.user)),
        "whom": asked and whom_to_ask(asked.asked_by, right=Right.APPROVE, provider=provider.pk),
        "may_set_rules": may(request.user, Right.TEAM, provider),
    }
    return render_step(
        request,
        "publishing/review.html",
        course=course,
        step="review",
        context=context,
        status=status,
    )


def _line(course: Course, result: Result) -> Line:
    if result.passed:
        return Line(result, "", "good", "In order")
    tone, word = ("bad", "Missing") if result.required else ("caution", "Advice")
    return Line(result, _address(course, result), tone, word)


def _address(course: Course, result: Result) -> str:
    """Return the URL where an error is fixed: the field in its step, or the object in the admin."""
    check = result.check
    if check.step in STEP_URLS:
        anchor = f"#{check.anchor}" if check.anchor else ""
        return reverse(STEP_URLS[check.step], args=[course.slug]) + anchor
    if check.step == "reviews":
        return reverse("publishing:life-cycle", args=[course.slug])
    if check.step == "provider":
        return reverse("admin:providers_provider_change", args=[course.series.provider_id])
    if check.step == "series":
        return reverse("admin:courses_series_change", args=[course.series_id])
    return ""


def _groups(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """Return the checks grouped by the step that fixes them, in the order of the steps, errors first."""
    order = [*STEP_URLS, "reviews", "provider", "series", ""]
    found = {key: [line for line in lines if line.result.check.step == key] for key in order}
    return [
        (_WORDS[key], sorted(each, key=lambda line: line.result.passed))
        for key, each in found.items()
        if each
    ]
