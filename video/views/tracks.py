"""Captions, chapters and descriptions, edited beside their recording."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from procrastinate.contrib.django import app as jobs

from accounts.audit import record
from accounts.requests import StaffRequest, refusals_as_messages, refusals_at, sent
from courses.access import course_or_404
from courses.models import Course, TextTrack, Video
from courses.step_layout import render_step
from providers.guard import staff_action, staff_form
from providers.rights import Right, may
from video.forms.tracks import NewTrackForm, TrackForm
from video.services.tracks import Finding, check_track, delete_track, save_track
from video.services.tracks.checking import coverage_percent

LISTEN_TASK = "video.listen"


@staff_form(Right.SEE_COURSES)
def tracks(request: StaffRequest, slug: str, video_id: int) -> HttpResponse:
    """List the tracks of one recording; a POST opens a new one, empty or from a file."""
    course, video = _video_or_404(request, slug, video_id)
    form = NewTrackForm(sent(request), request.FILES or None, video=video)
    if request.method == "POST" and _author_or_404(request, course) and form.is_valid():
        place = reverse(
            "video:edit-track",
            args=[slug, video_id, form.cleaned_data["kind"], form.cleaned_data["language"]],
        )
        return _editor(request, course, video, form.as_track_form(), place=place)
    context = {"video": video, "form": form, "tracks": _rows(video)}
    return render_step(
        request,
        "video/tracks.html",
        course=course,
        step="video",
        context=context,
    )


@staff_form(Right.SEE_COURSES)
def edit_track(
    request: StaffRequest, slug: str, video_id: int, kind: str, language: str
) -> HttpResponse:
    """Show a track beside its video with all findings; a POST saves it, unless it has `check` or a file."""
    course, video = _video_or_404(request, slug, video_id)
    track = video.tracks.filter(kind=kind, language=language).first()
    if request.method != "POST":
        if track is None:
            raise Http404
        if "file" in request.GET:
            return _file(track)
        return _editor(request, course, video, TrackForm.of(track))
    _author_or_404(request, course)
    form = TrackForm(request.POST, request.FILES, kind=kind, language=language)
    if not form.is_valid():
        return _editor(request, course, video, form, status=400)
    if "check" in request.POST or form.was_uploaded:
        return _editor(request, course, video, form.shown())
    return _save(request, course, video, form)


@staff_action(Right.AUTHOR)
def remove_track(
    request: StaffRequest, slug: str, video_id: int, kind: str, language: str
) -> HttpResponse:
    """Delete a track."""
    course, video = _video_or_404(request, slug, video_id, Right.AUTHOR)
    track = get_object_or_404(video.tracks, kind=kind, language=language)
    with refusals_as_messages(request):
        delete_track(track=track)
        record(
            request.user,
            "track-deleted",
            video,
            provider=course.series.provider_id,
            kind=kind,
            language=language,
        )
        messages.success(request, f"{track}: deleted.")
    return redirect("video:edit-tracks", slug, video_id)


@staff_action(Right.AUTHOR)
def listen(request: StaffRequest, slug: str, video_id: int) -> HttpResponse:
    """Queue the speech detection, so that captions can be checked against it."""
    _, video = _video_or_404(request, slug, video_id, Right.AUTHOR)
    lock = f"{LISTEN_TASK}-{video.pk}"
    jobs.configure_task(LISTEN_TASK, queueing_lock=lock).defer(video_id=video.pk)
    messages.success(request, "The recording is being listened to. Reload this page in a minute.")
    return redirect("video:edit-tracks", slug, video_id)


def _video_or_404(
    request: StaffRequest, slug: str, video_id: int, right: Right = Right.SEE_COURSES
) -> tuple[Course, Video]:
    course = course_or_404(request, slug, right)
    return course, get_object_or_404(course.videos.prefetch_related("tracks"), pk=video_id)


def _author_or_404(request: StaffRequest, course: Course) -> Course:
    return course_or_404(request, course.slug, Right.AUTHOR)


def _file(track: TextTrack) -> HttpResponse:
    name = f"{track.kind}.{track.language}.vtt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(track.vtt, content_type="text/vtt; charset=utf-8", headers=headers)


def _save(request: StaffRequest, course: Course, video: Video, form: TrackForm) -> HttpResponse:
    typed = form.cleaned_data
    with refusals_at(form):
        save_track(
            video=video,
            kind=form.kind,
            language=form.language,
            label=typed["label"],
            text=typed["vtt"],
        )
        messages.success(request, "Saved. Learners see it within half a minute.")
        return redirect("video:edit-track", course.slug, video.pk, form.kind, form.language)
    return _editor(request, course, video, form, status=400)


def _editor(
    request: StaffRequest,
    course: Course,
    video: Video,
    form: TrackForm,
    *,
    place: str = "",
    status: int = 200,
) -> HttpResponse:
    text = form.text
    found = _findings(text, form.kind, video)
    speech = _speech(video)
    captions = form.kind == TextTrack.Kind.CAPTIONS
    context: dict[str, Any] = {
        "video": video,
        "form": form,
        "findings": found,
        "blocking": sum(each.blocks for each in found),
        "coverage": coverage_percent(text, speech) if captions and speech else None,
        "place": place or request.path,
        "saved": video.tracks.filter(kind=form.kind, language=form.language).exists(),
        "may_write": may(request.user, Right.AUTHOR, course.series.provider_id),
    }
    return render_step(
        request,
        "video/track.html",
        course=course,
        step="video",
        context=context,
        status=status,
    )


def _findings(text: str, kind: str, video: Video) -> list[Finding]:
    return check_track(text, kind=kind, duration=video.seconds + 1, speech=_speech(video))


def _speech(video: Video) -> list[tuple[float, float]]:
    return [(start, end) for start, end in video.speech or []]


def _rows(video: Video) -> list[dict[str, Any]]:
    rows = []
    for track in video.tracks.all():
        found = _findings(track.vtt, track.kind, video)
        captions = track.kind == TextTrack.Kind.CAPTIONS and video.speech
        rows.append(
            {
                "track": track,
                "cues": track.vtt.count("-->"),
                "advice": len(found),
                "coverage": coverage_percent(track.vtt, _speech(video)) if captions else None,
            }
        )
    return rows
