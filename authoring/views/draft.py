"""Save what is being typed into a step as a draft, or discard the draft."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.days import clock_words
from accounts.errors import Refused
from accounts.input import row_number
from accounts.requests import StaffRequest
from authoring.models import CourseDraft
from authoring.services import drafts
from authoring.services.version_rows import ROW_KINDS
from courses.access import course_or_404
from courses.models import Course
from courses.step_layout import STEP_URLS
from providers.guard import staff_action
from providers.rights import Right


@staff_action(Right.AUTHOR)
def save_draft(request: StaffRequest, slug: str, step: str) -> HttpResponse:
    """Save the posted form as this user's draft; responds 200 `{"words": "Draft saved 2:02 PM CST"}`."""
    course = _course_or_404(request, slug, step)
    now = timezone.now()
    try:
        drafts.save_draft(
            course=course,
            step=step,
            user=request.user,
            data=drafts.posted(request.POST),
            based_on=drafts.read_fingerprint(request.POST.get("based_on", "")),
            now=now,
        )
    except Refused as refused:
        return JsonResponse({"code": refused.code, "message": refused.message}, status=413)
    return JsonResponse({"words": f"Draft saved {clock_words(now, course.series.provider.zone)}"})


@staff_action(Right.AUTHOR)
def discard_draft(request: StaffRequest, slug: str, step: str) -> HttpResponse:
    """Delete this user's draft and show what is saved."""
    course = _course_or_404(request, slug, step)
    if drafts.discard_draft(course=course, step=step, user=request.user):
        messages.success(request, "The draft was discarded. This is what is saved.")
    tab, _, row = step.partition("-")
    if row:
        return redirect("authoring:edit-row", slug, ROW_KINDS[tab], row)
    return redirect(STEP_URLS[step], slug)


def _course_or_404(request: StaffRequest, slug: str, step: str) -> Course:
    tab, _, row = step.partition("-")  # rows have drafts of their own: `test-12` is question 12
    longest = CourseDraft._meta.get_field("step").max_length or 0
    if step not in STEP_URLS and (
        tab not in ROW_KINDS or row_number(row) is None or len(step) > longest
    ):
        raise Http404
    return course_or_404(request, slug, Right.AUTHOR)
