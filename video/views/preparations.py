"""What staff can do with an incoming recording: discard the upload, try again, or remove it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from accounts.requests import StaffRequest, refusals_as_messages
from courses.access import course_or_404
from providers.guard import staff_action
from providers.rights import Right
from video.models import Preparation
from video.services import uploads
from video.services.preparing import remove, try_again


@staff_action(Right.AUTHOR)
def drop_upload(request: StaffRequest, slug: str, upload_id: UUID) -> HttpResponse:
    """Discard an unfinished upload of one's own."""
    course = course_or_404(request, slug, Right.AUTHOR)
    upload = get_object_or_404(
        course.uploads.filter(finished_at__isnull=True), pk=upload_id, uploaded_by=request.user
    )
    with refusals_as_messages(request):
        uploads.discard(upload)
        messages.success(request, f"{upload.name}: removed.")
    return redirect("publishing:edit-video", slug)


@staff_action(Right.AUTHOR)
def retry_preparation(request: StaffRequest, slug: str, preparation_id: int) -> HttpResponse:
    """Let the worker try the same file again."""
    try_again(preparation=_preparation_or_404(request, slug, preparation_id))
    return redirect("publishing:edit-video", slug)


@staff_action(Right.AUTHOR)
def remove_preparation(request: StaffRequest, slug: str, preparation_id: int) -> HttpResponse:
    """Stop a preparation, or remove a failed one, with its file."""
    row = _preparation_or_404(request, slug, preparation_id)
    remove(preparation=row, actor=request.user)
    messages.success(request, f"{row.name}: removed.")
    return redirect("publishing:edit-video", slug)


def _preparation_or_404(request: StaffRequest, slug: str, preparation_id: int) -> Preparation:
    course = course_or_404(request, slug, Right.AUTHOR)
    return get_object_or_404(course.preparations.to_show(), pk=preparation_id)
