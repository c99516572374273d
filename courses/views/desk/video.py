"""Step Video: a recording on its way in, and each version with what accompanies it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from courses.access import Right, course_or_404, staff_page
from courses.forms.recording import MOST_AT_ONCE, RecordingForm
from courses.models import Course, Preparation, Upload
from courses.services import uploads
from courses.services.uploads import UploadRefused, in_words
from courses.services.video.preparing import remove, try_again
from courses.services.video.standing import recordings_of
from courses.views.desk.shell import render_step


@staff_page(Right.SEE_COURSES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit_video(request: HttpRequest, slug: str) -> HttpResponse:
    """Show recordings and uploads; a POST brings a small recording at once, without script."""
    if request.method != "POST":
        return _page(request, course_or_404(request, slug, Right.SEE_COURSES), RecordingForm())
    course = course_or_404(request, slug, Right.AUTHOR)
    form = RecordingForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, course, form, status=400)
    file, now = form.cleaned_data["recording"], timezone.now()
    try:
        upload = uploads.begin(
            course=course,
            user=request.user,  # type: ignore[arg-type]
            name=file.name,
            size=file.size,
            fingerprint="",
            now=now,
        )
        uploads.append(upload=upload, offset=0, body=file, length=file.size, now=now)
    except UploadRefused as refusal:
        form.add_error("recording", refusal.message)
        return _page(request, course, form, status=400)
    messages.success(request, f"{upload.name} is here and is being prepared.")
    return redirect("courses:edit-video", slug)


@require_safe
@staff_page(Right.SEE_COURSES)
def video_state(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell how far each preparation is, for the bars of the page."""
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


@staff_page(Right.AUTHOR)
@require_POST
def drop_upload(request: HttpRequest, slug: str, upload_id: UUID) -> HttpResponse:
    """Forget an unfinished upload of one's own."""
    course = course_or_404(request, slug, Right.AUTHOR)
    upload = get_object_or_404(
        course.uploads.filter(finished_at__isnull=True), pk=upload_id, uploaded_by=request.user
    )
    try:
        uploads.discard(upload)
        messages.success(request, f"{upload.name}: removed.")
    except UploadRefused as refusal:
        messages.error(request, refusal.message)
    return redirect("courses:edit-video", slug)


@staff_page(Right.AUTHOR)
@require_POST
def retry_preparation(request: HttpRequest, slug: str, preparation_id: int) -> HttpResponse:
    """Let the worker try the same file again."""
    try_again(preparation=_preparation_or_404(request, slug, preparation_id))
    return redirect("courses:edit-video", slug)


@staff_page(Right.AUTHOR)
@require_POST
def remove_preparation(request: HttpRequest, slug: str, preparation_id: int) -> HttpResponse:
    """Stop a preparation, or clear a failed one away, with its file."""
    row = _preparation_or_404(request, slug, preparation_id)
    remove(preparation=row, actor=request.user)  # type: ignore[arg-type]
    messages.success(request, f"{row.name}: removed.")
    return redirect("courses:edit-video", slug)


def words_of(row: Preparation) -> str:
    """Return what happens to a file, and how far it is."""
    return f"{row.get_state_display()}: {row.percent} %" if row.percent else row.get_state_display()


def _preparation_or_404(request: HttpRequest, slug: str, preparation_id: int) -> Preparation:
    course = course_or_404(request, slug, Right.AUTHOR)
    return get_object_or_404(course.preparations.to_show(), pk=preparation_id)


def _page(
    request: HttpRequest, course: Course, form: RecordingForm, *, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "recordings": recordings_of(course),
        "uploads": _unfinished(course, request.user),  # type: ignore[arg-type]
        "preparations": [
            {"row": row, "words": words_of(row)} for row in course.preparations.to_show()
        ],
        "most": in_words(uploads.most_bytes()),
        "most_at_once": in_words(MOST_AT_ONCE),
    }
    return render_step(
        request,
        "staff/course/video.html",
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
