"""Step Video: uploads in progress, and each version of the recording with its actions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.errors import Refused
from accounts.models import User
from accounts.requests import StaffRequest, refusals_at
from courses.access import course_or_404
from courses.models import Course
from courses.step_layout import render_step
from providers.guard import staff_action, staff_form, staff_page
from providers.rights import Right
from publishing.services import releasing
from publishing.services.course_changes import waits_or
from publishing.services.publishing import Incomplete
from publishing.services.recordings import recordings_of
from video.access import video_or_404
from video.forms.recording import MOST_AT_ONCE, RecordingForm
from video.models import Preparation, Upload
from video.services import uploads
from video.services.uploads import in_words


@staff_form(Right.SEE_COURSES)
def edit_video(request: StaffRequest, slug: str) -> HttpResponse:
    """Show recordings and uploads; a POST uploads a small recording in one request, without JavaScript."""
    if request.method != "POST":
        return _page(request, course_or_404(request, slug, Right.SEE_COURSES), RecordingForm())
    course = course_or_404(request, slug, Right.AUTHOR)
    form = RecordingForm(request.POST, request.FILES)
    if form.is_valid():
        file, now = form.cleaned_data["recording"], timezone.now()
        with refusals_at(form, "recording"):
            upload = uploads.begin(
                course=course,
                user=request.user,
                name=file.name,
                size=file.size,
                fingerprint="",
                now=now,
            )
            uploads.append(upload=upload, offset=0, body=file, length=file.size, now=now)
            messages.success(request, f"{upload.name} is uploaded and is being processed.")
            return redirect("publishing:edit-video", slug)
    return _page(request, course, form, status=400)


@staff_page(Right.SEE_COURSES)
def video_state(request: StaffRequest, slug: str) -> HttpResponse:
    """Return the progress of each preparation, for the progress bars of the page."""
    course = course_or_404(request, slug, Right.SEE_COURSES)
    rows = [
        {
            "id": row.pk,
            "percent": row.percent,
            "words": words_of(row),
            "ended": not row.is_under_way,
        }
        for row in course.preparations.all()[:50]
    ]
    return JsonResponse({"preparations": rows})


def words_of(row: Preparation) -> str:
    """Return the current step of a file's preparation, and its progress, in words."""
    return f"{row.get_state_display()}: {row.percent}%" if row.percent else row.get_state_display()


def _page(
    request: StaffRequest, course: Course, form: RecordingForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "recordings": recordings_of(course),
        "uploads": _unfinished(course, request.user),
        "preparations": [
            {"row": row, "words": words_of(row)} for row in course.preparations.to_show()
        ],
        "most": in_words(uploads.most_bytes()),
        "most_at_once": in_words(MOST_AT_ONCE),
    }
    return render_step(
        request,
        "publishing/recordings.html",
        course=course,
        step="video",
        context=context,
        status=status,
    )


def _unfinished(course: Course, user: User) -> list[dict[str, Any]]:
    rows = Upload.objects.unfinished().filter(course=course).select_related("uploaded_by")
    return [
        {
            "row": row,
            "mine": row.uploaded_by_id == user.pk,
            "here": in_words(row.offset),
            "size": in_words(row.size),
        }
        for row in rows
    ]


@staff_action(Right.AUTHOR)
def use_recording(request: StaffRequest, slug: str, video_id: int) -> HttpResponse:
    """Give this recording to learners who begin from now on."""
    _, video = video_or_404(request, slug, video_id)
    try:
        change = releasing.use(video=video, actor=request.user, now=timezone.now())
    except Incomplete as refusal:
        for each in refusal.missing:
            messages.error(request, each.message)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        told = "In use. Learners who have started keep the recording they started with."
        messages.success(request, waits_or(change, told))
    return redirect("publishing:edit-video", slug)


@staff_action(Right.AUTHOR)
def discard_recording(request: StaffRequest, slug: str, video_id: int) -> HttpResponse:
    """Delete a recording that was never released."""
    _, video = video_or_404(request, slug, video_id)
    if releasing.discard(video=video, actor=request.user):
        messages.success(request, f"Version {video.version}: deleted.")
    else:
        messages.error(request, "Learners may have started with this recording, so it is kept.")
    return redirect("publishing:edit-video", slug)


@staff_action(Right.AUTHOR)
def copy_tracks(request: StaffRequest, slug: str, video_id: int) -> HttpResponse:
    """Copy captions and chapters of the previous version, to be checked against this one."""
    _, video = video_or_404(request, slug, video_id)
    count = releasing.copy_tracks(video=video, now=timezone.now())
    messages.success(
        request, f"{count} copied. Check each against this recording before you use it."
    )
    return redirect("publishing:edit-video", slug)


@staff_action(Right.AUTHOR)
def confirm_tracks(request: StaffRequest, slug: str, video_id: int) -> HttpResponse:
    """Record that the copied captions and chapters fit this recording."""
    _, video = video_or_404(request, slug, video_id)
    releasing.confirm_tracks(video=video, actor=request.user)
    messages.success(request, "Confirmed: captions and chapters match this recording.")
    return redirect("publishing:edit-video", slug)
