"""Starting a course, and the page on which its video is watched."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from courses.models import Course, Video
from courses.richtext import render_markdown
from progress.errors import NotEligible
from progress.forms.start import StartForm
from progress.segments import gaps
from progress.services.enrolments import start_course
from progress.views.access import standing_or_404
from video.services.playing import qualities
from video.services.transcripts import Section, sections, tracks


@login_required
@require_POST
def start(request: SignedInRequest, slug: str) -> HttpResponse:
    """Log that the learner has read the front matter, and open the course."""
    course = get_object_or_404(Course.objects.published(), slug=slug)
    form = StartForm(request.POST)
    read = form.cleaned_data["front_matter"] if form.is_valid() else ""
    try:
        start_course(user=request.user, course=course, now=timezone.now(), read=read)
    except NotEligible as refusal:
        messages.error(request, refusal.message)
        return redirect(course)
    return redirect("progress:learn", slug=slug)


@require_safe
def learn(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the player: to a learner with their record, to a guest with what their browser keeps."""
    if not request.user.is_authenticated:
        return _guest_page(request, slug)
    status = standing_or_404(user=request.user, slug=slug, now=timezone.now())
    if status.enrolment is None:
        messages.info(request, status.not_started.message)
        return redirect(status.course)
    watch = status.enrolment.watch
    context = _content(status.course, watch.video) | {
        "status": status,
        "enrolment": status.enrolment,
        "watch": watch,
        "newer_video": status.enrolment.newest_video_version > watch.video.version,
        "handouts": status.enrolment.handouts,
        "watched": watch.watched,
        "unwatched": gaps(watch.watched, length=watch.video_seconds),
    }
    return _player_page(request, context)


def _guest_page(request: HttpRequest, slug: str) -> HttpResponse:
    course = get_object_or_404(
        Course.objects.published().select_related("series__provider"), slug=slug
    )
    video = course.current_video
    if video is None:
        return redirect(course)
    handouts = [
        {"title": handout.title, "url": handout.file.url} for handout in course.handouts.all()
    ]
    context = _content(course, video) | {
        "handouts": handouts,
        "watched": [],
        "unwatched": [(0, video.seconds)],
    }
    return _player_page(request, context)


def _player_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Draw the page. Where hls.js may play, it needs `blob:` for media, and pieces by script.

    Only here, and only for a recording in several sizes: every other page forbids both.
    """
    response = render(request, "progress/learn.html", context)
    if context["qualities"]:
        policy: dict[str, Any] = dict(settings.SECURE_CSP)
        media = policy["media-src"]
        policy |= {"media-src": [*media, "blob:"], "connect-src": media}
        response._csp_config = policy  # type: ignore[attr-defined]  # what csp_override sets
    return response


def _content(course: Course, video: Video) -> dict[str, Any]:
    return {
        "course": course,
        "video": video,
        "qualities": qualities(video),
        "tracks": tracks(video),
        "transcript": _transcript(course.slug, video.pk, tuple(sections(video))),
        "content_note": render_markdown(course.content_note),
        "accommodation": render_markdown(course.accommodation),
        "speeds": ["0.5", "0.75", "1", "1.25", "1.5", "1.75", "2"],
    }


@lru_cache(maxsize=256)
def _transcript(slug: str, video_id: int, parts: tuple[Section, ...]) -> SafeString:
    """Draw the transcript once: it is half of the page, and the same for everyone."""
    context = {"course": {"slug": slug}, "video": {"pk": video_id}, "sections": parts}
    return render_to_string("progress/_transcript.html", context)
