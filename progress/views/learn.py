"""Starting a course, and the page on which its video is watched."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from courses.models import Course, Video
from courses.richtext import render_markdown
from courses.services.transcripts import chapters, tracks, transcript
from progress.errors import NotEligible
from progress.models import Enrolment
from progress.segments import gaps
from progress.services.enrolments import start_course
from progress.status import CreditStatus


@login_required
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Log that the learner has read the front matter, and open the course."""
    course = get_object_or_404(Course.objects.published(), slug=slug)
    try:
        start_course(user=request.user, course=course, now=timezone.now())  # type: ignore[arg-type]
    except NotEligible as refusal:
        messages.error(request, refusal.message)
        return redirect(course)
    return redirect("progress:learn", slug=slug)


@require_safe
def learn(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the player: to a learner with their record, to a guest with what their browser keeps."""
    if not request.user.is_authenticated:
        return _guest_page(request, slug)
    enrolment = (
        Enrolment.objects.with_content().filter(user=request.user, course__slug=slug).first()
    )
    if enrolment is None:
        course = get_object_or_404(Course.objects.published(), slug=slug)
        messages.info(request, "Please read what the course covers, then start it.")
        return redirect(course)
    enrolment.user = request.user
    status = CreditStatus(enrolment.course, request.user, enrolment, timezone.now())
    watch = enrolment.watch
    context = _content(enrolment.course, watch.video) | {
        "enrolment": enrolment,
        "watch": watch,
        "status": status,
        "newer_video": enrolment.newest_video_version > watch.video.version,
        "handouts": enrolment.handouts,
        "watched": watch.watched,
        "unwatched": gaps(watch.watched, length=watch.video_seconds),
    }
    return render(request, "progress/learn.html", context)


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
    return render(request, "progress/learn.html", context)


def _content(course: Course, video: Video) -> dict[str, Any]:
    return {
        "course": course,
        "video": video,
        "tracks": tracks(video),
        "cues": transcript(video),
        "chapters": chapters(video),
        "content_note": render_markdown(course.content_note),
        "accommodation": render_markdown(course.accommodation),
        "speeds": ["0.5", "0.75", "1", "1.25", "1.5", "1.75", "2"],
    }
