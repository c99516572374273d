"""The poster: the picture that the player shows before it plays."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.requests import StaffRequest, refusals_at, sent
from courses.models import Video
from courses.step_layout import render_step
from providers.guard import staff_form
from providers.rights import Right
from video.access import video_or_404
from video.forms.recording import PosterForm
from video.services.posters import choose_frame, set_poster


@staff_form(Right.AUTHOR)
def poster(request: StaffRequest, slug: str, video_id: int) -> HttpResponse:
    """Choose the poster, from the frames or as an upload."""
    course, video = video_or_404(request, slug, video_id)
    form = PosterForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid() and _set_poster(video, form):
        messages.success(request, "The player shows this picture now.")
        return redirect("publishing:edit-video", slug)
    preparation = getattr(video, "preparation", None)
    context = {"video": video, "form": form, "frames": preparation.frames if preparation else []}
    return render_step(
        request,
        "video/poster.html",
        course=course,
        step="video",
        context=context,
    )


def _set_poster(video: Video, form: PosterForm) -> bool:
    picture = form.cleaned_data["picture"]
    if picture is None:
        if not choose_frame(video=video, name=form.cleaned_data["frame"]):
            form.add_error(None, "Choose one of the pictures, or a file.")
        return form.is_valid()
    with refusals_at(form, "picture"):
        set_poster(video=video, content=picture.read())
    return form.is_valid()
