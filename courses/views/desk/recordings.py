"""What staff do with one version of the recording: use it, discard it, its poster, its copied tracks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from courses.access import Right, course_or_404, staff_page
from courses.forms.recording import PosterForm
from courses.models import Course, Video
from courses.services.video import releasing
from courses.services.video.posters import NotAPicture, choose_frame, set_poster
from courses.services.video.releasing import NotUsable
from courses.views.desk.shell import render_step


@staff_page(Right.AUTHOR)
@require_POST
def use_recording(request: HttpRequest, slug: str, video_id: int) -> HttpResponse:
    """Let learners begin with this recording from now on."""
    _, video = _video_or_404(request, slug, video_id)
    try:
        releasing.use(video=video, actor=request.user, now=timezone.now())  # type: ignore[arg-type]
    except NotUsable as refusal:
        for each in refusal.missing:
            messages.error(request, each.message)
    else:
        messages.success(request, "In use. Whoever has begun keeps the recording they began with.")
    return redirect("courses:edit-video", slug)


@staff_page(Right.AUTHOR)
@require_POST
def discard_recording(request: HttpRequest, slug: str, video_id: int) -> HttpResponse:
    """Delete a recording that nobody could begin with."""
    _, video = _video_or_404(request, slug, video_id)
    if releasing.discard(video=video, actor=request.user):  # type: ignore[arg-type]
        messages.success(request, f"Version {video.version}: deleted.")
    else:
        messages.error(request, "Learners may have begun with this recording: it stays.")
    return redirect("courses:edit-video", slug)


@staff_page(Right.AUTHOR)
@require_POST
def copy_tracks(request: HttpRequest, slug: str, video_id: int) -> HttpResponse:
    """Copy captions and chapters of the version before, to be read against this one."""
    _, video = _video_or_404(request, slug, video_id)
    count = releasing.copy_tracks(video=video, now=timezone.now())
    messages.success(request, f"{count} copied. Read each against this recording before its use.")
    return redirect("courses:edit-video", slug)


@staff_page(Right.AUTHOR)
@require_POST
def confirm_tracks(request: HttpRequest, slug: str, video_id: int) -> HttpResponse:
    """Note that the copied captions and chapters fit this recording."""
    _, video = _video_or_404(request, slug, video_id)
    releasing.confirm_tracks(video=video, actor=request.user)  # type: ignore[arg-type]
    messages.success(request, "Noted: captions and chapters fit this recording.")
    return redirect("courses:edit-video", slug)


@staff_page(Right.AUTHOR)
@require_http_methods(["GET", "HEAD", "POST"])
def poster(request: HttpRequest, slug: str, video_id: int) -> HttpResponse:
    """Choose the picture that stands in the player before it plays."""
    course, video = _video_or_404(request, slug, video_id)
    form = PosterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _set_poster(video, form):
        messages.success(request, "The player shows this picture now.")
        return redirect("courses:edit-video", slug)
    preparation = getattr(video, "preparation", None)
    context = {"video": video, "form": form, "frames": preparation.frames if preparation else []}
    return render_step(
        request,
        "staff/course/poster.html",
        course=course,
        step="video",
        context=context,
        status=400 if request.method == "POST" else 200,
    )


def _set_poster(video: Video, form: PosterForm) -> bool:
    picture = form.cleaned_data["picture"]
    if picture is None:
        if not choose_frame(video=video, name=form.cleaned_data["frame"]):
            form.add_error(None, "Choose one of the pictures, or a file.")
        return form.is_valid()
    try:
        set_poster(video=video, content=picture.read())
    except NotAPicture as refusal:
        form.add_error("picture", str(refusal))
    return form.is_valid()


def _video_or_404(request: HttpRequest, slug: str, video_id: int) -> tuple[Course, Video]:
    course = course_or_404(request, slug, Right.AUTHOR)
    video = get_object_or_404(course.videos.select_related("preparation"), pk=video_id)
    video.course = course
    return course, video
